/* What expressions cost, as cel-go's tracker counts it. */
#include "world.h"

#define CHECK(rows) world_check_costs(rows, ARRAY_LEN(rows))

Test(cost, paths)
{
	static const struct world_cost rows[] = {
		{ "1", 0 },
		{ "[1, 2]", 0 },
		{ "{'a': [1]}", 0 },
		{ "int", 0 },
		{ "int('5')", 0 },
		{ "i", 1 },
		{ "dotted.name", 1 },
		{ "object.metadata.name", 3 },
		{ "object['metadata'].name", 3 },
		{ "object.spec.ports[0]", 4 },
		{ "object.nowhere.name", 2 },
		{ "object.?nowhere.name", 1 },
		{ "object.?metadata.name", 3 },
		{ "nested[s]", 2 },
		{ "list[map.a]", 3 },
		{ "list[map['b']]", 3 },
		{ "list[i - 6]", 4 },
		{ "[1, 2][0]", 2 },
		{ "has(object.metadata)", 1 },
		{ "has(object.metadata.name)", 2 },
		{ "has(object.nowhere.name)", 1 },
		{ "optional.of(object).metadata.name", 5 },
	};

	CHECK(rows);
}

Test(cost, conditions)
{
	static const struct world_cost rows[] = {
		{ "b ? i : 1/0", 1 },
		{ "b ? object.metadata : null", 2 },
		{ "b ? i + 1 : 0", 3 },
		{ "(b ? object : map).metadata", 2 },
		{ "has((b ? object : object).metadata)", 1 },
		{ "b ? has(object.metadata) : false", 2 },
		{ "list[b ? map.a : i]", 4 },
		{ "b && i > 0", 3 },
		{ "b || i > 0", 1 },
		{ "!b", 2 },
		{ "optional5.orValue(i)", 1 },
		{ "map[?'z'].orValue(i)", 2 },
		{ "optional.none().or(optional5)", 2 },
	};

	CHECK(rows);
}

Test(cost, calls)
{
	static const struct world_cost rows[] = {
		{ "i + 1", 2 },
		{ "s == 'hello'", 2 },
		{ "s == ''", 1 },
		{ "s == '0123456789a'", 2 },
		{ "'0123456789abc' == '0123456789a'", 2 },
		{ "'éééééééééé' == 'ééééééééééé'", 1 },
		{ "list == [1]", 2 },
		{ "i == 7", 2 },
		{ "s < 'hellooooooooooo'", 2 },
		{ "s + 'world!'", 3 },
		{ "list + list", 3 },
		{ "s.contains('ll')", 2 },
		{ "s.startsWith('ll')", 2 },
		{ "s.matches('ll')", 2 },
		{ "s.matches('0123456789')", 4 },
		{ "size(s)", 2 },
		{ "i in [1, 7]", 1 },
		{ "i in list", 5 },
		{ "s in map", 3 },
		{ "80 in object.spec.ports", 4 },
		{ "type(i) in [int, uint]", 4 },
		{ "i in []", 0 },
		{ "[i]", 11 },
		{ "{'a': i}", 31 },
		{ "dyn(i)", 2 },
		{ "object.metadata.name.size()", 4 },
		{ "object.metadata.name < 'web!!!!!!!!!!!!!!!!'", 4 },
	};

	CHECK(rows);
}

Test(cost, failing)
{
	/* A call with one or two arguments is charged though they fail; with more, what is behind
	 * the first failure is not evaluated, and the call not charged. */
	static const struct world_cost rows[] = {
		{ "object.x + i", 4 },
		{ "size(object.x)", 3 },
		{ "object.x == ''", 2 },
		{ "[object.x, i]", 12 },
		{ "{s: object.x, s + s: i}", 33 },
		{ "object.x.matches('a')", 2 },
		{ "object.x.matches(s)", 5 },
		{ "string(object.x)", 3 },
		{ "object.x in list", 6 },
		{ "[1].map(x, object.x)", 15 },
		{ "[1, 2].map(x, object.x)", 29 },
	};

	CHECK(rows);
}

Test(cost, macros)
{
	static const struct world_cost rows[] = {
		{ "list.all(x, x > 0)", 2 + 3 * 5 },
		{ "list.all(x, x > 1)", 2 + 5 + 2 },
		{ "list.exists(x, x > 0)", 2 + 6 + 3 },
		{ "list.exists(x, x > 2)", 2 + 3 * 6 },
		{ "list.exists_one(x, x > 2)", 1 + 2 + 3 * 2 + 2 },
		{ "list.filter(x, x > 1)", 2 + 3 * 2 + 2 * 13 },
		{ "list.map(x, x)", 2 + 3 * 13 },
		{ "list.map(x, x > 1, x)", 2 + 3 * 2 + 2 * 13 },
		{ "map.all(k, v, v > 0)", 2 + 2 * 5 },
		{ "list.transformList(i, v, v)", 2 + 3 * 13 },
		{ "map.transformMap(k, v, v)", 2 + 2 * 4 },
		{ "map.transformMapEntry(k, v, {v: k})", 2 + 2 * 34 },
		{ "optional5.optMap(x, x)", 2 + 3 + 1 },
		{ "optional5.optFlatMap(x, optional.of(x))", 2 + 2 + 2 },
		{ "optional.none().optMap(x, x)", 1 + 2 },
		{ "cel.bind(x, i, x + x)", 4 },
		{ "object.metadata.labels.all(k, k != '')", 3 + 1 + 3 + 1 },
	};

	CHECK(rows);
}

Test(cost, limit)
{
	static const struct {
		const char *expression;
		uint64_t limit;
		const char *want;
		uint64_t cost;
	} rows[] = {
		{ "object.metadata.name", 3, "\"web\"", 3 },
		{ "object.metadata.name", 2, "error: " CEL_COST_EXCEEDED, 3 },
		{ "object.metadata.name == 's' || true", 3, "error: " CEL_COST_EXCEEDED, 4 },
		{ "[i + i, list + list]", 2, "error: " CEL_COST_EXCEEDED, 3 },
		{ "list.exists(x, true)", 4, "error: " CEL_COST_EXCEEDED, 5 },
		{ "[1, 2, 3]", 1, "[1, 2, 3]", 0 },
	};
	CLEANUP(world) struct world world;

	world_open(&world, &world_profile);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		struct cel_limits limits = { .cost = rows[i].limit };
		uint64_t cost;

		world_evaluate(&world, rows[i].expression, 0, &limits, &got, &cost);
		cr_expect_str_eq(got.text, rows[i].want, "%s: %s", rows[i].expression, got.text);
		cr_expect_eq(cost, rows[i].cost, "%s: %llu", rows[i].expression,
			     (unsigned long long)cost);
	}
}
