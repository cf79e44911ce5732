/* What the printers of this room share. */
#ifndef CIDRCTL_OUTPUT_INTERNAL_H
#define CIDRCTL_OUTPUT_INTERNAL_H

#include <stdio.h>

#include "cidrctl/json.h"
#include "cidrctl/output.h"
#include "cidrctl/strbuf.h"

/* ---- aligned text (tab_writer.c) ---- */

/* Text in cells, aligned in columns as Go's text/tabwriter does. A tab or vertical tab ends a cell,
 * a newline or form feed the line, a form feed all columns too; the last cell of a line belongs to
 * no column. A column is a run of neighbouring lines that all have a cell there; its width follows
 * from the style. Widths count characters. */
struct tab_writer;

struct tab_style {
	size_t min_width,
		padding; /* as wide as the widest cell and the padding, at least min_width */
	/* Also as wide as any column that was printed in the same place since tab_forget. */
	bool remembers;
};
extern const struct tab_style tab_style_table, tab_style_describe;

struct tab_writer *tab_writer_create(FILE *out); /* of tab_style_table */
struct tab_writer *tab_writer_create_with(FILE *out, const struct tab_style *style);
void tab_writer_destroy(struct tab_writer *writer); /* prints nothing; NULL is allowed */

void tab_add(struct tab_writer *writer, const char *text, size_t length);
/* A tree's text, with ESC as ^[ and CR as \r, so that a terminal does not obey it. */
void tab_add_escaped(struct tab_writer *writer, const char *text);
/* Prints every line that is complete. True when it printed something. */
bool tab_flush(struct tab_writer *writer);
/* Prints everything; a last line that no newline ended gets none. */
void tab_finish(struct tab_writer *writer);
/* Forgets the widths of columns printed so far. */
void tab_forget(struct tab_writer *writer);

/* ---- cells (table_cells.c) ---- */

/* Appends a cell's text as a table shows it: cut at the first line break, ESC made visible. */
void cell_escape(struct strbuf *out, const char *text);
/* "a=b,c=d" sorted by key, "<none>" without labels. */
void cell_labels(struct strbuf *out, const cJSON *object);
/* The label's value; nothing when it is absent. */
void cell_label(struct strbuf *out, const cJSON *object, const char *key);
/* The title of a label's column: "kubernetes.io/name" gives "NAME". */
void cell_label_title(struct strbuf *out, const char *key);
/* A column's title in capitals, ASCII only. */
void cell_title(struct strbuf *out, const char *title);

/* ---- objects (object.c) ---- */

/* A copy of the object in the form that is printed: sorted keys unless typed, managedFields left
 * out unless asked for. Owned. */
cJSON *object_printable(const cJSON *object, bool typed, bool show_managed_fields);

/* Runs the template of the output; floats: over an object of kubectl's own making. Errors: what the
 * template says. */
bool object_print_template(FILE *out, const struct output *output, const cJSON *object, bool floats,
			   struct error *err);

/* Prints "service/web" and a newline. */
void object_print_name(FILE *out, const struct resource *resource, const cJSON *object);

/* ---- describe (describe_fields.c) ---- */

/* Appends every field of the object but its name, namespace, labels, annotations and managedFields,
 * keys as words, two spaces a level. */
void describe_fields(struct strbuf *out, const cJSON *object);

/* ---- events (events.c) ---- */

/* Sorts the list by lastTimestamp, events without it first. */
void events_sort_by_timestamp(cJSON *events);

#endif
