/* A store with objects in it, and requests for admission to judge. Objects are written in YAML. */
#ifndef CIDRCTL_TEST_ADMISSION_WORLD_H
#define CIDRCTL_TEST_ADMISSION_WORLD_H

#include "cidrctl/resource.h"

struct world {
	char folder[32];
	char path[64];
	struct store *store;
	struct store_tx *tx;
	struct error error; /* of the last write */
	struct text_list warnings;
};

/* A new state file, in a transaction that is never committed. */
void world_begin(struct world *world);
void world_end(struct world *world);

void world_put(struct world *world, const struct resource *resource, const char *yaml);
void world_drop(struct world *world, const struct resource *resource, const char *name);
void world_put_default_namespace(struct world *world);

/* spec.matchConstraints with one rule. */
#define RULE(operations, resources)                                                             \
	"matchConstraints: {matchPolicy: Equivalent, resourceRules: [{operations: [" operations \
	"], apiGroups: ['*'], apiVersions: [v1], resources: [" resources "], scope: '*'}]}"
/* A policy for everything with one validation, and a binding of the same name that denies. */
void world_put_policy(struct world *world, const char *name, const char *validation);

#define WEB "{metadata: {name: web, namespace: default}, spec: {}}"
/* Asks admission. object and old in YAML; "" for none. Returns "" or the error's message. */
const char *world_ask(struct world *world, struct request *request, const char *object_yaml,
		      const char *old_yaml);
/* The same for a create of WEB. */
const char *world_create_service(struct world *world);

#endif
