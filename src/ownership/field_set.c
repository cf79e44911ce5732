/* Field sets: trees of sorted nodes, and what is done with two of them. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void field_set_finish(struct field_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		field_element_finish(&set->nodes[i].element);
		field_set_finish(&set->nodes[i].children);
	}
	free(set->nodes);
	*set = (struct field_set)FIELD_SET_INIT;
}

void field_set_cleanup(struct field_set *set)
{
	field_set_finish(set);
}

/* ---- one set ---- */

bool field_set_find(const struct field_set *set, const struct field_element *element,
		    size_t *ret_at)
{
	size_t low = 0, high = set->n;

	/* Sets are mostly built in order, at their end. */
	if (high > 0 && field_element_compare(&set->nodes[high - 1].element, element) < 0)
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = field_element_compare(&set->nodes[middle].element, element);

		if (order == 0) {
			*ret_at = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_at = low;
	return false;
}

struct field_node *field_set_node(struct field_set *set, const struct field_element *element)
{
	struct field_node *node;
	size_t at;

	if (field_set_find(set, element, &at))
		return &set->nodes[at];
	set->nodes = xgrow(set->nodes, set->n, &set->capacity, sizeof(*set->nodes));
	node = &set->nodes[at];
	memmove(node + 1, node, (set->n++ - at) * sizeof(*node));
	*node = (struct field_node) { .children = FIELD_SET_INIT };
	field_element_copy(element, &node->element);
	return node;
}

struct field_set *field_set_at(struct field_set *set, const struct path *path)
{
	if (path == NULL)
		return set;
	return &field_set_node(field_set_at(set, path->outer), path->element)->children;
}

void field_set_insert(struct field_set *set, const struct path *path)
{
	/* Nobody owns the whole object. */
	if (path != NULL)
		field_set_node(field_set_at(set, path->outer), path->element)->is_member = true;
}

static void copy_node(const struct field_node *node, struct field_node *ret_copy)
{
	*ret_copy = (struct field_node) { .is_member = node->is_member };
	field_element_copy(&node->element, &ret_copy->element);
	field_set_copy(&node->children, &ret_copy->children);
}

void field_set_copy(const struct field_set *set, struct field_set *ret_copy)
{
	struct field_set copy = { .n = set->n, .capacity = set->n };

	if (set->n > 0)
		copy.nodes = xmalloc(set->n * sizeof(*copy.nodes));
	for (size_t i = 0; i < set->n; i++)
		copy_node(&set->nodes[i], &copy.nodes[i]);
	*ret_copy = copy;
}

bool field_set_is_empty(const struct field_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->nodes[i].is_member || !field_set_is_empty(&set->nodes[i].children))
			return false;
	return true;
}

const struct field_set *field_set_below(const struct field_set *set,
					const struct field_element *element)
{
	static const struct field_set none = FIELD_SET_INIT;
	size_t at;

	return field_set_find(set, element, &at) ? &set->nodes[at].children : &none;
}

bool field_set_has(const struct field_set *set, const struct field_element *element)
{
	size_t at;

	return field_set_find(set, element, &at) && set->nodes[at].is_member;
}

bool field_set_equal(const struct field_set *a, const struct field_set *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->nodes[i].is_member != b->nodes[i].is_member ||
		    field_element_compare(&a->nodes[i].element, &b->nodes[i].element) != 0 ||
		    !field_set_equal(&a->nodes[i].children, &b->nodes[i].children))
			return false;
	return true;
}

/* ---- two sets ---- */

enum operation { UNION, INTERSECTION, DIFFERENCE };

static void combine(const struct field_set *a, const struct field_set *b, enum operation operation,
		    struct field_set *set);

/* A node that neither is a member nor has children is none. */
static void add_node(struct field_set *set, const struct field_node *like, bool is_member,
		     struct field_set *children)
{
	struct field_node *node;

	if (!is_member && children->n == 0)
		return;
	set->nodes = xgrow(set->nodes, set->n, &set->capacity, sizeof(*set->nodes));
	node = &set->nodes[set->n++];
	*node = (struct field_node) { .is_member = is_member, .children = *children };
	field_element_copy(&like->element, &node->element);
}

static void add_copy(struct field_set *set, const struct field_node *node)
{
	struct field_set children;

	field_set_copy(&node->children, &children);
	add_node(set, node, node->is_member, &children);
}

static void combine_nodes(const struct field_node *a, const struct field_node *b,
			  enum operation operation, struct field_set *set)
{
	struct field_set children = FIELD_SET_INIT;
	bool is_member = operation == UNION          ? a->is_member || b->is_member
			 : operation == INTERSECTION ? a->is_member && b->is_member
						     : a->is_member && !b->is_member;

	combine(&a->children, &b->children, operation, &children);
	add_node(set, a, is_member, &children);
}

static void combine(const struct field_set *a, const struct field_set *b, enum operation operation,
		    struct field_set *set)
{
	size_t i = 0, j = 0;

	while (i < a->n || j < b->n) {
		int order = i == a->n   ? 1
			    : j == b->n ? -1
					: field_element_compare(&a->nodes[i].element,
								&b->nodes[j].element);

		if (order == 0) {
			combine_nodes(&a->nodes[i++], &b->nodes[j++], operation, set);
		} else if (order < 0) {
			if (operation != INTERSECTION)
				add_copy(set, &a->nodes[i]);
			i++;
		} else {
			if (operation == UNION)
				add_copy(set, &b->nodes[j]);
			j++;
		}
	}
}

void field_set_union(const struct field_set *a, const struct field_set *b,
		     struct field_set *ret_set)
{
	*ret_set = (struct field_set)FIELD_SET_INIT;
	combine(a, b, UNION, ret_set);
}

void field_set_intersection(const struct field_set *a, const struct field_set *b,
			    struct field_set *ret_set)
{
	*ret_set = (struct field_set)FIELD_SET_INIT;
	combine(a, b, INTERSECTION, ret_set);
}

void field_set_difference(const struct field_set *a, const struct field_set *b,
			  struct field_set *ret_set)
{
	*ret_set = (struct field_set)FIELD_SET_INIT;
	combine(a, b, DIFFERENCE, ret_set);
}

void field_set_become(struct field_set *set, field_set_operation *operation,
		      const struct field_set *other)
{
	struct field_set result;

	operation(set, other, &result);
	field_set_finish(set);
	*set = result;
}

void field_set_absorb(struct field_set *set, struct field_set *other)
{
	struct field_set empty = FIELD_SET_INIT;

	if (set->n > 0 && other->n > 0)
		field_set_become(set, field_set_union, other);
	if (set->n == 0) {
		empty = *set;
		*set = *other;
		*other = empty;
	}
	field_set_finish(other);
}
