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

extern const struct admission_plugin admission_namespace_lifecycle,
	admission_validating_admission_policy;

/* Ask every plugin; the first refusal wins. object is NULL for a delete, old for a create. */
bool admission_admit(struct operation *op, const cJSON *object, const cJSON *old,
		     struct error *err);
bool admission_validate(struct operation *op, const cJSON *object, const cJSON *old,
			struct error *err);

/* ---- the audit log ---- */

/* From now on this process appends to the file what policies decide, one line of JSON for each request
 * that a policy in force is for: who did what to which object, the decision, and the annotations
 * that policies published. NULL and "": there is no log.
 * Errors: client error when the file cannot be opened for appending. */
bool admission_audit_open(const char *path, struct error *err);
/* A transaction begins: forgets what was noted. */
void admission_audit_begin(void);
/* It has ended: writes what was noted; when it was not committed, only the refusals, which were told
 * all the same. What cannot be written is lost, for there is nothing left to refuse. */
void admission_audit_end(bool committed);
/* Why lines were lost since the last call. Owned; NULL: none were. */
char *admission_audit_failure(void);

#endif
