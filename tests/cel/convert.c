/* Conversions between types. */
#include "evaluate.h"

Test(convert, to_int)
{
	static const struct evaluate_row rows[] = {
		{ "int(7)", "7" },
		{ "int(7u)", "7" },
		{ "int(9223372036854775808u)", "error: integer overflow" },
		{ "int(7.9)", "7" },
		{ "int(-7.9)", "-7" },
		{ "int(9223372036854774784.0)", "9223372036854774784" },
		{ "int(9223372036854775808.0)", "error: integer overflow" },
		{ "int(-9223372036854775808.0)", "error: integer overflow" },
		{ "int(0.0/0.0)", "error: integer overflow" },
		{ "int('-9223372036854775808')", "-9223372036854775808" },
		{ "int('+5')", "5" },
		{ "int('007')", "7" },
		{ "int('9223372036854775808')",
		  "error: type conversion error from 'string' to 'int'" },
		{ "int('')", "error: type conversion error from 'string' to 'int'" },
		{ "int('-')", "error: type conversion error from 'string' to 'int'" },
		{ "int('1_0')", "error: type conversion error from 'string' to 'int'" },
		{ "int(' 1')", "error: type conversion error from 'string' to 'int'" },
		{ "int('1.0')", "error: type conversion error from 'string' to 'int'" },
		{ "int(timestamp('1970-01-01T00:01:00.9Z'))", "60" },
		{ "int(timestamp('1969-12-31T23:59:59.9Z'))", "-1" },
		{ "int(duration('1m1ns'))", "60000000001" },
		{ "int(true)", "issue: found no matching overload for 'int' applied to '(bool)'" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(convert, to_uint)
{
	static const struct evaluate_row rows[] = {
		{ "uint(7)", "7u" },
		{ "uint(-1)", "error: unsigned integer overflow" },
		{ "uint(7.9)", "7u" },
		{ "uint(-0.0)", "0u" },
		{ "uint(-0.5)", "error: unsigned integer overflow" },
		{ "uint(18446744073709551616.0)", "error: unsigned integer overflow" },
		{ "uint(18446744073709549568.0)", "18446744073709549568u" },
		{ "uint('18446744073709551615')", "18446744073709551615u" },
		{ "uint('18446744073709551616')",
		  "error: type conversion error from 'string' to 'uint'" },
		{ "uint('+1')", "error: type conversion error from 'string' to 'uint'" },
		{ "uint('-1')", "error: type conversion error from 'string' to 'uint'" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(convert, to_double)
{
	static const struct evaluate_row rows[] = {
		{ "double(3)", "3.0" },
		{ "double(9007199254740993)", "9007199254740992.0" },
		{ "double(18446744073709551615u)", "18446744073709552000.0" },
		{ "double('1e3')", "1000.0" },
		{ "double('.5')", "0.5" },
		{ "double('5.')", "5.0" },
		{ "double('+5')", "5.0" },
		{ "double('-0')", "-0.0" },
		{ "double('0x1p-2')", "0.25" },
		{ "double('0X.8P1')", "1.0" },
		{ "double('0x_1p0')", "1.0" },
		{ "double('1_000.2_5')", "1000.25" },
		{ "double('1e1_0')", "10000000000.0" },
		{ "double('1e-400')", "0.0" },
		{ "double('4.9e-324')", "5e-324" },
		{ "double('inf')", "double(\"+Inf\")" },
		{ "double('-Infinity')", "double(\"-Inf\")" },
		{ "double('nan')", "double(\"NaN\")" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(convert, no_double)
{
	static const char *const texts[] = {
		"",     ".",  "e5",  "1e",    "1e+",   "1_",   "_1",   "1__0",  "1_.5",
		"1._5", "0x", "0x1", "0x1.8", "0xgp1", "1e5x", "+nan", "infi",  "1e400",
		" 1",   "1 ", "1,5", "0b1",   "--1",   "1e_1", "0x1p", "1.2.3", "1p3",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CLEANUP(strbuf) struct strbuf expression = STRBUF_INIT;
		struct evaluate_row row = {
			.want = "error: type conversion error from 'string' to 'double'",
		};

		strbuf_addf(&expression, "double('%s')", texts[i]);
		row.expression = expression.text;
		check_rows(&evaluate_newest, &row, 1);
	}
}

Test(convert, to_string)
{
	static const struct evaluate_row rows[] = {
		{ "string('a')", "\"a\"" },
		{ "string(true)", "\"true\"" },
		{ "string(-5)", "\"-5\"" },
		{ "string(18446744073709551615u)", "\"18446744073709551615\"" },
		{ "string(b'a\\xc3\\xb6')", "\"aö\"" },
		{ "string(b'\\xff')", "error: invalid UTF-8 in bytes, cannot convert to string" },
		{ "string(b'\\xed\\xa0\\x80')",
		  "error: invalid UTF-8 in bytes, cannot convert to string" },
		{ "string([1])",
		  "issue: found no matching overload for 'string' applied to '(list(int))'" },
		{ "string(dyn([1]))", "error: no such overload: string(list)" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

/* The fewest digits that read back, and an exponent below -4 and from 6 on. */
Test(convert, double_to_string)
{
	static const struct evaluate_row rows[] = {
		{ "string(1.0)", "\"1\"" },
		{ "string(0.0)", "\"0\"" },
		{ "string(-0.0)", "\"-0\"" },
		{ "string(-1.5)", "\"-1.5\"" },
		{ "string(0.1)", "\"0.1\"" },
		{ "string(0.1 + 0.2)", "\"0.30000000000000004\"" },
		{ "string(100000.0)", "\"100000\"" },
		{ "string(999999.5)", "\"999999.5\"" },
		{ "string(1000000.0)", "\"1e+06\"" },
		{ "string(1234567.5)", "\"1.2345675e+06\"" },
		{ "string(0.0001)", "\"0.0001\"" },
		{ "string(0.00001)", "\"1e-05\"" },
		{ "string(1e100)", "\"1e+100\"" },
		{ "string(5e-324)", "\"5e-324\"" },
		{ "string(2.2250738585072014e-308)", "\"2.2250738585072014e-308\"" },
		{ "string(1.7976931348623157e308)", "\"1.7976931348623157e+308\"" },
		{ "string(9007199254740993.0)", "\"9.007199254740992e+15\"" },
		{ "string(5.684341886080802e-14)", "\"5.684341886080802e-14\"" },
		{ "string(9.5367431640625e-7)", "\"9.5367431640625e-07\"" },
		{ "string(123.456)", "\"123.456\"" },
		{ "string(0.0/0.0)", "\"NaN\"" },
		{ "string(1.0/0.0)", "\"+Inf\"" },
		{ "string(-1.0/0.0)", "\"-Inf\"" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(convert, to_bool_and_bytes)
{
	static const struct evaluate_row rows[] = {
		{ "['1', 't', 'T', 'TRUE', 'true', 'True'].all(s, bool(s))", "true" },
		{ "['0', 'f', 'F', 'FALSE', 'false', 'False'].exists(s, bool(s))", "false" },
		{ "bool('tRUE')", "error: type conversion error from 'string' to 'bool'" },
		{ "bool('')", "error: type conversion error from 'string' to 'bool'" },
		{ "bool(false)", "false" },
		{ "bytes('ö')", "b\"\\xc3\\xb6\"" },
		{ "bytes(b'a')", "b\"a\"" },
		{ "dyn(1)", "1" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

/* Kubernetes' engine computes constants before it runs anything. */
Test(convert, constant_that_fails)
{
	static const struct evaluate_row rows[] = {
		{ "int('x')", "failure: type conversion error from 'string' to 'int'" },
		{ "int(1 == 1 ? 'x' : 'y')",
		  "error: type conversion error from 'string' to 'int'" },
		{ "duration(5)",
		  "failure: type conversion error from 'int' to 'google.protobuf.Duration'" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}
