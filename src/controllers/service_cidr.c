/* service-cidrs-controller: the finalizer that keeps a ServiceCIDR while addresses would be
 * orphaned, and the Ready condition.
 * Source: kubernetes pkg/controller/servicecidrs, KEP-1880. The ten seconds that upstream waits for
 * other API servers to see a deletion have no meaning in one transaction. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/controllers.h"

#define READY_MESSAGE "Kubernetes Service CIDR is ready"
/* As the documents print it; the constant in the source is "Terminating". */
#define BLOCKED_REASON "OrphanIPAddress"
#define BLOCKED_MESSAGE                                                                            \
	"There are still IPAddresses referencing the ServiceCIDR, please remove them or create a " \
	"new ServiceCIDR"
#define ERROR_REASON "KubernetesServiceCIDRError"

/* ---- writes ---- */

/* Sends the request; a refusal becomes an event on the object and leaves it as it was. */
static bool submit(struct operation *op, const cJSON *object, struct request *request,
		   struct error *err)
{
	CLEANUP(error) struct error refused = ERROR_INIT;

	request->resource = &resource_service_cidr;
	request->namespace = "";
	request->name = json_str_at(object, "metadata", "name", NULL);
	if (!controller_submit(op, &controller_service_cidr, request, &refused, err))
		return false;
	return refused.reason == REASON_NONE ||
	       event_record(op, &controller_service_cidr, &resource_service_cidr, object,
			    ERROR_REASON, refused.message, err);
}

static bool update(struct operation *op, const cJSON *object, struct error *err)
{
	struct request request = { .verb = VERB_UPDATE, .subresource = "", .object = object };

	return submit(op, object, &request, err);
}

/* The status is server-side applied, so that it has this controller for its owner. */
static bool apply_condition(struct operation *op, const cJSON *object, cJSON *condition,
			    struct error *err)
{
	CLEANUP(str) char *version = resource_api_version(&resource_service_cidr, NULL);
	CLEANUP(json) cJSON *applied = cJSON_CreateObject();
	struct request request = {
		.verb = VERB_PATCH,
		.patch_type = PATCH_APPLY,
		.force = true,
		.field_manager = controller_service_cidr.name,
		.subresource = "status",
		.object = applied,
	};

	json_set_str(applied, "apiVersion", version);
	json_set_str(applied, "kind", resource_service_cidr.kind);
	json_set_str(json_ensure_object(applied, "metadata"), "name",
		     json_str_at(object, "metadata", "name", NULL));
	json_append(json_ensure_array(json_ensure_object(applied, "status"), "conditions"),
		    condition);
	return submit(op, object, &request, err);
}

/* The index of our finalizer; -1 when it is not there. */
static int finalizer_at(const cJSON *finalizers)
{
	int i = 0;
	const cJSON *item;

	cJSON_ArrayForEach (item, finalizers) {
		if (cJSON_IsString(item) && strcmp(item->valuestring, SERVICE_CIDR_FINALIZER) == 0)
			return i;
		i++;
	}
	return -1;
}

static bool add_finalizer(struct operation *op, const cJSON *object, struct error *err)
{
	CLEANUP(json) cJSON *changed = json_copy(object);
	cJSON *finalizers = json_ensure_array(json_child(changed, "metadata"), "finalizers");

	json_append_str(finalizers, SERVICE_CIDR_FINALIZER);
	return update(op, changed, err);
}

static bool remove_finalizer(struct operation *op, const cJSON *object, int position,
			     struct error *err)
{
	CLEANUP(json) cJSON *changed = json_copy(object);

	cJSON_DeleteItemFromArray(json_get(changed, "metadata", "finalizers", NULL), position);
	return update(op, changed, err);
}

static cJSON *ready_condition(const cJSON *object)
{
	cJSON *condition;

	cJSON_ArrayForEach (condition, json_get(object, "status", "conditions", NULL)) {
		if (strcmp(json_str(condition, "type"), "Ready") == 0)
			return condition;
	}
	return NULL;
}

static bool says(const cJSON *condition, const char *status, const char *reason,
		 const char *message)
{
	return condition != NULL && strcmp(json_str(condition, "status"), status) == 0 &&
	       strcmp(json_str(condition, "reason"), reason) == 0 &&
	       strcmp(json_str(condition, "message"), message) == 0;
}

static bool set_ready(struct operation *op, const cJSON *object, const char *status,
		      const char *reason, const char *message, struct error *err)
{
	const cJSON *old = ready_condition(object);
	cJSON *condition;
	char now[TIME_TEXT_SIZE];

	if (says(old, status, reason, message))
		return true;
	time_format(op->now_micro / 1000000, now);
	condition = cJSON_CreateObject();
	json_set_str(condition, "type", "Ready");
	json_set_str(condition, "status", status);
	json_set_str(condition, "lastTransitionTime", now);
	/* No reason needs to be said only where somebody gave one. */
	if (*reason != '\0' || *json_str(old, "reason") != '\0')
		json_set_str(condition, "reason", reason);
	json_set_str(condition, "message", message);
	return apply_condition(op, object, condition, err);
}

/* ---- sync ---- */

static bool sync_terminating(struct operation *op, const cJSON *object, struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	int position = finalizer_at(json_get(object, "metadata", "finalizers", NULL));
	bool can_delete;

	if (!service_cidr_load(op->tx, &set, err) ||
	    !cidr_can_delete(op->tx, &set, json_str_at(object, "metadata", "name", NULL),
			     &can_delete, NULL, err))
		return false;
	if (!can_delete)
		return set_ready(op, object, "False", BLOCKED_REASON, BLOCKED_MESSAGE, err);
	return position < 0 || remove_finalizer(op, object, position, err);
}

static bool sync_live(struct operation *op, const cJSON *object, struct error *err)
{
	/* The stored finalizer is a change of its own, and that change's look sets Ready. */
	if (finalizer_at(json_get(object, "metadata", "finalizers", NULL)) < 0)
		return add_finalizer(op, object, err);
	return set_ready(op, object, "True", "", READY_MESSAGE, err);
}

bool service_cidr_sync(struct operation *op, const char *name, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;

	switch (object_load(op->tx, &resource_service_cidr, "", name, &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	if (*json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0')
		return sync_terminating(op, object, err);
	return sync_live(op, object, err);
}

/* ---- which ServiceCIDRs a change may affect ---- */

static void collect(void *context, const char *name)
{
	struct text_list *names = context;

	if (!text_list_contains(names, name))
		text_list_add(names, name);
}

/* A range that is new or changed may hold what kept an overlapping one. */
static void affected_by_range(const struct cidr_set *set, const cJSON *object,
			      struct text_list *names)
{
	const cJSON *cidr;

	collect(names, json_str_at(object, "metadata", "name", NULL));
	cJSON_ArrayForEach (cidr, json_get(object, "spec", "cidrs", NULL)) {
		struct prefix prefix;

		if (cJSON_IsString(cidr) && prefix_parse_lenient(cidr->valuestring, &prefix, NULL))
			cidr_set_overlapping(set, &prefix, collect, names);
	}
}

/* An address concerns its holders when the allocator manages it, before or after. */
static void affected_by_address(const struct cidr_set *set, const struct change *change,
				struct text_list *names)
{
	const cJSON *any = change->object != NULL ? change->object : change->old;
	bool managed = change->object != NULL && ip_address_is_managed(change->object);
	bool was_managed = change->old != NULL && ip_address_is_managed(change->old);
	struct address address;

	if (managed != was_managed &&
	    address_parse(json_str_at(any, "metadata", "name", NULL), &address))
		cidr_set_holding(set, &address, collect, names);
}

static void all_ranges(const struct cidr_set *set, struct text_list *names)
{
	for (size_t i = 0; i < set->n; i++)
		if (!text_list_contains(names, set->cidrs[i].name))
			text_list_add(names, set->cidrs[i].name);
}

/* Only the terminating ones can be released or held by an address that comes or goes. */
static bool is_terminating(const struct cidr_set *set, const char *name)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->cidrs[i].name, name) == 0)
			return set->cidrs[i].terminating;
	return false;
}

static bool observe(struct operation *op, const struct change *change, struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	CLEANUP(text_list) struct text_list names = TEXT_LIST_INIT;
	bool of_range = change->resource == &resource_service_cidr;
	bool retries = controller_may_retry(change);

	if ((!of_range && !retries && change->resource != &resource_ip_address) ||
	    (of_range && change->object == NULL))
		return true;
	if (!service_cidr_load(op->tx, &set, err))
		return false;
	if (retries)
		all_ranges(&set, &names);
	else if (of_range)
		affected_by_range(&set, change->object, &names);
	else
		affected_by_address(&set, change, &names);
	for (size_t i = 0; i < names.n; i++)
		if ((of_range || retries || is_terminating(&set, names.items[i])) &&
		    !service_cidr_sync(op, names.items[i], err))
			return false;
	return true;
}

const struct controller controller_service_cidr = {
	.name = "service-cidr-controller",
	.user = "system:serviceaccount:kube-system:service-cidrs-controller",
	.observe = observe,
};
