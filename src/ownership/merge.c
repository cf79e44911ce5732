/* Two objects merged: what server-side apply makes of the stored object and the applied
 * configuration. Source: structured-merge-diff typed/merge.go. */
#include <stdlib.h>

#include "internal.h"

static cJSON *not_empty(cJSON *value)
{
	if (value->child != NULL)
		return value;
	cJSON_Delete(value);
	return NULL;
}

static cJSON *merge_members(const struct shape *shape, const cJSON *left, const cJSON *right)
{
	cJSON *result = cJSON_CreateObject();
	size_t n;
	struct pair *pairs = pair_members(left, right, &n);

	for (size_t i = 0; i < n; i++) {
		struct shape inner = shape_of_member(shape, pairs[i].key);
		cJSON *value = value_merge(&inner, pairs[i].left, pairs[i].right);

		if (value != NULL)
			cJSON_AddItemToObject(result, pairs[i].key, value);
	}
	free(pairs);
	return not_empty(result);
}

/* ---- lists ---- */

/* Both lists and how far the merge has come. Elements of both come in right's order; those of left
 * alone keep their place behind the element that they follow. */
struct list_merge {
	struct shape inner;
	struct items left, right;
	size_t at_left, at_right;
	bool *merged;       /* by item of right */
	size_t next_shared; /* right's next item that left has too */
	cJSON *result;
};

static size_t find_shared(const struct list_merge *merge, size_t from)
{
	while (from < merge->right.n &&
	       items_find(&merge->left, &merge->right.items[from].element) == NULL)
		from++;
	return from;
}

static void emit(struct list_merge *merge, const cJSON *left, const cJSON *right)
{
	cJSON *value = value_merge(&merge->inner, left, right);

	if (value != NULL)
		cJSON_AddItemToArray(merge->result, value);
}

/* What left has for the element; of several alike, none takes part in the merge. */
static const cJSON *left_value(const struct list_merge *merge, const struct field_element *element)
{
	const struct item *item = items_find(&merge->left, element);

	return item != NULL && item->count == 1 ? item->value : NULL;
}

/* The next item of right, with left's of the same element. */
static void take_right(struct list_merge *merge)
{
	const struct item *item = &merge->right.items[merge->at_right];

	merge->merged[merge->at_right] = true;
	emit(merge, left_value(merge, &item->element), item->value);
	if (merge->next_shared == merge->at_right)
		merge->next_shared = find_shared(merge, merge->at_right + 1);
	merge->at_right++;
}

static void merge_step(struct list_merge *merge)
{
	const struct item *left =
		merge->at_left < merge->left.n ? &merge->left.items[merge->at_left] : NULL;
	const struct item *in_right =
		left != NULL ? items_find(&merge->right, &left->element) : NULL;

	if (left != NULL && in_right == NULL) {
		emit(merge, left->value, NULL);
		merge->at_left++;
		return;
	}
	if (left != NULL && merge->at_right < merge->right.n) {
		size_t place = (size_t)(in_right - merge->right.items);

		if (place == merge->at_right) {
			take_right(merge);
			merge->next_shared = find_shared(merge, merge->at_right);
			merge->at_left++;
			return;
		}
		/* In both, but not the one whose turn it is: it comes in right's order. */
		if (merge->next_shared < merge->right.n && place != merge->next_shared) {
			merge->at_left++;
			return;
		}
	}
	if (in_right != NULL && merge->merged[in_right - merge->right.items])
		merge->at_left++;
	if (merge->at_right < merge->right.n)
		take_right(merge);
}

static cJSON *merge_items(const struct shape *shape, const cJSON *left, const cJSON *right)
{
	struct list_merge merge = {
		.inner = shape_of_item(shape),
		.left = ITEMS_INIT,
		.right = ITEMS_INIT,
		.result = cJSON_CreateArray(),
	};

	items_of(shape, left, &merge.left);
	items_of(shape, right, &merge.right);
	merge.merged = xcalloc(merge.right.n + 1, sizeof(*merge.merged));
	merge.next_shared = find_shared(&merge, 0);
	while (merge.at_left < merge.left.n || merge.at_right < merge.right.n)
		merge_step(&merge);
	free(merge.merged);
	items_finish(&merge.left);
	items_finish(&merge.right);
	return not_empty(merge.result);
}

/* ---- any value ---- */

cJSON *value_merge(const struct shape *shape, const cJSON *left, const cJSON *right)
{
	if (shape->kind == SHAPE_SCALAR || shape->kind == SHAPE_UNKNOWN || shape->atomic ||
	    (!has_parts(left) && !has_parts(right)))
		return json_copy(right != NULL ? right : left);
	if (is_object_shape(shape))
		return merge_members(shape, left, right);
	return merge_items(shape, left, right);
}
