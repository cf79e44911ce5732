#include "checking.h"

static cel_validator *const strict_validators[] = { cel_validate_time_literals,
						    cel_validate_patterns,
						    cel_validate_uniform_literals, NULL };
static const struct cel_profile strict = { .libraries = test_libraries,
					   .validators = strict_validators,
					   .options = CEL_OPTIONAL_SYNTAX };

static const struct row validator_rows[] = {
	{ NULL, "[1, 2]", "list(int)" },
	{ NULL, "[1, 'a', 2.0]", "1:5: expected type 'int' but found 'string'" },
	{ NULL, "[1, null]", "1:5: expected type 'int' but found 'null'" },
	{ NULL, "[1, dyn(1)]", "1:8: expected type 'int' but found 'dyn'" },
	{ "x: dyn", "[x.y, 'a']", "1:7: expected type 'dyn' but found 'string'" },
	{ NULL, "[[], [1]]", "list(list(int))" },
	{ NULL, "[[], [1], ['a']]", "1:11: expected type 'list(int)' but found 'list(string)'" },
	{ NULL, "[[1], []]", "list(list(int))" },
	{ NULL, "{'a': 1, 2: 'b'}",
	  "1:10: expected type 'string' but found 'int'\n"
	  "1:13: expected type 'int' but found 'string'" },
	{ NULL, "{'a': 1, 'b': 'x', 'c': true}",
	  "1:15: expected type 'int' but found 'string'\n"
	  "1:25: expected type 'int' but found 'bool'" },
	{ NULL, "size([[1, 'a']]) > 0", "1:11: expected type 'int' but found 'string'" },
	{ NULL, "'%d %s'.format([1, 'a'])", "string" },
	{ NULL, "'%s'.format([[1, 'a'], {'a': 1, 1: 'a'}])", "string" },
	{ "x: optional_type(string)", "['a', ?x]", "list(string)" },
	{ "x: optional_type(int)", "['a', ?x]", "1:8: expected type 'string' but found 'int'" },
	{ "x: dyn", "[?x]", "1:3: expected type 'optional_type(dyn)' but found 'dyn'" },
	{ "x: dyn", "{?'a': x}", "1:8: expected type 'optional_type(dyn)' but found 'dyn'" },
	{ "x: dyn", "'%s'.format([?x])", "string" },
	{ NULL, "duration('1s')", "google.protobuf.Duration" },
	{ NULL, "duration('1d')", "1:10: invalid duration argument" },
	{ NULL, "duration(null)", "1:10: invalid duration argument" },
	{ "x: string", "duration(x)", "google.protobuf.Duration" },
	{ NULL, "[1].all(x, timestamp('x') != timestamp('2020-01-01T00:00:00Z'))",
	  "1:22: invalid timestamp argument" },
	{ NULL, "timestamp(-1)", "google.protobuf.Timestamp" },
	{ NULL, "'a'.matches('a+')", "bool" },
	{ NULL, "'a'.matches('(a')", "1:13: invalid matches argument" },
	{ NULL, "matches('a', '(a')", "bool" },
	{ NULL, "matches('(a', 'a')", "1:9: invalid matches argument" },
	{ "x: string", "'a'.matches(x)", "bool" },
};

Test(validate, literals)
{
	check_rows(&strict, NULL, validator_rows, ARRAY_LEN(validator_rows));
}
