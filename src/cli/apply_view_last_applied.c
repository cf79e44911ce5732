/* kubectl apply view-last-applied. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/yaml.h"
#include "last_applied_patch.h"

/* In a file, a missing annotation is an error, and one that kubectl words by accident. */
static bool check_annotation(const struct manifest *manifest, struct error *err)
{
	CLEANUP(str) char *source = NULL;

	if (manifest->source == NULL)
		return true;
	source = text_quoted(manifest->source);
	return error_set(err, REASON_CLIENT,
			 "error when no last-applied-configuration annotation found on resource: "
			 "%s\n %s: <nil>",
			 manifest->name, source);
}

static bool print_text(struct session *session, const char *format, const char *text,
		       struct error *err)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL;

	if (!json_parse(text, strlen(text), NULL, &tree, err))
		return false;
	if (strcmp(format, "json") == 0) {
		json_print(tree, JSON_INDENT_2, &out);
		if (text_ends_with(text, "\n"))
			strbuf_add_char(&out, '\n');
	} else if (!yaml_print(tree, &out, err)) {
		return false;
	}
	fwrite(out.text, 1, out.length, session->out);
	return true;
}

static bool print_all(struct session *session, const struct args *args,
		      const struct manifest_list *list, struct error *err)
{
	const char *format = args_string(args, "output");

	for (size_t i = 0; i < list->n; i++)
		if (last_applied_text(list->items[i].object) == NULL &&
		    !check_annotation(&list->items[i], err))
			return false;
	for (size_t i = 0; i < list->n; i++) {
		const char *text = last_applied_text(list->items[i].object);

		if (text == NULL)
			continue;
		if (strcmp(format, "json") != 0 && strcmp(format, "yaml") != 0)
			return usage_error(args, err,
					   "Unexpected -o output mode: %s, the flag 'output' must "
					   "be one of yaml|json",
					   format);
		if (!print_text(session, format, text, err))
			return false;
	}
	return true;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	/* A type alone is enough where -n is given: kubectl hands on the wrong flag. */
	const struct selection_options options = {
		.n_words = args_count(args),
		.all = session->namespace_given,
		.select_all = args_bool(args, "all"),
		.label_selector = args_string(args, "selector"),
	};
	CLEANUP(selection) struct selection selection = { .single = false };
	struct manifest_list list = { .items = NULL };
	CLEANUP(str) char *quoted = text_quoted(options.label_selector);
	bool ok;

	if (options.select_all && *options.label_selector != '\0')
		return error_set(err, REASON_CLIENT,
				 "found non-empty label selector %s with previously set 'all' "
				 "parameter. ",
				 quoted);
	ok = selection_open(session, args, &options, &selection, err) &&
	     manifest_list_fetch(session, &selection, &list, err);
	if (ok && !session_failed(session))
		ok = print_all(session, args, &list, err);
	manifest_list_finish(&list);
	return ok;
}

static const struct flag flag_output_last_applied = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.initial = "yaml",
	.help = "Output format: yaml or json.",
};

const struct command cmd_apply_view_last_applied = {
	.name = "view-last-applied",
	.summary = "View the latest last-applied-configuration annotations of a resource/object",
	.usage = "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
	.description =
		"View the latest last-applied-configuration annotations by type/name or file.\n"
		"\n"
		" The default output is YAML. Objects without the annotation are left out.",
	.examples = "# See what was applied last\n"
		    "kubectl apply view-last-applied service/web\n"
		    "\n"
		    "# As JSON, of the objects of a file\n"
		    "kubectl apply view-last-applied -f service.yaml -o json",
	.flags = (const struct flag *const[]) { &flag_all, &flag_filename, &flag_kustomize,
						&flag_output_last_applied, &flag_recursive,
						&flag_selector, NULL },
	.run = run,
};
