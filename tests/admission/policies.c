/* The plugin over a store: what is in force, what a request looks like to policies, and the answer. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/admission.h"
#include "world.h"

/* ---- what is in force ---- */

#define NO                                                                                      \
	"services \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied " \
	"request: stop"

Test(policies, follow_the_store)
{
	struct world world;

	world_begin(&world);
	world_put_default_namespace(&world);
	cr_expect_str_eq(world_create_service(&world), "", "nothing there");
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	cr_expect_str_eq(world_create_service(&world), NO);
	cr_expect_str_eq(world_create_service(&world), NO, "once more");
	world_put_policy(&world, "p", "expression: 'true'");
	cr_expect_str_eq(world_create_service(&world), "", "changed");
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	world_drop(&world, &resource_validating_admission_policy_binding, "p");
	cr_expect_str_eq(world_create_service(&world), "", "no binding");
	world_end(&world);
}

Test(policies, follow_what_is_undone)
{
	struct error err = ERROR_INIT;
	struct world world;

	world_begin(&world);
	world_put_default_namespace(&world);
	world_put_policy(&world, "p", "expression: 'true'");
	cr_assert(store_savepoint(world.tx, &err));
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	world_put_policy(&world, "a", "expression: 'true'");
	cr_expect_str_eq(world_create_service(&world), NO);
	store_savepoint_rollback(world.tx);
	cr_expect_str_eq(world_create_service(&world), "");
	world_end(&world);
}

Test(policies, the_first_by_name_is_told)
{
	struct world world;

	world_begin(&world);
	world_put_default_namespace(&world);
	world_put_policy(&world, "q", "expression: 'false', message: q");
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	cr_expect_str_eq(world_create_service(&world), NO);
	world_end(&world);
}

/* A policy that names neither the resource nor a star is not even read. */
Test(policies, rules_that_mean_others)
{
	static const struct {
		const char *rule;
		bool matches;
	} rows[] = {
		{ RULE("CREATE", "services"), true },
		{ RULE("CREATE", "services/*"), true },
		{ RULE("CREATE", "'*'"), true },
		{ RULE("CREATE", "servicecidrs"), false },
		{ RULE("CREATE", "services/status"), false },
		{ RULE("UPDATE", "services"), false },
		{ RULE("'*'", "pods, services"), true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str)
		char *policy = xasprintf("{metadata: {name: p}, spec: {%s, validations: "
					 "[{expression: 'false', message: stop}]}}",
					 rows[i].rule);
		struct world world;

		world_begin(&world);
		world_put_default_namespace(&world);
		world_put_policy(&world, "p", "expression: 'true'");
		world_put(&world, &resource_validating_admission_policy, policy);
		cr_expect_str_eq(world_create_service(&world), rows[i].matches ? NO : "", "%s",
				 rows[i].rule);
		world_end(&world);
	}
}

Test(policies, themselves_are_exempt)
{
	struct request request = { .verb = VERB_CREATE,
				   .resource = &resource_validating_admission_policy };
	struct request binding = { .verb = VERB_CREATE,
				   .resource = &resource_validating_admission_policy_binding };
	struct world world;

	world_begin(&world);
	world_put_policy(&world, "p", "expression: 'false'");
	cr_expect_str_eq(world_ask(&world, &request, "{metadata: {name: q}}", ""), "");
	cr_expect_str_eq(world_ask(&world, &binding, "{metadata: {name: q}}", ""), "");
	world_end(&world);
}

/* ---- what the request looks like ---- */

/* Each validation must hold for the request of the row. */
static const struct {
	const char *row;
	struct request request;
	const char *object, *old;
	const char *expression;
} request_rows[] = {
	{ "a create by a person",
	  { .verb = VERB_CREATE,
	    .resource = &resource_service,
	    .field_manager = "kubectl-create",
	    .field_validation = FIELD_VALIDATION_STRICT },
	  WEB,
	  "",
	  "request.operation == 'CREATE' && request.name == 'web' && request.namespace == "
	  "'default' "
	  "&& request.userInfo.username == 'kubernetes-admin' && request.userInfo.groups == "
	  "['kubeadm:cluster-admins', 'system:authenticated'] && request.options == {'kind': "
	  "'CreateOptions', 'apiVersion': 'meta.k8s.io/v1', 'fieldManager': 'kubectl-create', "
	  "'fieldValidation': 'Strict'} && oldObject == null" },
	{ "a dry run",
	  { .verb = VERB_CREATE, .resource = &resource_service, .dry_run = true },
	  WEB,
	  "",
	  "request.dryRun && request.options.dryRun == ['All']" },
	{ "an update by a controller",
	  { .verb = VERB_UPDATE,
	    .resource = &resource_service,
	    .name = "web",
	    .user = "system:serviceaccount:kube-system:x" },
	  WEB,
	  WEB,
	  "request.operation == 'UPDATE' && object == oldObject && request.options.kind == "
	  "'UpdateOptions' && !has(request.options.fieldValidation) && request.userInfo.groups == "
	  "['system:serviceaccounts', 'system:serviceaccounts:kube-system', "
	  "'system:authenticated']" },
	{ "the API server itself",
	  { .verb = VERB_CREATE, .resource = &resource_ip_address, .user = "system:apiserver" },
	  "{metadata: {name: 10.0.0.1}}",
	  "",
	  "request.userInfo.groups == ['system:authenticated', 'system:masters'] && "
	  "!has(request.namespace) && namespaceObject == null" },
	{ "a patch is an update",
	  { .verb = VERB_PATCH, .resource = &resource_service, .name = "web" },
	  WEB,
	  WEB,
	  "request.operation == 'UPDATE' && request.options.kind == 'UpdateOptions'" },
	{ "an apply of what was not there",
	  { .verb = VERB_PATCH,
	    .patch_type = PATCH_APPLY,
	    .resource = &resource_service,
	    .name = "web" },
	  WEB,
	  "",
	  "request.operation == 'CREATE' && request.options.kind == 'CreateOptions'" },
	{ "a delete",
	  { .verb = VERB_DELETE,
	    .resource = &resource_service,
	    .name = "web",
	    .precondition_uid = "u" },
	  "",
	  WEB,
	  "request.operation == 'DELETE' && object == null && oldObject.metadata.name == 'web' && "
	  "request.name == 'web' && request.options.preconditions.uid == 'u'" },
	{ "one of a collection",
	  { .verb = VERB_DELETE,
	    .resource = &resource_service,
	    .name = "web",
	    .in_collection = true },
	  "",
	  WEB,
	  "!has(request.name) && request.namespace == 'default'" },
	{ "a subresource",
	  { .verb = VERB_UPDATE,
	    .resource = &resource_service,
	    .name = "web",
	    .subresource = "status" },
	  WEB,
	  WEB,
	  "request.subResource == 'status' && request.requestSubResource == 'status' && "
	  "request.resource.resource == 'services'" },
	{ "another version",
	  { .verb = VERB_CREATE, .resource = &resource_service_cidr, .version = "v1beta1" },
	  "{metadata: {name: c}}",
	  "",
	  "object.apiVersion == 'networking.k8s.io/v1' && request.kind.version == 'v1' && "
	  "request.requestKind.version == 'v1beta1' && request.requestResource.version == "
	  "'v1beta1'" },
	{ "a Namespace is in itself",
	  { .verb = VERB_CREATE, .resource = &resource_namespace },
	  "{metadata: {name: team}}",
	  "",
	  "request.namespace == 'team' && namespaceObject == null" },
	{ "the object's namespace",
	  { .verb = VERB_CREATE, .resource = &resource_service },
	  WEB,
	  "",
	  "namespaceObject.status.phase == 'Active'" },
	{ "managedFields as clients see them",
	  { .verb = VERB_CREATE, .resource = &resource_service },
	  "{metadata: {name: web, managedFields: [{manager: m, fieldsText: '{\"f:spec\":{}}'}]}}",
	  "",
	  "has(object.metadata.managedFields[0].fieldsV1)" },
};

Test(policies, see_the_request)
{
	for (size_t i = 0; i < ARRAY_LEN(request_rows); i++) {
		struct request request = request_rows[i].request;
		CLEANUP(str)
		char *validation = xasprintf("expression: \"%s\"", request_rows[i].expression);
		const char *answer;
		struct world world;

		world_begin(&world);
		world_put_default_namespace(&world);
		world_put_policy(&world, "p", validation);
		answer = world_ask(&world, &request, request_rows[i].object, request_rows[i].old);
		cr_expect_str_eq(answer, "", "%s: %s", request_rows[i].row, answer);
		world_end(&world);
	}
}

/* ---- the answer ---- */

Test(policies, refuse_as_a_status)
{
	static const struct {
		const char *validation;
		enum reason reason;
	} rows[] = {
		{ "expression: 'false', message: stop", REASON_INVALID },
		{ "expression: 'false', message: stop, reason: Invalid", REASON_INVALID },
		{ "expression: 'false', message: stop, reason: Forbidden", REASON_FORBIDDEN },
		{ "expression: 'false', message: stop, reason: RequestEntityTooLarge",
		  REASON_REQUEST_ENTITY_TOO_LARGE },
		{ "expression: 'false', message: stop, reason: Unauthorized", REASON_UNAUTHORIZED },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct world world;

		world_begin(&world);
		world_put_default_namespace(&world);
		world_put_policy(&world, "p", rows[i].validation);
		cr_expect_str_eq(world_create_service(&world), NO);
		cr_expect_eq(world.error.reason, rows[i].reason, "%s", rows[i].validation);
		cr_expect_str_eq(world.error.kind, "services");
		cr_expect_str_eq(world.error.name, "web");
		cr_assert_eq(world.error.n_causes, 1);
		cr_expect_str_eq(world.error.causes[0].field, "");
		cr_expect_str_eq(world.error.causes[0].message, strstr(NO, "Validating"));
		world_end(&world);
	}
}

Test(policies, call_what_has_no_name_unknown)
{
	struct request request = { .verb = VERB_DELETE,
				   .resource = &resource_service_cidr,
				   .name = "c",
				   .in_collection = true };
	struct world world;

	world_begin(&world);
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	cr_expect(text_starts_with(world_ask(&world, &request, "", "{metadata: {name: c}}"),
				   "servicecidrs.networking.k8s.io \"Unknown\" is forbidden: "));
	world_end(&world);
}

Test(policies, warn)
{
	struct world world;

	world_begin(&world);
	world_put_default_namespace(&world);
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	world_put(&world, &resource_validating_admission_policy_binding,
		  "{metadata: {name: p}, spec: {policyName: p, validationActions: [Warn]}}");
	cr_expect_str_eq(world_create_service(&world), "");
	cr_assert_eq(world.warnings.n, 1);
	cr_expect_str_eq(
		world.warnings.items[0],
		"Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p': stop");
	world_end(&world);
}
