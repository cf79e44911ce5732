/* What the file visitor checks in a document before it becomes an object, in kubectl's words. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/schema.h"
#include "manifest.h"

static size_t count_slashes(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '/';
	return n;
}

/* "apiVersion not set", "kind isn't string type". */
static void check_set(const cJSON *tree, const char *key, struct text_list *problems)
{
	const cJSON *value = json_child(tree, key);

	if (value == NULL || cJSON_IsNull(value))
		text_list_take(problems, xasprintf("%s not set", key));
	else if (!cJSON_IsString(value))
		text_list_take(problems, xasprintf("%s isn't string type", key));
	else if (strcmp(key, "apiVersion") == 0 && count_slashes(value->valuestring) > 1)
		text_list_take(problems,
			       xasprintf("unexpected GroupVersion string: %s", value->valuestring));
}

bool manifest_check_kind_set(const cJSON *tree, struct error *err)
{
	CLEANUP(text_list) struct text_list problems = TEXT_LIST_INIT;

	if (!cJSON_IsObject(tree)) {
		text_list_add(&problems, "invalid object to validate");
	} else {
		check_set(tree, "apiVersion", &problems);
		check_set(tree, "kind", &problems);
	}
	if (problems.n > 1)
		return error_set(err, REASON_CLIENT, "[%s, %s]", problems.items[0],
				 problems.items[1]);
	return problems.n == 0 || error_set(err, REASON_CLIENT, "%s", problems.items[0]);
}

bool manifest_check_header(const char *from, const cJSON *tree, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *source = text_quoted(from);

	return manifest_check_kind_set(tree, &problem) ||
	       error_set(err, REASON_CLIENT,
			 "error validating %s: error validating data: %s; if you choose to ignore "
			 "these errors, turn validation off with --validate=false",
			 source, problem.message);
}

static bool decode_error(const char *from, struct error *err, const char *text)
{
	CLEANUP(str) char *source = text_quoted(from);

	return error_set(err, REASON_CLIENT, "unable to decode %s: %s", source, text);
}

static const char *go_type(const cJSON *value)
{
	return cJSON_IsArray(value)    ? "array"
	       : cJSON_IsString(value) ? "string"
	       : cJSON_IsBool(value)   ? "bool"
	       : cJSON_IsObject(value) ? "object"
				       : "number";
}

/* Metadata alone is read as the type it has, so that what accessors see is what was written. */
static bool check_metadata(const char *from, const cJSON *tree, struct error *err)
{
	static const struct field fields[] = {
		{ .name = "metadata", .type = FIELD_OBJECT, .of = &schema_object_meta },
		{ .name = NULL },
	};
	static const struct schema schema = {
		.go_name = "metadataOnlyObject",
		.go_package = "resource",
		.fields = fields,
	};
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(json) cJSON *decoded = NULL;

	if (schema_decode(&schema, tree, NULL, &decoded, &problem))
		return true;
	return decode_error(from, err, problem.message);
}

bool manifest_check_decodes(const char *from, const cJSON *tree, struct error *err)
{
	const cJSON *items;

	if (!cJSON_IsObject(tree)) {
		CLEANUP(str)
		char *text = xasprintf("json: cannot unmarshal %s into Go value of "
				       "type unstructured.detector",
				       go_type(tree));

		return decode_error(from, err, text);
	}
	items = json_child(tree, "items");
	if (items != NULL && !cJSON_IsNull(items) && !cJSON_IsArray(items)) {
		CLEANUP(str)
		char *text = xasprintf("json: cannot unmarshal %s into Go struct "
				       "field decList.items of type []json.RawMessage",
				       go_type(items));

		return decode_error(from, err, text);
	}
	if (*json_str(tree, "kind") == '\0') {
		CLEANUP(str) char *body = json_text(tree);
		CLEANUP(str) char *text = xasprintf("Object 'Kind' is missing in '%s'", body);

		return decode_error(from, err, text);
	}
	return check_metadata(from, tree, err);
}

/* ---- kinds ---- */

bool manifest_find_kind(const char *api_version, const char *kind,
			const struct resource **ret_resource, const char **ret_version)
{
	if (resource_for_kind(api_version, kind, ret_resource, ret_version))
		return true;
	for (const struct resource *const *at = resources; *at != NULL; at++)
		if (strcmp((*at)->singular, kind) == 0)
			return resource_for_kind(api_version, (*at)->kind, ret_resource,
						 ret_version);
	return false;
}

static bool serves_version(const char *api_version)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		const struct resource *resource;
		const char *version;

		if (resource_for_kind(api_version, (*at)->kind, &resource, &version))
			return true;
	}
	return false;
}

bool manifest_list_kind_is_known(const char *api_version, const char *kind)
{
	CLEANUP(str) char *element = NULL;
	const struct resource *resource;
	const char *version;

	if (strcmp(kind, "List") == 0)
		return serves_version(api_version);
	if (manifest_find_kind(api_version, kind, &resource, &version))
		return true;
	if (!text_ends_with(kind, "List"))
		return false;
	element = xstrndup(kind, strlen(kind) - strlen("List"));
	return manifest_find_kind(api_version, element, &resource, &version);
}

bool manifest_kind_error(const char *from, const cJSON *tree, bool element, struct error *err)
{
	CLEANUP(str) char *kind = text_quoted(json_str(tree, "kind"));
	CLEANUP(str) char *version = text_quoted(json_str(tree, "apiVersion"));
	CLEANUP(str) char *name = text_quoted(json_str_at(tree, "metadata", "name", NULL));
	CLEANUP(str)
	char *namespace = text_quoted(json_str_at(tree, "metadata", "namespace", NULL));
	CLEANUP(str) char *source = text_quoted(from);

	if (element)
		return error_set(err, REASON_CLIENT,
				 "unable to recognize no matches for kind %s in version %s", kind,
				 version);
	return error_set(
		err, REASON_CLIENT,
		"resource mapping not found for name: %s namespace: %s from %s: no matches "
		"for kind %s in version %s\nensure CRDs are installed first",
		name, namespace, source, kind, version);
}
