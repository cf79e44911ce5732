/* ip() and cidr() where they are the language's own. */
#include "../cel/evaluate.h"
#include "cidrctl/cel_kubernetes.h"

Test(network_ext, differences)
{
	static const struct evaluate_row rows[] = {
		{ "cidr('10.1.0.0/16').isMask()", "true" },
		{ "cidr('10.1.0.9/16').isMask()", "false" },
		{ "cidr('fd00::/8').isMask()", "true" },
		{ "ip('10.1.2.3') == dyn('10.1.2.3')", "false" },
		{ "cidr('10.1.0.0/16') == dyn(1)", "false" },
		{ "string(ip('::ffff:a01:203'))", "\"10.1.2.3\"" },
		{ "isIP('::ffff:10.1.2.3')", "false" },
		{ "isCIDR('::ffff:10.1.2.3/104')", "false" },
		{ "cidr('10.0.0.0/8').containsIP('10.1.2')",
		  "error: IP Address \"10.1.2\" parse error during conversion from string: "
		  "ParseAddr(\"10.1.2\"): IPv4 address too short" },
		{ "cidr('10.0.0.0/8').containsCIDR('10.1.2.0')",
		  "error: CIDR \"10.1.2.0\" parse error during conversion from string: "
		  "netip.ParsePrefix(\"10.1.2.0\"): no '/'" },
	};

	check_rows(&cel_profile_spec, rows, ARRAY_LEN(rows));
}

Test(network_ext, literals)
{
	static const struct evaluate_row rows[] = {
		{ "ip('10.1.2.256')",
		  "issue: invalid ip argument: IP Address \"10.1.2.256\" parse error during "
		  "conversion from string: ParseAddr(\"10.1.2.256\"): IPv4 field has value >255" },
		{ "cidr('10.1.2.0/33')",
		  "issue: invalid cidr argument: CIDR \"10.1.2.0/33\" parse error during "
		  "conversion "
		  "from string: netip.ParsePrefix(\"10.1.2.0/33\"): prefix length out of range" },
		{ "cidr('::ffff:1.2.3.4/120')", "issue: invalid cidr argument: IPv4-mapped IPv6 "
						"address \"::ffff:1.2.3.4/120\" is "
						"not allowed" },
		{ "ip(dyn('10.1.2.256'))",
		  "error: IP Address \"10.1.2.256\" parse error during conversion from string: "
		  "ParseAddr(\"10.1.2.256\"): IPv4 field has value >255" },
		{ "cidr('10.1.2.3/24').ip() == ip('10.1.2.3')", "true" },
	};

	check_rows(&cel_profile_spec, rows, ARRAY_LEN(rows));
}

/* Kubernetes has its own words, and no check before it runs. */
Test(network_ext, kubernetes)
{
	static const struct evaluate_row rows[] = {
		{ "cidr('::ffff:1.2.3.4/120')",
		  "error: network address parse error during conversion from string: IPv4-mapped "
		  "IPv6 address \"::ffff:1.2.3.4/120\" is not allowed" },
		{ "ip('::ffff:a01:203')",
		  "error: IPv4-mapped IPv6 address \"::ffff:a01:203\" is not allowed" },
		{ "cidr('10.1.0.0/16').isMask()",
		  "issue: undeclared reference to 'isMask' (in container '')" },
	};

	check_rows(&cel_profile_kubernetes, rows, ARRAY_LEN(rows));
}
