/* VERB_PATCH: the stored object in the request's version, the patch on it, then an update. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/patch.h"
#include "internal.h"

cJSON *external_form(const struct request *request, const cJSON *stored)
{
	CLEANUP(str) char *version = resource_api_version(request->resource, request->version);
	cJSON *object = json_copy(stored);

	json_set_str(object, "apiVersion", version);
	json_set_str(object, "kind", request->resource->kind);
	return object;
}

static bool apply(const struct request *request, const cJSON *current, cJSON **ret_patched,
		  struct error *err)
{
	switch (request->patch_type) {
	case PATCH_JSON:
		return patch_json(current, request->object, ret_patched, err);
	case PATCH_MERGE:
		return patch_merge(current, request->object, ret_patched, err);
	case PATCH_STRATEGIC:
		return patch_strategic(request->resource->schema, current, request->object,
				       ret_patched, err);
	case PATCH_APPLY:
		break;
	}
	return error_set(err, REASON_UNSUPPORTED_MEDIA_TYPE,
			 "the body of the request was in an unknown format - accepted media types "
			 "include: application/json-patch+json, application/merge-patch+json, "
			 "application/strategic-merge-patch+json");
}

static bool check_name(const struct request *request, const cJSON *object, struct error *err)
{
	const char *name = json_str_at(object, "metadata", "name", NULL);

	return strcmp(name, request->name) == 0 ||
	       error_set(err, REASON_BAD_REQUEST,
			 "the name of the object (%s) does not match the name on the URL (%s)",
			 name, request->name);
}

/* What the strict decoder says of a patched object is Invalid, with the patch as its value. */
static bool decode_patched(struct handling *handling, const cJSON *patched, cJSON **ret_object,
			   struct error *err)
{
	CLEANUP(error) struct error refused = ERROR_INIT;
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(strbuf) struct strbuf value = STRBUF_INIT;
	const char *strict;

	if (decode_body(handling, patched, ret_object, &refused))
		return true;
	strict = strstr(refused.message, "strict decoding error: ");
	if (strict == NULL)
		return error_move(err, &refused);
	json_print_go(handling->op.request->object, 0, &value);
	field_invalid_str(&errors, "patch", value.text, strict);
	return field_errors_to_error(&errors, "", "", "", err);
}

bool handle_patch(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(json) cJSON *object = NULL, *stored = NULL, *current = NULL, *patched = NULL;

	if (request->patch_type == PATCH_APPLY)
		return handle_apply(handling, err);
	if (!load_existing(handling, &stored, err))
		return false;
	current = external_form(request, stored);
	ownership_show(current);
	if (!apply(request, current, &patched, err) ||
	    !decode_patched(handling, patched, &object, err) || !check_name(request, object, err) ||
	    !check_body_namespace(request, object, false, err))
		return false;
	own_written(handling, object, stored);
	if (!update_object(handling, object, stored, err))
		return false;
	answer_with(handling, TAKE(object));
	return true;
}
