/* What a Service must be, in Kubernetes' order of evaluation; the ports, the address
 * fields and what is reachable from outside have files of their own.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateService), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define MAX_AFFINITY_SECONDS 86400
#define TOPOLOGY_MODE_ANNOTATION "service.kubernetes.io/topology-mode"
#define TOPOLOGY_HINTS_ANNOTATION "service.kubernetes.io/topology-aware-hints"

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

/* ---- affinity ---- */

static void validate_affinity(const cJSON *spec, struct field_errors *errors)
{
	static const char *const values[] = { "ClientIP", "None", NULL };
	const cJSON *seconds =
		json_get(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds", NULL);
	bool by_client = strcmp(json_str(spec, "sessionAffinity"), "ClientIP") == 0;
	bool has_config = json_child(spec, "sessionAffinityConfig") != NULL;
	int64_t value;

	one_of(spec, "sessionAffinity", values, errors);
	if (by_client && seconds == NULL)
		field_required(errors, "spec.sessionAffinityConfig",
			       "when session affinity type is ClientIP");
	if (strcmp(json_str(spec, "sessionAffinity"), "None") == 0 && has_config)
		field_forbidden(errors, "spec.sessionAffinityConfig",
				"must not be set when session affinity is None");
	if (by_client && json_int(seconds, &value) && (value <= 0 || value > MAX_AFFINITY_SECONDS))
		field_invalid(errors, "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
			      field_value_int(value), "must be greater than 0 and less than 86400");
}

/* ---- all of it ---- */

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

	validate_topology(object, errors);
	validate_kind_of_service(object, errors);
	validate_external_name(object, errors);
	service_validate_port_list(object, errors);
	validate_labels(json_child(spec, "selector"), "spec.selector", errors);
	validate_affinity(spec, errors);
	if (service_takes_cluster_ip(object))
		service_validate_ip(object, errors);
	service_validate_external_ips(object, errors);
	one_of(spec, "type", types, errors);
	service_validate_port_numbers(object, errors);
	service_validate_balancer(object, errors);
	service_validate_traffic(object, errors);
}

/* ---- update ---- */

void service_validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	if (service_is_status_update(object, old)) {
		service_validate_status(object, errors);
		return;
	}
	service_validate_ip_update(object, old, errors);
	service_validate_class_update(object, old, errors);
	if (service_needs_health_check(old) && service_needs_health_check(object) &&
	    int_at(json_child(object, "spec"), "healthCheckNodePort") !=
		    int_at(json_child(old, "spec"), "healthCheckNodePort"))
		field_forbidden(errors, "spec.healthCheckNodePort", "field is immutable");
	service_validate(object, errors);
}
