/* One run of `delete`: what it was asked for, and what is still there afterwards. */
#ifndef CIDRCTL_CLI_DELETE_H
#define CIDRCTL_CLI_DELETE_H

#include "batch.h"

/* An object that was deleted and that finalizers hold. All strings owned but version. */
struct pending {
	const struct resource *resource;
	const char *version;
	char *namespace, *name, *uid;
};

struct deletion {
	struct session *session;
	struct manifest_source source; /* -f, or: */
	struct targets targets;
	struct target_walk walk;

	enum dry_run dry_run;
	bool name_only; /* -o name */
	bool force;     /* --force without a grace period */
	bool force_clash;
	bool ignore_not_found;
	bool warn_cluster_scope;
	bool wait;
	int64_t timeout_ns; /* 0: none */

	bool interactive;
	bool confirmed;           /* preview holds what to delete */
	struct manifest *preview; /* owned */
	size_t n_preview, confirmed_at;

	struct pending *pending; /* owned */
	size_t n_pending, pending_capacity;
};
void deletion_cleanup(struct deletion *deletion);

/* Notes that the item's object is still there, and hints at why. */
void deletion_pending(struct deletion *deletion, const struct batch_item *item);
/* Waits until what was noted is gone.
 * Errors: client error "timed out waiting for the condition on servicecidrs/newcidr1". */
bool deletion_wait(struct session *session, const struct deletion *deletion, struct error *err);

#endif
