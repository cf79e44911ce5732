/* Writers that queue, and waiting that ends. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper.h"

TestSuite(locks, .init = make_folder, .fini = remove_folder);

#define WRITERS 8
#define WRITES 20

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Reads a counter and writes it back one higher, in transactions of its own. */
static void count_up(const char *path)
{
	for (int i = 0; i < WRITES; i++) {
		CLEANUP(store) struct store *store = store_create(path);
		struct store_tx *tx = begin(store, STORE_WRITE);
		char text[16];

		snprintf(text, sizeof(text), "%d", atoi(get(tx, STORE_OBJECTS, "counter")) + 1);
		put(tx, STORE_OBJECTS, "counter", text);
		commit(tx);
	}
}

Test(locks, writers_take_turns_from_the_first_on)
{
	CLEANUP(store) struct store *store = store_create(in_folder("x/a.db"));
	pid_t processes[WRITERS];
	struct store_tx *tx;

	/* The file and its folder are not there yet: all of them may come to make them. */
	for (int i = 0; i < WRITERS; i++)
		processes[i] = start(count_up, in_folder("x/a.db"));
	for (int i = 0; i < WRITERS; i++)
		cr_assert(finish(processes[i]) == 0);
	tx = begin(store, STORE_READ);
	cr_assert(atoi(get(tx, STORE_OBJECTS, "counter")) == WRITERS * WRITES, "lost updates: %s",
		  get(tx, STORE_OBJECTS, "counter"));
	cr_assert(store_revision(tx) == WRITERS * WRITES);
	commit(tx);
}

static void only_one_is_new(const char *path)
{
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx = begin(store, STORE_WRITE);
	bool is_new = store_tx_is_new(tx);

	put(tx, STORE_OBJECTS, is_new ? "bootstrap" : "other", "1");
	usleep(20000);
	commit(tx);
	_exit(is_new ? 1 : 0);
}

Test(locks, one_process_makes_the_file)
{
	pid_t processes[WRITERS];
	int makers = 0;

	for (int i = 0; i < WRITERS; i++)
		processes[i] = start(only_one_is_new, in_folder("a.db"));
	for (int i = 0; i < WRITERS; i++)
		makers += finish(processes[i]);
	cr_assert(makers == 1, "%d", makers);
}

/* ---- waiting ---- */

static int ready[2];

static void say_ready(void)
{
	cr_assert(write(ready[1], "r", 1) == 1);
}

static pid_t start_and_wait(void (*run)(const char *path), const char *path)
{
	pid_t process;
	char byte;

	cr_assert(pipe(ready) == 0);
	process = start(run, path);
	cr_assert(read(ready[0], &byte, 1) == 1);
	return process;
}

/* Waits until the process waits for a lock, as the kernel's list of locks tells. */
static void wait_until_queued(pid_t process)
{
	CLEANUP(str) char *entry = xasprintf("-> FLOCK  ADVISORY  WRITE %d ", (int)process);
	double limit = seconds() + 20;

	for (; seconds() < limit; usleep(2000)) {
		char text[65536];
		FILE *file = fopen("/proc/locks", "r");
		size_t length = fread(text, 1, sizeof(text) - 1, file);

		fclose(file);
		text[length] = '\0';
		if (strstr(text, entry) != NULL)
			return;
	}
	cr_assert(false, "process %d does not queue", (int)process);
}

static void hold_ours(const char *path)
{
	CLEANUP(store) struct store *store = store_create(path);

	begin(store, STORE_WRITE);
	say_ready();
	pause();
}

static void hold_foreign(const char *path, const char *begin_text)
{
	sqlite3 *db;

	cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
	cr_assert(sqlite3_exec(db, begin_text, NULL, NULL, NULL) == SQLITE_OK);
	say_ready();
	pause();
}

static void hold_foreign_write(const char *path)
{
	hold_foreign(path, "BEGIN IMMEDIATE");
}

static void hold_foreign_exclusive(const char *path)
{
	hold_foreign(path, "BEGIN EXCLUSIVE");
}

static void hold_foreign_read(const char *path)
{
	hold_foreign(path, "BEGIN; SELECT * FROM object");
}

Test(locks, waiting_ends)
{
	static const struct {
		const char *name;
		void (*hold)(const char *path);
		enum store_access access;
	} rows[] = {
		{ "our writer keeps a writer out", hold_ours, STORE_WRITE },
		{ "a foreign writer keeps a writer out", hold_foreign_write, STORE_WRITE },
		{ "an exclusive lock keeps a writer out", hold_foreign_exclusive, STORE_WRITE },
		{ "an exclusive lock keeps a reader out", hold_foreign_exclusive, STORE_READ },
	};

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "0.3", 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		pid_t holder = start_and_wait(rows[i].hold, in_folder("a.db"));
		double began = seconds(), took;

		cr_assert_str_eq(refusal(in_folder("a.db"), rows[i].access),
				 "state file /a.db: locked by another process for more than 0.3 s",
				 "%s", rows[i].name);
		took = seconds() - began;
		cr_assert(took > 0.29 && took < 5, "%s: %g s", rows[i].name, took);
		kill(holder, SIGKILL);
		cr_assert(finish(holder) == -SIGKILL);
		/* What it held went with it. */
		put_once(in_folder("a.db"), "a", "1");
	}
}

Test(locks, a_timeout_of_0_does_not_wait)
{
	pid_t holder;
	double began;

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "0", 1);
	holder = start_and_wait(hold_ours, in_folder("a.db"));
	began = seconds();
	cr_assert_str_eq(refusal(in_folder("a.db"), STORE_WRITE),
			 "state file /a.db: locked by another process for more than 0 s");
	cr_assert(seconds() - began < 1);
	kill(holder, SIGKILL);
	finish(holder);
}

Test(locks, a_reader_can_keep_a_commit_waiting_for_so_long_only)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	CLEANUP(error) struct error err = ERROR_INIT;
	struct store_tx *tx;
	pid_t holder;

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "0.2", 1);
	holder = start_and_wait(hold_foreign_read, in_folder("a.db"));
	tx = begin(store, STORE_WRITE);
	put(tx, STORE_OBJECTS, "a", "2");
	cr_assert(store_commit(tx, &err) == STORE_COMMIT_FAILED);
	cr_assert(strstr(err.message, "locked by another process") != NULL, "%s", err.message);
	kill(holder, SIGKILL);
	finish(holder);
	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
}

Test(locks, readers_are_let_in_beside_a_writer)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	struct store_tx *tx;
	pid_t holder;

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "0", 1);
	holder = start_and_wait(hold_ours, in_folder("a.db"));
	tx = begin(store, STORE_READ);
	cr_assert_str_eq(get(tx, STORE_OBJECTS, "a"), "1");
	commit(tx);
	kill(holder, SIGKILL);
	finish(holder);
}

static void count_alarm(int signal_number)
{
	(void)signal_number;
	_exit(7);
}

Test(locks, waiting_gives_the_alarm_signal_back)
{
	struct sigaction action = { .sa_handler = count_alarm }, now;
	sigset_t blocked, mask;
	pid_t holder;

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "0.1", 1);
	holder = start_and_wait(hold_ours, in_folder("a.db"));
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGALRM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	refusal(in_folder("a.db"), STORE_WRITE);
	sigaction(SIGALRM, NULL, &now);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	cr_assert(now.sa_handler == count_alarm);
	cr_assert(sigismember(&mask, SIGALRM));
	kill(holder, SIGKILL);
	finish(holder);
}

static void ignore(int signal_number)
{
	(void)signal_number;
}

static void count_up_through_signals(const char *path)
{
	struct sigaction action = { .sa_handler = ignore };

	sigaction(SIGUSR1, &action, NULL);
	say_ready();
	count_up(path);
}

Test(locks, a_signal_does_not_end_the_waiting)
{
	pid_t holder, waiter;

	put_once(in_folder("a.db"), "a", "1");
	setenv("CIDRCTL_LOCK_TIMEOUT", "20", 1);
	holder = start_and_wait(hold_ours, in_folder("a.db"));
	waiter = start_and_wait(count_up_through_signals, in_folder("a.db"));
	wait_until_queued(waiter);
	for (int i = 0; i < 5; i++) {
		kill(waiter, SIGUSR1);
		usleep(10000);
	}
	cr_assert(waitpid(waiter, NULL, WNOHANG) == 0, "it still waits");
	kill(holder, SIGKILL);
	finish(holder);
	cr_assert(finish(waiter) == 0);
}

static void put_process(const char *path)
{
	CLEANUP(str) char *key = xasprintf("%d", (int)getpid());

	put_once(path, key, "1");
}

static void expect_created(struct store_tx *tx, pid_t process, int64_t revision)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	CLEANUP(str) char *key = xasprintf("%d", (int)process);
	struct error err = ERROR_INIT;

	cr_assert(store_get(tx, STORE_OBJECTS, bytes_of(key), &value, &err) == STORE_FOUND);
	cr_assert(value.created == revision, "%ld instead of %ld", (long)value.created,
		  (long)revision);
}

Test(locks, first_come_first_served)
{
	CLEANUP(store) struct store *store = store_create(in_folder("a.db"));
	pid_t holder, waiters[5];
	struct store_tx *tx;

	put_once(in_folder("a.db"), "a", "1");
	holder = start_and_wait(hold_ours, in_folder("a.db"));
	for (size_t i = 0; i < ARRAY_LEN(waiters); i++) {
		waiters[i] = start(put_process, in_folder("a.db"));
		wait_until_queued(waiters[i]);
	}
	kill(holder, SIGKILL);
	finish(holder);
	for (size_t i = 0; i < ARRAY_LEN(waiters); i++)
		cr_assert(finish(waiters[i]) == 0);
	tx = begin(store, STORE_READ);
	for (size_t i = 0; i < ARRAY_LEN(waiters); i++)
		expect_created(tx, waiters[i], (int64_t)i + 2);
	commit(tx);
}

Test(locks, timeouts_that_are_none)
{
	static const char *const rows[] = { "x", "-1", "1s", "nan", "inf", "1e99" };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str)
		char *wanted = xasprintf("CIDRCTL_LOCK_TIMEOUT: \"%s\" is not a number of seconds",
					 rows[i]);

		setenv("CIDRCTL_LOCK_TIMEOUT", rows[i], 1);
		cr_assert_str_eq(refusal(in_folder("a.db"), STORE_READ), wanted);
	}
}
