/* The characters of JSONPath templates. */
#include <string.h>

#include "cidrctl/text.h"
#include "jsonpath_parser.h"

int parser_next(struct parser *parser)
{
	unsigned rune;

	parser->width = 0;
	if (parser->at == parser->length)
		return PARSER_END;
	parser->width = utf8_decode(parser->text + parser->at, parser->length - parser->at, &rune);
	parser->at += parser->width;
	return (int)rune;
}

void parser_step_back(struct parser *parser)
{
	parser->at -= parser->width;
}

bool parser_at(const struct parser *parser, const char *text)
{
	size_t length = strlen(text);

	return parser->length - parser->at >= length &&
	       memcmp(parser->text + parser->at, text, length) == 0;
}

void parser_skip(struct parser *parser)
{
	parser->start = parser->at;
}

char *parser_take(struct parser *parser)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = parser->start; i < parser->at; i++) {
		if (parser->text[i] == '\0')
			strbuf_add_str(&out, JSON_NUL);
		else
			strbuf_add_char(&out, parser->text[i]);
	}
	parser_skip(parser);
	return strbuf_detach(&out);
}

bool rune_is_digit(int rune)
{
	return rune >= '0' && rune <= '9';
}

/* Unicode's letters, roughly: what lies above ASCII but for the blocks of marks, punctuation and
 * symbols. It only decides between two error texts. */
static bool is_letter(int rune)
{
	if (rune < 0x80)
		return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z');
	if (rune < 0xc0)
		return rune == 0xaa || rune == 0xb5 || rune == 0xba;
	return rune != 0xd7 && rune != 0xf7 && (rune < 0x300 || rune > 0x36f) &&
	       (rune < 0x2000 || rune > 0x2bff) && (rune < 0x3000 || rune > 0x3004) &&
	       (rune < 0x3007 || rune > 0x3030) && (rune < 0xe000 || rune > 0xf8ff) &&
	       (rune < 0xfe00 || rune > 0xfe6f) && (rune < 0xff00 || rune > 0xff20) &&
	       (rune < 0xfff0 || rune > 0xffff) && (rune < 0x1f000 || rune > 0x1faff) &&
	       rune < 0xe0000;
}

bool rune_is_word(int rune)
{
	return rune == '_' || rune_is_digit(rune) || is_letter(rune);
}

bool rune_ends_name(int rune)
{
	switch (rune) {
	case PARSER_END:
	case ' ':
	case '\t':
	case '\r':
	case '\n':
	case '.':
	case ',':
	case '[':
	case ']':
	case '$':
	case '@':
	case '{':
	case '}':
		return true;
	default:
		return false;
	}
}
