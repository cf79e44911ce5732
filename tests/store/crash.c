/* Writers that are killed, and disks that are full: what was acknowledged stays, the rest goes. */
#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

TestSuite(crash, .init = make_folder, .fini = remove_folder);

static struct error no_error = ERROR_INIT;

/* ---- killed at any time ---- */

static int acknowledged[2];

/* Each commit holds a pair, and is acknowledged when it is there to stay. */
static void write_pairs(const char *path)
{
	CLEANUP(store) struct store *store = store_create(path);

	for (int i = 0;; i++) {
		CLEANUP(str) char *left = xasprintf("%d left", i);
		CLEANUP(str) char *right = xasprintf("%d right", i);
		struct store_tx *tx = begin(store, STORE_WRITE);

		put(tx, STORE_OBJECTS, left, "1");
		put(tx, STORE_INDEX, right, "1");
		commit(tx);
		cr_assert(write(acknowledged[1], &i, sizeof(i)) == sizeof(i));
	}
}

static int last_acknowledged(void)
{
	int last = -1, next;

	close(acknowledged[1]);
	while (read(acknowledged[0], &next, sizeof(next)) == sizeof(next))
		last = next;
	close(acknowledged[0]);
	return last;
}

static void expect_sound(struct store_tx *tx)
{
	char *report = NULL;

	cr_assert(store_check(tx, &report, &no_error), "%s", no_error.message);
	cr_assert(report == NULL, "%s", report);
}

Test(crash, a_killed_writer_loses_nothing_that_was_acknowledged)
{
	for (int round = 0; round < 15; round++) {
		CLEANUP(str) char *name = xasprintf("%d.db", round);
		CLEANUP(store) struct store *store = store_create(in_folder(name));
		struct store_tx *tx;
		pid_t writer;
		int last;

		cr_assert(pipe(acknowledged) == 0);
		writer = start(write_pairs, in_folder(name));
		usleep((useconds_t)(1000 + round * 3700));
		kill(writer, SIGKILL);
		cr_assert(finish(writer) == -SIGKILL);
		last = last_acknowledged();

		tx = begin(store, STORE_READ);
		/* One more may have been committed and not yet acknowledged. */
		cr_assert(store_revision(tx) == last + 1 || store_revision(tx) == last + 2);
		for (int i = 0; i < store_revision(tx); i++) {
			CLEANUP(str) char *left = xasprintf("%d left", i);
			CLEANUP(str) char *right = xasprintf("%d right", i);

			cr_assert_str_eq(get(tx, STORE_OBJECTS, left), "1", "%d", i);
			cr_assert_str_eq(get(tx, STORE_INDEX, right), "1", "%d", i);
		}
		expect_sound(tx);
		commit(tx);
	}
}

/* ---- killed before each write to the disk ---- */

static int writes_to_live;

static void die_when_due(void)
{
	if (writes_to_live-- == 0)
		kill(getpid(), SIGKILL);
}

static ssize_t mortal_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	die_when_due();
	return pwrite(fd, bytes, length, offset);
}

static int mortal_unlink(const char *path)
{
	die_when_due();
	return unlink(path);
}

static void set_call(const char *name, sqlite3_syscall_ptr call)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	vfs->xSetSystemCall(vfs, name, call);
}

static void write_mortally(const char *path)
{
	set_call("pwrite", (sqlite3_syscall_ptr)mortal_pwrite);
	set_call("pwrite64", (sqlite3_syscall_ptr)mortal_pwrite);
	set_call("unlink", (sqlite3_syscall_ptr)mortal_unlink);
	put_once(path, "b", "new");
}

/* Lets a writer live for ever more writes, until one survives. Returns how many died. */
static int kill_at_each_write(bool is_fresh)
{
	CLEANUP(str) char *path = xstrdup(in_folder("a.db"));

	for (int deaths = 0;; deaths++) {
		CLEANUP(store) struct store *store = store_create(path);
		struct store_tx *tx;
		int status;

		unlink(path);
		if (!is_fresh)
			put_once(path, "a", "old");
		writes_to_live = deaths;
		status = finish(start(write_mortally, path));
		cr_assert(status == 0 || status == -SIGKILL);

		tx = begin(store, STORE_READ);
		cr_assert_str_eq(get(tx, STORE_OBJECTS, "b"), status == 0 ? "new" : "-", "%d",
				 deaths);
		cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), is_fresh ? "-" : "old", "%d", deaths);
		cr_assert(store_tx_is_new(tx) == (is_fresh && status != 0), "%d", deaths);
		expect_sound(tx);
		commit(tx);
		put_once(path, "c", "the next writer goes on");
		cr_assert(!exists(in_folder("a.db-journal")), "%d", deaths);
		if (status == 0)
			return deaths;
	}
}

Test(crash, killed_at_each_write_to_a_file_with_content)
{
	cr_assert(kill_at_each_write(false) > 10);
}

Test(crash, killed_at_each_write_of_the_first_command)
{
	cr_assert(kill_at_each_write(true) > 5);
}

static void leave_hot_journal(const char *path)
{
	put_once(path, "a", "old");
	/* The last that a commit does is to remove the journal. */
	set_call("unlink", (sqlite3_syscall_ptr)mortal_unlink);
	writes_to_live = 0;
	put_once(path, "a", "new");
}

Test(crash, an_unfinished_file_that_cannot_be_repaired)
{
	become_nobody();
	cr_assert(finish(start(leave_hot_journal, in_folder("a.db"))) == -SIGKILL);
	cr_assert(exists(in_folder("a.db-journal")));
	chmod(in_folder("a.db"), 0400);
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_READ),
			 "state file /a.db: a killed command left it unfinished, and it cannot be "
			 "repaired read-only");
	chmod(in_folder("a.db"), 0600);
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "old");
	commit(tx);
}

/* ---- full disks ---- */

/* Writes until it fails; gives what it says. */
static const char *fill(struct store *store, int entries, size_t size)
{
	static char message[256];
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_tx *tx = begin(store, STORE_WRITE);
	char *value = xcalloc(1, size);
	bool done = true;

	for (int i = 0; done && i < entries; i++) {
		CLEANUP(str) char *key = xasprintf("%d", i);

		done = store_put(tx, STORE_OBJECTS, bytes_of(key), (struct bytes) { value, size },
				 &err);
	}
	free(value);
	if (!done) {
		struct error later = ERROR_INIT;

		/* Nothing must be able to go on as if nothing had been. */
		cr_assert(!store_savepoint(tx, &later));
		error_finish(&later);
		cr_assert(!store_put(tx, STORE_INDEX, bytes_of("x"), bytes_of("x"), &later));
		cr_assert(strstr(later.message, "everything was undone") != NULL, "%s",
			  later.message);
		error_finish(&later);
		cr_assert(store_commit(tx, &later) == STORE_COMMIT_FAILED);
		error_finish(&later);
	} else {
		cr_assert(store_commit(tx, &err) == STORE_COMMIT_FAILED);
	}
	snprintf(message, sizeof(message), "%s", strrchr(err.message, ':'));
	return message;
}

static void expect_as_before(struct store *store)
{
	struct store_tx *tx = begin(store, STORE_READ);

	cr_assert(store_revision(tx) == 1);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "0"), "-");
	cr_assert_str_eq(get(tx, STORE_INDEX, "x"), "-");
	expect_sound(tx);
	commit(tx);
}

Test(crash, a_file_that_may_not_grow)
{
	const struct rlimit limit = { 100000, 100000 };
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));

	put_once(in_folder("a.db"), "a", "1");
	signal(SIGXFSZ, SIG_IGN);
	cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	/* Little enough to wait in memory for the commit, then so much that it has to go out. */
	cr_assert_str_eq(fill(store, 300, 1000), ": File too large");
	expect_as_before(store);
	cr_assert_str_eq(fill(store, 100, 100000), ": File too large");
	expect_as_before(store);
}

Test(crash, a_full_disk)
{
	CLEANUP(store) struct store *store = store_create(in_folder("disk/a.db"));

	cr_assert(mkdir(in_folder("disk"), 0700) == 0);
	/* A mount that only this process sees. */
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", in_folder("disk"), "tmpfs", 0, "size=256k") != 0)
		cr_skip_test("mounting is not allowed here");
	put_once(in_folder("disk/a.db"), "a", "1");
	cr_assert_str_eq(fill(store, 500, 1000), ": No space left on device");
	expect_as_before(store);
	cr_assert_str_eq(fill(store, 100, 100000), ": No space left on device");
	expect_as_before(store);
	umount2(in_folder("disk"), MNT_DETACH);
}
