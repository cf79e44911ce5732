/* The policies and bindings of a state, read and compiled once and kept for the requests to come. */
#ifndef CIDRCTL_ADMISSION_POLICY_SHELF_H
#define CIDRCTL_ADMISSION_POLICY_SHELF_H

#include "cidrctl/policy.h"
#include "cidrctl/resource.h"

struct policies_in_force {
	struct policy_in_force *items; /* sorted by name */
	size_t n;
	const cJSON **bindings; /* of all of them, one after the other */
	bool see_owners;        /* one of them names managedFields */
};
#define POLICIES_IN_FORCE_INIT \
	{                      \
		.items = NULL  \
	}
void policies_in_force_cleanup(struct policies_in_force *policies);

/* The policies with bindings that may be for requests about the kind; those that name neither it nor
 * a "*" are left out. Valid until the next call. Costs one look into the store when there is no
 * binding. */
bool policies_in_force_load(struct store_tx *tx, const struct resource *resource,
			    struct policies_in_force *ret_policies, struct error *err);

#endif
