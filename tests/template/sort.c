/* --sort-by: keys, how two compare, and the order Go's sort leaves. */
#include "fixture.h"

struct keys {
	struct sort_key *items;
	const struct sort_key **pointers;
	size_t n;
};

/* A key for each element of a list, by a path. */
static struct keys find_keys(const char *path_text, const cJSON *objects)
{
	CLEANUP(jsonpath) struct jsonpath *path = read_path(path_text);
	struct keys keys = { .n = json_size(objects) };
	CLEANUP(error) struct error err = ERROR_INIT;
	const cJSON *object;
	size_t i = 0;

	keys.items = xcalloc(keys.n, sizeof(*keys.items));
	keys.pointers = xcalloc(keys.n, sizeof(*keys.pointers));
	cJSON_ArrayForEach (object, objects) {
		cr_assert(sort_key_find(path, object, &keys.items[i], &err), "%s", err.message);
		keys.pointers[i] = &keys.items[i];
		i++;
	}
	return keys;
}

static void keys_cleanup(struct keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		sort_key_finish(&keys->items[i]);
	free(keys->items);
	free(keys->pointers);
}
#define KEYS_CLEANUP __attribute__((cleanup(keys_cleanup)))

/* "2 0 1", or "error: …". Owned. */
static char *sorted(const char *path, const cJSON *objects)
{
	KEYS_CLEANUP struct keys keys = find_keys(path, objects);
	CLEANUP(error) struct error err = ERROR_INIT;
	struct strbuf out = STRBUF_INIT;
	size_t *order = xcalloc(keys.n, sizeof(*order));

	if (!sort_keys(keys.pointers, keys.n, path, "T", order, &err))
		strbuf_addf(&out, "error: %s", err.message);
	else
		for (size_t i = 0; i < keys.n; i++)
			strbuf_addf(&out, "%s%zu", i > 0 ? " " : "", order[i]);
	free(order);
	return strbuf_detach(&out);
}

#define UNSORTABLE(kind, what) "error: Field {.a} in T is an unsortable type: " kind ", err: " what

static const struct {
	const char *objects, *want;
} order_rows[] = {
	{ "[]", "" },
	{ "[{'a':1}]", "0" },
	{ "[{'a':3},{'a':1},{'a':2}]", "1 2 0" },
	{ "[{'a':1.5},{'a':0.5}]", "1 0" },
	/* Numbers as numbers, also in texts: quantities; other texts by bytes. */
	{ "[{'a':10},{'a':9}]", "1 0" },
	{ "[{'a':'10'},{'a':'9'}]", "1 0" },
	{ "[{'a':'10.96.0.10'},{'a':'10.96.0.9'}]", "0 1" },
	{ "[{'a':'1Ki'},{'a':'1k'},{'a':'1M'},{'a':'999'}]", "3 1 0 2" },
	{ "[{'a':'b'},{'a':'B'},{'a':''}]", "2 1 0" },
	/* One that is none is enough to compare by bytes. */
	{ "[{'a':'9'},{'a':'10'},{'a':'x'}]", "0 1 2" },
	/* Missing is less than all, and than missing: the order turns round. */
	{ "[{'a':1},{},{'a':0},{}]", "3 1 2 0" },
	{ "[{'b':1},{'b':2},{'a':1},{'b':3}]", "3 1 0 2" },
	/* Null is a value, less than the others; equals stay here. */
	{ "[{'a':'x'},{'a':null},{'a':'w'},{'a':null}]", "1 3 2 0" },
	{ "[{'a':1,'n':1},{'a':1,'n':2},{'a':0}]", "2 0 1" },
	{ "[{'a':[1]},{'a':[0]}]", UNSORTABLE("interface", "unsortable type: []interface {}") },
	{ "[{'a':{}},{'a':{}}]",
	  UNSORTABLE("interface", "unsortable type: map[string]interface {}") },
	{ "[{'a':true},{'a':false}]", UNSORTABLE("interface", "unsortable type: bool") },
	{ "[{'a':1},{'a':'1'}]", UNSORTABLE("interface", "unsortable interface: interface") },
	{ "[{'a':1},{'a':1.5}]", UNSORTABLE("interface", "unsortable interface: interface") },
	/* Alone, nothing is compared. */
	{ "[{'a':[1]}]", "0" },
	{ "[{'a':[1]},{}]", "1 0" },
};

Test(sort, orders)
{
	for (size_t i = 0; i < ARRAY_LEN(order_rows); i++) {
		CLEANUP(json) cJSON *objects = read_object(order_rows[i].objects);
		CLEANUP(str) char *text = sorted("{.a}", objects);

		cr_expect_str_eq(text, order_rows[i].want, "%s: %s", order_rows[i].objects, text);
	}
}

/* Of several results the first counts; what upstream holds without an interface compares by itself. */
Test(sort, paths)
{
	static const struct {
		const char *path, *want;
	} rows[] = {
		{ "{.l[*]}", "1 0" },
		{ "{.l[0]}", "1 0" },
		{ "{.s.*}", "1 0" },
		{ "{.s..}", "1 0" },
		{ "{.t..}", "0 1" }, /* "10" and "9" by bytes */
		{ "{.t}", "1 0" },
		{ "{.l..}", "0 1" }, /* less only if each element is */
		{ "{$}", "error: Field {$} in T is an unsortable type: map, err: unsortable type: "
			 "map" },
		{ "{\"x\"}{.t}", "0 1" },
	};
	CLEANUP(json)
	cJSON *objects = read_object("[{'l':[2,1],'s':'b','t':'10'},{'l':[1,9],'s':'a','t':'9'}]");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *text = sorted(rows[i].path, objects);

		cr_expect_str_eq(text, rows[i].want, "%s: %s", rows[i].path, text);
	}
}

/* Each text is a quantity less than the next one; "=" in front: equal to the one before. */
static const char *const quantity_rows[] = {
	"-1Ei",
	"-1E",
	"-2",
	"-1.5",
	"-1n",
	"0",
	"=-0",
	"=.",
	"=m",
	"=Ki",
	"=+",
	"1n",
	"=0.1n",
	"2n",
	"=1.5n",
	"1u",
	"999u",
	"1m",
	"0.5",
	"=500m",
	"=.5",
	"1",
	"=1.",
	"=+1",
	"=1e0",
	"1.5",
	"9",
	"10",
	"=010",
	"=1e1",
	"=1E1",
	"100",
	"1k",
	"=1e3",
	"1Ki",
	"1.5Ki",
	"=1536",
	"1M",
	"1Mi",
	"1G",
	"1Gi",
	"1T",
	"1Ti",
	"1P",
	"1Pi",
	"1E",
	"1Ei",
	"8Ei",
	"=9Ei",
	"=9223372036854775807",
	"9223372036854775808",
	"1e19",
	"=10E",
	"1e30",
	"1e1000",
};

static void append(cJSON *objects, const char *text)
{
	cJSON *object = cJSON_CreateObject();

	json_set_str(object, "a", text);
	json_append(objects, object);
}

static void expect_order(const char *less, const char *greater, bool equal)
{
	CLEANUP(json) cJSON *objects = cJSON_CreateArray();
	CLEANUP(str) char *text = NULL;

	append(objects, greater);
	append(objects, less);
	text = sorted("{.a}", objects);
	cr_expect_str_eq(text, equal ? "0 1" : "1 0", "%s and %s", less, greater);
}

Test(sort, quantities)
{
	for (size_t i = 1; i < ARRAY_LEN(quantity_rows); i++) {
		const char *before = quantity_rows[i - 1] + (quantity_rows[i - 1][0] == '=');
		const char *text = quantity_rows[i] + (quantity_rows[i][0] == '=');

		expect_order(before, text, quantity_rows[i][0] == '=');
		if (quantity_rows[i][0] == '=')
			expect_order(text, before, true);
	}
}

/* Texts that are no quantities: beside "1" they compare by bytes, and are greater. */
Test(sort, no_quantities)
{
	static const char *const texts[] = { "1K",   "1mm",   "1e",
					     "1e+",  "1.2.3", "1 ",
					     "1KiB", "1_000", "1e1.5",
					     "1ee1", "1i",    "e-20",
					     "Pi",   "Ei",    "e1e999999999999999999999" };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect_order("0x", texts[i], false);
}

/* The order that upstream's program left 14 objects in of which the first alone had the field. */
Test(sort, missing_of_many)
{
	CLEANUP(json) cJSON *objects = cJSON_CreateArray();
	CLEANUP(str) char *text = NULL;

	for (int i = 0; i < 14; i++) {
		cJSON *object = cJSON_CreateObject();

		if (i == 0)
			json_set_str(object, "a", "x");
		json_append(objects, object);
	}
	text = sorted("{.a}", objects);
	cr_expect_str_eq(text, "11 10 9 8 7 13 5 4 3 2 1 12 6 0");
}

static cJSON *numbers(size_t n, uint64_t (*value)(size_t i, size_t n))
{
	cJSON *objects = cJSON_CreateArray();

	for (size_t i = 0; i < n; i++) {
		cJSON *object = cJSON_CreateObject();

		json_set_int(object, "a", (int64_t)value(i, n));
		json_append(objects, object);
	}
	return objects;
}

static uint64_t rising(size_t i, size_t n)
{
	(void)n;
	return i;
}

static uint64_t falling(size_t i, size_t n)
{
	return n - i;
}

static uint64_t few(size_t i, size_t n)
{
	(void)n;
	return i * 7919 % 5;
}

static uint64_t scattered(size_t i, size_t n)
{
	(void)n;
	return (i + 1) * UINT64_C(0x9e3779b97f4a7c15) >> 40;
}

static uint64_t almost(size_t i, size_t n)
{
	return i == n / 2 ? 0 : i;
}

static uint64_t hills(size_t i, size_t n)
{
	return i < n / 2 ? i : n - i;
}

/* Whatever the pattern, the result is in order and has each key once. */
Test(sort, patterns)
{
	uint64_t (*const patterns[])(size_t, size_t) = { rising,    falling, few,
							 scattered, almost,  hills };
	static const size_t sizes[] = { 2, 12, 13, 50, 51, 200, 1000, 4097 };

	for (size_t i = 0; i < ARRAY_LEN(patterns) * ARRAY_LEN(sizes); i++) {
		size_t n = sizes[i % ARRAY_LEN(sizes)];
		CLEANUP(json) cJSON *objects = numbers(n, patterns[i / ARRAY_LEN(sizes)]);
		KEYS_CLEANUP struct keys keys = find_keys("{.a}", objects);
		size_t *order = xcalloc(n, sizeof(*order));
		char *seen = xcalloc(n, 1);
		CLEANUP(error) struct error err = ERROR_INIT;

		cr_assert(sort_keys(keys.pointers, n, "{.a}", "T", order, &err));
		for (size_t at = 0; at < n; at++) {
			cr_assert_lt(order[at], n);
			cr_assert(!seen[order[at]]);
			seen[order[at]] = 1;
			cr_assert(at == 0 || keys.items[order[at - 1]].value->valuedouble <=
						     keys.items[order[at]].value->valuedouble);
		}
		free(order);
		free(seen);
	}
}
