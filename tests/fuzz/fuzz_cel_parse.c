/* Any text as an expression. It parses, with every node inside the text, or there are issues that
 * print; and both twice the same. The first byte chooses the options. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cel/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void look_over(const struct cel_ast *ast, const struct cel_expr *expr);

static void look_over_all(const struct cel_ast *ast, struct cel_expr *const *exprs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		look_over(ast, exprs[i]);
}

static void look_over_entries(const struct cel_ast *ast, const struct cel_expr *expr)
{
	for (size_t i = 0; i < expr->map.n; i++) {
		const struct cel_expr_entry *entry = &expr->map.entries[i];

		if (expr->kind == CEL_EXPR_STRUCT)
			require(entry->field != NULL && strlen(expr->map.name) > 0);
		else
			look_over(ast, entry->key);
		look_over(ast, entry->value);
	}
}

/* All that a tree without issues has to have. */
static void look_over(const struct cel_ast *ast, const struct cel_expr *expr)
{
	int line, column;

	require(expr->offset >= 0 && (size_t)expr->offset <= ast->length);
	cel_place(ast, expr->offset, &line, &column);
	require(line >= 1 && (size_t)line <= ast->n_lines + 1 && column >= 1);
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
		require(expr->literal.kind != CEL_ABSENT);
		if (expr->literal.kind == CEL_STRING)
			require(utf8_count(expr->literal.text, expr->literal.size) <=
				expr->literal.size);
		break;
	case CEL_EXPR_IDENT:
		require(strlen(expr->name) > 0);
		break;
	case CEL_EXPR_SELECT:
		require(strlen(expr->select.field) > 0);
		look_over(ast, expr->select.operand);
		break;
	case CEL_EXPR_CALL:
		if (expr->call.target != NULL)
			look_over(ast, expr->call.target);
		look_over_all(ast, expr->call.args, expr->call.n_args);
		break;
	case CEL_EXPR_LIST:
		look_over_all(ast, expr->list.items, expr->list.n);
		break;
	case CEL_EXPR_MAP:
	case CEL_EXPR_STRUCT:
		look_over_entries(ast, expr);
		break;
	case CEL_EXPR_COMPREHENSION:
		look_over(ast, expr->fold.range);
		look_over(ast, expr->fold.init);
		look_over(ast, expr->fold.condition);
		look_over(ast, expr->fold.step);
		look_over(ast, expr->fold.result);
		break;
	}
}

/* The issues, printed; owned. NULL when it parses. */
static char *issues_of(const struct cel_env *env, const char *source, size_t length)
{
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	struct strbuf out = STRBUF_INIT;
	struct cel_ast ast = { .env = env };
	bool parsed = cel_parse(env, source, length, &ast, &issues);

	require(parsed == (issues.n == 0));
	if (parsed)
		look_over(&ast, ast.root);
	else
		cel_issues_print(&issues, source, length, &out);
	cel_ast_finish(&ast);
	require(parsed || out.length > 0);
	return parsed ? NULL : strbuf_detach(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cel_library library = { .name = "standard",
						    .macros = cel_standard_macros };
	static const struct cel_library two = { .name = "two variables",
						.macros = cel_two_variable_macros };
	static const struct cel_library optional = { .name = "optional",
						     .macros = cel_optional_macros };
	static const struct cel_library bindings = { .name = "bindings",
						     .macros = cel_binding_macros };
	static const struct cel_library *const libraries[] = { &library, &two, &optional, &bindings,
							       NULL };
	const struct cel_profile profile = { .libraries = libraries,
					     .options = size > 0 ? data[0] & 3U : 0 };
	CLEANUP(cel_env) struct cel_env *env = cel_env_new(&profile);
	const char *source = size > 0 ? (const char *)data + 1 : "";
	size_t length = size > 0 ? size - 1 : 0;
	CLEANUP(str) char *once = issues_of(env, source, length);
	CLEANUP(str) char *twice = issues_of(env, source, length);

	require((once == NULL) == (twice == NULL));
	require(once == NULL || strcmp(once, twice) == 0);
	return 0;
}
