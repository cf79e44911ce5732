/* Objects in YAML's flow style, and field sets as the paths of their members:
 * ".metadata.labels.app .spec.ports[port=80,protocol=\"TCP\"]". What is returned is owned by the
 * caller. */
#ifndef CIDRCTL_TEST_OWNERSHIP_HELPER_H
#define CIDRCTL_TEST_OWNERSHIP_HELPER_H

#include "cidrctl/ownership.h"

#define NOW "2025-05-01T10:00:00Z"

/* The tree of a text that is known to be well-formed; NULL for NULL. */
cJSON *tree(const char *yaml);
/* The object as the server holds it: decoded and complete. */
cJSON *complete_tree(const struct schema *schema, const char *yaml);

/* The set whose FieldsV1 is this YAML. */
struct field_set set_of_fields(const char *yaml);
/* Its members, a node's own before those below it, joined by spaces. */
char *paths(const struct field_set *set);
/* `NAME OPERATION[/SUBRESOURCE] TIME: PATHS` of each entry of metadata.managedFields, joined by "; ".
 * The time is NOW's minutes, or "-". */
char *owners(const cJSON *object);

/* A write to a Service by the manager. */
struct ownership service_write(const char *manager);

/* Compares two texts and says of which row they are. Takes neither. */
#define expect_text(actual, expected, row)                                                       \
	cr_expect_str_eq((actual), (expected), "%s:\n     got: %s\nexpected: %s", row, (actual), \
			 (expected))

#endif
