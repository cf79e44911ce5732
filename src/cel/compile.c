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

static bool compile(struct cel_ast *ast, const char *source, size_t length, unsigned flags,
		    struct cel_issues *issues, const char **ret_failure,
		    struct cel_program **ret_program)
{
	const char *failure = NULL;

	if (!read_tree(ast, source, length, flags, issues))
		return false;
	if (cel_plan(ast, &issues->arena, &failure, ret_program))
		return true;
	if (ret_failure != NULL)
		*ret_failure = failure;
	return false;
}

bool cel_compile(const struct cel_env *env, const char *source, size_t length, unsigned flags,
		 struct cel_issues *issues, const char **ret_failure,
		 struct cel_program **ret_program)
{
	struct cel_ast ast = { .arena = ARENA_INIT, .env = env };
	bool compiled = compile(&ast, source, length, flags, issues, ret_failure, ret_program);

	arena_finish(&ast.arena);
	return compiled;
}

/* While it compiles, the ast has the arena. */
bool cel_compile_in(struct arena *arena, const struct cel_env *env, const char *source,
		    size_t length, struct cel_issues *issues, const char **ret_failure,
		    struct cel_program **ret_program)
{
	struct cel_ast ast = { .arena = *arena, .env = env };

	if (!compile(&ast, source, length, 0, issues, ret_failure, ret_program)) {
		*arena = ast.arena;
		return false;
	}
	*arena = (*ret_program)->ast.arena;
	(*ret_program)->ast.arena = (struct arena)ARENA_INIT;
	return true;
}
