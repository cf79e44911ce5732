/* The request that policies are asked about when there is none: as if kubectl's user had sent it. */
#ifndef CIDRCTL_CLI_ADMIN_REQUEST_H
#define CIDRCTL_CLI_ADMIN_REQUEST_H

#include "cidrctl/policy.h"
#include "internal.h"

/* CreateOptions, UpdateOptions or DeleteOptions, as the operation has them. Owned. */
cJSON *admin_options(const char *operation);

/* A request without kind and object. options: of admin_options; borrowed, as operation is. */
struct policy_request admin_request(const char *operation, const cJSON *options);

/* Says which kind the request is about. namespace: of the object, if the kind has namespaces. */
void admin_request_set_kind(struct policy_request *request, const struct resource *resource,
			    const char *version, const char *namespace, const char *name);

#endif
