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

/* A patched object that cannot be decoded is Invalid, with the patch as its value: a strategic patch
 * in Go's notation, else the text of the whole object. */
static bool invalid_patch(const struct request *request, const cJSON *patched, const char *why,
			  struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(strbuf) struct strbuf value = STRBUF_INIT;

	if (request->patch_type == PATCH_STRATEGIC) {
		json_print_go(request->object, 0, &value);
	} else {
		CLEANUP(json) cJSON *sorted = json_copy(patched);

		json_sort(sorted);
		json_print(sorted, JSON_COMPACT, &value);
	}
	field_invalid_str(&errors, "patch", value.text, why);
	return field_errors_to_error(&errors, "", "", "", err);
}

/* The decoder's text without what it was decoding, NULL when it complains of something else. A part
 * of a strategic patch is decoded by itself, so that its text has no path. Owned. */
static char *decoder_text(const struct request *request, const char *message)
{
	static const char marker[] = " cannot be handled as a ", field[] = " into Go struct field ";
	const char *at = strstr(message, marker), *path, *type;

	at = at != NULL ? strstr(at, ": ") : NULL;
	if (at == NULL || text_starts_with(at, ": no kind "))
		return NULL;
	at += strlen(": ");
	path = request->patch_type == PATCH_STRATEGIC ? strstr(at, field) : NULL;
	type = path != NULL ? strstr(path, " of type ") : NULL;
	if (type == NULL)
		return xstrdup(at);
	return xasprintf("%.*s into Go value%s", (int)(path - at), at, type);
}

static bool decode_patched(struct handling *handling, const cJSON *patched, cJSON **ret_object,
			   struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(error) struct error refused = ERROR_INIT, type = ERROR_INIT;
	CLEANUP(str) char *why = NULL;

	if (request->patch_type == PATCH_STRATEGIC &&
	    !patch_check_types(request->resource->schema, patched, &type))
		return invalid_patch(request, patched, type.message, err);
	if (decode_body(handling, patched, ret_object, &refused))
		return true;
	why = decoder_text(request, refused.message);
	return why != NULL ? invalid_patch(request, patched, why, err) : error_move(err, &refused);
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
