/* Tables, block by block. A row has one text a cell and is cut to the columns that the header has,
 * so a resource may have more cells than columns of its own. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

struct table {
	struct tab_writer *writer;
	FILE *out;
	const struct resource *resource;
	const struct table_options *options;
	const struct column *columns;
	size_t n_cells; /* of columns, those without a title included */
	size_t n_titled;
	size_t n_label_columns;
	char *kind;      /* owned: what comes before the name with with_kind */
	bool header_due; /* the block has no row yet */
	bool anything_printed;
	struct strbuf cell, line; /* scratch */
};

static const struct column name_and_age[] = {
	{ "Name", false, cell_name },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

struct table *table_create(FILE *out)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->out = out;
	table->writer = tab_writer_create(out);
	table->cell = table->line = (struct strbuf)STRBUF_INIT;
	return table;
}

void table_destroy(struct table *table)
{
	table_flush(table);
	tab_writer_destroy(table->writer);
	strbuf_finish(&table->cell);
	strbuf_finish(&table->line);
	free(table->kind);
	free(table);
}

void table_begin(struct table *table, const struct resource *resource,
		 const struct table_options *options)
{
	table_flush(table);
	tab_forget(table->writer);
	free(table->kind);
	table->kind = output_kind(resource);
	table->resource = resource;
	table->options = options;
	table->columns = options->name_and_age ? name_and_age : resource->columns;
	for (table->n_cells = table->n_titled = 0; table->columns[table->n_cells].title != NULL;
	     table->n_cells++)
		table->n_titled += *table->columns[table->n_cells].title != '\0';
	table->n_label_columns = 0;
	while (options->label_columns != NULL &&
	       options->label_columns[table->n_label_columns] != NULL)
		table->n_label_columns++;
	table->header_due = !options->no_headers;
}

/* The parts of a row in order. Columns and cells are counted through all of them, but a part may
 * have more cells than titles; the cells then move into the columns of the parts behind. */
static bool has_event(const struct table *table)
{
	return table->options->event != NULL;
}

static size_t column_count(const struct table *table)
{
	return has_event(table) + table->options->with_namespace + table->n_titled +
	       table->n_label_columns + table->options->show_labels;
}

static bool column_hidden(const struct table *table, size_t column)
{
	size_t n_before = (size_t)has_event(table) + table->options->with_namespace;

	if (column < n_before)
		return false;
	column -= n_before;
	return column < table->n_titled && table->columns[column].wide && !table->options->wide;
}

static void add_title(const struct table *table, size_t column, struct strbuf *out)
{
	if (column < has_event(table)) {
		strbuf_add_str(out, "EVENT");
		return;
	}
	column -= has_event(table);
	if (column < table->options->with_namespace) {
		strbuf_add_str(out, "NAMESPACE");
		return;
	}
	column -= table->options->with_namespace;
	if (column < table->n_titled) {
		cell_title(out, table->columns[column].title);
		return;
	}
	column -= table->n_titled;
	if (column < table->n_label_columns)
		cell_label_title(out, table->options->label_columns[column]);
	else
		strbuf_add_str(out, "LABELS");
}

static void add_cell(const struct table *table, size_t cell, const cJSON *object,
		     struct strbuf *out)
{
	if (cell < has_event(table)) {
		strbuf_add_str(out, table->options->event);
		return;
	}
	cell -= has_event(table);
	if (cell < table->options->with_namespace) {
		strbuf_add_str(out, json_str_at(object, "metadata", "namespace", NULL));
		return;
	}
	cell -= table->options->with_namespace;
	if (cell < table->n_cells) {
		const struct column *column = &table->columns[cell];

		if (table->options->with_kind && strcmp(column->title, "Name") == 0)
			strbuf_addf(out, "%s/", table->kind);
		column->cell(object, table->options->now, out);
		return;
	}
	cell -= table->n_cells;
	if (cell < table->n_label_columns)
		cell_label(out, object, table->options->label_columns[cell]);
	else
		cell_labels(out, object);
}

/* Adds one line; object NULL: the header. */
static void add_line(struct table *table, const cJSON *object)
{
	size_t n_columns = column_count(table), n_shown = 0;

	strbuf_truncate(&table->line, 0);
	for (size_t i = 0; i < n_columns; i++) {
		if (column_hidden(table, i))
			continue;
		if (n_shown++ > 0)
			strbuf_add_char(&table->line, '\t');
		strbuf_truncate(&table->cell, 0);
		if (object == NULL)
			add_title(table, i, &table->cell);
		else
			add_cell(table, i, object, &table->cell);
		cell_escape(&table->line, table->cell.text);
	}
	strbuf_add_char(&table->line, '\n');
	tab_add(table->writer, table->line.text, table->line.length);
}

void table_row(struct table *table, const cJSON *object)
{
	if (table->header_due) {
		table->header_due = false;
		if (table->anything_printed)
			fputc('\n', table->out);
		add_line(table, NULL);
	}
	add_line(table, object);
}

void table_flush(struct table *table)
{
	if (tab_flush(table->writer))
		table->anything_printed = true;
}
