/* Notes for the audit log, which is written when the transaction has ended. */
#ifndef CIDRCTL_ADMISSION_AUDIT_H
#define CIDRCTL_ADMISSION_AUDIT_H

#include "cidrctl/policy.h"
#include "cidrctl/resource.h"

void audit_note(const struct operation *op, const struct policy_request *request,
		const struct policy_review *review);

#endif
