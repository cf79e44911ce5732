/* Addresses, prefixes, ranges and the ClusterIP allocator.
 *
 * Everything here is plain values and arithmetic, but for the functions of the last group, which
 * ask the store's address sets. Sources: RFC 4632, RFC 4291, RFC 5952; KEP-1880 (multiple Service
 * CIDRs), KEP-3070 (static and dynamic bands). */
#ifndef CIDRCTL_IPAM_H
#define CIDRCTL_IPAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"
#include "cidrctl/random.h"
#include "cidrctl/store.h"
#include "cidrctl/uint128.h"

/* ---- addresses ---- */

enum family { FAMILY_IPV4 = 4, FAMILY_IPV6 = 6 };

#define ADDRESS_TEXT_SIZE 46 /* longest text of an address and NUL */
#define PREFIX_TEXT_SIZE 50

struct address {
	enum family family;
	uint128 value; /* host order; an IPv4 address is below 2^32 */
};

/* "IPv4" or "IPv6", as in spec.ipFamilies. */
const char *family_name(enum family family);
/* Bits of an address: 32 or 128. */
unsigned family_bits(enum family family);

/* Reads an address as Go's netip.ParseAddr does, without a zone: any IPv6 spelling, but no leading
 * zeros in IPv4 octets. An IPv4-mapped IPv6 address stays IPv6. False without a text when it is
 * not one. */
bool address_parse(const char *text, struct address *ret_address);
/* Reads an address as Go's net.ParseIP did before 1.17: leading zeros in IPv4 octets are
 * tolerated, decimal; IPv4-mapped IPv6 becomes IPv4. */
bool address_parse_lenient(const char *text, struct address *ret_address);
/* Canonical text (RFC 5952; an IPv4-mapped IPv6 address as ::ffff:a.b.c.d). */
void address_format(const struct address *address, char text[ADDRESS_TEXT_SIZE]);
bool address_equal(const struct address *a, const struct address *b);
bool address_is_mapped(const struct address *address); /* ::ffff:0:0/96 */
/* The address `offset` further on; false when that leaves the family. */
bool address_add(const struct address *address, uint128 offset, struct address *ret_address);

/* Judges text as the name of an IPAddress must be written. NULL when it is right, else the detail
 * of the API's error ("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)", …), owned.
 * Source: kubernetes apimachinery validation/ip.go, release 1.33. */
char *address_check(const char *text);

/* ---- prefixes ---- */

/* A network: an address whose host bits are 0, and a length.  bits: 0..32 or 0..128. */
struct prefix {
	struct address address;
	unsigned bits;
};

/* Canonical networks only in address part: host bits set make it fail. False without a text. */
bool prefix_parse(const char *text, struct prefix *ret_prefix);
/* Go's net.ParseCIDR before 1.17: leading zeros tolerated, host bits cut off (ret_address, which
 * may be NULL, gets the address as written). What is IPv4-mapped becomes IPv4, as in Go:
 * ::ffff:10.0.0.0/104 is 10.0.0.0/8, while ::ffff:10.0.0.0/24 is ::/24. */
bool prefix_parse_lenient(const char *text, struct prefix *ret_prefix, struct address *ret_address);
void prefix_format(const struct prefix *prefix, char text[PREFIX_TEXT_SIZE]);
bool prefix_equal(const struct prefix *a, const struct prefix *b);
/* The network that an address with host bits is in. */
struct prefix prefix_masked(const struct prefix *prefix);
/* First and last address, host bits all zero and all one. */
struct address prefix_first(const struct prefix *prefix);
struct address prefix_last(const struct prefix *prefix);
/* Same family and the address lies between them. */
bool prefix_contains(const struct prefix *prefix, const struct address *address);
/* True when inner lies in outer; equal prefixes contain each other. */
bool prefix_contains_prefix(const struct prefix *outer, const struct prefix *inner);
bool prefix_overlaps(const struct prefix *a, const struct prefix *b);
/* Contains the address as one a Service could have: not the network address and, for IPv4, not
 * the broadcast address (KEP-1880). */
bool prefix_holds(const struct prefix *prefix, const struct address *address);

/* Judges text as one entry of ServiceCIDR.spec.cidrs. NULL when right, else the detail of the
 * API's error, owned; the first rule that is broken wins.
 * Source: kubernetes apimachinery validation/ip.go, release 1.33. */
char *prefix_check(const char *text);

/* ---- ranges: what a prefix offers to Services ---- */

/* size == 0: nothing (IPv4 /31 and /32, IPv6 /128, and IPv6 shorter than /64, which gets no
 * allocator); first and last are the network address then. Otherwise first..last are usable; the
 * first `offset` of them are the lower (static) band, the rest, never empty, the upper (dynamic)
 * band. */
struct range {
	struct address first, last;
	uint64_t size;   /* usable addresses; 2^64 - 1 for an IPv6 /64 */
	uint64_t offset; /* addresses in the lower band: min(max(16, cidrSize / 16), 256); 0 for a
			  * prefix of 16 addresses or fewer and for IPv4 /0 and /1 */
};

#define RANGE_MIN_IPV6_BITS 64

struct range range_of(const struct prefix *prefix);

/* ---- sets of ServiceCIDRs ---- */

/* One entry of one ServiceCIDR's spec.cidrs. */
struct cidr {
	char *name; /* of the ServiceCIDR; owned */
	struct prefix prefix;
	bool terminating; /* deletionTimestamp is set */
	bool ready;       /* Ready absent or True, and not terminating: gives addresses */
};

/* All entries, ordered by name, then by position in spec.cidrs. */
struct cidr_set {
	struct cidr *cidrs;
	size_t n, capacity;
};
#define CIDR_SET_INIT                                \
	{                                            \
		.cidrs = NULL, .n = 0, .capacity = 0 \
	}

/* Copies name. `ready` is the condition alone: Ready absent or True. */
void cidr_set_add(struct cidr_set *set, const char *name, const struct prefix *prefix,
		  bool terminating, bool ready);
void cidr_set_finish(struct cidr_set *set);
void cidr_set_cleanup(struct cidr_set *set);

/* For the three walks below: a callback for each ServiceCIDR found, once each, in order of name. */
typedef void cidr_visit(void *context, const char *name);
/* ServiceCIDRs with an entry that overlaps the prefix, in either direction. */
void cidr_set_overlapping(const struct cidr_set *set, const struct prefix *prefix,
			  cidr_visit *visit, void *context);
/* ServiceCIDRs with an entry that contains the whole prefix. */
void cidr_set_containing(const struct cidr_set *set, const struct prefix *prefix, cidr_visit *visit,
			 void *context);
/* ServiceCIDRs with an entry that holds the address (prefix_holds). */
void cidr_set_holding(const struct cidr_set *set, const struct address *address, cidr_visit *visit,
		      void *context);
/* True when an entry, of any state, holds the address. */
bool cidr_set_holds(const struct cidr_set *set, const struct address *address);

/* ---- the allocator ---- */

/* Names of the store's sets: every IPAddress; those the allocator manages (both labels right). */
const char *address_set_taken(enum family family);
const char *address_set_managed(enum family family);

/* A free address of the family: ranges that are ready in order of ServiceCIDR name; in each the
 * upper band from a random position upward with wrap, then the lower band likewise. Reserves
 * nothing: the caller creates the IPAddress in the same transaction.
 * ABSENT: "range is full" (or no range is ready). */
enum store_answer allocator_next(struct store_tx *tx, const struct cidr_set *set,
				 enum family family, struct random *random,
				 struct address *ret_address, struct error *err);

enum allocator_verdict {
	ALLOCATOR_FAILED, /* the store failed, err is set */
	ALLOCATOR_FREE,
	ALLOCATOR_ALLOCATED, /* an IPAddress of that name exists */
	ALLOCATOR_MISMATCH,  /* no ready range holds the address */
};

/* Whether the address can be given to who asks for it by name. Bands do not matter. */
enum allocator_verdict allocator_judge(struct store_tx *tx, const struct cidr_set *set,
				       const struct address *address, struct error *err);
/* "provided IP is already allocated", "the provided network does not match the current range". */
const char *allocator_verdict_text(enum allocator_verdict verdict);
#define ALLOCATOR_FULL_TEXT "range is full"

/* Whether the ServiceCIDR of that name may go: every address the allocator manages in it is held
 * by another one too (servicecidr-controller's canDeleteCIDR). *ret_blocking, which may be NULL,
 * gets the number of addresses that hold it (asking for it costs a count instead of a look for one
 * member). Looks only at the gaps that others leave. A name that is not in the set may go. */
bool cidr_can_delete(struct store_tx *tx, const struct cidr_set *set, const char *name,
		     bool *ret_can_delete, uint64_t *ret_blocking, struct error *err);

/* ---- node ports ---- */

/* The store's set of node ports in use, by number: protocols share them. */
#define NODE_PORT_SET "nodeport"
/* Those that several Services have, which only restored ones can: node_port_share(port, i) for the
 * i-th Service beyond the first. */
#define NODE_PORT_SHARED_SET "nodeport-shared"
uint128 node_port_share(unsigned port, uint64_t i);
/* Takes note of one Service more or fewer that has the port. */
bool node_port_hold(struct store_tx *tx, unsigned port, struct error *err);
bool node_port_release(struct store_tx *tx, unsigned port, struct error *err);

/* Ports at the start of first..last that are kept for explicit requests as long as possible:
 * size / 32, at least 16 and at most 128; 0 for a range of 16 or fewer (KEP-3682). */
unsigned node_port_band(unsigned first, unsigned last);

/* A free port of first..last: the upper band from a random position upward with wrap, then the
 * lower one. Reserves nothing. ABSENT: "range is full". */
enum store_answer node_port_next(struct store_tx *tx, unsigned first, unsigned last,
				 struct random *random, unsigned *ret_port, struct error *err);

#endif
