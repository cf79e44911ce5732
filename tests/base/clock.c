#include <criterion/criterion.h>
#include <stdlib.h>

#include "cidrctl/clock.h"

static const struct {
	int64_t age;
	const char *want;
} age_rows[] = {
	{ -2, "<invalid>" },
	{ -1, "0s" },
	{ 0, "0s" },
	{ 1, "1s" },
	{ 119, "119s" },
	{ 120, "2m" },
	{ 121, "2m1s" },
	{ 599, "9m59s" },
	{ 600, "10m" },
	{ 601, "10m" },
	{ 10799, "179m" },
	{ 10800, "3h" },
	{ 11100, "3h5m" },
	{ 28799, "7h59m" },
	{ 28800, "8h" },
	{ 172799, "47h" },
	{ 172800, "2d" },
	{ 176400, "2d1h" },
	{ 691199, "7d23h" },
	{ 691200, "8d" },
	{ 34560000, "400d" },
	{ 63071999, "729d" },
	{ 63072000, "2y" },
	{ 63158400, "2y1d" },
	{ 252287999, "7y364d" },
	{ 252288000, "8y" },
	{ 315360000, "10y" },
	{ INT64_MIN, "<invalid>" },
	{ INT64_MAX, "292471208677y" },
};

Test(clock, age)
{
	for (size_t i = 0; i < ARRAY_LEN(age_rows); i++) {
		char text[TIME_TEXT_SIZE];

		age_format(age_rows[i].age, text);
		cr_expect_str_eq(text, age_rows[i].want, "%lld s", (long long)age_rows[i].age);
	}
}

/* Times and what they are in UTC. */
static const struct {
	const char *in;
	int64_t micro;
	const char *want;
} time_rows[] = {
	{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000000Z" },
	{ "2025-05-01T10:00:00Z", 1746093600000000, "2025-05-01T10:00:00.000000Z" },
	{ "2024-02-29T23:59:59Z", 1709251199000000, "2024-02-29T23:59:59.000000Z" },
	{ "2000-02-29T00:00:00Z", 951782400000000, "2000-02-29T00:00:00.000000Z" },
	{ "1969-12-31T23:59:59.5Z", -500000, "1969-12-31T23:59:59.500000Z" },
	{ "2025-05-01T12:00:00+02:00", 1746093600000000, "2025-05-01T10:00:00.000000Z" },
	{ "2025-04-30T22:30:00-11:30", 1746093600000000, "2025-05-01T10:00:00.000000Z" },
	{ "2025-05-01T10:00:00.123456789Z", 1746093600123456, "2025-05-01T10:00:00.123456Z" },
	{ "2025-05-01T10:00:00,5Z", 1746093600500000, "2025-05-01T10:00:00.500000Z" },
	{ "0001-01-01T00:00:00Z", -62135596800000000, "0001-01-01T00:00:00.000000Z" },
	{ "9999-12-31T23:59:59Z", 253402300799000000, "9999-12-31T23:59:59.000000Z" },
};

Test(clock, times)
{
	for (size_t i = 0; i < ARRAY_LEN(time_rows); i++) {
		char text[TIME_TEXT_SIZE];
		int64_t micro = 1;

		cr_expect(time_parse(time_rows[i].in, &micro), "%s", time_rows[i].in);
		cr_expect_eq(micro, time_rows[i].micro, "%s", time_rows[i].in);
		time_format_micro(micro, text);
		cr_expect_str_eq(text, time_rows[i].want, "%s", time_rows[i].in);
	}
}

Test(clock, whole_seconds)
{
	char text[TIME_TEXT_SIZE];

	time_format(1746093600, text);
	cr_expect_str_eq(text, "2025-05-01T10:00:00Z");
	time_format(-1, text);
	cr_expect_str_eq(text, "1969-12-31T23:59:59Z");
}

static const char *const no_time_rows[] = {
	"",
	"now",
	"2025-05-01",
	"2025-05-01 10:00:00Z",
	"2025-05-01T10:00:00",
	"2025-05-01T10:00Z",
	"2025-5-01T10:00:00Z",
	"2025-13-01T10:00:00Z",
	"2025-00-01T10:00:00Z",
	"2025-02-29T10:00:00Z",
	"1900-02-29T10:00:00Z",
	"2025-04-31T10:00:00Z",
	"2025-05-00T10:00:00Z",
	"2025-05-01T24:00:00Z",
	"2025-05-01T10:60:00Z",
	"2025-05-01T10:00:60Z",
	"2025-05-01T10:00:00.Z",
	"2025-05-01T10:00:00+02",
	"2025-05-01T10:00:00+0200",
	"2025-05-01T10:00:00+25:00",
	"2025-05-01T10:00:00Zx",
	" 2025-05-01T10:00:00Z",
};

Test(clock, no_times)
{
	for (size_t i = 0; i < ARRAY_LEN(no_time_rows); i++) {
		int64_t micro = 77;

		cr_expect(!time_parse(no_time_rows[i], &micro), "\"%s\"", no_time_rows[i]);
		cr_expect_eq(micro, 77, "\"%s\"", no_time_rows[i]);
	}
}

Test(clock, a_fixed_clock)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	setenv("CIDRCTL_NOW", "2025-05-01T10:00:00.25Z", 1);
	cr_assert(clock_init(&err));
	cr_expect_eq(clock_now_micro(), 1746093600250000);
	cr_expect_eq(clock_now(), 1746093600);
}

Test(clock, a_clock_that_cannot_be_read)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	setenv("CIDRCTL_NOW", "noon", 1);
	cr_expect(!clock_init(&err));
	cr_expect_str_eq(err.message, "CIDRCTL_NOW: \"noon\" is not an RFC 3339 time");
}

Test(clock, the_systems_clock)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	unsetenv("CIDRCTL_NOW");
	cr_assert(clock_init(&err));
	cr_expect_gt(clock_now(), 1700000000);
}
