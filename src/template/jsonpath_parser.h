/* The state of reading a JSONPath template. */
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

/* Appends what a text in quotes means, NUL as JSON_NUL; Go's escapes. False: it means nothing. */
bool jsonpath_unquote(const char *text, size_t length, struct strbuf *out);

#endif
