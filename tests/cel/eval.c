/* What expressions come to: operators, paths, macros, literals, errors and their places. */
#include "world.h"

#define CHECK(rows) world_check(&world_profile, 0, rows, ARRAY_LEN(rows))
#define CHECK_NEWEST(rows) world_check(&world_newest, 0, rows, ARRAY_LEN(rows))
#define CHECK_UNCHECKED(rows) world_check(&world_profile, CEL_WITHOUT_CHECK, rows, ARRAY_LEN(rows))

Test(eval, logic_absorbs_errors)
{
	static const struct world_row rows[] = {
		{ "false && 1/0 == 0", "false" },
		{ "1/0 == 0 && false", "false" },
		{ "true || 1/0 == 0", "true" },
		{ "1/0 == 0 || true", "true" },
		{ "true && 1/0 == 0", "error: division by zero" },
		{ "1/0 == 0 || false", "error: division by zero" },
		{ "1/0 == 0 && 1%0 == 0", "error: division by zero" },
		{ "dyn(1) && false", "false" },
		{ "dyn(1) && true", "error: no such overload" },
		{ "dyn('a') || true", "true" },
		{ "true && true && true && false", "false" },
		{ "!dyn(1)", "error: no such overload" },
		{ "!(1/0 == 0)", "error: division by zero" },
		{ "true ? 1 : 1/0", "1" },
		{ "false ? 1/0 : 2", "2" },
		{ "dyn('a') ? 1 : 2", "error: no such overload" },
		{ "1/0 == 0 ? 1 : 2", "error: division by zero" },
	};

	CHECK(rows);
}

Test(eval, equality)
{
	static const struct world_row rows[] = {
		{ "dyn(1) == 1u", "true" },
		{ "dyn(1) == 1.0", "true" },
		{ "dyn(1) == 'a'", "false" },
		{ "dyn(1) != 'a'", "true" },
		{ "dyn(9007199254740993) == 9007199254740992.0", "true" },
		{ "0.0/0.0 == 0.0/0.0", "false" },
		{ "0.0 == -0.0", "true" },
		{ "object.spec.nothing == null", "true" },
		{ "object.spec == null", "false" },
		{ "[1, 2] == [1, 2]", "true" },
		{ "[1, 2] == [2, 1]", "false" },
		{ "dyn([1]) == [1.0]", "true" },
		{ "[[0.0/0.0]] == [[0.0/0.0]]", "false" },
		{ "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true" },
		{ "{'a': 1} == {'a': 2}", "false" },
		{ "{'a': 1} == {'b': 1}", "false" },
		{ "dyn({1: 'a'}) == {1u: 'a'}", "true" },
		{ "b'a' == b'a'", "true" },
		{ "dyn(b'a') == 'a'", "false" },
		{ "timestamp('2020-01-01T01:00:00+01:00') == timestamp('2020-01-01T00:00:00Z')",
		  "true" },
		{ "duration('60s') == duration('1m')", "true" },
		{ "type(1) == int", "true" },
		{ "type([1]) == type(['a'])", "true" },
		{ "type(map) == type({})", "true" },
		{ "1/0 == 1", "error: division by zero" },
		{ "1 != 1/0", "error: division by zero" },
	};

	CHECK(rows);
}

Test(eval, order)
{
	static const struct world_row rows[] = {
		{ "1 < 1.5", "true" },
		{ "1u >= 2", "false" },
		{ "-1 < 0u", "true" },
		{ "18446744073709551615u > 9223372036854775807", "true" },
		{ "'a' < 'B'", "false" },
		{ "'a' < 'ab'", "true" },
		{ "'' <= ''", "true" },
		{ "b'b' > b'a'", "true" },
		{ "false < true", "true" },
		{ "1.0 < 0.0/0.0", "error: NaN values cannot be ordered" },
		{ "dyn(1) < 'a'", "error: no such overload" },
		{ "dyn(null) < null", "error: no such overload: _<_" },
		{ "dyn([]) < dyn([])", "error: no such overload: _<_" },
	};

	CHECK(rows);
}

Test(eval, paths)
{
	static const struct world_row rows[] = {
		{ "object.metadata.name", "\"web\"" },
		{ "object['metadata']['name']", "\"web\"" },
		{ "object.metadata.labels['app']", "\"web\"" },
		{ "object.spec.ports[1]", "443" },
		{ "object.spec.ports[1u]", "443" },
		{ "object.spec.ports[dyn(1u)]", "443" },
		{ "object.spec.ports[dyn(1.0)]", "443" },
		{ "object.spec.ports[2]", "error: index out of bounds: 2" },
		{ "object.spec.ports[-1]", "error: index out of bounds: -1" },
		{ "object.spec.ports[dyn(0.5)]", "error: unsupported index value 0.5 in list" },
		{ "object.spec.ports.first", "error: unsupported index type 'string' in list" },
		{ "object.spec.ports[dyn(true)]", "error: unsupported index type 'bool' in list" },
		{ "object.spec.list[1][0]", "2" },
		{ "object.spec.list[object.spec.list[0][0]][1]", "3" },
		{ "object.nowhere", "error: no such key: nowhere" },
		{ "object.nowhere.name", "error: no such key: nowhere" },
		{ "object.metadata.name.first", "error: no such key: first" },
		{ "object.spec.nothing.first", "error: no such key: first" },
		{ "object.spec.ratio[0]", "error: no such key: 0" },
		{ "object.metadata[0]", "error: no such key: 0" },
		{ "object[null]", "failure: invalid qualifier type: types.Null" },
		{ "object[object.spec.nothing]", "error: invalid qualifier type: types.Null" },
		{ "object[b'a']", "failure: invalid qualifier type: types.Bytes" },
		{ "object[1/0]", "error: division by zero" },
		{ "absent", "error: no such attribute(s): absent" },
		{ "absent + 1", "error: no such attribute(s): absent" },
		{ "dotted.name", "9" },
		{ "{'a': {'b': 1}}.a.b", "1" },
		{ "[1, 2, 3][i - 6]", "2" },
		{ "{1: 'a'}[dyn(1.0)]", "\"a\"" },
		{ "{1: 'a'}[dyn(1u)]", "\"a\"" },
		{ "{true: 'a'}[true]", "\"a\"" },
		{ "{'a': 1}['b']", "error: no such key: b" },
		{ "(b ? object : object.spec).metadata.name", "\"web\"" },
		{ "(b ? [1, 2] : [3])[1]", "2" },
		{ "dyn(int).name", "error: no such key: name" },
		{ "{'in': {'if': 1}}['in'].if", "1" },
	};

	CHECK(rows);
}

Test(eval, presence)
{
	static const struct world_row rows[] = {
		{ "has(object.metadata)", "true" },
		{ "has(object.metadata.name)", "true" },
		{ "has(object.metadata.nowhere)", "false" },
		{ "has(object.nowhere.name)", "error: no such key: nowhere" },
		{ "has(object.spec.nothing)", "true" },
		{ "has(object.spec.nothing.name)", "false" },
		{ "has(object.metadata.name.first)", "false" },
		{ "has(object.spec.ratio.first)", "false" },
		{ "has(object.spec.ports.first)",
		  "error: unsupported index type 'string' in list" },
		{ "has({'a': 1}.a)", "true" },
		{ "has({'a': 1}.b)", "false" },
		{ "has(object.?nowhere.name)", "false" },
		{ "has(object.?metadata.name)", "true" },
		{ "has((b ? object : object).metadata)", "true" },
		{ "object.?metadata.name", "optional.of(\"web\")" },
		{ "object.?nowhere.name", "optional.none()" },
		{ "object.?nowhere.?name", "optional.none()" },
		{ "object.nowhere.?name", "error: no such key: nowhere" },
		{ "object.?spec.nothing.?name", "optional.none()" },
		{ "object[?'spec'].ports[0]", "optional.of(80)" },
		{ "list[?5]", "optional.none()" },
		{ "list[?0]", "optional.of(1)" },
		{ "object.spec.ports[?'a']", "error: unsupported index type 'string' in list" },
		{ "object.spec[?1/0 == 1 ? 'a' : 'b']", "error: division by zero" },
		{ "optional.of({'a': {'b': 1}}).a.b", "optional.of(1)" },
		{ "optional.none().a.b", "optional.none()" },
		{ "optional5", "optional.of(5)" },
		{ "optional5.or(optional.of(1/0))", "optional.of(5)" },
		{ "map[?'a'].orValue(1/0)", "1" },
		{ "map[?'z'].orValue(i)", "7" },
	};

	CHECK(rows);
}

Test(eval, presence_in_the_newest)
{
	static const struct world_row rows[] = {
		{ "has(object.spec.nothing.name)", "error: no such key: name" },
		{ "has(object.spec.ratio.first)", "error: no such key: first" },
		{ "object.?spec.?nothing.?name", "error: no such key: name" },
		{ "object[b'a'] == 1 || true", "true" },
		{ "int('x') == 1 || true", "true" },
		{ "1/0 in []", "error: division by zero" },
		{ "dyn(1).or(optional.of(2))", "error: no such overload" },
		{ "{1.5: 2}", "error: unsupported key type" },
		{ "{'a': 1, 'a': 2}", "error: Failed with repeated key" },
	};

	CHECK_NEWEST(rows);
}

Test(eval, literals)
{
	static const struct world_row rows[] = {
		{ "[1, i, 3]", "[1, 7, 3]" },
		{ "[1, 1/0, 3]", "error: division by zero" },
		{ "{'a': i, s: 2}", "{\"a\": 7, \"hello\": 2}" },
		{ "{s: 1/0}", "error: division by zero" },
		{ "{'a': 1, 'b': 2, 'a': 3}", "{\"a\": 3, \"b\": 2}" },
		{ "{1: 'a', dyn(1.0): 'b'}", "{1: \"b\"}" },
		{ "[?optional.none(), 1, ?optional5]", "[1, 5]" },
		{ "{?'a': optional.none(), ?'b': optional5}", "{\"b\": 5}" },
		{ "{'a': 1, ?'a': optional.none()}", "{}" },
		{ "[?dyn(i)]", "error: cannot initialize optional list element from non-optional "
			       "value 7" },
		{ "{?'k': dyn(i)}",
		  "error: cannot initialize optional entry 'k' from non-optional value 7" },
		{ "[] + [1] + []", "[1]" },
		{ "[type(1), string, bytes, google.protobuf.Duration]",
		  "[int, string, bytes, google.protobuf.Duration]" },
	};

	CHECK(rows);
}

Test(eval, folding)
{
	static const struct world_row rows[] = {
		{ "int('x')", "failure: type conversion error from 'string' to 'int'" },
		{ "true || int('x') == 1",
		  "failure: type conversion error from 'string' to 'int'" },
		{ "int(s)", "error: type conversion error from 'string' to 'int'" },
		{ "s.matches('a(')", "failure: error parsing regexp: missing closing ): `a(`" },
		{ "s.matches('a(' + '')", "error: error parsing regexp: missing closing ): `a(`" },
		{ "s.matches('^h.*o$')", "true" },
		{ "['a', 'hello'].map(p, s.matches(p))", "[false, true]" },
		{ "1/0 in []", "false" },
		{ "i in [1, 7]", "true" },
		{ "dyn(1.0) in [1, 7]", "true" },
		{ "s in ['a', 'b']", "false" },
		{ "[i] in [[7]]", "true" },
		{ "type(i) in [int, string]", "true" },
		{ "1/0 in [1]", "error: division by zero" },
	};

	CHECK(rows);
}

Test(eval, membership)
{
	static const struct world_row rows[] = {
		{ "2 in list", "true" },
		{ "4 in list", "false" },
		{ "'a' in map", "true" },
		{ "'c' in map", "false" },
		{ "dyn(2.0) in list", "true" },
		{ "80 in object.spec.ports", "true" },
		{ "'spec' in object", "true" },
		{ "'a' in object.metadata.name", "error: no such overload" },
		{ "1 in object.spec.nothing", "error: no such overload" },
	};

	CHECK(rows);
}

Test(eval, macros)
{
	static const struct world_row rows[] = {
		{ "list.all(x, x > 0)", "true" },
		{ "list.all(x, x > 1)", "false" },
		{ "[0, 2].all(x, 1/x == 5)", "false" },
		{ "[2, 0].all(x, 4/x == 2)", "error: division by zero" },
		{ "list.exists(x, x == 2)", "true" },
		{ "[0, 2].exists(x, 4/x == 2)", "true" },
		{ "[0, 2].exists(x, 4/x == 3)", "error: division by zero" },
		{ "[].all(x, false)", "true" },
		{ "[].exists(x, true)", "false" },
		{ "list.exists_one(x, x > 2)", "true" },
		{ "list.exists_one(x, x > 1)", "false" },
		{ "[1, 0].exists_one(x, 1/x == 1)", "error: division by zero" },
		{ "list.map(x, x * x)", "[1, 4, 9]" },
		{ "list.map(x, x > 1, x * x)", "[4, 9]" },
		{ "list.filter(x, x != 2)", "[1, 3]" },
		{ "[2, 0].map(x, 1/x)", "error: division by zero" },
		{ "list.map(x, list.map(y, x * y))", "[[1, 2, 3], [2, 4, 6], [3, 6, 9]]" },
		{ "list.map(x, list.filter(y, y < x))", "[[], [1], [1, 2]]" },
		{ "list.map(x, [x].map(x, x + 1))", "[[2], [3], [4]]" },
		{ "map.map(k, k)", "[\"a\", \"b\"]" },
		{ "map.all(k, map[k] > 0)", "true" },
		{ "object.spec.all(k, k != '')", "true" },
		{ "object.metadata.name.all(x, true)",
		  "error: got 'types.String', expected iterable type" },
		{ "object.spec.ratio.map(x, x)",
		  "error: got 'types.Double', expected iterable type" },
		{ "object.spec.nothing.exists(x, true)",
		  "error: got 'types.Null', expected iterable type" },
		{ "object.metadata.name.all(k, v, true)",
		  "error: unsupported comprehension range type: types.String" },
	};

	CHECK(rows);
}

Test(eval, macros_with_two_variables)
{
	static const struct world_row rows[] = {
		{ "list.all(i, v, v == i + 1)", "true" },
		{ "map.exists(k, v, k == 'b' && v == 2)", "true" },
		{ "map.existsOne(k, v, v > 1)", "true" },
		{ "list.transformList(i, v, i * v)", "[0, 2, 6]" },
		{ "list.transformList(i, v, i > 0, v)", "[2, 3]" },
		{ "list.transformMap(i, v, v * 2)", "{0: 2, 1: 4, 2: 6}" },
		{ "map.transformMap(k, v, k == 'a', v + 1)", "{\"a\": 2}" },
		{ "map.transformMapEntry(k, v, {v: k})", "{1: \"a\", 2: \"b\"}" },
		{ "list.transformMapEntry(i, v, {'k': v})",
		  "error: insert failed: key k already exists" },
		{ "list.transformMap(i, v, 1/(v - 2))", "error: division by zero" },
	};

	CHECK(rows);
}

Test(eval, bindings)
{
	static const struct world_row rows[] = {
		{ "cel.bind(x, i + 1, x * x)", "64" },
		{ "cel.bind(x, 1/0, true)", "true" },
		{ "cel.bind(x, 1/0, x == 1 || true)", "true" },
		{ "cel.bind(x, [1].map(y, y), [2].map(z, x + [z]))", "[[1, 2]]" },
		{ "cel.bind(x, 1, cel.bind(x, x + 1, x + 1))", "3" },
		{ "optional5.optMap(x, x + 1)", "optional.of(6)" },
		{ "optional.none().optMap(x, x)", "optional.none()" },
		{ "cel.block([i + 1, cel.index(0) * 2], [cel.index(0), cel.index(1)])", "[8, 16]" },
		{ "cel.block([1/0], true || cel.index(0) == 1)", "true" },
	};

	CHECK(rows);
}

Test(eval, no_such_overload)
{
	static const struct world_row rows[] = {
		{ "object.metadata.name + 1", "error: no such overload" },
		{ "object.spec.ready + 1", "error: no such overload: _+_" },
		{ "object.spec.nothing - 1", "error: no such overload: _-_" },
		{ "object.spec.ratio % 2", "error: no such overload: _%_" },
		{ "size(object.spec.ready)", "error: no such overload: size" },
		{ "object.spec.ratio.startsWith('a')", "error: no such overload" },
		{ "object.spec.ready.matches('a')", "error: no such overload: matches" },
		{ "bytes(object.spec.ratio)", "error: no such overload: bytes(double)" },
		{ "object.metadata.name.getHours()", "error: no such overload: getHours(string)" },
		{ "-object.spec.ready", "error: no such overload" },
		{ "-dyn(1u)", "error: no such overload: -_" },
	};

	CHECK(rows);
}

Test(eval, without_a_check)
{
	static const struct world_row rows[] = {
		{ "i + 1", "8" },
		{ "i + 'a'", "error: no such overload" },
		{ "1 + 1.0", "error: no such overload" },
		{ "unknown", "error: no such attribute(s): unknown" },
		{ "unknown.a.b", "error: no such attribute(s): unknown.a.b" },
		{ "unknown['a'][i]", "error: no such attribute(s): unknown.a" },
		{ "has(unknown.a.b)", "error: no such attribute(s): unknown.a.b" },
		{ "has(unknown[i].b)", "error: no such attribute(s): unknown" },
		{ "dotted.name", "9" },
		{ "[1].map(i, .i)", "[1]" },
		{ "[1].map(x, .i)", "[7]" },
		{ "object.metadata.name", "\"web\"" },
		{ "int", "int" },
		{ "google.protobuf.Timestamp", "google.protobuf.Timestamp" },
		{ "f(1)", "error: no such overload: f" },
		{ "f('a')", "error: no such overload" },
		{ "f()", "failure: no such overload: f()" },
		{ "true || f(1)", "true" },
		{ "size(s, s)", "error: no such overload" },
		{ "list.map(x, x + 1)", "[2, 3, 4]" },
		{ "s.size()", "5" },
		{ "size(list)", "3" },
		{ "optional.of(1).value()", "1" },
		{ "[1, 'a', {1: 2}]", "[1, \"a\", {1: 2}]" },
	};

	CHECK_UNCHECKED(rows);
}

Test(eval, optionals_in_optionals)
{
	/* cel-go v0.23 looks through all of them, at variables and at branches. */
	static const struct world_row rows[] = {
		{ "optional.of(optional.of(1))", "optional.of(optional.of(1))" },
		{ "true ? optional.of(optional.of(1)) : optional.none()", "optional.of(1)" },
		{ "[optional.of(optional.none())].map(x, x)", "[optional.of(null)]" },
	};
	static const struct world_row newest[] = {
		{ "true ? optional.of(optional.of(1)) : optional.none()",
		  "optional.of(optional.of(1))" },
	};

	CHECK(rows);
	CHECK_NEWEST(newest);
}

Test(eval, names_in_a_container)
{
	static const struct world_row rows[] = {
		{ "inner", "10" },
		{ ".i", "7" },
		{ "[1].map(inner, inner)", "[10]" },
	};
	static const struct world_row newest[] = {
		{ "[1].map(inner, inner)", "[1]" },
		{ "[1].map(i, .i)", "[7]" },
	};
	const struct {
		const struct cel_profile *profile;
		const struct world_row *rows;
		size_t n;
	} sets[] = {
		{ &world_profile, rows, ARRAY_LEN(rows) },
		{ &world_newest, newest, ARRAY_LEN(newest) },
	};

	for (size_t set = 0; set < ARRAY_LEN(sets); set++) {
		for (size_t i = 0; i < 2 * sets[set].n; i++) {
			CLEANUP(world) struct world world;
			CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
			const struct world_row *row = &sets[set].rows[i / 2];
			uint64_t cost;

			world_open(&world, sets[set].profile);
			cel_env_set_container(world.env, "ns");
			world_evaluate(&world, row->expression, i % 2 ? CEL_WITHOUT_CHECK : 0, NULL,
				       &got, &cost);
			cr_expect_str_eq(got.text, row->want, "%s (%zu): %s", row->expression, set,
					 got.text);
		}
	}
}

Test(eval, places)
{
	static const struct {
		const char *expression;
		int line, column;
	} rows[] = {
		{ "1/0", 1, 2 },
		{ "true &&\n  1/0 == 1", 2, 4 },
		{ "object.nowhere.name", 1, 7 },
		{ "object.spec.ports[5]", 1, 18 },
		{ "[1, i].map(x, 1/(x - 1))", 1, 16 },
		{ "size(object.spec.ready)", 1, 5 },
		{ "absent", 1, 1 },
	};
	CLEANUP(world) struct world world;

	world_open(&world, &world_profile);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *expression = rows[i].expression;
		CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
		CLEANUP(cel_program) struct cel_program *program = NULL;
		struct cel_result result;
		int line, column;

		cr_assert(cel_compile(world.env, expression, strlen(expression), 0, &issues, NULL,
				      &program));
		cel_run(program, world.values, NULL, &world.arena, &result);
		cr_assert_eq(result.value.kind, CEL_ERROR, "%s", expression);
		cel_program_place(program, result.value.failure->offset, &line, &column);
		cr_expect(line == rows[i].line && column == rows[i].column, "%s: %d:%d", expression,
			  line, column);
	}
}

Test(eval, bounds)
{
	CLEANUP(world) struct world world;
	CLEANUP(strbuf) struct strbuf expression = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
	const struct cel_limits limits = { .memory = 1 << 20 };
	uint64_t cost;

	world_open(&world, &world_profile);
	strbuf_add_str(&expression, "['0123456789abcdef']");
	for (int i = 0; i < 20; i++)
		strbuf_add_str(&expression, ".map(x, x + x)");
	world_evaluate(&world, expression.text, 0, &limits, &got, &cost);
	cr_expect_str_eq(got.text, "error: operation cancelled: too much memory used");

	/* Turns that cost nothing: nobody waits for all of them, and no || hides it. */
	strbuf_truncate(&expression, 0);
	strbuf_truncate(&got, 0);
	strbuf_add_str(&expression, "true == [0");
	for (int i = 0; i < 400; i++)
		strbuf_add_str(&expression, ", 0");
	strbuf_add_str(&expression, "].exists_one(a, ");
	for (int depth = 0; depth < 3; depth++) {
		strbuf_add_str(&expression, "[0");
		for (int i = 0; i < 400; i++)
			strbuf_add_str(&expression, ", 0");
		strbuf_add_str(&expression, "].exists_one(a, ");
	}
	strbuf_add_str(&expression, "false)))) || true");
	world_evaluate(&world, expression.text, 0, NULL, &got, &cost);
	cr_expect_str_eq(got.text, "error: operation cancelled: too much work to be done");
}

Test(eval, work_of_patterns)
{
	static const struct {
		const char *pattern, *want;
	} rows[] = {
		{ "a{0,20}b", "[false]" },
		{ "a{0,900}b", "error: operation cancelled: too much work to be done" },
	};
	CLEANUP(world) struct world world;

	world_open(&world, &world_profile);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf expression = STRBUF_INIT;
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		strbuf_add_str(&expression, "['aaaaaaaa']");
		for (int doubled = 0; doubled < 14; doubled++)
			strbuf_add_str(&expression, ".map(x, x + x)");
		strbuf_addf(&expression, ".map(x, x.matches('%s'))", rows[i].pattern);
		world_evaluate(&world, expression.text, 0, NULL, &got, &cost);
		cr_expect_str_eq(got.text, rows[i].want, "%s: %s", rows[i].pattern, got.text);
	}
}
