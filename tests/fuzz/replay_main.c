/* Runs a fuzz target over the files given as arguments, for compilers without libFuzzer. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cidrctl/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(const char *path)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	FILE *file = fopen(path, "rb");
	uint8_t *exact;
	char chunk[4096];
	size_t n;

	if (file == NULL) {
		perror(path);
		return false;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		strbuf_add(&text, chunk, n);
	fclose(file);
	/* Of the exact size, so that a sanitizer sees a read behind it. */
	exact = xmalloc(text.length);
	for (size_t i = 0; i < text.length; i++)
		exact[i] = (uint8_t)text.text[i];
	LLVMFuzzerTestOneInput(exact, text.length);
	free(exact);
	return true;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!replay(argv[i]))
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
