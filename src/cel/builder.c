/* Texts and lists that grow within the memory of an evaluation. What they grow out of stays in the
 * arena, so twice as much is asked for each time. */
#include "builder.h"

#include <stdarg.h>
#include <string.h>

#define SMALLEST_TEXT 64
#define SMALLEST_LIST 8

/* Room for as much, or NULL. */
static char *reserve(struct cel_builder *builder, size_t size)
{
	size_t capacity = builder->capacity < SMALLEST_TEXT ? SMALLEST_TEXT : builder->capacity;
	char *text;

	if (builder->is_full)
		return NULL;
	if (builder->text != NULL && size <= builder->capacity - builder->length)
		return builder->text + builder->length;
	while (capacity - builder->length < size && capacity <= UINT32_MAX)
		capacity *= 2;
	text = capacity > UINT32_MAX ? NULL : cel_alloc(builder->eval, capacity);
	if (text == NULL) {
		builder->is_full = true;
		return NULL;
	}
	if (builder->length > 0)
		memcpy(text, builder->text, builder->length);
	builder->text = text;
	builder->capacity = capacity;
	return text + builder->length;
}

void cel_builder_add(struct cel_builder *builder, const char *text, size_t size)
{
	char *room = reserve(builder, size);

	if (room == NULL || size == 0)
		return;
	memcpy(room, text, size);
	builder->length += size;
}

void cel_builder_add_str(struct cel_builder *builder, const char *text)
{
	cel_builder_add(builder, text, strlen(text));
}

void cel_builder_add_repeated(struct cel_builder *builder, char c, size_t count)
{
	char *room = reserve(builder, count);

	if (room == NULL)
		return;
	memset(room, c, count);
	builder->length += count;
}

void cel_builder_addf(struct cel_builder *builder, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	cel_builder_add(builder, text.text, text.length);
}

void cel_builder_add_quoted(struct cel_builder *builder, const char *text, size_t size)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;

	text_quote_bytes(&quoted, text, size);
	cel_builder_add(builder, quoted.text, quoted.length);
}

struct cel_value cel_builder_finish(struct cel_builder *builder)
{
	if (builder->is_full)
		return cel_out_of_memory(builder->eval);
	return cel_from_text(builder->length == 0 ? "" : builder->text, builder->length);
}

/* ---- lists ---- */

static bool has_room(struct cel_list_builder *builder)
{
	size_t capacity = builder->capacity == 0 ? SMALLEST_LIST : 2 * builder->capacity;
	struct cel_value *items;

	if (builder->n < builder->capacity || builder->is_full)
		return !builder->is_full;
	items = cel_alloc(builder->eval, capacity * sizeof(*items));
	builder->is_full = items == NULL;
	if (items == NULL)
		return false;
	if (builder->n > 0)
		memcpy(items, builder->items, builder->n * sizeof(*items));
	builder->items = items;
	builder->capacity = capacity;
	return true;
}

void cel_list_builder_add(struct cel_list_builder *builder, const struct cel_value *value)
{
	if (has_room(builder))
		builder->items[builder->n++] = *value;
}

struct cel_value cel_list_builder_finish(struct cel_list_builder *builder)
{
	if (builder->is_full)
		return cel_out_of_memory(builder->eval);
	return cel_from_items(cel_arena(builder->eval), builder->items, builder->n);
}
