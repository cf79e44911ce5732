/* A small kind for the tests of printers, and a FILE that ends in a string. */
#ifndef CIDRCTL_TESTS_OUTPUT_THING_H
#define CIDRCTL_TESTS_OUTPUT_THING_H

#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/output.h"

static inline void thing_cell_size(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str(object, "size"));
}

static inline void thing_cell_note(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str(object, "note"));
}

static const struct column thing_columns[] = {
	{ "Name", false, cell_name },
	{ "Size(s)", false, thing_cell_size },
	{ "Long-Note", true, thing_cell_note },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

static const struct resource thing = {
	.group = "",
	.kind = "Thing",
	.plural = "things",
	.singular = "thing",
	.namespaced = true,
	.columns = thing_columns,
};

/* Its age has a cell and no column, as an IPAddress'. */
static const struct column gadget_columns[] = {
	{ "Name", false, cell_name },
	{ "Note", false, thing_cell_note },
	{ "", false, cell_age },
	{ NULL, false, NULL },
};

static const struct resource gadget = {
	.group = "example.com",
	.kind = "Gadget",
	.plural = "gadgets",
	.singular = "gadget",
	.columns = gadget_columns,
};

static inline cJSON *parse(const char *text)
{
	struct error err = ERROR_INIT;
	cJSON *tree = NULL;

	cr_assert(json_parse(text, strlen(text), NULL, &tree, &err), "%s: %s", text, err.message);
	return tree;
}

struct capture {
	FILE *file;
	char *text;
	size_t length;
};

static inline void capture_begin(struct capture *capture)
{
	*capture = (struct capture) { .file = NULL };
	capture->file = open_memstream(&capture->text, &capture->length);
}

/* Closes the file and compares what was printed. */
static inline void capture_expect(struct capture *capture, const char *row, const char *want)
{
	fclose(capture->file);
	cr_expect_str_eq(capture->text, want, "%s:\n--- want\n%s--- got\n%s", row, want,
			 capture->text);
	free(capture->text);
}

#endif
