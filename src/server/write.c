/* The last steps of every write: the store, the hooks that follow, the note for controllers. */
#include <string.h>

#include "internal.h"

bool is_held(const struct resource *resource, const cJSON *object)
{
	return json_size(json_get(object, "metadata", "finalizers", NULL)) > 0 ||
	       (resource->is_held != NULL && resource->is_held(object));
}

/* What a dry run shows has no revision of its own. */
static void show_old_revision(cJSON *object, const cJSON *old)
{
	cJSON *metadata = json_child(object, "metadata");

	if (old == NULL)
		json_remove(metadata, "resourceVersion");
	else
		json_set_str(metadata, "resourceVersion",
			     json_str_at(old, "metadata", "resourceVersion", NULL));
}

bool write_object(struct handling *handling, cJSON *object, const cJSON *old, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;

	if (!object_store(handling->op.tx, resource, object, old, 0, err))
		return false;
	handling->server->has_written = true;
	note_change(handling->server, resource, object, old);
	if (handling->op.request->dry_run)
		show_old_revision(object, old);
	return old == NULL || resource->after_update == NULL ||
	       resource->after_update(&handling->op, object, old, err);
}

bool erase_object(struct handling *handling, const cJSON *old, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;

	if (!object_erase(handling->op.tx, resource, old, err))
		return false;
	handling->server->has_written = true;
	note_change(handling->server, resource, NULL, old);
	return resource->after_delete == NULL || resource->after_delete(&handling->op, old, err);
}

void answer_with(struct handling *handling, cJSON *object)
{
	const struct request *request = handling->op.request;
	CLEANUP(str) char *version = resource_api_version(request->resource, request->version);
	cJSON *answer = cJSON_CreateObject(), *child;

	show_owners(request, object);
	json_set_str(answer, "kind", request->resource->kind);
	json_set_str(answer, "apiVersion", version);
	while ((child = object->child) != NULL) {
		cJSON_DetachItemViaPointer(object, child);
		json_set(answer, child->string, child);
	}
	cJSON_Delete(object);
	cJSON_Delete(handling->response->object);
	handling->response->object = answer;
}
