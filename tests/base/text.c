#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"

/* Go's strconv.Quote. */
static const struct {
	const char *bytes;
	size_t length;
	const char *want;
} quote_rows[] = {
	{ "", 0, "\"\"" },
	{ "a b", 3, "\"a b\"" },
	{ "\"\\'", 3, "\"\\\"\\\\'\"" },
	{ "\a\b\t\n\v\f\r", 7, "\"\\a\\b\\t\\n\\v\\f\\r\"" },
	{ "a\0b", 3, "\"a\\x00b\"" },
	{ "\x1b\x7f", 2, "\"\\x1b\\x7f\"" },
	{ "é日😀", 9, "\"é日😀\"" },
	{ "\xc2\x85\xc2\xa0\xc2\xad", 6, "\"\\u0085\\u00a0\\u00ad\"" },
	{ "\xe2\x80\xa8\xef\xbb\xbf", 6, "\"\\u2028\\ufeff\"" },
	{ "\xf4\x8f\xbf\xbf", 4, "\"\\U0010ffff\"" },
	{ "\xef\xbf\xbd", 3, "\"\xef\xbf\xbd\"" },
	{ "\xff\xc0\x80", 3, "\"\\xff\\xc0\\x80\"" },
	{ "\xed\xa0\x80", 3, "\"\\xed\\xa0\\x80\"" },
	{ "\xe2\x80", 2, "\"\\xe2\\x80\"" },
};

Test(text, quote)
{
	for (size_t i = 0; i < ARRAY_LEN(quote_rows); i++) {
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

		text_quote_bytes(&out, quote_rows[i].bytes, quote_rows[i].length);
		cr_expect_str_eq(out.text, quote_rows[i].want);
	}
}

Test(text, quote_of_a_string)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	CLEANUP(str) char *quoted = text_quoted("a\n");

	strbuf_add_str(&out, "x=");
	text_quote(&out, "b");
	cr_expect_str_eq(out.text, "x=\"b\"");
	cr_expect_str_eq(quoted, "\"a\\n\"");
}

static const struct {
	const char *name, *bytes;
	size_t size;
	unsigned rune;
} decode_rows[] = {
	{ "ASCII", "a", 1, 'a' },
	{ "NUL", "\0", 1, 0 },
	{ "two bytes", "é", 2, 0xe9 },
	{ "three bytes", "日", 3, 0x65e5 },
	{ "four bytes", "😀", 4, 0x1f600 },
	{ "last of two bytes", "\xdf\xbf", 2, 0x7ff },
	{ "first of three bytes", "\xe0\xa0\x80", 3, 0x800 },
	{ "before the surrogates", "\xed\x9f\xbf", 3, 0xd7ff },
	{ "behind the surrogates", "\xee\x80\x80", 3, 0xe000 },
	{ "the last one", "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
	{ "beyond the last one", "\xf4\x90\x80\x80", 1, 0xfffd },
	{ "a surrogate", "\xed\xa0\x80", 1, 0xfffd },
	{ "overlong, two bytes", "\xc0\x80", 1, 0xfffd },
	{ "overlong, three bytes", "\xe0\x9f\xbf", 1, 0xfffd },
	{ "overlong, four bytes", "\xf0\x8f\xbf\xbf", 1, 0xfffd },
	{ "a continuation byte", "\x80", 1, 0xfffd },
	{ "no continuation byte", "\xc3(", 1, 0xfffd },
	{ "no such byte", "\xff", 1, 0xfffd },
};

Test(text, utf8_decode)
{
	for (size_t i = 0; i < ARRAY_LEN(decode_rows); i++) {
		const char *bytes = decode_rows[i].bytes;
		size_t length = *bytes != '\0' ? strlen(bytes) : 1;
		unsigned rune = 1;

		cr_expect_eq(utf8_decode(bytes, length, &rune), decode_rows[i].size, "%s",
			     decode_rows[i].name);
		cr_expect_eq(rune, decode_rows[i].rune, "%s", decode_rows[i].name);
	}
}

Test(text, utf8_decode_stops_at_the_length)
{
	unsigned rune;

	cr_expect_eq(utf8_decode("日", 2, &rune), 1);
	cr_expect_eq(rune, 0xfffd);
}

Test(text, utf8_round_trip)
{
	for (unsigned rune = 1; rune < 0x110000; rune += rune < 0x1000 ? 1 : 0xff) {
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
		unsigned again = 0;

		if (rune >= 0xd800 && rune < 0xe000)
			continue;
		utf8_encode(&out, rune);
		cr_assert_eq(utf8_decode(out.text, out.length, &again), out.length, "%x", rune);
		cr_assert_eq(again, rune);
	}
}

Test(text, utf8_count)
{
	cr_expect_eq(utf8_count("", 0), 0);
	cr_expect_eq(utf8_count("aé日😀", 10), 4);
	cr_expect_eq(utf8_count("\xff\xe2\x80", 3), 3);
}

Test(text, prefixes_and_suffixes)
{
	cr_expect(text_starts_with("abc", "ab"));
	cr_expect(text_starts_with("abc", ""));
	cr_expect(!text_starts_with("ab", "abc"));
	cr_expect(text_ends_with("abc", "bc"));
	cr_expect(text_ends_with("abc", ""));
	cr_expect(!text_ends_with("bc", "abc"));
	cr_expect(!text_ends_with("abc", "ab"));
}

Test(text, equal_fold)
{
	cr_expect(text_equal_fold("Service", "sERVICE"));
	cr_expect(text_equal_fold("", ""));
	cr_expect(!text_equal_fold("a", "ab"));
	cr_expect(!text_equal_fold("[", "{"));
	cr_expect(!text_equal_fold("é", "É"));
}

/* text_list_split at commas, joined with bars. */
static const struct {
	const char *in, *want;
} split_rows[] = {
	{ "", "|" }, { "a", "a|" }, { "a,b", "a|b|" }, { ",a,", "|a||" }, { ",", "||" },
};

Test(text, split)
{
	for (size_t i = 0; i < ARRAY_LEN(split_rows); i++) {
		CLEANUP(text_list) struct text_list list = TEXT_LIST_INIT;
		CLEANUP(strbuf) struct strbuf joined = STRBUF_INIT;

		text_list_split(&list, split_rows[i].in, ',');
		for (size_t j = 0; j < list.n; j++)
			strbuf_addf(&joined, "%s|", list.items[j]);
		cr_expect_str_eq(joined.text, split_rows[i].want, "\"%s\"", split_rows[i].in);
	}
}

Test(text, list)
{
	CLEANUP(text_list) struct text_list list = TEXT_LIST_INIT;

	text_list_sort(&list);
	for (int i = 20; i >= 10; i--)
		text_list_take(&list, xasprintf("%d", i));
	text_list_add(&list, "Z");
	text_list_sort(&list);
	cr_expect_eq(list.n, 12);
	cr_expect_str_eq(list.items[0], "10");
	cr_expect_str_eq(list.items[11], "Z");
	cr_expect(text_list_contains(&list, "15"));
	cr_expect(!text_list_contains(&list, "1"));
}
