/* A JSONPath template being run. */
#ifndef CIDRCTL_TEMPLATE_JSONPATH_RUN_H
#define CIDRCTL_TEMPLATE_JSONPATH_RUN_H

#include "internal.h"

struct run {
	struct jsonpath *path;
	bool require_keys, floats;
	size_t steps_left; /* nodes and values until the run is given up */
	size_t depth;      /* of ranges */
};

void values_finish(struct jsonpath_values *values);
void values_cleanup(struct jsonpath_values *values); /* for CLEANUP(values) */

/* What the node makes of the values. When it fails, *out is what upstream returns beside the error,
 * since a filter that only asks for existence looks at that and not at the error. */
bool node_eval(struct run *run, const struct node *node, const struct jsonpath_values *in,
	       struct jsonpath_values *out, struct error *err);

#endif
