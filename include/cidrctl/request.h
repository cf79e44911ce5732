/* What every command becomes: one request, answered by one response. Plain data, known to every
 * room from resources/ up. */
#ifndef CIDRCTL_REQUEST_H
#define CIDRCTL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

struct resource;

enum verb {
	VERB_GET,
	VERB_LIST,
	VERB_CREATE,
	VERB_UPDATE,
	VERB_PATCH,
	VERB_DELETE,
	VERB_DELETE_COLLECTION,
	VERB_RESTORE, /* import: stores the object as it is, without default, allocate and admit */
};

enum patch_type { PATCH_JSON, PATCH_MERGE, PATCH_STRATEGIC, PATCH_APPLY };

/* fieldValidation: what happens to fields the schema does not know. */
enum field_validation { FIELD_VALIDATION_IGNORE, FIELD_VALIDATION_WARN, FIELD_VALIDATION_STRICT };

/* All pointers are borrowed for the time of the call. */
struct request {
	enum verb verb;
	const struct resource *resource;
	const char *version;     /* API version to answer in, e.g. "v1beta1"; NULL: preferred */
	const char *namespace;   /* "": cluster-scoped, or (list) every namespace */
	const char *name;        /* "" for list and create */
	const char *subresource; /* "" or "status" */
	const char *user;        /* NULL: the person at the command line, "kubernetes-admin" */

	const cJSON *object; /* create, update, restore: the body; patch: the patch */
	enum patch_type patch_type;
	enum field_validation field_validation;
	const char *field_manager;
	bool force;   /* server-side apply: take over conflicting fields */
	bool dry_run; /* the whole pipeline, then undo */

	const char *precondition_uid;     /* delete, update; NULL: none */
	const char *precondition_version; /* resourceVersion; NULL: none */

	const char *label_selector; /* list, delete collection; "" or NULL: all */
	const char *field_selector;
	size_t limit;               /* list: most objects in one answer; 0: all */
	const char *continue_token; /* list: of the answer before; NULL: from the start */

	bool keep_revision; /* restore: keep metadata.resourceVersion, as import --raw does */
};

struct response {
	cJSON *object;             /* owned: the object stored, found or deleted; NULL for lists */
	cJSON *items;              /* owned: a list's objects, a JSON array */
	char *continue_token;      /* owned: more is there; NULL: this was all */
	struct text_list warnings; /* "Warning: …" lines for stderr, without the prefix */
	bool deleted;              /* delete: the object is gone (not merely terminating) */
	bool unchanged;            /* update, patch: the write changed nothing and was not stored */
	bool created;              /* update, patch (apply): the object did not exist before */
};
#define RESPONSE_INIT          \
	{                      \
		.object = NULL \
	}
void response_finish(struct response *response);
void response_cleanup(struct response *response);

/* Runs one request. The server's pipeline has this shape, so that rooms below it (allocation,
 * controllers) can send their own writes down the same road without knowing it. */
typedef bool request_handler(void *server, const struct request *request, struct response *response,
			     struct error *err);

#endif
