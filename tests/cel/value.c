/* Values: views of JSON, maps, printing, sizes and types. */
#include <math.h>

#include "world.h"

static void expect_printed(const struct cel_value *value, const char *want)
{
	CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;

	cel_print(value, &got);
	cr_expect_str_eq(got.text, want, "%s, not %s", got.text, want);
}

Test(value, json_views)
{
	static const struct {
		const char *json, *want;
	} rows[] = {
		{ "1", "1" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "9007199254740993", "9007199254740993" },
		{ "9223372036854775808", "9.223372036854775807e+18" },
		{ "1.5", "1.5" },
		{ "1e3", "1000" },
		{ "true", "true" },
		{ "null", "null" },
		{ "\"a\\\"b\\nc\"", "\"a\\\"b\\nc\"" },
		{ "\"a\\u0000b\"", "\"a\\u0000b\"" },
		{ "[]", "[]" },
		{ "{}", "{}" },
		{ "[1, [2, {\"a\": [null]}]]", "[1, [2, {\"a\": [null]}]]" },
		{ "{\"b\": 1, \"a\\u0000\": 2}", "{\"b\": 1, \"a\\u0000\": 2}" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(arena) struct arena arena = ARENA_INIT;
		CLEANUP(json) cJSON *tree = NULL;
		struct error err = ERROR_INIT;
		struct cel_value value;

		cr_assert(json_parse(rows[i].json, strlen(rows[i].json), NULL, &tree, &err));
		value = cel_from_json(&arena, tree);
		if (i == 4)
			cr_expect(value.kind == CEL_DOUBLE && value.number == 0x1p63);
		else
			expect_printed(&value, rows[i].want);
	}
}

Test(value, json_is_read_once)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	struct error err = ERROR_INIT;
	struct cel_value value, copy;

	cr_assert(json_parse("{\"a\": [1]}", 10, NULL, &tree, &err));
	value = copy = cel_from_json(&arena, tree);
	cr_expect_eq(cel_entries(&value)->entries, cel_entries(&copy)->entries);
	cr_expect_eq(cel_items(&cel_entries(&value)->entries[0].value)->items,
		     cel_items(&cel_entries(&copy)->entries[0].value)->items);
}

Test(value, keys)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;

	/* Small maps and large ones, which have an index, find the same. */
	for (size_t n = 4; n <= 4000; n *= 10) {
		struct cel_entry *entries = arena_alloc(&arena, (4 * n + 1) * sizeof(*entries));
		struct cel_value map, key;

		for (size_t i = 0; i < n; i++) {
			entries[4 * i].key = cel_from_int(-(int64_t)i - 1);
			entries[4 * i + 1].key =
				cel_from_str(arena_printf(&arena, "key number %zu", i));
			entries[4 * i + 2].key = cel_from_uint(INT64_MAX + (uint64_t)i + 2);
			entries[4 * i + 3].key = cel_from_double((double)i + 0.5);
		}
		entries[4 * n].key = cel_from_bool(true);
		for (size_t i = 0; i < 4 * n + 1; i++)
			entries[i].value = cel_from_int((int64_t)i);
		map = cel_from_entries(&arena, entries, 4 * n + 1);
		for (size_t i = 0; i < 4 * n + 1; i++) {
			key = entries[i].key;
			cr_expect_eq(cel_map_find(&map, &key), &entries[i].value, "%zu of %zu", i,
				     n);
		}
		key = cel_from_double(-1);
		cr_expect_eq(cel_map_find(&map, &key), &entries[0].value);
		key = cel_from_double(-1.5);
		cr_expect_null(cel_map_find(&map, &key));
		key = cel_from_double((double)NAN);
		cr_expect_null(cel_map_find(&map, &key));
		key = cel_from_bool(false);
		cr_expect_null(cel_map_find(&map, &key));
		key = cel_from_str("key number");
		cr_expect_null(cel_map_find(&map, &key));
		key = cel_from_int(0);
		cr_expect_null(cel_map_find(&map, &key));
		key = cel_null_value;
		cr_expect_null(cel_map_find(&map, &key));
	}
}

static struct cel_value count_up(void *context, size_t i)
{
	int *calls = context;

	++*calls;
	return cel_from_int((int64_t)i * 10);
}

Test(value, pending_entries_are_computed_once)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct cel_entry entries[2] = {
		{ .key = cel_from_str("a"), .value = { .kind = CEL_PENDING } },
		{ .key = cel_from_str("b"), .value = { .kind = CEL_PENDING } },
	};
	struct cel_value map = cel_from_entries(&arena, entries, 2), key = cel_from_str("b");
	int calls = 0;

	map.map->force = count_up;
	map.map->context = &calls;
	cr_expect_eq(cel_map_find(&map, &key)->integer, 10);
	cr_expect_eq(cel_map_find(&map, &key)->integer, 10);
	cr_expect_eq(calls, 1);
	expect_printed(&map, "{\"a\": 0, \"b\": 10}");
	cr_expect_eq(calls, 2);
}

Test(value, printed)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct cel_value one = cel_from_uint(1);
	const struct {
		struct cel_value value;
		const char *want;
	} rows[] = {
		{ cel_null_value, "null" },
		{ cel_from_uint(UINT64_MAX), "18446744073709551615u" },
		{ cel_from_double(1), "1.0" },
		{ cel_from_double(1e30), "1e+30" },
		{ cel_from_double((double)INFINITY), "double(\"+Inf\")" },
		{ cel_from_text("a\0\t\x7fé", 6), "\"a\\u0000\\t\\u007fé\"" },
		{ cel_from_bytes("a\0\"\xff", 4), "b\"a\\x00\\\"\\xff\"" },
		{ cel_from_duration(1500000000), "duration(\"1.5s\")" },
		{ cel_from_timestamp(&arena, (struct cel_timestamp) { .seconds = 0 }),
		  "timestamp(\"1970-01-01T00:00:00Z\")" },
		{ cel_from_type(&cel_bytes), "bytes" },
		{ cel_from_optional(&arena, NULL), "optional.none()" },
		{ cel_from_optional(&arena, &one), "optional.of(1u)" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect_printed(&rows[i].value, rows[i].want);
}

Test(value, nested_deeply)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct cel_value value = cel_null_value;

	for (int i = 0; i < 100000; i++) {
		struct cel_value *item = arena_alloc(&arena, sizeof(*item));

		*item = value;
		value = cel_from_items(&arena, item, 1);
	}
	cel_print(&value, &text);
	cr_expect_lt(text.length, 300);
}

Test(value, sizes)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	struct cel_value text = cel_from_str("héé"), items[3];
	const struct {
		struct cel_value value;
		uint64_t want;
	} rows[] = {
		{ text, 3 },
		{ cel_from_bytes("h\xc3\xa9", 3), 3 },
		{ cel_from_str(""), 0 },
		{ cel_from_int(1000), 1 },
		{ cel_null_value, 1 },
		{ cel_from_items(&arena, items, 3), 3 },
		{ cel_from_optional(&arena, &text), 3 },
		{ cel_from_optional(&arena, NULL), 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_eq(cel_size(&rows[i].value), rows[i].want, "%zu", i);
	cr_expect_eq(cel_cost_of(10, 0), 0);
	cr_expect_eq(cel_cost_of(10, 10), 1);
	cr_expect_eq(cel_cost_of(10, 11), 2);
	cr_expect_eq(cel_cost_of(25, 4), 1);
	cr_expect_eq(cel_cost_of(20, 100000), 20000);
}

Test(value, types)
{
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	const struct {
		struct cel_value value;
		const char *want;
	} rows[] = {
		{ cel_null_value, "null_type" },
		{ cel_from_bool(true), "bool" },
		{ cel_from_int(1), "int" },
		{ cel_from_uint(1), "uint" },
		{ cel_from_double(1), "double" },
		{ cel_from_str(""), "string" },
		{ cel_from_bytes("", 0), "bytes" },
		{ cel_from_duration(0), "google.protobuf.Duration" },
		{ cel_from_items(&arena, NULL, 0), "list" },
		{ cel_from_entries(&arena, NULL, 0), "map" },
		{ cel_from_type(&cel_int), "type" },
		{ cel_from_optional(&arena, NULL), "optional_type" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_str_eq(cel_type_of(&rows[i].value)->name, rows[i].want);
}
