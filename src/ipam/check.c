/* The API's judgement of how an address or a prefix is written, in the API's words. */
#include "cidrctl/ipam.h"

#include <string.h>

#include "internal.h"

static char *check_canonical(const char *text, const char *canonical)
{
	if (strcmp(text, canonical) == 0)
		return NULL;
	return xasprintf("must be in canonical form (\"%s\")", canonical);
}

char *address_check(const char *text)
{
	struct address address;
	char canonical[ADDRESS_TEXT_SIZE];

	if (!address_parse_lenient(text, &address))
		return xstrdup("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
	if (!address_parse(text, &address))
		return xstrdup("must not have leading 0s");
	if (address_is_mapped(&address))
		return xstrdup("must not be an IPv4-mapped IPv6 address");
	address_format(&address, canonical);
	return check_canonical(text, canonical);
}

char *prefix_check(const char *text)
{
	struct prefix prefix;
	struct address address;
	unsigned bits;
	char canonical[PREFIX_TEXT_SIZE];

	if (!prefix_parse_lenient(text, &prefix, NULL))
		return xstrdup("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
	if (!prefix_read(text, SPELLING_STRICT, &address, &bits))
		return xstrdup("must not have leading 0s in IP or prefix length");
	if (address_is_mapped(&address))
		return xstrdup("must not have an IPv4-mapped IPv6 address");
	if (!address_equal(&address, &prefix.address))
		return xstrdup("must not have bits set beyond the prefix length");
	prefix_format(&prefix, canonical);
	return check_canonical(text, canonical);
}
