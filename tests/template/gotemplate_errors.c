/* The errors of Go templates. Positions are lines when the text is read, and lines and bytes when
 * it is executed. */
#include "gotemplate_fixture.h"

static const struct row lexer_rows[] = {
	{ "{{.n", "1: unclosed action" },
	{ "{{", "1: unclosed action" },
	{ "{{/* c }}", "1: unclosed comment" },
	{ "{{/* c */ x}}", "1: comment ends before closing delimiter" },
	{ "{{\"a", "1: unterminated quoted string" },
	{ "{{\"a\nb\"}}", "1: unterminated quoted string" },
	{ "{{'x}}", "1: unterminated character constant" },
	{ "{{`raw", "1: unterminated raw quoted string" },
	{ "{{(1}}", "1: unclosed left paren" },
	{ "{{1)}}", "1: unexpected right paren" },
	{ "{{: 1}}", "1: expected :=" },
	{ "{{.n!}}", "1: bad character U+0021 '!'" },
	{ "{{$x+2}}", "1: bad character U+002B '+'" },
	{ "{{print é☃}}", "1: bad character U+2603 '☃'" },
	{ "{{\001}}", "1: unrecognized character in action: U+0001" },
	{ "{{1x}}", "1: bad number syntax: \"1x\"" },
	{ "{{1+2}}", "1: bad number syntax: \"1+2\"" },
	{ "a\n{{if .n}}\n{{foo", "3: function \"foo\" not defined" },
	{ "{{.n\n\n", "3: unclosed action started at output:1" },
};

Test(gotemplate_errors, lexer)
{
	check_fails(lexer_rows, ARRAY_LEN(lexer_rows), true);
}

static const struct row parser_rows[] = {
	{ "{{}}", "1: missing value for command" },
	{ "{{ }}", "1: missing value for command" },
	{ "{{|}}", "1: unexpected \"|\" in command" },
	{ "{{print(1)}}", "1: unexpected \"(\" in operand" },
	{ "{{1 | 2}}", "1: non executable command in pipeline stage 2" },
	{ "{{\"a\" | \"b\"}}", "1: non executable command in pipeline stage 2" },
	{ "{{print 1,2}}", "1: unexpected \",\" in operand" },
	{ "{{()}}", "1: missing value for parenthesized pipeline" },
	{ "{{nope .n}}", "1: function \"nope\" not defined" },
	{ "{{.n | nope}}", "1: function \"nope\" not defined" },
	{ "{{$x}}", "1: undefined variable \"$x\"" },
	{ "{{$x, $y := .l}}", "1: too many declarations in command" },
	{ "{{$x := }}", "1: missing value for command" },
	{ "{{\"a\".x}}", "1: unexpected . after term \"\\\"a\\\"\"" },
	{ "{{5.x}}", "1: bad number syntax: \"5.x\"" },
	{ "{{nil.x}}", "1: unexpected . after term \"nil\"" },
	{ "{{\"\\q\"}}", "1: invalid syntax" },
	{ "{{'ab'}}", "1: malformed character constant: 'ab'" },
	{ "{{''}}", "1: invalid syntax" },
	{ "{{089}}", "1: integer overflow: \"089\"" },
	{ "{{18446744073709551616}}", "1: integer overflow: \"18446744073709551616\"" },
	{ "{{0x}}", "1: illegal number syntax: \"0x\"" },
	{ "{{1__0}}", "1: illegal number syntax: \"1__0\"" },
	{ "{{if}}{{end}}", "1: missing value for if" },
	{ "{{if .n}}", "1: unexpected EOF" },
	{ "{{if .n}}{{else}}{{else}}{{end}}", "1: expected end; found {{else}}" },
	{ "{{end}}", "1: unexpected {{end}}" },
	{ "{{else}}", "1: unexpected {{else}}" },
	{ "{{range}}{{end}}", "1: missing value for range" },
	{ "{{range $x, 3}}{{end}}", "1: range can only initialize variables" },
	{ "{{range $x, $y, $z := .l}}{{end}}", "1: too many declarations in range" },
	{ "{{break}}", "1: {{break}} outside {{range}}" },
	{ "{{continue}}", "1: {{continue}} outside {{range}}" },
	{ "{{range .l}}{{break 1}}{{end}}", "1: unexpected \"1\" in {{break}}" },
	{ "{{range .l}}{{block \"x\" .}}{{break}}{{end}}{{end}}",
	  "1: {{break}} outside {{range}}" },
	{ "{{with .n}}{{else if .n}}{{end}}", "1: unexpected <if> in input" },
	{ "{{template}}", "1: unexpected \"}}\" in template clause" },
	{ "{{template .n}}", "1: unexpected \".n\" in template clause" },
	{ "{{block \"b\"}}{{end}}", "1: missing value for block clause" },
	{ "{{block \"b\" .n}}{{else}}{{end}}", "1: unexpected {{else}} in block clause" },
	{ "{{define 5}}{{end}}", "1: unexpected \"5\" in define clause" },
	{ "{{define \"x\" 5}}{{end}}", "1: unexpected \"5\" in define clause" },
	{ "{{define \"x\"}}", "1: unexpected EOF" },
	{ "{{if true}}{{define \"x\"}}{{end}}{{end}}", "1: unexpected <define> in command" },
	{ "{{define \"x\"}}a{{end}}{{define \"x\"}}b{{end}}",
	  "1: template: multiple definition of template \"x\"" },
	{ "{{define \"output\"}}a{{end}}b",
	  "1: template: multiple definition of template \"output\"" },
	{ "{{$y := 1}}{{define \"x\"}}{{$y}}{{end}}", "1: undefined variable \"$y\"" },
	{ "a\nb\n{{foo}}", "3: function \"foo\" not defined" },
};

Test(gotemplate_errors, parser)
{
	check_fails(parser_rows, ARRAY_LEN(parser_rows), true);
}

static const struct row fields_rows[] = {
	{ "{{.kind.x}}",
	  "1:7: executing \"output\" at <.kind.x>: can't evaluate field x in type interface {}" },
	{ "{{.m.b.y}}",
	  "1:4: executing \"output\" at <.m.b.y>: can't evaluate field y in type interface {}" },
	{ "{{$x := .kind}}{{$x.y}}",
	  "1:19: executing \"output\" at <$x.y>: can't evaluate field y in type string" },
	{ "{{.nul.x}}",
	  "1:6: executing \"output\" at <.nul.x>: nil pointer evaluating interface {}.x" },
	{ "{{(print \"x\").y}}",
	  "1:9: executing \"output\" at <\"x\">: can't evaluate field y in type string" },
	{ "{{.m 1}}", "1:2: executing \"output\" at <.m>: m is not a method but has arguments" },
	{ "{{.n | .m}}", "1:7: executing \"output\" at <.m>: m is not a method but has arguments" },
	{ "{{.kind.x | print}}",
	  "1:7: executing \"output\" at <.kind.x>: can't evaluate field x in type interface {}" },
	{ "a\nbc {{.kind.x}}",
	  "2:10: executing \"output\" at <.kind.x>: can't evaluate field x in type interface {}" },
	{ "{{define \"T\"}}{{.a.x}}{{end}}\n{{template \"T\" .m}}",
	  "1:18: executing \"T\" at <.a.x>: can't evaluate field x in type interface {}" },
};

Test(gotemplate_errors, fields)
{
	check_fails(fields_rows, ARRAY_LEN(fields_rows), true);
}

static const struct row evaluation_rows[] = {
	{ "{{nil}}", "1:2: executing \"output\" at <nil>: nil is not a command" },
	{ "{{5 6}}", "1:2: executing \"output\" at <5>: can't give argument to non-function 5" },
	{ "{{(5) 6}}",
	  "1:2: executing \"output\" at <(5) 6>: can't give argument to non-function 5" },
	{ "{{$ 1}}", "1:2: executing \"output\" at <$>: can't give argument to non-function $" },
	{ "{{9223372036854775808}}",
	  "1:2: executing \"output\" at <9223372036854775808>: 9223372036854775808 overflows int" },
	{ "{{range .s}}{{end}}",
	  "1:8: executing \"output\" at <.s>: range can't iterate over héllo <a&b>" },
	{ "{{range .f}}{{end}}",
	  "1:8: executing \"output\" at <.f>: range can't iterate over 1.5" },
	{ "{{range $i, $e := 3}}{{end}}",
	  "1:18: executing \"output\" at <3>: can't use 3 to iterate over more than one variable" },
	{ "{{template \"none\"}}",
	  "1:11: executing \"output\" at <{{template \"none\"}}>: template \"none\" not defined" },
	{ "{{$x = 1}}", "1:7: executing \"output\" at <1>: undefined variable: $x" },
	{ "{{define \"r\"}}{{template \"r\"}}{{end}}{{template \"r\"}}",
	  "1:25: executing \"r\" at <{{template \"r\"}}>: exceeded maximum template depth "
	  "(100000)" },
};

Test(gotemplate_errors, evaluation)
{
	check_fails(evaluation_rows, ARRAY_LEN(evaluation_rows), true);
}

static const struct row calls_rows[] = {
	{ "{{len}}",
	  "1:2: executing \"output\" at <len>: wrong number of args for len: want 1 got 0" },
	{ "{{len 1 2}}",
	  "1:2: executing \"output\" at <len>: wrong number of args for len: want 1 got 2" },
	{ "{{printf}}", "1:2: executing \"output\" at <printf>: wrong number of args for printf: "
			"want at least 1 got 0" },
	{ "{{ne 1}}",
	  "1:2: executing \"output\" at <ne>: wrong number of args for ne: want 2 got 1" },
	{ "{{not}}",
	  "1:2: executing \"output\" at <not>: wrong number of args for not: want 1 got 0" },
	{ "{{printf 5}}", "1:9: executing \"output\" at <5>: expected string; found 5" },
	{ "{{printf .n}}",
	  "1:9: executing \"output\" at <.n>: wrong type for value; expected string; got int64" },
	{ "{{printf .nope}}",
	  "1:9: executing \"output\" at <.nope>: invalid value; expected string" },
	{ "{{printf nil}}", "1:9: executing \"output\" at <nil>: cannot assign nil to string" },
	{ "{{base64decode .nul}}", "1:15: executing \"output\" at <.nul>: wrong type for value; "
				   "expected string; got interface {}" },
	{ "{{len .n}}",
	  "1:2: executing \"output\" at <len .n>: error calling len: len of type int64" },
	{ "{{len .nul}}",
	  "1:2: executing \"output\" at <len .nul>: error calling len: len of nil pointer" },
	{ "{{len nil}}", "1:2: executing \"output\" at <len nil>: error calling len: reflect: call "
			 "of reflect.Value.Type on zero Value" },
	{ "{{index .l 9}}",
	  "1:2: executing \"output\" at <index .l 9>: error calling index: index out of range: 9" },
	{ "{{index .l 3}}", "1:2: executing \"output\" at <index .l 3>: error calling index: "
			    "reflect: slice index out of range" },
	{ "{{index .l \"a\"}}", "1:2: executing \"output\" at <index .l \"a\">: error calling "
				"index: cannot index slice/array with type string" },
	{ "{{index .l nil}}", "1:2: executing \"output\" at <index .l nil>: error calling index: "
			      "cannot index slice/array with nil" },
	{ "{{index .m 1}}", "1:2: executing \"output\" at <index .m 1>: error calling index: value "
			    "has type int; should be string" },
	{ "{{index .nope 0}}", "1:2: executing \"output\" at <index .nope 0>: error calling index: "
			       "index of untyped nil" },
	{ "{{index .n 0}}", "1:2: executing \"output\" at <index .n 0>: error calling index: can't "
			    "index item of type int64" },
	{ "{{index .m \"zz\" \"y\"}}", "1:2: executing \"output\" at <index .m \"zz\" \"y\">: "
				       "error calling index: index of nil pointer" },
	{ "{{slice .l 2 1}}", "1:2: executing \"output\" at <slice .l 2 1>: error calling slice: "
			      "invalid slice index: 2 > 1" },
	{ "{{slice .digits 1 2 3}}", "1:2: executing \"output\" at <slice .digits 1 2 3>: error "
				     "calling slice: cannot 3-index slice a string" },
	{ "{{slice .n}}", "1:2: executing \"output\" at <slice .n>: error calling slice: can't "
			  "slice item of type int64" },
	{ "{{slice .l .z}}", "1:2: executing \"output\" at <slice .l .z>: error calling slice: "
			     "cannot index slice/array with type interface {}" },
	{ "{{slice .l 0 1 2 3}}", "1:2: executing \"output\" at <slice .l 0 1 2 3>: error calling "
				  "slice: too many slice indexes: 4" },
	{ "{{eq .n}}", "1:2: executing \"output\" at <eq .n>: error calling eq: missing argument "
		       "for comparison" },
	{ "{{eq .n 80.0}}", "1:2: executing \"output\" at <eq .n 80.0>: error calling eq: "
			    "incompatible types for comparison" },
	{ "{{eq .n \"80\"}}", "1:2: executing \"output\" at <eq .n \"80\">: error calling eq: "
			      "incompatible types for comparison" },
	{ "{{eq .m .m}}", "1:2: executing \"output\" at <eq .m .m>: error calling eq: "
			  "non-comparable type map[a:%!s(int64=1) b:x c:map[d:[%!s(int64=1) two "
			  "<nil> %!s(float64=2.5) %!s(bool=true)]]]: map[string]interface {}" },
	{ "{{eq .m .l}}",
	  "1:2: executing \"output\" at <eq .m .l>: error calling eq: non-comparable types "
	  "map[a:%!s(int64=1) b:x c:map[d:[%!s(int64=1) two <nil> %!s(float64=2.5) "
	  "%!s(bool=true)]]]: map[string]interface {}, []interface {}: [x y z]" },
	{ "{{lt .m .m}}", "1:2: executing \"output\" at <lt .m .m>: error calling lt: invalid type "
			  "for comparison" },
	{ "{{lt true false}}", "1:2: executing \"output\" at <lt true false>: error calling lt: "
			       "invalid type for comparison" },
	{ "{{gt .n 79.0}}", "1:2: executing \"output\" at <gt .n 79.0>: error calling gt: "
			    "incompatible types for comparison" },
	{ "{{call .n}}", "1:2: executing \"output\" at <call .n>: error calling call: non-function "
			 ".n of type int64" },
	{ "{{call nil}}",
	  "1:2: executing \"output\" at <call nil>: error calling call: call of nil" },
	{ "{{.kind | call}}", "1:10: executing \"output\" at <call>: error calling call: "
			      "non-function Service of type string" },
	{ "{{base64decode \"###\"}}",
	  "1:2: executing \"output\" at <base64decode \"###\">: error calling base64decode: base64 "
	  "decode failed: illegal base64 data at input byte 0" },
	{ "{{base64decode \"YQ\"}}",
	  "1:2: executing \"output\" at <base64decode \"YQ\">: error calling base64decode: base64 "
	  "decode failed: illegal base64 data at input byte 0" },
	{ "{{base64decode \"YQ=x\"}}",
	  "1:2: executing \"output\" at <base64decode \"YQ=x\">: error calling base64decode: "
	  "base64 decode failed: illegal base64 data at input byte 2" },
	{ "{{base64decode \"YQ==x\"}}",
	  "1:2: executing \"output\" at <base64decode \"YQ==x\">: error calling base64decode: "
	  "base64 decode failed: illegal base64 data at input byte 4" },
	{ "{{print (index .l 9)}}",
	  "1:9: executing \"output\" at <index .l 9>: error calling index: index out of range: 9" },
};

Test(gotemplate_errors, calls)
{
	check_fails(calls_rows, ARRAY_LEN(calls_rows), true);
}

/* With --allow-missing-template-keys=false. */
static const struct row missing_keys_rows[] = {
	{ "{{.nope}}", "1:2: executing \"output\" at <.nope>: map has no entry for key \"nope\"" },
	{ "{{.m.nope}}",
	  "1:4: executing \"output\" at <.m.nope>: map has no entry for key \"nope\"" },
	{ "{{.nope.x}}",
	  "1:7: executing \"output\" at <.nope.x>: map has no entry for key \"nope\"" },
	{ "{{index .nope 0}}",
	  "1:8: executing \"output\" at <.nope>: map has no entry for key \"nope\"" },
	{ "{{(index .m \"zz\").y}}",
	  "1:12: executing \"output\" at <\"zz\">: nil data; no entry for key \"y\"" },
	{ "{{if .nope}}{{end}}",
	  "1:5: executing \"output\" at <.nope>: map has no entry for key \"nope\"" },
};

Test(gotemplate_errors, missing_keys)
{
	check_fails(missing_keys_rows, ARRAY_LEN(missing_keys_rows), false);
}

/* A failure while the template runs is told twice: kubectl prints what helps to debug it. */
Test(gotemplate_errors, debugging_text)
{
	static const char text[] = "{{.n}} {{.n.x}}";
	struct result result = execute(text, strlen(text), true);
	CLEANUP(str)
	char *want = xasprintf(
		"80 Error executing template: template: output:1:11: executing \"output\" at "
		"<.n.x>: "
		"can't evaluate field x in type interface {}. Printing more information for "
		"debugging the template:\n\ttemplate was:\n\t\t%s\n\traw data was:\n\t\t{\"kind\":",
		text);

	cr_assert(text_starts_with(result.out, want), "%s", result.out);
	cr_assert(strstr(result.out, "\n\tobject given to template engine was:\n\t\tmap[b64:") !=
		  NULL);
	cr_assert(text_ends_with(result.out, " z:0]\n\n"));
	cr_assert_str_eq(result.error,
			 "error executing template \"{{.n}} {{.n.x}}\": template: "
			 "output:1:11: executing \"output\" at <.n.x>: can't evaluate "
			 "field x in type interface {}");
	result_finish(&result);
}

Test(gotemplate_errors, parsing)
{
	struct result result = execute("{{nope}}", 8, true);

	cr_assert_str_eq(result.out, "");
	cr_assert_str_eq(result.error, "error parsing template {{nope}}, template: output:1: "
				       "function \"nope\" not defined");
	result_finish(&result);
}

/* What is nested too deeply, or grows too large, is an error and no crash. */
Test(gotemplate_errors, bounds)
{
	static const struct {
		const char *open, *middle, *close;
		size_t n;
		const char *want;
	} bounds[] = {
		{ "(", "1", ")", 1000, NULL },
		{ "(", "1", ")", 1001, "max expression depth exceeded" },
		{ "if 1}}{{", "1", "}}{{end", 1000, NULL },
		{ "if 1}}{{", "1", "}}{{end", 1001, "max block depth exceeded" },
	};

	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		struct result result;

		strbuf_add_str(&text, "{{");
		for (size_t n = 0; n < bounds[i].n; n++)
			strbuf_add_str(&text, bounds[i].open);
		strbuf_add_str(&text, bounds[i].middle);
		for (size_t n = 0; n < bounds[i].n; n++)
			strbuf_add_str(&text, bounds[i].close);
		strbuf_add_str(&text, "}}");
		result = execute(text.text, text.length, true);
		if (bounds[i].want == NULL)
			cr_assert_str_eq(result.out, "1", "row %zu", i);
		else
			cr_assert(text_ends_with(result.error, bounds[i].want), "row %zu", i);
		result_finish(&result);
	}
}

Test(gotemplate_errors, large_texts)
{
	static const struct row rows[] = {
		{ "{{$x := \"0123456789\"}}{{range 60}}{{$x = printf \"%s%s\" $x $x}}{{end}}",
		  "1:41: executing \"output\" at <printf \"%s%s\" $x $x>: error calling printf: "
		  "the "
		  "texts are too long" },
		{ "{{range 100}}{{$x := printf \"%1000000d\" 1}}{{len $x}}{{end}}{{.n.x}}",
		  "1:64: executing \"output\" at <.n.x>: can't evaluate field x in type interface "
		  "{}" },
	};

	check_fails(rows, ARRAY_LEN(rows), true);
}
