/* The two folders that `diff` compares (diff_files.c). */
#ifndef CIDRCTL_CLI_DIFF_H
#define CIDRCTL_CLI_DIFF_H

#include "internal.h"

struct diff_files {
	char *live, *merged; /* owned: temporary folders; NULL: not there */
};

bool diff_files_create(struct diff_files *ret_files, struct error *err);
/* Removes them with all they hold. */
void diff_files_remove(struct diff_files *files);

/* Writes the object into a file of one of the folders; object NULL: an empty file. */
bool diff_files_add(const char *folder, const struct resource *resource, const char *version,
		    const char *namespace, const char *name, const cJSON *object,
		    struct error *err);

/* Runs $KUBECTL_EXTERNAL_DIFF, or `diff -u -N`, on the folders; *ret_differ: it said so.
 * Errors: it could not be run, or ended with a status above 1. */
bool diff_files_compare(struct session *session, const struct diff_files *files, bool *ret_differ,
			struct error *err);

#endif
