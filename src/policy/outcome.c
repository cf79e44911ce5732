/* What a review comes to: refusals, warnings, and what the audit event is to say.
 * Source: apiserver pkg/admission/plugin/policy/validating/dispatcher.go. */
#include <string.h>

#include "review.h"

#define MAX_NOTE 10240
#define FAILURE_KEY "validation.policy.admission.k8s.io/validation_failure"
#define DEFAULT_REASON "Invalid"

void policy_review_finish(struct policy_review *review)
{
	arena_finish(&review->arena);
	*review = (struct policy_review)POLICY_REVIEW_INIT;
}

void policy_review_cleanup(struct policy_review *review)
{
	policy_review_finish(review);
}

/* ---- what comes out ---- */

void outcome_deny(struct reviewing *reviewing, const struct pair *pair, const char *why,
		  const char *reason)
{
	struct policy_review *review = reviewing->review;
	const char *message =
		pair->binding != NULL
			? arena_printf(reviewing->arena,
				       "ValidatingAdmissionPolicy '%s' with binding '%s' denied "
				       "request: %s",
				       pair->policy_name, pair->binding_name, why)
			: arena_printf(reviewing->arena,
				       "ValidatingAdmissionPolicy '%s' denied request: %s",
				       pair->policy_name, why);

	review->denials = arena_grow(reviewing->arena, review->denials, review->n_denials,
				     &review->denials_capacity, sizeof(*review->denials));
	review->denials[review->n_denials++] = (struct policy_denial) {
		.policy = pair->policy_name,
		.binding = pair->binding_name,
		.message = message,
		.reason = *reason != '\0' ? reason : DEFAULT_REASON,
	};
}

static void warn(struct reviewing *reviewing, const struct pair *pair, const char *why)
{
	struct policy_review *review = reviewing->review;

	review->warnings = arena_grow(reviewing->arena, review->warnings, review->n_warnings,
				      &review->warnings_capacity, sizeof(*review->warnings));
	review->warnings[review->n_warnings++] =
		arena_printf(reviewing->arena,
			     "Validation failed for ValidatingAdmissionPolicy '%s' with binding "
			     "'%s': %s",
			     pair->policy_name, pair->binding_name, why);
}

/* A request has one value a key: a second one is dropped. */
static void note(struct reviewing *reviewing, const char *key, const char *value)
{
	struct policy_review *review = reviewing->review;

	for (size_t i = 0; i < review->n_notes; i++)
		if (strcmp(review->notes[i].key, key) == 0)
			return;
	review->notes = arena_grow(reviewing->arena, review->notes, review->n_notes,
				   &review->notes_capacity, sizeof(*review->notes));
	review->notes[review->n_notes++] = (struct policy_note) { key, value };
}

static void audit(struct reviewing *reviewing, const struct pair *pair, size_t index,
		  const char *why)
{
	CLEANUP(json) cJSON *list = cJSON_CreateArray();
	CLEANUP(str) char *text = NULL;
	cJSON *failure = cJSON_CreateObject();

	json_set_str(failure, "message", why);
	json_set_str(failure, "policy", json_str_at(pair->binding, "spec", "policyName", NULL));
	json_set_str(failure, "binding", pair->binding_name);
	json_set_int(failure, "expressionIndex", (int64_t)index);
	json_set(failure, "validationActions",
		 json_copy(json_get(pair->binding, "spec", "validationActions", NULL)));
	json_append(list, failure);
	text = json_text(list);
	note(reviewing, FAILURE_KEY, arena_str(reviewing->arena, text));
}

void outcome_act(struct reviewing *reviewing, const struct pair *pair, size_t index,
		 const char *message, const char *reason)
{
	const cJSON *action;

	cJSON_ArrayForEach (action, json_get(pair->binding, "spec", "validationActions", NULL)) {
		const char *name = cJSON_IsString(action) ? action->valuestring : "";

		if (strcmp(name, "Deny") == 0)
			outcome_deny(reviewing, pair, message, reason);
		else if (strcmp(name, "Audit") == 0)
			audit(reviewing, pair, index, message);
		else if (strcmp(name, "Warn") == 0)
			warn(reviewing, pair, message);
	}
}

void outcome_misconfigured(struct reviewing *reviewing, const struct pair *pair, const char *why)
{
	if (pair->explained != NULL)
		pair->explained->configuration_error = why;
	if (pair->policy->fails_on_errors)
		outcome_deny(reviewing, pair,
			     arena_printf(reviewing->arena, "failed to configure %s: %s",
					  pair->binding != NULL ? "binding" : "policy", why),
			     "");
}

/* ---- audit annotations ---- */

void outcome_remember(struct reviewing *reviewing, struct pair *pair,
		      const struct policy_annotation_result *annotation)
{
	const char *value = annotation->value;

	if (strlen(value) > MAX_NOTE)
		value = arena_copy(reviewing->arena, value, MAX_NOTE);
	for (size_t i = 0; i < pair->n_notes; i++)
		if (strcmp(pair->notes[i].key, annotation->key) == 0 &&
		    strcmp(pair->notes[i].value, value) == 0)
			return;
	pair->notes = arena_grow(reviewing->arena, pair->notes, pair->n_notes,
				 &pair->notes_capacity, sizeof(*pair->notes));
	pair->notes[pair->n_notes++] = (struct policy_note) { annotation->key, value };
}

void outcome_publish(struct reviewing *reviewing, const struct pair *pair)
{
	for (size_t i = 0; i < pair->n_notes; i++) {
		CLEANUP(strbuf) struct strbuf value = STRBUF_INIT;
		const char *key = arena_printf(reviewing->arena, "%s/%s", pair->policy_name,
					       pair->notes[i].key);

		for (size_t k = i; k < pair->n_notes; k++)
			if (strcmp(pair->notes[k].key, pair->notes[i].key) == 0)
				strbuf_addf(&value, "%s%s", k > i ? ", " : "",
					    pair->notes[k].value);
		note(reviewing, key, arena_copy(reviewing->arena, value.text, value.length));
	}
}
