#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "fixture.h"

#define ALONE "kubernetes=192.168.0.0/24,2001:db2::/64"
#define LAST6 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:"

/* How many of the managed addresses hold "kubernetes"; it may go when that is 0. */
static const struct {
	const char *name, *set, *addresses;
	uint64_t blocking;
} rows[] = {
	{ "can-delete/empty", "", "", 0 },
	{ "can-delete/no-addresses", ALONE, "", 0 },
	{ "can-delete/address-outside", ALONE, "192.168.1.24", 0 },
	{ "can-delete/v4-network-address", ALONE, "192.168.0.0", 0 },
	{ "can-delete/v6-last-address", ALONE, "2001:db2::ffff:ffff:ffff:ffff", 1 },
	{ "can-delete/same-range-elsewhere", ALONE " overlapping=192.168.0.0/24,2001:db2::/64",
	  "192.168.0.23", 0 },
	{ "can-delete/smaller-range-misses-address",
	  ALONE " overlapping=192.168.0.0/28,2001:db2::/64", "192.168.0.23", 1 },
	{ "can-delete/larger-range-elsewhere", ALONE " overlapping=192.168.0.0/16,2001:db2::/64",
	  "192.168.0.23", 0 },
	{ "not in the set", "other=192.168.0.0/24", "192.168.0.23", 0 },
	{ "broadcast address", ALONE, "192.168.0.255", 0 },
	{ "first and last", ALONE, "192.168.0.1 192.168.0.254", 2 },
	{ "both families", ALONE, "192.168.0.1 2001:db2::1 2001:db2::2", 3 },
	{ "smaller range holds all", ALONE " b=192.168.0.16/28", "192.168.0.17 192.168.0.30", 0 },
	{ "smaller range, its network address", ALONE " b=192.168.0.16/28", "192.168.0.16", 1 },
	{ "smaller range, its broadcast address", ALONE " b=192.168.0.16/28", "192.168.0.31", 1 },
	{ "smaller range, on both sides", ALONE " b=192.168.0.16/28",
	  "192.168.0.15 192.168.0.17 192.168.0.32", 2 },
	{ "smaller IPv6 range, its network address", ALONE " b=2001:db2::10/124", "2001:db2::10",
	  1 },
	{ "smaller IPv6 range, its last address", ALONE " b=2001:db2::10/124", "2001:db2::1f", 0 },
	{ "smaller ranges side by side", ALONE " b=192.168.0.0/25 c=192.168.0.128/25",
	  "192.168.0.1 192.168.0.126 192.168.0.127 192.168.0.128 192.168.0.129 192.168.0.254", 2 },
	{ "smaller ranges inside each other",
	  ALONE " b=192.168.0.0/28 c=192.168.0.0/26 d=192.168.0.16/28",
	  "192.168.0.15 192.168.0.16 192.168.0.31 192.168.0.62 192.168.0.63", 1 },
	{ "parent for IPv4 only", ALONE " b=192.168.0.0/16", "192.168.0.23", 0 },
	{ "parent for IPv4 only, IPv6 orphan", ALONE " b=192.168.0.0/16",
	  "192.168.0.23 2001:db2::5", 1 },
	{ "parents in two others", ALONE " b=192.168.0.0/16 c=2001:db2::/48",
	  "192.168.0.23 2001:db2::5", 0 },
	{ "the other terminates", ALONE " b*=192.168.0.0/24,2001:db2::/64", "192.168.0.23", 0 },
	{ "the other is not ready", ALONE " b!=192.168.0.0/24,2001:db2::/64", "192.168.0.23", 0 },
	{ "the other is a /32", ALONE " b=192.168.0.23/32", "192.168.0.23", 1 },
	{ "the other is IPv6 shorter than /64", "kubernetes=fd00::/64 b=fd00::/48", "fd00::5", 0 },
	{ "it is IPv6 shorter than /64", "kubernetes=fd00::/48", "fd00:0:0:1::", 1 },
	{ "it holds nothing", "kubernetes=192.168.0.23/32", "192.168.0.23", 0 },
	{ "own entries overlap", "kubernetes=192.168.0.0/24,192.168.0.0/28", "192.168.0.5", 1 },
	{ "own entries overlap, smaller first", "kubernetes=192.168.0.0/28,192.168.0.0/24",
	  "192.168.0.5 192.168.0.15 192.168.0.77", 3 },
	{ "own entries overlap with another",
	  "kubernetes=192.168.0.0/28,192.168.0.0/24 "
	  "b=192.168.0.0/29",
	  "192.168.0.5 192.168.0.7 192.168.0.77", 2 },
	{ "all of IPv6", "kubernetes=::/0", ":: ::1 " LAST6 "ffff", 2 },
	{ "all of IPv6, the end elsewhere", "kubernetes=::/0 b=" LAST6 "0/112",
	  "::1 " LAST6 "0 " LAST6 "1 " LAST6 "ffff", 2 },
	{ "all of IPv6 twice", "kubernetes=::/0 b=::/0", "::1 " LAST6 "ffff", 0 },
	{ "all of IPv4", "kubernetes=0.0.0.0/0", "0.0.0.0 0.0.0.1 255.255.255.255", 1 },
};

static void manage(void *fixture, const char *word)
{
	struct address address = address_of(word);

	fixture_take(fixture, &address);
}

/* Asks in both forms, which must agree. */
static uint64_t blocking_of(struct fixture *fixture, const char *name)
{
	struct error err = ERROR_INIT;
	uint64_t blocking = 12345;
	bool can_delete = false, can_delete_too = false;

	cr_assert(cidr_can_delete(fixture->tx, &fixture->set, "kubernetes", &can_delete, &blocking,
				  &err),
		  "%s", err.message);
	cr_assert(cidr_can_delete(fixture->tx, &fixture->set, "kubernetes", &can_delete_too, NULL,
				  &err),
		  "%s", err.message);
	cr_expect_eq(can_delete, blocking == 0, "%s", name);
	cr_expect_eq(can_delete_too, can_delete, "%s", name);
	return blocking;
}

Test(can_delete, rows)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture fixture;

		fixture_begin(&fixture, rows[i].set, FAMILY_IPV4);
		each_word(rows[i].addresses, manage, &fixture);
		cr_expect_eq(blocking_of(&fixture, rows[i].name), rows[i].blocking, "%s",
			     rows[i].name);
		fixture_end(&fixture);
	}
}

/* Addresses without the allocator's labels are taken, but hold nothing. */
Test(can_delete, unmanaged_addresses_do_not_count)
{
	struct fixture fixture;
	struct error err = ERROR_INIT;
	struct address address = address_of("192.168.0.23");

	fixture_begin(&fixture, ALONE, FAMILY_IPV4);
	cr_assert(number_set_add(fixture.tx, address_set_taken(FAMILY_IPV4), address.value, &err));
	cr_expect_eq(blocking_of(&fixture, "unmanaged"), 0U);
	fixture_end(&fixture);
}

/* Where the 256 addresses begin among which all happens; the last ones of IPv6. */
static uint128 base_of(enum family family)
{
	return family == FAMILY_IPV4 ? 0x0a000000 : UINT128_MAX - 255;
}

/* A prefix of up to 8 host bits. */
static struct prefix random_prefix(struct random *random, enum family family)
{
	unsigned host_bits = (unsigned)random_below(random, 9);
	uint128 host = random_below(random, 256) >> host_bits << host_bits;

	return (struct prefix) { { family, base_of(family) + host },
				 family_bits(family) - host_bits };
}

static void fill_randomly(struct fixture *fixture)
{
	static const char *const names[] = { "kubernetes", "kubernetes", "a", "b", "x" };
	size_t n = 1 + random_below(&fixture->random, 6);

	for (size_t i = 0; i < n; i++) {
		const char *name = names[random_below(&fixture->random, ARRAY_LEN(names))];
		struct prefix prefix = random_prefix(&fixture->random, fixture->family);

		cidr_set_add(&fixture->set, name, &prefix, false, true);
	}
	for (int i = 0; i < 60; i++) {
		struct prefix prefix = random_prefix(&fixture->random, fixture->family);

		fixture_take(fixture, &prefix.address);
	}
}

/* The rule as it is written: addresses of which nobody but "kubernetes" is a holder. */
static uint64_t blocking_by_definition(struct fixture *fixture)
{
	struct address address = { fixture->family, base_of(fixture->family) };
	uint64_t blocking = 0;

	for (int i = 0; i < 256; i++, address.value++) {
		CLEANUP(strbuf) struct strbuf holders = STRBUF_INIT;

		if (fixture_count(fixture, address.value, address.value) == 0)
			continue;
		cidr_set_holding(&fixture->set, &address, visit_append, &holders);
		blocking += strcmp(holders.text, "kubernetes") == 0 ? 1 : 0;
	}
	return blocking;
}

Test(can_delete, agrees_with_the_definition)
{
	struct fixture fixture;
	struct error err = ERROR_INIT;

	fixture_begin(&fixture, "", FAMILY_IPV4);
	for (int i = 0; i < 200; i++) {
		fixture.family = i % 2 == 0 ? FAMILY_IPV4 : FAMILY_IPV6;
		fill_randomly(&fixture);
		cr_expect_eq(blocking_of(&fixture, "random"), blocking_by_definition(&fixture),
			     "round %d", i);
		cidr_set_finish(&fixture.set);
		cr_assert(number_set_clear(fixture.tx, address_set_taken(fixture.family), &err));
		cr_assert(number_set_clear(fixture.tx, address_set_managed(fixture.family), &err));
	}
	fixture_end(&fixture);
}
