/* Printers: objects in, text out. They know no store. */
#ifndef CIDRCTL_OUTPUT_H
#define CIDRCTL_OUTPUT_H

#include <stdio.h>

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/resource.h"

/* ---- objects ---- */

enum output_format {
	OUTPUT_TABLE, /* no -o: a table (get) or a result line (the writing commands) */
	OUTPUT_WIDE,
	OUTPUT_NAME,
	OUTPUT_JSON,
	OUTPUT_YAML,
};

/* Reads the value of -o. Case of json, yaml and name does not matter. `tables`: the command prints
 * tables (get), so wide is allowed.
 * Errors: client error with kubectl's list of allowed formats. */
bool output_parse_format(const char *text, bool tables, enum output_format *ret_format,
			 struct error *err);

/* How -o spells the format: "json"; "" for OUTPUT_TABLE. */
const char *output_format_name(enum output_format format);

/* How kubectl names a kind in a result line: "service", "servicecidr.networking.k8s.io". Owned. */
char *output_kind(const struct resource *resource);

/* Prints one object as kubectl does; typed: in the order of the tree (objects that kubectl builds
 * itself), else keys sorted. managedFields are left out unless asked for. *object is not changed.
 * OUTPUT_NAME prints "service/web", "servicecidr.networking.k8s.io/plain"; "service/<unknown>" when
 * there is no name. The table formats are not for single objects.
 * Errors: client error "yaml: control characters are not allowed"; then nothing is printed. */
bool output_object(FILE *out, enum output_format format, const struct resource *resource,
		   const cJSON *object, bool typed, bool show_managed_fields, struct error *err);

/* Streams a List: `apiVersion: v1, items: [...], kind: List, metadata: {resourceVersion: ""}` in
 * json or yaml, item by item, so that any number of objects prints in bounded memory. The bytes are
 * those of the whole List printed at once. For OUTPUT_NAME prints a line each. */
struct output_list;
struct output_list *output_list_begin(FILE *out, enum output_format format,
				      bool show_managed_fields);
/* The same as `apply` prints it: `metadata: {}`, in json the order kind, apiVersion, metadata,
 * items; managedFields left out. */
struct output_list *output_list_begin_bare(FILE *out, enum output_format format);
/* Errors: as output_object. A list that failed prints no more; what was printed before stays, which
 * is nothing for a list of less than 256 KiB. */
bool output_list_item(struct output_list *list, const struct resource *resource,
		      const cJSON *object, struct error *err);
/* Prints what closes the list, unless an item failed, and frees it. */
void output_list_end(struct output_list *list);
/* Frees the list and prints nothing more: what was to come cannot. NULL is allowed. */
void output_list_abandon(struct output_list *list);

/* ---- tables ---- */

struct table_options {
	bool wide;
	bool no_headers;
	bool with_namespace; /* NAMESPACE first (get -A) */
	bool with_kind;      /* NAME as service/web */
	bool show_labels;
	bool name_and_age;                /* only these two columns (--server-print=false) */
	const char *const *label_columns; /* -L, NULL-ended, or NULL */
	int64_t now;                      /* seconds, for ages */
};

/* A table that prints in blocks: rows added since the last flush are aligned together, and the
 * column widths of earlier blocks are remembered (as kubectl's tab writer does), so that a table of
 * any length prints in bounded memory. Padding: widest cell plus 3, at least 6; the last column is
 * not padded; widths count characters. A tab in a cell starts a new cell; a newline, carriage return
 * or form feed cuts it off and "..." follows; ESC prints as ^[.
 *
 * A resource's column with the title "" is a cell without a column: it fills the next column that
 * -L or --show-labels adds, as the age of an IPAddress does. Such columns come last. */
struct table;
struct table *table_create(FILE *out);
/* Starts the block of one resource: header row unless no_headers. A block without rows prints
 * nothing. Separated from what was printed before by an empty line, unless no_headers. Forgets
 * widths. Borrows the options until the block ends. */
void table_begin(struct table *table, const struct resource *resource,
		 const struct table_options *options);
void table_row(struct table *table, const cJSON *object);
/* Prints what was added so far. */
void table_flush(struct table *table);
void table_destroy(struct table *table); /* flushes */

#endif
