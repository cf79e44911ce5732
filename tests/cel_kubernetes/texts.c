/* url() and format. */
#include "../cel/evaluate.h"
#include "cidrctl/cel_kubernetes.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&cel_profile_kubernetes, rows, n);
}

Test(url, parts)
{
	static const struct evaluate_row rows[] = {
		{ "url('HTTPS://u:p@Example.com:8080/a').getScheme()", "\"https\"" },
		{ "url('HTTPS://u:p@Example.com:8080/a').getHost()", "\"Example.com:8080\"" },
		{ "url('https://[::1]:80/').getHostname()", "\"::1\"" },
		{ "url('https://[::1]:80/').getPort()", "\"80\"" },
		{ "url('https://h/').getPort()", "\"\"" },
		{ "url('https://h/a b').getEscapedPath()", "\"/a%20b\"" },
		{ "url('https://h/a%2fb').getEscapedPath()", "\"/a%2fb\"" },
		{ "url('https://h/p#f').getEscapedPath()", "\"/p\"" },
		{ "url('/p?a=1&b=x+y&a=2&c').getQuery()",
		  "{\"a\": [\"1\", \"2\"], \"b\": [\"x y\"], \"c\": [\"\"]}" },
		{ "url('/p?a;b=1&c=%zz&d=%41').getQuery()", "{\"d\": [\"A\"]}" },
		{ "url('mailto:a@b').getScheme()", "\"mailto\"" },
		{ "url('https://h/a b') == url('https://h/a%20b')", "true" },
		{ "url('https://h/a') == url('https://H/a')", "false" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(url, why_a_text_is_none)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "empty url" },
		{ "a/b", "invalid URI for request" },
		{ "://h", "missing protocol scheme" },
		{ "http://h:x/", "invalid port \":x\" after host" },
		{ "http://[::1", "missing ']' in host" },
		{ "http://a b/", "invalid character \" \" in host name" },
		{ "http://h/%zz", "invalid URL escape \"%zz\"" },
		{ "http://a<b@h/", "net/url: invalid userinfo" },
		{ "http://h/\\u0001", "net/url: invalid control character in URL" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *expression = xasprintf("[url(dyn('%s'))]", rows[i].text);
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&cel_profile_kubernetes, expression, &got, &cost);
		cr_expect(
			strstr(got.text, "URL parse error during conversion from string: parse ") &&
				strstr(got.text, rows[i].why),
			"%s: %s", expression, got.text);
	}
}

Test(url, is_one)
{
	static const struct evaluate_row rows[] = {
		{ "['https://h/p?q#f', '/p', '*', 'a:b', 'p', '../p', ''].map(u, isURL(u))",
		  "[true, true, true, true, false, false, false]" },
	};

	check(rows, ARRAY_LEN(rows));
}

#define VALID(format, text) "format." format "().validate('" text "').hasValue()"

Test(format, right_ones)
{
	static const char *const rows[] = {
		VALID("dns1123Label", "a-1"),
		VALID("dns1123Subdomain", "a.b-1"),
		VALID("dns1035Label", "a-1"),
		VALID("qualifiedName", "example.com/My_name"),
		VALID("dns1123LabelPrefix", "a-"),
		VALID("dns1123SubdomainPrefix", "a.b-"),
		VALID("dns1035LabelPrefix", "a1-"),
		VALID("labelValue", ""),
		VALID("uri", "https://h/"),
		VALID("uuid", "123E4567e89b12d3a456426614174000"),
		VALID("byte", "aGk="),
		VALID("date", "2024-02-29"),
		VALID("datetime", "2024-02-29T23:59:59.5+01:00"),
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct evaluate_row row = { rows[i], "false" };

		check(&row, 1);
	}
}

Test(format, wrong_ones)
{
	static const struct {
		const char *expression, *part;
	} rows[] = {
		{ "format.dns1123Label().validate('a.b').value()", "[\"must not contain dots\"]" },
		{ "format.dns1123Label().validate('A').value()", "a lowercase RFC 1123 label" },
		{ "format.dns1035Label().validate('1').value()", "a DNS-1035 label" },
		{ "format.dns1123Subdomain().validate('a..b').value()",
		  "a lowercase RFC 1123 subdomain" },
		{ "format.qualifiedName().validate('/a').value()",
		  "prefix part must be non-empty" },
		{ "format.labelValue().validate('-').value()", "a valid label must be" },
		{ "format.uri().validate('p').value()",
		  "[\"parse \\\"p\\\": invalid URI for request\"]" },
		{ "format.uuid().validate('x').value()", "does not match the UUID format" },
		{ "format.byte().validate('aGk').value()", "invalid base64" },
		{ "format.date().validate('2023-02-29').value()", "invalid date" },
		{ "format.datetime().validate('2024-02-29').value()", "invalid datetime" },
		{ "format.datetime().validate('2024-02-29T24:00:00Z').value()",
		  "invalid datetime" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&cel_profile_kubernetes, rows[i].expression, &got, &cost);
		cr_expect(strstr(got.text, rows[i].part) != NULL, "%s: %s", rows[i].expression,
			  got.text);
	}
}

Test(format, by_name)
{
	static const struct evaluate_row rows[] = {
		{ "format.named('dns1123Label').value() == format.dns1123Label()", "true" },
		{ "format.named('uuid').value() == format.date()", "false" },
		{ "format.named('DNS1123Label').hasValue()", "false" },
		{ "format.none()", "issue: undeclared reference to 'format' (in container '')" },
	};

	check(rows, ARRAY_LEN(rows));
}
