/* ValidatingAdmissionPolicy: its defaults, its table row. What it may say is in
 * admission_policy_validate.c, what it does in admission/.
 * Source: kubernetes pkg/apis/admissionregistration/v1/defaults.go,
 * pkg/registry/admissionregistration, pkg/printers/internalversion. */
#include "admission_policy.h"

#include <stdlib.h>
#include <string.h>

/* ---- both kinds ---- */

bool admission_policy_begin_update(struct operation *op, cJSON *object, const cJSON *old,
				   struct error *err)
{
	const struct request *request = op->request;
	const char *field = "metadata.resourceVersion";
	const char *message = "Invalid value: 0x0: must be specified for an update";

	(void)object;
	(void)old;
	if (request->verb != VERB_UPDATE ||
	    *json_str_at(request->object, "metadata", "resourceVersion", NULL) != '\0')
		return true;
	error_set(err, REASON_INVALID, "%s.%s \"%s\" is invalid: %s: %s", request->resource->plural,
		  request->resource->group, request->name, field, message);
	error_set_details(err, request->resource->plural, request->resource->group, request->name);
	error_add_cause(err, "FieldValueInvalid", field, message);
	return false;
}

const char *const admission_policy_versions[] = { "v1", "v1beta1", NULL };
const char *const admission_policy_categories[] = { "api-extensions", NULL };
const char *const admission_policy_field_labels[] = { "metadata.name", "metadata.namespace", NULL };

/* ---- the steps of a write ---- */

static void set_defaults(cJSON *object)
{
	cJSON *spec = json_ensure_object(object, "spec");

	if (json_child(spec, "failurePolicy") == NULL)
		json_set_str(spec, "failurePolicy", "Fail");
	match_resources_set_defaults(json_child(spec, "matchConstraints"));
}

static void prepare_create(cJSON *object)
{
	json_set(object, "status", cJSON_CreateObject());
}

static void restore(cJSON *object, const cJSON *old, const char *key)
{
	const cJSON *stored = json_child(old, key);

	if (stored != NULL)
		json_set(object, key, json_copy(stored));
	else
		json_remove(object, key);
}

/* Spec through the object itself, status through its subresource. */
static void prepare_update(cJSON *object, const cJSON *old, const char *subresource)
{
	static const char *const kept[] = { "labels", "annotations", "finalizers",
					    "ownerReferences" };

	if (strcmp(subresource, "status") != 0) {
		restore(object, old, "status");
		return;
	}
	restore(object, old, "spec");
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		restore(json_child(object, "metadata"), json_child(old, "metadata"), kept[i]);
}

/* ---- the row ---- */

static void cell_validations(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_addf(out, "%zu", json_size(json_get(object, "spec", "validations", NULL)));
}

static void cell_param_kind(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *kind = json_get(object, "spec", "paramKind", NULL);

	(void)now;
	if (kind == NULL)
		strbuf_add_str(out, "<unset>");
	else
		strbuf_addf(out, "%s/%s", json_str(kind, "apiVersion"), json_str(kind, "kind"));
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "Validations", false, cell_validations },
	{ "ParamKind", false, cell_param_kind },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_validating_admission_policy = {
	.group = "admissionregistration.k8s.io",
	.versions = admission_policy_versions,
	.kind = "ValidatingAdmissionPolicy",
	.plural = "validatingadmissionpolicies",
	.singular = "validatingadmissionpolicy",
	.categories = admission_policy_categories,
	.subresources = (const char *const[]) { "status", NULL },
	.schema = &schema_validating_admission_policy,
	.columns = columns,
	.field_labels = admission_policy_field_labels,
	.field_labels_plain = true,
	.check_name = check_dns1123_subdomain,
	.keeps_generation = true,
	.set_defaults = set_defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.begin_update = admission_policy_begin_update,
	.validate = admission_policy_validate,
	.validate_update = admission_policy_validate_update,
};
