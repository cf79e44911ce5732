/* Which scalars are null, booleans, numbers and times. YAML 1.1 as go-yaml v2 understands it:
 * more words are booleans than in JSON's schema, underscores separate digits, and base 60 is not
 * supported. Source: go-yaml v2, resolve. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "yaml_node.h"

/* Words that mean something; each in the three spellings given. */
static const struct {
	const char *words[5];
	struct yaml_value value;
} words[] = {
	{ { "y", "Y", "yes", "Yes", "YES" }, { .type = YAML_TYPE_BOOL, .boolean = true } },
	{ { "true", "True", "TRUE" }, { .type = YAML_TYPE_BOOL, .boolean = true } },
	{ { "on", "On", "ON" }, { .type = YAML_TYPE_BOOL, .boolean = true } },
	{ { "n", "N", "no", "No", "NO" }, { .type = YAML_TYPE_BOOL, .boolean = false } },
	{ { "false", "False", "FALSE" }, { .type = YAML_TYPE_BOOL, .boolean = false } },
	{ { "off", "Off", "OFF" }, { .type = YAML_TYPE_BOOL, .boolean = false } },
	{ { "", "~", "null", "Null", "NULL" }, { .type = YAML_TYPE_NULL } },
	{ { ".nan", ".NaN", ".NAN" }, { .type = YAML_TYPE_FLOAT, .number = NAN } },
	{ { ".inf", ".Inf", ".INF" }, { .type = YAML_TYPE_FLOAT, .number = INFINITY } },
	{ { "+.inf", "+.Inf", "+.INF" }, { .type = YAML_TYPE_FLOAT, .number = INFINITY } },
	{ { "-.inf", "-.Inf", "-.INF" }, { .type = YAML_TYPE_FLOAT, .number = -INFINITY } },
};

static bool find_word(const char *text, struct yaml_value *ret_value)
{
	if (strlen(text) > 5)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (size_t j = 0; j < ARRAY_LEN(words[i].words) && words[i].words[j] != NULL; j++)
			if (strcmp(words[i].words[j], text) == 0) {
				*ret_value = words[i].value;
				return true;
			}
	return false;
}

/* ---- times ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One or two digits. */
static bool read_number(const char **at, int *ret)
{
	if (!is_digit(**at))
		return false;
	*ret = *(*at)++ - '0';
	if (is_digit(**at))
		*ret = *ret * 10 + (*(*at)++ - '0');
	return true;
}

static bool read_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* date = 4 digits "-" month "-" day, months and days of one or two digits */
static bool read_date(const char **at)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = 0, month, day;
	bool leap;

	for (int i = 0; i < 4; i++, (*at)++) {
		if (!is_digit(**at))
			return false;
		year = year * 10 + (**at - '0');
	}
	if (!read_char(at, '-') || !read_number(at, &month) || !read_char(at, '-') ||
	    !read_number(at, &day) || month < 1 || month > 12)
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day >= 1 && day <= (month == 2 && leap ? 29 : days[month - 1]);
}

/* time = hour ":" minute ":" second [("." / ",") 1*digit] */
static bool read_time(const char **at)
{
	int hour, minute, second;

	if (!read_number(at, &hour) || !read_char(at, ':') || !read_number(at, &minute) ||
	    !read_char(at, ':') || !read_number(at, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	if ((**at == '.' || **at == ',') && is_digit((*at)[1]))
		for ((*at)++; is_digit(**at); (*at)++)
			;
	return true;
}

/* zone = "Z" / ("+" / "-") 2digit ":" 2digit */
static bool read_zone(const char **at)
{
	const char *z = *at;

	if (read_char(at, 'Z'))
		return true;
	if (*z != '+' && *z != '-')
		return false;
	for (int i = 1; i <= 5; i++)
		if (i == 3 ? z[i] != ':' : !is_digit(z[i]))
			return false;
	*at += 6;
	return (z[1] - '0') * 10 + (z[2] - '0') <= 24 && (z[4] - '0') * 10 + (z[5] - '0') <= 60;
}

/* A date, a date and a time with a zone behind "T" or "t", or without one behind spaces. */
static bool is_timestamp(const char *text)
{
	const char *at = text;

	if (!read_date(&at))
		return false;
	if (*at == '\0')
		return true;
	if (*at == 'T' || *at == 't') {
		at++;
		return read_time(&at) && read_zone(&at) && *at == '\0';
	}
	if (*at != ' ')
		return false;
	while (*at == ' ')
		at++;
	return read_time(&at) && *at == '\0';
}

/* ---- numbers ---- */

static int digit_value(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Digits of one base, at least one; false also when they do not fit. */
static bool read_natural(const char *text, int base, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		int digit = digit_value(*text);

		if (digit >= base || __builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return false;
	}
	*ret_value = value;
	return true;
}

/* The base that a prefix tells, Go's rule for base 0; text then stands behind it. */
static int read_base(const char **text)
{
	char letter = (char)((*text)[0] == '0' ? (*text)[1] | 0x20 : 0);
	int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;

	if (base != 10) {
		*text += 2;
		return base;
	}
	if ((*text)[0] != '0' || (*text)[1] == '\0')
		return 10;
	*text += 1;
	return 8;
}

/* An integer with an optional sign; base 0 looks at the prefix. */
static bool read_integer(const char *text, int base, struct yaml_value *ret_value)
{
	bool has_sign = *text == '-' || *text == '+', negative = *text == '-';
	uint64_t size;

	text += has_sign;
	if (base == 0)
		base = read_base(&text);
	if (!read_natural(text, base, &size) || (negative && size > (uint64_t)INT64_MAX + 1))
		return false;
	if (size > (uint64_t)INT64_MAX && !negative) {
		/* Go reads larger ones with ParseUint, which knows no sign. */
		*ret_value = (struct yaml_value) { .type = YAML_TYPE_UINT, .natural = size };
		return !has_sign;
	}
	*ret_value = (struct yaml_value) {
		.type = YAML_TYPE_INT,
		.integer = (int64_t)(negative ? -size : size),
	};
	return true;
}

/* [sign] (digits ["." [digits]] / "." digits) [("e" / "E") [sign] digits] */
static bool is_decimal(const char *text)
{
	size_t n_digits;

	text += *text == '-' || *text == '+';
	n_digits = strspn(text, "0123456789");
	text += n_digits;
	if (*text == '.') {
		text++;
		n_digits += strspn(text, "0123456789");
		text += strspn(text, "0123456789");
	}
	if (n_digits == 0)
		return false;
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		if (!is_digit(*text))
			return false;
		text += strspn(text, "0123456789");
	}
	return *text == '\0';
}

static bool read_decimal(const char *text, struct yaml_value *ret_value)
{
	double number;

	if (!is_decimal(text))
		return false;
	number = strtod(text, NULL);
	if (isinf(number))
		return false;
	*ret_value = (struct yaml_value) { .type = YAML_TYPE_FLOAT, .number = number };
	return true;
}

/* Whether each underscore stands between two digits. */
static bool underscores_between_digits(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (*at == '_' && (at == text || !is_digit(at[-1]) || !is_digit(at[1])))
			return false;
	return true;
}

static char *without_underscores(const char *text)
{
	char *plain = xmalloc(strlen(text) + 1), *end = plain;

	for (; *text != '\0'; text++)
		if (*text != '_')
			*end++ = *text;
	*end = '\0';
	return plain;
}

static bool find_number(const char *text, struct yaml_value *ret_value)
{
	CLEANUP(str) char *plain = without_underscores(text);

	if (read_integer(plain, 0, ret_value) || read_decimal(plain, ret_value))
		return true;
	/* go-yaml reads what follows 0b once more, so that there may be a sign. */
	return text_starts_with(plain, "0b") && read_integer(plain + 2, 2, ret_value);
}

/* ---- the whole ---- */

static struct yaml_value resolve(const char *text, bool may_be_time)
{
	struct yaml_value value = { .type = YAML_TYPE_STRING };

	if (strchr("+-0123456789yYnNtTfFoO~.", *text) == NULL || find_word(text, &value))
		return value;
	if (*text == '.') {
		CLEANUP(str) char *plain = without_underscores(text);

		if (underscores_between_digits(text))
			read_decimal(plain, &value);
		return value;
	}
	if (!is_digit(*text) && *text != '+' && *text != '-')
		return value;
	if (may_be_time && is_timestamp(text))
		value.type = YAML_TYPE_TIMESTAMP;
	else if (!find_number(text, &value))
		value.type = YAML_TYPE_STRING;
	return value;
}

struct yaml_value yaml_resolve(const char *text)
{
	return resolve(text, true);
}

/* The tags that are checked. */
static const struct {
	const char *name;
	enum yaml_type type;
} tags[] = {
	{ "null", YAML_TYPE_NULL },   { "bool", YAML_TYPE_BOOL },
	{ "int", YAML_TYPE_INT },     { "int", YAML_TYPE_UINT },
	{ "float", YAML_TYPE_FLOAT }, { "timestamp", YAML_TYPE_TIMESTAMP },
	{ "str", YAML_TYPE_STRING },
};

static const char *type_name(enum yaml_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++)
		if (tags[i].type == type)
			return tags[i].name;
	return "";
}

static bool is_checked(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++)
		if (strcmp(tags[i].name, name) == 0)
			return true;
	return false;
}

bool yaml_resolve_tagged(const char *tag, const char *text, struct yaml_value *ret_value,
			 struct error *err)
{
	const char *name =
		text_starts_with(tag, YAML_TAG_PREFIX) ? tag + strlen(YAML_TAG_PREFIX) : "";
	struct yaml_value value = { .type = YAML_TYPE_STRING };

	if (is_checked(name) && strcmp(name, "str") != 0) {
		value = resolve(text, strcmp(name, "timestamp") == 0);
		if (strcmp(name, "float") == 0 && value.type == YAML_TYPE_INT)
			value = (struct yaml_value) {
				.type = YAML_TYPE_FLOAT,
				.number = (double)value.integer,
			};
		if (strcmp(name, type_name(value.type)) != 0)
			return error_set(err, REASON_CLIENT,
					 "yaml: cannot decode !!%s `%s` as a !!%s",
					 type_name(value.type), text, name);
	}
	*ret_value = value;
	return true;
}

/* [sign] digit *(digit / "_") 1*(":" [0-5] digit) ["." *(digit / "_")] */
static bool is_base_60(const char *text)
{
	bool has_part = false;

	text += *text == '-' || *text == '+';
	if (!is_digit(*text))
		return false;
	text += strspn(text, "0123456789_");
	for (; *text == ':'; has_part = true) {
		text++;
		if (*text >= '0' && *text <= '5' && is_digit(text[1]))
			text++;
		if (!is_digit(*text))
			return false;
		text++;
	}
	if (has_part && *text == '.') {
		text++;
		text += strspn(text, "0123456789_");
	}
	return has_part && *text == '\0';
}

bool yaml_reads_as_string(const char *text)
{
	return yaml_resolve(text).type == YAML_TYPE_STRING && !is_base_60(text);
}
