/* What the files of ValidatingAdmissionPolicy and its binding share. */
#ifndef CIDRCTL_RESOURCES_ADMISSION_POLICY_H
#define CIDRCTL_RESOURCES_ADMISSION_POLICY_H

#include "cidrctl/resource.h"

/* ---- both kinds (admission_policy.c) ---- */

/* Only a change of an object that was looked at is taken: a PUT must name a resourceVersion. */
bool admission_policy_begin_update(struct operation *op, cJSON *object, const cJSON *old,
				   struct error *err);
extern const char *const admission_policy_versions[],
	*const admission_policy_categories[], *const admission_policy_field_labels[];

/* ---- MatchResources (admission_policy_match.c) ---- */

/* NULL is allowed. */
void match_resources_set_defaults(cJSON *match_resources);
void match_resources_validate(const cJSON *match_resources, const char *field,
			      struct field_errors *errors);
void label_selector_validate(const cJSON *selector, const char *field, struct field_errors *errors);

/* ---- small things (admission_policy_match.c) ---- */

/* "FIELD.KEY" and "FIELD[I]"; owned. */
char *field_child(const char *field, const char *key);
char *field_index(const char *field, size_t i);
/* "Invalid value" for each message of the check. */
void field_check(struct field_errors *errors, const char *field, const char *value,
		 check_text *check);
/* "Unsupported value", unless it is one of them (NULL-ended). */
void field_check_one_of(struct field_errors *errors, const char *field, const char *value,
			const char *const *supported);
bool text_list_has(const cJSON *list, const char *text);

/* ---- a policy's rules (admission_policy_validate.c) ---- */

void admission_policy_validate(const cJSON *object, struct field_errors *errors);
void admission_policy_validate_update(const cJSON *object, const cJSON *old,
				      struct field_errors *errors);

#endif
