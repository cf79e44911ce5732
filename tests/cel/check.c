#include "checking.h"

static const struct cel_profile plain = { .libraries = test_libraries,
					  .options = CEL_OPTIONAL_SYNTAX };
static const struct cel_profile newest = { .libraries = test_libraries,
					   .options = CEL_OPTIONAL_SYNTAX | CEL_NEWEST };

/* ---- types ---- */

static const struct row type_rows[] = {
	{ NULL, "'a'", "string" },
	{ NULL, "b'a'", "bytes" },
	{ NULL, "1", "int" },
	{ NULL, "1u", "uint" },
	{ NULL, "1.0", "double" },
	{ NULL, "true", "bool" },
	{ NULL, "null", "null_type" },
	{ NULL, "int", "type(int)" },
	{ NULL, "type(1)", "type(int)" },
	{ NULL, "type([1])", "type(list(int))" },
	{ NULL, "google.protobuf.Duration", "type(google.protobuf.Duration)" },
	{ "x: int", "x", "int" },
	{ "x: dyn", "x.y.z", "dyn" },
	{ "x: map(string, bool)", "x.y", "bool" },
	{ "x: map(int, uint)", "x[1]", "uint" },
	{ "x: list(bytes)", "x[0]", "bytes" },
	{ "x: dyn", "x[0]", "dyn" },
	{ "x: example.Disk", "x.name", "string" },
	{ "x: example.Disk", "x.labels.a", "dyn" },
	{ "x: example.Disk", "has(x.name)", "bool" },
	{ "x: list(A)", "x", "list(dyn)" },
	{ NULL, "one() + either(1)", "int" },
	{ NULL, "'a'.either()", "double" },
	{ "x: dyn", "either(x)", "dyn" },
	{ NULL, "text.encode(b'a')", "string" },
	{ "text: map(string, int)", "text.encode('a')", "string" },
	/* operators */
	{ NULL, "1 + 2 * 3 - 4 / 2 % 3", "int" },
	{ NULL, "[1] + [2]", "list(int)" },
	{ NULL, "1 < 2.0 && 1u >= 3", "bool" },
	{ NULL, "!true || false", "bool" },
	{ NULL, "true ? 1 : 2", "int" },
	{ "x: dyn", "x ? 1 : x", "dyn" },
	{ "x: dyn", "x ? x : 1", "dyn" },
	{ "x: dyn", "x + 1", "int" },
	{ "x: dyn", "x + x", "dyn" },
	{ "x: dyn", "x == 1", "bool" },
	{ "x: google.protobuf.Duration", "x == null && null != x", "bool" },
	{ "x: example.Disk", "x == null", "bool" },
	{ "x: net.IP", "x == null", "bool" },
	{ NULL, "1 in [1] && 'a' in {'a': 1}", "bool" },
	{ "x: dyn", "1 in x", "bool" },
	{ NULL, "timestamp('2020-01-01T00:00:00Z') + duration('1s')", "google.protobuf.Timestamp" },
	/* literals */
	{ NULL, "[]", "list(dyn)" },
	{ NULL, "{}", "map(dyn, dyn)" },
	{ NULL, "[1, 'a']", "list(dyn)" },
	{ NULL, "[[], [1]]", "list(list(int))" },
	{ NULL, "[[1], [], ['a']]", "list(dyn)" },
	{ NULL, "[] + [1] + []", "list(int)" },
	{ NULL, "{'a': 1, 'b': 2}", "map(string, int)" },
	{ NULL, "{'a': 1, 2: 'b'}", "map(dyn, dyn)" },
	{ NULL, "{'a': [], 'b': [1u]}", "map(string, list(uint))" },
	{ NULL, "[null, dyn(1)]", "list(dyn)" },
	{ "x: google.protobuf.Timestamp", "[null, x]", "list(google.protobuf.Timestamp)" },
	{ NULL, "[] == [1] ? [] : ['a']", "list(string)" },
	/* type parameters */
	{ NULL, "pair(1, 'a')", "pair(int, string)" },
	{ NULL, "swap(pair(1, 'a'))", "pair(string, int)" },
	{ NULL, "pair([], {})", "pair(list(dyn), map(dyn, dyn))" },
	{ NULL, "same(pair(dyn(1), 'a'))", "dyn" },
	{ NULL, "same(pair([], [1]))", "list(int)" },
	{ NULL, "pair(1, 2) == pair(dyn(1), 2)", "bool" },
	/* comprehensions */
	{ NULL, "[1, 2].all(x, x > 1)", "bool" },
	{ NULL, "[1, 2].map(x, string(x))", "list(string)" },
	{ NULL, "[1, 2].filter(x, x > 1)", "list(int)" },
	{ NULL, "{'a': 1}.map(k, k)", "list(string)" },
	{ NULL, "{'a': 1}.exists_one(k, k == 'a')", "bool" },
	{ "x: dyn", "x.map(y, y.z)", "list(dyn)" },
	{ NULL, "[].map(x, x)", "list(dyn)" },
	{ NULL, "[].map(x, x.y)[0].z", "dyn" },
	{ NULL, "[[1]].map(x, x.map(x, x + 1))", "list(list(int))" },
	{ NULL, "[1].all(i, v, i == v)", "bool" },
	{ NULL, "['a'].transformList(i, v, i)", "list(int)" },
	{ NULL, "{'a': 1u}.transformMap(k, v, v)", "map(string, uint)" },
	{ NULL, "['a'].transformMapEntry(i, v, {v: i})", "map(string, int)" },
	/* optionals */
	{ "x: map(string, int)", "x.?y", "optional_type(int)" },
	{ "x: map(string, map(string, int))", "x.?y.z", "optional_type(int)" },
	{ "x: dyn", "x.?y", "optional_type(dyn)" },
	{ "x: list(string)", "x[?0]", "optional_type(string)" },
	{ "x: optional_type(list(string))", "x[0]", "optional_type(string)" },
	{ "x: optional_type(map(string, int))", "x.y", "optional_type(int)" },
	{ "x: optional_type(map(string, int))", "has(x.y)", "bool" },
	{ "x: optional_type(int)", "[?x, 1]", "list(int)" },
	{ "x: optional_type(int)", "{?'a': x}", "map(string, int)" },
	{ "x: dyn", "[?x]", "list(dyn)" },
	{ NULL, "[optional.none(), optional.of(1)]", "list(optional_type(int))" },
	{ NULL, "optional.of(1).optMap(x, string(x))", "optional_type(string)" },
	{ NULL, "optional.of(1).orValue(2)", "int" },
	{ NULL, "type(optional.of(1)) == optional_type", "bool" },
	/* names with dots */
	{ "x.y: int", "x.y", "int" },
	{ "x.y: map(string, bool)", "x.y.z", "bool" },
	{ "x: map(string, bool); x.y: int", "x.y", "int" },
	{ "x: map(string, bool); x.y: int", "x.z", "bool" },
	{ "x: map(string, bool); x.y: int", "has(x.y)", "bool" },
	{ "x: int; x: string", "x", "string" },
	{ "int: int", "int", "int" },
};

Test(check, types)
{
	check_rows(&plain, NULL, type_rows, ARRAY_LEN(type_rows));
}

/* ---- errors ---- */

#define NO_RANGE(type)                                        \
	"expression of type '" type "' cannot be range of a " \
	"comprehension (must be list, map, or dynamic)"
#define UNDECLARED(name) "undeclared reference to '" name "' (in container '')"
#define NO_OVERLOAD(function, args) \
	"found no matching overload for '" function "' applied to '" args "'"

static const struct row error_rows[] = {
	{ NULL, "x", "1:1: " UNDECLARED("x") },
	{ NULL, "1 +\n  x.y.z", "2:3: " UNDECLARED("x") },
	{ NULL, "'\xc3\xa9' + x", "1:7: " UNDECLARED("x") },
	{ NULL, "f(1)", "1:2: " UNDECLARED("f") },
	{ NULL, "'a'.f(1)", "1:6: " UNDECLARED("f") },
	{ NULL, "f(x) + g(y)",
	  "1:3: " UNDECLARED("x") "\n1:2: " UNDECLARED("f") "\n1:10: " UNDECLARED(
		  "y") "\n1:9: " UNDECLARED("g") },
	{ NULL, "text.decode('a')", "1:1: " UNDECLARED("text") "\n1:12: " UNDECLARED("decode") },
	{ NULL, "text", "1:1: " UNDECLARED("text") },
	{ NULL, "1 + 'a'", "1:3: " NO_OVERLOAD("_+_", "(int, string)") },
	{ NULL, "1 + 1u", "1:3: " NO_OVERLOAD("_+_", "(int, uint)") },
	{ NULL, "1 == 'a'", "1:3: " NO_OVERLOAD("_==_", "(int, string)") },
	{ NULL, "null == 1", "1:6: " NO_OVERLOAD("_==_", "(null, int)") },
	{ "x: google.protobuf.Timestamp; y: google.protobuf.Duration", "x < y",
	  "1:3: " NO_OVERLOAD("_<_", "(timestamp, duration)") },
	{ NULL, "-'a'", "1:1: " NO_OVERLOAD("-_", "(string)") },
	{ NULL, "!1", "1:1: " NO_OVERLOAD("!_", "(int)") },
	{ NULL, "[1]['a']", "1:4: " NO_OVERLOAD("_[_]", "(list(int), string)") },
	{ NULL, "'a' in [1]", "1:5: " NO_OVERLOAD("@in", "(string, list(int))") },
	{ NULL, "true ? 1 : 'a'", "1:6: " NO_OVERLOAD("_?_:_", "(bool, int, string)") },
	{ NULL, "join2('a')", "1:6: " NO_OVERLOAD("join2", "(string)") },
	{ NULL, "'a'.join2(1)", "1:10: " NO_OVERLOAD("join2", "string.(int)") },
	{ NULL, "one(1)", "1:4: " NO_OVERLOAD("one", "(int)") },
	{ NULL, "1.one()", "1:6: " NO_OVERLOAD("one", "int.()") },
	{ NULL, "either([])", "1:7: " NO_OVERLOAD("either", "(list(dyn))") },
	{ NULL, "text.encode(1)", "1:12: " NO_OVERLOAD("text.encode", "(int)") },
	{ NULL, "same(pair(1, 'a'))", "1:5: " NO_OVERLOAD("same", "(pair(int, string))") },
	{ NULL, "1 && 'a'",
	  "1:1: expected type 'bool' but found 'int'\n"
	  "1:6: expected type 'bool' but found 'string'" },
	{ NULL, "true || 1", "1:9: expected type 'bool' but found 'int'" },
	{ "x: example.Disk", "x.size", "1:2: undefined field 'size'" },
	{ "x: example.Disk", "has(x.size)", "1:4: undefined field 'size'" },
	{ "x: example.Disk", "x.size.a + x.weight",
	  "1:2: undefined field 'size'\n1:13: undefined field 'weight'" },
	{ "x: example.Sealed", "x.a", "1:2: unexpected failed resolution of 'example.Sealed'" },
	{ "x: net.IP", "x.a", "1:2: type 'net.IP' does not support field selection" },
	{ NULL, "[].length", "1:3: type 'list(_var0)' does not support field selection" },
	{ NULL, "([] == [] ? [] : {}).a",
	  "1:11: " NO_OVERLOAD("_?_:_", "(bool, list(dyn), map(dyn, dyn))") },
	{ NULL, "[[]].a", "1:5: type 'list(list(_var0))' does not support field selection" },
	{ NULL, "null.a", "1:5: type 'null' does not support field selection" },
	{ NULL, "'a'.?b", "1:4: type 'string' does not support field selection" },
	{ NULL, "1.all(x, true)", "1:1: " NO_RANGE("int") },
	{ NULL, "'a'.map(x, x)", "1:1: " NO_RANGE("string") },
	{ "x: optional_type(list(int))", "x.all(y, true)",
	  "1:1: " NO_RANGE("optional_type(list(int))") },
	{ NULL, "[1].all(x, x)", "1:12: expected type 'bool' but found 'int'" },
	{ NULL, "[1].all(x, y)", "1:12: " UNDECLARED("y") },
	{ NULL, "[1].all(x, true) && x", "1:21: " UNDECLARED("x") },
	{ NULL, "[1].filter(x, x)", "1:11: " NO_OVERLOAD("_?_:_", "(int, list(int), list(int))") },
	{ NULL, "[].map(x, [].map(y, x in y && y in x))",
	  "1:33: " NO_OVERLOAD("@in", "(list(dyn), dyn)") },
	{ NULL, "[?1]", "1:3: expected type 'optional_type(int)' but found 'int'" },
	{ NULL, "{?'a': 'b'}", "1:8: expected type 'optional_type(string)' but found 'string'" },
	{ NULL, "Disk{}", "1:5: " UNDECLARED("Disk") },
	{ NULL, "example.Disk{name: 'a'}", "1:13: " UNDECLARED("example.Disk") },
	{ NULL, "int{}", "1:4: 'int' is not a message type" },
	{ "x: int", "x{}", "1:2: 'int' is not a type" },
};

Test(check, errors)
{
	check_rows(&plain, NULL, error_rows, ARRAY_LEN(error_rows));
}

/* ---- containers and hiding ---- */

static const struct row container_rows[] = {
	{ "y: string; a.b.y: int", "y", "int" },
	{ "y: string; a.y: int", "y", "int" },
	{ "y: string; a.b.y: int", ".y", "string" },
	{ "y: string; b.y: int", "b.y", "int" },
	{ "a.b.y: map(string, bool)", "y.z", "bool" },
	{ "y: int", "z", "1:1: undeclared reference to 'z' (in container 'a.b')" },
	{ "a.y.z: int; y: map(string, bool)", "y.z", "int" },
	{ "a.y.z: int; y: map(string, bool)", ".y.z", "bool" },
};

/* A comprehension's variable against what is declared. */
static const struct row plain_rows[] = {
	{ "a.b.y: int", "['x'].map(y, y)", "list(int)" },
	{ "y: int", "['x'].map(y, y)", "list(string)" },
	{ "y: int", "['x'].map(y, .y)", "list(string)" },
	{ "y.z: int", "[{'z': 'x'}].map(y, y.z)", "list(int)" },
	{ "y: int", "['x'].map(int, [int])", "list(list(string))" },
};
static const struct row newest_rows[] = {
	{ NULL, "[optional.of(1), null]", "list(optional_type(int))" },
	{ NULL, "[null, optional.of(1)]", "list(optional_type(int))" },
	{ NULL, "{'a': duration('1s'), 'b': null}", "map(string, google.protobuf.Duration)" },
	{ NULL, "[1, null]", "list(dyn)" },
	{ "a.b.y: int", "['x'].map(y, y)", "list(string)" },
	{ "y: int", "['x'].map(y, y)", "list(string)" },
	{ "y: int", "['x'].map(y, .y)", "list(int)" },
	{ "y.z: int", "[{'z': 'x'}].map(y, y.z)", "list(string)" },
	{ "y.z: int", "[{'z': 'x'}].map(y, .y.z)", "list(int)" },
	{ "y: int", "['x'].map(int, .int)", "list(type(int))" },
	{ "y: int", "y{}", "1:2: undeclared reference to 'y' (in container 'a.b')" },
	{ NULL, "int{}", "1:4: 'int' is not a message type" },
};

Test(check, containers)
{
	check_rows(&plain, "a.b", container_rows, ARRAY_LEN(container_rows));
	check_rows(&plain, "a.b", plain_rows, ARRAY_LEN(plain_rows));
	check_rows(&newest, "a.b", container_rows, ARRAY_LEN(container_rows));
	check_rows(&newest, "a.b", newest_rows, ARRAY_LEN(newest_rows));
}

/* What the tree says of a name: the variable's place, the name that is left. */
static const struct {
	const char *source, *name;
	size_t variable;
} ident_rows[] = {
	{ "x", "x", 0 },
	{ ".x", "x", 0 },
	{ "y.z", "y.z", 1 },
	{ ".y.z", "y.z", 1 },
	{ "int", "int", CEL_NO_VARIABLE },
	{ "google.protobuf.Timestamp", "google.protobuf.Timestamp", CEL_NO_VARIABLE },
};

Test(check, identifiers)
{
	CLEANUP(cel_env) struct cel_env *env = make_env(&plain, NULL, "x: int; y.z: int");

	for (size_t i = 0; i < ARRAY_LEN(ident_rows); i++) {
		const char *source = ident_rows[i].source;
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
		struct cel_ast ast;

		check(env, source, &ast, &text);
		cr_assert_eq(ast.root->kind, CEL_EXPR_IDENT, "%s", source);
		cr_expect_str_eq(ast.root->name, ident_rows[i].name, "%s", source);
		cr_expect_eq(ast.root->variable, ident_rows[i].variable, "%s", source);
		cel_ast_finish(&ast);
	}
}

/* ---- overloads ---- */

static const struct {
	const char *source, *ids;
} overload_rows[] = {
	{ "1 + 2", "add_int64" },
	{ "x + 2", "add_int64" },
	{ "x + x", "add_bytes add_double add_duration_duration add_duration_timestamp "
		   "add_timestamp_duration add_int64 add_list add_string add_uint64" },
	{ "x < 1", "less_int64 less_uint64_int64 less_double_int64" },
	{ "1 in x", "in_list in_map" },
	{ "1 in [1]", "in_list" },
	{ "true && x", "logical_and" },
	{ "x == 1", "equals" },
	{ "either(x)", "either_int either_string" },
	{ "x.either()", "either_string_member" },
	{ "text.encode(x)", "text_encode text_encode_bytes" },
	{ "x.?y", "select_optional_field" },
};

Test(check, overloads)
{
	CLEANUP(cel_env) struct cel_env *env = make_env(&plain, NULL, "x: dyn");

	for (size_t i = 0; i < ARRAY_LEN(overload_rows); i++) {
		CLEANUP(strbuf) struct strbuf type = STRBUF_INIT, ids = STRBUF_INIT;
		struct cel_ast ast;

		check(env, overload_rows[i].source, &ast, &type);
		for (size_t j = 0; j < ast.root->n_overloads; j++)
			strbuf_addf(&ids, "%s%s", j > 0 ? " " : "", ast.root->overloads[j]->id);
		cr_expect_str_eq(ids.text, overload_rows[i].ids, "%s", overload_rows[i].source);
		cel_ast_finish(&ast);
	}
}

Test(check, namespaced_functions_have_no_target)
{
	CLEANUP(cel_env) struct cel_env *env = make_env(&plain, NULL, NULL);
	CLEANUP(strbuf) struct strbuf type = STRBUF_INIT;
	struct cel_ast ast;

	check(env, "text.encode('a')", &ast, &type);
	cr_expect_null(ast.root->call.target);
	cr_expect_str_eq(ast.root->call.function, "text.encode");
	cel_ast_finish(&ast);
}

/* ---- bounds ---- */

/* Each step doubles the type. */
Test(check, types_that_grow)
{
	CLEANUP(cel_env) struct cel_env *env = make_env(&plain, NULL, NULL);

	for (size_t seed = 0; seed < 2; seed++) {
		CLEANUP(strbuf) struct strbuf source = STRBUF_INIT, text = STRBUF_INIT;
		struct cel_ast ast;

		strbuf_add_str(&source, seed == 0 ? "[1]" : "[[]]");
		for (size_t i = 0; i < 60; i++)
			strbuf_add_str(&source, ".map(x, {x: x})");
		check(env, source.text, &ast, &text);
		cr_expect_str_eq(text.text + strcspn(text.text, " "),
				 " types of the expression are too large");
		cel_ast_finish(&ast);
	}
}

Test(check, type_variables_that_grow)
{
	CLEANUP(cel_env) struct cel_env *env = make_env(&plain, NULL, NULL);
	CLEANUP(strbuf) struct strbuf source = STRBUF_INIT, text = STRBUF_INIT;
	struct cel_ast ast;

	strbuf_add_str(&source, "one(");
	for (size_t i = 0; i < 15000; i++)
		strbuf_add_str(&source, "[]==[],");
	strbuf_add_str(&source, "1).x");
	source.text[source.length - 3] = ')';
	check(env, source.text, &ast, &text);
	cr_expect_gt(text.length, 0);
	cel_ast_finish(&ast);
}
