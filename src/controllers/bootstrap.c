/* What an API server makes at start-up and keeps making while it runs: namespaces, the default
 * ServiceCIDR, the kubernetes Service.
 * Source: kubernetes pkg/controlplane/controller/{systemnamespaces,defaultservicecidr,kubernetesservice}. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/controllers.h"

#define DEFAULT_NAME "kubernetes"
#define DEFAULT_NAMESPACE "default"
#define READY_MESSAGE "Kubernetes default Service CIDR is ready"
#define INCONSISTENT_REASON "KubernetesDefaultServiceCIDRInconsistent"
#define ERROR_REASON "KubernetesDefaultServiceCIDRError"
#define SECURE_PORT 6443

static const char *const system_namespaces[] = { "kube-system", "kube-public", "kube-node-lease",
						 DEFAULT_NAMESPACE };

static cJSON *named_object(const char *namespace, const char *name)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *metadata = json_ensure_object(object, "metadata");

	json_set_str(metadata, "name", name);
	if (*namespace != '\0')
		json_set_str(metadata, "namespace", namespace);
	return object;
}

static bool create(struct operation *op, const struct resource *resource, const char *namespace,
		   const cJSON *object, struct error *ret_refused, struct error *err)
{
	struct request request = {
		.verb = VERB_CREATE,
		.resource = resource,
		.namespace = namespace,
		.name = "",
		.subresource = "",
		.object = object,
	};

	return controller_submit(op, &controller_bootstrap, &request, ret_refused, err);
}

/* ---- namespaces ---- */

static bool ensure_namespace(struct operation *op, const char *name, struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;

	switch (object_load(op->tx, &resource_namespace, "", name, &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		return true;
	case STORE_ABSENT:
		break;
	}
	object = named_object("", name);
	return create(op, &resource_namespace, "", object, NULL, err);
}

/* ---- ServiceCIDR kubernetes ---- */

static cJSON *flag_cidrs(const struct cluster *cluster)
{
	cJSON *cidrs = cJSON_CreateArray();

	for (size_t i = 0; i < cluster->n_service_ranges; i++) {
		char text[PREFIX_TEXT_SIZE];

		prefix_format(&cluster->service_ranges[i], text);
		json_append_str(cidrs, text);
	}
	return cidrs;
}

static bool update_cidr(struct operation *op, const cJSON *object, const char *subresource,
			struct error *ret_refused, struct error *err)
{
	struct request request = {
		.verb = VERB_UPDATE,
		.resource = &resource_service_cidr,
		.namespace = "",
		.name = DEFAULT_NAME,
		.subresource = subresource,
		.object = object,
	};

	return controller_submit(op, &controller_bootstrap, &request, ret_refused, err);
}

static bool record(struct operation *op, const cJSON *object, const char *reason,
		   const char *message, struct error *err)
{
	return event_record(op, &controller_bootstrap, &resource_service_cidr, object, reason,
			    message, err);
}

static bool set_ready(struct operation *op, const cJSON *object, struct error *err)
{
	CLEANUP(json) cJSON *changed = json_copy(object);
	CLEANUP(error) struct error refused = ERROR_INIT;
	cJSON *condition = cJSON_CreateObject();
	char now[TIME_TEXT_SIZE];

	time_format(op->now_micro / 1000000, now);
	json_set_str(condition, "type", "Ready");
	json_set_str(condition, "status", "True");
	json_set_str(condition, "lastTransitionTime", now);
	json_set_str(condition, "reason", "");
	json_set_str(condition, "message", READY_MESSAGE);
	json_append(json_ensure_array(json_ensure_object(changed, "status"), "conditions"),
		    condition);
	if (!update_cidr(op, changed, "status", &refused, err))
		return false;
	return refused.reason == REASON_NONE ||
	       record(op, object, ERROR_REASON,
		      "The default ServiceCIDR Status can not be set to Ready=True", err);
}

/* "[10.96.0.0/16 fd00::/112]": a list of texts as Go prints it. */
static char *go_list(const cJSON *list)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *item;

	strbuf_add_char(&out, '[');
	cJSON_ArrayForEach (item, list)
		strbuf_addf(&out, "%s%s", item != list->child ? " " : "",
			    cJSON_IsString(item) ? item->valuestring : "");
	strbuf_add_char(&out, ']');
	return strbuf_detach(&out);
}

static bool record_inconsistent(struct operation *op, const cJSON *object, const cJSON *flags,
				struct error *err)
{
	CLEANUP(str) char *stored = go_list(json_get(object, "spec", "cidrs", NULL));
	CLEANUP(str) char *wanted = go_list(flags);
	CLEANUP(str)
	char *message =
		xasprintf("The default ServiceCIDR %s does not match the flag configurations %s",
			  stored, wanted);

	return record(op, object, INCONSISTENT_REASON, message, err);
}

/* The status step: Ready on a ServiceCIDR that is as the flags want it, else an event. */
static bool check_status(struct operation *op, const cJSON *object, const cJSON *flags,
			 struct error *err)
{
	bool matches = json_equal(json_get(object, "spec", "cidrs", NULL), flags);
	const cJSON *condition;

	if (*json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0')
		return true;
	cJSON_ArrayForEach (condition, json_get(object, "status", "conditions", NULL)) {
		if (strcmp(json_str(condition, "type"), "Ready") != 0)
			continue;
		if (strcmp(json_str(condition, "status"), "True") != 0)
			return record(op, object, json_str(condition, "reason"),
				      json_str(condition, "message"), err);
		return matches || record_inconsistent(op, object, flags, err);
	}
	return matches ? set_ready(op, object, err) : record_inconsistent(op, object, flags, err);
}

static bool upgrade_to_dual(struct operation *op, const cJSON *object, const cJSON *flags,
			    struct error *err)
{
	CLEANUP(json) cJSON *changed = json_copy(object);
	CLEANUP(error) struct error refused = ERROR_INIT;
	CLEANUP(str) char *wanted = go_list(flags);
	CLEANUP(str) char *message = NULL;

	json_set(json_child(changed, "spec"), "cidrs", json_copy(flags));
	if (!update_cidr(op, changed, "", &refused, err))
		return false;
	if (refused.reason == REASON_NONE)
		return true;
	message =
		xasprintf("The default ServiceCIDR can not be upgraded from %s to dual stack %s : "
			  "%s",
			  flags->child->valuestring, wanted, refused.message);
	return record(op, object, ERROR_REASON, message, err);
}

static bool create_default_cidr(struct operation *op, const cJSON *flags,
				struct text_list *warnings, struct error *err)
{
	CLEANUP(json) cJSON *object = named_object("", DEFAULT_NAME);
	CLEANUP(json) cJSON *stored = NULL;
	CLEANUP(error) struct error refused = ERROR_INIT;

	json_set(json_ensure_object(object, "spec"), "cidrs", json_copy(flags));
	if (!create(op, &resource_service_cidr, "", object, &refused, err))
		return false;
	if (refused.reason != REASON_NONE) {
		text_list_take(warnings, xasprintf("The default ServiceCIDR can not be created: %s",
						   refused.message));
		return record(op, object, ERROR_REASON,
			      "The default ServiceCIDR can not be created", err);
	}
	switch (object_load(op->tx, &resource_service_cidr, "", DEFAULT_NAME, &stored, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	return check_status(op, stored, flags, err);
}

static bool ensure_default_cidr(struct operation *op, struct text_list *warnings, struct error *err)
{
	CLEANUP(json) cJSON *flags = flag_cidrs(op->cluster);
	CLEANUP(json) cJSON *object = NULL;
	const cJSON *cidrs;

	switch (object_load(op->tx, &resource_service_cidr, "", DEFAULT_NAME, &object, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return create_default_cidr(op, flags, warnings, err);
	case STORE_FOUND:
		break;
	}
	cidrs = json_get(object, "spec", "cidrs", NULL);
	if (json_size(cidrs) == 1 && json_size(flags) == 2 &&
	    cJSON_Compare(cidrs->child, flags->child, true))
		return upgrade_to_dual(op, object, flags, err);
	return check_status(op, object, flags, err);
}

/* ---- Service default/kubernetes ---- */

/* The first address of the primary range. */
static void default_address(const struct cluster *cluster, char text[ADDRESS_TEXT_SIZE])
{
	struct range range = range_of(&cluster->service_ranges[0]);

	address_format(&range.first, text);
}

static cJSON *default_service(const struct cluster *cluster)
{
	cJSON *object = named_object(DEFAULT_NAMESPACE, DEFAULT_NAME);
	cJSON *labels = json_ensure_object(json_child(object, "metadata"), "labels");
	cJSON *spec = json_ensure_object(object, "spec"), *port = cJSON_CreateObject();
	char ip[ADDRESS_TEXT_SIZE];

	default_address(cluster, ip);
	json_set_str(labels, "component", "apiserver");
	json_set_str(labels, "provider", "kubernetes");
	json_set_str(spec, "clusterIP", ip);
	json_append_str(json_ensure_array(spec, "ipFamilies"),
			family_name(cluster->service_ranges[0].address.family));
	json_set_str(spec, "ipFamilyPolicy", "SingleStack");
	json_set_str(port, "name", "https");
	json_set_str(port, "protocol", "TCP");
	json_set_int(port, "port", 443);
	json_set_int(port, "targetPort", SECURE_PORT);
	json_append(json_ensure_array(spec, "ports"), port);
	json_set_str(spec, "sessionAffinity", "None");
	json_set_str(spec, "type", "ClusterIP");
	return object;
}

static bool ensure_default_service(struct operation *op, struct text_list *warnings,
				   struct error *err)
{
	CLEANUP(json) cJSON *object = NULL;
	CLEANUP(error) struct error refused = ERROR_INIT;

	switch (object_load(op->tx, &resource_service, DEFAULT_NAMESPACE, DEFAULT_NAME, &object,
			    err)) {
	case STORE_FAILED:
		return false;
	case STORE_FOUND:
		return true;
	case STORE_ABSENT:
		break;
	}
	object = default_service(op->cluster);
	if (!create(op, &resource_service, DEFAULT_NAMESPACE, object, &refused, err))
		return false;
	if (refused.reason != REASON_NONE)
		text_list_take(warnings,
			       xasprintf("unable to sync kubernetes service: %s", refused.message));
	return true;
}

/* ---- the controller ---- */

bool bootstrap_run(struct operation *op, struct text_list *warnings, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(system_namespaces); i++)
		if (!ensure_namespace(op, system_namespaces[i], err))
			return false;
	return ensure_default_cidr(op, warnings, err) && ensure_default_service(op, warnings, err);
}

static bool is_system_namespace(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(system_namespaces); i++)
		if (strcmp(system_namespaces[i], name) == 0)
			return true;
	return false;
}

/* Whether what is gone is the Service itself or had its address. */
static bool frees_default_service(const struct operation *op, const struct change *change,
				  const char *name)
{
	char ip[ADDRESS_TEXT_SIZE];

	if (change->resource == &resource_service)
		return strcmp(name, DEFAULT_NAME) == 0 &&
		       strcmp(json_str_at(change->old, "metadata", "namespace", NULL),
			      DEFAULT_NAMESPACE) == 0;
	default_address(op->cluster, ip);
	return change->resource == &resource_ip_address && strcmp(name, ip) == 0;
}

/* Makes again what was deleted. A Service that could not be made is tried again when its address
 * became free or a range changed, instead of every ten seconds. */
static bool observe(struct operation *op, const struct change *change, struct error *err)
{
	CLEANUP(text_list) struct text_list unheard = TEXT_LIST_INIT;
	const char *name = json_str_at(change->old, "metadata", "name", NULL);
	bool gone = change->object == NULL;

	if (change->resource == &resource_service_cidr) {
		if (gone && strcmp(name, DEFAULT_NAME) == 0 &&
		    !ensure_default_cidr(op, &unheard, err))
			return false;
		return ensure_default_service(op, &unheard, err);
	}
	if (gone && change->resource == &resource_namespace && is_system_namespace(name))
		return ensure_namespace(op, name, err);
	return !gone || !frees_default_service(op, change, name) ||
	       ensure_default_service(op, &unheard, err);
}

const struct controller controller_bootstrap = {
	.name = "kubernetes-service-cidr-controller",
	.user = "system:apiserver",
	.observe = observe,
};
