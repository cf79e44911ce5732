/* The life of a namespace. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

#define SERVICE(metadata) "{metadata: {" metadata "}, spec: {ports: [{port: 80}]}}"
#define LABEL                                                                                      \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "   \
	"and "                                                                                     \
	"must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex " \
	"used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

Test(namespaces, create)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(
		fixture_create(&fixture, "namespaces",
			       "{metadata: {name: foo, labels: {kubernetes.io/metadata.name: "
			       "other, a: b}}, status: {phase: Terminating}}"),
		"", "create");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "metadata.labels"),
		       "{\"a\":\"b\",\"kubernetes.io/metadata.name\":\"foo\"}", "label is forced");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "spec"),
		       "{\"finalizers\":[\"kubernetes\"]}", "finalizer");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "status"), "{\"phase\":\"Active\"}",
		       "phase is not the client's");
	cr_expect_text(fixture_create(&fixture, "namespaces", "{metadata: {name: foo}}"),
		       "namespaces \"foo\" already exists", "twice");
	cr_expect_text(
		fixture_create(&fixture, "namespaces", "{metadata: {name: Foo}}"),
		"Namespace \"Foo\" is invalid: metadata.name: Invalid value: \"Foo\": " LABEL,
		"bad name");
	/* This one is no label value either. */
	fixture_create(&fixture, "namespaces", "{metadata: {name: Foo_}}");
	cr_expect_eq(fixture.error.n_causes, 2U);
	cr_expect_text(fixture.error.causes[1].field, "metadata.labels", "bad label");
	cr_expect_text(
		fixture_create(&fixture, "namespaces", "{metadata: {name: a.b}}"),
		"Namespace \"a.b\" is invalid: metadata.name: Invalid value: \"a.b\": must not "
		"contain dots",
		"dots");
}

Test(namespaces, update)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "namespaces", "{metadata: {name: foo}}");
	cr_expect_text(fixture_patch(&fixture, "namespaces/foo",
				     "{metadata: {labels: null}, spec: {finalizers: null}, status: "
				     "{phase: Terminating}}"),
		       "", "patch");
	cr_expect(fixture.response.unchanged, "label, finalizers and phase are not the client's");
	cr_expect_text(fixture_patch(&fixture, "namespaces/foo", "{metadata: {labels: {a: b}}}"),
		       "", "labels");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "metadata.labels"),
		       "{\"a\":\"b\",\"kubernetes.io/metadata.name\":\"foo\"}", "added");
}

Test(namespaces, delete_empties_it)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *ip;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "namespaces", "{metadata: {name: foo}}");
	fixture_create(&fixture, "services/foo", SERVICE("name: a"));
	fixture_create(&fixture, "services/foo", SERVICE("name: b"));
	fixture_create(
		&fixture, "events/foo",
		"{metadata: {name: e}, involvedObject: {kind: Service, namespace: foo, name: "
		"a}, reason: R, message: m, type: Warning}");
	ip = fixture_get(&fixture, "services/foo/a", "spec.clusterIP");
	cr_expect_text(fixture_delete(&fixture, "namespaces/foo"), "", "delete");
	cr_expect_text(fixture_field(&fixture, fixture.response.object, "status.phase"),
		       "Terminating", "the answer");
	cr_expect_text(fixture_field(&fixture, fixture.response.object,
				     "metadata.deletionGracePeriodSeconds"),
		       "", "no grace of a namespace");
	cr_expect_not(fixture_exists(&fixture, "namespaces/foo"));
	cr_expect_text(fixture_list(&fixture, "services/foo"), "", "services");
	cr_expect_text(fixture_list(&fixture, "events/foo"), "", "events");
	cr_expect_not(fixture_exists(&fixture, fixture_text(&fixture, "ipaddresses/%s", ip)));
	cr_expect_text(fixture_findings(&fixture), "", "findings");
	cr_expect_text(fixture_delete(&fixture, "namespaces/foo"), "namespaces \"foo\" not found",
		       "again");
}

Test(namespaces, content_with_finalizers)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *uid;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "namespaces", "{metadata: {name: foo}}");
	fixture_create(&fixture, "services/foo", SERVICE("name: a, finalizers: [a.b/c]"));
	fixture_create(&fixture, "services/foo", SERVICE("name: b"));
	uid = fixture_get(&fixture, "namespaces/foo", "metadata.uid");
	fixture_delete(&fixture, "namespaces/foo");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "status.phase"), "Terminating",
		       "held by its content");
	cr_expect_text(fixture_list(&fixture, "services/foo"), "foo/a", "the rest is gone");
	cr_expect_text(fixture_get(&fixture, "services/foo/a", "metadata.deletionTimestamp"),
		       FIXTURE_NOW, "marked");
	cr_expect_text(fixture_delete(&fixture, "namespaces/foo"), "", "a second time");
	cr_expect_text(fixture_get(&fixture, "namespaces/foo", "metadata.uid"), uid, "the same");

	cr_expect_text(fixture_create(&fixture, "services/foo", SERVICE("name: c")),
		       "services \"c\" is forbidden: unable to create new content in namespace foo "
		       "because it is being terminated",
		       "create in it");
	cr_expect_eq(fixture.error.reason, REASON_FORBIDDEN);
	cr_expect_eq(fixture.error.n_causes, 1U);
	cr_expect_text(fixture.error.causes[0].reason, "NamespaceTerminating", "cause");
	cr_expect_text(fixture.error.causes[0].field, "metadata.namespace", "cause");
	cr_expect_text(fixture.error.causes[0].message, "namespace foo is being terminated",
		       "cause");
	cr_expect_text(fixture_update(&fixture, "services/foo/c", SERVICE("name: c")),
		       "services \"c\" is forbidden: unable to create new content in namespace foo "
		       "because it is being terminated",
		       "create by update");
	cr_expect_text(fixture_create(&fixture, "namespaces", "{metadata: {name: foo}}"),
		       "object is being deleted: namespaces \"foo\" already exists", "create it");
	cr_expect_text(fixture_patch(&fixture, "services/foo/a", "{metadata: {labels: {a: b}}}"),
		       "", "updates are allowed");

	cr_expect_text(fixture_patch(&fixture, "services/foo/a", "{metadata: {finalizers: null}}"),
		       "", "release");
	cr_expect_not(fixture_exists(&fixture, "services/foo/a"));
	cr_expect_not(fixture_exists(&fixture, "namespaces/foo"), "goes with the last of it");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

Test(namespaces, own_finalizers)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "namespaces", "{metadata: {name: foo, finalizers: [a.b/c]}}");
	fixture_create(&fixture, "services/foo", SERVICE("name: a"));
	fixture_delete(&fixture, "namespaces/foo");
	cr_expect_text(fixture_list(&fixture, "services/foo"), "", "emptied");
	cr_expect(fixture_exists(&fixture, "namespaces/foo"));
	cr_expect_text(fixture_patch(&fixture, "namespaces/foo", "{metadata: {finalizers: null}}"),
		       "", "release");
	cr_expect_not(fixture_exists(&fixture, "namespaces/foo"));
}

Test(namespaces, immortal)
{
	static const char *const names[] = { "default", "kube-public", "kube-system" };
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *uid;

	fixture_begin(&fixture, "10.0.0.0/24");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		cr_expect_text(
			fixture_delete(&fixture, fixture_text(&fixture, "namespaces/%s", names[i])),
			fixture_text(&fixture,
				     "namespaces \"%s\" is forbidden: this namespace may not "
				     "be deleted",
				     names[i]),
			names[i]);
		cr_expect_eq(fixture.error.reason, REASON_FORBIDDEN);
	}
	/* This one may be, and is made again at once. */
	uid = fixture_get(&fixture, "namespaces/kube-node-lease", "metadata.uid");
	cr_expect_text(fixture_delete(&fixture, "namespaces/kube-node-lease"), "",
		       "kube-node-lease");
	cr_expect_str_neq(fixture_get(&fixture, "namespaces/kube-node-lease", "metadata.uid"), uid);
	cr_expect_text(fixture_get(&fixture, "namespaces/kube-node-lease", "status.phase"),
		       "Active", "made again");
}

/* Reading and deleting in a namespace that does not exist finds nothing. */
Test(namespaces, missing)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request all;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(fixture_list(&fixture, "services/nowhere"), "", "list");
	cr_expect_text(fixture_delete(&fixture, "services/nowhere/x"), "services \"x\" not found",
		       "delete");
	all = fixture_request(&fixture, VERB_DELETE_COLLECTION, "services/nowhere");
	cr_expect_text(fixture_handle(&fixture, &all), "", "delete all");
}
