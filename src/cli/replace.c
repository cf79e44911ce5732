/* kubectl replace: PUT of what the files hold; with --force everything is deleted first and then
 * created anew. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "raw.h"

struct replacing {
	const struct args *args;
	struct manifest_source source;
	struct result_printer printer;
	enum field_validation validation;
	const char *subresource, *field_manager;
	bool save_config;

	/* --force: */
	struct manifest *manifests; /* owned */
	size_t n, capacity, at;
};

static void annotate(const struct replacing *replacing, cJSON *object)
{
	if (replacing->save_config)
		last_applied_set(object, false);
	else
		last_applied_refresh(object);
	record_change_cause(replacing->args, object);
}

static struct request request_for(const struct replacing *replacing, enum verb verb,
				  const struct manifest *manifest)
{
	return (struct request) {
		.verb = verb,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = verb == VERB_CREATE ? "" : manifest->name,
		.subresource = verb == VERB_CREATE ? "" : replacing->subresource,
		.object = verb == VERB_DELETE ? NULL : manifest->object,
		.field_validation = replacing->validation,
		.field_manager = replacing->field_manager,
		.dry_run = replacing->printer.dry_run == DRY_RUN_SERVER,
		.omit_managed_fields = !output_shows_owners(&replacing->printer.output,
							    replacing->printer.show_managed_fields),
	};
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct replacing *replacing = context;

	return result_print(session, &replacing->printer, item->manifest.resource,
			    item->response.object, "replaced", err);
}

/* ---- in place ---- */

static enum batch_next next_in_file(void *context, struct manifest *ret_manifest)
{
	struct replacing *replacing = context;

	if (!manifest_source_next(&replacing->source, ret_manifest))
		return BATCH_END;
	annotate(replacing, ret_manifest->object);
	return BATCH_ITEM;
}

/* An object without a resourceVersion replaces whatever is stored. */
static bool replace_object(struct server *server, const struct replacing *replacing,
			   struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
	struct request request = request_for(replacing, VERB_GET, manifest);
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(response) struct response stored = RESPONSE_INIT;
	CLEANUP(error) struct error absent = ERROR_INIT;

	if (!check_path(manifest->namespace, manifest->name, &item->error))
		return false;
	request.object = NULL;
	object = json_copy(manifest->object);
	if (*json_str_at(object, "metadata", "resourceVersion", NULL) == '\0' &&
	    server_handle(server, &request, &stored, &absent))
		json_set_str(json_ensure_object(object, "metadata"), "resourceVersion",
			     json_str_at(stored.object, "metadata", "resourceVersion", NULL));
	request.verb = VERB_UPDATE;
	request.object = object;
	return server_handle(server, &request, &item->response, &item->error);
}

static void handle_replace(struct server *server, void *context, struct batch_item *item)
{
	const struct replacing *replacing = context;

	if (server == NULL)
		item->response.object = json_copy(item->manifest.object);
	else if (!replace_object(server, replacing, item))
		error_add_source(&item->error, "replacing", item->manifest.source);
}

static bool replace_in_place(struct session *session, struct replacing *replacing,
			     struct error *err)
{
	const struct batch batch = {
		.access = STORE_WRITE,
		.offline = replacing->printer.dry_run == DRY_RUN_CLIENT,
		.doing = "replacing",
		.next = next_in_file,
		.handle = handle_replace,
		.print = print,
		.context = replacing,
	};
	size_t n;

	return batch_run(session, &batch, &n, err);
}

/* ---- --force ---- */

/* The second walk needs what the first one read; standard input can be read only once. */
static void read_manifests(struct replacing *replacing)
{
	struct manifest manifest;

	while (manifest_source_next(&replacing->source, &manifest)) {
		replacing->manifests = xgrow(replacing->manifests, replacing->n,
					     &replacing->capacity, sizeof(*replacing->manifests));
		replacing->manifests[replacing->n++] = manifest;
	}
}

/* Copies, for the batch frees what it was given. */
static enum batch_next next_read(void *context, struct manifest *ret_manifest)
{
	struct replacing *replacing = context;
	const struct manifest *manifest;

	if (replacing->at == replacing->n)
		return BATCH_END;
	manifest = &replacing->manifests[replacing->at++];
	*ret_manifest = *manifest;
	ret_manifest->object = json_copy(manifest->object);
	ret_manifest->source = xstrdup(manifest->source);
	ret_manifest->namespace = xstrdup(manifest->namespace);
	ret_manifest->name = xstrdup(manifest->name);
	return BATCH_ITEM;
}

static void handle_delete(struct server *server, void *context, struct batch_item *item)
{
	const struct replacing *replacing = context;
	struct request request = request_for(replacing, VERB_DELETE, &item->manifest);

	request.subresource = "";
	if (check_path(item->manifest.namespace, item->manifest.name, &item->error) &&
	    server_handle(server, &request, &item->response, &item->error)) {
		item->outcome = "deleted";
		return;
	}
	if (item->error.reason == REASON_NOT_FOUND)
		error_finish(&item->error);
	else
		error_add_source(&item->error, "deleting", item->manifest.source);
}

static bool print_deleted(struct session *session, void *context, const struct batch_item *item,
			  struct error *err)
{
	const struct replacing *replacing = context;
	CLEANUP(str) char *kind = output_kind(item->manifest.resource);

	(void)err;
	if (item->outcome == NULL)
		return true;
	if (replacing->printer.output.format == OUTPUT_NAME)
		fprintf(session->out, "%s/%s\n", kind, item->manifest.name);
	else
		fprintf(session->out, "%s \"%s\" deleted\n", kind, item->manifest.name);
	return true;
}

/* kubectl waits for the end of what it deleted; here nothing would happen meanwhile. */
static void handle_look(struct server *server, void *context, struct batch_item *item)
{
	struct request request = request_for(context, VERB_GET, &item->manifest);
	CLEANUP(error) struct error gone = ERROR_INIT;

	request.object = NULL;
	if (server_handle(server, &request, &item->response, &gone))
		error_set(&item->error, REASON_CLIENT, "timed out waiting for the condition");
}

static bool print_nothing(struct session *session, void *context, const struct batch_item *item,
			  struct error *err)
{
	(void)session;
	(void)context;
	(void)item;
	(void)err;
	return true;
}

static void handle_create(struct server *server, void *context, struct batch_item *item)
{
	const struct replacing *replacing = context;
	struct request request = request_for(replacing, VERB_CREATE, &item->manifest);

	annotate(replacing, item->manifest.object);
	forget_revision(item->manifest.object);
	server_handle(server, &request, &item->response, &item->error);
}

static bool replace_by_force(struct session *session, struct replacing *replacing,
			     struct error *err)
{
	struct batch batches[] = {
		{ .handle = handle_delete, .print = print_deleted, .doing = "deleting" },
		{ .handle = handle_look, .print = print_nothing, .doing = "waiting" },
		{ .handle = handle_create, .print = print, .doing = "creating" },
	};
	size_t n = 0;

	read_manifests(replacing);
	for (size_t i = 0; i < ARRAY_LEN(batches); i++) {
		batches[i].access = batches[i].handle == handle_look ? STORE_READ : STORE_WRITE;
		batches[i].next = next_read;
		batches[i].context = replacing;
		replacing->at = 0;
		if (!batch_run(session, &batches[i], &n, err))
			return false;
		if (session_failed(session))
			return true;
		if (n == 0 && i == 0)
			fputs("No resources found\n", session->out);
	}
	return n > 0 || error_set(err, REASON_CLIENT, "no objects passed to replace");
}

/* ---- the command line ---- */

static bool check_flags(const struct args *args, const struct replacing *replacing,
			struct error *err)
{
	bool force = args_bool(args, "force");

	if (!args_name_files(args))
		return error_set(err, REASON_CLIENT, "must specify one of -f and -k");
	if (args_int(args, "grace-period") >= 0 && !force)
		return error_set(err, REASON_CLIENT, "--grace-period must have --force specified");
	if (args_duration_ns(args, "timeout") != 0 && !force)
		return error_set(err, REASON_CLIENT, "--timeout must have --force specified");
	if (force && replacing->printer.dry_run != DRY_RUN_NONE)
		return error_set(err, REASON_CLIENT,
				 "--dry-run can not be used when --force is set");
	return !raw_wanted(args) || raw_check(args, err);
}

static bool replace(struct session *session, const struct args *args, struct replacing *replacing,
		    struct error *err)
{
	const struct manifest_options options = {
		.check_set = replacing->validation != FIELD_VALIDATION_IGNORE,
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};

	if (raw_wanted(args))
		return raw_send(session, args, VERB_UPDATE, err);
	if (!manifest_source_open(session, args, &options, NULL, &replacing->source, err))
		return false;
	return args_bool(args, "force") ? replace_by_force(session, replacing, err)
					: replace_in_place(session, replacing, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct replacing replacing = {
		.args = args,
		.source = MANIFEST_SOURCE_INIT,
		.subresource = args_string(args, "subresource"),
		.save_config = args_bool(args, "save-config"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-replace",
	};
	bool ok = validate_parse(args, &replacing.validation, err) &&
		  result_printer_init(session, args, &replacing.printer, err) &&
		  cascade_check(session, args, err) && check_flags(args, &replacing, err) &&
		  replace(session, args, &replacing, err);

	manifest_source_cleanup(&replacing.source);
	result_printer_finish(&replacing.printer);
	for (size_t i = 0; i < replacing.n; i++)
		manifest_finish(&replacing.manifests[i]);
	free(replacing.manifests);
	return ok;
}

static const struct flag flag_force = {
	.name = "force",
	.type = FLAG_BOOL,
	.help = "Delete what is there and create it anew.",
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

const struct command cmd_replace = {
	.name = "replace",
	.summary = "Replace a resource by file name or stdin",
	.usage = "-f FILENAME",
	.description =
		"Replace a resource by file name or stdin.\n"
		"\n"
		" JSON and YAML formats are accepted. The file must hold the complete object; "
		"what it leaves out is gone, except what was allocated to it.",
	.examples = "# Replace the objects of a file\n"
		    "kubectl replace -f service.yaml\n"
		    "\n"
		    "# Delete and create them anew\n"
		    "kubectl replace --force -f service.yaml",
	.flags = (const struct flag *const[]) { &flag_allow_missing_template_keys,
						&flag_cascade,
						&flag_dry_run,
						&flag_field_manager,
						&flag_filename,
						&flag_force,
						&flag_grace_period,
						&flag_kustomize,
						&flag_output_write,
						&flag_raw_send,
						&flag_record,
						&flag_recursive,
						&flag_save_config,
						&flag_show_managed_fields,
						&flag_subresource,
						&flag_template,
						&flag_timeout,
						&flag_validate,
						&flag_wait,
						NULL },
	.run = run,
};
