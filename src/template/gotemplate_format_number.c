/* Numbers printed with one verb, as Go's fmt and strconv do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"
#include "cidrctl/text.h"
#include "gotemplate_internal.h"

static void pad_spaces(struct gt_format *format, struct gt_text text)
{
	struct gt_format spaces = *format;

	spaces.zero = false;
	gt_format_pad(&spaces, text);
}

static struct gt_text text_of(const struct strbuf *buffer)
{
	return (struct gt_text) { buffer->text, buffer->length };
}

/* ---- integers as characters ---- */

static unsigned valid_rune(uint64_t value)
{
	return value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff) ? 0xfffd : (unsigned)value;
}

static void format_char(struct gt_format *format, uint64_t value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	utf8_encode(&text, valid_rune(value));
	gt_format_pad(format, text_of(&text));
}

/* 'x', with the escapes that a character constant needs. */
static void format_quoted_char(struct gt_format *format, uint64_t value)
{
	CLEANUP(strbuf) struct strbuf plain = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;
	unsigned rune = valid_rune(value);

	utf8_encode(&plain, rune);
	if (rune == '\'' || rune == '"') {
		strbuf_add_str(&quoted, rune == '"' ? "'\"'" : "'\\''");
	} else if (format->plus && rune >= 0x80) {
		strbuf_addf(&quoted, rune < 0x10000 ? "'\\u%04x'" : "'\\U%08x'", rune);
	} else {
		text_quote_bytes(&quoted, plain.text, plain.length);
		quoted.text[0] = quoted.text[quoted.length - 1] = '\'';
	}
	gt_format_pad(format, text_of(&quoted));
}

static void format_unicode(struct gt_format *format, uint64_t value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	int digits = format->has_precision && format->precision > 4 ? (int)format->precision : 4;

	strbuf_addf(&text, "U+%0*llX", digits, (unsigned long long)value);
	if (format->sharp && value <= 0x10ffff && gt_is_print((unsigned)value)) {
		strbuf_add_str(&text, " '");
		utf8_encode(&text, (unsigned)value);
		strbuf_add_char(&text, '\'');
	}
	pad_spaces(format, text_of(&text));
}

/* ---- integers as digits ---- */

#define DIGITS_MAX 64 /* of 64 bits in base 2 */

static size_t write_digits(uint64_t value, unsigned base, bool upper, char digits[DIGITS_MAX])
{
	const char *names = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	size_t n = 0;
	char reversed[DIGITS_MAX];

	do
		reversed[n++] = names[value % base];
	while ((value /= base) != 0);
	for (size_t i = 0; i < n; i++)
		digits[i] = reversed[n - 1 - i];
	return n;
}

/* How many digits there must be at least: by the precision, or by the width with the flag 0. */
static size_t wanted_digits(const struct gt_format *format, bool negative)
{
	bool has_sign = negative || format->plus || format->space;

	if (format->has_precision)
		return format->precision;
	if (!format->zero || format->minus || !format->has_width)
		return 0;
	return format->width > has_sign ? format->width - has_sign : 0;
}

static void add_prefix(struct strbuf *text, const struct gt_format *format, unsigned base,
		       unsigned verb, bool begins_with_zero)
{
	if (verb == 'O')
		strbuf_add_str(text, "0o");
	if (!format->sharp)
		return;
	if (base == 2)
		strbuf_add_str(text, "0b");
	else if (base == 8 && !begins_with_zero)
		strbuf_add_str(text, "0");
	else if (base == 16)
		strbuf_add_str(text, verb == 'X' ? "0X" : "0x");
}

static void format_digits(struct gt_format *format, uint64_t value, bool is_signed, unsigned base,
			  unsigned verb)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	bool negative = is_signed && (int64_t)value < 0;
	size_t wanted = wanted_digits(format, negative), n;
	char digits[DIGITS_MAX];

	if (format->has_precision && format->precision == 0 && value == 0) {
		pad_spaces(format, GT_TEXT(""));
		return;
	}
	n = write_digits(negative ? -value : value, base, verb == 'X', digits);
	if (negative || format->plus || format->space)
		strbuf_add_char(&text, negative ? '-' : format->plus ? '+' : ' ');
	add_prefix(&text, format, base, verb, n < wanted || digits[0] == '0');
	if (n < wanted)
		strbuf_add_repeated(&text, '0', wanted - n);
	strbuf_add(&text, digits, n);
	pad_spaces(format, text_of(&text));
}

bool gt_format_integer(struct gt_format *format, uint64_t value, bool is_signed, unsigned verb)
{
	struct gt_format sharp = *format;

	switch (verb) {
	case 'v':
		sharp.sharp = true;
		if (format->sharp_v && !is_signed)
			format_digits(&sharp, value, false, 16, verb);
		else
			format_digits(format, value, is_signed, 10, verb);
		return true;
	case 'd':
		format_digits(format, value, is_signed, 10, verb);
		return true;
	case 'b':
		format_digits(format, value, is_signed, 2, verb);
		return true;
	case 'o':
	case 'O':
		format_digits(format, value, is_signed, 8, verb);
		return true;
	case 'x':
	case 'X':
		format_digits(format, value, is_signed, 16, verb);
		return true;
	case 'c':
		format_char(format, value);
		return true;
	case 'q':
		format_quoted_char(format, value);
		return true;
	case 'U':
		format_unicode(format, value);
		return true;
	default:
		return false;
	}
}

/* ---- floats ---- */

#define SHORTEST (-1) /* as many digits as tell the value from its neighbours */
#define MANTISSA_BITS 52

static void add_general(struct strbuf *out, double value, int precision, bool upper)
{
	size_t start = out->length;

	if (precision != SHORTEST) {
		strbuf_addf(out, upper ? "%.*G" : "%.*g", precision, value);
		return;
	}
	json_print_go_float(value, out);
	for (char *c = out->text + start; upper && *c != '\0'; c++)
		if (*c == 'e')
			*c = 'E';
}

/* "-4503599627370496p-52": the mantissa in full. */
static void add_binary(struct strbuf *out, double value)
{
	int exponent = 0;
	double mantissa = frexp(fabs(value), &exponent);

	exponent -= MANTISSA_BITS + 1;
	/* The least exponent is that of the numbers which have lost their first bit. */
	if (value == 0 || exponent < -1074) {
		mantissa = value == 0 ? 0 : ldexp(mantissa, exponent + 1074 + MANTISSA_BITS + 1);
		exponent = -1074;
	} else {
		mantissa = ldexp(mantissa, MANTISSA_BITS + 1);
	}
	strbuf_addf(out, "%s%.0fp%+d", signbit(value) ? "-" : "", mantissa, exponent);
}

/* "0x1.8p+00": the exponent has two digits at least, the digit before the point is 1. */
static void add_hexadecimal(struct strbuf *out, double value, int precision, bool upper)
{
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;
	bool is_small = value != 0 && fabs(value) < 0x1p-1022;
	double scaled = is_small ? value * 0x1p64 : value;
	char *p, *first;
	int exponent;

	if (precision == SHORTEST)
		strbuf_addf(&digits, upper ? "%A" : "%a", scaled);
	else
		strbuf_addf(&digits, upper ? "%.*A" : "%.*a", precision, scaled);
	p = strpbrk(digits.text, "pP");
	exponent = atoi(p + 1) - (is_small ? 64 : 0);
	first = strpbrk(digits.text, "xX") + 1;
	if (*first == '2') { /* rounded up */
		*first = '1';
		exponent++;
	}
	strbuf_add(out, digits.text, (size_t)(p - digits.text) + 1);
	strbuf_addf(out, "%+03d", exponent);
}

/* As strconv.FormatFloat. */
static void add_float(struct strbuf *out, double value, unsigned verb, int precision)
{
	switch (verb) {
	case 'b':
		add_binary(out, value);
		break;
	case 'x':
	case 'X':
		add_hexadecimal(out, value, precision, verb == 'X');
		break;
	case 'e':
		strbuf_addf(out, "%.*e", precision, value);
		break;
	case 'E':
		strbuf_addf(out, "%.*E", precision, value);
		break;
	case 'f':
		strbuf_addf(out, "%.*f", precision, value);
		break;
	default:
		add_general(out, value, precision, verb == 'G');
		break;
	}
}

/* The flag #: always a decimal point, and for %g the zeros that it leaves out. */
static void add_point(struct strbuf *number, unsigned verb, int precision)
{
	bool general = verb == 'g' || verb == 'G' || verb == 'x', saw_digit = false;
	bool hex = verb == 'x' || verb == 'X';
	int missing = !general ? 0 : precision == SHORTEST ? 6 : precision;
	size_t length = strcspn(number->text, hex ? "pP" : "eE");
	CLEANUP(str) char *tail = xstrdup(number->text + length);

	strbuf_truncate(number, length);
	for (size_t i = 1; i < length; i++) {
		if (number->text[i] == '.')
			continue;
		saw_digit |= number->text[i] != '0';
		missing -= saw_digit;
	}
	if (strchr(number->text, '.') == NULL) {
		missing -= length == 2 && number->text[1] == '0';
		strbuf_add_char(number, '.');
	}
	if (missing > 0)
		strbuf_add_repeated(number, '0', (size_t)missing);
	strbuf_add_str(number, tail);
}

/* Prints a number that begins with its sign. */
static void pad_number(struct gt_format *format, struct gt_text number)
{
	struct gt_text digits = { number.text + 1, number.length - 1 };
	struct gt_format rest = *format;

	if (!format->plus && number.text[0] == '+') {
		gt_format_pad(format, digits);
	} else if (format->zero && !format->minus && format->has_width &&
		   format->width > number.length) {
		/* The sign stands before the zeros. */
		gt_sink_add(format->sink, number.text, 1);
		rest.width--;
		gt_format_pad(&rest, digits);
	} else {
		gt_format_pad(format, number);
	}
}

static void format_float(struct gt_format *format, double value, unsigned verb, int precision)
{
	CLEANUP(strbuf) struct strbuf number = STRBUF_INIT;

	if (format->has_precision)
		precision = (int)format->precision;
	if (!signbit(value))
		strbuf_add_char(&number, '+');
	add_float(&number, value, verb, precision);
	if (format->space && number.text[0] == '+' && !format->plus)
		number.text[0] = ' ';
	if (format->sharp && verb != 'b')
		add_point(&number, verb, precision);
	pad_number(format, text_of(&number));
}

bool gt_format_float(struct gt_format *format, double value, unsigned verb)
{
	if (verb == 0 || verb >= 0x80 || strchr("vbgGxXfFeE", (int)verb) == NULL)
		return false;
	if (verb == 'v')
		verb = 'g';
	if (verb == 'F')
		verb = 'f';
	format_float(format, value, verb, strchr("feE", (int)verb) != NULL ? 6 : SHORTEST);
	return true;
}

bool gt_format_complex(struct gt_format *format, double real, double imaginary, unsigned verb)
{
	struct gt_format with_sign = *format;

	if (verb == 0 || verb >= 0x80 || strchr("vbgGxXfFeE", (int)verb) == NULL)
		return false;
	with_sign.plus = true;
	gt_sink_add(format->sink, "(", 1);
	gt_format_float(format, real, verb);
	gt_format_float(&with_sign, imaginary, verb);
	gt_sink_add(format->sink, "i)", 2);
	return true;
}
