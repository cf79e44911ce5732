/* The queue of writers.
 *
 * SQLite lets waiting writers poll, and some of them starve. A flock on a side file is granted in
 * order of arrival, and the kernel drops it with the process that held it. It only orders writers:
 * what keeps them apart is SQLite's own lock, so that a lost or removed side file does no harm. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define NANO INT64_C(1000000000)
#define DEFAULT_TIMEOUT_SECONDS 30
#define LONGEST_TIMEOUT_SECONDS 1e9

bool lock_timeout(int64_t *ret_nanoseconds, struct error *err)
{
	const char *text = getenv("CIDRCTL_LOCK_TIMEOUT");
	double seconds = DEFAULT_TIMEOUT_SECONDS;
	char *end;

	if (text != NULL && *text != '\0') {
		seconds = strtod(text, &end);
		if (*end != '\0' || !(seconds >= 0 && seconds <= LONGEST_TIMEOUT_SECONDS))
			return error_set(err, REASON_CLIENT,
					 "CIDRCTL_LOCK_TIMEOUT: \"%s\" is not a number of seconds",
					 text);
	}
	*ret_nanoseconds = (int64_t)(seconds * (double)NANO);
	return true;
}

int64_t lock_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NANO + now.tv_nsec;
}

bool lock_error(const struct store *store, struct error *err)
{
	return error_set(err, REASON_CLIENT,
			 "state file %s: locked by another process for more than %.9g s",
			 store->path, (double)store->timeout / (double)NANO);
}

/* The signal only has to interrupt flock. */
static void wake(int signal_number)
{
	(void)signal_number;
}

/* Waits in flock until a timer interrupts it at the deadline: calling it again before that would
 * cost the place in the queue. The timer repeats, because its first signal may come when flock has
 * not begun to wait. */
static int wait_until(int fd, int64_t deadline)
{
	int result, failure;

	do {
		result = flock(fd, LOCK_EX);
		failure = result == 0 ? 0 : errno;
	} while (failure == EINTR && lock_clock() < deadline);
	return failure;
}

static int wait_with_timer(int fd, int64_t timeout)
{
	struct sigaction action = { .sa_handler = wake }, old_action;
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };
	struct itimerspec when = {
		.it_value = { .tv_sec = timeout / NANO, .tv_nsec = timeout % NANO },
		.it_interval = { .tv_nsec = NANO / 100 },
	};
	int64_t deadline = lock_clock() + timeout;
	sigset_t unblocked, old_mask;
	timer_t timer;
	int failure;

	if (timeout == 0)
		return EINTR;
	event._sigev_un._tid = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		return errno;
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, &old_action);
	sigemptyset(&unblocked);
	sigaddset(&unblocked, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &unblocked, &old_mask);
	timer_settime(timer, 0, &when, NULL);
	failure = wait_until(fd, deadline);
	timer_delete(timer);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	sigaction(SIGALRM, &old_action, NULL);
	return failure;
}

bool lock_take(struct store *store, struct error *err)
{
	char *path = xasprintf("%s.lock", store->path);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), failure = 0;

	free(path);
	if (fd < 0)
		return error_set_errno(err, errno, "state file %s: cannot open %s.lock",
				       store->path, store->path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		failure = errno == EWOULDBLOCK ? wait_with_timer(fd, store->timeout) : errno;
	if (failure == 0) {
		store->lock = fd;
		return true;
	}
	close(fd);
	if (failure == EINTR)
		return lock_error(store, err);
	return error_set_errno(err, failure, "state file %s: cannot lock %s.lock", store->path,
			       store->path);
}

void lock_release(struct store *store)
{
	if (store->lock >= 0)
		close(store->lock);
	store->lock = -1;
}
