/* kubectl get: objects as a table, a list, or alone.
 *
 * Lists are read and printed in chunks, each in a short transaction that has ended when its rows are
 * printed; only the first chunk of each type is kept back, for whether rows are prefixed with their
 * kind depends on how many types could be listed. */
#include <stdlib.h>
#include <string.h>

#include "get.h"

/* ---- lists ---- */

struct walk {
	struct listing listing;
	cJSON *items; /* owned: read and not printed yet; NULL: the list failed */
};

static void walk_start(struct printing *printing, const struct target *target, struct walk *walk)
{
	const struct args *args = printing->args;
	int64_t chunk = args_int(args, "chunk-size");
	struct error err = ERROR_INIT;

	walk->listing = (struct listing) {
		.resource = target->resource,
		.version = target->version,
		.namespace = printing->all_namespaces ? "" : printing->session->namespace,
		.label_selector = args_string(args, "selector"),
		.field_selector = args_string(args, "field-selector"),
		.chunk_size = chunk > 0 && chunk < LIST_CHUNK ? (size_t)chunk : LIST_CHUNK,
		.omit_managed_fields =
			*args_string(args, "sort-by") == '\0' &&
			!output_shows_owners(&printing->output, printing->managed_fields),
	};
	if (!listing_next(printing->session, &walk->listing, &walk->items, &err))
		session_collect(printing->session, &err);
}

static bool walk_print(struct printing *printing, struct walk *walk, struct error *err)
{
	while (walk->items != NULL) {
		const cJSON *object;

		cJSON_ArrayForEach (object, walk->items) {
			if (!printing_object(printing, walk->listing.resource, object, err))
				return false;
		}
		cJSON_Delete(TAKE(walk->items));
		if (walk->listing.done || ferror(printing->session->out))
			return true;
		if (!listing_next(printing->session, &walk->listing, &walk->items, err))
			return false;
	}
	return true;
}

static bool get_lists(struct printing *printing, const struct targets *targets, struct error *err)
{
	struct walk *walks = xcalloc(targets->n, sizeof(*walks));
	size_t n_read = 0;
	bool namespaced = true, found_any = false, ok;

	for (size_t i = 0; i < targets->n; i++) {
		walk_start(printing, &targets->items[i], &walks[i]);
		n_read += walks[i].items != NULL;
		found_any |= json_size(walks[i].items) > 0;
		namespaced &= targets->items[i].resource->namespaced;
	}
	ok = printing_check_format(printing, found_any, err);
	printing->options.with_kind |= n_read > 1;
	printing_sort(printing);
	for (size_t i = 0; ok && i < targets->n; i++) {
		if (printing->sorting != NULL && walks[i].items != NULL)
			sorting_next_table(printing->sorting, NULL);
		ok = walk_print(printing, &walks[i], err);
	}
	ok = ok && printing_end(printing, namespaced, err);
	for (size_t i = 0; i < targets->n; i++) {
		cJSON_Delete(walks[i].items);
		listing_finish(&walks[i].listing);
	}
	free(walks);
	return ok;
}

/* ---- the command ---- */

static bool nothing_asked(struct session *session, const struct args *args, struct error *err)
{
	fprintf(session->err,
		"You must specify the type of resource to get. Use \"%s api-resources\" for a "
		"complete list of supported resources.\n\n",
		session->program);
	if (command_find(NULL, "explain") == NULL)
		return usage_error(args, err, "Required resource not specified.");
	return usage_error(args, err,
			   "Required resource not specified.\nUse \"%s explain <resource>\" for a "
			   "detailed description of that resource (e.g. %s explain pods).",
			   session->program, session->program);
}

static bool check_show_labels(const struct args *args, struct error *err)
{
	const char *output = args_string(args, "output");

	if (!args_bool(args, "show-labels") || *output == '\0' || strcmp(output, "wide") == 0)
		return true;
	return error_set(err, REASON_CLIENT, "--show-labels option cannot be used with %s printer",
			 output);
}

static bool check_watch(const struct args *args, bool watching, struct error *err)
{
	if (watching || !args_bool(args, "output-watch-events"))
		return true;
	return error_set(err, REASON_CLIENT,
			 "--output-watch-events option can only be used with --watch or "
			 "--watch-only");
}

static void warn_sorting(struct session *session, const struct args *args)
{
	if (*args_string(args, "sort-by") == '\0')
		return;
	if (args_bool(args, "watch"))
		fputs("warning: --watch requested, --sort-by will be ignored for watch events "
		      "received\n",
		      session->err);
	else if (args_bool(args, "watch-only"))
		fputs("warning: --watch-only requested, --sort-by will be ignored\n", session->err);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static bool get(struct printing *printing, bool watching, struct error *err)
{
	struct session *session = printing->session;
	const struct args *args = printing->args;
	CLEANUP(manifests) struct manifests *manifests = NULL;
	CLEANUP(targets) struct targets targets = TARGETS_INIT;
	struct manifest_options files = {
		.namespace = printing->all_namespaces ? NULL : session->namespace,
	};
	struct target_options options = {
		.selector = !is_blank(args_string(args, "selector")) ||
			    !is_blank(args_string(args, "field-selector")),
		.bare_types = true,
		.all_namespaces = printing->all_namespaces,
		.single_type = watching,
	};

	if (!manifests_open(session, args, &files, &manifests, err))
		return false;
	options.have_files = manifests != NULL;
	if (!targets_parse(session, args, &options, &targets, err))
		return false;
	printing_choose_format(printing);
	if (!watching && manifests == NULL && targets.items[0].name == NULL &&
	    *args_string(args, "subresource") != '\0')
		return error_set(err, REASON_CLIENT,
				 "subresource cannot be used when bulk resources are specified");
	if (manifests != NULL)
		return watching ? watch_files(printing, manifests, err)
				: get_files(printing, manifests, err);
	if (targets.items[0].name != NULL)
		return watching ? watch_names(printing, &targets, err)
				: get_names(printing, &targets, err);
	return watching ? watch_list(printing, &targets.items[0], err)
			: get_lists(printing, &targets, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	bool watching = args_bool(args, "watch") || args_bool(args, "watch-only");
	struct printing printing;
	bool ok;

	if (args_given(args, "raw"))
		return get_raw(session, args, err);
	if (!watching && args_count(args) == 0 && args_list(args, "filename")->n == 0 &&
	    !args_given(args, "kustomize"))
		return nothing_asked(session, args, err);
	if (!check_show_labels(args, err) || !check_watch(args, watching, err))
		return false;
	warn_sorting(session, args);
	printing_init(&printing, session, args);
	ok = get(&printing, watching, err);
	return printing_finish(&printing, ok, err);
}

static const struct flag flag_label_columns = {
	.name = "label-columns",
	.short_name = 'L',
	.type = FLAG_LIST,
	.help = "Labels that get a column of their own. May be repeated.",
};
static const struct flag flag_no_headers = {
	.name = "no-headers",
	.type = FLAG_BOOL,
	.help = "Leave out the line of column titles.",
};
static const struct flag flag_output_watch_events = {
	.name = "output-watch-events",
	.type = FLAG_BOOL,
	.help = "With --watch or --watch-only, print what happened to each object: ADDED, MODIFIED "
		"or DELETED. Those that were there before count as added.",
};
static const struct flag flag_raw = {
	.name = "raw",
	.type = FLAG_STRING,
	.help = "Print what an API server would answer at this path, such as "
		"/api/v1/namespaces/default/services, as it is.",
};
static const struct flag flag_server_print = {
	.name = "server-print",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Columns that the kind defines; when false, only name and age.",
};
static const struct flag flag_show_kind = {
	.name = "show-kind",
	.type = FLAG_BOOL,
	.help = "Print names with their kind in front.",
};
static const struct flag flag_show_labels = {
	.name = "show-labels",
	.type = FLAG_BOOL,
	.help = "Print all labels in the last column.",
};
static const struct flag flag_sort_by = {
	.name = "sort-by",
	.type = FLAG_STRING,
	.help = "Sort the objects by the field that this JSONPath names, such as .metadata.name. "
		"Those without it come first.",
};
static const struct flag flag_watch = {
	.name = "watch",
	.short_name = 'w',
	.type = FLAG_BOOL,
	.help = "Go on after the objects have been printed: print each that changes, until "
		"interrupted.",
};
static const struct flag flag_watch_only = {
	.name = "watch-only",
	.type = FLAG_BOOL,
	.help = "Like --watch, without what is there at the beginning.",
};

const struct command cmd_get = {
	.name = "get",
	.suggested_for = (const char *const[]) { "list", "ps", NULL },
	.summary = "Print objects",
	.usage = "[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|"
		 "jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] "
		 "(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...)",
	.usage_flags = true,
	.description =
		"Print objects of one or more types.\n\n"
		" Without -o a table shows what matters most of each object. Objects can be named, "
		"listed, or chosen by labels and fields. Of types that live in a namespace, those "
		"of one namespace are shown, or of all with -A.\n\n"
		"Use \"kubectl api-resources\" for a list of the types.",
	.examples = "# All Services of a namespace\nkubectl get services -n team-a\n\n"
		    "# The ranges that Service addresses come from, and who has which address\n"
		    "kubectl get servicecidr,ipaddress\n\n"
		    "# One Service as YAML\nkubectl get svc web -o yaml\n\n"
		    "# Services of all namespaces with a label, with their selectors\n"
		    "kubectl get svc -A -l app=web -o wide\n\n"
		    "# The objects that a file names\nkubectl get -f svc.yaml\n",
	.flags = (const struct flag *const[]) { &flag_all_namespaces,
						&flag_allow_missing_template_keys,
						&flag_chunk_size,
						&flag_field_selector,
						&flag_filename,
						&flag_ignore_not_found,
						&flag_kustomize,
						&flag_label_columns,
						&flag_no_headers,
						&flag_output_get,
						&flag_output_watch_events,
						&flag_raw,
						&flag_recursive,
						&flag_selector,
						&flag_server_print,
						&flag_show_kind,
						&flag_show_labels,
						&flag_show_managed_fields,
						&flag_sort_by,
						&flag_subresource,
						&flag_template,
						&flag_watch,
						&flag_watch_only,
						NULL },
	.run = run,
};
