/* ConfigMap: kept for admission policies to take parameters from.
 * Source: kubernetes pkg/apis/core/validation/validation.go (ValidateConfigMap), pkg/printers/
 * internalversion, kubectl pkg/describe. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/resource.h"

#define MAX_BYTES ((size_t)1024 * 1024)
#define MAX_KEY 253

static const char *text_of(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : "";
}

/* ---- base64 ---- */

static bool is_base64_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '+' || c == '/';
}

/* The number of bytes that the text stands for. False with the offset of what is wrong, as Go's
 * decoder counts: line breaks are skipped. */
static bool base64_length(const char *text, size_t *ret_length, size_t *ret_offset)
{
	size_t quantum = 0, padding = 0, length = 0, i;

	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] == '\r' || text[i] == '\n')
			continue;
		*ret_offset = i;
		if (text[i] == '=' && quantum >= 2 && padding < 4 - quantum)
			padding++;
		else if (!is_base64_char(text[i]) || padding > 0)
			return false;
		else if (++quantum == 4)
			length += 3, quantum = 0;
		if (padding > 0 && quantum + padding == 4) {
			length += quantum - 1;
			quantum = 0;
			padding = 4; /* nothing may follow */
		}
	}
	*ret_offset = i;
	*ret_length = length;
	return quantum == 0;
}

static size_t binary_length(const cJSON *item)
{
	size_t length = 0, offset;

	return base64_length(text_of(item), &length, &offset) ? length : 0;
}

/* The decoder's part: bytes that are no base64. */
static bool check_binary(const struct request *request, const cJSON *object, struct error *err)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_child(object, "binaryData")) {
		size_t length, offset;

		if (!base64_length(text_of(item), &length, &offset))
			return error_set(err, REASON_BAD_REQUEST,
					 "%s in version \"v1\" cannot be handled as a %s: illegal "
					 "base64 data at input byte %zu",
					 request->resource->kind, request->resource->kind, offset);
	}
	return true;
}

static bool begin_create(struct operation *op, cJSON *object, struct error *err)
{
	return check_binary(op->request, object, err);
}

static bool begin_update(struct operation *op, cJSON *object, const cJSON *old, struct error *err)
{
	(void)old;
	return check_binary(op->request, object, err);
}

/* ---- rules ---- */

static void check_key(const char *key, struct text_list *messages)
{
	if (strlen(key) > MAX_KEY)
		text_list_take(messages, xasprintf("must be no more than %d characters", MAX_KEY));
	if (*key == '\0' ||
	    key[strspn(key, "-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] !=
		    '\0')
		text_list_add(messages,
			      "a valid config key must consist of alphanumeric characters, '-', "
			      "'_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex "
			      "used for validation is '[-._a-zA-Z0-9]+')");
	if (strcmp(key, ".") == 0 || strcmp(key, "..") == 0)
		text_list_take(messages, xasprintf("must not be '%s'", key));
	else if (text_starts_with(key, ".."))
		text_list_add(messages, "must not start with '..'");
}

/* others: where the keys must not stand too; NULL when it was looked at before. */
static void validate_keys(const cJSON *map, const char *name, const cJSON *others,
			  struct field_errors *errors)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, map) {
		CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
		CLEANUP(str) char *field = xasprintf("%s[%s]", name, item->string);

		check_key(item->string, &messages);
		if (json_child(others, item->string) != NULL)
			text_list_add(&messages, "duplicate of key present in binaryData");
		for (size_t i = 0; i < messages.n; i++)
			field_invalid_str(errors, field, item->string, messages.items[i]);
	}
}

static void validate(const cJSON *object, struct field_errors *errors)
{
	const cJSON *data = json_child(object, "data"), *binary = json_child(object, "binaryData");
	const cJSON *item;
	size_t total = 0;

	validate_keys(data, "data", binary, errors);
	validate_keys(binary, "binaryData", NULL, errors);
	cJSON_ArrayForEach (item, data)
		total += strlen(text_of(item));
	cJSON_ArrayForEach (item, binary)
		total += binary_length(item);
	if (total > MAX_BYTES)
		field_too_long(errors, "", MAX_BYTES);
}

static bool is_immutable(const cJSON *object)
{
	return cJSON_IsTrue(json_child(object, "immutable"));
}

static void validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	static const char *const frozen[] = { "data", "binaryData" };
	static const char why[] = "field is immutable when `immutable` is set";

	if (is_immutable(old) && !is_immutable(object))
		field_forbidden(errors, "immutable", why);
	for (size_t i = 0; is_immutable(old) && i < ARRAY_LEN(frozen); i++)
		if (!json_equal(json_child(object, frozen[i]), json_child(old, frozen[i])))
			field_forbidden(errors, frozen[i], why);
	validate_metadata(json_child(object, "metadata"), true, check_dns1123_subdomain, errors);
	validate(object, errors);
}

/* ---- the row ---- */

static void cell_data(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_addf(out, "%zu",
		    json_size(json_child(object, "data")) +
			    json_size(json_child(object, "binaryData")));
}

static void describe(const cJSON *object, struct strbuf *out)
{
	CLEANUP(json) cJSON *data = json_copy(json_child(object, "data"));
	CLEANUP(json) cJSON *binary = json_copy(json_child(object, "binaryData"));
	const cJSON *item;

	strbuf_add_str(out, "\nData\n====\n");
	if (data != NULL)
		json_sort(data);
	cJSON_ArrayForEach (item, data)
		strbuf_addf(out, "%s:\n----\n%s\n\n", item->string, text_of(item));
	strbuf_add_str(out, "\nBinaryData\n====\n");
	if (binary != NULL)
		json_sort(binary);
	cJSON_ArrayForEach (item, binary)
		strbuf_addf(out, "%s: %zu bytes\n", item->string, binary_length(item));
	strbuf_add_char(out, '\n');
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "Data", false, cell_data },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_config_map = {
	.group = "",
	.versions = (const char *const[]) { "v1", NULL },
	.kind = "ConfigMap",
	.plural = "configmaps",
	.singular = "configmap",
	.short_names = (const char *const[]) { "cm", NULL },
	.namespaced = true,
	.unlisted = true,
	.schema = &schema_config_map,
	.columns = columns,
	.field_labels = (const char *const[]) { "metadata.name", "metadata.namespace", NULL },
	.check_name = check_dns1123_subdomain,
	.begin_create = begin_create,
	.begin_update = begin_update,
	.validate = validate,
	.validate_update = validate_update,
	.describe = describe,
};
