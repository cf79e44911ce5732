#include "cidrctl/ipam.h"

#include "cidrctl/number_set.h"
#include "internal.h"

const char *address_set_taken(enum family family)
{
	return family == FAMILY_IPV4 ? "address4" : "address6";
}

const char *address_set_managed(enum family family)
{
	return family == FAMILY_IPV4 ? "managed4" : "managed6";
}

enum store_answer interval_next_absent(struct store_tx *tx, const char *set,
				       const struct interval *interval, uint128 offset,
				       uint128 *ret_number, struct error *err)
{
	uint128 start = interval->first;
	enum store_answer answer;

	if (offset <= interval->last - interval->first)
		start += offset;
	answer = number_set_first_absent(tx, set, start, interval->last, ret_number, err);
	if (answer != STORE_ABSENT || start == interval->first)
		return answer;
	return number_set_first_absent(tx, set, interval->first, start - 1, ret_number, err);
}

/* A free number of the band, from a random position. */
static enum store_answer band_next(struct store_tx *tx, enum family family,
				   const struct interval *band, struct random *random,
				   uint128 *ret_number, struct error *err)
{
	uint64_t offset = random_below(random, (uint64_t)(band->last - band->first + 1));

	return interval_next_absent(tx, address_set_taken(family), band, offset, ret_number, err);
}

/* The upper band, then the lower one. The range must have addresses; its upper band then has some
 * too, for the smallest range with a lower band, a /27, offers 30 and keeps 16 of them. */
static enum store_answer range_next(struct store_tx *tx, const struct range *range,
				    struct random *random, struct address *ret_address,
				    struct error *err)
{
	enum family family = range->first.family;
	uint128 middle = range->first.value + range->offset, number;
	struct interval upper = { middle, range->last.value };
	struct interval lower = { range->first.value, middle - 1 };
	enum store_answer answer = band_next(tx, family, &upper, random, &number, err);

	if (answer == STORE_ABSENT && range->offset > 0)
		answer = band_next(tx, family, &lower, random, &number, err);
	if (answer == STORE_FOUND)
		*ret_address = (struct address) { family, number };
	return answer;
}

enum store_answer allocator_next(struct store_tx *tx, const struct cidr_set *set,
				 enum family family, struct random *random,
				 struct address *ret_address, struct error *err)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct cidr *cidr = &set->cidrs[i];
		struct range range = range_of(&cidr->prefix);
		enum store_answer answer;

		if (!cidr->ready || cidr->prefix.address.family != family || range.size == 0)
			continue;
		answer = range_next(tx, &range, random, ret_address, err);
		if (answer != STORE_ABSENT)
			return answer;
	}
	return STORE_ABSENT;
}

/* A ready ServiceCIDR may hold the address and yet offer nothing (an IPv6 prefix shorter than
 * /64), so that the question is for its range. */
static bool is_offered(const struct cidr_set *set, const struct address *address)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct cidr *cidr = &set->cidrs[i];

		if (cidr->ready && range_of(&cidr->prefix).size > 0 &&
		    prefix_holds(&cidr->prefix, address))
			return true;
	}
	return false;
}

enum allocator_verdict allocator_judge(struct store_tx *tx, const struct cidr_set *set,
				       const struct address *address, struct error *err)
{
	if (!is_offered(set, address))
		return ALLOCATOR_MISMATCH;
	switch (number_set_contains(tx, address_set_taken(address->family), address->value, err)) {
	case STORE_FOUND:
		return ALLOCATOR_ALLOCATED;
	case STORE_ABSENT:
		return ALLOCATOR_FREE;
	case STORE_FAILED:
		break;
	}
	return ALLOCATOR_FAILED;
}

const char *allocator_verdict_text(enum allocator_verdict verdict)
{
	switch (verdict) {
	case ALLOCATOR_ALLOCATED:
		return "provided IP is already allocated";
	case ALLOCATOR_MISMATCH:
		return "the provided network does not match the current range";
	case ALLOCATOR_FREE:
	case ALLOCATOR_FAILED:
		break;
	}
	return "";
}
