/* ValidatingAdmissionPolicyBinding: its defaults, its rules, its table row.
 * Source: kubernetes pkg/apis/admissionregistration/v1/defaults.go and validation/validation.go,
 * pkg/printers/internalversion. */
#include "admission_policy.h"

#include <stdlib.h>
#include <string.h>

/* ---- the steps of a write ---- */

static void set_defaults(cJSON *object)
{
	match_resources_set_defaults(json_get(object, "spec", "matchResources", NULL));
}

static void validate_not_found_action(const cJSON *ref, struct field_errors *errors)
{
	static const char field[] = "spec.paramRef.parameterNotFoundAction";
	const char *action = json_str(ref, "parameterNotFoundAction");

	if (*action == '\0')
		field_required(errors, field, "");
	else if (strcmp(action, "Deny") != 0 && strcmp(action, "Allow") != 0)
		field_not_supported_listed(errors, field, field_value_str(action),
					   (const char *const[]) { "Deny", "Allow", NULL });
}

static void validate_param_ref(const cJSON *ref, struct field_errors *errors)
{
	static const char exclusive[] = "name and selector are mutually exclusive";
	const char *name = json_str(ref, "name");
	const cJSON *selector = json_child(ref, "selector");

	if (ref == NULL)
		return;
	if (*name != '\0')
		field_check(errors, "spec.paramRef.name", name, check_path_segment);
	if (*name != '\0' && selector != NULL)
		field_forbidden(errors, "spec.paramRef.name", exclusive);
	if (selector != NULL)
		label_selector_validate(selector, "spec.paramRef.selector", errors);
	if (*name != '\0' && selector != NULL)
		field_forbidden(errors, "spec.paramRef.selector", exclusive);
	if (*name == '\0' && selector == NULL)
		field_required(errors, "spec.paramRef",
			       "one of name or selector must be specified");
	validate_not_found_action(ref, errors);
}

static void validate_action(const cJSON *actions, const cJSON *action, size_t i,
			    struct field_errors *errors)
{
	static const char *const supported[] = { "Audit", "Deny", "Warn", NULL };
	CLEANUP(str) char *field = field_index("spec.validationActions", i);

	field_check_one_of(errors, field, action->valuestring, supported);
	for (const cJSON *before = actions->child; before != action; before = before->next)
		if (strcmp(before->valuestring, action->valuestring) == 0) {
			field_duplicate(errors, field, field_value_str(action->valuestring));
			return;
		}
}

static void validate_actions(const cJSON *actions, struct field_errors *errors)
{
	static const char field[] = "spec.validationActions";
	const cJSON *action;
	size_t i = 0;

	cJSON_ArrayForEach (action, actions)
		validate_action(actions, action, i++, errors);
	if (text_list_has(actions, "Deny") && text_list_has(actions, "Warn"))
		field_invalid(errors, field,
			      field_value_list("admissionregistration.ValidationAction", actions),
			      "must not contain both Deny and Warn (repeating the same validation "
			      "failure information in the API response and headers serves no "
			      "purpose)");
	if (json_size(actions) == 0)
		field_required(errors, field, "at least one validation action is required");
}

static void validate(const cJSON *object, struct field_errors *errors)
{
	const cJSON *spec = json_child(object, "spec");
	const char *policy = json_str(spec, "policyName");

	if (*policy == '\0')
		field_required(errors, "spec.policyName", "");
	else
		field_check(errors, "spec.policyName", policy, check_dns1123_subdomain);
	validate_param_ref(json_child(spec, "paramRef"), errors);
	match_resources_validate(json_child(spec, "matchResources"), "spec.matchResources", errors);
	validate_actions(json_child(spec, "validationActions"), errors);
}

static void validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	(void)old;
	validate_metadata(json_child(object, "metadata"), false, check_dns1123_subdomain, errors);
	validate(object, errors);
}

/* ---- the row ---- */

static void cell_policy_name(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str_at(object, "spec", "policyName", NULL));
}

/* "{env: prod,zone: a,}" */
static void add_match_labels(const cJSON *labels, struct strbuf *out)
{
	CLEANUP(json) cJSON *sorted = json_copy(labels);
	const cJSON *label;

	strbuf_add_str(out, "map[string]string{");
	if (sorted != NULL)
		json_sort(sorted);
	cJSON_ArrayForEach (label, sorted)
		strbuf_addf(out, "%s: %s,", label->string, json_str(sorted, label->string));
	strbuf_add_char(out, '}');
}

static void add_match_expressions(const cJSON *expressions, struct strbuf *out)
{
	const cJSON *expression, *value;

	strbuf_add_str(out, "[]LabelSelectorRequirement{");
	cJSON_ArrayForEach (expression, expressions) {
		const cJSON *values = json_child(expression, "values");

		strbuf_addf(out, "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[",
			    json_str(expression, "key"), json_str(expression, "operator"));
		cJSON_ArrayForEach (value, values)
			strbuf_addf(out, "%s%s", value != values->child ? " " : "",
				    cJSON_GetStringValue(value));
		strbuf_add_str(out, "],},");
	}
	strbuf_add_char(out, '}');
}

static void cell_param_ref(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *ref = json_get(object, "spec", "paramRef", NULL);
	const cJSON *selector = json_child(ref, "selector");

	(void)now;
	if (ref == NULL) {
		strbuf_add_str(out, "<unset>");
	} else if (*json_str(ref, "name") != '\0') {
		const char *namespace = json_str(ref, "namespace");

		strbuf_addf(out, "%s/%s", *namespace != '\0' ? namespace : "*",
			    json_str(ref, "name"));
	} else if (selector != NULL) {
		strbuf_add_str(out, "&LabelSelector{MatchLabels:");
		add_match_labels(json_child(selector, "matchLabels"), out);
		strbuf_add_str(out, ",MatchExpressions:");
		add_match_expressions(json_child(selector, "matchExpressions"), out);
		strbuf_add_str(out, ",}");
	}
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "PolicyName", false, cell_policy_name },
	{ "ParamRef", false, cell_param_ref },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_validating_admission_policy_binding = {
	.group = "admissionregistration.k8s.io",
	.versions = admission_policy_versions,
	.kind = "ValidatingAdmissionPolicyBinding",
	.plural = "validatingadmissionpolicybindings",
	.singular = "validatingadmissionpolicybinding",
	.categories = admission_policy_categories,
	.schema = &schema_validating_admission_policy_binding,
	.columns = columns,
	.field_labels = admission_policy_field_labels,
	.field_labels_plain = true,
	.check_name = check_dns1123_subdomain,
	.keeps_generation = true,
	.set_defaults = set_defaults,
	.begin_update = admission_policy_begin_update,
	.validate = validate,
	.validate_update = validate_update,
};
