/* The rules that tie clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy together.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateServiceClusterIPsRelatedFields,
 * validateUpgradeDowngradeClusterIPs, validateUpgradeDowngradeIPFamilies), release 1.33. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define MAX_IPS 2

static void invalid_ips(const cJSON *ips, const char *field, const char *detail,
			struct field_errors *errors)
{
	field_invalid(errors, field, field_value_list("string", ips), detail);
}

static void validate_singular(const cJSON *spec, const cJSON *ips, struct field_errors *errors)
{
	const char *ip = json_str(spec, "clusterIP");

	if (*ip != '\0') {
		if (json_size(ips) == 0)
			field_required(errors, "spec.clusterIPs", NULL);
		else if (strcmp(list_str(ips, 0), ip) != 0)
			invalid_ips(ips, "spec.clusterIPs", "first value must match `clusterIP`",
				    errors);
	} else if (json_size(ips) > 0) {
		invalid_ips(ips, "spec.clusterIPs",
			    "must be empty when `clusterIP` is not specified", errors);
	}
}

static bool is_family(const char *text)
{
	return strcmp(text, "IPv4") == 0 || strcmp(text, "IPv6") == 0;
}

static bool seen_before(const cJSON *list, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(list_str(list, j), list_str(list, i)) == 0)
			return true;
	return false;
}

static void validate_families(const cJSON *spec, struct field_errors *errors)
{
	static const char *const families[] = { "IPv4", "IPv6", NULL };
	static const char *const policies[] = { "PreferDualStack", "RequireDualStack",
						"SingleStack", NULL };
	const cJSON *list = json_child(spec, "ipFamilies");
	const char *policy = json_str(spec, "ipFamilyPolicy");
	bool known = json_child(spec, "ipFamilyPolicy") == NULL;

	for (size_t i = 0; i < json_size(list); i++) {
		CLEANUP(str) char *field = xasprintf("spec.ipFamilies[%zu]", i);

		if (!is_family(list_str(list, i)))
			field_not_supported(errors, field, field_value_str(list_str(list, i)),
					    families);
		if (seen_before(list, i))
			field_duplicate(errors, field, field_value_str(list_str(list, i)));
	}
	for (size_t i = 0; policies[i] != NULL; i++)
		known = known || strcmp(policies[i], policy) == 0;
	if (!known)
		field_not_supported(errors, "spec.ipFamilyPolicy", field_value_str(policy),
				    policies);
}

/* Each entry on its own. False when what follows makes no sense any more. */
static bool validate_texts(const cJSON *ips, struct field_errors *errors)
{
	size_t n = json_size(ips);
	bool sound = true;

	for (size_t i = 0; i < n; i++) {
		CLEANUP(str) char *field = xasprintf("spec.clusterIPs[%zu]", i);
		const char *ip = list_str(ips, i);
		struct address address;

		if (i == 0 && strcmp(ip, CLUSTER_IP_NONE) == 0) {
			if (n > 1) {
				invalid_ips(ips, "spec.clusterIPs",
					    "'None' must be the first and only value", errors);
				sound = false;
			}
			continue;
		}
		if (!address_parse_lenient(ip, &address)) {
			field_invalid_str(
				errors, field, ip,
				"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
			sound = false;
		}
	}
	if (n > MAX_IPS)
		invalid_ips(ips, "spec.clusterIPs", "may only hold up to 2 values", errors);
	return sound;
}

static enum family family_at(const cJSON *ips, size_t i)
{
	struct address address = { .family = FAMILY_IPV4 };

	address_parse_lenient(list_str(ips, i), &address);
	return address.family;
}

static bool has_both_families(const cJSON *ips)
{
	bool four = false, six = false;

	for (size_t i = 0; i < json_size(ips); i++) {
		four = four || family_at(ips, i) == FAMILY_IPV4;
		six = six || family_at(ips, i) == FAMILY_IPV6;
	}
	return four && six;
}

static void validate_match(const cJSON *ips, const cJSON *families, struct field_errors *errors)
{
	for (size_t i = 0; i < json_size(ips) && i < json_size(families); i++) {
		CLEANUP(str) char *field = xasprintf("spec.clusterIPs[%zu]", i);
		const char *family = list_str(families, i);
		CLEANUP(str)
		char *detail = xasprintf("expected an %s value as indicated by `ipFamilies[%zu]`",
					 family, i);

		if (is_family(family) && strcmp(family, family_name(family_at(ips, i))) != 0)
			field_invalid_str(errors, field, list_str(ips, i), detail);
	}
}

void service_validate_ip(const cJSON *object, struct field_errors *errors)
{
	const cJSON *spec = json_child(object, "spec");
	const cJSON *ips = json_child(spec, "clusterIPs");

	validate_singular(spec, ips, errors);
	validate_families(spec, errors);
	if (!validate_texts(ips, errors))
		return;
	if (json_size(ips) > 1 && !has_both_families(ips))
		invalid_ips(ips, "spec.clusterIPs",
			    "may specify no more than one IP for each IP family", errors);
	if (!service_is_headless(object))
		validate_match(ips, json_child(spec, "ipFamilies"), errors);
}

/* ---- update ---- */

static bool policy_is_single(const cJSON *object)
{
	return strcmp(json_str_at(object, "spec", "ipFamilyPolicy", NULL), "SingleStack") == 0;
}

static void need_single_policy(const cJSON *object, const char *detail, struct field_errors *errors)
{
	const cJSON *policy = json_get(object, "spec", "ipFamilyPolicy", NULL);

	if (!policy_is_single(object))
		field_invalid(errors, "spec.ipFamilyPolicy",
			      policy == NULL ? field_value_nil()
					     : field_value_str(cJSON_GetStringValue(policy)),
			      detail);
}

static void validate_ips_update(const cJSON *object, const cJSON *ips, const cJSON *old_ips,
				struct field_errors *errors)
{
	size_t n = json_size(ips), n_old = json_size(old_ips);

	for (size_t i = 0; n == n_old && i < n; i++) {
		CLEANUP(str) char *field = xasprintf("spec.clusterIPs[%zu]", i);

		if (strcmp(list_str(ips, i), list_str(old_ips, i)) != 0)
			invalid_ips(ips, field, "may not change once set", errors);
	}
	if (n == n_old || n_old == 0)
		return;
	if (n == 0) {
		invalid_ips(ips, "spec.clusterIPs[0]", "primary clusterIP can not be unset",
			    errors);
		return;
	}
	if (strcmp(list_str(ips, 0), list_str(old_ips, 0)) != 0)
		invalid_ips(ips, "spec.clusterIPs[0]", "may not change once set", errors);
	if (n < n_old)
		need_single_policy(object,
				   "must be set to 'SingleStack' when releasing the secondary "
				   "clusterIP",
				   errors);
}

static void validate_families_update(const cJSON *object, const cJSON *old,
				     struct field_errors *errors)
{
	const cJSON *ips = json_get(object, "spec", "clusterIPs", NULL);
	const cJSON *families = json_get(object, "spec", "ipFamilies", NULL);
	const cJSON *old_families = json_get(old, "spec", "ipFamilies", NULL);
	size_t n = json_size(families), n_old = json_size(old_families);

	if (n == n_old) {
		if (!json_equal(families, old_families) && n > 0)
			field_invalid(errors, "spec.ipFamilies[0]",
				      field_value_list("core.IPFamily", families),
				      "may not change once set");
		return;
	}
	if (n_old == 0)
		return;
	if (n == 0) {
		if (json_size(ips) == 0)
			field_invalid(errors, "spec.ipFamilies[0]",
				      field_value_list("core.IPFamily", families),
				      "primary ipFamily can not be unset");
		return;
	}
	if (strcmp(list_str(families, 0), list_str(old_families, 0)) != 0)
		invalid_ips(ips, "spec.ipFamilies[0]", "may not change once set", errors);
	if (n < n_old)
		need_single_policy(object,
				   "must be set to 'SingleStack' when releasing the secondary "
				   "ipFamily",
				   errors);
}

void service_validate_ip_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	bool headless = service_is_headless(object), was_headless = service_is_headless(old);

	if (!service_takes_cluster_ip(object) || !service_takes_cluster_ip(old))
		return;
	if (!(headless && was_headless))
		validate_ips_update(object, json_get(object, "spec", "clusterIPs", NULL),
				    json_get(old, "spec", "clusterIPs", NULL), errors);
	if (!headless && !was_headless)
		validate_families_update(object, old, errors);
}
