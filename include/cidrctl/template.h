/* JSONPath templates, and what kubectl builds on them: custom columns and --sort-by. They read
 * trees; what a template holds and finds is in the tree's notation (JSON_NUL for a NUL byte).
 * Source: client-go util/jsonpath; kubectl pkg/cmd/get sorter.go and customcolumn.go, 1.33. */
#ifndef CIDRCTL_TEMPLATE_H
#define CIDRCTL_TEMPLATE_H

#include <stdio.h>

#include "cidrctl/error.h"
#include "cidrctl/json.h"

/* ---- JSONPath ---- */

/* A parsed template. Running one changes it: as upstream's engine, a template that was run is left
 * standing behind its last {range}, so a second run begins there. */
struct jsonpath;

/* Reads a template. Errors: client error in upstream's words, "unterminated array", without the
 * template. The text may hold any bytes. */
bool jsonpath_parse(const char *text, size_t length, struct jsonpath **ret_path, struct error *err);
/* Forgets what runs have left. */
void jsonpath_renew(struct jsonpath *path);
void jsonpath_destroy(struct jsonpath *path); /* NULL is allowed */
void jsonpath_cleanup(struct jsonpath **path);

struct jsonpath_options {
	bool require_keys; /* a field found nowhere is an error */
	bool floats;       /* numbers are float64: of objects that kubectl builds itself */
};

enum jsonpath_type {
	JSONPATH_JSON,    /* whatever the item is */
	JSONPATH_INT,     /* a literal of the template */
	JSONPATH_FLOAT,   /* likewise */
	JSONPATH_BYTE,    /* of a string that a wildcard took apart */
	JSONPATH_NOTHING, /* what a {range} over null hands on; no item */
};

struct jsonpath_value {
	enum jsonpath_type type;
	bool bare; /* upstream holds the value itself and no interface: --sort-by sees that */
	const cJSON *item; /* of the object, or of the template */
};

struct jsonpath_values {
	struct jsonpath_value *items;
	size_t n, capacity;
};

/* What a template finds: the values of each text and each {…} of it, ranges unrolled. Borrows from
 * the object and the template. */
struct jsonpath_results {
	struct jsonpath_values *parts;
	size_t n, capacity;
};
#define JSONPATH_RESULTS_INIT                        \
	{                                            \
		.parts = NULL, .n = 0, .capacity = 0 \
	}
void jsonpath_results_finish(struct jsonpath_results *results);
void jsonpath_results_cleanup(struct jsonpath_results *results);

/* Runs the template; maps are walked in the order of the tree. NULL options: none.
 * Errors: client error in upstream's words, "array index out of bounds: index 9, length 1". */
bool jsonpath_find(struct jsonpath *path, const cJSON *object,
		   const struct jsonpath_options *options, struct jsonpath_results *ret_results,
		   struct error *err);

/* Appends a value as upstream prints it: strings as they are, maps and lists as compact JSON. */
void jsonpath_value_text(const struct jsonpath_value *value, const struct jsonpath_options *options,
			 struct strbuf *out);

/* Runs the template and prints all that it finds, without a final newline; lists: each part as an
 * indented JSON array and a newline (jsonpath-as-json). Prints nothing when it fails.
 * Errors: client error, the long text of kubectl's printer with template and object. */
bool jsonpath_print(struct jsonpath *path, const cJSON *object,
		    const struct jsonpath_options *options, bool lists, FILE *out,
		    struct error *err);

/* "metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}" become the last; "" stays.
 * Owned. Errors: client error, kubectl's "unexpected path string, …". */
bool jsonpath_relax(const char *text, char **ret_text, struct error *err);

/* ---- custom columns ---- */

struct custom_columns;

/* Reads "HEADER:PATH,…". Errors: client error. A path that does not parse is found out by
 * custom_columns_check, when kubectl has printed the headers. */
bool custom_columns_parse(const char *spec, struct custom_columns **ret_columns, struct error *err);
/* Reads a file's content: a line of headers, a line of paths. */
bool custom_columns_parse_file(const char *text, size_t length, struct custom_columns **ret_columns,
			       struct error *err);
void custom_columns_destroy(struct custom_columns *columns); /* NULL is allowed */

bool custom_columns_check(const struct custom_columns *columns, struct error *err);
/* Append a line, cells ended by tabs and it by a newline, for an aligning writer. The row is in the
 * tree's notation. */
void custom_columns_header(const struct custom_columns *columns, struct strbuf *out);
bool custom_columns_row(struct custom_columns *columns, const cJSON *object, struct strbuf *out,
			struct error *err);

/* ---- --sort-by ---- */

/* What an object is sorted by: the first value that a path finds in it. */
struct sort_key {
	bool found;
	enum jsonpath_type type;
	bool bare;
	cJSON *value;              /* owned; NULL when nothing was found, or nothing is there */
	struct quantity *quantity; /* owned; NULL: no string, or one that is no quantity */
};
bool sort_key_find(struct jsonpath *path, const cJSON *object, struct sort_key *ret_key,
		   struct error *err);
void sort_key_finish(struct sort_key *key);

/* The order that kubectl's sort brings the keys into: ret_order[i] is the index of the key that comes
 * i-th. Go's sort.Sort step by step, since it keeps no order among equals.
 * Errors: client error "Field FIELD in GO_TYPE is an unsortable type: …". */
bool sort_keys(const struct sort_key *const *keys, size_t n, const char *field, const char *go_type,
	       size_t *ret_order, struct error *err);

#endif
