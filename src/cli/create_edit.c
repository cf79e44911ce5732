/* kubectl create --edit: each object through an editor before it is created. */
#include "create_edit.h"

#include "edit.h"

static bool create_object(struct edit *edit, const struct manifest *manifest, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_CREATE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = "",
		.subresource = "",
		.object = manifest->object,
		.field_validation = edit->validation,
		.field_manager = edit->field_manager,
		.dry_run = edit->printer.dry_run == DRY_RUN_SERVER,
	};

	if (edit->printer.dry_run == DRY_RUN_CLIENT)
		return edit_print(edit, manifest, manifest->object, "created", err);
	forget_revision(manifest->object);
	return session_request(edit->session, &request, &response, err) &&
	       edit_print(edit, manifest, response.object, "created", err);
}

static bool commit(struct edit *edit, const struct manifest *originals, size_t n_originals,
		   struct manifest *edited, size_t n_edited, struct edit_results *results,
		   struct error *err)
{
	(void)originals;
	(void)n_originals;
	(void)results;
	for (size_t i = 0; i < n_edited; i++)
		if (!create_object(edit, &edited[i], err))
			return false;
	return true;
}

static const struct edit_mode before_create = { .header = EDIT_HEADER, .commit = commit };

/* An object that could not be created does not keep the others from being edited. */
static bool edit_each(struct session *session, const struct args *args, struct edit *edit,
		      struct error *err)
{
	const struct manifest_options options = {
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	CLEANUP(manifest_source) struct manifest_source source = MANIFEST_SOURCE_INIT;
	struct manifest manifest;

	if (!manifest_source_open(session, args, &options, args_string(args, "selector"), &source,
				  err))
		return false;
	while (manifest_source_next(&source, &manifest)) {
		struct error problem = ERROR_INIT;

		if (!edit_run(edit, &manifest, 1, &problem))
			session_collect_at(session, manifest.order, &problem);
		manifest_finish(&manifest);
	}
	return true;
}

bool create_edit(struct session *session, const struct args *args, struct error *err)
{
	struct edit edit;
	bool ok;

	if (!edit_init(session, args, &before_create, "kubectl-create", &edit, err))
		return false;
	edit.save_config = args_bool(args, "save-config");
	edit.windows_line_endings = args_bool(args, "windows-line-endings");
	ok = dry_run_parse(session, args, &edit.printer.dry_run, err) &&
	     edit_each(session, args, &edit, err);
	edit_finish(&edit);
	return ok;
}
