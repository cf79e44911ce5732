/* How get -w prints: an object at a time, and what has happened to it where that is asked for.
 * Source: cli-runtime printers, how each treats a WatchEvent. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"
#include "get.h"

/* As wide as the widest, so that the column stays as it is. */
static const char *padded(const char *type)
{
	static const char *const types[] = { "ADDED   ", "DELETED ", "MODIFIED" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strncmp(types[i], type, strlen(type)) == 0)
			return types[i];
	return type;
}

/* {"type": …, "object": …}. Owned. */
static cJSON *make_event(const struct printing *printing, const char *type, const cJSON *object)
{
	cJSON *event = cJSON_CreateObject();
	cJSON *copy = json_copy(object);

	if (!printing->managed_fields)
		json_remove(json_child(copy, "metadata"), "managedFields");
	json_sort(copy);
	json_set_str(event, "type", type);
	json_set(event, "object", copy);
	return event;
}

static bool print_wrapped(struct printing *printing, const char *type, const cJSON *object,
			  struct error *err)
{
	CLEANUP(json) cJSON *event = make_event(printing, type, object);
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (printing->output.format == OUTPUT_YAML) {
		if (!yaml_print(event, &text, err))
			return false;
	} else {
		json_print(event, JSON_COMPACT, &text);
		strbuf_add_char(&text, '\n');
	}
	fwrite(text.text, 1, text.length, printing->session->out);
	return true;
}

/* Templates see the event itself, which is of kubectl's own making. */
static bool print_template(struct printing *printing, const char *type, const cJSON *object,
			   struct error *err)
{
	CLEANUP(json) cJSON *event = type != NULL ? make_event(printing, type, object) : NULL;

	printing->n_printed++;
	return output_object(printing->session->out, &printing->output, NULL,
			     event != NULL ? event : object, event != NULL, true, err);
}

static bool print_columns(struct printing *printing, const char *type, const cJSON *object,
			  struct error *err)
{
	CLEANUP(json) cJSON *event = type != NULL ? make_event(printing, type, object) : NULL;

	return printing_unsorted(printing, NULL, event != NULL ? event : object, err);
}

bool printing_event(struct printing *printing, const struct resource *resource, const char *type,
		    const cJSON *object, struct error *err)
{
	FILE *out = printing->session->out;
	bool wrapped = args_bool(printing->args, "output-watch-events");

	switch (printing->output.format) {
	case OUTPUT_JSON:
	case OUTPUT_YAML:
		if (printing->n_printed++ > 0 && printing->output.format == OUTPUT_YAML)
			fputs("---\n", out);
		if (wrapped)
			return print_wrapped(printing, type, object, err);
		return output_object(out, &printing->output, resource, object, false,
				     printing->managed_fields, err);
	case OUTPUT_JSONPATH:
	case OUTPUT_GO_TEMPLATE:
		return print_template(printing, wrapped ? type : NULL, object, err);
	case OUTPUT_CUSTOM_COLUMNS:
		return print_columns(printing, wrapped ? type : NULL, object, err);
	default:
		printing->options.event = wrapped ? padded(type) : NULL;
		return printing_object(printing, resource, object, err);
	}
}
