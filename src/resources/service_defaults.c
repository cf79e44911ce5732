/* What a Service gets without being asked.
 * Source: kubernetes pkg/apis/core/v1/defaults.go (SetDefaults_Service) and
 * pkg/registry/core/service/strategy.go (dropTypeDependentFields). */
#include <string.h>

#include "service.h"

#define DEFAULT_AFFINITY_SECONDS 10800

/* Sets a string field that is absent or empty. */
static void default_str(cJSON *object, const char *key, const char *value)
{
	if (*json_str(object, key) == '\0')
		json_set_str(object, key, value);
}

static void default_affinity(cJSON *spec)
{
	cJSON *client_ip;

	default_str(spec, "sessionAffinity", "None");
	if (strcmp(json_str(spec, "sessionAffinity"), "None") == 0)
		json_remove(spec, "sessionAffinityConfig");
	if (strcmp(json_str(spec, "sessionAffinity"), "ClientIP") != 0 ||
	    json_get(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds", NULL) != NULL)
		return;
	client_ip = cJSON_CreateObject();
	json_set_int(client_ip, "timeoutSeconds", DEFAULT_AFFINITY_SECONDS);
	json_set(json_ensure_object(spec, "sessionAffinityConfig"), "clientIP", client_ip);
}

static void default_port(cJSON *port)
{
	const cJSON *target = json_child(port, "targetPort");
	int64_t number;

	default_str(port, "protocol", "TCP");
	if (json_is_empty(target) || (json_int(target, &number) && number == 0)) {
		number = 0;
		json_int(json_child(port, "port"), &number);
		json_set_int(port, "targetPort", number);
	}
}

static void default_load_balancer(cJSON *object, cJSON *spec)
{
	cJSON *ingress;

	if (json_child(spec, "allocateLoadBalancerNodePorts") == NULL)
		json_set_bool(spec, "allocateLoadBalancerNodePorts", true);
	cJSON_ArrayForEach (ingress, json_get(object, "status", "loadBalancer", "ingress", NULL)) {
		if (*json_str(ingress, "ip") != '\0' && json_child(ingress, "ipMode") == NULL)
			json_set_str(ingress, "ipMode", "VIP");
	}
}

void service_set_defaults(cJSON *object)
{
	cJSON *spec = json_ensure_object(object, "spec"), *port;

	default_affinity(spec);
	default_str(spec, "type", "ClusterIP");
	cJSON_ArrayForEach (port, json_child(spec, "ports"))
		default_port(port);
	if (service_is_external(object))
		default_str(spec, "externalTrafficPolicy", "Cluster");
	if (json_child(spec, "internalTrafficPolicy") == NULL &&
	    (service_type_is(object, "ClusterIP") || service_type_is(object, "NodePort") ||
	     service_type_is(object, "LoadBalancer")))
		json_set_str(spec, "internalTrafficPolicy", "Cluster");
	if (service_type_is(object, "LoadBalancer"))
		default_load_balancer(object, spec);
}

/* ---- records of older clusters ---- */

static const char *default_policy(const cJSON *object, size_t n_ips)
{
	if (n_ips > 1 || (service_is_headless(object) &&
			  json_size(json_get(object, "spec", "selector", NULL)) == 0))
		return "RequireDualStack";
	return "SingleStack";
}

/* The families of the addresses; a headless Service has the cluster's first, and the other one
 * too when it may have any. */
static cJSON *default_families(const struct cluster *cluster, const cJSON *object)
{
	const cJSON *ips = json_get(object, "spec", "clusterIPs", NULL);
	const char *first = family_name(cluster->service_ranges[0].address.family);
	cJSON *families = cJSON_CreateArray();

	if (service_is_headless(object)) {
		json_append_str(families, first);
		if (strcmp(json_str_at(object, "spec", "ipFamilyPolicy", NULL), "SingleStack") != 0)
			json_append_str(families, strcmp(first, "IPv4") == 0 ? "IPv6" : "IPv4");
		return families;
	}
	for (size_t i = 0; i < json_size(ips); i++) {
		struct address address;

		if (address_parse_lenient(list_str(ips, i), &address))
			json_append_str(families, family_name(address.family));
	}
	return families;
}

void service_complete(const struct cluster *cluster, cJSON *object)
{
	cJSON *spec = json_child(object, "spec");
	const char *ip = json_str(spec, "clusterIP");

	service_drop_internal_policy(object);
	if (!service_takes_cluster_ip(object) || *ip == '\0')
		return;
	if (json_size(json_child(spec, "clusterIPs")) == 0)
		json_append_str(json_ensure_array(spec, "clusterIPs"), ip);
	if (*json_str(spec, "ipFamilyPolicy") == '\0')
		json_set_str(spec, "ipFamilyPolicy",
			     default_policy(object, json_size(json_child(spec, "clusterIPs"))));
	if (json_size(json_child(spec, "ipFamilies")) == 0)
		json_set(spec, "ipFamilies", default_families(cluster, object));
}

/* ---- on update ---- */

void service_drop_internal_policy(cJSON *object)
{
	if (service_type_is(object, "ExternalName") &&
	    strcmp(json_str_at(object, "spec", "internalTrafficPolicy", NULL), "Cluster") == 0)
		json_remove(json_child(object, "spec"), "internalTrafficPolicy");
}

/* Removes a field that the update left as it was. */
static void drop_if_unchanged(cJSON *object, const cJSON *old, const char *key)
{
	cJSON *spec = json_child(object, "spec");

	if (json_equal(json_child(spec, key), json_get(old, "spec", key, NULL)))
		json_remove(spec, key);
}

static bool has_node_port(const cJSON *object, int64_t number)
{
	const cJSON *port;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		int64_t other;

		if (json_int(json_child(port, "nodePort"), &other) && other == number)
			return true;
	}
	return false;
}

/* Node ports go unless the update asks for one that was not there before. */
static void drop_node_ports(cJSON *object, const cJSON *old)
{
	cJSON *port;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		int64_t number;

		if (json_int(json_child(port, "nodePort"), &number) && number != 0 &&
		    !has_node_port(old, number))
			return;
	}
	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL))
		json_remove(port, "nodePort");
}

static void drop_cluster_ips(cJSON *object, const cJSON *old)
{
	cJSON *spec = json_child(object, "spec");
	const cJSON *old_spec = json_child(old, "spec");

	if (json_equal(json_child(spec, "clusterIP"), json_child(old_spec, "clusterIP")) &&
	    json_equal(json_child(spec, "clusterIPs"), json_child(old_spec, "clusterIPs"))) {
		json_remove(spec, "clusterIP");
		json_remove(spec, "clusterIPs");
	}
	drop_if_unchanged(object, old, "ipFamilies");
	drop_if_unchanged(object, old, "ipFamilyPolicy");
}

void service_drop_type_dependent(cJSON *object, const cJSON *old)
{
	bool was_balanced = service_type_is(old, "LoadBalancer");
	bool balanced = service_type_is(object, "LoadBalancer");

	if (service_takes_cluster_ip(old) && !service_takes_cluster_ip(object))
		drop_cluster_ips(object, old);
	if (service_has_node_ports(old) && !service_has_node_ports(object))
		drop_node_ports(object, old);
	if (service_needs_health_check(old) && !service_needs_health_check(object))
		drop_if_unchanged(object, old, "healthCheckNodePort");
	if (was_balanced && !balanced) {
		drop_if_unchanged(object, old, "allocateLoadBalancerNodePorts");
		drop_if_unchanged(object, old, "loadBalancerClass");
	}
	if (service_is_external(old) && !service_is_external(object))
		drop_if_unchanged(object, old, "externalTrafficPolicy");
	if (!balanced)
		json_set(json_ensure_object(object, "status"), "loadBalancer",
			 cJSON_CreateObject());
}
