/* How get prints: rows of a table, elements of a List, or nothing and why. */
#include <stdlib.h>

#include "cidrctl/clock.h"
#include "get.h"

/* Rows that are aligned together; a table this short looks as if printed at once. */
#define ALIGNED_ROWS 10000

bool printing_is_table(const struct printing *printing)
{
	return output_is_table(&printing->output);
}

void printing_init(struct printing *printing, struct session *session, const struct args *args)
{
	const struct text_list *columns = args_list(args, "label-columns");

	*printing = (struct printing) {
		.session = session,
		.args = args,
		.all_namespaces = args_bool(args, "all-namespaces"),
		.ignore_not_found = args_bool(args, "ignore-not-found"),
		.managed_fields = args_bool(args, "show-managed-fields"),
	};
	printing->label_columns = xcalloc(columns->n + 1, sizeof(*printing->label_columns));
	for (size_t i = 0; i < columns->n; i++)
		printing->label_columns[i] = columns->items[i];
	printing->options = (struct table_options) {
		.no_headers = args_bool(args, "no-headers"),
		.with_kind = args_bool(args, "show-kind"),
		.show_labels = args_bool(args, "show-labels"),
		.name_and_age = !args_bool(args, "server-print"),
		.label_columns = printing->label_columns,
		.now = clock_now(),
	};
}

bool printing_finish(struct printing *printing, bool ok, struct error *err)
{
	if (printing->table != NULL)
		table_destroy(printing->table);
	if (ok && printing->list != NULL)
		ok = output_list_end(printing->list, err);
	else
		output_list_abandon(printing->list);
	sorting_destroy(printing->sorting);
	output_finish(&printing->output);
	error_finish(&printing->problem);
	free(printing->label_columns);
	return ok;
}

static void print_row(struct printing *printing, const struct resource *resource,
		      const cJSON *object)
{
	if (printing->table == NULL)
		printing->table = table_create(printing->session->out);
	if (printing->block != resource) {
		table_flush(printing->table);
		printing->waiting = 0;
		/* A column of namespaces, once there, stays for the cluster's own kinds too. */
		printing->options.with_namespace |=
			printing->all_namespaces && resource->namespaced;
		table_begin(printing->table, resource, &printing->options);
		printing->block = resource;
	}
	table_row(printing->table, object);
	if (++printing->waiting == ALIGNED_ROWS) {
		table_flush(printing->table);
		printing->waiting = 0;
	}
}

bool printing_object(struct printing *printing, const struct resource *resource,
		     const cJSON *object, struct error *err)
{
	if (printing->sorting == NULL)
		return printing_unsorted(printing, resource, object, err);
	sorting_add(printing->sorting, resource, object);
	return true;
}

bool printing_unsorted(struct printing *printing, const struct resource *resource,
		       const cJSON *object, struct error *err)
{
	printing->n_printed++;
	if (printing_is_table(printing)) {
		print_row(printing, resource, object);
		return true;
	}
	if (printing->list == NULL)
		printing->list = output_list_begin(printing->session->out, &printing->output,
						   printing->managed_fields);
	return output_list_item(printing->list, resource, object, err);
}

void printing_flush(struct printing *printing)
{
	if (printing->table != NULL)
		table_flush(printing->table);
	if (printing->list != NULL)
		output_list_flush(printing->list);
	printing->waiting = 0;
}

void printing_nothing(struct printing *printing, bool namespaced)
{
	struct session *session = printing->session;

	if (printing->n_printed > 0 || printing->ignore_not_found)
		return;
	if (!printing_is_table(printing)) {
		printing->list = output_list_begin(session->out, &printing->output,
						   printing->managed_fields);
		return;
	}
	if (session_failed(session))
		return;
	if (namespaced && !printing->all_namespaces)
		fprintf(session->err, "No resources found in %s namespace.\n", session->namespace);
	else
		fputs("No resources found\n", session->err);
}

void printing_choose_format(struct printing *printing)
{
	/* Without a printer, kubectl takes the way of those that are no tables. */
	if (!output_from_args(printing->args, true, &printing->output, &printing->problem))
		printing->output.format = OUTPUT_JSON;
	printing->options.wide = printing->output.format == OUTPUT_WIDE;
	printing->session->file_errors_place =
		printing_is_table(printing) ? FILE_ERRORS_BARE : FILE_ERRORS_FLAT;
}

bool printing_check_format(struct printing *printing, bool found_any, struct error *err)
{
	struct error_list *errors = &printing->session->errors;

	if (printing->problem.reason == REASON_NONE || (!found_any && printing->ignore_not_found))
		return true;
	/* It is all that kubectl says then. */
	while (errors->n > 0)
		error_finish(&errors->items[--errors->n].error);
	return error_move(err, &printing->problem);
}
