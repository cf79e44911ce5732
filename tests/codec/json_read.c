#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

/* What json_text makes of what was read. */
static const struct {
	const char *name, *in, *want;
} value_rows[] = {
	{ "white space around", " \t\r\n{ } ", "{}" },
	{ "empty list", "[ ]", "[]" },
	{ "words", "[true,false,null]", "[true,false,null]" },
	{ "nesting", "{\"a\":{\"b\":[1,[2,{}]]}}", "{\"a\":{\"b\":[1,[2,{}]]}}" },
	{ "keys keep their order", "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
	{ "of a duplicate key the last wins", "{\"a\":1,\"b\":2,\"a\":3}", "{\"b\":2,\"a\":3}" },
	{ "keys differ by case", "{\"a\":1,\"A\":2}", "{\"a\":1,\"A\":2}" },
	{ "the empty key", "{\"\":1}", "{\"\":1}" },
	{ "escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "\"\\\"\\\\/\\b\\f\\n\\r\\tA\"" },
	{ "a surrogate pair", "\"\\ud83d\\ude00\"", "\"😀\"" },
	{ "a lone surrogate", "\"\\ud83dx\\ude00\"", "\"\xef\xbf\xbdx\xef\xbf\xbd\"" },
	{ "two first halves", "\"\\ud83d\\ud83d\\ude00\"", "\"\xef\xbf\xbd😀\"" },
	{ "NUL", "{\"a\\u0000b\":\"\\u0000\"}", "{\"a\\u0000b\":\"\\u0000\"}" },
	{ "other letters", "\"日本語\"", "\"日本語\"" },
	{ "bytes that are no UTF-8", "\"a\xff\xc0\x80z\"",
	  "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"" },
	{ "DEL is a character", "\"\x7f\"", "\"\x7f\"" },
	{ "small numbers", "[0,-1,80,65535]", "[0,-1,80,65535]" },
	{ "minus nothing", "[-0,-0.0]", "[0,-0]" },
	{ "2^53 and beyond", "[9007199254740992,9007199254740993]",
	  "[9007199254740992,9007199254740993]" },
	{ "ends of 64 bits", "[9223372036854775807,-9223372036854775808]",
	  "[9223372036854775807,-9223372036854775808]" },
	{ "more than 64 bits", "[9223372036854775808,18446744073709551615]",
	  "[9223372036854776000,18446744073709552000]" },
	{ "fractions", "[1.0,2.5,1e3,12E-1]", "[1,2.5,1000,1.2]" },
};

Test(json_read, values)
{
	for (size_t i = 0; i < ARRAY_LEN(value_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(json) cJSON *tree = NULL;
		CLEANUP(str) char *text = NULL;
		const char *in = value_rows[i].in;

		cr_expect(json_parse(in, strlen(in), NULL, &tree, &err), "%s: %s",
			  value_rows[i].name, err.message);
		text = json_text(tree);
		cr_expect_str_eq(text, value_rows[i].want, "%s", value_rows[i].name);
	}
}

/* The words of Go's encoding/json. */
static const struct {
	const char *in, *message;
} error_rows[] = {
	{ "", "unexpected end of JSON input" },
	{ " ", "unexpected end of JSON input" },
	{ "{", "unexpected end of JSON input" },
	{ "[1,", "unexpected end of JSON input" },
	{ "{\"a\"", "unexpected end of JSON input" },
	{ "{\"a\":1", "unexpected end of JSON input" },
	{ "\"abc", "unexpected end of JSON input" },
	/* At the end of the text Go judges a token as if a space followed. */
	{ "nul", "invalid character ' ' in literal null (expecting 'l')" },
	{ "-", "invalid character ' ' in numeric literal" },
	{ "1.", "invalid character ' ' after decimal point in numeric literal" },
	{ "1e+", "invalid character ' ' in exponent of numeric literal" },
	{ "\"\\", "invalid character ' ' in string escape code" },
	{ "\"\\u12", "invalid character ' ' in \\u hexadecimal character escape" },
	{ "}", "invalid character '}' looking for beginning of value" },
	{ "[1,]", "invalid character ']' looking for beginning of value" },
	{ "{\"a\":}", "invalid character '}' looking for beginning of value" },
	{ "{\"a\":1,}", "invalid character '}' looking for beginning of object key string" },
	{ "{a:1}", "invalid character 'a' looking for beginning of object key string" },
	{ "{\"a\" 1}", "invalid character '1' after object key" },
	{ "{\"a\":1 \"b\"", "invalid character '\"' after object key:value pair" },
	{ "[1 2]", "invalid character '2' after array element" },
	{ "{} a", "invalid character 'a' after top-level value" },
	{ "01", "invalid character '1' after top-level value" },
	{ "trux", "invalid character 'x' in literal true (expecting 'e')" },
	{ "falsy", "invalid character 'y' in literal false (expecting 'e')" },
	{ "-a", "invalid character 'a' in numeric literal" },
	{ "1.a", "invalid character 'a' after decimal point in numeric literal" },
	{ "1ex", "invalid character 'x' in exponent of numeric literal" },
	{ "\"a\nb\"", "invalid character '\\n' in string literal" },
	{ "\"\x01\"", "invalid character '\\x01' in string literal" },
	{ "\"\\q\"", "invalid character 'q' in string escape code" },
	{ "\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape" },
	{ "'a'", "invalid character '\\'' looking for beginning of value" },
	{ "\xe9", "invalid character 'é' looking for beginning of value" },
	{ "\xef\xbb\xbf{}", "invalid character 'ï' looking for beginning of value" },
	{ "[1e400]", "json: cannot unmarshal number 1e400 into Go value of type float64" },
	{ "[1e400", "unexpected end of JSON input" },
};

Test(json_read, values_in_an_arena)
{
	for (size_t i = 0; i < ARRAY_LEN(value_rows); i++) {
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *text = NULL;
		const char *in = value_rows[i].in;
		cJSON *tree = NULL;

		cr_assert(json_parse_in(&arena, in, strlen(in), NULL, &tree, &err), "%s: %s",
			  value_rows[i].name, err.message);
		text = json_text(tree);
		cr_expect_str_eq(text, value_rows[i].want, "%s", value_rows[i].name);
	}
}

Test(json_read, only_one_member)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "{\"a\":{\"k\":1},\"k\":{\"a\":[1,{\"b\":2}]},\"b\":[{}]}",
		  "{\"k\":{\"a\":[1,{\"b\":2}]}}" },
		{ "{\"k\":1,\"a\":\"k\",\"b\":-1.5,\"c\":true,\"k\":[2]}", "{\"k\":[2]}" },
		{ "{\"a\":[\"k\",1],\"k\":null}", "{\"k\":null}" },
		{ "{\"a\":{\"k\":1}}", "{}" },
		{ "[{\"a\":1}]", "[{\"a\":1}]" },
		{ "{\"a\":x,\"k\":1}", NULL },
		{ "{\"a\":[1,\"k\":1}", NULL },
		{ "{\"k\":1,\"a\":1e400}", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *text = NULL;
		cJSON *tree = NULL;
		const char *in = rows[i].in;
		bool ok = json_parse_in(&arena, in, strlen(in), "k", &tree, &err);

		cr_assert_eq(ok, rows[i].want != NULL, "%s: %s", in, err.message);
		if (!ok)
			continue;
		text = json_text(tree);
		cr_expect_str_eq(text, rows[i].want, "%s", in);
	}
}

/* A character that ends the run of plain ones, in each place of a long text. */
Test(json_read, places_in_a_text)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "\\n", "\\n" },   { "\\\"", "\\\"" }, { "é", "é" },
		{ "\x7f", "\x7f" }, { "\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int before = 0; before < 20; before++) {
			CLEANUP(error) struct error err = ERROR_INIT;
			CLEANUP(json) cJSON *tree = NULL;
			CLEANUP(str)
			char *in = xasprintf("\"%.*s%s~ !abcdefgh\"", before,
					     "abcdefghijklmnopqrst", rows[i].in);
			CLEANUP(str) char *text = NULL, *want = NULL;
			bool ok = json_parse(in, strlen(in), NULL, &tree, &err);

			cr_expect_eq(ok, rows[i].want != NULL, "%s", in);
			if (!ok)
				continue;
			text = json_text(tree);
			want = xasprintf("\"%.*s%s~ !abcdefgh\"", before, "abcdefghijklmnopqrst",
					 rows[i].want);
			cr_expect_str_eq(text, want, "%s", in);
		}
}

Test(json_read, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		const char *in = error_rows[i].in;
		cJSON *tree = NULL;

		cr_expect(!json_parse(in, strlen(in), NULL, &tree, &err), "%s", in);
		cr_expect_eq(err.reason, REASON_CLIENT, "%s", in);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s", in);
		cr_expect_null(tree, "%s", in);
		error_finish(&err);
		cr_expect(!json_parse_in(&arena, in, strlen(in), NULL, &tree, &err), "%s", in);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s, in an arena", in);
	}
}

/* Text of n times `open`, a 1 and n times `close`. */
static char *nested(const char *open, const char *close, size_t n)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		strbuf_add_str(&text, open);
	strbuf_add_char(&text, '1');
	for (size_t i = 0; i < n; i++)
		strbuf_add_str(&text, close);
	return strbuf_detach(&text);
}

static void expect_depth(const char *open, const char *close, size_t n, const char *message)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(str) char *text = nested(open, close, n);
	CLEANUP(json) cJSON *tree = NULL;
	bool ok = json_parse(text, strlen(text), NULL, &tree, &err);

	cr_expect_eq(ok, message == NULL, "%zu times %s", n, open);
	if (message != NULL)
		cr_expect_str_eq(err.message, message, "%zu times %s", n, open);
}

Test(json_read, depth)
{
	expect_depth("[", "]", JSON_MAX_DEPTH, NULL);
	expect_depth("[", "]", JSON_MAX_DEPTH + 1, "invalid character '[' exceeded max depth");
	expect_depth("{\"a\":", "}", JSON_MAX_DEPTH, NULL);
	expect_depth("{\"a\":", "}", JSON_MAX_DEPTH + 1,
		     "invalid character '{' exceeded max depth");
	expect_depth("[", "", 1000000, "invalid character '[' exceeded max depth");
}

Test(json_read, end_of_the_value)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	size_t end;

	cr_expect(json_parse(" {} [", 5, &end, &tree, &err));
	cr_expect_eq(end, 3);
}

Test(json_read, length_ends_the_text)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	int64_t value;

	cr_expect(json_parse("1234", 2, NULL, &tree, &err));
	cr_expect(json_int(tree, &value));
	cr_expect_eq(value, 12);
}

Test(json_read, many_keys_and_duplicates)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	int64_t value;

	for (int i = 0; i < 200000; i++)
		strbuf_addf(&text, "%c\"key%d\":%d", i == 0 ? '{' : ',', i % 100000, i);
	strbuf_add_char(&text, '}');
	cr_assert(json_parse(text.text, text.length, NULL, &tree, &err));
	cr_expect_eq(json_size(tree), 100000);
	cr_expect(json_int(json_child(tree, "key7"), &value));
	cr_expect_eq(value, 100007);
}
