/* Pieces of text, kinds of characters, and the strings of one template or execution. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

bool gt_text_equal(struct gt_text a, struct gt_text b)
{
	return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

bool gt_text_is(struct gt_text text, const char *word)
{
	return text.length == strlen(word) && memcmp(text.text, word, text.length) == 0;
}

void gt_text_add(struct strbuf *out, struct gt_text text)
{
	strbuf_add(out, text.text, text.length);
}

void gt_text_quote(struct strbuf *out, struct gt_text text)
{
	text_quote_bytes(out, text.text, text.length);
}

bool gt_is_print(unsigned rune)
{
	CLEANUP(strbuf) struct strbuf plain = STRBUF_INIT;
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;

	if (rune < 0x7f)
		return rune >= ' ';
	utf8_encode(&plain, rune);
	text_quote_bytes(&quoted, plain.text, plain.length);
	return quoted.text[1] != '\\';
}

void gt_add_unicode(struct strbuf *out, unsigned rune)
{
	strbuf_addf(out, "U+%04X", rune);
	if (!gt_is_print(rune))
		return;
	strbuf_add_str(out, " '");
	utf8_encode(out, rune);
	strbuf_add_char(out, '\'');
}

/* Where there are no letters and digits above ASCII. An approximation of Unicode's tables: blocks
 * of punctuation, symbols and private characters. */
static const struct {
	unsigned first, last;
} no_letters[] = {
	{ 0x80, 0xa9 },     { 0xab, 0xb4 },     { 0xb6, 0xb9 },       { 0xbb, 0xbf },
	{ 0xd7, 0xd7 },     { 0xf7, 0xf7 },     { 0x2c2, 0x2c5 },     { 0x2d2, 0x2df },
	{ 0x300, 0x36f },   { 0x2000, 0x2070 }, { 0x2072, 0x207e },   { 0x2080, 0x208f },
	{ 0x20a0, 0x2101 }, { 0x2190, 0x2bff }, { 0x2e00, 0x2e2e },   { 0x2e30, 0x3004 },
	{ 0x3007, 0x3030 }, { 0xd800, 0xf8ff }, { 0xfe00, 0xfe6f },   { 0xff01, 0xff0f },
	{ 0xff1a, 0xff20 }, { 0xffe0, 0xffff }, { 0x1f000, 0x1faff },
};

bool gt_is_alphanumeric(unsigned rune)
{
	if (rune < 0x80)
		return rune == '_' || (rune >= '0' && rune <= '9') ||
		       (rune >= 'A' && rune <= 'Z') || (rune >= 'a' && rune <= 'z');
	for (size_t i = 0; i < ARRAY_LEN(no_letters); i++)
		if (rune >= no_letters[i].first && rune <= no_letters[i].last)
			return false;
	return rune < 0xe0000;
}

#define SHOWN_RUNES 10

void gt_token_print(const struct gt_token *token, struct strbuf *out)
{
	struct gt_text text = token->text;
	size_t end = 0;
	unsigned rune;

	if (token->kind == GT_TOKEN_EOF) {
		strbuf_add_str(out, "EOF");
	} else if (token->kind == GT_TOKEN_ERROR) {
		gt_text_add(out, text);
	} else if (token->kind > GT_TOKEN_KEYWORD) {
		strbuf_addf(out, "<%.*s>", (int)text.length, text.text);
	} else if (text.length <= SHOWN_RUNES) {
		gt_text_quote(out, text);
	} else {
		for (int i = 0; i < SHOWN_RUNES && end < text.length; i++)
			end += utf8_decode(text.text + end, text.length - end, &rune);
		text_quote_bytes(out, text.text, end);
		strbuf_add_str(out, "...");
	}
}

/* ---- pools ---- */

static void pool_add(struct gt_pool *pool, void *memory, size_t size)
{
	pool->items = xgrow(pool->items, pool->n, &pool->capacity, sizeof(*pool->items));
	pool->items[pool->n++] = (struct gt_pool_item) { .memory = memory, .size = size };
	pool->bytes += size;
}

void *gt_pool_alloc(struct gt_pool *pool, size_t size)
{
	void *memory = xcalloc(1, size);

	pool_add(pool, memory, size);
	return memory;
}

struct gt_text gt_pool_take(struct gt_pool *pool, struct strbuf *buffer)
{
	struct gt_text text = { .length = buffer->length };
	char *memory = strbuf_detach(buffer);

	pool_add(pool, memory, text.length + 1);
	text.text = memory;
	return text;
}

struct gt_text gt_pool_printf(struct gt_pool *pool, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	return gt_pool_take(pool, &text);
}

void gt_pool_release(struct gt_pool *pool, size_t mark)
{
	while (pool->n > mark) {
		struct gt_pool_item *item = &pool->items[--pool->n];

		pool->bytes -= item->size;
		free(item->memory);
	}
}

void gt_pool_finish(struct gt_pool *pool)
{
	gt_pool_release(pool, 0);
	free(pool->items);
	*pool = (struct gt_pool) { .items = NULL };
}
