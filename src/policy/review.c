/* All policies and bindings, one after the other: which of them are for the request, with which
 * params, and what they find.
 * Source: apiserver pkg/admission/plugin/policy/validating/dispatcher.go and policy/generic. */
#include <string.h>

#include "review.h"

static const char *name_of(const cJSON *object)
{
	return json_str_at(object, "metadata", "name", NULL);
}

/* ---- the namespace ---- */

static bool not_found(const char *name, struct error *err)
{
	CLEANUP(str) char *quoted = text_quoted(name);

	error_set(err, REASON_NOT_FOUND, "namespaces %s not found", quoted);
	error_set_details(err, "namespaces", "", name);
	return false;
}

/* The Namespace of the object; NULL for what has none. */
static bool look_up_namespace(struct reviewing *reviewing, struct error *err)
{
	const struct policy_request *request = reviewing->request;
	const struct policy_cluster *cluster = reviewing->cluster;

	if (reviewing->has_namespace)
		return true;
	reviewing->has_namespace = true;
	if (*request->namespace == '\0' || policy_request_is_namespace(request))
		return true;
	switch (cluster->namespace(cluster->context, request->namespace, &reviewing->namespace,
				   err)) {
	case POLICY_LOOKUP_FAILED:
		return false;
	case POLICY_LOOKUP_ABSENT:
		return not_found(request->namespace, err);
	case POLICY_LOOKUP_FOUND:
		break;
	}
	return true;
}

/* Only a selector that selects something needs the namespace. */
static bool match(struct reviewing *reviewing, const cJSON *match_resources,
		  enum policy_match *ret_match, const char **ret_version, struct error *err)
{
	const cJSON *selector = json_child(match_resources, "namespaceSelector");

	if (selector != NULL && selector->child != NULL && !look_up_namespace(reviewing, err))
		return false;
	*ret_match = policy_matches(match_resources, reviewing->request, reviewing->namespace,
				    ret_version);
	return true;
}

/* ---- params ---- */

enum params { PARAMS_NONE, PARAMS_NULL, PARAMS_LIST, PARAMS_FAILED };

static enum params misconfigured(struct reviewing *reviewing, const struct pair *pair,
				 const char *why)
{
	outcome_misconfigured(reviewing, pair, why);
	return PARAMS_NONE;
}

static enum params none_found(struct reviewing *reviewing, const struct pair *pair,
			      const cJSON *ref)
{
	if (strcmp(json_str(ref, "parameterNotFoundAction"), "Deny") != 0)
		return PARAMS_NONE;
	return misconfigured(reviewing, pair,
			     "no params found for policy binding with `Deny` "
			     "parameterNotFoundAction");
}

/* What the binding's paramRef refers to. NONE: the binding goes no further. LIST: *ret_list. */
static enum params collect(struct reviewing *reviewing, const struct pair *pair, bool namespaced,
			   const cJSON **ret_list, struct error *err)
{
	const cJSON *kind = pair->policy->param_kind;
	const cJSON *ref = json_get(pair->binding, "spec", "paramRef", NULL);
	const struct policy_cluster *cluster = reviewing->cluster;
	const char *namespace = json_str(ref, "namespace");

	if (kind == NULL || ref == NULL)
		return PARAMS_NULL;
	if (!namespaced && *namespace != '\0')
		return misconfigured(reviewing, pair,
				     "paramRef.namespace must not be provided for a cluster-scoped "
				     "`paramKind`");
	if (namespaced && *namespace == '\0')
	namespace = reviewing->request->namespace;
	if (namespaced && *namespace == '\0')
		return misconfigured(
			reviewing, pair,
			"cannot use namespaced paramRef in policy binding that matches "
			"cluster-scoped resources");
	if (!cluster->params(cluster->context, json_str(kind, "apiVersion"), json_str(kind, "kind"),
			     namespace, json_str(ref, "name"), json_child(ref, "selector"),
			     ret_list, err))
		return PARAMS_FAILED;
	return json_size(*ret_list) > 0 ? PARAMS_LIST : none_found(reviewing, pair, ref);
}

/* ---- one binding ---- */

static void judge(struct reviewing *reviewing, struct pair *pair,
		  const struct policy_evaluation *evaluation)
{
	if (evaluation->failure != NULL && evaluation->failure_denies)
		outcome_act(reviewing, pair, 0, evaluation->failure, "");
	if (evaluation->failure != NULL || !evaluation->applies)
		return;
	for (size_t i = 0; i < evaluation->n_validations; i++)
		if (evaluation->validations[i].denies)
			outcome_act(reviewing, pair, i, evaluation->validations[i].message,
				    evaluation->validations[i].reason);
	for (size_t i = 0; i < evaluation->n_annotations; i++) {
		if (evaluation->annotations[i].action == POLICY_PUBLISH)
			outcome_remember(reviewing, pair, &evaluation->annotations[i]);
		else if (evaluation->annotations[i].action == POLICY_ANNOTATION_ERROR)
			outcome_deny(reviewing, pair, evaluation->annotations[i].value, "");
	}
}

/* Policies share what they see: the views of the request's trees are made once. */
static void see(struct reviewing *reviewing, const struct policy_input *input)
{
	struct policy_input common = *input;

	if (reviewing->values_version == NULL ||
	    strcmp(reviewing->values_version, input->version) != 0) {
		common.param = NULL;
		input_values(&common, reviewing->arena, reviewing->values);
		reviewing->values_version = input->version;
	}
	reviewing->values[NAME_PARAMS] = tree_value(input->param, reviewing->arena);
}

static void evaluate(struct reviewing *reviewing, struct pair *pair, const cJSON *param)
{
	const struct policy_input input = {
		.request = reviewing->request,
		.version = pair->version,
		.param = param,
		.namespace = reviewing->namespace,
		.explain = reviewing->explain,
	};
	struct policy_evaluation evaluation;

	see(reviewing, &input);
	policy_evaluate_values(pair->policy, &input, reviewing->values, reviewing->arena,
			       &evaluation);
	judge(reviewing, pair, &evaluation);
	if (pair->explained == NULL)
		return;
	pair->explained->params[pair->explained->n_params++] = (struct policy_param_review) {
		.namespace = json_str_at(param, "metadata", "namespace", NULL),
		.name = name_of(param),
		.evaluation = evaluation,
	};
}

/* Once for each param. */
static bool evaluate_all(struct reviewing *reviewing, struct pair *pair, bool namespaced,
			 struct error *err)
{
	const cJSON *list = NULL, *param;
	enum params params = collect(reviewing, pair, namespaced, &list, err);

	if (params == PARAMS_FAILED)
		return false;
	if (params == PARAMS_NONE)
		return true;
	reviewing->review->is_matched = true;
	if (!look_up_namespace(reviewing, err))
		return false;
	if (pair->explained != NULL)
		pair->explained->params = arena_zalloc(reviewing->arena, json_size(list) + 1,
						       sizeof(*pair->explained->params));
	if (params == PARAMS_NULL)
		evaluate(reviewing, pair, NULL);
	cJSON_ArrayForEach (param, list)
		evaluate(reviewing, pair, param);
	return true;
}

static struct policy_binding_review *explain(struct reviewing *reviewing, const struct pair *pair,
					     enum policy_match policy_match)
{
	struct policy_review *review = reviewing->review;

	if (!reviewing->explain)
		return NULL;
	review->bindings = arena_grow(reviewing->arena, review->bindings, review->n_bindings,
				      &review->bindings_capacity, sizeof(*review->bindings));
	review->bindings[review->n_bindings] = (struct policy_binding_review) {
		.policy = pair->policy_name,
		.binding = pair->binding_name,
		.policy_match = policy_match,
	};
	return &review->bindings[review->n_bindings++];
}

static bool review_binding(struct reviewing *reviewing, struct pair *pair, const cJSON *binding,
			   bool namespaced, struct error *err)
{
	enum policy_match match_of_binding;
	const char *unused;

	pair->binding = binding;
	pair->binding_name = name_of(binding);
	pair->explained = explain(reviewing, pair, POLICY_MATCHES);
	if (!match(reviewing, json_get(binding, "spec", "matchResources", NULL), &match_of_binding,
		   &unused, err))
		return false;
	if (pair->explained != NULL)
		pair->explained->binding_match = match_of_binding;
	return match_of_binding != POLICY_MATCHES || evaluate_all(reviewing, pair, namespaced, err);
}

/* ---- one policy ---- */

/* Whether the kind of the params exists; without one, true. */
static bool find_param_kind(struct reviewing *reviewing, struct pair *pair, bool *ret_namespaced)
{
	const cJSON *kind = pair->policy->param_kind;
	const struct policy_cluster *cluster = reviewing->cluster;
	const char *api_version = json_str(kind, "apiVersion"), *name = json_str(kind, "kind");

	if (kind == NULL || cluster->kind(cluster->context, api_version, name, ret_namespaced) ==
				    POLICY_LOOKUP_FOUND)
		return true;
	pair->explained = explain(reviewing, pair, POLICY_MATCHES);
	reviewing->review->is_matched = true;
	outcome_misconfigured(reviewing, pair,
			      arena_printf(reviewing->arena,
					   "failed to find resource referenced by paramKind: "
					   "'%s%s, Kind=%s'",
					   strchr(api_version, '/') == NULL ? "/" : "", api_version,
					   name));
	return false;
}

static bool review_policy(struct reviewing *reviewing, const struct policy_in_force *in_force,
			  struct error *err)
{
	struct pair pair = {
		.policy = in_force->policy,
		.policy_name = in_force->policy->name,
	};
	enum policy_match match_of_policy;
	bool namespaced = false;

	if (in_force->n_bindings == 0)
		return true;
	if (!match(reviewing, in_force->policy->match_constraints, &match_of_policy, &pair.version,
		   err))
		return false;
	if (match_of_policy != POLICY_MATCHES) {
		explain(reviewing, &pair, match_of_policy);
		return true;
	}
	if (!find_param_kind(reviewing, &pair, &namespaced))
		return true;
	for (size_t i = 0; i < in_force->n_bindings; i++)
		if (!review_binding(reviewing, &pair, in_force->bindings[i], namespaced, err))
			return false;
	outcome_publish(reviewing, &pair);
	return true;
}

bool policy_review_request(const struct policy_in_force *policies, size_t n,
			   const struct policy_request *request,
			   const struct policy_cluster *cluster, bool explained,
			   struct policy_review *review, struct error *err)
{
	struct reviewing reviewing = {
		.request = request,
		.cluster = cluster,
		.explain = explained,
		.review = review,
		.arena = &review->arena,
	};

	for (size_t i = 0; i < n; i++)
		if (!review_policy(&reviewing, &policies[i], err))
			return false;
	return true;
}
