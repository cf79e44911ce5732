/* Lists taken as sets: order and repetition do not matter. Source: cel-go ext/sets.go. */
#include "standard.h"

/* An error of comparing with one element says that it is not that one. */
static bool has(struct cel_eval *eval, const struct cel_list *list, const struct cel_value *wanted)
{
	for (size_t i = 0; i < list->n; i++) {
		struct cel_value equal = cel_equal(eval, wanted, &list->items[i]);

		if (equal.kind == CEL_BOOL && equal.boolean)
			return true;
	}
	return false;
}

/* Whether all of b is in a, or with any set, whether some is. */
static struct cel_value compare(struct cel_eval *eval, const struct cel_value *a,
				const struct cel_value *b, bool any)
{
	const struct cel_list *all = cel_items(a), *wanted = cel_items(b);

	for (size_t i = 0; i < wanted->n; i++) {
		if (!cel_work(eval, all->n))
			return cel_too_slow(eval);
		if (has(eval, all, &wanted->items[i]) == any)
			return cel_from_bool(any);
	}
	return cel_from_bool(!any);
}

static struct cel_value contains(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return compare(eval, &args[0], &args[1], false);
}

static struct cel_value intersects(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return compare(eval, &args[1], &args[0], true);
}

static struct cel_value equivalent(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value forth = compare(eval, &args[0], &args[1], false);

	(void)n;
	if (forth.kind != CEL_BOOL || !forth.boolean)
		return forth;
	return compare(eval, &args[1], &args[0], false);
}

static uint64_t cost_once(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return 1 + cel_size(&args[0]) * cel_size(&args[1]);
}

static uint64_t cost_twice(const struct cel_value *args, size_t n, const struct cel_value *result)
{
	(void)n;
	(void)result;
	return 1 + 2 * cel_size(&args[0]) * cel_size(&args[1]);
}

static const struct cel_overload overloads[] = {
	CEL_GLOBAL("sets.contains", "list_sets_contains_list", &cel_bool, contains, cost_once,
		   &cel_list_a, &cel_list_a),
	CEL_GLOBAL("sets.equivalent", "list_sets_equivalent_list", &cel_bool, equivalent,
		   cost_twice, &cel_list_a, &cel_list_a),
	CEL_GLOBAL("sets.intersects", "list_sets_intersects_list", &cel_bool, intersects, cost_once,
		   &cel_list_a, &cel_list_a),
	{ .function = NULL },
};

const struct cel_library cel_library_sets = {
	.name = "sets",
	.overloads = overloads,
};
