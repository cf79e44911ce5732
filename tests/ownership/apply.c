/* Server-side apply: what is merged, what goes, who owns what afterwards, and conflicts. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

#define ENTRY(name, operation, fields)                                         \
	"{manager: " name ", operation: " operation ", apiVersion: v1, time: " \
	"'2025-05-01T09:00:00Z', fieldsType: FieldsV1, fieldsV1: " fields "}"
#define META(more, managed) "metadata: {name: x, uid: u" more ", managedFields: [" managed "]}"

static cJSON *typed(const char *yaml, bool complete)
{
	cJSON *object = complete ? complete_tree(&schema_service, yaml) : tree(yaml);

	if (object != NULL) {
		json_set_str(object, "apiVersion", "v1");
		json_set_str(object, "kind", "Service");
	}
	return object;
}

/* The object without what every row has. */
static char *rest(const cJSON *object)
{
	CLEANUP(json) cJSON *copy = json_copy(object);
	static const char *const common[] = { "name", "uid", "managedFields", "creationTimestamp" };

	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		json_remove(json_child(copy, "metadata"), common[i]);
	json_remove(copy, "apiVersion");
	json_remove(copy, "kind");
	json_remove(copy, "status");
	json_sort(copy);
	return json_text(copy);
}

static const struct {
	const char *row;
	const char *live, *applied, *manager; /* live NULL: there is none */
	const char *result, *owners;          /* result NULL: refused */
	const char *message;
	bool force;
} rows[] = {
	/* ---- merging ---- */
	{ "a new object", NULL,
	  "{metadata: {name: x, labels: {a: b}}, spec: {ports: [{port: 80}]}}", "me",
	  "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"ports\":[{\"port\":80}]}}",
	  "me Apply 10:00: .metadata.labels.a .spec.ports[port=80,protocol=\"TCP\"] "
	  ".spec.ports[port=80,protocol=\"TCP\"].port",
	  NULL, false },
	{ "a field comes",
	  "{" META("", ENTRY("old", "Update", "{f:spec: {f:type: {}}}")) ", spec: "
									 "{type: A}}",
	  "{metadata: {name: x}, spec: {sessionAffinity: None}}", "me",
	  "{\"metadata\":{},\"spec\":{\"sessionAffinity\":\"None\",\"type\":\"A\"}}",
	  "me Apply 10:00: .spec.sessionAffinity; old Update 09:00: .spec.type", NULL, false },
	{ "the same value is owned together",
	  "{" META("", ENTRY("old", "Update", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x}, spec: {type: A}}", "me",
	  "{\"metadata\":{},\"spec\":{\"type\":\"A\"}}",
	  "me Apply -: .spec.type; old Update 09:00: .spec.type", NULL, false },
	{ "an object that nobody was known to manage",
	  "{metadata: {name: x, uid: u}, spec: {type: A}}",
	  "{metadata: {name: x}, spec: {sessionAffinity: None}}", "me",
	  "{\"metadata\":{},\"spec\":{\"sessionAffinity\":\"None\",\"type\":\"A\"}}",
	  "me Apply 10:00: .spec.sessionAffinity; before-first-apply Update 10:00: .spec.type",
	  NULL, false },
	{ "an element of a list comes where the configuration has it",
	  "{" META("",
		   ENTRY("old", "Update", "{f:spec: {f:ports: {}}}")) ", spec: {ports: [{port: 1, "
								      "protocol: TCP}, {port: 2, "
								      "protocol: TCP}, {port: "
								      "3, protocol: TCP}]}}",
	  "{metadata: {name: x}, spec: {ports: [{port: 3}, {port: 9}, {port: 1}]}}", "me",
	  "{\"metadata\":{},\"spec\":{\"ports\":[{\"port\":2,\"protocol\":\"TCP\",\"targetPort\":0}"
	  ","
	  "{\"port\":3,\"protocol\":\"TCP\",\"targetPort\":0},{\"port\":9},{\"port\":1,"
	  "\"protocol\":"
	  "\"TCP\",\"targetPort\":0}]}}",
	  "me Apply 10:00: .spec.ports[port=1,protocol=\"TCP\"] "
	  ".spec.ports[port=1,protocol=\"TCP\"].port .spec.ports[port=3,protocol=\"TCP\"] "
	  ".spec.ports[port=3,protocol=\"TCP\"].port .spec.ports[port=9,protocol=\"TCP\"] "
	  ".spec.ports[port=9,protocol=\"TCP\"].port; old Update 09:00: .spec.ports",
	  NULL, false },
	{ "finalizers are joined",
	  "{" META(", finalizers: [a/a]",
		   ENTRY("old", "Update", "{f:metadata: {f:finalizers: {'v:\"a/a\"': {}}}}")) "}",
	  "{metadata: {name: x, finalizers: [b/b]}}", "me",
	  "{\"metadata\":{\"finalizers\":[\"a/a\",\"b/b\"]},\"spec\":{}}",
	  "me Apply 10:00: .metadata.finalizers[=\"b/b\"]; old Update 09:00: "
	  ".metadata.finalizers[=\"a/a\"]",
	  NULL, false },
	{ "status is not the object's", NULL,
	  "{metadata: {name: x}, spec: {type: A}, status: {loadBalancer: {ingress: [{ip: "
	  "10.0.0.1}]}}}",
	  "me", "{\"metadata\":{},\"spec\":{\"type\":\"A\"}}", "me Apply 10:00: .spec.type", NULL,
	  false },

	/* ---- what goes ---- */
	{ "a field that was applied and is no more",
	  "{" META(", labels: {a: b, c: d}",
		   ENTRY("me", "Apply", "{f:metadata: {f:labels: {f:a: {}, f:c: {}}}}")) "}",
	  "{metadata: {name: x, labels: {a: b}}}", "me",
	  "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{}}",
	  "me Apply 10:00: .metadata.labels.a", NULL, false },
	{ "stays when somebody else owns it",
	  "{" META(", labels: {a: b, c: d}",
		   ENTRY("me", "Apply", "{f:metadata: {f:labels: {f:a: {}, f:c: {}}}}") ", " ENTRY(
			   "old", "Update", "{f:metadata: {f:labels: {f:c: {}}}}")) "}",
	  "{metadata: {name: x, labels: {a: b}}}", "me",
	  "{\"metadata\":{\"labels\":{\"a\":\"b\",\"c\":\"d\"}},\"spec\":{}}",
	  "me Apply 09:00: .metadata.labels.a; old Update 09:00: .metadata.labels.c", NULL, false },
	{ "stays when it was never ours",
	  "{" META(", labels: {a: b, c: d}",
		   ENTRY("me", "Apply", "{f:metadata: {f:labels: {f:a: {}}}}")) "}",
	  "{metadata: {name: x, labels: {a: b}}}", "me",
	  "{\"metadata\":{\"labels\":{\"a\":\"b\",\"c\":\"d\"}},\"spec\":{}}",
	  "me Apply 09:00: .metadata.labels.a", NULL, false },
	{ "the last label takes the map along",
	  "{" META(", labels: {a: b}",
		   ENTRY("me", "Apply", "{f:metadata: {f:labels: {f:a: {}}}}")) "}",
	  "{metadata: {name: x}, spec: {type: A}}", "me",
	  "{\"metadata\":{},\"spec\":{\"type\":\"A\"}}", "me Apply 10:00: .spec.type", NULL,
	  false },
	{ "an element with what the server added to it",
	  "{" META("", ENTRY("me", "Apply",
			     "{f:spec: {f:ports: {'k:{\"port\":1,\"protocol\":\"TCP\"}': {.: {}, "
			     "f:port: "
			     "{}}, 'k:{\"port\":2,\"protocol\":\"TCP\"}': {.: {}, f:port: "
			     "{}}}}}")) ", spec: "
					"{ports: "
					"[{port: "
					"1, "
					"protocol: "
					"TCP}, "
					"{port: "
					"2, "
					"protocol: "
					"TCP}]}}",
	  "{metadata: {name: x}, spec: {ports: [{port: 1}]}}", "me",
	  "{\"metadata\":{},\"spec\":{\"ports\":[{\"port\":1,\"protocol\":\"TCP\",\"targetPort\":0}"
	  "]}"
	  "}",
	  "me Apply 10:00: .spec.ports[port=1,protocol=\"TCP\"] "
	  ".spec.ports[port=1,protocol=\"TCP\"].port",
	  NULL, false },

	/* ---- conflicts ---- */
	{ "another value of somebody's field",
	  "{" META("", ENTRY("kubectl-client-side-apply", "Update",
			     "{f:spec: {f:type: {}}}")) ", spec: "
							"{type: "
							"A}}",
	  "{metadata: {name: x}, spec: {type: B}}", "me", NULL, NULL,
	  "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: "
	  ".spec.type",
	  false },
	{ "of somebody who applied it",
	  "{" META("", ENTRY("old", "Apply", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x}, spec: {type: B}}", "me", NULL, NULL,
	  "Apply failed with 1 conflict: conflict with \"old\": .spec.type", false },
	{ "several, by manager",
	  "{" META(
		  ", labels: {a: b}",
		  ENTRY("z", "Update", "{f:metadata: {f:labels: {f:a: {}}}, f:spec: {f:type: {}}}") ", " ENTRY(
			  "b", "Update",
			  "{f:spec: {f:type: {}}}") ", " ENTRY("b", "Apply",
							       "{f:spec: {f:type: "
							       "{}}}")) ", spec: {type: "
									"A}}",
	  "{metadata: {name: x, labels: {a: c}}, spec: {type: B}}", "me", NULL, NULL,
	  "Apply failed with 4 conflicts: conflicts with \"b\":\n- .spec.type\nconflicts with "
	  "\"b\" "
	  "using v1:\n- .spec.type\nconflicts with \"z\" using v1:\n- .metadata.labels.a\n- "
	  ".spec.type",
	  false },
	{ "of a subresource",
	  "{" META("",
		   "{manager: s, operation: Update, apiVersion: v1, subresource: status, "
		   "fieldsType: FieldsV1, fieldsV1: {f:spec: {f:type: {}}}}") ", spec: {type: A}}",
	  "{metadata: {name: x}, spec: {type: B}}", "me", NULL, NULL,
	  "Apply failed with 1 conflict: conflict with \"s\" with subresource \"status\" using v1: "
	  ".spec.type",
	  false },
	{ "forced",
	  "{" META("", ENTRY("old", "Update",
			     "{f:spec: {f:type: {}, f:sessionAffinity: {}}}")) ", spec: "
									       "{type: "
									       "A}}",
	  "{metadata: {name: x}, spec: {type: B}}", "me",
	  "{\"metadata\":{},\"spec\":{\"type\":\"B\"}}",
	  "me Apply 10:00: .spec.type; old Update 09:00: .spec.sessionAffinity", NULL, true },

	/* ---- objects of client-side apply ---- */
	{ "kubectl takes its own fields over",
	  "{" META(
		  ", annotations: {kubectl.kubernetes.io/last-applied-configuration: "
		  "'{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"type\":\"A\"}}'}",
		  ENTRY("kubectl-client-side-apply", "Update", "{f:spec: {f:type: {}}}")) ", spec: "
											  "{type: "
											  "A}}",
	  "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {type: B}}", "kubectl",
	  "{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"{"
	  "\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"Service\\\",\\\"metadata\\\":{"
	  "\\\"name\\\":"
	  "\\\"x\\\"},\\\"spec\\\":{\\\"type\\\":\\\"B\\\"}}\\n\"}},\"spec\":{\"type\":\"B\"}}",
	  "kubectl Apply 10:00: .spec.type", NULL, false },
	{ "but not what somebody changed since",
	  "{" META(", annotations: {kubectl.kubernetes.io/last-applied-configuration: "
		   "'{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"type\":\"A\"}}'}",
		   ENTRY("kubectl-edit", "Update", "{f:spec: {f:type: {}}}")) ", spec: {type: C}}",
	  "{metadata: {name: x}, spec: {type: B}}", "kubectl", NULL, NULL,
	  "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .spec.type",
	  false },
	{ "and nobody else does",
	  "{" META(
		  ", annotations: {kubectl.kubernetes.io/last-applied-configuration: "
		  "'{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"spec\":{\"type\":\"A\"}}'}",
		  ENTRY("kubectl-client-side-apply", "Update", "{f:spec: {f:type: {}}}")) ", spec: "
											  "{type: "
											  "A}}",
	  "{metadata: {name: x}, spec: {type: B}}", "me", NULL, NULL,
	  "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: "
	  ".spec.type",
	  false },

	/* ---- what is refused ---- */
	{ "an unknown field", NULL, "{metadata: {name: x, namespace: default}, spec: {foo: 1}}",
	  "me", NULL, NULL,
	  "failed to create typed patch object (default/x; /v1, Kind=Service): .spec.foo: field "
	  "not "
	  "declared in schema",
	  false },
	{ "an unknown field of an element", NULL, "{spec: {ports: [{port: 80, foo: 1}]}}", "me",
	  NULL, NULL,
	  "failed to create typed patch object (/; /v1, Kind=Service): "
	  ".spec.ports[port=80,protocol=\"TCP\"].foo: field not declared in schema",
	  false },
	{ "wrong types", NULL,
	  "{metadata: {labels: [a]}, spec: {type: 5, ports: {}, selector: a, clusterIPs: [1], "
	  "publishNotReadyAddresses: 'yes', healthCheckNodePort: a}}",
	  "me", NULL, NULL,
	  "failed to create typed patch object (/; /v1, Kind=Service): errors:\n"
	  "  .metadata.labels: expected map, got &{[a]}\n"
	  "  .spec.clusterIPs[0]: expected string, got &value.valueUnstructured{Value:1}\n"
	  "  .spec.healthCheckNodePort: expected numeric (int or float), got string\n"
	  "  .spec.ports: expected list, got &{map[]}\n"
	  "  .spec.publishNotReadyAddresses: expected boolean, got &{yes}\n"
	  "  .spec.selector: expected map, got &{a}\n"
	  "  .spec.type: expected string, got &value.valueUnstructured{Value:5}",
	  false },
	{ "elements that are alike", NULL,
	  "{spec: {ports: [{port: 80}, {port: 80, protocol: TCP}]}}", "me", NULL, NULL,
	  "failed to create typed patch object (/; /v1, Kind=Service): .spec.ports: duplicate "
	  "entries "
	  "for key [port=80,protocol=\"TCP\"]",
	  false },
	{ "an element that is none", NULL, "{spec: {ports: [a]}}", "me", NULL, NULL,
	  "failed to create typed patch object (/; /v1, Kind=Service): .spec.ports: element 0: "
	  "associative list with keys may not have non-map elements",
	  false },
	{ "managedFields", NULL, "{metadata: {managedFields: []}}", "me", NULL, NULL,
	  "metadata.managedFields must be nil", false },
	{ "an account that cannot be read", "{" META("", ENTRY("old", "Update", "{spec: {}}")) "}",
	  "{metadata: {name: x}}", "me", NULL, NULL,
	  "failed to decode managed fields: parsing key as path element: missing colon: spec",
	  false },
};

Test(apply, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *row = rows[i].row;
		CLEANUP(json) cJSON *live = typed(rows[i].live, true), *object = NULL;
		CLEANUP(json) cJSON *applied = typed(rows[i].applied, false);
		const struct ownership write = service_write(rows[i].manager);
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *result = NULL, *text = NULL;
		bool ok = ownership_apply(&write, live, applied, rows[i].force, &object, &err);

		cr_expect_eq(ok, rows[i].result != NULL, "%s: %s", row, err.message);
		if (!ok) {
			cr_expect_null(object, "%s", row);
			if (rows[i].message != NULL)
				expect_text(err.message, rows[i].message, row);
			continue;
		}
		if (rows[i].result == NULL)
			continue;
		result = rest(object);
		text = owners(object);
		expect_text(result, rows[i].result, row);
		expect_text(text, rows[i].owners, row);
	}
}

Test(apply, kind)
{
	CLEANUP(json) cJSON *applied = tree("{apiVersion: a/v2, kind: B}"), *object = NULL;
	const struct ownership write = service_write("me");
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(!ownership_apply(&write, NULL, applied, false, &object, &err));
	cr_expect_eq(err.reason, REASON_BAD_REQUEST);
	expect_text(err.message, "invalid object type: a/v2, Kind=B", "another kind");
}

/* Each conflict is a cause, too. */
Test(apply, causes)
{
	CLEANUP(json)
	cJSON *live = typed("{" META("", ENTRY("a", "Update",
					       "{f:spec: {f:type: {}, "
					       "f:sessionAffinity: {}}}")) ", spec: {type: "
									   "A, "
									   "sessionAffinit"
									   "y: None}}",
			    true);
	CLEANUP(json)
	cJSON *applied =
		typed("{metadata: {name: x}, spec: {type: B, sessionAffinity: ClientIP}}", false);
	CLEANUP(json) cJSON *object = NULL;
	const struct ownership write = service_write("me");
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(!ownership_apply(&write, live, applied, false, &object, &err));
	cr_expect_eq(err.reason, REASON_CONFLICT);
	cr_assert_eq(err.n_causes, 2U);
	expect_text(err.causes[0].field, ".spec.sessionAffinity", "field");
	expect_text(err.causes[1].field, ".spec.type", "field");
	expect_text(err.causes[1].reason, "FieldManagerConflict", "reason");
	expect_text(err.causes[1].message, "conflict with \"a\" using v1", "message");
}
