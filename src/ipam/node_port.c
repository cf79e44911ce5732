#include "cidrctl/ipam.h"

#include "cidrctl/number_set.h"
#include "internal.h"

#define BAND_MIN 16
#define BAND_MAX 128
#define BAND_SHARE 32

unsigned node_port_band(unsigned first, unsigned last)
{
	unsigned size = last - first + 1, band = size / BAND_SHARE;

	if (size <= BAND_MIN)
		return 0;
	return band < BAND_MIN ? BAND_MIN : band > BAND_MAX ? BAND_MAX : band;
}

static enum store_answer band_next(struct store_tx *tx, unsigned first, unsigned last,
				   struct random *random, unsigned *ret_port, struct error *err)
{
	const struct interval band = { first, last };
	uint128 number;
	enum store_answer answer = interval_next_absent(
		tx, NODE_PORT_SET, &band, random_below(random, last - first + 1), &number, err);

	if (answer == STORE_FOUND)
		*ret_port = (unsigned)number;
	return answer;
}

enum store_answer node_port_next(struct store_tx *tx, unsigned first, unsigned last,
				 struct random *random, unsigned *ret_port, struct error *err)
{
	unsigned middle = first + node_port_band(first, last);
	enum store_answer answer = band_next(tx, middle, last, random, ret_port, err);

	if (answer == STORE_ABSENT && middle > first)
		answer = band_next(tx, first, middle - 1, random, ret_port, err);
	return answer;
}

/* ---- ports that several Services have ---- */

/* The shares of a port fill the numbers that one table of the set counts. */
#define SHARE_BITS 24

uint128 node_port_share(unsigned port, uint64_t i)
{
	return (uint128)port << SHARE_BITS | i;
}

static bool count_shares(struct store_tx *tx, unsigned port, uint64_t *ret_count, struct error *err)
{
	return number_set_count(tx, NODE_PORT_SHARED_SET, node_port_share(port, 0),
				node_port_share(port + 1, 0) - 1, ret_count, err);
}

bool node_port_hold(struct store_tx *tx, unsigned port, struct error *err)
{
	uint64_t n;

	switch (number_set_contains(tx, NODE_PORT_SET, port, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return number_set_add(tx, NODE_PORT_SET, port, err);
	case STORE_FOUND:
		break;
	}
	return count_shares(tx, port, &n, err) &&
	       number_set_add(tx, NODE_PORT_SHARED_SET, node_port_share(port, n + 1), err);
}

bool node_port_release(struct store_tx *tx, unsigned port, struct error *err)
{
	uint64_t n;

	if (!count_shares(tx, port, &n, err))
		return false;
	if (n == 0)
		return number_set_remove(tx, NODE_PORT_SET, port, err);
	return number_set_remove(tx, NODE_PORT_SHARED_SET, node_port_share(port, n), err);
}
