/* An object without some of its fields. */
#include "internal.h"

static cJSON *or_null(cJSON *value)
{
	return value != NULL ? value : cJSON_CreateNull();
}

static cJSON *not_empty(cJSON *value)
{
	if (value->child != NULL)
		return value;
	cJSON_Delete(value);
	return NULL;
}

static cJSON *object_without(const struct shape *shape, const cJSON *object,
			     const struct field_set *set)
{
	cJSON *result = cJSON_CreateObject();
	const cJSON *value;

	cJSON_ArrayForEach (value, object) {
		struct field_element element = element_of_name(value->string);
		const struct field_set *below = field_set_below(set, &element);
		struct shape inner = shape_of_member(shape, value->string);

		if (field_set_has(set, &element))
			continue;
		cJSON_AddItemToObject(result, value->string,
				      below->n == 0 ? json_copy(value)
						    : or_null(value_without(&inner, value, below)));
	}
	return not_empty(result);
}

static void add_item_without(const struct shape *shape, const cJSON *item,
			     const struct field_set *set, cJSON *result)
{
	struct field_element element;
	const struct field_set *below;
	cJSON *key = NULL;
	char *problem = shape_item_element(shape, item, &element, &key);
	struct shape inner = shape_of_item(shape);

	if (problem != NULL) {
		str_cleanup(&problem);
		json_append(result, json_copy(item));
		return;
	}
	below = field_set_below(set, &element);
	if (!field_set_has(set, &element))
		json_append(result, below->n == 0 ? json_copy(item)
						  : or_null(value_without(&inner, item, below)));
	cJSON_Delete(key);
}

static cJSON *list_without(const struct shape *shape, const cJSON *list,
			   const struct field_set *set)
{
	cJSON *result = cJSON_CreateArray();
	const cJSON *item;

	cJSON_ArrayForEach (item, list)
		add_item_without(shape, item, set, result);
	return not_empty(result);
}

cJSON *value_without(const struct shape *shape, const cJSON *value, const struct field_set *set)
{
	if (!is_object_shape(shape) && !is_list_shape(shape))
		return json_copy(value);
	if (shape->atomic)
		return NULL;
	if (is_object_shape(shape))
		return cJSON_IsObject(value) ? object_without(shape, value, set) : NULL;
	return cJSON_IsArray(value) ? list_without(shape, value, set) : NULL;
}
