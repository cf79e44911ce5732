/* The policies in force during a test, and their bindings. */
#include <stdlib.h>
#include <string.h>

#include "policy_test.h"

bool is_rule(const struct resource *resource)
{
	return resource == &resource_validating_admission_policy ||
	       resource == &resource_validating_admission_policy_binding;
}

static const char *name_of(const cJSON *object)
{
	return json_str_at(object, "metadata", "name", NULL);
}

static const char *policy_of(const cJSON *binding)
{
	return json_str_at(binding, "spec", "policyName", NULL);
}

static cJSON *find(const cJSON *list, const char *name)
{
	cJSON *item;

	cJSON_ArrayForEach (item, list)
		if (strcmp(name_of(item), name) == 0)
			return item;
	return NULL;
}

/* ---- adding ---- */

/* Keeps the list sorted by name. */
static void insert(cJSON *list, cJSON *object)
{
	cJSON *old = find(list, name_of(object));
	int at = 0;

	if (old != NULL)
		cJSON_Delete(cJSON_DetachItemViaPointer(list, old));
	for (const cJSON *item = list->child;
	     item != NULL && strcmp(name_of(item), name_of(object)) < 0; item = item->next)
		at++;
	cJSON_InsertItemInArray(list, at, object);
}

void rules_add(struct rules *rules, const struct resource *resource, cJSON *object)
{
	if (rules->policies == NULL) {
		rules->policies = cJSON_CreateArray();
		rules->bindings = cJSON_CreateArray();
	}
	insert(resource == &resource_validating_admission_policy ? rules->policies
								 : rules->bindings,
	       object);
}

bool rules_add_manifest(struct rules *rules, const struct manifest *manifest, struct error *err)
{
	cJSON *object = NULL;

	if (!complete_object(manifest, NULL, &object, err))
		return false;
	text_list_add(manifest->resource == &resource_validating_admission_policy
			      ? &rules->policies_from_files
			      : &rules->bindings_from_files,
		      name_of(object));
	rules_add(rules, manifest->resource, object);
	return true;
}

/* ---- binding ---- */

static void add_default_binding(struct rules *rules, const char *policy)
{
	cJSON *binding = cJSON_CreateObject(), *spec;

	json_set_str(json_ensure_object(binding, "metadata"), "name", NO_BINDING);
	spec = json_ensure_object(binding, "spec");
	json_set_str(spec, "policyName", policy);
	json_append_str(json_ensure_array(spec, "validationActions"), "Deny");
	json_append(rules->bindings, binding);
}

static bool is_bound(const struct rules *rules, const char *policy)
{
	const cJSON *binding;

	cJSON_ArrayForEach (binding, rules->bindings)
		if (strcmp(policy_of(binding), policy) == 0)
			return true;
	return false;
}

/* Policies and bindings that do not fit together. */
static void match_up(struct rules *rules, struct text_list *warnings)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, rules->bindings) {
		if (find(rules->policies, policy_of(item)) == NULL &&
		    text_list_contains(&rules->bindings_from_files, name_of(item)))
			text_list_take(warnings, xasprintf("binding '%s' does nothing: there is no "
							   "policy '%s'",
							   name_of(item), policy_of(item)));
	}
	cJSON_ArrayForEach (item, rules->policies) {
		if (is_bound(rules, name_of(item)) ||
		    !text_list_contains(&rules->policies_from_files, name_of(item)))
			continue;
		text_list_take(warnings, xasprintf("policy '%s' has no binding: it is tried as if "
						   "one with validationActions [Deny] were there",
						   name_of(item)));
		add_default_binding(rules, name_of(item));
	}
}

void rules_bind(struct rules *rules, struct text_list *warnings)
{
	const cJSON *policy, *binding;
	size_t used = 0;

	match_up(rules, warnings);
	rules->set = policy_set_create();
	rules->items = xcalloc(json_size(rules->policies) + 1, sizeof(*rules->items));
	rules->bound = xcalloc(json_size(rules->bindings) + 1, sizeof(*rules->bound));
	cJSON_ArrayForEach (policy, rules->policies) {
		struct policy_in_force *in_force = &rules->items[rules->n];

		in_force->bindings = rules->bound + used;
		cJSON_ArrayForEach (binding, rules->bindings)
			if (strcmp(policy_of(binding), name_of(policy)) == 0)
				rules->bound[used + in_force->n_bindings++] = binding;
		used += in_force->n_bindings;
		if (in_force->n_bindings > 0) {
			in_force->policy = policy_create(rules->set, policy);
			rules->n++;
		}
	}
}

/* ---- looking up ---- */

const cJSON *rules_policy(const struct rules *rules, const char *name)
{
	return find(rules->policies, name);
}

const cJSON *rules_binding(const struct rules *rules, const char *name, const char *policy)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, rules->bindings)
		if (strcmp(name_of(item), name) == 0 && strcmp(policy_of(item), policy) == 0)
			return item;
	return NULL;
}

bool rules_take_param(const struct rules *rules, const struct resource *resource)
{
	const struct resource *of_params;
	const char *version;
	const cJSON *policy;

	cJSON_ArrayForEach (policy, rules->policies) {
		const cJSON *kind = json_get(policy, "spec", "paramKind", NULL);

		if (resource_for_kind(json_str(kind, "apiVersion"), json_str(kind, "kind"),
				      &of_params, &version) &&
		    of_params == resource)
			return true;
	}
	return false;
}

void rules_finish(struct rules *rules)
{
	policy_set_destroy(rules->set);
	free(rules->items);
	free(rules->bound);
	cJSON_Delete(rules->policies);
	cJSON_Delete(rules->bindings);
	text_list_finish(&rules->policies_from_files);
	text_list_finish(&rules->bindings_from_files);
	*rules = (struct rules)RULES_INIT;
}
