/* A List, printed item by item: each item is turned into text alone and moved to its place, so that
 * memory holds one item and a chunk of text. Only a template has to see all items at once. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/template.h"
#include "cidrctl/yaml.h"
#include "internal.h"

/* Text is held back until this much is there: a small list that fails prints nothing, as kubectl's,
 * which makes the whole text first. */
#define CHUNK_SIZE (256U << 10)

/* Rows of custom columns that are aligned together. */
#define ALIGNED_ROWS 10000

struct output_list {
	FILE *out;
	const struct output *output;
	enum output_format format;
	bool show_managed_fields;
	bool bare; /* as apply prints */
	bool failed;
	size_t n;
	struct strbuf text;        /* not printed yet */
	struct tab_writer *writer; /* of custom columns */
	cJSON *items;              /* owned: what a template will be shown */
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

/* Makes the headers wait for the first rows. */
static void begin_columns(struct output_list *list)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	list->writer = tab_writer_create(list->out);
	if (list->output->no_headers)
		return;
	custom_columns_header(list->output->columns, &line);
	tab_add(list->writer, line.text, line.length);
}

static struct output_list *list_begin(FILE *out, const struct output *output)
{
	struct output_list *list = xcalloc(1, sizeof(*list));

	assert(!output_is_table(output));
	list->out = out;
	list->output = output;
	list->format = output->format;
	list->text = (struct strbuf)STRBUF_INIT;
	if (list->format == OUTPUT_CUSTOM_COLUMNS)
		begin_columns(list);
	if (list->format == OUTPUT_JSONPATH || list->format == OUTPUT_GO_TEMPLATE)
		list->items = cJSON_CreateArray();
	return list;
}

struct output_list *output_list_begin(FILE *out, const struct output *output,
				      bool show_managed_fields)
{
	struct output_list *list = list_begin(out, output);

	list->show_managed_fields = show_managed_fields;
	return list;
}

struct output_list *output_list_begin_bare(FILE *out, const struct output *output)
{
	struct output_list *list = list_begin(out, output);

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

/* kubectl prints the headers, and the rows in front of one that fails. */
static bool add_row(struct output_list *list, const cJSON *object, struct error *err)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	list->failed = !custom_columns_check(list->output->columns, err) ||
		       !custom_columns_row(list->output->columns, object, &line, err);
	if (list->failed) {
		tab_flush(list->writer);
		return false;
	}
	tab_add_escaped(list->writer, line.text);
	if (++list->n % ALIGNED_ROWS == 0)
		tab_flush(list->writer);
	return true;
}

/* An element of the List as json or yaml. */
static bool add_text_item(struct output_list *list, const cJSON *object, struct error *err)
{
	const struct list_frame *frame = &frames[list->format][list->bare];
	size_t before = list->text.length;
	cJSON *copy;

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

bool output_list_item(struct output_list *list, const struct resource *resource,
		      const cJSON *object, struct error *err)
{
	switch (list->format) {
	case OUTPUT_NAME:
		object_print_name(list->out, resource, object);
		return true;
	case OUTPUT_CUSTOM_COLUMNS:
		return add_row(list, object, err);
	case OUTPUT_JSONPATH:
	case OUTPUT_GO_TEMPLATE:
		json_append(list->items, object_printable(object, false, true));
		return true;
	default:
		return add_text_item(list, object, err);
	}
}

void output_list_flush(struct output_list *list)
{
	if (list->writer != NULL)
		tab_flush(list->writer);
}

void output_list_abandon(struct output_list *list)
{
	if (list == NULL)
		return;
	strbuf_finish(&list->text);
	tab_writer_destroy(list->writer);
	cJSON_Delete(list->items);
	free(list);
}

/* The template sees the List as kubectl makes it; the one of `apply` is kubectl's own. */
static bool print_template(struct output_list *list, struct error *err)
{
	CLEANUP(json) cJSON *whole = cJSON_CreateObject();

	json_set_str(whole, "apiVersion", "v1");
	json_set(whole, "items", TAKE(list->items));
	json_set_str(whole, "kind", "List");
	json_set(whole, "metadata", cJSON_CreateObject());
	if (!list->bare)
		json_set_str(json_child(whole, "metadata"), "resourceVersion", "");
	return object_print_template(list->out, list->output, whole, list->bare, err);
}

static bool print_end(struct output_list *list, struct error *err)
{
	const struct list_frame *frame;

	switch (list->format) {
	case OUTPUT_NAME:
		return true;
	case OUTPUT_CUSTOM_COLUMNS:
		tab_flush(list->writer);
		return custom_columns_check(list->output->columns, err);
	case OUTPUT_JSONPATH:
	case OUTPUT_GO_TEMPLATE:
		return print_template(list, err);
	default:
		frame = &frames[list->format][list->bare];
		strbuf_add_str(&list->text, list->n == 0 ? frame->empty : frame->after);
		list_print(list);
		return true;
	}
}

bool output_list_end(struct output_list *list, struct error *err)
{
	bool ok = list->failed || print_end(list, err);

	output_list_abandon(list);
	return ok;
}
