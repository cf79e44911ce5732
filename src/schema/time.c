/* Times as Go reads them: time.Parse with the layouts of metav1.Time and metav1.MicroTime, and
 * what it says of text that does not fit. Source: Go time/format.go, Parse and ParseError. */
#include <ctype.h>

#include "internal.h"

#define MICRO_PER_SECOND INT64_C(1000000)
#define GO_ZERO_TIME (INT64_C(-62135596800) * MICRO_PER_SECOND) /* 0001-01-01T00:00:00Z */

/* One number of a layout, and what stands before it. */
struct part {
	char prefix; /* 0: nothing */
	const char *layout;
	int n_digits, min, max;
	const char *name;
};

static const struct part parts[] = {
	{ 0, "2006", 4, 0, 9999, "year" },
	{ '-', "01", 2, 1, 12, "month" },
	/* The day is compared with its month at the very end. */
	{ '-', "02", 2, 0, 99, "day" },
	{ 'T', "15", 2, 0, 23, "hour" },
	{ ':', "04", 2, 0, 59, "minute" },
	{ ':', "05", 2, 0, 59, "second" },
};

struct reading {
	const char *whole; /* the text, for messages */
	const char *layout;
	const char *at;
	struct error *err;
};

/* As Go's time package quotes, which is not strconv.Quote. */
static char *quoted(const char *text)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_add_char(&out, '"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c >= 0x80) {
			strbuf_addf(&out, "\\x%02x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			strbuf_add_char(&out, '\\');
		strbuf_add_char(&out, *text);
	}
	strbuf_add_char(&out, '"');
	return strbuf_detach(&out);
}

static bool cannot_parse(struct reading *reading, const char *rest, const char *layout)
{
	CLEANUP(str) char *whole = quoted(reading->whole), *value = quoted(rest);

	return error_set(reading->err, REASON_BAD_REQUEST,
			 "parsing time %s as \"%s\": cannot parse %s as \"%s\"", whole,
			 reading->layout, value, layout);
}

static bool out_of_range(struct reading *reading, const char *name)
{
	CLEANUP(str) char *whole = quoted(reading->whole);

	return error_set(reading->err, REASON_BAD_REQUEST, "parsing time %s: %s out of range",
			 whole, name);
}

/* The number of exactly n digits at text; -1 when they are not all digits. */
static int number(const char *text, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

static bool read_part(struct reading *reading, const struct part *part)
{
	int value;

	if (part->prefix != 0) {
		if (*reading->at != part->prefix)
			return cannot_parse(reading, reading->at, (char[]) { part->prefix, 0 });
		reading->at++;
	}
	value = number(reading->at, part->n_digits);
	if (value < 0)
		return cannot_parse(reading, reading->at, part->layout);
	if (value < part->min || value > part->max)
		return out_of_range(reading, part->name);
	reading->at += part->n_digits;
	return true;
}

/* The layout of seconds takes a fraction of any length, or none; that of microseconds wants six
 * digits. */
static bool read_fraction(struct reading *reading, bool micro)
{
	bool point = *reading->at == '.' || *reading->at == ',';

	if (micro) {
		if (!point || number(reading->at + 1, 6) < 0)
			return cannot_parse(reading, reading->at, ".000000");
		reading->at += 7;
	} else if (point && isdigit((unsigned char)reading->at[1])) {
		for (reading->at++; isdigit((unsigned char)*reading->at);)
			reading->at++;
	}
	return true;
}

static bool read_offset(struct reading *reading)
{
	const char *at = reading->at;
	int hours, minutes;

	if (*at == 'Z') {
		reading->at++;
		return true;
	}
	if ((*at != '+' && *at != '-') || (hours = number(at + 1, 2)) < 0 || at[3] != ':' ||
	    (minutes = number(at + 4, 2)) < 0)
		return cannot_parse(reading, at, "Z07:00");
	if (minutes > 60)
		return out_of_range(reading, "time zone offset minute");
	if (hours > 24)
		return out_of_range(reading, "time zone offset hour");
	reading->at += 6;
	return true;
}

/* Whether Go would read the text, but for days that the month does not have. */
static bool check(const char *text, bool micro, struct error *err)
{
	struct reading reading = {
		.whole = text,
		.layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00",
		.at = text,
		.err = err,
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!read_part(&reading, &parts[i]))
			return false;
	if (!read_fraction(&reading, micro) || !read_offset(&reading))
		return false;
	if (*reading.at != '\0') {
		CLEANUP(str) char *whole = quoted(text), *rest = quoted(reading.at);

		return error_set(err, REASON_BAD_REQUEST, "parsing time %s: extra text: %s", whole,
				 rest);
	}
	return true;
}

bool time_read(enum field_type type, const char *text, char ret_text[TIME_TEXT_SIZE],
	       struct error *err)
{
	int64_t micro, rest;

	if (!check(text, type == FIELD_MICRO_TIME, err))
		return false;
	if (!time_parse(text, &micro))
		return out_of_range(&(struct reading) { .whole = text, .err = err }, "day");
	rest = (micro % MICRO_PER_SECOND + MICRO_PER_SECOND) % MICRO_PER_SECOND;
	if (micro == GO_ZERO_TIME)
		*ret_text = '\0';
	else if (type == FIELD_MICRO_TIME)
		time_format_micro(micro, ret_text);
	else
		time_format((micro - rest) / MICRO_PER_SECOND, ret_text);
	return true;
}
