/* Printers: objects in, text out. They know no store. */
#ifndef CIDRCTL_OUTPUT_H
#define CIDRCTL_OUTPUT_H

#include <stdio.h>

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/resource.h"
#include "cidrctl/text.h"

/* ---- objects ---- */

enum output_format {
	OUTPUT_TABLE, /* no -o: a table (get) or a result line (the writing commands) */
	OUTPUT_WIDE,
	OUTPUT_NAME,
	OUTPUT_JSON,
	OUTPUT_YAML,
	OUTPUT_JSONPATH,
	OUTPUT_CUSTOM_COLUMNS,
	OUTPUT_GO_TEMPLATE,
};

/* A format, with its template if it has one. */
struct output {
	enum output_format format;
	bool allow_missing_keys;        /* of the templates */
	bool json_lists;                /* jsonpath-as-json */
	bool no_headers;                /* of custom columns */
	struct jsonpath *jsonpath;      /* owned */
	struct custom_columns *columns; /* owned */
	struct gotemplate *gotemplate;  /* owned */
};
#define OUTPUT_INIT                    \
	{                              \
		.format = OUTPUT_TABLE \
	}

/* What the command line says about it. */
struct output_request {
	const char *text;     /* of -o */
	bool given;           /* -o was there, perhaps with nothing behind it */
	const char *template; /* of --template; "" or NULL: none */
	bool tables; /* the command prints tables (get): wide and custom columns are allowed */
	bool no_headers;
	bool require_keys; /* --allow-missing-template-keys=false */
};

/* Reads the values of -o and --template, and the file if they name one. Case of json, yaml and name
 * does not matter.
 * Errors: client error: kubectl's list of allowed formats; a template that cannot be read or parsed. */
bool output_parse(const struct output_request *request, struct output *ret_output,
		  struct error *err);
void output_finish(struct output *output);
void output_cleanup(struct output *output); /* for CLEANUP(output) */

/* Makes a template that was run as new: see jsonpath_renew. */
void output_renew(struct output *output);

/* False for what a command prints without being asked for the objects. */
bool output_is_table(const struct output *output);

/* How kubectl names a kind in a result line: "service", "servicecidr.networking.k8s.io". Owned. */
char *output_kind(const struct resource *resource);

/* Prints one object as kubectl does; typed: in the order of the tree (objects that kubectl builds
 * itself; to templates their numbers are floats), else keys sorted. managedFields are left out of
 * json and yaml unless asked for. *object is not changed.
 * OUTPUT_NAME prints "service/web", "servicecidr.networking.k8s.io/plain"; "service/<unknown>" when
 * there is no name. The table formats are not for single objects.
 * Errors: client error "yaml: control characters are not allowed"; what the template says. */
bool output_object(FILE *out, const struct output *output, const struct resource *resource,
		   const cJSON *object, bool typed, bool show_managed_fields, struct error *err);

/* Streams a List: `apiVersion: v1, items: [...], kind: List, metadata: {resourceVersion: ""}` in
 * json or yaml, item by item, so that any number of objects prints in bounded memory. The bytes are
 * those of the whole List printed at once. For OUTPUT_NAME prints a line each, for custom columns the
 * headers and a row each. A template needs the whole List: it is run by output_list_end. The output
 * must stay where it is. */
struct output_list;
struct output_list *output_list_begin(FILE *out, const struct output *output,
				      bool show_managed_fields);
/* The same as `apply` prints it: `metadata: {}`, in json the order kind, apiVersion, metadata,
 * items; managedFields left out. */
struct output_list *output_list_begin_bare(FILE *out, const struct output *output);
/* Errors: as output_object. A list that failed prints no more; what was printed before stays, which
 * is nothing for json or yaml of less than 256 KiB. */
bool output_list_item(struct output_list *list, const struct resource *resource,
		      const cJSON *object, struct error *err);
/* Prints the rows of custom columns that wait to be aligned. */
void output_list_flush(struct output_list *list);
/* Prints what closes the list, unless an item failed, and frees it. Errors: as output_object. */
bool output_list_end(struct output_list *list, struct error *err);
/* Frees the list and prints nothing more: what was to come cannot. NULL is allowed. */
void output_list_abandon(struct output_list *list);

/* ---- tables ---- */

struct table_options {
	bool wide;
	bool no_headers;
	const char
		*event; /* EVENT before all others: what the row is about; NULL: no such column */
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

/* ---- describe ---- */

/* Prints what `describe` says of an object. events: those about it, which get sorted; NULL: none are
 * to be shown. now: seconds, for ages. */
void output_describe(FILE *out, const struct resource *resource, const cJSON *object, cJSON *events,
		     int64_t now);

/* ---- events ---- */

/* Sorts a list of Events by the time each was last seen, those without any time first. */
void output_sort_events(cJSON *events);
/* Prints the table of `events`. */
void output_events(FILE *out, const cJSON *events, bool with_namespace, bool no_headers,
		   int64_t now);
/* The same table as it grows: what has been flushed has told how wide the columns are. The header
 * comes with the first row. */
struct event_table;
struct event_table *event_table_create(FILE *out, bool with_namespace, bool no_headers);
void event_table_row(struct event_table *table, const cJSON *event, int64_t now);
void event_table_flush(struct event_table *table);
void event_table_destroy(struct event_table *table); /* flushes; NULL is allowed */
/* Prints text through the writer of tables, as `events` prints every format: where lines have tabs,
 * their cells are aligned. */
void output_aligned(FILE *out, const char *text, size_t length);

/* ---- explain ---- */

/* What to explain: the kind itself, or the field that the path leads to. */
struct explanation {
	const struct resource *resource;
	const char *version;
	const struct text_list *path;
	bool recursive; /* only names and types, but of all levels */
};

/* Prints the documentation as `explain` does, or in the form that older clients had.
 * Errors: client error `field "x" does not exist`; output_explain has printed its first lines then,
 * as kubectl has. */
bool output_explain(FILE *out, const struct explanation *what, struct error *err);
bool output_explain_v2(FILE *out, const struct explanation *what, struct error *err);

#endif
