/* The rules that tie clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy together, and what an
 * update may change. "validate-…" and "validateupd-…" are collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"
#include "service_rules.h"

#define FOUR "10.0.0.1"
#define SIX "2001::1"
#define REQUIRE "ipFamilyPolicy: RequireDualStack"
#define BOTH "ipFamilies: [IPv4, IPv6]"
#define DUAL_TEXT "may specify no more than one IP for each IP family"

static const struct {
	const char *row, *patch, *errors;
} create_rows[] = {
	{ "validate-022", SPEC(CLUSTER_IP("invalid")),
	  "spec.clusterIPs[0]: Invalid value: \"invalid\": " IP_TEXT },
	{ "validate-090", SPEC("ipFamilies: [not-a-valid-ip-family]"),
	  "spec.ipFamilies[0]: Unsupported value: \"not-a-valid-ip-family\": supported values: "
	  "\"IPv4\", \"IPv6\"" },
	{ "validate-091", SPEC(REQUIRE ", ipFamilies: [IPv4, not-a-valid-ip-family]"),
	  "spec.ipFamilies[1]: Unsupported value: \"not-a-valid-ip-family\": supported values: "
	  "\"IPv4\", \"IPv6\"" },
	{ "validate-093", SPEC("ipFamilyPolicy: PreferDualStack, " BOTH), "" },
	{ "validate-094", SPEC(REQUIRE ", ipFamilies: [IPv4, IPv6, IPv4]"),
	  "spec.ipFamilies[2]: Duplicate value: \"IPv4\"" },
	{ "unknown policy", SPEC("ipFamilyPolicy: X"),
	  "spec.ipFamilyPolicy: Unsupported value: \"X\": supported values: \"PreferDualStack\", "
	  "\"RequireDualStack\", \"SingleStack\"" },
	{ "validate-096", SPEC("ipFamilies: null"), "" },
	{ "validate-097", SPEC("ipFamilies: [IPv4]"), "" },
	{ "validate-099", SPEC(REQUIRE ", " BOTH), "" },
	{ "validate-100", SPEC(REQUIRE ", ipFamilies: [IPv6, IPv4]"), "" },
	{ "validate-102", SPEC(CLUSTER_IP("garbage-ip")),
	  "spec.clusterIPs[0]: Invalid value: \"garbage-ip\": " IP_TEXT },
	{ "validate-103", SPEC(REQUIRE ", " CLUSTER_IPS("garbage-ip", "garbage-second-ip")),
	  "spec.clusterIPs[0]: Invalid value: \"garbage-ip\": " IP_TEXT "\n"
	  "spec.clusterIPs[1]: Invalid value: \"garbage-second-ip\": " IP_TEXT },
	{ "validate-105", SPEC(REQUIRE ", " CLUSTER_IPS(SIX, "garbage-ip")),
	  "spec.clusterIPs[1]: Invalid value: \"garbage-ip\": " IP_TEXT },
	{ "validate-106", SPEC(REQUIRE ", " CLUSTER_IPS("None", SIX)),
	  "spec.clusterIPs: Invalid value: []string{\"None\", \"2001::1\"}: 'None' must be the "
	  "first "
	  "and only value" },
	{ "None behind an address", SPEC(REQUIRE ", " CLUSTER_IPS(SIX, "None")),
	  "spec.clusterIPs[1]: Invalid value: \"None\": " IP_TEXT },
	{ "validate-108", SPEC(REQUIRE ", " CLUSTER_IPS("", SIX)),
	  "spec.clusterIPs: Invalid value: []string{\"\", \"2001::1\"}: must be empty when "
	  "`clusterIP` is not specified\n"
	  "spec.clusterIPs[0]: Invalid value: \"\": " IP_TEXT },
	{ "validate-109", SPEC(REQUIRE ", " CLUSTER_IPS(SIX, "")),
	  "spec.clusterIPs[1]: Invalid value: \"\": " IP_TEXT },
	{ "validate-111", SPEC(REQUIRE ", " BOTH ", " CLUSTER_IPS(FOUR, "10.0.0.10")),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"10.0.0.10\"}: " DUAL_TEXT "\n"
	  "spec.clusterIPs[1]: Invalid value: \"10.0.0.10\": expected an IPv6 value as indicated "
	  "by "
	  "`ipFamilies[1]`" },
	{ "validate-112",
	  SPEC(REQUIRE ", " BOTH ", clusterIP: " FOUR ", clusterIPs: [" FOUR ", '" SIX
		       "', 10.0.0.10]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"2001::1\", \"10.0.0.10\"}: may "
	  "only hold up to 2 values" },
	{ "three of one family",
	  SPEC(REQUIRE ", clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 10.0.0.2, 10.0.0.3]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\"}: may "
	  "only hold up to 2 values\n"
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\", \"10.0.0.2\", "
	  "\"10.0.0.3\"}: " DUAL_TEXT },
	{ "validate-114", SPEC("selector: null, " REQUIRE ", " BOTH ", " HEADLESS), "" },
	{ "validate-115",
	  SPEC("ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4], " CLUSTER_IPS(FOUR, SIX)),
	  "" },
	{ "validate-117", SPEC("ipFamilies: [IPv6], " CLUSTER_IP(FOUR)),
	  "spec.clusterIPs[0]: Invalid value: \"10.0.0.1\": expected an IPv6 value as indicated by "
	  "`ipFamilies[0]`" },
	{ "validate-118", SPEC("ipFamilies: [IPv4], " CLUSTER_IP(SIX)),
	  "spec.clusterIPs[0]: Invalid value: \"2001::1\": expected an IPv4 value as indicated by "
	  "`ipFamilies[0]`" },
	{ "validate-120", SPEC("ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]"), "" },
	{ "validate-121", SPEC("ipFamilyPolicy: SingleStack, ipFamilies: [IPv6], " CLUSTER_IP(SIX)),
	  "" },
	{ "validate-123", SPEC(REQUIRE ", " BOTH ", " CLUSTER_IP(FOUR)), "" },
	{ "validate-124", SPEC(REQUIRE ", " BOTH ", " CLUSTER_IPS(FOUR, SIX)), "" },
	{ "validate-126", SPEC(REQUIRE ", " CLUSTER_IPS(SIX, FOUR)), "" },
	{ "validate-127", SPEC(REQUIRE ", ipFamilies: [IPv6, IPv4]"), "" },
	{ "validate-129", SPEC(REQUIRE ", " BOTH), "" },
	{ "validate-130", SPEC(REQUIRE), "" },
	{ "validate-135", SPEC("clusterIP: 10.0.0.10, clusterIPs: [10.0.0.1]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\"}: first value must match "
	  "`clusterIP`" },
	{ "2.4 no plural", SPEC("clusterIP: 10.0.0.10"), "spec.clusterIPs: Required value" },
	{ "2.4 no singular", SPEC("clusterIPs: [10.0.0.1]"),
	  "spec.clusterIPs: Invalid value: []string{\"10.0.0.1\"}: must be empty when `clusterIP` "
	  "is "
	  "not specified" },
};

Test(service_ip_rules, create)
{
	for (size_t i = 0; i < ARRAY_LEN(create_rows); i++)
		cr_expect_errors(create_errors(&resource_service, BASE, create_rows[i].patch),
				 create_rows[i].errors, create_rows[i].row);
}

/* ---- update ---- */

#define V4 "ipFamilies: [IPv4]"
#define SINGLE "ipFamilyPolicy: SingleStack"
#define DUAL CLUSTER_IPS("1.2.3.4", "2001::1") ", " BOTH ", " REQUIRE
#define CLASS(name) BALANCER ", loadBalancerClass: " name
#define CLASS_FORBIDDEN "spec.loadBalancerClass: Forbidden: " BALANCER_TEXT
#define ONCE "may not change once set"
#define PORT_A "ports: [{name: a, port: 443, protocol: TCP, targetPort: 3000"

static const struct {
	const char *row, *old, *new, *errors;
} update_rows[] = {
	{ "validateupd-002", NODE_PORT, BALANCER ", " CLUSTER_IP("1.2.3.5"), "" },
	{ "validateupd-003", BALANCER ", " CLUSTER_IP("1.2.3.4"),
	  BALANCER ", " CLUSTER_IP("1.2.3.5"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"1.2.3.5\"}: " ONCE },
	{ "validateupd-005", BALANCER ", " CLUSTER_IP("1.2.3.4"), CLUSTER_IP("1.2.3.5"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"1.2.3.5\"}: " ONCE },
	{ "validateupd-006", BALANCER, CLUSTER_IP("1.2.3.5"), "" },
	{ "validateupd-008", BALANCER, NODE_PORT ", " CLUSTER_IP("1.2.3.5"), "" },
	{ "validateupd-009", NODE_PORT, CLUSTER_IP("1.2.3.5"), "" },
	{ "validateupd-011", "type: ExternalName, " CLUSTER_IP("1.2.3.4"), CLUSTER_IP("1.2.3.5"),
	  "" },
	{ "validateupd-012", NODE_PORT, NODE_PORT ", " HEADLESS,
	  "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort "
	  "services" },
	{ "validateupd-014", CLUSTER_IP("10.0.0.10") ", " V4 ", " SINGLE,
	  EXTERNAL_NAME ", " CLUSTER_IP("10.0.0.10") ", " V4 ", " SINGLE,
	  "spec.clusterIPs: Forbidden: may not be set for ExternalName services\n"
	  "spec.ipFamilies: Forbidden: may not be set for ExternalName services\n"
	  "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services" },
	{ "validateupd-015", CLUSTER_IP("10.0.0.10") ", " V4 ", " SINGLE, EXTERNAL_NAME, "" },
	{ "validateupd-017", V4, V4 ", " SINGLE, "" },
	{ "validateupd-018", V4 ", " SINGLE, V4 ", " REQUIRE, "" },
	{ "validateupd-020", EXTERNAL_NAME, EXTERNAL_NAME, "" },
	{ "validateupd-021", "ipFamilies: null", V4, "" },
	{ "validateupd-023", CLUSTER_IP("1.2.3.4") ", " V4,
	  CLUSTER_IP("1.2.3.4") ", ipFamilies: [IPv6]",
	  "spec.ipFamilies[0]: Invalid value: []core.IPFamily{\"IPv6\"}: " ONCE "\n"
	  "spec.clusterIPs[0]: Invalid value: \"1.2.3.4\": expected an IPv6 value as indicated by "
	  "`ipFamilies[0]`" },
	{ "validateupd-024", CLUSTER_IP("1.2.3.4") ", " V4 ", " SINGLE,
	  CLUSTER_IP("1.2.3.4") ", " V4 ", ipFamilyPolicy: PreferDualStack", "" },
	{ "validateupd-026", CLUSTER_IP("1.2.3.4") ", " V4 ", " SINGLE, DUAL, "" },
	{ "validateupd-027", DUAL, CLUSTER_IP("1.2.3.4") ", " V4 ", " SINGLE, "" },
	{ "validateupd-029", HEADLESS ", " SINGLE ", " V4,
	  HEADLESS ", " REQUIRE ", ipFamilies: [IPv6, IPv4]", "" },
	{ "validateupd-030", HEADLESS ", " REQUIRE ", " BOTH,
	  HEADLESS ", " SINGLE ", ipFamilies: [IPv6]", "" },
	{ "validateupd-032", DUAL, CLUSTER_IPS("1.2.3.5", "2001::1") ", " BOTH ", " REQUIRE,
	  "spec.clusterIPs[0]: Invalid value: []string{\"1.2.3.5\", \"2001::1\"}: " ONCE },
	{ "validateupd-033", DUAL, CLUSTER_IPS("1.2.3.4", "2002::1") ", " BOTH ", " REQUIRE,
	  "spec.clusterIPs[1]: Invalid value: []string{\"1.2.3.4\", \"2002::1\"}: " ONCE },
	{ "validateupd-035", DUAL, CLUSTER_IP("1.2.3.4") ", " V4 ", " REQUIRE,
	  "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be set to 'SingleStack' "
	  "when releasing the secondary clusterIP\n"
	  "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be set to 'SingleStack' "
	  "when releasing the secondary ipFamily" },
	{ "validateupd-036", DUAL, CLUSTER_IP("1.2.3.5") ", " V4 ", " SINGLE,
	  "spec.clusterIPs[0]: Invalid value: []string{\"1.2.3.5\"}: " ONCE },
	{ "validateupd-038", PORT_A "}]", PORT_A ", appProtocol: https}]", "" },
	{ "validateupd-039", PORT_A "}]", PORT_A ", appProtocol: '~https'}]",
	  "spec.ports[0].appProtocol: Invalid value: \"~https\": " QNAME },
	{ "validateupd-041", CLASS("test.com/test-old"), CLASS("test.com/test-old"), "" },
	{ "validateupd-042", CLASS("test.com/test-old"), CLASS("test.com/test-new"),
	  "spec.loadBalancerClass: Invalid value: \"test.com/test-new\": " ONCE },
	{ "validateupd-044", BALANCER, CLASS("test.com/test-new"),
	  "spec.loadBalancerClass: Invalid value: \"test.com/test-new\": " ONCE },
	{ "2.5 class unset", CLASS("test.com/test-old"), BALANCER,
	  "spec.loadBalancerClass: Invalid value: \"null\": " ONCE },
	{ "validateupd-045", "type: ClusterIP", CLASS("test.com/test-load-balancer-class"), "" },
	{ "validateupd-047", "type: ClusterIP", CLASS("Bad/LoadBalancerclass"),
	  "spec.loadBalancerClass: Invalid value: \"Bad/LoadBalancerclass\": prefix part " D1123S
	  "\nspec.loadBalancerClass: Invalid value: \"Bad/LoadBalancerclass\": prefix "
	  "part " D1123S },
	{ "validateupd-048", "type: ClusterIP", "loadBalancerClass: test.com/test",
	  CLASS_FORBIDDEN "\n" CLASS_FORBIDDEN },
	{ "validateupd-050", NODE_PORT, NODE_PORT ", loadBalancerClass: test.com/test",
	  CLASS_FORBIDDEN "\n" CLASS_FORBIDDEN },
	{ "validateupd-051", CLASS("test.com/test"), "loadBalancerClass: test.com/test",
	  CLASS_FORBIDDEN "\n" CLASS_FORBIDDEN },
	{ "validateupd-053", CLASS("test.com/test"), NODE_PORT ", loadBalancerClass: test.com/test",
	  CLASS_FORBIDDEN "\n" CLASS_FORBIDDEN },
	{ "validateupd-054", "internalTrafficPolicy: Cluster", "internalTrafficPolicy: Local", "" },
	{ "2.5 primary unset", CLUSTER_IP("1.2.3.4") ", " V4, V4,
	  "spec.clusterIPs[0]: Invalid value: []string(nil): primary clusterIP can not be unset" },
	{ "2.5 both unset", CLUSTER_IP("1.2.3.4") ", " V4, "type: ClusterIP",
	  "spec.clusterIPs[0]: Invalid value: []string(nil): primary clusterIP can not be unset\n"
	  "spec.ipFamilies[0]: Invalid value: []core.IPFamily(nil): primary ipFamily can not be "
	  "unset" },
	{ "2.5 grown with another first", CLUSTER_IP("1.2.3.4") ", " V4 ", " SINGLE,
	  CLUSTER_IPS("2001::1", "1.2.3.4") ", ipFamilies: [IPv6, IPv4], " REQUIRE,
	  "spec.clusterIPs[0]: Invalid value: []string{\"2001::1\", \"1.2.3.4\"}: " ONCE "\n"
	  "spec.ipFamilies[0]: Invalid value: []string{\"2001::1\", \"1.2.3.4\"}: " ONCE },
	{ "2.5 address to None", CLUSTER_IP("1.2.3.4"), HEADLESS,
	  "spec.clusterIPs[0]: Invalid value: []string{\"None\"}: " ONCE },
	{ "2.5 None to address", HEADLESS, CLUSTER_IP("1.2.3.4"),
	  "spec.clusterIPs[0]: Invalid value: []string{\"1.2.3.4\"}: " ONCE },
	{ "2.5 health check port", LOCAL ", healthCheckNodePort: 31100",
	  LOCAL ", healthCheckNodePort: 31101",
	  "spec.healthCheckNodePort: Forbidden: field is immutable" },
};

Test(service_ip_rules, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++) {
		CLEANUP(str) char *old = xasprintf(SPEC("%s"), update_rows[i].old);
		CLEANUP(str) char *new = xasprintf(SPEC("%s"), update_rows[i].new);

		cr_expect_errors(update_errors(&resource_service, BASE, old, new),
				 update_rows[i].errors, update_rows[i].row);
	}
}

Test(service_ip_rules, update_of_annotations)
{
	cr_expect_errors(update_errors(&resource_service, BASE, "",
				       "{metadata: {annotations: {" TOPOLOGY_HINTS
				       ": original, " TOPOLOGY_MODE ": different}}}"),
			 "metadata.annotations[" TOPOLOGY_MODE "]: Invalid value: \"different\": "
			 "must match annotations[" TOPOLOGY_HINTS "] when both are specified",
			 "validateupd-056");
}
