/* Whether a ServiceCIDR may go.
 *
 * An address holds its ServiceCIDR when the allocator manages it and no other ServiceCIDR holds
 * it. So only the gaps count that the others leave in what this one holds: they are computed from
 * the prefixes alone, and the store is asked for members in each gap.
 *
 * Upstream first asks whether each entry lies in one of another ServiceCIDR. That is no case of
 * its own here: a prefix around an entry holds all that the entry holds and leaves no gap. */
#include "cidrctl/ipam.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "internal.h"

/* Intervals of one family, by their first number. They may overlap. */
struct cover {
	struct interval *intervals; /* owned */
	size_t n, capacity;
};

static int compare_intervals(const void *a, const void *b)
{
	const struct interval *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

/* What covers entry `index` of the set: what other ServiceCIDRs hold of it, and what earlier
 * entries of its own do, so that a number in two entries counts once. */
static void cover_collect(struct cover *cover, const struct cidr_set *set, size_t index)
{
	const struct cidr *entry = &set->cidrs[index];

	cover->n = 0;
	for (size_t i = 0; i < set->n; i++) {
		const struct cidr *cidr = &set->cidrs[i];
		struct interval held;

		if (i >= index && strcmp(cidr->name, entry->name) == 0)
			continue;
		if (!prefix_overlaps(&cidr->prefix, &entry->prefix) ||
		    !prefix_held(&cidr->prefix, &held))
			continue;
		cover->intervals = xgrow(cover->intervals, cover->n, &cover->capacity,
					 sizeof(*cover->intervals));
		cover->intervals[cover->n++] = held;
	}
	if (cover->n > 1)
		qsort(cover->intervals, cover->n, sizeof(*cover->intervals), compare_intervals);
}

/* How many addresses hold the ServiceCIDR. */
struct tally {
	struct store_tx *tx;
	bool exact; /* else one for each gap that is not empty */
	uint64_t blocking;
};

static bool tally_gap(struct tally *tally, enum family family, const struct interval *gap,
		      struct error *err)
{
	const char *set = address_set_managed(family);
	enum store_answer answer;
	uint64_t count;
	uint128 number;

	if (tally->exact) {
		if (!number_set_count(tally->tx, set, gap->first, gap->last, &count, err))
			return false;
	} else {
		answer = number_set_first_present(tally->tx, set, gap->first, gap->last, &number,
						  err);
		if (answer == STORE_FAILED)
			return false;
		count = answer == STORE_FOUND ? 1 : 0;
	}
	tally->blocking += count;
	return true;
}

/* Walks the gaps that the cover leaves in held. */
static bool tally_gaps(struct tally *tally, enum family family, struct interval held,
		       const struct cover *cover, struct error *err)
{
	for (size_t i = 0; i < cover->n; i++) {
		const struct interval *covering = &cover->intervals[i];

		if (covering->last < held.first)
			continue;
		if (covering->first > held.last)
			break;
		if (covering->first > held.first) {
			struct interval gap = { held.first, covering->first - 1 };

			if (!tally_gap(tally, family, &gap, err))
				return false;
		}
		/* Ending here also keeps the next step from passing 2^128. */
		if (covering->last >= held.last)
			return true;
		held.first = covering->last + 1;
	}
	return tally_gap(tally, family, &held, err);
}

bool cidr_can_delete(struct store_tx *tx, const struct cidr_set *set, const char *name,
		     bool *ret_can_delete, uint64_t *ret_blocking, struct error *err)
{
	struct tally tally = { .tx = tx, .exact = ret_blocking != NULL };
	struct cover cover = { .intervals = NULL };
	bool ok = true;

	for (size_t i = 0; i < set->n && ok; i++) {
		const struct prefix *prefix = &set->cidrs[i].prefix;
		struct interval held;

		if (strcmp(set->cidrs[i].name, name) != 0 || !prefix_held(prefix, &held))
			continue;
		cover_collect(&cover, set, i);
		ok = tally_gaps(&tally, prefix->address.family, held, &cover, err);
	}
	free(cover.intervals);
	if (!ok)
		return false;
	*ret_can_delete = tally.blocking == 0;
	if (ret_blocking != NULL)
		*ret_blocking = tally.blocking;
	return true;
}
