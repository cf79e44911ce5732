/* Aligned columns. Each cell but the last of its line points to the column block it stands in; the
 * widths of blocks are known once all lines are. Work and memory follow the number of cells,
 * whatever their arrangement.
 * Source of the rules: Go's text/tabwriter; liggitt/tabwriter, which remembers widths. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

struct tab_cell {
	size_t size;  /* bytes in the writer's text */
	size_t width; /* characters */
	size_t block; /* index of its column block; LINE_END: the last cell of its line */
};
#define LINE_END SIZE_MAX

#define ESCAPE '\x1b'

/* A run of lines that have a cell in this column. */
struct tab_block {
	size_t column, width;
};

const struct tab_style tab_style_table = { .min_width = 6, .padding = 3, .remembers = true };
const struct tab_style tab_style_describe = { .min_width = 0, .padding = 2, .remembers = false };

struct tab_writer {
	FILE *out;
	const struct tab_style *style;
	struct strbuf text; /* of the cells, without what ended them; the open cell at the end */
	size_t cell_start;  /* where the open cell begins in text */
	struct tab_cell *cells;
	size_t n_cells, cells_capacity;
	size_t n_lines_cells; /* cells of complete lines */
	size_t column;        /* of the open cell */
	struct tab_block *blocks;
	size_t n_blocks, blocks_capacity;
	size_t *open; /* block of each column that the line before had */
	size_t n_open, open_capacity;
	bool unended;       /* the last line has no newline */
	size_t *remembered; /* widest block printed so far, by column */
	size_t n_remembered, remembered_capacity;
};

struct tab_writer *tab_writer_create(FILE *out)
{
	return tab_writer_create_with(out, &tab_style_table);
}

struct tab_writer *tab_writer_create_with(FILE *out, const struct tab_style *style)
{
	struct tab_writer *writer = xcalloc(1, sizeof(*writer));

	writer->out = out;
	writer->style = style;
	writer->text = (struct strbuf)STRBUF_INIT;
	return writer;
}

void tab_writer_destroy(struct tab_writer *writer)
{
	if (writer == NULL)
		return;
	strbuf_finish(&writer->text);
	free(writer->cells);
	free(writer->blocks);
	free(writer->open);
	free(writer->remembered);
	free(writer);
}

static size_t open_block(struct tab_writer *writer)
{
	if (writer->column < writer->n_open)
		return writer->open[writer->column];
	writer->blocks = xgrow(writer->blocks, writer->n_blocks, &writer->blocks_capacity,
			       sizeof(*writer->blocks));
	writer->blocks[writer->n_blocks] =
		(struct tab_block) { .column = writer->column, .width = writer->style->min_width };
	writer->open =
		xgrow(writer->open, writer->n_open, &writer->open_capacity, sizeof(*writer->open));
	writer->open[writer->n_open++] = writer->n_blocks;
	return writer->n_blocks++;
}

static void widen(const struct tab_writer *writer, const struct tab_cell *cell)
{
	struct tab_block *block = &writer->blocks[cell->block];

	if (cell->width + writer->style->padding > block->width)
		block->width = cell->width + writer->style->padding;
}

static void end_cell(struct tab_writer *writer, bool ends_line)
{
	struct tab_cell cell = { .size = writer->text.length - writer->cell_start,
				 .block = LINE_END };

	cell.width = utf8_count(writer->text.text + writer->cell_start, cell.size);
	if (!ends_line) {
		cell.block = open_block(writer);
		widen(writer, &cell);
	}
	writer->cells = xgrow(writer->cells, writer->n_cells, &writer->cells_capacity,
			      sizeof(*writer->cells));
	writer->cells[writer->n_cells++] = cell;
	writer->cell_start = writer->text.length;
	writer->column++;
	if (!ends_line)
		return;
	/* The line's last cell is in no column: blocks from there on end above this line. */
	writer->n_open = writer->column - 1;
	writer->column = 0;
	writer->n_lines_cells = writer->n_cells;
}

void tab_add(struct tab_writer *writer, const char *text, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i < length; i++) {
		bool ends_line = text[i] == '\n' || text[i] == '\f';

		if (!ends_line && text[i] != '\t' && text[i] != '\v')
			continue;
		strbuf_add(&writer->text, text + start, i - start);
		end_cell(writer, ends_line);
		if (text[i] == '\f')
			writer->n_open = 0;
		start = i + 1;
	}
	strbuf_add(&writer->text, text + start, length - start);
}

void tab_add_escaped(struct tab_writer *writer, const char *text)
{
	CLEANUP(strbuf) struct strbuf raw = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf shown = STRBUF_INIT;

	json_add_raw(&raw, text);
	for (size_t i = 0; i < raw.length; i++) {
		if (raw.text[i] == ESCAPE)
			strbuf_add_str(&shown, "^[");
		else if (raw.text[i] == '\r')
			strbuf_add_str(&shown, "\\r");
		else
			strbuf_add_char(&shown, raw.text[i]);
	}
	tab_add(writer, shown.text, shown.length);
}

/* Blocks of one column are in the order of their lines, so each sees those above it. */
static void settle_widths(struct tab_writer *writer)
{
	if (!writer->style->remembers)
		return;
	for (size_t i = 0; i < writer->n_blocks; i++) {
		struct tab_block *block = &writer->blocks[i];

		if (block->column == writer->n_remembered) {
			writer->remembered =
				xgrow(writer->remembered, writer->n_remembered,
				      &writer->remembered_capacity, sizeof(*writer->remembered));
			writer->remembered[writer->n_remembered++] = 0;
		}
		if (block->width < writer->remembered[block->column])
			block->width = writer->remembered[block->column];
		writer->remembered[block->column] = block->width;
	}
}

static void print_padding(FILE *out, size_t count)
{
	static const char spaces[] = "                                ";

	for (; count >= sizeof(spaces) - 1; count -= sizeof(spaces) - 1)
		fwrite(spaces, 1, sizeof(spaces) - 1, out);
	fwrite(spaces, 1, count, out);
}

/* A cell that a tab ended is the last of its line after all: it stands in no column. */
static void leave_block(struct tab_writer *writer, struct tab_cell *last)
{
	size_t block = last->block;

	last->block = LINE_END;
	writer->blocks[block].width = writer->style->min_width;
	for (struct tab_cell *cell = writer->cells; cell < last; cell++)
		if (cell->block == block)
			widen(writer, cell);
}

void tab_finish(struct tab_writer *writer)
{
	size_t open_size = writer->text.length - writer->cell_start;
	bool partial = open_size > 0 || writer->column > 0;

	if (open_size > 0) {
		end_cell(writer, true);
	} else if (partial) {
		leave_block(writer, &writer->cells[writer->n_cells - 1]);
		writer->n_lines_cells = writer->n_cells;
		writer->column = 0;
	}
	writer->unended = partial;
	tab_flush(writer);
	writer->unended = false;
}

bool tab_flush(struct tab_writer *writer)
{
	const char *text = writer->text.text;
	bool printed = writer->n_lines_cells > 0;

	settle_widths(writer);
	for (size_t i = 0; i < writer->n_lines_cells; i++) {
		const struct tab_cell *cell = &writer->cells[i];

		fwrite(text, 1, cell->size, writer->out);
		text += cell->size;
		if (cell->block == LINE_END && writer->unended && i + 1 == writer->n_lines_cells)
			break;
		if (cell->block == LINE_END)
			fputc('\n', writer->out);
		else
			print_padding(writer->out, writer->blocks[cell->block].width - cell->width);
	}
	writer->n_cells = writer->n_lines_cells = writer->n_blocks = writer->n_open = 0;
	strbuf_truncate(&writer->text, 0);
	writer->cell_start = 0;
	return printed;
}

void tab_forget(struct tab_writer *writer)
{
	writer->n_remembered = 0;
}
