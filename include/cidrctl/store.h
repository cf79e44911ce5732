/* The store: interactive transactions over an ordered key space.
 *
 * SQLite stands behind it today (src/store/sqlite.c); nothing outside src/store knows that. The
 * calls are chosen so that etcd can stand behind them later: a request may therefore be run again
 * after STORE_CONFLICT and must have no effect outside its transaction before the commit.
 *
 * Keys live in one of two spaces. STORE_OBJECTS holds what users see (and the cluster's own
 * configuration); every entry knows the revision of the commit that made it and of the last that
 * changed it. STORE_INDEX holds what can be derived from objects (address sets, range rows); its
 * entries have no revisions. Keys sort by bytes in both, and are never empty.
 *
 * One revision a commit: all objects written by one transaction share it. It is the
 * resourceVersion. A transaction that writes no object leaves the counter alone. */
#ifndef CIDRCTL_STORE_H
#define CIDRCTL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cidrctl/error.h"
#include "cidrctl/uint128.h"

struct store;
struct store_tx;
struct store_cursor;

enum store_access { STORE_READ, STORE_WRITE };
enum store_space { STORE_OBJECTS, STORE_INDEX };

/* FAILED sets the error; the other two do not. */
enum store_answer { STORE_FAILED, STORE_ABSENT, STORE_FOUND };
enum store_outcome { STORE_COMMIT_FAILED, STORE_COMMIT_CONFLICT, STORE_COMMIT_OK };

/* Bytes with a length; borrowed. */
struct bytes {
	const void *data;
	size_t length;
};

/* The bytes of a NUL-terminated text, without the NUL. */
struct bytes bytes_of(const char *text);

struct store_entry {
	struct bytes key;
	struct bytes value;
	int64_t created;  /* STORE_OBJECTS only: revision of the commit that created the key */
	int64_t modified; /* STORE_OBJECTS only: revision of the commit that last wrote it */
};

/* ---- the file ---- */

/* Remembers the path; opens and creates nothing yet. */
struct store *store_create(const char *path);
/* Closes the file; NULL is allowed. Every transaction must have ended. */
void store_destroy(struct store *store);
void store_cleanup(struct store **store);

/* $CIDRCTL_STATE, else $XDG_STATE_HOME/cidrctl/state.db, else ~/.local/state/cidrctl/state.db.
 * Owned. Errors: client error when none of these can be told. */
bool store_default_path(char **ret_path, struct error *err);

/* ---- transactions ---- */

/* Starts a transaction. STORE_WRITE waits its turn among writers (first come, first served) and
 * excludes other writers until it ends; it makes the file, its folder and its tables when they are
 * missing, migrates an older file in the same transaction, and then waits for readers to leave
 * when it commits. STORE_READ takes no lock of ours.
 * A STORE_READ of a file that is missing, empty or older than this program gives a transaction
 * for which store_tx_is_new (or _is_old) is true and every key is absent.
 * Errors (client errors that name the file): a folder, unreadable, read-only, no SQLite file,
 * SQLite but not ours (application_id), newer than this program (user_version), locked by
 * another process for longer than 30 s ($CIDRCTL_LOCK_TIMEOUT seconds, a decimal number), disk
 * full. None of them changes the file. */
bool store_begin(struct store *store, enum store_access access, struct store_tx **ret_tx,
		 struct error *err);

/* True when this transaction began on a missing or empty file: the caller bootstraps it. */
bool store_tx_is_new(const struct store_tx *tx);
/* True for a STORE_READ of a file with an older layout: begin STORE_WRITE and commit to migrate. */
bool store_tx_is_old(const struct store_tx *tx);

/* The revision of the last commit before this transaction; 0 in a new file. Writes of this
 * transaction carry store_revision() + 1. */
int64_t store_revision(const struct store_tx *tx);
/* Makes sure that later commits get revisions above this one (for import --raw). */
void store_raise_revision(struct store_tx *tx, int64_t revision);

/* Ends the transaction and frees tx, whatever the outcome. After STORE_COMMIT_OK everything is
 * durable: it survives a power cut. */
enum store_outcome store_commit(struct store_tx *tx, struct error *err);
/* Ends the transaction, undoing its writes; a file that was made for it goes with them. NULL is
 * allowed. */
void store_rollback(struct store_tx *tx);
void store_tx_cleanup(struct store_tx **tx); /* for CLEANUP(store_tx): rolls back */

/* Nested undo points. Each store_savepoint is ended by exactly one of the other two, before the
 * transaction is committed. A STORE_READ may have them; they do nothing.
 * After a full disk or an I/O error the whole transaction is undone: what is called on it then
 * fails, and so does its commit. */
bool store_savepoint(struct store_tx *tx, struct error *err);
bool store_savepoint_release(struct store_tx *tx, struct error *err);
void store_savepoint_rollback(struct store_tx *tx);

/* ---- entries ---- */

/* Copies the value: the caller frees it with store_value_finish. Absent leaves *ret untouched. */
struct store_value {
	char *bytes; /* owned, NUL-terminated for convenience */
	size_t length;
	int64_t created, modified;
};
#define STORE_VALUE_INIT      \
	{                     \
		.bytes = NULL \
	}
void store_value_finish(struct store_value *value);
void store_value_cleanup(struct store_value *value);

enum store_answer store_get(struct store_tx *tx, enum store_space space, struct bytes key,
			    struct store_value *ret_value, struct error *err);

/* Writes the value, creating or replacing the key. */
bool store_put(struct store_tx *tx, enum store_space space, struct bytes key, struct bytes value,
	       struct error *err);
/* store_put for objects that keep the revision they had elsewhere; created and modified are both
 * set to it, and the store's revision is raised to it (import --raw). */
bool store_put_at(struct store_tx *tx, struct bytes key, struct bytes value, int64_t revision,
		  struct error *err);
/* Deleting an absent key is no error, and no write. */
bool store_delete(struct store_tx *tx, enum store_space space, struct bytes key, struct error *err);

/* Walks the keys in [from, to) in byte order; an empty `to` means no upper bound. No key of the
 * same space may be written while a cursor is open. A cursor is closed before its transaction
 * ends. */
bool store_scan(struct store_tx *tx, enum store_space space, struct bytes from, struct bytes to,
		struct store_cursor **ret_cursor, struct error *err);
/* Walks the keys that begin with prefix, from the first one greater than `after` (empty: from the
 * start). */
bool store_scan_prefix(struct store_tx *tx, enum store_space space, struct bytes prefix,
		       struct bytes after, struct store_cursor **ret_cursor, struct error *err);
/* FOUND: *ret_entry is set, valid until the next call on the cursor. ABSENT: the walk is over. */
enum store_answer store_next(struct store_cursor *cursor, struct store_entry *ret_entry,
			     struct error *err);
void store_cursor_close(struct store_cursor *cursor); /* NULL is allowed */
void store_cursor_cleanup(struct store_cursor **cursor);

/* For who keeps what a walk over a prefix such as "services/" gave: as long as the number is the same,
 * in the same or in another transaction of the process, it would give the same again. Writes to other
 * prefixes hardly ever change it. Never 0. */
uint64_t store_stamp(const struct store_tx *tx, struct bytes prefix);

/* ---- changes ---- */

/* What commits did to one key of STORE_OBJECTS. Several writes of one transaction are one change,
 * and none when they leave the key absent as it was. */
struct store_change {
	struct bytes key;
	bool existed, exists;       /* before and after the commit */
	struct bytes before, after; /* values; empty when there was none */
	int64_t revision;           /* of the commit */
	int64_t modified;           /* of the entry afterwards; revision when it is gone */
};
struct store_changes {
	struct store_change *items; /* in the order of the commits, then of the writes */
	size_t n;
	struct store_texts *texts; /* what the items point into */
};
#define STORE_CHANGES_INIT    \
	{                     \
		.items = NULL \
	}
/* Every change that commits above the revision made to keys that begin with prefix, up to this
 * transaction's store_revision. The store remembers the last 1000 commits or so, fewer when they
 * were large (16 MiB in all).
 * Errors: Expired when it no longer (or not yet) knows what happened since that revision. */
bool store_changes_since(struct store_tx *tx, int64_t revision, struct bytes prefix,
			 struct store_changes *ret_changes, struct error *err);
void store_changes_finish(struct store_changes *changes);
void store_changes_cleanup(struct store_changes *changes);

/* Outside transactions: waits until there may be a commit that no transaction begun since the last
 * call has seen; the first call returns at once. Holds no lock and reads a few bytes at each look,
 * 20 a second. False: timeout_ns is over, or a signal came. */
bool store_wait(struct store *store, int64_t timeout_ns);

/* ---- checking ---- */

/* Runs the store's own consistency check. *ret_report: one line a finding, owned; NULL when there
 * is none. */
bool store_check(struct store_tx *tx, char **ret_report, struct error *err);

#endif
