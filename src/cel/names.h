/* Names and the place, in some list, of what they stand for. */
#ifndef CEL_NAMES_H
#define CEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/arena.h"

struct cel_name {
	const char *name; /* NULL: free */
	uint32_t hash, place;
};

struct cel_names {
	struct cel_name *slots;
	size_t n, capacity; /* a power of two, or 0 */
	/* For each dotted name the bit that the hash of its first part chooses. */
	uint64_t firsts;
};

#define CEL_NO_NAME ((size_t)-1)

uint32_t cel_name_hash(const char *name);
/* The place of a name, or CEL_NO_NAME. */
size_t cel_names_find(const struct cel_names *names, const char *name, uint32_t hash);
/* Gives a name its place, or another place. The name is borrowed. */
void cel_names_set(struct cel_names *names, struct arena *arena, const char *name, size_t place);
/* Whether there may be a name that begins with `first` and a dot: false is certain. */
bool cel_names_may_begin(const struct cel_names *names, const char *first);

#endif
