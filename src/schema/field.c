/* Looking fields up in the tables, and the zero values that Go prints. */
#include <string.h>

#include "internal.h"

const struct field *schema_field(const struct schema *schema, const char *name)
{
	for (const struct field *field = schema->fields; field->name != NULL; field++)
		if (strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

static cJSON *zero(enum field_type type)
{
	switch (type) {
	case FIELD_STRING:
		return cJSON_CreateString("");
	case FIELD_BOOL:
		return cJSON_CreateFalse();
	case FIELD_INT32:
	case FIELD_INT64:
	case FIELD_INT_OR_STRING:
		return json_new_int(0);
	case FIELD_OBJECT:
		return cJSON_CreateObject();
	case FIELD_TIME:
	case FIELD_MICRO_TIME: /* no list, map or any JSON is printed when empty */
	case FIELD_LIST:
	case FIELD_MAP:
	case FIELD_ANY:
		break;
	}
	return cJSON_CreateNull();
}

static void complete_value(const struct field *field, cJSON *value)
{
	if (field->of == NULL)
		return;
	if (field->type == FIELD_OBJECT) {
		schema_complete(field->of, value);
	} else if (cJSON_IsArray(value)) {
		cJSON *element;

		cJSON_ArrayForEach (element, value)
			schema_complete(field->of, element);
	}
}

void schema_complete(const struct schema *schema, cJSON *object)
{
	if (!cJSON_IsObject(object))
		return;
	for (const struct field *field = schema->fields; field->name != NULL; field++) {
		cJSON *value = json_take(object, field->name);

		if (cJSON_IsNull(value) || value == NULL) {
			cJSON_Delete(value);
			if ((field->flags & FIELD_KEEP_EMPTY) == 0)
				continue;
			value = zero(field->type);
		}
		complete_value(field, value);
		json_set(object, field->name, value);
	}
}
