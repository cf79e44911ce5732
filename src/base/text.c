#include "cidrctl/text.h"

#include <stdlib.h>
#include <string.h>

bool text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), suffix_length = strlen(suffix);

	return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_fold(const char *a, const char *b)
{
	for (; *a != '\0' && lower(*a) == lower(*b); a++, b++)
		;
	return lower(*a) == lower(*b);
}

/* The smallest character that a sequence of each length may encode: shorter ones are "overlong". */
static const unsigned smallest_rune[] = { 0, 0, 0x80, 0x800, 0x10000 };

size_t utf8_decode(const char *text, size_t length, unsigned *ret_rune)
{
	unsigned char first = (unsigned char)text[0];
	size_t size = first < 0x80   ? 1
		      : first < 0xc2 ? 0
		      : first < 0xe0 ? 2
		      : first < 0xf0 ? 3
		      : first < 0xf5 ? 4
				     : 0;
	unsigned rune;

	*ret_rune = 0xfffd;
	if (size == 0 || size > length)
		return 1;
	rune = size == 1 ? first : first & (0x7fU >> size);
	for (size_t i = 1; i < size; i++) {
		unsigned char next = (unsigned char)text[i];

		if ((next & 0xc0) != 0x80)
			return 1;
		rune = rune << 6 | (next & 0x3f);
	}
	if (rune < smallest_rune[size] || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
		return 1;
	*ret_rune = rune;
	return size;
}

void utf8_encode(struct strbuf *out, unsigned rune)
{
	if (rune < 0x80) {
		strbuf_add_char(out, (char)rune);
		return;
	}
	if (rune < 0x800) {
		strbuf_add_char(out, (char)(0xc0 | rune >> 6));
	} else {
		if (rune < 0x10000) {
			strbuf_add_char(out, (char)(0xe0 | rune >> 12));
		} else {
			strbuf_add_char(out, (char)(0xf0 | rune >> 18));
			strbuf_add_char(out, (char)(0x80 | (rune >> 12 & 0x3f)));
		}
		strbuf_add_char(out, (char)(0x80 | (rune >> 6 & 0x3f)));
	}
	strbuf_add_char(out, (char)(0x80 | (rune & 0x3f)));
}

size_t utf8_count(const char *text, size_t length)
{
	size_t count = 0;
	unsigned rune;

	for (size_t i = 0; i < length; count++)
		i += utf8_decode(text + i, length - i, &rune);
	return count;
}

/* Unicode's White_Space. */
static bool is_space(unsigned rune)
{
	return (rune >= '\t' && rune <= '\r') || rune == ' ' || rune == 0x85 || rune == 0xa0 ||
	       rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
	       rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

void text_trim(const char **text, size_t *length)
{
	size_t start = 0, end = 0;

	for (size_t at = 0; at < *length;) {
		unsigned rune;
		size_t size = utf8_decode(*text + at, *length - at, &rune);

		if (!is_space(rune))
			end = at + size;
		else if (start == at)
			start = at + size;
		at += size;
	}
	*text += start;
	*length = end > start ? end - start : 0;
}

/* Whether Go's strconv.IsPrint keeps the character. An approximation of Unicode's tables: the
 * blocks that hold no graphic characters, separators and the private and unassigned planes. */
static bool printable(unsigned rune)
{
	if (rune < 0x7f)
		return rune >= 0x20;
	if (rune <= 0xa0 || rune == 0xad)
		return false;
	if ((rune >= 0x2000 && rune <= 0x200f) || (rune >= 0x2028 && rune <= 0x202f) ||
	    (rune >= 0x205f && rune <= 0x206f) || rune == 0x3000 || rune == 0xfeff)
		return false;
	if ((rune >= 0xe000 && rune <= 0xf8ff) || (rune & 0xfffe) == 0xfffe)
		return false;
	return rune < 0xe0000;
}

static void quote_rune(struct strbuf *out, unsigned rune)
{
	static const char escapes[] = {
		[7] = 'a', [8] = 'b', [9] = 't', [10] = 'n', [11] = 'v', [12] = 'f', [13] = 'r'
	};

	if (rune == '"' || rune == '\\')
		strbuf_addf(out, "\\%c", (char)rune);
	else if (printable(rune))
		utf8_encode(out, rune);
	else if (rune >= 7 && rune <= 13)
		strbuf_addf(out, "\\%c", escapes[rune]);
	else if (rune < 0x80)
		strbuf_addf(out, "\\x%02x", rune);
	else
		strbuf_addf(out, rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune);
}

void text_quote_bytes(struct strbuf *out, const char *bytes, size_t length)
{
	strbuf_add_char(out, '"');
	for (size_t i = 0; i < length;) {
		unsigned rune;
		size_t size = utf8_decode(bytes + i, length - i, &rune);

		if (size == 1 && rune == 0xfffd)
			strbuf_addf(out, "\\x%02x", (unsigned char)bytes[i]);
		else
			quote_rune(out, rune);
		i += size;
	}
	strbuf_add_char(out, '"');
}

void text_quote(struct strbuf *out, const char *text)
{
	text_quote_bytes(out, text, strlen(text));
}

char *text_quoted(const char *text)
{
	struct strbuf out = STRBUF_INIT;

	text_quote(&out, text);
	return strbuf_detach(&out);
}

void text_list_take(struct text_list *list, char *text)
{
	list->items = xgrow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n++] = text;
}

void text_list_add(struct text_list *list, const char *text)
{
	text_list_take(list, xstrdup(text));
}

bool text_list_contains(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

void text_list_split(struct text_list *list, const char *text, char separator)
{
	const char *end;

	for (; (end = strchr(text, separator)) != NULL; text = end + 1)
		text_list_take(list, xstrndup(text, (size_t)(end - text)));
	text_list_add(list, text);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void text_list_sort(struct text_list *list)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items), compare_text);
}

void text_list_finish(struct text_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct text_list)TEXT_LIST_INIT;
}

void text_list_cleanup(struct text_list *list)
{
	text_list_finish(list);
}
