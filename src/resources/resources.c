/* The list of kinds. To add one: a row `resource_X` in its own file here, its field table in
 * schema/, a declaration in resource.h, and a line below. */
#include "cidrctl/resource.h"

#include <stdlib.h>
#include <string.h>

const struct resource *const resources[] = {
	&resource_config_map,
	&resource_event,
	&resource_namespace,
	&resource_service,
	&resource_validating_admission_policy,
	&resource_validating_admission_policy_binding,
	&resource_ip_address,
	&resource_service_cidr,
	NULL,
};

bool resource_serves(const struct resource *resource, const char *version)
{
	for (const char *const *served = resource->versions; *served != NULL; served++)
		if (strcmp(*served, version) == 0)
			return true;
	return false;
}

char *resource_api_version(const struct resource *resource, const char *version)
{
	if (version == NULL)
		version = resource->versions[0];
	if (*resource->group == '\0')
		return xstrdup(version);
	return xasprintf("%s/%s", resource->group, version);
}

char *resource_full_name(const struct resource *resource)
{
	if (*resource->group == '\0')
		return xstrdup(resource->plural);
	return xasprintf("%s.%s", resource->plural, resource->group);
}

bool resource_for_kind(const char *api_version, const char *kind,
		       const struct resource **ret_resource, const char **ret_version)
{
	const char *slash = strchr(api_version, '/');
	const char *version = slash != NULL ? slash + 1 : api_version;
	size_t group_length = slash != NULL ? (size_t)(slash - api_version) : 0;

	for (const struct resource *const *at = resources; *at != NULL; at++) {
		const struct resource *resource = *at;

		if (strcmp(resource->kind, kind) != 0 || strlen(resource->group) != group_length ||
		    strncmp(resource->group, api_version, group_length) != 0)
			continue;
		for (const char *const *served = resource->versions; *served != NULL; served++) {
			if (strcmp(*served, version) != 0)
				continue;
			*ret_resource = resource;
			*ret_version = *served;
			return true;
		}
	}
	return false;
}

bool cluster_offers(const struct cluster *cluster, enum family family)
{
	for (size_t i = 0; i < cluster->n_service_ranges; i++)
		if (cluster->service_ranges[i].address.family == family)
			return true;
	return false;
}

void response_finish(struct response *response)
{
	cJSON_Delete(response->object);
	cJSON_Delete(response->items);
	free(response->continue_token);
	text_list_finish(&response->warnings);
	*response = (struct response)RESPONSE_INIT;
}

void response_cleanup(struct response *response)
{
	response_finish(response);
}

bool resource_validate_create(const struct resource *resource, const cJSON *object,
			      struct error *err)
{
	CLEANUP(field_errors) struct field_errors errors = FIELD_ERRORS_INIT;
	const cJSON *metadata = json_child(object, "metadata");

	validate_metadata(metadata, resource->namespaced, resource->check_name, &errors);
	if (resource->validate != NULL)
		resource->validate(object, &errors);
	return field_errors_to_error(&errors, resource->group, resource->kind,
				     json_str(metadata, "name"), err);
}
