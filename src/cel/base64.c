/* Base64 (RFC 4648 §4). */
#include <string.h>

#include "internal.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void cel_base64_encode(const char *bytes, size_t size, struct strbuf *out)
{
	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		unsigned group = 0;

		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < n ? (unsigned char)bytes[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			strbuf_add_char(out, k <= n ? digits[group >> (18 - 6 * k) & 0x3f] : '=');
	}
}

/* ---- decoding ---- */

struct decoder {
	const char *text;
	size_t size, at;
	bool is_padded;
	struct strbuf *out;
	size_t wrong_at; /* after a failure */
};

static bool fail(struct decoder *decoder, size_t at)
{
	decoder->wrong_at = at;
	return false;
}

static int digit_value(char c)
{
	const char *digit = c == '\0' ? NULL : strchr(digits, c);

	return digit == NULL ? -1 : (int)(digit - digits);
}

static void skip_line_ends(struct decoder *decoder)
{
	while (decoder->at < decoder->size &&
	       (decoder->text[decoder->at] == '\n' || decoder->text[decoder->at] == '\r'))
		decoder->at++;
}

/* Behind the first = of a group of n digits: the second where one has to be, and the end. */
static bool end_padding(struct decoder *decoder, unsigned n)
{
	if (n < 2)
		return fail(decoder, decoder->at - 1);
	skip_line_ends(decoder);
	if (n == 2) {
		if (decoder->at == decoder->size)
			return fail(decoder, decoder->size);
		if (decoder->text[decoder->at] != '=')
			return fail(decoder, decoder->at - 1);
		decoder->at++;
		skip_line_ends(decoder);
	}
	return decoder->at == decoder->size || fail(decoder, decoder->at);
}

/* Reads up to four digits; fewer at the end. */
static bool read_group(struct decoder *decoder, unsigned *ret_group, unsigned *ret_n)
{
	unsigned group = 0, n = 0;

	for (skip_line_ends(decoder); n < 4 && decoder->at < decoder->size;
	     skip_line_ends(decoder)) {
		char c = decoder->text[decoder->at++];
		int digit = digit_value(c);

		if (digit < 0 && (c != '=' || !decoder->is_padded))
			return fail(decoder, decoder->at - 1);
		if (digit < 0) {
			if (!end_padding(decoder, n))
				return false;
			break;
		}
		group |= (unsigned)digit << (18 - 6 * n++);
		if (decoder->at < decoder->size)
			continue;
		if (n == 1 || (n < 4 && decoder->is_padded))
			return fail(decoder, decoder->at - n);
	}
	*ret_group = group;
	*ret_n = n;
	return true;
}

static bool decode_all(struct decoder *decoder)
{
	unsigned group, n;

	while (decoder->at < decoder->size) {
		if (!read_group(decoder, &group, &n))
			return false;
		for (unsigned i = 1; i < n; i++)
			strbuf_add_char(decoder->out, (char)(group >> (24 - 8 * i)));
	}
	return true;
}

bool cel_base64_decode(const char *text, size_t size, struct strbuf *out, size_t *ret_wrong_at)
{
	struct decoder decoder = { .text = text, .size = size, .is_padded = true, .out = out };
	size_t length = out->length;

	if (decode_all(&decoder))
		return true;
	strbuf_truncate(out, length);
	decoder.is_padded = false;
	decoder.at = 0;
	if (decode_all(&decoder))
		return true;
	strbuf_truncate(out, length);
	*ret_wrong_at = decoder.wrong_at;
	return false;
}
