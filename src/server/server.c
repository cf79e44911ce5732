/* Transactions, and the dispatch of requests inside them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cidrctl/clock.h"
#include "internal.h"

struct server *server_create(const char *path)
{
	struct server *server = xcalloc(1, sizeof(*server));

	server->store = store_create(path);
	return server;
}

void server_destroy(struct server *server)
{
	if (server == NULL)
		return;
	store_destroy(server->store);
	free(server->changes);
	free(server);
}

void server_cleanup(struct server **server)
{
	server_destroy(*server);
}

void server_expect_bare(struct server *server)
{
	server->expect_bare = true;
}

const struct cluster *server_cluster(struct server *server)
{
	return &server->cluster;
}

struct operation server_operation(struct server *server, const struct request *request,
				  struct text_list *warnings)
{
	return (struct operation) {
		.tx = server->tx,
		.random = &server->random,
		.now_micro = clock_now_micro(),
		.cluster = &server->cluster,
		.request = request,
		.warnings = warnings,
		.submit = (request_handler *)server_handle_nested,
		.server = server,
	};
}

/* ---- transactions ---- */

static void finish_tx(struct server *server)
{
	drop_changes(server, 0);
	server->tx = NULL;
}

static bool begin(struct server *server, enum store_access access, struct error *err)
{
	if (!store_begin(server->store, access, &server->tx, err))
		return false;
	server->has_kept = server->has_written = false;
	admission_audit_begin();
	random_init(&server->random, (uint64_t)store_revision(server->tx));
	return true;
}

static void undo(struct server *server)
{
	store_rollback(server->tx);
	finish_tx(server);
}

/* Bootstraps a new state, unless the work to come does that itself; and one whose configuration is
 * lost, which takes a write. */
static bool prepare(struct server *server, enum store_access access, struct error *err)
{
	CLEANUP(text_list) struct text_list unheard = TEXT_LIST_INIT;

	if (!store_tx_is_new(server->tx)) {
		switch (cluster_load(server->tx, &server->cluster, err)) {
		case STORE_FAILED:
			return false;
		case STORE_FOUND:
			return true;
		case STORE_ABSENT:
			break;
		}
	}
	if (server->expect_bare)
		return true;
	if (access == STORE_READ)
		return error_set(err, REASON_CLIENT,
				 "the state's configuration is missing: init makes it again");
	return server_configure(server, DEFAULT_SERVICE_RANGE, NULL, &unheard, err);
}

/* A read that finds no state, or an older layout of it, first needs a write that makes it. */
static bool make_readable(struct server *server, struct error *err)
{
	bool made;

	undo(server);
	if (!begin(server, STORE_WRITE, err))
		return false;
	made = prepare(server, STORE_WRITE, err);
	if (!made) {
		undo(server);
		return false;
	}
	if (store_commit(server->tx, err) != STORE_COMMIT_OK) {
		finish_tx(server);
		return false;
	}
	finish_tx(server);
	return begin(server, STORE_READ, err);
}

static enum store_outcome run_once(struct server *server, enum store_access access,
				   server_work *work, void *context, bool *ret_created,
				   struct error *err)
{
	enum store_outcome outcome;

	if (!begin(server, access, err))
		return STORE_COMMIT_FAILED;
	*ret_created = store_tx_is_new(server->tx);
	if (access == STORE_READ &&
	    ((*ret_created && !server->expect_bare) || store_tx_is_old(server->tx)) &&
	    !make_readable(server, err))
		return STORE_COMMIT_FAILED;
	if (!prepare(server, access, err) || !work(server, context, err)) {
		undo(server);
		return STORE_COMMIT_FAILED;
	}
	/* What was all refused or changed nothing need not be made durable. */
	if (!server->has_kept) {
		undo(server);
		return STORE_COMMIT_OK;
	}
	outcome = store_commit(server->tx, err);
	finish_tx(server);
	return outcome;
}

bool server_run(struct server *server, enum store_access access, server_work *work, void *context,
		bool *ret_created, struct error *err)
{
	enum store_outcome outcome;
	bool created = false;

	do
		outcome = run_once(server, access, work, context, &created, err);
	while (outcome == STORE_COMMIT_CONFLICT);
	admission_audit_end(outcome == STORE_COMMIT_OK);
	if (ret_created != NULL)
		*ret_created = outcome == STORE_COMMIT_OK && created;
	return outcome == STORE_COMMIT_OK;
}

/* ---- requests ---- */

static bool is_write(const struct request *request)
{
	return request->verb != VERB_GET && request->verb != VERB_LIST &&
	       request->verb != VERB_WATCH;
}

static bool has_subresource(const struct resource *resource, const char *name)
{
	const char *const *at = resource->subresources;

	for (; at != NULL && *at != NULL; at++)
		if (strcmp(*at, name) == 0)
			return true;
	return false;
}

static bool dispatch(struct handling *handling, struct error *err)
{
	static bool (*const handlers[])(struct handling *, struct error *) = {
		[VERB_GET] = handle_get,
		[VERB_LIST] = handle_list,
		[VERB_CREATE] = handle_create,
		[VERB_UPDATE] = handle_update,
		[VERB_PATCH] = handle_patch,
		[VERB_DELETE] = handle_delete,
		[VERB_DELETE_COLLECTION] = handle_delete_collection,
		[VERB_RESTORE] = handle_restore,
		[VERB_WATCH] = handle_watch,
	};

	const struct request *request = handling->op.request;

	if (request->subresource != NULL && *request->subresource != '\0' &&
	    !has_subresource(request->resource, request->subresource))
		return error_set(err, REASON_NOT_FOUND,
				 "the server could not find the requested resource");
	return check_field_manager(request, err) && handlers[request->verb](handling, err);
}

/* A request inside another's: its changes are seen by controllers when the outer one is done. */
bool server_handle_nested(struct server *server, const struct request *request,
			  struct response *response, struct error *err)
{
	struct handling handling = {
		.server = server,
		.op = server_operation(server, request, &response->warnings),
		.response = response,
	};
	size_t n_changes = server->n_changes;

	if (!is_write(request))
		return dispatch(&handling, err);
	if (!store_savepoint(server->tx, err))
		return false;
	if (!dispatch(&handling, err)) {
		store_savepoint_rollback(server->tx);
		drop_changes(server, n_changes);
		return false;
	}
	return store_savepoint_release(server->tx, err);
}

/* A refusal has no object, but its warnings are told. */
static void keep_warnings(struct response *response)
{
	struct text_list warnings = response->warnings;

	response->warnings = (struct text_list)TEXT_LIST_INIT;
	response_finish(response);
	response->warnings = warnings;
}

static bool handle(struct server *server, const struct request *request, struct response *response,
		   struct error *err)
{
	bool done;

	assert(server->tx != NULL && server->n_changes == 0);
	if (!is_write(request))
		return server_handle_nested(server, request, response, err);
	server->has_written = false;
	if (!store_savepoint(server->tx, err))
		return false;
	done = server_handle_nested(server, request, response, err) && reconcile(server, err);
	limit_warnings(&response->warnings);
	if (!done)
		keep_warnings(response);
	if (done && !request->dry_run) {
		server->has_kept = server->has_kept || server->has_written;
		return store_savepoint_release(server->tx, err);
	}
	store_savepoint_rollback(server->tx);
	drop_changes(server, 0);
	return done;
}

static int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool server_handle(struct server *server, const struct request *request, struct response *response,
		   struct error *err)
{
	int64_t began;
	bool done;

	if (server->observer == NULL)
		return handle(server, request, response, err);
	began = monotonic_ns();
	done = handle(server, request, response, err);
	server->observer(server->observer_context, request, response, done ? NULL : err,
			 monotonic_ns() - began);
	return done;
}

void server_observe(struct server *server, server_observer *observer, void *context)
{
	server->observer = observer;
	server->observer_context = context;
}

/* ---- configuration ---- */

bool server_configure_bare(struct server *server, const char *service_ranges, struct error *err)
{
	server->has_kept = true;
	return cluster_parse_ranges(service_ranges, &server->cluster, err) &&
	       cluster_parse_ports(DEFAULT_NODE_PORTS, &server->cluster, err) &&
	       cluster_store(server->tx, &server->cluster, err);
}

bool server_configure(struct server *server, const char *service_ranges,
		      const char *node_port_range, struct text_list *warnings, struct error *err)
{
	struct operation op = server_operation(server, NULL, warnings);
	bool fresh = server->cluster.n_service_ranges == 0;

	server->has_kept = true;
	if (service_ranges == NULL && fresh)
		service_ranges = DEFAULT_SERVICE_RANGE;
	if (node_port_range == NULL && fresh)
		node_port_range = DEFAULT_NODE_PORTS;
	if ((service_ranges != NULL &&
	     !cluster_parse_ranges(service_ranges, &server->cluster, err)) ||
	    (node_port_range != NULL &&
	     !cluster_parse_ports(node_port_range, &server->cluster, err)))
		return false;
	return cluster_store(server->tx, &server->cluster, err) &&
	       bootstrap_run(&op, warnings, err) && reconcile(server, err);
}

bool server_count_blocking(struct server *server, const char *name, uint64_t *ret_count,
			   struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	bool can_delete;

	return service_cidr_load(server->tx, &set, err) &&
	       cidr_can_delete(server->tx, &set, name, &can_delete, ret_count, err);
}
