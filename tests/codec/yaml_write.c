#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"

#define WORDS_39 "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd"
#define WORDS_40 WORDS_39 " "

/* JSON text and what go-yaml makes of it. */
static const struct {
	const char *name, *json, *want;
} tree_rows[] = {
	{ "scalars", "[null,true,false,1,\"a\"]", "- null\n- true\n- false\n- 1\n- a\n" },
	{ "a scalar alone", "\"a\"", "a\n" },
	{ "empty collections", "{\"a\":{},\"b\":[],\"c\":[{},[]]}",
	  "a: {}\nb: []\nc:\n- {}\n- []\n" },
	{ "an empty object alone", "{}", "{}\n" },
	{ "lists inside mappings are not indented", "{\"a\":{\"b\":[{\"c\":1,\"d\":2},3]}}",
	  "a:\n  b:\n  - c: 1\n    d: 2\n  - 3\n" },
	{ "nested lists", "[[\"a\",[\"b\"]],[]]", "- - a\n  - - b\n- []\n" },
	{ "an integer of 64 bits", "9223372036854775807", "9223372036854775807\n" },
	{ "an unsigned one, as JSON has it", "9223372036854775808", "9223372036854776000\n" },
	{ "a negative one", "-9223372036854775808", "-9223372036854775808\n" },
	{ "larger numbers", "[18446744073709551616,1e21]", "- 1.8446744073709552e+19\n- 1e+21\n" },
	{ "fractions", "[0.5,1234567.5,123456.5,0.0001,0.00001,-0.0]",
	  "- 0.5\n- 1.2345675e+06\n- 123456.5\n- 0.0001\n- 1e-05\n- 0\n" },
};

static char *print(const char *name, const char *json)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	struct strbuf out = STRBUF_INIT;

	cr_assert(json_parse(json, strlen(json), NULL, &tree, &err), "%s: %s", name, err.message);
	cr_expect(yaml_print(tree, &out, &err), "%s: %s", name, err.message);
	return strbuf_detach(&out);
}

Test(yaml_write, trees)
{
	for (size_t i = 0; i < ARRAY_LEN(tree_rows); i++) {
		CLEANUP(str) char *got = print(tree_rows[i].name, tree_rows[i].json);

		cr_expect_str_eq(got, tree_rows[i].want, "%s", tree_rows[i].name);
	}
}

/* Inside of a JSON string, and the value behind "v: ". */
static const struct {
	const char *json, *want;
} string_rows[] = {
	{ "abc", "abc" },
	{ "日本語 é", "日本語 é" },
	{ "10.96.0.1", "10.96.0.1" },
	{ "10.96.0.0/16", "10.96.0.0/16" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "=", "=" },
	{ "<<", "<<" },
	{ "nan", "nan" },
	{ "inf", "inf" },
	{ "1.2.3", "1.2.3" },
	{ "2001-13-99", "2001-13-99" },
	{ "a#b", "a#b" },
	{ "a:b", "a:b" },
	{ "-a", "-a" },
	{ "?a", "?a" },
	/* Would be something else when plain. */
	{ "", "\"\"" },
	{ "y", "\"y\"" },
	{ "No", "\"No\"" },
	{ "OFF", "\"OFF\"" },
	{ "true", "\"true\"" },
	{ "null", "\"null\"" },
	{ "~", "\"~\"" },
	{ "12", "\"12\"" },
	{ "+1", "\"+1\"" },
	{ "0x1F", "\"0x1F\"" },
	{ "0o17", "\"0o17\"" },
	{ "0b1", "\"0b1\"" },
	{ "1_000", "\"1_000\"" },
	{ "007", "\"007\"" },
	{ "08", "\"08\"" },
	{ "1.", "\"1.\"" },
	{ ".5", "\".5\"" },
	{ "1e3", "\"1e3\"" },
	{ ".inf", "\".inf\"" },
	{ ".NaN", "\".NaN\"" },
	{ "2001-01-01", "\"2001-01-01\"" },
	{ "2023-10-12T15:11:07Z", "\"2023-10-12T15:11:07Z\"" },
	{ "2001-1-1 1:2:3.5", "\"2001-1-1 1:2:3.5\"" },
	{ "2001-01-01T1:2:3.5+02:00", "\"2001-01-01T1:2:3.5+02:00\"" },
	{ "2001-01-01T1:2:3", "2001-01-01T1:2:3" },
	{ "2001-01-01T1:2:3+0200", "2001-01-01T1:2:3+0200" },
	{ "2001-01-01T1:2:3+25:00", "2001-01-01T1:2:3+25:00" },
	{ "2001-01-01 1:60:00", "2001-01-01 1:60:00" },
	{ "2001-02-29", "2001-02-29" },
	{ "1:30", "\"1:30\"" },
	{ "1:30.5_0", "\"1:30.5_0\"" },
	{ "1:60", "1:60" },
	{ "1:99:1", "1:99:1" },
	{ "1:", "'1:'" },
	{ "12:34:56", "\"12:34:56\"" },
	/* The syntax asks for quotes. */
	{ " a", "' a'" },
	{ "a ", "'a '" },
	{ "a: b", "'a: b'" },
	{ "a:", "'a:'" },
	{ "a #b", "'a #b'" },
	{ "- a", "'- a'" },
	{ "-", "'-'" },
	{ "? a", "'? a'" },
	{ "#a", "'#a'" },
	{ "[a", "'[a'" },
	{ "{a", "'{a'" },
	{ "&a", "'&a'" },
	{ "*a", "'*a'" },
	{ "!a", "'!a'" },
	{ "|", "'|'" },
	{ ">", "'>'" },
	{ "%a", "'%a'" },
	{ "@a", "'@a'" },
	{ "`a", "'`a'" },
	{ "'a'", "'''a'''" },
	{ "\\\"a\\\"", "'\"a\"'" },
	{ "---", "'---'" },
	{ "...", "'...'" },
	{ "it's", "it's" },
	/* Only escapes will do. */
	{ "a\\tb", "\"a\\tb\"" },
	{ "a\\rb", "\"a\\rb\"" },
	{ "\\u0000\\u0007\\b\\u001b\\u0001", "\"\\0\\a\\b\\e\\x01\"" },
	{ "😀", "\"\\U0001F600\"" },
	{ "a\\ufeff", "\"a\\uFEFF\"" },
	{ "\\ufeffb om", "\"\\uFEFF\\x62\\x20\\x6F\\x6D\"" },
	{ "\u00a0", "\u00a0" },
	{ "a \\nb", "\"a \\nb\"" },
	/* Blocks. */
	{ "a\\nb", "|-\n  a\n  b" },
	{ "a\\nb\\n", "|\n  a\n  b" },
	{ "a\\n\\n", "|+\n  a\n" },
	{ "\\n", "|2+\n" },
	{ " a\\nb", "|2-\n   a\n  b" },
	{ "\\na", "|2-\n\n  a" },
	{ "a\\n  b: c\\n\\n# d\\n", "|\n  a\n    b: c\n\n  # d" },
	/* Unicode's line breaks, in quotes and in a block. */
	{ "a\\u2028b\\u2029", "'a\u2028  b\u2029'" },
	{ "a\\u2028\\nb", "|-\n  a\u2028\n  b" },
	/* U+0085 is a line break. */
	{ "a\xc2\x85"
	  "b",
	  "a b" },
	{ "a \xc2\x85 b", "a b" },
	{ "a\xc2\x85\xc2\x85"
	  "b",
	  "|-\n  a\n  b" },
	/* Folding. */
	{ WORDS_40 WORDS_39 " e f", WORDS_40 WORDS_39 "\n  e f" },
	{ WORDS_40 WORDS_39 "  e f", WORDS_40 WORDS_39 "  e\n  f" },
	{ "'" WORDS_40 WORDS_39 " e f", "\'\'\'" WORDS_40 WORDS_39 "\n  e f'" },
	{ "\\t" WORDS_40 WORDS_39 "  e  f", "\"\\t" WORDS_40 WORDS_39 "\n  \\ e  f\"" },
};

Test(yaml_write, strings)
{
	for (size_t i = 0; i < ARRAY_LEN(string_rows); i++) {
		const char *in = string_rows[i].json;
		CLEANUP(str) char *json = xasprintf("{\"v\":\"%s\"}", in);
		CLEANUP(str) char *want = xasprintf("v: %s\n", string_rows[i].want);
		CLEANUP(str) char *got = print(in, json);

		cr_expect_str_eq(got, want, "%s", in);
	}
}

/* Members of an object, and the keys in the order in which they are printed. */
static const struct {
	const char *name, *json, *want;
} key_rows[] = {
	{ "numbers inside keys", "{\"w10\":0,\"w2\":0,\"w1\":0}", "w1: 0\nw2: 0\nw10: 0\n" },
	{ "letters behind everything else", "{\"ab\":0,\"a-b\":0,\"a.b\":0,\"a1\":0,\"a\":0}",
	  "a: 0\na-b: 0\na.b: 0\na1: 0\nab: 0\n" },
	{ "capitals first", "{\"b\":0,\"B\":0,\"a\":0}", "B: 0\na: 0\nb: 0\n" },
	{ "leading zeros", "{\"a01\":0,\"a1\":0,\"a001\":0}", "a1: 0\na01: 0\na001: 0\n" },
	{ "other letters", "{\"é\":0,\"z\":0,\"日\":0}", "z: 0\né: 0\n日: 0\n" },
	{ "a digit before a letter", "{\"v1beta1\":0,\"v10\":0,\"v1\":0}",
	  "v1: 0\nv10: 0\nv1beta1: 0\n" },
	{ "keys that would be something else", "{\"yes\":0,\"1\":0,\"\":0}",
	  "\"\": 0\n\"1\": 0\n\"yes\": 0\n" },
	{ "a key with a line break", "{\"a\\nb\":1}", "? |-\n  a\n  b\n: 1\n" },
	{ "a list behind such a key", "{\"a\\nb\":[1,2]}", "? |-\n  a\n  b\n: - 1\n  - 2\n" },
};

Test(yaml_write, keys)
{
	for (size_t i = 0; i < ARRAY_LEN(key_rows); i++) {
		CLEANUP(str) char *got = print(key_rows[i].name, key_rows[i].json);

		cr_expect_str_eq(got, key_rows[i].want, "%s", key_rows[i].name);
	}
}

Test(yaml_write, keys_longer_than_128_bytes)
{
	for (size_t length = 128; length <= 129; length++) {
		CLEANUP(json) cJSON *tree = cJSON_CreateObject();
		CLEANUP(strbuf) struct strbuf key = STRBUF_INIT, out = STRBUF_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *want = NULL;

		strbuf_add_repeated(&key, 'k', length);
		json_set_int(tree, key.text, 1);
		cr_expect(yaml_print(tree, &out, &err));
		want = xasprintf(length > 128 ? "? %s\n: 1\n" : "%s: 1\n", key.text);
		cr_expect_str_eq(out.text, want);
	}
}

static const char *const forbidden_rows[] = { "a\x7f", "\xc2\x80", "\xc2\x9f", "\ufffe", "\uffff" };

Test(yaml_write, control_characters)
{
	for (size_t i = 0; i < ARRAY_LEN(forbidden_rows); i++) {
		CLEANUP(json) cJSON *tree = cJSON_CreateObject();
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		strbuf_add_str(&out, "before");
		json_set_str(tree, "a", "b");
		json_set_str(tree, "v", forbidden_rows[i]);
		cr_expect(!yaml_print(tree, &out, &err), "row %zu", i);
		cr_expect_str_eq(err.message, "yaml: control characters are not allowed");
		cr_expect_str_eq(out.text, "before", "what was there stays");
	}
}

Test(yaml_write, appends)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	json_set_str(tree, "a", "b");
	cr_expect(yaml_print(tree, &out, &err));
	strbuf_add_str(&out, "---\n");
	cr_expect(yaml_print(tree, &out, &err));
	cr_expect_str_eq(out.text, "a: b\n---\na: b\n");
}

Test(yaml_write, the_deepest_tree)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL, *again = NULL;

	strbuf_add_repeated(&text, '[', JSON_MAX_DEPTH);
	strbuf_add_repeated(&text, ']', JSON_MAX_DEPTH);
	cr_assert(yaml_parse(text.text, text.length, &tree, &err));
	cr_assert(yaml_print(tree, &out, &err));
	cr_assert(yaml_parse(out.text, out.length, &again, &err));
	cr_expect(json_equal(tree, again));
}
