/* Reads JSONPath templates. One function a rule; a rule's text inside brackets is read as a template
 * of its own, as upstream does, so that both refuse the same texts with the same words.
 * Source of the grammar: client-go util/jsonpath parser.go. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "jsonpath_parser.h"

/* A rule's text is shorter than its template by some bytes, so the limit is for hostile ones. */
#define MAX_DEPTH 100

/* ---- nodes ---- */

struct node *parser_add(struct parser *parser, struct nodes *nodes, enum node_type type)
{
	nodes->items = xgrow(nodes->items, nodes->n, &nodes->capacity, sizeof(*nodes->items));
	nodes->items[nodes->n] = (struct node) { .type = type };
	*parser->n_nodes += 1;
	return &nodes->items[nodes->n++];
}

static void add_literal(struct parser *parser, struct nodes *nodes, enum jsonpath_type type,
			cJSON *item)
{
	struct node *node = parser_add(parser, nodes, NODE_LITERAL);

	node->literal = (struct jsonpath_value) { .type = type, .bare = true, .item = item };
}

static void add_text(struct parser *parser, struct nodes *nodes, const char *text)
{
	add_literal(parser, nodes, JSONPATH_JSON, cJSON_CreateString(text));
}

static void nodes_finish(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->n; i++) {
		free(nodes->items[i].text);
		cJSON_Delete((cJSON *)nodes->items[i].literal.item);
		nodes_finish(&nodes->items[i].children);
	}
	free(nodes->items);
}

void nodes_cleanup(struct nodes *nodes)
{
	nodes_finish(nodes);
}

/* ---- parts of an action ---- */

static bool parse_template(struct parser *parser, struct nodes *nodes, struct error *err);

bool parser_inner(struct parser *parser, const char *before, const char *text, size_t length,
		  const char *after, struct nodes *ret_nodes, struct error *err)
{
	CLEANUP(strbuf) struct strbuf template = STRBUF_INIT;
	CLEANUP(nodes) struct nodes nodes = { .n = 0 };
	struct parser inner = { .n_nodes = parser->n_nodes, .depth = parser->depth + 1 };

	if (inner.depth > MAX_DEPTH)
		return error_set(err, REASON_CLIENT, "exceeded max depth");
	strbuf_addf(&template, "{%s", before);
	strbuf_add(&template, text, length);
	strbuf_addf(&template, "%s}", after);
	inner.text = template.text;
	inner.length = template.length;
	if (!parse_template(&inner, &nodes, err))
		return false;
	*ret_nodes = nodes.items[0].children;
	nodes.items[0].children = (struct nodes) { .n = 0 };
	return true;
}

bool parser_add_inner(struct parser *parser, const char *before, const char *text, size_t length,
		      const char *after, struct nodes *lists, struct error *err)
{
	struct nodes inner;

	if (!parser_inner(parser, before, text, length, after, &inner, err))
		return false;
	parser_add(parser, lists, NODE_LIST)->children = inner;
	return true;
}

/* field = "." *( char / "\" char ) */
static bool parse_field(struct parser *parser, struct nodes *nodes)
{
	CLEANUP(str) char *name = NULL;
	char *to;
	int rune;

	parser_skip(parser);
	while (!rune_ends_name(rune = parser_next(parser)))
		if (rune == '\\')
			parser_next(parser);
	parser_step_back(parser);
	name = parser_take(parser);
	if (strcmp(name, "*") == 0) {
		parser_add(parser, nodes, NODE_WILDCARD);
		return true;
	}
	to = name;
	for (const char *from = name; *from != '\0'; from++)
		if (*from != '\\')
			*to++ = *from;
	*to = '\0';
	parser_add(parser, nodes, NODE_FIELD)->text = TAKE(name);
	return true;
}

/* recursive = ".." [ name ] */
static bool parse_recursive(struct parser *parser, struct nodes *nodes, struct error *err)
{
	int rune;

	if (nodes->n > 0 && nodes->items[nodes->n - 1].type == NODE_RECURSIVE)
		return error_set(err, REASON_CLIENT, "invalid multiple recursive descent");
	parser->at += strlen("..");
	parser_skip(parser);
	parser_add(parser, nodes, NODE_RECURSIVE);
	rune = parser_next(parser);
	parser_step_back(parser);
	return !rune_is_word(rune) || parse_field(parser, nodes);
}

static bool parse_identifier(struct parser *parser, struct nodes *nodes)
{
	CLEANUP(str) char *name = NULL;
	bool is_true;

	while (!rune_ends_name(parser_next(parser)))
		;
	parser_step_back(parser);
	name = parser_take(parser);
	is_true = strcmp(name, "true") == 0;
	if (is_true || strcmp(name, "false") == 0)
		add_literal(parser, nodes, JSONPATH_JSON, cJSON_CreateBool(is_true));
	else
		parser_add(parser, nodes, NODE_IDENTIFIER)->text = TAKE(name);
	return true;
}

bool parse_integer(const char *text, int64_t *ret_value)
{
	const char *digits = text + (*text == '-' || *text == '+');
	long long value;

	if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits))
		return false;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno != 0)
		return false;
	*ret_value = value;
	return true;
}

/* number = [ "+" / "-" ] *( digit / "." ) */
static bool parse_number(struct parser *parser, struct nodes *nodes, struct error *err)
{
	CLEANUP(str) char *text = NULL;
	const char *dot;
	cJSON *item = NULL;
	int64_t integer;
	int rune = parser_next(parser);

	if (rune != '+' && rune != '-')
		parser_step_back(parser);
	while ((rune = parser_next(parser)) == '.' || rune_is_digit(rune))
		;
	parser_step_back(parser);
	text = parser_take(parser);
	if (parse_integer(text, &integer)) {
		add_literal(parser, nodes, JSONPATH_INT, json_new_int(integer));
		return true;
	}
	dot = strchr(text, '.');
	if (strpbrk(text, "0123456789") != NULL && (dot == NULL || strchr(dot + 1, '.') == NULL)) {
		double value = strtod(text, NULL);

		if (isfinite(value))
			item = cJSON_CreateNumber(value);
	}
	if (item == NULL)
		return error_set(err, REASON_CLIENT, "cannot parse number %s", text);
	add_literal(parser, nodes, JSONPATH_FLOAT, item);
	return true;
}

/* A text in quotes of either kind; a backslash in front of a quote keeps it from ending. */
static bool parse_quote(struct parser *parser, struct nodes *nodes, int quote, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	int rune;

	do {
		rune = parser_next(parser);
		if (rune == PARSER_END || rune == '\n')
			return error_set(err, REASON_CLIENT, "unterminated quoted string");
	} while (rune != quote || parser->text[parser->at - 2] == '\\');
	if (!jsonpath_unquote(parser->text + parser->start, parser->at - parser->start, &text)) {
		CLEANUP(str) char *value = parser_take(parser);

		return error_set(err, REASON_CLIENT, "unquote string %s error invalid syntax",
				 value);
	}
	parser_skip(parser);
	add_text(parser, nodes, text.text);
	return true;
}

/* ---- actions and templates ---- */

/* A character as Go's %#U shows it: U+002C ',' */
static bool fail_character(int rune, struct error *err)
{
	CLEANUP(strbuf) struct strbuf character = STRBUF_INIT, quoted = STRBUF_INIT;

	utf8_encode(&character, (unsigned)rune);
	text_quote_bytes(&quoted, character.text, character.length);
	if (rune == '\\' || quoted.length == character.length + 2)
		return error_set(err, REASON_CLIENT,
				 "unrecognized character in action: U+%04X '%s'", (unsigned)rune,
				 character.text);
	return error_set(err, REASON_CLIENT, "unrecognized character in action: U+%04X",
			 (unsigned)rune);
}

static bool parse_part(struct parser *parser, struct nodes *nodes, struct error *err)
{
	int rune;

	if (parser_at(parser, "[?("))
		return parse_filter(parser, nodes, err);
	if (parser_at(parser, ".."))
		return parse_recursive(parser, nodes, err);
	rune = parser_next(parser);
	if (rune == PARSER_END || rune == '\r' || rune == '\n')
		return error_set(err, REASON_CLIENT, "unclosed action");
	switch (rune) {
	case ' ':
	case '@':
	case '$':
		parser_skip(parser);
		return true;
	case '[':
		return parse_array(parser, nodes, err);
	case '"':
	case '\'':
		return parse_quote(parser, nodes, rune, err);
	case '.':
		return parse_field(parser, nodes);
	default:
		break;
	}
	parser_step_back(parser);
	if (rune == '+' || rune == '-' || rune_is_digit(rune))
		return parse_number(parser, nodes, err);
	if (rune_is_word(rune))
		return parse_identifier(parser, nodes);
	return fail_character(rune, err);
}

/* template = *( text / "{" *part "}" ) */
static bool parse_template(struct parser *parser, struct nodes *nodes, struct error *err)
{
	for (;;) {
		const char *brace =
			memchr(parser->text + parser->at, '{', parser->length - parser->at);
		size_t place;

		parser->at = brace != NULL ? (size_t)(brace - parser->text) : parser->length;
		if (parser->at > parser->start) {
			CLEANUP(str) char *text = parser_take(parser);

			add_text(parser, nodes, text);
		}
		if (brace == NULL)
			return true;
		parser->at++;
		parser_skip(parser);
		place = nodes->n;
		parser_add(parser, nodes, NODE_LIST);
		while (!parser_at(parser, "}"))
			if (!parse_part(parser, &nodes->items[place].children, err))
				return false;
		parser->at++;
		parser_skip(parser);
	}
}

bool jsonpath_parse(const char *text, size_t length, struct jsonpath **ret_path, struct error *err)
{
	CLEANUP(jsonpath) struct jsonpath *path = xcalloc(1, sizeof(*path));
	struct parser parser = { .text = text, .length = length, .n_nodes = &path->n_nodes };

	if (!parse_template(&parser, &path->nodes, err))
		return false;
	path->text = xmalloc(length + 1);
	memcpy(path->text, text, length);
	path->text[length] = '\0';
	path->length = length;
	jsonpath_renew(path);
	*ret_path = TAKE(path);
	return true;
}

void jsonpath_renew(struct jsonpath *path)
{
	path->first = path->begin_range = path->in_range = path->end_range = 0;
	path->last_end = NO_NODE;
}

void jsonpath_destroy(struct jsonpath *path)
{
	if (path == NULL)
		return;
	nodes_finish(&path->nodes);
	cJSON_Delete(path->bytes);
	free(path->text);
	free(path);
}

void jsonpath_cleanup(struct jsonpath **path)
{
	jsonpath_destroy(*path);
}
