/* Begin, commit, rollback, savepoints, revisions and single entries. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

TestSuite(transactions, .init = make_folder, .fini = remove_folder);

static struct error no_error = ERROR_INIT;

Test(transactions, a_fresh_file_is_new_and_at_revision_0)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(store_tx) struct store_tx *tx = begin(store, STORE_WRITE);

	cr_assert(store_tx_is_new(tx));
	cr_assert(!store_tx_is_old(tx));
	cr_assert(store_revision(tx) == 0);
}

Test(transactions, commit_keeps_and_rollback_undoes)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "a", "first");
	put(tx, STORE_INDEX, "a", "derived");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "first", "own writes are seen");
	commit(tx);

	tx = begin(store, STORE_WRITE);
	cr_assert(!store_tx_is_new(tx));
	put(tx, STORE_OBJECTS, "a", "second");
	put(tx, STORE_OBJECTS, "b", "second");
	cr_assert(store_delete(tx, STORE_INDEX, bytes_of("a"), &no_error));
	store_rollback(tx);

	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "first");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "b"), "-");
	cr_assert_str_eq(get(tx, STORE_INDEX, "a"), "derived", "the spaces are apart");
	cr_assert(store_revision(tx) == 1);
	commit(tx);
}

Test(transactions, the_null_transaction_can_be_rolled_back)
{
	store_rollback(NULL);
	store_destroy(NULL);
	store_cursor_close(NULL);
}

Test(transactions, a_failed_first_transaction_leaves_the_file_new)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "a", "1");
	store_rollback(tx);
	cr_assert(!exists(in_folder("a.db")));

	tx = begin(store, STORE_WRITE);
	cr_assert(store_tx_is_new(tx));
	put(tx, STORE_OBJECTS, "b", "1");
	commit(tx);
	tx = begin(store, STORE_READ);
	cr_assert(!store_tx_is_new(tx));
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "b"), "1");
	store_rollback(tx);
}

/* ---- revisions ---- */

static void expect_revisions(struct store_tx *tx, const char *key, int64_t created,
			     int64_t modified)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

	cr_assert(store_get(tx, STORE_OBJECTS, bytes_of(key), &value, &no_error) == STORE_FOUND);
	cr_assert(value.created == created, "%s: created %ld", key, (long)value.created);
	cr_assert(value.modified == modified, "%s: modified %ld", key, (long)value.modified);
}

Test(transactions, one_revision_a_commit)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "a", "1");
	put(tx, STORE_OBJECTS, "b", "1");
	expect_revisions(tx, "a", 1, 1);
	commit(tx);

	tx = begin(store, STORE_WRITE);
	cr_assert(store_revision(tx) == 1);
	put(tx, STORE_OBJECTS, "b", "2");
	put(tx, STORE_OBJECTS, "c", "2");
	commit(tx);

	tx = begin(store, STORE_READ);
	cr_assert(store_revision(tx) == 2);
	expect_revisions(tx, "a", 1, 1);
	expect_revisions(tx, "b", 1, 2);
	expect_revisions(tx, "c", 2, 2);
	store_rollback(tx);
}

Test(transactions, an_object_made_anew_is_created_anew)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	tx = begin(store, STORE_WRITE);
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("a"), &no_error));
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "-");
	put(tx, STORE_OBJECTS, "a", "2");
	expect_revisions(tx, "a", 2, 2);
	store_rollback(tx);
}

static void write_nothing(struct store_tx *tx)
{
	(void)tx;
}

static void write_index(struct store_tx *tx)
{
	put(tx, STORE_INDEX, "x", "1");
}

static void delete_stranger(struct store_tx *tx)
{
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("stranger"), &no_error));
}

static void delete_object(struct store_tx *tx)
{
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("a"), &no_error));
}

static void put_object(struct store_tx *tx)
{
	put(tx, STORE_OBJECTS, "b", "1");
}

static void raise_to_41(struct store_tx *tx)
{
	store_raise_revision(tx, 41);
}

static void raise_too_little(struct store_tx *tx)
{
	store_raise_revision(tx, 1);
}

static void put_at_50(struct store_tx *tx)
{
	cr_assert(store_put_at(tx, bytes_of("c"), bytes_of("1"), 50, &no_error));
}

static void put_in_undone_savepoint(struct store_tx *tx)
{
	cr_assert(store_savepoint(tx, &no_error));
	put_object(tx);
	store_savepoint_rollback(tx);
}

static void put_in_released_in_undone_savepoint(struct store_tx *tx)
{
	cr_assert(store_savepoint(tx, &no_error));
	cr_assert(store_savepoint(tx, &no_error));
	put_object(tx);
	cr_assert(store_savepoint_release(tx, &no_error));
	store_savepoint_rollback(tx);
}

static void put_in_released_savepoint(struct store_tx *tx)
{
	cr_assert(store_savepoint(tx, &no_error));
	put_object(tx);
	cr_assert(store_savepoint_release(tx, &no_error));
}

static void put_before_undone_savepoint(struct store_tx *tx)
{
	put_object(tx);
	put_in_undone_savepoint(tx);
}

Test(transactions, what_moves_the_revision)
{
	static const struct {
		const char *name;
		void (*run)(struct store_tx *tx);
		int64_t revision; /* afterwards; it was 1 */
	} rows[] = {
		{ "nothing", write_nothing, 1 },
		{ "an index entry", write_index, 1 },
		{ "the deletion of an absent object", delete_stranger, 1 },
		{ "the deletion of an object", delete_object, 2 },
		{ "an object", put_object, 2 },
		{ "raising it", raise_to_41, 41 },
		{ "raising it to where it is", raise_too_little, 1 },
		{ "an object with a revision from elsewhere", put_at_50, 50 },
		{ "an object in a savepoint undone", put_in_undone_savepoint, 1 },
		{ "an object in a savepoint released into one undone",
		  put_in_released_in_undone_savepoint, 1 },
		{ "an object in a savepoint released", put_in_released_savepoint, 2 },
		{ "an object before a savepoint undone", put_before_undone_savepoint, 2 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[16];
		struct store_tx *tx;

		snprintf(name, sizeof(name), "%zu.db", i);
		put_once(in_folder(name), "a", "1");
		CLEANUP(store) struct store *store = store_create(in_folder(name));
		tx = begin(store, STORE_WRITE);
		rows[i].run(tx);
		cr_assert(store_revision(tx) == 1, "%s: the transaction's own stays", rows[i].name);
		commit(tx);
		tx = begin(store, STORE_READ);
		cr_assert(store_revision(tx) == rows[i].revision, "%s: %ld", rows[i].name,
			  (long)store_revision(tx));
		store_rollback(tx);
	}
}

Test(transactions, put_at_sets_both_revisions)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "a", "1");
	cr_assert(store_put_at(tx, bytes_of("a"), bytes_of("2"), 7, &no_error));
	cr_assert(store_put_at(tx, bytes_of("b"), bytes_of("2"), 9, &no_error));
	expect_revisions(tx, "a", 7, 7);
	expect_revisions(tx, "b", 9, 9);
	commit(tx);
	tx = begin(store, STORE_WRITE);
	cr_assert(store_revision(tx) == 9);
	put(tx, STORE_OBJECTS, "a", "3");
	expect_revisions(tx, "a", 7, 10);
	store_rollback(tx);
}

/* ---- savepoints ---- */

Test(transactions, savepoints_nest)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "outside", "1");
	cr_assert(store_savepoint(tx, &no_error));
	put(tx, STORE_OBJECTS, "outer", "1");
	cr_assert(store_savepoint(tx, &no_error));
	put(tx, STORE_OBJECTS, "inner", "1");
	put(tx, STORE_OBJECTS, "outer", "2");
	store_savepoint_rollback(tx);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "inner"), "-");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "outer"), "1");
	cr_assert(store_savepoint(tx, &no_error));
	put(tx, STORE_OBJECTS, "second inner", "1");
	cr_assert(store_savepoint_release(tx, &no_error));
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "second inner"), "1");
	cr_assert(store_savepoint_release(tx, &no_error));
	cr_assert(store_savepoint(tx, &no_error));
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("outside"), &no_error));
	store_savepoint_rollback(tx);
	commit(tx);

	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "outside"), "1");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "outer"), "1");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "inner"), "-");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "second inner"), "1");
	store_rollback(tx);
}

Test(transactions, a_read_may_have_savepoints_too)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	tx = begin(store, STORE_READ);
	cr_assert(store_savepoint(tx, &no_error));
	cr_assert(store_savepoint(tx, &no_error));
	store_savepoint_rollback(tx);
	cr_assert(store_savepoint_release(tx, &no_error));
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
}

/* ---- entries ---- */

Test(transactions, an_absent_key_leaves_the_result_alone)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(store_tx) struct store_tx *tx = begin(store, STORE_WRITE);
	struct store_value value = { .bytes = no_error.message, .length = 77, .created = 5 };

	cr_assert(store_get(tx, STORE_OBJECTS, bytes_of("a"), &value, &no_error) == STORE_ABSENT);
	cr_assert(value.length == 77 && value.created == 5);
}

Test(transactions, keys_and_values_are_any_bytes)
{
	static const struct {
		const char *name;
		struct bytes key, value;
	} rows[] = {
		{ "text", { "a/b", 3 }, { "value", 5 } },
		{ "NUL in the key", { "a\0b", 3 }, { "1", 1 } },
		{ "the same up to the NUL", { "a\0c", 3 }, { "2", 1 } },
		{ "only a NUL", { "", 1 }, { "3", 1 } },
		{ "high bytes", { "\xff\xfe\x80", 3 }, { "\xff\x00\x80", 3 } },
		{ "empty value", { "empty", 5 }, { NULL, 0 } },
		{ "not UTF-8", { "\xc3\x28", 2 }, { "\xed\xa0\x80", 3 } },
	};
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++)
		for (size_t i = 0; i < ARRAY_LEN(rows); i++)
			cr_assert(store_put(tx, space, rows[i].key, rows[i].value, &no_error));
	commit(tx);
	tx = begin(store, STORE_READ);
	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

			cr_assert(store_get(tx, space, rows[i].key, &value, &no_error) ==
					  STORE_FOUND,
				  "%s", rows[i].name);
			cr_assert(value.length == rows[i].value.length, "%s", rows[i].name);
			cr_assert(memcmp(value.bytes,
					 rows[i].value.length ? rows[i].value.data : "",
					 value.length) == 0,
				  "%s", rows[i].name);
			cr_assert(value.bytes[value.length] == '\0', "%s", rows[i].name);
		}
	}
	store_rollback(tx);
}

Test(transactions, values_up_to_a_megabyte)
{
	static const size_t sizes[] = { 0, 1, 600, 4096, 65536, 1 << 20 };
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	char *bytes = xmalloc(1 << 20);
	struct store_tx *tx = begin(store, STORE_WRITE);

	for (size_t i = 0; i < 1 << 20; i++)
		bytes[i] = (char)(i * 31 + i / 257);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++)
			cr_assert(store_put(tx, space, (struct bytes) { &sizes[i], sizeof(size_t) },
					    (struct bytes) { bytes, sizes[i] }, &no_error));
	commit(tx);
	tx = begin(store, STORE_READ);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++) {
			CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

			cr_assert(store_get(tx, space, (struct bytes) { &sizes[i], sizeof(size_t) },
					    &value, &no_error) == STORE_FOUND);
			cr_assert(value.length == sizes[i]);
			cr_assert(memcmp(value.bytes, bytes, sizes[i]) == 0, "%zu", sizes[i]);
		}
	}
	store_rollback(tx);
	free(bytes);
}

Test(transactions, a_reader_sees_one_state_throughout)
{
	CLEANUP(store) struct store *reader = store_create(in_folder("a.db"));
	CLEANUP(store) struct store *writer = store_create(in_folder("a.db"));
	struct store_tx *read, *write;

	put_once(in_folder("a.db"), "a", "1");
	/* The writer works beside the reader; only its commit has to wait. */
	write = begin(writer, STORE_WRITE);
	put(write, STORE_OBJECTS, "a", "2");
	read = begin(reader, STORE_READ);
	cr_assert_str_eq(get(read, STORE_OBJECTS, "a"), "1");
	put(write, STORE_OBJECTS, "b", "2");
	cr_assert_str_eq(get(read, STORE_OBJECTS, "b"), "-");
	commit(read);
	commit(write);
	read = begin(reader, STORE_READ);
	cr_assert_str_eq(get(read, STORE_OBJECTS, "a"), "2");
	commit(read);
}

Test(transactions, check_finds_nothing_in_a_sound_file)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;
	char *report;

	put_once(in_folder("a.db"), "a", "1");
	tx = begin(store, STORE_WRITE);
	put(tx, STORE_OBJECTS, "a", "2");
	cr_assert(store_check(tx, &report, &no_error));
	cr_assert(report == NULL, "%s", report);
	store_rollback(tx);
}

Test(transactions, check_reports_what_is_wrong)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(str) char *report = NULL;
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	put_once(in_folder("a.db"), "b", "1");
	run_sql(in_folder("a.db"), "UPDATE object SET modified=7 WHERE key=CAST('a' AS BLOB);"
				   "UPDATE object SET created=3 WHERE key=CAST('b' AS BLOB);");
	tx = begin(store, STORE_READ);
	cr_assert(store_check(tx, &report, &no_error));
	cr_assert_str_eq(report, "object a: its revision 7 is above that of the last commit\n"
				 "object b: modified before it was created\n");
	store_rollback(tx);
}
