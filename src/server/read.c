/* VERB_GET and VERB_LIST. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

bool error_not_found(const struct resource *resource, const char *name, struct error *err)
{
	CLEANUP(str) char *plural = resource_full_name(resource);
	CLEANUP(str) char *quoted = text_quoted(name);

	error_set(err, REASON_NOT_FOUND, "%s %s not found", plural, quoted);
	error_set_details(err, resource->plural, resource->group, name);
	return false;
}

void complete_stored(const struct handling *handling, cJSON *object)
{
	const struct resource *resource = handling->op.request->resource;

	if (resource->complete != NULL && handling->op.cluster->n_service_ranges > 0)
		resource->complete(handling->op.cluster, object);
}

bool load_existing(struct handling *handling, cJSON **ret_object, struct error *err)
{
	const struct request *request = handling->op.request;

	switch (object_load_owned(handling->op.tx, request->resource, request->namespace,
				  request->name, ret_object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return error_not_found(request->resource, request->name, err);
	case STORE_FOUND:
		break;
	}
	return true;
}

bool handle_get(struct handling *handling, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;

	if (!load_existing(handling, &object, err))
		return false;
	handling->response->revision = store_revision(handling->op.tx);
	answer_with(handling, TAKE(object));
	return true;
}

/* ---- lists ---- */

/* Takes the object over. */
static void add_item(const struct collection *collection, cJSON *object)
{
	collection_type(collection, object);
	json_append(collection->handling->response->items, object);
}

/* A selector on the name of a known namespace asks for one key. */
static bool list_one(const struct collection *collection, const char *name, struct error *err)
{
	const struct request *request = collection->handling->op.request;
	CLEANUP(json) cJSON *object = NULL;
	enum store_answer answer = object_load_owned(collection->handling->op.tx, request->resource,
						     request->namespace, name, &object, err);

	if (answer == STORE_FOUND && collection_matches(collection, object)) {
		show_owners(request, object);
		add_item(collection, TAKE(object));
	}
	return answer != STORE_FAILED;
}

/* Where a walk over a range of keys has got to. */
struct range_walk {
	size_t n_taken;
	char *last_key; /* owned: of the last entry that was taken */
	bool full;
};

/* One more match than the limit shows that there is more. */
static bool take_entry(const struct collection *collection, const struct store_entry *entry,
		       struct range_walk *walk, struct error *err)
{
	const struct request *request = collection->handling->op.request;
	struct response *response = collection->handling->response;
	CLEANUP(json) cJSON *object = NULL;

	if (!object_decode(request->resource, entry, &object, err))
		return false;
	if (!collection_matches(collection, object))
		return true;
	if (request->limit != 0 && walk->n_taken == request->limit) {
		response->continue_token = TAKE(walk->last_key);
		walk->full = true;
		return true;
	}
	if (!show_stored_owners(collection->handling, object, err))
		return false;
	add_item(collection, TAKE(object));
	walk->n_taken++;
	free(walk->last_key);
	walk->last_key = xstrndup(entry->key.data, entry->key.length);
	return true;
}

static bool list_range(const struct collection *collection, struct error *err)
{
	const struct request *request = collection->handling->op.request;
	const char *after = request->continue_token != NULL ? request->continue_token : "";
	CLEANUP(str) char *prefix = collection_prefix(collection);
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct range_walk walk = { .n_taken = 0 };
	enum store_answer answer = STORE_ABSENT;
	struct store_entry entry;
	bool ok = true;

	if (!store_scan_prefix(collection->handling->op.tx, STORE_OBJECTS, bytes_of(prefix),
			       bytes_of(after), &cursor, err))
		return false;
	while (ok && !walk.full && (answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		ok = take_entry(collection, &entry, &walk, err);
	free(walk.last_key);
	return ok && answer != STORE_FAILED;
}

bool handle_list(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(collection) struct collection collection = COLLECTION_INIT;
	const char *name;

	if (!collection_init(&collection, handling, err))
		return false;
	handling->response->items = cJSON_CreateArray();
	handling->response->revision = store_revision(handling->op.tx);
	name = field_selector_name(collection.fields);
	if (name != NULL && strchr(name, '/') == NULL &&
	    (*request->namespace != '\0' || !request->resource->namespaced))
		return list_one(&collection, name, err);
	return list_range(&collection, err);
}
