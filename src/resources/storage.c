/* The stored form of objects. A value is compact JSON without what the key and the columns beside
 * it say (apiVersion, kind, name, namespace, resourceVersion), or a kind's own compact form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/resource.h"
#include "stored_fields.h"

char *object_key(const struct resource *resource, const char *namespace, const char *name)
{
	if (!resource->namespaced)
		return xasprintf("%s/%s", resource->plural, name);
	return xasprintf("%s/%s/%s", resource->plural, namespace, name);
}

/* Splits "services/default/web" into its last two parts. */
static void split_key(const struct resource *resource, struct bytes key,
		      struct bytes *ret_namespace, struct bytes *ret_name)
{
	const char *text = key.data, *end = text + key.length;
	const char *rest = text + strlen(resource->plural) + 1;
	const char *slash = resource->namespaced ? memchr(rest, '/', (size_t)(end - rest)) : NULL;

	*ret_namespace = (struct bytes) { rest, slash != NULL ? (size_t)(slash - rest) : 0 };
	rest = slash != NULL ? slash + 1 : rest;
	*ret_name = (struct bytes) { rest, (size_t)(end - rest) };
}

static void set_bytes(cJSON *object, const char *key, struct bytes text)
{
	CLEANUP(str) char *copy = xstrndup(text.data, text.length);

	json_set_str(object, key, copy);
}

static void set_revision(cJSON *metadata, int64_t revision)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)revision);
	json_set_str(metadata, "resourceVersion", text);
}

static bool damaged(const struct store_entry *entry, const char *why, struct error *err)
{
	return error_set(err, REASON_INTERNAL_ERROR,
			 "Internal error occurred: the stored %.*s is damaged: %s",
			 (int)entry->key.length, (const char *)entry->key.data, why);
}

bool object_decode(const struct resource *resource, const struct store_entry *entry,
		   cJSON **ret_object, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error damage = ERROR_INIT;
	struct bytes namespace, name;
	cJSON *metadata;

	split_key(resource, entry->key, &namespace, &name);
	if (resource->decode != NULL)
		object = resource->decode(name, entry->value);
	if (object == NULL &&
	    !json_parse(entry->value.data, entry->value.length, NULL, &object, &damage))
		return damaged(entry, damage.message, err);
	if (!cJSON_IsObject(object))
		return damaged(entry, "no object", err);
	metadata = json_ensure_object(object, "metadata");
	set_bytes(metadata, "name", name);
	if (resource->namespaced)
		set_bytes(metadata, "namespace", namespace);
	set_revision(metadata, entry->modified);
	*ret_object = TAKE(object);
	return true;
}

/* Puts an item that lives in the arena in front of an object's others. */
static cJSON *put_in(struct arena *arena, cJSON *object, const char *key, int type)
{
	cJSON *item = arena_zalloc(arena, 1, sizeof(*item)), *first = object->child;

	item->type = type;
	item->string = arena_str(arena, key);
	item->prev = first != NULL ? first->prev : item;
	item->next = first;
	if (first != NULL)
		first->prev = item;
	object->child = item;
	return item;
}

bool object_decode_spec(const struct resource *resource, const struct store_entry *entry,
			struct arena *arena, cJSON **ret_object, struct error *err)
{
	CLEANUP(error) struct error damage = ERROR_INIT;
	struct bytes namespace, name;
	cJSON *object, *metadata;

	split_key(resource, entry->key, &namespace, &name);
	if (!json_parse_in(arena, entry->value.data, entry->value.length, "spec", &object, &damage))
		return damaged(entry, damage.message, err);
	if (!cJSON_IsObject(object))
		return damaged(entry, "no object", err);
	metadata = put_in(arena, object, "metadata", cJSON_Object);
	put_in(arena, metadata, "name", cJSON_String)->valuestring =
		arena_copy(arena, name.data, name.length);
	*ret_object = object;
	return true;
}

static enum store_answer load(struct store_tx *tx, const struct resource *resource,
			      const char *namespace, const char *name, cJSON **ret_object,
			      struct error *err)
{
	CLEANUP(str) char *key = object_key(resource, namespace, name);
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	struct store_entry entry;
	enum store_answer answer = store_get(tx, STORE_OBJECTS, bytes_of(key), &value, err);

	if (answer != STORE_FOUND)
		return answer;
	entry = (struct store_entry) {
		.key = bytes_of(key),
		.value = { value.bytes, value.length },
		.created = value.created,
		.modified = value.modified,
	};
	return object_decode(resource, &entry, ret_object, err) ? STORE_FOUND : STORE_FAILED;
}

enum store_answer object_load(struct store_tx *tx, const struct resource *resource,
			      const char *namespace, const char *name, cJSON **ret_object,
			      struct error *err)
{
	enum store_answer answer = load(tx, resource, namespace, name, ret_object, err);

	if (answer == STORE_FOUND)
		json_remove(json_child(*ret_object, "metadata"), "managedFields");
	return answer;
}

enum store_answer object_load_owned(struct store_tx *tx, const struct resource *resource,
				    const char *namespace, const char *name, cJSON **ret_object,
				    struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;
	enum store_answer answer = load(tx, resource, namespace, name, &object, err);

	if (answer != STORE_FOUND)
		return answer;
	if (!managed_fields_unpack(tx, object, err))
		return STORE_FAILED;
	*ret_object = TAKE(object);
	return STORE_FOUND;
}

/* The JSON text of the object without what the key and the columns say, and with packed
 * managedFields. */
static bool encode_json(struct store_tx *tx, cJSON *object, struct strbuf *out, struct error *err)
{
	static const char *const outer[] = { "apiVersion", "kind" };
	static const char *const inner[] = { "name", "namespace", "resourceVersion",
					     "managedFields" };
	cJSON *metadata = json_child(object, "metadata"), *packed = NULL;
	cJSON *held[ARRAY_LEN(outer) + ARRAY_LEN(inner)];
	size_t n = 0;

	if (!managed_fields_pack(tx, json_child(metadata, "managedFields"), &packed, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(outer); i++)
		held[n++] = json_take(object, outer[i]);
	for (size_t i = 0; i < ARRAY_LEN(inner); i++)
		held[n++] = json_take(metadata, inner[i]);
	if (packed != NULL)
		json_set(metadata, "managedFields", packed);
	json_print(object, JSON_COMPACT, out);
	json_remove(metadata, "managedFields");
	n = 0;
	for (size_t i = 0; i < ARRAY_LEN(outer); i++, n++)
		if (held[n] != NULL)
			json_set(object, outer[i], held[n]);
	for (size_t i = 0; i < ARRAY_LEN(inner); i++, n++)
		if (held[n] != NULL)
			json_set(metadata, inner[i], held[n]);
	return true;
}

bool object_store(struct store_tx *tx, const struct resource *resource, cJSON *object,
		  const cJSON *old, int64_t revision, struct error *err)
{
	cJSON *metadata = json_child(object, "metadata");
	CLEANUP(str)
	char *key =
		object_key(resource, json_str(metadata, "namespace"), json_str(metadata, "name"));
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct bytes value;

	if ((resource->encode == NULL || !resource->encode(object, &text)) &&
	    !encode_json(tx, object, &text, err))
		return false;
	value = (struct bytes) { text.text, text.length };
	if (revision == 0 ? !store_put(tx, STORE_OBJECTS, bytes_of(key), value, err)
			  : !store_put_at(tx, bytes_of(key), value, revision, err))
		return false;
	set_revision(metadata, revision == 0 ? store_revision(tx) + 1 : revision);
	return resource->index == NULL || resource->index(tx, object, old, err);
}

bool object_erase(struct store_tx *tx, const struct resource *resource, const cJSON *old,
		  struct error *err)
{
	CLEANUP(str)
	char *key = object_key(resource, json_str_at(old, "metadata", "namespace", NULL),
			       json_str_at(old, "metadata", "name", NULL));

	if (!store_delete(tx, STORE_OBJECTS, bytes_of(key), err))
		return false;
	return resource->index == NULL || resource->index(tx, NULL, old, err);
}
