#include "cidrctl/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MICRO_PER_SECOND INT64_C(1000000)

static bool fixed;
static int64_t fixed_micro;

bool clock_init(struct error *err)
{
	const char *now = getenv("CIDRCTL_NOW");

	if (now == NULL || *now == '\0')
		return true;
	if (!time_parse(now, &fixed_micro))
		return error_set(err, REASON_CLIENT, "CIDRCTL_NOW: \"%s\" is not an RFC 3339 time",
				 now);
	fixed = true;
	return true;
}

int64_t clock_now_micro(void)
{
	struct timespec now;

	if (fixed)
		return fixed_micro;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MICRO_PER_SECOND + now.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

int64_t clock_now(void)
{
	return floor_div(clock_now_micro(), MICRO_PER_SECOND);
}

/* Days since 1970-01-01 to a civil date and back, in the proleptic Gregorian calendar: a year
 * that begins in March makes the leap day the last one. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year, day_of_era;

	year -= month <= 2;
	era = floor_div(year, 400);
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t era, day_of_era, year_of_era, day_of_year, shifted_month;

	days += 719468;
	era = floor_div(days, 146097);
	day_of_era = days - era * 146097;
	year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted_month = (5 * day_of_year + 2) / 153;
	*day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
	*month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

static int format_seconds(int64_t seconds, char text[TIME_TEXT_SIZE])
{
	int64_t days = floor_div(seconds, 86400), year;
	int rest = (int)(seconds - days * 86400), month, day;

	civil_from_days(days, &year, &month, &day);
	return snprintf(text, TIME_TEXT_SIZE, "%04lld-%02d-%02dT%02d:%02d:%02d", (long long)year,
			month, day, rest / 3600, rest / 60 % 60, rest % 60);
}

void time_format(int64_t seconds, char text[TIME_TEXT_SIZE])
{
	int length = format_seconds(seconds, text);

	snprintf(text + length, (size_t)(TIME_TEXT_SIZE - length), "Z");
}

void time_format_micro(int64_t micro, char text[TIME_TEXT_SIZE])
{
	int64_t seconds = floor_div(micro, MICRO_PER_SECOND);
	int length = format_seconds(seconds, text);

	snprintf(text + length, (size_t)(TIME_TEXT_SIZE - length), ".%06dZ",
		 (int)(micro - seconds * MICRO_PER_SECOND));
}

/* Reads exactly count digits. */
static bool digits(const char **at, int count, int *ret)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		char c = (*at)[i];

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += count;
	*ret = value;
	return true;
}

static bool literal(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

/* fraction = "." 1*DIGIT, absent or not; digits past the sixth are dropped. */
static bool parse_fraction(const char **at, int64_t *ret_micro)
{
	int64_t scale = MICRO_PER_SECOND / 10;

	*ret_micro = 0;
	if (**at != '.' && **at != ',')
		return true;
	(*at)++;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
		*ret_micro += (**at - '0') * scale;
	return true;
}

/* offset = "Z" / ("+" / "-") hh ":" mm */
static bool parse_offset(const char **at, int *ret_seconds)
{
	int sign = **at == '-' ? -1 : 1, hours, minutes;

	if (literal(at, 'Z')) {
		*ret_seconds = 0;
		return true;
	}
	if (!literal(at, '+') && !literal(at, '-'))
		return false;
	if (!digits(at, 2, &hours) || !literal(at, ':') || !digits(at, 2, &minutes))
		return false;
	if (hours > 24 || minutes > 60)
		return false;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool time_parse(const char *text, int64_t *ret_micro)
{
	int year, month, day, hour, minute, second, offset;
	int64_t fraction, seconds;

	if (!digits(&text, 4, &year) || !literal(&text, '-') || !digits(&text, 2, &month) ||
	    !literal(&text, '-') || !digits(&text, 2, &day) || !literal(&text, 'T') ||
	    !digits(&text, 2, &hour) || !literal(&text, ':') || !digits(&text, 2, &minute) ||
	    !literal(&text, ':') || !digits(&text, 2, &second))
		return false;
	if (!parse_fraction(&text, &fraction) || !parse_offset(&text, &offset) || *text != '\0')
		return false;
	if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 ||
	    minute > 59 || second > 59)
		return false;
	seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	*ret_micro = (seconds - offset) * MICRO_PER_SECOND + fraction;
	return true;
}

/* "5m30s", or "5m" when the smaller part is zero. */
static void two_parts(char *text, int64_t big, char big_unit, int64_t small, char small_unit)
{
	int length = snprintf(text, TIME_TEXT_SIZE, "%lld%c", (long long)big, big_unit);

	if (small != 0)
		snprintf(text + length, (size_t)(TIME_TEXT_SIZE - length), "%lld%c",
			 (long long)small, small_unit);
}

void age_format(int64_t age, char text[TIME_TEXT_SIZE])
{
	int64_t minutes = age / 60, hours = age / 3600, days = hours / 24;

	if (age < -1)
		snprintf(text, TIME_TEXT_SIZE, "<invalid>");
	else if (age < 0)
		snprintf(text, TIME_TEXT_SIZE, "0s");
	else if (age < 120)
		snprintf(text, TIME_TEXT_SIZE, "%llds", (long long)age);
	else if (minutes < 10)
		two_parts(text, minutes, 'm', age % 60, 's');
	else if (minutes < 180)
		snprintf(text, TIME_TEXT_SIZE, "%lldm", (long long)minutes);
	else if (hours < 8)
		two_parts(text, hours, 'h', minutes % 60, 'm');
	else if (hours < 48)
		snprintf(text, TIME_TEXT_SIZE, "%lldh", (long long)hours);
	else if (hours < 24 * 8)
		two_parts(text, days, 'd', hours % 24, 'h');
	else if (hours < 24 * 365 * 2)
		snprintf(text, TIME_TEXT_SIZE, "%lldd", (long long)days);
	else if (hours < 24 * 365 * 8)
		two_parts(text, days / 365, 'y', days % 365, 'd');
	else
		snprintf(text, TIME_TEXT_SIZE, "%lldy", (long long)(days / 365));
}
