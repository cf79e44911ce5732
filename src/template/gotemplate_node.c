/* The nodes of a parsed template. */
#include <stdlib.h>
#include <string.h>

#include "gotemplate_internal.h"

struct gt_node *gt_node_create(struct gotemplate *template, enum gt_node_kind kind, size_t pos)
{
	struct gt_node *node = xcalloc(1, sizeof(*node));

	node->kind = kind;
	node->pos = pos;
	template->nodes = xgrow(template->nodes, template->n_nodes, &template->nodes_capacity,
				sizeof(struct gt_node *));
	template->nodes[template->n_nodes++] = node;
	return node;
}

void gt_node_add_item(struct gt_node *node, struct gt_node *item)
{
	node->items =
		xgrow(node->items, node->n_items, &node->items_capacity, sizeof(struct gt_node *));
	node->items[node->n_items++] = item;
}

void gt_node_add_field(struct gt_node *node, struct gt_text field)
{
	node->fields =
		xgrow(node->fields, node->n_fields, &node->fields_capacity, sizeof(*node->fields));
	node->fields[node->n_fields++] = field;
}

/* ---- as messages show it ---- */

static void print_items(const struct gt_node *node, const char *between, struct strbuf *out)
{
	for (size_t i = 0; i < node->n_items; i++) {
		if (i > 0)
			strbuf_add_str(out, between);
		gt_node_print(node->items[i], out);
	}
}

static void print_operand(const struct gt_node *node, struct strbuf *out)
{
	bool parens = node->kind == GT_NODE_PIPE;

	strbuf_add_str(out, parens ? "(" : "");
	gt_node_print(node, out);
	strbuf_add_str(out, parens ? ")" : "");
}

static void print_command(const struct gt_node *node, struct strbuf *out)
{
	for (size_t i = 0; i < node->n_items; i++) {
		strbuf_add_str(out, i > 0 ? " " : "");
		print_operand(node->items[i], out);
	}
}

/* An assignment shows as a declaration. */
static void print_pipe(const struct gt_node *node, struct strbuf *out)
{
	for (size_t i = 0; i < node->n_decls; i++) {
		strbuf_add_str(out, i > 0 ? ", " : "");
		gt_node_print(node->decls[i], out);
	}
	strbuf_add_str(out, node->n_decls > 0 ? " := " : "");
	print_items(node, " | ", out);
}

static void print_branch(const struct gt_node *node, const char *name, struct strbuf *out)
{
	strbuf_addf(out, "{{%s ", name);
	gt_node_print(node->pipe, out);
	strbuf_add_str(out, "}}");
	gt_node_print(node->list, out);
	if (node->else_list != NULL) {
		strbuf_add_str(out, "{{else}}");
		gt_node_print(node->else_list, out);
	}
	strbuf_add_str(out, "{{end}}");
}

static void print_template(const struct gt_node *node, struct strbuf *out)
{
	strbuf_add_str(out, "{{template ");
	gt_text_quote(out, node->text);
	if (node->pipe != NULL) {
		strbuf_add_char(out, ' ');
		gt_node_print(node->pipe, out);
	}
	strbuf_add_str(out, "}}");
}

static void print_fields(const struct gt_node *node, struct strbuf *out)
{
	if (node->inner != NULL)
		print_operand(node->inner, out);
	for (size_t i = 0; i < node->n_fields; i++) {
		if (i > 0 || node->kind != GT_NODE_VARIABLE)
			strbuf_add_char(out, '.');
		gt_text_add(out, node->fields[i]);
	}
}

void gt_node_print(const struct gt_node *node, struct strbuf *out)
{
	switch (node->kind) {
	case GT_NODE_ACTION:
		strbuf_add_str(out, "{{");
		gt_node_print(node->pipe, out);
		strbuf_add_str(out, "}}");
		break;
	case GT_NODE_BOOL:
		strbuf_add_str(out, node->truth ? "true" : "false");
		break;
	case GT_NODE_BREAK:
		strbuf_add_str(out, "{{break}}");
		break;
	case GT_NODE_COMMAND:
		print_command(node, out);
		break;
	case GT_NODE_CONTINUE:
		strbuf_add_str(out, "{{continue}}");
		break;
	case GT_NODE_DOT:
		strbuf_add_char(out, '.');
		break;
	case GT_NODE_ELSE:
		strbuf_add_str(out, "{{else}}");
		break;
	case GT_NODE_END:
		strbuf_add_str(out, "{{end}}");
		break;
	case GT_NODE_CHAIN:
	case GT_NODE_FIELD:
	case GT_NODE_VARIABLE:
		print_fields(node, out);
		break;
	case GT_NODE_IF:
		print_branch(node, "if", out);
		break;
	case GT_NODE_RANGE:
		print_branch(node, "range", out);
		break;
	case GT_NODE_WITH:
		print_branch(node, "with", out);
		break;
	case GT_NODE_LIST:
		print_items(node, "", out);
		break;
	case GT_NODE_NIL:
		strbuf_add_str(out, "nil");
		break;
	case GT_NODE_IDENTIFIER:
	case GT_NODE_NUMBER:
	case GT_NODE_TEXT:
		gt_text_add(out, node->text);
		break;
	case GT_NODE_PIPE:
		print_pipe(node, out);
		break;
	case GT_NODE_STRING:
		gt_text_add(out, node->source);
		break;
	case GT_NODE_TEMPLATE:
		print_template(node, out);
		break;
	}
}

static bool is_blank(struct gt_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (strchr(" \t\n\v\f\r", text.text[i]) == NULL || text.text[i] == '\0')
			return false;
	return true;
}

bool gt_node_is_empty(const struct gt_node *node)
{
	if (node->kind == GT_NODE_TEXT)
		return is_blank(node->text);
	if (node->kind != GT_NODE_LIST)
		return false;
	for (size_t i = 0; i < node->n_items; i++)
		if (!gt_node_is_empty(node->items[i]))
			return false;
	return true;
}
