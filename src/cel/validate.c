/* Checks of literals on a typed tree. Source: cel-go cel/validator.go, with what Kubernetes switches
 * on. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/regexp.h"
#include "internal.h"

struct validation {
	const struct cel_ast *ast;
	struct cel_issues *issues;
};

/* ---- walking ---- */

static void walk(const struct cel_expr *expr, cel_visit *visit, void *context, bool in_format);

static void walk_call(const struct cel_expr *call, cel_visit *visit, void *context, bool in_format)
{
	in_format |= strcmp(call->call.function, "format") == 0;
	if (call->call.target != NULL)
		walk(call->call.target, visit, context, in_format);
	for (size_t i = 0; i < call->call.n_args; i++)
		walk(call->call.args[i], visit, context, in_format);
}

static void walk_fold(const struct cel_expr *fold, cel_visit *visit, void *context, bool in_format)
{
	walk(fold->fold.range, visit, context, in_format);
	walk(fold->fold.init, visit, context, in_format);
	walk(fold->fold.condition, visit, context, in_format);
	walk(fold->fold.step, visit, context, in_format);
	walk(fold->fold.result, visit, context, in_format);
}

static void walk(const struct cel_expr *expr, cel_visit *visit, void *context, bool in_format)
{
	visit(context, expr, in_format);
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
	case CEL_EXPR_IDENT:
		break;
	case CEL_EXPR_SELECT:
		walk(expr->select.operand, visit, context, in_format);
		break;
	case CEL_EXPR_CALL:
		walk_call(expr, visit, context, in_format);
		break;
	case CEL_EXPR_LIST:
		for (size_t i = 0; i < expr->list.n; i++)
			walk(expr->list.items[i], visit, context, in_format);
		break;
	case CEL_EXPR_MAP:
	case CEL_EXPR_STRUCT:
		for (size_t i = 0; i < expr->map.n; i++) {
			if (expr->map.entries[i].key != NULL)
				walk(expr->map.entries[i].key, visit, context, in_format);
			walk(expr->map.entries[i].value, visit, context, in_format);
		}
		break;
	case CEL_EXPR_COMPREHENSION:
		walk_fold(expr, visit, context, in_format);
		break;
	}
}

void cel_walk(const struct cel_expr *expr, cel_visit *visit, void *context)
{
	walk(expr, visit, context, false);
}

/* A call that the source does not name is not in the tree: macros make none that is validated. */
static bool is_named(const struct cel_ast *ast, const char *function)
{
	return strstr(ast->source, function) != NULL;
}

/* ---- lists and maps of one type ---- */

static void report_mismatch(const struct validation *validation, const struct cel_expr *at,
			    const struct cel_type *expected, const struct cel_type *found)
{
	CLEANUP(strbuf) struct strbuf wanted = STRBUF_INIT, got = STRBUF_INIT;

	cel_type_format(expected, &wanted);
	cel_type_format(found, &got);
	cel_issue_add(validation->issues, validation->ast, at->offset,
		      "expected type '%s' but found '%s'", wanted.text, got.text);
}

/* The first part sets the type, which the others have to have. [?x] counts as what x holds; where the
 * types do not tell that x is an optional, it is refused. False after an issue. */
static bool expect_uniform(const struct validation *validation, const struct cel_expr *expr,
			   bool is_optional, const struct cel_type **type)
{
	const struct cel_type *found = expr->type;

	if (is_optional && !cel_type_is_optional(found)) {
		struct cel_type wanted = cel_optional_a;

		wanted.params[0] = found;
		report_mismatch(validation, expr, &wanted, found);
		return false;
	}
	if (is_optional)
		found = cel_type_of_optional(found);
	if (*type == NULL)
		*type = found;
	if (cel_type_equal(*type, found))
		return true;
	report_mismatch(validation, expr, *type, found);
	return false;
}

static void validate_uniform(void *context, const struct cel_expr *expr, bool in_format)
{
	const struct validation *validation = context;
	const struct cel_type *key = NULL, *value = NULL;

	if (in_format)
		return;
	if (expr->kind == CEL_EXPR_LIST) {
		for (size_t i = 0; i < expr->list.n; i++)
			if (!expect_uniform(validation, expr->list.items[i],
					    expr->list.is_optional != NULL &&
						    expr->list.is_optional[i],
					    &value))
				return;
	} else if (expr->kind == CEL_EXPR_MAP) {
		for (size_t i = 0; i < expr->map.n; i++) {
			const struct cel_expr_entry *entry = &expr->map.entries[i];

			expect_uniform(validation, entry->key, false, &key);
			expect_uniform(validation, entry->value, entry->is_optional, &value);
		}
	}
}

void cel_validate_uniform_literals(const struct cel_ast *ast, struct cel_issues *issues)
{
	struct validation validation = { ast, issues };

	/* Those that macros make have one element at most. */
	if (strpbrk(ast->source, "[{") != NULL)
		cel_walk(ast->root, validate_uniform, &validation);
}

/* ---- literal arguments ---- */

/* The first argument of a call of that name when it is a literal, or NULL. */
static const struct cel_expr *literal_argument(const struct cel_expr *expr, const char *function)
{
	if (expr->kind != CEL_EXPR_CALL || expr->call.n_args == 0 ||
	    strcmp(expr->call.function, function) != 0 ||
	    expr->call.args[0]->kind != CEL_EXPR_LITERAL)
		return NULL;
	return expr->call.args[0];
}

static void report_argument(const struct validation *validation, const struct cel_expr *at,
			    const char *function)
{
	cel_issue_add(validation->issues, validation->ast, at->offset, "invalid %s argument",
		      function);
}

/* A null passes for a time when types are checked, and for nothing when the call is made. */
static bool converts(const struct validation *validation, const struct cel_expr *call)
{
	const struct cel_value *literal = &call->call.args[0]->literal;

	return literal->kind != CEL_NULL && call->n_overloads > 0 &&
	       cel_call_constant(validation->ast, call->overloads[0], literal, 1).kind != CEL_ERROR;
}

static void validate_time(void *context, const struct cel_expr *expr, bool in_format)
{
	static const char *const functions[] = { "duration", "timestamp" };
	const struct validation *validation = context;

	(void)in_format;
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		const struct cel_expr *literal = literal_argument(expr, functions[i]);

		if (literal != NULL && !converts(validation, expr))
			report_argument(validation, literal, functions[i]);
	}
}

void cel_validate_time_literals(const struct cel_ast *ast, struct cel_issues *issues)
{
	struct validation validation = { ast, issues };

	if (is_named(ast, "duration") || is_named(ast, "timestamp"))
		cel_walk(ast->root, validate_time, &validation);
}

/* It is the first argument that is tried, also in matches(text, pattern), where that is the text. */
static void validate_pattern(void *context, const struct cel_expr *expr, bool in_format)
{
	const struct validation *validation = context;
	const struct cel_expr *literal = literal_argument(expr, "matches");
	struct regexp *regexp;
	char *why = NULL;

	(void)in_format;
	if (literal == NULL || literal->literal.kind != CEL_STRING)
		return;
	regexp = regexp_compile(literal->literal.text, literal->literal.size, &why);
	if (regexp == NULL)
		report_argument(validation, literal, "matches");
	regexp_free(regexp);
	free(why);
}

void cel_validate_patterns(const struct cel_ast *ast, struct cel_issues *issues)
{
	struct validation validation = { ast, issues };

	if (is_named(ast, "matches"))
		cel_walk(ast->root, validate_pattern, &validation);
}
