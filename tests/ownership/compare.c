/* The set of an object, and what changed between two. */
#include <criterion/criterion.h>

#include "helper.h"

/* ---- the set of an object ---- */

static const struct {
	const char *row;
	const struct schema *schema;
	const char *object, *set;
} set_rows[] = {
	{ "structs are their fields", &schema_service, "{spec: {type: ClusterIP}}", ".spec.type" },
	{ "maps are their keys", &schema_service, "{metadata: {labels: {a: b}}}",
	  ".metadata.labels.a" },
	{ "an empty map is itself", &schema_service, "{metadata: {labels: {}}}",
	  ".metadata.labels" },
	{ "null is itself", &schema_service, "{spec: {type: null}}", ".spec.type" },
	{ "an atomic map is itself", &schema_service, "{spec: {selector: {a: b}}}",
	  ".spec.selector" },
	{ "an atomic list is itself", &schema_service, "{spec: {clusterIPs: [10.0.0.1]}}",
	  ".spec.clusterIPs" },
	{ "ports go by port and protocol", &schema_service,
	  "{spec: {ports: [{port: 443, protocol: UDP}, {port: 80, name: a}]}}",
	  ".spec.ports[port=80,protocol=\"TCP\"] .spec.ports[port=80,protocol=\"TCP\"].name "
	  ".spec.ports[port=80,protocol=\"TCP\"].port .spec.ports[port=443,protocol=\"UDP\"] "
	  ".spec.ports[port=443,protocol=\"UDP\"].port "
	  ".spec.ports[port=443,protocol=\"UDP\"].protocol" },
	{ "ports that cannot be told apart are one", &schema_service,
	  "{spec: {ports: [{port: 80, name: a}, {port: 80, name: b}]}}",
	  ".spec.ports[port=80,protocol=\"TCP\"]" },
	{ "an empty list by keys is nothing", &schema_service, "{spec: {ports: []}}", "" },
	{ "finalizers go by value", &schema_service, "{metadata: {finalizers: [b/b, a/a]}}",
	  ".metadata.finalizers[=\"a/a\"] .metadata.finalizers[=\"b/b\"]" },
	{ "an owner is one", &schema_service,
	  "{metadata: {ownerReferences: [{uid: u, name: nn, kind: K}]}}",
	  ".metadata.ownerReferences[uid=\"u\"]" },
	{ "a variable is one", &schema_validating_admission_policy,
	  "{spec: {variables: [{name: nn, expression: '1'}]}}", ".spec.variables[name=\"nn\"]" },
	{ "a match condition is its fields", &schema_validating_admission_policy,
	  "{spec: {matchConditions: [{name: nn, expression: '1'}]}}",
	  ".spec.matchConditions[name=\"nn\"] .spec.matchConditions[name=\"nn\"].expression "
	  ".spec.matchConditions[name=\"nn\"].name" },
	{ "match constraints are one", &schema_validating_admission_policy,
	  "{spec: {matchConstraints: {matchPolicy: Exact}}}", ".spec.matchConstraints" },
	{ "validation actions are a set", &schema_validating_admission_policy_binding,
	  "{spec: {validationActions: [Deny]}}", ".spec.validationActions[=\"Deny\"]" },
	{ "what an event is about is one", &schema_event,
	  "{involvedObject: {kind: Service, name: a}, source: {component: c}}",
	  ".involvedObject .source.component" },
};

Test(compare, set_of)
{
	for (size_t i = 0; i < ARRAY_LEN(set_rows); i++) {
		CLEANUP(json) cJSON *object = tree(set_rows[i].object);
		CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;
		CLEANUP(str) char *text = NULL;

		field_set_of(set_rows[i].schema, object, &set);
		text = paths(&set);
		expect_text(text, set_rows[i].set, set_rows[i].row);
	}
}

/* ---- two objects ---- */

#define PORT_80 ".spec.ports[port=80,protocol=\"TCP\"]"
#define PORT_443 ".spec.ports[port=443,protocol=\"TCP\"]"

static const struct {
	const char *row;
	const char *before, *after; /* of a Service; before NULL: it is new */
	const char *removed, *modified, *added;
} compare_rows[] = {
	{ "nothing", "{spec: {type: A}}", "{spec: {type: A}}", "", "", "" },
	{ "a field comes", "{}", "{spec: {type: A}}", "", "", ".spec.type" },
	{ "a field goes", "{spec: {type: A}}", "{}", ".spec.type", "", "" },
	{ "a field changes", "{spec: {type: A}}", "{spec: {type: B}}", "", ".spec.type", "" },
	{ "a map comes with its keys", "{}", "{metadata: {labels: {a: b}}}", "", "",
	  ".metadata.labels .metadata.labels.a" },
	{ "a map goes with its keys", "{metadata: {labels: {a: b}}}", "{}",
	  ".metadata.labels .metadata.labels.a", "", "" },
	{ "one key of a map", "{metadata: {labels: {a: b, c: d, e: f}}}",
	  "{metadata: {labels: {a: x, c: d, g: h}}}", ".metadata.labels.e", ".metadata.labels.a",
	  ".metadata.labels.g" },
	{ "an atomic map", "{spec: {selector: {a: b}}}", "{spec: {selector: {a: b, c: d}}}", "",
	  ".spec.selector", "" },
	{ "a list by keys comes with its parts", "{}", "{spec: {ports: [{port: 80}]}}", "", "",
	  ".spec.ports " PORT_80 " " PORT_80 ".port " PORT_80 ".targetPort" },
	{ "an element's field changes", "{spec: {ports: [{port: 80, name: a}]}}",
	  "{spec: {ports: [{port: 80, name: b}]}}", "", PORT_80 ".name", "" },
	{ "an element comes, another goes", "{spec: {ports: [{port: 80}]}}",
	  "{spec: {ports: [{port: 443}]}}", PORT_80 " " PORT_80 ".port " PORT_80 ".targetPort", "",
	  PORT_443 " " PORT_443 ".port " PORT_443 ".targetPort" },
	{ "the order of elements is no change", "{spec: {ports: [{port: 80}, {port: 443}]}}",
	  "{spec: {ports: [{port: 443}, {port: 80}]}}", "", "", "" },
	{ "a number changes its form only", "{spec: {ports: [{port: 80, targetPort: 80}]}}",
	  "{spec: {ports: [{port: 80, targetPort: 80.0}]}}", "", "", "" },
	{ "elements become alike", "{spec: {ports: [{port: 80}]}}",
	  "{spec: {ports: [{port: 80}, {port: 80, name: b}]}}",
	  PORT_80 " " PORT_80 ".port " PORT_80 ".targetPort", "", PORT_80 },
	{ "elements are alike no more", "{spec: {ports: [{port: 80}, {port: 80, name: b}]}}",
	  "{spec: {ports: [{port: 80}]}}", PORT_80, "",
	  PORT_80 " " PORT_80 ".port " PORT_80 ".targetPort" },
	{ "elements that are alike change", "{spec: {ports: [{port: 80}, {port: 80, name: b}]}}",
	  "{spec: {ports: [{port: 80}, {port: 80, name: c}]}}", "", PORT_80, "" },
	{ "a value of a set", "{metadata: {finalizers: [a/a, b/b]}}",
	  "{metadata: {finalizers: [b/b, c/c]}}", ".metadata.finalizers[=\"a/a\"]", "",
	  ".metadata.finalizers[=\"c/c\"]" },
	{ "a struct behind a pointer comes with itself", "{}",
	  "{spec: {sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}}", "", "",
	  ".spec.sessionAffinityConfig .spec.sessionAffinityConfig.clientIP "
	  ".spec.sessionAffinityConfig.clientIP.timeoutSeconds" },
	{ "a new object has what the empty one lacks", NULL,
	  "{metadata: {name: a}, spec: {type: A, ports: [{port: 80}]}}", "", "",
	  ".metadata.name .spec.ports " PORT_80 " " PORT_80 ".port " PORT_80 ".targetPort "
	  ".spec.type" },
	{ "a new object with a status", NULL,
	  "{status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}}", "", "",
	  ".status.loadBalancer.ingress" },
	{ "a new object without anything", NULL, "{}", "", "", "" },
};

Test(compare, objects)
{
	for (size_t i = 0; i < ARRAY_LEN(compare_rows); i++) {
		const char *row = compare_rows[i].row;
		CLEANUP(json)
		cJSON *before = complete_tree(&schema_service, compare_rows[i].before);
		CLEANUP(json) cJSON *after = complete_tree(&schema_service, compare_rows[i].after);
		CLEANUP(field_comparison)
		struct field_comparison comparison = FIELD_COMPARISON_INIT;
		CLEANUP(str) char *removed = NULL, *modified = NULL, *added = NULL;

		field_compare(&schema_service, before, after, &comparison);
		removed = paths(&comparison.removed);
		modified = paths(&comparison.modified);
		added = paths(&comparison.added);
		expect_text(removed, compare_rows[i].removed, row);
		expect_text(modified, compare_rows[i].modified, row);
		expect_text(added, compare_rows[i].added, row);
	}
}
