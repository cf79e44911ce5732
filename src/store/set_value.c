#include "set_value.h"

bool block_has(const struct block *block, unsigned n)
{
	return block->words[n / 64] >> (n % 64) & 1;
}

void block_flip(struct block *block, unsigned n)
{
	block->words[n / 64] ^= UINT64_C(1) << (n % 64);
}

unsigned block_count(const struct block *block)
{
	unsigned count = 0;

	for (size_t i = 0; i < BLOCK_WORDS; i++)
		count += (unsigned)__builtin_popcountll(block->words[i]);
	return count;
}

unsigned block_find(const struct block *block, unsigned from, bool member)
{
	for (unsigned word = from / 64; word < BLOCK_WORDS; word++) {
		uint64_t bits = member ? block->words[word] : ~block->words[word];

		if (word == from / 64)
			bits &= ~UINT64_C(0) << (from % 64);
		if (bits != 0)
			return word * 64 + (unsigned)__builtin_ctzll(bits);
	}
	return BLOCK_SIZE;
}

void block_cut(struct block *block, unsigned first, unsigned last)
{
	for (unsigned word = 0; word < BLOCK_WORDS; word++) {
		if (first >= (word + 1) * 64 || last < word * 64)
			block->words[word] = 0;
		else {
			if (first > word * 64)
				block->words[word] &= ~UINT64_C(0) << (first % 64);
			if (last < word * 64 + 63)
				block->words[word] &= ~UINT64_C(0) >> (63 - last % 64);
		}
	}
}

struct block block_decode(struct bytes value)
{
	const unsigned char *bytes = value.data;
	struct block block = { .words = { 0 } };

	if (value.length != BLOCK_VALUE_SIZE) {
		for (size_t i = 0; i < value.length; i++)
			block.words[bytes[i] / 64] |= UINT64_C(1) << (bytes[i] % 64);
		return block;
	}
	for (size_t i = 0; i < BLOCK_VALUE_SIZE; i++)
		block.words[i / 8] |= (uint64_t)bytes[i] << (i % 8 * 8);
	return block;
}

size_t block_encode(const struct block *block, unsigned char bytes[BLOCK_VALUE_SIZE])
{
	unsigned count = block_count(block), n = 0;

	if (count < BLOCK_VALUE_SIZE) {
		for (size_t i = 0; i < count; i++, n++)
			bytes[i] = (unsigned char)(n = block_find(block, n, true));
		return count;
	}
	for (size_t i = 0; i < BLOCK_VALUE_SIZE; i++)
		bytes[i] = (unsigned char)(block->words[i / 8] >> (i % 8 * 8));
	return BLOCK_VALUE_SIZE;
}

uint64_t table_sum(const struct table *table, unsigned first, unsigned last)
{
	uint64_t sum = 0;

	for (unsigned i = first; i <= last; i++)
		sum += table->counts[i];
	return sum;
}

struct table table_decode(struct bytes value)
{
	const unsigned char *bytes = value.data;
	struct table table = { .counts = { 0 } };

	for (size_t i = 0; i + 3 <= value.length; i += 3)
		table.counts[bytes[i]] = ((uint32_t)bytes[i + 1] << 8 | bytes[i + 2]) + 1;
	return table;
}

size_t table_encode(const struct table *table, unsigned char bytes[TABLE_VALUE_SIZE])
{
	size_t length = 0;

	for (unsigned i = 0; i < TABLE_SIZE; i++) {
		uint32_t less_one = table->counts[i] - 1;

		if (table->counts[i] == 0)
			continue;
		bytes[length++] = (unsigned char)i;
		bytes[length++] = (unsigned char)(less_one >> 8);
		bytes[length++] = (unsigned char)less_one;
	}
	return length;
}
