/* The random walk: its state, and a step of it. */
#ifndef CIDRCTL_TEST_SERVER_PROPERTIES_H
#define CIDRCTL_TEST_SERVER_PROPERTIES_H

#include "cidrctl/random.h"
#include "fixture.h"

/* The node ports there are. */
#define WALK_FIRST_PORT 30000
#define WALK_LAST_PORT 30017

struct walk {
	struct fixture *fixture;
	struct random random;
	unsigned long long seed;
	unsigned step;
	const char *path, *body; /* of the request of this step */
	enum verb verb;
	const char *refusal;
	/* What there is, as of this step: borrowed from the lists below. */
	cJSON *services, *addresses, *ranges;
};

/* Sends one random request, in the transaction under way. */
void walk_act(struct walk *walk);

#endif
