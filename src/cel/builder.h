/* Texts and lists that grow within the memory of an evaluation. */
#ifndef CEL_BUILDER_H
#define CEL_BUILDER_H

#include "internal.h"

struct cel_builder {
	struct cel_eval *eval;
	char *text;
	size_t length, capacity;
	bool is_full; /* there was no memory: nothing is added any more */
};

void cel_builder_add(struct cel_builder *builder, const char *text, size_t size);
void cel_builder_add_str(struct cel_builder *builder, const char *text);
void cel_builder_add_repeated(struct cel_builder *builder, char c, size_t count);
void cel_builder_addf(struct cel_builder *builder, const char *format, ...) PRINTF_LIKE(2, 3);
/* In double quotes, as Go writes a string. */
void cel_builder_add_quoted(struct cel_builder *builder, const char *text, size_t size);
/* The text as a string, or what cel_out_of_memory gives. */
struct cel_value cel_builder_finish(struct cel_builder *builder);

struct cel_list_builder {
	struct cel_eval *eval;
	struct cel_value *items;
	size_t n, capacity;
	bool is_full; /* there was no memory: nothing is added any more */
};

void cel_list_builder_add(struct cel_list_builder *builder, const struct cel_value *value);
/* The list, or what cel_out_of_memory gives. */
struct cel_value cel_list_builder_finish(struct cel_list_builder *builder);

#endif
