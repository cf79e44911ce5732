/* Timestamps, durations and time zones. */
#include "evaluate.h"

Test(time, timestamps)
{
	static const struct evaluate_row rows[] = {
		{ "string(timestamp('2024-02-29T12:30:45Z'))", "\"2024-02-29T12:30:45Z\"" },
		{ "string(timestamp('2024-02-29T12:30:45.120Z'))", "\"2024-02-29T12:30:45.12Z\"" },
		{ "string(timestamp('2024-02-29T12:30:45.1234567899Z'))",
		  "\"2024-02-29T12:30:45.123456789Z\"" },
		{ "string(timestamp('2024-02-29T12:30:45,5Z'))", "\"2024-02-29T12:30:45.5Z\"" },
		{ "string(timestamp('2024-02-29T2:30:45Z'))", "\"2024-02-29T02:30:45Z\"" },
		{ "string(timestamp('2024-02-29T12:30:45-07:30'))",
		  "\"2024-02-29T12:30:45-07:30\"" },
		{ "string(timestamp('2024-02-29T12:30:45+00:00'))", "\"2024-02-29T12:30:45Z\"" },
		{ "string(timestamp('2024-02-29T12:30:45+24:60'))",
		  "\"2024-02-29T12:30:45+25:00\"" },
		{ "string(timestamp(0))", "\"1970-01-01T00:00:00Z\"" },
		{ "string(timestamp(-1))", "\"1969-12-31T23:59:59Z\"" },
		{ "string(timestamp('0001-01-01T00:00:00Z'))", "\"0001-01-01T00:00:00Z\"" },
		{ "string(timestamp('9999-12-31T23:59:59.999999999Z'))",
		  "\"9999-12-31T23:59:59.999999999Z\"" },
		{ "timestamp('0000-12-31T23:59:59Z')", "error: timestamp overflow" },
		{ "timestamp('9999-12-31T23:59:59-00:01')", "error: timestamp overflow" },
		{ "timestamp(253402300800)", "error: timestamp overflow" },
		{ "timestamp(-62135596801)", "error: timestamp overflow" },
		{ "timestamp('2024-01-01T00:00:00+01:00') == timestamp('2023-12-31T23:00:00Z')",
		  "true" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(time, no_timestamps)
{
	static const char *const texts[] = {
		"",
		"2024",
		"2024-02-30T00:00:00Z",
		"2023-02-29T00:00:00Z",
		"2024-13-01T00:00:00Z",
		"2024-00-01T00:00:00Z",
		"2024-01-01T24:00:00Z",
		"2024-01-01T00:60:00Z",
		"2024-01-01T00:00:60Z",
		"2024-01-01T00:00:00",
		"2024-01-01 00:00:00Z",
		"2024-01-01t00:00:00Z",
		"2024-01-01T00:00:00z",
		"2024-01-01T00:00:00.Z",
		"2024-01-01T00:00:00+0100",
		"2024-01-01T00:00:00+01",
		"2024-01-01T00:00:00+25:00",
		"2024-01-01T00:00:00+01:61",
		"2024-01-01T00:00:00ZZ",
		"2024-1-01T00:00:00Z",
		"24-01-01T00:00:00Z",
		"+024-01-01T00:00:00Z",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CLEANUP(strbuf) struct strbuf expression = STRBUF_INIT;
		struct evaluate_row row = {
			.want = "error: type conversion error from 'string' to "
				"'google.protobuf.Timestamp'",
		};

		strbuf_addf(&expression, "timestamp('%s')", texts[i]);
		row.expression = expression.text;
		check_rows(&evaluate_newest, &row, 1);
	}
}

Test(time, durations)
{
	static const struct evaluate_row rows[] = {
		{ "string(duration('1h2m3s4ms'))", "\"3723.004s\"" },
		{ "string(duration('-1.5s'))", "\"-1.5s\"" },
		{ "string(duration('0'))", "\"0s\"" },
		{ "string(duration('+0'))", "\"0s\"" },
		{ "string(duration('.5m'))", "\"30s\"" },
		{ "string(duration('1.s'))", "\"1s\"" },
		{ "int(duration('1us1µs1μs1ns'))", "3001" },
		{ "int(duration('1s1h1s'))", "3602000000000" },
		{ "int(duration('0.0000000019s'))", "1" },
		{ "int(duration('-9223372036854775808ns'))", "-9223372036854775808" },
		{ "string(duration('1000000h'))", "\"3600000000s\"" },
		{ "string(duration('2562047h47m16.854775807s'))", "\"9223372036.854776s\"" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

Test(time, no_durations)
{
	static const char *const texts[] = {
		"",         "1",     "-",        "+",      "1d",   "s",    ".s",
		"1 s",      "1S",    "1x",       "1s1",    "--1s", "1e3s", "9223372036854775808ns",
		"2562048h", "1s-1s", "\\u00b5s", "1.5.5s",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CLEANUP(strbuf) struct strbuf expression = STRBUF_INIT;
		struct evaluate_row row = {
			.want = "error: type conversion error from 'string' to "
				"'google.protobuf.Duration'",
		};

		strbuf_addf(&expression, "duration('%s')", texts[i]);
		row.expression = expression.text;
		check_rows(&evaluate_newest, &row, 1);
	}
}

Test(time, arithmetic)
{
	static const struct evaluate_row rows[] = {
		{ "string(timestamp('2024-12-31T23:59:59.9Z') + duration('100ms'))",
		  "\"2025-01-01T00:00:00Z\"" },
		{ "string(duration('-1ns') + timestamp(0))", "\"1969-12-31T23:59:59.999999999Z\"" },
		{ "string(timestamp('2024-01-01T00:00:00+02:00') - duration('1h'))",
		  "\"2023-12-31T23:00:00+02:00\"" },
		{ "string(timestamp(5) - timestamp('1970-01-01T00:00:00.5Z'))", "\"4.5s\"" },
		{ "string(duration('1h') + duration('1m'))", "\"3660s\"" },
		{ "string(duration('1h') - duration('2h'))", "\"-3600s\"" },
		{ "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
		  "error: timestamp overflow" },
		{ "timestamp('0001-01-01T00:00:00Z') - duration('1ns')",
		  "error: timestamp overflow" },
		{ "timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')",
		  "error: integer overflow" },
		{ "timestamp(0) - duration('-9223372036854775808ns')", "error: integer overflow" },
		{ "duration('2562047h') + duration('1h')", "error: integer overflow" },
		{ "duration('-2562047h') - duration('1h')", "error: integer overflow" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}

#define LEAP_DAY "timestamp('2024-02-29T23:31:30.987654321Z')"

Test(time, parts)
{
	static const struct evaluate_row rows[] = {
		{ LEAP_DAY ".getFullYear()", "2024" },
		{ LEAP_DAY ".getMonth()", "1" },
		{ LEAP_DAY ".getDate()", "29" },
		{ LEAP_DAY ".getDayOfMonth()", "28" },
		{ LEAP_DAY ".getDayOfYear()", "59" },
		{ LEAP_DAY ".getDayOfWeek()", "4" },
		{ LEAP_DAY ".getHours()", "23" },
		{ LEAP_DAY ".getMinutes()", "31" },
		{ LEAP_DAY ".getSeconds()", "30" },
		{ LEAP_DAY ".getMilliseconds()", "987" },
		{ "timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "365" },
		{ "timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", "1" },
		{ "timestamp('1900-02-28T23:59:59Z').getDayOfYear()", "58" },
		/* Without a zone the text's own offset does not count. */
		{ "timestamp('2024-01-01T00:00:00+02:00').getFullYear()", "2023" },
		{ "duration('90m').getHours()", "1" },
		{ "duration('-90m').getHours()", "-1" },
		{ "duration('90m').getMinutes()", "90" },
		{ "duration('90m').getSeconds()", "5400" },
		{ "dyn('x').getHours()", "error: no such overload: getHours(string)" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

Test(time, milliseconds_of_a_duration)
{
	static const struct evaluate_row whole[] = {
		{ "duration('5.678s').getMilliseconds()", "5678" },
		{ "duration('-5.678s').getMilliseconds()", "-5678" },
	};
	static const struct evaluate_row part[] = {
		{ "duration('5.678s').getMilliseconds()", "678" },
	};

	check_rows(&evaluate_profile, whole, ARRAY_LEN(whole));
	check_rows(&evaluate_newest, part, ARRAY_LEN(part));
}

Test(time, fixed_offsets)
{
	static const struct evaluate_row rows[] = {
		{ LEAP_DAY ".getHours('+01:30')", "1" },
		{ LEAP_DAY ".getMinutes('+01:30')", "1" },
		{ LEAP_DAY ".getMonth('01:30')", "2" },
		{ LEAP_DAY ".getHours('-01:30')", "22" },
		{ LEAP_DAY ".getMinutes('-00:30')", "1" },
		{ LEAP_DAY ".getHours('1:0')", "0" },
		{ LEAP_DAY ".getHours('')", "23" },
		{ LEAP_DAY ".getHours('UTC')", "23" },
		{ LEAP_DAY ".getHours(':30')",
		  "error: strconv.Atoi: parsing \"\": invalid syntax" },
		{ LEAP_DAY ".getHours('+x:30')",
		  "error: strconv.Atoi: parsing \"+x\": invalid syntax" },
		{ LEAP_DAY ".getMilliseconds('01:00:00')",
		  "error: strconv.Atoi: parsing \"00:00\": invalid syntax" },
		{ LEAP_DAY ".getHours('01:99999999999999999999')",
		  "error: strconv.Atoi: parsing \"99999999999999999999\": value out of range" },
		{ LEAP_DAY ".getFullYear('9223372036854775807:00') > 0", "true" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}

/* Of zones whose rules have stood for long, at times inside the tables and past them. */
Test(time, named_zones)
{
	static const struct evaluate_row rows[] = {
		{ "timestamp('2009-02-13T23:31:30Z').getHours('America/St_Johns')", "20" },
		{ "timestamp('2009-02-13T23:31:30Z').getMinutes('America/St_Johns')", "1" },
		{ "timestamp('2023-01-15T12:00:00Z').getHours('Europe/Berlin')", "13" },
		{ "timestamp('2023-07-15T12:00:00Z').getHours('Europe/Berlin')", "14" },
		{ "timestamp('2023-03-26T00:59:59Z').getHours('Europe/Berlin')", "1" },
		{ "timestamp('2023-03-26T01:00:00Z').getHours('Europe/Berlin')", "3" },
		{ "timestamp('2200-07-15T12:00:00Z').getHours('Europe/Berlin')", "14" },
		{ "timestamp('2200-12-15T12:00:00Z').getHours('Europe/Berlin')", "13" },
		{ "timestamp('2200-01-15T12:00:00Z').getHours('Australia/Sydney')", "23" },
		{ "timestamp('2200-07-15T12:00:00Z').getHours('Australia/Sydney')", "22" },
		{ "timestamp('2023-07-15T12:00:00Z').getMinutes('Asia/Kathmandu')", "45" },
		{ "timestamp('2023-07-15T12:00:00Z').getHours('Etc/GMT+5')", "7" },
		{ "timestamp('1850-01-01T00:00:00Z').getMinutes('Europe/Berlin')", "53" },
		{ "timestamp(0).getHours('Nowhere/City')",
		  "error: unknown time zone Nowhere/City" },
		{ "timestamp(0).getHours('Europe')", "error: unknown time zone Europe" },
		{ "timestamp(0).getHours('tzdata.zi')", "error: unknown time zone tzdata.zi" },
		{ "timestamp(0).getHours('../etc/passwd')", "error: time: invalid location name" },
		{ "timestamp(0).getHours('/etc/localtime')", "error: time: invalid location name" },
		{ "timestamp(0).getHours('\\\\b')", "error: time: invalid location name" },
		{ "timestamp(0).getHours('a\\\\b')", "error: unknown time zone a\\b" },
	};

	check_rows(&evaluate_profile, rows, ARRAY_LEN(rows));
}
