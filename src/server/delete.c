/* VERB_DELETE and VERB_DELETE_COLLECTION. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "internal.h"

static bool check_precondition(const struct request *request, const char *wanted, const char *have,
			       const char *what, const char *consequence, struct error *err)
{
	if (wanted == NULL || strcmp(wanted, have) == 0)
		return true;
	error_set(err, REASON_CONFLICT,
		  "Operation cannot be fulfilled on %s \"%s\": the %s in the precondition (%s) "
		  "does not "
		  "match the %s in record (%s). The object might have been %s",
		  request->resource->kind, request->name, what, wanted, what, have, consequence);
	error_set_details(err, request->resource->plural, request->resource->group, request->name);
	return false;
}

static bool check_preconditions(const struct request *request, const cJSON *object,
				struct error *err)
{
	const cJSON *metadata = json_child(object, "metadata");

	return check_precondition(request, request->precondition_uid, json_str(metadata, "uid"),
				  "UID", "deleted and then recreated", err) &&
	       check_precondition(request, request->precondition_version,
				  json_str(metadata, "resourceVersion"), "ResourceVersion",
				  "modified", err);
}

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

/* Each object is deleted as by a request of its own, which may be refused alone; the first refusal
 * is the answer. */
bool handle_delete_collection(struct handling *handling, struct error *err)
{
	const struct request *request = handling->op.request;
	CLEANUP(response) struct response found = RESPONSE_INIT;
	CLEANUP(error) struct error first = ERROR_INIT;
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
		one.namespace = json_str_at(item, "metadata", "namespace", NULL);
		one.name = json_str_at(item, "metadata", "name", NULL);
		if (!server_handle_nested(handling->server, &one, &response, &refused) &&
		    refused.reason != REASON_NOT_FOUND && first.reason == REASON_NONE)
			error_move(&first, &refused);
	}
	return first.reason == REASON_NONE || error_move(err, &first);
}
