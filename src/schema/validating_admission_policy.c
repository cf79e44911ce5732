/* admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy.
 * Source: k8s.io/api admissionregistration/v1/types.go. */
#include "internal.h"

/* ---- spec ---- */

static const struct field param_kind_fields[] = {
	{ .name = "apiVersion",
	  .type = FIELD_STRING,
	  .doc = "Group and version of the parameters, as group/version." },
	{ .name = "kind", .type = FIELD_STRING, .doc = "Kind of the parameters." },
	{ 0 }
};

static const struct schema schema_param_kind = {
	.go_name = "ParamKind",
	.go_package = "v1",
	.doc = "The kind of the objects that a policy takes its parameters from.",
	.fields = param_kind_fields,
};

static const struct field validation_fields[] = {
	{ .name = "expression",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "A CEL expression that is true when the request may pass. It sees object and "
		 "oldObject (null when there is none), request, params, namespaceObject, variables "
		 "and authorizer. A field whose name is a CEL word is written with underscores: "
		 "object.__namespace__; in others, - becomes __dash__, . __dot__ and / "
		 "__slash__." },
	{ .name = "message",
	  .type = FIELD_STRING,
	  .doc = "What to say when the expression is false. One line; required when the "
		 "expression has several. \"failed expression: …\" when unset." },
	{ .name = "reason",
	  .type = FIELD_STRING,
	  .go_type = "v1.StatusReason",
	  .flags = FIELD_POINTER,
	  .doc = "The reason that the answer gives to programs, if this is the first expression to "
		 "fail: Unauthorized, Forbidden, Invalid or RequestEntityTooLarge. Invalid when "
		 "unset." },
	{ .name = "messageExpression",
	  .type = FIELD_STRING,
	  .doc = "A CEL expression for the message, which wins over message unless it fails or "
		 "gives an empty text or several lines. It sees what expression sees, except "
		 "authorizer." },
	{ 0 }
};

static const struct schema schema_validation = {
	.go_name = "Validation",
	.go_package = "v1",
	.doc = "A CEL expression that must be true, and what to say when it is not.",
	.fields = validation_fields,
};

static const struct field audit_annotation_fields[] = {
	{ .name = "key",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Key of the annotation, unique in the policy, at most 63 characters. The policy's "
		 "name and a slash are put in front." },
	{ .name = "valueExpression",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "A CEL expression for the value: a text, or null for no annotation. At most 5 kB "
		 "long; its value is cut after 10 kB." },
	{ 0 }
};

static const struct schema schema_audit_annotation = {
	.go_name = "AuditAnnotation",
	.go_package = "v1",
	.doc = "An annotation that a policy adds to the audit event of a request.",
	.fields = audit_annotation_fields,
};

static const struct field match_condition_fields[] = {
	{ .name = "name",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Name of the condition, a qualified name that is unique in the policy." },
	{ .name = "expression",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "A CEL expression that is true when the policy is for the request. It sees "
		 "object, oldObject, request, params and authorizer." },
	{ 0 }
};

static const struct schema schema_match_condition = {
	.go_name = "MatchCondition",
	.go_package = "v1",
	.doc = "A condition that a request must meet for the policy to look at it.",
	.fields = match_condition_fields,
};

static const struct field variable_fields[] = {
	{ .name = "name",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Name of the variable, a CEL identifier that is unique in the policy. foo is used "
		 "as variables.foo." },
	{ .name = "expression",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "The CEL expression whose value the variable has." },
	{ 0 }
};

static const struct schema schema_variable = {
	.go_name = "Variable",
	.go_package = "v1",
	.doc = "An expression with a name, for other expressions to use.",
	.fields = variable_fields,
};

static const struct field policy_spec_fields[] = {
	{ .name = "paramKind",
	  .type = FIELD_OBJECT,
	  .of = &schema_param_kind,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "The kind of the policy's parameters. Without it there are none, and expressions "
		 "do not know params." },
	{ .name = "matchConstraints",
	  .type = FIELD_OBJECT,
	  .of = &schema_match_resources,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Which requests the policy looks at. Required. Policies and bindings themselves "
		 "are never looked at." },
	{ .name = "validations",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_validation,
	  .doc = "What must be true. There has to be an entry here or in auditAnnotations." },
	{ .name = "failurePolicy",
	  .type = FIELD_STRING,
	  .go_type = "v1.FailurePolicyType",
	  .values = NAMES("Fail", "Ignore"),
	  .flags = FIELD_POINTER,
	  .doc = "What to do when an expression or the set-up has an error, as opposed to being "
		 "false: Fail or Ignore. Fail when unset." },
	{ .name = "auditAnnotations",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_audit_annotation,
	  .doc = "Annotations for the audit event. There has to be an entry here or in "
		 "validations." },
	{ .name = "matchConditions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_match_condition,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "name",
	  .list_keys = NAMES("name"),
	  .doc = "Conditions that a request that matches must meet too, at most 64. The policy is "
		 "skipped when one is false; when one fails and none is false, failurePolicy "
		 "decides." },
	{ .name = "variables",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_variable,
	  .merge = MERGE_BY_KEY,
	  .merge_key = "name",
	  .list_keys = NAMES("name"),
	  .doc = "Named expressions for the others, except matchConditions, to use. Each sees the "
		 "ones before it." },
	{ 0 }
};

static const struct schema schema_policy_spec = {
	.go_name = "ValidatingAdmissionPolicySpec",
	.go_package = "v1",
	.doc = "Which requests a policy looks at, and what it wants of them.",
	.fields = policy_spec_fields,
};

/* ---- status ---- */

static const struct field expression_warning_fields[] = {
	{ .name = "fieldRef",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "Where the expression is, for example spec.validations[0].expression." },
	{ .name = "warning",
	  .type = FIELD_STRING,
	  .flags = FIELD_KEEP_EMPTY | FIELD_REQUIRED,
	  .doc = "What type checking found: the type that was checked against, and the error." },
	{ 0 }
};

static const struct schema schema_expression_warning = {
	.go_name = "ExpressionWarning",
	.go_package = "v1",
	.doc = "A warning about one expression.",
	.fields = expression_warning_fields,
};

static const struct field type_checking_fields[] = {
	{ .name = "expressionWarnings",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_expression_warning,
	  .doc = "The warnings, one for each expression that has any." },
	{ 0 }
};

static const struct schema schema_type_checking = {
	.go_name = "TypeChecking",
	.go_package = "v1",
	.doc = "What type checking found in the expressions of a policy.",
	.fields = type_checking_fields,
};

static const struct field policy_status_fields[] = {
	{ .name = "observedGeneration",
	  .type = FIELD_INT64,
	  .doc = "The metadata.generation that was looked at." },
	{ .name = "typeChecking",
	  .type = FIELD_OBJECT,
	  .of = &schema_type_checking,
	  .flags = FIELD_POINTER,
	  .doc = "What type checking found. Present once it was done." },
	{ .name = "conditions",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_condition,
	  .merge = MERGE_APPLY_BY_KEY,
	  .list_keys = NAMES("type"),
	  .doc = "What was last observed of the policy." },
	{ 0 }
};

static const struct schema schema_policy_status = {
	.go_name = "ValidatingAdmissionPolicyStatus",
	.go_package = "v1",
	.doc = "How a policy is.",
	.fields = policy_status_fields,
};

/* ---- ValidatingAdmissionPolicy ---- */

static const struct field policy_fields[] = {
	KIND_FIELDS(0),
	{ .name = "spec",
	  .type = FIELD_OBJECT,
	  .of = &schema_policy_spec,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "Which requests the policy looks at, and what it wants of them." },
	{ .name = "status",
	  .type = FIELD_OBJECT,
	  .of = &schema_policy_status,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "How the policy is: warnings that tell whether it does what it should. Set by the "
		 "system." },
	{ 0 }
};

const struct schema schema_validating_admission_policy = {
	.go_name = "ValidatingAdmissionPolicy",
	.go_package = "v1",
	.doc = "Rules in CEL that requests must meet. A ValidatingAdmissionPolicyBinding puts them "
	       "into force.",
	.fields = policy_fields,
};
