/* The repair controller: every cluster IP of a Service has its IPAddress, and every IPAddress that
 * the allocator manages has its Service.
 * Source: kubernetes pkg/registry/core/service/ipallocator/controller/repairip.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/controllers.h"

#define CLUSTER_IP_NONE "None"
/* How long an IPAddress may be without its Service: its creation may be half-way. */
#define ORPHAN_GRACE_SECONDS 60

/* What one look is about. */
struct subject {
	const struct resource *resource;
	const cJSON *object;
};

/* Reports a finding and, when mending, records it as an event. */
static bool found(const struct repair *repair, const struct subject *subject, const char *reason,
		  bool mended, const char *message, struct error *err)
{
	const cJSON *metadata = json_child(subject->object, "metadata");
	const char *namespace = json_str(metadata, "namespace");
	CLEANUP(str)
	char *name = xasprintf("%s/%s%s%s", subject->resource->singular, namespace,
			       *namespace != '\0' ? "/" : "", json_str(metadata, "name"));

	findings_add(repair->findings, name, reason, message, mended);
	return !repair->mend || event_record(repair->op, &controller_repair, subject->resource,
					     subject->object, reason, message, err);
}

/* ---- writes ---- */

static bool delete_address(const struct repair *repair, const char *name, struct error *err)
{
	struct request request = {
		.verb = VERB_DELETE,
		.resource = &resource_ip_address,
		.namespace = "",
		.name = name,
		.subresource = "",
	};

	return !repair->mend ||
	       controller_submit(repair->op, &controller_repair, &request, NULL, err);
}

static bool create_address(const struct repair *repair, const struct address *address,
			   const cJSON *service, struct error *err)
{
	CLEANUP(json)
	cJSON *object =
		ip_address_for_service(address, json_str_at(service, "metadata", "namespace", NULL),
				       json_str_at(service, "metadata", "name", NULL));
	struct request request = {
		.verb = VERB_CREATE,
		.resource = &resource_ip_address,
		.namespace = "",
		.name = "",
		.subresource = "",
		.object = object,
	};

	return !repair->mend ||
	       controller_submit(repair->op, &controller_repair, &request, NULL, err);
}

static bool recreate_address(const struct repair *repair, const struct address *address,
			     const cJSON *service, struct error *err)
{
	char name[ADDRESS_TEXT_SIZE];

	address_format(address, name);
	return delete_address(repair, name, err) && create_address(repair, address, service, err);
}

/* ---- references ---- */

static bool has_cluster_ip(const cJSON *service, const struct address *address)
{
	const cJSON *ip;

	cJSON_ArrayForEach (ip, json_get(service, "spec", "clusterIPs", NULL)) {
		struct address other;

		if (cJSON_IsString(ip) && address_parse_lenient(ip->valuestring, &other) &&
		    address_equal(&other, address))
			return true;
	}
	return false;
}

static bool refers_to_service(const cJSON *parent)
{
	return *json_str(parent, "group") == '\0' &&
	       strcmp(json_str(parent, "resource"), "services") == 0;
}

static bool names_service(const cJSON *parent, const cJSON *service)
{
	const cJSON *metadata = json_child(service, "metadata");

	return refers_to_service(parent) &&
	       strcmp(json_str(parent, "namespace"), json_str(metadata, "namespace")) == 0 &&
	       strcmp(json_str(parent, "name"), json_str(metadata, "name")) == 0;
}

/* Upstream looks only at the manager's label, whatever the family's says. */
static bool is_allocators(const cJSON *object)
{
	return strcmp(json_str(json_get(object, "metadata", "labels", NULL), LABEL_MANAGED_BY),
		      IP_ALLOCATOR_NAME) == 0;
}

/* When everything is looked at, a record that cannot be read has been found before, and counts as
 * one that is gone. */
static enum store_answer load(const struct repair *repair, const struct resource *resource,
			      const char *namespace, const char *name, cJSON **ret_object,
			      struct error *err)
{
	enum store_answer answer =
		object_load(repair->op->tx, resource, namespace, name, ret_object, err);

	if (answer != STORE_FAILED || repair->findings == NULL ||
	    err->reason != REASON_INTERNAL_ERROR)
		return answer;
	error_finish(err);
	return STORE_ABSENT;
}

static enum store_answer load_parent(const struct repair *repair, const cJSON *parent,
				     cJSON **ret_service, struct error *err)
{
	return load(repair, &resource_service, json_str(parent, "namespace"),
		    json_str(parent, "name"), ret_service, err);
}

/* ---- Services ---- */

static bool allocate_missing(const struct repair *repair, const struct subject *subject,
			     const struct address *address, struct error *err)
{
	CLEANUP(str) char *message = NULL;
	char text[ADDRESS_TEXT_SIZE];

	address_format(address, text);
	message = xasprintf("Cluster IP [%s]: %s is not allocated; repairing",
			    family_name(address->family), text);
	return found(repair, subject, "ClusterIPNotAllocated", repair->mend, message, err) &&
	       create_address(repair, address, subject->object, err);
}

/* The IPAddress refers to a Service that does not have the address: its own look removes it, after
 * which the next look at the Service that does have it finds nothing. Both are done here, since no
 * loop comes round again. Without mending the IPAddress's look reports it. */
static bool take_over(const struct repair *repair, const struct subject *subject,
		      const struct address *address, const cJSON *reservation, bool *ret_done,
		      struct error *err)
{
	*ret_done = repair->mend && is_allocators(reservation);
	return !*ret_done || (repair_address(repair, reservation, err) &&
			      allocate_missing(repair, subject, address, err));
}

/* The IPAddress refers to something else: a Service of the same address (then two claim it), one
 * without it, or to nothing that is. */
static bool check_reference(const struct repair *repair, const struct subject *subject,
			    const struct address *address, const cJSON *reservation, bool *ret_done,
			    struct error *err)
{
	const cJSON *parent = json_get(reservation, "spec", "parentRef", NULL);
	const cJSON *metadata = json_child(subject->object, "metadata");
	CLEANUP(json) cJSON *other = NULL;
	CLEANUP(str) char *message = NULL;
	char text[ADDRESS_TEXT_SIZE];

	*ret_done = false;
	if (names_service(parent, subject->object))
		return true;
	address_format(address, text);
	if (refers_to_service(parent)) {
		enum store_answer answer = load_parent(repair, parent, &other, err);

		if (answer == STORE_FAILED)
			return false;
		if (answer == STORE_FOUND && !has_cluster_ip(other, address))
			return take_over(repair, subject, address, reservation, ret_done, err);
	}
	if (other != NULL) {
		message = xasprintf("Cluster IP [%s]:%s was assigned to multiple services; please "
				    "recreate service",
				    family_name(address->family), text);
		return found(repair, subject, "ClusterIPAlreadyAllocated", false, message, err);
	}
	*ret_done = true;
	message = xasprintf("the ClusterIP [%s]: %s for Service %s/%s has a wrong reference; "
			    "repairing",
			    family_name(address->family), text, json_str(metadata, "namespace"),
			    json_str(metadata, "name"));
	return found(repair, subject, "ClusterIPNotAllocated", repair->mend, message, err) &&
	       recreate_address(repair, address, subject->object, err);
}

/* The reservation of an address that a ServiceCIDR holds. */
static bool check_reservation(const struct repair *repair, const struct subject *subject,
			      const struct address *address, struct error *err)
{
	CLEANUP(json) cJSON *reservation = NULL;
	CLEANUP(str) char *message = NULL, *name = NULL;
	char text[ADDRESS_TEXT_SIZE];
	bool done;

	address_format(address, text);
	switch (load(repair, &resource_ip_address, "", text, &reservation, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return allocate_missing(repair, subject, address, err);
	case STORE_FOUND:
		break;
	}
	if (!check_reference(repair, subject, address, reservation, &done, err))
		return false;
	if (done || ip_address_is_managed(reservation))
		return true;
	/* Upstream mends labels without an event. */
	message = xasprintf("the IPAddress %s lacks the allocator's labels", text);
	name = xasprintf("ipaddress/%s", text);
	findings_add(repair->findings, name, "IPAddressLabels", message, repair->mend);
	return recreate_address(repair, address, subject->object, err);
}

static bool check_cluster_ip(const struct repair *repair, const struct subject *subject,
			     const char *ip, struct error *err)
{
	CLEANUP(str) char *message = NULL;
	char text[ADDRESS_TEXT_SIZE];
	struct address address;

	if (!address_parse_lenient(ip, &address))
		return found(repair, subject, "ClusterIPNotValid", false,
			     "Cluster IP <nil> is not a valid IP; please recreate Service", err);
	if (cidr_set_holds(repair->set, &address))
		return check_reservation(repair, subject, &address, err);
	address_format(&address, text);
	message = xasprintf("Cluster IP [%s]: %s is not within any configured Service CIDR; please "
			    "recreate service",
			    family_name(address.family), text);
	return found(repair, subject, "ClusterIPOutOfRange", false, message, err);
}

bool repair_service(const struct repair *repair, const cJSON *service, struct error *err)
{
	const struct subject subject = { &resource_service, service };
	const cJSON *ips = json_get(service, "spec", "clusterIPs", NULL), *ip;

	if (strcmp(json_str_at(service, "spec", "type", NULL), "ExternalName") == 0)
		return true;
	cJSON_ArrayForEach (ip, ips) {
		if (!cJSON_IsString(ip) || strcmp(ip->valuestring, CLUSTER_IP_NONE) == 0)
			return true;
		if (!check_cluster_ip(repair, &subject, ip->valuestring, err))
			return false;
	}
	return true;
}

/* ---- IPAddresses ---- */

static bool clean_up(const struct repair *repair, const struct subject *subject, const char *reason,
		     const char *message, struct error *err)
{
	return found(repair, subject, reason, repair->mend, message, err) &&
	       delete_address(repair, json_str_at(subject->object, "metadata", "name", NULL), err);
}

static bool clean_up_foreign(const struct repair *repair, const struct subject *subject,
			     const cJSON *parent, struct error *err)
{
	CLEANUP(str)
	char *message = xasprintf(
		"IPAddress %s appears to have been modified, not referencing a Service "
		"&ParentReference{Group:%s,Resource:%s,Namespace:%s,Name:%s,}: cleaning up",
		json_str_at(subject->object, "metadata", "name", NULL), json_str(parent, "group"),
		json_str(parent, "resource"), json_str(parent, "namespace"),
		json_str(parent, "name"));

	return clean_up(repair, subject, "IPAddressNotAllocated", message, err);
}

static bool is_young(const struct repair *repair, const cJSON *object)
{
	const char *created = json_str_at(object, "metadata", "creationTimestamp", NULL);
	int64_t micro;

	return time_parse(created, &micro) &&
	       repair->op->now_micro - micro <= ORPHAN_GRACE_SECONDS * INT64_C(1000000);
}

/* leaked: the Service does not exist; else it exists without the address. */
static bool clean_up_of_service(const struct repair *repair, const struct subject *subject,
				const cJSON *parent, bool leaked, struct error *err)
{
	CLEANUP(str)
	char *message = xasprintf("IPAddress: %s for Service %s/%s %s",
				  json_str_at(subject->object, "metadata", "name", NULL),
				  json_str(parent, "namespace"), json_str(parent, "name"),
				  leaked ? "appears to have leaked: cleaning up"
					 : "has a wrong reference; cleaning up");

	return clean_up(repair, subject,
			leaked ? "IPAddressNotAllocated" : "IPAddressWrongReference", message, err);
}

bool repair_address(const struct repair *repair, const cJSON *object, struct error *err)
{
	const struct subject subject = { &resource_ip_address, object };
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);
	CLEANUP(json) cJSON *service = NULL;
	struct address address;

	if (!is_allocators(object) ||
	    !address_parse(json_str_at(object, "metadata", "name", NULL), &address))
		return true;
	if (!refers_to_service(parent))
		return clean_up_foreign(repair, &subject, parent, err);
	switch (load_parent(repair, parent, &service, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return is_young(repair, object) ||
		       clean_up_of_service(repair, &subject, parent, true, err);
	case STORE_FOUND:
		break;
	}
	return has_cluster_ip(service, &address) ||
	       clean_up_of_service(repair, &subject, parent, false, err);
}

/* ---- the controller ---- */

/* The Service that an IPAddress stands or stood for may need it back. */
static bool look_at_parent(const struct repair *repair, const cJSON *address, struct error *err)
{
	const cJSON *parent = json_get(address, "spec", "parentRef", NULL);
	CLEANUP(json) cJSON *service = NULL;

	if (!refers_to_service(parent))
		return true;
	switch (load_parent(repair, parent, &service, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	return repair_service(repair, service, err);
}

static bool clean_up_left_behind(const struct repair *repair, const cJSON *service,
				 const struct address *address, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL, *again = NULL;
	struct subject subject = { &resource_ip_address, NULL };
	const cJSON *parent;
	char name[ADDRESS_TEXT_SIZE];

	address_format(address, name);
	switch (object_load(repair->op->tx, &resource_ip_address, "", name, &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	subject.object = object;
	parent = json_get(object, "spec", "parentRef", NULL);
	if (!is_allocators(object) || !names_service(parent, service))
		return true;
	switch (load_parent(repair, parent, &again, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return clean_up_of_service(repair, &subject, parent, true, err);
	case STORE_FOUND:
		break;
	}
	/* Made again meanwhile, as the cluster's own Service is. */
	return repair_address(repair, object, err);
}

/* A Service that went leaves an address behind only when no ServiceCIDR holds that. */
static bool look_at_left_behind(const struct repair *repair, const cJSON *service,
				struct error *err)
{
	const cJSON *ip;

	cJSON_ArrayForEach (ip, json_get(service, "spec", "clusterIPs", NULL)) {
		struct address address;

		if (cJSON_IsString(ip) && address_parse_lenient(ip->valuestring, &address) &&
		    !clean_up_left_behind(repair, service, &address, err))
			return false;
	}
	return true;
}

/* The object as it is now: a later write may have changed or removed it since. */
static bool look_again(const struct repair *repair, const struct change *change, struct error *err)
{
	const cJSON *metadata = json_child(change->object, "metadata");
	CLEANUP(json) cJSON *object = NULL;

	switch (object_load(repair->op->tx, change->resource, json_str(metadata, "namespace"),
			    json_str(metadata, "name"), &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	return change->resource == &resource_service ? repair_service(repair, object, err)
						     : repair_address(repair, object, err);
}

static bool observe(struct operation *op, const struct change *change, struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	const struct repair repair = { .op = op, .set = &set, .mend = true };
	bool of_service = change->resource == &resource_service;

	if (!of_service && change->resource != &resource_ip_address)
		return true;
	if (!service_cidr_load(op->tx, &set, err))
		return false;
	if (change->object != NULL && !look_again(&repair, change, err))
		return false;
	if (of_service)
		return change->object != NULL || look_at_left_behind(&repair, change->old, err);
	return change->old == NULL || look_at_parent(&repair, change->old, err);
}

const struct controller controller_repair = {
	.name = "ipallocator-repair-controller",
	.user = "system:apiserver",
	.observe = observe,
};
