/* get --raw: what the API server answers at a path, as it is. */
#include <stdlib.h>
#include <string.h>

#include "get.h"

/* "/apis/networking.k8s.io/v1/servicecidrs/kubernetes?…" taken apart. */
struct raw_request {
	struct text_list parts;                /* backs the texts below; %XX resolved */
	char *label_selector, *field_selector; /* owned; NULL: not given */
	struct target target;                  /* name NULL: a list */
	const char *namespace, *subresource;
};

static void raw_request_cleanup(struct raw_request *raw)
{
	text_list_finish(&raw->parts);
	free(raw->label_selector);
	free(raw->field_selector);
}

static bool not_there(struct error *err)
{
	return error_set(err, REASON_NOT_FOUND, "the server could not find the requested resource");
}

/* ---- reading the address ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Resolves %XX, and in a query + too. Owned. */
static char *unescaped(const char *text, size_t length, bool is_query)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;

	for (size_t i = 0; i < length; i++) {
		int high = i + 2 < length && text[i] == '%' ? hex(text[i + 1]) : -1;
		int low = high >= 0 ? hex(text[i + 2]) : -1;

		if (low > 0 || (low == 0 && high > 0)) {
			strbuf_add_char(&out, (char)(high << 4 | low));
			i += 2;
		} else {
			strbuf_add_char(&out, is_query && text[i] == '+' ? ' ' : text[i]);
		}
	}
	return strbuf_detach(&out);
}

static void read_query(const char *query, struct raw_request *raw)
{
	while (*query != '\0') {
		size_t length = strcspn(query, "&"), name = strcspn(query, "=&");
		char **at = name == 13 && memcmp(query, "labelSelector", 13) == 0
				    ? &raw->label_selector
			    : name == 13 && memcmp(query, "fieldSelector", 13) == 0
				    ? &raw->field_selector
				    : NULL;

		if (at != NULL && name < length) {
			free(*at);
			*at = unescaped(query + name + 1, length - name - 1, true);
		}
		query += length + (query[length] == '&');
	}
}

static void split_path(const char *text, struct text_list *parts)
{
	size_t end = strcspn(text, "?");

	for (size_t i = 0; i < end;) {
		size_t length = strcspn(text + i, "/?");

		if (length > 0)
			text_list_take(parts, unescaped(text + i, length, false));
		i += length + 1;
	}
}

/* The resource of that plural in the group and version. */
static bool find_resource(const char *group, const char *version, const char *plural,
			  struct target *ret_target)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		if (strcmp((*at)->group, group) != 0 || strcmp((*at)->plural, plural) != 0)
			continue;
		for (const char *const *served = (*at)->versions; *served != NULL; served++)
			if (strcmp(*served, version) == 0) {
				*ret_target =
					(struct target) { .resource = *at, .version = *served };
				return true;
			}
	}
	return false;
}

/* /api/VERSION or /apis/GROUP/VERSION, /namespaces/NAMESPACE, /PLURAL, /NAME, /SUBRESOURCE. A namespace
 * itself is an object of its own. */
static bool read_address(const char *text, struct raw_request *raw, struct error *err)
{
	char *const *part;
	bool is_core, in_namespace;
	size_t n;

	split_path(text, &raw->parts);
	part = raw->parts.items;
	n = raw->parts.n;
	is_core = n > 0 && strcmp(part[0], "api") == 0;
	if (n < (is_core ? 3U : 4U) || (!is_core && strcmp(part[0], "apis") != 0))
		return not_there(err);
	part += is_core ? 2 : 3;
	n -= is_core ? 2 : 3;
	in_namespace = n > 2 && strcmp(part[0], "namespaces") == 0 &&
		       find_resource(is_core ? "" : part[-2], part[-1], part[2], &raw->target) &&
		       raw->target.resource->namespaced;
	raw->namespace = in_namespace ? part[1] : "";
	if (!in_namespace &&
	    !find_resource(is_core ? "" : part[-2], part[-1], part[0], &raw->target))
		return not_there(err);
	part += in_namespace ? 3 : 1;
	n -= in_namespace ? 3 : 1;
	if (n > 2 || (n > 0 && raw->target.resource->namespaced && !in_namespace))
		return not_there(err);
	raw->target.name = n > 0 ? part[0] : NULL;
	raw->subresource = n > 1 ? part[1] : "";
	text += strcspn(text, "?");
	read_query(*text == '?' ? text + 1 : text, raw);
	return true;
}

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
	CLEANUP(str) char *quoted = text_quoted(address);

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
	return *address == '/' ||
	       error_set(err, REASON_CLIENT,
			 "--raw must be a valid URL path: parse %s: invalid URI for request",
			 quoted);
}

bool get_raw(struct session *session, const struct args *args, struct error *err)
{
	__attribute__((cleanup(raw_request_cleanup))) struct raw_request raw = {
		.parts = TEXT_LIST_INIT,
	};
	const char *address = args_string(args, "raw");

	if (!check(args, address, err))
		return false;
	if (strcmp(address, "/version") == 0) {
		print_version(session);
		return true;
	}
	if (!read_address(address, &raw, err))
		return false;
	return raw.target.name != NULL ? print_one(session, &raw, err)
				       : print_list(session, &raw, err);
}
