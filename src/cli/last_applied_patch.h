/* What the subcommands of `apply` share that only work on the last-applied annotation. */
#ifndef CIDRCTL_CLI_LAST_APPLIED_PATCH_H
#define CIDRCTL_CLI_LAST_APPLIED_PATCH_H

#include "batch.h"

/* The object's text as the annotation gets it: all of it, and a newline. Owned. */
char *last_applied_record(const cJSON *object);
/* Inside the transaction: sets the annotation of the stored object, and nothing else. */
bool last_applied_send(struct server *server, const struct manifest *manifest, const char *record,
		       const char *field_manager, bool dry_run, struct response *response,
		       struct error *err);

extern const struct command cmd_apply_edit_last_applied, cmd_apply_set_last_applied,
	cmd_apply_view_last_applied;

#endif
