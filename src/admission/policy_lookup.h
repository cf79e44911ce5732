/* What policies may look up, from the store. */
#ifndef CIDRCTL_ADMISSION_POLICY_LOOKUP_H
#define CIDRCTL_ADMISSION_POLICY_LOOKUP_H

#include "cidrctl/policy.h"
#include "cidrctl/resource.h"

/* One request's view; what was looked up is kept until it ends. */
struct policy_store {
	struct store_tx *tx;
	cJSON *kept; /* a list of everything that was given out */
};
void policy_store_cleanup(struct policy_store *store);

/* A cluster whose context is the store, which must outlive it. */
struct policy_cluster policy_store_cluster(struct policy_store *store);

#endif
