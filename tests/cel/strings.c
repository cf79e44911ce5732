/* The strings extension, but for format. */
#include "evaluate.h"

#define CHECK(profile, ...)                                                \
	do {                                                               \
		static const struct evaluate_row rows[] = { __VA_ARGS__ }; \
		check_rows(&(profile), rows, ARRAY_LEN(rows));             \
	} while (0)

Test(strings, parts)
{
	CHECK(evaluate_profile, { "'žluť'.charAt(1)", "\"l\"" }, { "'žluť'.charAt(3)", "\"ť\"" },
	      { "'žluť'.charAt(4)", "\"\"" },
	      { "'žluť'.charAt(5)", "error: index out of range: 5" },
	      { "'žluť'.charAt(-1)", "error: index out of range: -1" },
	      { "'žluť'.substring(2)", "\"uť\"" }, { "'žluť'.substring(4)", "\"\"" },
	      { "'žluť'.substring(0, 1)", "\"ž\"" }, { "'žluť'.substring(2, 2)", "\"\"" },
	      { "'žluť'.substring(5)", "error: index out of range: 5" },
	      { "'žluť'.substring(1, 7)", "error: index out of range: 7" },
	      { "'žluť'.substring(-2, 1)", "error: index out of range: -2" },
	      { "'žluť'.substring(9, 8)", "error: invalid substring range. start: 9, end: 8" },
	      { "'žluť'.charAt(dyn('a'))", "error: no such overload: charAt(string, string)" });
}

Test(strings, search)
{
	CHECK(evaluate_profile, { "'ananás'.indexOf('án')", "-1" },
	      { "'ananás'.indexOf('an')", "0" }, { "'ananás'.indexOf('an', 1)", "2" },
	      { "'ananás'.indexOf('s', 5)", "5" }, { "'ananás'.indexOf('s', 6)", "-1" },
	      { "'ananás'.indexOf('s', -1)", "error: index out of range: -1" },
	      { "'ananás'.lastIndexOf('an')", "2" }, { "'ananás'.lastIndexOf('an', 1)", "0" },
	      { "'ananás'.lastIndexOf('ás', 5)", "4" }, { "'ananás'.lastIndexOf('an', 6)", "-1" },
	      { "'ananás'.lastIndexOf('an', -1)", "error: index out of range: -1" },
	      { "'an'.lastIndexOf('ananás')", "-1" });
}

Test(strings, search_for_nothing)
{
	CHECK(evaluate_profile, { "'né'.indexOf('')", "0" }, { "'né'.indexOf('', 9)", "9" },
	      { "'né'.indexOf('', -9)", "-9" }, { "'né'.lastIndexOf('')", "2" },
	      { "'né'.lastIndexOf('', 9)", "9" },
	      { "''.lastIndexOf('n')", "error: index out of range: -1" });
	CHECK(evaluate_newest, { "'né'.indexOf('')", "0" }, { "'né'.indexOf('', 9)", "2" },
	      { "'né'.indexOf('', -9)", "error: index out of range: -9" },
	      { "'né'.lastIndexOf('')", "2" }, { "'né'.lastIndexOf('', 9)", "2" },
	      { "'né'.lastIndexOf('', -9)", "error: index out of range: -9" },
	      { "''.lastIndexOf('n')", "-1" });
}

Test(strings, change)
{
	CHECK(evaluate_profile, { "'Ärger-@[`{ÑZ'.lowerAscii()", "\"Ärger-@[`{Ñz\"" },
	      { "'ärger-@[`{ñz'.upperAscii()", "\"äRGER-@[`{ñZ\"" }, { "''.upperAscii()", "\"\"" },
	      { "'\\u2003\\t ja \\u0085'.trim()", "\"ja\"" }, { "' \\n '.trim()", "\"\"" },
	      { "'\\u200bja\\ufeff'.trim() == '\\u200bja\\ufeff'", "true" },
	      { "'ja'.reverse()", "issue: undeclared reference to 'reverse' (in container '')" });
	CHECK(evaluate_newest, { "'žena'.reverse()", "\"anež\"" }, { "''.reverse()", "\"\"" });
}

Test(strings, replace)
{
	CHECK(evaluate_profile, { "'kakadu'.replace('ka', 'to')", "\"totodu\"" },
	      { "'kakadu'.replace('ka', 'to', 1)", "\"tokadu\"" },
	      { "'kakadu'.replace('ka', 'to', 0)", "\"kakadu\"" },
	      { "'kakadu'.replace('ka', '', -3)", "\"du\"" },
	      { "'kakadu'.replace('x', 'y')", "\"kakadu\"" },
	      { "'aaa'.replace('aa', 'b')", "\"ba\"" }, { "'žs'.replace('', '.')", "\".ž.s.\"" },
	      { "'žs'.replace('', '.', 2)", "\".ž.s\"" }, { "''.replace('', '.')", "\".\"" });
}

Test(strings, split)
{
	CHECK(evaluate_profile, { "'a, b, , c'.split(', ')", "[\"a\", \"b\", \"\", \"c\"]" },
	      { "'a, b, c'.split(', ', 2)", "[\"a\", \"b, c\"]" },
	      { "'a, b, c'.split(', ', 1)", "[\"a, b, c\"]" }, { "'a, b, c'.split(', ', 0)", "[]" },
	      { "'a, b, c'.split(', ', 9)", "[\"a\", \"b\", \"c\"]" },
	      { "'žs'.split('')", "[\"ž\", \"s\"]" }, { "'žsk'.split('', 2)", "[\"ž\", \"sk\"]" },
	      { "''.split('')", "[]" }, { "''.split(', ')", "[\"\"]" });
}

Test(strings, join)
{
	CHECK(evaluate_profile, { "['ž', '', 's'].join()", "\"žs\"" },
	      { "['ž', '', 's'].join('--')", "\"ž----s\"" }, { "[].join('-')", "\"\"" },
	      { "['ž'].join('-')", "\"ž\"" },
	      { "['ž', dyn(7)].join()", "error: join: invalid input: 7" },
	      { "[7].join()",
		"issue: found no matching overload for 'join' applied to 'list(int).()'" });
}

Test(strings, quote)
{
	CHECK(evaluate_profile, { "strings.quote('ž')", "\"\\\"ž\\\"\"" },
	      { "strings.quote('') == '\"\"'", "true" },
	      { "strings.quote('\\a\\b\\t\\n\\v\\f\\r') == r'\"\\a\\b\\t\\n\\v\\f\\r\"'", "true" },
	      { "strings.quote('a\"\\\\b') == r'\"a\\\"\\\\b\"'", "true" },
	      { "strings.quote('\\u0001\\'') == '\"\\u0001\\'\"'", "true" });
}

Test(strings, costs)
{
	static const struct cost_row rows[] = {
		{ "'ž2345678901'.charAt(0)", 1 },
		{ "'ž2345678901'.lowerAscii()", 2 },
		{ "'ž2345678901'.upperAscii()", 2 },
		{ "'ž2345678901'.trim()", 2 },
		{ "'ž2345678901'.substring(1)", 2 },
		{ "'ž2345678901'.replace('1', '22')", 3 },
		{ "'ž2345678901'.split('3')", 3 },
		{ "['ž23456', '78901'].join()", 3 },
		{ "'ž234567890123456789'.indexOf('0')", 2 },
		{ "'ž2345678'.lastIndexOf('0')", 0 },
		{ "strings.quote('ž2345678901')", 2 },
		{ "'ž23456789%s'.format(['']) ", 2 },
	};

	check_costs(rows, ARRAY_LEN(rows));
}

/* Results that are larger than the memory of an evaluation. */
Test(strings, too_large)
{
	CHECK(evaluate_newest, { "lists.range(100000).map(i, 'abcdefghij').join().replace('', "
				 "lists.range(1000).map(i, 'abcdefghij').join())",
				 "error: operation cancelled: too much memory used" });
}
