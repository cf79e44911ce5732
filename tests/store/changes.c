/* The log of changes: what a watcher is told, from where it may start, and how it waits. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "helper.h"

#include "cidrctl/strbuf.h"

TestSuite(changes, .init = make_folder, .fini = remove_folder);

static void delete (struct store_tx *tx, const char *key)
{
	struct error err = ERROR_INIT;

	cr_assert(store_delete(tx, STORE_OBJECTS, bytes_of(key), &err), "%s", err.message);
}

/* What happened to keys with the prefix since a revision, as "2 a:old>new 3 b:->new"; "-" stands for
 * absent; or the error's message. Valid until the next call. */
static const char *since(const char *path, int64_t revision, const char *prefix)
{
	static char text[4096];
	CLEANUP(store) struct store *store = store_create(path);
	CLEANUP(store_changes) struct store_changes changes = STORE_CHANGES_INIT;
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_tx *tx = begin(store, STORE_READ);

	if (!store_changes_since(tx, revision, bytes_of(prefix), &changes, &err)) {
		store_rollback(tx);
		snprintf(text, sizeof(text), "%s", err.message);
		return text;
	}
	commit(tx);
	for (size_t i = 0; i < changes.n; i++) {
		const struct store_change *at = &changes.items[i];

		strbuf_addf(&out, "%s%d %.*s:", i > 0 ? " " : "", (int)at->revision,
			    (int)at->key.length, (const char *)at->key.data);
		strbuf_add_str(&out, at->existed ? "" : "-");
		strbuf_add(&out, at->before.data, at->before.length);
		strbuf_add_str(&out, at->exists ? ">" : ">-");
		strbuf_add(&out, at->after.data, at->after.length);
		if (at->modified != at->revision)
			strbuf_addf(&out, "@%d", (int)at->modified);
	}
	snprintf(text, sizeof(text), "%s", out.text);
	return text;
}

/* A word of each script is a step: a=1 writes, a! deletes, a=1@9 writes with a revision from
 * elsewhere, ( ) is a savepoint kept, ( ~ one undone, / commits. */
static void step(struct store_tx *tx, const char *word)
{
	struct error err = ERROR_INIT;
	CLEANUP(str) char *key = xstrndup(word, 1);
	const char *at = strchr(word, '@');

	if (strcmp(word, "(") == 0)
		cr_assert(store_savepoint(tx, &err));
	else if (strcmp(word, ")") == 0)
		cr_assert(store_savepoint_release(tx, &err));
	else if (strcmp(word, "~") == 0)
		store_savepoint_rollback(tx);
	else if (word[1] == '!')
		delete (tx, key);
	else if (at != NULL)
		cr_assert(store_put_at(tx, bytes_of(key),
				       (struct bytes) { word + 2, (size_t)(at - word - 2) },
				       atoi(at + 1), &err));
	else
		put(tx, STORE_OBJECTS, key, word + 2);
}

static void run_script(const char *path, const char *script)
{
	CLEANUP(store) struct store *store = store_create(path);
	CLEANUP(str) char *copy = xstrdup(script);
	struct store_tx *tx = begin(store, STORE_WRITE);
	char *rest = copy;

	for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
		if (strcmp(word, "/") != 0) {
			step(tx, word);
			continue;
		}
		commit(tx);
		tx = begin(store, STORE_WRITE);
	}
	commit(tx);
}

Test(changes, what_is_told)
{
	static const struct {
		const char *script;
		int64_t since;
		const char *told;
	} rows[] = {
		/* one change each */
		{ "a=1", 0, "1 a:->1" },
		{ "a=1", 1, "" },
		{ "a=1 / a=2", 1, "2 a:1>2" },
		{ "a=1 / a!", 1, "2 a:1>-" },
		{ "a= / a=2", 0, "1 a:-> 2 a:>2" },
		/* every version of a key, also those that are gone */
		{ "a=1 / a=2 / a! / a=4", 0, "1 a:->1 2 a:1>2 3 a:2>- 4 a:->4" },
		{ "a=1 / a=2 / a! / a=4", 2, "3 a:2>- 4 a:->4" },
		/* in the order of commits, and of writes within one */
		{ "b=1 a=1 / c=2 / a=3", 0, "1 b:->1 1 a:->1 2 c:->2 3 a:1>3" },
		/* a commit changes a key once */
		{ "a=1 a=2 a=3", 0, "1 a:->3" },
		{ "a=1 / a=2 a=3", 1, "2 a:1>3" },
		{ "a=1 / a! a=3", 1, "2 a:1>3" },
		{ "a=1 / a=2 a!", 1, "2 a:1>-" },
		{ "b=1 / a=2 a!", 1, "" },
		{ "b=1 / a=2 a! a=3 a!", 1, "" },
		{ "a=1 / a! a=2 a!", 1, "2 a:1>-" },
		{ "a=1 / a! a=2 / a=3", 1, "2 a:1>2 3 a:2>3" },
		/* nothing was there to delete */
		{ "b=1 / a!", 1, "" },
		/* what was undone did not happen */
		{ "a=1 / ( a=2 ~", 1, "" },
		{ "a=1 / ( a=2 ~ b=2", 1, "2 b:->2" },
		{ "a=1 / ( a=2 ) b=2", 1, "2 a:1>2 2 b:->2" },
		{ "a=1 / b=2 ( a=2 ( c=2 ) ~ a=3", 1, "2 b:->2 2 a:1>3" },
		{ "a=1 / ( a! ~ a=2", 1, "2 a:1>2" },
		/* objects that bring their revision */
		{ "a=1@7", 0, "7 a:->1" },
		{ "a=1@7 b=2@5 c=3", 0, "7 a:->1 7 b:->2@5 7 c:->3@1" },
		{ "a=1@7 / a=2@3", 7, "8 a:1>2@3" },
		{ "a=1@7 / a=2@3 / a=4", 7, "8 a:1>2@3 9 a:2>4" },
		{ "a=1@7 / a=2@3 a=5@2", 7, "8 a:1>5@2" },
		/* from where one cannot start */
		{ "a=1 / b=1", 3, "The resourceVersion for the provided watch is too old." },
		{ "a=1 / b=1", -1, "The resourceVersion for the provided watch is too old." },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *name = xasprintf("%zu.db", i);

		run_script(in_folder(name), rows[i].script);
		cr_expect_str_eq(since(in_folder(name), rows[i].since, ""), rows[i].told,
				 "%s since %d: %s", rows[i].script, (int)rows[i].since,
				 since(in_folder(name), rows[i].since, ""));
	}
}

Test(changes, of_a_prefix)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, "services/a/x", "1");
	put(tx, STORE_OBJECTS, "services/ab/x", "2");
	put(tx, STORE_OBJECTS, "services", "3");
	put(tx, STORE_OBJECTS, "nodes/a", "4");
	commit(tx);
	cr_expect_str_eq(since(in_folder("a.db"), 0, "services/"),
			 "1 services/a/x:->1 1 services/ab/x:->2");
	cr_expect_str_eq(since(in_folder("a.db"), 0, "services/a/"), "1 services/a/x:->1");
	cr_expect_str_eq(since(in_folder("a.db"), 0, "services/b"), "");
}

Test(changes, the_index_and_the_revision_alone_are_not_told)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	tx = begin(store, STORE_WRITE);
	put(tx, STORE_INDEX, "a", "2");
	store_raise_revision(tx, 9);
	commit(tx);
	cr_expect_str_eq(since(in_folder("a.db"), 1, ""), "");
	cr_expect_str_eq(since(in_folder("a.db"), 9, ""), "");
}

Test(changes, of_a_file_that_is_not_there)
{
	cr_expect_str_eq(since(in_folder("a.db"), 0, ""),
			 "The resourceVersion for the provided watch is too old.");
}

/* ---- how far back ---- */

static int entries(const char *path)
{
	return atoi(query(path, "SELECT count(*) FROM change"));
}

Test(changes, old_commits_are_forgotten)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));

	for (int i = 1; i <= 1200; i++) {
		CLEANUP(str) char *value = xasprintf("%d", i);
		struct store_tx *tx = begin(store, STORE_WRITE);
		struct error err = ERROR_INIT;

		cr_assert(store_put(tx, STORE_OBJECTS, bytes_of("a"), bytes_of(value), &err));
		commit(tx);
	}
	cr_expect(entries(in_folder("a.db")) >= 1000 && entries(in_folder("a.db")) < 1064, "%d",
		  entries(in_folder("a.db")));
	cr_expect_str_eq(since(in_folder("a.db"), 1198, ""), "1199 a:1198>1199 1200 a:1199>1200");
	cr_expect(strncmp(since(in_folder("a.db"), 250, ""), "251 a:250>251 252 ", 18) == 0);
	cr_expect_str_eq(since(in_folder("a.db"), 100, ""),
			 "The resourceVersion for the provided watch is too old.");
}

static void put_large(struct store_tx *tx, size_t size)
{
	CLEANUP(str) char *value = xmalloc(size + 1);
	struct error err = ERROR_INIT;

	memset(value, 'x', size);
	cr_assert(store_put(tx, STORE_OBJECTS, bytes_of("a"), (struct bytes) { value, size }, &err),
		  "%s", err.message);
}

Test(changes, large_commits_push_out_others)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));

	for (int i = 1; i <= 10; i++) {
		struct store_tx *tx = begin(store, STORE_WRITE);

		put_large(tx, (size_t)5 << 20);
		commit(tx);
	}
	/* Each keeps the 5 MiB of the one before; three of them are within 16 MiB. */
	cr_expect(entries(in_folder("a.db")) == 3, "%d", entries(in_folder("a.db")));
	cr_expect_str_eq(since(in_folder("a.db"), 7, ""),
			 "The resourceVersion for the provided watch is too old.");
	cr_expect(strncmp(since(in_folder("a.db"), 9, ""), "10 a:xxx", 8) == 0);
}

Test(changes, a_commit_too_large_to_be_told)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);

	put_large(tx, (size_t)17 << 20);
	commit(tx);
	tx = begin(store, STORE_WRITE);
	put_large(tx, 1);
	put(tx, STORE_OBJECTS, "b", "1");
	commit(tx);
	cr_expect(entries(in_folder("a.db")) == 1);
	cr_expect_str_eq(since(in_folder("a.db"), 1, ""),
			 "The resourceVersion for the provided watch is too old.");
	tx = begin(store, STORE_WRITE);
	put(tx, STORE_OBJECTS, "b", "2");
	commit(tx);
	cr_expect_str_eq(since(in_folder("a.db"), 2, ""), "3 b:1>2");
}

/* ---- files ---- */

/* A file as the program made it before there was a log. */
static void make_first_layout(const char *path)
{
	put_once(path, "a", "1");
	put_once(path, "a", "2");
	run_sql(path, "DROP TABLE change; PRAGMA user_version=1");
}

Test(changes, a_file_of_the_first_layout)
{
	const char *path = in_folder("a.db");
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx;

	make_first_layout(path);
	tx = begin(store, STORE_READ);
	cr_expect(store_tx_is_old(tx) && !store_tx_is_new(tx));
	cr_expect_str_eq(get(tx, STORE_OBJECTS, "a"), "-");
	commit(tx);
	commit(begin(store, STORE_WRITE));
	cr_expect_str_eq(query(path, "PRAGMA user_version"), "2");
	tx = begin(store, STORE_READ);
	cr_expect(!store_tx_is_old(tx));
	cr_expect_str_eq(get(tx, STORE_OBJECTS, "a"), "2");
	cr_expect(store_revision(tx) == 2);
	commit(tx);
	put_once(path, "a", "3");
	cr_expect_str_eq(since(path, 2, ""), "3 a:2>3");
	cr_expect_str_eq(since(path, 1, ""),
			 "The resourceVersion for the provided watch is too old.");
}

Test(changes, damage)
{
	static const struct {
		const char *entries, *told;
	} rows[] = {
		{ "x'01'", "state file /a.db: damaged" },
		{ "x'0161'", "state file /a.db: damaged" },
		{ "x'016101'", "state file /a.db: damaged" },
		{ "x'01610101'", "state file /a.db: damaged" },
		{ "x'0161010105'", "state file /a.db: damaged" },
		{ "x'ffffffffffffffffffffff61'", "state file /a.db: damaged" },
		{ "x'ffffffffffffffffff0161'", "state file /a.db: damaged" },
		{ "x''", "" },
		{ "x'01610101013901620001'", "state file /a.db: damaged" },
		{ "x'016101010139'", "1 a:9>1" },
	};
	const char *path = in_folder("a.db");

	put_once(path, "a", "1");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str)
		char *sql =
			xasprintf("UPDATE change SET entries=%s WHERE revision=1", rows[i].entries);
		const char *told, *name;

		run_sql(path, sql);
		told = since(path, 0, "");
		name = strstr(told, "/a.db");
		if (name != NULL)
			cr_expect(strcmp(name, rows[i].told + strlen("state file ")) == 0, "%s: %s",
				  rows[i].entries, told);
		else
			cr_expect_str_eq(told, rows[i].told, "%s: %s", rows[i].entries, told);
	}
}

/* ---- waiting ---- */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#define MILLI INT64_C(1000000)

static void write_later(const char *path)
{
	usleep(200000);
	put_once(path, "a", "2");
}

Test(changes, waiting)
{
	const char *path = in_folder("a.db");
	CLEANUP(store) struct store *store = store_create(path);
	double began;
	pid_t writer;

	put_once(path, "a", "1");
	commit(begin(store, STORE_READ));
	/* Something may have happened before the first wait. */
	cr_expect(store_wait(store, 0));
	began = seconds();
	cr_expect(!store_wait(store, 100 * MILLI));
	cr_expect(seconds() - began >= 0.1 && seconds() - began < 5);
	writer = start(write_later, path);
	cr_expect(store_wait(store, 10000 * MILLI));
	cr_expect(finish(writer) == 0);
	cr_expect(!store_wait(store, 0));
	/* A reader is nothing new; a writer of this process is. */
	commit(begin(store, STORE_READ));
	cr_expect(!store_wait(store, MILLI));
	put_once(path, "a", "3");
	cr_expect(store_wait(store, 10000 * MILLI));
}

Test(changes, waiting_holds_no_lock)
{
	const char *path = in_folder("a.db");
	CLEANUP(store) struct store *store = store_create(path);

	put_once(path, "a", "1");
	commit(begin(store, STORE_READ));
	store_wait(store, 0);
	setenv("CIDRCTL_LOCK_TIMEOUT", "0", 1);
	put_once(path, "a", "2");
	cr_expect(store_wait(store, MILLI));
}

Test(changes, another_file_in_its_place)
{
	const char *path = in_folder("a.db");
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx;

	put_once(path, "a", "1");
	put_once(in_folder("b.db"), "a", "other");
	commit(begin(store, STORE_READ));
	store_wait(store, 0);
	cr_assert(rename(in_folder("b.db"), path) == 0);
	cr_expect(store_wait(store, MILLI));
	tx = begin(store, STORE_READ);
	cr_expect_str_eq(get(tx, STORE_OBJECTS, "a"), "other");
	commit(tx);
	cr_assert(unlink(path) == 0);
	cr_expect(store_wait(store, MILLI));
	tx = begin(store, STORE_READ);
	cr_expect(store_tx_is_new(tx));
	commit(tx);
	cr_assert(!exists(path));
}
