/* The steps of the pipeline, one file each, put together by server.c. */
#ifndef CIDRCTL_SERVER_INTERNAL_H
#define CIDRCTL_SERVER_INTERNAL_H

#include "cidrctl/admission.h"
#include "cidrctl/controllers.h"
#include "cidrctl/server.h"

struct server {
	struct store *store;
	struct store_tx *tx; /* NULL outside server_run */
	struct random random;
	struct cluster cluster; /* as the state has it; loaded when a transaction begins */
	bool expect_bare;
	unsigned depth; /* requests that are under way inside one another */

	/* Changes that controllers have not seen yet; owned. */
	struct change *changes;
	size_t n_changes, changes_capacity, first_change;
};

/* What a handler works with: the operation that hooks see, and where the answer goes. */
struct handling {
	struct server *server;
	struct operation op;
	struct response *response;
};

/* ---- the verbs ---- */

bool handle_get(struct handling *handling, struct error *err);
bool handle_list(struct handling *handling, struct error *err);
bool handle_create(struct handling *handling, struct error *err);
bool handle_update(struct handling *handling, struct error *err);
bool handle_patch(struct handling *handling, struct error *err);
bool handle_delete(struct handling *handling, struct error *err);
bool handle_delete_collection(struct handling *handling, struct error *err);
bool handle_restore(struct handling *handling, struct error *err);

/* ---- steps that verbs share ---- */

/* decode.c: the body as the kind's type, defaults applied. Errors: BadRequest. */
bool decode_body(struct handling *handling, const cJSON *body, cJSON **ret_object,
		 struct error *err);

/* lookup.c: the stored object. Errors: NotFound in the API's words. */
bool load_existing(struct handling *handling, cJSON **ret_object, struct error *err);
bool error_not_found(const struct resource *resource, const char *name, struct error *err);

/* metadata.c: the server's own part of metadata. */
bool check_body_namespace(const struct request *request, cJSON *object, bool create,
			  struct error *err);
bool fill_metadata_for_create(struct handling *handling, cJSON *object, struct error *err);
bool fill_metadata_for_update(const struct request *request, cJSON *object, const cJSON *old,
			      struct error *err);
/* Conflict: somebody else changed the object since. */
bool error_conflict(const struct resource *resource, const char *name, struct error *err);

/* write.c: stores or erases, runs the hooks that follow, and notes the change for controllers. */
bool write_object(struct handling *handling, cJSON *object, const cJSON *old, struct error *err);
bool erase_object(struct handling *handling, const cJSON *old, struct error *err);
/* Whether a deleted object has to stay: finalizers, or the kind's own reason. */
bool is_held(const struct resource *resource, const cJSON *object);
/* The update's part from admission on, which patch shares. object is decoded and complete. Takes
 * neither. */
bool update_object(struct handling *handling, cJSON *object, const cJSON *stored,
		   struct error *err);

/* Puts apiVersion and kind in front of the object and hands it to the response. */
void answer_with(struct handling *handling, cJSON *object);

/* changes.c */
void note_change(struct server *server, const struct resource *resource, const cJSON *object,
		 const cJSON *old);
void drop_changes(struct server *server, size_t keep);
bool reconcile(struct server *server, struct error *err);

/* cluster.c: the flags, in the state. */
enum store_answer cluster_load(struct store_tx *tx, struct cluster *ret_cluster, struct error *err);
bool cluster_store(struct store_tx *tx, const struct cluster *cluster, struct error *err);
bool cluster_parse_ranges(const char *text, struct cluster *cluster, struct error *err);
bool cluster_parse_ports(const char *text, struct cluster *cluster, struct error *err);

#define DEFAULT_NODE_PORTS "30000-32767"

/* server_handle for a request inside another one: controllers wait. */
bool server_handle_nested(struct server *server, const struct request *request,
			  struct response *response, struct error *err);

/* What hooks and controllers see; request is NULL where none is served. */
struct operation server_operation(struct server *server, const struct request *request,
				  struct text_list *warnings);

#endif
