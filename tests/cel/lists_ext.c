/* The lists extension. */
#include "evaluate.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&evaluate_newest, rows, n);
}

Test(lists_ext, parts)
{
	static const struct evaluate_row rows[] = {
		{ "['a', 'b', 'c'].slice(1, 3)", "[\"b\", \"c\"]" },
		{ "['a', 'b', 'c'].slice(3, 3)", "[]" },
		{ "['a'].slice(-1, 0)",
		  "error: cannot slice(-1, 0), negative indexes not supported" },
		{ "['a'].slice(1, 0)", "error: cannot slice(1, 0), start index must be less than "
				       "or equal to end index" },
		{ "['a'].slice(0, 2)", "error: cannot slice(0, 2), list is length 1" },
		{ "['a', 'b', 'c'].reverse()", "[\"c\", \"b\", \"a\"]" },
		{ "[].reverse()", "[]" },
		{ "dyn('abc').reverse()", "\"cba\"" },
		{ "lists.range(4)", "[0, 1, 2, 3]" },
		{ "lists.range(-4)", "[]" },
		{ "lists.range(1000000000000)",
		  "error: operation cancelled: too much memory used" },
		{ "['b', 'a', 'b', 'c', 'a'].distinct()", "[\"b\", \"a\", \"c\"]" },
		{ "[1, 1.0, 2u, '1'].distinct()", "[1, 2u, \"1\"]" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(lists_ext, flatten)
{
	static const struct evaluate_row rows[] = {
		{ "[[1], [], [2, 3]].flatten()", "[1, 2, 3]" },
		{ "[[[1]], [[2]]].flatten()", "[[1], [2]]" },
		{ "[1, [2, [3, [4]]]].flatten(2)", "[1, 2, 3, [4]]" },
		{ "[1, [2]].flatten(0)", "[1, [2]]" },
		{ "[1, [2, [3]]].flatten(9223372036854775807)", "[1, 2, 3]" },
		{ "[[1]].flatten(-2)", "error: level must be non-negative" },
		{ "dyn([1, 2]).flatten()", "[1, 2]" },
		{ "dyn(7).flatten()", "error: no such overload: int.flatten()" },
		{ "[[1]].flatten(dyn('a'))", "error: no such overload: list.flatten(string)" },
		{ "[1, 2].flatten()", "issue: found no matching overload for 'flatten' applied to "
				      "'list(int).()'" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(lists_ext, sort)
{
	static const struct evaluate_row rows[] = {
		{ "[3, -1, 2].sort()", "[-1, 2, 3]" },
		{ "['b', 'ab', ''].sort()", "[\"\", \"ab\", \"b\"]" },
		{ "[true, false].sort()", "[false, true]" },
		{ "[duration('2s'), duration('1s')].sort()[0]", "duration(\"1s\")" },
		{ "[].sort()", "[]" },
		{ "dyn([2, 'a']).sort()", "error: list elements must have the same type" },
		{ "dyn([[2], [1]]).sort()", "error: list elements must be comparable" },
		{ "dyn(2).sort()", "error: no such overload" },
		{ "['ccc', 'a', 'bb'].sortBy(s, s.size())", "[\"a\", \"bb\", \"ccc\"]" },
		{ "['ab', 'cd', 'a'].sortBy(s, s.size())", "[\"a\", \"ab\", \"cd\"]" },
		{ "[[3, 1], [2]].map(l, l.sortBy(i, -i))", "[[3, 1], [2]]" },
		{ "{'a': 1}.sortBy(k, k)",
		  "issue: sortBy can only be applied to a list, identifier, comprehension, call or "
		  "select expression" },
		{ "[1].sortBy(x.y, 1)", "issue: argument is not an identifier" },
		{ "[1].sortBy(x, [x])",
		  "issue: found no matching overload for '@sortByAssociatedKeys' applied to "
		  "'list(int).(list(list(int)))'" },
	};

	check(rows, ARRAY_LEN(rows));
}
