/* The types of what a policy sees.
 * Source: apiserver pkg/admission/plugin/cel/compile.go BuildRequestType, BuildNamespaceType,
 * release 1.33. */
#include <string.h>

#include "internal.h"

#define OBJECT(type_name_, name_, fields_)                                       \
	static const struct cel_type type_name_ = { .kind = CEL_TYPE_OBJECT,     \
						    .name = name_,               \
						    .field = cel_field_of_table, \
						    .context = fields_ };

static const struct cel_type map_of_strings = {
	.kind = CEL_TYPE_MAP, .name = "map", .params = { &cel_string, &cel_string }, .n_params = 2
};
static const struct cel_type map_of_string_lists = { .kind = CEL_TYPE_MAP,
						     .name = "map",
						     .params = { &cel_string, &cel_list_string },
						     .n_params = 2 };

/* ---- request ---- */

static const struct cel_field kind_fields[] = {
	{ "group", &cel_string },
	{ "version", &cel_string },
	{ "kind", &cel_string },
	{ NULL, NULL },
};
OBJECT(type_kind, "kubernetes.GroupVersionKind", kind_fields)

static const struct cel_field resource_fields[] = {
	{ "group", &cel_string },
	{ "version", &cel_string },
	{ "resource", &cel_string },
	{ NULL, NULL },
};
OBJECT(type_resource, "kubernetes.GroupVersionResource", resource_fields)

static const struct cel_field user_fields[] = {
	{ "username", &cel_string },       { "uid", &cel_string }, { "groups", &cel_list_string },
	{ "extra", &map_of_string_lists }, { NULL, NULL },
};
OBJECT(type_user, "kubernetes.UserInfo", user_fields)

static const struct cel_field request_fields[] = {
	{ "kind", &type_kind },
	{ "resource", &type_resource },
	{ "subResource", &cel_string },
	{ "requestKind", &type_kind },
	{ "requestResource", &type_resource },
	{ "requestSubResource", &cel_string },
	{ "name", &cel_string },
	{ "namespace", &cel_string },
	{ "operation", &cel_string },
	{ "userInfo", &type_user },
	{ "dryRun", &cel_bool },
	{ "options", &cel_dyn },
	{ NULL, NULL },
};

const struct cel_type cel_type_admission_request = { .kind = CEL_TYPE_OBJECT,
						     .name = "kubernetes.AdmissionRequest",
						     .field = cel_field_of_table,
						     .context = request_fields };

/* ---- namespaceObject ---- */

static const struct cel_field metadata_fields[] = {
	{ "name", &cel_string },
	{ "generateName", &cel_string },
	{ "namespace", &cel_string },
	{ "labels", &map_of_strings },
	{ "annotations", &map_of_strings },
	{ "UID", &cel_string },
	{ "creationTimestamp", &cel_timestamp },
	{ "deletionGracePeriodSeconds", &cel_int },
	{ "deletionTimestamp", &cel_timestamp },
	{ "generation", &cel_int },
	{ "resourceVersion", &cel_string },
	{ "finalizers", &cel_list_string },
	{ NULL, NULL },
};
OBJECT(type_metadata, "kubernetes.NamespaceMetadata", metadata_fields)

static const struct cel_field spec_fields[] = { { "finalizers", &cel_list_string },
						{ NULL, NULL } };
OBJECT(type_spec, "kubernetes.NamespaceSpec", spec_fields)

static const struct cel_field condition_fields[] = {
	{ "status", &cel_string },
	{ "type", &cel_string },
	{ "lastTransitionTime", &cel_timestamp },
	{ "message", &cel_string },
	{ "reason", &cel_string },
	{ NULL, NULL },
};
OBJECT(type_condition, "kubernetes.NamespaceCondition", condition_fields)

static const struct cel_type list_of_conditions = {
	.kind = CEL_TYPE_LIST, .name = "list", .params = { &type_condition }, .n_params = 1
};

static const struct cel_field status_fields[] = {
	{ "phase", &cel_string },
	{ "conditions", &list_of_conditions },
	{ NULL, NULL },
};
OBJECT(type_status, "kubernetes.NamespaceStatus", status_fields)

static const struct cel_field namespace_fields[] = {
	{ "metadata", &type_metadata },
	{ "spec", &type_spec },
	{ "status", &type_status },
	{ NULL, NULL },
};

const struct cel_type cel_type_namespace = { .kind = CEL_TYPE_OBJECT,
					     .name = "kubernetes.Namespace",
					     .field = cel_field_of_table,
					     .context = namespace_fields };

/* ---- by name ---- */

const struct cel_type *cel_kubernetes_type(const char *name)
{
	static const struct cel_type *const types[] = {
		&cel_type_admission_request,
		&cel_type_namespace,
		&cel_type_authorizer,
		&cel_type_resource_check,
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	return NULL;
}
