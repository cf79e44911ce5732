/* kubectl create -f. The creators of single kinds are its subcommands. */
#include "batch.h"
#include "create_edit.h"
#include "edit.h"
#include "raw.h"

struct create {
	const struct args *args;
	struct manifest_source source;
	struct result_printer printer;
	enum field_validation validation;
	const char *field_manager;
	bool save_config;
};

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct create *create = context;

	if (!manifest_source_next(&create->source, ret_manifest))
		return BATCH_END;
	if (create->save_config)
		last_applied_set(ret_manifest->object, false);
	else
		last_applied_refresh(ret_manifest->object);
	record_change_cause(create->args, ret_manifest->object);
	if (create->printer.dry_run != DRY_RUN_CLIENT)
		forget_revision(ret_manifest->object);
	return BATCH_ITEM;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct create *create = context;
	const struct manifest *manifest = &item->manifest;
	struct request request = {
		.verb = VERB_CREATE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = "",
		.subresource = "",
		.object = manifest->object,
		.field_validation = create->validation,
		.field_manager = create->field_manager,
		.dry_run = create->printer.dry_run == DRY_RUN_SERVER,
		.omit_managed_fields = !output_shows_owners(&create->printer.output,
							    create->printer.show_managed_fields),
	};

	if (server == NULL)
		return; /* --dry-run=client: what was read is what is printed */
	if (!check_path_namespace(manifest->namespace, &item->error) ||
	    !server_handle(server, &request, &item->response, &item->error))
		error_add_source(&item->error, "creating", manifest->source);
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct create *create = context;
	const cJSON *object = create->printer.dry_run == DRY_RUN_CLIENT ? item->manifest.object
									: item->response.object;

	return result_print(session, &create->printer, item->manifest.resource, object, "created",
			    err);
}

static bool create_files(struct session *session, const struct args *args, struct create *create,
			 struct error *err)
{
	struct manifest_options options = {
		.check_set = create->validation != FIELD_VALIDATION_IGNORE,
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	struct batch batch = {
		.access = STORE_WRITE,
		.offline = create->printer.dry_run == DRY_RUN_CLIENT,
		.doing = "creating",
		.next = next,
		.handle = handle,
		.print = print,
		.context = create,
	};
	size_t n;

	if (!manifest_source_open(session, args, &options, args_string(args, "selector"),
				  &create->source, err) ||
	    !batch_run(session, &batch, &n, err))
		return false;
	if (n == 0 && !session_failed(session))
		return error_set(err, REASON_CLIENT, "no objects passed to create");
	return true;
}

static bool create_raw(struct session *session, const struct args *args, struct error *err)
{
	if (!args_name_files(args))
		return error_set(err, REASON_CLIENT, "must specify one of -f and -k");
	return raw_check(args, err) && raw_send(session, args, VERB_CREATE, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct create create = {
		.args = args,
		.source = MANIFEST_SOURCE_INIT,
		.save_config = args_bool(args, "save-config"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-create",
	};
	bool ok;

	if (args_count(args) > 0)
		return unexpected_args(args, err);
	if (args_bool(args, "edit") && !raw_wanted(args))
		return create_edit(session, args, err);
	session->file_errors_place = FILE_ERRORS_LAST;
	ok = result_printer_init(session, args, &create.printer, err) &&
	     validate_parse(args, &create.validation, err) &&
	     (raw_wanted(args) ? create_raw(session, args, err)
			       : create_files(session, args, &create, err));
	manifest_source_cleanup(&create.source);
	result_printer_finish(&create.printer);
	return ok;
}

static const struct flag flag_edit = {
	.name = "edit",
	.type = FLAG_BOOL,
	.help = "Edit each object before it is created.",
};
const struct command cmd_create = {
	.name = "create",
	.summary = "Create a resource from a file or from stdin",
	.usage = "-f FILENAME",
	.description = "Create a resource from a file or from stdin.\n"
		       "\n"
		       " JSON and YAML formats are accepted.",
	.examples = "# Create the objects of a file\n"
		    "kubectl create -f service.yaml\n"
		    "\n"
		    "# Create the objects of standard input\n"
		    "cat service.yaml | kubectl create -f -",
	.flags = (const struct flag *const[]) { &flag_allow_missing_template_keys, &flag_dry_run,
						&flag_edit, &flag_field_manager, &flag_filename,
						&flag_kustomize, &flag_output_write, &flag_raw_send,
						&flag_record, &flag_recursive, &flag_save_config,
						&flag_selector, &flag_show_managed_fields,
						&flag_template, &flag_validate,
						&flag_windows_line_endings, NULL },
	.subcommands = (const struct command *const[]) { &cmd_create_namespace, &cmd_create_service,
							 NULL },
	.run = run,
};
