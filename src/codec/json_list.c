/* Reads files of JSON values; a list's elements one at a time, so that a million of them need no
 * more memory than one. The first look checks everything, since a list with a broken last element
 * must not have its first ones created. */
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

struct json_list {
	struct json_scan scan;
	struct error err; /* stays empty: the text was checked */
};

/* kubectl's words for an error of the decoder. */
static bool stream_error(const struct json_scan *scan, struct error *err)
{
	size_t length = (size_t)(scan->end - scan->text);

	if (scan->error_offset > length) {
		error_finish(err);
		return error_set(err, REASON_CLIENT, "unexpected EOF");
	}
	if (scan->error_offset != 0)
		error_prefix(err, "json: offset %zu: ", scan->error_offset);
	return false;
}

static struct json_list *list_create(const struct json_scan *from)
{
	struct json_list *list = xcalloc(1, sizeof(*list));

	json_scan_init(&list->scan, from->text, (size_t)(from->end - from->text), &list->err);
	list->scan.at = from->items;
	return list;
}

bool json_list_open(const char *text, size_t length, size_t *at, struct json_list **ret_list,
		    cJSON **ret_tree, struct error *err)
{
	struct json_scan scan;
	cJSON *items;
	bool ok = true;

	json_scan_init(&scan, text, length, err);
	scan.at += *at;
	scan.keep_items = false;
	if (json_scan_space(&scan))
		ok = json_scan_value(&scan) || stream_error(&scan, err);
	if (ok) {
		items = scan.items != NULL ? json_child(scan.root, "items") : NULL;
		*ret_list = NULL;
		/* A later, different "items" may have won. */
		if (cJSON_IsArray(items)) {
			*ret_list = list_create(&scan);
			json_remove(scan.root, "items");
		}
		*ret_tree = TAKE(scan.root);
		*at = (size_t)(scan.at - text);
	}
	json_scan_finish(&scan);
	return ok;
}

cJSON *json_list_next(struct json_list *list)
{
	struct json_scan *scan = &list->scan;

	json_scan_space(scan);
	if (*scan->at == ']')
		return NULL;
	if (*scan->at == ',')
		scan->at++;
	json_scan_value(scan);
	return TAKE(scan->root);
}

void json_list_close(struct json_list *list)
{
	if (list == NULL)
		return;
	json_scan_finish(&list->scan);
	free(list);
}

void json_list_cleanup(struct json_list **list)
{
	json_list_close(*list);
}
