/* The set of an object, and sets that follow the schema. */
#include <stdlib.h>

#include "internal.h"

/* ---- the set of an object ---- */

static void set_of_members(const struct shape *shape, const cJSON *object, const struct path *path,
			   struct field_set *set)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, object) {
		struct field_element element = element_of_name(value->string);
		struct path below = { .outer = path, .element = &element };
		struct shape inner = shape_of_member(shape, value->string);

		set_of_value(&inner, value, &below, set);
		if (cJSON_IsNull(value) || (cJSON_IsObject(value) && value->child == NULL) ||
		    !shape_names(shape, value->string))
			field_set_insert(set, &below);
	}
}

/* Elements that cannot be told apart are owned together, without their parts. */
static void set_of_items(const struct shape *shape, const cJSON *list, const struct path *path,
			 struct field_set *set)
{
	CLEANUP(items) struct items items = ITEMS_INIT;
	struct shape inner = shape_of_item(shape);

	items_of(shape, list, &items);
	for (size_t i = 0; i < items.n; i++) {
		const struct item *item = &items.items[items.order[i]];
		struct path below = { .outer = path, .element = &item->element };

		if (item->count == 1)
			set_of_value(&inner, item->value, &below, set);
		field_set_insert(set, &below);
	}
}

void set_of_value(const struct shape *shape, const cJSON *value, const struct path *path,
		  struct field_set *set)
{
	if (shape->kind == SHAPE_UNKNOWN)
		return;
	if (shape->kind == SHAPE_SCALAR || shape->atomic)
		field_set_insert(set, path);
	else if (is_object_shape(shape) && cJSON_IsObject(value))
		set_of_members(shape, value, path, set);
	else if (is_list_shape(shape) && cJSON_IsArray(value))
		set_of_items(shape, value, path, set);
}

void field_set_of(const struct schema *schema, const cJSON *object, struct field_set *ret_set)
{
	struct shape shape = shape_of_kind(schema);

	*ret_set = (struct field_set)FIELD_SET_INIT;
	set_of_value(&shape, object, NULL, ret_set);
}

/* ---- sets that follow the schema ---- */

static void name_members(const struct shape *shape, struct field_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct field_node *node = &set->nodes[i];
		struct shape below = shape_below(shape, &node->element);

		node->is_member |= node->element.kind == FIELD_ELEMENT_NAME &&
				   shape_names(shape, node->element.name);
		name_members(&below, &node->children);
	}
}

void set_with_named(const struct shape *shape, const struct field_set *set,
		    struct field_set *ret_set)
{
	field_set_copy(set, ret_set);
	name_members(shape, ret_set);
}

void set_to_shape(const struct shape *shape, struct field_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct field_node *node = &set->nodes[i];
		struct shape below = shape_below(shape, &node->element);

		if (below.atomic && node->children.n > 0) {
			field_set_finish(&node->children);
			node->is_member = true;
		}
		set_to_shape(&below, &node->children);
	}
}
