/* What is said of a syntax error, and where the rules go on after it: the strategy of ANTLR's
 * parsers. A wrong token is left out when the one behind it fits, or the missing one is thought of
 * when the rule could go on after it; else the rule ends and tokens are skipped up to one that some
 * rule outside waits for.
 * Source: antlr4-go error_strategy.go; cel-go parser/parser.go for the limits. */
#include "parser.h"

#include <stdarg.h>
#include <string.h>

#define MAX_REPORTS 100
#define MAX_ATTEMPTS 30
#define MAX_SKIPPED 256

/* What is expected at a step; with one token, the step takes it. */
const cel_token_set cel_step_sets[CEL_N_STEPS] = {
	[CEL_STEP_END] = CEL_SET(END),
	[CEL_STEP_ELSE] = CEL_SET(COLON),
	[CEL_STEP_UNARY] = CEL_SET_EXPR,
	[CEL_STEP_NOT] = CEL_SET_EXPR,
	[CEL_STEP_NEGATE] = CEL_SET_MEMBER,
	[CEL_STEP_SELECTOR] = CEL_SET(DOT) | CEL_SET(LEFT_BRACKET),
	[CEL_STEP_METHOD_ARGS] = CEL_SET_EXPR | CEL_SET(RIGHT_PAREN),
	[CEL_STEP_METHOD_CLOSE] = CEL_SET(RIGHT_PAREN),
	[CEL_STEP_INDEX] = CEL_SET_OPT_EXPR,
	[CEL_STEP_INDEX_CLOSE] = CEL_SET(RIGHT_BRACKET),
	[CEL_STEP_PRIMARY] = CEL_SET_MEMBER,
	[CEL_STEP_CALL_ARGS] = CEL_SET_EXPR | CEL_SET(RIGHT_PAREN),
	[CEL_STEP_CALL_CLOSE] = CEL_SET(RIGHT_PAREN),
	[CEL_STEP_NESTED_CLOSE] = CEL_SET(RIGHT_PAREN),
	[CEL_STEP_LIST] = CEL_SET_OPT_EXPR | CEL_SET(COMMA) | CEL_SET(RIGHT_BRACKET),
	[CEL_STEP_LIST_COMMA] = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACKET),
	[CEL_STEP_LIST_CLOSE] = CEL_SET(RIGHT_BRACKET),
	[CEL_STEP_MAP] = CEL_SET_OPT_EXPR | CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE),
	[CEL_STEP_MAP_COMMA] = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE),
	[CEL_STEP_MAP_CLOSE] = CEL_SET(RIGHT_BRACE),
	[CEL_STEP_STRUCT] = CEL_SET_OPT_FIELD | CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE),
	[CEL_STEP_STRUCT_COMMA] = CEL_SET(COMMA) | CEL_SET(RIGHT_BRACE),
	[CEL_STEP_STRUCT_CLOSE] = CEL_SET(RIGHT_BRACE),
	[CEL_STEP_LITERAL] = CEL_SET_LITERALS,
	[CEL_STEP_FIRST_FIELD_COLON] = CEL_SET(COLON),
	[CEL_STEP_FIELD_COLON] = CEL_SET(COLON),
	[CEL_STEP_FIRST_KEY_COLON] = CEL_SET(COLON),
	[CEL_STEP_KEY_COLON] = CEL_SET(COLON),
	[CEL_STEP_OPT_FIELD] = CEL_SET_OPT_FIELD,
	[CEL_STEP_FIELD_NAME] = CEL_SET_FIELD,
	[CEL_STEP_OPT_EXPR] = CEL_SET_OPT_EXPR,
};

/* What the rule expects after the token that the step takes. */
static cel_token_set set_after(enum cel_step step)
{
	switch (step) {
	case CEL_STEP_ELSE:
	case CEL_STEP_FIRST_FIELD_COLON:
	case CEL_STEP_FIELD_COLON:
	case CEL_STEP_FIRST_KEY_COLON:
	case CEL_STEP_KEY_COLON:
		return CEL_SET_EXPR;
	case CEL_STEP_METHOD_CLOSE:
	case CEL_STEP_INDEX_CLOSE:
		return CEL_SET(DOT) | CEL_SET(LEFT_BRACKET) | CEL_SET_RULE_END;
	default:
		return CEL_SET_RULE_END;
	}
}

cel_token_set cel_expected(const struct cel_parser *parser, cel_token_set set)
{
	for (const struct cel_frame *frame = parser->frame;
	     frame != NULL && (set & CEL_SET_RULE_END) != 0; frame = frame->outer)
		set = (set & ~CEL_SET_RULE_END) | frame->follow;
	return (set & CEL_SET_RULE_END) != 0 ? (set & ~CEL_SET_RULE_END) | CEL_SET(END) : set;
}

/* What any of the rules that are being parsed waits for. */
static cel_token_set recovery_set(const struct cel_parser *parser)
{
	cel_token_set set = 0;

	for (const struct cel_frame *frame = parser->frame; frame != NULL; frame = frame->outer)
		set |= frame->follow;
	return set & ~CEL_SET_RULE_END;
}

/* ---- words ---- */

static const char *const token_names[CEL_N_TOKENS] = {
	[CEL_TOKEN_END] = "<EOF>",
	[CEL_TOKEN_EQUALS] = "'=='",
	[CEL_TOKEN_NOT_EQUALS] = "'!='",
	[CEL_TOKEN_IN] = "'in'",
	[CEL_TOKEN_LESS] = "'<'",
	[CEL_TOKEN_LESS_EQUALS] = "'<='",
	[CEL_TOKEN_GREATER_EQUALS] = "'>='",
	[CEL_TOKEN_GREATER] = "'>'",
	[CEL_TOKEN_AND] = "'&&'",
	[CEL_TOKEN_OR] = "'||'",
	[CEL_TOKEN_LEFT_BRACKET] = "'['",
	[CEL_TOKEN_RIGHT_BRACKET] = "']'",
	[CEL_TOKEN_LEFT_BRACE] = "'{'",
	[CEL_TOKEN_RIGHT_BRACE] = "'}'",
	[CEL_TOKEN_LEFT_PAREN] = "'('",
	[CEL_TOKEN_RIGHT_PAREN] = "')'",
	[CEL_TOKEN_DOT] = "'.'",
	[CEL_TOKEN_COMMA] = "','",
	[CEL_TOKEN_MINUS] = "'-'",
	[CEL_TOKEN_NOT] = "'!'",
	[CEL_TOKEN_QUESTION] = "'?'",
	[CEL_TOKEN_COLON] = "':'",
	[CEL_TOKEN_PLUS] = "'+'",
	[CEL_TOKEN_STAR] = "'*'",
	[CEL_TOKEN_SLASH] = "'/'",
	[CEL_TOKEN_PERCENT] = "'%'",
	[CEL_TOKEN_TRUE] = "'true'",
	[CEL_TOKEN_FALSE] = "'false'",
	[CEL_TOKEN_NULL] = "'null'",
	[CEL_TOKEN_FLOAT] = "NUM_FLOAT",
	[CEL_TOKEN_INT] = "NUM_INT",
	[CEL_TOKEN_UINT] = "NUM_UINT",
	[CEL_TOKEN_STRING] = "STRING",
	[CEL_TOKEN_BYTES] = "BYTES",
	[CEL_TOKEN_NAME] = "IDENTIFIER",
	[CEL_TOKEN_QUOTED_NAME] = "ESC_IDENTIFIER",
};

static void add_set(struct strbuf *out, cel_token_set set)
{
	bool is_one = (set & (set - 1)) == 0;
	const char *separator = is_one ? "" : "{";

	for (int kind = 0; kind < CEL_N_TOKENS; kind++) {
		if ((set >> kind & 1) == 0)
			continue;
		strbuf_add_str(out, separator);
		strbuf_add_str(out, token_names[kind]);
		separator = ", ";
	}
	if (!is_one)
		strbuf_add_char(out, '}');
}

/* Appends the source's text in quotes, without what was no token. */
static void add_source(const struct cel_parser *parser, struct strbuf *out, uint32_t start,
		       uint32_t end)
{
	size_t next = 0;

	strbuf_add_char(out, '\'');
	for (uint32_t i = start; i < end; i++) {
		char c = parser->source[i];

		while (next < parser->n_skipped && parser->skipped[next].end <= i)
			next++;
		if (next < parser->n_skipped && parser->skipped[next].start <= i)
			continue;
		if (c == '\t' || c == '\n' || c == '\r')
			strbuf_add_str(out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
		else
			strbuf_add_char(out, c);
	}
	strbuf_add_char(out, '\'');
}

static void add_token(const struct cel_parser *parser, struct strbuf *out,
		      const struct cel_token *token)
{
	if (token->kind == CEL_TOKEN_END)
		strbuf_add_str(out, "'<EOF>'");
	else
		add_source(parser, out, token->start, token->end);
}

void cel_syntax_error(struct cel_parser *parser, int32_t offset, const struct strbuf *text)
{
	if (parser->stopped)
		return;
	/* A message ends at a NUL; one of the source is shown as a blank. */
	for (size_t i = 0; i < text->length; i++)
		if (text->text[i] == '\0')
			text->text[i] = ' ';
	if (parser->reports++ < MAX_REPORTS) {
		cel_issue_add(parser->issues, parser->ast, offset, "Syntax error: %s", text->text);
		return;
	}
	cel_issue_add(parser->issues, parser->ast, offset,
		      "Syntax error: More than %d syntax errors", MAX_REPORTS);
	parser->stopped = true;
}

void cel_stop(struct cel_parser *parser, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	va_list args;

	if (parser->stopped)
		return;
	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	cel_issue_add(parser->issues, parser->ast, -1, "%s", text.text);
	parser->stopped = true;
	parser->now = CEL_TOKEN_END;
}

/* ---- reports; the step is where the rule is ---- */

static void report_mismatch(struct cel_parser *parser, enum cel_step step)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_token *token = cel_look(parser, 1);

	if (parser->recovering)
		return;
	parser->recovering = true;
	strbuf_add_str(&text, "mismatched input ");
	add_token(parser, &text, token);
	strbuf_add_str(&text, " expecting ");
	add_set(&text, cel_expected(parser, cel_step_sets[step]));
	cel_syntax_error(parser, token->offset, &text);
}

static void report_unwanted(struct cel_parser *parser, enum cel_step step)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_token *token = cel_look(parser, 1);

	if (parser->recovering)
		return;
	parser->recovering = true;
	strbuf_add_str(&text, "extraneous input ");
	add_token(parser, &text, token);
	strbuf_add_str(&text, " expecting ");
	add_set(&text, cel_expected(parser, cel_step_sets[step]));
	cel_syntax_error(parser, token->offset, &text);
}

static void report_missing(struct cel_parser *parser, enum cel_step step)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const struct cel_token *token = cel_look(parser, 1);

	if (parser->recovering)
		return;
	parser->recovering = true;
	strbuf_add_str(&text, "missing ");
	add_set(&text, cel_expected(parser, cel_step_sets[step]));
	strbuf_add_str(&text, " at ");
	add_token(parser, &text, token);
	cel_syntax_error(parser, token->offset, &text);
}

/* cel-go tells of .true, .false and .null in other words, which it finds by looking for any one
 * character and the word. */
static bool is_reserved_field(const char *source, size_t length, const char **ret_word)
{
	static const char *const words[] = { "true", "false", "null" };
	unsigned rune;
	size_t first = length > 0 ? utf8_decode(source, length, &rune) : 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (length - first == strlen(words[i]) &&
		    memcmp(source + first, words[i], length - first) == 0) {
			*ret_word = words[i];
			return true;
		}
	}
	return false;
}

static void report_no_alternative(struct cel_parser *parser, size_t k)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT, source = STRBUF_INIT;
	const struct cel_token *last = cel_look(parser, k), *first = cel_look(parser, 1);
	const char *word = NULL;

	if (parser->recovering)
		return;
	parser->recovering = true;
	if (first->kind == CEL_TOKEN_END)
		add_token(parser, &source, first);
	else
		add_source(parser, &source, first->start, last->end);
	if (is_reserved_field(source.text + 1, source.length - 2, &word))
		strbuf_addf(&text, "mismatched input '%s' expecting IDENTIFIER", word);
	else
		strbuf_addf(&text, "no viable alternative at input %s", source.text);
	cel_syntax_error(parser, last->offset, &text);
}

/* ---- skipping ---- */

void cel_advance(struct cel_parser *parser)
{
	if (parser->has_budget && parser->budget-- == 0)
		cel_stop(parser, "error recovery token lookahead limit exceeded: %d", MAX_SKIPPED);
	if (!parser->stopped && parser->now != CEL_TOKEN_END) {
		parser->at++;
		parser->now = cel_look(parser, 1)->kind;
	}
	if (parser->stopped)
		parser->now = CEL_TOKEN_END;
}

/* Passes all tokens that are not in the set. */
static void skip_until(struct cel_parser *parser, cel_token_set set)
{
	while (parser->now != CEL_TOKEN_END && !cel_token_in(parser->now, set))
		cel_advance(parser);
}

/* One more attempt to recover, with its share of tokens. */
static bool begin_attempt(struct cel_parser *parser)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (parser->attempts++ == MAX_ATTEMPTS) {
		strbuf_addf(&text, "error recovery attempt limit exceeded: %d", MAX_ATTEMPTS);
		cel_syntax_error(parser, cel_look(parser, 1)->offset, &text);
		parser->stopped = true;
		parser->now = CEL_TOKEN_END;
	}
	parser->has_budget = true;
	parser->budget = MAX_SKIPPED;
	return !parser->stopped;
}

/* The rule ends: passes tokens up to one that a rule outside waits for. */
static void recover(struct cel_parser *parser, enum cel_step step)
{
	if (parser->stopped || !begin_attempt(parser))
		return;
	/* The same error again, with nothing skipped since: something has to be. */
	if (parser->failed_at == parser->at && (parser->failed_steps >> step & 1) != 0)
		cel_advance(parser);
	parser->failed_at = parser->at;
	parser->failed_steps |= (uint64_t)1 << step;
	skip_until(parser, recovery_set(parser));
	parser->has_budget = false;
}

/* Leaves out the current token when the next one fits. */
static bool leave_out(struct cel_parser *parser, enum cel_step step)
{
	enum cel_token_kind next = cel_look(parser, 2)->kind;

	if (parser->stopped || !cel_token_in(next, cel_expected(parser, cel_step_sets[step])))
		return false;
	report_unwanted(parser, step);
	cel_advance(parser);
	parser->recovering = false;
	parser->failed_steps = 0;
	return !parser->stopped;
}

bool cel_sync_slowly(struct cel_parser *parser, enum cel_step step)
{
	if (parser->stopped)
		return false;
	if (step == CEL_STEP_NOT) {
		/* Inside a loop: what does not fit is passed, and the loop goes on. */
		report_unwanted(parser, step);
		skip_until(parser,
			   cel_expected(parser, cel_step_sets[step]) | recovery_set(parser));
		return true;
	}
	if (leave_out(parser, step))
		return true;
	report_mismatch(parser, step);
	recover(parser, step);
	return false;
}

bool cel_match_slowly(struct cel_parser *parser, enum cel_step step)
{
	if (parser->stopped || !begin_attempt(parser))
		return false;
	if (leave_out(parser, step)) {
		cel_advance(parser);
		parser->has_budget = false;
		return !parser->stopped;
	}
	parser->has_budget = false;
	if (parser->stopped)
		return false;
	if (cel_token_in(parser->now, cel_expected(parser, set_after(step)))) {
		report_missing(parser, step);
		return true;
	}
	report_mismatch(parser, step);
	recover(parser, step);
	return false;
}

void cel_no_alternative(struct cel_parser *parser, enum cel_step step, size_t k)
{
	report_no_alternative(parser, k);
	recover(parser, step);
}
