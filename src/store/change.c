/* The log of changes, as writers add to it: what a watcher needs to learn what other processes did.
 *
 * An entry belongs to a commit and lists the keys that it wrote, each with what was there before.
 * What was there afterwards is not repeated: it is what the next entry that names the key has as
 * before, or else the object itself. So a create costs little more than its key.
 *
 * A change in an entry: the length of the key and the key; 0 when the key was absent, else 1, the
 * revision and length of its value, and the value. Numbers are as in LEB128. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The log is trimmed each time the revision passes a multiple of this, and after a large entry. */
#define TRIM_INTERVAL 64
#define LARGE_ENTRY ((size_t)64 << 10)

/* ---- entries ---- */

static void add_number(struct strbuf *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		strbuf_add_char(out, (char)(number | 0x80));
	strbuf_add_char(out, (char)number);
}

static bool take_number(struct bytes *bytes, uint64_t *ret_number)
{
	const unsigned char *at = bytes->data;
	uint64_t number = 0;

	for (size_t i = 0; i < bytes->length && i < 10; i++) {
		number |= (uint64_t)(at[i] & 0x7f) << (7 * i);
		if (at[i] < 0x80) {
			*bytes = (struct bytes) { at + i + 1, bytes->length - i - 1 };
			*ret_number = number;
			return true;
		}
	}
	return false;
}

static bool take_bytes(struct bytes *bytes, struct bytes *ret_bytes)
{
	uint64_t length;

	if (!take_number(bytes, &length) || length > bytes->length)
		return false;
	*ret_bytes = (struct bytes) { bytes->data, (size_t)length };
	*bytes = (struct bytes) { (const char *)bytes->data + length, bytes->length - length };
	return true;
}

bool change_decode(struct bytes *bytes, struct noted *ret_noted)
{
	struct noted noted = { .before = { "", 0 } };
	uint64_t existed, modified = 0;

	if (!take_bytes(bytes, &noted.key) || !take_number(bytes, &existed))
		return false;
	noted.existed = existed != 0;
	if (noted.existed && (!take_number(bytes, &modified) || !take_bytes(bytes, &noted.before)))
		return false;
	noted.modified = (int64_t)modified;
	*ret_noted = noted;
	return true;
}

static void add_change(struct store_tx *tx, struct bytes key, sqlite3_stmt *present)
{
	struct strbuf *changes = &tx->changes;

	if (tx->changes_lost)
		return;
	add_number(changes, key.length);
	strbuf_add(changes, key.data, key.length);
	add_number(changes, present != NULL);
	if (present != NULL) {
		size_t length = (size_t)sqlite3_column_bytes(present, 0);

		add_number(changes, (uint64_t)sqlite3_column_int64(present, 2));
		add_number(changes, length);
		if (length != 0)
			strbuf_add(changes, sqlite3_column_blob(present, 0), length);
	}
	if (changes->length <= LOG_SIZE)
		return;
	tx->changes_lost = true;
	strbuf_finish(changes);
}

enum store_answer change_note(struct store_tx *tx, struct bytes key, struct error *err)
{
	sqlite3_stmt *stmt = statement_take(tx->store, STATEMENT_GET_OBJECT, err);
	int code;

	if (stmt == NULL)
		return STORE_FAILED;
	code = statement_bind_bytes(stmt, 1, key);
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_DONE)
		add_change(tx, key, NULL);
	/* What this transaction has written was noted when it did. */
	else if (code == SQLITE_ROW && sqlite3_column_int64(stmt, 2) <= tx->revision)
		add_change(tx, key, stmt);
	else if (code != SQLITE_ROW)
		statement_error(tx->store, code, err);
	statement_return(tx->store, STATEMENT_GET_OBJECT, stmt);
	return code == SQLITE_ROW ? STORE_FOUND : code == SQLITE_DONE ? STORE_ABSENT : STORE_FAILED;
}

/* ---- the log ---- */

static bool add_entry(struct store_tx *tx, int64_t revision, struct error *err)
{
	struct store *store = tx->store;
	sqlite3_stmt *stmt = statement_take(store, STATEMENT_CHANGES_ADD, err);

	if (stmt == NULL)
		return false;
	sqlite3_bind_int64(stmt, 1, revision);
	statement_bind_bytes(stmt, 2, (struct bytes) { tx->changes.text, tx->changes.length });
	return statement_finish(store, STATEMENT_CHANGES_ADD, stmt, err);
}

/* Finds the newest entry that is too much; *ret_revision is -1 when there is none. */
static bool find_surplus(struct store *store, int64_t *ret_revision, struct error *err)
{
	sqlite3_stmt *stmt = statement_take(store, STATEMENT_CHANGES_SIZES, err);
	size_t size = 0;
	int code = SQLITE_DONE;

	if (stmt == NULL)
		return false;
	*ret_revision = -1;
	for (int n = 1; (code = sqlite3_step(stmt)) == SQLITE_ROW; n++) {
		size += (size_t)sqlite3_column_int64(stmt, 1);
		if (n > 1 && (n > LOG_COMMITS || size > LOG_SIZE)) {
			*ret_revision = sqlite3_column_int64(stmt, 0);
			break;
		}
	}
	statement_return(store, STATEMENT_CHANGES_SIZES, stmt);
	return code == SQLITE_ROW || code == SQLITE_DONE || statement_error(store, code, err);
}

static bool trim(struct store *store, struct error *err)
{
	sqlite3_stmt *stmt;
	int64_t revision;

	if (!find_surplus(store, &revision, err))
		return false;
	if (revision < 0)
		return true;
	stmt = statement_take(store, STATEMENT_CHANGES_TRIM, err);
	if (stmt == NULL)
		return false;
	sqlite3_bind_int64(stmt, 1, revision);
	return statement_finish(store, STATEMENT_CHANGES_TRIM, stmt, err);
}

/* A commit too large for the log starts it anew: nobody can follow what came before. */
static bool clear(struct store *store, struct error *err)
{
	int code = statement_run(store, STATEMENT_CHANGES_CLEAR);

	return code == SQLITE_OK || statement_error(store, code, err);
}

bool change_commit(struct store_tx *tx, int64_t revision, struct error *err)
{
	bool due = revision / TRIM_INTERVAL != tx->revision / TRIM_INTERVAL ||
		   tx->changes.length > LARGE_ENTRY;

	if (tx->write_depth == NO_WRITE)
		return true;
	if (tx->changes_lost)
		return clear(tx->store, err) && add_entry(tx, revision, err);
	return add_entry(tx, revision, err) && (!due || trim(tx->store, err));
}
