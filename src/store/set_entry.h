/* The entries of a number set in the index space.
 *
 *   block  256 numbers: which of them are members
 *   table  2^24 numbers: how many members each 2^16 of them have
 *   total  2^64 numbers: how many members they have. Not kept for those below 2^64, which IPv4
 *          addresses and ports are: at most 256 tables cover an IPv4 range.
 *
 * Nothing is kept for an empty region. */
#ifndef CIDRCTL_STORE_SET_ENTRY_H
#define CIDRCTL_STORE_SET_ENTRY_H

#include "set_value.h"

enum set_kind { SET_BLOCK, SET_TABLE, SET_TOTAL };

#define BLOCK_BITS 8
#define STRETCH_BITS 16
#define TABLE_BITS 24
#define TOTAL_BITS 64

/* A set within a transaction. */
struct set {
	struct store_tx *tx;
	const char *name;
};

/* An absent entry reads as an empty value, and an empty value is written by deleting. */
bool set_read_block(const struct set *set, uint128 region, struct block *ret_block,
		    struct error *err);
bool set_write_block(const struct set *set, uint128 region, const struct block *block,
		     struct error *err);
bool set_read_table(const struct set *set, uint128 region, struct table *ret_table,
		    struct error *err);
bool set_write_table(const struct set *set, uint128 region, const struct table *table,
		     struct error *err);
bool set_read_total(const struct set *set, uint128 region, uint64_t *ret_total, struct error *err);
bool set_write_total(const struct set *set, uint128 region, uint64_t total, struct error *err);

/* Walks the entries of a kind for regions first to last. */
bool set_scan(const struct set *set, enum set_kind kind, uint128 first, uint128 last,
	      struct store_cursor **ret_cursor, struct error *err);
/* The region of an entry of such a walk. */
uint128 set_region(const struct set *set, const struct store_entry *entry);
/* How many members the entry stands for. */
uint64_t set_entry_count(enum set_kind kind, const struct store_entry *entry);
/* Adds the members of the entries of a kind for regions first to last to *count. */
bool set_count(const struct set *set, enum set_kind kind, uint128 first, uint128 last,
	       uint64_t *count, struct error *err);

#endif
