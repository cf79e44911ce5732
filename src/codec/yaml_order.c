/* The order in which go-yaml prints keys: runs of digits compare as numbers, and letters stand
 * behind everything else. Source: go-yaml v2, keyList.Less. */
#include <string.h>

#include "cidrctl/text.h"
#include "yaml_node.h"

static bool is_digit(unsigned rune)
{
	return rune >= '0' && rune <= '9';
}

/* Above ASCII, most of what people write is letters; these are the blocks that are not. */
static const struct {
	unsigned first, last;
} no_letters[] = {
	{ 0x80, 0xa9 },     { 0xab, 0xb4 },       { 0xb6, 0xb9 },       { 0xbb, 0xbf },
	{ 0xd7, 0xd7 },     { 0xf7, 0xf7 },       { 0x300, 0x36f },     { 0x660, 0x669 },
	{ 0x2000, 0x2070 }, { 0x2072, 0x207e },   { 0x2080, 0x208f },   { 0x20a0, 0x20ff },
	{ 0x2190, 0x2bff }, { 0x3000, 0x3004 },   { 0x3007, 0x3030 },   { 0xd800, 0xf8ff },
	{ 0xfe00, 0xfe6f }, { 0xfeff, 0xff20 },   { 0xff3b, 0xff40 },   { 0xff5b, 0xff65 },
	{ 0xffe0, 0xffff }, { 0x1d000, 0x1d3ff }, { 0x1f000, 0x1fbff }, { 0xe0000, 0x10ffff },
};

static bool is_letter(unsigned rune)
{
	if (rune < 0x80)
		return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
	for (size_t i = 0; i < ARRAY_LEN(no_letters); i++)
		if (rune >= no_letters[i].first && rune <= no_letters[i].last)
			return false;
	return true;
}

/* The value and the length of the digits at text; wraps like Go's int64. */
static int64_t read_digits(const char *text, int64_t start, size_t *ret_length)
{
	uint64_t value = (uint64_t)start;
	size_t length = 0;

	for (; is_digit((unsigned char)text[length]); length++)
		value = value * 10 + (uint64_t)(text[length] - '0');
	*ret_length = length;
	return (int64_t)value;
}

/* Whether a digit other than 0 stands before text, in the same run of digits. */
static bool inside_number(const char *start, const char *text)
{
	while (text > start && is_digit((unsigned char)text[-1]))
		if (*--text != '0')
			return true;
	return false;
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Two different characters at a and b; start is where a's text begins, which b's equals so far. */
static int compare_at(const char *start, const char *a, unsigned a_rune, const char *b,
		      unsigned b_rune)
{
	bool a_is_letter = is_letter(a_rune), b_is_letter = is_letter(b_rune);
	int64_t a_number, b_number, before = 0;
	size_t a_length, b_length;

	if (a_is_letter && b_is_letter)
		return compare(a_rune, b_rune);
	if (a_is_letter || b_is_letter)
		return a_is_letter - b_is_letter;
	/* A zero counts as a digit of the number that it continues. */
	if ((a_rune == '0' || b_rune == '0') && inside_number(start, a))
		before = 1;
	a_number = read_digits(a, before, &a_length);
	b_number = read_digits(b, before, &b_length);
	if (a_number != b_number)
		return compare(a_number, b_number);
	if (a_length != b_length)
		return compare((int64_t)a_length, (int64_t)b_length);
	return compare(a_rune, b_rune);
}

int yaml_key_compare(const char *a, const char *b)
{
	const char *start = a;
	size_t a_left = strlen(a), b_left = strlen(b);

	while (a_left > 0 && b_left > 0) {
		unsigned a_rune, b_rune;
		size_t a_size = utf8_decode(a, a_left, &a_rune);
		size_t b_size = utf8_decode(b, b_left, &b_rune);

		if (a_rune != b_rune)
			return compare_at(start, a, a_rune, b, b_rune);
		a += a_size;
		a_left -= a_size;
		b += b_size;
		b_left -= b_size;
	}
	return compare(a_left > 0, b_left > 0);
}
