/* Random choices: addresses, uids, generated names. One stream a transaction, so that --seed
 * (or $CIDRCTL_SEED) repeats a run exactly. */
#ifndef CIDRCTL_RANDOM_H
#define CIDRCTL_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"

#define UID_TEXT_SIZE 37 /* "5ffd8afe-c78f-4e60-ae76-cec448a8af40" and NUL */

struct random {
	uint64_t state[4]; /* xoshiro256** */
};

/* Fixes the seed of every stream of this process; unset, streams start from the kernel's
 * random source. */
void random_set_seed(uint64_t seed);

/* Starts a stream. With a seed set, equal salts give equal streams; the salt is the state's
 * revision, so that successive commands under one seed do not repeat each other's choices. */
void random_init(struct random *random, uint64_t salt);

uint64_t random_next(struct random *random);
/* Uniform in [0, bound); bound > 0. */
uint64_t random_below(struct random *random, uint64_t bound);
/* A version 4 UUID in lower case (RFC 4122). */
void random_uid(struct random *random, char text[UID_TEXT_SIZE]);
/* length characters of Kubernetes' generated-name alphabet, which has no vowels, and a NUL. */
void random_suffix(struct random *random, char *text, size_t length);

#endif
