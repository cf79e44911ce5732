/* ServiceCIDR: its rules, its table row, and the index rows that tell allocator and controllers
 * every range without reading the objects.
 * Source: kubernetes pkg/apis/networking/validation, pkg/registry/networking/servicecidr. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/resource.h"

#define MAX_CIDRS 2

/* The text of an entry; "" for what is no string, as a restored object may have it. */
static const char *cidr_at(const cJSON *cidrs, int i)
{
	const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(cidrs, i));

	return text != NULL ? text : "";
}

/* ---- validation ---- */

/* The whole spec, as Go prints the struct. */
static char *spec_value(const cJSON *cidrs)
{
	CLEANUP(str) char *list = field_value_list("string", cidrs);

	return xasprintf("networking.ServiceCIDRSpec{CIDRs:%s}", list);
}

static void validate_entries(const cJSON *cidrs, struct field_errors *errors)
{
	const cJSON *cidr;
	size_t i = 0;

	cJSON_ArrayForEach (cidr, cidrs) {
		CLEANUP(str) char *field = xasprintf("spec.cidrs[%zu]", i++);
		CLEANUP(str) char *detail = prefix_check(cidr->valuestring);

		if (detail != NULL)
			field_invalid_str(errors, field, cidr->valuestring, detail);
	}
}

/* Two entries must be of two families; a lenient parse decides, so that host bits do not hide it. */
static void validate_families(const cJSON *cidrs, struct field_errors *errors)
{
	struct prefix first, second;

	if (json_size(cidrs) != MAX_CIDRS)
		return;
	if (!prefix_parse_lenient(cidr_at(cidrs, 0), &first, NULL) ||
	    !prefix_parse_lenient(cidr_at(cidrs, 1), &second, NULL))
		return;
	if (first.address.family == second.address.family)
		field_invalid(
			errors, "spec.cidrs", field_value_list("string", cidrs),
			"may specify no more than one IP for each IP family, i.e 192.168.0.0/24 "
			"and 2001:db8::/64");
}

static void validate_cidrs(const cJSON *cidrs, struct field_errors *errors)
{
	if (json_size(cidrs) == 0) {
		field_required(errors, "spec.cidrs", "at least one CIDR required");
		return;
	}
	if (json_size(cidrs) > MAX_CIDRS) {
		field_invalid(errors, "spec.cidrs", spec_value(cidrs),
			      "may only hold up to 2 values");
		return;
	}
	validate_entries(cidrs, errors);
	validate_families(cidrs, errors);
}

static void validate(const cJSON *object, struct field_errors *errors)
{
	validate_cidrs(json_get(object, "spec", "cidrs", NULL), errors);
}

/* "field is immutable" for each of the first n entries that changed. */
static void validate_unchanged(const cJSON *cidrs, const cJSON *old_cidrs, int n,
			       struct field_errors *errors)
{
	for (int i = 0; i < n; i++) {
		CLEANUP(str) char *field = xasprintf("spec.cidrs[%d]", i);

		if (strcmp(cidr_at(cidrs, i), cidr_at(old_cidrs, i)) != 0)
			field_invalid_str(errors, field, cidr_at(cidrs, i), "field is immutable");
	}
}

/* The list may only grow from single- to dual-stack. */
static void validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	const cJSON *cidrs = json_get(object, "spec", "cidrs", NULL);
	const cJSON *old_cidrs = json_get(old, "spec", "cidrs", NULL);
	size_t n = json_size(cidrs), n_old = json_size(old_cidrs);

	if (n == n_old) {
		validate_unchanged(cidrs, old_cidrs, (int)n, errors);
	} else if (n_old == 1 && n == MAX_CIDRS) {
		validate_unchanged(cidrs, old_cidrs, 1, errors);
		validate_cidrs(cidrs, errors);
	} else {
		field_invalid(errors, "spec.cidrs", field_value_list("string", cidrs),
			      "field is immutable");
	}
}

/* The status subresource changes status alone. */
static void prepare_update(cJSON *object, const cJSON *old, const char *subresource)
{
	if (strcmp(subresource, "status") == 0)
		json_set(object, "spec", json_copy(json_child(old, "spec")));
}

/* ---- index rows ---- */

/* Key "cidr/NAME\0I"; value: state, family, bits, address. Sorted by name, then position. */
#define ROW_PREFIX "cidr/"

enum row_state { ROW_READY = 'R', ROW_NOT_READY = 'N', ROW_TERMINATING = 'T' };

struct row {
	unsigned char state, family, bits;
	unsigned char address[16]; /* network order */
};

static bool is_ready(const cJSON *object)
{
	const cJSON *condition;

	cJSON_ArrayForEach (condition, json_get(object, "status", "conditions", NULL)) {
		if (strcmp(json_str(condition, "type"), "Ready") == 0)
			return strcmp(json_str(condition, "status"), "True") == 0;
	}
	return true;
}

static enum row_state row_state(const cJSON *object)
{
	if (*json_str_at(object, "metadata", "deletionTimestamp", NULL) != '\0')
		return ROW_TERMINATING;
	return is_ready(object) ? ROW_READY : ROW_NOT_READY;
}

static void row_key(const char *name, size_t position, struct strbuf *key)
{
	strbuf_add_str(key, ROW_PREFIX);
	strbuf_add(key, name, strlen(name) + 1);
	strbuf_add_char(key, (char)('0' + position));
}

static bool put_row(struct store_tx *tx, const char *name, size_t position, enum row_state state,
		    const struct prefix *prefix, struct error *err)
{
	CLEANUP(strbuf) struct strbuf key = STRBUF_INIT;
	struct row row = {
		.state = (unsigned char)state,
		.family = (unsigned char)prefix->address.family,
		.bits = (unsigned char)prefix->bits,
	};

	for (size_t i = 0; i < sizeof(row.address); i++)
		row.address[i] = (unsigned char)(prefix->address.value >> (120 - 8 * i));
	row_key(name, position, &key);
	return store_put(tx, STORE_INDEX, (struct bytes) { key.text, key.length },
			 (struct bytes) { &row, sizeof(row) }, err);
}

static bool drop_row(struct store_tx *tx, const char *name, size_t position, struct error *err)
{
	CLEANUP(strbuf) struct strbuf key = STRBUF_INIT;

	row_key(name, position, &key);
	return store_delete(tx, STORE_INDEX, (struct bytes) { key.text, key.length }, err);
}

static bool index_rows(struct store_tx *tx, const cJSON *object, const cJSON *old,
		       struct error *err)
{
	const char *name = json_str_at(object != NULL ? object : old, "metadata", "name", NULL);
	const cJSON *cidrs = json_get(object, "spec", "cidrs", NULL);
	size_t n = json_size(cidrs), n_old = json_size(json_get(old, "spec", "cidrs", NULL));

	for (size_t i = 0; i < n || i < n_old; i++) {
		struct prefix prefix;

		if (i < n && prefix_parse_lenient(cidr_at(cidrs, (int)i), &prefix, NULL)
			    ? !put_row(tx, name, i, row_state(object), &prefix, err)
			    : !drop_row(tx, name, i, err))
			return false;
	}
	return true;
}

static void add_row(const struct store_entry *entry, struct cidr_set *set)
{
	const char *name = (const char *)entry->key.data + strlen(ROW_PREFIX);
	struct prefix prefix = { .address.value = 0 };
	struct row row;

	if (entry->value.length != sizeof(row))
		return;
	memcpy(&row, entry->value.data, sizeof(row));
	prefix.address.family = row.family == FAMILY_IPV4 ? FAMILY_IPV4 : FAMILY_IPV6;
	prefix.bits = row.bits;
	for (size_t i = 0; i < sizeof(row.address); i++)
		prefix.address.value = prefix.address.value << 8 | row.address[i];
	cidr_set_add(set, name, &prefix, row.state == ROW_TERMINATING, row.state == ROW_READY);
}

bool service_cidr_load(struct store_tx *tx, struct cidr_set *ret_set, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;
	struct store_entry entry;
	enum store_answer answer;

	if (!store_scan_prefix(tx, STORE_INDEX, bytes_of(ROW_PREFIX), (struct bytes) { "", 0 },
			       &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		add_row(&entry, &set);
	if (answer == STORE_FAILED)
		return false;
	*ret_set = set;
	set = (struct cidr_set)CIDR_SET_INIT;
	return true;
}

void service_cidr_add(const cJSON *object, struct cidr_set *set)
{
	const cJSON *cidrs = json_get(object, "spec", "cidrs", NULL);
	enum row_state state = row_state(object);

	for (int i = 0; i < (int)json_size(cidrs); i++) {
		struct prefix prefix;

		if (prefix_parse_lenient(cidr_at(cidrs, i), &prefix, NULL))
			cidr_set_add(set, json_str_at(object, "metadata", "name", NULL), &prefix,
				     state == ROW_TERMINATING, state == ROW_READY);
	}
}

bool service_cidr_clear(struct store_tx *tx, struct error *err)
{
	CLEANUP(cidr_set) struct cidr_set set = CIDR_SET_INIT;

	if (!service_cidr_load(tx, &set, err))
		return false;
	for (size_t i = 0; i < set.n; i++)
		for (size_t position = 0; position < MAX_CIDRS; position++)
			if (!drop_row(tx, set.cidrs[i].name, position, err))
				return false;
	return true;
}

/* ---- the row ---- */

static void cell_cidrs(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *cidrs = json_get(object, "spec", "cidrs", NULL), *cidr;

	(void)now;
	cJSON_ArrayForEach (cidr, cidrs) {
		if (cidr != cidrs->child)
			strbuf_add_char(out, ',');
		strbuf_add_str(out, cJSON_IsString(cidr) ? cidr->valuestring : "");
	}
}

static void describe(const cJSON *object, struct strbuf *out)
{
	describe_list(out, "CIDRs", json_get(object, "spec", "cidrs", NULL), ", ");
	if (json_size(json_get(object, "status", "conditions", NULL)) > 0)
		strbuf_add_str(out, "Status:\n");
	describe_conditions(out, object);
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "CIDRs", false, cell_cidrs },
	{ "Age", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_service_cidr = {
	.group = "networking.k8s.io",
	.versions = (const char *const[]) { "v1", "v1beta1", "v1alpha1", NULL },
	.kind = "ServiceCIDR",
	.plural = "servicecidrs",
	.singular = "servicecidr",
	.subresources = (const char *const[]) { "status", NULL },
	.schema = &schema_service_cidr,
	.columns = columns,
	.field_labels = (const char *const[]) { "metadata.name", "metadata.namespace", NULL },
	.field_labels_plain = true,
	.check_name = check_dns1123_subdomain,
	.prepare_update = prepare_update,
	.validate = validate,
	.validate_update = validate_update,
	.index = index_rows,
	.describe = describe,
};
