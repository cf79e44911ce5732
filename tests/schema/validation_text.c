/* Checks of names and labels: every message, and the edges of every rule. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/validation.h"
#include "helper.h"

#define D1123L                                                                                   \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " \
	"and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', " \
	"regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define D1123S                                                                                    \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "     \
	"regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?"                             \
	"(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define D1035                                                                                     \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " \
	"an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "   \
	"'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
#define QNAME_RULE                                                                                \
	"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "  \
	"an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for " \
	"validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define QNAME "name part " QNAME_RULE
#define QNAME2                         \
	"a qualified name " QNAME_RULE \
	" with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
#define LVAL                                                                                     \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "    \
	"'my_value',  or '12345', regex used for validation is "                                 \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define LEN(n) "must be no more than " n " characters"
#define PORT_CHARS "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
#define PORT_LETTER "must contain at least one letter (a-z)"
#define PORT_HYPHENS "must not contain consecutive hyphens"
#define PORT_EDGE "must not begin or end with a hyphen"

struct row {
	const char *value;
	const char *messages; /* joined by ", "; "": the value is right */
};

static void check(const char *value, check_text *function, const char *want)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(str) char *found = NULL;

	function(value, &messages);
	found = joined(&messages);
	cr_expect_str_eq(found, want, "\"%s\": %s", value, found);
}

static void check_rows(const struct row *rows, size_t n, check_text *function)
{
	for (size_t i = 0; i < n; i++)
		check(rows[i].value, function, rows[i].messages);
}

/* A value of n letters, which is right but for its length, and one that is wrong besides. */
static void check_max_length(check_text *function, size_t max, const char *length_message,
			     const char *other_message)
{
	CLEANUP(str) char *longest = letters(max), *longer = letters(max + 1);
	CLEANUP(str) char *both = xasprintf("%s, %s", length_message, other_message);

	check(longest, function, "");
	check(longer, function, length_message);
	longer[max / 2] = '!';
	check(longer, function, both);
}

static const struct row dns1123_label_rows[] = {
	{ "a", "" },
	{ "0", "" },
	{ "a-b", "" },
	{ "1-2", "" },
	{ "a--b", "" },
	{ "", D1123L },
	{ "-a", D1123L },
	{ "a-", D1123L },
	{ "-", D1123L },
	{ "A", D1123L },
	{ "a_b", D1123L },
	{ "a b", D1123L },
	{ "a\n", D1123L },
	{ "a/b", D1123L },
	{ "é", D1123L },
	{ "a..b", D1123L },
	{ ".", D1123L },
	{ "a.", D1123L },
	{ ".a", D1123L },
	{ "A.b", D1123L },
	{ "a-.b", D1123L },
	{ "a.b", "must not contain dots" },
	{ "a.b.c", "must not contain dots" },
};

Test(validation_text, dns1123_label)
{
	check_rows(dns1123_label_rows, ARRAY_LEN(dns1123_label_rows), check_dns1123_label);
	check_max_length(check_dns1123_label, 63, LEN("63"), D1123L);
}

static const struct row dns1123_subdomain_rows[] = {
	{ "a", "" },
	{ "a.b", "" },
	{ "1.2-3.4", "" },
	{ "10.96.0.1", "" },
	{ "", D1123S },
	{ ".", D1123S },
	{ "a.", D1123S },
	{ ".a", D1123S },
	{ "a..b", D1123S },
	{ "a-.b", D1123S },
	{ "a.-b", D1123S },
	{ "Bad_Name", D1123S },
	{ "2001:db8::1", D1123S },
};

Test(validation_text, dns1123_subdomain)
{
	check_rows(dns1123_subdomain_rows, ARRAY_LEN(dns1123_subdomain_rows),
		   check_dns1123_subdomain);
	check_max_length(check_dns1123_subdomain, 253, LEN("253"), D1123S);
}

static const struct row dns1035_rows[] = {
	{ "a", "" },     { "a1", "" },    { "a-1", "" },  { "", D1035 },    { "1abc", D1035 },
	{ "-a", D1035 }, { "a-", D1035 }, { "A", D1035 }, { "a.b", D1035 }, { "-123", D1035 },
};

Test(validation_text, dns1035_label)
{
	check_rows(dns1035_rows, ARRAY_LEN(dns1035_rows), check_dns1035_label);
	check_max_length(check_dns1035_label, 63, LEN("63"), D1035);
}

static const struct row qualified_name_rows[] = {
	{ "a", "" },
	{ "A.b_c-1", "" },
	{ "example.com/MyName", "" },
	{ "", "name part must be non-empty, " QNAME },
	{ "-a", QNAME },
	{ "a-", QNAME },
	{ "_", QNAME },
	{ "NoSpecialCharsLike=Equals", QNAME },
	{ "~https", QNAME },
	{ "/a", "prefix part must be non-empty" },
	{ "a/", "name part must be non-empty, " QNAME },
	{ "/", "prefix part must be non-empty, name part must be non-empty, " QNAME },
	{ "Bad/x", "prefix part " D1123S },
	{ "a_b/-", "prefix part " D1123S ", " QNAME },
	{ "a/b/c", QNAME2 },
	{ "//", QNAME2 },
};

Test(validation_text, qualified_name)
{
	CLEANUP(str) char *prefix = letters(254), *long_prefix = xasprintf("%s/a", prefix);

	check_rows(qualified_name_rows, ARRAY_LEN(qualified_name_rows), check_qualified_name);
	check_max_length(check_qualified_name, 63, "name part " LEN("63"), QNAME);
	check(long_prefix, check_qualified_name, "prefix part " LEN("253"));
	check(long_prefix + 1, check_qualified_name, "");
}

static const struct row label_value_rows[] = {
	{ "", "" },     { "a", "" },    { "12345", "" }, { "My_Value.1", "" }, { "-a", LVAL },
	{ "a.", LVAL }, { "b$", LVAL }, { "a b", LVAL }, { "a/b", LVAL },
};

Test(validation_text, label_value)
{
	check_rows(label_value_rows, ARRAY_LEN(label_value_rows), check_label_value);
	check_max_length(check_label_value, 63, LEN("63"), LVAL);
}

static const struct row port_name_rows[] = {
	{ "http", "" },
	{ "8a", "" },
	{ "a-b-c", "" },
	{ "abcdefghijklmno", "" },
	{ "abcdefghijklmnop", LEN("15") },
	{ "", PORT_CHARS ", " PORT_LETTER },
	{ "80", PORT_LETTER },
	{ "HTTP", PORT_CHARS ", " PORT_LETTER },
	{ "a_b", PORT_CHARS },
	{ "a--b", PORT_HYPHENS },
	{ "-a", PORT_EDGE },
	{ "a-", PORT_EDGE },
	{ "-", PORT_LETTER ", " PORT_EDGE },
	{ "--", PORT_LETTER ", " PORT_HYPHENS ", " PORT_EDGE },
	{ "--------------_0",
	  LEN("15") ", " PORT_CHARS ", " PORT_LETTER ", " PORT_HYPHENS ", " PORT_EDGE },
};

Test(validation_text, port_name)
{
	check_rows(port_name_rows, ARRAY_LEN(port_name_rows), check_port_name);
}

static const struct row path_segment_rows[] = {
	{ "a", "" },
	{ "", "" },
	{ "...", "" },
	{ "a.b", "" },
	{ ".", "may not be '.'" },
	{ "..", "may not be '..'" },
	{ "a/b", "may not contain '/'" },
	{ "50%", "may not contain '%'" },
	{ "%/", "may not contain '/', may not contain '%'" },
};

Test(validation_text, path_segment)
{
	check_rows(path_segment_rows, ARRAY_LEN(path_segment_rows), check_path_segment);
}
