/* Whether an applied configuration fits the schema, in the words of upstream's typed values.
 * Source: structured-merge-diff typed/validate.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void check(const struct shape *shape, const cJSON *value, const struct path *path,
		  struct text_list *problems);

static void print_path(const struct path *path, struct strbuf *out)
{
	if (path == NULL)
		return;
	print_path(path->outer, out);
	field_element_print(path->element, out);
}

/* Takes the text over. */
static void complain(const struct path *path, char *text, struct text_list *problems)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	print_path(path, &line);
	strbuf_addf(&line, "%s%s", path != NULL ? ": " : "", text);
	text_list_take(problems, strbuf_detach(&line));
	free(text);
}

/* ---- values as Go writes them ---- */

/* %T */
static const char *type_name(const cJSON *value)
{
	return cJSON_IsString(value)   ? "string"
	       : cJSON_IsBool(value)   ? "bool"
	       : json_is_number(value) ? "float64"
	       : cJSON_IsArray(value)  ? "[]interface {}"
				       : "map[string]interface {}";
}

/* "expected WHAT, got &{80}" */
static char *expected(const char *what, const cJSON *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_print_go(value, JSON_GO_FLOATS, &text);
	return xasprintf("expected %s, got &{%s}", what, text.text);
}

/* ---- scalars ---- */

static char *check_string(const cJSON *value)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (cJSON_IsString(value))
		return NULL;
	json_print_go(value, JSON_GO_SYNTAX | JSON_GO_FLOATS, &text);
	return xasprintf("expected string, got &value.valueUnstructured{Value:%s}", text.text);
}

static char *check_number(const cJSON *value)
{
	return json_is_number(value)
		       ? NULL
		       : xasprintf("expected numeric (int or float), got %s", type_name(value));
}

/* NULL, or what is wrong; owned. */
static char *check_scalar(enum field_type type, const cJSON *value)
{
	switch (type) {
	case FIELD_STRING:
		return check_string(value);
	case FIELD_BOOL:
		return cJSON_IsBool(value) ? NULL : expected("boolean", value);
	case FIELD_INT32:
	case FIELD_INT64:
		return check_number(value);
	case FIELD_TIME:
	case FIELD_MICRO_TIME:
	case FIELD_INT_OR_STRING:
		return cJSON_IsObject(value) || cJSON_IsArray(value) ? expected("any scalar", value)
								     : NULL;
	case FIELD_OBJECT:
	case FIELD_LIST:
	case FIELD_MAP:
	case FIELD_ANY:
		break;
	}
	return NULL;
}

/* ---- objects and lists ---- */

static void check_members(const struct shape *shape, const cJSON *object, const struct path *path,
			  struct text_list *problems)
{
	size_t n;
	struct pair *pairs = pair_members(object, NULL, &n);

	for (size_t i = 0; i < n; i++) {
		struct field_element element = element_of_name(pairs[i].key);
		struct path below = { .outer = path, .element = &element };
		struct shape inner = shape_of_member(shape, pairs[i].key);

		check(&inner, pairs[i].left, &below, problems);
		/* What comes behind an unknown field is not looked at. */
		if (inner.kind == SHAPE_UNKNOWN)
			break;
	}
	free(pairs);
}

/* *seen: the elements so far. False: the rest is not looked at. */
static bool check_item(const struct shape *shape, const cJSON *item, int64_t index,
		       const struct path *path, struct field_set *seen, struct text_list *problems)
{
	struct field_element element = { .kind = FIELD_ELEMENT_INDEX };
	struct path below = { .outer = path, .element = &element };
	struct shape inner = shape_of_item(shape);
	CLEANUP(json) cJSON *key = NULL;
	CLEANUP(str) char *problem = NULL;

	if (shape->kind == SHAPE_LIST)
		element.value = key = json_new_int(index);
	else
		problem = shape_item_element(shape, item, &element, &key);
	if (problem != NULL) {
		complain(path, xasprintf("element %lld: %s", (long long)index, problem), problems);
		return false;
	}
	if (shape->kind != SHAPE_LIST && field_set_has(seen, &element)) {
		CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

		field_element_print(&element, &text);
		complain(path, xasprintf("duplicate entries for key %s", text.text), problems);
	}
	if (shape->kind != SHAPE_LIST)
		field_set_node(seen, &element)->is_member = true;
	check(&inner, item, &below, problems);
	return true;
}

static void check_items(const struct shape *shape, const cJSON *list, const struct path *path,
			struct text_list *problems)
{
	CLEANUP(field_set) struct field_set seen = FIELD_SET_INIT;
	int64_t index = 0;
	const cJSON *item;

	cJSON_ArrayForEach (item, list) {
		if (!check_item(shape, item, index++, path, &seen, problems))
			break;
	}
}

static void check(const struct shape *shape, const cJSON *value, const struct path *path,
		  struct text_list *problems)
{
	char *problem = NULL;

	if (shape->kind == SHAPE_UNKNOWN) {
		complain(path, xstrdup("field not declared in schema"), problems);
		return;
	}
	if (cJSON_IsNull(value))
		return;
	if (shape->kind == SHAPE_SCALAR)
		problem = check_scalar(shape->type, value);
	else if (is_object_shape(shape) && !cJSON_IsObject(value))
		problem = expected("map", value);
	else if (is_list_shape(shape) && !cJSON_IsArray(value))
		problem = expected("list", value);
	else if (is_object_shape(shape))
		check_members(shape, value, path, problems);
	else
		check_items(shape, value, path, problems);
	if (problem != NULL)
		complain(path, problem, problems);
}

void typed_check(const struct shape *shape, const cJSON *value, struct text_list *problems)
{
	check(shape, value, NULL, problems);
}
