/* One policy: its expressions in order, compiled when they are first needed. */
#include "internal.h"

#include <string.h>

static void read_conditions(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->conditions =
		arena_zalloc(policy->arena, json_size(list) + 1, sizeof(*policy->conditions));
	cJSON_ArrayForEach (item, list)
		policy->conditions[policy->n_conditions++].text = json_str(item, "expression");
}

static void read_variables(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->variables =
		arena_zalloc(policy->arena, json_size(list) + 1, sizeof(*policy->variables));
	cJSON_ArrayForEach (item, list) {
		struct policy_variable *variable = &policy->variables[policy->n_variables];

		variable->name = json_str(item, "name");
		variable->expression.text = json_str(item, "expression");
		for (size_t i = 0; i < policy->n_variables; i++)
			if (strcmp(policy->variables[i].name, variable->name) == 0)
				policy->variables[i].is_hidden = true;
		policy->n_variables++;
	}
}

static void read_validations(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->validations =
		arena_zalloc(policy->arena, json_size(list) + 1, sizeof(*policy->validations));
	cJSON_ArrayForEach (item, list) {
		struct policy_validation *validation =
			&policy->validations[policy->n_validations++];

		validation->json = item;
		validation->expression.text = json_str(item, "expression");
		validation->message.text = json_str(item, "messageExpression");
	}
}

static void read_annotations(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->annotations =
		arena_zalloc(policy->arena, json_size(list) + 1, sizeof(*policy->annotations));
	cJSON_ArrayForEach (item, list)
		policy->annotations[policy->n_annotations++].text =
			json_str(item, "valueExpression");
}

struct policy *policy_create(struct arena *arena, const cJSON *object)
{
	struct policy *policy = arena_zalloc(arena, 1, sizeof(*policy));
	const cJSON *spec = json_child(object, "spec");

	policy->arena = policy->scope.fields.arena = arena;
	policy->object = object;
	policy->fails_on_errors = strcmp(json_str(spec, "failurePolicy"), "Ignore") != 0;
	read_conditions(policy, json_child(spec, "matchConditions"));
	read_variables(policy, json_child(spec, "variables"));
	read_validations(policy, json_child(spec, "validations"));
	read_annotations(policy, json_child(spec, "auditAnnotations"));
	policy->scope.has_params = json_child(spec, "paramKind") != NULL;
	policy->scope.has_variables = policy->n_variables > 0;
	return policy;
}

void policy_destroy(struct policy *policy)
{
	if (policy == NULL)
		return;
	for (size_t i = 0; i < policy->n_conditions; i++)
		expression_finish(&policy->conditions[i]);
	for (size_t i = 0; i < policy->n_variables; i++)
		expression_finish(&policy->variables[i].expression);
	for (size_t i = 0; i < policy->n_validations; i++) {
		expression_finish(&policy->validations[i].expression);
		expression_finish(&policy->validations[i].message);
	}
	for (size_t i = 0; i < policy->n_annotations; i++)
		expression_finish(&policy->annotations[i]);
}

void policy_cleanup(struct policy **policy)
{
	policy_destroy(*policy);
}

void policy_compile_variables(struct policy *policy)
{
	if (policy->is_compiled)
		return;
	policy->is_compiled = true;
	for (size_t i = 0; i < policy->n_variables; i++) {
		struct policy_variable *variable = &policy->variables[i];
		bool is_right = expression_compile(&variable->expression, policy->arena,
						   &policy->scope, POLICY_USE_VARIABLE, true);

		policy_scope_declare(&policy->scope, variable->name,
				     is_right ? cel_program_type(variable->expression.program)
					      : NULL);
	}
}
