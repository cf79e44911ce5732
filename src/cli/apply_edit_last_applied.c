/* kubectl apply edit-last-applied. */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "last_applied_patch.h"

struct sending {
	const struct manifest *manifest;
	const char *record, *field_manager;
};

static bool send(struct server *server, void *context, struct error *err)
{
	const struct sending *sending = context;
	CLEANUP(response) struct response response = RESPONSE_INIT;

	return last_applied_send(server, sending->manifest, sending->record, sending->field_manager,
				 false, &response, err);
}

static bool commit_one(struct edit *edit, const struct manifest *original, struct manifest *edited,
		       struct error *err)
{
	CLEANUP(str) char *record = last_applied_record(edited->object);
	struct sending sending = { edited, record, edit->field_manager };

	if (json_equal(original->object, edited->object))
		return edit_print(edit, edited, edited->object, "skipped", err);
	return session_run(edit->session, STORE_WRITE, send, &sending, err) &&
	       edit_print(edit, edited, edited->object, "edited", err);
}

/* kubectl finds the original of an object by its uid, which no annotation holds: it is always the
 * first one. Here it is the one of the same kind and name. */
static const struct manifest *find_original(const struct manifest *originals, size_t n,
					    const struct manifest *edited)
{
	for (size_t i = 0; i < n; i++)
		if (originals[i].resource == edited->resource &&
		    strcmp(originals[i].name, edited->name) == 0)
			return &originals[i];
	return &originals[0];
}

static bool commit(struct edit *edit, const struct manifest *originals, size_t n_originals,
		   struct manifest *edited, size_t n_edited, struct edit_results *results,
		   struct error *err)
{
	(void)results;
	for (size_t i = 0; i < n_edited; i++) {
		const struct manifest *original = find_original(originals, n_originals, &edited[i]);

		if (!commit_one(edit, original, &edited[i], err))
			return false;
	}
	return true;
}

static const struct edit_mode last_applied = {
	.header = "# Please edit the 'last-applied-configuration' annotations below.\n"
		  "# Lines beginning with a '#' will be ignored, and an empty file will abort the "
		  "edit.\n"
		  "#\n",
	.commit = commit,
};

/* The objects that the annotations hold; those without one are left out. */
static bool read_annotations(struct session *session, const struct manifest_list *stored,
			     struct manifest_list *ret_list, struct error *err)
{
	for (size_t i = 0; i < stored->n; i++) {
		const char *text = last_applied_text(stored->items[i].object);
		struct manifest_list parsed = { .items = NULL };

		if (text == NULL)
			continue;
		if (!manifest_list_parse(session, "edited-file", text, strlen(text), &parsed, err))
			return false;
		if (parsed.n > 0)
			manifest_list_add(ret_list, &parsed.items[0]);
		manifest_list_finish(&parsed);
	}
	return ret_list->n > 0 ||
	       error_set(err, REASON_CLIENT,
			 "no last-applied-configuration annotation found on resources, to create "
			 "the annotation, use command `%s apply set-last-applied "
			 "--create-annotation`",
			 session->program);
}

static bool edit_annotations(struct session *session, const struct args *args, struct edit *edit,
			     struct error *err)
{
	const struct selection_options options = { .n_words = args_count(args), .all = true };
	CLEANUP(selection) struct selection selection = { .single = false };
	struct manifest_list stored = { .items = NULL }, list = { .items = NULL };
	bool ok;

	ok = selection_open(session, args, &options, &selection, err) &&
	     manifest_list_fetch(session, &selection, &stored, err);
	if (ok && !session_failed(session))
		ok = read_annotations(session, &stored, &list, err) &&
		     edit_run(edit, list.items, list.n, err);
	manifest_list_finish(&stored);
	manifest_list_finish(&list);
	return ok;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct edit edit;
	bool ok;

	if (!edit_init(session, args, &last_applied, "kubectl-client-side-apply", &edit, err))
		return false;
	edit.windows_line_endings = args_bool(args, "windows-line-endings");
	ok = edit_annotations(session, args, &edit, err);
	edit_finish(&edit);
	return ok;
}

const struct command cmd_apply_edit_last_applied = {
	.name = "edit-last-applied",
	.summary = "Edit latest last-applied-configuration annotations of a resource/object",
	.usage = "(RESOURCE/NAME | -f FILENAME)",
	.description =
		"Edit the latest last-applied-configuration annotations of resources from the "
		"default editor.\n"
		"\n"
		" This is for annotations what \"edit\" is for objects. Nothing else of the "
		"objects is changed.",
	.examples = "# Edit what was applied last, as YAML\n"
		    "kubectl apply edit-last-applied service/web\n"
		    "\n"
		    "# As JSON, of the objects of a file\n"
		    "kubectl apply edit-last-applied -f service.yaml -o json",
	.flags =
		(const struct flag *const[]) { &flag_allow_missing_template_keys,
					       &flag_field_manager, &flag_filename, &flag_kustomize,
					       &flag_output_write, &flag_record, &flag_recursive,
					       &flag_show_managed_fields, &flag_template,
					       &flag_validate, &flag_windows_line_endings, NULL },
	.run = run,
};
