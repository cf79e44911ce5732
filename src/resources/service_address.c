/* Takes and gives back a Service's cluster IPs. An address is reserved by creating its IPAddress,
 * which goes down the same road as any other write.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go, release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define ALLOCATOR_USER "system:apiserver"

static bool reserve(struct operation *op, const cJSON *object, const struct address *address,
		    struct error *err)
{
	CLEANUP(json)
	cJSON *reservation =
		ip_address_for_service(address, json_str_at(object, "metadata", "namespace", NULL),
				       json_str_at(object, "metadata", "name", NULL));
	CLEANUP(response) struct response response = RESPONSE_INIT;
	struct request request = {
		.verb = VERB_CREATE,
		.resource = &resource_ip_address,
		.namespace = "",
		.name = "",
		.subresource = "",
		.user = ALLOCATOR_USER,
		.object = reservation,
	};

	return op->submit(op->server, &request, &response, err);
}

/* The API said no, as opposed to a store that failed. */
static bool is_refusal(const struct error *err)
{
	return reason_code(err->reason) != 0;
}

static bool static_failure(const cJSON *object, const char *ip, const char *why, struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(str) char *detail = xasprintf("failed to allocate IP %s: %s", ip, why);

	field_invalid(&errors, "spec.clusterIPs",
		      field_value_list("string", json_get(object, "spec", "clusterIPs", NULL)),
		      detail);
	return field_errors_to_error(&errors, "", "Service",
				     json_str_at(object, "metadata", "name", NULL), err);
}

/* Reserves the address that the Service asks for. */
static bool take_static(struct operation *op, const struct cidr_set *set, const cJSON *object,
			const char *ip, struct error *err)
{
	CLEANUP(error) struct error refused = ERROR_INIT;
	struct address address;
	enum allocator_verdict verdict;

	/* service_init_families has made sure that it is an address. */
	address_parse_lenient(ip, &address);
	verdict = allocator_judge(op->tx, set, &address, err);
	if (verdict == ALLOCATOR_FAILED)
		return false;
	if (verdict != ALLOCATOR_FREE)
		return static_failure(object, ip, allocator_verdict_text(verdict), err);
	if (reserve(op, object, &address, &refused))
		return true;
	return is_refusal(&refused) ? static_failure(object, ip, refused.message, err)
				    : error_move(err, &refused);
}

static bool dynamic_failure(const char *why, struct error *err)
{
	return error_set(err, REASON_INTERNAL_ERROR,
			 "Internal error occurred: failed to allocate a serviceIP: %s", why);
}

static bool take_dynamic(struct operation *op, const struct cidr_set *set, const cJSON *object,
			 enum family family, char text[ADDRESS_TEXT_SIZE], struct error *err)
{
	CLEANUP(error) struct error refused = ERROR_INIT;
	struct address address;

	switch (allocator_next(op->tx, set, family, op->random, &address, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return dynamic_failure(ALLOCATOR_FULL_TEXT, err);
	case STORE_FOUND:
		break;
	}
	address_format(&address, text);
	if (reserve(op, object, &address, &refused))
		return true;
	return is_refusal(&refused) ? dynamic_failure(refused.message, err)
				    : error_move(err, &refused);
}

static enum family family_at(const cJSON *spec, size_t i)
{
	return strcmp(list_str(json_child(spec, "ipFamilies"), i), "IPv6") == 0 ? FAMILY_IPV6
										: FAMILY_IPV4;
}

/* Reserves the i-th address: the one given, or any when its slot is empty. */
static bool take_one(struct operation *op, const struct cidr_set *set, cJSON *object, size_t i,
		     struct error *err)
{
	cJSON *spec = json_child(object, "spec");
	cJSON *ips = json_child(spec, "clusterIPs");
	char text[ADDRESS_TEXT_SIZE];

	if (*list_str(ips, i) != '\0')
		return take_static(op, set, object, list_str(ips, i), err);
	if (!take_dynamic(op, set, object, family_at(spec, i), text, err))
		return false;
	cJSON_ReplaceItemInArray(ips, (int)i, cJSON_CreateString(text));
	return true;
}

bool service_take_addresses(struct operation *op, cJSON *object, const cJSON *old,
			    struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	cJSON *spec = json_child(object, "spec"), *ips;
	size_t n = json_size(json_child(spec, "ipFamilies"));
	size_t n_old = old != NULL && service_takes_cluster_ip(old)
			       ? json_size(json_get(old, "spec", "clusterIPs", NULL))
			       : 0;

	if (!service_takes_cluster_ip(object) || service_is_headless(object) || n <= n_old)
		return true;
	if (!service_cidr_load(op->tx, &set, err))
		return false;
	ips = json_ensure_array(spec, "clusterIPs");
	/* Empty slots mark what is still to be allocated; an error shows the list like this. */
	while (json_size(ips) < n)
		json_append_str(ips, "");
	for (size_t i = n_old; i < n; i++)
		if (!take_one(op, &set, object, i, err))
			return false;
	json_set_str(spec, "clusterIP", list_str(ips, 0));
	return true;
}

/* ---- release ---- */

static bool has_ip(const cJSON *object, const char *ip)
{
	const cJSON *ips = json_get(object, "spec", "clusterIPs", NULL);

	for (size_t i = 0; i < json_size(ips); i++)
		if (strcmp(list_str(ips, i), ip) == 0)
			return true;
	return false;
}

/* Deletes the IPAddress. As upstream, a refusal is not the user's concern: what is left behind is
 * for the repair controller. Only a failing store stops the request. */
static bool release(struct operation *op, const struct address *address, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(error) struct error refused = ERROR_INIT;
	char name[ADDRESS_TEXT_SIZE];
	struct request request = {
		.verb = VERB_DELETE,
		.resource = &resource_ip_address,
		.namespace = "",
		.name = name,
		.subresource = "",
		.user = ALLOCATOR_USER,
	};

	address_format(address, name);
	if (op->submit(op->server, &request, &response, &refused) || is_refusal(&refused))
		return true;
	return error_move(err, &refused);
}

bool service_release_addresses(struct operation *op, const cJSON *object, const cJSON *old,
			       struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	const cJSON *ips = json_get(old, "spec", "clusterIPs", NULL);
	struct address address;

	if (!service_takes_cluster_ip(old) || service_is_headless(old) || json_size(ips) == 0 ||
	    (object != NULL && json_equal(ips, json_get(object, "spec", "clusterIPs", NULL))))
		return true;
	if (!service_cidr_load(op->tx, &set, err))
		return false;
	for (size_t i = 0; i < json_size(ips); i++) {
		if (!address_parse_lenient(list_str(ips, i), &address) ||
		    has_ip(object, list_str(ips, i)) || !cidr_set_holds(&set, &address))
			continue;
		if (!release(op, &address, err))
			return false;
	}
	return true;
}
