/* string.format. */
#include "evaluate.h"

#define CHECK(profile, ...)                                                \
	do {                                                               \
		static const struct evaluate_row rows[] = { __VA_ARGS__ }; \
		check_rows(&(profile), rows, ARRAY_LEN(rows));             \
	} while (0)

/* The same for both behaviours. */
Test(format, either_way)
{
	static const struct evaluate_row rows[] = {
		{ "'plain'.format([])", "\"plain\"" },
		{ "'%%s'.format([])", "\"%s\"" },
		{ "'%s%%'.format(['half'])", "\"half%\"" },
		{ "'%s|%s|%s'.format(['ž', 12u, -3])", "\"ž|12|-3\"" },
		{ "'%s %s %s'.format([true, null, int])", "\"true null int\"" },
		{ "'%s'.format([b'ab'])", "\"ab\"" },
		{ "'%s'.format([2.5])", "\"2.5\"" },
		{ "'%s'.format([duration('90m')])", "\"5400s\"" },
		{ "'%s'.format([timestamp('2024-05-06T07:08:09Z')])", "\"2024-05-06T07:08:09Z\"" },
		{ "'%d %d'.format([-9223372036854775808, 18446744073709551615u])",
		  "\"-9223372036854775808 18446744073709551615\"" },
		{ "'%b %b %b'.format([-6, 6u, false])", "\"-110 110 0\"" },
		{ "'%o %x %X'.format([-9, -171, 171u])", "\"-11 -ab AB\"" },
		{ "'%x %X'.format(['Jo', b'\\x00\\xfe'])", "\"4a6f 00FE\"" },
		{ "'%.2f'.format([2.345])", "\"2.35\"" },
		{ "'%.0f'.format([-2.5])", "\"-2\"" },
		{ "'%f'.format([0.5])", "\"0.500000\"" },
		{ "dyn('%s%s').format(['a'])", "error: index 1 out of range" },
		{ "dyn('%').format(['a'])", "error: unexpected end of string" },
		{ "dyn('%').format([])", "error: index 0 out of range" },
		{ "dyn('%s').format(['a', 'b'])", "\"a\"" },
		{ "dyn('%q').format([1])",
		  "error: could not parse formatting clause: unrecognized formatting clause "
		  "\"q\"" },
		{ "dyn('%.2').format([1])",
		  "error: could not parse formatting clause: error while parsing precision: could "
		  "not find end of precision specifier" },
		{ "dyn('%.f').format([1])",
		  "error: could not parse formatting clause: error while parsing precision: error "
		  "while converting precision to integer: strconv.Atoi: parsing \"\": invalid "
		  "syntax" },
		{ "dyn('%.99999999999999999999f').format([1])",
		  "error: could not parse formatting clause: error while parsing precision: error "
		  "while converting precision to integer: strconv.Atoi: parsing "
		  "\"99999999999999999999\": value out of range" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(format, fixed)
{
	CHECK(evaluate_profile, { "'%f'.format([-1234567.5])", "\"-1,234,567.500000\"" },
	      { "'%.1f'.format([999.95])", "\"1,000.0\"" },
	      { "'%.1f'.format([123456.0])", "\"123,456.0\"" },
	      { "'%f'.format([-0.0])", "\"0.000000\"" },
	      { "'%f'.format([-0.0000001])", "\"-0.000000\"" },
	      { "'%f %f %f'.format(['NaN', 'Infinity', '-Infinity'])", "\"NaN ∞ -∞\"" },
	      { "'%.258f'.format([0.5])", "\"0.50\"" },
	      { "'%.99999999f'.format([0.5])", "\"%!(NOVERB)\"" },
	      { "'%f'.format(['infinity'])",
		"error: error during formatting: fixed-point clause can only be used on doubles, "
		"was given string" });
	CHECK(evaluate_newest, { "'%f'.format([-1234567.5])", "\"-1234567.500000\"" },
	      { "'%.1f %.2f'.format([3, 4u])", "\"3.0 4.00\"" },
	      { "'%f'.format([-0.0])", "\"-0.000000\"" },
	      { "'%f %f'.format([0.0 / 0.0, -1.0 / 0.0])", "\"NaN -Infinity\"" },
	      { "'%.100f'.format([1]).size()", "102" },
	      { "dyn('%.101f').format([1])",
		"error: could not parse formatting clause: error while parsing precision: "
		"precision 101 exceeds maximum allowed precision 100" });
}

Test(format, scientific)
{
	CHECK(evaluate_profile, { "'%e'.format([-1234.5])", "\"-1.234500\u202f×\u202f10⁰³\"" },
	      { "'%e'.format([6.25e-11])", "\"6.250000\u202f×\u202f10⁻¹¹\"" },
	      { "'%e'.format([1e234])", "\"1.000000\u202f×\u202f10²³⁴\"" },
	      { "'%e'.format([0.0])", "\"0.000000\u202f×\u202f10⁰⁰\"" },
	      { "'%.2e'.format([5.0])", "\"5.000000\u202f×\u202f10⁰⁰\"" },
	      { "'%.18e'.format([5.0])", "\"   5.000000\u202f×\u202f10⁰⁰\"" },
	      { "'%e|%.3e'.format([0.0 / 0.0, 1.0 / 0.0])", "\"   NaN|  ∞\"" });
	CHECK(evaluate_newest, { "'%e'.format([-1234.5])", "\"-1.234500e+03\"" },
	      { "'%.0e %.1e'.format([50, 60u])", "\"5e+01 6.0e+01\"" },
	      { "'%e'.format([1.0 / 0.0])", "\"Infinity\"" });
}

Test(format, doubles)
{
	CHECK(evaluate_profile, { "'%s'.format([1e6])", "\"1e+06\"" },
	      { "'%s %s'.format([1.0 / 0.0, 0.0 / 0.0])", "\"+Inf NaN\"" });
	CHECK(evaluate_newest, { "'%s'.format([1e21])", "\"1000000000000000000000\"" },
	      { "'%d %s'.format([1e-7, -1.0 / 0.0])", "\"0.0000001 -Infinity\"" });
}

Test(format, containers)
{
	CHECK(evaluate_profile,
	      { "'%s'.format([['a\\n', 1.5, b'b', null, [1u], {}]])",
		"\"[\\\"a\\\\n\\\", 1.500000, b\\\"b\\\", null, [1], {}]\"" },
	      { "'%s'.format([{'k': true, 2: 'v', false: [int]}])",
		"\"{\\\"k\\\":true, 2:\\\"v\\\", false:[int]}\"" },
	      { "'%s'.format([[duration('1s'), timestamp('2024-05-06T07:08:09+02:00')]])",
		"\"[duration(\\\"1s\\\"), timestamp(\\\"2024-05-06T07:08:09+02:00\\\")]\"" },
	      { "'%s'.format([[1.0 / 0.0, 0.0 / 0.0]])", "\"[\\\"+Inf\\\", \\\"NaN\\\"]\"" },
	      { "'%s'.format([dyn([optional.none()])])",
		"error: error during formatting: no formatting function for optional_type" },
	      { "'%s'.format([{1.5: 1}])",
		"error: error during formatting: no formatting function for map key of type "
		"double" },
	      { "'%s'.format([b'\\xff'])",
		"error: error during formatting: could not convert argument \"invalid UTF-8 in "
		"bytes, cannot convert to string\" to string" });
	CHECK(evaluate_newest,
	      { "'%s'.format([['a\\n', 1.5, b'b', null, [1u], {}]])",
		"\"[a\\n, 1.5, b, null, [1], {}]\"" },
	      { "'%s'.format([{'k': true, 2: 'v', false: [int]}])",
		"\"{2: v, false: [int], k: true}\"" },
	      { "'%s'.format([[duration('1.5s'), timestamp('2024-05-06T07:08:09+02:00')]])",
		"\"[1.5s, 2024-05-06T05:08:09Z]\"" },
	      { "'%s'.format([b'a\\xffb'])", "\"a\ufffdb\"" });
}

/* ---- refusals ---- */

Test(format, wrong_types)
{
	CHECK(evaluate_profile,
	      { "'%d'.format([1.5])",
		"issue: error during formatting: decimal clause can only be used on integers, was "
		"given double" },
	      { "'%d'.format([dyn(1.5)])",
		"error: error during formatting: decimal clause can only be used on integers, was "
		"given double" },
	      { "'%f'.format([1])",
		"issue: error during formatting: fixed-point clause can only be used on doubles, "
		"was given int" },
	      { "'%e'.format([1u])",
		"issue: error during formatting: scientific clause can only be used on doubles, "
		"was given uint" },
	      { "'%b'.format(['1'])",
		"issue: error during formatting: only integers and bools can be formatted as "
		"binary, was given string" },
	      { "'%o'.format([true])",
		"issue: error during formatting: octal clause can only be used on integers, was "
		"given bool" },
	      { "'%X'.format([duration('1s')])",
		"issue: error during formatting: only integers, byte buffers, and strings can be "
		"formatted as hex, was given google.protobuf.Duration" });
	CHECK(evaluate_newest,
	      { "'%d'.format(['a'])",
		"issue: error during formatting: decimal clause can only be used on ints, uints, "
		"and doubles, was given string" },
	      { "'%f'.format(['NaN'])",
		"issue: error during formatting: fixed-point clause can only be used on ints, "
		"uints, and doubles, was given string" },
	      { "'%e'.format([null])",
		"issue: error during formatting: scientific clause can only be used on ints, "
		"uints, and doubles, was given null_type" },
	      { "'%b'.format([1.0])",
		"issue: error during formatting: only ints, uints, and bools can be formatted as "
		"binary, was given double" },
	      { "'%o'.format([[]])",
		"issue: error during formatting: octal clause can only be used on ints and uints, "
		"was given list" },
	      { "'%x'.format([{}])",
		"issue: error during formatting: only ints, uints, bytes, and strings can be "
		"formatted as hex, was given map" });
}

/* Where a literal format with a literal list is refused. */
Test(format, places)
{
	static const struct {
		const char *expression, *want;
	} rows[] = {
		{ "'%d'.format(['a'])",
		  "ERROR: <input>:1:14: error during formatting: decimal clause can only be used "
		  "on integers, was given string" },
		{ "'%s'.format([[1, optional.none()]])",
		  "ERROR: <input>:1:31: error during formatting: string clause can only be used on "
		  "strings, bools, bytes, ints, doubles, maps, lists, types, durations, and "
		  "timestamps, was given optional_type" },
		{ "'%z'.format([1])",
		  "ERROR: <input>:1:12: could not parse formatting clause: unrecognized formatting "
		  "clause \"z\"" },
		{ "'%ž'.format([1])",
		  "ERROR: <input>:1:12: could not parse formatting clause: unrecognized formatting "
		  "clause \"Å\"" },
		{ "'%s%s'.format([1])", "ERROR: <input>:1:14: index 1 out of range" },
		{ "'%s%'.format([1])", "ERROR: <input>:1:13: unexpected end of string" },
		{ "'%s'.format([1, 2])",
		  "ERROR: <input>:1:12: too many arguments supplied to string.format (expected 1, "
		  "got 2)" },
		{ "[1].all(x, '%f'.format([x]) == '')",
		  "ERROR: <input>:1:25: error during formatting: fixed-point clause can only be "
		  "used on doubles, was given int" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(cel_env) struct cel_env *env = cel_env_new(&evaluate_profile);
		CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
		CLEANUP(cel_program) struct cel_program *program = NULL;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		size_t length = strlen(rows[i].expression);

		cr_expect_not(
			cel_compile(env, rows[i].expression, length, 0, &issues, NULL, &program),
			"%s compiles", rows[i].expression);
		cel_issues_print(&issues, rows[i].expression, length, &text);
		strbuf_truncate(&text, strcspn(text.text, "\n"));
		cr_expect_str_eq(text.text, rows[i].want, "%s: %s", rows[i].expression, text.text);
	}
}

/* A text that grows beyond the memory of an evaluation. */
Test(format, too_large)
{
	CHECK(evaluate_newest,
	      { "[lists.range(300000).map(i, 'abcdefghij').join()].map(s, "
		"lists.range(100).map(i, '%s').join().format(lists.range(100).map(i, s))).size()",
		"error: operation cancelled: too much memory used" });
}
