/* The tables of commands and flags, and how the words of a command line find their row. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../src/cli/internal.h"

static void split_words(const char *line, struct text_list *words)
{
	if (*line != '\0')
		text_list_split(words, line, ' ');
}

static const struct {
	const char *line, *path, *rest;
} resolutions[] = {
	{ "", "kubectl", "" },
	{ "get svc", "kubectl get", "svc" },
	{ "get get", "kubectl get", "get" },
	{ "-n default get svc", "kubectl get", "-n default svc" },
	{ "--namespace=default get", "kubectl get", "--namespace=default" },
	{ "-ndefault get", "kubectl get", "-ndefault" },
	{ "--warnings-as-errors get", "kubectl get", "--warnings-as-errors" },
	/* A flag nobody knows is taken to have a value. */
	{ "--nope verify get", "kubectl get", "--nope verify" },
	{ "-- get", "kubectl", "-- get" },
	{ "--state x verify -o json", "kubectl verify", "--state x -o json" },
};

Test(commands, resolve)
{
	for (size_t i = 0; i < ARRAY_LEN(resolutions); i++) {
		CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		CLEANUP(str) char *path = NULL;
		CLEANUP(strbuf) struct strbuf rest = STRBUF_INIT;
		const struct command *command = NULL;

		split_words(resolutions[i].line, &words);
		cr_assert(command_resolve("kubectl", &words, &command, &path, &err), "%s: %s",
			  resolutions[i].line, err.message);
		for (size_t j = 0; j < words.n; j++)
			strbuf_addf(&rest, "%s%s", j > 0 ? " " : "", words.items[j]);
		cr_expect_str_eq(path, resolutions[i].path, "%s: %s", resolutions[i].line, path);
		cr_expect_str_eq(rest.text, resolutions[i].rest, "%s: %s", resolutions[i].line,
				 rest.text);
	}
}

static const struct {
	const char *line, *message;
} mistakes[] = {
	{ "zzzzzz", "unknown command \"zzzzzz\" for \"kubectl\"" },
	{ "verif", "unknown command \"verif\" for \"kubectl\"\n\nDid you mean this?\n\tverify\n" },
	{ "API-RESOURCE", "unknown command \"API-RESOURCE\" for \"kubectl\"\n\nDid you mean this?\n"
			  "\tapi-resources\n" },
	{ "api-", "unknown command \"api-\" for \"kubectl\"\n\nDid you mean this?\n"
		  "\tapi-resources\n\tapi-versions\n" },
	/* What other programs call it. */
	{ "list",
	  "unknown command \"list\" for \"kubectl\"\n\nDid you mean this?\n\tget\n\twait\n" },
	{ "RM", "unknown command \"RM\" for \"kubectl\"\n\nDid you mean this?\n\tdelete\n" },
	{ "--nope get zzzzzz", "Error: flags cannot be placed before plugin name: --nope" },
	{ "--state x zzzzzz", "unknown command \"zzzzzz\" for \"kubectl\"" },
	{ "--state=x --hints -n y zzzzzz", "Error: flags cannot be placed before plugin name: -n" },
};

Test(commands, unknown)
{
	for (size_t i = 0; i < ARRAY_LEN(mistakes); i++) {
		CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
		CLEANUP(error) struct error err = ERROR_INIT;
		const struct command *command;
		char *path = NULL;

		split_words(mistakes[i].line, &words);
		cr_assert_not(command_resolve("kubectl", &words, &command, &path, &err), "%s",
			      mistakes[i].line);
		cr_expect_null(path, "%s", mistakes[i].line);
		cr_expect_str_eq(err.message, mistakes[i].message, "%s: %s", mistakes[i].line,
				 err.message);
	}
}

/* ---- the tables ---- */

/* eval's languages are called profiles where they come from. */
static bool may_hide(const struct command *command, const struct flag *flag)
{
	return command == &cmd_eval && strcmp(flag->name, "profile") == 0;
}

static void check_flags(const struct command *command)
{
	const struct flag *const *flags = command->flags;

	for (size_t i = 0; flags != NULL && flags[i] != NULL; i++) {
		cr_expect_not_null(flags[i]->help, "%s --%s has a help text", command->name,
				   flags[i]->name);
		for (const struct flag *const *at = global_flags; *at != NULL; at++) {
			cr_expect(may_hide(command, flags[i]) ||
					  strcmp((*at)->name, flags[i]->name) != 0,
				  "%s --%s", command->name, flags[i]->name);
			cr_expect(flags[i]->short_name == 0 ||
					  (*at)->short_name != flags[i]->short_name,
				  "%s -%c", command->name, flags[i]->short_name);
		}
		for (size_t j = 0; j < i; j++) {
			cr_expect_str_neq(flags[j]->name, flags[i]->name, "%s", command->name);
			cr_expect(flags[i]->short_name == 0 ||
					  flags[j]->short_name != flags[i]->short_name,
				  "%s -%c twice", command->name, flags[i]->short_name);
		}
	}
}

static void check_command(const struct command *command)
{
	const struct command *const *subcommands = command->subcommands;

	cr_expect_not_null(command->summary, "%s has a summary", command->name);
	cr_expect_not(text_ends_with(command->summary, "."), "%s: summary", command->name);
	check_flags(command);
	for (size_t i = 0; subcommands != NULL && subcommands[i] != NULL; i++) {
		cr_expect(i == 0 || strcmp(subcommands[i - 1]->name, subcommands[i]->name) < 0,
			  "%s %s stands in its place", command->name, subcommands[i]->name);
		check_command(subcommands[i]);
	}
}

Test(commands, table)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
		check_command(command);
		cr_expect_eq(command_find(NULL, command->name), command, "%s is listed once",
			     command->name);
	}
}

Test(commands, global_flags_are_sorted)
{
	for (size_t i = 1; global_flags[i] != NULL; i++)
		cr_expect(strcmp(global_flags[i - 1]->name, global_flags[i]->name) < 0, "--%s",
			  global_flags[i]->name);
}
