/* The math extension. Source: cel-go ext/math.go. */
#include <math.h>
#include <string.h>

#include "standard.h"

/* ---- least, greatest ---- */

#define LEAST "math.@min"
#define GREATEST "math.@max"

static struct cel_value same(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return args[0];
}

/* sign: 1 for the greater of two, -1 for the less. The first of equals. */
static struct cel_value choose(struct cel_eval *eval, const struct cel_value *a,
			       const struct cel_value *b, int sign)
{
	struct cel_value order = cel_compare(eval, a, b);

	if (order.kind != CEL_INT)
		return cel_error(eval, "%s: %s", order.failure->message,
				 sign < 0 ? LEAST : GREATEST);
	return (order.integer < 0) - (order.integer > 0) == sign ? *b : *a;
}

static struct cel_value choose_of_list(struct cel_eval *eval, const struct cel_value *value,
				       int sign)
{
	const char *function = sign < 0 ? LEAST : GREATEST;
	const struct cel_list *list = cel_items(value);
	struct cel_value best;

	if (list->n == 0)
		return cel_error(eval, "%s(list) argument must not be empty", function);
	if (!cel_work(eval, list->n))
		return cel_too_slow(eval);
	best = list->items[0];
	for (size_t i = 1; i < list->n && best.kind != CEL_ERROR; i++)
		best = choose(eval, &best, &list->items[i], sign);
	if (best.kind == CEL_INT || best.kind == CEL_UINT || best.kind == CEL_DOUBLE)
		return best;
	return cel_error(eval, "no such overload: %s", function);
}

static struct cel_value less(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return choose(eval, &args[0], &args[1], -1);
}

static struct cel_value greater(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return choose(eval, &args[0], &args[1], 1);
}

static struct cel_value least(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return choose_of_list(eval, &args[0], -1);
}

static struct cel_value greatest(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return choose_of_list(eval, &args[0], 1);
}

/* What cannot be a number is seen only of literals. */
static bool may_be_number(const struct cel_expr *expr)
{
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
		return expr->literal.kind == CEL_INT || expr->literal.kind == CEL_UINT ||
		       expr->literal.kind == CEL_DOUBLE;
	case CEL_EXPR_LIST:
	case CEL_EXPR_MAP:
	case CEL_EXPR_STRUCT:
		return false;
	default:
		return true;
	}
}

static bool may_be_numbers(const struct cel_expr *expr)
{
	if (expr->kind != CEL_EXPR_LIST || expr->list.n == 0)
		return false;
	for (size_t i = 0; i < expr->list.n; i++)
		if (!may_be_number(expr->list.items[i]))
			return false;
	return true;
}

static struct cel_expr *choose_of_many(struct cel_parser *parser, int32_t offset,
				       const char *function, struct cel_expr *const *args, size_t n)
{
	struct cel_expr *list = cel_new_list(parser, offset, 0);

	/* The arguments live as long as the tree. */
	list->list.items = (struct cel_expr **)args;
	list->list.n = n;
	return cel_new_call(parser, offset, function, NULL, 1, list);
}

/* math.least(a, b, c): one or two arguments are those of the function, more are its list. */
static struct cel_expr *expand(struct cel_parser *parser, int32_t offset, struct cel_expr *target,
			       struct cel_expr *const *args, size_t n, const char *function)
{
	const char *macro = strcmp(function, LEAST) == 0 ? "math.least()" : "math.greatest()";

	if (target->kind != CEL_EXPR_IDENT || strcmp(target->name, "math") != 0)
		return NULL;
	if (n == 0)
		return cel_macro_error(parser, target, "%s requires at least one argument", macro);
	if (n == 1 && !may_be_numbers(args[0]) && !may_be_number(args[0]))
		return cel_macro_error(parser, args[0], "%s invalid single argument value", macro);
	for (size_t i = 0; n > 1 && i < n; i++)
		if (!may_be_number(args[i]))
			return cel_macro_error(parser, args[i],
					       "%s simple literal arguments must be numeric",
					       macro);
	if (n == 1)
		return cel_new_call(parser, offset, function, NULL, 1, args[0]);
	if (n == 2)
		return cel_new_call(parser, offset, function, NULL, 2, args[0], args[1]);
	return choose_of_many(parser, offset, function, args, n);
}

static struct cel_expr *expand_least(struct cel_parser *parser, int32_t offset,
				     struct cel_expr *target, struct cel_expr *const *args,
				     size_t n)
{
	return expand(parser, offset, target, args, n, LEAST);
}

static struct cel_expr *expand_greatest(struct cel_parser *parser, int32_t offset,
					struct cel_expr *target, struct cel_expr *const *args,
					size_t n)
{
	return expand(parser, offset, target, args, n, GREATEST);
}

/* ---- rounding, kinds of doubles ---- */

#define OF_DOUBLE(name, from, expression)                                                 \
	static struct cel_value name(struct cel_eval *eval, const struct cel_value *args, \
				     size_t n)                                            \
	{                                                                                 \
		double x = args[0].number;                                                \
                                                                                          \
		(void)eval;                                                               \
		(void)n;                                                                  \
		return from(expression);                                                  \
	}

OF_DOUBLE(round_up, cel_from_double, ceil(x))
OF_DOUBLE(round_down, cel_from_double, floor(x))
OF_DOUBLE(round_nearest, cel_from_double, round(x))
OF_DOUBLE(truncate_double, cel_from_double, trunc(x))
OF_DOUBLE(is_infinite, cel_from_bool, isinf(x) != 0)
OF_DOUBLE(is_not_a_number, cel_from_bool, isnan(x) != 0)
OF_DOUBLE(is_finite, cel_from_bool, isfinite(x) != 0)
OF_DOUBLE(abs_double, cel_from_double, fabs(x))
OF_DOUBLE(sign_double, cel_from_double, isnan(x) ? x : (double)((x > 0) - (x < 0)))
OF_DOUBLE(root_double, cel_from_double, sqrt(x))

/* ---- integers ---- */

#define OF_INTEGERS(name, from, expression)                                               \
	static struct cel_value name(struct cel_eval *eval, const struct cel_value *args, \
				     size_t n)                                            \
	{                                                                                 \
		(void)eval;                                                               \
		(void)n;                                                                  \
		return from(expression);                                                  \
	}

OF_INTEGERS(sign_int, cel_from_int, (args[0].integer > 0) - (args[0].integer < 0))
OF_INTEGERS(sign_uint, cel_from_uint, args[0].uinteger > 0)
OF_INTEGERS(root_int, cel_from_double, sqrt((double)args[0].integer))
OF_INTEGERS(root_uint, cel_from_double, sqrt((double)args[0].uinteger))
OF_INTEGERS(and_int, cel_from_int, args[0].integer &args[1].integer)
OF_INTEGERS(and_uint, cel_from_uint, args[0].uinteger &args[1].uinteger)
OF_INTEGERS(or_int, cel_from_int, args[0].integer | args[1].integer)
OF_INTEGERS(or_uint, cel_from_uint, args[0].uinteger | args[1].uinteger)
OF_INTEGERS(xor_int, cel_from_int, args[0].integer ^ args[1].integer)
OF_INTEGERS(xor_uint, cel_from_uint, args[0].uinteger ^ args[1].uinteger)
OF_INTEGERS(not_int, cel_from_int, ~args[0].integer)
OF_INTEGERS(not_uint, cel_from_uint, ~args[0].uinteger)

static struct cel_value abs_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[0].integer == INT64_MIN)
		return cel_error(eval, "integer overflow");
	return cel_from_int(args[0].integer < 0 ? -args[0].integer : args[0].integer);
}

/* Bits of an int move as those of a uint do. */
static struct cel_value shift_left(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value result = args[0];

	(void)n;
	if (args[1].integer < 0)
		return cel_error(eval, "math.bitShiftLeft() negative offset: %lld",
				 (long long)args[1].integer);
	result.uinteger = args[1].integer < 64 ? args[0].uinteger << args[1].integer : 0;
	return result;
}

static struct cel_value shift_right(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value result = args[0];

	(void)n;
	if (args[1].integer < 0)
		return cel_error(eval, "math.bitShiftRight() negative offset: %lld",
				 (long long)args[1].integer);
	result.uinteger = args[1].integer < 64 ? args[0].uinteger >> args[1].integer : 0;
	return result;
}

/* ---- rows ---- */

static const struct cel_type list_double = CEL_LIST_OF(cel_double);
static const struct cel_type list_int = CEL_LIST_OF(cel_int);
static const struct cel_type list_uint = CEL_LIST_OF(cel_uint);

#define UNARY(name, overload, returns, function, type) \
	CEL_GLOBAL("math." name, "math_" overload, &(returns), function, NULL, &(type))
#define BINARY(name, overload, returns, function, type_a, type_b) \
	CEL_GLOBAL("math." name, "math_" overload, &(returns), function, NULL, &(type_a), &(type_b))
#define EXTREME(name, of_two, of_list)                                                           \
	UNARY(name, name "_double", cel_double, same, cel_double),                               \
		UNARY(name, name "_int", cel_int, same, cel_int),                                \
		UNARY(name, name "_uint", cel_uint, same, cel_uint),                             \
		BINARY(name, name "_double_double", cel_double, of_two, cel_double, cel_double), \
		BINARY(name, name "_int_int", cel_int, of_two, cel_int, cel_int),                \
		BINARY(name, name "_uint_uint", cel_uint, of_two, cel_uint, cel_uint),           \
		BINARY(name, name "_int_uint", cel_dyn, of_two, cel_int, cel_uint),              \
		BINARY(name, name "_int_double", cel_dyn, of_two, cel_int, cel_double),          \
		BINARY(name, name "_double_int", cel_dyn, of_two, cel_double, cel_int),          \
		BINARY(name, name "_double_uint", cel_dyn, of_two, cel_double, cel_uint),        \
		BINARY(name, name "_uint_int", cel_dyn, of_two, cel_uint, cel_int),              \
		BINARY(name, name "_uint_double", cel_dyn, of_two, cel_uint, cel_double),        \
		UNARY(name, name "_list_double", cel_double, of_list, list_double),              \
		UNARY(name, name "_list_int", cel_int, of_list, list_int),                       \
		UNARY(name, name "_list_uint", cel_uint, of_list, list_uint)
#define BITS(name, of_int, of_uint)                                       \
	BINARY(name, name "_int_int", cel_int, of_int, cel_int, cel_int), \
		BINARY(name, name "_uint_uint", cel_uint, of_uint, cel_uint, cel_uint)
#define SHIFT(name, function)                                               \
	BINARY(name, name "_int_int", cel_int, function, cel_int, cel_int), \
		BINARY(name, name "_uint_int", cel_uint, function, cel_uint, cel_int)
#define PER_KIND(name, returns_int, returns_uint, of_double, of_int, of_uint) \
	UNARY(name, name "_double", cel_double, of_double, cel_double),       \
		UNARY(name, name "_int", returns_int, of_int, cel_int),       \
		UNARY(name, name "_uint", returns_uint, of_uint, cel_uint)

static const struct cel_overload overloads[] = {
	EXTREME("@min", less, least),
	EXTREME("@max", greater, greatest),
	UNARY("ceil", "ceil_double", cel_double, round_up, cel_double),
	UNARY("floor", "floor_double", cel_double, round_down, cel_double),
	UNARY("round", "round_double", cel_double, round_nearest, cel_double),
	UNARY("trunc", "trunc_double", cel_double, truncate_double, cel_double),
	UNARY("isInf", "isInf_double", cel_bool, is_infinite, cel_double),
	UNARY("isNaN", "isNaN_double", cel_bool, is_not_a_number, cel_double),
	UNARY("isFinite", "isFinite_double", cel_bool, is_finite, cel_double),
	PER_KIND("abs", cel_int, cel_uint, abs_double, abs_int, same),
	PER_KIND("sign", cel_int, cel_uint, sign_double, sign_int, sign_uint),
	PER_KIND("sqrt", cel_double, cel_double, root_double, root_int, root_uint),
	BITS("bitAnd", and_int, and_uint),
	BITS("bitOr", or_int, or_uint),
	BITS("bitXor", xor_int, xor_uint),
	UNARY("bitNot", "bitNot_int_int", cel_int, not_int, cel_int),
	UNARY("bitNot", "bitNot_uint_uint", cel_uint, not_uint, cel_uint),
	SHIFT("bitShiftLeft", shift_left),
	SHIFT("bitShiftRight", shift_right),
	{ .function = NULL },
};

static const struct cel_macro macros[] = {
	{ "least", CEL_ANY_COUNT, true, expand_least },
	{ "greatest", CEL_ANY_COUNT, true, expand_greatest },
	{ .function = NULL },
};

const struct cel_library cel_library_math = {
	.name = "math",
	.overloads = overloads,
	.macros = macros,
};
