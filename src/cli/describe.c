/* kubectl describe: objects in words, with the events about them.
 *
 * Objects are read in groups, each with its events in one short transaction, and printed after it.
 * kubectl fetches named objects twice, for the sake of the second time's words about files; here
 * they are fetched once, with those words. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cidrctl/clock.h"
#include "describe.h"

struct describing {
	struct session *session;
	const struct args *args;
	bool show_events, all_namespaces, from_files;
	int64_t now;
	struct described *items; /* the present group */
	size_t n, capacity;
	size_t n_met; /* objects that were there, or that files name */
	bool any_printed;
	struct text_list complaints; /* of objects in files: what was said once is not said again */
};

static void drop_items(struct describing *describing)
{
	for (size_t i = 0; i < describing->n; i++) {
		struct described *item = &describing->items[i];

		manifest_finish(&item->manifest);
		cJSON_Delete(item->object);
		cJSON_Delete(item->events);
		error_finish(&item->error);
	}
	describing->n = 0;
}

static void describing_cleanup(struct describing *describing)
{
	drop_items(describing);
	free(describing->items);
	text_list_finish(&describing->complaints);
}

static void add_item(struct describing *describing, const struct manifest *manifest)
{
	describing->items = xgrow(describing->items, describing->n, &describing->capacity,
				  sizeof(*describing->items));
	describing->items[describing->n++] = (struct described) { .manifest = *manifest };
}

/* ---- reading ---- */

/* An object of a file is asked for by its name alone: nobody looks why its namespace is missing. */
static bool fetch_from_file(struct server *server, struct described *item)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct manifest *manifest = &item->manifest;
	const struct request request = {
		.verb = VERB_GET,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
	};

	if (!check_path(manifest->namespace, manifest->name, &item->error))
		return false;
	if (manifest->resource->namespaced && *manifest->namespace == '\0')
		return error_set(&item->error, REASON_NOT_FOUND,
				 "the server could not find the requested resource");
	if (!server_handle(server, &request, &response, &item->error))
		return false;
	item->object = TAKE(response.object);
	return true;
}

static void fetch(struct server *server, const struct describing *describing,
		  struct described *item)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct manifest *manifest = &item->manifest;

	cJSON_Delete(TAKE(item->object));
	error_finish(&item->error);
	if (describing->from_files)
		fetch_from_file(server, item);
	else if (manifest->object != NULL)
		item->object = json_copy(manifest->object);
	else if (fetch_object(server, manifest->resource, manifest->version, manifest->namespace,
			      manifest->name, &response, &item->error))
		item->object = TAKE(response.object);
}

static bool read_items(struct server *server, void *context, struct error *err)
{
	struct describing *describing = context;

	for (size_t i = 0; i < describing->n; i++)
		fetch(server, describing, &describing->items[i]);
	return !describing->show_events ||
	       describe_find_events(server, describing->items, describing->n, err);
}

static bool read_group(struct describing *describing, struct error *err)
{
	return describing->n == 0 ||
	       session_run(describing->session, STORE_READ, read_items, describing, err);
}

/* ---- printing ---- */

static void complain(struct describing *describing, struct described *item)
{
	if (describing->from_files) {
		if (text_list_contains(&describing->complaints, item->error.message)) {
			error_finish(&item->error);
			return;
		}
		text_list_add(&describing->complaints, item->error.message);
	}
	session_collect(describing->session, &item->error);
}

static void print_item(const struct describing *describing, struct described *item)
{
	output_describe(describing->session->out, item->manifest.resource, item->object,
			describing->show_events ? item->events : NULL, describing->now);
}

static void print_group(struct describing *describing)
{
	for (size_t i = 0; i < describing->n; i++) {
		struct described *item = &describing->items[i];

		if (item->object == NULL) {
			describing->n_met += describing->from_files;
			complain(describing, item);
			continue;
		}
		describing->n_met++;
		if (describing->any_printed)
			fputs("\n\n", describing->session->out);
		describing->any_printed = true;
		print_item(describing, item);
	}
	drop_items(describing);
}

/* ---- objects of files, and lists ---- */

static bool describe_files(struct describing *describing, struct manifest_source *source,
			   struct error *err)
{
	struct manifest manifest;
	bool more;

	do {
		more = manifest_source_next(source, &manifest);
		if (more)
			add_item(describing, &manifest);
		if (describing->n < BATCH_SIZE && more)
			continue;
		if (!read_group(describing, err))
			return false;
		print_group(describing);
	} while (more);
	return true;
}

static void walk_init(const struct describing *describing, const struct targets *targets,
		      struct target_walk *walk)
{
	*walk = (struct target_walk) {
		.session = describing->session,
		.targets = targets,
		.all_namespaces = describing->all_namespaces,
	};
}

/* The next group of a walk; false: there are no more. */
static bool next_group(struct describing *describing, struct target_walk *walk)
{
	struct manifest manifest;

	while (describing->n < BATCH_SIZE) {
		switch (target_walk_next(walk, &manifest)) {
		case BATCH_ITEM:
			add_item(describing, &manifest);
			break;
		case BATCH_PAUSE:
			break;
		case BATCH_END:
			return describing->n > 0;
		}
	}
	return true;
}

static bool describe_lists(struct describing *describing, const struct targets *targets,
			   struct error *err)
{
	CLEANUP(target_walk) struct target_walk walk;

	walk_init(describing, targets, &walk);
	walk.label_selector = args_string(describing->args, "selector");
	while (next_group(describing, &walk)) {
		if (!read_group(describing, err))
			return false;
		print_group(describing);
	}
	return true;
}

/* ---- names, and what they are only the beginning of ---- */

/* Keeps the objects whose names begin with the prefix. */
static void keep_matching(struct describing *describing, const char *prefix)
{
	size_t kept = 0;

	for (size_t i = 0; i < describing->n; i++) {
		if (text_starts_with(describing->items[i].manifest.name, prefix))
			describing->items[kept++] = describing->items[i];
		else
			manifest_finish(&describing->items[i].manifest);
	}
	describing->n = kept;
}

static bool describe_matching(struct describing *describing, const struct targets *targets,
			      const char *prefix, bool *ret_found, struct error *err)
{
	CLEANUP(target_walk) struct target_walk walk;

	walk_init(describing, targets, &walk);
	while (next_group(describing, &walk)) {
		keep_matching(describing, prefix);
		if (!read_group(describing, err))
			return false;
		for (size_t i = 0; i < describing->n; i++) {
			*ret_found = true;
			print_item(describing, &describing->items[i]);
			fputc('\n', describing->session->out);
		}
		drop_items(describing);
	}
	return true;
}

/* Two arguments, of which one object was not found: the second one may be the beginning of names of
 * the type that the first one means. With TYPE/NAME there is none that could be. */
static bool try_prefix(struct describing *describing, struct error *err)
{
	const struct target_options options = { .end = 1, .bare_types = true, .single_type = true };
	CLEANUP(targets) struct targets targets = TARGETS_INIT;
	CLEANUP(error) struct error missing = ERROR_INIT;
	bool found = false;

	for (size_t i = 0; i < describing->n; i++)
		if (describing->items[i].error.reason != REASON_NONE)
			error_move(&missing, &describing->items[i].error);
	drop_items(describing);
	if (!targets_parse(describing->session, describing->args, &options, &targets, err))
		return false;
	if (targets.items[0].name == NULL &&
	    !describe_matching(describing, &targets, args_at(describing->args, 1), &found, err))
		return false;
	return found || session_failed(describing->session) || error_move(err, &missing);
}

static bool describe_names(struct describing *describing, const struct targets *targets,
			   struct error *err)
{
	CLEANUP(target_walk) struct target_walk walk;
	struct manifest manifest;
	size_t n_failed = 0;
	bool only_missing = true;

	walk_init(describing, targets, &walk);
	while (target_walk_next(&walk, &manifest) == BATCH_ITEM)
		add_item(describing, &manifest);
	if (!read_group(describing, err))
		return false;
	for (size_t i = 0; i < describing->n; i++) {
		enum reason reason = describing->items[i].error.reason;

		n_failed += reason != REASON_NONE;
		only_missing &= reason == REASON_NONE || reason == REASON_NOT_FOUND;
	}
	if (args_count(describing->args) == 2 && n_failed == 1 && only_missing) {
		/* Whatever comes of it, something was there to be said. */
		describing->n_met = 1;
		return try_prefix(describing, err);
	}
	print_group(describing);
	return true;
}

/* ---- the command ---- */

static bool describe_arguments(struct describing *describing, struct error *err)
{
	const char *selector = args_string(describing->args, "selector");
	const struct target_options options = {
		.selector = selector[strspn(selector, " \t\r\n")] != '\0',
		.bare_types = true,
		.all_namespaces = describing->all_namespaces,
	};
	CLEANUP(targets) struct targets targets = TARGETS_INIT;

	if (!targets_parse(describing->session, describing->args, &options, &targets, err))
		return false;
	if (targets.items[0].name != NULL)
		return describe_names(describing, &targets, err);
	return describe_lists(describing, &targets, err);
}

/* Arguments beside files are refused by targets_parse. */
static bool open_files(struct describing *describing, struct manifest_source *source,
		       struct error *err)
{
	struct session *session = describing->session;
	const struct manifest_options options = {
		.namespace = describing->all_namespaces ? NULL : session->namespace,
		.enforce_namespace = session->namespace_given && !describing->all_namespaces,
	};
	const struct target_options refused = { .bare_types = true, .have_files = true };
	CLEANUP(targets) struct targets none = TARGETS_INIT;

	session->file_errors_place = FILE_ERRORS_FIRST;
	return manifest_source_open(session, describing->args, &options,
				    args_string(describing->args, "selector"), source, err) &&
	       targets_parse(session, describing->args, &refused, &none, err);
}

static bool describe(struct describing *describing, struct error *err)
{
	CLEANUP(manifest_source) struct manifest_source source = MANIFEST_SOURCE_INIT;

	if (!describing->from_files)
		return describe_arguments(describing, err);
	return open_files(describing, &source, err) && describe_files(describing, &source, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	__attribute__((cleanup(describing_cleanup))) struct describing describing = {
		.session = session,
		.args = args,
		.show_events = args_bool(args, "show-events"),
		.all_namespaces = args_bool(args, "all-namespaces"),
		.from_files = args_list(args, "filename")->n > 0 ||
			      *args_string(args, "kustomize") != '\0',
		.now = clock_now(),
		.complaints = TEXT_LIST_INIT,
	};

	if (args_count(args) == 0 && !describing.from_files)
		return error_set(err, REASON_CLIENT,
				 "You must specify the type of resource to describe. Use \"%s "
				 "api-resources\" for a complete list of supported resources.",
				 session->program);
	if (!describe(&describing, err))
		return false;
	if (describing.n_met > 0 || session_failed(session))
		return true;
	if (describing.all_namespaces)
		fputs("No resources found\n", session->err);
	else
		fprintf(session->err, "No resources found in %s namespace.\n", session->namespace);
	return true;
}

static const struct flag flag_show_events = {
	.name = "show-events",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Show the events about each object.",
};

const struct command cmd_describe = {
	.name = "describe",
	.summary = "Show objects in detail, with the events about them",
	.usage = "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
	.description =
		"Show objects in detail, with the events about them.\n\n"
		" Objects can be named, listed, chosen by labels, or named by files. When no "
		"object "
		"of a type has the name that is given, all whose names begin with it are shown.\n\n"
		"Use \"kubectl api-resources\" for a list of the types.",
	.examples = "# A Service, its addresses and what happened to it\n"
		    "kubectl describe service web\n\n"
		    "# Why a range does not go away\nkubectl describe servicecidr/newcidr1\n\n"
		    "# All Services whose names begin with web-\nkubectl describe svc web-\n\n"
		    "# The Services of a namespace that have a label, without their events\n"
		    "kubectl describe svc -n team-a -l app=web --show-events=false\n\n"
		    "# The objects that a file names\nkubectl describe -f svc.yaml\n",
	.flags = (const struct flag *const[]) { &flag_all_namespaces, &flag_chunk_size,
						&flag_filename, &flag_kustomize, &flag_recursive,
						&flag_selector, &flag_show_events, NULL },
	.run = run,
};
