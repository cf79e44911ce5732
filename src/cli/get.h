/* The printing half of `get` (get_print.c): objects go in one at a time, in any number. */
#ifndef CIDRCTL_CLI_GET_H
#define CIDRCTL_CLI_GET_H

#include "internal.h"

struct printing {
	struct session *session;
	const struct args *args;
	enum output_format format;
	bool all_namespaces, ignore_not_found, managed_fields;
	const char **label_columns; /* owned array, borrowed texts */

	struct table_options options;
	struct table *table;
	const struct resource *block; /* of the table's present block */
	size_t waiting;               /* rows not flushed */
	struct output_list *list;
	size_t n_printed;
};

void printing_init(struct printing *printing, struct session *session, const struct args *args);
/* Prints what closes the output, and frees. */
void printing_finish(struct printing *printing);

/* Reads -o. */
bool printing_choose_format(struct printing *printing, struct error *err);
bool printing_is_table(const struct printing *printing);

bool printing_object(struct printing *printing, const struct resource *resource,
		     const cJSON *object, struct error *err);
/* What is printed when there was nothing: a message, an empty List, or nothing at all. namespaced:
 * every type that was asked for lives in a namespace. */
void printing_nothing(struct printing *printing, bool namespaced);

#endif
