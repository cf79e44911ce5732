/* The lists extension: parts of lists, nested lists, order. Source: cel-go ext/lists.go. */
#include <stdlib.h>
#include <string.h>

#include "builder.h"
#include "standard.h"

static struct cel_value new_list(struct cel_eval *eval, struct cel_value *items, size_t n)
{
	return cel_from_items(cel_arena(eval), items, n);
}

static struct cel_value slice(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);
	long long begin = args[1].integer, end = args[2].integer;

	(void)n;
	if (begin < 0 || end < 0)
		return cel_error(eval, "cannot slice(%lld, %lld), negative indexes not supported",
				 begin, end);
	if (begin > end)
		return cel_error(eval,
				 "cannot slice(%lld, %lld), start index must be less than or equal "
				 "to end index",
				 begin, end);
	if (end > (long long)list->n)
		return cel_error(eval, "cannot slice(%lld, %lld), list is length %zu", begin, end,
				 list->n);
	return new_list(eval, list->items + begin, (size_t)(end - begin));
}

static struct cel_value reverse(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);
	struct cel_value *items = cel_alloc(eval, (list->n + 1) * sizeof(*items));

	(void)n;
	if (items == NULL)
		return cel_out_of_memory(eval);
	for (size_t i = 0; i < list->n; i++)
		items[i] = list->items[list->n - 1 - i];
	return new_list(eval, items, list->n);
}

static struct cel_value range(struct cel_eval *eval, const struct cel_value *args, size_t n_args)
{
	uint64_t n = args[0].integer < 0 ? 0 : (uint64_t)args[0].integer;
	struct cel_value *items = NULL;

	(void)n_args;
	if (n < UINT32_MAX)
		items = cel_alloc(eval, (n + 1) * sizeof(*items));
	if (items == NULL)
		return cel_out_of_memory(eval);
	for (uint64_t i = 0; i < n; i++)
		items[i] = cel_from_int((int64_t)i);
	return new_list(eval, items, n);
}

static bool has(struct cel_eval *eval, const struct cel_value *items, size_t n,
		const struct cel_value *wanted)
{
	for (size_t i = 0; i < n; i++) {
		struct cel_value equal = cel_equal(eval, wanted, &items[i]);

		if (equal.kind == CEL_BOOL && equal.boolean)
			return true;
	}
	return false;
}

static struct cel_value distinct(struct cel_eval *eval, const struct cel_value *args, size_t n_args)
{
	const struct cel_list *list = cel_items(&args[0]);
	struct cel_value *items = cel_alloc(eval, (list->n + 1) * sizeof(*items));
	size_t n = 0;

	(void)n_args;
	if (items == NULL)
		return cel_out_of_memory(eval);
	for (size_t i = 0; i < list->n; i++) {
		if (!cel_work(eval, n))
			return cel_too_slow(eval);
		if (!has(eval, items, n, &list->items[i]))
			items[n++] = list->items[i];
	}
	return new_list(eval, items, n);
}

/* ---- flatten ---- */

/* A list may be nested more deeply than the stack is. */
#define MAX_DEPTH 1000

/* False when there is no memory or time. */
static bool flatten_into(struct cel_list_builder *flat, const struct cel_value *value,
			 int64_t depth)
{
	const struct cel_list *list = cel_items(value);

	if (!cel_work(flat->eval, list->n + 1))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		if (depth == 0 || list->items[i].kind != CEL_LIST)
			cel_list_builder_add(flat, &list->items[i]);
		else if (!flatten_into(flat, &list->items[i], depth - 1))
			return false;
	}
	return !flat->is_full;
}

static struct cel_value no_overload(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	if (n == 1)
		return cel_error(eval, "no such overload: %s.flatten()",
				 cel_type_of(&args[0])->name);
	return cel_error(eval, "no such overload: %s.flatten(%s)", cel_type_of(&args[0])->name,
			 cel_type_of(&args[1])->name);
}

/* Takes what is no list as well, since a list that is flat already is one of another type. */
static struct cel_value flatten(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_list_builder flat = { .eval = eval };
	int64_t depth = n > 1 ? args[1].integer : 1;

	if (args[0].kind != CEL_LIST || (n > 1 && args[1].kind != CEL_INT))
		return no_overload(eval, args, n);
	if (depth < 0)
		return cel_error(eval, "level must be non-negative");
	if (!flatten_into(&flat, &args[0], depth < MAX_DEPTH ? depth : MAX_DEPTH) && !flat.is_full)
		return cel_too_slow(eval);
	return cel_list_builder_finish(&flat);
}

/* ---- sort, sortBy ---- */

struct sorting {
	struct cel_eval *eval;
	const struct cel_value *keys;
};

/* Of two places in the keys; equals stay in order, and so does what has no order (NaN). */
static int compare_places(const void *left, const void *right, void *context)
{
	const struct sorting *sorting = context;
	const size_t *a = left, *b = right;
	struct cel_value order = cel_compare(sorting->eval, &sorting->keys[*a], &sorting->keys[*b]);

	if (order.kind == CEL_INT && order.integer != 0)
		return order.integer < 0 ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static struct cel_value sort_by_keys(struct cel_eval *eval, const struct cel_list *list,
				     const struct cel_list *keys)
{
	struct sorting sorting = { eval, keys->items };
	struct cel_value *items = cel_alloc(eval, (list->n + 1) * sizeof(*items));
	size_t *places = cel_alloc(eval, (list->n + 1) * sizeof(*places));

	if (items == NULL || places == NULL)
		return cel_out_of_memory(eval);
	if (!cel_work(eval, list->n * 16))
		return cel_too_slow(eval);
	for (size_t i = 0; i < keys->n; i++) {
		if (!cel_has_order(&keys->items[0]))
			return cel_error(eval, "list elements must be comparable");
		if (keys->items[i].kind != keys->items[0].kind)
			return cel_error(eval, "list elements must have the same type");
		places[i] = i;
	}
	qsort_r(places, list->n, sizeof(*places), compare_places, &sorting);
	for (size_t i = 0; i < list->n; i++)
		items[i] = list->items[places[i]];
	return new_list(eval, items, list->n);
}

static struct cel_value sort(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list;

	(void)n;
	if (args[0].kind != CEL_LIST)
		return cel_no_such_overload(eval);
	list = cel_items(&args[0]);
	return list->n == 0 ? args[0] : sort_by_keys(eval, list, list);
}

#define SORT_BY_KEYS "@sortByAssociatedKeys"

static struct cel_value sort_by(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list, *keys;

	(void)n;
	if (args[0].kind != CEL_LIST || args[1].kind != CEL_LIST)
		return cel_no_such_overload(eval);
	list = cel_items(&args[0]);
	keys = cel_items(&args[1]);
	if (list->n != keys->n)
		return cel_error(eval,
				 SORT_BY_KEYS
				 "() expected a list of the same size as the "
				 "associated keys list, but got %zu and %zu elements respectively",
				 list->n, keys->n);
	return list->n == 0 ? args[0] : sort_by_keys(eval, list, keys);
}

#define INPUT "@__sortBy_input__" /* no source can name it */

static struct cel_expr *map_input(struct cel_parser *parser, int32_t offset,
				  struct cel_expr *const *args, size_t n_args)
{
	const struct cel_macro *macro = cel_standard_macros;

	while (strcmp(macro->function, "map") != 0 || macro->n_args != n_args)
		macro++;
	return macro->expand(parser, offset, cel_new_ident(parser, offset, INPUT), args, n_args);
}

/* list.sortBy(e, key): the list has a name, and is sorted by what map makes of it. */
static struct cel_expr *expand_sort_by(struct cel_parser *parser, int32_t offset,
				       struct cel_expr *target, struct cel_expr *const *args,
				       size_t n_args)
{
	struct cel_expr *keys, *sorted;

	if (target->kind == CEL_EXPR_LITERAL || target->kind == CEL_EXPR_MAP ||
	    target->kind == CEL_EXPR_STRUCT)
		return cel_macro_error(parser, target,
				       "sortBy can only be applied to a list, identifier, "
				       "comprehension, call or select expression");
	keys = map_input(parser, offset, args, n_args);
	if (keys == NULL)
		return NULL;
	sorted = cel_new_call(parser, offset, SORT_BY_KEYS, cel_new_ident(parser, offset, INPUT), 1,
			      keys);
	return cel_new_fold(parser, offset, "#unused", NULL, INPUT, cel_new_list(parser, offset, 0),
			    target, cel_new_literal(parser, offset, cel_from_bool(false)),
			    cel_new_ident(parser, offset, INPUT), sorted);
}

/* ---- rows ---- */

static const struct cel_type list_int = CEL_LIST_OF(cel_int);
static const struct cel_type list_uint = CEL_LIST_OF(cel_uint);
static const struct cel_type list_double = CEL_LIST_OF(cel_double);
static const struct cel_type list_bool = CEL_LIST_OF(cel_bool);
static const struct cel_type list_duration = CEL_LIST_OF(cel_duration);
static const struct cel_type list_timestamp = CEL_LIST_OF(cel_timestamp);
static const struct cel_type list_bytes = CEL_LIST_OF(cel_bytes);
static const struct cel_type list_list_a = CEL_LIST_OF(cel_list_a);

#define LOOSE(name, overload, returns, function_, ...)                                            \
	{                                                                                         \
		.function = (name), .id = (overload), .is_member = true, CEL_PARAMS(__VA_ARGS__), \
		.result = (returns), .call = (function_), .takes_anything = true                  \
	}
#define SORT(type, word)                                                                        \
	LOOSE("sort", "list_" word "_sort", &(type), sort, &(type)),                            \
		LOOSE(SORT_BY_KEYS, "list_" word "_sortByAssociatedKeys", &cel_list_a, sort_by, \
		      &cel_list_a, &(type))

static const struct cel_overload overloads[] = {
	CEL_MEMBER("slice", "list_slice", &cel_list_a, slice, NULL, &cel_list_a, &cel_int,
		   &cel_int),
	LOOSE("flatten", "list_flatten", &cel_list_a, flatten, &list_list_a),
	LOOSE("flatten", "list_flatten_int", &cel_list_dyn, flatten, &cel_list_dyn, &cel_int),
	SORT(list_int, "int"),
	SORT(list_uint, "uint"),
	SORT(list_double, "double"),
	SORT(list_bool, "bool"),
	SORT(list_duration, "google.protobuf.Duration"),
	SORT(list_timestamp, "google.protobuf.Timestamp"),
	SORT(cel_list_string, "string"),
	SORT(list_bytes, "bytes"),
	CEL_GLOBAL("lists.range", "lists_range", &list_int, range, NULL, &cel_int),
	CEL_MEMBER("reverse", "list_reverse", &cel_list_a, reverse, NULL, &cel_list_a),
	CEL_MEMBER("distinct", "list_distinct", &cel_list_a, distinct, NULL, &cel_list_a),
	{ .function = NULL },
};

static const struct cel_macro macros[] = {
	{ "sortBy", 2, true, expand_sort_by },
	{ .function = NULL },
};

const struct cel_library cel_library_lists = {
	.name = "lists",
	.overloads = overloads,
	.macros = macros,
};
