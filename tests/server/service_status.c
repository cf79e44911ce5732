/* What a load balancer reports in a Service's status. */
#include <criterion/criterion.h>
#include <string.h>

#include "service_text.h"

#define PATH "services/default/foo"
#define STATUS(ingress) "{status: {loadBalancer: {ingress: [" ingress "]}}}"
#define INVALID "Service \"foo\" is invalid: status.loadBalancer.ingress"

static const struct {
	const char *row, *before, *change, *refusal, *ingress, *warnings;
} rows[] = {
	{ "status-001", STATUS("{ip: 1.2.3.4, ipMode: Proxy}"),
	  STATUS("{ip: 1.2.3.4, ipMode: VIP}"), "", "[{\"ip\":\"1.2.3.4\",\"ipMode\":\"VIP\"}]",
	  "" },
	{ "status-002", STATUS("{ip: 1.2.3.4}"), STATUS("{ip: 1.2.3.4, ipMode: Proxy}"), "",
	  "[{\"ip\":\"1.2.3.4\",\"ipMode\":\"Proxy\"}]", "" },
	{ "status-005", STATUS("{ip: 1.2.3.4}"), STATUS("{ip: 1.2.3.4, ipMode: dummy}"),
	  INVALID "[0].ipMode: Unsupported value: \"dummy\": supported values: \"Proxy\", \"VIP\"",
	  "[{\"ip\":\"1.2.3.4\",\"ipMode\":\"VIP\"}]", "" },
	{ "a mode is filled in", "{}", STATUS("{ip: 1.2.3.4}"), "",
	  "[{\"ip\":\"1.2.3.4\",\"ipMode\":\"VIP\"}]", "" },
	{ "warn-001", "{}", STATUS("{ip: 127.000.000.002}"), "",
	  "[{\"ip\":\"127.000.000.002\",\"ipMode\":\"VIP\"}]",
	  "status.loadBalancer.ingress[0].ip: non-standard IP address \"127.000.000.002\" will be "
	  "considered invalid in a future Kubernetes release: use \"127.0.0.2\"" },
};

static const char *warnings(struct fixture *fixture)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct text_list *list = &fixture->response.warnings;

	for (size_t i = 0; i < list->n; i++)
		strbuf_addf(&text, "%s%s", i > 0 ? "\n" : "", list->items[i]);
	return fixture_text(fixture, "%s", text.text != NULL ? text.text : "");
}

Test(service_status, update)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = rows[i].row;

		service_cluster(&fixture, "10.0.0.0/8");
		service_create(&fixture,
			       "{metadata: {name: foo}, spec: {type: LoadBalancer, ports: [{port: "
			       "80}]}}",
			       false);
		cr_expect_text(fixture_patch(&fixture, PATH "/status", rows[i].before), "", row);
		cr_expect_text(fixture_patch(&fixture, PATH "/status", rows[i].change),
			       rows[i].refusal, row);
		cr_expect_text(warnings(&fixture), rows[i].warnings, row);
		cr_expect_text(fixture_get(&fixture, PATH, "status.loadBalancer.ingress"),
			       rows[i].ingress, row);
	}
}

/* The status goes with the type; nothing but the status is written through the subresource. */
Test(service_status, apart_from_spec)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	service_cluster(&fixture, "10.0.0.0/8");
	service_create(&fixture,
		       "{metadata: {name: foo}, spec: {type: LoadBalancer, ports: [{port: 80}]}, "
		       "status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}",
		       false);
	cr_expect_text(fixture_get(&fixture, PATH, "status"), "{\"loadBalancer\":{}}", "create");
	fixture_patch(&fixture, PATH "/status",
		      "{spec: {type: ClusterIP}, status: {loadBalancer: {ingress: [{ip: "
		      "1.2.3.4, ipMode: VIP}]}}}");
	cr_expect_text(fixture_get(&fixture, PATH, "spec.type"), "LoadBalancer", "spec");
	fixture_patch(&fixture, PATH, "{status: {loadBalancer: null}}");
	cr_expect_text(fixture_get(&fixture, PATH, "status.loadBalancer.ingress.0.ip"), "1.2.3.4",
		       "status");
	fixture_patch(&fixture, PATH, "{spec: {type: ClusterIP}}");
	cr_expect_text(fixture_get(&fixture, PATH, "status"), "{\"loadBalancer\":{}}", "type");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}
