#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/text.h"
#include "values.h"

#define NOT_AN_ADDRESS "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"

/* What address_check says; NULL: the text is right. */
static const struct {
	const char *name, *text, *detail;
} check_rows[] = {
	{ "ip-syntax/ipv4", "1.2.3.4", NULL },
	{ "ip-syntax/ipv4-zeros", "0.0.0.0", NULL },
	{ "ip-syntax/ipv6", "1234::abcd", NULL },
	{ "ip-syntax/ipv6-zeros", "::", NULL },
	{ "ip-syntax/ipv6-zeros-expanded", "0:0:0:0:0:0:0:0",
	  "must be in canonical form (\"::\")" },
	{ "ip-syntax/ipv6-leading-0s",
	  "0001:002:03:4::", "must be in canonical form (\"1:2:3:4::\")" },
	{ "ip-syntax/ipv4-leading-0s", "1.1.1.01", "must not have leading 0s" },
	{ "ip-syntax/mapped", "::ffff:1.1.1.1", "must not be an IPv4-mapped IPv6 address" },
	{ "ip-syntax/junk", "aaaaaaa", NOT_AN_ADDRESS },
	{ "ip-syntax/domain", "myhost.mydomain", NOT_AN_ADDRESS },
	{ "ip-syntax/octet-range", "1.2.3.400", NOT_AN_ADDRESS },
	{ "ip-syntax/negative", "-1.0.0.0", NOT_AN_ADDRESS },
	{ "ip-syntax/ipv4-port", "1.2.3.4:80", NOT_AN_ADDRESS },
	{ "ip-syntax/brackets", "[2001:db8::1]", NOT_AN_ADDRESS },
	{ "ip-syntax/host-port", "example.com:80", NOT_AN_ADDRESS },
	{ "ip-syntax/ipv6-zone", "1234::abcd%eth0", NOT_AN_ADDRESS },
	{ "zone of an IPv4 address", "1.2.3.4%eth0", NOT_AN_ADDRESS },
	{ "empty", "", NOT_AN_ADDRESS },
	{ "a prefix", "10.0.0.0/8", NOT_AN_ADDRESS },
	{ "blank in front", " 1.2.3.4", NOT_AN_ADDRESS },
	{ "blank behind", "1.2.3.4 ", NOT_AN_ADDRESS },
	{ "IPAddress name of the API's documentation", "2001:db8:0:0::1",
	  "must be in canonical form (\"2001:db8::1\")" },
	{ "capitals", "FD00::5", "must be in canonical form (\"fd00::5\")" },
	{ "dotted end", "::1.2.3.4", "must be in canonical form (\"::102:304\")" },
	{ "mapped in hexadecimal", "::ffff:102:304", "must not be an IPv4-mapped IPv6 address" },
	{ "zeros in a dotted end", "::1.2.3.04", "must not have leading 0s" },
	{ "five digits in a group", "00001::", "must not have leading 0s" },
};

Test(address, check)
{
	for (size_t i = 0; i < ARRAY_LEN(check_rows); i++) {
		CLEANUP(str) char *detail = address_check(check_rows[i].text);
		const char *want = check_rows[i].detail;

		if (want == NULL)
			cr_expect_null(detail, "%s: %s", check_rows[i].name, detail);
		else
			cr_expect(detail != NULL && strcmp(detail, want) == 0, "%s: %s",
				  check_rows[i].name, detail != NULL ? detail : "accepted");
	}
}

/* Canonical text after a strict and after a lenient reading; NULL: not an address. */
static const struct {
	const char *text, *strict, *lenient;
} parse_rows[] = {
	{ "0.0.0.0", "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255", "255.255.255.255" },
	{ "10.96.0.1", "10.96.0.1", "10.96.0.1" },
	{ "::", "::", "::" },
	{ "::1", "::1", "::1" },
	{ "1::", "1::", "1::" },
	{ "FD00::ABCD", "fd00::abcd", "fd00::abcd" },
	{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	/* RFC 5952, 4.2.2: one zero group is no run; 4.2.3: the longest, then the first. */
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "2001:0:0:1::1" },
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "2001:db8::1:0:0:1" },
	{ "0:0:1::", "0:0:1::", "0:0:1::" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	/* The dotted end. */
	{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", "1:2:3:4:5:6:102:304" },
	{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221", "64:ff9b::c000:221" },
	{ "::1.2.3.4", "::102:304", "::102:304" },
	{ "1:2:3:4:5:6::1.2.3.4", NULL, NULL },
	{ "1:2:3:4:5:1.2.3.4", NULL, NULL },
	{ "1:2:3:4:5:6:7:1.2.3.4", NULL, NULL },
	{ "::1.2.3.4:5", NULL, NULL },
	{ "::1.2.3", NULL, NULL },
	{ "::1.2.3.256", NULL, NULL },
	/* Mapped: IPv6 when strict, IPv4 when lenient. */
	{ "::ffff:1.2.3.4", "::ffff:1.2.3.4", "1.2.3.4" },
	{ "::FFFF:0102:0304", "::ffff:1.2.3.4", "1.2.3.4" },
	{ "::ffff:1.2.3.04", NULL, "1.2.3.4" },
	{ "::fffe:1.2.3.4", "::fffe:102:304", "::fffe:102:304" },
	{ "1::ffff:1.2.3.4", "1::ffff:102:304", "1::ffff:102:304" },
	/* Leading zeros. */
	{ "010.000.00.1", NULL, "10.0.0.1" },
	{ "00000000000000000000001.2.3.4", NULL, "1.2.3.4" },
	{ "08.1.1.1", NULL, "8.1.1.1" },
	{ "0001:0000::000a", "1::a", "1::a" },
	{ "00000000001::", NULL, "1::" },
	{ "00.0.0.0", NULL, "0.0.0.0" },
	/* Neither. */
	{ "", NULL, NULL },
	{ ".", NULL, NULL },
	{ ":", NULL, NULL },
	{ ":::", NULL, NULL },
	{ "1", NULL, NULL },
	{ "1.2.3", NULL, NULL },
	{ "1.2.3.", NULL, NULL },
	{ ".1.2.3", NULL, NULL },
	{ "1..2.3", NULL, NULL },
	{ "1.2.3.4.", NULL, NULL },
	{ "1.2.3.4.5", NULL, NULL },
	{ "256.0.0.0", NULL, NULL },
	{ "99999999999999999999.0.0.0", NULL, NULL },
	{ "+1.2.3.4", NULL, NULL },
	{ "0x1.2.3.4", NULL, NULL },
	{ "1.2.3.a", NULL, NULL },
	{ ":1", NULL, NULL },
	{ "1:", NULL, NULL },
	{ "1::2::3", NULL, NULL },
	{ "1::2:", NULL, NULL },
	{ ":1::", NULL, NULL },
	{ "1:2:3:4:5:6:7", NULL, NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL, NULL },
	{ "1:2:3:4:5:6:7:8::", NULL, NULL },
	{ "::1:2:3:4:5:6:7:8", NULL, NULL },
	{ "1:2:3:4::5:6:7:8", NULL, NULL },
	{ "10000::", NULL, NULL },
	{ "g::", NULL, NULL },
	{ "-1::", NULL, NULL },
	{ "1::%eth0", NULL, NULL },
	{ "1 ::", NULL, NULL },
};

static void expect_parsed(const char *how, const char *text, bool parsed,
			  const struct address *address, const char *want)
{
	static const struct address untouched = { FAMILY_IPV4, 12345 };

	cr_expect_eq(parsed, want != NULL, "%s \"%s\"", how, text);
	if (parsed && want != NULL)
		cr_expect_str_eq(address_text(address), want, "%s \"%s\"", how, text);
	if (!parsed)
		cr_expect(address_equal(address, &untouched), "%s \"%s\" left traces", how, text);
}

Test(address, parse_and_format)
{
	for (size_t i = 0; i < ARRAY_LEN(parse_rows); i++) {
		struct address strict = { FAMILY_IPV4, 12345 }, lenient = strict;
		const char *text = parse_rows[i].text;
		bool parsed = address_parse(text, &strict);

		expect_parsed("strict", text, parsed, &strict, parse_rows[i].strict);
		parsed = address_parse_lenient(text, &lenient);
		expect_parsed("lenient", text, parsed, &lenient, parse_rows[i].lenient);
	}
}

/* NULL: the sum is no address of the family. */
static const struct {
	const char *name, *address;
	uint64_t offset;
	const char *sum;
} add_rows[] = {
	{ "add-offset/v4-11-0", "192.168.0.11", 0, "192.168.0.11" },
	{ "add-offset/v4-1", "192.168.0.0", 1, "192.168.0.1" },
	{ "add-offset/v6-1", "fd00:1:2:3::", 1, "fd00:1:2:3::1" },
	{ "add-offset/v6-a-1", "fd00:1:2:3::a", 1, "fd00:1:2:3::b" },
	{ "add-offset/v6-max63", "fd00:1:2:3::", UINT64_C(9223372036854775807),
	  "fd00:1:2:3:7fff:ffff:ffff:ffff" },
	{ "add-offset/v4-128", "192.168.0.0", 128, "192.168.0.128" },
	{ "add-offset/v6-leading-zero-bytes", "fc::1", 255, "fc::100" },
	{ "add-offset/v6-101-255", "2001:db8:1::101", 255, "2001:db8:1::200" },
	{ "add-offset/big-u63", "fd54:ceea:51ad:2f00::", UINT64_C(9223372036854775808),
	  "fd54:ceea:51ad:2f00:8000::" },
	{ "add-offset/big-u64max", "fd54:ceea:51ad:2f00::", UINT64_MAX,
	  "fd54:ceea:51ad:2f00:ffff:ffff:ffff:ffff" },
	{ "add-offset/big-u51-2", "fd54:ceea:51ad:2f00::", UINT64_C(2251799813685246),
	  "fd54:ceea:51ad:2f00:7:ffff:ffff:fffe" },
	{ "add-offset/big-31", "fd54:ceea:51ad:2f00::", 31, "fd54:ceea:51ad:2f00::1f" },
	{ "over 64 bits", "fd00::ffff:ffff:ffff:ffff", 1, "fd00:0:0:1::" },
	{ "to the last IPv4 address", "255.255.255.254", 1, "255.255.255.255" },
	{ "behind IPv4", "255.255.255.255", 1, NULL },
	{ "far behind IPv4", "0.0.0.1", UINT64_MAX, NULL },
	{ "to the last IPv6 address", "ffff:ffff:ffff:ffff::", UINT64_MAX,
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "behind IPv6", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, NULL },
};

Test(address, add)
{
	for (size_t i = 0; i < ARRAY_LEN(add_rows); i++) {
		struct address address = address_of(add_rows[i].address), sum = address;
		bool added = address_add(&address, add_rows[i].offset, &sum);

		cr_expect_eq(added, add_rows[i].sum != NULL, "%s", add_rows[i].name);
		cr_expect_str_eq(address_text(&sum), added ? add_rows[i].sum : add_rows[i].address,
				 "%s", add_rows[i].name);
	}
}

Test(address, families)
{
	cr_expect_str_eq(family_name(FAMILY_IPV4), "IPv4");
	cr_expect_str_eq(family_name(FAMILY_IPV6), "IPv6");
	cr_expect_eq(family_bits(FAMILY_IPV4), 32U);
	cr_expect_eq(family_bits(FAMILY_IPV6), 128U);
}

/* Equal numbers of two families are two addresses. */
Test(address, equal)
{
	struct address ipv4 = address_of("0.0.0.1"), ipv6 = address_of("::1");
	struct address same = address_of("0:0::1");

	cr_expect(!address_equal(&ipv4, &ipv6));
	cr_expect(address_equal(&ipv6, &same));
}
