#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "thing.h"

static const struct {
	const char *original, *patch, *want; /* NULL: an operation does not apply */
} rows[] = {
	{ "{'a':1}", "[]", "{'a':1}" },
	{ "{'a':1}", "null", "{'a':1}" },

	/* add */
	{ "{'a':1}", "[{'op':'add','path':'/b','value':2}]", "{'a':1,'b':2}" },
	{ "{'a':1}", "[{'op':'add','path':'/a','value':2}]", "{'a':2}" },
	{ "{'a':{}}", "[{'op':'add','path':'/a/b','value':{'c':1}}]", "{'a':{'b':{'c':1}}}" },
	{ "{'a':{}}", "[{'op':'add','path':'/b/c','value':1}]", NULL },
	{ "{'a':1}", "[{'op':'add','path':'/a/b','value':1}]", NULL },
	{ "{'a':null}", "[{'op':'add','path':'/a/b','value':1}]", NULL },
	{ "{'a':[1,3]}", "[{'op':'add','path':'/a/1','value':2}]", "{'a':[1,2,3]}" },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/0','value':0}]", "{'a':[0,1]}" },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/1','value':2}]", "{'a':[1,2]}" },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/-','value':2}]", "{'a':[1,2]}" },
	{ "{'a':[]}", "[{'op':'add','path':'/a/-','value':2}]", "{'a':[2]}" },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/2','value':2}]", NULL },
	{ "{'a':[1,2]}", "[{'op':'add','path':'/a/-1','value':3}]", "{'a':[1,2,3]}" },
	{ "{'a':[1,2]}", "[{'op':'add','path':'/a/-3','value':0}]", "{'a':[0,1,2]}" },
	{ "{'a':[1,2]}", "[{'op':'add','path':'/a/-4','value':0}]", NULL },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/x','value':0}]", NULL },
	{ "{'a':[1]}", "[{'op':'add','path':'/a/99999999999999999999','value':0}]", NULL },
	{ "{'a':[{'b':1}]}", "[{'op':'add','path':'/a/0/c','value':2}]", "{'a':[{'b':1,'c':2}]}" },
	{ "{}", "[{'op':'add','path':'/a'}]", "{'a':null}" },
	{ "{}", "[{'op':'add','path':'','value':{'a':1}}]", NULL },
	{ "{}", "[{'op':'add','value':1}]", NULL },
	{ "{}", "[{'op':'add','path':'a','value':1}]", NULL },
	{ "{}", "[{'op':'add','path':'/','value':1}]", "{'':1}" },

	/* pointers */
	{ "{}", "[{'op':'add','path':'/example.com~1x','value':1}]", "{'example.com/x':1}" },
	{ "{}", "[{'op':'add','path':'/a~0b','value':1}]", "{'a~b':1}" },
	{ "{}", "[{'op':'add','path':'/a~01','value':1}]", "{'a~1':1}" },
	{ "{}", "[{'op':'add','path':'/a~2~','value':1}]", "{'a~2~':1}" },

	/* remove */
	{ "{'a':1,'b':2}", "[{'op':'remove','path':'/a'}]", "{'b':2}" },
	{ "{'a':null}", "[{'op':'remove','path':'/a'}]", "{}" },
	{ "{'a':1}", "[{'op':'remove','path':'/b'}]", NULL },
	{ "{'a':1}", "[{'op':'remove','path':''}]", NULL },
	{ "{'a':[1,2]}", "[{'op':'remove','path':'/a/0'}]", "{'a':[2]}" },
	{ "{'a':[1,2]}", "[{'op':'remove','path':'/a/-1'}]", "{'a':[1]}" },
	{ "{'a':[1,2]}", "[{'op':'remove','path':'/a/2'}]", NULL },
	{ "{'a':[1,2]}", "[{'op':'remove','path':'/a/-'}]", NULL },

	/* replace */
	{ "{'a':1}", "[{'op':'replace','path':'/a','value':2}]", "{'a':2}" },
	{ "{'a':{}}", "[{'op':'replace','path':'/a/b','value':2}]", "{'a':{'b':2}}" },
	{ "{'a':{}}", "[{'op':'replace','path':'/b/c','value':2}]", NULL },
	{ "{'a':[1,2]}", "[{'op':'replace','path':'/a/1','value':3}]", "{'a':[1,3]}" },
	{ "{'a':[1,2]}", "[{'op':'replace','path':'/a/2','value':3}]", NULL },
	{ "{'a':1}", "[{'op':'replace','path':'','value':{'b':2}}]", "{'b':2}" },
	{ "{'a':1}", "[{'op':'replace','path':'','value':[1]}]", "[1]" },
	{ "{'a':1}", "[{'op':'replace','path':'','value':1}]", NULL },
	{ "{'a':1}", "[{'op':'replace','value':{'b':2}}]", NULL },

	/* move */
	{ "{'a':1}", "[{'op':'move','from':'/a','path':'/b'}]", "{'b':1}" },
	{ "{'a':1}", "[{'op':'move','from':'/a','path':'/a'}]", "{'a':1}" },
	{ "{'a':[1,2,3]}", "[{'op':'move','from':'/a/0','path':'/a/2'}]", "{'a':[2,3,1]}" },
	{ "{'a':{'b':1}}", "[{'op':'move','from':'/a','path':'/a/c'}]", NULL },
	{ "{'a':1}", "[{'op':'move','from':'/b','path':'/c'}]", NULL },
	{ "{'a':1}", "[{'op':'move','path':'/c'}]", NULL },

	/* copy */
	{ "{'a':{'b':1}}", "[{'op':'copy','from':'/a','path':'/c'}]", "{'a':{'b':1},'c':{'b':1}}" },
	{ "{'a':{'b':1}}", "[{'op':'copy','from':'/a','path':'/a/c'}]",
	  "{'a':{'b':1,'c':{'b':1}}}" },
	{ "{'a':1}", "[{'op':'copy','from':'/b','path':'/c'}]", "{'a':1,'c':null}" },
	{ "{'a':[1]}", "[{'op':'copy','from':'/a/1','path':'/c'}]", NULL },

	/* test */
	{ "{'a':1}", "[{'op':'test','path':'/a','value':1}]", "{'a':1}" },
	{ "{'a':1}", "[{'op':'test','path':'/a','value':2}]", NULL },
	{ "{'a':1}", "[{'op':'test','path':'/a','value':'1'}]", NULL },
	{ "{'a':1}", "[{'op':'test','path':'/a','value':null}]", NULL },
	{ "{'a':1}", "[{'op':'test','path':'/a'}]", NULL },
	{ "{'a':1}", "[{'op':'test','path':'/b','value':null}]", "{'a':1}" },
	{ "{'a':null}", "[{'op':'test','path':'/a','value':null}]", "{'a':null}" },
	{ "{'a':{'b':1,'c':[2]}}", "[{'op':'test','path':'/a','value':{'c':[2],'b':1}}]",
	  "{'a':{'b':1,'c':[2]}}" },
	{ "{'a':1}", "[{'op':'test','path':'','value':{'a':1}}]", "{'a':1}" },
	{ "{'a':1}", "[{'op':'test','path':'','value':{'a':2}}]", NULL },
	{ "{'a':[1,2]}", "[{'op':'test','path':'/a/-1','value':2}]", "{'a':[1,2]}" },

	/* several operations; none counts unless all apply */
	{ "{'a':1}", "[{'op':'add','path':'/b','value':2},{'op':'remove','path':'/a'}]",
	  "{'b':2}" },
	{ "{'a':1}", "[{'op':'add','path':'/b','value':2},{'op':'test','path':'/b','value':3}]",
	  NULL },

	/* no operation at all */
	{ "{'a':1}", "[{'op':'frob','path':'/a'}]", NULL },
	{ "{'a':1}", "[{'path':'/a'}]", NULL },
	{ "{'a':1}", "[{}]", NULL },
	{ "{'a':1}", "[null]", NULL },
	{ "{'a':1}", "[{'op':null,'path':'/a'}]", NULL },
};

Test(patch_json, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(rows[i].original), *result = NULL;
		CLEANUP(json) cJSON *patch = thing_read(rows[i].patch);
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *before = thing_text(original), *after = NULL, *text = NULL;
		bool ok = patch_json(original, patch, &result, &err);

		after = thing_text(original);
		cr_expect_str_eq(before, after, "%s changed its input", rows[i].patch);
		if (!ok) {
			cr_expect_null(rows[i].want, "%s", rows[i].patch);
			cr_expect_null(result, "%s", rows[i].patch);
			cr_expect_eq(err.reason, REASON_INVALID, "%s", rows[i].patch);
			cr_expect_str_eq(err.message, "the server rejected our request due to an "
						      "error in our request");
			continue;
		}
		text = thing_text(result);
		cr_assert_not_null(rows[i].want, "%s + %s: %s", rows[i].original, rows[i].patch,
				   text);
		cr_expect_str_eq(text, rows[i].want, "%s + %s: %s", rows[i].original, rows[i].patch,
				 text);
	}
}

#define DECODING "error decoding patch: json: cannot unmarshal "

static const struct {
	const char *patch, *message;
} error_rows[] = {
	{ "{'op':'add'}", DECODING "object into Go value of type []handlers.jsonPatchOp" },
	{ "'x'", DECODING "string into Go value of type []handlers.jsonPatchOp" },
	{ "[1]", DECODING "number into Go value of type handlers.jsonPatchOp" },
	{ "[[]]", DECODING "array into Go value of type handlers.jsonPatchOp" },
	{ "[{'op':1,'path':[]}]",
	  DECODING "number into Go struct field jsonPatchOp.op of type string" },
	{ "[{'path':[],'op':1}]",
	  DECODING "array into Go struct field jsonPatchOp.path of type string" },
	{ "[{'from':true}]", DECODING "bool into Go struct field jsonPatchOp.from of type string" },
};

Test(patch_json, errors)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':1}");

	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(json) cJSON *patch = thing_read(error_rows[i].patch);
		CLEANUP(error) struct error err = ERROR_INIT;
		cJSON *result = NULL;

		cr_assert_not(patch_json(original, patch, &result, &err), "%s",
			      error_rows[i].patch);
		cr_expect_null(result);
		cr_expect_eq(err.reason, REASON_BAD_REQUEST, "%s", error_rows[i].patch);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s: %s", error_rows[i].patch,
				 err.message);
	}
}

static cJSON *repeated(const char *operation, size_t count)
{
	CLEANUP(json) cJSON *one = thing_read(operation);
	cJSON *patch = cJSON_CreateArray();

	for (size_t i = 0; i < count; i++)
		json_append(patch, json_copy(one));
	return patch;
}

Test(patch_json, operations_are_limited)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':1}"), *result = NULL;
	CLEANUP(json) cJSON *most = repeated("{'op':'test','path':'/a','value':1}", 10000);
	CLEANUP(json) cJSON *more = repeated("{'op':'test','path':'/a','value':1}", 10001);
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(patch_json(original, most, &result, &err));
	cJSON_Delete(TAKE(result));
	cr_assert_not(patch_json(original, more, &result, &err));
	cr_expect_str_eq(err.message, "Request entity too large: The allowed maximum operations in "
				      "a JSON patch is 10000, got 10001");
}

/* Each copy doubles the document. */
Test(patch_json, copies_are_limited)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':[1]}"), *result = NULL;
	CLEANUP(json) cJSON *few = repeated("{'op':'copy','from':'/a','path':'/a/-'}", 8);
	CLEANUP(json) cJSON *many = repeated("{'op':'copy','from':'/a','path':'/a/-'}", 100);
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(patch_json(original, few, &result, &err));
	cJSON_Delete(TAKE(result));
	cr_assert_not(patch_json(original, many, &result, &err));
	cr_expect_eq(err.reason, REASON_INVALID);
}

Test(patch_json, depth_is_limited)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':1}"), *result = NULL;
	CLEANUP(json) cJSON *patch = cJSON_CreateArray();
	CLEANUP(error) struct error err = ERROR_INIT;

	/* {"a":1} becomes {"a":{"a":1}} and so on: 600 levels, then 1200. */
	for (int i = 0; i < 1200; i++) {
		json_append(patch, thing_read("{'op':'add','path':'/t','value':{}}"));
		json_append(patch, thing_read("{'op':'move','from':'/a','path':'/t/a'}"));
		json_append(patch, thing_read("{'op':'move','from':'/t','path':'/a'}"));
		if (i == 600) {
			cr_assert(patch_json(original, patch, &result, &err));
			cJSON_Delete(TAKE(result));
		}
	}
	cr_assert_not(patch_json(original, patch, &result, &err));
	cr_expect_eq(err.reason, REASON_INVALID);
}
