#include "cidrctl/strbuf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What most formatted texts fit in, so that they are formatted once. */
#define FORMAT_ROOM 64

char strbuf_empty[1];

static void reserve(struct strbuf *buffer, size_t more)
{
	size_t needed = buffer->length + more + 1;
	size_t capacity = buffer->capacity != 0 ? buffer->capacity : 32;

	if (needed <= buffer->capacity)
		return;
	while (capacity < needed)
		capacity *= 2;
	buffer->text = xrealloc(buffer->capacity != 0 ? buffer->text : NULL, capacity);
	buffer->capacity = capacity;
}

void strbuf_add(struct strbuf *buffer, const void *bytes, size_t length)
{
	if (length == 0)
		return;
	reserve(buffer, length);
	memcpy(buffer->text + buffer->length, bytes, length);
	buffer->length += length;
	buffer->text[buffer->length] = '\0';
}

void strbuf_add_str(struct strbuf *buffer, const char *text)
{
	strbuf_add(buffer, text, strlen(text));
}

void strbuf_add_char(struct strbuf *buffer, char c)
{
	strbuf_add(buffer, &c, 1);
}

void strbuf_add_repeated(struct strbuf *buffer, char c, size_t count)
{
	if (count == 0)
		return;
	reserve(buffer, count);
	memset(buffer->text + buffer->length, c, count);
	buffer->length += count;
	buffer->text[buffer->length] = '\0';
}

void strbuf_addv(struct strbuf *buffer, const char *format, va_list args)
{
	va_list again;
	size_t room;
	int length;

	reserve(buffer, FORMAT_ROOM);
	room = buffer->capacity - buffer->length;
	va_copy(again, args);
	length = vsnprintf(buffer->text + buffer->length, room, format, args);
	assert(length >= 0);
	if ((size_t)length >= room) {
		reserve(buffer, (size_t)length);
		vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	buffer->length += (size_t)length;
}

void strbuf_addf(struct strbuf *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	strbuf_addv(buffer, format, args);
	va_end(args);
}

void strbuf_truncate(struct strbuf *buffer, size_t length)
{
	assert(length <= buffer->length);
	if (buffer->capacity == 0)
		return;
	buffer->length = length;
	buffer->text[length] = '\0';
}

char *strbuf_detach(struct strbuf *buffer)
{
	char *text = buffer->capacity != 0 ? buffer->text : xstrdup("");

	*buffer = (struct strbuf)STRBUF_INIT;
	return text;
}

void strbuf_finish(struct strbuf *buffer)
{
	if (buffer->capacity != 0)
		free(buffer->text);
	*buffer = (struct strbuf)STRBUF_INIT;
}

void strbuf_cleanup(struct strbuf *buffer)
{
	strbuf_finish(buffer);
}
