/* Dry runs of every type and family: they show all that the real run would, and leave the state as
 * it is, byte by byte. */
#include <criterion/criterion.h>
#include <string.h>

#include "service_text.h"

#define FOUR "10.0.0.0/8"
#define SIX "2000::/112"
#define BODY(fields) "{metadata: {name: foo}, spec: {" fields "}}"
#define ONE "ports: [{name: p, port: 80}]"
#define EXTERNAL_NAME BODY("type: ExternalName, externalName: a.b, " ONE)
#define LOCAL "type: LoadBalancer, externalTrafficPolicy: Local, "

/* stored NULL: the change is a create. */
static const struct {
	const char *row, *cluster, *stored, *change, *result;
} rows[] = {
	{ "dryrun-001", FOUR, NULL, BODY(ONE), "ClusterIP 10.* p:-" },
	{ "dryrun-003", SIX, NULL, BODY(ONE), "ClusterIP 2000::* p:-" },
	{ "dryrun-004", SIX, NULL, BODY("clusterIP: '2000::1', clusterIPs: ['2000::1'], " ONE),
	  "ClusterIP 2000::1 p:-" },
	{ "dryrun-006", FOUR "," SIX, NULL,
	  BODY("ipFamilyPolicy: PreferDualStack, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, "
	       "'2000::1'], " ONE),
	  "ClusterIP 10.0.0.1 2000::1 p:-" },
	{ "dryrun-007", FOUR, NULL, BODY("type: NodePort, " ONE), "NodePort 10.* p:3*" },
	{ "dryrun-009", FOUR, EXTERNAL_NAME, BODY(LOCAL ONE), "LoadBalancer 10.* p:3* check:3*" },
	{ "dryrun-010", FOUR, BODY(LOCAL ONE), EXTERNAL_NAME, "ExternalName p:-" },
	{ "dryrun-012", SIX, BODY(LOCAL ONE), EXTERNAL_NAME, "ExternalName p:-" },
	{ "dryrun-013", FOUR "," SIX, EXTERNAL_NAME,
	  BODY(LOCAL "ipFamilyPolicy: PreferDualStack, " ONE),
	  "LoadBalancer 10.* 2000::* p:3* check:3*" },
	{ "dryrun-015", SIX "," FOUR, EXTERNAL_NAME,
	  BODY(LOCAL "ipFamilyPolicy: PreferDualStack, " ONE),
	  "LoadBalancer 2000::* 10.* p:3* check:3*" },
	{ "dryrun-016", SIX "," FOUR, BODY(LOCAL "ipFamilyPolicy: PreferDualStack, " ONE),
	  EXTERNAL_NAME, "ExternalName p:-" },
};

static void expect_untouched(struct fixture *fixture, const struct strbuf *before, const char *row)
{
	CLEANUP(strbuf) struct strbuf after = fixture_dump(fixture);

	cr_expect(after.length == before->length &&
			  memcmp(after.text, before->text, after.length) == 0,
		  "%s: the state has changed", row);
	cr_expect_text(fixture_findings(fixture), "", row);
}

Test(dry_run, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;
		const char *row = rows[i].row;

		service_cluster(&fixture, rows[i].cluster);
		if (rows[i].stored != NULL)
			cr_expect_text(fixture_create(&fixture, "services/default", rows[i].stored),
				       "", row);
		before = fixture_dump(&fixture);
		cr_expect_service(rows[i].stored == NULL
					  ? service_create(&fixture, rows[i].change, true)
					  : service_change(&fixture, "services/default/foo",
							   rows[i].change, true),
				  rows[i].result, row);
		expect_untouched(&fixture, &before, row);
	}
}

Test(dry_run, delete)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;
	struct request request;

	service_cluster(&fixture, FOUR "," SIX);
	service_create(&fixture, BODY(LOCAL "ipFamilyPolicy: RequireDualStack, " ONE), false);
	before = fixture_dump(&fixture);
	request = fixture_request(&fixture, VERB_DELETE, "services/default/foo");
	request.dry_run = true;
	cr_expect_text(fixture_handle(&fixture, &request), "", "dryrun-018");
	expect_untouched(&fixture, &before, "dryrun-018");
}

/* The collected cases have a dry run accept a number outside the range and draw the next one after
 * it. Here it refuses what the real run refuses. */
Test(dry_run, node_ports)
{
	static const struct {
		const char *row, *ports, *result;
	} port_rows[] = {
		{ "portpool-016, first", "{name: p, port: 80, nodePort: 30000}",
		  "Service \"foo\" is invalid: spec.ports[0].nodePort: Invalid value: 30000: "
		  "provided port is already allocated" },
		{ "portpool-016, second", "{name: p, port: 80, nodePort: 30030}",
		  "NodePort * p:30030" },
		{ "portpool-016, third",
		  "{name: p, port: 80, nodePort: 30030}, {name: q, port: 81, nodePort: 30030}",
		  "Service \"foo\" is invalid: spec.ports[1].nodePort: Invalid value: 30030: "
		  "provided port is already allocated" },
		{ "portpool-016, fourth",
		  "{name: p, port: 80, nodePort: 30030}, {name: q, port: 81, nodePort: 30040}",
		  "NodePort * p:30030 q:30040" },
		{ "portpool-018", "{name: p, port: 80, nodePort: 12345}, {name: q, port: 81}",
		  "Service \"foo\" is invalid: spec.ports[0].nodePort: Invalid value: 12345: "
		  "provided port is not in the valid range. The range of valid ports is "
		  "30000-32767" },
	};

	for (size_t i = 0; i < ARRAY_LEN(port_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(strbuf) struct strbuf before = STRBUF_INIT;

		service_cluster(&fixture, FOUR);
		service_create(&fixture,
			       "{metadata: {name: other}, spec: {type: NodePort, ports: [{name: a, "
			       "port: 1, nodePort: 30000}, {name: b, port: 2, nodePort: 30010}]}}",
			       false);
		before = fixture_dump(&fixture);
		cr_expect_service(
			service_create(&fixture,
				       fixture_text(&fixture, BODY("type: NodePort, ports: [%s]"),
						    port_rows[i].ports),
				       true),
			port_rows[i].result, port_rows[i].row);
		expect_untouched(&fixture, &before, port_rows[i].row);
	}
}
