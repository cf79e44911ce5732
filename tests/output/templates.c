/* Formats that have a template: which -o and --template name them, and lists of objects. */
#include <stdlib.h>
#include <unistd.h>

#include "thing.h"

#define TEMPLATE_MISSING "template format specified but no template given"
#define COLUMNS_MISSING "custom-columns format specified but no custom columns given"

enum { WRITES, TABLES };

static const struct {
	const char *text, *template;
	int tables;
	int format;       /* FAILS: want is the error, or how it begins */
	const char *want; /* what is printed of the list of a and b */
} rows[] = {
#define FAILS (-1)
	{ "jsonpath={.kind}", "", TABLES, OUTPUT_JSONPATH, "List" },
	{ "jsonpath={.items[*].metadata.name}", "", WRITES, OUTPUT_JSONPATH, "a b" },
	{ "jsonpath", "{.metadata}", TABLES, OUTPUT_JSONPATH, "{\"resourceVersion\":\"\"}" },
	{ "jsonpath=", "{.kind}", TABLES, FAILS, "unable to match a printer" },
	{ "jsonpath-as-json={.kind}", "", TABLES, OUTPUT_JSONPATH, "[\n    \"List\"\n]\n" },
	{ "jsonpath-as-json", "{.kind}", WRITES, OUTPUT_JSONPATH, "[\n    \"List\"\n]\n" },
	{ "jsonpath-file=template", "", TABLES, OUTPUT_JSONPATH, "{.kind}List\n" },
	{ "jsonpath-file", "template", TABLES, OUTPUT_JSONPATH, "{.kind}List\n" },
	{ "jsonpath==", "", TABLES, OUTPUT_JSONPATH, "=" },
	{ "jsonpath", "", TABLES, FAILS, TEMPLATE_MISSING },
	{ "jsonpath=", "", TABLES, FAILS, TEMPLATE_MISSING },
	{ "jsonpath-file", "", WRITES, FAILS, TEMPLATE_MISSING },
	{ "jsonpath-as-json", "", WRITES, FAILS, TEMPLATE_MISSING },
	{ "go-template", "", WRITES, FAILS, TEMPLATE_MISSING },
	{ "jsonpath-file=none", "", TABLES, FAILS,
	  "error reading --template none, open none: no such file or directory" },
	{ "jsonpath-file=.", "", TABLES, FAILS,
	  "error reading --template ., read .: is a directory" },
	{ "jsonpath={.items[}", "", TABLES, FAILS,
	  "error parsing jsonpath {.items[}, unterminated array" },
	{ "jsonpath={end}", "", TABLES, OUTPUT_JSONPATH, NULL },
	{ "JSONPATH={.kind}", "", TABLES, FAILS, "unable to match a printer" },
	{ "jsonpathx={.kind}", "", TABLES, FAILS, "unable to match a printer" },
	{ "custom-columns=N:.metadata.name,S:.size", "", TABLES, OUTPUT_CUSTOM_COLUMNS,
	  "N     S\na     1\nb     long size\n" },
	{ "custom-columns", "S:.size,N:.metadata.name", TABLES, OUTPUT_CUSTOM_COLUMNS,
	  "S           N\n1           a\nlong size   b\n" },
	{ "custom-columns=X:.esc", "", TABLES, OUTPUT_CUSTOM_COLUMNS, "X\n^[\\r\n<none>\n" },
	{ "custom-columns=X:.x,N:.metadata.name", "", TABLES, OUTPUT_CUSTOM_COLUMNS,
	  "X     N\n1     2     a\nl1\nl2    b\n" },
	{ "custom-columns-file=columns", "", TABLES, OUTPUT_CUSTOM_COLUMNS, "N\na\nb\n" },
	{ "custom-columns=N:.metadata.name", "", WRITES, FAILS, "unable to match a printer" },
	{ "custom-columns", "", TABLES, FAILS, COLUMNS_MISSING },
	{ "custom-columns=", "", TABLES, FAILS, COLUMNS_MISSING },
	{ "custom-columns-file", "", TABLES, FAILS, COLUMNS_MISSING },
	{ "custom-columns-file=none", "", TABLES, FAILS,
	  "error reading template none, open none: no such file or directory" },
	{ "custom-columns-file=.", "", TABLES, FAILS, "invalid template, missing header line." },
	{ "custom-columns=N", "", TABLES, FAILS, "unexpected custom-columns spec: N" },
	{ "custom-columns=N:.a[", "", TABLES, OUTPUT_CUSTOM_COLUMNS, NULL },
	/* Other formats do not look at the template; an unknown one is not saved by it. */
	{ "json", "{.kind}", TABLES, OUTPUT_JSON, NULL },
	{ "wide", "{.kind}", TABLES, OUTPUT_WIDE, NULL },
	{ "name", "{.kind}", WRITES, OUTPUT_NAME, NULL },
	{ "foo", "{.kind}", TABLES, FAILS, "unable to match a printer" },
	/* A template alone is a Go template. */
	{ "", "", TABLES, OUTPUT_TABLE, NULL },
	{ "", "{{.kind}}", TABLES, OUTPUT_GO_TEMPLATE, NULL },
	{ "", "{{.kind}}", WRITES, OUTPUT_GO_TEMPLATE, NULL },
};

static const char objects[] =
	"[{\"metadata\":{\"name\":\"a\"},\"size\":1,\"esc\":\"\\u001b\\r\",\"x\":\"1\\t2\"},"
	"{\"metadata\":{\"name\":\"b\"},\"size\":\"long size\",\"x\":\"l1\\nl2\"}]";

static char folder[] = "/tmp/cidrctl-templates-XXXXXX";

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static void enter_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	write_file("template", "{\"{.kind}\"}{.kind}\n");
	write_file("columns", "N\n.metadata.name\n");
}

static void leave_folder(void)
{
	unlink("template");
	unlink("columns");
	rmdir(folder);
}

static bool print_list(FILE *out, const struct output *output, const cJSON *items,
		       struct error *err)
{
	struct output_list *list = output_list_begin(out, output, false);
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		if (output_list_item(list, &thing, item, err))
			continue;
		output_list_abandon(list);
		return false;
	}
	return output_list_end(list, err);
}

Test(templates, formats, .init = enter_folder, .fini = leave_folder)
{
	CLEANUP(json) cJSON *items = parse(objects);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct output_request request = {
			.text = rows[i].text,
			.given = *rows[i].text != '\0',
			.template = rows[i].template,
			.tables = rows[i].tables == TABLES,
		};
		CLEANUP(output) struct output output = OUTPUT_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		struct capture capture;
		bool ok = output_parse(&request, &output, &err);

		cr_expect_eq(ok, rows[i].format != FAILS, "%s, %s: %s", rows[i].text,
			     rows[i].template, ok ? "" : err.message);
		if (!ok) {
			cr_expect(rows[i].want != NULL && strncmp(err.message, rows[i].want,
								  strlen(rows[i].want)) == 0,
				  "%s: %s", rows[i].text, err.message);
			continue;
		}
		cr_expect_eq((int)output.format, rows[i].format, "%s", rows[i].text);
		if (rows[i].want == NULL)
			continue;
		capture_begin(&capture);
		cr_expect(print_list(capture.file, &output, items, &err), "%s: %s", rows[i].text,
			  err.message);
		capture_expect(&capture, rows[i].text, rows[i].want);
	}
}

/* Prints the objects; the text, the error after it. Owned. */
static char *print(const char *text, bool no_headers, const char *items_text, bool bare)
{
	const struct output_request request = {
		.text = text, .given = true, .tables = true, .no_headers = no_headers
	};
	CLEANUP(json) cJSON *items = parse(items_text);
	CLEANUP(output) struct output output = OUTPUT_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	struct output_list *list;
	struct capture capture;

	cr_assert(output_parse(&request, &output, &err), "%s: %s", text, err.message);
	capture_begin(&capture);
	if (bare) {
		list = output_list_begin_bare(capture.file, &output);
		for (cJSON *item = items->child; item != NULL; item = item->next)
			cr_assert(output_list_item(list, &thing, item, &err));
		cr_assert(output_list_end(list, &err));
	} else if (!print_list(capture.file, &output, items, &err)) {
		fprintf(capture.file, "error: %.40s", err.message);
	}
	fclose(capture.file);
	return capture.text;
}

Test(templates, lists, .init = enter_folder, .fini = leave_folder)
{
	static const struct {
		const char *text, *items;
		bool no_headers, bare;
		const char *want;
	} list_rows[] = {
		{ "custom-columns=N:.n", "[]", false, false, "N\n" },
		{ "custom-columns=N:.n", "[]", true, false, "" },
		{ "custom-columns=N:.n", "[{\"n\":1}]", true, false, "1\n" },
		/* kubectl forgets --no-headers with a file. */
		{ "custom-columns-file=columns", "[]", true, false, "N\n" },
		{ "custom-columns=N:.n[", "[]", false, false, "N\nerror: unterminated array" },
		{ "custom-columns=N:.n[", "[{}]", false, false, "N\nerror: unterminated array" },
		{ "custom-columns=N:.n,M:.n[0]", "[{},{\"n\":[\"x\"]},{\"n\":\"y\"}]", false, false,
		  "N        M\n<none>   <none>\n[x]      x\nerror: string is not array or slice" },
		{ "jsonpath={.items}", "[]", false, false, "[]" },
		{ "jsonpath={end}", "[]", false, false,
		  "error: error executing jsonpath \"{end}\": Error " },
		/* The list of `apply`: no resourceVersion, and numbers are floats. */
		{ "jsonpath={.metadata}{.items[*].n}", "[{\"n\":1},{\"n\":2000000}]", false, true,
		  "{}1 2e+06" },
		{ "jsonpath={.metadata}{.items[*].n}", "[{\"n\":1},{\"n\":2000000}]", false, false,
		  "{\"resourceVersion\":\"\"}1 2000000" },
	};

	for (size_t i = 0; i < ARRAY_LEN(list_rows); i++) {
		CLEANUP(str)
		char *text = print(list_rows[i].text, list_rows[i].no_headers, list_rows[i].items,
				   list_rows[i].bare);

		cr_expect_str_eq(text, list_rows[i].want, "%s of %s: %s", list_rows[i].text,
				 list_rows[i].items, text);
	}
}

/* Templates see sorted keys, and managedFields, which json and yaml leave out. */
Test(templates, objects)
{
	static const char object_text[] =
		"{\"z\":1000000,\"metadata\":{\"managedFields\":[],\"a\":1}}";
	static const struct {
		const char *text;
		bool typed;
		const char *want;
	} object_rows[] = {
		{ "jsonpath={$}", false,
		  "{\"metadata\":{\"a\":1,\"managedFields\":[]},\"z\":1000000}" },
		{ "jsonpath={.z}", false, "1000000" },
		{ "jsonpath={.z}", true, "1e+06" },
		{ "custom-columns=Z:.z", false, "Z\n1000000\n" },
	};
	CLEANUP(json) cJSON *object = parse(object_text);

	for (size_t i = 0; i < ARRAY_LEN(object_rows); i++) {
		const struct output_request request = { .text = object_rows[i].text,
							.given = true,
							.tables = true };
		CLEANUP(output) struct output output = OUTPUT_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		struct capture capture;

		cr_assert(output_parse(&request, &output, &err));
		capture_begin(&capture);
		cr_expect(output_object(capture.file, &output, &thing, object, object_rows[i].typed,
					false, &err));
		capture_expect(&capture, object_rows[i].text, object_rows[i].want);
	}
}
