/* What changed between two objects, as sets of fields. */
#include <stdlib.h>

#include "internal.h"

static void compare(const struct shape *shape, const cJSON *before, const cJSON *after,
		    const struct path *path, struct field_comparison *comparison);

/* The set that a field belongs to which only one of the objects has. */
static struct field_set *one_sided(struct field_comparison *comparison, const cJSON *before)
{
	return before == NULL ? &comparison->added : &comparison->removed;
}

static void compare_leaf(const cJSON *before, const cJSON *after, const struct path *path,
			 struct field_comparison *comparison)
{
	if (before == NULL || after == NULL)
		field_set_insert(one_sided(comparison, before), path);
	else if (!json_equal(before, after))
		field_set_insert(&comparison->modified, path);
}

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
		       const struct items *after, const struct item *new)
{
	if (old->count != new->count)
		return false;
	for (size_t i = 0; i < old->count; i++)
		if (!json_equal(before->items[before->order[old->place + i]].value,
				after->items[after->order[new->place + i]].value))
			return false;
	return true;
}

/* Elements that occur several times are compared as one; one that occurs once by its parts. */
static void compare_item(const struct shape *inner, const struct items *before,
			 const struct item *old, const struct items *after, const struct item *new,
			 const struct path *path, struct field_comparison *comparison)
{
	bool old_repeats = old != NULL && old->count > 1;
	bool new_repeats = new != NULL &&new->count > 1;

	if (!old_repeats && !new_repeats) {
		compare(inner, old != NULL ? old->value : NULL, new != NULL ? new->value : NULL,
			path, comparison);
	} else if (old_repeats && new_repeats) {
		if (!same_items(before, old, after, new))
			field_set_insert(&comparison->modified, path);
	} else if (old_repeats) {
		if (new != NULL)
			compare(inner, NULL, new->value, path, comparison);
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
	CLEANUP(items) struct items old = ITEMS_INIT, new = ITEMS_INIT;
	struct shape inner = shape_of_item(shape);

	items_of(shape, before, &old);
	items_of(shape, after, &new);
	for (size_t i = 0; i < old.n; i++) {
		const struct item *item = &old.items[old.order[i]];
		struct path below = { .outer = path, .element = &item->element };

		if (item->count > 0)
			compare_item(&inner, &old, item, &new, items_find(&new, &item->element),
				     &below, comparison);
	}
	for (size_t i = 0; i < new.n; i++) {
		const struct item *item = &new.items[new.order[i]];
		struct path below = { .outer = path, .element = &item->element };

		if (item->count > 0 && items_find(&old, &item->element) == NULL)
			compare_item(&inner, &old, NULL, &new, item, &below, comparison);
	}
}

/* ---- any value ---- */

static void compare(const struct shape *shape, const cJSON *before, const cJSON *after,
		    const struct path *path, struct field_comparison *comparison)
{
	if (shape->kind == SHAPE_UNKNOWN)
		return;
	/* Two that have no parts are compared as they are, for an empty one is not a null. */
	if (shape->kind == SHAPE_SCALAR || shape->atomic ||
	    (!has_parts(before) && !has_parts(after))) {
		compare_leaf(before, after, path, comparison);
		return;
	}
	if (is_object_shape(shape))
		compare_members(shape, before, after, path, comparison);
	else
		compare_items(shape, before, after, path, comparison);
	if (before == NULL || after == NULL)
		field_set_insert(one_sided(comparison, before), path);
}

void field_compare(const struct schema *schema, const cJSON *before, const cJSON *after,
		   struct field_comparison *ret_comparison)
{
	struct shape shape = shape_of_kind(schema);

	*ret_comparison = (struct field_comparison)FIELD_COMPARISON_INIT;
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
