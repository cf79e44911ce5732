/* Parts of timestamps, in UTC or in the zone an argument names, and of durations. */
#include "calendar.h"
#include "standard.h"

#include <string.h>

#define MAX_SHOWN 1024 /* bytes of a name in a message */

/* ---- time zones ---- */

enum number_result { NUMBER_OK, NUMBER_BAD_SYNTAX, NUMBER_OUT_OF_RANGE };

/* An optional sign and digits. */
static enum number_result parse_number(const char *text, size_t size, int64_t *ret_number)
{
	bool negative = size > 0 && text[0] == '-';
	size_t begin = negative || (size > 0 && text[0] == '+');
	bool overflow = false;
	int64_t number = 0;

	for (size_t i = begin; i < size; i++) {
		int digit = text[i] - '0';

		if (digit < 0 || digit > 9)
			return NUMBER_BAD_SYNTAX;
		overflow = overflow || __builtin_mul_overflow(number, 10, &number) ||
			   __builtin_add_overflow(number, negative ? -digit : digit, &number);
	}
	*ret_number = number;
	return begin == size ? NUMBER_BAD_SYNTAX : overflow ? NUMBER_OUT_OF_RANGE : NUMBER_OK;
}

/* A part of a zone such as +01:00, in Go's words when it is no number. */
static bool take_number(struct cel_eval *eval, const char *text, size_t size, int64_t *ret_number,
			struct cel_value *ret_error)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;
	enum number_result result = parse_number(text, size, ret_number);

	if (result == NUMBER_OK)
		return true;
	text_quote_bytes(&quoted, text, size);
	*ret_error =
		cel_error(eval, "strconv.Atoi: parsing %s: %s", quoted.text,
			  result == NUMBER_BAD_SYNTAX ? "invalid syntax" : "value out of range");
	return false;
}

/* "+05:30", "-08:00", "01:00". Any numbers will do: Go computes with what wraps around. */
static bool fixed_offset(struct cel_eval *eval, const struct cel_value *zone, const char *colon,
			 int64_t *ret_offset, struct cel_value *ret_error)
{
	size_t before = (size_t)(colon - zone->text);
	int64_t hours, minutes, nanoseconds;

	if (!take_number(eval, zone->text, before, &hours, ret_error) ||
	    !take_number(eval, colon + 1, zone->size - before - 1, &minutes, ret_error))
		return false;
	if (zone->text[0] == '-')
		minutes = (int64_t)((uint64_t)hours * 60 - (uint64_t)minutes);
	else
		minutes = (int64_t)((uint64_t)hours * 60 + (uint64_t)minutes);
	nanoseconds = (int64_t)((uint64_t)minutes * SECONDS_PER_MINUTE *
				(uint64_t)NANOSECONDS_PER_SECOND);
	*ret_offset = nanoseconds / NANOSECONDS_PER_SECOND;
	return true;
}

static bool zone_offset(struct cel_eval *eval, const struct cel_value *zone, int64_t seconds,
			int64_t *ret_offset, struct cel_value *ret_error)
{
	const char *colon = zone->size == 0 ? NULL : memchr(zone->text, ':', zone->size);

	if (colon != NULL)
		return fixed_offset(eval, zone, colon, ret_offset, ret_error);
	switch (cel_zone_offset(zone->text, zone->size, seconds, ret_offset)) {
	case CEL_ZONE_FOUND:
		return true;
	case CEL_ZONE_BAD_NAME:
		*ret_error = cel_error(eval, "time: invalid location name");
		return false;
	case CEL_ZONE_UNKNOWN:
		break;
	}
	*ret_error = cel_error(eval, "unknown time zone %.*s",
			       (int)(zone->size < MAX_SHOWN ? zone->size : MAX_SHOWN), zone->text);
	return false;
}

/* ---- parts of a timestamp ---- */

enum part {
	PART_YEAR,
	PART_MONTH,
	PART_DAY_OF_YEAR,
	PART_DAY_OF_MONTH,
	PART_DATE,
	PART_DAY_OF_WEEK,
	PART_HOURS,
	PART_MINUTES,
	PART_SECONDS,
};

static int64_t part_of(const struct cel_civil *civil, enum part part)
{
	switch (part) {
	case PART_YEAR:
		return civil->year;
	case PART_MONTH:
		return civil->month - 1;
	case PART_DAY_OF_YEAR:
		return civil->day_of_year;
	case PART_DAY_OF_MONTH:
		return civil->day - 1;
	case PART_DATE:
		return civil->day;
	case PART_DAY_OF_WEEK:
		return civil->weekday;
	case PART_HOURS:
		return civil->hour;
	case PART_MINUTES:
		return civil->minute;
	case PART_SECONDS:
		break;
	}
	return civil->second;
}

/* args: the timestamp, and perhaps a zone. */
static struct cel_value get(struct cel_eval *eval, const struct cel_value *args, size_t n,
			    enum part part)
{
	int64_t seconds = args[0].timestamp->seconds, offset = 0;
	struct cel_value error;
	struct cel_civil civil;

	if (n > 1 && !zone_offset(eval, &args[1], seconds, &offset, &error))
		return error;
	civil = cel_civil_of(seconds + offset);
	return cel_from_int(part_of(&civil, part));
}

struct cel_value cel_std_year(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_YEAR);
}

struct cel_value cel_std_month(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_MONTH);
}

struct cel_value cel_std_day_of_year(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_DAY_OF_YEAR);
}

struct cel_value cel_std_day_of_month(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_DAY_OF_MONTH);
}

struct cel_value cel_std_date(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_DATE);
}

struct cel_value cel_std_day_of_week(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_DAY_OF_WEEK);
}

struct cel_value cel_std_hours(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_HOURS);
}

struct cel_value cel_std_minutes(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_MINUTES);
}

struct cel_value cel_std_seconds(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	return get(eval, args, n, PART_SECONDS);
}

/* No zone changes them, but it has to be one. */
struct cel_value cel_std_milliseconds(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_value seconds = get(eval, args, n, PART_SECONDS);

	if (seconds.kind == CEL_ERROR)
		return seconds;
	return cel_from_int(args[0].timestamp->nanoseconds / 1000000);
}

/* ---- durations as a whole ---- */

/* Whole units of a duration by way of doubles, as Go's Duration.Hours and the like: a fraction very
 * near to the next unit counts as that. */
static struct cel_value whole_units(const struct cel_value *duration, int64_t unit)
{
	double units = (double)(duration->nanoseconds / unit) +
		       (double)(duration->nanoseconds % unit) / (double)unit;

	return cel_from_int((int64_t)units);
}

struct cel_value cel_std_duration_hours(struct cel_eval *eval, const struct cel_value *args,
					size_t n)
{
	(void)eval;
	(void)n;
	return whole_units(&args[0], SECONDS_PER_HOUR * NANOSECONDS_PER_SECOND);
}

struct cel_value cel_std_duration_minutes(struct cel_eval *eval, const struct cel_value *args,
					  size_t n)
{
	(void)eval;
	(void)n;
	return whole_units(&args[0], SECONDS_PER_MINUTE * NANOSECONDS_PER_SECOND);
}

struct cel_value cel_std_duration_seconds(struct cel_eval *eval, const struct cel_value *args,
					  size_t n)
{
	(void)eval;
	(void)n;
	return whole_units(&args[0], NANOSECONDS_PER_SECOND);
}

/* The language's definition has since made it the part within the second. */
struct cel_value cel_std_duration_milliseconds(struct cel_eval *eval, const struct cel_value *args,
					       size_t n)
{
	int64_t nanoseconds = args[0].nanoseconds;

	(void)n;
	if (cel_options(eval) & CEL_NEWEST)
		nanoseconds %= NANOSECONDS_PER_SECOND;
	return cel_from_int(nanoseconds / 1000000);
}
