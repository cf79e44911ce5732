#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/text.h"
#include "values.h"

#define NOT_A_PREFIX "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
#define LEADING_ZEROS "must not have leading 0s in IP or prefix length"
#define MAPPED "must not have an IPv4-mapped IPv6 address"
#define HOST_BITS "must not have bits set beyond the prefix length"

/* What prefix_check says; NULL: the text is right. */
static const struct {
	const char *name, *text, *detail;
} check_rows[] = {
	{ "cidr-syntax/ipv4", "1.0.0.0/8", NULL },
	{ "cidr-syntax/ipv4-all", "0.0.0.0/0", NULL },
	{ "cidr-syntax/ipv6", "2001:4860:4860::/48", NULL },
	{ "cidr-syntax/ipv6-all", "::/0", NULL },
	{ "cidr-syntax/ipv6-extra-0s", "2a00:79e0:2:0::/64",
	  "must be in canonical form (\"2a00:79e0:2::/64\")" },
	{ "cidr-syntax/ipv6-capitals", "2001:DB8::/64",
	  "must be in canonical form (\"2001:db8::/64\")" },
	{ "cidr-syntax/mapped-v4-prefix", "::ffff:1.1.1.0/24", MAPPED },
	{ "cidr-syntax/mapped-v6-prefix", "::ffff:1.1.1.0/120", MAPPED },
	{ "cidr-syntax/ipv6-ifaddr", "2001:db8::1/64", HOST_BITS },
	{ "cidr-syntax/prefix-leading-0s", "192.168.0.0/016", LEADING_ZEROS },
	{ "cidr-syntax/junk", "aaaaaaa", NOT_A_PREFIX },
	{ "cidr-syntax/ip-address", "1.2.3.4", NOT_A_PREFIX },
	{ "cidr-syntax/partial-url-2", "192.168.0.1/0/99", NOT_A_PREFIX },
	{ "cidr-syntax/negative-prefix", "192.168.0.0/-16", NOT_A_PREFIX },
	{ "a Service range", "10.96.0.0/16", NULL },
	{ "one IPv4 address", "10.9.8.7/32", NULL },
	{ "an IPv6 Service range", "fd00::/64", NULL },
	{ "one IPv6 address", "::1/128", NULL },
	{ "host bits", "10.96.0.1/16", HOST_BITS },
	{ "host bits of all", "0.0.0.1/0", HOST_BITS },
	{ "zeros in an octet", "10.096.0.0/16", LEADING_ZEROS },
	{ "zeros in the length", "10.96.0.0/016", LEADING_ZEROS },
	{ "two zeros as length", "0.0.0.0/00", LEADING_ZEROS },
	{ "zeros, then host bits", "10.096.0.1/16", LEADING_ZEROS },
	{ "five digits in a group", "0fd00::/64", LEADING_ZEROS },
	{ "capitals in an IPv6 Service range", "FD00:1::/64",
	  "must be in canonical form (\"fd00:1::/64\")" },
	{ "capitals and host bits", "FD00:1::5/64", HOST_BITS },
	{ "no length", "10.96.0.0", NOT_A_PREFIX },
	{ "empty length", "10.96.0.0/", NOT_A_PREFIX },
	{ "length behind IPv4", "10.96.0.0/33", NOT_A_PREFIX },
	{ "length behind IPv6", "fd00::/129", NOT_A_PREFIX },
	{ "endless length", "10.0.0.0/99999999999999999999999", NOT_A_PREFIX },
	{ "signed length", "10.96.0.0/+16", NOT_A_PREFIX },
	{ "blank in the length", "10.96.0.0/16 ", NOT_A_PREFIX },
	{ "a mask", "10.96.0.0/255.255.0.0", NOT_A_PREFIX },
	{ "a zone", "fe80::%eth0/64", NOT_A_PREFIX },
	{ "no address", "/16", NOT_A_PREFIX },
	{ "empty", "", NOT_A_PREFIX },
};

Test(prefix, check)
{
	for (size_t i = 0; i < ARRAY_LEN(check_rows); i++) {
		CLEANUP(str) char *detail = prefix_check(check_rows[i].text);
		const char *want = check_rows[i].detail;

		if (want == NULL)
			cr_expect_null(detail, "%s: %s", check_rows[i].name, detail);
		else
			cr_expect(detail != NULL && strcmp(detail, want) == 0, "%s: %s",
				  check_rows[i].name, detail != NULL ? detail : "accepted");
	}
}

/* Canonical text after a strict and after a lenient reading; NULL: not a prefix. The last column
 * is the address that the lenient reading gives. */
static const struct {
	const char *text, *strict, *lenient, *address;
} parse_rows[] = {
	{ "10.96.0.0/16", "10.96.0.0/16", "10.96.0.0/16", "10.96.0.0" },
	{ "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0" },
	{ "255.255.255.255/32", "255.255.255.255/32", "255.255.255.255/32", "255.255.255.255" },
	{ "FD00::/64", "fd00::/64", "fd00::/64", "fd00::" },
	{ "::/0", "::/0", "::/0", "::" },
	{ "::1/128", "::1/128", "::1/128", "::1" },
	{ "10.96.0.1/16", NULL, "10.96.0.0/16", "10.96.0.1" },
	{ "fd00::5/0", NULL, "::/0", "fd00::5" },
	{ "010.96.0.0/016", NULL, "10.96.0.0/16", "10.96.0.0" },
	{ "10.0.0.0/0000000000000000000008", NULL, "10.0.0.0/8", "10.0.0.0" },
	{ "::ffff:1.1.1.0/120", "::ffff:1.1.1.0/120", "1.1.1.0/24", "1.1.1.0" },
	{ "::ffff:1.1.1.7/120", NULL, "1.1.1.0/24", "1.1.1.7" },
	{ "::ffff:0.0.0.0/96", "::ffff:0.0.0.0/96", "0.0.0.0/0", "0.0.0.0" },
	{ "::ffff:1.1.1.0/24", NULL, "::/24", "1.1.1.0" },
	{ "::ffff:0:0/95", NULL, "::fffe:0:0/95", "0.0.0.0" },
	{ "10.0.0.0/33", NULL, NULL, NULL },
	{ "fd00::/129", NULL, NULL, NULL },
	{ "10.0.0.0", NULL, NULL, NULL },
	{ "10.0.0.0/8/8", NULL, NULL, NULL },
	{ "10.0.0.0/8x", NULL, NULL, NULL },
	{ "10.0.0.0 /8", NULL, NULL, NULL },
	{ "10.0.0/8", NULL, NULL, NULL },
	{ "/", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
};

static void expect_parsed(const char *how, const char *text, bool parsed,
			  const struct prefix *prefix, const char *want)
{
	char formatted[PREFIX_TEXT_SIZE];

	cr_expect_eq(parsed, want != NULL, "%s \"%s\"", how, text);
	prefix_format(prefix, formatted);
	cr_expect_str_eq(formatted, want != NULL ? want : "9.9.9.9/32", "%s \"%s\"", how, text);
}

Test(prefix, parse_and_format)
{
	for (size_t i = 0; i < ARRAY_LEN(parse_rows); i++) {
		struct prefix strict = { address_of("9.9.9.9"), 32 }, lenient = strict;
		struct address address = strict.address;
		const char *text = parse_rows[i].text, *want = parse_rows[i].address;
		bool parsed = prefix_parse(text, &strict);

		expect_parsed("strict", text, parsed, &strict, parse_rows[i].strict);
		parsed = prefix_parse_lenient(text, &lenient, &address);
		expect_parsed("lenient", text, parsed, &lenient, parse_rows[i].lenient);
		cr_expect_str_eq(address_text(&address), want != NULL ? want : "9.9.9.9",
				 "address of \"%s\"", text);
	}
}

static const struct {
	const char *name, *prefix, *last;
} last_rows[] = {
	{ "last-in-prefix/v4-24", "192.168.0.0/24", "192.168.0.255" },
	{ "last-in-prefix/v6-64", "fd00:1:2:3::/64", "fd00:1:2:3:ffff:ffff:ffff:ffff" },
	{ "last-in-prefix/v6-fc-112", "fc::/112", "fc::ffff" },
	{ "last-in-prefix/v4-23", "192.168.0.0/23", "192.168.1.255" },
	{ "last-in-prefix/v6-57", "fd00:1:2:3::/57", "fd00:1:2:7f:ffff:ffff:ffff:ffff" },
	{ "all of IPv4", "0.0.0.0/0", "255.255.255.255" },
	{ "all of IPv6", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "one address", "10.9.8.7/32", "10.9.8.7" },
	{ "one IPv6 address", "fd00::1/128", "fd00::1" },
};

Test(prefix, first_and_last)
{
	for (size_t i = 0; i < ARRAY_LEN(last_rows); i++) {
		struct prefix prefix = prefix_of(last_rows[i].prefix);
		struct address first = prefix_first(&prefix), last = prefix_last(&prefix);

		cr_expect(address_equal(&first, &prefix.address), "%s", last_rows[i].name);
		cr_expect_str_eq(address_text(&last), last_rows[i].last, "%s", last_rows[i].name);
	}
}

/* Whether the prefix contains the address, and holds it as one that a Service could have. */
static const struct {
	const char *name, *prefix, *address;
	bool contains, holds;
} address_rows[] = {
	{ "prefix-contains/v4-in", "192.168.0.0/24", "192.168.0.1", true, true },
	{ "prefix-contains/v4-network", "192.168.0.0/24", "192.168.0.0", true, false },
	{ "prefix-contains/v4-out", "192.168.0.0/24", "192.168.1.2", false, false },
	{ "prefix-contains/v6-in", "2001:db2::/96", "2001:db2::1", true, true },
	{ "prefix-contains/v6-last", "2001:db2::/96", "2001:db2::ffff:ffff", true, true },
	{ "prefix-contains/v6-out", "2001:db2::/96", "2001:db2:1:2:3::1", false, false },
	{ "IPv4 broadcast", "192.168.0.0/24", "192.168.0.255", true, false },
	{ "last before broadcast", "192.168.0.0/24", "192.168.0.254", true, true },
	{ "one before", "192.168.1.0/24", "192.168.0.255", false, false },
	{ "IPv6 network", "2001:db2::/96", "2001:db2::", true, false },
	{ "lower half of a /31", "10.0.0.0/31", "10.0.0.0", true, false },
	{ "upper half of a /31", "10.0.0.0/31", "10.0.0.1", true, false },
	{ "a /32", "10.0.0.1/32", "10.0.0.1", true, false },
	{ "the address of a /127", "fd00::/127", "fd00::1", true, true },
	{ "a /128", "fd00::1/128", "fd00::1", true, false },
	{ "shorter than /64", "fd00::/48", "fd00::1", true, true },
	{ "all of IPv6, last", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true, true },
	{ "all of IPv6, first", "::/0", "::", true, false },
	{ "all of IPv4, last", "0.0.0.0/0", "255.255.255.255", true, false },
	{ "IPv6 number in IPv4", "0.0.0.0/0", "::1", false, false },
	{ "IPv4 number in IPv6", "::/0", "0.0.0.1", false, false },
};

Test(prefix, contains_and_holds_addresses)
{
	for (size_t i = 0; i < ARRAY_LEN(address_rows); i++) {
		struct prefix prefix = prefix_of(address_rows[i].prefix);
		struct address address = address_of(address_rows[i].address);

		cr_expect_eq(prefix_contains(&prefix, &address), address_rows[i].contains, "%s",
			     address_rows[i].name);
		cr_expect_eq(prefix_holds(&prefix, &address), address_rows[i].holds, "%s",
			     address_rows[i].name);
	}
}

enum relation { RELATION_EQUAL, RELATION_AROUND, RELATION_APART };

static const struct {
	const char *outer, *inner;
	enum relation relation;
} pair_rows[] = {
	{ "10.0.0.0/24", "10.0.0.0/24", RELATION_EQUAL },
	{ "10.0.0.0/16", "10.0.0.0/24", RELATION_AROUND },
	{ "10.0.0.0/16", "10.0.255.0/24", RELATION_AROUND },
	{ "0.0.0.0/0", "255.255.255.255/32", RELATION_AROUND },
	{ "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", RELATION_AROUND },
	{ "fd00::/64", "fd00::8000:0:0:0/65", RELATION_AROUND },
	{ "10.0.0.0/24", "10.0.1.0/24", RELATION_APART },
	{ "10.0.0.0/16", "10.1.0.0/24", RELATION_APART },
	{ "0.0.0.0/0", "::/0", RELATION_APART },
	{ "::/0", "0.0.0.0/0", RELATION_APART },
	/* toplevel/disjoint, toplevel/equal-to-one and toplevel/inside-one: whether the second of
	 * each pair lies strictly inside another prefix. */
	{ "10.0.0.0/24", "192.168.0.0/24", RELATION_APART },
	{ "10.0.0.0/27", "192.168.0.0/24", RELATION_APART },
	{ "10.0.0.0/24", "10.0.0.0/27", RELATION_AROUND },
};

Test(prefix, relations)
{
	for (size_t i = 0; i < ARRAY_LEN(pair_rows); i++) {
		struct prefix outer = prefix_of(pair_rows[i].outer);
		struct prefix inner = prefix_of(pair_rows[i].inner);
		enum relation relation = pair_rows[i].relation;
		const char *name = pair_rows[i].inner;

		cr_expect_eq(prefix_equal(&outer, &inner), relation == RELATION_EQUAL, "%s", name);
		cr_expect_eq(prefix_contains_prefix(&outer, &inner), relation != RELATION_APART,
			     "%s", name);
		cr_expect_eq(prefix_contains_prefix(&inner, &outer), relation == RELATION_EQUAL,
			     "%s", name);
		cr_expect_eq(prefix_overlaps(&outer, &inner), relation != RELATION_APART, "%s",
			     name);
		cr_expect_eq(prefix_overlaps(&inner, &outer), relation != RELATION_APART, "%s",
			     name);
	}
}
