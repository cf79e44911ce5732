/* What was written and controllers have not seen yet, and the loop that shows it to them until
 * nothing changes any more. */
#include <stdlib.h>

#include "internal.h"

/* More steps than any state can need: a pair of controllers that undo each other's work. */
#define MAX_STEPS 10000000

/* Controllers do not look at managedFields, and an update without them keeps them. */
static cJSON *copy_for_controllers(const cJSON *object)
{
	cJSON *metadata = json_child(object, "metadata"), *copy;
	cJSON *held = json_child(metadata, "managedFields");

	if (held != NULL)
		cJSON_DetachItemViaPointer(metadata, held);
	copy = json_copy(object);
	if (held != NULL)
		json_set(metadata, "managedFields", held);
	return copy;
}

void note_change(struct server *server, const struct resource *resource, const cJSON *object,
		 const cJSON *old)
{
	server->changes = xgrow(server->changes, server->n_changes, &server->changes_capacity,
				sizeof(*server->changes));
	server->changes[server->n_changes++] = (struct change) {
		.resource = resource,
		.object = copy_for_controllers(object),
		.old = copy_for_controllers(old),
	};
}

static void finish_change(struct change *change)
{
	cJSON_Delete(change->object);
	cJSON_Delete(change->old);
}

/* Forgets all changes but the first `keep`. */
void drop_changes(struct server *server, size_t keep)
{
	while (server->n_changes > keep && server->n_changes > server->first_change)
		finish_change(&server->changes[--server->n_changes]);
	if (keep == 0)
		server->n_changes = server->first_change = 0;
}

static bool show(struct server *server, const struct change *change, struct error *err)
{
	CLEANUP(text_list) struct text_list unheard = TEXT_LIST_INIT;
	struct operation op = server_operation(server, NULL, &unheard);

	for (const struct controller *const *at = controllers; *at != NULL; at++)
		if (!(*at)->observe(&op, change, err))
			return false;
	return true;
}

bool reconcile(struct server *server, struct error *err)
{
	for (size_t steps = 0; server->first_change < server->n_changes; steps++) {
		/* Showing it may grow the array, so the change is moved out first. */
		struct change change = server->changes[server->first_change++];
		bool shown =
			steps < MAX_STEPS
				? show(server, &change, err)
				: error_set(err, REASON_INTERNAL_ERROR,
					    "Internal error occurred: the controllers do not come "
					    "to rest");

		finish_change(&change);
		if (!shown)
			return false;
	}
	server->n_changes = server->first_change = 0;
	return true;
}
