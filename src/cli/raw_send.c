/* create, replace and delete --raw: one request to an address, with a file as its body.
 * Source: kubectl pkg/rawhttp. */
#include <string.h>

#include "raw.h"

bool raw_wanted(const struct args *args)
{
	return *args_string(args, "raw") != '\0';
}

static bool is_on(const struct args *args, const char *flag)
{
	return args_takes(args, flag) && args_bool(args, flag);
}

static bool exclusive(const char *flag, struct error *err)
{
	return error_set(err, REASON_CLIENT, "--raw and %s are mutually exclusive", flag);
}

bool raw_check(const struct args *args, struct error *err)
{
	const struct text_list *files = args_list(args, "filename");
	bool deletes = args_takes(args, "interactive");

	if (is_on(args, "edit"))
		return exclusive("--edit", err);
	if (is_on(args, "interactive"))
		return error_set(err, REASON_CLIENT, "--interactive can not be used with --raw");
	if (files->n > 1 || (files->n == 0 && !deletes))
		return error_set(err, REASON_CLIENT,
				 "--raw can only use a single local file or stdin");
	if (files->n == 1 && (text_starts_with(files->items[0], "http://") ||
			      text_starts_with(files->items[0], "https://")))
		return error_set(err, REASON_CLIENT, "--raw cannot read from a url");
	if (args_bool(args, "recursive"))
		return exclusive("--recursive", err);
	if (!deletes && args_takes(args, "selector") && *args_string(args, "selector") != '\0')
		return exclusive("--selector (-l)", err);
	if (*args_string(args, "output") != '\0')
		return exclusive("--output", err);
	return raw_check_address(args_string(args, "raw"), err);
}

/* ---- the request ---- */

static bool read_body(struct session *session, const struct args *args, cJSON **ret_body,
		      struct error *err)
{
	const char *path = args_list(args, "filename")->items[0];
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (strcmp(path, "-") == 0 ? !read_stream(session->in, &text, err)
				   : !read_file(path, &text, err))
		return false;
	return json_parse(text.text, text.length, NULL, ret_body, &problem) ||
	       error_set(err, REASON_BAD_REQUEST,
			 "the object provided is unrecognized (must be of type JSON): %s",
			 problem.message);
}

/* A POST goes to a collection, everything else to an object. */
static bool check_target(const struct raw_request *raw, enum verb verb, struct error *err)
{
	return (raw->target.name == NULL) == (verb == VERB_CREATE) ||
	       error_set(err, REASON_METHOD_NOT_ALLOWED,
			 "the server does not allow this method on the requested resource");
}

/* ---- the answer ---- */

/* What a delete is answered with, when not with the object. Owned. */
static cJSON *success(const struct resource *resource, const cJSON *object)
{
	cJSON *status = cJSON_CreateObject(), *details;

	json_set_str(status, "kind", "Status");
	json_set_str(status, "apiVersion", "v1");
	json_ensure_object(status, "metadata");
	json_set_str(status, "status", "Success");
	details = json_ensure_object(status, "details");
	json_set_str(details, "name", json_str_at(object, "metadata", "name", NULL));
	if (*resource->group != '\0')
		json_set_str(details, "group", resource->group);
	json_set_str(details, "kind", resource->plural);
	json_set_str(details, "uid", json_str_at(object, "metadata", "uid", NULL));
	return status;
}

static void print_answer(struct session *session, const struct request *request,
			 const struct response *response)
{
	bool gone = request->verb == VERB_DELETE && response->deleted &&
		    request->resource != &resource_service;
	CLEANUP(json)
	cJSON *status = gone ? success(request->resource, response->object) : NULL;
	CLEANUP(str) char *text = json_text(gone ? status : response->object);

	fprintf(session->out, "%s\n", text);
}

bool raw_send(struct session *session, const struct args *args, enum verb verb, struct error *err)
{
	CLEANUP(raw_request) struct raw_request raw = { .parts = TEXT_LIST_INIT };
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(json) cJSON *body = NULL;
	struct request request;

	if ((verb != VERB_DELETE && !read_body(session, args, &body, err)) ||
	    !raw_request_read(args_string(args, "raw"), &raw, err) ||
	    !check_target(&raw, verb, err))
		return false;
	request = (struct request) {
		.verb = verb,
		.resource = raw.target.resource,
		.version = raw.target.version,
		.namespace = raw.namespace,
		.name = raw.target.name != NULL ? raw.target.name : "",
		.subresource = raw.subresource,
		.object = body,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = session->program,
	};
	if (!session_request(session, &request, &response, err))
		return false;
	print_answer(session, &request, &response);
	return true;
}
