/* Warnings travel in headers, which sets limits to them.
 * Source: apiserver pkg/endpoints/filters/warning.go, apimachinery pkg/util/net/http.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define MAX_TOTAL 4096 /* characters */
#define MAX_EACH 256   /* when that is exceeded */

/* A header takes no control characters. */
static bool fits_a_header(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static void cut(char *text, size_t characters)
{
	size_t length = strlen(text), at = 0;
	unsigned rune;

	for (; characters > 0 && at < length; characters--)
		at += utf8_decode(text + at, length - at, &rune);
	text[at] = '\0';
}

/* Cuts each, and drops those that come after the limit even so. */
static void cut_all(struct text_list *warnings)
{
	size_t total = 0, n = 0;

	for (size_t i = 0; i < warnings->n; i++) {
		if (total >= MAX_TOTAL) {
			free(warnings->items[i]);
			continue;
		}
		cut(warnings->items[i], MAX_EACH);
		total += utf8_count(warnings->items[i], strlen(warnings->items[i]));
		warnings->items[n++] = warnings->items[i];
	}
	warnings->n = n;
}

void limit_warnings(struct text_list *warnings)
{
	struct text_list kept = TEXT_LIST_INIT;
	size_t total = 0;

	if (warnings->n == 0)
		return;
	for (size_t i = 0; i < warnings->n; i++) {
		const char *text = warnings->items[i];

		if (*text == '\0' || !fits_a_header(text) || text_list_contains(&kept, text))
			continue;
		total += utf8_count(text, strlen(text));
		text_list_add(&kept, text);
	}
	text_list_finish(warnings);
	*warnings = kept;
	if (total > MAX_TOTAL)
		cut_all(warnings);
}
