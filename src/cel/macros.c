/* The macros that go over a list or map, with one variable or two, and has().
 * The trees are those of cel-go, since the cost of an evaluation follows from them.
 * Source: cel-go parser/macro.go, ext/comprehensions.go. */
#include "internal.h"

#include <string.h>

/* The place and the parser, which everything here needs. */
struct maker {
	struct cel_parser *parser;
	int32_t offset;
};

static struct cel_expr *accumulator(const struct maker *maker)
{
	return cel_new_ident(maker->parser, maker->offset, CEL_ACCUMULATOR);
}

static struct cel_expr *constant(const struct maker *maker, struct cel_value value)
{
	return cel_new_literal(maker->parser, maker->offset, value);
}

static struct cel_expr *unary(const struct maker *maker, const char *function,
			      struct cel_expr *operand)
{
	return cel_new_call(maker->parser, maker->offset, function, NULL, 1, operand);
}

static struct cel_expr *binary(const struct maker *maker, const char *function,
			       struct cel_expr *left, struct cel_expr *right)
{
	return cel_new_call(maker->parser, maker->offset, function, NULL, 2, left, right);
}

/* filter ? step : accumulator; without a filter the step alone. */
static struct cel_expr *step_if(const struct maker *maker, struct cel_expr *filter,
				struct cel_expr *step)
{
	if (filter == NULL)
		return step;
	return cel_new_call(maker->parser, maker->offset, "_?_:_", NULL, 3, filter, step,
			    accumulator(maker));
}

/* What a macro goes over, and by which names. */
struct loop {
	struct maker maker;
	struct cel_expr *range;
	const char *variable, *variable2;
};

static struct cel_expr *fold(const struct loop *loop, struct cel_expr *init,
			     struct cel_expr *condition, struct cel_expr *step,
			     struct cel_expr *result)
{
	return cel_new_fold(loop->maker.parser, loop->maker.offset, loop->variable, loop->variable2,
			    CEL_ACCUMULATOR, loop->range, init, condition, step, result);
}

/* A fold over all elements, whose result is what was accumulated. */
static struct cel_expr *collect(const struct loop *loop, struct cel_expr *init,
				struct cel_expr *step)
{
	const struct maker *maker = &loop->maker;

	return fold(loop, init, constant(maker, cel_from_bool(true)), step, accumulator(maker));
}

static struct cel_expr *make_all(const struct loop *loop, struct cel_expr *predicate)
{
	const struct maker *maker = &loop->maker;

	return fold(loop, constant(maker, cel_from_bool(true)),
		    unary(maker, "@not_strictly_false", accumulator(maker)),
		    binary(maker, "_&&_", accumulator(maker), predicate), accumulator(maker));
}

static struct cel_expr *make_exists(const struct loop *loop, struct cel_expr *predicate)
{
	const struct maker *maker = &loop->maker;

	return fold(loop, constant(maker, cel_from_bool(false)),
		    unary(maker, "@not_strictly_false", unary(maker, "!_", accumulator(maker))),
		    binary(maker, "_||_", accumulator(maker), predicate), accumulator(maker));
}

static struct cel_expr *make_exists_one(const struct loop *loop, struct cel_expr *predicate)
{
	const struct maker *maker = &loop->maker;
	struct cel_expr *next =
		binary(maker, "_+_", accumulator(maker), constant(maker, cel_from_int(1)));

	return fold(loop, constant(maker, cel_from_int(0)), constant(maker, cel_from_bool(true)),
		    step_if(maker, predicate, next),
		    binary(maker, "_==_", accumulator(maker), constant(maker, cel_from_int(1))));
}

/* filter may be NULL. */
static struct cel_expr *make_list(const struct loop *loop, struct cel_expr *filter,
				  struct cel_expr *element)
{
	const struct maker *maker = &loop->maker;
	struct cel_expr *list = cel_new_list(maker->parser, maker->offset, 1, element);

	return collect(loop, cel_new_list(maker->parser, maker->offset, 0),
		       step_if(maker, filter, binary(maker, "_+_", accumulator(maker), list)));
}

/* ---- one variable ---- */

/* The name is no longer in use, but still refused. */
static bool is_accumulator(const char *name)
{
	return strcmp(name, CEL_ACCUMULATOR) == 0 || strcmp(name, "__result__") == 0;
}

/* Begins a macro with one variable, which is the first argument. False after an error; not_a_name
 * says that it is no name. */
static bool begin(struct cel_parser *parser, int32_t offset, struct cel_expr *target,
		  struct cel_expr *const *args, const char *not_a_name, struct loop *ret_loop)
{
	const char *name = args[0]->kind == CEL_EXPR_IDENT ? args[0]->name : NULL;

	*ret_loop = (struct loop) { .maker = { .parser = parser, .offset = offset },
				    .range = target,
				    .variable = name };
	if (name == NULL)
		cel_macro_error(parser, args[0], "%s", not_a_name);
	else if (is_accumulator(name))
		cel_macro_error(parser, args[0],
				"iteration variable overwrites accumulator variable");
	else
		return true;
	return false;
}

#define SIMPLE_NAME "argument must be a simple name"

static struct cel_expr *expand_all(struct cel_parser *parser, int32_t offset,
				   struct cel_expr *target, struct cel_expr *const *args, size_t n)
{
	struct loop loop;

	(void)n;
	return begin(parser, offset, target, args, SIMPLE_NAME, &loop) ? make_all(&loop, args[1])
								       : NULL;
}

static struct cel_expr *expand_exists(struct cel_parser *parser, int32_t offset,
				      struct cel_expr *target, struct cel_expr *const *args,
				      size_t n)
{
	struct loop loop;

	(void)n;
	return begin(parser, offset, target, args, SIMPLE_NAME, &loop) ? make_exists(&loop, args[1])
								       : NULL;
}

static struct cel_expr *expand_exists_one(struct cel_parser *parser, int32_t offset,
					  struct cel_expr *target, struct cel_expr *const *args,
					  size_t n)
{
	struct loop loop;

	(void)n;
	return begin(parser, offset, target, args, SIMPLE_NAME, &loop)
		       ? make_exists_one(&loop, args[1])
		       : NULL;
}

/* map(x, f), map(x, p, f) */
static struct cel_expr *expand_map(struct cel_parser *parser, int32_t offset,
				   struct cel_expr *target, struct cel_expr *const *args, size_t n)
{
	struct loop loop;

	if (!begin(parser, offset, target, args, "argument is not an identifier", &loop))
		return NULL;
	return make_list(&loop, n == 3 ? args[1] : NULL, args[n - 1]);
}

static struct cel_expr *expand_filter(struct cel_parser *parser, int32_t offset,
				      struct cel_expr *target, struct cel_expr *const *args,
				      size_t n)
{
	struct loop loop;

	(void)n;
	if (!begin(parser, offset, target, args, "argument is not an identifier", &loop))
		return NULL;
	return make_list(&loop, args[1], args[0]);
}

static struct cel_expr *expand_has(struct cel_parser *parser, int32_t offset,
				   struct cel_expr *target, struct cel_expr *const *args, size_t n)
{
	(void)target, (void)n;
	if (args[0]->kind != CEL_EXPR_SELECT)
		return cel_macro_error(parser, args[0], "invalid argument to has() macro");
	return cel_new_test(parser, offset, args[0]->select.operand, args[0]->select.field);
}

/* ---- two variables ---- */

/* As begin, with the first two arguments. */
static bool begin_two(struct cel_parser *parser, int32_t offset, struct cel_expr *target,
		      struct cel_expr *const *args, struct loop *ret_loop)
{
	for (size_t i = 0; i < 2; i++) {
		if (args[i]->kind != CEL_EXPR_IDENT) {
			cel_macro_error(parser, args[i], SIMPLE_NAME);
			return false;
		}
	}
	*ret_loop = (struct loop) { .maker = { .parser = parser, .offset = offset },
				    .range = target,
				    .variable = args[0]->name,
				    .variable2 = args[1]->name };
	if (strcmp(args[0]->name, args[1]->name) == 0) {
		cel_macro_error(parser, args[1], "duplicate variable name: %s", args[0]->name);
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		if (is_accumulator(args[i]->name)) {
			cel_macro_error(parser, args[i],
					"iteration variable overwrites accumulator variable");
			return false;
		}
	}
	return true;
}

static struct cel_expr *expand_all2(struct cel_parser *parser, int32_t offset,
				    struct cel_expr *target, struct cel_expr *const *args, size_t n)
{
	struct loop loop;

	(void)n;
	return begin_two(parser, offset, target, args, &loop) ? make_all(&loop, args[2]) : NULL;
}

static struct cel_expr *expand_exists2(struct cel_parser *parser, int32_t offset,
				       struct cel_expr *target, struct cel_expr *const *args,
				       size_t n)
{
	struct loop loop;

	(void)n;
	return begin_two(parser, offset, target, args, &loop) ? make_exists(&loop, args[2]) : NULL;
}

static struct cel_expr *expand_exists_one2(struct cel_parser *parser, int32_t offset,
					   struct cel_expr *target, struct cel_expr *const *args,
					   size_t n)
{
	struct loop loop;

	(void)n;
	return begin_two(parser, offset, target, args, &loop) ? make_exists_one(&loop, args[2])
							      : NULL;
}

/* The transform macros: (i, v, f), (i, v, p, f). */
static struct cel_expr *transform_filter(struct cel_expr *const *args, size_t n)
{
	return n == 4 ? args[2] : NULL;
}

static struct cel_expr *expand_transform_list(struct cel_parser *parser, int32_t offset,
					      struct cel_expr *target, struct cel_expr *const *args,
					      size_t n)
{
	struct loop loop;

	if (!begin_two(parser, offset, target, args, &loop))
		return NULL;
	return make_list(&loop, transform_filter(args, n), args[n - 1]);
}

#define INSERT "cel.@mapInsert"

static struct cel_expr *make_map(const struct loop *loop, struct cel_expr *filter,
				 struct cel_expr *step)
{
	const struct maker *maker = &loop->maker;

	return collect(loop, cel_new_map(maker->parser, maker->offset, NULL, NULL),
		       step_if(maker, filter, step));
}

static struct cel_expr *expand_transform_map(struct cel_parser *parser, int32_t offset,
					     struct cel_expr *target, struct cel_expr *const *args,
					     size_t n)
{
	struct loop loop;
	struct cel_expr *key;

	if (!begin_two(parser, offset, target, args, &loop))
		return NULL;
	key = cel_new_ident(parser, offset, loop.variable);
	return make_map(&loop, transform_filter(args, n),
			cel_new_call(parser, offset, INSERT, NULL, 3, accumulator(&loop.maker), key,
				     args[n - 1]));
}

static struct cel_expr *expand_transform_entry(struct cel_parser *parser, int32_t offset,
					       struct cel_expr *target,
					       struct cel_expr *const *args, size_t n)
{
	struct loop loop;

	if (!begin_two(parser, offset, target, args, &loop))
		return NULL;
	return make_map(&loop, transform_filter(args, n),
			binary(&loop.maker, INSERT, accumulator(&loop.maker), args[n - 1]));
}

/* A row says how a macro is called; a further one goes into one of these tables. */
const struct cel_macro cel_standard_macros[] = {
	{ "has", 1, false, expand_has },      { "all", 2, true, expand_all },
	{ "exists", 2, true, expand_exists }, { "exists_one", 2, true, expand_exists_one },
	{ "map", 2, true, expand_map },       { "map", 3, true, expand_map },
	{ "filter", 2, true, expand_filter }, { .function = NULL },
};

const struct cel_macro cel_two_variable_macros[] = {
	{ "all", 3, true, expand_all2 },
	{ "exists", 3, true, expand_exists2 },
	{ "existsOne", 3, true, expand_exists_one2 },
	{ "exists_one", 3, true, expand_exists_one2 },
	{ "transformList", 3, true, expand_transform_list },
	{ "transformList", 4, true, expand_transform_list },
	{ "transformMap", 3, true, expand_transform_map },
	{ "transformMap", 4, true, expand_transform_map },
	{ "transformMapEntry", 3, true, expand_transform_entry },
	{ "transformMapEntry", 4, true, expand_transform_entry },
	{ .function = NULL },
};
