/* Texts in quotes, as Go's strconv.Unquote reads them, but with single quotes for texts too. */
#include <string.h>

#include "cidrctl/text.h"
#include "jsonpath_parser.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void add_byte(struct strbuf *out, unsigned byte)
{
	if (byte == 0)
		strbuf_add_str(out, JSON_NUL);
	else
		strbuf_add_char(out, (char)byte);
}

/* Digits of base 16 or 8; returns the place behind them, or NULL. */
static const char *read_digits(const char *at, const char *end, int n, unsigned base,
			       unsigned *ret_value)
{
	unsigned value = 0;

	for (int i = 0; i < n; i++, at++) {
		int digit = at < end ? hex_digit(*at) : -1;

		if (digit < 0 || (unsigned)digit >= base)
			return NULL;
		value = value * base + (unsigned)digit;
	}
	*ret_value = value;
	return at;
}

/* \x41, \101: a byte; \u0041, \U00000041: a character. */
static const char *unescape_number(const char *at, const char *end, struct strbuf *out)
{
	unsigned value;
	bool octal = *at >= '0' && *at <= '7';
	int n = octal ? 3 : *at == 'x' ? 2 : *at == 'u' ? 4 : 8;

	at = read_digits(octal ? at : at + 1, end, n, octal ? 8 : 16, &value);
	if (at == NULL)
		return NULL;
	if (n <= 3) {
		if (value > 0xff)
			return NULL;
		add_byte(out, value);
	} else if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
		return NULL;
	} else if (value == 0) {
		strbuf_add_str(out, JSON_NUL);
	} else {
		utf8_encode(out, value);
	}
	return at;
}

/* What follows a backslash; returns the place behind it, or NULL. */
static const char *unescape(const char *at, const char *end, char quote, struct strbuf *out)
{
	static const char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
	const char *letter;

	if (at == end)
		return NULL;
	if (*at == 'x' || *at == 'u' || *at == 'U' || (*at >= '0' && *at <= '7'))
		return unescape_number(at, end, out);
	letter = *at != '\0' ? strchr(letters, *at) : NULL;
	if (letter == NULL && *at != quote)
		return NULL;
	strbuf_add_char(out, letter != NULL ? values[letter - letters] : quote);
	return at + 1;
}

bool jsonpath_unquote(const char *text, size_t length, struct strbuf *out)
{
	const char *at = text + 1, *end = text + length - 1;
	char quote = text[0];
	bool plain;

	if (length < 2 || *end != quote)
		return false;
	plain = memchr(at, '\\', (size_t)(end - at)) == NULL;
	while (at < end) {
		unsigned rune;
		size_t size;

		if (*at == quote)
			return false;
		if (*at == '\\') {
			at = unescape(at + 1, end, quote, out);
			if (at == NULL)
				return false;
			continue;
		}
		size = utf8_decode(at, (size_t)(end - at), &rune);
		/* Only a text with escapes is looked at character by character. */
		if (plain || rune < 0x80)
			for (size_t i = 0; i < size; i++)
				add_byte(out, (unsigned char)at[i]);
		else
			utf8_encode(out, rune);
		at += size;
	}
	return true;
}
