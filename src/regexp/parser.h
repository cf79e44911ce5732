/* What parse.c and parse_class.c share. */
#ifndef CIDRCTL_REGEXP_PARSER_H
#define CIDRCTL_REGEXP_PARSER_H

#include "internal.h"

enum parse_flag {
	PARSE_FOLD = 1 << 0,       /* (?i) */
	PARSE_MULTI_LINE = 1 << 1, /* (?m): ^ and $ at lines */
	PARSE_DOT_ALL = 1 << 2,    /* (?s): . is also a line feed */
	PARSE_LAZY = 1 << 3,       /* (?U) */
};

/* What is between an open parenthesis and here. */
struct group_frame {
	unsigned flags;        /* those before the parenthesis */
	size_t capture;        /* 0: no capturing group */
	struct node *branches; /* finished alternatives, a NODE_ALTERNATE */
	struct node *concat;   /* the one being read, a NODE_CONCAT */
};

struct parser {
	struct arena *arena;
	const char *pattern, *at, *end;
	unsigned flags;
	struct group_frame *frames;
	size_t n_frames, frame_capacity;
	const char **names;
	size_t n_groups, name_capacity;
	size_t n_ranges; /* of all classes */
	char *error;
};

/* Sets the error; returns false. */
bool parse_fail(struct parser *parser, const char *code, const char *text, const char *end);
bool parse_too_large(struct parser *parser);

/* Reads one character; at the end of the pattern U+FFFD, which is none that means anything. */
bool parse_rune(struct parser *parser, uint32_t *ret_rune);
/* Reads "\n", "\x{10ffff}", "\." … */
bool parse_escape(struct parser *parser, uint32_t *ret_rune);

enum parse_answer { PARSE_NO, PARSE_YES, PARSE_FAILED };

/* Reads \pL, \P{Greek}, \d …, if that is what comes, and adds its characters to the class. */
enum parse_answer parse_class_escape(struct parser *parser, struct rune_class *class);
/* Reads [a-z]; at the bracket. */
bool parse_class(struct parser *parser, struct rune_class *class);

#endif
