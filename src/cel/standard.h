/* How rows of function tables are written, and the functions behind the rows of the standard
 * library, which standard.c lists. */
#ifndef CEL_STANDARD_H
#define CEL_STANDARD_H

#include "internal.h"

/* The parameters of a row, and how many they are. */
#define CEL_PARAMS(...)                                                                        \
	.n_params = sizeof((const struct cel_type *const[]) { __VA_ARGS__ }) / sizeof(void *), \
	.params = { __VA_ARGS__ }

/* The type of a list of a type that needs no memory. */
#define CEL_LIST_OF(element)                                                                   \
	{                                                                                      \
		.kind = CEL_TYPE_LIST, .name = "list", .params = { &(element) }, .n_params = 1 \
	}

/* A function f(a, b) and a method a.f(b); cost NULL is 1. */
#define CEL_GLOBAL(name, overload, returns, function_, cost_, ...)             \
	{                                                                      \
		.function = (name), .id = (overload), CEL_PARAMS(__VA_ARGS__), \
		.result = (returns), .call = (function_), .cost = (cost_)      \
	}
#define CEL_MEMBER(name, overload, returns, function_, cost_, ...)                                \
	{                                                                                         \
		.function = (name), .id = (overload), .is_member = true, CEL_PARAMS(__VA_ARGS__), \
		.result = (returns), .call = (function_), .cost = (cost_)                         \
	}

/* standard_number.c */
cel_call cel_std_add_int, cel_std_add_uint, cel_std_add_double;
cel_call cel_std_subtract_int, cel_std_subtract_uint, cel_std_subtract_double;
cel_call cel_std_multiply_int, cel_std_multiply_uint, cel_std_multiply_double;
cel_call cel_std_divide_int, cel_std_divide_uint, cel_std_divide_double;
cel_call cel_std_modulo_int, cel_std_modulo_uint;
cel_call cel_std_negate_int, cel_std_negate_double;

/* standard_compare.c */
cel_call cel_std_not, cel_std_equals, cel_std_not_equals;
cel_call cel_std_less, cel_std_less_equals, cel_std_greater, cel_std_greater_equals;

/* standard_container.c */
cel_call cel_std_in, cel_std_size, cel_std_add_list;

/* standard_text.c */
cel_call cel_std_add_text;
cel_call cel_std_contains, cel_std_starts_with, cel_std_ends_with, cel_std_matches;

/* standard_convert.c */
cel_call cel_std_same, cel_std_type;
cel_call cel_std_to_bool, cel_std_to_bytes, cel_std_to_double, cel_std_to_int, cel_std_to_string;
cel_call cel_std_to_uint, cel_std_to_duration, cel_std_to_timestamp;

/* time_arithmetic.c */
cel_call cel_std_add_duration, cel_std_add_duration_timestamp, cel_std_add_timestamp_duration;
cel_call cel_std_subtract_duration, cel_std_subtract_timestamp_duration;
cel_call cel_std_subtract_timestamp;

/* time_parts.c; the time zone argument may be left out */
cel_call cel_std_year, cel_std_month, cel_std_day_of_year, cel_std_day_of_month, cel_std_date;
cel_call cel_std_day_of_week, cel_std_hours, cel_std_minutes, cel_std_seconds;
cel_call cel_std_milliseconds;
cel_call cel_std_duration_hours, cel_std_duration_minutes, cel_std_duration_seconds;
cel_call cel_std_duration_milliseconds;

/* standard_cost.c; s and t are the sizes of the arguments */
cel_cost cel_cost_traversal; /* ceil(0.1 s) */
cel_cost cel_cost_smaller;   /* ceil(0.1 min(s, t)) */
cel_cost cel_cost_equality;  /* the same, but 1 where a library's own type is on the left */
cel_cost cel_cost_concat;    /* ceil(0.1 (s + t)) */
cel_cost cel_cost_contains;  /* ceil(0.1 s) ceil(0.1 t) */
cel_cost cel_cost_matches;   /* ceil(0.1 (s + 1)) ceil(0.25 t) */
cel_cost cel_cost_in_list;   /* t */

#endif
