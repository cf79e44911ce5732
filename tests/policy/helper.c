#include "helper.h"

#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/yaml.h"

cJSON *yaml_tree(const char *yaml)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	cJSON *tree = NULL;

	if (*yaml == '\0')
		return NULL;
	cr_assert(yaml_parse(yaml, strlen(yaml), &tree, &err), "%s: %s", yaml, err.message);
	return tree;
}

static cJSON *object_of(const char *name, cJSON *spec, const char *more)
{
	CLEANUP(json) cJSON *on_top = yaml_tree(more);
	cJSON *object = cJSON_CreateObject(), *child;

	json_set_str(json_ensure_object(object, "metadata"), "name", name);
	while (on_top != NULL && (child = on_top->child) != NULL) {
		cJSON_DetachItemViaPointer(on_top, child);
		json_set(spec, child->string, child);
	}
	json_set(object, "spec", spec);
	return object;
}

struct policy *policy_of(const char *name, const char *spec)
{
	cJSON *base = yaml_tree("{matchConstraints: {matchPolicy: Equivalent, resourceRules: "
				"[{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], "
				"resources: ['*/*']}]}}");

	CLEANUP(json) cJSON *object = object_of(name, base, spec);
	CLEANUP(str) char *text = json_text(object);
	CLEANUP(error) struct error err = ERROR_INIT;
	static struct policy_set *set; /* of all policies of a test */
	cJSON *kept = NULL;

	if (set == NULL)
		set = policy_set_create();
	cr_assert(json_parse_in(policy_set_arena(set), text, strlen(text), NULL, &kept, &err), "%s",
		  err.message);
	return policy_create(set, kept);
}

cJSON *binding_of(const char *name, const char *policy, const char *spec)
{
	cJSON *base = yaml_tree("{validationActions: [Deny]}");

	json_set_str(base, "policyName", policy);
	return object_of(name, base, spec);
}

struct policy_request request_of(const cJSON *object, const cJSON *old)
{
	static const char *const versions[] = { "v1", NULL };
	static const char *const groups[] = { "people", NULL };

	return (struct policy_request) {
		.operation = object == NULL ? "DELETE"
			     : old == NULL  ? "CREATE"
					    : "UPDATE",
		.group = "",
		.kind = "Service",
		.plural = "services",
		.version = "v1",
		.versions = versions,
		.subresource = "",
		.namespace = "default",
		.name = "web",
		.object = object,
		.old = old,
		.user = "somebody",
		.groups = groups,
	};
}
