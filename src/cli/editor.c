/* Opens an editor on a text, and judges what comes back.
 * Source: kubectl pkg/cmd/util/editor editor.go of release 1.33. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/yaml.h"
#include "program.h"

/* ---- which editor ---- */

static const char *editor_command(void)
{
	static const char *const names[] = { "KUBE_EDITOR", "EDITOR" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "vi";
}

/* A command with words is split at the spaces; one with quotes is the shell's to take apart. */
static void editor_words(const char *command, const char *path, struct text_list *words,
			 struct strbuf *shown)
{
	const char *shell = getenv("SHELL");
	CLEANUP(str) char *quoted = text_quoted(path);

	if (strchr(command, ' ') == NULL || strpbrk(command, "\"'\\") == NULL) {
		text_list_split(words, command, ' ');
		strbuf_add_str(shown, command);
		text_list_add(words, path);
		return;
	}
	text_list_add(words, shell != NULL && *shell != '\0' ? shell : "/bin/bash");
	text_list_add(words, "-c");
	strbuf_addf(shown, "%s -c %s", words->items[0], command);
	text_list_take(words, xasprintf("%s %s", command, quoted));
}

static bool launch(struct session *session, const char *path, struct error *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf shown = STRBUF_INIT;
	CLEANUP(str) char *quoted = NULL;
	char **argv;
	enum program_end end;
	int status = 0;

	editor_words(editor_command(), path, &words, &shown);
	argv = xcalloc(words.n + 1, sizeof(*argv));
	for (size_t i = 0; i < words.n; i++)
		argv[i] = words.items[i];
	end = program_run(session, argv, &status);
	free(argv);
	quoted = text_quoted(shown.text);
	if (end == PROGRAM_NOT_FOUND)
		return error_set(err, REASON_CLIENT, "unable to launch the editor %s", quoted);
	return (end == PROGRAM_ENDED && status == 0) ||
	       error_set(err, REASON_CLIENT, "there was a problem with the editor %s", quoted);
}

/* ---- the temporary file ---- */

static bool write_temporary(struct session *session, const char *suffix, const struct strbuf *text,
			    char **ret_path, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	CLEANUP(str)
	char *path = xasprintf("%s/%s-edit-XXXXXX%s",
			       folder != NULL && *folder != '\0' ? folder : "/tmp",
			       session->program, suffix);
	int file = mkstemps(path, (int)strlen(suffix));
	FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
	bool ok;

	if (out == NULL) {
		int problem = errno;

		if (file >= 0)
			close(file);
		return file_error(err, "open", path, problem);
	}
	ok = fwrite(text->text, 1, text->length, out) == text->length;
	ok = fclose(out) == 0 && ok;
	if (!ok) {
		file_error(err, "write", path, errno);
		unlink(path);
		return false;
	}
	*ret_path = TAKE(path);
	return true;
}

bool editor_run(struct session *session, const char *suffix, const struct strbuf *text,
		char **ret_path, struct strbuf *ret_edited, struct error *err)
{
	CLEANUP(str) char *path = NULL;

	if (!write_temporary(session, suffix, text, &path, err))
		return false;
	if (!launch(session, path, err) || !read_file(path, ret_edited, err)) {
		unlink(path);
		return false;
	}
	*ret_path = TAKE(path);
	return true;
}

/* ---- what came back ---- */

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && is_blank(text[at]))
		at++;
	return at;
}

void edited_strip(const struct strbuf *text, struct strbuf *out)
{
	for (size_t at = 0, end; at < text->length; at = end) {
		const char *newline = memchr(text->text + at, '\n', text->length - at);
		size_t start;

		end = newline != NULL ? (size_t)(newline - text->text) + 1 : text->length;
		start = skip_blanks(text->text, at, end);
		if (start < end && text->text[start] == '#' &&
		    !(start + 1 < end && text->text[start + 1] == '!'))
			continue;
		strbuf_add(out, text->text + at, end - at);
	}
}

char *edited_meaning(const struct strbuf *text)
{
	CLEANUP(strbuf) struct strbuf stripped = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL;
	CLEANUP(error) struct error unused = ERROR_INIT;

	if (text->text[skip_blanks(text->text, 0, text->length)] == '{')
		return xstrndup(text->text, text->length);
	if (!yaml_parse(text->text, text->length, &tree, &unused)) {
		edited_strip(text, &stripped);
		return strbuf_detach(&stripped);
	}
	if (tree == NULL)
		return xstrdup("null");
	json_sort(tree);
	return json_text(tree);
}

bool edited_has_lines(const struct strbuf *text)
{
	for (size_t at = 0; (at = skip_blanks(text->text, at, text->length)) < text->length;) {
		if (text->text[at] != '#')
			return true;
		at += strcspn(text->text + at, "\n");
	}
	return false;
}
