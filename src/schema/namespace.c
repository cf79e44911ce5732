/* core/v1 Namespace. Source: k8s.io/api core/v1/types.go. */
#include "internal.h"

static const struct field namespace_spec_fields[] = {
	{ .name = "finalizers",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .go_type = "v1.FinalizerName",
	  .doc = "What has to be done before the namespace may go. It is removed for good once "
		 "the list is empty." },
	{ 0 }
};

static const struct schema schema_namespace_spec = {
	.go_name = "NamespaceSpec",
	.go_package = "v1",
	.doc = "How a namespace is to be.",
	.fields = namespace_spec_fields,
};

static const struct field namespace_condition_fields[] = {
	{ .name = "type",
	  .type = FIELD_STRING,
	  .go_type = "v1.NamespaceConditionType",
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "What the condition is about." },
	{ .name = "status",
	  .type = FIELD_STRING,
	  .go_type = "v1.ConditionStatus",
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Whether it holds: True, False or Unknown." },
	{ .name = "lastTransitionTime",
	  .type = FIELD_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the status last changed." },
	{ .name = "reason",
	  .type = FIELD_STRING,
	  .doc = "Why the status last changed, as one CamelCase word for programs." },
	{ .name = "message",
	  .type = FIELD_STRING,
	  .doc = "Why the status last changed, in words for people." },
	{ 0 }
};

static const struct schema schema_namespace_condition = {
	.go_name = "NamespaceCondition",
	.go_package = "v1",
	.doc = "One aspect of a namespace's state, such as how far its deletion is.",
	.fields = namespace_condition_fields,
};

static const struct field namespace_status_fields[] = {
	{ .name = "phase",
	  .type = FIELD_STRING,
	  .go_type = "v1.NamespacePhase",
	  .values = NAMES("Active", "Terminating"),
	  .doc = "Where the namespace is in its life: in use, or being deleted." },
	{ .name = "conditions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_namespace_condition,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "type",
	  .list_keys = NAMES("type"),
	  .doc = "What was last observed of the namespace." },
	{ 0 }
};

static const struct schema schema_namespace_status = {
	.go_name = "NamespaceStatus",
	.go_package = "v1",
	.doc = "How a namespace is.",
	.fields = namespace_status_fields,
};

static const struct field namespace_fields[] = { KIND_FIELDS(0),
						 { .name = "spec",
						   .type = FIELD_OBJECT,
						   .of = &schema_namespace_spec,
						   .flags = FIELD_KEEP_EMPTY,
						   .doc = "How the namespace is to be." },
						 { .name = "status",
						   .type = FIELD_OBJECT,
						   .of = &schema_namespace_status,
						   .flags = FIELD_KEEP_EMPTY,
						   .doc = "How the namespace is." },
						 { 0 } };

const struct schema schema_namespace = {
	.go_name = "Namespace",
	.go_package = "v1",
	.doc = "A scope for names: objects in different namespaces may have the same name.",
	.fields = namespace_fields,
};
