/* Every table is well-formed, and says of the fields that others rely on what Kubernetes says. */
#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/schema.h"

#define MAX_DEPTH 16 /* no table may contain itself */

static const struct schema *const kinds[] = {
	&schema_service,     &schema_namespace,
	&schema_event,       &schema_service_cidr,
	&schema_ip_address,  &schema_validating_admission_policy,
	&schema_object_meta, &schema_validating_admission_policy_binding,
};

static bool holds(const struct field *field, enum field_type type)
{
	return field->type == type ||
	       ((field->type == FIELD_LIST || field->type == FIELD_MAP) && field->element == type);
}

static bool is_sentence(const char *doc)
{
	return doc != NULL && strlen(doc) > 5 && doc[strlen(doc) - 1] == '.';
}

static void check_keys(const struct schema *schema, const struct field *field)
{
	bool by_key = field->merge == MERGE_BY_KEY || field->merge == MERGE_APPLY_BY_KEY;
	bool set = field->merge == MERGE_SET || field->merge == MERGE_APPLY_SET;

	cr_expect_eq(by_key, field->list_keys != NULL, "%s.%s: list_keys", schema->go_name,
		     field->name);
	cr_expect_eq(field->merge == MERGE_BY_KEY, field->merge_key != NULL, "%s.%s: merge_key",
		     schema->go_name, field->name);
	cr_expect(!set || (field->type == FIELD_LIST && field->of == NULL), "%s.%s: a set",
		  schema->go_name, field->name);
	cr_expect(field->merge != MERGE_ATOMIC || field->type == FIELD_OBJECT ||
			  field->type == FIELD_MAP,
		  "%s.%s: atomic", schema->go_name, field->name);
	if (!by_key)
		return;
	cr_assert(field->type == FIELD_LIST && field->of != NULL, "%s.%s: by key", schema->go_name,
		  field->name);
	for (const char *const *key = field->list_keys; *key != NULL; key++)
		cr_expect_not_null(schema_field(field->of, *key), "%s.%s: no key %s",
				   schema->go_name, field->name, *key);
	cr_expect(field->merge_key == NULL || schema_field(field->of, field->merge_key) != NULL,
		  "%s.%s: no merge key %s", schema->go_name, field->name, field->merge_key);
}

static void check_field(const struct schema *schema, const struct field *field)
{
	bool container = field->type == FIELD_LIST || field->type == FIELD_MAP;

	cr_expect_eq(schema_field(schema, field->name), field, "%s.%s: twice", schema->go_name,
		     field->name);
	cr_expect(is_sentence(field->doc), "%s.%s: no documentation", schema->go_name, field->name);
	cr_expect_eq(field->of != NULL, holds(field, FIELD_OBJECT), "%s.%s: of", schema->go_name,
		     field->name);
	cr_expect(!container || (field->element != FIELD_LIST && field->element != FIELD_MAP),
		  "%s.%s: element", schema->go_name, field->name);
	cr_expect(!container || (field->flags & (FIELD_POINTER | FIELD_KEEP_EMPTY)) == 0,
		  "%s.%s: lists and maps are left out when empty", schema->go_name, field->name);
	cr_expect(field->type != FIELD_OBJECT ||
			  (field->flags & (FIELD_POINTER | FIELD_KEEP_EMPTY)) != 0,
		  "%s.%s: a struct is a pointer or always printed", schema->go_name, field->name);
	cr_expect((field->flags & FIELD_POINTER) == 0 || (field->flags & FIELD_KEEP_EMPTY) == 0,
		  "%s.%s: pointer and always printed", schema->go_name, field->name);
	cr_expect(field->values == NULL || holds(field, FIELD_STRING), "%s.%s: values",
		  schema->go_name, field->name);
	for (size_t i = 1; field->values != NULL && field->values[i] != NULL; i++)
		cr_expect_lt(strcmp(field->values[i - 1], field->values[i]), 0,
			     "%s.%s: values are not sorted", schema->go_name, field->name);
	check_keys(schema, field);
}

static void check_schema(const struct schema *schema, int depth)
{
	cr_assert_lt(depth, MAX_DEPTH, "%s contains itself", schema->go_name);
	cr_expect(is_sentence(schema->doc), "%s: no documentation", schema->go_name);
	cr_expect_str_not_empty(schema->go_name);
	cr_expect_str_eq(schema->go_package, "v1");
	cr_expect_not_null(schema->fields[0].name, "%s has no fields", schema->go_name);
	for (const struct field *field = schema->fields; field->name != NULL; field++) {
		check_field(schema, field);
		if (field->of != NULL)
			check_schema(field->of, depth + 1);
	}
}

Test(tables, are_well_formed)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		check_schema(kinds[i], 0);
}

Test(tables, begin_with_kind_and_version)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct field *fields = kinds[i]->fields;

		if (kinds[i] == &schema_object_meta)
			continue;
		cr_expect_str_eq(fields[0].name, "kind");
		cr_expect_str_eq(fields[1].name, "apiVersion");
		cr_expect_str_eq(fields[2].name, "metadata");
		cr_expect_eq(fields[2].of, &schema_object_meta);
	}
}

/* The field at a dotted path; lists are walked through. */
static const struct field *at(const struct schema *schema, const char *path)
{
	CLEANUP(text_list) struct text_list steps = TEXT_LIST_INIT;
	const struct field *field = NULL;

	text_list_split(&steps, path, '.');
	for (size_t i = 0; i < steps.n; i++) {
		cr_assert_not_null(schema, "%s: %s is a leaf", path,
				   i > 0 ? steps.items[i - 1] : "");
		field = schema_field(schema, steps.items[i]);
		cr_assert_not_null(field, "%s: no %s", path, steps.items[i]);
		schema = field->of;
	}
	return field;
}

/* How lists and maps merge; keys joined by commas. */
static const struct {
	const struct schema *schema;
	const char *path;
	enum merge_rule merge;
	const char *merge_key, *list_keys;
} merge_rows[] = {
	{ &schema_service, "spec.ports", MERGE_BY_KEY, "port", "port,protocol" },
	{ &schema_service, "spec.selector", MERGE_ATOMIC, NULL, NULL },
	{ &schema_service, "spec.clusterIPs", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service, "spec.ipFamilies", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service, "spec.externalIPs", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service, "spec.loadBalancerSourceRanges", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service, "status.loadBalancer.ingress", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service, "status.conditions", MERGE_BY_KEY, "type", "type" },
	{ &schema_service, "metadata.ownerReferences", MERGE_BY_KEY, "uid", "uid" },
	{ &schema_service, "metadata.finalizers", MERGE_SET, NULL, NULL },
	{ &schema_service, "metadata.labels", MERGE_DEFAULT, NULL, NULL },
	{ &schema_namespace, "spec.finalizers", MERGE_DEFAULT, NULL, NULL },
	{ &schema_namespace, "status.conditions", MERGE_BY_KEY, "type", "type" },
	{ &schema_service_cidr, "spec.cidrs", MERGE_DEFAULT, NULL, NULL },
	{ &schema_service_cidr, "status.conditions", MERGE_BY_KEY, "type", "type" },
	{ &schema_event, "involvedObject", MERGE_ATOMIC, NULL, NULL },
	{ &schema_validating_admission_policy, "spec.matchConditions", MERGE_BY_KEY, "name",
	  "name" },
	{ &schema_validating_admission_policy, "spec.variables", MERGE_BY_KEY, "name", "name" },
	{ &schema_validating_admission_policy, "spec.validations", MERGE_DEFAULT, NULL, NULL },
	{ &schema_validating_admission_policy, "spec.matchConstraints", MERGE_ATOMIC, NULL, NULL },
	{ &schema_validating_admission_policy, "status.conditions", MERGE_APPLY_BY_KEY, NULL,
	  "type" },
	{ &schema_validating_admission_policy_binding, "spec.validationActions", MERGE_APPLY_SET,
	  NULL, NULL },
};

static void check_list_keys(const char *path, const struct field *field, const char *want)
{
	CLEANUP(strbuf) struct strbuf keys = STRBUF_INIT;

	for (size_t i = 0; field->list_keys != NULL && field->list_keys[i] != NULL; i++)
		strbuf_addf(&keys, "%s%s", i > 0 ? "," : "", field->list_keys[i]);
	cr_expect_str_eq(keys.text, want != NULL ? want : "", "%s: keys %s", path, keys.text);
}

Test(tables, merge_rules)
{
	for (size_t i = 0; i < ARRAY_LEN(merge_rows); i++) {
		const char *path = merge_rows[i].path, *key = merge_rows[i].merge_key;
		const struct field *field = at(merge_rows[i].schema, path);

		cr_expect_eq(field->merge, merge_rows[i].merge, "%s", path);
		cr_expect(key == NULL || strcmp(field->merge_key, key) == 0, "%s: merge key", path);
		check_list_keys(path, field, merge_rows[i].list_keys);
	}
}

/* What the documentation of the API lists as required. */
static const struct {
	const struct schema *schema;
	const char *path;
	bool required;
} required_rows[] = {
	{ &schema_service, "spec.ports.port", true },
	{ &schema_service, "spec.ports.targetPort", false },
	{ &schema_service, "status.loadBalancer.ingress.ports.protocol", true },
	{ &schema_service, "status.conditions.message", true },
	{ &schema_service, "metadata", false },
	{ &schema_event, "metadata", true },
	{ &schema_event, "involvedObject", true },
	{ &schema_event, "reportingComponent", false },
	{ &schema_namespace, "status.conditions.type", true },
	{ &schema_namespace, "status.conditions.reason", false },
	{ &schema_ip_address, "spec.parentRef", true },
	{ &schema_ip_address, "spec.parentRef.resource", true },
	{ &schema_ip_address, "spec.parentRef.group", false },
	{ &schema_validating_admission_policy, "spec.validations.expression", true },
	{ &schema_validating_admission_policy, "spec.matchConstraints", false },
	{ &schema_validating_admission_policy,
	  "spec.matchConstraints.namespaceSelector.matchExpressions.key", true },
};

Test(tables, required_fields)
{
	for (size_t i = 0; i < ARRAY_LEN(required_rows); i++) {
		const struct field *field = at(required_rows[i].schema, required_rows[i].path);

		cr_expect_eq((field->flags & FIELD_REQUIRED) != 0, required_rows[i].required, "%s",
			     required_rows[i].path);
	}
}

Test(tables, lookup_is_case_sensitive)
{
	cr_expect_not_null(schema_field(&schema_service, "spec"));
	cr_expect_null(schema_field(&schema_service, "Spec"));
	cr_expect_null(schema_field(&schema_service, ""));
}
