/* Any text as an address and as a prefix: what is read and written must read the same again, and
 * whatever the strict spelling takes the lenient one takes with the same meaning. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/ipam.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* What the lenient spelling makes of an address that the strict one keeps apart. */
static struct address unmapped(const struct address *address)
{
	struct address ipv4 = { FAMILY_IPV4, (uint32_t)address->value };

	return address_is_mapped(address) ? ipv4 : *address;
}

static void try_address(const char *text)
{
	struct address strict, lenient, again;
	char formatted[ADDRESS_TEXT_SIZE];
	bool is_strict = address_parse(text, &strict);
	bool is_lenient = address_parse_lenient(text, &lenient);
	char *detail = address_check(text);

	require(is_lenient || !is_strict);
	require(is_lenient || detail != NULL);
	if (is_lenient) {
		address_format(&lenient, formatted);
		require(address_parse(formatted, &again) && address_equal(&lenient, &again));
		require(!address_is_mapped(&lenient));
	}
	if (is_strict) {
		address_format(&strict, formatted);
		require(address_parse(formatted, &again) && address_equal(&strict, &again));
		again = unmapped(&strict);
		require(address_equal(&lenient, &again));
		require((detail == NULL) ==
			(strcmp(text, formatted) == 0 && !address_is_mapped(&strict)));
	}
	free(detail);
}

static void try_prefix(const char *text)
{
	struct prefix strict, lenient, again;
	struct address address, first, last;
	char formatted[PREFIX_TEXT_SIZE];
	bool is_strict = prefix_parse(text, &strict);
	bool is_lenient = prefix_parse_lenient(text, &lenient, &address);
	char *detail = prefix_check(text);

	require(is_lenient || !is_strict);
	require(is_lenient || detail != NULL);
	require(is_strict || detail != NULL);
	if (is_lenient) {
		prefix_format(&lenient, formatted);
		require(prefix_parse(formatted, &again) && prefix_equal(&lenient, &again));
		first = prefix_first(&lenient);
		last = prefix_last(&lenient);
		require(prefix_contains(&lenient, &first) && prefix_contains(&lenient, &last));
		require(first.value <= last.value && !prefix_holds(&lenient, &first));
	}
	if (is_strict) {
		prefix_format(&strict, formatted);
		require(prefix_parse(formatted, &again) && prefix_equal(&strict, &again));
		first = unmapped(&strict.address);
		require(address_equal(&address, &first));
		require((detail == NULL) ==
			(strcmp(text, formatted) == 0 && !address_is_mapped(&strict.address)));
	}
	free(detail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	require(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	try_address(text);
	try_prefix(text);
	free(text);
	return 0;
}
