/* ValidatingAdmissionPolicy: what policies say about a request. Nothing here knows a store: params
 * and namespaces come from whoever asks.
 *
 *     policy_create      one policy, ready to be asked; its expressions are compiled when first used
 *     policy_matches     whether matchConstraints or matchResources mean a request
 *     policy_evaluate    one policy, one param: every condition, validation and audit annotation
 *     policy_review      all policies and bindings: what becomes of the request
 *
 * Source: kubernetes release 1.33, apiserver pkg/admission/plugin/{policy,cel}. Where that leaves
 * the order open, it is that of the names. */
#ifndef CIDRCTL_POLICY_H
#define CIDRCTL_POLICY_H

#include "cidrctl/arena.h"
#include "cidrctl/cel.h"
#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/schema.h"

/* ---- requests ---- */

/* One write, as policies see it. All pointers are borrowed. */
struct policy_request {
	const char *operation; /* "CREATE", "UPDATE" or "DELETE" */
	const char *group, *kind, *plural;
	const char *version;         /* that was asked for */
	const char *const *versions; /* all that the kind is served in, NULL-ended */
	const char *subresource;     /* "" when there is none */
	const char *namespace;       /* "" for a cluster-scoped object; a Namespace's own name */
	const char *name;            /* "" for an object of a delete-collection */
	/* NULL when there is none. Their apiVersion and kind do not matter: those of the version
	 * that matches are shown. */
	const cJSON *object, *old;
	const cJSON *options; /* CreateOptions, UpdateOptions or DeleteOptions */
	const char *user;
	const char *const *groups; /* NULL-ended */
	bool dry_run;
};

/* Whether the request is about a Namespace, which counts as cluster-scoped. */
bool policy_request_is_namespace(const struct policy_request *request);

/* ---- matching ---- */

enum policy_match {
	POLICY_MATCHES,
	POLICY_NAMESPACE_DIFFERS, /* namespaceSelector does not select the namespace */
	POLICY_OBJECT_DIFFERS,    /* objectSelector selects neither object nor oldObject */
	POLICY_EXCLUDED,          /* excludeResourceRules match */
	POLICY_NO_RULE,           /* none of resourceRules matches */
};

/* Whether a MatchResources means the request; NULL means every request. ret_version gets the version
 * that matched: the request's own, or with matchPolicy Equivalent another one.
 * namespace: the object's Namespace, NULL when there is none. */
enum policy_match policy_matches(const cJSON *match_resources, const struct policy_request *request,
				 const cJSON *namespace, const char **ret_version);

/* metav1.LabelSelector: NULL and {} select everything. An operator that there is not selects
 * nothing. */
bool policy_selects(const cJSON *label_selector, const cJSON *labels);

/* ---- compiling ---- */

/* What an expression is for decides what it may name and which type it must have. */
enum policy_use {
	POLICY_USE_CONDITION,  /* matchConditions: bool; no variables */
	POLICY_USE_VARIABLE,   /* any type */
	POLICY_USE_VALIDATION, /* bool */
	POLICY_USE_MESSAGE,    /* messageExpression: string; no authorizer */
	POLICY_USE_AUDIT,      /* valueExpression: string or null */
};

/* The names that a policy's expressions have in common: its variables, one after the other. */
struct policy_scope;

/* has_params: the policy has a paramKind. has_variables: it has at least one variable. */
struct policy_scope *policy_scope_create(bool has_params, bool has_variables);
void policy_scope_destroy(struct policy_scope *scope); /* NULL is allowed */
void policy_scope_cleanup(struct policy_scope **scope);

/* What is wrong with an expression. */
struct policy_problem {
	char *detail;     /* owned; NULL: nothing */
	bool is_internal; /* the text is right, and still it cannot run */
};
void policy_problem_finish(struct policy_problem *problem);

/* Checks one expression. stored: it is one that was there before, so that it may use all that
 * stored ones may. name: of a variable, whose type later expressions then know (dyn when it is not
 * right); else NULL. False with *ret_problem. */
bool policy_check(struct policy_scope *scope, enum policy_use use, const char *name,
		  const char *expression, bool stored, struct policy_problem *ret_problem);

/* Whether a variable may be called that: an identifier of the language that it does not reserve. */
bool policy_is_identifier(const char *name);

/* ---- one policy ---- */

/* Policies that share what they compile. All of it lives as long as the set. */
struct policy_set;

struct policy_set *policy_set_create(void);
void policy_set_destroy(struct policy_set *set); /* NULL is allowed */
void policy_set_cleanup(struct policy_set **set);
struct arena *policy_set_arena(struct policy_set *set); /* for what is to live as long */

struct policy;

/* Makes a policy of a ValidatingAdmissionPolicy that was checked, or at least has its schema's types,
 * and that lives as long as the set. */
struct policy *policy_create(struct policy_set *set, const cJSON *object);

enum policy_verdict {
	POLICY_NOT_RUN, /* something before it made it pointless, or the budget was used up */
	POLICY_TRUE,
	POLICY_FALSE,
	POLICY_ERROR,
};

/* matchConditions[i], validations[i]. */
struct policy_expression_result {
	const char *name;       /* of a condition; else "" */
	const char *expression; /* as written */
	enum policy_verdict verdict;
	bool denies;           /* a validation is false, or errs and failurePolicy is Fail */
	const char *message;   /* of the error, or what a false validation says; else "" */
	const char *reason;    /* of a false validation: "Invalid", "Forbidden", …; else "" */
	uint64_t cost;         /* with the variables that it was the first to use */
	uint64_t message_cost; /* of the messageExpression */
};

struct policy_variable_result {
	const char *name;
	bool is_used; /* by a validation; what nobody uses is not computed */
	bool is_error;
	const char
		*value; /* in the language's notation, or the text of the error; "" when unused */
	uint64_t cost;
};

enum policy_annotation_action { POLICY_PUBLISH, POLICY_LEAVE_OUT, POLICY_ANNOTATION_ERROR };

struct policy_annotation_result {
	const char *key;
	enum policy_annotation_action action;
	const char *value; /* or the text of the error, when there was one */
	uint64_t cost;
};

/* Everything lives in the arena that policy_evaluate was given. */
struct policy_evaluation {
	/* false: by its matchConditions the policy is not for this request. */
	bool applies;
	/* Instead of the results of single validations there is one decision, with this message:
	 * matchConditions failed, or a budget was used up. NULL: no. */
	const char *failure;
	bool failure_denies;
	struct policy_expression_result *conditions, *validations;
	size_t n_conditions, n_validations;
	struct policy_annotation_result *annotations;
	size_t n_annotations;
	struct policy_variable_result *variables; /* only when asked for */
	size_t n_variables;
	uint64_t condition_cost, cost, annotation_cost; /* of the three budgets below */
};

#define POLICY_EXPRESSION_LIMIT ((uint64_t)1000000)
#define POLICY_BUDGET ((uint64_t)10000000)
#define POLICY_CONDITION_BUDGET ((uint64_t)2500000)

struct policy_input {
	const struct policy_request *request;
	const char *version;    /* that matched */
	const cJSON *param;     /* with apiVersion and kind; NULL: null */
	const cJSON *namespace; /* of the object; NULL: null */
	bool explain;           /* variables are wanted as texts */
};

/* Never fails: what goes wrong is part of the result. The inputs must outlive the arena's content. */
void policy_evaluate(struct policy *policy, const struct policy_input *input, struct arena *arena,
		     struct policy_evaluation *ret_evaluation);

/* ---- one expression ---- */

/* What one expression gave. */
struct policy_answer {
	struct cel_program *program; /* NULL: it did not compile */
	const char *type;            /* that the checker deduced */
	struct cel_result result;    /* lives in the arena and in the program */
};
/* Evaluates an expression of any type with the names that a policy's have; `params` only when there is
 * one. False with the text of what is wrong appended to *ret_error: issues, or the failure and where
 * it happened. Either way *ret_answer, which must be zeroed, is to be finished. */
bool policy_eval(const struct policy_input *input, const char *source, size_t length,
		 struct arena *arena, struct policy_answer *ret_answer, struct strbuf *ret_error);
void policy_answer_finish(struct policy_answer *answer);

/* ---- all policies ---- */

/* One policy and its bindings (ValidatingAdmissionPolicyBinding), both sorted by name. A policy
 * without a binding says nothing. */
struct policy_in_force {
	struct policy *policy;
	const cJSON *const *bindings;
	size_t n_bindings;
};

enum policy_lookup { POLICY_LOOKUP_FAILED, POLICY_LOOKUP_ABSENT, POLICY_LOOKUP_FOUND };

/* Where the cluster is. */
struct policy_cluster {
	void *context;
	/* The Namespace of that name. ABSENT: there is none. *ret_namespace lives in the cluster.
	 * Errors: only a store that fails. */
	enum policy_lookup (*namespace)(void *context, const char *name,
					const cJSON **ret_namespace, struct error *err);
	/* Whether there is such a kind (ABSENT: no), and whether it has namespaces. */
	enum policy_lookup (*kind)(void *context, const char *api_version, const char *kind,
				   bool *ret_namespaced);
	/* Objects of the kind, sorted by name: the one of that name, or all in the namespace (""
	 * for a kind without namespaces) that the label selector selects. Each with apiVersion and
	 * kind. *ret_objects lives in the cluster. */
	bool (*params)(void *context, const char *api_version, const char *kind,
		       const char *namespace, const char *name, const cJSON *selector,
		       const cJSON **ret_objects, struct error *err);
};

/* What one binding made of the request, for those who want to see. */
struct policy_param_review {
	const char *namespace, *name; /* of the param; "" when there is none */
	struct policy_evaluation evaluation;
};
struct policy_binding_review {
	const char *policy, *binding;
	enum policy_match policy_match, binding_match;
	const char *configuration_error; /* NULL: none */
	struct policy_param_review *params;
	size_t n_params;
};

struct policy_denial {
	const char *policy, *binding; /* binding is NULL when the policy itself is not right */
	const char *message; /* the whole: "ValidatingAdmissionPolicy 'p' with binding …" */
	const char *reason;  /* "Invalid", "Forbidden", "RequestEntityTooLarge", … */
};

/* A key and a value of the audit event. */
struct policy_note {
	const char *key, *value;
};

/* What becomes of a request. Everything lives in the arena. */
struct policy_review {
	struct arena arena;
	bool is_matched;               /* some policy in force was for it */
	struct policy_denial *denials; /* in order; the first one is what the client hears */
	size_t n_denials, denials_capacity;
	const char **warnings;
	size_t n_warnings, warnings_capacity;
	struct policy_note *notes; /* one value a key */
	size_t n_notes, notes_capacity;
	struct policy_binding_review *bindings; /* only with explain */
	size_t n_bindings, bindings_capacity;
};
#define POLICY_REVIEW_INIT          \
	{                           \
		.arena = ARENA_INIT \
	}
void policy_review_finish(struct policy_review *review);
void policy_review_cleanup(struct policy_review *review);

/* Asks every policy. explain: *review gets `bindings`, too, with every policy and binding, those
 * that do not match included. True, whatever they say; errors: those of the cluster's hooks, and
 * NotFound when the object's namespace does not exist. */
bool policy_review_request(const struct policy_in_force *policies, size_t n,
			   const struct policy_request *request,
			   const struct policy_cluster *cluster, bool explain,
			   struct policy_review *review, struct error *err);

/* ---- type checking ---- */

/* A kind whose shape is known. */
struct policy_kind {
	const char *group, *version, *kind, *plural;
	const struct schema *schema;
};

/* status.typeChecking.expressionWarnings of a policy, a list, owned; NULL when there are none.
 * Validations and their messageExpressions are checked again, object, oldObject and params having
 * the types of the kinds that the policy is for. */
cJSON *policy_type_check(const cJSON *policy, const struct policy_kind *kinds, size_t n);

#endif
