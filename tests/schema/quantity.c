/* Quantities as numbers. That they compare by value is shown by what --sort-by does. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/mem.h"
#include "cidrctl/quantity.h"

static struct quantity *parse(const char *text)
{
	struct quantity *quantity = quantity_parse(text, strlen(text), NULL);

	cr_assert_not_null(quantity, "%s", text);
	return quantity;
}

#define FORMAT                                          \
	"quantities must match the regular expression " \
	"'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
#define SUFFIX "unable to parse quantity's suffix"

Test(quantity, texts_that_are_none)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", FORMAT },    { "1x", FORMAT },
		{ "1 ", FORMAT },  { "1.2.3", FORMAT },
		{ "1K", SUFFIX },  { "1e", SUFFIX },
		{ "1-1", SUFFIX }, { ".Pi", "unable to parse numeric part of quantity" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *why = NULL;

		cr_expect_null(quantity_parse(rows[i].text, strlen(rows[i].text), &why));
		cr_expect_str_eq(why, rows[i].why, "%s", rows[i].text);
	}
}

Test(quantity, integers)
{
	static const struct {
		const char *text;
		bool is_int;
		int64_t value;
	} rows[] = {
		{ "1k", true, 1000 },
		{ "1.5k", true, 1500 },
		{ "-2e3", true, -2000 },
		{ "1Gi", true, 1073741824 },
		{ ".", true, 0 },
		{ "1E", true, 1000000000000000000 },
		{ "999Gi", true, 1072668082176 },
		{ "1.0", false, 0 },
		{ "1000m", false, 0 },
		{ "0.5Ki", false, 0 },
		{ "1Pi", false, 0 },
		{ "999Ti", false, 0 },
		{ "10E", false, 0 },
		{ "1234567890123456789", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct quantity *quantity = parse(rows[i].text);
		int64_t value = 0;

		cr_expect_eq(quantity_as_int(quantity, &value), rows[i].is_int, "%s", rows[i].text);
		if (rows[i].is_int)
			cr_expect_eq(value, rows[i].value, "%s", rows[i].text);
		quantity_destroy(quantity);
	}
}

Test(quantity, sums)
{
	static const struct {
		const char *a, *b, *sum;
	} rows[] = {
		{ "1", "2", "3" },
		{ "50k", "-20", "49980" },
		{ "0", "5m", "5m" },
		{ "5m", "0", "5m" },
		{ "1Pi", "1", "1125899906842625" },
		{ "1Pi", "-1Pi", "0" },
		{ "-1Pi", "1", "-1125899906842623" },
		{ "9223372036854775807", "1", "9223372036854775808" },
		{ "99999999999999999999999", "1n", "99999999999999999999999000000001n" },
		{ "1e30", "-1", "999999999999999999999999999999" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct quantity *a = parse(rows[i].a), *b = parse(rows[i].b);
		struct quantity *expected = parse(rows[i].sum);
		struct quantity *sum = quantity_add(a, b, 1), *back = quantity_add(sum, b, -1);

		cr_expect_eq(quantity_compare(sum, expected), 0, "%s + %s", rows[i].a, rows[i].b);
		cr_expect_eq(quantity_compare(back, a), 0, "%s - %s", rows[i].sum, rows[i].b);
		quantity_destroy(a);
		quantity_destroy(b);
		quantity_destroy(expected);
		quantity_destroy(sum);
		quantity_destroy(back);
	}
}

Test(quantity, no_sum_of_millions_of_digits)
{
	struct quantity *a = parse("1e1000000000"), *b = parse("1");

	cr_expect_null(quantity_add(a, b, 1));
	quantity_destroy(a);
	quantity_destroy(b);
}

Test(quantity, doubles)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {
		{ "50.703k", 50703 },
		{ "5m", 0.005 },
		{ "0", 0 },
		{ "-1.5", -1.5 },
		{ "1Pi", 1125899906842624 },
		{ "1e400", 1.0 / 0.0 },
		/* A long number is one of nano units first. */
		{ "1234567890123467890", 1.234567890123468e+18 },
		{ "-31.5Ti", -34634616274944.004 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct quantity *quantity = parse(rows[i].text);

		cr_expect_eq(quantity_as_double(quantity), rows[i].value, "%s", rows[i].text);
		quantity_destroy(quantity);
	}
}

Test(quantity, printed)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
		{ "0", "0.0" },          { "1500m", "1.5" },
		{ "-5m", "-0.005" },     { "50n", "0.00000005" },
		{ "1Gi", "1073741824" }, { "2.5k", "25e2" },
		{ "1e40", "1e40" },      { "1Pi", "1125899906842624" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
		struct quantity *quantity = parse(rows[i].text), *again;

		quantity_print(quantity, &out);
		cr_expect_str_eq(out.text, rows[i].printed);
		again = parse(out.text);
		cr_expect_eq(quantity_compare(quantity, again), 0);
		quantity_destroy(quantity);
		quantity_destroy(again);
	}
}
