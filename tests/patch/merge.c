#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "thing.h"

/* The first rows are those of RFC 7396, appendix A, whose patch is an object. */
static const struct {
	const char *original, *patch, *want;
} rows[] = {
	{ "{'a':'b'}", "{'a':'c'}", "{'a':'c'}" },
	{ "{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}" },
	{ "{'a':'b'}", "{'a':null}", "{}" },
	{ "{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}" },
	{ "{'a':['b']}", "{'a':'c'}", "{'a':'c'}" },
	{ "{'a':'c'}", "{'a':['b']}", "{'a':['b']}" },
	{ "{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}" },
	{ "{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}" },
	{ "{'e':null}", "{'a':1}", "{'a':1,'e':null}" },
	{ "[1,2]", "{'a':'b','c':null}", "{'a':'b'}" },
	{ "{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}" },
	{ "{'a':1}", "{}", "{'a':1}" },
	{ "{'a':{'b':1}}", "{'a':{}}", "{'a':{'b':1}}" },
	{ "{'a':1}", "{'a':9223372036854775807}", "{'a':9223372036854775807}" },
	{ "{'a':1}", "{'$patch':'delete'}", "{'$patch':'delete','a':1}" },
};

Test(patch_merge, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(rows[i].original);
		CLEANUP(json) cJSON *patch = thing_read(rows[i].patch), *result = NULL;
		CLEANUP(str) char *text = NULL;
		struct error err = ERROR_INIT;

		cr_assert(patch_merge(original, patch, &result, &err), "%s", rows[i].patch);
		text = thing_text(result);
		cr_expect_str_eq(text, rows[i].want, "%s + %s: %s", rows[i].original, rows[i].patch,
				 text);
	}
}

#define NO_OBJECT(kind)                                                                \
	"error decoding patch: json: cannot unmarshal " kind " into Go value of type " \
	"map[string]interface {}"

static const struct {
	const char *patch, *message;
} error_rows[] = {
	{ "[]", NO_OBJECT("array") },     { "'x'", NO_OBJECT("string") },
	{ "1", NO_OBJECT("number") },     { "true", NO_OBJECT("bool") },
	{ "null", "Invalid JSON Patch" },
};

Test(patch_merge, errors)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':1}");

	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(json) cJSON *patch = thing_read(error_rows[i].patch);
		CLEANUP(error) struct error err = ERROR_INIT;
		cJSON *result = NULL;

		cr_assert_not(patch_merge(original, patch, &result, &err), "%s",
			      error_rows[i].patch);
		cr_expect_null(result);
		cr_expect_eq(err.reason, REASON_BAD_REQUEST, "%s", error_rows[i].patch);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s: %s", error_rows[i].patch,
				 err.message);
	}
}

Test(patch_merge, depth_is_bounded)
{
	CLEANUP(json) cJSON *original = cJSON_CreateObject(), *patch = cJSON_CreateObject();
	CLEANUP(error) struct error err = ERROR_INIT;
	cJSON *inner = patch, *result = NULL;

	for (int depth = 1; depth < PATCH_MAX_DEPTH - 1; depth++)
		inner = json_ensure_object(inner, "a");
	json_set_int(inner, "a", 1);
	cr_assert(patch_merge(original, patch, &result, &err), "%s", err.message);
	cr_expect(json_equal(result, patch));
	cJSON_Delete(TAKE(result));

	inner = json_ensure_object(inner, "b");
	json_set_int(inner, "a", 1);
	cr_assert_not(patch_merge(original, patch, &result, &err));
	cr_expect_str_eq(err.message, "exceeded max depth");
}
