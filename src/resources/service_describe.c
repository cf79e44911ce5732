/* How `describe` shows a Service.
 * Source: kubectl pkg/describe (describeService). */
#include "service.h"

static void add_text(struct strbuf *out, const char *key, const char *text)
{
	strbuf_addf(out, "%s:\t%s\n", key, text);
}

/* A line only when there is something to say. */
static void add_given(struct strbuf *out, const char *key, const char *text)
{
	if (*text != '\0')
		add_text(out, key, text);
}

static void add_given_list(struct strbuf *out, const char *key, const cJSON *list)
{
	if (json_size(list) > 0)
		describe_list(out, key, list, ",");
}

static void add_list(struct strbuf *out, const char *key, const cJSON *list)
{
	if (json_size(list) > 0)
		describe_list(out, key, list, ",");
	else
		add_text(out, key, "<none>");
}

/* "203.0.113.10 (VIP), lb.example.com" */
static void add_ingress(struct strbuf *out, const cJSON *object)
{
	const cJSON *ingress = json_get(object, "status", "loadBalancer", "ingress", NULL), *point;

	if (json_size(ingress) == 0)
		return;
	strbuf_add_str(out, "LoadBalancer Ingress:\t");
	cJSON_ArrayForEach (point, ingress) {
		const char *ip = json_str(point, "ip");

		if (point != ingress->child)
			strbuf_add_str(out, ", ");
		strbuf_add_str(out, *ip != '\0' ? ip : json_str(point, "hostname"));
		if (*ip != '\0' && cJSON_IsString(json_child(point, "ipMode")))
			strbuf_addf(out, " (%s)", json_str(point, "ipMode"));
	}
	strbuf_add_char(out, '\n');
}

/* Nothing here runs pods, so no port has endpoints. */
static void add_port(struct strbuf *out, const cJSON *port)
{
	const char *name = json_str(port, "name"), *protocol = json_str(port, "protocol");
	const cJSON *target = json_child(port, "targetPort");

	if (*name == '\0')
		name = "<unset>";
	strbuf_addf(out, "Port:\t%s\t%lld/%s\n", name, (long long)int_at(port, "port"), protocol);
	if (cJSON_IsString(target))
		strbuf_addf(out, "TargetPort:\t%s/%s\n", target->valuestring, protocol);
	else
		strbuf_addf(out, "TargetPort:\t%lld/%s\n", (long long)int_at(port, "targetPort"),
			    protocol);
	if (int_at(port, "nodePort") != 0)
		strbuf_addf(out, "NodePort:\t%s\t%lld/%s\n", name,
			    (long long)int_at(port, "nodePort"), protocol);
	add_text(out, "Endpoints", "<none>");
}

static void add_addresses(struct strbuf *out, const cJSON *spec)
{
	add_given(out, "IP Family Policy", json_str(spec, "ipFamilyPolicy"));
	add_list(out, "IP Families", json_child(spec, "ipFamilies"));
	add_text(out, "IP", json_str(spec, "clusterIP"));
	add_list(out, "IPs", json_child(spec, "clusterIPs"));
	add_given_list(out, "External IPs", json_child(spec, "externalIPs"));
	add_given(out, "Desired LoadBalancer IP", json_str(spec, "loadBalancerIP"));
	add_given(out, "External Name", json_str(spec, "externalName"));
}

static void add_policies(struct strbuf *out, const cJSON *spec)
{
	add_text(out, "Session Affinity", json_str(spec, "sessionAffinity"));
	add_given(out, "External Traffic Policy", json_str(spec, "externalTrafficPolicy"));
	add_given(out, "Internal Traffic Policy", json_str(spec, "internalTrafficPolicy"));
	if (int_at(spec, "healthCheckNodePort") != 0)
		strbuf_addf(out, "HealthCheck NodePort:\t%lld\n",
			    (long long)int_at(spec, "healthCheckNodePort"));
	add_given_list(out, "LoadBalancer Source Ranges",
		       json_child(spec, "loadBalancerSourceRanges"));
}

void service_describe(const cJSON *object, struct strbuf *out)
{
	const cJSON *spec = json_child(object, "spec"), *port;

	strbuf_add_str(out, "Selector:\t");
	service_selector_text(object, out);
	strbuf_add_char(out, '\n');
	add_text(out, "Type", json_str(spec, "type"));
	add_addresses(out, spec);
	add_ingress(out, object);
	cJSON_ArrayForEach (port, json_child(spec, "ports"))
		add_port(out, port);
	add_policies(out, spec);
}
