/* The events that `describe` shows (describe_events.c). */
#ifndef CIDRCTL_CLI_DESCRIBE_H
#define CIDRCTL_CLI_DESCRIBE_H

#include "internal.h"

/* An object on its way to be described. */
struct described {
	struct manifest manifest; /* what was asked for; its object is set when a list found it */
	cJSON *object;            /* owned: as it is stored; NULL: error says why not */
	cJSON *events;            /* owned: those about it */
	struct error error;
};

/* Inside a transaction: finds the events about each object there is, in one pass over the events
 * of their namespace (or of all). Starts over from empty lists. */
bool describe_find_events(struct server *server, struct described *items, size_t n,
			  struct error *err);

#endif
