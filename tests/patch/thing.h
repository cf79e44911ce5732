/* A kind that has one field of each way to merge, and how rows name trees. */
#ifndef TEST_THING_H
#define TEST_THING_H

#include "cidrctl/patch.h"

/* metadata: { labels: map, finalizers: set }
 * spec: { ports: by port, of { port, name, protocol, options: { mode, level } },
 *         cidrs: replaced, selector: map, type } */
extern const struct schema schema_thing;

/* Reads JSON in which ' may stand for ". */
cJSON *thing_read(const char *text);

/* Compact text with sorted keys and ' for ". Owned. */
char *thing_text(const cJSON *tree);

#endif
