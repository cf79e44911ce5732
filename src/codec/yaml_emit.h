/* Writes YAML in block style, byte by byte as libyaml's emitter and its port in go-yaml do: where
 * lines break, what is quoted, how blocks are indented.
 *
 * It is our own because go-yaml's port differs from libyaml in one thing that is seen: a string
 * that begins with U+FEFF has all its characters escaped. Source: libyaml, emitter.c. */
#ifndef CODEC_YAML_EMIT_H
#define CODEC_YAML_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "cidrctl/strbuf.h"

struct emitter {
	struct strbuf *out;
	size_t column;    /* characters on the line so far */
	int indent;       /* of the innermost collection; -1 outside of all */
	bool after_space; /* the last thing written was white space, or a line has begun */
	bool at_indent;   /* only indentation and indicators such as "- " stand on the line */
};

#define EMITTER_INIT(buffer)                                                          \
	{                                                                             \
		.out = (buffer), .indent = -1, .after_space = true, .at_indent = true \
	}

enum emit_style {
	EMIT_PLAIN,  /* or quoted, where the syntax asks for it */
	EMIT_DOUBLE, /* in double quotes */
	EMIT_BLOCK,  /* a literal block, or in double quotes where that is not possible */
};

/* A scalar of valid UTF-8, which may hold NUL; an empty one must not be EMIT_PLAIN. is_key: on
 * the line of its value. */
void emit_scalar(struct emitter *emitter, const char *text, size_t length, enum emit_style style,
		 bool is_key);
/* Whether a scalar can be a key on the line of its value. */
bool emit_fits_key(const char *text, size_t length);

/* "{}" and "[]" */
void emit_empty(struct emitter *emitter, const char *brackets);

/* Collections. A begin gives the indentation to hand to the end. A mapping's list stands in the
 * mapping's own column. */
int emit_begin(struct emitter *emitter, bool is_list_of_mapping);
void emit_end(struct emitter *emitter, int outer_indent);
/* Goes to where the next element or key begins. */
void emit_line(struct emitter *emitter);
void emit_dash(struct emitter *emitter);
/* "? " before a key that emit_fits_key refuses. */
void emit_question(struct emitter *emitter);
void emit_colon(struct emitter *emitter, bool is_key_on_line);

#endif
