/* One policy: its expressions in order, compiled when they are first needed. */
#include "internal.h"

#include <string.h>

static void read_conditions(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->conditions = arena_zalloc(policy_set_arena(policy->set), json_size(list) + 1,
					  sizeof(*policy->conditions));
	cJSON_ArrayForEach (item, list)
		policy->conditions[policy->n_conditions++].text = json_str(item, "expression");
}

static void read_variables(struct policy *policy, const cJSON *list)
{
	const cJSON *item;

	policy->variables = arena_zalloc(policy_set_arena(policy->set), json_size(list) + 1,
					 sizeof(*policy->variables));
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

	policy->validations = arena_zalloc(policy_set_arena(policy->set), json_size(list) + 1,
					   sizeof(*policy->validations));
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

	policy->annotations = arena_zalloc(policy_set_arena(policy->set), json_size(list) + 1,
					   sizeof(*policy->annotations));
	cJSON_ArrayForEach (item, list)
		policy->annotations[policy->n_annotations++].text =
			json_str(item, "valueExpression");
}

struct policy *policy_create(struct policy_set *set, const cJSON *object)
{
	struct policy *policy = arena_zalloc(policy_set_arena(set), 1, sizeof(*policy));
	const cJSON *spec = json_child(object, "spec");

	policy->set = set;
	policy->name = json_str_at(object, "metadata", "name", NULL);
	policy->match_constraints = json_child(spec, "matchConstraints");
	policy->param_kind = json_child(spec, "paramKind");
	policy->condition_list = json_child(spec, "matchConditions");
	policy->annotation_list = json_child(spec, "auditAnnotations");
	policy->fails_on_errors = strcmp(json_str(spec, "failurePolicy"), "Ignore") != 0;
	read_conditions(policy, policy->condition_list);
	read_variables(policy, json_child(spec, "variables"));
	read_validations(policy, json_child(spec, "validations"));
	read_annotations(policy, policy->annotation_list);
	policy->scope.has_params = policy->param_kind != NULL;
	policy->scope.has_variables = policy->n_variables > 0;
	policy->scope.fields.arena = policy_set_arena(set);
	return policy;
}

bool policy_compile(struct policy *policy, struct expression *expression, enum policy_use use)
{
	if (expression->compiled == NULL)
		expression->compiled =
			policy_set_compile(policy->set, &policy->scope, use, expression->text);
	return expression->compiled->program != NULL;
}

void policy_compile_variables(struct policy *policy)
{
	struct policy_scope *scope = &policy->scope;

	if (policy->is_compiled)
		return;
	policy->is_compiled = true;
	for (size_t i = 0; i < policy->n_variables; i++) {
		struct policy_variable *variable = &policy->variables[i];
		bool is_right = policy_compile(policy, &variable->expression, POLICY_USE_VARIABLE);
		const struct cel_type *type = variable_fields_set(
			&scope->fields, variable->name,
			is_right ? cel_program_type(variable->expression.compiled->program) : NULL);

		scope->names = policy_set_names(policy->set, scope->names, variable->name, type);
	}
}
