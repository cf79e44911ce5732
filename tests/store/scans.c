/* Walks: their order and their bounds. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cidrctl/strbuf.h"
#include "helper.h"

TestSuite(scans, .init = make_folder, .fini = remove_folder);

static struct error no_error = ERROR_INIT;

/* A row's bytes, which may have NULs among them. */
#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* The keys that are left of a walk, each with a space behind it; a NUL as 0, \xff as F. */
static const char *walk(struct store_cursor *cursor)
{
	static char text[512];
	struct store_entry entry;
	enum store_answer answer;
	size_t length = 0;

	while ((answer = store_next(cursor, &entry, &no_error)) == STORE_FOUND) {
		const char *key = entry.key.data;

		for (size_t i = 0; i < entry.key.length; i++)
			text[length++] = (char)(key[i] == '\0'     ? '0'
						: key[i] == '\xff' ? 'F'
								   : key[i]);
		text[length++] = ' ';
	}
	cr_assert(answer == STORE_ABSENT);
	cr_assert(store_next(cursor, &entry, &no_error) == STORE_ABSENT, "the end stays the end");
	text[length] = '\0';
	return text;
}

static const struct bytes keys[] = {
	TEXT("b"),
	TEXT("a/x"),
	TEXT("a"),
	TEXT("a-b/x"),
	TEXT("a/x\0y"),
	TEXT("a/y"),
	TEXT("\0"),
	TEXT("a0"),
	TEXT("\xff"),
	TEXT("\xff\xff"),
	TEXT("\xff\xff"
	     "a"),
	TEXT("A"),
};

static void fill(const char *path)
{
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx = begin(store, STORE_WRITE);

	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++)
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			cr_assert(store_put(tx, space, keys[i], keys[i], &no_error));
	commit(tx);
}

Test(scans, ranges)
{
	static const struct {
		const char *name;
		struct bytes from, to;
		const char *want;
	} rows[] = {
		{ "everything, by bytes", TEXT(""), TEXT(""),
		  "0 A a a-b/x a/x a/x0y a/y a0 b F FF FFa " },
		{ "from a key on", TEXT("a/x"), TEXT(""), "a/x a/x0y a/y a0 b F FF FFa " },
		{ "from between keys on", TEXT("a/xa"), TEXT(""), "a/y a0 b F FF FFa " },
		{ "up to a key, without it", TEXT(""), TEXT("a/x"), "0 A a a-b/x " },
		{ "between", TEXT("a-"), TEXT("a/y"), "a-b/x a/x a/x0y " },
		{ "nothing between equal bounds", TEXT("a"), TEXT("a"), "" },
		{ "nothing in a range turned round", TEXT("b"), TEXT("a"), "" },
		{ "above all keys", TEXT("\xff\xff\xff"), TEXT(""), "" },
	};
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	fill(in_folder("a.db"));
	tx = begin(store, STORE_READ);
	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			CLEANUP(store_cursor) struct store_cursor *cursor = NULL;

			cr_assert(store_scan(tx, space, rows[i].from, rows[i].to, &cursor,
					     &no_error));
			cr_assert_str_eq(walk(cursor), rows[i].want, "%s", rows[i].name);
		}
	}
	store_rollback(tx);
}

Test(scans, prefixes)
{
	static const struct {
		const char *name;
		struct bytes prefix, after;
		const char *want;
	} rows[] = {
		{ "a/: not a-b", TEXT("a/"), TEXT(""), "a/x a/x0y a/y " },
		{ "a: a-b/x before a/x", TEXT("a"), TEXT(""), "a a-b/x a/x a/x0y a/y a0 " },
		{ "no prefix", TEXT(""), TEXT(""), "0 A a a-b/x a/x a/x0y a/y a0 b F FF FFa " },
		{ "after a key that is there", TEXT("a/"), TEXT("a/x"), "a/x0y a/y " },
		{ "after a key that is not", TEXT("a/"), TEXT("a/xa"), "a/y " },
		{ "after one before the prefix", TEXT("a/"), TEXT("A"), "a/x a/x0y a/y " },
		{ "after the prefix itself", TEXT("a"), TEXT("a"), "a-b/x a/x a/x0y a/y a0 " },
		{ "after the last", TEXT("a/"), TEXT("a/y"), "" },
		{ "after one beyond the prefix", TEXT("a/"), TEXT("b"), "" },
		{ "after, no prefix", TEXT(""), TEXT("a0"), "b F FF FFa " },
		{ "no such prefix", TEXT("c"), TEXT(""), "" },
		{ "a prefix that cannot grow", TEXT("\xff"), TEXT(""), "F FF FFa " },
		{ "a longer one", TEXT("\xff\xff"), TEXT(""), "FF FFa " },
		{ "a NUL", TEXT("a/x\0"), TEXT(""), "a/x0y " },
	};
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	fill(in_folder("a.db"));
	tx = begin(store, STORE_READ);
	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			CLEANUP(store_cursor) struct store_cursor *cursor = NULL;

			cr_assert(store_scan_prefix(tx, space, rows[i].prefix, rows[i].after,
						    &cursor, &no_error));
			cr_assert_str_eq(walk(cursor), rows[i].want, "%s", rows[i].name);
		}
	}
	store_rollback(tx);
}

Test(scans, entries_carry_value_and_revisions)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct store_entry entry;
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	put_once(in_folder("a.db"), "a", "longer");
	tx = begin(store, STORE_READ);
	cr_assert(store_scan(tx, STORE_OBJECTS, bytes_of(""), bytes_of(""), &cursor, &no_error));
	cr_assert(store_next(cursor, &entry, &no_error) == STORE_FOUND);
	cr_assert(entry.value.length == 6 && memcmp(entry.value.data, "longer", 6) == 0);
	cr_assert(entry.created == 1 && entry.modified == 2);
	/* A walk may be left in the middle. */
	store_cursor_close(TAKE(cursor));
	store_rollback(tx);
}

Test(scans, walks_may_run_side_by_side)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(store_cursor) struct store_cursor *one = NULL, *other = NULL;
	struct store_entry entry;
	struct store_tx *tx;

	fill(in_folder("a.db"));
	tx = begin(store, STORE_WRITE);
	cr_assert(store_scan_prefix(tx, STORE_OBJECTS, bytes_of("a/"), bytes_of(""), &one,
				    &no_error));
	cr_assert(store_next(one, &entry, &no_error) == STORE_FOUND);
	cr_assert(store_scan_prefix(tx, STORE_OBJECTS, bytes_of("a-"), bytes_of(""), &other,
				    &no_error));
	put(tx, STORE_INDEX, "a/w", "the other space may be written");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "b"), "b");
	cr_assert_str_eq(walk(other), "a-b/x ");
	cr_assert_str_eq(walk(one), "a/x0y a/y ");
	store_cursor_close(TAKE(one));
	store_cursor_close(TAKE(other));
	commit(tx);
}

/* Overwrites a text in the file wherever it stands, behind SQLite's back. */
static void replace_in_file(const char *path, const char *from, const char *to)
{
	struct bytes bytes = read_file(path);
	char *at = (char *)bytes.data, *end = at + bytes.length;
	FILE *file;

	while ((at = memmem(at, (size_t)(end - at), from, strlen(from))) != NULL)
		memcpy(at, to, strlen(to));
	file = fopen(path, "w");
	cr_assert(file != NULL);
	cr_assert(fwrite(bytes.data, 1, bytes.length, file) == bytes.length);
	fclose(file);
}

/* Whoever reads in pieces, each from behind the last key of the one before, has to come to an end. */
Test(scans, keys_out_of_order_are_damage)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_entry entry;
	enum store_answer answer;
	struct store_tx *tx;

	put_once(in_folder("a.db"), "walk-a", "1");
	put_once(in_folder("a.db"), "walk-b", "2");
	put_once(in_folder("a.db"), "walk-c", "3");
	replace_in_file(in_folder("a.db"), "walk-b", "walk-0");
	tx = begin(store, STORE_READ);
	cr_assert(store_scan_prefix(tx, STORE_OBJECTS, bytes_of("walk-"), bytes_of(""), &cursor,
				    &err));
	while ((answer = store_next(cursor, &entry, &err)) == STORE_FOUND)
		;
	cr_expect(answer == STORE_FAILED);
	cr_expect(strstr(err.message, ": damaged") != NULL, "%s", err.message);
	store_cursor_close(TAKE(cursor));
	store_rollback(tx);
}

/* ---- what has not been written since ---- */

Test(scans, stamps)
{
	const struct bytes a = bytes_of("as/"), b = bytes_of("bs/");
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_tx *tx = begin(store, STORE_WRITE);
	uint64_t before = store_stamp(tx, a), of_b = store_stamp(tx, b);

	cr_expect_neq(before, 0);
	get(tx, STORE_OBJECTS, "as/1");
	put(tx, STORE_INDEX, "as/1", "1");
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("as/1"), &err));
	cr_expect_eq(store_stamp(tx, a), before, "no object was written");
	put(tx, STORE_OBJECTS, "as/1", "1");
	cr_expect_neq(store_stamp(tx, a), before, "put");
	before = store_stamp(tx, a);
	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of("as/1"), &err));
	cr_expect_neq(store_stamp(tx, a), before, "delete");
	cr_expect_eq(store_stamp(tx, b), of_b, "another kind");
	cr_assert(store_savepoint(tx, &err));
	before = store_stamp(tx, a);
	store_savepoint_rollback(tx);
	cr_expect_neq(store_stamp(tx, a), before, "undone");
	cr_expect_neq(store_stamp(tx, b), of_b, "undone");
	cr_assert(store_savepoint(tx, &err));
	before = store_stamp(tx, a);
	cr_assert(store_savepoint_release(tx, &err));
	cr_expect_eq(store_stamp(tx, a), before, "kept");
	commit(tx);
	tx = begin(store, STORE_READ);
	cr_expect_neq(store_stamp(tx, a), before, "another transaction");
	commit(tx);
}
