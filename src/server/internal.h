/* The steps of the pipeline, one file each, put together by server.c. */
#ifndef CIDRCTL_SERVER_INTERNAL_H
#define CIDRCTL_SERVER_INTERNAL_H

#include "cidrctl/admission.h"
#include "cidrctl/controllers.h"
#include "cidrctl/ownership.h"
#include "cidrctl/selector.h"
#include "cidrctl/server.h"

struct server {
	struct store *store;
	struct store_tx *tx; /* NULL outside server_run */
	struct random random;
	struct cluster cluster; /* as the state has it; loaded when a transaction begins */
	bool expect_bare;
	bool has_written; /* the request under way has written something */
	bool has_kept;    /* the transaction has something to commit */
	unsigned depth;   /* requests that are under way inside one another */
	server_observer *observer;
	void *observer_context;

	/* Changes that controllers have not seen yet; owned. */
	struct change *changes;
	size_t n_changes, changes_capacity, first_change;
};

/* What a handler works with: the operation that hooks see, and where the answer goes. */
struct handling {
	struct server *server;
	struct operation op;
	struct response *response;
	bool forget_owners; /* decode_body met an empty metadata.managedFields */
};

/* ---- the verbs ---- */

bool handle_get(struct handling *handling, struct error *err);
bool handle_list(struct handling *handling, struct error *err);
bool handle_create(struct handling *handling, struct error *err);
bool handle_update(struct handling *handling, struct error *err);
bool handle_patch(struct handling *handling, struct error *err);
bool handle_apply(struct handling *handling, struct error *err); /* patch, with PATCH_APPLY */
bool handle_delete(struct handling *handling, struct error *err);
bool handle_delete_collection(struct handling *handling, struct error *err);
bool handle_restore(struct handling *handling, struct error *err);
bool handle_watch(struct handling *handling, struct error *err);

/* ---- steps that verbs share ---- */

/* decode.c: the body as the kind's type, defaults applied. Errors: BadRequest. */
bool decode_body(struct handling *handling, const cJSON *body, cJSON **ret_object,
		 struct error *err);

/* lookup.c: the stored object. Errors: NotFound in the API's words. */
bool load_existing(struct handling *handling, cJSON **ret_object, struct error *err);
/* Gives a stored object what the record of an older cluster lacks. */
void complete_stored(const struct handling *handling, cJSON *object);
bool error_not_found(const struct resource *resource, const char *name, struct error *err);

/* collection.c: which objects a request without a name is about. */
struct collection {
	struct handling *handling;
	struct label_selector *labels;
	struct field_selector *fields;
	char *api_version;
};
#define COLLECTION_INIT          \
	{                        \
		.handling = NULL \
	}
/* Reads the request's selectors. Errors: BadRequest, without the prefix that names the resource. */
bool collection_init(struct collection *collection, struct handling *handling, struct error *err);
void collection_cleanup(struct collection *collection);
/* What the keys of these objects begin with. Owned. */
char *collection_prefix(const struct collection *collection);
bool collection_matches(const struct collection *collection, const cJSON *object);
/* Puts apiVersion and kind into a stored object. */
void collection_type(const struct collection *collection, cJSON *object);

/* patch.c: the object as the client sees it, with apiVersion and kind. Owned. */
cJSON *external_form(const struct request *request, const cJSON *stored);

/* ownership.c: metadata.managedFields. */
struct ownership ownership_of(const struct handling *handling);
/* Notes who owns what after a create (stored NULL) or an update. object is decoded. */
void own_written(struct handling *handling, cJSON *object, const cJSON *stored);
/* A stored object with everything that a decoded one has. Owned. */
cJSON *complete_live(const struct handling *handling, const cJSON *stored);
/* Gives an object of the answer its managedFields as clients see them, or takes them out when nobody
 * will look. */
void show_owners(const struct request *request, cJSON *object);
/* The same for an object that object_decode gave. */
bool show_stored_owners(const struct handling *handling, cJSON *object, struct error *err);
/* The field manager's name. Errors: Invalid. */
bool check_field_manager(const struct request *request, struct error *err);

/* metadata.c: the server's own part of metadata. */
/* Takes out of a new object what only the server sets. */
void drop_system_metadata(cJSON *object);
bool check_body_name(const struct request *request, cJSON *object, struct error *err);
bool check_body_namespace(const struct request *request, cJSON *object, bool create,
			  struct error *err);
bool fill_metadata_for_create(struct handling *handling, cJSON *object, struct error *err);
/* Conflict when the body is of an object with another uid; old_metadata is NULL when there is none. */
bool check_uid(const struct request *request, const cJSON *metadata, const cJSON *old_metadata,
	       struct error *err);
bool fill_metadata_for_update(const struct request *request, cJSON *object, const cJSON *old,
			      struct error *err);
/* The request's uid and resourceVersion against the stored object. Errors: Conflict. */
bool check_preconditions(const struct request *request, const cJSON *object, struct error *err);
/* Conflict: somebody else changed the object since. */
bool error_conflict(const struct resource *resource, const char *name, struct error *err);

/* write.c: stores or erases, runs the hooks that follow, and notes the change for controllers. */
bool write_object(struct handling *handling, cJSON *object, const cJSON *old, struct error *err);
bool erase_object(struct handling *handling, const cJSON *old, struct error *err);
/* Whether a deleted object has to stay: finalizers, or the kind's own reason. */
bool is_held(const struct resource *resource, const cJSON *object);
/* The create's part from admission on, which an update of an absent object shares. object is decoded
 * and is completed. */
bool create_object(struct handling *handling, cJSON *object, struct error *err);
/* The update's part from admission on, which patch shares. object is decoded and complete. Takes
 * neither. */
bool update_object(struct handling *handling, cJSON *object, const cJSON *stored,
		   struct error *err);

/* Puts apiVersion and kind in front of the object and hands it to the response. */
void answer_with(struct handling *handling, cJSON *object);

/* records.c: calls visit for every object of the kind that can be read, in batches, so that it may
 * write. Without managedFields' texts, apiVersion and kind. */
typedef bool object_visit(void *context, const cJSON *object, struct error *err);
bool for_each_object(struct server *server, const struct resource *resource, object_visit *visit,
		     void *context, struct error *err);
/* The records' part of server_verify: with mend, those that cannot be read are removed. */
bool verify_records(struct server *server, bool mend, struct findings *findings, struct error *err);
/* verify_index.c: the index's part of server_verify. */
bool verify_index(struct server *server, bool mend, struct findings *findings, struct error *err);

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

/* ---- warnings.c ---- */

/* What a client hears of a request's warnings: each text once, none with control characters, and all
 * of them cut short when they are too long together. In place. */
void limit_warnings(struct text_list *warnings);

/* ---- patch_types.c ---- */

/* Whether the result of a strategic merge patch has the types of the kind.
 * Errors: client error, the words of the API server's converter alone. */
bool patch_check_types(const struct schema *schema, const cJSON *patched, struct error *err);

#endif
