/* Source text to a program: parse, check, plan. */
#include "plan.h"

static bool read_tree(struct cel_ast *ast, const char *source, size_t length, unsigned flags,
		      struct cel_issues *issues)
{
	if (!cel_parse(ast->env, source, length, ast, issues))
		return false;
	if (flags & CEL_WITHOUT_CHECK)
		return true;
	if (!cel_check(ast, issues))
		return false;
	ast->checked = true;
	return true;
}

bool cel_compile(const struct cel_env *env, const char *source, size_t length, unsigned flags,
		 struct cel_issues *issues, const char **ret_failure,
		 struct cel_program **ret_program)
{
	struct cel_ast ast = { .arena = ARENA_INIT, .env = env };
	const char *failure = NULL;
	bool compiled;

	if (!read_tree(&ast, source, length, flags, issues)) {
		arena_finish(&ast.arena);
		return false;
	}
	compiled = cel_plan(&ast, &issues->arena, &failure, ret_program);
	if (!compiled && ret_failure != NULL)
		*ret_failure = failure;
	return compiled;
}
