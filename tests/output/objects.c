#include <stdlib.h>

#include "cidrctl/yaml.h"
#include "thing.h"

Test(format, parse)
{
	enum { FAILS = -1 };
	static const char writers[] =
		"unable to match a printer suitable for the output format \"%s\", allowed formats "
		"are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
		"name,template,templatefile,yaml";
	static const char tables[] =
		"unable to match a printer suitable for the output format \"%s\", allowed formats "
		"are: custom-columns,custom-columns-file,go-template,go-template-file,json,"
		"jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml";
	static const struct {
		const char *text;
		bool tables;
		int want;
	} rows[] = {
		{ "", true, OUTPUT_TABLE },    { "", false, OUTPUT_TABLE },
		{ "json", true, OUTPUT_JSON }, { "JSON", false, OUTPUT_JSON },
		{ "Yaml", true, OUTPUT_YAML }, { "name", false, OUTPUT_NAME },
		{ "NAME", true, OUTPUT_NAME }, { "wide", true, OUTPUT_WIDE },
		{ "WIDE", true, FAILS },       { "wide", false, FAILS },
		{ "kyaml", true, FAILS },      { "json ", false, FAILS },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str)
		char *want = xasprintf(rows[i].tables ? tables : writers, rows[i].text);
		const struct output_request request = { .text = rows[i].text,
							.tables = rows[i].tables };
		struct output output = { .format = (enum output_format)99 };
		bool ok = output_parse(&request, &output, &err);

		cr_expect_eq(ok, rows[i].want != FAILS, "\"%s\"", rows[i].text);
		if (ok) {
			cr_expect_eq((int)output.format, rows[i].want, "\"%s\"", rows[i].text);
			continue;
		}
		cr_expect_eq((int)output.format, 99, "\"%s\": the output was touched",
			     rows[i].text);
		cr_expect_eq(err.reason, REASON_CLIENT);
		cr_expect_str_eq(err.message, want);
	}
}

#define WEB                                                                         \
	"{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"," \
	"\"managedFields\":[{\"manager\":\"kubectl\"}]},\"size\":\"<10>\"}"

Test(object, formats)
{
	static const struct {
		const char *name;
		enum output_format format;
		bool typed, managed;
		const struct resource *resource;
		const char *object, *want;
	} rows[] = {
		{ "name", OUTPUT_NAME, false, false, &thing, WEB, "thing/web\n" },
		{ "name with a group", OUTPUT_NAME, false, false, &gadget, WEB,
		  "gadget.example.com/web\n" },
		{ "no name yet", OUTPUT_NAME, false, false, &thing,
		  "{\"metadata\":{\"generateName\":\"web-\"}}", "thing/<unknown>\n" },
		{ "json: sorted keys, 4 spaces, no managedFields", OUTPUT_JSON, false, false,
		  &thing, WEB,
		  "{\n    \"apiVersion\": \"v1\",\n    \"kind\": \"Thing\",\n    \"metadata\": {\n"
		  "        \"name\": \"web\"\n    },\n    \"size\": \"\\u003c10\\u003e\"\n}\n" },
		{ "json: the order of a typed object stays", OUTPUT_JSON, true, true, &thing, WEB,
		  "{\n    \"kind\": \"Thing\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {\n"
		  "        \"name\": \"web\",\n        \"managedFields\": [\n            {\n"
		  "                \"manager\": \"kubectl\"\n            }\n        ]\n    },\n"
		  "    \"size\": \"\\u003c10\\u003e\"\n}\n" },
		{ "yaml sorts typed objects too", OUTPUT_YAML, true, false, &thing, WEB,
		  "apiVersion: v1\nkind: Thing\nmetadata:\n  name: web\nsize: <10>\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *object = parse(rows[i].object), *before = json_copy(object);
		struct error err = ERROR_INIT;
		const struct output output = { .format = rows[i].format };
		struct capture capture;

		capture_begin(&capture);
		cr_expect(output_object(capture.file, &output, rows[i].resource, object,
					rows[i].typed, rows[i].managed, &err));
		capture_expect(&capture, rows[i].name, rows[i].want);
		cr_expect(json_equal(object, before), "%s: the object was changed", rows[i].name);
	}
}

/* The List as one tree, printed at once. */
static char *whole_list(enum output_format format, const cJSON *items, bool bare)
{
	CLEANUP(json) cJSON *list = cJSON_CreateObject();
	const struct output output = { .format = format };
	struct error err = ERROR_INIT;
	struct capture capture;

	if (bare) {
		json_set_str(list, "kind", "List");
		json_set_str(list, "apiVersion", "v1");
		json_ensure_object(list, "metadata");
		json_set(list, "items", json_copy(items));
	} else {
		json_set_str(list, "apiVersion", "v1");
		json_set(list, "items", json_copy(items));
		json_set_str(list, "kind", "List");
		json_set_str(json_ensure_object(list, "metadata"), "resourceVersion", "");
	}
	json_sort(json_child(list, "items"));
	capture_begin(&capture);
	cr_assert(output_object(capture.file, &output, NULL, list, true, true, &err));
	fclose(capture.file);
	return capture.text;
}

static const char *const lists[] = {
	"[]",
	"[{}]",
	"[" WEB "]",
	"[" WEB "," WEB ",{\"metadata\":{\"name\":\"b\"},\"empty\":{},\"none\":[],\"list\":[[1,2],"
	"{\"a\":{\"b\":\"two\\nlines\\n\"}}]}]",
	/* Folding depends on the column the text stands in. */
	"[{\"status\":{\"conditions\":[{\"message\":\"There are still IPAddresses referencing the "
	"ServiceCIDR, please remove them or create a new ServiceCIDR\",\"status\":\"False\"}]},"
	"\"x\":\"aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee ffffffffff gggggggg hhh "
	"i\","
	"\"quoted\":\"aaaaaaaaa: bbbbbbbbbb cccccccccc dddddddddd eeeeeeeeee ffffffffff ggggg hh "
	"i\"}]",
};

Test(list, equals_the_whole)
{
	static const enum output_format formats[] = { OUTPUT_JSON, OUTPUT_YAML };

	for (size_t i = 0; i < ARRAY_LEN(lists) * ARRAY_LEN(formats) * 2; i++) {
		enum output_format format = formats[i / 2 % 2];
		const struct output output = { .format = format };
		bool bare = i % 2 != 0;
		CLEANUP(json) cJSON *items = parse(lists[i / 4]);
		CLEANUP(str) char *want = whole_list(format, items, bare);
		struct error err = ERROR_INIT;
		struct output_list *list;
		struct capture capture;
		const cJSON *item;

		capture_begin(&capture);
		list = bare ? output_list_begin_bare(capture.file, &output)
			    : output_list_begin(capture.file, &output, true);
		cJSON_ArrayForEach (item, items)
			cr_assert(output_list_item(list, &thing, item, &err));
		cr_assert(output_list_end(list, &err));
		if (bare) {
			/* Bare lists hide managedFields: compare without them. */
			cJSON *each;

			free(TAKE(want));
			cJSON_ArrayForEach (each, items)
				if (json_child(each, "metadata") != NULL)
					json_remove(json_child(each, "metadata"), "managedFields");
			want = whole_list(format, items, bare);
		}
		capture_expect(&capture, lists[i / 4], want);
	}
}

Test(list, names)
{
	CLEANUP(json) cJSON *object = parse(WEB);
	struct error err = ERROR_INIT;
	struct output_list *list;
	struct capture capture;

	capture_begin(&capture);
	list = output_list_begin(capture.file, &(struct output) { .format = OUTPUT_NAME }, false);
	cr_assert(output_list_item(list, &thing, object, &err));
	cr_assert(output_list_item(list, &gadget, object, &err));
	cr_expect(output_list_end(list, &err));
	capture_expect(&capture, "a line each", "thing/web\ngadget.example.com/web\n");
}

Test(list, a_failing_item_leaves_nothing)
{
	CLEANUP(json) cJSON *good = parse(WEB), *bad = parse("{\"x\":\"\\u007f\"}");
	CLEANUP(error) struct error err = ERROR_INIT;
	struct output_list *list;
	struct capture capture;

	capture_begin(&capture);
	list = output_list_begin(capture.file, &(struct output) { .format = OUTPUT_YAML }, false);
	cr_assert(output_list_item(list, &thing, good, &err));
	cr_expect_not(output_list_item(list, &thing, bad, &err));
	cr_expect(output_list_end(list, &err));
	capture_expect(&capture, "yaml that cannot be written", "");
	cr_expect_str_eq(err.message, "yaml: control characters are not allowed");
}

/* What is printed must not wait for the end of the list. */
Test(list, streams)
{
	CLEANUP(json) cJSON *object = parse(WEB);
	struct error err = ERROR_INIT;
	struct output_list *list;
	struct capture capture;

	capture_begin(&capture);
	list = output_list_begin(capture.file, &(struct output) { .format = OUTPUT_JSON }, false);
	for (int i = 0; i < 5000; i++)
		cr_assert(output_list_item(list, &thing, object, &err));
	fflush(capture.file);
	cr_expect_gt(capture.length, 256U << 10);
	cr_expect(output_list_end(list, &err));
	fclose(capture.file);
	free(capture.text);
}
