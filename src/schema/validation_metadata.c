/* Rules of metadata that every kind shares. Source: apimachinery api/validation/objectmeta.go and
 * meta/v1/validation, with core/validation's rule for names of finalizers. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "cidrctl/validation.h"

#define ANNOTATIONS_MAX_BYTES ((size_t)256 * 1024)
#define MANAGER_MAX_BYTES 128
#define SUBRESOURCE_MAX_BYTES 256

#define IMMUTABLE "field is immutable"

/* An "Invalid value" for each message, each with the same value. */
static void add_invalid(struct field_errors *errors, const char *field, const char *value,
			const struct text_list *messages)
{
	for (size_t i = 0; i < messages->n; i++)
		field_invalid_str(errors, field, value, messages->items[i]);
}

/* Checks one text and reports it as `shown`. */
static void check_value(struct field_errors *errors, const char *field, const char *shown,
			const char *value, check_text *check)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;

	check(value, &messages);
	add_invalid(errors, field, shown, &messages);
}

/* ---- name and namespace ---- */

/* The server appends to the prefix, so a final dash is no mistake. Checked is what Kubernetes
 * checks: the last two characters give way to one letter. */
static void validate_generate_name(const char *prefix, check_text *check_name,
				   struct field_errors *errors)
{
	CLEANUP(strbuf) struct strbuf masked = STRBUF_INIT;

	if (*prefix == '\0')
		return;
	strbuf_add_str(&masked, prefix);
	if (masked.length > 1 && text_ends_with(prefix, "-")) {
		strbuf_truncate(&masked, masked.length - 2);
		strbuf_add_char(&masked, 'a');
	}
	check_value(errors, "metadata.generateName", prefix, masked.text, check_name);
}

static void validate_name(const char *name, check_text *check_name, struct field_errors *errors)
{
	if (*name == '\0')
		field_required(errors, "metadata.name", "name or generateName is required");
	else
		check_value(errors, "metadata.name", name, name, check_name);
}

static void validate_namespace(const char *namespace, bool namespaced, struct field_errors *errors)
{
	if (!namespaced && *namespace != '\0')
		field_forbidden(errors, "metadata.namespace", "not allowed on this type");
	else if (namespaced && *namespace == '\0')
		field_required(errors, "metadata.namespace", NULL);
	else if (namespaced)
		check_value(errors, "metadata.namespace", namespace, namespace,
			    check_dns1123_label);
}

/* ---- labels and annotations ---- */

static const char *text_of(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : "";
}

void validate_labels(const cJSON *labels, const char *field, struct field_errors *errors)
{
	const cJSON *label;

	cJSON_ArrayForEach (label, labels) {
		check_value(errors, field, label->string, label->string, check_qualified_name);
		check_value(errors, field, text_of(label), text_of(label), check_label_value);
	}
}

/* A qualified name's prefix is lower case, but in annotations case does not matter. */
static void check_annotation_key(const char *key, struct text_list *messages)
{
	CLEANUP(str) char *lower = xstrdup(key);

	for (char *c = lower; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	check_qualified_name(lower, messages);
}

static void validate_annotations(const cJSON *annotations, struct field_errors *errors)
{
	const cJSON *annotation;
	size_t total = 0;

	cJSON_ArrayForEach (annotation, annotations) {
		check_value(errors, "metadata.annotations", annotation->string, annotation->string,
			    check_annotation_key);
		total += strlen(annotation->string) + strlen(text_of(annotation));
	}
	if (total > ANNOTATIONS_MAX_BYTES)
		field_too_long(errors, "metadata.annotations", ANNOTATIONS_MAX_BYTES);
}

/* ---- owners ---- */

static void add_go_pointer(struct strbuf *out, const char *name, const cJSON *value)
{
	/* Go prints an address here, which tells nobody anything. */
	strbuf_addf(out, ", %s:(*bool)(%s)", name,
		    !cJSON_IsBool(value)  ? "nil"
		    : cJSON_IsTrue(value) ? "true"
					  : "false");
}

static void add_go_owner(struct strbuf *out, const cJSON *owner)
{
	static const char *const fields[][2] = {
		{ "APIVersion", "apiVersion" },
		{ "Kind", "kind" },
		{ "Name", "name" },
		{ "UID", "uid" },
	};

	strbuf_add_str(out, "v1.OwnerReference{");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		strbuf_addf(out, "%s%s:", i > 0 ? ", " : "", fields[i][0]);
		text_quote(out, json_str(owner, fields[i][1]));
	}
	add_go_pointer(out, "Controller", json_child(owner, "controller"));
	add_go_pointer(out, "BlockOwnerDeletion", json_child(owner, "blockOwnerDeletion"));
	strbuf_add_char(out, '}');
}

static char *go_owner(const cJSON *owner)
{
	struct strbuf out = STRBUF_INIT;

	add_go_owner(&out, owner);
	return strbuf_detach(&out);
}

static char *go_owners(const cJSON *owners)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *owner;

	strbuf_add_str(&out, "[]v1.OwnerReference{");
	cJSON_ArrayForEach (owner, owners) {
		if (owner != owners->child)
			strbuf_add_str(&out, ", ");
		add_go_owner(&out, owner);
	}
	strbuf_add_char(&out, '}');
	return strbuf_detach(&out);
}

/* VERSION or GROUP/VERSION; more than one slash is no version at all. */
static bool has_version(const char *api_version)
{
	const char *slash = strchr(api_version, '/');

	if (slash == NULL)
		return *api_version != '\0';
	return slash[1] != '\0' && strchr(slash + 1, '/') == NULL;
}

static void validate_owner(const cJSON *owner, struct field_errors *errors)
{
	static const char *const needed[] = { "kind", "name", "uid" };
	const char *version = json_str(owner, "apiVersion");

	if (!has_version(version))
		field_invalid_str(errors, "metadata.ownerReferences.apiVersion", version,
				  "version must not be empty");
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		CLEANUP(str) char *field = xasprintf("metadata.ownerReferences.%s", needed[i]);
		CLEANUP(str) char *detail = xasprintf("%s must not be empty", needed[i]);

		if (*json_str(owner, needed[i]) == '\0')
			field_invalid_str(errors, field, "", detail);
	}
	/* "/v1" is read as group "" and version v1, too. */
	if ((strcmp(version, "v1") == 0 || strcmp(version, "/v1") == 0) &&
	    strcmp(json_str(owner, "kind"), "Event") == 0)
		field_invalid(errors, "metadata.ownerReferences", go_owner(owner),
			      "/v1, Kind=Event is disallowed from being an owner");
}

static void validate_owners(const cJSON *owners, struct field_errors *errors)
{
	const cJSON *owner, *controller = NULL;

	cJSON_ArrayForEach (owner, owners) {
		CLEANUP(str) char *detail = NULL;

		validate_owner(owner, errors);
		if (!cJSON_IsTrue(json_child(owner, "controller")))
			continue;
		if (controller == NULL) {
			controller = owner;
			continue;
		}
		detail = xasprintf("Only one reference can have Controller set to true. "
				   "Found \"true\" in references for %s/%s and %s/%s",
				   json_str(controller, "kind"), json_str(controller, "name"),
				   json_str(owner, "kind"), json_str(owner, "name"));
		field_invalid(errors, "metadata.ownerReferences", go_owners(owners), detail);
	}
}

/* ---- finalizers ---- */

static bool list_has(const cJSON *list, const char *text)
{
	const cJSON *element;

	cJSON_ArrayForEach (element, list)
		if (strcmp(text_of(element), text) == 0)
			return true;
	return false;
}

static void validate_finalizers(const cJSON *finalizers, struct field_errors *errors)
{
	const cJSON *finalizer;

	cJSON_ArrayForEach (finalizer, finalizers)
		check_value(errors, "metadata.finalizers", text_of(finalizer), text_of(finalizer),
			    check_qualified_name);
	if (list_has(finalizers, "orphan") && list_has(finalizers, "foregroundDeletion"))
		field_invalid(errors, "metadata.finalizers", field_value_list("string", finalizers),
			      "finalizer orphan and foregroundDeletion cannot be both set");
}

static bool is_standard_finalizer(const char *name)
{
	return strcmp(name, "kubernetes") == 0 || strcmp(name, "orphan") == 0 ||
	       strcmp(name, "foregroundDeletion") == 0;
}

static void validate_finalizer_names(const cJSON *finalizers, struct field_errors *errors)
{
	const cJSON *finalizer;
	size_t i = 0;

	cJSON_ArrayForEach (finalizer, finalizers) {
		CLEANUP(str) char *field = xasprintf("metadata.finalizers[%zu]", i++);
		const char *name = text_of(finalizer);

		if (strchr(name, '/') == NULL && !is_standard_finalizer(name))
			field_invalid_str(errors, field, name,
					  "name is neither a standard finalizer name nor is it "
					  "fully qualified");
	}
}

static void validate_no_new_finalizers(const cJSON *finalizers, const cJSON *old_finalizers,
				       struct field_errors *errors)
{
	CLEANUP(text_list) struct text_list added = TEXT_LIST_INIT;
	CLEANUP(json) cJSON *list = cJSON_CreateArray();
	CLEANUP(str) char *detail = NULL, *value = NULL;
	const cJSON *finalizer;

	cJSON_ArrayForEach (finalizer, finalizers)
		if (!list_has(old_finalizers, text_of(finalizer)) &&
		    !text_list_contains(&added, text_of(finalizer)))
			text_list_add(&added, text_of(finalizer));
	if (added.n == 0)
		return;
	text_list_sort(&added);
	for (size_t i = 0; i < added.n; i++)
		json_append_str(list, added.items[i]);
	value = field_value_list("string", list);
	detail = xasprintf("no new finalizers can be added if the object is being deleted, "
			   "found new finalizers %s",
			   value);
	field_forbidden(errors, "metadata.finalizers", detail);
}

/* ---- managed fields ---- */

/* A character is printable when quoting leaves it alone. */
static bool is_printable(const char *text, size_t length)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;

	if (*text >= ' ' && *text < 0x7f)
		return true;
	text_quote_bytes(&quoted, text, length);
	return quoted.text[1] != '\\';
}

void validate_field_manager(const char *manager, const char *field, struct field_errors *errors)
{
	size_t length = strlen(manager), size;

	if (length > MANAGER_MAX_BYTES)
		field_too_long(errors, field, MANAGER_MAX_BYTES);
	for (size_t i = 0; i < length; i += size) {
		CLEANUP(str) char *detail = NULL;
		unsigned rune;

		size = utf8_decode(manager + i, length - i, &rune);
		if (is_printable(manager + i, size))
			continue;
		detail = xasprintf("invalid character U+%04X (at position %zu)", rune, i);
		field_invalid_str(errors, field, manager, detail);
	}
}

static void validate_managed_entry(const cJSON *item, const char *entry,
				   struct field_errors *errors)
{
	CLEANUP(str) char *field = NULL;
	const char *operation = json_str(item, "operation"), *type = json_str(item, "fieldsType");

	if (strcmp(operation, "Apply") != 0 && strcmp(operation, "Update") != 0) {
		field = xasprintf("%s.operation", entry);
		field_invalid_str(errors, field, operation, "must be `Apply` or `Update`");
	}
	if (*type != '\0' && strcmp(type, "FieldsV1") != 0) {
		free(field);
		field = xasprintf("%s.fieldsType", entry);
		field_invalid_str(errors, field, type, "must be `FieldsV1`");
	}
	free(field);
	field = xasprintf("%s.manager", entry);
	validate_field_manager(json_str(item, "manager"), field, errors);
	if (strlen(json_str(item, "subresource")) > SUBRESOURCE_MAX_BYTES) {
		free(field);
		field = xasprintf("%s.subresource", entry);
		field_too_long(errors, field, SUBRESOURCE_MAX_BYTES);
	}
}

static void validate_managed_fields(const cJSON *entries, struct field_errors *errors)
{
	const cJSON *item;
	size_t i = 0;

	cJSON_ArrayForEach (item, entries) {
		CLEANUP(str) char *entry = xasprintf("metadata.managedFields[%zu]", i++);

		validate_managed_entry(item, entry, errors);
	}
}

/* ---- create ---- */

static int64_t int_at(const cJSON *object, const char *key)
{
	int64_t value = 0;

	return json_int(json_child(object, key), &value) ? value : 0;
}

void validate_metadata(const cJSON *metadata, bool namespaced, check_text *check_name,
		       struct field_errors *errors)
{
	int64_t generation = int_at(metadata, "generation");

	validate_generate_name(json_str(metadata, "generateName"), check_name, errors);
	validate_name(json_str(metadata, "name"), check_name, errors);
	validate_namespace(json_str(metadata, "namespace"), namespaced, errors);
	if (generation < 0)
		field_invalid(errors, "metadata.generation", field_value_int(generation),
			      "must be greater than or equal to 0");
	validate_labels(json_child(metadata, "labels"), "metadata.labels", errors);
	validate_annotations(json_child(metadata, "annotations"), errors);
	validate_owners(json_child(metadata, "ownerReferences"), errors);
	validate_finalizers(json_child(metadata, "finalizers"), errors);
	validate_managed_fields(json_child(metadata, "managedFields"), errors);
	validate_finalizer_names(json_child(metadata, "finalizers"), errors);
}

/* ---- update ---- */

/* "2025-05-01 10:00:00 +0000 UTC": Go's Time.String. An absent time is Go's zero, year 1, unless
 * it is a pointer. */
static char *go_time(const char *text, bool pointer)
{
	char zero[] = "0001-01-01T00:00:00Z", written[TIME_TEXT_SIZE];
	int64_t micro;

	if (*text == '\0' && pointer)
		return field_value_nil();
	if (!time_parse(*text != '\0' ? text : zero, &micro))
		return field_value_str(text); /* only a raw import stores what is no time */
	time_format((micro - (micro % 1000000 + 1000000) % 1000000) / 1000000, written);
	written[10] = '\0';
	return xasprintf("%s %.8s +0000 UTC", written, written + 11);
}

static void validate_same_text(const cJSON *metadata, const cJSON *old, const char *key,
			       struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("metadata.%s", key);

	if (strcmp(json_str(metadata, key), json_str(old, key)) != 0)
		field_invalid_str(errors, field, json_str(metadata, key), IMMUTABLE);
}

static void validate_same_time(const cJSON *metadata, const cJSON *old, const char *key,
			       bool pointer, struct field_errors *errors)
{
	CLEANUP(str) char *field = xasprintf("metadata.%s", key);

	if (strcmp(json_str(metadata, key), json_str(old, key)) != 0)
		field_invalid(errors, field, go_time(json_str(metadata, key), pointer), IMMUTABLE);
}

static void validate_same_grace_period(const cJSON *metadata, const cJSON *old,
				       struct field_errors *errors)
{
	int64_t seconds, old_seconds;
	bool set = json_int(json_child(metadata, "deletionGracePeriodSeconds"), &seconds);
	bool old_set = json_int(json_child(old, "deletionGracePeriodSeconds"), &old_seconds);

	if (set == old_set && (!set || seconds == old_seconds))
		return;
	field_invalid(errors, "metadata.deletionGracePeriodSeconds",
		      set ? field_value_int(seconds) : field_value_nil(), IMMUTABLE);
}

static void validate_unchanged(const cJSON *metadata, const cJSON *old, struct field_errors *errors)
{
	validate_same_text(metadata, old, "name", errors);
	validate_same_text(metadata, old, "namespace", errors);
	validate_same_text(metadata, old, "uid", errors);
	validate_same_time(metadata, old, "creationTimestamp", false, errors);
	validate_same_time(metadata, old, "deletionTimestamp", true, errors);
	validate_same_grace_period(metadata, old, errors);
}

void validate_metadata_update(const cJSON *metadata, const cJSON *old_metadata,
			      struct field_errors *errors)
{
	int64_t generation = int_at(metadata, "generation");

	if (*json_str(old_metadata, "deletionTimestamp") != '\0')
		validate_no_new_finalizers(json_child(metadata, "finalizers"),
					   json_child(old_metadata, "finalizers"), errors);
	if (*json_str(metadata, "resourceVersion") == '\0')
		field_invalid_str(errors, "metadata.resourceVersion", "",
				  "must be specified for an update");
	if (generation < int_at(old_metadata, "generation"))
		field_invalid(errors, "metadata.generation", field_value_int(generation),
			      "must not be decremented");
	validate_unchanged(metadata, old_metadata, errors);
	validate_labels(json_child(metadata, "labels"), "metadata.labels", errors);
	validate_annotations(json_child(metadata, "annotations"), errors);
	validate_owners(json_child(metadata, "ownerReferences"), errors);
	validate_managed_fields(json_child(metadata, "managedFields"), errors);
	validate_finalizer_names(json_child(metadata, "finalizers"), errors);
}
