/* The whole state looked at: what the controllers look at one by one, the index against the objects
 * it was derived from, and the store itself. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "internal.h"

/* Calls visit for every object of the kind, in batches, so that it may write. */
typedef bool verify_visit(void *context, const cJSON *object, struct error *err);

static bool for_each(struct server *server, const struct resource *resource, verify_visit *visit,
		     void *context, struct error *err)
{
	CLEANUP(str) char *token = NULL;

	do {
		CLEANUP(response) struct response response = RESPONSE_INIT;
		struct request request = {
			.verb = VERB_LIST,
			.resource = resource,
			.namespace = "",
			.name = "",
			.subresource = "",
			.limit = 500,
			.continue_token = token,
		};
		const cJSON *item;

		if (!server_handle_nested(server, &request, &response, err))
			return false;
		cJSON_ArrayForEach (item, response.items) {
			if (!visit(context, item, err))
				return false;
		}
		free(token);
		token = TAKE(response.continue_token);
	} while (token != NULL);
	return true;
}

/* ---- Services and IPAddresses ---- */

static bool visit_service(void *context, const cJSON *object, struct error *err)
{
	return repair_service(context, object, err);
}

static bool visit_address(void *context, const cJSON *object, struct error *err)
{
	return repair_address(context, object, err);
}

/* ---- ServiceCIDRs ---- */

struct range_check {
	struct server *server;
	struct operation *op;
	struct findings *findings;
	bool mend;
};

static bool has_finalizer(const cJSON *object)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_get(object, "metadata", "finalizers", NULL)) {
		if (cJSON_IsString(item) && strcmp(item->valuestring, SERVICE_CIDR_FINALIZER) == 0)
			return true;
	}
	return false;
}

static bool is_blocked(const struct range_check *check, const char *name, bool *ret_blocked,
		       struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	bool can_delete;

	if (!service_cidr_load(check->op->tx, &set, err) ||
	    !cidr_can_delete(check->op->tx, &set, name, &can_delete, NULL, err))
		return false;
	*ret_blocked = !can_delete;
	return true;
}

static bool visit_range(void *context, const cJSON *object, struct error *err)
{
	const struct range_check *check = context;
	const char *name = json_str_at(object, "metadata", "name", NULL);
	bool terminating = *json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0';
	CLEANUP(str) char *subject = xasprintf("servicecidr/%s", name);
	bool blocked;

	if (!terminating && !has_finalizer(object)) {
		findings_add(check->findings, subject, "ServiceCIDRFinalizerMissing",
			     "the ServiceCIDR lacks its finalizer; repairing", check->mend);
	} else if (terminating) {
		if (!is_blocked(check, name, &blocked, err))
			return false;
		if (!blocked && has_finalizer(object))
			findings_add(
				check->findings, subject, "ServiceCIDRReleasable",
				"nothing holds the ServiceCIDR any more; removing its finalizer",
				check->mend);
	}
	return !check->mend || service_cidr_sync(check->op, name, err);
}

/* ---- index ---- */

struct index_check {
	struct server *server;
	struct findings *findings;
	bool mend;
	uint64_t taken[2], managed[2]; /* by family: IPv4, IPv6 */
};

static bool visit_indexed(void *context, const cJSON *object, struct error *err)
{
	struct index_check *check = context;
	const char *name = json_str_at(object, "metadata", "name", NULL);
	CLEANUP(str) char *subject = xasprintf("ipaddress/%s", name);
	struct address address;
	enum store_answer answer;

	if (!address_parse(name, &address))
		return true;
	check->taken[address.family == FAMILY_IPV6]++;
	check->managed[address.family == FAMILY_IPV6] += ip_address_is_managed(object);
	answer = number_set_contains(check->server->tx, address_set_taken(address.family),
				     address.value, err);
	if (answer == STORE_ABSENT)
		findings_add(check->findings, subject, "AddressIndexIncomplete",
			     "the address is missing from the index; rebuilding", check->mend);
	return answer != STORE_FAILED;
}

static bool check_count(struct index_check *check, const char *set, enum family family,
			uint64_t expected, struct error *err)
{
	uint128 last = family == FAMILY_IPV4 ? UINT32_MAX : UINT128_MAX;
	CLEANUP(str) char *damage = NULL;
	CLEANUP(str) char *message = NULL;
	uint64_t count;

	if (!number_set_check(check->server->tx, set, &damage, err) ||
	    !number_set_count(check->server->tx, set, 0, last, &count, err))
		return false;
	if (damage != NULL)
		findings_add(check->findings, set, "AddressIndexDamaged", damage, check->mend);
	if (count == expected)
		return true;
	message = xasprintf("the index counts %llu addresses, there are %llu; rebuilding",
			    (unsigned long long)count, (unsigned long long)expected);
	findings_add(check->findings, set, "AddressIndexWrong", message, check->mend);
	return true;
}

static bool check_index(struct index_check *check, struct error *err)
{
	static const enum family families[] = { FAMILY_IPV4, FAMILY_IPV6 };

	if (!for_each(check->server, &resource_ip_address, visit_indexed, check, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (!check_count(check, address_set_taken(families[i]), families[i],
				 check->taken[i], err) ||
		    !check_count(check, address_set_managed(families[i]), families[i],
				 check->managed[i], err))
			return false;
	return true;
}

static bool visit_rebuild(void *context, const cJSON *object, struct error *err)
{
	struct server *server = context;
	const struct resource *resource = strcmp(json_str(object, "kind"), "ServiceCIDR") == 0
						  ? &resource_service_cidr
						  : &resource_ip_address;

	return resource->index(server->tx, object, NULL, err);
}

/* Derives the index anew from the objects. */
static bool rebuild_index(struct server *server, struct error *err)
{
	static const enum family families[] = { FAMILY_IPV4, FAMILY_IPV6 };

	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (!number_set_clear(server->tx, address_set_taken(families[i]), err) ||
		    !number_set_clear(server->tx, address_set_managed(families[i]), err))
			return false;
	return for_each(server, &resource_ip_address, visit_rebuild, server, err) &&
	       for_each(server, &resource_service_cidr, visit_rebuild, server, err);
}

static bool verify_index(struct server *server, bool mend, struct findings *findings,
			 struct error *err)
{
	struct index_check check = { .server = server, .findings = findings, .mend = mend };
	size_t before = findings->n;

	return check_index(&check, err) &&
	       (!mend || findings->n == before || rebuild_index(server, err));
}

/* ---- all of it ---- */

static bool verify_store(struct server *server, struct findings *findings, struct error *err)
{
	CLEANUP(str) char *report = NULL;

	if (!store_check(server->tx, &report, err))
		return false;
	if (report != NULL)
		findings_add(findings, "state file", "StoreDamaged", report, false);
	return true;
}

static bool verify_objects(struct server *server, bool mend, struct findings *findings,
			   struct error *err)
{
	CLEANUP(text_list) struct text_list unheard = TEXT_LIST_INIT;
	struct operation op = server_operation(server, NULL, &unheard);
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	struct repair repair = { .op = &op, .set = &set, .findings = findings, .mend = mend };
	struct range_check check = { server, &op, findings, mend };

	return service_cidr_load(server->tx, &set, err) &&
	       for_each(server, &resource_service, visit_service, &repair, err) &&
	       for_each(server, &resource_ip_address, visit_address, &repair, err) &&
	       for_each(server, &resource_service_cidr, visit_range, &check, err);
}

bool server_verify(struct server *server, bool mend, struct findings *findings, struct error *err)
{
	return verify_store(server, findings, err) && verify_index(server, mend, findings, err) &&
	       verify_objects(server, mend, findings, err) && reconcile(server, err);
}
