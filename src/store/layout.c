/* The tables, and how a file of an older layout gets them.
 *
 * object   what users see. An ordinary table with an index: its values are some 600 bytes, too long
 *          for the inner nodes of a WITHOUT ROWID tree.
 * derived  the index space: short entries, found with one descent. Its entry with the empty key is
 *          the revision of the last commit, kept here because a table of its own would have to be
 *          read and prepared for by every process.
 * change   the log of changes, an entry a commit: the keys it wrote and what was there before
 *          (change.c). A watcher can start at any revision from that of the oldest entry on.
 *
 * To change the layout: add a step and raise LAYOUT_VERSION. */
#include "internal.h"

#include <stdlib.h>

#define TEXT_OF(number) #number
#define SET_PRAGMA(name, number) "PRAGMA " #name " = " TEXT_OF(number) ";"

/* steps[n] leads from layout n to n + 1; layout 0 is an empty file. */
static const char *const steps[LAYOUT_VERSION] = {
	SET_PRAGMA(application_id,
		   APPLICATION_ID) "CREATE TABLE object(key BLOB NOT NULL UNIQUE, created INTEGER "
				   "NOT NULL,"
				   " modified INTEGER NOT NULL, value BLOB NOT NULL);"
				   "CREATE TABLE derived(key BLOB PRIMARY KEY, value NOT NULL) "
				   "WITHOUT ROWID;"
				   "INSERT INTO derived VALUES(x'', 0);",
	"CREATE TABLE change(revision INTEGER PRIMARY KEY, entries BLOB NOT NULL);"
	"INSERT INTO change SELECT value, x'' FROM derived WHERE key = x'';",
};

bool layout_upgrade(struct store *store, int from, struct error *err)
{
	int code;

	for (int layout = from; layout < LAYOUT_VERSION; layout++) {
		code = sqlite3_exec(store->db, steps[layout], NULL, NULL, NULL);
		if (code != SQLITE_OK)
			return statement_error(store, code, err);
	}
	code = sqlite3_exec(store->db, SET_PRAGMA(user_version, LAYOUT_VERSION), NULL, NULL, NULL);
	return code == SQLITE_OK || statement_error(store, code, err);
}
