#include <criterion/criterion.h>
#include <string.h>

#include "cel/internal.h"

static const struct cel_type gadget = { .kind = CEL_TYPE_OBJECT, .name = "example.Gadget" };

static const struct cel_type *find_gadget(const char *name)
{
	return strcmp(name, gadget.name) == 0 ? &gadget : NULL;
}

/* What is read, printed again; message: as errors name it, NULL when that is no different. */
static const struct {
	const char *text, *printed, *message;
	enum cel_type_kind kind;
} parse_rows[] = {
	{ "bool", "bool", NULL, CEL_TYPE_BOOL },
	{ "int", "int", NULL, CEL_TYPE_INT },
	{ "uint", "uint", NULL, CEL_TYPE_UINT },
	{ "double", "double", NULL, CEL_TYPE_DOUBLE },
	{ "string", "string", NULL, CEL_TYPE_STRING },
	{ "bytes", "bytes", NULL, CEL_TYPE_BYTES },
	{ "dyn", "dyn", NULL, CEL_TYPE_DYN },
	{ "null_type", "null_type", "null", CEL_TYPE_NULL },
	{ "google.protobuf.Timestamp", "google.protobuf.Timestamp", "timestamp",
	  CEL_TYPE_TIMESTAMP },
	{ "google.protobuf.Duration", "google.protobuf.Duration", "duration", CEL_TYPE_DURATION },
	{ "type", "type", NULL, CEL_TYPE_TYPE },
	{ "type(int)", "type(int)", NULL, CEL_TYPE_TYPE },
	{ "list(null_type)", "list(null_type)", "list(null)", CEL_TYPE_LIST },
	{ "list", "list(dyn)", NULL, CEL_TYPE_LIST },
	{ "map", "map(dyn, dyn)", NULL, CEL_TYPE_MAP },
	{ "map(string,list(int))", "map(string, list(int))", NULL, CEL_TYPE_MAP },
	{ " map( string , uint ) ", "map(string, uint)", NULL, CEL_TYPE_MAP },
	{ "optional_type(string)", "optional_type(string)", NULL, CEL_TYPE_OPAQUE },
	{ "net.IP", "net.IP", NULL, CEL_TYPE_OPAQUE },
	{ "triple(A, B, int)", "triple(A, B, int)", NULL, CEL_TYPE_OPAQUE },
	{ "T", "T", NULL, CEL_TYPE_PARAM },
	{ "example.Gadget", "example.Gadget", NULL, CEL_TYPE_OBJECT },
};

Test(types, parse_and_print)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < ARRAY_LEN(parse_rows); i++) {
		const char *text = parse_rows[i].text, *message = parse_rows[i].message;
		CLEANUP(strbuf) struct strbuf printed = STRBUF_INIT, formatted = STRBUF_INIT;
		const struct cel_type *type = NULL, *again = NULL;

		cr_assert(cel_type_parse(text, find_gadget, &arena, &type), "%s", text);
		cr_expect_eq(type->kind, parse_rows[i].kind, "%s", text);
		cel_type_print(type, &printed);
		cr_expect_str_eq(printed.text, parse_rows[i].printed, "%s", text);
		cel_type_format(type, &formatted);
		cr_expect_str_eq(formatted.text, message != NULL ? message : printed.text, "%s",
				 text);
		cr_assert(cel_type_parse(printed.text, find_gadget, &arena, &again), "%s", text);
		cr_expect(cel_type_equal(type, again), "%s", text);
	}
}

static const char *const wrong[] = {
	"",
	" ",
	"1",
	"(int)",
	"list(",
	"list()",
	"list(int",
	"list(int))",
	"list(int,)",
	"list(int, int)",
	"map(int)",
	"int(string)",
	"int int",
	"a(b, c, d, e, f)",
	"type(int, int)",
	"é",
	"dyn(int)",
};

Test(types, refuse)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(strbuf) struct strbuf deep = STRBUF_INIT;
	const struct cel_type *type = &gadget;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		cr_expect_not(cel_type_parse(wrong[i], NULL, &arena, &type), "%s", wrong[i]);
	for (size_t i = 0; i < 100000; i++)
		strbuf_add_str(&deep, "list(");
	cr_expect_not(cel_type_parse(deep.text, NULL, &arena, &type), "deep");
	cr_expect_eq(type, &gadget, "untouched");
}

static const struct {
	const char *a, *b;
	bool equal;
} equal_rows[] = {
	{ "int", "int", true },
	{ "int", "uint", false },
	{ "list(int)", "list(int)", true },
	{ "list(int)", "list(dyn)", false },
	{ "map(int, string)", "map(int, string)", true },
	{ "map(int, string)", "map(string, int)", false },
	{ "type(int)", "type", false },
	{ "net.IP", "net.IP", true },
	{ "net.IP", "net.CIDR", false },
	{ "pair(A, B)", "pair(A, A)", false },
	{ "optional_type", "optional_type(int)", false },
};

Test(types, equal)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < ARRAY_LEN(equal_rows); i++) {
		const struct cel_type *a, *b;

		cr_assert(cel_type_parse(equal_rows[i].a, NULL, &arena, &a));
		cr_assert(cel_type_parse(equal_rows[i].b, NULL, &arena, &b));
		cr_expect_eq(cel_type_equal(a, b), equal_rows[i].equal, "%s and %s",
			     equal_rows[i].a, equal_rows[i].b);
	}
}

Test(types, make)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_type *list = cel_type_list(&arena, &cel_int);
	const struct cel_type *map = cel_type_map(&arena, &cel_string, list);
	const struct cel_type *optional = cel_type_optional(&arena, map);

	cel_type_print(cel_type_of_type(&arena, optional), &text);
	cr_expect_str_eq(text.text, "type(optional_type(map(string, list(int))))");
	cr_expect(cel_type_is_optional(optional));
	cr_expect_eq(cel_type_of_optional(optional), map);
	cr_expect_not(cel_type_is_optional(list));
}

/* A type that refers to a type twice, and that to another twice, has no end that fits a line. */
Test(types, print_is_bounded)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_type *type = &cel_int;

	for (size_t i = 0; i < 200; i++)
		type = cel_type_map(&arena, type, type);
	cel_type_print(type, &text);
	cr_expect_lt(text.length, 100000);
}

Test(types, fields)
{
	static const struct cel_field fields[] = { { "name", &cel_string },
						   { "size", &cel_int },
						   { NULL, NULL } };
	const struct cel_type type = { .kind = CEL_TYPE_OBJECT,
				       .name = "example.Disk",
				       .field = cel_field_of_table,
				       .context = fields };

	cr_expect_eq(type.field(&type, "size", NULL), &cel_int);
	cr_expect_null(type.field(&type, "Size", NULL));
}
