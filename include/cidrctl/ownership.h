/* Who owns which field of an object: metadata.managedFields, and server-side apply.
 *
 * A field set is a tree of path elements. FieldsV1 is its JSON form: an object whose keys are
 * elements ("f:spec", `k:{"port":80,"protocol":"TCP"}`, `v:"a"`, "i:0") and whose values are the
 * sets below; "." says that an element with something below it belongs to the set itself.
 * What may be owned, and how it merges, comes from the schema tables.
 * Source: structured-merge-diff v4.6.0 fieldpath, typed, merge; apimachinery util/managedfields of
 * release 1.33. */
#ifndef CIDRCTL_OWNERSHIP_H
#define CIDRCTL_OWNERSHIP_H

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/schema.h"

/* ---- field sets ---- */

#define FIELDS_MAX_DEPTH 1000

enum field_element_kind {
	FIELD_ELEMENT_NAME,  /* a field of a struct, or a key of a map */
	FIELD_ELEMENT_KEY,   /* an element of a list, by the fields that identify it */
	FIELD_ELEMENT_VALUE, /* an element of a set, by its value */
	FIELD_ELEMENT_INDEX,
};

struct field_element {
	enum field_element_kind kind;
	const char *name;   /* NAME */
	const cJSON *value; /* KEY: an object with sorted keys; VALUE: a scalar; INDEX: a number */
};

/* Sorted by element. A node is a member itself, or has children, or both. */
struct field_set {
	struct field_node *nodes;
	size_t n, capacity;
};
struct field_node {
	struct field_element element; /* owned by the node */
	bool is_member;
	struct field_set children;
};
#define FIELD_SET_INIT                               \
	{                                            \
		.nodes = NULL, .n = 0, .capacity = 0 \
	}
void field_set_finish(struct field_set *set);
void field_set_cleanup(struct field_set *set);

/* Upstream's order: names by bytes, then keys, values (numbers as numbers) and indices. */
int field_element_compare(const struct field_element *a, const struct field_element *b);
/* Appends it as conflicts name it: `.spec`, `[port=80,protocol="TCP"]`, `[="a"]`, `[0]`. */
void field_element_print(const struct field_element *element, struct strbuf *out);

/* Reads FieldsV1. NULL, null and {} are the empty set; elements of an unknown kind are left out.
 * Errors: client error that says which element is none, or that it nests too deeply. */
bool field_set_read(const cJSON *fields, struct field_set *ret_set, struct error *err);
/* The same from text. */
bool field_set_parse(const char *text, struct field_set *ret_set, struct error *err);
/* Appends FieldsV1 in canonical order as compact JSON. */
void field_set_print(const struct field_set *set, struct strbuf *out);

bool field_set_equal(const struct field_set *a, const struct field_set *b);
bool field_set_is_empty(const struct field_set *set);

/* What is in a or b; in both; in a but not in b. ret_set may be neither input. */
void field_set_union(const struct field_set *a, const struct field_set *b,
		     struct field_set *ret_set);
void field_set_intersection(const struct field_set *a, const struct field_set *b,
			    struct field_set *ret_set);
void field_set_difference(const struct field_set *a, const struct field_set *b,
			  struct field_set *ret_set);

/* ---- objects ---- */

/* Every field that the object mentions, as its manager would own it after an apply. The object has
 * the kind's shape. */
void field_set_of(const struct schema *schema, const cJSON *object, struct field_set *ret_set);

struct field_comparison {
	struct field_set removed, modified, added;
};
#define FIELD_COMPARISON_INIT          \
	{                              \
		.removed = { .n = 0 }, \
	}
/* What an update from `before` to `after` did; before NULL: what a complete new object has. No
 * field is in two of the three sets. */
void field_compare(const struct schema *schema, const cJSON *before, const cJSON *after,
		   struct field_comparison *ret_comparison);
void field_comparison_finish(struct field_comparison *comparison);
void field_comparison_cleanup(struct field_comparison *comparison);

/* ---- managers ---- */

/* While the server works on an object, each entry of metadata.managedFields has its set of fields
 * as the text of FieldsV1, under this key in place of fieldsV1: hardly anybody looks at it. */
#define OWNERSHIP_FIELDS_TEXT "fieldsText"
/* Makes the texts fieldsV1 again, for clients. In place. */
void ownership_show(cJSON *object);

/* One write. All pointers are borrowed. */
struct ownership {
	const struct schema *schema;
	const char *kind, *group;    /* "Service", "" */
	const char *const *versions; /* that the kind is served in, NULL-ended */
	const char *version;         /* of the request: "v1" */
	const char *manager;         /* "": "unknown" */
	const char *subresource;     /* "": the object itself */
	const char *reset;           /* what the write cannot change: "status", "spec"; or NULL */
	int64_t now;                 /* seconds */
};

/* The object in flight is as the server holds it: decoded and complete, with or without apiVersion
 * and kind. `live` is what is stored, completed alike; NULL on create.
 *
 * Brings metadata.managedFields of `object` up to date after a create, an update or a patch: the
 * manager owns what it added or changed, nobody what went. What the object says about managedFields
 * counts, unless that is nothing or a subresource is written; then live's. forget: the client sent
 * an empty list, which starts over. An object that nobody was known to manage stays so when it is
 * updated. */
void ownership_update(const struct ownership *ownership, const cJSON *live, bool forget,
		      cJSON *object);

/* Merges the applied configuration into live (NULL: there is none), with apiVersion and kind in
 * both. What the manager applied before and no longer does goes, unless somebody else owns it.
 * *ret_object: an object to be decoded, with its managedFields.
 * Errors, in the API server's words: Conflict with a cause for each field that another manager owns
 * with another value (not with force); BadRequest; REASON_UNKNOWN when the configuration does not
 * fit the schema. */
bool ownership_apply(const struct ownership *ownership, const cJSON *live, const cJSON *applied,
		     bool force, cJSON **ret_object, struct error *err);

/* Takes the times of old's managedFields when nothing but times differs between the objects. */
void ownership_keep_times(cJSON *object, const cJSON *old);

#endif
