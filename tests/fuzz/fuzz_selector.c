/* Any text as a label selector and as a field selector: what parses prints a text that parses to
 * the same text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* The text of the selector that the text parses to, owned; NULL when it does not parse. */
static char *label_text(const char *text)
{
	CLEANUP(label_selector) struct label_selector *selector = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	if (!label_selector_parse(text, &selector, &err)) {
		require(selector == NULL && err.reason == REASON_BAD_REQUEST);
		return NULL;
	}
	label_selector_matches(selector, NULL);
	return label_selector_text(selector);
}

static char *field_text(const char *text)
{
	CLEANUP(field_selector) struct field_selector *selector = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;

	if (!field_selector_parse(text, &selector, &err)) {
		require(selector == NULL && err.reason == REASON_BAD_REQUEST);
		return NULL;
	}
	return field_selector_text(selector);
}

static void try_text(const char *text, char *text_of(const char *text))
{
	CLEANUP(str) char *once = text_of(text), *twice = NULL, *again = NULL;

	if (once == NULL)
		return;
	/* A field selector's terms are sorted as they were written, so the first text, where
	 * `a==b` has become `a=b`, may still be out of order. */
	twice = text_of(once);
	require(twice != NULL);
	again = text_of(twice);
	require(again != NULL && strcmp(twice, again) == 0);
	require(text_of != label_text || strcmp(once, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(str) char *text = xstrndup((const char *)data, size);

	try_text(text, label_text);
	try_text(text, field_text);
	return 0;
}
