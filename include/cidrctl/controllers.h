/* Controllers: what reacts, in the same transaction, once objects have changed.
 *
 * They are level-triggered: a change only tells which objects to look at; what is to be done
 * follows from the state. Their writes go down the same road as anyone's (struct operation's
 * submit), as the user that they are in a cluster, and cause changes of their own; the server goes
 * on until nothing changes any more. To add a controller: its file, its row, a line in
 * controllers.c. */
#ifndef CIDRCTL_CONTROLLERS_H
#define CIDRCTL_CONTROLLERS_H

#include "cidrctl/resource.h"

/* One object that was written. object is NULL when it is gone, old when it is new. */
struct change {
	const struct resource *resource;
	cJSON *object, *old;
};

struct controller {
	const char *name; /* as it signs its events */
	const char *user; /* as admission sees it */
	/* Looks at what the change may have affected. Errors: only a store that fails; a write
	 * that admission refuses is recorded as a Warning event. */
	bool (*observe)(struct operation *op, const struct change *change, struct error *err);
};

/* Every controller, NULL-ended, in the order in which they see a change. */
extern const struct controller *const controllers[];

extern const struct controller controller_bootstrap, controller_namespace, controller_policy_status,
	controller_repair, controller_service_cidr;

/* ---- helpers of controllers ---- */

/* Records a Warning event about an object (core/v1 Event, in its namespace or "default"). */
bool event_record(struct operation *op, const struct controller *controller,
		  const struct resource *resource, const cJSON *object, const char *reason,
		  const char *message, struct error *err);

/* Sends a write down the road as the controller's user. *ret_refused (may be NULL) gets the API's
 * refusal, for which the call returns true; false means that the store failed. */
bool controller_submit(struct operation *op, const struct controller *controller,
		       struct request *request, struct error *ret_refused, struct error *err);

/* Whether the change is of an admission policy or a binding: what was refused before may pass now, so
 * whoever was refused tries again. */
bool controller_may_retry(const struct change *change);

/* ---- bootstrap: what an API server makes at start-up ---- */

/* Namespaces, ServiceCIDR `kubernetes` and Service `default/kubernetes` as the cluster's flags
 * want them: made when missing, a single range upgraded to two; else left alone. *warnings gets
 * what could not be done. Source: servicecidr KEP-1880; kubernetes pkg/controlplane. */
bool bootstrap_run(struct operation *op, struct text_list *warnings, struct error *err);

/* ---- service-cidr: finalizer and Ready ---- */

/* Brings finalizer and Ready condition of one ServiceCIDR to what they must be. */
bool service_cidr_sync(struct operation *op, const char *name, struct error *err);

/* ---- repair: Services and IPAddresses agree ---- */

/* One thing found. */
struct finding {
	char *object;  /* "service/default/web", "ipaddress/10.96.0.5"; owned */
	char *reason;  /* event reason, e.g. "ClusterIPNotAllocated"; owned */
	char *message; /* owned */
	bool mended;
};
struct findings {
	struct finding *items;
	size_t n, capacity;
};
#define FINDINGS_INIT                                \
	{                                            \
		.items = NULL, .n = 0, .capacity = 0 \
	}
/* Copies its arguments. */
void findings_add(struct findings *findings, const char *object, const char *reason,
		  const char *message, bool mended);
void findings_finish(struct findings *findings);
void findings_cleanup(struct findings *findings);

/* The repair controller's look at one Service or IPAddress. With mend it writes (events included);
 * without it only reports. findings may be NULL. set: every ServiceCIDR.
 * Source: kubernetes pkg/registry/core/service/ipallocator/controller/repairip.go. */
struct repair {
	struct operation *op;
	const struct cidr_set *set;
	struct findings *findings;
	bool mend;
};
bool repair_service(const struct repair *repair, const cJSON *service, struct error *err);
bool repair_address(const struct repair *repair, const cJSON *address, struct error *err);

#endif
