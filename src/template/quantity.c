/* Kubernetes quantities as exact decimal numbers. Text is read as loosely as upstream reads it: "m"
 * and "." are zero. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define SMALLEST_EXPONENT (-9) /* more precise values are rounded up to it */
#define LONG_WAY_BITS 50       /* suffixes from Pi on */
#define BINARY_MAX "9223372036854775807"

/* The value is 0.d1d2d3… * 10^exponent, d1 not 0; zero has no digits. */
struct quantity {
	int sign; /* 1 or -1; 0: zero */
	int64_t exponent;
	size_t n;
	char digits[]; /* values 0 to 9 */
};

/* ---- reading ---- */

struct text_part {
	const char *at;
	size_t length;
};

struct parts {
	bool negative;
	bool has_digits;
	struct text_part whole; /* without leading zeros; may be empty */
	struct text_part fraction;
	struct text_part suffix;
};

static struct text_part take_span(const char **at, const char *accept)
{
	struct text_part part = { .at = *at, .length = strspn(*at, accept) };

	*at += part.length;
	return part;
}

#define DIGITS "0123456789"

static bool split(const char *text, struct parts *ret_parts)
{
	struct parts parts = { .negative = *text == '-' };
	const char *start;

	if (*text == '\0')
		return false;
	text += *text == '-' || *text == '+';
	start = text;
	text += strspn(text, "0");
	parts.whole = take_span(&text, DIGITS);
	parts.has_digits = text > start;
	parts.fraction = (struct text_part) { .at = text };
	if (*text == '.') {
		text++;
		parts.fraction = take_span(&text, DIGITS);
		parts.has_digits |= parts.fraction.length > 0;
	}
	parts.suffix = take_span(&text, "eEinumkKMGTP");
	text += *text == '-' || *text == '+';
	take_span(&text, DIGITS);
	parts.suffix.length = (size_t)(text - parts.suffix.at);
	*ret_parts = parts;
	return *text == '\0';
}

struct factor {
	int base; /* 10 or 2 */
	int64_t exponent;
};

static bool read_factor(const struct text_part *suffix, struct factor *ret_factor)
{
	static const struct {
		const char *text;
		struct factor factor;
	} suffixes[] = {
		{ "", { 10, 0 } },   { "n", { 10, -9 } }, { "u", { 10, -6 } }, { "m", { 10, -3 } },
		{ "k", { 10, 3 } },  { "M", { 10, 6 } },  { "G", { 10, 9 } },  { "T", { 10, 12 } },
		{ "P", { 10, 15 } }, { "E", { 10, 18 } }, { "Ki", { 2, 10 } }, { "Mi", { 2, 20 } },
		{ "Gi", { 2, 30 } }, { "Ti", { 2, 40 } }, { "Pi", { 2, 50 } }, { "Ei", { 2, 60 } },
	};
	CLEANUP(str) char *text = xstrndup(suffix->at, suffix->length);
	const char *digits;
	long long exponent;

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (strcmp(text, suffixes[i].text) == 0) {
			*ret_factor = suffixes[i].factor;
			return true;
		}
	}
	if (text[0] != 'e' && text[0] != 'E')
		return false;
	digits = text + 1 + (text[1] == '-' || text[1] == '+');
	if (*digits == '\0' || strspn(digits, DIGITS) != strlen(digits))
		return false;
	errno = 0;
	exponent = strtoll(text + 1, NULL, 10);
	if (errno != 0)
		return false;
	/* Upstream keeps 32 bits of it. */
	*ret_factor = (struct factor) { .base = 10, .exponent = (int32_t)(uint32_t)exponent };
	return true;
}

/* ---- arithmetic on decimal digits, the first one most significant ---- */

static void multiply(struct strbuf *digits, unsigned factor)
{
	unsigned carry = 0;
	size_t n_new = 0;
	char new_digits[16];

	for (size_t i = digits->length; i > 0; i--) {
		carry += (unsigned)digits->text[i - 1] * factor;
		digits->text[i - 1] = (char)(carry % 10);
		carry /= 10;
	}
	for (; carry > 0; carry /= 10)
		new_digits[n_new++] = (char)(carry % 10);
	if (n_new == 0)
		return;
	strbuf_add(digits, new_digits, n_new); /* makes room */
	memmove(digits->text + n_new, digits->text, digits->length - n_new);
	for (size_t i = 0; i < n_new; i++)
		digits->text[i] = new_digits[n_new - 1 - i];
}

static struct quantity *make(int sign, const char *digits, size_t n, int64_t exponent)
{
	struct quantity *quantity;

	for (; n > 0 && *digits == 0; digits++, n--)
		exponent--;
	while (n > 0 && digits[n - 1] == 0)
		n--;
	quantity = xmalloc(sizeof(*quantity) + n);
	quantity->sign = n == 0 ? 0 : sign;
	quantity->exponent = n == 0 ? 0 : exponent;
	quantity->n = n;
	memcpy(quantity->digits, digits, n);
	return quantity;
}

/* Rounds what is smaller than the smallest unit up to the next one, away from zero. */
static struct quantity *round_up(struct quantity *quantity)
{
	struct quantity *rounded;
	int64_t keep = quantity->exponent - SMALLEST_EXPONENT;
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;
	size_t n;

	if (quantity->sign == 0 || keep >= (int64_t)quantity->n)
		return quantity;
	n = keep > 0 ? (size_t)keep : 0;
	/* A zero in front takes the carry. */
	strbuf_add_char(&digits, 0);
	strbuf_add(&digits, quantity->digits, n);
	for (size_t i = digits.length; i > 0; i--) {
		if (++digits.text[i - 1] < 10)
			break;
		digits.text[i - 1] = 0;
	}
	rounded = make(quantity->sign, digits.text, digits.length,
		       (keep > 0 ? quantity->exponent : SMALLEST_EXPONENT) + 1);
	free(quantity);
	return rounded;
}

static int compare_size(const struct quantity *a, const struct quantity *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int order;

	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	order = memcmp(a->digits, b->digits, n);
	return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

static struct quantity *limit(struct quantity *quantity)
{
	struct quantity *most = quantity_parse(BINARY_MAX);
	bool over = quantity->sign != 0 && compare_size(quantity, most) > 0;

	most->sign = quantity->sign;
	free(over ? quantity : most);
	return over ? most : quantity;
}

struct quantity *quantity_parse(const char *text)
{
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;
	struct parts parts;
	struct factor factor;
	struct quantity *quantity;
	int64_t exponent, scale;

	if (!split(text, &parts) || !read_factor(&parts.suffix, &factor))
		return NULL;
	scale = factor.base == 10 ? factor.exponent : 0;
	/* No digits at all are zero to upstream's short way, and an error to its long one. */
	if (!parts.has_digits &&
	    (scale < SMALLEST_EXPONENT || (factor.base == 2 && factor.exponent >= LONG_WAY_BITS)))
		return NULL;
	strbuf_add(&digits, parts.whole.at, parts.whole.length);
	strbuf_add(&digits, parts.fraction.at, parts.fraction.length);
	for (size_t i = 0; i < digits.length; i++)
		digits.text[i] = (char)(digits.text[i] - '0');
	exponent = scale - (int64_t)parts.fraction.length;
	for (int64_t i = 0; factor.base == 2 && i < factor.exponent; i += 10)
		multiply(&digits, 1024);
	exponent += (int64_t)digits.length;
	quantity = make(parts.negative ? -1 : 1, digits.text, digits.length, exponent);
	quantity = round_up(quantity);
	return factor.base == 2 ? limit(quantity) : quantity;
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
	if (a->sign != b->sign)
		return a->sign < b->sign ? -1 : 1;
	return a->sign == 0 ? 0 : a->sign * compare_size(a, b);
}

void quantity_destroy(struct quantity *quantity)
{
	free(quantity);
}
