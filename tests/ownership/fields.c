/* FieldsV1 in and out, and the algebra of sets. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

/* ---- reading and printing ---- */

static const struct {
	const char *row, *in, *out; /* out NULL: refused */
	const char *message;
} read_rows[] = {
	{ "the empty set", "{}", "{}", NULL },
	{ "null", "null", "{}", NULL },
	{ "a field", "{\"f:a\":{}}", "{\"f:a\":{}}", NULL },
	{ "a field below another", "{\"f:a\":{\"f:b\":{}}}", "{\"f:a\":{\"f:b\":{}}}", NULL },
	{ "both", "{\"f:a\":{\"f:b\":{},\".\":{}}}", "{\"f:a\":{\".\":{},\"f:b\":{}}}", NULL },
	{ "a dot alone", "{\"f:a\":{\".\":{}}}", "{\"f:a\":{}}", NULL },
	{ "names by bytes", "{\"f:b\":{},\"f:a\":{},\"f:B\":{}}",
	  "{\"f:B\":{},\"f:a\":{},\"f:b\":{}}", NULL },
	{ "names before keys before values before indices",
	  "{\"i:0\":{},\"v:1\":{},\"k:{\\\"a\\\":1}\":{},\"f:z\":{}}",
	  "{\"f:z\":{},\"k:{\\\"a\\\":1}\":{},\"v:1\":{},\"i:0\":{}}", NULL },
	{ "numbers by value", "{\"v:10\":{},\"v:9\":{},\"i:10\":{},\"i:9\":{}}",
	  "{\"v:9\":{},\"v:10\":{},\"i:9\":{},\"i:10\":{}}", NULL },
	{ "long numbers among others",
	  "{\"v:9442501621388502\":{},\"v:7777004\":{},\"v:5.5\":{},\"v:-9442501621388502\":{}}",
	  "{\"v:-9442501621388502\":{},\"v:5.5\":{},\"v:7777004\":{},\"v:9442501621388502\":{}}",
	  NULL },
	{ "the greatest integer is below the next number",
	  "{\"v:9223372036854775808\":{},\"v:9223372036854775807\":{},"
	  "\"v:9223372036854775806\":{}}",
	  "{\"v:9223372036854775806\":{},\"v:9223372036854775807\":{},"
	  "\"v:9223372036854776000\":{}}",
	  NULL },
	{ "zero has no sign", "{\"k:{\\\"a\\\":-0.0}\":{},\"v:-0.0\":{},\"v:0\":{}}",
	  "{\"k:{\\\"a\\\":0}\":{},\"v:0\":{}}", NULL },
	{ "numbers before texts before booleans",
	  "{\"v:true\":{},\"v:false\":{},\"v:\\\"a\\\"\":{},\"v:7\":{}}",
	  "{\"v:7\":{},\"v:\\\"a\\\"\":{},\"v:false\":{},\"v:true\":{}}", NULL },
	{ "keys sorted inside, and by their values",
	  "{\"k:{\\\"b\\\":1,\\\"a\\\":80}\":{},\"k:{\\\"a\\\":9,\\\"b\\\":1}\":{}}",
	  "{\"k:{\\\"a\\\":9,\\\"b\\\":1}\":{},\"k:{\\\"a\\\":80,\\\"b\\\":1}\":{}}", NULL },
	{ "a key with fewer fields first",
	  "{\"k:{\\\"a\\\":1,\\\"b\\\":1}\":{},\"k:{\\\"a\\\":1}\":{}}",
	  "{\"k:{\\\"a\\\":1}\":{},\"k:{\\\"a\\\":1,\\\"b\\\":1}\":{}}", NULL },
	{ "a name that JSON escapes", "{\"f:a\\\"<\":{}}", "{\"f:a\\\"\\u003c\":{}}", NULL },
	{ "an element of a later version", "{\"x:a\":{\"f:b\":{}},\"f:c\":{\"y:d\":{}}}",
	  "{\"f:c\":{}}", NULL },
	{ "null below an element", "{\"f:a\":null}", "{\"f:a\":{}}", NULL },
	{ "no object", "[]", NULL, "fieldsV1 holds what is no object" },
	{ "no object below an element", "{\"f:a\":1}", NULL, "fieldsV1 holds what is no object" },
	{ "a short key", "{\"f\":{}}", NULL,
	  "parsing key as path element: key must be 2 characters long:" },
	{ "no colon", "{\"spec\":{}}", NULL, "parsing key as path element: missing colon: spec" },
	{ "a key that is no object", "{\"k:1\":{}}", NULL,
	  "parsing key as path element: no object: 1" },
	{ "a key that is no JSON", "{\"k:{\":{}}", NULL,
	  "parsing key as path element: unexpected end of JSON input" },
	{ "an index that is none", "{\"i:1x\":{}}", NULL,
	  "parsing key as path element: no index: 1x" },
};

Test(fields, read_and_print)
{
	for (size_t i = 0; i < ARRAY_LEN(read_rows); i++) {
		const char *row = read_rows[i].row;
		CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		bool ok = field_set_parse(read_rows[i].in, &set, &err);

		cr_expect_eq(ok, read_rows[i].out != NULL, "%s", row);
		if (!ok) {
			expect_text(err.message, read_rows[i].message, row);
			cr_expect_eq(set.n, 0U, "%s", row);
			continue;
		}
		field_set_print(&set, &text);
		expect_text(text.text, read_rows[i].out, row);
	}
}

Test(fields, depth)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	for (int i = 0; i < FIELDS_MAX_DEPTH + 1; i++)
		strbuf_add_str(&text, "{\"f:a\":");
	strbuf_add_str(&text, "{}");
	strbuf_add_repeated(&text, '}', FIELDS_MAX_DEPTH + 1);
	cr_expect(!field_set_parse(text.text, &set, &err));
	expect_text(err.message, "exceeded max depth", "one too deep");
}

static const struct {
	const char *fields, *text;
} path_rows[] = {
	{ "{f:spec: {f:a.b/c: {}}}", ".spec.a.b/c" },
	{ "{f:p: {'k:{\"port\":80,\"protocol\":\"TCP\"}': {f:name: {}}}}",
	  ".p[port=80,protocol=\"TCP\"].name" },
	{ "{'v:\"a\\\"b\"': {}}", "[=\"a\\\"b\"]" },
	{ "{'v:true': {}, 'v:1000000': {}, 'v:null': {}}", "[=1e+06] [=true] [=null]" },
	{ "{'i:3': {}}", "[3]" },
};

Test(fields, paths)
{
	for (size_t i = 0; i < ARRAY_LEN(path_rows); i++) {
		CLEANUP(field_set) struct field_set set = set_of_fields(path_rows[i].fields);
		CLEANUP(str) char *text = paths(&set);

		expect_text(text, path_rows[i].text, path_rows[i].fields);
	}
}

/* ---- two sets ---- */

static const struct {
	const char *row, *a, *b, *both, *shared, *rest;
} algebra_rows[] = {
	{ "nothing and something", "{}", "{f:a: {}}", ".a", "", "" },
	{ "something and nothing", "{f:a: {}}", "{}", ".a", "", ".a" },
	{ "the same", "{f:a: {.: {}, f:b: {}}}", "{f:a: {.: {}, f:b: {}}}", ".a .a.b", ".a .a.b",
	  "" },
	{ "siblings", "{f:a: {f:b: {}}}", "{f:a: {f:c: {}}}", ".a.b .a.c", "", ".a.b" },
	{ "a field and its child", "{f:a: {}}", "{f:a: {f:b: {}}}", ".a .a.b", "", ".a" },
	{ "a child and its parent", "{f:a: {f:b: {}}}", "{f:a: {}}", ".a .a.b", "", ".a.b" },
	{ "a parent with two children, less the parent",
	  "{f:a: {.: {}, f:b: {}, f:c: {}}, f:d: {}}", "{f:a: {}}", ".a .a.b .a.c .d", ".a",
	  ".a.b .a.c .d" },
	{ "elements of lists", "{f:p: {'k:{\"port\":80}': {.: {}, f:name: {}}}}",
	  "{f:p: {'k:{\"port\":80}': {f:name: {}}, 'k:{\"port\":443}': {}}}",
	  ".p[port=80] .p[port=80].name .p[port=443]", ".p[port=80].name", ".p[port=80]" },
};

typedef void set_operation(const struct field_set *a, const struct field_set *b,
			   struct field_set *ret_set);

static void expect_result(set_operation *operation, const struct field_set *a,
			  const struct field_set *b, const char *expected, const char *row)
{
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
	CLEANUP(str) char *text = NULL;

	operation(a, b, &set);
	text = paths(&set);
	expect_text(text, expected, row);
}

Test(fields, algebra)
{
	for (size_t i = 0; i < ARRAY_LEN(algebra_rows); i++) {
		const char *row = algebra_rows[i].row;
		CLEANUP(field_set) struct field_set a = set_of_fields(algebra_rows[i].a);
		CLEANUP(field_set) struct field_set b = set_of_fields(algebra_rows[i].b);

		expect_result(field_set_union, &a, &b, algebra_rows[i].both, row);
		expect_result(field_set_intersection, &a, &b, algebra_rows[i].shared, row);
		expect_result(field_set_difference, &a, &b, algebra_rows[i].rest, row);
	}
}
