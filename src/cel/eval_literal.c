/* List and map literals.
 * Source: cel-go interpreter/interpretable.go, runtimecost.go. */
#include "plan.h"

#define LIST_COST 10
#define MAP_COST 30

static bool is_optional(const struct cel_node *node, size_t i)
{
	return node->literal.is_optional != NULL && node->literal.is_optional[i];
}

static struct cel_value not_optional_item(struct cel_eval *eval, const struct cel_node *node,
					  const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print_plain(value, &text);
	return cel_error_at(eval, node->offset,
			    "cannot initialize optional list element from non-optional value %s",
			    text.text);
}

static struct cel_value list_items(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value *items = cel_alloc(eval, node->literal.n * sizeof(*items));
	size_t n = 0;

	if (items == NULL)
		return cel_out_of_memory(eval);
	for (size_t i = 0; i < node->literal.n; i++) {
		struct cel_value item = cel_eval_node(eval, node->literal.items[i]);

		if (item.kind == CEL_ERROR)
			return item;
		if (!is_optional(node, i))
			items[n++] = item;
		else if (item.kind != CEL_OPTIONAL)
			return not_optional_item(eval, node, &item);
		else if (item.optional != NULL)
			items[n++] = *item.optional;
	}
	return cel_from_items(eval->arena, items, n);
}

struct cel_value cel_eval_list(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_value list = list_items(eval, node);

	cel_charge(eval, LIST_COST);
	return list;
}

static struct cel_value not_optional_entry(struct cel_eval *eval, const struct cel_node *node,
					   const struct cel_entry *entry)
{
	CLEANUP(strbuf) struct strbuf key = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf value = STRBUF_INIT;

	cel_print_plain(&entry->key, &key);
	cel_print_plain(&entry->value, &value);
	return cel_error_at(eval, node->offset,
			    "cannot initialize optional entry '%s' from non-optional value %s",
			    key.text, value.text);
}

/* Null when the key may stand in a map. cel-go v0.23 takes any. */
static struct cel_value check_key(struct cel_eval *eval, const struct cel_node *node,
				  const struct cel_value *key)
{
	if (!(eval->options & CEL_NEWEST) || key->kind == CEL_BOOL || key->kind == CEL_INT ||
	    key->kind == CEL_UINT || key->kind == CEL_STRING)
		return cel_null_value;
	return cel_error_at(eval, node->offset, "unsupported key type");
}

static struct cel_value put_entry(struct cel_eval *eval, const struct cel_node *node,
				  struct cel_map_builder *builder, const struct cel_entry *entry)
{
	struct cel_entry *old;

	if (!cel_map_put(eval, builder, &entry->key, &entry->value, &old))
		return cel_too_slow(eval);
	if (old == NULL)
		return cel_null_value;
	if (eval->options & CEL_UNIQUE_KEYS)
		return cel_error_at(eval, node->offset, "Failed with repeated key");
	old->value = entry->value;
	return cel_null_value;
}

/* Null, or an error. */
static struct cel_value map_entry(struct cel_eval *eval, const struct cel_node *node, size_t i,
				  struct cel_map_builder *builder)
{
	struct cel_entry entry;
	struct cel_value bad;

	entry.key = cel_eval_node(eval, node->literal.items[2 * i]);
	if (entry.key.kind == CEL_ERROR)
		return entry.key;
	entry.value = cel_eval_node(eval, node->literal.items[2 * i + 1]);
	if (entry.value.kind == CEL_ERROR)
		return entry.value;
	bad = check_key(eval, node, &entry.key);
	if (bad.kind == CEL_ERROR)
		return bad;
	if (is_optional(node, i)) {
		if (entry.value.kind != CEL_OPTIONAL)
			return not_optional_entry(eval, node, &entry);
		if (entry.value.optional == NULL) {
			cel_map_remove(builder, &entry.key);
			return cel_null_value;
		}
		entry.value = *entry.value.optional;
	}
	return put_entry(eval, node, builder, &entry);
}

struct cel_value cel_eval_map(struct cel_eval *eval, const struct cel_node *node)
{
	struct cel_map_builder *builder = arena_zalloc(eval->arena, 1, sizeof(*builder));
	struct cel_value bad = cel_null_value;

	builder->map.arena = eval->arena;
	for (size_t i = 0; i < node->literal.n && bad.kind != CEL_ERROR; i++)
		bad = map_entry(eval, node, i, builder);
	cel_charge(eval, MAP_COST);
	if (bad.kind == CEL_ERROR)
		return bad;
	return (struct cel_value) { .kind = CEL_MAP, .map = &builder->map };
}
