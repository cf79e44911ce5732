/* Comprehensions: slots for their variables, and accumulators that grow in place. */
#include <string.h>

#include "plan.h"

/* ---- steps that add to the accumulator ---- */

static bool is_accumulator(const struct cel_expr *expr, const struct cel_expr *fold)
{
	return expr->kind == CEL_EXPR_IDENT && strcmp(expr->name, fold->fold.accumulator) == 0;
}

/* accumulator + [x] */
static bool is_append(const struct cel_expr *step, const struct cel_expr *fold)
{
	const struct cel_expr *list;

	if (step->kind != CEL_EXPR_CALL || step->call.target != NULL || step->call.n_args != 2 ||
	    strcmp(step->call.function, "_+_") != 0 || !is_accumulator(step->call.args[0], fold))
		return false;
	list = step->call.args[1];
	return fold->fold.init->kind == CEL_EXPR_LIST && fold->fold.init->list.n == 0 &&
	       list->kind == CEL_EXPR_LIST && list->list.n == 1 && list->list.is_optional == NULL;
}

/* cel.@mapInsert(accumulator, …) */
static bool is_insert(const struct cel_expr *step, const struct cel_expr *fold)
{
	return step->kind == CEL_EXPR_CALL && step->call.target == NULL &&
	       (step->call.n_args == 2 || step->call.n_args == 3) &&
	       strcmp(step->call.function, "cel.@mapInsert") == 0 &&
	       is_accumulator(step->call.args[0], fold) && fold->fold.init->kind == CEL_EXPR_MAP &&
	       fold->fold.init->map.n == 0;
}

static const struct cel_node *plan_growing(struct cel_planner *planner, const struct cel_expr *step,
					   enum cel_op op, size_t slot)
{
	struct cel_node *node = cel_plan_new(planner, op, step);
	struct cel_expr *const *args = step->call.args;

	node->simple.slot = slot;
	node->simple.args[0] =
		cel_plan_node(planner, op == CEL_OP_APPEND ? args[1]->list.items[0] : args[1]);
	if (node->simple.args[0] == NULL || op != CEL_OP_INSERT)
		return node->simple.args[0] == NULL ? NULL : node;
	node->simple.args[1] = cel_plan_node(planner, args[2]);
	return node->simple.args[1] == NULL ? NULL : node;
}

/* filter ? step : accumulator */
static bool is_filtered(const struct cel_expr *step, const struct cel_expr *fold)
{
	return step->kind == CEL_EXPR_CALL && step->call.n_args == 3 &&
	       strcmp(step->call.function, "_?_:_") == 0 &&
	       is_accumulator(step->call.args[2], fold);
}

static const struct cel_node *plan_step(struct cel_planner *planner, const struct cel_expr *step,
					const struct cel_expr *fold, size_t slot)
{
	if (is_append(step, fold))
		return plan_growing(planner, step, CEL_OP_APPEND, slot);
	if (is_insert(step, fold))
		return plan_growing(planner, step,
				    step->call.n_args == 3 ? CEL_OP_INSERT : CEL_OP_INSERT_MAP,
				    slot);
	if (is_filtered(step, fold)) {
		struct cel_node *node = cel_plan_new(planner, CEL_OP_CONDITION, step);

		node->simple.args[0] = cel_plan_node(planner, step->call.args[0]);
		if (node->simple.args[0] == NULL)
			return NULL;
		node->simple.args[1] = plan_step(planner, step->call.args[1], fold, slot);
		if (node->simple.args[1] == NULL)
			return NULL;
		node->simple.args[2] = cel_plan_node(planner, step->call.args[2]);
		return node->simple.args[2] == NULL ? NULL : node;
	}
	return cel_plan_node(planner, step);
}

/* ---- whole comprehensions ---- */

static struct cel_scope enter(struct cel_planner *planner, const char *name, size_t slot)
{
	return (struct cel_scope) { .name = name, .slot = slot, .outer = planner->scope };
}

/* What sees all variables: the condition and the step. */
static bool plan_turn(struct cel_planner *planner, const struct cel_expr *expr,
		      struct cel_fold_node *fold)
{
	const struct cel_scope *outer = planner->scope;
	struct cel_scope variable, variable2, accumulator;

	variable2 = enter(planner, expr->fold.variable2, fold->variable2);
	planner->scope = &variable2;
	variable = enter(planner, expr->fold.variable, fold->variable);
	planner->scope = &variable;
	accumulator = enter(planner, expr->fold.accumulator, fold->accumulator);
	planner->scope = &accumulator;
	fold->condition = cel_plan_node(planner, expr->fold.condition);
	if (fold->condition != NULL)
		fold->step = plan_step(planner, expr->fold.step, expr, fold->accumulator);
	planner->scope = outer;
	return fold->step != NULL;
}

/* The result sees the accumulator only. */
static bool plan_result(struct cel_planner *planner, const struct cel_expr *expr,
			struct cel_fold_node *fold)
{
	const struct cel_scope *outer = planner->scope;
	struct cel_scope accumulator = enter(planner, expr->fold.accumulator, fold->accumulator);

	planner->scope = &accumulator;
	fold->result = cel_plan_node(planner, expr->fold.result);
	planner->scope = outer;
	return fold->result != NULL;
}

const struct cel_node *cel_plan_comprehension(struct cel_planner *planner,
					      const struct cel_expr *expr)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_FOLD, expr);
	struct cel_fold_node *fold = &node->fold;

	fold->init = cel_plan_node(planner, expr->fold.init);
	fold->range = fold->init == NULL ? NULL : cel_plan_node(planner, expr->fold.range);
	if (fold->range == NULL)
		return NULL;
	fold->accumulator = cel_plan_add_local(planner, fold->init);
	fold->variable = cel_plan_add_local(planner, NULL);
	fold->variable2 = CEL_NO_VARIABLE;
	if (expr->fold.variable2 != NULL)
		fold->variable2 = cel_plan_add_local(planner, NULL);
	if (!plan_turn(planner, expr, fold) || !plan_result(planner, expr, fold))
		return NULL;
	return node;
}

/* ---- cel.block ---- */

/* cel.@block([parts], result): @index0 and so on are the parts, each of which sees those before. */
const struct cel_node *cel_plan_block(struct cel_planner *planner, const struct cel_expr *expr)
{
	const struct cel_scope *outer = planner->scope;
	struct cel_node *node = cel_plan_new(planner, CEL_OP_BLOCK, expr);
	const struct cel_expr *parts = expr->call.n_args == 2 ? expr->call.args[0] : NULL;
	struct cel_scope *scopes;

	if (parts == NULL || parts->kind != CEL_EXPR_LIST)
		return cel_plan_failure(
			planner, "cel.@block expects a list constructor as the first argument");
	scopes = arena_alloc(planner->arena, parts->list.n * sizeof(*scopes));
	node->block.n = parts->list.n;
	for (size_t i = 0; i < parts->list.n; i++) {
		const struct cel_node *part = cel_plan_node(planner, parts->list.items[i]);

		if (part == NULL)
			return NULL;
		scopes[i] = enter(planner, arena_printf(planner->arena, "@index%zu", i), 0);
		scopes[i].slot = cel_plan_add_local(planner, part);
		planner->scope = &scopes[i];
	}
	/* Parts may have folds: their slots lie between. */
	node->block.slots = scopes;
	node->block.result = cel_plan_node(planner, expr->call.args[1]);
	planner->scope = outer;
	return node->block.result == NULL ? NULL : node;
}
