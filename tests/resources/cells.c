/* The cells of the tables that `get` prints, by kind. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "helper.h"

#define NOW "2025-05-01T10:00:00Z"

/* Cells joined by " | ", with the wide ones when asked for. Owned by the caller. */
static char *row_of(const struct resource *resource, const cJSON *object, bool wide)
{
	struct strbuf text = STRBUF_INIT;
	int64_t now;

	cr_assert(time_parse(NOW, &now));
	for (const struct column *column = resource->columns; column->title != NULL; column++) {
		if (column->wide && !wide)
			continue;
		if (text.length > 0)
			strbuf_add_str(&text, " | ");
		column->cell(object, now / 1000000, &text);
	}
	return strbuf_detach(&text);
}

/* The titles, the wide ones in parentheses. */
static char *titles_of(const struct resource *resource)
{
	struct strbuf text = STRBUF_INIT;

	for (const struct column *column = resource->columns; column->title != NULL; column++)
		strbuf_addf(&text, "%s%s%s%s", text.length > 0 ? " " : "", column->wide ? "(" : "",
			    column->title, column->wide ? ")" : "");
	return strbuf_detach(&text);
}

static const struct {
	const struct resource *resource;
	const char *titles;
} title_rows[] = {
	{ &resource_service, "Name Type Cluster-IP External-IP Port(s) Age (Selector)" },
	{ &resource_namespace, "Name Status Age" },
	{ &resource_service_cidr, "Name CIDRs Age" },
	/* Its rows have the age in a column without a title. */
	{ &resource_ip_address, "Name ParentRef " },
	{ &resource_event, "Last Seen Type Reason Object (Subobject) (Source) Message (First Seen) "
			   "(Count) (Name)" },
};

Test(cells, titles)
{
	for (size_t i = 0; i < ARRAY_LEN(title_rows); i++)
		cr_expect_errors(titles_of(title_rows[i].resource), title_rows[i].titles,
				 title_rows[i].resource->kind);
}

#define META(name) "metadata: {name: " name ", creationTimestamp: '2025-05-01T09:58:00Z'}"

static const struct {
	const char *row;
	const struct resource *resource;
	const char *object, *cells;
} rows[] = {
	{ "ClusterIP", &resource_service,
	  "{" META("a") ", spec: {type: ClusterIP, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], "
			"ports: [{port: 80, protocol: TCP}, {port: 53, protocol: UDP}], selector: "
			"{b: "
			"c, a: b}}}",
	  "a | ClusterIP | 10.0.0.1 | <none> | 80/TCP,53/UDP | 2m | a=b,b=c" },
	{ "dual-stack shows the first", &resource_service,
	  "{" META("a") ", spec: {type: ClusterIP, clusterIPs: [10.0.0.1, 'fd00::1']}}",
	  "a | ClusterIP | 10.0.0.1 | <none> | <none> | 2m | <none>" },
	{ "headless with externalIPs", &resource_service,
	  "{" META("a") ", spec: {type: ClusterIP, clusterIPs: [None], externalIPs: [5.6.7.8, "
			"1.2.3.4]}}",
	  "a | ClusterIP | None | 5.6.7.8,1.2.3.4 | <none> | 2m | <none>" },
	{ "NodePort", &resource_service,
	  "{" META("a") ", spec: {type: NodePort, clusterIPs: [10.0.0.1], ports: [{port: 80, "
			"nodePort: 30080, protocol: TCP}]}}",
	  "a | NodePort | 10.0.0.1 | <none> | 80:30080/TCP | 2m | <none>" },
	{ "LoadBalancer without an address", &resource_service,
	  "{" META("a") ", spec: {type: LoadBalancer, clusterIPs: [10.0.0.1]}}",
	  "a | LoadBalancer | 10.0.0.1 | <pending> | <none> | 2m | <none>" },
	{ "LoadBalancer: each once, sorted, then externalIPs", &resource_service,
	  "{" META("a") ", spec: {type: LoadBalancer, clusterIPs: [10.0.0.1], externalIPs: "
			"[1.1.1.1]}, status: {loadBalancer: {ingress: [{hostname: z}, {ip: "
			"9.9.9.9}, "
			"{ip: 9.9.9.9}, {}]}}}",
	  "a | LoadBalancer | 10.0.0.1 | 9.9.9.9,z,1.1.1.1 | <none> | 2m | <none>" },
	{ "ExternalName", &resource_service,
	  "{" META("a") ", spec: {type: ExternalName, externalName: foo.example.com}}",
	  "a | ExternalName | <none> | foo.example.com | <none> | 2m | <none>" },
	{ "another type", &resource_service, "{" META("a") ", spec: {type: X}}",
	  "a | X | <none> | <unknown> | <none> | 2m | <none>" },
	{ "no time", &resource_service, "{metadata: {name: a}, spec: {type: ClusterIP}}",
	  "a | ClusterIP | <none> | <none> | <none> | <unknown> | <none>" },

	{ "namespace", &resource_namespace, "{" META("a") ", status: {phase: Terminating}}",
	  "a | Terminating | 2m" },
	{ "range", &resource_service_cidr,
	  "{" META("a") ", spec: {cidrs: [10.96.0.0/16, 'fd00:10:96::/112']}}",
	  "a | 10.96.0.0/16,fd00:10:96::/112 | 2m" },

	{ "address of a Service", &resource_ip_address,
	  "{" META("10.0.0.1") ", spec: {parentRef: {resource: services, namespace: default, name: "
			       "kubernetes}}}",
	  "10.0.0.1 | services/default/kubernetes | 2m" },
	{ "address of another group", &resource_ip_address,
	  "{" META("10.0.0.1") ", spec: {parentRef: {group: gateway.networking.k8s.io, resource: "
			       "gateways, namespace: infra, name: gw}}}",
	  "10.0.0.1 | gateways.gateway.networking.k8s.io/infra/gw | 2m" },
	{ "resource and group in lower case, no namespace", &resource_ip_address,
	  "{" META("10.0.0.1") ", spec: {parentRef: {group: MyGroup, resource: MyThings, name: "
			       "Bar}}}",
	  "10.0.0.1 | mythings.mygroup/Bar | 2m" },
	{ "address without a reference", &resource_ip_address, "{" META("10.0.0.1") "}",
	  "10.0.0.1 | <none> | 2m" },

	{ "event", &resource_event,
	  "{" META("e") ", involvedObject: {kind: ServiceCIDR, name: kubernetes, fieldPath: spec}, "
			"type: Warning, reason: R, message: ' two words ', source: {component: c, "
			"host: h}, firstTimestamp: '2025-05-01T09:59:00Z', lastTimestamp: "
			"'2025-05-01T09:59:30Z', count: 3}",
	  "30s | Warning | R | servicecidr/kubernetes | spec | c, h | two words | 60s | 3 | e" },
	{ "event of the newer kind", &resource_event,
	  "{" META("e") ", involvedObject: {kind: Service}, type: Normal, reason: R, message: m, "
			"reportingComponent: c, reportingInstance: i, eventTime: "
			"'2025-05-01T09:59:00.000000Z'}",
	  "60s | Normal | R | service |  | c, i | m | 60s | 1 | e" },
	{ "event series", &resource_event,
	  "{" META("e") ", involvedObject: {kind: Service, name: a}, type: Normal, reason: R, "
			"message: m, firstTimestamp: '2025-05-01T09:00:00Z', series: {count: 7, "
			"lastObservedTime: '2025-05-01T09:59:50.000000Z'}}",
	  "10s | Normal | R | service/a |  |  | m | 60m | 7 | e" },
};

Test(cells, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(json) cJSON *object = yaml_tree(rows[i].object);

		cr_expect_errors(row_of(rows[i].resource, object, true), rows[i].cells,
				 rows[i].row);
	}
}
