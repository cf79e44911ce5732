/* metav1.ObjectMeta and its parts. Source: apimachinery pkg/apis/meta/v1/types.go. */
#include "internal.h"

static const struct field owner_reference_fields[] = {
	{ .name = "apiVersion",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Group and version of the owner." },
	{ .name = "kind",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Kind of the owner." },
	{ .name = "name",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Name of the owner." },
	{ .name = "uid",
	  .type = FIELD_STRING,
	  .go_type = "types.UID",
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Unique id of the owner." },
	{ .name = "controller",
	  .type = FIELD_BOOL,
	  .flags = FIELD_POINTER,
	  .doc = "Whether this owner is the one that manages the object. At most one is." },
	{ .name = "blockOwnerDeletion",
	  .type = FIELD_BOOL,
	  .flags = FIELD_POINTER,
	  .doc = "Whether an owner that is deleted in the foreground has to wait until this "
		 "reference is gone. False when unset." },
	{ 0 }
};

static const struct schema schema_owner_reference = {
	.go_name = "OwnerReference",
	.go_package = "v1",
	.doc = "Names an object that this one belongs to, in the same namespace or without one.",
	.fields = owner_reference_fields,
};

static const struct field managed_fields_entry_fields[] = {
	{ .name = "manager",
	  .type = FIELD_STRING,
	  .doc = "Who manages these fields: the name that a client gave itself." },
	{ .name = "operation",
	  .type = FIELD_STRING,
	  .go_type = "v1.ManagedFieldsOperationType",
	  .doc = "What made this entry: Apply or Update." },
	{ .name = "apiVersion",
	  .type = FIELD_STRING,
	  .doc = "The version of the object's API that the set of fields is written in." },
	{ .name = "time",
	  .type = FIELD_TIME,
	  .flags = FIELD_POINTER,
	  .doc = "When the manager last took a field, changed a value or gave a field up." },
	{ .name = "fieldsType",
	  .type = FIELD_STRING,
	  .doc = "The format of the set of fields. There is one: FieldsV1." },
	{ .name = "fieldsV1",
	  .type = FIELD_ANY,
	  .flags = FIELD_POINTER,
	  .doc = "The set of fields as a tree: f:NAME for a field, k:KEYS for a list element." },
	{ .name = "subresource",
	  .type = FIELD_STRING,
	  .doc = "The subresource, such as status, through which the fields were written. Empty "
		 "for the object itself." },
	{ 0 }
};

static const struct schema schema_managed_fields_entry = {
	.go_name = "ManagedFieldsEntry",
	.go_package = "v1",
	.doc = "The fields of an object that one manager takes care of.",
	.fields = managed_fields_entry_fields,
};

static const struct field object_meta_fields[] = {
	{ .name = "name",
	  .type = FIELD_STRING,
	  .doc = "The object's name, unique among those of its kind in its namespace. Cannot be "
		 "changed." },
	{ .name = "generateName",
	  .type = FIELD_STRING,
	  .doc = "A prefix from which the server makes a unique name when none is given: it "
		 "appends five random characters. A long prefix is cut." },
	{ .name = "namespace",
	  .type = FIELD_STRING,
	  .doc = "The namespace that the object lives in; empty for kinds without one. Cannot be "
		 "changed." },
	{ .name = "selfLink",
	  .type = FIELD_STRING,
	  .doc = "Deprecated: no longer filled in by the system." },
	{ .name = "uid",
	  .type = FIELD_STRING,
	  .go_type = "types.UID",
	  .doc = "An id that no other object ever has, not even a later one of the same name. "
		 "Set by the system." },
	{ .name = "resourceVersion",
	  .type = FIELD_STRING,
	  .doc = "Changes with every write to the object. A write that names an older version is "
		 "refused. To be compared for equality only. Set by the system." },
	{ .name = "generation",
	  .type = FIELD_INT64,
	  .doc = "Counts the changes to the desired state. Set by the system, for kinds that "
		 "keep it." },
	{ .name = "creationTimestamp",
	  .type = FIELD_TIME,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "When the object was created, in UTC. Set by the system." },
	{ .name = "deletionTimestamp",
	  .type = FIELD_TIME,
	  .flags = FIELD_POINTER,
	  .doc = "When deletion was asked for. The object goes once its finalizers are gone. Set "
		 "by the system." },
	{ .name = "deletionGracePeriodSeconds",
	  .type = FIELD_INT64,
	  .flags = FIELD_POINTER,
	  .doc = "Seconds that the object has to end in good order, set together with "
		 "deletionTimestamp. Can only get shorter." },
	{ .name = "labels",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .doc = "Keys and values to sort and select objects by." },
	{ .name = "annotations",
	  .type = FIELD_MAP,
	  .element = FIELD_STRING,
	  .doc = "Keys and values that tools keep with the object. They cannot be selected by." },
	{ .name = "ownerReferences",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_owner_reference,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "uid",
	  .list_keys = NAMES("uid"),
	  .doc = "The objects that this one belongs to. It is collected as garbage when all of "
		 "them are gone." },
	{ .name = "finalizers",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .merge = MERGE_SET,
	  .doc = "Names of components that have something to do before the object may go. Each "
		 "removes its own entry; while one is left, a deleted object stays. In any "
		 "order." },
	{ .name = "managedFields",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_managed_fields_entry,
	  .doc = "Which manager takes care of which fields. Kept by the server for server-side "
		 "apply." },
	{ 0 }
};

const struct schema schema_object_meta = {
	.go_name = "ObjectMeta",
	.go_package = "v1",
	.doc = "What every stored object has: its name, labels, annotations and history.",
	.fields = object_meta_fields,
};
