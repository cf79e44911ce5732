/* kubectl edit. */
#include "edit.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/patch.h"

/* ---- what the editing commands share ---- */

const struct flag flag_windows_line_endings = {
	.name = "windows-line-endings",
	.type = FLAG_BOOL,
	.help = "Give the file to edit the line ends of Windows.",
};

bool edit_init(struct session *session, const struct args *args, const struct edit_mode *mode,
	       const char *field_manager, struct edit *ret_edit, struct error *err)
{
	const char *output = args_string(args, "output");
	struct edit edit = {
		.session = session,
		.mode = mode,
		.printer = { .output = OUTPUT_INIT, .renewed = true },
		.format = output,
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : field_manager,
		.subresource = "",
	};
	bool prints = *output == '\0' || text_equal_fold(output, "json") ||
		      text_equal_fold(output, "yaml");

	edit.printer.show_managed_fields = args_bool(args, "show-managed-fields");
	/* Any other format is refused once there is something to edit. */
	if (!validate_parse(args, &edit.validation, err) ||
	    (prints && !output_from_args(args, false, &edit.printer.output, err)))
		return false;
	*ret_edit = edit;
	return true;
}

void edit_finish(struct edit *edit)
{
	result_printer_finish(&edit->printer);
}

bool edit_print(struct edit *edit, const struct manifest *manifest, const cJSON *object,
		const char *word, struct error *err)
{
	return result_print(edit->session, &edit->printer, manifest->resource, object, word, err);
}

/* ---- edit ---- */

static const struct manifest *find_original(const struct manifest *originals, size_t n,
					    const struct manifest *edited)
{
	const char *uid = json_str_at(edited->object, "metadata", "uid", NULL);

	for (size_t i = 0; i < n; i++)
		if (strcmp(json_str_at(originals[i].object, "metadata", "uid", NULL), uid) == 0)
			return &originals[i];
	return NULL;
}

static bool make_patch(const struct manifest *original, const struct manifest *edited,
		       cJSON **ret_patch, struct error *err)
{
	CLEANUP(json) cJSON *patch = NULL;

	if (!patch_two_way(edited->resource->schema, original->object, edited->object, &patch, err))
		return false;
	if (json_child(patch, "apiVersion") != NULL || json_child(patch, "kind") != NULL ||
	    json_get(patch, "metadata", "name", NULL) != NULL)
		return error_set(err, REASON_CLIENT,
				 "At least one of apiVersion, kind and name was changed");
	json_sort(patch);
	*ret_patch = TAKE(patch);
	return true;
}

static bool send_patch(struct edit *edit, const struct manifest *edited, const cJSON *patch,
		       struct edit_results *results, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	const struct request request = {
		.verb = VERB_PATCH,
		.resource = edited->resource,
		.version = edited->version,
		.namespace = edited->namespace,
		.name = edited->name,
		.subresource = edit->subresource,
		.object = patch,
		.patch_type = PATCH_STRATEGIC,
		.field_validation = edit->validation,
		.field_manager = edit->field_manager,
	};

	if (check_path(edited->namespace, edited->name, &problem) &&
	    session_request(edit->session, &request, &response, &problem))
		return edit_print(edit, edited, response.object, "edited", err);
	edit_add_error(edit, edited, &problem, results);
	return true;
}

static bool patch_one(struct edit *edit, const struct manifest *original,
		      const struct manifest *edited, struct edit_results *results,
		      struct error *err)
{
	CLEANUP(json) cJSON *patch = NULL;

	if (json_equal(original->object, edited->object))
		return edit_print(edit, edited, edited->object, "skipped", err);
	if (!make_patch(original, edited, &patch, err))
		return false;
	if (edit->output_patch) {
		CLEANUP(str) char *text = json_text(patch);

		fprintf(edit->session->out, "Patch: %s\n", text);
	}
	return send_patch(edit, edited, patch, results, err);
}

static bool commit(struct edit *edit, const struct manifest *originals, size_t n_originals,
		   struct manifest *edited, size_t n_edited, struct edit_results *results,
		   struct error *err)
{
	for (size_t i = 0; i < n_edited; i++) {
		const struct manifest *original = find_original(originals, n_originals, &edited[i]);

		if (original == NULL)
			return error_set(err, REASON_CLIENT, "no original object found for %s/%s",
					 edited[i].resource->kind, edited[i].name);
		if (!patch_one(edit, original, &edited[i], results, err))
			return false;
	}
	return true;
}

static const struct edit_mode normal = { .header = EDIT_HEADER, .commit = commit };

static bool edit_selected(struct session *session, const struct args *args, struct edit *edit,
			  struct error *err)
{
	const struct selection_options options = {
		.n_words = args_count(args),
		.all = true,
	};
	CLEANUP(selection) struct selection selection = { .single = false };
	struct manifest_list list = { .items = NULL };
	bool ok;

	if (!selection_open(session, args, &options, &selection, err))
		return false;
	selection.subresource = edit->subresource;
	ok = manifest_list_fetch(session, &selection, &list, err);
	if (ok && !session_failed(session))
		ok = list.n > 0 ? edit_run(edit, list.items, list.n, err)
				: error_set(err, REASON_CLIENT, "edit cancelled, no objects found");
	manifest_list_finish(&list);
	return ok;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct edit edit;
	bool ok;

	if (!edit_init(session, args, &normal, "kubectl-edit", &edit, err))
		return false;
	edit.subresource = args_string(args, "subresource");
	edit.save_config = args_bool(args, "save-config");
	edit.windows_line_endings = args_bool(args, "windows-line-endings");
	edit.output_patch = args_bool(args, "output-patch");
	ok = edit_selected(session, args, &edit, err);
	edit_finish(&edit);
	return ok;
}

static const struct flag flag_output_patch = {
	.name = "output-patch",
	.type = FLAG_BOOL,
	.help = "Print the patch that the editing comes to.",
};

const struct command cmd_edit = {
	.name = "edit",
	.summary = "Edit a resource on the server",
	.usage = "(RESOURCE/NAME | -f FILENAME)",
	.description =
		"Edit a resource from the default editor.\n"
		"\n"
		" The editor is that of $KUBE_EDITOR, of $EDITOR, or vi. Several objects are "
		"edited "
		"as a List, and changed one at a time. What is not valid is shown again, with the "
		"reasons as comments; a file that is left as it is ends the editing.\n"
		"\n"
		" The format is YAML; for JSON, specify \"-o json\".",
	.examples = "# Edit a service\n"
		    "kubectl edit service/web\n"
		    "\n"
		    "# Use another editor\n"
		    "KUBE_EDITOR=\"nano\" kubectl edit service/web\n"
		    "\n"
		    "# Edit a range as JSON\n"
		    "kubectl edit servicecidr newcidr1 -o json",
	.flags = (const struct flag *const[]) { &flag_allow_missing_template_keys,
						&flag_field_manager, &flag_filename,
						&flag_kustomize, &flag_output_patch,
						&flag_output_write, &flag_record, &flag_recursive,
						&flag_save_config, &flag_show_managed_fields,
						&flag_subresource, &flag_template, &flag_validate,
						&flag_windows_line_endings, NULL },
	.run = run,
};
