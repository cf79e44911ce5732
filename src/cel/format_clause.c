/* The text of a format: %s, %.3f, %%, and what each clause takes.
 * Source: cel-go ext/formatting.go (v0.23.2), ext/formatting_v2.go. */
#include "format.h"

#include <string.h>

#define INTEGERS (CEL_KIND_BIT(INT) | CEL_KIND_BIT(UINT))
#define NUMBERS (INTEGERS | CEL_KIND_BIT(DOUBLE))
#define TEXTS (CEL_KIND_BIT(STRING) | CEL_KIND_BIT(BYTES))
#define ANYTHING                                                                          \
	(NUMBERS | TEXTS | CEL_KIND_BIT(NULL) | CEL_KIND_BIT(BOOL) | CEL_KIND_BIT(LIST) | \
	 CEL_KIND_BIT(MAP) | CEL_KIND_BIT(TYPE) | CEL_KIND_BIT(TIMESTAMP) |               \
	 CEL_KIND_BIT(DURATION))
/* Some strings stand for numbers: "NaN". Which, is not seen before it runs. */
#define DOUBLES (CEL_KIND_BIT(DOUBLE) | CEL_KIND_BIT(STRING))

const char cel_anything_refusal[] =
	"string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
	"types, durations, and timestamps";
static const char hex_refusal[] =
	"only integers, byte buffers, and strings can be formatted as hex";
static const char hex_refusal_newest[] =
	"only ints, uints, bytes, and strings can be formatted as hex";

static const struct cel_clause_rule rules[] = {
	{ 's', ANYTHING, ANYTHING, cel_anything_refusal, cel_anything_refusal },
	{ 'd', INTEGERS, NUMBERS, "decimal clause can only be used on integers",
	  "decimal clause can only be used on ints, uints, and doubles" },
	{ 'f', DOUBLES, NUMBERS, "fixed-point clause can only be used on doubles",
	  "fixed-point clause can only be used on ints, uints, and doubles" },
	{ 'e', DOUBLES, NUMBERS, "scientific clause can only be used on doubles",
	  "scientific clause can only be used on ints, uints, and doubles" },
	{ 'b', INTEGERS | CEL_KIND_BIT(BOOL), INTEGERS | CEL_KIND_BIT(BOOL),
	  "only integers and bools can be formatted as binary",
	  "only ints, uints, and bools can be formatted as binary" },
	{ 'x', INTEGERS | TEXTS, INTEGERS | TEXTS, hex_refusal, hex_refusal_newest },
	{ 'X', INTEGERS | TEXTS, INTEGERS | TEXTS, hex_refusal, hex_refusal_newest },
	{ 'o', INTEGERS, INTEGERS, "octal clause can only be used on integers",
	  "octal clause can only be used on ints and uints" },
};

enum cel_format_token cel_format_next(struct cel_format *format)
{
	const char *percent;

	if (format->at == format->end)
		return CEL_FORMAT_END;
	format->text = format->at;
	percent = memchr(format->at, '%', (size_t)(format->end - format->at));
	if (percent == format->at && (percent + 1 == format->end || percent[1] != '%')) {
		format->at++;
		return CEL_FORMAT_CLAUSE;
	}
	if (percent == format->at) {
		format->size = 1;
		format->at += 2;
		return CEL_FORMAT_TEXT;
	}
	format->at = percent == NULL ? format->end : percent;
	format->size = (size_t)(format->at - format->text);
	return CEL_FORMAT_TEXT;
}

/* ---- one clause ---- */

#define DEFAULT_PRECISION 6
#define MAX_PRECISION 100 /* of the newest */
#define IN_PRECISION "error while parsing precision: "

static bool refuse_number(const char *digits, size_t n, const char *reason, struct strbuf *why)
{
	strbuf_add_str(why, IN_PRECISION "error while converting precision to integer: "
					 "strconv.Atoi: parsing ");
	text_quote_bytes(why, digits, n);
	strbuf_addf(why, ": %s", reason);
	return false;
}

static bool read_number(const char *digits, size_t n, int64_t *ret_number, struct strbuf *why)
{
	int64_t number = 0;

	if (n == 0)
		return refuse_number(digits, n, "invalid syntax", why);
	for (size_t i = 0; i < n; i++)
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, digits[i] - '0', &number))
			return refuse_number(digits, n, "value out of range", why);
	*ret_number = number;
	return true;
}

/* The .3 of %.3f. */
static bool read_precision(struct cel_format *format, int64_t *ret_precision, struct strbuf *why)
{
	const char *digits = format->at + 1;

	if (*format->at != '.')
		return true;
	format->at++;
	while (format->at < format->end && *format->at >= '0' && *format->at <= '9')
		format->at++;
	if (format->at == format->end) {
		strbuf_add_str(why, IN_PRECISION "could not find end of precision specifier");
		return false;
	}
	if (!read_number(digits, (size_t)(format->at - digits), ret_precision, why))
		return false;
	if (!format->newest || *ret_precision <= MAX_PRECISION)
		return true;
	strbuf_addf(why, IN_PRECISION "precision %lld exceeds maximum allowed precision %d",
		    (long long)*ret_precision, MAX_PRECISION);
	return false;
}

bool cel_clause_read(struct cel_format *format, struct cel_clause *ret_clause, struct strbuf *why)
{
	struct cel_clause clause = { .precision = DEFAULT_PRECISION };

	if (format->at == format->end) {
		strbuf_add_str(why, "unexpected end of string");
		return false;
	}
	strbuf_add_str(why, "could not parse formatting clause: ");
	if (!read_precision(format, &clause.precision, why))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(rules) && clause.rule == NULL; i++)
		if (rules[i].letter == *format->at)
			clause.rule = &rules[i];
	if (clause.rule == NULL) {
		/* Of a character the first byte, taken for one. */
		strbuf_add_str(why, "unrecognized formatting clause \"");
		utf8_encode(why, (unsigned char)*format->at);
		strbuf_add_char(why, '"');
		return false;
	}
	format->at++;
	*ret_clause = clause;
	return true;
}
