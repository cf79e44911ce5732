/* Constants: quoted strings, characters and numbers, as Go's strconv reads them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

/* ---- strings ---- */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads n digits of the base. */
static bool read_digits(struct gt_text text, size_t *at, size_t n, unsigned base,
			unsigned *ret_value)
{
	uint64_t value = 0;

	if (text.length - *at < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int digit = digit_value(text.text[(*at)++]);

		if (digit < 0 || (unsigned)digit >= base)
			return false;
		value = value * base + (unsigned)digit;
	}
	*ret_value = (unsigned)value;
	return true;
}

static bool is_valid_rune(unsigned rune)
{
	return rune < 0xd800 || (rune > 0xdfff && rune <= 0x10ffff);
}

/* The character behind a backslash. */
static bool unquote_escape(struct gt_text text, size_t *at, char quote, unsigned *ret_value,
			   bool *ret_is_rune)
{
	static const char names[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
	char c = text.text[(*at)++];
	const char *name = c == '\0' ? NULL : strchr(names, c);

	*ret_is_rune = false;
	if (name != NULL) {
		*ret_value = (unsigned char)values[name - names];
		return true;
	}
	switch (c) {
	case 'x':
		return read_digits(text, at, 2, 16, ret_value);
	case 'u':
	case 'U':
		*ret_is_rune = true;
		return read_digits(text, at, c == 'u' ? 4 : 8, 16, ret_value) &&
		       is_valid_rune(*ret_value);
	case '\'':
	case '"':
		*ret_value = (unsigned char)c;
		return c == quote;
	default:
		--*at;
		return read_digits(text, at, 3, 8, ret_value) && *ret_value <= 255;
	}
}

bool gt_unquote_char(struct gt_text text, size_t *at, char quote, unsigned *ret_value,
		     bool *ret_is_rune)
{
	if (*at == text.length || text.text[*at] == quote)
		return false;
	if (text.text[*at] != '\\') {
		*ret_is_rune = true;
		*at += utf8_decode(text.text + *at, text.length - *at, ret_value);
		return true;
	}
	if (++*at == text.length)
		return false;
	return unquote_escape(text, at, quote, ret_value, ret_is_rune);
}

/* Raw strings lose their carriage returns. */
static struct gt_text unquote_raw(struct gt_pool *pool, struct gt_text quoted)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 1; i + 1 < quoted.length; i++)
		if (quoted.text[i] != '\r')
			strbuf_add_char(&text, quoted.text[i]);
	return gt_pool_take(pool, &text);
}

bool gt_unquote(struct gt_pool *pool, struct gt_text quoted, struct gt_text *ret_text)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	unsigned value;
	bool is_rune;

	if (quoted.text[0] == '`') {
		*ret_text = unquote_raw(pool, quoted);
		return true;
	}
	for (size_t at = 1; at + 1 < quoted.length;) {
		if (!gt_unquote_char(quoted, &at, '"', &value, &is_rune))
			return false;
		if (is_rune)
			utf8_encode(&text, value);
		else
			strbuf_add_char(&text, (char)value);
	}
	*ret_text = gt_pool_take(pool, &text);
	return true;
}

/* ---- numbers ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether underscores stand only between digits, or behind a base's prefix. */
static bool underscores_are_good(const char *text)
{
	bool after_digit = false, hex = false, after_underscore = false;

	text += *text == '+' || *text == '-';
	if (text[0] == '0' && text[1] != '\0' && strchr("box", lower(text[1])) != NULL) {
		hex = lower(text[1]) == 'x';
		after_digit = true;
		text += 2;
	}
	for (; *text != '\0'; text++) {
		int digit = digit_value(*text);
		bool is_digit = digit >= 0 && (digit < 10 || hex);

		if (*text == '_' ? !after_digit : after_underscore && !is_digit)
			return false;
		after_underscore = *text == '_';
		after_digit = is_digit;
	}
	return !after_underscore;
}

static void remove_underscores(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++)
		if (*text != '_')
			*to++ = *text;
	*to = '\0';
}

static unsigned number_base(const char **digits)
{
	const char *text = *digits;

	if (text[0] != '0' || text[1] == '\0')
		return 10;
	*digits += 2;
	switch (lower(text[1])) {
	case 'x':
		return 16;
	case 'o':
		return 8;
	case 'b':
		return 2;
	default:
		*digits -= 1;
		return 8;
	}
}

/* The magnitude of a Go integer literal; text has no underscores. */
static bool read_magnitude(const char *text, uint64_t *ret_value)
{
	unsigned base;
	uint64_t value = 0;

	text += *text == '+' || *text == '-';
	base = number_base(&text);
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		int digit = digit_value(*text);

		if (digit < 0 || (unsigned)digit >= base ||
		    value > (UINT64_MAX - (unsigned)digit) / base)
			return false;
		value = value * base + (unsigned)digit;
	}
	*ret_value = value;
	return true;
}

static void read_integer(const char *text, struct gt_number *number)
{
	bool negative = *text == '-';
	uint64_t magnitude;

	if (!read_magnitude(text, &magnitude))
		return;
	number->is_uint = (*text != '-' && *text != '+') || magnitude == 0;
	number->is_int = magnitude <= (uint64_t)INT64_MAX + negative;
	number->is_float = number->is_int || number->is_uint;
	number->integer = (int64_t)(negative ? -magnitude : magnitude);
	number->real = number->is_int ? (double)number->integer : (double)magnitude;
}

/* Whether a float has the form that strtod and Go both know. */
static bool float_is_good(const char *text)
{
	const char *digits = "0123456789", *exponent = "eE";
	size_t n;

	text += *text == '+' || *text == '-';
	if (text[0] == '0' && lower(text[1]) == 'x') {
		digits = "0123456789abcdefABCDEF";
		exponent = "pP";
		text += 2;
	}
	n = strspn(text, digits);
	text += n;
	if (*text == '.') {
		size_t fraction = strspn(++text, digits);

		n += fraction;
		text += fraction;
	}
	if (n == 0)
		return false;
	if (*text == '\0')
		return *exponent == 'e';
	if (strchr(exponent, *text++) == NULL)
		return false;
	text += *text == '+' || *text == '-';
	n = strspn(text, "0123456789");
	return n > 0 && text[n] == '\0';
}

static bool read_float(const char *text, double *ret_value)
{
	double value;

	if (!float_is_good(text))
		return false;
	value = strtod(text, NULL);
	if (isinf(value))
		return false;
	*ret_value = value;
	return true;
}

/* The other types that can represent a float or complex constant. */
static void add_integer_types(struct gt_number *number)
{
	number->is_float = true;
	number->is_int = number->real >= -0x1p63 && number->real < 0x1p63 &&
			 (double)(int64_t)number->real == number->real;
	if (number->is_int)
		number->integer = (int64_t)number->real;
}

/* Reads "1+2i" or "2i"; changes the text. */
static void read_complex(char *text, struct gt_number *number)
{
	size_t split = strlen(text) - 1;

	text[split] = '\0';
	/* The sign between the two parts is the last one that belongs to no exponent. */
	for (; split > 0; split--)
		if ((text[split] == '+' || text[split] == '-') &&
		    strchr("eEpP", text[split - 1]) == NULL)
			break;
	if (!read_float(text + split, &number->imaginary))
		return;
	text[split] = '\0';
	if (split > 0 && !read_float(text, &number->real))
		return;
	number->is_complex = true;
	if (number->imaginary == 0)
		add_integer_types(number);
}

/* Reads an integer or float. False: an integer that is too large. */
static bool read_real(const char *text, struct gt_number *number)
{
	read_integer(text, number);
	if (number->is_float || !read_float(text, &number->real))
		return true;
	if (strpbrk(text, ".eEpP") == NULL)
		return false;
	add_integer_types(number);
	return true;
}

static bool number_fail(struct gt_pool *pool, const char *what, struct gt_text text,
			struct gt_text *ret_message)
{
	struct strbuf message = STRBUF_INIT;

	strbuf_add_str(&message, what);
	gt_text_quote(&message, text);
	*ret_message = gt_pool_take(pool, &message);
	return false;
}

static bool read_char(struct gt_pool *pool, struct gt_text text, struct gt_number *number,
		      struct gt_text *ret_message)
{
	unsigned value;
	size_t at = 1;
	bool is_rune;

	if (!gt_unquote_char(text, &at, '\'', &value, &is_rune)) {
		*ret_message = GT_TEXT("invalid syntax");
		return false;
	}
	if (at + 1 != text.length) {
		*ret_message = gt_pool_printf(pool, "malformed character constant: %.*s",
					      (int)text.length, text.text);
		return false;
	}
	*number = (struct gt_number) {
		.is_int = true, .is_uint = true, .is_float = true, .integer = value, .real = value
	};
	return true;
}

bool gt_number_read(struct gt_pool *pool, const struct gt_token *token,
		    struct gt_number *ret_number, struct gt_text *ret_message)
{
	CLEANUP(str) char *text = xstrndup(token->text.text, token->text.length);
	struct gt_number number = { .is_int = false };
	bool good = underscores_are_good(text);

	if (token->kind == GT_TOKEN_CHAR_CONSTANT)
		return read_char(pool, token->text, ret_number, ret_message);
	remove_underscores(text);
	if (token->kind == GT_TOKEN_COMPLEX &&
	    (text_ends_with(text, "+i") || text_ends_with(text, "-i"))) {
		*ret_message = GT_TEXT("syntax error scanning complex number");
		return false;
	}
	if (good && text_ends_with(text, "i"))
		read_complex(text, &number);
	else if (good && !read_real(text, &number))
		return number_fail(pool, "integer overflow: ", token->text, ret_message);
	if (!number.is_float && !number.is_complex)
		return number_fail(pool, "illegal number syntax: ", token->text, ret_message);
	*ret_number = number;
	return true;
}
