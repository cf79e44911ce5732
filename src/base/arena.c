/* An arena is a list of chunks, each twice as large as the one before, up to a limit. */
#include "cidrctl/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CHUNK 4096
#define LARGEST_CHUNK (1 << 20)

struct arena_chunk {
	struct arena_chunk *older;
	size_t size; /* of bytes */
	alignas(max_align_t) char bytes[];
};

/* Nothing has a place, too. */
static size_t aligned(size_t size)
{
	size += size == 0;
	return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

static void add_chunk(struct arena *arena, size_t at_least)
{
	size_t size = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->size * 2;
	struct arena_chunk *chunk;

	if (size > LARGEST_CHUNK)
		size = LARGEST_CHUNK;
	if (size < at_least)
		size = at_least;
	chunk = xmalloc(sizeof(*chunk) + size);
	chunk->older = arena->chunks;
	chunk->size = size;
	arena->chunks = chunk;
	arena->at = chunk->bytes;
	arena->end = chunk->bytes + size;
	arena->size += size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory;

	size = aligned(size);
	if ((size_t)(arena->end - arena->at) < size)
		add_chunk(arena, size);
	memory = arena->at;
	arena->at += size;
	return memory;
}

void *arena_zalloc(struct arena *arena, size_t count, size_t size)
{
	return memset(arena_alloc(arena, count * size), 0, count * size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_str(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	int length;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		abort();
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void *arena_grow(struct arena *arena, void *memory, size_t n, size_t *capacity, size_t element_size)
{
	void *larger;

	if (n < *capacity)
		return memory;
	*capacity = *capacity == 0 ? 4 : *capacity * 2;
	larger = arena_alloc(arena, *capacity * element_size);
	if (n > 0)
		memcpy(larger, memory, n * element_size);
	return larger;
}

void arena_reset(struct arena *arena)
{
	struct arena_chunk *kept = arena->chunks;

	if (kept == NULL)
		return;
	for (struct arena_chunk *chunk = kept->older, *older; chunk != NULL; chunk = older) {
		older = chunk->older;
		free(chunk);
	}
	kept->older = NULL;
	arena->at = kept->bytes;
	arena->end = kept->bytes + kept->size;
	arena->size = kept->size;
}

void arena_finish(struct arena *arena)
{
	arena_reset(arena);
	free(arena->chunks);
	*arena = (struct arena)ARENA_INIT;
}

void arena_cleanup(struct arena *arena)
{
	arena_finish(arena);
}
