/* Lists and maps: membership, size, joining. */
#include "standard.h"

#include <string.h>

/* An error of comparing with one element says that it is not that one. */
static struct cel_value list_contains(struct cel_eval *eval, const struct cel_value *list,
				      const struct cel_value *wanted)
{
	const struct cel_list *items = cel_items(list);

	if (!cel_work(eval, items->n))
		return cel_too_slow(eval);
	for (size_t i = 0; i < items->n; i++) {
		struct cel_value equal = cel_equal(eval, wanted, &items->items[i]);

		if (equal.kind == CEL_BOOL && equal.boolean)
			return cel_from_bool(true);
	}
	return cel_from_bool(false);
}

struct cel_value cel_std_in(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[1].kind == CEL_LIST)
		return list_contains(eval, &args[1], &args[0]);
	if (args[1].kind == CEL_MAP)
		return cel_from_bool(cel_map_find(&args[1], &args[0]) != NULL);
	return cel_no_such_overload(eval);
}

struct cel_value cel_std_size(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_int((int64_t)cel_size(&args[0]));
}

struct cel_value cel_std_add_list(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *a = cel_items(&args[0]), *b = cel_items(&args[1]);
	struct cel_value *items;

	(void)n;
	if (a->n == 0)
		return args[1];
	if (b->n == 0)
		return args[0];
	if (!cel_work(eval, (a->n + b->n) / 8))
		return cel_too_slow(eval);
	items = cel_alloc(eval, (a->n + b->n) * sizeof(*items));
	if (items == NULL)
		return cel_out_of_memory(eval);
	memcpy(items, a->items, a->n * sizeof(*items));
	memcpy(items + a->n, b->items, b->n * sizeof(*items));
	return cel_from_items(cel_arena(eval), items, a->n + b->n);
}
