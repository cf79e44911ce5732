/* Objects that are written alike have the same owned fields, so each distinct FieldsV1 is stored
 * once, under a key made of its hash, and an object's row refers to it:
 *
 *     ["kubectl-create","Update","v1",1746093600,"fd2b9f0a64e3c517"]
 *
 * with the subresource behind that when there is one. An entry of any other form than the server's
 * own is stored as it is. Texts that no object refers to any more stay: they are few and small. */
#include "stored_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/ownership.h"
#include "cidrctl/resource.h"

#define HASH_TEXT_SIZE 17
#define KEY_PREFIX "fields/"
#define KEY_SIZE (sizeof(KEY_PREFIX) + HASH_TEXT_SIZE)

enum part { PART_MANAGER, PART_OPERATION, PART_API_VERSION, PART_TIME, PART_HASH };

/* ---- the texts ---- */

/* FNV-1a. */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return value;
}

/* Stores the text unless it is there. A place that another text has is passed by. */
static bool intern(struct store_tx *tx, struct bytes text, char ret_hash[HASH_TEXT_SIZE],
		   struct error *err)
{
	for (uint64_t place = hash(text.data, text.length);; place++) {
		CLEANUP(store_value) struct store_value found = STORE_VALUE_INIT;
		char key[KEY_SIZE];

		snprintf(key, sizeof(key), KEY_PREFIX "%016" PRIx64, place);
		memcpy(ret_hash, key + strlen(KEY_PREFIX), HASH_TEXT_SIZE);
		switch (store_get(tx, STORE_OBJECTS, bytes_of(key), &found, err)) {
		case STORE_FAILED:
			return false;
		case STORE_ABSENT:
			return store_put(tx, STORE_OBJECTS, bytes_of(key), text, err);
		case STORE_FOUND:
			break;
		}
		if (found.length == text.length && memcmp(found.bytes, text.data, text.length) == 0)
			return true;
	}
}

/* Owned. */
static bool load(struct store_tx *tx, const char *hash_text, char **ret_text, struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	char key[KEY_SIZE];

	snprintf(key, sizeof(key), KEY_PREFIX "%s", hash_text);
	switch (store_get(tx, STORE_OBJECTS, bytes_of(key), &value, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		*ret_text = xstrndup(value.bytes, value.length);
		return true;
	case STORE_ABSENT:
		break;
	}
	return error_set(err, REASON_INTERNAL_ERROR, "Internal error occurred: %s is missing", key);
}

/* ---- the entries ---- */

/* The time as a number, null when there is none. NULL for a text that time_format would not give
 * back. */
static cJSON *pack_time(const cJSON *time)
{
	char same[TIME_TEXT_SIZE];
	int64_t micro;

	if (time == NULL)
		return cJSON_CreateNull();
	if (!cJSON_IsString(time) || !time_parse(time->valuestring, &micro))
		return NULL;
	time_format(micro / 1000000, same);
	return strcmp(time->valuestring, same) == 0 ? json_new_int(micro / 1000000) : NULL;
}

/* Whether the entry has the server's form, which packing keeps, its set as text or as a tree. */
static bool is_regular(const cJSON *entry)
{
	static const char *const texts[] = { "manager", "operation", "apiVersion", "fieldsType" };
	const cJSON *subresource = json_child(entry, "subresource");
	size_t n = ARRAY_LEN(texts) + 1;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!cJSON_IsString(json_child(entry, texts[i])))
			return false;
	n += json_child(entry, "time") != NULL;
	n += subresource != NULL;
	return strcmp(json_str(entry, "fieldsType"), "FieldsV1") == 0 &&
	       (cJSON_IsObject(json_child(entry, "fieldsV1")) ||
		cJSON_IsString(json_child(entry, OWNERSHIP_FIELDS_TEXT))) &&
	       (subresource == NULL || cJSON_IsString(subresource)) && json_size(entry) == n;
}

static bool intern_fields(struct store_tx *tx, const cJSON *entry, char ret_hash[HASH_TEXT_SIZE],
			  struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (json_child(entry, OWNERSHIP_FIELDS_TEXT) != NULL)
		return intern(tx, bytes_of(json_str(entry, OWNERSHIP_FIELDS_TEXT)), ret_hash, err);
	json_print(json_child(entry, "fieldsV1"), JSON_COMPACT, &text);
	return intern(tx, (struct bytes) { text.text, text.length }, ret_hash, err);
}

/* *ret_packed is a copy of an entry that has another form. */
static bool pack_entry(struct store_tx *tx, const cJSON *entry, cJSON **ret_packed,
		       struct error *err)
{
	CLEANUP(json) cJSON *time = is_regular(entry) ? pack_time(json_child(entry, "time")) : NULL;
	char hash_text[HASH_TEXT_SIZE];
	cJSON *packed;

	if (time == NULL) {
		*ret_packed = json_copy(entry);
		return true;
	}
	if (!intern_fields(tx, entry, hash_text, err))
		return false;
	packed = cJSON_CreateArray();
	json_append_str(packed, json_str(entry, "manager"));
	json_append_str(packed, json_str(entry, "operation"));
	json_append_str(packed, json_str(entry, "apiVersion"));
	json_append(packed, TAKE(time));
	json_append_str(packed, hash_text);
	if (json_child(entry, "subresource") != NULL)
		json_append_str(packed, json_str(entry, "subresource"));
	*ret_packed = packed;
	return true;
}

bool managed_fields_pack(struct store_tx *tx, const cJSON *list, cJSON **ret_packed,
			 struct error *err)
{
	CLEANUP(json) cJSON *result = cJSON_CreateArray();
	const cJSON *entry;

	if (!cJSON_IsArray(list)) {
		*ret_packed = json_copy(list);
		return true;
	}
	cJSON_ArrayForEach (entry, list) {
		cJSON *packed;

		if (!pack_entry(tx, entry, &packed, err))
			return false;
		json_append(result, packed);
	}
	*ret_packed = TAKE(result);
	return true;
}

static const char *part(const cJSON *packed, int i)
{
	const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(packed, i));

	return text != NULL ? text : "";
}

static bool unpack_entry(struct store_tx *tx, const cJSON *packed, cJSON **ret_entry,
			 struct error *err)
{
	CLEANUP(str) char *text = NULL;
	char time[TIME_TEXT_SIZE];
	cJSON *entry;
	int64_t seconds;

	if (!load(tx, part(packed, PART_HASH), &text, err))
		return false;
	entry = cJSON_CreateObject();
	json_set_str(entry, "manager", part(packed, PART_MANAGER));
	json_set_str(entry, "operation", part(packed, PART_OPERATION));
	json_set_str(entry, "apiVersion", part(packed, PART_API_VERSION));
	if (json_int(cJSON_GetArrayItem(packed, PART_TIME), &seconds)) {
		time_format(seconds, time);
		json_set_str(entry, "time", time);
	}
	json_set_str(entry, "fieldsType", "FieldsV1");
	json_set_str(entry, OWNERSHIP_FIELDS_TEXT, text);
	if (json_size(packed) > PART_HASH + 1)
		json_set_str(entry, "subresource", part(packed, PART_HASH + 1));
	*ret_entry = entry;
	return true;
}

bool managed_fields_unpack(struct store_tx *tx, cJSON *object, struct error *err)
{
	cJSON *list = json_get(object, "metadata", "managedFields", NULL);
	cJSON *item = cJSON_IsArray(list) ? list->child : NULL, *next, *entry;

	for (int i = 0; item != NULL; i++, item = next) {
		next = item->next;
		if (!cJSON_IsArray(item))
			continue;
		if (!unpack_entry(tx, item, &entry, err))
			return false;
		cJSON_ReplaceItemInArray(list, i, entry);
	}
	return true;
}
