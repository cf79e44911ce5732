/* One object as json, as yaml or by its name. */
#include <assert.h>
#include <stdlib.h>

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

bool output_object(FILE *out, enum output_format format, const struct resource *resource,
		   const cJSON *object, bool typed, bool show_managed_fields, struct error *err)
{
	CLEANUP(json) cJSON *copy = NULL;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (format == OUTPUT_NAME) {
		object_print_name(out, resource, object);
		return true;
	}
	assert(format == OUTPUT_JSON || format == OUTPUT_YAML);
	copy = object_printable(object, typed, show_managed_fields);
	if (format == OUTPUT_YAML) {
		if (!yaml_print(copy, &text, err))
			return false;
	} else {
		json_print(copy, JSON_INDENT_4, &text);
		strbuf_add_char(&text, '\n');
	}
	fwrite(text.text, 1, text.length, out);
	return true;
}
