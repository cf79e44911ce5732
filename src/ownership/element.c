/* Path elements: their order and how they are printed. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct field_element element_of_name(const char *name)
{
	return (struct field_element) { .kind = FIELD_ELEMENT_NAME, .name = name };
}

void field_element_copy(const struct field_element *element, struct field_element *ret_copy)
{
	*ret_copy = (struct field_element) {
		.kind = element->kind,
		.name = element->name != NULL ? xstrdup(element->name) : NULL,
		.value = json_copy(element->value),
	};
}

void field_element_finish(struct field_element *element)
{
	free((char *)element->name);
	cJSON_Delete((cJSON *)element->value);
}

/* ---- order ---- */

static int rank(const cJSON *value)
{
	return json_is_number(value) ? 0 : cJSON_IsString(value) ? 1 : cJSON_IsBool(value) ? 2 : 3;
}

/* `other` is no integer of 64 bits: where both are the same double, it is 2^63. */
static bool is_below(int64_t integer, double other)
{
	return (double)integer <= other;
}

static int number_compare(const cJSON *a, const cJSON *b)
{
	int64_t x, y;
	bool a_is_int = json_int(a, &x), b_is_int = json_int(b, &y);

	if (a_is_int && b_is_int)
		return (x > y) - (x < y);
	if (a_is_int)
		return is_below(x, b->valuedouble) ? -1 : 1;
	if (b_is_int)
		return is_below(y, a->valuedouble) ? 1 : -1;
	return (a->valuedouble > b->valuedouble) - (a->valuedouble < b->valuedouble);
}

/* Lists, maps and null, none of which upstream's own sets hold: any order will do. */
static int text_compare(const cJSON *a, const cJSON *b)
{
	CLEANUP(str) char *x = json_text(a);
	CLEANUP(str) char *y = json_text(b);

	return strcmp(x, y);
}

int value_compare(const cJSON *a, const cJSON *b)
{
	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	switch (rank(a)) {
	case 0:
		return number_compare(a, b);
	case 1:
		return strcmp(a->valuestring, b->valuestring);
	case 2:
		return cJSON_IsTrue(a) - cJSON_IsTrue(b);
	default:
		return text_compare(a, b);
	}
}

static int key_compare(const cJSON *a, const cJSON *b)
{
	const cJSON *x = a->child, *y = b->child;

	for (; x != NULL && y != NULL; x = x->next, y = y->next) {
		int order = strcmp(x->string, y->string);

		if (order == 0)
			order = value_compare(x, y);
		if (order != 0)
			return order;
	}
	return (x != NULL) - (y != NULL);
}

int field_element_compare(const struct field_element *a, const struct field_element *b)
{
	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	switch (a->kind) {
	case FIELD_ELEMENT_NAME:
		return strcmp(a->name, b->name);
	case FIELD_ELEMENT_KEY:
		return key_compare(a->value, b->value);
	case FIELD_ELEMENT_VALUE:
	case FIELD_ELEMENT_INDEX:
		break;
	}
	return value_compare(a->value, b->value);
}

/* ---- print ---- */

static void print_value(const cJSON *value, struct strbuf *out)
{
	const cJSON *child;

	if (json_is_number(value)) {
		/* Upstream reads these numbers as encoding/json does by itself. */
		json_print_go(value, JSON_GO_FLOATS, out);
	} else if (cJSON_IsString(value)) {
		text_quote(out, value->valuestring);
	} else if (cJSON_IsArray(value)) {
		strbuf_add_char(out, '[');
		cJSON_ArrayForEach (child, value) {
			strbuf_add_str(out, child != value->child ? "," : "");
			print_value(child, out);
		}
		strbuf_add_char(out, ']');
	} else if (cJSON_IsObject(value)) {
		cJSON_ArrayForEach (child, value) {
			strbuf_addf(out, "%s=", child->string);
			print_value(child, out);
		}
	} else {
		strbuf_add_str(out, cJSON_IsTrue(value)    ? "true"
				    : cJSON_IsFalse(value) ? "false"
							   : "null");
	}
}

static void print_key(const cJSON *key, struct strbuf *out)
{
	const cJSON *field;

	cJSON_ArrayForEach (field, key) {
		strbuf_addf(out, "%s%s=", field != key->child ? "," : "", field->string);
		print_value(field, out);
	}
}

void field_element_print(const struct field_element *element, struct strbuf *out)
{
	if (element->kind == FIELD_ELEMENT_NAME) {
		strbuf_addf(out, ".%s", element->name);
		return;
	}
	strbuf_add_char(out, '[');
	if (element->kind == FIELD_ELEMENT_KEY) {
		print_key(element->value, out);
	} else {
		strbuf_add_str(out, element->kind == FIELD_ELEMENT_VALUE ? "=" : "");
		print_value(element->value, out);
	}
	strbuf_add_char(out, ']');
}
