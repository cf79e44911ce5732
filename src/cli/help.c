/* Help texts, made from the rows of commands and flags, and the commands that print them. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The program's own name where an example says kubectl; \\kubectl means the real one. */
static void add_named(struct strbuf *out, const char *text, size_t length, const char *program)
{
	static const char word[] = "kubectl";
	const char *end = text + length;

	while (text < end) {
		if (*text == '\\') {
			strbuf_add(out, text + 1, sizeof(word) - 1);
			text += sizeof(word);
			continue;
		}
		bool starts_word =
			strncmp(text, word, sizeof(word) - 1) == 0 &&
			(text[sizeof(word) - 1] == ' ' || text[sizeof(word) - 1] == '\n');

		if (starts_word) {
			strbuf_add_str(out, program);
			text += sizeof(word) - 1;
		} else {
			strbuf_add_char(out, *text++);
		}
	}
}

/* Each line moved to the right by two columns, as kubectl does with empty lines too. */
static void add_examples(struct strbuf *out, const char *text, const char *program)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		strbuf_add_str(out, "  ");
		add_named(out, text, length, program);
		strbuf_add_char(out, '\n');
		text += length + (text[length] == '\n');
	}
}

static void add_initial(struct strbuf *out, const struct flag *flag)
{
	const char *initial = flag->initial != NULL ? flag->initial : "";

	switch (flag->type) {
	case FLAG_STRING:
		strbuf_addf(out, "'%s'", initial);
		break;
	case FLAG_BOOL:
		strbuf_add_str(out, *initial != '\0' ? initial : "false");
		break;
	case FLAG_INT:
		strbuf_add_str(out, *initial != '\0' ? initial : "0");
		break;
	case FLAG_DURATION:
		strbuf_add_str(out, *initial != '\0' ? initial : "0s");
		break;
	case FLAG_LIST:
	case FLAG_WORDS:
		strbuf_addf(out, "[%s]", initial);
		break;
	}
}

static int compare_flags(const void *a, const void *b)
{
	const struct flag *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

/* "    -A, --all-namespaces=false:\n\tWhat it does.\n", sorted by name. */
static void add_flags(struct strbuf *out, const struct flag *const *flags)
{
	const struct flag **sorted;
	size_t n = 0;

	while (flags[n] != NULL)
		n++;
	sorted = xcalloc(n, sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		sorted[i] = flags[i];
	qsort(sorted, n, sizeof(*sorted), compare_flags);
	for (size_t i = 0; i < n; i++) {
		if (sorted[i]->hidden)
			continue;
		strbuf_add_str(out, "    ");
		if (sorted[i]->short_name != 0)
			strbuf_addf(out, "-%c, ", sorted[i]->short_name);
		strbuf_addf(out, "--%s=", sorted[i]->name);
		add_initial(out, sorted[i]);
		strbuf_addf(out, ":\n\t%s\n\n", sorted[i]->help);
	}
	free(sorted);
}

static void add_command_list(struct strbuf *out, const char *title,
			     const struct command *const *commands)
{
	size_t width = 0, shown = 0;

	for (const struct command *const *at = commands; *at != NULL; at++) {
		size_t length = strlen((*at)->name);

		shown += !(*at)->hidden;
		if (!(*at)->hidden && length > width)
			width = length;
	}
	if (shown == 0)
		return;
	strbuf_addf(out, "%s:\n", title);
	for (const struct command *const *at = commands; *at != NULL; at++)
		if (!(*at)->hidden)
			strbuf_addf(out, "  %-*s   %s\n", (int)width, (*at)->name, (*at)->summary);
	strbuf_add_char(out, '\n');
}

static void add_aliases(struct strbuf *out, const struct command *command)
{
	if (command->aliases == NULL)
		return;
	strbuf_addf(out, "Aliases:\n%s", command->name);
	for (const char *const *alias = command->aliases; *alias != NULL; alias++)
		strbuf_addf(out, ", %s", *alias);
	strbuf_add_str(out, "\n\n");
}

static void add_usage(struct strbuf *out, const struct command *command, const char *path)
{
	strbuf_addf(out, "Usage:\n  %s", path);
	if (command->usage != NULL)
		strbuf_addf(out, " %s", command->usage);
	strbuf_addf(out, "%s [options]\n\n", command->usage_flags ? " [flags]" : "");
}

static void add_footer(struct strbuf *out, const char *path, bool subcommands, const char *program)
{
	if (subcommands)
		strbuf_addf(out,
			    "Use \"%s <command> --help\" for more information about a given "
			    "command.\n",
			    path);
	strbuf_addf(out,
		    "Use \"%s options\" for a list of global command-line options (applies to all "
		    "commands).\n",
		    program);
}

static void add_command_help(struct strbuf *out, const struct command *command, const char *path,
			     const char *program)
{
	const char *text = command->description != NULL ? command->description : command->summary;

	add_named(out, text, strlen(text), program);
	strbuf_addf(out, "%s\n\n", command->description == NULL ? "." : "");
	add_aliases(out, command);
	if (command->examples != NULL) {
		strbuf_add_str(out, "Examples:\n");
		add_examples(out, command->examples, program);
		strbuf_add_char(out, '\n');
	}
	if (command->subcommands != NULL)
		add_command_list(out, "Available Commands", command->subcommands);
	if (command->flags != NULL) {
		strbuf_add_str(out, "Options:\n");
		add_flags(out, command->flags);
	}
	add_usage(out, command, path);
	add_footer(out, path, command->subcommands != NULL, program);
}

/* Usage alone: what kubectl prints behind an unknown help topic. */
static void add_program_usage(struct strbuf *out, const char *program)
{
	for (size_t i = 0; i < n_command_groups; i++)
		if (command_groups[i].title != NULL)
			add_command_list(out, command_groups[i].title, command_groups[i].commands);
	strbuf_addf(out, "Usage:\n  %s [flags] [options]\n\n", program);
	add_footer(out, program, true, program);
}

void help_print(FILE *out, const struct command *command, const char *path, const char *program)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (command != NULL) {
		add_command_help(&text, command, path, program);
	} else {
		strbuf_addf(&text,
			    "%s does offline what a Kubernetes API server does with Service IP "
			    "ranges, in kubectl's language.\n\n",
			    program);
		add_program_usage(&text, program);
	}
	fputs(text.text, out);
}

/* ---- help, options ---- */

/* The deepest command that the words name; the rest of the words does not matter. */
static bool run_help(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;
	const struct command *command = NULL;

	(void)err;
	strbuf_add_str(&path, session->program);
	for (size_t i = 0; i < args_count(args); i++) {
		const struct command *next = command_find(command, args_at(args, i));

		if (next == NULL)
			break;
		command = next;
		strbuf_addf(&path, " %s", command->name);
	}
	if (command == NULL && args_count(args) > 0) {
		CLEANUP(strbuf) struct strbuf usage = STRBUF_INIT;

		fputs("Unknown help topic [", session->err);
		for (size_t i = 0; i < args_count(args); i++)
			fprintf(session->err, "%s`%s`", i > 0 ? " " : "", args_at(args, i));
		fputs("]\n", session->err);
		add_program_usage(&usage, session->program);
		fputs(usage.text, session->err);
		return true;
	}
	help_print(session->out, command, path.text, session->program);
	return true;
}

const struct command cmd_help = {
	.name = "help",
	.summary = "Print the help of a command",
	.usage = "[command]",
	.usage_flags = true,
	.run = run_help,
};

static bool run_options(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	(void)args;
	(void)err;
	strbuf_add_str(&text, "The following options can be passed to any command:\n\n");
	add_flags(&text, global_flags);
	fputs(text.text, session->out);
	return true;
}

const struct command cmd_options = {
	.name = "options",
	.summary = "Print the options that every command takes",
	.run = run_options,
};
