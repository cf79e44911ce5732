#include "yaml_emit.h"

#include <string.h>

#include "cidrctl/text.h"

#define BEST_INDENT 2
#define BEST_WIDTH 80
#define KEY_MAX 128 /* bytes of a key on the line of its value */
#define BOM 0xfeff

/* ---- characters ---- */

/* The character at *at, and past it. */
static unsigned next_rune(const char **at, const char *end)
{
	unsigned rune = (unsigned char)**at;

	*at += rune < 0x80 ? 1 : utf8_decode(*at, (size_t)(end - *at), &rune);
	return rune;
}

static bool is_break(unsigned rune)
{
	return rune == '\n' || rune == '\r' || rune == 0x85 || rune == 0x2028 || rune == 0x2029;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without an escape, that is; nothing above U+FFFF is. */
static bool is_printable(unsigned rune)
{
	return rune == '\n' || (rune >= 0x20 && rune < 0x7f) ||
	       (rune >= 0xa0 && rune < 0xfffe && rune != BOM);
}

static void put(struct emitter *emitter, char c)
{
	strbuf_add_char(emitter->out, c);
	emitter->column++;
}

static void put_break(struct emitter *emitter)
{
	strbuf_add_char(emitter->out, '\n');
	emitter->column = 0;
}

/* Copies the character from at to next. */
static void put_rune(struct emitter *emitter, const char *at, const char *next)
{
	strbuf_add(emitter->out, at, (size_t)(next - at));
	emitter->column++;
}

/* Copies a line break; those of Unicode stay what they are. */
static void copy_break(struct emitter *emitter, const char *at, const char *next)
{
	strbuf_add(emitter->out, at, (size_t)(next - at));
	emitter->column = 0;
}

/* ---- lines and indicators ---- */

static void new_line(struct emitter *emitter, int indent)
{
	size_t wanted = indent > 0 ? (size_t)indent : 0;

	if (!emitter->at_indent || emitter->column > wanted ||
	    (emitter->column == wanted && !emitter->after_space))
		put_break(emitter);
	strbuf_add_repeated(emitter->out, ' ', wanted - emitter->column);
	emitter->column = wanted;
	emitter->after_space = true;
	emitter->at_indent = true;
}

static void put_indicator(struct emitter *emitter, const char *text, bool needs_space)
{
	if (needs_space && !emitter->after_space)
		put(emitter, ' ');
	for (; *text != '\0'; text++)
		put(emitter, *text);
	emitter->after_space = false;
}

void emit_empty(struct emitter *emitter, const char *brackets)
{
	put_indicator(emitter, brackets, true);
	emitter->at_indent = false;
}

int emit_begin(struct emitter *emitter, bool is_list_of_mapping)
{
	int outer = emitter->indent;

	if (outer < 0)
		emitter->indent = 0;
	else if (!is_list_of_mapping || emitter->at_indent)
		emitter->indent += BEST_INDENT;
	return outer;
}

void emit_end(struct emitter *emitter, int outer_indent)
{
	emitter->indent = outer_indent;
}

void emit_line(struct emitter *emitter)
{
	new_line(emitter, emitter->indent);
}

void emit_dash(struct emitter *emitter)
{
	put_indicator(emitter, "-", true);
}

void emit_question(struct emitter *emitter)
{
	put_indicator(emitter, "?", true);
}

void emit_colon(struct emitter *emitter, bool is_key_on_line)
{
	if (!is_key_on_line)
		emit_line(emitter);
	put_indicator(emitter, ":", !is_key_on_line);
	if (is_key_on_line)
		emitter->at_indent = false;
}

/* ---- which styles a scalar may have ---- */

struct analysis {
	bool has_breaks;
	bool plain_allowed, single_allowed, block_allowed;
};

/* Indicators that make a plain scalar something else, at its start or behind it. */
static bool is_indicator(const char *text, const char *at, const char *end)
{
	bool before_space = at + 1 == end || is_blank(at[1]);

	if (at == text) {
		if (strchr("#,[]{}&*!|>'\"%@`", *at) != NULL && *at != '\0')
			return true;
		return before_space && (*at == '?' || *at == ':' || *at == '-');
	}
	if (*at == ':')
		return before_space;
	return *at == '#' && (is_blank(at[-1]) || at[-1] == '\0');
}

static bool is_document_mark(const char *text, size_t length)
{
	return length >= 3 && (memcmp(text, "---", 3) == 0 || memcmp(text, "...", 3) == 0);
}

/* Spaces beside line breaks and at the ends are what the styles differ in. */
struct neighbours {
	bool previous_space, previous_break;
	bool break_space, space_break;
};

static void note_character(struct neighbours *near, unsigned rune)
{
	if (rune == ' ') {
		near->break_space = near->break_space || near->previous_break;
		near->previous_space = true;
		near->previous_break = false;
	} else {
		if (is_break(rune))
			near->space_break = near->space_break || near->previous_space;
		near->previous_space = false;
		near->previous_break = is_break(rune);
	}
}

static struct analysis analyze(const char *text, size_t length)
{
	const char *end = text + length, *next;
	bool indicators = is_document_mark(text, length), special = false;
	bool leading = false, trailing_space = false, trailing_break = false, has_breaks = false;
	struct neighbours near = { .previous_space = false };

	if (length == 0)
		return (struct analysis) { .single_allowed = true };
	for (const char *at = text; at < end; at = next) {
		unsigned rune;

		next = at;
		rune = next_rune(&next, end);
		indicators = indicators || is_indicator(text, at, end);
		special = special || !is_printable(rune);
		has_breaks = has_breaks || is_break(rune);
		if (at == text)
			leading = rune == ' ' || is_break(rune);
		trailing_space = next == end && rune == ' ';
		trailing_break = next == end && is_break(rune);
		note_character(&near, rune);
	}
	return (struct analysis) {
		.has_breaks = has_breaks,
		.plain_allowed = !indicators && !special && !has_breaks && !leading &&
				 !trailing_space && !trailing_break && !near.break_space,
		.single_allowed = !special && !near.space_break && !near.break_space,
		.block_allowed = !special && !near.space_break && !trailing_space,
	};
}

bool emit_fits_key(const char *text, size_t length)
{
	return length <= KEY_MAX && !analyze(text, length).has_breaks;
}

/* ---- writing scalars ---- */

/* A single space that may become a line break, since the line is long enough. */
static bool may_fold(const struct emitter *emitter, bool allowed, bool after_space)
{
	return allowed && !after_space && emitter->column > BEST_WIDTH;
}

static void write_plain(struct emitter *emitter, const char *text, const char *end, int indent,
			bool is_key)
{
	bool spaces = false;

	if (!emitter->after_space)
		put(emitter, ' ');
	for (const char *at = text, *next; at < end; at = next) {
		next = at;
		if (next_rune(&next, end) == ' ') {
			if (may_fold(emitter, !is_key, spaces) && *next != ' ')
				new_line(emitter, indent);
			else
				put(emitter, ' ');
			spaces = true;
		} else {
			put_rune(emitter, at, next);
			emitter->at_indent = false;
			spaces = false;
		}
	}
}

/* Of line breaks only Unicode's come here: a text with line feeds is a block or has escapes. */
static void write_single(struct emitter *emitter, const char *text, const char *end, int indent,
			 bool is_key)
{
	bool spaces = false, breaks = false;

	put_indicator(emitter, "'", true);
	for (const char *at = text, *next; at < end; at = next) {
		unsigned rune;

		next = at;
		rune = next_rune(&next, end);
		if (rune == ' ') {
			if (may_fold(emitter, !is_key, spaces) && at > text && next < end &&
			    *next != ' ')
				new_line(emitter, indent);
			else
				put(emitter, ' ');
			spaces = true;
		} else if (is_break(rune)) {
			copy_break(emitter, at, next);
			emitter->at_indent = true;
			breaks = true;
		} else {
			if (breaks)
				new_line(emitter, indent);
			if (rune == '\'')
				put(emitter, '\'');
			put_rune(emitter, at, next);
			emitter->at_indent = false;
			spaces = breaks = false;
		}
	}
	put_indicator(emitter, "'", false);
}

static void put_escape(struct emitter *emitter, unsigned rune)
{
	static const struct {
		unsigned rune;
		char letter;
	} letters[] = {
		{ 0, '0' },     { 7, 'a' },    { 8, 'b' },    { 9, 't' },      { 10, 'n' },
		{ 11, 'v' },    { 12, 'f' },   { 13, 'r' },   { 27, 'e' },     { '"', '"' },
		{ '\\', '\\' }, { 0x85, 'N' }, { 0xa0, '_' }, { 0x2028, 'L' }, { 0x2029, 'P' },
	};
	size_t length = emitter->out->length;

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (letters[i].rune == rune) {
			put(emitter, '\\');
			put(emitter, letters[i].letter);
			return;
		}
	strbuf_addf(emitter->out,
		    rune <= 0xff     ? "\\x%02X"
		    : rune <= 0xffff ? "\\u%04X"
				     : "\\U%08X",
		    rune);
	emitter->column += emitter->out->length - length;
}

static void write_double(struct emitter *emitter, const char *text, const char *end, int indent,
			 bool is_key)
{
	/* go-yaml looks for the mark at the text's start, whichever character it is at. */
	bool all_escaped = text_starts_with(text, "\xef\xbb\xbf"), spaces = false;

	put_indicator(emitter, "\"", true);
	for (const char *at = text, *next; at < end; at = next) {
		unsigned rune;

		next = at;
		rune = next_rune(&next, end);
		if (all_escaped || !is_printable(rune) || is_break(rune) || rune == '"' ||
		    rune == '\\') {
			put_escape(emitter, rune);
			spaces = false;
		} else if (rune != ' ') {
			put_rune(emitter, at, next);
			spaces = false;
		} else {
			if (!may_fold(emitter, !is_key, spaces) || at == text || next == end) {
				put(emitter, ' ');
			} else {
				new_line(emitter, indent);
				if (*next == ' ')
					put(emitter, '\\');
			}
			spaces = true;
		}
	}
	put_indicator(emitter, "\"", false);
}

static size_t count_final_breaks(const char *text, const char *end)
{
	size_t n = 0;

	for (const char *at = text, *next; at < end; at = next) {
		next = at;
		n = is_break(next_rune(&next, end)) ? n + 1 : 0;
	}
	return n;
}

/* Says how deep the block is indented, where its first line does not show it, and what becomes of
 * the line breaks at its end. */
static void write_block_header(struct emitter *emitter, const char *text, const char *end)
{
	const char *next = text;
	unsigned first = next_rune(&next, end);
	size_t n_final = count_final_breaks(text, end);
	bool is_one_break = n_final == 1 && next == end;

	put_indicator(emitter, "|", true);
	if (first == ' ' || is_break(first))
		put(emitter, '0' + BEST_INDENT);
	if (n_final == 0)
		put(emitter, '-');
	else if (n_final > 1 || is_one_break)
		put(emitter, '+');
	put_break(emitter);
	emitter->after_space = true;
}

static void write_block(struct emitter *emitter, const char *text, const char *end, int indent)
{
	bool breaks = true;

	write_block_header(emitter, text, end);
	emitter->at_indent = true;
	for (const char *at = text, *next; at < end; at = next) {
		next = at;
		if (is_break(next_rune(&next, end))) {
			copy_break(emitter, at, next);
			emitter->at_indent = true;
			breaks = true;
			continue;
		}
		if (breaks)
			new_line(emitter, indent);
		put_rune(emitter, at, next);
		emitter->at_indent = false;
		breaks = false;
	}
}

void emit_scalar(struct emitter *emitter, const char *text, size_t length, enum emit_style style,
		 bool is_key)
{
	struct analysis may = analyze(text, length);
	int indent = emitter->indent < 0 ? BEST_INDENT : emitter->indent + BEST_INDENT;
	const char *end = text + length;

	if (style == EMIT_BLOCK && may.block_allowed && !is_key) {
		write_block(emitter, text, end, indent);
		return;
	}
	if (style == EMIT_PLAIN && may.plain_allowed)
		write_plain(emitter, text, end, indent, is_key);
	else if (style == EMIT_PLAIN && may.single_allowed)
		write_single(emitter, text, end, indent, is_key);
	else
		write_double(emitter, text, end, indent, is_key);
	emitter->after_space = false;
	emitter->at_indent = false;
}
