/* Following what other processes do to the state. */
#include "follow.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define NANO INT64_C(1000000000)
#define LONGEST_WAIT (3600 * NANO)

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

/* Whatever would end the process ends the watch, and what was printed arrives. What is ignored, as in
 * the background or under nohup, stays so. Without SA_RESTART a write that blocks ends too. */
static void catch_signals(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	static bool caught;
	struct sigaction action = { .sa_handler = interrupt }, old;

	if (caught)
		return;
	caught = true;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

int64_t follow_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NANO + now.tv_nsec;
}

bool follow_deadline(const struct session *session, struct follow *follow, struct error *err)
{
	int64_t timeout;

	if (!session_request_timeout(session, &timeout, err))
		return false;
	follow->deadline = timeout > 0 ? follow_clock() + timeout : FOLLOW_FOR_EVER;
	return true;
}

bool follow_wait(struct session *session, int64_t deadline)
{
	int64_t left;

	catch_signals();
	fflush(session->out);
	while (!interrupted && !ferror(session->out) && (left = deadline - follow_clock()) > 0)
		if (server_wait(session->server, left < LONGEST_WAIT ? left : LONGEST_WAIT))
			return true;
	if (interrupted)
		session->exit_status = 1;
	return false;
}

static bool look(struct session *session, struct follow *follow, cJSON **ret_events,
		 struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_WATCH,
		.resource = follow->resource,
		.version = follow->version,
		.namespace = follow->resource->namespaced ? follow->namespace : "",
		.name = follow->name,
		.subresource = "",
		.label_selector = follow->label_selector,
		.field_selector = follow->field_selector,
		.from_revision = follow->revision,
	};

	if (!session_request(session, &request, &response, err))
		return false;
	follow->revision = response.revision;
	*ret_events = TAKE(response.items);
	return true;
}

enum follow_answer follow_next(struct session *session, struct follow *follow, cJSON **ret_events,
			       struct error *err)
{
	while (follow_wait(session, follow->deadline)) {
		CLEANUP(json) cJSON *events = NULL;

		if (!look(session, follow, &events, err))
			return FOLLOW_FAILED;
		if (events->child == NULL)
			continue;
		*ret_events = TAKE(events);
		return FOLLOW_EVENTS;
	}
	return FOLLOW_OVER;
}
