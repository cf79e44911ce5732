/* Which files -f means. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manifest.h"

static void add_error(struct error_list *errors, struct error *err)
{
	errors->items = xgrow(errors->items, errors->n, &errors->capacity, sizeof(*errors->items));
	errors->items[errors->n] = (struct error_item) { .error = *err, .order = errors->n };
	errors->n++;
	*err = (struct error)ERROR_INIT;
}

static void add_message(struct error_list *errors, const char *format, const char *text)
	__attribute__((format(printf, 2, 0)));

static void add_message(struct error_list *errors, const char *format, const char *text)
{
	struct error err = ERROR_INIT;

	error_set(&err, REASON_CLIENT, format, text);
	add_error(errors, &err);
}

static void add_path(struct manifest_paths *paths, char *path)
{
	paths->items = xgrow(paths->items, paths->n, &paths->capacity, sizeof(*paths->items));
	paths->items[paths->n++] = (struct manifest_path) { .path = path };
}

/* ---- folders ---- */

static bool has_manifest_extension(const char *name)
{
	return text_ends_with(name, ".json") || text_ends_with(name, ".yaml") ||
	       text_ends_with(name, ".yml");
}

/* folder/name without what does not matter: "./", "//", a slash at the end. */
static char *join_path(const char *folder, const char *name)
{
	CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;

	while (folder[0] == '.' && folder[1] == '/')
		folder += 2 + strspn(folder + 2, "/");
	if (strcmp(folder, ".") == 0)
		folder = "";
	for (; *folder != '\0'; folder++)
		if (*folder != '/' || (folder[1] != '/' && folder[1] != '\0') || path.length == 0)
			strbuf_add_char(&path, *folder);
	if (path.length > 0 && path.text[path.length - 1] != '/')
		strbuf_add_char(&path, '/');
	strbuf_add_str(&path, name);
	return strbuf_detach(&path);
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Symbolic links inside a folder are not followed into folders, so the walk ends. */
static bool walk_folder(struct manifest_paths *paths, const char *folder, bool recursive,
			struct error *err)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, not_dots, by_bytes);
	bool ok = true;

	if (n < 0)
		return error_set_errno(err, errno, "open %s", folder);
	for (int i = 0; i < n; i++) {
		CLEANUP(str) char *path = join_path(folder, entries[i]->d_name);
		struct stat status;

		if (ok && lstat(path, &status) == 0) {
			if (!S_ISDIR(status.st_mode)) {
				if (has_manifest_extension(path))
					add_path(paths, TAKE(path));
			} else if (recursive) {
				ok = walk_folder(paths, path, recursive, err);
			}
		}
		free(entries[i]);
	}
	free(entries);
	return ok;
}

/* ---- arguments ---- */

static void add_named_path(struct manifest_paths *paths, const char *path, bool recursive,
			   struct error_list *errors)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(str) char *quoted = text_quoted(path);
	struct stat status;
	size_t before = paths->n;

	if (stat(path, &status) != 0) {
		if (errno == ENOENT)
			add_message(errors, "the path %s does not exist", quoted);
		else
			add_message(errors, "the path %s cannot be accessed", quoted);
		return;
	}
	if (!S_ISDIR(status.st_mode)) {
		add_path(paths, xstrdup(path));
		return;
	}
	paths->single = false;
	if (!walk_folder(paths, path, recursive, &err)) {
		error_prefix(&err, "error reading %s: ", quoted);
		add_error(errors, &err);
	} else if (paths->n == before && errors->n == 0 && before == 0) {
		add_message(errors,
			    "error reading [%s]: recognized file extensions are "
			    "[.json .yaml .yml]",
			    path);
	}
}

static void add_pattern(struct manifest_paths *paths, const char *pattern, bool recursive,
			struct error_list *errors)
{
	struct stat status;
	glob_t found;

	if (stat(pattern, &status) == 0 || errno != ENOENT ||
	    glob(pattern, GLOB_NOCHECK, NULL, &found) != 0) {
		add_named_path(paths, pattern, recursive, errors);
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_named_path(paths, found.gl_pathv[i], recursive, errors);
	globfree(&found);
}

static void add_stdin(struct manifest_paths *paths, struct error_list *errors)
{
	for (size_t i = 0; i < paths->n; i++) {
		if (paths->items[i].path == NULL) {
			add_message(errors, "%s",
				    "standard input cannot be used for multiple arguments");
			return;
		}
	}
	paths->single = false;
	add_path(paths, NULL);
}

bool manifest_paths_find(const struct args *args, struct manifest_paths *ret_paths,
			 struct error_list *errors)
{
	const struct text_list *names = args_list(args, "filename");
	struct manifest_paths paths = { .single = true };
	bool recursive = args_takes(args, "recursive") && args_bool(args, "recursive");

	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->items[i];

		if (strcmp(name, "-") == 0)
			add_stdin(&paths, errors);
		else if (text_starts_with(name, "http://") || text_starts_with(name, "https://"))
			add_message(errors,
				    "unable to read URL \"%s\": this program reaches no network",
				    name);
		else
			add_pattern(&paths, name, recursive, errors);
	}
	if (errors->n > 0) {
		manifest_paths_finish(&paths);
		return false;
	}
	paths.single = paths.single && paths.n == 1;
	*ret_paths = paths;
	return true;
}

void manifest_paths_finish(struct manifest_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		free(paths->items[i].path);
	free(paths->items);
	*paths = (struct manifest_paths)MANIFEST_PATHS_INIT;
}
