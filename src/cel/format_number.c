/* Numbers in the clauses of a format.
 * Source: Go's fmt; golang.org/x/text message and internal/number for v0.23, whose en-US it is. */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- for machines ---- */

static const char *special_name(double value)
{
	if (isnan(value))
		return "NaN";
	if (isinf(value))
		return value < 0 ? "-Infinity" : "Infinity";
	return NULL;
}

/* ---- for American readers ---- */

#define NARROW_SPACE "\u202f"

/* Go's parser of formats takes no more for a width or precision. */
static bool is_readable(int64_t precision)
{
	return precision / 10 <= 1000000;
}

/* 1,234,567 of 1234567. */
static void add_grouped(const char *digits, size_t n, struct cel_builder *out)
{
	size_t first = n % 3 == 0 ? 3 : n % 3;

	if (n <= 3) {
		cel_builder_add(out, digits, n);
		return;
	}
	cel_builder_add(out, digits, first);
	for (size_t i = first; i < n; i += 3) {
		cel_builder_add(out, ",", 1);
		cel_builder_add(out, digits + i, 3);
	}
}

/* NaN has no sign, and a negative zero neither. */
static bool add_special(double value, struct cel_builder *out)
{
	if (isnan(value))
		cel_builder_add_str(out, "NaN");
	else if (isinf(value))
		cel_builder_add_str(out, value < 0 ? "-∞" : "∞");
	else
		return false;
	return true;
}

/* The digits of a precision are kept in 16 bits, of which 15 say how many there may be at most, and
 * 8 how many at least: %.300f may print as few as 44 decimals. */
static void add_fixed(double value, int64_t precision, struct cel_builder *out)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	int most = (int16_t)(uint16_t)precision;
	size_t least = (uint8_t)precision, whole, n;

	if (add_special(value, out))
		return;
	if (most >= 0)
		strbuf_addf(&text, "%.*f", most, fabs(value));
	else
		cel_print_double_plain(fabs(value), &text);
	whole = strcspn(text.text, ".");
	n = text.length > whole ? text.length - whole - 1 : 0;
	while (n > least && text.text[whole + n] == '0')
		n--;
	if (value < 0)
		cel_builder_add(out, "-", 1);
	add_grouped(text.text, whole, out);
	if (n > 0 || least > 0)
		cel_builder_add(out, ".", 1);
	cel_builder_add(out, text.text + whole + 1, n);
	if (n < least)
		cel_builder_add_repeated(out, '0', least - n);
}

static void add_superscript(const char *digits, struct strbuf *out)
{
	static const char *const superscripts[] = {
		"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"
	};

	for (; *digits != '\0'; digits++)
		strbuf_add_str(out, *digits == '-' ? "⁻" : superscripts[*digits - '0']);
}

/* Always six decimals. */
static void print_scientific(double value, struct strbuf *out)
{
	char text[32], *exponent;

	snprintf(text, sizeof(text), "%.6e", fabs(value));
	exponent = strchr(text, 'e');
	*exponent++ = '\0';
	strbuf_addf(out, "%s%s" NARROW_SPACE "×" NARROW_SPACE "10", value < 0 ? "-" : "", text);
	add_superscript(*exponent == '+' ? exponent + 1 : exponent, out);
}

/* A precision is taken for the width, which is kept in 16 bits. */
static void add_scientific(double value, int64_t width, struct cel_builder *out)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	size_t least = (uint16_t)width, n;

	if (isnan(value))
		strbuf_add_str(&text, "NaN");
	else if (isinf(value))
		strbuf_add_str(&text, value < 0 ? "-∞" : "∞");
	else
		print_scientific(value, &text);
	n = utf8_count(text.text, text.length);
	if (n < least)
		cel_builder_add_repeated(out, ' ', least - n);
	cel_builder_add(out, text.text, text.length);
}

/* ---- clauses ---- */

void cel_format_fixed(double value, int64_t precision, bool newest, struct cel_builder *out)
{
	if (newest && special_name(value) != NULL)
		cel_builder_add_str(out, special_name(value));
	else if (newest)
		cel_builder_addf(out, "%.*f", (int)precision, value);
	else if (is_readable(precision))
		add_fixed(value, precision, out);
	else
		cel_builder_add_str(out, "%!(NOVERB)");
}

void cel_format_scientific(double value, int64_t precision, bool newest, struct cel_builder *out)
{
	if (newest && special_name(value) != NULL)
		cel_builder_add_str(out, special_name(value));
	else if (newest)
		cel_builder_addf(out, "%.*e", (int)precision, value);
	else if (is_readable(precision))
		add_scientific(value, precision, out);
	else
		cel_builder_add_str(out, "%!(NOVERB)");
}

void cel_format_based(uint64_t magnitude, bool is_negative, unsigned base, bool is_upper,
		      struct cel_builder *out)
{
	const char *digits = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[65], *begin = text + sizeof(text);

	do {
		*--begin = digits[magnitude % base];
		magnitude /= base;
	} while (magnitude > 0);
	if (is_negative)
		*--begin = '-';
	cel_builder_add(out, begin, (size_t)(text + sizeof(text) - begin));
}
