/* What becomes of an object whose deletion waits for finalizers: a hint, or the wait for its end. */
#include <stdlib.h>
#include <string.h>

#include "delete.h"
#include "follow.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define WEEK_NS (7 * 24 * 3600 * NS_PER_SECOND) /* how long kubectl waits when it waits for ever */

static void pending_finish(struct pending *pending)
{
	free(pending->namespace);
	free(pending->name);
	free(pending->uid);
}

void deletion_cleanup(struct deletion *deletion)
{
	for (size_t i = 0; i < deletion->n_pending; i++)
		pending_finish(&deletion->pending[i]);
	free(deletion->pending);
	for (size_t i = 0; i < deletion->n_preview; i++)
		manifest_finish(&deletion->preview[i]);
	free(deletion->preview);
	target_walk_cleanup(&deletion->walk);
	targets_finish(&deletion->targets);
	manifest_source_cleanup(&deletion->source);
}

/* ---- the hint ---- */

static void add_finalizers(struct strbuf *out, const cJSON *finalizers)
{
	const cJSON *finalizer;

	cJSON_ArrayForEach (finalizer, finalizers) {
		const char *text = cJSON_GetStringValue(finalizer);

		strbuf_addf(out, "%s%s", out->length > 0 ? ", " : "", text != NULL ? text : "");
	}
}

/* What the object's controller says about it; "" when there is nothing. */
static const char *not_ready_message(const cJSON *object)
{
	const cJSON *condition;

	cJSON_ArrayForEach (condition, json_get(object, "status", "conditions", NULL)) {
		if (strcmp(json_str(condition, "type"), "Ready") == 0 &&
		    strcmp(json_str(condition, "status"), "False") == 0)
			return json_str(condition, "message");
	}
	return "";
}

struct blocking {
	const char *name;
	uint64_t count;
};

static bool count_blocking(struct server *server, void *context, struct error *err)
{
	struct blocking *blocking = context;

	return server_count_blocking(server, blocking->name, &blocking->count, err);
}

/* " (4 addresses)"; nothing for other kinds, and nothing when it cannot be told: this is a hint. */
static void add_count(struct session *session, const struct manifest *manifest, struct strbuf *out)
{
	CLEANUP(error) struct error unheard = ERROR_INIT;
	struct blocking blocking = { manifest->name, 0 };

	if (manifest->resource == &resource_service_cidr &&
	    session_run(session, STORE_READ, count_blocking, &blocking, &unheard) &&
	    blocking.count > 0)
		strbuf_addf(out, " (%llu address%s)", (unsigned long long)blocking.count,
			    blocking.count == 1 ? "" : "es");
}

static void hint(struct session *session, const struct batch_item *item)
{
	CLEANUP(strbuf) struct strbuf holders = STRBUF_INIT;
	CLEANUP(str) char *name = result_name(item->manifest.resource, item->manifest.name);
	const cJSON *object = item->response.object;
	const char *message = not_ready_message(object);

	add_finalizers(&holders, json_get(object, "metadata", "finalizers", NULL));
	add_finalizers(&holders, json_get(object, "spec", "finalizers", NULL));
	add_count(session, &item->manifest, &holders);
	session_hint(session, "%s stays for now, held by %s%s%s", name, holders.text,
		     *message != '\0' ? ": " : "", message);
}

void deletion_pending(struct deletion *deletion, const struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;

	if (deletion->session->hints)
		hint(deletion->session, item);
	deletion->pending = xgrow(deletion->pending, deletion->n_pending,
				  &deletion->pending_capacity, sizeof(*deletion->pending));
	deletion->pending[deletion->n_pending++] = (struct pending) {
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = xstrdup(manifest->namespace),
		.name = xstrdup(manifest->name),
		.uid = xstrdup(json_str_at(item->response.object, "metadata", "uid", NULL)),
	};
}

/* ---- the wait ---- */

enum presence { PRESENT, GONE, UNKNOWN };

/* An object of the same name with another uid is another object. UNKNOWN: err is set. */
static enum presence look(struct session *session, const struct pending *pending, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	const struct request request = {
		.verb = VERB_GET,
		.resource = pending->resource,
		.version = pending->version,
		.namespace = pending->namespace,
		.name = pending->name,
		.subresource = "",
	};

	if (session_request(session, &request, &response, &problem))
		return strcmp(json_str_at(response.object, "metadata", "uid", NULL),
			      pending->uid) == 0
			       ? PRESENT
			       : GONE;
	if (problem.reason == REASON_NOT_FOUND)
		return GONE;
	error_move(err, &problem);
	return UNKNOWN;
}

bool deletion_wait(struct session *session, const struct deletion *deletion, struct error *err)
{
	int64_t end = follow_clock() + (deletion->timeout_ns != 0 ? deletion->timeout_ns : WEEK_NS);

	for (size_t i = 0; i < deletion->n_pending;) {
		const struct pending *pending = &deletion->pending[i];
		enum presence presence = look(session, pending, err);

		if (presence == UNKNOWN)
			return false;
		if (presence == GONE) {
			i++;
			continue;
		}
		if (follow_wait(session, end))
			continue;
		return session->exit_status != 0 ||
		       error_set(err, REASON_CLIENT, "timed out waiting for the condition on %s/%s",
				 pending->resource->plural, pending->name);
	}
	return true;
}
