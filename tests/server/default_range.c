/* What a start makes of the ServiceCIDR `kubernetes`, and what a restart with other flags changes.
 * Rows are named as the collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

#define INCONSISTENT "Warning KubernetesDefaultServiceCIDRInconsistent "

/* Upstream's loop stops after its own writes; here the controllers have followed when the command
 * returns, so every row that is not terminating also shows what they write (finalizer, Ready). */
static const struct {
	const char *row, *flags, *existing, *extra, *cidrs;
	bool exists; /* `existing` is its name */
	const char *ready, *events;
} sync_rows[] = {
	{ "default/exists-no-condition", "10.16.0.0/16,2001:db8::/64", "kubernetes", "",
	  "10.16.0.0/16, '2001:db8::/64'", true, "True", "" },
	{ "default/exists-other-cidrs", "10.16.0.0/16,2001:db8::/64", "kubernetes", "",
	  "'fd00::/112'", true, "",
	  INCONSISTENT "The default ServiceCIDR [fd00::/112] does not match the flag "
		       "configurations [10.16.0.0/16 2001:db8::/64]" },
	{ "default/exists-terminating", "10.16.0.0/16,2001:db8::/64", "kubernetes",
	  ", deletionTimestamp: '2025-05-01T10:00:00Z', finalizers: [a/b]",
	  "10.16.0.0/16, '2001:db8::/64'", true, "", "" },
	{ "default/only-other-name", "10.16.0.0/16,2001:db8::/64", "non-default-cidr", "",
	  "10.16.0.0/16, '2001:db8::/64'", false, "True", "" },
	{ "default/v4-to-v4v6", "10.16.0.0/16,2001:db8::/64", "kubernetes", "", "10.16.0.0/16",
	  true, "True", "" },
	{ "default/v4-to-v6v4", "2001:db8::/64,10.16.0.0/16", "kubernetes", "", "10.16.0.0/16",
	  true, "",
	  INCONSISTENT "The default ServiceCIDR [10.16.0.0/16] does not match the flag "
		       "configurations [2001:db8::/64 10.16.0.0/16]" },
	{ "default/v6-to-v4v6", "10.16.0.0/16,2001:db8::/64", "kubernetes", "", "'2001:db8::/64'",
	  true, "",
	  INCONSISTENT "The default ServiceCIDR [2001:db8::/64] does not match the flag "
		       "configurations [10.16.0.0/16 2001:db8::/64]" },
	{ "default/v6v4-to-v4v6", "10.16.0.0/16,2001:db8::/64", "kubernetes", "",
	  "'2001:db8::/64', 10.16.0.0/16", true, "",
	  INCONSISTENT "The default ServiceCIDR [2001:db8::/64 10.16.0.0/16] does not match the "
		       "flag configurations [10.16.0.0/16 2001:db8::/64]" },
};

/* The two rows whose spec the start writes. */
static const char *cidrs_after(struct fixture *fixture, size_t i)
{
	const char *first = fixture_text(fixture, "{a: [%s]}", sync_rows[i].cidrs);
	CLEANUP(json)
	cJSON *tree = fixture_parse(strcmp(sync_rows[i].row, "default/v4-to-v4v6") == 0
					    ? "{a: [10.16.0.0/16, '2001:db8::/64']}"
					    : first);

	return fixture_field(fixture, tree, "a");
}

Test(default_range, sync)
{
	for (size_t i = 0; i < ARRAY_LEN(sync_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = sync_rows[i].row;

		fixture_begin_bare(&fixture, sync_rows[i].flags);
		/* No Service of the start needs the range. */
		fixture_restore(&fixture, "namespaces/default", "{status: {phase: Active}}");
		fixture_restore(&fixture, "services/default/kubernetes",
				"{spec: {type: ExternalName, externalName: a}}");
		fixture_restore(
			&fixture, fixture_text(&fixture, "servicecidrs/%s", sync_rows[i].existing),
			fixture_text(&fixture, "{metadata: {uid: before%s}, spec: {cidrs: [%s]}}",
				     sync_rows[i].extra, sync_rows[i].cidrs));
		cr_expect_text(fixture_restart(&fixture, sync_rows[i].flags), "", row);
		cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
			       cidrs_after(&fixture, i), row);
		cr_expect_eq(
			strcmp(fixture_get(&fixture, "servicecidrs/kubernetes", "metadata.uid"),
			       "before") == 0,
			sync_rows[i].exists, "%s", row);
		cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes",
					   "status.conditions.0.status"),
			       sync_rows[i].ready, row);
		cr_expect_text(fixture_events(&fixture), sync_rows[i].events, row);
	}
}

Test(default_range, ready_false_is_reported)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_restore(
		&fixture, "servicecidrs/kubernetes",
		"{metadata: {finalizers: [a/b]}, spec: {cidrs: [10.0.0.0/24]}, status: "
		"{conditions: [{type: Ready, status: 'False', reason: Mine, message: broken}]}}");
	cr_expect_text(fixture_restart(&fixture, "10.0.0.0/24"), "", "restart");
	cr_expect_text(fixture_events(&fixture), "Warning Mine broken", "event");
}

/* ---- flow.flagchange ---- */

static const struct {
	const char *row, *before, *after, *cidrs;
	const char *second; /* where a second Service's address lies; NULL: it may fail */
} flag_rows[] = {
	{ "flagchange/v4-same", "10.0.0.0/29", "10.0.0.0/29", "[\"10.0.0.0/29\"]", "10.0.0." },
	{ "flagchange/v4v6-same", "10.0.0.0/29,2001:db8:1::/125", "10.0.0.0/29,2001:db8:1::/125",
	  "[\"10.0.0.0/29\",\"2001:db8:1::/125\"]", "10.0.0." },
	{ "flagchange/v6v4-same", "2001:db8:1::/125,10.0.0.0/29", "2001:db8:1::/125,10.0.0.0/29",
	  "[\"2001:db8:1::/125\",\"10.0.0.0/29\"]", "2001:db8:1::" },
	{ "flagchange/v6-to-v6v4", "2001:db8:1::/125", "2001:db8:1::/125,10.1.0.0/16",
	  "[\"2001:db8:1::/125\",\"10.1.0.0/16\"]", "2001:db8:1::" },
	{ "flagchange/v4v6-to-v6v4", "10.0.0.0/29,2001:db8:1::/125", "2001:db8:1::/125,10.0.0.0/29",
	  "[\"10.0.0.0/29\",\"2001:db8:1::/125\"]", NULL },
	{ "flagchange/v4v6-to-v4", "10.0.0.0/29,2001:db8:1::/125", "10.0.0.0/29",
	  "[\"10.0.0.0/29\",\"2001:db8:1::/125\"]", "10.0.0." },
	{ "flagchange/v4v6-to-v6", "10.0.0.0/29,2001:db8:1::/125", "2001:db8:1::/125",
	  "[\"10.0.0.0/29\",\"2001:db8:1::/125\"]", NULL },
	{ "flagchange/v6-to-v4", "2001:db8:1::/125", "10.0.0.0/29", "[\"2001:db8:1::/125\"]",
	  NULL },
	{ "flagchange/v4-to-v6v4", "10.0.0.0/29", "2001:db8:2::/112,10.0.0.0/29",
	  "[\"10.0.0.0/29\"]", NULL },
};

#define SERVICE(name) "{metadata: {name: " name "}, spec: {ports: [{port: 80}]}}"

Test(default_range, flagchange)
{
	for (size_t i = 0; i < ARRAY_LEN(flag_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *row = flag_rows[i].row, *first, *refusal;

		fixture_begin(&fixture, flag_rows[i].before);
		cr_expect_text(fixture_create(&fixture, "services/default", SERVICE("first")), "",
			       row);
		first = fixture_get(&fixture, "services/default/first", "spec.clusterIPs");
		cr_expect_text(fixture_restart(&fixture, flag_rows[i].after), "", row);
		cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
			       flag_rows[i].cidrs, row);
		cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes",
					   "status.conditions.0.status"),
			       "True", row);
		cr_expect_text(fixture_get(&fixture, "services/default/first", "spec.clusterIPs"),
			       first, row);
		refusal = fixture_create(&fixture, "services/default", SERVICE("second"));
		if (flag_rows[i].second == NULL)
			continue;
		cr_expect_text(refusal, "", row);
		cr_expect(text_starts_with(fixture_get(&fixture, "services/default/second",
						       "spec.clusterIP"),
					   flag_rows[i].second),
			  "%s", row);
	}
}

/* ---- what a start makes ---- */

Test(default_range, bootstrap)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.96.0.0/16,fd00:10:96::/112");
	cr_expect_text(fixture_list(&fixture, "namespaces"),
		       "default kube-node-lease kube-public kube-system", "namespaces");
	cr_expect_text(fixture_get(&fixture, "namespaces/default", "metadata.labels"),
		       "{\"kubernetes.io/metadata.name\":\"default\"}", "label");
	cr_expect_text(fixture_get(&fixture, "namespaces/default", "spec"),
		       "{\"finalizers\":[\"kubernetes\"]}", "spec");
	cr_expect_text(fixture_get(&fixture, "namespaces/default", "status"),
		       "{\"phase\":\"Active\"}", "status");
	cr_expect_text(fixture_list(&fixture, "servicecidrs"), "kubernetes", "ranges");
	cr_expect_text(fixture_list(&fixture, "ipaddresses"), "10.96.0.1", "addresses");
	cr_expect_text(fixture_list(&fixture, "services"), "default/kubernetes", "services");
	cr_expect_text(fixture_get(&fixture, "services/default/kubernetes", "metadata.labels"),
		       "{\"component\":\"apiserver\",\"provider\":\"kubernetes\"}", "labels");
	cr_expect_text(fixture_get(&fixture, "services/default/kubernetes", "spec"),
		       "{\"clusterIP\":\"10.96.0.1\",\"clusterIPs\":[\"10.96.0.1\"],"
		       "\"internalTrafficPolicy\":\"Cluster\",\"ipFamilies\":[\"IPv4\"],"
		       "\"ipFamilyPolicy\":\"SingleStack\",\"ports\":[{\"name\":\"https\","
		       "\"port\":443,\"protocol\":\"TCP\",\"targetPort\":6443}],"
		       "\"sessionAffinity\":\"None\",\"type\":\"ClusterIP\"}",
		       "spec");
	cr_expect_text(fixture_get(&fixture, "services/default/kubernetes", "status"),
		       "{\"loadBalancer\":{}}", "status");
	cr_expect_text(fixture_events(&fixture), "", "events");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

/* A second start finds everything there: nothing is written. */
Test(default_range, restart_is_idempotent)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	int64_t before;

	fixture_begin(&fixture, "10.96.0.0/16,fd00:10:96::/112");
	before = fixture_revision(&fixture);
	fixture_now("2025-06-01T00:00:00Z");
	cr_expect_text(fixture_restart(&fixture, "10.96.0.0/16,fd00:10:96::/112"), "", "again");
	cr_expect_eq(fixture_revision(&fixture), before);
}

/* What an API server logs and tries again is a warning. */
Test(default_range, warnings)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin_bare(&fixture, "10.0.0.0/24");
	fixture_restore_cluster(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "services/default",
		       "{metadata: {name: web}, spec: {clusterIP: 10.0.0.1, ports: [{port: 80}]}}");
	cr_expect_text(
		fixture_restart(&fixture, "10.0.0.0/24"),
		"unable to sync kubernetes service: Service \"kubernetes\" is invalid: "
		"spec.clusterIPs: Invalid value: []string{\"10.0.0.1\"}: failed to allocate IP "
		"10.0.0.1: provided IP is already allocated",
		"address taken");
	cr_expect_text(fixture_list(&fixture, "services"), "default/web", "services");
}

static const struct {
	const char *ranges, *message; /* NULL: accepted */
} flag_errors[] = {
	{ "10.0.0.0/29", NULL },
	{ "fd00::/125", NULL },
	{ "10.0.0.0/8", NULL },
	{ "fd00::/64", NULL },
	{ "10.0.0.0/30", "the service cluster IP range must be at least 8 IP addresses" },
	{ "fd00::/126", "the service cluster IP range must be at least 8 IP addresses" },
	{ "10.0.0.0/32", "the service cluster IP range must be at least 8 IP addresses" },
	{ "fd00::/128", "the service cluster IP range must be at least 8 IP addresses" },
	{ "fd00::/63", "specified --service-cluster-ip-range is too large; for 128-bit addresses, "
		       "the mask must be >= 64" },
	{ "10.0.0.0/8,fd00::/48", "specified --service-cluster-ip-range[1] is too large; for "
				  "128-bit addresses, the mask must be >= 64" },
	{ "10.0.0.0/8,11.0.0.0/8",
	  "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP "
	  "family" },
	{ "10.0.0.0/8,fd00::/64,11.0.0.0/8",
	  "--service-cluster-ip-range must not contain more than two entries" },
	{ "", "service-cluster-ip-range[0] is not a valid cidr" },
	{ "10.0.0.0", "service-cluster-ip-range[0] is not a valid cidr" },
	{ "10.0.0.0/8,", "service-cluster-ip-range[1] is not a valid cidr" },
};

struct flags {
	const char *ranges;
	struct error err;
	bool ok;
};

static bool configure(struct server *server, void *context, struct error *err)
{
	CLEANUP(text_list) struct text_list warnings = TEXT_LIST_INIT;
	struct flags *flags = context;

	(void)err;
	flags->ok = server_configure(server, flags->ranges, NULL, &warnings, &flags->err);
	return true;
}

Test(default_range, flags)
{
	for (size_t i = 0; i < ARRAY_LEN(flag_errors); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		struct flags flags = { .ranges = flag_errors[i].ranges, .err = ERROR_INIT };

		fixture_begin_bare(&fixture, "10.0.0.0/24");
		fixture_run(&fixture, STORE_WRITE, configure, &flags);
		cr_expect_eq(flags.ok, flag_errors[i].message == NULL, "%s", flags.ranges);
		cr_expect_text(flags.ok ? "" : flags.err.message,
			       flags.ok ? "" : flag_errors[i].message, flags.ranges);
		error_finish(&flags.err);
	}
}

/* Host bits are cut off: the flag is read leniently and kept in its canonical form. */
Test(default_range, flag_is_masked)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.96.7.9/16,FD00::1/112");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
		       "[\"10.96.0.0/16\",\"fd00::/112\"]", "masked");
}
