#include "cidrctl/ipam.h"

#include <stdlib.h>
#include <string.h>

/* Where a further entry of that name goes: behind those of the same or a smaller name. */
static size_t position_of(const struct cidr_set *set, const char *name)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(set->cidrs[middle].name, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void cidr_set_add(struct cidr_set *set, const char *name, const struct prefix *prefix,
		  bool terminating, bool ready)
{
	size_t position = position_of(set, name);

	set->cidrs = xgrow(set->cidrs, set->n, &set->capacity, sizeof(*set->cidrs));
	memmove(&set->cidrs[position + 1], &set->cidrs[position],
		(set->n - position) * sizeof(*set->cidrs));
	set->cidrs[position] = (struct cidr) {
		.name = xstrdup(name),
		.prefix = *prefix,
		.terminating = terminating,
		.ready = ready && !terminating,
	};
	set->n++;
}

void cidr_set_finish(struct cidr_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->cidrs[i].name);
	free(set->cidrs);
	*set = (struct cidr_set)CIDR_SET_INIT;
}

void cidr_set_cleanup(struct cidr_set *set)
{
	cidr_set_finish(set);
}

/* One of the tests below; subject is the prefix or the address that it asks about. */
typedef bool cidr_test(const struct prefix *entry, const void *subject);

static bool overlaps(const struct prefix *entry, const void *subject)
{
	return prefix_overlaps(entry, subject);
}

static bool contains(const struct prefix *entry, const void *subject)
{
	return prefix_contains_prefix(entry, subject);
}

static bool holds(const struct prefix *entry, const void *subject)
{
	return prefix_holds(entry, subject);
}

static void visit_matching(const struct cidr_set *set, cidr_test *test, const void *subject,
			   cidr_visit *visit, void *context)
{
	const char *visited = NULL;

	for (size_t i = 0; i < set->n; i++) {
		const struct cidr *cidr = &set->cidrs[i];

		if (visited != NULL && strcmp(visited, cidr->name) == 0)
			continue;
		if (!test(&cidr->prefix, subject))
			continue;
		visited = cidr->name;
		visit(context, cidr->name);
	}
}

void cidr_set_overlapping(const struct cidr_set *set, const struct prefix *prefix,
			  cidr_visit *visit, void *context)
{
	visit_matching(set, overlaps, prefix, visit, context);
}

void cidr_set_containing(const struct cidr_set *set, const struct prefix *prefix, cidr_visit *visit,
			 void *context)
{
	visit_matching(set, contains, prefix, visit, context);
}

void cidr_set_holding(const struct cidr_set *set, const struct address *address, cidr_visit *visit,
		      void *context)
{
	visit_matching(set, holds, address, visit, context);
}

bool cidr_set_holds(const struct cidr_set *set, const struct address *address)
{
	for (size_t i = 0; i < set->n; i++)
		if (prefix_holds(&set->cidrs[i].prefix, address))
			return true;
	return false;
}
