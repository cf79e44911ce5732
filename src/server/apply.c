/* VERB_PATCH with PATCH_APPLY: server-side apply, which creates what is not there.
 * Source: apiserver pkg/endpoints/handlers/patch.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/ownership.h"
#include "internal.h"

static bool load(struct handling *handling, cJSON **ret_stored, struct error *err)
{
	const struct request *request = handling->op.request;

	switch (object_load_owned(handling->op.tx, request->resource, request->namespace,
				  request->name, ret_stored, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		return true;
	case STORE_ABSENT:
		break;
	}
	/* There is nothing that a status could belong to. */
	return *request->subresource == '\0' ||
	       error_not_found(request->resource, request->name, err);
}

/* An applied configuration with a uid means an object that exists. */
static bool check_new_uid(const struct request *request, const cJSON *object, struct error *err)
{
	const char *uid = json_str_at(object, "metadata", "uid", NULL);
	CLEANUP(str) char *plural = resource_full_name(request->resource);

	if (*uid == '\0')
		return true;
	error_set(err, REASON_CONFLICT,
		  "Operation cannot be fulfilled on %s \"%s\": uid mismatch: the provided object "
		  "specified uid %s, and no existing object was found",
		  plural, request->name, uid);
	error_set_details(err, request->resource->plural, request->resource->group, request->name);
	return false;
}

static bool check_name(const struct request *request, const cJSON *object, struct error *err)
{
	const char *name = json_str_at(object, "metadata", "name", NULL);

	if (*name == '\0')
		return error_set(err, REASON_BAD_REQUEST,
				 "the name of the object (%s based on URL) was undeterminable: "
				 "name must be provided",
				 request->name);
	return strcmp(name, request->name) == 0 ||
	       error_set(err, REASON_BAD_REQUEST,
			 "the name of the object (%s) does not match the name on the URL (%s)",
			 name, request->name);
}

/* managedFields are in the server's own form, which is no client's. */
static bool decode_merged(struct handling *handling, cJSON *merged, cJSON **ret_object,
			  struct error *err)
{
	CLEANUP(json) cJSON *owners = json_take(json_child(merged, "metadata"), "managedFields");

	if (!decode_body(handling, merged, ret_object, err))
		return false;
	if (owners != NULL)
		json_set(json_child(*ret_object, "metadata"), "managedFields", TAKE(owners));
	return true;
}

static bool merge(struct handling *handling, const cJSON *stored, cJSON **ret_object,
		  struct error *err)
{
	const struct request *request = handling->op.request;
	const struct ownership ownership = ownership_of(handling);
	CLEANUP(json) cJSON *live = NULL, *merged = NULL;

	if (stored != NULL) {
		CLEANUP(json) cJSON *complete = complete_live(handling, stored);

		live = external_form(request, complete);
	}
	return ownership_apply(&ownership, live, request->object, request->force, &merged, err) &&
	       decode_merged(handling, merged, ret_object, err);
}

static bool create(struct handling *handling, cJSON *object, struct error *err)
{
	json_remove(json_child(object, "metadata"), "resourceVersion");
	handling->response->created = true;
	return create_object(handling, object, err);
}

bool handle_apply(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(json) cJSON *object = NULL, *stored = NULL;

	if (!load(handling, &stored, err) || !merge(handling, stored, &object, err) ||
	    (stored == NULL && !check_new_uid(request, object, err)) ||
	    !check_body_namespace(request, object, false, err) || !check_name(request, object, err))
		return false;
	if (stored == NULL ? !create(handling, object, err)
			   : !update_object(handling, object, stored, err))
		return false;
	answer_with(handling, TAKE(object));
	return true;
}
