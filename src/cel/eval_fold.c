/* Comprehensions, and what their steps do to lists and maps that grow.
 * Source: cel-go interpreter/interpretable.go (evalFold), common/types/map.go. */
#include <string.h>

#include "plan.h"

/* Of the work limit, for one turn: a turn may cost nothing at all. */
#define TURN_WORK 8

/* ---- loops ---- */

/* One turn with the variables set. False when the loop is over. */
static bool turn(struct cel_eval *eval, const struct cel_fold_node *fold)
{
	struct cel_value condition = cel_eval_node(eval, fold->condition);

	if (condition.kind == CEL_BOOL && !condition.boolean)
		return false;
	eval->locals[fold->accumulator] = cel_eval_node(eval, fold->step);
	if (eval->arena->size - eval->memory_base > eval->memory_limit)
		cel_out_of_memory(eval);
	if (!cel_work(eval, TURN_WORK))
		cel_too_slow(eval);
	return !eval->stopped;
}

static void fold_list(struct cel_eval *eval, const struct cel_fold_node *fold,
		      const struct cel_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (fold->variable2 == CEL_NO_VARIABLE) {
			eval->locals[fold->variable] = list->items[i];
		} else {
			eval->locals[fold->variable] = cel_from_int((int64_t)i);
			eval->locals[fold->variable2] = list->items[i];
		}
		if (!turn(eval, fold))
			return;
	}
}

static void fold_map(struct cel_eval *eval, const struct cel_fold_node *fold,
		     const struct cel_map *map)
{
	for (size_t i = 0; i < map->n; i++) {
		eval->locals[fold->variable] = map->entries[i].key;
		if (fold->variable2 != CEL_NO_VARIABLE)
			eval->locals[fold->variable2] = cel_map_value(map, i);
		if (!turn(eval, fold))
			return;
	}
}

static struct cel_value not_iterable(struct cel_eval *eval, const struct cel_node *node,
				     const struct cel_value *range)
{
	if (node->fold.variable2 != CEL_NO_VARIABLE)
		return cel_error_at(eval, node->offset, "unsupported comprehension range type: %s",
				    cel_go_type(range));
	return cel_error_at(eval, node->offset, "got '%s', expected iterable type",
			    cel_go_type(range));
}

struct cel_value cel_eval_fold(struct cel_eval *eval, const struct cel_node *node)
{
	const struct cel_fold_node *fold = &node->fold;
	struct cel_value range = cel_eval_node(eval, fold->range);

	if (range.kind == CEL_ERROR)
		return range;
	eval->locals[fold->accumulator].kind = CEL_ABSENT;
	if (range.kind == CEL_LIST)
		fold_list(eval, fold, cel_items(&range));
	else if (range.kind == CEL_MAP)
		fold_map(eval, fold, cel_entries(&range));
	else
		return not_iterable(eval, node, &range);
	return cel_eval_node(eval, fold->result);
}

/* ---- accumulators that grow ---- */

/* The list of an accumulator, which nobody else has: no source can name it. */
struct list_builder {
	struct cel_list list;
	size_t capacity;
};

static bool grow_list(struct cel_eval *eval, struct list_builder *builder)
{
	size_t capacity = builder->capacity == 0 ? 4 : builder->capacity * 2;
	struct cel_value *items;

	if (builder->list.n < builder->capacity)
		return true;
	items = cel_alloc(eval, capacity * sizeof(*items));
	if (items == NULL)
		return false;
	if (builder->list.n > 0)
		memcpy(items, builder->list.items, builder->list.n * sizeof(*items));
	builder->list.items = items;
	builder->capacity = capacity;
	return true;
}

static struct cel_value append(struct cel_eval *eval, struct cel_value list,
			       const struct cel_value *item)
{
	struct list_builder *builder;

	/* The first: what is there is the constant []. */
	if (list.list->n == 0) {
		builder = arena_zalloc(eval->arena, 1, sizeof(*builder));
		builder->list.arena = eval->arena;
	} else {
		builder = (struct list_builder *)list.list;
	}
	if (!grow_list(eval, builder))
		return cel_out_of_memory(eval);
	builder->list.items[builder->list.n++] = *item;
	return (struct cel_value) { .kind = CEL_LIST, .list = &builder->list };
}

/* Charges as the call and the list of one element that it stands for. */
struct cel_value cel_eval_append(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value list = cel_eval_local(eval, node->simple.slot), item;

	cel_charge(eval, 1);
	item = cel_eval_node(eval, node->simple.args[0]);
	cel_charge(eval, 10);
	cel_charge(eval, 1);
	if (list.kind == CEL_ERROR)
		return list;
	return item.kind == CEL_ERROR ? item : append(eval, list, &item);
}

static struct cel_value insert(struct cel_eval *eval, const struct cel_node *node,
			       struct cel_value map, const struct cel_value *key,
			       const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct cel_map_builder *builder = (struct cel_map_builder *)map.map;
	struct cel_entry *old;

	if (map.map->n == 0)
		builder = arena_zalloc(eval->arena, 1, sizeof(*builder));
	if (!cel_map_put(eval, builder, key, value, &old))
		return cel_too_slow(eval);
	if (old == NULL)
		return (struct cel_value) { .kind = CEL_MAP, .map = &builder->map };
	cel_print_plain(key, &text);
	return cel_error_at(eval, node->offset, "insert failed: key %s already exists", text.text);
}

struct cel_value cel_eval_insert(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value map = cel_eval_local(eval, node->simple.slot), key, value;

	cel_charge(eval, 1);
	if (map.kind == CEL_ERROR)
		return map;
	key = cel_eval_node(eval, node->simple.args[0]);
	if (key.kind == CEL_ERROR)
		return key;
	value = cel_eval_node(eval, node->simple.args[1]);
	cel_charge(eval, 1);
	if (value.kind == CEL_ERROR)
		return value;
	return insert(eval, node, map, &key, &value);
}

struct cel_value cel_eval_insert_map(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value map = cel_eval_local(eval, node->simple.slot), more;
	const struct cel_map *entries;

	cel_charge(eval, 1);
	more = cel_eval_node(eval, node->simple.args[0]);
	cel_charge(eval, 1);
	if (map.kind == CEL_ERROR)
		return map;
	if (more.kind != CEL_MAP)
		return more.kind == CEL_ERROR
			       ? more
			       : cel_error_at(eval, node->offset, "no such overload");
	entries = cel_entries(&more);
	for (size_t i = 0; i < entries->n && map.kind != CEL_ERROR; i++) {
		struct cel_value value = cel_map_value(entries, i);

		map = value.kind == CEL_ERROR
			      ? value
			      : insert(eval, node, map, &entries->entries[i].key, &value);
	}
	return map;
}

/* ---- cel.block ---- */

/* Its parts are evaluated when they are first asked for. */
struct cel_value cel_eval_block(struct cel_eval *eval, const struct cel_node *node)
{
	for (size_t i = 0; i < node->block.n; i++)
		eval->locals[node->block.slots[i].slot].kind = CEL_ABSENT;
	return cel_eval_node(eval, node->block.result);
}
