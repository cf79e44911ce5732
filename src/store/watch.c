/* The log of changes as watchers read it (change.c says what it holds), and waiting for more. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

#define HEADER_CHANGE_COUNTER 24 /* SQLite counts its commits there, big-endian */
#define LOOK_INTERVAL INT64_C(50000000)

/* ---- texts that changes point into ---- */

struct store_texts {
	char **items;
	size_t n, capacity;
};

static const char *keep_text(struct store_texts *texts, char *text)
{
	texts->items = xgrow(texts->items, texts->n, &texts->capacity, sizeof(*texts->items));
	texts->items[texts->n++] = text;
	return text;
}

void store_changes_finish(struct store_changes *changes)
{
	for (size_t i = 0; changes->texts != NULL && i < changes->texts->n; i++)
		free(changes->texts->items[i]);
	if (changes->texts != NULL)
		free(changes->texts->items);
	free(changes->texts);
	free(changes->items);
	*changes = (struct store_changes)STORE_CHANGES_INIT;
}

void store_changes_cleanup(struct store_changes *changes)
{
	store_changes_finish(changes);
}

/* ---- reading ---- */

struct reading {
	struct store_tx *tx;
	struct bytes prefix;
	struct store_changes *changes;
	size_t capacity;
	int64_t *before; /* revision of each item's value before */
	size_t before_capacity;
};

static bool damaged(const struct reading *reading, struct error *err)
{
	return error_set(err, REASON_CLIENT, "state file %s: damaged", reading->tx->store->path);
}

static void add_item(struct reading *reading, const struct noted *noted, int64_t revision)
{
	struct store_changes *changes = reading->changes;

	if (noted->key.length < reading->prefix.length ||
	    memcmp(noted->key.data, reading->prefix.data, reading->prefix.length) != 0)
		return;
	reading->before = xgrow(reading->before, changes->n, &reading->before_capacity,
				sizeof(*reading->before));
	reading->before[changes->n] = noted->modified;
	changes->items =
		xgrow(changes->items, changes->n, &reading->capacity, sizeof(*changes->items));
	changes->items[changes->n++] = (struct store_change) {
		.key = noted->key,
		.existed = noted->existed,
		.before = noted->before,
		.after = { "", 0 },
		.revision = revision,
		.modified = revision,
	};
}

static bool read_entry(struct reading *reading, sqlite3_stmt *stmt, struct error *err)
{
	size_t length = (size_t)sqlite3_column_bytes(stmt, 1);
	struct bytes left = { NULL, length };
	struct noted noted;
	char *copy;

	if (length == 0)
		return true;
	copy = xmalloc(length);
	memcpy(copy, sqlite3_column_blob(stmt, 1), length);
	left.data = keep_text(reading->changes->texts, copy);
	while (left.length > 0) {
		if (!change_decode(&left, &noted))
			return damaged(reading, err);
		add_item(reading, &noted, sqlite3_column_int64(stmt, 0));
	}
	return true;
}

static bool read_entries(struct reading *reading, int64_t revision, struct error *err)
{
	struct store *store = reading->tx->store;
	sqlite3_stmt *stmt = statement_take(store, STATEMENT_CHANGES_SINCE, err);
	int code = SQLITE_DONE;
	bool ok = true;

	if (stmt == NULL)
		return false;
	sqlite3_bind_int64(stmt, 1, revision);
	while (ok && (code = sqlite3_step(stmt)) == SQLITE_ROW)
		ok = read_entry(reading, stmt, err);
	if (ok && code != SQLITE_DONE)
		ok = statement_error(store, code, err);
	statement_return(store, STATEMENT_CHANGES_SINCE, stmt);
	return ok;
}

/* ---- what was there afterwards ---- */

static int compare_keys(const struct store_change *a, const struct store_change *b)
{
	size_t shorter = a->key.length < b->key.length ? a->key.length : b->key.length;
	int order = memcmp(a->key.data, b->key.data, shorter);

	return order != 0 ? order
			  : (a->key.length > b->key.length) - (a->key.length < b->key.length);
}

/* By key, and those of a key as they came. */
static int compare_items(const void *left, const void *right)
{
	const struct store_change *a = *(struct store_change *const *)left;
	const struct store_change *b = *(struct store_change *const *)right;
	int order = compare_keys(a, b);

	return order != 0 ? order : (a > b) - (a < b);
}

/* The last change of a key left it as it is now. */
static bool read_present(struct reading *reading, struct store_change *change, struct error *err)
{
	struct store_value value = STORE_VALUE_INIT;

	switch (store_get(reading->tx, STORE_OBJECTS, change->key, &value, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	change->exists = true;
	change->after = (struct bytes) { value.bytes, value.length };
	change->modified = value.modified;
	keep_text(reading->changes->texts, value.bytes);
	return true;
}

/* Completes the changes of one key, of which the first of each commit counts. */
static bool complete_key(struct reading *reading, struct store_change **items, size_t n,
			 struct error *err)
{
	struct store_change *last = items[0];

	for (size_t i = 1; i < n; i++) {
		struct store_change *next = items[i];

		if (next->revision == last->revision) {
			/* Neither before nor after: dropped with those that changed nothing. */
			next->existed = false;
			continue;
		}
		last->exists = next->existed;
		last->after = next->before;
		if (next->existed)
			last->modified = reading->before[next - reading->changes->items];
		last = next;
	}
	return read_present(reading, last, err);
}

static bool complete(struct reading *reading, struct error *err)
{
	struct store_changes *changes = reading->changes;
	struct store_change **items = xcalloc(changes->n + 1, sizeof(struct store_change *));
	bool ok = true;

	for (size_t i = 0; i < changes->n; i++)
		items[i] = &changes->items[i];
	qsort(items, changes->n, sizeof(*items), compare_items);
	for (size_t i = 0, n; ok && i < changes->n; i += n) {
		for (n = 1; i + n < changes->n && compare_keys(items[i], items[i + n]) == 0;)
			n++;
		ok = complete_key(reading, items + i, n, err);
	}
	free(items);
	return ok;
}

static void drop_empty(struct store_changes *changes)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		if (changes->items[i].existed || changes->items[i].exists)
			changes->items[n++] = changes->items[i];
	changes->n = n;
}

/* ---- the calls ---- */

static bool expired(struct error *err)
{
	return error_set(err, REASON_EXPIRED,
			 "The resourceVersion for the provided watch is too old.");
}

static bool check_start(struct store_tx *tx, int64_t revision, struct error *err)
{
	struct store *store = tx->store;
	sqlite3_stmt *stmt;
	int64_t first = INT64_MAX;
	int code;

	if (!tx->has_tables || revision > tx->revision)
		return expired(err);
	stmt = statement_take(store, STATEMENT_CHANGES_FIRST, err);
	if (stmt == NULL)
		return false;
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		first = sqlite3_column_int64(stmt, 0);
	statement_return(store, STATEMENT_CHANGES_FIRST, stmt);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return statement_error(store, code, err);
	return revision >= first || expired(err);
}

bool store_changes_since(struct store_tx *tx, int64_t revision, struct bytes prefix,
			 struct store_changes *ret_changes, struct error *err)
{
	CLEANUP(store_changes) struct store_changes changes = STORE_CHANGES_INIT;
	struct reading reading = { .tx = tx, .prefix = prefix, .changes = &changes };
	bool ok;

	if (!check_start(tx, revision, err))
		return false;
	changes.texts = xcalloc(1, sizeof(*changes.texts));
	ok = read_entries(&reading, revision, err) && complete(&reading, err);
	free(reading.before);
	if (!ok)
		return false;
	drop_empty(&changes);
	*ret_changes = changes;
	changes = (struct store_changes)STORE_CHANGES_INIT;
	return true;
}

/* ---- waiting ---- */

/* Without a lock: what is read may be of a commit under way, whose end the next transaction waits
 * for. */
static bool read_counter(struct store *store, uint32_t *ret_counter)
{
	unsigned char bytes[4];
	sqlite3_file *file = NULL;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (file->pMethods->xRead(file, bytes, sizeof(bytes), HEADER_CHANGE_COUNTER) != SQLITE_OK)
		return false;
	*ret_counter = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
		       (uint32_t)bytes[2] << 8 | bytes[3];
	return true;
}

static bool is_gone(struct store *store)
{
	int moved = 0;

	return sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
		       SQLITE_OK &&
	       moved != 0;
}

/* True when a transaction might see more than the last one did. */
static bool look(struct store *store)
{
	uint32_t counter;
	bool changed;

	if (store->db != NULL && is_gone(store))
		file_close(store);
	/* A write-ahead log is not counted in the file. */
	if (store->db == NULL || store->is_wal || !read_counter(store, &counter))
		return true;
	changed = counter != store->seen_counter;
	store->seen_counter = counter;
	return changed;
}

bool store_wait(struct store *store, int64_t timeout_ns)
{
	int64_t deadline = lock_clock() + timeout_ns, left;

	if (!store->has_waited) {
		store->has_waited = true;
		look(store);
		return true;
	}
	while ((left = deadline - lock_clock()) > 0) {
		struct timespec nap = { .tv_nsec = left < LOOK_INTERVAL ? left : LOOK_INTERVAL };

		if (nanosleep(&nap, NULL) != 0)
			return false;
		if (look(store))
			return true;
	}
	return false;
}
