/* Advice on a Service that is accepted all the same.
 * Source: kubernetes pkg/api/service/warnings.go, release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define TOPOLOGY_HINTS_ANNOTATION "service.kubernetes.io/topology-aware-hints"
#define FUTURE_TEXT "will be considered invalid in a future Kubernetes release"

static void warn_ip(const char *field, const char *text, struct text_list *warnings)
{
	char canonical[ADDRESS_TEXT_SIZE];
	struct address address, strict;

	if (!address_parse_lenient(text, &address))
		return;
	address_format(&address, canonical);
	if (!address_parse(text, &strict) || address_is_mapped(&strict))
		text_list_take(warnings, xasprintf("%s: non-standard IP address \"%s\" " FUTURE_TEXT
						   ": use \"%s\"",
						   field, text, canonical));
	else if (address.family == FAMILY_IPV6 && strcmp(text, canonical) != 0)
		text_list_take(warnings,
			       xasprintf("%s: IPv6 address \"%s\" should be in RFC 5952 canonical "
					 "format (\"%s\")",
					 field, text, canonical));
}

static void warn_ips(const cJSON *object, const char *key, struct text_list *warnings)
{
	const cJSON *ips = json_get(object, "spec", key, NULL);

	for (size_t i = 0; i < json_size(ips); i++) {
		CLEANUP(str) char *field = xasprintf("spec.%s[%zu]", key, i);

		warn_ip(field, list_str(ips, i), warnings);
	}
}

static void warn_source_range(const char *field, const char *text, struct text_list *warnings)
{
	char network[PREFIX_TEXT_SIZE], host[ADDRESS_TEXT_SIZE];
	struct prefix prefix, strict;
	struct address address;

	if (!prefix_parse_lenient(text, &prefix, &address))
		return;
	prefix_format(&prefix, network);
	address_format(&address, host);
	if (!address_equal(&address, &prefix.address))
		text_list_take(warnings,
			       xasprintf("%s: CIDR value \"%s\" is ambiguous in this context "
					 "(should be \"%s\" or \"%s/%u\"?)",
					 field, text, network, host, family_bits(address.family)));
	else if (!prefix_parse(text, &strict) || address_is_mapped(&strict.address))
		text_list_take(warnings, xasprintf("%s: non-standard CIDR value \"%s\" " FUTURE_TEXT
						   ": use \"%s\"",
						   field, text, network));
	else if (address.family == FAMILY_IPV6 && strcmp(text, network) != 0)
		text_list_take(warnings,
			       xasprintf("%s: IPv6 CIDR value \"%s\" should be in RFC 5952 "
					 "canonical format (\"%s\")",
					 field, text, network));
}

static void warn_ignored(const cJSON *object, struct text_list *warnings)
{
	const cJSON *spec = json_child(object, "spec");
	bool external_ips = json_size(json_child(spec, "externalIPs")) > 0;

	if (service_is_headless(object)) {
		if (*json_str(spec, "loadBalancerIP") != '\0')
			text_list_add(warnings,
				      "spec.loadBalancerIP is ignored for headless services");
		if (external_ips)
			text_list_add(warnings,
				      "spec.externalIPs is ignored for headless services");
		if (strcmp(json_str(spec, "sessionAffinity"), "None") != 0)
			text_list_add(warnings,
				      "spec.SessionAffinity is ignored for headless services");
	}
	if (service_type_is(object, "ExternalName")) {
		if (external_ips)
			text_list_add(warnings, "spec.externalIPs is ignored when spec.type is "
						"\"ExternalName\"");
	} else if (*json_str(spec, "externalName") != '\0') {
		text_list_add(warnings, "spec.externalName is ignored when spec.type is not "
					"\"ExternalName\"");
	}
}

static void warn_ingress(const cJSON *object, struct text_list *warnings)
{
	const cJSON *ingress;
	size_t i = 0;

	cJSON_ArrayForEach (ingress, json_get(object, "status", "loadBalancer", "ingress", NULL)) {
		CLEANUP(str) char *field = xasprintf("status.loadBalancer.ingress[%zu].ip", i++);

		warn_ip(field, json_str(ingress, "ip"), warnings);
	}
}

void service_warn(const cJSON *object, const cJSON *old, struct text_list *warnings)
{
	const cJSON *ranges = json_get(object, "spec", "loadBalancerSourceRanges", NULL);

	if (service_is_status_update(object, old)) {
		warn_ingress(object, warnings);
		return;
	}
	if (json_get(object, "metadata", "annotations", TOPOLOGY_HINTS_ANNOTATION, NULL) != NULL)
		text_list_add(warnings,
			      "annotation " TOPOLOGY_HINTS_ANNOTATION " is deprecated, please use "
			      "service.kubernetes.io/topology-mode instead");
	if (!service_is_headless(object))
		warn_ips(object, "clusterIPs", warnings);
	warn_ips(object, "externalIPs", warnings);
	if (*json_str_at(object, "spec", "loadBalancerIP", NULL) != '\0')
		warn_ip("spec.loadBalancerIP", json_str_at(object, "spec", "loadBalancerIP", NULL),
			warnings);
	for (size_t i = 0; i < json_size(ranges); i++) {
		CLEANUP(str) char *field = xasprintf("spec.loadBalancerSourceRanges[%zu]", i);

		warn_source_range(field, list_str(ranges, i), warnings);
	}
	warn_ignored(object, warnings);
}
