/* Watches: what they tell of what happened, and to whom. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

/* One step: "+ PATH BODY" creates, "~ PATH PATCH" patches, "- PATH" deletes. */
static void step(struct fixture *fixture, const char *text)
{
	const char *path = fixture_text(fixture, "%.*s", (int)strcspn(text + 2, " "), text + 2);
	const char *body = text + 2 + strlen(path);
	const char *refusal = *text == '+'   ? fixture_create(fixture, path, body)
			      : *text == '~' ? fixture_patch(fixture, path, body)
					     : fixture_delete(fixture, path);

	cr_assert_str_empty(refusal, "%s: %s", text, refusal);
}

/* "ADDED a/web MODIFIED a/web", or why not. */
static const char *look(struct fixture *fixture, const struct request *request)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	const char *refusal = fixture_handle(fixture, request);
	const cJSON *event;

	if (*refusal != '\0')
		return refusal;
	cJSON_ArrayForEach (event, fixture->response.items) {
		const cJSON *metadata = json_get(event, "object", "metadata", NULL);

		strbuf_addf(&out, "%s%s %s%s%s", out.length > 0 ? " " : "", json_str(event, "type"),
			    json_str(metadata, "namespace"),
			    json_child(metadata, "namespace") != NULL ? "/" : "",
			    json_str(metadata, "name"));
	}
	return fixture_text(fixture, "%s", out.text);
}

static void begin(struct fixture *fixture)
{
	fixture_begin_bare(fixture, "10.0.0.0/24");
	fixture_restore(fixture, "namespaces/a", "{status: {phase: Active}}");
	fixture_restore(fixture, "namespaces/a-b", "{status: {phase: Active}}");
	step(fixture,
	     "+ services/a {metadata: {name: old, labels: {app: old}}, spec: {clusterIP: None}}");
}

#define NEW "{metadata: {name: new, labels: {app: new}}, spec: {clusterIP: None}}"

static const struct {
	const char *row, *path, *labels, *fields;
	const char *steps[4];
	const char *told;
} rows[] = {
	{ "nothing", "services", NULL, NULL, { NULL }, "" },
	{ "create", "services", NULL, NULL, { "+ services/a " NEW }, "ADDED a/new" },
	{ "update",
	  "services",
	  NULL,
	  NULL,
	  { "~ services/a/old {metadata: {annotations: {k: v}}}" },
	  "MODIFIED a/old" },
	{ "update that changes nothing",
	  "services",
	  NULL,
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: old}}}" },
	  "" },
	{ "delete", "services", NULL, NULL, { "- services/a/old" }, "DELETED a/old" },
	{ "everything in order",
	  "services",
	  NULL,
	  NULL,
	  { "+ services/a " NEW, "- services/a/old",
	    "~ services/a/new {metadata: {labels: {app: newer}}}", "- services/a/new" },
	  "ADDED a/new DELETED a/old MODIFIED a/new DELETED a/new" },

	/* by namespace and name */
	{ "another namespace", "services/a-b", NULL, NULL, { "- services/a/old" }, "" },
	{ "one namespace",
	  "services/a",
	  NULL,
	  NULL,
	  { "+ services/a-b " NEW, "+ services/a " NEW },
	  "ADDED a/new" },
	{ "one object",
	  "services/a/new",
	  NULL,
	  NULL,
	  { "+ services/a-b " NEW, "+ services/a " NEW, "- services/a/old" },
	  "ADDED a/new" },
	{ "another kind", "ipaddresses", NULL, NULL, { "- services/a/old" }, "" },

	/* by selectors */
	{ "labels that match",
	  "services",
	  "app=new",
	  NULL,
	  { "+ services/a " NEW, "- services/a/old" },
	  "ADDED a/new" },
	{ "comes to match",
	  "services",
	  "app=new",
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: new}}}" },
	  "ADDED a/old" },
	{ "no longer matches",
	  "services",
	  "app=old",
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: new}}}" },
	  "DELETED a/old" },
	{ "matches before and after",
	  "services",
	  "app",
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: new}}}" },
	  "MODIFIED a/old" },
	{ "matches never",
	  "services",
	  "app=q",
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: new}}}", "- services/a/old" },
	  "" },
	{ "there and back between two looks",
	  "services",
	  "app=new",
	  NULL,
	  { "~ services/a/old {metadata: {labels: {app: new}}}",
	    "~ services/a/old {metadata: {labels: {app: old}}}" },
	  "ADDED a/old DELETED a/old" },
	{ "field",
	  "services",
	  NULL,
	  "metadata.name=new",
	  { "+ services/a " NEW, "- services/a/old" },
	  "ADDED a/new" },

	/* what is refused as in a list */
	{ "bad labels",
	  "services",
	  "a,,b",
	  NULL,
	  { NULL },
	  "found ',', expected: identifier after ','" },
	{ "unknown field",
	  "services",
	  NULL,
	  "spec.foo=a",
	  { NULL },
	  "field label not supported: spec.foo" },
};

Test(watch, what_is_told)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		struct request request;

		begin(&fixture);
		request = fixture_request(&fixture, VERB_WATCH, rows[i].path);
		request.label_selector = rows[i].labels;
		request.field_selector = rows[i].fields;
		request.from_revision = fixture_revision(&fixture);
		for (size_t j = 0; j < ARRAY_LEN(rows[i].steps) && rows[i].steps[j] != NULL; j++)
			step(&fixture, rows[i].steps[j]);
		cr_expect_text(look(&fixture, &request), rows[i].told, rows[i].row);
		if (fixture.error.reason == REASON_NONE)
			cr_expect_eq(fixture.response.revision, fixture_revision(&fixture), "%s",
				     rows[i].row);
	}
}

/* The object of an event is whole, and what is gone is shown as it was. */
Test(watch, objects)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;
	int64_t revision;
	const cJSON *event;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_WATCH, "services");
	revision = request.from_revision = fixture_revision(&fixture);
	step(&fixture, "~ services/a/old {metadata: {labels: {app: new}}}");
	step(&fixture, "- services/a/old");
	cr_expect_text(look(&fixture, &request), "MODIFIED a/old DELETED a/old", "events");
	for (event = fixture.response.items->child; event != NULL; event = event->next) {
		const cJSON *object = json_child(event, "object");

		cr_expect_text(fixture_field(&fixture, object, "kind"), "Service", "kind");
		cr_expect_text(fixture_field(&fixture, object, "apiVersion"), "v1", "version");
		cr_expect_text(fixture_field(&fixture, object, "metadata.labels.app"), "new",
			       "label");
		cr_expect_text(fixture_field(&fixture, object, "metadata.resourceVersion"),
			       fixture_text(&fixture, "%d", (int)++revision), "revision");
	}
}

/* A kind's compact form is told as well: addresses come and go with their Service. */
Test(watch, addresses)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	fixture_restore_cluster(&fixture, "10.0.0.0/24");
	request = fixture_request(&fixture, VERB_WATCH, "ipaddresses");
	request.version = "v1beta1";
	request.from_revision = fixture_revision(&fixture);
	step(&fixture,
	     "+ services/a {metadata: {name: s}, spec: {clusterIP: 10.0.0.9, ports: [{port: 1}]}}");
	step(&fixture, "- services/a/s");
	cr_expect_text(look(&fixture, &request), "ADDED 10.0.0.9 DELETED 10.0.0.9", "events");
	cr_expect_text(fixture_field(&fixture, fixture.response.items->child,
				     "object.spec.parentRef.name"),
		       "s", "parent");
	cr_expect_text(fixture_field(&fixture, fixture.response.items->child, "object.apiVersion"),
		       "networking.k8s.io/v1beta1", "version");
}

/* Deleted and made anew within one transaction is another object, not a modified one. */
static bool replace(struct server *server, void *context, struct error *err)
{
	struct fixture *fixture = context;
	CLEANUP(response) struct response deleted = RESPONSE_INIT;
	CLEANUP(response) struct response created = RESPONSE_INIT;
	CLEANUP(json)
	cJSON *body = fixture_parse("{metadata: {name: old}, spec: {clusterIP: None}}");
	struct request deletion = fixture_request(fixture, VERB_DELETE, "services/a/old");
	struct request creation = fixture_request(fixture, VERB_CREATE, "services/a");

	creation.object = body;
	return server_handle(server, &deletion, &deleted, err) &&
	       server_handle(server, &creation, &created, err);
}

Test(watch, another_object_of_that_name)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_WATCH, "services");
	request.from_revision = fixture_revision(&fixture);
	fixture_run(&fixture, STORE_WRITE, replace, &fixture);
	cr_expect_text(look(&fixture, &request), "DELETED a/old ADDED a/old", "both");
	request.label_selector = "app=old";
	cr_expect_text(look(&fixture, &request), "DELETED a/old", "the one that matches");
}

Test(watch, from_a_revision_that_is_not_known)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_WATCH, "services");
	request.from_revision = fixture_revision(&fixture) + 1;
	cr_expect_text(look(&fixture, &request),
		       "The resourceVersion for the provided watch is too old.", "future");
	cr_expect_eq(fixture.error.reason, REASON_EXPIRED);
}

/* A list's revision is where its watch goes on. */
Test(watch, lists_and_objects_tell_their_revision)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_LIST, "services");
	cr_expect_str_empty(fixture_handle(&fixture, &request));
	cr_expect_eq(fixture.response.revision, fixture_revision(&fixture));
	request = fixture_request(&fixture, VERB_GET, "services/a/old");
	cr_expect_str_empty(fixture_handle(&fixture, &request));
	cr_expect_eq(fixture.response.revision, fixture_revision(&fixture));
}

/* ---- waiting ---- */

static bool nothing(struct server *server, void *context, struct error *err)
{
	(void)server;
	(void)context;
	(void)err;
	return true;
}

Test(watch, waiting)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	CLEANUP(server) struct server *other = NULL;
	struct error err = ERROR_INIT;

	begin(&fixture);
	other = server_create(fixture.path);
	cr_assert(server_run(other, STORE_READ, nothing, NULL, NULL, &err));
	cr_expect(server_wait(other, 0));
	cr_expect(!server_wait(other, 1000000));
	step(&fixture, "- services/a/old");
	cr_expect(server_wait(other, INT64_C(10000000000)));
	cr_expect(!server_wait(other, 1000000));
}

Test(watch, a_state_that_goes_away_is_not_made_again)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct error err = ERROR_INIT;

	begin(&fixture);
	server_wait(fixture.server, 0);
	cr_assert_eq(remove(fixture.path), 0);
	cr_expect(server_wait(fixture.server, 1000000));
	cr_expect(server_run(fixture.server, STORE_READ, nothing, NULL, NULL, &err));
	cr_expect_neq(access(fixture.path, F_OK), 0);
}
