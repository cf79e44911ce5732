/* What a Service must be. "validate-…" are collected cases, "2.3 row …" lines of its
 * table.
 *
 * Validation alone is tested, without defaulting, which hides what it fills in. What only a request
 * without defaulting could get is not there: `Required value` for an empty sessionAffinity
 * (validate-012), an empty type (validate-013), an absent allocateLoadBalancerNodePorts of a
 * LoadBalancer (validate-045) and a ClientIP affinity without configuration (affinity-001). */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"
#include "service_rules.h"

static const struct {
	const char *row, *patch, *errors;
} metadata_rows[] = {
	{ "validate-001", "{metadata: {namespace: null}}", "metadata.namespace: Required value" },
	{ "validate-003", "{metadata: {name: null}}",
	  "metadata.name: Required value: name or generateName is required" },
	{ "validate-004", "{metadata: {name: '-123'}}",
	  "metadata.name: Invalid value: \"-123\": " D1035 },
	{ "validate-006", "{metadata: {generateName: '-123'}}",
	  "metadata.generateName: Invalid value: \"-123\": " D1035 },
	{ "validate-007",
	  "{metadata: {generateName: "
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}",
	  "metadata.generateName: Invalid value: "
	  "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": must be no more "
	  "than "
	  "63 characters" },
	{ "validate-009", "{metadata: {annotations: {'NoSpecialCharsLike=Equals': a}}}",
	  "metadata.annotations: Invalid value: \"NoSpecialCharsLike=Equals\": " QNAME },
	{ "2.2 dots", "{metadata: {name: a.b}}", "metadata.name: Invalid value: \"a.b\": " D1035 },
	{ "2.2 starts with a digit", "{metadata: {name: 1abc}}",
	  "metadata.name: Invalid value: \"1abc\": " D1035 },
	{ "2.2 topology: both and different",
	  "{metadata: {annotations: {" TOPOLOGY_HINTS ": original, " TOPOLOGY_MODE ": different}}}",
	  "metadata.annotations[" TOPOLOGY_MODE "]: Invalid value: \"different\": must match "
	  "annotations[" TOPOLOGY_HINTS "] when both are specified" },
	{ "2.2 topology: both and the same",
	  "{metadata: {annotations: {" TOPOLOGY_HINTS ": auto, " TOPOLOGY_MODE ": auto}}}", "" },
};

static const struct {
	const char *row, *patch, *errors;
} kind_rows[] = {
	{ "validate-037 unchanged", "", "" },
	{ "validate-010", SPEC("selector: null"), "" },
	{ "validate-042", SPEC("type: ClusterIP"), "" },
	{ "validate-015", SPEC("ports: null, " HEADLESS), "" },
	{ "validate-040", SPEC(HEADLESS), "" },
	{ "validate-043", SPEC(BALANCER), "" },
	{ "validate-051", SPEC(NODE_PORT), "" },
	{ "validate-072", SPEC(EXTERNAL_NAME), "" },
	{ "validate-073", SPEC("type: ExternalName, externalName: foo.bar.example.com."), "" },
	{ "validate-075", SPEC(EXTERNAL_NAME ", " HEADLESS),
	  "spec.clusterIPs: Forbidden: may not be set for ExternalName services" },
	{ "validate-076", SPEC("type: ExternalName, externalName: '-123'"),
	  "spec.externalName: Invalid value: \"-123\": " D1123S },
	{ "validate-078", SPEC(NODE_PORT ", " HEADLESS),
	  "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort "
	  "services" },
	{ "2.3 row 1", SPEC("ports: null"), "spec.ports: Required value" },
	{ "2.3 row 1: an ExternalName needs none", SPEC("ports: null, " EXTERNAL_NAME), "" },
	{ "2.3 row 2", SPEC(BALANCER ", " HEADLESS),
	  "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for LoadBalancer "
	  "services" },
	{ "2.3 rows 4 to 6",
	  SPEC(EXTERNAL_NAME
	       ", clusterIP: 1.2.3.4, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack"),
	  "spec.clusterIPs: Forbidden: may not be set for ExternalName services\n"
	  "spec.ipFamilies: Forbidden: may not be set for ExternalName services\n"
	  "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services" },
	{ "2.3 row 7", SPEC("type: ExternalName"), "spec.externalName: Required value" },
	{ "2.3 row 7: a dot alone", SPEC("type: ExternalName, externalName: ."),
	  "spec.externalName: Required value" },
	{ "2.3 row 8: one dot is removed", SPEC("type: ExternalName, externalName: 'foo..'"),
	  "spec.externalName: Invalid value: \"foo.\": " D1123S },
	{ "2.3 row 18: key", SPEC("selector: {'a b': c}"),
	  "spec.selector: Invalid value: \"a b\": " QNAME },
	{ "2.3 row 18: value", SPEC("selector: {a: 'b c'}"),
	  "spec.selector: Invalid value: \"b c\": " LVAL },
	{ "2.3 row 19", SPEC("sessionAffinity: X"),
	  "spec.sessionAffinity: Unsupported value: \"X\": supported values: \"ClientIP\", "
	  "\"None\"" },
	{ "validate-088",
	  SPEC("sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: "
	       "-1}}"),
	  "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: -1: must be greater "
	  "than 0 and less than 86400" },
	{ "2.3 row 20: zero",
	  SPEC("sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}"),
	  "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater "
	  "than 0 and less than 86400" },
	{ "2.3 row 20: 86400 is accepted",
	  SPEC("sessionAffinity: ClientIP, sessionAffinityConfig: "
	       "{clientIP: {timeoutSeconds: 86400}}"),
	  "" },
	{ "2.3 row 20: 86401",
	  SPEC("sessionAffinity: ClientIP, sessionAffinityConfig: "
	       "{clientIP: {timeoutSeconds: 86401}}"),
	  "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be "
	  "greater "
	  "than 0 and less than 86400" },
	{ "2.3 row 27", SPEC("type: X"),
	  "spec.type: Unsupported value: \"X\": supported values: \"ClusterIP\", \"ExternalName\", "
	  "\"LoadBalancer\", \"NodePort\"" },
};

static const struct {
	const char *row, *patch, *errors;
} port_rows[] = {
	{ "validate-016", SPEC("ports: [{port: 8675, protocol: TCP, targetPort: 8675}]"), "" },
	{ "validate-018",
	  SPEC("ports: [{port: 8675, protocol: TCP, targetPort: 8675}, {name: q, port: 12345, "
	       "protocol: TCP, targetPort: 12345}]"),
	  "spec.ports[0].name: Required value" },
	{ "validate-019",
	  SPEC("ports: [{name: INVALID, port: 8675, protocol: TCP, targetPort: 1}]"),
	  "spec.ports[0].name: Invalid value: \"INVALID\": " D1123L },
	{ "2.3 row 10: dots",
	  SPEC("ports: [{name: a.b, port: 8675, protocol: TCP, targetPort: 1}]"),
	  "spec.ports[0].name: Invalid value: \"a.b\": must not contain dots" },
	{ "validate-021",
	  SPEC("ports: [{name: p, port: 8675, protocol: INVALID, targetPort: 8675}]"),
	  "spec.ports[0].protocol: Unsupported value: \"INVALID\": supported values: \"SCTP\", "
	  "\"TCP\", \"UDP\"" },
	{ "2.3 row 13", SPEC("ports: [{name: p, port: 8675, targetPort: 8675}]"),
	  "spec.ports[0].protocol: Required value" },
	{ "2.3 row 14: case", SPEC("ports: [{name: p, port: 8675, protocol: tcp, targetPort: 1}]"),
	  "spec.ports[0].protocol: Unsupported value: \"tcp\": supported values: \"SCTP\", "
	  "\"TCP\", "
	  "\"UDP\"" },
	{ "validate-024", SPEC("ports: [{name: p, port: 65536, protocol: TCP, targetPort: 8675}]"),
	  "spec.ports[0].port: Invalid value: 65536: " RANGE_TEXT },
	{ "2.3 row 12: zero", SPEC("ports: [{name: p, port: 0, protocol: TCP, targetPort: 8675}]"),
	  "spec.ports[0].port: Invalid value: 0: " RANGE_TEXT },
	{ "2.3 row 12: negative",
	  SPEC("ports: [{name: p, port: -1, protocol: TCP, targetPort: 8675}]"),
	  "spec.ports[0].port: Invalid value: -1: " RANGE_TEXT },
	{ "validate-025", PORT("targetPort: 65536"),
	  "spec.ports[0].targetPort: Invalid value: 65536: " RANGE_TEXT },
	{ "validate-039", PORT("targetPort: http"), "" },
	{ "2.3 row 16: everything at once", PORT("targetPort: '-12_34--567890123-'"),
	  "spec.ports[0].targetPort: Invalid value: \"-12_34--567890123-\": must be no more than "
	  "15 "
	  "characters\n"
	  "spec.ports[0].targetPort: Invalid value: \"-12_34--567890123-\": must contain only "
	  "alpha-numeric characters (a-z, 0-9), and hyphens (-)\n"
	  "spec.ports[0].targetPort: Invalid value: \"-12_34--567890123-\": must contain at least "
	  "one letter (a-z)\n"
	  "spec.ports[0].targetPort: Invalid value: \"-12_34--567890123-\": must not contain "
	  "consecutive hyphens\n"
	  "spec.ports[0].targetPort: Invalid value: \"-12_34--567890123-\": must not begin or end "
	  "with a hyphen" },
	{ "validate-027",
	  SPEC(HEADLESS ", ports: [{name: p, port: 11722, protocol: TCP, targetPort: 11721}]"),
	  "" },
	{ "validate-028",
	  SPEC(HEADLESS ", ports: [{name: p, port: 11722, protocol: TCP, targetPort: target}]"),
	  "" },
	{ "validate-033", SPEC(WITH_PORT("name: p, port: 12345, protocol: TCP, targetPort: 12345")),
	  "spec.ports[1].name: Duplicate value: \"p\"" },
	{ "validate-049",
	  SPEC("ports: [" PORT_P
	       ", {name: q, port: 12345, protocol: TCP, targetPort: 8080}, {name: "
	       "r, port: 12345, protocol: TCP, targetPort: 80}]"),
	  "spec.ports[2]: Duplicate value: core.ServicePort{Name:\"\", Protocol:\"TCP\", "
	  "AppProtocol:(*string)(nil), Port:12345, TargetPort:intstr.IntOrString{Type:0, IntVal:0, "
	  "StrVal:\"\"}, NodePort:0}" },
	{ "2.3 row 30: another protocol",
	  SPEC(WITH_PORT("name: q, port: 8675, protocol: UDP, targetPort: 8675")), "" },
	{ "validate-034",
	  SPEC(BALANCER ", ports: [{name: q, port: 12345, protocol: UDP, targetPort: 412}]"), "" },
	{ "validate-036",
	  SPEC(BALANCER ", " WITH_PORT("name: q, port: 12345, protocol: UDP, targetPort: 412")),
	  "" },
	{ "validate-046",
	  SPEC(BALANCER ", " WITH_PORT("name: q, port: 12345, protocol: TCP, targetPort: 12345")),
	  "" },
	{ "validate-048",
	  SPEC(NODE_PORT ", ports: [{name: q, port: 1, protocol: TCP, nodePort: 1, targetPort: 1}, "
			 "{name: r, port: 2, protocol: UDP, nodePort: 1, targetPort: 2}, "
			 "{name: s, port: 3, protocol: SCTP, nodePort: 1, targetPort: 3}]"),
	  "" },
	{ "validate-052",
	  SPEC(BALANCER ", " WITH_PORT("name: q, port: 12345, protocol: TCP, nodePort: 12345, "
				       "targetPort: 12345")),
	  "" },
	{ "validate-054",
	  SPEC(NODE_PORT ", " WITH_PORT("name: q, port: 12345, protocol: TCP, targetPort: 12345")),
	  "" },
	{ "validate-055", SPEC(WITH_PORT("name: q, port: 12345, protocol: TCP, targetPort: 12345")),
	  "" },
	{ "validate-057",
	  SPEC(BALANCER
	       ", ports: [{name: kubelet, port: 10250, protocol: TCP, targetPort: 12345}]"),
	  "" },
	{ "2.3 row 28", PORT("targetPort: 8675, nodePort: 30080"),
	  "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'" },
	{ "2.3 row 29",
	  SPEC(NODE_PORT ", ports: [{name: p, port: 1, protocol: TCP, targetPort: 1, nodePort: "
			 "30080}, {name: q, port: 2, protocol: TCP, targetPort: 2, nodePort: "
			 "30080}]"),
	  "spec.ports[1].nodePort: Duplicate value: 30080" },
	{ "validate-132", PORT("targetPort: 1, appProtocol: example.com/protocol"), "" },
	{ "validate-133",
	  PORT("targetPort: 1, appProtocol: 'example.com/protocol_with{invalid}[characters]'"),
	  "spec.ports[0].appProtocol: Invalid value: "
	  "\"example.com/protocol_with{invalid}[characters]\": " QNAME },
	{ "2.3 row 17: an empty protocol", PORT("targetPort: 1, appProtocol: ''"),
	  "spec.ports[0].appProtocol: Invalid value: \"\": name part must be non-empty\n"
	  "spec.ports[0].appProtocol: Invalid value: \"\": " QNAME },
};

#define EXTERNAL(ip) SPEC("externalTrafficPolicy: Cluster, externalIPs: ['" ip "']")

static const struct {
	const char *row, *patch, *errors;
} outside_rows[] = {
	{ "validate-030", EXTERNAL("0.0.0.0"),
	  "spec.externalIPs[0]: Invalid value: \"0.0.0.0\": may not be unspecified (0.0.0.0)" },
	{ "2.3 row 23: IPv6", EXTERNAL("::"),
	  "spec.externalIPs[0]: Invalid value: \"::\": may not be unspecified (::)" },
	{ "validate-031", EXTERNAL("myhost.mydomain"),
	  "spec.externalIPs[0]: Invalid value: \"myhost.mydomain\": " IP_TEXT },
	{ "2.3 row 24", EXTERNAL("127.0.0.1"),
	  "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range "
	  "(127.0.0.0/8, ::1/128)" },
	{ "2.3 row 24: IPv6", EXTERNAL("::1"),
	  "spec.externalIPs[0]: Invalid value: \"::1\": may not be in the loopback range "
	  "(127.0.0.0/8, ::1/128)" },
	{ "2.3 row 25", EXTERNAL("169.254.1.1"),
	  "spec.externalIPs[0]: Invalid value: \"169.254.1.1\": may not be in the link-local range "
	  "(169.254.0.0/16, fe80::/10)" },
	{ "2.3 row 25: IPv6", EXTERNAL("febf::1"),
	  "spec.externalIPs[0]: Invalid value: \"febf::1\": may not be in the link-local range "
	  "(169.254.0.0/16, fe80::/10)" },
	{ "2.3 row 26", EXTERNAL("224.0.0.1"),
	  "spec.externalIPs[0]: Invalid value: \"224.0.0.1\": may not be in the link-local "
	  "multicast "
	  "range (224.0.0.0/24, ff02::/10)" },
	/* Go's IsLinkLocalMulticast ignores the flags: ff?2. */
	{ "2.3 row 26: IPv6", EXTERNAL("ff02::1"),
	  "spec.externalIPs[0]: Invalid value: \"ff02::1\": may not be in the link-local multicast "
	  "range (224.0.0.0/24, ff02::/10)" },
	{ "2.3 row 26: IPv6 with a flag", EXTERNAL("ff12::1"),
	  "spec.externalIPs[0]: Invalid value: \"ff12::1\": may not be in the link-local multicast "
	  "range (224.0.0.0/24, ff02::/10)" },
	{ "other multicast", EXTERNAL("224.0.1.1"), "" },
	{ "an ordinary one", EXTERNAL("10.1.2.3"), "" },
	{ "validate-058",
	  "{metadata: {annotations: {" SOURCE_RANGES ": '1.2.3.0/24,  5.6.0.0/16'}}, spec: "
	  "{" BALANCER "}}",
	  "" },
	{ "validate-060",
	  "{metadata: {annotations: {" SOURCE_RANGES ": ' '}}, spec: {" BALANCER "}}", "" },
	{ "validate-061",
	  "{metadata: {annotations: {" SOURCE_RANGES ": foo.bar}}, spec: {" BALANCER "}}",
	  "metadata.annotations[" SOURCE_RANGES "]: Invalid value: \"foo.bar\": " CIDR_TEXT },
	{ "validate-063", "{metadata: {annotations: {" SOURCE_RANGES ": 1.2.3.0/24}}}",
	  "metadata.annotations[" SOURCE_RANGES "]: Forbidden: " BALANCER_TEXT },
	{ "validate-064", "{metadata: {annotations: {" SOURCE_RANGES ": ''}}}",
	  "metadata.annotations[" SOURCE_RANGES "]: Forbidden: " BALANCER_TEXT },
	{ "validate-066",
	  SPEC(BALANCER ", loadBalancerSourceRanges: ['1.2.3.0/24  ', ' 5.6.0.0/16']"), "" },
	{ "validate-067", SPEC(BALANCER ", loadBalancerSourceRanges: ['  ']"),
	  "spec.LoadBalancerSourceRanges[0]: Invalid value: \"\": " CIDR_TEXT },
	{ "validate-069", SPEC(BALANCER ", loadBalancerSourceRanges: [1.2.3.4/33]"),
	  "spec.LoadBalancerSourceRanges[0]: Invalid value: \"1.2.3.4/33\": " CIDR_TEXT },
	{ "2.3 row 32", SPEC(BALANCER ", loadBalancerSourceRanges: [foo.bar]"),
	  "spec.LoadBalancerSourceRanges[0]: Invalid value: \"foo.bar\": " CIDR_TEXT },
	{ "validate-070", SPEC("loadBalancerSourceRanges: [1.2.3.0/24, 5.6.0.0/16]"),
	  "spec.LoadBalancerSourceRanges: Forbidden: " BALANCER_TEXT },
	{ "validate-136", SPEC("allocateLoadBalancerNodePorts: true"),
	  "spec.allocateLoadBalancerNodePorts: Forbidden: " BALANCER_TEXT },
	{ "validate-138", SPEC(BALANCER ", loadBalancerClass: Bad/LoadBalancerClass"),
	  "spec.loadBalancerClass: Invalid value: \"Bad/LoadBalancerClass\": prefix part " D1123S },
	{ "validate-139", SPEC("loadBalancerClass: test.com/test-load-balancer-class"),
	  "spec.loadBalancerClass: Forbidden: " BALANCER_TEXT },
	{ "validate-079",
	  SPEC("type: LoadBalancer, allocateLoadBalancerNodePorts: true, externalTrafficPolicy: "
	       "invalid"),
	  "spec.externalTrafficPolicy: Unsupported value: \"invalid\": supported values: "
	  "\"Cluster\", \"Local\"" },
	{ "2.3 row 37", SPEC("externalTrafficPolicy: Cluster"),
	  "spec.externalTrafficPolicy: Invalid value: \"Cluster\": may only be set for "
	  "externally-accessible services" },
	{ "validate-081", SPEC(EXTERNAL_NAME ", internalTrafficPolicy: null"), "" },
	{ "validate-082", SPEC(EXTERNAL_NAME ", internalTrafficPolicy: Cluster"), "" },
	{ "validate-084", SPEC("internalTrafficPolicy: Cluster"), "" },
	{ "validate-085", SPEC("internalTrafficPolicy: Local"), "" },
	{ "2.3 row 41", SPEC("internalTrafficPolicy: invalid"),
	  "spec.internalTrafficPolicy: Unsupported value: \"invalid\": supported values: "
	  "\"Cluster\", \"Local\"" },
	{ "validate-087", SPEC(LOCAL ", healthCheckNodePort: 31100"), "" },
	{ "2.3 row 39", SPEC(BALANCER ", healthCheckNodePort: 30000"),
	  "spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is "
	  "'LoadBalancer' and `externalTrafficPolicy` is 'Local'" },
	{ "2.3 row 40", SPEC(LOCAL ", healthCheckNodePort: -1"),
	  "spec.healthCheckNodePort: Invalid value: -1: " RANGE_TEXT },
	{ "validate-141", SPEC("trafficDistribution: PreferClose"), "" },
	{ "validate-142", SPEC("trafficDistribution: Random"),
	  "spec.trafficDistribution: Unsupported value: \"Random\": supported values: "
	  "\"PreferClose\"" },
};

#define RUN(rows)                                                                 \
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)                              \
	cr_expect_errors(create_errors(&resource_service, BASE, (rows)[i].patch), \
			 (rows)[i].errors, (rows)[i].row)

Test(service_validate, metadata)
{
	RUN(metadata_rows);
}

Test(service_validate, kind_of_service)
{
	RUN(kind_rows);
}

Test(service_validate, ports)
{
	RUN(port_rows);
}

Test(service_validate, outside)
{
	RUN(outside_rows);
}
