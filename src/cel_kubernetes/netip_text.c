/* Why a text is no address and no prefix, in the words of Go 1.24's net/netip, which say of one
 * wrong part only: the first that a reader from left to right meets. */
#include <string.h>

#include "internal.h"

#define GROUPS 8

/* Appends what is wrong, and where when `rest` is not NULL. Returns false. */
static bool complain(struct strbuf *out, const char *what, const char *rest, const char *end)
{
	strbuf_add_str(out, what);
	if (rest != NULL) {
		strbuf_add_str(out, " (at ");
		text_quote_bytes(out, rest, (size_t)(end - rest));
		strbuf_add_char(out, ')');
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool explain_octet(const char *at, const char *end, size_t *ret_digits, struct strbuf *out)
{
	const char *begin = at;
	unsigned value = 0;

	for (; at < end && is_digit(*at); at++) {
		if (at == begin + 1 && *begin == '0')
			return complain(out, "IPv4 field has octet with leading zero", NULL, end);
		value = value * 10 + (unsigned)(*at - '0');
		if (value > 255)
			return complain(out, "IPv4 field has value >255", NULL, end);
	}
	*ret_digits = (size_t)(at - begin);
	return true;
}

static bool explain_ipv4(const char *begin, const char *end, struct strbuf *out)
{
	int dots = 0;

	for (const char *at = begin; at < end; at++) {
		size_t digits;

		if (!explain_octet(at, end, &digits, out))
			return false;
		at += digits;
		if (at == end)
			break;
		if (*at != '.')
			return complain(out, "unexpected character", at, end);
		if (at == begin || at == end - 1 || at[-1] == '.')
			return complain(out, "IPv4 field must have at least one digit", at, end);
		if (++dots > 3)
			return complain(out, "IPv4 address too long", NULL, end);
	}
	return dots == 3 || complain(out, "IPv4 address too short", NULL, end);
}

/* What has been read of an IPv6 address. */
struct ipv6_reader {
	const char *at, *end;
	int groups;
	bool has_gap; /* there was a "::" */
};

static bool explain_embedded(struct ipv6_reader *reader, struct strbuf *out)
{
	if (!reader->has_gap && reader->groups != GROUPS - 2)
		return complain(out,
				"embedded IPv4 address must replace the final 2 fields of the "
				"address",
				reader->at, reader->end);
	if (reader->groups > GROUPS - 2)
		return complain(out,
				"too many hex fields to fit an embedded IPv4 at the end of the "
				"address",
				reader->at, reader->end);
	if (!explain_ipv4(reader->at, reader->end, out))
		return false;
	reader->groups += 2;
	reader->at = reader->end;
	return true;
}

/* What stands between two groups. */
static bool explain_colon(struct ipv6_reader *reader, struct strbuf *out)
{
	if (*reader->at != ':')
		return complain(out, "unexpected character, want colon", reader->at, reader->end);
	if (reader->at + 1 == reader->end)
		return complain(out, "colon must be followed by more characters", reader->at,
				reader->end);
	if (*++reader->at != ':')
		return true;
	if (reader->has_gap)
		return complain(out, "multiple :: in address", reader->at, reader->end);
	reader->has_gap = true;
	reader->at++;
	return true;
}

static bool explain_group(struct ipv6_reader *reader, struct strbuf *out)
{
	const char *begin = reader->at, *at = begin;

	for (; at < reader->end && is_hex(*at); at++)
		if (at - begin > 3)
			return complain(out, "each group must have 4 or less digits", begin,
					reader->end);
	if (at == begin)
		return complain(out, "each colon-separated field must have at least one digit",
				begin, reader->end);
	if (at < reader->end && *at == '.')
		return explain_embedded(reader, out);
	reader->groups++;
	reader->at = at;
	return at == reader->end || explain_colon(reader, out);
}

static bool explain_ipv6(const char *begin, const char *end, struct strbuf *out)
{
	const char *zone = memchr(begin, '%', (size_t)(end - begin));
	struct ipv6_reader reader = { .at = begin, .end = zone != NULL ? zone : end };

	if (zone != NULL && zone + 1 == end)
		return complain(out, "zone must be a non-empty string", NULL, end);
	if (reader.end - begin >= 2 && begin[0] == ':' && begin[1] == ':') {
		reader.has_gap = true;
		reader.at += 2;
	}
	/* Only a "::" may stand at the end. */
	while (reader.groups < GROUPS && (reader.at < reader.end || !reader.has_gap)) {
		if (!explain_group(&reader, out))
			return false;
		if (reader.at == reader.end)
			break;
	}
	if (reader.at < reader.end)
		return complain(out, "trailing garbage after address", reader.at, reader.end);
	if (reader.groups < GROUPS)
		return reader.has_gap || complain(out, "address string too short", NULL, end);
	return !reader.has_gap ||
	       complain(out, "the :: must expand to at least one field of zeros", NULL, end);
}

static bool explain(const char *begin, const char *end, struct strbuf *out)
{
	for (const char *at = begin; at < end; at++) {
		switch (*at) {
		case '.':
			return explain_ipv4(begin, end, out);
		case ':':
			return explain_ipv6(begin, end, out);
		case '%':
			return complain(out, "missing IPv6 address", NULL, end);
		default:
			break;
		}
	}
	return complain(out, "unable to parse IP", NULL, end);
}

void netip_explain_address(const char *text, size_t size, struct strbuf *out)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;

	if (explain(text, text + size, &why))
		return;
	strbuf_add_str(out, "ParseAddr(");
	text_quote_bytes(out, text, size);
	strbuf_addf(out, "): %s", why.text);
}

bool netip_has_zone(const char *text, size_t size)
{
	return memchr(text, '%', size) != NULL;
}

/* ---- prefixes ---- */

static bool complain_of_prefix(struct strbuf *out, const char *text, size_t size, const char *why)
{
	if (out == NULL)
		return false;
	strbuf_add_str(out, "netip.ParsePrefix(");
	text_quote_bytes(out, text, size);
	strbuf_addf(out, "): %s", why);
	return false;
}

static bool complain_of_bits(struct strbuf *out, const char *text, size_t size, const char *bits,
			     size_t n)
{
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;

	strbuf_add_str(&why, "bad bits after slash: ");
	text_quote_bytes(&why, bits, n);
	return complain_of_prefix(out, text, size, why.text);
}

/* Digits without a leading zero; a number too large for the 64 bits that Go reads into is none. */
static bool read_bits(const char *bits, size_t n, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (n == 0 || (n > 1 && bits[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(bits[i]) || value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (uint64_t)(bits[i] - '0');
	}
	*ret_value = value;
	return true;
}

static bool read_address(const char *text, size_t size, struct address *ret_address)
{
	char copy[ADDRESS_TEXT_SIZE];

	if (size >= sizeof(copy) || memchr(text, '\0', size) != NULL)
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	return address_parse(copy, ret_address);
}

bool netip_parse_prefix(const char *text, size_t size, struct prefix *ret_prefix,
			struct strbuf *out)
{
	const char *slash = memrchr(text, '/', size);
	size_t address_size = slash != NULL ? (size_t)(slash - text) : 0;
	size_t n_bits = slash != NULL ? size - address_size - 1 : 0;
	CLEANUP(strbuf) struct strbuf why = STRBUF_INIT;
	struct prefix prefix;
	uint64_t bits;

	if (slash == NULL)
		return complain_of_prefix(out, text, size, "no '/'");
	if (!read_address(text, address_size, &prefix.address)) {
		netip_explain_address(text, address_size, &why);
		if (why.length == 0)
			strbuf_add_str(&why, "IPv6 zones cannot be present in a prefix");
		return complain_of_prefix(out, text, size, why.text);
	}
	if (!read_bits(slash + 1, n_bits, &bits))
		return complain_of_bits(out, text, size, slash + 1, n_bits);
	if (bits > family_bits(prefix.address.family))
		return complain_of_prefix(out, text, size, "prefix length out of range");
	prefix.bits = (unsigned)bits;
	*ret_prefix = prefix;
	return true;
}

bool ip_parse(struct cel_eval *eval, const struct cel_value *text, struct address *ret_address)
{
	struct address address;

	if (!read_address(text->text, text->size, &address))
		return false;
	if (address_is_mapped(&address)) {
		if (!(cel_options(eval) & CEL_NEWEST) ||
		    memchr(text->text, '.', text->size) != NULL)
			return false;
		address = (struct address) { FAMILY_IPV4, (uint32_t)address.value };
	}
	*ret_address = address;
	return true;
}
