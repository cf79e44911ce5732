/* __complete: what a shell offers for the last of the words, one candidate a line, a tab and a
 * description behind it where there is one. The tables of commands, flags and kinds are all it
 * knows, so it cannot be out of date. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

struct completion {
	struct session *session;
	const char *start; /* what has been typed of the word */
};

static void offer(const struct completion *completion, const char *text, const char *description)
{
	if (!text_starts_with(text, completion->start))
		return;
	if (description != NULL && *description != '\0')
		fprintf(completion->session->out, "%s\t%.*s\n", text,
			(int)strcspn(description, "\n"), description);
	else
		fprintf(completion->session->out, "%s\n", text);
}

static void offer_commands(const struct completion *completion, const struct command *parent)
{
	const struct command *command;

	if (parent != NULL) {
		const struct command *const *at = parent->subcommands;

		for (; at != NULL && *at != NULL; at++)
			offer(completion, (*at)->name, (*at)->summary);
		return;
	}
	for (size_t i = 0; (command = command_at(i)) != NULL; i++)
		if (!command->hidden)
			offer(completion, command->name, command->summary);
}

static void offer_flags(const struct completion *completion, const struct flag *const *flags)
{
	for (; flags != NULL && *flags != NULL; flags++) {
		CLEANUP(str) char *text = xasprintf("--%s", (*flags)->name);

		if (!(*flags)->hidden)
			offer(completion, text, (*flags)->help);
	}
}

static void offer_types(const struct completion *completion)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		CLEANUP(str) char *name = resource_full_name(*at);

		offer(completion, name, (*at)->kind);
	}
}

/* Completing must not make a state file, nor print an error into the command line. */
static bool state_exists(struct session *session)
{
	CLEANUP(error) struct error unused = ERROR_INIT;

	return session_server(session, &unused) != NULL && access(session->state_path, F_OK) == 0;
}

static void offer_names(const struct completion *completion, const char *type, const char *prefix)
{
	struct session *session = completion->session;
	CLEANUP(listing) struct listing listing = { .namespace = session->namespace };
	CLEANUP(error) struct error err = ERROR_INIT;

	if (!resource_for_arg(type, &listing.resource, &listing.version) || !state_exists(session))
		return;
	while (!listing.done) {
		CLEANUP(json) cJSON *items = NULL;
		const cJSON *object;

		if (!listing_next(session, &listing, &items, &err))
			return;
		cJSON_ArrayForEach (object, items) {
			CLEANUP(str)
			char *text = xasprintf("%s%s", prefix,
					       json_str_at(object, "metadata", "name", NULL));

			offer(completion, text, NULL);
		}
	}
}

/* TYPE, TYPE NAME, TYPE/NAME. */
static void offer_arguments(const struct completion *completion, const struct args *args)
{
	const char *slash = strchr(completion->start, '/');

	if (slash != NULL) {
		CLEANUP(str)
		char *type = xstrndup(completion->start, (size_t)(slash - completion->start));
		CLEANUP(str) char *prefix = xasprintf("%s/", type);

		offer_names(completion, type, prefix);
	} else if (args_count(args) == 0) {
		offer_types(completion);
	} else if (strchr(args_at(args, 0), '/') == NULL) {
		offer_names(completion, args_at(args, 0), "");
	}
}

static bool takes_resources(const struct command *command)
{
	return command != NULL && command->usage != NULL && strstr(command->usage, "TYPE") != NULL;
}

static bool is_namespace_flag(const struct flag *flag)
{
	return flag != NULL && strcmp(flag->name, "namespace") == 0;
}

/* The flag whose value is being typed, as the word before says; NULL: none. */
static const struct flag *pending_flag(const struct command *command, const char *word)
{
	const struct flag *flag;

	if (word[0] != '-' || word[1] == '\0' || strchr(word, '=') != NULL)
		return NULL;
	flag = word[1] == '-'    ? flag_find(command, word + 2, 0)
	       : word[2] == '\0' ? flag_find(command, NULL, word[1])
				 : NULL;
	return flag != NULL && flag->type != FLAG_BOOL && flag->no_value == NULL ? flag : NULL;
}

static void complete(struct completion *completion, struct text_list *words,
		     const struct command *command, const char *path)
{
	CLEANUP(error) struct error unused = ERROR_INIT;
	CLEANUP(args) struct args *args = NULL;
	const struct flag *pending =
		words->n > 0 ? pending_flag(command, words->items[words->n - 1]) : NULL;
	struct session *session = completion->session;
	const struct args *own = session->args;

	if (pending != NULL) {
		free(words->items[--words->n]);
		words->items[words->n] = NULL;
	}
	if (!args_parse(command, path, words, &args, &unused))
		return;
	session->args = args;
	if (*args_string(args, "namespace") != '\0')
		session->namespace = args_string(args, "namespace");
	if (is_namespace_flag(pending)) {
		offer_names(completion, "namespaces", "");
	} else if (pending != NULL) {
		; /* a value that only the user knows */
	} else if (*completion->start == '-') {
		offer_flags(completion, command != NULL ? command->flags : NULL);
		offer_flags(completion, global_flags);
	} else if (command == NULL || (command->subcommands != NULL && args_count(args) == 0)) {
		offer_commands(completion, command);
	} else if (takes_resources(command)) {
		offer_arguments(completion, args);
	}
	session->args = own;
	session->namespace = "default";
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(error) struct error unused = ERROR_INIT;
	CLEANUP(str) char *path = NULL;
	struct completion completion = { .session = session, .start = "" };
	const struct command *command;
	size_t n = args_count(args);

	(void)err;
	for (size_t i = 0; i + 1 < n; i++)
		text_list_add(&words, args_at(args, i));
	if (n > 0)
		completion.start = args_at(args, n - 1);
	if (command_resolve(session->program, &words, &command, &path, &unused))
		complete(&completion, &words, command, path);
	return true;
}

const struct command cmd_complete = {
	.name = "__complete",
	.summary = "Offer words for the shell",
	.hidden = true,
	.raw_args = true,
	.run = run,
};
