/* --sort-by: what objects are compared by, and how.
 * Source: kubectl pkg/cmd/get sorter.go isLess. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/quantity.h"
#include "internal.h"

static struct quantity *parse_quantity(const cJSON *string)
{
	return quantity_parse(string->valuestring, strlen(string->valuestring), NULL);
}

bool sort_key_find(struct jsonpath *path, const cJSON *object, struct sort_key *ret_key,
		   struct error *err)
{
	CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
	const struct jsonpath_value *value;

	if (!jsonpath_find(path, object, NULL, &results, err))
		return false;
	*ret_key = (struct sort_key) { .found = results.n > 0 && results.parts[0].n > 0 };
	if (!ret_key->found)
		return true;
	value = &results.parts[0].items[0];
	ret_key->type = value->type;
	ret_key->bare = value->bare;
	ret_key->value = json_copy(value->item);
	/* The string itself is compared as it is, one in an interface by what it says. */
	if (!value->bare && cJSON_IsString(value->item))
		ret_key->quantity = parse_quantity(value->item);
	return true;
}

void sort_key_finish(struct sort_key *key)
{
	cJSON_Delete(key->value);
	quantity_destroy(key->quantity);
	*key = (struct sort_key) { .found = false };
}

static struct jsonpath_value value_of(const struct sort_key *key)
{
	return (struct jsonpath_value) {
		.type = key->type,
		.bare = key->bare,
		.item = key->value,
	};
}

static enum go_kind kind_of(const struct sort_key *key)
{
	struct jsonpath_value value = value_of(key);

	return go_kind_of(&value, false);
}

/* The name of Go's reflect.Kind. */
static const char *kind_name(const struct sort_key *key)
{
	static const char *const names[] = {
		[GO_NIL] = "invalid", [GO_BOOL] = "bool",     [GO_INT] = "int",
		[GO_UINT] = "uint8",  [GO_FLOAT] = "float64", [GO_STRING] = "string",
		[GO_LIST] = "slice",  [GO_MAP] = "map",
	};

	return key->bare ? names[kind_of(key)] : "interface";
}

static bool less_numbers(const cJSON *a, const cJSON *b)
{
	int64_t x, y;

	if (json_int(a, &x) && json_int(b, &y))
		return x < y;
	return a->valuedouble < b->valuedouble;
}

static bool less_strings(const struct sort_key *a, const struct sort_key *b)
{
	if (a->quantity != NULL && b->quantity != NULL)
		return quantity_compare(a->quantity, b->quantity) < 0;
	return strcmp(a->value->valuestring, b->value->valuestring) < 0;
}

static bool fail_type(const struct sort_key *key, struct error *err)
{
	struct jsonpath_value value = value_of(key);

	return error_set(err, REASON_CLIENT, "unsortable type: %s",
			 key->bare ? kind_name(key) : value_go_type(&value, false));
}

static bool is_less(const struct sort_key *a, const struct sort_key *b, bool *ret_less,
		    struct error *err);

/* Element by element: less only while each is. */
static bool less_lists(const cJSON *a, const cJSON *b, bool *ret_less, struct error *err)
{
	bool ok = true;

	*ret_less = true;
	for (a = a->child, b = b->child; ok && *ret_less && a != NULL && b != NULL;
	     a = a->next, b = b->next) {
		const struct sort_key x = {
			.value = (cJSON *)a,
			.quantity = cJSON_IsString(a) ? parse_quantity(a) : NULL,
		};
		const struct sort_key y = {
			.value = (cJSON *)b,
			.quantity = cJSON_IsString(b) ? parse_quantity(b) : NULL,
		};

		ok = is_less(&x, &y, ret_less, err);
		quantity_destroy(x.quantity);
		quantity_destroy(y.quantity);
	}
	return ok;
}

/* Errors: client error without the field. */
static bool is_less(const struct sort_key *a, const struct sort_key *b, bool *ret_less,
		    struct error *err)
{
	enum go_kind kind = kind_of(a), other = kind_of(b);

	*ret_less = false;
	if (kind == GO_NIL || other == GO_NIL) {
		*ret_less = kind == GO_NIL && other != GO_NIL;
		return true;
	}
	if (kind == GO_LIST && other == GO_LIST && a->bare)
		return less_lists(a->value, b->value, ret_less, err);
	if (kind == GO_BOOL || kind == GO_LIST || kind == GO_MAP)
		return fail_type(a, err);
	if (kind != other)
		return error_set(err, REASON_CLIENT, "unsortable interface: interface");
	*ret_less = kind == GO_STRING ? less_strings(a, b) : less_numbers(a->value, b->value);
	return true;
}

/* ---- sorting ---- */

struct sorting {
	const struct sort_key *const *keys;
	size_t *order;
	const char *field, *go_type;
	bool failed;
	struct error *err;
};

/* "Missing" is less than anything, itself included. After a failure nothing is less. */
static bool less(void *context, size_t i, size_t j)
{
	struct sorting *sorting = context;
	const struct sort_key *a = sorting->keys[sorting->order[i]];
	const struct sort_key *b = sorting->keys[sorting->order[j]];
	CLEANUP(error) struct error problem = ERROR_INIT;
	bool result;

	if (sorting->failed)
		return false;
	if (!a->found || !b->found)
		return !a->found;
	if (is_less(a, b, &result, &problem))
		return result;
	sorting->failed = true;
	error_set(sorting->err, REASON_CLIENT, "Field %s in %s is an unsortable type: %s, err: %s",
		  sorting->field, sorting->go_type, kind_name(a), problem.message);
	return false;
}

static void swap(void *context, size_t i, size_t j)
{
	struct sorting *sorting = context;
	size_t index = sorting->order[i];

	sorting->order[i] = sorting->order[j];
	sorting->order[j] = index;
}

bool sort_keys(const struct sort_key *const *keys, size_t n, const char *field, const char *go_type,
	       size_t *ret_order, struct error *err)
{
	struct sorting sorting = {
		.keys = keys,
		.order = ret_order,
		.field = field,
		.go_type = go_type,
		.err = err,
	};
	const struct go_sort sort = { .less = less, .swap = swap, .context = &sorting };

	for (size_t i = 0; i < n; i++)
		ret_order[i] = i;
	go_sort(&sort, n);
	return !sorting.failed;
}
