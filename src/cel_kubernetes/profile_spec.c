/* The language with every extension. */
#include "internal.h"

static const struct cel_library *const libraries[] = {
	&cel_library_standard,
	&cel_library_mixed_comparison,
	&cel_library_optional,
	&cel_library_two_variables,
	&cel_library_strings,
	&cel_library_strings_reverse,
	&cel_library_sets,
	&cel_library_lists,
	&cel_library_math,
	&cel_library_encoders,
	&cel_library_bindings,
	&cel_library_blocks,
	&cel_library_regex,
	&library_ip,
	&library_cidr,
	&library_network,
	NULL,
};

static cel_validator *const validators[] = {
	cel_validate_formats,
	cel_validate_network_literals,
	NULL,
};

const struct cel_profile cel_profile_spec = {
	.libraries = libraries,
	.validators = validators,
	.options = CEL_OPTIONAL_SYNTAX | CEL_QUOTED_FIELDS | CEL_UNIQUE_KEYS | CEL_NEWEST,
};
