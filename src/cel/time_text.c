/* Timestamps and durations as text, as Go's time package reads and writes them. */
#include "calendar.h"
#include "internal.h"

#include <string.h>

/* Seconds of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define FIRST_SECOND INT64_C(-62135596800)
#define LAST_SECOND INT64_C(253402300799)

bool cel_timestamp_in_range(int64_t seconds)
{
	return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

/* ---- printing ---- */

/* The sum of whole seconds and the fraction in a double, as Go's Duration.Seconds: past some 104
 * days the last nanoseconds are lost. */
void cel_print_duration(int64_t nanoseconds, struct strbuf *out)
{
	double seconds = (double)(nanoseconds / NANOSECONDS_PER_SECOND) +
			 (double)(nanoseconds % NANOSECONDS_PER_SECOND) / 1e9;

	cel_print_double_plain(seconds, out);
	strbuf_add_char(out, 's');
}

static void print_fraction(int32_t nanoseconds, struct strbuf *out)
{
	if (nanoseconds == 0)
		return;
	strbuf_addf(out, ".%09d", nanoseconds);
	while (out->text[out->length - 1] == '0')
		strbuf_truncate(out, out->length - 1);
}

static void print_offset(int32_t offset, struct strbuf *out)
{
	int32_t minutes = offset / SECONDS_PER_MINUTE;

	if (offset == 0) {
		strbuf_add_char(out, 'Z');
		return;
	}
	strbuf_add_char(out, minutes < 0 ? '-' : '+');
	minutes = minutes < 0 ? -minutes : minutes;
	strbuf_addf(out, "%02d:%02d", minutes / 60, minutes % 60);
}

void cel_print_timestamp(const struct cel_timestamp *timestamp, struct strbuf *out)
{
	struct cel_civil civil = cel_civil_of(timestamp->seconds + timestamp->offset);
	int year = (int)civil.year;

	if (year < 0)
		strbuf_add_char(out, '-');
	strbuf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", year < 0 ? -year : year, civil.month,
		    civil.day, civil.hour, civil.minute, civil.second);
	print_fraction(timestamp->nanoseconds, out);
	print_offset(timestamp->offset, out);
}

/* ---- reading ---- */

struct scan {
	const char *at, *end;
};

static bool at_digit(const struct scan *scan)
{
	return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool take(struct scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* Exactly n digits, from low to high. */
static bool take_digits(struct scan *scan, int n, int low, int high, int *ret_number)
{
	*ret_number = 0;
	for (int i = 0; i < n; i++) {
		if (!at_digit(scan))
			return false;
		*ret_number = *ret_number * 10 + (*scan->at++ - '0');
	}
	return *ret_number >= low && *ret_number <= high;
}

/* Go takes an hour of one digit too. */
static bool take_hour(struct scan *scan, int *ret_hour)
{
	bool two = scan->end - scan->at > 1 && scan->at[1] >= '0' && scan->at[1] <= '9';

	return take_digits(scan, two ? 2 : 1, 0, 23, ret_hour);
}

/* A point or comma and digits, of which nine count; nothing when no digit follows. */
static void take_fraction(struct scan *scan, int32_t *ret_nanoseconds)
{
	int32_t unit = NANOSECONDS_PER_SECOND / 10;

	*ret_nanoseconds = 0;
	if (scan->end - scan->at < 2 || (*scan->at != '.' && *scan->at != ',') ||
	    scan->at[1] < '0' || scan->at[1] > '9')
		return;
	for (scan->at++; at_digit(scan); scan->at++) {
		*ret_nanoseconds += (*scan->at - '0') * unit;
		unit /= 10;
	}
}

/* Z or +hh:mm; Go lets 24 hours and 60 minutes pass. */
static bool take_offset(struct scan *scan, int32_t *ret_offset)
{
	int hours, minutes, sign = 1;

	*ret_offset = 0;
	if (take(scan, 'Z'))
		return true;
	if (take(scan, '-'))
		sign = -1;
	else if (!take(scan, '+'))
		return false;
	if (!take_digits(scan, 2, 0, 24, &hours) || !take(scan, ':') ||
	    !take_digits(scan, 2, 0, 60, &minutes))
		return false;
	*ret_offset = sign * (hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE);
	return true;
}

bool cel_timestamp_parse(const char *text, size_t size, struct cel_timestamp *ret_timestamp)
{
	struct scan scan = { .at = text, .end = text + size };
	int year, month, day, hour, minute, second;
	int32_t nanoseconds, offset;

	if (!take_digits(&scan, 4, 0, 9999, &year) || !take(&scan, '-') ||
	    !take_digits(&scan, 2, 1, 12, &month) || !take(&scan, '-') ||
	    !take_digits(&scan, 2, 1, cel_days_in_month(year, month), &day) || !take(&scan, 'T') ||
	    !take_hour(&scan, &hour) || !take(&scan, ':') ||
	    !take_digits(&scan, 2, 0, 59, &minute) || !take(&scan, ':') ||
	    !take_digits(&scan, 2, 0, 59, &second))
		return false;
	take_fraction(&scan, &nanoseconds);
	if (!take_offset(&scan, &offset) || scan.at != scan.end)
		return false;
	ret_timestamp->seconds = cel_days_of(year, month, day) * SECONDS_PER_DAY +
				 hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE + second -
				 offset;
	ret_timestamp->nanoseconds = nanoseconds;
	ret_timestamp->offset = offset;
	return true;
}

/* ---- durations ---- */

#define LARGEST ((uint64_t)1 << 63) /* nanoseconds, without a sign */

static const struct {
	const char *name;
	uint64_t nanoseconds;
} units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "\u00b5s", 1000 }, /* micro sign */
	{ "\u03bcs", 1000 }, /* Greek letter mu */
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ "m", UINT64_C(60000000000) },
	{ "h", UINT64_C(3600000000000) },
};

/* Digits before the point; false past 2^63. */
static bool take_whole(struct scan *scan, uint64_t *ret_whole)
{
	*ret_whole = 0;
	for (; at_digit(scan); scan->at++) {
		if (*ret_whole > LARGEST / 10)
			return false;
		*ret_whole = *ret_whole * 10 + (uint64_t)(*scan->at - '0');
		if (*ret_whole > LARGEST)
			return false;
	}
	return true;
}

/* Digits behind the point as a number and its power of ten; what does not fit is dropped. */
static void take_decimals(struct scan *scan, uint64_t *ret_number, double *ret_scale)
{
	bool full = false;

	*ret_number = 0;
	*ret_scale = 1;
	for (; at_digit(scan); scan->at++) {
		uint64_t digit = (uint64_t)(*scan->at - '0');

		full = full || *ret_number > (LARGEST - 1) / 10 ||
		       *ret_number * 10 + digit > LARGEST;
		if (full)
			continue;
		*ret_number = *ret_number * 10 + digit;
		*ret_scale *= 10;
	}
}

/* The unit's name goes up to the next digit or point. */
static bool take_unit(struct scan *scan, uint64_t *ret_unit)
{
	const char *name = scan->at;
	size_t size;

	while (scan->at < scan->end && *scan->at != '.' && !at_digit(scan))
		scan->at++;
	size = (size_t)(scan->at - name);
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (strlen(units[i].name) == size && memcmp(units[i].name, name, size) == 0) {
			*ret_unit = units[i].nanoseconds;
			return true;
		}
	}
	return false;
}

/* Number and unit, added to *sum; false past 2^63. */
static bool take_term(struct scan *scan, uint64_t *sum)
{
	const char *begin = scan->at;
	uint64_t whole, decimals = 0, unit, term;
	double scale = 1;
	bool has_digits;

	if (!take_whole(scan, &whole))
		return false;
	has_digits = scan->at != begin;
	if (take(scan, '.')) {
		has_digits = has_digits || at_digit(scan);
		take_decimals(scan, &decimals, &scale);
	}
	if (!has_digits || !take_unit(scan, &unit) || whole > LARGEST / unit)
		return false;
	term = whole * unit;
	if (decimals > 0)
		term += (uint64_t)((double)decimals * ((double)unit / scale));
	*sum += term; /* both are at most 2^63 and a little */
	return term <= LARGEST && *sum <= LARGEST;
}

bool cel_duration_parse(const char *text, size_t size, int64_t *ret_nanoseconds)
{
	struct scan scan = { .at = text, .end = text + size };
	bool negative = take(&scan, '-');
	uint64_t sum = 0;

	if (!negative)
		take(&scan, '+');
	if (scan.end - scan.at == 1 && *scan.at == '0') {
		*ret_nanoseconds = 0;
		return true;
	}
	if (scan.at == scan.end)
		return false;
	while (scan.at < scan.end) {
		if (!take_term(&scan, &sum))
			return false;
	}
	if (sum == LARGEST && !negative)
		return false;
	*ret_nanoseconds = (int64_t)(negative ? 0 - sum : sum);
	return true;
}
