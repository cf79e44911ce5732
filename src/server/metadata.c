/* What the server itself decides about an object's metadata.
 * Source: kubernetes apiserver pkg/registry/rest/{create,update,meta}.go, pkg/registry/generic/
 * registry/store.go; apimachinery names/generate.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

#define GENERATED_SUFFIX 5
#define GENERATE_ATTEMPTS 8
#define MAX_GENERATED_BASE 58

bool error_conflict(const struct resource *resource, const char *name, struct error *err)
{
	CLEANUP(str) char *plural = resource_full_name(resource);

	error_set(
		err, REASON_CONFLICT,
		"Operation cannot be fulfilled on %s \"%s\": the object has been modified; please "
		"apply your changes to the latest version and try again",
		plural, name);
	error_set_details(err, resource->plural, resource->group, name);
	return false;
}

bool check_body_namespace(const struct request *request, cJSON *object, bool create,
			  struct error *err)
{
	cJSON *metadata = json_child(object, "metadata");
	const char *namespace = json_str(metadata, "namespace");

	if (!request->resource->namespaced) {
		json_remove(metadata, "namespace");
		return true;
	}
	if (*namespace == '\0') {
		json_set_str(metadata, "namespace", request->namespace);
		return true;
	}
	if (strcmp(namespace, request->namespace) == 0)
		return true;
	if (create)
		return error_set(
			err, REASON_BAD_REQUEST,
			"the namespace of the provided object does not match the namespace "
			"sent on the request");
	return error_set(
		err, REASON_BAD_REQUEST,
		"the namespace of the object (%s) does not match the namespace on the request "
		"(%s)",
		namespace, request->namespace);
}

static bool generate_name(struct handling *handling, cJSON *metadata, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;
	const char *base = json_str(metadata, "generateName");
	const char *namespace = json_str(metadata, "namespace");
	char suffix[GENERATED_SUFFIX + 1];

	if (resource->generate_name_literal) {
		json_set_str(metadata, "name", base);
		return true;
	}
	for (int attempt = 0; attempt < GENERATE_ATTEMPTS; attempt++) {
		CLEANUP(str) char *key = NULL, *name = NULL;
		CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
		enum store_answer answer;

		random_suffix(handling->op.random, suffix, GENERATED_SUFFIX);
		name = xasprintf("%.*s%s", MAX_GENERATED_BASE, base, suffix);
		key = object_key(resource, namespace, name);
		answer = store_get(handling->op.tx, STORE_OBJECTS, bytes_of(key), &value, err);
		if (answer == STORE_FAILED)
			return false;
		json_set_str(metadata, "name", name);
		if (answer == STORE_ABSENT)
			return true;
	}
	CLEANUP(str) char *plural = resource_full_name(resource);

	error_set(err, REASON_ALREADY_EXISTS,
		  "%s \"%s\" already exists, the server was not able to generate a unique name for "
		  "the object",
		  plural, json_str(metadata, "name"));
	error_set_details(err, resource->plural, resource->group, json_str(metadata, "name"));
	return false;
}

void drop_system_metadata(cJSON *object)
{
	static const char *const not_the_clients[] = { "deletionTimestamp",
						       "deletionGracePeriodSeconds", "generation",
						       "selfLink" };
	cJSON *metadata = json_child(object, "metadata");

	for (size_t i = 0; i < ARRAY_LEN(not_the_clients); i++)
		json_remove(metadata, not_the_clients[i]);
}

bool fill_metadata_for_create(struct handling *handling, cJSON *object, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;
	cJSON *metadata = json_child(object, "metadata");
	char uid[UID_TEXT_SIZE], now[TIME_TEXT_SIZE];

	if (*json_str(metadata, "resourceVersion") != '\0')
		return error_set(err, REASON_BAD_REQUEST,
				 "resourceVersion should not be set on objects to be created");
	drop_system_metadata(object);
	random_uid(handling->op.random, uid);
	time_format(handling->op.now_micro / 1000000, now);
	json_set_str(metadata, "uid", uid);
	json_set_str(metadata, "creationTimestamp", now);
	if (resource->keeps_generation)
		json_set_int(metadata, "generation", 1);
	if (*json_str(metadata, "name") != '\0' || *json_str(metadata, "generateName") == '\0')
		return true;
	if (!generate_name(handling, metadata, err))
		return false;
	if (resource->set_defaults != NULL)
		resource->set_defaults(object);
	return true;
}

/* Puts the stored value back at a key that clients cannot change. */
static void restore(cJSON *metadata, const cJSON *old_metadata, const char *key)
{
	cJSON *old = json_child(old_metadata, key);

	if (old == NULL)
		json_remove(metadata, key);
	else
		json_set(metadata, key, json_copy(old));
}

/* The API server's own key of the object. Services share theirs with other records. */
static char *registry_key(const struct request *request)
{
	CLEANUP(str) char *key = object_key(request->resource, request->namespace, request->name);

	if (request->resource != &resource_service)
		return xasprintf("/registry/%s", key);
	return xasprintf("/registry/services/specs/%s/%s", request->namespace, request->name);
}

bool check_uid(const struct request *request, const cJSON *metadata, const cJSON *old_metadata,
	       struct error *err)
{
	const struct resource *resource = request->resource;
	const char *uid = json_str(metadata, "uid"), *old_uid = json_str(old_metadata, "uid");
	CLEANUP(str) char *plural = resource_full_name(resource);
	CLEANUP(str) char *key = registry_key(request);

	if (*uid == '\0' || strcmp(uid, old_uid) == 0)
		return true;
	error_set(err, REASON_CONFLICT,
		  "Operation cannot be fulfilled on %s \"%s\": StorageError: invalid object, Code: "
		  "4, Key: %s, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in "
		  "precondition: %s, UID in object meta: %s",
		  plural, request->name, key, uid, old_uid);
	error_set_details(err, resource->plural, resource->group, request->name);
	return false;
}

bool fill_metadata_for_update(const struct request *request, cJSON *object, const cJSON *old,
			      struct error *err)
{
	static const char *const server_owned[] = { "uid", "creationTimestamp", "deletionTimestamp",
						    "deletionGracePeriodSeconds", "generation" };
	cJSON *metadata = json_child(object, "metadata");
	const cJSON *old_metadata = json_child(old, "metadata");
	const char *version = json_str(metadata, "resourceVersion");

	if (!check_uid(request, metadata, old_metadata, err))
		return false;
	if (*version != '\0' && strcmp(version, json_str(old_metadata, "resourceVersion")) != 0)
		return error_conflict(request->resource, request->name, err);
	for (size_t i = 0; i < ARRAY_LEN(server_owned); i++)
		restore(metadata, old_metadata, server_owned[i]);
	restore(metadata, old_metadata, "resourceVersion");
	return true;
}

static bool check_precondition(const struct request *request, const char *wanted, const char *have,
			       const char *what, const char *consequence, struct error *err)
{
	if (wanted == NULL || strcmp(wanted, have) == 0)
		return true;
	error_set(err, REASON_CONFLICT,
		  "Operation cannot be fulfilled on %s \"%s\": the %s in the precondition (%s) "
		  "does not "
		  "match the %s in record (%s). The object might have been %s",
		  request->resource->kind, request->name, what, wanted, what, have, consequence);
	error_set_details(err, request->resource->plural, request->resource->group, request->name);
	return false;
}

bool check_preconditions(const struct request *request, const cJSON *object, struct error *err)
{
	const cJSON *metadata = json_child(object, "metadata");

	return check_precondition(request, request->precondition_uid, json_str(metadata, "uid"),
				  "UID", "deleted and then recreated", err) &&
	       check_precondition(request, request->precondition_version,
				  json_str(metadata, "resourceVersion"), "ResourceVersion",
				  "modified", err);
}
