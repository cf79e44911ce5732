/* Two JSON texts, split by a NUL or a newline: an object and whatever may come as a patch for it,
 * applied in every way there is. Nothing may crash, change its inputs or nest deeper than the
 * limit; a patch that was made from two trees must apply. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void measure(const cJSON *tree, int limit)
{
	require(limit > 0);
	if (cJSON_IsObject(tree) || cJSON_IsArray(tree))
		for (const cJSON *child = tree->child; child != NULL; child = child->next)
			measure(child, limit - 1);
}

/* Ends a call of a patch function. */
static void check(bool ok, const cJSON *result, struct error *err)
{
	require(ok == (result != NULL) && ok == (err->reason == REASON_NONE));
	if (ok)
		measure(result, PATCH_MAX_DEPTH);
	error_finish(err);
}

static void apply(const cJSON *original, const cJSON *patch)
{
	CLEANUP(json) cJSON *json = NULL, *merged = NULL, *strategic = NULL, *schemaless = NULL;
	struct error err = ERROR_INIT;
	bool ok;

	ok = patch_json(original, patch, &json, &err);
	check(ok, json, &err);
	ok = patch_merge(original, patch, &merged, &err);
	check(ok, merged, &err);
	ok = patch_strategic(&schema_service, original, patch, &strategic, &err);
	check(ok, strategic, &err);
	ok = patch_strategic(NULL, original, patch, &schemaless, &err);
	check(ok, schemaless, &err);
}

static void compare(const cJSON *a, const cJSON *b)
{
	CLEANUP(json) cJSON *two = NULL, *three = NULL, *same = NULL;
	struct error err = ERROR_INIT;
	bool ok;

	ok = patch_two_way(&schema_service, a, b, &two, &err);
	check(ok, two, &err);
	ok = patch_three_way(&schema_service, a, b, a, &three, &err);
	check(ok, three, &err);
	if (two != NULL)
		apply(a, two);
	if (three != NULL && !patch_check_conflict(&schema_service, b, a, three, &err))
		error_finish(&err);
	if (patch_two_way(&schema_service, a, a, &same, &err))
		require(same->child == NULL);
	error_finish(&err);
}

static bool read(const uint8_t *data, size_t size, cJSON **ret_tree)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	return json_parse((const char *)data, size, NULL, ret_tree, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(json) cJSON *original = NULL, *patch = NULL;
	CLEANUP(json) cJSON *original_before = NULL, *patch_before = NULL;
	size_t split = 0;

	while (split < size && data[split] != '\0' && data[split] != '\n')
		split++;
	if (split == size || !read(data, split, &original) ||
	    !read(data + split + 1, size - split - 1, &patch) || !cJSON_IsObject(original))
		return 0;
	original_before = json_copy(original);
	patch_before = json_copy(patch);
	apply(original, patch);
	compare(original, patch);
	require(json_equal(original, original_before) && json_equal(patch, patch_before));
	return 0;
}
