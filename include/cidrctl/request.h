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
	VERB_WATCH, /* one look at what has changed since from_revision; server_wait waits for more */
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
	const char *name;        /* "" for list and create; watch: "" for a whole collection */
	const char *subresource; /* "" or "status" */
	const char *user;        /* NULL: the person at the command line, "kubernetes-admin" */

	const cJSON *object; /* create, update, restore: the body; patch: the patch */
	enum patch_type patch_type;
	enum field_validation field_validation;
	const char *field_manager;
	bool force;         /* server-side apply: take over conflicting fields */
	bool dry_run;       /* the whole pipeline, then undo */
	bool in_collection; /* delete: of a delete-collection, which gives policies no name */
	/* The answer may lack metadata.managedFields: nobody will look at them, and they take as long
	 * as the rest of the object. */
	bool omit_managed_fields;

	const char *precondition_uid;     /* delete, update; NULL: none */
	const char *precondition_version; /* resourceVersion; NULL: none */

	const char *label_selector; /* list, watch, delete collection; "" or NULL: all */
	const char *field_selector;
	size_t limit;               /* list: most objects in one answer; 0: all */
	const char *continue_token; /* list: of the answer before; NULL: from the start */
	int64_t from_revision;      /* watch: response.revision of the look before */

	bool keep_revision; /* restore: keep metadata.resourceVersion, as import --raw does */
};

struct response {
	cJSON *object; /* owned: the object stored, found or deleted; NULL for lists */
	/* Owned: a list's objects, a JSON array. A watch's events, in order, as {"type": "ADDED",
	 * "object": …}; the type may be MODIFIED and DELETED too. An object that comes to match the
	 * selectors is ADDED, one that no longer does is DELETED. */
	cJSON *items;
	char *continue_token;      /* owned: more is there; NULL: this was all */
	int64_t revision;          /* get, list, watch: of the state that was looked at */
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
