/* What `policy test -o json` prints. The manual page describes it; scripts rely on it. */
#include <string.h>

#include "policy_test.h"

static void set_unless_empty(cJSON *object, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_set_str(object, key, text);
}

static cJSON *append(cJSON *list)
{
	cJSON *item = cJSON_CreateObject();

	json_append(list, item);
	return item;
}

/* ---- one evaluation ---- */

static const char *verdict_name(enum policy_verdict verdict)
{
	static const char *const names[] = {
		[POLICY_NOT_RUN] = "NotRun",
		[POLICY_TRUE] = "True",
		[POLICY_FALSE] = "False",
		[POLICY_ERROR] = "Error",
	};

	return names[verdict];
}

static void add_expressions(cJSON *list, const struct policy_expression_result *results, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct policy_expression_result *result = &results[i];
		cJSON *item = append(list);

		set_unless_empty(item, "name", result->name);
		json_set_str(item, "expression", result->expression);
		json_set_str(item, "verdict", verdict_name(result->verdict));
		set_unless_empty(item, "message", result->message);
		set_unless_empty(item, "reason", result->reason);
		json_set_int(item, "cost", (int64_t)result->cost);
		if (result->message_cost > 0)
			json_set_int(item, "messageCost", (int64_t)result->message_cost);
	}
}

static void add_variables(cJSON *list, const struct policy_evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->n_variables; i++) {
		const struct policy_variable_result *variable = &evaluation->variables[i];
		cJSON *item = append(list);

		json_set_str(item, "name", variable->name);
		json_set_bool(item, "used", variable->is_used);
		if (variable->is_used)
			json_set_str(item, variable->is_error ? "error" : "value", variable->value);
		json_set_int(item, "cost", (int64_t)variable->cost);
	}
}

static void add_annotations(cJSON *list, const struct policy_evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->n_annotations; i++) {
		const struct policy_annotation_result *annotation = &evaluation->annotations[i];
		bool published = annotation->action == POLICY_PUBLISH;
		cJSON *item = append(list);

		json_set_str(item, "key", annotation->key);
		json_set_bool(item, "published", published);
		set_unless_empty(item, published ? "value" : "error", annotation->value);
		json_set_int(item, "cost", (int64_t)annotation->cost);
	}
}

static void add_cost(cJSON *costs, const char *key, uint64_t used, uint64_t budget)
{
	cJSON *cost = json_ensure_object(costs, key);

	json_set_int(cost, "used", (int64_t)used);
	json_set_int(cost, "budget", (int64_t)budget);
}

static void add_evaluation(cJSON *item, const struct policy_evaluation *evaluation)
{
	cJSON *costs;

	set_unless_empty(item, "error", evaluation->failure);
	add_expressions(json_ensure_array(item, "matchConditions"), evaluation->conditions,
			evaluation->n_conditions);
	add_variables(json_ensure_array(item, "variables"), evaluation);
	add_expressions(json_ensure_array(item, "validations"), evaluation->validations,
			evaluation->n_validations);
	add_annotations(json_ensure_array(item, "auditAnnotations"), evaluation);
	costs = json_ensure_object(item, "cost");
	add_cost(costs, "matchConditions", evaluation->condition_cost, POLICY_CONDITION_BUDGET);
	add_cost(costs, "validations", evaluation->cost, POLICY_BUDGET);
	add_cost(costs, "auditAnnotations", evaluation->annotation_cost, POLICY_BUDGET);
}

/* ---- one policy ---- */

static void add_review(const struct policy_test *test, const struct policy_binding_review *review,
		       const struct policy_param_review *param, cJSON *list)
{
	struct verdict verdict =
		verdict_of(&test->rules, review, param != NULL ? &param->evaluation : NULL);
	bool is_bound = review->binding != NULL && strcmp(review->binding, NO_BINDING) != 0;
	cJSON *item = append(list);

	json_set_str(item, "policy", review->policy);
	json_set(item, "binding",
		 is_bound ? cJSON_CreateString(review->binding) : cJSON_CreateNull());
	if (param != NULL && *param->name != '\0') {
		set_unless_empty(json_ensure_object(item, "param"), "namespace", param->namespace);
		json_set_str(json_ensure_object(item, "param"), "name", param->name);
	}
	json_set_str(item, "result", outcome_name(verdict.outcome));
	set_unless_empty(item, "decidedBy", verdict.decided_by);
	set_unless_empty(item, "error", review->configuration_error);
	if (param != NULL)
		add_evaluation(item, &param->evaluation);
	verdict_finish(&verdict);
}

/* ---- one object ---- */

static void add_object(cJSON *item, const struct trial *trial)
{
	const struct manifest *manifest = trial->manifest;
	const cJSON *seen = trial->object != NULL ? trial->object : trial->old;
	const char *name = json_str_at(seen, "metadata", "name", NULL);
	cJSON *object = json_ensure_object(item, "object");
	CLEANUP(str)
	char *api_version = resource_api_version(manifest->resource, manifest->version);

	json_set_str(object, "apiVersion", api_version);
	json_set_str(object, "kind", manifest->resource->kind);
	set_unless_empty(object, "namespace", manifest->namespace);
	json_set_str(object, "name", *name != '\0' ? name : manifest->name);
	json_set_str(object, "file", manifest->source);
}

static void add_answer(cJSON *item, const struct policy_review *review)
{
	cJSON *denials = json_ensure_array(item, "denials");
	cJSON *warnings = json_ensure_array(item, "warnings");
	cJSON *notes = json_ensure_object(item, "auditAnnotations");

	for (size_t i = 0; i < review->n_denials; i++) {
		cJSON *denial = append(denials);

		json_set_str(denial, "message", review->denials[i].message);
		json_set_str(denial, "reason", review->denials[i].reason);
	}
	for (size_t i = 0; i < review->n_warnings; i++)
		json_append_str(warnings, review->warnings[i]);
	for (size_t i = 0; i < review->n_notes; i++)
		json_set_str(notes, review->notes[i].key, review->notes[i].value);
}

static void add_trial(const struct policy_test *test, const struct trial *trial, cJSON *list)
{
	enum outcome outcome = trial_outcome(test, trial);
	cJSON *item = append(list), *policies;

	add_object(item, trial);
	set_unless_empty(item, "operation", trial->operation);
	json_set_str(item, "result", outcome_name(outcome));
	json_set_bool(item, "allowed", outcome > OUTCOME_DENIED);
	set_unless_empty(item, "error", trial->error.message);
	add_answer(item, &trial->review);
	policies = json_ensure_array(item, "policies");
	for (size_t i = 0; i < trial->review.n_bindings; i++) {
		const struct policy_binding_review *review = &trial->review.bindings[i];

		if (review->n_params == 0)
			add_review(test, review, NULL, policies);
		for (size_t k = 0; k < review->n_params; k++)
			add_review(test, review, &review->params[k], policies);
	}
}

void print_test_json(FILE *out, const struct policy_test *test)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	cJSON *objects;
	bool allowed = true;

	for (size_t i = 0; i < test->n_trials; i++)
		allowed = allowed && trial_outcome(test, &test->trials[i]) > OUTCOME_DENIED;
	json_set_bool(tree, "allowed", allowed);
	objects = json_ensure_array(tree, "objects");
	for (size_t i = 0; i < test->n_trials; i++)
		if (trial_is_shown(test, &test->trials[i]))
			add_trial(test, &test->trials[i], objects);
	json_print(tree, JSON_INDENT_4, &text);
	fprintf(out, "%s\n", text.text);
}
