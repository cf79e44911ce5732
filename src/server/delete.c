/* VERB_DELETE and VERB_DELETE_COLLECTION. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

/* Something holds the object: it stays, marked, until that is taken off. */
static bool mark(struct handling *handling, cJSON *object, const cJSON *old, struct error *err)
{
	const struct resource *resource = handling->op.request->resource;
	cJSON *metadata = json_child(object, "metadata");
	char now[TIME_TEXT_SIZE];
	int64_t generation;

	if (*json_str(metadata, "deletionTimestamp") != '\0')
		return true;
	time_format(handling->op.now_micro / 1000000, now);
	json_set_str(metadata, "deletionTimestamp", now);
	if (resource->mark_deleted != NULL)
		resource->mark_deleted(object);
	else
		json_set_int(metadata, "deletionGracePeriodSeconds", 0);
	if (json_int(json_child(metadata, "generation"), &generation) && generation > 0)
		json_set_int(metadata, "generation", generation + 1);
	return write_object(handling, object, old, err);
}

bool handle_delete(struct handling *handling, struct error *err)
{
	struct operation *op = &handling->op;
	CLEANUP(json) cJSON *object = NULL, *old = NULL;

	if (!admission_admit(op, NULL, NULL, err) || !load_existing(handling, &old, err) ||
	    !check_preconditions(op->request, old, err) || !admission_validate(op, NULL, old, err))
		return false;
	object = json_copy(old);
	if (is_held(op->request->resource, old)) {
		if (!mark(handling, object, old, err))
			return false;
	} else {
		handling->response->deleted = true;
		if (!erase_object(handling, old, err))
			return false;
	}
	answer_with(handling, TAKE(object));
	return true;
}

/* Each object is deleted as by a request of its own. One that is refused stays, with a warning; the
 * others go. */
bool handle_delete_collection(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(response) struct response found = RESPONSE_INIT;
	struct request list = *request;
	const cJSON *item;

	list.verb = VERB_LIST;
	list.limit = 0;
	if (!server_handle_nested(handling->server, &list, &found, err))
		return false;
	cJSON_ArrayForEach (item, found.items) {
		CLEANUP(response) struct response response = RESPONSE_INIT;
		CLEANUP(error) struct error refused = ERROR_INIT;
		struct request one = *request;

		one.verb = VERB_DELETE;
		one.in_collection = true;
		one.namespace = json_str_at(item, "metadata", "namespace", NULL);
		one.name = json_str_at(item, "metadata", "name", NULL);
		if (server_handle_nested(handling->server, &one, &response, &refused) ||
		    refused.reason == REASON_NOT_FOUND)
			continue;
		if (reason_code(refused.reason) == 0)
			return error_move(err, &refused);
		text_list_add(&handling->response->warnings, refused.message);
	}
	return true;
}
