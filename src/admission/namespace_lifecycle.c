/* NamespaceLifecycle: nothing is created in a namespace that does not exist or is going away, and
 * some namespaces stay.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle. */
#include <string.h>

#include "cidrctl/admission.h"

static const char *const immortal[] = { "default", "kube-public", "kube-system" };

static bool refuse_delete(const struct request *request, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(immortal); i++) {
		if (strcmp(immortal[i], request->name) != 0)
			continue;
		error_set(err, REASON_FORBIDDEN,
			  "namespaces \"%s\" is forbidden: this namespace may not be deleted",
			  request->name);
		error_set_details(err, "namespaces", "", request->name);
		return false;
	}
	return true;
}

static bool refuse_terminating(const struct request *request, const cJSON *object,
			       struct error *err)
{
	CLEANUP(str) char *plural = resource_full_name(request->resource);
	const char *name = json_str_at(object, "metadata", "name", NULL);
	CLEANUP(str)
	char *cause = xasprintf("namespace %s is being terminated", request->namespace);

	error_set(err, REASON_FORBIDDEN,
		  "%s \"%s\" is forbidden: unable to create new content in namespace %s because it "
		  "is being terminated",
		  plural, name, request->namespace);
	error_set_details(err, request->resource->plural, request->resource->group, name);
	error_add_cause(err, "NamespaceTerminating", "metadata.namespace", cause);
	return false;
}

static bool check_create(struct operation *op, const cJSON *object, struct error *err)
{
	const struct request *request = op->request;
	CLEANUP(json) cJSON *namespace = NULL;
	CLEANUP(str) char *quoted = NULL;

	switch (object_load(op->tx, &resource_namespace, "", request->namespace, &namespace, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		quoted = text_quoted(request->namespace);
		error_set(err, REASON_NOT_FOUND, "namespaces %s not found", quoted);
		error_set_details(err, "namespaces", "", request->namespace);
		return false;
	case STORE_FOUND:
		break;
	}
	if (strcmp(json_str_at(namespace, "status", "phase", NULL), "Terminating") == 0)
		return refuse_terminating(request, object, err);
	return true;
}

static bool admit(struct operation *op, const cJSON *object, const cJSON *old, struct error *err)
{
	const struct request *request = op->request;

	if (object == NULL && request->resource == &resource_namespace)
		return refuse_delete(request, err);
	if (object == NULL || old != NULL || !request->resource->namespaced)
		return true;
	return check_create(op, object, err);
}

const struct admission_plugin admission_namespace_lifecycle = {
	.name = "NamespaceLifecycle",
	.admit = admit,
};
