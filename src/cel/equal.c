/* Equality and order of the language.
 * Source: cel-go common/types, the Equal and Compare methods. */
#include "plan.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 20000 /* of values in values: more than any JSON text has */

/* ---- numbers ---- */

/* An int that is no double is rounded to one: 2^53 + 1 equals 2^53 as a double. */
static int compare_double_int(double a, int64_t b)
{
	double rounded = (double)b;

	if (a < -0x1p63)
		return -1;
	if (a > 0x1p63)
		return 1;
	return a < rounded ? -1 : a > rounded;
}

static int compare_double_uint(double a, uint64_t b)
{
	double rounded = (double)b;

	if (a < 0)
		return -1;
	if (a > 0x1p64)
		return 1;
	return a < rounded ? -1 : a > rounded;
}

static int compare_int_uint(int64_t a, uint64_t b)
{
	if (a < 0 || b > INT64_MAX)
		return -1;
	return a < (int64_t)b ? -1 : a > (int64_t)b;
}

static bool is_number(const struct cel_value *value)
{
	return value->kind == CEL_INT || value->kind == CEL_UINT || value->kind == CEL_DOUBLE;
}

static bool is_nan(const struct cel_value *value)
{
	return value->kind == CEL_DOUBLE && isnan(value->number);
}

/* Of numbers, none of them NaN. */
static int compare_numbers(const struct cel_value *a, const struct cel_value *b)
{
	if (a->kind == CEL_DOUBLE) {
		if (b->kind == CEL_DOUBLE)
			return a->number < b->number ? -1 : a->number > b->number;
		if (b->kind == CEL_INT)
			return compare_double_int(a->number, b->integer);
		return compare_double_uint(a->number, b->uinteger);
	}
	if (b->kind == CEL_DOUBLE)
		return -compare_numbers(b, a);
	if (a->kind == CEL_INT) {
		if (b->kind == CEL_INT)
			return a->integer < b->integer ? -1 : a->integer > b->integer;
		return compare_int_uint(a->integer, b->uinteger);
	}
	if (b->kind == CEL_INT)
		return -compare_int_uint(b->integer, a->uinteger);
	return a->uinteger < b->uinteger ? -1 : a->uinteger > b->uinteger;
}

/* ---- equality ---- */

static bool is_false(struct cel_value equal)
{
	return equal.kind == CEL_BOOL && !equal.boolean;
}

/* An error of comparing two elements does not make the lists different. */
static struct cel_value equal_lists(struct cel_eval *eval, const struct cel_value *a,
				    const struct cel_value *b)
{
	const struct cel_list *x = cel_items(a), *y = cel_items(b);

	if (x->n != y->n)
		return cel_from_bool(false);
	if (!cel_work(eval, x->n))
		return cel_too_slow(eval);
	for (size_t i = 0; i < x->n; i++)
		if (is_false(cel_equal(eval, &x->items[i], &y->items[i])))
			return cel_from_bool(false);
	return cel_from_bool(true);
}

static struct cel_value equal_maps(struct cel_eval *eval, const struct cel_value *a,
				   const struct cel_value *b)
{
	const struct cel_map *x = cel_entries(a), *y = cel_entries(b);

	if (x->n != y->n)
		return cel_from_bool(false);
	if (!cel_work(eval, x->n))
		return cel_too_slow(eval);
	for (size_t i = 0; i < x->n; i++) {
		const struct cel_value *other = cel_map_find(b, &x->entries[i].key);
		struct cel_value mine = cel_map_value(x, i);

		if (other == NULL || is_false(cel_equal(eval, &mine, other)))
			return cel_from_bool(false);
	}
	return cel_from_bool(true);
}

static bool same_bytes(const struct cel_value *a, const struct cel_value *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->text, b->text, a->size) == 0);
}

static struct cel_value equal_optionals(struct cel_eval *eval, const struct cel_value *a,
					const struct cel_value *b)
{
	if (a->optional == NULL || b->optional == NULL)
		return cel_from_bool(a->optional == b->optional);
	return cel_equal(eval, a->optional, b->optional);
}

/* Of values of the same kind, which is none of the containers. */
static bool same_scalar(const struct cel_value *a, const struct cel_value *b)
{
	switch (a->kind) {
	case CEL_NULL:
		return true;
	case CEL_BOOL:
		return a->boolean == b->boolean;
	case CEL_STRING:
	case CEL_BYTES:
		return same_bytes(a, b);
	case CEL_DURATION:
		return a->nanoseconds == b->nanoseconds;
	case CEL_TIMESTAMP:
		return a->timestamp->seconds == b->timestamp->seconds &&
		       a->timestamp->nanoseconds == b->timestamp->nanoseconds;
	case CEL_TYPE:
		return strcmp(a->type->name, b->type->name) == 0;
	default:
		return false;
	}
}

static struct cel_value equal_containers(struct cel_eval *eval, const struct cel_value *a,
					 const struct cel_value *b)
{
	if (a->kind == CEL_LIST)
		return equal_lists(eval, a, b);
	if (a->kind == CEL_MAP)
		return equal_maps(eval, a, b);
	return equal_optionals(eval, a, b);
}

struct cel_value cel_equal(struct cel_eval *eval, const struct cel_value *a,
			   const struct cel_value *b)
{
	struct cel_value equal;

	if (is_number(a) && is_number(b))
		return cel_from_bool(!is_nan(a) && !is_nan(b) && compare_numbers(a, b) == 0);
	if (a->kind == CEL_NULL || b->kind == CEL_NULL)
		return cel_from_bool(a->kind == b->kind);
	if (a->kind == CEL_OPAQUE)
		return a->opaque->class->equal(eval, a, b);
	if (a->kind != b->kind)
		return cel_from_bool(false);
	if (a->kind != CEL_LIST && a->kind != CEL_MAP && a->kind != CEL_OPTIONAL)
		return cel_from_bool(same_scalar(a, b));
	if (eval->depth >= MAX_DEPTH)
		return cel_eval_stop(eval, "value is nested too deeply to be compared");
	eval->depth++;
	equal = equal_containers(eval, a, b);
	eval->depth--;
	return equal;
}

/* ---- order ---- */

static int compare_bytes(const struct cel_value *a, const struct cel_value *b)
{
	size_t size = a->size < b->size ? a->size : b->size;
	int order = size == 0 ? 0 : memcmp(a->text, b->text, size);

	if (order != 0)
		return order;
	return a->size < b->size ? -1 : a->size > b->size;
}

static int compare_timestamps(const struct cel_timestamp *a, const struct cel_timestamp *b)
{
	if (a->seconds != b->seconds)
		return a->seconds < b->seconds ? -1 : 1;
	return a->nanoseconds < b->nanoseconds ? -1 : a->nanoseconds > b->nanoseconds;
}

struct cel_value cel_compare(struct cel_eval *eval, const struct cel_value *a,
			     const struct cel_value *b)
{
	if (is_number(a) && is_number(b)) {
		if (is_nan(a) || is_nan(b))
			return cel_error(eval, "NaN values cannot be ordered");
		return cel_from_int(compare_numbers(a, b));
	}
	if (is_nan(a))
		return cel_error(eval, "NaN values cannot be ordered");
	if (a->kind != b->kind)
		return cel_no_such_overload(eval);
	switch (a->kind) {
	case CEL_BOOL:
		return cel_from_int(a->boolean - b->boolean);
	case CEL_STRING:
	case CEL_BYTES:
		return cel_from_int(compare_bytes(a, b));
	case CEL_DURATION:
		return cel_from_int(
			a->nanoseconds < b->nanoseconds ? -1 : a->nanoseconds > b->nanoseconds);
	case CEL_TIMESTAMP:
		return cel_from_int(compare_timestamps(a->timestamp, b->timestamp));
	default:
		return cel_no_such_overload(eval);
	}
}

bool cel_has_order(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_BOOL:
	case CEL_INT:
	case CEL_UINT:
	case CEL_DOUBLE:
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		return true;
	default:
		return false;
	}
}
