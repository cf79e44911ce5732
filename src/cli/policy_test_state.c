/* Trying objects as changes of the state: everything is written in one transaction that is undone,
 * so that addresses are allocated and a later object finds the earlier ones. The state's bindings are
 * taken away first; what policies say is asked here, where it can be explained. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "policy_test.h"

#define FIELD_MANAGER "kubectl"

struct state {
	struct policy_test *test;
	struct server *server;
	bool is_done; /* everything was tried; the transaction fails only to be undone */
};

/* ---- reading ---- */

static struct request request_of(enum verb verb, const struct resource *resource,
				 const char *namespace, const char *name)
{
	return (struct request) {
		.verb = verb,
		.resource = resource,
		.namespace = resource->namespaced ? namespace : "",
		.name = name,
		.subresource = "",
		.field_validation = FIELD_VALIDATION_STRICT,
		.field_manager = FIELD_MANAGER,
		.omit_managed_fields = true,
	};
}

static bool get(const struct state *state, const struct resource *resource, const char *namespace,
		const char *name, cJSON **ret_object, struct error *err)
{
	const struct request request = request_of(VERB_GET, resource, namespace, name);
	CLEANUP(response) struct response response = RESPONSE_INIT;

	if (!server_handle(state->server, &request, &response, err))
		return false;
	*ret_object = TAKE(response.object);
	return true;
}

/* The same, where it is no error that there is none: *ret_object is NULL then. */
static bool find(const struct state *state, const struct resource *resource, const char *namespace,
		 const char *name, cJSON **ret_object, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (get(state, resource, namespace, name, ret_object, &problem))
		return true;
	*ret_object = NULL;
	return problem.reason == REASON_NOT_FOUND || error_move(err, &problem);
}

static bool list(const struct state *state, const struct resource *resource, const char *namespace,
		 cJSON **ret_items, struct error *err)
{
	const struct request request = request_of(VERB_LIST, resource, namespace, "");
	CLEANUP(response) struct response response = RESPONSE_INIT;

	if (!server_handle(state->server, &request, &response, err))
		return false;
	*ret_items = response.items != NULL ? TAKE(response.items) : cJSON_CreateArray();
	return true;
}

/* ---- the cluster ---- */

static enum policy_lookup find_namespace(void *context, const char *name,
					 const cJSON **ret_namespace, struct error *err)
{
	struct state *state = context;
	cJSON *namespace = NULL;

	if (!find(state, &resource_namespace, "", name, &namespace, err))
		return POLICY_LOOKUP_FAILED;
	if (namespace == NULL)
		return POLICY_LOOKUP_ABSENT;
	*ret_namespace = test_keep(state->test, namespace);
	return POLICY_LOOKUP_FOUND;
}

static enum policy_lookup find_kind(void *context, const char *api_version, const char *kind,
				    bool *ret_namespaced)
{
	const struct state *state = context;

	return test_find_kind(state->test, api_version, kind, ret_namespaced);
}

static bool find_selected(const struct state *state, const struct resource *resource,
			  const char *namespace, const cJSON *selector, cJSON *found,
			  struct error *err)
{
	CLEANUP(json) cJSON *items = NULL;
	cJSON *item;

	if (!list(state, resource, namespace, &items, err))
		return false;
	while ((item = cJSON_DetachItemFromArray(items, 0)) != NULL) {
		if (policy_selects(selector, json_get(item, "metadata", "labels", NULL)))
			json_append(found, item);
		else
			cJSON_Delete(item);
	}
	return true;
}

static bool find_params(void *context, const char *api_version, const char *kind,
			const char *namespace, const char *name, const cJSON *selector,
			const cJSON **ret_objects, struct error *err)
{
	struct state *state = context;
	const struct resource *resource = NULL;
	cJSON *found = cJSON_CreateArray(), *param = NULL;
	const char *version;

	*ret_objects = test_keep(state->test, found);
	if (!resource_for_kind(api_version, kind, &resource, &version))
		return true;
	if (*name == '\0')
		return find_selected(state, resource, namespace, selector, found, err);
	if (!find(state, resource, namespace, name, &param, err))
		return false;
	if (param != NULL)
		json_append(found, param);
	return true;
}

/* ---- the policies of the state ---- */

static bool take_bindings_away(const struct state *state, const cJSON *bindings, struct error *err)
{
	const cJSON *binding;

	cJSON_ArrayForEach (binding, bindings) {
		const struct request request =
			request_of(VERB_DELETE, &resource_validating_admission_policy_binding, "",
				   json_str_at(binding, "metadata", "name", NULL));
		CLEANUP(response) struct response response = RESPONSE_INIT;

		if (!server_handle(state->server, &request, &response, err))
			return false;
	}
	return true;
}

/* What files hold has the place of what the state has. */
static void add_missing(struct rules *rules, const struct resource *resource, cJSON *items)
{
	bool of_policies = resource == &resource_validating_admission_policy;
	const struct text_list *from_files =
		of_policies ? &rules->policies_from_files : &rules->bindings_from_files;
	cJSON *item;

	while ((item = cJSON_DetachItemFromArray(items, 0)) != NULL) {
		if (text_list_contains(from_files, json_str_at(item, "metadata", "name", NULL)))
			cJSON_Delete(item);
		else
			rules_add(rules, resource, item);
	}
}

static bool load_rules(const struct state *state, struct error *err)
{
	struct rules *rules = &state->test->rules;
	CLEANUP(json) cJSON *policies = NULL, *bindings = NULL;

	if (!list(state, &resource_validating_admission_policy, "", &policies, err) ||
	    !list(state, &resource_validating_admission_policy_binding, "", &bindings, err) ||
	    !take_bindings_away(state, bindings, err))
		return false;
	add_missing(rules, &resource_validating_admission_policy, policies);
	add_missing(rules, &resource_validating_admission_policy_binding, bindings);
	rules_bind(rules, &state->test->warnings);
	return true;
}

/* ---- the objects ---- */

/* A create, or what `apply --server-side --force-conflicts` sends. */
static bool write_object(const struct state *state, struct trial *trial)
{
	const struct manifest *manifest = trial->manifest;
	bool updates = strcmp(trial->operation, "UPDATE") == 0;
	struct request request = request_of(updates ? VERB_PATCH : VERB_CREATE, manifest->resource,
					    manifest->namespace, updates ? manifest->name : "");
	CLEANUP(json) cJSON *object = json_copy(manifest->object);
	CLEANUP(response) struct response response = RESPONSE_INIT;
	cJSON *metadata = json_ensure_object(object, "metadata");

	json_remove(metadata, "resourceVersion");
	json_remove(metadata, "managedFields");
	request.version = manifest->version;
	request.object = object;
	request.patch_type = PATCH_APPLY;
	request.force = true;
	if (!server_handle(state->server, &request, &response, &trial->error))
		return false;
	trial->object = TAKE(response.object);
	metadata = json_child(trial->object, "metadata");
	if (updates)
		json_set_str(metadata, "resourceVersion",
			     json_str_at(trial->old, "metadata", "resourceVersion", NULL));
	else
		json_remove(metadata, "resourceVersion");
	return true;
}

/* Nothing is deleted: others may need it. */
static bool perform(const struct state *state, struct trial *trial)
{
	const struct manifest *manifest = trial->manifest;
	const char *wanted = trial_wanted(state->test, trial);
	bool deletes = strcmp(wanted, "DELETE") == 0, creates = strcmp(wanted, "CREATE") == 0;

	if (!creates && *manifest->name != '\0' &&
	    !get(state, manifest->resource, manifest->namespace, manifest->name, &trial->old,
		 &trial->error)) {
		if (*wanted != '\0' || trial->error.reason != REASON_NOT_FOUND)
			return false;
		error_finish(&trial->error);
	}
	trial->operation = deletes ? "DELETE" : trial->old != NULL ? "UPDATE" : "CREATE";
	return deletes || write_object(state, trial);
}

static void perform_all(const struct state *state, bool surroundings)
{
	struct policy_test *test = state->test;

	for (size_t i = 0; i < test->n_trials; i++)
		if (trial_is_surrounding(test, &test->trials[i]) == surroundings)
			perform(state, &test->trials[i]);
}

static bool try_all(struct state *state, struct error *err)
{
	const struct policy_cluster cluster = {
		.context = state,
		.namespace = find_namespace,
		.kind = find_kind,
		.params = find_params,
	};
	struct policy_test *test = state->test;

	perform_all(state, true);
	perform_all(state, false);
	for (size_t i = 0; i < test->n_trials; i++)
		if (test->trials[i].error.reason == REASON_NONE &&
		    !trial_review(test, &test->trials[i], &cluster, err))
			return false;
	return true;
}

static bool work(struct server *server, void *context, struct error *err)
{
	struct state *state = context;

	state->server = server;
	state->is_done = load_rules(state, err) && try_all(state, err);
	return state->is_done && error_set(err, REASON_CLIENT, "the transaction is to be undone");
}

bool try_in_state(struct policy_test *test, struct error *err)
{
	struct state state = { .test = test };
	struct session *session = test->session;

	if (session_server(session, err) == NULL)
		return false;
	/* Nothing is to be stored, so none is made either. */
	if (access(session->state_path, F_OK) != 0)
		return file_error(err, "open", session->state_path, errno);
	if (!session_run(session, STORE_WRITE, work, &state, err) && state.is_done)
		error_finish(err);
	return state.is_done;
}
