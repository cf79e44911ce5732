/* isSorted, sum, min, max, indexOf and lastIndexOf of lists.
 * What the elements are is known when it runs only, if the list is dyn: then the first one decides.
 * Source: apiserver pkg/cel/library/lists.go, release 1.33. */
#include "internal.h"

static struct cel_value no_overload(struct cel_eval *eval, const char *function)
{
	return cel_error(eval, "no such overload: %s(list)", function);
}

/* Below, equal to or above 0; values of types that have no common order count as equal. */
static int order(struct cel_eval *eval, const struct cel_value *a, const struct cel_value *b)
{
	struct cel_value result = cel_compare(eval, a, b);

	return result.kind == CEL_INT ? (result.integer > 0) - (result.integer < 0) : 0;
}

static struct cel_value is_sorted(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);

	(void)n;
	if (list->n > 0 && !cel_has_order(&list->items[0]))
		return no_overload(eval, "isSorted");
	for (size_t i = 1; i < list->n; i++) {
		if (!cel_has_order(&list->items[i]))
			return cel_no_such_overload(eval);
		if (order(eval, &list->items[i - 1], &list->items[i]) > 0)
			return cel_from_bool(false);
	}
	return cel_from_bool(true);
}

/* ---- the smallest and the largest ---- */

/* sign: 1 for the largest, -1 for the smallest. The first of equals. */
static struct cel_value extreme(struct cel_eval *eval, const struct cel_value *value,
				const char *function, int sign)
{
	const struct cel_list *list = cel_items(value);
	const struct cel_value *best = list->items;

	if (list->n == 0)
		return cel_error(eval, "%s called on empty list", function);
	if (!cel_has_order(best))
		return no_overload(eval, function);
	for (size_t i = 1; i < list->n; i++) {
		if (!cel_has_order(&list->items[i]))
			return cel_no_such_overload(eval);
		if (order(eval, &list->items[i], best) * sign > 0)
			best = &list->items[i];
	}
	return *best;
}

static struct cel_value min(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return extreme(eval, &args[0], "min", -1);
}

static struct cel_value max(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return extreme(eval, &args[0], "max", 1);
}

/* ---- sums ---- */

static struct cel_value add(struct cel_eval *eval, const struct cel_value *a,
			    const struct cel_value *b)
{
	struct cel_value sum = *a;

	if (a->kind != b->kind)
		return cel_no_such_overload(eval);
	switch (a->kind) {
	case CEL_INT:
	case CEL_DURATION:
		if (__builtin_add_overflow(a->integer, b->integer, &sum.integer))
			return cel_error(eval, "integer overflow");
		return sum;
	case CEL_UINT:
		if (__builtin_add_overflow(a->uinteger, b->uinteger, &sum.uinteger))
			return cel_error(eval, "unsigned integer overflow");
		return sum;
	case CEL_DOUBLE:
		sum.number += b->number;
		return sum;
	default:
		return no_overload(eval, "sum");
	}
}

static struct cel_value sum_from(struct cel_eval *eval, const struct cel_value *value,
				 struct cel_value zero)
{
	const struct cel_list *list = cel_items(value);
	struct cel_value sum = zero;

	for (size_t i = 0; i < list->n && sum.kind != CEL_ERROR; i++) {
		/* A dyn list of another type begins with its own zero. */
		if (i == 0 && list->items[0].kind != zero.kind) {
			sum = (struct cel_value) { .kind = list->items[0].kind };
			if (sum.kind != CEL_UINT && sum.kind != CEL_DOUBLE &&
			    sum.kind != CEL_DURATION)
				return no_overload(eval, "sum");
		}
		sum = add(eval, &sum, &list->items[i]);
	}
	return sum;
}

#define SUM(name, zero)                                                                   \
	static struct cel_value name(struct cel_eval *eval, const struct cel_value *args, \
				     size_t n)                                            \
	{                                                                                 \
		(void)n;                                                                  \
		return sum_from(eval, &args[0], zero);                                    \
	}

SUM(sum_int, cel_from_int(0))
SUM(sum_uint, cel_from_uint(0))
SUM(sum_double, cel_from_double(0))
SUM(sum_duration, cel_from_duration(0))

/* ---- places ---- */

static struct cel_value index_of(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);

	(void)n;
	for (size_t i = 0; i < list->n; i++) {
		struct cel_value same = cel_equal(eval, &list->items[i], &args[1]);

		if (same.kind == CEL_BOOL && same.boolean)
			return cel_from_int((int64_t)i);
	}
	return cel_from_int(-1);
}

static struct cel_value last_index_of(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);

	(void)n;
	for (size_t i = list->n; i > 0; i--) {
		struct cel_value same = cel_equal(eval, &list->items[i - 1], &args[1]);

		if (same.kind == CEL_BOOL && same.boolean)
			return cel_from_int((int64_t)i - 1);
	}
	return cel_from_int(-1);
}

/* ---- rows ---- */

#define LIST_OF(list_, element_)                                                             \
	static const struct cel_type list_ = {                                               \
		.kind = CEL_TYPE_LIST, .name = "list", .params = { element_ }, .n_params = 1 \
	};

LIST_OF(list_of_int, &cel_int)
LIST_OF(list_of_uint, &cel_uint)
LIST_OF(list_of_double, &cel_double)
LIST_OF(list_of_bool, &cel_bool)
LIST_OF(list_of_duration, &cel_duration)
LIST_OF(list_of_timestamp, &cel_timestamp)
LIST_OF(list_of_bytes, &cel_bytes)

#define OF_LIST(function_, id_, list_, result_, call_)                                            \
	{                                                                                         \
		.function = function_, .id = id_, .is_member = true, .n_params = 1,               \
		.params = { list_ }, .result = result_, .call = call_, .cost = cel_cost_elements, \
		.cost_by_function = true                                                          \
	}
#define SORTED(name, list_) \
	OF_LIST("isSorted", "list_" name "_is_sorted_bool", list_, &cel_bool, is_sorted)
#define MIN(name, list_, element_) OF_LIST("min", "list_" name "_min_self", list_, element_, min)
#define MAX(name, list_, element_) OF_LIST("max", "list_" name "_max_self", list_, element_, max)
#define PLACE(function_, id_, call_)                                                        \
	{                                                                                   \
		.function = function_, .id = id_, .is_member = true, .n_params = 2,         \
		.params = { &cel_list_a, &cel_param_a }, .result = &cel_int, .call = call_, \
		.cost = cel_cost_elements, .cost_by_function = true                         \
	}

static const struct cel_overload overloads[] = {
	SORTED("int", &list_of_int),
	SORTED("uint", &list_of_uint),
	SORTED("double", &list_of_double),
	SORTED("bool", &list_of_bool),
	SORTED("duration", &list_of_duration),
	SORTED("timestamp", &list_of_timestamp),
	SORTED("string", &cel_list_string),
	SORTED("bytes", &list_of_bytes),
	OF_LIST("sum", "list_int_sum_self", &list_of_int, &cel_int, sum_int),
	OF_LIST("sum", "list_uint_sum_self", &list_of_uint, &cel_uint, sum_uint),
	OF_LIST("sum", "list_double_sum_self", &list_of_double, &cel_double, sum_double),
	OF_LIST("sum", "list_duration_sum_self", &list_of_duration, &cel_duration, sum_duration),
	MIN("int", &list_of_int, &cel_int),
	MIN("uint", &list_of_uint, &cel_uint),
	MIN("double", &list_of_double, &cel_double),
	MIN("bool", &list_of_bool, &cel_bool),
	MIN("duration", &list_of_duration, &cel_duration),
	MIN("timestamp", &list_of_timestamp, &cel_timestamp),
	MIN("string", &cel_list_string, &cel_string),
	MIN("bytes", &list_of_bytes, &cel_bytes),
	MAX("int", &list_of_int, &cel_int),
	MAX("uint", &list_of_uint, &cel_uint),
	MAX("double", &list_of_double, &cel_double),
	MAX("bool", &list_of_bool, &cel_bool),
	MAX("duration", &list_of_duration, &cel_duration),
	MAX("timestamp", &list_of_timestamp, &cel_timestamp),
	MAX("string", &cel_list_string, &cel_string),
	MAX("bytes", &list_of_bytes, &cel_bytes),
	PLACE("indexOf", "list_a_index_of_int", index_of),
	PLACE("lastIndexOf", "list_a_last_index_of_int", last_index_of),
	{ .function = NULL },
};

const struct cel_library library_lists = { .name = "lists", .overloads = overloads };
