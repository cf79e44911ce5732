/* ValidatingAdmissionPolicy: asks the policies in force about every write.
 * Source: kubernetes apiserver pkg/admission/plugin/policy/validating, pkg/endpoints/handlers. */
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "cidrctl/admission.h"
#include "cidrctl/ownership.h"
#include "cidrctl/policy.h"
#include "policy_lookup.h"
#include "policy_shelf.h"

/* ---- who asks ---- */

/* NULL: the person at the command line. */
static const char *user_of(const struct request *request)
{
	return request->user != NULL ? request->user : "kubernetes-admin";
}

static const char *const *groups_of(const struct request *request)
{
	static const char *const admin[] = { "kubeadm:cluster-admins", "system:authenticated",
					     NULL };
	static const char *const api_server[] = { "system:authenticated", "system:masters", NULL };
	static const char *const controller[] = { "system:serviceaccounts",
						  "system:serviceaccounts:kube-system",
						  "system:authenticated", NULL };

	if (request->user == NULL)
		return admin;
	return text_starts_with(request->user, "system:serviceaccount:") ? controller : api_server;
}

/* ---- the request ---- */

static const char *operation_of(const cJSON *object, const cJSON *old)
{
	if (object == NULL)
		return "DELETE";
	return old == NULL ? "CREATE" : "UPDATE";
}

/* What kubectl's requests say beside the object; controllers say less. */
static cJSON *options_of(const struct request *request, const char *operation)
{
	static const char *const validations[] = { "Ignore", "Warn", "Strict" };
	cJSON *options = cJSON_CreateObject();
	bool deletes = strcmp(operation, "DELETE") == 0;

	json_set_str(options, "kind",
		     deletes                            ? "DeleteOptions"
		     : strcmp(operation, "CREATE") == 0 ? "CreateOptions"
							: "UpdateOptions");
	json_set_str(options, "apiVersion", "meta.k8s.io/v1");
	if (request->dry_run)
		json_append_str(json_ensure_array(options, "dryRun"), "All");
	if (deletes) {
		if (request->precondition_uid != NULL)
			json_set_str(json_ensure_object(options, "preconditions"), "uid",
				     request->precondition_uid);
		if (request->precondition_version != NULL)
			json_set_str(json_ensure_object(options, "preconditions"),
				     "resourceVersion", request->precondition_version);
		json_set_str(options, "propagationPolicy", "Background");
		return options;
	}
	if (request->field_manager != NULL && *request->field_manager != '\0')
		json_set_str(options, "fieldManager", request->field_manager);
	if (request->user == NULL)
		json_set_str(options, "fieldValidation", validations[request->field_validation]);
	return options;
}

static const char *name_of(const struct request *request, const cJSON *object)
{
	if (object != NULL)
		return json_str_at(object, "metadata", "name", NULL);
	return request->in_collection ? "" : request->name;
}

/* A Namespace is in itself. */
static const char *namespace_of(const struct request *request, const char *name)
{
	if (request->resource == &resource_namespace)
		return name;
	return request->resource->namespaced ? request->namespace : "";
}

/* ---- the answer ---- */

static enum reason reason_of(const char *name)
{
	static const enum reason reasons[] = { REASON_FORBIDDEN, REASON_UNAUTHORIZED,
					       REASON_REQUEST_ENTITY_TOO_LARGE };

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (strcmp(reason_name(reasons[i]), name) == 0)
			return reasons[i];
	return REASON_INVALID;
}

/* The first refusal is the one that is told. */
static bool refuse(const struct policy_request *asked, const struct request *request,
		   const struct policy_denial *denial, struct error *err)
{
	CLEANUP(str) char *full_name = resource_full_name(request->resource);
	const char *name = *asked->name != '\0' ? asked->name : "Unknown";

	error_set(err, reason_of(denial->reason), "%s \"%s\" is forbidden: %s", full_name, name,
		  denial->message);
	error_set_details(err, request->resource->plural, request->resource->group, name);
	error_add_cause(err, "", "", denial->message);
	return false;
}

static bool answer(struct operation *op, const struct policy_request *asked,
		   const struct policy_review *review, struct error *err)
{
	for (size_t i = 0; i < review->n_warnings; i++)
		text_list_add(op->warnings, review->warnings[i]);
	if (review->is_matched)
		audit_note(op, asked, review);
	return review->n_denials == 0 || refuse(asked, op->request, &review->denials[0], err);
}

/* ---- the plugin ---- */

static bool is_exempt(const struct resource *resource)
{
	return resource == &resource_validating_admission_policy ||
	       resource == &resource_validating_admission_policy_binding;
}

/* The object with managedFields as clients see them, when somebody will look. Owned; NULL: the object
 * itself will do. */
static cJSON *with_owners(const struct policies_in_force *policies, const cJSON *object)
{
	cJSON *shown;

	if (!policies->see_owners || object == NULL)
		return NULL;
	shown = json_copy(object);
	ownership_show(shown);
	return shown;
}

static bool review(struct operation *op, const struct policies_in_force *policies,
		   const cJSON *object, const cJSON *old, struct error *err)
{
	const struct request *request = op->request;
	const struct resource *resource = request->resource;
	const char *operation = operation_of(object, old), *name = name_of(request, object);
	CLEANUP(json) cJSON *options = options_of(request, operation);
	CLEANUP(json) cJSON *shown = with_owners(policies, object);
	CLEANUP(json) cJSON *shown_old = with_owners(policies, old);
	CLEANUP(policy_review) struct policy_review found = POLICY_REVIEW_INIT;
	CLEANUP(policy_store) struct policy_store store = { .tx = op->tx };
	const struct policy_cluster cluster = policy_store_cluster(&store);
	const struct policy_request asked = {
		.operation = operation,
		.group = resource->group,
		.kind = resource->kind,
		.plural = resource->plural,
		.version = request->version != NULL ? request->version : resource->versions[0],
		.versions = resource->versions,
		.subresource = request->subresource != NULL ? request->subresource : "",
		.namespace = namespace_of(request, object != NULL ? name : request->name),
		.name = name,
		.object = shown != NULL ? shown : object,
		.old = shown_old != NULL ? shown_old : old,
		.options = options,
		.user = user_of(request),
		.groups = groups_of(request),
		.dry_run = request->dry_run,
	};

	return policy_review_request(policies->items, policies->n, &asked, &cluster, false, &found,
				     err) &&
	       answer(op, &asked, &found, err);
}

static bool validate(struct operation *op, const cJSON *object, const cJSON *old, struct error *err)
{
	CLEANUP(policies_in_force) struct policies_in_force policies = POLICIES_IN_FORCE_INIT;

	if (is_exempt(op->request->resource))
		return true;
	if (!policies_in_force_load(op->tx, op->request->resource, &policies, err))
		return false;
	return policies.n == 0 || review(op, &policies, object, old, err);
}

const struct admission_plugin admission_validating_admission_policy = {
	.name = "ValidatingAdmissionPolicy",
	.validate = validate,
};
