/* The language of Go templates: text, values, variables, blocks. */
#include "gotemplate_fixture.h"

static const struct row text_rows[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ " } {a} ", " } {a} " },
	{ "{{.n}}}}", "80}}" },
	{ "a {{.kind}} b", "a Service b" },
	{ "a  {{- .n -}}  b", "a80b" },
	{ "a\n\t {{- \"x\" }} y", "ax y" },
	{ "{{3 -}} \r\n z", "3z" },
	{ "{{-3}} {{- 3}}", "-33" },
	{ "{{/* c */}}x", "x" },
	{ "a {{- /* c */ -}} b", "ab" },
	{ "{{/*a*/}}{{/*b*/}}", "" },
	{ "{{- /* c */}}", "" },
};

Test(gotemplate, text)
{
	check_prints(text_rows, ARRAY_LEN(text_rows));
}

/* A value of each type, as it prints. */
static const struct row values_rows[] = {
	{ "{{.kind}}", "Service" },
	{ "{{.n}} {{.neg}} {{.big}} {{.f}}", "80 -3 9007199254740993 1.5" },
	{ "{{.t}}", "true" },
	{ "{{.m}}", "map[a:1 b:x c:map[d:[1 two <nil> 2.5 true]]]" },
	{ "{{.ports}}", "[map[name:http port:80] map[name:https port:443 tls:true]]" },
	{ "{{.nested}}", "[[1 2] [3 [4]]]" },
	{ "{{.le}}", "[]" },
	{ "{{.m.c.d}}", "[1 two <nil> 2.5 true]" },
	{ "{{.nul}}", "<no value>" },
	{ "{{.nope}}", "<no value>" },
	{ "{{.nope.x.y}}", "<no value>" },
	{ "{{.m.c.nope}}", "<no value>" },
	{ "{{.s}}", "héllo <a&b>" },
	{ "{{$}}", "map[b64:aGVsbG8= big:9007199254740993 digits:0123456789 e: f:1.5 kind:Service "
		   "l:[x y z] le:[] m:map[a:1 b:x c:map[d:[1 two <nil> 2.5 true]]] n:80 neg:-3 "
		   "nested:[[1 2] [3 [4]]] nul:<nil> ports:[map[name:http port:80] map[name:https "
		   "port:443 tls:true]] s:héllo <a&b> t:true z:0]" },
};

Test(gotemplate, values)
{
	check_prints(values_rows, ARRAY_LEN(values_rows));
}

static const struct row constants_rows[] = {
	{ "{{true}} {{false}}", "true false" },
	{ "{{\"a\\tb\\\"\\x41\\101\\u00e9\"}}", "a\tb\"AAé" },
	{ "{{`a\\n\"`}}", "a\\n\"" },
	{ "{{`a\rb`}}", "ab" },
	{ "{{'a'}} {{'\\n'}} {{'é'}}", "97 10 233" },
	{ "{{1}} {{-1}} {{+5}} {{1_000}}", "1 -1 5 1000" },
	{ "{{0x1F}} {{0b101}} {{0o17}} {{017}}", "31 5 15 15" },
	{ "{{1.5}} {{1e3}} {{1000000.0}} {{.5}} {{5.}} {{0x1p4}}", "1.5 1000 1e+06 0.5 5 16" },
	{ "{{-0x1E}} {{0x1e}}", "-30 30" },
	{ "{{1i}} {{1+2i}} {{-1.5-2.5i}}", "(0+1i) (1+2i) (-1.5-2.5i)" },
	{ "{{9223372036854775807}}", "9223372036854775807" },
};

Test(gotemplate, constants)
{
	check_prints(constants_rows, ARRAY_LEN(constants_rows));
}

static const struct row variables_rows[] = {
	{ "{{$x := 1}}{{$x}}", "1" },
	{ "{{$x := 1}}{{$x = \"two\"}}{{$x}}", "two" },
	{ "{{$x:=.m}}{{$x.c.d}}", "[1 two <nil> 2.5 true]" },
	{ "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21" },
	{ "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2" },
	{ "{{if $x := .n}}{{$x}}{{end}}", "80" },
	{ "{{if $x := .nope}}{{else}}[{{$x}}]{{end}}", "[<no value>]" },
	{ "{{with $x := printf \"%s!\" .kind}}{{$x = \"y\"}}{{.}}{{$x}}{{end}}", "Service!y" },
	{ "{{with .m}}{{$.kind}}{{end}}", "Service" },
	{ "{{$x := 1 | print | len}}{{$x}}", "1" },
	{ "{{$x := .nope}}{{$x}} {{$x.y}}", "<no value> <no value>" },
};

Test(gotemplate, variables)
{
	check_prints(variables_rows, ARRAY_LEN(variables_rows));
}

static const struct row pipelines_rows[] = {
	{ "{{.kind | printf \"%s-%s\" \"a\"}}", "a-Service" },
	{ "{{.l | len | print | len}}", "1" },
	{ "{{(index .ports 1).name}}", "https" },
	{ "{{(index .ports 0).port | printf \"%05d\"}}", "00080" },
	{ "{{(.m).c.d}} {{($).n}}", "[1 two <nil> 2.5 true] 80" },
	{ "{{(.nope).x}}", "<no value>" },
	{ "{{print (print 1 2) (len .l)}}", "1 23" },
	{ "{{ print\n 1\n 2 }}", "1 2" },
	{ "{{with .l}}{{index . 0}}{{end}}", "x" },
	{ "{{1 |}}", "1" },
};

Test(gotemplate, pipelines)
{
	check_prints(pipelines_rows, ARRAY_LEN(pipelines_rows));
}

static const struct row conditions_rows[] = {
	{ "{{if .t}}a{{end}}", "a" },
	{ "{{if .e}}a{{else}}b{{end}}", "b" },
	{ "{{if .z}}a{{else}}b{{end}}", "b" },
	{ "{{if .le}}a{{else}}b{{end}}", "b" },
	{ "{{if .nul}}a{{else}}b{{end}}", "b" },
	{ "{{if 0.0}}a{{else}}b{{end}}{{if 1i}}c{{end}}", "bc" },
	{ "{{if .nope}}a{{else if .n}}b{{else}}c{{end}}", "b" },
	{ "{{if .nope}}a{{else if .nul}}b{{else}}c{{end}}", "c" },
	{ "{{if .nope}}a{{else}}{{with .n}}{{.}}{{end}}{{end}}", "80" },
	{ "{{with .nope}}a{{else with .n}}b{{.}}{{else}}c{{end}}", "b80" },
	{ "{{with .nope}}a{{else}}{{.kind}}{{end}}", "Service" },
};

Test(gotemplate, conditions)
{
	check_prints(conditions_rows, ARRAY_LEN(conditions_rows));
}

static const struct row ranges_rows[] = {
	{ "{{range .l}}{{.}},{{end}}", "x,y,z," },
	{ "{{range $e := .l}}{{$e}}{{end}}", "xyz" },
	{ "{{range $i, $e := .l}}{{if $i}}, {{end}}{{$e}}{{end}}", "x, y, z" },
	{ "{{range $k, $v := .m}}{{$k}}={{$v}};{{end}}",
	  "a=1;b=x;c=map[d:[1 two <nil> 2.5 true]];" },
	{ "{{range .m}}{{.}};{{end}}", "1;x;map[d:[1 two <nil> 2.5 true]];" },
	{ "{{range .le}}x{{else}}none{{end}}", "none" },
	{ "{{range .nope}}x{{else}}none{{end}}", "none" },
	{ "{{range $i, $e := .le}}x{{else}}{{$e}}{{end}}", "[]" },
	{ "{{range 3}}{{.}}{{end}}", "012" },
	{ "{{range $i := 2}}{{printf \"%T%v \" $i $i}}{{end}}", "int0 int1 " },
	{ "{{range -1}}x{{else}}none{{end}}", "none" },
	{ "{{range .n}}{{if gt . 3}}{{break}}{{end}}{{printf \"%T \" .}}{{end}}",
	  "int64 int64 int64 int64 " },
	{ "{{range .l}}{{if eq . \"y\"}}{{continue}}{{end}}{{.}}{{end}}", "xz" },
	{ "{{range .l}}{{range $.ports}}{{if eq .port "
	  "443}}{{break}}{{end}}{{.port}}{{end}}{{.}}{{end}}",
	  "80x80y80z" },
	{ "{{range .le}}{{else}}{{range .l}}{{break}}{{end}}x{{end}}", "x" },
	{ "{{$x := 1}}{{range $x = .l}}{{$x}}{{end}}{{$x}}", "xyzz" },
	{ "{{$i := 0}}{{$x := 1}}{{range $i, $x = .l}}{{end}}{{$i}}{{$x}}", "2z" },
	{ "{{range $x := .l}}{{$x = printf \"%s!\" $x}}{{$x}}{{end}}", "x!y!z!" },
	{ "{{range slice .l 1}}{{.}}{{end}}", "yz" },
	{ "{{range .m.c.d}}[{{.}}]{{end}}", "[1][two][<no value>][2.5][true]" },
};

Test(gotemplate, ranges)
{
	check_prints(ranges_rows, ARRAY_LEN(ranges_rows));
}

static const struct row templates_rows[] = {
	{ "{{define \"T\"}}[{{.}}]{{end}}{{template \"T\" .n}}{{template \"T\"}}{{template \"T\" "
	  ".nope}}",
	  "[80][<no value>][<no value>]" },
	{ "{{template \"T\" .n}}{{define \"T\"}}[{{.}}]{{end}}", "[80]" },
	{ "{{define `T`}}{{$}}{{end}}{{template \"T\" 5}}", "5" },
	{ "{{block \"b\" .n}}<{{.}}>{{end}}{{template \"b\" 5}}", "<80><5>" },
	{ "{{define \"x\"}} {{end}}{{define \"x\"}}b{{end}}{{template \"x\"}}", "b" },
	{ "{{define \"x\"}}a{{end}}{{define \"x\"}} {{end}}{{template \"x\"}}", "a" },
	{ "{{define \"output\"}}inner{{end}}", "inner" },
	{ "{{template \"T\" $x := 5}}{{$x}}{{define \"T\"}}{{.}}{{end}}", "55" },
	{ "{{define \"T\"}}{{if .}}{{len .}}{{template \"T\" (slice . 1)}}{{end}}{{end}}{{template "
	  "\"T\" .l}}",
	  "321" },
};

Test(gotemplate, templates)
{
	check_prints(templates_rows, ARRAY_LEN(templates_rows));
}

/* Text may hold any byte. */
Test(gotemplate, nul)
{
	static const char text[] = "a\0{{.n}}\0";
	struct result result = execute(text, sizeof(text) - 1, true);

	cr_assert_null(result.error);
	cr_assert_eq(result.size, 5);
	cr_assert_eq(memcmp(result.out, "a\00080\0", 5), 0);
	result_finish(&result);
}
