/* Arithmetic: 64-bit integers are checked for overflow, doubles follow IEEE 754. */
#include "standard.h"

#define INTEGER_OVERFLOW "integer overflow"
#define UNSIGNED_OVERFLOW "unsigned integer overflow"

struct cel_value cel_std_add_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t sum;

	(void)n;
	if (__builtin_add_overflow(args[0].integer, args[1].integer, &sum))
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(sum);
}

struct cel_value cel_std_add_uint(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	uint64_t sum;

	(void)n;
	if (__builtin_add_overflow(args[0].uinteger, args[1].uinteger, &sum))
		return cel_error(eval, UNSIGNED_OVERFLOW);
	return cel_from_uint(sum);
}

struct cel_value cel_std_add_double(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_double(args[0].number + args[1].number);
}

struct cel_value cel_std_subtract_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t difference;

	(void)n;
	if (__builtin_sub_overflow(args[0].integer, args[1].integer, &difference))
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(difference);
}

struct cel_value cel_std_subtract_uint(struct cel_eval *eval, const struct cel_value *args,
				       size_t n)
{
	uint64_t difference;

	(void)n;
	if (__builtin_sub_overflow(args[0].uinteger, args[1].uinteger, &difference))
		return cel_error(eval, UNSIGNED_OVERFLOW);
	return cel_from_uint(difference);
}

struct cel_value cel_std_subtract_double(struct cel_eval *eval, const struct cel_value *args,
					 size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_double(args[0].number - args[1].number);
}

struct cel_value cel_std_multiply_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t product;

	(void)n;
	if (__builtin_mul_overflow(args[0].integer, args[1].integer, &product))
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(product);
}

struct cel_value cel_std_multiply_uint(struct cel_eval *eval, const struct cel_value *args,
				       size_t n)
{
	uint64_t product;

	(void)n;
	if (__builtin_mul_overflow(args[0].uinteger, args[1].uinteger, &product))
		return cel_error(eval, UNSIGNED_OVERFLOW);
	return cel_from_uint(product);
}

struct cel_value cel_std_multiply_double(struct cel_eval *eval, const struct cel_value *args,
					 size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_double(args[0].number * args[1].number);
}

struct cel_value cel_std_divide_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].integer == 0)
		return cel_error(eval, "division by zero");
	if (args[0].integer == INT64_MIN && args[1].integer == -1)
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(args[0].integer / args[1].integer);
}

struct cel_value cel_std_divide_uint(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].uinteger == 0)
		return cel_error(eval, "division by zero");
	return cel_from_uint(args[0].uinteger / args[1].uinteger);
}

/* The division by zero is meant: it gives an infinity or NaN. */
__attribute__((no_sanitize("float-divide-by-zero"))) struct cel_value
cel_std_divide_double(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_double(args[0].number / args[1].number);
}

struct cel_value cel_std_modulo_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].integer == 0)
		return cel_error(eval, "modulus by zero");
	if (args[0].integer == INT64_MIN && args[1].integer == -1)
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(args[0].integer % args[1].integer);
}

struct cel_value cel_std_modulo_uint(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].uinteger == 0)
		return cel_error(eval, "modulus by zero");
	return cel_from_uint(args[0].uinteger % args[1].uinteger);
}

struct cel_value cel_std_negate_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[0].integer == INT64_MIN)
		return cel_error(eval, INTEGER_OVERFLOW);
	return cel_from_int(-args[0].integer);
}

struct cel_value cel_std_negate_double(struct cel_eval *eval, const struct cel_value *args,
				       size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_double(-args[0].number);
}
