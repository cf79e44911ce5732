/* What validation says of objects written in YAML, without a server. */
#ifndef CIDRCTL_TEST_RESOURCES_HELPER_H
#define CIDRCTL_TEST_RESOURCES_HELPER_H

#include "cidrctl/resource.h"

/* Owned by the caller. */
cJSON *yaml_tree(const char *yaml);
/* The decoded object that a JSON merge patch makes of a base; patch may be "". */
cJSON *decoded(const struct resource *resource, const char *base, const char *patch);

/* The errors of a create and of an update, metadata's included, joined by newlines; "" when there
 * are none. Nothing is defaulted before. Owned by the caller. */
char *create_errors(const struct resource *resource, const char *base, const char *patch);
char *update_errors(const struct resource *resource, const char *base, const char *old_patch,
		    const char *new_patch);

/* Compares an owned text, which it frees, and says of which row it is. */
#define cr_expect_errors(actual, expected, row)                                                \
	do {                                                                                   \
		CLEANUP(str) char *actual_text = (actual);                                     \
		const char *expected_text = (expected);                                        \
		cr_expect(strcmp(actual_text, expected_text) == 0,                             \
			  "%s:\n     got: %s\nexpected: %s", row, actual_text, expected_text); \
	} while (0)

#endif
