/* Doubles as text and back, as Go's strconv writes and reads them. */
#include "internal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 17

/* A decimal: 0.DIGITS times ten to the power of point. */
struct digits {
	char text[MAX_DIGITS + 1];
	int n, point;
};

static double digits_value(const struct digits *digits)
{
	char text[CEL_DOUBLE_SIZE];

	snprintf(text, sizeof(text), ".%se%d", digits->text, digits->point);
	return strtod(text, NULL);
}

/* value > 0, rounded to n digits. */
static void digits_of(double value, int n, struct digits *ret_digits)
{
	char text[CEL_DOUBLE_SIZE];

	snprintf(text, sizeof(text), "%.*e", n - 1, value); /* d.ddde+dd */
	ret_digits->text[0] = text[0];
	memcpy(ret_digits->text + 1, text + 2, (size_t)n - 1);
	ret_digits->text[n] = '\0';
	ret_digits->n = n;
	ret_digits->point = atoi(strchr(text, 'e') + 1) + 1;
}

/* Adds one in the last place. */
static void digits_increase(struct digits *digits)
{
	int i = digits->n - 1;

	while (i >= 0 && digits->text[i] == '9')
		digits->text[i--] = '0';
	if (i >= 0) {
		digits->text[i]++;
		return;
	}
	digits->text[0] = '1';
	digits->point++;
}

static void digits_trim(struct digits *digits)
{
	while (digits->n > 1 && digits->text[digits->n - 1] == '0')
		digits->n--;
	digits->text[digits->n] = '\0';
}

/* The shortest text for value > 0. Up to DBL_DIG digits stand for one double each, unless it is
 * subnormal; the shortest is what they round to, without its zeros. Below a power of two doubles
 * lie closer than above it, so there a text above may do where the nearest does not. */
static void shortest(double value, struct digits *ret_digits)
{
	for (int n = value < DBL_MIN ? 1 : DBL_DIG; n < MAX_DIGITS; n++) {
		digits_of(value, n, ret_digits);
		if (digits_value(ret_digits) != value)
			digits_increase(ret_digits);
		if (digits_value(ret_digits) == value) {
			digits_trim(ret_digits);
			return;
		}
	}
	digits_of(value, MAX_DIGITS, ret_digits);
	digits_trim(ret_digits);
}

static const char *special_text(double value)
{
	if (isnan(value))
		return "NaN";
	if (isinf(value))
		return value < 0 ? "-Inf" : "+Inf";
	return NULL;
}

/* Ten digits d and point 3 are ddd.ddddddd; point -2 is 0.00dddddddddd. */
static void print_plain(const struct digits *digits, struct strbuf *out)
{
	int whole = digits->point < digits->n ? digits->point : digits->n;

	if (digits->point <= 0) {
		strbuf_add_str(out, "0.");
		strbuf_add_repeated(out, '0', (size_t)-digits->point);
		strbuf_add(out, digits->text, (size_t)digits->n);
		return;
	}
	strbuf_add(out, digits->text, (size_t)whole);
	if (digits->point > digits->n)
		strbuf_add_repeated(out, '0', (size_t)(digits->point - digits->n));
	else if (digits->point < digits->n) {
		strbuf_add_char(out, '.');
		strbuf_add(out, digits->text + whole, (size_t)(digits->n - whole));
	}
}

void cel_print_double_plain(double value, struct strbuf *out)
{
	const char *special = special_text(value);
	struct digits digits;

	if (special != NULL) {
		strbuf_add_str(out, special);
		return;
	}
	if (signbit(value))
		strbuf_add_char(out, '-');
	if (value == 0) {
		strbuf_add_char(out, '0');
		return;
	}
	shortest(fabs(value), &digits);
	print_plain(&digits, out);
}

/* d.ddde+dd */
static int write_exponent(const struct digits *digits, char *text)
{
	int exponent = digits->point - 1;

	return snprintf(text, CEL_DOUBLE_SIZE - 1, "%c%s%se%c%02d", digits->text[0],
			digits->n > 1 ? "." : "", digits->text + 1, exponent < 0 ? '-' : '+',
			abs(exponent));
}

/* At most 21 places before the point, or 4 zeros behind it. */
static int write_plain(const struct digits *digits, char *text)
{
	int zeros = digits->point < 0 ? -digits->point : 0;
	int whole = digits->point < 0 ? 0 : digits->point;

	if (whole == 0)
		return snprintf(text, CEL_DOUBLE_SIZE - 1, "0.%.*s%s", zeros, "0000", digits->text);
	if (whole >= digits->n)
		return snprintf(text, CEL_DOUBLE_SIZE - 1, "%s%.*s", digits->text,
				whole - digits->n, "00000000000000000000");
	return snprintf(text, CEL_DOUBLE_SIZE - 1, "%.*s.%s", whole, digits->text,
			digits->text + whole);
}

size_t cel_double_text(double value, int exponent_from, char text[CEL_DOUBLE_SIZE])
{
	const char *special = special_text(value);
	struct digits digits;
	char *at = text;
	int length;

	if (special != NULL) {
		strcpy(text, special);
		return strlen(text);
	}
	if (signbit(value))
		*at++ = '-';
	if (value == 0) {
		strcpy(at, "0");
		return (size_t)(at - text) + 1;
	}
	shortest(fabs(value), &digits);
	if (digits.point - 1 < -4 || digits.point - 1 >= exponent_from)
		length = write_exponent(&digits, at);
	else
		length = write_plain(&digits, at);
	return (size_t)(at - text) + (size_t)length;
}

/* ---- reading ---- */

struct scan {
	const char *at, *end;
};

static bool at_digit(const struct scan *scan, bool hex)
{
	char c = scan->at < scan->end ? *scan->at : '\0';

	return (c >= '0' && c <= '9') ||
	       (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}

static bool at_letter(const struct scan *scan, char lower)
{
	return scan->at < scan->end && (*scan->at | 0x20) == lower;
}

/* Digits with single underscores between them; before says that one may come first. Returns how
 * many digits, or -1 when an underscore stands where it must not. */
static int scan_digits(struct scan *scan, bool hex, bool before, struct strbuf *out)
{
	int n = 0;

	while (scan->at < scan->end) {
		if (*scan->at == '_') {
			if (!before)
				return -1;
			before = false;
			scan->at++;
			if (!at_digit(scan, hex))
				return -1;
			continue;
		}
		if (!at_digit(scan, hex))
			break;
		before = true;
		strbuf_add_char(out, *scan->at++);
		n = 1;
	}
	return n;
}

/* [eE] or [pP], a sign, digits. */
static bool scan_exponent(struct scan *scan, struct strbuf *out)
{
	strbuf_add_char(out, *scan->at++);
	if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
		strbuf_add_char(out, *scan->at++);
	return scan_digits(scan, false, false, out) > 0;
}

/* Copies a number of Go's syntax without its underscores; false when it is none. */
static bool scan_number(struct scan *scan, struct strbuf *out)
{
	bool hex = false;
	int whole, fraction = 0;

	if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
		strbuf_add_char(out, *scan->at++);
	if (scan->end - scan->at > 2 && scan->at[0] == '0' && (scan->at[1] | 0x20) == 'x') {
		hex = true;
		strbuf_add(out, scan->at, 2);
		scan->at += 2;
	}
	whole = scan_digits(scan, hex, hex, out);
	if (whole >= 0 && scan->at < scan->end && *scan->at == '.') {
		strbuf_add_char(out, *scan->at++);
		fraction = scan_digits(scan, hex, false, out);
	}
	if (whole < 0 || fraction < 0 || whole + fraction == 0)
		return false;
	if (at_letter(scan, hex ? 'p' : 'e'))
		return scan_exponent(scan, out) && scan->at == scan->end;
	return !hex && scan->at == scan->end;
}

static bool is_word(const char *text, size_t size, const char *word)
{
	if (size != strlen(word))
		return false;
	for (size_t i = 0; i < size; i++) {
		if ((text[i] | 0x20) != word[i])
			return false;
	}
	return true;
}

/* "inf", "infinity" with a sign, "nan" without, in any case. */
static bool parse_special(const char *text, size_t size, double *ret_value)
{
	bool has_sign = size > 0 && (text[0] == '+' || text[0] == '-');
	double sign = has_sign && text[0] == '-' ? -1 : 1;

	if (is_word(text, size, "nan")) {
		*ret_value = NAN;
		return true;
	}
	if (!is_word(text + has_sign, size - has_sign, "inf") &&
	    !is_word(text + has_sign, size - has_sign, "infinity"))
		return false;
	*ret_value = sign * INFINITY;
	return true;
}

bool cel_double_parse(const char *text, size_t size, double *ret_value)
{
	CLEANUP(strbuf) struct strbuf number = STRBUF_INIT;
	struct scan scan = { .at = text, .end = text + size };
	double value;

	if (parse_special(text, size, ret_value))
		return true;
	if (!scan_number(&scan, &number))
		return false;
	value = strtod(number.text, NULL);
	if (isinf(value))
		return false;
	*ret_value = value;
	return true;
}
