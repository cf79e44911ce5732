/* Values: making them, and reading lists and maps. */
#include "plan.h"

#include <string.h>

const struct cel_value cel_null_value = { .kind = CEL_NULL };

struct cel_value cel_from_bool(bool value)
{
	return (struct cel_value) { .kind = CEL_BOOL, .boolean = value };
}

struct cel_value cel_from_int(int64_t value)
{
	return (struct cel_value) { .kind = CEL_INT, .integer = value };
}

struct cel_value cel_from_uint(uint64_t value)
{
	return (struct cel_value) { .kind = CEL_UINT, .uinteger = value };
}

struct cel_value cel_from_double(double value)
{
	return (struct cel_value) { .kind = CEL_DOUBLE, .number = value };
}

struct cel_value cel_from_text(const char *text, size_t size)
{
	return (struct cel_value) { .kind = CEL_STRING, .size = (uint32_t)size, .text = text };
}

struct cel_value cel_from_str(const char *text)
{
	return cel_from_text(text, strlen(text));
}

struct cel_value cel_from_bytes(const char *bytes, size_t size)
{
	return (struct cel_value) { .kind = CEL_BYTES, .size = (uint32_t)size, .text = bytes };
}

struct cel_value cel_from_duration(int64_t nanoseconds)
{
	return (struct cel_value) { .kind = CEL_DURATION, .nanoseconds = nanoseconds };
}

struct cel_value cel_from_timestamp(struct arena *arena, struct cel_timestamp timestamp)
{
	struct cel_timestamp *copy = arena_alloc(arena, sizeof(*copy));

	*copy = timestamp;
	return (struct cel_value) { .kind = CEL_TIMESTAMP, .timestamp = copy };
}

struct cel_value cel_from_type(const struct cel_type *type)
{
	return (struct cel_value) { .kind = CEL_TYPE, .type = type };
}

struct cel_value cel_from_items(struct arena *arena, struct cel_value *items, size_t n)
{
	struct cel_list *list = arena_alloc(arena, sizeof(*list));

	*list = (struct cel_list) { .items = items, .n = n, .arena = arena };
	return (struct cel_value) { .kind = CEL_LIST, .list = list };
}

struct cel_value cel_from_entries(struct arena *arena, struct cel_entry *entries, size_t n)
{
	struct cel_map *map = arena_alloc(arena, sizeof(*map));

	*map = (struct cel_map) { .entries = entries, .n = n, .arena = arena };
	return (struct cel_value) { .kind = CEL_MAP, .map = map };
}

struct cel_value cel_from_optional(struct arena *arena, const struct cel_value *value)
{
	struct cel_value *copy = NULL;

	if (value != NULL) {
		copy = arena_alloc(arena, sizeof(*copy));
		*copy = *value;
	}
	return (struct cel_value) { .kind = CEL_OPTIONAL, .optional = copy };
}

const struct cel_list *cel_items(const struct cel_value *list)
{
	if (list->list->json != NULL)
		cel_json_items(list->list);
	return list->list;
}

const struct cel_map *cel_entries(const struct cel_value *map)
{
	if (map->map->json != NULL)
		cel_json_entries(map->map);
	return map->map;
}

struct cel_value cel_map_value(const struct cel_map *map, size_t i)
{
	/* Filled in behind a map that does not change to whoever looks. */
	struct cel_value *value = &map->entries[i].value;

	if (value->kind == CEL_PENDING)
		*value = map->force(map->context, i);
	return *value;
}

/* ---- types and sizes ---- */

static const struct cel_type list_type = { .kind = CEL_TYPE_LIST, .name = "list" };
static const struct cel_type map_type = { .kind = CEL_TYPE_MAP, .name = "map" };
static const struct cel_type optional_type = { .kind = CEL_TYPE_OPAQUE, .name = "optional_type" };

const struct cel_type *cel_type_of(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_NULL:
		return &cel_null;
	case CEL_BOOL:
		return &cel_bool;
	case CEL_INT:
		return &cel_int;
	case CEL_UINT:
		return &cel_uint;
	case CEL_DOUBLE:
		return &cel_double;
	case CEL_STRING:
		return &cel_string;
	case CEL_BYTES:
		return &cel_bytes;
	case CEL_TIMESTAMP:
		return &cel_timestamp;
	case CEL_DURATION:
		return &cel_duration;
	case CEL_LIST:
		return &list_type;
	case CEL_MAP:
		return &map_type;
	case CEL_TYPE:
		return &cel_type_type;
	case CEL_OPTIONAL:
		return &optional_type;
	case CEL_OPAQUE:
		return value->opaque->class->type;
	case CEL_ERROR:
	case CEL_ABSENT:
	case CEL_PENDING:
		break;
	}
	return &cel_error_type;
}

/* Text is valid UTF-8: the bytes that begin a character. */
static uint64_t code_points(const char *text, size_t size)
{
	uint64_t n = 0;

	for (size_t i = 0; i < size; i++)
		n += (text[i] & 0xc0) != 0x80;
	return n;
}

uint64_t cel_size(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_STRING:
		return code_points(value->text, value->size);
	case CEL_BYTES:
		return value->size;
	case CEL_LIST:
		return cel_items(value)->n;
	case CEL_MAP:
		return cel_entries(value)->n;
	case CEL_OPTIONAL:
		return value->optional == NULL ? 1 : cel_size(value->optional);
	case CEL_OPAQUE:
		if (value->opaque->class->size != NULL)
			return value->opaque->class->size(value);
		return 1;
	default:
		return 1;
	}
}

uint64_t cel_cost_of(unsigned hundredths, uint64_t size)
{
	return (hundredths * size + 99) / 100;
}
