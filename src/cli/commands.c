/* Which commands there are, and which one a command line means.
 *
 * To add a command: its row in its own file, a declaration in internal.h, and a line in the group
 * below where kubectl has it. The order is kubectl's, for its suggestions come in that order. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const struct command *const beginner[] = { &cmd_create, &cmd_set, NULL };
static const struct command *const intermediate[] = { &cmd_explain, &cmd_get, &cmd_edit,
						      &cmd_delete, NULL };
static const struct command *const troubleshooting[] = { &cmd_describe, &cmd_events, NULL };
static const struct command *const advanced[] = { &cmd_diff,    &cmd_apply, &cmd_patch,
						  &cmd_replace, &cmd_wait,  NULL };
static const struct command *const settings[] = { &cmd_label, &cmd_annotate, NULL };
static const struct command *const policies[] = { &cmd_eval, &cmd_policy, NULL };
static const struct command *const state[] = { &cmd_export, &cmd_import, &cmd_init, &cmd_verify,
					       NULL };
static const struct command *const other[] = {
	&cmd_api_resources,
	&cmd_api_versions,
	&cmd_version,
	NULL,
};
static const struct command *const ungrouped[] = { &cmd_help, &cmd_options, &cmd_complete, NULL };

const struct command_group command_groups[] = {
	{ "Basic Commands (Beginner)", beginner },
	{ "Basic Commands (Intermediate)", intermediate },
	{ "Troubleshooting and Debugging Commands", troubleshooting },
	{ "Advanced Commands", advanced },
	{ "Settings Commands", settings },
	{ "Admission Policy Commands", policies },
	{ "State File Commands", state },
	{ "Other Commands", other },
	{ NULL, ungrouped },
};
const size_t n_command_groups = ARRAY_LEN(command_groups);

const struct command *command_at(size_t index)
{
	for (size_t group = 0; group < n_command_groups; group++) {
		const struct command *const *at = command_groups[group].commands;

		for (; *at != NULL; at++)
			if (index-- == 0)
				return *at;
	}
	return NULL;
}

static bool has_name(const struct command *command, const char *name)
{
	if (strcmp(command->name, name) == 0)
		return true;
	for (const char *const *alias = command->aliases; alias != NULL && *alias != NULL; alias++)
		if (strcmp(*alias, name) == 0)
			return true;
	return false;
}

const struct command *command_find(const struct command *parent, const char *name)
{
	const struct command *command;

	if (parent != NULL) {
		const struct command *const *at = parent->subcommands;

		for (; at != NULL && *at != NULL; at++)
			if (has_name(*at, name))
				return *at;
		return NULL;
	}
	for (size_t i = 0; (command = command_at(i)) != NULL; i++)
		if (has_name(command, name))
			return command;
	return NULL;
}

/* ---- suggestions ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Edit distance without regard to case; names longer than the table are no candidates. */
#define DISTANCE_MAX 64

static size_t edit_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t row[DISTANCE_MAX + 1];

	if (n > DISTANCE_MAX || m > DISTANCE_MAX)
		return DISTANCE_MAX;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t replaced = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
			size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = replaced < least ? replaced : least;
		}
	}
	return row[m];
}

static bool is_near(const char *typed, const struct command *command)
{
	CLEANUP(str) char *start = xstrndup(command->name, strlen(typed));
	const char *const *word = command->suggested_for;

	for (; word != NULL && *word != NULL; word++)
		if (text_equal_fold(typed, *word))
			return true;
	return edit_distance(typed, command->name) <= 2 || text_equal_fold(start, typed);
}

static bool unknown_command(const char *program, const char *typed, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(str) char *quoted = text_quoted(typed);
	const struct command *command;
	bool any = false;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		if (command->hidden || !is_near(typed, command))
			continue;
		strbuf_addf(&text, "%s\t%s\n", any ? "" : "\n\nDid you mean this?\n",
			    command->name);
		any = true;
	}
	return error_set(err, REASON_USAGE, "unknown command %s for \"%s\"%s", quoted, program,
			 text.text);
}

/* ---- finding the command ---- */

/* True when the flag word takes the word behind it as its value. An unknown flag is taken to. */
static bool takes_next(const struct command *command, const char *word)
{
	const struct flag *flag;

	if (word[1] == '-') {
		if (strchr(word, '=') != NULL)
			return false;
		flag = flag_find(command, word + 2, 0);
	} else {
		if (word[2] != '\0')
			return false;
		flag = flag_find(command, NULL, word[1]);
	}
	return flag == NULL || (flag->type != FLAG_BOOL && flag->no_value == NULL);
}

/* Index of the first word that is neither a flag nor the value of one; n when there is none. */
static size_t first_argument(const struct command *command, const struct text_list *words)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->items[i];

		if (strcmp(word, "--") == 0)
			break;
		if (word[0] == '-' && word[1] != '\0')
			i += takes_next(command, word);
		else if (*word != '\0' && *word != '-')
			return i;
	}
	return words->n;
}

static void remove_word(struct text_list *words, size_t index)
{
	free(words->items[index]);
	words->n--;
	memmove(words->items + index, words->items + index + 1,
		(words->n - index) * sizeof(*words->items));
}

static bool is_own_flag(const char *word)
{
	CLEANUP(str) char *name = xstrndup(word, strcspn(word, "="));
	const struct flag *flag =
		text_starts_with(name, "--") ? flag_find(NULL, name + 2, 0) : NULL;

	return flag != NULL && flag->own;
}

/* kubectl takes an unknown command for the name of a plugin, and a plugin's name comes first. Flags
 * that kubectl does not have do not count. */
static const char *leading_flag(const struct text_list *words)
{
	for (size_t i = 0; i < words->n && words->items[i][0] == '-'; i++) {
		if (!is_own_flag(words->items[i]))
			return words->items[i];
		i += takes_next(NULL, words->items[i]);
	}
	return NULL;
}

bool command_resolve(const char *program, struct text_list *words,
		     const struct command **ret_command, char **ret_path, struct error *err)
{
	CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;
	const struct command *command = NULL;

	strbuf_add_str(&path, program);
	while (command == NULL || !command->raw_args) {
		size_t index = first_argument(command, words);
		const struct command *next;

		if (index == words->n)
			break;
		next = command_find(command, words->items[index]);
		if (next == NULL && command != NULL)
			break;
		if (next == NULL && leading_flag(words) != NULL)
			return error_set(err, REASON_USAGE,
					 "Error: flags cannot be placed before plugin name: %s",
					 leading_flag(words));
		if (next == NULL)
			return unknown_command(program, words->items[index], err);
		command = next;
		strbuf_addf(&path, " %s", command->name);
		remove_word(words, index);
	}
	*ret_command = command;
	*ret_path = strbuf_detach(&path);
	return true;
}
