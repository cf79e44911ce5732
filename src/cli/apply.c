/* kubectl apply -f, on the client's side: apply_object.c merges, this file reads the command line and
 * prints. */
#include <errno.h>
#include <stdlib.h>

#include "apply.h"
#include "last_applied_patch.h"

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct apply *apply = context;

	if (!manifest_source_next(&apply->source, ret_manifest))
		return BATCH_END;
	record_change_cause(apply->session->args, ret_manifest->object);
	return BATCH_ITEM;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct apply *apply = context;

	if (apply->server_side)
		apply_server_side(server, apply, item);
	else
		apply_object(server, apply, item);
}

/* ---- printing ---- */

static bool add_to_list(struct apply *apply, const struct resource *resource, const cJSON *object,
			struct error *err)
{
	return output_list_item(apply->list, resource, object, err);
}

/* The second object makes a list of what was one object so far. */
static bool begin_list(struct apply *apply, struct error *err)
{
	apply->spool = tmpfile();
	if (apply->spool == NULL)
		return error_set_errno(err, errno, "cannot make a temporary file");
	apply->list = output_list_begin_bare(apply->spool, &apply->printer.output);
	return add_to_list(apply, apply->first.manifest.resource, apply->first.response.object,
			   err);
}

static bool keep_object(struct apply *apply, const struct batch_item *item, struct error *err)
{
	if (apply->n_objects++ == 0) {
		apply->first.manifest.resource = item->manifest.resource;
		apply->first.response.object = json_copy(item->response.object);
		return true;
	}
	if (apply->list == NULL && !begin_list(apply, err))
		return false;
	return add_to_list(apply, item->manifest.resource, item->response.object, err);
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct apply *apply = context;

	if (apply->pruning != NULL)
		pruning_visit(apply->pruning, &item->manifest, item->response.object);
	if (apply->prints_at_end)
		return keep_object(apply, item, err);
	return result_print(session, &apply->printer, item->manifest.resource,
			    item->response.object, item->outcome, err);
}

static bool copy_spool(FILE *spool, FILE *out, struct error *err)
{
	char chunk[1 << 16];
	size_t n;

	if (fflush(spool) != 0 || fseek(spool, 0, SEEK_SET) != 0)
		return error_set_errno(err, errno, "temporary file");
	while ((n = fread(chunk, 1, sizeof(chunk), spool)) > 0)
		fwrite(chunk, 1, n, out);
	return !ferror(spool) || error_set_errno(err, errno, "temporary file");
}

static bool print_kept(struct session *session, struct apply *apply, struct error *err)
{
	if (apply->n_objects == 0)
		return true;
	if (apply->list != NULL && !output_list_end(TAKE(apply->list), err))
		return false;
	if (apply->spool != NULL)
		return copy_spool(apply->spool, session->out, err);
	return result_print(session, &apply->printer, apply->first.manifest.resource,
			    apply->first.response.object, "", err);
}

/* ---- the command line ---- */

static bool apply_files(struct session *session, const struct args *args, struct apply *apply,
			struct error *err)
{
	struct manifest_options options = {
		.check_set = apply->validation != FIELD_VALIDATION_IGNORE,
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	struct batch batch = {
		.access = apply->printer.dry_run == DRY_RUN_CLIENT ? STORE_READ : STORE_WRITE,
		.doing = "applying",
		.next = next,
		.handle = handle,
		.print = print,
		.context = apply,
	};
	size_t n;

	if (!manifest_source_open(session, args, &options, args_string(args, "selector"),
				  &apply->source, err) ||
	    !batch_run(session, &batch, &n, err))
		return false;
	if (n == 0 && !session_failed(session))
		return error_set(err, REASON_CLIENT, "no objects passed to apply");
	if (session_failed(session))
		return true;
	return print_kept(session, apply, err) &&
	       (apply->pruning == NULL || pruning_run(apply, args_string(args, "selector"), err));
}

static void finish(struct apply *apply)
{
	output_list_abandon(apply->list);
	if (apply->spool != NULL)
		fclose(apply->spool);
	result_printer_finish(&apply->printer);
	response_finish(&apply->first.response);
	manifest_source_cleanup(&apply->source);
	pruning_destroy(apply->pruning);
}

static bool check_prune(const struct args *args, const struct apply *apply, struct error *err)
{
	if (apply->force)
		return error_set(err, REASON_CLIENT, "--force cannot be used with --prune");
	if (!args_bool(args, "all") && *args_string(args, "selector") == '\0')
		return error_set(
			err, REASON_CLIENT,
			"all resources selected for prune without explicitly passing --all. To "
			"prune all resources, pass the --all flag. If you did not mean to prune "
			"all resources, specify a label selector");
	return !apply->server_side ||
	       error_set(err, REASON_CLIENT,
			 "--prune is in alpha and doesn't currently work on objects created by "
			 "server-side apply");
}

/* What --server-side goes together with. */
static bool check_server_side(const struct apply *apply, struct error *err)
{
	if (apply->force_conflicts && !apply->server_side)
		return error_set(err, REASON_CLIENT,
				 "--force-conflicts only works with --server-side");
	if (apply->server_side && apply->printer.dry_run == DRY_RUN_CLIENT)
		return error_set(err, REASON_CLIENT,
				 "--dry-run=client doesn't work with --server-side (did you mean "
				 "--dry-run=server instead?)");
	return !apply->server_side || !apply->force ||
	       error_set(err, REASON_CLIENT, "--force cannot be used with --server-side");
}

static bool check_flags(struct session *session, const struct args *args, struct apply *apply,
			struct error *err)
{
	bool prune = args_bool(args, "prune");

	if (!cascade_check(session, args, err))
		return false;
	if (!args_name_files(args))
		return error_set(err, REASON_CLIENT, "must specify one of -f and -k");
	if (!validate_parse(args, &apply->validation, err) ||
	    (prune && !pruning_create(args, &apply->pruning, err)))
		return false;
	if (!check_server_side(apply, err))
		return false;
	if (apply->force && apply->printer.dry_run == DRY_RUN_SERVER)
		return error_set(err, REASON_CLIENT,
				 "--dry-run=server cannot be used with --force");
	if (args_bool(args, "all") && *args_string(args, "selector") != '\0')
		return error_set(err, REASON_CLIENT,
				 "cannot set --all and --selector at the same time");
	if (prune && !check_prune(args, apply, err))
		return false;
	return *apply->subresource == '\0' || apply->server_side ||
	       error_set(err, REASON_CLIENT,
			 "--subresource can only be specified for --server-side");
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	bool server_side = args_bool(args, "server-side");
	struct apply apply = {
		.session = session,
		.source = MANIFEST_SOURCE_INIT,
		.overwrite = args_bool(args, "overwrite"),
		.force = args_bool(args, "force"),
		.server_side = server_side,
		.force_conflicts = args_bool(args, "force-conflicts"),
		.subresource = args_string(args, "subresource"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
				 : server_side ? APPLY_MANAGER
					       : CLIENT_SIDE_APPLY_MANAGER,
		.first = { .response = RESPONSE_INIT },
	};
	bool ok;

	if (args_count(args) > 0)
		return unexpected_args(args, err);
	session->file_errors_place = FILE_ERRORS_FIRST;
	ok = result_printer_init(session, args, &apply.printer, err) &&
	     check_flags(session, args, &apply, err);
	/* A template without -o prints each object as it comes. */
	apply.printer.renewed = true;
	apply.prints_at_end =
		*args_string(args, "output") != '\0' && apply.printer.output.format != OUTPUT_NAME;
	ok = ok && apply_files(session, args, &apply, err);
	finish(&apply);
	return ok;
}

static const struct flag flag_force = {
	.name = "force",
	.type = FLAG_BOOL,
	.help = "Delete and create anew what cannot be changed as the file wants it.",
};
static const struct flag flag_force_conflicts = {
	.name = "force-conflicts",
	.type = FLAG_BOOL,
	.help = "With --server-side: take over fields that other managers own with other values.",
};
static const struct flag flag_server_side = {
	.name = "server-side",
	.type = FLAG_BOOL,
	.help = "Let the server merge: it knows who owns each field, and refuses to change what "
		"others own.",
};
static const struct flag flag_openapi_patch = {
	.name = "openapi-patch",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Accepted, without effect: the kinds' own tables say how lists merge.",
};
static const struct flag flag_overwrite = {
	.name = "overwrite",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Put the manifest's values in place of what others changed since the last apply. "
		"With false that is an error.",
};

static const struct flag flag_timeout = {
	.name = "timeout",
	.type = FLAG_DURATION,
	.initial = "0s",
	.help = "With --force; without effect: what is not gone at once does not go while this "
		"command waits.",
};
static const struct flag flag_wait = {
	.name = "wait",
	.type = FLAG_BOOL,
	.help = "Accepted, without effect.",
};

const struct command cmd_apply = {
	.name = "apply",
	.summary = "Apply a configuration to a resource by file name or stdin",
	.usage = "(-f FILENAME | -k DIRECTORY)",
	.description =
		"Apply a configuration to a resource by file name or stdin. The resource name "
		"must be specified. This resource will be created if it doesn't exist yet.\n"
		"\n"
		" What the file lacks and had when it was last applied is removed; what "
		"others added stays. JSON and YAML formats are accepted.",
	.examples =
		"# Apply the objects of a file\n"
		"kubectl apply -f service.yaml\n"
		"\n"
		"# Apply the objects of standard input\n"
		"cat service.yaml | kubectl apply -f -\n"
		"\n"
		"# Let the server merge, and take over what others own\n"
		"kubectl apply --server-side --force-conflicts -f service.yaml\n"
		"\n"
		"# Also delete the services with the label that the file does not have any more\n"
		"kubectl apply --prune -f service.yaml -l app=web "
		"--prune-allowlist=core/v1/Service",
	.flags = (const struct flag *const[]) { &flag_all,
						&flag_allow_missing_template_keys,
						&flag_cascade,
						&flag_dry_run,
						&flag_field_manager,
						&flag_filename,
						&flag_force,
						&flag_force_conflicts,
						&flag_grace_period,
						&flag_kustomize,
						&flag_openapi_patch,
						&flag_output_write,
						&flag_overwrite,
						&flag_prune,
						&flag_prune_allowlist,
						&flag_record,
						&flag_recursive,
						&flag_selector,
						&flag_server_side,
						&flag_show_managed_fields,
						&flag_subresource,
						&flag_template,
						&flag_timeout,
						&flag_validate,
						&flag_wait,
						NULL },
	.subcommands = (const struct command *const[]) { &cmd_apply_edit_last_applied,
							 &cmd_apply_set_last_applied,
							 &cmd_apply_view_last_applied, NULL },
	.run = run,
};
