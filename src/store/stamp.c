/* When keys were last written, for those who keep what they read. */
#include <string.h>

#include "internal.h"

/* Of all transactions of the process. */
static uint64_t last;

/* Keys of one kind have the first part in common, "services/". */
static size_t group_of(struct bytes key)
{
	const unsigned char *bytes = key.data;
	uint32_t hash = 2166136261U; /* FNV-1a */

	for (size_t i = 0; i < key.length && bytes[i] != '/'; i++)
		hash = (hash ^ bytes[i]) * 16777619U;
	return hash % STAMP_GROUPS;
}

void stamp_all(struct store_tx *tx)
{
	last++;
	for (size_t i = 0; i < STAMP_GROUPS; i++)
		tx->stamps[i] = last;
}

void stamp_key(struct store_tx *tx, struct bytes key)
{
	tx->stamps[group_of(key)] = ++last;
}

uint64_t store_stamp(const struct store_tx *tx, struct bytes prefix)
{
	return tx->stamps[group_of(prefix)];
}
