/* A Service in one line, and requests of the tables about types and ports. */
#ifndef CIDRCTL_TEST_SERVER_SERVICE_TEXT_H
#define CIDRCTL_TEST_SERVER_SERVICE_TEXT_H

#include "fixture.h"

/* "LoadBalancer 10.0.0.1 2000::1 p:30093 q:- check:30118": the type, the addresses, each port with
 * its node port, and the health-check node port if there is one. */
const char *service_text(struct fixture *fixture, const cJSON *object);
/* Whether the words of a text are those of a pattern, in which "*" stands for any number or address
 * that the cluster chose. */
bool service_text_matches(const char *text, const char *pattern);

/* A cluster of these flags in which no address is taken. */
void service_cluster(struct fixture *fixture, const char *service_ranges);

/* A PUT of a body that has metadata, a merge patch otherwise. Returns the service_text of what was
 * answered, or the error's message. dry_run: that of the server. */
const char *service_change(struct fixture *fixture, const char *path, const char *body,
			   bool dry_run);
/* The same of a create in namespace default. */
const char *service_create(struct fixture *fixture, const char *body, bool dry_run);

#define cr_expect_service(actual, pattern, row)                                      \
	do {                                                                         \
		const char *service = (actual);                                      \
		cr_expect(service_text_matches(service, pattern),                    \
			  "%s:\n     got: %s\nexpected: %s", row, service, pattern); \
	} while (0)

#endif
