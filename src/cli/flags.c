/* The command line's grammar: pflag's rules, as kubectl uses them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct value {
	const struct flag *flag;
	bool given;
	char *text;            /* owned; the last one given */
	struct text_list list; /* FLAG_LIST */
	int64_t number;        /* FLAG_INT; FLAG_DURATION in nanoseconds; FLAG_BOOL: 0 or 1 */
};

struct args {
	const struct command *command;
	char *path;
	struct value *values;
	size_t n_values;
	struct text_list positional;
	struct strbuf given; /* the flags as --record notes them: " --name=value…" */
	char *change_cause;
};

static const struct flag flag_help = {
	.name = "help",
	.short_name = 'h',
	.type = FLAG_BOOL,
	.help = "Print this help.",
	.hidden = true,
};

/* ---- the flags a command knows ---- */

static bool flag_matches(const struct flag *flag, const char *name, char short_name)
{
	if (name == NULL)
		return flag->short_name == short_name;
	/* pflag's normalisation: a word separator may be an underscore. */
	for (const char *own = flag->name;; own++, name++) {
		if (*own != (*name == '_' ? '-' : *name))
			return false;
		if (*own == '\0')
			return true;
	}
}

const struct flag *flag_find(const struct command *command, const char *name, char short_name)
{
	const struct flag *const *own = command != NULL ? command->flags : NULL;

	for (; own != NULL && *own != NULL; own++)
		if (flag_matches(*own, name, short_name))
			return *own;
	for (const struct flag *const *at = global_flags; *at != NULL; at++)
		if (flag_matches(*at, name, short_name))
			return *at;
	return flag_matches(&flag_help, name, short_name) ? &flag_help : NULL;
}

static struct value *args_value(const struct args *args, const struct flag *flag)
{
	for (size_t i = 0; i < args->n_values; i++)
		if (args->values[i].flag == flag)
			return &args->values[i];
	return NULL;
}

static struct value *args_named(const struct args *args, const char *name)
{
	const struct flag *flag = flag_find(args->command, name, 0);
	struct value *value = flag != NULL ? args_value(args, flag) : NULL;

	assert(value != NULL);
	return value;
}

/* ---- values ---- */

static bool value_parse(struct value *value, const char *text, struct error *err)
{
	switch (value->flag->type) {
	case FLAG_STRING:
		return true;
	case FLAG_BOOL:
		return flag_parse_bool(text, &value->number, err);
	case FLAG_INT:
		return flag_parse_int(text, &value->number, err);
	case FLAG_DURATION:
		return duration_parse(text, &value->number, err);
	case FLAG_LIST:
		return flag_parse_list(text, &value->list, err);
	case FLAG_WORDS:
		text_list_add(&value->list, text);
		return true;
	}
	return true;
}

static bool value_set(struct args *args, const struct flag *flag, const char *text,
		      struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(str) char *quoted = NULL;
	struct value *value = args_value(args, flag);

	if (value_parse(value, text, &problem)) {
		free(value->text);
		value->text = xstrdup(text);
		value->given = true;
		if (!flag->own)
			strbuf_addf(&args->given, " --%s=%s", flag->name, text);
		return true;
	}
	quoted = text_quoted(text);
	if (flag->short_name != 0)
		return error_set(err, REASON_CLIENT,
				 "invalid argument %s for \"-%c, --%s\" flag: %s", quoted,
				 flag->short_name, flag->name, problem.message);
	return error_set(err, REASON_CLIENT, "invalid argument %s for \"--%s\" flag: %s", quoted,
			 flag->name, problem.message);
}

static void args_add_flag(struct args *args, const struct flag *flag)
{
	struct value *value = &args->values[args->n_values++];
	struct error err = ERROR_INIT;

	*value = (struct value) {
		.flag = flag,
		.text = xstrdup(flag->initial != NULL ? flag->initial : ""),
		.list = TEXT_LIST_INIT,
	};
	if (flag->initial != NULL && !value_parse(value, flag->initial, &err))
		assert(false);
}

static struct args *args_create(const struct command *command, const char *path)
{
	struct args *args = xcalloc(1, sizeof(*args));
	const struct flag *const *own = command != NULL ? command->flags : NULL;
	size_t n = 1;

	for (const struct flag *const *at = own; at != NULL && *at != NULL; at++)
		n++;
	for (const struct flag *const *at = global_flags; *at != NULL; at++)
		n++;
	args->command = command;
	args->path = xstrdup(path);
	args->given = (struct strbuf)STRBUF_INIT;
	args->values = xcalloc(n, sizeof(*args->values));
	for (const struct flag *const *at = own; at != NULL && *at != NULL; at++)
		args_add_flag(args, *at);
	for (const struct flag *const *at = global_flags; *at != NULL; at++)
		args_add_flag(args, *at);
	args_add_flag(args, &flag_help);
	return args;
}

/* ---- words ---- */

static const char *flag_no_value(const struct flag *flag)
{
	return flag->type == FLAG_BOOL ? "true" : flag->no_value;
}

/* "--name", "--name=value" or "--name value"; *index is moved to the last word read. */
static bool parse_long(struct args *args, const struct text_list *words, size_t *index,
		       struct error *err)
{
	const char *word = words->items[*index] + 2, *equals = strchr(word, '=');
	CLEANUP(str)
	char *name = equals != NULL ? xstrndup(word, (size_t)(equals - word)) : xstrdup(word);
	const struct flag *flag;
	const char *text;

	if (*word == '-' || *word == '=')
		return error_set(err, REASON_CLIENT, "bad flag syntax: --%s", word);
	flag = flag_find(args->command, name, 0);
	if (flag == NULL)
		return error_set(err, REASON_CLIENT, "unknown flag: --%s", name);
	if (equals != NULL)
		text = equals + 1;
	else if (flag_no_value(flag) != NULL)
		text = flag_no_value(flag);
	else if (*index + 1 < words->n)
		text = words->items[++*index];
	else
		return error_set(err, REASON_CLIENT, "flag needs an argument: --%s", name);
	return value_set(args, flag, text, err);
}

static bool short_error(struct error *err, const char *what, const char *letters)
{
	unsigned rune = (unsigned char)*letters;
	CLEANUP(strbuf) struct strbuf letter = STRBUF_INIT;

	/* Go quotes the byte as a character. */
	utf8_encode(&letter, rune);
	return error_set(err, REASON_CLIENT, "%s: '%s' in -%s", what, letter.text, letters);
}

/* A group of short flags, "-Aoname": the first that takes a value has the rest or the next word. */
static bool parse_short(struct args *args, const struct text_list *words, size_t *index,
			struct error *err)
{
	for (const char *letters = words->items[*index] + 1; *letters != '\0'; letters++) {
		const struct flag *flag = flag_find(args->command, NULL, *letters);
		const char *text;
		bool rest = true;

		if (flag == NULL)
			return short_error(err, "unknown shorthand flag", letters);
		if (letters[1] == '=' && letters[2] != '\0') {
			text = letters + 2;
		} else if (flag_no_value(flag) != NULL) {
			text = flag_no_value(flag);
			rest = false;
		} else if (letters[1] != '\0') {
			text = letters + 1;
		} else if (*index + 1 < words->n) {
			text = words->items[++*index];
		} else {
			return short_error(err, "flag needs an argument", letters);
		}
		if (!value_set(args, flag, text, err))
			return false;
		if (rest)
			return true;
	}
	return true;
}

static bool parse_words(struct args *args, const struct text_list *words, struct error *err)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->items[i];

		if (strcmp(word, "--") == 0) {
			while (++i < words->n)
				text_list_add(&args->positional, words->items[i]);
		} else if (word[0] != '-' || word[1] == '\0') {
			text_list_add(&args->positional, word);
		} else if (word[1] == '-') {
			if (!parse_long(args, words, &i, err))
				return false;
		} else if (!parse_short(args, words, &i, err)) {
			return false;
		}
	}
	return true;
}

static void note_change_cause(struct args *args)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;
	const struct value *record = args_value(args, &flag_record);

	if (record == NULL || record->number == 0)
		return;
	strbuf_add_str(&line, args->path);
	for (size_t i = 0; i < args->positional.n; i++)
		strbuf_addf(&line, " %s", args->positional.items[i]);
	strbuf_add_str(&line, args->given.text);
	args->change_cause = strbuf_detach(&line);
}

bool args_parse(const struct command *command, const char *path, const struct text_list *words,
		struct args **ret_args, struct error *err)
{
	CLEANUP(args) struct args *args = args_create(command, path);
	CLEANUP(error) struct error problem = ERROR_INIT;

	if (command != NULL && command->raw_args) {
		for (size_t i = 0; i < words->n; i++)
			text_list_add(&args->positional, words->items[i]);
	} else if (!parse_words(args, words, &problem)) {
		return error_set(err, REASON_USAGE,
				 command != NULL && command->error_status != 0
					 ? "%s\nSee '%s -h' for help and examples"
					 : "%s\nSee '%s --help' for usage.",
				 problem.message, path);
	}
	note_change_cause(args);
	*ret_args = TAKE(args);
	return true;
}

void args_destroy(struct args *args)
{
	if (args == NULL)
		return;
	for (size_t i = 0; i < args->n_values; i++) {
		free(args->values[i].text);
		text_list_finish(&args->values[i].list);
	}
	free(args->values);
	free(args->path);
	free(args->change_cause);
	strbuf_finish(&args->given);
	text_list_finish(&args->positional);
	free(args);
}

void args_cleanup(struct args **args)
{
	args_destroy(*args);
}

/* ---- access ---- */

const char *args_string(const struct args *args, const char *flag)
{
	return args_named(args, flag)->text;
}

bool args_bool(const struct args *args, const char *flag)
{
	return args_named(args, flag)->number != 0;
}

int64_t args_int(const struct args *args, const char *flag)
{
	return args_named(args, flag)->number;
}

int64_t args_duration_ns(const struct args *args, const char *flag)
{
	return args_named(args, flag)->number;
}

const struct text_list *args_list(const struct args *args, const char *flag)
{
	return &args_named(args, flag)->list;
}

bool args_given(const struct args *args, const char *flag)
{
	return args_named(args, flag)->given;
}

bool args_takes(const struct args *args, const char *flag)
{
	return flag_find(args->command, flag, 0) != NULL;
}

size_t args_count(const struct args *args)
{
	return args->positional.n;
}

const char *args_at(const struct args *args, size_t index)
{
	assert(index < args->positional.n);
	return args->positional.items[index];
}

const char *args_command_path(const struct args *args)
{
	return args->path;
}

const char *args_change_cause(const struct args *args)
{
	return args->change_cause;
}

void args_warn_deprecated(const struct args *args, FILE *err)
{
	for (size_t i = 0; i < args->n_values; i++)
		if (args->values[i].given && args->values[i].flag->deprecated != NULL)
			fprintf(err, "Flag --%s has been deprecated, %s\n",
				args->values[i].flag->name, args->values[i].flag->deprecated);
}
