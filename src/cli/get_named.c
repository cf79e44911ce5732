/* get of named objects, which are few: all are read before anything is printed. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/selector.h"
#include "get.h"

struct found {
	const struct resource *resource;
	const char *version;
	const char *namespace, *name; /* borrowed from the target or the manifest */
	struct manifest manifest;     /* of -f */
	cJSON *object;                /* owned; NULL: not found */
	struct error error;
};

struct found_list {
	struct found *items;
	size_t n, capacity;
	size_t next, end; /* the part that one transaction reads */
	bool from_files;
	const char *subresource;
};

static void found_list_cleanup(struct found_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		manifest_finish(&list->items[i].manifest);
		cJSON_Delete(list->items[i].object);
		error_finish(&list->items[i].error);
	}
	free(list->items);
}

static struct found *found_add(struct found_list *list)
{
	list->items = xgrow(list->items, list->n, &list->capacity, sizeof(*list->items));
	list->items[list->n] = (struct found) { .resource = NULL };
	return &list->items[list->n++];
}

/* An object in a file without a name has nothing to be looked up by: it is printed as it stands. */
static bool fetch_found(struct server *server, const struct found_list *list, struct found *found)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;

	if (list->from_files && *found->name == '\0') {
		found->object = json_copy(found->manifest.object);
		return true;
	}
	if (list->from_files && found->resource->namespaced && *found->namespace == '\0') {
		CLEANUP(str) char *version = resource_api_version(found->resource, found->version);
		CLEANUP(str) char *name = text_quoted(found->name);

		return error_set(&found->error, REASON_CLIENT,
				 "no namespace set on resource %s%s, Resource=%s %s",
				 *found->resource->group == '\0' ? "/" : "", version,
				 found->resource->plural, name);
	}
	if (!fetch_subresource(server, found->resource, found->version, found->namespace,
			       found->name, list->subresource, &response, &found->error))
		return false;
	found->object = TAKE(response.object);
	return true;
}

static bool fetch_part(struct server *server, void *context, struct error *err)
{
	struct found_list *list = context;

	(void)err;
	for (size_t i = list->next; i < list->end; i++) {
		struct found *found = &list->items[i];

		cJSON_Delete(TAKE(found->object));
		error_finish(&found->error);
		fetch_found(server, list, found);
	}
	return true;
}

static void collect(struct session *session, const struct found_list *list, struct found *found,
		    bool ignore_not_found)
{
	if (ignore_not_found && found->error.reason == REASON_NOT_FOUND)
		error_finish(&found->error);
	else if (list->from_files)
		session_collect_file(session, &found->error);
	else
		session_collect(session, &found->error);
}

static bool fetch_all(struct printing *printing, struct found_list *list, struct error *err)
{
	list->subresource = args_string(printing->args, "subresource");
	for (list->next = 0; list->next < list->n; list->next = list->end) {
		size_t left = list->n - list->next;

		list->end = list->next + (left < LIST_CHUNK ? left : LIST_CHUNK);
		if (!session_run(printing->session, STORE_READ, fetch_part, list, err))
			return false;
	}
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].object == NULL)
			collect(printing->session, list, &list->items[i],
				printing->ignore_not_found);
	return true;
}

/* True when objects of more than one kind or version were found. */
static bool kinds_differ(const struct found_list *list)
{
	const struct found *first = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct found *found = &list->items[i];

		if (found->object == NULL)
			continue;
		if (first == NULL)
			first = found;
		else if (found->resource != first->resource || found->version != first->version)
			return true;
	}
	return false;
}

static bool print_single(struct printing *printing, const struct found *found, struct error *err)
{
	if (found->object == NULL)
		return true;
	return printing_check_format(printing, true, err) &&
	       output_object(printing->session->out, &printing->output, found->resource,
			     found->object, false, printing->managed_fields, err);
}

/* Ends the printing of a list. namespaced: see printing_nothing. */
bool printing_end(struct printing *printing, bool namespaced, struct error *err)
{
	bool crashed;

	if (!printing_sorted(printing, &crashed, err))
		return false;
	if (!crashed)
		printing_nothing(printing, namespaced);
	return true;
}

static bool print_each(struct printing *printing, const struct found_list *list, struct error *err)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct found *found = &list->items[i];

		if (found->object == NULL)
			continue;
		if (printing->sorting != NULL)
			sorting_next_table(printing->sorting, json_str_at(found->object, "metadata",
									  "resourceVersion", NULL));
		if (!printing_object(printing, found->resource, found->object, err))
			return false;
	}
	return true;
}

static bool print_found(struct printing *printing, const struct found_list *list, bool single,
			struct error *err)
{
	bool found_any = false;

	if (single && list->n == 1 && !printing_is_table(printing))
		return print_single(printing, &list->items[0], err);
	for (size_t i = 0; i < list->n; i++)
		found_any |= list->items[i].object != NULL;
	if (!printing_check_format(printing, found_any, err))
		return false;
	printing->options.with_kind |= kinds_differ(list);
	printing_sort(printing);
	/* Without any file or document there was no type to ask about. */
	return print_each(printing, list, err) && printing_end(printing, true, err);
}

bool get_names(struct printing *printing, const struct targets *targets, struct error *err)
{
	__attribute__((cleanup(found_list_cleanup))) struct found_list list = { .items = NULL };

	for (size_t i = 0; i < targets->n; i++) {
		struct found *found = found_add(&list);

		found->resource = targets->items[i].resource;
		found->version = targets->items[i].version;
		found->name = targets->items[i].name;
		found->namespace = printing->session->namespace;
	}
	return fetch_all(printing, &list, err) &&
	       print_found(printing, &list, targets->single, err);
}

/* ---- objects named by files ---- */

/* -l keeps the objects that match, as they were found. */
static bool filter(const struct printing *printing, struct found_list *list, struct error *err)
{
	CLEANUP(label_selector) struct label_selector *selector = NULL;
	CLEANUP(error) struct error problem = ERROR_INIT;
	const char *text = args_string(printing->args, "selector");

	if (*text == '\0')
		return true;
	if (!label_selector_parse(text, &selector, &problem)) {
		CLEANUP(str) char *quoted = text_quoted(text);

		return error_set(err, REASON_CLIENT, "the provided selector %s is not valid: %s",
				 quoted, problem.message);
	}
	for (size_t i = 0; i < list->n; i++) {
		struct found *found = &list->items[i];

		if (found->object != NULL &&
		    !label_selector_matches(selector,
					    json_get(found->object, "metadata", "labels", NULL)))
			cJSON_Delete(TAKE(found->object));
	}
	return true;
}

/* kubectl looks the objects up where the files say, and only then compares with -n. */
static void check_namespaces(struct printing *printing, struct found_list *list)
{
	struct session *session = printing->session;

	if (!session->namespace_given || printing->all_namespaces)
		return;
	for (size_t i = 0; i < list->n; i++) {
		struct found *found = &list->items[i];

		if (found->object == NULL || !found->resource->namespaced ||
		    strcmp(found->namespace, session->namespace) == 0)
			continue;
		manifest_namespace_error(found->namespace, session->namespace, &found->error);
		session_collect_at(session, found->manifest.order, &found->error);
		cJSON_Delete(TAKE(found->object));
	}
}

bool get_files(struct printing *printing, struct manifests *manifests, struct error *err)
{
	__attribute__((cleanup(found_list_cleanup))) struct found_list list = { .from_files =
											true };
	struct manifest manifest;

	while (manifests_next(manifests, &manifest)) {
		struct found *found = found_add(&list);

		found->manifest = manifest;
		found->resource = manifest.resource;
		found->version = manifest.version;
		found->namespace = manifest.namespace;
		found->name = manifest.name;
	}
	if (!fetch_all(printing, &list, err) || !filter(printing, &list, err))
		return false;
	check_namespaces(printing, &list);
	return print_found(printing, &list, manifests_single(manifests), err);
}
