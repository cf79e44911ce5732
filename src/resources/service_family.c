/* Which IP families a Service has, before any address is allocated.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go (initIPFamilyFields,
 * patchAllocatedValues), strategy.go (NormalizeClusterIPs), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define SINGLE "SingleStack"
#define PREFER "PreferDualStack"
#define REQUIRE "RequireDualStack"

/* ---- clusterIP and clusterIPs ---- */

static cJSON *list_of(const char *text)
{
	cJSON *list = cJSON_CreateArray();

	json_append_str(list, text);
	return list;
}

static void keep_allocated(cJSON *spec, const cJSON *old_spec)
{
	if (*json_str(spec, "clusterIP") == '\0' && *json_str(old_spec, "clusterIP") != '\0')
		json_set_str(spec, "clusterIP", json_str(old_spec, "clusterIP"));
	if (json_size(json_child(spec, "clusterIPs")) == 0 &&
	    json_size(json_child(old_spec, "clusterIPs")) > 0)
		json_set(spec, "clusterIPs", json_copy(json_child(old_spec, "clusterIPs")));
}

static void normalise_update(cJSON *spec, const cJSON *old_spec)
{
	const char *ip = json_str(spec, "clusterIP"), *old_ip = json_str(old_spec, "clusterIP");
	const cJSON *old_ips = json_child(old_spec, "clusterIPs");

	if (strcmp(ip, old_ip) == 0) {
		/* A client that knows only the singular field. */
		if (json_size(json_child(spec, "clusterIPs")) == 0 && json_size(old_ips) > 0)
			json_set(spec, "clusterIPs", json_copy(old_ips));
		return;
	}
	if (!json_equal(json_child(spec, "clusterIPs"), old_ips))
		return;
	if (*ip == '\0')
		json_remove(spec, "clusterIPs");
	else
		json_set(spec, "clusterIPs", list_of(ip));
}

void service_normalise(cJSON *object, const cJSON *old)
{
	cJSON *spec = json_ensure_object(object, "spec");

	if (old != NULL) {
		if (service_takes_cluster_ip(object) && service_takes_cluster_ip(old))
			keep_allocated(spec, json_child(old, "spec"));
		normalise_update(spec, json_child(old, "spec"));
	} else if (*json_str(spec, "clusterIP") != '\0' &&
		   json_size(json_child(spec, "clusterIPs")) == 0) {
		json_set(spec, "clusterIPs", list_of(json_str(spec, "clusterIP")));
	}
}

/* ---- policy ---- */

static bool policy_is(const cJSON *spec, const char *policy)
{
	return strcmp(json_str(spec, "ipFamilyPolicy"), policy) == 0;
}

static bool has_selector(const cJSON *spec)
{
	return json_size(json_child(spec, "selector")) > 0;
}

static bool same_at(const cJSON *spec, const cJSON *old_spec, const char *key)
{
	return json_equal(json_child(spec, key), json_child(old_spec, key));
}

/* A PreferDualStack Service does not change by itself when the cluster gains or loses a family. */
static bool is_settled(const cJSON *spec, const cJSON *old_spec)
{
	return old_spec != NULL &&
	       strcmp(json_str(spec, "type"), json_str(old_spec, "type")) == 0 &&
	       policy_is(spec, PREFER) &&
	       (policy_is(old_spec, PREFER) || json_child(old_spec, "ipFamilyPolicy") == NULL) &&
	       same_at(spec, old_spec, "clusterIPs") && same_at(spec, old_spec, "ipFamilies");
}

/* Never a static default: only an explicit policy may move a Service between single and dual. */
static void default_policy(cJSON *spec, const cJSON *old_spec)
{
	const char *old_policy = json_str(old_spec, "ipFamilyPolicy");
	bool headless = strcmp(json_str(spec, "clusterIP"), CLUSTER_IP_NONE) == 0;

	if (json_child(spec, "ipFamilyPolicy") != NULL)
		return;
	if (*old_policy != '\0')
		json_set_str(spec, "ipFamilyPolicy", old_policy);
	else
		json_set_str(spec, "ipFamilyPolicy",
			     headless && !has_selector(spec) ? REQUIRE : SINGLE);
}

static void invalid_policy(const cJSON *spec, const char *detail, struct field_errors *errors)
{
	field_invalid_str(errors, "spec.ipFamilyPolicy", json_str(spec, "ipFamilyPolicy"), detail);
}

/* Keeps only the first element of the list. */
static void cut_to_first(cJSON *spec, const char *key)
{
	cJSON *list = json_child(spec, key);

	while (json_size(list) > 1)
		cJSON_DeleteItemFromArray(list, 1);
}

/* Fewer than before, but not none. */
static bool is_reduced(const cJSON *spec, const cJSON *old_spec, const char *key)
{
	size_t n = json_size(json_child(spec, key));

	return n > 0 && n < json_size(json_child(old_spec, key));
}

static void apply_policy_change(cJSON *spec, const cJSON *old_spec, struct field_errors *errors)
{
	static const char *const lists[] = { "clusterIPs", "ipFamilies" };

	if (!policy_is(spec, SINGLE)) {
		if (is_reduced(spec, old_spec, "clusterIPs"))
			invalid_policy(spec,
				       "must be 'SingleStack' to release the secondary cluster IP",
				       errors);
		if (is_reduced(spec, old_spec, "ipFamilies"))
			invalid_policy(spec,
				       "must be 'SingleStack' to release the secondary IP family",
				       errors);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (same_at(spec, old_spec, lists[i]))
			cut_to_first(spec, lists[i]);
}

static void check_single(const cJSON *spec, struct field_errors *errors)
{
	static const char lead[] = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
	static const char *const lists[][2] = {
		{ "clusterIPs", "cluster IPs are specified" },
		{ "ipFamilies", "IP families are specified" },
	};

	for (size_t i = 0; policy_is(spec, SINGLE) && i < ARRAY_LEN(lists); i++) {
		CLEANUP(str) char *detail = xasprintf("%s%s", lead, lists[i][1]);

		if (json_size(json_child(spec, lists[i][0])) == 2)
			invalid_policy(spec, detail, errors);
	}
}

/* ---- families ---- */

static enum family other_family(enum family family)
{
	return family == FAMILY_IPV4 ? FAMILY_IPV6 : FAMILY_IPV4;
}

static enum family family_of_name(const char *name)
{
	return strcmp(name, "IPv6") == 0 ? FAMILY_IPV6 : FAMILY_IPV4;
}

/* Families that only the addresses given tell. */
static void infer_families(const struct cluster *cluster, cJSON *spec, struct field_errors *errors)
{
	const cJSON *ips = json_child(spec, "clusterIPs");
	cJSON *families = json_ensure_array(spec, "ipFamilies");

	for (size_t i = json_size(families); i < json_size(ips); i++) {
		CLEANUP(str) char *field = xasprintf("spec.clusterIPs[%zu]", i);
		CLEANUP(str) char *detail = NULL;
		struct address address;

		if (!address_parse_lenient(list_str(ips, i), &address))
			break;
		detail = xasprintf("%s is not configured on this cluster",
				   family_name(address.family));
		if (cluster_offers(cluster, address.family))
			json_append_str(families, family_name(address.family));
		else
			field_invalid(errors, field, field_value_list("string", ips), detail);
	}
}

static void append_default_family(const struct cluster *cluster, cJSON *families)
{
	if (json_size(families) == 0)
		json_append_str(families, family_name(cluster->service_ranges[0].address.family));
}

static void append_other_family(cJSON *families)
{
	if (json_size(families) == 1)
		json_append_str(families,
				family_name(other_family(family_of_name(list_str(families, 0)))));
}

static void check_configured(const struct cluster *cluster, const cJSON *spec,
			     struct field_errors *errors)
{
	const cJSON *families = json_child(spec, "ipFamilies");

	if (policy_is(spec, REQUIRE) && cluster->n_service_ranges < 2)
		invalid_policy(spec, "this cluster is not configured for dual-stack services",
			       errors);
	for (size_t i = 0; i < json_size(families); i++) {
		CLEANUP(str) char *field = xasprintf("spec.ipFamilies[%zu]", i);

		if (!cluster_offers(cluster, family_of_name(list_str(families, i))))
			field_invalid_str(errors, field, list_str(families, i),
					  "not configured on this cluster");
	}
}

/* Headless without a selector: whoever makes its endpoints may use any family, configured or
 * not. */
static bool is_free_of_families(const cJSON *spec)
{
	return strcmp(json_str(spec, "clusterIP"), CLUSTER_IP_NONE) == 0 && !has_selector(spec);
}

static void fill_families(const struct cluster *cluster, cJSON *spec, struct field_errors *errors)
{
	cJSON *families = json_ensure_array(spec, "ipFamilies");
	bool any_family = is_free_of_families(spec);

	if (!any_family) {
		check_configured(cluster, spec, errors);
		if (errors->n > 0)
			return;
	}
	append_default_family(cluster, families);
	if (!policy_is(spec, SINGLE) && (any_family || cluster->n_service_ranges == 2))
		append_other_family(families);
}

bool service_init_families(const struct cluster *cluster, cJSON *object, const cJSON *old,
			   struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	cJSON *spec = json_child(object, "spec");
	const cJSON *old_spec = json_child(old, "spec");
	const char *name = json_str_at(object, "metadata", "name", NULL);

	if (!service_takes_cluster_ip(object) || is_settled(spec, old_spec))
		return true;
	default_policy(spec, old_spec);
	service_validate_ip(object, &errors);
	if (errors.n == 0) {
		if (old_spec != NULL)
			apply_policy_change(spec, old_spec, &errors);
		check_single(spec, &errors);
		infer_families(cluster, spec, &errors);
	}
	if (errors.n == 0)
		fill_families(cluster, spec, &errors);
	return field_errors_to_error(&errors, "", "Service", name, err);
}
