/* Whole stories: what an administrator does with Service ranges, step by step, and what the
 * allocator gives meanwhile. Named as the collected cases. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define FULL "Internal error occurred: failed to allocate a serviceIP: range is full"

/* Each Service is created by a request of its own, all in one transaction. */
struct batch {
	struct fixture *fixture;
	const char *prefix;
	unsigned first, last;
	unsigned n_created;
	const char *refusal; /* the first one, or "" */
};

static bool create_batch(struct server *server, void *context, struct error *err)
{
	struct batch *batch = context;

	(void)server;
	(void)err;
	for (unsigned i = batch->first; i <= batch->last; i++) {
		struct request request =
			fixture_request(batch->fixture, VERB_CREATE, "services/default");
		CLEANUP(json)
		cJSON *object = fixture_parse(fixture_text(
			batch->fixture, "{metadata: {name: %s%u}, spec: {ports: [{port: 80}]}}",
			batch->prefix, i));
		const char *refusal;

		request.object = object;
		refusal = fixture_handle_within(batch->fixture, &request);
		batch->n_created += *refusal == '\0';
		if (*batch->refusal == '\0')
			batch->refusal = refusal;
	}
	return true;
}

/* Creates Services PREFIXfirst..PREFIXlast; returns the first refusal or "". */
static const char *create_many(struct fixture *fixture, const char *prefix, unsigned first,
			       unsigned last, unsigned *ret_created)
{
	struct batch batch = { fixture, prefix, first, last, 0, "" };

	fixture_run(fixture, STORE_WRITE, create_batch, &batch);
	if (ret_created != NULL)
		*ret_created = batch.n_created;
	return batch.refusal;
}

static const char *create_at(struct fixture *fixture, const char *name, const char *ip)
{
	return fixture_create(fixture, "services/default",
			      fixture_text(fixture,
					   "{metadata: {name: %s}, spec: {clusterIP: '%s', ports: "
					   "[{port: 80}]}}",
					   name, ip));
}

static const char *create_range(struct fixture *fixture, const char *name, const char *cidrs)
{
	return fixture_create(
		fixture, "servicecidrs",
		fixture_text(fixture, "{metadata: {name: %s}, spec: {cidrs: [%s]}}", name, cidrs));
}

static const char *refused_static(struct fixture *fixture, const char *name, const char *ip,
				  const char *why)
{
	return fixture_text(fixture,
			    "Service \"%s\" is invalid: spec.clusterIPs: Invalid value: "
			    "[]string{\"%s\"}: failed to allocate IP %s: %s",
			    name, ip, ip, why);
}

#define TAKEN "provided IP is already allocated"
#define MISMATCH "the provided network does not match the current range"

/* The number of IPAddresses whose name begins so. */
static unsigned count_addresses(struct fixture *fixture, const char *prefix)
{
	CLEANUP(text_list) struct text_list names = TEXT_LIST_INIT;
	unsigned n = 0;

	text_list_split(&names, fixture_list(fixture, "ipaddresses"), ' ');
	for (size_t i = 0; i < names.n; i++)
		n += text_starts_with(names.items[i], prefix);
	return n;
}

static bool has_its_address(struct fixture *fixture, const char *service)
{
	const char *ip = fixture_get(fixture, fixture_text(fixture, "services/default/%s", service),
				     "spec.clusterIP");

	return *ip != '\0' &&
	       strcmp(fixture_get(fixture, fixture_text(fixture, "ipaddresses/%s", ip),
				  "spec.parentRef.name"),
		      service) == 0;
}

Test(flow, alloc_v6_64)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *names[] = { "svc-0", "svc-1", "svc-2", "svc-3", "svc-4" };

	fixture_begin(&fixture, "2001:db8::/64");
	cr_expect_text(create_many(&fixture, "svc-", 0, 4, NULL), "", "flow/alloc-v6-64");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		cr_expect(has_its_address(&fixture, names[i]), "%s", names[i]);
	/* No draw leaves the range, as half of 1.33's do. */
	cr_expect_eq(count_addresses(&fixture, "2001:db8:"), 6U);
	cr_expect_text(create_at(&fixture, "svc-8", "2001:db8::ffff:ffff:ffff:ffff"), "",
		       "the last address");
	cr_expect(has_its_address(&fixture, "svc-8"));
}

Test(flow, new_cidr_extends)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "192.168.0.0/29");
	cr_expect_text(create_many(&fixture, "service-", 0, 4, NULL), "", "flow/new-cidr-extends");
	cr_expect_text(create_many(&fixture, "fail", 0, 0, NULL), FULL, "full");
	cr_expect_eq(fixture.error.reason, REASON_INTERNAL_ERROR);
	cr_expect_text(create_range(&fixture, "test2", "10.168.0.0/24"), "", "new range");
	cr_expect_text(create_many(&fixture, "service-", 10, 149, NULL), "", "room again");
	cr_expect_eq(count_addresses(&fixture, "10.168.0."), 140U);
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

Test(flow, migrate_default)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "192.168.0.0/29");
	cr_expect_text(create_many(&fixture, "svc-", 0, 1, NULL), "", "services");
	cr_expect_text(create_range(&fixture, "migration-cidr", "10.168.0.0/24"), "", "new range");
	cr_expect_text(fixture_delete(&fixture, "servicecidrs/kubernetes"), "", "delete the old");
	cr_expect_text(
		fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions.0.status"),
		"False", "stays");
	for (unsigned i = 0; i < 2; i++)
		cr_expect_text(fixture_delete(&fixture,
					      fixture_text(&fixture, "services/default/svc-%u", i)),
			       "", "delete");
	cr_expect_text(create_many(&fixture, "svc-", 0, 1, NULL), "", "make again");
	cr_expect_eq(count_addresses(&fixture, "10.168.0."), 2U);
	cr_expect_text(fixture_restart(&fixture, "10.168.0.0/24"), "", "restart");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
		       "[\"192.168.0.0/29\"]", "still the old one");
	cr_expect_text(fixture_delete(&fixture, "services/default/kubernetes"), "", "last holder");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
		       "[\"10.168.0.0/24\"]", "comes back");
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "metadata.finalizers"),
		       "[\"" SERVICE_CIDR_FINALIZER "\"]", "finalizer");
	cr_expect_text(
		fixture_get(&fixture, "servicecidrs/kubernetes", "status.conditions.0.status"),
		"True", "ready");
	cr_expect_text(fixture_get(&fixture, "services/default/kubernetes", "spec.clusterIP"),
		       "10.168.0.1", "service kubernetes");
	cr_expect_text(fixture_delete(&fixture, "servicecidrs/migration-cidr"), "", "delete");
	cr_expect_not(fixture_exists(&fixture, "servicecidrs/migration-cidr"));
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

Test(flow, old_service_gets_ipaddress)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_create(&fixture, "namespaces", "{metadata: {name: old-service-ns}}");
	fixture_restore(&fixture, "services/old-service-ns/test-old-service",
			"{spec: {type: ClusterIP, clusterIP: 10.0.0.11, clusterIPs: [10.0.0.11], "
			"ports: [{port: 80}]}}");
	cr_expect_not(fixture_exists(&fixture, "ipaddresses/10.0.0.11"));
	cr_expect_text(fixture_patch(&fixture, "services/old-service-ns/test-old-service",
				     "{metadata: {labels: {touched: 'yes'}}}"),
		       "", "touch");
	cr_expect_text(fixture_get(&fixture, "ipaddresses/10.0.0.11", "spec.parentRef"),
		       "{\"name\":\"test-old-service\",\"namespace\":\"old-service-ns\","
		       "\"resource\":\"services\"}",
		       "flow/old-service-gets-ipaddress");
}

/* The case makes a NodePort Service; the address is what it is about. */
Test(flow, e2e_static_in_new_cidr)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	cr_expect_text(create_at(&fixture, "web", "203.0.113.10"),
		       refused_static(&fixture, "web", "203.0.113.10", MISMATCH), "before");
	cr_expect_text(create_range(&fixture, "test-svc-cidr", "203.0.113.0/24"), "", "range");
	cr_expect_text(create_at(&fixture, "web", "203.0.113.10"), "", "after");
	cr_expect(has_its_address(&fixture, "web"));
}

/* ---- deleting and making again what every cluster has ---- */

Test(flow, default_comes_back_at_once)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	const char *uid;

	fixture_begin(&fixture, "10.0.0.0/24");
	/* A second range around it lets it go. */
	create_range(&fixture, "wide", "10.0.0.0/16");
	uid = fixture_get(&fixture, "servicecidrs/kubernetes", "metadata.uid");
	cr_expect_text(fixture_delete(&fixture, "servicecidrs/kubernetes"), "", "delete");
	cr_expect_str_neq(fixture_get(&fixture, "servicecidrs/kubernetes", "metadata.uid"), uid);
	cr_expect_text(fixture_get(&fixture, "servicecidrs/kubernetes", "spec.cidrs"),
		       "[\"10.0.0.0/24\"]", "from the flags");
	uid = fixture_get(&fixture, "services/default/kubernetes", "metadata.uid");
	cr_expect_text(fixture_delete(&fixture, "services/default/kubernetes"), "", "delete");
	cr_expect_str_neq(fixture_get(&fixture, "services/default/kubernetes", "metadata.uid"),
			  uid);
	cr_expect_text(fixture_get(&fixture, "ipaddresses/10.0.0.1", "spec.parentRef.name"),
		       "kubernetes", "its address");
	cr_expect_text(fixture_events(&fixture), "", "nothing had to be mended");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

/* Upstream tries again every ten seconds; so whatever frees the address brings the Service back. */
Test(flow, kubernetes_service_waits_for_its_address)
{
	static const char *const freed_by[] = { "services/default/other", "ipaddresses/10.0.0.9" };

	for (size_t i = 0; i < ARRAY_LEN(freed_by); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		fixture_begin(&fixture, "10.0.0.0/24");
		if (i == 0)
			create_at(&fixture, "other", "10.0.0.9");
		else
			fixture_create(&fixture, "ipaddresses",
				       "{metadata: {name: 10.0.0.9}, spec: {parentRef: {resource: "
				       "a, name: b}}}");
		fixture_restart(&fixture, "10.0.0.8/29");
		cr_expect_text(fixture_delete(&fixture, "services/default/kubernetes"), "",
			       freed_by[i]);
		cr_expect_not(fixture_exists(&fixture, "services/default/kubernetes"));
		cr_expect_text(fixture_delete(&fixture, freed_by[i]), "", freed_by[i]);
		cr_expect_text(
			fixture_get(&fixture, "services/default/kubernetes", "spec.clusterIP"),
			"10.0.0.9", freed_by[i]);
	}
}

Test(flow, kubernetes_service_waits_for_its_range)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "10.0.0.0/24");
	fixture_restart(&fixture, "10.9.0.0/24");
	fixture_delete(&fixture, "services/default/kubernetes");
	cr_expect_not(fixture_exists(&fixture, "services/default/kubernetes"));
	cr_expect_text(create_range(&fixture, "new", "10.9.0.0/24"), "", "its range appears");
	cr_expect_text(fixture_get(&fixture, "services/default/kubernetes", "spec.clusterIP"),
		       "10.9.0.1", "comes back");
}

/* ---- alloc.multi and alloc.range end to end ---- */

/* The first address of the first range is Service kubernetes's. */
Test(flow, multi_two_28)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	unsigned created;

	fixture_begin(&fixture, "192.168.0.0/28");
	cr_expect_text(create_many(&fixture, "a", 0, 99, &created), FULL, "multi/two-28");
	cr_expect_eq(created, 13U);
	create_range(&fixture, "test2", "10.0.0.0/28");
	cr_expect_text(create_at(&fixture, "static", "10.0.0.11"), "", "static");
	cr_expect_text(create_many(&fixture, "b", 0, 99, &created), FULL, "full again");
	cr_expect_eq(created, 13U);
	cr_expect_eq(count_addresses(&fixture, ""), 28U);
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

Test(flow, multi_grow)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	unsigned created;

	fixture_begin(&fixture, "192.168.0.0/28");
	create_many(&fixture, "a", 0, 20, &created);
	cr_expect_eq(created, 13U);
	create_range(&fixture, "test2", "192.168.0.0/24");
	cr_expect_text(create_many(&fixture, "b", 0, 260, &created), FULL, "multi/grow");
	cr_expect_eq(count_addresses(&fixture, "192.168.0."), 254U);
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

/* The addresses are released by deleting the Services; then the wide range goes at once. */
Test(flow, multi_shrink)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	struct request all;
	unsigned created;

	fixture_begin(&fixture, "10.9.0.0/29");
	create_range(&fixture, "test", "192.168.0.0/24");
	create_many(&fixture, "a", 0, 300, &created);
	cr_expect_eq(count_addresses(&fixture, "192.168.0."), 254U);
	all = fixture_request(&fixture, VERB_DELETE_COLLECTION, "services/default");
	all.field_selector = "metadata.name!=kubernetes";
	cr_expect_text(fixture_handle(&fixture, &all), "", "release everything");
	cr_expect_eq(count_addresses(&fixture, ""), 1U);
	create_range(&fixture, "cidr2", "192.168.0.0/28");
	fixture_delete(&fixture, "servicecidrs/test");
	cr_expect_not(fixture_exists(&fixture, "servicecidrs/test"));
	cr_expect_text(create_at(&fixture, "b", "192.168.0.253"),
		       refused_static(&fixture, "b", "192.168.0.253", MISMATCH), "multi/shrink");
	create_many(&fixture, "c", 0, 30, &created);
	cr_expect_eq(count_addresses(&fixture, "192.168.0."), 14U);
}

Test(flow, multi_skip_not_ready)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	unsigned created;

	fixture_begin(&fixture, "192.168.1.0/24");
	fixture_restore(&fixture, "servicecidrs/test1",
			"{metadata: {finalizers: [" SERVICE_CIDR_FINALIZER
			"]}, spec: {cidrs: [192.168.0.0/24]}, "
			"status: {conditions: [{type: Ready, status: 'False'}]}}");
	cr_expect_text(create_many(&fixture, "a", 0, 199, &created), "", "multi/skip-not-ready");
	cr_expect_eq(count_addresses(&fixture, "192.168.1."), 201U);
	cr_expect_text(create_at(&fixture, "b", "192.168.0.9"),
		       refused_static(&fixture, "b", "192.168.0.9", MISMATCH), "static");
}

Test(flow, range_reserved_band_25)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
	unsigned created;

	fixture_begin(&fixture, "192.168.1.0/25");
	create_many(&fixture, "a", 1, 110, &created);
	cr_expect_eq(created, 110U);
	/* Only the Service kubernetes has an address of the lower band. */
	for (unsigned i = 2; i <= 16; i++) {
		const char *ip = fixture_text(&fixture, "192.168.1.%u", i);

		cr_expect_text(create_at(&fixture, fixture_text(&fixture, "s%u", i), ip), "", ip);
	}
	cr_expect_text(create_many(&fixture, "x", 0, 0, NULL), FULL, "full");
	fixture_delete(&fixture, "services/default/s10");
	cr_expect_text(create_many(&fixture, "x", 0, 0, NULL), "", "range/reserved-band-25");
	cr_expect_text(fixture_get(&fixture, "services/default/x0", "spec.clusterIP"),
		       "192.168.1.10", "the one that was free");
}

Test(flow, range_static)
{
	static const struct {
		const char *ip, *why;
	} rows[] = {
		{ "2001:db8:1::", MISMATCH }, { "2001:db8:2::2", MISMATCH },
		{ "2001:db8::1", MISMATCH },  { "2001:db8:1::1", TAKEN },
		{ "2001:db8:1::5", NULL },    { "2001:db8:1::5", TAKEN },
		{ "2001:db8:1::fff", NULL },
	};
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	fixture_begin(&fixture, "2001:db8:1::/116");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = fixture_text(&fixture, "s%zu", i);

		cr_expect_text(create_at(&fixture, name, rows[i].ip),
			       rows[i].why == NULL
				       ? ""
				       : refused_static(&fixture, name, rows[i].ip, rows[i].why),
			       "range/ipv6-fill-release");
		cr_expect(rows[i].why == NULL || fixture.error.reason == REASON_INVALID);
	}
}

/* Ranges without room, and one that no allocator is built for, are Ready and give nothing. */
Test(flow, ranges_without_room)
{
	static const char *const cidrs[] = { "192.168.1.0/32", "192.168.1.0/31", "'fd00::/128'",
					     "'fd00::/48'" };

	for (size_t i = 0; i < ARRAY_LEN(cidrs); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *family = cidrs[i][0] == '1' ? "IPv4" : "IPv6";
		unsigned created;

		fixture_begin(&fixture, "10.0.0.0/29,2001:db8::/125");
		create_many(&fixture, "fill", 0, 9, &created);
		fixture_create(&fixture, "services/default",
			       "{metadata: {name: six}, spec: {clusterIP: None, ports: []}}");
		for (unsigned j = 1; j <= 7; j++)
			create_at(&fixture, fixture_text(&fixture, "six%u", j),
				  fixture_text(&fixture, "2001:db8::%u", j));
		cr_expect_text(create_range(&fixture, "tiny", cidrs[i]), "", cidrs[i]);
		cr_expect_text(
			fixture_get(&fixture, "servicecidrs/tiny", "status.conditions.0.status"),
			"True", cidrs[i]);
		cr_expect_text(
			fixture_create(&fixture, "services/default",
				       fixture_text(&fixture,
						    "{metadata: {name: web}, spec: {ipFamilies: "
						    "[%s], ports: [{port: 80}]}}",
						    family)),
			FULL, cidrs[i]);
	}
}
