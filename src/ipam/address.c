#include "cidrctl/ipam.h"

#include <stdio.h>
#include <string.h>

#include "internal.h"

#define IPV4_MAX UINT32_MAX
#define IPV6_GROUPS 8

/* What is left to read. */
struct reader {
	const char *next, *end;
	enum spelling spelling;
};

const char *family_name(enum family family)
{
	return family == FAMILY_IPV4 ? "IPv4" : "IPv6";
}

unsigned family_bits(enum family family)
{
	return family == FAMILY_IPV4 ? 32 : 128;
}

static bool at_end(const struct reader *reader)
{
	return reader->next == reader->end;
}

static bool skip(struct reader *reader, char c)
{
	if (at_end(reader) || *reader->next != c)
		return false;
	reader->next++;
	return true;
}

/* The digit's value, or 16 when it is none. */
static unsigned hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

/* Digits of the base; the value may not exceed max. Any number of leading zeros. */
static bool read_number(struct reader *reader, unsigned base, unsigned max, size_t *ret_digits,
			unsigned *ret_value)
{
	const char *start = reader->next;
	unsigned value = 0;

	for (; !at_end(reader) && hex_digit(*reader->next) < base; reader->next++) {
		value = value * base + hex_digit(*reader->next);
		if (value > max)
			return false;
	}
	*ret_digits = (size_t)(reader->next - start);
	*ret_value = value;
	return *ret_digits > 0;
}

/* ipv4 = octet "." octet "." octet "." octet */
static bool read_ipv4(struct reader *reader, uint32_t *ret_value)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		bool zero;
		size_t digits;
		unsigned octet;

		if (i > 0 && !skip(reader, '.'))
			return false;
		zero = !at_end(reader) && *reader->next == '0';
		if (!read_number(reader, 10, 255, &digits, &octet))
			return false;
		if (zero && digits > 1 && reader->spelling == SPELLING_STRICT)
			return false;
		value = value << 8 | octet;
	}
	*ret_value = value;
	return at_end(reader);
}

/* The groups of an IPv6 address as they stand in the text. */
struct groups {
	unsigned values[IPV6_GROUPS];
	int n;
	int gap; /* groups before "::", or -1 */
};

/* The last 32 bits in dotted form: two groups at once. */
static bool read_embedded_ipv4(struct reader *reader, struct groups *groups)
{
	uint32_t ipv4;

	if (groups->gap < 0 ? groups->n != IPV6_GROUPS - 2 : groups->n > IPV6_GROUPS - 2)
		return false;
	if (!read_ipv4(reader, &ipv4))
		return false;
	groups->values[groups->n++] = ipv4 >> 16;
	groups->values[groups->n++] = ipv4 & 0xffff;
	return true;
}

/* group = 1*4hexdigit; the lenient spelling allows more leading zeros */
static bool read_group(struct reader *reader, struct groups *groups)
{
	const char *start = reader->next;
	size_t digits;
	unsigned value;

	if (!read_number(reader, 16, 0xffff, &digits, &value))
		return false;
	if (digits > 4 && reader->spelling == SPELLING_STRICT)
		return false;
	if (!at_end(reader) && *reader->next == '.') {
		reader->next = start;
		return read_embedded_ipv4(reader, groups);
	}
	groups->values[groups->n++] = value;
	return true;
}

/* ipv6 = [ "::" ] group *( ( ":" / "::" ) group ) [ "::" ], with one "::" at most */
static bool read_groups(struct reader *reader, struct groups *groups)
{
	groups->n = 0;
	groups->gap = -1;
	if (skip(reader, ':')) {
		if (!skip(reader, ':'))
			return false;
		groups->gap = 0;
		if (at_end(reader))
			return true;
	}
	while (groups->n < IPV6_GROUPS) {
		if (!read_group(reader, groups))
			return false;
		if (at_end(reader))
			return true;
		if (!skip(reader, ':'))
			return false;
		if (skip(reader, ':')) {
			if (groups->gap >= 0)
				return false;
			groups->gap = groups->n;
			if (at_end(reader))
				return true;
		}
	}
	return false;
}

static bool read_ipv6(struct reader *reader, uint128 *ret_value)
{
	struct groups groups;
	uint128 value = 0;
	int i = 0;

	if (!read_groups(reader, &groups))
		return false;
	/* "::" stands for at least one group. */
	if ((groups.gap < 0) != (groups.n == IPV6_GROUPS))
		return false;
	for (; i < groups.gap; i++)
		value = value << 16 | groups.values[i];
	for (int zeros = IPV6_GROUPS - groups.n; zeros > 0; zeros--)
		value <<= 16;
	for (; i < groups.n; i++)
		value = value << 16 | groups.values[i];
	*ret_value = value;
	return true;
}

bool address_read(const char *text, size_t length, enum spelling spelling,
		  struct address *ret_address)
{
	struct reader reader = { .next = text, .end = text + length, .spelling = spelling };
	struct address address;
	uint32_t ipv4;

	if (memchr(text, ':', length) != NULL) {
		address.family = FAMILY_IPV6;
		if (!read_ipv6(&reader, &address.value))
			return false;
	} else {
		address.family = FAMILY_IPV4;
		if (!read_ipv4(&reader, &ipv4))
			return false;
		address.value = ipv4;
	}
	*ret_address = address;
	return true;
}

bool address_parse(const char *text, struct address *ret_address)
{
	return address_read(text, strlen(text), SPELLING_STRICT, ret_address);
}

bool address_parse_lenient(const char *text, struct address *ret_address)
{
	struct address address;

	if (!address_read(text, strlen(text), SPELLING_LENIENT, &address))
		return false;
	*ret_address = address_is_mapped(&address) ? address_unmapped(&address) : address;
	return true;
}

bool address_is_mapped(const struct address *address)
{
	return address->family == FAMILY_IPV6 && address->value >> 32 == 0xffff;
}

struct address address_unmapped(const struct address *address)
{
	return (struct address) { FAMILY_IPV4, (uint32_t)address->value };
}

bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->value == b->value;
}

bool address_add(const struct address *address, uint128 offset, struct address *ret_address)
{
	uint128 max = address->family == FAMILY_IPV4 ? IPV4_MAX : UINT128_MAX;

	if (offset > max - address->value)
		return false;
	*ret_address = (struct address) { address->family, address->value + offset };
	return true;
}

static void format_ipv4(uint32_t value, char *text, size_t size)
{
	snprintf(text, size, "%u.%u.%u.%u", value >> 24, value >> 16 & 255, value >> 8 & 255,
		 value & 255);
}

static unsigned group_of(uint128 value, int index)
{
	return (unsigned)(value >> (16 * (IPV6_GROUPS - 1 - index))) & 0xffff;
}

/* The longest run of two or more zero groups, the first of equals; length 0 when there is none. */
static void find_zero_run(uint128 value, int *ret_start, int *ret_length)
{
	*ret_start = *ret_length = 0;
	for (int i = 0; i < IPV6_GROUPS; i++) {
		int end = i;

		while (end < IPV6_GROUPS && group_of(value, end) == 0)
			end++;
		if (end - i >= 2 && end - i > *ret_length) {
			*ret_start = i;
			*ret_length = end - i;
		}
	}
}

static void format_ipv6(uint128 value, char text[ADDRESS_TEXT_SIZE])
{
	int run_start, run_length;
	size_t used = 0;

	find_zero_run(value, &run_start, &run_length);
	for (int i = 0; i < IPV6_GROUPS; i++) {
		if (run_length > 0 && i == run_start) {
			text[used++] = ':';
			i += run_length;
			if (i == IPV6_GROUPS)
				text[used++] = ':';
		}
		if (i < IPV6_GROUPS)
			used += (size_t)snprintf(text + used, ADDRESS_TEXT_SIZE - used, "%s%x",
						 i > 0 ? ":" : "", group_of(value, i));
	}
	text[used] = '\0';
}

void address_format(const struct address *address, char text[ADDRESS_TEXT_SIZE])
{
	static const char mapped[] = "::ffff:";

	if (address->family == FAMILY_IPV4) {
		format_ipv4((uint32_t)address->value, text, ADDRESS_TEXT_SIZE);
	} else if (address_is_mapped(address)) {
		memcpy(text, mapped, sizeof(mapped));
		format_ipv4((uint32_t)address->value, text + sizeof(mapped) - 1,
			    ADDRESS_TEXT_SIZE - sizeof(mapped) + 1);
	} else {
		format_ipv6(address->value, text);
	}
}
