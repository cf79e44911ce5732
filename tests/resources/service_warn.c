/* Advice on Services that are accepted all the same: the table of section 2.6. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"
#include "service_rules.h"

#define FUTURE "will be considered invalid in a future Kubernetes release"

static const struct {
	const char *row, *patch, *warnings;
} rows[] = {
	{ "nothing", "", "" },
	{ "topology hints", "{metadata: {annotations: {" TOPOLOGY_HINTS ": auto}}}",
	  "annotation " TOPOLOGY_HINTS " is deprecated, please use " TOPOLOGY_MODE " instead" },
	{ "topology mode", "{metadata: {annotations: {" TOPOLOGY_MODE ": auto}}}", "" },
	{ "leading zeros in a cluster IP", SPEC(CLUSTER_IP("010.0.0.1")),
	  "spec.clusterIPs[0]: non-standard IP address \"010.0.0.1\" " FUTURE
	  ": use \"10.0.0.1\"" },
	{ "IPv4-mapped", SPEC("loadBalancerIP: '::ffff:1.2.3.4'"),
	  "spec.loadBalancerIP: non-standard IP address \"::ffff:1.2.3.4\" " FUTURE
	  ": use \"1.2.3.4\"" },
	{ "spelling of an external IP", SPEC("externalIPs: ['1.2.3.4', '2001:DB8::1']"),
	  "spec.externalIPs[1]: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical "
	  "format "
	  "(\"2001:db8::1\")" },
	{ "no address", SPEC("loadBalancerIP: foo"), "" },
	{ "source range with host bits", SPEC("loadBalancerSourceRanges: [1.2.3.4/24]"),
	  "spec.loadBalancerSourceRanges[0]: CIDR value \"1.2.3.4/24\" is ambiguous in this "
	  "context "
	  "(should be \"1.2.3.0/24\" or \"1.2.3.4/32\"?)" },
	{ "odd source range", SPEC("loadBalancerSourceRanges: [001.2.3.0/24]"),
	  "spec.loadBalancerSourceRanges[0]: non-standard CIDR value \"001.2.3.0/24\" " FUTURE
	  ": use \"1.2.3.0/24\"" },
	{ "spelling of a source range", SPEC("loadBalancerSourceRanges: ['2001:DB8::/64']"),
	  "spec.loadBalancerSourceRanges[0]: IPv6 CIDR value \"2001:DB8::/64\" should be in RFC "
	  "5952 "
	  "canonical format (\"2001:db8::/64\")" },
	{ "headless",
	  SPEC(HEADLESS ", loadBalancerIP: 1.2.3.4, externalIPs: [1.2.3.4], sessionAffinity: "
			"ClientIP"),
	  "spec.loadBalancerIP is ignored for headless services\n"
	  "spec.externalIPs is ignored for headless services\n"
	  "spec.SessionAffinity is ignored for headless services" },
	{ "ExternalName with externalIPs", SPEC(EXTERNAL_NAME ", externalIPs: [1.2.3.4]"),
	  "spec.externalIPs is ignored when spec.type is \"ExternalName\"" },
	{ "externalName of another type", SPEC("externalName: foo"),
	  "spec.externalName is ignored when spec.type is not \"ExternalName\"" },
};

static char *warnings_of(const char *patch)
{
	CLEANUP(json) cJSON *object = decoded(&resource_service, BASE, patch);
	CLEANUP(text_list) struct text_list warnings = TEXT_LIST_INIT;
	struct strbuf text = STRBUF_INIT;

	resource_service.warn(object, NULL, &warnings);
	for (size_t i = 0; i < warnings.n; i++)
		strbuf_addf(&text, "%s%s", i > 0 ? "\n" : "", warnings.items[i]);
	return strbuf_detach(&text);
}

Test(service_warn, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_errors(warnings_of(rows[i].patch), rows[i].warnings, rows[i].row);
}
