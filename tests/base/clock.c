#include <criterion/criterion.h>
#include <stdlib.h>

#include "cidrctl/clock.h"

static const struct {
	const char *row;
	int64_t age;
	const char *want;
} age_rows[] = {
	{ "more", INT64_MIN, "<invalid>" },
	{ "more", -2, "<invalid>" },
	{ "age-002", -1, "0s" },
	{ "age-003", 0, "0s" },
	{ "more", 1, "1s" },
	{ "age-005", 59, "59s" },
	{ "age-006", 60, "60s" },
	{ "more", 119, "119s" },
	{ "age-008", 120, "2m" },
	{ "age-009", 121, "2m1s" },
	{ "age-011", 599, "9m59s" },
	{ "age-012", 600, "10m" },
	{ "more", 601, "10m" },
	{ "age-014", 3600, "60m" },
	{ "age-015", 10799, "179m" },
	{ "more", 10800, "3h" },
	{ "age-017", 11100, "3h5m" },
	{ "age-018", 28799, "7h59m" },
	{ "more", 28800, "8h" },
	{ "age-020", 86399, "23h" },
	{ "age-021", 86400, "24h" },
	{ "more", 172799, "47h" },
	{ "age-023", 172800, "2d" },
	{ "age-024", 176400, "2d1h" },
	{ "more", 691199, "7d23h" },
	{ "age-026", 691200, "8d" },
	{ "age-027", 31536000, "365d" },
	{ "more", 34560000, "400d" },
	{ "more", 63071999, "729d" },
	{ "age-029", 63072000, "2y" },
	{ "age-030", 63158400, "2y1d" },
	{ "more", 252287999, "7y364d" },
	{ "age-032", 252288000, "8y" },
	{ "more", 315360000, "10y" },
	{ "more", INT64_MAX, "292471208677y" },
};

Test(clock, age)
{
	for (size_t i = 0; i < ARRAY_LEN(age_rows); i++) {
		char text[TIME_TEXT_SIZE];

		age_format(age_rows[i].age, text);
		cr_expect_str_eq(text, age_rows[i].want, "%s: %lld s", age_rows[i].row,
				 (long long)age_rows[i].age);
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
