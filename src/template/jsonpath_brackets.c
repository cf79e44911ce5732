/* What stands in brackets in a JSONPath template: indices, keys, unions and filters. */
#include <stdlib.h>
#include <string.h>

#include "jsonpath_parser.h"

/* union = "[" part 1*( "," part ) "]": each part is read as if it stood in brackets alone */
static bool parse_union(struct parser *parser, const char *text, size_t length, struct nodes *nodes,
			struct error *err)
{
	CLEANUP(nodes) struct nodes lists = { .n = 0 };
	const char *end = text + length;

	for (const char *part = text;; part++) {
		const char *comma = memchr(part, ',', (size_t)(end - part));
		const char *stop = comma != NULL ? comma : end, *first = part, *last = stop;

		while (first < last && *first == ' ')
			first++;
		while (last > first && last[-1] == ' ')
			last--;
		if (!parser_add_inner(parser, "[", first, (size_t)(last - first), "]", &lists, err))
			return false;
		if (comma == NULL)
			break;
		part = stop;
	}
	parser_add(parser, nodes, NODE_UNION)->children = lists;
	lists = (struct nodes) { .n = 0 };
	return true;
}

/* key = "['" text "']": the text is read as if a dot stood in front of it */
static bool parse_key(struct parser *parser, const char *text, size_t length, struct nodes *nodes,
		      struct error *err)
{
	struct nodes inner;

	if (!parser_inner(parser, ".", text, length, "", &inner, err))
		return false;
	for (size_t i = 0; i < inner.n; i++)
		*parser_add(parser, nodes, NODE_LIST) = inner.items[i];
	free(inner.items);
	return true;
}

/* The length of what the expression -?\d* matches. */
static size_t index_length(const char *text, size_t length)
{
	size_t n = length > 0 && text[0] == '-';

	while (n < length && rune_is_digit(text[n]))
		n++;
	return n;
}

/* index = number *2( ":" number ), any number may be missing */
static bool split_index(const char *text, size_t length, char *ret_parts[3], bool ret_given[3])
{
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		size_t n;

		ret_given[i] = i == 0 || (at < length && text[at] == ':');
		at += i > 0 && ret_given[i];
		n = ret_given[i] ? index_length(text + at, length - at) : 0;
		ret_parts[i] = xstrndup(text + at, n);
		at += n;
	}
	return at == length;
}

static bool set_bounds(struct bound bounds[3], char *const parts[3], const bool given[3],
		       struct error *err)
{
	for (size_t i = 0; i < 3; i++) {
		if (*parts[i] != '\0') {
			if (!parse_integer(parts[i], &bounds[i].value))
				return error_set(err, REASON_CLIENT,
						 "array index %s is not a number", parts[i]);
			bounds[i].known = true;
		} else if (i == 1 && !given[i]) {
			/* A single index: one element, also of the last one, -1. */
			bounds[1].known = bounds[1].derived = true;
			bounds[1].value = (int64_t)((uint64_t)bounds[0].value + 1);
		}
	}
	return true;
}

static bool parse_index(struct parser *parser, const char *text, size_t length, struct nodes *nodes,
			struct error *err)
{
	struct bound bounds[3] = { { .known = false } };
	char *parts[3];
	bool given[3], ok;

	ok = split_index(text, length, parts, given) ||
	     error_set(err, REASON_CLIENT, "invalid array index %.*s", (int)length, text);
	ok = ok && set_bounds(bounds, parts, given, err);
	if (ok)
		memcpy(parser_add(parser, nodes, NODE_ARRAY)->bounds, bounds, sizeof(bounds));
	for (size_t i = 0; i < 3; i++)
		free(parts[i]);
	return ok;
}

/* array = "[" ( union / key / index / "*" ) "]" */
bool parse_array(struct parser *parser, struct nodes *nodes, struct error *err)
{
	const char *text = parser->text + parser->at;
	size_t length;
	int rune;

	do {
		rune = parser_next(parser);
		if (rune == PARSER_END || rune == '\n')
			return error_set(err, REASON_CLIENT, "unterminated array");
	} while (rune != ']');
	length = (size_t)(parser->text + parser->at - 1 - text);
	parser_skip(parser);
	if (length == 1 && *text == '*')
		return parse_index(parser, ":", 1, nodes, err);
	if (memchr(text, ',', length) != NULL)
		return parse_union(parser, text, length, nodes, err);
	if (length >= 2 && text[0] == '\'' &&
	    memchr(text + 1, '\'', length - 1) == text + length - 1)
		return parse_key(parser, text + 1, length - 2, nodes, err);
	return parse_index(parser, text, length, nodes, err);
}

/* Goes behind the parenthesis that ends a filter: one that stands in no quotes. Only the first pair of
 * quotes counts. */
static bool skip_filter(struct parser *parser, struct error *err)
{
	bool begun = false, ended = false;
	int pair = 0;

	for (;;) {
		int rune = parser_next(parser);

		if (rune == PARSER_END || rune == '\n')
			return error_set(err, REASON_CLIENT, "unterminated filter");
		if (rune == ')' && begun == ended)
			return true;
		if (rune != '"' && rune != '\'')
			continue;
		if (!begun) {
			begun = true;
			pair = rune;
		} else if (rune == pair && parser->text[parser->at - 2] != '\\') {
			ended = true;
		}
	}
}

static bool is_operator(char c)
{
	return c == '!' || c == '<' || c == '>' || c == '=';
}

/* Fills a filter from LEFT OP RIGHT, all of which must be there, or from a path alone. */
static bool fill_filter(struct parser *parser, const char *text, size_t length, struct node *filter,
			struct error *err)
{
	size_t left = 0, right;

	while (left < length && !is_operator(text[left]))
		left++;
	right = left;
	while (right < length && is_operator(text[right]))
		right++;
	/* With nothing behind the operator, its last character is what stands there. */
	if (right == length && right > left + 1)
		right--;
	if (left == 0 || right == left || right == length) {
		filter->text = xstrdup(FILTER_EXISTS);
		return parser_add_inner(parser, "", text, length, "", &filter->children, err);
	}
	filter->text = xstrndup(text + left, right - left);
	return parser_add_inner(parser, "", text, left, "", &filter->children, err) &&
	       parser_add_inner(parser, "", text + right, length - right, "", &filter->children,
				err);
}

/* filter = "[?(" ( path / left operator right ) ")]" */
bool parse_filter(struct parser *parser, struct nodes *nodes, struct error *err)
{
	const char *text;

	parser->at += strlen("[?(");
	text = parser->text + parser->at;
	if (!skip_filter(parser, err))
		return false;
	if (parser_next(parser) != ']')
		return error_set(err, REASON_CLIENT, "unclosed array expect ]");
	parser_skip(parser);
	return fill_filter(parser, text, (size_t)(parser->text + parser->at - 2 - text),
			   parser_add(parser, nodes, NODE_FILTER), err);
}
