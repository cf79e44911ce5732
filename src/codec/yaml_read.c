/* Reads YAML: libyaml's events become a tree of nodes, since aliases may stand for any of them;
 * yaml_decode.c makes JSON of it. Whole documents are read before anything is decoded, so that a
 * syntax error wins over any other. */
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "yaml_node.h"

/* The node that an anchor stands for at present. */
struct anchor {
	char *name;
	struct node *node;
};

struct reader {
	yaml_parser_t parser;
	struct node_tree tree;
	struct node **open; /* sequences and mappings that are not complete */
	size_t depth, capacity;
	void *anchors; /* tsearch tree of struct anchor */
	bool is_over;
	struct error *err;
};

/* The line as go-yaml tells it: the parser's own errors count lines from 0, and there is none
 * for the first. */
static bool fail(struct reader *reader, const char *problem, size_t line)
{
	if (line == 0)
		return error_set(reader->err, REASON_CLIENT, "yaml: %s", problem);
	return error_set(reader->err, REASON_CLIENT, "yaml: line %zu: %s", line, problem);
}

static bool fail_parser(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t line = parser->problem_mark.line;

	if (line != 0)
		line += parser->error == YAML_SCANNER_ERROR;
	else
		line = parser->context_mark.line;
	return fail(reader,
		    parser->problem != NULL ? parser->problem
					    : "unknown problem parsing YAML content",
		    line);
}

/* ---- anchors ---- */

static int compare_anchors(const void *a, const void *b)
{
	return strcmp(((const struct anchor *)a)->name, ((const struct anchor *)b)->name);
}

static void free_anchor(void *anchor)
{
	free(((struct anchor *)anchor)->name);
	free(anchor);
}

/* An anchor may be given again and means the new node from then on. */
static void set_anchor(struct reader *reader, const yaml_char_t *name, struct node *node)
{
	struct anchor *anchor, **found;

	if (name == NULL)
		return;
	anchor = xmalloc(sizeof(*anchor));
	*anchor = (struct anchor) { .name = xstrdup((const char *)name), .node = node };
	found = tsearch(anchor, &reader->anchors, compare_anchors);
	if (*found == anchor)
		return;
	(*found)->node = node;
	free_anchor(anchor);
}

static struct node *find_anchor(struct reader *reader, const yaml_char_t *name)
{
	struct anchor key = { .name = (char *)name }, **found;

	found = tfind(&key, &reader->anchors, compare_anchors);
	return found != NULL ? (*found)->node : NULL;
}

/* ---- nodes ---- */

static char *copy_text(const yaml_char_t *value, size_t length)
{
	struct strbuf text = STRBUF_INIT;

	if (memchr(value, '\0', length) == NULL)
		return xstrndup((const char *)value, length);
	for (size_t i = 0; i < length; i++)
		if (value[i] != '\0')
			strbuf_add_char(&text, (char)value[i]);
		else
			strbuf_add_str(&text, JSON_NUL);
	return strbuf_detach(&text);
}

/* A new node at the end of the innermost open one. */
static struct node *add_node(struct reader *reader, enum node_kind kind)
{
	struct node *node = xcalloc(1, sizeof(*node)), *parent;

	node->kind = kind;
	node->next = reader->tree.nodes;
	reader->tree.nodes = node;
	if (reader->depth == 0) {
		reader->tree.root = node;
		return node;
	}
	parent = reader->open[reader->depth - 1];
	parent->children =
		xgrow(parent->children, parent->n, &parent->capacity, sizeof(struct node *));
	parent->children[parent->n++] = node;
	return node;
}

static bool add_alias(struct reader *reader, const yaml_event_t *event)
{
	const yaml_char_t *name = event->data.alias.anchor;
	struct node *target = find_anchor(reader, name), *node;

	if (target == NULL)
		return error_set(reader->err, REASON_CLIENT, "yaml: unknown anchor '%s' referenced",
				 (const char *)name);
	node = add_node(reader, NODE_ALIAS);
	node->text = xstrdup((const char *)name);
	node->target = target;
	return true;
}

static void add_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = add_node(reader, NODE_SCALAR);

	node->text = copy_text(event->data.scalar.value, event->data.scalar.length);
	node->is_plain = event->data.scalar.plain_implicit;
	if (event->data.scalar.tag != NULL)
		node->tag = xstrdup((const char *)event->data.scalar.tag);
	set_anchor(reader, event->data.scalar.anchor, node);
}

static bool open_node(struct reader *reader, const yaml_event_t *event, enum node_kind kind,
		      const yaml_char_t *anchor)
{
	size_t line = event->start_mark.line;
	struct node *node;

	if (reader->depth == JSON_MAX_DEPTH)
		return fail(reader, "exceeded max depth of 10000", line != 0 ? line + 1 : 0);
	node = add_node(reader, kind);
	set_anchor(reader, anchor, node);
	reader->open = xgrow(reader->open, reader->depth, &reader->capacity, sizeof(*reader->open));
	reader->open[reader->depth++] = node;
	return true;
}

static bool read_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return add_alias(reader, event);
	case YAML_SCALAR_EVENT:
		add_scalar(reader, event);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		return open_node(reader, event, NODE_SEQUENCE, event->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		return open_node(reader, event, NODE_MAPPING, event->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return true;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		reader->is_over = true;
		return true;
	default:
		return true;
	}
}

static bool read_document(struct reader *reader)
{
	bool ok = true;

	while (ok && !reader->is_over) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event))
			return fail_parser(reader);
		ok = read_event(reader, &event);
		yaml_event_delete(&event);
	}
	return ok;
}

bool node_tree_read(const char *text, size_t length, struct node_tree *ret_tree, struct error *err)
{
	struct reader reader = { .err = err };
	bool ok;

	if (!yaml_parser_initialize(&reader.parser))
		abort();
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
	ok = read_document(&reader);
	yaml_parser_delete(&reader.parser);
	tdestroy(reader.anchors, free_anchor);
	free(reader.open);
	if (ok)
		*ret_tree = reader.tree;
	else
		node_tree_finish(&reader.tree);
	return ok;
}

void node_tree_finish(struct node_tree *tree)
{
	struct node *next;

	for (struct node *node = tree->nodes; node != NULL; node = next) {
		next = node->next;
		free(node->tag);
		free(node->text);
		free(node->children);
		free(node);
	}
}

bool yaml_parse(const char *text, size_t length, cJSON **ret_tree, struct error *err)
{
	struct node_tree nodes;
	cJSON *tree = NULL;
	bool ok;

	if (!node_tree_read(text, length, &nodes, err)) {
		error_prefix(err, "error converting YAML to JSON: ");
		return false;
	}
	ok = nodes.root == NULL || node_decode(nodes.root, &tree, err);
	node_tree_finish(&nodes);
	if (!ok) {
		error_prefix(err, "error converting YAML to JSON: ");
		return false;
	}
	/* kubectl leaves out what is empty and what is null alike. */
	if (cJSON_IsNull(tree))
		cJSON_Delete(TAKE(tree));
	*ret_tree = tree;
	return true;
}
