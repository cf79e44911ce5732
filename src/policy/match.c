/* Whether a request is one that a MatchResources means.
 * Source: apiserver pkg/admission/plugin/policy/matching and plugin/webhook/predicates. */
#include "internal.h"

#include <string.h>

bool policy_request_is_namespace(const struct policy_request *request)
{
	return *request->group == '\0' && strcmp(request->plural, "namespaces") == 0;
}

/* Whether a list of texts has this one. */
static bool has(const cJSON *list, const char *text)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, list)
		if (cJSON_IsString(item) && strcmp(item->valuestring, text) == 0)
			return true;
	return false;
}

static bool has_or_all(const cJSON *list, const char *text)
{
	return has(list, "*") || has(list, text);
}

/* ---- label selectors ---- */

static bool requirement_holds(const cJSON *requirement, const cJSON *labels)
{
	const char *operator= json_str(requirement, "operator");
	const cJSON *label = json_child(labels, json_str(requirement, "key"));
	const cJSON *values = json_child(requirement, "values");
	bool is_set = cJSON_IsString(label);

	if (strcmp(operator, "In") == 0)
		return is_set && has(values, label->valuestring);
	if (strcmp(operator, "NotIn") == 0)
		return !is_set || !has(values, label->valuestring);
	if (strcmp(operator, "Exists") == 0)
		return is_set;
	return strcmp(operator, "DoesNotExist") == 0 && !is_set;
}

bool policy_selects(const cJSON *label_selector, const cJSON *labels)
{
	const cJSON *wanted, *requirement;

	cJSON_ArrayForEach (wanted, json_child(label_selector, "matchLabels")) {
		const cJSON *label = json_child(labels, wanted->string);

		if (!cJSON_IsString(label) || !cJSON_IsString(wanted) ||
		    strcmp(label->valuestring, wanted->valuestring) != 0)
			return false;
	}
	cJSON_ArrayForEach (requirement, json_child(label_selector, "matchExpressions"))
		if (!requirement_holds(requirement, labels))
			return false;
	return true;
}

static bool is_empty(const cJSON *label_selector)
{
	return json_size(json_child(label_selector, "matchLabels")) == 0 &&
	       json_size(json_child(label_selector, "matchExpressions")) == 0;
}

static const cJSON *labels_of(const cJSON *object)
{
	return json_get(object, "metadata", "labels", NULL);
}

static bool namespace_matches(const cJSON *selector, const struct policy_request *request,
			      const cJSON *namespace)
{
	if (is_empty(selector))
		return true;
	if (policy_request_is_namespace(request))
		return policy_selects(selector, labels_of(request->object != NULL ? request->object
										  : request->old));
	return *request->namespace == '\0' || policy_selects(selector, labels_of(namespace));
}

static bool object_matches(const cJSON *selector, const struct policy_request *request)
{
	return is_empty(selector) ||
	       (request->object != NULL && policy_selects(selector, labels_of(request->object))) ||
	       (request->old != NULL && policy_selects(selector, labels_of(request->old)));
}

/* ---- rules ---- */

static bool scope_matches(const cJSON *rule, const struct policy_request *request)
{
	const char *scope = json_str(rule, "scope");
	bool namespaced = *request->namespace != '\0' && !policy_request_is_namespace(request);

	if (*scope == '\0' || strcmp(scope, "*") == 0)
		return true;
	return strcmp(scope, namespaced ? "Namespaced" : "Cluster") == 0;
}

static bool resource_matches(const char *wanted, const struct policy_request *request)
{
	const char *slash = strchr(wanted, '/');
	size_t length = slash != NULL ? (size_t)(slash - wanted) : strlen(wanted);
	const char *subresource = slash != NULL ? slash + 1 : "";
	bool all = length == 1 && *wanted == '*';

	return (all || (strlen(request->plural) == length &&
			strncmp(wanted, request->plural, length) == 0)) &&
	       (strcmp(subresource, "*") == 0 || strcmp(subresource, request->subresource) == 0);
}

static bool rule_matches(const cJSON *rule, const struct policy_request *request,
			 const char *version)
{
	const cJSON *names = json_child(rule, "resourceNames"), *item;
	bool found = false;

	if (!scope_matches(rule, request) ||
	    !has_or_all(json_child(rule, "operations"), request->operation) ||
	    !has_or_all(json_child(rule, "apiGroups"), request->group) ||
	    !has_or_all(json_child(rule, "apiVersions"), version))
		return false;
	cJSON_ArrayForEach (item, json_child(rule, "resources"))
		found = found ||
			(cJSON_IsString(item) && resource_matches(item->valuestring, request));
	return found && (json_size(names) == 0 || has(names, request->name));
}

/* The version in which one of the rules matches; NULL when none does. The request's own first. */
static const char *rules_match(const cJSON *rules, bool equivalent,
			       const struct policy_request *request)
{
	const cJSON *rule;

	cJSON_ArrayForEach (rule, rules)
		if (rule_matches(rule, request, request->version))
			return request->version;
	if (!equivalent)
		return NULL;
	cJSON_ArrayForEach (rule, rules)
		for (const char *const *version = request->versions; *version != NULL; version++)
			if (strcmp(*version, request->version) != 0 &&
			    rule_matches(rule, request, *version))
				return *version;
	return NULL;
}

enum policy_match policy_matches(const cJSON *match_resources, const struct policy_request *request,
				 const cJSON *namespace, const char **ret_version)
{
	bool equivalent = strcmp(json_str(match_resources, "matchPolicy"), "Equivalent") == 0;
	const cJSON *rules = json_child(match_resources, "resourceRules");
	const char *version = request->version;

	if (!namespace_matches(json_child(match_resources, "namespaceSelector"), request,
			       namespace))
		return POLICY_NAMESPACE_DIFFERS;
	if (!object_matches(json_child(match_resources, "objectSelector"), request))
		return POLICY_OBJECT_DIFFERS;
	if (rules_match(json_child(match_resources, "excludeResourceRules"), equivalent, request) !=
	    NULL)
		return POLICY_EXCLUDED;
	if (json_size(rules) > 0)
		version = rules_match(rules, equivalent, request);
	if (version == NULL)
		return POLICY_NO_RULE;
	*ret_version = version;
	return POLICY_MATCHES;
}
