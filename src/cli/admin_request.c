/* Requests of the person at the command line, for policies to look at. */
#include "admin_request.h"

#include <string.h>

cJSON *admin_options(const char *operation)
{
	cJSON *options = cJSON_CreateObject();

	json_set_str(options, "kind",
		     strcmp(operation, "CREATE") == 0   ? "CreateOptions"
		     : strcmp(operation, "UPDATE") == 0 ? "UpdateOptions"
							: "DeleteOptions");
	json_set_str(options, "apiVersion", "meta.k8s.io/v1");
	return options;
}

struct policy_request admin_request(const char *operation, const cJSON *options)
{
	static const char *const groups[] = { "kubeadm:cluster-admins", "system:authenticated",
					      NULL };

	return (struct policy_request) {
		.operation = operation,
		.group = "",
		.kind = "",
		.plural = "",
		.version = "",
		.subresource = "",
		.namespace = "",
		.name = "",
		.options = options,
		.user = "kubernetes-admin",
		.groups = groups,
	};
}

void admin_request_set_kind(struct policy_request *request, const struct resource *resource,
			    const char *version, const char *namespace, const char *name)
{
	request->group = resource->group;
	request->kind = resource->kind;
	request->plural = resource->plural;
	request->version = version;
	request->versions = resource->versions;
	request->name = name;
	/* A Namespace is in itself. */
	request->namespace = resource == &resource_namespace ? name
			     : resource->namespaced          ? namespace
							     : "";
}
