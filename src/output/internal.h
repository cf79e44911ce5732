/* What the printers of this room share. */
#ifndef CIDRCTL_OUTPUT_INTERNAL_H
#define CIDRCTL_OUTPUT_INTERNAL_H

#include <stdio.h>

#include "cidrctl/json.h"
#include "cidrctl/output.h"
#include "cidrctl/strbuf.h"

/* ---- aligned text (tab_writer.c) ---- */

/* Text in cells, aligned in columns as Go's text/tabwriter does. A tab or vertical tab ends a cell,
 * a newline or form feed the line; the last cell of a line belongs to no column. A column is a run
 * of neighbouring lines that all have a cell there; it is as wide as its widest cell plus
 * TAB_PADDING, at least TAB_MIN_WIDTH, and, as kubectl's writer remembers widths, as any column
 * that was printed in the same place since tab_forget. Widths count characters. */
struct tab_writer;

#define TAB_MIN_WIDTH 6
#define TAB_PADDING 3

struct tab_writer *tab_writer_create(FILE *out);
void tab_writer_destroy(struct tab_writer *writer); /* prints nothing; NULL is allowed */

void tab_add(struct tab_writer *writer, const char *text, size_t length);
/* Prints every line that is complete. True when it printed something. */
bool tab_flush(struct tab_writer *writer);
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

/* Prints "service/web" and a newline. */
void object_print_name(FILE *out, const struct resource *resource, const cJSON *object);

#endif
