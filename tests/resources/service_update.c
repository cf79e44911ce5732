/* What happens to a Service's fields before validation: static defaults, the two spellings of the
 * cluster IP, what a change of type removes, and what a record of an older cluster lacks when it is
 * read. Rows are named as the collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"
#include "resources/service.h"

/* The tree as text, with sorted keys. Owned by the caller. */
static char *text_of(const cJSON *tree)
{
	CLEANUP(json) cJSON *sorted = json_copy(tree);

	json_sort(sorted);
	return json_text(sorted);
}

/* Compares the members of a spec that `expected` names; null there: it must be absent. */
static void expect_members(const cJSON *spec, const char *expected, const char *row)
{
	CLEANUP(json) cJSON *wanted = yaml_tree(expected);
	const cJSON *member;

	cJSON_ArrayForEach (member, wanted) {
		const cJSON *actual = json_child(spec, member->string);
		CLEANUP(str) char *text = text_of(actual);
		bool right = cJSON_IsNull(member) ? actual == NULL : json_equal(actual, member);

		cr_expect(right, "%s: %s is %s", row, member->string,
			  actual != NULL ? text : "absent");
	}
}

/* ---- defaults ---- */

static const struct {
	const char *row, *spec, *members;
} default_rows[] = {
	{ "nothing", "{}",
	  "{sessionAffinity: None, type: ClusterIP, internalTrafficPolicy: Cluster, "
	  "externalTrafficPolicy: null, ports: null, clusterIP: null}" },
	{ "ports",
	  "{ports: [{port: 80}, {port: 1, protocol: UDP, targetPort: x}, {port: 2, "
	  "targetPort: 0}, {port: 3, targetPort: ''}]}",
	  "{ports: [{port: 80, protocol: TCP, targetPort: 80}, {port: 1, protocol: UDP, "
	  "targetPort: "
	  "x}, {port: 2, protocol: TCP, targetPort: 2}, {port: 3, protocol: TCP, targetPort: "
	  "3}]}" },
	{ "a configuration without affinity goes",
	  "{sessionAffinityConfig: {clientIP: {timeoutSeconds: 7}}}",
	  "{sessionAffinity: None, sessionAffinityConfig: null}" },
	{ "affinity without a configuration", "{sessionAffinity: ClientIP}",
	  "{sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}}" },
	{ "affinity without a timeout",
	  "{sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {}}}",
	  "{sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}}" },
	{ "affinity with a timeout",
	  "{sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 7}}}",
	  "{sessionAffinityConfig: {clientIP: {timeoutSeconds: 7}}}" },
	{ "externalIPs", "{externalIPs: [1.2.3.4]}", "{externalTrafficPolicy: Cluster}" },
	{ "NodePort", "{type: NodePort}",
	  "{externalTrafficPolicy: Cluster, internalTrafficPolicy: Cluster, "
	  "allocateLoadBalancerNodePorts: null}" },
	{ "LoadBalancer", "{type: LoadBalancer}",
	  "{externalTrafficPolicy: Cluster, allocateLoadBalancerNodePorts: true}" },
	{ "LoadBalancer without node ports",
	  "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, externalTrafficPolicy: "
	  "Local}",
	  "{externalTrafficPolicy: Local, allocateLoadBalancerNodePorts: false}" },
	{ "ExternalName", "{type: ExternalName}",
	  "{externalTrafficPolicy: null, internalTrafficPolicy: null}" },
	{ "headless", "{clusterIP: None}", "{internalTrafficPolicy: Cluster}" },
};

static cJSON *service_of(const char *spec)
{
	CLEANUP(str) char *yaml = xasprintf("{metadata: {name: web}, spec: %s}", spec);

	return decoded(&resource_service, yaml, "");
}

Test(service_update, defaults)
{
	for (size_t i = 0; i < ARRAY_LEN(default_rows); i++) {
		CLEANUP(json) cJSON *object = service_of(default_rows[i].spec);
		CLEANUP(json) cJSON *once = NULL;

		service_set_defaults(object);
		expect_members(json_child(object, "spec"), default_rows[i].members,
			       default_rows[i].row);
		/* Again changes nothing. */
		once = json_copy(object);
		service_set_defaults(object);
		cr_expect(json_equal(object, once), "%s", default_rows[i].row);
	}
}

Test(service_update, default_ip_mode)
{
	CLEANUP(json)
	cJSON *object = decoded(&resource_service,
				"{spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: "
				"[{ip: 1.2.3.4}, {ip: "
				"1.2.3.5, ipMode: Proxy}, {hostname: a}]}}}",
				"");
	CLEANUP(json)
	cJSON *wanted = yaml_tree(
		"[{ip: 1.2.3.4, ipMode: VIP}, {ip: 1.2.3.5, ipMode: Proxy}, {hostname: a}]");

	service_set_defaults(object);
	cr_expect(json_equal(json_get(object, "status", "loadBalancer", "ingress", NULL), wanted));
}

/* ---- clusterIP and clusterIPs ---- */

static const struct {
	const char *row, *stored, *request; /* stored NULL: a create */
	const char *members;
} normalise_rows[] = {
	{ "normalize-001", NULL, "{clusterIP: 10.0.0.10}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	{ "normalize-002", NULL, "{clusterIPs: [10.0.0.10]}",
	  "{clusterIP: null, clusterIPs: [10.0.0.10]}" },
	{ "normalize-004", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	{ "normalize-005", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.11, clusterIPs: [10.0.0.11]}",
	  "{clusterIP: 10.0.0.11, clusterIPs: [10.0.0.11]}" },
	{ "normalize-007", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10, '2000::1']}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10, '2000::1']}" },
	{ "normalize-008", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10, '2000::1']}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	{ "normalize-010", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{clusterIP: 10.0.0.10}", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	/* The two cases below leave the plural field cleared: they know nothing of the step before,
	 * which copies what the request leaves out. */
	{ "normalize-011", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}", "{}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	{ "normalize-013", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10, '2000::1']}",
	  "{clusterIP: 10.0.0.11}", "{clusterIP: 10.0.0.11, clusterIPs: [10.0.0.11]}" },
	{ "normalize-014", "{clusterIP: None, clusterIPs: [None]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [None]}",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}" },
	{ "normalize-016", "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10, '2000::1']}",
	  "{clusterIP: None, clusterIPs: [10.0.0.11, '2000::1']}",
	  "{clusterIP: None, clusterIPs: [10.0.0.11, '2000::1']}" },
	{ "leaving for ExternalName with the singular cleared",
	  "{clusterIP: 10.0.0.10, clusterIPs: [10.0.0.10]}",
	  "{type: ExternalName, clusterIPs: [10.0.0.10]}", "{clusterIP: null, clusterIPs: null}" },
};

Test(service_update, normalise)
{
	for (size_t i = 0; i < ARRAY_LEN(normalise_rows); i++) {
		const char *stored = normalise_rows[i].stored;
		CLEANUP(json) cJSON *old = stored != NULL ? service_of(stored) : NULL;
		CLEANUP(json) cJSON *object = service_of(normalise_rows[i].request);

		service_normalise(object, old);
		expect_members(json_child(object, "spec"), normalise_rows[i].members,
			       normalise_rows[i].row);
	}
}

/* ---- what a change of type removes ---- */

#define IPS                                                                       \
	"clusterIP: 1.2.3.4, clusterIPs: [1.2.3.4, '5:6:7::8'], ipFamilyPolicy: " \
	"PreferDualStack, ipFamilies: [IPv4, IPv6]"
#define PORTS(p, q) \
	"ports: [{name: p, port: 8675, nodePort: " p "}, {name: q, port: 309, nodePort: " q "}]"
#define LOCAL "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 32000"

static const struct {
	const char *row, *stored, *request, *members;
} wipe_rows[] = {
	{ "wipe-002", "{type: ClusterIP, " IPS "}", "{type: ExternalName, " IPS "}",
	  "{clusterIP: null, clusterIPs: null, ipFamilies: null, ipFamilyPolicy: null}" },
	{ "wipe-003", "{type: ClusterIP, " IPS "}",
	  "{type: ExternalName, clusterIP: 4.3.2.1, clusterIPs: [4.3.2.1], ipFamilyPolicy: "
	  "PreferDualStack, ipFamilies: [IPv4, IPv6]}",
	  "{clusterIP: 4.3.2.1, clusterIPs: [4.3.2.1], ipFamilies: null, ipFamilyPolicy: null}" },
	{ "wipe-005", "{type: ClusterIP, " IPS "}",
	  "{type: ExternalName, clusterIP: 1.2.3.4, clusterIPs: [1.2.3.4, '5:6:7::8'], "
	  "ipFamilyPolicy: SingleStack, ipFamilies: [IPv4, IPv6]}",
	  "{clusterIP: null, clusterIPs: null, ipFamilies: null, ipFamilyPolicy: SingleStack}" },
	{ "wipe-006", "{type: NodePort, " PORTS("1", "2") "}",
	  "{type: NodePort, " PORTS("1", "2") "}", "{" PORTS("1", "2") "}" },
	{ "wipe-008", "{type: LoadBalancer, " PORTS("1", "2") "}",
	  "{type: ClusterIP, " PORTS("1", "2") "}",
	  "{ports: [{name: p, port: 8675}, {name: q, port: 309}]}" },
	{ "wipe-009", "{type: LoadBalancer, " PORTS("1", "2") "}",
	  "{type: ClusterIP, " PORTS("101", "102") "}", "{" PORTS("101", "102") "}" },
	{ "wipe-011", "{type: LoadBalancer, ports: [{name: p, port: 8675, nodePort: 1}]}",
	  "{type: ClusterIP, " PORTS("1", "2") "}", "{" PORTS("1", "2") "}" },
	{ "wipe-012", "{type: LoadBalancer, " PORTS("1", "2") "}",
	  "{type: ClusterIP, ports: [{name: p, port: 8675, nodePort: 1}]}",
	  "{ports: [{name: p, port: 8675}]}" },
	{ "wipe-014", "{" LOCAL "}", "{" LOCAL "}",
	  "{healthCheckNodePort: 32000, externalTrafficPolicy: Local}" },
	{ "wipe-015", "{" LOCAL "}",
	  "{type: ClusterIP, externalTrafficPolicy: Local, healthCheckNodePort: 32000}",
	  "{healthCheckNodePort: null, externalTrafficPolicy: null}" },
	{ "wipe-017", "{type: LoadBalancer, allocateLoadBalancerNodePorts: true}",
	  "{type: NodePort, allocateLoadBalancerNodePorts: true}",
	  "{allocateLoadBalancerNodePorts: null}" },
	{ "wipe-018", "{type: LoadBalancer, allocateLoadBalancerNodePorts: false}",
	  "{type: NodePort, allocateLoadBalancerNodePorts: false}",
	  "{allocateLoadBalancerNodePorts: null}" },
	{ "wipe-020", "{type: LoadBalancer}",
	  "{type: NodePort, allocateLoadBalancerNodePorts: false}",
	  "{allocateLoadBalancerNodePorts: false}" },
	{ "wipe-021", "{type: LoadBalancer, allocateLoadBalancerNodePorts: true}",
	  "{type: NodePort}", "{allocateLoadBalancerNodePorts: null}" },
	{ "wipe-023", "{type: LoadBalancer, allocateLoadBalancerNodePorts: true}",
	  "{type: NodePort, allocateLoadBalancerNodePorts: false}",
	  "{allocateLoadBalancerNodePorts: false}" },
	{ "wipe-024", "{type: LoadBalancer, allocateLoadBalancerNodePorts: false}",
	  "{type: NodePort, allocateLoadBalancerNodePorts: true}",
	  "{allocateLoadBalancerNodePorts: true}" },
	{ "wipe-026", "{type: LoadBalancer, loadBalancerClass: a/b}",
	  "{type: LoadBalancer, loadBalancerClass: a/c}", "{loadBalancerClass: a/c}" },
	{ "wipe-027", "{type: LoadBalancer, loadBalancerClass: a/b}", "{type: LoadBalancer}",
	  "{loadBalancerClass: null}" },
	{ "wipe-029", "{type: ClusterIP}", "{type: LoadBalancer, loadBalancerClass: a/b}",
	  "{loadBalancerClass: a/b}" },
	{ "wipe-030", "{type: LoadBalancer, loadBalancerClass: a/b}",
	  "{type: LoadBalancer, loadBalancerClass: a/b}", "{loadBalancerClass: a/b}" },
	{ "the class goes with the balancer", "{type: LoadBalancer, loadBalancerClass: a/b}",
	  "{type: ClusterIP, loadBalancerClass: a/b}", "{loadBalancerClass: null}" },
	{ "the policy goes with externalIPs",
	  "{type: ClusterIP, externalIPs: [1.2.3.4], externalTrafficPolicy: Cluster}",
	  "{type: ClusterIP, externalTrafficPolicy: Cluster}", "{externalTrafficPolicy: null}" },
};

Test(service_update, wipe)
{
	for (size_t i = 0; i < ARRAY_LEN(wipe_rows); i++) {
		CLEANUP(json) cJSON *old = service_of(wipe_rows[i].stored);
		CLEANUP(json) cJSON *object = service_of(wipe_rows[i].request);

		service_drop_type_dependent(object, old);
		expect_members(json_child(object, "spec"), wipe_rows[i].members, wipe_rows[i].row);
	}
}

/* ---- records of older clusters ---- */

static const struct {
	const char *row, *stored, *members;
} read_rows[] = {
	{ "readfix-001", "{clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1]}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], clusterIPs: [10.0.0.1]}" },
	{ "readfix-002", "{clusterIP: '2000::1', clusterIPs: ['2000::1']}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv6], clusterIPs: ['2000::1']}" },
	{ "readfix-004", "{clusterIP: '2000::1'}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv6], clusterIPs: ['2000::1']}" },
	/* In a list as alone: each object is completed by itself. */
	{ "readfix-005", "{clusterIP: 10.0.0.1}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], clusterIPs: [10.0.0.1]}" },
	{ "readfix-007", "{clusterIP: '2000::1', clusterIPs: ['2000::1', 10.0.0.1]}",
	  "{ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6, IPv4]}" },
	{ "readfix-008", "{clusterIP: None, clusterIPs: [None], selector: {a: b}}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], clusterIPs: [None]}" },
	{ "headless without a selector", "{clusterIP: None}",
	  "{ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6], clusterIPs: [None]}" },
	{ "readfix-010",
	  "{clusterIP: None, clusterIPs: [None], ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]}",
	  "{ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]}" },
	{ "readfix-011", "{type: ExternalName, externalName: a, internalTrafficPolicy: Cluster}",
	  "{internalTrafficPolicy: null, ipFamilies: null, ipFamilyPolicy: null}" },
};

Test(service_update, read)
{
	struct cluster cluster = { .n_service_ranges = 2 };

	prefix_parse("10.0.0.0/8", &cluster.service_ranges[0]);
	prefix_parse("2000::/112", &cluster.service_ranges[1]);
	for (size_t i = 0; i < ARRAY_LEN(read_rows); i++) {
		CLEANUP(json) cJSON *object = service_of(read_rows[i].stored);

		resource_service.complete(&cluster, object);
		expect_members(json_child(object, "spec"), read_rows[i].members, read_rows[i].row);
	}
}
