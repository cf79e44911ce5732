/* -o custom-columns: specs, files, rows. */
#include "fixture.h"

static void columns_cleanup(struct custom_columns **columns)
{
	custom_columns_destroy(*columns);
}
#define COLUMNS_CLEANUP __attribute__((cleanup(columns_cleanup)))

static const struct {
	const char *spec, *want; /* header and row; or the error, which begins with "error: " */
} spec_rows[] = {
	{ "NAME:.metadata.name", "NAME\nweb\n" },
	{ "NAME:metadata.name", "NAME\nweb\n" },
	{ "NAME:{.metadata.name}", "NAME\nweb\n" },
	{ "NAME:{metadata.name}", "NAME\nweb\n" },
	{ "name:.metadata.name", "name\nweb\n" },
	{ "Two Words:.kind", "Two Words\nService\n" },
	{ "A:.kind,A:.metadata.name", "A\tA\nService\tweb\n" },
	{ ":.kind", "\nService\n" },
	{ "N:.kind,:.metadata.name", "N\t\nService\tweb\n" },
	/* Only the first colon ends the header. */
	{ "N:.metadata.a:b", "N\ncolon\n" },
	/* Missing: <none>. Empty: an empty cell. Null: as Go prints it. */
	{ "N:.metadata.nope", "N\n<none>\n" },
	{ "N:.metadata.empty", "N\n\n" },
	{ "N:.metadata.nothing", "N\n<nil>\n" },
	{ "N:", "N\n<none>\n" },
	/* Several results are joined; maps and lists in Go's notation. */
	{ "P:.spec.ports[*].port", "P\n80,53\n" },
	{ "P:.spec.ports[?(@.protocol==\"UDP\")].port", "P\n53\n" },
	{ "P:.spec.ports[0]", "P\nmap[port:80 protocol:TCP]\n" },
	{ "P:.spec.ports", "P\n[map[port:80 protocol:TCP] map[port:53 protocol:UDP]]\n" },
	{ "P:..port", "P\n80,53\n" },
	{ "F:.spec.float,I:.spec.int,B:.spec.bool", "F\tI\tB\n1.0000005e+06\t1000000\ttrue\n" },
	/* The path is one below a nameless field when it begins with a bracket. */
	{ "N:['metadata'].name", "N\n<none>\n" },
	{ "N:$.metadata.name", "N\n<none>\n" },
	{ "NAME",
	  "error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>" },
	{ "A:.kind,",
	  "error: unexpected custom-columns spec: , expected <header>:<json-path-expr>" },
	{ "P:.spec.ports[0,1]",
	  "error: unexpected custom-columns spec: 1], expected <header>:<json-path-expr>" },
	{ "A:{.kind", "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' "
		      "or '{name1.name2}' or '{.name1.name2}'" },
	/* Found out when the headers are there. */
	{ "A:.a[b", "A\nerror: unterminated array" },
	{ "A:.kind,B:.spec.ports[9]", "A\tB\nerror: array index out of bounds: index 9, length 2" },
	{ "A:.kind,B:.metadata[0]", "A\tB\nerror: map[string]interface {} is not array or slice" },
};

static const char object_text[] =
	"{'kind':'Service','metadata':{'name':'web','empty':'','nothing':null,'a:b':'colon'},"
	"'spec':{'ports':[{'port':80,'protocol':'TCP'},{'port':53,'protocol':'UDP'}],"
	"'float':1000000.5e0,'int':1000000,'bool':true}}";

static bool add_table(const char *spec, const cJSON *object, struct strbuf *out, struct error *err)
{
	COLUMNS_CLEANUP struct custom_columns *columns = NULL;

	if (!custom_columns_parse(spec, &columns, err)) {
		cr_expect_null(columns, "%s: touched", spec);
		return false;
	}
	custom_columns_header(columns, out);
	return custom_columns_check(columns, err) && custom_columns_row(columns, object, out, err);
}

Test(custom_columns, specs)
{
	CLEANUP(json) cJSON *object = read_object(object_text);

	for (size_t i = 0; i < ARRAY_LEN(spec_rows); i++) {
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		if (!add_table(spec_rows[i].spec, object, &text, &err))
			strbuf_addf(&text, "error: %s", err.message);
		cr_expect_str_eq(text.text, spec_rows[i].want, "%s: %s", spec_rows[i].spec,
				 text.text);
	}
}

#define MISSING(what)                                                                           \
	"error: invalid template, missing " what " line. Expected format is one line of space " \
	"separated headers, one line of space separated column specs."

static const struct {
	const char *text, *want;
} file_rows[] = {
	{ "NAME KIND\n.metadata.name .kind\n", "NAME\tKIND\nweb\tService\n" },
	{ "NAME   KIND\n{.metadata.name}\t{kind}", "NAME\tKIND\nweb\tService\n" },
	{ " NAME \r\n metadata.name\r\nignored", "NAME\nweb\n" },
	{ "NAME\u00a0KIND\nkind kind", "NAME\tKIND\nService\tService\n" },
	{ "\n\n", "\n\n" },
	{ "NAME TYPE\n.metadata.name\n",
	  "error: number of headers (2) and field specifications (1) don't match" },
	{ "", MISSING("header") },
	{ "NAME", MISSING("spec") },
	{ "NAME\n", MISSING("spec") },
	{ "NAME\n{.a", "error: unexpected path string, expected a 'name1.name2' or "
		       "'.name1.name2' or '{name1.name2}' or '{.name1.name2}'" },
};

Test(custom_columns, files)
{
	CLEANUP(json) cJSON *object = read_object(object_text);

	for (size_t i = 0; i < ARRAY_LEN(file_rows); i++) {
		COLUMNS_CLEANUP struct custom_columns *columns = NULL;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		if (custom_columns_parse_file(file_rows[i].text, strlen(file_rows[i].text),
					      &columns, &err)) {
			custom_columns_header(columns, &text);
			cr_expect(custom_columns_check(columns, &err) &&
				  custom_columns_row(columns, object, &text, &err));
		} else {
			strbuf_addf(&text, "error: %s", err.message);
		}
		cr_expect_str_eq(text.text, file_rows[i].want, "%s: %s", file_rows[i].text,
				 text.text);
	}
}

/* Go's scanner takes no line of 64 KiB. */
Test(custom_columns, long_line)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	struct custom_columns *columns = NULL;

	strbuf_add_repeated(&text, 'A', 64U << 10);
	strbuf_add_str(&text, "\n.kind\n");
	cr_expect_not(custom_columns_parse_file(text.text, text.length, &columns, &err));
	cr_expect(strstr(err.message, "missing header line") != NULL);
}

/* A failing row leaves nothing behind. */
Test(custom_columns, failing_row)
{
	CLEANUP(json) cJSON *object = read_object(object_text);
	COLUMNS_CLEANUP struct custom_columns *columns = NULL;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(custom_columns_parse("A:.kind,B:.kind[0]", &columns, &err));
	strbuf_add_str(&text, "before");
	cr_expect_not(custom_columns_row(columns, object, &text, &err));
	cr_expect_str_eq(text.text, "before");
	cr_expect_str_eq(err.message, "string is not array or slice");
}
