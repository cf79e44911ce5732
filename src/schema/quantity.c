/* Kubernetes quantities as exact decimal numbers. */
#include "cidrctl/quantity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_EXPONENT (-9) /* more precise values are rounded up to it */
#define BINARY_MAX INT64_MAX
#define SHORT_DIGITS 18     /* that upstream's short way takes */
#define MOST_DIGITS 1000000 /* of a sum */

/* The value is 0.d1d2d3… * 10^exponent, d1 not 0; zero has no digits. */
struct quantity {
	int sign; /* 1 or -1; 0: zero */
	/* Upstream keeps it as a number of 64 bits, which is value * 10^scale, until it cannot; then
	 * as a longer number with such a scale. */
	bool is_short;
	int64_t value, scale;
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

static struct quantity *make(int sign, const char *digits, size_t n, int64_t exponent,
			     int64_t scale)
{
	struct quantity *quantity;

	for (; n > 0 && *digits == 0; digits++, n--)
		exponent--;
	while (n > 0 && digits[n - 1] == 0)
		n--;
	quantity = xmalloc(sizeof(*quantity) + n);
	quantity->is_short = false;
	quantity->scale = scale;
	quantity->sign = n == 0 ? 0 : sign;
	quantity->exponent = n == 0 ? 0 : exponent;
	quantity->n = n;
	memcpy(quantity->digits, digits, n);
	return quantity;
}

/* Rounds what is smaller than the smallest unit up to the next one, away from zero. Whatever is not
 * zero has the smallest unit as its scale then. */
static struct quantity *round_up(struct quantity *quantity)
{
	struct quantity *rounded;
	int64_t keep = quantity->exponent - SMALLEST_EXPONENT;
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;
	size_t n;

	if (quantity->sign == 0)
		return quantity;
	quantity->scale = SMALLEST_EXPONENT;
	if (keep >= (int64_t)quantity->n)
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
		       (keep > 0 ? quantity->exponent : SMALLEST_EXPONENT) + 1, SMALLEST_EXPONENT);
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
	struct quantity *most = quantity_from_int(BINARY_MAX);
	bool over = quantity->sign != 0 && compare_size(quantity, most) > 0;

	most->sign = quantity->sign;
	most->is_short = false;
	free(over ? quantity : most);
	return over ? most : quantity;
}

/* value * 10^scale, in upstream's short form. */
static struct quantity *make_short(int64_t value, int64_t scale)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char digits[20];
	size_t n = 0;
	struct quantity *quantity;

	for (; rest > 0; rest /= 10)
		digits[sizeof(digits) - ++n] = (char)(rest % 10);
	quantity =
		make(value < 0 ? -1 : 1, digits + sizeof(digits) - n, n, scale + (int64_t)n, scale);
	quantity->is_short = true;
	quantity->value = value;
	return quantity;
}

struct quantity *quantity_from_int(int64_t value)
{
	return make_short(value, 0);
}

/* Whether upstream takes its short way, and the number there. */
static bool read_short(const struct parts *parts, const struct factor *factor, int64_t *ret_value,
		       int64_t *ret_scale)
{
	int64_t n_whole = parts->whole.length > 0 ? (int64_t)parts->whole.length : 1;
	int64_t n_fraction = (int64_t)parts->fraction.length, value = 0;

	*ret_scale = factor->base == 10 ? factor->exponent - n_fraction : 0;
	if (factor->base == 10
		    ? n_whole + n_fraction > SHORT_DIGITS || *ret_scale < SMALLEST_EXPONENT
		    : n_fraction > 0 || 15 - n_whole - factor->exponent * 3 / 10 - 1 < 0)
		return false;
	for (size_t i = 0; i < parts->whole.length; i++)
		value = value * 10 + (parts->whole.at[i] - '0');
	for (size_t i = 0; i < parts->fraction.length; i++)
		value = value * 10 + (parts->fraction.at[i] - '0');
	if (factor->base == 2 &&
	    __builtin_mul_overflow(value, (int64_t)1 << factor->exponent, &value))
		return false;
	*ret_value = parts->negative ? -value : value;
	return true;
}

static struct quantity *make_long(const struct parts *parts, const struct factor *factor)
{
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;
	int64_t exponent =
		(factor->base == 10 ? factor->exponent : 0) - (int64_t)parts->fraction.length;
	struct quantity *quantity;

	strbuf_add(&digits, parts->whole.at, parts->whole.length);
	strbuf_add(&digits, parts->fraction.at, parts->fraction.length);
	for (size_t i = 0; i < digits.length; i++)
		digits.text[i] = (char)(digits.text[i] - '0');
	for (int64_t i = 0; factor->base == 2 && i < factor->exponent; i += 10)
		multiply(&digits, 1024);
	quantity = make(parts->negative ? -1 : 1, digits.text, digits.length,
			exponent + (int64_t)digits.length, exponent);
	quantity = round_up(quantity);
	return factor->base == 2 ? limit(quantity) : quantity;
}

static const char *read_parts(const char *text, size_t size, struct parts *ret_parts,
			      struct factor *ret_factor)
{
	if (memchr(text, '\0', size) != NULL || !split(text, ret_parts))
		return "quantities must match the regular expression "
		       "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
	return read_factor(&ret_parts->suffix, ret_factor) ? NULL
							   : "unable to parse quantity's suffix";
}

struct quantity *quantity_parse(const char *text, size_t size, const char **ret_why)
{
	CLEANUP(str) char *copy = xstrndup(text, size);
	struct parts parts;
	struct factor factor;
	const char *why = read_parts(copy, size, &parts, &factor);
	int64_t value, scale;

	if (why == NULL && read_short(&parts, &factor, &value, &scale))
		return make_short(value, scale);
	/* No digits at all are zero to upstream's short way, and an error to its long one. */
	if (why == NULL && parts.has_digits)
		return make_long(&parts, &factor);
	if (ret_why != NULL)
		*ret_why = why != NULL ? why : "unable to parse numeric part of quantity";
	return NULL;
}

int quantity_sign(const struct quantity *quantity)
{
	return quantity->sign;
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
	if (a->sign != b->sign)
		return a->sign < b->sign ? -1 : 1;
	return a->sign == 0 ? 0 : a->sign * compare_size(a, b);
}

/* ---- sums ---- */

/* value * 10^power; false when that is beyond 64 bits. */
static bool scale_up(int64_t value, int64_t power, int64_t *ret_value)
{
	for (; power > 0 && value != 0; power--)
		if (__builtin_mul_overflow(value, 10, &value))
			return false;
	*ret_value = value;
	return true;
}

static bool add_short(const struct quantity *a, const struct quantity *b, int sign,
		      struct quantity **ret_sum)
{
	int64_t scale = a->scale < b->scale ? a->scale : b->scale, x, y, sum;

	if (b->value == 0)
		return *ret_sum = make_short(a->value, a->scale), true;
	if (__builtin_mul_overflow(b->value, (int64_t)sign, &y))
		return false;
	if (a->value == 0)
		return *ret_sum = make_short(y, b->scale), true;
	if (!scale_up(a->value, a->scale - scale, &x) || !scale_up(y, b->scale - scale, &y) ||
	    __builtin_add_overflow(x, y, &sum))
		return false;
	*ret_sum = make_short(sum, scale);
	return true;
}

/* Writes the digits of the quantity at their places in a number whose first digit has the place
 * `exponent` - 1. */
static void place_digits(const struct quantity *quantity, int64_t exponent, int64_t *cells,
			 int64_t sign)
{
	for (size_t i = 0; i < quantity->n; i++)
		cells[exponent - quantity->exponent + (int64_t)i] += quantity->digits[i] * sign;
}

/* Makes every cell a digit, carrying to the left. The number must not be negative. */
static void carry(int64_t *cells, size_t n, char *digits)
{
	int64_t over = 0;

	for (size_t i = n; i > 0; i--) {
		int64_t cell = cells[i - 1] + over;

		over = cell < 0 ? -1 : cell / 10;
		digits[i - 1] = (char)(cell - over * 10);
	}
}

static int64_t last_place(const struct quantity *quantity)
{
	return quantity->exponent - (int64_t)quantity->n;
}

static int64_t smaller_scale(const struct quantity *a, const struct quantity *b)
{
	return a->scale < b->scale ? a->scale : b->scale;
}

static struct quantity *add_long(const struct quantity *a, const struct quantity *b, int sign)
{
	int64_t exponent = a->exponent > b->exponent ? a->exponent : b->exponent, last;
	/* The sign of the larger one is that of the sum. */
	int of_sum = compare_size(a, b) >= 0 ? a->sign : b->sign * sign;
	struct quantity *sum;
	int64_t *cells;
	char *digits;
	size_t n;

	exponent++;
	last = last_place(a) < last_place(b) ? last_place(a) : last_place(b);
	if (exponent - last > MOST_DIGITS)
		return NULL;
	n = (size_t)(exponent - last);
	cells = xcalloc(n, sizeof(*cells));
	digits = xmalloc(n);
	place_digits(a, exponent, cells, a->sign * of_sum);
	place_digits(b, exponent, cells, b->sign * sign * of_sum);
	carry(cells, n, digits);
	sum = make(of_sum, digits, n, exponent, smaller_scale(a, b));
	free(digits);
	free(cells);
	return sum;
}

/* The sum of the quantity and zero. */
static struct quantity *copy(const struct quantity *quantity, int sign, const struct quantity *zero)
{
	return make(quantity->sign * sign, quantity->digits, quantity->n, quantity->exponent,
		    smaller_scale(quantity, zero));
}

struct quantity *quantity_add(const struct quantity *a, const struct quantity *b, int sign)
{
	struct quantity *sum;

	if (a->is_short && b->is_short && add_short(a, b, sign, &sum))
		return sum;
	if (a->sign == 0)
		return copy(b, sign, a);
	return b->sign == 0 ? copy(a, 1, b) : add_long(a, b, sign);
}

/* ---- as other numbers ---- */

bool quantity_as_int(const struct quantity *quantity, int64_t *ret_value)
{
	return quantity->is_short && quantity->scale >= 0 &&
	       scale_up(quantity->value, quantity->scale, ret_value);
}

static double nearest_power_of_ten(int64_t power)
{
	char text[32];

	snprintf(text, sizeof(text), "1e%lld", (long long)power);
	return strtod(text, NULL);
}

/* As Go makes it of two powers, which is not always the nearest double. */
static double power_of_ten(int64_t power)
{
	if (power < -323 || power > 308)
		return nearest_power_of_ten(power);
	return power < 0 ? nearest_power_of_ten(power / 32 * 32) / nearest_power_of_ten(-power % 32)
			 : nearest_power_of_ten(power / 32 * 32) * nearest_power_of_ten(power % 32);
}

/* As upstream: a whole number as a double, times the power of ten as one. */
double quantity_as_double(const struct quantity *quantity)
{
	CLEANUP(strbuf) struct strbuf digits = STRBUF_INIT;

	if (quantity->is_short)
		return (double)quantity->value * power_of_ten(quantity->scale);
	for (size_t i = 0; i < quantity->n; i++)
		strbuf_add_char(&digits, (char)('0' + quantity->digits[i]));
	strbuf_addf(&digits, "e%lld", (long long)(last_place(quantity) - quantity->scale));
	return quantity->sign * strtod(digits.text, NULL) * power_of_ten(quantity->scale);
}

void quantity_destroy(struct quantity *quantity)
{
	free(quantity);
}

size_t quantity_memory(const struct quantity *quantity)
{
	return sizeof(*quantity) + quantity->n;
}

void quantity_print(const struct quantity *quantity, struct strbuf *out)
{
	int64_t last = last_place(quantity);

	if (quantity->sign < 0)
		strbuf_add_char(out, '-');
	if (quantity->exponent <= 0)
		strbuf_add_str(out, "0.");
	for (int64_t place = 0; place > quantity->exponent; place--)
		strbuf_add_char(out, '0');
	for (size_t i = 0; i < quantity->n; i++) {
		if (quantity->exponent > 0 && (int64_t)i == quantity->exponent)
			strbuf_add_char(out, '.');
		strbuf_add_char(out, (char)('0' + quantity->digits[i]));
	}
	if (quantity->n == 0)
		strbuf_add_char(out, '0');
	else if (last > 0)
		strbuf_addf(out, "e%lld", (long long)last);
}
