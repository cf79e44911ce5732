/* A write transaction on a fresh state file, a set of ServiceCIDRs, and a stream of random numbers
 * that every run repeats. The transaction is rolled back at the end. */
#ifndef CIDRCTL_TESTS_IPAM_FIXTURE_H
#define CIDRCTL_TESTS_IPAM_FIXTURE_H

#include "cidrctl/ipam.h"
#include "values.h"

struct fixture {
	char folder[32];
	struct store *store;
	struct store_tx *tx;
	struct cidr_set set;
	struct random random;
	enum family family; /* of dynamic requests */
};

void fixture_begin(struct fixture *fixture, const char *cidrs, enum family family);
void fixture_end(struct fixture *fixture);

/* What a Service does that gets, or loses, the address. */
void fixture_take(struct fixture *fixture, const struct address *address);
void fixture_release(struct fixture *fixture, const struct address *address);

/* A dynamic request; the address is taken. False when the range is full. */
bool fixture_next(struct fixture *fixture, struct address *ret_address);
/* A static request; the address is taken when it is free. */
enum allocator_verdict fixture_static(struct fixture *fixture, const struct address *address);

/* Taken addresses of the family in the interval. */
uint64_t fixture_count(struct fixture *fixture, uint128 first, uint128 last);
/* Addresses that ranges of the family offer and nobody has. */
uint64_t fixture_free(struct fixture *fixture);

#endif
