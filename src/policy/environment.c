/* What expressions may name, beside the policy's own variables.
 * Source: apiserver pkg/admission/plugin/cel/compile.go. */
#include "internal.h"

#include <stdlib.h>

static const char *const names[N_NAMES] = {
	[NAME_OBJECT] = "object",
	[NAME_OLD_OBJECT] = "oldObject",
	[NAME_NAMESPACE_OBJECT] = "namespaceObject",
	[NAME_REQUEST] = "request",
	[NAME_AUTHORIZER] = "authorizer",
	[NAME_REQUEST_RESOURCE] = "authorizer.requestResource",
	[NAME_PARAMS] = "params",
	[NAME_VARIABLES] = "variables",
};

void environment_declare(struct environment *environment, enum policy_name name,
			 const struct cel_type *type)
{
	environment->at[name] = cel_env_add_variable(environment->env, names[name], type);
}

static struct environment *create(unsigned flags)
{
	struct environment *environment = xcalloc(1, sizeof(*environment));

	environment->env =
		cel_env_new((flags & ENVIRONMENT_STORED) != 0 ? &cel_profile_kubernetes_stored
							      : &cel_profile_kubernetes);
	for (size_t i = 0; i < N_NAMES; i++)
		environment->at[i] = NOT_DECLARED;
	environment_declare(environment, NAME_OBJECT, &cel_dyn);
	environment_declare(environment, NAME_OLD_OBJECT, &cel_dyn);
	environment_declare(environment, NAME_NAMESPACE_OBJECT, &cel_type_namespace);
	environment_declare(environment, NAME_REQUEST, &cel_type_admission_request);
	if ((flags & ENVIRONMENT_AUTHORIZER) != 0) {
		environment_declare(environment, NAME_AUTHORIZER, &cel_type_authorizer);
		environment_declare(environment, NAME_REQUEST_RESOURCE, &cel_type_resource_check);
	}
	if ((flags & ENVIRONMENT_PARAMS) != 0)
		environment_declare(environment, NAME_PARAMS, &cel_dyn);
	return environment;
}

const struct environment *environment_shared(unsigned flags)
{
	static struct environment *shared[ENVIRONMENT_ALL + 1];

	if (shared[flags] == NULL)
		shared[flags] = create(flags);
	return shared[flags];
}
