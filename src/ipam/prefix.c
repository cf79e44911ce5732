#include "cidrctl/ipam.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

#define BITS_OF_MAPPING 96 /* of ::ffff:0:0/96 */

static uint128 host_mask(enum family family, unsigned bits)
{
	unsigned host_bits = family_bits(family) - bits;

	return host_bits == 128 ? UINT128_MAX : ((uint128)1 << host_bits) - 1;
}

/* length = 1*digit; strictly without leading zeros. The last step of a prefix: all of the text. */
static bool read_length(const char *text, enum spelling spelling, unsigned max,
			unsigned *ret_length)
{
	const char *digit = text;
	unsigned length = 0;

	for (; *digit >= '0' && *digit <= '9'; digit++) {
		length = length * 10 + (unsigned)(*digit - '0');
		if (length > max)
			return false;
	}
	if (digit == text || *digit != '\0')
		return false;
	if (spelling == SPELLING_STRICT && text[0] == '0' && digit - text > 1)
		return false;
	*ret_length = length;
	return true;
}

bool prefix_read(const char *text, enum spelling spelling, struct address *ret_address,
		 unsigned *ret_bits)
{
	const char *slash = strchr(text, '/');
	struct address address;
	unsigned bits;

	if (slash == NULL || !address_read(text, (size_t)(slash - text), spelling, &address))
		return false;
	if (!read_length(slash + 1, spelling, family_bits(address.family), &bits))
		return false;
	*ret_address = address;
	*ret_bits = bits;
	return true;
}

bool prefix_parse(const char *text, struct prefix *ret_prefix)
{
	struct prefix prefix;

	if (!prefix_read(text, SPELLING_STRICT, &prefix.address, &prefix.bits))
		return false;
	if ((prefix.address.value & host_mask(prefix.address.family, prefix.bits)) != 0)
		return false;
	*ret_prefix = prefix;
	return true;
}

bool prefix_parse_lenient(const char *text, struct prefix *ret_prefix, struct address *ret_address)
{
	struct address address;
	struct prefix prefix;

	if (!prefix_read(text, SPELLING_LENIENT, &address, &prefix.bits))
		return false;
	prefix.address = address;
	prefix.address.value &= ~host_mask(address.family, prefix.bits);
	/* Go keeps both in 16 bytes and takes either for IPv4 when its bytes look mapped, so that
	 * cutting off host bits can change the family. */
	if (address_is_mapped(&prefix.address)) {
		prefix.address = address_unmapped(&prefix.address);
		prefix.bits -= BITS_OF_MAPPING;
	}
	*ret_prefix = prefix;
	if (ret_address != NULL)
		*ret_address = address_is_mapped(&address) ? address_unmapped(&address) : address;
	return true;
}

void prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE])
{
	char address[ADDRESS_TEXT_SIZE];

	assert(prefix->bits <= family_bits(prefix->address.family));
	address_format(&prefix->address, address);
	snprintf(text, PREFIX_TEXT_SIZE, "%s/%u", address, prefix->bits);
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return address_equal(&a->address, &b->address) && a->bits == b->bits;
}

struct prefix prefix_masked(const struct prefix *prefix)
{
	struct prefix masked = *prefix;

	masked.address.value &= ~host_mask(masked.address.family, masked.bits);
	return masked;
}

struct address prefix_first(const struct prefix *prefix)
{
	return prefix->address;
}

struct address prefix_last(const struct prefix *prefix)
{
	struct address last = prefix->address;

	last.value |= host_mask(last.family, prefix->bits);
	return last;
}

bool prefix_contains(const struct prefix *prefix, const struct address *address)
{
	uint128 network = address->value & ~host_mask(prefix->address.family, prefix->bits);

	return address->family == prefix->address.family && network == prefix->address.value;
}

bool prefix_contains_prefix(const struct prefix *outer, const struct prefix *inner)
{
	return outer->bits <= inner->bits && prefix_contains(outer, &inner->address);
}

bool prefix_overlaps(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains_prefix(a, b) || prefix_contains_prefix(b, a);
}

bool prefix_held(const struct prefix *prefix, struct interval *ret_interval)
{
	enum family family = prefix->address.family;
	unsigned host_bits = family_bits(family) - prefix->bits;

	if (host_bits < (family == FAMILY_IPV4 ? 2 : 1))
		return false;
	ret_interval->first = prefix->address.value + 1;
	ret_interval->last = prefix_last(prefix).value - (family == FAMILY_IPV4 ? 1 : 0);
	return true;
}

bool prefix_holds(const struct prefix *prefix, const struct address *address)
{
	struct interval held;

	return address->family == prefix->address.family && prefix_held(prefix, &held) &&
	       address->value >= held.first && address->value <= held.last;
}
