/* Go's words for values, which the API server's errors contain, and the limit of nesting. */
#include "internal.h"

#include <stdlib.h>

const char *patch_json_kind(const cJSON *value)
{
	switch (value_kind(value)) {
	case KIND_NULL:
		return "null";
	case KIND_BOOL:
		return "bool";
	case KIND_NUMBER:
		return "number";
	case KIND_STRING:
		return "string";
	case KIND_LIST:
		return "array";
	case KIND_OBJECT:
		return "object";
	}
	return "";
}

static const char *go_type(const cJSON *value)
{
	int64_t integer;

	switch (value_kind(value)) {
	case KIND_NULL:
		return "%!s(<nil>)"; /* what Go's Sprintf makes of a type that is not there */
	case KIND_NUMBER:
		return json_int(value, &integer) ? "int64" : "float64";
	case KIND_LIST:
		return GO_LIST;
	case KIND_OBJECT:
		return GO_MAP;
	default:
		return patch_json_kind(value);
	}
}

bool patch_fail_type(const cJSON *value, const char *wanted, struct error *err)
{
	return error_set(err, REASON_UNKNOWN, "expected a %s, but received a %s", wanted,
			 go_type(value));
}

bool patch_fail_merge_key(const cJSON *element, const char *merge_key, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_print_go(element, 0, &text);
	return error_set(err, REASON_UNKNOWN, "map: %s does not contain declared merge key: %s",
			 text.text, merge_key);
}

bool patch_fail_directive(const cJSON *element, struct error *err)
{
	CLEANUP(strbuf) struct strbuf directive = STRBUF_INIT, text = STRBUF_INIT;

	json_print_go(json_child(element, DIRECTIVE), 0, &directive);
	json_print_go(element, 0, &text);
	return error_set(err, REASON_UNKNOWN, "unknown patch type: %s in map: %s", directive.text,
			 text.text);
}

int patch_depth(const cJSON *tree, int limit)
{
	int deepest = 0;

	if (limit == 0 || (!cJSON_IsObject(tree) && !cJSON_IsArray(tree)))
		return 1;
	for (const cJSON *child = tree->child; child != NULL && deepest < limit;
	     child = child->next) {
		int depth = patch_depth(child, limit - 1);

		if (depth > deepest)
			deepest = depth;
	}
	return deepest + 1;
}

bool patch_check_depth(const cJSON *tree, struct error *err)
{
	if (patch_depth(tree, PATCH_MAX_DEPTH) > PATCH_MAX_DEPTH)
		return error_set(err, REASON_BAD_REQUEST, "exceeded max depth");
	return true;
}
