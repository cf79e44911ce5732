/* Policies and requests written in YAML, without a store. */
#ifndef CIDRCTL_TEST_POLICY_HELPER_H
#define CIDRCTL_TEST_POLICY_HELPER_H

#include "cidrctl/policy.h"

/* Owned by the caller; fails the test when it does not parse. "" gives NULL. */
cJSON *yaml_tree(const char *yaml);

/* A policy of that name with matchConstraints for everything, and this spec on top (YAML). */
struct policy *policy_of(const char *name, const char *spec);
/* A binding of a policy with this spec on top. Owned by the caller. */
cJSON *binding_of(const char *name, const char *policy, const char *spec);

/* A create of a Service `web` in namespace `default`; object and old are borrowed and may be NULL. */
struct policy_request request_of(const cJSON *object, const cJSON *old);

#endif
