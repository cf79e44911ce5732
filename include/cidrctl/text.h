/* Small text helpers shared by several rooms. */
#ifndef CIDRCTL_TEXT_H
#define CIDRCTL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "cidrctl/strbuf.h"

bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);
/* ASCII only, the C locale's letters. */
bool text_equal_fold(const char *a, const char *b);

/* Appends text as Go's strconv.Quote writes it: "a\"b\n\x00é". Invalid UTF-8 becomes \x bytes. */
void text_quote(struct strbuf *out, const char *text);
void text_quote_bytes(struct strbuf *out, const char *bytes, size_t length);
/* The same as an owned string. */
char *text_quoted(const char *text);

/* Decodes one UTF-8 character. Returns its length in bytes (1..4) and sets *ret_rune; for an
 * invalid byte returns 1 and sets U+FFFD. length > 0. */
size_t utf8_decode(const char *text, size_t length, unsigned *ret_rune);
/* Appends a character in UTF-8. */
void utf8_encode(struct strbuf *out, unsigned rune);
/* Characters, not bytes; an invalid byte counts as one. */
size_t utf8_count(const char *text, size_t length);

/* Moves *text and *length to what stands between the white space around it (Unicode's, as Go's
 * strings.TrimSpace). */
void text_trim(const char **text, size_t *length);

/* A growing list of owned strings. */
struct text_list {
	char **items;
	size_t n, capacity;
};
#define TEXT_LIST_INIT                               \
	{                                            \
		.items = NULL, .n = 0, .capacity = 0 \
	}

void text_list_add(struct text_list *list, const char *text); /* copies */
void text_list_take(struct text_list *list, char *text);      /* takes over */
bool text_list_contains(const struct text_list *list, const char *text);
/* Splits at each separator; "" gives one empty string. Appends to the list. */
void text_list_split(struct text_list *list, const char *text, char separator);
void text_list_sort(struct text_list *list); /* by bytes */
void text_list_finish(struct text_list *list);
void text_list_cleanup(struct text_list *list);

#endif
