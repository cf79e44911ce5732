/* Values of flags, read as Go reads them, and its words for those that it cannot read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The words of Go's strconv for a number it cannot read. */
static bool number_error(struct error *err, const char *function, const char *text,
			 const char *reason)
{
	CLEANUP(str) char *quoted = text_quoted(text);

	return error_set(err, REASON_CLIENT, "strconv.%s: parsing %s: %s", function, quoted,
			 reason);
}

bool flag_parse_bool(const char *text, int64_t *ret, struct error *err)
{
	static const char *const spellings[][6] = {
		{ "0", "f", "F", "FALSE", "false", "False" },
		{ "1", "t", "T", "TRUE", "true", "True" },
	};

	for (int value = 0; value < 2; value++) {
		for (size_t i = 0; i < ARRAY_LEN(spellings[value]); i++) {
			if (strcmp(text, spellings[value][i]) == 0) {
				*ret = value;
				return true;
			}
		}
	}
	return number_error(err, "ParseBool", text, "invalid syntax");
}

/* Base 0 of Go's ParseInt: 0x, 0o, 0b and a leading 0 choose the base. */
bool flag_parse_int(const char *text, int64_t *ret, struct error *err)
{
	const char *digits = text + (*text == '-' || *text == '+');
	int base = 0;
	long long value;
	char *end;

	if (digits[0] == '0' && (digits[1] == 'o' || digits[1] == 'O'))
		base = 8;
	else if (digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'B'))
		base = 2;
	if (*digits < '0' || *digits > '9')
		return number_error(err, "ParseInt", text, "invalid syntax");
	errno = 0;
	value = strtoll(base == 0 ? digits : digits + 2, &end, base);
	if (*end != '\0' || (base != 0 && end == digits + 2))
		return number_error(err, "ParseInt", text, "invalid syntax");
	if (errno == ERANGE)
		return number_error(err, "ParseInt", text, "value out of range");
	*ret = *text == '-' ? -value : value;
	return true;
}

static const struct {
	const char *name;
	double nanoseconds;
} duration_units[] = {
	{ "ns", 1 },   { "us", 1e3 }, { "µs", 1e3 }, { "μs", 1e3 },
	{ "ms", 1e6 }, { "s", 1e9 },  { "m", 60e9 }, { "h", 3600e9 },
};

static bool duration_error(struct error *err, const char *what, const char *text)
{
	CLEANUP(str) char *quoted = text_quoted(text);

	return error_set(err, REASON_CLIENT, "time: %s duration %s", what, quoted);
}

/* duration = [sign] ( "0" / 1*( number unit ) ) */
bool duration_parse(const char *text, int64_t *ret_ns, struct error *err)
{
	const char *at = text + (*text == '-' || *text == '+');
	double total = 0;

	if (strcmp(at, "0") == 0) {
		*ret_ns = 0;
		return true;
	}
	if (*at == '\0')
		return duration_error(err, "invalid", text);
	while (*at != '\0') {
		size_t number = strspn(at, "0123456789."), unit, i;
		double value = strtod(at, NULL);

		if (number == 0 || strspn(at, ".") == number)
			return duration_error(err, "invalid", text);
		at += number;
		unit = strcspn(at, "0123456789.");
		if (unit == 0)
			return duration_error(err, "missing unit in", text);
		for (i = 0; i < ARRAY_LEN(duration_units); i++)
			if (strlen(duration_units[i].name) == unit &&
			    memcmp(duration_units[i].name, at, unit) == 0)
				break;
		if (i == ARRAY_LEN(duration_units)) {
			CLEANUP(str) char *name = xstrndup(at, unit);
			CLEANUP(str) char *quoted = text_quoted(name);
			CLEANUP(str) char *what = xasprintf("unknown unit %s in", quoted);

			return duration_error(err, what, text);
		}
		total += value * duration_units[i].nanoseconds;
		at += unit;
	}
	if (total > 9.2e18)
		return duration_error(err, "invalid", text);
	*ret_ns = (int64_t)(*text == '-' ? -total : total);
	return true;
}

static bool list_error(struct error *err, size_t column, const char *problem)
{
	return error_set(err, REASON_CLIENT, "parse error on line 1, column %zu: %s", column,
			 problem);
}

/* A field in double quotes, "" for a quote; *at: behind the first one, and then behind the last. */
static bool parse_quoted(const char *text, const char **at, struct strbuf *field, struct error *err)
{
	const char *c = *at;

	for (; *c != '\0' && (*c != '"' || c[1] == '"'); c++) {
		c += *c == '"';
		strbuf_add_char(field, *c);
	}
	if (*c != '"' || (c[1] != '\0' && c[1] != ','))
		return list_error(err, (size_t)(c - text) + 1,
				  "extraneous or missing \" in quoted-field");
	*at = c + 1;
	return true;
}

/* One record of comma-separated values, in the words of Go's reader. */
bool flag_parse_list(const char *text, struct text_list *list, struct error *err)
{
	const char *at = text;

	if (*text == '\0')
		return true;
	for (;;) {
		CLEANUP(strbuf) struct strbuf field = STRBUF_INIT;
		size_t length;

		if (*at == '"') {
			at++;
			if (!parse_quoted(text, &at, &field, err))
				return false;
		} else {
			length = strcspn(at, ",");
			strbuf_add(&field, at, length);
			at += length;
			if (strchr(field.text, '"') != NULL)
				return list_error(err,
						  (size_t)(at - text) - length +
							  strcspn(field.text, "\"") + 1,
						  "bare \" in non-quoted field");
		}
		text_list_take(list, strbuf_detach(&field));
		if (*at++ == '\0')
			return true;
	}
}
