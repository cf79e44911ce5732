/* The namespace controller: empties a namespace that is being deleted, then lets it go.
 * Source: kubernetes pkg/controller/namespace/deletion. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/controllers.h"

#define NAMESPACE_FINALIZER "kubernetes"

static bool is_terminating(const cJSON *object)
{
	return *json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0';
}

/* Whether the namespace holds an object of the kind. */
static bool holds_any(struct operation *op, const struct resource *resource, const char *namespace,
		      bool *ret_any, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(str) char *prefix = object_key(resource, namespace, "");
	struct store_entry entry;
	enum store_answer answer;

	if (!store_scan_prefix(op->tx, STORE_OBJECTS, bytes_of(prefix), (struct bytes) { "", 0 },
			       &cursor, err))
		return false;
	answer = store_next(cursor, &entry, err);
	if (answer == STORE_FAILED)
		return false;
	*ret_any = answer == STORE_FOUND;
	return true;
}

/* Asks for the deletion of everything in the namespace. */
static bool purge(struct operation *op, const char *namespace, struct error *err)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		struct request request = {
			.verb = VERB_DELETE_COLLECTION,
			.resource = *at,
			.namespace = namespace,
			.name = "",
			.subresource = "",
		};

		if ((*at)->namespaced &&
		    !controller_submit(op, &controller_namespace, &request, NULL, err))
			return false;
	}
	return true;
}

static bool is_empty(struct operation *op, const char *namespace, bool *ret_empty,
		     struct error *err)
{
	bool any = false;

	for (const struct resource *const *at = resources; *at != NULL && !any; at++)
		if ((*at)->namespaced && !holds_any(op, *at, namespace, &any, err))
			return false;
	*ret_empty = !any;
	return true;
}

/* Takes our finalizer off spec; the server removes an object that nothing holds. */
static bool finalize(struct operation *op, const cJSON *object, struct error *err)
{
	CLEANUP(json) cJSON *changed = json_copy(object);
	cJSON *finalizers = json_get(changed, "spec", "finalizers", NULL);
	struct request request = {
		.verb = VERB_UPDATE,
		.resource = &resource_namespace,
		.namespace = "",
		.name = json_str_at(object, "metadata", "name", NULL),
		.subresource = "finalize",
		.object = changed,
	};

	for (int i = (int)json_size(finalizers) - 1; i >= 0; i--) {
		const cJSON *item = cJSON_GetArrayItem(finalizers, i);

		if (cJSON_IsString(item) && strcmp(item->valuestring, NAMESPACE_FINALIZER) == 0)
			cJSON_DeleteItemFromArray(finalizers, i);
	}
	return controller_submit(op, &controller_namespace, &request, NULL, err);
}

/* Lets a terminating namespace go once it is empty; with_purge empties it first. */
static bool sync(struct operation *op, const char *name, bool with_purge, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;
	bool empty;

	switch (object_load(op->tx, &resource_namespace, "", name, &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	if (!is_terminating(object) || json_size(json_get(object, "spec", "finalizers", NULL)) == 0)
		return true;
	if ((with_purge && !purge(op, name, err)) || !is_empty(op, name, &empty, err))
		return false;
	return !empty || finalize(op, object, err);
}

static bool add_terminating(const struct store_entry *entry, struct text_list *names,
			    struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;

	if (!object_decode(&resource_namespace, entry, &object, err))
		return false;
	if (is_terminating(object))
		text_list_add(names, json_str_at(object, "metadata", "name", NULL));
	return true;
}

static bool find_terminating(struct operation *op, struct text_list *names, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct store_entry entry;
	enum store_answer answer;

	if (!store_scan_prefix(op->tx, STORE_OBJECTS, bytes_of("namespaces/"),
			       (struct bytes) { "", 0 }, &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		if (!add_terminating(&entry, names, err))
			return false;
	return answer != STORE_FAILED;
}

static bool retry(struct operation *op, struct error *err)
{
	CLEANUP(text_list) struct text_list names = TEXT_LIST_INIT;

	if (!find_terminating(op, &names, err))
		return false;
	for (size_t i = 0; i < names.n; i++)
		if (!sync(op, names.items[i], true, err))
			return false;
	return true;
}

/* A namespace that begins to go, or an object leaving one. */
static bool observe(struct operation *op, const struct change *change, struct error *err)
{
	if (change->resource == &resource_namespace)
		return change->object == NULL ||
		       sync(op, json_str_at(change->object, "metadata", "name", NULL), true, err);
	if (controller_may_retry(change))
		return retry(op, err);
	if (!change->resource->namespaced || change->object != NULL)
		return true;
	return sync(op, json_str_at(change->old, "metadata", "namespace", NULL), false, err);
}

const struct controller controller_namespace = {
	.name = "namespace-controller",
	.user = "system:serviceaccount:kube-system:namespace-controller",
	.observe = observe,
};
