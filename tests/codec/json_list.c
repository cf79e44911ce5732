#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

/* Reads every value of the text and writes down what came: the tree, and in angle brackets the
 * elements of a list; at the end the error, if any. */
static char *record(const char *text)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	struct strbuf out = STRBUF_INIT;
	size_t at = 0;

	for (;;) {
		CLEANUP(json_list) struct json_list *list = NULL;
		CLEANUP(json) cJSON *tree = NULL;

		if (!json_list_open(text, strlen(text), &at, &list, &tree, &err)) {
			strbuf_addf(&out, "(%s)", err.message);
			return strbuf_detach(&out);
		}
		if (tree == NULL)
			return strbuf_detach(&out);
		json_print(tree, JSON_COMPACT, &out);
		if (list != NULL)
			strbuf_add_str(&out, "*");
		for (cJSON *item; list != NULL && (item = json_list_next(list)) != NULL;) {
			strbuf_add_char(&out, '<');
			json_print(item, JSON_COMPACT, &out);
			strbuf_add_char(&out, '>');
			cJSON_Delete(item);
		}
	}
}

static const struct {
	const char *name, *in, *want;
} rows[] = {
	{ "nothing", "", "" },
	{ "only white space", " \n", "" },
	{ "one object", "{\"kind\":\"Service\"}", "{\"kind\":\"Service\"}" },
	{ "several values", "{\"a\":1}\n{\"b\":2} [3] 4", "{\"a\":1}{\"b\":2}[3]4" },
	{ "a list", "{\"kind\":\"List\",\"items\":[{\"a\":1},{\"b\":[]}]}",
	  "{\"kind\":\"List\"}*<{\"a\":1}><{\"b\":[]}>" },
	{ "kind behind the items", "{\"items\":[1, 2 ],\"kind\":\"List\"}",
	  "{\"kind\":\"List\"}*<1><2>" },
	{ "an empty list", "{\"items\":[ ]}", "{}*" },
	{ "a list inside a list", "{\"items\":[{\"items\":[1]}]}", "{}*<{\"items\":[1]}>" },
	{ "items further down", "{\"spec\":{\"items\":[1]}}", "{\"spec\":{\"items\":[1]}}" },
	{ "items that are no list", "{\"items\":{\"a\":1}}", "{\"items\":{\"a\":1}}" },
	{ "the last items win", "{\"items\":[1],\"items\":[2]}", "{}*<2>" },
	{ "a list whose items were replaced", "{\"items\":[1],\"items\":{}}", "{\"items\":{}}" },
	{ "an object that became a list", "{\"items\":{},\"items\":[1]}", "{}*<1>" },
	{ "two lists", "{\"items\":[1]}{\"items\":[2]}", "{}*<1>{}*<2>" },
	{ "a syntax error counts bytes from 1", "{\"apiVersion\":\"v1\" \"kind\"",
	  "(json: offset 20: invalid character '\"' after object key:value pair)" },
	{ "offsets go on in the second value", "{}\n{x}",
	  "{}(json: offset 5: invalid character 'x' looking for beginning of object key string)" },
	{ "a text that breaks off", "{\"a\":", "(unexpected EOF)" },
	{ "a text that breaks off in a word", "[tru", "(unexpected EOF)" },
	{ "an error in the last element is found first", "{\"items\":[1,2,}]}",
	  "(json: offset 15: invalid character '}' looking for beginning of value)" },
	{ "an error behind the items is found first", "{\"items\":[1,2],}",
	  "(json: offset 16: invalid character '}' looking for beginning of object key string)" },
	{ "a number too large in an element", "{\"items\":[1,-1e999]}",
	  "(json: cannot unmarshal number -1e999 into Go value of type float64)" },
};

Test(json_list, values_and_elements)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *got = record(rows[i].in);

		cr_expect_str_eq(got, rows[i].want, "%s", rows[i].name);
	}
}

Test(json_list, closed_before_its_end)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json_list) struct json_list *list = NULL;
	CLEANUP(json) cJSON *tree = NULL, *item = NULL;
	const char *text = "{\"items\":[{\"a\":\"b\"},2]}";
	size_t at = 0;

	cr_assert(json_list_open(text, strlen(text), &at, &list, &tree, &err));
	cr_expect_eq(at, strlen(text));
	item = json_list_next(list);
	cr_expect_str_eq(json_str(item, "a"), "b");
}

Test(json_list, failure_leaves_the_outputs_alone)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	struct json_list *list = NULL;
	cJSON *tree = NULL;
	size_t at = 1;

	cr_expect(!json_list_open("x{\"items\":[1,", 13, &at, &list, &tree, &err));
	cr_expect_eq(at, 1);
	cr_expect_null(list);
	cr_expect_null(tree);
}
