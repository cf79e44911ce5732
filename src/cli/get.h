/* The printing half of `get` (get_print.c): objects go in one at a time, in any number. */
#ifndef CIDRCTL_CLI_GET_H
#define CIDRCTL_CLI_GET_H

#include "internal.h"

struct printing {
	struct session *session;
	const struct args *args;
	struct output output;
	struct error problem; /* -o is wrong: to be said when something was to be printed */
	bool all_namespaces, ignore_not_found, managed_fields;
	const char **label_columns; /* owned array, borrowed texts */

	struct table_options options;
	struct table *table;
	const struct resource *block; /* of the table's present block */
	size_t waiting;               /* rows not flushed */
	struct output_list *list;
	size_t n_printed;
	struct sorting *sorting; /* --sort-by: NULL when objects are printed as they come */
};

void printing_init(struct printing *printing, struct session *session, const struct args *args);
/* Prints what closes the output, unless the command failed, and frees. Errors: of templates. */
bool printing_finish(struct printing *printing, bool ok, struct error *err);

/* Reads -o. What is wrong with it is kept: kubectl looks for the objects first. */
void printing_choose_format(struct printing *printing);
/* False when something is to be printed and cannot be for want of a format. */
bool printing_check_format(struct printing *printing, bool found_any, struct error *err);
bool printing_is_table(const struct printing *printing);

bool printing_object(struct printing *printing, const struct resource *resource,
		     const cJSON *object, struct error *err);
/* The same at once, whatever the order. */
bool printing_unsorted(struct printing *printing, const struct resource *resource,
		       const cJSON *object, struct error *err);
/* Prints what the table holds back. */
void printing_flush(struct printing *printing);
/* For -w, instead of printing_object: prints the object by itself and at once, with what happened to
 * it ("ADDED", "MODIFIED", "DELETED") when --output-watch-events is given (get_event.c). */
bool printing_event(struct printing *printing, const struct resource *resource, const char *type,
		    const cJSON *object, struct error *err);
/* What is printed when there was nothing: a message, an empty List, or nothing at all. namespaced:
 * every type that was asked for lives in a namespace. */
void printing_nothing(struct printing *printing, bool namespaced);

/* Prints what was sorted, or why there is nothing to print. */
bool printing_end(struct printing *printing, bool namespaced, struct error *err);

/* ---- named objects (get_named.c) ---- */

bool get_names(struct printing *printing, const struct targets *targets, struct error *err);
bool get_files(struct printing *printing, struct manifests *manifests, struct error *err);

/* ---- --sort-by (get_sort.c) ---- */

/* From now on printing_object keeps the objects, when --sort-by asks for it. */
void printing_sort(struct printing *printing);
/* What follows would come from the server as a table of its own. revision: of the object that was
 * asked for by name; NULL: it is a list. */
void sorting_next_table(struct sorting *sorting, const char *revision);
void sorting_add(struct sorting *sorting, const struct resource *resource, const cJSON *object);
/* Prints what was kept, in order. *ret_crashed: kubectl would have ended with a line in its log: that
 * was printed, and the exit status is set. Errors: client error "couldn't find any field …". */
bool printing_sorted(struct printing *printing, bool *ret_crashed, struct error *err);
void sorting_destroy(struct sorting *sorting); /* NULL is allowed */
/* For -w: prints the rows of one table of the server's, sorted when --sort-by asks for it. Here
 * kubectl tells why it cannot sort. */
bool printing_sorted_rows(struct printing *printing, const struct resource *resource,
			  const cJSON *items, bool *ret_crashed, struct error *err);

/* ---- get --raw (get_raw.c) ---- */

/* Errors: client error for what --raw cannot be combined with; NotFound for other addresses than
 * those of objects and lists, and /version. */
bool get_raw(struct session *session, const struct args *args, struct error *err);

/* ---- get -w (get_watch.c) ---- */

/* Print and follow until --request-timeout or a signal. */
bool watch_list(struct printing *printing, const struct target *target, struct error *err);
/* Errors: client error for more than one object, after they have been printed. */
bool watch_names(struct printing *printing, const struct targets *targets, struct error *err);
bool watch_files(struct printing *printing, struct manifests *manifests, struct error *err);

#endif
