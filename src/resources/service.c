/* Service: the row of the resource table, its hooks and its cells.
 * Source: kubernetes pkg/registry/core/service, pkg/printers/internalversion. */
#include "service.h"

#include <stdlib.h>
#include <string.h>

/* ---- facts ---- */

const char *list_str(const cJSON *list, size_t i)
{
	const cJSON *item = cJSON_GetArrayItem(list, (int)i);

	return cJSON_IsString(item) ? item->valuestring : "";
}

bool service_type_is(const cJSON *object, const char *type)
{
	return strcmp(json_str_at(object, "spec", "type", NULL), type) == 0;
}

bool service_is_headless(const cJSON *object)
{
	const cJSON *ips = json_get(object, "spec", "clusterIPs", NULL);

	return json_size(ips) == 1 && strcmp(list_str(ips, 0), CLUSTER_IP_NONE) == 0;
}

bool service_takes_cluster_ip(const cJSON *object)
{
	return !service_type_is(object, "ExternalName");
}

bool service_has_node_ports(const cJSON *object)
{
	return service_type_is(object, "NodePort") || service_type_is(object, "LoadBalancer");
}

bool service_is_external(const cJSON *object)
{
	return service_has_node_ports(object) ||
	       (service_type_is(object, "ClusterIP") &&
		json_size(json_get(object, "spec", "externalIPs", NULL)) > 0);
}

bool service_needs_health_check(const cJSON *object)
{
	return service_type_is(object, "LoadBalancer") &&
	       strcmp(json_str_at(object, "spec", "externalTrafficPolicy", NULL), "Local") == 0;
}

/* ---- hooks ---- */

/* Nothing can be reserved in no name, nor in one that no IPAddress could refer to. Validation will
 * say so. */
static bool can_reserve(const cJSON *object)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	const char *name = json_str_at(object, "metadata", "name", NULL);

	check_path_segment(name, &messages);
	return *name != '\0' && messages.n == 0;
}

static bool begin_create(struct operation *op, cJSON *object, struct error *err)
{
	service_normalise(object, NULL);
	if (!service_init_families(op->cluster, object, NULL, err))
		return false;
	return !can_reserve(object) || (service_take_addresses(op, object, NULL, err) &&
					service_take_ports(op, object, NULL, err));
}

static bool begin_update(struct operation *op, cJSON *object, const cJSON *old, struct error *err)
{
	if (strcmp(op->request->subresource, "status") == 0)
		return true;
	service_keep_ports(object, old);
	service_normalise(object, old);
	return service_init_families(op->cluster, object, old, err) &&
	       service_take_addresses(op, object, old, err) &&
	       service_take_ports(op, object, old, err);
}

static void prepare_create(cJSON *object)
{
	cJSON *status = cJSON_CreateObject();

	json_ensure_object(status, "loadBalancer");
	json_set(object, "status", status);
	service_drop_internal_policy(object);
}

static void prepare_update(cJSON *object, const cJSON *old, const char *subresource)
{
	if (strcmp(subresource, "status") == 0) {
		json_set(object, "spec", json_copy(json_child(old, "spec")));
		return;
	}
	json_set(object, "status", json_copy(json_child(old, "status")));
	service_drop_type_dependent(object, old);
	service_drop_internal_policy(object);
}

static bool after_update(struct operation *op, const cJSON *object, const cJSON *old,
			 struct error *err)
{
	return service_release_addresses(op, object, old, err);
}

static bool after_delete(struct operation *op, const cJSON *old, struct error *err)
{
	return service_release_addresses(op, NULL, old, err);
}

/* ---- cells ---- */

static void cell_type(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	strbuf_add_str(out, json_str_at(object, "spec", "type", NULL));
}

static void cell_cluster_ip(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *ips = json_get(object, "spec", "clusterIPs", NULL);

	(void)now;
	strbuf_add_str(out, json_size(ips) > 0 ? list_str(ips, 0) : "<none>");
}

static void join(struct text_list *texts, const char *empty, struct strbuf *out)
{
	for (size_t i = 0; i < texts->n; i++)
		strbuf_addf(out, "%s%s", i > 0 ? "," : "", texts->items[i]);
	if (texts->n == 0)
		strbuf_add_str(out, empty);
}

static void add_unique(struct text_list *texts, const char *text)
{
	if (*text != '\0' && !text_list_contains(texts, text))
		text_list_add(texts, text);
}

/* The load balancer's addresses, sorted, then externalIPs in their order. */
static void cell_external_ip(const cJSON *object, int64_t now, struct strbuf *out)
{
	CLEANUP(text_list) struct text_list texts = TEXT_LIST_INIT;
	bool balanced = service_type_is(object, "LoadBalancer");
	const cJSON *item;

	(void)now;
	if (service_type_is(object, "ExternalName")) {
		strbuf_add_str(out, json_str_at(object, "spec", "externalName", NULL));
		return;
	}
	if (balanced) {
		cJSON_ArrayForEach (item,
				    json_get(object, "status", "loadBalancer", "ingress", NULL)) {
			const char *ip = json_str(item, "ip");

			add_unique(&texts, *ip != '\0' ? ip : json_str(item, "hostname"));
		}
		text_list_sort(&texts);
	}
	cJSON_ArrayForEach (item, json_get(object, "spec", "externalIPs", NULL))
		text_list_add(&texts, cJSON_IsString(item) ? item->valuestring : "");
	if (!balanced && !service_type_is(object, "ClusterIP") &&
	    !service_type_is(object, "NodePort"))
		strbuf_add_str(out, "<unknown>");
	else
		join(&texts, balanced ? "<pending>" : "<none>", out);
}

static void cell_ports(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *ports = json_get(object, "spec", "ports", NULL), *port;

	(void)now;
	cJSON_ArrayForEach (port, ports) {
		int64_t number = 0, node_port = 0;

		json_int(json_child(port, "port"), &number);
		json_int(json_child(port, "nodePort"), &node_port);
		strbuf_addf(out, "%s%lld", port != ports->child ? "," : "", (long long)number);
		if (node_port != 0)
			strbuf_addf(out, ":%lld", (long long)node_port);
		strbuf_addf(out, "/%s", json_str(port, "protocol"));
	}
	if (json_size(ports) == 0)
		strbuf_add_str(out, "<none>");
}

void service_selector_text(const cJSON *object, struct strbuf *out)
{
	CLEANUP(text_list) struct text_list texts = TEXT_LIST_INIT;
	const cJSON *label;

	cJSON_ArrayForEach (label, json_get(object, "spec", "selector", NULL))
		text_list_take(&texts, xasprintf("%s=%s", label->string,
						 cJSON_IsString(label) ? label->valuestring : ""));
	text_list_sort(&texts);
	join(&texts, "<none>", out);
}

static void cell_selector(const cJSON *object, int64_t now, struct strbuf *out)
{
	(void)now;
	service_selector_text(object, out);
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "Type", false, cell_type },
	{ "Cluster-IP", false, cell_cluster_ip },
	{ "External-IP", false, cell_external_ip },
	{ "Port(s)", false, cell_ports },
	{ "Age", false, cell_age },
	{ "Selector", true, cell_selector },
	{ NULL, false, NULL },
};

const struct resource resource_service = {
	.group = "",
	.versions = (const char *const[]) { "v1", NULL },
	.kind = "Service",
	.plural = "services",
	.singular = "service",
	.short_names = (const char *const[]) { "svc", NULL },
	.categories = (const char *const[]) { "all", NULL },
	.subresources = (const char *const[]) { "status", NULL },
	.namespaced = true,
	.schema = &schema_service,
	.columns = columns,
	.field_labels = (const char *const[]) { "metadata.name", "metadata.namespace",
						"spec.clusterIP", "spec.type", NULL },
	.check_name = check_dns1035_label,
	.create_on_update = true,
	.set_defaults = service_set_defaults,
	.complete = service_complete,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.begin_create = begin_create,
	.begin_update = begin_update,
	.validate = service_validate,
	.validate_update = service_validate_update,
	.warn = service_warn,
	.after_update = after_update,
	.after_delete = after_delete,
	.index_restored = service_index_restored,
	.index = service_index_ports,
	.describe = service_describe,
};
