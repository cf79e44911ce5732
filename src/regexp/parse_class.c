/* Characters and classes of characters. */
#include <string.h>

#include "parser.h"
#include "unicode.h"

bool parse_rune(struct parser *parser, uint32_t *ret_rune)
{
	unsigned rune;
	size_t length;

	if (parser->at == parser->end) {
		*ret_rune = 0xfffd;
		return true;
	}
	length = utf8_decode(parser->at, (size_t)(parser->end - parser->at), &rune);
	if (rune == 0xfffd && length == 1)
		return parse_fail(parser, "invalid UTF-8", parser->at, parser->end);
	parser->at += length;
	*ret_rune = rune;
	return true;
}

static bool is_alnum(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex_digit(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (int)(c - 'A') + 10;
	return -1;
}

static bool is_octal(const struct parser *parser)
{
	return parser->at < parser->end && *parser->at >= '0' && *parser->at <= '7';
}

/* Behind "\x{". PARSE_NO: not of this form. */
static enum parse_answer read_braced_hex(struct parser *parser, uint32_t *ret_rune)
{
	uint32_t value = 0, c;

	for (size_t n = 0; parser->at < parser->end; n++) {
		if (!parse_rune(parser, &c))
			return PARSE_FAILED;
		if (c == '}') {
			*ret_rune = value;
			return n > 0 ? PARSE_YES : PARSE_NO;
		}
		if (hex_digit(c) < 0)
			return PARSE_NO;
		value = value * 16 + (uint32_t)hex_digit(c);
		if (value > UNICODE_MAX)
			return PARSE_NO;
	}
	return PARSE_NO;
}

/* Behind "\x". */
static enum parse_answer read_hex(struct parser *parser, uint32_t *ret_rune)
{
	uint32_t high, low;

	if (parser->at == parser->end)
		return PARSE_NO;
	if (!parse_rune(parser, &high))
		return PARSE_FAILED;
	if (high == '{')
		return read_braced_hex(parser, ret_rune);
	if (!parse_rune(parser, &low))
		return PARSE_FAILED;
	if (hex_digit(high) < 0 || hex_digit(low) < 0)
		return PARSE_NO;
	*ret_rune = (uint32_t)(hex_digit(high) * 16 + hex_digit(low));
	return PARSE_YES;
}

/* Behind a backslash and c. */
static enum parse_answer read_escaped(struct parser *parser, uint32_t c, uint32_t *ret_rune)
{
	static const char letters[] = "afnrtv", meanings[] = "\a\f\n\r\t\v";
	const char *letter = c < 0x80 && c != 0 ? strchr(letters, (int)c) : NULL;

	if (letter != NULL) {
		*ret_rune = (uint32_t)meanings[letter - letters];
		return PARSE_YES;
	}
	if (c == 'x')
		return read_hex(parser, ret_rune);
	/* One digit but 0 would be a back reference. */
	if (c == '0' || (c >= '1' && c <= '7' && is_octal(parser))) {
		*ret_rune = c - '0';
		for (int i = 1; i < 3 && is_octal(parser); i++)
			*ret_rune = *ret_rune * 8 + (uint32_t)(*parser->at++ - '0');
		return PARSE_YES;
	}
	if (c < 0x80 && !is_alnum(c)) {
		*ret_rune = c;
		return PARSE_YES;
	}
	return PARSE_NO;
}

bool parse_escape(struct parser *parser, uint32_t *ret_rune)
{
	const char *begin = parser->at++;
	uint32_t c;

	if (parser->at == parser->end)
		return parse_fail(parser, "trailing backslash at end of expression", parser->at,
				  parser->at);
	if (!parse_rune(parser, &c))
		return false;
	switch (read_escaped(parser, c, ret_rune)) {
	case PARSE_YES:
		return true;
	case PARSE_FAILED:
		return false;
	case PARSE_NO:
		break;
	}
	return parse_fail(parser, "invalid escape sequence", begin, parser->at);
}

/* Adds the group to the class, with its other cases and the other way round where asked for. */
static void add_group(struct parser *parser, struct rune_class *class, struct rune_class *group,
		      bool is_negated)
{
	class_clean(group);
	if (parser->flags & PARSE_FOLD)
		class_fold(group, parser->arena);
	if (is_negated)
		class_negate(group, parser->arena);
	class_add_class(class, parser->arena, group);
}

static bool check_utf8(struct parser *parser, const char *text, const char *end)
{
	unsigned rune;

	for (size_t length; text < end; text += length) {
		length = utf8_decode(text, (size_t)(end - text), &rune);
		if (rune == 0xfffd && length == 1)
			return parse_fail(parser, "invalid UTF-8", text, end);
	}
	return true;
}

/* At "\p" or "\P". */
static bool parse_unicode_class(struct parser *parser, struct rune_class *class)
{
	const char *begin = parser->at, *name = begin + 2, *end;
	bool is_negated = begin[1] == 'P';
	struct rune_class group = { .n = 0 };
	uint32_t c;

	parser->at = name;
	if (!parse_rune(parser, &c))
		return false;
	end = parser->at;
	if (c == '{') {
		name++;
		end = memchr(begin, '}', (size_t)(parser->end - begin));
		if (end == NULL)
			return check_utf8(parser, begin, parser->end) &&
			       parse_fail(parser, "invalid character class range", begin,
					  parser->end);
		if (!check_utf8(parser, name, end))
			return false;
		parser->at = end + 1;
	}
	if (name < end && *name == '^') {
		is_negated = !is_negated;
		name++;
	}
	if (!class_add_unicode(&group, parser->arena, name, (size_t)(end - name)))
		return parse_fail(parser, "invalid character class range", begin, parser->at);
	parser->n_ranges += group.n;
	add_group(parser, class, &group, is_negated);
	return true;
}

enum parse_answer parse_class_escape(struct parser *parser, struct rune_class *class)
{
	struct rune_class group = { .n = 0 };
	char c;

	if (parser->end - parser->at < 2 || *parser->at != '\\')
		return PARSE_NO;
	c = parser->at[1];
	if (c == 'p' || c == 'P')
		return parse_unicode_class(parser, class) ? PARSE_YES : PARSE_FAILED;
	if (c == '\0' || strchr("dswDSW", c) == NULL)
		return PARSE_NO;
	class_add_perl(&group, parser->arena, (char)(c | 0x20));
	add_group(parser, class, &group, (c & 0x20) == 0);
	parser->at += 2;
	return PARSE_YES;
}

/* [:alpha:] and [:^alpha:]. */
static enum parse_answer parse_posix_class(struct parser *parser, struct rune_class *class)
{
	const char *begin = parser->at, *name = begin + 2, *end;
	bool is_negated;
	struct rune_class group = { .n = 0 };

	if (parser->end - begin < 3 || begin[0] != '[' || begin[1] != ':')
		return PARSE_NO;
	end = memmem(name, (size_t)(parser->end - name), ":]", 2);
	if (end == NULL)
		return PARSE_NO;
	is_negated = name < end && *name == '^';
	if (!class_add_posix(&group, parser->arena, name + is_negated,
			     (size_t)(end - name - is_negated))) {
		parse_fail(parser, "invalid character class range", begin, end + 2);
		return PARSE_FAILED;
	}
	add_group(parser, class, &group, is_negated);
	parser->at = end + 2;
	return PARSE_YES;
}

static bool parse_class_rune(struct parser *parser, const char *class_begin, uint32_t *ret_rune)
{
	if (parser->at == parser->end)
		return parse_fail(parser, "missing closing ]", class_begin, parser->end);
	return *parser->at == '\\' ? parse_escape(parser, ret_rune) : parse_rune(parser, ret_rune);
}

/* "a" or "a-z". */
static bool parse_range(struct parser *parser, const char *class_begin, struct rune_class *class)
{
	const char *begin = parser->at;
	struct rune_class range = { .n = 0 };
	uint32_t first, last;

	if (!parse_class_rune(parser, class_begin, &first))
		return false;
	last = first;
	if (parser->end - parser->at >= 2 && parser->at[0] == '-' && parser->at[1] != ']') {
		parser->at++;
		if (!parse_class_rune(parser, class_begin, &last))
			return false;
		if (last < first)
			return parse_fail(parser, "invalid character class range", begin,
					  parser->at);
	}
	class_add(&range, parser->arena, first, last);
	add_group(parser, class, &range, false);
	return true;
}

static bool parse_class_item(struct parser *parser, const char *class_begin,
			     struct rune_class *class)
{
	enum parse_answer answer = parse_posix_class(parser, class);

	if (answer == PARSE_NO)
		answer = parse_class_escape(parser, class);
	if (answer == PARSE_NO)
		return parse_range(parser, class_begin, class);
	return answer == PARSE_YES;
}

bool parse_class(struct parser *parser, struct rune_class *class)
{
	const char *begin = parser->at++;
	bool is_negated = parser->at < parser->end && *parser->at == '^';

	parser->at += is_negated;
	/* A bracket is an ordinary character where a class begins. */
	do {
		if (!parse_class_item(parser, begin, class))
			return false;
	} while (parser->at == parser->end || *parser->at != ']');
	parser->at++;
	class_clean(class);
	if (is_negated)
		class_negate(class, parser->arena);
	parser->n_ranges += class->n;
	return true;
}
