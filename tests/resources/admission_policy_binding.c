/* What a ValidatingAdmissionPolicyBinding must be. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

#define BASE                                                                                    \
	"{metadata: {name: b, resourceVersion: '1'}, spec: {policyName: p, validationActions: " \
	"[Deny]}}"
#define PARAM_REF(text) "{spec: {paramRef: {" text "}}}"
#define ACTIONS(text) "{spec: {validationActions: [" text "]}}"
#define ACTIONS_TYPE "[]admissionregistration.ValidationAction"

static const struct {
	const char *row, *patch, *errors;
} rows[] = {
	{ "a binding", "", "" },
	{ "no policy", "{spec: {policyName: ''}}", "spec.policyName: Required value" },
	{ "a policy that cannot be", "{spec: {policyName: A}}",
	  "spec.policyName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of "
	  "lower case alphanumeric characters, '-' or '.', and must start and end with an "
	  "alphanumeric character (e.g. 'example.com', regex used for validation is "
	  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')" },

	{ "a name", PARAM_REF("name: a, parameterNotFoundAction: Deny"), "" },
	{ "all", PARAM_REF("selector: {}, parameterNotFoundAction: Allow"), "" },
	{ "name and selector", PARAM_REF("name: a, selector: {}, parameterNotFoundAction: Deny"),
	  "spec.paramRef.name: Forbidden: name and selector are mutually exclusive\n"
	  "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive" },
	{ "neither", PARAM_REF("parameterNotFoundAction: Deny"),
	  "spec.paramRef: Required value: one of name or selector must be specified" },
	{ "a name that is no path segment", PARAM_REF("name: a%b, parameterNotFoundAction: Deny"),
	  "spec.paramRef.name: Invalid value: \"a%b\": may not contain '%'" },
	{ "a selector",
	  PARAM_REF("selector: {matchExpressions: [{key: a, operator: X}]}, "
		    "parameterNotFoundAction: Deny"),
	  "spec.paramRef.selector.matchExpressions[0].operator: Invalid value: \"X\": not a valid "
	  "selector operator" },
	{ "no action", PARAM_REF("name: a"),
	  "spec.paramRef.parameterNotFoundAction: Required value" },
	{ "another action", PARAM_REF("name: a, parameterNotFoundAction: Warn"),
	  "spec.paramRef.parameterNotFoundAction: Unsupported value: \"Warn\": supported values: "
	  "\"Deny\", \"Allow\"" },

	{ "no rules are no mistake",
	  "{spec: {matchResources: {matchPolicy: Exact, namespaceSelector: {}, objectSelector: "
	  "{}}}}",
	  "" },
	{ "but what is there is judged", "{spec: {matchResources: {matchPolicy: X}}}",
	  "spec.matchResources.matchPolicy: Unsupported value: \"X\": supported values: "
	  "\"Equivalent\", \"Exact\"" },

	{ "no actions", ACTIONS(""),
	  "spec.validationActions: Required value: at least one validation action is required" },
	{ "an unknown action", ACTIONS("Shout"),
	  "spec.validationActions[0]: Unsupported value: \"Shout\": supported values: \"Audit\", "
	  "\"Deny\", \"Warn\"" },
	{ "an action twice", ACTIONS("Deny, Deny"),
	  "spec.validationActions[1]: Duplicate value: \"Deny\"" },
	{ "Deny and Warn", ACTIONS("Deny, Warn"),
	  "spec.validationActions: Invalid value: " ACTIONS_TYPE
	  "{\"Deny\", \"Warn\"}: must not contain both Deny and Warn (repeating the same "
	  "validation failure information in the API response and headers serves no purpose)" },
	{ "Deny and Audit", ACTIONS("Deny, Audit"), "" },
};

Test(admission_policy_binding, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_errors(create_errors(&resource_validating_admission_policy_binding, BASE,
					       rows[i].patch),
				 rows[i].errors, rows[i].row);
}

Test(admission_policy_binding, update_is_judged_as_a_create)
{
	cr_expect_errors(
		update_errors(&resource_validating_admission_policy_binding, BASE, "", ACTIONS("")),
		"spec.validationActions: Required value: at least one validation action is "
		"required",
		"update");
}

Test(admission_policy_binding, defaults)
{
	CLEANUP(json) cJSON *object = yaml_tree("{spec: {matchResources: {}}}");
	CLEANUP(json)
	cJSON *expected = yaml_tree("{spec: {matchResources: {matchPolicy: Equivalent, "
				    "namespaceSelector: {}, objectSelector: {}}}}");
	CLEANUP(json) cJSON *plain = yaml_tree("{spec: {paramRef: {name: a}}}");
	CLEANUP(json) cJSON *same = json_copy(plain);

	resource_validating_admission_policy_binding.set_defaults(object);
	resource_validating_admission_policy_binding.set_defaults(plain);
	cr_expect(json_equal(object, expected));
	cr_expect(json_equal(plain, same), "parameterNotFoundAction has no default");
}
