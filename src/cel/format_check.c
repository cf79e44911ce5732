/* Literal formats with literal lists, checked before they run. Source: as in format_clause.c. */
#include <string.h>

#include "format.h"

struct checker {
	const struct cel_ast *ast;
	struct cel_issues *issues;
	bool newest;
};

/* What values of a type are; CEL_ABSENT for types that no clause takes. */
static enum cel_kind kind_of(const struct cel_type *type)
{
	static const enum cel_kind kinds[] = {
		[CEL_TYPE_NULL] = CEL_NULL,         [CEL_TYPE_BOOL] = CEL_BOOL,
		[CEL_TYPE_INT] = CEL_INT,           [CEL_TYPE_UINT] = CEL_UINT,
		[CEL_TYPE_DOUBLE] = CEL_DOUBLE,     [CEL_TYPE_STRING] = CEL_STRING,
		[CEL_TYPE_BYTES] = CEL_BYTES,       [CEL_TYPE_TIMESTAMP] = CEL_TIMESTAMP,
		[CEL_TYPE_DURATION] = CEL_DURATION, [CEL_TYPE_LIST] = CEL_LIST,
		[CEL_TYPE_MAP] = CEL_MAP,           [CEL_TYPE_TYPE] = CEL_TYPE,
		[CEL_TYPE_OPAQUE] = CEL_OPAQUE,
	};

	return type->kind < ARRAY_LEN(kinds) ? kinds[type->kind] : CEL_ABSENT;
}

/* The part of the expression that the clause does not take, or NULL. What is in a literal list or map
 * counts too, for %s. */
static const struct cel_expr *find_misfit(const struct checker *checker,
					  const struct cel_clause_rule *rule,
					  const struct cel_expr *expr)
{
	const struct cel_type *type = expr->type;
	const struct cel_expr *misfit = NULL;

	if (type->kind != CEL_TYPE_DYN && type->kind != CEL_TYPE_ERROR &&
	    !cel_clause_takes(rule, checker->newest, kind_of(type)))
		return expr;
	if (rule->letter != 's')
		return NULL;
	if (expr->kind == CEL_EXPR_LIST)
		for (size_t i = 0; i < expr->list.n && misfit == NULL; i++)
			misfit = find_misfit(checker, rule, expr->list.items[i]);
	if (expr->kind == CEL_EXPR_MAP)
		for (size_t i = 0; i < expr->map.n && misfit == NULL; i++) {
			misfit = find_misfit(checker, rule, expr->map.entries[i].key);
			if (misfit == NULL)
				misfit = find_misfit(checker, rule, expr->map.entries[i].value);
		}
	return misfit;
}

/* False after an issue. */
static bool check_argument(const struct checker *checker, struct cel_format *format,
			   const struct cel_expr *call, size_t index)
{
	const struct cel_expr *list = call->call.args[0], *misfit;
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct cel_clause clause;

	if (index >= list->list.n && format->at < format->end)
		strbuf_addf(&why, "index %zu out of range", index);
	if (why.length > 0 || !cel_clause_read(format, &clause, &why)) {
		cel_issue_add(checker->issues, checker->ast, call->offset, "%s", why.text);
		return false;
	}
	misfit = find_misfit(checker, clause.rule, list->list.items[index]);
	if (misfit == NULL)
		return true;
	cel_issue_add(checker->issues, checker->ast, misfit->offset,
		      "error during formatting: %s, was given %s",
		      cel_clause_refusal(clause.rule, checker->newest), misfit->type->name);
	return false;
}

static bool is_literal_format(const struct cel_expr *expr)
{
	return expr->kind == CEL_EXPR_CALL && expr->call.target != NULL && expr->call.n_args == 1 &&
	       strcmp(expr->call.function, "format") == 0 &&
	       expr->call.target->kind == CEL_EXPR_LITERAL &&
	       expr->call.target->literal.kind == CEL_STRING &&
	       expr->call.args[0]->kind == CEL_EXPR_LIST;
}

static void check_call(void *context, const struct cel_expr *expr, bool in_format)
{
	const struct checker *checker = context;
	struct cel_format format = { .newest = checker->newest };
	enum cel_format_token token;
	size_t index = 0;

	(void)in_format;
	if (!is_literal_format(expr))
		return;
	format.at = expr->call.target->literal.text;
	format.end = format.at + expr->call.target->literal.size;
	while ((token = cel_format_next(&format)) != CEL_FORMAT_END)
		if (token == CEL_FORMAT_CLAUSE && !check_argument(checker, &format, expr, index++))
			return;
	if (expr->call.args[0]->list.n > index)
		cel_issue_add(checker->issues, checker->ast, expr->offset, CEL_TOO_MANY_ARGUMENTS,
			      index, expr->call.args[0]->list.n);
}

void cel_validate_formats(const struct cel_ast *ast, struct cel_issues *issues)
{
	struct checker checker = { ast, issues, cel_env_options(ast->env) & CEL_NEWEST };

	if (strstr(ast->source, "format") != NULL)
		cel_walk(ast->root, check_call, &checker);
}
