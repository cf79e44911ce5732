/* Looking at cJSON trees and changing them. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "number.h"

#define EXACT_MAX (INT64_C(1) << 53) /* integers up to here survive in a double */
#define FEW_KEYS 16                  /* up to here, comparing each with each is fastest */

void json_init(void)
{
	cJSON_InitHooks(&(cJSON_Hooks) { .malloc_fn = xmalloc, .free_fn = free });
}

void json_cleanup(cJSON **tree)
{
	cJSON_Delete(*tree);
}

/* ---- looking ---- */

cJSON *json_child(const cJSON *object, const char *key)
{
	if (!cJSON_IsObject(object))
		return NULL;
	for (cJSON *child = object->child; child != NULL; child = child->next)
		if (child->string[0] == key[0] && strcmp(child->string, key) == 0)
			return child;
	return NULL;
}

static cJSON *get_path(const cJSON *object, va_list path)
{
	const cJSON *item = object;
	const char *key;

	while (item != NULL && (key = va_arg(path, const char *)) != NULL)
		item = json_child(item, key);
	return (cJSON *)item;
}

cJSON *json_get(const cJSON *object, ...)
{
	va_list path;
	cJSON *item;

	va_start(path, object);
	item = get_path(object, path);
	va_end(path);
	return item;
}

const char *json_str(const cJSON *object, const char *key)
{
	const cJSON *item = json_child(object, key);

	return cJSON_IsString(item) ? item->valuestring : "";
}

const char *json_str_at(const cJSON *object, ...)
{
	const cJSON *item;
	va_list path;

	va_start(path, object);
	item = get_path(object, path);
	va_end(path);
	return cJSON_IsString(item) ? item->valuestring : "";
}

size_t json_size(const cJSON *list)
{
	size_t n = 0;

	if (!cJSON_IsArray(list) && !cJSON_IsObject(list))
		return 0;
	for (const cJSON *child = list->child; child != NULL; child = child->next)
		n++;
	return n;
}

bool json_is_number(const cJSON *item)
{
	return cJSON_IsNumber(item) || cJSON_IsRaw(item);
}

bool json_int(const cJSON *item, int64_t *ret_value)
{
	if (cJSON_IsRaw(item)) {
		*ret_value = strtoll(item->valuestring, NULL, 10);
		return true;
	}
	/* -2^63 is a double, 2^63 - 1 is none: hence < and not <=. */
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= -0x1p63) ||
	    !(item->valuedouble < 0x1p63) ||
	    item->valuedouble != (double)(int64_t)item->valuedouble)
		return false;
	*ret_value = (int64_t)item->valuedouble;
	return true;
}

static bool number_equal(const cJSON *a, const cJSON *b)
{
	int64_t a_value, b_value;
	bool a_is_int = json_int(a, &a_value), b_is_int = json_int(b, &b_value);

	if (a_is_int || b_is_int)
		return a_is_int && b_is_int && a_value == b_value;
	return a->valuedouble == b->valuedouble;
}

static bool array_equal(const cJSON *a, const cJSON *b)
{
	const cJSON *x = a->child, *y = b->child;

	for (; x != NULL && y != NULL; x = x->next, y = y->next)
		if (!json_equal(x, y))
			return false;
	return x == NULL && y == NULL;
}

static bool big_object_equal(const cJSON *a, const cJSON *b)
{
	size_t n, b_n;
	cJSON **x = json_sorted_children(a, &n), **y = json_sorted_children(b, &b_n);
	bool equal = n == b_n;

	for (size_t i = 0; equal && i < n; i++)
		equal = strcmp(x[i]->string, y[i]->string) == 0 && json_equal(x[i], y[i]);
	free(x);
	free(y);
	return equal;
}

static bool object_equal(const cJSON *a, const cJSON *b)
{
	size_t n = json_size(a);

	if (n != json_size(b))
		return false;
	if (n > FEW_KEYS)
		return big_object_equal(a, b);
	for (const cJSON *child = a->child; child != NULL; child = child->next) {
		const cJSON *other = json_child(b, child->string);

		if (other == NULL || !json_equal(child, other))
			return false;
	}
	return true;
}

bool json_equal(const cJSON *a, const cJSON *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (json_is_number(a) && json_is_number(b))
		return number_equal(a, b);
	if ((a->type & 0xff) != (b->type & 0xff))
		return false;
	if (cJSON_IsString(a))
		return strcmp(a->valuestring, b->valuestring) == 0;
	if (cJSON_IsArray(a))
		return array_equal(a, b);
	return !cJSON_IsObject(a) || object_equal(a, b);
}

bool json_is_empty(const cJSON *item)
{
	if (item == NULL || cJSON_IsNull(item) || cJSON_IsFalse(item))
		return true;
	if (cJSON_IsString(item))
		return *item->valuestring == '\0';
	if (cJSON_IsNumber(item))
		return item->valuedouble == 0;
	return (cJSON_IsArray(item) || cJSON_IsObject(item)) && item->child == NULL;
}

/* ---- order ---- */

/* A child and its place, since qsort alone would mix up equal keys. */
struct placed {
	cJSON *item;
	size_t place;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int order = strcmp(x->item->string, y->item->string);

	return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

cJSON **json_sorted_children(const cJSON *object, size_t *ret_n)
{
	size_t n = json_size(object), i = 0;
	struct placed *placed = xcalloc(n, sizeof(*placed));
	cJSON **children = xcalloc(n, sizeof(*children));

	for (cJSON *child = object->child; child != NULL; child = child->next, i++)
		placed[i] = (struct placed) { .item = child, .place = i };
	qsort(placed, n, sizeof(*placed), compare_placed);
	for (i = 0; i < n; i++)
		children[i] = placed[i].item;
	free(placed);
	*ret_n = n;
	return children;
}

static bool is_sorted(const cJSON *object)
{
	for (const cJSON *child = object->child; child != NULL && child->next != NULL;
	     child = child->next)
		if (strcmp(child->string, child->next->string) > 0)
			return false;
	return true;
}

static void sort_children(cJSON *object)
{
	size_t n;
	cJSON **children;

	if (is_sorted(object))
		return;
	children = json_sorted_children(object, &n);
	for (size_t i = 0; i < n; i++) {
		children[i]->next = i + 1 < n ? children[i + 1] : NULL;
		children[i]->prev = children[i != 0 ? i - 1 : n - 1];
	}
	object->child = children[0];
	free(children);
}

void json_sort(cJSON *tree)
{
	if (cJSON_IsObject(tree))
		sort_children(tree);
	if (cJSON_IsObject(tree) || cJSON_IsArray(tree))
		for (cJSON *child = tree->child; child != NULL; child = child->next)
			json_sort(child);
}

/* Takes the child out of the object. owned: to be freed. */
static void drop_child(cJSON *object, cJSON *child, bool owned)
{
	cJSON_DetachItemViaPointer(object, child);
	if (owned)
		cJSON_Delete(child);
}

static bool repeated_later(const cJSON *child)
{
	for (const cJSON *later = child->next; later != NULL; later = later->next)
		if (strcmp(child->string, later->string) == 0)
			return true;
	return false;
}

void json_drop_repeats(cJSON *object, bool owned)
{
	size_t n = json_size(object);
	cJSON **children;

	if (n <= FEW_KEYS) {
		for (cJSON *child = object->child, *next; child != NULL; child = next) {
			next = child->next;
			if (repeated_later(child))
				drop_child(object, child, owned);
		}
		return;
	}
	children = json_sorted_children(object, &n);
	for (size_t i = 0; i + 1 < n; i++)
		if (strcmp(children[i]->string, children[i + 1]->string) == 0)
			drop_child(object, children[i], owned);
	free(children);
}

/* ---- changing ---- */

cJSON *json_copy(const cJSON *tree)
{
	return tree != NULL ? cJSON_Duplicate(tree, true) : NULL;
}

cJSON *json_new_int(int64_t value)
{
	char text[24];

	if (value >= -EXACT_MAX && value <= EXACT_MAX)
		return cJSON_CreateNumber((double)value);
	snprintf(text, sizeof(text), "%lld", (long long)value);
	return cJSON_CreateRaw(text);
}

cJSON *json_new_double(double value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (!(fabs(value) > (double)EXACT_MAX && fabs(value) < 0x1p63))
		return cJSON_CreateNumber(value);
	/* Prints as an integer, so let it be the integer that reading the text gives. */
	number_format(&text, value, &number_style_json);
	return json_new_int(strtoll(text.text, NULL, 10));
}

cJSON *json_new_number(const char *literal, size_t length)
{
	CLEANUP(str) char *text = xstrndup(literal, length);
	long long integer;
	double value;

	if (strpbrk(text, ".eE") == NULL) {
		errno = 0;
		integer = strtoll(text, NULL, 10);
		if (errno == 0)
			return json_new_int(integer);
	}
	value = strtod(text, NULL);
	return isinf(value) ? NULL : json_new_double(value);
}

void json_set(cJSON *object, const char *key, cJSON *value)
{
	cJSON *old = json_child(object, key);

	if (old == NULL) {
		cJSON_AddItemToObject(object, key, value);
		return;
	}
	/* cJSON frees the value's own key before it copies this one, and they may be the same. */
	CLEANUP(str) char *copy = xstrdup(key);

	cJSON_ReplaceItemInObjectCaseSensitive(object, copy, value);
}

void json_set_str(cJSON *object, const char *key, const char *value)
{
	json_set(object, key, cJSON_CreateString(value));
}

void json_set_int(cJSON *object, const char *key, int64_t value)
{
	json_set(object, key, json_new_int(value));
}

void json_set_bool(cJSON *object, const char *key, bool value)
{
	json_set(object, key, cJSON_CreateBool(value));
}

/* The child at the key; made where there is none, or null. */
static cJSON *ensure(cJSON *object, const char *key, cJSON *make(void))
{
	cJSON *child = json_child(object, key);

	if (child != NULL && !cJSON_IsNull(child))
		return child;
	child = make();
	json_set(object, key, child);
	return child;
}

cJSON *json_ensure_object(cJSON *object, const char *key)
{
	return ensure(object, key, cJSON_CreateObject);
}

cJSON *json_ensure_array(cJSON *object, const char *key)
{
	return ensure(object, key, cJSON_CreateArray);
}

void json_remove(cJSON *object, const char *key)
{
	cJSON_Delete(json_take(object, key));
}

cJSON *json_take(cJSON *object, const char *key)
{
	cJSON *child = json_child(object, key);

	return child != NULL ? cJSON_DetachItemViaPointer(object, child) : NULL;
}

void json_append(cJSON *list, cJSON *value)
{
	cJSON_AddItemToArray(list, value);
}

void json_append_str(cJSON *list, const char *text)
{
	json_append(list, cJSON_CreateString(text));
}
