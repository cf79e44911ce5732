/* What `wait` waits for (wait_condition.c). */
#ifndef CIDRCTL_CLI_WAIT_H
#define CIDRCTL_CLI_WAIT_H

#include "internal.h"

struct jsonpath;

enum wait_for { WAIT_FOR_CONDITION, WAIT_FOR_CREATE, WAIT_FOR_DELETE, WAIT_FOR_JSONPATH };

struct condition {
	enum wait_for wait_for;
	char *name;            /* owned: of the condition, in lower case */
	char *value;           /* owned: wanted; NULL (jsonpath): any */
	struct jsonpath *path; /* owned */
};
void condition_finish(struct condition *condition);

/* Reads the value of --for: "delete", "create", "condition=NAME[=VALUE]" (VALUE is "true" unless
 * given), "jsonpath=PATH[=VALUE]". Case matters in the last form only. Errors: kubectl's. */
bool condition_parse(const char *text, struct condition *ret_condition, struct error *err);

/* Whether the object meets a condition of the last two forms. False: the path cannot be followed, or
 * leads to more than a single value. */
bool condition_check(const struct condition *condition, const cJSON *object, bool *ret_met,
		     struct error *err);

#endif
