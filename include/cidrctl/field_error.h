/* Errors of validation: one per bad field, collected, rendered as Kubernetes' field.Error.
 * Texts are release 1.33's: Go syntax in `Invalid value` (JSON from 1.34 on); field_value_* below
 * are the one place where that is decided. Source: apimachinery util/validation/field/errors.go. */
#ifndef CIDRCTL_FIELD_ERROR_H
#define CIDRCTL_FIELD_ERROR_H

#include "cidrctl/error.h"
#include "cidrctl/json.h"

struct field_error {
	const char *reason; /* "FieldValueInvalid", …: static */
	char *field;
	char *message; /* "Invalid value: \"x\": must be …" */
};

struct field_errors {
	struct field_error *items;
	size_t n, capacity;
};
#define FIELD_ERRORS_INIT                            \
	{                                            \
		.items = NULL, .n = 0, .capacity = 0 \
	}
void field_errors_finish(struct field_errors *errors);
void field_errors_cleanup(struct field_errors *errors);

/* `field` is copied; `value` is owned text in Go syntax (field_value_* makes it) and taken over;
 * `detail` may be "" or NULL. */
void field_required(struct field_errors *errors, const char *field, const char *detail);
void field_invalid(struct field_errors *errors, const char *field, char *value, const char *detail);
void field_forbidden(struct field_errors *errors, const char *field, const char *detail);
void field_duplicate(struct field_errors *errors, const char *field, char *value);
/* supported: NULL-ended; printed sorted. */
void field_not_supported(struct field_errors *errors, const char *field, char *value,
			 const char *const *supported);
/* The same in the order given: a few rules of Kubernetes have it that way. */
void field_not_supported_listed(struct field_errors *errors, const char *field, char *value,
				const char *const *supported);
void field_too_long(struct field_errors *errors, const char *field, size_t max_bytes);
void field_too_many(struct field_errors *errors, const char *field, size_t count, size_t max);
/* "Internal error: DETAIL" */
void field_internal(struct field_errors *errors, const char *field, const char *detail);
/* field_invalid with a string value. */
void field_invalid_str(struct field_errors *errors, const char *field, const char *value,
		       const char *detail);

/* "\"abc\"" */
char *field_value_str(const char *text);
/* "80" */
char *field_value_int(int64_t value);
/* "[]string{\"a\", \"b\"}" of a list of strings; type is "string", "core.IPFamily", …;
 * NULL or null list: "[]string(nil)" */
char *field_value_list(const char *type, const cJSON *list);
/* "\"null\"": a nil pointer */
char *field_value_nil(void);

/* Turns collected errors into one Status: Invalid, message `KIND.GROUP "NAME" is invalid: …`
 * (identical texts once), details and a cause each. True when there were none. The core group is
 * "" or NULL. */
bool field_errors_to_error(const struct field_errors *errors, const char *group, const char *kind,
			   const char *name, struct error *err);

#endif
