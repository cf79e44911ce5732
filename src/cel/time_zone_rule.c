/* The rule at the end of a zoneinfo file, for times past its table: a POSIX TZ text such as
 * "CET-1CEST,M3.5.0,M10.5.0/3" or "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1".
 * Source: RFC 8536 section 3.3.1; for years and turns the reading of Go's time package. */
#include "calendar.h"

/* Used where a rule names summer time and not its days. */
#define DEFAULT_TURNS ",M3.2.0,M11.1.0"

enum turn_kind {
	TURN_JULIAN, /* Jn: 1 to 365, 29 February is never counted */
	TURN_DAY,    /* n: 0 to 365 */
	TURN_MONTH,  /* Mm.w.d: weekday d of week w of month m, week 5 is the last */
};

struct turn {
	enum turn_kind kind;
	int day, week, month;
	int64_t time; /* seconds of that day */
};

static bool at_digit(const char *at)
{
	return *at >= '0' && *at <= '9';
}

static bool take(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool take_number(const char **at, int low, int high, int *ret_number)
{
	*ret_number = 0;
	if (!at_digit(*at))
		return false;
	for (; at_digit(*at); (*at)++) {
		*ret_number = *ret_number * 10 + (**at - '0');
		if (*ret_number > high)
			return false;
	}
	return *ret_number >= low;
}

/* Three letters or more, or anything in < and >. */
static bool take_name(const char **at)
{
	const char *begin = *at;

	if (take(at, '<')) {
		while (**at != '>' && **at != '\0')
			(*at)++;
		return take(at, '>');
	}
	while ((**at >= 'a' && **at <= 'z') || (**at >= 'A' && **at <= 'Z'))
		(*at)++;
	return *at - begin >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(const char **at, int64_t *ret_seconds)
{
	int sign = take(at, '-') ? -1 : 1;
	int hours, minutes = 0, seconds = 0;

	if (sign > 0)
		take(at, '+');
	if (!take_number(at, 0, 24 * 7, &hours))
		return false;
	if (take(at, ':') && (!take_number(at, 0, 59, &minutes) ||
			      (take(at, ':') && !take_number(at, 0, 59, &seconds))))
		return false;
	*ret_seconds =
		sign * ((int64_t)hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds);
	return true;
}

static bool take_turn_day(const char **at, struct turn *turn)
{
	if (take(at, 'J')) {
		turn->kind = TURN_JULIAN;
		return take_number(at, 1, 365, &turn->day);
	}
	if (take(at, 'M')) {
		turn->kind = TURN_MONTH;
		return take_number(at, 1, 12, &turn->month) && take(at, '.') &&
		       take_number(at, 1, 5, &turn->week) && take(at, '.') &&
		       take_number(at, 0, 6, &turn->day);
	}
	turn->kind = TURN_DAY;
	return take_number(at, 0, 365, &turn->day);
}

static bool take_turn(const char **at, struct turn *turn)
{
	*turn = (struct turn) { .time = 2 * SECONDS_PER_HOUR };
	return take(at, ',') && take_turn_day(at, turn) &&
	       (!take(at, '/') || take_time(at, &turn->time));
}

/* Seconds from the begin of the year, in UTC, when the turn comes; offset holds before it. */
static int64_t turn_at(const struct turn *turn, int64_t year, int64_t offset)
{
	int64_t new_year = cel_days_of(year, 1, 1), day, first;

	switch (turn->kind) {
	case TURN_JULIAN:
		day = turn->day - 1 + (cel_is_leap_year(year) && turn->day >= 60);
		break;
	case TURN_DAY:
		day = turn->day;
		break;
	default:
		first = cel_days_of(year, turn->month, 1);
		/* 1970-01-01 was weekday 4; the sum is kept above zero for %. */
		day = ((turn->day - 4 - first) % 7 + 7) % 7 + (turn->week - 1) * 7;
		while (day >= cel_days_in_month(year, turn->month))
			day -= 7;
		day += first - new_year;
	}
	return day * SECONDS_PER_DAY + turn->time - offset;
}

/* The zone's two offsets and turns; has_turns is false for one without summer time. */
static bool parse_rule(const char *at, int64_t *ret_standard, int64_t *ret_summer,
		       struct turn turns[2], bool *ret_has_turns)
{
	*ret_has_turns = false;
	if (!take_name(&at) || !take_time(&at, ret_standard))
		return false;
	*ret_standard = -*ret_standard; /* POSIX counts to the west */
	if (*at == '\0' || *at == ',')
		return true;
	if (!take_name(&at))
		return false;
	*ret_summer = *ret_standard + SECONDS_PER_HOUR;
	if (*at != '\0' && *at != ',') {
		if (!take_time(&at, ret_summer))
			return false;
		*ret_summer = -*ret_summer;
	}
	if (*at == '\0')
		at = DEFAULT_TURNS;
	*ret_has_turns = true;
	return take_turn(&at, &turns[0]) && take_turn(&at, &turns[1]) && *at == '\0';
}

bool cel_zone_rule_offset(const char *rule, int64_t seconds, int64_t *ret_offset)
{
	int64_t standard, summer, year = cel_civil_of(seconds).year;
	int64_t of_year = seconds - cel_days_of(year, 1, 1) * SECONDS_PER_DAY;
	int64_t to_summer, to_standard;
	struct turn turns[2];
	bool has_turns, in_summer;

	if (!parse_rule(rule, &standard, &summer, turns, &has_turns))
		return false;
	if (!has_turns) {
		*ret_offset = standard;
		return true;
	}
	to_summer = turn_at(&turns[0], year, standard);
	to_standard = turn_at(&turns[1], year, summer);
	/* South of the equator summer goes over new year. */
	in_summer = to_summer <= to_standard ? of_year >= to_summer && of_year < to_standard
					     : of_year >= to_summer || of_year < to_standard;
	*ret_offset = in_summer ? summer : standard;
	return true;
}
