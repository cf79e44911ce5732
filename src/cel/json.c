/* Views of JSON trees: a list or map is read from its node when it is first looked at, one level at
 * a time. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

/* The trees hold U+0000 as JSON_NUL, so that their strings can end at a NUL. */
static struct cel_value text_with_nul(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_alloc(arena, size + 1), *to = copy;

	for (size_t i = 0; i < size; i++) {
		if (i + 1 < size && memcmp(text + i, JSON_NUL, 2) == 0) {
			*to++ = '\0';
			i++;
		} else {
			*to++ = text[i];
		}
	}
	return cel_from_text(copy, (size_t)(to - copy));
}

static struct cel_value text_value(struct arena *arena, const char *text)
{
	size_t size = strlen(text);

	if (memchr(text, JSON_NUL[0], size) != NULL)
		return text_with_nul(arena, text, size);
	return cel_from_text(text, size);
}

static struct cel_value number_value(const cJSON *json)
{
	int64_t integer;

	if (json_int(json, &integer))
		return cel_from_int(integer);
	return cel_from_double(json->valuedouble);
}

static struct cel_value list_value(struct arena *arena, const cJSON *json)
{
	struct cel_list *list = arena_alloc(arena, sizeof(*list));

	*list = (struct cel_list) { .json = json, .arena = arena };
	return (struct cel_value) { .kind = CEL_LIST, .list = list };
}

static struct cel_value map_value(struct arena *arena, const cJSON *json)
{
	struct cel_map *map = arena_alloc(arena, sizeof(*map));

	*map = (struct cel_map) { .json = json, .arena = arena };
	return (struct cel_value) { .kind = CEL_MAP, .map = map };
}

struct cel_value cel_from_json(struct arena *arena, const cJSON *json)
{
	if (cJSON_IsString(json))
		return text_value(arena, json->valuestring);
	if (cJSON_IsObject(json))
		return map_value(arena, json);
	if (cJSON_IsArray(json))
		return list_value(arena, json);
	if (cJSON_IsBool(json))
		return cel_from_bool(cJSON_IsTrue(json));
	if (json_is_number(json))
		return number_value(json);
	return cel_null_value;
}

static size_t children(const cJSON *json)
{
	size_t n = 0;

	for (const cJSON *child = json->child; child != NULL; child = child->next)
		n++;
	return n;
}

void cel_json_items(struct cel_list *list)
{
	const cJSON *json = list->json;
	struct cel_value *item;

	list->n = children(json);
	item = list->items = arena_alloc(list->arena, list->n * sizeof(*item));
	for (const cJSON *child = json->child; child != NULL; child = child->next)
		*item++ = cel_from_json(list->arena, child);
	list->json = NULL;
}

void cel_json_entries(struct cel_map *map)
{
	const cJSON *json = map->json;
	struct cel_entry *entry;

	map->n = children(json);
	entry = map->entries = arena_alloc(map->arena, map->n * sizeof(*entry));
	for (const cJSON *child = json->child; child != NULL; child = child->next, entry++) {
		entry->key = text_value(map->arena, child->string);
		entry->value = cel_from_json(map->arena, child);
	}
	map->json = NULL;
}
