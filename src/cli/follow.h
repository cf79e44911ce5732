/* Following what happens to the state (follow.c): what `get -w`, `events -w` and `wait` are made of.
 * List or get first, remember the revision, then take events until there is no more time. */
#ifndef CIDRCTL_CLI_FOLLOW_H
#define CIDRCTL_CLI_FOLLOW_H

#include "internal.h"

struct follow {
	const struct resource *resource;
	const char *version;
	const char *namespace; /* "": every namespace, or cluster-scoped */
	const char *name;      /* "": all objects */
	const char *label_selector, *field_selector;
	int64_t revision; /* what has been seen so far: a response's or a listing's */
	int64_t deadline; /* by follow_clock; FOLLOW_FOR_EVER */
};
#define FOLLOW_FOR_EVER INT64_MAX

/* Sets the deadline that --request-timeout asks for. */
bool follow_deadline(const struct session *session, struct follow *follow, struct error *err);

/* Nanoseconds of a clock that nobody sets. */
int64_t follow_clock(void);

/* Flushes the output and waits until there may be something new, which is at once the first time.
 * False when there is no more to wait for: the deadline has passed, nobody reads our output any more,
 * or somebody pressed Ctrl-C; the exit status is 1 then. */
bool follow_wait(struct session *session, int64_t deadline);

/* FOLLOW_OVER: follow_wait has ended it. */
enum follow_answer { FOLLOW_FAILED, FOLLOW_OVER, FOLLOW_EVENTS };

/* Flushes the output and waits for events: *ret_events is an owned array of them as VERB_WATCH gives
 * them, never empty. */
enum follow_answer follow_next(struct session *session, struct follow *follow, cJSON **ret_events,
			       struct error *err);

#endif
