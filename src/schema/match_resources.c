/* Which requests an admission policy is for: used by the policy and by its binding.
 * Source: k8s.io/api admissionregistration/v1/types.go. */
#include "internal.h"

/* Go nests Rule in RuleWithOperations in NamedRuleWithOperations; in JSON that is one object. */
static const struct field named_rule_fields[] = {
	{ .name = "resourceNames",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "Names of the objects that the rule is for. Empty: all." },
	{ .name = "operations",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .go_type = "v1.OperationType",
	  .values = NAMES("*", "CONNECT", "CREATE", "DELETE", "UPDATE"),
	  .doc = "The operations that the rule is for. * stands for all and must be alone." },
	{ .name = "apiGroups",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "The API groups that the rule is for. * stands for all and must be alone." },
	{ .name = "apiVersions",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "The API versions that the rule is for. * stands for all and must be alone." },
	{ .name = "resources",
	  .type = FIELD_LIST,
	  .element = FIELD_STRING,
	  .doc = "The resources that the rule is for: services, services/status for a "
		 "subresource, services/* for all subresources of one resource, */status for one "
		 "subresource of all, * for all resources, */* for those and all subresources." },
	{ .name = "scope",
	  .type = FIELD_STRING,
	  .go_type = "v1.ScopeType",
	  .values = NAMES("*", "Cluster", "Namespaced"),
	  .flags = FIELD_POINTER,
	  .doc = "Cluster: only resources without a namespace. Namespaced: only those with one. *: "
		 "both. * when unset." },
	{ 0 }
};

static const struct schema schema_named_rule = {
	.go_name = "NamedRuleWithOperations",
	.go_package = "v1",
	.doc = "Operations on resources, and on which objects.",
	.fields = named_rule_fields,
};

static const struct field match_resources_fields[] = {
	{ .name = "namespaceSelector",
	  .type = FIELD_OBJECT,
	  .of = &schema_label_selector,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Labels of the object's namespace, or of the object when it is a namespace. Other "
		 "objects without a namespace always match. Everything when unset." },
	{ .name = "objectSelector",
	  .type = FIELD_OBJECT,
	  .of = &schema_label_selector,
	  .merge = MERGE_ATOMIC,
	  .flags = FIELD_POINTER,
	  .doc = "Labels of the object as it was or as it will be: one of the two has to match. "
		 "Whoever may set labels can get around this. Everything when unset." },
	{ .name = "resourceRules",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_named_rule,
	  .doc = "What the policy is for: a request has to match one of the rules." },
	{ .name = "excludeResourceRules",
	  .type = FIELD_LIST,
	  .element = FIELD_OBJECT,
	  .of = &schema_named_rule,
	  .doc = "What the policy is not for, even though resourceRules match." },
	{ .name = "matchPolicy",
	  .type = FIELD_STRING,
	  .go_type = "v1.MatchPolicyType",
	  .values = NAMES("Equivalent", "Exact"),
	  .flags = FIELD_POINTER,
	  .doc = "Whether a request in another version of the same API matches too (Equivalent) or "
		 "does not (Exact). Equivalent when unset." },
	{ 0 }
};

const struct schema schema_match_resources = {
	.go_name = "MatchResources",
	.go_package = "v1",
	.doc = "Which requests are meant. All parts must match.",
	.fields = match_resources_fields,
};
