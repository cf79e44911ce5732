/* Macros: the trees they stand for, and what is said of arguments that do not fit. */
#include "tree.h"

#define CHECK(rows) tree_check(rows, ARRAY_LEN(rows), CEL_OPTIONAL_SYNTAX, TREE_PLAIN)

Test(macros, one_variable)
{
	static const struct tree_row rows[] = {
		{ "has(a.b.c)", "has(a.b.c)" },
		{ "has(f().b)", "has(f().b)" },
		{ "a.all(x, p)", "fold(x, @result = true in a; @not_strictly_false(@result); "
				 "_&&_(@result, p); @result)" },
		{ "a.exists(x, p)",
		  "fold(x, @result = false in a; @not_strictly_false(!_(@result)); "
		  "_||_(@result, p); @result)" },
		{ "a.exists_one(x, p)",
		  "fold(x, @result = 0 in a; true; _?_:_(p, _+_(@result, 1), @result); "
		  "_==_(@result, 1))" },
		{ "a.map(x, f)", "fold(x, @result = [] in a; true; _+_(@result, [f]); @result)" },
		{ "a.map(x, p, f)", "fold(x, @result = [] in a; true; "
				    "_?_:_(p, _+_(@result, [f]), @result); @result)" },
		{ "a.filter(x, p)", "fold(x, @result = [] in a; true; "
				    "_?_:_(p, _+_(@result, [x]), @result); @result)" },
		{ "a.b.map(x, [x]).all(y, y)",
		  "fold(y, @result = true in fold(x, @result = [] in a.b; true; "
		  "_+_(@result, [[x]]); @result); @not_strictly_false(@result); "
		  "_&&_(@result, y); @result)" },
	};

	CHECK(rows);
}

Test(macros, two_variables)
{
	static const struct tree_row rows[] = {
		{ "a.all(i, v, p)", "fold(i, v, @result = true in a; @not_strictly_false(@result); "
				    "_&&_(@result, p); @result)" },
		{ "a.exists(i, v, p)",
		  "fold(i, v, @result = false in a; @not_strictly_false(!_(@result)); "
		  "_||_(@result, p); @result)" },
		{ "a.existsOne(i, v, p)",
		  "fold(i, v, @result = 0 in a; true; _?_:_(p, _+_(@result, 1), @result); "
		  "_==_(@result, 1))" },
		{ "a.exists_one(i, v, p)",
		  "fold(i, v, @result = 0 in a; true; _?_:_(p, _+_(@result, 1), @result); "
		  "_==_(@result, 1))" },
		{ "a.transformList(i, v, f)",
		  "fold(i, v, @result = [] in a; true; _+_(@result, [f]); @result)" },
		{ "a.transformList(i, v, p, f)",
		  "fold(i, v, @result = [] in a; true; _?_:_(p, _+_(@result, [f]), @result); "
		  "@result)" },
		{ "a.transformMap(k, v, f)", "fold(k, v, @result = {} in a; true; "
					     "cel.@mapInsert(@result, k, f); @result)" },
		{ "a.transformMap(k, v, p, f)",
		  "fold(k, v, @result = {} in a; true; "
		  "_?_:_(p, cel.@mapInsert(@result, k, f), @result); @result)" },
		{ "a.transformMapEntry(k, v, {v: k})",
		  "fold(k, v, @result = {} in a; true; cel.@mapInsert(@result, {v: k}); "
		  "@result)" },
		{ "a.transformMapEntry(k, v, p, {v: k})",
		  "fold(k, v, @result = {} in a; true; "
		  "_?_:_(p, cel.@mapInsert(@result, {v: k}), @result); @result)" },
	};

	CHECK(rows);
}

Test(macros, bindings)
{
	static const struct tree_row rows[] = {
		{ "a.?b.optMap(x, f)",
		  "_?_:_(_?._(a, \"b\").hasValue(), optional.of(fold(#unused, x = "
		  "_?._(a, \"b\").value() in []; false; x; f)), optional.none())" },
		{ "a.optFlatMap(x, f)", "_?_:_(a.hasValue(), fold(#unused, x = a.value() in []; "
					"false; x; f), optional.none())" },
		{ "cel.bind(x, 1, x + x)", "fold(#unused, x = 1 in []; false; x; _+_(x, x))" },
		{ "cel.block([1, cel.index(0)], cel.index(1))",
		  "cel.@block([1, @index0], @index1)" },
		{ "[1].map(cel.iterVar(0, 1), cel.iterVar(0, 1))",
		  "fold(@it:0:1, @result = [] in [1]; true; _+_(@result, [@it:0:1]); @result)" },
		{ "cel.accuVar(2, 3)", "@ac:2:3" },
	};

	CHECK(rows);
}

/* The copy that optMap makes has parts of all kinds, at their places. */
Test(macros, copies)
{
	static const struct tree_row rows[] = {
		{ "{1: [?a, M{f: -b}]}[?has(c.d)].optFlatMap(x, x)",
		  "_?_:_(_[?_]({1@1:@2 [?a@6, M{f:@12 -_(b@15)@14}@10]@4}@0, "
		  "has(c@25.d)@24)@19.hasValue()@41, fold(#unused, x = "
		  "_[?_]({1@1:@2 [?a@6, M{f:@12 -_(b@15)@14}@10]@4}@0, "
		  "has(c@25.d)@24)@19.value()@41 in []@41; false@41; x@41; x@45)@41, "
		  "optional.none()@41)@41" },
		{ "a.all(x, p).optFlatMap(y, y)",
		  "_?_:_(fold(x, @result = true@5 in a@0; @not_strictly_false(@result@5)@5; "
		  "_&&_(@result@5, p@9)@5; @result@5)@5.hasValue()@22, fold(#unused, y = "
		  "fold(x, @result = true@5 in a@0; @not_strictly_false(@result@5)@5; "
		  "_&&_(@result@5, p@9)@5; @result@5)@5.value()@22 in []@22; false@22; y@22; "
		  "y@26)@22, optional.none()@22)@22" },
	};
	CLEANUP(strbuf) struct strbuf doubled = STRBUF_INIT;
	CLEANUP(str) char *refused = NULL;

	tree_check(rows, ARRAY_LEN(rows), CEL_OPTIONAL_SYNTAX, TREE_PLACES);
	strbuf_add_char(&doubled, 'a');
	for (int i = 0; i < 60; i++)
		strbuf_add_str(&doubled, ".optMap(x, x)");
	refused = tree_of(doubled.text, doubled.length, 0, TREE_PLAIN);
	cr_expect_str_eq(refused, "-1:0: expression is too large: more than 200000 parts");
}

/* What has the name of a macro but not its form is an ordinary call. */
Test(macros, calls)
{
	static const struct tree_row rows[] = {
		{ "a.has(b.c)", "a.has(b.c)" },
		{ "has(a.b, c)", "has(a.b, c)" },
		{ "all(a, b)", "all(a, b)" },
		{ "a.all(x)", "a.all(x)" },
		{ "a.existsOne(x, p)", "a.existsOne(x, p)" },
		{ "a.filter(x, p, q)", "a.filter(x, p, q)" },
		{ "a.map()", "a.map()" },
		{ "a.bind(1, 2, 3)", "a.bind(1, 2, 3)" },
		{ "x.cel.bind(a, 2, 3)", "x.cel.bind(a, 2, 3)" },
		{ "a.block(1, 2)", "a.block(1, 2)" },
		{ "a.index(b)", "a.index(b)" },
		{ ".has(a)", ".has(a)" },
	};

	CHECK(rows);
}

Test(macros, errors)
{
	static const struct tree_row rows[] = {
		{ "has(a)", "1:5: invalid argument to has() macro" },
		{ "has(a[b])", "1:6: invalid argument to has() macro" },
		{ "has(a.?b)", "1:6: invalid argument to has() macro" },
		{ "a.all(b.c, true)", "1:8: argument must be a simple name" },
		{ "a.exists('x', true)", "1:10: argument must be a simple name" },
		{ "a.exists_one(x + y, true)", "1:16: argument must be a simple name" },
		{ "a.map(f(), true)", "1:8: argument is not an identifier" },
		{ "a.map(1, true, 2)", "1:7: argument is not an identifier" },
		{ "a.filter([x], true)", "1:10: argument is not an identifier" },
		{ "a.all(__result__, true)",
		  "1:7: iteration variable overwrites accumulator variable" },
		{ "a.all(.x, true)", "fold(.x, @result = true in a; @not_strictly_false(@result); "
				     "_&&_(@result, true); @result)" },
		{ "a.all(x, x, true)", "1:10: duplicate variable name: x" },
		{ "a.transformMap(1, x, true)", "1:16: argument must be a simple name" },
		{ "a.transformList(x, 1, true)", "1:20: argument must be a simple name" },
		{ "a.existsOne(x, __result__, true)",
		  "1:16: iteration variable overwrites accumulator variable" },
		{ "a.optMap(1, x)", "1:10: optMap() variable name must be a simple identifier" },
		{ "a.optFlatMap(b.c, x)",
		  "1:15: optFlatMap() variable name must be a simple identifier" },
		{ "cel.bind(1, 2, 3)",
		  "1:10: cel.bind() variable names must be simple identifiers" },
		{ "cel.block(1, 2)",
		  "1:11: cel.block requires the first arg to be a list literal" },
		{ "cel.index(-1)",
		  "1:11: cel.index requires a single non-negative int constant arg" },
		{ "cel.iterVar(0, 'a')",
		  "1:16: cel.iterVar requires two non-negative int constant args" },
		{ "cel.accuVar(a, 0)",
		  "1:13: cel.accuVar requires two non-negative int constant args" },
		/* One in another: each at its place. */
		{ "has(has(a))", "1:9: invalid argument to has() macro\n"
				 "1:9: invalid argument to has() macro" },
		{ "a.all(1, b.map(2, c))", "1:7: argument must be a simple name\n"
					   "1:16: argument is not an identifier" },
		{ "a.all(let, true)", "1:7: reserved identifier: let\n"
				      "1:7: argument must be a simple name" },
	};

	CHECK(rows);
}
