/* Finding, making, judging and opening the state file. A file that is not ours must stay as it is:
 * it is judged by its first bytes before SQLite may repair it or anybody queues beside it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#include "cidrctl/text.h"

#define HEADER_SIZE 100
#define HEADER_MAGIC "SQLite format 3" /* and its NUL */
#define HEADER_WRITE_VERSION 18        /* 2: write-ahead log */
#define HEADER_APPLICATION_ID 68

#define SHORTEST_NAP 100 /* microseconds */
#define LONGEST_NAP 10000

/* Called by SQLite each time it finds the file locked: by a writer for the moment of its commit, by
 * readers while we commit, or by a foreign program. */
static int wait_for_lock(void *context, int calls_before)
{
	struct store *store = context;
	int64_t now = lock_clock();
	int doublings = calls_before < 7 ? calls_before : 7;
	int nap = SHORTEST_NAP << doublings;

	if (calls_before == 0)
		store->deadline = now + store->timeout;
	if (now >= store->deadline)
		return 0;
	usleep((useconds_t)(nap < LONGEST_NAP ? nap : LONGEST_NAP));
	return 1;
}

/* Makes a new entry of the folder survive a power cut. */
static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Makes the missing folders above the file; only their owner may enter them. */
static bool make_folders(const char *file_path)
{
	CLEANUP(str) char *path = xstrdup(file_path);
	CLEANUP(str) char *parent = xstrdup(*path == '/' ? "/" : ".");

	for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
		*slash = '\0';
		if (mkdir(path, 0700) == 0)
			sync_folder(parent);
		else if (errno != EEXIST)
			return false;
		free(parent);
		parent = xstrdup(path);
	}
	return true;
}

/* An empty file is as good as none, so it does not matter who makes it. */
static bool make_file(struct store *store, struct error *err)
{
	int fd;

	if (!make_folders(store->path))
		return error_set_errno(err, errno, "state file %s: cannot make its folder",
				       store->path);
	fd = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	store->made_file = fd >= 0;
	/* Another process was faster, or a symbolic link points to where it has to be. */
	if (fd < 0 && errno == EEXIST)
		fd = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set_errno(err, errno, "state file %s", store->path);
	/* Nobody in this process has a missing file open, so that no lock is lost here. */
	close(fd);
	return true;
}

static uint32_t big_endian_32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Reads through SQLite's own descriptor: closing another one would drop the process' locks. */
bool file_judge(struct store *store, struct error *err)
{
	unsigned char header[HEADER_SIZE];
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;
	int code;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	code = file->pMethods->xRead(file, header, sizeof(header), 0);
	if (code == SQLITE_IOERR_SHORT_READ) {
		code = file->pMethods->xFileSize(file, &size);
		if (code == SQLITE_OK && size == 0)
			return true;
	}
	if (code != SQLITE_OK)
		return statement_error(store, code, err);
	if (size != 0 || memcmp(header, HEADER_MAGIC, sizeof(HEADER_MAGIC)) != 0)
		return error_set(err, REASON_CLIENT, "state file %s: not an SQLite database",
				 store->path);
	if (big_endian_32(header + HEADER_APPLICATION_ID) != APPLICATION_ID)
		return error_set(err, REASON_CLIENT,
				 "state file %s: an SQLite database of another program",
				 store->path);
	store->is_wal = header[HEADER_WRITE_VERSION] == 2;
	return true;
}

/* What a file full of traps could make SQLite run. These only set flags. */
static void harden(sqlite3 *db)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		sqlite3_db_config(db, options[i].option, options[i].value, NULL);
}

static bool open_database(struct store *store, struct error *err)
{
	/* SQLite gives "file:…" and ":memory:" meanings of their own. */
	CLEANUP(str) char *path = xasprintf("%s%s", *store->path == '/' ? "" : "./", store->path);
	int code = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE,
				   NULL);

	if (code != SQLITE_OK) {
		statement_error(store, code, err);
		file_close(store);
		return false;
	}
	sqlite3_busy_handler(store->db, wait_for_lock, store);
	harden(store->db);
	if (!file_judge(store, err)) {
		file_close(store);
		return false;
	}
	return true;
}

/* FOUND: a regular file that is worth opening. */
static enum store_answer find_file(struct store *store, enum store_access access, struct error *err)
{
	struct stat status;

	if (stat(store->path, &status) != 0) {
		if (errno != ENOENT) {
			error_set_errno(err, errno, "state file %s", store->path);
			return STORE_FAILED;
		}
		if (access == STORE_READ)
			return STORE_ABSENT;
		return make_file(store, err) ? STORE_FOUND : STORE_FAILED;
	}
	if (!S_ISREG(status.st_mode)) {
		error_set(err, REASON_CLIENT, "state file %s: %s", store->path,
			  S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file");
		return STORE_FAILED;
	}
	return access == STORE_READ && status.st_size == 0 ? STORE_ABSENT : STORE_FOUND;
}

/* The journal's removal is the commit: EXTRA syncs the folder after it, which also makes a new file
 * itself durable. */
static bool prepare_to_write(struct store *store, struct error *err)
{
	int code;

	if (sqlite3_db_readonly(store->db, "main") == 1)
		return error_set(err, REASON_CLIENT, "state file %s: read-only", store->path);
	if (store->is_durable)
		return true;
	/* SQLite before 3.51.3 can damage a file in that mode. It refuses while others have the
	 * file open; then the next writer succeeds. */
	if (store->is_wal)
		sqlite3_exec(store->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	/* A large transaction that outgrows the cache writes its pages twice. */
	code = sqlite3_exec(store->db, "PRAGMA synchronous=EXTRA; PRAGMA cache_size=-65536", NULL,
			    NULL, NULL);
	if (code != SQLITE_OK)
		return statement_error(store, code, err);
	store->is_durable = true;
	return true;
}

enum store_answer file_open(struct store *store, enum store_access access, struct error *err)
{
	enum store_answer answer;

	if (store->db == NULL) {
		answer = find_file(store, access, err);
		if (answer != STORE_FOUND)
			return answer;
		if (!open_database(store, err))
			return STORE_FAILED;
	}
	return access == STORE_READ || prepare_to_write(store, err) ? STORE_FOUND : STORE_FAILED;
}

void file_close(struct store *store)
{
	statement_finish_all(store);
	sqlite3_close(store->db);
	store->db = NULL;
	store->is_durable = false;
}

bool file_has_moved(struct store *store)
{
	int moved = 0;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	return moved != 0;
}

static bool is_empty(struct store *store)
{
	struct stat status;

	return !file_has_moved(store) && stat(store->path, &status) == 0 && status.st_size == 0;
}

/* It goes while we hold SQLite's lock, so that nobody is writing to it; on a full disk that cannot
 * be had, and it stays. The queue's file may go at any time. */
void file_unmake(struct store *store)
{
	CLEANUP(str) char *lock_path = xasprintf("%s.lock", store->path);

	if (!store->made_file || store->db == NULL)
		return;
	store->made_file = false;
	if (statement_run(store, STATEMENT_BEGIN) == SQLITE_OK) {
		if (is_empty(store)) {
			unlink(store->path);
			unlink(lock_path);
		}
		statement_run(store, STATEMENT_ROLLBACK);
	}
	file_close(store);
}
