/* From source text to tree: the rules of operands. */
#include "parser.h"

#include <string.h>

static struct cel_part nothing(struct cel_parser *parser)
{
	return (struct cel_part) { .expr = cel_new_nothing(parser, CEL_NOWHERE) };
}

/* Words that are no names of variables and functions. */
static bool is_reserved(const char *name)
{
	static const char *const words[] = { "as",   "break",    "const",     "continue", "else",
					     "for",  "function", "if",        "import",   "let",
					     "loop", "package",  "namespace", "return",   "var",
					     "void", "while" };

	if (strchr("abceflinprvw", name[0]) == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (name[0] == words[i][0] && strcmp(name, words[i]) == 0)
			return true;
	return false;
}

/* exprList: expr (',' expr)* */
static void parse_exprs(struct cel_parser *parser, struct cel_part *call)
{
	const cel_token_set follow = CEL_SET(COMMA) | CEL_SET_RULE_END;
	struct cel_frame frame = { .outer = parser->frame, .follow = CEL_SET(RIGHT_PAREN) };
	bool is_more = true;

	parser->frame = &frame;
	while (is_more) {
		struct cel_part part = cel_parse_expr(parser, follow);

		cel_push_item(parser)->expr = part.expr;
		call->height = cel_higher(call->height, part.height);
		is_more = parser->now == CEL_TOKEN_COMMA;
		if (is_more)
			cel_take(parser);
	}
	parser->frame = frame.outer;
}

/* exprList? ')'
 * The arguments are pushed. False: the calling rule has to end. */
static bool parse_args(struct cel_parser *parser, enum cel_step args, enum cel_step close,
		       struct cel_part *call)
{
	if (!cel_sync(parser, args))
		return false;
	if (cel_token_in(parser->now, CEL_SET_EXPR))
		parse_exprs(parser, call);
	return cel_match(parser, close);
}

/* ---- primary ---- */

/* Whether the names from the k-th token on end in a '{'. */
static bool is_struct(struct cel_parser *parser, size_t k)
{
	while (cel_look(parser, k)->kind == CEL_TOKEN_NAME) {
		enum cel_token_kind next = cel_look(parser, k + 1)->kind;

		if (next != CEL_TOKEN_DOT)
			return next == CEL_TOKEN_LEFT_BRACE;
		k += 2;
	}
	return false;
}

static struct cel_part reserved(struct cel_parser *parser, int32_t offset, const char *name)
{
	cel_finding_add(parser, offset,
			arena_printf(&parser->ast->arena, "reserved identifier: %s", name));
	return (struct cel_part) { .expr = cel_new_nothing(parser, offset) };
}

/* '(' exprList? ')'
 * A call of the function; start is where its name begins. */
static struct cel_part parse_call(struct cel_parser *parser, int32_t start, const char *name)
{
	int32_t offset = cel_take(parser)->offset;
	size_t findings = parser->n_findings, first = parser->n_items;
	struct cel_part part = { .height = 0 };

	parse_args(parser, CEL_STEP_CALL_ARGS, CEL_STEP_CALL_CLOSE, &part);
	if (is_reserved(name)) {
		/* The arguments are not looked at. */
		parser->n_items = first;
		parser->n_findings = findings;
		return reserved(parser, start, name);
	}
	part.expr = cel_call_or_macro(parser, offset, name, NULL, first);
	return part;
}

/* '.'? IDENTIFIER, as a variable or function */
static struct cel_part parse_name(struct cel_parser *parser)
{
	struct cel_token first = *cel_take(parser), token = first;
	const char *name;

	if (first.kind == CEL_TOKEN_DOT)
		token = *cel_take(parser);
	name = cel_token_text(parser, &token);
	if (first.kind == CEL_TOKEN_DOT && !is_reserved(name))
		name = arena_printf(&parser->ast->arena, ".%s", name);
	if (parser->now == CEL_TOKEN_LEFT_PAREN)
		return parse_call(parser, first.offset, name);
	if (is_reserved(name))
		return reserved(parser, first.offset, name);
	return (struct cel_part) { .expr = cel_new_ident(parser, token.offset, name) };
}

/* '(' expr ')' */
static struct cel_part parse_nested(struct cel_parser *parser)
{
	struct cel_part part;

	cel_take(parser);
	part = cel_parse_expr(parser, CEL_SET(RIGHT_PAREN));
	cel_match(parser, CEL_STEP_NESTED_CLOSE);
	return part;
}

/* literal: '-'? NUM_INT | NUM_UINT | '-'? NUM_FLOAT | STRING | BYTES | true | false | null */
static struct cel_part parse_literal(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = CEL_SET_RULE_END };
	struct cel_part part = { .height = 0 };
	struct cel_token sign, token;
	bool has_sign = parser->now == CEL_TOKEN_MINUS;
	enum cel_token_kind next = has_sign ? cel_look(parser, 2)->kind : parser->now;

	if (has_sign && next != CEL_TOKEN_INT && next != CEL_TOKEN_FLOAT) {
		parser->frame = &frame;
		cel_no_alternative(parser, CEL_STEP_LITERAL, 2);
		parser->frame = frame.outer;
		return nothing(parser);
	}
	if (has_sign)
		sign = *cel_take(parser);
	token = *cel_take(parser);
	part.expr = cel_parse_literal(parser, has_sign ? &sign : NULL, &token);
	return part;
}

static struct cel_part parse_primary_alternative(struct cel_parser *parser)
{
	if (!cel_sync(parser, CEL_STEP_PRIMARY))
		return nothing(parser);
	switch (parser->now) {
	case CEL_TOKEN_NAME:
		return is_struct(parser, 1) ? cel_parse_struct(parser) : parse_name(parser);
	case CEL_TOKEN_DOT:
		if (cel_look(parser, 2)->kind != CEL_TOKEN_NAME) {
			cel_no_alternative(parser, CEL_STEP_PRIMARY, 2);
			return nothing(parser);
		}
		return is_struct(parser, 2) ? cel_parse_struct(parser) : parse_name(parser);
	case CEL_TOKEN_LEFT_PAREN:
		return parse_nested(parser);
	case CEL_TOKEN_LEFT_BRACKET:
		return cel_parse_list(parser);
	case CEL_TOKEN_LEFT_BRACE:
		return cel_parse_map(parser);
	default:
		break;
	}
	if (cel_token_in(parser->now, CEL_SET_LITERALS))
		return parse_literal(parser);
	cel_no_alternative(parser, CEL_STEP_PRIMARY, 1);
	return nothing(parser);
}

/* primary: a name, a call, a list, a map, a struct, a literal, or an expression in parentheses */
static struct cel_part parse_primary(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame,
				   .follow = CEL_SET(DOT) | CEL_SET(LEFT_BRACKET) |
					     CEL_SET_RULE_END };
	struct cel_part part;

	parser->frame = &frame;
	part = parse_primary_alternative(parser);
	parser->frame = frame.outer;
	return part;
}

/* ---- member ---- */

/* '.' '?'? escapeIdent */
static void parse_select(struct cel_parser *parser, struct cel_part *part)
{
	int32_t offset = cel_take(parser)->offset, name_offset;
	bool is_optional = parser->now == CEL_TOKEN_QUESTION;
	const char *message = NULL, *field;
	struct cel_expr *name;

	if (is_optional)
		cel_take(parser);
	name_offset = cel_look(parser, 1)->offset;
	field = cel_parse_field_name(
		parser, CEL_SET(DOT) | CEL_SET(LEFT_BRACKET) | CEL_SET_RULE_END, &message);
	if (field == NULL) {
		cel_finding_add(parser, name_offset, message);
		field = "";
	}
	part->height++;
	if (!is_optional) {
		part->expr = cel_new_select(parser, offset, part->expr, field);
	} else if ((parser->options & CEL_OPTIONAL_SYNTAX) == 0) {
		cel_finding_add(parser, offset, "unsupported syntax '.?'");
		part->expr = cel_new_nothing(parser, offset);
	} else {
		name = cel_new_literal(parser, name_offset, cel_from_str(field));
		part->expr = cel_new_call(parser, offset, "_?._", NULL, 2, part->expr, name);
	}
}

/* '.' IDENTIFIER '(' exprList? ')'
 * False: the rule has to end. */
static bool parse_method(struct cel_parser *parser, struct cel_part *part)
{
	size_t first = parser->n_items;
	const char *name;
	int32_t offset;
	bool ok;

	cel_take(parser);
	name = cel_token_text(parser, cel_take(parser));
	offset = cel_take(parser)->offset;
	ok = parse_args(parser, CEL_STEP_METHOD_ARGS, CEL_STEP_METHOD_CLOSE, part);
	part->expr = cel_call_or_macro(parser, offset, name, part->expr, first);
	part->height++;
	return ok;
}

/* '[' '?'? expr ']'
 * False: the rule has to end. */
static bool parse_index(struct cel_parser *parser, struct cel_part *part)
{
	int32_t offset = cel_take(parser)->offset;
	bool ok = cel_sync(parser, CEL_STEP_INDEX), is_optional;
	struct cel_part index;

	is_optional = ok && parser->now == CEL_TOKEN_QUESTION;
	if (is_optional)
		cel_take(parser);
	index = ok ? cel_parse_expr(parser, CEL_SET(RIGHT_BRACKET)) : nothing(parser);
	ok = ok && cel_match(parser, CEL_STEP_INDEX_CLOSE);
	part->height = cel_higher(part->height, index.height) + 1;
	if (is_optional && (parser->options & CEL_OPTIONAL_SYNTAX) == 0) {
		cel_finding_add(parser, offset, "unsupported syntax '[?'");
		part->expr = cel_new_nothing(parser, offset);
		return ok;
	}
	part->expr = cel_new_call(parser, offset, is_optional ? "_[?_]" : "_[_]", NULL, 2,
				  part->expr, index.expr);
	return ok;
}

/* From a '.' or '['. False: the rule has to end. */
static bool parse_selector(struct cel_parser *parser, struct cel_part *part)
{
	enum cel_token_kind next;

	if (parser->now == CEL_TOKEN_LEFT_BRACKET)
		return parse_index(parser, part);
	next = cel_look(parser, 2)->kind;
	if (next == CEL_TOKEN_NAME && cel_look(parser, 3)->kind == CEL_TOKEN_LEFT_PAREN)
		return parse_method(parser, part);
	if (cel_token_in(next, CEL_SET_OPT_FIELD)) {
		parse_select(parser, part);
		return true;
	}
	cel_no_alternative(parser, CEL_STEP_SELECTOR, 2);
	return false;
}

/* member: primary | member '.' '?'? escapeIdent | member '.' IDENTIFIER '(' exprList? ')'
 *       | member '[' '?'? expr ']' */
struct cel_part cel_parse_member(struct cel_parser *parser, cel_token_set follow)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	struct cel_part part;

	parser->frame = &frame;
	part = parse_primary(parser);
	while (cel_token_in(parser->now, CEL_SET(DOT) | CEL_SET(LEFT_BRACKET)) &&
	       parse_selector(parser, &part))
		;
	parser->frame = frame.outer;
	return part;
}
