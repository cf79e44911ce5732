/* VERB_CREATE. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static bool check_absent(struct handling *handling, const cJSON *object, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;
	const cJSON *metadata = json_child(object, "metadata");
	const char *name = json_str(metadata, "name");
	CLEANUP(json) cJSON *existing = NULL;
	CLEANUP(str) char *plural = NULL;

	switch (object_load(handling->op.tx, resource, json_str(metadata, "namespace"), name,
			    &existing, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	plural = resource_full_name(resource);
	error_set(err, REASON_ALREADY_EXISTS, "%s%s \"%s\" already exists",
		  *json_str_at(existing, "metadata", "deletionTimestamp", NULL) != '\0'
			  ? "object is being deleted: "
			  : "",
		  plural, name);
	error_set_details(err, resource->plural, resource->group, name);
	return false;
}

bool create_object(struct handling *handling, cJSON *object, struct error *err)
{
	struct operation *op = &handling->op;
	const struct resource *resource = op->request->resource;

	if (!admission_admit(op, object, NULL, err) ||
	    !fill_metadata_for_create(handling, object, err))
		return false;
	if (resource->begin_create != NULL && !resource->begin_create(op, object, err))
		return false;
	if (resource->prepare_create != NULL)
		resource->prepare_create(object);
	if (!resource_validate_create(resource, object, err))
		return false;
	if (resource->warn != NULL)
		resource->warn(object, NULL, op->warnings);
	return admission_validate(op, object, NULL, err) && check_absent(handling, object, err) &&
	       write_object(handling, object, NULL, err);
}

bool handle_create(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(json) cJSON *object = NULL;

	if (!decode_body(handling, request->object, &object, err) ||
	    !check_body_namespace(request, object, true, err))
		return false;
	own_written(handling, object, NULL);
	if (!create_object(handling, object, err))
		return false;
	answer_with(handling, TAKE(object));
	return true;
}
