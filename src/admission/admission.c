/* The list of admission plugins. */
#include "cidrctl/admission.h"

const struct admission_plugin *const admission_plugins[] = {
	&admission_namespace_lifecycle,
	&admission_validating_admission_policy,
	NULL,
};

bool admission_admit(struct operation *op, const cJSON *object, const cJSON *old, struct error *err)
{
	for (const struct admission_plugin *const *at = admission_plugins; *at != NULL; at++)
		if ((*at)->admit != NULL && !(*at)->admit(op, object, old, err))
			return false;
	return true;
}

bool admission_validate(struct operation *op, const cJSON *object, const cJSON *old,
			struct error *err)
{
	for (const struct admission_plugin *const *at = admission_plugins; *at != NULL; at++)
		if ((*at)->validate != NULL && !(*at)->validate(op, object, old, err))
			return false;
	return true;
}
