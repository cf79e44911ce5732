/* What the files of this room share: the tree that the parser makes, and the program that the
 * matcher runs. */
#ifndef CIDRCTL_REGEXP_INTERNAL_H
#define CIDRCTL_REGEXP_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "cidrctl/arena.h"
#include "cidrctl/regexp.h"
#include "cidrctl/text.h"

/* ---- classes of characters ---- */

struct rune_range {
	uint32_t first, last;
};

/* Sorted, disjoint and not touching, once class_clean was called. */
struct rune_class {
	struct rune_range *ranges;
	size_t n, capacity;
};

void class_add(struct rune_class *class, struct arena *arena, uint32_t first, uint32_t last);
void class_add_class(struct rune_class *class, struct arena *arena, const struct rune_class *other);
void class_clean(struct rune_class *class);
/* Puts the characters that are not in the class, which is clean, in its place. */
void class_negate(struct rune_class *class, struct arena *arena);
/* Adds what differs from a member in case only; the class is clean before and after. */
void class_fold(struct rune_class *class, struct arena *arena);
bool class_contains(const struct rune_class *class, uint32_t rune);

/* The group of a name, added to class; false when there is none. name: "d" of \d, "alpha" of
 * [:alpha:], "Greek" or "Lu" of \p{…}. */
bool class_add_perl(struct rune_class *class, struct arena *arena, char name);
bool class_add_posix(struct rune_class *class, struct arena *arena, const char *name,
		     size_t length);
bool class_add_unicode(struct rune_class *class, struct arena *arena, const char *name,
		       size_t length);

/* ---- the tree ---- */

enum node_op {
	NODE_EMPTY,
	NODE_RUNE,
	NODE_CLASS,
	NODE_ANY,
	NODE_ANY_NOT_NEWLINE,
	NODE_BEGIN_LINE,
	NODE_END_LINE,
	NODE_BEGIN_TEXT,
	NODE_END_TEXT,
	NODE_WORD_BOUNDARY,
	NODE_NO_WORD_BOUNDARY,
	NODE_CAPTURE,
	NODE_REPEAT,
	NODE_CONCAT,
	NODE_ALTERNATE,
};

#define NODE_UNBOUNDED (-1)

struct node {
	enum node_op op;
	struct node *next; /* sibling */
	unsigned height;
	uint64_t size; /* instructions, estimated as Go does for its limit */
	union {
		uint32_t rune;
		struct rune_class class;
		struct {
			struct node *first, *last, *before_last;
			size_t n;
		} list; /* NODE_CONCAT, NODE_ALTERNATE */
		struct {
			struct node *sub;
			size_t number; /* from 1 */
		} capture;
		struct {
			struct node *sub;
			int min, max;
			bool is_lazy;
			bool is_counted; /* written with braces */
		} repeat;
	};
};

struct parsed {
	struct node *root;
	const char **names; /* of the groups, from 1 on; "" for none */
	size_t n_groups;
};

/* Parses a pattern into the arena. False with *ret_error, owned: the whole text of the error. */
bool regexp_parse(const char *pattern, size_t length, struct arena *arena,
		  struct parsed *ret_parsed, char **ret_error);

/* ---- the program ---- */

enum step_op {
	STEP_RUNE,
	STEP_CLASS,
	STEP_ANY,
	STEP_ANY_NOT_NEWLINE,
	STEP_ASSERT, /* one of the zero-width nodes */
	STEP_SPLIT,  /* next is preferred to other */
	STEP_SAVE,
	STEP_MATCH,
};

struct step {
	uint8_t op;
	uint8_t assertion; /* enum node_op */
	uint32_t next, other;
	union {
		uint32_t rune;
		uint32_t slot;
		const struct rune_class *class;
	};
};

struct regexp {
	struct arena arena;
	struct step *steps;
	size_t n_steps, capacity;
	uint32_t start;
	bool is_anchored; /* can begin at the start of the text only */
	const char **names;
	size_t n_groups;
};

/* Fills in the steps of regexp from the tree. */
void regexp_assemble(struct regexp *regexp, const struct node *root);

#endif
