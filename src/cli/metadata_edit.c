#include "metadata_edit.h"

#include <stdlib.h>
#include <string.h>

/* ---- arguments ---- */

static bool is_pair(const char *word)
{
	return (*word != '=' && strchr(word, '=') != NULL) ||
	       (text_ends_with(word, "-") && strcmp(word, "-") != 0);
}

static void add_pair(struct metadata_edit *edit, const char *word)
{
	const char *equals = strchr(word, '=');

	if (equals != NULL) {
		CLEANUP(str) char *key = xstrndup(word, (size_t)(equals - word));

		json_set_str(edit->set, key, equals + 1);
		text_list_add(&edit->set_words, word);
	} else {
		text_list_take(&edit->removed, xstrndup(word, strlen(word) - 1));
	}
}

/* Resources come first, then pairs; *ret_n_words: how many of the arguments are resources. */
static bool read_pairs(const struct args *args, struct metadata_edit *edit, size_t *ret_n_words,
		       struct error *err)
{
	size_t n = 0;

	while (n < args_count(args) && !is_pair(args_at(args, n)))
		n++;
	for (size_t i = n; i < args_count(args); i++) {
		if (!is_pair(args_at(args, i)))
			return error_set(err, REASON_CLIENT,
					 "all resources must be specified before %s changes: %s",
					 edit->kind->pair, args_at(args, i));
		add_pair(edit, args_at(args, i));
	}
	*ret_n_words = n;
	return true;
}

static bool check_local(const struct args *args, const struct metadata_edit *edit, size_t n_words,
			struct error *err)
{
	bool files = args_name_files(args);
	const char *example = edit->kind->file_example;

	if (!edit->local)
		return n_words > 0 || files ||
		       error_set(err, REASON_CLIENT,
				 "one or more resources must be specified as <resource> <name> or "
				 "<resource>/<name>");
	if (edit->printer.dry_run == DRY_RUN_SERVER)
		return error_set(err, REASON_CLIENT,
				 "cannot specify --local and --dry-run=server - did you mean "
				 "--dry-run=client?");
	if (n_words > 0)
		return error_set(err, REASON_CLIENT,
				 "can only use local files by -f %s.yaml or --filename=%s.json "
				 "when --local=true is set",
				 example, example);
	return files || error_set(err, REASON_CLIENT,
				  "one or more files must be specified as -f %s.yaml or "
				  "--filename=%s.json",
				  example, example);
}

static bool check_arguments(const struct args *args, const struct metadata_edit *edit,
			    size_t n_words, struct error *err)
{
	if (edit->kind->list_or_output && edit->list && *args_string(args, "output") != '\0')
		return error_set(err, REASON_CLIENT,
				 "--list and --output may not be specified together");
	if (!selection_check_all(args, err) || !check_local(args, edit, n_words, err))
		return false;
	return edit->list || edit->set->child != NULL || edit->removed.n > 0 ||
	       error_set(err, REASON_CLIENT, "at least one %s update is required",
			 edit->kind->pair);
}

/* ---- one object ---- */

static const cJSON *map_of(const struct metadata_edit *edit, const cJSON *object)
{
	return json_get(object, "metadata", edit->kind->map, NULL);
}

static bool writes(const struct metadata_edit *edit)
{
	return !edit->local && !edit->list && edit->printer.dry_run != DRY_RUN_CLIENT;
}

/* The object as it shall be. Owned. */
static cJSON *edited_copy(const struct metadata_edit *edit, const cJSON *object)
{
	cJSON *copy = json_copy(object), *metadata = json_ensure_object(copy, "metadata");
	cJSON *map = json_ensure_object(metadata, edit->kind->map);
	const cJSON *pair;

	if (writes(edit))
		record_change_cause(edit->args, copy);
	cJSON_ArrayForEach (pair, edit->set)
		json_set_str(map, pair->string, pair->valuestring);
	for (size_t i = 0; i < edit->removed.n; i++)
		json_remove(map, edit->removed.items[i]);
	if (*edit->resource_version != '\0')
		json_set_str(metadata, "resourceVersion", edit->resource_version);
	return copy;
}

/* The merge patch that makes the stored object the edited one. Owned. */
static cJSON *make_patch(const struct metadata_edit *edit, const cJSON *object)
{
	const cJSON *map = map_of(edit, object), *pair;
	cJSON *patch = cJSON_CreateObject(), *metadata = json_ensure_object(patch, "metadata");
	cJSON *changes = json_ensure_object(metadata, edit->kind->map);

	record_change_cause(edit->args, patch);
	cJSON_ArrayForEach (pair, edit->set)
		if (!json_equal(json_child(map, pair->string), pair))
			json_set(changes, pair->string, json_copy(pair));
	for (size_t i = 0; i < edit->removed.n; i++)
		if (json_child(map, edit->removed.items[i]) != NULL)
			json_set(changes, edit->removed.items[i], cJSON_CreateNull());
	if (*edit->resource_version != '\0')
		json_set_str(metadata, "resourceVersion", edit->resource_version);
	return patch;
}

static bool send_patch(struct server *server, const struct metadata_edit *edit, const cJSON *patch,
		       struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;
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
		.field_manager = edit->field_manager,
		.dry_run = edit->printer.dry_run == DRY_RUN_SERVER,
		.omit_managed_fields = !output_shows_owners(&edit->printer.output,
							    edit->printer.show_managed_fields),
	};

	response_finish(&item->response);
	return check_path(manifest->namespace, manifest->name, &item->error) &&
	       server_handle(server, &request, &item->response, &item->error);
}

static void note_missing(const struct metadata_edit *edit, const cJSON *map,
			 struct batch_item *item)
{
	for (size_t i = 0; i < edit->removed.n; i++) {
		CLEANUP(str) char *key = text_quoted(edit->removed.items[i]);

		if (json_child(map, edit->removed.items[i]) == NULL)
			text_list_take(&item->notes,
				       xasprintf("%s %s not found.", edit->kind->pair, key));
	}
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct metadata_edit *edit = context;
	CLEANUP(json) cJSON *old = NULL, *new = NULL, *patch = NULL;

	if (!selection_fetch(server, &edit->selection, item))
		return;
	old = TAKE(item->response.object);
	if (writes(edit) && !edit->kind->prints_answer)
		note_missing(edit, map_of(edit, old), item);
	if (*edit->resource_version != '\0')
		forget_revision(old);
	if (!edit->overwrite && !edit->kind->check_overwrite(edit, map_of(edit, old), &item->error))
		return;
	new = edited_copy(edit, old);
	item->outcome = edit->kind->outcome(edit, old, new);
	if (writes(edit)) {
		patch = make_patch(edit, old);
		if (!send_patch(server, edit, patch, item) || edit->kind->prints_answer)
			return;
		cJSON_Delete(item->response.object);
	}
	item->response.object = TAKE(new);
}

/* ---- printing ---- */

static void print_list(struct session *session, const struct metadata_edit *edit,
		       const struct batch_item *item)
{
	const cJSON *pair;

	if (!edit->selection.single)
		fprintf(session->out, "Listing %s for %s.%s/%s:\n", edit->kind->map,
			item->manifest.resource->kind, item->manifest.resource->group,
			item->manifest.name);
	cJSON_ArrayForEach (pair, map_of(edit, item->response.object))
		fprintf(session->out, "%s%s=%s\n", edit->selection.single ? "" : " ", pair->string,
			cJSON_IsString(pair) ? pair->valuestring : "");
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct metadata_edit *edit = context;

	if (item->outcome == NULL)
		return true;
	if (edit->list) {
		print_list(session, edit, item);
		return true;
	}
	edit->printer.renewed = !edit->kind->prints_answer;
	return result_print(session, &edit->printer, item->manifest.resource, item->response.object,
			    item->outcome, err);
}

/* ---- the command ---- */

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct metadata_edit *edit = context;

	return selection_next(&edit->selection, ret_manifest);
}

static bool work_through(struct session *session, struct metadata_edit *edit, struct error *err)
{
	const struct batch batch = {
		.access = writes(edit) ? STORE_WRITE : STORE_READ,
		.offline = edit->local,
		.doing = "patching",
		.next = next,
		.handle = handle,
		.print = print,
		.context = edit,
	};
	size_t n;

	if (*edit->resource_version != '\0' && !edit->selection.single)
		return error_set(err, REASON_CLIENT,
				 "--resource-version may only be used with a single resource");
	return batch_run(session, &batch, &n, err);
}

static bool run(struct session *session, const struct args *args, struct metadata_edit *edit,
		struct error *err)
{
	struct selection_options options = {
		.all = args_bool(args, "all"),
		.local = edit->local,
		.all_namespaces = args_bool(args, "all-namespaces"),
		.label_selector = edit->local ? NULL : args_string(args, "selector"),
		.field_selector = edit->local ? NULL : args_string(args, "field-selector"),
	};

	return result_printer_init(session, args, &edit->printer, err) &&
	       read_pairs(args, edit, &options.n_words, err) && edit->kind->check(edit, err) &&
	       check_arguments(args, edit, options.n_words, err) &&
	       selection_open(session, args, &options, &edit->selection, err) &&
	       work_through(session, edit, err);
}

bool metadata_edit_run(struct session *session, const struct args *args,
		       const struct metadata_kind *kind, struct error *err)
{
	struct metadata_edit edit = {
		.kind = kind,
		.args = args,
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : kind->manager,
		.resource_version = args_string(args, "resource-version"),
		.overwrite = args_bool(args, "overwrite"),
		.list = args_bool(args, "list"),
		.local = args_bool(args, "local"),
		.set = cJSON_CreateObject(),
		.set_words = TEXT_LIST_INIT,
		.removed = TEXT_LIST_INIT,
	};
	bool ok = run(session, args, &edit, err);

	result_printer_finish(&edit.printer);
	selection_cleanup(&edit.selection);
	cJSON_Delete(edit.set);
	text_list_finish(&edit.set_words);
	text_list_finish(&edit.removed);
	return ok;
}
