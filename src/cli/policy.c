/* policy: the parent of what works on admission policies. */
#include "policy_test.h"

const struct command cmd_policy = {
	.name = "policy",
	.summary = "Work with admission policies",
	.usage = "SUBCOMMAND",
	.description = "Work with ValidatingAdmissionPolicies in files.",
	.subcommands = (const struct command *const[]) { &cmd_policy_test, NULL },
};
