/* Addresses of the API that --raw names. */
#include "raw.h"

#include <stdlib.h>
#include <string.h>

void raw_request_cleanup(struct raw_request *raw)
{
	text_list_finish(&raw->parts);
	free(raw->label_selector);
	free(raw->field_selector);
}

static bool not_there(struct error *err)
{
	return error_set(err, REASON_NOT_FOUND, "the server could not find the requested resource");
}

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
bool raw_request_read(const char *text, struct raw_request *raw, struct error *err)
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

bool raw_check_address(const char *address, struct error *err)
{
	CLEANUP(str) char *quoted = text_quoted(address);

	return *address == '/' ||
	       error_set(err, REASON_CLIENT,
			 "--raw must be a valid URL path: parse %s: invalid URI for request",
			 quoted);
}
