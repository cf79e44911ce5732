#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "thing.h"

#define PORTS_80_81 "{'spec':{'ports':[{'port':80},{'port':81}]}}"
#define FINALIZERS_A_B "{'metadata':{'finalizers':['a','b']}}"

static const struct {
	const char *original, *patch, *want;
} rows[] = {
	/* objects and maps */
	{ "{'a':1}", "null", "{'a':1}" },
	{ "{'a':1}", "{}", "{'a':1}" },
	{ "{'a':1}", "{'b':2}", "{'a':1,'b':2}" },
	{ "{'a':1}", "{'a':null}", "{}" },
	{ "{'a':1}", "{'b':null}", "{'a':1}" },
	{ "{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':{'a':null,'c':'3'}}}",
	  "{'metadata':{'labels':{'b':'2','c':'3'}}}" },
	{ "{'spec':{'selector':{'a':'1'}}}", "{'spec':{'selector':{'b':'2'}}}",
	  "{'spec':{'selector':{'a':'1','b':'2'}}}" },
	{ "{'a':{'b':1}}", "{'a':2}", "{'a':2}" },
	{ "{'a':2}", "{'a':{'b':1,'c':null}}", "{'a':{'b':1}}" },
	{ "{}", "{'a':{'b':null,'c':[{'d':null}]}}", "{'a':{'c':[{}]}}" },

	/* $patch in objects */
	{ "{'spec':{'type':'a','cidrs':[]}}", "{'spec':{'$patch':'replace','type':'b'}}",
	  "{'spec':{'type':'b'}}" },
	{ "{'spec':{'type':'a'}}", "{'spec':{'$patch':'delete'}}", "{'spec':{}}" },
	{ "{}", "{'spec':{'$patch':'delete'}}", "{}" },
	{ "{}", "{'spec':{'$patch':'replace','type':'b'}}", "{}" },
	{ "{'spec':{}}", "{'spec':{'selector':{'x':{'$patch':'delete'},'y':'z'}}}",
	  "{'spec':{'selector':{'y':'z'}}}" },
	{ "{'spec':1}", "{'spec':{'$patch':'delete'}}", "{}" },
	{ "{'a':1}", "{'$patch':'replace','b':2}", "{'b':2}" },

	/* lists that are replaced */
	{ "{'spec':{'cidrs':['a','b']}}", "{'spec':{'cidrs':['c']}}", "{'spec':{'cidrs':['c']}}" },
	{ "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':null}}", "{'spec':{}}" },
	{ "{'spec':{'unknown':[{'port':1}]}}", "{'spec':{'unknown':[{'port':2}]}}",
	  "{'spec':{'unknown':[{'port':2}]}}" },

	/* lists that merge by key */
	{ PORTS_80_81, "{'spec':{'ports':[{'port':81,'name':'x'}]}}",
	  "{'spec':{'ports':[{'port':80},{'name':'x','port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':90}]}}",
	  "{'spec':{'ports':[{'port':90},{'port':80},{'port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':91},{'port':90}]}}",
	  "{'spec':{'ports':[{'port':91},{'port':90},{'port':80},{'port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80,'name':'x'},{'port':90}]}}",
	  "{'spec':{'ports':[{'name':'x','port':80},{'port':90},{'port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':81,'name':'x'},{'port':90}]}}",
	  "{'spec':{'ports':[{'port':80},{'name':'x','port':81},{'port':90}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':81},{'port':80}]}}",
	  "{'spec':{'ports':[{'port':81},{'port':80}]}}" },
	{ "{'spec':{'ports':[{'port':80,'name':'a','options':{'mode':'x'}}]}}",
	  "{'spec':{'ports':[{'port':80,'name':null,'options':{'level':1}}]}}",
	  "{'spec':{'ports':[{'options':{'level':1,'mode':'x'},'port':80}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[]}}", PORTS_80_81 },
	{ "{'spec':{'ports':[]}}", "{'spec':{'ports':[{'port':2},{'port':1}]}}",
	  "{'spec':{'ports':[{'port':2},{'port':1}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':null}}", "{'spec':{}}" },
	{ "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}",
	  "{'spec':{'ports':[{'port':53,'protocol':'x'}]}}",
	  "{'spec':{'ports':[{'name':'u','port':53,'protocol':'x'},{'name':'t','port':53}]}}" },

	/* $patch in lists */
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80,'$patch':'delete'}]}}",
	  "{'spec':{'ports':[{'port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':90,'$patch':'delete'}]}}", PORTS_80_81 },
	{ "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}",
	  "{'spec':{'ports':[{'port':53,'$patch':'delete'}]}}", "{'spec':{'ports':[]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80,'$patch':'delete'},{'port':80,'name':'x'}]}}",
	  "{'spec':{'ports':[{'name':'x','port':80},{'port':81}]}}" },
	{ PORTS_80_81,
	  "{'spec':{'ports':[{'port':80,'$patch':'delete'},{'port':9},{'port':80,'name':'x'}]}}",
	  "{'spec':{'ports':[{'port':9},{'name':'x','port':80},{'port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'$patch':'replace'},{'port':82,'name':'only'}]}}",
	  "{'spec':{'ports':[{'name':'only','port':82}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'$patch':'replace'}]}}", "{'spec':{'ports':[]}}" },
	{ "{'spec':{}}", "{'spec':{'ports':[{'port':80,'$patch':'delete'},{'port':81}]}}",
	  "{'spec':{'ports':[{'port':81}]}}" },

	/* $setElementOrder of objects */
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80}]}}",
	  "{'spec':{'ports':[{'port':81},{'port':80}]}}" },
	{ PORTS_80_81,
	  "{'spec':{'$setElementOrder/ports':[{'port':80},{'port':81},{'port':90}],"
	  "'ports':[{'port':90}]}}",
	  "{'spec':{'ports':[{'port':80},{'port':81},{'port':90}]}}" },
	{ PORTS_80_81,
	  "{'spec':{'$setElementOrder/ports':[{'port':82}],"
	  "'ports':[{'port':82},{'$patch':'delete','port':81}]}}",
	  "{'spec':{'ports':[{'port':80},{'port':82}]}}" },
	{ "{'spec':{'ports':[{'port':1},{'port':2},{'port':3}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':3},{'port':1}]}}",
	  "{'spec':{'ports':[{'port':2},{'port':3},{'port':1}]}}" },
	{ "{'spec':{'ports':[{'port':1},{'port':2},{'port':3}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':1},{'port':9},{'port':3}],"
	  "'ports':[{'port':9}]}}",
	  "{'spec':{'ports':[{'port':1},{'port':9},{'port':2},{'port':3}]}}" },
	/* a new element in a deleted one's slot is behind those of the server only */
	{ "{'spec':{'ports':[{'port':1},{'port':2},{'port':3}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':9},{'port':1}],"
	  "'ports':[{'port':9},{'$patch':'delete','port':3}]}}",
	  "{'spec':{'ports':[{'port':2},{'port':9},{'port':1}]}}" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':[]}}", PORTS_80_81 },
	{ PORTS_80_81,
	  "{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80}],'ports':["
	  "{'port':80,'name':'x'}]}}",
	  "{'spec':{'ports':[{'port':81},{'name':'x','port':80}]}}" },
	{ "{'spec':{}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':1},{'port':2}],'ports':[{'port':1},"
	  "{'port':2}]}}",
	  "{'spec':{'ports':[{'port':1},{'port':2}]}}" },
	{ "{'spec':{}}", "{'spec':{'$setElementOrder/ports':[{'port':1}]}}", "{'spec':{}}" },

	/* lists of scalars that are sets */
	{ FINALIZERS_A_B, "{'metadata':{'finalizers':['c']}}",
	  "{'metadata':{'finalizers':['c','a','b']}}" },
	{ FINALIZERS_A_B, "{'metadata':{'finalizers':['b','c']}}",
	  "{'metadata':{'finalizers':['a','b','c']}}" },
	{ FINALIZERS_A_B, "{'metadata':{'finalizers':['b','a']}}",
	  "{'metadata':{'finalizers':['b','a']}}" },
	{ FINALIZERS_A_B, "{'metadata':{'finalizers':['c','c','a']}}",
	  "{'metadata':{'finalizers':['c','a','b']}}" },
	{ FINALIZERS_A_B, "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a','x']}}",
	  "{'metadata':{'finalizers':['b']}}" },
	{ "{'metadata':{}}", "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}",
	  "{'metadata':{}}" },
	{ "{'spec':{'cidrs':['a','b']}}", "{'spec':{'$deleteFromPrimitiveList/cidrs':['a']}}",
	  "{'spec':{'cidrs':['b']}}" },
	{ FINALIZERS_A_B,
	  "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a'],"
	  "'$setElementOrder/finalizers':['c','b'],'finalizers':['c']}}",
	  "{'metadata':{'finalizers':['c','b']}}" },
	{ FINALIZERS_A_B, "{'metadata':{'$setElementOrder/finalizers':['b','a']}}",
	  "{'metadata':{'finalizers':['b','a']}}" },

	/* $retainKeys */
	{ "{'spec':{'type':'a','cidrs':['b']}}", "{'spec':{'$retainKeys':['type'],'type':'c'}}",
	  "{'spec':{'type':'c'}}" },
	{ "{'spec':{'type':'a','cidrs':['b']}}",
	  "{'spec':{'$retainKeys':['type'],'cidrs':null,'type':'c'}}", "{'spec':{'type':'c'}}" },
	{ "{'spec':{'type':'a'}}", "{'spec':{'$retainKeys':[]}}", "{'spec':{}}" },
};

Test(patch_strategic, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(rows[i].original), *result = NULL;
		CLEANUP(json) cJSON *patch = thing_read(rows[i].patch);
		CLEANUP(str) char *before = thing_text(original), *after = NULL, *text = NULL;
		struct error err = ERROR_INIT;

		cr_assert(patch_strategic(&schema_thing, original, patch, &result, &err), "%s: %s",
			  rows[i].patch, err.message);
		text = thing_text(result);
		after = thing_text(original);
		cr_expect_str_eq(text, rows[i].want, "%s + %s: %s", rows[i].original, rows[i].patch,
				 text);
		cr_expect_str_eq(before, after, "%s changed its input", rows[i].patch);
	}
}

Test(patch_strategic, without_schema_lists_are_replaced)
{
	CLEANUP(json) cJSON *original = thing_read(PORTS_80_81), *result = NULL;
	CLEANUP(json) cJSON *patch = thing_read("{'spec':{'ports':[{'port':80}]}}");
	struct error err = ERROR_INIT;

	cr_assert(patch_strategic(NULL, original, patch, &result, &err));
	cr_expect(json_equal(result, patch));
}

#define REJECTED "the server rejected our request due to an error in our request"

static const struct {
	const char *original, *patch;
	enum reason reason;
	const char *message;
} error_rows[] = {
	{ "{}", "[]", REASON_BAD_REQUEST,
	  "json: cannot unmarshal array into Go value of type map[string]interface {}" },
	{ "{}", "'x'", REASON_BAD_REQUEST,
	  "json: cannot unmarshal string into Go value of type map[string]interface {}" },
	{ "{}", "{'$patch':'frob'}", REASON_UNKNOWN,
	  "unknown patch type: frob in map: map[$patch:frob]" },
	{ "{}", "{'$patch':'merge','a':{'b':[1,null,true]}}", REASON_UNKNOWN,
	  "unknown patch type: merge in map: map[$patch:merge a:map[b:[1 <nil> true]]]" },
	{ PORTS_80_81, "{'spec':{'ports':[{'name':'x'}]}}", REASON_UNKNOWN,
	  "map: map[name:x] does not contain declared merge key: port" },
	{ "{'spec':{'ports':[{'name':'x'}]}}", "{'spec':{'ports':[{'port':1}]}}", REASON_UNKNOWN,
	  "map: map[name:x] does not contain declared merge key: port" },
	{ PORTS_80_81, "{'spec':{'ports':[{'$patch':'delete'}]}}", REASON_UNKNOWN,
	  "map: map[$patch:delete] does not contain declared merge key: port" },
	{ PORTS_80_81, "{'spec':{'ports':[{'$patch':'merge','port':80}]}}", REASON_UNKNOWN,
	  "merging lists cannot yet be specified in the patch" },
	{ PORTS_80_81, "{'spec':{'ports':[{'$patch':'frob','port':80}]}}", REASON_UNKNOWN,
	  "unknown patch type: frob in map: map[$patch:frob port:80]" },
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':['x']}}", REASON_UNKNOWN,
	  "list element types are not identical: [[map[port:80]] [x]]" },
	{ "{'spec':{'ports':[]}}", "{'spec':{'ports':['x']}}", REASON_UNKNOWN,
	  "expected a map[string]interface {}, but received a string" },
	{ PORTS_80_81, "{'spec':{'ports':[[]]}}", REASON_INVALID, REJECTED },
	{ "{'metadata':{'finalizers':[]}}", "{'metadata':{'finalizers':[{'a':1}]}}", REASON_UNKNOWN,
	  "cannot merge lists without merge key for string" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':'x'}}", REASON_UNKNOWN,
	  "expected a []interface {}, but received a string" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':null}}", REASON_UNKNOWN,
	  "expected a []interface {}, but received a %!s(<nil>)" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder':[]}}", REASON_BAD_REQUEST,
	  "invalid patch format of setElementOrder list" },
	{ "{'spec':{'ports':1}}", "{'spec':{'$setElementOrder/ports':[]}}", REASON_UNKNOWN,
	  "expected a []interface {}, but received a int64" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':[],'ports':{}}}", REASON_UNKNOWN,
	  "expected a []interface {}, but received a map[string]interface {}" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':[{'name':'x'}]}}", REASON_UNKNOWN,
	  "map: map[name:x] does not contain declared merge key: port" },
	{ PORTS_80_81, "{'spec':{'$setElementOrder/ports':[{'port':80}],'ports':[{'port':90}]}}",
	  REASON_UNKNOWN,
	  "The order in patch list:\n[map[port:90]]\n doesn't match $setElementOrder list:\n"
	  "[map[port:80]]\n" },
	{ PORTS_80_81,
	  "{'spec':{'$setElementOrder/ports':[{'port':1},{'port':2}],"
	  "'ports':[{'port':2},{'port':1}]}}",
	  REASON_UNKNOWN,
	  "The order in patch list:\n[map[port:2] map[port:1]]\n doesn't match "
	  "$setElementOrder list:\n[map[port:1] map[port:2]]\n" },
	{ FINALIZERS_A_B, "{'metadata':{'$deleteFromPrimitiveList':['a']}}", REASON_BAD_REQUEST,
	  "invalid patch format of primitive list" },
	{ FINALIZERS_A_B, "{'metadata':{'$deleteFromPrimitiveList/finalizers':[1.5]}}",
	  REASON_UNKNOWN, "list element types are not identical: [[a b] [1.5]]" },
	{ "{'spec':{}}", "{'spec':{'$retainKeys':'x'}}", REASON_BAD_REQUEST,
	  "invalid patch format of retainKeys" },
	{ "{'spec':{}}", "{'spec':{'$retainKeys':['a'],'b':1}}", REASON_BAD_REQUEST,
	  "invalid patch format of retainKeys" },
};

Test(patch_strategic, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(error_rows[i].original);
		CLEANUP(json) cJSON *patch = thing_read(error_rows[i].patch);
		CLEANUP(error) struct error err = ERROR_INIT;
		cJSON *result = NULL;

		cr_assert_not(patch_strategic(&schema_thing, original, patch, &result, &err), "%s",
			      error_rows[i].patch);
		cr_expect_null(result);
		cr_expect_eq(err.reason, error_rows[i].reason, "%s", error_rows[i].patch);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s: %s", error_rows[i].patch,
				 err.message);
	}
}
