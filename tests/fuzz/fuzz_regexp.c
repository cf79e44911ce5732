/* A pattern, a line feed, and the text to look through. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/regexp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_SPANS 4

static void try_find(const struct regexp *regexp, const char *text, size_t length)
{
	struct regexp_span spans[N_SPANS];
	bool found = regexp_find(regexp, text, length, 0, spans, N_SPANS, NULL);

	if (found != regexp_find(regexp, text, length, 0, NULL, 0, NULL))
		abort();
	if (!found)
		return;
	for (size_t i = 0; i < N_SPANS; i++) {
		if (spans[i].begin == REGEXP_NONE)
			continue;
		if (spans[i].begin > spans[i].end || spans[i].end > length ||
		    spans[i].begin < spans[0].begin || spans[i].end > spans[0].end)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *pattern = (const char *)data;
	const char *end = size > 0 ? memchr(pattern, '\n', size) : NULL;
	size_t length = end != NULL ? (size_t)(end - pattern) : size;
	char *error = NULL;
	struct regexp *regexp = regexp_compile(pattern, length, &error);

	if ((regexp == NULL) == (error == NULL))
		abort();
	if (regexp != NULL && end != NULL)
		try_find(regexp, end + 1, size - length - 1);
	regexp_free(regexp);
	free(error);
	return 0;
}
