/* Lists: their order, pages, label and field selectors. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void create(struct fixture *fixture, const char *namespace, const char *name,
		   const char *labels)
{
	cr_expect_text(
		fixture_create(
			fixture, fixture_text(fixture, "services/%s", namespace),
			fixture_text(fixture,
				     "{metadata: {name: %s, labels: {%s}}, spec: {clusterIP: "
				     "None}}",
				     name, labels)),
		"", name);
}

/* Namespaces a, a-b and b; Services in the first two. */
static void begin(struct fixture *fixture)
{
	static const char *const namespaces[] = { "a", "a-b", "b" };

	fixture_begin_bare(fixture, "10.0.0.0/24");
	for (size_t i = 0; i < ARRAY_LEN(namespaces); i++)
		fixture_restore(fixture, fixture_text(fixture, "namespaces/%s", namespaces[i]),
				"{status: {phase: Active}}");
	create(fixture, "a", "web", "app: web, tier: front");
	create(fixture, "a", "db", "app: db");
	create(fixture, "a", "web-2", "app: web, tier: back");
	create(fixture, "a-b", "web", "app: web");
}

#define ALL "a-b/web a/db a/web a/web-2"

static const char *list(struct fixture *fixture, struct request *request)
{
	const char *refusal = fixture_handle(fixture, request);

	if (*refusal != '\0')
		return refusal;
	return fixture_names(fixture, fixture->response.items);
}

static const struct {
	const char *row, *path, *labels, *fields, *result;
} rows[] = {
	/* The order is that of "NAMESPACE/NAME", in which '-' comes before '/'. */
	{ "everything", "services", NULL, NULL, ALL },
	{ "empty selectors", "services", "", "", ALL },
	{ "one namespace", "services/a", NULL, NULL, "a/db a/web a/web-2" },
	{ "a namespace whose name begins alike", "services/a-b", NULL, NULL, "a-b/web" },
	{ "an empty namespace", "services/b", NULL, NULL, "" },
	{ "cluster-scoped", "namespaces", NULL, NULL, "a a-b b" },
	{ "label", "services", "app=web", NULL, "a-b/web a/web a/web-2" },
	{ "labels", "services", "app=web,tier=back", NULL, "a/web-2" },
	{ "absent label", "services", "!tier", NULL, "a-b/web a/db" },
	{ "set of labels", "services/a", "app in (db, x)", NULL, "a/db" },
	{ "match-001", "services/a", NULL, "metadata.name=web", "a/web" },
	{ "match-003", "services", NULL, "metadata.name=nomatch", "" },
	{ "match-004", "services", NULL, "metadata.namespace=nomatch", "" },
	{ "name in every namespace", "services", NULL, "metadata.name=web", "a-b/web a/web" },
	{ "not this name", "services/a", NULL, "metadata.name!=web", "a/db a/web-2" },
	{ "namespace", "services", NULL, "metadata.namespace=a-b", "a-b/web" },
	{ "match-006", "services", NULL, "spec.type=LoadBalancer", "" },
	{ "type", "services", NULL, "spec.type=ClusterIP,metadata.namespace=a-b", "a-b/web" },
	{ "clusterIP", "services", NULL, "spec.clusterIP=None,metadata.name=db", "a/db" },
	{ "both selectors", "services", "app=web", "metadata.namespace=a", "a/web a/web-2" },
	{ "a name that the label refuses", "services/a", "app=db", "metadata.name=web", "" },
	{ "phase", "namespaces", NULL, "status.phase=Active,metadata.name!=a", "a-b b" },
	{ "a name that could be a path", "services/a", NULL, "metadata.name=../a/web", "" },

	/* kubectl puts in front of these what it could not do. */
	{ "unknown field", "services", NULL, "spec.foo=a", "field label not supported: spec.foo" },
	{ "unknown field of a networking kind", "ipaddresses", NULL, "spec.foo=a",
	  "\"spec.foo\" is not a known field selector: only \"metadata.name\", "
	  "\"metadata.namespace\"" },
	{ "bad label selector", "services", "a,,b", NULL,
	  "found ',', expected: identifier after ','" },
	{ "bad field selector", "services", NULL, "abc",
	  "invalid selector: 'abc'; can't understand 'abc'" },
};

Test(lists, selectors)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	begin(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct request request = fixture_request(&fixture, VERB_LIST, rows[i].path);

		request.label_selector = rows[i].labels;
		request.field_selector = rows[i].fields;
		cr_expect_text(list(&fixture, &request), rows[i].result, rows[i].row);
	}
}

/* Every page size gives the same whole, and no page is longer than asked for. */
Test(lists, pages)
{
	static const char *const selectors[] = { NULL, "app=web" };
	static const char *const whole[] = { ALL, "a-b/web a/web a/web-2" };
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	begin(&fixture);
	for (size_t i = 0; i < ARRAY_LEN(selectors); i++) {
		for (size_t limit = 1; limit <= 5; limit++) {
			CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;
			CLEANUP(str) char *token = NULL;

			do {
				struct request request =
					fixture_request(&fixture, VERB_LIST, "services");

				request.label_selector = selectors[i];
				request.limit = limit;
				request.continue_token = token;
				strbuf_addf(&joined, "%s%s", joined.length > 0 ? " " : "",
					    list(&fixture, &request));
				cr_expect_leq(json_size(fixture.response.items), limit);
				cr_expect_gt(json_size(fixture.response.items), 0U);
				free(token);
				token = TAKE(fixture.response.continue_token);
			} while (token != NULL);
			cr_expect_text(joined.text, whole[i], "joined pages");
		}
	}
}

/* A page that is exactly full has no successor. */
Test(lists, last_page)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_LIST, "services/a");
	request.limit = 3;
	cr_expect_text(list(&fixture, &request), "a/db a/web a/web-2", "all");
	cr_expect_null(fixture.response.continue_token);
	request.limit = 2;
	list(&fixture, &request);
	cr_expect_not_null(fixture.response.continue_token);
}

Test(lists, items_name_their_kind)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	fixture_begin(&fixture, "10.0.0.0/24");
	request = fixture_request(&fixture, VERB_LIST, "servicecidrs");
	request.version = "v1beta1";
	list(&fixture, &request);
	cr_expect_text(fixture_field(&fixture, fixture.response.items, "0.apiVersion"),
		       "networking.k8s.io/v1beta1", "version");
	cr_expect_text(fixture_field(&fixture, fixture.response.items, "0.kind"), "ServiceCIDR",
		       "kind");
	request = fixture_request(&fixture, VERB_GET, "servicecidrs/kubernetes");
	request.version = "v1alpha1";
	fixture_handle(&fixture, &request);
	cr_expect_text(fixture_field(&fixture, fixture.response.object, "apiVersion"),
		       "networking.k8s.io/v1alpha1", "get");
}

/* Addresses sort by their text. */
Test(lists, addresses)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	static const char *const ips[] = { "10.0.0.10", "10.0.0.2" };

	fixture_begin(&fixture, "10.0.0.0/24");
	for (size_t i = 0; i < ARRAY_LEN(ips); i++)
		fixture_create(&fixture, "services/default",
			       fixture_text(&fixture,
					    "{metadata: {name: s%zu}, spec: {clusterIP: %s, ports: "
					    "[{port: 80}]}}",
					    i, ips[i]));
	cr_expect_text(fixture_list(&fixture, "ipaddresses"), "10.0.0.1 10.0.0.10 10.0.0.2",
		       "byte order");
}

Test(lists, delete_collection)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request request;

	begin(&fixture);
	request = fixture_request(&fixture, VERB_DELETE_COLLECTION, "services/a");
	request.label_selector = "app=web";
	cr_expect_text(fixture_handle(&fixture, &request), "", "delete");
	cr_expect_text(fixture_list(&fixture, "services"), "a-b/web a/db", "the others stay");
	request = fixture_request(&fixture, VERB_DELETE_COLLECTION, "services");
	cr_expect_text(fixture_handle(&fixture, &request), "", "every namespace");
	cr_expect_text(fixture_list(&fixture, "services"), "", "none");
}
