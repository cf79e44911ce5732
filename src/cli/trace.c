/* Requests are shown as the API server would be asked them, by their paths. */
#include "trace.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/clock.h"

void log_add(struct strbuf *out, char level, const char *place, const char *text)
{
	char now[TIME_TEXT_SIZE];

	time_format_micro(clock_now_micro(), now);
	strbuf_addf(out, "%c%.2s%.2s %.15s %7d %s] %s\n", level, now + 5, now + 8, now + 11,
		    (int)getpid(), place, text);
}

/* ---- the address ---- */

/* A part of a URL: what has a meaning there is written as %2F. */
static void add_escaped(struct strbuf *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~:";

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL)
			strbuf_add_char(out, *text);
		else
			strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

static void add_part(struct strbuf *out, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	strbuf_add_char(out, '/');
	add_escaped(out, text);
}

static void add_path(struct strbuf *out, const struct request *request)
{
	const struct resource *resource = request->resource;
	CLEANUP(str) char *version = resource_api_version(resource, request->version);

	strbuf_addf(out, "/%s/%s", *resource->group == '\0' ? "api" : "apis", version);
	if (resource->namespaced && *request->namespace != '\0') {
		strbuf_add_str(out, "/namespaces");
		add_part(out, request->namespace);
	}
	add_part(out, resource->plural);
	add_part(out, request->verb == VERB_CREATE ? "" : request->name);
	add_part(out, request->subresource);
}

static void add_option(struct strbuf *out, size_t start, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	strbuf_addf(out, "%c%s=", strchr(out->text + start, '?') != NULL ? '&' : '?', name);
	add_escaped(out, value);
}

static void add_number(struct strbuf *out, size_t start, const char *name, int64_t value)
{
	CLEANUP(str) char *text = xasprintf("%lld", (long long)value);

	add_option(out, start, name, text);
}

static bool has_body(const struct request *request)
{
	return request->object != NULL;
}

/* Options in the order of their names, as a URL's are encoded. */
static void add_options(struct strbuf *out, size_t start, const struct request *request)
{
	static const char *const validations[] = { "Ignore", "Warn", "Strict" };

	add_option(out, start, "continue", request->continue_token);
	add_option(out, start, "dryRun", request->dry_run ? "All" : "");
	if (has_body(request)) {
		add_option(out, start, "fieldManager", request->field_manager);
		add_option(out, start, "fieldValidation", validations[request->field_validation]);
	}
	add_option(out, start, "fieldSelector", request->field_selector);
	add_option(out, start, "force", request->force ? "true" : "");
	add_option(out, start, "labelSelector", request->label_selector);
	if (request->limit != 0)
		add_number(out, start, "limit", (int64_t)request->limit);
	if (request->verb == VERB_WATCH) {
		add_number(out, start, "resourceVersion", request->from_revision);
		add_option(out, start, "watch", "true");
	}
}

/* ---- the line ---- */

/* Where the lines say they come from. */
#define TEXT_OF_VALUE(number) #number
#define TEXT_OF(macro) TEXT_OF_VALUE(macro)
#define PLACE "trace.c:" TEXT_OF(__LINE__)

static const char *method(enum verb verb)
{
	static const char *const methods[] = {
		[VERB_GET] = "GET",
		[VERB_LIST] = "GET",
		[VERB_CREATE] = "POST",
		[VERB_UPDATE] = "PUT",
		[VERB_PATCH] = "PATCH",
		[VERB_DELETE] = "DELETE",
		[VERB_DELETE_COLLECTION] = "DELETE",
		[VERB_WATCH] = "GET",
		[VERB_RESTORE] = "RESTORE", /* no request that an API server knows */
	};

	return methods[verb];
}

static const struct {
	int code;
	const char *text;
} statuses[] = {
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 413, "Request Entity Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 422, "Unprocessable Entity" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 504, "Gateway Timeout" },
};

static void add_status(struct strbuf *out, const struct request *request,
		       const struct response *response, const struct error *err)
{
	int code = err != NULL ? reason_code(err->reason) : 0;

	if (err == NULL) {
		strbuf_add_str(out, request->verb == VERB_CREATE || response->created
					    ? "201 Created"
					    : "200 OK");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i].code == code) {
			strbuf_addf(out, "%d %s", code, statuses[i].text);
			return;
		}
	strbuf_add_str(out, "failed");
}

static void add_body(struct strbuf *out, const char *title, const cJSON *body)
{
	CLEANUP(str) char *json = NULL;
	CLEANUP(str) char *text = NULL;

	if (body == NULL)
		return;
	json = json_text(body);
	text = xasprintf("%s: %s", title, json);
	log_add(out, 'I', PLACE, text);
}

void trace_request(struct strbuf *out, const struct request *request,
		   const struct response *response, const struct error *err, int64_t duration_ns,
		   bool bodies)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;
	size_t start;

	if (bodies)
		add_body(out, "Request Body", request->object);
	strbuf_addf(&line, "%s ", method(request->verb));
	start = line.length;
	add_path(&line, request);
	add_options(&line, start, request);
	strbuf_add_char(&line, ' ');
	add_status(&line, request, response, err);
	strbuf_addf(&line, " in %lld milliseconds", (long long)(duration_ns / 1000000));
	log_add(out, 'I', PLACE, line.text);
	if (!bodies)
		return;
	add_body(out, "Response Body",
		 response->object != NULL ? response->object : response->items);
}
