#include "helper.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

void make_folder(void)
{
	strcpy(folder, "/tmp/cidrctl-store-XXXXXX");
	cr_assert(mkdtemp(folder) != NULL);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void remove_folder(void)
{
	nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void become_nobody(void)
{
	if (geteuid() != 0)
		return;
	cr_assert(chown(folder, 65534, 65534) == 0);
	cr_assert(setgid(65534) == 0 && setuid(65534) == 0);
}

const char *in_folder(const char *name)
{
	static char paths[16][256];
	static unsigned next;
	char *path = paths[next++ % ARRAY_LEN(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

struct store_tx *begin(struct store *store, enum store_access access)
{
	struct error err = ERROR_INIT;
	struct store_tx *tx = NULL;

	cr_assert(store_begin(store, access, &tx, &err), "%s", err.message);
	return tx;
}

void commit(struct store_tx *tx)
{
	struct error err = ERROR_INIT;

	cr_assert(store_commit(tx, &err) == STORE_COMMIT_OK, "%s", err.message);
}

void put(struct store_tx *tx, enum store_space space, const char *key, const char *value)
{
	struct error err = ERROR_INIT;

	cr_assert(store_put(tx, space, bytes_of(key), bytes_of(value), &err), "%s", err.message);
}

const char *get(struct store_tx *tx, enum store_space space, const char *key)
{
	static char text[256];
	CLEANUP(store_value) struct store_value value = STORE_VALUE_INIT;
	struct error err = ERROR_INIT;
	enum store_answer answer = store_get(tx, space, bytes_of(key), &value, &err);

	cr_assert(answer != STORE_FAILED, "%s: %s", key, err.message);
	snprintf(text, sizeof(text), "%s", answer == STORE_FOUND ? value.bytes : "-");
	return text;
}

void put_once(const char *path, const char *key, const char *value)
{
	CLEANUP(store) struct store *store = store_create(path);
	struct store_tx *tx = begin(store, STORE_WRITE);

	put(tx, STORE_OBJECTS, key, value);
	commit(tx);
}

const char *refusal(const char *path, enum store_access access)
{
	static char text[512];
	CLEANUP(store) struct store *store = store_create(path);
	CLEANUP(store_tx) struct store_tx *tx = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	size_t length = strlen(folder);

	cr_assert(!store_begin(store, access, &tx, &err), "%s: not refused", path);
	cr_assert(tx == NULL);
	cr_assert(err.reason == REASON_CLIENT);
	cr_assert(strchr(err.message, '\n') == NULL, "%s", err.message);
	text[0] = '\0';
	for (const char *at = err.message, *next; *at != '\0'; at = next + length) {
		next = strstr(at, folder);
		if (next == NULL) {
			strcat(text, at);
			break;
		}
		strncat(text, at, (size_t)(next - at));
	}
	return text;
}

void run_sql(const char *path, const char *text)
{
	sqlite3 *db;
	char *message = NULL;

	cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	cr_assert(message == NULL, "%s", message);
	sqlite3_close(db);
}

const char *query(const char *path, const char *text)
{
	static char answer[256];
	sqlite3_stmt *stmt;
	sqlite3 *db;

	cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
	cr_assert(sqlite3_prepare_v2(db, text, -1, &stmt, NULL) == SQLITE_OK, "%s",
		  sqlite3_errmsg(db));
	cr_assert(sqlite3_step(stmt) == SQLITE_ROW);
	snprintf(answer, sizeof(answer), "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return answer;
}

void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	cr_assert(file != NULL);
	fputs(text, file);
	fclose(file);
}

struct bytes read_file(const char *path)
{
	static char bytes[1 << 20];
	FILE *file = fopen(path, "r");
	size_t length;

	cr_assert(file != NULL, "%s", path);
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return (struct bytes) { bytes, length };
}

bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

pid_t start(void (*run)(const char *path), const char *path)
{
	pid_t process = fork();

	cr_assert(process >= 0);
	if (process == 0) {
		run(path);
		_exit(0);
	}
	return process;
}

int finish(pid_t process)
{
	int status;

	cr_assert(waitpid(process, &status, 0) == process);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
