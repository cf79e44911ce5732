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

/* ---- service_defaults.c ---- */

/* Static defaulting, on create, update and read. */
void service_set_defaults(cJSON *object);
/* What follows from a change of type: fields that the client left as they were and that the new
 * type does not have. */
void service_drop_type_dependent(cJSON *object, const cJSON *old);

/* ---- service_validate.c, service_validate_ip.c ---- */

void service_validate(const cJSON *object, struct field_errors *errors);
void service_validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors);
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
/* Keeps NODE_PORT_SET in step with the object (struct resource's index). */
bool service_index_ports(struct store_tx *tx, const cJSON *object, const cJSON *old,
			 struct error *err);

#endif
