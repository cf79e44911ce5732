/* What both forms of `explain` share (explain.c): types as they read, and text wrapped. */
#ifndef CIDRCTL_OUTPUT_EXPLAIN_H
#define CIDRCTL_OUTPUT_EXPLAIN_H

#include "cidrctl/output.h"
#include "cidrctl/strbuf.h"

/* A scalar type in the words of the two forms, and what there is to say about the type itself. */
struct scalar_text {
	const char *name, *name_v2;
	const char *doc; /* NULL: nothing */
};
const struct scalar_text *scalar_text(enum field_type type);

/* The type of what the field holds: of its elements, when it is a list or a map. */
enum field_type field_item_type(const struct field *field);

/* "[]", "map[string]" or "": what stands before the type of the elements. */
const char *field_container(const struct field *field);

/* The fields of a struct by name, NULL-ended. Owned; free it. */
const struct field **fields_sorted(const struct schema *schema);

/* Appends text in lines of at most width characters, each indented and ended by a newline; a longer
 * word has a line of its own. */
void add_wrapped(struct strbuf *out, const char *text, size_t width, size_t indent);

#endif
