/* What the files of the template room share. */
#ifndef CIDRCTL_TEMPLATE_INTERNAL_H
#define CIDRCTL_TEMPLATE_INTERNAL_H

#include <stdint.h>

#include "cidrctl/template.h"

/* ---- parsed templates (jsonpath_parse.c) ---- */

enum node_type {
	NODE_LIST, /* {…}: each node takes what the one before it found */
	NODE_LITERAL,
	NODE_FIELD,
	NODE_ARRAY, /* [0], [1:3], [::2] */
	NODE_FILTER,
	NODE_WILDCARD,
	NODE_RECURSIVE,
	NODE_UNION,
	NODE_IDENTIFIER, /* range, end */
};

/* One number of [start:end:step]. */
struct bound {
	int64_t value;
	bool known;
	bool derived; /* the end of a single index, not written */
};

struct nodes {
	struct node *items;
	size_t n, capacity;
};

struct node {
	enum node_type type;
	char *text;                    /* name of a field or an identifier, operator of a filter */
	struct jsonpath_value literal; /* the item is owned */
	struct bound bounds[3];
	struct nodes children; /* of a list; of a union, lists; of a filter, left and right */
};

#define FILTER_EXISTS "exists"

/* The state that upstream keeps in the engine from one run to the next: see jsonpath_find. */
struct jsonpath {
	char *text; /* as given */
	size_t length;
	struct nodes nodes;
	size_t n_nodes; /* in the whole tree */

	size_t first;                            /* where a run begins */
	size_t begin_range, in_range, end_range; /* as upstream counts them */
	size_t last_end;                         /* the {end} met last; NO_NODE: none */

	cJSON *bytes; /* the numbers 0 to 255, or NULL */
};
#define NO_NODE SIZE_MAX

/* ---- finding (jsonpath_compare.c) ---- */

/* What Go's reflection tells about a value. */
enum go_kind {
	GO_NIL,
	GO_BOOL,
	GO_INT,
	GO_UINT,
	GO_FLOAT,
	GO_STRING,
	GO_LIST,
	GO_MAP,
};
enum go_kind go_kind_of(const struct jsonpath_value *value, bool floats);
/* "map[string]interface {}" */
const char *value_go_type(const struct jsonpath_value *value, bool floats);

/* LEFT OP RIGHT, as text/template compares. Errors: "incompatible types for comparison", … */
bool values_compare(const struct jsonpath_value *left, const char *operator,
		    const struct jsonpath_value * right, bool floats, bool *ret_pass,
		    struct error *err);

/* ---- sorting (go_sort.c) ---- */

/* What sort.Sort is given. */
struct go_sort {
	bool (*less)(void *context, size_t i, size_t j);
	void (*swap)(void *context, size_t i, size_t j);
	void *context;
};
/* Go's sort.Sort over n elements: the same comparisons and swaps, so the same order among equals.
 * less need not be an order. */
void go_sort(const struct go_sort *sort, size_t n);

#endif
