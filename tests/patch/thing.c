#include "thing.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct schema schema_options = {
	.go_name = "Options",
	.fields =
		(const struct field[]) {
			{ .name = "mode", .type = FIELD_STRING },
			{ .name = "level", .type = FIELD_INT32 },
			{ .name = NULL },
		},
};

static const struct schema schema_port = {
	.go_name = "Port",
	.fields =
		(const struct field[]) {
			{ .name = "port", .type = FIELD_INT32 },
			{ .name = "name", .type = FIELD_STRING },
			{ .name = "protocol", .type = FIELD_STRING },
			{ .name = "options", .type = FIELD_OBJECT, .of = &schema_options },
			{ .name = NULL },
		},
};

static const struct schema schema_spec = {
	.go_name = "Spec",
	.fields =
		(const struct field[]) {
			{ .name = "ports",
			  .type = FIELD_LIST,
			  .element = FIELD_OBJECT,
			  .of = &schema_port,
			  .merge = MERGE_BY_KEY,
			  .merge_key = "port" },
			{ .name = "cidrs", .type = FIELD_LIST, .element = FIELD_STRING },
			{ .name = "selector",
			  .type = FIELD_MAP,
			  .element = FIELD_STRING,
			  .merge = MERGE_ATOMIC },
			{ .name = "type", .type = FIELD_STRING },
			{ .name = NULL },
		},
};

static const struct schema schema_metadata = {
	.go_name = "Metadata",
	.fields =
		(const struct field[]) {
			{ .name = "labels", .type = FIELD_MAP, .element = FIELD_STRING },
			{ .name = "finalizers",
			  .type = FIELD_LIST,
			  .element = FIELD_STRING,
			  .merge = MERGE_SET },
			{ .name = NULL },
		},
};

const struct schema schema_thing = {
	.go_name = "Thing",
	.fields =
		(const struct field[]) {
			{ .name = "metadata", .type = FIELD_OBJECT, .of = &schema_metadata },
			{ .name = "spec", .type = FIELD_OBJECT, .of = &schema_spec },
			{ .name = NULL },
		},
};

static void replace_all(char *text, char from, char to)
{
	for (; *text != '\0'; text++)
		if (*text == from)
			*text = to;
}

cJSON *thing_read(const char *text)
{
	CLEANUP(str) char *json = xstrdup(text);
	struct error err = ERROR_INIT;
	cJSON *tree = NULL;

	replace_all(json, '\'', '"');
	cr_assert(json_parse(json, strlen(json), NULL, &tree, &err), "%s: %s", text, err.message);
	return tree;
}

char *thing_text(const cJSON *tree)
{
	CLEANUP(json) cJSON *sorted = json_copy(tree);
	char *text;

	json_sort(sorted);
	text = json_text(sorted);
	replace_all(text, '"', '\'');
	return text;
}
