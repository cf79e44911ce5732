/* What the YAML files of this room share: the node tree between libyaml's events and JSON, and the
 * meaning of scalars. */
#ifndef CODEC_YAML_NODE_H
#define CODEC_YAML_NODE_H

#include "cidrctl/yaml.h"

/* ---- scalars ---- */

enum yaml_type {
	YAML_TYPE_NULL,
	YAML_TYPE_BOOL,
	YAML_TYPE_INT,
	YAML_TYPE_UINT, /* only what does not fit YAML_TYPE_INT */
	YAML_TYPE_FLOAT,
	YAML_TYPE_TIMESTAMP,
	YAML_TYPE_STRING,
};

struct yaml_value {
	enum yaml_type type;
	union {
		bool boolean;
		int64_t integer;
		uint64_t natural;
		double number;
	};
};

#define YAML_TAG_PREFIX "tag:yaml.org,2002:"

/* What a plain scalar means by YAML 1.1, as go-yaml v2 reads it. */
struct yaml_value yaml_resolve(const char *text);
/* What a scalar with an explicit (long) tag means. Custom tags make strings.
 * Errors: "cannot decode !!str `abc` as a !!int", without a prefix. */
bool yaml_resolve_tagged(const char *tag, const char *text, struct yaml_value *ret_value,
			 struct error *err);
/* Whether text written plain would come back as the string that it is, in any YAML 1.1 reader:
 * base 60 is no number here, but is for others. */
bool yaml_reads_as_string(const char *text);

/* ---- nodes ---- */

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING, NODE_ALIAS };

struct node {
	struct node *next; /* of the same tree, in any order: for freeing */
	enum node_kind kind;
	bool is_plain;          /* a scalar without quotes, or tagged "!" */
	bool is_open;           /* an alias that is being decoded */
	char *tag;              /* owned; NULL without one */
	char *text;             /* owned; a scalar's value (NUL as JSON_NUL), an alias's anchor */
	struct node *target;    /* of an alias */
	struct node **children; /* elements; keys and values in turn. Array owned */
	size_t n, capacity;
};

struct node_tree {
	struct node *root; /* NULL: no document */
	struct node *nodes;
};

/* Reads the first document of the text. Errors: as yaml_parse, without its prefix. */
bool node_tree_read(const char *text, size_t length, struct node_tree *ret_tree, struct error *err);
void node_tree_finish(struct node_tree *tree);

/* Makes JSON of a node. Errors: as yaml_parse, without its prefix. */
bool node_decode(struct node *root, cJSON **ret_tree, struct error *err);

/* Order of keys in go-yaml's output: negative, 0 or positive. */
int yaml_key_compare(const char *a, const char *b);

#endif
