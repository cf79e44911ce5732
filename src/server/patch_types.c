/* What the API server says when a strategic merge patch leaves a value of the wrong type. The result
 * of such a patch is no JSON text that a decoder reads, but a map that is converted, and the
 * converter has words of its own, without a path.
 * Source: apimachinery pkg/runtime/converter.go of release 1.33. */
#include <math.h>

#include "internal.h"

/* Go's name for what holds a JSON value. */
static const char *source_kind(const cJSON *value)
{
	int64_t integer;

	if (cJSON_IsObject(value))
		return "map";
	if (cJSON_IsArray(value))
		return "slice";
	if (cJSON_IsString(value))
		return "string";
	if (cJSON_IsBool(value))
		return "bool";
	return json_int(value, &integer) ? "int64" : "float64";
}

static bool check_struct(const struct schema *schema, const cJSON *object, struct error *err);

/* kind: Go's kind of the field; go_type: its type's name. */
static bool cannot_convert(const char *kind, const char *go_type, bool convertible,
			   const cJSON *value, struct error *err)
{
	return convertible ? error_set(err, REASON_CLIENT, "cannot convert %s to %s",
				       source_kind(value), go_type != NULL ? go_type : kind)
			   : error_set(err, REASON_CLIENT, "unrecognized type: %s", kind);
}

static bool check_number(const struct field *field, const char *kind, const cJSON *value,
			 struct error *err)
{
	bool number = json_is_number(value);

	if (number && (!cJSON_IsNumber(value) || value->valuedouble == trunc(value->valuedouble)))
		return true;
	return cannot_convert(kind, field->go_type, number, value, err);
}

static bool check_value(const struct field *field, enum field_type type, const cJSON *value,
			struct error *err);

static bool check_children(const struct field *field, bool is_kind, const char *what,
			   const cJSON *value, struct error *err)
{
	const cJSON *child;

	if (!is_kind)
		return error_set(err, REASON_CLIENT, "cannot restore %s from %s", what,
				 source_kind(value));
	cJSON_ArrayForEach (child, value)
		if (!check_value(field, field->element, child, err))
			return false;
	return true;
}

static bool check_value(const struct field *field, enum field_type type, const cJSON *value,
			struct error *err)
{
	int64_t integer;

	if (value == NULL || cJSON_IsNull(value))
		return true;
	switch (type) {
	case FIELD_STRING:
		/* Go converts integers to strings, so this is the other error. */
		return cJSON_IsString(value) ||
		       cannot_convert("string", field->go_type, json_int(value, &integer), value,
				      err);
	case FIELD_BOOL:
		return cJSON_IsBool(value) ||
		       cannot_convert("bool", field->go_type, false, value, err);
	case FIELD_INT32:
		return check_number(field, "int32", value, err);
	case FIELD_INT64:
		return check_number(field, "int64", value, err);
	case FIELD_OBJECT:
		return check_struct(field->of, value, err);
	case FIELD_LIST:
		return check_children(field, cJSON_IsArray(value), "slice", value, err);
	case FIELD_MAP:
		return check_children(field, cJSON_IsObject(value), "map", value, err);
	case FIELD_TIME:
	case FIELD_MICRO_TIME:
	case FIELD_INT_OR_STRING:
	case FIELD_ANY:
		break; /* they read JSON themselves */
	}
	return true;
}

static bool check_struct(const struct schema *schema, const cJSON *object, struct error *err)
{
	if (!cJSON_IsObject(object))
		return error_set(err, REASON_CLIENT, "cannot restore struct from: %s",
				 source_kind(object));
	for (const struct field *field = schema->fields; field->name != NULL; field++)
		if (!check_value(field, field->type, json_child(object, field->name), err))
			return false;
	return true;
}

bool patch_check_types(const struct schema *schema, const cJSON *patched, struct error *err)
{
	return check_struct(schema, patched, err);
}
