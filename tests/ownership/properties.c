/* What holds for any sets and objects, tried on random ones. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/random.h"
#include "helper.h"

#define ROUNDS 2000

static size_t below(struct random *random, size_t bound)
{
	return (size_t)random_below(random, bound);
}

/* ---- random sets ---- */

static cJSON *random_fields(struct random *random, int depth)
{
	static const char *const keys[] = { "f:a",  "f:b",         "f:c",     "k:{\"a\":1}",
					    "v:10", "k:{\"a\":9}", "v:\"x\"", "i:2" };
	cJSON *fields = cJSON_CreateObject();

	for (size_t n = depth > 0 ? below(random, 4) : 0; n > 0; n--)
		json_set(fields, keys[below(random, ARRAY_LEN(keys))],
			 random_fields(random, depth - 1));
	if (below(random, 2))
		json_set(fields, ".", cJSON_CreateObject());
	return fields;
}

static struct field_set random_set(struct random *random)
{
	CLEANUP(json) cJSON *fields = random_fields(random, 3);
	struct field_set set = FIELD_SET_INIT;
	struct error err = ERROR_INIT;

	cr_assert(field_set_read(fields, &set, &err), "%s", err.message);
	return set;
}

static void expect_same(const struct field_set *a, const struct field_set *b, const char *law)
{
	CLEANUP(str) char *x = paths(a);
	CLEANUP(str) char *y = paths(b);

	cr_expect(field_set_equal(a, b) && strcmp(x, y) == 0, "%s: %s\nand %s", law, x, y);
}

#define SET CLEANUP(field_set) struct field_set

static void try_laws(const struct field_set *a, const struct field_set *b,
		     const struct field_set *c)
{
	SET ab, ba, bc, ab_c, a_bc, shared, rest, whole, other;

	field_set_union(a, b, &ab);
	field_set_union(b, a, &ba);
	expect_same(&ab, &ba, "union commutes");
	field_set_union(&ab, c, &ab_c);
	field_set_union(b, c, &bc);
	field_set_union(a, &bc, &a_bc);
	expect_same(&ab_c, &a_bc, "union associates");
	field_set_intersection(a, b, &shared);
	field_set_difference(a, b, &rest);
	field_set_union(&shared, &rest, &whole);
	expect_same(&whole, a, "what is shared and the rest are the whole");
	field_set_difference(&rest, b, &other);
	expect_same(&other, &rest, "the rest has nothing of the other");
}

static void try_text(const struct field_set *set)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, same = STRBUF_INIT;
	CLEANUP(error) struct error err = ERROR_INIT;
	SET again = FIELD_SET_INIT;

	field_set_print(set, &text);
	cr_assert(field_set_parse(text.text, &again, &err), "%s: %s", text.text, err.message);
	expect_same(set, &again, "a text reads back");
	field_set_print(&again, &same);
	cr_expect_str_eq(text.text, same.text);
}

Test(properties, sets)
{
	struct random random;

	json_init();
	random_init(&random, 1);
	for (int round = 0; round < ROUNDS; round++) {
		SET a = random_set(&random);
		SET b = random_set(&random);
		SET c = random_set(&random);

		try_laws(&a, &b, &c);
		try_text(&a);
	}
}

/* ---- random Services ---- */

static void random_map(struct random *random, cJSON *parent, const char *key)
{
	static const char *const keys[] = { "a", "b", "c" };
	cJSON *map = json_ensure_object(parent, key);

	for (size_t n = 1 + below(random, 2); n > 0; n--)
		json_set_str(map, keys[below(random, 3)], below(random, 2) ? "x" : "y");
}

static void random_ports(struct random *random, cJSON *spec)
{
	cJSON *ports = json_ensure_array(spec, "ports");

	for (int number = 1; number < 5; number++) {
		cJSON *port;

		if (below(random, 2))
			continue;
		port = cJSON_CreateObject();
		json_set_int(port, "port", number);
		json_set_str(port, "protocol", "TCP");
		if (below(random, 2))
			json_set_str(port, "name", below(random, 2) ? "x" : "y");
		if (below(random, 2))
			json_append(ports, port);
		else
			cJSON_InsertItemInArray(ports, 0, port);
	}
	if (json_size(ports) == 0)
		json_remove(spec, "ports");
}

/* A configuration: any of it may be missing. */
static cJSON *random_service(struct random *random)
{
	cJSON *object = cJSON_CreateObject(), *metadata, *spec;

	json_set_str(object, "apiVersion", "v1");
	json_set_str(object, "kind", "Service");
	metadata = json_ensure_object(object, "metadata");
	json_set_str(metadata, "name", "x");
	spec = json_ensure_object(object, "spec");
	if (below(random, 2))
		random_map(random, metadata, "labels");
	if (below(random, 2))
		random_map(random, spec, "selector");
	if (below(random, 2))
		random_ports(random, spec);
	if (below(random, 2))
		json_set_str(spec, "type", below(random, 2) ? "ClusterIP" : "NodePort");
	return object;
}

/* The object as the server stores it. */
static cJSON *stored_form(const cJSON *object)
{
	CLEANUP(json) cJSON *rest = json_copy(object);
	CLEANUP(json) cJSON *managed = json_take(json_child(rest, "metadata"), "managedFields");
	cJSON *stored = NULL;
	struct error err = ERROR_INIT;

	cr_assert(schema_decode(&schema_service, rest, NULL, &stored, &err), "%s", err.message);
	schema_complete(&schema_service, stored);
	if (managed != NULL)
		json_set(json_child(stored, "metadata"), "managedFields", TAKE(managed));
	return stored;
}

static void apply(const char *manager, cJSON **live, const cJSON *applied, bool force, bool *ret_ok)
{
	const struct ownership write = service_write(manager);
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	*ret_ok = ownership_apply(&write, *live, applied, force, &object, &err);
	cr_assert(*ret_ok || (!force && err.reason == REASON_CONFLICT), "%s", err.message);
	if (!*ret_ok)
		return;
	cJSON_Delete(*live);
	*live = stored_form(object);
}

/* Whatever was applied is there: nobody who applies it too changes anything. */
static void expect_applied(const cJSON *live, const cJSON *applied)
{
	CLEANUP(json) cJSON *same = json_copy(live), *before = json_copy(live);
	bool ok;

	apply("probe", &same, applied, false, &ok);
	cr_expect(ok, "what is there already is no conflict");
	json_remove(json_child(before, "metadata"), "managedFields");
	json_remove(json_child(same, "metadata"), "managedFields");
	cr_expect(json_equal(before, same), "what was applied is there");
}

Test(properties, applies)
{
	static const char *const managers[] = { "kubectl", "a", "b" };
	struct random random;

	json_init();
	random_init(&random, 2);
	for (int round = 0; round < ROUNDS / 10; round++) {
		CLEANUP(json) cJSON *live = NULL;

		for (int step = 0; step < 8; step++) {
			CLEANUP(json) cJSON *applied = random_service(&random), *before = NULL;
			const char *manager = managers[below(&random, ARRAY_LEN(managers))];
			bool ok;

			apply(manager, &live, applied, below(&random, 2) == 1, &ok);
			if (!ok)
				continue;
			before = json_copy(live);
			apply(manager, &live, applied, false, &ok);
			cr_expect(ok && json_equal(live, before), "applying again changes nothing");
			expect_applied(live, applied);
		}
	}
}

/* After an update by anybody, what changed is that manager's and nobody else's. */
Test(properties, updates)
{
	static const char *const managers[] = { "a", "b", "c" };
	struct random random;

	json_init();
	random_init(&random, 3);
	for (int round = 0; round < ROUNDS / 10; round++) {
		CLEANUP(json) cJSON *live = NULL;

		for (int step = 0; step < 6; step++) {
			CLEANUP(json) cJSON *given = random_service(&random);
			CLEANUP(json) cJSON *object = stored_form(given), *same = NULL;
			const struct ownership write =
				service_write(managers[below(&random, ARRAY_LEN(managers))]);

			ownership_update(&write, live, false, object);
			same = json_copy(object);
			ownership_update(&write, object, false, same);
			cr_expect(json_equal(object, same), "an update without changes");
			cJSON_Delete(live);
			live = TAKE(object);
		}
	}
}
