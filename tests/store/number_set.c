/* Sets of numbers, compared with a naive model, at their edges, and in what they cost. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "cidrctl/random.h"
#include "helper.h"
#include "set_entry.h"

static struct error no_error = ERROR_INIT;
static struct store *store;
static struct store_tx *tx;

static void open_store(void)
{
	make_folder();
	store = store_create(in_folder("a.db"));
	tx = begin(store, STORE_WRITE);
}

static void close_store(void)
{
	store_rollback(tx);
	store_destroy(store);
	remove_folder();
}

TestSuite(number_set, .init = open_store, .fini = close_store);

/* ---- counting what is touched: the linker leads these calls here ---- */

static unsigned touched;

enum store_answer __real_store_get(struct store_tx *tx_, enum store_space space, struct bytes key,
				   struct store_value *ret_value, struct error *err);
enum store_answer __wrap_store_get(struct store_tx *tx_, enum store_space space, struct bytes key,
				   struct store_value *ret_value, struct error *err);
enum store_answer __real_store_next(struct store_cursor *cursor, struct store_entry *ret_entry,
				    struct error *err);
enum store_answer __wrap_store_next(struct store_cursor *cursor, struct store_entry *ret_entry,
				    struct error *err);

enum store_answer __wrap_store_get(struct store_tx *tx_, enum store_space space, struct bytes key,
				   struct store_value *ret_value, struct error *err)
{
	touched++;
	return __real_store_get(tx_, space, key, ret_value, err);
}

enum store_answer __wrap_store_next(struct store_cursor *cursor, struct store_entry *ret_entry,
				    struct error *err)
{
	touched++;
	return __real_store_next(cursor, ret_entry, err);
}

/* ---- short words ---- */

static void add(const char *set, uint128 number)
{
	cr_assert(number_set_add(tx, set, number, &no_error));
}

static void drop(const char *set, uint128 number)
{
	cr_assert(number_set_remove(tx, set, number, &no_error));
}

static bool contains(const char *set, uint128 number)
{
	enum store_answer answer = number_set_contains(tx, set, number, &no_error);

	cr_assert(answer != STORE_FAILED);
	return answer == STORE_FOUND;
}

static uint64_t count(const char *set, uint128 first, uint128 last)
{
	uint64_t result = 77;

	cr_assert(number_set_count(tx, set, first, last, &result, &no_error));
	return result;
}

/* The number found, or `none`, which is also what must be left when nothing is. */
static uint128 search(bool present, const char *set, uint128 first, uint128 last, uint128 none)
{
	uint128 number = none;
	enum store_answer answer =
		present ? number_set_first_present(tx, set, first, last, &number, &no_error)
			: number_set_first_absent(tx, set, first, last, &number, &no_error);

	cr_assert(answer != STORE_FAILED);
	cr_assert(answer == STORE_FOUND || number == none);
	return number;
}

static void expect_sound(const char *set)
{
	char *finding = NULL;

	cr_assert(number_set_check(tx, set, &finding, &no_error));
	cr_assert(finding == NULL, "%s", finding);
}

static unsigned n_entries(void)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct store_entry entry;
	unsigned n = 0;

	cr_assert(store_scan(tx, STORE_INDEX, bytes_of(""), bytes_of(""), &cursor, &no_error));
	while (store_next(cursor, &entry, &no_error) == STORE_FOUND)
		n++;
	return n;
}

/* ---- members ---- */

Test(number_set, adding_again_and_removing_strangers_change_nothing)
{
	drop("s", 5);
	cr_assert(n_entries() == 0);
	add("s", 5);
	add("s", 5);
	cr_assert(contains("s", 5) && !contains("s", 4) && !contains("s", 5 + 256));
	cr_assert(count("s", 0, UINT128_MAX) == 1);
	drop("s", 6);
	cr_assert(contains("s", 5));
	drop("s", 5);
	drop("s", 5);
	cr_assert(!contains("s", 5));
	cr_assert(count("s", 0, UINT128_MAX) == 0);
	cr_assert(n_entries() == 0, "nothing is kept for an empty set");
}

Test(number_set, sets_are_apart)
{
	add("a", 1);
	add("ab", 2);
	put(tx, STORE_INDEX, "a", "no entry of a set");
	cr_assert(!contains("a", 2) && !contains("ab", 1) && !contains("b", 1));
	cr_assert(count("a", 0, UINT128_MAX) == 1);
	cr_assert(search(true, "a", 2, UINT128_MAX, 0) == 0);
	cr_assert(number_set_clear(tx, "a", &no_error));
	cr_assert(!contains("a", 1) && contains("ab", 2));
	cr_assert_str_eq(get(tx, STORE_INDEX, "a"), "no entry of a set");
}

static const uint128 edges[] = {
	0,
	1,
	255,
	256,
	65535,
	65536,
	(1 << 24) - 1,
	1 << 24,
	((uint128)1 << 64) - 1,
	(uint128)1 << 64,
	((uint128)1 << 127) - 1,
	(uint128)1 << 127,
	UINT128_MAX - 256,
	UINT128_MAX - 255,
	UINT128_MAX - 1,
	UINT128_MAX,
};

Test(number_set, the_edges_of_the_numbers)
{
	for (size_t i = 0; i < ARRAY_LEN(edges); i++)
		add("s", edges[i]);
	expect_sound("s");
	for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
		cr_assert(contains("s", edges[i]), "%zu", i);
		cr_assert(search(true, "s", edges[i], UINT128_MAX, 7) == edges[i], "%zu", i);
		cr_assert(count("s", 0, edges[i]) == i + 1, "%zu", i);
		cr_assert(count("s", edges[i], UINT128_MAX) == ARRAY_LEN(edges) - i, "%zu", i);
		cr_assert(count("s", edges[i], edges[i]) == 1, "%zu", i);
		cr_assert(search(false, "s", edges[i], edges[i], 7) == 7, "%zu", i);
	}
	for (size_t i = 0; i + 1 < ARRAY_LEN(edges); i++) {
		uint128 want = edges[i] + 1 == edges[i + 1] ? edges[i + 1] : edges[i] + 1;

		cr_assert(search(true, "s", edges[i] + 1, UINT128_MAX, 7) == edges[i + 1], "%zu",
			  i);
		if (want != edges[i + 1])
			cr_assert(search(false, "s", edges[i], UINT128_MAX, 7) == want, "%zu", i);
	}
	cr_assert(search(false, "s", UINT128_MAX - 1, UINT128_MAX, 7) == 7);
	for (size_t i = 0; i < ARRAY_LEN(edges); i++)
		drop("s", edges[i]);
	cr_assert(n_entries() == 0);
}

Test(number_set, a_range_turned_round_is_empty)
{
	add("s", 5);
	cr_assert(count("s", 6, 4) == 0);
	cr_assert(count("s", UINT128_MAX, 0) == 0);
	cr_assert(search(true, "s", 6, 4, 99) == 99);
	cr_assert(search(false, "s", 6, 4, 99) == 99);
}

Test(number_set, a_block_grows_from_a_list_to_a_bitmap_and_back)
{
	for (unsigned i = 0; i < 256; i++) {
		add("s", 1000 * 256 + i * 7 % 256);
		cr_assert(count("s", 0, UINT128_MAX) == i + 1);
		expect_sound("s");
	}
	cr_assert(search(false, "s", 1000 * 256, 1000 * 256 + 255, 1) == 1);
	for (unsigned i = 0; i < 256; i++) {
		drop("s", 1000 * 256 + i * 11 % 256);
		cr_assert(search(false, "s", 1000 * 256, 1000 * 256 + 255, 1) <=
			  1000 * 256 + i * 11);
		cr_assert(count("s", 0, UINT128_MAX) == 255 - i);
		expect_sound("s");
	}
}

/* ---- the model ---- */

#define MODEL_SIZE 200000

static bool model[MODEL_SIZE];

static uint64_t model_count(unsigned first, unsigned last)
{
	uint64_t n = 0;

	for (unsigned i = first; i <= last; i++)
		n += model[i];
	return n;
}

static unsigned model_search(bool present, unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last; i++)
		if (model[i] == present)
			return i;
	return MODEL_SIZE;
}

/* Both start at a number of the model, `base` further up in the set. */
static void compare_with_model(uint128 base, unsigned first, unsigned last)
{
	for (int present = 0; present <= 1; present++) {
		unsigned want = model_search(present, first, last);
		uint128 none = 1, got = search(present, "s", base + first, base + last, none);

		cr_assert(got == (want == MODEL_SIZE ? none : base + want), "%d in %u to %u",
			  present, first, last);
	}
	cr_assert(count("s", base + first, base + last) == model_count(first, last), "%u to %u",
		  first, last);
}

/* Adds or removes a run of numbers: singles, pieces of blocks, whole stretches. */
static void change_run(struct random *random, uint128 base)
{
	static const unsigned lengths[] = { 1, 1, 1, 1, 10, 300, 3000 };
	unsigned length = lengths[random_below(random, ARRAY_LEN(lengths))];
	unsigned first = (unsigned)random_below(random, MODEL_SIZE - length);
	bool member = random_below(random, 3) != 0;

	for (unsigned i = first; i < first + length; i++) {
		if (member)
			add("s", base + i);
		else
			drop("s", base + i);
		model[i] = member;
	}
}

static void run_model(uint128 base, uint64_t seed)
{
	struct random random = { { seed, 2, 3, 4 } };

	for (int step = 0; step < 120; step++) {
		unsigned a = (unsigned)random_below(&random, MODEL_SIZE);
		unsigned b = (unsigned)random_below(&random, MODEL_SIZE);

		change_run(&random, base);
		compare_with_model(base, a < b ? a : b, a < b ? b : a);
		cr_assert(contains("s", base + a) == model[a]);
		if (step % 20 == 0)
			expect_sound("s");
	}
	compare_with_model(base, 0, MODEL_SIZE - 1);
	expect_sound("s");
	cr_assert(count("s", 0, UINT128_MAX) == model_count(0, MODEL_SIZE - 1));
	cr_assert(number_set_clear(tx, "s", &no_error));
	cr_assert(n_entries() == 0);
}

Test(number_set, like_a_model_from_zero)
{
	run_model(0, 11);
}

Test(number_set, like_a_model_across_tables)
{
	run_model((1 << 24) - 100000, 12);
}

Test(number_set, like_a_model_across_totals)
{
	run_model(((uint128)3 << 64) - 70001, 13);
}

Test(number_set, like_a_model_up_to_the_last_number)
{
	run_model(UINT128_MAX - MODEL_SIZE + 1, 14);
}

/* ---- what it costs ---- */

/* Fills whole blocks at once. */
static void fill_blocks(uint128 first, uint128 n)
{
	const struct set set = { tx, "s" };
	struct block full;
	struct table table;

	memset(&full, 0xff, sizeof(full));
	for (uint128 block = first; block < first + n; block++)
		cr_assert(set_write_block(&set, block, &full, &no_error));
	for (uint128 region = first >> 16; region <= (first + n - 1) >> 16; region++) {
		memset(&table, 0, sizeof(table));
		for (uint128 block = region << 16; block < (region + 1) << 16; block++)
			if (block >= first && block < first + n)
				table.counts[block >> 8 & 0xff] += 256;
		cr_assert(set_write_table(&set, region, &table, &no_error));
	}
	expect_sound("s");
}

Test(number_set, a_full_range_is_searched_without_walking_it)
{
	uint128 first = 0x0a600000, last = 0x0a6fffff, number = 0; /* 10.96.0.0/12 */
	static const struct {
		const char *name;
		uint128 from, to;
		bool has_room;
		uint128 free;
	} rows[] = {
		{ "the range, full", 0x0a600000, 0x0a6fffff, false, 0 },
		{ "without its first and last address", 0x0a600001, 0x0a6ffffe, false, 0 },
		{ "from the middle on", 0x0a681234, 0x0a6ffffe, false, 0 },
		{ "and the first after it", 0x0a600001, 0x0a700000, true, 0x0a700000 },
	};

	fill_blocks(first >> 8, (last - first + 1) >> 8);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		touched = 0;
		cr_assert(number_set_first_absent(tx, "s", rows[i].from, rows[i].to, &number,
						  &no_error) ==
				  (rows[i].has_room ? STORE_FOUND : STORE_ABSENT),
			  "%s", rows[i].name);
		cr_assert(number == rows[i].free, "%s", rows[i].name);
		cr_assert(touched <= 2, "%s: %u entries", rows[i].name, touched);
	}
	drop("s", 0x0a6ffefe);
	touched = 0;
	cr_assert(search(false, "s", first + 1, last, 0) == 0x0a6ffefe);
	cr_assert(touched <= 1 + 256, "the last one free: %u entries", touched);
	touched = 0;
	cr_assert(count("s", first + 1, last - 1) == 0xfffffU - 2);
	cr_assert(touched <= 4 + 2 * 257, "count: %u entries", touched);
}

Test(number_set, counting_a_slash_8_reads_a_few_hundred_entries)
{
	uint64_t want = 0;

	/* One address in every tenth block of 10.0.0.0/8. */
	for (uint128 block = 0x0a0000; block <= 0x0affff; block += 10, want++)
		add("s", block * 256 + block % 256);
	expect_sound("s");
	touched = 0;
	cr_assert(count("s", 0x0a000000, 0x0affffff) == want);
	cr_assert(touched <= 2, "whole: %u entries", touched);
	touched = 0;
	cr_assert(count("s", 0x0a000001, 0x0afffffe) == want - 1);
	cr_assert(touched <= 600, "cut: %u entries", touched);
}

Test(number_set, counting_a_slash_64_reads_one_entry)
{
	uint128 network = (uint128)0xfd00 << 112;
	struct random random = { { 1, 2, 3, 4 } };

	for (int i = 0; i < 2000; i++)
		add("s", network + random_next(&random));
	touched = 0;
	cr_assert(count("s", network, network + UINT64_MAX) == 2000);
	cr_assert(touched <= 2, "%u entries", touched);
	touched = 0;
	cr_assert(search(false, "s", network + random_next(&random), network + UINT64_MAX, 0) != 0);
	cr_assert(touched <= 2, "%u entries", touched);
	cr_assert(n_entries() <= 2 * 2000 + 1);
	expect_sound("s");
}

/* ---- damage ---- */

static void expect_finding(const char *want)
{
	CLEANUP(str) char *finding = NULL;

	cr_assert(number_set_check(tx, "s", &finding, &no_error));
	cr_assert_str_eq(finding, want);
}

Test(number_set, check_names_the_damage)
{
	const struct set set = { tx, "s" };
	uint128 high = (uint128)5 << 64;
	const struct block empty = { .words = { 0 } };
	struct block block = { .words = { 1 } };
	struct table table = { .counts = { 0 } };

	add("s", 7);
	add("s", high);
	expect_sound("s");
	cr_assert(set_write_block(&set, 0, &empty, &no_error));
	expect_finding("set s: table 0:0000000000000000 miscounts its blocks");
	add("s", 8);
	drop("s", 8);
	block_flip(&block, 7);
	block_flip(&block, 0);
	cr_assert(set_write_block(&set, 0, &block, &no_error));
	expect_sound("s");
	cr_assert(set_write_table(&set, 0, &table, &no_error));
	expect_finding("set s: members that no table counts");
	table.counts[0] = 1;
	cr_assert(set_write_table(&set, 0, &table, &no_error));
	cr_assert(set_write_total(&set, 5, 2, &no_error));
	expect_finding("set s: total 0:0000000000000005 miscounts its tables");
	cr_assert(set_write_total(&set, 5, 0, &no_error));
	expect_finding("set s: members that no total counts");
	cr_assert(set_write_total(&set, 5, 1, &no_error));
	expect_sound("s");
	/* A list of members out of order; set "s", kind block, region 0. */
	cr_assert(store_put(tx, STORE_INDEX, (struct bytes) { "s\0\0\0", 4 },
			    (struct bytes) { "\7\6", 2 }, &no_error));
	expect_finding("set s: block 0:0000000000000000 is malformed");
}

Test(number_set, any_bytes_decode)
{
	struct random random = { { 1, 2, 3, 4 } };
	unsigned char bytes[1000];

	for (int i = 0; i < 2000; i++) {
		size_t length = random_below(&random, i % 2 ? 40 : sizeof(bytes));
		struct bytes value = { bytes, length };

		for (size_t j = 0; j < length; j++)
			bytes[j] = (unsigned char)random_next(&random);
		struct block block = block_decode(value);
		struct table table = table_decode(value);
		unsigned char out[TABLE_VALUE_SIZE];
		size_t out_length = block_encode(&block, out);
		struct block block_again = block_decode((struct bytes) { out, out_length });
		cr_assert(memcmp(&block, &block_again, sizeof(block)) == 0);
		out_length = table_encode(&table, out);
		struct table table_again = table_decode((struct bytes) { out, out_length });
		cr_assert(memcmp(&table, &table_again, sizeof(table)) == 0);
	}
}

Test(number_set, a_new_file_reads_as_empty_sets)
{
	CLEANUP(store) struct store *other = store_create(in_folder("missing.db"));
	struct store_tx *kept = tx;

	tx = begin(other, STORE_READ);
	cr_assert(!contains("s", 1));
	cr_assert(count("s", 0, UINT128_MAX) == 0);
	cr_assert(search(false, "s", 5, 9, 0) == 5);
	cr_assert(search(true, "s", 5, 9, 0) == 0);
	expect_sound("s");
	commit(tx);
	tx = kept;
}
