/* Nodes of the tree. */
#include "parser.h"

#include <stdarg.h>
#include <string.h>

/* Copies that macros make of their parts double with each; no source without them comes near. */
#define MAX_EXPRESSIONS (2 * CEL_MAX_SOURCE)

static struct cel_expr *new_expr(struct cel_parser *parser, enum cel_expr_kind kind, int32_t offset)
{
	struct cel_expr *expr = arena_zalloc(&parser->ast->tree, 1, sizeof(*expr));

	expr->kind = kind;
	expr->offset = offset;
	expr->variable = CEL_NO_VARIABLE;
	if (++parser->ast->n_expressions == MAX_EXPRESSIONS)
		cel_stop(parser, "expression is too large: more than %d parts", MAX_EXPRESSIONS);
	return expr;
}

void cel_finding_add(struct cel_parser *parser, int32_t offset, const char *message)
{
	parser->findings = arena_grow(&parser->ast->tree, parser->findings, parser->n_findings,
				      &parser->finding_capacity, sizeof(*parser->findings));
	parser->findings[parser->n_findings++] =
		(struct cel_finding) { .offset = offset, .message = message };
}

struct cel_item *cel_push_item(struct cel_parser *parser)
{
	if (parser->n_items == parser->item_capacity)
		parser->items = arena_grow(&parser->ast->tree, parser->items, parser->n_items,
					   &parser->item_capacity, sizeof(*parser->items));
	parser->items[parser->n_items] = (struct cel_item) { .expr = NULL };
	return &parser->items[parser->n_items++];
}

struct cel_expr *cel_new_nothing(struct cel_parser *parser, int32_t offset)
{
	return new_expr(parser, CEL_EXPR_LITERAL, offset); /* its value is CEL_ABSENT */
}

struct cel_expr *cel_new_literal(struct cel_parser *parser, int32_t offset, struct cel_value value)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_LITERAL, offset);

	expr->literal = value;
	return expr;
}

struct cel_expr *cel_new_ident(struct cel_parser *parser, int32_t offset, const char *name)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_IDENT, offset);

	expr->name = name;
	return expr;
}

static const char *print(struct cel_parser *parser, const char *format, va_list args)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	strbuf_addv(&text, format, args);
	return arena_str(&parser->ast->arena, text.text);
}

struct cel_expr *cel_new_ident_print(struct cel_parser *parser, int32_t offset, const char *format,
				     ...)
{
	const char *name;
	va_list args;

	va_start(args, format);
	name = print(parser, format, args);
	va_end(args);
	return cel_new_ident(parser, offset, name);
}

struct cel_expr *cel_new_test(struct cel_parser *parser, int32_t offset, struct cel_expr *operand,
			      const char *field)
{
	struct cel_expr *expr = cel_new_select(parser, offset, operand, field);

	expr->select.is_test = true;
	return expr;
}

struct cel_expr *cel_new_select(struct cel_parser *parser, int32_t offset, struct cel_expr *operand,
				const char *field)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_SELECT, offset);

	expr->select.operand = operand;
	expr->select.field = field;
	return expr;
}

/* With room for the arguments. */
static struct cel_expr *new_call(struct cel_parser *parser, int32_t offset, const char *function,
				 struct cel_expr *target, size_t n_args)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_CALL, offset);

	expr->call.function = function;
	expr->call.target = target;
	expr->call.n_args = n_args;
	expr->call.args = arena_alloc(&parser->ast->tree, n_args * sizeof(struct cel_expr *));
	return expr;
}

struct cel_expr *cel_new_call(struct cel_parser *parser, int32_t offset, const char *function,
			      struct cel_expr *target, size_t n_args, ...)
{
	struct cel_expr *expr = new_call(parser, offset, function, target, n_args);
	va_list args;

	va_start(args, n_args);
	for (size_t i = 0; i < n_args; i++)
		expr->call.args[i] = va_arg(args, struct cel_expr *);
	va_end(args);
	return expr;
}

static struct cel_expr *new_list(struct cel_parser *parser, int32_t offset, size_t n)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_LIST, offset);

	expr->list.n = n;
	expr->list.items = arena_alloc(&parser->ast->tree, n * sizeof(struct cel_expr *));
	return expr;
}

struct cel_expr *cel_new_list(struct cel_parser *parser, int32_t offset, size_t n, ...)
{
	struct cel_expr *expr = new_list(parser, offset, n);
	va_list items;

	va_start(items, n);
	for (size_t i = 0; i < n; i++)
		expr->list.items[i] = va_arg(items, struct cel_expr *);
	va_end(items);
	return expr;
}

/* name: of a struct, or NULL for a map. */
static struct cel_expr *new_map(struct cel_parser *parser, int32_t offset, const char *name,
				size_t n)
{
	struct cel_expr *expr =
		new_expr(parser, name != NULL ? CEL_EXPR_STRUCT : CEL_EXPR_MAP, offset);

	expr->map.name = name;
	expr->map.n = n;
	expr->map.entries = arena_alloc(&parser->ast->tree, n * sizeof(struct cel_expr_entry));
	return expr;
}

struct cel_expr *cel_new_map(struct cel_parser *parser, int32_t offset, struct cel_expr *key,
			     struct cel_expr *value)
{
	struct cel_expr *expr = new_map(parser, offset, NULL, key != NULL ? 1 : 0);

	if (key != NULL)
		expr->map.entries[0] =
			(struct cel_expr_entry) { .key = key, .value = value, .offset = offset };
	return expr;
}

struct cel_expr *cel_new_fold(struct cel_parser *parser, int32_t offset, const char *variable,
			      const char *variable2, const char *accumulator,
			      struct cel_expr *range, struct cel_expr *init,
			      struct cel_expr *condition, struct cel_expr *step,
			      struct cel_expr *result)
{
	struct cel_expr *expr = new_expr(parser, CEL_EXPR_COMPREHENSION, offset);

	expr->fold.variable = variable;
	expr->fold.variable2 = variable2;
	expr->fold.accumulator = accumulator;
	expr->fold.range = range;
	expr->fold.init = init;
	expr->fold.condition = condition;
	expr->fold.step = step;
	expr->fold.result = result;
	return expr;
}

/* ---- from items ---- */

struct cel_expr *cel_list_of_items(struct cel_parser *parser, int32_t offset, size_t first)
{
	size_t n = parser->n_items - first;
	const struct cel_item *items = n > 0 ? &parser->items[first] : NULL;
	struct cel_expr *expr = new_list(parser, offset, n);

	for (size_t i = 0; i < n; i++) {
		expr->list.items[i] = items[i].expr;
		if (items[i].is_optional && expr->list.is_optional == NULL)
			expr->list.is_optional = arena_zalloc(&parser->ast->arena, n, sizeof(bool));
		if (items[i].is_optional)
			expr->list.is_optional[i] = true;
	}
	parser->n_items = first;
	return expr;
}

struct cel_expr *cel_map_of_items(struct cel_parser *parser, int32_t offset, const char *name,
				  size_t first)
{
	size_t n = parser->n_items - first;
	struct cel_expr *expr = new_map(parser, offset, name, n);

	for (size_t i = 0; i < n; i++) {
		const struct cel_item *item = &parser->items[first + i];

		expr->map.entries[i] = (struct cel_expr_entry) {
			.key = item->expr,
			.value = item->value,
			.field = item->field,
			.is_optional = item->is_optional,
			.offset = item->offset,
		};
	}
	parser->n_items = first;
	return expr;
}

/* The items low to high, with the operators that stand before all but the first. */
static struct cel_expr *balance(struct cel_parser *parser, const char *function,
				const struct cel_item *items, size_t low, size_t high)
{
	size_t middle = low + (high - low) / 2;
	struct cel_expr *left, *right;

	if (low == high)
		return items[low].expr;
	left = balance(parser, function, items, low, middle);
	right = balance(parser, function, items, middle + 1, high);
	return cel_new_call(parser, items[middle + 1].offset, function, NULL, 2, left, right);
}

struct cel_expr *cel_balance_items(struct cel_parser *parser, const char *function, size_t first)
{
	struct cel_expr *expr =
		balance(parser, function, &parser->items[first], 0, parser->n_items - first - 1);

	parser->n_items = first;
	return expr;
}

/* What a macro makes of a call; NULL when it leaves it alone. */
static struct cel_expr *expand(struct cel_parser *parser, const struct cel_expr *call)
{
	const struct cel_macro *macro =
		cel_env_find_macro(parser->ast->env, call->call.function, call->call.target != NULL,
				   call->call.n_args);
	size_t findings = parser->n_findings;
	struct cel_expr *expr;

	if (macro == NULL)
		return NULL;
	expr = macro->expand(parser, call->offset, call->call.target, call->call.args,
			     call->call.n_args);
	if (expr == NULL && parser->n_findings > findings)
		expr = cel_new_nothing(parser, parser->findings[findings].offset);
	return expr;
}

struct cel_expr *cel_call_or_macro(struct cel_parser *parser, int32_t offset, const char *function,
				   struct cel_expr *target, size_t first)
{
	size_t n = parser->n_items - first;
	struct cel_expr *call = new_call(parser, offset, function, target, n), *expr;

	for (size_t i = 0; i < n; i++)
		call->call.args[i] = parser->items[first + i].expr;
	parser->n_items = first;
	expr = expand(parser, call);
	return expr != NULL ? expr : call;
}

struct cel_expr *cel_macro_error(struct cel_parser *parser, const struct cel_expr *at,
				 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cel_finding_add(parser, at->offset, print(parser, format, args));
	va_end(args);
	return NULL;
}

/* ---- copies ---- */

static struct cel_expr **copy_all(struct cel_parser *parser, struct cel_expr *const *exprs,
				  size_t n)
{
	struct cel_expr **copies = arena_alloc(&parser->ast->tree, n * sizeof(*copies));

	for (size_t i = 0; i < n; i++)
		copies[i] = cel_expr_copy(parser, exprs[i]);
	return copies;
}

static void copy_entries(struct cel_parser *parser, struct cel_expr *map)
{
	struct cel_expr_entry *entries =
		arena_alloc(&parser->ast->tree, map->map.n * sizeof(*entries));

	for (size_t i = 0; i < map->map.n; i++) {
		entries[i] = map->map.entries[i];
		entries[i].key = cel_expr_copy(parser, entries[i].key);
		entries[i].value = cel_expr_copy(parser, entries[i].value);
	}
	map->map.entries = entries;
}

struct cel_expr *cel_expr_copy(struct cel_parser *parser, const struct cel_expr *expr)
{
	struct cel_expr *copy;

	if (expr == NULL)
		return NULL;
	if (parser->stopped)
		return cel_new_nothing(parser, expr->offset);
	copy = new_expr(parser, expr->kind, expr->offset);
	*copy = *expr;
	switch (expr->kind) {
	case CEL_EXPR_LITERAL:
	case CEL_EXPR_IDENT:
		break;
	case CEL_EXPR_SELECT:
		copy->select.operand = cel_expr_copy(parser, expr->select.operand);
		break;
	case CEL_EXPR_CALL:
		copy->call.target = cel_expr_copy(parser, expr->call.target);
		copy->call.args = copy_all(parser, expr->call.args, expr->call.n_args);
		break;
	case CEL_EXPR_LIST:
		copy->list.items = copy_all(parser, expr->list.items, expr->list.n);
		break;
	case CEL_EXPR_MAP:
	case CEL_EXPR_STRUCT:
		copy_entries(parser, copy);
		break;
	case CEL_EXPR_COMPREHENSION:
		copy->fold.range = cel_expr_copy(parser, expr->fold.range);
		copy->fold.init = cel_expr_copy(parser, expr->fold.init);
		copy->fold.condition = cel_expr_copy(parser, expr->fold.condition);
		copy->fold.step = cel_expr_copy(parser, expr->fold.step);
		copy->fold.result = cel_expr_copy(parser, expr->fold.result);
		break;
	}
	return copy;
}
