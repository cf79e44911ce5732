/* From source text to tree: lists, maps, structs and the names of fields. */
#include "parser.h"

#include <string.h>

/* optExpr: '?'? expr
 * Pushes the item. */
static unsigned parse_opt_expr(struct cel_parser *parser, cel_token_set follow)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	int32_t offset = cel_look(parser, 1)->offset;
	struct cel_part part = { .expr = NULL };
	bool is_optional = false;
	struct cel_item *item;

	parser->frame = &frame;
	if (cel_sync(parser, CEL_STEP_OPT_EXPR)) {
		is_optional = parser->now == CEL_TOKEN_QUESTION;
		if (is_optional)
			offset = cel_take(parser)->offset;
		part = cel_parse_expr(parser, CEL_SET_RULE_END);
	} else {
		part.expr = cel_new_nothing(parser, CEL_NOWHERE);
	}
	parser->frame = frame.outer;
	item = cel_push_item(parser);
	item->expr = part.expr;
	item->is_optional = is_optional;
	item->offset = offset;
	return part.height;
}

/* Whether a comma at the current token goes on to another element, rather than ending the list. */
static bool is_more(struct cel_parser *parser, cel_token_set elements)
{
	return parser->now == CEL_TOKEN_COMMA && cel_token_in(cel_look(parser, 2)->kind, elements);
}

/* listInit: optExpr (',' optExpr)* */
static unsigned parse_elements(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame,
				   .follow = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACKET) };
	unsigned height = 0;
	bool more = true;

	parser->frame = &frame;
	while (more) {
		unsigned next = parse_opt_expr(parser, CEL_SET(COMMA) | CEL_SET_RULE_END);
		const struct cel_item *item = &parser->items[parser->n_items - 1];

		if (item->is_optional && (parser->options & CEL_OPTIONAL_SYNTAX) == 0)
			cel_finding_add(parser, item->offset, "unsupported syntax '?'");
		height = cel_higher(height, next);
		more = is_more(parser, CEL_SET_OPT_EXPR);
		if (more)
			cel_take(parser);
	}
	parser->frame = frame.outer;
	return height;
}

/* '[' listInit? ','? ']' */
struct cel_part cel_parse_list(struct cel_parser *parser)
{
	int32_t offset = cel_take(parser)->offset;
	size_t first = parser->n_items;
	struct cel_part part = { .height = 0 };

	if (cel_sync(parser, CEL_STEP_LIST)) {
		if (cel_token_in(parser->now, CEL_SET_OPT_EXPR))
			part.height = parse_elements(parser);
		if (cel_sync(parser, CEL_STEP_LIST_COMMA)) {
			if (parser->now == CEL_TOKEN_COMMA)
				cel_take(parser);
			cel_match(parser, CEL_STEP_LIST_CLOSE);
		}
	}
	part.expr = cel_list_of_items(parser, offset, first);
	return part;
}

/* ---- maps ---- */

/* optExpr ':' expr
 * Pushes the entry. False: the list of entries has to end. */
static bool parse_entry(struct cel_parser *parser, enum cel_step colon, unsigned *height)
{
	size_t findings = parser->n_findings;
	unsigned key_height = parse_opt_expr(parser, CEL_SET(COLON));
	struct cel_item item = parser->items[--parser->n_items];
	int32_t start = item.offset;
	struct cel_part value;

	item.offset = cel_look(parser, 1)->offset;
	if (!cel_match(parser, colon)) {
		/* cel-go looks at entries, and there is none. */
		parser->n_findings = findings;
		return false;
	}
	value = cel_parse_expr(parser, CEL_SET(COMMA) | CEL_SET_RULE_END);
	item.value = value.expr;
	if (item.is_optional && (parser->options & CEL_OPTIONAL_SYNTAX) == 0) {
		parser->n_findings = findings;
		cel_finding_add(parser, start, "unsupported syntax '?'");
		return true;
	}
	*cel_push_item(parser) = item;
	*height = cel_higher(*height, cel_higher(key_height, value.height));
	return true;
}

/* mapInitializerList: optExpr ':' expr (',' optExpr ':' expr)* */
static unsigned parse_entries(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame,
				   .follow = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE) };
	enum cel_step colon = CEL_STEP_FIRST_KEY_COLON;
	unsigned height = 0;

	parser->frame = &frame;
	while (parse_entry(parser, colon, &height) && is_more(parser, CEL_SET_OPT_EXPR)) {
		cel_take(parser);
		colon = CEL_STEP_KEY_COLON;
	}
	parser->frame = frame.outer;
	return height;
}

/* '{' mapInitializerList? ','? '}' */
struct cel_part cel_parse_map(struct cel_parser *parser)
{
	int32_t offset = cel_take(parser)->offset;
	size_t first = parser->n_items;
	struct cel_part part = { .height = 0 };

	if (cel_sync(parser, CEL_STEP_MAP)) {
		if (cel_token_in(parser->now, CEL_SET_OPT_EXPR))
			part.height = parse_entries(parser);
		if (cel_sync(parser, CEL_STEP_MAP_COMMA)) {
			if (parser->now == CEL_TOKEN_COMMA)
				cel_take(parser);
			cel_match(parser, CEL_STEP_MAP_CLOSE);
		}
	}
	part.expr = cel_map_of_items(parser, offset, NULL, first);
	return part;
}

/* ---- fields ---- */

/* escapeIdent: IDENTIFIER | ESC_IDENTIFIER
 * Returns NULL with a message when there is no such name. */
const char *cel_parse_field_name(struct cel_parser *parser, cel_token_set follow,
				 const char **ret_message)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	const char *name = NULL;
	char *quoted;

	*ret_message = "unsupported ident kind";
	parser->frame = &frame;
	if (!cel_sync(parser, CEL_STEP_FIELD_NAME)) {
		/* Said already. */
	} else if (parser->now == CEL_TOKEN_NAME) {
		name = cel_token_text(parser, cel_take(parser));
	} else if (parser->now != CEL_TOKEN_QUOTED_NAME) {
		cel_no_alternative(parser, CEL_STEP_FIELD_NAME, 1);
	} else if ((parser->options & CEL_QUOTED_FIELDS) == 0) {
		*ret_message = "unsupported syntax: '`'";
		cel_take(parser);
	} else {
		quoted = cel_token_text(parser, cel_take(parser));
		quoted[strlen(quoted) - 1] = '\0';
		name = quoted + 1;
	}
	parser->frame = frame.outer;
	return name;
}

/* optField: '?'? escapeIdent */
static const char *parse_opt_field(struct cel_parser *parser, bool *ret_is_optional,
				   const char **ret_message)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = CEL_SET(COLON) };
	const char *name = NULL;

	*ret_message = "unsupported ident kind";
	*ret_is_optional = false;
	parser->frame = &frame;
	if (cel_sync(parser, CEL_STEP_OPT_FIELD)) {
		*ret_is_optional = parser->now == CEL_TOKEN_QUESTION;
		if (*ret_is_optional)
			cel_take(parser);
		name = cel_parse_field_name(parser, CEL_SET_RULE_END, ret_message);
	}
	parser->frame = frame.outer;
	return name;
}

/* optField ':' expr
 * list: where the first field begins. False: the list of fields has to end. */
static bool parse_field(struct cel_parser *parser, enum cel_step colon, int32_t list,
			unsigned *height)
{
	int32_t start = cel_look(parser, 1)->offset;
	size_t findings = parser->n_findings;
	struct cel_item item = { .expr = NULL };
	const char *message = NULL;
	struct cel_part value;

	item.field = parse_opt_field(parser, &item.is_optional, &message);
	item.offset = cel_look(parser, 1)->offset;
	if (!cel_match(parser, colon))
		return false;
	value = cel_parse_expr(parser, CEL_SET(COMMA) | CEL_SET_RULE_END);
	item.value = value.expr;
	if (item.is_optional && (parser->options & CEL_OPTIONAL_SYNTAX) == 0) {
		parser->n_findings = findings;
		cel_finding_add(parser, start, "unsupported syntax '?'");
	} else if (item.field == NULL) {
		parser->n_findings = findings;
		cel_finding_add(parser, list, message);
	} else {
		*cel_push_item(parser) = item;
		*height = cel_higher(*height, value.height);
	}
	return true;
}

/* fieldInitializerList: optField ':' expr (',' optField ':' expr)* */
static unsigned parse_fields(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame,
				   .follow = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE) };
	enum cel_step colon = CEL_STEP_FIRST_FIELD_COLON;
	int32_t list = cel_look(parser, 1)->offset;
	unsigned height = 0;

	parser->frame = &frame;
	while (parse_field(parser, colon, list, &height) && is_more(parser, CEL_SET_OPT_FIELD)) {
		cel_take(parser);
		colon = CEL_STEP_FIELD_COLON;
	}
	parser->frame = frame.outer;
	return height;
}

/* '.'? IDENTIFIER ('.' IDENTIFIER)* '{' fieldInitializerList? ','? '}'
 * All up to the '{' is known to be there. */
struct cel_part cel_parse_struct(struct cel_parser *parser)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	struct cel_part part = { .height = 0 };
	size_t first = parser->n_items;
	int32_t offset;

	while (parser->now != CEL_TOKEN_LEFT_BRACE && !parser->stopped) {
		const struct cel_token *token = cel_take(parser);

		strbuf_add(&name, parser->source + token->start, token->end - token->start);
	}
	offset = cel_take(parser)->offset;
	if (cel_sync(parser, CEL_STEP_STRUCT)) {
		if (cel_token_in(parser->now, CEL_SET_OPT_FIELD))
			part.height = parse_fields(parser);
		if (cel_sync(parser, CEL_STEP_STRUCT_COMMA)) {
			if (parser->now == CEL_TOKEN_COMMA)
				cel_take(parser);
			cel_match(parser, CEL_STEP_STRUCT_CLOSE);
		}
	}
	part.expr =
		cel_map_of_items(parser, offset, arena_str(&parser->ast->arena, name.text), first);
	return part;
}
