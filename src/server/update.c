/* VERB_UPDATE, and the part of it that VERB_PATCH shares. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static bool validate(const struct resource *resource, const cJSON *object, const cJSON *old,
		     struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	const cJSON *metadata = json_child(object, "metadata");

	validate_metadata_update(metadata, json_child(old, "metadata"), &errors);
	if (resource->validate_update != NULL)
		resource->validate_update(object, old, &errors);
	return field_errors_to_error(&errors, resource->group, resource->kind,
				     json_str(metadata, "name"), err);
}

/* A status update changes nothing but status is the kind's business (prepare_update); generation
 * counts changes of spec. */
static void count_generation(const struct resource *resource, cJSON *object, const cJSON *old)
{
	cJSON *metadata = json_child(object, "metadata");
	int64_t generation = 0;

	if (!resource->keeps_generation ||
	    json_equal(json_child(object, "spec"), json_child(old, "spec")))
		return;
	json_int(json_child(metadata, "generation"), &generation);
	json_set_int(metadata, "generation", generation + 1);
}

static bool complete(struct handling *handling, cJSON *object, const cJSON *old, struct error *err)
{
	struct operation *op = &handling->op;
	const struct resource *resource = op->request->resource;

	if (!fill_metadata_for_update(op->request, object, old, err) ||
	    (resource->begin_update != NULL && !resource->begin_update(op, object, old, err)))
		return false;
	if (resource->prepare_update != NULL)
		resource->prepare_update(object, old, op->request->subresource);
	count_generation(resource, object, old);
	if (!validate(resource, object, old, err))
		return false;
	if (resource->warn != NULL)
		resource->warn(object, old, op->warnings);
	return true;
}

bool update_object(struct handling *handling, cJSON *object, const cJSON *stored, struct error *err)
{
	struct operation *op = &handling->op;
	const struct resource *resource = op->request->resource;
	CLEANUP(json) cJSON *old = json_copy(stored);

	/* Stored objects are completed when they are read, as those of older clusters are. */
	if (resource->set_defaults != NULL)
		resource->set_defaults(old);
	complete_stored(handling, old);
	if (!check_preconditions(op->request, old, err) || !admission_admit(op, object, old, err) ||
	    !complete(handling, object, old, err))
		return false;
	ownership_keep_times(object, old);
	if (!admission_validate(op, object, old, err))
		return false;
	if (json_equal(object, stored)) {
		handling->response->unchanged = true;
		return true;
	}
	if (!write_object(handling, object, old, err))
		return false;
	/* Whoever took the last finalizer off finishes the deletion. */
	if (*json_str_at(object, "metadata", "deletionTimestamp", NULL) == '\0' ||
	    is_held(resource, object))
		return true;
	handling->response->deleted = true;
	return erase_object(handling, object, err);
}

bool check_body_name(const struct request *request, cJSON *object, struct error *err)
{
	cJSON *metadata = json_child(object, "metadata");
	const char *name = json_str(metadata, "name");

	if (*name == '\0')
		json_set_str(metadata, "name", request->name);
	else if (strcmp(name, request->name) != 0)
		return error_set(
			err, REASON_BAD_REQUEST,
			"the name of the object (%s) does not match the name on the URL (%s)", name,
			request->name);
	return true;
}

/* A PUT of what is not there. Its resourceVersion, unlike a create's, is let pass; its uid is not. */
static bool create_absent(struct handling *handling, cJSON *object, struct error *err)
{
	const struct request *request = handling->op.request;
	cJSON *metadata = json_child(object, "metadata");

	if (!request->resource->create_on_update)
		return error_not_found(request->resource, request->name, err);
	if (!check_uid(request, metadata, NULL, err))
		return false;
	json_remove(metadata, "resourceVersion");
	own_written(handling, object, NULL);
	handling->response->created = true;
	return create_object(handling, object, err);
}

bool handle_update(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(json) cJSON *object = NULL, *stored = NULL;

	if (!decode_body(handling, request->object, &object, err) ||
	    !check_body_name(request, object, err) ||
	    !check_body_namespace(request, object, false, err))
		return false;
	switch (object_load_owned(handling->op.tx, request->resource, request->namespace,
				  request->name, &stored, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		break;
	case STORE_ABSENT:
		break;
	}
	if (stored != NULL)
		own_written(handling, object, stored);
	if (stored == NULL ? !create_absent(handling, object, err)
			   : !update_object(handling, object, stored, err))
		return false;
	answer_with(handling, TAKE(object));
	return true;
}
