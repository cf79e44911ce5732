/* Any text as JSON: what is read and written must read the same again, and the list reader must
 * see what the tree reader sees. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void try_layout(const cJSON *tree, enum json_layout layout)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, again = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *read = NULL;

	json_print(tree, layout, &text);
	require(json_parse(text.text, text.length, NULL, &read, &err));
	require(json_equal(tree, read));
	json_print(read, layout, &again);
	/* -0.0 prints as -0, which is an integer. */
	require(strcmp(text.text, again.text) == 0 || strstr(text.text, "-0") != NULL);
}

static void try_copy(const cJSON *tree)
{
	CLEANUP(json) cJSON *copy = json_copy(tree);

	json_sort(copy);
	require(json_equal(tree, copy));
}

/* Puts a list together again. */
static void gather(struct json_list *list, cJSON *tree)
{
	cJSON *items = json_ensure_array(tree, "items");

	for (cJSON *item; (item = json_list_next(list)) != NULL;)
		json_append(items, item);
}

static void try_list(const char *text, size_t size, const cJSON *tree)
{
	CLEANUP(json_list) struct json_list *list = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *head = NULL;
	size_t at = 0;

	if (!json_list_open(text, size, &at, &list, &head, &err)) {
		require(tree == NULL && err.message != NULL);
		return;
	}
	if (list != NULL)
		gather(list, head);
	if (tree != NULL)
		require(json_equal(tree, head));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	const char *text = (const char *)data;

	if (json_parse(text, size, NULL, &tree, &err)) {
		try_layout(tree, JSON_COMPACT);
		try_layout(tree, JSON_INDENT_4);
		try_copy(tree);
	} else {
		require(err.reason == REASON_CLIENT && tree == NULL);
	}
	try_list(text, size, tree);
	return 0;
}
