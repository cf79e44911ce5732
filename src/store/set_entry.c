#include "set_entry.h"

#include <assert.h>
#include <string.h>

#define LONGEST_NAME 32

/* The set's name, NUL, the kind of entry, and the number of its region: length and big-endian
 * bytes. The length goes first so that leading zeros can be left out and keys still sort as numbers
 * do. */
struct key {
	unsigned char bytes[LONGEST_NAME + 3 + sizeof(uint128)];
	size_t length;
};

/* Writes the number without leading zero bytes; returns how many bytes that takes. */
static size_t put_number(unsigned char *bytes, uint128 number)
{
	size_t length = 0;

	while (length < sizeof(number) && number >> (8 * length) != 0)
		length++;
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(number >> (8 * (length - 1 - i)));
	return length;
}

static uint128 get_number(const unsigned char *bytes, size_t length)
{
	uint128 number = 0;

	for (size_t i = 0; i < length; i++)
		number = number << 8 | bytes[i];
	return number;
}

static struct key make_key(const struct set *set, enum set_kind kind, uint128 region)
{
	size_t name_size = strlen(set->name) + 1;
	struct key key;
	unsigned char *at = key.bytes + name_size;

	assert(name_size <= LONGEST_NAME);
	memcpy(key.bytes, set->name, name_size);
	at[0] = (unsigned char)kind;
	at[1] = (unsigned char)put_number(at + 2, region);
	key.length = name_size + 2 + at[1];
	return key;
}

static struct bytes key_bytes(const struct key *key)
{
	return (struct bytes) { key->bytes, key->length };
}

static bool read_entry(const struct set *set, enum set_kind kind, uint128 region,
		       struct store_value *value, struct error *err)
{
	struct key key = make_key(set, kind, region);

	return store_get(set->tx, STORE_INDEX, key_bytes(&key), value, err) != STORE_FAILED;
}

static bool write_entry(const struct set *set, enum set_kind kind, uint128 region,
			struct bytes value, struct error *err)
{
	struct key key = make_key(set, kind, region);

	if (value.length == 0)
		return store_delete(set->tx, STORE_INDEX, key_bytes(&key), err);
	return store_put(set->tx, STORE_INDEX, key_bytes(&key), value, err);
}

static struct bytes value_bytes(const struct store_value *value)
{
	return (struct bytes) { value->bytes, value->length };
}

bool set_read_block(const struct set *set, uint128 region, struct block *ret_block,
		    struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

	if (!read_entry(set, SET_BLOCK, region, &value, err))
		return false;
	*ret_block = block_decode(value_bytes(&value));
	return true;
}

bool set_write_block(const struct set *set, uint128 region, const struct block *block,
		     struct error *err)
{
	unsigned char bytes[BLOCK_VALUE_SIZE];
	size_t length = block_encode(block, bytes);

	return write_entry(set, SET_BLOCK, region, (struct bytes) { bytes, length }, err);
}

bool set_read_table(const struct set *set, uint128 region, struct table *ret_table,
		    struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

	if (!read_entry(set, SET_TABLE, region, &value, err))
		return false;
	*ret_table = table_decode(value_bytes(&value));
	return true;
}

bool set_write_table(const struct set *set, uint128 region, const struct table *table,
		     struct error *err)
{
	unsigned char bytes[TABLE_VALUE_SIZE];
	size_t length = table_encode(table, bytes);

	return write_entry(set, SET_TABLE, region, (struct bytes) { bytes, length }, err);
}

bool set_read_total(const struct set *set, uint128 region, uint64_t *ret_total, struct error *err)
{
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;

	if (!read_entry(set, SET_TOTAL, region, &value, err))
		return false;
	*ret_total = (uint64_t)get_number((unsigned char *)value.bytes, value.length);
	return true;
}

bool set_write_total(const struct set *set, uint128 region, uint64_t total, struct error *err)
{
	unsigned char bytes[sizeof(uint128)];
	size_t length = put_number(bytes, total);

	return write_entry(set, SET_TOTAL, region, (struct bytes) { bytes, length }, err);
}

bool set_scan(const struct set *set, enum set_kind kind, uint128 first, uint128 last,
	      struct store_cursor **ret_cursor, struct error *err)
{
	struct key from = make_key(set, kind, first), to = make_key(set, kind, last);

	to.bytes[to.length++] = 0; /* the end of a walk is not part of it */
	return store_scan(set->tx, STORE_INDEX, key_bytes(&from), key_bytes(&to), ret_cursor, err);
}

uint128 set_region(const struct set *set, const struct store_entry *entry)
{
	size_t start = strlen(set->name) + 3;

	/* Both ends of the walk have so many bytes in common, and one more each. */
	assert(entry->key.length >= start);
	return get_number((const unsigned char *)entry->key.data + start,
			  entry->key.length - start);
}

uint64_t set_entry_count(enum set_kind kind, const struct store_entry *entry)
{
	struct block block;
	struct table table;

	switch (kind) {
	case SET_BLOCK:
		block = block_decode(entry->value);
		return block_count(&block);
	case SET_TABLE:
		table = table_decode(entry->value);
		return table_sum(&table, 0, TABLE_SIZE - 1);
	case SET_TOTAL:
		break;
	}
	return (uint64_t)get_number(entry->value.data, entry->value.length);
}

bool set_count(const struct set *set, enum set_kind kind, uint128 first, uint128 last,
	       uint64_t *count, struct error *err)
{
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	enum store_answer answer;
	struct store_entry entry;

	if (!set_scan(set, kind, first, last, &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND)
		*count += set_entry_count(kind, &entry);
	return answer == STORE_ABSENT;
}
