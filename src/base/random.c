#include "cidrctl/random.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static bool seeded;
static uint64_t process_seed;

void random_set_seed(uint64_t seed)
{
	seeded = true;
	process_seed = seed;
}

/* splitmix64 spreads a small seed over the whole state (Vigna, xoshiro's recommended seeding). */
static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void random_init(struct random *random, uint64_t salt)
{
	uint64_t mix = process_seed;

	if (!seeded) {
		if (getrandom(random->state, sizeof(random->state), 0) !=
		    (ssize_t)sizeof(random->state)) {
			fputs("cidrctl: the kernel gives no random numbers\n", stderr);
			abort();
		}
		return;
	}
	mix = splitmix(&mix) ^ salt;
	for (int i = 0; i < 4; i++)
		random->state[i] = splitmix(&mix);
}

static uint64_t rotate_left(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

uint64_t random_next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
	uint64_t threshold, draw;

	assert(bound > 0);
	/* Draws below 2^64 mod bound would favour small results; draw again. */
	threshold = -bound % bound;
	do
		draw = random_next(random);
	while (draw < threshold);
	return draw % bound;
}

void random_uid(struct random *random, char text[UID_TEXT_SIZE])
{
	uint64_t high = random_next(random), low = random_next(random);

	high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);
	low = (low & ~(UINT64_C(3) << 62)) | (UINT64_C(2) << 62);
	snprintf(text, UID_TEXT_SIZE, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
		 (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff), (unsigned)(low >> 48),
		 (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

void random_suffix(struct random *random, char *text, size_t length)
{
	static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";

	for (size_t i = 0; i < length; i++)
		text[i] = alphabet[random_below(random, sizeof(alphabet) - 1)];
	text[length] = '\0';
}
