#include "calendar.h"

/* Years begin in March here, so that a leap day is a year's last. An era is 400 years. */
#define DAYS_PER_ERA 146097
#define DAYS_BEFORE_1970 719468 /* since 0000-03-01 */

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

bool cel_is_leap_year(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int cel_days_in_month(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && cel_is_leap_year(year));
}

int64_t cel_days_of(int64_t year, int month, int day)
{
	int64_t from_march = month > 2 ? year : year - 1;
	int64_t era = floor_divide(from_march, 400);
	int64_t year_of_era = from_march - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - DAYS_BEFORE_1970;
}

/* The inverse of cel_days_of. */
static void set_date(struct cel_civil *civil, int64_t days)
{
	int64_t era = floor_divide(days + DAYS_BEFORE_1970, DAYS_PER_ERA);
	int64_t day_of_era = days + DAYS_BEFORE_1970 - era * DAYS_PER_ERA;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / (DAYS_PER_ERA - 1)) /
			      365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;

	civil->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	civil->month = (int)(month < 10 ? month + 3 : month - 9);
	civil->year = era * 400 + year_of_era + (civil->month <= 2);
}

struct cel_civil cel_civil_of(int64_t seconds)
{
	int64_t days = floor_divide(seconds, SECONDS_PER_DAY);
	int time = (int)(seconds - days * SECONDS_PER_DAY);
	struct cel_civil civil = {
		.hour = time / SECONDS_PER_HOUR,
		.minute = time / SECONDS_PER_MINUTE % 60,
		.second = time % SECONDS_PER_MINUTE,
		.weekday = (int)(days + 4 - floor_divide(days + 4, 7) * 7), /* 1970: Thursday */
	};

	set_date(&civil, days);
	civil.day_of_year = (int)(days - cel_days_of(civil.year, 1, 1));
	return civil;
}
