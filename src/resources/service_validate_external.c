/* The rules of what makes a Service reachable from outside: externalIPs, load balancers, traffic
 * policies, and the load balancer's status.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateService,
 * ValidateLoadBalancerStatus), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define ONLY_BALANCED_TEXT "may only be used when `type` is 'LoadBalancer'"
#define SOURCE_RANGES_ANNOTATION "service.beta.kubernetes.io/load-balancer-source-ranges"

/* ---- externalIPs ---- */

/* Networks that no externalIP may lie in. */
static const struct {
	const char *prefix;
	const char *text;
} forbidden_networks[] = {
	{ "127.0.0.0/8", "may not be in the loopback range (127.0.0.0/8, ::1/128)" },
	{ "::1/128", "may not be in the loopback range (127.0.0.0/8, ::1/128)" },
	{ "169.254.0.0/16", "may not be in the link-local range (169.254.0.0/16, fe80::/10)" },
	{ "fe80::/10", "may not be in the link-local range (169.254.0.0/16, fe80::/10)" },
	{ "224.0.0.0/24",
	  "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)" },
	{ "ff02::/16", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)" },
};

/* An IPv6 multicast address tells its scope behind four bits of flags, which do not matter here. */
static struct address without_flags(struct address address)
{
	if (address.family == FAMILY_IPV6 && address.value >> 120 == 0xff)
		address.value &= ~((uint128)0xf0 << 112);
	return address;
}

static void validate_external_ip(const char *field, const char *text, struct field_errors *errors)
{
	struct address address, plain;

	if (!address_parse_lenient(text, &address)) {
		field_invalid_str(errors, field, text,
				  "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
		return;
	}
	if (address.value == 0) {
		CLEANUP(str) char *detail = xasprintf("may not be unspecified (%s)", text);

		field_invalid_str(errors, field, text, detail);
	}
	plain = without_flags(address);
	for (size_t i = 0; i < ARRAY_LEN(forbidden_networks); i++) {
		struct prefix network;

		if (prefix_parse(forbidden_networks[i].prefix, &network) &&
		    prefix_contains(&network, &plain))
			field_invalid_str(errors, field, text, forbidden_networks[i].text);
	}
}

void service_validate_external_ips(const cJSON *object, struct field_errors *errors)
{
	const cJSON *ip;
	size_t i = 0;

	cJSON_ArrayForEach (ip, json_get(object, "spec", "externalIPs", NULL)) {
		CLEANUP(str) char *field = xasprintf("spec.externalIPs[%zu]", i++);

		validate_external_ip(field, ip->valuestring, errors);
	}
}

/* ---- load balancers ---- */

static void check_source_range(const char *field, const char *text, struct field_errors *errors)
{
	CLEANUP(str) char *trimmed = NULL;
	struct prefix prefix;

	text += strspn(text, " \t\r\n\v\f");
	trimmed = xstrdup(text);
	for (size_t n = strlen(trimmed); n > 0 && strchr(" \t\r\n\v\f", trimmed[n - 1]); n--)
		trimmed[n - 1] = '\0';
	if (!prefix_parse_lenient(trimmed, &prefix, NULL))
		field_invalid_str(
			errors, field, trimmed,
			"must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
}

static void validate_source_ranges_annotation(const cJSON *object, struct field_errors *errors)
{
	static const char field[] = "metadata.annotations[" SOURCE_RANGES_ANNOTATION "]";
	const cJSON *annotations = json_get(object, "metadata", "annotations", NULL);
	const char *text = json_str(annotations, SOURCE_RANGES_ANNOTATION);
	CLEANUP(text_list) struct text_list ranges = TEXT_LIST_INIT;

	if (json_child(annotations, SOURCE_RANGES_ANNOTATION) == NULL)
		return;
	if (!service_type_is(object, "LoadBalancer"))
		field_forbidden(errors, field, ONLY_BALANCED_TEXT);
	if (text[strspn(text, " \t\r\n")] == '\0')
		return;
	text_list_split(&ranges, text, ',');
	for (size_t i = 0; i < ranges.n; i++)
		check_source_range(field, ranges.items[i], errors);
}

static void validate_source_ranges(const cJSON *object, struct field_errors *errors)
{
	const cJSON *ranges = json_get(object, "spec", "loadBalancerSourceRanges", NULL), *range;
	size_t i = 0;

	if (json_size(ranges) == 0) {
		validate_source_ranges_annotation(object, errors);
		return;
	}
	if (!service_type_is(object, "LoadBalancer"))
		field_forbidden(errors, "spec.LoadBalancerSourceRanges", ONLY_BALANCED_TEXT);
	cJSON_ArrayForEach (range, ranges) {
		CLEANUP(str) char *field = xasprintf("spec.LoadBalancerSourceRanges[%zu]", i++);

		check_source_range(field, range->valuestring, errors);
	}
}

static void validate_class(const cJSON *object, struct field_errors *errors)
{
	const cJSON *class = json_get(object, "spec", "loadBalancerClass", NULL);

	if (class == NULL)
		return;
	if (service_type_is(object, "LoadBalancer"))
		apply_check(check_qualified_name, "spec.loadBalancerClass",
			    cJSON_GetStringValue(class), errors);
	else
		field_forbidden(errors, "spec.loadBalancerClass", ONLY_BALANCED_TEXT);
}

void service_validate_balancer(const cJSON *object, struct field_errors *errors)
{
	validate_source_ranges(object, errors);
	if (json_get(object, "spec", "allocateLoadBalancerNodePorts", NULL) != NULL &&
	    !service_type_is(object, "LoadBalancer"))
		field_forbidden(errors, "spec.allocateLoadBalancerNodePorts", ONLY_BALANCED_TEXT);
	validate_class(object, errors);
}

/* As upstream, an update judges the class itself twice: here and with the rest. */
void service_validate_class_update(const cJSON *object, const cJSON *old,
				   struct field_errors *errors)
{
	const cJSON *class = json_get(object, "spec", "loadBalancerClass", NULL);

	if (service_type_is(old, "LoadBalancer") && service_type_is(object, "LoadBalancer") &&
	    !json_equal(class, json_get(old, "spec", "loadBalancerClass", NULL)))
		field_invalid(errors, "spec.loadBalancerClass",
			      class == NULL ? field_value_nil()
					    : field_value_str(cJSON_GetStringValue(class)),
			      "may not change once set");
	validate_class(object, errors);
}

/* ---- traffic policies ---- */

static void validate_external_traffic(const cJSON *object, const cJSON *spec,
				      struct field_errors *errors)
{
	static const char *const policies[] = { "Cluster", "Local", NULL };
	int64_t port = int_at(spec, "healthCheckNodePort");
	const char *policy = json_str(spec, "externalTrafficPolicy");

	if (service_is_external(object) && *policy == '\0')
		field_required(errors, "spec.externalTrafficPolicy", NULL);
	else if (service_is_external(object))
		one_of(spec, "externalTrafficPolicy", policies, errors);
	else if (*policy != '\0')
		field_invalid_str(errors, "spec.externalTrafficPolicy", policy,
				  "may only be set for externally-accessible services");
	if (!service_needs_health_check(object)) {
		if (port != 0)
			field_invalid(errors, "spec.healthCheckNodePort", field_value_int(port),
				      "may only be set when `type` is 'LoadBalancer' and "
				      "`externalTrafficPolicy` is 'Local'");
	} else if (port == 0) {
		field_required(errors, "spec.healthCheckNodePort", NULL);
	} else if (port < 1 || port > MAX_PORT) {
		field_invalid(errors, "spec.healthCheckNodePort", field_value_int(port),
			      PORT_RANGE_TEXT);
	}
}

void service_validate_traffic(const cJSON *object, struct field_errors *errors)
{
	static const char *const internal[] = { "Cluster", "Local", NULL };
	static const char *const distribution[] = { "PreferClose", NULL };
	const cJSON *spec = json_child(object, "spec");

	validate_external_traffic(object, spec, errors);
	if (json_child(spec, "internalTrafficPolicy") == NULL && service_takes_cluster_ip(object))
		field_required(errors, "spec.internalTrafficPolicy", NULL);
	else if (json_child(spec, "internalTrafficPolicy") != NULL)
		one_of(spec, "internalTrafficPolicy", internal, errors);
	if (json_child(spec, "trafficDistribution") != NULL)
		one_of(spec, "trafficDistribution", distribution, errors);
}

/* ---- status ---- */

static void validate_ip_mode(const cJSON *ingress, const char *path, struct field_errors *errors)
{
	static const char *const modes[] = { "Proxy", "VIP", NULL };
	CLEANUP(str) char *field = xasprintf("%s.ipMode", path);
	const char *mode = json_str(ingress, "ipMode");
	bool has_ip = *json_str(ingress, "ip") != '\0';

	if (json_child(ingress, "ipMode") == NULL) {
		if (has_ip)
			field_required(errors, field, "must be specified when `ip` is set");
	} else if (!has_ip) {
		field_forbidden(errors, field, "may not be specified when `ip` is not set");
	} else if (strcmp(mode, modes[0]) != 0 && strcmp(mode, modes[1]) != 0) {
		field_not_supported(errors, field, field_value_str(mode), modes);
	}
}

static void validate_ingress(const cJSON *ingress, const char *path, struct field_errors *errors)
{
	CLEANUP(str) char *ip_field = xasprintf("%s.ip", path);
	CLEANUP(str) char *hostname_field = xasprintf("%s.hostname", path);
	const char *ip = json_str(ingress, "ip"), *hostname = json_str(ingress, "hostname");
	struct address address;

	if (*ip != '\0' && !address_parse_lenient(ip, &address))
		field_invalid_str(errors, ip_field, ip,
				  "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
	validate_ip_mode(ingress, path, errors);
	if (*hostname == '\0')
		return;
	apply_check(check_dns1123_subdomain, hostname_field, hostname, errors);
	if (address_parse_lenient(hostname, &address))
		field_invalid_str(errors, hostname_field, hostname,
				  "must be a DNS name, not an IP address");
}

void service_validate_status(const cJSON *object, struct field_errors *errors)
{
	const cJSON *list = json_get(object, "status", "loadBalancer", "ingress", NULL), *ingress;
	size_t i = 0;

	if (json_size(list) > 0 && !service_type_is(object, "LoadBalancer")) {
		field_forbidden(errors, "status.loadBalancer.ingress",
				"may only be used when `spec.type` is \"LoadBalancer\"");
		return;
	}
	cJSON_ArrayForEach (ingress, list) {
		CLEANUP(str) char *path = xasprintf("status.loadBalancer.ingress[%zu]", i++);

		validate_ingress(ingress, path, errors);
	}
}

bool service_is_status_update(const cJSON *object, const cJSON *old)
{
	return old != NULL && json_equal(json_child(object, "spec"), json_child(old, "spec")) &&
	       !json_equal(json_child(object, "status"), json_child(old, "status"));
}
