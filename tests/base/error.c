#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include "cidrctl/error.h"

static const struct {
	enum reason reason;
	const char *name;
	int code;
} reason_rows[] = {
	{ REASON_CLIENT, "", 0 },
	{ REASON_USAGE, "", 0 },
	{ REASON_UNKNOWN, "", 500 },
	{ REASON_BAD_REQUEST, "BadRequest", 400 },
	{ REASON_FORBIDDEN, "Forbidden", 403 },
	{ REASON_NOT_FOUND, "NotFound", 404 },
	{ REASON_METHOD_NOT_ALLOWED, "MethodNotAllowed", 405 },
	{ REASON_ALREADY_EXISTS, "AlreadyExists", 409 },
	{ REASON_CONFLICT, "Conflict", 409 },
	{ REASON_EXPIRED, "Expired", 410 },
	{ REASON_REQUEST_ENTITY_TOO_LARGE, "RequestEntityTooLarge", 413 },
	{ REASON_UNAUTHORIZED, "Unauthorized", 401 },
	{ REASON_UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", 415 },
	{ REASON_INVALID, "Invalid", 422 },
	{ REASON_TOO_MANY_REQUESTS, "TooManyRequests", 429 },
	{ REASON_INTERNAL_ERROR, "InternalError", 500 },
	{ REASON_TIMEOUT, "Timeout", 504 },
};

Test(error, reasons)
{
	for (size_t i = 0; i < ARRAY_LEN(reason_rows); i++) {
		cr_expect_str_eq(reason_name(reason_rows[i].reason), reason_rows[i].name);
		cr_expect_eq(reason_code(reason_rows[i].reason), reason_rows[i].code, "%s",
			     reason_rows[i].name);
	}
}

Test(error, messages)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(!error_set(&err, REASON_NOT_FOUND, "%s \"%s\" not found", "services", "x"));
	error_prefix(&err, "line %d: ", 3);
	cr_expect_str_eq(err.message, "line 3: services \"x\" not found");
	cr_expect_eq(err.reason, REASON_NOT_FOUND);
}

Test(error, errno_texts)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_expect(!error_set_errno(&err, ENOENT, "open %s", "f"));
	cr_expect_str_eq(err.message, "open f: No such file or directory");
	cr_expect_eq(err.reason, REASON_CLIENT);
}

Test(error, details_and_causes)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	error_set(&err, REASON_INVALID, "x");
	error_set_details(&err, "Service", NULL, "web");
	error_set_details(&err, "ServiceCIDR", "networking.k8s.io", "a");
	error_add_cause(&err, "FieldValueInvalid", "spec.a", "no");
	error_add_cause(&err, "FieldValueRequired", "spec.b", "");
	cr_expect_str_eq(err.kind, "ServiceCIDR");
	cr_expect_str_eq(err.group, "networking.k8s.io");
	cr_expect_str_eq(err.name, "a");
	cr_expect_eq(err.n_causes, 2);
	cr_expect_str_eq(err.causes[1].field, "spec.b");
	cr_expect_str_eq(err.causes[0].message, "no");
}

Test(error, moving)
{
	CLEANUP(error) struct error to = ERROR_INIT, from = ERROR_INIT;

	error_set(&from, REASON_CONFLICT, "x");
	cr_expect(!error_move(&to, &from));
	cr_expect_eq(from.reason, REASON_NONE);
	cr_expect_null(from.message);
	cr_expect_str_eq(to.message, "x");
	error_finish(&to);
	cr_expect_eq(to.reason, REASON_NONE);
	cr_expect(!error_set(&to, REASON_CLIENT, "again"));
}
