/* Thousands of random requests on a small cluster, and after each what must always hold. The seed
 * is printed when something does not; $CIDRCTL_TEST_SEED repeats it, $CIDRCTL_TEST_STEPS goes on
 * for longer. */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "properties.h"

#define DEFAULT_STEPS 4000
#define STEPS_A_TRANSACTION 20
#define FLAGS "10.0.0.0/28,fd00::/124"
#define KUBERNETES_IP "10.0.0.1"
#define FULL_PORTS ": range is full"
#define TAKEN_CHECK "Internal error occurred: failed to allocate requested HealthCheck NodePort "
#define MOST_PORTS 3 /* that one request asks for: two ports and a health check */
#define FULL "Internal error occurred: failed to allocate a serviceIP: range is full"

/* Everything that goes wrong says how to repeat it. */
#define MUST(walk, condition, ...)               \
	do {                                     \
		if (!(condition))                \
			fail(walk, __VA_ARGS__); \
	} while (0)

static void fail(const struct walk *walk, const char *format, ...) PRINTF_LIKE(2, 3);

static void fail(const struct walk *walk, const char *format, ...)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	cr_assert_fail("CIDRCTL_TEST_SEED=%llu, step %u (verb %d %s %s: %s): %s", walk->seed,
		       walk->step, (int)walk->verb, walk->path,
		       walk->body != NULL ? walk->body : "", walk->refusal, text.text);
}

/* ---- what there is ---- */

static const char *name_of(const cJSON *object)
{
	return json_str_at(object, "metadata", "name", NULL);
}

static bool is_deleted(const cJSON *object)
{
	return *json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0';
}

static cJSON *list(struct walk *walk, const char *path)
{
	struct request request = fixture_request(walk->fixture, VERB_LIST, path);

	MUST(walk, *fixture_handle_within(walk->fixture, &request) == '\0', "list %s", path);
	return TAKE(walk->fixture->response.items);
}

static const cJSON *find(const cJSON *items, const char *name)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		if (strcmp(name_of(item), name) == 0)
			return item;
	}
	return NULL;
}

static bool is_ready(const cJSON *range)
{
	const cJSON *condition = json_get(range, "status", "conditions", NULL);

	return strcmp(json_str(condition != NULL ? condition->child : NULL, "status"), "True") == 0;
}

static bool has_our_finalizer(const cJSON *range)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_get(range, "metadata", "finalizers", NULL)) {
		if (strcmp(item->valuestring, SERVICE_CIDR_FINALIZER) == 0)
			return true;
	}
	return false;
}

static bool range_holds(const cJSON *range, const struct address *address)
{
	const cJSON *cidr;

	cJSON_ArrayForEach (cidr, json_get(range, "spec", "cidrs", NULL)) {
		struct prefix prefix;

		if (prefix_parse(cidr->valuestring, &prefix) && prefix_holds(&prefix, address))
			return true;
	}
	return false;
}

/* ---- what must hold ---- */

/* Every address of a Service is reserved for it, and by nobody else's name. */
static void check_service(struct walk *walk, const cJSON *service)
{
	const cJSON *ips = json_get(service, "spec", "clusterIPs", NULL), *ip;
	const cJSON *families = json_get(service, "spec", "ipFamilies", NULL);

	if (strcmp(json_str_at(service, "spec", "type", NULL), "ExternalName") == 0) {
		MUST(walk, ips == NULL && families == NULL, "%s has addresses", name_of(service));
		return;
	}
	MUST(walk, json_size(ips) > 0, "%s has no clusterIPs", name_of(service));
	cJSON_ArrayForEach (ip, ips) {
		const cJSON *address = find(walk->addresses, ip->valuestring);

		if (strcmp(ip->valuestring, "None") == 0)
			return;
		MUST(walk, address != NULL, "%s of %s is not reserved", ip->valuestring,
		     name_of(service));
		MUST(walk,
		     ip_address_is_managed(address) &&
			     strcmp(json_str_at(address, "spec", "parentRef", "name", NULL),
				    name_of(service)) == 0,
		     "%s is not reserved for %s", ip->valuestring, name_of(service));
	}
	MUST(walk, json_size(ips) == json_size(families), "%s: one address a family",
	     name_of(service));
}

static int64_t number_at(const cJSON *object, const char *key)
{
	int64_t number = 0;

	json_int(json_child(object, key), &number);
	return number;
}

/* Notes that the Service has a number; nobody else may. */
static void own_number(struct walk *walk, const cJSON *service, int64_t number,
		       const cJSON **owners)
{
	if (number == 0)
		return;
	MUST(walk, number >= WALK_FIRST_PORT && number <= WALK_LAST_PORT, "%s has port %lld",
	     name_of(service), (long long)number);
	owners += number - WALK_FIRST_PORT;
	MUST(walk, *owners == NULL || *owners == service, "%s and %s share port %lld",
	     name_of(service), name_of(*owners), (long long)number);
	*owners = service;
}

/* Two ports of one Service may have the same number, for other protocols. */
static void check_repeated(struct walk *walk, const cJSON *service, const cJSON *port)
{
	const cJSON *other;

	for (other = port->next; other != NULL; other = other->next)
		MUST(walk,
		     number_at(port, "nodePort") == 0 ||
			     number_at(port, "nodePort") != number_at(other, "nodePort") ||
			     strcmp(json_str(port, "protocol"), json_str(other, "protocol")) != 0,
		     "%s has a port twice", name_of(service));
}

/* Who must have node ports has them, and all are different. */
static void check_ports(struct walk *walk, const cJSON *service, const cJSON **owners)
{
	const cJSON *spec = json_child(service, "spec"), *port;
	bool balanced = strcmp(json_str(spec, "type"), "LoadBalancer") == 0;
	bool checked = balanced && strcmp(json_str(spec, "externalTrafficPolicy"), "Local") == 0;
	bool allocates =
		strcmp(json_str(spec, "type"), "NodePort") == 0 ||
		(balanced && cJSON_IsTrue(json_child(spec, "allocateLoadBalancerNodePorts")));

	MUST(walk, (number_at(spec, "healthCheckNodePort") != 0) == checked, "%s: health check",
	     name_of(service));
	if (!service_has_node_ports(service))
		return;
	cJSON_ArrayForEach (port, json_child(spec, "ports")) {
		MUST(walk, !allocates || number_at(port, "nodePort") != 0, "%s lacks a node port",
		     name_of(service));
		own_number(walk, service, number_at(port, "nodePort"), owners);
		check_repeated(walk, service, port);
	}
	cJSON_ArrayForEach (port, json_child(spec, "ports"))
		MUST(walk,
		     !checked ||
			     number_at(port, "nodePort") != number_at(spec, "healthCheckNodePort"),
		     "%s: a node port is the health check", name_of(service));
	own_number(walk, service, number_at(spec, "healthCheckNodePort"), owners);
}

/* "range is full" only when there are fewer numbers left than a request may ask for. */
static void check_all_ports(struct walk *walk)
{
	const cJSON *owners[WALK_LAST_PORT - WALK_FIRST_PORT + 1] = { NULL }, *service;
	size_t n = 0;

	cJSON_ArrayForEach (service, walk->services)
		check_ports(walk, service, owners);
	for (size_t i = 0; i < ARRAY_LEN(owners); i++)
		n += owners[i] != NULL;
	if (text_ends_with(walk->refusal, FULL_PORTS) && strcmp(walk->refusal, FULL) != 0)
		MUST(walk, n + MOST_PORTS > ARRAY_LEN(owners), "%zu ports are in use", n);
}

/* Every reservation of a Service is that of an address it has. */
static void check_address(struct walk *walk, const cJSON *address)
{
	const cJSON *parent = json_get(address, "spec", "parentRef", NULL), *service, *ip;
	bool has_it = false;

	if (strcmp(json_str(parent, "resource"), "services") != 0) {
		MUST(walk,
		     strcmp(json_str(json_get(address, "metadata", "labels", NULL),
				     LABEL_MANAGED_BY),
			    IP_ALLOCATOR_NAME) != 0,
		     "%s says that the allocator made it", name_of(address));
		return;
	}
	service = find(walk->services, json_str(parent, "name"));
	MUST(walk, service != NULL, "%s is left behind", name_of(address));
	cJSON_ArrayForEach (ip, json_get(service, "spec", "clusterIPs", NULL))
		has_it = has_it || strcmp(ip->valuestring, name_of(address)) == 0;
	MUST(walk, has_it, "%s does not have %s", name_of(service), name_of(address));
}

/* The ServiceCIDRs that hold an address; *ret_only gets one of them. */
static size_t count_holders(const struct walk *walk, const struct address *address,
			    const cJSON **ret_only)
{
	const cJSON *range;
	size_t n = 0;

	cJSON_ArrayForEach (range, walk->ranges) {
		if (!range_holds(range, address))
			continue;
		*ret_only = range;
		n++;
	}
	return n;
}

static bool holds_alone(const struct walk *walk, const cJSON *range)
{
	const cJSON *item, *only = NULL;

	cJSON_ArrayForEach (item, walk->addresses) {
		struct address address;

		if (ip_address_is_managed(item) && address_parse(name_of(item), &address) &&
		    count_holders(walk, &address, &only) == 1 && only == range)
			return true;
	}
	return false;
}

static void check_range(struct walk *walk, const cJSON *range)
{
	const char *name = name_of(range);

	MUST(walk, has_our_finalizer(range), "range %s has no finalizer", name);
	MUST(walk, is_ready(range) == !is_deleted(range), "range %s: Ready", name);
	MUST(walk, !is_deleted(range) || holds_alone(walk, range), "nothing holds range %s", name);
}

/* Whether some range that gives addresses has the address. */
static bool is_offered(const struct walk *walk, const struct address *address)
{
	const cJSON *range;

	cJSON_ArrayForEach (range, walk->ranges) {
		if (!is_deleted(range) && range_holds(range, address))
			return true;
	}
	return false;
}

/* Service kubernetes is missing only while its address cannot be had. */
static void check_defaults(struct walk *walk)
{
	struct address address;

	MUST(walk, find(walk->ranges, "kubernetes") != NULL, "no range kubernetes");
	if (find(walk->services, "kubernetes") != NULL)
		return;
	address_parse(KUBERNETES_IP, &address);
	MUST(walk, find(walk->addresses, KUBERNETES_IP) != NULL || !is_offered(walk, &address),
	     "Service kubernetes could be there");
}

/* Refusals are of the kinds there are, and "full" means full. */
static void check_refusal(struct walk *walk)
{
	static const enum reason known[] = { REASON_NONE,           REASON_INVALID,
					     REASON_ALREADY_EXISTS, REASON_NOT_FOUND,
					     REASON_INTERNAL_ERROR, REASON_UNKNOWN };
	enum reason reason = walk->fixture->error.reason;
	bool is_known = false;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		is_known = is_known || known[i] == reason;
	MUST(walk, is_known, "reason %s", reason_name(reason));
	MUST(walk,
	     reason != REASON_INTERNAL_ERROR || text_ends_with(walk->refusal, FULL_PORTS) ||
		     text_starts_with(walk->refusal, TAKEN_CHECK),
	     "internal");
	MUST(walk,
	     reason != REASON_UNKNOWN || text_starts_with(walk->refusal, "duplicate nodePort: {"),
	     "unknown");
}

static bool has_room(const struct walk *walk, const struct prefix *prefix)
{
	struct range range = range_of(prefix);

	for (uint64_t i = 0; i < range.size; i++) {
		char ip[ADDRESS_TEXT_SIZE];
		struct address address;

		address_add(&range.first, i, &address);
		address_format(&address, ip);
		if (find(walk->addresses, ip) == NULL)
			return true;
	}
	return false;
}

static void check_full(struct walk *walk)
{
	bool room[2] = { false, false };
	const cJSON *range, *cidr;

	cJSON_ArrayForEach (range, walk->ranges) {
		cJSON_ArrayForEach (cidr, json_get(range, "spec", "cidrs", NULL)) {
			struct prefix prefix;

			if (prefix_parse(cidr->valuestring, &prefix) && !is_deleted(range) &&
			    has_room(walk, &prefix))
				room[prefix.address.family == FAMILY_IPV6] = true;
		}
	}
	MUST(walk, !room[0] || !room[1] || strcmp(walk->refusal, FULL) != 0, "there is room");
}

static void check_findings(struct walk *walk)
{
	CLEANUP(findings) struct findings findings = FINDINGS_INIT;
	struct error err = ERROR_INIT;

	MUST(walk, server_verify(walk->fixture->server, false, &findings, &err), "verify");
	MUST(walk, findings.n == 0, "%s: %s: %s", findings.items[0].object,
	     findings.items[0].reason, findings.items[0].message);
}

/* Only what is done to IPAddresses by hand has to be mended, and is told of. */
static void check_events(struct walk *walk)
{
	CLEANUP(json) cJSON *events = list(walk, "events");
	struct request request = fixture_request(walk->fixture, VERB_DELETE_COLLECTION, "events");

	MUST(walk, json_size(events) == 0 || text_starts_with(walk->path, "ipaddresses"),
	     "event: %s", json_str(events->child, "message"));
	if (json_size(events) > 0)
		fixture_handle_within(walk->fixture, &request);
}

static void check(struct walk *walk)
{
	const cJSON *item;

	check_refusal(walk);
	walk->services = list(walk, "services");
	walk->addresses = list(walk, "ipaddresses");
	walk->ranges = list(walk, "servicecidrs");
	cJSON_ArrayForEach (item, walk->services)
		check_service(walk, item);
	check_all_ports(walk);
	cJSON_ArrayForEach (item, walk->addresses)
		check_address(walk, item);
	cJSON_ArrayForEach (item, walk->ranges)
		check_range(walk, item);
	check_defaults(walk);
	check_full(walk);
	check_findings(walk);
	check_events(walk);
	json_cleanup(&walk->services);
	json_cleanup(&walk->addresses);
	json_cleanup(&walk->ranges);
}

/* ---- the walk ---- */

static bool steps(struct server *server, void *context, struct error *err)
{
	struct walk *walk = context;

	(void)server;
	(void)err;
	for (int i = 0; i < STEPS_A_TRANSACTION; i++) {
		walk->step++;
		walk_act(walk);
		check(walk);
		text_list_finish(&walk->fixture->texts);
	}
	return true;
}

static bool narrow_ports(struct server *server, void *context, struct error *err)
{
	CLEANUP(text_list) struct text_list warnings = TEXT_LIST_INIT;

	return server_configure(server, NULL, context, &warnings, err);
}

static unsigned long long from_environment(const char *name, unsigned long long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

Test(properties, walk, .timeout = 600)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct walk walk = {
		.fixture = &fixture,
		.seed = from_environment("CIDRCTL_TEST_SEED", (unsigned long long)time(NULL)),
	};
	unsigned long long n = from_environment("CIDRCTL_TEST_STEPS", DEFAULT_STEPS);

	random_set_seed(walk.seed);
	random_init(&walk.random, 1);
	fixture_begin(&fixture, FLAGS);
	fixture_run(&fixture, STORE_WRITE, narrow_ports,
		    (void *)fixture_text(&fixture, "%d-%d", WALK_FIRST_PORT, WALK_LAST_PORT));
	while (walk.step < n)
		fixture_run(&fixture, STORE_WRITE, steps, &walk);
}
