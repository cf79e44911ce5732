/* One run of the program: its streams, its state, its collected errors. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/admission.h"
#include "cidrctl/store.h"
#include "trace.h"

/* ---- the state ---- */

bool session_request_timeout(const struct session *session, int64_t *ret_ns, struct error *err)
{
	const char *text = args_string(session->args, "request-timeout");
	CLEANUP(error) struct error unused = ERROR_INIT;
	size_t sign = *text == '-' || *text == '+';
	size_t digits = strspn(text + sign, "0123456789");
	CLEANUP(str) char *seconds = xasprintf("%ss", text);

	/* A number without a unit is one of seconds. */
	if (duration_parse(digits > 0 && text[sign + digits] == '\0' ? seconds : text, ret_ns,
			   &unused))
		return true;
	return error_set(err, REASON_CLIENT,
			 "Invalid timeout value. Timeout must be a single integer in seconds, or "
			 "an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
}

static void trace(void *context, const struct request *request, const struct response *response,
		  const struct error *err, int64_t duration_ns)
{
	struct session *session = context;

	trace_request(&session->trace, request, response, err, duration_ns,
		      args_int(session->args, "v") >= TRACE_BODIES);
}

/* Not before the transaction has ended: stderr may keep us waiting. */
static void print_trace(struct session *session)
{
	fputs(session->trace.text, session->err);
	strbuf_truncate(&session->trace, 0);
}

struct server *session_server(struct session *session, struct error *err)
{
	const char *path = args_string(session->args, "state");
	int64_t unused;

	if (session->server != NULL)
		return session->server;
	/* It only limits a watch, but what kubectl refuses is refused. */
	if (!session_request_timeout(session, &unused, err))
		return NULL;
	if (*path != '\0')
		session->state_path = xstrdup(path);
	else if (!store_default_path(&session->state_path, err))
		return NULL;
	session->server = server_create(session->state_path);
	if (args_int(session->args, "v") >= TRACE_REQUESTS)
		server_observe(session->server, trace, session);
	return session->server;
}

static void warn_of_audit(struct session *session)
{
	CLEANUP(text_list) struct text_list warnings = TEXT_LIST_INIT;
	char *failure = admission_audit_failure();

	if (failure == NULL)
		return;
	text_list_take(&warnings, failure);
	session_warn(session, &warnings);
}

bool session_run(struct session *session, enum store_access access, server_work *work,
		 void *context, struct error *err)
{
	struct server *server = session_server(session, err);
	bool created = false, done;

	if (server == NULL)
		return false;
	done = server_run(server, access, work, context, &created, err);
	if (session->trace.length > 0)
		print_trace(session);
	warn_of_audit(session);
	if (!done)
		return false;
	if (created)
		fprintf(session->err, "state file %s created with service range %s\n",
			session->state_path, DEFAULT_SERVICE_RANGE);
	return true;
}

/* ---- requests ---- */

struct single {
	const struct request *request;
	struct response *response;
};

static bool run_single(struct server *server, void *context, struct error *err)
{
	struct single *single = context;

	response_finish(single->response);
	return server_handle(server, single->request, single->response, err);
}

bool session_request(struct session *session, const struct request *request,
		     struct response *response, struct error *err)
{
	bool reads = request->verb == VERB_GET || request->verb == VERB_LIST ||
		     request->verb == VERB_WATCH;
	struct single single = { .request = request, .response = response };

	if (!session_run(session, reads ? STORE_READ : STORE_WRITE, run_single, &single, err)) {
		session_warn(session, &response->warnings);
		return false;
	}
	session_warn(session, &response->warnings);
	return true;
}

/* kubectl has it yellow where terminals know colours. */
static const char *warning_word(FILE *file)
{
	const char *terminal = getenv("TERM");

	if (!isatty(fileno(file)) || getenv("NO_COLOR") != NULL ||
	    (terminal != NULL && strcmp(terminal, "dumb") == 0))
		return "Warning:";
	return "\x1b[33;1mWarning:\x1b[0m";
}

void session_remark(struct session *session, const char *text)
{
	fprintf(session->err, "%s %s\n", warning_word(session->err), text);
}

void session_warn(struct session *session, const struct text_list *warnings)
{
	for (size_t i = 0; i < warnings->n; i++) {
		if (text_list_contains(&session->warned, warnings->items[i]))
			continue;
		text_list_add(&session->warned, warnings->items[i]);
		session_remark(session, warnings->items[i]);
		session->n_warnings++;
	}
}

void session_hint(struct session *session, const char *format, ...)
{
	va_list args;

	if (!session->hints)
		return;
	fputs("hint: ", session->err);
	va_start(args, format);
	vfprintf(session->err, format, args);
	va_end(args);
	fputc('\n', session->err);
}

/* ---- one object ---- */

/* what: as the message calls it. */
static bool check_segment(const char *what, const char *text, struct error *err)
{
	CLEANUP(text_list) struct text_list problems = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;
	CLEANUP(str) char *quoted = text_quoted(text);

	if (strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
		text_list_take(&problems, xasprintf("may not be '%s'", text));
	} else {
		if (strchr(text, '/') != NULL)
			text_list_add(&problems, "may not contain '/'");
		if (strchr(text, '%') != NULL)
			text_list_add(&problems, "may not contain '%'");
	}
	if (problems.n == 0)
		return true;
	for (size_t i = 0; i < problems.n; i++)
		strbuf_addf(&joined, "%s%s", i > 0 ? " " : "", problems.items[i]);
	return error_set(err, REASON_CLIENT, "invalid %s %s: [%s]", what, quoted, joined.text);
}

bool check_path_namespace(const char *namespace, struct error *err)
{
	return check_segment("namespace", namespace, err);
}

bool check_path(const char *namespace, const char *name, struct error *err)
{
	if (!check_path_namespace(namespace, err))
		return false;
	if (*name == '\0')
		return error_set(err, REASON_CLIENT, "resource name may not be empty");
	return check_segment("resource name", name, err);
}

bool fetch_subresource(struct server *server, const struct resource *resource, const char *version,
		       const char *namespace, const char *name, const char *subresource,
		       struct response *response, struct error *err)
{
	struct request request = {
		.verb = VERB_GET,
		.resource = resource,
		.version = version,
		.namespace = resource->namespaced ? namespace : "",
		.name = name,
		.subresource = subresource,
	};
	CLEANUP(error) struct error missing = ERROR_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(response) struct response unused = RESPONSE_INIT;

	if (!check_path(request.namespace, name, err))
		return false;
	if (server_handle(server, &request, response, &problem))
		return true;
	if (problem.reason != REASON_NOT_FOUND || !resource->namespaced ||
	    strcmp(namespace, "default") == 0)
		return error_move(err, &problem);
	request.resource = &resource_namespace;
	request.version = NULL;
	request.namespace = "";
	request.name = namespace;
	request.subresource = "";
	if (!server_handle(server, &request, &unused, &missing) &&
	    missing.reason == REASON_NOT_FOUND)
		return error_move(err, &missing);
	return error_move(err, &problem);
}

bool fetch_object(struct server *server, const struct resource *resource, const char *version,
		  const char *namespace, const char *name, struct response *response,
		  struct error *err)
{
	return fetch_subresource(server, resource, version, namespace, name, "", response, err);
}

/* ---- lists ---- */

/* What was listed when the server refused it, in kubectl's words. */
static void name_listing(const struct listing *listing, struct error *err)
{
	const struct resource *resource = listing->resource;
	const char *version = listing->version != NULL ? listing->version : resource->versions[0];
	const char *labels = listing->label_selector != NULL ? listing->label_selector : "";
	const char *fields = listing->field_selector != NULL ? listing->field_selector : "";

	if (*labels == '\0' && *fields == '\0')
		error_prefix(err, "Unable to list \"%s/%s, Resource=%s\": ", resource->group,
			     version, resource->plural);
	else
		error_prefix(err,
			     "Unable to find \"%s/%s, Resource=%s\" that match label selector "
			     "\"%s\", field selector \"%s\": ",
			     resource->group, version, resource->plural, labels, fields);
}

bool listing_next(struct session *session, struct listing *listing, cJSON **ret_items,
		  struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	struct request request = {
		.verb = VERB_LIST,
		.resource = listing->resource,
		.version = listing->version,
		.namespace = listing->resource->namespaced ? listing->namespace : "",
		.name = "",
		.subresource = "",
		.label_selector = listing->label_selector,
		.field_selector = listing->field_selector,
		.limit = listing->chunk_size != 0 ? listing->chunk_size : LIST_CHUNK,
		.continue_token = listing->token,
		.omit_managed_fields = listing->omit_managed_fields,
	};

	if (!check_path_namespace(request.namespace, err))
		return false;
	if (!session_request(session, &request, &response, err)) {
		if (err->reason == REASON_BAD_REQUEST)
			name_listing(listing, err);
		return false;
	}
	free(listing->token);
	listing->token = TAKE(response.continue_token);
	listing->done = listing->token == NULL;
	listing->revision = response.revision;
	*ret_items = TAKE(response.items);
	if (*ret_items == NULL)
		*ret_items = cJSON_CreateArray();
	return true;
}

void listing_finish(struct listing *listing)
{
	free(listing->token);
	listing->token = NULL;
}

void listing_cleanup(struct listing *listing)
{
	listing_finish(listing);
}

/* ---- errors ---- */

static bool list_take(struct error_list *list, size_t order, struct error *err)
{
	list->items = xgrow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n++] = (struct error_item) { .error = *err, .order = order };
	*err = (struct error)ERROR_INIT;
	return false;
}

bool session_collect_at(struct session *session, size_t order, struct error *err)
{
	return list_take(&session->errors, order, err);
}

bool session_collect(struct session *session, struct error *err)
{
	return session_collect_at(session, session->next_order++, err);
}

bool session_collect_file(struct session *session, struct error *err)
{
	return list_take(&session->file_errors, 0, err);
}

bool session_failed(const struct session *session)
{
	return session->errors.n + session->file_errors.n > 0;
}

static void list_finish(struct error_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		error_finish(&list->items[i].error);
	free(list->items);
	*list = (struct error_list) { .items = NULL };
}

void session_finish(struct session *session)
{
	list_finish(&session->errors);
	list_finish(&session->file_errors);
	server_destroy(session->server);
	strbuf_finish(&session->trace);
	text_list_finish(&session->warned);
	free(session->state_path);
}
