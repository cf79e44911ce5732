#include "fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cidrctl/number_set.h"

/* Fails the test when a call of the store did. */
#define WORKS(call)                                   \
	do {                                          \
		struct error err = ERROR_INIT;        \
		cr_assert((call), "%s", err.message); \
	} while (0)

void fixture_begin(struct fixture *fixture, const char *cidrs, enum family family)
{
	char path[64];

	*fixture = (struct fixture) { .folder = "/tmp/cidrctl-ipam-XXXXXX", .family = family };
	cr_assert_not_null(mkdtemp(fixture->folder));
	snprintf(path, sizeof(path), "%s/state.db", fixture->folder);
	fixture->store = store_create(path);
	WORKS(store_begin(fixture->store, STORE_WRITE, &fixture->tx, &err));
	cidr_set_add_text(&fixture->set, cidrs);
	random_set_seed(1);
	random_init(&fixture->random, 1);
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	cr_assert_not_null(folder);
	while ((entry = readdir(folder)) != NULL)
		unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	rmdir(path);
}

void fixture_end(struct fixture *fixture)
{
	store_rollback(fixture->tx);
	store_destroy(fixture->store);
	cidr_set_finish(&fixture->set);
	remove_folder(fixture->folder);
}

void fixture_take(struct fixture *fixture, const struct address *address)
{
	enum family family = address->family;

	WORKS(number_set_add(fixture->tx, address_set_taken(family), address->value, &err));
	WORKS(number_set_add(fixture->tx, address_set_managed(family), address->value, &err));
}

void fixture_release(struct fixture *fixture, const struct address *address)
{
	enum family family = address->family;

	WORKS(number_set_remove(fixture->tx, address_set_taken(family), address->value, &err));
	WORKS(number_set_remove(fixture->tx, address_set_managed(family), address->value, &err));
}

bool fixture_next(struct fixture *fixture, struct address *ret_address)
{
	struct error err = ERROR_INIT;
	enum store_answer answer = allocator_next(fixture->tx, &fixture->set, fixture->family,
						  &fixture->random, ret_address, &err);

	cr_assert_neq(answer, STORE_FAILED, "%s", err.message);
	if (answer == STORE_ABSENT)
		return false;
	cr_assert_eq(ret_address->family, fixture->family);
	cr_assert_eq(fixture_count(fixture, ret_address->value, ret_address->value), 0U,
		     "%s is taken", address_text(ret_address));
	fixture_take(fixture, ret_address);
	return true;
}

enum allocator_verdict fixture_static(struct fixture *fixture, const struct address *address)
{
	struct error err = ERROR_INIT;
	enum allocator_verdict verdict = allocator_judge(fixture->tx, &fixture->set, address, &err);

	cr_assert_neq(verdict, ALLOCATOR_FAILED, "%s", err.message);
	if (verdict == ALLOCATOR_FREE)
		fixture_take(fixture, address);
	return verdict;
}

uint64_t fixture_count(struct fixture *fixture, uint128 first, uint128 last)
{
	uint64_t count = 0;

	WORKS(number_set_count(fixture->tx, address_set_taken(fixture->family), first, last, &count,
			       &err));
	return count;
}

/* Whether the range of an entry is no part of another one's, and not the same as an earlier. */
static bool is_top_level(const struct cidr_set *set, size_t index)
{
	const struct prefix *prefix = &set->cidrs[index].prefix;

	for (size_t i = 0; i < set->n; i++) {
		const struct prefix *other = &set->cidrs[i].prefix;

		if (prefix_equal(other, prefix) ? i < index : prefix_contains_prefix(other, prefix))
			return false;
	}
	return true;
}

uint64_t fixture_free(struct fixture *fixture)
{
	uint64_t free_addresses = 0;

	for (size_t i = 0; i < fixture->set.n; i++) {
		const struct prefix *prefix = &fixture->set.cidrs[i].prefix;
		struct range range = range_of(prefix);

		if (prefix->address.family != fixture->family || range.size == 0 ||
		    !is_top_level(&fixture->set, i))
			continue;
		free_addresses += range.size;
		free_addresses -= fixture_count(fixture, range.first.value, range.last.value);
	}
	return free_addresses;
}
