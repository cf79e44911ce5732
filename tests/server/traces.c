/* What must not stay behind: a request that fails and a dry run leave no trace, neither in objects
 * nor in the index nor in the revision counter. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/random.h"
#include "fixture.h"

#define SERVICE(metadata, spec) "{metadata: {" metadata "}, spec: {ports: [{port: 80}]" spec "}}"

static void begin(struct fixture *fixture)
{
	random_set_seed(7);
	fixture_begin(fixture, "10.0.0.0/28,fd00::/124");
	fixture_create(fixture, "services/default", SERVICE("name: web", ", clusterIP: 10.0.0.5"));
	fixture_create(fixture, "services/default",
		       SERVICE("name: dual", ", ipFamilyPolicy: RequireDualStack"));
	fixture_create(fixture, "servicecidrs",
		       "{metadata: {name: extra}, spec: {cidrs: [10.1.0.0/28]}}");
	fixture_create(fixture, "namespaces", "{metadata: {name: foo}}");
	fixture_create(fixture, "services/foo", SERVICE("name: a", ""));
}

static const struct {
	const char *row;
	enum verb verb;
	const char *path, *body;
	const char *refusal; /* a part of the message; NULL: the request works */
} rows[] = {
	{ "create", VERB_CREATE, "services/default", SERVICE("name: new", ""), NULL },
	{ "create with an address", VERB_CREATE, "services/default",
	  SERVICE("name: new", ", clusterIP: 10.0.0.9"), NULL },
	{ "create dual-stack", VERB_CREATE, "services/default",
	  SERVICE("name: new", ", ipFamilyPolicy: RequireDualStack"), NULL },
	{ "create a range", VERB_CREATE, "servicecidrs",
	  "{metadata: {name: new}, spec: {cidrs: [10.2.0.0/24, 'fd02::/64']}}", NULL },
	{ "create an address", VERB_CREATE, "ipaddresses",
	  "{metadata: {name: 10.0.0.9}, spec: {parentRef: {resource: a, name: b}}}", NULL },
	{ "create a namespace", VERB_CREATE, "namespaces", "{metadata: {name: new}}", NULL },
	{ "upgrade", VERB_PATCH, "services/default/web",
	  "{spec: {ipFamilyPolicy: RequireDualStack}}", NULL },
	{ "downgrade", VERB_PATCH, "services/default/dual", "{spec: {ipFamilyPolicy: SingleStack}}",
	  NULL },
	{ "update that creates", VERB_UPDATE, "services/default/new", SERVICE("name: new", ""),
	  NULL },
	{ "delete a Service", VERB_DELETE, "services/default/dual", NULL, NULL },
	{ "delete what comes back", VERB_DELETE, "services/default/kubernetes", NULL, NULL },
	{ "delete a range", VERB_DELETE, "servicecidrs/extra", NULL, NULL },
	{ "delete a range that is held", VERB_DELETE, "servicecidrs/kubernetes", NULL, NULL },
	{ "delete an address that is mended", VERB_DELETE, "ipaddresses/10.0.0.5", NULL, NULL },
	{ "delete a namespace with content", VERB_DELETE, "namespaces/foo", NULL, NULL },

	{ "name taken, after an address was drawn", VERB_CREATE, "services/default",
	  SERVICE("name: web", ""), "services \"web\" already exists" },
	{ "address taken", VERB_CREATE, "services/default",
	  SERVICE("name: new", ", clusterIP: 10.0.0.5"), "provided IP is already allocated" },
	{ "second address taken", VERB_CREATE, "services/default",
	  SERVICE("name: new",
		  ", ipFamilyPolicy: RequireDualStack, clusterIP: 10.0.0.9, clusterIPs: "
		  "[10.0.0.9, 'fd00::']"),
	  "the provided network does not match the current range" },
	{ "invalid, after an address was drawn", VERB_CREATE, "services/default",
	  SERVICE("name: new", ", sessionAffinity: X"), "Unsupported value: \"X\"" },
	{ "upgrade that is invalid", VERB_PATCH, "services/default/web",
	  "{spec: {ipFamilyPolicy: RequireDualStack, sessionAffinity: X}}",
	  "Unsupported value: \"X\"" },
	{ "downgrade that is invalid", VERB_PATCH, "services/default/dual",
	  "{spec: {ipFamilyPolicy: SingleStack, sessionAffinity: X}}", "Unsupported value: \"X\"" },
	{ "a namespace that must stay", VERB_DELETE, "namespaces/default", NULL,
	  "this namespace may not be deleted" },
};

static const char *send(struct fixture *fixture, size_t i, bool dry_run)
{
	struct request request = fixture_request(fixture, rows[i].verb, rows[i].path);
	CLEANUP(json) cJSON *body = rows[i].body != NULL ? fixture_parse(rows[i].body) : NULL;

	request.object = body;
	request.patch_type = PATCH_MERGE;
	request.dry_run = dry_run;
	return fixture_handle(fixture, &request);
}

/* The state holds the same, byte by byte. */
static void expect_untouched(struct fixture *fixture, struct strbuf *before, const char *row)
{
	CLEANUP(strbuf) struct strbuf after = fixture_dump(fixture);

	cr_expect(after.length == before->length &&
			  memcmp(after.text, before->text, after.length) == 0,
		  "%s: the state has changed", row);
	cr_expect_text(fixture_findings(fixture), "", row);
}

Test(traces, dry_run)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;
		const char *dry, *wet, *shown, *stored;

		begin(&fixture);
		before = fixture_dump(&fixture);
		dry = send(&fixture, i, true);
		shown = fixture_field(&fixture, fixture.response.object, "spec");
		expect_untouched(&fixture, &before, rows[i].row);
		/* It says what the real run says, the addresses included. */
		wet = send(&fixture, i, false);
		stored = fixture_field(&fixture, fixture.response.object, "spec");
		cr_expect_text(dry, wet, rows[i].row);
		cr_expect_text(shown, stored, rows[i].row);
		cr_expect_eq(*wet == '\0', rows[i].refusal == NULL, "%s: %s", rows[i].row, wet);
	}
}

Test(traces, failure)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;
		const char *message;

		if (rows[i].refusal == NULL)
			continue;
		begin(&fixture);
		before = fixture_dump(&fixture);
		message = send(&fixture, i, false);
		cr_expect_not_null(strstr(message, rows[i].refusal), "%s: %s", rows[i].row,
				   message);
		cr_expect_null(fixture.response.object, "%s", rows[i].row);
		cr_expect_null(fixture.response.items, "%s", rows[i].row);
		expect_untouched(&fixture, &before, rows[i].row);
	}
}

/* A full range is found out by a dry run, too. */
Test(traces, dry_run_finds_a_full_range)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;
	CLEANUP(json) cJSON *body = NULL;

	fixture_begin(&fixture, "10.0.0.0/29");
	for (int i = 0; i < 5; i++)
		fixture_create(&fixture, "services/default",
			       fixture_text(&fixture, SERVICE("name: s%d", ""), i));
	request = fixture_request(&fixture, VERB_CREATE, "services/default");
	body = fixture_parse(SERVICE("name: last", ""));
	request.object = body;
	request.dry_run = true;
	cr_expect_text(fixture_handle(&fixture, &request),
		       "Internal error occurred: failed to allocate a serviceIP: range is full",
		       "full");
}

/* ---- several requests in one transaction ---- */

static bool three_requests(struct server *server, void *context, struct error *err)
{
	static const char *const bodies[] = { SERVICE("name: one", ", clusterIP: 10.0.0.9"),
					      SERVICE("name: two", ", clusterIP: 10.0.0.9"),
					      SERVICE("name: three", ", clusterIP: 10.0.0.10") };
	struct fixture *fixture = context;

	(void)server;
	(void)err;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct request request = fixture_request(fixture, VERB_CREATE, "services/default");
		CLEANUP(json) cJSON *body = fixture_parse(bodies[i]);

		request.object = body;
		cr_expect_eq(*fixture_handle_within(fixture, &request) == '\0', i != 1, "%zu", i);
	}
	return true;
}

/* The second one fails alone; the others share a revision. */
Test(traces, one_of_a_group_fails)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	int64_t before;

	fixture_begin(&fixture, "10.0.0.0/28");
	before = fixture_revision(&fixture);
	fixture_run(&fixture, STORE_WRITE, three_requests, &fixture);
	cr_expect_text(fixture_list(&fixture, "services"),
		       "default/kubernetes default/one default/three", "services");
	cr_expect_text(fixture_list(&fixture, "ipaddresses"), "10.0.0.1 10.0.0.10 10.0.0.9",
		       "addresses");
	cr_expect_eq(fixture_revision(&fixture), before + 1);
	cr_expect_text(fixture_get(&fixture, "services/default/one", "metadata.resourceVersion"),
		       fixture_get(&fixture, "services/default/three", "metadata.resourceVersion"),
		       "one revision a commit");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

static bool fail_at_the_end(struct server *server, void *context, struct error *err)
{
	three_requests(server, context, err);
	return error_set(err, REASON_CLIENT, "work that fails");
}

Test(traces, work_that_fails)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	bool created = true;

	fixture_begin(&fixture, "10.0.0.0/28");
	before = fixture_dump(&fixture);
	cr_expect_not(
		server_run(fixture.server, STORE_WRITE, fail_at_the_end, &fixture, &created, &err));
	cr_expect_text(err.message, "work that fails", "error");
	cr_expect_not(created);
	expect_untouched(&fixture, &before, "rolled back");
}

/* ---- the first use of a path ---- */

static bool count_services(struct server *server, void *context, struct error *err)
{
	struct fixture *fixture = context;
	struct request request = fixture_request(fixture, VERB_LIST, "services");

	(void)server;
	(void)err;
	return *fixture_handle_within(fixture, &request) == '\0';
}

Test(traces, first_use)
{
	static const enum store_access accesses[] = { STORE_READ, STORE_WRITE };

	for (size_t i = 0; i < ARRAY_LEN(accesses); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(server) struct server *kept = NULL;
		bool created = false;

		fixture_begin_bare(&fixture, "10.0.0.0/28");
		kept = fixture.server;
		strcat(fixture.path, ".new");
		fixture.server = server_create(fixture.path);
		cr_expect(server_run(fixture.server, accesses[i], count_services, &fixture,
				     &created, &err));
		cr_expect(created);
		cr_expect_text(fixture_names(&fixture, fixture.response.items),
			       "default/kubernetes", "bootstrapped");
		cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
			       "[\"" DEFAULT_SERVICE_RANGE "\"]", "with the default range");
		cr_expect(server_run(fixture.server, accesses[i], count_services, &fixture,
				     &created, &err));
		cr_expect_not(created);
	}
}
