/* The regex extension. */
#include "evaluate.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&evaluate_newest, rows, n);
}

Test(regex_ext, extract)
{
	static const struct evaluate_row rows[] = {
		{ "regex.extract('port 8080', '[0-9]+')", "optional.of(\"8080\")" },
		{ "regex.extract('port 8080', 'port ([0-9])')", "optional.of(\"8\")" },
		{ "regex.extract('port', '[0-9]+')", "optional.none()" },
		{ "regex.extract('port', '[0-9]*')", "optional.of(\"\")" },
		{ "regex.extract('port', 'port([0-9]*)')", "optional.none()" },
		{ "regex.extract('a', '(a)(b)?')",
		  "error: regular expression has more than one capturing group: \"(a)(b)?\"" },
		{ "regex.extract('a', '(a')",
		  "error: error parsing regexp: missing closing ): `(a`" },
		{ "regex.extractAll('80, 443', '[0-9]+')", "[\"80\", \"443\"]" },
		{ "regex.extractAll('a=1, b=, c=3', '=([0-9]*)')", "[\"1\", \"3\"]" },
		{ "regex.extractAll('ports', '[0-9]+')", "[]" },
		{ "regex.extractAll('žs', '')", "[\"\", \"\", \"\"]" },
		{ "regex.extractAll('a', '(?P<n>a)(b)')",
		  "error: regular expression has more than one capturing group: "
		  "\"(?P<n>a)(b)\"" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(regex_ext, replace)
{
	static const struct evaluate_row rows[] = {
		{ "regex.replace('10.0.0.1', '[0-9]+', 'n')", "\"n.n.n.n\"" },
		{ "regex.replace('10.0.0.1', '[0-9]+', 'n', 2)", "\"n.n.0.1\"" },
		{ "regex.replace('10.0.0.1', '[0-9]+', 'n', 0)", "\"10.0.0.1\"" },
		{ "regex.replace('10.0.0.1', '[0-9]+', 'n', -5)", "\"n.n.n.n\"" },
		{ "regex.replace('a/b', '(.)/(.)', r'\\2/\\1')", "\"b/a\"" },
		{ "regex.replace('a/b', '/', r'<\\0>')", "\"a</>b\"" },
		{ "regex.replace('a/b', '/', r'\\\\')", "\"a\\\\b\"" },
		{ "regex.replace('ac', 'a(b)?', r'[\\1]')", "\"[]c\"" },
		{ "regex.replace('žs', '', '-')", "\"-ž-s-\"" },
		{ "regex.replace('xaax', 'a*', '-')", "\"-x-x-\"" },
		{ "regex.replace('a', 'a', r'\\1')",
		  "error: replacement string references group 1 but regex has only 0 group(s)" },
		{ "regex.replace('a', 'a', r'b\\')",
		  "error: invalid replacement string: 'b\\' \\ not allowed at end" },
		{ "regex.replace('a', 'a', r'\\b')",
		  "error: invalid replacement string: '\\b' \\ must be followed by a digit or "
		  "\\" },
		{ "regex.replace('a', 'z', r'\\b')", "\"a\"" },
		{ "regex.replace('a', '[', '')",
		  "error: error parsing regexp: missing closing ]: `[`" },
	};

	check(rows, ARRAY_LEN(rows));
}
