/* JSON into the shape of a Go struct and back again, as the API server reads what a client sends.
 * Source: sigs.k8s.io/json decode.go, as Kubernetes 1.33 has it.
 *
 * Go remembers the first value of a wrong type and reads on, but stops at once where a type reads
 * itself (times and IntOrString); that error is the one reported, even when another came before. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_COMPLAINTS 100 /* of the strict decoder */

/* What is being read: a struct's field, or an element of the list that `outer` is. The places form
 * a chain on the stack and are put into words only when something is wrong. */
struct place {
	const struct place *outer;   /* NULL: the whole object; nothing else is set */
	const struct schema *parent; /* the field's struct; NULL: an element */
	const char *name;
	size_t index;
};

struct decoder {
	struct text_list complaints;
	struct error error; /* the first one */
	bool stopped;
};

/* ---- what to say ---- */

/* "spec.ports[0].port"; Go's own errors leave the indices out. */
static void add_path(const struct place *place, bool indices, struct strbuf *out)
{
	if (place->outer == NULL)
		return;
	add_path(place->outer, indices, out);
	if (place->parent != NULL)
		strbuf_addf(out, "%s%s", out->length > 0 ? "." : "", place->name);
	else if (indices)
		strbuf_addf(out, "[%zu]", place->index);
}

/* How Go writes the type of a field, or of its elements. */
static void add_type(const struct field *field, enum field_type type, struct strbuf *out)
{
	static const char *const names[] = {
		[FIELD_STRING] = "string",
		[FIELD_BOOL] = "bool",
		[FIELD_INT32] = "int32",
		[FIELD_INT64] = "int64",
		[FIELD_TIME] = "string",
		[FIELD_MICRO_TIME] = "string",
		/* The string form is tried first, so that errors are about the other one. */
		[FIELD_INT_OR_STRING] = "int32",
	};

	if (type == FIELD_LIST || type == FIELD_MAP) {
		strbuf_add_str(out, type == FIELD_LIST ? "[]" : "map[string]");
		type = field->element;
	}
	if (type == FIELD_OBJECT)
		strbuf_addf(out, "%s.%s", field->of->go_package, field->of->go_name);
	else
		strbuf_add_str(out, field->go_type != NULL ? field->go_type : names[type]);
}

static const char *json_type(const cJSON *value)
{
	if (json_is_number(value))
		return "number";
	return cJSON_IsString(value)  ? "string"
	       : cJSON_IsBool(value)  ? "bool"
	       : cJSON_IsArray(value) ? "array"
				      : "object";
}

static bool is_integer(enum field_type type)
{
	return type == FIELD_INT32 || type == FIELD_INT64 || type == FIELD_INT_OR_STRING;
}

static bool reads_itself(enum field_type type)
{
	return type == FIELD_TIME || type == FIELD_MICRO_TIME || type == FIELD_INT_OR_STRING;
}

/* Notes that the value does not fit the type. Gives NULL, for callers to return. */
static cJSON *wrong_type(struct decoder *decoder, const struct place *place,
			 const struct field *field, enum field_type type, const cJSON *value)
{
	CLEANUP(strbuf) struct strbuf what = STRBUF_INIT, path = STRBUF_INIT, go_type = STRBUF_INIT;

	if (decoder->error.reason != REASON_NONE && !reads_itself(type))
		return NULL;
	strbuf_add_str(&what, json_type(value));
	if (json_is_number(value) && is_integer(type)) {
		strbuf_add_char(&what, ' ');
		json_print_number(value, &what);
	}
	add_path(place, false, &path);
	while (place->outer != NULL && place->parent == NULL)
		place = place->outer;
	add_type(field, type, &go_type);
	error_finish(&decoder->error);
	if (place->parent == NULL)
		error_set(&decoder->error, REASON_BAD_REQUEST,
			  "json: cannot unmarshal %s into Go value of type %s", what.text,
			  go_type.text);
	else
		error_set(&decoder->error, REASON_BAD_REQUEST,
			  "json: cannot unmarshal %s into Go struct field %s.%s of type %s",
			  what.text, place->parent->go_name, path.text, go_type.text);
	decoder->stopped = reads_itself(type);
	return NULL;
}

static void complain(struct decoder *decoder, const struct place *place)
{
	CLEANUP(strbuf) struct strbuf path = STRBUF_INIT, text = STRBUF_INIT;

	if (decoder->complaints.n >= MAX_COMPLAINTS)
		return;
	add_path(place, true, &path);
	strbuf_add_str(&text, "unknown field ");
	text_quote_bytes(&text, path.text, path.length);
	text_list_take(&decoder->complaints, strbuf_detach(&text));
}

static cJSON *decode_value(struct decoder *decoder, const struct place *place,
			   const struct field *field, enum field_type type, const cJSON *value);

/* ---- scalars ---- */

static cJSON *decode_integer(struct decoder *decoder, const struct place *place,
			     const struct field *field, enum field_type type, const cJSON *value)
{
	int64_t number;

	if (!json_int(value, &number))
		return wrong_type(decoder, place, field, type, value);
	if (type != FIELD_INT64 && (number < INT32_MIN || number > INT32_MAX))
		return wrong_type(decoder, place, field, type, value);
	return json_new_int(number);
}

/* NULL for a time that Go takes as unset, too. */
static cJSON *decode_time(struct decoder *decoder, const struct place *place,
			  const struct field *field, enum field_type type, const cJSON *value)
{
	struct error err = ERROR_INIT;
	char text[TIME_TEXT_SIZE];

	if (!cJSON_IsString(value))
		return wrong_type(decoder, place, field, type, value);
	if (!time_read(type, value->valuestring, text, &err)) {
		error_finish(&decoder->error);
		error_move(&decoder->error, &err);
		decoder->stopped = true;
		return NULL;
	}
	return *text != '\0' ? cJSON_CreateString(text) : NULL;
}

/* ---- lists, maps and objects ---- */

/* An element or map value: null stands for the zero value. No list or map holds times, which
 * might be unset. */
static cJSON *decode_element(struct decoder *decoder, const struct place *place,
			     const struct field *field, const cJSON *value)
{
	if (!cJSON_IsNull(value))
		return decode_value(decoder, place, field, field->element, value);
	if (field->element == FIELD_OBJECT)
		return cJSON_CreateObject();
	return is_integer(field->element) ? json_new_int(0) : cJSON_CreateString("");
}

static cJSON *decode_list(struct decoder *decoder, const struct place *place,
			  const struct field *field, const cJSON *list)
{
	struct place element_place = { .outer = place };
	cJSON *result = cJSON_CreateArray();
	const cJSON *value;

	cJSON_ArrayForEach (value, list) {
		cJSON *element;

		if (decoder->stopped)
			break;
		element = decode_element(decoder, &element_place, field, value);
		if (element != NULL)
			cJSON_AddItemToArray(result, element);
		element_place.index++;
	}
	return result;
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* The object's members by key. Owned, *ret_n of them. */
static const cJSON **sorted_members(const cJSON *object, size_t *ret_n)
{
	const cJSON **members = xmalloc(json_size(object) * sizeof(*members));
	const cJSON *member;
	bool sorted = true;
	size_t n = 0;

	cJSON_ArrayForEach (member, object) {
		members[n++] = member;
		sorted = sorted && (n < 2 || compare_keys(&members[n - 2], &members[n - 1]) < 0);
	}
	if (!sorted)
		qsort(members, n, sizeof(*members), compare_keys);
	*ret_n = n;
	return members;
}

static cJSON *decode_map(struct decoder *decoder, const struct place *place,
			 const struct field *field, const cJSON *map)
{
	cJSON *result = cJSON_CreateObject();
	size_t n;
	const cJSON **members = sorted_members(map, &n);

	for (size_t i = 0; i < n && !decoder->stopped; i++) {
		cJSON *element = decode_element(decoder, place, field, members[i]);

		if (element != NULL)
			cJSON_AddItemToObject(result, members[i]->string, element);
	}
	free(members);
	return result;
}

/* Whether omitempty leaves the value out. */
static bool is_left_out(const struct field *field, const cJSON *value)
{
	return (field->flags & (FIELD_KEEP_EMPTY | FIELD_POINTER)) == 0 && json_is_empty(value);
}

/* The value of a struct's field; NULL when there is nothing to keep. */
static cJSON *decode_field(struct decoder *decoder, const struct place *place,
			   const struct field *field, const cJSON *value)
{
	cJSON *result;

	if (cJSON_IsNull(value))
		return NULL;
	result = decode_value(decoder, place, field, field->type, value);
	if (!is_left_out(field, result))
		return result;
	cJSON_Delete(result);
	return NULL;
}

static size_t count_fields(const struct schema *schema)
{
	size_t n = 0;

	while (schema->fields[n].name != NULL)
		n++;
	return n;
}

static cJSON *decode_object(struct decoder *decoder, const struct place *place,
			    const struct schema *schema, const cJSON *object)
{
	cJSON *result = cJSON_CreateObject();
	size_t n, n_fields = count_fields(schema);
	const cJSON **members = sorted_members(object, &n);
	cJSON **values = xcalloc(n_fields, sizeof(cJSON *)); /* in the table's order */

	for (size_t i = 0; i < n && !decoder->stopped; i++) {
		const char *name = members[i]->string;
		const struct field *field = schema_field(schema, name);
		struct place inner = { .outer = place, .parent = schema, .name = name };

		if (field == NULL) {
			complain(decoder, &inner);
			continue;
		}
		cJSON_Delete(values[field - schema->fields]);
		values[field - schema->fields] = decode_field(decoder, &inner, field, members[i]);
	}
	for (size_t i = 0; i < n_fields; i++)
		if (values[i] != NULL)
			cJSON_AddItemToObjectCS(result, schema->fields[i].name, values[i]);
	free(values);
	free(members);
	return result;
}

/* Reads a value that is not null as `type`, which is the field's own or that of its elements.
 * NULL when it does not fit. */
static cJSON *decode_value(struct decoder *decoder, const struct place *place,
			   const struct field *field, enum field_type type, const cJSON *value)
{
	switch (type) {
	case FIELD_STRING:
		if (cJSON_IsString(value))
			return cJSON_CreateString(value->valuestring);
		break;
	case FIELD_BOOL:
		if (cJSON_IsBool(value))
			return cJSON_CreateBool(cJSON_IsTrue(value));
		break;
	case FIELD_INT_OR_STRING:
		if (cJSON_IsString(value))
			return cJSON_CreateString(value->valuestring);
		return decode_integer(decoder, place, field, type, value);
	case FIELD_INT32:
	case FIELD_INT64:
		return decode_integer(decoder, place, field, type, value);
	case FIELD_TIME:
	case FIELD_MICRO_TIME:
		return decode_time(decoder, place, field, type, value);
	case FIELD_LIST:
		if (cJSON_IsArray(value))
			return decode_list(decoder, place, field, value);
		break;
	case FIELD_MAP:
		if (cJSON_IsObject(value))
			return decode_map(decoder, place, field, value);
		break;
	case FIELD_OBJECT:
		if (cJSON_IsObject(value))
			return decode_object(decoder, place, field->of, value);
		break;
	case FIELD_ANY:
		return json_copy(value);
	}
	return wrong_type(decoder, place, field, type, value);
}

static void decoder_cleanup(struct decoder *decoder)
{
	text_list_finish(&decoder->complaints);
	error_finish(&decoder->error);
}

bool schema_decode(const struct schema *schema, const cJSON *input, struct text_list *unknown,
		   cJSON **ret_object, struct error *err)
{
	const struct field whole = { .name = "", .type = FIELD_OBJECT, .of = schema };
	const struct place top = { .outer = NULL };
	CLEANUP(decoder)
	struct decoder decoder = {
		.complaints = TEXT_LIST_INIT,
		.error = ERROR_INIT,
	};
	CLEANUP(json) cJSON *object = NULL;

	if (input == NULL || cJSON_IsNull(input))
		object = cJSON_CreateObject();
	else
		object = decode_value(&decoder, &top, &whole, FIELD_OBJECT, input);
	if (decoder.error.reason != REASON_NONE)
		return error_move(err, &decoder.error);
	for (size_t i = 0; unknown != NULL && i < decoder.complaints.n; i++)
		text_list_take(unknown, TAKE(decoder.complaints.items[i]));
	*ret_object = TAKE(object);
	return true;
}
