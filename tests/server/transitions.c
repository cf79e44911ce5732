/* Services that change their type, their ports or their traffic policy: what is kept, taken and
 * given back. A change with metadata is a PUT of the whole, as `replace` sends it; one without is a
 * merge patch, which leaves the stored values in place. */
#include <criterion/criterion.h>
#include <string.h>

#include "service_text.h"

#define BODY(fields) "{metadata: {name: web}, spec: {selector: {a: b}, " fields "}}"
#define PATCH(fields) "{spec: {" fields "}}"
#define EXTERNAL_NAME "type: ExternalName, externalName: foo.example.com, "
#define CLUSTER "type: ClusterIP, clusterIP: 10.0.0.1, "
#define HEADLESS "type: ClusterIP, clusterIP: None, clusterIPs: [None], "
#define NODE_PORT "type: NodePort, "
#define BALANCER "type: LoadBalancer, "
#define LOCAL "type: LoadBalancer, externalTrafficPolicy: Local, "
#define ONE "ports: [{name: p, port: 80}]"
#define P "{name: p, port: 80}"
#define Q "{name: q, port: 443}"
#define IP "clusterIP: 10.0.0.1, "
#define AT_1 "ports: [{name: p, port: 80, nodePort: 30093}]"
#define AT_2 \
	"ports: [{name: p, port: 867, nodePort: 30093}, {name: q, port: 5309, nodePort: 30076}]"
#define TWO_PORTS(p, q) "ports: [{name: p, port: 867" p "}, {name: q, port: 5309" q "}]"
#define DUAL "ipFamilyPolicy: PreferDualStack, "
#define CHECK ", healthCheckNodePort: 30118"
#define INVALID "Service \"web\" is invalid: "
#define NONE_OF(type)                                                                             \
	INVALID "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for " type \
		" services"
#define SET_ONCE "Invalid value: []string{\"None\"}: may not change once set"
#define NOT_REACHABLE(value)                                                                     \
	INVALID "spec.externalTrafficPolicy: Invalid value: \"" value "\": may only be set for " \
		"externally-accessible services"
#define TAKEN(i, number)                                                                   \
	INVALID "spec.ports[" i "].nodePort: Invalid value: " number ": provided port is " \
		"already allocated"

static const struct {
	const char *row, *stored, *change, *result;
} rows[] = {
	/* ---- types ---- */
	{ "type-001", BODY(EXTERNAL_NAME ONE), BODY("type: ClusterIP, " ONE), "ClusterIP * p:-" },
	{ "type-003", BODY(EXTERNAL_NAME ONE), BODY(NODE_PORT ONE), "NodePort * p:*" },
	{ "type-003, dual-stack", BODY(EXTERNAL_NAME ONE), BODY(NODE_PORT DUAL ONE),
	  "NodePort * * p:*" },
	{ "type-004", BODY(NODE_PORT ONE), BODY(EXTERNAL_NAME ONE), "ExternalName p:-" },
	{ "type-004, patched", BODY(NODE_PORT ONE), PATCH(EXTERNAL_NAME), "ExternalName p:-" },
	{ "type-004, dual-stack", BODY(NODE_PORT DUAL ONE), PATCH(EXTERNAL_NAME),
	  "ExternalName p:-" },
	{ "type-006", BODY(BALANCER ONE), BODY(EXTERNAL_NAME ONE), "ExternalName p:-" },
	{ "type-006, patched, with a health check", BODY(LOCAL ONE), PATCH(EXTERNAL_NAME),
	  "ExternalName p:-" },
	{ "type-007", BODY(CLUSTER ONE), BODY(NODE_PORT ONE), "NodePort 10.0.0.1 p:*" },
	{ "type-007, patched", BODY(CLUSTER ONE), PATCH("type: NodePort"),
	  "NodePort 10.0.0.1 p:*" },
	{ "NodePort to ClusterIP", BODY(NODE_PORT IP ONE), BODY("type: ClusterIP, " ONE),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "NodePort to ClusterIP, patched", BODY(NODE_PORT IP ONE), PATCH("type: ClusterIP"),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "NodePort to ClusterIP with another node port", BODY(NODE_PORT IP AT_1),
	  BODY("type: ClusterIP, ports: [{name: p, port: 80, nodePort: 30094}]"),
	  INVALID "spec.ports[0].nodePort: Forbidden: may not be used when `type` is "
		  "'ClusterIP'" },
	{ "NodePort to LoadBalancer", BODY(NODE_PORT IP AT_1), BODY(BALANCER ONE),
	  "LoadBalancer 10.0.0.1 p:30093" },
	{ "type-009", BODY(CLUSTER ONE), BODY(BALANCER ONE), "LoadBalancer 10.0.0.1 p:*" },
	{ "type-010", BODY(BALANCER IP ONE), BODY("type: ClusterIP, " ONE),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "type-010, patched, with a health check", BODY(LOCAL IP ONE), PATCH("type: ClusterIP"),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "type-012", BODY(BALANCER IP AT_1), BODY(NODE_PORT ONE), "NodePort 10.0.0.1 p:30093" },
	{ "type-012, patched, with a health check", BODY(LOCAL IP AT_1), PATCH("type: NodePort"),
	  "NodePort 10.0.0.1 p:30093" },
	{ "type-013", BODY(HEADLESS ONE), BODY(EXTERNAL_NAME ONE), "ExternalName p:-" },
	{ "type-013, patched", BODY(HEADLESS ONE), PATCH(EXTERNAL_NAME), "ExternalName p:-" },
	{ "ExternalName to headless", BODY(EXTERNAL_NAME ONE), BODY(HEADLESS ONE),
	  "ClusterIP None p:-" },
	{ "type-015", BODY(HEADLESS ONE), BODY(NODE_PORT ONE), NONE_OF("NodePort") },
	{ "headless to LoadBalancer", BODY(HEADLESS ONE), BODY(BALANCER ONE),
	  NONE_OF("LoadBalancer") },
	{ "type-016", BODY(NODE_PORT ONE), BODY(HEADLESS ONE),
	  INVALID "spec.clusterIPs[0]: " SET_ONCE },
	{ "type-018", BODY(BALANCER ONE), BODY(HEADLESS ONE),
	  INVALID "spec.clusterIPs[0]: " SET_ONCE },
	{ "feature-001", BODY(EXTERNAL_NAME ONE),
	  BODY("type: ExternalName, externalName: updated.example.com, " ONE), "ExternalName p:-" },
	/* It never held the number that it named; the holder keeps it. */
	{ "ExternalName with a taken node port to NodePort",
	  BODY(EXTERNAL_NAME "ports: [{name: p, port: 80, nodePort: 31000}]"),
	  PATCH("type: NodePort"), TAKEN("0", "31000") },
	{ "ExternalName with a free node port to NodePort", BODY(EXTERNAL_NAME AT_1),
	  PATCH("type: NodePort"), "NodePort * p:30093" },

	/* ---- ports ---- */
	{ "ports-001", BODY(CLUSTER "ports: [" P "]"), BODY("ports: [" P ", " Q "]"),
	  "ClusterIP 10.0.0.1 p:- q:-" },
	{ "ports-002", BODY(CLUSTER "ports: [" P "]"), BODY(NODE_PORT "ports: [" P ", " Q "]"),
	  "NodePort 10.0.0.1 p:* q:*" },
	{ "ports-004", BODY(CLUSTER "ports: [" P ", " Q "]"), BODY("ports: [" P "]"),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "ports-005", BODY(CLUSTER "ports: [" P ", " Q "]"), BODY(NODE_PORT "ports: [" P "]"),
	  "NodePort 10.0.0.1 p:*" },
	{ "ports-007", BODY(NODE_PORT IP AT_2),
	  BODY(NODE_PORT "ports: [{name: q, port: 5309}, {name: p, port: 867}]"),
	  "NodePort 10.0.0.1 q:30076 p:30093" },
	{ "ports-008", BODY(NODE_PORT IP AT_2),
	  BODY(NODE_PORT "ports: [{name: p, port: 8080}, {name: q, port: 8443}]"),
	  "NodePort 10.0.0.1 p:30093 q:30076" },
	{ "a port less", BODY(NODE_PORT IP AT_2), BODY(NODE_PORT "ports: [{name: q, port: 5309}]"),
	  "NodePort 10.0.0.1 q:30076" },
	{ "the same port twice", BODY(NODE_PORT IP AT_1),
	  BODY(NODE_PORT "ports: [{name: p, port: 80, nodePort: 30080}, {name: q, port: 81, "
			 "nodePort: 30080}]"),
	  "duplicate nodePort: {TCP 30080}" },
	{ "two names swap their numbers", BODY(NODE_PORT IP AT_2),
	  BODY(NODE_PORT TWO_PORTS(", nodePort: 30076", ", nodePort: 30093")),
	  "NodePort 10.0.0.1 p:30076 q:30093" },

	/* ---- values that are left out ---- */
	{ "carryupd-001", BODY(LOCAL IP AT_1 CHECK), BODY(LOCAL ONE),
	  "LoadBalancer 10.0.0.1 p:30093 check:30118" },
	{ "carryupd-002",
	  BODY(LOCAL DUAL "clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '2000::1'], " AT_2 CHECK),
	  BODY(LOCAL TWO_PORTS("", "")),
	  "LoadBalancer 10.0.0.1 2000::1 p:30093 q:30076 check:30118" },
	{ "carryupd-004", BODY(LOCAL IP AT_2 CHECK), BODY(LOCAL TWO_PORTS(", nodePort: 30093", "")),
	  "LoadBalancer 10.0.0.1 p:30093 q:30076 check:30118" },
	{ "carryupd-005", BODY(LOCAL IP AT_2 CHECK),
	  BODY(LOCAL "ports: [{name: q, port: 5309}, {name: p, port: 867}]"),
	  "LoadBalancer 10.0.0.1 q:30076 p:30093 check:30118" },
	{ "carryupd-007", BODY(LOCAL IP AT_2 CHECK),
	  BODY(LOCAL TWO_PORTS(", nodePort: 30076", ", nodePort: 30118")), TAKEN("1", "30118") },
	{ "carryupd-008", BODY(LOCAL IP AT_2 CHECK), BODY(LOCAL TWO_PORTS(", nodePort: 30118", "")),
	  TAKEN("0", "30118") },
	{ "another health check", BODY(LOCAL IP AT_1 CHECK),
	  BODY(LOCAL ONE ", healthCheckNodePort: 30119"),
	  INVALID "spec.healthCheckNodePort: Forbidden: field is immutable" },

	/* ---- traffic policies ---- */
	{ "etp-019", BODY(CLUSTER ONE), BODY("externalTrafficPolicy: Cluster, " ONE),
	  NOT_REACHABLE("Cluster") },
	{ "etp-021", BODY(NODE_PORT IP "externalTrafficPolicy: Local, " AT_1),
	  BODY(NODE_PORT "externalTrafficPolicy: Cluster, " ONE), "NodePort 10.0.0.1 p:30093" },
	{ "etp-022", BODY(BALANCER IP AT_1), BODY(LOCAL ONE),
	  "LoadBalancer 10.0.0.1 p:30093 check:*" },
	{ "etp-024", BODY(LOCAL IP AT_1), PATCH("externalTrafficPolicy: Cluster"),
	  "LoadBalancer 10.0.0.1 p:30093" },
	{ "etp-025", BODY(LOCAL IP AT_1 ", healthCheckNodePort: 30000"),
	  BODY(BALANCER "externalTrafficPolicy: Cluster, " ONE), "LoadBalancer 10.0.0.1 p:30093" },
	{ "etp-027", BODY(LOCAL IP AT_1), PATCH("externalTrafficPolicy: Invalid"),
	  INVALID "spec.externalTrafficPolicy: Unsupported value: \"Invalid\": supported values: "
		  "\"Cluster\", \"Local\"" },

	/* ---- what has nothing to do with it ---- */
	{ "affinity-002", BODY(CLUSTER ONE),
	  BODY(ONE ", sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: "
		   "{timeoutSeconds: 93}}"),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "affinity-004", BODY(CLUSTER ONE ", sessionAffinity: ClientIP"),
	  BODY(ONE ", sessionAffinity: None"), "ClusterIP 10.0.0.1 p:-" },
	{ "feature-006", "{metadata: {name: web}, spec: {" CLUSTER ONE "}}", BODY(ONE),
	  "ClusterIP 10.0.0.1 p:-" },
	{ "feature-007", "{metadata: {name: web}, spec: {selector: {}, " CLUSTER ONE "}}",
	  BODY(ONE), "ClusterIP 10.0.0.1 p:-" },
};

static void begin(struct fixture *fixture)
{
	service_cluster(fixture, "10.0.0.0/8,2000::/112");
	service_create(fixture,
		       "{metadata: {name: other}, spec: {type: NodePort, ports: [{port: 80, "
		       "nodePort: 31000}]}}",
		       false);
}

Test(transitions, update)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = rows[i].row, *refused;

		begin(&fixture);
		refused = fixture_create(&fixture, "services/default", rows[i].stored);
		cr_expect_text(refused, "", row);
		cr_expect_service(
			service_change(&fixture, "services/default/web", rows[i].change, false),
			rows[i].result, row);
		/* Every address and number is held by who has it, and no other is held. */
		cr_expect_text(fixture_events(&fixture), "", row);
		cr_expect_text(fixture_findings(&fixture), "", row);
	}
}

/* ---- records as an older or a careless server left them ---- */

#define CARRY "clusterIP: 10.0.0.93, clusterIPs: [10.0.0.93, '2000::76'], " DUAL
#define BOTH "ipFamilies: [IPv4, IPv6], "
#define STORED_CHECK ", healthCheckNodePort: 31234"
#define KEPT_OFF "type: LoadBalancer, allocateLoadBalancerNodePorts: false, "

static const struct {
	const char *row, *stored, *change, *result;
} stored_rows[] = {
	{ "carry-001", LOCAL CARRY BOTH AT_2 STORED_CHECK, LOCAL TWO_PORTS("", ""),
	  "LoadBalancer 10.0.0.93 2000::76 p:30093 q:30076 check:31234" },
	{ "carry-003", NODE_PORT CARRY BOTH AT_2 STORED_CHECK, NODE_PORT CARRY TWO_PORTS("", ""),
	  "NodePort 10.0.0.93 2000::76 p:30093 q:30076" },
	{ "carry-004", LOCAL CARRY BOTH AT_2 STORED_CHECK,
	  LOCAL CARRY AT_2 ", healthCheckNodePort: 0",
	  "LoadBalancer 10.0.0.93 2000::76 p:30093 q:30076 check:31234" },
	{ "carry-006", KEPT_OFF CARRY BOTH AT_1 STORED_CHECK,
	  KEPT_OFF CARRY "ports: [{name: p, port: 80, nodePort: 0}]",
	  "LoadBalancer 10.0.0.93 2000::76 p:-" },
	{ "carry-007", KEPT_OFF CARRY BOTH AT_2 STORED_CHECK,
	  KEPT_OFF CARRY TWO_PORTS(", nodePort: 30093", ", nodePort: 0"),
	  "LoadBalancer 10.0.0.93 2000::76 p:30093 q:-" },
};

Test(transitions, of_what_was_stored)
{
	for (size_t i = 0; i < ARRAY_LEN(stored_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = stored_rows[i].row;

		begin(&fixture);
		fixture_restore(&fixture, "services/default/web",
				fixture_text(&fixture, "{spec: {sessionAffinity: None, %s}}",
					     stored_rows[i].stored));
		fixture_mend(&fixture);
		cr_expect_service(
			service_change(&fixture, "services/default/web",
				       fixture_text(&fixture, "{metadata: {name: web}, spec: {%s}}",
						    stored_rows[i].change),
				       false),
			stored_rows[i].result, row);
		cr_expect_text(fixture_findings(&fixture), "", row);
	}
}

/* New ports get numbers of their own, and those of the old ones can be had again. */
Test(transitions, other_ports)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *path = "services/default/web", *first, *text;

	begin(&fixture);
	service_create(&fixture, BODY(NODE_PORT IP AT_2), false);
	text = service_change(&fixture, path,
			      BODY(NODE_PORT "ports: [{name: r, port: 53}, {name: s, port: 53, "
					     "protocol: UDP}]"),
			      false);
	cr_expect_service(text, "NodePort 10.0.0.1 r:* s:*", "ports-010");
	cr_expect_null(strstr(text, "30093"), "ports-010: %s", text);
	cr_expect_null(strstr(text, "30076"), "ports-010: %s", text);
	cr_expect_text(fixture_findings(&fixture), "", "ports-010");

	service_change(&fixture, path, BODY(NODE_PORT "ports: [{name: p, port: 53}]"), false);
	first = fixture_get(&fixture, path, "spec.ports.0.nodePort");
	cr_expect_service(
		service_change(&fixture, path,
			       BODY(NODE_PORT "ports: [{name: p, port: 53}, {name: q, port: 53, "
					      "protocol: UDP}]"),
			       false),
		fixture_text(&fixture, "NodePort 10.0.0.1 p:%s q:*", first), "ports-011");
	cr_expect_str_neq(fixture_get(&fixture, path, "spec.ports.1.nodePort"), first, "ports-011");
}

Test(transitions, internal_traffic_policy)
{
	static const struct {
		const char *row, *fields;
	} policy_rows[] = {
		{ "itp-001", NODE_PORT "internalTrafficPolicy: Cluster, " },
		{ "itp-003", BALANCER "internalTrafficPolicy: Cluster, " },
		{ "itp-004", "clusterIP: None, " },
	};

	for (size_t i = 0; i < ARRAY_LEN(policy_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = policy_rows[i].row, *path = "services/default/web";
		const char *field = "spec.internalTrafficPolicy";

		begin(&fixture);
		service_create(&fixture,
			       fixture_text(&fixture, BODY("%s" ONE), policy_rows[i].fields),
			       false);
		cr_expect_text(fixture_get(&fixture, path, field), "Cluster", row);
		cr_expect_text(fixture_patch(&fixture, path, PATCH("internalTrafficPolicy: Local")),
			       "", row);
		cr_expect_text(fixture_get(&fixture, path, field), "Local", row);
	}
}
