/* The whole state looked at: the store itself, every record, the index against the objects it was
 * derived from, and what the controllers look at one by one. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- Services and IPAddresses ---- */

static bool visit_service(void *context, const cJSON *object, struct error *err)
{
	return repair_service(context, object, err);
}

static bool visit_address(void *context, const cJSON *object, struct error *err)
{
	return repair_address(context, object, err);
}

/* ---- ServiceCIDRs ---- */

struct range_check {
	struct server *server;
	struct operation *op;
	struct findings *findings;
	bool mend;
};

static bool has_finalizer(const cJSON *object)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_get(object, "metadata", "finalizers", NULL)) {
		if (cJSON_IsString(item) && strcmp(item->valuestring, SERVICE_CIDR_FINALIZER) == 0)
			return true;
	}
	return false;
}

static bool is_ready(const cJSON *object)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_get(object, "status", "conditions", NULL)) {
		if (strcmp(json_str(item, "type"), "Ready") == 0)
			return strcmp(json_str(item, "status"), "True") == 0;
	}
	return false;
}

static bool is_blocked(const struct range_check *check, const char *name, bool *ret_blocked,
		       struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	bool can_delete;

	if (!service_cidr_load(check->op->tx, &set, err) ||
	    !cidr_can_delete(check->op->tx, &set, name, &can_delete, NULL, err))
		return false;
	*ret_blocked = !can_delete;
	return true;
}

static bool visit_range(void *context, const cJSON *object, struct error *err)
{
	const struct range_check *check = context;
	const char *name = json_str_at(object, "metadata", "name", NULL);
	bool terminating = *json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0';
	CLEANUP(str) char *subject = xasprintf("servicecidr/%s", name);
	bool blocked;

	if (!terminating) {
		if (!has_finalizer(object))
			findings_add(check->findings, subject, "ServiceCIDRFinalizerMissing",
				     "the ServiceCIDR lacks its finalizer; repairing", check->mend);
		if (!is_ready(object))
			findings_add(check->findings, subject, "ServiceCIDRNotReady",
				     "the ServiceCIDR is not Ready; repairing", check->mend);
	} else {
		if (!is_blocked(check, name, &blocked, err))
			return false;
		if (!blocked && has_finalizer(object))
			findings_add(
				check->findings, subject, "ServiceCIDRReleasable",
				"nothing holds the ServiceCIDR any more; removing its finalizer",
				check->mend);
	}
	return !check->mend || service_cidr_sync(check->op, name, err);
}

/* ---- all of it ---- */

static bool verify_store(struct server *server, struct findings *findings, struct error *err)
{
	CLEANUP(str) char *report = NULL;

	if (!store_check(server->tx, &report, err))
		return false;
	if (report != NULL)
		findings_add(findings, "state file", "StoreDamaged", report, false);
	return true;
}

static bool verify_objects(struct server *server, bool mend, struct findings *findings,
			   struct error *err)
{
	CLEANUP(text_list) struct text_list unheard = TEXT_LIST_INIT;
	struct operation op = server_operation(server, NULL, &unheard);
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	struct repair repair = { .op = &op, .set = &set, .findings = findings, .mend = mend };
	struct range_check check = { server, &op, findings, mend };

	return service_cidr_load(server->tx, &set, err) &&
	       for_each_object(server, &resource_service, visit_service, &repair, err) &&
	       for_each_object(server, &resource_ip_address, visit_address, &repair, err) &&
	       for_each_object(server, &resource_service_cidr, visit_range, &check, err);
}

/* From what others are derived to what is derived. Controllers see what was removed when the index
 * is right again, so that they can make anew what has to be there. */
static bool verify_contents(struct server *server, bool mend, struct findings *findings,
			    struct error *err)
{
	return verify_records(server, mend, findings, err) &&
	       verify_index(server, mend, findings, err) && reconcile(server, err) &&
	       verify_objects(server, mend, findings, err) && reconcile(server, err);
}

/* Whether the list has the finding; looks from *at on, as both lists are in the order of the walk. */
static struct finding *find_again(struct findings *findings, const struct finding *finding,
				  size_t *at)
{
	for (size_t i = 0; i < findings->n; i++) {
		size_t index = (*at + i) % findings->n;
		struct finding *other = &findings->items[index];

		if (strcmp(other->object, finding->object) == 0 &&
		    strcmp(other->reason, finding->reason) == 0) {
			*at = index;
			return other;
		}
	}
	return NULL;
}

/* A policy may have refused what would have mended something: a second look tells. */
static bool take_back(struct server *server, struct findings *findings, struct error *err)
{
	CLEANUP(findings) struct findings left = FINDINGS_INIT;
	size_t at = 0;

	if (findings->n == 0)
		return true;
	if (!verify_objects(server, false, &left, err))
		return false;
	for (size_t i = 0; i < left.n; i++) {
		struct finding *finding = find_again(findings, &left.items[i], &at);

		if (finding != NULL)
			finding->mended = false;
	}
	return true;
}

/* A file that SQLite finds fault with is not written to: what is read from it may be wrong, and may
 * be more than can be read. */
bool server_verify(struct server *server, bool mend, struct findings *findings, struct error *err)
{
	CLEANUP(error) struct error unreadable = ERROR_INIT;
	size_t before = findings->n;
	bool damaged;

	if (!verify_store(server, findings, err))
		return false;
	damaged = findings->n > before;
	mend = mend && !damaged;
	server->has_kept = server->has_kept || mend;
	if (verify_contents(server, mend, findings, &unreadable) &&
	    (!mend || take_back(server, findings, &unreadable)))
		return true;
	if (!damaged)
		return error_move(err, &unreadable);
	findings_add(findings, "state file", "StoreUnreadable", unreadable.message, false);
	return true;
}
