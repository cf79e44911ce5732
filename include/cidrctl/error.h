/* The one error type: the failure half of a Kubernetes metav1.Status.
 *
 * Functions that can fail return bool (or an enum with a FAILED member) and take
 * `struct error *err` last.  True: outputs set, err untouched.  False: err set, outputs
 * untouched.  "Absent" is an answer, not an error.
 * Source of reasons and codes: kubernetes apimachinery, meta/v1 StatusReason. */
#ifndef CIDRCTL_ERROR_H
#define CIDRCTL_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "cidrctl/mem.h"

enum reason {
	REASON_NONE = 0, /* no error; nothing to free */
	REASON_CLIENT,   /* not a Status: this program's own words, printed as "error: …" */
	REASON_USAGE,    /* REASON_CLIENT whose message already ends in the usage hint */
	REASON_UNKNOWN,  /* a Status without a reason: "Error from server: …" */
	REASON_BAD_REQUEST,
	REASON_FORBIDDEN,
	REASON_NOT_FOUND,
	REASON_METHOD_NOT_ALLOWED,
	REASON_ALREADY_EXISTS,
	REASON_CONFLICT,
	REASON_EXPIRED,
	REASON_INVALID,
	REASON_REQUEST_ENTITY_TOO_LARGE,
	REASON_UNAUTHORIZED,
	REASON_UNSUPPORTED_MEDIA_TYPE,
	REASON_TOO_MANY_REQUESTS,
	REASON_INTERNAL_ERROR,
	REASON_TIMEOUT,
};

/* One bad field of a request: Status.details.causes[]. All strings owned. */
struct cause {
	char *reason;  /* "FieldValueInvalid", … */
	char *message; /* without the field */
	char *field;   /* "spec.cidrs[0]" */
};

struct error {
	enum reason reason;
	char *message; /* owned; no "error:" prefix, no final newline */
	char *kind;    /* owned or NULL: Status.details.kind (a Kind for Invalid, else a plural) */
	char *group;   /* owned or NULL: Status.details.group */
	char *name;    /* owned or NULL: Status.details.name */
	struct cause *causes; /* owned, in field order */
	size_t n_causes;
};

#define ERROR_INIT                    \
	{                             \
		.reason = REASON_NONE \
	}

/* Fills *err, which must be empty. Always returns false, so that callers can return it. */
bool error_set(struct error *err, enum reason reason, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same, with the errno text appended: "FORMAT: No such file or directory". */
bool error_set_errno(struct error *err, int error_number, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Sets Status.details; NULL leaves a part unset. Copies its arguments. */
void error_set_details(struct error *err, const char *kind, const char *group, const char *name);

/* Appends one cause; copies its arguments. Does not touch the message. */
void error_add_cause(struct error *err, const char *reason, const char *field, const char *message);

/* Puts text in front of the message. */
void error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Frees everything; *err is empty afterwards. */
void error_finish(struct error *err);
void error_cleanup(struct error *err); /* for CLEANUP(error) */

/* Moves *from into *to, which must be empty. *from is empty afterwards. Returns false. */
bool error_move(struct error *to, struct error *from);

/* "NotFound"; "" for REASON_UNKNOWN and the client's own reasons. */
const char *reason_name(enum reason reason);

/* HTTP status code: 404 for REASON_NOT_FOUND; 0 for the client's own reasons. */
int reason_code(enum reason reason);

#endif
