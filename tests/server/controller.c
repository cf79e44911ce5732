/* The ServiceCIDR controller: the finalizer, the Ready condition, and which ServiceCIDRs a change
 * makes it look at. Rows are named as the collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

#define FINALIZER SERVICE_CIDR_FINALIZER
#define BEFORE "2025-05-01T09:59:49Z" /* eleven seconds before FIXTURE_NOW */
#define BLOCKED_MESSAGE                                                                            \
	"There are still IPAddresses referencing the ServiceCIDR, please remove them or create a " \
	"new ServiceCIDR"

/* A ServiceCIDR of a row; name NULL: there is no further one. */
struct service_range {
	const char *name, *cidrs;
	bool held; /* has the finalizer */
	bool deleted;
};

#define MAX_RANGES 6

static void restore_range(struct fixture *fixture, const struct service_range *range)
{
	fixture_restore(
		fixture, fixture_text(fixture, "servicecidrs/%s", range->name),
		fixture_text(fixture,
			     "{metadata: {creationTimestamp: '%s', uid: uid-%s%s%s}, "
			     "spec: {cidrs: [%s]}}",
			     BEFORE, range->name,
			     range->held ? ", finalizers: [" FINALIZER "]" : "",
			     range->deleted ? ", deletionGracePeriodSeconds: 0, deletionTimestamp: "
					      "'" BEFORE "'"
					    : "",
			     range->cidrs));
}

static void restore_ranges(struct fixture *fixture, const struct service_range *ranges)
{
	for (size_t i = 0; i < MAX_RANGES && ranges[i].name != NULL; i++)
		restore_range(fixture, &ranges[i]);
}

/* An address as the allocator makes it. */
static void restore_address(struct fixture *fixture, const char *address)
{
	fixture_restore(
		fixture, fixture_text(fixture, "ipaddresses/%s", address),
		fixture_text(fixture,
			     "{metadata: {creationTimestamp: '%s', uid: 'uid-%s', labels: "
			     "{" LABEL_IP_FAMILY ": %s, " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME
			     "}}, spec: {parentRef: {resource: services, namespace: default, "
			     "name: web}}}",
			     BEFORE, address, strchr(address, ':') != NULL ? "IPv6" : "IPv4"));
}

/* What the row's ServiceCIDR has become: "gone", or its finalizer and condition. */
static const char *state_of(struct fixture *fixture, const char *name)
{
	const char *path = fixture_text(fixture, "servicecidrs/%s", name);

	if (!fixture_exists(fixture, path))
		return "gone";
	return fixture_text(fixture, "%s %s %s %s",
			    fixture_get(fixture, path, "metadata.finalizers"),
			    fixture_get(fixture, path, "status.conditions.0.type"),
			    fixture_get(fixture, path, "status.conditions.0.status"),
			    fixture_get(fixture, path, "status.conditions.0.reason"));
}

/* ---- one look at one ServiceCIDR ---- */

static const struct {
	const char *row, *name;
	struct service_range ranges[MAX_RANGES];
	const char *address; /* or NULL */
	const char *state;
} sync_rows[] = {
	{ "controller/default-gets-finalizer",
	  "kubernetes",
	  { { "kubernetes", "192.168.0.0/24, '2001:db2::/64'", false, false } },
	  NULL,
	  "[\"" FINALIZER "\"] Ready True " },
	{ "controller/other-gets-finalizer",
	  "no-finalizer",
	  { { "no-finalizer", "192.168.0.0/24, '2001:db2::/64'", false, false } },
	  NULL,
	  "[\"" FINALIZER "\"] Ready True " },
	/* Upstream waits ten seconds for other API servers; in one transaction nothing waits. */
	{ "controller/deleted-within-grace",
	  "deleting-cidr",
	  { { "deleting-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true } },
	  NULL,
	  "gone" },
	/* The reason is OrphanIPAddress, as the documents print it; the source has Terminating. */
	{ "controller/deleted-with-v4-address",
	  "deleted-cidr",
	  { { "deleted-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true } },
	  "192.168.0.1",
	  "[\"" FINALIZER "\"] Ready False OrphanIPAddress" },
	{ "controller/deleted-larger-range-elsewhere-v4",
	  "deleted-cidr",
	  { { "deleted-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true },
	    { "overlapping", "192.168.0.0/16, '2001:db2::/64'", true, false } },
	  "192.168.0.1",
	  "gone" },
	{ "controller/deleted-other-range-v4",
	  "deleted-cidr",
	  { { "deleted-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true },
	    { "overlapping", "192.168.255.0/26, '2001:db2::/64'", true, false } },
	  "192.168.0.1",
	  "[\"" FINALIZER "\"] Ready False OrphanIPAddress" },
	{ "controller/deleted-same-range-elsewhere-v6",
	  "deleted-cidr",
	  { { "deleted-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true },
	    { "overlapping", "192.168.0.0/24, '2001:db2::/64'", true, false } },
	  "2001:db2::1",
	  "gone" },
	{ "controller/deleted-larger-range-elsewhere-v6",
	  "deleted-cidr",
	  { { "deleted-cidr", "192.168.0.0/24, '2001:db2::/64'", true, true },
	    { "overlapping", "192.168.0.0/16, '2001:db2::/48'", true, false } },
	  "2001:db2::1",
	  "gone" },
};

Test(controller, sync)
{
	for (size_t i = 0; i < ARRAY_LEN(sync_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *path;

		fixture_begin_bare(&fixture, "192.168.0.0/24,2001:db2::/64");
		restore_ranges(&fixture, sync_rows[i].ranges);
		if (sync_rows[i].address != NULL)
			restore_address(&fixture, sync_rows[i].address);
		/* Any change of it makes the controller look. */
		path = fixture_text(&fixture, "servicecidrs/%s", sync_rows[i].name);
		cr_expect_text(fixture_patch(&fixture, path, "{metadata: {labels: {a: b}}}"), "",
			       sync_rows[i].row);
		cr_expect_text(state_of(&fixture, sync_rows[i].name), sync_rows[i].state,
			       sync_rows[i].row);
	}
}

Test(controller, messages)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "status"),
		       "{\"conditions\":[{\"lastTransitionTime\":\"" FIXTURE_NOW "\","
		       "\"message\":\"Kubernetes Service CIDR is ready\",\"reason\":\"\","
		       "\"status\":\"True\",\"type\":\"Ready\"}]}",
		       "ready");
	fixture_now("2025-05-01T10:01:00Z");
	cr_expect_text(fixture_delete(&fixture, "servicecidrs/kubernetes"), "", "delete");
	cr_expect_not(fixture.response.deleted);
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions"),
		       "[{\"lastTransitionTime\":\"2025-05-01T10:01:00Z\","
		       "\"message\":\"" BLOCKED_MESSAGE "\",\"reason\":\"OrphanIPAddress\","
		       "\"status\":\"False\",\"type\":\"Ready\"}]",
		       "blocked");
}

/* A look that finds everything right writes nothing (1.33.0 moved lastTransitionTime each time). */
Test(controller, settled_is_left_alone)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	CLEANUP(str) char *before = NULL;

	fixture_begin(&fixture, "10.0.0.0/24");
	before = fixture_snapshot(&fixture);
	fixture_now("2025-05-01T11:00:00Z");
	fixture_mend(&fixture);
	cr_expect_text(fixture_writes_since(&fixture, before), "", "live");
	fixture_delete(&fixture, "servicecidrs/kubernetes");
	str_cleanup(&before);
	before = fixture_snapshot(&fixture);
	fixture_now("2025-05-01T12:00:00Z");
	fixture_delete(&fixture, "servicecidrs/kubernetes");
	fixture_mend(&fixture);
	cr_expect_text(fixture_writes_since(&fixture, before), "", "terminating");
}

Test(controller, other_finalizers_and_conditions_stay)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "servicecidrs",
		       "{metadata: {name: a, finalizers: [example.com/mine]}, spec: {cidrs: "
		       "[10.9.0.0/24]}, status: {conditions: [{type: Other, status: 'True', "
		       "reason: Mine, message: m, lastTransitionTime: '2025-01-01T00:00:00Z'}]}}");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/a", "metadata.finalizers"),
		       "[\"example.com/mine\",\"" FINALIZER "\"]", "added behind");
	/* A status that comes with the create is stored. */
	cr_expect_text(fixture_get(&fixture, "servicecidrs/a", "status.conditions.0.type"), "Other",
		       "kept");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/a", "status.conditions.1.type"), "Ready",
		       "added");
	fixture_delete(&fixture, "servicecidrs/a");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/a", "metadata.finalizers"),
		       "[\"example.com/mine\"]", "ours is gone");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/a", "status.conditions.1.status"),
		       "True", "what may go keeps its condition");
	cr_expect_text(fixture_patch(&fixture, "servicecidrs/a", "{metadata: {finalizers: null}}"),
		       "", "release");
	cr_expect(fixture.response.deleted);
	cr_expect_not(fixture_exists(&fixture, "servicecidrs/a"));
}

/* ---- may it go ---- */

/* The cases delete `kubernetes`, which would be made again at once; here it is called `target`. */
#define TARGET                                                           \
	{                                                                \
		"target", "192.168.0.0/24, '2001:db2::/64'", true, false \
	}

static const struct {
	const char *row;
	struct service_range ranges[MAX_RANGES];
	const char *address;
	bool allowed;
} delete_rows[] = {
	{ "can-delete/empty", { TARGET }, NULL, true },
	{ "can-delete/no-addresses", { TARGET }, NULL, true },
	{ "can-delete/address-outside", { TARGET }, "192.168.1.24", true },
	{ "can-delete/v4-network-address", { TARGET }, "192.168.0.0", true },
	{ "v4 broadcast address", { TARGET }, "192.168.0.255", true },
	{ "v4 ordinary address", { TARGET }, "192.168.0.254", false },
	{ "v6 network address", { TARGET }, "2001:db2::", true },
	{ "can-delete/v6-last-address", { TARGET }, "2001:db2::ffff:ffff:ffff:ffff", false },
	{ "can-delete/same-range-elsewhere",
	  { TARGET, { "overlapping", "192.168.0.0/24, '2001:db2::/64'", true, false } },
	  "192.168.0.23",
	  true },
	{ "can-delete/smaller-range-misses-address",
	  { TARGET, { "overlapping", "192.168.0.0/28, '2001:db2::/64'", true, false } },
	  "192.168.0.23",
	  false },
	{ "smaller range has the address",
	  { TARGET, { "overlapping", "192.168.0.0/27, '2001:db2::/64'", true, false } },
	  "192.168.0.23",
	  true },
	{ "can-delete/larger-range-elsewhere",
	  { TARGET, { "overlapping", "192.168.0.0/16, '2001:db2::/64'", true, false } },
	  "192.168.0.23",
	  true },
	{ "parent for one family only",
	  { TARGET, { "overlapping", "192.168.0.0/16", true, false } },
	  "2001:db2::7",
	  false },
	{ "each entry in another parent",
	  { TARGET,
	    { "four", "192.168.0.0/16", true, false },
	    { "six", "'2001:db2::/48'", true, false } },
	  "2001:db2::7",
	  true },
	{ "a terminating parent counts",
	  { TARGET, { "overlapping", "192.168.0.0/16, '2001:db2::/48'", true, true } },
	  "192.168.0.23",
	  true },
};

Test(controller, candelete)
{
	for (size_t i = 0; i < ARRAY_LEN(delete_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		fixture_begin_bare(&fixture, "192.168.0.0/24,2001:db2::/64");
		restore_ranges(&fixture, delete_rows[i].ranges);
		if (delete_rows[i].address != NULL)
			restore_address(&fixture, delete_rows[i].address);
		cr_expect_text(fixture_delete(&fixture, "servicecidrs/target"), "",
			       delete_rows[i].row);
		cr_expect_eq(fixture_exists(&fixture, "servicecidrs/target"),
			     !delete_rows[i].allowed, "%s", delete_rows[i].row);
	}
}

/* Addresses that the allocator does not manage hold nothing. */
Test(controller, foreign_addresses_do_not_block)
{
	static const char *const labels[] = {
		"{}",
		"{" LABEL_IP_FAMILY ": IPv4}",
		"{" LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME "}",
		"{" LABEL_IP_FAMILY ": IPv6, " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME "}",
		"{" LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": me}",
	};
	static const struct service_range target[MAX_RANGES] = { TARGET };

	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		fixture_begin_bare(&fixture, "192.168.0.0/24");
		restore_ranges(&fixture, target);
		fixture_restore(
			&fixture, "ipaddresses/192.168.0.9",
			fixture_text(&fixture,
				     "{metadata: {labels: %s}, spec: {parentRef: {resource: "
				     "services, namespace: a, name: b}}}",
				     labels[i]));
		cr_expect_text(fixture_delete(&fixture, "servicecidrs/target"), "", labels[i]);
		cr_expect_not(fixture_exists(&fixture, "servicecidrs/target"), "%s", labels[i]);
	}
}

/* ---- who is looked at ----
 *
 * Every ServiceCIDR of a row is stored as being deleted and not looked at yet: the look shows, for
 * it either goes or says that it is held. `kubernetes` of the cases is called `first`. */

#define FIRST                                                          \
	{                                                              \
		"first", "192.168.0.0/24, '2001:db2::/64'", true, true \
	}
#define UNRELATED                                      \
	{                                              \
		"unrelated", "10.0.0.0/24", true, true \
	}
#define UNRELATED2                                      \
	{                                               \
		"unrelated2", "10.0.0.0/16", true, true \
	}
#define OVERLAPPING_64                                                       \
	{                                                                    \
		"overlapping", "192.168.0.0/24, '2001:db2::/64'", true, true \
	}
#define OVERLAPPING_96                                                       \
	{                                                                    \
		"overlapping", "192.168.0.0/24, '2001:db2::/96'", true, true \
	}
#define OVERLAPPING2                                                          \
	{                                                                     \
		"overlapping2", "192.168.0.0/26, '2001:db2::/96'", true, true \
	}

static const struct {
	const char *row;
	struct service_range ranges[MAX_RANGES];
	const char *address, *added, *deleted;
} address_rows[] = {
	{ "requeue-ip/one",
	  { FIRST, UNRELATED, UNRELATED2 },
	  "192.168.0.23",
	  "update servicecidrs/first",
	  "delete servicecidrs/first" },
	/* The first of two equals goes, the second holds the address then. What is written makes
	 * those that overlap it be looked at, too (upstream leaves that to a later resync), and so
	 * reaches overlapping2, which does not hold the address. */
	{ "requeue-ip/two-equal",
	  { FIRST, OVERLAPPING_96, UNRELATED, UNRELATED2 },
	  "192.168.0.23",
	  "delete servicecidrs/first; update servicecidrs/overlapping",
	  "delete servicecidrs/first; delete servicecidrs/overlapping" },
	{ "requeue-ip/three-network-address",
	  { FIRST, OVERLAPPING_64, OVERLAPPING2, UNRELATED, UNRELATED2 },
	  "192.168.0.0",
	  "",
	  "" },
	{ "requeue-ip/three-broadcast-of-26",
	  { FIRST, OVERLAPPING_64, OVERLAPPING2, UNRELATED, UNRELATED2 },
	  "192.168.0.63",
	  "delete servicecidrs/first; delete servicecidrs/overlapping2; "
	  "update servicecidrs/overlapping",
	  "delete servicecidrs/first; delete servicecidrs/overlapping; "
	  "delete servicecidrs/overlapping2" },
	{ "requeue-ip/three-v6-last-of-64",
	  { FIRST, OVERLAPPING_64, OVERLAPPING2, UNRELATED, UNRELATED2 },
	  "2001:db2::ffff:ffff:ffff:ffff",
	  "delete servicecidrs/first; delete servicecidrs/overlapping2; "
	  "update servicecidrs/overlapping",
	  "delete servicecidrs/first; delete servicecidrs/overlapping; "
	  "delete servicecidrs/overlapping2" },
};

static const char *create_address(struct fixture *fixture, const char *address, const char *manager)
{
	return fixture_create(
		fixture, "ipaddresses",
		fixture_text(fixture,
			     "{metadata: {name: '%s', labels: {" LABEL_IP_FAMILY
			     ": %s, " LABEL_MANAGED_BY ": %s}}, spec: {parentRef: {resource: "
			     "services, namespace: default, name: web}}}",
			     address, strchr(address, ':') != NULL ? "IPv6" : "IPv4", manager));
}

Test(controller, requeue_of_addresses)
{
	for (size_t i = 0; i < ARRAY_LEN(address_rows); i++) {
		CLEANUP(fixture) struct fixture add = FIXTURE_INIT, delete = FIXTURE_INIT;
		CLEANUP(str) char *before = NULL, *before_delete = NULL;
		const char *address = address_rows[i].address;
		const char *path, *sign, *want;

		fixture_begin_bare(&add, "192.168.0.0/24");
		restore_ranges(&add, address_rows[i].ranges);
		before = fixture_snapshot(&add);
		cr_expect_text(create_address(&add, address, IP_ALLOCATOR_NAME), "",
			       address_rows[i].row);
		sign = *address_rows[i].added != '\0' ? "; " : "";
		want = fixture_text(&add, "create ipaddresses/%s%s%s", address, sign,
				    address_rows[i].added);
		cr_expect_text(fixture_writes_since(&add, before), want, address_rows[i].row);

		fixture_begin_bare(&delete, "192.168.0.0/24");
		restore_ranges(&delete, address_rows[i].ranges);
		restore_address(&delete, address);
		before_delete = fixture_snapshot(&delete);
		path = fixture_text(&delete, "ipaddresses/%s", address);
		cr_expect_text(fixture_delete(&delete, path), "", address_rows[i].row);
		want = fixture_text(&delete, "delete %s%s%s", path, sign, address_rows[i].deleted);
		cr_expect_text(fixture_writes_since(&delete, before_delete), want,
			       address_rows[i].row);
	}
}

Test(controller, requeue_ignores_other_managers)
{
	static const struct service_range ranges[MAX_RANGES] = { FIRST };
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	CLEANUP(str) char *before = NULL;

	fixture_begin_bare(&fixture, "192.168.0.0/24");
	restore_ranges(&fixture, ranges);
	before = fixture_snapshot(&fixture);
	create_address(&fixture, "192.168.0.23", "me");
	fixture_delete(&fixture, "ipaddresses/192.168.0.23");
	cr_expect_text(fixture_writes_since(&fixture, before), "", "not the allocator's");
}

static const struct {
	const char *row;
	struct service_range ranges[MAX_RANGES];
	const char *writes;
} range_rows[] = {
	{ "requeue-cidr/empty", { { .name = NULL } }, "create servicecidrs/first" },
	{ "requeue-cidr/two-equal",
	  { OVERLAPPING_96, UNRELATED, UNRELATED2 },
	  "create servicecidrs/first; delete servicecidrs/overlapping" },
	{ "requeue-cidr/three",
	  { OVERLAPPING_64, OVERLAPPING2, UNRELATED, UNRELATED2 },
	  "create servicecidrs/first; delete servicecidrs/overlapping; "
	  "delete servicecidrs/overlapping2" },
};

Test(controller, requeue_of_ranges)
{
	for (size_t i = 0; i < ARRAY_LEN(range_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(str) char *before = NULL;

		fixture_begin_bare(&fixture, "192.168.0.0/24");
		restore_ranges(&fixture, range_rows[i].ranges);
		before = fixture_snapshot(&fixture);
		cr_expect_text(fixture_create(&fixture, "servicecidrs",
					      "{metadata: {name: first}, spec: {cidrs: "
					      "[192.168.0.0/24, '2001:db2::/64']}}"),
			       "", range_rows[i].row);
		cr_expect_text(fixture_writes_since(&fixture, before), range_rows[i].writes,
			       range_rows[i].row);
	}
}
