/* server_verify: what it finds in a state that something else has damaged, and what is right again
 * after mending. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "fixture.h"

#define LATER "2025-05-01T10:05:00Z" /* past the grace of what has no Service */

/* ---- damage: each function leaves the state as no request could ---- */

static uint128 number_of(const char *ip)
{
	struct address address;

	cr_assert(address_parse(ip, &address));
	return address.value;
}

static bool drop_key(struct store_tx *tx, enum store_space space, const char *key, size_t length)
{
	struct error err = ERROR_INIT;

	return store_delete(tx, space, (struct bytes) { key, length }, &err);
}

static bool drop_object(struct store_tx *tx, const char *key)
{
	return drop_key(tx, STORE_OBJECTS, key, strlen(key));
}

static bool put_index(struct store_tx *tx, const char *key, size_t length, const char *value,
		      size_t n)
{
	struct error err = ERROR_INIT;

	return store_put(tx, STORE_INDEX, (struct bytes) { key, length },
			 (struct bytes) { value, n }, &err);
}

static bool add(struct store_tx *tx, const char *set, const char *ip)
{
	struct error err = ERROR_INIT;

	return number_set_add(tx, set, number_of(ip), &err);
}

static bool take_out(struct store_tx *tx, const char *set, const char *ip)
{
	struct error err = ERROR_INIT;

	return number_set_remove(tx, set, number_of(ip), &err);
}

static bool lose_taken(struct store_tx *tx)
{
	return take_out(tx, address_set_taken(FAMILY_IPV4), "10.0.0.5");
}

static bool invent_taken(struct store_tx *tx)
{
	return add(tx, address_set_taken(FAMILY_IPV6), "fd00::77");
}

static bool lose_managed(struct store_tx *tx)
{
	return take_out(tx, address_set_managed(FAMILY_IPV4), "10.0.0.5");
}

static bool invent_managed(struct store_tx *tx)
{
	return add(tx, address_set_managed(FAMILY_IPV4), "10.0.0.99");
}

/* The numbers of members are right, the members are not. */
static bool swap_managed(struct store_tx *tx)
{
	return lose_managed(tx) && invent_managed(tx);
}

static bool swap_taken(struct store_tx *tx)
{
	return lose_taken(tx) && add(tx, address_set_taken(FAMILY_IPV4), "10.0.0.99");
}

static bool lose_range(struct store_tx *tx)
{
	return drop_key(tx, STORE_INDEX,
			"cidr/kubernetes\0"
			"1",
			17);
}

static bool invent_range(struct store_tx *tx)
{
	return put_index(tx,
			 "cidr/ghost\0"
			 "0",
			 12, "R\4\30\12\11\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 19);
}

static bool spoil_range(struct store_tx *tx)
{
	return put_index(tx,
			 "cidr/kubernetes\0"
			 "0",
			 17, "x", 1);
}

static bool set_range_state(struct store_tx *tx, char state)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	struct error err = ERROR_INIT;
	struct bytes key = { "cidr/kubernetes\0"
			     "0",
			     17 };

	if (store_get(tx, STORE_INDEX, key, &value, &err) != STORE_FOUND)
		return false;
	value.bytes[0] = state;
	return put_index(tx, key.data, key.length, value.bytes, value.length);
}

static bool mark_range_terminating(struct store_tx *tx)
{
	return set_range_state(tx, 'T');
}

static bool mark_range_not_ready(struct store_tx *tx)
{
	return set_range_state(tx, 'N');
}

static bool lose_address(struct store_tx *tx)
{
	return drop_object(tx, "ipaddresses/10.0.0.5");
}

static bool lose_service(struct store_tx *tx)
{
	return drop_object(tx, "services/default/web");
}

static bool lose_default_range(struct store_tx *tx)
{
	return drop_object(tx, "servicecidrs/kubernetes");
}

static const struct {
	const char *row;
	bool (*damage)(struct store_tx *tx);
	const char *consequences; /* what else is seen as long as it is not mended */
	const char *findings;
} rows[] = {
	{ "an address is not in the index", lose_taken, "",
	  "address4 IndexWrong\nipaddress/10.0.0.5 AddressIndexIncomplete" },
	{ "an address is in the index alone", invent_taken, "", "address6 IndexWrong" },
	{ "an address and a stranger changed places", swap_taken, "",
	  "ipaddress/10.0.0.5 AddressIndexIncomplete" },
	{ "a managed address is not in the index", lose_managed, "",
	  "ipaddress/10.0.0.5 AddressIndexIncomplete\nmanaged4 IndexWrong" },
	{ "a managed address is in the index alone", invent_managed, "", "managed4 IndexWrong" },
	{ "a managed address and a stranger changed places", swap_managed, "",
	  "ipaddress/10.0.0.5 AddressIndexIncomplete" },
	{ "a range is not in the index", lose_range, "service/default/dual ClusterIPOutOfRange\n",
	  "servicecidr/kubernetes RangeIndexWrong" },
	{ "a range is in the index alone", invent_range, "", "servicecidr RangeIndexWrong" },
	{ "a range's row is damaged", spoil_range,
	  "service/default/dual ClusterIPOutOfRange\nservice/default/kubernetes "
	  "ClusterIPOutOfRange\nservice/default/web ClusterIPOutOfRange\n",
	  "servicecidr/kubernetes RangeIndexWrong" },
	{ "a range's row says that it goes", mark_range_terminating, "",
	  "servicecidr/kubernetes RangeIndexWrong" },
	{ "a range's row says that it gives no addresses", mark_range_not_ready, "",
	  "servicecidr/kubernetes RangeIndexWrong" },
	{ "an IPAddress is gone", lose_address, "",
	  "address4 IndexWrong\nmanaged4 IndexWrong\nservice/default/web ClusterIPNotAllocated" },
	{ "a Service is gone", lose_service, "", "ipaddress/10.0.0.5 IPAddressNotAllocated" },
};

static void damage(struct fixture *fixture, bool (*how)(struct store_tx *tx))
{
	struct error err = ERROR_INIT;
	CLEANUP(store) struct store *store = store_create(fixture->path);
	struct store_tx *tx;

	cr_assert(store_begin(store, STORE_WRITE, &tx, &err), "%s", err.message);
	cr_assert(how(tx));
	cr_assert_eq(store_commit(tx, &err), STORE_COMMIT_OK);
}

static void begin(struct fixture *fixture)
{
	random_set_seed(1);
	fixture_begin(fixture, "10.0.0.0/24,fd00::/112");
	fixture_create(fixture, "services/default",
		       "{metadata: {name: web}, spec: {clusterIP: 10.0.0.5, ports: [{port: 80}]}}");
	fixture_create(fixture, "services/default",
		       "{metadata: {name: dual}, spec: {ipFamilyPolicy: RequireDualStack, ports: "
		       "[{port: 80}]}}");
	fixture_now(LATER);
	cr_expect_text(fixture_findings(fixture), "", "sound");
}

Test(verify, damage)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		CLEANUP(strbuf) struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;

		begin(&fixture);
		damage(&fixture, rows[i].damage);
		before = fixture_dump(&fixture);
		cr_expect_text(
			fixture_findings(&fixture),
			fixture_text(&fixture, "%s%s", rows[i].consequences, rows[i].findings),
			rows[i].row);
		/* Looking changes nothing. */
		after = fixture_dump(&fixture);
		cr_expect(before.length == after.length &&
				  memcmp(before.text, after.text, before.length) == 0,
			  "%s", rows[i].row);
		cr_expect_text(fixture_mend(&fixture), rows[i].findings, rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
	}
}

/* It is as if no damage had been: the same addresses for the same Services. */
Test(verify, mended)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;
		const char *services, *dual;

		if (rows[i].damage == lose_service)
			continue;
		begin(&fixture);
		services = fixture_list(&fixture, "services");
		dual = fixture_get(&fixture, "services/default/dual", "spec");
		damage(&fixture, rows[i].damage);
		fixture_mend(&fixture);
		cr_expect_text(fixture_list(&fixture, "services"), services, rows[i].row);
		cr_expect_text(fixture_get(&fixture, "services/default/dual", "spec"), dual,
			       rows[i].row);
		cr_expect_text(fixture_get(&fixture, "ipaddresses/10.0.0.5", "spec.parentRef.name"),
			       "web", rows[i].row);
		cr_expect_text(fixture_create(&fixture, "services/default",
					      "{metadata: {name: new}, spec: {ipFamilyPolicy: "
					      "RequireDualStack, ports: [{port: 80}]}}"),
			       "", rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", rows[i].row);
	}
}

/* Without its ServiceCIDR no address is in range; a start makes the ServiceCIDR again. */
Test(verify, default_range_lost)
{
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	begin(&fixture);
	damage(&fixture, lose_default_range);
	cr_expect_not_null(strstr(fixture_findings(&fixture), "servicecidr RangeIndexWrong"));
	fixture_mend(&fixture);
	cr_expect_not_null(
		strstr(fixture_findings(&fixture), "service/default/web ClusterIPOutOfRange"));
	fixture_restart(&fixture, "10.0.0.0/24,fd00::/112");
	cr_expect_text(fixture_findings(&fixture), "", "findings");
}

/* ---- objects as they must not be ---- */

#define READY(status) \
	"status: {conditions: [{type: Ready, status: '" status "', reason: R, message: m}]}"

static const struct {
	const char *row, *metadata, *rest, *findings;
} range_rows[] = {
	{ "no finalizer", "uid: a", READY("True"), "servicecidr/a ServiceCIDRFinalizerMissing" },
	{ "nothing holds it",
	  "finalizers: [" SERVICE_CIDR_FINALIZER "], deletionTimestamp: '" LATER "'", READY("True"),
	  "servicecidr/a ServiceCIDRReleasable" },
	{ "held by another finalizer", "finalizers: [a/b], deletionTimestamp: '" LATER "'",
	  READY("True"), "" },
	/* It gives no addresses, though nothing is wrong with it. */
	{ "not ready", "finalizers: [" SERVICE_CIDR_FINALIZER "]", READY("False"),
	  "servicecidr/a ServiceCIDRNotReady" },
};

Test(verify, ranges)
{
	for (size_t i = 0; i < ARRAY_LEN(range_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		begin(&fixture);
		fixture_restore(&fixture, "servicecidrs/a",
				fixture_text(&fixture,
					     "{metadata: {%s}, spec: {cidrs: [10.9.0.0/24]}, %s}",
					     range_rows[i].metadata, range_rows[i].rest));
		cr_expect_text(fixture_findings(&fixture), range_rows[i].findings,
			       range_rows[i].row);
		cr_expect_text(fixture_mend(&fixture), range_rows[i].findings, range_rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", range_rows[i].row);
	}
}

/* ---- node ports that several Services have ---- */

#define WITH_PORT "{spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}}"

static bool lose_shared(struct store_tx *tx)
{
	struct error err = ERROR_INIT;

	return number_set_clear(tx, NODE_PORT_SHARED_SET, &err);
}

static bool invent_shared(struct store_tx *tx)
{
	struct error err = ERROR_INIT;

	return number_set_add(tx, NODE_PORT_SHARED_SET, node_port_share(30080, 7), &err);
}

static const struct {
	const char *row;
	bool (*damage)(struct store_tx *tx);
	const char *findings;
} shared_rows[] = {
	{ "sharing is not in the index", lose_shared,
	  "nodeport-shared IndexWrong\nservice/default/b NodePortIndexIncomplete\n"
	  "service/default/c NodePortIndexIncomplete" },
	{ "sharing is in the index alone", invent_shared, "nodeport-shared IndexWrong" },
};

Test(verify, shared_node_ports)
{
	static const char *const names[] = { "a", "b", "c" };

	for (size_t i = 0; i < ARRAY_LEN(shared_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		fixture_begin(&fixture, "10.0.0.0/24");
		for (size_t j = 0; j < ARRAY_LEN(names); j++)
			fixture_restore(&fixture,
					fixture_text(&fixture, "services/default/%s", names[j]),
					WITH_PORT);
		damage(&fixture, shared_rows[i].damage);
		cr_expect_text(fixture_findings(&fixture), shared_rows[i].findings,
			       shared_rows[i].row);
		cr_expect_text(fixture_mend(&fixture), shared_rows[i].findings, shared_rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", shared_rows[i].row);
		for (size_t j = 0; j < ARRAY_LEN(names); j++) {
			cr_expect_text(fixture_delete(&fixture,
						      fixture_text(&fixture, "services/default/%s",
								   names[j])),
				       "", shared_rows[i].row);
			cr_expect_text(fixture_findings(&fixture), "", shared_rows[i].row);
		}
	}
}

/* ---- records that cannot be read ---- */

static bool spoil(struct store_tx *tx, const char *key, const char *value)
{
	struct error err = ERROR_INIT;

	return store_put(tx, STORE_OBJECTS, bytes_of(key), bytes_of(value), &err);
}

static bool spoil_service(struct store_tx *tx)
{
	return spoil(tx, "services/default/web", "{\"a\":");
}

static bool spoil_type(struct store_tx *tx)
{
	return spoil(tx, "services/default/web", "[]");
}

static bool spoil_address(struct store_tx *tx)
{
	return spoil(tx, "ipaddresses/10.0.0.5", "nonsense");
}

static bool spoil_default_service(struct store_tx *tx)
{
	return spoil(tx, "services/default/kubernetes", "");
}

static bool spoil_default_range(struct store_tx *tx)
{
	return spoil(tx, "servicecidrs/kubernetes", "{{");
}

static bool spoil_namespace(struct store_tx *tx)
{
	return spoil(tx, "namespaces/kube-public", "{]");
}

static bool spoil_owners(struct store_tx *tx)
{
	return spoil(tx, "services/default/web",
		     "{\"metadata\":{\"managedFields\":[[\"a\",\"Update\",\"v1\",1,\"none\"]]},"
		     "\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\"10.0.0.5\",\"clusterIPs\":["
		     "\"10.0.0.5\"]}}");
}

#define LEAKED "ipaddress/10.0.0.5 IPAddressNotAllocated\n"
#define WEB "default/dual default/kubernetes default/web"
#define NO_WEB "default/dual default/kubernetes"

static const struct {
	const char *row;
	bool (*damage)(struct store_tx *tx);
	const char *findings, *services;
} record_rows[] = {
	{ "a Service", spoil_service, LEAKED "service/default/web ObjectDamaged", NO_WEB },
	{ "JSON, but no object", spoil_type, LEAKED "service/default/web ObjectDamaged", NO_WEB },
	{ "an IPAddress", spoil_address,
	  "address4 IndexWrong\nipaddress/10.0.0.5 ObjectDamaged\nmanaged4 IndexWrong\n"
	  "service/default/web ClusterIPNotAllocated",
	  WEB },
	/* Controllers make anew what has to be there. */
	{ "the cluster's own Service", spoil_default_service,
	  "ipaddress/10.0.0.1 IPAddressNotAllocated\nservice/default/kubernetes ObjectDamaged",
	  WEB },
	{ "the default range", spoil_default_range,
	  "servicecidr RangeIndexWrong\nservicecidr/kubernetes ObjectDamaged", WEB },
	{ "a namespace", spoil_namespace, "namespace/kube-public ObjectDamaged", WEB },
	{ "managedFields", spoil_owners, "service/default/web ManagedFieldsDamaged", WEB },
};

Test(verify, records)
{
	for (size_t i = 0; i < ARRAY_LEN(record_rows); i++) {
		CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

		begin(&fixture);
		damage(&fixture, record_rows[i].damage);
		cr_expect_text(fixture_findings(&fixture), record_rows[i].findings,
			       record_rows[i].row);
		cr_expect_text(fixture_mend(&fixture), record_rows[i].findings, record_rows[i].row);
		cr_expect_text(fixture_findings(&fixture), "", record_rows[i].row);
		cr_expect_text(fixture_list(&fixture, "services"), record_rows[i].services,
			       record_rows[i].row);
		cr_expect(fixture_exists(&fixture, "servicecidrs/kubernetes"), "%s",
			  record_rows[i].row);
		cr_expect(fixture_exists(&fixture, "namespaces/kube-public"), "%s",
			  record_rows[i].row);
	}
}

/* Other commands say what is wrong, and leave the record to verify. */
Test(verify, damaged_record)
{
	static const char damaged[] =
		"Internal error occurred: the stored services/default/web is damaged: unexpected "
		"end of JSON input";
	CLEANUP(fixture) struct fixture fixture = FIXTURE_INIT;

	begin(&fixture);
	damage(&fixture, spoil_service);
	cr_expect_text(fixture_delete(&fixture, "services/default/web"), damaged, "delete");
	cr_expect_text(fixture_patch(&fixture, "services/default/web", "{}"), damaged, "patch");
	cr_expect(fixture_exists(&fixture, "services/default/dual"));
}
