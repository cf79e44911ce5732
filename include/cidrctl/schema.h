/* The shape of every kind: ONE table of fields each, in the order of the Go struct that Kubernetes
 * declares. Whatever needs to know a kind's shape is derived from these tables: strict decoding,
 * wrong-type errors, merge keys, explain, CEL types, OpenAPI. */
#ifndef CIDRCTL_SCHEMA_H
#define CIDRCTL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

enum field_type {
	FIELD_STRING,
	FIELD_BOOL,
	FIELD_INT32,
	FIELD_INT64,
	FIELD_TIME,          /* metav1.Time: RFC 3339 seconds; zero prints null */
	FIELD_MICRO_TIME,    /* metav1.MicroTime */
	FIELD_INT_OR_STRING, /* intstr.IntOrString */
	FIELD_OBJECT,        /* a struct: `of` describes it */
	FIELD_LIST,          /* of `element` (and `of`, when that is FIELD_OBJECT) */
	FIELD_MAP,           /* from string to `element` */
	FIELD_ANY,           /* any JSON (runtime.RawExtension, FieldsV1) */
};

/* How lists and maps merge: x-kubernetes-list-type, -list-map-keys and patchStrategy. */
enum merge_rule {
	MERGE_DEFAULT, /* scalar: replace; object: by field; map: by key; list: replace whole */
	MERGE_BY_KEY, /* list of objects: strategic merge by merge_key, server-side apply by list_keys */
	MERGE_SET, /* list of scalars: a set of values */
	MERGE_ATOMIC, /* object or map: server-side apply owns it as one; strategic merge ignores this */
	/* As MERGE_BY_KEY (without a merge_key) and MERGE_SET, but for server-side apply only:
	 * strategic merge replaces the list whole. */
	MERGE_APPLY_BY_KEY,
	MERGE_APPLY_SET,
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0, /* documented as required (explain prints -required-) */
	/* No omitempty, or a struct that is no pointer, where omitempty has no effect: Go prints it
	 * even when zero. */
	FIELD_KEEP_EMPTY = 1 << 1,
	FIELD_POINTER = 1 << 2, /* *T in Go: a zero value that was given is kept */
	FIELD_INLINE = 1 << 3,  /* kind and apiVersion, which every kind has */
};

struct field {
	const char *name; /* NULL ends a table */
	enum field_type type;
	enum field_type element; /* of FIELD_LIST and FIELD_MAP */
	const struct schema *of; /* of FIELD_OBJECT, directly or as element */
	const char *go_type;     /* scalar, or element, of a named Go type: "v1.Protocol", which
	                               * errors then print instead of "string"; else NULL */
	enum merge_rule merge;
	const char *merge_key;        /* MERGE_BY_KEY: strategic merge key, e.g. "port" */
	const char *const *list_keys; /* MERGE_[APPLY_]BY_KEY: server-side-apply keys, NULL-ended */
	unsigned flags;               /* enum field_flag */
	const char *const
		*values; /* enum values (of elements, for a list), NULL-ended; NULL: any */
	const char *doc; /* one or more sentences for explain, our own words */
};

struct schema {
	const char *go_name;    /* "ServicePort" */
	const char *go_package; /* "v1": how Go writes the type in an error, v1.ServicePort */
	const char *doc;
	const struct field *fields;
};

/* The kinds. Each table begins with kind, apiVersion, metadata: Go's order. */
extern const struct schema schema_config_map, schema_service, schema_namespace, schema_event,
	schema_service_cidr, schema_ip_address, schema_validating_admission_policy,
	schema_validating_admission_policy_binding;
extern const struct schema schema_object_meta;

/* The field of that name (case-sensitive); NULL when there is none. */
const struct field *schema_field(const struct schema *schema, const char *name);

/* Reads an object as the API server's decoder does: the result is a new tree in the order of the
 * tables, without unknown fields, without nulls, and without what omitempty leaves out. Nothing is
 * added: a field that was not given stays absent (schema_complete adds those that Go prints).
 * Times come out in UTC. Keys are read in byte order, the order in which kubectl sends them, which
 * decides what is complained of first. NULL and null are an object without fields.
 * *unknown, which may be NULL, gets the strict decoder's complaints appended, at most 100:
 * `unknown field "spec.ports[0].foo"`.
 * Errors: REASON_BAD_REQUEST with the json decoder's text, e.g. "json: cannot unmarshal string into
 * Go struct field ServicePort.spec.ports.port of type int32".
 * Source: sigs.k8s.io/json decode.go; metav1.Time, intstr UnmarshalJSON. */
bool schema_decode(const struct schema *schema, const cJSON *input, struct text_list *unknown,
		   cJSON **ret_object, struct error *err);

/* Adds what Go prints for the zero value of FIELD_KEEP_EMPTY fields (creationTimestamp: null,
 * status: {loadBalancer: {}}) and puts all fields into the order of the tables: the typed form that
 * `create --dry-run=client` prints. In place. After schema_decode this is Go's decode and encode. */
void schema_complete(const struct schema *schema, cJSON *object);

#endif
