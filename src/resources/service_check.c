/* What the parts of Service validation share. */
#include <stdlib.h>
#include <string.h>

#include "service.h"

/* Each message of a check becomes an error on the field. */
void apply_check(check_text *check, const char *field, const char *value,
		 struct field_errors *errors)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;

	check(value, &messages);
	for (size_t i = 0; i < messages.n; i++)
		field_invalid_str(errors, field, value, messages.items[i]);
}

int64_t int_at(const cJSON *object, const char *key)
{
	int64_t value = 0;

	json_int(json_child(object, key), &value);
	return value;
}

/* A set field must be one of the values. */
void one_of(const cJSON *spec, const char *key, const char *const *values,
	    struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("spec.%s", key);
	const char *value = json_str(spec, key);

	for (size_t i = 0; values[i] != NULL; i++)
		if (strcmp(values[i], value) == 0)
			return;
	field_not_supported(errors, field, field_value_str(value), values);
}
