/* Takes node ports and health-check node ports. A number is reserved in the store's set at once, so
 * that one request cannot take it twice; it is given back when the object is stored without it
 * (service_index_ports) or when the request fails.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go (initNodePorts, updateNodePorts,
 * healthCheckNodePortUpdate), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "service.h"

#define TAKEN_TEXT "provided port is already allocated"
#define FULL_TEXT "range is full"

/* Whether a port without a number gets one. */
static bool allocates(const cJSON *object)
{
	return service_type_is(object, "NodePort") ||
	       (service_type_is(object, "LoadBalancer") &&
		!cJSON_IsFalse(json_get(object, "spec", "allocateLoadBalancerNodePorts", NULL)));
}

static bool has_number(const cJSON *object, int64_t number)
{
	const cJSON *port;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		if (int_at(port, "nodePort") == number)
			return true;
	}
	return false;
}

/* ---- values that the client left out ---- */

/* The port of that name, the last one if several have it; NULL when there is none. */
static const cJSON *port_named(const cJSON *object, const char *name)
{
	const cJSON *port, *found = NULL;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		if (strcmp(json_str(port, "name"), name) == 0)
			found = port;
	}
	return found;
}

void service_keep_ports(cJSON *object, const cJSON *old)
{
	cJSON *spec = json_child(object, "spec"), *port;

	if (allocates(object) && allocates(old)) {
		cJSON_ArrayForEach (port, json_child(spec, "ports")) {
			const cJSON *before = port_named(old, json_str(port, "name"));
			int64_t number = int_at(before, "nodePort");

			if (int_at(port, "nodePort") == 0 && number != 0 &&
			    !has_number(object, number))
				json_set_int(port, "nodePort", number);
		}
	}
	if (service_needs_health_check(object) && service_needs_health_check(old) &&
	    int_at(spec, "healthCheckNodePort") == 0 &&
	    json_get(old, "spec", "healthCheckNodePort", NULL) != NULL)
		json_set_int(spec, "healthCheckNodePort",
			     int_at(json_child(old, "spec"), "healthCheckNodePort"));
}

/* ---- reservation ---- */

static bool internal(struct error *err, const char *what, const char *why)
{
	return error_set(err, REASON_INTERNAL_ERROR,
			 "Internal error occurred: failed to allocate %s: %s", what, why);
}

/* Why the number cannot be had, owned; NULL when it is reserved now. False: the store failed. */
static bool reserve(struct operation *op, int64_t number, char **ret_why, struct error *err)
{
	const struct cluster *cluster = op->cluster;

	*ret_why = NULL;
	if (number < cluster->node_port_first || number > cluster->node_port_last) {
		*ret_why = xasprintf("provided port is not in the valid range. The range of valid "
				     "ports is %u-%u",
				     cluster->node_port_first, cluster->node_port_last);
		return true;
	}
	switch (number_set_contains(op->tx, NODE_PORT_SET, (uint128)number, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		*ret_why = xstrdup(TAKEN_TEXT);
		return true;
	case STORE_ABSENT:
		break;
	}
	return number_set_add(op->tx, NODE_PORT_SET, (uint128)number, err);
}

static bool reserve_next(struct operation *op, const char *what, int64_t *ret_number,
			 struct error *err)
{
	unsigned port;

	switch (node_port_next(op->tx, op->cluster->node_port_first, op->cluster->node_port_last,
			       op->random, &port, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return internal(err, what, FULL_TEXT);
	case STORE_FOUND:
		break;
	}
	*ret_number = port;
	return number_set_add(op->tx, NODE_PORT_SET, port, err);
}

/* Reserves the number that the i-th port asks for. */
static bool reserve_for_port(struct operation *op, const cJSON *object, size_t i, int64_t number,
			     struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(str) char *field = xasprintf("spec.ports[%zu].nodePort", i);
	CLEANUP(str) char *why = NULL;

	if (!reserve(op, number, &why, err))
		return false;
	if (why != NULL)
		field_invalid(&errors, field, field_value_int(number), why);
	return field_errors_to_error(&errors, "", "Service",
				     json_str_at(object, "metadata", "name", NULL), err);
}

/* ---- create ---- */

/* The node port that a port number has so far: that of an earlier port with the same number. */
static int64_t number_before(const cJSON *ports, const cJSON *port)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (int_at(other, "port") == int_at(port, "port") && int_at(other, "nodePort") != 0)
			return int_at(other, "nodePort");
	return 0;
}

/* The first node port that any port of the same number asks for. */
static int64_t number_asked(const cJSON *ports, const cJSON *port)
{
	const cJSON *other;

	cJSON_ArrayForEach (other, ports) {
		if (int_at(other, "port") == int_at(port, "port") && int_at(other, "nodePort") != 0)
			return int_at(other, "nodePort");
	}
	return 0;
}

/* Ports of one number share a node port, so that 53/TCP and 53/UDP get the same one. */
static bool take_port(struct operation *op, const cJSON *object, cJSON *port, size_t i,
		      struct error *err)
{
	const cJSON *ports = json_get(object, "spec", "ports", NULL);
	int64_t before = number_before(ports, port), number = int_at(port, "nodePort");

	if (number == 0 && !allocates(object))
		return true;
	if (before != 0) {
		if (number == 0)
			json_set_int(port, "nodePort", before);
		return number == 0 || number == before ||
		       reserve_for_port(op, object, i, number, err);
	}
	number = number_asked(ports, port);
	if (number != 0 ? !reserve_for_port(op, object, i, number, err)
			: !reserve_next(op, "a nodePort", &number, err))
		return false;
	json_set_int(port, "nodePort", number);
	return true;
}

static bool take_ports(struct operation *op, const cJSON *object, struct error *err)
{
	cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		if (!take_port(op, object, port, i++, err))
			return false;
	}
	return true;
}

/* ---- update ---- */

static bool check_repeated(const cJSON *ports, const cJSON *port, struct error *err)
{
	int64_t number = int_at(port, "nodePort");
	const char *protocol = json_str(port, "protocol");

	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (int_at(other, "nodePort") == number &&
		    strcmp(json_str(other, "protocol"), protocol) == 0)
			return error_set(err, REASON_UNKNOWN, "duplicate nodePort: {%s %lld}",
					 protocol, (long long)number);
	return true;
}

/* Whether the stored object holds the number: one of a type without node ports only names it. */
static bool holds(const cJSON *object, int64_t number)
{
	return service_has_node_ports(object) && has_number(object, number);
}

/* Whether an earlier port of this request has the number already. */
static bool is_reserved_here(const cJSON *ports, const cJSON *port, int64_t number)
{
	for (const cJSON *other = ports->child; other != port; other = other->next)
		if (int_at(other, "nodePort") == number)
			return true;
	return false;
}

static bool change_port(struct operation *op, const cJSON *object, const cJSON *old, cJSON *port,
			size_t i, struct error *err)
{
	const cJSON *ports = json_get(object, "spec", "ports", NULL);
	int64_t number = int_at(port, "nodePort");

	if (number == 0) {
		if (!allocates(object))
			return true;
		if (!reserve_next(op, "a nodePort", &number, err))
			return false;
		json_set_int(port, "nodePort", number);
	} else if (!holds(old, number) && !is_reserved_here(ports, port, number) &&
		   !reserve_for_port(op, object, i, number, err)) {
		return false;
	}
	return check_repeated(ports, port, err);
}

static bool change_ports(struct operation *op, const cJSON *object, const cJSON *old,
			 struct error *err)
{
	cJSON *port;
	size_t i = 0;

	cJSON_ArrayForEach (port, json_get(object, "spec", "ports", NULL)) {
		if (!change_port(op, object, old, port, i++, err))
			return false;
	}
	return true;
}

/* ---- health checks ---- */

static bool take_health_check(struct operation *op, cJSON *object, struct error *err)
{
	cJSON *spec = json_child(object, "spec");
	int64_t number = int_at(spec, "healthCheckNodePort");
	CLEANUP(str)
	char *what = xasprintf("requested HealthCheck NodePort %lld", (long long)number);
	CLEANUP(str) char *why = NULL;

	if (number == 0) {
		if (!reserve_next(op, "a HealthCheck NodePort 0", &number, err))
			return false;
		json_set_int(spec, "healthCheckNodePort", number);
		return true;
	}
	return reserve(op, number, &why, err) && (why == NULL || internal(err, what, why));
}

bool service_take_ports(struct operation *op, cJSON *object, const cJSON *old, struct error *err)
{
	if (service_has_node_ports(object) &&
	    !(old == NULL ? take_ports(op, object, err) : change_ports(op, object, old, err)))
		return false;
	if (!service_needs_health_check(object) || (old != NULL && service_needs_health_check(old)))
		return true;
	return take_health_check(op, object, err);
}
