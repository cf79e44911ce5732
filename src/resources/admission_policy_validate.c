/* The rules of a ValidatingAdmissionPolicy. Its expressions are compiled here, each in the
 * environment that it will run in.
 * Source: kubernetes pkg/apis/admissionregistration/validation/validation.go. */
#include <stdlib.h>
#include <string.h>

#include "admission_policy.h"
#include "cidrctl/policy.h"

#define MAX_CONDITIONS 64
#define MAX_ANNOTATIONS 20
#define MAX_VALUE_EXPRESSION 5120

/* A policy under validation. old_spec: as it is stored; NULL for a new one. */
struct checking {
	const cJSON *spec, *old_spec;
	const char *name;
	struct policy_scope *scope;
	struct field_errors *errors;
};

/* Owned. */
static char *trimmed(const char *text)
{
	size_t length = strlen(text);

	text_trim(&text, &length);
	return xstrndup(text, length);
}

static bool is_blank(const char *text)
{
	size_t length = strlen(text);

	text_trim(&text, &length);
	return length == 0;
}

/* Whether the stored policy has this text at a key of a list. */
static bool was_there(const struct checking *checking, const char *list, const char *key,
		      const char *text)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, json_child(checking->old_spec, list))
		if (strcmp(json_str(item, key), text) == 0)
			return true;
	return false;
}

/* shown: the bad value in the error. name: of a variable, else NULL. */
static void check_expression(struct checking *checking, enum policy_use use, const char *name,
			     const char *text, const char *shown, bool stored, const char *field)
{
	struct policy_problem problem = { .detail = NULL };

	if (policy_check(checking->scope, use, name, text, stored, &problem))
		return;
	if (problem.is_internal)
		field_internal(checking->errors, field, problem.detail);
	else
		field_invalid_str(checking->errors, field, shown, problem.detail);
	policy_problem_finish(&problem);
}

/* ---- paramKind ---- */

/* "Invalid value" with all messages in one. */
static void check_joined(struct field_errors *errors, const char *field, const char *value,
			 const char *checked, const char *prefix, check_text *check)
{
	CLEANUP(text_list) struct text_list messages = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf detail = STRBUF_INIT;

	check(checked, &messages);
	if (messages.n == 0)
		return;
	strbuf_add_str(&detail, prefix);
	for (size_t i = 0; i < messages.n; i++)
		strbuf_addf(&detail, "%s%s", i > 0 ? "," : "", messages.items[i]);
	field_invalid_str(errors, field, value, detail.text);
}

static void validate_api_version(const char *text, struct field_errors *errors)
{
	static const char field[] = "spec.paramKind.apiVersion";
	const char *slash = strchr(text, '/');
	const char *version = slash != NULL ? slash + 1 : text;
	CLEANUP(str) char *group = xstrndup(text, slash != NULL ? (size_t)(slash - text) : 0);

	if (*text == '\0') {
		field_required(errors, field, "");
		return;
	}
	if (strchr(version, '/') != NULL) {
		CLEANUP(str) char *detail = xasprintf("unexpected GroupVersion string: %s", text);

		field_invalid_str(errors, field, text, detail);
		return;
	}
	if (*group != '\0')
		check_joined(errors, field, group, group, "", check_dns1123_subdomain);
	if (*version == '\0')
		field_invalid_str(errors, field, text, "version must be specified");
	else
		check_joined(errors, field, version, version, "", check_dns1035_label);
}

static void validate_param_kind(const cJSON *param_kind, struct field_errors *errors)
{
	static const char field[] = "spec.paramKind.kind";
	const char *kind = json_str(param_kind, "kind");
	CLEANUP(str) char *lower = xstrdup(kind);

	if (param_kind == NULL)
		return;
	validate_api_version(json_str(param_kind, "apiVersion"), errors);
	for (char *c = lower; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	if (*kind == '\0')
		field_required(errors, field, "");
	else
		check_joined(
			errors, field, kind, lower,
			"may have mixed case, but should otherwise match: ", check_dns1035_label);
}

static void validate_match_constraints(const cJSON *constraints, struct field_errors *errors)
{
	static const char field[] = "spec.matchConstraints";

	if (constraints == NULL) {
		field_required(errors, field, "");
		return;
	}
	match_resources_validate(constraints, field, errors);
	if (json_size(json_child(constraints, "resourceRules")) == 0)
		field_required(errors, "spec.matchConstraints.resourceRules", "");
}

/* ---- matchConditions ---- */

static void validate_condition(struct checking *checking, const cJSON *condition, const char *field)
{
	CLEANUP(str) char *expression_field = field_child(field, "expression");
	CLEANUP(str) char *name_field = field_child(field, "name");
	CLEANUP(str) char *expression = trimmed(json_str(condition, "expression"));
	const char *name = json_str(condition, "name");

	if (*expression == '\0')
		field_required(checking->errors, expression_field, "");
	else
		check_expression(checking, POLICY_USE_CONDITION, NULL, expression, expression,
				 was_there(checking, "matchConditions", "expression", expression),
				 expression_field);
	if (*name == '\0')
		field_required(checking->errors, name_field, "");
	else
		field_check(checking->errors, name_field, name, check_qualified_name);
}

static bool is_repeated(const cJSON *list, const cJSON *item, const char *key)
{
	for (const cJSON *at = list->child; at != item; at = at->next)
		if (strcmp(json_str(at, key), json_str(item, key)) == 0)
			return true;
	return false;
}

static void validate_conditions(struct checking *checking)
{
	const cJSON *list = json_child(checking->spec, "matchConditions"), *condition;
	size_t i = 0;

	/* Nothing that they depend on has changed. */
	if (checking->old_spec != NULL &&
	    json_equal(list, json_child(checking->old_spec, "matchConditions")) &&
	    json_equal(json_child(checking->spec, "paramKind"),
		       json_child(checking->old_spec, "paramKind")))
		return;
	if (json_size(list) > MAX_CONDITIONS)
		field_too_many(checking->errors, "spec.matchConditions", json_size(list),
			       MAX_CONDITIONS);
	cJSON_ArrayForEach (condition, list) {
		CLEANUP(str) char *field = field_index("spec.matchConditions", i++);
		CLEANUP(str) char *name_field = field_child(field, "name");
		const char *name = json_str(condition, "name");

		validate_condition(checking, condition, field);
		if (*name != '\0' && is_repeated(list, condition, "name"))
			field_duplicate(checking->errors, name_field, field_value_str(name));
	}
}

/* ---- variables ---- */

static void validate_variable(struct checking *checking, const cJSON *variable, const char *field)
{
	CLEANUP(str) char *name_field = field_child(field, "name");
	CLEANUP(str) char *expression_field = field_child(field, "expression");
	const char *name = json_str(variable, "name"), *text = json_str(variable, "expression");

	if (is_blank(name))
		field_required(checking->errors, name_field, "name is not specified");
	else if (!policy_is_identifier(name))
		field_invalid_str(checking->errors, name_field, name,
				  "name is not a valid CEL identifier");
	if (is_blank(text))
		field_required(checking->errors, expression_field, "expression is not specified");
	else /* upstream, too, looks for it among the validations */
		check_expression(checking, POLICY_USE_VARIABLE, name, text, text,
				 was_there(checking, "validations", "expression", text),
				 expression_field);
}

static void validate_variables(struct checking *checking)
{
	const cJSON *variable;
	size_t i = 0;

	cJSON_ArrayForEach (variable, json_child(checking->spec, "variables")) {
		CLEANUP(str) char *field = field_index("spec.variables", i++);

		validate_variable(checking, variable, field);
	}
}

/* ---- validations ---- */

static void validate_message(const char *message, const char *field, struct field_errors *errors)
{
	CLEANUP(str) char *inner = trimmed(message);

	if (*message != '\0' && *inner == '\0')
		field_invalid_str(errors, field, message, "message must be non-empty if specified");
	else if (strpbrk(inner, "\r\n") != NULL)
		field_invalid_str(errors, field, message, "message must not contain line breaks");
}

static void validate_validation(struct checking *checking, const cJSON *validation,
				const char *field)
{
	static const char *const reasons[] = { "Forbidden", "Invalid", "RequestEntityTooLarge",
					       NULL };
	CLEANUP(str) char *expression_field = field_child(field, "expression");
	CLEANUP(str) char *said_field = field_child(field, "messageExpression");
	CLEANUP(str) char *message_field = field_child(field, "message");
	CLEANUP(str) char *reason_field = field_child(field, "reason");
	const char *text = json_str(validation, "expression");
	const char *said = json_str(validation, "messageExpression");

	if (is_blank(text))
		field_required(checking->errors, expression_field, "expression is not specified");
	else
		check_expression(checking, POLICY_USE_VALIDATION, NULL, text, text,
				 was_there(checking, "validations", "expression", text),
				 expression_field);
	if (*said != '\0' && is_blank(said))
		field_invalid_str(checking->errors, said_field, said,
				  "must be non-empty if specified");
	else if (*said != '\0')
		check_expression(checking, POLICY_USE_MESSAGE, NULL, said, said,
				 was_there(checking, "validations", "messageExpression", said),
				 said_field);
	validate_message(json_str(validation, "message"), message_field, checking->errors);
	if (json_child(validation, "reason") != NULL)
		field_check_one_of(checking->errors, reason_field, json_str(validation, "reason"),
				   reasons);
}

static void validate_validations(struct checking *checking)
{
	const cJSON *validation;
	size_t i = 0;

	cJSON_ArrayForEach (validation, json_child(checking->spec, "validations")) {
		CLEANUP(str) char *field = field_index("spec.validations", i++);

		validate_validation(checking, validation, field);
	}
}

/* ---- auditAnnotations ---- */

/* The whole list in Go syntax. Owned. */
static char *annotations_value(const cJSON *annotations)
{
	struct strbuf out = STRBUF_INIT;
	const cJSON *annotation;

	strbuf_add_str(&out, "[]admissionregistration.AuditAnnotation{");
	cJSON_ArrayForEach (annotation, annotations) {
		if (annotation != annotations->child)
			strbuf_add_str(&out, ", ");
		strbuf_add_str(&out, "admissionregistration.AuditAnnotation{Key:");
		text_quote(&out, json_str(annotation, "key"));
		strbuf_add_str(&out, ", ValueExpression:");
		text_quote(&out, json_str(annotation, "valueExpression"));
		strbuf_add_char(&out, '}');
	}
	strbuf_add_char(&out, '}');
	return strbuf_detach(&out);
}

static void validate_value_expression(struct checking *checking, const char *text,
				      const char *field)
{
	CLEANUP(str) char *expression = trimmed(text);

	if (*expression == '\0')
		field_required(checking->errors, field, "valueExpression is not specified");
	else if (strlen(expression) > MAX_VALUE_EXPRESSION)
		field_required(checking->errors, field, "must not exceed 5120 bytes in length");
	else
		check_expression(checking, POLICY_USE_AUDIT, NULL, expression, text,
				 was_there(checking, "auditAnnotations", "valueExpression", text),
				 field);
}

static void validate_annotation(struct checking *checking, const cJSON *annotation,
				const char *field)
{
	CLEANUP(str) char *key_field = field_child(field, "key");
	CLEANUP(str) char *value_field = field_child(field, "valueExpression");
	const char *key = json_str(annotation, "key");
	CLEANUP(str) char *full_key = xasprintf("%s/%s", checking->name, key);

	if (*checking->name != '\0')
		field_check(checking->errors, key_field, full_key, check_qualified_name);
	else
		field_invalid_str(checking->errors, key_field, key,
				  "requires metadata.name be non-empty");
	validate_value_expression(checking, json_str(annotation, "valueExpression"), value_field);
	if (is_repeated(json_child(checking->spec, "auditAnnotations"), annotation, "key"))
		field_duplicate(checking->errors, key_field, field_value_str(key));
}

static void validate_annotations(struct checking *checking)
{
	const cJSON *list = json_child(checking->spec, "auditAnnotations"), *annotation;
	size_t i = 0;

	if (json_size(list) > MAX_ANNOTATIONS)
		field_invalid(checking->errors, "spec.auditAnnotations", annotations_value(list),
			      "must not have more than 20 auditAnnotations");
	cJSON_ArrayForEach (annotation, list) {
		CLEANUP(str) char *field = field_index("spec.auditAnnotations", i++);

		validate_annotation(checking, annotation, field);
	}
}

/* ---- the whole ---- */

static void validate_spec(const cJSON *object, const cJSON *old_spec, struct field_errors *errors)
{
	static const char *const failure_policies[] = { "Fail", "Ignore", NULL };
	static const char nothing[] =
		"validations or auditAnnotations must contain at least one item";
	const cJSON *spec = json_child(object, "spec");
	bool has_variables = json_size(json_child(spec, "variables")) > 0;
	CLEANUP(policy_scope)
	struct policy_scope *scope =
		policy_scope_create(json_child(spec, "paramKind") != NULL, has_variables);
	struct checking checking = {
		.spec = spec,
		.old_spec = old_spec,
		.name = json_str_at(object, "metadata", "name", NULL),
		.scope = scope,
		.errors = errors,
	};

	field_check_one_of(errors, "spec.failurePolicy", json_str(spec, "failurePolicy"),
			   failure_policies);
	validate_param_kind(json_child(spec, "paramKind"), errors);
	validate_match_constraints(json_child(spec, "matchConstraints"), errors);
	validate_conditions(&checking);
	validate_variables(&checking);
	if (json_size(json_child(spec, "validations")) == 0 &&
	    json_size(json_child(spec, "auditAnnotations")) == 0) {
		field_required(errors, "spec.validations", nothing);
		field_required(errors, "spec.auditAnnotations", nothing);
		return;
	}
	validate_validations(&checking);
	validate_annotations(&checking);
}

void admission_policy_validate(const cJSON *object, struct field_errors *errors)
{
	validate_spec(object, NULL, errors);
}

static void validate_status(const cJSON *status, struct field_errors *errors)
{
	const cJSON *warning;
	size_t i = 0;

	cJSON_ArrayForEach (warning, json_get(status, "typeChecking", "expressionWarnings", NULL)) {
		CLEANUP(str)
		char *field = field_index("status.typeChecking.expressionWarnings", i++);
		CLEANUP(str) char *text_field = field_child(field, "warning");
		CLEANUP(str) char *ref_field = field_child(field, "fieldRef");

		if (*json_str(warning, "warning") == '\0')
			field_required(errors, text_field, "");
		if (is_blank(json_str(warning, "fieldRef")))
			field_required(errors, ref_field, "");
	}
}

void admission_policy_validate_update(const cJSON *object, const cJSON *old,
				      struct field_errors *errors)
{
	const cJSON *status = json_child(object, "status");

	/* Only a write to the subresource changes the status, and that changes nothing else. */
	if (!json_equal(status, json_child(old, "status"))) {
		validate_status(status, errors);
		return;
	}
	validate_metadata(json_child(object, "metadata"), false, check_dns1123_subdomain, errors);
	validate_spec(object, json_child(old, "spec"), errors);
}
