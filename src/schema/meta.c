/* Small structs of metav1 that several kinds use: conditions and label selectors.
 * Source: apimachinery pkg/apis/meta/v1/types.go. */
#include "internal.h"

static const struct field condition_fields[] = {
	{ .name = "type",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "What the condition is about, in CamelCase, for example Ready." },
	{ .name = "status",
	  .type = FIELD_STRING,
	  .go_type = "v1.ConditionStatus",
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Whether it holds: True, False or Unknown." },
	{ .name = "observedGeneration",
	  .type = FIELD_INT64,
	  .doc = "The metadata.generation that was looked at. An older one than the object's "
		 "means that the condition is out of date." },
	{ .name = "lastTransitionTime",
	  .type = FIELD_TIME,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "When the status last changed." },
	{ .name = "reason",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Why the status last changed, as one CamelCase word for programs." },
	{ .name = "message",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Why the status last changed, in words for people." },
	{ 0 }
};

const struct schema schema_condition = {
	.go_name = "Condition",
	.go_package = "v1",
	.doc = "One aspect of an object's state.",
	.fields = condition_fields,
};

static const struct field label_selector_requirement_fields[] = {
	{ .name = "key",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The label's key." },
	{ .name = "operator",
	  .type = FIELD_STRING,
	  .go_type = "v1.LabelSelectorOperator",
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "How the label is compared: In, NotIn, Exists or DoesNotExist." },
	{ .name = "values",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "What In and NotIn compare with: one value or more. Empty for Exists and "
		 "DoesNotExist." },
	{ 0 }
};

static const struct schema schema_label_selector_requirement = {
	.go_name = "LabelSelectorRequirement",
	.go_package = "v1",
	.doc = "A condition on one label.",
	.fields = label_selector_requirement_fields,
};

static const struct field label_selector_fields[] = {
	{ .name = "matchLabels",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .doc = "Labels that must have exactly these values." },
	{ .name = "matchExpressions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_label_selector_requirement,
	  .doc = "Conditions that must all hold." },
	{ 0 }
};

const struct schema schema_label_selector = {
	.go_name = "LabelSelector",
	.go_package = "v1",
	.doc = "Selects objects by their labels. All parts must match; an empty selector matches "
	       "everything.",
	.fields = label_selector_fields,
};
