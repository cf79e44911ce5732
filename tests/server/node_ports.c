/* Node ports and health-check node ports of new Services: chosen, asked for, refused, given back. */
#include <criterion/criterion.h>
#include <string.h>

#include "service_text.h"

#define BODY(fields) "{metadata: {name: web}, spec: {selector: {a: b}, " fields "}}"
#define NODE_PORT "type: NodePort, "
#define BALANCER "type: LoadBalancer, "
#define WITHOUT "type: LoadBalancer, allocateLoadBalancerNodePorts: false, "
#define LOCAL "type: LoadBalancer, externalTrafficPolicy: Local, "
#define ONE "ports: [{name: p, port: 80}]"
#define PORTS(first, second) "ports: [{name: p, " first "}, {name: q, " second "}]"
#define UDP(port) "protocol: UDP, port: " port
#define INVALID "Service \"web\" is invalid: "
#define TAKEN(i, number)                                                                   \
	INVALID "spec.ports[" i "].nodePort: Invalid value: " number ": provided port is " \
		"already allocated"
#define RANGE "provided port is not in the valid range. The range of valid ports is 30000-32767"
#define CHECK_FAILED(number, why)                                                            \
	"Internal error occurred: failed to allocate requested HealthCheck NodePort " number \
	": " why

static const struct {
	const char *row, *body, *result;
} rows[] = {
	{ "npcreate-001", BODY(ONE), "ClusterIP * p:-" },
	{ "npcreate-003", BODY(NODE_PORT ONE), "NodePort * p:*" },
	{ "npcreate-004", BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 30080}]"),
	  "NodePort * p:30080" },
	{ "npcreate-006",
	  BODY(NODE_PORT PORTS("port: 80, nodePort: 30080", "port: 443, nodePort: 30443")),
	  "NodePort * p:30080 q:30443" },
	{ "npcreate-007",
	  BODY(NODE_PORT PORTS("port: 80, nodePort: 30080", "port: 443, nodePort: 30080")),
	  TAKEN("1", "30080") },
	{ "npcreate-009",
	  BODY(NODE_PORT PORTS("port: 53, nodePort: 30053", UDP("53, nodePort: 30054"))),
	  "NodePort * p:30053 q:30054" },
	{ "npcreate-010",
	  BODY(NODE_PORT PORTS("port: 53, nodePort: 30053", UDP("53, nodePort: 30053"))),
	  "NodePort * p:30053 q:30053" },
	{ "npcreate-012", BODY(WITHOUT ONE), "LoadBalancer * p:-" },
	{ "npcreate-013", BODY(BALANCER "allocateLoadBalancerNodePorts: true, " ONE),
	  "LoadBalancer * p:*" },
	{ "npcreate-015",
	  BODY(BALANCER "allocateLoadBalancerNodePorts: true, ports: [{name: p, port: 80, "
			"nodePort: 30093}]"),
	  "LoadBalancer * p:30093" },
	{ "npcreate-016", BODY(WITHOUT PORTS("port: 80", "port: 443")), "LoadBalancer * p:- q:-" },
	{ "npcreate-018",
	  BODY(WITHOUT PORTS("port: 80, nodePort: 30093", "port: 443, nodePort: 30076")),
	  "LoadBalancer * p:30093 q:30076" },
	{ "npcreate-019",
	  BODY(BALANCER PORTS("port: 80, nodePort: 30093", "port: 443, nodePort: 30076")),
	  "LoadBalancer * p:30093 q:30076" },
	{ "npcreate-022",
	  BODY(BALANCER PORTS("port: 53, nodePort: 30093", UDP("53, nodePort: 30076"))),
	  "LoadBalancer * p:30093 q:30076" },
	{ "npcreate-024",
	  BODY(BALANCER PORTS("port: 93, nodePort: 30093", UDP("76, nodePort: 30093"))),
	  TAKEN("1", "30093") },
	{ "the first port of a number decides for all",
	  BODY(NODE_PORT PORTS("port: 53", UDP("53, nodePort: 30053"))),
	  "NodePort * p:30053 q:30053" },
	{ "portpool-028", BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 30000}]"),
	  "NodePort * p:30000" },
	{ "below the range", BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 29999}]"),
	  INVALID "spec.ports[0].nodePort: Invalid value: 29999: " RANGE },
	{ "negative", BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: -1}]"),
	  INVALID "spec.ports[0].nodePort: Invalid value: -1: " RANGE },
	{ "of another Service", BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 31000}]"),
	  TAKEN("0", "31000") },
	{ "a health check of another Service",
	  BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 31001}]"), TAKEN("0", "31001") },
	{ "health check", BODY(LOCAL ONE), "LoadBalancer * p:* check:*" },
	{ "health check asked for", BODY(LOCAL ONE ", healthCheckNodePort: 30118"),
	  "LoadBalancer * p:* check:30118" },
	{ "health check of another Service", BODY(LOCAL ONE ", healthCheckNodePort: 31001"),
	  CHECK_FAILED("31001", "provided port is already allocated") },
	{ "health check outside", BODY(LOCAL ONE ", healthCheckNodePort: 80"),
	  CHECK_FAILED("80", RANGE) },
	{ "health check on a node port of its own",
	  BODY(LOCAL "ports: [{name: p, port: 80, nodePort: 30080}], healthCheckNodePort: 30080"),
	  CHECK_FAILED("30080", "provided port is already allocated") },
	{ "no health check of a NodePort", BODY(NODE_PORT "externalTrafficPolicy: Local, " ONE),
	  "NodePort * p:*" },
	/* A type without node ports holds none, whoever else has the number. */
	{ "ExternalName keeps what it is given",
	  BODY("type: ExternalName, externalName: a.b, ports: [{name: p, port: 80, nodePort: "
	       "31000}]"),
	  "ExternalName p:31000" },
	{ "an address is refused before a port",
	  BODY(NODE_PORT "clusterIP: 10.0.0.77, ports: [{name: p, port: 80, nodePort: 80}]"),
	  INVALID "spec.clusterIPs: Invalid value: []string{\"10.0.0.77\"}: failed to allocate IP "
		  "10.0.0.77: provided IP is already allocated" },
};

/* ---- where a traffic policy and a health check may be set ---- */

#define FIELD(name, detail) "spec." name ": " detail
#define UNREACHABLE(policy)                                                                  \
	FIELD("externalTrafficPolicy", "Invalid value: \"" policy "\": may only be set for " \
				       "externally-accessible services")
#define NO_CHECK                                                                             \
	FIELD("healthCheckNodePort", "Invalid value: 30000: may only be set when `type` is " \
				     "'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
#define EXTERNAL_NAME "type: ExternalName, externalName: foo.example.com, "
#define CHECK ", healthCheckNodePort: 30000"

static const struct {
	const char *row, *body, *result;
} policy_rows[] = {
	{ "etp-001", BODY(EXTERNAL_NAME ONE CHECK), INVALID NO_CHECK },
	{ "etp-003", BODY(EXTERNAL_NAME "externalTrafficPolicy: Cluster, " ONE CHECK),
	  INVALID "[" UNREACHABLE("Cluster") ", " NO_CHECK "]" },
	{ "etp-004", BODY(EXTERNAL_NAME "externalTrafficPolicy: Local, " ONE),
	  INVALID UNREACHABLE("Local") },
	{ "etp-006", BODY(ONE CHECK), INVALID NO_CHECK },
	{ "etp-007", BODY("externalTrafficPolicy: Cluster, " ONE), INVALID UNREACHABLE("Cluster") },
	{ "etp-009", BODY("externalTrafficPolicy: Local, " ONE), INVALID UNREACHABLE("Local") },
	{ "etp-010", BODY("externalTrafficPolicy: Local, " ONE CHECK),
	  INVALID "[" UNREACHABLE("Local") ", " NO_CHECK "]" },
	{ "etp-013", BODY(NODE_PORT "externalTrafficPolicy: Cluster, " ONE CHECK),
	  INVALID NO_CHECK },
	{ "etp-018", BODY(LOCAL ONE ", healthCheckNodePort: -1"), CHECK_FAILED("-1", RANGE) },
	{ "a ClusterIP Service that is reached from outside",
	  BODY("externalIPs: [1.2.3.4], externalTrafficPolicy: Local, " ONE), "ClusterIP * p:-" },
};

static void begin(struct fixture *fixture)
{
	service_cluster(fixture, "10.0.0.0/8");
	cr_assert(service_text_matches(
		service_create(fixture,
			       "{metadata: {name: other}, spec: {" LOCAL
			       "clusterIP: 10.0.0.77, ports: [{name: p, port: 80, nodePort: "
			       "31000}], healthCheckNodePort: 31001}}",
			       false),
		"LoadBalancer 10.0.0.77 p:31000 check:31001"));
}

Test(node_ports, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		begin(&fixture);
		cr_expect_service(service_create(&fixture, rows[i].body, false), rows[i].result,
				  rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
		/* Everything can be had again when it is gone, and nothing else. */
		fixture_delete(&fixture, "services/default/web");
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
		cr_expect_service(service_create(&fixture, rows[i].body, false), rows[i].result,
				  rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
	}
}

Test(node_ports, traffic_policy)
{
	for (size_t i = 0; i < ARRAY_LEN(policy_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		begin(&fixture);
		cr_expect_service(service_create(&fixture, policy_rows[i].body, false),
				  policy_rows[i].result, policy_rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", policy_rows[i].row);
	}
}

/* 53/TCP and 53/UDP share what was chosen for them. */
Test(node_ports, shared_by_protocols)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *path = "services/default/web";

	begin(&fixture);
	cr_expect_service(
		service_create(&fixture, BODY(BALANCER PORTS("port: 53", UDP("53"))), false),
		"LoadBalancer * p:* q:*", "npcreate-021");
	cr_expect_text(fixture_get(&fixture, path, "spec.ports.0.nodePort"),
		       fixture_get(&fixture, path, "spec.ports.1.nodePort"), "npcreate-021");
}

/* What a deleted Service had can be asked for by another one. */
Test(node_ports, reuse)
{
	static const struct {
		const char *row, *fields, *result;
	} reuse_rows[] = {
		{ "reuse-001", "ipFamilies: [IPv4], ", "NodePort %s p:%s" },
		{ "reuse-003", "ipFamilies: [IPv4, IPv6], ipFamilyPolicy: PreferDualStack, ",
		  "NodePort %s %s p:%s" },
	};

	for (size_t i = 0; i < ARRAY_LEN(reuse_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = reuse_rows[i].row, *had, *ips, *port;

		service_cluster(&fixture, "10.0.0.0/8,2000::/112");
		had = service_create(
			&fixture,
			fixture_text(&fixture, BODY(NODE_PORT "%s" ONE), reuse_rows[i].fields),
			false);
		ips = fixture_get(&fixture, "services/default/web", "spec.clusterIPs");
		port = fixture_get(&fixture, "services/default/web", "spec.ports.0.nodePort");
		cr_expect_text(fixture_delete(&fixture, "services/default/web"), "", row);
		cr_expect_text(fixture_list(&fixture, "ipaddresses"), "", row);
		cr_expect_text(fixture_findings(&fixture), "", row);
		cr_expect_text(
			service_create(&fixture,
				       fixture_text(&fixture,
						    "{metadata: {name: foo2}, spec: {" NODE_PORT
						    "%s clusterIP: '%.*s', clusterIPs: %s, ports: "
						    "[{name: p, port: 80, nodePort: %s}]}}",
						    reuse_rows[i].fields,
						    (int)strcspn(ips + 2, "\""), ips + 2, ips,
						    port),
				       false),
			had, row);
	}
}

/* ---- another range ---- */

static bool set_range(struct server *server, void *context, struct error *err)
{
	CLEANUP(text_list) struct text_list warnings = TEXT_LIST_INIT;

	return server_configure(server, NULL, context, &warnings, err);
}

#define AT(port) BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: " port "}]")
#define OUTSIDE(port)                                                                       \
	INVALID "spec.ports[0].nodePort: Invalid value: " port ": provided port is not in " \
		"the valid range. The range of valid ports is 10000-10200"

/* Numbers of a range that is no longer configured stay where they are, and nobody gets them. The
 * collected case has a saved pool refuse to be read back under another range; there is no saved
 * pool here, only the Services themselves. */
Test(node_ports, another_range)
{
	static const struct {
		const char *row, *body, *result;
	} range_rows[] = {
		{ "portpool-004", AT("1"), OUTSIDE("1") },
		{ "portpool-006", AT("20000"), OUTSIDE("20000") },
		{ "portpool-007", AT("10201"), OUTSIDE("10201") },
		{ "portpool-013", AT("31000"), OUTSIDE("31000") },
		{ "portpool-013, drawn", BODY(NODE_PORT ONE), "NodePort * p:10*" },
	};

	for (size_t i = 0; i < ARRAY_LEN(range_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		char range[] = "10000-10200";

		begin(&fixture);
		fixture_run(&fixture, STORE_WRITE, set_range, range);
		cr_expect_service(service_create(&fixture, range_rows[i].body, false),
				  range_rows[i].result, range_rows[i].row);
		cr_expect_service(service_change(&fixture, "services/default/other",
						 "{spec: {sessionAffinity: ClientIP}}", false),
				  "* 10.0.0.77 p:31000 check:31001", range_rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", range_rows[i].row);
	}
}

/* A finalizer keeps the ports with the object; whoever takes it off gives them back. */
Test(node_ports, kept_while_being_deleted)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *other = "{metadata: {name: late}, spec: {" NODE_PORT
			    "ports: [{name: p, port: 80, nodePort: 30080}]}}";

	begin(&fixture);
	service_create(&fixture,
		       "{metadata: {name: web, finalizers: [a/b]}, spec: {" NODE_PORT
		       "ports: [{port: 80, nodePort: 30080}]}}",
		       false);
	cr_expect_text(fixture_delete(&fixture, "services/default/web"), "", "delete");
	cr_expect(strstr(service_create(&fixture, other, false), "already allocated") != NULL);
	cr_expect_text(
		fixture_patch(&fixture, "services/default/web", "{metadata: {finalizers: null}}"),
		"", "finalizer");
	cr_expect_service(service_create(&fixture, other, false), "NodePort * p:30080", "late");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}
