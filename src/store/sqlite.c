/* Transactions and entries. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* How often a file that went away while we waited for it is looked for again. */
#define MAX_TRIES 100

/* The entry of the index space that holds the revision; keys of callers are never empty. */
static const struct bytes revision_key = { "", 0 };

struct bytes bytes_of(const char *text)
{
	return (struct bytes) { text, strlen(text) };
}

struct store *store_create(const char *path)
{
	struct store *store = xcalloc(1, sizeof(*store));

	/* The program has one thread and nobody asks SQLite for its memory statistics: both would
	 * lock a mutex at each turn. Refused, without harm, when SQLite is already at work. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	store->path = xstrdup(path);
	store->lock = -1;
	return store;
}

void store_destroy(struct store *store)
{
	if (store == NULL)
		return;
	assert(!store->in_transaction);
	file_close(store);
	free(store->path);
	free(store);
}

void store_cleanup(struct store **store)
{
	store_destroy(*store);
}

/* ---- transactions ---- */

/* A STORE_READ leaves the statement at its row: as long as it is under way SQLite keeps the read
 * lock, and BEGIN and COMMIT need not be prepared. */
static bool read_layout(struct store_tx *tx, struct error *err)
{
	struct store *store = tx->store;
	int code;

	tx->snapshot = statement_take(store, STATEMENT_VERSION, err);
	if (tx->snapshot == NULL)
		return false;
	code = sqlite3_step(tx->snapshot);
	if (code != SQLITE_ROW)
		return statement_error(store, code, err);
	tx->layout = sqlite3_column_int(tx->snapshot, 0);
	if (tx->layout >= 0 && tx->layout <= LAYOUT_VERSION)
		return true;
	return error_set(err, REASON_CLIENT,
			 "state file %s: made by a newer version of this program (layout %d, "
			 "this one knows %d)",
			 store->path, tx->layout, LAYOUT_VERSION);
}

static void end_snapshot(struct store_tx *tx)
{
	if (tx->snapshot != NULL)
		statement_return(tx->store, STATEMENT_VERSION, TAKE(tx->snapshot));
}

static bool read_revision(struct store_tx *tx, struct error *err)
{
	struct store *store = tx->store;
	sqlite3_stmt *stmt = statement_take(store, STATEMENT_GET_DERIVED, err);
	int code;

	if (stmt == NULL)
		return false;
	statement_bind_bytes(stmt, 1, revision_key);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		tx->revision = sqlite3_column_int64(stmt, 0);
	else if (code == SQLITE_DONE)
		error_set(err, REASON_CLIENT, "state file %s: damaged", store->path);
	else
		statement_error(store, code, err);
	statement_return(store, STATEMENT_GET_DERIVED, stmt);
	return code == SQLITE_ROW;
}

static bool begin_read(struct store_tx *tx, struct error *err)
{
	if (!read_layout(tx, err))
		return false;
	tx->has_tables = tx->layout == LAYOUT_VERSION;
	return !tx->has_tables || read_revision(tx, err);
}

static bool begin_write(struct store_tx *tx, struct error *err)
{
	struct store *store = tx->store;
	int code;

	if (!lock_take(store, err))
		return false;
	code = statement_run(store, STATEMENT_BEGIN);
	tx->has_moved = file_has_moved(store);
	if (tx->has_moved)
		code = SQLITE_READONLY_DBMOVED;
	if (code != SQLITE_OK)
		return statement_error(store, code, err);
	if (!read_layout(tx, err))
		return false;
	end_snapshot(tx);
	/* What was an empty file when it was opened may have become anything meanwhile. */
	if (tx->layout == 0 && !file_judge(store, err))
		return false;
	if (tx->layout < LAYOUT_VERSION && !layout_upgrade(store, tx->layout, err))
		return false;
	tx->has_tables = true;
	return read_revision(tx, err);
}

/* *ret_moved: there is another file at the path now, or none. */
static bool begin(struct store *store, enum store_access access, struct store_tx **ret_tx,
		  bool *ret_moved, struct error *err)
{
	CLEANUP(store_tx) struct store_tx *tx = NULL;
	enum store_answer answer = file_open(store, access, err);

	if (answer == STORE_FAILED)
		return false;
	tx = xcalloc(1, sizeof(*tx));
	tx->store = store;
	tx->access = access;
	tx->write_depth = NO_WRITE;
	tx->changes = (struct strbuf)STRBUF_INIT;
	stamp_all(tx);
	store->in_transaction = true;
	if (answer == STORE_FOUND &&
	    !(access == STORE_WRITE ? begin_write(tx, err) : begin_read(tx, err))) {
		*ret_moved = tx->has_moved;
		return false;
	}
	*ret_tx = TAKE(tx);
	return true;
}

bool store_begin(struct store *store, enum store_access access, struct store_tx **ret_tx,
		 struct error *err)
{
	bool moved;

	assert(!store->in_transaction);
	if (!lock_timeout(&store->timeout, err))
		return false;
	for (int tries = 1;; tries++) {
		moved = false;
		if (begin(store, access, ret_tx, &moved, err))
			return true;
		if (!moved || tries == MAX_TRIES)
			return false;
		error_finish(err);
		file_close(store);
	}
}

bool store_tx_is_new(const struct store_tx *tx)
{
	return tx->layout == 0;
}

bool store_tx_is_old(const struct store_tx *tx)
{
	return tx->access == STORE_READ && tx->layout > 0 && tx->layout < LAYOUT_VERSION;
}

int64_t store_revision(const struct store_tx *tx)
{
	return tx->revision;
}

void store_raise_revision(struct store_tx *tx, int64_t revision)
{
	if (revision > tx->raised)
		tx->raised = revision;
}

static void end(struct store_tx *tx)
{
	end_snapshot(tx);
	lock_release(tx->store);
	tx->store->in_transaction = false;
	strbuf_finish(&tx->changes);
	free(tx->marks);
	free(tx);
}

void store_rollback(struct store_tx *tx)
{
	if (tx == NULL)
		return;
	/* SQLite rolls back by itself after some failures. */
	if (tx->store->db != NULL && !sqlite3_get_autocommit(tx->store->db))
		statement_run(tx->store, STATEMENT_ROLLBACK);
	if (tx->access == STORE_WRITE)
		file_unmake(tx->store);
	end(tx);
}

void store_tx_cleanup(struct store_tx **tx)
{
	store_rollback(*tx);
}

/* After some failures (a full disk) SQLite has rolled the transaction back by itself, and the next
 * statement would be a transaction of its own. */
static bool still_writing(struct store_tx *tx, struct error *err)
{
	assert(tx->access == STORE_WRITE);
	if (!sqlite3_get_autocommit(tx->store->db))
		return true;
	return error_set(err, REASON_CLIENT,
			 "state file %s: everything was undone after an earlier error",
			 tx->store->path);
}

static int64_t next_revision(const struct store_tx *tx)
{
	int64_t revision = tx->revision + (tx->write_depth != NO_WRITE ? 1 : 0);

	return revision < tx->raised ? tx->raised : revision;
}

static bool put_revision(struct store_tx *tx, struct error *err)
{
	struct store *store = tx->store;
	int64_t revision = next_revision(tx);
	sqlite3_stmt *stmt;

	if (revision == tx->revision)
		return true;
	stmt = statement_take(store, STATEMENT_PUT_DERIVED, err);
	if (stmt == NULL)
		return false;
	statement_bind_bytes(stmt, 1, revision_key);
	sqlite3_bind_int64(stmt, 2, revision);
	return statement_finish(store, STATEMENT_PUT_DERIVED, stmt, err);
}

static bool commit(struct store_tx *tx, struct error *err)
{
	int code;

	if (tx->access == STORE_READ)
		return true;
	if (!still_writing(tx, err) || !put_revision(tx, err) ||
	    !change_commit(tx, next_revision(tx), err))
		return false;
	code = statement_run(tx->store, STATEMENT_COMMIT);
	if (code != SQLITE_OK)
		return statement_error(tx->store, code, err);
	tx->store->made_file = false;
	return true;
}

enum store_outcome store_commit(struct store_tx *tx, struct error *err)
{
	assert(tx->depth == 0);
	if (!commit(tx, err)) {
		store_rollback(tx);
		return STORE_COMMIT_FAILED;
	}
	end(tx);
	return STORE_COMMIT_OK;
}

/* ---- savepoints: a STORE_READ has nothing to undo, but may be asked all the same ---- */

bool store_savepoint(struct store_tx *tx, struct error *err)
{
	int code;

	if (tx->access == STORE_WRITE) {
		if (!still_writing(tx, err))
			return false;
		code = statement_run(tx->store, STATEMENT_SAVEPOINT);
		if (code != SQLITE_OK)
			return statement_error(tx->store, code, err);
	}
	tx->marks = xgrow(tx->marks, (size_t)tx->depth, &tx->marks_capacity, sizeof(*tx->marks));
	tx->marks[tx->depth++] = tx->changes.length;
	return true;
}

bool store_savepoint_release(struct store_tx *tx, struct error *err)
{
	int code;

	assert(tx->depth > 0);
	tx->depth--;
	if (tx->write_depth > tx->depth && tx->write_depth != NO_WRITE)
		tx->write_depth = tx->depth;
	if (tx->access == STORE_READ)
		return true;
	if (!still_writing(tx, err))
		return false;
	code = statement_run(tx->store, STATEMENT_RELEASE);
	return code == SQLITE_OK || statement_error(tx->store, code, err);
}

void store_savepoint_rollback(struct store_tx *tx)
{
	assert(tx->depth > 0);
	stamp_all(tx);
	if (tx->write_depth >= tx->depth)
		tx->write_depth = NO_WRITE;
	tx->depth--;
	if (tx->changes.length > tx->marks[tx->depth])
		strbuf_truncate(&tx->changes, tx->marks[tx->depth]);
	if (tx->access == STORE_READ || sqlite3_get_autocommit(tx->store->db))
		return;
	statement_run(tx->store, STATEMENT_ROLLBACK_TO);
	statement_run(tx->store, STATEMENT_RELEASE);
}

/* ---- entries ---- */

void store_value_finish(struct store_value *value)
{
	free(value->bytes);
	*value = (struct store_value)STORE_VALUE_INIT;
}

void store_value_cleanup(struct store_value *value)
{
	store_value_finish(value);
}

static void copy_value(sqlite3_stmt *stmt, enum store_space space, struct store_value *ret_value)
{
	const void *bytes = sqlite3_column_blob(stmt, 0);
	size_t length = (size_t)sqlite3_column_bytes(stmt, 0);
	struct store_value value = { .bytes = xmalloc(length + 1), .length = length };

	if (length != 0)
		memcpy(value.bytes, bytes, length);
	value.bytes[length] = '\0';
	if (space == STORE_OBJECTS) {
		value.created = sqlite3_column_int64(stmt, 1);
		value.modified = sqlite3_column_int64(stmt, 2);
	}
	*ret_value = value;
}

enum store_answer store_get(struct store_tx *tx, enum store_space space, struct bytes key,
			    struct store_value *ret_value, struct error *err)
{
	enum statement statement =
		space == STORE_OBJECTS ? STATEMENT_GET_OBJECT : STATEMENT_GET_DERIVED;
	sqlite3_stmt *stmt;
	int code;

	assert(key.length > 0);
	if (!tx->has_tables)
		return STORE_ABSENT;
	stmt = statement_take(tx->store, statement, err);
	if (stmt == NULL)
		return STORE_FAILED;
	statement_bind_bytes(stmt, 1, key);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		copy_value(stmt, space, ret_value);
	else if (code != SQLITE_DONE)
		statement_error(tx->store, code, err);
	statement_return(tx->store, statement, stmt);
	return code == SQLITE_ROW ? STORE_FOUND : code == SQLITE_DONE ? STORE_ABSENT : STORE_FAILED;
}

static void note_object_write(struct store_tx *tx, struct bytes key)
{
	stamp_key(tx, key);
	if (tx->write_depth > tx->depth)
		tx->write_depth = tx->depth;
}

/* Takes a statement whose first parameters are the key and, unless NULL, the value. */
static sqlite3_stmt *take_writer(struct store_tx *tx, enum statement statement, struct bytes key,
				 const struct bytes *value, struct error *err)
{
	sqlite3_stmt *stmt;
	int code;

	assert(key.length > 0);
	if (!still_writing(tx, err))
		return NULL;
	stmt = statement_take(tx->store, statement, err);
	if (stmt == NULL)
		return NULL;
	code = statement_bind_bytes(stmt, 1, key);
	if (code == SQLITE_OK && value != NULL)
		code = statement_bind_bytes(stmt, 2, *value);
	if (code == SQLITE_OK)
		return stmt;
	statement_error(tx->store, code, err);
	statement_return(tx->store, statement, stmt);
	return NULL;
}

static bool put_object(struct store_tx *tx, struct bytes key, struct bytes value, int64_t revision,
		       bool is_from_elsewhere, struct error *err)
{
	sqlite3_stmt *stmt = take_writer(tx, STATEMENT_PUT_OBJECT, key, &value, err);

	if (stmt == NULL)
		return false;
	if (change_note(tx, key, err) == STORE_FAILED) {
		statement_return(tx->store, STATEMENT_PUT_OBJECT, stmt);
		return false;
	}
	sqlite3_bind_int64(stmt, 3, revision);
	sqlite3_bind_int(stmt, 4, is_from_elsewhere);
	note_object_write(tx, key);
	return statement_finish(tx->store, STATEMENT_PUT_OBJECT, stmt, err);
}

bool store_put(struct store_tx *tx, enum store_space space, struct bytes key, struct bytes value,
	       struct error *err)
{
	sqlite3_stmt *stmt;

	if (space == STORE_OBJECTS)
		return put_object(tx, key, value, tx->revision + 1, false, err);
	stmt = take_writer(tx, STATEMENT_PUT_DERIVED, key, &value, err);
	return stmt != NULL && statement_finish(tx->store, STATEMENT_PUT_DERIVED, stmt, err);
}

bool store_put_at(struct store_tx *tx, struct bytes key, struct bytes value, int64_t revision,
		  struct error *err)
{
	store_raise_revision(tx, revision);
	return put_object(tx, key, value, revision, true, err);
}

static bool delete_object(struct store_tx *tx, struct bytes key, struct error *err)
{
	sqlite3_stmt *stmt;

	assert(key.length > 0);
	if (!still_writing(tx, err))
		return false;
	switch (change_note(tx, key, err)) {
	case STORE_FAILED:
		return false;
	case STORE_ABSENT:
		return true;
	case STORE_FOUND:
		break;
	}
	stmt = take_writer(tx, STATEMENT_DELETE_OBJECT, key, NULL, err);
	if (stmt == NULL)
		return false;
	note_object_write(tx, key);
	return statement_finish(tx->store, STATEMENT_DELETE_OBJECT, stmt, err);
}

bool store_delete(struct store_tx *tx, enum store_space space, struct bytes key, struct error *err)
{
	sqlite3_stmt *stmt;

	if (space == STORE_OBJECTS)
		return delete_object(tx, key, err);
	stmt = take_writer(tx, STATEMENT_DELETE_DERIVED, key, NULL, err);
	return stmt != NULL && statement_finish(tx->store, STATEMENT_DELETE_DERIVED, stmt, err);
}
