/* What the names of an expression stand for: views of the request's trees, all in the arena.
 * Source: apiserver pkg/admission/plugin/cel/condition.go (CreateAdmissionRequest). */
#include "internal.h"

#include <string.h>

/* ---- objects ---- */

/* A node that borrows what the original has below it. */
static cJSON *borrow(struct arena *arena, const cJSON *original)
{
	cJSON *node = arena_zalloc(arena, 1, sizeof(*node));

	*node = *original;
	node->next = node->prev = NULL;
	return node;
}

static cJSON *text_node(struct arena *arena, const char *key, const char *text)
{
	cJSON *node = arena_zalloc(arena, 1, sizeof(*node));

	node->type = cJSON_String;
	node->string = arena_str(arena, key);
	node->valuestring = arena_str(arena, text);
	return node;
}

static void append(cJSON *object, cJSON *node)
{
	if (object->child == NULL) {
		object->child = node;
		node->prev = node;
		return;
	}
	node->prev = object->child->prev;
	node->prev->next = node;
	object->child->prev = node;
}

/* The object in a version: apiVersion and kind in front, the rest borrowed. */
static struct cel_value object_value(struct arena *arena, const cJSON *object,
				     const char *api_version, const char *kind)
{
	cJSON *view;
	const cJSON *child;

	if (object == NULL)
		return cel_null_value;
	view = arena_zalloc(arena, 1, sizeof(*view));
	view->type = cJSON_Object;
	append(view, text_node(arena, "kind", kind));
	append(view, text_node(arena, "apiVersion", api_version));
	cJSON_ArrayForEach (child, object)
		if (strcmp(child->string, "kind") != 0 && strcmp(child->string, "apiVersion") != 0)
			append(view, borrow(arena, child));
	return cel_from_json(arena, view);
}

/* ---- request ---- */

#define MAX_FIELDS 12

struct map_builder {
	struct arena *arena;
	struct cel_entry entries[MAX_FIELDS];
	size_t n;
};

static void add(struct map_builder *map, const char *key, struct cel_value value)
{
	map->entries[map->n++] = (struct cel_entry) { cel_from_str(key), value };
}

/* Leaves an empty text out. */
static void add_text(struct map_builder *map, const char *key, const char *text)
{
	if (*text != '\0')
		add(map, key, cel_from_str(text));
}

static struct cel_value finish(const struct map_builder *map)
{
	struct cel_entry *entries = arena_alloc(map->arena, (map->n + 1) * sizeof(*map->entries));

	memcpy(entries, map->entries, map->n * sizeof(*map->entries));
	return cel_from_entries(map->arena, entries, map->n);
}

/* {group, version, kind} or {group, version, resource} */
static struct cel_value group_version(struct arena *arena, const char *group, const char *version,
				      const char *key, const char *what)
{
	struct map_builder map = { .arena = arena };

	add(&map, "group", cel_from_str(group));
	add(&map, "version", cel_from_str(version));
	add(&map, key, cel_from_str(what));
	return finish(&map);
}

static struct cel_value user_info(struct arena *arena, const struct policy_request *request)
{
	struct map_builder map = { .arena = arena };
	struct cel_value *groups;
	size_t n = 0;

	while (request->groups[n] != NULL)
		n++;
	add_text(&map, "username", request->user);
	if (n > 0) {
		groups = arena_alloc(arena, n * sizeof(*groups));
		for (size_t i = 0; i < n; i++)
			groups[i] = cel_from_str(request->groups[i]);
		add(&map, "groups", cel_from_items(arena, groups, n));
	}
	return finish(&map);
}

static struct cel_value request_value(struct arena *arena, const struct policy_request *request,
				      const char *version)
{
	struct map_builder map = { .arena = arena };

	add(&map, "kind", group_version(arena, request->group, version, "kind", request->kind));
	add(&map, "resource",
	    group_version(arena, request->group, version, "resource", request->plural));
	add_text(&map, "subResource", request->subresource);
	add(&map, "requestKind",
	    group_version(arena, request->group, request->version, "kind", request->kind));
	add(&map, "requestResource",
	    group_version(arena, request->group, request->version, "resource", request->plural));
	add_text(&map, "requestSubResource", request->subresource);
	add_text(&map, "name", request->name);
	add_text(&map, "namespace", request->namespace);
	add_text(&map, "operation", request->operation);
	add(&map, "userInfo", user_info(arena, request));
	add(&map, "dryRun", cel_from_bool(request->dry_run));
	add(&map, "options", cel_from_json(arena, request->options));
	return finish(&map);
}

/* ---- all ---- */

struct cel_value tree_value(const cJSON *tree, struct arena *arena)
{
	return tree != NULL ? cel_from_json(arena, tree) : cel_null_value;
}

void input_values(const struct policy_input *input, struct arena *arena,
		  struct cel_value values[N_NAMES])
{
	const struct policy_request *request = input->request;
	const char *api_version =
		*request->group == '\0'
			? input->version
			: arena_printf(arena, "%s/%s", request->group, input->version);
	const struct cel_authorizer_resource resource = {
		.group = request->group,
		.resource = request->plural,
		.subresource = request->subresource,
		.namespace = request->namespace,
		.name = request->name,
	};

	memset(values, 0, N_NAMES * sizeof(*values));
	values[NAME_OBJECT] = object_value(arena, request->object, api_version, request->kind);
	values[NAME_OLD_OBJECT] = object_value(arena, request->old, api_version, request->kind);
	values[NAME_REQUEST] = request_value(arena, request, input->version);
	values[NAME_NAMESPACE_OBJECT] = tree_value(input->namespace, arena);
	values[NAME_PARAMS] = tree_value(input->param, arena);
	values[NAME_AUTHORIZER] = cel_authorizer(arena);
	values[NAME_REQUEST_RESOURCE] = cel_authorizer_check(arena, &resource);
}

const char *value_text(const struct cel_value *value, struct arena *arena)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	const char *text = value->text, *end = text + value->size, *nul;

	while ((nul = memchr(text, '\0', (size_t)(end - text))) != NULL) {
		strbuf_add(&out, text, (size_t)(nul - text));
		strbuf_add_str(&out, JSON_NUL);
		text = nul + 1;
	}
	strbuf_add(&out, text, (size_t)(end - text));
	return arena_copy(arena, out.text, out.length);
}
