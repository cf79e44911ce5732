/* The account after a create, an update or a patch: who changed a field owns it.
 * Source: structured-merge-diff merge/update.go; apimachinery util/managedfields/internal
 * fieldmanager.go, managedfieldsupdater.go, skipnonapplied.go, stripmeta.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

/* ---- what nobody owns ---- */

/* Takes the node's membership; a node without children goes with it. */
static void strip_node(struct field_set *set, size_t at)
{
	struct field_node *node = &set->nodes[at];

	node->is_member = false;
	if (node->children.n > 0)
		return;
	field_element_finish(&node->element);
	field_set_finish(&node->children);
	set->n--;
	memmove(node, node + 1, (set->n - at) * sizeof(*node));
}

static void strip_names(struct field_set *set, const char *const *names)
{
	for (size_t i = set->n; i > 0; i--) {
		const struct field_element *element = &set->nodes[i - 1].element;
		const char *const *name = names;

		if (element->kind != FIELD_ELEMENT_NAME)
			continue;
		while (*name != NULL && strcmp(*name, element->name) != 0)
			name++;
		if (*name != NULL)
			strip_node(set, i - 1);
	}
}

void strip_unowned(struct field_set *set)
{
	static const char *const outer[] = { "apiVersion", "kind", "metadata", NULL };
	static const char *const inner[] = {
		"clusterName", "creationTimestamp", "generation", "managedFields", "name",
		"namespace",   "resourceVersion",   "selfLink",   "uid",           NULL,
	};
	struct field_element metadata = element_of_name("metadata");
	size_t at;

	if (field_set_find(set, &metadata, &at))
		strip_names(&set->nodes[at].children, inner);
	strip_names(set, outer);
}

void strip_reset(const struct ownership *ownership, struct field_set *set)
{
	struct field_element element =
		element_of_name(ownership->reset != NULL ? ownership->reset : "");
	size_t at;

	if (ownership->reset == NULL || !field_set_find(set, &element, &at))
		return;
	field_set_finish(&set->nodes[at].children);
	strip_node(set, at);
}

/* ---- update ---- */

/* What the update changed is no longer the others'. */
static void take_from_all(const struct ownership *ownership, struct managers *managers,
			  const struct field_comparison *comparison)
{
	struct shape shape = shape_of_kind(ownership->schema);

	for (size_t i = 0; i < managers->n; i++) {
		struct manager *manager = &managers->items[i];

		if (!manager_is_known(manager, ownership)) {
			field_set_finish(&manager->set);
			continue;
		}
		set_to_shape(&shape, &manager->set);
		field_set_become(&manager->set, field_set_difference, &comparison->modified);
		field_set_become(&manager->set, field_set_difference, &comparison->added);
		field_set_become(&manager->set, field_set_difference, &comparison->removed);
	}
	managers_drop_empty(managers);
}

void managers_update(const struct ownership *ownership, struct managers *managers,
		     const cJSON *live, const cJSON *object)
{
	CLEANUP(field_comparison) struct field_comparison comparison = FIELD_COMPARISON_INIT;
	struct field_set *own = &comparison.added;
	struct manager *manager;

	field_compare(ownership->schema, live, object, &comparison);
	strip_reset(ownership, &comparison.removed);
	strip_reset(ownership, &comparison.modified);
	strip_reset(ownership, &comparison.added);
	take_from_all(ownership, managers, &comparison);
	field_set_absorb(own, &comparison.modified);
	strip_unowned(own);
	if (!field_set_is_empty(own)) {
		manager = managers_get(managers, ownership, false);
		field_set_absorb(&manager->set, own);
		manager_touch(manager, ownership->now);
	}
	managers_cap(managers);
}

/* What the request says of managedFields counts, if it says anything. */
static void read_managers(const struct ownership *ownership, const cJSON *live, const cJSON *object,
			  struct managers *ret_managers)
{
	const cJSON *given = json_get(object, "metadata", "managedFields", NULL);
	const cJSON *stored = json_get(live, "metadata", "managedFields", NULL);
	CLEANUP(error) struct error unused = ERROR_INIT;

	if (*ownership->subresource == '\0' && json_size(given) > 0 &&
	    managers_read(given, ret_managers, &unused))
		return;
	error_finish(&unused);
	managers_read(stored, ret_managers, &unused);
}

/* One empty entry is an older way to start over. */
static bool is_forgetting(const cJSON *object)
{
	const cJSON *list = json_get(object, "metadata", "managedFields", NULL);

	return json_size(list) == 1 && cJSON_IsObject(list->child) && json_size(list->child) == 0;
}

void ownership_update(const struct ownership *ownership, const cJSON *live, bool forget,
		      cJSON *object)
{
	CLEANUP(managers) struct managers managers = MANAGERS_INIT;

	forget = (forget || is_forgetting(object)) && *ownership->subresource == '\0';
	if (!forget)
		read_managers(ownership, live, object, &managers);
	json_remove(json_child(object, "metadata"), "managedFields");
	if (live == NULL || managers.n > 0)
		managers_update(ownership, &managers, live, object);
	managers_write(&managers, object);
}

/* ---- times ---- */

static void set_time(cJSON *entry, const cJSON *time)
{
	if (time == NULL)
		json_remove(entry, "time");
	else
		json_set(entry, "time", json_copy(time));
}

static void take_times(cJSON *list, const cJSON *old_list)
{
	const cJSON *old = old_list->child;
	cJSON *entry;

	cJSON_ArrayForEach (entry, list) {
		set_time(entry, json_child(old, "time"));
		old = old->next;
	}
}

void ownership_keep_times(cJSON *object, const cJSON *old)
{
	cJSON *list = json_get(object, "metadata", "managedFields", NULL);
	const cJSON *old_list = json_get(old, "metadata", "managedFields", NULL);
	CLEANUP(json) cJSON *copy = NULL;
	cJSON *metadata;

	if (json_size(list) == 0 || json_size(list) != json_size(old_list) ||
	    json_equal(list, old_list))
		return;
	copy = json_copy(list);
	take_times(copy, old_list);
	if (!json_equal(copy, old_list))
		return;
	/* Only times differ in the account; now the rest of the object. */
	metadata = json_child(object, "metadata");
	list = json_take(metadata, "managedFields");
	json_set(metadata, "managedFields", TAKE(copy));
	if (json_equal(object, old)) {
		cJSON_Delete(list);
		return;
	}
	json_set(metadata, "managedFields", list);
}
