/* VERB_WATCH: one look at what has changed since a revision, as an API server's watch tells it.
 * Source: apiserver storage/cacher, convertToWatchEvent: what counts is whether the object matched
 * before and whether it does now. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void add_event(const struct collection *collection, const char *type, cJSON *object)
{
	cJSON *event = cJSON_CreateObject();

	collection_type(collection, object);
	json_set_str(event, "type", type);
	json_set(event, "object", object);
	json_append(collection->handling->response->items, event);
}

/* *ret_object is NULL when there is no value or it does not match. */
static bool decode(const struct collection *collection, const struct store_change *change,
		   bool has_value, struct bytes value, int64_t revision, cJSON **ret_object,
		   struct error *err)
{
	const struct store_entry entry = { .key = change->key,
					   .value = value,
					   .modified = revision };
	const struct resource *resource = collection->handling->op.request->resource;
	CLEANUP(json) cJSON *object = NULL;

	if (has_value) {
		if (!object_decode(resource, &entry, &object, err))
			return false;
		if (collection_matches(collection, object)) {
			if (!show_stored_owners(collection->handling, object, err))
				return false;
			*ret_object = TAKE(object);
		}
	}
	return true;
}

static bool is_same(const cJSON *a, const cJSON *b)
{
	return strcmp(json_str_at(a, "metadata", "uid", NULL),
		      json_str_at(b, "metadata", "uid", NULL)) == 0;
}

static bool tell(const struct collection *collection, const struct store_change *change,
		 struct error *err)
{
	CLEANUP(json) cJSON *before = NULL, *after = NULL;

	/* What is gone is shown as it was, with the revision at which it went. */
	if (!decode(collection, change, change->existed, change->before, change->revision, &before,
		    err) ||
	    !decode(collection, change, change->exists, change->after, change->modified, &after,
		    err))
		return false;
	if (before != NULL && after != NULL && is_same(before, after)) {
		add_event(collection, "MODIFIED", TAKE(after));
		return true;
	}
	if (before != NULL)
		add_event(collection, "DELETED", TAKE(before));
	if (after != NULL)
		add_event(collection, "ADDED", TAKE(after));
	return true;
}

static bool is_asked_for(const struct request *request, const struct store_change *change)
{
	CLEANUP(str) char *key = NULL;

	if (*request->name == '\0')
		return true;
	key = object_key(request->resource, request->namespace, request->name);
	return change->key.length == strlen(key) &&
	       memcmp(change->key.data, key, change->key.length) == 0;
}

bool handle_watch(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(collection) struct collection collection = COLLECTION_INIT;
	CLEANUP(store_changes) struct store_changes changes = STORE_CHANGES_INIT;
	CLEANUP(str) char *prefix = NULL;

	if (!collection_init(&collection, handling, err))
		return false;
	prefix = collection_prefix(&collection);
	if (!store_changes_since(handling->op.tx, request->from_revision, bytes_of(prefix),
				 &changes, err))
		return false;
	handling->response->items = cJSON_CreateArray();
	handling->response->revision = store_revision(handling->op.tx);
	for (size_t i = 0; i < changes.n; i++)
		if (is_asked_for(request, &changes.items[i]) &&
		    !tell(&collection, &changes.items[i], err))
			return false;
	return true;
}

bool server_wait(struct server *server, int64_t timeout_ns)
{
	/* A state that goes away while it is watched must not be made again. */
	server->expect_bare = true;
	return store_wait(server->store, timeout_ns);
}
