/* Any text as YAML: what is read and written must read the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Texts that YAML as go-yaml writes it does not give back: a merge key is not quoted, and U+0085
 * is a line break. */
static bool is_lossy(const cJSON *tree)
{
	if (tree->string != NULL &&
	    (strcmp(tree->string, "<<") == 0 || strstr(tree->string, "\xc2\x85") != NULL))
		return true;
	if (cJSON_IsString(tree) && strstr(tree->valuestring, "\xc2\x85") != NULL)
		return true;
	if (cJSON_IsObject(tree) || cJSON_IsArray(tree))
		for (const cJSON *child = tree->child; child != NULL; child = child->next)
			if (is_lossy(child))
				return true;
	return false;
}

static void try_print(const cJSON *tree)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, again = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *read = NULL;

	if (!yaml_print(tree, &text, &err)) {
		require(strcmp(err.message, "yaml: control characters are not allowed") == 0);
		return;
	}
	if (is_lossy(tree))
		return;
	require(yaml_parse(text.text, text.length, &read, &err));
	require(json_equal(tree, read));
	require(yaml_print(read, &again, &err));
	require(strcmp(text.text, again.text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *tree = NULL;

	if (!yaml_parse((const char *)data, size, &tree, &err))
		require(err.reason == REASON_CLIENT && tree == NULL);
	else if (tree != NULL)
		try_print(tree);
	return 0;
}
