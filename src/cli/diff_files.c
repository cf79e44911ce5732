#include "diff.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/yaml.h"
#include "program.h"

/* ---- folders ---- */

static bool make_folder(const char *name, char **ret_path, struct error *err)
{
	const char *parent = getenv("TMPDIR");
	CLEANUP(str)
	char *path = xasprintf("%s/%s-XXXXXX", parent != NULL && *parent != '\0' ? parent : "/tmp",
			       name);

	if (mkdtemp(path) == NULL)
		return file_error(err, "mkdir", path, errno);
	*ret_path = TAKE(path);
	return true;
}

static void remove_folder(char *folder)
{
	DIR *entries = folder != NULL ? opendir(folder) : NULL;
	const struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		CLEANUP(str) char *path = xasprintf("%s/%s", folder, entry->d_name);

		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(path);
	}
	if (entries != NULL) {
		closedir(entries);
		rmdir(folder);
	}
	free(folder);
}

bool diff_files_create(struct diff_files *ret_files, struct error *err)
{
	struct diff_files files = { .live = NULL };

	if (!make_folder("LIVE", &files.live, err) || !make_folder("MERGED", &files.merged, err)) {
		diff_files_remove(&files);
		return false;
	}
	*ret_files = files;
	return true;
}

void diff_files_remove(struct diff_files *files)
{
	remove_folder(files->live);
	remove_folder(files->merged);
}

bool diff_files_add(const char *folder, const struct resource *resource, const char *version,
		    const char *namespace, const char *name, const cJSON *object, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(str)
	char *path = xasprintf("%s/%s%s%s.%s.%s.%s", folder, resource->group,
			       *resource->group != '\0' ? "." : "", version, resource->kind,
			       namespace, name);
	FILE *out;
	bool ok;

	if (object != NULL && !yaml_print(object, &text, err))
		return false;
	out = fopen(path, "we");
	if (out == NULL)
		return file_error(err, "open", path, errno);
	ok = fwrite(text.text, 1, text.length, out) == text.length;
	ok = fclose(out) == 0 && ok;
	return ok || file_error(err, "write", path, errno);
}

/* ---- the program ---- */

static bool is_plain_option(const char *word)
{
	return *word != '\0' && word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
						  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						  "0123456789-=")] == '\0';
}

/* Words of the variable that could mean something to a shell are left out. */
static void diff_words(const struct diff_files *files, struct text_list *words)
{
	const char *external = getenv("KUBECTL_EXTERNAL_DIFF");
	CLEANUP(text_list) struct text_list given = TEXT_LIST_INIT;

	if (external == NULL || *external == '\0') {
		text_list_add(words, "diff");
		text_list_add(words, "-u");
		text_list_add(words, "-N");
	} else {
		text_list_split(&given, external, ' ');
		text_list_add(words, given.items[0]);
	}
	text_list_add(words, files->live);
	text_list_add(words, files->merged);
	for (size_t i = 1; i < given.n; i++)
		if (is_plain_option(given.items[i]))
			text_list_add(words, given.items[i]);
}

bool diff_files_compare(struct session *session, const struct diff_files *files, bool *ret_differ,
			struct error *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(str) char *quoted = NULL;
	enum program_end end;
	char **argv;
	int status = 0;

	diff_words(files, &words);
	argv = xcalloc(words.n + 1, sizeof(*argv));
	for (size_t i = 0; i < words.n; i++)
		argv[i] = words.items[i];
	end = program_run(session, argv, &status);
	free(argv);
	quoted = text_quoted(words.items[0]);
	if (end != PROGRAM_ENDED)
		return error_set(err, REASON_CLIENT,
				 "failed to run %s: executable file not found in $PATH", quoted);
	if (status > 1)
		return error_set(err, REASON_CLIENT, "failed to run %s: exit status %d", quoted,
				 status);
	*ret_differ = status != 0;
	return true;
}
