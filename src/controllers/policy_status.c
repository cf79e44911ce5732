/* validatingadmissionpolicy-status: tells in the status of a policy which of its expressions do not
 * fit the kinds that it is for.
 * Source: kubernetes pkg/controller/validatingadmissionpolicystatus. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/controllers.h"
#include "cidrctl/policy.h"

/* Every kind in every version that it is served in. Owned. */
static struct policy_kind *known_kinds(size_t *ret_n)
{
	struct policy_kind *kinds = NULL;
	size_t n = 0, capacity = 0;

	for (const struct resource *const *at = resources; *at != NULL; at++)
		for (const char *const *version = (*at)->versions; *version != NULL; version++) {
			kinds = xgrow(kinds, n, &capacity, sizeof(*kinds));
			kinds[n++] = (struct policy_kind) {
				.group = (*at)->group,
				.version = *version,
				.kind = (*at)->kind,
				.plural = (*at)->plural,
				.schema = (*at)->schema,
			};
		}
	*ret_n = n;
	return kinds;
}

static cJSON *check(const cJSON *policy)
{
	size_t n;
	struct policy_kind *kinds = known_kinds(&n);
	cJSON *warnings = policy_type_check(policy, kinds, n);

	free(kinds);
	return warnings;
}

/* The status is server-side applied, so that it has this controller for its owner. Takes the
 * warnings over; NULL: none. */
static bool apply(struct operation *op, const cJSON *policy, int64_t generation, cJSON *warnings,
		  struct error *err)
{
	const struct resource *resource = &resource_validating_admission_policy;
	const char *name = json_str_at(policy, "metadata", "name", NULL);
	CLEANUP(str) char *version = resource_api_version(resource, NULL);
	CLEANUP(json) cJSON *applied = cJSON_CreateObject();
	CLEANUP(error) struct error refused = ERROR_INIT;
	cJSON *status, *type_checking;
	struct request request = {
		.verb = VERB_PATCH,
		.patch_type = PATCH_APPLY,
		.force = true,
		.resource = resource,
		.namespace = "",
		.name = name,
		.subresource = "status",
		.field_manager = controller_policy_status.name,
		.object = applied,
	};

	json_set_str(applied, "apiVersion", version);
	json_set_str(applied, "kind", resource->kind);
	json_set_str(json_ensure_object(applied, "metadata"), "name", name);
	status = json_ensure_object(applied, "status");
	json_set_int(status, "observedGeneration", generation);
	type_checking = json_ensure_object(status, "typeChecking");
	if (warnings != NULL)
		json_set(type_checking, "expressionWarnings", warnings);
	/* A refusal leaves the status as it was, for a later change. */
	return controller_submit(op, &controller_policy_status, &request, &refused, err);
}

static bool observe(struct operation *op, const struct change *change, struct error *err)
{
	CLEANUP(json) cJSON *policy = NULL, *warnings = NULL;
	int64_t generation = 0, observed = 0;

	if (change->resource != &resource_validating_admission_policy || change->object == NULL)
		return true;
	switch (object_load(op->tx, change->resource, "",
			    json_str_at(change->object, "metadata", "name", NULL), &policy, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	json_int(json_get(policy, "metadata", "generation", NULL), &generation);
	json_int(json_get(policy, "status", "observedGeneration", NULL), &observed);
	if (generation <= observed)
		return true;
	warnings = check(policy);
	/* A policy that was right from the start keeps an empty status. */
	if (warnings == NULL && observed == 0)
		return true;
	return apply(op, policy, generation, TAKE(warnings), err);
}

const struct controller controller_policy_status = {
	.name = "validatingadmissionpolicy-status",
	.user = "system:serviceaccount:kube-system:validatingadmissionpolicy-status-controller",
	.observe = observe,
};
