/* What several policies and bindings make of a request together. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

/* ---- a cluster in memory ---- */

struct cluster {
	cJSON *namespaces, *params; /* lists */
};

static enum policy_lookup find_namespace(void *context, const char *name,
					 const cJSON **ret_namespace, struct error *err)
{
	const struct cluster *cluster = context;
	const cJSON *namespace;

	(void)err;
	cJSON_ArrayForEach (namespace, cluster->namespaces) {
		if (strcmp(json_str_at(namespace, "metadata", "name", NULL), name) != 0)
			continue;
		*ret_namespace = namespace;
		return POLICY_LOOKUP_FOUND;
	}
	return POLICY_LOOKUP_ABSENT;
}

static enum policy_lookup find_kind(void *context, const char *api_version, const char *kind,
				    bool *ret_namespaced)
{
	(void)context;
	(void)api_version;
	*ret_namespaced = strcmp(kind, "ConfigMap") == 0;
	return strcmp(kind, "Limit") == 0 ? POLICY_LOOKUP_ABSENT : POLICY_LOOKUP_FOUND;
}

/* Those of the namespace and name that are asked for; the list is the last one that was made. */
static bool find_params(void *context, const char *api_version, const char *kind,
			const char *namespace, const char *name, const cJSON *selector,
			const cJSON **ret_objects, struct error *err)
{
	static cJSON *found;
	const struct cluster *cluster = context;
	const cJSON *param;

	(void)api_version;
	(void)kind;
	(void)err;
	cJSON_Delete(found);
	found = cJSON_CreateArray();
	cJSON_ArrayForEach (param, cluster->params)
		if (strcmp(json_str_at(param, "metadata", "namespace", NULL), namespace) == 0 &&
		    (*name == '\0' ||
		     strcmp(json_str_at(param, "metadata", "name", NULL), name) == 0) &&
		    policy_selects(selector, json_get(param, "metadata", "labels", NULL)))
			json_append(found, json_copy(param));
	*ret_objects = found;
	return true;
}

/* ---- reviews ---- */

#define MAX_BINDINGS 3

/* "first denial (reason) | warning | … | key=value | …" */
static char *summary(const struct policy_review *review)
{
	struct strbuf out = STRBUF_INIT;

	if (review->n_denials > 0)
		strbuf_addf(&out, "%s (%s)", review->denials[0].message, review->denials[0].reason);
	else
		strbuf_add_str(&out, review->is_matched ? "admitted" : "not matched");
	for (size_t i = 0; i < review->n_warnings; i++)
		strbuf_addf(&out, " | %s", review->warnings[i]);
	for (size_t i = 0; i < review->n_notes; i++)
		strbuf_addf(&out, " | %s=%s", review->notes[i].key, review->notes[i].value);
	return strbuf_detach(&out);
}

/* One policy `p` with bindings a, b and c; a NULL spec ends them. */
static char *review_of(const char *spec, const char *const *bindings, const char *namespace)
{
	struct cluster memory = {
		.namespaces = yaml_tree("[{metadata: {name: default, labels: {env: prod}}}]"),
		.params = yaml_tree(
			"[{metadata: {name: one, namespace: default, labels: {n: '1'}}, data: {ok: "
			"'yes'}}, {metadata: {name: two, namespace: default, labels: {n: '2'}}, "
			"data: {ok: 'no'}}, {metadata: {name: one, namespace: other}, data: {ok: "
			"'yes'}}]"),
	};
	const struct policy_cluster cluster = { &memory, find_namespace, find_kind, find_params };
	struct policy *policy = policy_of("p", spec);
	CLEANUP(json) cJSON *object = yaml_tree("{metadata: {name: web}, spec: {}}");
	CLEANUP(policy_review) struct policy_review review = POLICY_REVIEW_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	struct policy_request request = request_of(object, NULL);
	const cJSON *list[MAX_BINDINGS] = { NULL };
	cJSON *owned[MAX_BINDINGS] = { NULL };
	struct policy_in_force in_force = { .policy = policy, .bindings = list };
	bool done;

	request.namespace = namespace;
	for (; bindings[in_force.n_bindings] != NULL; in_force.n_bindings++) {
		char name[] = { (char)('a' + (int)in_force.n_bindings), '\0' };

		owned[in_force.n_bindings] = binding_of(name, "p", bindings[in_force.n_bindings]);
		list[in_force.n_bindings] = owned[in_force.n_bindings];
	}
	done = policy_review_request(&in_force, 1, &request, &cluster, false, &review, &err);
	for (size_t i = 0; i < MAX_BINDINGS; i++)
		cJSON_Delete(owned[i]);
	cJSON_Delete(memory.namespaces);
	cJSON_Delete(memory.params);
	return done ? summary(&review) : xasprintf("error: %s", err.message);
}

#define DENIED(binding) "ValidatingAdmissionPolicy 'p' with binding '" binding "' denied request: "
#define WARNED(binding) \
	"Validation failed for ValidatingAdmissionPolicy 'p' with binding '" binding "': "
#define FALSE "{validations: [{expression: 'false', message: m}]}"
#define FAILURE "validation.policy.admission.k8s.io/validation_failure="
#define PARAMS(more)                                                                             \
	"{paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{expression: \"params == " \
	"null || params.data.ok == 'yes'\", message: m}]" more "}"
#define REF(text) "{paramRef: {" text "}}"

static const struct {
	const char *row, *spec, *bindings[MAX_BINDINGS + 1], *namespace, *summary;
} rows[] = {
	{ "no binding", FALSE, { NULL }, "default", "not matched" },
	{ "Deny", FALSE, { "{}" }, "default", DENIED("a") "m (Invalid)" },
	{ "Warn",
	  FALSE,
	  { "{validationActions: [Warn]}" },
	  "default",
	  "admitted | " WARNED("a") "m" },
	{ "Audit",
	  FALSE,
	  { "{validationActions: [Audit]}" },
	  "default",
	  "admitted | " FAILURE
	  "[{\"message\":\"m\",\"policy\":\"p\",\"binding\":\"a\",\"expressionIndex\":0,"
	  "\"validationActions\":[\"Audit\"]}]" },
	{ "Deny and Audit",
	  "{validations: [{expression: 'true'}, {expression: 'false', message: '<'}]}",
	  { "{validationActions: [Deny, Audit]}" },
	  "default",
	  DENIED("a") "< (Invalid) | " FAILURE
		      "[{\"message\":\"\\u003c\",\"policy\":\"p\",\"binding\":\"a\","
		      "\"expressionIndex\":1,\"validationActions\":[\"Deny\",\"Audit\"]}]" },
	{ "only the first failure is noted",
	  "{validations: [{expression: 'false', message: m}, {expression: 'false', message: n}]}",
	  { "{validationActions: [Audit]}" },
	  "default",
	  "admitted | " FAILURE
	  "[{\"message\":\"m\",\"policy\":\"p\",\"binding\":\"a\",\"expressionIndex\":0,"
	  "\"validationActions\":[\"Audit\"]}]" },
	{ "one warns, one denies",
	  FALSE,
	  { "{validationActions: [Warn]}", "{}" },
	  "default",
	  DENIED("b") "m (Invalid) | " WARNED("a") "m" },
	{ "a reason",
	  "{validations: [{expression: 'false', message: m, reason: Forbidden}]}",
	  { "{}" },
	  "default",
	  DENIED("a") "m (Forbidden)" },
	{ "a condition that fails",
	  "{matchConditions: [{name: a, expression: object.foo == 1}], validations: [{expression: "
	  "'true'}]}",
	  { "{validationActions: [Warn]}" },
	  "default",
	  "admitted | " WARNED("a") "expression 'object.foo == 1' resulted in error: no such key: "
				    "foo" },

	{ "a binding that means others",
	  FALSE,
	  { "{matchResources: {objectSelector: {matchLabels: {a: b}}}}" },
	  "default",
	  "not matched" },
	{ "a binding by namespace",
	  FALSE,
	  { "{matchResources: {namespaceSelector: {matchLabels: {env: test}}}}",
	    "{matchResources: {namespaceSelector: {matchLabels: {env: prod}}}}" },
	  "default",
	  DENIED("b") "m (Invalid)" },
	{ "a namespace that is gone",
	  FALSE,
	  { "{}" },
	  "gone",
	  "error: namespaces \"gone\" not found" },

	{ "no paramRef", PARAMS(""), { "{}" }, "default", "admitted" },
	{ "a param by name",
	  PARAMS(""),
	  { REF("name: two, parameterNotFoundAction: Deny") },
	  "default",
	  DENIED("a") "m (Invalid)" },
	{ "a param elsewhere",
	  PARAMS(""),
	  { REF("name: one, namespace: other, parameterNotFoundAction: Deny") },
	  "default",
	  "admitted" },
	{ "all of them must be content",
	  PARAMS(""),
	  { REF("selector: {}, parameterNotFoundAction: Deny") },
	  "default",
	  DENIED("a") "m (Invalid)" },
	{ "those that are selected",
	  PARAMS(""),
	  { REF("selector: {matchLabels: {n: '1'}}, parameterNotFoundAction: Deny") },
	  "default",
	  "admitted" },
	{ "none, and that is right",
	  PARAMS(""),
	  { REF("name: three, parameterNotFoundAction: Allow") },
	  "default",
	  "not matched" },
	{ "none, and that is wrong, whatever the actions",
	  PARAMS(""),
	  { "{validationActions: [Warn], paramRef: {name: three, parameterNotFoundAction: Deny}}" },
	  "default",
	  DENIED("a") "failed to configure binding: no params found for policy binding with `Deny` "
		      "parameterNotFoundAction (Invalid)" },
	{ "none, and errors are ignored",
	  PARAMS(", failurePolicy: Ignore"),
	  { REF("name: three, parameterNotFoundAction: Deny") },
	  "default",
	  "not matched" },
	{ "an object without a namespace",
	  PARAMS(""),
	  { REF("name: one, parameterNotFoundAction: Deny") },
	  "",
	  DENIED("a") "failed to configure binding: cannot use namespaced paramRef in policy "
		      "binding "
		      "that matches cluster-scoped resources (Invalid)" },
	{ "a namespace too many",
	  "{paramKind: {apiVersion: v1, kind: Cluster}, validations: [{expression: 'true'}]}",
	  { REF("name: one, namespace: other, parameterNotFoundAction: Deny") },
	  "default",
	  DENIED("a") "failed to configure binding: paramRef.namespace must not be provided for a "
		      "cluster-scoped `paramKind` (Invalid)" },
	{ "a kind that there is not",
	  "{paramKind: {apiVersion: a/v1, kind: Limit}, validations: [{expression: 'true'}]}",
	  { "{validationActions: [Warn]}" },
	  "default",
	  "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to "
	  "find "
	  "resource referenced by paramKind: 'a/v1, Kind=Limit' (Invalid)" },
	{ "one of the core group",
	  "{paramKind: {apiVersion: v1, kind: Limit}, validations: [{expression: 'true'}]}",
	  { "{}" },
	  "default",
	  "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to "
	  "find "
	  "resource referenced by paramKind: '/v1, Kind=Limit' (Invalid)" },

	{ "an annotation",
	  "{auditAnnotations: [{key: k, valueExpression: \"'v'\"}]}",
	  { "{}", "{}" },
	  "default",
	  "admitted | p/k=v" },
	{ "different values",
	  "{paramKind: {apiVersion: v1, kind: ConfigMap}, auditAnnotations: [{key: k, "
	  "valueExpression: string(params.metadata.name)}, {key: l, valueExpression: \"'v'\"}]}",
	  { REF("selector: {}, parameterNotFoundAction: Deny") },
	  "default",
	  "admitted | p/k=one, two | p/l=v" },
	{ "nothing to publish",
	  "{auditAnnotations: [{key: k, valueExpression: 'null'}, {key: l, valueExpression: \"' "
	  "'\"}]}",
	  { "{}" },
	  "default",
	  "admitted" },
	{ "params are not for a policy without paramKind",
	  FALSE,
	  { REF("name: three, parameterNotFoundAction: Deny") },
	  "default",
	  DENIED("a") "m (Invalid)" },
	{ "an annotation that fails denies, whatever the actions",
	  "{auditAnnotations: [{key: k, valueExpression: string(object.foo)}]}",
	  { "{validationActions: [Warn]}" },
	  "default",
	  DENIED("a") "expression 'string(object.foo)' resulted in error: no such key: foo "
		      "(Invalid)" },
	{ "annotations are published when a request is denied",
	  "{validations: [{expression: 'false', message: m}], auditAnnotations: [{key: k, "
	  "valueExpression: \"'v'\"}]}",
	  { "{}" },
	  "default",
	  DENIED("a") "m (Invalid) | p/k=v" },
};

Test(review, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str)
		char *actual = review_of(rows[i].spec, rows[i].bindings, rows[i].namespace);

		cr_expect(strcmp(actual, rows[i].summary) == 0, "%s:\n     got: %s\nexpected: %s",
			  rows[i].row, actual, rows[i].summary);
	}
}

Test(review, cuts_annotations)
{
	CLEANUP(strbuf) struct strbuf spec = STRBUF_INIT;
	static const char *const bindings[] = { "{}", NULL };
	CLEANUP(str) char *actual = NULL;

	strbuf_add_str(&spec, "{auditAnnotations: [{key: k, valueExpression: \"'");
	strbuf_add_repeated(&spec, 'x', 10241);
	strbuf_add_str(&spec, "'\"}]}");
	actual = review_of(spec.text, bindings, "default");
	cr_expect(text_starts_with(actual, "admitted | p/k=xxx"));
	cr_expect_eq(strlen(actual), strlen("admitted | p/k=") + 10240);
}

/* Everybody is asked, the first refusal is the one that is told, and explain tells it all. */
Test(review, explains)
{
	struct cluster memory = { .namespaces = yaml_tree("[{metadata: {name: default}}]") };
	const struct policy_cluster cluster = { &memory, find_namespace, find_kind, find_params };
	struct policy *first = policy_of("p", FALSE);
	struct policy *second = policy_of("q", "{matchConstraints: {resourceRules: [{operations: "
					       "[DELETE], apiGroups: ['*'], apiVersions: ['*'], "
					       "resources: ['*']}]}, validations: [{expression: "
					       "'true'}]}");
	CLEANUP(json) cJSON *a = binding_of("a", "p", "{}"), *b = binding_of("b", "q", "{}");
	CLEANUP(json) cJSON *object = yaml_tree("{metadata: {name: web}}");
	const struct policy_in_force policies[] = {
		{ first, (const cJSON *[]) { a }, 1 },
		{ second, (const cJSON *[]) { b }, 1 },
	};
	const struct policy_request request = request_of(object, NULL);
	CLEANUP(policy_review) struct policy_review review = POLICY_REVIEW_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(policy_review_request(policies, 2, &request, &cluster, true, &review, &err));
	cr_assert_eq(review.n_bindings, 2);
	cr_expect_eq(review.bindings[0].policy_match, POLICY_MATCHES);
	cr_expect_str_eq(review.bindings[0].binding, "a");
	cr_assert_eq(review.bindings[0].n_params, 1);
	cr_expect_eq(review.bindings[0].params[0].evaluation.validations[0].verdict, POLICY_FALSE);
	cr_expect_eq(review.bindings[1].policy_match, POLICY_NO_RULE);
	cJSON_Delete(memory.namespaces);
}
