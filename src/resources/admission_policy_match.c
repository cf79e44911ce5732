/* MatchResources, which a policy and its binding have: defaults and rules.
 * Source: kubernetes pkg/apis/admissionregistration/v1/defaults.go and validation/validation.go,
 * apimachinery meta/v1/validation. */
#include <stdlib.h>
#include <string.h>

#include "admission_policy.h"

/* ---- small things ---- */

char *field_child(const char *field, const char *key)
{
	return xasprintf("%s.%s", field, key);
}

char *field_index(const char *field, size_t i)
{
	return xasprintf("%s[%zu]", field, i);
}

void field_check(struct field_errors *errors, const char *field, const char *value,
		 check_text *check)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;

	check(value, &messages);
	for (size_t i = 0; i < messages.n; i++)
		field_invalid_str(errors, field, value, messages.items[i]);
}

void field_check_one_of(struct field_errors *errors, const char *field, const char *value,
			const char *const *supported)
{
	for (const char *const *at = supported; *at != NULL; at++)
		if (strcmp(*at, value) == 0)
			return;
	field_not_supported(errors, field, field_value_str(value), supported);
}

static const char *text_of(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : "";
}

bool text_list_has(const cJSON *list, const char *text)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, list)
		if (strcmp(text_of(item), text) == 0)
			return true;
	return false;
}

/* ---- defaults ---- */

static void set_scopes(const cJSON *rules)
{
	cJSON *rule;

	cJSON_ArrayForEach (rule, rules)
		if (json_child(rule, "scope") == NULL)
			json_set_str(rule, "scope", "*");
}

void match_resources_set_defaults(cJSON *match_resources)
{
	if (match_resources == NULL)
		return;
	if (json_child(match_resources, "matchPolicy") == NULL)
		json_set_str(match_resources, "matchPolicy", "Equivalent");
	json_ensure_object(match_resources, "namespaceSelector");
	json_ensure_object(match_resources, "objectSelector");
	set_scopes(json_child(match_resources, "resourceRules"));
	set_scopes(json_child(match_resources, "excludeResourceRules"));
}

/* ---- label selectors ---- */

static void validate_requirement(const cJSON *requirement, const char *field,
				 struct field_errors *errors)
{
	const char *operator= json_str(requirement, "operator"),
		   *key = json_str(requirement, "key");
	const cJSON *values = json_child(requirement, "values"), *value;
	CLEANUP(str) char *values_field = field_child(field, "values");
	CLEANUP(str) char *operator_field = field_child(field, "operator");
	CLEANUP(str) char *key_field = field_child(field, "key");
	size_t i = 0;

	if (strcmp(operator, "In") == 0 || strcmp(operator, "NotIn") == 0) {
		if (json_size(values) == 0)
			field_required(errors, values_field,
				       "must be specified when `operator` is 'In' or 'NotIn'");
	} else if (strcmp(operator, "Exists") == 0 || strcmp(operator, "DoesNotExist") == 0) {
		if (json_size(values) > 0)
			field_forbidden(errors, values_field,
					"may not be specified when `operator` is 'Exists' or "
					"'DoesNotExist'");
	} else {
		field_invalid_str(errors, operator_field, operator,
				  "not a valid selector operator");
	}
	field_check(errors, key_field, key, check_qualified_name);
	cJSON_ArrayForEach (value, values) {
		CLEANUP(str) char *value_field = field_index(values_field, i++);

		field_check(errors, value_field, text_of(value), check_label_value);
	}
}

void label_selector_validate(const cJSON *selector, const char *field, struct field_errors *errors)
{
	CLEANUP(str) char *labels_field = field_child(field, "matchLabels");
	CLEANUP(str) char *list_field = field_child(field, "matchExpressions");
	const cJSON *requirement;
	size_t i = 0;

	validate_labels(json_child(selector, "matchLabels"), labels_field, errors);
	cJSON_ArrayForEach (requirement, json_child(selector, "matchExpressions")) {
		CLEANUP(str) char *requirement_field = field_index(list_field, i++);

		validate_requirement(requirement, requirement_field, errors);
	}
}

/* ---- rules ---- */

static void validate_resource_names(const cJSON *names, const char *field,
				    struct field_errors *errors)
{
	const cJSON *name, *before;
	size_t i = 0;

	cJSON_ArrayForEach (name, names) {
		CLEANUP(str) char *name_field = field_index(field, i++);

		field_check(errors, name_field, text_of(name), check_path_segment);
		for (before = names->child; before != name; before = before->next)
			if (strcmp(text_of(before), text_of(name)) == 0) {
				field_duplicate(errors, name_field, field_value_str(text_of(name)));
				break;
			}
	}
}

static void validate_operations(const cJSON *operations, const char *field,
				struct field_errors *errors)
{
	static const char *const supported[] = {
		"*", "CONNECT", "CREATE", "DELETE", "UPDATE", NULL
	};
	const cJSON *operation;
	size_t i = 0;

	if (json_size(operations) == 0)
		field_required(errors, field, "");
	if (json_size(operations) > 1 && text_list_has(operations, "*"))
		field_invalid(errors, field,
			      field_value_list("admissionregistration.OperationType", operations),
			      "if '*' is present, must not specify other operations");
	cJSON_ArrayForEach (operation, operations) {
		CLEANUP(str) char *operation_field = field_index(field, i++);

		field_check_one_of(errors, operation_field, text_of(operation), supported);
	}
}

/* "*" stands alone. */
static void validate_star(const cJSON *list, const char *field, const char *others,
			  struct field_errors *errors)
{
	CLEANUP(str)
	char *detail = xasprintf("if '*' is present, must not specify other %s", others);

	if (json_size(list) == 0)
		field_required(errors, field, "");
	if (json_size(list) > 1 && text_list_has(list, "*"))
		field_invalid(errors, field, field_value_list("string", list), detail);
}

static void validate_versions(const cJSON *versions, const char *field, struct field_errors *errors)
{
	const cJSON *version;
	size_t i = 0;

	validate_star(versions, field, "API versions", errors);
	cJSON_ArrayForEach (version, versions) {
		CLEANUP(str) char *version_field = field_index(field, i++);

		if (*text_of(version) == '\0')
			field_required(errors, version_field, "");
	}
}

/* Whether an entry before `end` is "RESOURCE/SUBRESOURCE". */
static bool has_earlier(const cJSON *list, const cJSON *end, const char *resource, size_t length,
			const char *subresource)
{
	for (const cJSON *at = list->child; at != end; at = at->next) {
		const char *slash = strchr(text_of(at), '/');

		if (slash != NULL && (size_t)(slash - text_of(at)) == length &&
		    strncmp(text_of(at), resource, length) == 0 &&
		    strcmp(slash + 1, subresource) == 0)
			return true;
	}
	return false;
}

/* One with a subresource must not repeat what an earlier one with a star covers. */
static void validate_subresource(const cJSON *list, const cJSON *item, const char *field,
				 struct field_errors *errors)
{
	const char *text = text_of(item), *slash = strchr(text, '/');
	size_t length = (size_t)(slash - text);

	if (has_earlier(list, item, text, length, "*")) {
		CLEANUP(str)
		char *detail = xasprintf("if '%.*s/*' is present, must not specify %s", (int)length,
					 text, text);

		field_invalid_str(errors, field, text, detail);
	}
	if (has_earlier(list, item, "*", 1, slash + 1)) {
		CLEANUP(str)
		char *detail =
			xasprintf("if '*/%s' is present, must not specify %s", slash + 1, text);

		field_invalid_str(errors, field, text, detail);
	}
}

static void validate_resources(const cJSON *list, const char *field, struct field_errors *errors)
{
	bool plain = false; /* the last one without a slash is no star */
	const cJSON *item;
	size_t i = 0;

	if (json_size(list) == 0)
		field_required(errors, field, "");
	cJSON_ArrayForEach (item, list) {
		CLEANUP(str) char *item_field = field_index(field, i++);

		if (*text_of(item) == '\0')
			field_required(errors, item_field, "");
		else if (strchr(text_of(item), '/') == NULL)
			plain = strcmp(text_of(item), "*") != 0;
		else
			validate_subresource(list, item, item_field, errors);
	}
	if (json_size(list) > 1 && text_list_has(list, "*/*"))
		field_invalid(errors, field, field_value_list("string", list),
			      "if '*/*' is present, must not specify other resources");
	if (plain && text_list_has(list, "*"))
		field_invalid(errors, field, field_value_list("string", list),
			      "if '*' is present, must not specify other resources without "
			      "subresources");
}

static void validate_rule(const cJSON *rule, const char *field, struct field_errors *errors)
{
	static const char *const scopes[] = { "*", "Cluster", "Namespaced", NULL };
	CLEANUP(str) char *names = field_child(field, "resourceNames");
	CLEANUP(str) char *operations = field_child(field, "operations");
	CLEANUP(str) char *groups = field_child(field, "apiGroups");
	CLEANUP(str) char *versions = field_child(field, "apiVersions");
	CLEANUP(str) char *resource_list = field_child(field, "resources");
	CLEANUP(str) char *scope = field_child(field, "scope");

	validate_resource_names(json_child(rule, "resourceNames"), names, errors);
	validate_operations(json_child(rule, "operations"), operations, errors);
	validate_star(json_child(rule, "apiGroups"), groups, "API groups", errors);
	validate_versions(json_child(rule, "apiVersions"), versions, errors);
	validate_resources(json_child(rule, "resources"), resource_list, errors);
	if (json_child(rule, "scope") != NULL)
		field_check_one_of(errors, scope, json_str(rule, "scope"), scopes);
}

static void validate_rules(const cJSON *rules, const char *field, struct field_errors *errors)
{
	const cJSON *rule;
	size_t i = 0;

	cJSON_ArrayForEach (rule, rules) {
		CLEANUP(str) char *rule_field = field_index(field, i++);

		validate_rule(rule, rule_field, errors);
	}
}

void match_resources_validate(const cJSON *match_resources, const char *field,
			      struct field_errors *errors)
{
	static const char *const match_policies[] = { "Equivalent", "Exact", NULL };
	CLEANUP(str) char *match_policy = field_child(field, "matchPolicy");
	CLEANUP(str) char *namespaces = field_child(field, "namespaceSelector");
	CLEANUP(str) char *objects = field_child(field, "objectSelector");
	CLEANUP(str) char *rules = field_child(field, "resourceRules");
	CLEANUP(str) char *excluded = field_child(field, "excludeResourceRules");

	if (match_resources == NULL)
		return;
	field_check_one_of(errors, match_policy, json_str(match_resources, "matchPolicy"),
			   match_policies);
	label_selector_validate(json_child(match_resources, "namespaceSelector"), namespaces,
				errors);
	label_selector_validate(json_child(match_resources, "objectSelector"), objects, errors);
	validate_rules(json_child(match_resources, "resourceRules"), rules, errors);
	validate_rules(json_child(match_resources, "excludeResourceRules"), excluded, errors);
}
