/* Functions about parts of values: index, slice, len, exists. */
#include <inttypes.h>
#include <string.h>

#include "gotemplate_internal.h"

static struct gt_value byte_value(struct gt_text text, size_t index)
{
	return (struct gt_value) { .kind = GT_VALUE_UINT8,
				   .integer = (unsigned char)text.text[index] };
}

static size_t length_of(struct gt_value value)
{
	return value.kind == GT_VALUE_STRING ? value.string.length : value.length;
}

/* Reads an index of a list or string; it may be the length, as Go lets its caller find out. */
static bool index_argument(struct gt_call *call, struct gt_value arg, size_t max, size_t *ret_index)
{
	if (arg.kind == GT_VALUE_NONE)
		return gt_call_fail(call, "cannot index slice/array with nil");
	if (!gt_value_is_integer(arg) || arg.is_interface)
		return gt_call_fail(call, "cannot index slice/array with type %s",
				    gt_value_static_type(arg));
	if (arg.integer < 0 || (uint64_t)arg.integer > max)
		return gt_call_fail(call, "index out of range: %" PRId64, arg.integer);
	*ret_index = (size_t)arg.integer;
	return true;
}

static bool index_sequence(struct gt_call *call, struct gt_value arg, struct gt_value *item)
{
	bool is_string = item->kind == GT_VALUE_STRING;
	size_t index = 0;

	if (!index_argument(call, gt_value_unwrap(arg), length_of(*item), &index))
		return false;
	if (index == length_of(*item))
		return gt_call_fail(call, "reflect: %s index out of range",
				    is_string ? "string" : "slice");
	*item = is_string ? byte_value(item->string, index)
			  : gt_value_json(call->pool, gt_value_element(*item, index));
	return true;
}

static bool index_map(struct gt_call *call, struct gt_value arg, struct gt_value *item)
{
	arg = gt_value_unwrap(arg);
	if (arg.kind == GT_VALUE_NONE)
		return gt_call_fail(call, "value is nil; should be of type string");
	if (arg.kind != GT_VALUE_STRING)
		return gt_call_fail(call, "value has type %s; should be string",
				    gt_value_type(arg));
	*item = gt_value_json(call->pool, gt_value_member(*item, arg.string));
	return true;
}

bool gt_run_index(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_value item = gt_value_unwrap(call->args[0]);

	if (item.kind == GT_VALUE_NONE)
		return gt_call_fail(call, "index of untyped nil");
	for (size_t i = 1; i < call->n_args; i++) {
		if (item.kind == GT_VALUE_NIL)
			return gt_call_fail(call, "index of nil pointer");
		if (item.kind == GT_VALUE_LIST || item.kind == GT_VALUE_STRING) {
			if (!index_sequence(call, call->args[i], &item))
				return false;
		} else if (item.kind == GT_VALUE_MAP) {
			if (!index_map(call, call->args[i], &item))
				return false;
		} else {
			return gt_call_fail(call, "can't index item of type %s",
					    gt_value_type(item));
		}
	}
	*ret_value = item;
	return true;
}

/* Reads the bounds of a slice; bounds[2] limits the capacity. Go forgets to look into interfaces
 * here, so a number out of the object cannot be a bound. */
static bool slice_bounds(struct gt_call *call, struct gt_value item, size_t bounds[3])
{
	size_t max = item.kind == GT_VALUE_STRING ? item.string.length : item.capacity;

	bounds[0] = 0;
	bounds[1] = length_of(item);
	bounds[2] = max;
	for (size_t i = 1; i < call->n_args; i++)
		if (!index_argument(call, call->args[i], max, &bounds[i - 1]))
			return false;
	for (size_t i = 0; i < 2; i++)
		if (bounds[i] > bounds[i + 1])
			return gt_call_fail(call, "invalid slice index: %zu > %zu", bounds[i],
					    bounds[i + 1]);
	return true;
}

bool gt_run_slice(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_value item = gt_value_unwrap(call->args[0]);
	size_t bounds[3];

	if (item.kind == GT_VALUE_NONE)
		return gt_call_fail(call, "slice of untyped nil");
	if (call->n_args > 4)
		return gt_call_fail(call, "too many slice indexes: %zu", call->n_args - 1);
	if (item.kind == GT_VALUE_STRING && call->n_args == 4)
		return gt_call_fail(call, "cannot 3-index slice a string");
	if (item.kind != GT_VALUE_STRING && item.kind != GT_VALUE_LIST)
		return gt_call_fail(call, "can't slice item of type %s", gt_value_type(item));
	if (!slice_bounds(call, item, bounds))
		return false;
	if (item.kind == GT_VALUE_STRING) {
		item.string.text += bounds[0];
		item.string.length = bounds[1] - bounds[0];
	} else {
		item.first = gt_value_element(item, bounds[0]);
		item.length = bounds[1] - bounds[0];
		item.capacity = bounds[2] - bounds[0];
	}
	*ret_value = item;
	return true;
}

bool gt_run_len(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_value item = call->args[0];
	size_t n;

	switch (item.kind) {
	case GT_VALUE_LIST:
	case GT_VALUE_STRING:
		*ret_value = gt_value_int((int64_t)length_of(item));
		return true;
	case GT_VALUE_MAP:
		n = 0;
		for (const cJSON *child = item.map->child; child != NULL; child = child->next)
			n++;
		*ret_value = gt_value_int((int64_t)n);
		return true;
	case GT_VALUE_NIL:
		return gt_call_fail(call, "len of nil pointer");
	case GT_VALUE_NONE:
		/* What Go's reflection says when it is asked for the type of nothing. */
		return gt_call_fail(call, "reflect: call of reflect.Value.Type on zero Value");
	default:
		return gt_call_fail(call, "len of type %s", gt_value_type(item));
	}
}

/* The part of a value that one index names; false when there is none. */
static bool step_into(struct gt_call *call, struct gt_value *item, struct gt_value index)
{
	switch (item->kind) {
	case GT_VALUE_LIST:
	case GT_VALUE_STRING:
		return gt_value_is_integer(index) && index.integer >= 0 &&
		       (uint64_t)index.integer < length_of(*item) &&
		       index_sequence(call, index, item);
	case GT_VALUE_MAP:
		if (index.kind == GT_VALUE_NIL)
			index = gt_value_string(GT_TEXT(""));
		return index.kind == GT_VALUE_STRING && index_map(call, index, item);
	default:
		return false;
	}
}

bool gt_run_exists(struct gt_call *call, struct gt_value *ret_value)
{
	struct gt_value item = call->args[0];
	bool found = true;

	for (size_t i = 1; found && i < call->n_args; i++)
		found = step_into(call, &item, call->args[i]);
	/* Asked for nothing in nothing, Go finds the nothing. */
	found &= item.kind != GT_VALUE_NIL || call->n_args == 1;
	*ret_value = gt_value_bool(found);
	return true;
}
