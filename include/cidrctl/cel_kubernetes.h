/* What Kubernetes adds to the language: its function libraries, and the types of what an admission
 * policy sees.
 * Source: kubernetes release 1.33, apiserver pkg/cel/library, pkg/cel/environment. */
#ifndef CIDRCTL_CEL_KUBERNETES_H
#define CIDRCTL_CEL_KUBERNETES_H

#include "cidrctl/cel.h"

/* What an expression may use that is created or changed on a server of release 1.33, and what one
 * may that is stored there: that has semver, too. */
extern const struct cel_profile cel_profile_kubernetes, cel_profile_kubernetes_stored;
/* The language with every extension, as cel-spec's conformance tests want it. It is here as it has
 * ip and cidr, which came into the language from Kubernetes. */
extern const struct cel_profile cel_profile_spec;

/* "kubernetes.authorization.Authorizer" and "kubernetes.authorization.ResourceCheck". */
extern const struct cel_type cel_type_authorizer, cel_type_resource_check;
/* "kubernetes.AdmissionRequest" and "kubernetes.Namespace", with their fields. Their values are maps. */
extern const struct cel_type cel_type_admission_request, cel_type_namespace;

/* The variable `authorizer`. There is nobody here who could be refused: every check says allowed. */
struct cel_value cel_authorizer(struct arena *arena);

/* The variable `authorizer.requestResource`: a check of this resource. Texts are borrowed; "" for a
 * part that the request does not have. */
struct cel_authorizer_resource {
	const char *group, *resource, *subresource, *namespace, *name;
};
struct cel_value cel_authorizer_check(struct arena *arena,
				      const struct cel_authorizer_resource *resource);

/* The type of such a name, for cel_type_parse; NULL for any other. */
const struct cel_type *cel_kubernetes_type(const char *name);

#endif
