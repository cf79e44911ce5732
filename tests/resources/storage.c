/* The stored form of objects: what the key says is not said again, and an IPAddress that the
 * allocator made takes no more than it must. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper.h"

#define LABELS LABEL_IP_FAMILY ": IPv4, " LABEL_MANAGED_BY ": " IP_ALLOCATOR_NAME
#define IP(labels)                                                                             \
	"{metadata: {name: 10.0.0.5, uid: 5ffd8afe-c78f-4e60-ae76-cec448a8af40, "              \
	"creationTimestamp: '2025-05-01T10:00:00Z', labels: {" labels "}}, spec: {parentRef: " \
	"{resource: services, namespace: default, name: web}}}"

struct state {
	char folder[32], path[64];
	struct store *store;
	struct store_tx *tx;
};

static void state_begin(struct state *state)
{
	struct error err = ERROR_INIT;

	*state = (struct state) { .folder = "/tmp/cidrctl-storage-XXXXXX" };
	cr_assert_not_null(mkdtemp(state->folder));
	snprintf(state->path, sizeof(state->path), "%s/state.db", state->folder);
	state->store = store_create(state->path);
	cr_assert(store_begin(state->store, STORE_WRITE, &state->tx, &err), "%s", err.message);
}

static void state_cleanup(struct state *state)
{
	static const char *const suffixes[] = { "", "-journal", ".lock", ".db.lock" };

	store_rollback(state->tx);
	store_destroy(state->store);
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		CLEANUP(str) char *path = xasprintf("%s%s", state->path, suffixes[i]);

		unlink(path);
	}
	rmdir(state->folder);
}

/* The bytes stored at a key. */
static struct store_value raw(struct state *state, const char *key)
{
	struct store_value value = STORE_VALUE_INIT;
	struct error err = ERROR_INIT;

	cr_assert_eq(store_get(state->tx, STORE_OBJECTS, bytes_of(key), &value, &err), STORE_FOUND,
		     "%s", key);
	return value;
}

static const struct {
	const char *row;
	const struct resource *resource;
	const char *object, *namespace, *name, *key;
	size_t size; /* of the stored value; 0: any */
} rows[] = {
	{ "an address that nobody touched", &resource_ip_address, IP(LABELS), "", "10.0.0.5",
	  "ipaddresses/10.0.0.5", 25 + sizeof("default/web") - 1 },
	{ "an address with another label", &resource_ip_address, IP("a: b, " LABELS), "",
	  "10.0.0.5", "ipaddresses/10.0.0.5", 0 },
	{ "an address without labels", &resource_ip_address, IP(""), "", "10.0.0.5",
	  "ipaddresses/10.0.0.5", 0 },
	{ "a Service", &resource_service,
	  "{metadata: {name: web, namespace: foo, labels: {a: b}}, spec: {ports: [{port: 80}]}}",
	  "foo", "web", "services/foo/web",
	  sizeof("{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"ports\":[{\"port\":80}]}}") -
		  1 },
	{ "a range", &resource_service_cidr, "{metadata: {name: r}, spec: {cidrs: [10.0.0.0/8]}}",
	  "", "r", "servicecidrs/r",
	  sizeof("{\"metadata\":{},\"spec\":{\"cidrs\":[\"10.0.0.0/8\"]}}") - 1 },
};

Test(storage, round_trip)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		__attribute__((cleanup(state_cleanup))) struct state state;
		CLEANUP(json) cJSON *object = yaml_tree(rows[i].object), *loaded = NULL;
		CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
		struct error err = ERROR_INIT;

		state_begin(&state);
		json_set_str(object, "apiVersion", "v1");
		json_set_str(object, "kind", "X");
		cr_assert(object_store(state.tx, rows[i].resource, object, NULL, 0, &err), "%s",
			  rows[i].row);
		/* The object handed in keeps what is not stored, and learns its revision. */
		cr_expect_str_eq(json_str(object, "kind"), "X");
		cr_expect_str_eq(json_str_at(object, "metadata", "name", NULL), rows[i].name);
		cr_expect_str_eq(json_str_at(object, "metadata", "resourceVersion", NULL), "1");
		value = raw(&state, rows[i].key);
		cr_expect(rows[i].size == 0 ? value.length > 40 : value.length == rows[i].size,
			  "%s: %zu bytes", rows[i].row, value.length);
		cr_assert_eq(object_load(state.tx, rows[i].resource, rows[i].namespace,
					 rows[i].name, &loaded, &err),
			     STORE_FOUND, "%s", rows[i].row);
		json_remove(object, "apiVersion");
		json_remove(object, "kind");
		cr_expect(json_equal(loaded, object), "%s", rows[i].row);

		cr_assert(object_erase(state.tx, rows[i].resource, loaded, &err));
		json_cleanup(&loaded);
		loaded = NULL;
		cr_expect_eq(object_load(state.tx, rows[i].resource, rows[i].namespace,
					 rows[i].name, &loaded, &err),
			     STORE_ABSENT, "%s", rows[i].row);
	}
}

/* ---- what the index says of ServiceCIDRs ---- */

/* "NAME CIDR STATE" of each row, joined. Owned by the caller. */
static char *index_text(struct state *state)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	struct strbuf text = STRBUF_INIT;
	struct error err = ERROR_INIT;

	cr_assert(service_cidr_load(state->tx, &set, &err));
	for (size_t i = 0; i < set.n; i++) {
		char prefix[PREFIX_TEXT_SIZE];

		prefix_format(&set.cidrs[i].prefix, prefix);
		strbuf_addf(&text, "%s%s %s%s%s", i > 0 ? "; " : "", set.cidrs[i].name, prefix,
			    set.cidrs[i].ready ? " ready" : "",
			    set.cidrs[i].terminating ? " terminating" : "");
	}
	return strbuf_detach(&text);
}

#define RANGE(metadata, cidrs, ready)                             \
	"{metadata: {name: b" metadata "}, spec: {cidrs: [" cidrs \
	"]}, status: {conditions: [" ready "]}}"

/* Each row replaces the object of the one before. */
static const struct {
	const char *row, *object, *index;
} index_rows[] = {
	{ "no condition yet", RANGE("", "10.0.0.0/8", ""), "b 10.0.0.0/8 ready" },
	{ "another condition", RANGE("", "10.0.0.0/8", "{type: Other, status: 'False'}"),
	  "b 10.0.0.0/8 ready" },
	{ "not ready", RANGE("", "10.0.0.0/8", "{type: Ready, status: 'False'}"), "b 10.0.0.0/8" },
	{ "unknown", RANGE("", "10.0.0.0/8", "{type: Ready, status: Unknown}"), "b 10.0.0.0/8" },
	{ "dual-stack", RANGE("", "10.0.0.0/8, 'fd00::/64'", "{type: Ready, status: 'True'}"),
	  "b 10.0.0.0/8 ready; b fd00::/64 ready" },
	{ "terminating",
	  RANGE(", deletionTimestamp: '2025-05-01T10:00:00Z'", "10.0.0.0/8, 'fd00::/64'",
		"{type: Ready, status: 'True'}"),
	  "b 10.0.0.0/8 terminating; b fd00::/64 terminating" },
	{ "an entry that is none", RANGE("", "nonsense, 'fd00::/64'", ""), "b fd00::/64 ready" },
	{ "fewer entries", RANGE("", "0.0.0.0/0", ""), "b 0.0.0.0/0 ready" },
	{ "none", RANGE("", "", ""), "" },
};

Test(storage, range_index)
{
	__attribute__((cleanup(state_cleanup))) struct state state;
	CLEANUP(json) cJSON *old = NULL;
	struct error err = ERROR_INIT;

	state_begin(&state);
	for (size_t i = 0; i < ARRAY_LEN(index_rows); i++) {
		cJSON *object = yaml_tree(index_rows[i].object);

		cr_assert(object_store(state.tx, &resource_service_cidr, object, old, 0, &err));
		cr_expect_errors(index_text(&state), index_rows[i].index, index_rows[i].row);
		json_cleanup(&old);
		old = object;
	}
}

/* Sorted by name, of which one may be the beginning of another, then by position. */
Test(storage, range_index_order)
{
	static const char *const objects[] = {
		"{metadata: {name: b}, spec: {cidrs: ['fd00::/64', 10.0.0.0/8]}}",
		"{metadata: {name: b-1}, spec: {cidrs: [10.0.0.0/8]}}",
		"{metadata: {name: a}, spec: {cidrs: [10.0.0.0/8]}}",
	};
	__attribute__((cleanup(state_cleanup))) struct state state;
	struct error err = ERROR_INIT;

	state_begin(&state);
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		CLEANUP(json) cJSON *object = yaml_tree(objects[i]);

		cr_assert(object_store(state.tx, &resource_service_cidr, object, NULL, 0, &err));
	}
	cr_expect_errors(
		index_text(&state),
		"a 10.0.0.0/8 ready; b fd00::/64 ready; b 10.0.0.0/8 ready; b-1 10.0.0.0/8 "
		"ready",
		"order");
	cr_assert(service_cidr_clear(state.tx, &err));
	cr_expect_errors(index_text(&state), "", "cleared");
}
