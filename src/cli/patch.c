/* kubectl patch. */
#include "cidrctl/patch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cidrctl/yaml.h"

/* One run of the command. */
struct patching {
	const struct args *args;
	struct selection selection;
	struct result_printer printer; /* which knows nothing of a dry run */
	enum dry_run dry_run;
	enum patch_type type;
	const char *subresource, *field_manager;
	bool local;
	cJSON *patch;        /* owned; NULL: the text is no JSON, and */
	struct error broken; /* says why */
};

static const struct {
	const char *name;
	enum patch_type type;
} types[] = {
	{ "json", PATCH_JSON },
	{ "merge", PATCH_MERGE },
	{ "strategic", PATCH_STRATEGIC },
};

/* ---- one object ---- */

static bool patch_here(const struct patching *patching, const struct manifest *manifest,
		       const cJSON *object, cJSON **ret_patched, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	bool ok = false;

	switch (patching->type) {
	case PATCH_JSON:
		ok = patch_json(object, patching->patch, ret_patched, &problem);
		break;
	case PATCH_MERGE:
		ok = patch_merge(object, patching->patch, ret_patched, &problem);
		break;
	case PATCH_STRATEGIC:
	case PATCH_APPLY:
		ok = patch_strategic(manifest->resource->schema, object, patching->patch,
				     ret_patched, &problem);
		break;
	}
	return ok || error_set(err, REASON_CLIENT, "%s", problem.message);
}

static bool send_patch(struct server *server, const struct patching *patching,
		       const struct manifest *manifest, enum patch_type type, const cJSON *patch,
		       struct response *response, struct error *err)
{
	const struct request request = {
		.verb = VERB_PATCH,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = patching->subresource,
		.object = patch,
		.patch_type = type,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = patching->field_manager,
		.dry_run = patching->dry_run == DRY_RUN_SERVER,
	};

	return check_path(manifest->namespace, manifest->name, err) &&
	       server_handle(server, &request, response, err);
}

/* --record: a patch of its own behind the other one; that it fails is nobody's concern. */
static void record(struct server *server, const struct patching *patching, struct batch_item *item)
{
	CLEANUP(json) cJSON *patch = cJSON_CreateObject();
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(error) struct error unused = ERROR_INIT;

	record_change_cause(patching->args, patch);
	if (patch->child == NULL ||
	    !send_patch(server, patching, &item->manifest, PATCH_MERGE, patch, &response, &unused))
		return;
	cJSON_Delete(item->response.object);
	item->response.object = TAKE(response.object);
}

static bool is_offline(const struct patching *patching)
{
	return patching->local || patching->dry_run == DRY_RUN_CLIENT;
}

/* The object that kubectl has before the patch: a file's own, or the stored one. */
static bool find_original(struct server *server, const struct patching *patching,
			  struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;

	if (manifest->object != NULL) {
		item->response.object = json_copy(manifest->object);
		return true;
	}
	return fetch_subresource(server, manifest->resource, manifest->version, manifest->namespace,
				 manifest->name, patching->subresource, &item->response,
				 &item->error);
}

static bool is_broken(const struct patching *patching, struct error *err)
{
	if (patching->patch != NULL)
		return false;
	error_set(err, is_offline(patching) ? REASON_CLIENT : REASON_BAD_REQUEST, "%s%s",
		  patching->type == PATCH_STRATEGIC ? "" : "error decoding patch: ",
		  patching->broken.message);
	return true;
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct patching *patching = context;
	CLEANUP(json) cJSON *original = NULL;
	bool ok;

	if (!find_original(server, patching, item) || is_broken(patching, &item->error))
		return;
	original = TAKE(item->response.object);
	ok = is_offline(patching) ? patch_here(patching, &item->manifest, original,
					       &item->response.object, &item->error)
				  : send_patch(server, patching, &item->manifest, patching->type,
					       patching->patch, &item->response, &item->error);
	if (!ok)
		return;
	item->outcome =
		json_equal(original, item->response.object) ? "patched (no change)" : "patched";
	if (!is_offline(patching))
		record(server, patching, item);
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct patching *patching = context;

	return result_print(session, &patching->printer, item->manifest.resource,
			    item->response.object, item->outcome, err);
}

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct patching *patching = context;

	return selection_next(&patching->selection, ret_manifest);
}

static bool work_through(struct session *session, struct patching *patching, struct error *err)
{
	const struct batch batch = {
		.access = is_offline(patching) ? STORE_READ : STORE_WRITE,
		.offline = patching->local,
		.doing = "patching",
		.next = next,
		.handle = handle,
		.print = print,
		.context = patching,
	};
	size_t n;

	if (!batch_run(session, &batch, &n, err))
		return false;
	if (n == 0 && !session_failed(session))
		return error_set(err, REASON_CLIENT, "no objects passed to patch");
	return true;
}

/* ---- the command line ---- */

static bool read_type(const struct args *args, enum patch_type *ret_type, struct error *err)
{
	const char *name = args_string(args, "type");
	CLEANUP(str) char *quoted = text_quoted(name);

	*ret_type = PATCH_STRATEGIC;
	if (*name == '\0')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (text_equal_fold(name, types[i].name)) {
			*ret_type = types[i].type;
			return true;
		}
	}
	return error_set(err, REASON_CLIENT, "--type must be one of [json merge strategic], not %s",
			 quoted);
}

static bool check_flags(const struct args *args, struct patching *patching, struct error *err)
{
	bool text = *args_string(args, "patch") != '\0';
	bool file = *args_string(args, "patch-file") != '\0';

	if (text && file)
		return error_set(err, REASON_CLIENT,
				 "cannot specify --patch and --patch-file together");
	if (!text && !file)
		return error_set(err, REASON_CLIENT,
				 "must specify --patch or --patch-file containing the contents of "
				 "the patch");
	if (patching->local && args_count(args) > 0)
		return error_set(err, REASON_CLIENT, "cannot specify --local and server resources");
	if (patching->local && patching->dry_run == DRY_RUN_SERVER)
		return error_set(err, REASON_CLIENT,
				 "cannot specify --local and --dry-run=server - did you mean "
				 "--dry-run=client?");
	return read_type(args, &patching->type, err);
}

static bool starts_with_brace(const struct strbuf *text)
{
	size_t at = 0;

	while (at < text->length && isspace((unsigned char)text->text[at]))
		at++;
	return text->text[at] == '{';
}

/* JSON that is none is the server's to complain about; YAML becomes JSON here. */
static bool read_patch(const struct args *args, struct patching *patching, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *quoted = text_quoted(args_string(args, "patch"));

	if (*args_string(args, "patch-file") == '\0') {
		strbuf_add_str(&text, args_string(args, "patch"));
	} else if (!read_file(args_string(args, "patch-file"), &text, err)) {
		error_prefix(err, "unable to read patch file: ");
		return false;
	}
	if (starts_with_brace(&text)) {
		json_parse(text.text, text.length, NULL, &patching->patch, &patching->broken);
		return true;
	}
	if (!yaml_parse(text.text, text.length, &patching->patch, &problem))
		return error_set(err, REASON_CLIENT, "unable to parse %s: %s", quoted,
				 problem.message);
	if (patching->patch == NULL)
		patching->patch = cJSON_CreateNull();
	return true;
}

static bool init_printer(struct session *session, const struct args *args,
			 struct patching *patching, struct error *err)
{
	if (!result_printer_init(session, args, &patching->printer, err))
		return false;
	patching->dry_run = patching->printer.dry_run;
	patching->printer.dry_run = DRY_RUN_NONE;
	patching->printer.renewed = true;
	return true;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct patching patching = {
		.args = args,
		.subresource = args_string(args, "subresource"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-patch",
		.local = args_bool(args, "local"),
		.broken = ERROR_INIT,
	};
	const struct selection_options options = {
		.n_words = args_count(args),
		.local = patching.local,
	};
	bool ok = init_printer(session, args, &patching, err) &&
		  check_flags(args, &patching, err) && read_patch(args, &patching, err) &&
		  selection_open(session, args, &options, &patching.selection, err) &&
		  work_through(session, &patching, err);

	selection_cleanup(&patching.selection);
	result_printer_finish(&patching.printer);
	cJSON_Delete(patching.patch);
	error_finish(&patching.broken);
	return ok;
}

static const struct flag flag_patch = {
	.name = "patch",
	.short_name = 'p',
	.type = FLAG_STRING,
	.help = "The patch, as JSON or YAML.",
};
static const struct flag flag_patch_file = {
	.name = "patch-file",
	.type = FLAG_STRING,
	.help = "A file that holds the patch.",
};
static const struct flag flag_type = {
	.name = "type",
	.type = FLAG_STRING,
	.initial = "strategic",
	.help = "Kind of the patch: json (RFC 6902), merge (RFC 7396) or strategic, which knows "
		"the keys of lists.",
};

const struct command cmd_patch = {
	.name = "patch",
	.summary = "Update fields of a resource",
	.usage = "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
	.description = "Update fields of a resource using strategic merge patch, a JSON merge "
		       "patch, or a JSON patch.\n"
		       "\n"
		       " JSON and YAML formats are accepted.",
	.examples = "# Rename a port; its number is the key of the list\n"
		    "kubectl patch service web -p "
		    "'{\"spec\":{\"ports\":[{\"port\":80,\"name\":\"http\"}]}}'\n"
		    "\n"
		    "# Let go a range that its finalizer holds\n"
		    "kubectl patch servicecidr newcidr1 --type=merge -p "
		    "'{\"metadata\":{\"finalizers\":null}}'\n"
		    "\n"
		    "# Change a port by its place\n"
		    "kubectl patch service web --type=json -p "
		    "'[{\"op\":\"replace\",\"path\":\"/spec/ports/0/port\",\"value\":8080}]'",
	.flags =
		(const struct flag *const[]) { &flag_allow_missing_template_keys, &flag_dry_run,
					       &flag_field_manager, &flag_filename, &flag_kustomize,
					       &flag_local, &flag_output_write, &flag_patch,
					       &flag_patch_file, &flag_record, &flag_recursive,
					       &flag_show_managed_fields, &flag_subresource,
					       &flag_template, &flag_type, NULL },
	.run = run,
};
