/* The functions of Go templates. */
#include "gotemplate_fixture.h"

static const struct row logic_rows[] = {
	{ "{{and .t .n}} {{and .z .n}} {{and .t}}", "80 0 true" },
	{ "{{or .z \"x\"}} {{or .z .e}}|", "x |" },
	{ "{{and false (index .l 99)}} {{or true (index .l 99)}}", "false true" },
	{ "{{.n | and .t}} {{.n | or .t}}", "80 true" },
	{ "{{and .t .nope}} {{or .nope .nul}}", "<no value> <no value>" },
	{ "{{and nil 1}}", "<no value>" },
	{ "{{not .t}} {{not .nope}} {{not 0}} {{not \"\"}} {{not .l}} {{not nil}}",
	  "false true true true false true" },
};

Test(gotemplate_functions, logic)
{
	check_prints(logic_rows, ARRAY_LEN(logic_rows));
}

static const struct row comparison_rows[] = {
	{ "{{eq .n 80}} {{eq .kind \"Service\"}} {{eq .f 1.5}} {{eq .t true}}",
	  "true true true true" },
	{ "{{eq 1 2 3 1}} {{eq 1 2 3}} {{eq 1 1 \"a\"}}", "true false true" },
	{ "{{eq 'a' 97}} {{eq (index \"abc\" 0) 97}} {{eq 1i 1i}}", "true true true" },
	{ "{{eq .nope nil}} {{eq .nul nil}} {{eq nil nil}} {{eq .n nil}} {{eq .m nil}} {{eq nil "
	  ".l}}",
	  "true true true false false false" },
	{ "{{ne 1 2}} {{ne .n 80}} {{ne .nope nil}}", "true false false" },
	{ "{{lt 1 2}} {{lt \"a\" \"b\"}} {{lt \"ab\" \"a\"}} {{lt 1.5 .f}} {{lt (index \"a\" 0) "
	  "98}}",
	  "true true false false true" },
	{ "{{le 1 1}} {{le 2 1}} {{gt 2 1}} {{gt .n 80}} {{ge 1 1}} {{ge 1 2}}",
	  "true false true false true false" },
};

Test(gotemplate_functions, comparison)
{
	check_prints(comparison_rows, ARRAY_LEN(comparison_rows));
}

static const struct row collections_rows[] = {
	{ "{{len .l}} {{len .m}} {{len .s}} {{len .le}} {{len \"é\"}}", "3 3 12 0 2" },
	{ "{{index .l 1}} {{index .m \"b\"}} {{index .m.c.d 1}} {{index .m \"c\" \"d\" 3}}",
	  "y x two 2.5" },
	{ "{{index .nested 1 1 0}} {{index .l}}", "4 [x y z]" },
	{ "{{index .m \"zz\"}} {{index .m.c.d 2}}", "<no value> <no value>" },
	{ "{{index .digits 0}} {{printf \"%T\" (index .digits 0)}}", "48 uint8" },
	{ "{{slice .digits 2}} {{slice .digits 2 4}} {{slice .digits}}", "23456789 23 0123456789" },
	{ "{{slice .l 1}} {{slice .l 1 2}} {{slice .l 1 2 3}} {{slice .l 3}}", "[y z] [y] [y] []" },
	{ "{{slice .l 1 4}}", "[y z <nil>]" },
	{ "{{exists .}} {{exists . \"m\" \"c\" \"d\" 0}} {{exists . \"nope\"}} {{exists . "
	  "\"nul\"}}",
	  "true true false false" },
	{ "{{exists .l 2}} {{exists .l 3}} {{exists .l -1}} {{exists .l \"a\"}} {{exists .s 1}} "
	  "{{exists .n 1}} {{exists .m 1}} {{exists .m nil}}",
	  "true false false false true false false false" },
	{ "{{exists nil}} {{exists nil 1}} {{exists .nul}}", "true false true" },
};

Test(gotemplate_functions, collections)
{
	check_prints(collections_rows, ARRAY_LEN(collections_rows));
}

static const struct row print_rows[] = {
	{ "{{print 1 2 \"a\" \"b\" 3 4 nil true}}", "1 2ab3 4 <nil> true" },
	{ "{{print}}{{print .nope}}{{print .nul}}", "<nil><nil>" },
	{ "{{println 1 \"a\" nil}}{{println}}", "1 a <nil>\n\n" },
	{ "{{.n | println}}", "80\n" },
};

Test(gotemplate_functions, print)
{
	check_prints(print_rows, ARRAY_LEN(print_rows));
}

static const struct row escapes_rows[] = {
	{ "{{html .s}} {{html \"'\\\"\"}} {{html .m.c}}",
	  "héllo &lt;a&amp;b&gt; &#39;&#34; map[d:[1 two &lt;nil&gt; 2.5 true]]" },
	{ "{{html .nope}} {{html \"a\" 1 2 nil}}|{{html}}",
	  "&lt;no value&gt; a1 2&lt;no value&gt;|" },
	{ "{{html \"\\x00\"}}", "�" },
	{ "{{js \"it's \\\"q\\\" \\\\ <>&=\"}}",
	  "it\\'s \\\"q\\\" \\\\ \\u003C\\u003E\\u0026\\u003D" },
	{ "{{js \"\\n\\t\\x01\\u2028é\"}} {{js .nope}}",
	  "\\u000A\\u0009\\u0001\\u2028é \\u003Cno value\\u003E" },
	{ "{{urlquery .s}} {{urlquery \"a b\" 1 2}} {{urlquery \"~-_.!*/\"}}",
	  "h%C3%A9llo+%3Ca%26b%3E a+b1+2 ~-_.%21%2A%2F" },
	{ "{{base64decode .b64}} {{.b64 | base64decode}}", "hello hello" },
	{ "{{base64decode \"YWI=\"}} {{base64decode \"YW\\nJj\"}} {{base64decode "
	  "\"YQ==\\n\"}}|{{base64decode \"\"}}",
	  "ab abc a|" },
};

Test(gotemplate_functions, escapes)
{
	check_prints(escapes_rows, ARRAY_LEN(escapes_rows));
}
