/* What calls cost whose work depends on the size of what they are given.
 * Source: cel-go interpreter/runtimecost.go. */
#include "standard.h"

uint64_t cel_cost_traversal(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_cost_of(10, cel_size(&args[0]));
}

uint64_t cel_cost_smaller(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	uint64_t a = cel_size(&args[0]), b = cel_size(&args[1]);

	(void)n;
	(void)result;
	return cel_cost_of(10, a < b ? a : b);
}

uint64_t cel_cost_equality(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	if (args[0].kind == CEL_OPAQUE)
		return 1;
	return cel_cost_smaller(args, n, result);
}

uint64_t cel_cost_concat(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_cost_of(10, cel_size(&args[0]) + cel_size(&args[1]));
}

uint64_t cel_cost_contains(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_cost_of(10, cel_size(&args[0])) * cel_cost_of(10, cel_size(&args[1]));
}

/* One more than the size, as a pattern may be costly on an empty text too. */
uint64_t cel_cost_matches(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_cost_of(10, cel_size(&args[0]) + 1) * cel_cost_of(25, cel_size(&args[1]));
}

uint64_t cel_cost_in_list(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cel_size(&args[1]);
}

/* ---- looking at every element ---- */

static uint64_t cost_of_value(const struct cel_value *value);

static uint64_t cost_of_items(const struct cel_value *value)
{
	const struct cel_list *list = cel_items(value);
	uint64_t cost = 0;

	for (size_t i = 0; i < list->n; i++)
		cost += cost_of_value(&list->items[i]);
	return cost;
}

static uint64_t cost_of_map(const struct cel_value *value)
{
	const struct cel_map *map = cel_entries(value);
	uint64_t cost = 0;

	for (size_t i = 0; i < map->n; i++) {
		struct cel_value element = cel_map_value(map, i);

		cost += cost_of_value(&map->entries[i].key) + cost_of_value(&element);
	}
	return cost;
}

static uint64_t cost_of_value(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_STRING:
	case CEL_BYTES:
		return value->size / 10;
	case CEL_LIST:
		return cost_of_items(value);
	case CEL_MAP:
		return cost_of_map(value);
	default:
		return 1;
	}
}

uint64_t cel_cost_elements(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return cost_of_value(&args[0]);
}
