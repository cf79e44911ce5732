/* What the store's tests share: a folder of their own, and short words for common steps. */
#ifndef CIDRCTL_TESTS_STORE_HELPER_H
#define CIDRCTL_TESTS_STORE_HELPER_H

#include <sys/types.h>

#include "cidrctl/store.h"

/* For .init and .fini of a suite. */
void make_folder(void);
void remove_folder(void);

/* Gives up root's right to everything, and the folder with it. */
void become_nobody(void);

/* The path of a name in the folder; valid for the next 15 calls. */
const char *in_folder(const char *name);

/* Begin, put, get and commit that must succeed. */
struct store_tx *begin(struct store *store, enum store_access access);
void commit(struct store_tx *tx);
void put(struct store_tx *tx, enum store_space space, const char *key, const char *value);
/* The value as text, "-" when absent; valid until the next call. */
const char *get(struct store_tx *tx, enum store_space space, const char *key);
/* Opens, puts one object and commits. */
void put_once(const char *path, const char *key, const char *value);
/* What a store_begin that must fail says, with the folder's name cut out of it; valid until the
 * next call. */
const char *refusal(const char *path, enum store_access access);

/* Runs a text of SQL on a file as a program other than ours would. */
void run_sql(const char *path, const char *text);
/* The first column of the first row. */
const char *query(const char *path, const char *text);

void write_file(const char *path, const char *text);
/* All bytes of a file and their number, to compare with later. */
struct bytes read_file(const char *path);
bool exists(const char *path);

/* Runs the function in another process. Returns its process id. */
pid_t start(void (*run)(const char *path), const char *path);
/* Waits for its end. Returns its exit status, or minus the signal that killed it. */
int finish(pid_t process);

#endif
