/* kubectl set selector. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cidrctl/patch.h"
#include "cidrctl/selector.h"

struct set_selector {
	const struct args *args;
	struct selection selection;
	struct result_printer printer;
	const char *resource_version, *field_manager;
	bool local;
	cJSON *labels;             /* owned: the new selector */
	struct strbuf expressions; /* what no Service can have: "{app In [a]}" */
};

/* ---- the expression ---- */

static const struct {
	const char *written, *name; /* name NULL: refused */
} operators[] = {
	{ " notin ", "NotIn" }, { " in ", "In" }, { "!=", NULL }, { ">", NULL }, { "<", NULL },
};

static void add_expression(struct set_selector *set, const char *key, size_t key_length,
			   const char *operator, const char * values)
{
	strbuf_addf(&set->expressions, "%s{%.*s %s [", set->expressions.length > 0 ? " " : "",
		    (int)key_length, key, operator);
	for (; *values != '\0'; values++)
		if (*values != '(' && *values != ')')
			strbuf_add_char(&set->expressions, *values == ',' ? ' ' : *values);
	strbuf_add_str(&set->expressions, "]}");
}

/* One requirement in its canonical notation. */
static bool add_requirement(struct set_selector *set, const char *text, struct error *err)
{
	const char *equals;

	if (*text == '!') {
		add_expression(set, text + 1, strlen(text + 1), "DoesNotExist", "");
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		const char *at = strstr(text, operators[i].written);

		if (at == NULL)
			continue;
		if (operators[i].name != NULL) {
			add_expression(set, text, (size_t)(at - text), operators[i].name,
				       at + strlen(operators[i].written));
			return true;
		}
		if (*operators[i].written == '!')
			return error_set(err, REASON_CLIENT,
					 "\"!=\" is not a valid label selector operator");
		return error_set(err, REASON_CLIENT, "\"%s\" isn't supported in label selectors",
				 *operators[i].written == '>' ? "gt" : "lt");
	}
	equals = strchr(text, '=');
	if (equals == NULL) {
		add_expression(set, text, strlen(text), "Exists", "");
	} else {
		CLEANUP(str) char *key = xstrndup(text, (size_t)(equals - text));

		json_set_str(set->labels, key, equals + 1 + (equals[1] == '='));
	}
	return true;
}

static bool read_selector(const char *text, struct set_selector *set, struct error *err)
{
	CLEANUP(label_selector) struct label_selector *selector = NULL;
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *canonical = NULL;
	char *requirement, *at;

	if (!label_selector_parse(text, &selector, &problem))
		return error_set(err, REASON_CLIENT,
				 "couldn't parse the selector string \"%s\": %s", text,
				 problem.message);
	canonical = label_selector_text(selector);
	for (requirement = at = canonical; *requirement != '\0'; requirement = at) {
		/* Commas in parentheses stand between values. */
		at += strcspn(at, ",(");
		if (*at == '(')
			at += strcspn(at, ")") + 1;
		if (*at == ',')
			*at++ = '\0';
		if (!add_requirement(set, requirement, err))
			return false;
	}
	return true;
}

/* ---- one object ---- */

static bool writes(const struct set_selector *set)
{
	return !set->local && set->printer.dry_run != DRY_RUN_CLIENT;
}

static bool change(const struct set_selector *set, const struct manifest *manifest, cJSON *object,
		   struct error *err)
{
	if (manifest->resource != &resource_service)
		return error_set(err, REASON_CLIENT,
				 "setting a selector is only supported for Services");
	if (set->expressions.length > 0)
		return error_set(err, REASON_CLIENT,
				 "match expression [%s] not supported on this object",
				 set->expressions.text);
	json_set(json_ensure_object(object, "spec"), "selector", json_copy(set->labels));
	if (*set->resource_version != '\0')
		json_set_str(json_ensure_object(object, "metadata"), "resourceVersion",
			     set->resource_version);
	record_change_cause(set->args, object);
	return true;
}

static bool send(struct server *server, const struct set_selector *set, const cJSON *patch,
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
		.patch_type = PATCH_STRATEGIC,
		.field_validation = FIELD_VALIDATION_WARN,
		.field_manager = set->field_manager,
		.dry_run = set->printer.dry_run == DRY_RUN_SERVER,
		.omit_managed_fields = !output_shows_owners(&set->printer.output,
							    set->printer.show_managed_fields),
	};

	response_finish(&item->response);
	return check_path(manifest->namespace, manifest->name, &item->error) &&
	       server_handle(server, &request, &item->response, &item->error);
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct set_selector *set = context;
	const struct schema *schema = item->manifest.resource->schema;
	CLEANUP(json) cJSON *old = NULL, *new = NULL, *patch = NULL;

	if (!selection_fetch(server, &set->selection, item) ||
	    !schema_decode(schema, item->response.object, NULL, &old, &item->error))
		return;
	if (*set->resource_version != '\0')
		forget_revision(old);
	new = json_copy(old);
	if (!change(set, &item->manifest, new, &item->error))
		return;
	if (writes(set)) {
		if (!patch_two_way(schema, old, new, &patch, &item->error) ||
		    !send(server, set, patch, item))
			return;
	} else {
		CLEANUP(str)
		char *version =
			resource_api_version(item->manifest.resource, item->manifest.version);

		json_set_str(new, "apiVersion", version);
		json_set_str(new, "kind", item->manifest.resource->kind);
		cJSON_Delete(item->response.object);
		item->response.object = TAKE(new);
	}
	object_make_typed(item->manifest.resource, item->response.object);
	item->outcome = "selector updated";
}

static bool print(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct set_selector *set = context;

	return result_print(session, &set->printer, item->manifest.resource, item->response.object,
			    item->outcome, err);
}

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct set_selector *set = context;

	return selection_next(&set->selection, ret_manifest);
}

/* ---- the command line ---- */

static bool work_through(struct session *session, const struct args *args, struct set_selector *set,
			 struct error *err)
{
	const struct selection_options options = {
		.n_words = args_count(args) - 1,
		.all = args_bool(args, "all"),
		.local = set->local,
	};
	const struct batch batch = {
		.access = writes(set) ? STORE_WRITE : STORE_READ,
		.offline = set->local,
		.doing = "patching",
		.next = next,
		.handle = handle,
		.print = print,
		.context = set,
	};
	size_t n;

	if (set->local && options.n_words > 0)
		return error_set(err, REASON_CLIENT,
				 "you must specify resources by --filename when --local is set.\n"
				 "Example resource specifications include:\n"
				 "   '-f rsrc.yaml'\n   '--filename=rsrc.json'");
	return selection_open(session, args, &options, &set->selection, err) &&
	       batch_run(session, &batch, &n, err);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct set_selector set = {
		.args = args,
		.resource_version = args_string(args, "resource-version"),
		.field_manager = args_given(args, "field-manager")
					 ? args_string(args, "field-manager")
					 : "kubectl-set",
		.local = args_bool(args, "local"),
		.labels = cJSON_CreateObject(),
		.expressions = STRBUF_INIT,
	};
	bool ok;

	if (args_count(args) == 0)
		ok = error_set(err, REASON_CLIENT, "one selector is required");
	else
		ok = read_selector(args_at(args, args_count(args) - 1), &set, err) &&
		     result_printer_init(session, args, &set.printer, err);
	set.printer.typed = true;
	ok = ok && work_through(session, args, &set, err);
	selection_cleanup(&set.selection);
	result_printer_finish(&set.printer);
	cJSON_Delete(set.labels);
	strbuf_finish(&set.expressions);
	return ok;
}

static const struct flag flag_recursive_by_default = {
	.name = "recursive",
	.short_name = 'R',
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Look into subfolders of a folder given with -f too.",
};

const struct command cmd_set_selector = {
	.name = "selector",
	.summary = "Set the selector on a resource",
	.usage = "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
	.description =
		"Set the selector on a resource. Note that the new selector will overwrite the "
		"old selector if the resource had one prior to the invocation of 'set selector'.\n"
		"\n"
		" Selectors can only be set on Service objects. With --resource-version the object "
		"must not have changed since.",
	.examples =
		"# Let a service select other pods\n"
		"kubectl set selector service web app=shop,tier=frontend\n"
		"\n"
		"# Set the selector before the service is created\n"
		"kubectl create service clusterip web --clusterip=None -o yaml --dry-run=client "
		"| kubectl set selector --local -f - 'app=shop' -o yaml | kubectl create -f -",
	.flags = (const struct flag *const[]) { &flag_all, &flag_allow_missing_template_keys,
						&flag_dry_run, &flag_field_manager, &flag_filename,
						&flag_local, &flag_output_write, &flag_record,
						&flag_recursive_by_default, &flag_resource_version,
						&flag_show_managed_fields, &flag_template, NULL },
	.run = run,
};
