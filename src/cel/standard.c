/* The rows of the standard library: operators, conversions, functions on text and time. Names and
 * order are those of cel-go's common/stdlib/standard.go and common/overloads; the functions are in
 * the files that standard.h names. */
#include "standard.h"

#define CEL_EQUALITY(name, overload, function_, cost_)                                        \
	{                                                                                     \
		.function = (name), .id = (overload), CEL_PARAMS(&cel_param_a, &cel_param_a), \
		.result = &cel_bool, .call = (function_), .cost = (cost_),                    \
		.cost_by_function = true                                                      \
	}

/* One function for all types, as cel_compare knows them. */
#define CEL_ORDER_ROW(name, overload, function_, cost_, type_a, type_b) \
	CEL_GLOBAL(name, overload, &cel_bool, function_, cost_, &(type_a), &(type_b))

#define CEL_ORDER(name, word, function_)                                                      \
	CEL_ORDER_ROW(name, word "_bool", function_, NULL, cel_bool, cel_bool),               \
		CEL_ORDER_ROW(name, word "_int64", function_, NULL, cel_int, cel_int),        \
		CEL_ORDER_ROW(name, word "_uint64", function_, NULL, cel_uint, cel_uint),     \
		CEL_ORDER_ROW(name, word "_double", function_, NULL, cel_double, cel_double), \
		CEL_ORDER_ROW(name, word "_string", function_, cel_cost_smaller, cel_string,  \
			      cel_string),                                                    \
		CEL_ORDER_ROW(name, word "_bytes", function_, cel_cost_smaller, cel_bytes,    \
			      cel_bytes),                                                     \
		CEL_ORDER_ROW(name, word "_timestamp", function_, NULL, cel_timestamp,        \
			      cel_timestamp),                                                 \
		CEL_ORDER_ROW(name, word "_duration", function_, NULL, cel_duration, cel_duration)

#define CEL_MIXED_ORDER(name, word, function_)                                                     \
	CEL_ORDER_ROW(name, word "_int64_double", function_, NULL, cel_int, cel_double),           \
		CEL_ORDER_ROW(name, word "_int64_uint64", function_, NULL, cel_int, cel_uint),     \
		CEL_ORDER_ROW(name, word "_uint64_double", function_, NULL, cel_uint, cel_double), \
		CEL_ORDER_ROW(name, word "_uint64_int64", function_, NULL, cel_uint, cel_int),     \
		CEL_ORDER_ROW(name, word "_double_int64", function_, NULL, cel_double, cel_int),   \
		CEL_ORDER_ROW(name, word "_double_uint64", function_, NULL, cel_double, cel_uint)

static const struct cel_overload standard_overloads[] = {
	/* Evaluated by the planner, as not every operand may be needed. */
	CEL_GLOBAL("_?_:_", "conditional", &cel_param_a, NULL, NULL, &cel_bool, &cel_param_a,
		   &cel_param_a),
	CEL_GLOBAL("_&&_", "logical_and", &cel_bool, NULL, NULL, &cel_bool, &cel_bool),
	CEL_GLOBAL("_||_", "logical_or", &cel_bool, NULL, NULL, &cel_bool, &cel_bool),
	CEL_GLOBAL("@not_strictly_false", "not_strictly_false", &cel_bool, NULL, NULL, &cel_bool),

	CEL_GLOBAL("!_", "logical_not", &cel_bool, cel_std_not, NULL, &cel_bool),
	CEL_EQUALITY("_==_", "equals", cel_std_equals, cel_cost_equality),
	CEL_EQUALITY("_!=_", "not_equals", cel_std_not_equals, cel_cost_smaller),

	CEL_GLOBAL("_+_", "add_bytes", &cel_bytes, cel_std_add_text, cel_cost_concat, &cel_bytes,
		   &cel_bytes),
	CEL_GLOBAL("_+_", "add_double", &cel_double, cel_std_add_double, NULL, &cel_double,
		   &cel_double),
	CEL_GLOBAL("_+_", "add_duration_duration", &cel_duration, cel_std_add_duration, NULL,
		   &cel_duration, &cel_duration),
	CEL_GLOBAL("_+_", "add_duration_timestamp", &cel_timestamp, cel_std_add_duration_timestamp,
		   NULL, &cel_duration, &cel_timestamp),
	CEL_GLOBAL("_+_", "add_timestamp_duration", &cel_timestamp, cel_std_add_timestamp_duration,
		   NULL, &cel_timestamp, &cel_duration),
	CEL_GLOBAL("_+_", "add_int64", &cel_int, cel_std_add_int, NULL, &cel_int, &cel_int),
	CEL_GLOBAL("_+_", "add_list", &cel_list_a, cel_std_add_list, NULL, &cel_list_a,
		   &cel_list_a),
	CEL_GLOBAL("_+_", "add_string", &cel_string, cel_std_add_text, cel_cost_concat, &cel_string,
		   &cel_string),
	CEL_GLOBAL("_+_", "add_uint64", &cel_uint, cel_std_add_uint, NULL, &cel_uint, &cel_uint),

	CEL_GLOBAL("_/_", "divide_double", &cel_double, cel_std_divide_double, NULL, &cel_double,
		   &cel_double),
	CEL_GLOBAL("_/_", "divide_int64", &cel_int, cel_std_divide_int, NULL, &cel_int, &cel_int),
	CEL_GLOBAL("_/_", "divide_uint64", &cel_uint, cel_std_divide_uint, NULL, &cel_uint,
		   &cel_uint),
	CEL_GLOBAL("_%_", "modulo_int64", &cel_int, cel_std_modulo_int, NULL, &cel_int, &cel_int),
	CEL_GLOBAL("_%_", "modulo_uint64", &cel_uint, cel_std_modulo_uint, NULL, &cel_uint,
		   &cel_uint),
	CEL_GLOBAL("_*_", "multiply_double", &cel_double, cel_std_multiply_double, NULL,
		   &cel_double, &cel_double),
	CEL_GLOBAL("_*_", "multiply_int64", &cel_int, cel_std_multiply_int, NULL, &cel_int,
		   &cel_int),
	CEL_GLOBAL("_*_", "multiply_uint64", &cel_uint, cel_std_multiply_uint, NULL, &cel_uint,
		   &cel_uint),
	CEL_GLOBAL("-_", "negate_double", &cel_double, cel_std_negate_double, NULL, &cel_double),
	CEL_GLOBAL("-_", "negate_int64", &cel_int, cel_std_negate_int, NULL, &cel_int),

	CEL_GLOBAL("_-_", "subtract_double", &cel_double, cel_std_subtract_double, NULL,
		   &cel_double, &cel_double),
	CEL_GLOBAL("_-_", "subtract_duration_duration", &cel_duration, cel_std_subtract_duration,
		   NULL, &cel_duration, &cel_duration),
	CEL_GLOBAL("_-_", "subtract_int64", &cel_int, cel_std_subtract_int, NULL, &cel_int,
		   &cel_int),
	CEL_GLOBAL("_-_", "subtract_timestamp_duration", &cel_timestamp,
		   cel_std_subtract_timestamp_duration, NULL, &cel_timestamp, &cel_duration),
	CEL_GLOBAL("_-_", "subtract_timestamp_timestamp", &cel_duration, cel_std_subtract_timestamp,
		   NULL, &cel_timestamp, &cel_timestamp),
	CEL_GLOBAL("_-_", "subtract_uint64", &cel_uint, cel_std_subtract_uint, NULL, &cel_uint,
		   &cel_uint),

	CEL_ORDER("_<_", "less", cel_std_less),

	CEL_ORDER("_<=_", "less_equals", cel_std_less_equals),

	CEL_ORDER("_>_", "greater", cel_std_greater),

	CEL_ORDER("_>=_", "greater_equals", cel_std_greater_equals),

	/* Indexes are parts of paths, which the evaluator walks. */
	CEL_GLOBAL("_[_]", "index_list", &cel_param_a, NULL, NULL, &cel_list_a, &cel_int),
	CEL_GLOBAL("_[_]", "index_map", &cel_param_b, NULL, NULL, &cel_map_ab, &cel_param_a),
	CEL_GLOBAL("@in", "in_list", &cel_bool, cel_std_in, cel_cost_in_list, &cel_param_a,
		   &cel_list_a),
	CEL_GLOBAL("@in", "in_map", &cel_bool, cel_std_in, NULL, &cel_param_a, &cel_map_ab),

	CEL_GLOBAL("size", "size_bytes", &cel_int, cel_std_size, NULL, &cel_bytes),
	CEL_MEMBER("size", "bytes_size", &cel_int, cel_std_size, NULL, &cel_bytes),
	CEL_GLOBAL("size", "size_list", &cel_int, cel_std_size, NULL, &cel_list_a),
	CEL_MEMBER("size", "list_size", &cel_int, cel_std_size, NULL, &cel_list_a),
	CEL_GLOBAL("size", "size_map", &cel_int, cel_std_size, NULL, &cel_map_ab),
	CEL_MEMBER("size", "map_size", &cel_int, cel_std_size, NULL, &cel_map_ab),
	CEL_GLOBAL("size", "size_string", &cel_int, cel_std_size, NULL, &cel_string),
	CEL_MEMBER("size", "string_size", &cel_int, cel_std_size, NULL, &cel_string),

	CEL_GLOBAL("type", "type", &cel_type_a, cel_std_type, NULL, &cel_param_a),
	CEL_GLOBAL("bool", "bool_to_bool", &cel_bool, cel_std_same, NULL, &cel_bool),
	CEL_GLOBAL("bool", "string_to_bool", &cel_bool, cel_std_to_bool, NULL, &cel_string),
	CEL_GLOBAL("bytes", "bytes_to_bytes", &cel_bytes, cel_std_same, NULL, &cel_bytes),
	CEL_GLOBAL("bytes", "string_to_bytes", &cel_bytes, cel_std_to_bytes, cel_cost_traversal,
		   &cel_string),
	CEL_GLOBAL("double", "double_to_double", &cel_double, cel_std_same, NULL, &cel_double),
	CEL_GLOBAL("double", "int64_to_double", &cel_double, cel_std_to_double, NULL, &cel_int),
	CEL_GLOBAL("double", "string_to_double", &cel_double, cel_std_to_double, NULL, &cel_string),
	CEL_GLOBAL("double", "uint64_to_double", &cel_double, cel_std_to_double, NULL, &cel_uint),
	CEL_GLOBAL("duration", "duration_to_duration", &cel_duration, cel_std_same, NULL,
		   &cel_duration),
	CEL_GLOBAL("duration", "int64_to_duration", &cel_duration, cel_std_to_duration, NULL,
		   &cel_int),
	CEL_GLOBAL("duration", "string_to_duration", &cel_duration, cel_std_to_duration, NULL,
		   &cel_string),
	CEL_GLOBAL("dyn", "to_dyn", &cel_dyn, cel_std_same, NULL, &cel_param_a),
	CEL_GLOBAL("int", "int64_to_int64", &cel_int, cel_std_same, NULL, &cel_int),
	CEL_GLOBAL("int", "double_to_int64", &cel_int, cel_std_to_int, NULL, &cel_double),
	CEL_GLOBAL("int", "duration_to_int64", &cel_int, cel_std_to_int, NULL, &cel_duration),
	CEL_GLOBAL("int", "string_to_int64", &cel_int, cel_std_to_int, NULL, &cel_string),
	CEL_GLOBAL("int", "timestamp_to_int64", &cel_int, cel_std_to_int, NULL, &cel_timestamp),
	CEL_GLOBAL("int", "uint64_to_int64", &cel_int, cel_std_to_int, NULL, &cel_uint),
	CEL_GLOBAL("string", "string_to_string", &cel_string, cel_std_same, NULL, &cel_string),
	CEL_GLOBAL("string", "bool_to_string", &cel_string, cel_std_to_string, NULL, &cel_bool),
	CEL_GLOBAL("string", "bytes_to_string", &cel_string, cel_std_to_string, cel_cost_traversal,
		   &cel_bytes),
	CEL_GLOBAL("string", "double_to_string", &cel_string, cel_std_to_string, NULL, &cel_double),
	CEL_GLOBAL("string", "duration_to_string", &cel_string, cel_std_to_string, NULL,
		   &cel_duration),
	CEL_GLOBAL("string", "int64_to_string", &cel_string, cel_std_to_string, NULL, &cel_int),
	CEL_GLOBAL("string", "timestamp_to_string", &cel_string, cel_std_to_string, NULL,
		   &cel_timestamp),
	CEL_GLOBAL("string", "uint64_to_string", &cel_string, cel_std_to_string, NULL, &cel_uint),
	CEL_GLOBAL("timestamp", "timestamp_to_timestamp", &cel_timestamp, cel_std_same, NULL,
		   &cel_timestamp),
	CEL_GLOBAL("timestamp", "int64_to_timestamp", &cel_timestamp, cel_std_to_timestamp, NULL,
		   &cel_int),
	CEL_GLOBAL("timestamp", "string_to_timestamp", &cel_timestamp, cel_std_to_timestamp, NULL,
		   &cel_string),
	CEL_GLOBAL("uint", "uint64_to_uint64", &cel_uint, cel_std_same, NULL, &cel_uint),
	CEL_GLOBAL("uint", "double_to_uint64", &cel_uint, cel_std_to_uint, NULL, &cel_double),
	CEL_GLOBAL("uint", "int64_to_uint64", &cel_uint, cel_std_to_uint, NULL, &cel_int),
	CEL_GLOBAL("uint", "string_to_uint64", &cel_uint, cel_std_to_uint, NULL, &cel_string),

	CEL_MEMBER("contains", "contains_string", &cel_bool, cel_std_contains, cel_cost_contains,
		   &cel_string, &cel_string),
	CEL_MEMBER("endsWith", "ends_with_string", &cel_bool, cel_std_ends_with, cel_cost_traversal,
		   &cel_string, &cel_string),
	CEL_MEMBER("startsWith", "starts_with_string", &cel_bool, cel_std_starts_with,
		   cel_cost_traversal, &cel_string, &cel_string),
	/* The global form has no rule of its own in cel-go, so it costs 1. */
	CEL_GLOBAL("matches", "matches", &cel_bool, cel_std_matches, NULL, &cel_string,
		   &cel_string),
	CEL_MEMBER("matches", "matches_string", &cel_bool, cel_std_matches, cel_cost_matches,
		   &cel_string, &cel_string),

	CEL_MEMBER("getFullYear", "timestamp_to_year", &cel_int, cel_std_year, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getFullYear", "timestamp_to_year_with_tz", &cel_int, cel_std_year, NULL,
		   &cel_timestamp, &cel_string),
	CEL_MEMBER("getMonth", "timestamp_to_month", &cel_int, cel_std_month, NULL, &cel_timestamp),
	CEL_MEMBER("getMonth", "timestamp_to_month_with_tz", &cel_int, cel_std_month, NULL,
		   &cel_timestamp, &cel_string),
	CEL_MEMBER("getDayOfYear", "timestamp_to_day_of_year", &cel_int, cel_std_day_of_year, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getDayOfYear", "timestamp_to_day_of_year_with_tz", &cel_int,
		   cel_std_day_of_year, NULL, &cel_timestamp, &cel_string),
	CEL_MEMBER("getDayOfMonth", "timestamp_to_day_of_month", &cel_int, cel_std_day_of_month,
		   NULL, &cel_timestamp),
	CEL_MEMBER("getDayOfMonth", "timestamp_to_day_of_month_with_tz", &cel_int,
		   cel_std_day_of_month, NULL, &cel_timestamp, &cel_string),
	CEL_MEMBER("getDate", "timestamp_to_day_of_month_1_based", &cel_int, cel_std_date, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getDate", "timestamp_to_day_of_month_1_based_with_tz", &cel_int, cel_std_date,
		   NULL, &cel_timestamp, &cel_string),
	CEL_MEMBER("getDayOfWeek", "timestamp_to_day_of_week", &cel_int, cel_std_day_of_week, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getDayOfWeek", "timestamp_to_day_of_week_with_tz", &cel_int,
		   cel_std_day_of_week, NULL, &cel_timestamp, &cel_string),
	CEL_MEMBER("getHours", "timestamp_to_hours", &cel_int, cel_std_hours, NULL, &cel_timestamp),
	CEL_MEMBER("getHours", "timestamp_to_hours_with_tz", &cel_int, cel_std_hours, NULL,
		   &cel_timestamp, &cel_string),
	CEL_MEMBER("getHours", "duration_to_hours", &cel_int, cel_std_duration_hours, NULL,
		   &cel_duration),
	CEL_MEMBER("getMinutes", "timestamp_to_minutes", &cel_int, cel_std_minutes, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getMinutes", "timestamp_to_minutes_with_tz", &cel_int, cel_std_minutes, NULL,
		   &cel_timestamp, &cel_string),
	CEL_MEMBER("getMinutes", "duration_to_minutes", &cel_int, cel_std_duration_minutes, NULL,
		   &cel_duration),
	CEL_MEMBER("getSeconds", "timestamp_to_seconds", &cel_int, cel_std_seconds, NULL,
		   &cel_timestamp),
	CEL_MEMBER("getSeconds", "timestamp_to_seconds_tz", &cel_int, cel_std_seconds, NULL,
		   &cel_timestamp, &cel_string),
	CEL_MEMBER("getSeconds", "duration_to_seconds", &cel_int, cel_std_duration_seconds, NULL,
		   &cel_duration),
	CEL_MEMBER("getMilliseconds", "timestamp_to_milliseconds", &cel_int, cel_std_milliseconds,
		   NULL, &cel_timestamp),
	CEL_MEMBER("getMilliseconds", "timestamp_to_milliseconds_with_tz", &cel_int,
		   cel_std_milliseconds, NULL, &cel_timestamp, &cel_string),
	CEL_MEMBER("getMilliseconds", "duration_to_milliseconds", &cel_int,
		   cel_std_duration_milliseconds, NULL, &cel_duration),
	{ .function = NULL },
};

static const struct cel_constant standard_types[] = {
	{ "bool", &cel_bool },
	{ "bytes", &cel_bytes },
	{ "double", &cel_double },
	{ "google.protobuf.Duration", &cel_duration },
	{ "int", &cel_int },
	{ "list", &cel_list_dyn },
	{ "map", &cel_map_dyn },
	{ "null_type", &cel_null },
	{ "string", &cel_string },
	{ "google.protobuf.Timestamp", &cel_timestamp },
	{ "type", &cel_type_type },
	{ "uint", &cel_uint },
	{ NULL, NULL },
};

const struct cel_library cel_library_standard = {
	.name = "standard",
	.overloads = standard_overloads,
	.macros = cel_standard_macros,
	.types = standard_types,
};

static const struct cel_overload mixed_overloads[] = {
	CEL_MIXED_ORDER("_<_", "less", cel_std_less),
	CEL_MIXED_ORDER("_<=_", "less_equals", cel_std_less_equals),
	CEL_MIXED_ORDER("_>_", "greater", cel_std_greater),
	CEL_MIXED_ORDER("_>=_", "greater_equals", cel_std_greater_equals),
	{ .function = NULL },
};

const struct cel_library cel_library_mixed_comparison = {
	.name = "mixed comparison",
	.overloads = mixed_overloads,
};

/* ---- libraries that are macros, and what their expansions call ---- */

/* Evaluated by the planner, in place. */
static const struct cel_overload two_variable_overloads[] = {
	CEL_GLOBAL("cel.@mapInsert", "@mapInsert_map_key_value", &cel_map_ab, NULL, NULL,
		   &cel_map_ab, &cel_param_a, &cel_param_b),
	CEL_GLOBAL("cel.@mapInsert", "@mapInsert_map_map", &cel_map_ab, NULL, NULL, &cel_map_ab,
		   &cel_map_ab),
	{ .function = NULL },
};

const struct cel_library cel_library_two_variables = {
	.name = "two variables",
	.overloads = two_variable_overloads,
	.macros = cel_two_variable_macros,
};

const struct cel_library cel_library_bindings = {
	.name = "bindings",
	.macros = cel_binding_macros,
};

/* Evaluated by the planner: the list's values are computed when they are first asked for. */
static const struct cel_overload block_overloads[] = {
	CEL_GLOBAL("cel.@block", "cel_block_list", &cel_param_a, NULL, NULL, &cel_list_dyn,
		   &cel_param_a),
	{ .function = NULL },
};

const struct cel_library cel_library_blocks = {
	.name = "blocks",
	.overloads = block_overloads,
	.macros = cel_block_macros,
};
