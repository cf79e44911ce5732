/* Values as Go sees them, and how text/template compares two.
 * Source: client-go third_party/forked/golang/template funcs.go. */
#include <string.h>

#include "internal.h"

static enum go_kind json_kind(const cJSON *item, bool floats)
{
	int64_t integer;

	if (cJSON_IsObject(item))
		return GO_MAP;
	if (cJSON_IsArray(item))
		return GO_LIST;
	if (cJSON_IsString(item))
		return GO_STRING;
	if (cJSON_IsBool(item))
		return GO_BOOL;
	if (!json_is_number(item))
		return GO_NIL;
	return !floats && json_int(item, &integer) ? GO_INT : GO_FLOAT;
}

enum go_kind go_kind_of(const struct jsonpath_value *value, bool floats)
{
	switch (value->type) {
	case JSONPATH_JSON:
		return json_kind(value->item, floats);
	case JSONPATH_INT:
		return GO_INT;
	case JSONPATH_FLOAT:
		return GO_FLOAT;
	case JSONPATH_BYTE:
		return GO_UINT;
	case JSONPATH_NOTHING:
		break;
	}
	return GO_NIL;
}

const char *value_go_type(const struct jsonpath_value *value, bool floats)
{
	static const char *const names[] = {
		[GO_NIL] = "<nil>",           [GO_BOOL] = "bool",
		[GO_INT] = "int64",           [GO_UINT] = "uint8",
		[GO_FLOAT] = "float64",       [GO_STRING] = "string",
		[GO_LIST] = "[]interface {}", [GO_MAP] = "map[string]interface {}",
	};

	return value->type == JSONPATH_INT ? "int" : names[go_kind_of(value, floats)];
}

static int64_t int_of(const cJSON *item)
{
	int64_t value = 0;

	json_int(item, &value);
	return value;
}

static double float_of(const cJSON *item)
{
	return cJSON_IsRaw(item) ? (double)int_of(item) : item->valuedouble;
}

static bool equal(enum go_kind kind, const cJSON *left, const cJSON *right)
{
	switch (kind) {
	case GO_BOOL:
		return cJSON_IsTrue(left) == cJSON_IsTrue(right);
	case GO_STRING:
		return strcmp(left->valuestring, right->valuestring) == 0;
	case GO_FLOAT:
		return float_of(left) == float_of(right);
	default:
		return int_of(left) == int_of(right);
	}
}

static bool less(enum go_kind kind, const cJSON *left, const cJSON *right)
{
	switch (kind) {
	case GO_STRING:
		return strcmp(left->valuestring, right->valuestring) < 0;
	case GO_FLOAT:
		return float_of(left) < float_of(right);
	default:
		return int_of(left) < int_of(right);
	}
}

static bool is_basic(enum go_kind kind)
{
	return kind != GO_NIL && kind != GO_LIST && kind != GO_MAP;
}

/* Integers compare with and without a sign; everything else only with its like. */
static bool check_kinds(enum go_kind left, enum go_kind right, bool ordered, struct error *err)
{
	bool integers =
		(left == GO_INT || left == GO_UINT) && (right == GO_INT || right == GO_UINT);

	if (!is_basic(left) || !is_basic(right) || (ordered && left == right && left == GO_BOOL))
		return error_set(err, REASON_CLIENT, "invalid type for comparison");
	if (left != right && !integers)
		return error_set(err, REASON_CLIENT, "incompatible types for comparison");
	return true;
}

bool values_compare(const struct jsonpath_value *left, const char *operator,
		    const struct jsonpath_value * right, bool floats, bool *ret_pass,
		    struct error *err)
{
	/* Each operator as upstream derives it: "a > b" is "not (a < b or a == b)". */
	static const struct {
		const char *text;
		bool less, equal, negate;
	} operators[] = {
		{ "==", false, true, false }, { "!=", false, true, true },
		{ "<", true, false, false },  { "<=", true, true, false },
		{ ">", true, true, true },    { ">=", true, false, true },
	};
	enum go_kind kind = go_kind_of(left, floats);

	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		bool pass;

		if (strcmp(operator, operators[i].text) != 0)
			continue;
		if (!check_kinds(kind, go_kind_of(right, floats), operators[i].less, err))
			return false;
		pass = (operators[i].less && less(kind, left->item, right->item)) ||
		       (operators[i].equal && equal(kind, left->item, right->item));
		*ret_pass = pass != operators[i].negate;
		return true;
	}
	return error_set(err, REASON_CLIENT, "unrecognized filter operator %s", operator);
}
