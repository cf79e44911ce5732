/* Reading JSONPath templates: the state, and what the files that do it share. */
#ifndef CIDRCTL_TEMPLATE_JSONPATH_PARSER_H
#define CIDRCTL_TEMPLATE_JSONPATH_PARSER_H

#include "internal.h"

struct parser {
	const char *text;
	size_t length;
	size_t at;
	size_t start;    /* where the text that was read and not yet taken begins */
	size_t width;    /* bytes of the character read last */
	size_t depth;    /* of texts read inside of texts */
	size_t *n_nodes; /* counts those made */
};

/* ---- characters (jsonpath_scan.c) ---- */

#define PARSER_END (-1)

/* The next character, which is stepped over; PARSER_END. */
int parser_next(struct parser *parser);
void parser_step_back(struct parser *parser);
/* True when the text stands there. */
bool parser_at(const struct parser *parser, const char *text);
/* Forgets the text that was read so far. */
void parser_skip(struct parser *parser);
/* The text that was read since the last time, owned, with JSON_NUL for NUL. */
char *parser_take(struct parser *parser);

bool rune_is_digit(int rune);
bool rune_is_word(int rune);
/* What may stand behind a name. */
bool rune_ends_name(int rune);

/* ---- nodes (jsonpath_parse.c) ---- */

struct node *parser_add(struct parser *parser, struct nodes *nodes, enum node_type type);
void nodes_cleanup(struct nodes *nodes); /* for CLEANUP(nodes) */

/* Reads BEFORE TEXT AFTER as if it stood in braces, and gives the first action that this makes. */
bool parser_inner(struct parser *parser, const char *before, const char *text, size_t length,
		  const char *after, struct nodes *ret_nodes, struct error *err);
/* The same as a node of its own. */
bool parser_add_inner(struct parser *parser, const char *before, const char *text, size_t length,
		      const char *after, struct nodes *lists, struct error *err);

/* Go's strconv.Atoi. */
bool parse_integer(const char *text, int64_t *ret_value);

/* ---- brackets (jsonpath_brackets.c), behind the first one, or at it for a filter ---- */

bool parse_array(struct parser *parser, struct nodes *nodes, struct error *err);
bool parse_filter(struct parser *parser, struct nodes *nodes, struct error *err);

/* ---- quotes (jsonpath_unquote.c) ---- */

/* Appends what a text in quotes means, NUL as JSON_NUL; Go's escapes. False: it means nothing. */
bool jsonpath_unquote(const char *text, size_t length, struct strbuf *out);

#endif
