/* What the files that put together a review share. */
#ifndef CIDRCTL_POLICY_REVIEW_H
#define CIDRCTL_POLICY_REVIEW_H

#include "internal.h"

/* A request on its way past the policies. */
struct reviewing {
	const struct policy_request *request;
	const struct policy_cluster *cluster;
	bool explain;
	struct policy_review *review;
	struct arena *arena;
	const cJSON *namespace; /* of the object, once looked up */
	bool has_namespace;     /* it was */
	/* What expressions see, but for params, which differ; as of the version. */
	const char *values_version; /* NULL: not made yet */
	struct cel_value values[N_NAMES];
};

/* One policy with one of its bindings (NULL: the policy itself). */
struct pair {
	struct policy *policy;
	const char *policy_name, *binding_name;
	const cJSON *binding;
	struct policy_binding_review *explained; /* NULL: nobody wants to see */
	const char *version;                     /* that matched */
	struct policy_note *notes;               /* values of audit annotations, not joined yet */
	size_t n_notes, notes_capacity;
};

/* ---- what comes out (outcome.c) ---- */

/* What the binding wants done about a validation that failed. */
void outcome_act(struct reviewing *reviewing, const struct pair *pair, size_t index,
		 const char *message, const char *reason);
/* The set-up is wrong, which no validationActions soften. */
void outcome_misconfigured(struct reviewing *reviewing, const struct pair *pair, const char *why);
/* Refuses the request, whatever the binding wants. */
void outcome_deny(struct reviewing *reviewing, const struct pair *pair, const char *why,
		  const char *reason);
/* An audit annotation: a second value of a key that differs is kept beside the first. */
void outcome_remember(struct reviewing *reviewing, struct pair *pair,
		      const struct policy_annotation_result *annotation);
/* Notes what was remembered, the different values of a key joined. */
void outcome_publish(struct reviewing *reviewing, const struct pair *pair);

#endif
