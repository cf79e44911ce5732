/* Errors in kubectl's words: the one place that knows how a Status reads on a terminal. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static bool is_client(const struct error *err)
{
	return err->reason == REASON_CLIENT || err->reason == REASON_USAGE;
}

void error_add_source(struct error *err, const char *verb, const char *source)
{
	CLEANUP(str) char *quoted = text_quoted(source);

	error_prefix(err, "error when %s %s: ", verb, quoted);
}

char *error_line(const struct error *err)
{
	if (is_client(err))
		return xstrdup(err->message);
	if (err->reason == REASON_UNKNOWN)
		return xasprintf("Error from server: %s", err->message);
	return xasprintf("Error from server (%s): %s", reason_name(err->reason), err->message);
}

/* "FIELD: MESSAGE" of each cause, a text that occurred before left out. */
static void collect_causes(const struct error *err, struct text_list *texts)
{
	for (size_t i = 0; i < err->n_causes; i++) {
		CLEANUP(str)
		char *text = xasprintf("%s: %s", err->causes[i].field, err->causes[i].message);

		if (!text_list_contains(texts, text))
			text_list_add(texts, text);
	}
}

/* An Invalid status is told by its causes; its message is the server's summary of them, which only
 * stands in when there is nothing else. */
static char *invalid_text(const struct error *err)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	CLEANUP(text_list) struct text_list causes = TEXT_LIST_INIT;
	bool has_kind = err->kind != NULL && *err->kind != '\0';
	bool has_name = err->name != NULL && *err->name != '\0';

	collect_causes(err, &causes);
	if (has_kind || has_name) {
		CLEANUP(str) char *name = text_quoted(has_name ? err->name : "");

		strbuf_addf(&out, "The %s %s is invalid", has_kind ? err->kind : "", name);
	} else {
		strbuf_add_str(&out, "The request is invalid");
		if (causes.n == 0 && *err->message != '\0')
			strbuf_addf(&out, ": %s", err->message);
	}
	if (causes.n == 1)
		strbuf_addf(&out, ": %s", causes.items[0]);
	else if (causes.n > 1)
		strbuf_add_str(&out, ": ");
	strbuf_add_char(&out, '\n');
	for (size_t i = 0; causes.n > 1 && i < causes.n; i++)
		strbuf_addf(&out, "* %s\n", causes.items[i]);
	return strbuf_detach(&out);
}

/* Errors that one object had, alone: as if they were those of several. */
static char *several_text(const struct error *err)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < err->n_causes; i++)
		strbuf_addf(&out, "%s\n", err->causes[i].message);
	return strbuf_detach(&out);
}

char *error_text(const struct error *err)
{
	CLEANUP(str) char *line = NULL;
	bool prefixed;

	if (err->reason == REASON_INVALID)
		return invalid_text(err);
	if (is_client(err) && err->n_causes > 1)
		return several_text(err);
	line = error_line(err);
	prefixed = !is_client(err) || text_starts_with(line, "error: ") ||
		   text_starts_with(line, "Error: ");
	return xasprintf("%s%s%s", prefixed ? "" : "error: ", line,
			 text_ends_with(line, "\n") ? "" : "\n");
}

bool usage_error(const struct args *args, struct error *err, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	va_list list;

	va_start(list, format);
	strbuf_addv(&text, format, list);
	va_end(list);
	return error_set(err, REASON_USAGE, "%s\nSee '%s -h' for help and examples", text.text,
			 args_command_path(args));
}

/* ---- several errors ---- */

static int compare_order(const void *a, const void *b)
{
	const struct error_item *left = a, *right = b;

	return (left->order > right->order) - (left->order < right->order);
}

static void print_lines(FILE *out, const struct error_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		CLEANUP(str) char *line = error_line(&list->items[i].error);

		fprintf(out, "%s\n", line);
	}
}

/* A nested aggregate in one line: "a", or "[a, b]"; equal texts once. */
static void print_nested(FILE *out, const struct error_list *list)
{
	CLEANUP(text_list) struct text_list texts = TEXT_LIST_INIT;

	for (size_t i = 0; i < list->n; i++)
		if (!text_list_contains(&texts, list->items[i].error.message))
			text_list_add(&texts, list->items[i].error.message);
	for (size_t i = 0; i < texts.n; i++)
		fprintf(out, "%s%s", i == 0 ? (texts.n > 1 ? "[" : "") : ", ", texts.items[i]);
	fputs(texts.n > 1 ? "]\n" : "\n", out);
}

static void print_one(FILE *out, const struct error *err)
{
	CLEANUP(str) char *text = error_text(err);

	fputs(text, out);
}

void errors_report(FILE *out, const struct session *session)
{
	const struct error_list *errors = &session->errors, *files = &session->file_errors;
	enum file_errors place = session->file_errors_place;

	if (errors->n > 1)
		qsort(errors->items, errors->n, sizeof(*errors->items), compare_order);
	if (errors->n + files->n == 1 && (files->n == 0 || place != FILE_ERRORS_BARE)) {
		print_one(out, errors->n == 1 ? &errors->items[0].error : &files->items[0].error);
		return;
	}
	/* Where the files' errors are all there is, kubectl unwraps their list. */
	if (errors->n == 0 || place == FILE_ERRORS_FLAT || place == FILE_ERRORS_BARE) {
		print_lines(out, errors);
		print_lines(out, files);
		return;
	}
	if (files->n > 0 && place == FILE_ERRORS_FIRST)
		print_nested(out, files);
	print_lines(out, errors);
	if (files->n > 0 && place == FILE_ERRORS_LAST)
		print_nested(out, files);
}
