#include "cidrctl/field_error.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"

/* One row a kind of error: its reason in a cause, and how its text begins. */
enum kind {
	KIND_REQUIRED,
	KIND_INVALID,
	KIND_NOT_SUPPORTED,
	KIND_DUPLICATE,
	KIND_FORBIDDEN,
	KIND_TOO_LONG,
	KIND_TOO_MANY,
	KIND_INTERNAL,
};

static const struct {
	const char *reason, *text;
} kinds[] = {
	[KIND_REQUIRED] = { "FieldValueRequired", "Required value" },
	[KIND_INVALID] = { "FieldValueInvalid", "Invalid value" },
	[KIND_NOT_SUPPORTED] = { "FieldValueNotSupported", "Unsupported value" },
	[KIND_DUPLICATE] = { "FieldValueDuplicate", "Duplicate value" },
	[KIND_FORBIDDEN] = { "FieldValueForbidden", "Forbidden" },
	[KIND_TOO_LONG] = { "FieldValueTooLong", "Too long" },
	[KIND_TOO_MANY] = { "FieldValueTooMany", "Too many" },
	[KIND_INTERNAL] = { "InternalError", "Internal error" },
};

/* Takes value over, which may be NULL, as may detail. */
static void add(struct field_errors *errors, enum kind kind, const char *field, char *value,
		const char *detail)
{
	struct strbuf message = STRBUF_INIT;

	strbuf_add_str(&message, kinds[kind].text);
	if (value != NULL)
		strbuf_addf(&message, ": %s", value);
	if (detail != NULL && *detail != '\0')
		strbuf_addf(&message, ": %s", detail);
	free(value);
	errors->items = xgrow(errors->items, errors->n, &errors->capacity, sizeof(*errors->items));
	errors->items[errors->n++] = (struct field_error) {
		.reason = kinds[kind].reason,
		.field = xstrdup(field),
		.message = strbuf_detach(&message),
	};
}

void field_required(struct field_errors *errors, const char *field, const char *detail)
{
	add(errors, KIND_REQUIRED, field, NULL, detail);
}

void field_invalid(struct field_errors *errors, const char *field, char *value, const char *detail)
{
	add(errors, KIND_INVALID, field, value, detail);
}

void field_invalid_str(struct field_errors *errors, const char *field, const char *value,
		       const char *detail)
{
	field_invalid(errors, field, field_value_str(value), detail);
}

void field_forbidden(struct field_errors *errors, const char *field, const char *detail)
{
	add(errors, KIND_FORBIDDEN, field, NULL, detail);
}

void field_duplicate(struct field_errors *errors, const char *field, char *value)
{
	add(errors, KIND_DUPLICATE, field, value, NULL);
}

static void add_not_supported(struct field_errors *errors, const char *field, char *value,
			      const struct text_list *supported)
{
	CLEANUP(strbuf) struct strbuf detail = STRBUF_INIT;

	for (size_t i = 0; i < supported->n; i++) {
		strbuf_add_str(&detail, i == 0 ? "supported values: " : ", ");
		text_quote(&detail, supported->items[i]);
	}
	add(errors, KIND_NOT_SUPPORTED, field, value, detail.text);
}

void field_not_supported(struct field_errors *errors, const char *field, char *value,
			 const char *const *supported)
{
	CLEANUP(text_list) struct text_list sorted = TEXT_LIST_INIT;

	for (; *supported != NULL; supported++)
		text_list_add(&sorted, *supported);
	text_list_sort(&sorted);
	add_not_supported(errors, field, value, &sorted);
}

void field_not_supported_listed(struct field_errors *errors, const char *field, char *value,
				const char *const *supported)
{
	CLEANUP(text_list) struct text_list listed = TEXT_LIST_INIT;

	for (; *supported != NULL; supported++)
		text_list_add(&listed, *supported);
	add_not_supported(errors, field, value, &listed);
}

void field_too_long(struct field_errors *errors, const char *field, size_t max_bytes)
{
	CLEANUP(str) char *detail = xasprintf("may not be more than %zu bytes", max_bytes);

	add(errors, KIND_TOO_LONG, field, NULL, detail);
}

void field_too_many(struct field_errors *errors, const char *field, size_t count, size_t max)
{
	CLEANUP(str) char *detail = xasprintf("must have at most %zu items", max);

	add(errors, KIND_TOO_MANY, field, xasprintf("%zu", count), detail);
}

void field_internal(struct field_errors *errors, const char *field, const char *detail)
{
	add(errors, KIND_INTERNAL, field, NULL, detail);
}

/* ---- values in Go syntax ---- */

char *field_value_str(const char *text)
{
	return text_quoted(text);
}

char *field_value_int(int64_t value)
{
	return xasprintf("%" PRId64, value);
}

char *field_value_list(const char *type, const cJSON *list)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *element;

	if (list == NULL || cJSON_IsNull(list))
		return xasprintf("[]%s(nil)", type);
	strbuf_addf(&out, "[]%s{", type);
	cJSON_ArrayForEach (element, list) {
		if (element->prev->next != NULL)
			strbuf_add_str(&out, ", ");
		text_quote(&out, cJSON_IsString(element) ? element->valuestring : "");
	}
	strbuf_add_char(&out, '}');
	return strbuf_detach(&out);
}

char *field_value_nil(void)
{
	return xstrdup("\"null\"");
}

/* ---- the list ---- */

void field_errors_finish(struct field_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++) {
		free(errors->items[i].field);
		free(errors->items[i].message);
	}
	free(errors->items);
	*errors = (struct field_errors)FIELD_ERRORS_INIT;
}

void field_errors_cleanup(struct field_errors *errors)
{
	field_errors_finish(errors);
}

/* "f: m", or "[f: m, f: m]" without repetitions. */
static void add_texts(const struct field_errors *errors, struct strbuf *out)
{
	CLEANUP(text_list) struct text_list texts = TEXT_LIST_INIT;

	for (size_t i = 0; i < errors->n; i++) {
		CLEANUP(str)
		char *text = xasprintf("%s: %s", errors->items[i].field, errors->items[i].message);

		if (!text_list_contains(&texts, text))
			text_list_take(&texts, TAKE(text));
	}
	if (texts.n > 1)
		strbuf_add_char(out, '[');
	for (size_t i = 0; i < texts.n; i++) {
		strbuf_add_str(out, i > 0 ? ", " : "");
		strbuf_add_str(out, texts.items[i]);
	}
	if (texts.n > 1)
		strbuf_add_char(out, ']');
}

bool field_errors_to_error(const struct field_errors *errors, const char *group, const char *kind,
			   const char *name, struct error *err)
{
	CLEANUP(strbuf) struct strbuf message = STRBUF_INIT;
	bool core = group == NULL || *group == '\0';

	if (errors->n == 0)
		return true;
	strbuf_addf(&message, "%s%s%s ", kind, core ? "" : ".", core ? "" : group);
	text_quote(&message, name);
	strbuf_add_str(&message, " is invalid: ");
	add_texts(errors, &message);
	error_set(err, REASON_INVALID, "%s", message.text);
	error_set_details(err, kind, core ? NULL : group, name);
	for (size_t i = 0; i < errors->n; i++)
		error_add_cause(err, errors->items[i].reason, errors->items[i].field,
				errors->items[i].message);
	return false;
}
