/* VERB_GET and VERB_LIST. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"
#include "internal.h"

bool error_not_found(const struct resource *resource, const char *name, struct error *err)
{
	CLEANUP(str) char *plural = resource_full_name(resource);
	CLEANUP(str) char *quoted = text_quoted(name);

	error_set(err, REASON_NOT_FOUND, "%s %s not found", plural, quoted);
	error_set_details(err, resource->plural, resource->group, name);
	return false;
}

bool load_existing(struct handling *handling, cJSON **ret_object, struct error *err)
{
	const struct request *request = handling->op.request;

	switch (object_load(handling->op.tx, request->resource, request->namespace, request->name,
			    ret_object, err)) {
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
	answer_with(handling, TAKE(object));
	return true;
}

/* ---- lists ---- */

struct listing {
	struct handling *handling;
	struct label_selector *labels;
	struct field_selector *fields;
	char *api_version;
};

static void listing_cleanup(struct listing *listing)
{
	label_selector_destroy(listing->labels);
	field_selector_destroy(listing->fields);
	free(listing->api_version);
}

static bool is_known_label(const void *context, const char *path)
{
	const struct resource *resource = context;

	for (const char *const *at = resource->field_labels; *at != NULL; at++)
		if (strcmp(*at, path) == 0)
			return true;
	return false;
}

static bool check_field_labels(const struct listing *listing, struct error *err)
{
	const struct resource *resource = listing->handling->op.request->resource;
	const char *unknown = field_selector_unknown(listing->fields, is_known_label, resource);

	if (unknown == NULL)
		return true;
	if (resource->field_labels_plain)
		return error_set(err, REASON_BAD_REQUEST,
				 "\"%s\" is not a known field selector: only \"metadata.name\", "
				 "\"metadata.namespace\"",
				 unknown);
	return error_set(err, REASON_BAD_REQUEST, "field label not supported: %s", unknown);
}

static bool parse_selectors(struct listing *listing, struct error *err)
{
	const struct request *request = listing->handling->op.request;
	const char *labels = request->label_selector, *fields = request->field_selector;

	if ((labels != NULL && *labels != '\0' &&
	     !label_selector_parse(labels, &listing->labels, err)) ||
	    (fields != NULL && *fields != '\0' &&
	     !field_selector_parse(fields, &listing->fields, err)))
		return false;
	return listing->fields == NULL || check_field_labels(listing, err);
}

/* "metadata.name", "source" of an Event and every plain path. */
static char *field_value(const cJSON *object, const char *path)
{
	CLEANUP(text_list) struct text_list steps = TEXT_LIST_INIT;
	const cJSON *at = object;

	if (strcmp(path, "source") == 0) {
		const char *component = json_str_at(object, "source", "component", NULL);

		return xstrdup(*component != '\0' ? component
						  : json_str(object, "reportingComponent"));
	}
	text_list_split(&steps, path, '.');
	for (size_t i = 0; i < steps.n; i++)
		at = json_child(at, steps.items[i]);
	return xstrdup(cJSON_IsString(at) ? at->valuestring : "");
}

static bool matches(const struct listing *listing, const cJSON *object)
{
	return label_selector_matches(listing->labels,
				      json_get(object, "metadata", "labels", NULL)) &&
	       (listing->fields == NULL ||
		field_selector_matches(listing->fields, field_value, object));
}

/* Takes the object over. */
static void add_item(const struct listing *listing, cJSON *object)
{
	const struct request *request = listing->handling->op.request;

	json_set_str(object, "apiVersion", listing->api_version);
	json_set_str(object, "kind", request->resource->kind);
	json_append(listing->handling->response->items, object);
}

/* A selector on the name of a known namespace asks for one key. */
static bool list_one(const struct listing *listing, const char *name, struct error *err)
{
	const struct request *request = listing->handling->op.request;
	CLEANUP(json) cJSON *object = NULL;
	enum store_answer answer = object_load(listing->handling->op.tx, request->resource,
					       request->namespace, name, &object, err);

	if (answer == STORE_FOUND && matches(listing, object))
		add_item(listing, TAKE(object));
	return answer != STORE_FAILED;
}

/* One more match than the limit shows that there is more. */
static bool take_entry(const struct listing *listing, const struct store_entry *entry,
		       char **last_key, bool *ret_full, struct error *err)
{
	const struct request *request = listing->handling->op.request;
	struct response *response = listing->handling->response;
	CLEANUP(json) cJSON *object = NULL;

	if (!object_decode(request->resource, entry, &object, err))
		return false;
	if (!matches(listing, object))
		return true;
	if (request->limit != 0 && json_size(response->items) == request->limit) {
		response->continue_token = TAKE(*last_key);
		*ret_full = true;
		return true;
	}
	add_item(listing, TAKE(object));
	free(*last_key);
	*last_key = xstrndup(entry->key.data, entry->key.length);
	return true;
}

static bool list_range(const struct listing *listing, struct error *err)
{
	const struct request *request = listing->handling->op.request;
	const char *after = request->continue_token != NULL ? request->continue_token : "";
	CLEANUP(str)
	char *prefix = *request->namespace != '\0' && request->resource->namespaced
			       ? object_key(request->resource, request->namespace, "")
			       : xasprintf("%s/", request->resource->plural);
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(str) char *last_key = NULL;
	enum store_answer answer = STORE_ABSENT;
	struct store_entry entry;
	bool full = false;

	if (!store_scan_prefix(listing->handling->op.tx, STORE_OBJECTS, bytes_of(prefix),
			       bytes_of(after), &cursor, err))
		return false;
	while (!full && (answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		if (!take_entry(listing, &entry, &last_key, &full, err))
			return false;
	return answer != STORE_FAILED;
}

bool handle_list(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	__attribute__((cleanup(listing_cleanup))) struct listing listing = {
		.handling = handling,
		.api_version = resource_api_version(request->resource, request->version),
	};
	const char *name;

	if (!parse_selectors(&listing, err))
		return false;
	handling->response->items = cJSON_CreateArray();
	name = field_selector_name(listing.fields);
	if (name != NULL && strchr(name, '/') == NULL &&
	    (*request->namespace != '\0' || !request->resource->namespaced))
		return list_one(&listing, name, err);
	return list_range(&listing, err);
}
