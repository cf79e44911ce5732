/* kubectl apply -f, on the client's side: apply_object.c merges, this file reads the command line and
 * prints. */
#include <errno.h>
#include <stdlib.h>

#include "apply.h"

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct apply *apply = context;

	return manifest_source_next(&apply->source, ret_manifest) ? BATCH_ITEM : BATCH_END;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	apply_object(server, context, item);
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
	if (session_failed(session) || apply->n_objects == 0)
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
	return print_kept(session, apply, err);
}

static void finish(struct apply *apply)
{
	output_list_abandon(apply->list);
	if (apply->spool != NULL)
		fclose(apply->spool);
	result_printer_finish(&apply->printer);
	response_finish(&apply->first.response);
	manifest_source_cleanup(&apply->source);
}

static bool check_all(const struct args *args, struct error *err)
{
	if (!args_bool(args, "all") || *args_string(args, "selector") == '\0')
		return true;
	return error_set(err, REASON_CLIENT, "cannot set --all and --selector at the same time");
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct apply apply = {
		.session = session,
		.source = MANIFEST_SOURCE_INIT,
		.overwrite = args_bool(args, "overwrite"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-client-side-apply",
		.first = { .response = RESPONSE_INIT },
	};
	bool ok;

	if (args_count(args) > 0)
		return unexpected_args(args, err);
	session->file_errors_place = FILE_ERRORS_FIRST;
	ok = result_printer_init(session, args, &apply.printer, err) &&
	     validate_parse(args, &apply.validation, err) && check_all(args, err);
	/* A template without -o prints each object as it comes. */
	apply.printer.renewed = true;
	apply.prints_at_end = *args_string(args, "output") != '\0' &&
			      apply.printer.output.format != OUTPUT_NAME;
	ok = ok && apply_files(session, args, &apply, err);
	finish(&apply);
	return ok;
}

static const struct flag flag_overwrite = {
	.name = "overwrite",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Put the manifest's values in place of what others changed since the last apply. "
		"With false that is an error.",
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
	.examples = "# Apply the objects of a file\n"
		    "kubectl apply -f service.yaml\n"
		    "\n"
		    "# Apply the objects of standard input\n"
		    "cat service.yaml | kubectl apply -f -",
	.flags = (const struct flag *const[]) { &flag_all, &flag_allow_missing_template_keys,
						&flag_dry_run, &flag_field_manager, &flag_filename,
						&flag_kustomize, &flag_output_write,
						&flag_overwrite, &flag_recursive, &flag_selector,
						&flag_show_managed_fields, &flag_template,
						&flag_validate, NULL },
	.run = run,
};
