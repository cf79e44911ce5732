/* One run of `events`. */
#ifndef CIDRCTL_CLI_EVENTS_H
#define CIDRCTL_CLI_EVENTS_H

#include "internal.h"

struct events {
	struct session *session;
	const struct args *args;
	bool all_namespaces;
	struct output output;
	char *selector; /* owned: of --for; "" without it */
	cJSON *items;   /* owned */
};

/* Whether --types lets the event pass. */
bool events_wants(const struct events *events, const cJSON *event);
/* The event as kubectl holds it: decoded into its type, which drops what that leaves out. Owned. */
cJSON *events_make_typed(const cJSON *event, bool managed_fields);
/* --watch (events_watch.c): prints the events there are, in the order of their names, and then those
 * that come, until --request-timeout or a signal. */
bool events_watch(struct events *events, struct error *err);

#endif
