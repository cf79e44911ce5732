/* Which objects a list, a watch or a collection's deletion is about. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void collection_cleanup(struct collection *collection)
{
	label_selector_destroy(collection->labels);
	field_selector_destroy(collection->fields);
	free(collection->api_version);
}

static bool is_known_label(const void *context, const char *path)
{
	const struct resource *resource = context;

	for (const char *const *at = resource->field_labels; *at != NULL; at++)
		if (strcmp(*at, path) == 0)
			return true;
	return false;
}

static bool check_field_labels(const struct resource *resource, const struct field_selector *fields,
			       struct error *err)
{
	const char *unknown = field_selector_unknown(fields, is_known_label, resource);

	if (unknown == NULL)
		return true;
	if (resource->field_labels_plain)
		return error_set(err, REASON_BAD_REQUEST,
				 "\"%s\" is not a known field selector: only \"metadata.name\", "
				 "\"metadata.namespace\"",
				 unknown);
	return error_set(err, REASON_BAD_REQUEST, "field label not supported: %s", unknown);
}

bool collection_init(struct collection *collection, struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	const char *labels = request->label_selector, *fields = request->field_selector;

	collection->handling = handling;
	collection->api_version = resource_api_version(request->resource, request->version);
	if ((labels != NULL && *labels != '\0' &&
	     !label_selector_parse(labels, &collection->labels, err)) ||
	    (fields != NULL && *fields != '\0' &&
	     !field_selector_parse(fields, &collection->fields, err)))
		return false;
	return collection->fields == NULL ||
	       check_field_labels(request->resource, collection->fields, err);
}

char *collection_prefix(const struct collection *collection)
{
	const struct request *request = collection->handling->op.request;

	if (*request->namespace != '\0' && request->resource->namespaced)
		return object_key(request->resource, request->namespace, "");
	return xasprintf("%s/", request->resource->plural);
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

bool collection_matches(const struct collection *collection, const cJSON *object)
{
	return label_selector_matches(collection->labels,
				      json_get(object, "metadata", "labels", NULL)) &&
	       (collection->fields == NULL ||
		field_selector_matches(collection->fields, field_value, object));
}

void collection_type(const struct collection *collection, cJSON *object)
{
	json_set_str(object, "apiVersion", collection->api_version);
	json_set_str(object, "kind", collection->handling->op.request->resource->kind);
}
