/* Values of literals.
 * Source: cel-go parser/unescape.go; the language definition, "Literal Values". */
#include "parser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct cel_expr *wrong(struct cel_parser *parser, int32_t offset, const char *message)
{
	cel_finding_add(parser, offset, message);
	return cel_new_nothing(parser, offset);
}

static unsigned digit_value(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/* Digits, decimal or with 0x. False when there are too many. */
static bool read_integer(const char *text, size_t length, uint64_t *ret_value)
{
	unsigned base = length > 2 && text[1] == 'x' ? 16 : 10;
	uint64_t value = 0;

	for (size_t i = base == 16 ? 2 : 0; i < length; i++)
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit_value(text[i]), &value))
			return false;
	*ret_value = value;
	return true;
}

static struct cel_expr *parse_int(struct cel_parser *parser, int32_t offset, bool is_negative,
				  const char *text, size_t length)
{
	uint64_t value, most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);

	if (!read_integer(text, length, &value) || value > most)
		return wrong(parser, offset, "invalid int literal");
	return cel_new_literal(parser, offset,
			       cel_from_int((int64_t)(is_negative ? 0 - value : value)));
}

static struct cel_expr *parse_uint(struct cel_parser *parser, int32_t offset, const char *text,
				   size_t length)
{
	uint64_t value;

	if (!read_integer(text, length - 1, &value))
		return wrong(parser, offset, "invalid uint literal");
	return cel_new_literal(parser, offset, cel_from_uint(value));
}

static struct cel_expr *parse_double(struct cel_parser *parser, int32_t offset, bool is_negative,
				     const char *text, size_t length)
{
	double value = strtod(arena_copy(&parser->ast->arena, text, length), NULL);

	if (isinf(value))
		return wrong(parser, offset, "invalid double literal");
	return cel_new_literal(parser, offset, cel_from_double(is_negative ? -value : value));
}

/* ---- strings ---- */

/* What is written in a string literal so far, and what is left of it. */
struct unescape {
	char *out;
	const char *at, *end;
	bool is_bytes;
};

static unsigned read_digits(struct unescape *state, unsigned n, unsigned base)
{
	unsigned value = 0;

	while (n-- > 0)
		value = value * base + digit_value(*state->at++);
	return value;
}

static void put_rune(struct unescape *state, unsigned rune)
{
	if (rune < 0x80) {
		*state->out++ = (char)rune;
		return;
	}
	if (rune < 0x800) {
		*state->out++ = (char)(0xc0 | rune >> 6);
	} else {
		if (rune < 0x10000) {
			*state->out++ = (char)(0xe0 | rune >> 12);
		} else {
			*state->out++ = (char)(0xf0 | rune >> 18);
			*state->out++ = (char)(0x80 | (rune >> 12 & 0x3f));
		}
		*state->out++ = (char)(0x80 | (rune >> 6 & 0x3f));
	}
	*state->out++ = (char)(0x80 | (rune & 0x3f));
}

/* Behind a backslash. The lexer has seen that the escape is complete. Returns NULL, or what is
 * wrong with it. */
static const char *put_escape(struct unescape *state)
{
	static const char letters[] = "abfnrtv", meanings[] = "\a\b\f\n\r\t\v";
	char c = *state->at++;
	const char *letter = strchr(letters, c);
	unsigned rune;

	if (letter != NULL) {
		*state->out++ = meanings[letter - letters];
		return NULL;
	}
	if (c == 'u' || c == 'U') {
		if (state->is_bytes)
			return "unable to unescape string";
		rune = read_digits(state, c == 'u' ? 4 : 8, 16);
	} else if (c == 'x' || c == 'X') {
		rune = read_digits(state, 2, 16);
	} else if (c >= '0' && c <= '3') {
		state->at--;
		rune = read_digits(state, 3, 8);
	} else {
		*state->out++ = c;
		return NULL;
	}
	if (state->is_bytes) {
		*state->out++ = (char)rune;
		return NULL;
	}
	if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
		return "invalid unicode code point";
	put_rune(state, rune);
	return NULL;
}

/* Carriage returns, alone or before a line feed, become line feeds; raw strings have no escapes. */
static const char *unescape(struct unescape *state, bool is_raw)
{
	const char *message;

	while (state->at < state->end) {
		char c = *state->at++;

		if (c == '\\' && !is_raw) {
			message = put_escape(state);
			if (message != NULL)
				return message;
			continue;
		}
		if (c == '\r') {
			c = '\n';
			if (state->at < state->end && *state->at == '\n')
				state->at++;
		}
		*state->out++ = c;
	}
	return NULL;
}

/* The text between the quotes; *ret_is_raw tells whether a backslash means itself. */
static void strip_quotes(const char **text, size_t *length, bool is_bytes, bool *ret_is_raw)
{
	const char *at = *text + (is_bytes ? 1 : 0), *end = *text + *length;
	ptrdiff_t quotes = 1;

	*ret_is_raw = *at == 'r' || *at == 'R';
	if (*ret_is_raw)
		at++;
	if (end - at >= 6 && at[1] == at[0] && at[2] == at[0])
		quotes = 3;
	*text = at + quotes;
	*length = (size_t)(end - at - 2 * quotes);
}

static struct cel_expr *parse_text(struct cel_parser *parser, int32_t offset, bool is_bytes,
				   const char *text, size_t length)
{
	struct cel_value value;
	const char *message;
	bool is_raw;
	char *out;

	strip_quotes(&text, &length, is_bytes, &is_raw);
	value = is_bytes ? cel_from_bytes(text, length) : cel_from_text(text, length);
	if (memchr(text, '\\', length) != NULL || memchr(text, '\r', length) != NULL) {
		/* No escape is shorter than what it means. */
		struct unescape state = { .at = text, .end = text + length, .is_bytes = is_bytes };

		out = state.out = arena_alloc(&parser->ast->arena, length);
		message = unescape(&state, is_raw);
		if (message != NULL)
			return wrong(parser, offset, message);
		value.text = out;
		value.size = (uint32_t)(state.out - out);
	}
	return cel_new_literal(parser, offset, value);
}

struct cel_expr *cel_parse_literal(struct cel_parser *parser, const struct cel_token *sign,
				   const struct cel_token *token)
{
	const char *text = parser->source + token->start;
	size_t length = token->end - token->start;
	int32_t offset = sign != NULL ? sign->offset : token->offset;

	switch (token->kind) {
	case CEL_TOKEN_INT:
		return parse_int(parser, offset, sign != NULL, text, length);
	case CEL_TOKEN_UINT:
		return parse_uint(parser, offset, text, length);
	case CEL_TOKEN_FLOAT:
		return parse_double(parser, offset, sign != NULL, text, length);
	case CEL_TOKEN_STRING:
	case CEL_TOKEN_BYTES:
		return parse_text(parser, offset, token->kind == CEL_TOKEN_BYTES, text, length);
	case CEL_TOKEN_TRUE:
	case CEL_TOKEN_FALSE:
		return cel_new_literal(parser, offset,
				       cel_from_bool(token->kind == CEL_TOKEN_TRUE));
	default:
		return cel_new_literal(parser, offset, cel_null_value);
	}
}
