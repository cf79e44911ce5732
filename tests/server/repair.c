/* The repair pass over Services and IPAddresses. Rows are named as the collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

#define LABELS(family) \
	"{" LABEL_IP_FAMILY ": " family ", " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME "}"
#define SERVICE_TIME "2025-05-01T08:00:00Z"

/* "NAME PARENT LABELS"; NULL: there is no further one. */
struct reservation {
	const char *name, *parent, *labels;
};

#define OF_SERVICE(name) "{resource: services, namespace: bar, name: " name "}"

#define V4(name, service)                                 \
	{                                                 \
		name, OF_SERVICE(service), LABELS("IPv4") \
	}
#define V6(name, service)                                 \
	{                                                 \
		name, OF_SERVICE(service), LABELS("IPv6") \
	}

static const struct {
	const char *row;
	const char *services[2][2]; /* name, spec.clusterIPs */
	struct reservation addresses[2];
	const char *created; /* the IPAddresses' time; FIXTURE_NOW is now */
	const char *writes, *events;
} rows[] = {
	{ "repair/ok-single",
	  { { "test-svc", "10.0.1.1" } },
	  { V4("10.0.1.1", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "" },
	{ "repair/ok-dual",
	  { { "test-svc", "10.0.1.1, '2001:db8::10'" } },
	  { V4("10.0.1.1", "test-svc"), V6("2001:db8::10", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "" },
	{ "repair/missing-single",
	  { { "test-svc", "10.0.1.1" } },
	  { { .name = NULL } },
	  FIXTURE_NOW,
	  "create ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated Cluster IP [IPv4]: 10.0.1.1 is not allocated; repairing" },
	{ "repair/missing-dual",
	  { { "test-svc", "10.0.1.1, '2001:db8::10'" } },
	  { { .name = NULL } },
	  FIXTURE_NOW,
	  "create ipaddresses/10.0.1.1; create ipaddresses/2001:db8::10",
	  "Warning ClusterIPNotAllocated Cluster IP [IPv4]: 10.0.1.1 is not allocated; repairing\n"
	  "Warning ClusterIPNotAllocated Cluster IP [IPv6]: 2001:db8::10 is not allocated; "
	  "repairing" },
	{ "repair/wrong-reference",
	  { { "test-svc", "10.0.1.1" } },
	  { V4("10.0.1.1", "test-svc2") },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv4]: 10.0.1.1 for Service bar/test-svc "
	  "has a wrong reference; repairing" },
	{ "repair/wrong-reference-dual",
	  { { "test-svc", "10.0.1.1, '2001:db8::10'" } },
	  { V4("10.0.1.1", "test-svc2"), V6("2001:db8::10", "test-svc2") },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1; recreate ipaddresses/2001:db8::10",
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv4]: 10.0.1.1 for Service bar/test-svc "
	  "has a wrong reference; repairing\n"
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv6]: 2001:db8::10 for Service "
	  "bar/test-svc has a wrong reference; repairing" },
	{ "repair/orphan-within-grace",
	  { { NULL, NULL } },
	  { V4("10.0.1.1", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "" },
	{ "sixty seconds are within the grace",
	  { { NULL, NULL } },
	  { V4("10.0.1.1", "test-svc") },
	  "2025-05-01T09:59:00Z",
	  "",
	  "" },
	{ "repair/orphan-after-grace",
	  { { NULL, NULL } },
	  { V4("10.0.1.1", "test-svc") },
	  "2025-05-01T09:58:50Z",
	  "delete ipaddresses/10.0.1.1",
	  "Warning IPAddressNotAllocated IPAddress: 10.0.1.1 for Service bar/test-svc appears to "
	  "have leaked: cleaning up" },
	{ "repair/broadcast-address",
	  { { "test-svc", "10.0.255.255" } },
	  { V4("10.0.255.255", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "Warning ClusterIPOutOfRange Cluster IP [IPv4]: 10.0.255.255 is not within any "
	  "configured "
	  "Service CIDR; please recreate service" },
	{ "repair/v6-network-address",
	  { { "test-svc", "'2001:db8::'" } },
	  { V6("2001:db8::", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "Warning ClusterIPOutOfRange Cluster IP [IPv6]: 2001:db8:: is not within any configured "
	  "Service CIDR; please recreate service" },
	{ "repair/orphan-broadcast-within-grace",
	  { { NULL, NULL } },
	  { V4("10.0.255.255", "test-svc") },
	  FIXTURE_NOW,
	  "",
	  "" },
	{ "repair/orphan-broadcast-after-grace",
	  { { NULL, NULL } },
	  { V4("10.0.255.255", "test-svc") },
	  "2025-05-01T09:58:30Z",
	  "delete ipaddresses/10.0.255.255",
	  "Warning IPAddressNotAllocated IPAddress: 10.0.255.255 for Service bar/test-svc appears "
	  "to have leaked: cleaning up" },
	/* 1.33 acts at once on an address that is younger than its Service. */
	{ "repair/two-addresses-one-service-fresh",
	  { { "test-svc", "10.0.1.1" } },
	  { V4("10.0.1.1", "test-svc"), V4("10.0.1.2", "test-svc") },
	  "2025-05-01T09:59:59Z",
	  "delete ipaddresses/10.0.1.2",
	  "Warning IPAddressWrongReference IPAddress: 10.0.1.2 for Service bar/test-svc has a "
	  "wrong "
	  "reference; cleaning up" },
	{ "repair/two-addresses-one-service-settled",
	  { { "test-svc", "10.0.1.1" } },
	  { V4("10.0.1.1", "test-svc"), V4("10.0.1.2", "test-svc") },
	  "2025-05-01T09:59:52Z",
	  "delete ipaddresses/10.0.1.2",
	  "Warning IPAddressWrongReference IPAddress: 10.0.1.2 for Service bar/test-svc has a "
	  "wrong "
	  "reference; cleaning up" },

	{ "repair-ip/ok-v4",
	  { { "foo", "10.0.1.1" } },
	  { V4("10.0.1.1", "foo") },
	  FIXTURE_NOW,
	  "",
	  "" },
	{ "repair-ip/ok-v6",
	  { { "foo", "'2001:db8::11'" } },
	  { V6("2001:db8::11", "foo") },
	  FIXTURE_NOW,
	  "",
	  "" },
	/* The IPAddress's pass asks no range; the Service's pass tells of it. */
	{ "repair-ip/out-of-range",
	  { { "foo", "'fd00:db8::11'" } },
	  { V6("fd00:db8::11", "foo") },
	  FIXTURE_NOW,
	  "",
	  "Warning ClusterIPOutOfRange Cluster IP [IPv6]: fd00:db8::11 is not within any "
	  "configured "
	  "Service CIDR; please recreate service" },
	/* The case looks at the IPAddress alone and deletes it; the whole pass comes to the Service
	 * first, which replaces it. */
	{ "repair-ip/leaked",
	  { { "foo", "10.0.1.1" } },
	  { { "10.0.1.1", OF_SERVICE("noexist"), LABELS("IPv6") } },
	  "2025-05-01T09:58:30Z",
	  "recreate ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv4]: 10.0.1.1 for Service bar/foo has a "
	  "wrong reference; repairing" },

	{ "service row 1: no address",
	  { { "web", "nonsense" } },
	  { { .name = NULL } },
	  FIXTURE_NOW,
	  "",
	  "Warning ClusterIPNotValid Cluster IP <nil> is not a valid IP; please recreate Service" },
	{ "service row 4: reference to another kind",
	  { { "web", "10.0.1.1" } },
	  { { "10.0.1.1", "{resource: gateways, namespace: bar, name: web}", LABELS("IPv4") } },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv4]: 10.0.1.1 for Service bar/web has a "
	  "wrong reference; repairing" },
	{ "service row 4: reference to another group",
	  { { "web", "10.0.1.1" } },
	  { { "10.0.1.1", "{group: g.io, resource: services, namespace: bar, name: web}",
	      LABELS("IPv4") } },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated the ClusterIP [IPv4]: 10.0.1.1 for Service bar/web has a "
	  "wrong reference; repairing" },
	{ "service row 6: two Services of one address",
	  { { "one", "10.0.1.1" }, { "two", "10.0.1.1" } },
	  { V4("10.0.1.1", "one") },
	  FIXTURE_NOW,
	  "",
	  "Warning ClusterIPAlreadyAllocated Cluster IP [IPv4]:10.0.1.1 was assigned to multiple "
	  "services; please recreate service" },
	/* Upstream's two passes take turns; here both have come to rest. */
	{ "service row 7: the other Service does not have it",
	  { { "one", "10.0.1.1" }, { "two", "10.0.1.2" } },
	  { V4("10.0.1.1", "two"), V4("10.0.1.2", "two") },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "Warning ClusterIPNotAllocated Cluster IP [IPv4]: 10.0.1.1 is not allocated; repairing\n"
	  "Warning IPAddressWrongReference IPAddress: 10.0.1.1 for Service bar/two has a wrong "
	  "reference; cleaning up" },
	{ "service row 8: no labels",
	  { { "web", "10.0.1.1" } },
	  { { "10.0.1.1", OF_SERVICE("web"), "{}" } },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "" },
	{ "service row 8: another manager",
	  { { "web", "10.0.1.1" } },
	  { { "10.0.1.1", OF_SERVICE("web"),
	      "{" LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": me}" } },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "" },
	{ "service row 8: the other family",
	  { { "web", "10.0.1.1" } },
	  { { "10.0.1.1", OF_SERVICE("web"), LABELS("IPv6") } },
	  FIXTURE_NOW,
	  "recreate ipaddresses/10.0.1.1",
	  "" },
	{ "address row 1: another manager",
	  { { NULL, NULL } },
	  { { "10.0.1.1", OF_SERVICE("gone"),
	      "{" LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": me}" } },
	  SERVICE_TIME,
	  "",
	  "" },
	{ "address row 2: no Service",
	  { { NULL, NULL } },
	  { { "10.0.1.1", "{group: g.io, resource: gateways, namespace: a, name: b}",
	      LABELS("IPv4") } },
	  FIXTURE_NOW,
	  "delete ipaddresses/10.0.1.1",
	  "Warning IPAddressNotAllocated IPAddress 10.0.1.1 appears to have been modified, not "
	  "referencing a Service &ParentReference{Group:g.io,Resource:gateways,Namespace:a,Name:b,}"
	  ": cleaning up" },
	{ "headless Services have none",
	  { { "web", "None" } },
	  { { .name = NULL } },
	  FIXTURE_NOW,
	  "",
	  "" },
};

static void restore_row(struct fixture *fixture, size_t i)
{
	fixture_restore_cluster(fixture, "10.0.0.0/16, '2001:db8::/64'");
	fixture_restore(fixture, "namespaces/bar", "{status: {phase: Active}}");
	for (size_t j = 0; j < 2 && rows[i].services[j][0] != NULL; j++)
		fixture_restore(fixture,
				fixture_text(fixture, "services/bar/%s", rows[i].services[j][0]),
				fixture_text(fixture,
					     "{metadata: {creationTimestamp: '" SERVICE_TIME "'}, "
					     "spec: {type: ClusterIP, clusterIPs: [%s]}}",
					     rows[i].services[j][1]));
	for (size_t j = 0; j < 2 && rows[i].addresses[j].name != NULL; j++)
		fixture_restore(
			fixture, fixture_text(fixture, "ipaddresses/%s", rows[i].addresses[j].name),
			fixture_text(
				fixture,
				"{metadata: {uid: before, creationTimestamp: '%s', labels: %s}, "
				"spec: {parentRef: %s}}",
				rows[i].created, rows[i].addresses[j].labels,
				rows[i].addresses[j].parent));
}

Test(repair, pass)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(str) char *before = NULL;

		fixture_begin_bare(&fixture, "10.0.0.0/16,2001:db8::/64");
		restore_row(&fixture, i);
		before = fixture_snapshot(&fixture);
		fixture_findings(&fixture);
		cr_expect_text(fixture_writes_since(&fixture, before), "", rows[i].row);
		fixture_mend(&fixture);
		cr_expect_text(fixture_writes_since(&fixture, before), rows[i].writes, rows[i].row);
		cr_expect_text(fixture_events(&fixture), rows[i].events, rows[i].row);
	}
}

/* What was mended stays mended: a second pass writes nothing more. */
Test(repair, twice)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(str) char *before = NULL;

		fixture_begin_bare(&fixture, "10.0.0.0/16,2001:db8::/64");
		restore_row(&fixture, i);
		fixture_mend(&fixture);
		before = fixture_snapshot(&fixture);
		fixture_mend(&fixture);
		cr_expect_text(fixture_writes_since(&fixture, before), "", rows[i].row);
	}
}

Test(repair, events_are_on_their_object)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin_bare(&fixture, "10.0.0.0/16,2001:db8::/64");
	restore_row(&fixture, 2);
	fixture_mend(&fixture);
	cr_expect_text(fixture_list(&fixture, "events/default"), "", "in the Service's namespace");
	fixture_list(&fixture, "events/bar");
	cr_expect_eq(json_size(fixture.response.items), 1U);
	cr_expect_text(fixture_field(&fixture, fixture.response.items, "0.involvedObject.kind"),
		       "Service", "kind");
	cr_expect_text(fixture_field(&fixture, fixture.response.items, "0.involvedObject.name"),
		       "test-svc", "name");
	cr_expect_text(fixture_field(&fixture, fixture.response.items, "0.source.component"),
		       "ipallocator-repair-controller", "source");
}

/* An address that a Service has is reserved for it again, before Service kubernetes, which is
 * missing because of that Service, could take it. */
Test(repair, comes_before_the_bootstrap)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin_bare(&fixture, "10.0.0.0/28");
	fixture_restore_cluster(&fixture, "10.0.0.0/28");
	fixture_restore(&fixture, "services/default/web",
			"{metadata: {creationTimestamp: '" SERVICE_TIME "'}, spec: {type: "
			"ClusterIP, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], ipFamilies: "
			"[IPv4], ipFamilyPolicy: SingleStack}}");
	fixture_restore(
		&fixture, "ipaddresses/10.0.0.1",
		"{metadata: {creationTimestamp: '" SERVICE_TIME "', labels: " LABELS(
			"IPv4") "}, spec: {parentRef: {resource: services, namespace: default, "
				"name: web}}}");
	fixture_delete(&fixture, "ipaddresses/10.0.0.1");
	cr_expect_text(fixture_get(&fixture, "ipaddresses/10.0.0.1", "spec.parentRef.name"), "web",
		       "reserved for");
}
