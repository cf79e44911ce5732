/* The API server's request pipeline over one store. cli/ drives it today; nothing in it would
 * change under an HTTP front end.
 *
 * decode → default → allocate → validate → admit → store → reconcile, in one transaction. */
#ifndef CIDRCTL_SERVER_H
#define CIDRCTL_SERVER_H

#include "cidrctl/controllers.h"
#include "cidrctl/request.h"
#include "cidrctl/resource.h"
#include "cidrctl/store.h"

#define DEFAULT_SERVICE_RANGE "10.96.0.0/12"

struct server;

/* For the state file at `path`; touches nothing yet. */
struct server *server_create(const char *path);
void server_destroy(struct server *server);
void server_cleanup(struct server **server);

/* The work of one transaction; it may run again when the store reports a conflict, so it must
 * start over from its inputs each time and print nothing. */
typedef bool server_work(struct server *server, void *context, struct error *err);

/* Runs work in one transaction and commits. False (nothing is stored) when work or the commit
 * fails. A state that does not exist yet is bootstrapped first, with
 * DEFAULT_SERVICE_RANGE; *ret_created (may be NULL) says that there was none before. */
bool server_run(struct server *server, enum store_access access, server_work *work, void *context,
		bool *ret_created, struct error *err);

/* The next server_run must not bootstrap a new state: its work configures it (init, import). */
void server_expect_bare(struct server *server);

/* Inside server_run: handles one request; a failed one leaves no trace of itself. */
bool server_handle(struct server *server, const struct request *request, struct response *response,
		   struct error *err);

/* Is told of every request after server_handle has served it; err is NULL when it succeeded. It is
 * called inside the transaction, which may run again: it only takes notes. */
typedef void server_observer(void *context, const struct request *request,
			     const struct response *response, const struct error *err,
			     int64_t duration_ns);
/* NULL: nobody listens. */
void server_observe(struct server *server, server_observer *observer, void *context);

/* Inside server_run: behaves as an API server restarted with these flags (ranges as the flag has
 * them, "CIDR[,CIDR]"; NULL keeps what the state has), bootstrapping what is missing.
 * *warnings collects what an API server would log and retry.
 * Errors: client errors in the words of the API server's flag validation. */
bool server_configure(struct server *server, const char *service_ranges,
		      const char *node_port_range, struct text_list *warnings, struct error *err);
/* Makes a new state usable without bootstrapping any object (import --raw). */
bool server_configure_bare(struct server *server, const char *service_ranges, struct error *err);
/* What the state is configured with; valid inside server_run. */
const struct cluster *server_cluster(struct server *server);

/* Inside server_run: how many addresses keep the ServiceCIDR of that name from going; 0 when it may
 * go or is not there. */
bool server_count_blocking(struct server *server, const char *name, uint64_t *ret_count,
			   struct error *err);

/* ---- watching ----
 *
 * A watch is a loop: list, remember response.revision; server_wait; VERB_WATCH from there, remember
 * its response.revision; and so on. Nothing is held between the looks, so that any number of
 * watchers cost writers nothing. A watcher that falls behind by more than the store remembers gets
 * Expired and has to list again. */

/* Outside server_run: waits until a look may see something new, at most timeout_ns; the first call
 * returns at once. False: time is over, or a signal came. From then on a state file that goes away
 * is not made again. */
bool server_wait(struct server *server, int64_t timeout_ns);

/* ---- repair ---- */

/* Inside server_run: the whole repair pass over Services and IPAddresses, the finalizer and Ready
 * of every ServiceCIDR, index rows against objects, and the store's own check. With mend (needs
 * STORE_WRITE) repairs, events included; without, only reports. */
bool server_verify(struct server *server, bool mend, struct findings *findings, struct error *err);

#endif
