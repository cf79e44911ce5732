/* A state file of its own for each test, and requests to its server in a line each.
 *
 * Objects are written in YAML's flow style: "{spec: {ports: [{port: 80}]}}". A path names the kind,
 * the namespace if it has one, and the object: "services/default/web", "servicecidrs/kubernetes".
 * Texts that are returned belong to the fixture and last as long as it does. */
#ifndef CIDRCTL_TEST_SERVER_FIXTURE_H
#define CIDRCTL_TEST_SERVER_FIXTURE_H

#include "cidrctl/server.h"

struct fixture {
	char folder[32];
	char path[64];
	struct server *server;
	struct text_list texts;   /* what was returned */
	struct response response; /* of the last request */
	struct error error;       /* of the last request */
};

#define FIXTURE_NOW "2025-05-01T10:00:00Z"

/* A new cluster with these flags ("10.0.0.0/24,fd00::/112"), bootstrapped; the clock stands at
 * FIXTURE_NOW. */
void fixture_begin(struct fixture *fixture, const char *service_ranges);
/* The same without any object. */
void fixture_begin_bare(struct fixture *fixture, const char *service_ranges);
void fixture_end(struct fixture *fixture);
void fixture_cleanup(struct fixture *fixture);
#define FIXTURE_INIT           \
	{                      \
		.server = NULL \
	}

/* Sets the clock. */
void fixture_now(const char *now);
/* An API server's restart with these flags; returns its warnings, joined by "; ". */
const char *fixture_restart(struct fixture *fixture, const char *service_ranges);
/* Runs work in one transaction, which must succeed. */
void fixture_run(struct fixture *fixture, enum store_access access, server_work *work,
		 void *context);

/* ---- requests ----
 *
 * Each runs in its own transaction and returns "" or the error's message. What it answered is in
 * fixture->response and fixture->error. */

/* Splits a path and fills a request; the texts belong to the fixture. */
struct request fixture_request(struct fixture *fixture, enum verb verb, const char *path);
const char *fixture_handle(struct fixture *fixture, const struct request *request);
/* fixture_handle inside fixture_run. */
const char *fixture_handle_within(struct fixture *fixture, const struct request *request);

/* path without a name: "services/default", "servicecidrs". */
const char *fixture_create(struct fixture *fixture, const char *path, const char *body);
const char *fixture_update(struct fixture *fixture, const char *path, const char *body);
const char *fixture_patch_strategic(struct fixture *fixture, const char *path, const char *patch);
const char *fixture_patch(struct fixture *fixture, const char *path, const char *merge_patch);
const char *fixture_delete(struct fixture *fixture, const char *path);
/* The name is the body's. Fails the test when it is refused. */
void fixture_restore(struct fixture *fixture, const char *path, const char *body);
/* Restores namespace `default` and a ServiceCIDR as the controllers leave it: a cluster in which no
 * address is taken. cidrs: "10.0.0.0/8, 'fd00::/112'". */
void fixture_restore_cluster(struct fixture *fixture, const char *cidrs);

/* Owned by the caller. */
cJSON *fixture_parse(const char *yaml);

/* ---- what there is ---- */

/* The field at a dotted path ("spec.clusterIPs", "spec.ports.0.port", "" for the whole object): a
 * string as it is, anything else as compact JSON with sorted keys; "" when there is none. */
const char *fixture_get(struct fixture *fixture, const char *path, const char *field);
/* The same in a tree. */
const char *fixture_field(struct fixture *fixture, const cJSON *object, const char *field);
bool fixture_exists(struct fixture *fixture, const char *path);
/* Names in a list, in its order, joined by spaces; with the namespace in front where there is one:
 * "default/kubernetes default/web". */
const char *fixture_list(struct fixture *fixture, const char *path);
const char *fixture_names(struct fixture *fixture, const cJSON *items);
/* Every Event as "TYPE REASON MESSAGE", sorted, joined by newlines. */
const char *fixture_events(struct fixture *fixture);
/* What server_verify reports without mending, as "OBJECT REASON" joined by newlines. */
const char *fixture_findings(struct fixture *fixture);
/* The same, mending. */
const char *fixture_mend(struct fixture *fixture);
/* The state's revision counter. */
int64_t fixture_revision(struct fixture *fixture);
/* All that the state holds, key by key: objects with their revisions, the index, the counter. Owned
 * by the caller; compare its bytes. */
struct strbuf fixture_dump(struct fixture *fixture);

/* The path, uid and resourceVersion of every object but Events, a line each. */
char *fixture_snapshot(struct fixture *fixture); /* owned by the caller */
/* What has been written since: "create servicecidrs/a; delete …; recreate …; update …". */
const char *fixture_writes_since(struct fixture *fixture, const char *snapshot);

/* ---- formatting ---- */

const char *fixture_text(struct fixture *fixture, const char *format, ...) PRINTF_LIKE(2, 3);

/* Compares two texts and says of which row they are. */
#define cr_expect_text(actual, expected, row)                                                  \
	do {                                                                                   \
		const char *actual_text = (actual), *expected_text = (expected);               \
		cr_expect(strcmp(actual_text, expected_text) == 0,                             \
			  "%s:\n     got: %s\nexpected: %s", row, actual_text, expected_text); \
	} while (0)

#endif
