/* What a ServiceCIDR must be. Rows named "validate-…" are collected cases. */
#include <criterion/criterion.h>
#include <string.h>

#include "helper.h"

#define SUBDOMAIN                                                                                 \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' " \
	"or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "     \
	"regex "                                                                                  \
	"used for validation is "                                                                 \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define CIDR_TEXT "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
#define FAMILY_TEXT \
	"may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"

#define BASE "{metadata: {name: test-name, resourceVersion: '1'}}"
#define CIDRS(list) "{spec: {cidrs: [" list "]}}"

static const struct {
	const char *row, *patch, *errors;
} create_rows[] = {
	{ "validate-create/empty-iprange", CIDRS(""),
	  "spec.cidrs: Required value: at least one CIDR required" },
	{ "no spec at all", "", "spec.cidrs: Required value: at least one CIDR required" },
	{ "validate-create/three-ipranges", CIDRS("192.168.0.0/24, 'fd00::/64', 10.0.0.0/16"),
	  "spec.cidrs: Invalid value: "
	  "networking.ServiceCIDRSpec{CIDRs:[]string{\"192.168.0.0/24\", "
	  "\"fd00::/64\", \"10.0.0.0/16\"}}: may only hold up to 2 values" },
	{ "validate-create/good-iprange-ipv6", CIDRS("'fd00:1234::/64'"), "" },
	{ "good-iprange-ipv4", CIDRS("192.168.0.0/24"), "" },
	{ "validate-create/good-iprange-ipv4-ipv6", CIDRS("192.168.0.0/24, 'fd00:1234::/64'"), "" },
	{ "good-iprange-ipv6-ipv4", CIDRS("'fd00:1234::/64', 192.168.0.0/24"), "" },
	{ "validate-create/iponly-iprange-ipv4", CIDRS("192.168.0.1"),
	  "spec.cidrs[0]: Invalid value: \"192.168.0.1\": " CIDR_TEXT },
	{ "validate-create/badip-iprange-ipv4", CIDRS("192.168.0.1/24"),
	  "spec.cidrs[0]: Invalid value: \"192.168.0.1/24\": must not have bits set beyond the "
	  "prefix length" },
	{ "validate-create/badip-iprange-caps-ipv6", CIDRS("'FD00:1234::2/64'"),
	  "spec.cidrs[0]: Invalid value: \"FD00:1234::2/64\": must not have bits set beyond the "
	  "prefix length" },
	{ "validate-create/good-iprange-ipv4-bad-ipv6", CIDRS("192.168.0.0/24, 'FD00:1234::/64'"),
	  "spec.cidrs[1]: Invalid value: \"FD00:1234::/64\": must be in canonical form "
	  "(\"fd00:1234::/64\")" },
	{ "validate-create/no-name-and-bad-cidr",
	  "{metadata: {name: ''}, spec: {cidrs: [bad cidr]}}",
	  "metadata.name: Required value: name or generateName is required\n"
	  "spec.cidrs[0]: Invalid value: \"bad cidr\": " CIDR_TEXT },
	{ "validate-create/same-family-twice", CIDRS("10.0.0.0/24, 10.1.0.0/24"),
	  "spec.cidrs: Invalid value: []string{\"10.0.0.0/24\", \"10.1.0.0/24\"}: " FAMILY_TEXT },
	{ "two entries of one family, one with host bits",
	  "{metadata: {name: Bad_Name}, spec: {cidrs: [192.168.0.1/24, 10.0.0.0/8]}}",
	  "metadata.name: Invalid value: \"Bad_Name\": " SUBDOMAIN "\n"
	  "spec.cidrs[0]: Invalid value: \"192.168.0.1/24\": must not have bits set beyond the "
	  "prefix length\n"
	  "spec.cidrs: Invalid value: []string{\"192.168.0.1/24\", \"10.0.0.0/8\"}: " FAMILY_TEXT },
	{ "one family is unknown when an entry is no CIDR", CIDRS("nonsense, 10.0.0.0/8"),
	  "spec.cidrs[0]: Invalid value: \"nonsense\": " CIDR_TEXT },
	{ "an empty entry", CIDRS("''"), "spec.cidrs[0]: Invalid value: \"\": " CIDR_TEXT },
	{ "null in the list is an empty entry", CIDRS("null"),
	  "spec.cidrs[0]: Invalid value: \"\": " CIDR_TEXT },
	{ "leading zeros", CIDRS("10.096.0.0/16"),
	  "spec.cidrs[0]: Invalid value: \"10.096.0.0/16\": must not have leading 0s in IP or "
	  "prefix "
	  "length" },
	{ "IPv4-mapped", CIDRS("'::ffff:10.0.0.0/104'"),
	  "spec.cidrs[0]: Invalid value: \"::ffff:10.0.0.0/104\": must not have an IPv4-mapped "
	  "IPv6 "
	  "address" },
	{ "everything there is", CIDRS("0.0.0.0/0, '::/0'"), "" },
	{ "a single address", CIDRS("10.9.8.7/32, '::1/128'"), "" },
};

Test(service_cidr, create)
{
	for (size_t i = 0; i < ARRAY_LEN(create_rows); i++)
		cr_expect_errors(create_errors(&resource_service_cidr, BASE, create_rows[i].patch),
				 create_rows[i].errors, create_rows[i].row);
}

Test(service_cidr, long_name)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	CLEANUP(str) char *patch = NULL, *want = NULL;

	for (int i = 0; i < 254; i++)
		strbuf_add_char(&name, 'a');
	patch = xasprintf("{metadata: {name: %s}, spec: {cidrs: [10.0.0.0/8]}}", name.text);
	want = xasprintf(
		"metadata.name: Invalid value: \"%s\": must be no more than 253 characters",
		name.text);
	cr_expect_errors(create_errors(&resource_service_cidr, BASE, patch), want, "254");
}

#define DUAL "192.168.0.0/24, 'fd00:1234::/64'"

static const struct {
	const char *row, *old, *new, *errors;
} update_rows[] = {
	{ "validate-update/dual-replaced-by-single", DUAL, "10.0.0.0/16",
	  "spec.cidrs: Invalid value: []string{\"10.0.0.0/16\"}: field is immutable" },
	{ "validate-update/dual-first-changed", DUAL, "10.0.0.0/24, 'fd00:1234::/64'",
	  "spec.cidrs[0]: Invalid value: \"10.0.0.0/24\": field is immutable" },
	{ "validate-update/single-v4-to-dual", "10.0.0.0/24", "10.0.0.0/24, 'fd00:1234::/64'", "" },
	{ "validate-update/single-v6-to-dual", "'fd00:1234::/64'", "'fd00:1234::/64', 10.0.0.0/24",
	  "" },
	{ "validate-update/single-v4-to-dual-v6-first", "10.0.0.0/24",
	  "'fd00:1234::/64', 10.0.0.0/24",
	  "spec.cidrs[0]: Invalid value: \"fd00:1234::/64\": field is immutable" },
	{ "validate-update/dual-reordered", DUAL, "'fd00:1234::/64', 192.168.0.0/24",
	  "spec.cidrs[0]: Invalid value: \"fd00:1234::/64\": field is immutable\n"
	  "spec.cidrs[1]: Invalid value: \"192.168.0.0/24\": field is immutable" },
	{ "validate-update/single-to-dual-second-invalid", "10.0.0.0/24",
	  "10.0.0.0/24, invalid-cidr",
	  "spec.cidrs[1]: Invalid value: \"invalid-cidr\": " CIDR_TEXT },
	{ "validate-update/single-to-dual-same-family", "10.0.0.0/24", "10.0.0.0/24, 10.1.0.0/24",
	  "spec.cidrs: Invalid value: []string{\"10.0.0.0/24\", \"10.1.0.0/24\"}: " FAMILY_TEXT },
	{ "nothing changed", DUAL, DUAL, "" },
	{ "one error, and not that of the syntax", "10.0.0.0/24", "nonsense",
	  "spec.cidrs[0]: Invalid value: \"nonsense\": field is immutable" },
	{ "dual to the first alone", DUAL, "192.168.0.0/24",
	  "spec.cidrs: Invalid value: []string{\"192.168.0.0/24\"}: field is immutable" },
	{ "to three", DUAL, "192.168.0.0/24, 'fd00:1234::/64', 10.0.0.0/8",
	  "spec.cidrs: Invalid value: []string{\"192.168.0.0/24\", \"fd00:1234::/64\", "
	  "\"10.0.0.0/8\"}: field is immutable" },
};

Test(service_cidr, update)
{
	for (size_t i = 0; i < ARRAY_LEN(update_rows); i++) {
		CLEANUP(str) char *old = xasprintf(CIDRS("%s"), update_rows[i].old);
		CLEANUP(str) char *new = xasprintf(CIDRS("%s"), update_rows[i].new);

		cr_expect_errors(update_errors(&resource_service_cidr, BASE, old, new),
				 update_rows[i].errors, update_rows[i].row);
	}
}

/* Go prints a list that is not there as nil. */
Test(service_cidr, update_without_cidrs)
{
	cr_expect_errors(update_errors(&resource_service_cidr, BASE, CIDRS("10.0.0.0/8"), ""),
			 "spec.cidrs: Invalid value: []string(nil): field is immutable", "absent");
}
