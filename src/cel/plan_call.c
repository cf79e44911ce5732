/* Calls: operators have nodes of their own, conversions of constants are computed, constant
 * patterns compiled, and the rest is a choice of overloads. */
#include "plan.h"

#include <string.h>

typedef const struct cel_node *plan_function(struct cel_planner *planner,
					     const struct cel_expr *expr);

/* ---- operators ---- */

static bool plan_args(struct cel_planner *planner, struct cel_node *node,
		      const struct cel_expr *expr, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		node->simple.args[i] = cel_plan_node(planner, expr->call.args[i]);
		if (node->simple.args[i] == NULL)
			return false;
	}
	return true;
}

static const struct cel_node *plan_simple(struct cel_planner *planner, const struct cel_expr *expr,
					  enum cel_op op, size_t n)
{
	struct cel_node *node = cel_plan_new(planner, op, expr);

	if (expr->call.n_args != n || expr->call.target != NULL)
		return cel_plan_failure(
			planner,
			arena_printf(planner->arena, "no such overload: %s", expr->call.function));
	return plan_args(planner, node, expr, n) ? node : NULL;
}

static const struct cel_node *plan_logic(struct cel_planner *planner, const struct cel_expr *expr,
					 enum cel_op op)
{
	struct cel_node *node = cel_plan_new(planner, op, expr);
	size_t n = expr->call.n_args;

	node->literal.items = arena_alloc(planner->arena, n * sizeof(*node->literal.items));
	node->literal.n = n;
	for (size_t i = 0; i < n; i++) {
		node->literal.items[i] = cel_plan_node(planner, expr->call.args[i]);
		if (node->literal.items[i] == NULL)
			return NULL;
	}
	return node;
}

static const struct cel_node *plan_and(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_logic(planner, expr, CEL_OP_AND);
}

static const struct cel_node *plan_or(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_logic(planner, expr, CEL_OP_OR);
}

static const struct cel_node *plan_condition(struct cel_planner *planner,
					     const struct cel_expr *expr)
{
	return plan_simple(planner, expr, CEL_OP_CONDITION, 3);
}

static const struct cel_node *plan_not(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_simple(planner, expr, CEL_OP_NOT, 1);
}

static const struct cel_node *plan_not_strictly_false(struct cel_planner *planner,
						      const struct cel_expr *expr)
{
	return plan_simple(planner, expr, CEL_OP_NOT_STRICTLY_FALSE, 1);
}

static const struct cel_node *plan_equal(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_simple(planner, expr, CEL_OP_EQUAL, 2);
}

static const struct cel_node *plan_not_equal(struct cel_planner *planner,
					     const struct cel_expr *expr)
{
	return plan_simple(planner, expr, CEL_OP_NOT_EQUAL, 2);
}

/* Decorated by name, whatever the operand turns out to be. */
static const struct cel_node *plan_or_else(struct cel_planner *planner, const struct cel_expr *expr,
					   enum cel_op op)
{
	struct cel_node *node = cel_plan_new(planner, op, expr);

	node->simple.args[0] = cel_plan_node(planner, expr->call.target);
	if (node->simple.args[0] == NULL)
		return NULL;
	node->simple.args[1] = cel_plan_node(planner, expr->call.args[0]);
	return node->simple.args[1] == NULL ? NULL : node;
}

/* ---- membership in a constant list ---- */

static bool is_scalar(const struct cel_value *value)
{
	return value->kind == CEL_BOOL || value->kind == CEL_INT || value->kind == CEL_UINT ||
	       value->kind == CEL_DOUBLE || value->kind == CEL_STRING;
}

/* The list as the keys of a map; false when some element cannot be one. */
static bool list_to_set(struct cel_planner *planner, const struct cel_list *list,
			struct cel_value *ret_set)
{
	struct cel_map_builder *builder = arena_zalloc(planner->arena, 1, sizeof(*builder));
	struct cel_entry *old;
	struct cel_eval eval;

	cel_eval_init(&eval, planner->program, planner->program->options, planner->arena);
	for (size_t i = 0; i < list->n; i++)
		if (!is_scalar(&list->items[i]) ||
		    !cel_map_put(&eval, builder, &list->items[i], &cel_null_value, &old))
			return false;
	*ret_set = (struct cel_value) { .kind = CEL_MAP, .map = &builder->map };
	return true;
}

/* Only where the checker knows that it is a list; NULL when it stays a call. */
static const struct cel_node *plan_in_set(struct cel_planner *planner, const struct cel_expr *expr,
					  const struct cel_call_node *call)
{
	struct cel_node *node;
	struct cel_value set;
	const struct cel_list *list;

	if (!call->is_decided || strcmp(call->overloads[0]->id, "in_list") != 0 ||
	    call->args[1]->op != CEL_OP_CONSTANT || call->args[1]->constant.kind != CEL_LIST)
		return NULL;
	list = cel_items(&call->args[1]->constant);
	/* Whatever is looked for, even an error. */
	if (list->n == 0 && !(planner->program->options & CEL_NEWEST))
		return cel_plan_constant(planner, expr, cel_from_bool(false));
	if (!list_to_set(planner, list, &set))
		return NULL;
	node = cel_plan_new(planner, CEL_OP_IN_SET, expr);
	node->simple.args[0] = call->args[0];
	node->simple.set = set;
	return node;
}

/* ---- all other calls ---- */

static bool plan_call_args(struct cel_planner *planner, const struct cel_expr *expr,
			   const struct cel_expr *target, struct cel_call_node *call)
{
	size_t n = 0;

	call->n_args = expr->call.n_args + (target != NULL);
	call->args = arena_alloc(planner->arena, call->n_args * sizeof(*call->args));
	if (target != NULL)
		call->args[n++] = cel_plan_node(planner, target);
	if (n > 0 && call->args[0] == NULL)
		return false;
	for (size_t i = 0; i < expr->call.n_args; i++) {
		call->args[n] = cel_plan_node(planner, expr->call.args[i]);
		if (call->args[n++] == NULL)
			return false;
	}
	return true;
}

static const struct cel_function *find_function(struct cel_planner *planner, const char *name)
{
	const struct cel_function *function = NULL;
	const char **names;
	size_t n = cel_env_candidates(planner->env, name, planner->arena, &names);

	for (size_t i = 0; i < n && function == NULL; i++)
		function = cel_env_find_function(planner->env, names[i]);
	return function;
}

/* The a.b of a.b.f(x), when it may be a part of the function's name. */
static char *spell(struct arena *arena, const struct cel_expr *expr, const char *suffix)
{
	char *name;

	if (expr->kind == CEL_EXPR_IDENT)
		return arena_printf(arena, "%s.%s", expr->name, suffix);
	if (expr->kind != CEL_EXPR_SELECT || expr->select.is_test)
		return NULL;
	name = arena_printf(arena, "%s.%s", expr->select.field, suffix);
	return spell(arena, expr->select.operand, name);
}

/* Without a check, overloads of that many parameters are what there is to choose from, called in
 * whatever style. *target becomes NULL when it is a part of the name. */
static void find_overloads(struct cel_planner *planner, const struct cel_expr *expr,
			   const struct cel_expr **target, struct cel_call_node *call)
{
	const struct cel_function *function = NULL;
	const struct cel_overload **overloads;
	const char *name;
	size_t n_args;

	if (*target != NULL) {
		name = spell(planner->arena, *target, expr->call.function);
		function = name == NULL ? NULL : find_function(planner, name);
		if (function != NULL)
			*target = NULL;
	}
	if (function == NULL)
		function = find_function(planner, expr->call.function);
	if (function == NULL)
		return;
	call->function = function->name;
	n_args = expr->call.n_args + (*target != NULL);
	overloads = arena_alloc(planner->arena, function->n * sizeof(*overloads));
	for (size_t i = 0; i < function->n; i++)
		if (function->overloads[i]->n_params == n_args &&
		    function->overloads[i]->call != NULL)
			overloads[call->n_overloads++] = function->overloads[i];
	call->overloads = overloads;
}

static bool is_conversion(const char *function)
{
	static const char *const names[] = { "bool", "bytes",  "double",    "duration", "dyn",
					     "int",  "string", "timestamp", "type",     "uint" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], function) == 0)
			return true;
	return false;
}

/* Functions whose second argument is a pattern. */
static bool takes_pattern(const char *function)
{
	static const char *const names[] = { "matches",          "find",
					     "findAll",          "regex.extract",
					     "regex.extractAll", "regex.replace" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], function) == 0)
			return true;
	return false;
}

/* A constant pattern is compiled now. False when it is none, and cannot be left for later. */
static bool plan_pattern(struct cel_planner *planner, struct cel_call_node *call)
{
	const struct cel_node *pattern = call->args[1];
	const char *message;

	call->pattern = cel_pattern_new(planner->program);
	if (pattern->op != CEL_OP_CONSTANT || pattern->constant.kind != CEL_STRING)
		return true;
	call->is_hasty = true;
	if (cel_pattern_set(call->pattern, &pattern->constant, planner->arena, &message) ||
	    planner->program->options & CEL_NEWEST)
		return true;
	cel_plan_failure(planner, message);
	return false;
}

/* An undecided call has the rule of the function, if there is one. */
static cel_cost *choose_cost(const struct cel_call_node *call)
{
	if (call->is_decided)
		return call->overloads[0]->cost;
	for (size_t i = 0; i < call->n_overloads; i++)
		if (call->overloads[i]->cost_by_function)
			return call->overloads[i]->cost;
	return NULL;
}

static const struct cel_node *finish_call(struct cel_planner *planner, const struct cel_expr *expr,
					  struct cel_node *node)
{
	struct cel_call_node *call = &node->call;
	const struct cel_node *in_set = plan_in_set(planner, expr, call);

	if (in_set != NULL)
		return in_set;
	for (size_t i = 0; call->is_decided && i < call->n_args; i++)
		call->fits[i] = call->overloads[0]->takes_anything
					? ~CEL_FITS_LOOK
					: cel_fits_kinds(call->overloads[0]->params[i]);
	call->cost = choose_cost(call);
	call->is_hasty =
		call->n_args > 2 || (!call->is_decided && !cel_is_operator(call->function));
	if (call->n_args >= 2 && takes_pattern(call->function) && !plan_pattern(planner, call))
		return NULL;
	if (call->n_args == 1 && call->args[0]->op == CEL_OP_CONSTANT &&
	    is_conversion(call->function))
		return cel_plan_fold(planner, expr, node, false);
	return node;
}

static const struct cel_node *plan_ordinary(struct cel_planner *planner,
					    const struct cel_expr *expr)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_CALL, expr);
	const struct cel_expr *target = expr->call.target;

	node->call.function = expr->call.function;
	if (planner->program->ast.checked) {
		node->call.overloads = expr->overloads;
		node->call.n_overloads = expr->n_overloads;
		node->call.is_decided = expr->n_overloads == 1;
	} else {
		find_overloads(planner, expr, &target, &node->call);
	}
	if (!plan_call_args(planner, expr, target, &node->call))
		return NULL;
	if (node->call.n_args == 0 && node->call.n_overloads == 0)
		return cel_plan_failure(planner,
					arena_printf(planner->arena, "no such overload: %s()",
						     expr->call.function));
	return finish_call(planner, expr, node);
}

const struct cel_node *cel_plan_call(struct cel_planner *planner, const struct cel_expr *expr)
{
	static const struct {
		const char *function;
		plan_function *plan;
	} special[] = {
		{ "_==_", plan_equal },
		{ "_&&_", plan_and },
		{ "_||_", plan_or },
		{ "_[_]", cel_plan_index },
		{ "!_", plan_not },
		{ "_!=_", plan_not_equal },
		{ "_?_:_", plan_condition },
		{ "_?._", cel_plan_index },
		{ "_[?_]", cel_plan_index },
		{ "@not_strictly_false", plan_not_strictly_false },
		{ "cel.@block", cel_plan_block },
	};
	const char *function = expr->call.function;

	for (size_t i = 0; i < ARRAY_LEN(special); i++)
		if (special[i].function[0] == function[0] &&
		    strcmp(special[i].function, function) == 0)
			return special[i].plan(planner, expr);
	if (expr->call.target != NULL && expr->call.n_args == 1) {
		if (strcmp(function, "or") == 0)
			return plan_or_else(planner, expr, CEL_OP_OR_OPTIONAL);
		if (strcmp(function, "orValue") == 0)
			return plan_or_else(planner, expr, CEL_OP_OR_VALUE);
	}
	return plan_ordinary(planner, expr);
}
