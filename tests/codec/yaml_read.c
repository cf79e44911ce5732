#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"

#define PREFIX "error converting YAML to JSON: "

/* What json_text makes of a document. */
static const struct {
	const char *name, *in, *want;
} value_rows[] = {
	{ "a mapping", "a: 1\nb:\n  c: d\n", "{\"a\":1,\"b\":{\"c\":\"d\"}}" },
	{ "a list", "- a\n- - b\n  - c\n", "[\"a\",[\"b\",\"c\"]]" },
	{ "flow style", "{a: [1, {b: c}], d: }", "{\"a\":[1,{\"b\":\"c\"}],\"d\":null}" },
	{ "CR LF", "a: 1\r\nb: 2\r\n", "{\"a\":1,\"b\":2}" },
	{ "a byte order mark",
	  "\xef\xbb\xbf"
	  "a: 1\n",
	  "{\"a\":1}" },
	{ "comments", "# one\na: b # two\n", "{\"a\":\"b\"}" },
	{ "what follows the document is not read", "a: 1\n...\n{[", "{\"a\":1}" },
	{ "a literal block", "a: |\n  x\n   y\n\n", "{\"a\":\"x\\n y\\n\"}" },
	{ "a folded block", "a: >-\n  x\n  y\n\n  z\n", "{\"a\":\"x y\\nz\"}" },
	{ "quotes", "['it''s', \"\\x41\\u00e9\\0\"]", "[\"it's\",\"Aé\\u0000\"]" },

	{ "words for true", "[y, Y, yes, Yes, YES, true, True, TRUE, on, On, ON]",
	  "[true,true,true,true,true,true,true,true,true,true,true]" },
	{ "words for false", "[n, N, no, No, NO, false, False, FALSE, off, Off, OFF]",
	  "[false,false,false,false,false,false,false,false,false,false,false]" },
	{ "words for null", "[null, Null, NULL, ~, ]", "[null,null,null,null]" },
	{ "no such words", "[yEs, tRUE, nULL, nan, inf, t]",
	  "[\"yEs\",\"tRUE\",\"nULL\",\"nan\",\"inf\",\"t\"]" },
	{ "quoted words", "['yes', \"null\", '1']", "[\"yes\",\"null\",\"1\"]" },
	{ "integers", "[12, +12, -12, 1_000, 0]", "[12,12,-12,1000,0]" },
	{ "other bases", "[0x1F, 0b101, 017, 0o17, -0x10, 0b-11]", "[31,5,15,15,-16,-3]" },
	{ "no octal number is a decimal one", "[08, 0o8]", "[8,\"0o8\"]" },
	{ "ends of 64 bits", "[9223372036854775807, -9223372036854775808, 18446744073709551615]",
	  "[9223372036854775807,-9223372036854775808,18446744073709552000]" },
	{ "fractions", "[1.5, 1., .5, -.5e1, 1e3, 1E-7, .5_5]", "[1.5,1,0.5,-5,1000,1e-7,0.55]" },
	{ "minus nothing", "[-0, -0.0]", "[0,0]" },
	{ "no numbers", "[1e, 0x, +, '.', 1.2.3, 10.96.0.1, 1e999, ._5, 1:30]",
	  "[\"1e\",\"0x\",\"+\",\".\",\"1.2.3\",\"10.96.0.1\",\"1e999\",\"._5\",\"1:30\"]" },
	{ "times stay text", "[2001-01-01, 2001-1-1T1:2:3Z]",
	  "[\"2001-01-01\",\"2001-1-1T1:2:3Z\"]" },

	{ "tags", "[!!str 12, !!int '3', !!float 3, !!bool yes, !!null '', !!timestamp 2001-01-01]",
	  "[\"12\",3,3,true,null,\"2001-01-01\"]" },
	{ "unknown tags make strings of scalars", "[!foo 12, !foo {a: 1}]", "[\"12\",{\"a\":1}]" },
	{ "the tag that says nothing", "[! '12', ! 12]", "[\"12\",\"12\"]" },
	{ "binary", "[!!binary aGk=, !!binary \"a\\nGk=\", !!binary /w==, !!binary AA==]",
	  "[\"hi\",\"hi\",\"\xef\xbf\xbd\",\"\\u0000\"]" },

	{ "keys become strings", "{1: a, 0x10: b, 1.5: c, true: d, 1e6: e, .inf: f, 2001-01-01: g}",
	  "{\"1\":\"a\",\"16\":\"b\",\"1.5\":\"c\",\"true\":\"d\",\"1e+06\":\"e\",\".inf\":\"f\","
	  "\"2001-01-01\":\"g\"}" },
	{ "of a duplicate key the last wins", "a: 1\nb: 2\na: 3\n", "{\"b\":2,\"a\":3}" },
	{ "keys that become the same", "yes: 1\n'true': 2\n", "{\"true\":2}" },
	{ "more keys", "{.nan: a, -.inf: b, 1e300: c, -1: d, !!binary azE=: e, no: f}",
	  "{\".nan\":\"a\",\"-.inf\":\"b\",\".inf\":\"c\",\"-1\":\"d\",\"k1\":\"e\",\"false\":"
	  "\"f\"}" },
	{ "a long key", "? a\n: b\n", "{\"a\":\"b\"}" },

	{ "an alias", "a: &x [1]\nb: *x\n", "{\"a\":[1],\"b\":[1]}" },
	{ "an alias as a key", "&x a: 1\n*x : 2\n", "{\"a\":2}" },
	{ "an anchor given twice", "[&x 1, *x, &x 2, *x]", "[1,1,2,2]" },
	{ "merged keys", "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  p: 3\n",
	  "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":2,\"p\":3}}" },
	{ "a merge behind a key wins over it", "p: 3\n<<: {p: 1}\n", "{\"p\":1}" },
	{ "of several merged mappings the first wins", "<<: [{p: 1}, {p: 2, q: 2}]\n",
	  "{\"q\":2,\"p\":1}" },
	{ "a quoted merge key is a key", "'<<': {p: 1}\n", "{\"\\u003c\\u003c\":{\"p\":1}}" },
};

Test(yaml_read, values)
{
	for (size_t i = 0; i < ARRAY_LEN(value_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(json) cJSON *tree = NULL;
		CLEANUP(str) char *text = NULL;
		const char *in = value_rows[i].in;

		cr_expect(yaml_parse(in, strlen(in), &tree, &err), "%s: %s", value_rows[i].name,
			  err.message);
		text = tree != NULL ? json_text(tree) : xstrdup("nothing");
		cr_expect_str_eq(text, value_rows[i].want, "%s", value_rows[i].name);
	}
}

static const char *const empty_rows[] = { "", "\n\n", "# a comment\n", "---\n", "null\n", "~" };

Test(yaml_read, nothing)
{
	for (size_t i = 0; i < ARRAY_LEN(empty_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		cJSON *tree = cJSON_CreateTrue(), *old = tree;

		cr_expect(yaml_parse(empty_rows[i], strlen(empty_rows[i]), &tree, &err));
		cr_expect_null(tree, "\"%s\"", empty_rows[i]);
		cJSON_Delete(old);
	}
}

/* kubectl's words behind PREFIX. */
static const struct {
	const char *in, *message;
} error_rows[] = {
	{ "a: [\n", "yaml: line 1: did not find expected node content" },
	{ "kind: [unclosed\n", "yaml: line 1: did not find expected ',' or ']'" },
	{ "a: b\nc: d: e\n", "yaml: line 2: mapping values are not allowed in this context" },
	{ "a:\n  b: 1\n c: 2\n", "yaml: line 2: did not find expected key" },
	{ "a: b\nc\n", "yaml: line 3: could not find expected ':'" },
	{ "spec:\n\tports: []\n", "yaml: line 2: found character that cannot start any token" },
	{ "spec:\n  a: b\n  \tc: d\n",
	  "yaml: line 3: found a tab character that violates indentation" },
	{ "a: @x\n", "yaml: found character that cannot start any token" },
	{ "metadata:\n  name: \"x\n", "yaml: line 3: found unexpected end of stream" },
	{ "%YAML 1.1\n", "yaml: line 1: did not find expected <document start>" },
	{ "a: \x01\n", "yaml: control characters are not allowed" },
	{ "a: \xff\n", "yaml: invalid leading UTF-8 octet" },
	{ "name: *nope\n", "yaml: unknown anchor 'nope' referenced" },
	{ "a: &x [*x]\n", "yaml: anchor 'x' value contains itself" },
	{ "a: &x {<<: *x}\n", "yaml: anchor 'x' value contains itself" },
	{ "<<: 1\n", "yaml: map merge requires map or sequence of maps as the value" },
	{ "<<: [[]]\n", "yaml: map merge requires map or sequence of maps as the value" },
	{ "!!int abc", "yaml: cannot decode !!str `abc` as a !!int" },
	{ "!!int 1.5", "yaml: cannot decode !!float `1.5` as a !!int" },
	{ "!!null x", "yaml: cannot decode !!str `x` as a !!null" },
	{ "!!binary '='", "yaml: !!binary value contains invalid base64 data" },
	{ "a: .inf", "json: unsupported value: +Inf" },
	{ "a: -.INF", "json: unsupported value: -Inf" },
	{ "a: .nan", "json: unsupported value: NaN" },
	{ "? [a]\n: x\n", "yaml: invalid map key: []interface {}{\"a\"}" },
	{ "{a: [1, true, ~, 1.5], b: {}}: x\n",
	  "yaml: invalid map key: map[interface {}]interface {}{\"a\":[]interface {}{1, true, "
	  "interface {}(nil), 1.5}, \"b\":map[interface {}]interface {}{}}" },
	{ "~: nil\n", "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"nil\"" },
	{ "null: ~\n", "unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>" },
	{ "18446744073709551615: {a: b}\n",
	  "unsupported map key of type: uint64, key: 0xffffffffffffffff, value: "
	  "map[interface {}]interface {}{\"a\":\"b\"}" },
};

static void expect_error(const char *in, const char *message)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(str) char *want = xasprintf(PREFIX "%s", message);
	cJSON *tree = NULL;

	cr_expect(!yaml_parse(in, strlen(in), &tree, &err), "%.60s", in);
	cr_expect_null(tree, "%.60s", in);
	cr_expect_eq(err.reason, REASON_CLIENT, "%.60s", in);
	cr_expect_str_eq(err.message, want, "%.60s", in);
}

Test(yaml_read, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++)
		expect_error(error_rows[i].in, error_rows[i].message);
}

Test(yaml_read, depth)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_repeated(&text, '[', JSON_MAX_DEPTH + 1);
	expect_error(text.text, "yaml: exceeded max depth of 10000");
	strbuf_truncate(&text, 0);
	strbuf_add_char(&text, '\n');
	for (int i = 0; i <= JSON_MAX_DEPTH; i++)
		strbuf_add_str(&text, "- ");
	expect_error(text.text, "yaml: line 2: exceeded max depth of 10000");
	strbuf_finish(&text);
}

/* Each level stands for ten of the one before it. */
Test(yaml_read, a_billion_laughs)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, "a: &a [x, x, x, x, x, x, x, x, x, x]\n");
	for (char level = 'b'; level <= 'i'; level++)
		strbuf_addf(&text, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n",
			    level, level, level - 1, level - 1, level - 1, level - 1, level - 1,
			    level - 1, level - 1, level - 1, level - 1, level - 1);
	expect_error(text.text, "yaml: document contains excessive aliasing");
	strbuf_finish(&text);
}

/* Few nodes, much text. */
Test(yaml_read, a_long_text_many_times)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, "- &a ");
	strbuf_add_repeated(&text, 'x', 1000000);
	for (int i = 0; i < 100; i++)
		strbuf_add_str(&text, "\n- *a");
	expect_error(text.text, "yaml: document contains excessive aliasing");
	strbuf_finish(&text);
}

/* Aliases that lengthen each other are not deep as text. */
static void expect_deep_aliases(const char *open, const char *close)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, "a0: &a0 x\n");
	for (int i = 1; i <= 3; i++) {
		strbuf_addf(&text, "a%d: &a%d ", i, i);
		for (int j = 0; j < 4000; j++)
			strbuf_add_str(&text, open);
		strbuf_addf(&text, "*a%d", i - 1);
		for (int j = 0; j < 4000; j++)
			strbuf_add_str(&text, close);
		strbuf_add_char(&text, '\n');
	}
	expect_error(text.text, "yaml: exceeded max depth of 10000");
	strbuf_finish(&text);
}

Test(yaml_read, depth_by_aliases)
{
	expect_deep_aliases("[", "]");
	expect_deep_aliases("{a: ", "}");
}

/* A document of many nodes may repeat a smaller part of itself. */
Test(yaml_read, many_aliases_in_a_large_document)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL;

	strbuf_add_str(&text, "- &a [x, x, x, x, x, x, x, x, x, x]\n");
	for (int i = 0; i < 33000; i++)
		strbuf_add_str(&text, "- *a\n");
	cr_expect(yaml_parse(text.text, text.length, &tree, &err));
	cr_expect_eq(json_size(tree), 33001);
	for (int i = 0; i < 33000; i++)
		strbuf_add_str(&text, "- *a\n");
	expect_error(text.text, "yaml: document contains excessive aliasing");
}
