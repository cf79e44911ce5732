/* Tokens. The longest match counts; where none is complete, the text up to and with the character
 * that did not fit is told of as an error and skipped.
 * Source: cel-go parser/gen/CEL.g4, the lexer rules. */
#include "parser.h"

#include <string.h>

enum character {
	CHARACTER_OTHER,
	CHARACTER_SPACE,
	CHARACTER_QUOTE,
	CHARACTER_SINGLE, /* a token by itself: singles[] */
};

/* But for letters and digits. */
static const unsigned char characters[256] = {
	['\t'] = CHARACTER_SPACE, ['\n'] = CHARACTER_SPACE, ['\f'] = CHARACTER_SPACE,
	['\r'] = CHARACTER_SPACE, [' '] = CHARACTER_SPACE,  ['"'] = CHARACTER_QUOTE,
	['\''] = CHARACTER_QUOTE, ['['] = CHARACTER_SINGLE, [']'] = CHARACTER_SINGLE,
	['{'] = CHARACTER_SINGLE, ['}'] = CHARACTER_SINGLE, ['('] = CHARACTER_SINGLE,
	[')'] = CHARACTER_SINGLE, [','] = CHARACTER_SINGLE, ['-'] = CHARACTER_SINGLE,
	['?'] = CHARACTER_SINGLE, [':'] = CHARACTER_SINGLE, ['+'] = CHARACTER_SINGLE,
	['*'] = CHARACTER_SINGLE, ['%'] = CHARACTER_SINGLE,
};

static const unsigned char singles[128] = {
	['['] = CEL_TOKEN_LEFT_BRACKET, [']'] = CEL_TOKEN_RIGHT_BRACKET,
	['{'] = CEL_TOKEN_LEFT_BRACE,   ['}'] = CEL_TOKEN_RIGHT_BRACE,
	['('] = CEL_TOKEN_LEFT_PAREN,   [')'] = CEL_TOKEN_RIGHT_PAREN,
	[','] = CEL_TOKEN_COMMA,        ['-'] = CEL_TOKEN_MINUS,
	['?'] = CEL_TOKEN_QUESTION,     [':'] = CEL_TOKEN_COLON,
	['+'] = CEL_TOKEN_PLUS,         ['*'] = CEL_TOKEN_STAR,
	['%'] = CEL_TOKEN_PERCENT,
};

static bool is_letter(char c)
{
	return (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
}

static bool is_digit(char c)
{
	return (unsigned)(c - '0') < 10;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The source ends in a NUL that is none of its bytes, and which no token takes, so a look at the
 * next character is always allowed. A NUL inside is an error as any other character. */

static uint32_t skip_digits(const struct cel_parser *parser, uint32_t at)
{
	while (is_digit(parser->source[at]))
		at++;
	return at;
}

/* The end of what begins at `at`; `at` itself when that is no exponent. */
static uint32_t skip_exponent(const struct cel_parser *parser, uint32_t at)
{
	const char *source = parser->source;
	uint32_t digits = at + 1;

	if (source[at] != 'e' && source[at] != 'E')
		return at;
	if (source[digits] == '+' || source[digits] == '-')
		digits++;
	return is_digit(parser->source[digits]) ? skip_digits(parser, digits) : at;
}

/* From a digit, or from a point with a digit behind it. */
static enum cel_token_kind lex_number(const struct cel_parser *parser, uint32_t *at)
{
	const char *source = parser->source;
	uint32_t end = *at, exponent;
	bool is_float = false;

	if (source[end] == '0' && source[end + 1] == 'x' && is_hex(source[end + 2])) {
		end += 3;
		while (is_hex(source[end]))
			end++;
	} else {
		end = skip_digits(parser, end);
		if (source[end] == '.' && is_digit(parser->source[end + 1])) {
			end = skip_digits(parser, end + 1);
			is_float = true;
		}
		exponent = skip_exponent(parser, end);
		is_float = is_float || exponent > end;
		end = exponent;
	}
	if (!is_float && (source[end] == 'u' || source[end] == 'U')) {
		*at = end + 1;
		return CEL_TOKEN_UINT;
	}
	*at = end;
	return is_float ? CEL_TOKEN_FLOAT : CEL_TOKEN_INT;
}

/* From a backslash to behind the escape. False: *at is the character that does not fit. */
static bool skip_escape(const struct cel_parser *parser, uint32_t *at)
{
	const char *source = parser->source;
	uint32_t digits = 0;
	char c = source[++*at];

	if (c != '\0' && strchr("abfnrtv\"'\\?`", c) != NULL) {
		++*at;
		return true;
	}
	if (c >= '0' && c <= '3') {
		for (int i = 0; i < 2; i++)
			if (source[++*at] < '0' || source[*at] > '7')
				return false;
		++*at;
		return true;
	}
	if (c == 'x' || c == 'X')
		digits = 2;
	else if (c == 'u' || c == 'U')
		digits = c == 'u' ? 4 : 8;
	if (digits == 0)
		return false;
	++*at;
	for (; digits > 0; digits--, ++*at)
		if (!is_hex(source[*at]))
			return false;
	return true;
}

/* A string in one quote of a kind. False: *at is the character that does not fit. */
static bool skip_line_string(const struct cel_parser *parser, bool is_raw, uint32_t *at)
{
	const char *source = parser->source;
	char quote = source[(*at)++];

	while (*at < parser->length && source[*at] != quote) {
		if (source[*at] == '\n' || source[*at] == '\r')
			return false;
		if (source[*at] != '\\' || is_raw)
			++*at;
		else if (!skip_escape(parser, at))
			return false;
	}
	if (*at == parser->length)
		return false;
	++*at;
	return true;
}

/* A string in three quotes; false when it is not complete. */
static bool skip_block_string(const struct cel_parser *parser, bool is_raw, uint32_t *at)
{
	const char *source = parser->source;
	char quote = source[*at];
	uint32_t end = *at + 3;

	while (end < parser->length) {
		if (source[end] == quote && source[end + 1] == quote && source[end + 2] == quote) {
			*at = end + 3;
			return true;
		}
		if (source[end] != '\\' || is_raw)
			end++;
		else if (!skip_escape(parser, &end))
			return false;
	}
	return false;
}

/* From a quote. What opens with three quotes and does not close is an empty string. */
static bool skip_string(const struct cel_parser *parser, bool is_raw, uint32_t *at)
{
	const char *source = parser->source;
	char quote = source[*at];

	if (source[*at + 1] != quote)
		return skip_line_string(parser, is_raw, at);
	if (source[*at + 2] != quote || !skip_block_string(parser, is_raw, at))
		*at += 2;
	return true;
}

static enum cel_token_kind keyword(const char *text, size_t length)
{
	switch (length) {
	case 2:
		return memcmp(text, "in", 2) == 0 ? CEL_TOKEN_IN : CEL_TOKEN_NAME;
	case 4:
		return memcmp(text, "true", 4) == 0   ? CEL_TOKEN_TRUE
		       : memcmp(text, "null", 4) == 0 ? CEL_TOKEN_NULL
						      : CEL_TOKEN_NAME;
	case 5:
		return memcmp(text, "false", 5) == 0 ? CEL_TOKEN_FALSE : CEL_TOKEN_NAME;
	default:
		return CEL_TOKEN_NAME;
	}
}

static bool is_either_case(char c, char lower)
{
	return (c | 0x20) == lower;
}

/* From a letter: a name, or a string with a prefix. */
static enum cel_token_kind lex_name(const struct cel_parser *parser, uint32_t *at)
{
	const char *text = parser->source + *at;
	uint32_t end = *at, prefix = 0;
	bool is_bytes = is_either_case(text[0], 'b'), is_raw;

	while (is_letter(parser->source[end]) || is_digit(parser->source[end]))
		end++;
	prefix = is_bytes ? 1 : 0;
	is_raw = is_either_case(text[prefix], 'r');
	prefix += is_raw ? 1 : 0;
	if (prefix > 0 && prefix == end - *at &&
	    characters[(unsigned char)parser->source[end]] == CHARACTER_QUOTE) {
		uint32_t string = end;

		if (skip_string(parser, is_raw, &string)) {
			*at = string;
			return is_bytes ? CEL_TOKEN_BYTES : CEL_TOKEN_STRING;
		}
	}
	*at = end;
	return keyword(text, (size_t)(parser->source + end - text));
}

/* `a-b`: at least one of the characters that a quoted name may have. */
static bool skip_quoted_name(const struct cel_parser *parser, uint32_t *at)
{
	const char *source = parser->source;
	uint32_t end = *at + 1;

	while (is_letter(parser->source[end]) || is_digit(parser->source[end]) ||
	       (source[end] != '\0' && strchr(" -./", source[end]) != NULL))
		end++;
	if (source[end] != '`' || end == *at + 1) {
		*at = end;
		return false;
	}
	*at = end + 1;
	return true;
}

/* A token of one or two characters that has another beginning with it. CEL_TOKEN_END: none, *at is
 * the character that does not fit. */
static enum cel_token_kind lex_operator(const struct cel_parser *parser, uint32_t *at)
{
	static const struct {
		char first, second;
		enum cel_token_kind alone, both; /* alone: CEL_TOKEN_END when it is none */
	} operators[] = {
		{ '=', '=', CEL_TOKEN_END, CEL_TOKEN_EQUALS },
		{ '&', '&', CEL_TOKEN_END, CEL_TOKEN_AND },
		{ '|', '|', CEL_TOKEN_END, CEL_TOKEN_OR },
		{ '!', '=', CEL_TOKEN_NOT, CEL_TOKEN_NOT_EQUALS },
		{ '<', '=', CEL_TOKEN_LESS, CEL_TOKEN_LESS_EQUALS },
		{ '>', '=', CEL_TOKEN_GREATER, CEL_TOKEN_GREATER_EQUALS },
		{ '.', '\0', CEL_TOKEN_DOT, CEL_TOKEN_DOT },
		{ '/', '\0', CEL_TOKEN_SLASH, CEL_TOKEN_SLASH },
	};
	const char *text = parser->source + *at;

	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (text[0] != operators[i].first)
			continue;
		++*at;
		if (operators[i].second == '\0' || text[1] != operators[i].second)
			return operators[i].alone;
		++*at;
		return operators[i].both;
	}
	return CEL_TOKEN_END;
}

/* The kind of the token at *at, which moves behind it. CEL_TOKEN_END: it is none. */
static enum cel_token_kind lex_token(const struct cel_parser *parser, uint32_t *at)
{
	const char *source = parser->source;

	if (is_letter(source[*at]))
		return lex_name(parser, at);
	if (is_digit(source[*at]))
		return lex_number(parser, at);
	switch (characters[(unsigned char)source[*at]]) {
	case CHARACTER_QUOTE:
		return skip_string(parser, false, at) ? CEL_TOKEN_STRING : CEL_TOKEN_END;
	case CHARACTER_SINGLE:
		return (enum cel_token_kind)singles[(unsigned char)source[(*at)++]];
	default:
		break;
	}
	if (source[*at] == '.' && is_digit(parser->source[*at + 1]))
		return lex_number(parser, at);
	if (source[*at] == '`')
		return skip_quoted_name(parser, at) ? CEL_TOKEN_QUOTED_NAME : CEL_TOKEN_END;
	return lex_operator(parser, at);
}

/* Behind white space and comments. */
static uint32_t skip_space(const struct cel_parser *parser, uint32_t at)
{
	const char *source = parser->source;

	for (;;) {
		while (characters[(unsigned char)parser->source[at]] == CHARACTER_SPACE)
			at++;
		if (source[at] != '/' || source[at + 1] != '/')
			return at;
		while (at < parser->length && source[at] != '\n')
			at++;
	}
}

/* Moves the lexer, counting bytes that begin no code point. */
static void move_to(struct cel_parser *parser, uint32_t position)
{
	if (!parser->is_ascii)
		for (uint32_t i = parser->position; i < position; i++)
			parser->continued += ((unsigned char)parser->source[i] & 0xc0) == 0x80;
	parser->position = position;
}

/* Tells of what begins at the lexer's position, up to the character that does not fit, and skips
 * it. */
static void skip_wrong(struct cel_parser *parser, uint32_t misfit)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct cel_span span = { .start = parser->position, .end = misfit };
	int32_t offset = (int32_t)(parser->position - parser->continued);

	if (span.end < parser->length)
		do
			span.end++;
		while (((unsigned char)parser->source[span.end] & 0xc0) == 0x80);
	strbuf_add_str(&text, "token recognition error at: '");
	strbuf_add(&text, parser->source + span.start, span.end - span.start);
	strbuf_add_char(&text, '\'');
	parser->skipped = arena_grow(&parser->ast->tree, parser->skipped, parser->n_skipped,
				     &parser->skipped_capacity, sizeof(span));
	parser->skipped[parser->n_skipped++] = span;
	move_to(parser, span.end);
	cel_syntax_error(parser, offset, &text);
}

static void add_token(struct cel_parser *parser, enum cel_token_kind kind, uint32_t end)
{
	if (parser->n_tokens == parser->token_capacity)
		parser->tokens = arena_grow(&parser->ast->tree, parser->tokens, parser->n_tokens,
					    &parser->token_capacity, sizeof(*parser->tokens));
	parser->tokens[parser->n_tokens++] = (struct cel_token) {
		.kind = kind,
		.start = parser->position,
		.end = end,
		.offset = (int32_t)(parser->position - parser->continued),
	};
	move_to(parser, end);
}

void cel_lex(struct cel_parser *parser)
{
	for (;;) {
		enum cel_token_kind kind;
		uint32_t end;

		move_to(parser, skip_space(parser, parser->position));
		if (parser->position >= parser->length || parser->stopped) {
			add_token(parser, CEL_TOKEN_END, parser->position);
			return;
		}
		end = parser->position;
		kind = lex_token(parser, &end);
		if (kind != CEL_TOKEN_END) {
			add_token(parser, kind, end);
			return;
		}
		skip_wrong(parser, end);
	}
}

char *cel_token_text(struct cel_parser *parser, const struct cel_token *token)
{
	return arena_copy(&parser->ast->arena, parser->source + token->start,
			  token->end - token->start);
}
