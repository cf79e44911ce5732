/* kubectl wait: ends when every object has come to where it is wanted, or when time is over.
 * Source: kubectl pkg/cmd/wait/wait.go. */
#include "wait.h"

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "follow.h"

#define WEEK_NS (INT64_C(7) * 24 * 3600 * 1000000000)

struct waiting {
	struct session *session;
	struct condition condition;
	struct result_printer printer;
	bool look_once;   /* --timeout=0 */
	int64_t deadline; /* by follow_clock */

	struct manifest *items; /* owned: what is waited for */
	size_t n, capacity;
	bool from_files;
};

static void drop_items(struct waiting *waiting)
{
	for (size_t i = 0; i < waiting->n; i++)
		manifest_finish(&waiting->items[i]);
	waiting->n = 0;
}

static void waiting_cleanup(struct waiting *waiting)
{
	drop_items(waiting);
	free(waiting->items);
	condition_finish(&waiting->condition);
	result_printer_finish(&waiting->printer);
}

/* Ctrl-C: nothing more is to be done or said. */
static bool is_interrupted(const struct waiting *waiting)
{
	return waiting->session->exit_status != 0;
}

/* ---- which objects ---- */

static bool find_items(struct waiting *waiting, struct error *err)
{
	const struct args *args = waiting->session->args;
	const struct selection_options options = {
		.n_words = args_count(args),
		.all = args_bool(args, "all"),
		.all_namespaces = args_bool(args, "all-namespaces"),
		.label_selector = args_string(args, "selector"),
		.field_selector = args_string(args, "field-selector"),
	};
	CLEANUP(selection) struct selection selection;
	struct manifest manifest;
	enum batch_next next;

	drop_items(waiting);
	if (!selection_open(waiting->session, args, &options, &selection, err))
		return false;
	waiting->from_files = selection.source.manifests != NULL;
	while ((next = selection_next(&selection, &manifest)) != BATCH_END) {
		if (next == BATCH_PAUSE)
			continue;
		cJSON_Delete(TAKE(manifest.object));
		waiting->items = xgrow(waiting->items, waiting->n, &waiting->capacity,
				       sizeof(*waiting->items));
		waiting->items[waiting->n++] = manifest;
	}
	return true;
}

struct fetching {
	const struct manifest *manifest;
	struct response response;
};

static bool fetch(struct server *server, void *context, struct error *err)
{
	struct fetching *fetching = context;
	const struct manifest *manifest = fetching->manifest;

	response_finish(&fetching->response);
	return fetch_object(server, manifest->resource, manifest->version, manifest->namespace,
			    manifest->name, &fetching->response, err);
}

/* *ret_object is owned. Errors: NotFound among others. */
static bool read_object(struct waiting *waiting, const struct manifest *manifest,
			cJSON **ret_object, int64_t *ret_revision, struct error *err)
{
	struct fetching fetching = { .manifest = manifest, .response = RESPONSE_INIT };
	bool ok = session_run(waiting->session, STORE_READ, fetch, &fetching, err);

	if (ok) {
		*ret_object = TAKE(fetching.response.object);
		*ret_revision = fetching.response.revision;
	}
	response_finish(&fetching.response);
	return ok;
}

/* ---- one object ---- */

static bool timed_out(const struct waiting *waiting, const struct manifest *manifest,
		      struct error *err)
{
	return error_set(err, REASON_CLIENT, "%s %s/%s",
			 waiting->look_once ? "condition not met for"
					    : "timed out waiting for the condition on",
			 manifest->resource->plural, manifest->name);
}

/* Whether the object is where it is wanted. What cannot be told is not met when nobody waits. */
static bool check(const struct waiting *waiting, const cJSON *object, bool *ret_met,
		  struct error *err)
{
	*ret_met = waiting->condition.wait_for == WAIT_FOR_CREATE;
	if (waiting->condition.wait_for == WAIT_FOR_CREATE ||
	    waiting->condition.wait_for == WAIT_FOR_DELETE)
		return true;
	if (condition_check(&waiting->condition, object, ret_met, err))
		return true;
	if (!waiting->look_once)
		return false;
	error_finish(err);
	return true;
}

/* Takes the object that meets the condition out of the event. */
static bool check_event(const struct waiting *waiting, cJSON *event, cJSON **ret_object,
			struct error *err)
{
	bool is_deletion = strcmp(json_str(event, "type"), "DELETED") == 0, met = is_deletion;

	if (waiting->condition.wait_for == WAIT_FOR_DELETE ? !is_deletion : is_deletion)
		return true;
	if (!is_deletion && !check(waiting, json_child(event, "object"), &met, err))
		return false;
	if (met)
		*ret_object = json_take(event, "object");
	return true;
}

/* Waits until the object meets the condition; *ret_object is the object then. */
static bool follow_object(struct waiting *waiting, const struct manifest *manifest,
			  int64_t revision, cJSON **ret_object, struct error *err)
{
	struct follow follow = {
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.revision = revision,
		.deadline = waiting->deadline,
	};

	for (;;) {
		CLEANUP(json) cJSON *events = NULL;
		cJSON *event;

		switch (follow_next(waiting->session, &follow, &events, err)) {
		case FOLLOW_FAILED:
			return false;
		case FOLLOW_OVER:
			return timed_out(waiting, manifest, err);
		case FOLLOW_EVENTS:
			break;
		}
		cJSON_ArrayForEach (event, events) {
			if (!check_event(waiting, event, ret_object, err))
				return false;
			if (*ret_object != NULL)
				return true;
		}
	}
}

static bool wait_for_item(struct waiting *waiting, const struct manifest *manifest,
			  struct error *err)
{
	CLEANUP(json) cJSON *object = NULL, *later = NULL;
	int64_t revision;
	bool met;

	if (!read_object(waiting, manifest, &object, &revision, err)) {
		if (waiting->condition.wait_for != WAIT_FOR_DELETE ||
		    err->reason != REASON_NOT_FOUND)
			return false;
		error_finish(err);
		return true;
	}
	if (!check(waiting, object, &met, err))
		return false;
	if (!met &&
	    (waiting->look_once || !follow_object(waiting, manifest, revision, &later, err)))
		return waiting->look_once ? timed_out(waiting, manifest, err) : false;
	return result_print(waiting->session, &waiting->printer, manifest->resource,
			    later != NULL ? later : object, "condition met", err);
}

/* ---- all of them ---- */

/* *ret_all: there are objects, and all that were named exist. */
static bool look_for_all(struct waiting *waiting, bool *ret_all, struct error *err)
{
	if (!waiting->from_files && !find_items(waiting, err))
		return false;
	*ret_all = waiting->n > 0;
	for (size_t i = 0; *ret_all && i < waiting->n; i++) {
		CLEANUP(json) cJSON *object = NULL;
		int64_t revision;

		if (read_object(waiting, &waiting->items[i], &object, &revision, err))
			continue;
		if (err->reason != REASON_NOT_FOUND)
			return false;
		error_finish(err);
		*ret_all = false;
	}
	return true;
}

static bool wait_for_creation(struct waiting *waiting, struct error *err)
{
	bool all = false;

	do {
		if (!look_for_all(waiting, &all, err))
			return false;
		if (all || session_failed(waiting->session))
			return true;
	} while (!waiting->look_once && follow_wait(waiting->session, waiting->deadline));
	return is_interrupted(waiting) ||
	       error_set(err, REASON_CLIENT, "timed out waiting for the condition");
}

static bool wait_for_all(struct waiting *waiting, struct error *err)
{
	struct session *session = waiting->session;

	if (!find_items(waiting, err) ||
	    (waiting->condition.wait_for == WAIT_FOR_CREATE && !wait_for_creation(waiting, err)))
		return false;
	for (size_t i = 0; i < waiting->n && !is_interrupted(waiting); i++) {
		CLEANUP(error) struct error failure = ERROR_INIT;

		if (!wait_for_item(waiting, &waiting->items[i], &failure) &&
		    !is_interrupted(waiting))
			session_collect(session, &failure);
	}
	if (waiting->n > 0 || session_failed(session) || is_interrupted(waiting) ||
	    waiting->condition.wait_for == WAIT_FOR_DELETE)
		return true;
	return error_set(err, REASON_CLIENT, "no matching resources found");
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	__attribute__((cleanup(waiting_cleanup))) struct waiting waiting = { .session = session };
	int64_t timeout = args_duration_ns(args, "timeout");

	waiting.printer.show_managed_fields = args_bool(args, "show-managed-fields");
	if (!output_from_args(args, false, &waiting.printer.output, err) ||
	    !condition_parse(args_string(args, "for"), &waiting.condition, err) ||
	    !selection_check_all(args, err))
		return false;
	waiting.look_once = timeout == 0;
	waiting.deadline = follow_clock() + (timeout < 0 ? WEEK_NS : timeout);
	return wait_for_all(&waiting, err);
}

static const struct flag flag_for = {
	.name = "for",
	.type = FLAG_STRING,
	.help = "What to wait for: create, delete, condition=NAME[=VALUE], or "
		"jsonpath='{PATH}'[=VALUE]. A condition's VALUE is true unless given; a path "
		"without VALUE only has to lead somewhere.",
};
/* What reads files asks for it, here in vain. */
static const struct flag flag_no_kustomize = {
	.name = "kustomize",
	.type = FLAG_STRING,
	.help = "Not supported.",
	.hidden = true,
};
static const struct flag flag_timeout = {
	.name = "timeout",
	.type = FLAG_DURATION,
	.initial = "30s",
	.help = "How long to wait. Zero: look once. Negative: a week.",
};

const struct command cmd_wait = {
	.name = "wait",
	.suggested_for = (const char *const[]) { "list", "ps", NULL },
	.summary = "Wait until objects meet a condition",
	.usage = "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | "
		 "--all)]) [--for=create|--for=delete|--for condition=available|--for="
		 "jsonpath='{}'[=value]]",
	.description = "Wait until objects exist, are gone, have a status condition, or have a "
		       "value in a field.\n\n"
		       " Another process has to bring that about. Names of conditions and their "
		       "values ignore case.",
	.examples = "# Until the range serves addresses\n"
		    "kubectl wait --for=condition=Ready servicecidr/newcidr1\n\n"
		    "# Until nothing holds the range any more, for at most a minute\n"
		    "kubectl wait --for=delete servicecidr/newcidr1 --timeout=60s\n\n"
		    "# Until the Service is of that type\n"
		    "kubectl wait --for=jsonpath='{.spec.type}'=NodePort service/web\n",
	.flags =
		(const struct flag *const[]) {
			&flag_all, &flag_all_namespaces, &flag_allow_missing_template_keys,
			&flag_field_selector, &flag_filename, &flag_for, &flag_no_kustomize,
			&flag_output_write, &flag_recursive, &flag_selector,
			&flag_show_managed_fields, &flag_template, &flag_timeout, NULL },
	.run = run,
};
