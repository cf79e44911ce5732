/* One run of `apply`. */
#ifndef CIDRCTL_CLI_APPLY_H
#define CIDRCTL_CLI_APPLY_H

#include "batch.h"

struct apply {
	struct session *session;
	struct manifest_source source;
	struct result_printer printer;
	enum field_validation validation;
	const char *field_manager;
	bool overwrite;

	/* With -o, but for names, everything is printed at the end, and only when nothing failed. */
	bool prints_at_end;
	struct batch_item first;  /* its manifest's resource and its response's object */
	struct output_list *list; /* from the second object on, into: */
	FILE *spool;
	size_t n_objects;
};

/* Inside the transaction: creates the object, or merges it into the one that is there. What is to
 * be printed is left in item->response.object. */
void apply_object(struct server *server, const struct apply *apply, struct batch_item *item);

#endif
