/* ValidatingAdmissionPolicy and ValidatingAdmissionPolicyBinding: how they are listed. A cluster's
 * dump may hold them, so they can be imported, read and deleted; they cannot be made here, since
 * nothing would enforce them.
 * Source: kubernetes pkg/printers/internalversion. */
#include "cidrctl/resource.h"

static bool refuse(const struct operation *op, struct error *err)
{
	CLEANUP(str) char *name = resource_full_name(op->request->resource);

	return error_set(err, REASON_METHOD_NOT_ALLOWED,
			 "%s cannot be created or changed: admission policies are not enforced by "
			 "this version of cidrctl",
			 name);
}

static bool begin_create(struct operation *op, cJSON *object, struct error *err)
{
	(void)object;
	return refuse(op, err);
}

static bool begin_update(struct operation *op, cJSON *object, const cJSON *old, struct error *err)
{
	(void)old;
	/* Taking off the last finalizer, or a label, changes nothing that would be enforced. */
	return json_equal(json_child(object, "spec"), json_child(old, "spec")) || refuse(op, err);
}

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

static const struct column policy_columns[] = {
	{ "Name", false, cell_name },
	{ "Validations", false, cell_validations },
	{ "ParamKind", false, cell_param_kind },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

static const struct column binding_columns[] = {
	{ "Name", false, cell_name },
	{ "PolicyName", false, cell_policy_name },
	{ "ParamRef", false, cell_param_ref },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

static const char *const versions[] = { "v1", "v1beta1", NULL };
static const char *const categories[] = { "api-extensions", NULL };
static const char *const field_labels[] = { "metadata.name", "metadata.namespace", NULL };

const struct resource resource_validating_admission_policy = {
	.group = "admissionregistration.k8s.io",
	.versions = versions,
	.kind = "ValidatingAdmissionPolicy",
	.plural = "validatingadmissionpolicies",
	.singular = "validatingadmissionpolicy",
	.categories = categories,
	.subresources = (const char *const[]) { "status", NULL },
	.schema = &schema_validating_admission_policy,
	.columns = policy_columns,
	.field_labels = field_labels,
	.field_labels_plain = true,
	.check_name = check_dns1123_subdomain,
	.keeps_generation = true,
	.begin_create = begin_create,
	.begin_update = begin_update,
};

const struct resource resource_validating_admission_policy_binding = {
	.group = "admissionregistration.k8s.io",
	.versions = versions,
	.kind = "ValidatingAdmissionPolicyBinding",
	.plural = "validatingadmissionpolicybindings",
	.singular = "validatingadmissionpolicybinding",
	.categories = categories,
	.schema = &schema_validating_admission_policy_binding,
	.columns = binding_columns,
	.field_labels = field_labels,
	.field_labels_plain = true,
	.check_name = check_dns1123_subdomain,
	.keeps_generation = true,
	.begin_create = begin_create,
	.begin_update = begin_update,
};
