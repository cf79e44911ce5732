/* The first step: the body becomes an object of the kind, or is refused. */
#include <string.h>

#include "internal.h"

/* "unknown field \"spec.a\", unknown field \"spec.b\"" */
static void join(const struct text_list *texts, struct strbuf *out)
{
	for (size_t i = 0; i < texts->n; i++)
		strbuf_addf(out, "%s%s", i > 0 ? ", " : "", texts->items[i]);
}

static bool cannot_be_handled(const struct resource *resource, const char *version, const char *why,
			      struct error *err)
{
	return error_set(err, REASON_BAD_REQUEST,
			 "%s in version \"%s\" cannot be handled as a %s: %s", resource->kind,
			 version, resource->kind, why);
}

static bool judge_unknown(struct handling *handling, const struct text_list *unknown,
			  const char *version, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;

	if (unknown->n == 0 || request->field_validation == FIELD_VALIDATION_IGNORE)
		return true;
	if (request->field_validation == FIELD_VALIDATION_WARN) {
		for (size_t i = 0; i < unknown->n; i++)
			text_list_add(&handling->response->warnings, unknown->items[i]);
		return true;
	}
	strbuf_add_str(&why, "strict decoding error: ");
	join(unknown, &why);
	return cannot_be_handled(request->resource, version, why.text, err);
}

/* The body may name another kind than the URL, or another version. */
static bool check_kind(const struct resource *resource, const char *version, const cJSON *body,
		       struct error *err)
{
	const char *kind = json_str(body, "kind"), *api_version = json_str(body, "apiVersion");
	CLEANUP(str) char *expected = resource_api_version(resource, version);

	if (*kind != '\0' && strcmp(kind, resource->kind) != 0)
		return error_set(
			err, REASON_BAD_REQUEST,
			"%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is "
			"registered for version \"%s\" in scheme "
			"\"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"",
			kind, version, resource->kind, kind, expected);
	return *api_version == '\0' || strcmp(api_version, expected) == 0 ||
	       error_set(err, REASON_BAD_REQUEST,
			 "the API version in the data (%s) does not match the expected API version "
			 "(%s)",
			 api_version, expected);
}

static bool is_empty_list(const cJSON *list)
{
	return cJSON_IsArray(list) && list->child == NULL;
}

bool decode_body(struct handling *handling, const cJSON *body, cJSON **ret_object,
		 struct error *err)
{
	const struct request *request = handling->op.request;
	const struct resource *resource = request->resource;
	const char *version = request->version != NULL ? request->version : resource->versions[0];
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error why = ERROR_INIT;

	if (!check_kind(resource, version, body, err))
		return false;
	if (!schema_decode(resource->schema, body, &unknown, &object, &why))
		return cannot_be_handled(resource, version, why.message, err);
	/* Decoding leaves empty lists out. */
	handling->forget_owners = is_empty_list(json_get(body, "metadata", "managedFields", NULL));
	if (!judge_unknown(handling, &unknown, version, err))
		return false;
	json_ensure_object(object, "metadata");
	if (resource->set_defaults != NULL)
		resource->set_defaults(object);
	schema_complete(resource->schema, object);
	json_remove(object, "apiVersion");
	json_remove(object, "kind");
	*ret_object = TAKE(object);
	return true;
}
