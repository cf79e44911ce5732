/* kubectl delete. It answers at once: nothing else can run while it would wait, so an object that
 * a finalizer holds is only waited for when --wait or --timeout ask for it (delete_wait.c). */
#include <stdlib.h>
#include <string.h>

#include "delete.h"
#include "raw.h"

/* ---- what to delete ---- */

/* -n does not reach a cluster-scoped object; kubectl says so once. */
static void warn_cluster_scope(struct deletion *deletion, const struct manifest *manifest)
{
	if (!deletion->warn_cluster_scope || manifest->resource->namespaced)
		return;
	deletion->warn_cluster_scope = false;
	session_remark(deletion->session,
		       "deleting cluster-scoped resources, not scoped to the provided namespace");
}

static enum batch_next find_next(struct deletion *deletion, struct manifest *ret_manifest)
{
	if (deletion->source.manifests == NULL)
		return target_walk_next(&deletion->walk, ret_manifest);
	return manifest_source_next(&deletion->source, ret_manifest) ? BATCH_ITEM : BATCH_END;
}

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct deletion *deletion = context;
	enum batch_next got = BATCH_ITEM;

	if (!deletion->confirmed) {
		got = find_next(deletion, ret_manifest);
	} else if (deletion->confirmed_at < deletion->n_preview) {
		*ret_manifest = deletion->preview[deletion->confirmed_at];
		deletion->preview[deletion->confirmed_at++] = (struct manifest) { .object = NULL };
	} else {
		got = BATCH_END;
	}
	if (got == BATCH_ITEM)
		warn_cluster_scope(deletion, ret_manifest);
	return got;
}

/* ---- -i ---- */

static bool read_yes(FILE *in)
{
	char answer[8] = "";

	return fscanf(in, "%7s", answer) == 1 && text_equal_fold(answer, "y");
}

static bool confirm(struct session *session, const struct deletion *deletion)
{
	fprintf(session->out, "You are about to delete the following %zu resource(s):\n",
		deletion->n_preview);
	for (size_t i = 0; i < deletion->n_preview; i++) {
		const struct manifest *manifest = &deletion->preview[i];
		CLEANUP(str) char *kind = output_kind(manifest->resource);

		fprintf(session->out, "%s/%s\n", kind, manifest->name);
	}
	fputs("Do you want to continue? (y/n): ", session->out);
	fflush(session->out);
	return read_yes(session->in);
}

/* Collects everything first, shows it and asks. False: nothing is to be deleted. */
static bool preview(struct session *session, struct deletion *deletion)
{
	size_t capacity = 0;
	struct manifest manifest;
	enum batch_next got;

	while ((got = find_next(deletion, &manifest)) != BATCH_END) {
		if (got != BATCH_ITEM)
			continue;
		cJSON_Delete(TAKE(manifest.object));
		deletion->preview = xgrow(deletion->preview, deletion->n_preview, &capacity,
					  sizeof(*deletion->preview));
		deletion->preview[deletion->n_preview++] = manifest;
	}
	deletion->confirmed = true;
	if (session_failed(session))
		return false;
	if (deletion->n_preview == 0)
		fputs("No resources found\n", session->out);
	else if (confirm(session, deletion))
		return true;
	else
		fputs("deletion is cancelled\n", session->out);
	return false;
}

/* ---- deleting ---- */

/* What controllers did to the object after the answer: it may be gone, and another one may bear
 * its name. */
static void look_again(struct server *server, const struct request *deleted,
		       struct response *response)
{
	CLEANUP(response) struct response now = RESPONSE_INIT;
	CLEANUP(error) struct error gone = ERROR_INIT;
	struct request request = *deleted;

	request.verb = VERB_GET;
	if (!server_handle(server, &request, &now, &gone) ||
	    strcmp(json_str_at(now.object, "metadata", "uid", NULL),
		   json_str_at(response->object, "metadata", "uid", NULL)) != 0) {
		response->deleted = true;
		return;
	}
	cJSON_Delete(response->object);
	response->object = TAKE(now.object);
}

static bool delete_object(struct server *server, const struct deletion *deletion,
			  struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	const struct request request = {
		.verb = VERB_DELETE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
		.dry_run = deletion->dry_run == DRY_RUN_SERVER,
	};

	if (!check_path(manifest->namespace, manifest->name, &item->error) ||
	    !server_handle(server, &request, &item->response, &item->error))
		return false;
	if (!item->response.deleted && !request.dry_run)
		look_again(server, &request, &item->response);
	return true;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct deletion *deletion = context;

	if (server == NULL || delete_object(server, deletion, item)) {
		item->outcome = "deleted";
	} else if (deletion->ignore_not_found && item->error.reason == REASON_NOT_FOUND) {
		error_finish(&item->error);
	} else if (item->manifest.source != NULL) {
		error_add_source(&item->error, "deleting", item->manifest.source);
	}
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	static const char *const suffixes[] = {
		[DRY_RUN_NONE] = "",
		[DRY_RUN_CLIENT] = " (dry run)",
		[DRY_RUN_SERVER] = " (server dry run)",
	};
	struct deletion *deletion = context;
	CLEANUP(str) char *kind = output_kind(item->manifest.resource);

	(void)err;
	if (item->outcome == NULL)
		return true;
	if (deletion->name_only)
		fprintf(session->out, "%s/%s\n", kind, item->manifest.name);
	else
		fprintf(session->out, "%s \"%s\" %sdeleted%s\n", kind, item->manifest.name,
			deletion->force ? "force " : "", suffixes[deletion->dry_run]);
	if (deletion->dry_run == DRY_RUN_NONE && !item->response.deleted)
		deletion_pending(deletion, item);
	return true;
}

static bool delete_all(struct session *session, struct deletion *deletion, struct error *err)
{
	struct batch batch = {
		.access = STORE_WRITE,
		.offline = deletion->dry_run == DRY_RUN_CLIENT,
		.doing = "deleting",
		.next = next,
		.handle = handle,
		.print = print,
		.context = deletion,
	};
	size_t n;

	if (deletion->interactive && !preview(session, deletion))
		return true;
	if (!batch_run(session, &batch, &n, err))
		return false;
	if (session_failed(session))
		return true;
	if (n == 0)
		fputs("No resources found\n", session->out);
	return !deletion->wait || deletion_wait(session, deletion, err);
}

/* ---- the command line ---- */

static bool read_selection(struct session *session, const struct args *args,
			   struct deletion *deletion, struct error *err)
{
	struct manifest_options manifest_options = {
		.check_set = false,
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	struct target_options target_options = {
		.all_namespaces = args_bool(args, "all-namespaces"),
		.have_files = args_list(args, "filename")->n > 0,
	};
	bool all = args_bool(args, "all");

	deletion->walk = (struct target_walk) {
		.session = session,
		.targets = &deletion->targets,
		.all_namespaces = target_options.all_namespaces,
		.label_selector = args_string(args, "selector"),
		.field_selector = args_string(args, "field-selector"),
	};
	target_options.selector = all || *deletion->walk.label_selector != '\0' ||
				  *deletion->walk.field_selector != '\0';
	deletion->ignore_not_found = args_given(args, "ignore-not-found")
					     ? args_bool(args, "ignore-not-found")
					     : target_options.selector;
	if (all && *deletion->walk.label_selector != '\0')
		return error_set(err, REASON_CLIENT,
				 "setting 'all' parameter but found a non empty selector. ");
	if (target_options.have_files && args_count(args) == 0)
		return manifest_source_open(session, args, &manifest_options,
					    deletion->walk.label_selector, &deletion->source, err);
	return targets_parse(session, args, &target_options, &deletion->targets, err);
}

/* Nothing here takes time to end, so that a grace period only decides between the words. */
static bool read_grace(const struct args *args, struct deletion *deletion, struct error *err)
{
	bool force = args_bool(args, "force"), now = args_bool(args, "now");
	int64_t grace = args_int(args, "grace-period");

	if (now && grace != -1)
		return error_set(err, REASON_CLIENT,
				 "--now and --grace-period cannot be specified together");
	if (now || (grace == 0 && !force))
		grace = 1;
	deletion->force = force && grace <= 0;
	deletion->force_clash = force && grace > 0;
	return true;
}

/* kubectl judges these after it has found out what the arguments mean. */
static bool check_flags(struct session *session, const struct args *args,
			const struct deletion *deletion, struct error *err)
{
	const char *output = args_string(args, "output");

	if (*output != '\0' && strcmp(output, "name") != 0)
		return error_set(err, REASON_CLIENT,
				 "unexpected -o output mode: %s. We only support '-o name'",
				 output);
	if (args_bool(args, "all") && *args_string(args, "field-selector") != '\0')
		return error_set(err, REASON_CLIENT,
				 "cannot set --all and --field-selector at the same time");
	if (deletion->force_clash)
		return error_set(err, REASON_CLIENT,
				 "--force and --grace-period greater than 0 cannot be specified "
				 "together");
	if (!deletion->force)
		return true;
	session_remark(session,
		       "Immediate deletion does not wait for confirmation that the running "
		       "resource has been terminated. The resource may continue to run on "
		       "the cluster indefinitely.");
	return true;
}

static void read_wait(const struct args *args, struct deletion *deletion)
{
	bool asked = args_given(args, "wait") || args_given(args, "timeout");

	deletion->wait = asked && args_bool(args, "wait") && deletion->dry_run == DRY_RUN_NONE;
	deletion->timeout_ns = args_duration_ns(args, "timeout");
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(deletion)
	struct deletion deletion = {
		.session = session,
		.targets = TARGETS_INIT,
		.interactive = args_bool(args, "interactive"),
		.name_only = *args_string(args, "output") != '\0',
		.warn_cluster_scope =
			session->namespace_given && !args_bool(args, "all-namespaces"),
	};

	session->file_errors_place = FILE_ERRORS_LAST;
	if (!cascade_check(session, args, err) || !read_grace(args, &deletion, err) ||
	    !dry_run_parse(session, args, &deletion.dry_run, err) ||
	    (!raw_wanted(args) && !read_selection(session, args, &deletion, err)) ||
	    !check_flags(session, args, &deletion, err))
		return false;
	if (raw_wanted(args))
		return raw_check(args, err) && raw_send(session, args, VERB_DELETE, err);
	read_wait(args, &deletion);
	return delete_all(session, &deletion, err);
}

static const struct flag flag_force = {
	.name = "force",
	.type = FLAG_BOOL,
	.help = "Say \"force deleted\", with kubectl's warning.",
};
static const struct flag flag_interactive = {
	.name = "interactive",
	.short_name = 'i',
	.type = FLAG_BOOL,
	.help = "Show what is to be deleted and ask first.",
};
static const struct flag flag_now = {
	.name = "now",
	.type = FLAG_BOOL,
	.help = "The same as --grace-period=1.",
};
static const struct flag flag_output_name = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output mode: name, for shorter lines (resource/name).",
};
static const struct flag flag_timeout = {
	.name = "timeout",
	.type = FLAG_DURATION,
	.initial = "0s",
	.help = "Wait at most this long for the objects to be gone. Zero: as long as it takes.",
};
static const struct flag flag_wait = {
	.name = "wait",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Wait until the objects are gone. Only when it is given, or --timeout is: by "
		"itself "
		"the command returns at once, and says why an object is still there.",
};

const struct command cmd_delete = {
	.name = "delete",
	.suggested_for = (const char *const[]) { "rm", NULL },
	.summary =
		"Delete resources by file names, stdin, resources and names, or by resources and "
		"label selector",
	.usage = "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
	.description =
		"Delete resources by file names, stdin, resources and names, or by resources "
		"and label selector.\n"
		"\n"
		" An object with finalizers stays, marked for deletion, until the last one "
		"is taken away.",
	.examples = "# Delete the objects of a file\n"
		    "kubectl delete -f service.yaml\n"
		    "\n"
		    "# Delete two services\n"
		    "kubectl delete service web api\n"
		    "\n"
		    "# Delete what a label selects\n"
		    "kubectl delete services -l app=web\n"
		    "\n"
		    "# Delete a range and wait until its addresses are free\n"
		    "kubectl delete servicecidr newcidr1 --wait --timeout=30s",
	.flags = (const struct flag *const[]) { &flag_all, &flag_all_namespaces, &flag_cascade,
						&flag_dry_run, &flag_field_selector, &flag_filename,
						&flag_force, &flag_grace_period,
						&flag_ignore_not_found, &flag_interactive,
						&flag_kustomize, &flag_now, &flag_output_name,
						&flag_raw_send, &flag_recursive, &flag_selector,
						&flag_timeout, &flag_wait, NULL },
	.run = run,
};
