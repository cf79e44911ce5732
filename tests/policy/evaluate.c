/* What one policy finds about one request. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cel.h"
#include "helper.h"

#define OBJECT                                                                                  \
	"{metadata: {name: web, labels: {a: '1'}}, spec: {clusterIP: 10.0.0.1, ports: [{port: " \
	"80}]}, status: {}}"

/* "skip", or each validation, each annotation, or the failure, joined by "; ". */
static char *summary(const struct policy_evaluation *evaluation)
{
	static const char *const verdicts[] = { "not run", "true", "false", "error" };
	struct strbuf out = STRBUF_INIT;

	if (evaluation->failure != NULL)
		strbuf_addf(&out, "%s: %s", evaluation->failure_denies ? "deny" : "let pass",
			    evaluation->failure);
	else if (!evaluation->applies)
		strbuf_add_str(&out, "skip");
	if (evaluation->failure != NULL || !evaluation->applies)
		return strbuf_detach(&out);
	for (size_t i = 0; i < evaluation->n_validations; i++) {
		const struct policy_expression_result *result = &evaluation->validations[i];

		strbuf_addf(&out, "%s%s", out.length > 0 ? "; " : "", verdicts[result->verdict]);
		if (result->denies)
			strbuf_addf(&out, " %s%s%s", result->reason,
				    *result->reason != '\0' ? " " : "", result->message);
	}
	for (size_t i = 0; i < evaluation->n_annotations; i++) {
		const struct policy_annotation_result *result = &evaluation->annotations[i];
		static const char *const actions[] = { "=", "-", "!" };

		strbuf_addf(&out, "%s%s%s%s", out.length > 0 ? "; " : "", result->key,
			    actions[result->action],
			    result->action == POLICY_LEAVE_OUT ? "" : result->value);
	}
	return strbuf_detach(&out);
}

/* The summary of a policy with this spec on a create; param (YAML) may be "". */
static char *evaluate(const char *spec, const char *param)
{
	struct policy *policy = policy_of("p", spec);
	CLEANUP(json) cJSON *object = yaml_tree(OBJECT), *param_tree = yaml_tree(param);
	CLEANUP(json)
	cJSON *namespace = yaml_tree("{metadata: {name: default, uid: x, labels: {env: prod}}, "
				     "spec: {finalizers: [kubernetes]}, status: {phase: Active}}");
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const struct policy_request request = request_of(object, NULL);
	const struct policy_input input = {
		.request = &request,
		.version = "v1",
		.param = param_tree,
		.namespace = namespace,
	};
	struct policy_evaluation evaluation;

	policy_evaluate(policy, &input, &arena, &evaluation);
	return summary(&evaluation);
}

static void check(const char *row, const char *spec, const char *param, const char *expected)
{
	CLEANUP(str) char *actual = evaluate(spec, param);

	cr_expect(strcmp(actual, expected) == 0, "%s:\n     got: %s\nexpected: %s", row, actual,
		  expected);
}

#define VALIDATION(text) "{validations: [{" text "}]}"
#define IGNORE "failurePolicy: Ignore, "
#define NO_FOO "expression 'object.foo == 1' resulted in error: no such key: foo"

static const struct {
	const char *row, *spec, *summary;
} rows[] = {
	/* decisions */
	{ "true", VALIDATION("expression: 'true'"), "true" },
	{ "false", VALIDATION("expression: 'false'"), "false Invalid failed expression: false" },
	{ "a reason", VALIDATION("expression: 'false', reason: Forbidden"),
	  "false Forbidden failed expression: false" },
	{ "the expression is trimmed in the message", VALIDATION("expression: \" 1 >\\n2 \""),
	  "false Invalid failed expression: 1 >\n2" },
	{ "all are evaluated",
	  "{validations: [{expression: 'false'}, {expression: 'true'}, "
	  "{expression: 'false', message: b}]}",
	  "false Invalid failed expression: false; true; false Invalid b" },
	{ "an error", VALIDATION("expression: object.foo == 1"), "error " NO_FOO },
	{ "an error that is ignored", "{" IGNORE "validations: [{expression: object.foo == 1}]}",
	  "error" },
	{ "false is not ignored", "{" IGNORE "validations: [{expression: 'false'}]}",
	  "false Invalid failed expression: false" },
	{ "a text is not trimmed in an error", VALIDATION("expression: ' object.foo == 1 '"),
	  "error expression ' object.foo == 1 ' resulted in error: no such key: foo" },
	{ "what no longer compiles", VALIDATION("expression: foo"),
	  "error compilation error: compilation failed: ERROR: <input>:1:1: undeclared reference "
	  "to 'foo' (in container '')\n | foo\n | ^" },

	/* messages */
	{ "a message", VALIDATION("expression: 'false', message: ' m '"), "false Invalid m" },
	{ "a messageExpression wins",
	  VALIDATION("expression: 'false', message: m, messageExpression: \"' e '\""),
	  "false Invalid e" },
	{ "unless it fails",
	  VALIDATION("expression: 'false', message: m, messageExpression: string(object.foo)"),
	  "false Invalid m" },
	{ "is blank", VALIDATION("expression: 'false', message: m, messageExpression: \"' '\""),
	  "false Invalid m" },
	{ "has two lines",
	  VALIDATION("expression: 'false', message: m, messageExpression: \"'a\\\\nb'\""),
	  "false Invalid m" },
	{ "is null, which only a stored one can be",
	  VALIDATION("expression: 'false', message: m, messageExpression: 'null'"),
	  "false Invalid m" },
	{ "and without a message there is the expression",
	  VALIDATION("expression: 1 > 2, messageExpression: \"''\""),
	  "false Invalid failed expression: 1 > 2" },
	{ "no messages for what holds",
	  VALIDATION("expression: 'true', messageExpression: \"'e'\""), "true" },
	{ "a reserved name is known in messages",
	  VALIDATION("expression: 'false', messageExpression: \"'in ' + "
		     "namespaceObject.metadata.name\""),
	  "false Invalid in default" },

	/* names */
	{ "object",
	  VALIDATION("expression: \"object.metadata.name == 'web' && object.kind == "
		     "'Service' && object.apiVersion == 'v1'\""),
	  "true" },
	{ "numbers are integers",
	  VALIDATION("expression: \"type(object.spec.ports[0].port) == "
		     "int\""),
	  "true" },
	{ "an empty struct is there", VALIDATION("expression: has(object.status)"), "true" },
	{ "no oldObject", VALIDATION("expression: oldObject == null"), "true" },
	{ "request",
	  VALIDATION("expression: \"request.kind.kind == 'Service' && request.resource.resource == "
		     "'services' && request.requestKind.group == '' && request.name == 'web' && "
		     "request.namespace == 'default' && request.operation == 'CREATE' && "
		     "request.userInfo.username == 'somebody' && request.userInfo.groups == "
		     "['people'] && request.dryRun == false\""),
	  "true" },
	{ "what the request lacks",
	  VALIDATION("expression: '!has(request.subResource) && "
		     "!has(request.userInfo.uid)'"),
	  "true" },
	{ "no subresource", VALIDATION("expression: request.subResource == ''"),
	  "error expression 'request.subResource == ''' resulted in error: no such key: "
	  "subResource" },
	{ "the namespace of the request",
	  VALIDATION("expression: request.namespace == namespaceObject.metadata.name"), "true" },
	{ "a time is a text, whatever was declared",
	  VALIDATION("expression: namespaceObject.metadata.creationTimestamp.getFullYear() > 2000"),
	  "error expression 'namespaceObject.metadata.creationTimestamp.getFullYear() > 2000' "
	  "resulted in error: no such key: creationTimestamp" },
	{ "namespaceObject",
	  VALIDATION("expression: \"namespaceObject.metadata.labels['env'] == "
		     "'prod' && namespaceObject.status.phase == 'Active'\""),
	  "true" },
	{ "its UID is not what it seems",
	  VALIDATION("expression: \"namespaceObject.metadata.UID == 'x'\""),
	  "error expression 'namespaceObject.metadata.UID == 'x'' resulted in error: no such key: "
	  "UID" },
	{ "everybody may do everything",
	  VALIDATION("expression: \"authorizer.requestResource.check('delete').allowed() && "
		     "authorizer.group('apps').resource('deployments').check('get').allowed()\""),
	  "true" },
	{ "but not three times",
	  VALIDATION("expression: \"[1, 2, 3].all(i, "
		     "authorizer.requestResource.check('get').allowed())\""),
	  "error expression '[1, 2, 3].all(i, "
	  "authorizer.requestResource.check('get').allowed())' resulted in error: operation "
	  "cancelled: actual cost limit exceeded" },

	/* variables */
	{ "a variable",
	  "{variables: [{name: a, expression: object.metadata.name}], validations: "
	  "[{expression: \"variables.a == 'web'\"}]}",
	  "true" },
	{ "variables of variables",
	  "{variables: [{name: a, expression: '1'}, {name: b, expression: variables.a + 1}], "
	  "validations: [{expression: variables.b == 2}]}",
	  "true" },
	{ "an unused one may be wrong",
	  "{variables: [{name: a, expression: object.foo}], validations: [{expression: 'true'}]}",
	  "true" },
	{ "a used one may not",
	  "{variables: [{name: a, expression: object.foo}], validations: [{expression: "
	  "variables.a == 1}]}",
	  "error expression 'variables.a == 1' resulted in error: composited variable \"a\" fails "
	  "to evaluate: no such key: foo" },
	{ "its error can be swallowed",
	  "{variables: [{name: a, expression: object.foo}], validations: [{expression: "
	  "variables.a == 1 || true}]}",
	  "true" },
	{ "what no longer compiles can still be named",
	  "{variables: [{name: a, expression: foo}], validations: [{expression: variables.a == "
	  "1}]}",
	  "error expression 'variables.a == 1' resulted in error: composited variable \"a\" fails "
	  "to compile: compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in "
	  "container '')\n | foo\n | ^" },
	{ "the later of two names counts",
	  "{variables: [{name: a, expression: '1'}, {name: b, expression: '5'}, "
	  "{name: a, expression: '2'}], validations: [{expression: variables.a == 2 && "
	  "variables.b == 5}]}",
	  "true" },
	{ "a variable that uses itself",
	  "{variables: [{name: a, expression: '1'}, {name: a, expression: variables.a + 1}], "
	  "validations: [{expression: variables.a == 2}]}",
	  "error expression 'variables.a == 2' resulted in error: composited variable \"a\" fails "
	  "to evaluate: composited variable \"a\" fails to evaluate: the variable uses itself" },
	{ "an address is dyn to others",
	  "{variables: [{name: a, expression: \"ip('10.0.0.1')\"}], validations: [{expression: "
	  "variables.a.family() == 4}]}",
	  "true" },
	{ "messages see them, too",
	  "{variables: [{name: a, expression: \"'v'\"}], validations: [{expression: 'false', "
	  "messageExpression: variables.a + '!'}]}",
	  "false Invalid v!" },
	{ "a variable may ask the authorizer, but not for a message",
	  "{variables: [{name: a, expression: "
	  "\"authorizer.requestResource.check('get').allowed()\"}], validations: [{expression: "
	  "'!variables.a', message: m, messageExpression: string(variables.a)}]}",
	  "false Invalid m" },

	/* matchConditions */
	{ "they hold",
	  "{matchConditions: [{name: a, expression: 'true'}, {name: b, expression: "
	  "object.metadata.name == 'web'}], validations: [{expression: 'false'}]}",
	  "false Invalid failed expression: false" },
	{ "one does not",
	  "{matchConditions: [{name: a, expression: 'true'}, {name: b, "
	  "expression: 'false'}], validations: [{expression: 'false'}]}",
	  "skip" },
	{ "one fails",
	  "{matchConditions: [{name: a, expression: object.foo == 1}, {name: b, "
	  "expression: 'true'}], validations: [{expression: 'true'}]}",
	  "deny: " NO_FOO },
	{ "one fails and one does not hold",
	  "{matchConditions: [{name: a, expression: object.foo == 1}, {name: b, expression: "
	  "'false'}], validations: [{expression: 'true'}]}",
	  "skip" },
	{ "two fail",
	  "{matchConditions: [{name: a, expression: object.foo == 1}, {name: b, "
	  "expression: object.foo == 2}], validations: [{expression: 'true'}]}",
	  "deny: [" NO_FOO ", expression 'object.foo == 2' resulted in error: no such key: foo]" },
	{ "a failure that is ignored",
	  "{" IGNORE "matchConditions: [{name: a, expression: object.foo == 1}], validations: "
	  "[{expression: 'false'}]}",
	  "skip" },
	{ "they see no namespace",
	  "{matchConditions: [{name: a, expression: namespaceObject == null}], validations: "
	  "[{expression: 'false', message: m}]}",
	  "false Invalid m" },

	/* auditAnnotations */
	{ "a text", "{auditAnnotations: [{key: k, valueExpression: \"' a '\"}]}", "k=a" },
	{ "null and a blank",
	  "{auditAnnotations: [{key: k, valueExpression: 'null'}, {key: l, "
	  "valueExpression: \"' '\"}]}",
	  "k-; l-" },
	{ "an error", "{auditAnnotations: [{key: k, valueExpression: string(object.foo)}]}",
	  "k!expression 'string(object.foo)' resulted in error: no such key: foo" },
	{ "an error that is ignored",
	  "{" IGNORE "auditAnnotations: [{key: k, valueExpression: string(object.foo)}]}", "k-" },
	{ "beside a validation",
	  "{validations: [{expression: 'false', message: m}], auditAnnotations: [{key: k, "
	  "valueExpression: \"'a'\"}]}",
	  "false Invalid m; k=a" },
};

Test(evaluate, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(rows[i].row, rows[i].spec, "", rows[i].summary);
}

Test(evaluate, params)
{
	check("params",
	      "{paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{expression: "
	      "\"params.data.a == 'b' && params.kind == 'ConfigMap'\"}]}",
	      "{apiVersion: v1, kind: ConfigMap, data: {a: b}}", "true");
	check("no param",
	      "{paramKind: {apiVersion: v1, kind: ConfigMap}, validations: [{expression: "
	      "params == null}]}",
	      "", "true");
}

Test(evaluate, long_messages_are_not_used)
{
	CLEANUP(strbuf) struct strbuf spec = STRBUF_INIT;

	for (size_t n = 5120; n <= 5121; n++) {
		CLEANUP(str) char *actual = NULL;

		strbuf_truncate(&spec, 0);
		strbuf_add_str(&spec, "{validations: [{expression: 'false', message: m, "
				      "messageExpression: \"'");
		strbuf_add_repeated(&spec, 'x', n);
		strbuf_add_str(&spec, "'\"}]}");
		actual = evaluate(spec.text, "");
		cr_expect_eq(strcmp(actual, "false Invalid m") == 0, n > 5120, "%zu", n);
	}
}

/* ---- budgets ---- */

/* A policy with n validations of some 900000 each, the last with this message (YAML). */
static char *expensive(int n, const char *last)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_add_str(&out, "{variables: [{name: l, expression: '[1");
	for (int i = 1; i < 400; i++)
		strbuf_add_str(&out, ",1");
	strbuf_add_str(&out, "]'}], validations: [");
	for (int i = 0; i < n; i++)
		strbuf_addf(&out,
			    "%s{expression: 'variables.l.all(a, variables.l.all(b, a == b))'%s}",
			    i > 0 ? ", " : "", i == n - 1 ? last : "");
	strbuf_add_str(&out, "]}");
	return strbuf_detach(&out);
}

static uint64_t cost_of(const char *spec)
{
	struct policy *policy = policy_of("p", spec);
	CLEANUP(json) cJSON *object = yaml_tree(OBJECT);
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const struct policy_request request = request_of(object, NULL);
	const struct policy_input input = { .request = &request, .version = "v1" };
	struct policy_evaluation evaluation;

	policy_evaluate(policy, &input, &arena, &evaluation);
	return evaluation.cost;
}

Test(evaluate, costs)
{
	static const struct {
		const char *spec;
		uint64_t cost;
	} costs[] = {
		{ VALIDATION("expression: 'true'"), 0 },
		{ VALIDATION("expression: object.metadata.name == 'web'"), 4 },
		{ VALIDATION("expression: oldObject != null"), 2 },
		{ "{variables: [{name: a, expression: object.metadata.name}], validations: "
		  "[{expression: \"variables.a == 'web'\"}]}",
		  3 + 3 },
		{ "{variables: [{name: a, expression: object.metadata.name}], validations: "
		  "[{expression: \"variables.a == 'web'\"}, {expression: \"variables.a == "
		  "'web'\"}]}",
		  3 + 3 + 3 },
		/* a message is paid for even when it is not needed, with its variables anew */
		{ VALIDATION("expression: 'true', messageExpression: string(object.metadata.name)"),
		  3 + 1 },
		{ "{variables: [{name: a, expression: object.metadata.name}], validations: "
		  "[{expression: \"variables.a == 'web'\", messageExpression: "
		  "string(variables.a)}]}",
		  3 + 3 + 3 + 2 + 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		uint64_t cost = cost_of(costs[i].spec);

		cr_expect_eq(cost, costs[i].cost, "%s: %llu", costs[i].spec,
			     (unsigned long long)cost);
	}
}

#define BUDGET                                                                                   \
	"validation failed due to running out of cost budget, no further validation rules will " \
	"be "                                                                                    \
	"run"

Test(evaluate, the_budget_of_validations)
{
	CLEANUP(str) char *spec = expensive(14, "");
	CLEANUP(str) char *ignoring = xasprintf("{" IGNORE "%s", spec + 1);

	check("used up", spec, "", "deny: " BUDGET);
	check("used up, ignored", ignoring, "", "let pass: " BUDGET);
}

/* Conditions have 2500000 of their own. */
Test(evaluate, the_budget_of_conditions)
{
	static const char dear[] =
		"expression: '[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, "
		"[0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, "
		"[0,1,2,3,4,5,6,7,8,9].all(e, a == e || true)))))'";
	CLEANUP(strbuf) struct strbuf spec = STRBUF_INIT;
	CLEANUP(str) char *ignoring = NULL;

	for (int n = 2; n <= 6; n += 4) {
		strbuf_truncate(&spec, 0);
		strbuf_add_str(&spec, "{matchConditions: [");
		for (int i = 0; i < n; i++)
			strbuf_addf(&spec, "{name: c%d, %s}, ", i, dear);
		strbuf_add_str(&spec, "], validations: [{expression: 'false', message: m}]}");
		check("conditions", spec.text, "", n == 2 ? "false Invalid m" : "deny: " BUDGET);
	}
	ignoring = xasprintf("{" IGNORE "%s", spec.text + 1);
	check("ignored", ignoring, "", "skip");
}

Test(evaluate, the_budget_of_messages)
{
	CLEANUP(str)
	char *spec = expensive(10, ", messageExpression: 'string(variables.l.all(a, "
				   "variables.l.all(b, a == b)))'");
	CLEANUP(str) char *actual = evaluate(spec, "");
	CLEANUP(str) char *cheap = expensive(10, ", messageExpression: \"''\"");
	CLEANUP(str) char *within = evaluate(cheap, "");

	cr_expect(text_starts_with(actual, "error failed messageExpression: " BUDGET "; "), "%s",
		  actual);
	cr_expect(text_starts_with(within, "true; true"), "%s", within);
}

/* ---- the same text in several policies ---- */

/* A policy of a set that has all of them; "error …" for what is wrong. */
static const struct {
	const char *row, *spec, *actual;
} shared_rows[] = {
	{ "a number",
	  "{variables: [{name: x, expression: '1'}], validations: [{expression: "
	  "'variables.x == 1'}]}",
	  "true" },
	{ "a string",
	  "{variables: [{name: x, expression: '\"1\"'}], validations: [{expression: "
	  "'variables.x == 1'}]}",
	  "error compilation error: compilation failed: ERROR: <input>:1:13: found no "
	  "matching overload for '_==_' applied to '(string, int)'\n | variables.x == 1\n "
	  "| "
	  "............^" },
	{ "another number",
	  "{variables: [{name: x, expression: '2'}], validations: [{expression: "
	  "'variables.x == 1'}]}",
	  "false" },
	{ "of another variable's place",
	  "{variables: [{name: w, expression: '1'}, {name: x, expression: '1'}], "
	  "validations: [{expression: 'variables.x == 1'}]}",
	  "true" },
	{ "no variable", "{validations: [{expression: 'variables.x == 1'}]}",
	  "error compilation error: compilation failed: ERROR: <input>:1:1: undeclared "
	  "reference to 'variables' (in container '')\n | variables.x == 1\n | ^" },
	{ "no authorizer in a message",
	  "{validations: [{expression: '1 == 2', messageExpression: '1 == 2 ? \"a\" : "
	  "\"b\"'}]}",
	  "false" },
	{ "not a bool",
	  "{variables: [{name: x, expression: '\"a\"'}], validations: [{expression: "
	  "'\"a\"'}]}",
	  "error compilation error: must evaluate to bool but got string" },
	{ "a number again",
	  "{variables: [{name: x, expression: '1'}], validations: [{expression: "
	  "'variables.x == 1'}]}",
	  "true" },
};

Test(evaluate, equal_texts_of_different_policies)
{
	for (size_t i = 0; i < ARRAY_LEN(shared_rows); i++) {
		struct policy *policy = policy_of("p", shared_rows[i].spec);
		CLEANUP(json) cJSON *object = yaml_tree(OBJECT);
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		const struct policy_request request = request_of(object, NULL);
		const struct policy_input input = { .request = &request, .version = "v1" };
		struct policy_evaluation evaluation;

		policy_evaluate(policy, &input, &arena, &evaluation);
		switch (evaluation.validations[0].verdict) {
		case POLICY_ERROR:
			cr_expect(text_starts_with(shared_rows[i].actual, "error "), "%s",
				  shared_rows[i].row);
			cr_expect_str_eq(evaluation.validations[0].message,
					 shared_rows[i].actual + 6, "%s", shared_rows[i].row);
			break;
		default:
			cr_expect_str_eq(evaluation.validations[0].verdict == POLICY_TRUE ? "true"
											  : "false",
					 shared_rows[i].actual, "%s", shared_rows[i].row);
		}
	}
}

/* ---- what explain adds ---- */

Test(evaluate, explains_variables)
{
	struct policy *policy =
		policy_of("p", "{variables: [{name: a, expression: \"['x']\"}, {name: b, "
			       "expression: object.foo}, {name: c, expression: '1'}], validations: "
			       "[{expression: \"variables.a == ['x'] && variables.b == 1\"}]}");
	CLEANUP(json) cJSON *object = yaml_tree(OBJECT);
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const struct policy_request request = request_of(object, NULL);
	const struct policy_input input = { .request = &request, .version = "v1", .explain = true };
	struct policy_evaluation evaluation;

	policy_evaluate(policy, &input, &arena, &evaluation);
	cr_assert_eq(evaluation.n_variables, 3);
	cr_expect_str_eq(evaluation.variables[0].value, "[\"x\"]");
	cr_expect(evaluation.variables[1].is_error);
	cr_expect(text_ends_with(evaluation.variables[1].value, "no such key: foo"));
	cr_expect_not(evaluation.variables[2].is_used);
}
