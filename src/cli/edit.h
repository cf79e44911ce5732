/* The loop that edit, create --edit and apply edit-last-applied share (edit_loop.c): objects into a
 * file, an editor on the file, and again until what it holds is taken or given up. */
#ifndef CIDRCTL_CLI_EDIT_H
#define CIDRCTL_CLI_EDIT_H

#include "batch.h"

struct edit;

/* What became of the objects that were edited. */
struct edit_results {
	struct strbuf reasons; /* comments for the next round: why objects were not valid */
	size_t n_invalid, n_retryable, n_not_found;
};

/* What one of the commands does with the edited objects. */
struct edit_mode {
	const char *header; /* comment lines above YAML */
	/* False: err ends the editing; what was edited stays in its file. */
	bool (*commit)(struct edit *edit, const struct manifest *originals, size_t n_originals,
		       struct manifest *edited, size_t n_edited, struct edit_results *results,
		       struct error *err);
};

struct edit {
	struct session *session;
	const struct edit_mode *mode;
	struct result_printer printer;
	const char *format; /* of -o, as given; "": YAML */
	enum field_validation validation;
	const char *field_manager, *subresource;
	bool save_config, windows_line_endings, output_patch;
};

/* Reads the flags that the commands share; those that a command lacks are left to it. */
bool edit_init(struct session *session, const struct args *args, const struct edit_mode *mode,
	       const char *field_manager, struct edit *ret_edit, struct error *err);
void edit_finish(struct edit *edit);

/* Lets the objects be edited, as a List when they are several. managedFields are taken out of them.
 * "Edit cancelled, no changes made." is no error. */
bool edit_run(struct edit *edit, struct manifest *objects, size_t n, struct error *err);

/* Notes an API error of one object, and prints it: an invalid one is edited again. */
void edit_add_error(struct edit *edit, const struct manifest *manifest, const struct error *problem,
		    struct edit_results *results);
/* Prints the object, or "service/web WORD". */
bool edit_print(struct edit *edit, const struct manifest *manifest, const cJSON *object,
		const char *word, struct error *err);

/* The comment lines above an object that is edited as itself. */
#define EDIT_HEADER                                                                           \
	"# Please edit the object below. Lines beginning with a '#' will be ignored,\n"       \
	"# and an empty file will abort the edit. If an error occurs while saving this file " \
	"will be\n"                                                                           \
	"# reopened with the relevant failures.\n"                                            \
	"#\n"

extern const struct flag flag_windows_line_endings;

#endif
