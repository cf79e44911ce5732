/* One object as json, as yaml, by its name or through a template. */
#include <assert.h>
#include <stdlib.h>

#include "cidrctl/gotemplate.h"
#include "cidrctl/template.h"
#include "cidrctl/yaml.h"
#include "internal.h"

char *output_kind(const struct resource *resource)
{
	if (*resource->group == '\0')
		return xstrdup(resource->singular);
	return xasprintf("%s.%s", resource->singular, resource->group);
}

void object_print_name(FILE *out, const struct resource *resource, const cJSON *object)
{
	CLEANUP(str) char *kind = output_kind(resource);
	const char *name = json_str_at(object, "metadata", "name", NULL);

	fprintf(out, "%s/%s\n", kind, *name != '\0' ? name : "<unknown>");
}

cJSON *object_printable(const cJSON *object, bool typed, bool show_managed_fields)
{
	cJSON *copy = json_copy(object);
	cJSON *metadata = json_child(copy, "metadata");

	if (metadata != NULL && !show_managed_fields)
		json_remove(metadata, "managedFields");
	if (!typed)
		json_sort(copy);
	return copy;
}

bool object_print_template(FILE *out, const struct output *output, const cJSON *object, bool floats,
			   struct error *err)
{
	const struct jsonpath_options options = {
		.require_keys = !output->allow_missing_keys,
		.floats = floats,
	};

	if (output->format == OUTPUT_GO_TEMPLATE)
		return gotemplate_print(output->gotemplate, object, output->allow_missing_keys, out,
					err);
	return jsonpath_print(output->jsonpath, object, &options, output->json_lists, out, err);
}

static bool print_text(FILE *out, enum output_format format, const cJSON *object, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (format == OUTPUT_YAML) {
		if (!yaml_print(object, &text, err))
			return false;
	} else {
		json_print(object, JSON_INDENT_4, &text);
		strbuf_add_char(&text, '\n');
	}
	fwrite(text.text, 1, text.length, out);
	return true;
}

/* A table of one row. */
static bool print_columns(FILE *out, const struct output *output, const cJSON *object,
			  struct error *err)
{
	struct output_list *list = output_list_begin(out, output, true);
	bool ok = output_list_item(list, NULL, object, err);

	if (ok)
		return output_list_end(list, err);
	output_list_abandon(list);
	return false;
}

bool output_object(FILE *out, const struct output *output, const struct resource *resource,
		   const cJSON *object, bool typed, bool show_managed_fields, struct error *err)
{
	CLEANUP(json) cJSON *copy = NULL;

	switch (output->format) {
	case OUTPUT_NAME:
		object_print_name(out, resource, object);
		return true;
	case OUTPUT_JSON:
	case OUTPUT_YAML:
		copy = object_printable(object, typed, show_managed_fields);
		return print_text(out, output->format, copy, err);
	case OUTPUT_JSONPATH:
	case OUTPUT_GO_TEMPLATE:
		copy = object_printable(object, false, true);
		return object_print_template(out, output, copy, typed, err);
	case OUTPUT_CUSTOM_COLUMNS:
		return print_columns(out, output, object, err);
	case OUTPUT_TABLE:
	case OUTPUT_WIDE:
		break;
	}
	assert(false);
	return true;
}
