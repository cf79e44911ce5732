/* The macros that give a name to a value: optMap, optFlatMap, cel.bind, cel.block.
 * Source: cel-go cel/library.go, ext/bindings.go; cel-spec's block_ext tests. */
#include "internal.h"

#include <string.h>

#define UNUSED "#unused" /* no source can name it */

/* A fold over nothing: the name stands for the value in the result. */
static struct cel_expr *bind(struct cel_parser *parser, int32_t offset, const char *name,
			     struct cel_expr *value, struct cel_expr *result)
{
	return cel_new_fold(parser, offset, UNUSED, NULL, name, cel_new_list(parser, offset, 0),
			    value, cel_new_literal(parser, offset, cel_from_bool(false)),
			    cel_new_ident(parser, offset, name), result);
}

/* ---- optionals ---- */

/* target.hasValue() ? of-what-result-makes-of-the-value : optional.none() */
static struct cel_expr *map_optional(struct cel_parser *parser, int32_t offset,
				     struct cel_expr *target, struct cel_expr *const *args,
				     bool is_flat)
{
	struct cel_expr *test, *value, *mapped;

	test = cel_new_call(parser, offset, "hasValue", target, 0);
	value = cel_new_call(parser, offset, "value", cel_expr_copy(parser, target), 0);
	mapped = bind(parser, offset, args[0]->name, value, args[1]);
	if (!is_flat)
		mapped = cel_new_call(parser, offset, "optional.of", NULL, 1, mapped);
	return cel_new_call(parser, offset, "_?_:_", NULL, 3, test, mapped,
			    cel_new_call(parser, offset, "optional.none", NULL, 0));
}

static struct cel_expr *expand_opt_map(struct cel_parser *parser, int32_t offset,
				       struct cel_expr *target, struct cel_expr *const *args,
				       size_t n)
{
	(void)n;
	if (args[0]->kind != CEL_EXPR_IDENT)
		return cel_macro_error(parser, args[0],
				       "optMap() variable name must be a simple identifier");
	return map_optional(parser, offset, target, args, false);
}

static struct cel_expr *expand_opt_flat_map(struct cel_parser *parser, int32_t offset,
					    struct cel_expr *target, struct cel_expr *const *args,
					    size_t n)
{
	(void)n;
	if (args[0]->kind != CEL_EXPR_IDENT)
		return cel_macro_error(parser, args[0],
				       "optFlatMap() variable name must be a simple identifier");
	return map_optional(parser, offset, target, args, true);
}

/* ---- the name space cel ---- */

static bool is_cel(const struct cel_expr *target)
{
	return target->kind == CEL_EXPR_IDENT && strcmp(target->name, "cel") == 0;
}

/* cel.bind(name, value, result) */
static struct cel_expr *expand_bind(struct cel_parser *parser, int32_t offset,
				    struct cel_expr *target, struct cel_expr *const *args, size_t n)
{
	(void)n;
	if (!is_cel(target))
		return NULL;
	if (args[0]->kind != CEL_EXPR_IDENT)
		return cel_macro_error(parser, args[0],
				       "cel.bind() variable names must be simple identifiers");
	return bind(parser, offset, args[0]->name, args[1], args[2]);
}

/* cel.block([value, ...], result): cel.index(i) in the result, or in a later value, is a value. */
static struct cel_expr *expand_block(struct cel_parser *parser, int32_t offset,
				     struct cel_expr *target, struct cel_expr *const *args,
				     size_t n)
{
	(void)n;
	if (!is_cel(target))
		return NULL;
	if (args[0]->kind != CEL_EXPR_LIST)
		return cel_macro_error(parser, args[0],
				       "cel.block requires the first arg to be a list literal");
	return cel_new_call(parser, offset, "cel.@block", NULL, 2, args[0], args[1]);
}

/* False unless it is an int literal that is not negative. */
static bool is_count(const struct cel_expr *expr)
{
	return expr->kind == CEL_EXPR_LITERAL && expr->literal.kind == CEL_INT &&
	       expr->literal.integer >= 0;
}

static struct cel_expr *expand_index(struct cel_parser *parser, int32_t offset,
				     struct cel_expr *target, struct cel_expr *const *args,
				     size_t n)
{
	(void)n;
	if (!is_cel(target))
		return NULL;
	if (!is_count(args[0]))
		return cel_macro_error(parser, args[0],
				       "cel.index requires a single non-negative int constant arg");
	return cel_new_ident_print(parser, offset, "@index%lld",
				   (long long)args[0]->literal.integer);
}

/* The name of a comprehension's variable: how deep it is in others, and which of several. */
static struct cel_expr *loop_variable(struct cel_parser *parser, int32_t offset,
				      struct cel_expr *const *args, const char *prefix,
				      const char *macro)
{
	for (size_t i = 0; i < 2; i++)
		if (!is_count(args[i]))
			return cel_macro_error(parser, args[i],
					       "%s requires two non-negative int constant args",
					       macro);
	return cel_new_ident_print(parser, offset, "%s:%lld:%lld", prefix,
				   (long long)args[0]->literal.integer,
				   (long long)args[1]->literal.integer);
}

static struct cel_expr *expand_iter_var(struct cel_parser *parser, int32_t offset,
					struct cel_expr *target, struct cel_expr *const *args,
					size_t n)
{
	(void)n;
	return is_cel(target) ? loop_variable(parser, offset, args, "@it", "cel.iterVar") : NULL;
}

static struct cel_expr *expand_accu_var(struct cel_parser *parser, int32_t offset,
					struct cel_expr *target, struct cel_expr *const *args,
					size_t n)
{
	(void)n;
	return is_cel(target) ? loop_variable(parser, offset, args, "@ac", "cel.accuVar") : NULL;
}

/* As in macros.c. */
const struct cel_macro cel_optional_macros[] = {
	{ "optMap", 2, true, expand_opt_map },
	{ "optFlatMap", 2, true, expand_opt_flat_map },
	{ .function = NULL },
};

const struct cel_macro cel_binding_macros[] = {
	{ "bind", 3, true, expand_bind },
	{ .function = NULL },
};

const struct cel_macro cel_block_macros[] = {
	{ "block", 2, true, expand_block },
	{ "index", 1, true, expand_index },
	{ "iterVar", 2, true, expand_iter_var },
	{ "accuVar", 2, true, expand_accu_var },
	{ .function = NULL },
};
