#include "line.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cidrctl/cli.h"
#include "cidrctl/text.h"

static char folder[] = "/tmp/cidrctl-line-XXXXXX";

void line_begin(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	setenv("CIDRCTL_STATE", "state.db", 1);
	setenv("CIDRCTL_NOW", "2025-06-01T10:00:00Z", 1);
	setenv("CIDRCTL_SEED", "1", 1);
	setenv("TMPDIR", folder, 1);
	unsetenv("KUBECTL_EXTERNAL_DIFF");
	line_do("init --service-cluster-ip-range 10.96.0.0/20", NULL);
}

void line_end(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_assert_eq(chdir("/"), 0);
	cr_expect_eq(system(command), 0);
}

static void split(const char *line, struct text_list *words)
{
	CLEANUP(strbuf) struct strbuf word = STRBUF_INIT;
	bool quoted = false;

	for (;; line++) {
		if (*line == '\'') {
			quoted = !quoted;
		} else if (*line == '\0' || (*line == ' ' && !quoted)) {
			text_list_add(words, word.text);
			strbuf_truncate(&word, 0);
			if (*line == '\0')
				return;
		} else {
			strbuf_add_char(&word, *line);
		}
	}
}

static char *read_back(FILE *file)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	int c;

	rewind(file);
	while ((c = fgetc(file)) != EOF)
		strbuf_add_char(&text, (char)c);
	fclose(file);
	return strbuf_detach(&text);
}

struct outcome line_run(const char *line, const char *input)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
	struct outcome outcome;

	text_list_add(&words, "kubectl");
	split(line, &words);
	fputs(input != NULL ? input : "", in);
	rewind(in);
	outcome.status = cli_main((int)words.n, words.items, in, out, err);
	fclose(in);
	outcome.out = read_back(out);
	outcome.err = read_back(err);
	return outcome;
}

void outcome_finish(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
}

void line_expect(const char *line, const char *input, const char *out, const char *err, int status)
{
	struct outcome got = line_run(line, input);

	cr_expect_str_eq(got.out, out, "%s: stdout\n--- want\n%s--- got\n%s", line, out, got.out);
	cr_expect_str_eq(got.err, err, "%s: stderr\n--- want\n%s--- got\n%s", line, err, got.err);
	cr_expect_eq(got.status, status, "%s: exit status %d", line, got.status);
	outcome_finish(&got);
}

void line_do(const char *line, const char *input)
{
	struct outcome got = line_run(line, input);

	cr_assert_eq(got.status, 0, "%s: %s", line, got.err);
	outcome_finish(&got);
}

void line_file(const char *name, const char *content)
{
	FILE *out = fopen(name, "w");

	cr_assert_not_null(out);
	fputs(content, out);
	fclose(out);
	if (text_starts_with(content, "#!"))
		cr_assert_eq(chmod(name, 0700), 0);
}

char *line_get(const char *object, const char *path)
{
	CLEANUP(str) char *line = xasprintf("get %s -o 'jsonpath={%s}'", object, path);
	struct outcome got = line_run(line, NULL);
	char *out = TAKE(got.out);

	cr_assert_eq(got.status, 0, "%s: %s", line, got.err);
	outcome_finish(&got);
	return out;
}

void line_expect_value(const char *object, const char *path, const char *want)
{
	CLEANUP(str) char *got = line_get(object, path);

	cr_expect_str_eq(got, want, "%s %s: %s instead of %s", object, path, got, want);
}
