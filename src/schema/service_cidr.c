/* networking.k8s.io/v1 ServiceCIDR. Source: k8s.io/api networking/v1/types.go. */
#include "internal.h"

static const struct field service_cidr_spec_fields[] = {
	{ .name = "cidrs",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "One or two IP ranges in CIDR notation, such as 192.168.0.0/24 or 2001:db8::/64, "
		 "from which Services get their cluster IPs; of two, each has its own IP family. A "
		 "second range can be added, nothing else can be changed." },
	{ 0 }
};

static const struct schema schema_service_cidr_spec = {
	.go_name = "ServiceCIDRSpec",
	.go_package = "v1",
	.doc = "The ranges that a ServiceCIDR adds.",
	.fields = service_cidr_spec_fields,
};

static const struct field service_cidr_status_fields[] = {
	{ .name = "conditions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_condition,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "type",
	  .list_keys = NAMES("type"),
	  .doc = "What was last observed. Ready tells whether addresses are taken from the "
		 "ranges." },
	{ 0 }
};

static const struct schema schema_service_cidr_status = {
	.go_name = "ServiceCIDRStatus",
	.go_package = "v1",
	.doc = "How a ServiceCIDR is.",
	.fields = service_cidr_status_fields,
};

static const struct field service_cidr_fields[] = { KIND_FIELDS(0),
						    { .name = "spec",
						      .type = FIELD_OBJECT,
						      .of = &schema_service_cidr_spec,
						      .flags = FIELD_KEEP_EMPTY,
						      .doc = "The ranges that this object adds." },
						    { .name = "status",
						      .type = FIELD_OBJECT,
						      .of = &schema_service_cidr_status,
						      .flags = FIELD_KEEP_EMPTY,
						      .doc = "How the ServiceCIDR is." },
						    { 0 } };

const struct schema schema_service_cidr = {
	.go_name = "ServiceCIDR",
	.go_package = "v1",
	.doc = "IP ranges for the cluster IPs of Services. Services draw from the ranges of all "
	       "ServiceCIDRs together.",
	.fields = service_cidr_fields,
};
