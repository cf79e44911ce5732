/* What the files of `policy test` share.
 *
 *     policy_test.c          the command: reads the files, has the objects tried, prints
 *     policy_test_rules.c    the policies and bindings that are in force
 *     policy_test_object.c   an object as a server completes it before policies see it
 *     policy_test_offline.c  tries every object with nothing but the files
 *     policy_test_state.c    tries every object as a change of the state, which is undone
 *     policy_test_verdict.c  what one evaluation comes to
 *     policy_test_table.c, policy_test_json.c */
#ifndef CIDRCTL_CLI_POLICY_TEST_H
#define CIDRCTL_CLI_POLICY_TEST_H

#include "batch.h"
#include "cidrctl/policy.h"

/* ---- policies in force (policy_test_rules.c) ---- */

/* The binding of a policy that has none. No object can have that name. */
#define NO_BINDING "<none>"

struct rules {
	cJSON *policies, *bindings; /* owned lists of decoded objects */
	struct text_list policies_from_files, bindings_from_files; /* their names */
	struct policy_in_force *items;                             /* owned, sorted by name */
	struct policy_set *set;                                    /* owned: their policies */
	size_t n;
	const cJSON **bound; /* owned: the bindings of all items, one after the other */
};
#define RULES_INIT                \
	{                         \
		.policies = NULL, \
	}
bool is_rule(const struct resource *resource);
/* Adds a policy or binding in the place of one of the same name. Takes the object over. */
void rules_add(struct rules *rules, const struct resource *resource, cJSON *object);
/* The same from a file, as if it were created. Errors: what a server says of a wrong one. */
bool rules_add_manifest(struct rules *rules, const struct manifest *manifest, struct error *err);
/* Fills items. A policy of the files without any binding gets one that denies; *warnings tells, and
 * of bindings of the files whose policy is missing. */
void rules_bind(struct rules *rules, struct text_list *warnings);
/* The policy or binding of that name; NULL: none. */
const cJSON *rules_policy(const struct rules *rules, const char *name);
const cJSON *rules_binding(const struct rules *rules, const char *name, const char *policy);
/* Whether a policy has params of that kind. */
bool rules_take_param(const struct rules *rules, const struct resource *resource);
void rules_finish(struct rules *rules);

/* ---- objects that are tried ---- */

struct trial {
	const struct manifest *manifest;
	const char *operation; /* "CREATE", …; "": it did not come to one */
	cJSON *object, *old;   /* owned: as policies see them; NULL: there is none */
	cJSON *options;        /* owned */
	struct error error;    /* why no policy was asked; else empty */
	struct policy_review review;
};

struct policy_test {
	struct session *session;
	const char *operation;            /* of --operation; "": as it turns out */
	struct manifest_list files;       /* everything that -f gave */
	struct manifest_list old_objects; /* of --old-object */
	struct rules rules;
	struct trial *trials; /* owned: what is no rule, in the order of the files */
	size_t n_trials;
	cJSON *kept; /* owned: a list of what policies were given beside objects */
	struct text_list warnings;
};

/* Whether it is there for the others: a Namespace, or of a kind that is the params of a policy. */
bool trial_is_surrounding(const struct policy_test *test, const struct trial *trial);
/* The operation that is asked for: "" for none, and for what is there for the others. */
const char *trial_wanted(const struct policy_test *test, const struct trial *trial);
/* Whether a trial is worth a word: surroundings that no policy is for are not. */
bool trial_is_shown(const struct policy_test *test, const struct trial *trial);
/* Asks the policies about the trial's object and old. Errors: those of the cluster. */
bool trial_review(struct policy_test *test, struct trial *trial,
		  const struct policy_cluster *cluster, struct error *err);
/* Keeps the tree until the end. */
const cJSON *test_keep(struct policy_test *test, cJSON *tree);
/* policy_cluster.kind: the kinds that there are. */
enum policy_lookup test_find_kind(void *context, const char *api_version, const char *kind,
				  bool *ret_namespaced);

/* policy_test_object.c: the object as it is when policies see it, but for what a server allocates:
 * decoded strictly, defaulted, and valid. old: as from complete_old; NULL for a create.
 * Errors: the server's words. */
bool complete_object(const struct manifest *manifest, const cJSON *old, cJSON **ret_object,
		     struct error *err);
/* The same as if it had been stored before. */
bool complete_old(const struct manifest *manifest, cJSON **ret_object, struct error *err);

/* What becomes of the objects; trial->error says of a single one why it could not be tried. */
bool try_offline(struct policy_test *test, struct error *err);
bool try_in_state(struct policy_test *test, struct error *err);

/* ---- what comes out (policy_test_verdict.c) ---- */

/* Of the whole object: the first that some policy gives. Of a policy: any. */
enum outcome {
	OUTCOME_INVALID, /* the object itself is wrong: no policy was asked */
	OUTCOME_DENIED,
	OUTCOME_WARNED,
	OUTCOME_AUDITED, /* it failed, and only the audit log would tell */
	OUTCOME_ALLOWED,
	OUTCOME_SKIPPED,     /* the policy is for other objects, by its matchConditions or params */
	OUTCOME_NOT_MATCHED, /* the same by its rules and selectors */
};
const char *outcome_name(enum outcome outcome);

/* What one policy with one binding and one param says. */
struct verdict {
	enum outcome outcome;
	char *decided_by; /* owned: "validations[0]", "matchConditions[name]", "namespaceSelector";
			   * NULL: nothing in particular */
};
void verdict_finish(struct verdict *verdict);
/* evaluation NULL: it came to none. */
struct verdict verdict_of(const struct rules *rules, const struct policy_binding_review *review,
			  const struct policy_evaluation *evaluation);
enum outcome trial_outcome(const struct policy_test *test, const struct trial *trial);

/* ---- printing ---- */

void print_test_table(FILE *out, const struct policy_test *test, bool wide);
void print_test_json(FILE *out, const struct policy_test *test);

extern const struct command cmd_policy_test;

#endif
