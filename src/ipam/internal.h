/* What the files of this room share with each other (and with their tests). */
#ifndef CIDRCTL_IPAM_INTERNAL_H
#define CIDRCTL_IPAM_INTERNAL_H

#include "cidrctl/ipam.h"

/* LENIENT is Go's net package before 1.17, STRICT its net/netip. */
enum spelling { SPELLING_STRICT, SPELLING_LENIENT };

/* Reads exactly length bytes as an address. An IPv4-mapped address stays IPv6 in both spellings. */
bool address_read(const char *text, size_t length, enum spelling spelling,
		  struct address *ret_address);

/* Reads a prefix in either spelling and leaves host bits as they are in ret_address. */
bool prefix_read(const char *text, enum spelling spelling, struct address *ret_address,
		 unsigned *ret_bits);

/* The IPv4 address in an IPv4-mapped IPv6 one. */
struct address address_unmapped(const struct address *address);

/* Numbers first..last of one family, both included, never empty. */
struct interval {
	uint128 first, last;
};

/* What the prefix holds (prefix_holds); false when that is nothing. */
bool prefix_held(const struct prefix *prefix, struct interval *ret_interval);

/* The first number of the interval that is not in the set, looking from `offset` upward and then
 * from the interval's begin. An offset behind the end starts at the begin. */
enum store_answer interval_next_absent(struct store_tx *tx, const char *set,
				       const struct interval *interval, uint128 offset,
				       uint128 *ret_number, struct error *err);

#endif
