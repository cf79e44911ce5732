/* Days, months and years (proleptic Gregorian), and the time zones of the system. */
#ifndef CEL_CALENDAR_H
#define CEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400
#define NANOSECONDS_PER_SECOND INT64_C(1000000000)

struct cel_civil {
	int64_t year;
	int month, day; /* from 1 */
	int hour, minute, second;
	int weekday;     /* 0: Sunday */
	int day_of_year; /* from 0 */
};

/* The date and time of day of seconds since 1970. */
struct cel_civil cel_civil_of(int64_t seconds);
/* Days since 1970 of a date; month is from 1 to 12, day may be any. */
int64_t cel_days_of(int64_t year, int month, int day);
bool cel_is_leap_year(int64_t year);
int cel_days_in_month(int64_t year, int month);

enum cel_zone_result { CEL_ZONE_FOUND, CEL_ZONE_UNKNOWN, CEL_ZONE_BAD_NAME };

/* The offset from UTC, in seconds east, that holds at a time in the zone of an IANA name; "" and
 * "UTC" are UTC. Zones come from the system's zoneinfo files. */
enum cel_zone_result cel_zone_offset(const char *name, size_t size, int64_t seconds,
				     int64_t *ret_offset);

/* A POSIX TZ rule such as "CET-1CEST,M3.5.0,M10.5.0/3": the offset that holds at a time. False when
 * the rule cannot be read. */
bool cel_zone_rule_offset(const char *rule, int64_t seconds, int64_t *ret_offset);

#endif
