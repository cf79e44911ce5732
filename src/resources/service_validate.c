/* What a Service must be, in Kubernetes' order of evaluation; the address fields are in
 * service_validate_ip.c.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateService), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define MAX_PORT 65535
#define MAX_AFFINITY_SECONDS 86400
#define PORT_RANGE_TEXT "must be between 1 and 65535, inclusive"
#define ONLY_BALANCED_TEXT "may only be used when `type` is 'LoadBalancer'"
#define SOURCE_RANGES_ANNOTATION "service.beta.kubernetes.io/load-balancer-source-ranges"
#define TOPOLOGY_MODE_ANNOTATION "service.kubernetes.io/topology-mode"
#define TOPOLOGY_HINTS_ANNOTATION "service.kubernetes.io/topology-aware-hints"

typedef void check_text_list(const char *value, struct text_list *messages);

/* Each message of a check becomes an error on the field. */
static void apply_check(check_text_list *check, const char *field, const char *value,
			struct field_errors *errors)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;

	check(value, &messages);
	for (size_t i = 0; i < messages.n; i++)
		field_invalid_str(errors, field, value, messages.items[i]);
}

static int64_t int_at(const cJSON *object, const char *key)
{
	int64_t value = 0;

	json_int(json_child(object, key), &value);
	return value;
}

/* A set field must be one of the values. */
static void one_of(const cJSON *spec, const char *key, const char *const *values,
		   struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("spec.%s", key);
	const char *value = json_str(spec, key);

	for (size_t i = 0; values[i] != NULL; i++)
		if (strcmp(values[i], value) == 0)
			return;
	field_not_supported(errors, field, field_value_str(value), values);
}

/* ---- headless, ExternalName ---- */

static void validate_kind_of_service(const cJSON *object, struct field_errors *errors)
{
	const cJSON *spec = json_child(object, "spec");
	bool external_name = service_type_is(object, "ExternalName");

	if (json_size(json_child(spec, "ports")) == 0 && !service_is_headless(object) &&
	    !external_name)
		field_required(errors, "spec.ports", NULL);
	if (service_is_headless(object) && service_type_is(object, "LoadBalancer"))
		field_invalid_str(errors, "spec.clusterIPs[0]", CLUSTER_IP_NONE,
				  "may not be set to 'None' for LoadBalancer services");
	if (service_is_headless(object) && service_type_is(object, "NodePort"))
		field_invalid_str(errors, "spec.clusterIPs[0]", CLUSTER_IP_NONE,
				  "may not be set to 'None' for NodePort services");
}

static void validate_external_name(const cJSON *object, struct field_errors *errors)
{
	static const char text[] = "may not be set for ExternalName services";
	const cJSON *spec = json_child(object, "spec");
	CLEANUP(str) char *name = xstrdup(json_str(spec, "externalName"));
	size_t length = strlen(name);

	if (!service_type_is(object, "ExternalName"))
		return;
	if (json_size(json_child(spec, "clusterIPs")) > 0 || *json_str(spec, "clusterIP") != '\0')
		field_forbidden(errors, "spec.clusterIPs", text);
	if (json_size(json_child(spec, "ipFamilies")) > 0)
		field_forbidden(errors, "spec.ipFamilies", text);
	if (json_child(spec, "ipFamilyPolicy") != NULL)
		field_forbidden(errors, "spec.ipFamilyPolicy", text);
	if (length > 0 && name[length - 1] == '.')
		name[length - 1] = '\0';
	if (*name == '\0')
		field_required(errors, "spec.externalName", NULL);
	else
		apply_check(check_dns1123_subdomain, "spec.externalName", name, errors);
}

/* ---- ports ---- */

/* True when an earlier port has the same text at the key. */
static bool repeats(const cJSON *ports, const cJSON *port, const char *key)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (strcmp(json_str(other, key), json_str(port, key)) == 0)
			return true;
	return false;
}

static void validate_port_name(const cJSON *ports, const cJSON *port, const char *path,
			       struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("%s.name", path);
	const char *name = json_str(port, "name");
	size_t before = errors->n;

	if (*name == '\0') {
		if (json_size(ports) > 1)
			field_required(errors, field, NULL);
		return;
	}
	apply_check(check_dns1123_label, field, name, errors);
	if (errors->n == before && repeats(ports, port, "name"))
		field_duplicate(errors, field, field_value_str(name));
}

static void validate_target_port(const cJSON *port, const char *path, struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("%s.targetPort", path);
	const cJSON *target = json_child(port, "targetPort");
	int64_t number;

	if (cJSON_IsString(target))
		apply_check(check_port_name, field, target->valuestring, errors);
	else if (json_int(target, &number) && (number < 1 || number > MAX_PORT))
		field_invalid(errors, field, field_value_int(number), PORT_RANGE_TEXT);
}

static void validate_port(const cJSON *ports, const cJSON *port, const char *path,
			  struct field_errors *errors)
{
	static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
	CLEANUP(str) char *number_field = xasprintf("%s.port", path);
	CLEANUP(str) char *protocol_field = xasprintf("%s.protocol", path);
	CLEANUP(str) char *app_field = xasprintf("%s.appProtocol", path);
	const char *protocol = json_str(port, "protocol");
	int64_t number = int_at(port, "port");
	bool known = false;

	validate_port_name(ports, port, path, errors);
	if (number < 1 || number > MAX_PORT)
		field_invalid(errors, number_field, field_value_int(number), PORT_RANGE_TEXT);
	for (size_t i = 0; protocols[i] != NULL; i++)
		known = known || strcmp(protocols[i], protocol) == 0;
	if (*protocol == '\0')
		field_required(errors, protocol_field, NULL);
	else if (!known)
		field_not_supported(errors, protocol_field, field_value_str(protocol), protocols);
	validate_target_port(port, path, errors);
	if (json_child(port, "appProtocol") != NULL)
		apply_check(check_qualified_name, app_field, json_str(port, "appProtocol"), errors);
}

static void validate_ports(const cJSON *ports, struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *path = xasprintf("spec.ports[%zu]", i++);

		validate_port(ports, port, path, errors);
	}
}

static bool same_port(const cJSON *a, const cJSON *b, const char *number_key)
{
	return int_at(a, number_key) == int_at(b, number_key) &&
	       strcmp(json_str(a, "protocol"), json_str(b, "protocol")) == 0;
}

/* Whether an earlier port has the same protocol and number. */
static bool repeats_number(const cJSON *ports, const cJSON *port, const char *number_key)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (same_port(other, port, number_key))
			return true;
	return false;
}

static void validate_node_ports(const cJSON *object, const cJSON *ports,
				struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	if (service_type_is(object, "ClusterIP")) {
		cJSON_ArrayForEach (port, ports) {
			CLEANUP(str) char *field = xasprintf("spec.ports[%zu].nodePort", i++);

			if (int_at(port, "nodePort") != 0)
				field_forbidden(errors, field,
						"may not be used when `type` is 'ClusterIP'");
		}
	}
	i = 0;
	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *field = xasprintf("spec.ports[%zu].nodePort", i++);

		if (int_at(port, "nodePort") != 0 && repeats_number(ports, port, "nodePort"))
			field_duplicate(errors, field, field_value_int(int_at(port, "nodePort")));
	}
}

static void validate_port_numbers(const cJSON *ports, struct field_errors *errors)
{
	const cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, ports) {
		CLEANUP(str) char *field = xasprintf("spec.ports[%zu]", i++);

		if (!repeats_number(ports, port, "port"))
			continue;
		field_duplicate(errors, field,
				xasprintf("core.ServicePort{Name:\"\", Protocol:\"%s\", "
					  "AppProtocol:(*string)(nil), Port:%lld, "
					  "TargetPort:intstr.IntOrString{Type:0, IntVal:0, "
					  "StrVal:\"\"}, NodePort:0}",
					  json_str(port, "protocol"),
					  (long long)int_at(port, "port")));
	}
}

/* ---- affinity, external addresses ---- */

static void validate_affinity(const cJSON *spec, struct field_errors *errors)
{
	static const char *const values[] = { "ClientIP", "None", NULL };
	const cJSON *seconds =
		json_get(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds", NULL);
	int64_t value;

	one_of(spec, "sessionAffinity", values, errors);
	if (strcmp(json_str(spec, "sessionAffinity"), "ClientIP") == 0 &&
	    json_int(seconds, &value) && (value <= 0 || value > MAX_AFFINITY_SECONDS))
		field_invalid(errors, "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
			      field_value_int(value), "must be greater than 0 and less than 86400");
}

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

static void validate_external_ips(const cJSON *spec, struct field_errors *errors)
{
	const cJSON *ip;
	size_t i = 0;

	cJSON_ArrayForEach (ip, json_child(spec, "externalIPs")) {
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

static void validate_balancer(const cJSON *object, struct field_errors *errors)
{
	validate_source_ranges(object, errors);
	if (json_get(object, "spec", "allocateLoadBalancerNodePorts", NULL) != NULL &&
	    !service_type_is(object, "LoadBalancer"))
		field_forbidden(errors, "spec.allocateLoadBalancerNodePorts", ONLY_BALANCED_TEXT);
	validate_class(object, errors);
}

/* ---- traffic policies ---- */

static void validate_external_traffic(const cJSON *object, const cJSON *spec,
				      struct field_errors *errors)
{
	static const char *const policies[] = { "Cluster", "Local", NULL };
	int64_t port = int_at(spec, "healthCheckNodePort");

	if (*json_str(spec, "externalTrafficPolicy") != '\0') {
		if (!service_is_external(object))
			field_invalid_str(errors, "spec.externalTrafficPolicy",
					  json_str(spec, "externalTrafficPolicy"),
					  "may only be set for externally-accessible services");
		else
			one_of(spec, "externalTrafficPolicy", policies, errors);
	}
	if (!service_needs_health_check(object)) {
		if (port != 0)
			field_invalid(errors, "spec.healthCheckNodePort", field_value_int(port),
				      "may only be set when `type` is 'LoadBalancer' and "
				      "`externalTrafficPolicy` is 'Local'");
	} else if (port < 1 || port > MAX_PORT) {
		field_invalid(errors, "spec.healthCheckNodePort", field_value_int(port),
			      PORT_RANGE_TEXT);
	}
}

static void validate_traffic(const cJSON *object, struct field_errors *errors)
{
	static const char *const internal[] = { "Cluster", "Local", NULL };
	static const char *const distribution[] = { "PreferClose", NULL };
	const cJSON *spec = json_child(object, "spec");

	validate_external_traffic(object, spec, errors);
	if (json_child(spec, "internalTrafficPolicy") != NULL)
		one_of(spec, "internalTrafficPolicy", internal, errors);
	if (json_child(spec, "trafficDistribution") != NULL)
		one_of(spec, "trafficDistribution", distribution, errors);
}

static void validate_topology(const cJSON *object, struct field_errors *errors)
{
	static const char field[] = "metadata.annotations[" TOPOLOGY_MODE_ANNOTATION "]";
	const cJSON *annotations = json_get(object, "metadata", "annotations", NULL);
	const char *mode = json_str(annotations, TOPOLOGY_MODE_ANNOTATION);

	if (json_child(annotations, TOPOLOGY_MODE_ANNOTATION) != NULL &&
	    json_child(annotations, TOPOLOGY_HINTS_ANNOTATION) != NULL &&
	    strcmp(mode, json_str(annotations, TOPOLOGY_HINTS_ANNOTATION)) != 0)
		field_invalid_str(errors, field, mode,
				  "must match annotations[" TOPOLOGY_HINTS_ANNOTATION
				  "] when both are specified");
}

void service_validate(const cJSON *object, struct field_errors *errors)
{
	static const char *const types[] = { "ClusterIP", "ExternalName", "LoadBalancer",
					     "NodePort", NULL };
	const cJSON *spec = json_child(object, "spec");
	const cJSON *ports = json_child(spec, "ports");

	validate_topology(object, errors);
	validate_kind_of_service(object, errors);
	validate_external_name(object, errors);
	validate_ports(ports, errors);
	validate_labels(json_child(spec, "selector"), "spec.selector", errors);
	validate_affinity(spec, errors);
	if (service_takes_cluster_ip(object))
		service_validate_ip(object, errors);
	validate_external_ips(spec, errors);
	one_of(spec, "type", types, errors);
	validate_node_ports(object, ports, errors);
	validate_port_numbers(ports, errors);
	validate_balancer(object, errors);
	validate_traffic(object, errors);
}

/* ---- update ---- */

/* As upstream, an update judges the class itself twice: here and with the rest. */
static void validate_class_update(const cJSON *object, const cJSON *old,
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

void service_validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	service_validate_ip_update(object, old, errors);
	validate_class_update(object, old, errors);
	if (service_needs_health_check(old) && service_needs_health_check(object) &&
	    int_at(json_child(object, "spec"), "healthCheckNodePort") !=
		    int_at(json_child(old, "spec"), "healthCheckNodePort"))
		field_forbidden(errors, "spec.healthCheckNodePort", "field is immutable");
	service_validate(object, errors);
}
