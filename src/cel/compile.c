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

void cel_ast_finish(struct cel_ast *ast)
{
	arena_finish(&ast->arena);
	arena_finish(&ast->tree);
}

/* The memory of the last tree, for the next one: touching new memory takes longer than most
 * compilations. */
#define LARGEST_SPARE ((size_t)64 << 10)
static struct arena spare = ARENA_INIT;

static void keep_spare(struct arena *tree)
{
	arena_reset(tree);
	if (tree->size > LARGEST_SPARE)
		arena_finish(tree);
	spare = *tree;
}

/* The program lives in the arena, which the ast has while it is made. */
static bool compile(struct arena *arena, const struct cel_env *env, const char *source,
		    size_t length, unsigned flags, struct cel_issues *issues,
		    const char **ret_failure, struct cel_program **ret_program)
{
	struct cel_ast ast = { .arena = *arena, .tree = spare, .env = env };
	const char *failure = NULL;
	bool compiled = read_tree(&ast, source, length, flags, issues) &&
			cel_plan(&ast, &issues->arena, &failure, ret_program);

	if (failure != NULL && ret_failure != NULL)
		*ret_failure = failure;
	*arena = compiled ? (*ret_program)->ast.arena : ast.arena;
	keep_spare(&ast.tree);
	return compiled;
}

bool cel_compile(const struct cel_env *env, const char *source, size_t length, unsigned flags,
		 struct cel_issues *issues, const char **ret_failure,
		 struct cel_program **ret_program)
{
	struct arena arena = ARENA_INIT;

	if (compile(&arena, env, source, length, flags, issues, ret_failure, ret_program))
		return true;
	arena_finish(&arena);
	return false;
}

bool cel_compile_in(struct arena *arena, const struct cel_env *env, const char *source,
		    size_t length, struct cel_issues *issues, const char **ret_failure,
		    struct cel_program **ret_program)
{
	if (!compile(arena, env, source, length, 0, issues, ret_failure, ret_program))
		return false;
	(*ret_program)->ast.arena = (struct arena)ARENA_INIT;
	return true;
}
