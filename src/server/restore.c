/* VERB_RESTORE: an object from elsewhere (another state, a live cluster) is stored as it is. It is
 * checked for what a store must rely on, and nothing else: no defaults, no allocation, no
 * admission. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

/* A key is made of these texts, so they must not be able to escape their place in it. */
static bool is_key_part(const char *text)
{
	return *text != '\0' && strchr(text, '/') == NULL;
}

static bool invalid(const struct request *request, const char *name, const char *why,
		    struct error *err)
{
	return error_set(err, REASON_BAD_REQUEST, "%s \"%s\" is not well-formed: %s",
			 request->resource->kind, name, why);
}

static bool check_form(const struct request *request, const cJSON *object, struct error *err)
{
	const cJSON *metadata = json_child(object, "metadata");
	const char *name = json_str(metadata, "name");
	CLEANUP(json) cJSON *decoded = NULL;
	CLEANUP(error) struct error why = ERROR_INIT;

	if (!cJSON_IsObject(metadata) || !is_key_part(name))
		return invalid(request, name, "metadata.name is missing or no name", err);
	if (request->resource->namespaced && !is_key_part(json_str(metadata, "namespace")))
		return invalid(request, name, "metadata.namespace is missing or no name", err);
	if (request->resource == &resource_ip_address) {
		CLEANUP(str) char *detail = address_check(name);

		if (detail != NULL)
			return invalid(request, name, detail, err);
	}
	if (!schema_decode(request->resource->schema, object, NULL, &decoded, &why))
		return invalid(request, name, why.message, err);
	return true;
}

/* The revision that the object had; 0 when it has none that can be kept. */
static int64_t kept_revision(const struct request *request, const cJSON *object)
{
	const char *text = json_str_at(object, "metadata", "resourceVersion", NULL);
	char *end;
	long long revision;

	if (!request->keep_revision || *text < '0' || *text > '9')
		return 0;
	revision = strtoll(text, &end, 10);
	return *end == '\0' && revision < INT64_MAX / 2 ? revision : 0;
}

bool handle_restore(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(json) cJSON *object = json_copy(request->object), *old = NULL;
	int64_t revision = kept_revision(request, object);

	if (!check_form(request, object, err) || !check_body_name(request, object, err) ||
	    !check_body_namespace(request, object, false, err) ||
	    object_load(handling->op.tx, request->resource, request->namespace, request->name, &old,
			err) == STORE_FAILED)
		return false;
	/* What a live cluster would complete when it reads an old record; --raw changes nothing. */
	if (!request->keep_revision)
		complete_stored(handling, object);
	if (revision > 0)
		store_raise_revision(handling->op.tx, revision);
	if ((request->resource->index_restored != NULL &&
	     !request->resource->index_restored(handling->op.tx, object, old, err)) ||
	    !object_store(handling->op.tx, request->resource, object, old, revision, err))
		return false;
	handling->server->has_written = true;
	answer_with(handling, TAKE(object));
	return true;
}
