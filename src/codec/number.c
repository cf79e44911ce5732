#include "number.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"

#define SHORTEST_MAX 17 /* digits that tell any two doubles apart */
#define NUMBER_SIZE 40

const struct number_style number_style_json = { .min_exponent = -6, .max_exponent = 21 };
const struct number_style number_style_go = { .min_exponent = -4,
					      .max_exponent = 6,
					      .long_exponent = true };
const struct number_style number_style_yaml_key = {
	.min_exponent = -4, .max_exponent = 6, .long_exponent = true, .single = true
};

static bool reads_back(const char *text, double value, bool single)
{
	return single ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value;
}

/* The shortest digits that read back as the value: "d.ddde±XX". */
static void shortest(double value, bool single, char text[NUMBER_SIZE])
{
	for (int digits = 0; digits < SHORTEST_MAX; digits++) {
		snprintf(text, NUMBER_SIZE, "%.*e", digits, value);
		if (reads_back(text, value, single))
			return;
	}
}

/* Writes the digits without an exponent. */
static void add_fixed(struct strbuf *out, const char *digits, int n_digits, int exponent)
{
	int whole = exponent + 1;

	if (whole <= 0) {
		strbuf_add_str(out, "0.");
		strbuf_add_repeated(out, '0', (size_t)-whole);
		strbuf_add(out, digits, (size_t)n_digits);
		return;
	}
	if (whole >= n_digits) {
		strbuf_add(out, digits, (size_t)n_digits);
		strbuf_add_repeated(out, '0', (size_t)(whole - n_digits));
		return;
	}
	strbuf_add(out, digits, (size_t)whole);
	strbuf_add_char(out, '.');
	strbuf_add(out, digits + whole, (size_t)(n_digits - whole));
}

void number_format(struct strbuf *out, double value, const struct number_style *style)
{
	char text[NUMBER_SIZE], digits[NUMBER_SIZE];
	int n_digits = 0, exponent;
	char *e;

	shortest(fabs(value), style->single, text);
	e = strchr(text, 'e');
	exponent = atoi(e + 1);
	if (signbit(value))
		strbuf_add_char(out, '-');
	if (exponent < style->min_exponent || exponent >= style->max_exponent) {
		strbuf_add(out, text, (size_t)(e - text));
		strbuf_addf(out, style->long_exponent ? "e%+03d" : "e%+d", exponent);
		return;
	}
	for (const char *at = text; at < e; at++)
		if (*at != '.')
			digits[n_digits++] = *at;
	add_fixed(out, digits, n_digits, exponent);
}

static void add_integer(struct strbuf *out, int64_t value)
{
	char text[24], *at = text + sizeof(text);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	if (value < 0)
		*--at = '-';
	strbuf_add(out, at, (size_t)(text + sizeof(text) - at));
}

void json_print_number(const cJSON *number, struct strbuf *out)
{
	double value = number->valuedouble;

	if (cJSON_IsRaw(number))
		strbuf_add_str(out, number->valuestring);
	else if (value == (double)number->valueint && !(value == 0 && signbit(value)))
		add_integer(out, number->valueint);
	else
		number_format(out, value, &number_style_json);
}
