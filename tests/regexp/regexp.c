/* What patterns match, and what is no pattern. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/regexp.h"
#include "cidrctl/strbuf.h"

static const struct {
	const char *row, *pattern, *text;
	const char *found; /* the match and its groups, '-' for one that took no part; NULL: none */
} rows[] = {
	{ "a literal", "b", "abc", "b" },
	{ "no match", "x", "abc", NULL },
	{ "the empty pattern", "", "abc", "" },
	{ "leftmost", "a|ab", "xab", "a" },
	{ "greedy", "a*", "aaa", "aaa" },
	{ "lazy", "a*?", "aaa", "" },
	{ "lazy plus", "a+?", "aaa", "a" },
	{ "ungreedy turns both", "(?U)a+", "aaa", "a" },
	{ "ungreedy turns lazy", "(?U)a+?", "aaa", "aaa" },
	{ "groups", "(a)(b)?(c)", "ac", "ac a - c" },
	{ "a named group", "(?P<x>a)(?<y>b)", "ab", "ab a b" },
	{ "the last turn of a loop", "(?:(a)|b)*", "ab", "ab a" },
	{ "a loop over what may be empty takes its first turn", "(a*)*", "b", " " },
	{ "an empty turn does not count", "(a|b*)*", "ab", "ab b" },
	{ "a count", "a{2}", "aaa", "aa" },
	{ "an open count", "a{2,}", "aaaa", "aaaa" },
	{ "a range of counts", "a{1,2}", "aaaa", "aa" },
	{ "none", "xa{0}y", "xy", "xy" },
	{ "a brace that is no count", "a{,2}", "a{,2}", "a{,2}" },
	{ "a brace without an end", "a{2", "a{2", "a{2" },
	{ "a count with a leading zero", "a{01}", "a{01}", "a{01}" },
	{ "the start of the text", "^b", "a\nb", NULL },
	{ "the start of a line", "(?m)^b", "a\nb", "b" },
	{ "the end of the text", "a$", "a\n", NULL },
	{ "the end of a line", "(?m)a$", "a\nb", "a" },
	{ "anchors as letters", "\\Aab\\z", "ab", "ab" },
	{ "a word", "\\bfoo\\b", "a foo b", "foo" },
	{ "inside a word", "o\\B", "foo", "o" },
	{ "a dot is no line feed", "a.b", "a\nb", NULL },
	{ "a dot is anything", "(?s)a.b", "a\nb", "a\nb" },
	{ "a class", "[b-d]+", "abcde", "bcd" },
	{ "the others", "[^b-d]+", "bcdef", "ef" },
	{ "the others have line feeds", "[^a]", "\n", "\n" },
	{ "a bracket comes first", "[]a]+", "]a]", "]a]" },
	{ "a dash comes last", "[a-]+", "-a", "-a" },
	{ "digits", "\\d+", "ab12", "12" },
	{ "no digits", "\\D+", "12ab", "ab" },
	{ "space is five characters", "\\s+", "a \t\n\f\r\vb", " \t\n\f\r" },
	{ "a word's characters", "\\w+", "-a_1-", "a_1" },
	{ "a group of names", "[[:alpha:]]+", "12ab", "ab" },
	{ "the others of it", "[[:^alpha:]]+", "ab12", "12" },
	{ "digits inside a class", "[\\d.]+", "v1.2", "1.2" },
	{ "a category", "\\p{Lu}+", "aÄB", "ÄB" },
	{ "a category by a letter", "\\pN+", "a1²", "1²" },
	{ "a script", "\\p{Greek}+", "aαβ", "αβ" },
	{ "not a script", "\\P{Greek}+", "αβa", "a" },
	{ "not, the other way", "\\p{^Greek}+", "αβa", "a" },
	{ "case", "(?i)straSSe", "STRASSE", "STRASSE" },
	{ "case of a class", "(?i)[k]+", "kK\xe2\x84\xaa", "kK\xe2\x84\xaa" },
	{ "case in a part", "a(?i:b)c", "aBc", "aBc" },
	{ "flags end with their group", "(?:(?i)a)b", "AB", NULL },
	{ "flags off", "(?i)a(?-i)b", "AB", NULL },
	{ "escapes", "\\x41\\x{42}\\103\\t\\.", "ABC\t.", "ABC\t." },
	{ "quoted", "\\Qa.b\\E+", "a.bbb", "a.bbb" },
	{ "quoted to the end", "\\Qa.b", "a.b", "a.b" },
	{ "characters, not bytes", "^.$", "é", "é" },
	{ "an alternative that is empty", "(?:a|)b", "b", "b" },
	{ "three alternatives", "abc|abd|abe", "xabe", "abe" },
	{ "what takes others forever", "(a*)*c|(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
	  NULL },
};

static void print_spans(const char *text, const struct regexp_span *spans, size_t n,
			struct strbuf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_add_char(out, ' ');
		if (spans[i].begin == REGEXP_NONE)
			strbuf_add_char(out, '-');
		else
			strbuf_add(out, text + spans[i].begin, spans[i].end - spans[i].begin);
	}
}

Test(regexp, matches)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *error = NULL;
		struct regexp *regexp =
			regexp_compile(rows[i].pattern, strlen(rows[i].pattern), &error);
		struct regexp_span spans[8];
		CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
		size_t length = strlen(rows[i].text);
		bool found;

		cr_assert_not_null(regexp, "%s: %s", rows[i].row, error);
		found = regexp_find(regexp, rows[i].text, length, 0, spans, ARRAY_LEN(spans), NULL);
		cr_expect_eq(found, rows[i].found != NULL, "%s", rows[i].row);
		cr_expect_eq(regexp_find(regexp, rows[i].text, length, 0, NULL, 0, NULL), found,
			     "%s", rows[i].row);
		if (found && rows[i].found != NULL) {
			print_spans(rows[i].text, spans, regexp_groups(regexp) + 1, &out);
			cr_expect_str_eq(out.text, rows[i].found, "%s", rows[i].row);
		}
		regexp_free(regexp);
	}
}

static const struct {
	const char *pattern, *error;
} errors[] = {
	{ ")", "unexpected ): `)`" },
	{ "a)b", "unexpected ): `a)b`" },
	{ "(a", "missing closing ): `(a`" },
	{ "(?:a", "missing closing ): `(?:a`" },
	{ "[a", "missing closing ]: `[a`" },
	{ "a[", "missing closing ]: `[`" },
	{ "[]", "missing closing ]: `[]`" },
	{ "*", "missing argument to repetition operator: `*`" },
	{ "a|*", "missing argument to repetition operator: `*`" },
	{ "(+?)", "missing argument to repetition operator: `+?`" },
	{ "x{2}**", "invalid nested repetition operator: `{2}*`" },
	{ "a**", "invalid nested repetition operator: `**`" },
	{ "a+??", "invalid nested repetition operator: `+??`" },
	{ "x++", "invalid nested repetition operator: `++`" },
	{ "a{1001}", "invalid repeat count: `{1001}`" },
	{ "a{2,1}", "invalid repeat count: `{2,1}`" },
	{ "a{99999999999}", "invalid repeat count: `{99999999999}`" },
	{ "(a{100}){11}", "invalid repeat count: `{11}`" },
	{ "[b-a]", "invalid character class range: `b-a`" },
	{ "[[:foo:]]", "invalid character class range: `[:foo:]`" },
	{ "\\p{Foo}", "invalid character class range: `\\p{Foo}`" },
	{ "\\pX", "invalid character class range: `\\pX`" },
	{ "\\p", "invalid character class range: `\\p`" },
	{ "\\p{L", "invalid character class range: `\\p{L`" },
	{ "a\\", "trailing backslash at end of expression: ``" },
	{ "\\1", "invalid escape sequence: `\\1`" },
	{ "\\q", "invalid escape sequence: `\\q`" },
	{ "\\C", "invalid escape sequence: `\\C`" },
	{ "\\x{110000}", "invalid escape sequence: `\\x{110000`" },
	{ "\\x1", "invalid escape sequence: `\\x1`" },
	{ "[\\b]", "invalid escape sequence: `\\b`" },
	{ "(?P<n", "invalid named capture: `(?P<n`" },
	{ "(?P<n-m>a)", "invalid named capture: `(?P<n-m>`" },
	{ "(?P<>a)", "invalid named capture: `(?P<>`" },
	{ "(?=a)", "invalid or unsupported Perl syntax: `(?=`" },
	{ "(?!a)", "invalid or unsupported Perl syntax: `(?!`" },
	{ "(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`" },
	{ "(?", "invalid or unsupported Perl syntax: `(?`" },
	{ "a\xff", "invalid UTF-8: `\xff`" },
};

Test(regexp, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		char *error = NULL;
		struct regexp *regexp =
			regexp_compile(errors[i].pattern, strlen(errors[i].pattern), &error);
		CLEANUP(str)
		char *expected = xasprintf("error parsing regexp: %s", errors[i].error);

		cr_expect_null(regexp, "%s", errors[i].pattern);
		if (error != NULL)
			cr_expect_str_eq(error, expected);
		regexp_free(regexp);
		free(error);
	}
}

static void expect_error(const char *pattern, const char *part)
{
	char *error = NULL;
	struct regexp *regexp = regexp_compile(pattern, strlen(pattern), &error);

	cr_expect_null(regexp);
	if (error != NULL)
		cr_expect_not_null(strstr(error, part), "%.80s", error);
	regexp_free(regexp);
	free(error);
}

Test(regexp, limits)
{
	CLEANUP(strbuf) struct strbuf pattern = STRBUF_INIT;

	strbuf_add_repeated(&pattern, '(', 50000);
	strbuf_add_char(&pattern, 'a');
	strbuf_add_repeated(&pattern, ')', 50000);
	expect_error(pattern.text, "expression nests too deeply");

	strbuf_truncate(&pattern, 0);
	strbuf_add_char(&pattern, '(');
	strbuf_add_repeated(&pattern, 'a', 10000);
	strbuf_add_str(&pattern, "){1000}");
	expect_error(pattern.text, "expression too large");
}

Test(regexp, from_a_place_on)
{
	char *error = NULL;
	struct regexp *regexp = regexp_compile("\\ba", 3, &error);
	struct regexp_span span;

	cr_assert(regexp_find(regexp, "aa a", 4, 1, &span, 1, NULL));
	cr_expect_eq(span.begin, 3);
	cr_expect_not(regexp_find(regexp, "aa a", 4, 4, &span, 1, NULL));
	regexp_free(regexp);
}

Test(regexp, work)
{
	static const struct {
		const char *pattern;
		uint64_t work;
		bool found, is_given_up;
	} limited[] = {
		{ "b", 10000, false, false },          { "b", 300, false, true },
		{ "(a?){30}b", 300, false, true },     { "(a?){30}b", 10000, false, true },
		{ "(a?){30}b", 100000, false, false }, { "a", 300, true, false },
		{ "a*", 10000, true, false },          { "a*", 300, false, true },
	};
	char text[200];

	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < ARRAY_LEN(limited); i++) {
		char *error;
		struct regexp *regexp =
			regexp_compile(limited[i].pattern, strlen(limited[i].pattern), &error);
		uint64_t left = limited[i].work;
		struct regexp_span span;

		cr_expect_eq(regexp_find(regexp, text, sizeof(text), 0, &span, 1, &left),
			     limited[i].found, "%s with %d", limited[i].pattern,
			     (int)limited[i].work);
		cr_expect_eq(left == 0, limited[i].is_given_up, "%s with %d leaves %d",
			     limited[i].pattern, (int)limited[i].work, (int)left);
		cr_expect_lt(left, limited[i].work, "%s", limited[i].pattern);
		regexp_free(regexp);
	}
}

Test(regexp, names_of_groups)
{
	char *error = NULL;
	struct regexp *regexp = regexp_compile("(a)(?P<b>b)", 11, &error);

	cr_expect_eq(regexp_groups(regexp), 2);
	cr_expect_eq(regexp_group(regexp, "b", 1), 2);
	cr_expect_eq(regexp_group(regexp, "c", 1), 0);
	cr_expect_str_eq(regexp_group_name(regexp, 1), "");
	cr_expect_str_eq(regexp_group_name(regexp, 2), "b");
	regexp_free(regexp);
}
