/* Equality, order and negation. What equal and less mean is said in equal.c. */
#include "standard.h"

struct cel_value cel_std_not(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_bool(!args[0].boolean);
}

struct cel_value cel_std_equals(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_equal(eval, &args[0], &args[1]);
}

/* Where types cannot be compared at all, == errs, and != says that the values differ. */
struct cel_value cel_std_not_equals(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value equal = cel_equal(eval, &args[0], &args[1]);

	(void)n;
	return cel_from_bool(equal.kind != CEL_BOOL || !equal.boolean);
}

/* An int below, equal to or above 0, or an error value. */
static struct cel_value compare(struct cel_eval *eval, const struct cel_value *args)
{
	int64_t a = args[0].integer, b = args[1].integer;

	if (args[0].kind == CEL_INT && args[1].kind == CEL_INT)
		return cel_from_int((a > b) - (a < b));
	return cel_compare(eval, &args[0], &args[1]);
}

struct cel_value cel_std_less(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value order = compare(eval, args);

	(void)n;
	return order.kind == CEL_INT ? cel_from_bool(order.integer < 0) : order;
}

struct cel_value cel_std_less_equals(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value order = compare(eval, args);

	(void)n;
	return order.kind == CEL_INT ? cel_from_bool(order.integer <= 0) : order;
}

struct cel_value cel_std_greater(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value order = compare(eval, args);

	(void)n;
	return order.kind == CEL_INT ? cel_from_bool(order.integer > 0) : order;
}

struct cel_value cel_std_greater_equals(struct cel_eval *eval, const struct cel_value *args,
					size_t n)
{
	struct cel_value order = compare(eval, args);

	(void)n;
	return order.kind == CEL_INT ? cel_from_bool(order.integer >= 0) : order;
}
