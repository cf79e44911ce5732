/* What an evaluation comes to, and what decided it. */
#include <stdlib.h>
#include <string.h>

#include "policy_test.h"

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_INVALID] = "Invalid",        [OUTCOME_DENIED] = "Denied",
		[OUTCOME_WARNED] = "Warned",          [OUTCOME_AUDITED] = "Audited",
		[OUTCOME_ALLOWED] = "Allowed",        [OUTCOME_SKIPPED] = "Skipped",
		[OUTCOME_NOT_MATCHED] = "NotMatched",
	};

	return names[outcome];
}

static bool has_action(const cJSON *binding, const char *name)
{
	const cJSON *action;

	cJSON_ArrayForEach (action, json_get(binding, "spec", "validationActions", NULL))
		if (cJSON_IsString(action) && strcmp(action->valuestring, name) == 0)
			return true;
	return false;
}

/* What the binding makes of a failed validation. */
static enum outcome enforced(const cJSON *binding)
{
	return has_action(binding, "Deny")   ? OUTCOME_DENIED
	       : has_action(binding, "Warn") ? OUTCOME_WARNED
					     : OUTCOME_AUDITED;
}

static struct verdict give(enum outcome outcome, const char *part, const char *key)
{
	return (struct verdict) {
		.outcome = outcome,
		.decided_by = *key == '\0' ? xstrdup(part) : xasprintf("%s[%s]", part, key),
	};
}

void verdict_finish(struct verdict *verdict)
{
	free(verdict->decided_by);
	verdict->decided_by = NULL;
}

/* ---- not for the object ---- */

static struct verdict not_matched(enum policy_match match)
{
	static const char *const parts[] = {
		[POLICY_NAMESPACE_DIFFERS] = "namespaceSelector",
		[POLICY_OBJECT_DIFFERS] = "objectSelector",
		[POLICY_EXCLUDED] = "excludeResourceRules",
		[POLICY_NO_RULE] = "resourceRules",
	};

	return give(OUTCOME_NOT_MATCHED, parts[match], "");
}

static bool ignores_errors(const struct rules *rules, const char *policy)
{
	return strcmp(json_str_at(rules_policy(rules, policy), "spec", "failurePolicy", NULL),
		      "Ignore") == 0;
}

static struct verdict without_evaluation(const struct rules *rules,
					 const struct policy_binding_review *review)
{
	if (review->policy_match != POLICY_MATCHES)
		return not_matched(review->policy_match);
	if (review->binding_match != POLICY_MATCHES)
		return not_matched(review->binding_match);
	if (review->configuration_error == NULL)
		return give(OUTCOME_SKIPPED, "paramRef", "");
	return give(ignores_errors(rules, review->policy) ? OUTCOME_SKIPPED : OUTCOME_DENIED,
		    review->binding == NULL ? "paramKind" : "paramRef", "");
}

static struct verdict skipped(const struct policy_evaluation *evaluation)
{
	enum policy_verdict wanted = POLICY_ERROR;

	for (size_t i = 0; i < evaluation->n_conditions; i++)
		if (evaluation->conditions[i].verdict == POLICY_FALSE)
			wanted = POLICY_FALSE;
	for (size_t i = 0; i < evaluation->n_conditions; i++)
		if (evaluation->conditions[i].verdict == wanted)
			return give(OUTCOME_SKIPPED, "matchConditions",
				    evaluation->conditions[i].name);
	return give(OUTCOME_SKIPPED, "matchConditions", "");
}

/* ---- all ---- */

static struct verdict of_results(const struct policy_evaluation *evaluation, const cJSON *binding)
{
	enum outcome failed = enforced(binding);

	for (size_t i = 0; i < evaluation->n_validations; i++) {
		CLEANUP(str) char *index = xasprintf("%zu", i);

		if (evaluation->validations[i].denies)
			return give(failed, "validations", index);
	}
	return (struct verdict) { .outcome = OUTCOME_ALLOWED };
}

/* An annotation that fails denies even where a validation only warns. */
static struct verdict of_annotations(const struct policy_evaluation *evaluation,
				     struct verdict verdict)
{
	if (verdict.outcome == OUTCOME_DENIED)
		return verdict;
	for (size_t i = 0; i < evaluation->n_annotations; i++) {
		if (evaluation->annotations[i].action != POLICY_ANNOTATION_ERROR)
			continue;
		verdict_finish(&verdict);
		return give(OUTCOME_DENIED, "auditAnnotations", evaluation->annotations[i].key);
	}
	return verdict;
}

struct verdict verdict_of(const struct rules *rules, const struct policy_binding_review *review,
			  const struct policy_evaluation *evaluation)
{
	const cJSON *binding;

	if (evaluation == NULL)
		return without_evaluation(rules, review);
	binding = rules_binding(rules, review->binding, review->policy);
	if (evaluation->failure != NULL)
		return give(evaluation->failure_denies ? enforced(binding) : OUTCOME_SKIPPED,
			    evaluation->applies ? "validations" : "matchConditions", "");
	if (!evaluation->applies)
		return skipped(evaluation);
	return of_annotations(evaluation, of_results(evaluation, binding));
}

enum outcome trial_outcome(const struct policy_test *test, const struct trial *trial)
{
	enum outcome worst = OUTCOME_NOT_MATCHED;

	if (trial->error.reason != REASON_NONE)
		return OUTCOME_INVALID;
	for (size_t i = 0; i < trial->review.n_bindings; i++) {
		const struct policy_binding_review *review = &trial->review.bindings[i];

		for (size_t k = 0; k == 0 || k < review->n_params; k++) {
			struct verdict verdict = verdict_of(
				&test->rules, review,
				review->n_params > 0 ? &review->params[k].evaluation : NULL);

			if (verdict.outcome < worst)
				worst = verdict.outcome;
			verdict_finish(&verdict);
		}
	}
	return worst;
}
