/* Trying objects with nothing but the files: the cluster is what they hold. */
#include <stdlib.h>
#include <string.h>

#include "policy_test.h"

/* ---- the cluster ---- */

/* As it is while others are tried. */
static const cJSON *present(const struct trial *trial)
{
	return trial->object != NULL ? trial->object : trial->old;
}

static const char *name_of(const cJSON *object)
{
	return json_str_at(object, "metadata", "name", NULL);
}

/* One that no file holds is there all the same, with nothing but its name. */
static enum policy_lookup find_namespace(void *context, const char *name,
					 const cJSON **ret_namespace, struct error *err)
{
	struct policy_test *test = context;
	cJSON *made;

	(void)err;
	for (size_t i = 0; i < test->n_trials; i++) {
		const struct trial *trial = &test->trials[i];

		if (trial->manifest->resource == &resource_namespace &&
		    strcmp(name_of(present(trial)), name) == 0) {
			*ret_namespace = present(trial);
			return POLICY_LOOKUP_FOUND;
		}
	}
	made = cJSON_CreateObject();
	json_set_str(json_ensure_object(made, "metadata"), "name", name);
	resource_namespace.set_defaults(made);
	*ret_namespace = test_keep(test, made);
	return POLICY_LOOKUP_FOUND;
}

struct param_query {
	const struct resource *resource;
	const char *namespace, *name;
	const cJSON *selector;
};

static bool is_wanted(const struct param_query *query, const struct trial *trial)
{
	const cJSON *object = present(trial);

	if (object == NULL || trial->manifest->resource != query->resource ||
	    strcmp(json_str_at(object, "metadata", "namespace", NULL), query->namespace) != 0)
		return false;
	return *query->name != '\0' ? strcmp(name_of(object), query->name) == 0
				    : policy_selects(query->selector,
						     json_get(object, "metadata", "labels", NULL));
}

/* Sorted by name, of equal names the last one. */
static void insert(cJSON *list, cJSON *object)
{
	int at = 0;

	for (cJSON *item = list->child; item != NULL; item = item->next, at++) {
		int order = strcmp(name_of(item), name_of(object));

		if (order > 0)
			break;
		if (order == 0) {
			cJSON_ReplaceItemViaPointer(list, item, object);
			return;
		}
	}
	cJSON_InsertItemInArray(list, at, object);
}

static bool find_params(void *context, const char *api_version, const char *kind,
			const char *namespace, const char *name, const cJSON *selector,
			const cJSON **ret_objects, struct error *err)
{
	struct policy_test *test = context;
	struct param_query query = { .namespace = namespace, .name = name, .selector = selector };
	cJSON *list = cJSON_CreateArray();
	const char *version;

	(void)err;
	resource_for_kind(api_version, kind, &query.resource, &version);
	if (query.resource == NULL || !query.resource->namespaced)
		query.namespace = "";
	for (size_t i = 0; i < test->n_trials; i++) {
		cJSON *param;

		if (!is_wanted(&query, &test->trials[i]))
			continue;
		param = json_copy(present(&test->trials[i]));
		json_set_str(param, "apiVersion", api_version);
		json_set_str(param, "kind", kind);
		insert(list, param);
	}
	*ret_objects = test_keep(test, list);
	return true;
}

/* ---- the objects ---- */

static bool is_same(const struct policy_test *test, const struct manifest *a,
		    const struct manifest *b)
{
	const char *namespace = *b->namespace != '\0' || !b->resource->namespaced
					? b->namespace
					: test->session->namespace;

	return a->resource == b->resource && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->namespace, namespace) == 0;
}

/* The object's counterpart in --old-object. */
static const struct manifest *find_old(const struct policy_test *test,
				       const struct manifest *manifest)
{
	for (size_t i = 0; i < test->old_objects.n; i++)
		if (is_same(test, manifest, &test->old_objects.items[i]))
			return &test->old_objects.items[i];
	return NULL;
}

static bool complete(struct policy_test *test, struct trial *trial)
{
	const struct manifest *manifest = trial->manifest, *old = find_old(test, manifest);
	const char *wanted = trial_wanted(test, trial);

	if (strcmp(wanted, "DELETE") == 0) {
		trial->operation = "DELETE";
		return complete_old(old != NULL ? old : manifest, &trial->old, &trial->error);
	}
	if (strcmp(wanted, "CREATE") == 0)
		old = NULL;
	if (strcmp(wanted, "UPDATE") == 0 && old == NULL)
		return error_set(&trial->error, REASON_CLIENT,
				 "--old-object has no object of that kind and name to update");
	trial->operation = old != NULL ? "UPDATE" : "CREATE";
	return (old == NULL || complete_old(old, &trial->old, &trial->error)) &&
	       complete_object(manifest, trial->old, &trial->object, &trial->error);
}

bool try_offline(struct policy_test *test, struct error *err)
{
	const struct policy_cluster cluster = {
		.context = test,
		.namespace = find_namespace,
		.kind = test_find_kind,
		.params = find_params,
	};

	rules_bind(&test->rules, &test->warnings);
	for (size_t i = 0; i < test->n_trials; i++)
		complete(test, &test->trials[i]);
	for (size_t i = 0; i < test->n_trials; i++)
		if (test->trials[i].error.reason == REASON_NONE &&
		    !trial_review(test, &test->trials[i], &cluster, err))
			return false;
	return true;
}
