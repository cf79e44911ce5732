/* Literal addresses and networks, checked before they run. Source: cel-go ext/network.go. */
#include <string.h>

#include "internal.h"

struct checker {
	const struct cel_ast *ast;
	struct cel_issues *issues;
};

static bool is_checked(const struct cel_expr *expr)
{
	return expr->kind == CEL_EXPR_CALL && expr->call.n_args == 1 && expr->n_overloads == 1 &&
	       (strcmp(expr->call.function, "ip") == 0 ||
		strcmp(expr->call.function, "cidr") == 0) &&
	       expr->call.args[0]->kind == CEL_EXPR_LITERAL &&
	       expr->call.args[0]->literal.kind == CEL_STRING;
}

static void check_call(void *context, const struct cel_expr *expr, bool in_format)
{
	const struct checker *checker = context;
	struct cel_value value;

	(void)in_format;
	if (!is_checked(expr))
		return;
	value = cel_call_constant(checker->ast, expr->overloads[0], &expr->call.args[0]->literal,
				  1);
	if (value.kind == CEL_ERROR)
		cel_issue_add(checker->issues, checker->ast, expr->call.args[0]->offset,
			      "invalid %s argument: %s", expr->call.function,
			      value.failure->message);
}

void cel_validate_network_literals(const struct cel_ast *ast, struct cel_issues *issues)
{
	struct checker checker = { ast, issues };

	cel_walk(ast->root, check_call, &checker);
}
