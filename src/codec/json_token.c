/* The tokens of JSON. Each syntax rule has a function that says what it expected in Go's words.
 * Source of the words: encoding/json, scanner.go. */
#include <cjson/cJSON.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "json_scan.h"

#define EXACT_DIGITS 15 /* integers of so many digits are exact in a double */

/* 'x' as Go quotes one byte of the input: as if it were a character of its own. */
static void quote_byte(struct strbuf *out, unsigned char c)
{
	CLEANUP(strbuf) struct strbuf character = STRBUF_INIT, quoted = STRBUF_INIT;

	if (c == '"' || c == '\'') {
		strbuf_add_str(out, c == '"' ? "'\"'" : "'\\''");
		return;
	}
	utf8_encode(&character, c);
	text_quote_bytes(&quoted, character.text, character.length);
	strbuf_add_char(out, '\'');
	strbuf_add(out, quoted.text + 1, quoted.length - 2);
	strbuf_add_char(out, '\'');
}

bool json_scan_fail(struct json_scan *scan, const char *context)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;

	scan->error_offset = (size_t)(scan->at - scan->text) + 1;
	if (scan->at == scan->end)
		return error_set(scan->err, REASON_CLIENT, "unexpected end of JSON input");
	quote_byte(&quoted, (unsigned char)*scan->at);
	return error_set(scan->err, REASON_CLIENT, "invalid character %s %s", quoted.text, context);
}

/* The same inside a token, where the end of the text is to Go as wrong as a space. */
static bool fail_inside(struct json_scan *scan, const char *context)
{
	if (scan->at < scan->end)
		return json_scan_fail(scan, context);
	scan->error_offset = (size_t)(scan->end - scan->text) + 1;
	return error_set(scan->err, REASON_CLIENT, "invalid character ' ' %s", context);
}

/* ---- memory ---- */

cJSON *json_scan_item(const struct json_scan *scan, int type)
{
	cJSON *item = scan->arena != NULL ? arena_zalloc(scan->arena, 1, sizeof(*item))
					  : cJSON_CreateNull();

	item->type = type;
	return item;
}

static char *copy_text(const struct json_scan *scan, const char *text, size_t length)
{
	char *copy;

	if (scan->arena != NULL)
		return arena_copy(scan->arena, text, length);
	copy = xmalloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* Makes a number, owned, part of the tree. */
static cJSON *place_number(const struct json_scan *scan, cJSON *number)
{
	cJSON *item;

	if (scan->arena == NULL)
		return number;
	item = json_scan_item(scan, 0);
	*item = *number;
	if (number->valuestring != NULL)
		item->valuestring = arena_str(scan->arena, number->valuestring);
	cJSON_Delete(number);
	return item;
}

/* ---- strings ---- */

/* Bytes that stand in a string as they are and are a character each. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Of eight bytes, the first of them in the lowest bits: the top bits of those that are not plain.
 * That is a byte's own top bit, or the one it gets when it is less than a space, or 0 once a quote or
 * backslash has been taken out. Behind one that is not plain, others may be counted as well. */
static uint64_t not_plain(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t quotes = bytes ^ ones * '"', backslashes = bytes ^ ones * '\\';

	return (bytes | (bytes - ones * ' ') | (quotes - ones) | (backslashes - ones)) &
	       ones * 0x80;
}

static const char *skip_plain(const char *at, const char *end)
{
	uint64_t bytes, found;

	for (; end - at >= (ptrdiff_t)sizeof(bytes); at += sizeof(bytes)) {
		memcpy(&bytes, at, sizeof(bytes));
		found = not_plain(le64toh(bytes));
		if (found != 0)
			return at + __builtin_ctzll(found) / 8;
	}
	while (at < end && is_plain((unsigned char)*at))
		at++;
	return at;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits. */
static unsigned hex_unit(const char *at)
{
	unsigned unit = 0;

	for (int i = 0; i < 4; i++)
		unit = unit << 4 | (unsigned)hex_digit(at[i]);
	return unit;
}

static bool check_escape(struct json_scan *scan)
{
	scan->at++;
	if (scan->at == scan->end || *scan->at == '\0' || strchr("\"\\/bfnrtu", *scan->at) == NULL)
		return fail_inside(scan, "in string escape code");
	if (*scan->at++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, scan->at++)
		if (scan->at == scan->end || hex_digit(*scan->at) < 0)
			return fail_inside(scan, "in \\u hexadecimal character escape");
	return true;
}

/* Decodes a checked \uXXXX, with its other half when it is a surrogate. */
static const char *unescape_unicode(const char *at, const char *end, struct strbuf *out)
{
	unsigned rune = hex_unit(at + 2), low;

	at += 6;
	if (rune >= 0xd800 && rune < 0xe000) {
		bool paired = rune < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u';

		low = paired ? hex_unit(at + 2) : 0;
		if (low < 0xdc00 || low > 0xdfff) {
			utf8_encode(out, 0xfffd);
			return at;
		}
		rune = 0x10000 + ((rune - 0xd800) << 10) + (low - 0xdc00);
		at += 6;
	}
	if (rune == 0)
		strbuf_add_str(out, JSON_NUL);
	else
		utf8_encode(out, rune);
	return at;
}

/* Rewrites the checked inside of a string that has escapes or bytes above 0x7f. */
static void unescape(const char *at, const char *end, struct strbuf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";

	strbuf_truncate(out, 0);
	while (at < end) {
		const char *plain = at;
		unsigned rune;

		while (at < end && *at != '\\' && !(*at & 0x80))
			at++;
		strbuf_add(out, plain, (size_t)(at - plain));
		if (at == end)
			break;
		if (*at != '\\') {
			at += utf8_decode(at, (size_t)(end - at), &rune);
			utf8_encode(out, rune);
		} else if (at[1] == 'u') {
			at = unescape_unicode(at, end, out);
		} else {
			const char *letter = strchr(from, at[1]);

			strbuf_add_char(out, letter != NULL ? to[letter - from] : at[1]);
			at += 2;
		}
	}
}

/* Goes behind the closing quote; *ret_simple tells whether the inside can be taken as it is. */
static bool check_string(struct json_scan *scan, bool *ret_simple)
{
	*ret_simple = true;
	for (;;) {
		const char *at = scan->at = skip_plain(scan->at, scan->end);

		if (at == scan->end || (unsigned char)*at < 0x20)
			return json_scan_fail(scan, "in string literal");
		if (*at == '"') {
			scan->at++;
			return true;
		}
		*ret_simple = false;
		if (*at != '\\')
			scan->at++;
		else if (!check_escape(scan))
			return false;
	}
}

bool json_scan_string(struct json_scan *scan, char **ret_text, size_t *ret_length)
{
	const char *start = ++scan->at;
	bool simple;

	if (!check_string(scan, &simple))
		return false;
	if (ret_text == NULL)
		return true;
	*ret_length = (size_t)(scan->at - 1 - start);
	if (!simple) {
		unescape(start, scan->at - 1, &scan->unescaped);
		start = scan->unescaped.text;
		*ret_length = scan->unescaped.length;
	}
	*ret_text = copy_text(scan, start, *ret_length);
	return true;
}

/* ---- numbers and words ---- */

static bool is_digit(const struct json_scan *scan)
{
	return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool read_digits(struct json_scan *scan, const char *context)
{
	if (!is_digit(scan))
		return fail_inside(scan, context);
	while (is_digit(scan))
		scan->at++;
	return true;
}

/* number = ["-"] ("0" / digit1-9 *digit) ["." 1*digit] [("e" / "E") ["+" / "-"] 1*digit] */
static bool check_number(struct json_scan *scan, bool *ret_is_integer)
{
	*ret_is_integer = true;
	if (*scan->at == '-')
		scan->at++;
	if (scan->at < scan->end && *scan->at == '0')
		scan->at++;
	else if (!read_digits(scan, "in numeric literal"))
		return false;
	if (scan->at < scan->end && *scan->at == '.') {
		*ret_is_integer = false;
		scan->at++;
		if (!read_digits(scan, "after decimal point in numeric literal"))
			return false;
	}
	if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
		*ret_is_integer = false;
		scan->at++;
		if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
			scan->at++;
		if (!read_digits(scan, "in exponent of numeric literal"))
			return false;
	}
	return true;
}

/* An integer of few digits, without a copy of its text. */
static cJSON *short_integer(const char *start, const char *end)
{
	int64_t value = 0;
	bool negative = *start == '-';

	for (const char *at = start + negative; at < end; at++)
		value = value * 10 + (*at - '0');
	return cJSON_CreateNumber((double)(negative ? -value : value));
}

bool json_scan_number(struct json_scan *scan, cJSON **ret_item)
{
	const char *start = scan->at;
	bool is_integer;
	cJSON *number;

	if (!check_number(scan, &is_integer))
		return false;
	if (is_integer && scan->at - start <= EXACT_DIGITS) {
		if (!scan->skimming)
			*ret_item = place_number(scan, short_integer(start, scan->at));
		return true;
	}
	number = json_new_number(start, (size_t)(scan->at - start));
	if (number == NULL && scan->huge == NULL) {
		scan->huge = start;
		scan->huge_length = (size_t)(scan->at - start);
	}
	if (scan->skimming)
		cJSON_Delete(number);
	else
		*ret_item = number != NULL ? place_number(scan, number)
					   : json_scan_item(scan, cJSON_NULL);
	return true;
}

bool json_scan_word(struct json_scan *scan, const char *word, int type, cJSON **ret_item)
{
	for (const char *expected = word; *expected != '\0'; expected++, scan->at++) {
		char context[48];

		if (scan->at < scan->end && *scan->at == *expected)
			continue;
		snprintf(context, sizeof(context), "in literal %s (expecting '%c')", word,
			 *expected);
		return fail_inside(scan, context);
	}
	if (!scan->skimming)
		*ret_item = json_scan_item(scan, type);
	return true;
}
