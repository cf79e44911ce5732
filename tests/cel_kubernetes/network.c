/* ip() and cidr(). */
#include "../cel/evaluate.h"
#include "cidrctl/cel_kubernetes.h"

static void check(const struct evaluate_row *rows, size_t n)
{
	check_rows(&cel_profile_kubernetes, rows, n);
}

Test(ip, texts)
{
	static const struct evaluate_row rows[] = {
		{ "string(ip('10.1.2.3'))", "\"10.1.2.3\"" },
		{ "string(ip('2001:DB8:0:0:0:0:0:1'))", "\"2001:db8::1\"" },
		{ "string(ip('1:0:0:2:0:0:0:3'))", "\"1:0:0:2::3\"" },
		{ "string(ip('::10.1.2.3'))", "\"::a01:203\"" },
		{ "ip('10.1.2.3').family()", "4" },
		{ "ip('::').family()", "6" },
		{ "isIP('10.1.2.3')", "true" },
		{ "isIP('10.1.2.3/8')", "false" },
		{ "isIP('::ffff:10.1.2.3')", "false" },
		{ "isIP('fe80::1%eth0')", "false" },
		{ "ip.isCanonical('2001:db8::1')", "true" },
		{ "ip.isCanonical('2001:DB8::1')", "false" },
		{ "ip('10.1.2.3') == ip('10.1.2.3')", "true" },
		{ "ip('10.1.2.3') == ip('10.1.2.4')", "false" },
		{ "ip('10.1.2.3') == dyn('10.1.2.3')", "error: no such overload" },
		{ "ip('10.1.2.3') != dyn('10.1.2.3')", "true" },
		{ "type(ip('::')) == net.IP", "true" },
		{ "ip('10.1.2.3') == '10.1.2.3'",
		  "issue: found no matching overload for '_==_' applied to '(net.IP, string)'" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(ip, kinds)
{
	static const struct evaluate_row rows[] = {
		{ "['0.0.0.0', '::', '0.0.0.1'].map(a, ip(a).isUnspecified())",
		  "[true, true, false]" },
		{ "['127.1.2.3', '::1', '128.0.0.1'].map(a, ip(a).isLoopback())",
		  "[true, true, false]" },
		{ "['224.0.0.9', 'ff12::1', 'ff01::1', '224.0.1.1'].map(a, "
		  "ip(a).isLinkLocalMulticast())",
		  "[true, true, false, false]" },
		{ "['169.254.9.9', 'febf::1', 'fec0::1'].map(a, ip(a).isLinkLocalUnicast())",
		  "[true, true, false]" },
		{ "['10.0.0.1', 'fd00::1', '240.0.0.1', '255.255.255.255', 'ff0e::1', "
		  "'fe80::1'].map(a, ip(a).isGlobalUnicast())",
		  "[true, true, true, false, false, false]" },
	};

	check(rows, ARRAY_LEN(rows));
}

#define NOT_IP(text, why)                                                                 \
	{                                                                                 \
		"ip('" text "')",                                                         \
			"failure: IP Address \"" text                                     \
			"\" parse error during conversion from string: ParseAddr(\"" text \
			"\"): " why                                                       \
	}

Test(ip, why_a_text_is_none)
{
	static const struct evaluate_row rows[] = {
		NOT_IP("", "unable to parse IP"),
		NOT_IP("host", "unable to parse IP"),
		NOT_IP("%eth0", "missing IPv6 address"),
		NOT_IP("10.0.0.01", "IPv4 field has octet with leading zero"),
		NOT_IP("10.0.0.256", "IPv4 field has value >255"),
		NOT_IP(".10.0.0", "IPv4 field must have at least one digit (at \\\".10.0.0\\\")"),
		NOT_IP("10..0.0", "IPv4 field must have at least one digit (at \\\".0.0\\\")"),
		NOT_IP("10.0.0.", "IPv4 field must have at least one digit (at \\\".\\\")"),
		NOT_IP("10.0.0.0.0", "IPv4 address too long"),
		NOT_IP("10.0.0", "IPv4 address too short"),
		NOT_IP("10.0.0.0/8", "unexpected character (at \\\"/8\\\")"),
		NOT_IP("::1%", "zone must be a non-empty string"),
		NOT_IP("12345::", "each group must have 4 or less digits (at \\\"12345::\\\")"),
		NOT_IP("1:::2",
		       "each colon-separated field must have at least one digit (at \\\":2\\\")"),
		NOT_IP("1:2.3.4.5",
		       "embedded IPv4 address must replace the final 2 fields of the address (at "
		       "\\\"2.3.4.5\\\")"),
		NOT_IP("1::2::3", "multiple :: in address (at \\\":3\\\")"),
		NOT_IP("1:2:", "colon must be followed by more characters (at \\\":\\\")"),
		NOT_IP("1:2 ", "unexpected character, want colon (at \\\" \\\")"),
		NOT_IP("1:2:3:4:5:6:7:8:9", "trailing garbage after address (at \\\"9\\\")"),
		NOT_IP("1:2:3", "address string too short"),
		NOT_IP("1:2:3:4::5:6:7:8", "the :: must expand to at least one field of zeros"),
		{ "ip('fe80::1%eth0')",
		  "failure: IP address \"fe80::1%eth0\" with zone value is not allowed" },
		{ "ip('::ffff:1.2.3.4')",
		  "failure: IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT, want = STRBUF_INIT;
		uint64_t cost;

		/* The rows have the quotes of Go's quoting inside. */
		for (const char *at = rows[i].want; *at != '\0'; at++)
			if (*at != '\\')
				strbuf_add_char(&want, *at);
		evaluate(&cel_profile_kubernetes, rows[i].expression, &got, &cost);
		cr_expect(strstr(got.text, strchr(want.text, ' ') + 1) != NULL, "%s: %s, not %s",
			  rows[i].expression, got.text, want.text);
	}
}

#define REFUSED                                                                       \
	"network address parse error during conversion from string: network address " \
	"parse error during conversion from string: netip.ParsePrefix"

Test(cidr, texts)
{
	static const struct evaluate_row rows[] = {
		{ "string(cidr('10.1.2.3/8'))", "\"10.1.2.3/8\"" },
		{ "string(cidr('10.1.2.3/8').masked())", "\"10.0.0.0/8\"" },
		{ "string(cidr('2001:db8::1/32').masked())", "\"2001:db8::/32\"" },
		{ "string(cidr('1.2.3.4/0').masked())", "\"0.0.0.0/0\"" },
		{ "string(cidr('10.1.2.3/8').ip())", "\"10.1.2.3\"" },
		{ "cidr('10.0.0.0/20').prefixLength()", "20" },
		{ "cidr('10.0.0.1/8') == cidr('10.0.0.0/8')", "false" },
		{ "cidr('10.0.0.1/8').masked() == cidr('10.0.0.0/8')", "true" },
		{ "isCIDR('10.0.0.0/8')", "true" },
		{ "isCIDR('10.0.0.0')", "false" },
		{ "isCIDR('10.0.0.0/08')", "false" },
		{ "isCIDR('::ffff:10.0.0.0/104')", "false" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(cidr, why_a_text_is_none)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "10.0.0.0", "no '/'" },
		{ "10.0.0/8", "ParseAddr(\"10.0.0\"): IPv4 address too short" },
		{ "fe80::1%e/64", "IPv6 zones cannot be present in a prefix" },
		{ "10.0.0.0/", "bad bits after slash: \"\"" },
		{ "10.0.0.0/+8", "bad bits after slash: \"+8\"" },
		{ "10.0.0.0/08", "bad bits after slash: \"08\"" },
		{ "10.0.0.0/99999999999999999999",
		  "bad bits after slash: \"99999999999999999999\"" },
		{ "10.0.0.0/33", "prefix length out of range" },
		{ "::/129", "prefix length out of range" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *expression = xasprintf("cidr(dyn('%s'))", rows[i].text);
		CLEANUP(str)
		char *want = xasprintf(REFUSED "(\"%s\"): %s", rows[i].text, rows[i].why);
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&cel_profile_kubernetes, expression, &got, &cost);
		cr_expect(strstr(got.text, want) != NULL, "%s: %s, not %s", expression, got.text,
			  want);
	}
}

Test(cidr, what_is_in_it)
{
	static const struct evaluate_row rows[] = {
		{ "cidr('10.96.0.0/16').containsIP('10.96.255.1')", "true" },
		{ "cidr('10.96.0.0/16').containsIP(ip('10.97.0.1'))", "false" },
		{ "cidr('10.96.7.7/16').containsIP('10.96.0.1')", "true" },
		{ "cidr('::/0').containsIP('10.0.0.1')", "false" },
		{ "cidr('10.96.0.0/16').containsIP('nonsense')", "error: no such overload" },
		{ "cidr('10.96.0.0/16').containsCIDR('10.96.1.0/24')", "true" },
		{ "cidr('10.96.0.0/16').containsCIDR('10.96.0.0/16')", "true" },
		{ "cidr('10.96.0.0/16').containsCIDR('10.96.0.0/15')", "false" },
		{ "cidr('10.96.0.0/16').containsCIDR(cidr('2001:db8::/64'))", "false" },
		{ "cidr('2001:db8::/64').containsCIDR('2001:db8:0:0:ffff::/80')", "true" },
		{ "cidr('0.0.0.0/0').containsCIDR('::/0')", "false" },
		{ "cidr('10.96.0.0/16').containsCIDR('nonsense')",
		  "error: " REFUSED "(\"nonsense\"): no '/'" },
	};

	check(rows, ARRAY_LEN(rows));
}

Test(network, costs)
{
	static const struct cost_row rows[] = {
		{ "isIP('10.96.0.1')", 1 },
		{ "ip('2001:db8:1:2:3:4:5:6').family()", 3 },
		{ "ip.isCanonical('10.96.0.1')", 2 },
		{ "cidr('10.96.0.0/16').containsIP('10.96.0.1')", 4 },
		{ "cidr('10.96.0.0/16').containsCIDR('10.96.1.0/24')", 7 },
		{ "cidr('2001:db8::/64').containsCIDR(cidr('2001:db8::/80'))", 8 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(strbuf) struct strbuf got = STRBUF_INIT;
		uint64_t cost;

		evaluate(&cel_profile_kubernetes, rows[i].expression, &got, &cost);
		cr_expect_eq(cost, rows[i].want, "%s: %llu, not %llu", rows[i].expression,
			     (unsigned long long)cost, (unsigned long long)rows[i].want);
	}
}
