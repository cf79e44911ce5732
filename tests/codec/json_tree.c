#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

static cJSON *tree_of(const char *text)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	cJSON *tree = NULL;

	cr_assert(json_parse(text, strlen(text), NULL, &tree, &err), "%s: %s", text, err.message);
	return tree;
}

static void expect_text(const cJSON *tree, const char *want)
{
	CLEANUP(str) char *text = json_text(tree);

	cr_expect_str_eq(text, want);
}

Test(json_tree, reading)
{
	CLEANUP(json)
	cJSON *tree = tree_of("{\"s\":\"x\",\"n\":5,\"o\":{\"p\":{\"q\":\"y\"}},"
			      "\"l\":[1,2],\"z\":null}");

	cr_expect_str_eq(json_str(tree, "s"), "x");
	cr_expect_str_eq(json_str(tree, "n"), "", "a number is no string");
	cr_expect_str_eq(json_str(tree, "S"), "", "keys differ by case");
	cr_expect_str_eq(json_str(NULL, "s"), "");
	cr_expect_str_eq(json_str_at(tree, "o", "p", "q", NULL), "y");
	cr_expect_str_eq(json_str_at(tree, "o", "x", "q", NULL), "");
	cr_expect_null(json_get(tree, "s", "t", NULL), "a string has no children");
	cr_expect_null(json_get(tree, "l", "0", NULL), "a list has no keys");
	cr_expect_eq(json_get(tree, NULL), tree);
	cr_expect_null(json_get(NULL, "a", NULL));
	cr_expect_eq(json_size(json_child(tree, "l")), 2);
	cr_expect_eq(json_size(tree), 5);
	cr_expect_eq(json_size(json_child(tree, "s")), 0);
	cr_expect_eq(json_size(NULL), 0);
}

static const struct {
	const char *text;
	bool is_number, is_int;
	int64_t value;
} int_rows[] = {
	{ "80", true, true, 80 },
	{ "-1.0", true, true, -1 },
	{ "1e3", true, true, 1000 },
	{ "1.5", true, false, 0 },
	{ "9007199254740993", true, true, 9007199254740993 },
	{ "9223372036854775807", true, true, INT64_MAX },
	{ "-9223372036854775808", true, true, INT64_MIN },
	{ "9223372036854775808", true, false, 0 },
	{ "1e300", true, false, 0 },
	{ "\"1\"", false, false, 0 },
	{ "true", false, false, 0 },
};

Test(json_tree, integers)
{
	for (size_t i = 0; i < ARRAY_LEN(int_rows); i++) {
		CLEANUP(json) cJSON *item = tree_of(int_rows[i].text);
		int64_t value = 0;

		cr_expect_eq(json_is_number(item), int_rows[i].is_number, "%s", int_rows[i].text);
		cr_expect_eq(json_int(item, &value), int_rows[i].is_int, "%s", int_rows[i].text);
		cr_expect_eq(value, int_rows[i].value, "%s", int_rows[i].text);
	}
	cr_expect(!json_int(NULL, NULL));
}

static const struct {
	const char *a, *b;
	bool equal;
} equal_rows[] = {
	{ "1", "1.0", true },
	{ "1", "2", false },
	{ "1", "\"1\"", false },
	{ "9007199254740993", "9007199254740993", true },
	{ "9007199254740993", "9007199254740992", false },
	{ "100000000000000000", "1e17", true },
	{ "0.5", "0.5", true },
	{ "1e30", "1e30", true },
	{ "true", "false", false },
	{ "null", "null", true },
	{ "[]", "{}", false },
	{ "[1,2]", "[2,1]", false },
	{ "[1]", "[1,2]", false },
	{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true },
	{ "{\"a\":1}", "{\"b\":1}", false },
	{ "{\"a\":1}", "{\"a\":1,\"b\":1}", false },
	{ "{\"a\":{\"b\":[\"x\"]}}", "{\"a\":{\"b\":[\"x\"]}}", true },
	{ "{\"a\":{\"b\":[\"x\"]}}", "{\"a\":{\"b\":[\"y\"]}}", false },
};

Test(json_tree, equality)
{
	for (size_t i = 0; i < ARRAY_LEN(equal_rows); i++) {
		CLEANUP(json) cJSON *a = tree_of(equal_rows[i].a), *b = tree_of(equal_rows[i].b);

		cr_expect_eq(json_equal(a, b), equal_rows[i].equal, "%s and %s", equal_rows[i].a,
			     equal_rows[i].b);
		cr_expect_eq(json_equal(b, a), equal_rows[i].equal, "%s and %s", equal_rows[i].b,
			     equal_rows[i].a);
		cr_expect(!json_equal(a, NULL));
	}
	cr_expect(json_equal(NULL, NULL));
}

Test(json_tree, equality_of_many_keys_in_another_order)
{
	CLEANUP(json) cJSON *a = cJSON_CreateObject(), *b = cJSON_CreateObject();

	for (int i = 0; i < 5000; i++) {
		char key[16];

		snprintf(key, sizeof(key), "%d", i);
		cJSON_AddItemToObject(a, key, json_new_int(i));
		snprintf(key, sizeof(key), "%d", 4999 - i);
		cJSON_AddItemToObject(b, key, json_new_int(4999 - i));
	}
	cr_expect(json_equal(a, b));
	json_set_int(b, "77", 0);
	cr_expect(!json_equal(a, b));
}

static const struct {
	const char *text;
	bool empty;
} empty_rows[] = {
	{ "null", true },
	{ "\"\"", true },
	{ "0", true },
	{ "false", true },
	{ "[]", true },
	{ "{}", true },
	{ "\"a\"", false },
	{ "1", false },
	{ "true", false },
	{ "[0]", false },
	{ "{\"a\":null}", false },
	{ "9007199254740993", false },
};

Test(json_tree, empty_values)
{
	for (size_t i = 0; i < ARRAY_LEN(empty_rows); i++) {
		CLEANUP(json) cJSON *item = tree_of(empty_rows[i].text);

		cr_expect_eq(json_is_empty(item), empty_rows[i].empty, "%s", empty_rows[i].text);
	}
	cr_expect(json_is_empty(NULL));
}

Test(json_tree, changing)
{
	CLEANUP(json) cJSON *tree = tree_of("{\"a\":1,\"b\":null}"), *taken = NULL;

	json_set_str(tree, "a", "x");
	json_set_int(tree, "c", 9007199254740993);
	json_set_bool(tree, "d", true);
	expect_text(tree, "{\"a\":\"x\",\"b\":null,\"c\":9007199254740993,\"d\":true}");
	json_set_str(json_ensure_object(tree, "b"), "e", "f");
	json_append_str(json_ensure_array(tree, "g"), "h");
	json_append(json_ensure_array(tree, "g"), json_new_int(-5));
	json_remove(tree, "d");
	json_remove(tree, "nothing");
	expect_text(tree, "{\"a\":\"x\",\"b\":{\"e\":\"f\"},\"c\":9007199254740993,"
			  "\"g\":[\"h\",-5]}");
	taken = json_take(tree, "b");
	expect_text(taken, "{\"e\":\"f\"}");
	cr_expect_null(json_take(tree, "b"));
	expect_text(tree, "{\"a\":\"x\",\"c\":9007199254740993,\"g\":[\"h\",-5]}");
}

Test(json_tree, sorting)
{
	CLEANUP(json)
	cJSON *tree = tree_of("{\"b\":{\"z\":1,\"y\":[{\"d\":1,\"c\":2}]},\"é\":0,"
			      "\"a\":1,\"B\":2,\"\":3}");

	json_sort(tree);
	expect_text(tree, "{\"\":3,\"B\":2,\"a\":1,\"b\":{\"y\":[{\"c\":2,\"d\":1}],\"z\":1},"
			  "\"é\":0}");
	json_set_int(tree, "last", 4);
	cr_expect_str_eq(tree->child->prev->string, "last", "cJSON can still append");
}

Test(json_tree, copies_are_deep)
{
	CLEANUP(json) cJSON *tree = tree_of("{\"a\":[{\"b\":9007199254740993}]}"), *copy = NULL;

	copy = json_copy(tree);
	cr_expect(json_equal(tree, copy));
	json_set_int(copy->child->child, "b", 1);
	expect_text(tree, "{\"a\":[{\"b\":9007199254740993}]}");
	cr_expect_null(json_copy(NULL));
}

Test(json_tree, the_deepest_tree)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL, *copy = NULL;

	strbuf_add_repeated(&text, '[', JSON_MAX_DEPTH);
	strbuf_add_repeated(&text, ']', JSON_MAX_DEPTH);
	tree = tree_of(text.text);
	copy = json_copy(tree);
	json_sort(copy);
	cr_expect(json_equal(tree, copy));
	expect_text(copy, text.text);
}
