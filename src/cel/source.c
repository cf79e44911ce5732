/* Places in a source text, and the errors that point to them. */
#include "parser.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A longer line is not shown. In bytes, as cel-go counts them. */
#define LONGEST_SNIPPET 16384
#define WIDE_DOT "\uff0e"
#define WIDE_MARK "\uff3e"

static bool is_ascii(const char *text, size_t length)
{
	unsigned char all = 0;

	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

/* Appends the text with each invalid byte as U+FFFD. */
static void add_valid(struct strbuf *out, const char *text, size_t length)
{
	size_t size;
	unsigned rune;

	for (size_t i = 0; i < length; i += size) {
		size = utf8_decode(text + i, length - i, &rune);
		if (size > 1 || rune < 0x80)
			strbuf_add(out, text + i, size);
		else
			utf8_encode(out, rune);
	}
}

static void find_lines(struct cel_ast *ast)
{
	const char *end = ast->source + ast->length;
	size_t n = 0;
	int32_t offset = 0;

	for (const char *at = ast->source; (at = memchr(at, '\n', (size_t)(end - at))) != NULL;
	     at++)
		n++;
	ast->n_lines = n;
	if (n == 0)
		return;
	ast->lines = arena_alloc(&ast->arena, n * sizeof(*ast->lines));
	n = 0;
	for (const char *at = ast->source; n < ast->n_lines; at++) {
		offset += ((unsigned char)*at & 0xc0) != 0x80;
		if (*at == '\n')
			ast->lines[n++] = offset;
	}
}

bool cel_source_read(struct cel_ast *ast, const char *source, size_t length,
		     struct cel_issues *issues, bool *ret_is_ascii)
{
	size_t size = length <= CEL_MAX_SOURCE ? 0 : utf8_count(source, length);

	if (size > CEL_MAX_SOURCE) {
		cel_issue_add(issues, ast, -1,
			      "expression code point size exceeds limit: size: %zu, limit %d", size,
			      CEL_MAX_SOURCE);
		return false;
	}
	*ret_is_ascii = is_ascii(source, length);
	if (*ret_is_ascii) {
		ast->source = arena_copy(&ast->arena, source, length);
		ast->length = length;
	} else {
		CLEANUP(strbuf) struct strbuf valid = STRBUF_INIT;

		add_valid(&valid, source, length);
		ast->source = arena_copy(&ast->arena, valid.text, valid.length);
		ast->length = valid.length;
	}
	find_lines(ast);
	return true;
}

void cel_place(const struct cel_ast *ast, int32_t offset, int *ret_line, int *ret_column)
{
	size_t low = 0, high = ast->n_lines;

	if (offset == -1) {
		*ret_line = -1;
		*ret_column = 0;
		return;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ast->lines[middle] <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_line = (int)low + 1;
	/* An empty text has no first column. */
	*ret_column = offset < 0 || ast->length == 0
			      ? 0
			      : offset - (low > 0 ? ast->lines[low - 1] : 0) + 1;
}

void cel_issue_add(struct cel_issues *issues, const struct cel_ast *ast, int32_t offset,
		   const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf message = STRBUF_INIT;
	struct cel_issue *issue;
	va_list args;

	va_start(args, format);
	strbuf_addv(&message, format, args);
	va_end(args);
	issues->items = arena_grow(&issues->arena, issues->items, issues->n, &issues->capacity,
				   sizeof(*issues->items));
	issue = &issues->items[issues->n++];
	issue->message = arena_copy(&issues->arena, message.text, message.length);
	cel_place(ast, offset, &issue->line, &issue->column);
}

void cel_issues_cleanup(struct cel_issues *issues)
{
	arena_finish(&issues->arena);
	*issues = (struct cel_issues)CEL_ISSUES_INIT;
}

/* ---- printing ---- */

/* The bytes of a line of the text; false when there is none. */
static bool find_line(const char *text, size_t length, int line, const char **ret_line,
		      size_t *ret_length)
{
	const char *end = text + length, *next;

	if (line < 1 || length == 0)
		return false;
	for (; line > 1; line--) {
		text = memchr(text, '\n', (size_t)(end - text));
		if (text == NULL)
			return false;
		text++;
	}
	next = text == end ? NULL : memchr(text, '\n', (size_t)(end - text));
	*ret_line = text;
	*ret_length = (size_t)((next != NULL ? next : end) - text);
	return true;
}

/* A line with dots below it up to the column, and a mark there. Below a character of more than one
 * byte they are wide. */
static void print_snippet(const char *line, size_t length, int column, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf valid = STRBUF_INIT;
	size_t at = 0;
	unsigned rune;

	add_valid(&valid, line, length);
	if (valid.length > LONGEST_SNIPPET)
		return;
	strbuf_add_str(out, "\n | ");
	for (size_t i = 0; i < valid.length; i++)
		strbuf_add_char(out, valid.text[i] == '\t' ? ' ' : valid.text[i]);
	strbuf_add_str(out, "\n | ");
	for (int i = 1; i < column && at < valid.length; i++) {
		size_t size = utf8_decode(valid.text + at, valid.length - at, &rune);

		strbuf_add_str(out, size > 1 ? WIDE_DOT : ".");
		at += size;
	}
	if (at < valid.length && utf8_decode(valid.text + at, valid.length - at, &rune) > 1)
		strbuf_add_str(out, WIDE_MARK);
	else
		strbuf_add_char(out, '^');
}

static void print_issue(const struct cel_issue *issue, const char *source, size_t length,
			struct strbuf *out)
{
	const char *line = NULL;
	size_t line_length = 0;

	strbuf_addf(out, "ERROR: <input>:%d:%d: %s", issue->line, issue->column, issue->message);
	if (find_line(source, length, issue->line, &line, &line_length))
		print_snippet(line, line_length, issue->column, out);
}

struct ranked_issue {
	const struct cel_issue *issue;
	size_t rank;
};

static int compare_issues(const void *a, const void *b)
{
	const struct ranked_issue *left = a, *right = b;

	if (left->issue->line != right->issue->line)
		return left->issue->line < right->issue->line ? -1 : 1;
	if (left->issue->column != right->issue->column)
		return left->issue->column < right->issue->column ? -1 : 1;
	return left->rank < right->rank ? -1 : 1;
}

void cel_issues_print(const struct cel_issues *issues, const char *source, size_t length,
		      struct strbuf *out)
{
	struct ranked_issue shown[CEL_MAX_ISSUES];
	size_t n = issues->n < CEL_MAX_ISSUES ? issues->n : CEL_MAX_ISSUES;

	for (size_t i = 0; i < n; i++)
		shown[i] = (struct ranked_issue) { .issue = &issues->items[i], .rank = i };
	qsort(shown, n, sizeof(shown[0]), compare_issues);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_add_char(out, '\n');
		print_issue(shown[i].issue, source, length, out);
	}
	if (issues->n > n)
		strbuf_addf(out, "\n%zu more errors were truncated", issues->n - n);
}
