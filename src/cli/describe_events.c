/* Events by the object that they are about: an event belongs to the object whose uid, kind,
 * namespace and name it has, as kubectl's field selector asks for. */
#include <stdlib.h>
#include <string.h>

#include "describe.h"

struct subject {
	const char *uid, *kind, *namespace, *name;
	struct described *item; /* NULL: a key to look for */
};

static int compare(const void *a, const void *b)
{
	const struct subject *left = a, *right = b;
	int order = strcmp(left->uid, right->uid);

	if (order == 0)
		order = strcmp(left->kind, right->kind);
	if (order == 0)
		order = strcmp(left->namespace, right->namespace);
	return order != 0 ? order : strcmp(left->name, right->name);
}

struct subjects {
	struct subject *items;
	size_t n;
};

static void subjects_cleanup(struct subjects *subjects)
{
	free(subjects->items);
}

static void collect_subjects(struct described *items, size_t n, struct subjects *subjects)
{
	subjects->items = xcalloc(n + 1, sizeof(*subjects->items));
	for (size_t i = 0; i < n; i++) {
		const cJSON *metadata = json_child(items[i].object, "metadata");

		cJSON_Delete(TAKE(items[i].events));
		items[i].events = cJSON_CreateArray();
		if (metadata == NULL || items[i].manifest.resource->describe_without_events)
			continue;
		subjects->items[subjects->n++] = (struct subject) {
			.uid = json_str(metadata, "uid"),
			.kind = items[i].manifest.resource->kind,
			.namespace = json_str(metadata, "namespace"),
			.name = json_str(metadata, "name"),
			.item = &items[i],
		};
	}
	if (subjects->n > 1)
		qsort(subjects->items, subjects->n, sizeof(*subjects->items), compare);
}

/* The namespace that all objects share; "" when they share none, or live in none. */
static const char *common_namespace(const struct subjects *subjects)
{
	for (size_t i = 1; i < subjects->n; i++)
		if (strcmp(subjects->items[i].namespace, subjects->items[0].namespace) != 0)
			return "";
	return subjects->items[0].namespace;
}

/* An object that was asked for twice gets its events twice. */
static void deliver(const struct subjects *subjects, const cJSON *event)
{
	const cJSON *involved = json_child(event, "involvedObject");
	const struct subject key = {
		.uid = json_str(involved, "uid"),
		.kind = json_str(involved, "kind"),
		.namespace = json_str(involved, "namespace"),
		.name = json_str(involved, "name"),
	};
	const struct subject *end = subjects->items + subjects->n;
	const struct subject *at =
		bsearch(&key, subjects->items, subjects->n, sizeof(*subjects->items), compare);

	if (at == NULL ||
	    (*key.namespace != '\0' &&
	     strcmp(json_str_at(event, "metadata", "namespace", NULL), key.namespace) != 0))
		return;
	while (at > subjects->items && compare(at - 1, &key) == 0)
		at--;
	for (; at < end && compare(at, &key) == 0; at++)
		json_append(at->item->events, json_copy(event));
}

bool describe_find_events(struct server *server, struct described *items, size_t n,
			  struct error *err)
{
	__attribute__((cleanup(subjects_cleanup))) struct subjects subjects = { .n = 0 };
	CLEANUP(response) struct response response = RESPONSE_INIT;
	CLEANUP(str) char *token = NULL;
	struct request request = {
		.verb = VERB_LIST,
		.resource = &resource_event,
		.name = "",
		.subresource = "",
		.limit = LIST_CHUNK,
	};
	const cJSON *event;

	collect_subjects(items, n, &subjects);
	if (subjects.n == 0)
		return true;
	request.namespace = common_namespace(&subjects);
	do {
		response_finish(&response);
		request.continue_token = token;
		if (!server_handle(server, &request, &response, err))
			return false;
		cJSON_ArrayForEach (event, response.items)
			deliver(&subjects, event);
		free(token);
		token = TAKE(response.continue_token);
	} while (token != NULL);
	return true;
}
