/* What a ValidatingAdmissionPolicy must be, and what its expressions may say. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

#define BASE                                                                                      \
	"{metadata: {name: p, resourceVersion: '1'}, spec: {failurePolicy: Fail, "                \
	"matchConstraints: {matchPolicy: Equivalent, namespaceSelector: {}, objectSelector: {}, " \
	"resourceRules: [" RULE("") "]}, validations: [{expression: 'true'}]}}"
#define RULE(more)                                                                         \
	"{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [services]" \
	"" more "}"
#define RULES(rule) "{spec: {matchConstraints: {resourceRules: [" rule "]}}}"
#define SELECTOR(text) "{spec: {matchConstraints: {objectSelector: {" text "}}}}"
#define VALIDATION(text) "{spec: {validations: [{" text "}]}}"
#define VARIABLE(text) "{spec: {variables: [{" text "}]}}"
#define CONDITION(text) "{spec: {matchConditions: [{" text "}]}}"
#define ANNOTATION(text) "{spec: {auditAnnotations: [{" text "}]}}"
#define PARAM_KIND(text) "{spec: {paramKind: {" text "}}}"

#define IN_RULE "spec.matchConstraints.resourceRules[0]."
#define IN_SELECTOR "spec.matchConstraints.objectSelector."
#define QUALIFIED                                                                                 \
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and " \
	"end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex " \
	"used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define LABEL_1035                                                                                \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " \
	"an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "   \
	"'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

#define SUBDOMAIN_1123                                                                            \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "     \
	"regex used for validation is "                                                           \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define LABEL_VALUE                                                                              \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "    \
	"'my_value',  or '12345', regex used for validation is "                                 \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

static const struct {
	const char *row, *patch, *errors;
} rows[] = {
	{ "a policy", "", "" },
	{ "failurePolicy", "{spec: {failurePolicy: Maybe}}",
	  "spec.failurePolicy: Unsupported value: \"Maybe\": supported values: \"Fail\", "
	  "\"Ignore\"" },

	{ "no apiVersion, no kind", PARAM_KIND("apiVersion: ''"),
	  "spec.paramKind.apiVersion: Required value\nspec.paramKind.kind: Required value" },
	{ "two slashes", PARAM_KIND("apiVersion: a/b/c, kind: X"),
	  "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: "
	  "a/b/c" },
	{ "no version", PARAM_KIND("apiVersion: a/, kind: X"),
	  "spec.paramKind.apiVersion: Invalid value: \"a/\": version must be specified" },
	{ "a bad group", PARAM_KIND("apiVersion: A_b/v1, kind: X"),
	  "spec.paramKind.apiVersion: Invalid value: \"A_b\": " SUBDOMAIN_1123 },
	{ "a bad group without a version", PARAM_KIND("apiVersion: A_b/, kind: X"),
	  "spec.paramKind.apiVersion: Invalid value: \"A_b\": " SUBDOMAIN_1123
	  "\nspec.paramKind.apiVersion: Invalid value: \"A_b/\": version must be specified" },
	{ "a bad version", PARAM_KIND("apiVersion: a/1, kind: X"),
	  "spec.paramKind.apiVersion: Invalid value: \"1\": " LABEL_1035 },
	{ "a bad kind", PARAM_KIND("apiVersion: v1, kind: A_b"),
	  "spec.paramKind.kind: Invalid value: \"A_b\": may have mixed case, but should otherwise "
	  "match: " LABEL_1035 },
	{ "mixed case", PARAM_KIND("apiVersion: v1, kind: ConfigMap"), "" },

	{ "no constraints", "{spec: {matchConstraints: null}}",
	  "spec.matchConstraints: Required value" },
	{ "no rules", "{spec: {matchConstraints: {resourceRules: []}}}",
	  "spec.matchConstraints.resourceRules: Required value" },
	{ "matchPolicy", "{spec: {matchConstraints: {matchPolicy: Fuzzy}}}",
	  "spec.matchConstraints.matchPolicy: Unsupported value: \"Fuzzy\": supported values: "
	  "\"Equivalent\", \"Exact\"" },

	{ "an unknown operator", SELECTOR("matchExpressions: [{key: a, operator: Near}]"),
	  IN_SELECTOR "matchExpressions[0].operator: Invalid value: \"Near\": not a valid selector "
		      "operator" },
	{ "In nothing", SELECTOR("matchExpressions: [{key: a, operator: In}]"),
	  IN_SELECTOR "matchExpressions[0].values: Required value: must be specified when "
		      "`operator` is 'In' or 'NotIn'" },
	{ "Exists with values",
	  SELECTOR("matchExpressions: [{key: a, operator: Exists, values: [b]}]"),
	  IN_SELECTOR "matchExpressions[0].values: Forbidden: may not be specified when "
		      "`operator` is 'Exists' or 'DoesNotExist'" },
	{ "a bad key", SELECTOR("matchExpressions: [{key: '-', operator: Exists}]"),
	  IN_SELECTOR "matchExpressions[0].key: Invalid value: \"-\": " QUALIFIED },
	{ "a bad value", SELECTOR("matchExpressions: [{key: a, operator: In, values: [b, '-']}]"),
	  IN_SELECTOR "matchExpressions[0].values[1]: Invalid value: \"-\": " LABEL_VALUE },
	{ "NotIn nothing", SELECTOR("matchExpressions: [{key: a, operator: NotIn, values: []}]"),
	  IN_SELECTOR "matchExpressions[0].values: Required value: must be specified when "
		      "`operator` is 'In' or 'NotIn'" },
	{ "DoesNotExist with values",
	  SELECTOR("matchExpressions: [{key: a, operator: DoesNotExist, values: [b]}]"),
	  IN_SELECTOR "matchExpressions[0].values: Forbidden: may not be specified when "
		      "`operator` is 'Exists' or 'DoesNotExist'" },
	{ "a label's value", SELECTOR("matchLabels: {a: '-'}"),
	  IN_SELECTOR "matchLabels: Invalid value: \"-\": " LABEL_VALUE },
	{ "the namespaces' labels",
	  "{spec: {matchConstraints: {namespaceSelector: {matchLabels: {a: '-'}}}}}",
	  "spec.matchConstraints.namespaceSelector.matchLabels: Invalid value: "
	  "\"-\": " LABEL_VALUE },
	{ "labels first",
	  SELECTOR("matchLabels: {'-': a}, matchExpressions: [{key: a, operator: X}]"),
	  IN_SELECTOR "matchLabels: Invalid value: \"-\": " QUALIFIED "\n" IN_SELECTOR
		      "matchExpressions[0].operator: Invalid value: \"X\": not a valid selector "
		      "operator" },

	{ "an empty rule", RULES("{}"),
	  IN_RULE "operations: Required value\n" IN_RULE "apiGroups: Required value\n" IN_RULE
		  "apiVersions: Required value\n" IN_RULE "resources: Required value" },
	{ "all operations and more", RULES(RULE(", operations: ['*', CREATE]")),
	  IN_RULE "operations: Invalid value: []admissionregistration.OperationType{\"*\", "
		  "\"CREATE\"}: if '*' is present, must not specify other operations" },
	{ "an unknown operation", RULES(RULE(", operations: [READ]")),
	  IN_RULE "operations[0]: Unsupported value: \"READ\": supported values: \"*\", "
		  "\"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"" },
	{ "all groups and more", RULES(RULE(", apiGroups: ['*', a]")),
	  IN_RULE "apiGroups: Invalid value: []string{\"*\", \"a\"}: if '*' is present, must not "
		  "specify other API groups" },
	{ "all versions and more", RULES(RULE(", apiVersions: ['*', '']")),
	  IN_RULE "apiVersions: Invalid value: []string{\"*\", \"\"}: if '*' is present, must not "
		  "specify other API versions\n" IN_RULE "apiVersions[1]: Required value" },
	{ "an empty resource", RULES(RULE(", resources: ['']")),
	  IN_RULE "resources[0]: Required value" },
	{ "a/* and a/x", RULES(RULE(", resources: [a/*, a/x]")),
	  IN_RULE "resources[1]: Invalid value: \"a/x\": if 'a/*' is present, must not specify "
		  "a/x" },
	{ "a/x and a/*", RULES(RULE(", resources: [a/x, a/*]")), "" },
	{ "*/b and x/b", RULES(RULE(", resources: ['*/b', x/b]")),
	  IN_RULE "resources[1]: Invalid value: \"x/b\": if '*/b' is present, must not specify "
		  "x/b" },
	{ "*/* and more", RULES(RULE(", resources: ['*/*', a]")),
	  IN_RULE "resources: Invalid value: []string{\"*/*\", \"a\"}: if '*/*' is present, must "
		  "not specify other resources" },
	{ "* and more", RULES(RULE(", resources: ['*', a]")),
	  IN_RULE "resources: Invalid value: []string{\"*\", \"a\"}: if '*' is present, must not "
		  "specify other resources without subresources" },
	{ "* and a subresource", RULES(RULE(", resources: ['*', a/b]")), "" },
	{ "scope", RULES(RULE(", scope: Galaxy")),
	  IN_RULE "scope: Unsupported value: \"Galaxy\": supported values: \"*\", \"Cluster\", "
		  "\"Namespaced\"" },
	{ "a name that is no path segment", RULES(RULE(", resourceNames: [a/b]")),
	  IN_RULE "resourceNames[0]: Invalid value: \"a/b\": may not contain '/'" },
	{ "dots", RULES(RULE(", resourceNames: [., ..]")),
	  IN_RULE "resourceNames[0]: Invalid value: \".\": may not be '.'\n" IN_RULE
		  "resourceNames[1]: Invalid value: \"..\": may not be '..'" },
	{ "a percent sign", RULES(RULE(", resourceNames: ['a%']")),
	  IN_RULE "resourceNames[0]: Invalid value: \"a%\": may not contain '%'" },
	{ "a name twice", RULES(RULE(", resourceNames: [a, b, a, a]")),
	  IN_RULE "resourceNames[2]: Duplicate value: \"a\"\n" IN_RULE
		  "resourceNames[3]: Duplicate value: \"a\"" },
	{ "excluded rules are judged, too",
	  "{spec: {matchConstraints: {excludeResourceRules: [" RULE(", resources: ['']") "]}}}",
	  "spec.matchConstraints.excludeResourceRules[0].resources[0]: Required value" },

	{ "a blank condition", CONDITION("name: a, expression: '  '"),
	  "spec.matchConditions[0].expression: Required value" },
	{ "a condition without a name", CONDITION("expression: 'true'"),
	  "spec.matchConditions[0].name: Required value" },
	{ "a condition's name", CONDITION("name: '-', expression: 'true'"),
	  "spec.matchConditions[0].name: Invalid value: \"-\": " QUALIFIED },
	{ "a condition's name twice",
	  "{spec: {matchConditions: [{name: a, expression: 'true'}, {name: a, expression: "
	  "'true'}]}}",
	  "spec.matchConditions[1].name: Duplicate value: \"a\"" },
	{ "a condition is trimmed", CONDITION("name: a, expression: ' foo '"),
	  "spec.matchConditions[0].expression: Invalid value: \"foo\": compilation failed: ERROR: "
	  "<input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^" },
	{ "conditions know no variables",
	  "{spec: {variables: [{name: a, expression: '1'}], "
	  "matchConditions: [{name: a, expression: 'variables.a == 1'}]}}",
	  "spec.matchConditions[0].expression: Invalid value: \"variables.a == 1\": compilation "
	  "failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')\n | "
	  "variables.a == 1\n | ^" },

	{ "a blank variable", VARIABLE("name: ' ', expression: ' '"),
	  "spec.variables[0].name: Required value: name is not specified\n"
	  "spec.variables[0].expression: Required value: expression is not specified" },
	{ "a variable's name", VARIABLE("name: a-b, expression: '1'"),
	  "spec.variables[0].name: Invalid value: \"a-b\": name is not a valid CEL identifier" },
	{ "a reserved name", VARIABLE("name: namespace, expression: '1'"),
	  "spec.variables[0].name: Invalid value: \"namespace\": name is not a valid CEL "
	  "identifier" },
	{ "names may come twice",
	  "{spec: {variables: [{name: a, expression: '1'}, "
	  "{name: a, expression: 'true'}], "
	  "validations: [{expression: variables.a}]}}",
	  "" },
	{ "a later variable is not known",
	  "{spec: {variables: [{name: a, expression: variables.b}, {name: b, expression: '1'}]}}",
	  "spec.variables[0].expression: Invalid value: \"variables.b\": compilation failed: "
	  "ERROR: "
	  "<input>:1:10: undefined field 'b'\n | variables.b\n | .........^" },
	{ "a variable that does not compile is dyn to others",
	  "{spec: {variables: [{name: a, expression: foo}], "
	  "validations: [{expression: variables.a.b.c == 1}]}}",
	  "spec.variables[0].expression: Invalid value: \"foo\": compilation failed: ERROR: "
	  "<input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^" },
	{ "no variables at all", VALIDATION("expression: variables.a"),
	  "spec.validations[0].expression: Invalid value: \"variables.a\": compilation failed: "
	  "ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')\n | "
	  "variables.a\n | ^" },

	{ "neither validations nor annotations", "{spec: {validations: null}}",
	  "spec.validations: Required value: validations or auditAnnotations must contain at least "
	  "one item\nspec.auditAnnotations: Required value: validations or auditAnnotations must "
	  "contain at least one item" },
	{ "a blank expression", VALIDATION("expression: ' '"),
	  "spec.validations[0].expression: Required value: expression is not specified" },
	{ "a blank messageExpression", VALIDATION("expression: 'true', messageExpression: '  '"),
	  "spec.validations[0].messageExpression: Invalid value: \"  \": must be non-empty if "
	  "specified" },
	{ "a blank message", VALIDATION("expression: 'true', message: '  '"),
	  "spec.validations[0].message: Invalid value: \"  \": message must be non-empty if "
	  "specified" },
	{ "two lines", VALIDATION("expression: 'true', message: \"a\\nb\""),
	  "spec.validations[0].message: Invalid value: \"a\\nb\": message must not contain line "
	  "breaks" },
	{ "a line feed at the end", VALIDATION("expression: 'true', message: \"a\\n\""), "" },
	{ "reason", VALIDATION("expression: 'true', reason: Unauthorized"),
	  "spec.validations[0].reason: Unsupported value: \"Unauthorized\": supported values: "
	  "\"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"" },

	{ "no bool", VALIDATION("expression: object.spec.enabled"),
	  "spec.validations[0].expression: Invalid value: \"object.spec.enabled\": must evaluate "
	  "to "
	  "bool but got dyn" },
	{ "no string", VALIDATION("expression: 'true', messageExpression: '1'"),
	  "spec.validations[0].messageExpression: Invalid value: \"1\": must evaluate to string "
	  "but "
	  "got int" },
	{ "neither string nor null", ANNOTATION("key: a, valueExpression: 'true'"),
	  "spec.auditAnnotations[0].valueExpression: Invalid value: \"true\": must evaluate to one "
	  "of "
	  "[string null_type] but got bool" },
	{ "params without a paramKind", VALIDATION("expression: params == null"),
	  "spec.validations[0].expression: Invalid value: \"params == null\": compilation failed: "
	  "ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params == "
	  "null\n | ^" },
	{ "params with one",
	  "{spec: {paramKind: {apiVersion: v1, kind: ConfigMap}, "
	  "validations: [{expression: params == null}]}}",
	  "" },
	{ "no authorizer in a message",
	  VALIDATION("expression: 'true', messageExpression: \"string(authorizer)\""),
	  "spec.validations[0].messageExpression: Invalid value: \"string(authorizer)\": "
	  "compilation "
	  "failed: ERROR: <input>:1:8: undeclared reference to 'authorizer' (in container '')\n | "
	  "string(authorizer)\n | .......^" },
	{ "a constant that cannot be", VALIDATION("expression: \"int('a') == 1\""),
	  "spec.validations[0].expression: Internal error: program instantiation failed: type "
	  "conversion error from 'string' to 'int'" },
	{ "a constant pattern that cannot be", VALIDATION("expression: \"'a'.find(')') == ''\""),
	  "spec.validations[0].expression: Internal error: program instantiation failed: error "
	  "parsing regexp: unexpected ): `)`" },
	{ "an authorizer everywhere else",
	  "{spec: {matchConditions: [{name: a, expression: "
	  "authorizer.path('/').check('get').allowed()}], "
	  "variables: [{name: a, expression: authorizer.path('/').check('get').allowed()}], "
	  "validations: [{expression: variables.a}], auditAnnotations: [{key: a, valueExpression: "
	  "authorizer.path('/').check('get').reason()}]}}",
	  "" },
	{ "an expression that costs too much may be stored",
	  VALIDATION("expression: \"[1,2,3].all(a, [1,2,3].all(b, "
		     "authorizer.path('/').check('get').allowed()))\""),
	  "" },
	{ "an annotation of null", ANNOTATION("key: a, valueExpression: 'null'"), "" },
	{ "what the release does not know yet", VALIDATION("expression: \"isSemver('1.2.3')\""),
	  "spec.validations[0].expression: Invalid value: \"isSemver('1.2.3')\": compilation "
	  "failed: "
	  "ERROR: <input>:1:9: undeclared reference to 'isSemver' (in container '')\n | "
	  "isSemver('1.2.3')\n | ........^" },

	{ "an annotation's key", ANNOTATION("key: '-', valueExpression: 'null'"),
	  "spec.auditAnnotations[0].key: Invalid value: \"p/-\": " QUALIFIED },
	{ "a key twice",
	  "{spec: {auditAnnotations: [{key: a, valueExpression: 'null'}, "
	  "{key: a, valueExpression: 'null'}]}}",
	  "spec.auditAnnotations[1].key: Duplicate value: \"a\"" },
	{ "a blank annotation", ANNOTATION("key: a, valueExpression: ' '"),
	  "spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not "
	  "specified" },
	{ "an annotation is shown as written", ANNOTATION("key: a, valueExpression: ' 1 '"),
	  "spec.auditAnnotations[0].valueExpression: Invalid value: \" 1 \": must evaluate to one "
	  "of "
	  "[string null_type] but got int" },

	{ "in the order of the fields",
	  "{metadata: {name: B_d}, spec: {failurePolicy: X, paramKind: {}, matchConstraints: null, "
	  "validations: [{}]}}",
	  "metadata.name: Invalid value: \"B_d\": a lowercase RFC 1123 subdomain must consist of "
	  "lower case alphanumeric characters, '-' or '.', and must start and end with an "
	  "alphanumeric character (e.g. 'example.com', regex used for validation is "
	  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\n"
	  "spec.failurePolicy: Unsupported value: \"X\": supported values: \"Fail\", \"Ignore\"\n"
	  "spec.paramKind.apiVersion: Required value\nspec.paramKind.kind: Required value\n"
	  "spec.matchConstraints: Required value\n"
	  "spec.validations[0].expression: Required value: expression is not specified" },
};

Test(admission_policy, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_errors(
			create_errors(&resource_validating_admission_policy, BASE, rows[i].patch),
			rows[i].errors, rows[i].row);
}

/* ---- how many ---- */

/* "{spec: {KEY: [ITEM, …]}}" with i for each %d of the item. */
static char *many(const char *key, const char *item, int n)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addf(&out, "{spec: {%s: [", key);
	for (int i = 0; i < n; i++) {
		const char *mark = strchr(item, '#');

		strbuf_addf(&out, "%s%.*s%d%s", i > 0 ? ", " : "", (int)(mark - item), item, i,
			    mark + 1);
	}
	strbuf_add_str(&out, "]}}");
	return strbuf_detach(&out);
}

Test(admission_policy, at_most_64_conditions)
{
	for (int n = 64; n <= 65; n++) {
		CLEANUP(str)
		char *patch = many("matchConditions", "{name: a#, expression: 'true'}", n);

		cr_expect_errors(
			create_errors(&resource_validating_admission_policy, BASE, patch),
			n == 64 ? ""
				: "spec.matchConditions: Too many: 65: must have at most 64 items",
			"conditions");
	}
}

Test(admission_policy, at_most_20_annotations)
{
	CLEANUP(str)
	char *enough = many("auditAnnotations", "{key: a#, valueExpression: 'null'}", 20);
	CLEANUP(str)
	char *too_many = many("auditAnnotations", "{key: a#, valueExpression: 'null'}", 21);
	CLEANUP(str)
	char *errors = create_errors(&resource_validating_admission_policy, BASE, too_many);

	cr_expect_errors(create_errors(&resource_validating_admission_policy, BASE, enough), "",
			 "20");
	cr_expect(text_starts_with(errors, "spec.auditAnnotations: Invalid value: "
					   "[]admissionregistration.AuditAnnotation{"
					   "admissionregistration.AuditAnnotation{Key:\"a0\", "
					   "ValueExpression:\"null\"}, ") &&
			  text_ends_with(errors, "}}: must not have more than 20 auditAnnotations"),
		  "got %s", errors);
}

Test(admission_policy, annotations_of_5120_bytes)
{
	for (size_t n = 5120; n <= 5121; n++) {
		CLEANUP(strbuf) struct strbuf patch = STRBUF_INIT;

		strbuf_add_str(&patch, "{spec: {auditAnnotations: [{key: a, valueExpression: \"'");
		strbuf_add_repeated(&patch, 'x', n - 2);
		strbuf_add_str(&patch, "'\"}]}}");
		cr_expect_errors(
			create_errors(&resource_validating_admission_policy, BASE, patch.text),
			n == 5120 ? ""
				  : "spec.auditAnnotations[0].valueExpression: Required "
				    "value: must not exceed 5120 bytes in length",
			"valueExpression");
	}
}

/* As many as one likes: 64 and 20 are for others. */
Test(admission_policy, any_number_of_variables_and_validations)
{
	CLEANUP(str) char *variables = many("variables", "{name: a#, expression: '1'}", 100);
	CLEANUP(str) char *validations = many("validations", "{expression: # == 1}", 100);

	cr_expect_errors(create_errors(&resource_validating_admission_policy, BASE, variables), "",
			 "variables");
	cr_expect_errors(create_errors(&resource_validating_admission_policy, BASE, validations),
			 "", "validations");
}

/* ---- updates ---- */

static const struct {
	const char *row, *old, *new, *errors;
} update_rows[] = {
	{ "nothing", "", "", "" },
	{ "what is stored may use semver", VALIDATION("expression: \"isSemver('1.2.3')\""),
	  VALIDATION("expression: \"isSemver('1.2.3')\""), "" },
	{ "what comes new may not", VALIDATION("expression: \"isSemver('1.2.3')\""),
	  VALIDATION("expression: \"isSemver('1.2.4')\""),
	  "spec.validations[0].expression: Invalid value: \"isSemver('1.2.4')\": compilation "
	  "failed: "
	  "ERROR: <input>:1:9: undeclared reference to 'isSemver' (in container '')\n | "
	  "isSemver('1.2.4')\n | ........^" },
	{ "unchanged conditions are not looked at", CONDITION("name: '-', expression: foo"),
	  CONDITION("name: '-', expression: foo"), "" },
	{ "with another paramKind they are", CONDITION("name: a, expression: params == null"),
	  "{spec: {paramKind: {apiVersion: v1, kind: ConfigMap}, "
	  "matchConditions: [{name: a, expression: params == null}]}}",
	  "" },
	{ "a status alone is not the spec's business", VALIDATION("expression: foo"),
	  "{spec: {validations: [{expression: foo}]}, status: {observedGeneration: 1}}", "" },
	{ "a warning has a text", "",
	  "{status: {typeChecking: {expressionWarnings: [{fieldRef: spec, warning: ''}]}}}",
	  "status.typeChecking.expressionWarnings[0].warning: Required value" },
};

Test(admission_policy, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++)
		cr_expect_errors(update_errors(&resource_validating_admission_policy, BASE,
					       update_rows[i].old, update_rows[i].new),
				 update_rows[i].errors, update_rows[i].row);
}

/* ---- defaults ---- */

Test(admission_policy, defaults)
{
	CLEANUP(json)
	cJSON *object = yaml_tree("{spec: {matchConstraints: {resourceRules: [{resources: [a]}], "
				  "excludeResourceRules: [{scope: Cluster}]}}}");
	CLEANUP(json)
	cJSON *expected = yaml_tree(
		"{spec: {failurePolicy: Fail, matchConstraints: {matchPolicy: Equivalent, "
		"namespaceSelector: {}, objectSelector: {}, "
		"resourceRules: [{resources: [a], scope: '*'}], "
		"excludeResourceRules: [{scope: Cluster}]}}}");

	resource_validating_admission_policy.set_defaults(object);
	cr_expect(json_equal(object, expected));
}
