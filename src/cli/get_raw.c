/* get --raw: what the API server answers at a path, as it is. */
#include <stdlib.h>
#include <string.h>

#include "get.h"
#include "raw.h"

/* ---- the answers ---- */

static void print_json(struct session *session, const cJSON *tree)
{
	CLEANUP(str) char *text = json_text(tree);

	fputs(text, session->out);
}

static bool print_one(struct session *session, const struct raw_request *raw, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_GET,
		.resource = raw->target.resource,
		.version = raw->target.version,
		.namespace = raw->namespace,
		.name = raw->target.name,
		.subresource = raw->subresource,
	};

	if (!session_request(session, &request, &response, err))
		return false;
	print_json(session, response.object);
	fputc('\n', session->out);
	return true;
}

/* The items of a list do not say again what kind they are. */
static void print_items(struct session *session, cJSON *items, bool *first)
{
	cJSON *item;

	cJSON_ArrayForEach (item, items) {
		json_remove(item, "kind");
		json_remove(item, "apiVersion");
		fputs(*first ? "" : ",", session->out);
		*first = false;
		print_json(session, item);
	}
}

static bool print_list(struct session *session, const struct raw_request *raw, struct error *err)
{
	const struct target *target = &raw->target;
	CLEANUP(str) char *version = resource_api_version(target->resource, target->version);
	CLEANUP(listing)
	struct listing listing = {
		.resource = target->resource,
		.version = target->version,
		.namespace = raw->namespace,
		.label_selector = raw->label_selector,
		.field_selector = raw->field_selector,
	};
	bool first = true, started = false;

	do {
		CLEANUP(json) cJSON *items = NULL;

		if (!listing_next(session, &listing, &items, err))
			return false;
		if (!started)
			fprintf(session->out,
				"{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":"
				"{\"resourceVersion\":\"%lld\"},\"items\":[",
				target->resource->kind, version, (long long)listing.revision);
		started = true;
		print_items(session, items, &first);
	} while (!listing.done && !ferror(session->out));
	fputs("]}\n", session->out);
	return true;
}

static void print_version(struct session *session)
{
	CLEANUP(json) cJSON *info = version_info();
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	json_print(info, JSON_INDENT_2, &text);
	fputs(text.text, session->out);
}

static bool check(const struct args *args, const char *address, struct error *err)
{
	if (args_count(args) > 0)
		return error_set(err, REASON_CLIENT,
				 "arguments may not be passed when --raw is specified");
	if (args_bool(args, "watch") || args_bool(args, "watch-only") ||
	    *args_string(args, "selector") != '\0')
		return error_set(err, REASON_CLIENT,
				 "--raw may not be specified with other flags that filter the "
				 "server request or alter the output");
	if (*args_string(args, "output") != '\0')
		return error_set(err, REASON_CLIENT, "--raw and --output are mutually exclusive");
	return raw_check_address(address, err);
}

bool get_raw(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(raw_request) struct raw_request raw = { .parts = TEXT_LIST_INIT };
	const char *address = args_string(args, "raw");

	if (!check(args, address, err))
		return false;
	if (strcmp(address, "/version") == 0) {
		print_version(session);
		return true;
	}
	if (!raw_request_read(address, &raw, err))
		return false;
	return raw.target.name != NULL ? print_one(session, &raw, err)
				       : print_list(session, &raw, err);
}
