/* RE2's syntax as Go's regexp reads it (flags Perl), with Go's errors.
 * Source: the behaviour of Go 1.24 regexp/syntax. */
#include "parser.h"

#include <string.h>

#define MAX_HEIGHT 1000
#define MAX_REPEAT 1000
#define MAX_SIZE ((uint64_t)(128 << 20) / 40) /* instructions: Go's limit */
#define MAX_RANGES ((size_t)8 << 20)

bool parse_fail(struct parser *parser, const char *code, const char *text, const char *end)
{
	if (parser->error == NULL)
		parser->error = xasprintf("error parsing regexp: %s: `%.*s`", code,
					  (int)(end - text), text);
	return false;
}

bool parse_too_large(struct parser *parser)
{
	return parse_fail(parser, "expression too large", parser->pattern, parser->end);
}

/* ---- nodes ---- */

static struct node *new_node(struct parser *parser, enum node_op op)
{
	struct node *node = arena_zalloc(parser->arena, 1, sizeof(*node));

	node->op = op;
	node->height = 1;
	node->size = 1;
	return node;
}

static bool check_limits(struct parser *parser, const struct node *node)
{
	if (node->size > MAX_SIZE || parser->n_ranges > MAX_RANGES)
		return parse_too_large(parser);
	if (node->height > MAX_HEIGHT)
		return parse_fail(parser, "expression nests too deeply", parser->pattern,
				  parser->end);
	return true;
}

static void add_to_list(struct node *list, struct node *node)
{
	if (list->list.last == NULL)
		list->list.first = node;
	else
		list->list.last->next = node;
	list->list.before_last = list->list.last;
	list->list.last = node;
	/* Between alternatives there is a fork. */
	list->size =
		(list->list.n == 0 ? 0 : list->size + (list->op == NODE_ALTERNATE)) + node->size;
	list->list.n++;
	if (node->height + 1 > list->height)
		list->height = node->height + 1;
}

static struct group_frame *top(struct parser *parser)
{
	return &parser->frames[parser->n_frames - 1];
}

static bool push(struct parser *parser, struct node *node)
{
	add_to_list(top(parser)->concat, node);
	return check_limits(parser, node);
}

static bool push_op(struct parser *parser, enum node_op op)
{
	return push(parser, new_node(parser, op));
}

static bool push_class(struct parser *parser, struct rune_class class)
{
	struct node *node = new_node(parser, NODE_CLASS);

	class_clean(&class);
	node->class = class;
	return push(parser, node);
}

static bool push_rune(struct parser *parser, uint32_t rune)
{
	struct node *node;

	if (parser->flags & PARSE_FOLD) {
		struct rune_class class = { .n = 0 };

		class_add(&class, parser->arena, rune, rune);
		class_fold(&class, parser->arena);
		return push_class(parser, class);
	}
	node = new_node(parser, NODE_RUNE);
	node->rune = rune;
	return push(parser, node);
}

/* ---- groups ---- */

static void open_group(struct parser *parser, size_t capture)
{
	parser->frames = arena_grow(parser->arena, parser->frames, parser->n_frames,
				    &parser->frame_capacity, sizeof(*parser->frames));
	parser->frames[parser->n_frames++] = (struct group_frame) {
		.flags = parser->flags,
		.capture = capture,
		.branches = new_node(parser, NODE_ALTERNATE),
		.concat = new_node(parser, NODE_CONCAT),
	};
}

static void open_capture(struct parser *parser, const char *name, size_t length)
{
	parser->names = arena_grow(parser->arena, parser->names, parser->n_groups,
				   &parser->name_capacity, sizeof(*parser->names));
	parser->names[parser->n_groups++] = arena_copy(parser->arena, name, length);
	open_group(parser, parser->n_groups);
}

/* A list of one is its element. */
static struct node *collapse(struct parser *parser, struct node *list)
{
	if (list->list.n == 0)
		return new_node(parser, NODE_EMPTY);
	return list->list.n == 1 ? list->list.first : list;
}

static bool end_branch(struct parser *parser)
{
	struct group_frame *frame = top(parser);
	struct node *branch = collapse(parser, frame->concat);

	/* An element that moves to another list leaves its siblings. */
	branch->next = NULL;
	add_to_list(frame->branches, branch);
	frame->concat = new_node(parser, NODE_CONCAT);
	return check_limits(parser, branch);
}

static bool close_group(struct parser *parser, struct node **ret_node)
{
	struct node *node, *capture;
	struct group_frame frame;

	if (!end_branch(parser))
		return false;
	frame = *top(parser);
	node = collapse(parser, frame.branches);
	node->next = NULL;
	if (!check_limits(parser, node))
		return false;
	parser->n_frames--;
	parser->flags = frame.flags;
	if (frame.capture > 0) {
		capture = new_node(parser, NODE_CAPTURE);
		capture->capture.sub = node;
		capture->capture.number = frame.capture;
		capture->height = node->height + 1;
		capture->size = node->size + 2;
		node = capture;
	}
	*ret_node = node;
	return true;
}

static bool parse_close(struct parser *parser)
{
	struct node *node;

	parser->at++;
	if (parser->n_frames == 1)
		return parse_fail(parser, "unexpected )", parser->pattern, parser->end);
	return close_group(parser, &node) && push(parser, node);
}

static bool is_name(const char *name, const char *end)
{
	for (const char *at = name; at < end; at++)
		if (!((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
		      (*at >= 'A' && *at <= 'Z') || *at == '_'))
			return false;
	return name < end;
}

/* (?P<name>…) and (?<name>…). */
static bool parse_named_group(struct parser *parser, const char *name)
{
	static const char code[] = "invalid named capture";
	const char *begin = parser->at, *end = memchr(begin, '>', (size_t)(parser->end - begin));
	const char *limit = end != NULL ? end : parser->end;

	/* Invalid UTF-8 in what would be the name is said first. */
	for (parser->at = end != NULL ? name : begin; parser->at < limit;) {
		uint32_t c;

		if (!parse_rune(parser, &c))
			return false;
	}
	if (end == NULL)
		return parse_fail(parser, code, begin, parser->end);
	parser->at = end + 1;
	if (!is_name(name, end))
		return parse_fail(parser, code, begin, parser->at);
	open_capture(parser, name, (size_t)(end - name));
	return true;
}

static unsigned flag_of(uint32_t c)
{
	switch (c) {
	case 'i':
		return PARSE_FOLD;
	case 'm':
		return PARSE_MULTI_LINE;
	case 's':
		return PARSE_DOT_ALL;
	case 'U':
		return PARSE_LAZY;
	default:
		return 0;
	}
}

/* (?i), (?i-s:…), (?:…) */
static bool parse_flags(struct parser *parser)
{
	const char *begin = parser->at;
	unsigned flags = parser->flags;
	bool is_negative = false, saw_flag = false;
	uint32_t c;

	for (parser->at += 2; parser->at < parser->end;) {
		if (!parse_rune(parser, &c))
			return false;
		if (flag_of(c) != 0) {
			flags = is_negative ? flags & ~flag_of(c) : flags | flag_of(c);
			saw_flag = true;
		} else if (c == '-' && !is_negative) {
			is_negative = true;
			saw_flag = false;
		} else if ((c == ':' || c == ')') && (!is_negative || saw_flag)) {
			if (c == ':')
				open_group(parser, 0);
			parser->flags = flags;
			return true;
		} else {
			break;
		}
	}
	return parse_fail(parser, "invalid or unsupported Perl syntax", begin, parser->at);
}

static bool parse_open(struct parser *parser)
{
	size_t left = (size_t)(parser->end - parser->at);

	if (left >= 2 && parser->at[1] == '?') {
		if (left > 4 && parser->at[2] == 'P' && parser->at[3] == '<')
			return parse_named_group(parser, parser->at + 4);
		if (left > 3 && parser->at[2] == '<')
			return parse_named_group(parser, parser->at + 3);
		return parse_flags(parser);
	}
	parser->at++;
	open_capture(parser, "", 0);
	return true;
}

/* ---- repetition ---- */

/* Nested counts multiply, and no product may be above the limit. */
static bool repeat_is_valid(const struct node *node, int n)
{
	switch (node->op) {
	case NODE_REPEAT:
		if (node->repeat.is_counted) {
			int count = node->repeat.max == NODE_UNBOUNDED ? node->repeat.min
								       : node->repeat.max;

			if (node->repeat.max == 0)
				return true;
			if (count > n)
				return false;
			if (count > 0)
				n /= count;
		}
		return repeat_is_valid(node->repeat.sub, n);
	case NODE_CAPTURE:
		return repeat_is_valid(node->capture.sub, n);
	case NODE_CONCAT:
	case NODE_ALTERNATE:
		for (const struct node *at = node->list.first; at != NULL; at = at->next)
			if (!repeat_is_valid(at, n))
				return false;
		return true;
	default:
		return true;
	}
}

static uint64_t repeat_size(const struct node *sub, int min, int max)
{
	if (max != NODE_UNBOUNDED)
		return (uint64_t)max * sub->size + (uint64_t)(max - min);
	return min == 0 ? 2 + sub->size : 1 + (uint64_t)min * sub->size;
}

/* Takes the last node out of the list, for another to be put in its place at once. */
static struct node *take_last(struct node *list)
{
	struct node *node = list->list.last;

	list->list.last = list->list.before_last;
	if (list->list.last == NULL)
		list->list.first = NULL;
	else
		list->list.last->next = NULL;
	list->list.n--;
	list->size -= node->size;
	return node;
}

/* before: where the operator begins; parser->at is behind it. last: the operator just before, as
 * there must not be two. */
static bool repeat(struct parser *parser, int min, int max, bool is_counted, const char *before,
		   const char *last)
{
	bool is_lazy = (parser->flags & PARSE_LAZY) != 0;
	struct node *concat = top(parser)->concat, *node;

	if (parser->at < parser->end && *parser->at == '?') {
		parser->at++;
		is_lazy = !is_lazy;
	}
	if (last != NULL)
		return parse_fail(parser, "invalid nested repetition operator", last, parser->at);
	if (concat->list.n == 0)
		return parse_fail(parser, "missing argument to repetition operator", before,
				  parser->at);
	node = new_node(parser, NODE_REPEAT);
	node->repeat.sub = take_last(concat);
	node->repeat.min = min;
	node->repeat.max = max;
	node->repeat.is_lazy = is_lazy;
	node->repeat.is_counted = is_counted;
	node->height = node->repeat.sub->height + 1;
	node->size = repeat_size(node->repeat.sub, min, max);
	if (node->size == 0)
		node->size = 1;
	if (!push(parser, node))
		return false;
	if (is_counted && (min >= 2 || max >= 2) && !repeat_is_valid(node, MAX_REPEAT))
		return parse_fail(parser, "invalid repeat count", before, parser->at);
	return true;
}

/* A decimal number without leading zeros; one that is far too large gives MAX_REPEAT + 1. */
static bool read_int(const char **at, const char *end, int *ret_value)
{
	const char *text = *at;
	int value = 0;

	if (text == end || *text < '0' || *text > '9')
		return false;
	if (*text == '0' && text + 1 < end && text[1] >= '0' && text[1] <= '9')
		return false;
	for (; text < end && *text >= '0' && *text <= '9'; text++)
		if (value <= MAX_REPEAT)
			value = value * 10 + (*text - '0');
	*at = text;
	*ret_value = value;
	return true;
}

/* {2}, {2,} or {2,5}; anything else is not a repetition, and the brace a character. */
static bool read_counts(const char *at, const char *end, int *ret_min, int *ret_max,
			const char **ret_end)
{
	at++;
	if (!read_int(&at, end, ret_min) || at == end)
		return false;
	*ret_max = *ret_min;
	if (*at == ',') {
		at++;
		*ret_max = NODE_UNBOUNDED;
		if (at < end && *at != '}' && !read_int(&at, end, ret_max))
			return false;
	}
	*ret_end = at + 1;
	return at < end && *at == '}';
}

static bool parse_counted(struct parser *parser, const char *last, bool *ret_is_repeat)
{
	const char *before = parser->at, *end;
	int min, max;

	*ret_is_repeat = read_counts(before, parser->end, &min, &max, &end);
	if (!*ret_is_repeat) {
		parser->at++;
		return push_rune(parser, '{');
	}
	parser->at = end;
	if (min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max))
		return parse_fail(parser, "invalid repeat count", before, end);
	return repeat(parser, min, max, true, before, last);
}

/* ---- everything else ---- */

/* \Q…\E: what is between has no meaning. */
static bool parse_quoted(struct parser *parser)
{
	const char *begin = parser->at + 2, *whole = parser->end;
	const char *end = memmem(begin, (size_t)(whole - begin), "\\E", 2);

	parser->at = begin;
	parser->end = end != NULL ? end : whole;
	while (parser->at < parser->end) {
		uint32_t rune;

		if (!parse_rune(parser, &rune) || !push_rune(parser, rune))
			return false;
	}
	parser->end = whole;
	if (end != NULL)
		parser->at = end + 2;
	return true;
}

static bool parse_backslash(struct parser *parser)
{
	static const struct {
		char letter;
		enum node_op op;
	} assertions[] = {
		{ 'A', NODE_BEGIN_TEXT },
		{ 'b', NODE_WORD_BOUNDARY },
		{ 'B', NODE_NO_WORD_BOUNDARY },
		{ 'z', NODE_END_TEXT },
	};
	char letter = parser->end - parser->at >= 2 ? parser->at[1] : '\0';
	struct rune_class class = { .n = 0 };
	uint32_t rune;

	if (letter == 'C')
		return parse_fail(parser, "invalid escape sequence", parser->at, parser->at + 2);
	if (letter == 'Q')
		return parse_quoted(parser);
	for (size_t i = 0; i < ARRAY_LEN(assertions); i++) {
		if (letter != assertions[i].letter)
			continue;
		parser->at += 2;
		return push_op(parser, assertions[i].op);
	}
	switch (parse_class_escape(parser, &class)) {
	case PARSE_YES:
		return push_class(parser, class);
	case PARSE_FAILED:
		return false;
	case PARSE_NO:
		break;
	}
	return parse_escape(parser, &rune) && push_rune(parser, rune);
}

static bool parse_one_char(struct parser *parser, enum node_op op)
{
	parser->at++;
	return push_op(parser, op);
}

/* Reads what comes next. *last: the repetition just before, or NULL; updated. */
static bool parse_next(struct parser *parser, const char **last)
{
	const char *before = parser->at, *previous = *last;
	struct rune_class class = { .n = 0 };
	bool is_repeat = false, ok;
	uint32_t rune;

	*last = NULL;
	switch (*before) {
	case '(':
		return parse_open(parser);
	case ')':
		return parse_close(parser);
	case '|':
		parser->at++;
		return end_branch(parser);
	case '^':
		return parse_one_char(parser, parser->flags & PARSE_MULTI_LINE ? NODE_BEGIN_LINE
									       : NODE_BEGIN_TEXT);
	case '$':
		return parse_one_char(parser, parser->flags & PARSE_MULTI_LINE ? NODE_END_LINE
									       : NODE_END_TEXT);
	case '.':
		return parse_one_char(parser, parser->flags & PARSE_DOT_ALL ? NODE_ANY
									    : NODE_ANY_NOT_NEWLINE);
	case '[':
		return parse_class(parser, &class) && push_class(parser, class);
	case '*':
	case '+':
	case '?':
		*last = before;
		parser->at++;
		return repeat(parser, *before == '+', *before == '?' ? 1 : NODE_UNBOUNDED, false,
			      before, previous);
	case '{':
		ok = parse_counted(parser, previous, &is_repeat);
		*last = is_repeat ? before : NULL;
		return ok;
	case '\\':
		return parse_backslash(parser);
	default:
		return parse_rune(parser, &rune) && push_rune(parser, rune);
	}
}

static bool parse_all(struct parser *parser, struct node **ret_root)
{
	const char *last = NULL;

	open_group(parser, 0);
	while (parser->at < parser->end)
		if (!parse_next(parser, &last))
			return false;
	if (parser->n_frames > 1)
		return parse_fail(parser, "missing closing )", parser->pattern, parser->end);
	return close_group(parser, ret_root);
}

bool regexp_parse(const char *pattern, size_t length, struct arena *arena,
		  struct parsed *ret_parsed, char **ret_error)
{
	struct parser parser = {
		.arena = arena,
		.pattern = pattern,
		.at = pattern,
		.end = pattern + length,
	};
	struct node *root;

	if (!parse_all(&parser, &root)) {
		*ret_error = parser.error;
		return false;
	}
	*ret_parsed = (struct parsed) { root, parser.names, parser.n_groups };
	return true;
}
