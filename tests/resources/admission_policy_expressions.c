/* What is said of the expressions of a ValidatingAdmissionPolicy that do not compile, or are of
 * another type than they have to be. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "helper.h"

#define BASE                                                                                 \
	"{metadata: {name: p}, spec: {failurePolicy: Fail, matchConstraints: {matchPolicy: " \
	"Equivalent, resourceRules: [{operations: [CREATE], apiGroups: [''], apiVersions: "  \
	"[v1], resources: [services]}]}, validations: [{expression: 'true'}]}}"

static const struct {
	const char *expression, *issue;
} issue_rows[] = {
	{ "foo", "1:1: undeclared reference to 'foo' (in container '')" },
	{ "fun()", "1:4: undeclared reference to 'fun' (in container '')" },
	{ "'a'.fun()", "1:8: undeclared reference to 'fun' (in container '')" },
	{ "variables.nope", "1:10: undefined field 'nope'" },
	{ "request.uid", "1:8: undefined field 'uid'" },
	{ "request['name'] == ''", "1:8: found no matching overload for '_[_]' applied to "
				   "'(kubernetes.AdmissionRequest, string)'" },
	{ "namespaceObject.metadata.managedFields", "1:25: undefined field 'managedFields'" },
	{ "1 < 'asdf'", "1:3: found no matching overload for '_<_' applied to '(int, string)'" },
	{ "['a'].sum()",
	  "1:10: found no matching overload for 'sum' applied to 'list(string).()'" },
	{ "1 && true", "1:1: expected type 'bool' but found 'int'" },
	{ "[1, 'a']", "1:5: expected type 'int' but found 'string'" },
	{ "[object.metadata.name, 'a']", "1:24: expected type 'dyn' but found 'string'" },
	{ "[].length", "1:3: type 'list(_var0)' does not support field selection" },
	{ "'a'.all(x, true)", "1:1: expression of type 'string' cannot be range of a "
			      "comprehension (must be list, map, or dynamic)" },
	{ "has(object)", "1:5: invalid argument to has() macro" },
	{ "[].all(a.b, true)", "1:9: argument must be a simple name" },
	{ "[].map(a.b, true)", "1:9: argument is not an identifier" },
	{ "duration('1d')", "1:10: invalid duration argument" },
	{ "timestamp('x')", "1:11: invalid timestamp argument" },
	{ "'a'.matches('x++')", "1:13: invalid matches argument" },
	{ "'%d'.format(['a'])", "1:14: error during formatting: decimal clause can only be used "
				"on integers, was given string" },
	{ "for", "1:1: reserved identifier: for" },
	{ "a | b", "1:3: Syntax error: token recognition error at: '| '" },
	{ "1 +", "1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', "
		 "'!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, "
		 "IDENTIFIER}" },
	{ "semver('1.2.3')", "1:7: undeclared reference to 'semver' (in container '')" },
	{ " foo", "1:2: undeclared reference to 'foo' (in container '')" },
};

Test(admission_policy_expressions, issues)
{
	for (size_t i = 0; i < ARRAY_LEN(issue_rows); i++) {
		CLEANUP(str) char *quoted = text_quoted(issue_rows[i].expression);
		CLEANUP(str)
		char *patch = xasprintf("{spec: {variables: [{name: other, expression: '1'}], "
					"validations: [{expression: %s}]}}",
					quoted);
		CLEANUP(str)
		char *expected = xasprintf("spec.validations[0].expression: Invalid value: %s: "
					   "compilation failed: ERROR: <input>:%s\n | ",
					   quoted, issue_rows[i].issue);
		CLEANUP(str)
		char *actual = create_errors(&resource_validating_admission_policy, BASE, patch);

		cr_expect(text_starts_with(actual, expected), "     got: %s\nexpected: %s", actual,
			  expected);
	}
}

/* Names of the types that an expression may come out as. */
static const struct {
	const char *expression, *type;
} type_rows[] = {
	{ "object.spec.enabled", "dyn" },
	{ "1", "int" },
	{ "1u", "uint" },
	{ "1.5", "double" },
	{ "''", "string" },
	{ "b''", "bytes" },
	{ "null", "null_type" },
	{ "[true]", "list(bool)" },
	{ "{'a': 1}", "map(string, int)" },
	{ "timestamp('2025-05-01T10:00:00Z')", "google.protobuf.Timestamp" },
	{ "duration('1s')", "google.protobuf.Duration" },
	{ "ip('10.0.0.1')", "net.IP" },
	{ "cidr('10.0.0.0/8')", "net.CIDR" },
	{ "quantity('1')", "kubernetes.Quantity" },
	{ "url('http://a')", "kubernetes.URL" },
	{ "optional.of('a')", "optional_type(string)" },
	{ "type(1)", "type(int)" },
};

Test(admission_policy_expressions, types)
{
	for (size_t i = 0; i < ARRAY_LEN(type_rows); i++) {
		CLEANUP(str) char *quoted = text_quoted(type_rows[i].expression);
		CLEANUP(str)
		char *patch = xasprintf("{spec: {validations: [{expression: %s}]}}", quoted);
		CLEANUP(str)
		char *expected = xasprintf("spec.validations[0].expression: Invalid value: %s: "
					   "must evaluate to bool but got %s",
					   quoted, type_rows[i].type);

		cr_expect_errors(create_errors(&resource_validating_admission_policy, BASE, patch),
				 expected, type_rows[i].expression);
	}
}
