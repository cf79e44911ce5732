/* The parser: pipelines, commands and operands. */
#include <string.h>

#include "gotemplate_internal.h"

static struct gt_node *variable_node(struct gt_parser *parser, struct gt_token token)
{
	struct gt_node *node = gt_parser_node(parser, GT_NODE_VARIABLE, token.pos);

	gt_node_add_field(node, token.text);
	return node;
}

static struct gt_text without_dot(struct gt_text field)
{
	return (struct gt_text) { field.text + 1, field.length - 1 };
}

/* ---- operands ---- */

static struct gt_node *use_variable(struct gt_parser *parser, struct gt_token token)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;

	for (size_t i = 0; i < parser->n_vars; i++)
		if (gt_text_equal(parser->vars[i], token.text))
			return variable_node(parser, token);
	gt_text_quote(&name, token.text);
	return gt_parser_fail(parser, "undefined variable %s", name.text);
}

static struct gt_node *identifier_node(struct gt_parser *parser, struct gt_token token)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	struct gt_node *node;

	if (gt_find_function(token.text) == NULL) {
		gt_text_quote(&name, token.text);
		return gt_parser_fail(parser, "function %s not defined", name.text);
	}
	node = gt_parser_node(parser, GT_NODE_IDENTIFIER, token.pos);
	node->text = token.text;
	return node;
}

static struct gt_node *number_node(struct gt_parser *parser, struct gt_token token)
{
	struct gt_node *node = gt_parser_node(parser, GT_NODE_NUMBER, token.pos);
	struct gt_text message;

	node->text = token.text;
	if (!gt_number_read(&parser->shared->template->pool, &token, &node->number, &message))
		return gt_parser_fail(parser, "%s", message.text);
	return node;
}

static struct gt_node *string_node(struct gt_parser *parser, struct gt_token token)
{
	struct gt_node *node = gt_parser_node(parser, GT_NODE_STRING, token.pos);

	node->source = token.text;
	return gt_parser_unquote(parser, token, &node->text) ? node : NULL;
}

static struct gt_node *parenthesized(struct gt_parser *parser)
{
	struct gt_node *node;

	if (parser->paren_depth == GT_MAX_NESTING)
		return gt_parser_fail(parser, "max expression depth exceeded");
	parser->paren_depth++;
	node = gt_parse_pipeline(parser, "parenthesized pipeline", GT_TOKEN_RIGHT_PAREN);
	parser->paren_depth--;
	return node;
}

/* A literal, function, variable, field, dot, or '(' pipeline ')'. True with NULL: the next token is
 * none of these. */
static bool term(struct gt_parser *parser, struct gt_node **ret_node)
{
	struct gt_token token = gt_parser_next_non_space(parser);
	struct gt_node *node;

	switch (token.kind) {
	case GT_TOKEN_IDENTIFIER:
		node = identifier_node(parser, token);
		break;
	case GT_TOKEN_DOT:
	case GT_TOKEN_NIL:
		node = gt_parser_node(
			parser, token.kind == GT_TOKEN_DOT ? GT_NODE_DOT : GT_NODE_NIL, token.pos);
		break;
	case GT_TOKEN_VARIABLE:
		node = use_variable(parser, token);
		break;
	case GT_TOKEN_FIELD:
		node = gt_parser_node(parser, GT_NODE_FIELD, token.pos);
		gt_node_add_field(node, without_dot(token.text));
		break;
	case GT_TOKEN_BOOL:
		node = gt_parser_node(parser, GT_NODE_BOOL, token.pos);
		node->truth = gt_text_is(token.text, "true");
		break;
	case GT_TOKEN_CHAR_CONSTANT:
	case GT_TOKEN_COMPLEX:
	case GT_TOKEN_NUMBER:
		node = number_node(parser, token);
		break;
	case GT_TOKEN_LEFT_PAREN:
		node = parenthesized(parser);
		break;
	case GT_TOKEN_STRING:
	case GT_TOKEN_RAW_STRING:
		node = string_node(parser, token);
		break;
	default:
		gt_parser_backup(parser);
		*ret_node = NULL;
		return true;
	}
	*ret_node = node;
	return node != NULL;
}

/* The fields behind a term: a field or variable takes them up, whose position then is that of the
 * second field; a function or pipeline becomes a chain; a literal has none. */
static struct gt_node *add_fields(struct gt_parser *parser, struct gt_node *node)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;
	size_t pos = gt_parser_peek(parser).pos;
	struct gt_node *chain = node;

	if (node->kind == GT_NODE_PIPE || node->kind == GT_NODE_IDENTIFIER) {
		chain = gt_parser_node(parser, GT_NODE_CHAIN, pos);
		chain->inner = node;
	}
	while (gt_parser_peek(parser).kind == GT_TOKEN_FIELD)
		gt_node_add_field(chain, without_dot(gt_parser_next(parser).text));
	if (chain->kind == GT_NODE_CHAIN || chain->kind == GT_NODE_FIELD ||
	    chain->kind == GT_NODE_VARIABLE) {
		chain->pos = pos;
		return chain;
	}
	gt_node_print(node, &text);
	gt_text_quote(&quoted, (struct gt_text) { text.text, text.length });
	return gt_parser_fail(parser, "unexpected . after term %s", quoted.text);
}

/* term .Field*; true with NULL: there is none. */
static bool operand(struct gt_parser *parser, struct gt_node **ret_node)
{
	if (!term(parser, ret_node))
		return false;
	if (*ret_node == NULL || gt_parser_peek(parser).kind != GT_TOKEN_FIELD)
		return true;
	*ret_node = add_fields(parser, *ret_node);
	return *ret_node != NULL;
}

/* ---- commands ---- */

/* operand (space operand)*, up to and with a pipe, or up to what ends the pipeline. */
static struct gt_node *command(struct gt_parser *parser)
{
	size_t pos = gt_parser_peek_non_space(parser).pos;
	struct gt_node *node = gt_parser_node(parser, GT_NODE_COMMAND, pos), *item;
	struct gt_token token;

	do {
		gt_parser_peek_non_space(parser);
		if (!operand(parser, &item))
			return NULL;
		if (item != NULL)
			gt_node_add_item(node, item);
		token = gt_parser_next(parser);
	} while (token.kind == GT_TOKEN_SPACE);
	if (token.kind == GT_TOKEN_RIGHT_DELIM || token.kind == GT_TOKEN_RIGHT_PAREN)
		gt_parser_backup(parser);
	else if (token.kind != GT_TOKEN_PIPE)
		return gt_parser_unexpected(parser, token, "operand");
	return node->n_items == 0 ? gt_parser_fail(parser, "empty command") : node;
}

/* ---- pipelines ---- */

static void declare(struct gt_parser *parser, struct gt_node *pipe, struct gt_token variable)
{
	pipe->decls[pipe->n_decls++] = variable_node(parser, variable);
	gt_parser_declare(parser, variable.text);
}

/* Behind a variable and a comma: only a range may have a second variable. */
static bool may_have_second(struct gt_parser *parser, const struct gt_node *pipe,
			    const char *context)
{
	enum gt_token_kind kind;

	if (strcmp(context, "range") != 0 || pipe->n_decls == 2)
		return gt_parser_fail(parser, "too many declarations in %s", context) != NULL;
	kind = gt_parser_peek_non_space(parser).kind;
	return kind == GT_TOKEN_VARIABLE || kind == GT_TOKEN_RIGHT_DELIM ||
	       kind == GT_TOKEN_RIGHT_PAREN ||
	       gt_parser_fail(parser, "range can only initialize variables") != NULL;
}

/* $x :=, $x =, $i, $x := and $i, $x =; a variable that is an operand is put back. */
static bool declarations(struct gt_parser *parser, struct gt_node *pipe, const char *context)
{
	while (gt_parser_peek_non_space(parser).kind == GT_TOKEN_VARIABLE) {
		struct gt_token variable = gt_parser_next_non_space(parser);
		struct gt_token after = gt_parser_peek(parser);
		struct gt_token next = gt_parser_peek_non_space(parser);

		if (next.kind == GT_TOKEN_ASSIGN || next.kind == GT_TOKEN_DECLARE) {
			pipe->is_assign = next.kind == GT_TOKEN_ASSIGN;
			gt_parser_next_non_space(parser);
			declare(parser, pipe, variable);
			return true;
		}
		if (next.kind != GT_TOKEN_CHAR || !gt_text_is(next.text, ",")) {
			if (after.kind == GT_TOKEN_SPACE)
				gt_parser_backup3(parser, variable, after);
			else
				gt_parser_backup2(parser, variable);
			return true;
		}
		gt_parser_next_non_space(parser);
		declare(parser, pipe, variable);
		if (!may_have_second(parser, pipe, context))
			return false;
	}
	return true;
}

/* Only the first command of a pipeline may be a value. */
static struct gt_node *check_pipeline(struct gt_parser *parser, struct gt_node *pipe,
				      const char *context)
{
	if (pipe->n_items == 0)
		return gt_parser_fail(parser, "missing value for %s", context);
	for (size_t i = 1; i < pipe->n_items; i++)
		switch (pipe->items[i]->items[0]->kind) {
		case GT_NODE_BOOL:
		case GT_NODE_DOT:
		case GT_NODE_NIL:
		case GT_NODE_NUMBER:
		case GT_NODE_STRING:
			return gt_parser_fail(
				parser, "non executable command in pipeline stage %zu", i + 1);
		default:
			break;
		}
	return pipe;
}

static bool begins_command(enum gt_token_kind kind)
{
	switch (kind) {
	case GT_TOKEN_BOOL:
	case GT_TOKEN_CHAR_CONSTANT:
	case GT_TOKEN_COMPLEX:
	case GT_TOKEN_DOT:
	case GT_TOKEN_FIELD:
	case GT_TOKEN_IDENTIFIER:
	case GT_TOKEN_LEFT_PAREN:
	case GT_TOKEN_NIL:
	case GT_TOKEN_NUMBER:
	case GT_TOKEN_RAW_STRING:
	case GT_TOKEN_STRING:
	case GT_TOKEN_VARIABLE:
		return true;
	default:
		return false;
	}
}

struct gt_node *gt_parse_pipeline(struct gt_parser *parser, const char *context,
				  enum gt_token_kind end)
{
	size_t pos = gt_parser_peek_non_space(parser).pos;
	struct gt_node *pipe = gt_parser_node(parser, GT_NODE_PIPE, pos), *node;
	struct gt_token token;

	if (!declarations(parser, pipe, context))
		return NULL;
	while ((token = gt_parser_next_non_space(parser)).kind != end) {
		if (!begins_command(token.kind))
			return gt_parser_unexpected(parser, token, context);
		gt_parser_backup(parser);
		node = command(parser);
		if (node == NULL)
			return NULL;
		gt_node_add_item(pipe, node);
	}
	return check_pipeline(parser, pipe, context);
}
