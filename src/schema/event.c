/* core/v1 Event. Source: k8s.io/api core/v1/types.go. */
#include "internal.h"

static const struct field object_reference_fields[] = {
	{ .name = "kind", .type = FIELD_STRING, .doc = "Kind of the object." },
	{ .name = "namespace", .type = FIELD_STRING, .doc = "Namespace of the object." },
	{ .name = "name", .type = FIELD_STRING, .doc = "Name of the object." },
	{ .name = "uid",
	  .type = FIELD_STRING,
	  .go_type = "types.UID",
	  .doc = "Unique id of the object." },
	{ .name = "apiVersion", .type = FIELD_STRING, .doc = "Group and version of the object." },
	{ .name = "resourceVersion",
	  .type = FIELD_STRING,
	  .doc = "The version of the object that is meant, if a certain one is." },
	{ .name = "fieldPath",
	  .type = FIELD_STRING,
	  .doc = "The part of the object that is meant, for example spec.containers{name}. Empty "
		 "for the whole object." },
	{ 0 }
};

static const struct schema schema_object_reference = {
	.go_name = "ObjectReference",
	.go_package = "v1",
	.doc = "Names an object, or a part of one.",
	.fields = object_reference_fields,
};

static const struct field event_source_fields[] = {
	{ .name = "component",
	  .type = FIELD_STRING,
	  .doc = "The component that the event comes from." },
	{ .name = "host", .type = FIELD_STRING, .doc = "The node that the event comes from." },
	{ 0 }
};

static const struct schema schema_event_source = {
	.go_name = "EventSource",
	.go_package = "v1",
	.doc = "Where an event comes from.",
	.fields = event_source_fields,
};

static const struct field event_series_fields[] = {
	{ .name = "count",
	  .type = FIELD_INT32,
	  .doc = "How often the event occurred up to the last time it was reported." },
	{ .name = "lastObservedTime",
	  .type = FIELD_MICRO_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the event last occurred." },
	{ 0 }
};

static const struct schema schema_event_series = {
	.go_name = "EventSeries",
	.go_package = "v1",
	.doc = "An event that goes on: how often and until when.",
	.fields = event_series_fields,
};

static const struct field event_fields[] = {
	KIND_FIELDS(FIELD_REQUIRED),
	{ .name = "involvedObject",
	  .type = FIELD_OBJECT,
	  .of = &schema_object_reference,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The object that the event is about." },
	{ .name = "reason",
	  .type = FIELD_STRING,
	  .doc = "Why this happened, as one short word for programs." },
	{ .name = "message", .type = FIELD_STRING, .doc = "What happened, in words for people." },
	{ .name = "source",
	  .type = FIELD_OBJECT,
	  .of = &schema_event_source,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "The component that reports the event." },
	{ .name = "firstTimestamp",
	  .type = FIELD_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the event was first recorded." },
	{ .name = "lastTimestamp",
	  .type = FIELD_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the event was last recorded." },
	{ .name = "count", .type = FIELD_INT32, .doc = "How often the event occurred." },
	{ .name = "type", .type = FIELD_STRING, .doc = "What sort of event: Normal or Warning." },
	{ .name = "eventTime",
	  .type = FIELD_MICRO_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the event was first observed, to the microsecond." },
	{ .name = "series",
	  .type = FIELD_OBJECT,
	  .of = &schema_event_series,
	  .flags = FIELD_POINTER,
	  .doc = "The series that the event stands for; absent for a single one." },
	{ .name = "action",
	  .type = FIELD_STRING,
	  .doc = "What was done, or failed, to the object that the event is about." },
	{ .name = "related",
	  .type = FIELD_OBJECT,
	  .of = &schema_object_reference,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "A second object that plays a part." },
	{ .name = "reportingComponent",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "The controller that reports the event, for example kubernetes.io/kubelet." },
	{ .name = "reportingInstance",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "Which instance of the controller reports it." },
	{ 0 }
};

const struct schema schema_event = {
	.go_name = "Event",
	.go_package = "v1",
	.doc = "Tells that something happened in the cluster. Events are kept for a limited time "
	       "and are information only.",
	.fields = event_fields,
};
