#include <stdlib.h>

#include "thing.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */
#define MADE_30S "\"creationTimestamp\":\"2023-11-14T22:12:50Z\""

#define BIG                                                                  \
	"{\"metadata\":{\"name\":\"big\",\"namespace\":\"team-a\"," MADE_30S \
	",\"labels\":{\"b\":\"2\",\"a\":\"1\"}},\"size\":\"100 metres\",\"note\":\"n\"}"
#define TINY "{\"metadata\":{\"name\":\"tiny\",\"namespace\":\"default\"},\"size\":\"1\"}"

/* Prints one block of the things given as JSON lists of objects; NULL items flush. */
struct table_case {
	const char *name;
	const struct resource *resource;
	struct table_options options;
	const char *objects[6]; /* "" flushes, NULL ends */
	const char *want;
};

static void add_block(struct table *table, const struct table_case *row)
{
	table_begin(table, row->resource, &row->options);
	for (size_t i = 0; row->objects[i] != NULL; i++) {
		CLEANUP(json) cJSON *object = NULL;

		if (*row->objects[i] == '\0') {
			table_flush(table);
			continue;
		}
		object = parse(row->objects[i]);
		table_row(table, object);
	}
}

static void check_rows(const struct table_case *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct capture capture;
		struct table *table;

		capture_begin(&capture);
		table = table_create(capture.file);
		add_block(table, &rows[i]);
		table_destroy(table);
		capture_expect(&capture, rows[i].name, rows[i].want);
	}
}

Test(table, columns)
{
	static const char *const labels[] = { "a", "example.com/Zone", NULL };
	static const struct table_case rows[] = {
		{ "no rows print nothing", &thing, { .now = NOW }, { NULL }, "" },
		{ "widest cell plus 3, the last cell is not padded",
		  &thing,
		  { .now = NOW },
		  { BIG, TINY, NULL },
		  "NAME   SIZE(S)      AGE\n"
		  "big    100 metres   30s\n"
		  "tiny   1            <unknown>\n" },
		{ "at least 6 wide; without headers data alone counts",
		  &thing,
		  { .now = NOW, .no_headers = true },
		  { TINY, NULL },
		  "tiny   1     <unknown>\n" },
		{ "wide",
		  &thing,
		  { .now = NOW, .wide = true },
		  { BIG, NULL },
		  "NAME   SIZE(S)      LONG-NOTE   AGE\n"
		  "big    100 metres   n           30s\n" },
		{ "namespace first",
		  &thing,
		  { .now = NOW, .with_namespace = true },
		  { BIG, TINY, NULL },
		  "NAMESPACE   NAME   SIZE(S)      AGE\n"
		  "team-a      big    100 metres   30s\n"
		  "default     tiny   1            <unknown>\n" },
		{ "kind before the name",
		  &thing,
		  { .now = NOW, .with_kind = true },
		  { BIG, NULL },
		  "NAME        SIZE(S)      AGE\n"
		  "thing/big   100 metres   30s\n" },
		{ "kind with its group",
		  &gadget,
		  { .now = NOW, .with_kind = true },
		  { BIG, NULL },
		  "NAME                     NOTE\n"
		  "gadget.example.com/big   n\n" },
		{ "label columns: after the slash, in capitals; an empty last cell leaves padding",
		  &thing,
		  { .now = NOW, .label_columns = labels },
		  { BIG, NULL },
		  "NAME   SIZE(S)      AGE   A     ZONE\n"
		  "big    100 metres   30s   1     \n" },
		{ "all labels, sorted",
		  &thing,
		  { .now = NOW, .show_labels = true },
		  { BIG, TINY, NULL },
		  "NAME   SIZE(S)      AGE         LABELS\n"
		  "big    100 metres   30s         a=1,b=2\n"
		  "tiny   1            <unknown>   <none>\n" },
		{ "name and age only",
		  &thing,
		  { .now = NOW, .name_and_age = true },
		  { BIG, NULL },
		  "NAME   AGE\n"
		  "big    30s\n" },
		{ "a cell without a column does not show",
		  &gadget,
		  { .now = NOW },
		  { BIG, NULL },
		  "NAME   NOTE\n"
		  "big    n\n" },
		{ "a cell without a column fills the one that is added",
		  &gadget,
		  { .now = NOW, .show_labels = true },
		  { BIG, NULL },
		  "NAME   NOTE   LABELS\n"
		  "big    n      30s\n" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

#define NOTE(text) "{\"metadata\":{\"name\":\"x\"},\"note\":\"" text "\"}"

Test(table, cells)
{
	static const struct table_case rows[] = {
		{ "a cell ends at the first line break",
		  &gadget,
		  { .now = NOW },
		  { NOTE("two\\nlines"), NOTE("cr\\rhere"), NOTE("ff\\fhere"), NOTE("end\\n"),
		    NULL },
		  "NAME   NOTE\n"
		  "x      two...\n"
		  "x      cr...\n"
		  "x      ff...\n"
		  "x      end...\n" },
		{ "ESC is shown",
		  &gadget,
		  { .now = NOW },
		  { NOTE("\\u001b[31mred"), NULL },
		  "NAME   NOTE\n"
		  "x      ^[[31mred\n" },
		{ "width counts characters",
		  &gadget,
		  { .now = NOW, .wide = true, .no_headers = true, .with_namespace = true },
		  { "{\"metadata\":{\"name\":\"日本語é\",\"namespace\":\"ü\"},\"note\":\"n\"}",
		    "{\"metadata\":{\"name\":\"abcd\",\"namespace\":\"u\"},\"note\":\"n\"}", NULL },
		  "ü     日本語é   n\n"
		  "u     abcd   n\n" },
		{ "a tab starts a cell, which is a column of the lines around that have it",
		  &thing,
		  { .now = NOW, .wide = true },
		  { BIG, "{\"metadata\":{\"name\":\"x\"},\"note\":\"tab\\there\"}", BIG, NULL },
		  "NAME   SIZE(S)      LONG-NOTE   AGE\n"
		  "big    100 metres   n           30s\n"
		  "x                   tab         here   <unknown>\n"
		  "big    100 metres   n           30s\n" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

Test(table, blocks)
{
	static const struct table_case rows[] = {
		{ "widths of flushed rows stay: narrower rows follow them",
		  &thing,
		  { .now = NOW },
		  { BIG, "", TINY, NULL },
		  "NAME   SIZE(S)      AGE\n"
		  "big    100 metres   30s\n"
		  "tiny   1            <unknown>\n" },
		{ "wider rows after a flush widen what follows",
		  &thing,
		  { .now = NOW, .no_headers = true },
		  { TINY, "", BIG, "", TINY, NULL },
		  "tiny   1     <unknown>\n"
		  "big    100 metres   30s\n"
		  "tiny   1            <unknown>\n" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

Test(table, several_resources)
{
	static const struct table_case blocks[] = {
		{ "things", &thing, { .now = NOW }, { BIG, NULL }, NULL },
		{ "empty blocks leave nothing", &gadget, { .now = NOW }, { NULL }, NULL },
		{ "gadgets", &gadget, { .now = NOW }, { TINY, NULL }, NULL },
	};
	static const struct table_case bare[] = {
		{ "things", &thing, { .now = NOW, .no_headers = true }, { BIG, NULL }, NULL },
		{ "gadgets", &gadget, { .now = NOW, .no_headers = true }, { TINY, NULL }, NULL },
	};
	struct capture capture;
	struct table *table;

	capture_begin(&capture);
	table = table_create(capture.file);
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
		add_block(table, &blocks[i]);
	table_destroy(table);
	capture_expect(&capture, "an empty line between blocks, widths forgotten",
		       "NAME   SIZE(S)      AGE\n"
		       "big    100 metres   30s\n"
		       "\n"
		       "NAME   NOTE\n"
		       "tiny   \n");

	capture_begin(&capture);
	table = table_create(capture.file);
	for (size_t i = 0; i < ARRAY_LEN(bare); i++)
		add_block(table, &bare[i]);
	table_destroy(table);
	capture_expect(&capture, "no empty line without headers",
		       "big   100 metres   30s\n"
		       "tiny   \n");
}

/* A cell of nothing but tabs has as many columns; neither time nor stack may follow their number
 * times that of the lines. */
Test(table, many_tabs, .timeout = 20)
{
	enum { TABS = 20000, ROWS = 200 };
	CLEANUP(json) cJSON *object = parse("{\"metadata\":{\"name\":\"x\"}}");
	static const struct table_options options = { .now = NOW };
	struct strbuf tabs = STRBUF_INIT;
	struct capture capture;
	struct table *table;

	strbuf_add_repeated(&tabs, '\t', TABS);
	json_set_str(object, "note", tabs.text);
	capture_begin(&capture);
	table = table_create(capture.file);
	table_begin(table, &gadget, &options);
	for (int i = 0; i < ROWS; i++)
		table_row(table, object);
	table_destroy(table);
	fclose(capture.file);
	cr_expect_gt(capture.length, (size_t)TABS * ROWS);
	free(capture.text);
	strbuf_finish(&tabs);
}
