/* The account after creates, updates and patches. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

/* Entries as they are stored: made at nine. */
#define UPDATE(name, fields)                                                                    \
	"{manager: " name ", operation: Update, apiVersion: v1, time: '2025-05-01T09:00:00Z', " \
	"fieldsType: FieldsV1, fieldsV1: " fields "}"
#define APPLY(name, fields)                                                                    \
	"{manager: " name ", operation: Apply, apiVersion: v1, time: '2025-05-01T09:00:00Z', " \
	"fieldsType: FieldsV1, fieldsV1: " fields "}"
#define META(managed) "metadata: {name: x, uid: u, labels: {a: b}, managedFields: [" managed "]}"

static const struct {
	const char *row;
	const char *live, *object; /* live NULL: a create */
	const char *manager, *subresource, *owners;
	bool forget;
} rows[] = {
	/* ---- create ---- */
	{ "what a new object has is its maker's", NULL,
	  "{metadata: {name: x, labels: {a: b}}, spec: {type: ClusterIP}}", "me", "",
	  "me Update 10:00: .metadata.labels .metadata.labels.a .spec.type", false },
	{ "names and what the server sets are nobody's", NULL,
	  "{metadata: {name: x, namespace: ns, uid: u, generation: 1, resourceVersion: '3', "
	  "selfLink: "
	  "s, generateName: g}}",
	  "me", "", "me Update 10:00: .metadata.generateName", false },
	{ "a status that the client made up is nobody's", NULL,
	  "{metadata: {name: x}, status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}}", "me", "",
	  "", false },
	{ "a manager without a name", NULL, "{spec: {type: A}}", "", "",
	  "unknown Update 10:00: .spec.type", false },
	{ "a copy of an object with owners", NULL,
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}", "me", "",
	  "me Update 10:00: .metadata.labels .metadata.labels.a .spec.type", false },

	/* ---- update ---- */
	{ "nobody knew who owned what", "{metadata: {name: x, uid: u}, spec: {type: A}}",
	  "{metadata: {name: x, uid: u}, spec: {type: B}}", "me", "", "", false },
	{ "what changed changes hands",
	  "{" META(UPDATE("old",
			  "{f:spec: {f:type: {}, f:sessionAffinity: {}}}")) ", spec: {type: A, "
									    "sessionAffinity: "
									    "None}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: B, sessionAffinity: None}}",
	  "me", "", "old Update 09:00: .spec.sessionAffinity; me Update 10:00: .spec.type", false },
	{ "an applier loses it too",
	  "{" META(APPLY("old",
			 "{f:spec: {f:type: {}, f:sessionAffinity: {}}}")) ", spec: {type: A, "
									   "sessionAffinity: "
									   "None}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: B, sessionAffinity: None}}",
	  "me", "", "old Apply 09:00: .spec.sessionAffinity; me Update 10:00: .spec.type", false },
	{ "an owner of nothing is gone",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: B}}", "me", "",
	  "me Update 10:00: .spec.type", false },
	{ "what went is nobody's",
	  "{" META(UPDATE("old",
			  "{f:metadata: {f:labels: {f:a: {}}}, f:spec: {f:type: {}}}")) ", "
											"spec: "
											"{type: "
											"A}}",
	  "{metadata: {name: x, uid: u}, spec: {type: A}}", "me", "",
	  "old Update 09:00: .spec.type", false },
	{ "an owner keeps its fields and gets more",
	  "{" META(UPDATE("me", "{f:metadata: {f:labels: {f:a: {}}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: B}}", "me", "",
	  "me Update 10:00: .metadata.labels.a .spec.type", false },
	{ "nothing changed, times included",
	  "{" META(UPDATE("me", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: A}}", "me", "",
	  "me Update 09:00: .spec.type", false },
	{ "status through the object is not written",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: A}, status: {conditions: "
	  "[{type: T}]}}",
	  "me", "", "old Update 09:00: .spec.type", false },
	{ "the status endpoint is an owner of its own",
	  "{" META(UPDATE("me", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: B}, status: {loadBalancer: "
	  "{ingress: [{ip: 10.0.0.1}]}}}",
	  "me", "status",
	  "me Update 09:00: .spec.type; me Update/status 10:00: .status.loadBalancer.ingress",
	  false },
	{ "owners of a version that is gone are gone",
	  "{" META("{manager: old, operation: Update, apiVersion: v0, fieldsType: FieldsV1, "
		   "fieldsV1: {f:spec: {f:type: {}}}}") ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: A}}", "me", "", "", false },
	{ "what was owned by parts is owned as one",
	  "{" META(UPDATE("old",
			  "{f:spec: {f:selector: {.: {}, f:a: {}}}}")) ", spec: {selector: {a: "
								       "b}}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {selector: {a: b}}}", "me", "",
	  "old Update 09:00: .spec.selector", false },

	/* ---- managedFields that the client sends ---- */
	{ "owners that the client names count",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{" META(APPLY("new", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}", "me", "",
	  "new Apply 09:00: .spec.type", false },
	{ "but not through a subresource",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{" META(APPLY("new", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}", "me", "status",
	  "old Update 09:00: .spec.type", false },
	{ "nor when they make no sense",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{" META(UPDATE("new", "{spec: {}}")) ", spec: {type: A}}", "me", "",
	  "old Update 09:00: .spec.type", false },
	{ "an empty list starts over",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u}, spec: {type: B}}", "me", "", "", true },
	{ "an empty entry does, too",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{" META("{}") ", spec: {type: B}}", "me", "", "", false },
	{ "not through a subresource",
	  "{" META(UPDATE("old", "{f:spec: {f:type: {}}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}}, spec: {type: A}}", "me", "status",
	  "old Update 09:00: .spec.type", true },
};

Test(update, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *live = complete_tree(&schema_service, rows[i].live);
		CLEANUP(json) cJSON *object = complete_tree(&schema_service, rows[i].object);
		struct ownership write = service_write(rows[i].manager);
		CLEANUP(str) char *text = NULL;

		write.subresource = rows[i].subresource;
		write.reset = *rows[i].subresource != '\0' ? "spec" : "status";
		ownership_update(&write, live, rows[i].forget, object);
		text = owners(object);
		expect_text(text, rows[i].owners, rows[i].row);
	}
}

/* ---- at most ten ---- */

/* "u00" and so on, each the owner of a label of that name, an hour apart. */
static cJSON *labelled(size_t n)
{
	CLEANUP(strbuf) struct strbuf labels = STRBUF_INIT, entries = STRBUF_INIT;
	CLEANUP(str) char *yaml = NULL;

	for (size_t i = 0; i < n; i++) {
		strbuf_addf(&labels, "u%02zu: a, ", i);
		strbuf_addf(&entries,
			    "{manager: u%02zu, operation: Update, apiVersion: v1, time: "
			    "'2025-05-01T00:%02zu:00Z', fieldsType: FieldsV1, fieldsV1: "
			    "{f:metadata: {f:labels: {f:u%02zu: {}}}}}, ",
			    i, i, i);
	}
	yaml = xasprintf("{metadata: {name: x, labels: {%s}, managedFields: [%s]}}", labels.text,
			 entries.text);
	return complete_tree(&schema_service, yaml);
}

static char *manager_names(const cJSON *object)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *entry;

	cJSON_ArrayForEach (entry, json_get(object, "metadata", "managedFields", NULL))
		strbuf_addf(&out, "%s%s", out.length > 0 ? " " : "", json_str(entry, "manager"));
	return strbuf_detach(&out);
}

Test(update, old_updates_become_one)
{
	static const struct {
		size_t n; /* before the update, which adds one */
		const char *names;
	} cases[] = {
		{ 9, "u00 u01 u02 u03 u04 u05 u06 u07 u08 me" },
		{ 10, "ancient-changes u02 u03 u04 u05 u06 u07 u08 u09 me" },
		{ 12, "ancient-changes u04 u05 u06 u07 u08 u09 u10 u11 me" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(json) cJSON *live = labelled(cases[i].n), *object = labelled(cases[i].n);
		struct ownership write = service_write("me");
		CLEANUP(str) char *names = NULL, *text = NULL;

		json_set_str(json_child(object, "spec"), "type", "ClusterIP");
		ownership_update(&write, live, false, object);
		names = manager_names(object);
		expect_text(names, cases[i].names, "names");
		text = owners(object);
		cr_expect(cases[i].n != 12 ||
				  text_starts_with(text, "ancient-changes Update 00:03: "
							 ".metadata.labels.u00 "
							 ".metadata.labels.u01 "
							 ".metadata.labels.u02 "
							 ".metadata.labels.u03; u04 "),
			  "%s", text);
	}
}

/* ---- form and times ---- */

Test(update, shown_form)
{
	CLEANUP(json) cJSON *object = complete_tree(&schema_service, "{spec: {type: A}}");
	struct ownership write = service_write("me");
	CLEANUP(str) char *text = NULL;

	write.subresource = "finalize";
	ownership_update(&write, NULL, false, object);
	ownership_show(object);
	text = json_text(json_get(object, "metadata", "managedFields", NULL));
	expect_text(text,
		    "[{\"manager\":\"me\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":"
		    "\"2025-05-01T10:00:00Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":"
		    "{\"f:type\":{}}},\"subresource\":\"finalize\"}]",
		    "as a client sees it");
}

static const struct {
	const char *row, *object, *old;
	bool keeps;
} time_rows[] = {
	{ "only times differ", "{" META(UPDATE("a", "{f:spec: {}}")) "}",
	  "{metadata: {name: x, uid: u, labels: {a: b}, managedFields: [{manager: a, operation: "
	  "Update, apiVersion: v1, time: '2025-05-01T08:00:00Z', fieldsType: FieldsV1, fieldsV1: "
	  "{f:spec: {}}}]}}",
	  true },
	{ "the account differs", "{" META(UPDATE("a", "{f:spec: {}}")) "}",
	  "{metadata: {name: x, uid: u, labels: {a: b}, managedFields: [{manager: b, operation: "
	  "Update, apiVersion: v1, time: '2025-05-01T08:00:00Z', fieldsType: FieldsV1, fieldsV1: "
	  "{f:spec: {}}}]}}",
	  false },
	{ "the object differs", "{" META(UPDATE("a", "{f:spec: {}}")) ", spec: {type: A}}",
	  "{metadata: {name: x, uid: u, labels: {a: b}, managedFields: [{manager: a, operation: "
	  "Update, apiVersion: v1, time: '2025-05-01T08:00:00Z', fieldsType: FieldsV1, fieldsV1: "
	  "{f:spec: {}}}]}}",
	  false },
	{ "there is no account", "{metadata: {name: x}}", "{metadata: {name: x}}", true },
};

Test(update, keep_times)
{
	for (size_t i = 0; i < ARRAY_LEN(time_rows); i++) {
		CLEANUP(json) cJSON *object = tree(time_rows[i].object);
		CLEANUP(json) cJSON *before = tree(time_rows[i].object);
		CLEANUP(json) cJSON *old = tree(time_rows[i].old);

		ownership_keep_times(object, old);
		cr_expect(json_equal(object, time_rows[i].keeps ? old : before), "%s",
			  time_rows[i].row);
	}
}
