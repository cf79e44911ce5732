/* What the files of this folder share. The rest of the program sees include/cidrctl/store.h only.
 *
 *   file.c       finds, makes, judges and opens the state file
 *   lock.c       the queue of writers
 *   layout.c     the tables and their versions
 *   statement.c  the SQL, prepared when first used, and what its failures are called
 *   sqlite.c     transactions and entries
 *   cursor.c     walks
 *   stamp.c      what has not been written since it was read
 *   change.c     the log of changes, as writers add to it
 *   watch.c      the log as watchers read it, and waiting for more
 *   path.c       where the state file is when nobody says */
#ifndef CIDRCTL_STORE_INTERNAL_H
#define CIDRCTL_STORE_INTERNAL_H

#include <sqlite3.h>

#include "cidrctl/store.h"
#include "cidrctl/strbuf.h"

/* "CDCT": marks our files (PRAGMA application_id). */
#define APPLICATION_ID 0x43444354
/* The layout this program reads and writes (PRAGMA user_version). */
#define LAYOUT_VERSION 2

/* Every statement; statement.c holds the text of each. */
enum statement {
	STATEMENT_BEGIN,
	STATEMENT_CHANGES_ADD,
	STATEMENT_CHANGES_CLEAR,
	STATEMENT_CHANGES_FIRST,
	STATEMENT_CHANGES_SINCE,
	STATEMENT_CHANGES_SIZES,
	STATEMENT_CHANGES_TRIM,
	STATEMENT_COMMIT,
	STATEMENT_DELETE_DERIVED,
	STATEMENT_DELETE_OBJECT,
	STATEMENT_GET_DERIVED,
	STATEMENT_GET_OBJECT,
	STATEMENT_PUT_DERIVED,
	STATEMENT_PUT_OBJECT,
	STATEMENT_RELEASE,
	STATEMENT_ROLLBACK,
	STATEMENT_ROLLBACK_TO,
	STATEMENT_SAVEPOINT,
	STATEMENT_SCAN_DERIVED,
	STATEMENT_SCAN_DERIVED_TO_END,
	STATEMENT_SCAN_OBJECTS,
	STATEMENT_SCAN_OBJECTS_TO_END,
	STATEMENT_VERSION,
	N_STATEMENTS
};

struct store {
	char *path;
	sqlite3 *db;                            /* NULL until a transaction needs it */
	sqlite3_stmt *statements[N_STATEMENTS]; /* idle ones; NULL: not prepared, or lent out */
	int lock;                               /* the held lock file, or -1 */
	int64_t timeout;  /* how long to wait for other processes, in nanoseconds */
	int64_t deadline; /* end of the current wait for SQLite's locks */
	bool is_wal;      /* somebody switched the file to a write-ahead log */
	bool is_durable;  /* the connection has been told to sync as writers need it */
	bool made_file;   /* find_file made it, and nothing has been committed to it */
	bool in_transaction;
	bool has_waited;       /* seen_counter is set */
	uint32_t seen_counter; /* SQLite's count of changes when store_wait last returned */
};

/* Kinds of objects whose writes are told apart. */
#define STAMP_GROUPS 64

struct store_tx {
	struct store *store;
	enum store_access access;
	sqlite3_stmt *snapshot; /* STORE_READ: a statement under way, which holds the read lock */
	int layout;             /* of the file when the transaction began; 0: missing or empty */
	bool has_tables;        /* the current layout's tables can be used */
	bool has_moved;         /* the file was taken away while we waited for it */
	int64_t revision;       /* of the last commit */
	int64_t raised;         /* store_raise_revision */
	int depth;              /* open savepoints */
	int write_depth; /* the lowest depth of an object write that still stands, or NO_WRITE */

	struct strbuf changes; /* STORE_WRITE: this transaction's entry of the log */
	bool changes_lost;     /* they outgrew the log */
	size_t *marks;         /* length of changes at each open savepoint */
	size_t marks_capacity;

	uint64_t stamps[STAMP_GROUPS]; /* by the first part of keys */
};

#define NO_WRITE INT32_MAX

/* ---- stamp.c ---- */

/* The transaction has begun, or something was undone. */
void stamp_all(struct store_tx *tx);
/* The key of an object is about to be written. */
void stamp_key(struct store_tx *tx, struct bytes key);

/* ---- file.c ---- */

/* Opens the file into store->db when that has not been done. A STORE_WRITE makes a missing file
 * (empty) and its folders. FOUND: open, and either empty or ours. ABSENT: STORE_READ of a missing
 * or empty file, nothing opened. */
enum store_answer file_open(struct store *store, enum store_access access, struct error *err);
void file_close(struct store *store);
/* Outside transactions: takes away the empty file that file_open made, for nothing came of it. A
 * writer that has it open must look, once its transaction has begun, whether it has moved. */
void file_unmake(struct store *store);
bool file_has_moved(struct store *store);
/* Checks by its first bytes that the open file is empty or ours. */
bool file_judge(struct store *store, struct error *err);

/* ---- lock.c ---- */

/* $CIDRCTL_LOCK_TIMEOUT in nanoseconds; 30 s when unset. */
bool lock_timeout(int64_t *ret_nanoseconds, struct error *err);
/* Nanoseconds of a clock that nobody sets. */
int64_t lock_clock(void);
/* Takes the writers' lock into store->lock, in order of arrival. */
bool lock_take(struct store *store, struct error *err);
void lock_release(struct store *store);
/* Errors: "locked by another process". Returns false. */
bool lock_error(const struct store *store, struct error *err);

/* ---- layout.c ---- */

/* Brings the tables from a layout (0: none) to LAYOUT_VERSION inside the open transaction. */
bool layout_upgrade(struct store *store, int from, struct error *err);

/* ---- change.c ---- */

/* The log keeps at least the last commit, and of those before it at most so many, of so many bytes
 * in all, give or take what comes in between two times that it is trimmed. */
#define LOG_COMMITS 1000
#define LOG_SIZE ((size_t)16 << 20)

/* Notes the present entry of the key, which is about to be written. FOUND and ABSENT say whether
 * there is one. */
enum store_answer change_note(struct store_tx *tx, struct bytes key, struct error *err);
/* Adds what was noted to the log, as the commit of that revision. */
bool change_commit(struct store_tx *tx, int64_t revision, struct error *err);

/* One noted change: a key and what was there before. */
struct noted {
	struct bytes key;
	bool existed;
	struct bytes before;
	int64_t modified; /* of before; 0 when there was none */
};
/* Takes the next one from the bytes, which it shortens. False: they are damaged. */
bool change_decode(struct bytes *bytes, struct noted *ret_noted);

/* ---- statement.c ---- */

/* The statement, reset and without bindings of use, or NULL and an error. The caller gives it back
 * with statement_return, which also ends what it was doing. */
sqlite3_stmt *statement_take(struct store *store, enum statement statement, struct error *err);
void statement_return(struct store *store, enum statement statement, sqlite3_stmt *stmt);
void statement_finish_all(struct store *store);
/* Steps a statement that gives no rows and returns it. */
bool statement_finish(struct store *store, enum statement statement, sqlite3_stmt *stmt,
		      struct error *err);
/* Runs a statement that has no parameters and gives no rows. Returns SQLite's code. */
int statement_run(struct store *store, enum statement statement);
/* The bytes must live until the statement has run. Returns SQLite's code (too big). */
int statement_bind_bytes(sqlite3_stmt *stmt, int index, struct bytes bytes);
/* Names the failure of the last call on store->db. Returns false. */
bool statement_error(struct store *store, int code, struct error *err);

#endif
