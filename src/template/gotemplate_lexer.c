/* Tokens of a template: text, the delimiters with their trim markers, and what stands in between. */
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

#define LEFT_DELIM "{{"
#define RIGHT_DELIM "}}"
#define LEFT_COMMENT "/*"
#define RIGHT_COMMENT "*/"
#define TRIM_MARKER_LENGTH 2 /* the minus and the space beside it */
#define END_OF_INPUT ((unsigned)-1)

/* Sorted by name; a word that is in no row is a function's name. */
static const struct {
	const char *name;
	enum gt_token_kind kind;
} words[] = {
	{ "block", GT_TOKEN_BLOCK },       { "break", GT_TOKEN_BREAK },
	{ "continue", GT_TOKEN_CONTINUE }, { "define", GT_TOKEN_DEFINE },
	{ "else", GT_TOKEN_ELSE },         { "end", GT_TOKEN_END },
	{ "false", GT_TOKEN_BOOL },        { "if", GT_TOKEN_IF },
	{ "nil", GT_TOKEN_NIL },           { "range", GT_TOKEN_RANGE },
	{ "template", GT_TOKEN_TEMPLATE }, { "true", GT_TOKEN_BOOL },
	{ "with", GT_TOKEN_WITH },
};

void gt_lexer_init(struct gt_lexer *lexer, struct gt_text input, struct gt_pool *pool)
{
	*lexer = (struct gt_lexer) { .input = input, .line = 1, .start_line = 1, .pool = pool };
}

static bool is_space(unsigned rune)
{
	return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n';
}

static bool is_digit(unsigned rune)
{
	return rune >= '0' && rune <= '9';
}

static struct gt_text rest(const struct gt_lexer *lexer)
{
	return (struct gt_text) { .text = lexer->input.text + lexer->pos,
				  .length = lexer->input.length - lexer->pos };
}

static bool has_prefix(struct gt_text text, const char *prefix)
{
	return text.length >= strlen(prefix) && memcmp(text.text, prefix, strlen(prefix)) == 0;
}

static bool at_prefix(const struct gt_lexer *lexer, size_t ahead, const char *prefix)
{
	struct gt_text text = rest(lexer);

	if (text.length < ahead)
		return false;
	return has_prefix((struct gt_text) { text.text + ahead, text.length - ahead }, prefix);
}

static bool at_left_marker(struct gt_text text)
{
	return text.length >= TRIM_MARKER_LENGTH && text.text[0] == '-' &&
	       is_space((unsigned char)text.text[1]);
}

static bool at_right_delim(const struct gt_lexer *lexer, bool *ret_trim)
{
	struct gt_text text = rest(lexer);

	*ret_trim = text.length >= TRIM_MARKER_LENGTH && is_space((unsigned char)text.text[0]) &&
		    text.text[1] == '-' && at_prefix(lexer, TRIM_MARKER_LENGTH, RIGHT_DELIM);
	return *ret_trim || has_prefix(text, RIGHT_DELIM);
}

static unsigned peek_rune(const struct gt_lexer *lexer, size_t *ret_size)
{
	struct gt_text text = rest(lexer);
	unsigned rune;

	*ret_size = 0;
	if (text.length == 0)
		return END_OF_INPUT;
	*ret_size = utf8_decode(text.text, text.length, &rune);
	return rune;
}

static unsigned peek(const struct gt_lexer *lexer)
{
	size_t size;

	return peek_rune(lexer, &size);
}

static unsigned next(struct gt_lexer *lexer)
{
	size_t size;
	unsigned rune = peek_rune(lexer, &size);

	lexer->pos += size;
	lexer->line += rune == '\n';
	return rune;
}

static size_t count_lines(const struct gt_lexer *lexer)
{
	size_t n = 0;

	for (size_t i = lexer->start; i < lexer->pos; i++)
		n += lexer->input.text[i] == '\n';
	return n;
}

static struct gt_token emit(struct gt_lexer *lexer, enum gt_token_kind kind)
{
	struct gt_token token = {
		.kind = kind,
		.pos = lexer->start,
		.text = { lexer->input.text + lexer->start, lexer->pos - lexer->start },
		.line = lexer->start_line,
	};

	lexer->start = lexer->pos;
	lexer->start_line = lexer->line;
	return token;
}

/* Skips text that was not read with next(). */
static void ignore(struct gt_lexer *lexer)
{
	lexer->line += count_lines(lexer);
	lexer->start = lexer->pos;
	lexer->start_line = lexer->line;
}

static struct gt_token fail(struct gt_lexer *lexer, struct gt_text message)
{
	struct gt_token token = { .kind = GT_TOKEN_ERROR,
				  .pos = lexer->start,
				  .text = message,
				  .line = lexer->start_line };

	lexer->input.length = lexer->pos = lexer->start = 0;
	return token;
}

static struct gt_token fail_rune(struct gt_lexer *lexer, const char *what, unsigned rune)
{
	struct strbuf message = STRBUF_INIT;

	strbuf_add_str(&message, what);
	gt_add_unicode(&message, rune);
	return fail(lexer, gt_pool_take(lexer->pool, &message));
}

static void skip_spaces(struct gt_lexer *lexer)
{
	while (lexer->pos < lexer->input.length &&
	       is_space((unsigned char)lexer->input.text[lexer->pos]))
		lexer->pos++;
}

/* The functions that may find a comment, which is no token, return false for it. */

/* The rest of {{/[*] … [*]/}}, from the left comment marker on. */
static bool lex_comment(struct gt_lexer *lexer, struct gt_token *ret_token)
{
	struct gt_text text;
	const char *end;
	bool trim;

	lexer->pos += strlen(LEFT_COMMENT);
	text = rest(lexer);
	end = memmem(text.text, text.length, RIGHT_COMMENT, strlen(RIGHT_COMMENT));
	if (end == NULL) {
		*ret_token = fail(lexer, GT_TEXT("unclosed comment"));
		return true;
	}
	lexer->pos += (size_t)(end - text.text) + strlen(RIGHT_COMMENT);
	if (!at_right_delim(lexer, &trim)) {
		*ret_token = fail(lexer, GT_TEXT("comment ends before closing delimiter"));
		return true;
	}
	lexer->pos += strlen(RIGHT_DELIM) + (trim ? TRIM_MARKER_LENGTH : 0);
	if (trim)
		skip_spaces(lexer);
	ignore(lexer);
	return false;
}

static bool lex_left_delim(struct gt_lexer *lexer, struct gt_token *ret_token)
{
	size_t marker;

	lexer->pos += strlen(LEFT_DELIM);
	marker = at_left_marker(rest(lexer)) ? TRIM_MARKER_LENGTH : 0;
	if (at_prefix(lexer, marker, LEFT_COMMENT)) {
		lexer->pos += marker;
		ignore(lexer);
		return lex_comment(lexer, ret_token);
	}
	*ret_token = emit(lexer, GT_TOKEN_LEFT_DELIM);
	lexer->inside_action = true;
	lexer->pos += marker;
	ignore(lexer);
	lexer->n_parens = 0;
	return true;
}

/* How much of a text before a left delimiter is kept: the action may trim the spaces at its end. */
static size_t kept_length(struct gt_text text, size_t length)
{
	struct gt_text behind = { text.text + length + strlen(LEFT_DELIM),
				  text.length - length - strlen(LEFT_DELIM) };

	if (at_left_marker(behind))
		while (length > 0 && is_space((unsigned char)text.text[length - 1]))
			length--;
	return length;
}

/* Text up to the next action, or that action's delimiter. */
static bool lex_text(struct gt_lexer *lexer, struct gt_token *ret_token)
{
	struct gt_text text = rest(lexer);
	const char *delim = memmem(text.text, text.length, LEFT_DELIM, strlen(LEFT_DELIM));
	size_t length = delim == NULL ? text.length : (size_t)(delim - text.text);
	size_t kept = delim == NULL ? length : kept_length(text, length);

	if (kept > 0 || delim == NULL) {
		lexer->pos += kept;
		lexer->line += count_lines(lexer);
		*ret_token = emit(lexer, kept > 0 ? GT_TOKEN_TEXT : GT_TOKEN_EOF);
	}
	lexer->pos += length - kept;
	ignore(lexer);
	return kept > 0 || delim == NULL || lex_left_delim(lexer, ret_token);
}

static struct gt_token lex_right_delim(struct gt_lexer *lexer, bool trim)
{
	struct gt_token token;

	if (trim) {
		lexer->pos += TRIM_MARKER_LENGTH;
		ignore(lexer);
	}
	lexer->pos += strlen(RIGHT_DELIM);
	token = emit(lexer, GT_TOKEN_RIGHT_DELIM);
	if (trim) {
		skip_spaces(lexer);
		ignore(lexer);
	}
	lexer->inside_action = false;
	return token;
}

/* A run of spaces; its last one may belong to a trim marker. The first is known to be no part of
 * one. */
static struct gt_token lex_space(struct gt_lexer *lexer)
{
	bool trim;

	do
		next(lexer);
	while (is_space(peek(lexer)) && !at_right_delim(lexer, &trim));
	return emit(lexer, GT_TOKEN_SPACE);
}

/* Whether what follows may stand behind a word: $x+2 needs a space. */
static bool at_terminator(const struct gt_lexer *lexer)
{
	unsigned rune = peek(lexer);

	if (rune == END_OF_INPUT || is_space(rune) || at_prefix(lexer, 0, RIGHT_DELIM))
		return true;
	return rune != 0 && rune < 0x80 && strchr(".,|:)(", (int)rune) != NULL;
}

/* Reads letters and digits; false when what follows may not. */
static bool scan_word(struct gt_lexer *lexer)
{
	while (gt_is_alphanumeric(peek(lexer)))
		next(lexer);
	return at_terminator(lexer);
}

static struct gt_token lex_identifier(struct gt_lexer *lexer)
{
	struct gt_text word;

	if (!scan_word(lexer))
		return fail_rune(lexer, "bad character ", peek(lexer));
	word.text = lexer->input.text + lexer->start;
	word.length = lexer->pos - lexer->start;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (gt_text_is(word, words[i].name))
			return emit(lexer, words[i].kind);
	return emit(lexer, GT_TOKEN_IDENTIFIER);
}

/* A field or variable, behind its dot or dollar. */
static struct gt_token lex_name(struct gt_lexer *lexer, enum gt_token_kind kind)
{
	if (at_terminator(lexer))
		return emit(lexer, kind == GT_TOKEN_FIELD ? GT_TOKEN_DOT : kind);
	if (!scan_word(lexer))
		return fail_rune(lexer, "bad character ", peek(lexer));
	return emit(lexer, kind);
}

/* A quoted string or character constant, behind its first quote. Escapes are looked at later. */
static struct gt_token lex_quoted(struct gt_lexer *lexer, unsigned quote, enum gt_token_kind kind)
{
	unsigned rune;

	while ((rune = next(lexer)) != quote) {
		if (rune == '\\')
			rune = next(lexer);
		if (rune == END_OF_INPUT || rune == '\n')
			return fail(lexer, quote == '"'
						   ? GT_TEXT("unterminated quoted string")
						   : GT_TEXT("unterminated character constant"));
	}
	return emit(lexer, kind);
}

static struct gt_token lex_raw_string(struct gt_lexer *lexer)
{
	unsigned rune;

	while ((rune = next(lexer)) != '`')
		if (rune == END_OF_INPUT)
			return fail(lexer, GT_TEXT("unterminated raw quoted string"));
	return emit(lexer, GT_TOKEN_RAW_STRING);
}

static bool accept(struct gt_lexer *lexer, const char *valid)
{
	unsigned rune = peek(lexer);

	if (rune == 0 || rune >= 0x80 || strchr(valid, (int)rune) == NULL)
		return false;
	next(lexer);
	return true;
}

static void accept_run(struct gt_lexer *lexer, const char *valid)
{
	while (accept(lexer, valid))
		;
}

#define DECIMAL_DIGITS "0123456789_"

/* Near to Go's syntax; what is wrong in it shows when the number is read. */
static bool scan_number(struct gt_lexer *lexer)
{
	const char *digits = DECIMAL_DIGITS, *exponent = "eE";

	accept(lexer, "+-");
	if (accept(lexer, "0")) {
		if (accept(lexer, "xX")) {
			digits = "0123456789abcdefABCDEF_";
			exponent = "pP";
		} else if (accept(lexer, "oO")) {
			digits = "01234567_";
			exponent = "";
		} else if (accept(lexer, "bB")) {
			digits = "01_";
			exponent = "";
		}
	}
	accept_run(lexer, digits);
	if (accept(lexer, "."))
		accept_run(lexer, digits);
	if (accept(lexer, exponent)) {
		accept(lexer, "+-");
		accept_run(lexer, DECIMAL_DIGITS);
	}
	accept(lexer, "i");
	if (!gt_is_alphanumeric(peek(lexer)))
		return true;
	next(lexer);
	return false;
}

static struct gt_token lex_number(struct gt_lexer *lexer)
{
	bool good = scan_number(lexer), complex = false;
	struct strbuf message = STRBUF_INIT;

	if (good && (peek(lexer) == '+' || peek(lexer) == '-')) {
		complex = true;
		good = scan_number(lexer) && lexer->input.text[lexer->pos - 1] == 'i';
	}
	if (good)
		return emit(lexer, complex ? GT_TOKEN_COMPLEX : GT_TOKEN_NUMBER);
	strbuf_add_str(&message, "bad number syntax: ");
	text_quote_bytes(&message, lexer->input.text + lexer->start, lexer->pos - lexer->start);
	return fail(lexer, gt_pool_take(lexer->pool, &message));
}

static struct gt_token lex_paren(struct gt_lexer *lexer, unsigned rune)
{
	if (rune == '(') {
		lexer->n_parens++;
		return emit(lexer, GT_TOKEN_LEFT_PAREN);
	}
	if (lexer->n_parens == 0)
		return fail(lexer, GT_TEXT("unexpected right paren"));
	lexer->n_parens--;
	return emit(lexer, GT_TOKEN_RIGHT_PAREN);
}

static struct gt_token lex_char(struct gt_lexer *lexer, unsigned rune)
{
	switch (rune) {
	case END_OF_INPUT:
		return fail(lexer, GT_TEXT("unclosed action"));
	case '=':
		return emit(lexer, GT_TOKEN_ASSIGN);
	case ':':
		if (next(lexer) != '=')
			return fail(lexer, GT_TEXT("expected :="));
		return emit(lexer, GT_TOKEN_DECLARE);
	case '|':
		return emit(lexer, GT_TOKEN_PIPE);
	case '"':
		return lex_quoted(lexer, '"', GT_TOKEN_STRING);
	case '\'':
		return lex_quoted(lexer, '\'', GT_TOKEN_CHAR_CONSTANT);
	case '`':
		return lex_raw_string(lexer);
	case '$':
		return lex_name(lexer, GT_TOKEN_VARIABLE);
	case '.':
		return lex_name(lexer, GT_TOKEN_FIELD);
	case '(':
	case ')':
		return lex_paren(lexer, rune);
	default:
		if (rune < 0x7f && rune >= ' ')
			return emit(lexer, GT_TOKEN_CHAR);
		return fail_rune(lexer, "unrecognized character in action: ", rune);
	}
}

static struct gt_token lex_inside_action(struct gt_lexer *lexer)
{
	unsigned rune = peek(lexer);
	bool trim;

	if (at_right_delim(lexer, &trim)) {
		if (lexer->n_parens > 0)
			return fail(lexer, GT_TEXT("unclosed left paren"));
		return lex_right_delim(lexer, trim);
	}
	if (is_space(rune))
		return lex_space(lexer);
	/* A dot at the end, or before a digit, begins a number. */
	if (rune == '+' || rune == '-' || is_digit(rune) ||
	    (rune == '.' && (lexer->pos + 1 == lexer->input.length ||
			     is_digit((unsigned char)lexer->input.text[lexer->pos + 1]))))
		return lex_number(lexer);
	if (gt_is_alphanumeric(rune))
		return lex_identifier(lexer);
	return lex_char(lexer, next(lexer));
}

struct gt_token gt_lexer_next(struct gt_lexer *lexer)
{
	struct gt_token token;

	if (lexer->inside_action)
		return lex_inside_action(lexer);
	while (!lex_text(lexer, &token))
		;
	return token;
}
