/* The checker: gives every node its type, every name its meaning and every call its overloads.
 * Source: cel-go checker/checker.go. */
#include <stdarg.h>

#include "check.h"

/* Far more than the longest source needs whose types are of a size that someone writes. */
#define MAX_STEPS 8000000

/* ---- issues ---- */

void cel_check_error(struct cel_checker *checker, int32_t offset, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	va_list args;

	checker->n_errors++;
	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	cel_issue_add(checker->issues, checker->ast, offset, "%s", text.text);
}

void cel_check_mismatch(struct cel_checker *checker, const struct cel_expr *at,
			const struct cel_type *expected, const struct cel_type *found)
{
	CLEANUP(strbuf) struct strbuf wanted = STRBUF_INIT, got = STRBUF_INIT;

	cel_type_format(expected, &wanted);
	cel_type_format(found, &got);
	cel_check_error(checker, at->offset, "expected type '%s' but found '%s'", wanted.text,
			got.text);
}

void cel_check_undeclared(struct cel_checker *checker, const struct cel_expr *at, const char *name)
{
	cel_check_error(checker, at->offset, "undeclared reference to '%s' (in container '%s')",
			name, cel_env_container(checker->env));
}

/* ---- nodes ---- */

static bool is_open(const struct cel_type *type)
{
	if (type->kind == CEL_TYPE_PARAM)
		return true;
	for (unsigned i = 0; i < type->n_params; i++)
		if (type->params[i]->n_params > 0 || type->params[i]->kind == CEL_TYPE_PARAM)
			return true;
	return false;
}

void cel_check_set_type(struct cel_checker *checker, struct cel_expr *expr,
			const struct cel_type *type)
{
	expr->type = type;
	if (!is_open(type))
		return;
	checker->open = arena_grow(checker->arena, checker->open, checker->n_open,
				   &checker->open_capacity, sizeof(expr));
	checker->open[checker->n_open++] = expr;
}

static void check_ident(struct cel_checker *checker, struct cel_expr *expr)
{
	if (cel_check_resolve(checker, expr, expr->name))
		return;
	/* Only macros write such a name, of what is known when the program runs. */
	if (*expr->name == '@') {
		cel_check_set_type(checker, expr, &cel_dyn);
		return;
	}
	cel_check_set_type(checker, expr, &cel_error_type);
	cel_check_undeclared(checker, expr, expr->name);
}

/* The type of elements of both types; NULL: there is none yet. */
static const struct cel_type *join(struct cel_checker *checker, const struct cel_type *a,
				   const struct cel_type *b)
{
	if (a == NULL)
		return b;
	if (!cel_check_fits(checker, a, b))
		return &cel_dyn;
	/* Null among values of a type that may be null: the language has that type, cel-go null. */
	if (checker->is_newest && b->kind == CEL_TYPE_NULL)
		return a;
	return cel_check_most_general(checker, a, b);
}

/* Checks an element; the type it brings, which [?x] takes out of an optional. */
static const struct cel_type *check_element(struct cel_checker *checker, struct cel_expr *expr,
					    bool is_optional)
{
	const struct cel_type *type;

	cel_check_expr(checker, expr);
	type = expr->type;
	if (!is_optional)
		return type;
	if (cel_type_is_optional(type))
		return cel_type_of_optional(type);
	if (type->kind != CEL_TYPE_DYN)
		cel_check_mismatch(checker, expr, cel_type_optional(checker->arena, type), type);
	return type;
}

static void check_list(struct cel_checker *checker, struct cel_expr *expr)
{
	const struct cel_type *element = NULL;

	for (size_t i = 0; i < expr->list.n; i++) {
		bool is_optional = expr->list.is_optional != NULL && expr->list.is_optional[i];
		const struct cel_type *type =
			check_element(checker, expr->list.items[i], is_optional);

		element = join(checker, element, type);
	}
	if (element == NULL)
		element = cel_check_new_variable(checker);
	cel_check_set_type(checker, expr, cel_type_list(checker->arena, element));
}

static void check_map(struct cel_checker *checker, struct cel_expr *expr)
{
	const struct cel_type *key = NULL, *value = NULL;

	for (size_t i = 0; i < expr->map.n; i++) {
		const struct cel_expr_entry *entry = &expr->map.entries[i];

		key = join(checker, key, check_element(checker, entry->key, false));
		value = join(checker, value,
			     check_element(checker, entry->value, entry->is_optional));
	}
	if (key == NULL) {
		key = cel_check_new_variable(checker);
		value = cel_check_new_variable(checker);
	}
	cel_check_set_type(checker, expr, cel_type_map(checker->arena, key, value));
}

/* ---- comprehensions ---- */

static void report_range(struct cel_checker *checker, const struct cel_expr *range,
			 const struct cel_type *type)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_type_format(type, &text);
	cel_check_error(checker, range->offset,
			"expression of type '%s' cannot be range of a comprehension "
			"(must be list, map, or dynamic)",
			text.text);
}

/* The types of the variables that run over the range: with one it is the element or the key, with
 * two the index and the element, or the key and the value. */
static void range_types(struct cel_checker *checker, const struct cel_expr *fold,
			const struct cel_type **ret_first, const struct cel_type **ret_second)
{
	const struct cel_expr *range = fold->fold.range;
	const struct cel_type *type = cel_check_substitute(checker, range->type, false);

	switch (type->kind) {
	case CEL_TYPE_LIST:
		*ret_first = fold->fold.variable2 != NULL ? &cel_int : type->params[0];
		*ret_second = type->params[0];
		break;
	case CEL_TYPE_MAP:
		*ret_first = type->params[0];
		*ret_second = type->params[1];
		break;
	case CEL_TYPE_DYN:
	case CEL_TYPE_ERROR:
	case CEL_TYPE_PARAM:
		cel_check_fits(checker, &cel_dyn, type);
		*ret_first = *ret_second = &cel_dyn;
		break;
	default:
		report_range(checker, range, type);
		*ret_first = *ret_second = &cel_error_type;
	}
}

static void expect_type(struct cel_checker *checker, const struct cel_expr *expr,
			const struct cel_type *expected)
{
	if (!cel_check_fits(checker, expected, expr->type))
		cel_check_mismatch(checker, expr, expected, expr->type);
}

/* What is computed for each element sees the accumulator and the variables, the result only the
 * accumulator. */
static void check_body(struct cel_checker *checker, const struct cel_expr *expr)
{
	const struct cel_local *outer = checker->locals;
	struct cel_local accumulator = { expr->fold.accumulator, expr->fold.init->type, outer };
	struct cel_local first = { expr->fold.variable, NULL, &accumulator };
	struct cel_local second = { expr->fold.variable2, NULL, &first };

	range_types(checker, expr, &first.type, &second.type);
	checker->locals = expr->fold.variable2 != NULL ? &second : &first;
	cel_check_expr(checker, expr->fold.condition);
	expect_type(checker, expr->fold.condition, &cel_bool);
	cel_check_expr(checker, expr->fold.step);
	expect_type(checker, expr->fold.step, accumulator.type);
	checker->locals = &accumulator;
	cel_check_expr(checker, expr->fold.result);
	checker->locals = outer;
}

static void check_fold(struct cel_checker *checker, struct cel_expr *expr)
{
	cel_check_expr(checker, expr->fold.range);
	cel_check_expr(checker, expr->fold.init);
	check_body(checker, expr);
	cel_check_set_type(checker, expr,
			   cel_check_substitute(checker, expr->fold.result->type, false));
}

/* ---- all ---- */

void cel_check_expr(struct cel_checker *checker, struct cel_expr *expr)
{
	expr->variable = CEL_NO_VARIABLE;
	expr->overloads = NULL;
	expr->n_overloads = 0;
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
		cel_check_set_type(checker, expr, cel_type_of(&expr->literal));
		break;
	case CEL_EXPR_IDENT:
		check_ident(checker, expr);
		break;
	case CEL_EXPR_SELECT:
		cel_check_select(checker, expr);
		break;
	case CEL_EXPR_CALL:
		cel_check_call(checker, expr);
		break;
	case CEL_EXPR_LIST:
		check_list(checker, expr);
		break;
	case CEL_EXPR_MAP:
		check_map(checker, expr);
		break;
	case CEL_EXPR_STRUCT:
		cel_check_struct(checker, expr);
		break;
	case CEL_EXPR_COMPREHENSION:
		check_fold(checker, expr);
		break;
	}
}

static void close_types(struct cel_checker *checker)
{
	for (size_t i = 0; i < checker->n_open; i++)
		checker->open[i]->type =
			cel_check_substitute(checker, checker->open[i]->type, true);
}

static void run_validators(const struct cel_ast *ast, struct cel_issues *issues)
{
	cel_validator *const *validators = cel_env_profile(ast->env)->validators;

	for (; validators != NULL && *validators != NULL; validators++)
		(*validators)(ast, issues);
}

bool cel_check(struct cel_ast *ast, struct cel_issues *issues)
{
	struct cel_checker checker = {
		.ast = ast,
		.env = ast->env,
		.issues = issues,
		.arena = &ast->arena,
		.is_newest = (cel_env_options(ast->env) & CEL_NEWEST) != 0,
		.steps_left = MAX_STEPS,
	};
	size_t before = issues->n;

	cel_check_expr(&checker, ast->root);
	if (checker.n_errors == 0)
		close_types(&checker);
	if (checker.gave_up)
		cel_check_error(&checker, ast->root->offset,
				"types of the expression are too large");
	if (checker.n_errors > 0)
		return false;
	ast->checked = true;
	run_validators(ast, issues);
	return issues->n == before;
}
