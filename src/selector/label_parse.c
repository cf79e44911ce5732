/* The grammar of label selectors:
 *
 *   selector    = [ requirement { "," requirement } ]
 *   requirement = KEY | "!" KEY
 *               | KEY ( "=" | "==" | "!=" | ">" | "<" ) [ VALUE ]
 *               | KEY ( "in" | "notin" ) "(" [ VALUE ] { "," [ VALUE ] } ")"
 *
 * "in" and "notin" are operators behind a key only; elsewhere they are keys and values. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/validation.h"
#include "internal.h"

#define SPACES " \t\r\n"
#define SYMBOLS "=!(),><"

enum token {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_COMMA,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_NOT,
	TOKEN_OPERATOR, /* "=", "==", "!=", ">", "<" */
};

struct parser {
	const char *rest; /* behind the current token */
	enum token token;
	struct strbuf text; /* of the current token; "" at the end */
	struct error *err;
};

static enum token symbol_token(const char *text)
{
	static const char symbols[] = ",()!";
	static const enum token tokens[] = { TOKEN_COMMA, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_NOT };
	const char *symbol = strchr(symbols, text[0]);

	return symbol != NULL && text[1] == '\0' ? tokens[symbol - symbols] : TOKEN_OPERATOR;
}

static void advance(struct parser *parser)
{
	const char *start = parser->rest + strspn(parser->rest, SPACES);
	bool is_symbol = *start != '\0' && strchr(SYMBOLS, *start) != NULL;
	size_t length = strcspn(start, SPACES SYMBOLS);

	if (is_symbol)
		length = (*start == '=' || *start == '!') && start[1] == '=' ? 2 : 1;
	parser->rest = start + length;
	strbuf_truncate(&parser->text, 0);
	strbuf_add(&parser->text, start, length);
	if (length == 0)
		parser->token = TOKEN_END;
	else
		parser->token = is_symbol ? symbol_token(parser->text.text) : TOKEN_WORD;
}

/* comma: upstream's texts have one before "expected", but for a single one. */
static bool fail_expected(struct parser *parser, const char *comma, const char *expected)
{
	return error_set(parser->err, REASON_BAD_REQUEST, "found '%s'%s expected: %s",
			 parser->text.text, comma, expected);
}

/* ---- checks ---- */

static char *join_messages(const struct text_list *messages)
{
	struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < messages->n; i++) {
		if (i > 0)
			strbuf_add_str(&out, "; ");
		strbuf_add_str(&out, messages->items[i]);
	}
	return strbuf_detach(&out);
}

/* Adds one field error's text. */
static void add_invalid(struct text_list *errors, const char *field, const char *value,
			const char *detail)
{
	CLEANUP(str) char *quoted = text_quoted(value);

	text_list_take(errors, xasprintf("%s: Invalid value: %s: %s", field, quoted, detail));
}

/* One error stands alone; several are a list in brackets, as Go's aggregate prints them. */
static bool fail_with(struct parser *parser, const struct text_list *errors)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < errors->n; i++) {
		if (i > 0)
			strbuf_add_str(&out, ", ");
		strbuf_add_str(&out, errors->items[i]);
	}
	return error_set(parser->err, REASON_BAD_REQUEST, errors->n > 1 ? "[%s]" : "%s", out.text);
}

static bool check_key(struct parser *parser)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT, errors = TEXT_LIST_INIT;
	CLEANUP(str) char *detail = NULL;

	check_qualified_name(parser->text.text, &messages);
	if (messages.n == 0)
		return true;
	detail = join_messages(&messages);
	/* The parser has no field path; Go prints it so. */
	add_invalid(&errors, "<nil>", parser->text.text, detail);
	return fail_with(parser, &errors);
}

static void check_value(const char *key, const char *value, size_t index, struct text_list *errors)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(str) char *detail = NULL, *field = NULL;

	check_label_value(value, &messages);
	if (messages.n == 0)
		return;
	detail = join_messages(&messages);
	field = xasprintf("values[%zu][%s]", index, key);
	add_invalid(errors, field, value, detail);
}

static bool check_requirement(struct parser *parser, const struct label_requirement *requirement)
{
	CLEANUP(text_list) struct text_list errors = TEXT_LIST_INIT;
	int64_t integer;

	if ((requirement->operator== LABEL_GREATER || requirement->operator== LABEL_LESS) &&
	    !label_parse_integer(requirement->values.items[0], &integer))
		add_invalid(&errors, "values[0]", requirement->values.items[0],
			    "for 'Gt', 'Lt' operators, the value must be an integer");
	for (size_t i = 0; i < requirement->values.n; i++)
		check_value(requirement->key, requirement->values.items[i], i, &errors);
	return errors.n == 0 || fail_with(parser, &errors);
}

/* ---- rules ---- */

/* operator = "in" | "notin" | "=" | "==" | "!=" | ">" | "<" */
static bool parse_operator(struct parser *parser, enum label_operator *ret_operator)
{
	static const struct {
		const char *text;
		enum label_operator operator;
	} operators[] = {
		{ "in", LABEL_IN },         { "notin", LABEL_NOT_IN },
		{ "=", LABEL_EQUALS },      { "==", LABEL_DOUBLE_EQUALS },
		{ ">", LABEL_GREATER },     { "<", LABEL_LESS },
		{ "!=", LABEL_NOT_EQUALS },
	};

	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		if (strcmp(parser->text.text, operators[i].text) != 0)
			continue;
		*ret_operator = operators[i].operator;
		advance(parser);
		return true;
	}
	return fail_expected(parser, ",", "in, notin, =, ==, !=, gt, lt");
}

/* value = [ VALUE ]; nothing in front of the end or a comma is the empty text. */
static bool parse_value(struct parser *parser, struct text_list *values)
{
	if (parser->token == TOKEN_END || parser->token == TOKEN_COMMA) {
		text_list_add(values, "");
		return true;
	}
	if (parser->token != TOKEN_WORD)
		return fail_expected(parser, ",", "identifier");
	text_list_add(values, parser->text.text);
	advance(parser);
	return true;
}

static void drop_repeats(struct text_list *list)
{
	size_t kept = 0;

	text_list_sort(list);
	for (size_t i = 0; i < list->n; i++) {
		if (kept > 0 && strcmp(list->items[kept - 1], list->items[i]) == 0)
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->n = kept;
}

/* values = "(" [ VALUE ] { "," [ VALUE ] } ")" */
static bool parse_values(struct parser *parser, struct text_list *values)
{
	bool after_comma = true, first = true;

	if (parser->token != TOKEN_OPEN)
		return fail_expected(parser, "", "'('");
	for (advance(parser); parser->token != TOKEN_CLOSE; advance(parser), first = false) {
		if (parser->token == TOKEN_WORD && after_comma) {
			text_list_add(values, parser->text.text);
			after_comma = false;
		} else if (parser->token == TOKEN_COMMA) {
			if (after_comma)
				text_list_add(values, "");
			after_comma = true;
		} else if (first) {
			return fail_expected(parser, ",", "',', ')' or identifier");
		} else {
			return fail_expected(parser, ",",
					     after_comma ? "',', or identifier" : "',' or ')'");
		}
	}
	if (after_comma)
		text_list_add(values, "");
	advance(parser);
	drop_repeats(values);
	return true;
}

/* The part of a requirement behind its key. */
static bool parse_condition(struct parser *parser, struct label_requirement *requirement)
{
	if (parser->token == TOKEN_END || parser->token == TOKEN_COMMA) {
		requirement->operator= LABEL_EXISTS;
		return true;
	}
	if (!parse_operator(parser, &requirement->operator))
		return false;
	if (requirement->operator== LABEL_IN || requirement->operator== LABEL_NOT_IN)
		return parse_values(parser, &requirement->values);
	return parse_value(parser, &requirement->values);
}

static bool parse_requirement(struct parser *parser, struct label_requirement *requirement)
{
	bool negated = parser->token == TOKEN_NOT;

	if (negated)
		advance(parser);
	if (parser->token != TOKEN_WORD)
		return fail_expected(parser, ",", "identifier");
	if (!check_key(parser))
		return false;
	requirement->key = xstrdup(parser->text.text);
	advance(parser);
	if (negated) {
		requirement->operator= LABEL_ABSENT;
		return true;
	}
	return parse_condition(parser, requirement) && check_requirement(parser, requirement);
}

static struct label_requirement *add_requirement(struct label_selector *selector)
{
	selector->requirements = xgrow(selector->requirements, selector->n, &selector->capacity,
				       sizeof(*selector->requirements));
	selector->requirements[selector->n] = (struct label_requirement) { .key = NULL };
	return &selector->requirements[selector->n++];
}

static bool begins_requirement(const struct parser *parser)
{
	return parser->token == TOKEN_WORD || parser->token == TOKEN_NOT;
}

static bool parse_selector(struct parser *parser, struct label_selector *selector)
{
	advance(parser);
	if (parser->token != TOKEN_END && !begins_requirement(parser))
		return fail_expected(parser, ",", "!, identifier, or 'end of string'");
	while (parser->token != TOKEN_END) {
		if (!parse_requirement(parser, add_requirement(selector))) {
			error_prefix(parser->err, "unable to parse requirement: ");
			return false;
		}
		if (parser->token == TOKEN_END)
			break;
		if (parser->token != TOKEN_COMMA)
			return fail_expected(parser, ",", "',' or 'end of string'");
		advance(parser);
		if (!begins_requirement(parser))
			return fail_expected(parser, ",", "identifier after ','");
	}
	return true;
}

/* By key; requirements of one key stay in their order, which their places in memory tell. */
static int compare_requirements(const void *a, const void *b)
{
	const struct label_requirement *const *x = a, *const *y = b;
	int order = strcmp((*x)->key, (*y)->key);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static void sort_requirements(struct label_selector *selector)
{
	struct label_requirement **order, *sorted;

	if (selector->n < 2)
		return;
	order = xmalloc(selector->n * sizeof(*order));
	sorted = xmalloc(selector->n * sizeof(*sorted));
	for (size_t i = 0; i < selector->n; i++)
		order[i] = &selector->requirements[i];
	qsort(order, selector->n, sizeof(*order), compare_requirements);
	for (size_t i = 0; i < selector->n; i++)
		sorted[i] = *order[i];
	free(order);
	free(selector->requirements);
	selector->requirements = sorted;
	selector->capacity = selector->n;
}

bool label_selector_parse(const char *text, struct label_selector **ret_selector, struct error *err)
{
	CLEANUP(label_selector) struct label_selector *selector = xcalloc(1, sizeof(*selector));
	struct parser parser = { .rest = text, .text = STRBUF_INIT, .err = err };
	bool ok = parse_selector(&parser, selector);

	strbuf_finish(&parser.text);
	if (!ok)
		return false;
	sort_requirements(selector);
	*ret_selector = TAKE(selector);
	return true;
}
