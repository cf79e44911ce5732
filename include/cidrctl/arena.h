/* Memory that is given back all at once: what a compiled expression or one evaluation needs. */
#ifndef CIDRCTL_ARENA_H
#define CIDRCTL_ARENA_H

#include <stddef.h>

#include "cidrctl/mem.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	char *at, *end;             /* what is left of the newest */
	size_t size;                /* bytes in all chunks */
};

#define ARENA_INIT                                                 \
	{                                                          \
		.chunks = NULL, .at = NULL, .end = NULL, .size = 0 \
	}

/* Memory aligned for any value, not initialised; valid until the arena is reset or finished. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same, zeroed. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);
/* A copy of the bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
char *arena_str(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* Makes room for one more element of a growing array: doubles *capacity when n == *capacity. What
 * the array grew out of stays in the arena unused. */
void *arena_grow(struct arena *arena, void *memory, size_t n, size_t *capacity,
		 size_t element_size);

/* Gives everything back but one chunk, for the arena to be used again. */
void arena_reset(struct arena *arena);
/* Gives everything back; the arena is empty and usable. */
void arena_finish(struct arena *arena);
void arena_cleanup(struct arena *arena); /* for CLEANUP(arena) */

#endif
