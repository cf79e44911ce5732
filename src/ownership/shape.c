/* How an object's fields are owned: as one, by parts, by key. From the schema tables. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* What the OpenAPI document says of a struct that no field of the tables can: it is owned as one
 * wherever it stands (x-kubernetes-map-type), and a key's value when it is not given. */
static const struct {
	const char *go_name;
	bool atomic;
	const char *key, *value;
} traits[] = {
	{ "OwnerReference", true, NULL, NULL },
	{ "ServicePort", false, "protocol", "TCP" },
	{ "Variable", true, NULL, NULL },
};

static struct shape shape_of_type(const struct field *field, enum field_type type)
{
	struct shape shape = { .kind = SHAPE_SCALAR, .field = field, .type = type };

	if (type != FIELD_OBJECT)
		return shape;
	shape.kind = SHAPE_STRUCT;
	shape.of = field->of;
	for (size_t i = 0; i < ARRAY_LEN(traits); i++)
		shape.atomic |=
			traits[i].atomic && strcmp(traits[i].go_name, shape.of->go_name) == 0;
	return shape;
}

static enum shape_kind list_kind(enum merge_rule rule)
{
	switch (rule) {
	case MERGE_BY_KEY:
	case MERGE_APPLY_BY_KEY:
		return SHAPE_KEYED_LIST;
	case MERGE_SET:
	case MERGE_APPLY_SET:
		return SHAPE_SET;
	case MERGE_DEFAULT:
	case MERGE_ATOMIC:
		break;
	}
	return SHAPE_LIST;
}

static struct shape shape_of_field(const struct field *field)
{
	struct shape shape = shape_of_type(field, field->type);

	if (field->type == FIELD_MAP)
		shape.kind = SHAPE_MAP;
	else if (field->type == FIELD_LIST)
		shape.kind = list_kind(field->merge);
	shape.atomic |= field->merge == MERGE_ATOMIC || shape.kind == SHAPE_LIST;
	return shape;
}

struct shape shape_of_kind(const struct schema *schema)
{
	return (struct shape) { .kind = SHAPE_STRUCT, .of = schema };
}

struct shape shape_of_member(const struct shape *shape, const char *name)
{
	const struct field *field;

	if (shape->kind == SHAPE_MAP)
		return shape_of_type(shape->field, shape->field->element);
	field = shape->kind == SHAPE_STRUCT ? schema_field(shape->of, name) : NULL;
	return field != NULL ? shape_of_field(field) : (struct shape) { .kind = SHAPE_UNKNOWN };
}

bool shape_names(const struct shape *shape, const char *name)
{
	return shape->kind == SHAPE_STRUCT && schema_field(shape->of, name) != NULL;
}

struct shape shape_of_item(const struct shape *shape)
{
	return shape_of_type(shape->field, shape->field->element);
}

struct shape shape_below(const struct shape *shape, const struct field_element *element)
{
	if (element->kind == FIELD_ELEMENT_NAME && is_object_shape(shape))
		return shape_of_member(shape, element->name);
	if (element->kind != FIELD_ELEMENT_NAME && is_list_shape(shape))
		return shape_of_item(shape);
	return (struct shape) { .kind = SHAPE_UNKNOWN };
}

/* ---- how an element is found ---- */

/* What a key's value is when it is not given. Owned; NULL: nothing. */
static cJSON *key_default(const struct schema *schema, const char *key)
{
	const struct field *field = schema_field(schema, key);

	for (size_t i = 0; i < ARRAY_LEN(traits); i++)
		if (traits[i].key != NULL && strcmp(traits[i].go_name, schema->go_name) == 0 &&
		    strcmp(traits[i].key, key) == 0)
			return cJSON_CreateString(traits[i].value);
	if (field == NULL || (field->flags & FIELD_KEEP_EMPTY) == 0)
		return NULL;
	return field->type == FIELD_STRING ? cJSON_CreateString("") : json_new_int(0);
}

static char *no_key(const struct field *list)
{
	CLEANUP(strbuf) struct strbuf keys = STRBUF_INIT;

	for (const char *const *key = list->list_keys; *key != NULL; key++) {
		strbuf_add_str(&keys, key != list->list_keys ? " " : "");
		text_quote(&keys, *key);
	}
	return xasprintf("associative list with keys has an element that omits all key fields [%s] "
			 "(and doesn't have default values for any key fields)",
			 keys.text);
}

static char *find_by_key(const struct field *list, const cJSON *item, cJSON **ret_key)
{
	CLEANUP(json) cJSON *key = cJSON_CreateObject();

	if (cJSON_IsNull(item))
		return xstrdup("associative list with keys may not have a null element");
	if (!cJSON_IsObject(item))
		return xstrdup("associative list with keys may not have non-map elements");
	for (const char *const *name = list->list_keys; *name != NULL; name++) {
		const cJSON *given = json_child(item, *name);
		cJSON *value = given != NULL ? json_copy(given) : key_default(list->of, *name);

		if (value != NULL)
			json_set(key, *name, value);
	}
	if (key->child == NULL)
		return no_key(list);
	json_sort(key);
	*ret_key = TAKE(key);
	return NULL;
}

char *shape_item_element(const struct shape *shape, const cJSON *item,
			 struct field_element *ret_element, cJSON **ret_key)
{
	char *problem;

	if (shape->kind == SHAPE_KEYED_LIST) {
		problem = find_by_key(shape->field, item, ret_key);
		if (problem == NULL)
			*ret_element = (struct field_element) { .kind = FIELD_ELEMENT_KEY,
								.value = *ret_key };
		return problem;
	}
	if (cJSON_IsObject(item))
		return xstrdup("associative list without keys has an element that's a map type");
	if (cJSON_IsArray(item))
		return xstrdup("not supported: associative list with lists as elements");
	if (cJSON_IsNull(item))
		return xstrdup("associative list without keys has an element that's an explicit "
			       "null");
	*ret_element = (struct field_element) { .kind = FIELD_ELEMENT_VALUE, .value = item };
	return NULL;
}

/* ---- the elements of a list ---- */

static int compare_items(const void *a, const void *b, void *context)
{
	const struct item *items = context;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = field_element_compare(&items[i].element, &items[j].element);

	return order != 0 ? order : (i > j) - (i < j);
}

/* The first item of those with the same element stands for them all. */
static void count_items(struct items *items)
{
	struct item *first = NULL;

	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->items[items->order[i]];

		item->place = i;
		if (first == NULL || field_element_compare(&first->element, &item->element) != 0)
			first = item;
		first->count++;
	}
}

void items_of(const struct shape *shape, const cJSON *list, struct items *ret_items)
{
	struct items items = { .items = NULL };
	size_t n = cJSON_IsArray(list) ? json_size(list) : 0;
	const cJSON *value;

	if (n == 0) {
		*ret_items = items;
		return;
	}
	items.items = xcalloc(n, sizeof(*items.items));
	items.order = xmalloc(n * sizeof(*items.order));
	cJSON_ArrayForEach (value, list) {
		struct item *item = &items.items[items.n];
		char *problem = shape_item_element(shape, value, &item->element, &item->key);

		item->value = value;
		items.order[items.n] = items.n;
		items.n += problem == NULL;
		free(problem);
	}
	qsort_r(items.order, items.n, sizeof(*items.order), compare_items, items.items);
	count_items(&items);
	*ret_items = items;
}

void items_finish(struct items *items)
{
	for (size_t i = 0; i < items->n; i++)
		cJSON_Delete(items->items[i].key);
	free(items->items);
	free(items->order);
	*items = (struct items)ITEMS_INIT;
}

void items_cleanup(struct items *items)
{
	items_finish(items);
}

const struct item *items_find(const struct items *items, const struct field_element *element)
{
	size_t low = 0, high = items->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct item *item = &items->items[items->order[middle]];

		if (field_element_compare(&item->element, element) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == items->n ||
	    field_element_compare(&items->items[items->order[low]].element, element) != 0)
		return NULL;
	return &items->items[items->order[low]];
}

/* ---- the members of two objects ---- */

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : (x->left == NULL) - (y->left == NULL);
}

/* Two halves of the same key become one pair. */
static size_t join_pairs(struct pair *pairs, size_t n)
{
	size_t joined = 0;

	for (size_t i = 0; i < n; i++) {
		if (joined > 0 && strcmp(pairs[joined - 1].key, pairs[i].key) == 0)
			pairs[joined - 1].right = pairs[i].right;
		else
			pairs[joined++] = pairs[i];
	}
	return joined;
}

struct pair *pair_members(const cJSON *left, const cJSON *right, size_t *ret_n)
{
	size_t n_left = cJSON_IsObject(left) ? json_size(left) : 0;
	size_t n_right = cJSON_IsObject(right) ? json_size(right) : 0;
	struct pair *pairs = xmalloc((n_left + n_right) * sizeof(*pairs) + 1);
	const cJSON *child;
	size_t n = 0;

	if (n_left > 0) {
		cJSON_ArrayForEach (child, left)
			pairs[n++] = (struct pair) { .key = child->string, .left = child };
	}
	if (n_right > 0) {
		cJSON_ArrayForEach (child, right)
			pairs[n++] = (struct pair) { .key = child->string, .right = child };
	}
	qsort(pairs, n, sizeof(*pairs), compare_pairs);
	*ret_n = join_pairs(pairs, n);
	return pairs;
}
