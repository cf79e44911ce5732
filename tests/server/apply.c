/* Server-side apply and managedFields through the whole pipeline. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "fixture.h"

/* Applies a configuration; apiVersion and kind are filled in from the path. */
static const char *apply(struct fixture *fixture, const char *path, const char *body,
			 const char *manager, bool force)
{
	struct request request = fixture_request(fixture, VERB_PATCH, path);
	CLEANUP(json) cJSON *object = fixture_parse(body);
	CLEANUP(str) char *version = resource_api_version(request.resource, NULL);

	json_set_str(object, "apiVersion", version);
	json_set_str(object, "kind", request.resource->kind);
	request.object = object;
	request.patch_type = PATCH_APPLY;
	request.field_manager = manager;
	request.force = force;
	return fixture_handle(fixture, &request);
}

static const char *write_as(struct fixture *fixture, enum verb verb, const char *path,
			    const char *body, const char *manager)
{
	struct request request = fixture_request(fixture, verb, path);
	CLEANUP(json) cJSON *object = fixture_parse(body);

	request.object = object;
	request.patch_type = PATCH_MERGE;
	request.field_manager = manager;
	return fixture_handle(fixture, &request);
}

/* "MANAGER OPERATION[/SUBRESOURCE] HH:MM" of each entry, joined by ", ". */
static const char *managers(struct fixture *fixture, const char *path)
{
	struct request request = fixture_request(fixture, VERB_GET, path);
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	const cJSON *entry;

	cr_assert_str_empty(fixture_handle(fixture, &request));
	cJSON_ArrayForEach (entry,
			    json_get(fixture->response.object, "metadata", "managedFields", NULL)) {
		const char *subresource = json_str(entry, "subresource");
		const char *time = json_str(entry, "time");

		strbuf_addf(&out, "%s%s %s%s%s %.5s", out.length > 0 ? ", " : "",
			    json_str(entry, "manager"), json_str(entry, "operation"),
			    *subresource != '\0' ? "/" : "", subresource,
			    *time != '\0' ? time + strlen("2025-05-01T") : "-");
	}
	return fixture_text(fixture, "%s", out.text);
}

/* FieldsV1 of the first entry of the manager. */
static const char *fields(struct fixture *fixture, const char *path, const char *manager)
{
	struct request request = fixture_request(fixture, VERB_GET, path);
	const cJSON *entry;

	cr_assert_str_empty(fixture_handle(fixture, &request));
	cJSON_ArrayForEach (entry,
			    json_get(fixture->response.object, "metadata", "managedFields", NULL)) {
		if (strcmp(json_str(entry, "manager"), manager) == 0) {
			CLEANUP(str) char *text = json_text(json_child(entry, "fieldsV1"));

			return fixture_text(fixture, "%s", text);
		}
	}
	return "";
}

#define WEB "services/default/web"
#define CONDITION                                                               \
	"{type: T, status: 'True', reason: R, message: m, lastTransitionTime: " \
	"'2025-05-01T10:00:00Z'}"

/* ---- the account of other writes ---- */

Test(apply, a_create_owns_what_it_sent_and_what_was_defaulted)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_str_empty(write_as(&fixture, VERB_CREATE, "services/default",
				     "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "me"));
	cr_expect_text(managers(&fixture, WEB), "me Update 10:00", "managers");
	/* The address was allocated later. */
	cr_expect_text(
		fields(&fixture, WEB, "me"),
		"{\"f:spec\":{\"f:internalTrafficPolicy\":{},\"f:ports\":{\".\":{},"
		"\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:port\":{},"
		"\"f:protocol\":{},\"f:targetPort\":{}}},\"f:sessionAffinity\":{},\"f:type\":{}"
		"}}",
		"fields");
}

Test(apply, clients_without_a_name)
{
	static const struct {
		const char *path, *managers;
	} rows[] = {
		{ "namespaces/default", "kube-apiserver Update 10:00" },
		{ "services/default/kubernetes", "kube-apiserver Update 10:00" },
		{ WEB, "kubectl Update 10:00" },
		/* What the allocator reserves has no account. */
		{ "ipaddresses/10.0.0.1", "" },
	};
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "services/default",
		       "{metadata: {name: web}, spec: {ports: [{port: 80}]}}");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_text(managers(&fixture, rows[i].path), rows[i].managers, rows[i].path);
}

Test(apply, updates_and_times)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	write_as(&fixture, VERB_CREATE, "services/default",
		 "{metadata: {name: web, labels: {a: b}}, spec: {ports: [{port: 80}]}}", "a");
	fixture_now("2025-05-01T11:00:00Z");
	write_as(&fixture, VERB_PATCH, WEB, "{metadata: {labels: {a: b}}}", "b");
	cr_expect_text(managers(&fixture, WEB), "a Update 10:00", "a patch that changes nothing");
	write_as(&fixture, VERB_PATCH, WEB, "{metadata: {labels: {a: c}}}", "b");
	cr_expect_text(managers(&fixture, WEB), "a Update 10:00, b Update 11:00", "a patch");
	cr_expect_text(fields(&fixture, WEB, "b"), "{\"f:metadata\":{\"f:labels\":{\"f:a\":{}}}}",
		       "what it owns");
	fixture_now("2025-05-01T12:00:00Z");
	write_as(&fixture, VERB_PATCH, "services/default/web/status",
		 "{status: {conditions: [" CONDITION "]}}", "c");
	cr_expect_text(managers(&fixture, WEB),
		       "a Update 10:00, b Update 11:00, c Update/status 12:00", "status");
	/* A PUT without managedFields keeps the account. */
	write_as(&fixture, VERB_UPDATE, WEB, "{metadata: {name: web}, spec: {ports: [{port: 80}]}}",
		 "d");
	cr_expect_text(managers(&fixture, WEB), "a Update 10:00, c Update/status 12:00",
		       "what went is nobody's");
}

Test(apply, managed_fields_that_clients_send)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	write_as(&fixture, VERB_CREATE, "services/default",
		 "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "a");
	write_as(&fixture, VERB_PATCH, WEB,
		 "{metadata: {managedFields: [{manager: b, operation: Apply, apiVersion: v1, "
		 "fieldsType: FieldsV1, fieldsV1: {f:spec: {f:type: {}}}}]}}",
		 "c");
	cr_expect_text(managers(&fixture, WEB), "b Apply -", "set");
	write_as(&fixture, VERB_PATCH, WEB, "{metadata: {managedFields: []}}", "c");
	cr_expect_text(managers(&fixture, WEB), "", "forgotten");
	write_as(&fixture, VERB_PATCH, WEB, "{metadata: {labels: {a: b}}}", "c");
	cr_expect_text(managers(&fixture, WEB), "", "and not begun again by an update");
	cr_expect_str_empty(
		apply(&fixture, WEB, "{metadata: {name: web, labels: {x: z}}}", "c", false));
	cr_expect_text(managers(&fixture, WEB), "c Apply 10:00, before-first-apply Update 10:00",
		       "but by an apply");
}

/* ---- applies ---- */

Test(apply, creates_changes_and_removes)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *configuration =
		"{metadata: {name: web, labels: {a: b}}, spec: {ports: [{port: 80, name: http}, "
		"{port: 443, name: tls}], selector: {a: b}}}";
	int64_t revision;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_str_empty(apply(&fixture, WEB, configuration, "me", false));
	cr_expect(fixture.response.created);
	cr_expect_str_not_empty(fixture_get(&fixture, WEB, "spec.clusterIP"));
	cr_expect_text(
		fields(&fixture, WEB, "me"),
		"{\"f:metadata\":{\"f:labels\":{\"f:a\":{}}},\"f:spec\":{\"f:ports\":{"
		"\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:name\":{},"
		"\"f:port\":{}},"
		"\"k:{\\\"port\\\":443,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:name\":{},"
		"\"f:port\":{}}},\"f:selector\":{}}}",
		"what was applied, and nothing more");

	fixture_now("2025-05-01T11:00:00Z");
	revision = fixture_revision(&fixture);
	cr_expect_str_empty(apply(&fixture, WEB, configuration, "me", false));
	cr_expect(fixture.response.unchanged && !fixture.response.created);
	cr_expect_eq(fixture_revision(&fixture), revision, "the same again is no write");
	cr_expect_text(managers(&fixture, WEB), "me Apply 10:00", "nor a new time");

	cr_expect_str_empty(apply(&fixture, WEB,
				  "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "me",
				  false));
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.labels"), "", "labels");
	cr_expect_text(fixture_get(&fixture, WEB, "spec.selector"), "", "selector");
	cr_expect_text(fixture_get(&fixture, WEB, "spec.ports"),
		       "[{\"port\":80,\"protocol\":\"TCP\",\"targetPort\":80}]", "ports");
	cr_expect_text(managers(&fixture, WEB), "me Apply 11:00", "managers");
}

/* A field that has a default comes back when it is applied no more. */
Test(apply, defaults_come_back)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	apply(&fixture, WEB,
	      "{metadata: {name: web}, spec: {ports: [{port: 80}], sessionAffinity: ClientIP}}",
	      "me", false);
	apply(&fixture, WEB, "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "me", false);
	cr_expect_text(fixture_get(&fixture, WEB, "spec.sessionAffinity"), "None", "affinity");
}

Test(apply, conflicts)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *configuration = "{metadata: {name: web}, spec: {ports: [{port: 80, targetPort: "
				    "8080}], sessionAffinity: ClientIP}}";

	fixture_begin(&fixture, "10.0.0.0/24");
	write_as(&fixture, VERB_CREATE, "services/default",
		 "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "kubectl-create");
	cr_expect_text(
		apply(&fixture, WEB, configuration, "me", false),
		"Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using v1:\n- "
		".spec.sessionAffinity\n- .spec.ports[port=80,protocol=\"TCP\"].targetPort",
		"two");
	cr_expect_eq(fixture.error.reason, REASON_CONFLICT);
	cr_expect_str_empty(apply(&fixture, WEB, configuration, "me", true));
	cr_expect_text(fixture_get(&fixture, WEB, "spec.sessionAffinity"), "ClientIP", "forced");
	cr_expect_text(managers(&fixture, WEB), "me Apply 10:00, kubectl-create Update 10:00",
		       "both");
}

Test(apply, status)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(apply(&fixture, "services/default/web/status", "{metadata: {name: web}}",
			     "me", false),
		       "services \"web\" not found", "an absent object has no status");
	fixture_create(&fixture, "services/default",
		       "{metadata: {name: web}, spec: {ports: [{port: 80}]}}");
	cr_expect_str_empty(apply(&fixture, "services/default/web/status",
				  "{metadata: {name: web}, spec: {sessionAffinity: ClientIP}, "
				  "status: {conditions: [" CONDITION "]}}",
				  "me", true));
	cr_expect_text(managers(&fixture, WEB), "me Apply/status 10:00, kubectl Update 10:00",
		       "managers");
	cr_expect_text(
		fields(&fixture, WEB, "me"),
		"{\"f:status\":{\"f:conditions\":{\"k:{\\\"type\\\":\\\"T\\\"}\":{\".\":{},\"f:"
		"lastTransitionTime\":{},\"f:message\":{},\"f:reason\":{},\"f:status\":{},\"f:"
		"type\":{}}}}}",
		"status alone");
	cr_expect_text(fixture_get(&fixture, WEB, "spec.sessionAffinity"), "None", "spec");
}

static const struct {
	const char *row, *path, *body, *manager, *message;
} refused_rows[] = {
	{ "no manager", WEB, "{metadata: {name: web}}", "",
	  "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for "
	  "apply patch" },
	{ "another name", WEB, "{metadata: {name: other}}", "me",
	  "the name of the object (other) does not match the name on the URL (web)" },
	{ "no name", WEB, "{metadata: {}}", "me",
	  "the name of the object (web based on URL) was undeterminable: name must be provided" },
	{ "another namespace", WEB, "{metadata: {name: web, namespace: other}}", "me",
	  "the namespace of the object (other) does not match the namespace on the request "
	  "(default)" },
	{ "a uid of nothing", WEB, "{metadata: {name: web, uid: u}, spec: {ports: [{port: 80}]}}",
	  "me",
	  "Operation cannot be fulfilled on services \"web\": uid mismatch: the provided object "
	  "specified uid u, and no existing object was found" },
	{ "a namespace that is not there", "services/none/web",
	  "{metadata: {name: web}, spec: {ports: [{port: 80}]}}", "me",
	  "namespaces \"none\" not found" },
	{ "an unknown field", WEB, "{metadata: {name: web, namespace: default}, spec: {foo: 1}}",
	  "me",
	  "failed to create typed patch object (default/web; /v1, Kind=Service): .spec.foo: field "
	  "not declared in schema" },
	{ "an invalid object", WEB,
	  "{metadata: {name: web}, spec: {ports: [{port: 0, targetPort: 80}]}}", "me",
	  "Service \"web\" is invalid: spec.ports[0].port: Invalid value: 0: must be between 1 and "
	  "65535, inclusive" },
	{ "another version of an object", "services/default/kubernetes",
	  "{metadata: {name: kubernetes, resourceVersion: '99'}}", "me",
	  "Operation cannot be fulfilled on services \"kubernetes\": the object has been modified; "
	  "please apply your changes to the latest version and try again" },
};

Test(apply, refused)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	for (size_t i = 0; i < ARRAY_LEN(refused_rows); i++)
		cr_expect_text(apply(&fixture, refused_rows[i].path, refused_rows[i].body,
				     refused_rows[i].manager, false),
			       refused_rows[i].message, refused_rows[i].row);
}

Test(apply, long_manager)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	char manager[130] = "";

	memset(manager, 'a', sizeof(manager) - 1);
	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(write_as(&fixture, VERB_CREATE, "services/default",
				"{metadata: {name: web}, spec: {ports: [{port: 80}]}}", manager),
		       "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not "
		       "be more than 128 bytes",
		       "129 bytes");
}

/* ---- at rest ---- */

static size_t count_keys(const struct strbuf *dump, const char *prefix)
{
	size_t n = 0;

	for (const char *at = dump->text; at + strlen(prefix) <= dump->text + dump->length; at++)
		n += memcmp(at, prefix, strlen(prefix)) == 0;
	return n;
}

/* Objects that are written alike share their set of fields. */
Test(apply, sets_are_stored_once)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct strbuf before, after;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "services/default",
		       "{metadata: {name: a}, spec: {ports: [{port: 80}]}}");
	before = fixture_dump(&fixture);
	fixture_create(&fixture, "services/default",
		       "{metadata: {name: b}, spec: {ports: [{port: 80}]}}");
	after = fixture_dump(&fixture);
	cr_expect_eq(count_keys(&before, "fields/"), count_keys(&after, "fields/"));
	cr_expect_eq(count_keys(&after, "f:internalTrafficPolicy"), 2U,
		     "of Services, and of kubernetes");
	strbuf_finish(&before);
	strbuf_finish(&after);
}

/* Whatever managedFields an object from elsewhere has, they come back as they were. */
Test(apply, foreign_accounts)
{
	static const char *const rows[] = {
		"[{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:"
		"type\":{"
		"}}},\"manager\":\"a\",\"operation\":\"Update\",\"time\":\"2025-05-01T10:00:00Z\"}"
		"]",
		"[{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"f:"
		"type\":{"
		"}}},\"manager\":\"a\",\"operation\":\"Update\",\"subresource\":\"status\","
		"\"time\":"
		"\"2025-05-01T10:00:00Z\"}]",
		"[{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{},\"manager\":"
		"\"a\","
		"\"operation\":\"Apply\"}]",
		"[{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:a\":{},\"f:"
		"b\":{}},"
		"\"manager\":\"a\",\"operation\":\"Update\",\"time\":\"2025-05-01T10:00:00+00:00\"}"
		"]",
		"[{\"manager\":\"a\"}]",
		"[{}]",
		"[]",
	};
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fixture_restore(&fixture, WEB,
				fixture_text(&fixture, "{metadata: {managedFields: %s}}", rows[i]));
		cr_expect_text(fixture_get(&fixture, WEB, "metadata.managedFields"), rows[i],
			       rows[i]);
	}
}
