/* Any text as FieldsV1, and as a configuration that is applied to an object which that set owns. What
 * reads prints a text that reads as the same set; whatever is applied gives an object or an error, and
 * applied again the same object. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/ownership.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void try_text(const struct field_set *set)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, same = STRBUF_INIT;
	CLEANUP(field_set) struct field_set again = FIELD_SET_INIT, both = FIELD_SET_INIT;
	CLEANUP(field_set) struct field_set none = FIELD_SET_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	field_set_print(set, &text);
	require(field_set_parse(text.text, &again, &err) && field_set_equal(set, &again));
	field_set_print(&again, &same);
	require(strcmp(text.text, same.text) == 0);
	field_set_union(set, &again, &both);
	require(field_set_equal(set, &both));
	field_set_difference(set, &again, &none);
	require(none.n == 0 && field_set_is_empty(&none));
}

static cJSON *owned_object(const char *fields)
{
	cJSON *object = cJSON_CreateObject(), *metadata, *entry;

	json_set_str(object, "apiVersion", "v1");
	json_set_str(object, "kind", "Service");
	metadata = json_ensure_object(object, "metadata");
	json_set_str(json_ensure_object(metadata, "labels"), "a", "b");
	json_set_str(json_ensure_object(object, "spec"), "type", "ClusterIP");
	entry = cJSON_CreateObject();
	json_set_str(entry, "manager", "me");
	json_set_str(entry, "operation", "Apply");
	json_set_str(entry, "apiVersion", "v1");
	json_set_str(entry, "fieldsType", "FieldsV1");
	json_set_str(entry, OWNERSHIP_FIELDS_TEXT, fields);
	json_append(json_ensure_array(metadata, "managedFields"), entry);
	return object;
}

static void try_apply(const char *fields, cJSON *applied)
{
	static const char *const versions[] = { "v1", NULL };
	const struct ownership ownership = {
		.schema = &schema_service,
		.kind = "Service",
		.group = "",
		.versions = versions,
		.version = "v1",
		.manager = "me",
		.subresource = "",
		.reset = "status",
	};
	CLEANUP(json) cJSON *live = owned_object(fields), *object = NULL, *again = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	json_set_str(applied, "apiVersion", "v1");
	json_set_str(applied, "kind", "Service");
	if (!ownership_apply(&ownership, live, applied, true, &object, &err)) {
		require(err.reason == REASON_UNKNOWN || err.reason == REASON_BAD_REQUEST);
		return;
	}
	require(ownership_apply(&ownership, object, applied, true, &again, &err));
	json_remove(json_child(object, "metadata"), "managedFields");
	json_remove(json_child(again, "metadata"), "managedFields");
	require(json_equal(object, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(str) char *text = xstrndup((const char *)data, size);
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	CLEANUP(error) struct error err = ERROR_INIT, problem = ERROR_INIT;

	json_init();
	if (field_set_parse(text, &set, &err))
		try_text(&set);
	else
		require(err.reason == REASON_CLIENT && set.n == 0);
	if (json_parse(text, strlen(text), NULL, &tree, &problem) && cJSON_IsObject(tree))
		try_apply(text, tree);
	return 0;
}
