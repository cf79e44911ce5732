#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/random.h"

Test(random, a_seed_repeats_a_stream)
{
	struct random a, b;

	random_set_seed(42);
	random_init(&a, 7);
	random_init(&b, 7);
	for (int i = 0; i < 100; i++)
		cr_assert_eq(random_next(&a), random_next(&b));
}

Test(random, salts_and_seeds_change_it)
{
	struct random a, b, c;

	random_set_seed(42);
	random_init(&a, 7);
	random_init(&b, 8);
	random_set_seed(43);
	random_init(&c, 7);
	cr_expect_neq(random_next(&a), random_next(&b));
	random_set_seed(42);
	random_init(&a, 7);
	cr_expect_neq(random_next(&a), random_next(&c));
}

/* What one seed gives must stay the same: people write it down. */
Test(random, the_stream_of_seed_1)
{
	char uid[UID_TEXT_SIZE], suffix[6];
	struct random random;

	random_set_seed(1);
	random_init(&random, 1);
	random_uid(&random, uid);
	random_suffix(&random, suffix, 5);
	cr_expect_str_eq(uid, "309714ec-38d3-4b4c-9bc1-1473d28024a0");
	cr_expect_str_eq(suffix, "76clf");
}

Test(random, without_a_seed_streams_differ)
{
	struct random a, b;

	random_init(&a, 1);
	random_init(&b, 1);
	cr_expect_neq(random_next(&a), random_next(&b));
}

Test(random, below_a_bound)
{
	bool seen[10] = { false };
	struct random random;

	random_set_seed(5);
	random_init(&random, 0);
	for (int i = 0; i < 1000; i++) {
		uint64_t draw = random_below(&random, 10);

		cr_assert_lt(draw, 10);
		seen[draw] = true;
	}
	for (int i = 0; i < 10; i++)
		cr_expect(seen[i], "%d was drawn", i);
	cr_expect_eq(random_below(&random, 1), 0);
	cr_expect_lt(random_below(&random, UINT64_MAX), UINT64_MAX);
}

Test(random, uids_are_version_4)
{
	char uid[UID_TEXT_SIZE];
	struct random random;

	random_init(&random, 0);
	for (int i = 0; i < 100; i++) {
		random_uid(&random, uid);
		cr_assert_eq(strlen(uid), UID_TEXT_SIZE - 1);
		cr_assert_eq(strspn(uid, "0123456789abcdef-"), UID_TEXT_SIZE - 1, "%s", uid);
		cr_assert_eq(uid[14], '4', "%s", uid);
		cr_assert_not_null(strchr("89ab", uid[19]), "%s", uid);
	}
}

Test(random, suffixes_have_no_vowels)
{
	char suffix[101];
	struct random random;

	random_init(&random, 0);
	random_suffix(&random, suffix, 100);
	cr_expect_eq(strspn(suffix, "bcdfghjklmnpqrstvwxz2456789"), 100, "%s", suffix);
	cr_expect_eq(suffix[100], '\0');
}
