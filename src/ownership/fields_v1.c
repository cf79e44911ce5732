/* FieldsV1: the JSON form of a field set. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- reading ---- */

static bool read_set(const cJSON *fields, unsigned depth, struct field_set *set, struct error *err);

/* -0 and 0 are the same element, so they must have the same text. */
static void drop_sign_of_zero(cJSON *value)
{
	cJSON *child;

	if (cJSON_IsNumber(value) && value->valuedouble == 0)
		cJSON_SetNumberValue(value, 0);
	cJSON_ArrayForEach (child, value)
		drop_sign_of_zero(child);
}

static bool parse_value(const char *text, cJSON **ret_value, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (!json_parse(text, strlen(text), NULL, ret_value, &problem))
		return error_set(err, REASON_CLIENT, "parsing key as path element: %s",
				 problem.message);
	drop_sign_of_zero(*ret_value);
	return true;
}

static bool parse_key(const char *text, cJSON **ret_value, struct error *err)
{
	CLEANUP(json) cJSON *value = NULL;

	if (!parse_value(text, &value, err))
		return false;
	if (!cJSON_IsObject(value))
		return error_set(err, REASON_CLIENT, "parsing key as path element: no object: %s",
				 text);
	json_sort(value);
	*ret_value = TAKE(value);
	return true;
}

static bool parse_index(const char *text, cJSON **ret_value, struct error *err)
{
	const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
	long long index;

	errno = 0;
	index = strtoll(text, NULL, 10);
	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0' || errno != 0)
		return error_set(err, REASON_CLIENT, "parsing key as path element: no index: %s",
				 text);
	*ret_value = json_new_int(index);
	return true;
}

/* *ret_value, which is owned, holds what the element borrows. *ret_known is false for an element of
 * a later version. */
static bool parse_element(const char *text, struct field_element *ret_element, cJSON **ret_value,
			  bool *ret_known, struct error *err)
{
	cJSON *value = NULL;

	*ret_known = true;
	if (text[0] == '\0' || text[1] == '\0')
		return error_set(err, REASON_CLIENT,
				 "parsing key as path element: key must be 2 "
				 "characters long:");
	if (text[1] != ':')
		return error_set(err, REASON_CLIENT,
				 "parsing key as path element: missing colon: %s", text);
	switch (text[0]) {
	case 'f':
		*ret_element = element_of_name(text + 2);
		return true;
	case 'k':
		ret_element->kind = FIELD_ELEMENT_KEY;
		if (!parse_key(text + 2, &value, err))
			return false;
		break;
	case 'v':
		ret_element->kind = FIELD_ELEMENT_VALUE;
		if (!parse_value(text + 2, &value, err))
			return false;
		break;
	case 'i':
		ret_element->kind = FIELD_ELEMENT_INDEX;
		if (!parse_index(text + 2, &value, err))
			return false;
		break;
	default:
		*ret_known = false;
		return true;
	}
	ret_element->value = *ret_value = value;
	return true;
}

/* An element with nothing below it is a member; one with something is when it says so. */
static bool read_element(const cJSON *item, unsigned depth, struct field_set *set,
			 struct error *err)
{
	CLEANUP(json) cJSON *value = NULL;
	CLEANUP(field_set) struct field_set children = FIELD_SET_INIT;
	struct field_element element = { .kind = FIELD_ELEMENT_NAME };
	struct field_node *node;
	bool known;

	if (!parse_element(item->string, &element, &value, &known, err))
		return false;
	if (!known)
		return true;
	if (!read_set(item, depth + 1, &children, err))
		return false;
	node = field_set_node(set, &element);
	node->is_member |= children.n == 0 || json_child(item, ".") != NULL;
	if (children.n > 0) {
		field_set_finish(&node->children);
		node->children = children;
		children = (struct field_set)FIELD_SET_INIT;
	}
	return true;
}

static bool read_set(const cJSON *fields, unsigned depth, struct field_set *set, struct error *err)
{
	const cJSON *item;

	if (cJSON_IsNull(fields))
		return true;
	if (!cJSON_IsObject(fields))
		return error_set(err, REASON_CLIENT, "fieldsV1 holds what is no object");
	if (depth > FIELDS_MAX_DEPTH)
		return error_set(err, REASON_CLIENT, "exceeded max depth");
	cJSON_ArrayForEach (item, fields) {
		if (strcmp(item->string, ".") != 0 && !read_element(item, depth, set, err))
			return false;
	}
	return true;
}

bool field_set_read(const cJSON *fields, struct field_set *ret_set, struct error *err)
{
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;

	if (fields != NULL && !read_set(fields, 1, &set, err))
		return false;
	*ret_set = set;
	set = (struct field_set)FIELD_SET_INIT;
	return true;
}

bool field_set_parse(const char *text, struct field_set *ret_set, struct error *err)
{
	CLEANUP(json) cJSON *fields = NULL;
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (!json_parse(text, strlen(text), NULL, &fields, &problem))
		return error_set(err, REASON_CLIENT, "%s", problem.message);
	return field_set_read(fields, ret_set, err);
}

/* ---- writing ---- */

/* Whether JSON writes the text as it is. */
static bool is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if ((*text < 'a' || *text > 'z') && (*text < 'A' || *text > 'Z') &&
		    (*text < '-' || *text > '9'))
			return false;
	return true;
}

/* The key, up to its closing quote. scratch is for its text before it is escaped. */
static void print_key(const struct field_element *element, struct strbuf *scratch,
		      struct strbuf *out)
{
	static const char *const prefixes[] = {
		[FIELD_ELEMENT_NAME] = "f:",
		[FIELD_ELEMENT_KEY] = "k:",
		[FIELD_ELEMENT_VALUE] = "v:",
		[FIELD_ELEMENT_INDEX] = "i:",
	};
	cJSON key = { .type = cJSON_String };

	if (element->kind == FIELD_ELEMENT_NAME && is_plain(element->name)) {
		strbuf_add_str(out, "\"f:");
		strbuf_add_str(out, element->name);
		strbuf_add_char(out, '"');
		return;
	}
	strbuf_truncate(scratch, 0);
	strbuf_add_str(scratch, prefixes[element->kind]);
	if (element->kind == FIELD_ELEMENT_NAME)
		strbuf_add_str(scratch, element->name);
	else
		json_print(element->value, JSON_COMPACT, scratch);
	key.valuestring = scratch->text;
	json_print(&key, JSON_COMPACT, out);
}

static void print_nodes(const struct field_set *set, struct strbuf *scratch, struct strbuf *out)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct field_node *node = &set->nodes[i];

		if (i > 0)
			strbuf_add_char(out, ',');
		print_key(&node->element, scratch, out);
		if (node->children.n == 0) {
			strbuf_add_str(out, ":{}");
			continue;
		}
		strbuf_add_str(out, node->is_member ? ":{\".\":{}," : ":{");
		print_nodes(&node->children, scratch, out);
		strbuf_add_char(out, '}');
	}
}

void field_set_print(const struct field_set *set, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf scratch = STRBUF_INIT;

	strbuf_add_char(out, '{');
	print_nodes(set, &scratch, out);
	strbuf_add_char(out, '}');
}
