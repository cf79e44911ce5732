#include "cidrctl/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/strbuf.h"

/* One row a reason: its name in a Status and its HTTP code. */
static const struct {
	const char *name;
	int code;
} reasons[] = {
	[REASON_NONE] = { "", 0 },
	[REASON_CLIENT] = { "", 0 },
	[REASON_USAGE] = { "", 0 },
	[REASON_UNKNOWN] = { "", 500 },
	[REASON_BAD_REQUEST] = { "BadRequest", 400 },
	[REASON_FORBIDDEN] = { "Forbidden", 403 },
	[REASON_NOT_FOUND] = { "NotFound", 404 },
	[REASON_METHOD_NOT_ALLOWED] = { "MethodNotAllowed", 405 },
	[REASON_ALREADY_EXISTS] = { "AlreadyExists", 409 },
	[REASON_CONFLICT] = { "Conflict", 409 },
	[REASON_EXPIRED] = { "Expired", 410 },
	[REASON_INVALID] = { "Invalid", 422 },
	[REASON_REQUEST_ENTITY_TOO_LARGE] = { "RequestEntityTooLarge", 413 },
	[REASON_UNAUTHORIZED] = { "Unauthorized", 401 },
	[REASON_UNSUPPORTED_MEDIA_TYPE] = { "UnsupportedMediaType", 415 },
	[REASON_TOO_MANY_REQUESTS] = { "TooManyRequests", 429 },
	[REASON_INTERNAL_ERROR] = { "InternalError", 500 },
	[REASON_TIMEOUT] = { "Timeout", 504 },
};

const char *reason_name(enum reason reason)
{
	return reasons[reason].name;
}

int reason_code(enum reason reason)
{
	return reasons[reason].code;
}

bool error_set(struct error *err, enum reason reason, const char *format, ...)
{
	struct strbuf message = STRBUF_INIT;
	va_list args;

	assert(err->reason == REASON_NONE);
	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	err->reason = reason;
	err->message = strbuf_detach(&message);
	return false;
}

bool error_set_errno(struct error *err, int error_number, const char *format, ...)
{
	struct strbuf message = STRBUF_INIT;
	va_list args;

	assert(err->reason == REASON_NONE);
	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	strbuf_addf(&message, ": %s", strerror(error_number));
	err->reason = REASON_CLIENT;
	err->message = strbuf_detach(&message);
	return false;
}

static char *copy_or_null(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

void error_set_details(struct error *err, const char *kind, const char *group, const char *name)
{
	free(err->kind);
	free(err->group);
	free(err->name);
	err->kind = copy_or_null(kind);
	err->group = copy_or_null(group);
	err->name = copy_or_null(name);
}

void error_add_cause(struct error *err, const char *reason, const char *field, const char *message)
{
	err->causes = xrealloc(err->causes, (err->n_causes + 1) * sizeof(*err->causes));
	err->causes[err->n_causes++] = (struct cause) {
		.reason = xstrdup(reason),
		.field = xstrdup(field),
		.message = xstrdup(message),
	};
}

void error_prefix(struct error *err, const char *format, ...)
{
	struct strbuf message = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	strbuf_add_str(&message, err->message);
	free(err->message);
	err->message = strbuf_detach(&message);
}

void error_finish(struct error *err)
{
	for (size_t i = 0; i < err->n_causes; i++) {
		free(err->causes[i].reason);
		free(err->causes[i].field);
		free(err->causes[i].message);
	}
	free(err->causes);
	free(err->message);
	free(err->kind);
	free(err->group);
	free(err->name);
	*err = (struct error)ERROR_INIT;
}

void error_cleanup(struct error *err)
{
	error_finish(err);
}

bool error_move(struct error *to, struct error *from)
{
	assert(to->reason == REASON_NONE);
	*to = *from;
	*from = (struct error)ERROR_INIT;
	return false;
}
