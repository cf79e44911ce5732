/* What the files of this room share. An object's shape (shape.c) says what is owned as one and what
 * by parts; compare, set_of, merge, without and typed_check walk an object along its shape;
 * managers, update and apply keep the account. */
#ifndef CIDRCTL_OWNERSHIP_INTERNAL_H
#define CIDRCTL_OWNERSHIP_INTERNAL_H

#include "cidrctl/ownership.h"

/* ---- elements (element.c) ---- */

void field_element_copy(const struct field_element *element, struct field_element *ret_copy);
void field_element_finish(struct field_element *element);
struct field_element element_of_name(const char *name);
/* Upstream's total order of scalars: numbers, strings, booleans, the rest. */
int value_compare(const cJSON *a, const cJSON *b);

/* Where a walk is: elements linked outwards, on the stack. NULL is the whole object. */
struct path {
	const struct path *outer;
	const struct field_element *element;
};

/* ---- sets (field_set.c) ---- */

/* Index of the node of the element, or where it would be inserted. */
bool field_set_find(const struct field_set *set, const struct field_element *element,
		    size_t *ret_at);
/* The node of the element, made when it is not there. Valid until the set changes. */
struct field_node *field_set_node(struct field_set *set, const struct field_element *element);
/* The set below the path, made when it is not there. Valid until the set changes. Nothing may stay
 * empty: a node of it has to follow. */
struct field_set *field_set_at(struct field_set *set, const struct path *path);
/* Makes the path a member. */
void field_set_insert(struct field_set *set, const struct path *path);
void field_set_copy(const struct field_set *set, struct field_set *ret_copy);
/* Replaces *set by what operation makes of it and other. */
typedef void field_set_operation(const struct field_set *a, const struct field_set *b,
				 struct field_set *ret_set);
void field_set_become(struct field_set *set, field_set_operation *operation,
		      const struct field_set *other);
/* Adds other to *set; other is empty afterwards. */
void field_set_absorb(struct field_set *set, struct field_set *other);
/* What is below the element; an empty set when nothing is. Borrowed. */
const struct field_set *field_set_below(const struct field_set *set,
					const struct field_element *element);
bool field_set_has(const struct field_set *set, const struct field_element *element);

/* ---- shapes (shape.c) ---- */

enum shape_kind {
	SHAPE_UNKNOWN, /* not in the schema */
	SHAPE_SCALAR,
	SHAPE_STRUCT,
	SHAPE_MAP,
	SHAPE_LIST,       /* owned as one */
	SHAPE_KEYED_LIST, /* elements are found by their keys */
	SHAPE_SET,        /* elements are found by their values */
};

struct shape {
	enum shape_kind kind;
	bool atomic;               /* STRUCT, MAP: owned as one; always true for LIST */
	const struct schema *of;   /* STRUCT */
	const struct field *field; /* MAP and lists: what they are made of */
	enum field_type type;      /* SCALAR */
};

struct shape shape_of_kind(const struct schema *schema);
/* The shape of a struct's field or a map's value. */
struct shape shape_of_member(const struct shape *shape, const char *name);
/* Whether name is a field of the struct, as opposed to a key of a map. */
bool shape_names(const struct shape *shape, const char *name);
/* The shape of a list's elements. */
struct shape shape_of_item(const struct shape *shape);
/* The shape of what the element leads to. */
struct shape shape_below(const struct shape *shape, const struct field_element *element);

static inline bool is_object_shape(const struct shape *shape)
{
	return shape->kind == SHAPE_STRUCT || shape->kind == SHAPE_MAP;
}

static inline bool is_list_shape(const struct shape *shape)
{
	return shape->kind == SHAPE_LIST || shape->kind == SHAPE_KEYED_LIST ||
	       shape->kind == SHAPE_SET;
}

/* How an element of a keyed list or a set is found. *ret_element borrows from the item or from
 * *ret_key, which is owned. NULL, or what is wrong with the item; owned. */
char *shape_item_element(const struct shape *shape, const cJSON *item,
			 struct field_element *ret_element, cJSON **ret_key);

/* The elements of a list, indexed by how they are found. Elements that cannot be found are left
 * out. */
struct item {
	struct field_element element;
	cJSON *key; /* owned: what element borrows from, or NULL */
	const cJSON *value;
	size_t place; /* in items.order */
	size_t count; /* of items with this element, on the first of them; 0 on the others */
};
struct items {
	struct item *items;
	size_t n;
	size_t *order; /* indices of items, by element and then by place */
};
void items_of(const struct shape *shape, const cJSON *list, struct items *ret_items);
void items_finish(struct items *items);
void items_cleanup(struct items *items);
#define ITEMS_INIT            \
	{                     \
		.items = NULL \
	}
/* The first item with the element; NULL when there is none. */
const struct item *items_find(const struct items *items, const struct field_element *element);

/* The members of up to two objects by key: sorted, those of the same key together. */
struct pair {
	const char *key;
	const cJSON *left, *right; /* one of them may be NULL */
};
/* Owned, *ret_n of them. What is no object has no members. */
struct pair *pair_members(const cJSON *left, const cJSON *right, size_t *ret_n);

/* ---- walks ---- */

/* A value that typed structs leave out reads as null: neither has parts. */
static inline bool has_parts(const cJSON *value)
{
	return (cJSON_IsObject(value) || cJSON_IsArray(value)) && value->child != NULL;
}

void set_of_value(const struct shape *shape, const cJSON *value, const struct path *path,
		  struct field_set *set);
/* Makes named fields that have members below them members too. */
void set_with_named(const struct shape *shape, const struct field_set *set,
		    struct field_set *ret_set);
/* Fields below what has become owned as one become that one. */
void set_to_shape(const struct shape *shape, struct field_set *set);

/* The object without the set's members and without what has no part left then. Owned; NULL when
 * nothing is left. */
cJSON *value_without(const struct shape *shape, const cJSON *value, const struct field_set *set);
/* Both together, right winning; NULL when nothing is left of them. Owned. */
cJSON *value_merge(const struct shape *shape, const cJSON *left, const cJSON *right);
/* Appends what does not fit the schema, as "PATH: MESSAGE" each. */
void typed_check(const struct shape *shape, const cJSON *value, struct text_list *problems);

/* ---- managers (managers.c) ---- */

struct manager {
	char *name, *api_version, *subresource, *time; /* owned; time may be NULL */
	bool applied;
	struct field_set set;
};
struct managers {
	struct manager *items;
	size_t n, capacity;
};
#define MANAGERS_INIT         \
	{                     \
		.items = NULL \
	}
void managers_finish(struct managers *managers);
void managers_cleanup(struct managers *managers);
/* Reads metadata.managedFields. Errors: client error in upstream's words. */
bool managers_read(const cJSON *list, struct managers *ret_managers, struct error *err);
/* Adds a manager of the same identity and time with another set, which is taken over. */
void managers_add_like(struct managers *managers, const struct manager *like,
		       struct field_set *set);
/* Puts them into metadata.managedFields in upstream's order; none take it away. */
void managers_write(struct managers *managers, cJSON *object);
/* The manager that the request speaks for; NULL when it owns nothing yet. */
struct manager *managers_find(const struct managers *managers, const struct ownership *ownership,
			      bool applied);
/* managers_find, and an empty one when it is not there. */
struct manager *managers_get(struct managers *managers, const struct ownership *ownership,
			     bool applied);
/* Takes out those that own nothing. */
void managers_drop_empty(struct managers *managers);
/* At most ten that updated: the oldest become one, "ancient-changes". */
void managers_cap(struct managers *managers);
/* The text by which upstream knows the manager, and sorts: JSON. Owned. */
char *manager_identifier(const struct manager *manager);
/* Whether the kind is served in the version that the manager wrote. */
bool manager_is_known(const struct manager *manager, const struct ownership *ownership);

char *ownership_api_version(const struct ownership *ownership); /* owned */
/* What is never owned: name, uid, resourceVersion, …. Taken out of the set. */
void strip_unowned(struct field_set *set);
/* Takes what the write cannot change out of the set. */
void strip_reset(const struct ownership *ownership, struct field_set *set);
/* Adds the update to the account; live NULL: the object is new. */
void managers_update(const struct ownership *ownership, struct managers *managers,
		     const cJSON *live, const cJSON *object);
void manager_touch(struct manager *manager, int64_t now);

/* ---- conflicts (conflict.c): managers with what they own of what an apply changes ---- */

/* Takes out the fields of the set. */
void conflicts_allow(struct managers *conflicts, const struct field_set *set);
/* There must be some. Always returns false. */
bool conflicts_to_error(struct managers *conflicts, struct error *err);

/* ---- client-side apply's annotation (last_applied.c) ---- */

/* The fields of the last configuration that client-side apply recorded in live and that live still
 * has as they were: they are kubectl's own. False: there is no such record. */
bool last_applied_fields(const struct ownership *ownership, const cJSON *live,
			 struct field_set *ret_set);
/* Records the applied configuration in an object that has the annotation. */
void last_applied_follow(const cJSON *applied, cJSON *object);

#endif
