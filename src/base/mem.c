#include "cidrctl/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
	if (memory == NULL) {
		fputs("cidrctl: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size != 0 ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count != 0 ? count : 1, size != 0 ? size : 1));
}

void *xrealloc(void *memory, size_t size)
{
	return checked(realloc(memory, size != 0 ? size : 1));
}

char *xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
	return checked(strndup(text, length));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	return checked(length < 0 ? NULL : text);
}

void *xgrow(void *memory, size_t n, size_t *capacity, size_t element_size)
{
	if (n < *capacity)
		return memory;
	*capacity = *capacity != 0 ? *capacity * 2 : 8;
	if (*capacity > SIZE_MAX / element_size)
		checked(NULL);
	return xrealloc(memory, *capacity * element_size);
}

void str_cleanup(char **text)
{
	free(*text);
}
