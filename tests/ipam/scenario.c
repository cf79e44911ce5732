/* Sequences of requests to the allocator, each a row of steps. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/number_set.h"
#include "cidrctl/text.h"
#include "fixture.h"

/* Steps are parted by ";". What they do is said at step_table. */
static const struct {
	const char *name;
	enum family family;
	const char *cidrs, *steps;
} scenario_rows[] = {
	{ "range/ipv6-fill-release", FAMILY_IPV6, "a=2001:db8:1::/116",
	  "free 4095; fill 4095; next full; release 2001:db8:1::5; free 1; next 2001:db8:1::5;"
	  "release 2001:db8:1::5; static 2001:db8::1 mismatch; static 2001:db8:1:: mismatch;"
	  "static 2001:db8:2::2 mismatch; static 2001:db8:1::1 allocated;"
	  "static 2001:db8:1::5 ok; free 0" },
	{ "range/tiny-32", FAMILY_IPV4, "a=192.168.1.0/32", "free 0; next full" },
	{ "range/reserved-band-25", FAMILY_IPV4, "a=192.168.1.0/25",
	  "dynamic 110 192.168.1.17 192.168.1.126; free 16; static 192.168.1.1 ok;"
	  "static 192.168.1.2 ok; static 192.168.1.3 ok; static 192.168.1.4 ok;"
	  "static 192.168.1.5 ok; static 192.168.1.6 ok; static 192.168.1.7 ok;"
	  "static 192.168.1.8 ok; static 192.168.1.9 ok; static 192.168.1.10 ok;"
	  "static 192.168.1.11 ok; static 192.168.1.12 ok; static 192.168.1.13 ok;"
	  "static 192.168.1.14 ok; static 192.168.1.15 ok; static 192.168.1.16 ok; free 0;"
	  "release 192.168.1.10; free 1; next 192.168.1.10; free 0" },
	{ "range/list-0", FAMILY_IPV4, "a=192.168.1.0/24", "list" },
	{ "range/list-2", FAMILY_IPV4, "a=192.168.1.0/24",
	  "static 192.168.1.1 ok; static 192.168.1.254 ok; list 192.168.1.1 192.168.1.254" },
	{ "range/list-3", FAMILY_IPV4, "a=192.168.1.0/24",
	  "static 192.168.1.1 ok; static 192.168.1.128 ok; static 192.168.1.254 ok;"
	  "list 192.168.1.1 192.168.1.128 192.168.1.254" },
	{ "range/counters-ipv4", FAMILY_IPV4, "a=10.0.0.0/24",
	  "attempt 2 2; free 252; used 2; again 2; free 252; used 2; clear; free 254; used 0;"
	  "attempt 264 254; free 0; used 254" },
	{ "range/counters-ipv6", FAMILY_IPV6, "a=2001:db8::/112",
	  "free 65535; attempt 264 264; free 65271; used 264" },
	{ "multi/no-ranges", FAMILY_IPV4, "", "free 0; next full" },
	{ "multi/two-28", FAMILY_IPV4, "test=192.168.0.0/28",
	  "fill 14; free 0; next full; add test2=10.0.0.0/28; static 10.0.0.11 ok; fill 13; free 0;"
	  "next full; used 28" },
	{ "multi/grow", FAMILY_IPV4, "test=192.168.0.0/28",
	  "fill 14; next full; add test2=192.168.0.0/24; fill 240; used 254; free 0; next full" },
	{ "multi/shrink", FAMILY_IPV4, "test=192.168.0.0/24",
	  "fill 254; clear; used 0; add cidr2=192.168.0.0/28; remove test;"
	  "static 192.168.0.253 mismatch; fill 14; next full" },
	{ "multi/dual-only-own-family", FAMILY_IPV6, "test=192.168.0.0/24,fd00:1:2:3::/120",
	  "dynamic 1 fd00:1:2:3::1 fd00:1:2:3::ff" },
	{ "multi/dual-only-own-family, IPv4 address", FAMILY_IPV6, "test=fd00:1:2:3::/120",
	  "static 192.168.0.1 mismatch" },
	{ "multi/skip-not-ready", FAMILY_IPV4, "test1!=192.168.0.0/24 test2=192.168.1.0/24",
	  "dynamic 200 192.168.1.1 192.168.1.254" },
	{ "allocation example 1", FAMILY_IPV4, "kubernetes=10.96.0.0/24",
	  "dynamic 238 10.96.0.17 10.96.0.254; dynamic 16 10.96.0.1 10.96.0.16; next full" },
	{ "allocation example 2", FAMILY_IPV4, "kubernetes=10.96.0.0/20",
	  "dynamic 3838 10.96.1.1 10.96.15.254; dynamic 256 10.96.0.1 10.96.1.0; next full" },
	{ "allocation example 3", FAMILY_IPV4, "kubernetes=10.96.0.0/16",
	  "occupy 10.96.1.1 10.96.255.254; release 10.96.1.1; release 10.96.7.255;"
	  "release 10.96.200.0; release 10.96.255.254; dynamic 4 10.96.1.1 10.96.255.254;"
	  "dynamic 256 10.96.0.1 10.96.1.0; next full" },
	{ "extending Service IP ranges", FAMILY_IPV4, "kubernetes=10.96.0.0/28",
	  "static 10.96.0.1 ok; fill 13; next full; add newcidr1=10.96.0.0/24;"
	  "dynamic 238 10.96.0.17 10.96.0.254; dynamic 2 10.96.0.15 10.96.0.16; next full" },
	{ "ranges by name, both bands before the next", FAMILY_IPV4,
	  "b=10.0.0.0/27 a=10.9.0.0/27 c=10.5.0.0/28",
	  "dynamic 14 10.9.0.17 10.9.0.30; dynamic 16 10.9.0.1 10.9.0.16;"
	  "dynamic 14 10.0.0.17 10.0.0.30; dynamic 16 10.0.0.1 10.0.0.16;"
	  "dynamic 14 10.5.0.1 10.5.0.14; next full" },
	{ "a small range inside voids the band", FAMILY_IPV4, "a=10.96.0.0/28 b=10.96.0.0/24",
	  "dynamic 14 10.96.0.1 10.96.0.14; dynamic 238 10.96.0.17 10.96.0.254;"
	  "dynamic 2 10.96.0.15 10.96.0.16; next full" },
	{ "equal ranges are one", FAMILY_IPV4, "a=10.0.0.0/28 b=10.0.0.0/28",
	  "free 14; fill 14; next full" },
	{ "an equal range that is ready", FAMILY_IPV4, "a!=10.0.0.0/28 b=10.0.0.0/28", "fill 14" },
	{ "terminating gives nothing", FAMILY_IPV4, "a*=10.0.0.0/28",
	  "next full; static 10.0.0.1 mismatch" },
	{ "IPv6 shorter than /64 gives nothing", FAMILY_IPV6, "a=fd00::/63",
	  "next full; static fd00::1 mismatch; static fd00:0:0:1::1 mismatch" },
	{ "the last addresses of IPv6", FAMILY_IPV6,
	  "a=ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0/123",
	  "dynamic 15 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff1 "
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff;"
	  "dynamic 16 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe1 "
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0; next full" },
	{ "the last addresses of IPv4", FAMILY_IPV4, "a=255.255.255.240/28",
	  "dynamic 14 255.255.255.241 255.255.255.254; next full;"
	  "static 255.255.255.255 mismatch" },
	{ "two addresses of a /30", FAMILY_IPV4, "a=10.0.0.0/30", "fill 2; next full" },
	{ "one address of a /127", FAMILY_IPV6, "a=fd00::/127", "next fd00::1; next full" },
	{ "all of IPv4 is a range", FAMILY_IPV4, "a=0.0.0.0/0",
	  "free 4294967294; dynamic 50 0.0.0.1 255.255.255.254; used 50" },
};

/* A step at work: the rest of its text, and the row that failures name. */
struct step {
	struct fixture *fixture;
	const char *row;
	struct text_list words; /* the first is the step's name */
};

static const char *word(const struct step *step, size_t index)
{
	cr_assert_lt(index, step->words.n, "%s: too few words", step->row);
	return step->words.items[index];
}

static uint64_t number(const struct step *step, size_t index)
{
	return strtoull(word(step, index), NULL, 10);
}

static void step_free(struct step *step)
{
	cr_assert_eq(fixture_free(step->fixture), number(step, 1), "%s: free %s", step->row,
		     word(step, 1));
}

static void step_used(struct step *step)
{
	cr_assert_eq(fixture_count(step->fixture, 0, UINT128_MAX), number(step, 1), "%s: used %s",
		     step->row, word(step, 1));
}

static void step_attempt(struct step *step)
{
	struct address address;
	uint64_t n = 0;

	for (uint64_t i = number(step, 1); i > 0; i--)
		n += fixture_next(step->fixture, &address) ? 1 : 0;
	cr_assert_eq(n, number(step, 2), "%s: attempt", step->row);
}

static void step_fill(struct step *step)
{
	struct address address;
	uint64_t n = 0;

	while (n <= number(step, 1) && fixture_next(step->fixture, &address))
		n++;
	cr_assert_eq(n, number(step, 1), "%s: fill %s", step->row, word(step, 1));
}

static void step_next(struct step *step)
{
	struct address address;
	bool found = fixture_next(step->fixture, &address);

	cr_assert_str_eq(found ? address_text(&address) : "full", word(step, 1), "%s: next",
			 step->row);
}

static void step_dynamic(struct step *step)
{
	struct address address, first = address_of(word(step, 2)), last = address_of(word(step, 3));

	for (uint64_t i = number(step, 1); i > 0; i--) {
		cr_assert(fixture_next(step->fixture, &address), "%s: full, %u to go", step->row,
			  (unsigned)i);
		cr_assert(address.value >= first.value && address.value <= last.value,
			  "%s: dynamic %s", step->row, address_text(&address));
	}
}

static void step_static(struct step *step)
{
	static const char *const names[] = { [ALLOCATOR_FREE] = "ok",
					     [ALLOCATOR_ALLOCATED] = "allocated",
					     [ALLOCATOR_MISMATCH] = "mismatch" };
	struct address address = address_of(word(step, 1));

	cr_assert_str_eq(names[fixture_static(step->fixture, &address)], word(step, 2),
			 "%s: static %s", step->row, word(step, 1));
}

static void step_occupy(struct step *step)
{
	struct address address = address_of(word(step, 1)), last = address_of(word(step, 2));

	for (; address.value <= last.value; address.value++)
		fixture_take(step->fixture, &address);
}

static void step_release(struct step *step)
{
	struct address address = address_of(word(step, 1));

	fixture_release(step->fixture, &address);
}

static void step_add(struct step *step)
{
	cidr_set_add_text(&step->fixture->set, word(step, 1));
}

static void step_remove(struct step *step)
{
	struct cidr_set rest = CIDR_SET_INIT, *set = &step->fixture->set;

	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->cidrs[i].name, word(step, 1)) != 0)
			cidr_set_add(&rest, set->cidrs[i].name, &set->cidrs[i].prefix,
				     set->cidrs[i].terminating, set->cidrs[i].ready);
	cidr_set_finish(set);
	*set = rest;
}

/* The next taken address at or above address->value. */
static bool find_taken(struct fixture *fixture, struct address *address)
{
	struct error err = ERROR_INIT;
	enum store_answer answer =
		number_set_first_present(fixture->tx, address_set_taken(fixture->family),
					 address->value, UINT128_MAX, &address->value, &err);

	cr_assert_neq(answer, STORE_FAILED, "%s", err.message);
	return answer == STORE_FOUND;
}

static void step_clear(struct step *step)
{
	struct address address = { step->fixture->family, 0 };

	for (; find_taken(step->fixture, &address); address.value++)
		fixture_release(step->fixture, &address);
}

static void step_again(struct step *step)
{
	struct address address = { step->fixture->family, 0 };
	uint64_t n = 0;

	for (; find_taken(step->fixture, &address); address.value++, n++)
		cr_assert_eq(fixture_static(step->fixture, &address), ALLOCATOR_ALLOCATED, "%s",
			     step->row);
	cr_assert_eq(n, number(step, 1), "%s: again", step->row);
}

static void step_list(struct step *step)
{
	struct address address = { step->fixture->family, 0 };
	size_t n = 1;

	for (; find_taken(step->fixture, &address); address.value++, n++)
		cr_assert_str_eq(address_text(&address), word(step, n), "%s: list", step->row);
	cr_assert_eq(n, step->words.n, "%s: list", step->row);
}

static const struct {
	const char *name;
	void (*run)(struct step *step);
} step_table[] = {
	{ "add", step_add },         /* SET: more ServiceCIDRs */
	{ "again", step_again },     /* N: static requests for all N taken ones are refused */
	{ "attempt", step_attempt }, /* N M: of N dynamic requests M succeed */
	{ "clear", step_clear },     /* release all */
	{ "dynamic", step_dynamic }, /* N A B: N dynamic requests give addresses from A to B */
	{ "fill", step_fill },       /* N: dynamic requests succeed N times, and no more */
	{ "free", step_free },       /* N: addresses are left */
	{ "list", step_list },       /* A...: these are taken */
	{ "next", step_next },       /* A or "full": what a dynamic request gives */
	{ "occupy", step_occupy },   /* A B: all from A to B get taken */
	{ "release", step_release }, /* A */
	{ "remove", step_remove },   /* NAME: that ServiceCIDR goes */
	{ "static", step_static },   /* A ok, allocated or mismatch: what a static request gives */
	{ "used", step_used },       /* N: addresses are taken */
};

static void add_word(void *words, const char *text)
{
	text_list_add(words, text);
}

static void run_step(struct fixture *fixture, const char *row, const char *text)
{
	struct step step = { .fixture = fixture, .row = row, .words = TEXT_LIST_INIT };
	size_t i = 0;

	each_word(text, add_word, &step.words);
	while (i < ARRAY_LEN(step_table) && strcmp(step_table[i].name, word(&step, 0)) != 0)
		i++;
	cr_assert_lt(i, ARRAY_LEN(step_table), "%s: no step \"%s\"", row, text);
	step_table[i].run(&step);
	text_list_finish(&step.words);
}

Test(allocator, scenarios)
{
	for (size_t i = 0; i < ARRAY_LEN(scenario_rows); i++) {
		struct text_list steps = TEXT_LIST_INIT;
		struct fixture fixture;

		fixture_begin(&fixture, scenario_rows[i].cidrs, scenario_rows[i].family);
		text_list_split(&steps, scenario_rows[i].steps, ';');
		for (size_t k = 0; k < steps.n; k++)
			run_step(&fixture, scenario_rows[i].name, steps.items[k]);
		text_list_finish(&steps);
		fixture_end(&fixture);
	}
}
