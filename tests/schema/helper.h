/* What the tests of this folder share. */
#ifndef CIDRCTL_TESTS_SCHEMA_HELPER_H
#define CIDRCTL_TESTS_SCHEMA_HELPER_H

#include "cidrctl/field_error.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

/* Reads JSON; a test with wrong JSON fails. Owned. */
cJSON *tree(const char *text);

/* The items with ", " between them; "" for none. Owned. */
char *joined(const struct text_list *list);

/* A line "FIELD: MESSAGE" for each error. Owned. */
char *error_lines(const struct field_errors *errors);

/* Text of so many a's. Owned. */
char *letters(size_t n);

#endif
