/* kubectl diff: what `apply` would change, shown by another program. */
#include "diff.h"

#include <stdlib.h>

#include "apply.h"

struct diff {
	struct session *session;
	struct apply apply; /* of a dry run: how the patch is made and sent */
	struct diff_files files;
	bool server_side, force_conflicts, managed_fields;
};

/* ---- one object ---- */

/* The object as the server would have it after a server-side apply. */
static bool apply_on_server(struct server *server, const struct diff *diff, struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	const struct request request = {
		.verb = VERB_PATCH,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
		.object = manifest->object,
		.patch_type = PATCH_APPLY,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = diff->apply.field_manager,
		.force = diff->force_conflicts,
		.dry_run = true,
	};

	return server_handle(server, &request, &item->response, &item->error);
}

static bool create(struct server *server, const struct diff *diff, struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	CLEANUP(json) cJSON *object = json_copy(manifest->object);
	const struct request request = {
		.verb = VERB_CREATE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = "",
		.subresource = "",
		.object = object,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = diff->apply.field_manager,
		.dry_run = true,
	};

	forget_revision(object);
	return server_handle(server, &request, &item->response, &item->error);
}

/* item->response.object: the stored object, then what it would become. */
static bool update(struct server *server, const struct diff *diff, struct batch_item *item)
{
	CLEANUP(json) cJSON *modified = json_copy(item->manifest.object), *patch = NULL;
	cJSON *metadata = json_ensure_object(modified, "metadata");

	json_remove(json_ensure_object(metadata, "annotations"), LAST_APPLIED);
	if (apply_make_patch(&diff->apply, item->manifest.resource, modified, item->response.object,
			     &patch, &item->error) &&
	    (json_size(patch) == 0 || apply_send_patch(server, &diff->apply, patch, item)))
		return true;
	error_add_source(&item->error, "patching", item->manifest.source);
	return false;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct diff *diff = context;
	const struct manifest *manifest = &item->manifest;
	CLEANUP(json) cJSON *live = NULL;
	bool found =
		fetch_object(server, manifest->resource, manifest->version, manifest->namespace,
			     manifest->name, &item->response, &item->error);

	if (!found && item->error.reason != REASON_NOT_FOUND)
		return;
	error_finish(&item->error);
	live = found ? json_copy(item->response.object) : NULL;
	if (diff->server_side ? !apply_on_server(server, diff, item)
	    : found           ? !update(server, diff, item)
			      : !create(server, diff, item))
		return;
	if (json_get(live, "metadata", "deletionTimestamp", NULL) != NULL)
		text_list_take(&item->response.warnings,
			       xasprintf("Detected changes to resource %s which is currently being "
					 "deleted.",
					 manifest->name));
	item->before = TAKE(live);
}

/* ---- the files ---- */

static bool add(const struct diff *diff, const char *folder, const struct manifest *manifest,
		cJSON *object, struct error *err)
{
	cJSON *metadata = json_child(object, "metadata");

	if (metadata != NULL && !diff->managed_fields)
		json_remove(metadata, "managedFields");
	return diff_files_add(folder, manifest->resource, manifest->version, manifest->namespace,
			      manifest->name, object, err);
}

static bool write_files(struct session *session, void *context, const struct batch_item *item,
			struct error *err)
{
	const struct diff *diff = context;

	(void)session;
	if (diff->apply.pruning != NULL && item->before != NULL)
		pruning_visit(diff->apply.pruning, &item->manifest, item->before);
	return add(diff, diff->files.live, &item->manifest, item->before, err) &&
	       add(diff, diff->files.merged, &item->manifest, item->response.object, err);
}

/* What --prune would delete has a file on one side only. */
static bool write_pruned(void *context, const struct prune_kind *kind, const cJSON *items,
			 struct error *err)
{
	const struct diff *diff = context;
	const cJSON *item;

	cJSON_ArrayForEach (item, items)
		if (!diff_files_add(diff->files.live, kind->resource, kind->version,
				    json_str_at(item, "metadata", "namespace", NULL),
				    json_str_at(item, "metadata", "name", NULL), item, err))
			return false;
	return true;
}

/* ---- the command ---- */

/* The first error ends the walk. */
static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct diff *diff = context;

	return !session_failed(diff->session) &&
			       manifest_source_next(&diff->apply.source, ret_manifest)
		       ? BATCH_ITEM
		       : BATCH_END;
}

static bool fill_folders(struct session *session, const struct args *args, struct diff *diff,
			 struct error *err)
{
	const struct manifest_options options = {
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	const struct batch batch = {
		.access = STORE_WRITE,
		.size = 1,
		.doing = "comparing",
		.next = next,
		.handle = handle,
		.print = write_files,
		.context = diff,
	};
	size_t n;

	if (!manifest_source_open(session, args, &options, args_string(args, "selector"),
				  &diff->apply.source, err) ||
	    !batch_run(session, &batch, &n, err))
		return false;
	return session_failed(session) || diff->apply.pruning == NULL ||
	       pruning_find(session, diff->apply.pruning, NULL, args_string(args, "selector"),
			    write_pruned, diff, err);
}

static bool compare(struct session *session, const struct args *args, struct diff *diff,
		    struct error *err)
{
	bool differ = false, ok;

	if (!diff_files_create(&diff->files, err))
		return false;
	ok = fill_folders(session, args, diff, err) &&
	     (session_failed(session) || diff_files_compare(session, &diff->files, &differ, err));
	diff_files_remove(&diff->files);
	if (ok && differ)
		session->exit_status = 1;
	return ok;
}

static bool check_flags(const struct args *args, struct diff *diff, struct error *err)
{
	if (args_count(args) > 0)
		return unexpected_args(args, err);
	if (!args_name_files(args))
		return error_set(err, REASON_CLIENT, "must specify one of -f and -k");
	if (diff->force_conflicts && !diff->server_side)
		return error_set(err, REASON_CLIENT,
				 "--force-conflicts only works with --server-side");
	return !args_bool(args, "prune") || pruning_create(args, &diff->apply.pruning, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct diff diff = {
		.session = session,
		.server_side = args_bool(args, "server-side"),
		.force_conflicts = args_bool(args, "force-conflicts"),
		.managed_fields = args_bool(args, "show-managed-fields"),
		.apply = {
			.session = session,
			.source = MANIFEST_SOURCE_INIT,
			.printer = { .dry_run = DRY_RUN_SERVER },
			.validation = FIELD_VALIDATION_WARN,
			.overwrite = true,
		},
	};
	bool ok;

	diff.apply.field_manager = args_given(args, "field-manager")
					   ? args_string(args, "field-manager")
				   : diff.server_side ? "kubectl"
						      : "kubectl-client-side-apply";
	diff.apply.printer.show_managed_fields = diff.managed_fields;
	ok = check_flags(args, &diff, err) && compare(session, args, &diff, err);
	manifest_source_cleanup(&diff.apply.source);
	pruning_destroy(diff.apply.pruning);
	return ok;
}

static const struct flag flag_concurrency = {
	.name = "concurrency",
	.type = FLAG_INT,
	.initial = "1",
	.help = "Accepted, without effect.",
};
static const struct flag flag_force_conflicts = {
	.name = "force-conflicts",
	.type = FLAG_BOOL,
	.help = "With --server-side: as if fields of other managers were taken over.",
};
static const struct flag flag_server_side = {
	.name = "server-side",
	.type = FLAG_BOOL,
	.help = "Show what a server-side apply would change.",
};

const struct command cmd_diff = {
	.name = "diff",
	.summary = "Diff the live version against a would-be applied version",
	.usage = "-f FILENAME",
	.description =
		"Diff configurations specified by file name or stdin between the current online "
		"configuration, and the configuration as it would be if applied.\n"
		"\n"
		" The output is that of \"diff -u -N\", or of the command in "
		"$KUBECTL_EXTERNAL_DIFF, over two folders of YAML files.\n"
		"\n"
		" Exit status: 0 no differences were found; 1 differences were found; 2 or more: "
		"an error.",
	.examples = "# See what applying a file would change\n"
		    "kubectl diff -f service.yaml\n"
		    "\n"
		    "# The same of standard input\n"
		    "cat service.yaml | kubectl diff -f -",
	.flags = (const struct flag *const[]) { &flag_concurrency, &flag_field_manager,
						&flag_filename, &flag_force_conflicts,
						&flag_kustomize, &flag_prune, &flag_prune_allowlist,
						&flag_recursive, &flag_selector, &flag_server_side,
						&flag_show_managed_fields, NULL },
	.error_status = 2,
	.run = run,
};
