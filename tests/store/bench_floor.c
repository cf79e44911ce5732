/* The least that a durable write can cost: opens an SQLite file with the store's settings, inserts
 * one row of the size of a Service in one transaction, and closes it. Benchmarks compare with it.
 *
 * Usage: bench_floor FILE         insert a row
 *        bench_floor FILE KEY     look a row up */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VALUE_SIZE 600

static void require(sqlite3 *db, int code, int wanted)
{
	if (code == wanted)
		return;
	fprintf(stderr, "bench_floor: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *stmt;

	require(db, sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
	return stmt;
}

static void insert(sqlite3 *db)
{
	static char value[VALUE_SIZE];
	sqlite3_stmt *stmt;
	char key[32];

	memset(value, 'x', sizeof(value));
	snprintf(key, sizeof(key), "services/default/%d", (int)getpid());
	require(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	stmt = prepare(db, "REPLACE INTO object VALUES(?1, ?2)");
	sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_blob(stmt, 2, value, sizeof(value), SQLITE_STATIC);
	require(db, sqlite3_step(stmt), SQLITE_DONE);
	sqlite3_finalize(stmt);
	require(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
}

static void look_up(sqlite3 *db, const char *key)
{
	sqlite3_stmt *stmt = prepare(db, "SELECT value FROM object WHERE key = ?1");

	sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	printf("%s\n", sqlite3_step(stmt) == SQLITE_ROW ? "found" : "absent");
	sqlite3_finalize(stmt);
}

int main(int argc, char **argv)
{
	sqlite3 *db;

	if (argc < 2 || argc > 3) {
		fputs("usage: bench_floor FILE [KEY]\n", stderr);
		return 2;
	}
	require(NULL, sqlite3_open(argv[1], &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 30000);
	if (argc == 2) {
		require(db,
			sqlite3_exec(db,
				     "PRAGMA synchronous = EXTRA;"
				     "CREATE TABLE IF NOT EXISTS object(key TEXT PRIMARY KEY,"
				     " value BLOB)",
				     NULL, NULL, NULL),
			SQLITE_OK);
		insert(db);
	} else {
		look_up(db, argv[2]);
	}
	sqlite3_close(db);
	return 0;
}
