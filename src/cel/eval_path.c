/* Paths: a variable or value, and the selections and indexes on it. Which of them may find nothing,
 * what they say then, and what they cost.
 * Source: cel-go interpreter/attributes.go. */
#include <math.h>

#include "plan.h"

/* ---- one step ---- */

static struct cel_value no_such_key(struct cel_eval *eval, int32_t place,
				    const struct cel_value *key)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print_plain(key, &text);
	return cel_error_at(eval, place, "no such key: %s", text.text);
}

static struct cel_value bad_index(struct cel_eval *eval, int32_t place, const char *what,
				  const struct cel_value *key)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print_plain(key, &text);
	return cel_error_at(eval, place, what, text.text);
}

/* The index that a number means. False when it is none. */
static bool list_index(const struct cel_value *key, int64_t *ret_index)
{
	if (key->kind == CEL_INT) {
		*ret_index = key->integer;
		return true;
	}
	if (key->kind == CEL_UINT) {
		*ret_index = (int64_t)key->uinteger;
		return key->uinteger <= INT64_MAX;
	}
	if (key->number != floor(key->number) || !(key->number >= -0x1p63) ||
	    !(key->number < 0x1p63))
		return false;
	*ret_index = (int64_t)key->number;
	return true;
}

static struct cel_value find_in_list(struct cel_eval *eval, const struct cel_value *object,
				     const struct cel_value *key, bool may_be_absent, int32_t place)
{
	const struct cel_list *list = cel_items(object);
	int64_t index;

	if (key->kind != CEL_INT && key->kind != CEL_UINT && key->kind != CEL_DOUBLE)
		return cel_error_at(eval, place, "unsupported index type '%s' in list",
				    cel_type_of(key)->name);
	if (!list_index(key, &index))
		return bad_index(eval, place, "unsupported index value %s in list", key);
	if (index >= 0 && (uint64_t)index < list->n)
		return list->items[index];
	if (may_be_absent)
		return (struct cel_value) { .kind = CEL_ABSENT };
	return bad_index(eval, place, "index out of bounds: %s", key);
}

/* The value at a key; CEL_ABSENT when there is none and that is no error. */
static struct cel_value find(struct cel_eval *eval, const struct cel_value *object,
			     const struct cel_value *key, bool may_be_absent, int32_t place)
{
	const struct cel_value *value;

	switch (object->kind) {
	case CEL_MAP:
		value = cel_map_find(object, key);
		if (value != NULL)
			return *value;
		break;
	case CEL_LIST:
		return find_in_list(eval, object, key, may_be_absent, place);
	case CEL_ERROR:
		return *object;
	default:
		if (eval->options & CEL_NEWEST)
			may_be_absent = false;
		break;
	}
	if (may_be_absent)
		return (struct cel_value) { .kind = CEL_ABSENT };
	return no_such_key(eval, place, key);
}

static bool may_be_key(const struct cel_value *key)
{
	switch (key->kind) {
	case CEL_BOOL:
	case CEL_INT:
	case CEL_UINT:
	case CEL_DOUBLE:
	case CEL_STRING:
		return true;
	default:
		return false;
	}
}

/* A key, computed where it has to be; or an error. */
static struct cel_value step_key(struct cel_eval *eval, const struct cel_step *step)
{
	struct cel_value key;

	if (step->node == NULL)
		return step->key;
	key = cel_eval_inner(eval, step->node);
	if (key.kind == CEL_ERROR || may_be_key(&key))
		return key;
	return cel_error_at(eval, step->offset, "invalid qualifier type: %s", cel_go_type(&key));
}

/* ---- where a path begins ---- */

struct cel_value cel_eval_local(struct cel_eval *eval, size_t slot)
{
	struct cel_value *local = &eval->locals[slot];

	if (local->kind == CEL_ABSENT && eval->program->inits[slot] != NULL)
		*local = cel_eval_node(eval, eval->program->inits[slot]);
	return *local;
}

/* What cel-go v0.23 makes of a value inside an optional that a variable has, or a branch of ?: it is
 * taken for the Go value that it has and made a value again. */
static struct cel_value from_native(struct cel_eval *eval, struct cel_value value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	while (value.kind == CEL_OPTIONAL && value.optional != NULL)
		value = *value.optional;
	if (value.kind == CEL_OPTIONAL)
		return cel_null_value;
	if (value.kind == CEL_TYPE)
		return cel_from_str(value.type->name);
	if (value.kind != CEL_OPAQUE || value.opaque->class->go_type == NULL)
		return value;
	cel_print(&value, &text);
	return cel_error(eval, "unsupported conversion to ref.Val: (%s)%s",
			 value.opaque->class->go_type, text.text);
}

struct cel_value cel_unwrap_nested(struct cel_eval *eval, struct cel_value optional)
{
	struct cel_value value;

	if (optional.optional == NULL || eval->options & CEL_NEWEST)
		return optional;
	switch (optional.optional->kind) {
	case CEL_OPTIONAL:
	case CEL_TYPE:
	case CEL_OPAQUE:
		value = from_native(eval, *optional.optional);
		return cel_from_optional(eval->arena, &value);
	default:
		return optional;
	}
}

static struct cel_value no_such_attribute(struct cel_eval *eval, const struct cel_node *node)
{
	return cel_error_at(eval, node->offset, "no such attribute(s): %s", node->path.name);
}

/* A name that was not checked means the longest of its readings that is there. */
static struct cel_value eval_name(struct cel_eval *eval, const struct cel_node *node,
				  size_t *ret_n_steps)
{
	for (size_t i = 0; i < node->path.n_meanings; i++) {
		const struct cel_meaning *meaning = &node->path.meanings[i];
		struct cel_value value;

		*ret_n_steps = meaning->n_steps;
		if (meaning->root == CEL_ROOT_NODE)
			return cel_eval_node(eval, meaning->node);
		if (meaning->root == CEL_ROOT_LOCAL)
			return cel_eval_local(eval, meaning->slot);
		value = eval->variables[meaning->slot];
		if (value.kind != CEL_ABSENT)
			return value;
	}
	return no_such_attribute(eval, node);
}

static struct cel_value eval_root(struct cel_eval *eval, const struct cel_node *node,
				  size_t *ret_n_steps)
{
	const struct cel_path *path = &node->path;

	*ret_n_steps = 0;
	switch (path->root) {
	case CEL_ROOT_VARIABLE:
		if (eval->variables[path->slot].kind == CEL_ABSENT)
			return no_such_attribute(eval, node);
		return eval->variables[path->slot];
	case CEL_ROOT_LOCAL:
		return cel_eval_local(eval, path->slot);
	case CEL_ROOT_NODE:
		/* A condition costs nothing itself, and its branches as little as they can. */
		return cel_eval_node(eval, path->node);
	case CEL_ROOT_NAME:
		break;
	}
	return eval_name(eval, node, ret_n_steps);
}

/* ---- whole paths ---- */

/* Follows the path. True with the value, or an error; false when it ends in nothing before the last
 * step, which is none. From an optional, or an optional step, on *ret_optional is true. */
static bool follow(struct cel_eval *eval, const struct cel_node *node, size_t n_steps,
		   struct cel_value *ret_value, bool *ret_optional)
{
	size_t i;
	struct cel_value value = eval_root(eval, node, &i);

	*ret_optional = false;
	if (value.kind == CEL_OPTIONAL) {
		if (value.optional == NULL)
			return false;
		value = *cel_unwrap_nested(eval, value).optional;
		*ret_optional = true;
	}
	for (; i < n_steps && value.kind != CEL_ERROR; i++) {
		const struct cel_step *step = &node->path.steps[i];
		struct cel_value key = step_key(eval, step);

		*ret_optional |= step->is_optional;
		if (key.kind == CEL_ERROR)
			value = key;
		else
			value = find(eval, &value, &key, *ret_optional, step->offset);
		if (value.kind == CEL_ABSENT)
			return false;
		if (!*ret_optional || value.kind != CEL_ERROR)
			cel_charge(eval, 1);
	}
	*ret_value = value;
	return true;
}

struct cel_value cel_eval_path(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value value;
	bool optional;

	if (!follow(eval, node, node->path.n_steps, &value, &optional))
		return cel_from_optional(eval->arena, NULL);
	if (optional && value.kind != CEL_ERROR)
		return cel_from_optional(eval->arena, &value);
	return value;
}

struct cel_value cel_eval_test(struct cel_eval *eval, const struct cel_node *node)
{
	const struct cel_step *last = &node->path.steps[node->path.n_steps - 1];
	struct cel_value value;
	bool optional;

	if (!follow(eval, node, node->path.n_steps - 1, &value, &optional))
		return cel_from_bool(false);
	if (value.kind == CEL_ERROR)
		return value;
	value = find(eval, &value, &last->key, true, last->offset);
	if (!optional || (value.kind != CEL_ABSENT && value.kind != CEL_ERROR))
		cel_charge(eval, 1);
	if (value.kind == CEL_ERROR)
		return value;
	return cel_from_bool(value.kind != CEL_ABSENT);
}
