/* What JSONPath refuses, in which words. */
#include "fixture.h"

static const struct {
	const char *template, *want;
} parse_rows[] = {
	{ "{", "unclosed action" },
	{ "{.metadata.name", "unclosed action" },
	{ "{.a\n}", "unclosed action" },
	{ "{.a\r}", "unclosed action" },
	{ "{.items[}", "unterminated array" },
	{ "{.items[0}", "unterminated array" },
	{ "{.items[0\n]}", "unterminated array" },
	{ "{.items[a]}", "invalid array index a" },
	{ "{.metadata[\"name\"]}", "invalid array index \"name\"" },
	{ "{.a['x]}", "invalid array index 'x" },
	{ "{.a[1:2:3:4]}", "invalid array index 1:2:3:4" },
	{ "{.a[1.5]}", "invalid array index 1.5" },
	{ "{.a[-]}", "array index - is not a number" },
	{ "{.a[1:-]}", "array index - is not a number" },
	{ "{.a[99999999999999999999]}", "array index 99999999999999999999 is not a number" },
	{ "{.a[0,b]}", "invalid array index b" },
	{ "{\"unterminated}", "unterminated quoted string" },
	{ "{\"a\nb\"}", "unterminated quoted string" },
	{ "{\"\\\\\"}x", "unterminated quoted string" },
	{ "{\"\\q\"}", "unquote string \"\\q\" error invalid syntax" },
	{ "{\"it\\'s\"}", "unquote string \"it\\'s\" error invalid syntax" },
	{ "{\"\\400\"}", "unquote string \"\\400\" error invalid syntax" },
	{ "{\"\\ud800\"}", "unquote string \"\\ud800\" error invalid syntax" },
	{ "{\"\\x4\"}", "unquote string \"\\x4\" error invalid syntax" },
	{ "{.a[?(@.b}", "unterminated filter" },
	{ "{.a[?(@.b==\"x)]}", "unterminated filter" },
	{ "{.a[?(@.b)}", "unclosed array expect ]" },
	{ "{.a[?(@.b==1) ]}", "unclosed array expect ]" },
	{ "{.a[?(@.b=~\"x\")]}", "unrecognized character in action: U+007E '~'" },
	{ "{.a[?(==1)]}", "unrecognized character in action: U+003D '='" },
	{ "{.a[?(@.b==)]}", "unrecognized character in action: U+003D '='" },
	{ "{.a[?(@.b==1 && @.c==2)]}", "unrecognized character in action: U+0026 '&'" },
	{ "{....}", "invalid multiple recursive descent" },
	{ "{{.a}}", "unrecognized character in action: U+007B '{'" },
	{ "{.a,.b}", "unrecognized character in action: U+002C ','" },
	{ "{.a]}", "unrecognized character in action: U+005D ']'" },
	{ "{..*}", "unrecognized character in action: U+002A '*'" },
	{ "{\\}", "unrecognized character in action: U+005C '\\'" },
	{ "{.a\t}", "unrecognized character in action: U+0009" },
	{ "{€}", "unrecognized character in action: U+20AC '€'" },
	{ "{\xff}", "unrecognized character in action: U+FFFD '\xef\xbf\xbd'" },
	{ "{-}", "cannot parse number -" },
	{ "{1.2.3}", "cannot parse number 1.2.3" },
	{ "{+.}", "cannot parse number +." },
};

Test(jsonpath_errors, parse)
{
	for (size_t i = 0; i < ARRAY_LEN(parse_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		struct jsonpath *path = NULL;
		const char *template = parse_rows[i].template;

		if (jsonpath_parse(template, strlen(template), &path, &err)) {
			cr_expect(false, "%s: parsed", template);
			jsonpath_destroy(path);
			continue;
		}
		cr_expect_null(path, "%s: the output was touched", template);
		cr_expect_eq(err.reason, REASON_CLIENT);
		cr_expect_str_eq(err.message, parse_rows[i].want, "%s: %s", template, err.message);
	}
}

static const char object_text[] =
	"{'l':[1,2,3],'m':{'k':'v'},'n':null,'s':'text','b':true,'f':0.5,'i':7,"
	"'p':[{'x':1,'y':[1,2],'b':true,'m':{}},{'x':'1'}]}";

static const struct {
	const char *template;
	bool require_keys;
	const char *want;
} find_rows[] = {
	{ "{.l[3]}", false, "array index out of bounds: index 3, length 3" },
	{ "{.l[-4]}", false, "array index out of bounds: index -1, length 3" },
	{ "{.l[0:9]}", false, "array index out of bounds: index 8, length 3" },
	{ "{.l[0:-9]}", false, "array index out of bounds: index -7, length 3" },
	{ "{.l[9223372036854775807]}", false,
	  "array index out of bounds: index 9223372036854775807, length 3" },
	{ "{.l[2:1]}", false, "starting index 2 is greater than ending index 1" },
	{ "{.l[::0]}", false, "step must be > 0" },
	{ "{.l[::-1]}", false, "step must be > 0" },
	{ "{.m[*]}", false, "map[string]interface {} is not array or slice" },
	{ "{[*].name}", false, "map[string]interface {} is not array or slice" },
	{ "{.s[0]}", false, "string is not array or slice" },
	{ "{.i[0]}", false, "int64 is not array or slice" },
	{ "{.f[0]}", false, "float64 is not array or slice" },
	{ "{.b[0]}", false, "bool is not array or slice" },
	{ "{5[0]}", false, "int is not array or slice" },
	{ "{.s.*[0]}", false, "uint8 is not array or slice" },
	{ "{.m[?(@.x)]}", false, "map[k:v] is not array or slice and cannot be filtered" },
	{ "{.n[?(@.x)]}", false, "<nil> is not array or slice and cannot be filtered" },
	{ "{.s[?(@.x)]}", false, "text is not array or slice and cannot be filtered" },
	{ "{.l[?(@==\"1\")]}", false, "incompatible types for comparison" },
	{ "{.l[?(@>1.5)]}", false, "incompatible types for comparison" },
	{ "{.l[?(@==true)]}", false, "incompatible types for comparison" },
	{ "{.p[?(@.m==1)]}", false, "invalid type for comparison" },
	{ "{.p[?(@.b<true)]}", false, "invalid type for comparison" },
	{ "{.p[?(@.y[*]==1)]}", false, "can only compare one element at a time" },
	{ "{.p[?(1==@.y[*])]}", false, "can only compare one element at a time" },
	{ "{.l[?(@=1)]}", false, "unrecognized filter operator =" },
	{ "{.l[?(@===1)]}", false, "unrecognized filter operator ===" },
	{ "{.l[?(@.x[0]==1)]}{.s[0]}", false, "string is not array or slice" },
	{ "{end}", false, "not in range, nothing to end" },
	{ "{range .l[*]}{@}{end}{end}", false, "not in range, nothing to end" },
	{ "{len .l}", false, "unrecognized identifier len" },
	{ "{.m['a b']}", false, "unrecognized identifier b" },
	{ "{é}", false, "unrecognized identifier é" },
	{ "{.nope}", true, "nope is not found" },
	{ "{.m.k.deeper}", true, "deeper is not found" },
	{ "{.l[*].x}", true, "x is not found" },
	{ "{range .nope[*]}{end}", true, "nope is not found" },
};

Test(jsonpath_errors, find)
{
	CLEANUP(json) cJSON *object = read_object(object_text);

	for (size_t i = 0; i < ARRAY_LEN(find_rows); i++) {
		CLEANUP(jsonpath) struct jsonpath *path = read_path(find_rows[i].template);
		const struct jsonpath_options options = { .require_keys =
								  find_rows[i].require_keys };
		struct jsonpath_results results = JSONPATH_RESULTS_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		if (jsonpath_find(path, object, &options, &results, &err)) {
			cr_expect(false, "%s: found something", find_rows[i].template);
			jsonpath_results_finish(&results);
			continue;
		}
		cr_expect_null(results.parts, "%s: touched", find_rows[i].template);
		cr_expect_str_eq(err.message, find_rows[i].want, "%s: %s", find_rows[i].template,
				 err.message);
	}
}

/* Missing keys are no error by themselves. */
Test(jsonpath_errors, present_keys)
{
	CLEANUP(json) cJSON *object = read_object(object_text);
	static const char *const templates[] = { "{.m.k}", "{.p[*].y}", "{.p[?(@.nope)].x}" };
	const struct jsonpath_options options = { .require_keys = true };

	for (size_t i = 0; i < ARRAY_LEN(templates); i++) {
		CLEANUP(jsonpath) struct jsonpath *path = read_path(templates[i]);
		CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		cr_expect(jsonpath_find(path, object, &options, &results, &err), "%s: %s",
			  templates[i], err.message);
	}
}

/* The long text: template quoted, error, template, object in Go's syntax; two empty lines. */
Test(jsonpath_errors, long_text)
{
	static const struct {
		const char *template;
		bool floats;
		const char *want;
	} rows[] = {
		{ "\"{end}", false,
		  "error executing jsonpath \"\\\"{end}\": Error executing template: not in "
		  "range, nothing to end. Printing more information for debugging the template:\n"
		  "\ttemplate was:\n\t\t\"{end}\n\tobject given to jsonpath engine was:\n"
		  "\t\tmap[string]interface {}{\"a\":map[string]interface {}{}, "
		  "\"b\":[]interface {}{1, 0.5, interface {}(nil), true, \"x\\ny\"}, "
		  "\"m\":1000000}\n\n\n" },
		{ "{end}", true,
		  "error executing jsonpath \"{end}\": Error executing template: not in "
		  "range, nothing to end. Printing more information for debugging the template:\n"
		  "\ttemplate was:\n\t\t{end}\n\tobject given to jsonpath engine was:\n"
		  "\t\tmap[string]interface {}{\"a\":map[string]interface {}{}, "
		  "\"b\":[]interface {}{1, 0.5, interface {}(nil), true, \"x\\ny\"}, "
		  "\"m\":1e+06}\n\n\n" },
	};
	CLEANUP(json)
	cJSON *object = read_object("{'b':[1,0.5,null,true,'x\\ny'],'a':{},'m':1000000}");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(jsonpath) struct jsonpath *path = read_path(rows[i].template);
		const struct jsonpath_options options = { .floats = rows[i].floats };
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *text = NULL;
		size_t length;
		FILE *out = open_memstream(&text, &length);

		cr_expect_not(jsonpath_print(path, object, &options, false, out, &err));
		fclose(out);
		cr_expect_str_eq(text, "", "something was printed");
		cr_expect_str_eq(err.message, rows[i].want);
	}
}

/* Templates that would run for ever, or fill the memory, end with an error. */
Test(jsonpath_errors, bounded)
{
	static const struct {
		const char *begin, *repeated, *end;
	} rows[] = {
		{ "", "{range .l[*]}", "" }, { "", "{range .l}{range .x}", "" },
		{ "{", "..l", "}" },         { "{", "...*", "}" },
		{ "{", "[?(@['x'", "}" },    { "{.l", "[?('x)] ", "}" },
	};
	CLEANUP(json) cJSON *object = cJSON_CreateObject();
	cJSON *inner = object;

	for (int i = 0; i < 200; i++)
		inner = json_ensure_object(inner, "l");
	json_append(json_ensure_array(inner, "l"), json_new_int(1));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf template = STRBUF_INIT;
		CLEANUP(jsonpath) struct jsonpath *path = NULL;
		CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;

		strbuf_add_str(&template, rows[i].begin);
		for (int repeat = 0; repeat < 3000; repeat++)
			strbuf_add_str(&template, rows[i].repeated);
		strbuf_add_str(&template, rows[i].end);
		if (jsonpath_parse(template.text, template.length, &path, &err))
			cr_expect_not(jsonpath_find(path, object, NULL, &results, &err), "%s",
				      rows[i].repeated);
	}
}

static const struct {
	const char *text, *want; /* NULL: refused */
} relax_rows[] = {
	{ "metadata.name", "{.metadata.name}" },
	{ ".metadata.name", "{.metadata.name}" },
	{ "{metadata.name}", "{.metadata.name}" },
	{ "{.metadata.name}", "{.metadata.name}" },
	{ "..port", "{..port}" },
	{ ".", "{..}" },
	{ "{.}", "{..}" },
	{ "a b", "{.a b}" },
	{ "", "" },
	{ "{", NULL },
	{ "{}", NULL },
	{ "}", NULL },
	{ "{.a", NULL },
	{ ".a}", NULL },
	{ "{.a}{.b}", NULL },
	{ "{{.a}}", NULL },
};

Test(jsonpath_errors, relax)
{
	for (size_t i = 0; i < ARRAY_LEN(relax_rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *text = NULL;
		bool ok = jsonpath_relax(relax_rows[i].text, &text, &err);

		cr_expect_eq(ok, relax_rows[i].want != NULL, "%s", relax_rows[i].text);
		if (ok && relax_rows[i].want != NULL)
			cr_expect_str_eq(text, relax_rows[i].want, "%s", relax_rows[i].text);
		else if (!ok)
			cr_expect_str_eq(err.message,
					 "unexpected path string, expected a 'name1.name2' or "
					 "'.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
	}
}
