/* The index of node ports: which numbers the stored Services hold. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "service.h"

static int compare_ports(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void add_port(uint16_t *ports, size_t *n, int64_t number)
{
	if (number > 0 && number <= MAX_PORT)
		ports[(*n)++] = (uint16_t)number;
}

size_t service_held_ports(const cJSON *object, uint16_t **ret_ports)
{
	const cJSON *spec = json_child(object, "spec"), *port;
	uint16_t *ports;
	size_t n = 0, n_unique = 0;

	*ret_ports = NULL;
	if (!service_has_node_ports(object))
		return 0;
	ports = xcalloc(json_size(json_child(spec, "ports")) + 1, sizeof(*ports));
	cJSON_ArrayForEach (port, json_child(spec, "ports"))
		add_port(ports, &n, int_at(port, "nodePort"));
	add_port(ports, &n, int_at(spec, "healthCheckNodePort"));
	qsort(ports, n, sizeof(*ports), compare_ports);
	for (size_t i = 0; i < n; i++)
		if (n_unique == 0 || ports[n_unique - 1] != ports[i])
			ports[n_unique++] = ports[i];
	*ret_ports = ports;
	return n_unique;
}

typedef bool port_change(struct store_tx *tx, unsigned port, struct error *err);

/* Calls change for each port that object holds and other does not. */
static bool change_ports(struct store_tx *tx, const cJSON *object, const cJSON *other,
			 port_change *change, struct error *err)
{
	uint16_t *ports, *others;
	size_t n = service_held_ports(object, &ports),
	       n_others = service_held_ports(other, &others);
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		if (n_others == 0 ||
		    bsearch(&ports[i], others, n_others, sizeof(*others), compare_ports) == NULL)
			ok = change(tx, ports[i], err);
	free(ports);
	free(others);
	return ok;
}

/* The allocator has mostly done it already. */
static bool take_port(struct store_tx *tx, unsigned port, struct error *err)
{
	return number_set_add(tx, NODE_PORT_SET, port, err);
}

bool service_index_ports(struct store_tx *tx, const cJSON *object, const cJSON *old,
			 struct error *err)
{
	return change_ports(tx, old, object, node_port_release, err) &&
	       change_ports(tx, object, old, take_port, err);
}

bool service_index_restored(struct store_tx *tx, const cJSON *object, const cJSON *old,
			    struct error *err)
{
	return change_ports(tx, object, old, node_port_hold, err);
}
