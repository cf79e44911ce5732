/* describe: the layouts of the kinds that have their own. */
#include <stdlib.h>

#include "thing.h"

struct kind_case {
	const char *name;
	const struct resource *resource;
	const char *object;
	const char *want; /* behind the annotations */
};

static void check(const struct kind_case *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(json) cJSON *object = parse(rows[i].object);
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;

		rows[i].resource->describe(object, &got);
		cr_expect_str_eq(got.text, rows[i].want, "%s:\n--- want\n%s--- got\n%s",
				 rows[i].name, rows[i].want, got.text);
	}
}

#define BARE_SERVICE(type, more)                                                               \
	"Selector:\t<none>\nType:\t" type "\nIP Families:\t<none>\nIP:\t\nIPs:\t<none>\n" more \
	"Session Affinity:\t\n"

Test(describe_kinds, service)
{
	static const struct kind_case rows[] = {
		{ "nothing set", &resource_service, "{}", BARE_SERVICE("", "") },
		{ "addresses, families, policies", &resource_service,
		  "{\"spec\":{\"type\":\"ClusterIP\",\"selector\":{\"b\":\"2\",\"a\":\"1\"},"
		  "\"clusterIP\":\"10.96.0.1\",\"clusterIPs\":[\"10.96.0.1\",\"fd00::1\"],"
		  "\"ipFamilies\":[\"IPv4\",\"IPv6\"],\"ipFamilyPolicy\":\"PreferDualStack\","
		  "\"externalIPs\":[\"192.0.2.1\",\"192.0.2.2\"],\"sessionAffinity\":\"ClientIP\","
		  "\"internalTrafficPolicy\":\"Local\"}}",
		  "Selector:\ta=1,b=2\nType:\tClusterIP\nIP Family Policy:\tPreferDualStack\n"
		  "IP Families:\tIPv4,IPv6\nIP:\t10.96.0.1\nIPs:\t10.96.0.1,fd00::1\n"
		  "External IPs:\t192.0.2.1,192.0.2.2\nSession Affinity:\tClientIP\n"
		  "Internal Traffic Policy:\tLocal\n" },
		{ "an alias", &resource_service,
		  "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"db.example.com\"}}",
		  BARE_SERVICE("ExternalName", "External Name:\tdb.example.com\n") },
		{ "a load balancer: address with mode, host name, node ports, source ranges",
		  &resource_service,
		  "{\"spec\":{\"type\":\"LoadBalancer\",\"loadBalancerIP\":\"192.0.2.1\","
		  "\"externalTrafficPolicy\":\"Local\",\"healthCheckNodePort\":32000,"
		  "\"loadBalancerSourceRanges\":[\"192.0.2.0/24\",\"198.51.100.0/24\"]},"
		  "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.1\","
		  "\"ipMode\":\"VIP\"},{\"ip\":\"192.0.2.2\"},{\"hostname\":\"lb\"}]}}}",
		  BARE_SERVICE("LoadBalancer", "Desired LoadBalancer IP:\t192.0.2.1\n"
					       "LoadBalancer Ingress:\t192.0.2.1 (VIP), 192.0.2.2, "
					       "lb\n") "External Traffic Policy:\tLocal\n"
						       "HealthCheck NodePort:\t32000\n"
						       "LoadBalancer Source Ranges:\t192.0.2.0/24,"
						       "198.51.100.0/24\n" },
		{ "ports: number and name as target, node ports, no name", &resource_service,
		  "{\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"name\":\"http\",\"port\":80,"
		  "\"protocol\":\"TCP\",\"targetPort\":\"web\",\"nodePort\":30080},"
		  "{\"port\":53,\"protocol\":\"UDP\",\"targetPort\":5353}]}}",
		  BARE_SERVICE("NodePort", "Port:\thttp\t80/TCP\nTargetPort:\tweb/TCP\n"
					   "NodePort:\thttp\t30080/TCP\nEndpoints:\t<none>\n"
					   "Port:\t<unset>\t53/UDP\nTargetPort:\t5353/UDP\n"
					   "Endpoints:\t<none>\n") },
	};

	check(rows, ARRAY_LEN(rows));
}

#define CONDITIONS                                                                     \
	"\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"reason\":\"Why\"," \
	"\"lastTransitionTime\":\"2023-10-12T15:12:45Z\",\"message\":\"because\"},"    \
	"{\"type\":\"Other\",\"status\":\"True\",\"lastTransitionTime\":null}]"
#define CONDITIONS_TEXT                                                      \
	"Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n" \
	"  ----\t------\t------------------\t------\t-------\n"              \
	"  Ready\tFalse\tThu, 12 Oct 2023 15:12:45 +0000\tWhy\tbecause\n"    \
	"  Other\tTrue\tMon, 01 Jan 0001 00:00:00 +0000\t\t\n"
#define NO_LIMITS "\nNo resource quota.\n\nNo LimitRange resource.\n"

Test(describe_kinds, others)
{
	static const struct kind_case rows[] = {
		{ "a range without conditions", &resource_service_cidr,
		  "{\"spec\":{\"cidrs\":[\"10.0.0.0/8\",\"fd00::/64\"]}}",
		  "CIDRs:\t10.0.0.0/8, fd00::/64\n" },
		{ "a range with conditions", &resource_service_cidr,
		  "{\"spec\":{\"cidrs\":[\"10.0.0.0/8\"]},\"status\":{" CONDITIONS "}}",
		  "CIDRs:\t10.0.0.0/8\nStatus:\n" CONDITIONS_TEXT },
		{ "an address", &resource_ip_address,
		  "{\"spec\":{\"parentRef\":{\"resource\":\"services\",\"namespace\":\"default\","
		  "\"name\":\"web\"}}}",
		  "Parent Reference:\n  Group:\t\n  Resource:\tservices\n  Namespace:\tdefault\n"
		  "  Name:\tweb\n" },
		{ "an address without a parent", &resource_ip_address, "{\"spec\":{}}", "" },
		{ "a namespace", &resource_namespace, "{\"status\":{\"phase\":\"Active\"}}",
		  "Status:\tActive\n" NO_LIMITS },
		{ "a namespace on its way out", &resource_namespace,
		  "{\"status\":{\"phase\":\"Terminating\"," CONDITIONS "}}",
		  "Status:\tTerminating\n" CONDITIONS_TEXT NO_LIMITS },
	};

	setenv("TZ", "UTC", 1);
	check(rows, ARRAY_LEN(rows));
}

Test(describe_kinds, times_are_local)
{
	static const struct kind_case rows[] = {
		{ "behind Greenwich", &resource_service_cidr,
		  "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\","
		  "\"lastTransitionTime\":\"2023-10-12T01:12:45Z\"}]}}",
		  "CIDRs:\t\nStatus:\nConditions:\n"
		  "  Type\tStatus\tLastTransitionTime\tReason\tMessage\n"
		  "  ----\t------\t------------------\t------\t-------\n"
		  "  Ready\tTrue\tWed, 11 Oct 2023 21:42:45 -0330\t\t\n" },
	};

	setenv("TZ", "XXX3:30", 1);
	check(rows, ARRAY_LEN(rows));
}
