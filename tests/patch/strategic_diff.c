#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "thing.h"

#define PORTS_80_81 "{'spec':{'ports':[{'port':80},{'port':81}]}}"

static const struct {
	const char *original, *modified, *want;
} two_way_rows[] = {
	{ "{}", "{}", "{}" },
	{ "{'a':1,'b':{'c':[1]}}", "{'b':{'c':[1]},'a':1}", "{}" },
	{ "{'a':1}", "{'a':2}", "{'a':2}" },
	{ "{'a':1}", "{'a':'1'}", "{'a':'1'}" },
	{ "{'a':1}", "{'b':1}", "{'a':null,'b':1}" },
	{ "{'a':1}", "{'a':null}", "{'a':null}" },
	{ "{'a':{'b':1,'c':2}}", "{'a':{'b':1,'c':3}}", "{'a':{'c':3}}" },
	{ "{'a':{'b':1}}", "{'a':{}}", "{'a':{'b':null}}" },
	{ "{'a':{'b':1}}", "{}", "{'a':null}" },
	{ "{'a':{'b':1}}", "{'a':[1]}", "{'a':[1]}" },
	{ "{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':{'b':'2'}}}",
	  "{'metadata':{'labels':{'a':null}}}" },

	/* lists that are replaced */
	{ "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':['a','b']}}",
	  "{'spec':{'cidrs':['a','b']}}" },
	{ "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':[]}}", "{'spec':{'cidrs':[]}}" },

	/* lists that merge by key */
	{ PORTS_80_81, PORTS_80_81, "{}" },
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[{'port':81}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':81}],"
	  "'ports':[{'port':81},{'$patch':'delete','port':80}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80}],"
	  "'ports':[{'$patch':'delete','port':81}]}}" },
	{ "{'spec':{'ports':[{'port':80}]}}",
	  "{'spec':{'ports':[{'port':80},{'name':'b','port':81}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80},{'port':81}],"
	  "'ports':[{'name':'b','port':81}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':81},{'port':80}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80}]}}" },
	{ "{'spec':{'ports':[{'port':80,'name':'a','options':{'mode':'x','level':1}}]}}",
	  "{'spec':{'ports':[{'port':80,'options':{'mode':'x','level':2}}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80}],"
	  "'ports':[{'name':null,'options':{'level':2},'port':80}]}}" },
	/* changes in the modified order, deletions in that of their text */
	{ "{'spec':{'ports':[{'port':9},{'port':80},{'port':443},{'port':7}]}}",
	  "{'spec':{'ports':[{'port':8},{'port':7,'name':'x'},{'port':10}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':8},{'port':7},{'port':10}],"
	  "'ports':[{'port':8},{'name':'x','port':7},{'port':10},"
	  "{'$patch':'delete','port':443},{'$patch':'delete','port':80},"
	  "{'$patch':'delete','port':9}]}}" },
	{ "{'spec':{'ports':[]}}", PORTS_80_81, PORTS_80_81 },
	{ "{'spec':{}}", PORTS_80_81, PORTS_80_81 },
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[]}}",
	  "{'spec':{'ports':[{'$patch':'delete','port':80}]}}" },
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{}}", "{'spec':{'ports':null}}" },
	/* two ports of one number are compared last with last */
	{ "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}",
	  "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}", "{}" },
	{ "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}",
	  "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'x'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':53},{'port':53}],"
	  "'ports':[{'name':'x','port':53}]}}" },
	{ "{'spec':{'ports':[{'port':53,'name':'u'},{'port':53,'name':'t'}]}}",
	  "{'spec':{'ports':[{'port':53,'name':'t'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':53}],"
	  "'ports':[{'$patch':'delete','port':53}]}}" },

	/* sets */
	{ "{'metadata':{'finalizers':['b','a']}}", "{'metadata':{'finalizers':['b','a']}}", "{}" },
	{ "{'metadata':{'finalizers':['a','b','c']}}", "{'metadata':{'finalizers':['d','b']}}",
	  "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a','c'],"
	  "'$setElementOrder/finalizers':['d','b'],'finalizers':['d']}}" },
	{ "{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'finalizers':['b','a']}}",
	  "{'metadata':{'$setElementOrder/finalizers':['b','a']}}" },
	{ "{'metadata':{'finalizers':['a']}}", "{'metadata':{'finalizers':[]}}",
	  "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}" },
	{ "{'metadata':{'finalizers':[]}}", "{'metadata':{'finalizers':['a']}}",
	  "{'metadata':{'finalizers':['a']}}" },
};

Test(patch_two_way, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(two_way_rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(two_way_rows[i].original);
		CLEANUP(json) cJSON *modified = thing_read(two_way_rows[i].modified);
		CLEANUP(json) cJSON *patch = NULL;
		CLEANUP(str) char *text = NULL;
		struct error err = ERROR_INIT;

		cr_assert(patch_two_way(&schema_thing, original, modified, &patch, &err), "%s: %s",
			  two_way_rows[i].modified, err.message);
		text = thing_text(patch);
		cr_expect_str_eq(text, two_way_rows[i].want, "%s to %s: %s",
				 two_way_rows[i].original, two_way_rows[i].modified, text);
	}
}

static const struct {
	const char *original, *modified, *message;
} error_rows[] = {
	{ "{'spec':{'ports':[{'port':1}]}}", "{'spec':{'ports':[{'name':'a'}]}}",
	  "map: map[name:a] does not contain declared merge key: port" },
	{ "{'spec':{'ports':[{'port':1}]}}", "{'spec':{'ports':[1]}}",
	  "list element types are not identical: [[map[port:1]] [1]]" },
	{ "{'spec':{'ports':[1]}}", "{'spec':{'ports':[[]]}}", "lists of lists are not supported" },
	{ "[]", "{}", "invalid JSON document" },
	{ "{}", "'x'", "invalid JSON document" },
};

Test(patch_two_way, errors)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		CLEANUP(json) cJSON *original = thing_read(error_rows[i].original);
		CLEANUP(json) cJSON *modified = thing_read(error_rows[i].modified);
		CLEANUP(error) struct error err = ERROR_INIT;
		cJSON *patch = NULL;

		cr_assert_not(patch_two_way(&schema_thing, original, modified, &patch, &err), "%s",
			      error_rows[i].modified);
		cr_expect_null(patch);
		cr_expect_eq(err.reason, REASON_CLIENT);
		cr_expect_str_eq(err.message, error_rows[i].message, "%s: %s",
				 error_rows[i].modified, err.message);
	}
}

static const struct {
	const char *original, *modified, *current, *want; /* original may be NULL */
} three_way_rows[] = {
	/* what nobody applied stays */
	{ "{}", "{}", "{'a':1}", "{}" },
	{ "{}", "{'a':1}", "{'a':1,'b':2}", "{}" },
	{ NULL, "{'a':1}", "{'a':2,'b':2}", "{'a':1}" },
	{ "null", "{'a':1}", "{'a':2,'b':2}", "{'a':1}" },
	/* what was applied and is gone is deleted, even if it is not there any more */
	{ "{'a':1,'b':2}", "{'a':1}", "{'a':1,'b':3}", "{'b':null}" },
	{ "{'a':1,'b':2}", "{'a':1}", "{'a':1}", "{'b':null}" },
	/* what drifted is brought back */
	{ "{'a':1}", "{'a':1}", "{'a':2}", "{'a':1}" },
	{ "{'metadata':{'labels':{'app':'web','old':'x'}}}",
	  "{'metadata':{'labels':{'app':'web','new':'z'}}}",
	  "{'metadata':{'labels':{'app':'web','manual':'yes','old':'x'}}}",
	  "{'metadata':{'labels':{'new':'z','old':null}}}" },
	{ "{'metadata':{'labels':{'a':'1'}}}", "{'metadata':{}}",
	  "{'metadata':{'labels':{'a':'1','b':'2'}}}", "{'metadata':{'labels':null}}" },
	{ "{'spec':{'selector':{'a':'1'}}}", "{'spec':{}}", "{'spec':{'selector':{'a':'1'}}}",
	  "{'spec':{'selector':null}}" },

	/* ports, which the server has completed */
	{ "{'spec':{'ports':[{'port':80},{'name':'old','port':81}]}}",
	  "{'spec':{'ports':[{'port':80},{'name':'extra','port':82}]}}",
	  "{'spec':{'ports':[{'port':80,'protocol':'TCP'},"
	  "{'name':'old','port':81,'protocol':'TCP'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80},{'port':82}],"
	  "'ports':[{'name':'extra','port':82},{'$patch':'delete','port':81}]}}" },
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[{'port':81}]}}",
	  "{'spec':{'ports':[{'port':80,'protocol':'TCP'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':81}],"
	  "'ports':[{'port':81},{'$patch':'delete','port':80}]}}" },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80}]}}",
	  "{'spec':{'ports':[{'port':80,'protocol':'TCP'},{'port':81,'protocol':'TCP'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80}],"
	  "'ports':[{'$patch':'delete','port':81}]}}" },
	{ PORTS_80_81, PORTS_80_81,
	  "{'spec':{'ports':[{'port':80,'protocol':'TCP'},{'port':81,'protocol':'TCP'}]}}", "{}" },
	{ "{'spec':{'ports':[{'port':80,'name':'a'}]}}",
	  "{'spec':{'ports':[{'port':80,'protocol':'UDP'}]}}",
	  "{'spec':{'ports':[{'port':80,'name':'a','protocol':'TCP'}]}}",
	  "{'spec':{'$setElementOrder/ports':[{'port':80}],"
	  "'ports':[{'name':null,'port':80,'protocol':'UDP'}]}}" },
	/* a port that somebody added stays */
	{ "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[{'port':80,'name':'x'}]}}",
	  PORTS_80_81,
	  "{'spec':{'$setElementOrder/ports':[{'port':80}],'ports':[{'name':'x','port':80}]}}" },

	/* finalizers */
	{ "{'metadata':{'finalizers':['a']}}", "{'metadata':{'finalizers':['b']}}",
	  "{'metadata':{'finalizers':['a','c']}}",
	  "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a'],"
	  "'$setElementOrder/finalizers':['b'],'finalizers':['b']}}" },

	/* a field written as null is deleted */
	{ "{}", "{'a':null}", "{'a':1}", "{'a':null}" },
};

Test(patch_three_way, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(three_way_rows); i++) {
		CLEANUP(json)
		cJSON *original = three_way_rows[i].original != NULL
					  ? thing_read(three_way_rows[i].original)
					  : NULL;
		CLEANUP(json) cJSON *modified = thing_read(three_way_rows[i].modified);
		CLEANUP(json) cJSON *current = thing_read(three_way_rows[i].current), *patch = NULL;
		CLEANUP(str) char *text = NULL;
		struct error err = ERROR_INIT;

		cr_assert(patch_three_way(&schema_thing, original, modified, current, &patch, &err),
			  "%s: %s", three_way_rows[i].modified, err.message);
		text = thing_text(patch);
		cr_expect_str_eq(text, three_way_rows[i].want, "row %zu, to %s: %s", i,
				 three_way_rows[i].modified, text);
	}
}

static const struct {
	const char *original, *current, *patch;
	bool conflict;
} conflict_rows[] = {
	{ "{'a':1}", "{'a':1}", "{'a':2}", false },
	{ "{'a':1}", "{'a':2}", "{'a':2}", false },
	{ "{'a':1}", "{'a':2}", "{'a':3}", true },
	{ "{'a':1}", "{'a':2}", "{'b':3}", false },
	{ "{'a':1}", "{}", "{'a':3}", true },
	{ "{'a':1}", "{}", "{'a':null}", false },
	{ NULL, "{'a':1}", "{'a':2}", true },
	{ "{}", "{'a':{'b':1}}", "{'a':{'c':1}}", false },
	{ "{}", "{'a':{'b':1}}", "{'a':{'b':2}}", true },
	{ "{}", "{'a':{'b':1}}", "{'a':1}", true },
	{ "{}", "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':['b']}}", true },
	{ "{}", "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':['a']}}", false },
	{ "{}", "{'spec':{'cidrs':['a']}}", "{'spec':{'cidrs':['a','b']}}", true },
	{ "{}", "{'metadata':{'finalizers':['a']}}", "{'metadata':{'finalizers':['b']}}", false },
	{ "{}", PORTS_80_81, "{'spec':{'ports':[{'port':82}]}}", false },
	{ "{}", PORTS_80_81, "{'spec':{'ports':[{'port':81,'name':'a'}]}}", false },
	{ "{}", "{'spec':{'ports':[{'port':80,'name':'a'}]}}",
	  "{'spec':{'ports':[{'port':80,'name':'b'}]}}", true },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80}]}}",
	  "{'spec':{'ports':[{'port':81,'name':'b'}]}}", true },
	{ PORTS_80_81, "{'spec':{'ports':[{'port':80}]}}",
	  "{'spec':{'ports':[{'$patch':'delete','port':81}]}}", false },
};

Test(patch_check_conflict, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(conflict_rows); i++) {
		CLEANUP(json)
		cJSON *original = conflict_rows[i].original != NULL
					  ? thing_read(conflict_rows[i].original)
					  : NULL;
		CLEANUP(json) cJSON *current = thing_read(conflict_rows[i].current);
		CLEANUP(json) cJSON *patch = thing_read(conflict_rows[i].patch);
		CLEANUP(error) struct error err = ERROR_INIT;

		cr_expect_eq(patch_check_conflict(&schema_thing, original, current, patch, &err),
			     !conflict_rows[i].conflict, "row %zu, %s", i, conflict_rows[i].patch);
	}
}

Test(patch_check_conflict, message)
{
	CLEANUP(json) cJSON *original = thing_read("{'a':'1'}"), *current = thing_read("{'b':1}");
	CLEANUP(json) cJSON *patch = thing_read("{'a':'2'}");
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert_not(patch_check_conflict(NULL, original, current, patch, &err));
	cr_expect_eq(err.reason, REASON_CLIENT);
	cr_expect_str_eq(err.message, "patch:\na: \"2\"\n\nconflicts with changes made from "
				      "original to current:\na: null\nb: 1\n\n");
}
