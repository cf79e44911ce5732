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

#define END (-1)

/* ---- characters ---- */

/* The next character, which is stepped over; END. */
static int next(struct parser *parser)
{
	unsigned rune;

	parser->width = 0;
	if (parser->at == parser->length)
		return END;
	parser->width = utf8_decode(parser->text + parser->at, parser->length - parser->at, &rune);
	parser->at += parser->width;
	return (int)rune;
}

static void step_back(struct parser *parser)
{
	parser->at -= parser->width;
}

static bool at_text(const struct parser *parser, const char *text)
{
	size_t length = strlen(text);

	return parser->length - parser->at >= length &&
	       memcmp(parser->text + parser->at, text, length) == 0;
}

/* Forgets the text that was read so far. */
static void skip_read(struct parser *parser)
{
	parser->start = parser->at;
}

/* The text that was read since the last time, owned, with JSON_NUL for NUL. */
static char *take_read(struct parser *parser)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = parser->start; i < parser->at; i++) {
		if (parser->text[i] == '\0')
			strbuf_add_str(&out, JSON_NUL);
		else
			strbuf_add_char(&out, parser->text[i]);
	}
	skip_read(parser);
	return strbuf_detach(&out);
}

static bool is_line_end(int rune)
{
	return rune == '\r' || rune == '\n';
}

static bool is_digit(int rune)
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

static bool is_word(int rune)
{
	return rune == '_' || is_digit(rune) || is_letter(rune);
}

/* What may stand behind a name. */
static bool ends_name(int rune)
{
	switch (rune) {
	case END:
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

/* ---- nodes ---- */

static struct node *add_node(struct parser *parser, struct nodes *nodes, enum node_type type)
{
	nodes->items = xgrow(nodes->items, nodes->n, &nodes->capacity, sizeof(*nodes->items));
	nodes->items[nodes->n] = (struct node) { .type = type };
	*parser->n_nodes += 1;
	return &nodes->items[nodes->n++];
}

static void add_literal(struct parser *parser, struct nodes *nodes, enum jsonpath_type type,
			cJSON *item)
{
	struct node *node = add_node(parser, nodes, NODE_LITERAL);

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

static void nodes_cleanup(struct nodes *nodes)
{
	nodes_finish(nodes);
}

/* ---- parts of an action ---- */

static bool parse_template(struct parser *parser, struct nodes *nodes, struct error *err);

/* Reads a text as if it stood in braces, and gives the first action that this makes. */
static bool parse_inner(struct parser *parser, const char *before, const char *text, size_t length,
			const char *after, struct nodes *ret_nodes, struct error *err)
{
	CLEANUP(strbuf) struct strbuf template = STRBUF_INIT;
	__attribute__((cleanup(nodes_cleanup))) struct nodes nodes = { .n = 0 };
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

/* The same as a node of its own. */
static bool add_inner(struct parser *parser, const char *before, const char *text, size_t length,
		      const char *after, struct nodes *lists, struct error *err)
{
	struct nodes inner;

	if (!parse_inner(parser, before, text, length, after, &inner, err))
		return false;
	add_node(parser, lists, NODE_LIST)->children = inner;
	return true;
}

/* field = "." *( char / "\" char ) */
static bool parse_field(struct parser *parser, struct nodes *nodes)
{
	CLEANUP(str) char *name = NULL;
	char *to;
	int rune;

	skip_read(parser);
	while (!ends_name(rune = next(parser)))
		if (rune == '\\')
			next(parser);
	step_back(parser);
	name = take_read(parser);
	if (strcmp(name, "*") == 0) {
		add_node(parser, nodes, NODE_WILDCARD);
		return true;
	}
	to = name;
	for (const char *from = name; *from != '\0'; from++)
		if (*from != '\\')
			*to++ = *from;
	*to = '\0';
	add_node(parser, nodes, NODE_FIELD)->text = TAKE(name);
	return true;
}

/* recursive = ".." [ name ] */
static bool parse_recursive(struct parser *parser, struct nodes *nodes, struct error *err)
{
	int rune;

	if (nodes->n > 0 && nodes->items[nodes->n - 1].type == NODE_RECURSIVE)
		return error_set(err, REASON_CLIENT, "invalid multiple recursive descent");
	parser->at += strlen("..");
	skip_read(parser);
	add_node(parser, nodes, NODE_RECURSIVE);
	rune = next(parser);
	step_back(parser);
	return !is_word(rune) || parse_field(parser, nodes);
}

static bool parse_identifier(struct parser *parser, struct nodes *nodes)
{
	CLEANUP(str) char *name = NULL;
	bool is_true;

	while (!ends_name(next(parser)))
		;
	step_back(parser);
	name = take_read(parser);
	is_true = strcmp(name, "true") == 0;
	if (is_true || strcmp(name, "false") == 0)
		add_literal(parser, nodes, JSONPATH_JSON, cJSON_CreateBool(is_true));
	else
		add_node(parser, nodes, NODE_IDENTIFIER)->text = TAKE(name);
	return true;
}

/* Go's strconv.Atoi. */
static bool parse_int(const char *text, int64_t *ret_value)
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
	int rune = next(parser);

	if (rune != '+' && rune != '-')
		step_back(parser);
	while ((rune = next(parser)) == '.' || is_digit(rune))
		;
	step_back(parser);
	text = take_read(parser);
	if (parse_int(text, &integer)) {
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
		rune = next(parser);
		if (rune == END || rune == '\n')
			return error_set(err, REASON_CLIENT, "unterminated quoted string");
	} while (rune != quote || parser->text[parser->at - 2] == '\\');
	if (!jsonpath_unquote(parser->text + parser->start, parser->at - parser->start, &text)) {
		CLEANUP(str) char *value = take_read(parser);

		return error_set(err, REASON_CLIENT, "unquote string %s error invalid syntax",
				 value);
	}
	skip_read(parser);
	add_text(parser, nodes, text.text);
	return true;
}

/* ---- brackets ---- */

/* union = "[" part 1*( "," part ) "]": each part is read as if it stood in brackets alone */
static bool parse_union(struct parser *parser, const char *text, size_t length, struct nodes *nodes,
			struct error *err)
{
	__attribute__((cleanup(nodes_cleanup))) struct nodes lists = { .n = 0 };
	const char *end = text + length;

	for (const char *part = text;; part++) {
		const char *comma = memchr(part, ',', (size_t)(end - part));
		const char *stop = comma != NULL ? comma : end, *first = part, *last = stop;

		while (first < last && *first == ' ')
			first++;
		while (last > first && last[-1] == ' ')
			last--;
		if (!add_inner(parser, "[", first, (size_t)(last - first), "]", &lists, err))
			return false;
		if (comma == NULL)
			break;
		part = stop;
	}
	add_node(parser, nodes, NODE_UNION)->children = lists;
	lists = (struct nodes) { .n = 0 };
	return true;
}

/* key = "['" text "']": the text is read as if a dot stood in front of it */
static bool parse_key(struct parser *parser, const char *text, size_t length, struct nodes *nodes,
		      struct error *err)
{
	struct nodes inner;

	if (!parse_inner(parser, ".", text, length, "", &inner, err))
		return false;
	for (size_t i = 0; i < inner.n; i++)
		*add_node(parser, nodes, NODE_LIST) = inner.items[i];
	free(inner.items);
	return true;
}

/* The length of what the expression -?\d* matches. */
static size_t index_length(const char *text, size_t length)
{
	size_t n = length > 0 && text[0] == '-';

	while (n < length && is_digit(text[n]))
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
			if (!parse_int(parts[i], &bounds[i].value))
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
		memcpy(add_node(parser, nodes, NODE_ARRAY)->bounds, bounds, sizeof(bounds));
	for (size_t i = 0; i < 3; i++)
		free(parts[i]);
	return ok;
}

/* array = "[" ( union / key / index / "*" ) "]" */
static bool parse_array(struct parser *parser, struct nodes *nodes, struct error *err)
{
	const char *text = parser->text + parser->at;
	size_t length;
	int rune;

	do {
		rune = next(parser);
		if (rune == END || rune == '\n')
			return error_set(err, REASON_CLIENT, "unterminated array");
	} while (rune != ']');
	length = (size_t)(parser->text + parser->at - 1 - text);
	skip_read(parser);
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
		int rune = next(parser);

		if (rune == END || rune == '\n')
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
		return add_inner(parser, "", text, length, "", &filter->children, err);
	}
	filter->text = xstrndup(text + left, right - left);
	return add_inner(parser, "", text, left, "", &filter->children, err) &&
	       add_inner(parser, "", text + right, length - right, "", &filter->children, err);
}

/* filter = "[?(" ( path / left operator right ) ")]" */
static bool parse_filter(struct parser *parser, struct nodes *nodes, struct error *err)
{
	const char *text;

	parser->at += strlen("[?(");
	text = parser->text + parser->at;
	if (!skip_filter(parser, err))
		return false;
	if (next(parser) != ']')
		return error_set(err, REASON_CLIENT, "unclosed array expect ]");
	skip_read(parser);
	return fill_filter(parser, text, (size_t)(parser->text + parser->at - 2 - text),
			   add_node(parser, nodes, NODE_FILTER), err);
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

	if (at_text(parser, "[?("))
		return parse_filter(parser, nodes, err);
	if (at_text(parser, ".."))
		return parse_recursive(parser, nodes, err);
	rune = next(parser);
	if (rune == END || is_line_end(rune))
		return error_set(err, REASON_CLIENT, "unclosed action");
	switch (rune) {
	case ' ':
	case '@':
	case '$':
		skip_read(parser);
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
	step_back(parser);
	if (rune == '+' || rune == '-' || is_digit(rune))
		return parse_number(parser, nodes, err);
	if (is_word(rune))
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
			CLEANUP(str) char *text = take_read(parser);

			add_text(parser, nodes, text);
		}
		if (brace == NULL)
			return true;
		parser->at++;
		skip_read(parser);
		place = nodes->n;
		add_node(parser, nodes, NODE_LIST);
		while (!at_text(parser, "}"))
			if (!parse_part(parser, &nodes->items[place].children, err))
				return false;
		parser->at++;
		skip_read(parser);
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
