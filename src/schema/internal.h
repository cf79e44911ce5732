/* What the files of field tables share.
 *
 * To add a field: a row in the table of its struct, where Go declares it. To add a kind: a file
 * with its tables, `extern` in include/cidrctl/schema.h, a line in meson.build and a row in
 * tests/schema/tables.c. */
#ifndef CIDRCTL_SCHEMA_INTERNAL_H
#define CIDRCTL_SCHEMA_INTERNAL_H

#include "cidrctl/clock.h"
#include "cidrctl/schema.h"

/* Structs that more than one kind uses. */
extern const struct schema schema_condition, schema_label_selector, schema_match_resources;

#define NAMES(...) ((const char *const[]) { __VA_ARGS__, NULL })

#define KIND_ROW                                                                   \
	{                                                                          \
		.name = "kind", .type = FIELD_STRING, .flags = FIELD_INLINE,       \
		.doc = "The kind of this object, in CamelCase. Cannot be changed." \
	}

#define API_VERSION_ROW                                                                        \
	{                                                                                      \
		.name = "apiVersion", .type = FIELD_STRING, .flags = FIELD_INLINE,             \
		.doc = "The group and version of the API that this object is written in, for " \
		       "example v1 or networking.k8s.io/v1."                                   \
	}

#define METADATA_ROW(more_flags)                                                           \
	{                                                                                  \
		.name = "metadata", .type = FIELD_OBJECT, .of = &schema_object_meta,       \
		.flags = FIELD_KEEP_EMPTY | (more_flags),                                  \
		.doc = "What every object has: its name, labels, annotations and history." \
	}

/* The first rows of every kind: metav1.TypeMeta and ObjectMeta. */
#define KIND_FIELDS(metadata_flags) KIND_ROW, API_VERSION_ROW, METADATA_ROW(metadata_flags)

/* Reads the text of a FIELD_TIME or FIELD_MICRO_TIME and writes it as that type prints it, in UTC;
 * "" for Go's zero time, which prints null.
 * Errors: REASON_BAD_REQUEST in the words of Go's time.Parse. */
bool time_read(enum field_type type, const char *text, char ret_text[TIME_TEXT_SIZE],
	       struct error *err);

#endif
