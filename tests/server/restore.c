/* VERB_RESTORE: what comes from elsewhere is stored as it is, or refused. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define LABELS LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME
#define IP_METADATA \
	"creationTimestamp: '2020-01-02T03:04:05Z', uid: 5ffd8afe-c78f-4e60-ae76-cec448a8af40"
#define IP(metadata, parent) "{metadata: {" metadata "}, spec: {parentRef: {" parent "}}}"
#define OF_WEB "resource: services, namespace: default, name: web"

/* Each object comes back as it was, whatever form it was stored in. */
static const struct {
	const char *row, *path, *body;
} exact_rows[] = {
	{ "as the allocator makes it", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", OF_WEB) },
	{ "IPv6", "ipaddresses/fd00::5",
	  IP(IP_METADATA ", labels: {" LABEL_IP_FAMILY ": IPv6, " LABEL_MANAGED_BY
			 ": " IP_ALLOCATOR_NAME "}",
	     OF_WEB) },
	{ "another label", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {a: b, " LABELS "}", OF_WEB) },
	{ "a label less", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABEL_IP_FAMILY ": IPv4}", OF_WEB) },
	{ "the wrong family", "ipaddresses/fd00::5",
	  IP(IP_METADATA ", labels: {" LABELS "}", OF_WEB) },
	{ "no labels", "ipaddresses/10.0.0.5", IP(IP_METADATA, OF_WEB) },
	{ "an annotation", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", annotations: {a: b}, labels: {" LABELS "}", OF_WEB) },
	{ "a finalizer", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", finalizers: [a/b], labels: {" LABELS "}", OF_WEB) },
	{ "being deleted", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", deletionTimestamp: '2020-01-02T03:04:05Z', labels: {" LABELS "}",
	     OF_WEB) },
	{ "a uid that is none", "ipaddresses/10.0.0.5",
	  IP("creationTimestamp: '2020-01-02T03:04:05Z', uid: abc, labels: {" LABELS "}", OF_WEB) },
	{ "a uid in upper case", "ipaddresses/10.0.0.5",
	  IP("creationTimestamp: '2020-01-02T03:04:05Z', uid: "
	     "5FFD8AFE-C78F-4E60-AE76-CEC448A8AF40, labels: {" LABELS "}",
	     OF_WEB) },
	{ "no uid", "ipaddresses/10.0.0.5",
	  IP("creationTimestamp: '2020-01-02T03:04:05Z', labels: {" LABELS "}", OF_WEB) },
	{ "no time", "ipaddresses/10.0.0.5",
	  IP("uid: 5ffd8afe-c78f-4e60-ae76-cec448a8af40, labels: {" LABELS "}", OF_WEB) },
	{ "a time with a fraction", "ipaddresses/10.0.0.5",
	  IP("creationTimestamp: '2020-01-02T03:04:05.5Z', uid: "
	     "5ffd8afe-c78f-4e60-ae76-cec448a8af40, labels: {" LABELS "}",
	     OF_WEB) },
	{ "a time before 1970", "ipaddresses/10.0.0.5",
	  IP("creationTimestamp: '1960-01-02T03:04:05Z', uid: "
	     "5ffd8afe-c78f-4e60-ae76-cec448a8af40, labels: {" LABELS "}",
	     OF_WEB) },
	{ "of another group", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", "group: a.b, " OF_WEB) },
	{ "of another kind", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", "resource: x, namespace: default, name: web") },
	{ "without a namespace", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", "resource: services, name: web") },
	{ "a slash in the namespace", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", "resource: services, namespace: a/b, name: c") },
	{ "a slash in the name", "ipaddresses/10.0.0.5",
	  IP(IP_METADATA ", labels: {" LABELS "}", "resource: services, namespace: a, name: b/c") },
	{ "a field that no schema knows", "ipaddresses/10.0.0.5",
	  "{metadata: {" IP_METADATA ", labels: {" LABELS "}}, spec: {parentRef: {" OF_WEB
	  "}, later: {a: [1]}}}" },
	{ "no spec", "ipaddresses/10.0.0.5",
	  "{metadata: {" IP_METADATA ", labels: {" LABELS "}}}" },
	{ "a Service", "services/default/web",
	  "{metadata: {uid: abc, generation: 7, managedFields: [{manager: a}]}, spec: {clusterIP: "
	  "10.0.0.9, clusterIPs: [10.0.0.9], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, "
	  "ports: [{port: 80}], later: true}, status: {loadBalancer: {ingress: [{ip: "
	  "1.2.3.4}]}}}" },
	{ "a range", "servicecidrs/a",
	  "{metadata: {finalizers: [x/y]}, spec: {cidrs: [10.9.0.0/24, 'fd09::/64']}}" },
	{ "a range that no validation would take", "servicecidrs/a",
	  "{metadata: {uid: a}, spec: {cidrs: [10.9.0.1/24, nonsense, '']}}" },
	{ "a range without entries", "servicecidrs/a", "{metadata: {uid: a}, spec: {}}" },
	{ "a namespace", "namespaces/foo",
	  "{metadata: {labels: {a: b}}, status: {phase: Terminating}}" },
};

/* Without what the server answers with each time. */
static const char *read_back(struct fixture *fixture, const char *path, bool namespaced)
{
	static const char *const added[] = { "name", "namespace", "resourceVersion" };
	cJSON *object;

	fixture_get(fixture, path, "");
	object = fixture->response.object;
	json_remove(object, "apiVersion");
	json_remove(object, "kind");
	for (size_t i = 0; i < ARRAY_LEN(added); i++)
		if (namespaced || i != 1)
			json_remove(json_child(object, "metadata"), added[i]);
	return fixture_field(fixture, object, "");
}

Test(restore, exact)
{
	for (size_t i = 0; i < ARRAY_LEN(exact_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(json) cJSON *body = fixture_parse(exact_rows[i].body);
		const char *path = exact_rows[i].path;

		fixture_begin_bare(&fixture, "10.0.0.0/24");
		fixture_restore(&fixture, path, exact_rows[i].body);
		cr_expect_text(read_back(&fixture, path, text_starts_with(path, "services/")),
			       fixture_field(&fixture, body, ""), exact_rows[i].row);
	}
}

/* The stored object can be worked with afterwards, whatever it is like. */
Test(restore, usable)
{
	for (size_t i = 0; i < ARRAY_LEN(exact_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *path = exact_rows[i].path;

		fixture_begin(&fixture, "10.0.0.0/24,fd00::/112");
		fixture_restore(&fixture, path, exact_rows[i].body);
		fixture_findings(&fixture);
		fixture_patch(&fixture, path, "{metadata: {labels: {touched: 'yes'}}}");
		fixture_mend(&fixture);
		fixture_delete(&fixture, path);
		fixture_mend(&fixture);
		fixture_restart(&fixture, "10.0.0.0/24,fd00::/112");
		cr_expect(fixture_exists(&fixture, "services/default/kubernetes"), "%s",
			  exact_rows[i].row);
	}
}

/* ---- null, where a list or an object is expected ---- */

static const struct {
	const char *path, *body;
} null_rows[] = {
	{ "servicecidrs/a", "{spec: {cidrs: [null]}}" },
	{ "servicecidrs/a", "{spec: {cidrs: [null, 10.9.0.0/24]}}" },
	{ "servicecidrs/a", "{spec: {cidrs: null}, status: {conditions: [null]}}" },
	{ "servicecidrs/a", "{metadata: {finalizers: [null]}, spec: null, status: null}" },
	{ "servicecidrs/kubernetes", "{spec: {cidrs: [null]}}" },
	{ "servicecidrs/kubernetes", "{spec: {cidrs: [null, null]}}" },
	{ "services/default/web", "{spec: {clusterIPs: [null], ports: [null]}}" },
	{ "services/default/web",
	  "{spec: {externalIPs: [null], loadBalancerSourceRanges: [null]}}" },
	{ "services/default/web", "{spec: {ipFamilies: [null], selector: {a: null}}}" },
	{ "services/default/web", "{spec: {type: LoadBalancer, loadBalancerClass: null}, status: "
				  "{loadBalancer: {ingress: [null]}}}" },
	{ "services/default/web", "{spec: null}" },
	{ "ipaddresses/10.0.0.9", "{metadata: {labels: null}, spec: {parentRef: null}}" },
	{ "ipaddresses/10.0.0.9", "{spec: null}" },
	{ "namespaces/foo", "{spec: {finalizers: [null]}, status: null}" },
};

static const char *const touches[] = {
	"{metadata: {labels: {touched: 'yes'}}}",
	"{spec: {cidrs: [10.9.0.0/24]}}",
	"{spec: {cidrs: [10.9.0.0/24, 'fd09::/64']}}",
	"{spec: {ports: [{port: 80}], clusterIPs: null, ipFamilies: null}}",
	"{spec: {parentRef: {resource: services, namespace: default, name: web}}}",
};

Test(restore, nulls)
{
	for (size_t i = 0; i < ARRAY_LEN(null_rows); i++) {
		for (size_t j = 0; j < ARRAY_LEN(touches); j++) {
			CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
			const char *path = null_rows[i].path;

			fixture_begin(&fixture, "10.0.0.0/24,fd00::/112");
			fixture_restore(&fixture, path, null_rows[i].body);
			fixture_findings(&fixture);
			fixture_patch(&fixture, path, touches[j]);
			fixture_restart(&fixture, "10.0.0.0/24,fd00::/112");
			fixture_mend(&fixture);
			fixture_delete(&fixture, path);
			fixture_mend(&fixture);
			cr_expect(fixture_exists(&fixture, "namespaces/default"), "%s %s %s", path,
				  null_rows[i].body, touches[j]);
		}
	}
}

/* ---- refusals ---- */

static const struct {
	const char *row, *path, *body, *message;
} bad_rows[] = {
	{ "no metadata", "services/default/web", "{spec: {}}",
	  "Service \"\" is not well-formed: metadata.name is missing or no name" },
	{ "no object", "services/default/web", "[]",
	  "Service \"\" is not well-formed: metadata.name is missing or no name" },
	{ "no name", "services/default/web", "{metadata: {namespace: default}}",
	  "Service \"\" is not well-formed: metadata.name is missing or no name" },
	{ "a name that escapes", "services/default/web",
	  "{metadata: {name: a/b, namespace: default}}",
	  "Service \"a/b\" is not well-formed: metadata.name is missing or no name" },
	{ "no namespace", "services/default/web", "{metadata: {name: web}}",
	  "Service \"web\" is not well-formed: metadata.namespace is missing or no name" },
	{ "a namespace that escapes", "services/default/web",
	  "{metadata: {name: web, namespace: a/b}}",
	  "Service \"web\" is not well-formed: metadata.namespace is missing or no name" },
	{ "no address", "ipaddresses/web", "{metadata: {name: web}}",
	  "IPAddress \"web\" is not well-formed: must be a valid IP address, (e.g. 10.9.8.7 or "
	  "2001:db8::ffff)" },
	{ "another spelling", "ipaddresses/fd00:0::1", "{metadata: {name: 'fd00:0::1'}}",
	  "IPAddress \"fd00:0::1\" is not well-formed: must be in canonical form (\"fd00::1\")" },
	{ "a wrong type", "services/default/web",
	  "{metadata: {name: web, namespace: default}, spec: {ports: 7}}",
	  "Service \"web\" is not well-formed: json: cannot unmarshal number into Go struct field "
	  "ServiceSpec.spec.ports of type []v1.ServicePort" },
	{ "not what was asked for", "services/default/web",
	  "{metadata: {name: other, namespace: default}}",
	  "the name of the object (other) does not match the name on the URL (web)" },
	{ "not where it was asked for", "services/default/web",
	  "{metadata: {name: web, namespace: other}}",
	  "the namespace of the object (other) does not match the namespace on the request "
	  "(default)" },
};

Test(restore, refusals)
{
	for (size_t i = 0; i < ARRAY_LEN(bad_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(json) cJSON *body = fixture_parse(bad_rows[i].body);
		struct request request;
		int64_t before;

		fixture_begin_bare(&fixture, "10.0.0.0/24");
		before = fixture_revision(&fixture);
		request = fixture_request(&fixture, VERB_RESTORE, bad_rows[i].path);
		request.object = body;
		cr_expect_text(fixture_handle(&fixture, &request), bad_rows[i].message,
			       bad_rows[i].row);
		cr_expect_eq(fixture.error.reason, REASON_BAD_REQUEST, "%s", bad_rows[i].row);
		cr_expect_eq(fixture_revision(&fixture), before, "%s", bad_rows[i].row);
	}
}

/* ---- revisions ---- */

static const char *restore_at(struct fixture *fixture, const char *version, bool keep)
{
	struct request request = fixture_request(fixture, VERB_RESTORE, "services/default/web");
	CLEANUP(json)
	cJSON *body = fixture_parse(fixture_text(
		fixture, "{metadata: {name: web, namespace: default, resourceVersion: '%s'}}",
		version));

	request.object = body;
	request.keep_revision = keep;
	fixture_handle(fixture, &request);
	return fixture_get(fixture, "services/default/web", "metadata.resourceVersion");
}

Test(restore, revisions)
{
	static const struct {
		const char *version, *stored, *next;
		bool keep;
	} rows[] = {
		{ "500", "500", "501", true },
		/* The counter never goes back. */
		{ "1", "1", "3", true },
		{ "500", "2", "3", false },
		{ "nonsense", "2", "3", true },
		{ "-5", "2", "3", true },
		{ "12abc", "2", "3", true },
		{ "", "2", "3", true },
		{ "0", "2", "3", true },
		{ "99999999999999999999999", "2", "3", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		fixture_begin_bare(&fixture, "10.0.0.0/24");
		cr_assert_eq(fixture_revision(&fixture), 1);
		cr_expect_text(restore_at(&fixture, rows[i].version, rows[i].keep), rows[i].stored,
			       rows[i].version);
		fixture_restore(&fixture, "namespaces/a", "{}");
		cr_expect_text(fixture_get(&fixture, "namespaces/a", "metadata.resourceVersion"),
			       rows[i].next, rows[i].version);
	}
}

/* A second restore of one address replaces the first, in the index, too. */
Test(restore, replaces)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin_bare(&fixture, "10.0.0.0/24");
	fixture_restore_cluster(&fixture, "10.0.0.0/24");
	fixture_restore(&fixture, "ipaddresses/10.0.0.5", IP(IP_METADATA, OF_WEB));
	fixture_restore(&fixture, "ipaddresses/10.0.0.5",
			IP("labels: {" LABELS "}, creationTimestamp: '" FIXTURE_NOW "'", OF_WEB));
	fixture_restore(&fixture, "servicecidrs/kubernetes",
			"{metadata: {finalizers: [" SERVICE_CIDR_FINALIZER
			"]}, spec: {cidrs: [10.0.0.0/25]}, status: {conditions: [{type: Ready, "
			"status: 'True'}]}}");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
	cr_expect_text(fixture_delete(&fixture, "servicecidrs/kubernetes"), "", "delete");
	cr_expect(fixture_exists(&fixture, "servicecidrs/kubernetes"), "held by the second one");
}

/* ---- Services that share a node port, as none that were created can ---- */

#define SHARING(name)                                                                             \
	"{metadata: {name: " name ", namespace: default}, spec: {type: NodePort, ports: [{name: " \
	"p, port: 53, nodePort: 30053}, {name: q, protocol: UDP, port: 53, nodePort: 30053}]}}"
#define TAKEN                                                                                 \
	"Service \"new\" is invalid: spec.ports[0].nodePort: Invalid value: 30053: provided " \
	"port is already allocated"

static const char *take_shared_port(struct fixture *fixture)
{
	return fixture_create(fixture, "services/default",
			      "{metadata: {name: new}, spec: {type: NodePort, ports: [{port: 80, "
			      "nodePort: 30053}]}}");
}

static void share_ports(struct fixture *fixture)
{
	fixture_begin(fixture, "10.0.0.0/24");
	fixture_restore(fixture, "services/default/a", SHARING("a"));
	fixture_restore(fixture, "services/default/b", SHARING("b"));
	fixture_restore(fixture, "services/default/c", SHARING("c"));
	/* The same once more changes nothing. */
	fixture_restore(fixture, "services/default/c", SHARING("c"));
	/* It names the number, but holds none. */
	fixture_restore(fixture, "services/default/d",
			"{metadata: {name: d, namespace: default}, spec: {type: ClusterIP, ports: "
			"[{port: 53, nodePort: 30053}]}}");
}

Test(restore, shared_node_port)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	share_ports(&fixture);
	cr_expect_text(take_shared_port(&fixture), TAKEN, "three have it");
	cr_expect_text(fixture_delete(&fixture, "services/default/b"), "", "delete b");
	cr_expect_text(take_shared_port(&fixture), TAKEN, "a and c have it");
	cr_expect_text(fixture_patch(&fixture, "services/default/a",
				     "{spec: {ports: [{port: 80, nodePort: 30054}]}}"),
		       "", "a takes another one");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
	cr_expect_text(take_shared_port(&fixture), TAKEN, "c has it");
	cr_expect_text(fixture_delete(&fixture, "services/default/d"), "", "delete d");
	cr_expect_text(take_shared_port(&fixture), TAKEN, "d did not have it");
	cr_expect_text(fixture_delete(&fixture, "services/default/c"), "", "delete c");
	cr_expect_text(take_shared_port(&fixture), "", "nobody has it");
	cr_expect_text(fixture_findings(&fixture), "", "findings at the end");
}
