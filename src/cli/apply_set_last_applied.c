/* kubectl apply set-last-applied. */
#include <stdlib.h>
#include <string.h>

#include "last_applied_patch.h"

/* ---- the annotation ---- */

char *last_applied_record(const cJSON *object)
{
	CLEANUP(json) cJSON *copy = json_copy(object);
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_sort(copy);
	json_print(copy, JSON_COMPACT, &text);
	strbuf_add_char(&text, '\n');
	return strbuf_detach(&text);
}

bool last_applied_send(struct server *server, const struct manifest *manifest, const char *record,
		       const char *field_manager, bool dry_run, struct response *response,
		       struct error *err)
{
	CLEANUP(json) cJSON *patch = cJSON_CreateObject();
	const struct request request = {
		.verb = VERB_PATCH,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
		.object = patch,
		.patch_type = PATCH_MERGE,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = field_manager,
		.dry_run = dry_run,
	};

	json_set_str(json_ensure_object(json_ensure_object(patch, "metadata"), "annotations"),
		     LAST_APPLIED, record);
	return check_path(manifest->namespace, manifest->name, err) &&
	       server_handle(server, &request, response, err);
}

/* ---- the objects ---- */

struct setting {
	struct result_printer printer;
	struct manifest_list list;
	bool create;

	/* Of each object of the list: */
	struct response *responses;
	bool *changed;
	size_t n_checked, n_done; /* how many were looked at, and how many of these are done with */
	struct error error;       /* why it were not all */
};

static bool check_stored(const struct setting *setting, const struct manifest *manifest,
			 const cJSON *stored, struct error *err)
{
	return last_applied_text(stored) != NULL || setting->create ||
	       error_set(err, REASON_CLIENT,
			 "no last-applied-configuration annotation found on resource: %s, to "
			 "create the annotation, run the command with --create-annotation",
			 manifest->name);
}

static bool check(struct server *server, struct setting *setting, size_t index)
{
	const struct manifest *manifest = &setting->list.items[index];
	struct response *response = &setting->responses[index];
	CLEANUP(str) char *record = last_applied_record(manifest->object);
	const char *old;

	if (!fetch_object(server, manifest->resource, manifest->version, manifest->namespace,
			  manifest->name, response, &setting->error) ||
	    !check_stored(setting, manifest, response->object, &setting->error))
		return false;
	old = last_applied_text(response->object);
	setting->changed[index] = old == NULL || strcmp(old, record) != 0;
	return true;
}

static bool set(struct server *server, struct setting *setting, size_t index)
{
	const struct manifest *manifest = &setting->list.items[index];
	CLEANUP(str) char *record = NULL;

	if (!setting->changed[index] || setting->printer.dry_run == DRY_RUN_CLIENT)
		return true;
	record = last_applied_record(manifest->object);
	response_finish(&setting->responses[index]);
	return last_applied_send(server, manifest, record, "kubectl",
				 setting->printer.dry_run == DRY_RUN_SERVER,
				 &setting->responses[index], &setting->error);
}

/* All objects are looked at before the first one is changed; the first one that is refused ends the
 * command, and those before it keep their changes. */
static bool work(struct server *server, void *context, struct error *err)
{
	struct setting *setting = context;

	(void)err;
	setting->n_checked = setting->n_done = 0;
	error_finish(&setting->error);
	for (size_t i = 0; i < setting->list.n; i++)
		response_finish(&setting->responses[i]);
	while (setting->n_checked < setting->list.n && check(server, setting, setting->n_checked))
		setting->n_checked++;
	if (setting->n_checked == setting->list.n)
		while (setting->n_done < setting->list.n && set(server, setting, setting->n_done))
			setting->n_done++;
	return true;
}

static bool print_results(struct session *session, struct setting *setting, struct error *err)
{
	for (size_t i = 0; i < setting->n_checked; i++)
		if (!setting->changed[i])
			fprintf(session->out, "set-last-applied %s: no changes required.\n",
				setting->list.items[i].name);
	for (size_t i = 0; i < setting->n_done; i++) {
		session_warn(session, &setting->responses[i].warnings);
		if (setting->changed[i] &&
		    !result_print(session, &setting->printer, setting->list.items[i].resource,
				  setting->responses[i].object, "configured", err))
			return false;
	}
	return setting->error.reason == REASON_NONE || error_move(err, &setting->error);
}

static bool set_all(struct session *session, struct setting *setting, struct error *err)
{
	enum store_access access =
		setting->printer.dry_run == DRY_RUN_CLIENT ? STORE_READ : STORE_WRITE;
	bool ok;

	setting->responses = xcalloc(setting->list.n + 1, sizeof(*setting->responses));
	setting->changed = xcalloc(setting->list.n + 1, sizeof(*setting->changed));
	ok = session_run(session, access, work, setting, err) &&
	     print_results(session, setting, err);
	for (size_t i = 0; i < setting->list.n; i++)
		response_finish(&setting->responses[i]);
	free(setting->responses);
	free(setting->changed);
	error_finish(&setting->error);
	return ok;
}

static bool read_files(struct session *session, const struct args *args, struct setting *setting,
		       struct error *err)
{
	const struct manifest_options options = {
		.namespace = session->namespace,
		.enforce_namespace = session->namespace_given,
	};
	CLEANUP(manifest_source) struct manifest_source source = MANIFEST_SOURCE_INIT;
	struct manifest manifest;

	if (!args_name_files(args))
		return targets_missing(err);
	if (!manifest_source_open(session, args, &options, NULL, &source, err))
		return false;
	while (manifest_source_next(&source, &manifest))
		manifest_list_add(&setting->list, &manifest);
	return true;
}

/* ---- the command line ---- */

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct setting setting = {
		.create = args_bool(args, "create-annotation"),
		.error = ERROR_INIT,
	};
	bool ok = result_printer_init(session, args, &setting.printer, err) &&
		  read_files(session, args, &setting, err) &&
		  (session_failed(session) || set_all(session, &setting, err));

	manifest_list_finish(&setting.list);
	result_printer_finish(&setting.printer);
	return ok;
}

static const struct flag flag_create_annotation = {
	.name = "create-annotation",
	.type = FLAG_BOOL,
	.help = "Set the annotation also on objects that do not have it.",
};

const struct command cmd_apply_set_last_applied = {
	.name = "set-last-applied",
	.summary = "Set the last-applied-configuration annotation on a live object to match the "
		   "contents of a file",
	.usage = "-f FILENAME",
	.description =
		"Set the latest last-applied-configuration annotations by setting it to match the "
		"contents of a file. This results in the last-applied-configuration being updated "
		"as though 'kubectl apply -f <file>' was run, without updating any other parts of "
		"the object.",
	.examples = "# Take what a file says for what was applied last\n"
		    "kubectl apply set-last-applied -f service.yaml\n"
		    "\n"
		    "# Also if nothing was ever applied\n"
		    "kubectl apply set-last-applied -f service.yaml --create-annotation=true",
	.flags = (const struct flag *const[]) { &flag_allow_missing_template_keys,
						&flag_create_annotation, &flag_dry_run,
						&flag_filename, &flag_output_write,
						&flag_show_managed_fields, &flag_template, NULL },
	.run = run,
};
