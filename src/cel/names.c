/* A hash table with open addressing: names are looked up far more often than added. */
#include "names.h"

#include <string.h>

static uint32_t hash_bytes(const char *bytes, size_t length)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
	return hash;
}

uint32_t cel_name_hash(const char *name)
{
	return hash_bytes(name, strlen(name));
}

static uint64_t bit_of(uint32_t hash)
{
	return (uint64_t)1 << (hash >> 26);
}

/* The slot that the name is in, or belongs into. */
static struct cel_name *slot_of(const struct cel_names *names, const char *name, uint32_t hash)
{
	size_t mask = names->capacity - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct cel_name *slot = &names->slots[i];

		if (slot->name == NULL ||
		    (slot->hash == hash && (slot->name == name || strcmp(slot->name, name) == 0)))
			return slot;
	}
}

size_t cel_names_find(const struct cel_names *names, const char *name, uint32_t hash)
{
	const struct cel_name *slot;

	if (names->n == 0)
		return CEL_NO_NAME;
	slot = slot_of(names, name, hash);
	return slot->name == NULL ? CEL_NO_NAME : slot->place;
}

static void grow(struct cel_names *names, struct arena *arena)
{
	struct cel_names larger = *names;

	larger.capacity = names->capacity == 0 ? 8 : names->capacity * 4;
	larger.slots = arena_zalloc(arena, larger.capacity, sizeof(*larger.slots));
	for (size_t i = 0; i < names->capacity; i++)
		if (names->slots[i].name != NULL)
			*slot_of(&larger, names->slots[i].name, names->slots[i].hash) =
				names->slots[i];
	*names = larger;
}

void cel_names_set(struct cel_names *names, struct arena *arena, const char *name, size_t place)
{
	const char *dot = strchr(name, '.');
	uint32_t hash = cel_name_hash(name);
	struct cel_name *slot;

	if (names->n * 2 >= names->capacity)
		grow(names, arena);
	slot = slot_of(names, name, hash);
	if (slot->name == NULL)
		names->n++;
	*slot = (struct cel_name) { .name = name, .hash = hash, .place = (uint32_t)place };
	if (dot != NULL)
		names->firsts |= bit_of(hash_bytes(name, (size_t)(dot - name)));
}

bool cel_names_may_begin(const struct cel_names *names, const char *first)
{
	return names->firsts != 0 && (names->firsts & bit_of(cel_name_hash(first))) != 0;
}
