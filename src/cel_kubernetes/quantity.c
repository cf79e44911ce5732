/* quantity(): amounts with a unit.
 * Source: apiserver pkg/cel/library/quantity.go, pkg/cel/quantity.go, release 1.33. */
#include "cidrctl/quantity.h"

#include <string.h>

#include "internal.h"

static const struct cel_type type_quantity = { .kind = CEL_TYPE_OBJECT,
					       .name = "kubernetes.Quantity" };

struct quantity_value {
	struct cel_opaque base;
	const struct quantity *quantity;
	/* Upstream's sums are of another Go type than what is parsed, which == finds on its right
	 * side to be no quantity. */
	bool is_sum;
};

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b);

static void print(const struct cel_value *value, struct strbuf *out);

static const struct cel_opaque_class quantity_class = {
	.type = &type_quantity,
	.equal = equal,
	.print = print,
	.go_type = "*resource.Quantity",
};

static const struct quantity_value *value_of(const struct cel_value *value)
{
	if (value->kind != CEL_OPAQUE || value->opaque->class != &quantity_class)
		return NULL;
	return (const struct quantity_value *)value->opaque;
}

static const struct quantity *quantity_of(const struct cel_value *value)
{
	return value_of(value)->quantity;
}

static struct cel_value equal(struct cel_eval *eval, const struct cel_value *a,
			      const struct cel_value *b)
{
	const struct quantity_value *other = value_of(b);

	if (other == NULL || other->is_sum)
		return cel_no_such_overload(eval);
	return cel_from_bool(quantity_compare(quantity_of(a), other->quantity) == 0);
}

static void print(const struct cel_value *value, struct strbuf *out)
{
	strbuf_add_str(out, "quantity(\"");
	quantity_print(quantity_of(value), out);
	strbuf_add_str(out, "\")");
}

/* Takes the quantity over: it goes with the evaluation. */
static struct cel_value new_quantity(struct cel_eval *eval, struct quantity *quantity, bool is_sum)
{
	struct quantity_value *value = arena_alloc(cel_arena(eval), sizeof(*value));
	size_t size = quantity_memory(quantity);
	struct quantity *copy = cel_alloc(eval, size);

	if (copy != NULL)
		memcpy(copy, quantity, size);
	quantity_destroy(quantity);
	if (copy == NULL)
		return cel_out_of_memory(eval);
	*value = (struct quantity_value) { { &quantity_class }, copy, is_sum };
	return (struct cel_value) { .kind = CEL_OPAQUE, .opaque = &value->base };
}

static struct cel_value from_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const char *why;
	struct quantity *quantity = quantity_parse(args[0].text, args[0].size, &why);

	(void)n;
	return quantity != NULL ? new_quantity(eval, quantity, false) : cel_error(eval, "%s", why);
}

static struct cel_value is_quantity(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct quantity *quantity = quantity_parse(args[0].text, args[0].size, NULL);

	(void)eval, (void)n;
	quantity_destroy(quantity);
	return cel_from_bool(quantity != NULL);
}

/* ---- as other values ---- */

static struct cel_value sign(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return cel_from_int(quantity_sign(quantity_of(&args[0])));
}

static struct cel_value is_integer(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t value;

	(void)eval, (void)n;
	return cel_from_bool(quantity_as_int(quantity_of(&args[0]), &value));
}

static struct cel_value as_integer(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t value;

	(void)n;
	return quantity_as_int(quantity_of(&args[0]), &value)
		       ? cel_from_int(value)
		       : cel_error(eval, "cannot convert value to integer");
}

static struct cel_value as_float(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval, (void)n;
	return cel_from_double(quantity_as_double(quantity_of(&args[0])));
}

/* ---- order and sums ---- */

static struct cel_value compare_to(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int order = quantity_compare(quantity_of(&args[0]), quantity_of(&args[1]));

	(void)eval, (void)n;
	return cel_from_int((order > 0) - (order < 0));
}

static struct cel_value is_greater(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return cel_from_bool(compare_to(eval, args, n).integer > 0);
}

static struct cel_value is_less(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return cel_from_bool(compare_to(eval, args, n).integer < 0);
}

static struct cel_value add_signed(struct cel_eval *eval, const struct cel_value *args,
				   int sign_of_second)
{
	bool is_int = args[1].kind == CEL_INT;
	struct quantity *made = is_int ? quantity_from_int(args[1].integer) : NULL;
	const struct quantity *second = is_int ? made : quantity_of(&args[1]);
	struct quantity *sum = quantity_add(quantity_of(&args[0]), second, sign_of_second);

	quantity_destroy(made);
	return sum != NULL ? new_quantity(eval, sum, true) : cel_out_of_memory(eval);
}

static struct cel_value add(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return add_signed(eval, args, 1);
}

static struct cel_value subtract(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return add_signed(eval, args, -1);
}

/* ---- rows ---- */

#define OF_TEXT(function_, id_, result_, call_)                                                  \
	{                                                                                        \
		.function = function_, .id = id_, .n_params = 1, .params = { &cel_string },      \
		.result = result_, .call = call_, .cost = cost_of_text, .cost_by_function = true \
	}
#define OF_QUANTITY(function_, id_, result_, call_)                                 \
	{                                                                           \
		.function = function_, .id = id_, .is_member = true, .n_params = 1, \
		.params = { &type_quantity }, .result = result_, .call = call_      \
	}
#define OF_TWO(function_, id_, second_, result_, call_)                                 \
	{                                                                               \
		.function = function_, .id = id_, .is_member = true, .n_params = 2,     \
		.params = { &type_quantity, second_ }, .result = result_, .call = call_ \
	}

static const struct cel_overload overloads[] = {
	OF_TEXT("quantity", "string_to_quantity", &type_quantity, from_string),
	OF_TEXT("isQuantity", "is_quantity_string", &cel_bool, is_quantity),
	{ .function = "sign",
	  .id = "quantity_sign",
	  .n_params = 1,
	  .params = { &type_quantity },
	  .result = &cel_int,
	  .call = sign },
	OF_QUANTITY("isInteger", "quantity_is_integer", &cel_bool, is_integer),
	OF_QUANTITY("asInteger", "quantity_as_integer", &cel_int, as_integer),
	OF_QUANTITY("asApproximateFloat", "quantity_get_float", &cel_double, as_float),
	OF_TWO("isGreaterThan", "quantity_is_greater_than", &type_quantity, &cel_bool, is_greater),
	OF_TWO("isLessThan", "quantity_is_less_than", &type_quantity, &cel_bool, is_less),
	OF_TWO("compareTo", "quantity_compare_to", &type_quantity, &cel_int, compare_to),
	OF_TWO("add", "quantity_add", &type_quantity, &type_quantity, add),
	OF_TWO("add", "quantity_add_int", &cel_int, &type_quantity, add),
	OF_TWO("sub", "quantity_sub", &type_quantity, &type_quantity, subtract),
	OF_TWO("sub", "quantity_sub_int", &cel_int, &type_quantity, subtract),
	{ .function = NULL },
};

const struct cel_library library_quantity = { .name = "quantity", .overloads = overloads };
