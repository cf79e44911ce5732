/* admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding.
 * Source: k8s.io/api admissionregistration/v1/types.go. */
#include "internal.h"

static const struct field param_ref_fields[] = {
	{ .name = "name",
	  .type = FIELD_STRING,
	  .doc = "Name of the one object to take parameters from. Either this or selector." },
	{ .name = "namespace",
	  .type = FIELD_STRING,
	  .doc = "Namespace of the parameters. When unset, that of the object that the request is "
		 "about. Must be unset when the parameters' kind has no namespaces." },
	{ .name = "selector",
	  .type = FIELD_OBJECT,
	  .of = &schema_label_selector,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Labels of the objects to take parameters from; {} for all. The expressions must "
		 "hold for each of them. Either this or name." },
	{ .name = "parameterNotFoundAction",
	  .type = FIELD_STRING,
	  .go_type = "v1.ParameterNotFoundActionType",
	  .flags = FIELD_POINTER,
	  .doc = "What to do when there are no such objects: Allow lets the request pass, Deny "
		 "leaves it to the policy's failurePolicy. Required." },
	{ 0 }
};

static const struct schema schema_param_ref = {
	.go_name = "ParamRef",
	.go_package = "v1",
	.doc = "Which objects a policy takes its parameters from.",
	.fields = param_ref_fields,
};

static const struct field binding_spec_fields[] = {
	{ .name = "policyName",
	  .type = FIELD_STRING,
	  .doc = "Name of the policy to put into force. Required. A binding to a policy that does "
		 "not exist has no effect." },
	{ .name = "paramRef",
	  .type = FIELD_OBJECT,
	  .of = &schema_param_ref,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Where the parameters come from, for a policy with paramKind; ignored for "
		 "others." },
	{ .name = "matchResources",
	  .type = FIELD_OBJECT,
	  .of = &schema_match_resources,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Which of the requests that the policy looks at are meant. All when unset." },
	{ .name = "validationActions",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .go_type = "v1.ValidationAction",
	  .values = NAMES("Audit", "Deny", "Warn"),
	  .merge = MERGE_APPLY_SET,
	  .doc = "What happens when an expression is false: Deny refuses the request, Warn tells "
		 "the client, Audit notes it in the audit event. Required. Deny and Warn do not go "
		 "together." },
	{ 0 }
};

static const struct schema schema_binding_spec = {
	.go_name = "ValidatingAdmissionPolicyBindingSpec",
	.go_package = "v1",
	.doc = "Which policy is in force, with which parameters, and what follows.",
	.fields = binding_spec_fields,
};

static const struct field binding_fields[] = {
	KIND_FIELDS(0),
	{ .name = "spec",
	  .type = FIELD_OBJECT,
	  .of = &schema_binding_spec,
	  .flags = FIELD_KEEP_EMPTY,
	  .doc = "Which policy is in force, with which parameters, and what follows." },
	{ 0 }
};

const struct schema schema_validating_admission_policy_binding = {
	.go_name = "ValidatingAdmissionPolicyBinding",
	.go_package = "v1",
	.doc = "Puts a ValidatingAdmissionPolicy into force, for the requests and with the "
	       "parameters that it names. A policy may have several.",
	.fields = binding_fields,
};
