/* Functions that compare: eq, ne, lt, le, gt, ge. */
#include <string.h>

#include "gotemplate_internal.h"

#define INVALID_TYPE "invalid type for comparison"
#define INCOMPATIBLE "incompatible types for comparison"

/* Kinds of which two values can be compared. */
enum basic_kind {
	BASIC_NONE, /* maps, lists, nothing */
	BASIC_BOOL,
	BASIC_COMPLEX,
	BASIC_FLOAT,
	BASIC_INT,
	BASIC_STRING,
	BASIC_UINT,
};

static enum basic_kind basic_kind(struct gt_value value)
{
	switch (value.kind) {
	case GT_VALUE_BOOL:
		return BASIC_BOOL;
	case GT_VALUE_COMPLEX:
		return BASIC_COMPLEX;
	case GT_VALUE_FLOAT:
		return BASIC_FLOAT;
	case GT_VALUE_INT:
	case GT_VALUE_INT64:
		return BASIC_INT;
	case GT_VALUE_STRING:
		return BASIC_STRING;
	case GT_VALUE_UINT8:
		return BASIC_UINT;
	case GT_VALUE_LIST:
	case GT_VALUE_MAP:
	case GT_VALUE_NIL:
	case GT_VALUE_NONE:
		break;
	}
	return BASIC_NONE;
}

static bool both_integers(struct gt_value a, struct gt_value b)
{
	return gt_value_is_integer(a) && gt_value_is_integer(b);
}

static int compare_text(struct gt_text a, struct gt_text b)
{
	size_t length = a.length < b.length ? a.length : b.length;
	int order = memcmp(a.text, b.text, length);

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* Fails in Go's words: a map or list can be compared with nothing only. */
static bool fail_non_comparable(struct gt_call *call, struct gt_value a, struct gt_value b)
{
	struct gt_sink sink = { .buffer = STRBUF_INIT };

	if (a.kind != b.kind) {
		gt_printf(&sink, call->pool, GT_TEXT("non-comparable types %s: "), &a, 1);
		strbuf_addf(&sink.buffer, "%s, %s: ", gt_value_type(a), gt_value_type(b));
		gt_print(&sink, call->pool, &b, 1);
	} else {
		gt_printf(&sink, call->pool, GT_TEXT("non-comparable type %s: "), &b, 1);
		strbuf_addf(&sink.buffer, "%s", gt_value_type(b));
	}
	strbuf_add(&call->message, sink.buffer.text, sink.buffer.length);
	gt_sink_finish(&sink);
	return false;
}

/* Compares values of one kind. */
static bool equal_values(struct gt_call *call, struct gt_value a, struct gt_value b,
			 bool *ret_equal)
{
	switch (basic_kind(a)) {
	case BASIC_BOOL:
		*ret_equal = a.truth == b.truth;
		return true;
	case BASIC_COMPLEX:
		*ret_equal = a.real == b.real && a.imaginary == b.imaginary;
		return true;
	case BASIC_FLOAT:
		*ret_equal = a.real == b.real;
		return true;
	case BASIC_INT:
	case BASIC_UINT:
		*ret_equal = a.integer == b.integer;
		return true;
	case BASIC_STRING:
		*ret_equal = gt_text_equal(a.string, b.string);
		return true;
	case BASIC_NONE:
		break;
	}
	if (a.kind != GT_VALUE_NONE && b.kind != GT_VALUE_NONE)
		return fail_non_comparable(call, a, b);
	*ret_equal = a.kind == b.kind;
	return true;
}

static bool equal(struct gt_call *call, struct gt_value a, struct gt_value b, bool *ret_equal)
{
	a = gt_value_unwrap(a);
	b = gt_value_unwrap(b);
	if (basic_kind(a) == basic_kind(b) || both_integers(a, b))
		return equal_values(call, a, b, ret_equal);
	if (a.kind != GT_VALUE_NONE && b.kind != GT_VALUE_NONE)
		return gt_call_fail(call, INCOMPATIBLE);
	*ret_equal = false;
	return true;
}

static bool less(struct gt_call *call, bool *ret_less)
{
	struct gt_value a = gt_value_unwrap(call->args[0]), b = gt_value_unwrap(call->args[1]);
	enum basic_kind kind = basic_kind(a);

	if (kind == BASIC_NONE || basic_kind(b) == BASIC_NONE)
		return gt_call_fail(call, INVALID_TYPE);
	if (kind != basic_kind(b) && !both_integers(a, b))
		return gt_call_fail(call, INCOMPATIBLE);
	if (kind == BASIC_BOOL || kind == BASIC_COMPLEX)
		return gt_call_fail(call, INVALID_TYPE);
	if (kind == BASIC_FLOAT)
		*ret_less = a.real < b.real;
	else if (kind == BASIC_STRING)
		*ret_less = compare_text(a.string, b.string) < 0;
	else
		*ret_less = a.integer < b.integer;
	return true;
}

static bool less_or_equal(struct gt_call *call, bool *ret_truth)
{
	bool truth;

	if (!less(call, &truth) || (!truth && !equal(call, call->args[0], call->args[1], &truth)))
		return false;
	*ret_truth = truth;
	return true;
}

/* True when the first argument equals any of the others. */
bool gt_run_eq(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth = false;

	if (call->n_args == 1)
		return gt_call_fail(call, "missing argument for comparison");
	for (size_t i = 1; i < call->n_args && !truth; i++)
		if (!equal(call, call->args[0], call->args[i], &truth))
			return false;
	*ret_value = gt_value_bool(truth);
	return true;
}

bool gt_run_ne(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth;

	if (!equal(call, call->args[0], call->args[1], &truth))
		return false;
	*ret_value = gt_value_bool(!truth);
	return true;
}

bool gt_run_lt(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth;

	if (!less(call, &truth))
		return false;
	*ret_value = gt_value_bool(truth);
	return true;
}

bool gt_run_le(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth;

	if (!less_or_equal(call, &truth))
		return false;
	*ret_value = gt_value_bool(truth);
	return true;
}

bool gt_run_gt(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth;

	if (!less_or_equal(call, &truth))
		return false;
	*ret_value = gt_value_bool(!truth);
	return true;
}

bool gt_run_ge(struct gt_call *call, struct gt_value *ret_value)
{
	bool truth;

	if (!less(call, &truth))
		return false;
	*ret_value = gt_value_bool(!truth);
	return true;
}
