/* The language's own network extension is Kubernetes' ip and cidr, but for this.
 * Source: cel-go ext/network.go. */
#include "internal.h"

static struct cel_value is_mask(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	const struct prefix *prefix = cidr_of(&args[0]);
	struct prefix masked = prefix_masked(prefix);

	(void)eval, (void)n;
	return cel_from_bool(prefix_equal(prefix, &masked));
}

static const struct cel_overload overloads[] = {
	{ .function = "isMask",
	  .id = "cidr_is_mask",
	  .is_member = true,
	  .n_params = 1,
	  .params = { &type_cidr },
	  .result = &cel_bool,
	  .call = is_mask },
	{ .function = NULL },
};

const struct cel_library library_network = { .name = "network", .overloads = overloads };
