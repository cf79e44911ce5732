/* explain: both forms, on a small kind. */
#include <stdlib.h>

#include "thing.h"

#define NAMES(...) ((const char *const[]) { __VA_ARGS__, NULL })

static const struct field part_fields[] = {
	{ .name = "size", .type = FIELD_INT_OR_STRING, .flags = FIELD_REQUIRED, .doc = "How big." },
	{ .name = "colour",
	  .type = FIELD_STRING,
	  .values = NAMES("blue", "green", "red", "white", "yellow"),
	  .doc = "Its colour." },
	{ 0 }
};
static const struct schema part = {
	.go_name = "Part",
	.go_package = "v1",
	.doc = "A part of a thing.",
	.fields = part_fields,
};
static const struct field toy_fields[] = {
	{ .name = "parts",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &part,
	  .doc = "All parts, and this text goes on for so long that a line of it ends before it "
		 "does." },
	{ .name = "names",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .flags = FIELD_REQUIRED,
	  .doc = "Its names." },
	{ .name = "mode", .type = FIELD_STRING, .values = NAMES("off", "on"), .doc = "On or off." },
	{ .name = "modes",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .values = NAMES("off", "on"),
	  .doc = "All modes." },
	{ .name = "made", .type = FIELD_TIME, .doc = "When it was made." },
	{ .name = "count", .type = FIELD_INT32 },
	{ 0 }
};
static const struct schema toy_schema = {
	.go_name = "Toy",
	.go_package = "v1",
	.doc = "A toy.",
	.fields = toy_fields,
};
static const struct resource toy = {
	.group = "example.com",
	.versions = NAMES("v1"),
	.kind = "Toy",
	.plural = "toys",
	.singular = "toy",
	.schema = &toy_schema,
};

struct explain_case {
	const char *name, *path; /* words between spaces */
	bool recursive;
	const char *want, *message;
};

static void check(const struct explain_case *rows, size_t n,
		  bool (*print)(FILE *out, const struct explanation *what, struct error *err))
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(text_list) struct text_list path = TEXT_LIST_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		const struct explanation what = {
			.resource = &toy,
			.version = "v1",
			.path = &path,
			.recursive = rows[i].recursive,
		};
		struct capture capture;

		if (*rows[i].path != '\0')
			text_list_split(&path, rows[i].path, ' ');
		capture_begin(&capture);
		cr_expect_eq(print(capture.file, &what, &err), rows[i].message == NULL, "%s",
			     rows[i].name);
		capture_expect(&capture, rows[i].name, rows[i].want);
		if (rows[i].message != NULL && err.reason != REASON_NONE)
			cr_expect_str_eq(err.message, rows[i].message, "%s: %s", rows[i].name,
					 err.message);
	}
}

#define TITLE "GROUP:      example.com\nKIND:       Toy\nVERSION:    v1\n\n"

Test(explain, text)
{
	static const struct explain_case rows[] = {
		{ "the kind: fields by name, required ones marked, enums, text of 80 columns", "",
		  false,
		  TITLE "DESCRIPTION:\n    A toy.\n    \nFIELDS:\n"
			"  count\t<integer>\n    <no description>\n\n"
			"  made\t<string>\n    When it was made.\n\n"
			"  mode\t<string>\n  enum: off, on\n    On or off.\n\n"
			"  modes\t<[]string>\n    All modes.\n\n"
			"  names\t<map[string]string> -required-\n    Its names.\n\n"
			"  parts\t<[]Part>\n"
			"    All parts, and this text goes on for so long that a line of it ends "
			"before\n    it does.\n\n\n",
		  NULL },
		{ "all levels, a line each; five values are too many", "", true,
		  TITLE "DESCRIPTION:\n    A toy.\n    \nFIELDS:\n"
			"  count\t<integer>\n  made\t<string>\n  mode\t<string>\n  enum: off, on\n"
			"  modes\t<[]string>\n  names\t<map[string]string> -required-\n"
			"  parts\t<[]Part>\n    colour\t<string>\n"
			"    enum: blue, green, red, white, ....\n"
			"    size\t<IntOrString> -required-\n\n",
		  NULL },
		{ "a list: its text, then that of its elements, and their fields", "parts", false,
		  TITLE
		  "FIELD: parts <[]Part>\n\n\nDESCRIPTION:\n"
		  "    All parts, and this text goes on for so long that a line of it ends "
		  "before\n    it does.\n    A part of a thing.\n    \nFIELDS:\n"
		  "  colour\t<string>\n  enum: blue, green, red, white, ....\n    Its colour.\n\n"
		  "  size\t<IntOrString> -required-\n    How big.\n\n\n",
		  NULL },
		{ "through a list to a field; all its values", "parts colour", false,
		  TITLE "FIELD: colour <string>\nENUM:\n    blue\n    green\n    red\n    white\n"
			"    yellow\n\nDESCRIPTION:\n    Its colour.\n    \n\n",
		  NULL },
		{ "a type has a text of its own", "parts size", false,
		  TITLE "FIELD: size <IntOrString>\n\n\nDESCRIPTION:\n    How big.\n"
			"    A number or a name.\n    \n\n",
		  NULL },
		{ "nothing to say", "count", false,
		  TITLE "FIELD: count <integer>\n\n\nDESCRIPTION:\n    <empty>\n\n", NULL },
		{ "the last word of an unknown path is named", "parts nope more", false, TITLE,
		  "field \"more\" does not exist" },
		{ "nothing lies behind a scalar", "mode x", false, TITLE,
		  "field \"x\" does not exist" },
		{ "nor in a map of strings", "names x", false, TITLE,
		  "field \"x\" does not exist" },
	};

	check(rows, ARRAY_LEN(rows), output_explain);
}

#define OLD_TITLE "KIND:     Toy\nVERSION:  example.com/v1\n\n"

Test(explain, older_text)
{
	static const struct explain_case rows[] = {
		{ "the kind", "", false,
		  OLD_TITLE "DESCRIPTION:\n     A toy.\n\nFIELDS:\n"
			    "   count\t<integer>\n\n"
			    "   made\t<string>\n     When it was made.\n\n"
			    "   mode\t<string>\n     On or off.\n\n"
			    "   modes\t<[]string>\n     All modes.\n\n"
			    "   names\t<map[string]string> -required-\n     Its names.\n\n"
			    "   parts\t<[]Object>\n"
			    "     All parts, and this text goes on for so long that a line of it "
			    "ends before\n     it does.\n\n",
		  NULL },
		{ "all levels", "", true,
		  OLD_TITLE "DESCRIPTION:\n     A toy.\n\nFIELDS:\n"
			    "   count\t<integer>\n   made\t<string>\n   mode\t<string>\n"
			    "   modes\t<[]string>\n   names\t<map[string]string>\n"
			    "   parts\t<[]Object>\n      colour\t<string>\n      size\t<string>\n",
		  NULL },
		{ "a struct is a resource", "parts", false,
		  OLD_TITLE "RESOURCE: parts <[]Object>\n\nDESCRIPTION:\n"
			    "     All parts, and this text goes on for so long that a line of it "
			    "ends before\n     it does.\n\n     A part of a thing.\n\nFIELDS:\n"
			    "   colour\t<string>\n     Its colour.\n\n"
			    "   size\t<string> -required-\n     How big.\n\n",
		  NULL },
		{ "a scalar is a field", "parts size", false,
		  OLD_TITLE "FIELD:    size <string>\n\nDESCRIPTION:\n     How big.\n\n"
			    "     A number or a name.\n",
		  NULL },
		{ "nothing to say", "count", false,
		  OLD_TITLE "FIELD:    count <integer>\n\nDESCRIPTION:\n     <empty>\n", NULL },
		{ "a path may go on behind a scalar", "mode x y", false,
		  OLD_TITLE "FIELD:    y <string>\n\nDESCRIPTION:\n     On or off.\n", NULL },
		{ "and into a map, whose elements have no text", "names x", false,
		  OLD_TITLE "FIELD:    x <string>\n\nDESCRIPTION:\n     <empty>\n", NULL },
		{ "the first unknown word is named", "parts nope more", false, "",
		  "field \"nope\" does not exist" },
	};

	check(rows, ARRAY_LEN(rows), output_explain_v2);
}
