/* Source text to tree: the grammar, literals, and what is said of a text that is none. */
#include "tree.h"

#define CHECK(rows, options, form) tree_check(rows, ARRAY_LEN(rows), options, form)

/* What an operand may begin with, as messages list it. */
#define OPERANDS                                                                      \
	"'(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, " \
	"STRING, BYTES, IDENTIFIER}"

Test(parser, precedence)
{
	static const struct tree_row rows[] = {
		{ "a + b * c", "_+_(a, _*_(b, c))" },
		{ "a * b + c", "_+_(_*_(a, b), c)" },
		{ "a - b - c", "_-_(_-_(a, b), c)" },
		{ "a / b % c * d", "_*_(_%_(_/_(a, b), c), d)" },
		{ "(a - (b - c))", "_-_(a, _-_(b, c))" },
		{ "a + b < c + d", "_<_(_+_(a, b), _+_(c, d))" },
		{ "a < b == c in d", "@in(_==_(_<_(a, b), c), d)" },
		{ "a <= b", "_<=_(a, b)" },
		{ "a >= b", "_>=_(a, b)" },
		{ "a > b", "_>_(a, b)" },
		{ "a != b", "_!=_(a, b)" },
		{ "a || b && c == d", "_||_(a, _&&_(b, _==_(c, d)))" },
		{ "a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))" },
		{ "a || b ? c || d : e", "_?_:_(_||_(a, b), _||_(c, d), e)" },
		{ "!a.b", "!_(a.b)" },
		{ "!a == b", "_==_(!_(a), b)" },
		{ "-a * b", "_*_(-_(a), b)" },
		{ "a.b[c].d(e)", "_[_](a.b, c).d(e)" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

Test(parser, signs)
{
	static const struct tree_row rows[] = {
		{ "-1", "-1" },
		{ "- 1", "-1" },
		{ "-(1)", "-_(1)" },
		{ "--1", "1" },
		{ "---1", "-_(1)" },
		{ "-1u", "-_(1u)" },
		{ "-a", "-_(a)" },
		{ "--a", "a" },
		{ "!!a", "a" },
		{ "!!!a", "!_(a)" },
		{ "!-1", "!_(-1)" },
		{ "4--4.5", "_-_(4, -4.5000000000000000)" },
		{ "1-1", "_-_(1, 1)" },
		{ "-1.f()", "-1.f()" },
		{ "-a.f()", "-_(a.f())" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

/* A run of operands is a balanced tree, as the cost of an evaluation depends on its shape. */
Test(parser, balance)
{
	static const struct tree_row rows[] = {
		{ "a && b && c", "_&&_(_&&_(a, b), c)" },
		{ "a && b && c && d", "_&&_(_&&_(a, b), _&&_(c, d))" },
		{ "a || b || c || d || e", "_||_(_||_(_||_(a, b), c), _||_(d, e))" },
		{ "a || b || c || d || e || f || g",
		  "_||_(_||_(_||_(a, b), _||_(c, d)), _||_(_||_(e, f), g))" },
		{ "a && b || c && d && e", "_||_(_&&_(a, b), _&&_(_&&_(c, d), e))" },
		{ "a && (b && c)", "_&&_(a, _&&_(b, c))" },
	};
	static const struct tree_row places[] = {
		{ "a&&b&&c&&d", "_&&_(_&&_(a@0, b@3)@1, _&&_(c@6, d@9)@7)@4" },
	};

	CHECK(rows, 0, TREE_PLAIN);
	CHECK(places, 0, TREE_PLACES);
}

Test(parser, operands)
{
	static const struct tree_row rows[] = {
		{ "a", "a" },
		{ ".a", ".a" },
		{ ".a.b", ".a.b" },
		{ "f()", "f()" },
		{ ".f(a, b)", ".f(a, b)" },
		{ "a.f(b).g()", "a.f(b).g()" },
		{ "[]", "[]" },
		{ "[,]", "[]" },
		{ "[1, [2], ]", "[1, [2]]" },
		{ "{}", "{}" },
		{ "{'a': 1, b: {}, }", "{\"a\": 1, b: {}}" },
		{ "M{}", "M{}" },
		{ "M{,}", "M{}" },
		{ "a.b.M{f: 1, in_: a,}", "a.b.M{f: 1, in_: a}" },
		{ ".a.M{f: N{}}", ".a.M{f: N{}}" },
		{ "M{}.f", "M{}.f" },
		{ "a.if", "a.if" },
		{ "a.namespace.while()", "a.namespace.while()" },
		{ "if_", "if_" },
		{ "a\t.\r\nb // c\n [ 0 ]// d", "_[_](a.b, 0)" },
		{ "'a' in b", "@in(\"a\", b)" },
		{ "inb", "inb" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

Test(parser, places)
{
	static const struct tree_row rows[] = {
		{ "a.b(c)[d]", "_[_](a@0.b(c@4)@3, d@7)@6" },
		{ " f( 1 )", "f(1@4)@2" },
		{ ".a", ".a@1" },
		{ "a == -1", "_==_(a@0, -1@5)@2" },
		{ "! a", "!_(a@2)@0" },
		{ "- -a", "a@3" },
		{ "a ? b : c", "_?_:_(a@0, b@4, c@8)@2" },
		{ "[a]", "[a@1]@0" },
		{ "{a : b}", "{a@1:@3 b@5}@0" },
		{ "a.M {f: b}", "a.M{f:@6 b@8}@4" },
		{ "a.\nb", "a@0.b@1" },
		{ "'é😁' + x", "_+_(\"é😁\"@0, x@7)@5" },
		{ "a.?b[?c]", "_[?_](_?._(a@0, \"b\"@3)@1, c@6)@4" },
		{ "[1].all(x, x)",
		  "fold(x, @result = true@7 in [1@1]@0; @not_strictly_false(@result@7)@7; "
		  "_&&_(@result@7, x@11)@7; @result@7)@7" },
		{ "has(a.b)", "has(a@4.b)@3" },
	};

	CHECK(rows, CEL_OPTIONAL_SYNTAX, TREE_PLACES);
}

Test(parser, numbers)
{
	static const struct tree_row rows[] = {
		{ "0", "0" },
		{ "007", "7" },
		{ "0x1F", "31" },
		{ "-0x1f", "-31" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "-0x8000000000000000", "-9223372036854775808" },
		{ "18446744073709551615u", "18446744073709551615u" },
		{ "0xFFFFFFFFFFFFFFFFU", "18446744073709551615u" },
		{ "1.5", "1.5000000000000000" },
		{ ".5", "0.50000000000000000" },
		{ "2e3", "2000.0000000000000" },
		{ "25E-1", "2.5000000000000000" },
		{ "1.0e+2", "100.00000000000000" },
		{ "1e-999", "0.0000000000000000" },
		{ "-0.0", "-0.0000000000000000" },
		{ "9223372036854775808", "1:1: invalid int literal" },
		{ "a + -9223372036854775809", "1:5: invalid int literal" },
		{ "0x10000000000000000", "1:1: invalid int literal" },
		{ "18446744073709551616u", "1:1: invalid uint literal" },
		{ "[1e999]", "1:2: invalid double literal" },
		{ "-1e999", "1:1: invalid double literal" },
		{ "1.", "1:3: Syntax error: no viable alternative at input '.'" },
		{ "1.a", "1.a" },
		{ "0X1", "1:2: Syntax error: extraneous input 'X1' expecting <EOF>" },
		{ "1e", "1:2: Syntax error: extraneous input 'e' expecting <EOF>" },
		{ "0xg", "1:2: Syntax error: extraneous input 'xg' expecting <EOF>" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

Test(parser, strings)
{
	static const struct tree_row rows[] = {
		{ "''", "\"\"" },
		{ "'a\"b'", "\"a\\\"b\"" },
		{ "\"a'b\"", "\"a'b\"" },
		{ "'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\?\\`'",
		  "\"\\a\\b\\f\\n\\r\\t\\v\\\\'\\\"?`\"" },
		{ "'\\x41\\X42\\103\\u0044\\U00000045'", "\"ABCDE\"" },
		{ "'\\xe9\\351\\u00e9\\U0001f601'", "\"ééé😁\"" },
		{ "r'\\n'", "\"\\\\n\"" },
		{ "R\"a\\\"", "\"a\\\\\"" },
		{ "'''a'b''c\n\\t'''", "\"a'b''c\\n\\t\"" },
		{ "\"\"\"a\rb\r\nc\"\"\"", "\"a\\nb\\nc\"" },
		{ "r'''\\\r'''", "\"\\\\\\n\"" },
		{ "''''''", "\"\"" },
		{ "r''", "\"\"" },
		{ "b'a'", "b\"a\"" },
		{ "B'é'", "b\"é\"" },
		{ "b'\\xff\\377\\x00'", "b\"\\xff\\xff\\x00\"" },
		{ "br'\\x'", "b\"\\\\x\"" },
		{ "bR\"\"\"a\"b\"\"\"", "b\"a\\\"b\"" },
		{ "b''", "b\"\"" },
		{ "'\\ud800'", "1:1: invalid unicode code point" },
		{ "'\\U00110000'", "1:1: invalid unicode code point" },
		{ "'\\Uffffffff'", "1:1: invalid unicode code point" },
		{ "1 + b'\\u0041'", "1:5: unable to unescape string" },
		{ "rb'a'", "1:3: Syntax error: extraneous input ''a'' expecting <EOF>" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

Test(parser, what_is_no_token)
{
	static const struct tree_row rows[] = {
		{ "a & b", "1:3: Syntax error: token recognition error at: '& '\n"
			   "1:5: Syntax error: extraneous input 'b' expecting <EOF>" },
		{ "a = 1", "1:3: Syntax error: token recognition error at: '= '\n"
			   "1:5: Syntax error: extraneous input '1' expecting <EOF>" },
		{ "a #", "1:3: Syntax error: token recognition error at: '#'" },
		{ "😁a", "1:1: Syntax error: token recognition error at: '😁'" },
		{ "a |", "1:3: Syntax error: token recognition error at: '|'" },
		{ "'a",
		  "1:1: Syntax error: token recognition error at: ''a'\n"
		  "1:3: Syntax error: mismatched input '<EOF>' expecting {'[', '{', " OPERANDS },
		{ "a + 'b\nc", "1:5: Syntax error: token recognition error at: ''b\n'" },
		{ "a + 'b\\d'c", "1:5: Syntax error: token recognition error at: ''b\\d'\n"
				 "1:9: Syntax error: token recognition error at: ''c'\n"
				 "1:11: Syntax error: mismatched input '<EOF>' expecting "
				 "{'[', '{', " OPERANDS },
		{ "a + '\\4'", "1:5: Syntax error: token recognition error at: ''\\4'\n"
			       "1:8: Syntax error: token recognition error at: '''\n"
			       "1:9: Syntax error: mismatched input '<EOF>' expecting "
			       "{'[', '{', " OPERANDS },
		{ "b'a", "1:2: Syntax error: token recognition error at: ''a'" },
		{ "'''a", "1:3: Syntax error: token recognition error at: ''a'" },
		{ "a.`b", "1:3: Syntax error: token recognition error at: '`b'\n"
			  "1:5: Syntax error: no viable alternative at input '.'" },
		{ "a.``", "1:3: Syntax error: token recognition error at: '``'\n"
			  "1:5: Syntax error: no viable alternative at input '.'" },
	};

	CHECK(rows, CEL_QUOTED_FIELDS, TREE_PLAIN);
}

Test(parser, reserved_words)
{
	static const struct tree_row rows[] = {
		{ "let", "1:1: reserved identifier: let" },
		{ "a + .void", "1:5: reserved identifier: void" },
		{ "import(1)", "1:1: reserved identifier: import" },
		{ "import(let)", "1:1: reserved identifier: import" },
		{ "[as, b, else]", "1:2: reserved identifier: as\n"
				   "1:9: reserved identifier: else" },
		{ "a.true", "1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER" },
		{ "a. null", "1:4: Syntax error: no viable alternative at input '. null'" },
		{ "a.in", "1:3: Syntax error: no viable alternative at input '.in'\n"
			  "1:5: Syntax error: mismatched input '<EOF>' expecting "
			  "{'[', '{', " OPERANDS },
		{ "false()", "1:6: Syntax error: mismatched input '(' expecting <EOF>" },
	};

	CHECK(rows, 0, TREE_PLAIN);
}

Test(parser, optional_syntax)
{
	static const struct tree_row with[] = {
		{ "a.?b", "_?._(a, \"b\")" },
		{ "a.?b.c", "_?._(a, \"b\").c" },
		{ "a[?b][c]", "_[_](_[?_](a, b), c)" },
		{ "[?a, b, ?c]", "[?a, b, ?c]" },
		{ "{?a: b, c: d}", "{?a: b, c: d}" },
		{ "M{?f: a, g: b}", "M{?f: a, g: b}" },
		{ "a ?b: c", "_?_:_(a, b, c)" },
		{ "a.?", "1:4: Syntax error: mismatched input '<EOF>' expecting {IDENTIFIER, "
			 "ESC_IDENTIFIER}\n"
			 "1:4: unsupported ident kind" },
		{ "a.?b()", "1:5: Syntax error: mismatched input '(' expecting <EOF>" },
		{ "f(?a)", "1:3: Syntax error: extraneous input '?' expecting {'[', '{', '(', ')', "
			   "'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
			   "STRING, BYTES, IDENTIFIER}" },
	};
	static const struct tree_row without[] = {
		{ "a.?b", "1:2: unsupported syntax '.?'" },
		{ "a[?b]", "1:2: unsupported syntax '[?'" },
		{ "[a, ?b]", "1:5: unsupported syntax '?'" },
		{ "{?a: as}", "1:2: unsupported syntax '?'" },
		{ "M{?f: as}", "1:3: unsupported syntax '?'" },
		{ "[?as, as]", "1:2: unsupported syntax '?'\n"
			       "1:3: reserved identifier: as\n"
			       "1:7: reserved identifier: as" },
	};

	CHECK(with, CEL_OPTIONAL_SYNTAX, TREE_PLAIN);
	CHECK(without, 0, TREE_PLAIN);
}

Test(parser, quoted_fields)
{
	static const struct tree_row with[] = {
		{ "a.`b-c`", "a.b-c" },
		{ "a.`in`.`x/y.z _1`", "a.in.x/y.z _1" },
		{ "M{`f-g`: 1}", "M{f-g: 1}" },
		{ "`a`",
		  "1:1: Syntax error: mismatched input '`a`' expecting {'[', '{', " OPERANDS },
		{ "a.`b`()", "1:6: Syntax error: mismatched input '(' expecting <EOF>" },
	};
	static const struct tree_row without[] = {
		{ "a.`b-c`", "1:3: unsupported syntax: '`'" },
		{ "M{`f`: 1, `g`: as}", "1:3: unsupported syntax: '`'\n"
					"1:3: unsupported syntax: '`'" },
		{ "a.?`b`", "1:2: unsupported syntax '.?'\n1:4: unsupported syntax: '`'" },
	};

	CHECK(with, CEL_QUOTED_FIELDS, TREE_PLAIN);
	CHECK(without, 0, TREE_PLAIN);
}

Test(parser, syntax_errors)
{
	static const struct tree_row rows[] = {
		{ "",
		  "1:0: Syntax error: mismatched input '<EOF>' expecting {'[', '{', " OPERANDS },
		{ "a b", "1:3: Syntax error: extraneous input 'b' expecting <EOF>" },
		{ "a b c", "1:3: Syntax error: mismatched input 'b' expecting <EOF>" },
		{ "* a", "1:1: Syntax error: extraneous input '*' expecting {'[', '{', " OPERANDS },
		{ "a + + b",
		  "1:5: Syntax error: extraneous input '+' expecting {'[', '{', " OPERANDS },
		{ "a ? b", "1:6: Syntax error: mismatched input '<EOF>' expecting ':'" },
		{ "a ? b c", "1:7: Syntax error: missing ':' at 'c'" },
		{ "(a", "1:3: Syntax error: missing ')' at '<EOF>'" },
		{ "[a", "1:3: Syntax error: mismatched input '<EOF>' expecting {']', ','}" },
		{ "[a,", "1:4: Syntax error: missing ']' at '<EOF>'" },
		{ "[a b]", "1:4: Syntax error: extraneous input 'b' expecting {']', ','}" },
		{ "[a,,b]", "1:4: Syntax error: mismatched input ',' expecting ']'" },
		{ "[a,,]", "1:4: Syntax error: extraneous input ',' expecting ']'" },
		{ "{a}", "1:3: Syntax error: mismatched input '}' expecting ':'" },
		{ "{a b}", "1:4: Syntax error: missing ':' at 'b'" },
		{ "{a: 1 b: 2}", "1:7: Syntax error: mismatched input 'b' expecting {'}', ','}" },
		{ "M{f}", "1:4: Syntax error: mismatched input '}' expecting ':'" },
		{ "M{1: 2}", "1:3: Syntax error: mismatched input '1' expecting {'}', ',', '?', "
			     "IDENTIFIER, ESC_IDENTIFIER}" },
		{ "f(a", "1:4: Syntax error: missing ')' at '<EOF>'" },
		{ "f(a,)",
		  "1:5: Syntax error: mismatched input ')' expecting {'[', '{', " OPERANDS },
		{ "a.f(", "1:5: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', "
			  "')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, "
			  "NUM_UINT, STRING, BYTES, IDENTIFIER}" },
		{ "a.(b)", "1:3: Syntax error: no viable alternative at input '.('" },
		{ "a.\t\n(", "2:1: Syntax error: no viable alternative at input '.\\t\\n('" },
		{ "a.@ (", "1:3: Syntax error: token recognition error at: '@'\n"
			   "1:5: Syntax error: no viable alternative at input '. ('" },
		{ "a[",
		  "1:3: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', "
		  "'-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
		  "STRING, BYTES, IDENTIFIER}" },
		{ ".(a)", "1:2: Syntax error: no viable alternative at input '.('" },
		{ "-)", "1:2: Syntax error: no viable alternative at input '-)'\n"
			"1:2: Syntax error: mismatched input ')' expecting "
			"{'[', '{', " OPERANDS },
		{ "!)", "1:2: Syntax error: extraneous input ')' expecting {'[', '{', " OPERANDS },
		{ "-1 2", "1:4: Syntax error: extraneous input '2' expecting <EOF>" },
		{ "a in",
		  "1:5: Syntax error: mismatched input '<EOF>' expecting {'[', '{', " OPERANDS },
		{ "f(let, +",
		  "1:3: reserved identifier: let\n"
		  "1:8: Syntax error: mismatched input '+' expecting {'[', '{', " OPERANDS
		  "\n1:9: Syntax error: mismatched input '<EOF>' expecting "
		  "{'[', '{', " OPERANDS },
		{ "{let", "1:5: Syntax error: mismatched input '<EOF>' expecting ':'" },
		{ "has(+)",
		  "1:5: Syntax error: extraneous input '+' expecting {'[', '{', '(', ')', "
		  "'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, "
		  "STRING, BYTES, IDENTIFIER}" },
		{ "a.all(, b)", "1:7: Syntax error: extraneous input ',' expecting {'[', '{', '(', "
				"')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, "
				"NUM_UINT, STRING, BYTES, IDENTIFIER}" },
	};

	CHECK(rows, CEL_OPTIONAL_SYNTAX, TREE_PLAIN);
}

/* ---- blocks ---- */

Test(parser, blocks)
{
	static const struct tree_row rows[] = {
		{ "let", "ERROR: <input>:1:1: reserved identifier: let\n | let\n | ^" },
		{ "a\n\t+ let\n+ b",
		  "ERROR: <input>:2:4: reserved identifier: let\n |  + let\n | ...^" },
		{ "'éa' + let",
		  "ERROR: <input>:1:8: reserved identifier: let\n | 'éa' + let\n | .．.....^" },
		{ "é", "ERROR: <input>:1:1: Syntax error: token recognition error at: 'é'\n"
		       " | é\n | ＾\n"
		       "ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting "
		       "{'[', '{', " OPERANDS "\n | é\n | ．^" },
		{ "\xff", "ERROR: <input>:1:1: Syntax error: token recognition error at: '\ufffd'\n"
			  " | \ufffd\n | ＾\n"
			  "ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting "
			  "{'[', '{', " OPERANDS "\n | \ufffd\n | ．^" },
		{ "", "ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting "
		      "{'[', '{', " OPERANDS },
	};

	CHECK(rows, 0, TREE_BLOCKS);
}

/* The text, so many times; owned. */
static char *repeat(const char *text, size_t n)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		strbuf_add_str(&out, text);
	return strbuf_detach(&out);
}

/* A text of three parts, of which the outer are repeated, has these issues. */
static void check_long(const char *start, const char *middle, const char *end, size_t n,
		       const char *want)
{
	CLEANUP(str) char *first = repeat(start, n), *last = repeat(end, n);
	CLEANUP(str) char *source = xasprintf("%s%s%s", first, middle, last);
	CLEANUP(str) char *got = tree_of(source, strlen(source), 0, TREE_PLAIN);

	if (want == NULL)
		cr_expect_null(strstr(got, "error"), "%zu times %s: %s", n, start, got);
	else
		cr_expect_str_eq(got, want, "%zu times %s: %s", n, start, got);
}

Test(parser, nesting)
{
	static const char limit[] = "-1:0: expression recursion limit exceeded: 250";
	static const char height[] = "-1:0: max recursion depth exceeded";

	check_long("[", "", "]", 250, NULL);
	check_long("[", "", "]", 251, limit);
	check_long("[", "1", "]", 250, limit);
	check_long("(", "1", ")", 249, NULL);
	check_long("(", "1", ")", 250, limit);
	check_long("[", "", "", 100000, limit);
	check_long("1+(", "1", ")", 124, NULL);
	check_long("1+(", "1", ")", 125, limit);
	check_long("a==(", "1", ")", 125, limit);
	check_long("a?b:", "c", "", 249, NULL);
	check_long("a?b:", "c", "", 250, limit);
	check_long("a+", "a", "", 250, NULL);
	check_long("a+", "a", "", 251, height);
	check_long("a.", "a", "", 250, NULL);
	check_long("a.", "a", "", 251, height);
	check_long("a.f().", "a", "", 126, height);
	check_long("", "a", "[0]", 251, height);
	check_long("a<", "a", "", 251, height);
	check_long("a&&", "a", "", 5000, NULL);
	check_long("-", "a", "", 5000, NULL);
	check_long("!", "a", "", 5000, NULL);
	/* What was found besides is void, but for syntax errors. */
	check_long("as+", "a", "", 251, height);
}

Test(parser, limits_of_recovery)
{
	CLEANUP(str) char *tokens = repeat("1 ", 258);
	CLEANUP(str) char *skipped = tree_of(tokens, strlen(tokens), 0, TREE_PLAIN);
	CLEANUP(str) char *pieces = repeat("(a 1 2) || ", 40);
	CLEANUP(str) char *attempts = tree_of(pieces, strlen(pieces), 0, TREE_PLAIN);
	CLEANUP(str) char *marks = repeat("@ ", 120);
	CLEANUP(str) char *reports = tree_of(marks, strlen(marks), 0, TREE_BLOCKS);

	cr_expect_str_eq(skipped, "-1:0: error recovery token lookahead limit exceeded: 256\n"
				  "1:3: Syntax error: mismatched input '1' expecting <EOF>");
	cr_expect_not_null(
		strstr(attempts, "1:169: Syntax error: error recovery attempt limit exceeded: 30"),
		"%s", attempts);
	cr_expect_not_null(strstr(reports, "\n1 more errors were truncated"), "%s", reports);
	cr_expect_null(strstr(reports, "More than 100"), "%s", reports);
	cr_expect_not_null(strstr(reports, "<input>:1:199: "), "%s", reports);
	cr_expect_null(strstr(reports, "<input>:1:201: "), "%s", reports);
}

Test(parser, limits_of_printing)
{
	CLEANUP(str) char *names = repeat("as,", 150);
	CLEANUP(str) char *list = xasprintf("[%s]", names);
	CLEANUP(str) char *many = tree_of(list, strlen(list), 0, TREE_BLOCKS);
	CLEANUP(str) char *blanks = repeat(" ", 16382);
	CLEANUP(str) char *longest = xasprintf("%sas", blanks);
	CLEANUP(str) char *shown = tree_of(longest, strlen(longest), 0, TREE_BLOCKS);
	CLEANUP(str) char *longer = xasprintf(" %sas\n", blanks);
	CLEANUP(str) char *hidden = tree_of(longer, strlen(longer), 0, TREE_BLOCKS);

	cr_expect(text_ends_with(many, "^\n50 more errors were truncated"), "%s", many);
	cr_expect_not_null(strstr(shown, "\n | "));
	cr_expect_str_eq(hidden, "ERROR: <input>:1:16384: reserved identifier: as");
}

Test(parser, size)
{
	static const char want[] =
		"-1:0: expression code point size exceeds limit: size: 100001, limit 100000";
	CLEANUP(str) char *wide = repeat("é", 99998);
	CLEANUP(str) char *fits = xasprintf("'%s'", wide);
	CLEANUP(str) char *longer = xasprintf("'%sé'", wide);
	CLEANUP(str) char *parsed = tree_of(fits, strlen(fits), 0, TREE_PLAIN);
	CLEANUP(str) char *refused = tree_of(longer, strlen(longer), 0, TREE_PLAIN);

	cr_expect_eq(strlen(parsed), strlen(fits));
	cr_expect_str_eq(refused, want);
}

Test(parser, any_byte)
{
	static const char nul[] = "'a\0b'", outside[] = "a\0";
	CLEANUP(str) char *inside = tree_of(nul, sizeof(nul) - 1, 0, TREE_PLAIN);
	CLEANUP(str) char *wrong = tree_of(outside, sizeof(outside) - 1, 0, TREE_PLAIN);
	CLEANUP(str) char *invalid = tree_of("'\xc3\xa9\xc3'", 5, 0, TREE_PLACES);

	cr_expect_str_eq(inside, "\"a\\x00b\"");
	cr_expect_str_eq(wrong, "1:2: Syntax error: token recognition error at: ' '");
	cr_expect_str_eq(invalid, "\"é\ufffd\"@0");
}
