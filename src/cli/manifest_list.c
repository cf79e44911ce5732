/* Objects that a command needs all at once. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"

void manifest_list_add(struct manifest_list *list, struct manifest *manifest)
{
	list->items = xgrow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n++] = *manifest;
	*manifest = (struct manifest) { .object = NULL };
}

void manifest_list_finish(struct manifest_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		manifest_finish(&list->items[i]);
	free(list->items);
	*list = (struct manifest_list) { .items = NULL };
}

/* ---- of a text ---- */

/* "a", or "[a, b]": what the session of the reader collected. */
static bool join_errors(const struct session *reader, struct error *err)
{
	const struct error_list *lists[] = { &reader->errors, &reader->file_errors };
	size_t n = reader->errors.n + reader->file_errors.n;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			strbuf_addf(&text, "%s%s", text.length > 0 ? ", " : "",
				    lists[i]->items[j].error.message);
	return n == 0 || error_set(err, REASON_CLIENT, n > 1 ? "[%s]" : "%s", text.text);
}

bool manifest_list_parse(struct session *session, const char *name, const char *text, size_t length,
			 struct manifest_list *ret_list, struct error *err)
{
	const struct manifest_options options = { .namespace = NULL };
	struct session reader = { .program = session->program, .namespace = session->namespace };
	CLEANUP(manifests) struct manifests *manifests = NULL;
	struct manifest_list list = { .items = NULL };
	struct manifest manifest;
	bool ok;

	manifests = manifests_open_text(&reader, name, text, length, &options);
	while (manifests_next(manifests, &manifest))
		manifest_list_add(&list, &manifest);
	ok = join_errors(&reader, err);
	session_finish(&reader);
	if (ok)
		*ret_list = list;
	else
		manifest_list_finish(&list);
	return ok;
}

/* ---- of the state ---- */

struct fetching {
	struct selection *selection;
	struct manifest_list *list;
};

static enum batch_next next(void *context, struct manifest *ret_manifest)
{
	const struct fetching *fetching = context;

	return selection_next(fetching->selection, ret_manifest);
}

static void handle(struct server *server, void *context, struct batch_item *item)
{
	const struct fetching *fetching = context;

	if (!selection_fetch(server, fetching->selection, item)) {
		cJSON_Delete(item->response.object);
		item->response.object = NULL;
	}
}

static bool keep(struct session *session, void *context, const struct batch_item *item,
		 struct error *err)
{
	const struct fetching *fetching = context;
	const struct manifest *found = &item->manifest;
	struct manifest manifest = {
		.object = json_copy(item->response.object),
		.resource = found->resource,
		.version = found->version,
		.order = found->order,
	};

	(void)session;
	(void)err;
	if (manifest.object == NULL)
		return true;
	manifest.source = found->source != NULL ? xstrdup(found->source) : NULL;
	manifest.namespace = xstrdup(found->namespace);
	manifest.name = xstrdup(found->name);
	manifest_list_add(fetching->list, &manifest);
	return true;
}

bool manifest_list_fetch(struct session *session, struct selection *selection,
			 struct manifest_list *list, struct error *err)
{
	struct fetching fetching = { .selection = selection, .list = list };
	const struct batch batch = {
		.access = STORE_READ,
		.doing = "reading",
		.next = next,
		.handle = handle,
		.print = keep,
		.context = &fetching,
	};
	size_t n;

	return batch_run(session, &batch, &n, err);
}
