/* An object of a file as a server completes it before policies see it, but for what needs a state:
 * allocated addresses and ports. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/random.h"
#include "policy_test.h"

/* A generated name is as good as any other, and the same each time. */
#define GENERATED_SUFFIX "xxxxx"

/* ---- decoding ---- */

static bool refuse(const struct manifest *manifest, const char *why, struct error *err)
{
	const char *kind = manifest->resource->kind;

	return error_set(err, REASON_BAD_REQUEST,
			 "%s in version \"%s\" cannot be handled as a %s: %s", kind,
			 manifest->version, kind, why);
}

static bool decode(const struct manifest *manifest, cJSON **ret_object, struct error *err)
{
	const struct resource *resource = manifest->resource;
	CLEANUP(text_list) struct text_list unknown = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(json) cJSON *object = NULL;

	if (!schema_decode(resource->schema, manifest->object, &unknown, &object, &problem))
		return refuse(manifest, problem.message, err);
	for (size_t i = 0; i < unknown.n; i++)
		strbuf_addf(&why, "%s%s",
			    i > 0 ? ", " : "strict decoding error: ", unknown.items[i]);
	if (unknown.n > 0)
		return refuse(manifest, why.text, err);
	json_ensure_object(object, "metadata");
	if (resource->set_defaults != NULL)
		resource->set_defaults(object);
	schema_complete(resource->schema, object);
	json_remove(object, "apiVersion");
	json_remove(object, "kind");
	*ret_object = TAKE(object);
	return true;
}

/* ---- what a server sets ---- */

static void generate_name(const struct resource *resource, cJSON *object)
{
	cJSON *metadata = json_child(object, "metadata");
	const char *base = json_str(metadata, "generateName");
	CLEANUP(str) char *name = NULL;

	if (*json_str(metadata, "name") != '\0' || *base == '\0')
		return;
	name = xasprintf("%s%s", base, resource->generate_name_literal ? "" : GENERATED_SUFFIX);
	json_set_str(metadata, "name", name);
	if (resource->set_defaults != NULL)
		resource->set_defaults(object);
}

static void fill_metadata(const struct resource *resource, cJSON *object)
{
	static const char *const not_the_clients[] = {
		"resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds",
		"generation",      "selfLink",          "managedFields"
	};
	cJSON *metadata = json_child(object, "metadata");
	char uid[UID_TEXT_SIZE], now[TIME_TEXT_SIZE];
	struct random random;

	for (size_t i = 0; i < ARRAY_LEN(not_the_clients); i++)
		json_remove(metadata, not_the_clients[i]);
	random_init(&random, 0);
	random_uid(&random, uid);
	time_format(clock_now(), now);
	json_set_str(metadata, "uid", uid);
	json_set_str(metadata, "creationTimestamp", now);
	if (resource->keeps_generation)
		json_set_int(metadata, "generation", 1);
	generate_name(resource, object);
}

/* What was given once stays as it is. */
static void keep_metadata(cJSON *object, const cJSON *old)
{
	static const char *const kept[] = { "uid",
					    "creationTimestamp",
					    "generation",
					    "resourceVersion",
					    "deletionTimestamp",
					    "deletionGracePeriodSeconds" };

	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		const cJSON *value = json_get(old, "metadata", kept[i], NULL);

		if (value != NULL)
			json_set(json_child(object, "metadata"), kept[i], json_copy(value));
		else
			json_remove(json_child(object, "metadata"), kept[i]);
	}
}

/* ---- both ---- */

bool complete_old(const struct manifest *manifest, cJSON **ret_object, struct error *err)
{
	CLEANUP(json) cJSON *written = NULL;

	if (!decode(manifest, &written, err))
		return false;
	*ret_object = json_copy(written);
	fill_metadata(manifest->resource, *ret_object);
	for (const cJSON *item = json_child(written, "metadata")->child; item != NULL;
	     item = item->next)
		if (!json_is_empty(item))
			json_set(json_child(*ret_object, "metadata"), item->string,
				 json_copy(item));
	json_remove(json_child(*ret_object, "metadata"), "managedFields");
	return true;
}

bool complete_object(const struct manifest *manifest, const cJSON *old, cJSON **ret_object,
		     struct error *err)
{
	const struct resource *resource = manifest->resource;
	CLEANUP(json) cJSON *object = NULL;

	if (!decode(manifest, &object, err))
		return false;
	fill_metadata(resource, object);
	if (old != NULL) {
		keep_metadata(object, old);
		if (resource->prepare_update != NULL)
			resource->prepare_update(object, old, "");
	} else if (resource->prepare_create != NULL) {
		resource->prepare_create(object);
	}
	if (!resource_validate_create(resource, object, err))
		return false;
	*ret_object = TAKE(object);
	return true;
}
