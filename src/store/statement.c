#include <string.h>

#include "internal.h"

static const char *const texts[N_STATEMENTS] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_CHANGES_ADD] = "INSERT INTO change VALUES(?1,?2)",
	[STATEMENT_CHANGES_CLEAR] = "DELETE FROM change",
	[STATEMENT_CHANGES_FIRST] = "SELECT revision FROM change ORDER BY revision LIMIT 1",
	[STATEMENT_CHANGES_SINCE] =
		"SELECT revision,entries FROM change WHERE revision>?1 ORDER BY revision",
	[STATEMENT_CHANGES_SIZES] =
		"SELECT revision,length(entries) FROM change ORDER BY revision DESC",
	[STATEMENT_CHANGES_TRIM] = "DELETE FROM change WHERE revision<=?1",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_DELETE_DERIVED] = "DELETE FROM derived WHERE key=?1",
	[STATEMENT_DELETE_OBJECT] = "DELETE FROM object WHERE key=?1",
	[STATEMENT_GET_DERIVED] = "SELECT value FROM derived WHERE key=?1",
	[STATEMENT_GET_OBJECT] = "SELECT value,created,modified FROM object WHERE key=?1",
	[STATEMENT_PUT_DERIVED] = "REPLACE INTO derived VALUES(?1,?2)",
	[STATEMENT_PUT_OBJECT] =
		"INSERT INTO object VALUES(?1,?3,?3,?2)"
		"ON CONFLICT DO UPDATE SET created=iif(?4,?3,created),modified=?3,value=?2",
	[STATEMENT_RELEASE] = "RELEASE s",
	[STATEMENT_ROLLBACK] = "ROLLBACK",
	[STATEMENT_ROLLBACK_TO] = "ROLLBACK TO s",
	[STATEMENT_SAVEPOINT] = "SAVEPOINT s",
	[STATEMENT_SCAN_DERIVED] =
		"SELECT key,value FROM derived WHERE key>=?1 AND key<?2 ORDER BY key",
	[STATEMENT_SCAN_DERIVED_TO_END] =
		"SELECT key,value FROM derived WHERE key>=?1 ORDER BY key",
	[STATEMENT_SCAN_OBJECTS] = "SELECT key,value,created,modified FROM object "
				   "WHERE key>=?1 AND key<?2 ORDER BY key",
	[STATEMENT_SCAN_OBJECTS_TO_END] =
		"SELECT key,value,created,modified FROM object WHERE key>=?1 ORDER BY key",
	[STATEMENT_VERSION] = "PRAGMA user_version",
};

sqlite3_stmt *statement_take(struct store *store, enum statement statement, struct error *err)
{
	sqlite3_stmt *stmt = TAKE(store->statements[statement]);
	int code;

	if (stmt != NULL)
		return stmt;
	code = sqlite3_prepare_v2(store->db, texts[statement], -1, &stmt, NULL);
	if (code != SQLITE_OK)
		statement_error(store, code, err);
	return stmt;
}

void statement_return(struct store *store, enum statement statement, sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	if (store->statements[statement] == NULL)
		store->statements[statement] = stmt;
	else
		sqlite3_finalize(stmt);
}

void statement_finish_all(struct store *store)
{
	for (int i = 0; i < N_STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
}

bool statement_finish(struct store *store, enum statement statement, sqlite3_stmt *stmt,
		      struct error *err)
{
	int code = sqlite3_step(stmt);

	statement_return(store, statement, stmt);
	return code == SQLITE_DONE || statement_error(store, code, err);
}

int statement_run(struct store *store, enum statement statement)
{
	sqlite3_stmt *stmt = store->statements[statement];
	int code;

	if (stmt == NULL) {
		code = sqlite3_prepare_v2(store->db, texts[statement], -1, &stmt, NULL);
		if (code != SQLITE_OK)
			return code;
		store->statements[statement] = stmt;
	}
	code = sqlite3_step(stmt);
	/* After a failure reset gives the same code again. */
	sqlite3_reset(stmt);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

int statement_bind_bytes(sqlite3_stmt *stmt, int index, struct bytes bytes)
{
	/* A null pointer would bind NULL instead of no bytes. */
	return sqlite3_bind_blob64(stmt, index, bytes.length != 0 ? bytes.data : "", bytes.length,
				   SQLITE_STATIC);
}

/* What the codes that have a cause outside this program are called. */
static const char *cause(int code)
{
	switch (code) {
	case SQLITE_READONLY_ROLLBACK:
	case SQLITE_READONLY_RECOVERY:
		return "a killed command left it unfinished, and it cannot be repaired read-only";
	case SQLITE_READONLY_DBMOVED:
		return "replaced while it was in use";
	case SQLITE_READONLY_DIRECTORY:
		return "its folder is read-only";
	}
	switch (code & 0xff) {
	case SQLITE_CORRUPT:
		return "damaged";
	case SQLITE_FULL:
		return "No space left on device";
	case SQLITE_NOTADB:
		return "not an SQLite database";
	case SQLITE_READONLY:
		return "read-only";
	}
	return NULL;
}

/* The errno behind the code, or 0. Failures to write are only remembered with the file. */
static int system_error(struct store *store)
{
	int failure = sqlite3_system_errno(store->db);

	if (failure == 0)
		sqlite3_file_control(store->db, "main", SQLITE_FCNTL_LAST_ERRNO, &failure);
	return failure;
}

bool statement_error(struct store *store, int code, struct error *err)
{
	int failure = system_error(store);
	const char *known = cause(code);

	if ((code & 0xff) == SQLITE_BUSY)
		return lock_error(store, err);
	if (known != NULL)
		return error_set(err, REASON_CLIENT, "state file %s: %s", store->path, known);
	if (failure != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
		return error_set_errno(err, failure, "state file %s", store->path);
	return error_set(err, REASON_CLIENT, "state file %s: %s", store->path,
			 sqlite3_errmsg(store->db));
}
