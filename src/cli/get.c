/* kubectl get: objects as a table, a list, or alone.
 *
 * Named objects are few and are read before anything is printed. Lists are read and printed in
 * chunks, each in a short transaction that has ended when its rows are printed; only the first
 * chunk of each type is kept back, for whether rows are prefixed with their kind depends on how many
 * types could be listed. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"
#include "get.h"

/* ---- named objects ---- */

struct found {
	const struct resource *resource;
	const char *version;
	const char *namespace, *name; /* borrowed from the target or the manifest */
	struct manifest manifest;     /* of -f */
	cJSON *object;                /* owned; NULL: not found */
	struct error error;
};

struct found_list {
	struct found *items;
	size_t n, capacity;
	size_t next, end; /* the part that one transaction reads */
	bool from_files;
	const char *subresource;
};

static void found_list_cleanup(struct found_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		manifest_finish(&list->items[i].manifest);
		cJSON_Delete(list->items[i].object);
		error_finish(&list->items[i].error);
	}
	free(list->items);
}

static struct found *found_add(struct found_list *list)
{
	list->items = xgrow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n] = (struct found) { .resource = NULL };
	return &list->items[list->n++];
}

/* An object in a file without a name has nothing to be looked up by: it is printed as it stands. */
static bool fetch_found(struct server *server, const struct found_list *list, struct found *found)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;

	if (list->from_files && *found->name == '\0') {
		found->object = json_copy(found->manifest.object);
		return true;
	}
	if (list->from_files && found->resource->namespaced && *found->namespace == '\0') {
		CLEANUP(str) char *version = resource_api_version(found->resource, found->version);
		CLEANUP(str) char *name = text_quoted(found->name);

		return error_set(&found->error, REASON_CLIENT,
				 "no namespace set on resource %s%s, Resource=%s %s",
				 *found->resource->group == '\0' ? "/" : "", version,
				 found->resource->plural, name);
	}
	if (!fetch_subresource(server, found->resource, found->version, found->namespace,
			       found->name, list->subresource, &response, &found->error))
		return false;
	found->object = TAKE(response.object);
	return true;
}

static bool fetch_part(struct server *server, void *context, struct error *err)
{
	struct found_list *list = context;

	(void)err;
	for (size_t i = list->next; i < list->end; i++) {
		struct found *found = &list->items[i];

		cJSON_Delete(TAKE(found->object));
		error_finish(&found->error);
		fetch_found(server, list, found);
	}
	return true;
}

static void collect(struct session *session, const struct found_list *list, struct found *found,
		    bool ignore_not_found)
{
	if (ignore_not_found && found->error.reason == REASON_NOT_FOUND)
		error_finish(&found->error);
	else if (list->from_files)
		session_collect_file(session, &found->error);
	else
		session_collect(session, &found->error);
}

static bool fetch_all(struct printing *printing, struct found_list *list, struct error *err)
{
	list->subresource = args_string(printing->args, "subresource");
	for (list->next = 0; list->next < list->n; list->next = list->end) {
		size_t left = list->n - list->next;

		list->end = list->next + (left < LIST_CHUNK ? left : LIST_CHUNK);
		if (!session_run(printing->session, STORE_READ, fetch_part, list, err))
			return false;
	}
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].object == NULL)
			collect(printing->session, list, &list->items[i],
				printing->ignore_not_found);
	return true;
}

/* True when objects of more than one kind or version were found. */
static bool kinds_differ(const struct found_list *list)
{
	const struct found *first = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct found *found = &list->items[i];

		if (found->object == NULL)
			continue;
		if (first == NULL)
			first = found;
		else if (found->resource != first->resource || found->version != first->version)
			return true;
	}
	return false;
}

static bool print_single(struct printing *printing, const struct found *found, struct error *err)
{
	if (found->object == NULL)
		return true;
	return printing_check_format(printing, true, err) &&
	       output_object(printing->session->out, &printing->output, found->resource,
			     found->object, false, printing->managed_fields, err);
}

/* Ends the printing of a list. namespaced: see printing_nothing. */
static bool print_end(struct printing *printing, bool namespaced, struct error *err)
{
	bool crashed;

	if (!printing_sorted(printing, &crashed, err))
		return false;
	if (!crashed)
		printing_nothing(printing, namespaced);
	return true;
}

static bool print_each(struct printing *printing, const struct found_list *list, struct error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct found *found = &list->items[i];

		if (found->object == NULL)
			continue;
		if (printing->sorting != NULL)
			sorting_next_table(printing->sorting, json_str_at(found->object, "metadata",
									  "resourceVersion", NULL));
		if (!printing_object(printing, found->resource, found->object, err))
			return false;
	}
	return true;
}

static bool print_found(struct printing *printing, const struct found_list *list, bool single,
			struct error *err)
{
	bool found_any = false;

	if (single && list->n == 1 && !printing_is_table(printing))
		return print_single(printing, &list->items[0], err);
	for (size_t i = 0; i < list->n; i++)
		found_any |= list->items[i].object != NULL;
	if (!printing_check_format(printing, found_any, err))
		return false;
	printing->options.with_kind |= kinds_differ(list);
	printing_sort(printing);
	/* Without any file or document there was no type to ask about. */
	return print_each(printing, list, err) && print_end(printing, true, err);
}

static bool get_names(struct printing *printing, const struct targets *targets, struct error *err)
{
	__attribute__((cleanup(found_list_cleanup))) struct found_list list = { .items = NULL };

	for (size_t i = 0; i < targets->n; i++) {
		struct found *found = found_add(&list);

		found->resource = targets->items[i].resource;
		found->version = targets->items[i].version;
		found->name = targets->items[i].name;
		found->namespace = printing->session->namespace;
	}
	return fetch_all(printing, &list, err) &&
	       print_found(printing, &list, targets->single, err);
}

/* ---- objects named by files ---- */

/* -l keeps the objects that match, as they were found. */
static bool filter(const struct printing *printing, struct found_list *list, struct error *err)
{
	CLEANUP(label_selector) struct label_selector *selector = NULL;
	CLEANUP(error) struct error problem = ERROR_INIT;
	const char *text = args_string(printing->args, "selector");

	if (*text == '\0')
		return true;
	if (!label_selector_parse(text, &selector, &problem)) {
		CLEANUP(str) char *quoted = text_quoted(text);

		return error_set(err, REASON_CLIENT, "the provided selector %s is not valid: %s",
				 quoted, problem.message);
	}
	for (size_t i = 0; i < list->n; i++) {
		struct found *found = &list->items[i];

		if (found->object != NULL &&
		    !label_selector_matches(selector,
					    json_get(found->object, "metadata", "labels", NULL)))
			cJSON_Delete(TAKE(found->object));
	}
	return true;
}

/* kubectl looks the objects up where the files say, and only then compares with -n. */
static void check_namespaces(struct printing *printing, struct found_list *list)
{
	struct session *session = printing->session;

	if (!session->namespace_given || printing->all_namespaces)
		return;
	for (size_t i = 0; i < list->n; i++) {
		struct found *found = &list->items[i];

		if (found->object == NULL || !found->resource->namespaced ||
		    strcmp(found->namespace, session->namespace) == 0)
			continue;
		manifest_namespace_error(found->namespace, session->namespace, &found->error);
		session_collect_at(session, found->manifest.order, &found->error);
		cJSON_Delete(TAKE(found->object));
	}
}

static bool get_files(struct printing *printing, struct manifests *manifests, struct error *err)
{
	__attribute__((cleanup(found_list_cleanup))) struct found_list list = { .from_files =
											true };
	struct manifest manifest;

	while (manifests_next(manifests, &manifest)) {
		struct found *found = found_add(&list);

		found->manifest = manifest;
		found->resource = manifest.resource;
		found->version = manifest.version;
		found->namespace = manifest.namespace;
		found->name = manifest.name;
	}
	if (!fetch_all(printing, &list, err) || !filter(printing, &list, err))
		return false;
	check_namespaces(printing, &list);
	return print_found(printing, &list, manifests_single(manifests), err);
}

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
	ok = ok && print_end(printing, namespaced, err);
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
