/* What the parser's files share. The way of a source text:
 *
 *     lexer.c            code points to tokens, one when asked for
 *     parser.c           rules of operators ───┐
 *     parser_member.c    rules of operands     ├─► tree (parser_tree.c), macros expanded
 *     parser_list.c      and of lists and maps ┘
 *     parser_literal.c   text of a literal ──► value
 *     parser_recover.c   what is said of a syntax error, and where the rules go on after it
 *
 * cel-go's parser comes out of ANTLR. What it says of a syntax error follows from the grammar and
 * from ANTLR's default error strategy, so both are kept here: a function per grammar rule, and a
 * step for each point of a rule where a token may be the wrong one. */
#ifndef CIDRCTL_CEL_PARSER_H
#define CIDRCTL_CEL_PARSER_H

#include "internal.h"

/* In the order in which messages list them. */
enum cel_token_kind {
	CEL_TOKEN_END,
	CEL_TOKEN_EQUALS,
	CEL_TOKEN_NOT_EQUALS,
	CEL_TOKEN_IN,
	CEL_TOKEN_LESS,
	CEL_TOKEN_LESS_EQUALS,
	CEL_TOKEN_GREATER_EQUALS,
	CEL_TOKEN_GREATER,
	CEL_TOKEN_AND,
	CEL_TOKEN_OR,
	CEL_TOKEN_LEFT_BRACKET,
	CEL_TOKEN_RIGHT_BRACKET,
	CEL_TOKEN_LEFT_BRACE,
	CEL_TOKEN_RIGHT_BRACE,
	CEL_TOKEN_LEFT_PAREN,
	CEL_TOKEN_RIGHT_PAREN,
	CEL_TOKEN_DOT,
	CEL_TOKEN_COMMA,
	CEL_TOKEN_MINUS,
	CEL_TOKEN_NOT,
	CEL_TOKEN_QUESTION,
	CEL_TOKEN_COLON,
	CEL_TOKEN_PLUS,
	CEL_TOKEN_STAR,
	CEL_TOKEN_SLASH,
	CEL_TOKEN_PERCENT,
	CEL_TOKEN_TRUE,
	CEL_TOKEN_FALSE,
	CEL_TOKEN_NULL,
	CEL_TOKEN_FLOAT,
	CEL_TOKEN_INT,
	CEL_TOKEN_UINT,
	CEL_TOKEN_STRING,
	CEL_TOKEN_BYTES,
	CEL_TOKEN_NAME,
	CEL_TOKEN_QUOTED_NAME,
	CEL_N_TOKENS,
};

struct cel_token {
	enum cel_token_kind kind;
	uint32_t start, end; /* bytes of the source */
	int32_t offset;      /* of start, in code points */
};

/* A set of tokens has a bit for each, and one that says: the rule may end here. */
typedef uint64_t cel_token_set;
#define CEL_SET(kind) ((cel_token_set)1 << CEL_TOKEN_##kind)
#define CEL_SET_RULE_END ((cel_token_set)1 << 63)
#define CEL_SET_RELATIONS                                                      \
	(CEL_SET(EQUALS) | CEL_SET(NOT_EQUALS) | CEL_SET(IN) | CEL_SET(LESS) | \
	 CEL_SET(LESS_EQUALS) | CEL_SET(GREATER_EQUALS) | CEL_SET(GREATER))
#define CEL_SET_PRODUCTS (CEL_SET(STAR) | CEL_SET(SLASH) | CEL_SET(PERCENT))
#define CEL_SET_SUMS (CEL_SET(PLUS) | CEL_SET(MINUS))
#define CEL_SET_LITERALS                                                                    \
	(CEL_SET(MINUS) | CEL_SET(TRUE) | CEL_SET(FALSE) | CEL_SET(NULL) | CEL_SET(FLOAT) | \
	 CEL_SET(INT) | CEL_SET(UINT) | CEL_SET(STRING) | CEL_SET(BYTES))
#define CEL_SET_MEMBER                                                                          \
	(CEL_SET_LITERALS | CEL_SET(LEFT_BRACKET) | CEL_SET(LEFT_BRACE) | CEL_SET(LEFT_PAREN) | \
	 CEL_SET(DOT) | CEL_SET(NAME))
#define CEL_SET_EXPR (CEL_SET_MEMBER | CEL_SET(NOT))
#define CEL_SET_OPT_EXPR (CEL_SET_EXPR | CEL_SET(QUESTION))
#define CEL_SET_FIELD (CEL_SET(NAME) | CEL_SET(QUOTED_NAME))
#define CEL_SET_OPT_FIELD (CEL_SET_FIELD | CEL_SET(QUESTION))

/* A rule that is being parsed. */
struct cel_frame {
	const struct cel_frame *outer; /* the rule that called it */
	cel_token_set follow;          /* what may come next in that one */
};

/* Points of rules where an error may be noticed; the table in parser_recover.c says what is
 * expected there. */
enum cel_step {
	CEL_STEP_END,
	CEL_STEP_ELSE,
	CEL_STEP_UNARY,
	CEL_STEP_NOT,
	CEL_STEP_NEGATE,
	CEL_STEP_SELECTOR,
	CEL_STEP_METHOD_ARGS,
	CEL_STEP_METHOD_CLOSE,
	CEL_STEP_INDEX,
	CEL_STEP_INDEX_CLOSE,
	CEL_STEP_PRIMARY,
	CEL_STEP_CALL_ARGS,
	CEL_STEP_CALL_CLOSE,
	CEL_STEP_NESTED_CLOSE,
	CEL_STEP_LIST,
	CEL_STEP_LIST_COMMA,
	CEL_STEP_LIST_CLOSE,
	CEL_STEP_MAP,
	CEL_STEP_MAP_COMMA,
	CEL_STEP_MAP_CLOSE,
	CEL_STEP_STRUCT,
	CEL_STEP_STRUCT_COMMA,
	CEL_STEP_STRUCT_CLOSE,
	CEL_STEP_LITERAL,
	CEL_STEP_FIRST_FIELD_COLON,
	CEL_STEP_FIELD_COLON,
	CEL_STEP_FIRST_KEY_COLON,
	CEL_STEP_KEY_COLON,
	CEL_STEP_OPT_FIELD,
	CEL_STEP_FIELD_NAME,
	CEL_STEP_OPT_EXPR,
	CEL_N_STEPS,
};
extern const cel_token_set cel_step_sets[CEL_N_STEPS];

/* The result of a rule. */
struct cel_part {
	struct cel_expr
		*expr;   /* never NULL; after an error it may be a node that stands for none */
	unsigned height; /* levels of operators, selections and member calls in it */
};

/* An operand, argument, element or entry of a list that is not complete yet. */
struct cel_item {
	struct cel_expr *expr, *value; /* value: of an entry, whose key is expr */
	const char *field;             /* of a struct, in place of expr */
	int32_t offset; /* of the operator before an operand, the colon of an entry */
	bool is_optional;
};

struct cel_span {
	uint32_t start, end;
};

/* An error of what parsed: told after the syntax errors. */
struct cel_finding {
	int32_t offset;
	const char *message;
};

#define CEL_FIRST_TOKENS 128

struct cel_parser {
	struct cel_ast *ast;
	struct cel_issues *issues;
	unsigned options;

	/* lexer.c */
	const char *source; /* valid UTF-8, ends in NUL */
	uint32_t length;    /* bytes */
	uint32_t position;  /* of the lexer */
	uint32_t continued; /* bytes before position that begin no code point */
	bool is_ascii;
	struct cel_token *tokens;
	size_t n_tokens, token_capacity;
	struct cel_span *skipped; /* what was no token */
	size_t n_skipped, skipped_capacity;

	size_t at;               /* the current token */
	enum cel_token_kind now; /* its kind */

	/* parser_recover.c */
	const struct cel_frame *frame;
	bool recovering;   /* no report until a token matches */
	bool stopped;      /* nothing is parsed or reported any more: the source seems to end */
	unsigned reports;  /* of syntax errors */
	unsigned attempts; /* to recover */
	unsigned budget;   /* tokens that may be skipped in this attempt */
	bool has_budget;
	size_t failed_at;      /* the token of the last recovery */
	uint64_t failed_steps; /* steps that failed there; 0: none */

	unsigned expr_depth, relation_depth, calc_depth;

	struct cel_item *items; /* stack */
	size_t n_items, item_capacity;
	struct cel_finding *findings;
	size_t n_findings, finding_capacity;
	struct cel_token first_tokens[CEL_FIRST_TOKENS];
};

/* ---- source.c ---- */

/* Copies the source into the ast, invalid bytes as U+FFFD, and finds the lines. *ret_is_ascii tells
 * whether it is all ASCII. False with an issue when it is too long. */
bool cel_source_read(struct cel_ast *ast, const char *source, size_t length,
		     struct cel_issues *issues, bool *ret_is_ascii);
/* The place of a node that stands for nothing; told as line 1, column 0. */
#define CEL_NOWHERE (-2)

/* ---- lexer.c ---- */

/* Reads one more token into tokens. Tells of what is none on the way. */
void cel_lex(struct cel_parser *parser);

/* The text of a token, copied into the tree's arena. */
char *cel_token_text(struct cel_parser *parser, const struct cel_token *token);

/* The k-th token from the current one, which is 1. The last is the end, again and again. */
static inline const struct cel_token *cel_look(struct cel_parser *parser, size_t k)
{
	size_t i = parser->at + k - 1;

	while (i >= parser->n_tokens) {
		if (parser->tokens[parser->n_tokens - 1].kind == CEL_TOKEN_END)
			return &parser->tokens[parser->n_tokens - 1];
		cel_lex(parser);
	}
	return &parser->tokens[i];
}

static inline bool cel_token_in(enum cel_token_kind kind, cel_token_set set)
{
	return (set >> kind & 1) != 0;
}

/* ---- parser_recover.c ---- */

/* Adds "Syntax error: " and the text, at a place; stops when there are too many. */
void cel_syntax_error(struct cel_parser *parser, int32_t offset, const struct strbuf *text);
/* Ends parsing with an error of no place. */
void cel_stop(struct cel_parser *parser, const char *format, ...) PRINTF_LIKE(2, 3);
/* Goes to the next token. */
void cel_advance(struct cel_parser *parser);
bool cel_sync_slowly(struct cel_parser *parser, enum cel_step step);
bool cel_match_slowly(struct cel_parser *parser, enum cel_step step);
/* No alternative begins with the tokens from the current one to the k-th. The rule has to end. */
void cel_no_alternative(struct cel_parser *parser, enum cel_step step, size_t k);
/* What may come next, given what the current rule expects. */
cel_token_set cel_expected(const struct cel_parser *parser, cel_token_set set);

/* Whether a rule can go on at a step with the current token, perhaps after an error that it could
 * recover from. False: the rule has to end; what was to be said is said. */
static inline bool cel_sync(struct cel_parser *parser, enum cel_step step)
{
	return parser->recovering || cel_token_in(parser->now, cel_step_sets[step]) ||
	       cel_sync_slowly(parser, step);
}

/* Takes the one token that the step expects; as cel_sync when it is another. */
static inline bool cel_match(struct cel_parser *parser, enum cel_step step)
{
	if (!cel_token_in(parser->now, cel_step_sets[step]))
		return cel_match_slowly(parser, step);
	parser->recovering = false;
	parser->failed_steps = 0;
	cel_advance(parser);
	return true;
}

/* Takes the current token, which is known to be right. */
static inline const struct cel_token *cel_take(struct cel_parser *parser)
{
	size_t taken = parser->at;

	parser->recovering = false;
	parser->failed_steps = 0;
	cel_advance(parser);
	return &parser->tokens[taken];
}

/* ---- parser.c ---- */

/* An expression; follow is what may come next in the calling rule. */
struct cel_part cel_parse_expr(struct cel_parser *parser, cel_token_set follow);

/* ---- parser_member.c ---- */

/* An operand with what is selected of it. */
struct cel_part cel_parse_member(struct cel_parser *parser, cel_token_set follow);

/* ---- parser_list.c ---- */

struct cel_part cel_parse_list(struct cel_parser *parser);
struct cel_part cel_parse_map(struct cel_parser *parser);
/* All up to the '{' is known to be there. */
struct cel_part cel_parse_struct(struct cel_parser *parser);
/* The name of a field; follow as above. Returns NULL with a message when there is none, or one that
 * is not allowed. */
const char *cel_parse_field_name(struct cel_parser *parser, cel_token_set follow,
				 const char **ret_message);

/* ---- parser_literal.c ---- */

/* The value of a literal. sign: its minus, or NULL. */
struct cel_expr *cel_parse_literal(struct cel_parser *parser, const struct cel_token *sign,
				   const struct cel_token *token);

/* ---- parser_tree.c ---- */

/* Adds an error of what parsed, at a place; the message is kept. */
void cel_finding_add(struct cel_parser *parser, int32_t offset, const char *message);
/* A node that stands for what could not be parsed. */
struct cel_expr *cel_new_nothing(struct cel_parser *parser, int32_t offset);
struct cel_expr *cel_new_select(struct cel_parser *parser, int32_t offset, struct cel_expr *operand,
				const char *field);
/* A call, or what a macro makes of it. The arguments are the items from the first-th on, which it
 * takes off the stack. */
struct cel_expr *cel_call_or_macro(struct cel_parser *parser, int32_t offset, const char *function,
				   struct cel_expr *target, size_t first);
struct cel_expr *cel_list_of_items(struct cel_parser *parser, int32_t offset, size_t first);
/* A map, or the struct of that name. */
struct cel_expr *cel_map_of_items(struct cel_parser *parser, int32_t offset, const char *name,
				  size_t first);
/* Operands of && or ||, as a balanced tree. */
struct cel_expr *cel_balance_items(struct cel_parser *parser, const char *function, size_t first);
struct cel_item *cel_push_item(struct cel_parser *parser);

static inline unsigned cel_higher(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

#endif
