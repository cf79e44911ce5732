/* What the parser of label selectors hands to the matcher. */
#ifndef CIDRCTL_SELECTOR_INTERNAL_H
#define CIDRCTL_SELECTOR_INTERNAL_H

#include <stdint.h>

#include "cidrctl/selector.h"
#include "cidrctl/text.h"

enum label_operator {
	LABEL_EXISTS,
	LABEL_ABSENT,
	LABEL_IN,
	LABEL_NOT_IN,
	LABEL_EQUALS,
	LABEL_DOUBLE_EQUALS, /* means LABEL_EQUALS, but is printed as it was written */
	LABEL_NOT_EQUALS,
	LABEL_GREATER,
	LABEL_LESS,
};

struct label_requirement {
	char *key;
	enum label_operator operator;
	struct text_list values; /* sorted, each once; one for the operators of one value */
};

/* Requirements are in the order of their keys, those of one key as they were written. */
struct label_selector {
	struct label_requirement *requirements;
	size_t n, capacity;
};

/* Reads a whole text as Go's strconv.ParseInt does in base 10: an optional sign, then digits. */
bool label_parse_integer(const char *text, int64_t *ret_value);

#endif
