#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"

#define NAME_RULE                                                                                 \
	"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "  \
	"an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for " \
	"validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define VALUE_RULE                                                                               \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "    \
	"'my_value',  or '12345', regex used for validation is "                                 \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define NOT_INTEGER "for 'Gt', 'Lt' operators, the value must be an integer"
#define REQUIREMENT "unable to parse requirement: "
#define OPERATORS "in, notin, =, ==, !=, gt, lt"

static struct label_selector *parse(const char *text)
{
	struct error err = ERROR_INIT;
	struct label_selector *selector = NULL;

	cr_assert(label_selector_parse(text, &selector, &err), "%s: %s", text, err.message);
	return selector;
}

static const struct {
	const char *in, *text;
} text_rows[] = {
	{ "", "" },
	{ " \t\r\n", "" },
	{ "x", "x" },
	{ "!x", "!x" },
	{ "! x", "!x" },
	{ "x=a", "x=a" },
	{ "x==a", "x==a" },
	{ " x  =\ta ", "x=a" },
	{ "x!=a", "x!=a" },
	{ "x=", "x=" },
	{ "x= ,z= ", "x=,z=" },
	{ "x>1,z<5", "x>1,z<5" },
	{ "z=c,x=a,y=b", "x=a,y=b,z=c" },
	{ "b=2,a=1,b=1,a=2", "a=1,a=2,b=2,b=1" },
	{ "x in (b,a)", "x in (a,b)" },
	{ "x in(b,a,b)", "x in (a,b)" },
	{ "x notin ( b )", "x notin (b)" },
	{ "x in ()", "x in ()" },
	{ "x in (,)", "x in ()" },
	{ "x in (,b)", "x in (,b)" },
	{ "x in (b,)", "x in (,b)" },
	{ "x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()" },
	{ "x in (a,,)", "x in (,a)" },
	{ "x in (,,a)", "x in (,a)" },
	{ "in in (in)", "in in (in)" },
	{ "notin=in", "notin=in" },
	{ "in", "in" },
	{ "!in,notin", "!in,notin" },
	{ "example.com/a=b", "example.com/a=b" },
};

Test(label_selector, text)
{
	for (size_t i = 0; i < ARRAY_LEN(text_rows); i++) {
		CLEANUP(label_selector) struct label_selector *selector = parse(text_rows[i].in);
		CLEANUP(str) char *text = label_selector_text(selector);

		cr_expect_str_eq(text, text_rows[i].text, "\"%s\": %s", text_rows[i].in, text);
	}
}

static const struct {
	const char *in, *message;
} error_rows[] = {
	{ "a,,b", "found ',', expected: identifier after ','" },
	{ "a,", "found '', expected: identifier after ','" },
	{ "a,=", "found '=', expected: identifier after ','" },
	{ ",a", "found ',', expected: !, identifier, or 'end of string'" },
	{ "=a", "found '=', expected: !, identifier, or 'end of string'" },
	{ "!", REQUIREMENT "found '', expected: identifier" },
	{ "!,", REQUIREMENT "found ',', expected: identifier" },
	{ "!!a", REQUIREMENT "found '!', expected: identifier" },
	{ "a b", REQUIREMENT "found 'b', expected: " OPERATORS },
	{ "a!", REQUIREMENT "found '!', expected: " OPERATORS },
	{ "a(", REQUIREMENT "found '(', expected: " OPERATORS },
	{ "a=b c", "found 'c', expected: ',' or 'end of string'" },
	{ "a=b=c", "found '=', expected: ',' or 'end of string'" },
	{ "a==b==c", "found '==', expected: ',' or 'end of string'" },
	{ "a===b", REQUIREMENT "found '=', expected: identifier" },
	{ "a=b!", "found '!', expected: ',' or 'end of string'" },
	{ "!a=b", "found '=', expected: ',' or 'end of string'" },
	{ "a in (b)c", "found 'c', expected: ',' or 'end of string'" },
	{ "a in b", REQUIREMENT "found 'b' expected: '('" },
	{ "a in", REQUIREMENT "found '' expected: '('" },
	{ "a in (", REQUIREMENT "found '', expected: ',', ')' or identifier" },
	{ "a in (=", REQUIREMENT "found '=', expected: ',', ')' or identifier" },
	{ "a in (b", REQUIREMENT "found '', expected: ',' or ')'" },
	{ "a in (b c", REQUIREMENT "found 'c', expected: ',' or ')'" },
	{ "a in (,", REQUIREMENT "found '', expected: ',', or identifier" },
	{ "a in (b,=", REQUIREMENT "found '=', expected: ',', or identifier" },
	{ "a=(", REQUIREMENT "found '(', expected: identifier" },
	{ "a>", REQUIREMENT "values[0]: Invalid value: \"\": " NOT_INTEGER },
	{ "a>x", REQUIREMENT "values[0]: Invalid value: \"x\": " NOT_INTEGER },
	{ "a<1.5", REQUIREMENT "values[0]: Invalid value: \"1.5\": " NOT_INTEGER },
	{ "a>9223372036854775808",
	  REQUIREMENT "values[0]: Invalid value: \"9223372036854775808\": " NOT_INTEGER },
	{ "a>x$", REQUIREMENT "[values[0]: Invalid value: \"x$\": " NOT_INTEGER
			      ", values[0][a]: Invalid value: \"x$\": " VALUE_RULE "]" },
	{ "a=b$", REQUIREMENT "values[0][a]: Invalid value: \"b$\": " VALUE_RULE },
	{ "a in (b,c$)", REQUIREMENT "values[1][a]: Invalid value: \"c$\": " VALUE_RULE },
	{ "a$", REQUIREMENT "<nil>: Invalid value: \"a$\": name part " NAME_RULE },
	{ "-a=b", REQUIREMENT "<nil>: Invalid value: \"-a\": name part " NAME_RULE },
	{ "a/b/c=d", REQUIREMENT "<nil>: Invalid value: \"a/b/c\": a qualified name " NAME_RULE
				 " with an optional DNS subdomain prefix and '/' (e.g. "
				 "'example.com/MyName')" },
	{ "/=", REQUIREMENT "<nil>: Invalid value: \"/\": prefix part must be non-empty; name part "
			    "must be non-empty; name part " NAME_RULE },
};

Test(label_selector, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		struct label_selector *selector = NULL;

		cr_assert_not(label_selector_parse(error_rows[i].in, &selector, &err), "%s",
			      error_rows[i].in);
		cr_expect_null(selector, "%s", error_rows[i].in);
		cr_expect_eq(err.reason, REASON_BAD_REQUEST, "%s", error_rows[i].in);
		cr_expect_str_eq(err.message, error_rows[i].message, "\"%s\":\n%s\n%s",
				 error_rows[i].in, err.message, error_rows[i].message);
	}
}

static const struct {
	const char *selector, *labels;
	bool matches;
} match_rows[] = {
	{ "", "{}", true },
	{ "", "null", true },
	{ "x=y", "{\"x\":\"y\"}", true },
	{ "x==y", "{\"x\":\"y\"}", true },
	{ "x=y", "{\"x\":\"z\"}", false },
	{ "x=y", "{\"X\":\"y\"}", false },
	{ "x=y", "null", false },
	{ "x=", "{\"x\":\"\"}", true },
	{ "x=", "{}", false },
	{ "x!=y", "{\"x\":\"z\"}", true },
	{ "x!=y", "{\"x\":\"y\"}", false },
	{ "x!=y", "{}", true },
	{ "x!=y", "null", true },
	{ "x=y,z=w", "{\"x\":\"y\",\"z\":\"w\"}", true },
	{ "x=y,z=w", "{\"x\":\"y\"}", false },
	{ "x", "{\"x\":\"\"}", true },
	{ "x", "{\"y\":\"x\"}", false },
	{ "!x", "{\"y\":\"x\"}", true },
	{ "!x", "{\"x\":\"\"}", false },
	{ "x in (a,b)", "{\"x\":\"b\"}", true },
	{ "x in (a,b)", "{\"x\":\"c\"}", false },
	{ "x in (a,b)", "{}", false },
	{ "x in ()", "{\"x\":\"\"}", true },
	{ "x in (,web)", "{\"x\":\"web\"}", true },
	{ "x notin (a,b)", "{\"x\":\"c\"}", true },
	{ "x notin (a,b)", "{\"x\":\"a\"}", false },
	{ "x notin (a,b)", "{}", true },
	{ "x>1", "{\"x\":\"2\"}", true },
	{ "x>1", "{\"x\":\"1\"}", false },
	{ "x>1", "{\"x\":\"10\"}", true },
	{ "x>1", "{\"x\":\"a\"}", false },
	{ "x>1", "{\"x\":\"2 \"}", false },
	{ "x>1", "{}", false },
	{ "x<1", "{\"x\":\"0\"}", true },
	{ "x<1", "{\"x\":\"-5\"}", true },
	{ "x<1", "{\"x\":\"1\"}", false },
	{ "x<9223372036854775807", "{\"x\":\"9223372036854775806\"}", true },
	{ "x>1", "{\"x\":\"99999999999999999999\"}", false },
	{ "notin=in", "{\"notin\":\"in\"}", true },
};

Test(label_selector, matches)
{
	for (size_t i = 0; i < ARRAY_LEN(match_rows); i++) {
		CLEANUP(label_selector)
		struct label_selector *selector = parse(match_rows[i].selector);
		CLEANUP(json) cJSON *labels = cJSON_Parse(match_rows[i].labels);

		cr_expect_eq(label_selector_matches(selector, labels), match_rows[i].matches,
			     "%s on %s", match_rows[i].selector, match_rows[i].labels);
	}
}

Test(label_selector, without_one)
{
	cr_expect(label_selector_matches(NULL, NULL));
	label_selector_destroy(NULL);
}
