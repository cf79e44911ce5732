/* Checking and clearing a whole set.
 *
 * Each counter is compared with what lies below it. What lies below no counter shows in the sums:
 * they can only agree when every member is counted. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "cidrctl/strbuf.h"
#include "set_entry.h"

/* Hexadecimal, because printf has no decimal of this width. */
static char *describe(const struct set *set, const char *what, uint128 region, const char *problem)
{
	return xasprintf("set %s: %s %llx:%016llx %s", set->name, what,
			 (unsigned long long)(region >> 64), (unsigned long long)region, problem);
}

/* A block has one spelling. */
static bool is_canonical(const struct store_entry *entry)
{
	struct block block = block_decode(entry->value);
	unsigned char bytes[BLOCK_VALUE_SIZE];
	size_t length = block_encode(&block, bytes);

	return length == entry->value.length && memcmp(bytes, entry->value.data, length) == 0;
}

/* Makes the table as it should be from the blocks below it. */
static bool count_blocks(const struct set *set, uint128 region, struct table *ret_table,
			 char **finding, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	uint128 first = region << (TABLE_BITS - BLOCK_BITS);
	struct table table = { .counts = { 0 } };
	enum store_answer answer;
	struct store_entry entry;

	if (!set_scan(set, SET_BLOCK, first, first + TABLE_SIZE * TABLE_SIZE - 1, &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		uint128 block = set_region(set, &entry);

		if (*finding == NULL && !is_canonical(&entry))
			*finding = describe(set, "block", block, "is malformed");
		/* A damaged key may name any block. */
		table.counts[(block - first) / TABLE_SIZE % TABLE_SIZE] +=
			(uint32_t)set_entry_count(SET_BLOCK, &entry);
	}
	*ret_table = table;
	return answer == STORE_ABSENT;
}

static bool check_tables(const struct set *set, char **finding, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer = STORE_ABSENT;
	struct store_entry entry;

	if (!set_scan(set, SET_TABLE, 0, UINT128_MAX >> TABLE_BITS, &cursor, err))
		return false;
	while (*finding == NULL && (answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		struct table table = table_decode(entry.value), counted;
		uint128 region = set_region(set, &entry);

		if (!count_blocks(set, region, &counted, finding, err))
			return false;
		if (*finding == NULL && memcmp(&table, &counted, sizeof(table)) != 0)
			*finding = describe(set, "table", region, "miscounts its blocks");
	}
	return answer != STORE_FAILED;
}

static bool check_totals(const struct set *set, char **finding, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer = STORE_ABSENT;
	struct store_entry entry;

	if (!set_scan(set, SET_TOTAL, 0, UINT128_MAX >> TOTAL_BITS, &cursor, err))
		return false;
	while (*finding == NULL && (answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		uint128 region = set_region(set, &entry);
		uint128 first = region << (TOTAL_BITS - TABLE_BITS);
		uint128 last = first + ((uint128)1 << (TOTAL_BITS - TABLE_BITS)) - 1;
		uint64_t count = 0;

		if (!set_count(set, SET_TABLE, first, last, &count, err))
			return false;
		if (count != set_entry_count(SET_TOTAL, &entry))
			*finding = describe(set, "total", region, "miscounts its tables");
	}
	return answer != STORE_FAILED;
}

static bool check_sums(const struct set *set, char **finding, struct error *err)
{
	uint128 first_total = (uint128)1 << (TOTAL_BITS - TABLE_BITS);
	uint64_t in_blocks = 0, in_low_tables = 0, in_high_tables = 0, in_totals = 0;

	if (!set_count(set, SET_BLOCK, 0, UINT128_MAX >> BLOCK_BITS, &in_blocks, err) ||
	    !set_count(set, SET_TABLE, 0, first_total - 1, &in_low_tables, err) ||
	    !set_count(set, SET_TABLE, first_total, UINT128_MAX >> TABLE_BITS, &in_high_tables,
		       err) ||
	    !set_count(set, SET_TOTAL, 0, UINT128_MAX >> TOTAL_BITS, &in_totals, err))
		return false;
	if (in_blocks != in_low_tables + in_high_tables)
		*finding = xasprintf("set %s: members that no table counts", set->name);
	else if (in_high_tables != in_totals)
		*finding = xasprintf("set %s: members that no total counts", set->name);
	return true;
}

bool number_set_check(struct store_tx *tx, const char *set, char **ret_finding, struct error *err)
{
	const struct set view = { tx, set };
	CLEANUP(str) char *finding = NULL;

	if (!check_tables(&view, &finding, err) ||
	    (finding == NULL && !check_totals(&view, &finding, err)) ||
	    (finding == NULL && !check_sums(&view, &finding, err)))
		return false;
	*ret_finding = TAKE(finding);
	return true;
}

/* Deletes the first entry that begins with the prefix. */
static enum store_answer delete_first(struct store_tx *tx, struct bytes prefix, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(strbuf) struct strbuf key = STRBUF_INIT;
	struct store_entry entry;
	enum store_answer answer;

	if (!store_scan_prefix(tx, STORE_INDEX, prefix, bytes_of(""), &cursor, err))
		return STORE_FAILED;
	answer = store_next(cursor, &entry, err);
	if (answer != STORE_FOUND)
		return answer;
	/* The key is borrowed from the walk, which has to end before the entry can go. */
	strbuf_add(&key, entry.key.data, entry.key.length);
	store_cursor_close(TAKE(cursor));
	if (!store_delete(tx, STORE_INDEX, (struct bytes) { key.text, key.length }, err))
		return STORE_FAILED;
	return STORE_FOUND;
}

bool number_set_clear(struct store_tx *tx, const char *set, struct error *err)
{
	struct bytes prefix = { set, strlen(set) + 1 };
	enum store_answer answer;

	do
		answer = delete_first(tx, prefix, err);
	while (answer == STORE_FOUND);
	return answer == STORE_ABSENT;
}
