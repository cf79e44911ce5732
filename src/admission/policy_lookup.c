/* Namespaces and params, as policies see them.
 * Source: apiserver pkg/admission/plugin/policy/generic/policy_dispatcher.go (CollectParams). */
#include "policy_lookup.h"

#include <string.h>

void policy_store_cleanup(struct policy_store *store)
{
	cJSON_Delete(store->kept);
}

/* Takes the tree over. */
static const cJSON *keep(struct policy_store *store, cJSON *tree)
{
	if (store->kept == NULL)
		store->kept = cJSON_CreateArray();
	json_append(store->kept, tree);
	return tree;
}

static enum policy_lookup find_namespace(void *context, const char *name,
					 const cJSON **ret_namespace, struct error *err)
{
	struct policy_store *store = context;
	cJSON *namespace = NULL;

	switch (object_load(store->tx, &resource_namespace, "", name, &namespace, err)) {
	case STORE_FAILED:
		return POLICY_LOOKUP_FAILED;
	case STORE_ABSENT:
		return POLICY_LOOKUP_ABSENT;
	case STORE_FOUND:
		break;
	}
	*ret_namespace = keep(store, namespace);
	return POLICY_LOOKUP_FOUND;
}

static enum policy_lookup find_kind(void *context, const char *api_version, const char *kind,
				    bool *ret_namespaced)
{
	const struct resource *resource;
	const char *version;

	(void)context;
	if (!resource_for_kind(api_version, kind, &resource, &version))
		return POLICY_LOOKUP_ABSENT;
	*ret_namespaced = resource->namespaced;
	return POLICY_LOOKUP_FOUND;
}

/* ---- params ---- */

struct param_query {
	const struct resource *resource;
	const char *api_version, *namespace, *name;
	const cJSON *selector;
};

static void add_param(const struct param_query *query, cJSON *object, cJSON *list)
{
	json_set_str(object, "apiVersion", query->api_version);
	json_set_str(object, "kind", query->resource->kind);
	json_append(list, object);
}

static bool add_named(struct policy_store *store, const struct param_query *query, cJSON *list,
		      struct error *err)
{
	cJSON *object = NULL;

	switch (object_load(store->tx, query->resource, query->namespace, query->name, &object,
			    err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	add_param(query, object, list);
	return true;
}

static bool add_selected(struct policy_store *store, const struct param_query *query, cJSON *list,
			 struct error *err)
{
	/* A key up to where the name begins. */
	CLEANUP(str) char *prefix = object_key(query->resource, query->namespace, "");
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer;
	struct store_entry entry;

	if (!store_scan_prefix(store->tx, STORE_OBJECTS, bytes_of(prefix), (struct bytes) { "", 0 },
			       &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		CLEANUP(json) cJSON *object = NULL;

		if (!object_decode(query->resource, &entry, &object, err))
			return false;
		json_remove(json_child(object, "metadata"), "managedFields");
		if (policy_selects(query->selector, json_get(object, "metadata", "labels", NULL)))
			add_param(query, TAKE(object), list);
	}
	return answer != STORE_FAILED;
}

static bool find_params(void *context, const char *api_version, const char *kind,
			const char *namespace, const char *name, const cJSON *selector,
			const cJSON **ret_objects, struct error *err)
{
	struct policy_store *store = context;
	struct param_query query = {
		.api_version = api_version,
		.namespace = namespace,
		.name = name,
		.selector = selector,
	};
	CLEANUP(json) cJSON *list = cJSON_CreateArray();
	const char *version;

	if (!resource_for_kind(api_version, kind, &query.resource, &version))
		return error_set(err, REASON_INTERNAL_ERROR,
				 "Internal error occurred: no kind %s in %s", kind, api_version);
	if (*name != '\0' ? !add_named(store, &query, list, err)
			  : !add_selected(store, &query, list, err))
		return false;
	*ret_objects = keep(store, TAKE(list));
	return true;
}

struct policy_cluster policy_store_cluster(struct policy_store *store)
{
	return (struct policy_cluster) {
		.context = store,
		.namespace = find_namespace,
		.kind = find_kind,
		.params = find_params,
	};
}
