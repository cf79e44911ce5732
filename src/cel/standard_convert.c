/* Conversions between types, and type(). Source: ConvertToType in cel-go's common/types. */
#include "standard.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define INTEGER_TEXT_SIZE 24 /* -9223372036854775808, 18446744073709551615 */

static struct cel_value cannot_convert(struct cel_eval *eval, const struct cel_value *value,
				       const char *to)
{
	return cel_error(eval, "type conversion error from '%s' to '%s'", cel_type_of(value)->name,
			 to);
}

struct cel_value cel_std_same(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return args[0];
}

struct cel_value cel_std_type(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_type(cel_type_of(&args[0]));
}

/* ---- bool, bytes ---- */

static bool is_one_of(const struct cel_value *text, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strlen(words[i]) == text->size && memcmp(words[i], text->text, text->size) == 0)
			return true;
	}
	return false;
}

struct cel_value cel_std_to_bool(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	static const char *const yes[] = { "1", "t", "T", "TRUE", "true", "True", NULL };
	static const char *const no[] = { "0", "f", "F", "FALSE", "false", "False", NULL };

	(void)n;
	if (is_one_of(&args[0], yes))
		return cel_from_bool(true);
	if (is_one_of(&args[0], no))
		return cel_from_bool(false);
	return cannot_convert(eval, &args[0], "bool");
}

struct cel_value cel_std_to_bytes(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)eval;
	(void)n;
	return cel_from_bytes(args[0].text, args[0].size);
}

/* ---- numbers ---- */

struct cel_value cel_std_to_double(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	double number;

	(void)n;
	if (args[0].kind == CEL_INT)
		return cel_from_double((double)args[0].integer);
	if (args[0].kind == CEL_UINT)
		return cel_from_double((double)args[0].uinteger);
	if (!cel_double_parse(args[0].text, args[0].size, &number))
		return cannot_convert(eval, &args[0], "double");
	return cel_from_double(number);
}

/* Decimal digits and nothing else; false past the largest uint. */
static bool parse_digits(const char *text, size_t size, uint64_t *ret_number)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned digit = (unsigned char)text[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return false;
	}
	*ret_number = number;
	return size > 0;
}

static bool parse_int(const char *text, size_t size, int64_t *ret_number)
{
	bool negative = size > 0 && text[0] == '-';
	bool has_sign = negative || (size > 0 && text[0] == '+');
	uint64_t number;

	if (!parse_digits(text + has_sign, size - has_sign, &number) ||
	    number > (uint64_t)INT64_MAX + negative)
		return false;
	*ret_number = (int64_t)(negative ? 0 - number : number);
	return true;
}

/* -2^63 itself counts as an overflow. NaN fails both comparisons. */
static struct cel_value double_to_int(struct cel_eval *eval, double number)
{
	if (!(number > -0x1p63 && number < 0x1p63))
		return cel_error(eval, "integer overflow");
	return cel_from_int((int64_t)number);
}

struct cel_value cel_std_to_int(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t number;

	(void)n;
	switch (args[0].kind) {
	case CEL_DOUBLE:
		return double_to_int(eval, args[0].number);
	case CEL_UINT:
		if (args[0].uinteger > INT64_MAX)
			return cel_error(eval, "integer overflow");
		return cel_from_int((int64_t)args[0].uinteger);
	case CEL_DURATION:
		return cel_from_int(args[0].nanoseconds);
	case CEL_TIMESTAMP:
		return cel_from_int(args[0].timestamp->seconds);
	case CEL_STRING:
		if (parse_int(args[0].text, args[0].size, &number))
			return cel_from_int(number);
		return cannot_convert(eval, &args[0], "int");
	default:
		return cel_no_such_overload(eval);
	}
}

struct cel_value cel_std_to_uint(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	uint64_t number;

	(void)n;
	switch (args[0].kind) {
	case CEL_DOUBLE:
		if (!(args[0].number >= 0 && args[0].number < 0x1p64))
			return cel_error(eval, "unsigned integer overflow");
		return cel_from_uint((uint64_t)args[0].number);
	case CEL_INT:
		if (args[0].integer < 0)
			return cel_error(eval, "unsigned integer overflow");
		return cel_from_uint((uint64_t)args[0].integer);
	case CEL_STRING:
		if (parse_digits(args[0].text, args[0].size, &number))
			return cel_from_uint(number);
		return cannot_convert(eval, &args[0], "uint");
	default:
		return cel_no_such_overload(eval);
	}
}

/* ---- string ---- */

static bool is_utf8(const char *text, size_t size)
{
	unsigned rune;

	for (size_t i = 0, length; i < size; i += length) {
		length = utf8_decode(text + i, size - i, &rune);
		if (length == 1 && rune == 0xFFFD)
			return false;
	}
	return true;
}

static struct cel_value copied_text(struct cel_eval *eval, const char *text, size_t size)
{
	return cel_from_text(arena_copy(cel_arena(eval), text, size), size);
}

static struct cel_value number_to_string(struct cel_eval *eval, const struct cel_value *value)
{
	char text[INTEGER_TEXT_SIZE];
	int length = value->kind == CEL_INT
			     ? snprintf(text, sizeof(text), "%" PRId64, value->integer)
			     : snprintf(text, sizeof(text), "%" PRIu64, value->uinteger);

	return copied_text(eval, text, (size_t)length);
}

static struct cel_value double_to_string(struct cel_eval *eval, double number)
{
	char text[CEL_DOUBLE_SIZE];
	size_t length = cel_double_text(number, 6, text);

	return copied_text(eval, text, length);
}

static struct cel_value time_to_string(struct cel_eval *eval, const struct cel_value *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (value->kind == CEL_DURATION)
		cel_print_duration(value->nanoseconds, &text);
	else
		cel_print_timestamp(value->timestamp, &text);
	return copied_text(eval, text.text, text.length);
}

struct cel_value cel_to_string(struct cel_eval *eval, const struct cel_value *value)
{
	switch (value->kind) {
	case CEL_STRING:
		return *value;
	case CEL_BOOL:
		return cel_from_str(value->boolean ? "true" : "false");
	case CEL_INT:
	case CEL_UINT:
		return number_to_string(eval, value);
	case CEL_DOUBLE:
		return double_to_string(eval, value->number);
	case CEL_BYTES:
		if (!is_utf8(value->text, value->size))
			return cel_error(eval, "invalid UTF-8 in bytes, cannot convert to string");
		return cel_from_text(value->text, value->size);
	case CEL_DURATION:
	case CEL_TIMESTAMP:
		return time_to_string(eval, value);
	default:
		return cel_no_such_overload(eval);
	}
}

struct cel_value cel_std_to_string(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_to_string(eval, &args[0]);
}

/* ---- timestamp, duration ---- */

/* A whole number is declared as a duration, and never is one. */
struct cel_value cel_std_to_duration(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	int64_t nanoseconds;

	(void)n;
	if (args[0].kind != CEL_STRING ||
	    !cel_duration_parse(args[0].text, args[0].size, &nanoseconds))
		return cannot_convert(eval, &args[0], cel_duration.name);
	return cel_from_duration(nanoseconds);
}

struct cel_value cel_std_to_timestamp(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	struct cel_timestamp timestamp = { 0 };

	(void)n;
	if (args[0].kind == CEL_INT)
		timestamp.seconds = args[0].integer;
	else if (!cel_timestamp_parse(args[0].text, args[0].size, &timestamp))
		return cannot_convert(eval, &args[0], cel_timestamp.name);
	if (!cel_timestamp_in_range(timestamp.seconds))
		return cel_error(eval, "timestamp overflow");
	return cel_from_timestamp(cel_arena(eval), timestamp);
}
