/* IPAddress: the reservation of one address. Its name is the lock.
 * Source: kubernetes pkg/apis/networking/validation, pkg/registry/networking/ipaddress. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/number_set.h"
#include "cidrctl/resource.h"

/* ---- validation ---- */

static void check_name(const char *name, struct text_list *messages)
{
	char *detail = address_check(name);

	if (detail != NULL)
		text_list_take(messages, detail);
}

/* Each message of a check becomes an error on the field. */
static void validate_part(const cJSON *parent, const char *part, check_text *check,
			  struct field_errors *errors)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(str) char *field = xasprintf("spec.parentRef.%s", part);

	check(json_str(parent, part), &messages);
	for (size_t i = 0; i < messages.n; i++)
		field_invalid_str(errors, field, json_str(parent, part), messages.items[i]);
}

static void validate(const cJSON *object, struct field_errors *errors)
{
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);

	if (parent == NULL) {
		field_required(errors, "spec.parentRef", NULL);
		return;
	}
	if (*json_str(parent, "group") != '\0')
		validate_part(parent, "group", check_dns1123_subdomain, errors);
	if (*json_str(parent, "resource") == '\0')
		field_required(errors, "spec.parentRef.resource", NULL);
	else
		validate_part(parent, "resource", check_path_segment, errors);
	if (*json_str(parent, "name") == '\0')
		field_required(errors, "spec.parentRef.name", NULL);
	else
		validate_part(parent, "name", check_path_segment, errors);
	if (*json_str(parent, "namespace") != '\0')
		validate_part(parent, "namespace", check_path_segment, errors);
}

/* The reference as Go prints the struct; "null" for a nil pointer. */
static char *parent_value(const cJSON *parent)
{
	CLEANUP(strbuf) struct strbuf out = STRBUF_INIT;
	static const char *const parts[][2] = {
		{ "Group", "group" },
		{ "Resource", "resource" },
		{ "Namespace", "namespace" },
		{ "Name", "name" },
	};

	if (parent == NULL)
		return field_value_nil();
	strbuf_add_str(&out, "networking.ParentReference{");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		strbuf_addf(&out, "%s%s:", i > 0 ? ", " : "", parts[i][0]);
		text_quote(&out, json_str(parent, parts[i][1]));
	}
	strbuf_add_char(&out, '}');
	return strbuf_detach(&out);
}

static void validate_update(const cJSON *object, const cJSON *old, struct field_errors *errors)
{
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);

	validate(object, errors);
	if (!json_equal(parent, json_get(old, "spec", "parentRef", NULL)))
		field_invalid(errors, "spec.parentRef", parent_value(parent), "field is immutable");
}

/* ---- the address sets ---- */

bool ip_address_is_managed(const cJSON *object)
{
	const cJSON *labels = json_get(object, "metadata", "labels", NULL);
	struct address address;

	return address_parse(json_str_at(object, "metadata", "name", NULL), &address) &&
	       strcmp(json_str(labels, LABEL_IP_FAMILY), family_name(address.family)) == 0 &&
	       strcmp(json_str(labels, LABEL_MANAGED_BY), IP_ALLOCATOR_NAME) == 0;
}

static bool set_member(struct store_tx *tx, const char *set, uint128 number, bool member, bool was,
		       struct error *err)
{
	if (member == was)
		return true;
	return member ? number_set_add(tx, set, number, err)
		      : number_set_remove(tx, set, number, err);
}

static bool index_address(struct store_tx *tx, const cJSON *object, const cJSON *old,
			  struct error *err)
{
	const cJSON *any = object != NULL ? object : old;
	struct address address;

	if (!address_parse(json_str_at(any, "metadata", "name", NULL), &address))
		return true;
	return set_member(tx, address_set_taken(address.family), address.value, object != NULL,
			  old != NULL, err) &&
	       set_member(tx, address_set_managed(address.family), address.value,
			  object != NULL && ip_address_is_managed(object),
			  old != NULL && ip_address_is_managed(old), err);
}

/* ---- the compact form ----
 *
 * An address that the allocator made and nobody touched since is a tag, the uid, the creation time
 * and "NAMESPACE/NAME" of its Service: 40 bytes instead of 300. */

#define COMPACT_TAG '\1'
#define UID_BYTES 16

struct compact {
	char tag;
	unsigned char uid[UID_BYTES];
	unsigned char created[8]; /* seconds since 1970, big-endian */
};

cJSON *ip_address_for_service(const struct address *address, const char *namespace,
			      const char *name)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *metadata = json_ensure_object(object, "metadata"), *parent, *labels;
	char text[ADDRESS_TEXT_SIZE];

	address_format(address, text);
	json_set_str(metadata, "name", text);
	labels = json_ensure_object(metadata, "labels");
	json_set_str(labels, LABEL_IP_FAMILY, family_name(address->family));
	json_set_str(labels, LABEL_MANAGED_BY, IP_ALLOCATOR_NAME);
	parent = json_ensure_object(json_ensure_object(object, "spec"), "parentRef");
	json_set_str(parent, "resource", "services");
	json_set_str(parent, "namespace", namespace);
	json_set_str(parent, "name", name);
	return object;
}

static bool uid_to_bytes(const char *text, unsigned char bytes[UID_BYTES])
{
	size_t n = 0;

	if (strlen(text) != UID_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; i < UID_TEXT_SIZE - 1; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = strchr(digits, text[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
			continue;
		}
		if (digit == NULL)
			return false;
		bytes[n / 2] = (unsigned char)(bytes[n / 2] << 4 | (digit - digits));
		n++;
	}
	return true;
}

static void uid_from_bytes(const unsigned char bytes[UID_BYTES], char text[UID_TEXT_SIZE])
{
	char *at = text;

	for (size_t i = 0; i < UID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		at += snprintf(at, 3, "%02x", bytes[i]);
	}
}

static cJSON *build_compact(struct bytes name, const char *uid, int64_t created,
			    const char *service_namespace, const char *service_name)
{
	CLEANUP(str) char *text = xstrndup(name.data, name.length);
	char time[TIME_TEXT_SIZE];
	struct address address;
	cJSON *object, *metadata;

	if (!address_parse(text, &address))
		return NULL;
	object = ip_address_for_service(&address, service_namespace, service_name);
	metadata = json_child(object, "metadata");
	time_format(created, time);
	json_set_str(metadata, "uid", uid);
	json_set_str(metadata, "creationTimestamp", time);
	return object;
}

static cJSON *decode(struct bytes name, struct bytes value)
{
	char uid[UID_TEXT_SIZE];
	struct compact head;
	uint64_t created = 0;

	if (value.length <= sizeof(head) || *(const char *)value.data != COMPACT_TAG)
		return NULL;
	memcpy(&head, value.data, sizeof(head));
	uid_from_bytes(head.uid, uid);
	for (size_t i = 0; i < sizeof(head.created); i++)
		created = created << 8 | head.created[i];

	CLEANUP(str)
	char *service =
		xstrndup((const char *)value.data + sizeof(head), value.length - sizeof(head));
	char *slash = strchr(service, '/');

	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return build_compact(name, uid, (int64_t)created, service, slash + 1);
}

/* Nothing but what the compact form can say. */
static bool has_only_known_parts(const cJSON *object)
{
	static const char *const parts[] = { "apiVersion", "kind", "metadata", "spec" };
	size_t known = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		known += json_child(object, parts[i]) != NULL;
	return json_size(object) == known;
}

/* Has the compact form when decoding that form gives the same object back. */
static bool encode(const cJSON *object, struct strbuf *out)
{
	const cJSON *metadata = json_child(object, "metadata");
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);
	const char *name = json_str(metadata, "name");
	struct compact head = { .tag = COMPACT_TAG };
	CLEANUP(json) cJSON *same = NULL;
	int64_t micro;

	/* The first slash is what ends the namespace. */
	if (strchr(json_str(parent, "namespace"), '/') != NULL)
		return false;
	if (!has_only_known_parts(object) || !uid_to_bytes(json_str(metadata, "uid"), head.uid) ||
	    !time_parse(json_str(metadata, "creationTimestamp"), &micro))
		return false;
	same = build_compact(bytes_of(name), json_str(metadata, "uid"), micro / 1000000,
			     json_str(parent, "namespace"), json_str(parent, "name"));
	if (same == NULL || !json_equal(json_child(same, "spec"), json_child(object, "spec")))
		return false;
	if (json_child(metadata, "resourceVersion") != NULL)
		json_set_str(json_child(same, "metadata"), "resourceVersion",
			     json_str(metadata, "resourceVersion"));
	if (!json_equal(json_child(same, "metadata"), metadata))
		return false;
	for (size_t i = 0; i < sizeof(head.created); i++)
		head.created[i] = (unsigned char)((uint64_t)(micro / 1000000) >> (56 - 8 * i));
	strbuf_add(out, &head, sizeof(head));
	strbuf_addf(out, "%s/%s", json_str(parent, "namespace"), json_str(parent, "name"));
	return true;
}

/* ---- the row ---- */

static void add_lower(struct strbuf *out, const char *text)
{
	for (; *text != '\0'; text++)
		strbuf_add_char(out,
				*text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text);
}

static void cell_parent(const cJSON *object, int64_t now, struct strbuf *out)
{
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);

	(void)now;
	if (parent == NULL) {
		strbuf_add_str(out, "<none>");
		return;
	}
	add_lower(out, json_str(parent, "resource"));
	if (*json_str(parent, "group") != '\0') {
		strbuf_add_char(out, '.');
		add_lower(out, json_str(parent, "group"));
	}
	if (*json_str(parent, "namespace") != '\0')
		strbuf_addf(out, "/%s", json_str(parent, "namespace"));
	strbuf_addf(out, "/%s", json_str(parent, "name"));
}

static void describe(const cJSON *object, struct strbuf *out)
{
	const cJSON *parent = json_get(object, "spec", "parentRef", NULL);

	if (parent == NULL)
		return;
	strbuf_add_str(out, "Parent Reference:\n");
	strbuf_addf(out, "  Group:\t%s\n", json_str(parent, "group"));
	strbuf_addf(out, "  Resource:\t%s\n", json_str(parent, "resource"));
	strbuf_addf(out, "  Namespace:\t%s\n", json_str(parent, "namespace"));
	strbuf_addf(out, "  Name:\t%s\n", json_str(parent, "name"));
}

static const struct column columns[] = {
	{ "Name", false, cell_name },
	{ "ParentRef", false, cell_parent },
	/* The server's rows have the age, but no column for it. */
	{ "", false, cell_age },
	{ NULL, false, NULL },
};

const struct resource resource_ip_address = {
	.group = "networking.k8s.io",
	.versions = (const char *const[]) { "v1", "v1beta1", "v1alpha1", NULL },
	.kind = "IPAddress",
	.plural = "ipaddresses",
	.singular = "ipaddress",
	.short_names = (const char *const[]) { "ip", NULL },
	.schema = &schema_ip_address,
	.columns = columns,
	.field_labels = (const char *const[]) { "metadata.name", "metadata.namespace", NULL },
	.field_labels_plain = true,
	.check_name = check_name,
	.generate_name_literal = true,
	.validate = validate,
	.validate_update = validate_update,
	.index = index_address,
	.encode = encode,
	.decode = decode,
	.describe = describe,
};
