/* Which node port is drawn, from a range of which some are in use. */
#include <criterion/criterion.h>

#include "cidrctl/number_set.h"
#include "fixture.h"

#define WORKS(call)                                   \
	do {                                          \
		struct error err = ERROR_INIT;        \
		cr_assert((call), "%s", err.message); \
	} while (0)

static void take(struct fixture *fixture, unsigned first, unsigned last)
{
	for (unsigned port = first; port <= last; port++)
		WORKS(number_set_add(fixture->tx, NODE_PORT_SET, port, &err));
}

/* 0: none is left. A number that was drawn is in use from then on. */
static unsigned draw(struct fixture *fixture, unsigned first, unsigned last)
{
	struct error err = ERROR_INIT;
	unsigned port = 0;
	enum store_answer answer =
		node_port_next(fixture->tx, first, last, &fixture->random, &port, &err);

	cr_assert_neq(answer, STORE_FAILED, "%s", err.message);
	if (answer == STORE_ABSENT)
		return 0;
	cr_assert(port >= first && port <= last, "%u", port);
	cr_assert_eq(number_set_contains(fixture->tx, NODE_PORT_SET, port, &err), STORE_ABSENT);
	take(fixture, port, port);
	return port;
}

static uint64_t used(struct fixture *fixture, unsigned first, unsigned last)
{
	uint64_t count;

	WORKS(number_set_count(fixture->tx, NODE_PORT_SET, first, last, &count, &err));
	return count;
}

static const struct {
	const char *row;
	unsigned size, band;
} band_rows[] = {
	{ "portpool-019", 16, 0 },      { "17 numbers", 17, 16 },    { "portpool-021", 512, 16 },
	{ "portpool-022", 768, 24 },    { "the default", 2768, 86 }, { "portpool-024", 4096, 128 },
	{ "portpool-025", 10000, 128 }, { "one number", 1, 0 },
};

Test(node_port, band)
{
	for (size_t i = 0; i < ARRAY_LEN(band_rows); i++)
		cr_expect_eq(node_port_band(30000, 30000 + band_rows[i].size - 1),
			     band_rows[i].band, "%s", band_rows[i].row);
}

Test(node_port, draw)
{
	struct fixture fixture;

	fixture_begin(&fixture, "", FAMILY_IPV4);
	cr_expect_eq(used(&fixture, 10000, 10200), 0U, "portpool-001");
	/* The band for explicit requests comes last. */
	for (unsigned i = 0; i < 201; i++) {
		unsigned port = draw(&fixture, 10000, 10200);

		cr_expect_eq(port >= 10016, i < 185, "draw %u is %u", i, port);
	}
	cr_expect_eq(draw(&fixture, 10000, 10200), 0U, "full");
	WORKS(number_set_remove(fixture.tx, NODE_PORT_SET, 10005, &err));
	cr_expect_eq(draw(&fixture, 10000, 10200), 10005U, "portpool-003");
	fixture_end(&fixture);
}

Test(node_port, last_band)
{
	struct fixture fixture;

	fixture_begin(&fixture, "", FAMILY_IPV4);
	take(&fixture, 30086, 32767);
	for (int i = 0; i < 86; i++) {
		unsigned port = draw(&fixture, 30000, 32767);

		cr_expect(port >= 30000 && port <= 30085, "portpool-027: %u", port);
	}
	cr_expect_eq(draw(&fixture, 30000, 32767), 0U, "portpool-027: full");
	fixture_end(&fixture);
}

/* What is in use can be counted and listed. */
Test(node_port, in_use)
{
	static const struct {
		const char *row;
		unsigned ports[4]; /* 0 ends them */
	} rows[] = {
		{ "portpool-009", { 0 } },
		{ "portpool-010", { 10000 } },
		{ "portpool-012", { 10000, 10099, 10200 } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture fixture;
		struct error err = ERROR_INIT;
		uint128 next = 10000, port;
		size_t n = 0;

		fixture_begin(&fixture, "", FAMILY_IPV4);
		for (const unsigned *at = rows[i].ports; *at != 0; at++)
			take(&fixture, *at, *at);
		while (number_set_first_present(fixture.tx, NODE_PORT_SET, next, 10200, &port,
						&err) == STORE_FOUND) {
			cr_expect_eq((unsigned)port, rows[i].ports[n++], "%s", rows[i].row);
			next = port + 1;
		}
		cr_expect_eq(rows[i].ports[n], 0U, "%s", rows[i].row);
		fixture_end(&fixture);
	}
}

/* Numbers stay in use when the transaction is over; a range counts its own only. */
Test(node_port, stay_in_use)
{
	struct fixture fixture;

	fixture_begin(&fixture, "", FAMILY_IPV4);
	for (int i = 0; i < 50; i++)
		draw(&fixture, 200, 300);
	take(&fixture, 10000, 10009);
	WORKS(store_commit(fixture.tx, &err));
	WORKS(store_begin(fixture.store, STORE_WRITE, &fixture.tx, &err));
	cr_expect_eq(used(&fixture, 200, 300), 50U, "portpool-015");
	cr_expect_eq(101 - used(&fixture, 200, 300), 51U, "portpool-015: free");
	for (int i = 0; i < 51; i++)
		cr_expect_neq(draw(&fixture, 200, 300), 0U, "portpool-015: %d", i);
	cr_expect_eq(draw(&fixture, 200, 300), 0U, "portpool-015: full");
	fixture_end(&fixture);
}
