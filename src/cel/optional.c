/* Optional values. Selections and indexes that may find nothing, `or` and `orValue` are the
 * evaluator's: their rows are for the checker. */
#include "standard.h"

#define OPTIONAL_OF(type)                                                                \
	{                                                                                \
		.kind = CEL_TYPE_OPAQUE, .name = "optional_type", .params = { &(type) }, \
		.n_params = 1                                                            \
	}

static const struct cel_type optional_dyn = OPTIONAL_OF(cel_dyn);
static const struct cel_type optional_b = OPTIONAL_OF(cel_param_b);
static const struct cel_type optional_list_a = OPTIONAL_OF(cel_list_a);
static const struct cel_type optional_map_ab = OPTIONAL_OF(cel_map_ab);

static struct cel_value of(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_from_optional(cel_arena(eval), &args[0]);
}

bool cel_is_zero(const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_NULL:
		return true;
	case CEL_BOOL:
		return !value->boolean;
	case CEL_INT:
		return value->integer == 0;
	case CEL_UINT:
		return value->uinteger == 0;
	case CEL_DOUBLE:
		return value->number == 0;
	case CEL_STRING:
	case CEL_BYTES:
		return value->size == 0;
	case CEL_DURATION:
		return value->nanoseconds == 0;
	case CEL_TIMESTAMP:
		/* Go's zero time: 0001-01-01T00:00:00Z, the first that there is. */
		return value->timestamp->nanoseconds == 0 &&
		       !cel_timestamp_in_range(value->timestamp->seconds - 1);
	case CEL_LIST:
	case CEL_MAP:
		return cel_size(value) == 0;
	default:
		return false;
	}
}

static struct cel_value of_non_zero(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_from_optional(cel_arena(eval), cel_is_zero(&args[0]) ? NULL : &args[0]);
}

static struct cel_value none(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)args;
	(void)n;
	return cel_from_optional(cel_arena(eval), NULL);
}

static struct cel_value value_of(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	if (args[0].optional == NULL)
		return cel_error(eval, "optional.none() dereference");
	return *args[0].optional;
}

static struct cel_value has_value(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_bool(args[0].optional != NULL);
}

/* ---- lists ---- */

static struct cel_value first(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);

	(void)n;
	return cel_from_optional(cel_arena(eval), list->n == 0 ? NULL : &list->items[0]);
}

static struct cel_value last(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);

	(void)n;
	return cel_from_optional(cel_arena(eval), list->n == 0 ? NULL : &list->items[list->n - 1]);
}

static struct cel_value not_optional(struct cel_eval *eval, const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	cel_print_plain(value, &text);
	return cel_error(eval, "value %s is not optional", text.text);
}

static struct cel_value unwrap(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct cel_list *list = cel_items(&args[0]);
	struct cel_value *values = cel_alloc(eval, (list->n + 1) * sizeof(*values));
	size_t n_values = 0;

	(void)n;
	if (values == NULL)
		return cel_out_of_memory(eval);
	if (!cel_work(eval, list->n))
		return cel_too_slow(eval);
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].kind != CEL_OPTIONAL)
			return not_optional(eval, &list->items[i]);
		if (list->items[i].optional != NULL)
			values[n_values++] = *list->items[i].optional;
	}
	return cel_from_items(cel_arena(eval), values, n_values);
}

static const struct cel_overload overloads[] = {
	CEL_GLOBAL("optional.of", "optional_of", &cel_optional_a, of, NULL, &cel_param_a),
	CEL_GLOBAL("optional.ofNonZeroValue", "optional_ofNonZeroValue", &cel_optional_a,
		   of_non_zero, NULL, &cel_param_a),
	{ .function = "optional.none",
	  .id = "optional_none",
	  .result = &cel_optional_a,
	  .call = none },
	CEL_MEMBER("value", "optional_value", &cel_param_a, value_of, NULL, &cel_optional_a),
	CEL_MEMBER("hasValue", "optional_hasValue", &cel_bool, has_value, NULL, &cel_optional_a),
	CEL_MEMBER("or", "optional_or_optional", &cel_optional_a, NULL, NULL, &cel_optional_a,
		   &cel_optional_a),
	CEL_MEMBER("orValue", "optional_orValue_value", &cel_param_a, NULL, NULL, &cel_optional_a,
		   &cel_param_a),

	CEL_GLOBAL("_?._", "select_optional_field", &cel_optional_a, NULL, NULL, &cel_dyn,
		   &cel_string),
	CEL_GLOBAL("_[?_]", "list_optindex_optional_int", &cel_optional_a, NULL, NULL, &cel_list_a,
		   &cel_int),
	CEL_GLOBAL("_[?_]", "optional_list_optindex_optional_int", &cel_optional_a, NULL, NULL,
		   &optional_list_a, &cel_int),
	CEL_GLOBAL("_[?_]", "map_optindex_optional_value", &optional_b, NULL, NULL, &cel_map_ab,
		   &cel_param_a),
	CEL_GLOBAL("_[?_]", "optional_map_optindex_optional_value", &optional_b, NULL, NULL,
		   &optional_map_ab, &cel_param_a),
	CEL_GLOBAL("_[_]", "optional_list_index_int", &cel_optional_a, NULL, NULL, &optional_list_a,
		   &cel_int),
	CEL_GLOBAL("_[_]", "optional_map_index_value", &optional_b, NULL, NULL, &optional_map_ab,
		   &cel_param_a),

	CEL_MEMBER("last", "list_last", &cel_optional_a, last, NULL, &cel_list_a),
	CEL_MEMBER("first", "list_first", &cel_optional_a, first, NULL, &cel_list_a),
	CEL_GLOBAL("optional.unwrap", "optional_unwrap", &cel_list_a, unwrap, NULL,
		   &cel_list_optional_a),
	CEL_MEMBER("unwrapOpt", "optional_unwrapOpt", &cel_list_a, unwrap, NULL,
		   &cel_list_optional_a),
	{ .function = NULL },
};

static const struct cel_constant types[] = {
	{ "optional_type", &optional_dyn },
	{ NULL, NULL },
};

const struct cel_library cel_library_optional = {
	.name = "optional",
	.overloads = overloads,
	.macros = cel_optional_macros,
	.types = types,
};
