/* Objects that kubectl builds itself from arguments. */
#include "batch.h"

static void move_to_front(cJSON *object, const char *key)
{
	cJSON *item = json_take(object, key);

	if (item != NULL)
		cJSON_InsertItemInArray(object, 0, item);
}

void object_make_typed(const struct resource *resource, cJSON *object)
{
	schema_complete(resource->schema, object);
	move_to_front(object, "apiVersion");
	move_to_front(object, "kind");
}

cJSON *object_build(const struct session *session, const struct resource *resource,
		    const char *name)
{
	cJSON *object = cJSON_CreateObject(), *metadata;
	CLEANUP(str) char *api_version = resource_api_version(resource, NULL);

	json_set_str(object, "kind", resource->kind);
	json_set_str(object, "apiVersion", api_version);
	metadata = json_ensure_object(object, "metadata");
	json_set_str(metadata, "name", name);
	if (resource->namespaced && session->namespace_given)
		json_set_str(metadata, "namespace", session->namespace);
	return object;
}

bool create_typed(struct session *session, const struct args *args, const struct resource *resource,
		  cJSON *object, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(result_printer) struct result_printer printer = { .output = OUTPUT_INIT };
	struct request request = {
		.verb = VERB_CREATE,
		.resource = resource,
		.namespace = resource->namespaced ? session->namespace : "",
		.name = "",
		.subresource = "",
		.object = object,
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-create",
	};

	if (!result_printer_init(session, args, &printer, err) ||
	    !validate_parse(args, &request.field_validation, err))
		return false;
	printer.typed = true;
	request.omit_managed_fields =
		!output_shows_owners(&printer.output, printer.show_managed_fields);
	request.dry_run = printer.dry_run == DRY_RUN_SERVER;
	if (printer.dry_run == DRY_RUN_CLIENT)
		return result_print(session, &printer, resource, object, "created", err);
	if (!check_path_namespace(request.namespace, err) ||
	    !session_request(session, &request, &response, err))
		return false;
	object_make_typed(resource, response.object);
	return result_print(session, &printer, resource, response.object, "created", err);
}
