#include <criterion/criterion.h>

#include "cidrctl/text.h"
#include "values.h"

#define ONE "kubernetes=10.0.0.0/24,2001:db8::/96"
#define TWO ONE " secondary=10.0.0.0/16,2001:db8::/64"
#define THREE TWO " kubernetes2=10.0.0.0/24,2001:db8::/96"

typedef void prefix_walk(const struct cidr_set *set, const struct prefix *prefix, cidr_visit *visit,
			 void *context);

struct prefix_row {
	const char *name, *set, *prefix, *names;
};

static const struct prefix_row overlap_rows[] = {
	{ "overlaps/one-v4-same", ONE, "10.0.0.0/24", "kubernetes" },
	{ "overlaps/one-v4-larger", ONE, "10.0.0.0/16", "kubernetes" },
	{ "overlaps/one-v6-inside", ONE, "2001:db8::/112", "kubernetes" },
	{ "overlaps/one-v6-same", ONE, "2001:db8::/96", "kubernetes" },
	{ "overlaps/one-v6-disjoint", ONE, "2001:db2::/112", "" },
	{ "overlaps/two-v4-inside", TWO, "10.0.0.0/24", "kubernetes secondary" },
	{ "overlaps/two-v4-larger", TWO, "10.0.0.0/8", "kubernetes secondary" },
	{ "overlaps/two-v4-disjoint", TWO, "192.168.0.0/24", "" },
	{ "overlaps/two-v6-between", TWO, "2001:db8::/72", "kubernetes secondary" },
	{ "overlaps/two-v6-larger", TWO, "2001:db8::/52", "kubernetes secondary" },
	{ "overlaps/three-v4-inside", THREE, "10.0.0.0/28", "kubernetes kubernetes2 secondary" },
	{ "overlaps/three-v4-larger", THREE, "10.0.0.0/8", "kubernetes kubernetes2 secondary" },
	{ "both entries of one, named once", "a=10.0.0.0/24,10.0.1.0/24", "10.0.0.0/8", "a" },
	{ "neither ready nor staying", "a!=10.0.0.0/24 b*=10.0.0.0/24", "10.0.0.0/8", "a b" },
};

static const struct prefix_row containing_rows[] = {
	{ "contains-prefix/one-v4-inside", ONE, "10.0.0.0/26", "kubernetes" },
	{ "contains-prefix/one-v4-larger", ONE, "10.0.0.0/16", "" },
	{ "contains-prefix/one-v4-disjoint", ONE, "192.168.0.0/24", "" },
	{ "contains-prefix/one-v6-same", ONE, "2001:db8::/96", "kubernetes" },
	{ "contains-prefix/one-v6-larger", ONE, "2001:db8::/64", "" },
	{ "contains-prefix/two-v4-inside", TWO, "10.0.0.0/24", "kubernetes secondary" },
	{ "contains-prefix/two-v4-between", TWO, "10.0.0.0/18", "secondary" },
	{ "contains-prefix/two-v4-disjoint", TWO, "192.168.0.0/24", "" },
	{ "contains-prefix/two-v6-inside", TWO, "2001:db8::/96", "kubernetes secondary" },
	{ "contains-prefix/two-v6-larger", TWO, "2001:db8::/52", "" },
	{ "contains-prefix/two-v6-disjoint", TWO, "2001:db2::/64", "" },
	{ "IPv6 shorter than /64", "a=2001:db8::/32", "2001:db8::/64", "a" },
};

static void expect_prefix_rows(prefix_walk *walk, const struct prefix_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CLEANUP(cidr_set) struct cidr_set set = cidr_set_of(rows[i].set);
		CLEANUP(strbuf) struct strbuf names = STRBUF_INIT;
		struct prefix prefix = prefix_of(rows[i].prefix);

		walk(&set, &prefix, visit_append, &names);
		cr_expect_str_eq(names.text, rows[i].names, "%s", rows[i].name);
	}
}

Test(cidr_set, overlapping)
{
	expect_prefix_rows(cidr_set_overlapping, overlap_rows, ARRAY_LEN(overlap_rows));
}

Test(cidr_set, containing)
{
	expect_prefix_rows(cidr_set_containing, containing_rows, ARRAY_LEN(containing_rows));
}

#define UNRELATED " unrelated=10.0.0.0/24 unrelated2=10.0.0.0/16"
#define ALONE "kubernetes=192.168.0.0/24,2001:db2::/64" UNRELATED
#define PAIR ALONE " overlapping=192.168.0.0/24,2001:db2::/96"
#define TRIO                                              \
	ALONE " overlapping=192.168.0.0/24,2001:db2::/64" \
	      " overlapping2=192.168.0.0/26,2001:db2::/96"

/* Who holds the address. The last group: whom an IPAddress that comes or goes concerns. */
static const struct {
	const char *name, *set, *address, *names;
} holding_rows[] = {
	{ "contains-address/one-v4", ONE, "10.0.0.1", "kubernetes" },
	{ "contains-address/one-v4-network", ONE, "10.0.0.0", "" },
	{ "contains-address/one-v4-outside", ONE, "192.0.0.1", "" },
	{ "contains-address/one-v6-last", ONE, "2001:db8::ffff:ffff", "kubernetes" },
	{ "contains-address/one-v6-network", ONE, "2001:db8::", "" },
	{ "contains-address/two-v4", TWO, "10.0.0.1", "kubernetes secondary" },
	{ "contains-address/two-v4-broadcast-of-small", TWO, "10.0.0.255", "secondary" },
	{ "contains-address/two-v4-outside", TWO, "192.0.0.1", "" },
	{ "contains-address/two-v6", TWO, "2001:db8::2:3", "kubernetes secondary" },
	{ "contains-address/two-v6-network-of-both", TWO, "2001:db8::", "" },
	{ "contains-address/two-v6-outside", TWO, "2002:1:2:3::2", "" },
	{ "IPv6 shorter than /64", "a=2001:db8::/32", "2001:db8::1", "a" },
	{ "neither ready nor staying", "a!=10.0.0.0/24 b*=10.0.0.0/24", "10.0.0.1", "a b" },
	{ "no ServiceCIDR", "", "10.0.0.1", "" },
	{ "requeue-ip/one", ALONE, "192.168.0.23", "kubernetes" },
	{ "requeue-ip/two-equal", PAIR, "192.168.0.23", "kubernetes overlapping" },
	{ "requeue-ip/three-network-address", TRIO, "192.168.0.0", "" },
	{ "requeue-ip/three-broadcast-of-26", TRIO, "192.168.0.63", "kubernetes overlapping" },
	{ "requeue-ip/three-v6-last-of-64", TRIO, "2001:db2::ffff:ffff:ffff:ffff",
	  "kubernetes overlapping" },
};

Test(cidr_set, holding)
{
	for (size_t i = 0; i < ARRAY_LEN(holding_rows); i++) {
		CLEANUP(cidr_set) struct cidr_set set = cidr_set_of(holding_rows[i].set);
		CLEANUP(strbuf) struct strbuf names = STRBUF_INIT;
		struct address address = address_of(holding_rows[i].address);

		cidr_set_holding(&set, &address, visit_append, &names);
		cr_expect_str_eq(names.text, holding_rows[i].names, "%s", holding_rows[i].name);
		cr_expect_eq(cidr_set_holds(&set, &address), names.length > 0, "%s",
			     holding_rows[i].name);
	}
}

/* Whom a ServiceCIDR that comes concerns: all that overlap one of its entries, itself included
 * when it is stored. */
static const struct {
	const char *name, *set, *prefixes, *names;
} added_rows[] = {
	{ "requeue-cidr/empty", "", "192.168.0.0/24 2001:db2::/64", "" },
	{ "requeue-cidr/two-equal", PAIR, "192.168.0.0/24 2001:db2::/64",
	  "kubernetes overlapping" },
	{ "requeue-cidr/three", TRIO, "192.168.0.0/24 2001:db2::/64",
	  "kubernetes overlapping overlapping2" },
};

struct added {
	const struct cidr_set *set;
	struct text_list names;
};

static void note_once(void *names, const char *name)
{
	if (!text_list_contains(names, name))
		text_list_add(names, name);
}

static void note_overlapping(void *context, const char *word)
{
	struct added *added = context;
	struct prefix prefix = prefix_of(word);

	cidr_set_overlapping(added->set, &prefix, note_once, &added->names);
}

static void append_all(struct strbuf *out, struct text_list *names)
{
	text_list_sort(names);
	for (size_t i = 0; i < names->n; i++)
		visit_append(out, names->items[i]);
}

Test(cidr_set, concerned_by_a_new_one)
{
	for (size_t i = 0; i < ARRAY_LEN(added_rows); i++) {
		CLEANUP(cidr_set) struct cidr_set set = cidr_set_of(added_rows[i].set);
		CLEANUP(strbuf) struct strbuf names = STRBUF_INIT;
		struct added added = { .set = &set, .names = TEXT_LIST_INIT };

		each_word(added_rows[i].prefixes, note_overlapping, &added);
		append_all(&names, &added.names);
		text_list_finish(&added.names);
		cr_expect_str_eq(names.text, added_rows[i].names, "%s", added_rows[i].name);
	}
}

/* By name in bytes, then in the order in which entries of one name came. */
Test(cidr_set, order)
{
	CLEANUP(cidr_set)
	struct cidr_set set = cidr_set_of("b=10.2.0.0/16,10.1.0.0/16 a=10.3.0.0/16 "
					  "c=10.0.0.0/16 B=10.4.0.0/16 a-1=10.5.0.0/16");
	static const char *const want[] = { "B 10.4.0.0/16", "a 10.3.0.0/16", "a-1 10.5.0.0/16",
					    "b 10.2.0.0/16", "b 10.1.0.0/16", "c 10.0.0.0/16" };

	cr_assert_eq(set.n, ARRAY_LEN(want));
	for (size_t i = 0; i < set.n; i++) {
		char prefix[PREFIX_TEXT_SIZE];
		CLEANUP(str) char *got = NULL;

		prefix_format(&set.cidrs[i].prefix, prefix);
		got = xasprintf("%s %s", set.cidrs[i].name, prefix);
		cr_expect_str_eq(got, want[i]);
	}
}

Test(cidr_set, terminating_is_not_ready)
{
	CLEANUP(cidr_set)
	struct cidr_set set = cidr_set_of("a=10.0.0.0/24 b!=10.0.0.0/24 c*=10.0.0.0/24");

	cr_expect(set.cidrs[0].ready && !set.cidrs[0].terminating);
	cr_expect(!set.cidrs[1].ready && !set.cidrs[1].terminating);
	cr_expect(!set.cidrs[2].ready && set.cidrs[2].terminating);
}
