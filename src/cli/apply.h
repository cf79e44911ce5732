/* One run of `apply`. */
#ifndef CIDRCTL_CLI_APPLY_H
#define CIDRCTL_CLI_APPLY_H

#include "batch.h"

struct apply {
	struct session *session;
	struct manifest_source source;
	struct result_printer printer;
	enum field_validation validation;
	const char *field_manager;
	bool overwrite;
	bool server_side, force_conflicts;
	const char *subresource; /* "" without --server-side */
	bool force;              /* what cannot be changed is deleted and created anew */
	struct pruning *pruning; /* owned; NULL: without --prune */

	/* With -o, but for names, everything is printed at the end, and only when nothing failed. */
	bool prints_at_end;
	struct batch_item first;  /* its manifest's resource and its response's object */
	struct output_list *list; /* from the second object on, into: */
	FILE *spool;
	size_t n_objects;
};

/* Inside the transaction: creates the object, or merges it into the one that is there. What is to
 * be printed is left in item->response.object. */
void apply_object(struct server *server, const struct apply *apply, struct batch_item *item);
/* The same with --server-side (apply_server_side.c). */
void apply_server_side(struct server *server, const struct apply *apply, struct batch_item *item);

#define CLIENT_SIDE_APPLY_MANAGER "kubectl-client-side-apply"
#define APPLY_MANAGER "kubectl" /* of --server-side, when --field-manager names no other */

/* What is applied must have a name. */
bool apply_check_name(const struct manifest *manifest, struct error *err);
/* Adds the warning for an object that is going away. */
void apply_warn_deleting(struct batch_item *item);

/* The patch that makes the stored object what the manifest wants. */
bool apply_make_patch(const struct apply *apply, const struct resource *resource,
		      const cJSON *modified, const cJSON *current, cJSON **ret_patch,
		      struct error *err);
/* Inside the transaction: sends it. item->response.object becomes the answer. */
bool apply_send_patch(struct server *server, const struct apply *apply, const cJSON *patch,
		      struct batch_item *item);

/* ---- --prune (apply_prune.c) ---- */

/* Reads --prune-allowlist. Errors: a kind that is not there. */
bool pruning_create(const struct args *args, struct pruning **ret_pruning, struct error *err);
void pruning_destroy(struct pruning *pruning); /* NULL is allowed */
/* Notes an object that was applied. */
void pruning_visit(struct pruning *pruning, const struct manifest *manifest, const cJSON *object);
/* What is done with a part of the others; items is a JSON array that may be empty. */
struct prune_kind {
	const struct resource *resource;
	const char *version; /* static */
};
typedef bool pruning_use(void *context, const struct prune_kind *kind, const cJSON *items,
			 struct error *err);
/* Finds the others. namespace: one to look at in any case, or NULL. */
bool pruning_find(struct session *session, struct pruning *pruning, const char *namespace,
		  const char *label_selector, pruning_use *use, void *context, struct error *err);
/* Deletes them, and prints them. */
bool pruning_run(struct apply *apply, const char *label_selector, struct error *err);

/* The flags of --prune. */
extern const struct flag flag_prune, flag_prune_allowlist;

#endif
