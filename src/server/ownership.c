/* The account of who owns which field: what the pipeline tells the ownership room.
 * Source: apiserver pkg/endpoints/handlers create.go, update.go, patch.go, installer.go. */
#include <string.h>

#include "cidrctl/ownership.h"
#include "internal.h"

#define APISERVER_USER "system:apiserver"

/* A client that gives no name is known by its program's: the part of the user agent before "/". */
static const char *manager_of(const struct request *request)
{
	static const struct {
		const char *user_prefix, *program;
	} clients[] = {
		{ APISERVER_USER, "kube-apiserver" },
		{ "system:serviceaccount:kube-system:", "kube-controller-manager" },
	};

	if (request->field_manager != NULL && *request->field_manager != '\0')
		return request->field_manager;
	for (size_t i = 0; request->user != NULL && i < ARRAY_LEN(clients); i++)
		if (text_starts_with(request->user, clients[i].user_prefix))
			return clients[i].program;
	return "kubectl";
}

/* What the endpoint leaves as it was stored, and nobody comes to own through it. */
static const char *reset_of(const struct request *request)
{
	if (strcmp(request->subresource, "status") == 0)
		return "spec";
	return request->resource->subresources != NULL ? "status" : NULL;
}

struct ownership ownership_of(const struct handling *handling)
{
	const struct request *request = handling->op.request;
	const struct resource *resource = request->resource;

	return (struct ownership) {
		.schema = resource->schema,
		.kind = resource->kind,
		.group = resource->group,
		.versions = resource->versions,
		.version = request->version != NULL ? request->version : resource->versions[0],
		.manager = manager_of(request),
		.subresource = request->subresource,
		.reset = reset_of(request),
		.now = handling->op.now_micro / 1000000,
	};
}

/* Reservations that the allocator makes are stored in a few bytes each and have no account: their
 * only owner would be kube-apiserver. */
static bool has_account(const struct request *request)
{
	return request->resource != &resource_ip_address || request->user == NULL ||
	       strcmp(request->user, APISERVER_USER) != 0;
}

cJSON *complete_live(const struct handling *handling, const cJSON *stored)
{
	const struct resource *resource = handling->op.request->resource;
	cJSON *live = json_copy(stored);

	if (resource->set_defaults != NULL)
		resource->set_defaults(live);
	complete_stored(handling, live);
	schema_complete(resource->schema, live);
	return live;
}

void own_written(struct handling *handling, cJSON *object, const cJSON *stored)
{
	const struct ownership ownership = ownership_of(handling);
	CLEANUP(json) cJSON *live = NULL;

	if (!has_account(handling->op.request))
		return;
	if (stored != NULL)
		live = complete_live(handling, stored);
	else
		drop_system_metadata(object);
	ownership_update(&ownership, live, handling->forget_owners, object);
}

void show_owners(const struct request *request, cJSON *object)
{
	if (request->omit_managed_fields)
		json_remove(json_child(object, "metadata"), "managedFields");
	else
		ownership_show(object);
}

bool show_stored_owners(const struct handling *handling, cJSON *object, struct error *err)
{
	const struct request *request = handling->op.request;

	if (!request->omit_managed_fields && !managed_fields_unpack(handling->op.tx, object, err))
		return false;
	show_owners(request, object);
	return true;
}

bool check_field_manager(const struct request *request, struct error *err)
{
	static const char *const kinds[] = {
		[VERB_CREATE] = "CreateOptions",
		[VERB_UPDATE] = "UpdateOptions",
		[VERB_PATCH] = "PatchOptions",
	};
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	const char *manager = request->field_manager != NULL ? request->field_manager : "";

	if (request->verb != VERB_CREATE && request->verb != VERB_UPDATE &&
	    request->verb != VERB_PATCH)
		return true;
	if (request->verb == VERB_PATCH && request->patch_type == PATCH_APPLY && *manager == '\0')
		field_required(&errors, "fieldManager", "is required for apply patch");
	validate_field_manager(manager, "fieldManager", &errors);
	return field_errors_to_error(&errors, "meta.k8s.io", kinds[request->verb], "", err);
}
