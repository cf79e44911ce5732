#include "batch.h"

#include <stdlib.h>
#include <unistd.h>

#include "cidrctl/selector.h"

struct group {
	const struct batch *batch;
	struct batch_item *items;
	size_t n;
};

static void item_reset(struct batch_item *item)
{
	response_finish(&item->response);
	error_finish(&item->error);
	text_list_finish(&item->notes);
	text_list_finish(&item->remarks);
	cJSON_Delete(TAKE(item->before));
	item->response = (struct response)RESPONSE_INIT;
	item->notes = (struct text_list)TEXT_LIST_INIT;
	item->remarks = (struct text_list)TEXT_LIST_INIT;
	item->outcome = NULL;
}

static void item_finish(struct batch_item *item)
{
	item_reset(item);
	manifest_finish(&item->manifest);
}

static bool handle_group(struct server *server, void *context, struct error *err)
{
	const struct group *group = context;

	(void)err;
	for (size_t i = 0; i < group->n; i++) {
		item_reset(&group->items[i]);
		group->batch->handle(server, group->batch->context, &group->items[i]);
	}
	return true;
}

static void report_item(struct session *session, const struct batch *batch, struct batch_item *item)
{
	for (size_t i = 0; i < item->remarks.n; i++)
		fprintf(session->err, "Warning: %s\n", item->remarks.items[i]);
	session_warn(session, &item->response.warnings);
	for (size_t i = 0; i < item->notes.n; i++)
		fprintf(session->out, "%s\n", item->notes.items[i]);
	if (item->error.reason == REASON_NONE)
		batch->print(session, batch->context, item, &item->error);
	if (item->error.reason == REASON_NONE)
		return;
	if (item->manifest.source != NULL)
		session_collect_at(session, item->manifest.order, &item->error);
	else
		session_collect(session, &item->error);
}

/* A long run says on a terminal that it is alive, unless its result lines do. */
static void show_progress(const struct session *session, const struct batch *batch, size_t n,
			  bool last)
{
	if (!isatty(fileno(session->err)) || isatty(fileno(session->out)))
		return;
	if (last)
		fputs("\r\x1b[K", session->err);
	else
		fprintf(session->err, "\r%s: %zu objects", batch->doing, n);
	fflush(session->err);
}

static bool run_group(struct session *session, struct group *group, struct error *err)
{
	if (group->batch->offline)
		return handle_group(NULL, group, err);
	return session_run(session, group->batch->access, handle_group, group, err);
}

/* False: there are no more objects. */
static bool fill_group(struct group *group, size_t size)
{
	const struct batch *batch = group->batch;
	enum batch_next got = BATCH_ITEM;

	for (group->n = 0; group->n < size;) {
		struct batch_item *item = &group->items[group->n];

		*item = (struct batch_item) { .response = RESPONSE_INIT };
		got = batch->next(batch->context, &item->manifest);
		if (got == BATCH_ITEM)
			group->n++;
		else if (got == BATCH_END || group->n > 0)
			break;
	}
	return got != BATCH_END;
}

bool batch_run(struct session *session, const struct batch *batch, size_t *ret_n, struct error *err)
{
	size_t size = batch->size != 0 ? batch->size : BATCH_SIZE, n = 0;
	struct group group = { .batch = batch, .items = xcalloc(size, sizeof(*group.items)) };
	bool ok = true, more = true;

	while (ok && more) {
		more = fill_group(&group, size);
		ok = group.n == 0 || run_group(session, &group, err);
		for (size_t i = 0; i < group.n; i++) {
			if (ok)
				report_item(session, batch, &group.items[i]);
			item_finish(&group.items[i]);
		}
		n += group.n;
		if (group.n == size)
			show_progress(session, batch, n, false);
	}
	if (n >= size)
		show_progress(session, batch, n, true);
	free(group.items);
	*ret_n = n;
	return ok;
}

/* ---- manifests ---- */

bool manifest_parse_selector(const char *text, struct label_selector **ret_selector,
			     struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *quoted = NULL;

	if (text == NULL || *text == '\0' || label_selector_parse(text, ret_selector, &problem))
		return true;
	quoted = text_quoted(text);
	return error_set(err, REASON_CLIENT, "the provided selector %s is not valid: %s", quoted,
			 problem.message);
}

bool manifest_source_open(struct session *session, const struct args *args,
			  const struct manifest_options *options, const char *selector,
			  struct manifest_source *ret_source, struct error *err)
{
	CLEANUP(manifest_source) struct manifest_source source = MANIFEST_SOURCE_INIT;

	if (!manifests_open(session, args, options, &source.manifests, err))
		return false;
	if (source.manifests == NULL)
		return error_set(err, REASON_CLIENT, "must specify one of -f and -k");
	if (!manifest_parse_selector(selector, &source.selector, err))
		return false;
	*ret_source = source;
	source = (struct manifest_source)MANIFEST_SOURCE_INIT;
	return true;
}

bool manifest_source_next(struct manifest_source *source, struct manifest *ret_manifest)
{
	while (!source->done && manifests_next(source->manifests, ret_manifest)) {
		if (label_selector_matches(source->selector, json_get(ret_manifest->object,
								      "metadata", "labels", NULL)))
			return true;
		manifest_finish(ret_manifest);
	}
	source->done = true;
	return false;
}

void manifest_source_cleanup(struct manifest_source *source)
{
	manifests_destroy(source->manifests);
	label_selector_destroy(source->selector);
}

bool unexpected_args(const struct args *args, struct error *err)
{
	CLEANUP(strbuf) struct strbuf words = STRBUF_INIT;

	for (size_t i = 0; i < args_count(args); i++)
		strbuf_addf(&words, "%s%s", i > 0 ? " " : "", args_at(args, i));
	return usage_error(args, err, "Unexpected args: [%s]", words.text);
}

/* ---- results ---- */

bool result_printer_init(struct session *session, const struct args *args,
			 struct result_printer *ret_printer, struct error *err)
{
	struct result_printer printer = {
		.show_managed_fields = args_bool(args, "show-managed-fields"),
	};

	if (!dry_run_parse(session, args, &printer.dry_run, err) ||
	    !output_from_args(args, false, &printer.output, err))
		return false;
	*ret_printer = printer;
	return true;
}

void result_printer_finish(struct result_printer *printer)
{
	output_finish(&printer->output);
}

void result_printer_cleanup(struct result_printer *printer)
{
	result_printer_finish(printer);
}

bool result_print(struct session *session, struct result_printer *printer,
		  const struct resource *resource, const cJSON *object, const char *verb,
		  struct error *err)
{
	if (printer->output.format == OUTPUT_TABLE) {
		result_line(session->out, resource, json_str_at(object, "metadata", "name", NULL),
			    verb, printer->dry_run);
		return true;
	}
	if (printer->renewed) {
		printer->n = 0;
		output_renew(&printer->output);
	}
	if (printer->output.format == OUTPUT_YAML && printer->n++ > 0)
		fputs("---\n", session->out);
	return output_object(session->out, &printer->output, resource, object, printer->typed,
			     printer->show_managed_fields, err);
}
