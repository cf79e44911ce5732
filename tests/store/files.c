/* Making, opening and refusing the state file. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

TestSuite(files, .init = make_folder, .fini = remove_folder);

static struct error no_error = ERROR_INIT;

static unsigned mode_of(const char *path)
{
	struct stat status;

	cr_assert(stat(path, &status) == 0, "%s", path);
	return status.st_mode & 0777;
}

/* ---- making ---- */

Test(files, a_fresh_file)
{
	put_once(in_folder("a.db"), "a", "1");
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA journal_mode"), "delete");
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA application_id"), "1128547156");
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA user_version"), "2");
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA integrity_check"), "ok");
	cr_assert(!exists(in_folder("a.db-journal")) && !exists(in_folder("a.db-wal")));
	cr_assert(mode_of(in_folder("a.db")) == 0600);
	cr_assert(mode_of(in_folder("a.db.lock")) == 0600);
}

/* A second writer, which finds the file that the first one has made. */
static void wait_and_put(const char *path)
{
	while (!exists(path))
		usleep(1000);
	put_once(path, "b", "2");
}

Test(files, a_file_that_nothing_came_of_is_taken_away)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_WRITE);
	pid_t waiting;

	put(tx, STORE_OBJECTS, "a", "1");
	cr_assert(exists(in_folder("a.db")));
	store_rollback(tx);
	cr_assert(!exists(in_folder("a.db")) && !exists(in_folder("a.db.lock")));
	waiting = start(wait_and_put, in_folder("a.db"));
	tx = begin(store, STORE_WRITE);
	put(tx, STORE_OBJECTS, "a", "1");
	usleep(200000);
	store_rollback(tx);
	cr_assert(finish(waiting) == 0);
	cr_assert_str_eq(query(in_folder("a.db"), "SELECT CAST(key AS TEXT) FROM object"), "b");
	/* Once something is in it, it stays; and so does a file that somebody else made. */
	tx = begin(store, STORE_WRITE);
	store_rollback(tx);
	cr_assert(exists(in_folder("a.db")));
	write_file(in_folder("c.db"), "");
	store_destroy(store);
	store = store_create(in_folder("c.db"));
	store_rollback(begin(store, STORE_WRITE));
	cr_assert(exists(in_folder("c.db")));
}

Test(files, missing_folders_are_made)
{
	umask(0);
	put_once(in_folder("x/y//z/a.db"), "a", "1");
	cr_assert(mode_of(in_folder("x")) == 0700);
	cr_assert(mode_of(in_folder("x/y/z")) == 0700);
	cr_assert(mode_of(in_folder("x/y/z/a.db")) == 0600);
}

Test(files, relative_paths_are_only_paths)
{
	static const char *const names[] = { "plain.db", ":memory:", "file:a?mode=memory", "-x",
					     "sub/a.db" };

	cr_assert(chdir(in_folder("")) == 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		put_once(names[i], "a", "1");
		cr_assert(exists(names[i]), "%s", names[i]);
		CLEANUP(store) struct store *store = store_create(names[i]);
		struct store_tx *tx = begin(store, STORE_READ);
		cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1", "%s", names[i]);
		store_rollback(tx);
	}
}

Test(files, a_write_ahead_log_is_read_and_then_put_away)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	run_sql(in_folder("a.db"), "PRAGMA journal_mode=WAL");
	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
	store_destroy(TAKE(store));
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA journal_mode"), "wal");
	put_once(in_folder("a.db"), "b", "1");
	cr_assert_str_eq(query(in_folder("a.db"), "PRAGMA journal_mode"), "delete");
	cr_assert_str_eq(query(in_folder("a.db"), "SELECT count(*) FROM object"), "2");
}

Test(files, a_link_to_a_file_that_is_not_there_yet)
{
	cr_assert(symlink(in_folder("target.db"), in_folder("link.db")) == 0);
	put_once(in_folder("link.db"), "a", "1");
	put_once(in_folder("target.db"), "b", "1");
	cr_assert_str_eq(query(in_folder("target.db"), "SELECT count(*) FROM object"), "2");
}

static void expect_new(struct store_tx *tx)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct store_entry entry;
	char *report;

	cr_assert(store_tx_is_new(tx) && !store_tx_is_old(tx));
	cr_assert(store_revision(tx) == 0);
	for (int space = STORE_OBJECTS; space <= STORE_INDEX; space++) {
		cr_assert_str_eq(get(tx, space, "a"), "-");
		cr_assert(store_scan(tx, space, bytes_of(""), bytes_of(""), &cursor, &no_error));
		cr_assert(store_next(cursor, &entry, &no_error) == STORE_ABSENT);
		store_cursor_close(TAKE(cursor));
	}
	cr_assert(store_check(tx, &report, &no_error) && report == NULL);
	commit(tx);
}

Test(files, reading_a_missing_file_makes_nothing)
{
	CLEANUP(store) struct store *store = store_create(in_folder("x/a.db"));

	expect_new(begin(store, STORE_READ));
	cr_assert(!exists(in_folder("x")));
	/* The same store may write afterwards. */
	commit(begin(store, STORE_WRITE));
	struct store_tx *tx = begin(store, STORE_READ);
	cr_assert(!store_tx_is_new(tx));
	commit(tx);
}

Test(files, reading_an_empty_file_leaves_it_empty)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));

	write_file(in_folder("a.db"), "");
	expect_new(begin(store, STORE_READ));
	cr_assert(read_file(in_folder("a.db")).length == 0);
	put_once(in_folder("a.db"), "a", "1");
	struct store_tx *tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
}

/* ---- refusing ---- */

#define BOTH "both"

static void make_directory(const char *path)
{
	cr_assert(mkdir(path, 0700) == 0);
}

static void make_fifo(const char *path)
{
	cr_assert(mkfifo(path, 0600) == 0);
}

static void make_text(const char *path)
{
	write_file(path, "apiVersion: v1\n");
}

static void make_long_text(const char *path)
{
	char text[5000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	write_file(path, text);
}

static void make_anonymous(const char *path)
{
	run_sql(path, "CREATE TABLE t(x)");
}

static void make_foreign(const char *path)
{
	run_sql(path, "CREATE TABLE t(x); PRAGMA application_id=1");
}

static void make_newer(const char *path)
{
	put_once(path, "a", "1");
	run_sql(path, "PRAGMA user_version=3");
}

static void make_strange_version(const char *path)
{
	put_once(path, "a", "1");
	run_sql(path, "PRAGMA user_version=-1");
}

static void make_damaged(const char *path)
{
	int fd;

	put_once(path, "a", "1");
	fd = open(path, O_WRONLY);
	cr_assert(pwrite(fd, "damage damage damage", 20, 100) == 20);
	close(fd);
}

static void make_cut(const char *path)
{
	put_once(path, "a", "1");
	cr_assert(truncate(path, 5000) == 0);
}

static void make_tableless(const char *path)
{
	put_once(path, "a", "1");
	run_sql(path, "DROP TABLE derived");
}

static void make_revisionless(const char *path)
{
	put_once(path, "a", "1");
	run_sql(path, "DELETE FROM derived");
}

static void make_loop(const char *path)
{
	cr_assert(symlink(path, path) == 0);
}

Test(files, refusals)
{
	static const struct {
		const char *name;
		void (*make)(const char *path);
		const char *message;
	} rows[] = {
		{ "folder", make_directory, "is a folder" },
		{ "fifo", make_fifo, "is not a regular file" },
		{ "loop", make_loop, "Too many levels of symbolic links" },
		{ "text", make_text, "not an SQLite database" },
		{ "long-text", make_long_text, "not an SQLite database" },
		{ "anonymous", make_anonymous, "an SQLite database of another program" },
		{ "foreign", make_foreign, "an SQLite database of another program" },
		{ "newer", make_newer,
		  "made by a newer version of this program (layout 3, this one knows 2)" },
		{ "strange", make_strange_version,
		  "made by a newer version of this program (layout -1, this one knows 2)" },
		{ "damaged", make_damaged, "damaged" },
		{ "cut", make_cut, "damaged" },
		{ "tableless", make_tableless, "no such table: derived" },
		{ "revisionless", make_revisionless, "damaged" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *path = in_folder(rows[i].name);
		CLEANUP(str)
		char *wanted = xasprintf("state file /%s: %s", rows[i].name, rows[i].message);
		CLEANUP(str) char *before = NULL;
		bool is_file;
		struct stat status;
		size_t length = 0;

		rows[i].make(path);
		is_file = stat(path, &status) == 0 && S_ISREG(status.st_mode);
		if (is_file) {
			length = read_file(path).length;
			before = xmalloc(length);
			memcpy(before, read_file(path).data, length);
		}
		cr_assert_str_eq(refusal(path, STORE_READ), wanted, "read");
		cr_assert_str_eq(refusal(path, STORE_WRITE), wanted, "write");
		if (is_file) {
			cr_assert(read_file(path).length == length, "%s", rows[i].name);
			cr_assert(memcmp(read_file(path).data, before, length) == 0, "%s",
				  rows[i].name);
		}
	}
}

Test(files, nobody_queues_beside_a_foreign_file)
{
	make_foreign(in_folder("a.db"));
	refusal(in_folder("a.db"), STORE_WRITE);
	cr_assert(!exists(in_folder("a.db.lock")));
}

Test(files, a_folder_that_cannot_be_made)
{
	write_file(in_folder("file"), "");
	cr_assert_str_eq(refusal(in_folder("file/a.db"), STORE_READ),
			 "state file /file/a.db: Not a directory");
	cr_assert_str_eq(refusal(in_folder("file/a.db"), STORE_WRITE),
			 "state file /file/a.db: Not a directory");
	cr_assert_str_eq(refusal("/proc/cidrctl/a.db", STORE_WRITE),
			 "state file /proc/cidrctl/a.db: cannot make its folder: "
			 "No such file or directory");
}

/* ---- permissions ---- */

Test(files, an_unreadable_file)
{
	become_nobody();
	put_once(in_folder("a.db"), "a", "1");
	chmod(in_folder("a.db"), 0);
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_READ),
			 "state file /a.db: Permission denied");
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_WRITE),
			 "state file /a.db: Permission denied");
}

Test(files, a_read_only_file_in_a_read_only_folder)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;

	become_nobody();
	put_once(in_folder("a.db"), "a", "1");
	chmod(in_folder("a.db"), 0400);
	chmod(in_folder(""), 0500);
	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_WRITE), "state file /a.db: read-only");
	chmod(in_folder(""), 0700);
}

Test(files, a_read_only_folder)
{
	become_nobody();
	put_once(in_folder("a.db"), "a", "1");
	chmod(in_folder(""), 0500);
	/* The lock file is there already, so that the journal is the first that cannot be made. */
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_tx *tx = begin(store, STORE_WRITE);
	cr_assert(!store_put(tx, STORE_OBJECTS, bytes_of("b"), bytes_of("1"), &err));
	cr_assert(strstr(err.message, ": its folder is read-only") != NULL, "%s", err.message);
	store_rollback(tx);
	chmod(in_folder(""), 0700);
	unlink(in_folder("a.db.lock"));
	chmod(in_folder(""), 0500);
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_WRITE),
			 "state file /a.db: cannot open /a.db.lock: Permission denied");
	chmod(in_folder(""), 0700);
}

Test(files, no_right_to_make_it)
{
	become_nobody();
	chmod(in_folder(""), 0500);
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_WRITE),
			 "state file /a.db: Permission denied");
	cr_assert_str_eq(refusal(in_folder("x/a.db"), STORE_WRITE),
			 "state file /x/a.db: cannot make its folder: Permission denied");
	chmod(in_folder(""), 0700);
}
