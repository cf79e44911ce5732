/* Lists taken as sets. */
#include "evaluate.h"

Test(sets, relations)
{
	static const struct evaluate_row rows[] = {
		{ "sets.contains([], [])", "true" },
		{ "sets.contains([], [1])", "false" },
		{ "sets.contains([1, 2, 3], [3, 1, 3])", "true" },
		{ "sets.contains([1], [1, 2])", "false" },
		{ "sets.contains([dyn(1), 2u], [1.0])", "true" },
		{ "sets.equivalent([], [])", "true" },
		{ "sets.equivalent([1, 2], [2, 1, 1])", "true" },
		{ "sets.equivalent([1, 2], [1])", "false" },
		{ "sets.equivalent([1], [1, 2])", "false" },
		{ "sets.intersects([1, 2], [2, 3])", "true" },
		{ "sets.intersects([1], [2])", "false" },
		{ "sets.intersects([1], [])", "false" },
		{ "sets.intersects([[1], [2, 3]], [[1, 2], [2, 3]])", "true" },
		{ "sets.contains([1], ['a'])",
		  "issue: found no matching overload for 'sets.contains' applied to '(list(int), "
		  "list(string))'" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(sets, costs)
{
	static const struct cost_row rows[] = {
		{ "sets.contains([1, 2, 3], [1, 2])", 1 + 6 },
		{ "sets.intersects([1, 2, 3], [4, 5])", 1 + 6 },
		{ "sets.equivalent([1, 2, 3], [1, 2])", 1 + 12 },
		{ "sets.contains([], [])", 1 },
	};

	check_costs(rows, ARRAY_LEN(rows));
}
