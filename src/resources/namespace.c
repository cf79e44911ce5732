/* Namespace: its defaults and its two-step deletion.
 * Source: kubernetes pkg/registry/core/namespace, pkg/apis/core/v1/defaults.go. */
#include <string.h>

#include "cidrctl/resource.h"

#define NAME_LABEL "kubernetes.io/metadata.name"
#define NAMESPACE_FINALIZER "kubernetes"

static void set_defaults(cJSON *object)
{
	cJSON *metadata = json_ensure_object(object, "metadata");
	const char *name = json_str(metadata, "name");

	if (*name != '\0')
		json_set_str(json_ensure_object(metadata, "labels"), NAME_LABEL, name);
}

static bool has_finalizer(const cJSON *object)
{
	const cJSON *finalizer;

	cJSON_ArrayForEach (finalizer, json_get(object, "spec", "finalizers", NULL)) {
		if (cJSON_IsString(finalizer) &&
		    strcmp(finalizer->valuestring, NAMESPACE_FINALIZER) == 0)
			return true;
	}
	return false;
}

static void prepare_create(cJSON *object)
{
	json_set(object, "status", cJSON_CreateObject());
	json_set_str(json_child(object, "status"), "phase", "Active");
	if (!has_finalizer(object))
		json_append_str(json_ensure_array(json_ensure_object(object, "spec"), "finalizers"),
				NAMESPACE_FINALIZER);
}

/* spec.finalizers changes through the finalize subresource only, status through status only. */
static void prepare_update(cJSON *object, const cJSON *old, const char *subresource)
{
	if (strcmp(subresource, "finalize") != 0)
		json_set(object, "spec", json_copy(json_child(old, "spec")));
	if (strcmp(subresource, "status") != 0)
		json_set(object, "status", json_copy(json_child(old, "status")));
}

static void mark_deleted(cJSON *object)
{
	json_set_str(json_ensure_object(object, "status"), "phase", "Terminating");
}

static bool is_held(const cJSON *object)
{
	return json_size(json_get(object, "spec", "finalizers", NULL)) > 0;
}

static void cell_status(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str_at(object, "status", "phase", NULL));
}

/* Quotas and limit ranges are kinds that nothing here keeps. */
static void describe(const cJSON *object, struct strbuf *out)
{
	strbuf_addf(out, "Status:\t%s\n", json_str_at(object, "status", "phase", NULL));
	describe_conditions(out, object);
	strbuf_add_str(out, "\nNo resource quota.\n\nNo LimitRange resource.\n");
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "Status", false, cell_status },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_namespace = {
	.group = "",
	.versions = (const char *const[]) { "v1", NULL },
	.kind = "Namespace",
	.plural = "namespaces",
	.singular = "namespace",
	.short_names = (const char *const[]) { "ns", NULL },
	.subresources = (const char *const[]) { "finalize", "status", NULL },
	.schema = &schema_namespace,
	.columns = columns,
	.field_labels = (const char *const[]) { "metadata.name", "status.phase", NULL },
	.check_name = check_dns1123_label,
	.set_defaults = set_defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.mark_deleted = mark_deleted,
	.is_held = is_held,
	.describe = describe,
	.describe_without_events = true,
};
