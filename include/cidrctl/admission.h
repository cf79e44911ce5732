/* Admission: who may say no to a write, between validation and the store. To add a plugin: its
 * file, its row, a line in admission.c. */
#ifndef CIDRCTL_ADMISSION_H
#define CIDRCTL_ADMISSION_H

#include "cidrctl/resource.h"

struct admission_plugin {
	const char *name;
	/* Before the object is completed and anything is allocated (the mutating phase's place). */
	bool (*admit)(struct operation *op, const cJSON *object, const cJSON *old,
		      struct error *err);
	/* Sees the object as it would be stored. */
	bool (*validate)(struct operation *op, const cJSON *object, const cJSON *old,
			 struct error *err);
};

/* NULL-ended, in the order in which they are asked. */
extern const struct admission_plugin *const admission_plugins[];

extern const struct admission_plugin admission_namespace_lifecycle;

/* Ask every plugin; the first refusal wins. object is NULL for a delete, old for a create. */
bool admission_admit(struct operation *op, const cJSON *object, const cJSON *old,
		     struct error *err);
bool admission_validate(struct operation *op, const cJSON *object, const cJSON *old,
			struct error *err);

#endif
