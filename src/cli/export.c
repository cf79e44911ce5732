/* cidrctl export: everything in the state as one List, for `import --raw`. */
#include "internal.h"

struct export_run {
	struct session *session;
	struct output output;
	bool started;
};

static bool print_items(struct output_list *list, const struct resource *resource,
			const cJSON *items, struct error *err)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		if (!output_list_item(list, resource, item, err))
			return false;
	}
	return true;
}

static bool print_kind(struct server *server, const struct resource *resource,
		       struct output_list *list, struct error *err)
{
	CLEANUP(str) char *token = NULL;

	do {
		CLEANUP(response) struct response response = RESPONSE_INIT;
		const struct request request = {
			.verb = VERB_LIST,
			.resource = resource,
			.namespace = "",
			.name = "",
			.subresource = "",
			.limit = LIST_CHUNK,
			.continue_token = token,
		};

		if (!server_handle(server, &request, &response, err) ||
		    !print_items(list, resource, response.items, err))
			return false;
		str_cleanup(&token);
		token = TAKE(response.continue_token);
	} while (token != NULL);
	return true;
}

/* All of it in one transaction, or it would not be one state; and printed while it is read, for it
 * may be larger than memory. A second run would print it twice. */
static bool print_state(struct server *server, void *context, struct error *err)
{
	struct export_run *export = context;
	struct output_list *list;
	bool ok = true;

	if (export->started)
		return error_set(err, REASON_CLIENT, "the state changed while it was exported");
	export->started = true;
	list = output_list_begin(export->session->out, &export->output, true);
	for (const struct resource *const *at = resources; ok && *at != NULL; at++)
		ok = print_kind(server, *at, list, err);
	if (ok)
		return output_list_end(list, err);
	output_list_abandon(list);
	return false;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct export_run export = { .session = session };
	struct output_request request = { .text = args_string(args, "output") };
	bool ok;

	if (args_count(args) > 0)
		return usage_error(args, err, "export takes no arguments, got %zu",
				   args_count(args));
	if (!output_parse(&request, &export.output, err))
		return false;
	if (export.output.format == OUTPUT_JSON || export.output.format == OUTPUT_YAML)
		ok = session_run(session, STORE_READ, print_state, &export, err);
	else
		ok = error_set(err, REASON_CLIENT, "export prints json or yaml");
	output_finish(&export.output);
	return ok;
}

static const struct flag flag_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.initial = "json",
	.help = "Output format: json or yaml.",
};

const struct command cmd_export = {
	.name = "export",
	.summary = "Print everything in the state file",
	.usage = "[-o json|yaml]",
	.description = "Print every object of the state file as one List. `import --raw` makes the "
		       "same state of it.",
	.examples = "# Save the state and make a copy of it\n"
		    "kubectl export > state.json\n"
		    "kubectl --state copy.db import --raw state.json",
	.flags = (const struct flag *const[]) { &flag_output, NULL },
	.run = run,
};
