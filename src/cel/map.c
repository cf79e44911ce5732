/* Finding and adding keys. A small map is searched from its first entry, a large one has an index:
 * open addressing, a power of two of slots, each 0 or an entry's number and 1. */
#include "plan.h"

#include <math.h>
#include <string.h>

#define INDEX_FROM 16 /* entries */

/* A number as the key it is: 1, 1u and 1.0 are the same key. */
static struct cel_value normal_key(const struct cel_value *key)
{
	if (key->kind == CEL_UINT && key->uinteger <= INT64_MAX)
		return cel_from_int((int64_t)key->uinteger);
	if (key->kind != CEL_DOUBLE || key->number != floor(key->number))
		return *key;
	if (key->number >= -0x1p63 && key->number < 0x1p63)
		return cel_from_int((int64_t)key->number);
	if (key->number >= 0x1p63 && key->number < 0x1p64)
		return cel_from_uint((uint64_t)key->number);
	return *key;
}

static bool same_text(const struct cel_value *a, const struct cel_value *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->text, b->text, a->size) == 0);
}

static bool same_key(const struct cel_value *a, const struct cel_value *b)
{
	struct cel_value x, y;

	if (a->kind == CEL_STRING || b->kind == CEL_STRING)
		return a->kind == b->kind && same_text(a, b);
	x = normal_key(a);
	y = normal_key(b);
	if (x.kind != y.kind)
		return false;
	switch (x.kind) {
	case CEL_BOOL:
		return x.boolean == y.boolean;
	case CEL_INT:
	case CEL_UINT:
		return x.integer == y.integer;
	case CEL_DOUBLE:
		return x.number == y.number;
	case CEL_NULL:
		return true;
	default:
		return false;
	}
}

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

static uint64_t hash_text(const char *text, size_t size)
{
	uint64_t hash = size * 0xd6e8feb86659fd93u, word;

	for (; size >= 8; text += 8, size -= 8) {
		memcpy(&word, text, 8);
		hash = mix(hash ^ word) * 0xd6e8feb86659fd93u;
	}
	word = 0;
	if (size > 0)
		memcpy(&word, text, size);
	return mix(hash ^ word);
}

static uint64_t hash_key(const struct cel_value *key)
{
	struct cel_value normal;

	if (key->kind == CEL_STRING)
		return hash_text(key->text, key->size);
	normal = normal_key(key);
	switch (normal.kind) {
	case CEL_BOOL:
		return mix(normal.boolean + 2u);
	case CEL_INT:
	case CEL_UINT:
	case CEL_DOUBLE:
		return mix(normal.uinteger + 7);
	default:
		return 1;
	}
}

static size_t index_size(size_t n)
{
	size_t size = 4 * (size_t)INDEX_FROM;

	while (size < 2 * n)
		size *= 2;
	return size;
}

/* The slot where the key is, or where it would be. */
static uint32_t *index_slot(const struct cel_map *map, size_t size, const struct cel_value *key)
{
	size_t i = hash_key(key) & (size - 1);

	while (map->index[i] != 0 && !same_key(&map->entries[map->index[i] - 1].key, key))
		i = (i + 1) & (size - 1);
	return &map->index[i];
}

/* size: of the index, for at least map->n entries. */
static void build_index(struct cel_map *map, size_t size)
{
	map->index = arena_zalloc(map->arena, size, sizeof(*map->index));
	for (size_t i = 0; i < map->n; i++)
		*index_slot(map, size, &map->entries[i].key) = (uint32_t)i + 1;
}

static struct cel_entry *find_entry(struct cel_map *map, const struct cel_value *key)
{
	if (map->n > INDEX_FROM) {
		size_t size = index_size(map->n);
		uint32_t i;

		if (map->index == NULL)
			build_index(map, size);
		i = *index_slot(map, size, key);
		return i == 0 ? NULL : &map->entries[i - 1];
	}
	if (key->kind == CEL_STRING) {
		for (size_t i = 0; i < map->n; i++) {
			const struct cel_value *at = &map->entries[i].key;

			if (at->kind == CEL_STRING && same_text(at, key))
				return &map->entries[i];
		}
		return NULL;
	}
	for (size_t i = 0; i < map->n; i++)
		if (same_key(&map->entries[i].key, key))
			return &map->entries[i];
	return NULL;
}

const struct cel_value *cel_map_find(const struct cel_value *map, const struct cel_value *key)
{
	struct cel_entry *entry;

	cel_entries(map);
	entry = find_entry(map->map, key);
	if (entry == NULL)
		return NULL;
	if (entry->value.kind == CEL_PENDING)
		cel_map_value(map->map, (size_t)(entry - map->map->entries));
	return &entry->value;
}

static bool grow(struct cel_eval *eval, struct cel_map_builder *builder)
{
	size_t capacity = builder->capacity == 0 ? 4 : builder->capacity * 2;
	struct cel_map *map = &builder->map;
	struct cel_entry *entries;

	/* The index counts as much as the entries it is for. */
	if (!cel_work(eval, capacity))
		return false;
	entries = cel_alloc(eval, capacity * sizeof(*entries));
	if (entries == NULL) {
		cel_out_of_memory(eval);
		return false;
	}
	if (map->n > 0)
		memcpy(entries, map->entries, map->n * sizeof(*entries));
	map->entries = entries;
	builder->capacity = capacity;
	return true;
}

bool cel_map_put(struct cel_eval *eval, struct cel_map_builder *builder,
		 const struct cel_value *key, const struct cel_value *value,
		 struct cel_entry **ret_old)
{
	struct cel_map *map = &builder->map;

	map->arena = eval->arena;
	*ret_old = find_entry(map, key);
	if (*ret_old != NULL)
		return true;
	if (map->n == builder->capacity && !grow(eval, builder))
		return false;
	map->entries[map->n++] = (struct cel_entry) { .key = *key, .value = *value };
	if (map->index != NULL) {
		size_t size = index_size(map->n);

		if (size != index_size(map->n - 1))
			build_index(map, size);
		else
			*index_slot(map, size, key) = (uint32_t)map->n;
	}
	return true;
}

void cel_map_remove(struct cel_map_builder *builder, const struct cel_value *key)
{
	struct cel_map *map = &builder->map;
	struct cel_entry *entry = find_entry(map, key);

	if (entry == NULL)
		return;
	map->n--;
	memmove(entry, entry + 1, (size_t)(map->entries + map->n - entry) * sizeof(*entry));
	map->index = NULL;
}
