/* The parts of Service, one file each, put together by service.c. */
#ifndef CIDRCTL_RESOURCES_SERVICE_H
#define CIDRCTL_RESOURCES_SERVICE_H

#include "cidrctl/resource.h"

#define CLUSTER_IP_NONE "None"

/* ---- service.c: facts about a Service ---- */

bool service_type_is(const cJSON *object, const char *type);
/* clusterIPs is exactly ["None"]. */
bool service_is_headless(const cJSON *object);
/* Of a type that has a cluster IP or is headless: all but ExternalName. */
bool service_takes_cluster_ip(const cJSON *object);
/* Reachable from outside: NodePort, LoadBalancer, or ClusterIP with externalIPs. */
bool service_is_external(const cJSON *object);
/* LoadBalancer with externalTrafficPolicy Local. */
bool service_needs_health_check(const cJSON *object);
/* The element's text; "" when it is no string or not there. */
const char *list_str(const cJSON *list, size_t i);

/* Appends spec.selector as "a=b,c=d", "<none>" without one. */
void service_selector_text(const cJSON *object, struct strbuf *out);

/* ---- service_describe.c ---- */

/* struct resource's describe. */
void service_describe(const cJSON *object, struct strbuf *out);

/* ---- service_defaults.c ---- */

/* Static defaulting, on create, update and read. */
void service_set_defaults(cJSON *object);
/* What records of older clusters lack: clusterIPs, policy and families. */
void service_complete(const struct cluster *cluster, cJSON *object);
/* Type ExternalName never shows the internalTrafficPolicy that older servers gave it. */
void service_drop_internal_policy(cJSON *object);
/* What follows from a change of type: fields that the client left as they were and that the new
 * type does not have. */
void service_drop_type_dependent(cJSON *object, const cJSON *old);

/* ---- service_check.c: for validation ---- */

#define MAX_PORT 65535
#define PORT_RANGE_TEXT "must be between 1 and 65535, inclusive"

/* Each message of a check becomes an error on the field. */
void apply_check(check_text *check, const char *field, const char *value,
		 struct field_errors *errors);
/* The number at a key; 0 when there is none. */
int64_t int_at(const cJSON *object, const char *key);
/* spec.KEY must be one of the values (NULL-ended). */
void one_of(const cJSON *spec, const char *key, const char *const *values,
	    struct field_errors *errors);

/* ---- service_validate*.c ---- */

/* In service_validate_ports.c: each port by itself; then what two of them may not share. */
void service_validate_port_list(const cJSON *object, struct field_errors *errors);
void service_validate_port_numbers(const cJSON *object, struct field_errors *errors);
/* In service_validate_external.c. */
void service_validate_external_ips(const cJSON *object, struct field_errors *errors);
void service_validate_balancer(const cJSON *object, struct field_errors *errors);
void service_validate_traffic(const cJSON *object, struct field_errors *errors);
void service_validate_class_update(const cJSON *object, const cJSON *old,
				   struct field_errors *errors);

void service_validate(const cJSON *object, struct field_errors *errors);
void service_validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors);
/* Rules of /status: the load balancer's addresses. */
void service_validate_status(const cJSON *object, struct field_errors *errors);
/* Whether an update is one of /status: the main resource leaves that alone, and the reverse. */
bool service_is_status_update(const cJSON *object, const cJSON *old);
void service_warn(const cJSON *object, const cJSON *old, struct text_list *warnings);
/* clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy: not for ExternalName. */
void service_validate_ip(const cJSON *object, struct field_errors *errors);
/* What of these may not change. */
void service_validate_ip_update(const cJSON *object, const cJSON *old, struct field_errors *errors);

/* ---- service_family.c ---- */

/* Carries over what the client left out (clusterIP, clusterIPs) and brings the singular and the
 * plural field together; old is NULL on create. */
void service_normalise(cJSON *object, const cJSON *old);
/* Decides ipFamilyPolicy and ipFamilies; old is NULL on create. Errors: Invalid. */
bool service_init_families(const struct cluster *cluster, cJSON *object, const cJSON *old,
			   struct error *err);

/* ---- service_address.c ---- */

/* Reserves the cluster IPs that the Service has or needs and `old` (NULL on create) did not have.
 * Errors: Invalid for an address asked for, InternalError when none is free. */
bool service_take_addresses(struct operation *op, cJSON *object, const cJSON *old,
			    struct error *err);
/* Gives back the addresses of old that object (NULL: none) no longer has. */
bool service_release_addresses(struct operation *op, const cJSON *object, const cJSON *old,
			       struct error *err);

/* ---- service_ports.c ---- */

/* Carries over the node ports and the health-check node port that the client left out. */
void service_keep_ports(cJSON *object, const cJSON *old);
/* Reserves the node ports that the Service has or needs and `old` (NULL on create) did not have.
 * Errors: Invalid for a port asked for, InternalError when none is free. */
bool service_take_ports(struct operation *op, cJSON *object, const cJSON *old, struct error *err);
/* In service_held_ports.c: keep NODE_PORT_SET in step with the object (struct resource's
 * index_restored and index). */
bool service_index_restored(struct store_tx *tx, const cJSON *object, const cJSON *old,
			    struct error *err);
bool service_index_ports(struct store_tx *tx, const cJSON *object, const cJSON *old,
			 struct error *err);

#endif
