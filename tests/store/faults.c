/* Disks that fail: each read, write or opening of a file in turn. Whatever fails must say so, must
 * leave the file as it was before or as it should be afterwards, and must not leak. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/number_set.h"
#include "helper.h"

TestSuite(faults, .init = make_folder, .fini = remove_folder);

/* Calls that may still succeed; -1: all. */
static int calls_to_go = -1;

static bool fails_now(void)
{
	if (calls_to_go < 0)
		return false;
	if (calls_to_go > 0) {
		calls_to_go--;
		return false;
	}
	errno = EIO;
	return true;
}

static ssize_t failing_pread(int fd, void *bytes, size_t length, off_t offset)
{
	return fails_now() ? -1 : pread(fd, bytes, length, offset);
}

static ssize_t failing_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return fails_now() ? -1 : pwrite(fd, bytes, length, offset);
}

static int failing_open(const char *path, int flags, int mode)
{
	return fails_now() ? -1 : open(path, flags, mode);
}

static void set_call(const char *name, sqlite3_syscall_ptr call)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	vfs->xSetSystemCall(vfs, name, call);
}

/* ---- what is done to the disk: each returns false with an error ---- */

static bool read_all(struct store_tx *tx, struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(str) char *report = NULL;
	enum store_answer answer;
	struct store_entry entry;

	if (store_get(tx, STORE_OBJECTS, bytes_of("object 77"), &value, err) == STORE_FAILED ||
	    !store_scan(tx, STORE_OBJECTS, bytes_of(""), bytes_of(""), &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		;
	return answer == STORE_ABSENT && store_check(tx, &report, err);
}

static bool use_sets(struct store_tx *tx, struct error *err)
{
	CLEANUP(str) char *finding = NULL;
	uint128 high = (uint128)9 << 64, number;
	uint64_t count;

	return number_set_contains(tx, "s", 3, err) != STORE_FAILED &&
	       number_set_first_absent(tx, "s", 3, 9, &number, err) != STORE_FAILED &&
	       number_set_first_present(tx, "s", 4, high, &number, err) != STORE_FAILED &&
	       number_set_count(tx, "s", 3, high + 9, &count, err) &&
	       number_set_check(tx, "s", &finding, err);
}

static bool write_all(struct store_tx *tx, struct error *err)
{
	uint128 high = (uint128)9 << 64;

	return store_savepoint(tx, err) &&
	       store_put(tx, STORE_OBJECTS, bytes_of("object 77"), bytes_of("new"), err) &&
	       store_delete(tx, STORE_OBJECTS, bytes_of("object 33"), err) &&
	       store_savepoint_release(tx, err) && number_set_add(tx, "s", high, err) &&
	       number_set_add(tx, "s", 3, err) && use_sets(tx, err) &&
	       number_set_remove(tx, "s", 3, err) && number_set_clear(tx, "t", err);
}

static bool run(const char *path, enum store_access access, struct error *err)
{
	CLEANUP(store) struct store *store = store_create(path);
	CLEANUP(store_tx) struct store_tx *tx = NULL;

	if (!store_begin(store, access, &tx, err))
		return false;
	if (!(access == STORE_READ ? use_sets(tx, err) && read_all(tx, err) : write_all(tx, err)))
		return false;
	return store_commit(TAKE(tx), err) == STORE_COMMIT_OK;
}

/* ---- the rounds ---- */

static void fill(const char *path)
{
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx = begin(store, STORE_WRITE);
	struct error err = ERROR_INIT;

	for (int i = 0; i < 100; i++) {
		CLEANUP(str) char *key = xasprintf("object %d", i);

		put(tx, STORE_OBJECTS, key, "old");
		cr_assert(number_set_add(tx, "s", (uint128)i << 60, &err));
		cr_assert(number_set_add(tx, "t", (uint128)i << 10, &err));
	}
	commit(tx);
}

static void expect_state(const char *path, bool is_done)
{
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx = begin(store, STORE_READ);
	struct error err = ERROR_INIT;
	char *report, *finding;

	cr_assert(store_check(tx, &report, &err) && report == NULL, "%s", report);
	cr_assert(number_set_check(tx, "s", &finding, &err) && finding == NULL, "%s", finding);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "object 77"), is_done ? "new" : "old");
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "object 33"), is_done ? "-" : "old");
	cr_assert(store_revision(tx) == (is_done ? 2 : 1));
	commit(tx);
}

/* Lets ever more calls succeed, until the run does. Returns how many runs failed. */
static int fail_each(enum store_access access)
{
	CLEANUP(str) char *path = xstrdup(in_folder("a.db"));

	fill(path);
	for (int failures = 0;; failures++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		bool done;

		calls_to_go = failures;
		done = run(path, access, &err);
		calls_to_go = -1;
		cr_assert(done == (err.reason == REASON_NONE), "%d", failures);
		cr_assert(done || strncmp(err.message, "state file ", 11) == 0, "%d: %s", failures,
			  err.message);
		expect_state(path, done && access == STORE_WRITE);
		if (done)
			return failures;
	}
}

static void fail_reads(void)
{
	set_call("pread", (sqlite3_syscall_ptr)failing_pread);
	set_call("pread64", (sqlite3_syscall_ptr)failing_pread);
}

Test(faults, each_read_of_a_reader)
{
	fail_reads();
	cr_assert(fail_each(STORE_READ) > 5);
}

Test(faults, each_read_of_a_writer)
{
	fail_reads();
	cr_assert(fail_each(STORE_WRITE) > 5);
}

Test(faults, each_write)
{
	set_call("pwrite", (sqlite3_syscall_ptr)failing_pwrite);
	set_call("pwrite64", (sqlite3_syscall_ptr)failing_pwrite);
	cr_assert(fail_each(STORE_WRITE) > 5);
}

Test(faults, each_opening)
{
	set_call("open", (sqlite3_syscall_ptr)failing_open);
	cr_assert(fail_each(STORE_WRITE) >= 2);
}
