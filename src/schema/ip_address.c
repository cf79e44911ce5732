/* networking.k8s.io/v1 IPAddress. Source: k8s.io/api networking/v1/types.go. */
#include "internal.h"

static const struct field parent_reference_fields[] = {
	{ .name = "group",
	  .type = FIELD_STRING,
	  .doc = "API group of the object; empty for the core group." },
	{ .name = "resource",
	  .type = FIELD_STRING,
	  .flags = FIELD_REQUIRED,
	  .doc = "Resource of the object, in the plural: services." },
	{ .name = "namespace",
	  .type = FIELD_STRING,
	  .doc = "Namespace of the object; empty when it has none." },
	{ .name = "name",
	  .type = FIELD_STRING,
	  .flags = FIELD_REQUIRED,
	  .doc = "Name of the object." },
	{ 0 }
};

static const struct schema schema_parent_reference = {
	.go_name = "ParentReference",
	.go_package = "v1",
	.doc = "Names the object that an address belongs to.",
	.fields = parent_reference_fields,
};

static const struct field ip_address_spec_fields[] = {
	{ .name = "parentRef",
	  .type = FIELD_OBJECT,
	  .of = &schema_parent_reference,
	  .flags = FIELD_POINTER | FIELD_REQUIRED,
	  .doc = "The object that uses the address. Cannot be changed." },
	{ 0 }
};

static const struct schema schema_ip_address_spec = {
	.go_name = "IPAddressSpec",
	.go_package = "v1",
	.doc = "Whom an address belongs to.",
	.fields = ip_address_spec_fields,
};

static const struct field ip_address_fields[] = { KIND_FIELDS(0),
						  { .name = "spec",
						    .type = FIELD_OBJECT,
						    .of = &schema_ip_address_spec,
						    .flags = FIELD_KEEP_EMPTY,
						    .doc = "Whom the address belongs to." },
						  { 0 } };

const struct schema schema_ip_address = {
	.go_name = "IPAddress",
	.go_package = "v1",
	.doc = "One address in use. Its name is the address in canonical form (192.168.1.5, "
	       "2001:db8:1:2::3), so that no address is taken twice.",
	.fields = ip_address_fields,
};
