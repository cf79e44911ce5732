/* What the server itself decides about metadata, whatever the kind: names, uids, revisions,
 * finalizers, preconditions. Texts are Kubernetes 1.33's. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define SERVICE(metadata) "{metadata: {" metadata "}, spec: {ports: [{port: 80}]}}"
#define D1035                                                                                     \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " \
	"an "                                                                                     \
	"alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "      \
	"'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
#define WEB "services/default/web"
#define MODIFIED                                                                                   \
	": the object has been modified; please apply your changes to the latest version and try " \
	"again"

static void begin(struct fixture *fixture)
{
	fixture_begin(fixture, "10.0.0.0/24");
	cr_expect_text(fixture_create(fixture, "services/default", SERVICE("name: web")), "",
		       "create");
}

/* ---- refusals ---- */

enum call { CREATE, UPDATE, PATCH, STRATEGIC };

static const struct {
	const char *row;
	enum call call;
	const char *path, *body;
	enum reason reason; /* REASON_NONE: accepted */
	const char *message;
} rows[] = {
	{ "create with resourceVersion", CREATE, "services/default",
	  SERVICE("name: a, resourceVersion: '7'"), REASON_BAD_REQUEST,
	  "resourceVersion should not be set on objects to be created" },
	{ "create without a name", CREATE, "services/default", SERVICE(""), REASON_INVALID,
	  "Service \"\" is invalid: metadata.name: Required value: name or generateName is "
	  "required" },
	/* Nothing is drawn for a name that no IPAddress could refer to. */
	{ "create under a name that is a path", CREATE, "services/default", SERVICE("name: a/b"),
	  REASON_INVALID,
	  "Service \"a/b\" is invalid: metadata.name: Invalid value: \"a/b\": " D1035 },
	{ "create twice", CREATE, "services/default", SERVICE("name: web"), REASON_ALREADY_EXISTS,
	  "services \"web\" already exists" },
	{ "create a range twice", CREATE, "servicecidrs",
	  "{metadata: {name: kubernetes}, spec: {cidrs: [10.9.0.0/24]}}", REASON_ALREADY_EXISTS,
	  "servicecidrs.networking.k8s.io \"kubernetes\" already exists" },
	{ "create in another namespace", CREATE, "services/default",
	  SERVICE("name: a, namespace: kube-system"), REASON_BAD_REQUEST,
	  "the namespace of the provided object does not match the namespace sent on the request" },
	{ "create in a missing namespace", CREATE, "services/nowhere", SERVICE("name: a"),
	  REASON_NOT_FOUND, "namespaces \"nowhere\" not found" },
	{ "the namespace comes before what is wrong with the Service", CREATE, "services/nowhere",
	  "{metadata: {name: Bad_Name}}", REASON_NOT_FOUND, "namespaces \"nowhere\" not found" },
	{ "but the body's namespace comes before it", CREATE, "services/nowhere",
	  SERVICE("name: a, namespace: kube-system"), REASON_BAD_REQUEST,
	  "the namespace of the provided object does not match the namespace sent on the request" },
	{ "a namespace on a cluster-scoped object is cleared", CREATE, "servicecidrs",
	  "{metadata: {name: a, namespace: b}, spec: {cidrs: [10.9.0.0/24]}}", REASON_NONE, "" },
	{ "unknown fields, in order", CREATE, "services/default",
	  "{metadata: {name: a}, spec: {foo: 1, bar: 2, ports: [{port: 80, baz: 3}]}}",
	  REASON_BAD_REQUEST,
	  "Service in version \"v1\" cannot be handled as a Service: strict decoding error: "
	  "unknown "
	  "field \"spec.bar\", unknown field \"spec.foo\", unknown field \"spec.ports[0].baz\"" },
	{ "a wrong type", CREATE, "services/default",
	  "{metadata: {name: a}, spec: {ports: [{port: '80'}]}}", REASON_BAD_REQUEST,
	  "Service in version \"v1\" cannot be handled as a Service: json: cannot unmarshal string "
	  "into Go struct field ServicePort.spec.ports.port of type int32" },
	{ "bad finalizer", CREATE, "services/default", SERVICE("name: a, finalizers: [foo]"),
	  REASON_INVALID,
	  "Service \"a\" is invalid: metadata.finalizers[0]: Invalid value: \"foo\": name is "
	  "neither a "
	  "standard finalizer name nor is it fully qualified" },

	{ "update of what is not there", UPDATE, "servicecidrs/a",
	  "{metadata: {name: a}, spec: {cidrs: [10.9.0.0/24]}}", REASON_NOT_FOUND,
	  "servicecidrs.networking.k8s.io \"a\" not found" },
	{ "update of a Service that is not there creates it", UPDATE, "services/default/a",
	  SERVICE("name: a"), REASON_NONE, "" },
	/* Only a create refuses a resourceVersion. */
	{ "even with a resourceVersion", UPDATE, "services/default/a",
	  SERVICE("name: a, resourceVersion: '7'"), REASON_NONE, "" },
	{ "but not with the uid of one that was", UPDATE, "services/default/a",
	  SERVICE("name: a, uid: X"), REASON_CONFLICT,
	  "Operation cannot be fulfilled on services \"a\": StorageError: invalid object, Code: 4, "
	  "Key: /registry/services/specs/default/a, ResourceVersion: 0, AdditionalErrorMsg: "
	  "Precondition failed: UID in precondition: X, UID in object meta: " },
	{ "update under another name", UPDATE, WEB, SERVICE("name: other"), REASON_BAD_REQUEST,
	  "the name of the object (other) does not match the name on the URL (web)" },
	{ "update in another namespace", UPDATE, WEB, SERVICE("name: web, namespace: x"),
	  REASON_BAD_REQUEST,
	  "the namespace of the object (x) does not match the namespace on the request (default)" },
	{ "update without a name", UPDATE, WEB, SERVICE(""), REASON_NONE, "" },
	{ "update of an old version", UPDATE, WEB, SERVICE("name: web, resourceVersion: '1'"),
	  REASON_CONFLICT, "Operation cannot be fulfilled on services \"web\"" MODIFIED },
	{ "conflict in another group", UPDATE, "servicecidrs/kubernetes",
	  "{metadata: {name: kubernetes, resourceVersion: '99'}, spec: {cidrs: [10.0.0.0/24]}}",
	  REASON_CONFLICT,
	  "Operation cannot be fulfilled on servicecidrs.networking.k8s.io "
	  "\"kubernetes\"" MODIFIED },
	{ "conflict comes before validation", UPDATE, WEB,
	  "{metadata: {name: web, resourceVersion: '1'}, spec: {}}", REASON_CONFLICT,
	  "Operation cannot be fulfilled on services \"web\"" MODIFIED },

	{ "patch of what is not there", PATCH, "services/default/a", "{}", REASON_NOT_FOUND,
	  "services \"a\" not found" },
	{ "patch of the name", PATCH, WEB, "{metadata: {name: other}}", REASON_BAD_REQUEST,
	  "the name of the object (other) does not match the name on the URL (web)" },
	{ "patch of the namespace", PATCH, WEB, "{metadata: {namespace: x}}", REASON_BAD_REQUEST,
	  "the namespace of the object (x) does not match the namespace on the request (default)" },
	{ "patch with an old version", PATCH, WEB, "{metadata: {resourceVersion: '1'}}",
	  REASON_CONFLICT, "Operation cannot be fulfilled on services \"web\"" MODIFIED },
	{ "patch with an unknown field", STRATEGIC, WEB, "{spec: {foo: bar}}", REASON_INVALID,
	  " \"\" is invalid: patch: Invalid value: \"map[spec:map[foo:bar]]\": strict decoding "
	  "error: "
	  "unknown field \"spec.foo\"" },
};

static const char *call(struct fixture *fixture, size_t i)
{
	switch (rows[i].call) {
	case CREATE:
		return fixture_create(fixture, rows[i].path, rows[i].body);
	case UPDATE:
		return fixture_update(fixture, rows[i].path, rows[i].body);
	case STRATEGIC:
		return fixture_patch_strategic(fixture, rows[i].path, rows[i].body);
	case PATCH:
		break;
	}
	return fixture_patch(fixture, rows[i].path, rows[i].body);
}

Test(metadata, requests)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		int64_t revision;

		begin(&fixture);
		revision = fixture_revision(&fixture);
		cr_expect_text(call(&fixture, i), rows[i].message, rows[i].row);
		cr_expect_eq(fixture.error.reason, rows[i].reason, "%s", rows[i].row);
		/* A request that fails leaves no trace. */
		if (rows[i].reason != REASON_NONE)
			cr_expect_eq(fixture_revision(&fixture), revision, "%s", rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
	}
}

/* ---- what the server sets ---- */

Test(metadata, server_owned)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *uid;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "services/default",
		       SERVICE("name: web, uid: mine, creationTimestamp: '2001-01-01T00:00:00Z', "
			       "generation: 7, deletionTimestamp: '2001-01-01T00:00:00Z', "
			       "deletionGracePeriodSeconds: 9"));
	uid = fixture_get(&fixture, WEB, "metadata.uid");
	cr_expect_eq(strlen(uid), 36U, "%s", uid);
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.creationTimestamp"), FIXTURE_NOW,
		       "time");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.generation"), "", "generation");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionTimestamp"), "", "deleted");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionGracePeriodSeconds"), "",
		       "grace");
	cr_expect_text(fixture_patch(&fixture, WEB,
				     "{metadata: {creationTimestamp: '2001-01-01T00:00:00Z', "
				     "generation: 3, labels: {a: b}}}"),
		       "", "patch");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.creationTimestamp"), FIXTURE_NOW,
		       "not the client's to change");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.generation"), "", "generation");
	cr_expect_text(
		fixture_patch(&fixture, WEB, "{metadata: {uid: other}}"),
		fixture_text(&fixture,
			     "Operation cannot be fulfilled on services \"web\": StorageError: "
			     "invalid object, Code: 4, Key: "
			     "/registry/services/specs/default/web, ResourceVersion: 0, "
			     "AdditionalErrorMsg: Precondition failed: UID in precondition: "
			     "other, UID in object meta: %s",
			     uid),
		"another uid");
	cr_expect_text(
		fixture_patch(&fixture, "servicecidrs/kubernetes", "{metadata: {uid: other}}"),
		fixture_text(&fixture,
			     "Operation cannot be fulfilled on servicecidrs.networking.k8s.io "
			     "\"kubernetes\": StorageError: invalid object, Code: 4, Key: "
			     "/registry/servicecidrs/kubernetes, ResourceVersion: 0, "
			     "AdditionalErrorMsg: Precondition failed: UID in precondition: "
			     "other, UID in object meta: %s",
			     fixture_get(&fixture, "servicecidrs/kubernetes", "metadata.uid")),
		"of another kind");
}

/* One counter for all objects; every real write moves it, and a write that changes nothing does
 * not. */
Test(metadata, revisions)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	int64_t first, second;
	const char *stored;

	begin(&fixture);
	first = atoll(fixture_get(&fixture, WEB, "metadata.resourceVersion"));
	cr_expect_eq(first, fixture_revision(&fixture));
	fixture_create(&fixture, "namespaces", "{metadata: {name: other}}");
	second = atoll(fixture_get(&fixture, "namespaces/other", "metadata.resourceVersion"));
	cr_expect_eq(second, first + 1);
	cr_expect_eq(atoll(fixture_get(&fixture, WEB, "metadata.resourceVersion")), first);

	stored = fixture_get(&fixture, WEB, "");
	cr_expect_text(fixture_update(&fixture, WEB, stored), "", "the object as it is");
	cr_expect(fixture.response.unchanged);
	cr_expect_text(fixture_patch(&fixture, WEB, "{spec: {ports: [{port: 80}]}}"), "",
		       "what defaulting fills in again");
	cr_expect(fixture.response.unchanged);
	cr_expect_text(fixture_patch(&fixture, WEB, "{}"), "", "empty");
	cr_expect(fixture.response.unchanged);
	cr_expect_eq(fixture_revision(&fixture), second);
	cr_expect_text(fixture_get(&fixture, WEB, ""), stored, "untouched");

	cr_expect_text(fixture_patch(&fixture, WEB, "{metadata: {labels: {a: b}}}"), "", "real");
	cr_expect_not(fixture.response.unchanged);
	cr_expect_eq(atoll(fixture_get(&fixture, WEB, "metadata.resourceVersion")), second + 1);
}

/* ---- generateName ---- */

Test(metadata, generate_name)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *name;
	CLEANUP(strbuf) struct strbuf base = STRBUF_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(fixture_create(&fixture, "services/default", SERVICE("generateName: web-")),
		       "", "create");
	name = fixture_field(&fixture, fixture.response.object, "metadata.name");
	cr_expect(text_starts_with(name, "web-"), "%s", name);
	cr_expect_eq(strlen(name), 9U, "%s", name);
	cr_expect_eq(strspn(name + 4, "bcdfghjklmnpqrstvwxz2456789"), 5U, "%s", name);
	cr_expect(fixture_exists(&fixture, fixture_text(&fixture, "services/default/%s", name)));
	cr_expect_text(fixture_create(&fixture, "services/default",
				      SERVICE("name: named, generateName: web-")),
		       "", "a name wins");
	cr_expect(fixture_exists(&fixture, "services/default/named"));
	/* The address carries the generated name. */
	cr_expect_text(fixture_findings(&fixture), "", "findings");

	for (int i = 0; i < 70; i++)
		strbuf_add_char(&base, 'a');
	cr_expect_text(fixture_create(&fixture, "servicecidrs",
				      fixture_text(&fixture,
						   "{metadata: {generateName: %s}, spec: {cidrs: "
						   "[10.9.0.0/24]}}",
						   base.text)),
		       "", "long");
	cr_expect_eq(strlen(fixture_field(&fixture, fixture.response.object, "metadata.name")),
		     63U);
	fixture_create(&fixture, "namespaces", "{metadata: {generateName: ns-}}");
	name = fixture_field(&fixture, fixture.response.object, "metadata.name");
	cr_expect_text(json_str_at(fixture.response.object, "metadata", "labels",
				   "kubernetes.io/metadata.name", NULL),
		       name, "a namespace's label");
	/* An IPAddress takes it as it stands. */
	cr_expect_text(fixture_create(&fixture, "ipaddresses",
				      "{metadata: {generateName: 10.1.1.1}, spec: {parentRef: "
				      "{resource: a, name: b}}}"),
		       "", "literal");
	cr_expect(fixture_exists(&fixture, "ipaddresses/10.1.1.1"));
	fixture_create(&fixture, "services/default", SERVICE("generateName: '-123'"));
	cr_expect_eq(fixture.error.n_causes, 2U, "both names are wrong");
	cr_expect_text(fixture.error.causes[0].field, "metadata.generateName", "first");
	cr_expect_text(fixture.error.causes[1].field, "metadata.name", "second");
}

/* ---- deletion ---- */

Test(metadata, finalizers)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *ip, *address;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "services/default",
		       SERVICE("name: web, finalizers: [example.com/a, example.com/b]"));
	ip = fixture_get(&fixture, WEB, "spec.clusterIP");
	address = fixture_text(&fixture, "ipaddresses/%s", ip);
	cr_expect_text(fixture_delete(&fixture, WEB), "", "finalizer-001");
	cr_expect_not(fixture.response.deleted);
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionTimestamp"), FIXTURE_NOW,
		       "time");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionGracePeriodSeconds"), "0",
		       "grace");
	cr_expect(fixture_exists(&fixture, address), "nothing is released");
	fixture_now("2025-05-01T11:00:00Z");
	cr_expect_text(fixture_delete(&fixture, WEB), "", "a second time");
	cr_expect_not(fixture.response.deleted);
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionTimestamp"), FIXTURE_NOW,
		       "changes nothing");
	cr_expect_text(fixture_create(&fixture, "services/default", SERVICE("name: web")),
		       "object is being deleted: services \"web\" already exists", "create");
	cr_expect_text(
		fixture_patch(&fixture, WEB,
			      "{metadata: {finalizers: [example.com/a, example.com/b, "
			      "example.com/c]}}"),
		"Service \"web\" is invalid: metadata.finalizers: Forbidden: no new finalizers "
		"can be added if the object is being deleted, found new finalizers "
		"[]string{\"example.com/c\"}",
		"add");
	cr_expect_text(fixture_patch(&fixture, WEB, "{metadata: {deletionTimestamp: null}}"), "",
		       "undelete");
	cr_expect_text(fixture_get(&fixture, WEB, "metadata.deletionTimestamp"), FIXTURE_NOW,
		       "is not possible");
	cr_expect_text(fixture_patch(&fixture, WEB, "{metadata: {finalizers: [example.com/b]}}"),
		       "", "one");
	cr_expect_not(fixture.response.deleted);
	cr_expect_text(fixture_patch(&fixture, WEB, "{metadata: {finalizers: null}}"), "", "last");
	cr_expect(fixture.response.deleted);
	cr_expect_not(fixture_exists(&fixture, WEB));
	cr_expect_not(fixture_exists(&fixture, address), "released");
	cr_expect_text(fixture_delete(&fixture, WEB), "services \"web\" not found", "gone");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

Test(metadata, preconditions)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;
	const char *uid, *version;

	begin(&fixture);
	uid = fixture_get(&fixture, WEB, "metadata.uid");
	version = fixture_get(&fixture, WEB, "metadata.resourceVersion");
	request = fixture_request(&fixture, VERB_DELETE, WEB);
	request.precondition_uid = "other";
	cr_expect_text(
		fixture_handle(&fixture, &request),
		fixture_text(&fixture,
			     "Operation cannot be fulfilled on Service \"web\": the UID in the "
			     "precondition (other) does not match the UID in record (%s). The "
			     "object might have been deleted and then recreated",
			     uid),
		"uid");
	cr_expect_eq(fixture.error.reason, REASON_CONFLICT);
	request.precondition_uid = uid;
	request.precondition_version = "1";
	cr_expect_text(fixture_handle(&fixture, &request),
		       fixture_text(&fixture,
				    "Operation cannot be fulfilled on Service \"web\": the "
				    "ResourceVersion in the precondition (1) does not match the "
				    "ResourceVersion in record (%s). The object might have been "
				    "modified",
				    version),
		       "version");
	request.precondition_version = version;
	cr_expect_text(fixture_handle(&fixture, &request), "", "both right");
	cr_expect(fixture.response.deleted);
}

/* ---- subresources ---- */

/* /status changes status alone; what else the body says is not heard. */
Test(metadata, status)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *ready;

	begin(&fixture);
	ready = fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions.0.status");
	cr_expect_text(fixture_patch(&fixture, "servicecidrs/kubernetes/status",
				     "{spec: {cidrs: [10.9.0.0/24]}, status: {conditions: [{type: "
				     "Other, status: 'True', reason: R, message: m, "
				     "lastTransitionTime: '2025-01-01T00:00:00Z'}]}}"),
		       "", "range");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
		       "[\"10.0.0.0/24\"]", "spec stays");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions.0.type"),
		       "Other", "status is set");
	cr_expect_text(
		fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions.1.status"),
		ready, "Ready comes back");
	cr_expect_text(
		fixture_patch(&fixture, WEB "/status",
			      "{spec: {selector: {a: b}}, status: {conditions: [{type: Mine, "
			      "status: 'True', reason: R, message: m, lastTransitionTime: "
			      "'2025-01-01T00:00:00Z'}]}}"),
		"", "Service");
	cr_expect_text(fixture_get(&fixture, WEB, "spec.selector"), "", "spec stays");
	cr_expect_text(fixture_get(&fixture, WEB, "status.conditions.0.type"), "Mine", "status");
	cr_expect_text(fixture_patch(&fixture, WEB, "{status: {conditions: null}}"), "", "main");
	cr_expect(fixture.response.unchanged, "the main resource leaves a Service's status alone");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

/* ---- unknown fields ---- */

Test(metadata, field_validation)
{
	static const struct {
		enum field_validation validation;
		const char *message, *warning;
	} modes[] = {
		{ FIELD_VALIDATION_STRICT,
		  "Service in version \"v1\" cannot be handled as a Service: strict decoding "
		  "error: "
		  "unknown field \"spec.foo\"",
		  "" },
		{ FIELD_VALIDATION_WARN, "", "unknown field \"spec.foo\"" },
		{ FIELD_VALIDATION_IGNORE, "", "" },
	};
	static const enum verb verbs[] = { VERB_CREATE, VERB_UPDATE };

	for (size_t i = 0; i < ARRAY_LEN(modes) * ARRAY_LEN(verbs); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(json)
		cJSON *body = fixture_parse("{metadata: {name: a}, spec: {foo: 1, ports: [{port: "
					    "80}]}}");
		enum verb verb = verbs[i / ARRAY_LEN(modes)];
		size_t mode = i % ARRAY_LEN(modes);
		struct request request;

		fixture_begin(&fixture, "10.0.0.0/24");
		/* An update of what is not there decodes once, as a create does. */
		request = fixture_request(&fixture, verb,
					  verb == VERB_CREATE ? "services/default"
							      : "services/default/a");
		request.object = body;
		request.field_validation = modes[mode].validation;
		cr_expect_text(fixture_handle(&fixture, &request), modes[mode].message, "message");
		cr_expect_eq(fixture.response.warnings.n, *modes[mode].warning != '\0' ? 1U : 0U);
		if (fixture.response.warnings.n > 0)
			cr_expect_text(fixture.response.warnings.items[0], modes[mode].warning,
				       "warning");
		cr_expect_text(fixture_get(&fixture, "services/default/a", "spec.foo"), "",
			       "never stored");
	}
}
