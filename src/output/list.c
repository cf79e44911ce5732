/* A List, printed item by item: each item is turned into text alone and moved to its place, so that
 * memory holds one item and a chunk of text. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"
#include "internal.h"

/* Text is held back until this much is there: a small list that fails prints nothing, as kubectl's,
 * which makes the whole text first. */
#define CHUNK_SIZE (256U << 10)

struct output_list {
	FILE *out;
	enum output_format format;
	bool show_managed_fields;
	bool bare; /* as apply prints */
	bool failed;
	size_t n;
	struct strbuf text; /* not printed yet */
};

/* What stands around the items. `apply` prints a list that it builds itself: in the order of the
 * type, with empty metadata. */
static const struct list_frame {
	const char *before, *between, *after, *empty;
} frames[][2] = {
	[OUTPUT_JSON] = {
		{
			.before = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n",
			.between = ",\n",
			.after = "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n"
				 "        \"resourceVersion\": \"\"\n    }\n}\n",
			.empty = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [],\n"
				 "    \"kind\": \"List\",\n    \"metadata\": {\n"
				 "        \"resourceVersion\": \"\"\n    }\n}\n",
		},
		{
			.before = "{\n    \"kind\": \"List\",\n    \"apiVersion\": \"v1\",\n"
				  "    \"metadata\": {},\n    \"items\": [\n",
			.between = ",\n",
			.after = "\n    ]\n}\n",
			.empty = "{\n    \"kind\": \"List\",\n    \"apiVersion\": \"v1\",\n"
				 "    \"metadata\": {},\n    \"items\": []\n}\n",
		},
	},
	[OUTPUT_YAML] = {
		{
			.before = "apiVersion: v1\nitems:\n",
			.between = "",
			.after = "kind: List\nmetadata:\n  resourceVersion: \"\"\n",
			.empty = "apiVersion: v1\nitems: []\nkind: List\nmetadata:\n"
				 "  resourceVersion: \"\"\n",
		},
		{
			.before = "apiVersion: v1\nitems:\n",
			.between = "",
			.after = "kind: List\nmetadata: {}\n",
			.empty = "apiVersion: v1\nitems: []\nkind: List\nmetadata: {}\n",
		},
	},
};

static struct output_list *list_begin(FILE *out, enum output_format format)
{
	struct output_list *list = xcalloc(1, sizeof(*list));

	assert(format == OUTPUT_JSON || format == OUTPUT_YAML || format == OUTPUT_NAME);
	list->out = out;
	list->format = format;
	list->text = (struct strbuf)STRBUF_INIT;
	return list;
}

struct output_list *output_list_begin(FILE *out, enum output_format format,
				      bool show_managed_fields)
{
	struct output_list *list = list_begin(out, format);

	list->show_managed_fields = show_managed_fields;
	return list;
}

struct output_list *output_list_begin_bare(FILE *out, enum output_format format)
{
	struct output_list *list = list_begin(out, format);

	list->bare = true;
	return list;
}

static void list_print(struct output_list *list)
{
	fwrite(list->text.text, 1, list->text.length, list->out);
	strbuf_truncate(&list->text, 0);
}

#define JSON_ITEM_INDENT "        "

/* JSON text holds no raw newline inside a string, so every line can be moved to the right. */
static void add_json_item(struct output_list *list, const cJSON *item)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const char *line, *end;

	json_print(item, JSON_INDENT_4, &text);
	for (line = text.text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		strbuf_add_str(&list->text, JSON_ITEM_INDENT);
		strbuf_add(&list->text, line, (size_t)(end + 1 - line));
	}
	strbuf_add_str(&list->text, JSON_ITEM_INDENT);
	strbuf_add_str(&list->text, line);
}

/* YAML text folds by column, so the item is printed where it will stand: go-yaml puts a list inside
 * a mapping in the mapping's own column, which is where a list of its own begins. */
static bool add_yaml_item(struct output_list *list, cJSON *item, struct error *err)
{
	CLEANUP(json) cJSON *alone = cJSON_CreateArray();

	json_append(alone, item);
	return yaml_print(alone, &list->text, err);
}

bool output_list_item(struct output_list *list, const struct resource *resource,
		      const cJSON *object, struct error *err)
{
	const struct list_frame *frame = &frames[list->format][list->bare];
	size_t before = list->text.length;
	cJSON *copy;

	if (list->format == OUTPUT_NAME) {
		object_print_name(list->out, resource, object);
		return true;
	}
	strbuf_add_str(&list->text, list->n == 0 ? frame->before : frame->between);
	copy = object_printable(object, false, list->show_managed_fields);
	if (list->format == OUTPUT_JSON) {
		add_json_item(list, copy);
		cJSON_Delete(copy);
	} else if (!add_yaml_item(list, copy, err)) {
		strbuf_truncate(&list->text, before);
		list->failed = true;
		return false;
	}
	list->n++;
	if (list->text.length >= CHUNK_SIZE)
		list_print(list);
	return true;
}

void output_list_abandon(struct output_list *list)
{
	if (list == NULL)
		return;
	strbuf_finish(&list->text);
	free(list);
}

void output_list_end(struct output_list *list)
{
	const struct list_frame *frame = &frames[list->format][list->bare];

	if (!list->failed && list->format != OUTPUT_NAME) {
		strbuf_add_str(&list->text, list->n == 0 ? frame->empty : frame->after);
		list_print(list);
	}
	output_list_abandon(list);
}
