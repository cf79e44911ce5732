/* Operators, containers and functions on text. */
#include "evaluate.h"

Test(standard, arithmetic)
{
	static const struct evaluate_row rows[] = {
		{ "7 + 5", "12" },
		{ "7u - 5u", "2u" },
		{ "1.5 * 4.0", "6.0" },
		{ "-7 / 2", "-3" },
		{ "-7 % 2", "-1" },
		{ "7 % -2", "1" },
		{ "9u / 2u", "4u" },
		{ "9u % 2u", "1u" },
		{ "1.0 / 0.0", "double(\"+Inf\")" },
		{ "-1.0 / 0.0", "double(\"-Inf\")" },
		{ "0.0 / 0.0", "double(\"NaN\")" },
		{ "-(3)", "-3" },
		{ "-(2.5)", "-2.5" },
		{ "1 + 1.0",
		  "issue: found no matching overload for '_+_' applied to '(int, double)'" },
		{ "dyn(1) + dyn(1.0)", "error: no such overload" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, arithmetic_that_fails)
{
	static const struct evaluate_row rows[] = {
		{ "9223372036854775807 + 1", "error: integer overflow" },
		{ "-9223372036854775808 - 1", "error: integer overflow" },
		{ "4611686018427387904 * 2", "error: integer overflow" },
		{ "-(-9223372036854775808)", "error: integer overflow" },
		{ "-9223372036854775808 / -1", "error: integer overflow" },
		{ "-9223372036854775808 % -1", "error: integer overflow" },
		{ "18446744073709551615u + 1u", "error: unsigned integer overflow" },
		{ "1u - 2u", "error: unsigned integer overflow" },
		{ "9223372036854775808u * 2u", "error: unsigned integer overflow" },
		{ "3 / 0", "error: division by zero" },
		{ "3u / 0u", "error: division by zero" },
		{ "3 % 0", "error: modulus by zero" },
		{ "3u % 0u", "error: modulus by zero" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, order)
{
	static const struct evaluate_row rows[] = {
		{ "1 < 2", "true" },
		{ "2 <= 2", "true" },
		{ "2 > 2", "false" },
		{ "3 >= 2", "true" },
		{ "1 < 1.5", "true" },
		{ "2u > 1.5", "true" },
		{ "-1 < 1u", "true" },
		{ "18446744073709551615u > 9223372036854775807", "true" },
		{ "'a' < 'ab'", "true" },
		{ "'Z' < 'a'", "true" },
		{ "b'\\x01' < b'\\xff'", "true" },
		{ "false < true", "true" },
		{ "timestamp(5) < timestamp(6)", "true" },
		{ "duration('1s') >= duration('1001ms')", "false" },
		{ "0.0/0.0 < 1.0", "error: NaN values cannot be ordered" },
		{ "dyn('1') < dyn(1)", "error: no such overload" },
		{ "[1] < [2]", "issue: found no matching overload for '_<_' applied to "
			       "'(list(int), list(int))'" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, equality)
{
	static const struct evaluate_row rows[] = {
		{ "1 == 1", "true" },
		{ "dyn(1) == 1.0", "true" },
		{ "dyn(1u) == 1", "true" },
		{ "dyn(1) == '1'", "false" },
		{ "dyn([1, 2]) == [1.0, 2.0]", "true" },
		{ "{'a': [1]} == {'a': [1]}", "true" },
		{ "0.0/0.0 == 0.0/0.0", "false" },
		{ "'a' != 'b'", "true" },
		{ "null != null", "false" },
		{ "!(1 == 2)", "true" },
		{ "1 == 'a'",
		  "issue: found no matching overload for '_==_' applied to '(int, string)'" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, containers)
{
	static const struct evaluate_row rows[] = {
		{ "[1, 2] + [3]", "[1, 2, 3]" },
		{ "[] + [3]", "[3]" },
		{ "[3] + []", "[3]" },
		{ "2 in [1, 2]", "true" },
		{ "dyn(2u) in [1, 2]", "true" },
		{ "2 in []", "false" },
		{ "'a' in {'a': 1}", "true" },
		{ "dyn(1.0) in {1: 1}", "true" },
		{ "'b' in {'a': 1}", "false" },
		{ "1 in dyn('1')", "error: no such overload" },
		{ "size([1, 2])", "2" },
		{ "{'a': 1}.size()", "1" },
		{ "size('größe')", "5" },
		{ "b'gr\\xc3\\xb6'.size()", "4" },
		{ "''.size()", "0" },
		{ "[1, 2][1]", "2" },
		{ "([1] + [2])[1]", "2" },
		{ "{'a': 1}['a']", "1" },
		{ "type({})", "map" },
		{ "type(type(1))", "type" },
		{ "type(b'') == bytes", "true" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, text)
{
	static const struct evaluate_row rows[] = {
		{ "'foo' + 'bar'", "\"foobar\"" },
		{ "'foo' + ''", "\"foo\"" },
		{ "b'a' + b'\\x00'", "b\"a\\x00\"" },
		{ "'foobar'.contains('oba')", "true" },
		{ "'foobar'.contains('')", "true" },
		{ "''.contains('a')", "false" },
		{ "'foobar'.startsWith('foo')", "true" },
		{ "'foo'.startsWith('foobar')", "false" },
		{ "'foobar'.endsWith('bar')", "true" },
		{ "'foobar'.endsWith('')", "true" },
		{ "dyn(1).contains('a')", "error: no such overload" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, patterns)
{
	static const struct evaluate_row rows[] = {
		{ "'hubba'.matches('u')", "true" },
		{ "'hubba'.matches('^u')", "false" },
		{ "matches('hubba', 'a$')", "true" },
		{ "['a1', 'b'].map(s, s.matches('[0-9]'))", "[true, false]" },
		{ "['a', 'b+'].map(p, 'ab'.matches(p))", "[true, true]" },
		{ "['a', '('].map(p, 'ab'.matches(p))",
		  "error: error parsing regexp: missing closing ): `(`" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(standard, maps_of_two_variables)
{
	static const struct evaluate_row rows[] = {
		{ "{'a': 1}.transformMap(k, v, v + 1)", "{\"a\": 2}" },
		{ "[4, 5].transformMapEntry(i, v, {v: i})", "{4: 0, 5: 1}" },
		{ "[4, 4].transformMapEntry(i, v, {v: i})",
		  "error: insert failed: key 4 already exists" },
		{ "['x', 'x'].transformMapEntry(i, v, {v: i})",
		  "error: insert failed: key x already exists" },
		{ "[4].transformMapEntry(i, v, {})", "{}" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

/* Literals and conversions of literals cost nothing. */
Test(standard, costs)
{
	static const struct cost_row rows[] = {
		{ "duration('1s') + duration('2s')", 1 },
		{ "1 + 2", 1 },
		{ "'0123456789' == '0123456789a'", 1 },
		{ "'0123456789a' == '0123456789ab'", 2 },
		{ "'' != 'a'", 0 },
		{ "'0123456789a' + '0123456789'", 3 },
		{ "b'0123456789a' + b'0123456789'", 3 },
		{ "'0123456789a' < '0123456789a'", 2 },
		{ "1 < 2", 1 },
		{ "'0123456789a'.startsWith('0')", 2 },
		{ "'0123456789a'.endsWith('0')", 2 },
		{ "'0123456789a'.contains('0123456789b')", 2 * 2 },
		{ "'0123456789a'.contains('')", 0 },
		{ "'012345678'.matches('01234')", 1 * 2 },
		{ "'0123456789'.matches('0123')", 2 * 1 },
		{ "matches('0123456789', '01234')", 1 },
		{ "'ö'.size()", 1 },
		{ "[1, 2] + [3]", 1 },
		{ "timestamp(0).getHours('UTC')", 1 },
		{ "1 in {1: 2}", 1 },
		{ "1.5 in [1.0, 2.0, 3.0]", 0 },
		{ "[1] in [[1], [2]]", 2 },
	};

	check_costs(rows, ARRAY_LEN(rows));
}
