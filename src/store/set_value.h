/* The values of a number set's entries: the bits of a block, the counts of a table. */
#ifndef CIDRCTL_STORE_SET_VALUE_H
#define CIDRCTL_STORE_SET_VALUE_H

#include <stdint.h>

#include "cidrctl/store.h"

#define BLOCK_SIZE 256
#define BLOCK_WORDS (BLOCK_SIZE / 64)
/* Longest encoded block: a bitmap. */
#define BLOCK_VALUE_SIZE (BLOCK_SIZE / 8)

/* 256 numbers. Bit n of word w: number 64 w + n is a member. */
struct block {
	uint64_t words[BLOCK_WORDS];
};

bool block_has(const struct block *block, unsigned n);
void block_flip(struct block *block, unsigned n);
unsigned block_count(const struct block *block);
/* The first n >= from whose membership is as asked; BLOCK_SIZE when there is none. */
unsigned block_find(const struct block *block, unsigned from, bool member);
/* Takes out the members that are not in [first, last]. */
void block_cut(struct block *block, unsigned first, unsigned last);

/* A value of 32 bytes is a bitmap; a shorter one lists its members in order. Any bytes decode to
 * some block. encode returns the length, 0 for an empty block. */
struct block block_decode(struct bytes value);
size_t block_encode(const struct block *block, unsigned char bytes[BLOCK_VALUE_SIZE]);

#define TABLE_SIZE 256
#define STRETCH_SIZE 65536 /* numbers in a stretch, which is 256 blocks */
/* Longest encoded table. */
#define TABLE_VALUE_SIZE (TABLE_SIZE * 3)

/* How many members each of 256 stretches has: 0 to STRETCH_SIZE. */
struct table {
	uint32_t counts[TABLE_SIZE];
};

uint64_t table_sum(const struct table *table, unsigned first, unsigned last);

/* Three bytes for each stretch that is not empty, in order: its place, and its count less one,
 * big-endian. Any bytes decode to some table. */
struct table table_decode(struct bytes value);
size_t table_encode(const struct table *table, unsigned char bytes[TABLE_VALUE_SIZE]);

#endif
