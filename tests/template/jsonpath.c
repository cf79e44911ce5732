/* JSONPath: what it finds and how that prints. Errors are in jsonpath_errors.c. */
#include "fixture.h"

static const char service[] =
	"{'apiVersion':'v1','kind':'Service','metadata':{'annotations':{'a b':'space',"
	"'example.com/owner':'team-a'},'empty':'','labels':{'app':'web','env':'prod'},"
	"'name':'web','nothing':null},'spec':{'clusterIPs':['10.96.0.1','fd00::1'],'none':[],"
	"'ports':[{'name':'http','port':80,'protocol':'TCP'},{'name':'dns','port':53,"
	"'protocol':'UDP'},{'name':'dns-tcp','port':53,'protocol':'TCP','nodePort':30053}],"
	"'ratio':0.25,'big':9007199254740993,'on':true,'off':false}}";

/* What the template prints of the object. Owned. */
static char *print(const char *template, const cJSON *object,
		   const struct jsonpath_options *options, bool lists)
{
	CLEANUP(jsonpath) struct jsonpath *path = read_path(template);
	CLEANUP(error) struct error err = ERROR_INIT;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	bool ok = jsonpath_print(path, object, options, lists, out, &err);

	fclose(out);
	cr_expect(ok, "%s: %s", template, err.message);
	return text;
}

struct row {
	const char *template, *want;
};

static void check_rows(const struct row *rows, size_t n, const char *object_text,
		       const struct jsonpath_options *options, bool lists)
{
	CLEANUP(json) cJSON *object = read_object(object_text);

	for (size_t i = 0; i < n; i++) {
		CLEANUP(str) char *text = print(rows[i].template, object, options, lists);

		cr_expect_str_eq(text, rows[i].want, "%s\n  want %s\n  got  %s", rows[i].template,
				 rows[i].want, text);
	}
}
#define CHECK_ROWS(rows, object) check_rows(rows, ARRAY_LEN(rows), object, NULL, false)

static const struct row text_rows[] = {
	/* Outside of braces text is literal; no newline is added. */
	{ "", "" },
	{ "plain", "plain" },
	{ "a{.metadata.name}b", "awebb" },
	{ "name={.metadata.name} kind={.kind}", "name=web kind=Service" },
	{ "}", "}" },
	/* Texts in quotes of either kind, with Go's escapes. */
	{ "{\"x\"}{'y'}", "xy" },
	{ "{\"\\n\\t\"}", "\n\t" },
	{ "{\"a\\\"b\"}", "a\"b" },
	{ "{'a\"b'}", "a\"b" },
	{ "{\"it's\"}", "it's" },
	{ "{'it\\'s'}", "it's" },
	{ "{\"\\x41\\101\\u00e9\\U0001F600\"}", "AAé😀" },
	{ "{\"\"}|", "|" },
	{ "{\"}\"}", "}" },
	{ "{\"日本\"}", "日本" },
	/* Literals. */
	{ "{1.5} {+5} {-3} {5.}", "1.5 5 -3 5" },
	{ "{1000000.0} {99999999999999999999}", "1e+06 1e+20" },
	{ "{true} {false}", "true false" },
};

Test(jsonpath, texts)
{
	CHECK_ROWS(text_rows, service);
}

static const struct row field_rows[] = {
	{ "{.metadata.name}", "web" },
	{ "{$.metadata.name}", "web" },
	{ "{@.metadata.name}", "web" },
	{ "{ .metadata.name }", "web" },
	{ "{.metadata .name}", "web" },
	{ "{['metadata'].name}", "web" },
	{ "{.metadata['name']}", "web" },
	{ "{['metadata.name']}", "web" },
	/* An unescaped dot in brackets is a path. */
	{ "{.metadata.annotations['example.com/owner']}", "" },
	{ "{.metadata.annotations['example\\.com/owner']}", "team-a" },
	{ "{.metadata.annotations.example\\.com/owner}", "team-a" },
	{ "{.metadata.annotations.a\\ b}", "space" },
	/* What is not there prints nothing. */
	{ "{.nope}|{.metadata.nope.deeper}|{.kind.x}|{['']}", "|||" },
	{ "{.metadata.nothing.x}", "" },
	/* Values: strings raw, maps and lists as compact JSON, null as itself. */
	{ "{.metadata.labels}", "{\"app\":\"web\",\"env\":\"prod\"}" },
	{ "{.spec.clusterIPs}", "[\"10.96.0.1\",\"fd00::1\"]" },
	{ "{.metadata.nothing}", "null" },
	{ "{.metadata.empty}|{.spec.none}", "|[]" },
	{ "{.spec.on} {.spec.off}", "true false" },
	{ "{.spec.ratio} {.spec.big}", "0.25 9007199254740993" },
	/* A dot alone is a field without a name, nothing at all is the object. */
	{ "{.}", "" },
};

Test(jsonpath, fields)
{
	CHECK_ROWS(field_rows, service);
}

Test(jsonpath, whole_object)
{
	static const struct row rows[] = {
		{ "{}", "{\"a\":\"\\u003cx\\u003e\",\"b\":[1]}" },
		{ "{$}", "{\"a\":\"\\u003cx\\u003e\",\"b\":[1]}" },
		{ "{@}", "{\"a\":\"\\u003cx\\u003e\",\"b\":[1]}" },
		{ "{ }", "{\"a\":\"\\u003cx\\u003e\",\"b\":[1]}" },
		{ "{.a}", "<x>" },
	};

	CHECK_ROWS(rows, "{'a':'<x>','b':[1]}");
}

static const struct row array_rows[] = {
	{ "{.spec.ports[0].port}", "80" },
	{ "{.spec.ports[2].port}", "53" },
	{ "{.spec.ports[-1].name}", "dns-tcp" },
	{ "{.spec.ports[-3].name}", "http" },
	{ "{.spec.ports[*].port}", "80 53 53" },
	{ "{.spec.ports[].name}", "http" },
	{ "{.spec.ports[0:2].name}", "http dns" },
	{ "{.spec.ports[:2].name}", "http dns" },
	{ "{.spec.ports[1:].name}", "dns dns-tcp" },
	{ "{.spec.ports[-2:].name}", "dns dns-tcp" },
	{ "{.spec.ports[:-1].name}", "http dns" },
	{ "{.spec.ports[-3:-1].name}", "http dns" },
	{ "{.spec.ports[::2].name}", "http dns-tcp" },
	{ "{.spec.ports[1::5].name}", "dns" },
	{ "{.spec.ports[1:1].name}", "" },
	{ "{.spec.ports[0,2].name}", "http dns-tcp" },
	{ "{.spec.ports[2, 0].name}", "dns-tcp http" },
	{ "{.spec.ports[0:2,2].name}", "http dns dns-tcp" },
	{ "{.spec.none[*]}|", "|" },
	/* A list that is not there has no bounds. */
	{ "{.spec.nope[9]}{.metadata.nothing[0]}|", "|" },
	/* Unions of keys; each key is walked over all values. */
	{ "{.metadata['name','empty']}|", "web |" },
	{ "{.spec.ports[*]['port','name']}", "80 53 53 http dns dns-tcp" },
	{ "{.metadata['labels.app', 'name']}", "web web" },
};

Test(jsonpath, arrays)
{
	CHECK_ROWS(array_rows, service);
}

/* Upstream ends the walk over all lists at the first that has nothing to give. */
Test(jsonpath, empty_part_ends_walk)
{
	static const struct row rows[] = {
		{ "{.l[*].x[*]}", "1 2" },
		{ "{.l[*].x[1:1]}", "" },
	};

	CHECK_ROWS(rows, "{'l':[{'x':[1,2]},{'x':[]},{'x':[3]}]}");
}

static const struct row walk_rows[] = {
	{ "{.a.*}", "1 [2,3] s" },
	{ "{.a.l.*}", "2 3" },
	{ "{.*.l[0]}", "2" },
	{ "{.n.*}{.nope.*}|", "|" },
	/* A string is a list of bytes. */
	{ "{.a.s.*}", "115" },
	{ "{.e.*}|", "|" },
	{ "{..l}", "[2,3]" },
	{ "{..l[1]}", "3" },
	{ "{.a..l}", "[2,3]" },
	{ "{..nope}", "" },
	/* Every map, list and string that is not empty, each before its parts. */
	{ "{..}", "{\"a\":{\"i\":1,\"l\":[2,3],\"s\":\"s\"},\"e\":\"\",\"n\":null} "
		  "{\"i\":1,\"l\":[2,3],\"s\":\"s\"} [2,3] s" },
	{ "{.a..}", "{\"i\":1,\"l\":[2,3],\"s\":\"s\"} [2,3] s" },
	{ "{..['i','s']}", "1 s" },
};

Test(jsonpath, wildcards_and_descent)
{
	CHECK_ROWS(walk_rows, "{'a':{'i':1,'l':[2,3],'s':'s'},'e':'','n':null}");
}

static const struct row filter_rows[] = {
	{ "{.spec.ports[?(@.port==53)].name}", "dns dns-tcp" },
	{ "{.spec.ports[?(@.port!=53)].name}", "http" },
	{ "{.spec.ports[?(@.port>53)].name}", "http" },
	{ "{.spec.ports[?(@.port>=53)].name}", "http dns dns-tcp" },
	{ "{.spec.ports[?(@.port<80)].name}", "dns dns-tcp" },
	{ "{.spec.ports[?(@.port<=80)].name}", "http dns dns-tcp" },
	{ "{.spec.ports[?(53==@.port)].name}", "dns dns-tcp" },
	{ "{.spec.ports[?( @.port == 53 )].name}", "dns dns-tcp" },
	{ "{.spec.ports[?(@.name==\"dns\")].protocol}", "UDP" },
	{ "{.spec.ports[?(@.name=='dns')].protocol}", "UDP" },
	{ "{.spec.ports[?(@.name<\"dns-t\")].name}", "dns" },
	{ "{.spec.ports[?(@.name==\")\")].name}|", "|" },
	{ "{.spec.ports[?(@['name']=='http')].port}", "80" },
	/* Both sides may be paths. */
	{ "{.spec.ports[?(@.port==@.port)].name}", "http dns dns-tcp" },
	/* A path alone asks whether it is there; items without the field fall out. */
	{ "{.spec.ports[?(@.nodePort)].name}", "dns-tcp" },
	{ "{.spec.ports[?(@)].name}", "http dns dns-tcp" },
	{ "{.spec.ports[?(@.nodePort>1)].name}", "dns-tcp" },
	{ "{.spec.ports[?(@.nodePort!=1)].name}", "dns-tcp" },
	{ "{.spec.ports[?(@.port==53)]['port']}", "53 53" },
	{ "{.spec.nope[?(@.x==1)]}|", "|" },
	{ "{.spec.none[?(@.x==1)]}|", "|" },
	/* When only existence is asked for, errors are no matter. */
	{ "{.spec.ports[?(@.name[0])].port}", "80 53 53" },
	{ "{.spec.ports[?(what)].port}", "80 53 53" },
};

Test(jsonpath, filters)
{
	CHECK_ROWS(filter_rows, service);
}

static const struct row range_rows[] = {
	{ "{range .spec.ports[*]}{.name}{\"\\n\"}{end}", "http\ndns\ndns-tcp\n" },
	{ "{range .spec.ports[*]}{.name}={.port}/{.protocol} {end}x",
	  "http=80/TCP dns=53/UDP dns-tcp=53/TCP x" },
	{ "{range .spec.ports[?(@.port==53)]}{.name};{end}", "dns;dns-tcp;" },
	{ "{range .spec.ports[*].name}[{@}]{end}", "[http][dns][dns-tcp]" },
	/* Without [*] the list itself is the one item. */
	{ "{range .spec.clusterIPs}{@}{end}", "[\"10.96.0.1\",\"fd00::1\"]" },
	{ "{range .spec.nope[*]}{.x}y{end}z", "z" },
	/* Inside, $ is the item. */
	{ "{range .spec.ports[*]}{$.metadata.name}{$.port},{end}", "80,53,53," },
	{ "{range .spec.ports[*]}{range .name}{@}{end};{end}{.kind}", "http;dns;dns-tcp;Service" },
	{ "{range .spec.nope[*]}{range .x[*]}{.y}{end}{end}{.kind}", "Service" },
	{ "{range .metadata.nothing}{@}{end}", "<no value>" },
	/* A missing end: what follows runs for each item, and then once more. */
	{ "{range .spec.clusterIPs[*]}{@} ", "10.96.0.1 fd00::1 {" },
	{ "{range .spec.clusterIPs[*]}{.x}y", "yyy" },
	{ "{range .spec.ports[0]}{.port}{end}{range .spec.ports[1]}{.port}{end}", "8053" },
};

Test(jsonpath, ranges)
{
	CLEANUP(json) cJSON *object = read_object(service);

	for (size_t i = 0; i < ARRAY_LEN(range_rows); i++) {
		CLEANUP(str) char *text = print(range_rows[i].template, object, NULL, false);
		size_t length = strlen(range_rows[i].want);

		/* A want that ends in a brace goes on with the whole object. */
		if (range_rows[i].want[length - 1] == '{')
			cr_expect_eq(strncmp(text, range_rows[i].want, length), 0, "%s: %s",
				     range_rows[i].template, text);
		else
			cr_expect_str_eq(text, range_rows[i].want, "%s: %s", range_rows[i].template,
					 text);
	}
}

static const struct row list_rows[] = {
	{ "{.metadata.name}", "[\n    \"web\"\n]\n" },
	{ "{.nope}", "[]\n" },
	{ "{.spec.ports[*].port}", "[\n    80,\n    53,\n    53\n]\n" },
	{ "{.metadata.labels}",
	  "[\n    {\n        \"app\": \"web\",\n        \"env\": \"prod\"\n    }\n]\n" },
	{ "{.metadata.nothing}", "[\n    null\n]\n" },
	{ "{.kind}<{.spec.ratio}",
	  "[\n    \"Service\"\n]\n[\n    \"\\u003c\"\n]\n[\n    0.25\n]\n" },
	{ "{.kind.*}",
	  "[\n    83,\n    101,\n    114,\n    118,\n    105,\n    99,\n    101\n]\n" },
};

Test(jsonpath, as_json)
{
	check_rows(list_rows, ARRAY_LEN(list_rows), service, NULL, true);
}

/* Objects of kubectl's own making went through encoding/json: their numbers are floats. */
Test(jsonpath, floats)
{
	static const struct row rows[] = {
		{ "{.i} {.m} {.f}", "80 2e+06 0.5" },
		{ "{.l[?(@==2.0)]}", "2" },
		{ "{$}", "{\"f\":0.5,\"i\":80,\"l\":[1,2],\"m\":2000000}" },
	};
	const struct jsonpath_options options = { .floats = true };

	check_rows(rows, ARRAY_LEN(rows), "{'f':0.5,'i':80,'l':[1,2],'m':2000000}", &options,
		   false);
}

Test(jsonpath, nul_and_invalid_bytes)
{
	CLEANUP(json) cJSON *object = cJSON_CreateObject();
	static const char template[] = "a\0b{\"\\x00\\xff\"}{.s}";
	static const char want[] = "a\0b\0\xff|\0|";
	CLEANUP(jsonpath) struct jsonpath *path = NULL;
	CLEANUP(str) char *text = NULL;
	struct error err = ERROR_INIT;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	json_set_str(object, "s", "|" JSON_NUL "|");
	cr_assert(jsonpath_parse(template, sizeof(template) - 1, &path, &err));
	cr_assert(jsonpath_print(path, object, NULL, false, out, &err));
	fclose(out);
	cr_assert_eq(length, sizeof(want) - 1);
	cr_expect_arr_eq(text, want, length);
}

/* A template that was run goes on behind its last range, until it is renewed. */
Test(jsonpath, second_run)
{
	CLEANUP(json) cJSON *object = read_object("{'l':[1,2],'n':'x'}");
	CLEANUP(jsonpath) struct jsonpath *path = read_path("{.n}{range .l[*]}{@}{end}");
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(jsonpath_results) struct jsonpath_results first = JSONPATH_RESULTS_INIT;
	CLEANUP(jsonpath_results) struct jsonpath_results second = JSONPATH_RESULTS_INIT;
	CLEANUP(jsonpath_results) struct jsonpath_results third = JSONPATH_RESULTS_INIT;

	cr_assert(jsonpath_find(path, object, NULL, &first, &err));
	cr_expect_eq(first.n, 3);
	cr_expect_not(jsonpath_find(path, object, NULL, &second, &err));
	cr_expect_str_eq(err.message, "not in range, nothing to end");
	jsonpath_renew(path);
	error_finish(&err);
	cr_assert(jsonpath_find(path, object, NULL, &third, &err));
	cr_expect_eq(third.n, 3);
}
