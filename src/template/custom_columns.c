/* -o custom-columns: a header and a JSONPath for each column.
 * Source: kubectl pkg/cmd/get customcolumn.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

#define LINE_MAX_SIZE (64U << 10) /* Go's scanner gives up on longer lines */

struct custom_column {
	char *header;
	struct jsonpath *path; /* NULL: problem says why */
	struct error problem;
};

struct custom_columns {
	struct custom_column *items;
	size_t n, capacity;
};

void custom_columns_destroy(struct custom_columns *columns)
{
	if (columns == NULL)
		return;
	for (size_t i = 0; i < columns->n; i++) {
		free(columns->items[i].header);
		jsonpath_destroy(columns->items[i].path);
		error_finish(&columns->items[i].problem);
	}
	free(columns->items);
	free(columns);
}

static void columns_cleanup(struct custom_columns **columns)
{
	custom_columns_destroy(*columns);
}
#define COLUMNS_CLEANUP __attribute__((cleanup(columns_cleanup)))

/* Takes over the header. */
static bool add_column(struct custom_columns *columns, char *header, const char *path,
		       struct error *err)
{
	struct custom_column column = { .header = header, .problem = ERROR_INIT };
	CLEANUP(str) char *full = NULL;

	if (!jsonpath_relax(path, &full, err)) {
		free(header);
		return false;
	}
	jsonpath_parse(full, strlen(full), &column.path, &column.problem);
	columns->items =
		xgrow(columns->items, columns->n, &columns->capacity, sizeof(*columns->items));
	columns->items[columns->n++] = column;
	return true;
}

bool custom_columns_parse(const char *spec, struct custom_columns **ret_columns, struct error *err)
{
	COLUMNS_CLEANUP struct custom_columns *columns = xcalloc(1, sizeof(*columns));
	CLEANUP(text_list) struct text_list parts = TEXT_LIST_INIT;

	text_list_split(&parts, spec, ',');
	for (size_t i = 0; i < parts.n; i++) {
		const char *part = parts.items[i], *colon = strchr(part, ':');

		if (colon == NULL)
			return error_set(err, REASON_CLIENT,
					 "unexpected custom-columns spec: %s, expected "
					 "<header>:<json-path-expr>",
					 part);
		if (!add_column(columns, xstrndup(part, (size_t)(colon - part)), colon + 1, err))
			return false;
	}
	*ret_columns = TAKE(columns);
	return true;
}

/* ---- files ---- */

/* The next line without its end; false: there is none, or none that Go would read. */
static bool next_line(const char **at, const char *end, const char **ret_line, size_t *ret_length)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	size_t length = (size_t)((newline != NULL ? newline : end) - *at);

	if (*at == end || length >= LINE_MAX_SIZE)
		return false;
	*ret_line = *at;
	*at = newline != NULL ? newline + 1 : end;
	if (length > 0 && (*ret_line)[length - 1] == '\r')
		length--;
	*ret_length = length;
	return true;
}

static bool is_space(unsigned rune)
{
	return rune == ' ' || (rune >= '\t' && rune <= '\r') || rune == 0x85 || rune == 0xa0 ||
	       rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
	       rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

static void split_words(const char *line, size_t length, struct text_list *words)
{
	size_t start = 0, at = 0;

	while (at < length) {
		unsigned rune;
		size_t size = utf8_decode(line + at, length - at, &rune);

		if (is_space(rune)) {
			if (at > start)
				text_list_take(words, xstrndup(line + start, at - start));
			start = at + size;
		}
		at += size;
	}
	if (length > start)
		text_list_take(words, xstrndup(line + start, length - start));
}

#define FILE_FORMAT                                                                            \
	"Expected format is one line of space separated headers, one line of space separated " \
	"column specs."

bool custom_columns_parse_file(const char *text, size_t length, struct custom_columns **ret_columns,
			       struct error *err)
{
	COLUMNS_CLEANUP struct custom_columns *columns = xcalloc(1, sizeof(*columns));
	CLEANUP(text_list) struct text_list headers = TEXT_LIST_INIT, paths = TEXT_LIST_INIT;
	const char *at = text, *end = text + length, *line;
	size_t line_length;

	if (!next_line(&at, end, &line, &line_length))
		return error_set(err, REASON_CLIENT,
				 "invalid template, missing header line. " FILE_FORMAT);
	split_words(line, line_length, &headers);
	if (!next_line(&at, end, &line, &line_length))
		return error_set(err, REASON_CLIENT,
				 "invalid template, missing spec line. " FILE_FORMAT);
	split_words(line, line_length, &paths);
	if (headers.n != paths.n)
		return error_set(err, REASON_CLIENT,
				 "number of headers (%zu) and field specifications (%zu) don't "
				 "match",
				 headers.n, paths.n);
	for (size_t i = 0; i < headers.n; i++)
		if (!add_column(columns, xstrdup(headers.items[i]), paths.items[i], err))
			return false;
	*ret_columns = TAKE(columns);
	return true;
}

/* ---- printing ---- */

bool custom_columns_check(const struct custom_columns *columns, struct error *err)
{
	for (size_t i = 0; i < columns->n; i++)
		if (columns->items[i].path == NULL)
			return error_set(err, REASON_CLIENT, "%s",
					 columns->items[i].problem.message);
	return true;
}

void custom_columns_header(const struct custom_columns *columns, struct strbuf *out)
{
	for (size_t i = 0; i < columns->n; i++)
		strbuf_addf(out, "%s%s", i > 0 ? "\t" : "", columns->items[i].header);
	strbuf_add_char(out, '\n');
}

static bool add_cell(struct jsonpath *path, const cJSON *object, struct strbuf *out,
		     struct error *err)
{
	CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
	const struct jsonpath_values *values;

	if (!jsonpath_find(path, object, NULL, &results, err))
		return false;
	if (results.n == 0 || results.parts[0].n == 0) {
		strbuf_add_str(out, "<none>");
		return true;
	}
	/* A path is one action, so there is one part. */
	values = &results.parts[0];
	for (size_t i = 0; i < values->n; i++) {
		if (i > 0)
			strbuf_add_char(out, ',');
		json_print_go(values->items[i].item,
			      values->items[i].type == JSONPATH_FLOAT ? JSON_GO_FLOATS : 0, out);
	}
	return true;
}

bool custom_columns_row(struct custom_columns *columns, const cJSON *object, struct strbuf *out,
			struct error *err)
{
	size_t before = out->length;

	for (size_t i = 0; i < columns->n; i++) {
		if (i > 0)
			strbuf_add_char(out, '\t');
		if (!add_cell(columns->items[i].path, object, out, err)) {
			strbuf_truncate(out, before);
			return false;
		}
	}
	strbuf_add_char(out, '\n');
	return true;
}
