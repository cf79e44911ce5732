/* The requests of the random walk. */
#include "properties.h"

#include <string.h>

static unsigned below(struct walk *walk, unsigned bound)
{
	return (unsigned)random_below(&walk->random, bound);
}

static const char *pick(struct walk *walk, const char *const *texts, size_t n)
{
	return texts[below(walk, (unsigned)n)];
}
#define PICK(walk, texts) pick(walk, texts, ARRAY_LEN(texts))

static void send(struct walk *walk, enum verb verb, const char *path, const char *body)
{
	struct request request = fixture_request(walk->fixture, verb, path);
	CLEANUP(json) cJSON *object = body != NULL ? fixture_parse(body) : NULL;

	walk->verb = verb;
	walk->path = path;
	walk->body = body;
	walk->refusal = "";
	request.object = object;
	request.patch_type = PATCH_MERGE;
	request.dry_run = below(walk, 10) == 0;
	walk->refusal = fixture_handle_within(walk->fixture, &request);
}

static const char *some_service(struct walk *walk)
{
	if (below(walk, 20) == 0)
		return "services/default/kubernetes";
	return fixture_text(walk->fixture, "services/default/s%u", below(walk, 20));
}

static const char *some_ip(struct walk *walk)
{
	if (below(walk, 3) == 0)
		return fixture_text(walk->fixture, "fd00::%x", below(walk, 34));
	return fixture_text(walk->fixture, "10.0.%u.%u", below(walk, 4) == 0, below(walk, 34));
}

/* Few enough for two Services to ask for the same one; now and then none of the range's. */
static const char *some_node_port(struct walk *walk)
{
	return fixture_text(walk->fixture, "%u",
			    WALK_FIRST_PORT + below(walk, WALK_LAST_PORT - WALK_FIRST_PORT + 2));
}

/* One or two ports, with node ports or without. */
static const char *some_ports(struct walk *walk)
{
	static const char *const lists[] = {
		"ports: [{name: p, port: 80}]",
		"ports: [{name: p, port: 80}]",
		"ports: [{name: p, port: 80, nodePort: %s}]",
		"ports: [{name: p, port: 53}, {name: q, port: 53, protocol: UDP}]",
		"ports: [{name: p, port: 53, nodePort: %s}, {name: q, port: 53, protocol: UDP}]",
		"ports: [{name: q, port: 81}, {name: p, port: 80, nodePort: %s}]",
	};
	const char *format = PICK(walk, lists), *hole = strstr(format, "%s");

	if (hole == NULL)
		return format;
	return fixture_text(walk->fixture, "%.*s%s%s", (int)(hole - format), format,
			    some_node_port(walk), hole + 2);
}

static const char *some_type(struct walk *walk)
{
	static const char *const types[] = {
		"type: ClusterIP",
		"type: NodePort",
		"type: NodePort, externalTrafficPolicy: Local",
		"type: LoadBalancer",
		"type: LoadBalancer, externalTrafficPolicy: Local",
		"type: LoadBalancer, allocateLoadBalancerNodePorts: false",
		"type: ExternalName, externalName: a.b",
	};

	if (below(walk, 6) == 0)
		return fixture_text(walk->fixture,
				    "type: LoadBalancer, externalTrafficPolicy: Local, "
				    "healthCheckNodePort: %s",
				    some_node_port(walk));
	return PICK(walk, types);
}

/* The body of a Service of any type and family. */
static const char *some_body(struct walk *walk, unsigned number)
{
	static const char *const kinds[] = {
		"",
		"",
		", ipFamilies: [IPv6]",
		", ipFamilyPolicy: PreferDualStack",
		", ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6, IPv4]",
		", clusterIP: None",
		", clusterIP: None, selector: {a: b}",
		", sessionAffinity: Nonsense",
	};
	const char *type = below(walk, 3) == 0 ? "type: ClusterIP" : some_type(walk);
	const char *finalizers = below(walk, 8) == 0 ? ", finalizers: [a/b]" : "";
	const char *kind = PICK(walk, kinds);

	if (below(walk, 4) == 0)
		kind = fixture_text(walk->fixture, ", clusterIP: '%s'", some_ip(walk));
	return fixture_text(walk->fixture, "{metadata: {name: s%u%s}, spec: {%s, %s%s}}", number,
			    finalizers, type, some_ports(walk), kind);
}

static void create_service(struct walk *walk)
{
	send(walk, VERB_CREATE, "services/default", some_body(walk, below(walk, 20)));
}

static void update_service(struct walk *walk)
{
	unsigned number = below(walk, 20);

	send(walk, VERB_UPDATE, fixture_text(walk->fixture, "services/default/s%u", number),
	     some_body(walk, number));
}

static void patch_type(struct walk *walk)
{
	const char *path = some_service(walk), *type = some_type(walk);

	send(walk, VERB_PATCH, path, fixture_text(walk->fixture, "{spec: {%s}}", type));
}

static void patch_ports(struct walk *walk)
{
	const char *path = some_service(walk), *ports = some_ports(walk);

	send(walk, VERB_PATCH, path, fixture_text(walk->fixture, "{spec: {%s}}", ports));
}

static void patch_service(struct walk *walk)
{
	static const char *const patches[] = {
		"{spec: {ipFamilyPolicy: RequireDualStack}}",
		"{spec: {ipFamilyPolicy: SingleStack}}",
		"{spec: {ipFamilyPolicy: SingleStack, sessionAffinity: Nonsense}}",
		"{spec: {ipFamilyPolicy: PreferDualStack, selector: {a: b}}}",
		"{spec: {clusterIP: 10.0.0.9, clusterIPs: null}}",
		"{spec: {externalTrafficPolicy: Local}}",
		"{spec: {externalTrafficPolicy: Cluster}}",
		"{spec: {clusterIP: null, clusterIPs: null}}",
		"{metadata: {labels: {touched: 'yes'}}}",
		"{metadata: {finalizers: null}}",
		"{metadata: {finalizers: null}}",
	};
	const char *path = some_service(walk);

	send(walk, VERB_PATCH, path, PICK(walk, patches));
}

static void delete_service(struct walk *walk)
{
	send(walk, VERB_DELETE, some_service(walk), NULL);
}

static void create_range(struct walk *walk)
{
	static const char *const cidrs[] = {
		"10.0.0.0/27",  "10.0.0.0/28",  "10.0.0.0/29, 'fd00::/126'",
		"10.0.1.0/29",  "'fd00::/123'", "'fd00::10/124', 10.0.0.16/28",
		"'fd00::/124'", "10.0.0.0/31",
	};
	unsigned i = below(walk, ARRAY_LEN(cidrs));

	send(walk, VERB_CREATE, "servicecidrs",
	     fixture_text(walk->fixture, "{metadata: {name: r%u}, spec: {cidrs: [%s]}}", i,
			  cidrs[i]));
}

static const char *some_range(struct walk *walk)
{
	if (below(walk, 4) == 0)
		return "servicecidrs/kubernetes";
	return fixture_text(walk->fixture, "servicecidrs/r%u", below(walk, 8));
}

static void delete_range(struct walk *walk)
{
	send(walk, VERB_DELETE, some_range(walk), NULL);
}

static bool goes(struct walk *walk, const char *path)
{
	struct request request = fixture_request(walk->fixture, VERB_GET, path);

	return *fixture_handle_within(walk->fixture, &request) == '\0' &&
	       *json_str_at(walk->fixture->response.object, "metadata", "deletionTimestamp",
			    NULL) != '\0';
}

/* Whoever takes the finalizer off a range that is held takes the range from under its Services; of
 * a live one it comes back. */
static void patch_range(struct walk *walk)
{
	static const char *const patches[] = {
		"{status: null}",
		"{metadata: {labels: {touched: 'yes'}}}",
		"{metadata: {finalizers: null}}",
	};
	const char *path = some_range(walk);

	if (below(walk, 2) == 0)
		send(walk, VERB_PATCH, "servicecidrs/r3",
		     "{spec: {cidrs: [10.0.1.0/29, 'fd00::20/125']}}");
	else
		send(walk, VERB_PATCH, path, patches[below(walk, goes(walk, path) ? 2 : 3)]);
}

/* By hand, for something else than a Service; the allocator's labels on it are a lie. */
static void create_address(struct walk *walk)
{
	static const char *const labels[] = {
		"",
		LABEL_MANAGED_BY ": me",
		LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME,
	};
	const char *ip = some_ip(walk);

	send(walk, VERB_CREATE, "ipaddresses",
	     fixture_text(walk->fixture,
			  "{metadata: {name: '%s', labels: {%s}}, spec: {parentRef: {resource: "
			  "gateways, name: mine}}}",
			  ip, PICK(walk, labels)));
}

/* Any address, a Service's as well. */
static void delete_address(struct walk *walk)
{
	send(walk, VERB_DELETE, fixture_text(walk->fixture, "ipaddresses/%s", some_ip(walk)), NULL);
}

static void patch_address(struct walk *walk)
{
	static const char *const patches[] = {
		"{metadata: {labels: {" LABEL_MANAGED_BY ": me}}}",
		"{metadata: {labels: {" LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME "}}}",
		"{metadata: {labels: null}}",
		"{metadata: {labels: {a: b}}}",
	};
	const char *path = fixture_text(walk->fixture, "ipaddresses/%s", some_ip(walk));

	send(walk, VERB_PATCH, path, PICK(walk, patches));
}

void walk_act(struct walk *walk)
{
	static void (*const actions[])(struct walk *) = {
		create_service, create_service, create_service, update_service, patch_service,
		patch_service,  patch_type,     patch_ports,    delete_service, delete_service,
		delete_service, create_range,   create_range,   delete_range,   patch_range,
		create_address, delete_address, patch_address,
	};

	actions[below(walk, ARRAY_LEN(actions))](walk);
}
