/* The math extension. */
#include "evaluate.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&evaluate_newest, rows, n);
}

Test(math, least_and_greatest)
{
	static const struct evaluate_row rows[] = {
		{ "math.least(5)", "5" },
		{ "math.least(5, 2)", "2" },
		{ "math.greatest(5u, 7u)", "7u" },
		{ "math.least(2.5, -1, 3u)", "-1" },
		{ "math.greatest([2.5, -1.0])", "2.5" },
		{ "math.greatest(1, 1.0)", "1" },
		{ "math.least(1.0, 1)", "1.0" },
		{ "math.least(dyn([]))", "error: math.@min(list) argument must not be empty" },
		{ "math.least(dyn([1, 'a']))", "error: no such overload: math.@min" },
		{ "math.greatest(dyn('a'))", "error: no such overload: math.@max(string)" },
		{ "math.greatest(0.0 / 0.0, 1.0)",
		  "error: NaN values cannot be ordered: math.@max" },
		{ "math.least()", "issue: math.least() requires at least one argument" },
		{ "math.least('a')", "issue: math.least() invalid single argument value" },
		{ "math.least([])", "issue: math.least() invalid single argument value" },
		{ "math.greatest(1, 'a')",
		  "issue: math.greatest() simple literal arguments must be numeric" },
		{ "math.greatest(1, 2, [3])",
		  "issue: math.greatest() simple literal arguments must be numeric" },
		{ "[1].map(math, math.least(math))", "[1]" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(math, doubles)
{
	static const struct evaluate_row rows[] = {
		{ "math.ceil(-1.2)", "-1.0" },
		{ "math.floor(-1.2)", "-2.0" },
		{ "math.round(2.5)", "3.0" },
		{ "math.round(-2.5)", "-3.0" },
		{ "math.trunc(-1.9)", "-1.0" },
		{ "math.isInf(-1.0 / 0.0)", "true" },
		{ "math.isNaN(0.0 / 0.0)", "true" },
		{ "math.isFinite(1.0 / 0.0)", "false" },
		{ "math.isFinite(0.0)", "true" },
		{ "math.sqrt(6.25)", "2.5" },
		{ "math.sqrt(49)", "7.0" },
		{ "math.sqrt(81u)", "9.0" },
		{ "math.isNaN(math.sqrt(-1))", "true" },
		{ "math.floor(dyn(1))", "error: no such overload: math.floor(int)" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(math, signs)
{
	static const struct evaluate_row rows[] = {
		{ "math.abs(-7)", "7" },
		{ "math.abs(7u)", "7u" },
		{ "math.abs(-0.5)", "0.5" },
		{ "math.abs(-9223372036854775808)", "error: integer overflow" },
		{ "math.sign(-7)", "-1" },
		{ "math.sign(0u)", "0u" },
		{ "math.sign(7u)", "1u" },
		{ "math.sign(-0.5)", "-1.0" },
		{ "math.sign(0.0)", "0.0" },
		{ "math.isNaN(math.sign(0.0 / 0.0))", "true" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(math, bits)
{
	static const struct evaluate_row rows[] = {
		{ "math.bitAnd(12, 10)", "8" },
		{ "math.bitOr(12u, 10u)", "14u" },
		{ "math.bitXor(12, -1)", "-13" },
		{ "math.bitNot(0)", "-1" },
		{ "math.bitNot(0u)", "18446744073709551615u" },
		{ "math.bitShiftLeft(3, 62)", "-4611686018427387904" },
		{ "math.bitShiftLeft(3u, 64)", "0u" },
		{ "math.bitShiftRight(-1, 63)", "1" },
		{ "math.bitShiftRight(-1, 9223372036854775807)", "0" },
		{ "math.bitShiftLeft(1, -1)", "error: math.bitShiftLeft() negative offset: -1" },
		{ "math.bitShiftRight(1u, -2)", "error: math.bitShiftRight() negative offset: -2" },
		{ "math.bitOr(1, 1u)",
		  "issue: found no matching overload for 'math.bitOr' applied to '(int, uint)'" },
	};

	check(rows, ARRAY_LEN(rows));
}
