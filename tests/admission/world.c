#include "world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/admission.h"
#include "cidrctl/yaml.h"

void world_begin(struct world *world)
{
	struct error err = ERROR_INIT;

	json_init();
	*world = (struct world) { .warnings = TEXT_LIST_INIT };
	strcpy(world->folder, "/tmp/cidrctl-admission.XXXXXX");
	cr_assert_not_null(mkdtemp(world->folder));
	snprintf(world->path, sizeof(world->path), "%s/state.db", world->folder);
	world->store = store_create(world->path);
	cr_assert(store_begin(world->store, STORE_WRITE, &world->tx, &err), "%s", err.message);
}

void world_end(struct world *world)
{
	char command[96];

	store_rollback(world->tx);
	store_destroy(world->store);
	error_finish(&world->error);
	text_list_finish(&world->warnings);
	snprintf(command, sizeof(command), "rm -rf %s", world->folder);
	cr_assert_eq(system(command), 0);
}

static cJSON *tree(const char *yaml)
{
	struct error err = ERROR_INIT;
	cJSON *object = NULL;

	cr_assert(yaml_parse(yaml, strlen(yaml), &object, &err), "%s: %s", yaml, err.message);
	return object;
}

void world_put(struct world *world, const struct resource *resource, const char *yaml)
{
	CLEANUP(json) cJSON *object = tree(yaml);
	struct error err = ERROR_INIT;

	cr_assert(object_store(world->tx, resource, object, NULL, 0, &err), "%s", err.message);
}

void world_drop(struct world *world, const struct resource *resource, const char *name)
{
	CLEANUP(str) char *yaml = xasprintf("{metadata: {name: %s}}", name);
	CLEANUP(json) cJSON *object = tree(yaml);
	struct error err = ERROR_INIT;

	cr_assert(object_erase(world->tx, resource, object, &err), "%s", err.message);
}

/* A policy for everything with one validation, and a binding of the same name that denies. */
void world_put_policy(struct world *world, const char *name, const char *validation)
{
	CLEANUP(str)
	char *policy = xasprintf(
		"{metadata: {name: %s}, spec: {" RULE("'*'", "'*/*'") ", "
								      "validations: [{%s}]}}",
		name, validation);
	CLEANUP(str)
	char *binding = xasprintf("{metadata: {name: %s}, spec: {policyName: %s, "
				  "validationActions: [Deny]}}",
				  name, name);

	world_put(world, &resource_validating_admission_policy, policy);
	world_put(world, &resource_validating_admission_policy_binding, binding);
}

/* Asks admission. object and old in YAML; "" for none. Returns "" or the error's message. */
const char *world_ask(struct world *world, struct request *request, const char *object_yaml,
		      const char *old_yaml)
{
	CLEANUP(json) cJSON *object = *object_yaml != '\0' ? tree(object_yaml) : NULL;
	CLEANUP(json) cJSON *old = *old_yaml != '\0' ? tree(old_yaml) : NULL;
	struct operation op = {
		.tx = world->tx,
		.now_micro = 1746093600000000,
		.request = request,
		.warnings = &world->warnings,
	};

	error_finish(&world->error);
	if (request->namespace == NULL)
		request->namespace = request->resource->namespaced ? "default" : "";
	if (request->subresource == NULL)
		request->subresource = "";
	if (request->name == NULL)
		request->name = "";
	return admission_validate(&op, object, old, &world->error) ? "" : world->error.message;
}

const char *world_create_service(struct world *world)
{
	struct request request = { .verb = VERB_CREATE, .resource = &resource_service };

	return world_ask(world, &request, WEB, "");
}

void world_put_default_namespace(struct world *world)
{
	world_put(world, &resource_namespace,
		  "{metadata: {name: default}, status: {phase: Active}}");
}
