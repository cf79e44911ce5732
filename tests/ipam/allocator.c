#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cidrctl/number_set.h"
#include "fixture.h"
#include "ipam/internal.h"

/* Addresses in the order in which a walk from first + offset takes them; sequences that are too
 * long to print are "". */
static const struct {
	const char *name, *first, *last;
	uint64_t offset, count;
	const char *sequence;
} walk_rows[] = {
	{ "walk/small-from-last", "192.168.0.1", "192.168.0.2", 1, 2, "192.168.0.2 192.168.0.1" },
	{ "walk/small-offset-past-end", "192.168.0.1", "192.168.0.2", 10, 2,
	  "192.168.0.1 192.168.0.2" },
	{ "walk/seven-from-middle", "192.168.0.1", "192.168.0.7", 2, 7,
	  "192.168.0.3 192.168.0.4 192.168.0.5 192.168.0.6 192.168.0.7 192.168.0.1 192.168.0.2" },
	{ "walk/seven-from-last", "192.168.0.1", "192.168.0.7", 6, 7,
	  "192.168.0.7 192.168.0.1 192.168.0.2 192.168.0.3 192.168.0.4 192.168.0.5 192.168.0.6" },
	{ "walk/v6-large-from-middle", "2001:db8:1::101", "2001:db8:1::fff", 255, 3839, "" },
	{ "walk/v6-large-from-last", "2001:db8:1::101", "2001:db8:1::fff", 3838, 3839, "" },
	{ "to the end of IPv6", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, 2,
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe" },
};

/* Takes what the walk gives until it gives nothing; returns how many that were. Each must be the
 * one above the last, or the first. */
static uint64_t walk(struct fixture *fixture, const char *name, const struct interval *interval,
		     uint64_t offset, struct strbuf *sequence)
{
	const char *set = address_set_taken(fixture->family);
	struct error err = ERROR_INIT;
	struct address address = { fixture->family, 0 };
	uint128 previous = 0;
	uint64_t n = 0;

	while (interval_next_absent(fixture->tx, set, interval, offset, &address.value, &err) ==
	       STORE_FOUND) {
		cr_assert(n == 0 || address.value == previous + 1 ||
				  address.value == interval->first,
			  "%s: %s", name, address_text(&address));
		visit_append(sequence, address_text(&address));
		fixture_take(fixture, &address);
		previous = address.value;
		n++;
	}
	cr_assert_eq(err.reason, REASON_NONE, "%s: %s", name, err.message);
	return n;
}

Test(allocator, walk)
{
	for (size_t i = 0; i < ARRAY_LEN(walk_rows); i++) {
		struct address first = address_of(walk_rows[i].first);
		struct interval interval = { first.value, address_of(walk_rows[i].last).value };
		CLEANUP(strbuf) struct strbuf sequence = STRBUF_INIT;
		struct fixture fixture;

		fixture_begin(&fixture, "", first.family);
		cr_expect_eq(walk(&fixture, walk_rows[i].name, &interval, walk_rows[i].offset,
				  &sequence),
			     walk_rows[i].count, "%s", walk_rows[i].name);
		if (walk_rows[i].sequence[0] != '\0')
			cr_expect_str_eq(sequence.text, walk_rows[i].sequence, "%s",
					 walk_rows[i].name);
		fixture_end(&fixture);
	}
}

/* Every address of the upper band is drawn, none of the lower. */
Test(allocator, draw_covers_the_upper_band)
{
	struct fixture fixture;
	unsigned drawn[256] = { 0 };
	struct error err = ERROR_INIT;
	struct address address;

	fixture_begin(&fixture, "a=10.96.0.0/24", FAMILY_IPV4);
	for (int i = 0; i < 10000; i++) {
		cr_assert_eq(allocator_next(fixture.tx, &fixture.set, FAMILY_IPV4, &fixture.random,
					    &address, &err),
			     STORE_FOUND);
		cr_assert_eq(address.value >> 8, 0x0a6000U);
		drawn[address.value & 255]++;
	}
	for (unsigned host = 0; host < 256; host++) {
		bool in_band = host >= 17 && host <= 254;

		/* 42 are expected; less than 12 or more than 90 would be odd. */
		cr_expect(in_band ? drawn[host] > 12 && drawn[host] < 90 : drawn[host] == 0,
			  "10.96.0.%u drawn %u times", host, drawn[host]);
	}
	fixture_end(&fixture);
}

/* The draw from a /64 is unsigned: it never falls below the range, and uses its upper half. */
Test(allocator, draw_stays_in_a_64)
{
	struct prefix prefix = prefix_of("ffff:ffff:ffff:ffff::/64");
	struct range range = range_of(&prefix);
	struct fixture fixture;
	struct address address;
	unsigned upper_half = 0;

	fixture_begin(&fixture, "a=ffff:ffff:ffff:ffff::/64", FAMILY_IPV6);
	for (int i = 0; i < 1000; i++) {
		cr_assert(fixture_next(&fixture, &address));
		cr_assert(address.value >= range.first.value + range.offset, "%s",
			  address_text(&address));
		upper_half += (unsigned)(address.value >> 63 & 1);
	}
	cr_expect(upper_half > 400 && upper_half < 600, "%u of 1000", upper_half);
	cr_expect_eq(fixture_count(&fixture, 0, UINT128_MAX), 1000U);
	cr_expect_eq(fixture_free(&fixture), UINT64_MAX - 1000);
	fixture_end(&fixture);
}

static void draw_sequence(struct strbuf *sequence)
{
	struct fixture fixture;
	struct address address;

	fixture_begin(&fixture, "a=10.0.0.0/16 b=10.1.0.0/16", FAMILY_IPV4);
	for (int i = 0; i < 20; i++) {
		cr_assert(fixture_next(&fixture, &address));
		visit_append(sequence, address_text(&address));
	}
	fixture_end(&fixture);
}

Test(allocator, equal_seeds_give_equal_sequences)
{
	CLEANUP(strbuf) struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;

	draw_sequence(&first);
	draw_sequence(&second);
	cr_expect_str_eq(first.text, second.text);
}

/* 10.0.0.5 and fd00::5 are taken. */
static const struct {
	const char *name, *set, *address;
	enum allocator_verdict verdict;
} judge_rows[] = {
	{ "free", "a=10.0.0.0/24", "10.0.0.6", ALLOCATOR_FREE },
	{ "free in the lower band", "a=10.0.0.0/24", "10.0.0.1", ALLOCATOR_FREE },
	{ "taken", "a=10.0.0.0/24", "10.0.0.5", ALLOCATOR_ALLOCATED },
	{ "taken, IPv6", "a=fd00::/112", "fd00::5", ALLOCATOR_ALLOCATED },
	{ "taken, but outside", "a=10.0.1.0/24", "10.0.0.5", ALLOCATOR_MISMATCH },
	{ "outside", "a=10.0.0.0/24", "1.1.1.1", ALLOCATOR_MISMATCH },
	{ "no ServiceCIDR", "", "10.0.0.6", ALLOCATOR_MISMATCH },
	{ "network address", "a=10.0.0.0/24", "10.0.0.0", ALLOCATOR_MISMATCH },
	{ "broadcast address", "a=10.0.0.0/24", "10.0.0.255", ALLOCATOR_MISMATCH },
	{ "IPv6 network address", "a=fd00::/112", "fd00::", ALLOCATOR_MISMATCH },
	{ "IPv6 last address", "a=fd00::/112", "fd00::ffff", ALLOCATOR_FREE },
	{ "network address of a small range in a larger", "a=10.0.0.16/28 b=10.0.0.0/24",
	  "10.0.0.16", ALLOCATOR_FREE },
	{ "the same when the larger terminates", "a=10.0.0.16/28 b*=10.0.0.0/24", "10.0.0.16",
	  ALLOCATOR_MISMATCH },
	{ "terminating", "a*=10.0.0.0/24", "10.0.0.6", ALLOCATOR_MISMATCH },
	{ "not ready", "a!=10.0.0.0/24", "10.0.0.6", ALLOCATOR_MISMATCH },
	{ "terminating, held by a ready one", "a*=10.0.0.0/24 b=10.0.0.0/28", "10.0.0.6",
	  ALLOCATOR_FREE },
	{ "a /31", "a=10.0.0.0/31", "10.0.0.1", ALLOCATOR_MISMATCH },
	{ "a /32", "a=10.0.0.1/32", "10.0.0.1", ALLOCATOR_MISMATCH },
	{ "a /127", "a=fd00::/127", "fd00::1", ALLOCATOR_FREE },
	{ "a /128", "a=fd00::1/128", "fd00::1", ALLOCATOR_MISMATCH },
	{ "IPv6 shorter than /64", "a=fd00::/48", "fd00::1", ALLOCATOR_MISMATCH },
	{ "the same beside a /64", "a=fd00::/48 b=fd00::/64", "fd00::1", ALLOCATOR_FREE },
};

Test(allocator, judge)
{
	struct address taken4 = address_of("10.0.0.5"), taken6 = address_of("fd00::5");

	for (size_t i = 0; i < ARRAY_LEN(judge_rows); i++) {
		struct address address = address_of(judge_rows[i].address);
		struct fixture fixture;

		fixture_begin(&fixture, judge_rows[i].set, address.family);
		fixture_take(&fixture, &taken4);
		fixture_take(&fixture, &taken6);
		cr_expect_eq(fixture_static(&fixture, &address), judge_rows[i].verdict, "%s",
			     judge_rows[i].name);
		fixture_end(&fixture);
	}
}

/* Begins to read a state that is then damaged: only its first page stays, and those that beginning
 * has read, which are the first of the index. Addresses on both sides of 192.168.0.0 fill more than
 * these. The store is opened anew, for it remembers pages that it wrote. */
static void damage(struct fixture *fixture)
{
	static const char junk[4096] = "junk";
	struct error err = ERROR_INIT;
	struct address address = address_of("192.167.0.1");
	char path[64];
	int file;

	for (int i = 0; i < 500; i++, address.value += 256)
		fixture_take(fixture, &address);
	cr_assert_eq(store_commit(fixture->tx, &err), STORE_COMMIT_OK);
	store_destroy(fixture->store);
	snprintf(path, sizeof(path), "%s/state.db", fixture->folder);
	fixture->store = store_create(path);
	cr_assert(store_begin(fixture->store, STORE_READ, &fixture->tx, &err));
	file = open(path, O_WRONLY);
	for (off_t at = lseek(file, 0, SEEK_END) - 4096; at > 0; at -= 4096)
		cr_assert_eq(pwrite(file, junk, sizeof(junk), at), (ssize_t)sizeof(junk));
	close(file);
}

/* multi/storage-error: a store that fails is neither a full range nor a free address. */
Test(allocator, failing_store)
{
	struct address address = address_of("192.168.0.77"), untouched = address;
	struct error err = ERROR_INIT;
	bool can_delete = true;
	uint64_t blocking = 12345;
	struct fixture fixture;

	fixture_begin(&fixture, "test1=192.168.0.0/24 test2=192.168.1.0/24 test3=192.168.0.16/28",
		      FAMILY_IPV4);
	damage(&fixture);
	cr_expect_eq(allocator_next(fixture.tx, &fixture.set, FAMILY_IPV4, &fixture.random,
				    &address, &err),
		     STORE_FAILED);
	cr_expect(err.reason != REASON_NONE && address_equal(&address, &untouched));
	error_finish(&err);
	cr_expect_eq(allocator_judge(fixture.tx, &fixture.set, &address, &err), ALLOCATOR_FAILED);
	cr_expect_neq(err.reason, REASON_NONE);
	error_finish(&err);
	cr_expect_not(cidr_can_delete(fixture.tx, &fixture.set, "test1", &can_delete, NULL, &err));
	cr_expect_neq(err.reason, REASON_NONE);
	error_finish(&err);
	cr_expect_not(
		cidr_can_delete(fixture.tx, &fixture.set, "test2", &can_delete, &blocking, &err));
	cr_expect(err.reason != REASON_NONE && can_delete && blocking == 12345);
	error_finish(&err);
	fixture_end(&fixture);
}

Test(allocator, texts)
{
	cr_expect_str_eq(allocator_verdict_text(ALLOCATOR_ALLOCATED),
			 "provided IP is already allocated");
	cr_expect_str_eq(allocator_verdict_text(ALLOCATOR_MISMATCH),
			 "the provided network does not match the current range");
	cr_expect_str_eq(allocator_verdict_text(ALLOCATOR_FREE), "");
	cr_expect_str_eq(ALLOCATOR_FULL_TEXT, "range is full");
}
