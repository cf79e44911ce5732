/* What a ConfigMap must be, and how it is shown. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "helper.h"

#define BASE "{metadata: {name: c, namespace: default, resourceVersion: '1'}}"
#define KEY                                                                                  \
	"a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. " \
	"'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "          \
	"'[-._a-zA-Z0-9]+')"

static const struct {
	const char *row, *patch, *errors;
} rows[] = {
	{ "nothing in it", "", "" },
	{ "keys", "{data: {a-b_c.D: x}, binaryData: {b: AAAA}}", "" },
	{ "a bad key", "{data: {a b: x}}", "data[a b]: Invalid value: \"a b\": " KEY },
	{ "a folder's name", "{binaryData: {..: ''}}",
	  "binaryData[..]: Invalid value: \"..\": must not be '..'" },
	{ "a way out", "{data: {..a: ''}}",
	  "data[..a]: Invalid value: \"..a\": must not start with '..'" },
	{ "in both", "{data: {a: x}, binaryData: {a: AAAA}}",
	  "data[a]: Invalid value: \"a\": duplicate of key present in binaryData" },
};

Test(config_map, create)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_errors(create_errors(&resource_config_map, BASE, rows[i].patch),
				 rows[i].errors, rows[i].row);
}

static const struct {
	const char *row, *old, *new, *errors;
} update_rows[] = {
	{ "data", "{data: {a: x}}", "{data: {a: z}}", "" },
	{ "to become immutable", "", "{immutable: true}", "" },
	{ "what is immutable stays so", "{immutable: true}", "{immutable: false}",
	  "immutable: Forbidden: field is immutable when `immutable` is set" },
	{ "and keeps its data", "{immutable: true, data: {a: x}}",
	  "{immutable: true, data: {a: z}, binaryData: {b: AAAA}}",
	  "data: Forbidden: field is immutable when `immutable` is set\n"
	  "binaryData: Forbidden: field is immutable when `immutable` is set" },
	{ "but not its labels", "{immutable: true}",
	  "{immutable: true, metadata: {labels: {a: b}}}", "" },
};

Test(config_map, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++)
		cr_expect_errors(update_errors(&resource_config_map, BASE, update_rows[i].old,
					       update_rows[i].new),
				 update_rows[i].errors, update_rows[i].row);
}

/* The offset that a refusal names; NULL when the text is base64. */
static const struct {
	const char *text, *message;
} base64_rows[] = {
	{ "", NULL },
	{ "AAAA", NULL },
	{ "AA==", NULL },
	{ "AAA=", NULL },
	{ "AA\\n==", NULL },
	{ "A", "illegal base64 data at input byte 1" },
	{ "AA=", "illegal base64 data at input byte 3" },
	{ "AA=A", "illegal base64 data at input byte 3" },
	{ "A===", "illegal base64 data at input byte 1" },
	{ "AA==A", "illegal base64 data at input byte 4" },
	{ "AA*A", "illegal base64 data at input byte 2" },
};

Test(config_map, binary_data_is_base64)
{
	const struct request request = { .resource = &resource_config_map };
	struct operation op = { .request = &request };

	for (size_t i = 0; i < ARRAY_LEN(base64_rows); i++) {
		CLEANUP(str)
		char *yaml = xasprintf("{binaryData: {a: \"%s\"}}", base64_rows[i].text);
		CLEANUP(json) cJSON *object = yaml_tree(yaml);
		CLEANUP(error) struct error err = ERROR_INIT;
		bool right = resource_config_map.begin_create(&op, object, &err);
		const char *message = base64_rows[i].message;

		cr_expect_eq(right, message == NULL, "%s", base64_rows[i].text);
		cr_expect(right || text_ends_with(err.message, message), "%s: %s",
			  base64_rows[i].text, right ? "" : err.message);
	}
}

Test(config_map, describe)
{
	CLEANUP(json) cJSON *object = yaml_tree("{data: {b: two, a: one}, binaryData: {c: AAA=}}");
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	resource_config_map.describe(object, &out);
	cr_expect_str_eq(out.text, "\nData\n====\na:\n----\none\n\nb:\n----\ntwo\n\n\nBinaryData\n"
				   "====\nc: 2 bytes\n\n");
}
