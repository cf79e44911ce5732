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

/* Functions, and the names that there are always. */
static void create_first(struct environment *environment, bool stored)
{
	environment->env =
		cel_env_new(stored ? &cel_profile_kubernetes_stored : &cel_profile_kubernetes);
	for (size_t i = 0; i < N_NAMES; i++)
		environment->at[i] = NOT_DECLARED;
	environment_declare(environment, NAME_OBJECT, &cel_dyn);
	environment_declare(environment, NAME_OLD_OBJECT, &cel_dyn);
	environment_declare(environment, NAME_NAMESPACE_OBJECT, &cel_type_namespace);
	environment_declare(environment, NAME_REQUEST, &cel_type_admission_request);
}

/* What a flag adds to the environment without it. */
static void create_more(struct environment *environment, unsigned flags, enum environment_flag flag)
{
	*environment = *environment_shared(flags & ~(unsigned)flag);
	environment->env = cel_env_extend(environment->env);
	if (flag == ENVIRONMENT_VARIABLES)
		environment_declare(environment, NAME_VARIABLES, &variables_type);
	if (flag == ENVIRONMENT_PARAMS)
		environment_declare(environment, NAME_PARAMS, &cel_dyn);
	if (flag == ENVIRONMENT_AUTHORIZER) {
		environment_declare(environment, NAME_AUTHORIZER, &cel_type_authorizer);
		environment_declare(environment, NAME_REQUEST_RESOURCE, &cel_type_resource_check);
	}
}

static struct environment *create(unsigned flags)
{
	static const enum environment_flag more[] = { ENVIRONMENT_VARIABLES, ENVIRONMENT_PARAMS,
						      ENVIRONMENT_AUTHORIZER };
	struct environment *environment = xcalloc(1, sizeof(*environment));
	size_t i = 0;

	while (i < ARRAY_LEN(more) && (flags & more[i]) == 0)
		i++;
	if (i < ARRAY_LEN(more))
		create_more(environment, flags, more[i]);
	else
		create_first(environment, (flags & ENVIRONMENT_STORED) != 0);
	return environment;
}

const struct environment *environment_shared(unsigned flags)
{
	static struct environment *shared[ENVIRONMENT_ALL + 1];

	if (shared[flags] == NULL)
		shared[flags] = create(flags);
	return shared[flags];
}
