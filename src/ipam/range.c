#include "cidrctl/ipam.h"

#include "internal.h"

#define BAND_MIN 16
#define BAND_MAX 256
#define BAND_STEP 16

/* What the band's formula calls cidrSize. Upstream says 0 for the two largest IPv4 prefixes, which
 * leaves them without a lower band. */
static uint128 band_base(enum family family, unsigned host_bits)
{
	return family == FAMILY_IPV4 && host_bits >= 31 ? 0 : (uint128)1 << host_bits;
}

static uint64_t band_offset(enum family family, unsigned host_bits)
{
	uint128 base = band_base(family, host_bits);

	if (base <= BAND_MIN)
		return 0;
	if (base / BAND_STEP < BAND_MIN)
		return BAND_MIN;
	return base / BAND_STEP > BAND_MAX ? BAND_MAX : (uint64_t)(base / BAND_STEP);
}

struct range range_of(const struct prefix *prefix)
{
	enum family family = prefix->address.family;
	struct range range = { .first = prefix->address, .last = prefix->address };
	struct interval held;

	if (family == FAMILY_IPV6 && prefix->bits < RANGE_MIN_IPV6_BITS)
		return range;
	if (!prefix_held(prefix, &held))
		return range;
	range.first.value = held.first;
	range.last.value = held.last;
	range.size = (uint64_t)(held.last - held.first + 1);
	range.offset = band_offset(family, family_bits(family) - prefix->bits);
	return range;
}
