#include <criterion/criterion.h>

#include "values.h"

/* The published table of ranges: size, addresses in the lower band, and the ends of both bands.
 * A range without a lower band begins with its upper one. */
static const struct {
	const char *prefix;
	uint64_t size, offset;
	const char *first, *last_static, *first_dynamic, *last;
	uint64_t n_dynamic;
} band_rows[] = {
	{ "10.96.0.0/12", 1048574, 256, "10.96.0.1", "10.96.1.0", "10.96.1.1", "10.111.255.254",
	  1048318 },
	{ "10.96.0.0/16", 65534, 256, "10.96.0.1", "10.96.1.0", "10.96.1.1", "10.96.255.254",
	  65278 },
	{ "10.96.0.0/20", 4094, 256, "10.96.0.1", "10.96.1.0", "10.96.1.1", "10.96.15.254", 3838 },
	{ "10.96.0.0/22", 1022, 64, "10.96.0.1", "10.96.0.64", "10.96.0.65", "10.96.3.254", 958 },
	{ "10.96.0.0/23", 510, 32, "10.96.0.1", "10.96.0.32", "10.96.0.33", "10.96.1.254", 478 },
	{ "10.96.0.0/24", 254, 16, "10.96.0.1", "10.96.0.16", "10.96.0.17", "10.96.0.254", 238 },
	{ "10.96.0.0/26", 62, 16, "10.96.0.1", "10.96.0.16", "10.96.0.17", "10.96.0.62", 46 },
	{ "10.96.0.0/27", 30, 16, "10.96.0.1", "10.96.0.16", "10.96.0.17", "10.96.0.30", 14 },
	{ "10.96.0.0/28", 14, 0, NULL, NULL, "10.96.0.1", "10.96.0.14", 14 },
	{ "10.96.0.0/29", 6, 0, NULL, NULL, "10.96.0.1", "10.96.0.6", 6 },
	{ "10.96.0.0/30", 2, 0, NULL, NULL, "10.96.0.1", "10.96.0.2", 2 },
	{ "10.96.0.0/31", 0, 0, NULL, NULL, NULL, NULL, 0 },
	{ "10.96.0.0/32", 0, 0, NULL, NULL, NULL, NULL, 0 },
	{ "fd00::/64", UINT64_MAX, 256, "fd00::1", "fd00::100", "fd00::101",
	  "fd00::ffff:ffff:ffff:ffff", UINT64_MAX - 256 },
	{ "fd00::/96", 4294967295, 256, "fd00::1", "fd00::100", "fd00::101", "fd00::ffff:ffff",
	  4294967039 },
	{ "fd00::/112", 65535, 256, "fd00::1", "fd00::100", "fd00::101", "fd00::ffff", 65279 },
	{ "fd00::/116", 4095, 256, "fd00::1", "fd00::100", "fd00::101", "fd00::fff", 3839 },
	{ "fd00::/120", 255, 16, "fd00::1", "fd00::10", "fd00::11", "fd00::ff", 239 },
	{ "fd00::/123", 31, 16, "fd00::1", "fd00::10", "fd00::11", "fd00::1f", 15 },
	{ "fd00::/124", 15, 0, NULL, NULL, "fd00::1", "fd00::f", 15 },
	{ "fd00::/127", 1, 0, NULL, NULL, "fd00::1", "fd00::1", 1 },
	{ "fd00::/128", 0, 0, NULL, NULL, NULL, NULL, 0 },
	/* The last addresses of IPv6. */
	{ "ffff:ffff:ffff:ffff::/64", UINT64_MAX, 256, "ffff:ffff:ffff:ffff::1",
	  "ffff:ffff:ffff:ffff::100", "ffff:ffff:ffff:ffff::101",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", UINT64_MAX - 256 },
};

static void expect_nth(const char *prefix, const struct range *range, uint64_t n, const char *want)
{
	struct address address = range->first;

	cr_expect(address_add(&range->first, n, &address), "%s", prefix);
	cr_expect_str_eq(address_text(&address), want, "%s", prefix);
}

Test(range, bands)
{
	for (size_t i = 0; i < ARRAY_LEN(band_rows); i++) {
		const char *name = band_rows[i].prefix;
		struct prefix prefix = prefix_of(name);
		struct range range = range_of(&prefix);

		cr_expect_eq(range.size, band_rows[i].size, "size of %s", name);
		cr_expect_eq(range.offset, band_rows[i].offset, "offset of %s", name);
		cr_expect_eq(range.size - range.offset, band_rows[i].n_dynamic, "%s", name);
		if (range.size == 0)
			continue;
		if (range.offset > 0) {
			expect_nth(name, &range, 0, band_rows[i].first);
			expect_nth(name, &range, range.offset - 1, band_rows[i].last_static);
		}
		expect_nth(name, &range, range.offset, band_rows[i].first_dynamic);
		expect_nth(name, &range, range.size - 1, band_rows[i].last);
		cr_expect_str_eq(address_text(&range.last), band_rows[i].last, "%s", name);
	}
}

static const struct {
	const char *name, *prefix;
	uint64_t size;
} size_rows[] = {
	{ "size/v4-24", "192.168.1.0/24", 254 },
	{ "size/v4-32", "192.168.1.0/32", 0 },
	{ "size/v4-1", "0.0.0.0/1", 2147483646 },
	{ "size/v4-0", "0.0.0.0/0", 4294967294 },
	{ "size/v6-128", "2001:db8::/128", 0 },
	{ "size/v6-127", "2001:db8::/127", 1 },
	{ "size/v6-64", "2001:db8::/64", UINT64_C(18446744073709551615) },
	/* As a number 2^64 - 1 upstream, which then refuses to allocate from it. */
	{ "size/v6-1", "2001:db8::/1", 0 },
};

Test(range, size)
{
	for (size_t i = 0; i < ARRAY_LEN(size_rows); i++) {
		struct prefix prefix = prefix_of(size_rows[i].prefix);

		cr_expect_eq(range_of(&prefix).size, size_rows[i].size, "%s", size_rows[i].name);
	}
}

static const struct {
	const char *name, *prefix;
	uint64_t offset;
} offset_rows[] = {
	{ "band-offset/v6-128", "fd00::1/128", 0 },
	{ "band-offset/v4-30", "192.168.1.1/30", 0 },
	{ "band-offset/v4-28", "192.168.1.1/28", 0 },
	{ "band-offset/v4-27", "192.168.1.1/27", 16 },
	{ "band-offset/v6-122", "fd00::1/122", 16 },
	{ "band-offset/v4-22", "192.168.1.1/22", 64 },
	{ "band-offset/v4-8", "192.168.1.1/8", 256 },
	{ "a quarter of IPv4", "0.0.0.0/2", 256 },
	{ "half of IPv4 has no bands", "0.0.0.0/1", 0 },
	{ "all of IPv4 has no bands", "0.0.0.0/0", 0 },
};

Test(range, offset)
{
	for (size_t i = 0; i < ARRAY_LEN(offset_rows); i++) {
		struct prefix prefix = prefix_of(offset_rows[i].prefix);

		cr_expect_eq(range_of(&prefix).offset, offset_rows[i].offset, "%s",
			     offset_rows[i].name);
	}
}

/* Each length of both families: validation takes every one; the allocator has uses for IPv4 up to
 * /30, for IPv6 from /64 to /127. */
static const struct {
	const char *network;
	unsigned from, to;
	bool usable;
} length_rows[] = {
	{ "0.0.0.0", 0, 30, true }, { "0.0.0.0", 31, 32, false }, { "::", 0, 63, false },
	{ "::", 64, 127, true },    { "::", 128, 128, false },
};

Test(range, lengths)
{
	for (size_t i = 0; i < ARRAY_LEN(length_rows); i++) {
		struct prefix prefix = { .address = address_of(length_rows[i].network) };

		for (unsigned bits = length_rows[i].from; bits <= length_rows[i].to; bits++) {
			char text[PREFIX_TEXT_SIZE];
			CLEANUP(str) char *detail = NULL;

			prefix.bits = bits;
			prefix_format(&prefix, text);
			detail = prefix_check(text);
			cr_expect_null(detail, "%s: %s", text, detail);
			cr_expect_eq(range_of(&prefix).size > 0, length_rows[i].usable, "%s", text);
		}
	}
}

/* A /127 offers its upper address only. */
Test(range, two_addresses)
{
	struct prefix prefix = prefix_of("fd00::8/127");
	struct range range = range_of(&prefix);

	cr_expect_str_eq(address_text(&range.first), "fd00::9");
	cr_expect_str_eq(address_text(&range.last), "fd00::9");
}
