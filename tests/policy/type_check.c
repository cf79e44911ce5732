/* What the second look at a policy finds, with object typed. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

static const struct policy_kind kinds[] = {
	{ "", "v1", "Namespace", "namespaces", &schema_namespace },
	{ "", "v1", "Service", "services", &schema_service },
	{ "networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", &schema_service_cidr },
	{ "networking.k8s.io", "v1beta1", "ServiceCIDR", "servicecidrs", &schema_service_cidr },
};

/* "FIELD: WARNING" of each, joined. */
static char *warnings_of(const char *spec)
{
	CLEANUP(json) cJSON *policy = cJSON_CreateObject(), *warnings = NULL;
	struct strbuf out = STRBUF_INIT;
	const cJSON *warning;

	json_set(policy, "spec", yaml_tree(spec));
	warnings = policy_type_check(policy, kinds, ARRAY_LEN(kinds));
	cJSON_ArrayForEach (warning, warnings)
		strbuf_addf(&out, "%s: %s", json_str(warning, "fieldRef"),
			    json_str(warning, "warning"));
	return strbuf_detach(&out);
}

#define SPEC(groups, versions, plurals, more)                                                   \
	"{matchConstraints: {resourceRules: [{apiGroups: [" groups "], apiVersions: [" versions \
	"], resources: [" plurals "]}]}, " more "}"
#define SERVICE(more) SPEC("''", "v1", "services", more)
#define RANGE(more) SPEC("networking.k8s.io", "v1", "servicecidrs", more)
#define VALIDATION(text) "validations: [{expression: \"" text "\"}]"
#define FIRST "spec.validations[0].expression: "

static const struct {
	const char *row, *spec, *warnings;
} rows[] = {
	{ "a list of texts", RANGE(VALIDATION("object.spec.cidrs.all(c, c.startsWith('10.'))")),
	  "" },
	{ "is no list of numbers", RANGE(VALIDATION("object.spec.cidrs.all(c, c > 1)")),
	  FIRST "networking.k8s.io/v1, Kind=ServiceCIDR: ERROR: <input>:1:28: found no matching "
		"overload for '_>_' applied to '(string, int)'\n | object.spec.cidrs.all(c, c > "
		"1)\n | ...........................^\n" },
	{ "a field that there is not", SERVICE(VALIDATION("object.spec.replicas > 1")),
	  FIRST "/v1, Kind=Service: ERROR: <input>:1:12: undefined field 'replicas'\n | "
		"object.spec.replicas > 1\n | ...........^\n" },
	{ "each kind in trouble",
	  SPEC("'', networking.k8s.io", "v1beta1, v1", "servicecidrs, services",
	       VALIDATION("object.spec.cidrs.size() > 1")),
	  FIRST "/v1, Kind=Service: ERROR: <input>:1:12: undefined field 'cidrs'\n | "
		"object.spec.cidrs.size() > 1\n | ...........^\n" },
	{ "both versions",
	  SPEC("networking.k8s.io", "v1, v1beta1", "servicecidrs", VALIDATION("object.x == 1")),
	  FIRST "networking.k8s.io/v1, Kind=ServiceCIDR: ERROR: <input>:1:7: undefined field "
		"'x'\n | object.x == 1\n | ......^\n\nnetworking.k8s.io/v1beta1, "
		"Kind=ServiceCIDR: ERROR: <input>:1:7: undefined field 'x'\n | object.x == 1\n | "
		"......^\n" },
	{ "stars are skipped", SPEC("'*'", "v1", "services", VALIDATION("object.x == 1")), "" },
	{ "in versions, too", SPEC("''", "'*'", "services", VALIDATION("object.x == 1")), "" },
	{ "and in resources", SPEC("''", "v1", "'*'", VALIDATION("object.x == 1")), "" },
	{ "so are subresources", SPEC("''", "v1", "services/status", VALIDATION("object.x == 1")),
	  "" },
	{ "and what is not known", SPEC("apps", "v1", "deployments", VALIDATION("object.x == 1")),
	  "" },
	{ "a message",
	  SERVICE("validations: [{expression: 'true', messageExpression: "
		  "object.spec.clusterIPs}, {expression: 'true', messageExpression: "
		  "object.nope}]"),
	  "spec.validations[1].messageExpression: /v1, Kind=Service: ERROR: <input>:1:7: undefined "
	  "field 'nope'\n | object.nope\n | ......^\n" },
	{ "a reserved word is escaped",
	  SERVICE(VALIDATION("object.metadata.__namespace__ == 'default'")), "" },
	{ "a number or a text is anything",
	  SERVICE(VALIDATION("object.spec.ports.all(p, p.targetPort == 80 || p.targetPort == "
			     "'http')")),
	  "" },
	{ "times are timestamps",
	  SERVICE(VALIDATION("object.metadata.creationTimestamp.getFullYear() > 2000")), "" },
	{ "labels are a map", SERVICE(VALIDATION("object.metadata.labels['a'] == 'b'")), "" },
	{ "variables are seen through",
	  SERVICE("variables: [{name: ips, expression: object.spec.clusterIPs}], " VALIDATION(
		  "variables.ips.all(i, i == 1)")),
	  FIRST "/v1, Kind=Service: ERROR: <input>:1:24: found no matching overload for '_==_' "
		"applied to '(string, int)'\n | variables.ips.all(i, i == 1)\n | "
		".......................^\n" },
	{ "but objects in them are not",
	  SERVICE("variables: [{name: ports, expression: object.spec.ports}], " VALIDATION(
		  "variables.ports.all(p, p.nope == 'x')")),
	  "" },
	{ "but not complained of",
	  SERVICE("variables: [{name: a, expression: object.nope}], " VALIDATION(
		  "variables.a == 1")),
	  "" },
	{ "params of a known kind",
	  SERVICE("paramKind: {apiVersion: v1, kind: Namespace}, " VALIDATION("params.data == 1")),
	  FIRST "/v1, Kind=Service: ERROR: <input>:1:7: undefined field 'data'\n | params.data == "
		"1\n | ......^\n" },
	{ "params of another",
	  SERVICE("paramKind: {apiVersion: a/v1, kind: Limit}, " VALIDATION("params.data == 1")),
	  FIRST "/v1, Kind=Service: ERROR: <input>:1:1: undeclared reference to 'params' (in "
		"container '')\n | params.data == 1\n | ^\n" },
};

Test(type_check, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *actual = warnings_of(rows[i].spec);

		cr_expect(strcmp(actual, rows[i].warnings) == 0, "%s:\n     got: %s\nexpected: %s",
			  rows[i].row, actual, rows[i].warnings);
	}
}

static const struct {
	const char *name;
	bool is_identifier;
} names[] = {
	{ "a", true },    { "_", true },          { "a1_B", true }, { "", false },
	{ "1a", false },  { "a-b", false },       { "in", false },  { "namespace", false },
	{ "a b", false }, { "namespaces", true },
};

Test(type_check, identifiers)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		cr_expect_eq(policy_is_identifier(names[i].name), names[i].is_identifier, "%s",
			     names[i].name);
}
