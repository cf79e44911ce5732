/* A string that grows. Always NUL-terminated; may hold NUL bytes, hence the length.
 * STRBUF_INIT makes a valid empty buffer that owns nothing. */
#ifndef CIDRCTL_STRBUF_H
#define CIDRCTL_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

#include "cidrctl/mem.h"

struct strbuf {
	char *text;      /* never NULL */
	size_t length;   /* bytes, without the final NUL */
	size_t capacity; /* bytes allocated; 0: text is a shared constant */
};

extern char strbuf_empty[];
#define STRBUF_INIT                                              \
	{                                                        \
		.text = strbuf_empty, .length = 0, .capacity = 0 \
	}

void strbuf_add(struct strbuf *buffer, const void *bytes, size_t length);
void strbuf_add_str(struct strbuf *buffer, const char *text);
void strbuf_add_char(struct strbuf *buffer, char c);
void strbuf_add_repeated(struct strbuf *buffer, char c, size_t count);
void strbuf_addf(struct strbuf *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_addv(struct strbuf *buffer, const char *format, va_list args);

/* Shortens the buffer to length bytes; length must not exceed what is there. */
void strbuf_truncate(struct strbuf *buffer, size_t length);

/* The text, which the caller frees; the buffer is empty again. */
char *strbuf_detach(struct strbuf *buffer);

/* Frees what the buffer holds and leaves it empty and usable. */
void strbuf_finish(struct strbuf *buffer);
void strbuf_cleanup(struct strbuf *buffer); /* for CLEANUP(strbuf) */

#endif
