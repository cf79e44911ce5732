/* The index, which is derived, against the objects it was derived from. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "internal.h"

struct index_check {
	struct server *server;
	struct findings *findings;
	bool mend;
	uint64_t taken[2], managed[2]; /* by family: IPv4, IPv6 */
	uint64_t n_ports,
		n_shared;       /* node ports that Services have, and those beyond their first */
	uint32_t *n_holders;    /* owned: Services that have the node port */
	struct cidr_set ranges; /* what the index says */
	size_t n_ranges;        /* what the objects say */
};

/* Whether the set has the address, when it must have it. */
static bool check_member(struct index_check *check, const char *set, const struct address *address,
			 const char *subject, struct error *err)
{
	enum store_answer answer = number_set_contains(check->server->tx, set, address->value, err);

	if (answer == STORE_ABSENT)
		findings_add(check->findings, subject, "AddressIndexIncomplete",
			     "the address is missing from the index; rebuilding", check->mend);
	return answer != STORE_FAILED;
}

static bool visit_indexed(void *context, const cJSON *object, struct error *err)
{
	struct index_check *check = context;
	const char *name = json_str_at(object, "metadata", "name", NULL);
	CLEANUP(str) char *subject = xasprintf("ipaddress/%s", name);
	bool managed = ip_address_is_managed(object);
	struct address address;

	if (!address_parse(name, &address))
		return true;
	check->taken[address.family == FAMILY_IPV6]++;
	check->managed[address.family == FAMILY_IPV6] += managed;
	return check_member(check, address_set_taken(address.family), &address, subject, err) &&
	       (!managed ||
		check_member(check, address_set_managed(address.family), &address, subject, err));
}

/* The first holder is in one set, each other one in the second. */
static bool check_port(struct index_check *check, unsigned port, const char *subject,
		       struct error *err)
{
	uint32_t n_before = check->n_holders[port]++;
	enum store_answer answer =
		n_before == 0 ? number_set_contains(check->server->tx, NODE_PORT_SET, port, err)
			      : number_set_contains(check->server->tx, NODE_PORT_SHARED_SET,
						    node_port_share(port, n_before), err);

	*(n_before == 0 ? &check->n_ports : &check->n_shared) += 1;
	if (answer == STORE_ABSENT)
		findings_add(check->findings, subject, "NodePortIndexIncomplete",
			     "a node port is missing from the index; rebuilding", check->mend);
	return answer != STORE_FAILED;
}

static bool visit_ports(void *context, const cJSON *object, struct error *err)
{
	CLEANUP(str)
	char *subject =
		xasprintf("service/%s/%s", json_str_at(object, "metadata", "namespace", NULL),
			  json_str_at(object, "metadata", "name", NULL));
	uint16_t *ports;
	size_t n = service_held_ports(object, &ports);
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = check_port(context, ports[i], subject, err);
	free(ports);
	return ok;
}

static bool check_count(struct index_check *check, const char *set, uint128 last, uint64_t expected,
			struct error *err)
{
	CLEANUP(str) char *damage = NULL;
	CLEANUP(str) char *message = NULL;
	uint64_t count;

	if (!number_set_check(check->server->tx, set, &damage, err) ||
	    !number_set_count(check->server->tx, set, 0, last, &count, err))
		return false;
	if (damage != NULL)
		findings_add(check->findings, set, "IndexDamaged", damage, check->mend);
	if (count == expected)
		return true;
	message = xasprintf("the index %s counts %llu, there are %llu; rebuilding", set,
			    (unsigned long long)count, (unsigned long long)expected);
	findings_add(check->findings, set, "IndexWrong", message, check->mend);
	return true;
}

static bool has_row(const struct cidr_set *ranges, const struct cidr *wanted)
{
	for (size_t i = 0; i < ranges->n; i++) {
		const struct cidr *row = &ranges->cidrs[i];

		if (strcmp(row->name, wanted->name) == 0 &&
		    prefix_equal(&row->prefix, &wanted->prefix) &&
		    row->terminating == wanted->terminating && row->ready == wanted->ready)
			return true;
	}
	return false;
}

/* Compares what the rows of one ServiceCIDR say with what the object's rows would say. */
static bool visit_ranges(void *context, const cJSON *object, struct error *err)
{
	struct index_check *check = context;
	CLEANUP(cidr_set) struct cidr_set wanted = CIDR_SET_INIT;
	CLEANUP(str)
	char *subject = xasprintf("servicecidr/%s", json_str_at(object, "metadata", "name", NULL));

	(void)err;
	service_cidr_add(object, &wanted);
	check->n_ranges += wanted.n;
	for (size_t i = 0; i < wanted.n; i++)
		if (!has_row(&check->ranges, &wanted.cidrs[i]))
			findings_add(check->findings, subject, "RangeIndexWrong",
				     "the index is wrong about a range; rebuilding", check->mend);
	return true;
}

static bool check_ranges(struct index_check *check, struct error *err)
{
	if (!service_cidr_load(check->server->tx, &check->ranges, err) ||
	    !for_each_object(check->server, &resource_service_cidr, visit_ranges, check, err))
		return false;
	if (check->ranges.n > check->n_ranges)
		findings_add(check->findings, "servicecidr", "RangeIndexWrong",
			     "the index has ranges of no ServiceCIDR; rebuilding", check->mend);
	return true;
}

static bool check_addresses(struct index_check *check, enum family family, uint64_t taken,
			    uint64_t managed, struct error *err)
{
	uint128 last = family == FAMILY_IPV4 ? UINT32_MAX : UINT128_MAX;

	return check_count(check, address_set_taken(family), last, taken, err) &&
	       check_count(check, address_set_managed(family), last, managed, err);
}

static bool check_index(struct index_check *check, struct error *err)
{
	return check_ranges(check, err) &&
	       for_each_object(check->server, &resource_ip_address, visit_indexed, check, err) &&
	       for_each_object(check->server, &resource_service, visit_ports, check, err) &&
	       check_addresses(check, FAMILY_IPV4, check->taken[0], check->managed[0], err) &&
	       check_addresses(check, FAMILY_IPV6, check->taken[1], check->managed[1], err) &&
	       check_count(check, NODE_PORT_SET, UINT16_MAX, check->n_ports, err) &&
	       check_count(check, NODE_PORT_SHARED_SET, UINT128_MAX, check->n_shared, err);
}

struct rebuild {
	struct server *server;
	const struct resource *resource;
};

static bool visit_rebuild(void *context, const cJSON *object, struct error *err)
{
	const struct rebuild *rebuild = context;
	const struct resource *resource = rebuild->resource;
	struct store_tx *tx = rebuild->server->tx;

	return (resource->index_restored == NULL ||
		resource->index_restored(tx, object, NULL, err)) &&
	       resource->index(tx, object, NULL, err);
}

/* Derives the index anew from the objects. */
static bool rebuild_index(struct server *server, struct error *err)
{
	const char *const sets[] = {
		address_set_taken(FAMILY_IPV4),
		address_set_taken(FAMILY_IPV6),
		address_set_managed(FAMILY_IPV4),
		address_set_managed(FAMILY_IPV6),
		NODE_PORT_SET,
		NODE_PORT_SHARED_SET,
	};

	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (!number_set_clear(server->tx, sets[i], err))
			return false;
	if (!service_cidr_clear(server->tx, err))
		return false;
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		struct rebuild rebuild = { server, *at };

		if ((*at)->index != NULL &&
		    !for_each_object(server, *at, visit_rebuild, &rebuild, err))
			return false;
	}
	return true;
}

bool verify_index(struct server *server, bool mend, struct findings *findings, struct error *err)
{
	struct index_check check = {
		.server = server,
		.findings = findings,
		.mend = mend,
		.n_holders = xcalloc(UINT16_MAX + 1, sizeof(*check.n_holders)),
	};
	size_t before = findings->n;
	bool checked = check_index(&check, err);

	free(check.n_holders);
	cidr_set_finish(&check.ranges);
	return checked && (!mend || findings->n == before || rebuild_index(server, err));
}
