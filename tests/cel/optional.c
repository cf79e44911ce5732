/* Optional values. */
#include "evaluate.h"

Test(optional, made)
{
	static const struct evaluate_row rows[] = {
		{ "optional.of(1)", "optional.of(1)" },
		{ "optional.none()", "optional.none()" },
		{ "optional.of(null)", "optional.of(null)" },
		{ "[0, 1].map(i, optional.ofNonZeroValue(i))",
		  "[optional.none(), optional.of(1)]" },
		{ "['', 'a'].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "[0.0, -0.0, 1.0].map(i, optional.ofNonZeroValue(i).hasValue())",
		  "[false, false, true]" },
		{ "[[], [0]].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "[{}, {0: 0}].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "[0u, 1u].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "[b'', b'a'].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "[false, true].map(i, optional.ofNonZeroValue(i).hasValue())", "[false, true]" },
		{ "optional.ofNonZeroValue(null)", "optional.none()" },
		{ "optional.ofNonZeroValue(duration('0'))", "optional.none()" },
		{ "optional.ofNonZeroValue(timestamp('0001-01-01T00:00:00Z'))", "optional.none()" },
		{ "optional.ofNonZeroValue(timestamp(0)).hasValue()", "true" },
		{ "optional.ofNonZeroValue(timestamp('0001-01-01T00:00:00.1Z')).hasValue()",
		  "true" },
		{ "optional.ofNonZeroValue(optional.none()).hasValue()", "true" },
		{ "optional.ofNonZeroValue(int).hasValue()", "true" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(optional, taken_apart)
{
	static const struct evaluate_row rows[] = {
		{ "optional.of(1).value()", "1" },
		{ "optional.none().value()", "error: optional.none() dereference" },
		{ "optional.of(1).hasValue()", "true" },
		{ "optional.none().hasValue()", "false" },
		{ "optional.of(1).or(optional.of(1/0))", "optional.of(1)" },
		{ "optional.none().or(optional.of(2))", "optional.of(2)" },
		{ "optional.of(1).orValue(1/0)", "1" },
		{ "optional.none().orValue(2)", "2" },
		{ "optional.of(2).optMap(x, x * 2)", "optional.of(4)" },
		{ "optional.of(2).optFlatMap(x, optional.none())", "optional.none()" },
		{ "type(optional.none()) == optional_type", "true" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(optional, compared)
{
	static const struct evaluate_row rows[] = {
		{ "optional.none() == optional.none()", "true" },
		{ "optional.of(1) == optional.of(1)", "true" },
		{ "optional.of(1) == optional.of(2)", "false" },
		{ "optional.of(1) == optional.none()", "false" },
		{ "dyn(optional.of(1)) == dyn(1)", "false" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(optional, selections)
{
	static const struct evaluate_row rows[] = {
		{ "{'a': 1}.?a", "optional.of(1)" },
		{ "{'a': 1}.?b", "optional.none()" },
		{ "[1, 2][?1]", "optional.of(2)" },
		{ "[1, 2][?2]", "optional.none()" },
		{ "{'a': 1}[?'b']", "optional.none()" },
		{ "optional.of({'a': [5]}).a[0]", "optional.of(5)" },
		{ "optional.of([7])[0]", "optional.of(7)" },
		{ "optional.of([7])[1]", "optional.none()" },
		{ "optional.of({'k': 7})['k']", "optional.of(7)" },
		{ "[?optional.of(1), ?optional.none(), 2]", "[1, 2]" },
		{ "{?'a': optional.of(1), ?'b': optional.none()}", "{\"a\": 1}" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(optional, lists)
{
	static const struct evaluate_row rows[] = {
		{ "[1, 2].first()", "optional.of(1)" },
		{ "[1, 2].last()", "optional.of(2)" },
		{ "[].first()", "optional.none()" },
		{ "[].last()", "optional.none()" },
		{ "optional.unwrap([optional.of(1), optional.none(), optional.of(2)])", "[1, 2]" },
		{ "[optional.none()].unwrapOpt()", "[]" },
		{ "[].unwrapOpt()", "[]" },
		{ "[optional.of(1), dyn('x')].unwrapOpt()", "error: value x is not optional" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}
