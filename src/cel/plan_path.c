/* Identifiers, and chains of selections and indexes on them or on anything else. */
#include "plan.h"

#include <string.h>

/* ---- names ---- */

static size_t find_local(const struct cel_planner *planner, const char *name)
{
	for (const struct cel_scope *at = planner->scope; at != NULL; at = at->outer)
		if (at->name != NULL && strcmp(at->name, name) == 0)
			return at->slot;
	return CEL_NO_VARIABLE;
}

static struct cel_node *new_path(struct cel_planner *planner, const struct cel_expr *expr,
				 enum cel_root root)
{
	struct cel_node *node = cel_plan_new(planner, CEL_OP_PATH, expr);

	node->path.root = root;
	node->path.root_cost = 1;
	return node;
}

static struct cel_node *new_slot(struct cel_planner *planner, const struct cel_expr *expr,
				 enum cel_root root, size_t slot)
{
	struct cel_node *node = new_path(planner, expr, root);

	node->path.slot = slot;
	node->path.name = expr->name;
	return node;
}

/* A type as a value: without its parameters. */
static struct cel_value type_value(const struct cel_type *type)
{
	static const struct cel_type list = { .kind = CEL_TYPE_LIST, .name = "list" };
	static const struct cel_type map = { .kind = CEL_TYPE_MAP, .name = "map" };

	if (type->kind == CEL_TYPE_LIST)
		return cel_from_type(&list);
	if (type->kind == CEL_TYPE_MAP)
		return cel_from_type(&map);
	return cel_from_type(type);
}

static const struct cel_node *plan_type(struct cel_planner *planner, const struct cel_expr *expr)
{
	const struct cel_type *type = expr->type;

	if (type == NULL || type->kind != CEL_TYPE_TYPE)
		return NULL;
	return cel_plan_constant(planner, expr,
				 type_value(type->n_params > 0 ? type->params[0] : type));
}

/* ---- names that were not checked ---- */

struct meanings {
	struct cel_meaning *items;
	size_t n, capacity;
};

static void add_meaning(struct cel_planner *planner, struct meanings *meanings,
			struct cel_meaning meaning)
{
	meanings->items = arena_grow(planner->arena, meanings->items, meanings->n,
				     &meanings->capacity, sizeof(*meanings->items));
	meanings->items[meanings->n++] = meaning;
}

/* What a full name may mean: a comprehension's variable, a declared one, a type. That a dot in front
 * leads past the first of them is new. */
static void add_meanings(struct cel_planner *planner, struct meanings *meanings,
			 const struct cel_expr *expr, const char *name, size_t n_steps,
			 bool is_whole)
{
	bool is_local = expr->name[0] != '.' || !(planner->program->options & CEL_NEWEST);
	size_t slot = is_local ? find_local(planner, name) : CEL_NO_VARIABLE;
	const struct cel_type *type;

	if (slot != CEL_NO_VARIABLE)
		add_meaning(planner, meanings,
			    (struct cel_meaning) { CEL_ROOT_LOCAL, slot, NULL, n_steps });
	slot = cel_env_find_variable(planner->env, name);
	if (slot != CEL_NO_VARIABLE)
		add_meaning(planner, meanings,
			    (struct cel_meaning) { CEL_ROOT_VARIABLE, slot, NULL, n_steps });
	type = is_whole ? cel_env_find_type(planner->env, name) : NULL;
	if (type != NULL)
		add_meaning(planner, meanings,
			    (struct cel_meaning) {
				    CEL_ROOT_NODE, 0,
				    cel_plan_constant(planner, expr, type_value(type)), n_steps });
}

/* What the error says of a name that means nothing. */
static char *join_candidates(struct cel_planner *planner, const char *name)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const char **names;
	size_t n = cel_env_candidates(planner->env, name, planner->arena, &names);

	for (size_t i = 0; i < n; i++) {
		strbuf_add_str(&text, i == 0 ? "" : ", ");
		strbuf_add_str(&text, names[i]);
	}
	return arena_copy(planner->arena, text.text, text.length);
}

/* How many steps may belong to a name. */
static size_t name_steps(const struct cel_node *node)
{
	size_t n = 0;

	while (n < node->path.n_steps && node->path.steps[n].node == NULL &&
	       node->path.steps[n].key.kind == CEL_STRING)
		n++;
	return n;
}

static char *spell(struct arena *arena, const char *first, const struct cel_node *node, size_t n)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, first);
	for (size_t i = 0; i < n; i++) {
		strbuf_add_char(&text, '.');
		strbuf_add(&text, node->path.steps[i].key.text, node->path.steps[i].key.size);
	}
	return arena_copy(arena, text.text, text.length);
}

/* Lists what the name may mean, the longest first. The last step of has() is no part of a name. */
static const struct cel_node *plan_name(struct cel_planner *planner, const struct cel_expr *ident,
					struct cel_node *node)
{
	struct meanings meanings = { .n = 0 };
	size_t most = name_steps(node), n_steps = node->path.n_steps;

	node->path.name = join_candidates(planner, spell(planner->arena, ident->name, node, most));
	if (node->op == CEL_OP_TEST)
		most -= most == n_steps--;
	for (size_t n = most + 1; n-- > 0;) {
		const char **names;
		size_t n_names = cel_env_candidates(planner->env,
						    spell(planner->arena, ident->name, node, n),
						    planner->arena, &names);

		for (size_t i = 0; i < n_names; i++)
			add_meanings(planner, &meanings, ident, names[i], n, n == n_steps);
	}
	node->path.root = CEL_ROOT_NAME;
	node->path.meanings = meanings.items;
	node->path.n_meanings = meanings.n;
	return node;
}

/* ---- where a path begins ---- */

static const struct cel_node *root_ident(struct cel_planner *planner, const struct cel_expr *ident,
					 struct cel_node *node)
{
	bool is_newest = planner->program->options & CEL_NEWEST;
	bool is_checked = planner->program->ast.checked;
	size_t local = find_local(planner, ident->name);

	node->path.name = ident->name;
	if (is_checked && ident->variable != CEL_NO_VARIABLE) {
		node->path.root = CEL_ROOT_VARIABLE;
		node->path.slot = ident->variable;
		return node;
	}
	if (local != CEL_NO_VARIABLE && (is_checked || is_newest || ident->name[0] == '@')) {
		node->path.root = CEL_ROOT_LOCAL;
		node->path.slot = local;
		return node;
	}
	if (!is_checked || ident->name[0] == '@')
		return plan_name(planner, ident, node);
	node->path.root = CEL_ROOT_NODE;
	node->path.node = plan_type(planner, ident);
	if (node->path.node == NULL)
		return plan_name(planner, ident, node);
	return node;
}

static const struct cel_node *root_value(struct cel_planner *planner, const struct cel_expr *expr,
					 struct cel_node *node)
{
	const struct cel_node *root = cel_plan_node(planner, expr);

	if (root == NULL)
		return NULL;
	node->path.root = CEL_ROOT_NODE;
	node->path.node = root;
	if (root->op == CEL_OP_CONDITION)
		node->path.root_cost--;
	return node;
}

const struct cel_node *cel_plan_ident(struct cel_planner *planner, const struct cel_expr *expr)
{
	bool is_checked = planner->program->ast.checked;
	struct cel_node *node = new_slot(planner, expr, CEL_ROOT_VARIABLE, expr->variable);
	const struct cel_node *planned = root_ident(planner, expr, node);

	/* A type name is a constant. */
	return is_checked && planned->path.root == CEL_ROOT_NODE ? planned->path.node : planned;
}

/* ---- chains ---- */

static bool is_index(const struct cel_expr *expr)
{
	const char *function = expr->call.function;

	return expr->call.n_args == 2 && expr->call.target == NULL && function[0] == '_' &&
	       (strcmp(function, "_[_]") == 0 || strcmp(function, "_[?_]") == 0 ||
		strcmp(function, "_?._") == 0);
}

/* What a selection or index is made on; NULL for what is neither. */
static const struct cel_expr *operand_of(const struct cel_expr *expr)
{
	if (expr->kind == CEL_EXPR_SELECT && !expr->select.is_test)
		return expr->select.operand;
	if (expr->kind == CEL_EXPR_CALL && is_index(expr))
		return expr->call.args[0];
	return NULL;
}

static bool is_scalar(const struct cel_value *value)
{
	return value->kind == CEL_BOOL || value->kind == CEL_INT || value->kind == CEL_UINT ||
	       value->kind == CEL_DOUBLE || value->kind == CEL_STRING;
}

static bool plan_index_step(struct cel_planner *planner, const struct cel_expr *expr,
			    struct cel_step *step)
{
	const struct cel_node *index = cel_plan_node(planner, expr->call.args[1]);

	if (index == NULL)
		return false;
	step->is_optional = strcmp(expr->call.function, "_[_]") != 0;
	step->node = index;
	if (index->op != CEL_OP_CONSTANT)
		return true;
	if (is_scalar(&index->constant)) {
		step->node = NULL;
		step->key = index->constant;
		return true;
	}
	if (planner->program->options & CEL_NEWEST)
		return true;
	cel_plan_failure(planner, arena_printf(planner->arena, "invalid qualifier type: %s",
					       cel_go_type(&index->constant)));
	return false;
}

static bool plan_step(struct cel_planner *planner, const struct cel_expr *expr,
		      struct cel_step *step)
{
	step->offset = expr->offset;
	if (expr->kind == CEL_EXPR_CALL)
		return plan_index_step(planner, expr, step);
	step->key = cel_from_str(expr->select.field);
	return true;
}

/* The path that ends with expr. The steps are found from the last to the first. */
static const struct cel_node *plan_chain(struct cel_planner *planner, const struct cel_expr *expr,
					 enum cel_op op)
{
	bool is_test = op == CEL_OP_TEST;
	const struct cel_expr *root = is_test ? expr->select.operand : expr, *operand;
	struct cel_node *node = new_path(planner, expr, CEL_ROOT_NODE);
	struct cel_step *steps;
	size_t n = is_test;

	node->op = op;
	node->path.root_cost = !is_test;
	for (; (operand = operand_of(root)) != NULL; root = operand)
		n++;
	steps = arena_zalloc(planner->arena, n, sizeof(*steps));
	node->path.steps = steps;
	node->path.n_steps = n;
	for (const struct cel_expr *at = expr; at != root; n--) {
		if (!plan_step(planner, at, &steps[n - 1]))
			return NULL;
		at = n == node->path.n_steps && is_test ? at->select.operand : operand_of(at);
	}
	if (root->kind == CEL_EXPR_IDENT)
		return root_ident(planner, root, node);
	return root_value(planner, root, node);
}

const struct cel_node *cel_plan_select(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_chain(planner, expr, expr->select.is_test ? CEL_OP_TEST : CEL_OP_PATH);
}

const struct cel_node *cel_plan_index(struct cel_planner *planner, const struct cel_expr *expr)
{
	return plan_chain(planner, expr, CEL_OP_PATH);
}
