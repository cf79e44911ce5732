/* Walks over the keys of a space, and the check of the whole file. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#include "cidrctl/strbuf.h"

struct store_cursor {
	struct store *store;
	enum statement statement;
	sqlite3_stmt *stmt; /* NULL: a walk over nothing */
	enum store_space space;
	struct strbuf last; /* where the walk begins, then the key before this one */
	bool moved;         /* a key has been found */
};

static int compare_bytes(struct bytes a, struct bytes b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter != 0 ? memcmp(a.data, b.data, shorter) : 0;

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static enum statement statement_for(enum store_space space, bool has_end)
{
	if (space == STORE_OBJECTS)
		return has_end ? STATEMENT_SCAN_OBJECTS : STATEMENT_SCAN_OBJECTS_TO_END;
	return has_end ? STATEMENT_SCAN_DERIVED : STATEMENT_SCAN_DERIVED_TO_END;
}

static int bind_copy(sqlite3_stmt *stmt, int index, struct bytes bytes)
{
	return sqlite3_bind_blob64(stmt, index, bytes.data, bytes.length, SQLITE_TRANSIENT);
}

bool store_scan(struct store_tx *tx, enum store_space space, struct bytes from, struct bytes to,
		struct store_cursor **ret_cursor, struct error *err)
{
	/* The smallest key that callers can have: below it lies the store's own. */
	static const struct bytes smallest = { "", 1 };
	CLEANUP(store_cursor) struct store_cursor *cursor = xcalloc(1, sizeof(*cursor));
	int code;

	cursor->store = tx->store;
	cursor->space = space;
	cursor->last = (struct strbuf)STRBUF_INIT;
	strbuf_add(&cursor->last, from.data, from.length);
	cursor->statement = statement_for(space, to.length != 0);
	if (tx->has_tables) {
		cursor->stmt = statement_take(tx->store, cursor->statement, err);
		if (cursor->stmt == NULL)
			return false;
		code = bind_copy(cursor->stmt, 1, from.length != 0 ? from : smallest);
		if (code == SQLITE_OK && to.length != 0)
			code = bind_copy(cursor->stmt, 2, to);
		if (code != SQLITE_OK)
			return statement_error(tx->store, code, err);
	}
	*ret_cursor = TAKE(cursor);
	return true;
}

/* Turns a prefix into the smallest key above all that begin with it: the last byte that can grow
 * grows, what follows is cut. Empty when no key is above. */
static void make_prefix_end(struct strbuf *prefix)
{
	while (prefix->length > 0 && (unsigned char)prefix->text[prefix->length - 1] == 0xff)
		strbuf_truncate(prefix, prefix->length - 1);
	if (prefix->length > 0)
		prefix->text[prefix->length - 1]++;
}

bool store_scan_prefix(struct store_tx *tx, enum store_space space, struct bytes prefix,
		       struct bytes after, struct store_cursor **ret_cursor, struct error *err)
{
	CLEANUP(strbuf) struct strbuf from = STRBUF_INIT, to = STRBUF_INIT;
	struct bytes start = prefix;

	if (after.length != 0 && compare_bytes(after, prefix) >= 0) {
		/* The smallest key greater than `after` is it with a zero byte appended. */
		strbuf_add(&from, after.data, after.length);
		strbuf_add_char(&from, '\0');
		start = (struct bytes) { from.text, from.length };
	}
	strbuf_add(&to, prefix.data, prefix.length);
	make_prefix_end(&to);
	return store_scan(tx, space, start, (struct bytes) { to.text, to.length }, ret_cursor, err);
}

static struct bytes column_bytes(sqlite3_stmt *stmt, int column)
{
	const void *bytes = sqlite3_column_blob(stmt, column);

	return (struct bytes) { bytes != NULL ? bytes : "",
				(size_t)sqlite3_column_bytes(stmt, column) };
}

/* In a damaged file keys need not be in order; whoever goes on behind the last one would then walk
 * for ever. */
static bool is_in_order(struct store_cursor *cursor, struct bytes key)
{
	int order = compare_bytes(key, (struct bytes) { cursor->last.text, cursor->last.length });

	if (cursor->moved ? order <= 0 : order < 0)
		return false;
	cursor->moved = true;
	strbuf_truncate(&cursor->last, 0);
	strbuf_add(&cursor->last, key.data, key.length);
	return true;
}

enum store_answer store_next(struct store_cursor *cursor, struct store_entry *ret_entry,
			     struct error *err)
{
	int code = cursor->stmt != NULL ? sqlite3_step(cursor->stmt) : SQLITE_DONE;

	if (code == SQLITE_DONE) {
		/* Another step would begin again. */
		if (cursor->stmt != NULL)
			statement_return(cursor->store, cursor->statement, TAKE(cursor->stmt));
		return STORE_ABSENT;
	}
	if (code == SQLITE_ROW && !is_in_order(cursor, column_bytes(cursor->stmt, 0)))
		code = SQLITE_CORRUPT;
	if (code != SQLITE_ROW) {
		statement_error(cursor->store, code, err);
		return STORE_FAILED;
	}
	*ret_entry = (struct store_entry) {
		.key = column_bytes(cursor->stmt, 0),
		.value = column_bytes(cursor->stmt, 1),
	};
	if (cursor->space == STORE_OBJECTS) {
		ret_entry->created = sqlite3_column_int64(cursor->stmt, 2);
		ret_entry->modified = sqlite3_column_int64(cursor->stmt, 3);
	}
	return STORE_FOUND;
}

void store_cursor_close(struct store_cursor *cursor)
{
	if (cursor == NULL)
		return;
	if (cursor->stmt != NULL)
		statement_return(cursor->store, cursor->statement, cursor->stmt);
	strbuf_finish(&cursor->last);
	free(cursor);
}

void store_cursor_cleanup(struct store_cursor **cursor)
{
	store_cursor_close(*cursor);
}

/* ---- checking ---- */

/* Adds one line for each row of a query whose rows are findings; SQLite's "ok" is none.
 * Their parameter is the highest revision that this transaction may see. */
static bool add_findings(struct store_tx *tx, const char *query, struct strbuf *findings,
			 struct error *err)
{
	struct store *store = tx->store;
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v2(store->db, query, -1, &stmt, NULL);

	if (code != SQLITE_OK)
		return statement_error(store, code, err);
	if (sqlite3_bind_parameter_count(stmt) != 0)
		sqlite3_bind_int64(stmt, 1, tx->revision + (tx->write_depth != NO_WRITE ? 1 : 0));
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *finding = (const char *)sqlite3_column_text(stmt, 0);

		if (finding != NULL && strcmp(finding, "ok") != 0)
			strbuf_addf(findings, "%s\n", finding);
	}
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE || statement_error(store, code, err);
}

bool store_check(struct store_tx *tx, char **ret_report, struct error *err)
{
	static const char *const queries[] = {
		"PRAGMA integrity_check",
		("SELECT 'object ' || CAST(key AS TEXT) || iif(modified > ?1, ': its revision ' ||"
		 " modified || ' is above that of the last commit',"
		 " ': modified before it was created')"
		 " FROM object WHERE modified > ?1 OR modified < created"),
		("SELECT 'the log of changes: revision ' || revision || ' is above that of the'"
		 " || ' last commit' FROM change WHERE revision > ?1"),
	};
	CLEANUP(strbuf) struct strbuf findings = STRBUF_INIT;

	CLEANUP(error) struct error unreadable = ERROR_INIT;
	bool ok = true;

	for (size_t i = 0; ok && tx->has_tables && i < ARRAY_LEN(queries); i++)
		ok = add_findings(tx, queries[i], &findings, &unreadable);
	/* What SQLite found before it gave up says more than that it did. */
	if (!ok && findings.length == 0)
		return error_move(err, &unreadable);
	*ret_report = findings.length != 0 ? strbuf_detach(&findings) : NULL;
	return true;
}
