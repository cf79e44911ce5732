/* How commands work through many objects: in groups, one transaction a group, each object by
 * itself; what is printed about an object comes after the commit that holds it. */
#ifndef CIDRCTL_CLI_BATCH_H
#define CIDRCTL_CLI_BATCH_H

#include "internal.h"

struct label_selector;

/* Objects in one transaction: enough to make the commit cheap, few enough to keep others waiting
 * for a moment only. */
#define BATCH_SIZE 500

/* One object on its way. */
struct batch_item {
	struct manifest manifest; /* source NULL: an argument named it; object is NULL too then */
	struct response response;
	struct error error;       /* this object failed: it is reported and the others go on */
	const char *outcome;      /* static, set by handle: "created", "configured", … */
	struct text_list notes;   /* lines for stdout, printed whatever becomes of the object */
	struct text_list remarks; /* warnings of our own, which nothing counts */
	cJSON *before;            /* owned: the stored object, for commands that show both */
};

enum batch_next {
	BATCH_ITEM,
	BATCH_PAUSE, /* what was given so far has to be done before there is more */
	BATCH_END,
};

struct batch {
	enum store_access access;
	bool offline;      /* the objects need no state: handle gets server NULL */
	size_t size;       /* most objects in one transaction; 0: BATCH_SIZE */
	const char *doing; /* for the progress line: "creating" */

	enum batch_next (*next)(void *context, struct manifest *ret_manifest);
	/* Inside the transaction, perhaps more than once: item->response, error and outcome are
	 * empty then. Sets item->error, with its source, when the object fails. */
	void (*handle)(struct server *server, void *context, struct batch_item *item);
	/* After the commit, for objects that did not fail. Warnings were printed. */
	bool (*print)(struct session *session, void *context, const struct batch_item *item,
		      struct error *err);
	void *context;
};

/* Works through all objects. Errors of objects are collected in the session. False: a transaction
 * failed as a whole. *ret_n: objects that were met, failed ones included. */
bool batch_run(struct session *session, const struct batch *batch, size_t *ret_n,
	       struct error *err);

/* ---- manifests of a file verb, filtered by -l ---- */

struct manifest_source {
	struct manifests *manifests;
	struct label_selector *selector;
	bool done;
};
#define MANIFEST_SOURCE_INIT      \
	{                         \
		.manifests = NULL \
	}
/* Opens -f; selector: keeps what its labels match, "" or NULL keeps all. Errors: those of
 * manifests_open; an unreadable selector; "must specify one of -f and -k". */
bool manifest_source_open(struct session *session, const struct args *args,
			  const struct manifest_options *options, const char *selector,
			  struct manifest_source *ret_source, struct error *err);
/* Reads the -l of a file verb; NULL without one. Errors: "the provided selector … is not valid". */
bool manifest_parse_selector(const char *text, struct label_selector **ret_selector,
			     struct error *err);
bool manifest_source_next(struct manifest_source *source, struct manifest *ret_manifest);
void manifest_source_cleanup(struct manifest_source *source);

/* "Unexpected args: [a b]", with the usage hint. Returns false. */
bool unexpected_args(const struct args *args, struct error *err);

/* ---- targets of the command line (target_walk.c) ---- */

/* The objects that the arguments mean, in their order: those named, and those that lists find. */
struct target_walk {
	struct session *session;
	const struct targets *targets;
	bool all_namespaces;
	const char *label_selector, *field_selector;

	size_t at;              /* next target */
	struct listing listing; /* of the target being listed; resource NULL: none */
	cJSON *page;            /* owned: listed objects still to come */
};
/* Objects that were listed come with the object, others without. Each list is read when what comes
 * before it was done. Errors of a list are collected, and the walk goes on. */
enum batch_next target_walk_next(struct target_walk *walk, struct manifest *ret_manifest);
void target_walk_cleanup(struct target_walk *walk);

/* ---- objects that arguments or files mean (selection.c) ---- */

struct selection_options {
	size_t n_words;  /* how many of the arguments name resources: the first ones */
	bool all;        /* a type alone means every object of it */
	bool select_all; /* nothing but types is allowed, and every object is meant */
	bool local;      /* the files are all there is, and no namespace is filled in */
	bool all_namespaces;
	const char *label_selector, *field_selector; /* "" or NULL: none */
};
struct selection {
	struct manifest_source source; /* -f, or: */
	struct targets targets;
	struct target_walk walk;
	struct label_selector *live_selector; /* of -f: judges the stored object */
	bool single;                          /* one object is meant, not a list of one */
	const char *subresource;              /* what selection_fetch reads; "" at first */
};
/* Reads -f, -R, -k and the arguments. *selection must not move until it is cleaned up.
 * Errors: those of targets_parse and manifest_source_open. */
bool selection_open(struct session *session, const struct args *args,
		    const struct selection_options *options, struct selection *selection,
		    struct error *err);
enum batch_next selection_next(struct selection *selection, struct manifest *ret_manifest);
/* Inside the transaction: the stored object of an item in item->response.object; one that was listed
 * as it was listed. False: item->error says why not, or the selector left it out. */
bool selection_fetch(struct server *server, const struct selection *selection,
		     struct batch_item *item);
void selection_cleanup(struct selection *selection);
/* kubectl's refusals of flags that contradict each other. */
bool selection_check_all(const struct args *args, struct error *err);

/* ---- lists of manifests (manifest_list.c) ---- */

struct manifest_list {
	struct manifest *items;
	size_t n, capacity;
};
void manifest_list_add(struct manifest_list *list, struct manifest *manifest); /* takes it over */
void manifest_list_finish(struct manifest_list *list);

/* Reads all objects of a text. namespaces stay as they are. Errors: everything that is wrong, in one
 * message. */
bool manifest_list_parse(struct session *session, const char *name, const char *text, size_t length,
			 struct manifest_list *ret_list, struct error *err);

/* Reads the stored objects that arguments and files mean. Errors of single objects are collected;
 * list holds the others. */
bool manifest_list_fetch(struct session *session, struct selection *selection,
			 struct manifest_list *list, struct error *err);

/* ---- results ---- */

/* Prints what a writing command did to each object: a line, or the object in the format asked for,
 * yaml documents separated by `---`. */
struct result_printer {
	struct output output;
	enum dry_run dry_run;
	bool show_managed_fields;
	bool typed;   /* in the type's own order, not sorted */
	bool renewed; /* as if made anew for each object: no separators, nothing left by a template */
	size_t n;     /* printed so far */
};
/* Reads -o, --template, --dry-run and --show-managed-fields. */
bool result_printer_init(struct session *session, const struct args *args,
			 struct result_printer *ret_printer, struct error *err);
void result_printer_finish(struct result_printer *printer);
void result_printer_cleanup(struct result_printer *printer); /* for CLEANUP(result_printer) */
bool result_print(struct session *session, struct result_printer *printer,
		  const struct resource *resource, const cJSON *object, const char *verb,
		  struct error *err);

/* ---- the last-applied annotation (last_applied.c) ---- */

#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"

/* Records the object, as it is without the annotation, in the annotation. typed: in the order of
 * the tree, as objects that kubectl builds itself. */
void last_applied_set(cJSON *object, bool typed);
/* The same when the object has the annotation already: it is brought up to date. */
void last_applied_refresh(cJSON *object);
/* The annotation's text; NULL without one. Borrowed. */
const char *last_applied_text(const cJSON *object);

/* Notes the command line in the object when --record asks for it (args_change_cause). */
void record_change_cause(const struct args *args, cJSON *object);

/* What is to be created has no resourceVersion; kubectl drops the one a file may have. */
void forget_revision(cJSON *object);

/* ---- objects that kubectl builds itself (typed.c) ---- */

/* Brings the object into the order of its Go type, kind first, with the zero values that the type
 * prints. In place. */
void object_make_typed(const struct resource *resource, cJSON *object);
/* A new object with apiVersion, kind and metadata.name; the namespace only when -n gave one. */
cJSON *object_build(const struct session *session, const struct resource *resource,
		    const char *name);
/* What the typed creators share: sends the object, or not (--dry-run=client), and prints it. */
bool create_typed(struct session *session, const struct args *args, const struct resource *resource,
		  cJSON *object, struct error *err);

/* ---- subcommands ---- */

extern const struct command cmd_create_namespace, cmd_create_service, cmd_set_selector;

#endif
