/* kubectl set: the parent of what changes one part of an object. */
#include "batch.h"

const struct command cmd_set = {
	.name = "set",
	.summary = "Set specific features on objects",
	.usage = "SUBCOMMAND",
	.description = "Configure application resources.\n"
		       "\n"
		       " These commands help you make changes to existing application resources.",
	.subcommands = (const struct command *const[]) { &cmd_set_selector, NULL },
};
