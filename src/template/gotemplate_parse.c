/* The parser: text, actions and blocks. What stands in an action is gotemplate_parse_pipe.c's. The
 * order in which it looks ahead is Go's, since messages name the line of the last token read. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gotemplate_internal.h"

/* ---- tokens and errors ---- */

struct gt_token gt_parser_next(struct gt_parser *parser)
{
	if (parser->n_peeked > 0)
		parser->n_peeked--;
	else
		parser->token[0] = gt_lexer_next(&parser->shared->lexer);
	return parser->token[parser->n_peeked];
}

struct gt_token gt_parser_peek(struct gt_parser *parser)
{
	struct gt_token token = gt_parser_next(parser);

	gt_parser_backup(parser);
	return token;
}

struct gt_token gt_parser_next_non_space(struct gt_parser *parser)
{
	struct gt_token token;

	do
		token = gt_parser_next(parser);
	while (token.kind == GT_TOKEN_SPACE);
	return token;
}

struct gt_token gt_parser_peek_non_space(struct gt_parser *parser)
{
	struct gt_token token = gt_parser_next_non_space(parser);

	gt_parser_backup(parser);
	return token;
}

void gt_parser_backup(struct gt_parser *parser)
{
	parser->n_peeked++;
}

void gt_parser_backup2(struct gt_parser *parser, struct gt_token before)
{
	parser->token[1] = before;
	parser->n_peeked = 2;
}

void gt_parser_backup3(struct gt_parser *parser, struct gt_token before2, struct gt_token before)
{
	parser->token[1] = before;
	parser->token[2] = before2;
	parser->n_peeked = 3;
}

void *gt_parser_fail(struct gt_parser *parser, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf message = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	error_set(parser->shared->err, REASON_CLIENT, "template: " GT_NAME ":%zu: %s",
		  parser->token[0].line, message.text);
	return NULL;
}

static void *fail_in_token(struct gt_parser *parser, struct gt_token token, const char *text)
{
	CLEANUP(strbuf) struct strbuf where = STRBUF_INIT;

	if (parser->action_line != 0 && parser->action_line != token.line) {
		/* "unclosed action started at …", not "… action in action …" */
		bool about_action =
			token.text.length > 7 &&
			memcmp(token.text.text + token.text.length - 7, " action", 7) == 0;

		strbuf_addf(&where, "%s started at " GT_NAME ":%zu",
			    about_action ? "" : " in action", parser->action_line);
	}
	return gt_parser_fail(parser, "%s%s", text, where.text);
}

void *gt_parser_unexpected(struct gt_parser *parser, struct gt_token token, const char *context)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	gt_token_print(&token, &text);
	if (token.kind == GT_TOKEN_ERROR)
		return fail_in_token(parser, token, text.text);
	return gt_parser_fail(parser, "unexpected %s in %s", text.text, context);
}

static bool expect(struct gt_parser *parser, enum gt_token_kind kind, const char *context,
		   struct gt_token *ret_token)
{
	*ret_token = gt_parser_next_non_space(parser);
	return ret_token->kind == kind || gt_parser_unexpected(parser, *ret_token, context) != NULL;
}

struct gt_node *gt_parser_node(struct gt_parser *parser, enum gt_node_kind kind, size_t pos)
{
	return gt_node_create(parser->shared->template, kind, pos);
}

void gt_parser_declare(struct gt_parser *parser, struct gt_text variable)
{
	parser->vars =
		xgrow(parser->vars, parser->n_vars, &parser->vars_capacity, sizeof(*parser->vars));
	parser->vars[parser->n_vars++] = variable;
}

bool gt_parser_unquote(struct gt_parser *parser, struct gt_token token, struct gt_text *ret_text)
{
	return gt_unquote(&parser->shared->template->pool, token.text, ret_text) ||
	       gt_parser_fail(parser, "invalid syntax") != NULL;
}

/* ---- trees ---- */

static void parser_init(struct gt_parser *parser, struct gt_parse *shared, struct gt_text name)
{
	*parser = (struct gt_parser) { .shared = shared, .tree.name = name };
	gt_parser_declare(parser, GT_TEXT("$"));
}

static void parser_cleanup(struct gt_parser *parser)
{
	free(parser->vars);
}

/* Adds the parser's tree to the template. An empty tree gives way to another of its name. */
static bool add_tree(struct gt_parser *parser)
{
	struct gotemplate *template = parser->shared->template;
	struct gt_tree *tree = (struct gt_tree *)gt_find_tree(template, parser->tree.name);
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;

	if (tree == NULL) {
		template->trees = xgrow(template->trees, template->n_trees,
					&template->trees_capacity, sizeof(*template->trees));
		tree = &template->trees[template->n_trees++];
	} else if (!gt_node_is_empty(tree->root)) {
		if (gt_node_is_empty(parser->tree.root))
			return true;
		gt_text_quote(&name, parser->tree.name);
		return gt_parser_fail(parser, "template: multiple definition of template %s",
				      name.text) != NULL;
	}
	*tree = parser->tree;
	return true;
}

/* ---- blocks ---- */

static struct gt_node *text_or_action(struct gt_parser *parser);

static bool ends_list(const struct gt_node *node)
{
	return node->kind == GT_NODE_END || node->kind == GT_NODE_ELSE;
}

/* textOrAction*, up to and with {{end}} or {{else}}, which *ret_end gets. */
static struct gt_node *item_list(struct gt_parser *parser, struct gt_node **ret_end)
{
	size_t pos = gt_parser_peek_non_space(parser).pos;
	struct gt_node *list = gt_parser_node(parser, GT_NODE_LIST, pos), *node;

	while (gt_parser_peek_non_space(parser).kind != GT_TOKEN_EOF) {
		node = text_or_action(parser);
		if (node == NULL)
			return NULL;
		if (ends_list(node)) {
			*ret_end = node;
			return list;
		}
		gt_node_add_item(list, node);
	}
	return gt_parser_fail(parser, "unexpected EOF");
}

/* A list that must end with {{end}}. */
static struct gt_node *whole_list(struct gt_parser *parser, const char *complaint,
				  const char *context)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct gt_node *end, *list = item_list(parser, &end);

	if (list == NULL || end->kind == GT_NODE_END)
		return list;
	gt_node_print(end, &text);
	return gt_parser_fail(parser, complaint, text.text, context);
}

static struct gt_node *control(struct gt_parser *parser, enum gt_node_kind kind);

/* What follows {{else}}: a list and {{end}}, or in {{else if …}} and {{else with …}} a block of the
 * same kind, whose {{end}} is that of both. */
static struct gt_node *else_list(struct gt_parser *parser, enum gt_node_kind kind, size_t pos)
{
	enum gt_token_kind again = gt_parser_peek(parser).kind;
	struct gt_node *list, *node;

	if (!(kind == GT_NODE_IF && again == GT_TOKEN_IF) &&
	    !(kind == GT_NODE_WITH && again == GT_TOKEN_WITH))
		return whole_list(parser, "expected end; found %s", "");
	gt_parser_next(parser);
	list = gt_parser_node(parser, GT_NODE_LIST, pos);
	node = control(parser, kind);
	if (node == NULL)
		return NULL;
	gt_node_add_item(list, node);
	return list;
}

static struct gt_node *branch(struct gt_parser *parser, enum gt_node_kind kind)
{
	const char *name = kind == GT_NODE_IF ? "if" : kind == GT_NODE_WITH ? "with" : "range";
	bool is_range = kind == GT_NODE_RANGE;
	struct gt_node *node, *end, *pipe = gt_parse_pipeline(parser, name, GT_TOKEN_RIGHT_DELIM);

	if (pipe == NULL)
		return NULL;
	node = gt_parser_node(parser, kind, pipe->pos);
	node->pipe = pipe;
	parser->range_depth += is_range;
	node->list = item_list(parser, &end);
	parser->range_depth -= is_range;
	if (node->list == NULL)
		return NULL;
	if (end->kind == GT_NODE_ELSE) {
		node->else_list = else_list(parser, kind, end->pos);
		if (node->else_list == NULL)
			return NULL;
	}
	return node;
}

static bool enter_block(struct gt_parser *parser)
{
	if (parser->shared->nesting == GT_MAX_NESTING)
		return gt_parser_fail(parser, "max block depth exceeded") != NULL;
	parser->shared->nesting++;
	return true;
}

static void leave_block(struct gt_parser *parser)
{
	parser->shared->nesting--;
}

/* if, range or with, behind the word. Its variables end with it. */
static struct gt_node *control(struct gt_parser *parser, enum gt_node_kind kind)
{
	size_t n_vars = parser->n_vars;
	struct gt_node *node;

	if (!enter_block(parser))
		return NULL;
	node = branch(parser, kind);
	leave_block(parser);
	parser->n_vars = n_vars;
	return node;
}

static struct gt_node *end_control(struct gt_parser *parser)
{
	struct gt_token token;

	if (!expect(parser, GT_TOKEN_RIGHT_DELIM, "end", &token))
		return NULL;
	return gt_parser_node(parser, GT_NODE_END, token.pos);
}

static struct gt_node *else_control(struct gt_parser *parser)
{
	struct gt_token token = gt_parser_peek_non_space(parser);

	if (token.kind != GT_TOKEN_IF && token.kind != GT_TOKEN_WITH &&
	    !expect(parser, GT_TOKEN_RIGHT_DELIM, "else", &token))
		return NULL;
	return gt_parser_node(parser, GT_NODE_ELSE, token.pos);
}

static struct gt_node *jump_control(struct gt_parser *parser, enum gt_node_kind kind, size_t pos)
{
	const char *text = kind == GT_NODE_BREAK ? "{{break}}" : "{{continue}}";
	struct gt_token token;

	if (!expect(parser, GT_TOKEN_RIGHT_DELIM, text, &token))
		return NULL;
	if (parser->range_depth == 0)
		return gt_parser_fail(parser, "%s outside {{range}}", text);
	return gt_parser_node(parser, kind, pos);
}

/* ---- templates in the template ---- */

static bool is_string(struct gt_token token)
{
	return token.kind == GT_TOKEN_STRING || token.kind == GT_TOKEN_RAW_STRING;
}

static bool template_name(struct gt_parser *parser, struct gt_token token, const char *context,
			  struct gt_text *ret_name)
{
	if (!is_string(token))
		return gt_parser_unexpected(parser, token, context) != NULL;
	return gt_parser_unquote(parser, token, ret_name);
}

static struct gt_node *template_control(struct gt_parser *parser)
{
	static const char context[] = "template clause";
	struct gt_token token = gt_parser_next_non_space(parser);
	struct gt_node *node = gt_parser_node(parser, GT_NODE_TEMPLATE, token.pos);

	if (!template_name(parser, token, context, &node->text))
		return NULL;
	if (gt_parser_next_non_space(parser).kind == GT_TOKEN_RIGHT_DELIM)
		return node;
	gt_parser_backup(parser);
	node->pipe = gt_parse_pipeline(parser, context, GT_TOKEN_RIGHT_DELIM);
	return node->pipe == NULL ? NULL : node;
}

/* {{block "name" pipeline}} … {{end}}: defines a template and executes it. */
static struct gt_node *block_control(struct gt_parser *parser)
{
	static const char context[] = "block clause";
	struct gt_token token = gt_parser_next_non_space(parser);
	struct gt_node *node = gt_parser_node(parser, GT_NODE_TEMPLATE, token.pos);
	CLEANUP(parser) struct gt_parser block = { .shared = NULL };

	if (!template_name(parser, token, context, &node->text))
		return NULL;
	node->pipe = gt_parse_pipeline(parser, context, GT_TOKEN_RIGHT_DELIM);
	if (node->pipe == NULL || !enter_block(parser))
		return NULL;
	parser_init(&block, parser->shared, node->text);
	block.tree.root = whole_list(&block, "unexpected %s in %s", context);
	leave_block(parser);
	if (block.tree.root == NULL || !add_tree(&block))
		return NULL;
	return node;
}

/* {{define "name"}} … {{end}}, behind the word. */
static bool definition(struct gt_parse *shared)
{
	static const char context[] = "define clause";
	CLEANUP(parser) struct gt_parser parser = { .shared = NULL };
	struct gt_token token;

	parser_init(&parser, shared, GT_TEXT("definition"));
	token = gt_parser_next_non_space(&parser);
	if (!template_name(&parser, token, context, &parser.tree.name) ||
	    !expect(&parser, GT_TOKEN_RIGHT_DELIM, context, &token))
		return false;
	parser.tree.root = whole_list(&parser, "unexpected %s in %s", context);
	return parser.tree.root != NULL && add_tree(&parser);
}

/* ---- actions ---- */

static struct gt_node *plain_action(struct gt_parser *parser)
{
	struct gt_node *node;

	gt_parser_backup(parser);
	node = gt_parser_node(parser, GT_NODE_ACTION, gt_parser_peek(parser).pos);
	node->pipe = gt_parse_pipeline(parser, "command", GT_TOKEN_RIGHT_DELIM);
	return node->pipe == NULL ? NULL : node;
}

static struct gt_node *action(struct gt_parser *parser)
{
	struct gt_token token = gt_parser_next_non_space(parser);

	switch (token.kind) {
	case GT_TOKEN_BLOCK:
		return block_control(parser);
	case GT_TOKEN_BREAK:
		return jump_control(parser, GT_NODE_BREAK, token.pos);
	case GT_TOKEN_CONTINUE:
		return jump_control(parser, GT_NODE_CONTINUE, token.pos);
	case GT_TOKEN_ELSE:
		return else_control(parser);
	case GT_TOKEN_END:
		return end_control(parser);
	case GT_TOKEN_IF:
		return control(parser, GT_NODE_IF);
	case GT_TOKEN_RANGE:
		return control(parser, GT_NODE_RANGE);
	case GT_TOKEN_TEMPLATE:
		return template_control(parser);
	case GT_TOKEN_WITH:
		return control(parser, GT_NODE_WITH);
	default:
		return plain_action(parser);
	}
}

static struct gt_node *text_or_action(struct gt_parser *parser)
{
	struct gt_token token = gt_parser_next_non_space(parser);
	struct gt_node *node;

	if (token.kind == GT_TOKEN_TEXT) {
		node = gt_parser_node(parser, GT_NODE_TEXT, token.pos);
		node->text = token.text;
		return node;
	}
	if (token.kind != GT_TOKEN_LEFT_DELIM)
		return gt_parser_unexpected(parser, token, "input");
	parser->action_line = token.line;
	node = action(parser);
	parser->action_line = 0;
	return node;
}

/* Whether {{define comes next; then it has been read. */
static bool at_definition(struct gt_parser *parser)
{
	struct gt_token delim;

	if (gt_parser_peek(parser).kind != GT_TOKEN_LEFT_DELIM)
		return false;
	delim = gt_parser_next(parser);
	if (gt_parser_next_non_space(parser).kind == GT_TOKEN_DEFINE)
		return true;
	gt_parser_backup2(parser, delim);
	return false;
}

static bool top_level(struct gt_parser *parser)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	parser->tree.root = gt_parser_node(parser, GT_NODE_LIST, gt_parser_peek(parser).pos);
	while (gt_parser_peek(parser).kind != GT_TOKEN_EOF) {
		struct gt_node *node;

		if (at_definition(parser)) {
			if (!definition(parser->shared))
				return false;
			continue;
		}
		node = text_or_action(parser);
		if (node == NULL)
			return false;
		if (ends_list(node)) {
			gt_node_print(node, &text);
			return gt_parser_fail(parser, "unexpected %s", text.text) != NULL;
		}
		gt_node_add_item(parser->tree.root, node);
	}
	return add_tree(parser);
}

bool gt_parse(struct gotemplate *template, struct error *err)
{
	struct gt_parse shared = { .template = template, .err = err };
	CLEANUP(parser) struct gt_parser parser = { .shared = NULL };

	gt_lexer_init(&shared.lexer, template->source, &template->pool);
	parser_init(&parser, &shared, GT_TEXT(GT_NAME));
	return top_level(&parser);
}
