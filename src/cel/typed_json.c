/* Values as JSON in which nothing is lost: an object of one member that names the type. It is the
 * notation of the language's conformance data: {"int": "5"}, {"bytes": "aGk="}, {"list": [...]},
 * {"map": [[KEY, VALUE], ...]}, {"optional": VALUE or null}. And as plain JSON, for people. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"
#include "internal.h"

/* ---- reading ---- */

typedef bool read_value(struct arena *arena, const cJSON *json, struct cel_value *ret_value);

static read_value read_any;

/* The bytes of a string of a tree, with real NULs. */
static struct cel_value raw_text(struct arena *arena, const cJSON *json)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_add_raw(&text, json->valuestring);
	return cel_from_text(arena_copy(arena, text.text, text.length), text.length);
}

static bool read_int(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	char *end;

	(void)arena;
	if (!cJSON_IsString(json))
		return false;
	errno = 0;
	*ret_value = cel_from_int(strtoll(json->valuestring, &end, 10));
	return errno == 0 && *end == '\0' && end > json->valuestring;
}

static bool read_uint(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	char *end;

	(void)arena;
	if (!cJSON_IsString(json))
		return false;
	errno = 0;
	*ret_value = cel_from_uint(strtoull(json->valuestring, &end, 10));
	return errno == 0 && *end == '\0' && json->valuestring[0] != '-' && end > json->valuestring;
}

static bool read_double(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	double value;

	(void)arena;
	if (!cJSON_IsString(json) ||
	    !cel_double_parse(json->valuestring, strlen(json->valuestring), &value))
		return false;
	*ret_value = cel_from_double(value);
	return true;
}

static bool read_string(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	if (!cJSON_IsString(json))
		return false;
	*ret_value = raw_text(arena, json);
	return true;
}

static bool read_bytes(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	CLEANUP(strbuf) struct strbuf bytes = STRBUF_INIT;
	size_t wrong_at;

	if (!cJSON_IsString(json) ||
	    !cel_base64_decode(json->valuestring, strlen(json->valuestring), &bytes, &wrong_at))
		return false;
	*ret_value = cel_from_bytes(arena_copy(arena, bytes.text, bytes.length), bytes.length);
	return true;
}

static bool read_bool(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	(void)arena;
	*ret_value = cel_from_bool(cJSON_IsTrue(json));
	return cJSON_IsBool(json);
}

static bool read_null(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	(void)arena;
	*ret_value = cel_null_value;
	return cJSON_IsNull(json);
}

static bool read_list(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	size_t n = json_size(json), i = 0;
	struct cel_value *items = arena_alloc(arena, n * sizeof(*items));
	const cJSON *item;

	if (!cJSON_IsArray(json))
		return false;
	cJSON_ArrayForEach (item, json)
		if (!read_any(arena, item, &items[i++]))
			return false;
	*ret_value = cel_from_items(arena, items, n);
	return true;
}

static bool read_map(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	size_t n = json_size(json), i = 0;
	struct cel_entry *entries = arena_alloc(arena, n * sizeof(*entries));
	const cJSON *item;

	if (!cJSON_IsArray(json))
		return false;
	cJSON_ArrayForEach (item, json) {
		if (json_size(item) != 2 || !read_any(arena, item->child, &entries[i].key) ||
		    !read_any(arena, item->child->next, &entries[i].value))
			return false;
		i++;
	}
	*ret_value = cel_from_entries(arena, entries, n);
	return true;
}

static bool read_type(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	const struct cel_type *type;

	if (!cJSON_IsString(json) || !cel_type_parse(json->valuestring, NULL, arena, &type))
		return false;
	*ret_value = cel_from_type(type);
	return true;
}

static bool read_timestamp(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	struct cel_timestamp timestamp;

	if (!cJSON_IsString(json) ||
	    !cel_timestamp_parse(json->valuestring, strlen(json->valuestring), &timestamp))
		return false;
	*ret_value = cel_from_timestamp(arena, timestamp);
	return true;
}

static bool read_duration(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	int64_t nanoseconds;

	(void)arena;
	if (!cJSON_IsString(json) ||
	    !cel_duration_parse(json->valuestring, strlen(json->valuestring), &nanoseconds))
		return false;
	*ret_value = cel_from_duration(nanoseconds);
	return true;
}

static bool read_optional(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	struct cel_value value;

	if (!cJSON_IsNull(json) && !read_any(arena, json, &value))
		return false;
	*ret_value = cel_from_optional(arena, cJSON_IsNull(json) ? NULL : &value);
	return true;
}

static const struct {
	const char *name;
	read_value *read;
} readers[] = {
	{ "int", read_int },
	{ "uint", read_uint },
	{ "double", read_double },
	{ "string", read_string },
	{ "bytes", read_bytes },
	{ "bool", read_bool },
	{ "null", read_null },
	{ "list", read_list },
	{ "map", read_map },
	{ "type", read_type },
	{ "timestamp", read_timestamp },
	{ "duration", read_duration },
	{ "optional", read_optional },
};

static bool read_any(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	if (!cJSON_IsObject(json) || json_size(json) != 1)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++)
		if (strcmp(readers[i].name, json->child->string) == 0)
			return readers[i].read(arena, json->child, ret_value);
	return false;
}

bool cel_from_typed_json(struct arena *arena, const cJSON *json, struct cel_value *ret_value)
{
	return read_any(arena, json, ret_value);
}

/* ---- writing ---- */

/* A string of a tree: no NUL in it. */
static cJSON *new_text(const char *text, size_t size)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\0')
			strbuf_add_char(&out, text[i]);
		else
			strbuf_add_str(&out, JSON_NUL);
	}
	return cJSON_CreateString(out.text);
}

static cJSON *new_buffer(const struct strbuf *text)
{
	return new_text(text->text, text->length);
}

static cJSON *double_text(double value)
{
	char text[CEL_DOUBLE_SIZE];

	if (isinf(value))
		return cJSON_CreateString(value > 0 ? "Infinity" : "-Infinity");
	cel_double_text(value, 21, text);
	return cJSON_CreateString(text);
}

static cJSON *bytes_text(const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_base64_encode(value->text, value->size, &text);
	return new_buffer(&text);
}

static cJSON *number_text(const char *format, uint64_t value)
{
	CLEANUP(str) char *text = NULL;

	text = strcmp(format, "d") == 0 ? xasprintf("%lld", (long long)value)
					: xasprintf("%llu", (unsigned long long)value);
	return cJSON_CreateString(text);
}

static cJSON *list_to_json(const struct cel_value *value, cJSON *to_json(const struct cel_value *))
{
	const struct cel_list *list = cel_items(value);
	cJSON *json = cJSON_CreateArray();

	for (size_t i = 0; i < list->n; i++)
		json_append(json, to_json(&list->items[i]));
	return json;
}

static cJSON *map_to_typed_json(const struct cel_value *value)
{
	const struct cel_map *map = cel_entries(value);
	cJSON *json = cJSON_CreateArray();

	for (size_t i = 0; i < map->n; i++) {
		struct cel_value element = cel_map_value(map, i);
		cJSON *entry = cJSON_CreateArray();

		json_append(entry, cel_to_typed_json(&map->entries[i].key));
		json_append(entry, cel_to_typed_json(&element));
		json_append(json, entry);
	}
	return json;
}

static cJSON *time_text(const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (value->kind == CEL_DURATION)
		cel_print_duration(value->nanoseconds, &text);
	else
		cel_print_timestamp(value->timestamp, &text);
	return new_buffer(&text);
}

/* Every digit of it, which string() does not give for a long one. */
static cJSON *exact_duration(int64_t nanoseconds)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	uint64_t rest = nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;

	strbuf_addf(&text, "%s%" PRIu64, nanoseconds < 0 ? "-" : "", rest / 1000000000);
	if (rest % 1000000000 != 0) {
		strbuf_addf(&text, ".%09" PRIu64, rest % 1000000000);
		while (text.text[text.length - 1] == '0')
			strbuf_truncate(&text, text.length - 1);
	}
	strbuf_add_char(&text, 's');
	return new_buffer(&text);
}

static cJSON *typed(const char *name, cJSON *value)
{
	cJSON *json = cJSON_CreateObject();

	json_set(json, name, value);
	return json;
}

cJSON *cel_to_typed_json(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_BOOL:
		return typed("bool", cJSON_CreateBool(value->boolean));
	case CEL_INT:
		return typed("int", number_text("d", value->uinteger));
	case CEL_UINT:
		return typed("uint", number_text("u", value->uinteger));
	case CEL_DOUBLE:
		return typed("double", double_text(value->number));
	case CEL_STRING:
		return typed("string", new_text(value->text, value->size));
	case CEL_BYTES:
		return typed("bytes", bytes_text(value));
	case CEL_TIMESTAMP:
		return typed("timestamp", time_text(value));
	case CEL_DURATION:
		return typed("duration", exact_duration(value->nanoseconds));
	case CEL_LIST:
		return typed("list", list_to_json(value, cel_to_typed_json));
	case CEL_MAP:
		return typed("map", map_to_typed_json(value));
	case CEL_TYPE:
		return typed("type", cJSON_CreateString(value->type->name));
	case CEL_OPTIONAL:
		return typed("optional", value->optional != NULL
						 ? cel_to_typed_json(value->optional)
						 : cJSON_CreateNull());
	case CEL_OPAQUE:
		return typed("opaque", cJSON_CreateString(cel_type_of(value)->name));
	default:
		return typed("null", cJSON_CreateNull());
	}
}

/* ---- plain ---- */

static void add_key(const struct cel_value *key, struct strbuf *out)
{
	if (key->kind == CEL_STRING)
		strbuf_add(out, key->text, key->size);
	else
		cel_print(key, out);
}

static cJSON *map_to_json(const struct cel_value *value)
{
	const struct cel_map *map = cel_entries(value);
	cJSON *json = cJSON_CreateObject();

	for (size_t i = 0; i < map->n; i++) {
		CLEANUP(strbuf) struct strbuf key = STRBUF_INIT;
		struct cel_value element = cel_map_value(map, i);

		add_key(&map->entries[i].key, &key);
		cJSON_AddItemToObject(json, key.text, cel_to_json(&element));
	}
	return json;
}

static cJSON *printed(const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print(value, &text);
	return new_buffer(&text);
}

static cJSON *literal(const cJSON *text)
{
	return json_new_number(text->valuestring, strlen(text->valuestring));
}

static cJSON *number_to_json(const struct cel_value *value)
{
	CLEANUP(json)
	cJSON *text = value->kind == CEL_DOUBLE ? double_text(value->number)
		      : value->kind == CEL_INT  ? number_text("d", value->uinteger)
						: number_text("u", value->uinteger);

	/* What JSON has no number for is its name. */
	if (value->kind == CEL_DOUBLE && !isfinite(value->number))
		return TAKE(text);
	return literal(text);
}

cJSON *cel_to_json(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_BOOL:
		return cJSON_CreateBool(value->boolean);
	case CEL_INT:
	case CEL_UINT:
	case CEL_DOUBLE:
		return number_to_json(value);
	case CEL_STRING:
		return new_text(value->text, value->size);
	case CEL_BYTES:
		return bytes_text(value);
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		return time_text(value);
	case CEL_LIST:
		return list_to_json(value, cel_to_json);
	case CEL_MAP:
		return map_to_json(value);
	case CEL_TYPE:
		return cJSON_CreateString(value->type->name);
	case CEL_OPTIONAL:
		return value->optional != NULL ? cel_to_json(value->optional) : cJSON_CreateNull();
	case CEL_OPAQUE:
		return printed(value);
	default:
		return cJSON_CreateNull();
	}
}
