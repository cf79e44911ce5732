#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

static const struct {
	double value;
	const char *want;
} number_rows[] = {
	{ 0, "0" },
	{ -1, "-1" },
	{ 2147483648.0, "2147483648" },
	{ -2147483649.0, "-2147483649" },
	{ 1234567.5, "1234567.5" },
	{ 0.1, "0.1" },
	{ -0.25, "-0.25" },
	{ 1.0 / 3, "0.3333333333333333" },
	{ 1e-6, "0.000001" },
	{ 1e-7, "1e-7" },
	{ 1.5e-10, "1.5e-10" },
	{ 1e20, "100000000000000000000" },
	{ 1e21, "1e+21" },
	{ 1.7976931348623157e308, "1.7976931348623157e+308" },
	{ 5e-324, "5e-324" },
};

Test(json_write, numbers)
{
	for (size_t i = 0; i < ARRAY_LEN(number_rows); i++) {
		CLEANUP(json) cJSON *number = cJSON_CreateNumber(number_rows[i].value);
		CLEANUP(str) char *text = json_text(number);

		cr_expect_str_eq(text, number_rows[i].want);
	}
}

static const struct {
	const char *string, *want;
} string_rows[] = {
	{ "", "\"\"" },
	{ "a/b", "\"a/b\"" },
	{ "\"\\", "\"\\\"\\\\\"" },
	{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
	{ "\x01\x1b\x1f", "\"\\u0001\\u001b\\u001f\"" },
	{ "<a href='x'>&", "\"\\u003ca href='x'\\u003e\\u0026\"" },
	{ "\u2027\u2028\u2029\u202a", "\"\u2027\\u2028\\u2029\u202a\"" },
	{ "é日😀", "\"é日😀\"" },
	{ "a" JSON_NUL "b", "\"a\\u0000b\"" },
	{ "\xff\xe2\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
};

Test(json_write, strings)
{
	for (size_t i = 0; i < ARRAY_LEN(string_rows); i++) {
		CLEANUP(json) cJSON *string = cJSON_CreateString(string_rows[i].string);
		CLEANUP(str) char *text = json_text(string);

		cr_expect_str_eq(text, string_rows[i].want);
	}
}

Test(json_write, raw_strings_have_their_nul)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	json_add_raw(&out, "a" JSON_NUL JSON_NUL "<é");
	cr_expect_eq(out.length, 6);
	cr_expect_arr_eq(out.text, "a\0\0<é", 7);
}

static const struct {
	enum json_layout layout;
	const char *want;
} layout_rows[] = {
	{ JSON_COMPACT, "{\"a\":{},\"b\":[1,{\"c\":[]}]}" },
	{ JSON_INDENT_2,
	  "{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": []\n    }\n  ]\n}" },
	{ JSON_INDENT_4, "{\n    \"a\": {},\n    \"b\": [\n        1,\n        {\n"
			 "            \"c\": []\n        }\n    ]\n}" },
};

Test(json_write, layouts)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	const char *text = layout_rows[0].want;

	cr_assert(json_parse(text, strlen(text), NULL, &tree, &err));
	for (size_t i = 0; i < ARRAY_LEN(layout_rows); i++) {
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

		json_print(tree, layout_rows[i].layout, &out);
		cr_expect_str_eq(out.text, layout_rows[i].want);
	}
}
