/* From source text to tree: the rules of operators. */
#include "parser.h"

#include <string.h>

/* Enters a rule that may contain itself. False when it does so too deeply. */
static bool enter(struct cel_parser *parser, unsigned *depth)
{
	if (++*depth > CEL_MAX_NESTING)
		cel_stop(parser, "expression recursion limit exceeded: %d", CEL_MAX_NESTING);
	return *depth <= CEL_MAX_NESTING;
}

static struct cel_part nothing(struct cel_parser *parser, int32_t offset)
{
	return (struct cel_part) { .expr = cel_new_nothing(parser, offset) };
}

/* '-'+ member
 * What follows the first '-' is known to begin a member. */
static struct cel_part parse_negate(struct cel_parser *parser)
{
	int32_t offset = cel_take(parser)->offset;
	struct cel_part part;
	bool is_odd = true;

	while (parser->now == CEL_TOKEN_MINUS &&
	       cel_token_in(cel_look(parser, 2)->kind, CEL_SET_MEMBER)) {
		cel_take(parser);
		is_odd = !is_odd;
	}
	if (parser->now == CEL_TOKEN_MINUS) {
		cel_no_alternative(parser, CEL_STEP_NEGATE, 2);
		part = nothing(parser, CEL_NOWHERE);
	} else {
		part = cel_parse_member(parser, CEL_SET_RULE_END);
	}
	if (is_odd)
		part.expr = cel_new_call(parser, offset, "-_", NULL, 1, part.expr);
	return part;
}

/* '!'+ member */
static struct cel_part parse_not(struct cel_parser *parser)
{
	int32_t offset = cel_look(parser, 1)->offset;
	struct cel_part part;
	bool is_odd = false;

	while (parser->now == CEL_TOKEN_NOT) {
		cel_take(parser);
		is_odd = !is_odd;
		cel_sync(parser, CEL_STEP_NOT);
	}
	part = cel_parse_member(parser, CEL_SET_RULE_END);
	if (is_odd)
		part.expr = cel_new_call(parser, offset, "!_", NULL, 1, part.expr);
	return part;
}

/* unary: member | '!'+ member | '-'+ member
 * A single '-' before a number is part of the number. */
static struct cel_part parse_unary_alternative(struct cel_parser *parser)
{
	int32_t offset = cel_look(parser, 1)->offset;
	enum cel_token_kind next;

	if (!cel_sync(parser, CEL_STEP_UNARY))
		return nothing(parser, offset);
	if (parser->now == CEL_TOKEN_NOT)
		return parse_not(parser);
	if (parser->now == CEL_TOKEN_MINUS) {
		next = cel_look(parser, 2)->kind;
		if (!cel_token_in(next, CEL_SET_MEMBER)) {
			cel_no_alternative(parser, CEL_STEP_UNARY, 2);
			return nothing(parser, offset);
		}
		if (next != CEL_TOKEN_INT && next != CEL_TOKEN_FLOAT)
			return parse_negate(parser);
	} else if (!cel_token_in(parser->now, CEL_SET_MEMBER)) {
		cel_no_alternative(parser, CEL_STEP_UNARY, 1);
		return nothing(parser, offset);
	}
	return cel_parse_member(parser, CEL_SET_RULE_END);
}

static struct cel_part parse_unary(struct cel_parser *parser)
{
	struct cel_frame frame = { .outer = parser->frame,
				   .follow = CEL_SET_SUMS | CEL_SET_PRODUCTS | CEL_SET_RULE_END };
	struct cel_part part;

	parser->frame = &frame;
	part = parse_unary_alternative(parser);
	parser->frame = frame.outer;
	return part;
}

static const char *const functions[CEL_N_TOKENS] = {
	[CEL_TOKEN_EQUALS] = "_==_",
	[CEL_TOKEN_NOT_EQUALS] = "_!=_",
	[CEL_TOKEN_IN] = "@in",
	[CEL_TOKEN_LESS] = "_<_",
	[CEL_TOKEN_LESS_EQUALS] = "_<=_",
	[CEL_TOKEN_GREATER] = "_>_",
	[CEL_TOKEN_GREATER_EQUALS] = "_>=_",
	[CEL_TOKEN_PLUS] = "_+_",
	[CEL_TOKEN_MINUS] = "_-_",
	[CEL_TOKEN_STAR] = "_*_",
	[CEL_TOKEN_SLASH] = "_/_",
	[CEL_TOKEN_PERCENT] = "_%_",
};

static void add_operand(struct cel_parser *parser, struct cel_part *left, enum cel_token_kind kind,
			int32_t offset, struct cel_part right)
{
	left->expr = cel_new_call(parser, offset, functions[kind], NULL, 2, left->expr, right.expr);
	left->height = cel_higher(left->height, right.height) + 1;
}

/* calc: unary | calc ('*' | '/' | '%') calc | calc ('+' | '-') calc
 * Only operators in the set are taken: an operand on the right takes none that binds as its
 * operator or less. */
static struct cel_part parse_calc(struct cel_parser *parser, cel_token_set follow,
				  cel_token_set operators)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	const cel_token_set after = CEL_SET_SUMS | CEL_SET_PRODUCTS | CEL_SET_RULE_END;
	struct cel_part part;

	parser->frame = &frame;
	if (!enter(parser, &parser->calc_depth)) {
		part = nothing(parser, CEL_NOWHERE);
	} else {
		part = parse_unary(parser);
		while (cel_token_in(parser->now, operators)) {
			enum cel_token_kind kind = parser->now;
			int32_t offset = cel_take(parser)->offset;
			cel_token_set stronger =
				cel_token_in(kind, CEL_SET_SUMS) ? CEL_SET_PRODUCTS : 0;

			add_operand(parser, &part, kind, offset,
				    parse_calc(parser, after, stronger));
		}
	}
	parser->calc_depth--;
	parser->frame = frame.outer;
	return part;
}

/* relation: calc | relation ('<' | '<=' | '>=' | '>' | '==' | '!=' | 'in') relation */
static struct cel_part parse_relation(struct cel_parser *parser, cel_token_set follow,
				      cel_token_set operators)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	const cel_token_set after = CEL_SET_RELATIONS | CEL_SET_RULE_END;
	struct cel_part part;

	parser->frame = &frame;
	if (!enter(parser, &parser->relation_depth)) {
		part = nothing(parser, CEL_NOWHERE);
	} else {
		part = parse_calc(parser, after, CEL_SET_SUMS | CEL_SET_PRODUCTS);
		while (cel_token_in(parser->now, operators)) {
			enum cel_token_kind kind = parser->now;
			int32_t offset = cel_take(parser)->offset;

			add_operand(parser, &part, kind, offset, parse_relation(parser, after, 0));
		}
	}
	parser->relation_depth--;
	parser->frame = frame.outer;
	return part;
}

typedef struct cel_part parse_operand(struct cel_parser *parser);

/* Operands of && or ||, one after the other. */
static struct cel_part parse_logic(struct cel_parser *parser, cel_token_set follow,
				   enum cel_token_kind kind, const char *function,
				   parse_operand *operand)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	size_t first = parser->n_items;
	struct cel_part part;

	parser->frame = &frame;
	part = operand(parser);
	if (parser->now == kind) {
		cel_push_item(parser)->expr = part.expr;
		while (parser->now == kind) {
			int32_t offset = cel_take(parser)->offset;
			struct cel_part next = operand(parser);
			struct cel_item *item = cel_push_item(parser);

			item->expr = next.expr;
			item->offset = offset;
			part.height = cel_higher(part.height, next.height);
		}
		part.expr = cel_balance_items(parser, function, first);
	}
	parser->frame = frame.outer;
	return part;
}

static struct cel_part parse_and_operand(struct cel_parser *parser)
{
	return parse_relation(parser, CEL_SET(AND) | CEL_SET_RULE_END, CEL_SET_RELATIONS);
}

/* conditionalAnd: relation ('&&' relation)* */
static struct cel_part parse_or_operand(struct cel_parser *parser)
{
	return parse_logic(parser, CEL_SET(OR) | CEL_SET_RULE_END, CEL_TOKEN_AND, "_&&_",
			   parse_and_operand);
}

/* conditionalOr: conditionalAnd ('||' conditionalAnd)* */
static struct cel_part parse_or(struct cel_parser *parser, cel_token_set follow)
{
	return parse_logic(parser, follow, CEL_TOKEN_OR, "_||_", parse_or_operand);
}

/* From the '?' on. */
static void parse_choice(struct cel_parser *parser, struct cel_part *condition)
{
	int32_t offset = cel_take(parser)->offset;
	struct cel_part chosen = parse_or(parser, CEL_SET(COLON)), other;

	if (cel_match(parser, CEL_STEP_ELSE))
		other = cel_parse_expr(parser, CEL_SET_RULE_END);
	else
		other = nothing(parser, CEL_NOWHERE);
	condition->expr = cel_new_call(parser, offset, "_?_:_", NULL, 3, condition->expr,
				       chosen.expr, other.expr);
	condition->height =
		cel_higher(condition->height, cel_higher(chosen.height, other.height)) + 1;
}

/* expr: conditionalOr ('?' conditionalOr ':' expr)? */
struct cel_part cel_parse_expr(struct cel_parser *parser, cel_token_set follow)
{
	struct cel_frame frame = { .outer = parser->frame, .follow = follow };
	struct cel_part part;

	parser->frame = &frame;
	if (!enter(parser, &parser->expr_depth)) {
		part = nothing(parser, CEL_NOWHERE);
	} else {
		part = parse_or(parser, CEL_SET(QUESTION) | CEL_SET_RULE_END);
		if (parser->now == CEL_TOKEN_QUESTION)
			parse_choice(parser, &part);
	}
	parser->expr_depth--;
	parser->frame = frame.outer;
	return part;
}

/* Tells what was found besides syntax errors, unless parsing did not come to an end. */
static void tell_findings(struct cel_parser *parser, unsigned height)
{
	if (parser->stopped)
		return;
	if (height > CEL_MAX_NESTING) {
		cel_stop(parser, "max recursion depth exceeded");
		return;
	}
	for (size_t i = 0; i < parser->n_findings; i++)
		cel_issue_add(parser->issues, parser->ast, parser->findings[i].offset, "%s",
			      parser->findings[i].message);
}

static void begin(struct cel_parser *parser, struct cel_ast *ast, struct cel_issues *issues,
		  bool is_ascii)
{
	memset(parser, 0, offsetof(struct cel_parser, first_tokens));
	parser->ast = ast;
	parser->issues = issues;
	parser->options = cel_env_options(ast->env);
	parser->source = ast->source;
	parser->length = (uint32_t)ast->length;
	parser->is_ascii = is_ascii;
	parser->tokens = parser->first_tokens;
	parser->token_capacity = CEL_FIRST_TOKENS;
	cel_lex(parser);
	parser->now = parser->tokens[0].kind;
}

/* start: expr END */
bool cel_parse(const struct cel_env *env, const char *source, size_t length, struct cel_ast *ast,
	       struct cel_issues *issues)
{
	size_t n_issues = issues->n;
	struct cel_parser parser;
	struct cel_part part;
	bool is_ascii;

	ast->env = env;
	if (!cel_source_read(ast, source, length, issues, &is_ascii))
		return false;
	begin(&parser, ast, issues, is_ascii);
	part = cel_parse_expr(&parser, CEL_SET(END));
	cel_match(&parser, CEL_STEP_END);
	tell_findings(&parser, part.height);
	ast->root = part.expr;
	return issues->n == n_issues;
}
