/* A template in the first line, an object behind it. Whatever they are, the template parses or says
 * why, runs or says why; as custom columns and as a sort key too. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* The text that the template prints, or the error. Owned. */
static char *print(struct jsonpath *path, const cJSON *object,
		   const struct jsonpath_options *options, bool lists)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	bool ok;

	require(out != NULL);
	ok = jsonpath_print(path, object, options, lists, out, &err);
	fclose(out);
	if (ok)
		return text;
	require(length == 0 && err.reason == REASON_CLIENT);
	free(text);
	return xstrdup(err.message);
}

static void try_template(const char *text, size_t length, const cJSON *object)
{
	CLEANUP(jsonpath) struct jsonpath *path = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	const struct jsonpath_options strict = { .require_keys = true, .floats = true };

	if (!jsonpath_parse(text, length, &path, &err)) {
		require(path == NULL && err.reason == REASON_CLIENT);
		return;
	}
	CLEANUP(str) char *once = print(path, object, NULL, false), *again = NULL;

	/* What is left of a run must bear another one; renewed, it is the same again. */
	free(print(path, object, &strict, true));
	jsonpath_renew(path);
	again = print(path, object, NULL, false);
	require(strcmp(once, again) == 0);
}

static void try_columns(const char *spec, const cJSON *object)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	struct custom_columns *columns = NULL;

	if (!custom_columns_parse(spec, &columns, &err) &&
	    !(error_finish(&err), custom_columns_parse_file(spec, strlen(spec), &columns, &err)))
		return;
	custom_columns_header(columns, &out);
	if (custom_columns_check(columns, &err))
		custom_columns_row(columns, object, &out, &err);
	custom_columns_destroy(columns);
}

/* The parts of the object, sorted by what the path finds in them. */
static void try_sort(const char *text, const cJSON *objects)
{
	CLEANUP(str) char *relaxed = NULL;
	CLEANUP(jsonpath) struct jsonpath *path = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	size_t n = json_size(objects), i = 0;
	struct sort_key *keys = xcalloc(n, sizeof(*keys));
	const struct sort_key **pointers = xcalloc(n, sizeof(*pointers));
	size_t *order = xcalloc(n, sizeof(*order));

	if (jsonpath_relax(text, &relaxed, &err) &&
	    jsonpath_parse(relaxed, strlen(relaxed), &path, &err)) {
		for (const cJSON *child = n > 0 ? objects->child : NULL; child != NULL;
		     child = child->next, i++) {
			pointers[i] = &keys[i];
			if (!sort_key_find(path, child, &keys[i], &err))
				error_finish(&err);
		}
		sort_keys(pointers, n, relaxed, "T", order, &err);
	}
	for (i = 0; i < n; i++)
		sort_key_finish(&keys[i]);
	free(order);
	free(pointers);
	free(keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *newline = size > 0 ? memchr(text, '\n', size) : NULL;
	size_t length = newline != NULL ? (size_t)(newline - text) : size;
	CLEANUP(str) char *template = xstrndup(text, length);
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	if (newline == NULL || !json_parse(newline + 1, size - length - 1, NULL, &object, &err))
		object = cJSON_CreateObject();
	try_template(text, length, object);
	try_columns(template, object);
	try_sort(template, object);
	return 0;
}
