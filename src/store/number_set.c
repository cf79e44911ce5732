/* Members, searches and counts. set_entry.h says what is kept. */
#include "cidrctl/number_set.h"

#include "set_entry.h"

static uint128 low_bits(unsigned bits)
{
	return ((uint128)1 << bits) - 1;
}

static uint128 larger(uint128 a, uint128 b)
{
	return a > b ? a : b;
}

static uint128 smaller(uint128 a, uint128 b)
{
	return a < b ? a : b;
}

/* The place of the number's stretch in its table. */
static unsigned stretch_of(uint128 number)
{
	return number >> STRETCH_BITS & (TABLE_SIZE - 1);
}

/* ---- members ---- */

/* Counts one member more or fewer where the number belongs. */
static bool count_member(const struct set *set, uint128 number, bool is_more, struct error *err)
{
	uint32_t step = is_more ? 1 : UINT32_MAX;
	struct table table;
	uint64_t total;

	if (!set_read_table(set, number >> TABLE_BITS, &table, err))
		return false;
	table.counts[stretch_of(number)] += step;
	if (!set_write_table(set, number >> TABLE_BITS, &table, err))
		return false;
	if (number >> TOTAL_BITS == 0)
		return true;
	if (!set_read_total(set, number >> TOTAL_BITS, &total, err))
		return false;
	total += is_more ? 1 : UINT64_MAX;
	return set_write_total(set, number >> TOTAL_BITS, total, err);
}

static bool set_member(const struct set *set, uint128 number, bool member, struct error *err)
{
	struct block block;

	if (!set_read_block(set, number >> BLOCK_BITS, &block, err))
		return false;
	if (block_has(&block, number % BLOCK_SIZE) == member)
		return true;
	block_flip(&block, number % BLOCK_SIZE);
	return set_write_block(set, number >> BLOCK_BITS, &block, err) &&
	       count_member(set, number, member, err);
}

bool number_set_add(struct store_tx *tx, const char *set, uint128 number, struct error *err)
{
	return set_member(&(struct set) { tx, set }, number, true, err);
}

bool number_set_remove(struct store_tx *tx, const char *set, uint128 number, struct error *err)
{
	return set_member(&(struct set) { tx, set }, number, false, err);
}

enum store_answer number_set_contains(struct store_tx *tx, const char *set, uint128 number,
				      struct error *err)
{
	struct block block;

	if (!set_read_block(&(struct set) { tx, set }, number >> BLOCK_BITS, &block, err))
		return STORE_FAILED;
	return block_has(&block, number % BLOCK_SIZE) ? STORE_FOUND : STORE_ABSENT;
}

/* ---- searches ---- */

/* Both ends lie in one stretch. */
static enum store_answer absent_in_blocks(const struct set *set, uint128 first, uint128 last,
					  uint128 *ret_number, struct error *err)
{
	struct block block;

	for (uint128 region = first >> BLOCK_BITS; region <= last >> BLOCK_BITS; region++) {
		uint128 start = region << BLOCK_BITS, from = larger(start, first);
		unsigned n;

		if (!set_read_block(set, region, &block, err))
			return STORE_FAILED;
		n = block_find(&block, from % BLOCK_SIZE, false);
		if (n == BLOCK_SIZE)
			continue;
		if (n > last - start)
			return STORE_ABSENT;
		*ret_number = start + n;
		return STORE_FOUND;
	}
	return STORE_ABSENT;
}

/* Both ends lie in one table: looks into those stretches that are neither full nor empty. */
static enum store_answer absent_in_table(const struct set *set, uint128 first, uint128 last,
					 uint128 *ret_number, struct error *err)
{
	uint128 start = first & ~low_bits(TABLE_BITS);
	enum store_answer answer = STORE_ABSENT;
	struct table table;

	if (!set_read_table(set, first >> TABLE_BITS, &table, err))
		return STORE_FAILED;
	for (unsigned i = stretch_of(first); i <= stretch_of(last) && answer == STORE_ABSENT; i++) {
		uint128 from = start + (uint128)i * STRETCH_SIZE, to = from + STRETCH_SIZE - 1;

		from = larger(from, first);
		if (table.counts[i] == 0) {
			*ret_number = from;
			return STORE_FOUND;
		}
		if (table.counts[i] < STRETCH_SIZE)
			answer = absent_in_blocks(set, from, smaller(to, last), ret_number, err);
	}
	return answer;
}

enum store_answer number_set_first_absent(struct store_tx *tx, const char *set, uint128 first,
					  uint128 last, uint128 *ret_number, struct error *err)
{
	enum store_answer answer = STORE_ABSENT;

	if (first > last)
		return STORE_ABSENT;
	for (uint128 region = first >> TABLE_BITS;
	     region <= last >> TABLE_BITS && answer == STORE_ABSENT; region++) {
		uint128 from = region << TABLE_BITS, to = from | low_bits(TABLE_BITS);

		answer = absent_in_table(&(struct set) { tx, set }, larger(from, first),
					 smaller(to, last), ret_number, err);
	}
	return answer;
}

enum store_answer number_set_first_present(struct store_tx *tx, const char *set, uint128 first,
					   uint128 last, uint128 *ret_number, struct error *err)
{
	const struct set view = { tx, set };
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer;
	struct store_entry entry;

	if (first > last)
		return STORE_ABSENT;
	if (!set_scan(&view, SET_BLOCK, first >> BLOCK_BITS, last >> BLOCK_BITS, &cursor, err))
		return STORE_FAILED;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		struct block block = block_decode(entry.value);
		uint128 start = set_region(&view, &entry) << BLOCK_BITS;
		unsigned n = block_find(&block, start < first ? first % BLOCK_SIZE : 0, true);

		/* Only the first block can have all its members before the range. */
		if (n == BLOCK_SIZE)
			continue;
		if (n > last - start)
			return STORE_ABSENT;
		*ret_number = start + n;
		return STORE_FOUND;
	}
	return answer;
}

/* ---- counting ---- */

/* Sizes of region, each a multiple of the one before. */
static const unsigned region_bits[] = { BLOCK_BITS, STRETCH_BITS, TABLE_BITS, TOTAL_BITS };
enum size { SIZE_BLOCK, SIZE_STRETCH, SIZE_TABLE, SIZE_TOTAL };

static bool count_range(const struct set *set, enum size size, uint128 first, uint128 last,
			uint64_t *count, struct error *err);

/* Whole stretches of one table. */
static bool count_stretches(const struct set *set, uint128 first, uint128 last, uint64_t *count,
			    struct error *err)
{
	struct table table;

	if (!set_read_table(set, first / TABLE_SIZE, &table, err))
		return false;
	*count += table_sum(&table, first % TABLE_SIZE, last % TABLE_SIZE);
	return true;
}

/* Whole regions, first to last. Those smaller than a total lie in one of the next size. */
static bool count_regions(const struct set *set, enum size size, uint128 first, uint128 last,
			  uint64_t *count, struct error *err)
{
	switch (size) {
	case SIZE_BLOCK:
		return set_count(set, SET_BLOCK, first, last, count, err);
	case SIZE_STRETCH:
		return count_stretches(set, first, last, count, err);
	case SIZE_TABLE:
		return set_count(set, SET_TABLE, first, last, count, err);
	case SIZE_TOTAL:
		break;
	}
	/* The first region has no total. */
	if (first == 0 && !count_range(set, SIZE_TABLE, 0, low_bits(TOTAL_BITS), count, err))
		return false;
	return set_count(set, SET_TOTAL, first, last, count, err);
}

/* Both ends lie in one region, which they do not cover. */
static bool count_part(const struct set *set, enum size size, uint128 first, uint128 last,
		       uint64_t *count, struct error *err)
{
	struct block block;

	if (size != SIZE_BLOCK)
		return count_range(set, size - 1, first, last, count, err);
	if (!set_read_block(set, first >> BLOCK_BITS, &block, err))
		return false;
	block_cut(&block, first % BLOCK_SIZE, last % BLOCK_SIZE);
	*count += block_count(&block);
	return true;
}

/* Adds the members in [first, last] to *count: whole regions at once, what sticks out at either
 * end by regions of the next smaller size. */
static bool count_range(const struct set *set, enum size size, uint128 first, uint128 last,
			uint64_t *count, struct error *err)
{
	unsigned bits = region_bits[size];
	uint128 mask = low_bits(bits), low = first >> bits, high = last >> bits;
	bool cuts_low = (first & mask) != 0, cuts_high = (last & mask) != mask;

	if (low == high && (cuts_low || cuts_high))
		return count_part(set, size, first, last, count, err);
	if (cuts_low) {
		if (!count_part(set, size, first, first | mask, count, err))
			return false;
		low++;
	}
	if (cuts_high) {
		if (!count_part(set, size, last & ~mask, last, count, err))
			return false;
		high--;
	}
	return low > high || count_regions(set, size, low, high, count, err);
}

bool number_set_count(struct store_tx *tx, const char *set, uint128 first, uint128 last,
		      uint64_t *ret_count, struct error *err)
{
	uint64_t count = 0;

	if (first <= last &&
	    !count_range(&(struct set) { tx, set }, SIZE_TOTAL, first, last, &count, err))
		return false;
	*ret_count = count;
	return true;
}
