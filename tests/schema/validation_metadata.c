/* Rules of metadata: one row a rule, create and update. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/validation.h"
#include "helper.h"

#define D1123L                                                                                   \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " \
	"and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', " \
	"regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define D1035                                                                                     \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " \
	"an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "   \
	"'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
#define QNAME                                                                                     \
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and " \
	"end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex " \
	"used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define LVAL                                                                                     \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "    \
	"'my_value',  or '12345', regex used for validation is "                                 \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define NOT_QUALIFIED "name is neither a standard finalizer name nor is it fully qualified"

static void expect_errors(const char *name, const struct field_errors *errors, const char *want)
{
	CLEANUP(str) char *found = error_lines(errors);

	cr_expect_str_eq(found, want, "%s:\n%s", name, found);
}

/* ---- create ---- */

/* Metadata beside a right name and namespace; what is wrong with it. */
static const struct {
	const char *name, *metadata, *want;
} create_rows[] = {
	{ "right", "", "" },
	{ "labels", "\"labels\":{\"example.com/a\":\"b\",\"c\":\"\"}", "" },
	{ "label key", "\"labels\":{\"a b\":\"c\"}",
	  "metadata.labels: Invalid value: \"a b\": " QNAME },
	{ "label value", "\"labels\":{\"a\":\"b$\"}",
	  "metadata.labels: Invalid value: \"b$\": " LVAL },
	{ "label key and value", "\"labels\":{\"$\":\"%\"}",
	  "metadata.labels: Invalid value: \"$\": " QNAME "\n"
	  "metadata.labels: Invalid value: \"%\": " LVAL },
	{ "annotation", "\"annotations\":{\"Example.COM/a\":\"any text\\n$\"}", "" },
	{ "annotation key", "\"annotations\":{\"NoSpecialCharsLike=Equals\":\"\"}",
	  "metadata.annotations: Invalid value: \"NoSpecialCharsLike=Equals\": " QNAME },
	{ "generation", "\"generation\":-1",
	  "metadata.generation: Invalid value: -1: must be greater than or equal to 0" },
	{ "owner",
	  "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"K\",\"name\":\"n\","
	  "\"uid\":\"u\"}]",
	  "" },
	{ "owner without anything", "\"ownerReferences\":[{}]",
	  "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty\n"
	  "metadata.ownerReferences.kind: Invalid value: \"\": kind must not be empty\n"
	  "metadata.ownerReferences.name: Invalid value: \"\": name must not be empty\n"
	  "metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty" },
	{ "owner without a version",
	  "\"ownerReferences\":[{\"apiVersion\":\"apps/\",\"kind\":\"K\","
	  "\"name\":\"n\",\"uid\":\"u\"}]",
	  "metadata.ownerReferences.apiVersion: Invalid value: \"apps/\": version must not be "
	  "empty" },
	{ "owner with two slashes",
	  "\"ownerReferences\":[{\"apiVersion\":\"a/b/c\",\"kind\":\"K\","
	  "\"name\":\"n\",\"uid\":\"u\"}]",
	  "metadata.ownerReferences.apiVersion: Invalid value: \"a/b/c\": version must not be "
	  "empty" },
	{ "owner is an event",
	  "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Event\","
	  "\"name\":\"n\",\"uid\":\"u\"}]",
	  "metadata.ownerReferences: Invalid value: v1.OwnerReference{APIVersion:\"v1\", "
	  "Kind:\"Event\", Name:\"n\", UID:\"u\", Controller:(*bool)(nil), "
	  "BlockOwnerDeletion:(*bool)(nil)}: /v1, Kind=Event is disallowed from being an owner" },
	{ "two controllers",
	  "\"ownerReferences\":["
	  "{\"apiVersion\":\"v1\",\"kind\":\"K\",\"name\":\"a\",\"uid\":\"1\",\"controller\":true},"
	  "{\"apiVersion\":\"v1\",\"kind\":\"K\",\"name\":\"b\",\"uid\":\"2\",\"controller\":true,"
	  "\"blockOwnerDeletion\":false}]",
	  "metadata.ownerReferences: Invalid value: []v1.OwnerReference{"
	  "v1.OwnerReference{APIVersion:\"v1\", Kind:\"K\", Name:\"a\", UID:\"1\", "
	  "Controller:(*bool)(true), BlockOwnerDeletion:(*bool)(nil)}, "
	  "v1.OwnerReference{APIVersion:\"v1\", Kind:\"K\", Name:\"b\", UID:\"2\", "
	  "Controller:(*bool)(true), BlockOwnerDeletion:(*bool)(false)}}: "
	  "Only one reference can have Controller set to true. "
	  "Found \"true\" in references for K/a and K/b" },
	{ "standard finalizers", "\"finalizers\":[\"kubernetes\",\"orphan\",\"a.b/c\"]", "" },
	{ "finalizer without a prefix", "\"finalizers\":[\"a.b/c\",\"foo\"]",
	  "metadata.finalizers[1]: Invalid value: \"foo\": " NOT_QUALIFIED },
	{ "finalizer that is no name", "\"finalizers\":[\"a.b/$\"]",
	  "metadata.finalizers: Invalid value: \"a.b/$\": " QNAME },
	{ "empty finalizer", "\"finalizers\":[\"\"]",
	  "metadata.finalizers: Invalid value: \"\": name part must be non-empty\n"
	  "metadata.finalizers: Invalid value: \"\": " QNAME "\n"
	  "metadata.finalizers[0]: Invalid value: \"\": " NOT_QUALIFIED },
	{ "orphan and foreground", "\"finalizers\":[\"orphan\",\"foregroundDeletion\"]",
	  "metadata.finalizers: Invalid value: []string{\"orphan\", \"foregroundDeletion\"}: "
	  "finalizer orphan and foregroundDeletion cannot be both set" },
	{ "managed fields",
	  "\"managedFields\":[{\"manager\":\"kubectl é\",\"operation\":\"Apply\","
	  "\"fieldsType\":\"FieldsV1\"},{\"operation\":\"Update\"}]",
	  "" },
	{ "managed fields, all wrong",
	  "\"managedFields\":[{\"operation\":\"Apply\"},{\"operation\":\"Guess\","
	  "\"fieldsType\":\"V2\",\"manager\":\"a\\tb\"}]",
	  "metadata.managedFields[1].operation: Invalid value: \"Guess\": must be `Apply` or "
	  "`Update`\n"
	  "metadata.managedFields[1].fieldsType: Invalid value: \"V2\": must be `FieldsV1`\n"
	  "metadata.managedFields[1].manager: Invalid value: \"a\\tb\": "
	  "invalid character U+0009 (at position 1)" },
	{ "in Kubernetes' order",
	  "\"finalizers\":[\"foo\"],\"labels\":{\"a\":\"$\"},\"annotations\":{\"$\":\"\"},"
	  "\"generation\":-2",
	  "metadata.generation: Invalid value: -2: must be greater than or equal to 0\n"
	  "metadata.labels: Invalid value: \"$\": " LVAL "\n"
	  "metadata.annotations: Invalid value: \"$\": " QNAME "\n"
	  "metadata.finalizers[0]: Invalid value: \"foo\": " NOT_QUALIFIED },
};

Test(validation_metadata, create)
{
	for (size_t i = 0; i < ARRAY_LEN(create_rows); i++) {
		CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
		CLEANUP(str)
		char *text = xasprintf("{\"name\":\"a\",\"namespace\":\"b\"%s%s}",
				       *create_rows[i].metadata != '\0' ? "," : "",
				       create_rows[i].metadata);
		CLEANUP(json) cJSON *metadata = tree(text);

		validate_metadata(metadata, true, check_dns1035_label, &errors);
		expect_errors(create_rows[i].name, &errors, create_rows[i].want);
	}
}

/* Names, of a kind with namespaces or without. */
static const struct {
	const char *name, *metadata;
	bool namespaced;
	const char *want;
} name_rows[] = {
	{ "nothing", "{}", true,
	  "metadata.name: Required value: name or generateName is required\n"
	  "metadata.namespace: Required value" },
	{ "no namespace needed", "{\"name\":\"a\"}", false, "" },
	{ "namespace not allowed", "{\"name\":\"a\",\"namespace\":\"b\"}", false,
	  "metadata.namespace: Forbidden: not allowed on this type" },
	{ "name", "{\"name\":\"1abc\"}", false, "metadata.name: Invalid value: \"1abc\": " D1035 },
	{ "namespace", "{\"name\":\"a\",\"namespace\":\"B\"}", true,
	  "metadata.namespace: Invalid value: \"B\": " D1123L },
	{ "namespace with dots", "{\"name\":\"a\",\"namespace\":\"a.b\"}", true,
	  "metadata.namespace: Invalid value: \"a.b\": must not contain dots" },
	{ "prefix ending in a dash", "{\"name\":\"a-x\",\"generateName\":\"a-\"}", false, "" },
	{ "prefix, which comes before the name", "{\"name\":\"-1\",\"generateName\":\"-123\"}",
	  false,
	  "metadata.generateName: Invalid value: \"-123\": " D1035 "\n"
	  "metadata.name: Invalid value: \"-1\": " D1035 },
	{ "prefix that is a dash", "{\"name\":\"a\",\"generateName\":\"-\"}", false,
	  "metadata.generateName: Invalid value: \"-\": " D1035 },
	{ "prefix ending in two dashes", "{\"name\":\"a\",\"generateName\":\"a--\"}", false, "" },
};

Test(validation_metadata, names)
{
	for (size_t i = 0; i < ARRAY_LEN(name_rows); i++) {
		CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
		CLEANUP(json) cJSON *metadata = tree(name_rows[i].metadata);

		validate_metadata(metadata, name_rows[i].namespaced, check_dns1035_label, &errors);
		expect_errors(name_rows[i].name, &errors, name_rows[i].want);
	}
}

Test(validation_metadata, no_metadata_at_all)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;

	validate_metadata(NULL, false, check_dns1123_subdomain, &errors);
	expect_errors("NULL", &errors,
		      "metadata.name: Required value: name or generateName is required");
}

/* An annotation of n bytes in all. */
static cJSON *with_annotation(size_t n)
{
	CLEANUP(str) char *value = letters(n - strlen("key"));
	cJSON *metadata = tree("{\"name\":\"a\"}");

	json_set_str(json_ensure_object(metadata, "annotations"), "key", value);
	return metadata;
}

Test(validation_metadata, size_of_annotations)
{
	for (size_t over = 0; over < 2; over++) {
		CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
		CLEANUP(json) cJSON *metadata = with_annotation(262144 + over);

		validate_metadata(metadata, false, check_dns1035_label, &errors);
		expect_errors(over ? "too long" : "longest", &errors,
			      over ? "metadata.annotations: Too long: may not be more than "
				     "262144 bytes"
				   : "");
	}
}

Test(validation_metadata, sizes_of_managed_fields)
{
	for (size_t over = 0; over < 2; over++) {
		CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
		CLEANUP(str) char *manager = letters(128 + over), *sub = letters(256 + over);
		CLEANUP(json)
		cJSON *metadata =
			tree("{\"name\":\"a\",\"managedFields\":[{\"operation\":\"Apply\"}]}");
		cJSON *entry = json_child(metadata, "managedFields")->child;

		json_set_str(entry, "manager", manager);
		json_set_str(entry, "subresource", sub);
		validate_metadata(metadata, false, check_dns1035_label, &errors);
		expect_errors(over ? "too long" : "longest", &errors,
			      over ? "metadata.managedFields[0].manager: Too long: may not be "
				     "more than 128 bytes\n"
				     "metadata.managedFields[0].subresource: Too long: may not be "
				     "more than 256 bytes"
				   : "");
	}
}

/* ---- update ---- */

static const struct {
	const char *name, *old, *metadata, *want;
} update_rows[] = {
	{ "nothing changes", "\"name\":\"a\",\"resourceVersion\":\"1\"",
	  "\"name\":\"a\",\"resourceVersion\":\"1\"", "" },
	{ "what may change", "\"resourceVersion\":\"1\",\"labels\":{\"a\":\"b\"}",
	  "\"resourceVersion\":\"2\",\"labels\":{\"a\":\"c\"},\"annotations\":{\"x\":\"\"},"
	  "\"finalizers\":[\"a.b/c\"],\"generation\":1",
	  "" },
	{ "no resourceVersion", "\"resourceVersion\":\"1\"", "",
	  "metadata.resourceVersion: Invalid value: \"\": must be specified for an update" },
	{ "generation goes back", "\"generation\":2", "\"resourceVersion\":\"1\",\"generation\":1",
	  "metadata.generation: Invalid value: 1: must not be decremented" },
	{ "name", "\"name\":\"a\"", "\"resourceVersion\":\"1\",\"name\":\"b\"",
	  "metadata.name: Invalid value: \"b\": field is immutable" },
	{ "namespace", "\"namespace\":\"a\"", "\"resourceVersion\":\"1\",\"namespace\":\"b\"",
	  "metadata.namespace: Invalid value: \"b\": field is immutable" },
	{ "uid", "\"uid\":\"a\"", "\"resourceVersion\":\"1\"",
	  "metadata.uid: Invalid value: \"\": field is immutable" },
	{ "creationTimestamp", "\"creationTimestamp\":\"2025-05-01T10:00:00Z\"",
	  "\"resourceVersion\":\"1\",\"creationTimestamp\":\"2025-05-02T10:00:00Z\"",
	  "metadata.creationTimestamp: Invalid value: 2025-05-02 10:00:00 +0000 UTC: "
	  "field is immutable" },
	{ "creationTimestamp gone", "\"creationTimestamp\":\"2025-05-01T10:00:00Z\"",
	  "\"resourceVersion\":\"1\"",
	  "metadata.creationTimestamp: Invalid value: 0001-01-01 00:00:00 +0000 UTC: "
	  "field is immutable" },
	{ "deletionTimestamp set", "",
	  "\"resourceVersion\":\"1\","
	  "\"deletionTimestamp\":\"2025-05-02T10:00:00Z\"",
	  "metadata.deletionTimestamp: Invalid value: 2025-05-02 10:00:00 +0000 UTC: "
	  "field is immutable" },
	{ "deletionTimestamp gone", "\"deletionTimestamp\":\"2025-05-02T10:00:00Z\"",
	  "\"resourceVersion\":\"1\"",
	  "metadata.deletionTimestamp: Invalid value: \"null\": field is immutable" },
	{ "deletionGracePeriodSeconds set", "",
	  "\"resourceVersion\":\"1\",\"deletionGracePeriodSeconds\":0",
	  "metadata.deletionGracePeriodSeconds: Invalid value: 0: field is immutable" },
	{ "deletionGracePeriodSeconds gone", "\"deletionGracePeriodSeconds\":30",
	  "\"resourceVersion\":\"1\"",
	  "metadata.deletionGracePeriodSeconds: Invalid value: \"null\": field is immutable" },
	{ "finalizers may go while deleting",
	  "\"deletionTimestamp\":\"2025-05-02T10:00:00Z\",\"finalizers\":[\"a.b/c\",\"a.b/d\"]",
	  "\"resourceVersion\":\"1\",\"deletionTimestamp\":\"2025-05-02T10:00:00Z\","
	  "\"finalizers\":[\"a.b/d\"]",
	  "" },
	{ "finalizers may not come while deleting",
	  "\"deletionTimestamp\":\"2025-05-02T10:00:00Z\",\"finalizers\":[\"a.b/c\"]",
	  "\"resourceVersion\":\"1\",\"deletionTimestamp\":\"2025-05-02T10:00:00Z\","
	  "\"finalizers\":[\"a.b/z\",\"a.b/c\",\"a.b/d\",\"a.b/z\"]",
	  "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being "
	  "deleted, found new finalizers []string{\"a.b/d\", \"a.b/z\"}" },
	{ "finalizer without a prefix", "", "\"resourceVersion\":\"1\",\"finalizers\":[\"foo\"]",
	  "metadata.finalizers[0]: Invalid value: \"foo\": " NOT_QUALIFIED },
	{ "label value", "", "\"resourceVersion\":\"1\",\"labels\":{\"a\":\"$\"}",
	  "metadata.labels: Invalid value: \"$\": " LVAL },
	{ "annotation key", "", "\"resourceVersion\":\"1\",\"annotations\":{\"$\":\"\"}",
	  "metadata.annotations: Invalid value: \"$\": " QNAME },
	{ "names are not judged again", "\"name\":\"A\"",
	  "\"resourceVersion\":\"1\",\"name\":\"A\"", "" },
	{ "in Kubernetes' order", "\"name\":\"a\",\"uid\":\"u\",\"generation\":1",
	  "\"name\":\"b\",\"uid\":\"v\",\"labels\":{\"$\":\"\"}",
	  "metadata.resourceVersion: Invalid value: \"\": must be specified for an update\n"
	  "metadata.generation: Invalid value: 0: must not be decremented\n"
	  "metadata.name: Invalid value: \"b\": field is immutable\n"
	  "metadata.uid: Invalid value: \"v\": field is immutable\n"
	  "metadata.labels: Invalid value: \"$\": " QNAME },
};

Test(validation_metadata, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++) {
		CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
		CLEANUP(str) char *old_text = xasprintf("{%s}", update_rows[i].old);
		CLEANUP(str) char *text = xasprintf("{%s}", update_rows[i].metadata);
		CLEANUP(json) cJSON *old = tree(old_text), *metadata = tree(text);

		validate_metadata_update(metadata, old, &errors);
		expect_errors(update_rows[i].name, &errors, update_rows[i].want);
	}
}

Test(validation_metadata, labels_at_another_path)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	CLEANUP(json) cJSON *labels = tree("{\"a\":\"$\"}");

	validate_labels(labels, "spec.selector", &errors);
	validate_labels(NULL, "spec.selector", &errors);
	expect_errors("selector", &errors, "spec.selector: Invalid value: \"$\": " LVAL);
}
