/* From a tree to a program: literals, folding of constants, and what every node needs. */
#include "plan.h"

#include <string.h>

struct cel_node *cel_plan_new(struct cel_planner *planner, enum cel_op op,
			      const struct cel_expr *expr)
{
	struct cel_node *node = arena_zalloc(planner->arena, 1, sizeof(*node));

	node->op = op;
	node->offset = expr->offset;
	return node;
}

const struct cel_node *cel_plan_constant(struct cel_planner *planner, const struct cel_expr *expr,
					 struct cel_value value)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_CONSTANT, expr);

	node->constant = value;
	return node;
}

const struct cel_node *cel_plan_failure(struct cel_planner *planner, const char *message)
{
	if (planner->failure == NULL)
		planner->failure = arena_str(planner->failure_arena, message);
	return NULL;
}

size_t cel_plan_add_local(struct cel_planner *planner, const struct cel_node *init)
{
	struct cel_program *program = planner->program;
	size_t slot = program->n_locals;

	program->inits = arena_grow(planner->arena, program->inits, slot, &program->inits_capacity,
				    sizeof(*program->inits));
	program->inits[slot] = init;
	program->n_locals++;
	return slot;
}

const struct cel_node *cel_plan_fold(struct cel_planner *planner, const struct cel_expr *expr,
				     const struct cel_node *node, bool may_fail)
{
	struct cel_eval eval;
	struct cel_value value;

	cel_eval_init(&eval, planner->program, planner->program->options, planner->arena);
	value = cel_eval_node(&eval, node);
	if (eval.stopped)
		return node;
	if (value.kind != CEL_ERROR || may_fail)
		return cel_plan_constant(planner, expr, value);
	if (planner->program->options & CEL_NEWEST)
		return node;
	return cel_plan_failure(planner, value.failure->message);
}

/* ---- literals ---- */

static const struct cel_node *plan_list(struct cel_planner *planner, const struct cel_expr *expr)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_LIST, expr);
	bool is_constant = true;
	size_t n = expr->list.n;

	node->literal.items = arena_alloc(planner->arena, n * sizeof(*node->literal.items));
	node->literal.is_optional = expr->list.is_optional;
	node->literal.n = n;
	for (size_t i = 0; i < n; i++) {
		const struct cel_node *item = cel_plan_node(planner, expr->list.items[i]);

		if (item == NULL)
			return NULL;
		node->literal.items[i] = item;
		is_constant &= item->op == CEL_OP_CONSTANT;
	}
	return is_constant ? cel_plan_fold(planner, expr, node, true) : node;
}

static const struct cel_node *plan_map(struct cel_planner *planner, const struct cel_expr *expr)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_MAP, expr);
	size_t n = expr->map.n;
	bool *is_optional = arena_alloc(planner->arena, n);
	bool is_constant = true;

	node->literal.items = arena_alloc(planner->arena, 2 * n * sizeof(*node->literal.items));
	node->literal.is_optional = is_optional;
	node->literal.n = n;
	for (size_t i = 0; i < n; i++) {
		const struct cel_expr_entry *entry = &expr->map.entries[i];
		const struct cel_node *key = cel_plan_node(planner, entry->key), *value;

		value = key == NULL ? NULL : cel_plan_node(planner, entry->value);
		if (value == NULL)
			return NULL;
		node->literal.items[2 * i] = key;
		node->literal.items[2 * i + 1] = value;
		is_optional[i] = entry->is_optional;
		is_constant &= key->op == CEL_OP_CONSTANT && value->op == CEL_OP_CONSTANT;
	}
	return is_constant ? cel_plan_fold(planner, expr, node, true) : node;
}

const struct cel_node *cel_plan_node(struct cel_planner *planner, const struct cel_expr *expr)
{
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
		return cel_plan_constant(planner, expr, expr->literal);
	case CEL_EXPR_IDENT:
		return cel_plan_ident(planner, expr);
	case CEL_EXPR_SELECT:
		return cel_plan_select(planner, expr);
	case CEL_EXPR_CALL:
		return cel_plan_call(planner, expr);
	case CEL_EXPR_LIST:
		return plan_list(planner, expr);
	case CEL_EXPR_MAP:
		return plan_map(planner, expr);
	case CEL_EXPR_COMPREHENSION:
		return cel_plan_comprehension(planner, expr);
	case CEL_EXPR_STRUCT:
		break;
	}
	return cel_plan_failure(planner,
				arena_printf(planner->arena, "unknown type: %s", expr->map.name));
}

/* ---- programs ---- */

bool cel_plan(struct cel_ast *ast, struct arena *failure_arena, const char **ret_failure,
	      struct cel_program **ret_program)
{
	struct cel_program *program = arena_zalloc(&ast->arena, 1, sizeof(*program));
	const struct cel_expr *root = ast->root;
	struct cel_planner planner = {
		.program = program,
		.env = ast->env,
		.arena = &program->ast.arena,
		.failure_arena = failure_arena,
	};

	program->ast = *ast;
	program->ast.tree = ast->arena = (struct arena)ARENA_INIT;
	program->ast.root = NULL;
	program->options = cel_env_options(program->ast.env);
	program->type = program->ast.checked ? root->type : &cel_dyn;
	program->root = cel_plan_node(&planner, root);
	if (program->root == NULL) {
		*ret_failure = planner.failure;
		cel_patterns_free(program->patterns);
		ast->arena = program->ast.arena;
		return false;
	}
	*ret_program = program;
	return true;
}

void cel_program_free(struct cel_program *program)
{
	struct arena arena;

	if (program == NULL)
		return;
	cel_patterns_free(program->patterns);
	arena = program->ast.arena;
	arena_finish(&arena);
}

void cel_program_cleanup(struct cel_program **program)
{
	cel_program_free(*program);
}

const struct cel_type *cel_program_type(const struct cel_program *program)
{
	return program->type;
}

void cel_program_place(const struct cel_program *program, int32_t offset, int *ret_line,
		       int *ret_column)
{
	cel_place(&program->ast, offset, ret_line, ret_column);
}
