/* Other programs: an editor, a diff. */
#ifndef CIDRCTL_CLI_PROGRAM_H
#define CIDRCTL_CLI_PROGRAM_H

#include "internal.h"

enum program_end {
	PROGRAM_ENDED,     /* by itself or by a signal */
	PROGRAM_NOT_FOUND, /* no such command in $PATH */
	PROGRAM_BROKEN,    /* it could not be started */
};

/* Runs the program on the session's streams and waits for its end. argv is NULL-ended.
 * *ret_status: its exit status; -1 when a signal ended it. */
enum program_end program_run(struct session *session, char *const *argv, int *ret_status);

/* ---- the editor (editor.c) ---- */

/* Writes the text into a new temporary file, "/tmp/kubectl-edit-x7yZ2a.yaml", opens it in the editor
 * of $KUBE_EDITOR or $EDITOR, or vi, and appends what is in it then. *ret_path is the file, owned;
 * a caller that does not need it any more unlinks it. After an error there is no file.
 * Errors: kubectl's. */
bool editor_run(struct session *session, const char *suffix, const struct strbuf *text,
		char **ret_path, struct strbuf *ret_edited, struct error *err);

/* What the text means, so that texts that differ in comments and notation are equal: JSON as it is,
 * YAML as JSON, anything else without its comments. Owned. */
char *edited_meaning(const struct strbuf *text);
/* Appends the lines that are no comments. */
void edited_strip(const struct strbuf *text, struct strbuf *out);
/* False: there is nothing but comments and white space. */
bool edited_has_lines(const struct strbuf *text);

#endif
