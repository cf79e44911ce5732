/* One policy, one param: match conditions, then three phases.
 * Source: apiserver pkg/admission/plugin/policy/validating/validator.go and plugin/webhook/
 * matchconditions. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_MESSAGE 5120
#define DEFAULT_REASON "Invalid"

struct run {
	struct policy *policy;
	const struct policy_input *input;
	struct arena *arena;
	const struct cel_value *values; /* N_NAMES */
	struct policy_evaluation *evaluation;
};

/* One decision in place of all. Returns false. */
static bool fail(struct run *run, const char *message)
{
	run->evaluation->failure = message;
	run->evaluation->failure_denies = run->policy->fails_on_errors;
	return false;
}

static const char *trimmed(struct arena *arena, const char *text)
{
	size_t length = strlen(text);

	text_trim(&text, &length);
	return arena_copy(arena, text, length);
}

/* ---- match conditions ---- */

/* "a", or "[a, b]" with each text once, as an aggregate of errors prints. */
static const char *joined(struct arena *arena, const struct text_list *texts)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	if (texts->n > 1)
		strbuf_add_char(&out, '[');
	for (size_t i = 0; i < texts->n; i++)
		strbuf_addf(&out, "%s%s", i > 0 ? ", " : "", texts->items[i]);
	if (texts->n > 1)
		strbuf_add_char(&out, ']');
	return arena_copy(arena, out.text, out.length);
}

/* Runs them all. False when the budget ends. */
static bool run_conditions(struct run *run)
{
	struct policy_evaluation *evaluation = run->evaluation;
	const cJSON *item = run->policy->condition_list;
	struct cel_value values[N_NAMES];
	struct phase phase;

	memcpy(values, run->values, sizeof(values));
	values[NAME_NAMESPACE_OBJECT] = cel_null_value;
	phase_init(&phase, run->policy, run->arena, POLICY_CONDITION_BUDGET, values, false);
	item = item != NULL ? item->child : NULL;
	for (size_t i = 0; i < evaluation->n_conditions; i++, item = item->next) {
		struct policy_expression_result *condition = &evaluation->conditions[i];
		struct phase_result result;
		bool within = phase_run(&phase, &run->policy->conditions[i], POLICY_USE_CONDITION,
					&result);

		condition->name = json_str(item, "name");
		condition->cost = result.cost;
		evaluation->condition_cost += result.cost;
		if (!within)
			return false;
		if (result.error != NULL) {
			condition->verdict = POLICY_ERROR;
			condition->message = result.error;
		} else {
			condition->verdict = result.value.boolean ? POLICY_TRUE : POLICY_FALSE;
		}
	}
	return true;
}

/* Whether the policy is for the request. False too when that cannot be told. */
static bool conditions_hold(struct run *run)
{
	struct policy_evaluation *evaluation = run->evaluation;
	CLEANUP(text_list) struct text_list errors = TEXT_LIST_INIT;

	if (!run_conditions(run)) {
		if (run->policy->fails_on_errors)
			fail(run, OUT_OF_BUDGET);
		return false;
	}
	for (size_t i = 0; i < evaluation->n_conditions; i++) {
		const struct policy_expression_result *condition = &evaluation->conditions[i];

		if (condition->verdict == POLICY_FALSE)
			return false;
		if (condition->verdict == POLICY_ERROR &&
		    !text_list_contains(&errors, condition->message))
			text_list_add(&errors, condition->message);
	}
	if (errors.n > 0 && run->policy->fails_on_errors)
		fail(run, joined(run->arena, &errors));
	return errors.n == 0;
}

/* ---- validations and their messages ---- */

static bool run_validations(struct run *run, struct phase *phase)
{
	struct policy_evaluation *evaluation = run->evaluation;

	for (size_t i = 0; i < evaluation->n_validations; i++) {
		struct policy_expression_result *validation = &evaluation->validations[i];
		struct phase_result result;
		bool within = phase_run(phase, &run->policy->validations[i].expression,
					POLICY_USE_VALIDATION, &result);

		validation->cost = result.cost;
		evaluation->cost += result.cost;
		if (!within)
			return false;
		if (result.error != NULL) {
			validation->verdict = POLICY_ERROR;
			validation->denies = run->policy->fails_on_errors;
			validation->message = result.error;
		} else {
			validation->verdict = result.value.boolean ? POLICY_TRUE : POLICY_FALSE;
			validation->denies = !result.value.boolean;
		}
	}
	return true;
}

/* The text that a messageExpression gave; "" when it is none that can be used. */
static const char *usable_message(const struct phase_result *result, struct arena *arena)
{
	const char *text;
	size_t length;

	if (result->error != NULL || result->value.kind != CEL_STRING)
		return "";
	text = result->value.text;
	length = result->value.size;
	text_trim(&text, &length);
	if (length > MAX_MESSAGE || (length > 0 && memchr(text, '\n', length) != NULL))
		return "";
	return value_text(
		&(struct cel_value) { .kind = CEL_STRING, .size = (uint32_t)length, .text = text },
		arena);
}

static void say_why(struct run *run, struct policy_expression_result *validation, const cJSON *json,
		    const char *said)
{
	const char *reason = json_str(json, "reason");

	if (*said == '\0')
		said = trimmed(run->arena, json_str(json, "message"));
	if (*said == '\0')
		said = arena_printf(run->arena, "failed expression: %s",
				    trimmed(run->arena, validation->expression));
	validation->message = said;
	validation->reason = *reason != '\0' ? reason : DEFAULT_REASON;
}

/* Every validation that has not failed by itself fails with the budget. */
static void fail_messages(struct run *run)
{
	for (size_t i = 0; i < run->evaluation->n_validations; i++) {
		struct policy_expression_result *validation = &run->evaluation->validations[i];

		if (validation->verdict == POLICY_ERROR)
			continue;
		validation->verdict = POLICY_ERROR;
		validation->denies = run->policy->fails_on_errors;
		validation->message = "failed messageExpression: " OUT_OF_BUDGET;
		validation->reason = "";
	}
}

/* All of them, with what is left of the budget, those of validations that hold included. */
static void run_messages(struct run *run, uint64_t budget)
{
	struct policy_evaluation *evaluation = run->evaluation;
	struct cel_value values[N_NAMES];
	struct phase phase;

	memcpy(values, run->values, sizeof(values));
	values[NAME_AUTHORIZER] = values[NAME_REQUEST_RESOURCE] =
		(struct cel_value) { .kind = CEL_ABSENT };
	phase_init(&phase, run->policy, run->arena, budget, values, true);
	for (size_t i = 0; i < evaluation->n_validations; i++) {
		struct policy_expression_result *validation = &evaluation->validations[i];
		struct policy_validation *source = &run->policy->validations[i];
		struct phase_result result = { .error = NULL };
		bool within = *source->message.text == '\0' ||
			      phase_run(&phase, &source->message, POLICY_USE_MESSAGE, &result);

		validation->message_cost = result.cost;
		evaluation->cost += result.cost;
		if (!within) {
			fail_messages(run);
			return;
		}
		if (validation->verdict == POLICY_FALSE)
			say_why(run, validation, source->json, usable_message(&result, run->arena));
	}
}

static void explain_variables(struct run *run, const struct phase *phase)
{
	struct policy_evaluation *evaluation = run->evaluation;
	const struct policy *policy = run->policy;

	evaluation->variables =
		arena_zalloc(run->arena, policy->n_variables + 1, sizeof(*evaluation->variables));
	for (size_t i = 0; i < policy->n_variables; i++) {
		const struct cel_result *result = &phase->results[i];
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

		if (result->value.kind == CEL_ERROR)
			strbuf_add_str(&text, result->value.failure->message);
		else if (result->value.kind != CEL_ABSENT)
			cel_print(&result->value, &text);
		evaluation->variables[evaluation->n_variables++] = (struct policy_variable_result) {
			.name = policy->variables[i].name,
			.is_used = result->value.kind != CEL_ABSENT,
			.is_error = result->value.kind == CEL_ERROR,
			.value = arena_copy(run->arena, text.text, text.length),
			.cost = result->cost,
		};
	}
}

static bool validate(struct run *run)
{
	struct phase phase;
	bool within;

	phase_init(&phase, run->policy, run->arena, POLICY_BUDGET, run->values, true);
	within = run_validations(run, &phase);
	if (run->input->explain)
		explain_variables(run, &phase);
	if (!within)
		return fail(run, OUT_OF_BUDGET);
	run_messages(run, phase.budget);
	return true;
}

/* ---- audit annotations ---- */

static void judge_annotation(struct run *run, const struct phase_result *result,
			     struct policy_annotation_result *annotation)
{
	const char *text;
	size_t length;

	annotation->action = POLICY_LEAVE_OUT;
	if (result->error != NULL) {
		annotation->value = result->error;
		if (run->policy->fails_on_errors)
			annotation->action = POLICY_ANNOTATION_ERROR;
		return;
	}
	if (result->value.kind != CEL_STRING)
		return;
	text = result->value.text;
	length = result->value.size;
	text_trim(&text, &length);
	if (length == 0)
		return;
	annotation->action = POLICY_PUBLISH;
	annotation->value = value_text(
		&(struct cel_value) { .kind = CEL_STRING, .size = (uint32_t)length, .text = text },
		run->arena);
}

static void annotate(struct run *run)
{
	struct policy_evaluation *evaluation = run->evaluation;
	const cJSON *item = run->policy->annotation_list;
	struct cel_value values[N_NAMES];
	struct phase phase;

	memcpy(values, run->values, sizeof(values));
	values[NAME_AUTHORIZER] = values[NAME_REQUEST_RESOURCE] =
		(struct cel_value) { .kind = CEL_ABSENT };
	phase_init(&phase, run->policy, run->arena, POLICY_BUDGET, values, true);
	item = item != NULL ? item->child : NULL;
	for (size_t i = 0; i < run->policy->n_annotations; i++, item = item->next) {
		struct policy_annotation_result *annotation = &evaluation->annotations[i];
		struct phase_result result;
		bool within =
			phase_run(&phase, &run->policy->annotations[i], POLICY_USE_AUDIT, &result);

		evaluation->annotation_cost += result.cost;
		if (!within) {
			evaluation->n_annotations = 0;
			fail(run, OUT_OF_BUDGET);
			return;
		}
		annotation->key = json_str(item, "key");
		annotation->cost = result.cost;
		judge_annotation(run, &result, annotation);
	}
}

/* ---- all ---- */

static struct policy_expression_result *results(struct arena *arena, size_t n)
{
	struct policy_expression_result *list = arena_zalloc(arena, n + 1, sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = (struct policy_expression_result) { .name = "",
							      .message = "",
							      .reason = "" };
	return list;
}

static void prepare(struct run *run)
{
	struct policy_evaluation *evaluation = run->evaluation;
	const struct policy *policy = run->policy;

	evaluation->n_conditions = policy->n_conditions;
	evaluation->conditions = results(run->arena, policy->n_conditions);
	for (size_t i = 0; i < policy->n_conditions; i++)
		evaluation->conditions[i].expression = policy->conditions[i].text;
	evaluation->n_validations = policy->n_validations;
	evaluation->validations = results(run->arena, policy->n_validations);
	for (size_t i = 0; i < policy->n_validations; i++)
		evaluation->validations[i].expression = policy->validations[i].expression.text;
	evaluation->n_annotations = policy->n_annotations;
	evaluation->annotations = arena_zalloc(run->arena, policy->n_annotations + 1,
					       sizeof(*evaluation->annotations));
	for (size_t i = 0; i < policy->n_annotations; i++)
		evaluation->annotations[i].key = evaluation->annotations[i].value = "";
}

void policy_evaluate_values(struct policy *policy, const struct policy_input *input,
			    const struct cel_value values[N_NAMES], struct arena *arena,
			    struct policy_evaluation *ret_evaluation)
{
	struct run run = {
		.policy = policy,
		.input = input,
		.values = values,
		.arena = arena,
		.evaluation = ret_evaluation,
	};

	*ret_evaluation = (struct policy_evaluation) { .applies = false };
	prepare(&run);
	ret_evaluation->applies = conditions_hold(&run);
	if (!ret_evaluation->applies)
		return;
	policy_compile_variables(policy);
	if (validate(&run) && policy->n_annotations > 0)
		annotate(&run);
}

void policy_evaluate(struct policy *policy, const struct policy_input *input, struct arena *arena,
		     struct policy_evaluation *ret_evaluation)
{
	struct cel_value values[N_NAMES];

	input_values(input, arena, values);
	policy_evaluate_values(policy, input, values, arena, ret_evaluation);
}
