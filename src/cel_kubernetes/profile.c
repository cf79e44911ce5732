/* What a policy may use.
 * Source: apiserver pkg/cel/environment/base.go, release 1.33. */
#include "internal.h"

#define LIBRARIES                                                                                  \
	&cel_library_standard, &cel_library_mixed_comparison, &cel_library_optional,               \
		&cel_library_two_variables, &cel_library_strings, &cel_library_sets, &library_url, \
		&library_regex, &library_lists, &library_authorizer, &library_quantity,            \
		&library_ip, &library_cidr, &library_format

static const struct cel_library *const libraries[] = { LIBRARIES, NULL };
static const struct cel_library *const stored_libraries[] = { LIBRARIES, &library_semver, NULL };

static cel_validator *const validators[] = {
	cel_validate_time_literals,
	cel_validate_patterns,
	cel_validate_uniform_literals,
	cel_validate_formats,
	NULL,
};

const struct cel_profile cel_profile_kubernetes = {
	.libraries = libraries,
	.validators = validators,
	.options = CEL_OPTIONAL_SYNTAX,
};

const struct cel_profile cel_profile_kubernetes_stored = {
	.libraries = stored_libraries,
	.validators = validators,
	.options = CEL_OPTIONAL_SYNTAX,
};
