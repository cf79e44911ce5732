/* cidrctl import: objects from elsewhere into a new state, as they are. With --raw that is all.
 * Without, the cluster they came from is rehearsed: what every API server has is added, and what its
 * controllers would complain about is printed. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"

/* Objects in one transaction: a commit costs as much as several hundred objects. */
#define IMPORT_BATCH 10000

struct import_run {
	struct session *session;
	struct manifest_source source;
	struct manifest
		first; /* read before the state is touched; resource NULL: it was given out */
	char *ranges; /* owned: of the ServiceCIDR `kubernetes`, as the API server's flag has them */
	size_t n_imported;
};

/* ---- objects ---- */

/* The default ServiceCIDR tells which ranges the cluster was started with. */
static void note_ranges(struct import_run *import, const struct manifest *manifest)
{
	CLEANUP(strbuf) struct strbuf ranges = STRBUF_INIT;
	const cJSON *cidr;

	if (manifest->resource != &resource_service_cidr ||
	    strcmp(manifest->name, "kubernetes") != 0)
		return;
	cJSON_ArrayForEach (cidr, json_get(manifest->object, "spec", "cidrs", NULL)) {
		const char *text = cJSON_GetStringValue(cidr);

		strbuf_addf(&ranges, "%s%s", ranges.length > 0 ? "," : "",
			    text != NULL ? text : "");
	}
	free(import->ranges);
	import->ranges = strbuf_detach(&ranges);
}

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	struct import_run *import = context;

	if (import->first.resource != NULL) {
		*ret_manifest = import->first;
		import->first = (struct manifest) { .object = NULL };
	} else if (!manifest_source_next(&import->source, ret_manifest)) {
		return BATCH_END;
	}
	note_ranges(import, ret_manifest);
	return BATCH_ITEM;
}

static bool restore(struct server *server, const struct batch_item *item, bool raw,
		    struct error *err)
{
	const struct manifest *manifest = &item->manifest;
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_RESTORE,
		.resource = manifest->resource,
		.version = manifest->version,
		.namespace = manifest->namespace,
		.name = manifest->name,
		.subresource = "",
		.object = manifest->object,
		.keep_revision = raw,
	};

	return server_handle(server, &request, &response, err);
}

static void handle_raw(struct server *server, void *context, struct batch_item *item)
{
	(void)context;
	if (!restore(server, item, true, &item->error))
		error_add_source(&item->error, "importing", item->manifest.source);
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	(void)context;
	if (!restore(server, item, false, &item->error))
		error_add_source(&item->error, "importing", item->manifest.source);
}

static bool count(struct session *session, void *context, const struct batch_item *item,
		  struct error *err)
{
	struct import_run *import = context;

	(void)session;
	(void)item;
	(void)err;
	import->n_imported++;
	return true;
}

/* ---- the state around them ---- */

/* Whether the state has an object of any kind; a failed import leaves none. */
static bool is_empty(struct server *server, bool *ret_empty, struct error *err)
{
	*ret_empty = true;
	for (const struct resource *const *at = resources; *at != NULL && *ret_empty; at++) {
		CLEANUP(response) struct response response = RESPONSE_INIT;
		const struct request request = {
			.verb = VERB_LIST,
			.resource = *at,
			.namespace = "",
			.name = "",
			.subresource = "",
			.limit = 1,
		};

		if (!server_handle(server, &request, &response, err))
			return false;
		*ret_empty = json_size(response.items) == 0;
	}
	return true;
}

static bool begin_state(struct server *server, void *context, struct error *err)
{
	const struct session *session = context;
	bool empty;

	if (!is_empty(server, &empty, err))
		return false;
	if (!empty)
		return error_set(
			err, REASON_CLIENT,
			"%s holds a cluster already: import into a new file (--state FILE)",
			session->state_path);
	return server_configure_bare(server, DEFAULT_SERVICE_RANGE, err);
}

/* The ranges of an object that is only restored may be any text. */
static bool end_raw(struct server *server, void *context, struct error *err)
{
	const struct import_run *import = context;
	CLEANUP(error) struct error unusable = ERROR_INIT;

	(void)err;
	if (import->ranges != NULL)
		server_configure_bare(server, import->ranges, &unusable);
	return true;
}

struct rehearsal {
	struct import_run *import;
	struct text_list warnings;
	struct findings findings;
};

static bool end_rehearsal(struct server *server, void *context, struct error *err)
{
	struct rehearsal *rehearsal = context;

	text_list_finish(&rehearsal->warnings);
	findings_finish(&rehearsal->findings);
	return server_configure(server, rehearsal->import->ranges, NULL, &rehearsal->warnings,
				err) &&
	       server_verify(server, false, &rehearsal->findings, err);
}

static bool rehearse(struct session *session, struct import_run *import, struct error *err)
{
	struct rehearsal rehearsal = {
		.import = import,
		.warnings = TEXT_LIST_INIT,
		.findings = FINDINGS_INIT,
	};
	bool ok = session_run(session, STORE_WRITE, end_rehearsal, &rehearsal, err);

	session_warn(session, &rehearsal.warnings);
	if (ok)
		fprintf(session->out, "imported %zu objects\n", import->n_imported);
	for (size_t i = 0; ok && i < rehearsal.findings.n; i++) {
		const struct finding *finding = &rehearsal.findings.items[i];

		fprintf(session->out, "%s: %s: %s\n", finding->object, finding->reason,
			finding->message);
	}
	text_list_finish(&rehearsal.warnings);
	findings_finish(&rehearsal.findings);
	return ok;
}

/* ---- the command line ---- */

/* The file may stand by itself: it is read as if -f stood before it. */
static bool open_source(struct session *session, const struct args *args,
			struct manifest_source *ret_source, struct error *err)
{
	const struct manifest_options options = { .check_set = true, .namespace = "default" };
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(args) struct args *file_args = NULL;

	if (args_count(args) + args_list(args, "filename")->n != 1)
		return usage_error(args, err, "exactly one FILE is required");
	if (args_count(args) == 0)
		return manifest_source_open(session, args, &options, args_string(args, "selector"),
					    ret_source, err);
	text_list_add(&words, "--filename");
	text_list_add(&words, args_at(args, 0));
	return args_parse(&cmd_import, args_command_path(args), &words, &file_args, err) &&
	       manifest_source_open(session, file_args, &options, NULL, ret_source, err);
}

static bool import_objects(struct session *session, const struct args *args,
			   struct import_run *import, struct error *err)
{
	bool raw = args_bool(args, "raw");
	struct server *server = session_server(session, err);
	const struct batch batch = {
		.access = STORE_WRITE,
		.size = IMPORT_BATCH,
		.doing = "importing",
		.next = next,
		.handle = raw ? handle_raw : handle,
		.print = count,
		.context = import,
	};
	size_t n;

	if (server == NULL || !open_source(session, args, &import->source, err))
		return false;
	if (!manifest_source_next(&import->source, &import->first))
		return session_failed(session) ||
		       error_set(err, REASON_CLIENT, "no objects passed to import");
	server_expect_bare(server);
	if (!server_run(server, STORE_WRITE, begin_state, session, NULL, err) ||
	    !batch_run(session, &batch, &n, err))
		return false;
	if (!raw)
		return rehearse(session, import, err);
	if (!session_run(session, STORE_WRITE, end_raw, import, err))
		return false;
	fprintf(session->out, "imported %zu objects\n", import->n_imported);
	return true;
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct import_run import = { .session = session, .source = MANIFEST_SOURCE_INIT };
	bool ok = import_objects(session, args, &import, err);

	manifest_finish(&import.first);
	manifest_source_cleanup(&import.source);
	free(import.ranges);
	return ok;
}

static const struct flag flag_raw = {
	.name = "raw",
	.type = FLAG_BOOL,
	.help = "Store the objects exactly as they are, resourceVersion included, and nothing "
		"else.",
};

const struct command cmd_import = {
	.name = "import",
	.summary = "Fill a new state file with the objects of a file",
	.usage = "[--raw] (FILE | -f FILE)",
	.description =
		"Fill a new state file with the objects of a file, or of standard input (-).\n"
		"\n"
		" The file may come from a live cluster. What every cluster has and the file lacks "
		"is "
		"added, and what the cluster's controllers would complain about is printed. With "
		"--raw the objects are stored exactly as they are and nothing is added.",
	.examples = "# Rehearse on a copy of a live cluster\n"
		    "\\kubectl get servicecidr,ipaddress,svc,ns -A -o json > live.json\n"
		    "cidrctl --state copy.db import live.json\n"
		    "\n"
		    "# Restore what export printed\n"
		    "cidrctl --state copy.db import --raw state.json",
	.flags = (const struct flag *const[]) { &flag_filename, &flag_kustomize, &flag_raw,
						&flag_recursive, &flag_selector, NULL },
	.run = run,
};
