/* What changed between two objects, as sets of fields. */
#include <stdlib.h>

#include "internal.h"

static void compare(const struct shape *shape, const cJSON *before, const cJSON *after,
		    const struct path *path, struct field_comparison *comparison);

/* ---- what only one of the objects has ---- */

static void add_whole(const struct shape *shape, const cJSON *value,
		      const struct field_element *element, struct field_set *set);

static void add_members(const struct shape *shape, const cJSON *object, struct field_set *set)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, object) {
		struct field_element element = element_of_name(value->string);
		struct shape inner = shape_of_member(shape, value->string);

		add_whole(&inner, value, &element, set);
	}
}

/* Elements that occur several times are one, without parts. */
static void add_items(const struct shape *shape, const cJSON *list, struct field_set *set)
{
	CLEANUP(items) struct items items = ITEMS_INIT;
	struct shape inner = shape_of_item(shape);

	items_of(shape, list, &items);
	for (size_t i = 0; i < items.n; i++) {
		const struct item *item = &items.items[items.order[i]];

		if (item->count == 1)
			add_whole(&inner, item->value, &item->element, set);
		else
			field_set_node(set, &item->element)->is_member = true;
	}
}

/* The field and everything below it. */
static void add_whole(const struct shape *shape, const cJSON *value,
		      const struct field_element *element, struct field_set *set)
{
	struct field_node *node;

	if (shape->kind == SHAPE_UNKNOWN)
		return;
	node = field_set_node(set, element);
	node->is_member = true;
	if (shape->kind == SHAPE_SCALAR || shape->atomic || !has_parts(value))
		return;
	if (is_object_shape(shape))
		add_members(shape, value, &node->children);
	else
		add_items(shape, value, &node->children);
}

/* ---- what a new object has beyond the empty object of its kind ---- */

static void add_new(const struct shape *shape, const cJSON *object, struct field_set *set)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, object) {
		struct field_element element = element_of_name(value->string);
		struct shape inner = shape_of_member(shape, value->string);
		bool is_there = inner.field != NULL && (inner.field->flags & FIELD_KEEP_EMPTY) != 0;
		struct field_set children = FIELD_SET_INIT;

		if (is_there && inner.kind == SHAPE_STRUCT && !inner.atomic) {
			add_new(&inner, value, &children);
			if (children.n > 0)
				field_set_node(set, &element)->children = children;
		} else if (!is_there || !json_is_empty(value)) {
			add_whole(&inner, value, &element, set);
		}
	}
}

/* ---- what both have ---- */

static void compare_members(const struct shape *shape, const cJSON *before, const cJSON *after,
			    const struct path *path, struct field_comparison *comparison)
{
	size_t n;
	struct pair *pairs = pair_members(before, after, &n);

	for (size_t i = 0; i < n; i++) {
		struct field_element element = element_of_name(pairs[i].key);
		struct path below = { .outer = path, .element = &element };
		struct shape inner = shape_of_member(shape, pairs[i].key);

		compare(&inner, pairs[i].left, pairs[i].right, &below, comparison);
	}
	free(pairs);
}

/* ---- lists by key ---- */

static bool same_items(const struct items *before, const struct item *old,
		       const struct items *after, const struct item *now)
{
	if (old->count != now->count)
		return false;
	for (size_t i = 0; i < old->count; i++)
		if (!json_equal(before->items[before->order[old->place + i]].value,
				after->items[after->order[now->place + i]].value))
			return false;
	return true;
}

/* Elements that occur several times are compared as one; one that occurs once by its parts. */
static void compare_item(const struct shape *inner, const struct items *before,
			 const struct item *old, const struct items *after, const struct item *now,
			 const struct path *path, struct field_comparison *comparison)
{
	bool old_repeats = old != NULL && old->count > 1;
	bool new_repeats = now != NULL && now->count > 1;

	if (!old_repeats && !new_repeats) {
		compare(inner, old != NULL ? old->value : NULL, now != NULL ? now->value : NULL,
			path, comparison);
	} else if (old_repeats && new_repeats) {
		if (!same_items(before, old, after, now))
			field_set_insert(&comparison->modified, path);
	} else if (old_repeats) {
		if (now != NULL)
			compare(inner, NULL, now->value, path, comparison);
		field_set_insert(&comparison->removed, path);
	} else {
		if (old != NULL)
			compare(inner, old->value, NULL, path, comparison);
		field_set_insert(&comparison->added, path);
	}
}

static void compare_items(const struct shape *shape, const cJSON *before, const cJSON *after,
			  const struct path *path, struct field_comparison *comparison)
{
	CLEANUP(items) struct items old = ITEMS_INIT, now = ITEMS_INIT;
	struct shape inner = shape_of_item(shape);

	items_of(shape, before, &old);
	items_of(shape, after, &now);
	for (size_t i = 0; i < old.n; i++) {
		const struct item *item = &old.items[old.order[i]];
		struct path below = { .outer = path, .element = &item->element };

		if (item->count > 0)
			compare_item(&inner, &old, item, &now, items_find(&now, &item->element),
				     &below, comparison);
	}
	for (size_t i = 0; i < now.n; i++) {
		const struct item *item = &now.items[now.order[i]];
		struct path below = { .outer = path, .element = &item->element };

		if (item->count > 0 && items_find(&old, &item->element) == NULL)
			compare_item(&inner, &old, NULL, &now, item, &below, comparison);
	}
}

/* ---- any value ---- */

static void compare(const struct shape *shape, const cJSON *before, const cJSON *after,
		    const struct path *path, struct field_comparison *comparison)
{
	if (shape->kind == SHAPE_UNKNOWN)
		return;
	if (before == NULL || after == NULL) {
		add_whole(shape, before == NULL ? after : before, path->element,
			  field_set_at(before == NULL ? &comparison->added : &comparison->removed,
				       path->outer));
		return;
	}
	/* Two that have no parts are compared as they are, for an empty one is not a null. */
	if (shape->kind == SHAPE_SCALAR || shape->atomic ||
	    (!has_parts(before) && !has_parts(after))) {
		if (!json_equal(before, after))
			field_set_insert(&comparison->modified, path);
	} else if (is_object_shape(shape)) {
		compare_members(shape, before, after, path, comparison);
	} else {
		compare_items(shape, before, after, path, comparison);
	}
}

void field_compare(const struct schema *schema, const cJSON *before, const cJSON *after,
		   struct field_comparison *ret_comparison)
{
	struct shape shape = shape_of_kind(schema);

	*ret_comparison = (struct field_comparison)FIELD_COMPARISON_INIT;
	if (before == NULL)
		add_new(&shape, after, &ret_comparison->added);
	else
		compare(&shape, before, after, NULL, ret_comparison);
}

void field_comparison_finish(struct field_comparison *comparison)
{
	field_set_finish(&comparison->removed);
	field_set_finish(&comparison->modified);
	field_set_finish(&comparison->added);
}

void field_comparison_cleanup(struct field_comparison *comparison)
{
	field_comparison_finish(comparison);
}
