/* Values: constants, and views of the object. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"
#include "gotemplate_internal.h"

struct gt_value gt_value_bool(bool truth)
{
	return (struct gt_value) { .kind = GT_VALUE_BOOL, .truth = truth };
}

struct gt_value gt_value_int(int64_t integer)
{
	return (struct gt_value) { .kind = GT_VALUE_INT, .integer = integer };
}

struct gt_value gt_value_string(struct gt_text text)
{
	return (struct gt_value) { .kind = GT_VALUE_STRING, .string = text };
}

struct gt_value gt_value_pooled(struct gt_text text)
{
	return (struct gt_value) { .kind = GT_VALUE_STRING, .string = text, .in_pool = true };
}

/* A string of a tree, in which NUL is held as JSON_NUL. */
static struct gt_value tree_string(struct gt_pool *pool, const char *string)
{
	struct strbuf text = STRBUF_INIT;

	if (strstr(string, JSON_NUL) == NULL)
		return gt_value_string((struct gt_text) { string, strlen(string) });
	json_add_raw(&text, string);
	return gt_value_pooled(gt_pool_take(pool, &text));
}

/* A slice that Go's decoder filled by appending has room for the next power of two. */
static size_t decoded_capacity(size_t length)
{
	size_t capacity = 1;

	if (length == 0 || length > 512)
		return length;
	while (capacity < length)
		capacity *= 2;
	return capacity;
}

static struct gt_value number_value(const cJSON *json)
{
	struct gt_value value = { .kind = GT_VALUE_INT64 };

	if (!json_int(json, &value.integer)) {
		value.kind = GT_VALUE_FLOAT;
		value.real = json->valuedouble;
		value.imaginary = 0;
	}
	return value;
}

struct gt_value gt_value_json(struct gt_pool *pool, const cJSON *json)
{
	struct gt_value value = { .kind = GT_VALUE_NIL };

	if (json == NULL || cJSON_IsNull(json)) {
		value.kind = GT_VALUE_NIL;
	} else if (cJSON_IsBool(json)) {
		value = gt_value_bool(cJSON_IsTrue(json));
	} else if (cJSON_IsString(json)) {
		value = tree_string(pool, json->valuestring);
	} else if (cJSON_IsArray(json)) {
		value.kind = GT_VALUE_LIST;
		value.first = json->child;
		value.length = json_size(json);
		value.capacity = decoded_capacity(value.length);
	} else if (cJSON_IsObject(json)) {
		value.kind = GT_VALUE_MAP;
		value.map = json;
	} else {
		value = number_value(json);
	}
	value.is_interface = true;
	return value;
}

struct gt_value gt_value_key(struct gt_pool *pool, const cJSON *member)
{
	return tree_string(pool, member->string);
}

struct gt_value gt_value_unwrap(struct gt_value value)
{
	if (value.kind == GT_VALUE_NIL)
		value.kind = GT_VALUE_NONE;
	value.is_interface = false;
	return value;
}

bool gt_value_is_true(struct gt_value value)
{
	switch (value.kind) {
	case GT_VALUE_NONE:
	case GT_VALUE_NIL:
		return false;
	case GT_VALUE_BOOL:
		return value.truth;
	case GT_VALUE_COMPLEX:
		return value.real != 0 || value.imaginary != 0;
	case GT_VALUE_FLOAT:
		return value.real != 0;
	case GT_VALUE_INT:
	case GT_VALUE_INT64:
	case GT_VALUE_UINT8:
		return value.integer != 0;
	case GT_VALUE_LIST:
		return value.length > 0;
	case GT_VALUE_MAP:
		return value.map->child != NULL;
	case GT_VALUE_STRING:
		return value.string.length > 0;
	}
	return false;
}

bool gt_value_is_integer(struct gt_value value)
{
	return value.kind == GT_VALUE_INT || value.kind == GT_VALUE_INT64 ||
	       value.kind == GT_VALUE_UINT8;
}

const char *gt_value_type(struct gt_value value)
{
	static const char *const names[] = {
		[GT_VALUE_NONE] = "interface {}",
		[GT_VALUE_NIL] = "interface {}",
		[GT_VALUE_BOOL] = "bool",
		[GT_VALUE_COMPLEX] = "complex128",
		[GT_VALUE_FLOAT] = "float64",
		[GT_VALUE_INT] = "int",
		[GT_VALUE_INT64] = "int64",
		[GT_VALUE_LIST] = "[]interface {}",
		[GT_VALUE_MAP] = "map[string]interface {}",
		[GT_VALUE_STRING] = "string",
		[GT_VALUE_UINT8] = "uint8",
	};

	return names[value.kind];
}

const char *gt_value_static_type(struct gt_value value)
{
	return value.is_interface ? "interface {}" : gt_value_type(value);
}

const cJSON *gt_value_member(struct gt_value map, struct gt_text key)
{
	CLEANUP(str) char *text = NULL;
	const char *nul = memchr(key.text, '\0', key.length);

	/* No key of a tree holds NUL, but one may hold JSON_NUL for it. */
	if (nul == NULL) {
		text = xstrndup(key.text, key.length);
		return json_child(map.map, text);
	}
	for (const cJSON *child = map.map->child; child != NULL; child = child->next) {
		CLEANUP(strbuf) struct strbuf raw = STRBUF_INIT;

		json_add_raw(&raw, child->string);
		if (gt_text_equal((struct gt_text) { raw.text, raw.length }, key))
			return child;
	}
	return NULL;
}

const cJSON *gt_value_element(struct gt_value list, size_t index)
{
	const cJSON *element = list.first;

	while (element != NULL && index-- > 0)
		element = element->next;
	return element;
}

static int compare_members(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

const cJSON **gt_map_members(const cJSON *map, size_t *ret_n)
{
	size_t n = json_size(map), i = 0;
	const cJSON **members = xcalloc(n + 1, sizeof(const cJSON *));

	for (const cJSON *child = map->child; child != NULL; child = child->next)
		members[i++] = child;
	if (n > 1)
		qsort(members, n, sizeof(const cJSON *), compare_members);
	*ret_n = n;
	return members;
}
