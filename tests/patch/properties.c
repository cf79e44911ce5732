/* What holds for any trees, tried on random ones. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/random.h"
#include "thing.h"

#define ROUNDS 3000

static size_t below(struct random *random, size_t bound)
{
	return (size_t)random_below(random, bound);
}

static cJSON *random_text(struct random *random)
{
	static const char *const texts[] = { "", "a", "b", "c" };

	return cJSON_CreateString(texts[below(random, ARRAY_LEN(texts))]);
}

static cJSON *random_map(struct random *random)
{
	static const char *const keys[] = { "k", "l", "m" };
	cJSON *map = cJSON_CreateObject();

	for (size_t n = below(random, 4); n > 0; n--)
		json_set(map, keys[below(random, ARRAY_LEN(keys))], random_text(random));
	return map;
}

/* Numbers 1 to 12 in random order, as many as drawn: 10 and 11 sort before 2 as texts. */
static size_t random_numbers(struct random *random, int numbers[12])
{
	for (int i = 0; i < 12; i++) {
		size_t j = below(random, (size_t)i + 1);

		numbers[i] = numbers[j];
		numbers[j] = i + 1;
	}
	return below(random, 8);
}

static cJSON *random_ports(struct random *random)
{
	cJSON *ports = cJSON_CreateArray(), *options;
	int numbers[12];
	size_t n = random_numbers(random, numbers);

	for (size_t i = 0; i < n; i++) {
		cJSON *port = cJSON_CreateObject();

		json_set_int(port, "port", numbers[i]);
		if (below(random, 2))
			json_set(port, "name", random_text(random));
		if (below(random, 2)) {
			options = json_ensure_object(port, "options");
			if (below(random, 2))
				json_set(options, "mode", random_text(random));
			if (below(random, 2))
				json_set_int(options, "level", (int64_t)below(random, 2));
		}
		json_append(ports, port);
	}
	return ports;
}

static cJSON *random_names(struct random *random)
{
	cJSON *names = cJSON_CreateArray();
	int numbers[12];
	size_t n = random_numbers(random, numbers);

	for (size_t i = 0; i < n; i++) {
		char name[] = { (char)('a' + numbers[i]), '\0' };

		json_append_str(names, name);
	}
	return names;
}

static cJSON *random_thing(struct random *random)
{
	static const struct {
		const char *parent, *key;
		cJSON *(*make)(struct random *random);
	} fields[] = {
		{ "metadata", "labels", random_map }, { "metadata", "finalizers", random_names },
		{ "spec", "ports", random_ports },    { "spec", "cidrs", random_names },
		{ "spec", "selector", random_map },   { "spec", "type", random_text },
		{ "unknown", "ports", random_ports }, { "unknown", "mixed", random_text },
		{ "unknown", "mixed", random_map },   { "unknown", "mixed", random_names },
	};
	cJSON *thing = cJSON_CreateObject();

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (below(random, 4) != 0)
			json_set(json_ensure_object(thing, fields[i].parent), fields[i].key,
				 fields[i].make(random));
	return thing;
}

static cJSON *apply(const cJSON *patch, const cJSON *original)
{
	struct error err = ERROR_INIT;
	cJSON *result = NULL;

	cr_assert(patch_strategic(&schema_thing, original, patch, &result, &err), "%s",
		  err.message);
	return result;
}

static void expect_equal(const cJSON *got, const cJSON *want, const cJSON *patch, int round)
{
	CLEANUP(str) char *got_text = thing_text(got), *want_text = thing_text(want);
	CLEANUP(str) char *patch_text = thing_text(patch);

	cr_assert_str_eq(got_text, want_text, "round %d\ngot   %s\nwant  %s\npatch %s", round,
			 got_text, want_text, patch_text);
}

/* The patch from a to b makes b of a; from a to a it is empty. */
Test(patch_properties, two_way_then_apply)
{
	struct error err = ERROR_INIT;
	struct random random;

	random_set_seed(1);
	random_init(&random, 0);
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(json) cJSON *a = random_thing(&random), *b = random_thing(&random);
		CLEANUP(json) cJSON *patch = NULL, *none = NULL, *result = NULL;

		cr_assert(patch_two_way(&schema_thing, a, b, &patch, &err), "%s", err.message);
		result = apply(patch, a);
		expect_equal(result, b, patch, round);
		cr_assert(patch_two_way(&schema_thing, a, a, &none, &err));
		cr_assert_null(none->child, "round %d", round);
	}
}

/* When nothing has changed since the last apply, the three-way patch is the two-way patch; when
 * the new configuration is there already, applying its patch changes nothing. */
Test(patch_properties, three_way_without_drift)
{
	struct error err = ERROR_INIT;
	struct random random;

	random_set_seed(2);
	random_init(&random, 0);
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(json) cJSON *a = random_thing(&random), *b = random_thing(&random);
		CLEANUP(json) cJSON *two = NULL, *three = NULL, *again = NULL, *result = NULL;

		cr_assert(patch_two_way(&schema_thing, a, b, &two, &err), "%s", err.message);
		cr_assert(patch_three_way(&schema_thing, a, b, a, &three, &err), "%s", err.message);
		expect_equal(three, two, a, round);
		cr_assert(patch_three_way(&schema_thing, a, b, b, &again, &err));
		result = apply(again, b);
		expect_equal(result, b, again, round);
	}
}

/* Whatever has drifted: after an apply, the same apply changes nothing. */
Test(patch_properties, apply_twice)
{
	struct error err = ERROR_INIT;
	struct random random;

	random_set_seed(3);
	random_init(&random, 0);
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(json) cJSON *last = random_thing(&random), *now = random_thing(&random);
		CLEANUP(json) cJSON *live = random_thing(&random), *patch = NULL, *second = NULL;
		CLEANUP(json) cJSON *once = NULL, *twice = NULL;

		cr_assert(patch_three_way(&schema_thing, last, now, live, &patch, &err), "%s",
			  err.message);
		once = apply(patch, live);
		cr_assert(patch_three_way(&schema_thing, now, now, once, &second, &err), "%s",
			  err.message);
		twice = apply(second, once);
		expect_equal(twice, once, second, round);
	}
}

/* A merge patch never leaves nulls of its own and is idempotent. */
Test(patch_properties, merge_twice)
{
	struct error err = ERROR_INIT;
	struct random random;

	random_set_seed(4);
	random_init(&random, 0);
	for (int round = 0; round < ROUNDS; round++) {
		CLEANUP(json) cJSON *a = random_thing(&random), *b = random_thing(&random);
		CLEANUP(json) cJSON *once = NULL, *twice = NULL;

		cr_assert(patch_merge(a, b, &once, &err), "%s", err.message);
		cr_assert(patch_merge(once, b, &twice, &err), "%s", err.message);
		expect_equal(twice, once, b, round);
	}
}
