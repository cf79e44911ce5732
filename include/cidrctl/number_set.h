/* Persistent sets of 128-bit numbers: which addresses are taken, which ports.
 *
 * A set lives in STORE_INDEX as one entry a block of 256 numbers (its members) and, above it, one
 * table for each 2^24 numbers (how many members each 2^16 of them have) and one total for each 2^64
 * numbers from 2^64 on. Empty regions have no entries. Membership, insertion and removal touch a
 * fixed number of entries; finding a free or a taken number and counting skip whole full, empty or
 * covered regions. So cost does not grow with the number of members, but for counting a part of a
 * /64, wider than a /104, that holds scattered ones: that reads a table for each 2^24 in use.
 * Numbers sort numerically.
 *
 * A set is named by a short text of its own, for example "address4": at most 31 bytes. No other key
 * of STORE_INDEX may begin with that text and a NUL. */
#ifndef CIDRCTL_NUMBER_SET_H
#define CIDRCTL_NUMBER_SET_H

#include "cidrctl/store.h"

/* Adding a member again or removing a stranger changes nothing and is no error. */
bool number_set_add(struct store_tx *tx, const char *set, uint128 number, struct error *err);
bool number_set_remove(struct store_tx *tx, const char *set, uint128 number, struct error *err);

enum store_answer number_set_contains(struct store_tx *tx, const char *set, uint128 number,
				      struct error *err);

/* The smallest number in [first, last] that is not (absent) or is (present) a member; first > last
 * is an empty range. */
enum store_answer number_set_first_absent(struct store_tx *tx, const char *set, uint128 first,
					  uint128 last, uint128 *ret_number, struct error *err);
enum store_answer number_set_first_present(struct store_tx *tx, const char *set, uint128 first,
					   uint128 last, uint128 *ret_number, struct error *err);

/* Members in [first, last]. */
bool number_set_count(struct store_tx *tx, const char *set, uint128 first, uint128 last,
		      uint64_t *ret_count, struct error *err);

/* Checks that counters equal what lies below them; *ret_finding (owned, one line) names the first
 * that does not, or is NULL. */
bool number_set_check(struct store_tx *tx, const char *set, char **ret_finding, struct error *err);
/* Removes every member. */
bool number_set_clear(struct store_tx *tx, const char *set, struct error *err);

#endif
