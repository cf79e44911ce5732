/* Resource arguments: which kinds and names the words behind a verb mean. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- one type ---- */

/* TYPE[.VERSION].GROUP taken apart; a part that is not given is "". */
struct type_parts {
	char *name, *version, *group; /* owned */
};

static void type_parts_cleanup(struct type_parts *parts)
{
	free(parts->name);
	free(parts->version);
	free(parts->group);
}

/* versioned: the word behind the first dot is a version; else it belongs to the group. False when
 * the text does not have two dots then. */
static bool split_type(const char *text, bool versioned, struct type_parts *ret_parts)
{
	const char *dot = strchr(text, '.'), *group = dot != NULL ? dot + 1 : "";
	const char *second = dot != NULL ? strchr(dot + 1, '.') : NULL;

	if (versioned && second == NULL)
		return false;
	ret_parts->name = xstrndup(text, dot != NULL ? (size_t)(dot - text) : strlen(text));
	ret_parts->version =
		versioned ? xstrndup(dot + 1, (size_t)(second - dot - 1)) : xstrdup("");
	ret_parts->group = xstrdup(versioned ? second + 1 : group);
	return true;
}

/* Plural, singular and kind without regard to case, a short name exactly. */
static bool type_has_name(const struct resource *resource, const char *name)
{
	const char *const *alias = resource->short_names;

	if (text_equal_fold(resource->plural, name) || text_equal_fold(resource->singular, name))
		return true;
	for (; alias != NULL && *alias != NULL; alias++)
		if (strcmp(*alias, name) == 0)
			return true;
	return false;
}

static const char *served_version(const struct resource *resource, const char *version)
{
	if (*version == '\0')
		return resource->versions[0];
	for (const char *const *served = resource->versions; *served != NULL; served++)
		if (strcmp(*served, version) == 0)
			return *served;
	return NULL;
}

static bool find_type(const struct type_parts *parts, bool shortened,
		      const struct resource **ret_resource, const char **ret_version)
{
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		const char *version = served_version(*at, parts->version);

		if (version == NULL || !type_has_name(*at, parts->name))
			continue;
		if (*parts->group != '\0' &&
		    !(shortened ? text_starts_with((*at)->group, parts->group)
				: strcmp((*at)->group, parts->group) == 0))
			continue;
		*ret_resource = *at;
		*ret_version = version;
		return true;
	}
	return false;
}

/* A group that is given may be shortened, unless a version is given too. */
bool resource_for_arg(const char *text, const struct resource **ret_resource,
		      const char **ret_version)
{
	for (int versioned = 1; versioned >= 0; versioned--) {
		__attribute__((
			cleanup(type_parts_cleanup))) struct type_parts parts = { .name = NULL };

		if (!split_type(text, versioned, &parts))
			continue;
		if (find_type(&parts, false, ret_resource, ret_version) ||
		    (!versioned && find_type(&parts, true, ret_resource, ret_version)))
			return true;
	}
	return false;
}

void session_no_type(struct session *session, const char *type)
{
	size_t length = strcspn(type, ".");
	CLEANUP(str) char *name = xstrndup(type, length);
	CLEANUP(str) char *quoted = text_quoted(name);
	CLEANUP(str) char *group = text_quoted(type[length] == '.' ? type + length + 1 : "");

	fprintf(session->err, "the server doesn't have a resource type %s", quoted);
	if (type[length] == '.' && type[length + 1] != '\0')
		fprintf(session->err, " in group %s", group);
	fputc('\n', session->err);
	session->exit_status = 1;
}

static bool map_type(const char *text, struct target *target, struct error *err)
{
	CLEANUP(str) char *shown = NULL;
	CLEANUP(str) char *quoted = NULL;

	if (resource_for_arg(text, &target->resource, &target->version))
		return true;
	shown = xstrndup(text, strcspn(text, "."));
	quoted = text_quoted(shown);
	return error_set(err, REASON_CLIENT, "the server doesn't have a resource type %s", quoted);
}

/* ---- arguments ---- */

static bool in_category(const struct resource *resource, const char *name)
{
	const char *const *category = resource->categories;

	for (; category != NULL && *category != NULL; category++)
		if (strcmp(*category, name) == 0)
			return true;
	return false;
}

/* The types of a comma list, once each, a category replaced by its kinds. */
static void split_types(const char *text, bool categories, struct text_list *types)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;

	text_list_split(&words, text, ',');
	for (size_t i = 0; i < words.n; i++) {
		bool expanded = false;

		for (const struct resource *const *at = resources; categories && *at != NULL;
		     at++) {
			CLEANUP(str) char *name = NULL;

			if (!in_category(*at, words.items[i]))
				continue;
			name = resource_full_name(*at);
			expanded = true;
			if (!text_list_contains(types, name))
				text_list_add(types, name);
		}
		if (!expanded && !text_list_contains(types, words.items[i]))
			text_list_add(types, words.items[i]);
	}
}

/* What was written, before any type is looked up. */
struct wanted {
	struct text_list types;  /* TYPE[,TYPE] */
	struct text_list names;  /* the names behind one type */
	struct text_list tuples; /* TYPE, NAME, TYPE, NAME, …: from TYPE/NAME */
};

static void wanted_cleanup(struct wanted *wanted)
{
	text_list_finish(&wanted->types);
	text_list_finish(&wanted->names);
	text_list_finish(&wanted->tuples);
}

static bool add_tuple(struct wanted *wanted, const char *word, struct error *err)
{
	const char *slash = strchr(word, '/');

	if (strchr(slash + 1, '/') != NULL)
		return error_set(
			err, REASON_CLIENT,
			"arguments in resource/name form may not have more than one slash");
	if (slash == word || slash[1] == '\0' || memchr(word, ',', (size_t)(slash - word)) != NULL)
		return error_set(err, REASON_CLIENT,
				 "arguments in resource/name form must have a single resource and "
				 "name");
	text_list_take(&wanted->tuples, xstrndup(word, (size_t)(slash - word)));
	text_list_add(&wanted->tuples, slash + 1);
	return true;
}

/* "a,b x y" means a/x a/y b/x b/y. */
static void spread_types(struct text_list *words)
{
	CLEANUP(text_list) struct text_list types = TEXT_LIST_INIT;
	struct text_list spread = TEXT_LIST_INIT;

	if (words->n < 2)
		return;
	split_types(words->items[0], false, &types);
	if (types.n < 2)
		return;
	for (size_t i = 0; i < types.n; i++)
		for (size_t j = 1; j < words->n; j++)
			text_list_take(&spread,
				       xasprintf("%s/%s", types.items[i], words->items[j]));
	text_list_finish(words);
	*words = spread;
}

static bool read_words(const struct session *session, struct text_list *words,
		       struct wanted *wanted, struct error *err)
{
	size_t slashes = 0;

	spread_types(words);
	for (size_t i = 0; i < words->n; i++)
		slashes += strchr(words->items[i], '/') != NULL;
	if (slashes > 0 && slashes < words->n)
		return error_set(err, REASON_CLIENT,
				 "there is no need to specify a resource type as a separate "
				 "argument when passing arguments in resource/name form (e.g. "
				 "'%s get resource/<resource_name>' instead of '%s get resource "
				 "resource/<resource_name>'",
				 session->program, session->program);
	if (slashes > 0) {
		for (size_t i = 0; i < words->n; i++)
			if (!add_tuple(wanted, words->items[i], err))
				return false;
		return true;
	}
	if (words->n > 0)
		split_types(words->items[0], true, &wanted->types);
	for (size_t i = 1; i < words->n; i++)
		text_list_add(&wanted->names, words->items[i]);
	return true;
}

/* ---- targets ---- */

static void add_target(struct targets *targets, const struct target *target, const char *name)
{
	struct target *added;

	targets->items = xrealloc(targets->items, (targets->n + 1) * sizeof(*targets->items));
	added = &targets->items[targets->n++];
	*added = *target;
	if (name != NULL) {
		text_list_add(&targets->words, name);
		added->name = targets->words.items[targets->words.n - 1];
	}
}

/* The types, each kind once. */
static bool add_types(const struct wanted *wanted, const struct target_options *options,
		      struct targets *targets, struct error *err)
{
	if (wanted->types.n > 1 && options->single_type)
		return error_set(err, REASON_CLIENT, "you may only specify a single resource type");
	for (size_t i = 0; i < wanted->types.n; i++) {
		struct target target = { .name = NULL };
		bool seen = false;

		if (!map_type(wanted->types.items[i], &target, err))
			return false;
		for (size_t j = 0; j < targets->n; j++)
			seen |= targets->items[j].resource == target.resource &&
				targets->items[j].version == target.version;
		if (!seen)
			add_target(targets, &target, NULL);
	}
	return true;
}

static bool check_namespace(const struct target *target, const struct target_options *options,
			    struct error *err)
{
	if (!target->resource->namespaced || !options->all_namespaces)
		return true;
	return error_set(err, REASON_CLIENT,
			 "a resource cannot be retrieved by name across all namespaces");
}

static bool by_selector(const struct wanted *wanted, const struct target_options *options,
			struct targets *targets, struct error *err)
{
	if (wanted->names.n > 0)
		return error_set(err, REASON_CLIENT,
				 "name cannot be provided when a selector is specified");
	if (wanted->tuples.n > 0)
		return error_set(err, REASON_CLIENT,
				 "selectors and the all flag cannot be used when passing "
				 "resource/name arguments");
	if (wanted->types.n == 0)
		return error_set(err, REASON_CLIENT,
				 "at least one resource must be specified to use a selector");
	return add_types(wanted, options, targets, err);
}

static bool by_tuple(const struct wanted *wanted, const struct target_options *options,
		     struct targets *targets, struct error *err)
{
	for (size_t i = 0; i < wanted->tuples.n; i += 2) {
		struct target target = { .name = NULL };

		if (!map_type(wanted->tuples.items[i], &target, err))
			return false;
		if (i > 0 && options->single_type && target.resource != targets->items[0].resource)
			return error_set(err, REASON_CLIENT,
					 "you may only specify a single resource type");
		add_target(targets, &target, wanted->tuples.items[i + 1]);
	}
	for (size_t i = 0; i < targets->n; i++)
		if (!check_namespace(&targets->items[i], options, err))
			return false;
	targets->single = targets->n == 1;
	return true;
}

static bool by_name(const struct wanted *wanted, const struct target_options *options,
		    struct targets *targets, struct error *err)
{
	struct target target = { .name = NULL };

	if (wanted->types.n > 1)
		return error_set(err, REASON_CLIENT, "you must specify only one resource");
	if (!map_type(wanted->types.items[0], &target, err) ||
	    !check_namespace(&target, options, err))
		return false;
	for (size_t i = 0; i < wanted->names.n; i++)
		add_target(targets, &target, wanted->names.items[i]);
	targets->single = targets->n == 1;
	return true;
}

static bool refuse_arguments(const struct wanted *wanted, struct error *err)
{
	if (wanted->types.n > 0)
		return error_set(err, REASON_CLIENT,
				 "when paths, URLs, or stdin is provided as input, you may not "
				 "specify resource arguments as well");
	if (wanted->tuples.n > 0)
		return error_set(err, REASON_CLIENT,
				 "resource/name arguments cannot be provided when a path is "
				 "specified");
	return true;
}

bool targets_missing(struct error *err)
{
	return error_set(err, REASON_CLIENT,
			 "You must provide one or more resources by argument or filename.\n"
			 "Example resource specifications include:\n"
			 "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n"
			 "   '<resource> <name>'\n   '<resource>'");
}

static bool find_targets(const struct wanted *wanted, const struct target_options *options,
			 struct targets *targets, struct error *err)
{
	bool listed = options->bare_types && wanted->types.n > 0 && wanted->names.n == 0;

	if (options->have_files)
		return refuse_arguments(wanted, err);
	if (options->selector || listed)
		return by_selector(wanted, options, targets, err);
	if (wanted->tuples.n > 0)
		return by_tuple(wanted, options, targets, err);
	if (wanted->names.n > 0)
		return by_name(wanted, options, targets, err);
	if (wanted->types.n == 0)
		return targets_missing(err);
	if (!add_types(wanted, options, targets, err))
		return false;
	return error_set(err, REASON_CLIENT,
			 "resource(s) were provided, but no name was specified");
}

bool targets_parse(const struct session *session, const struct args *args,
		   const struct target_options *options, struct targets *ret_targets,
		   struct error *err)
{
	__attribute__((cleanup(wanted_cleanup))) struct wanted wanted = {
		.types = TEXT_LIST_INIT,
		.names = TEXT_LIST_INIT,
		.tuples = TEXT_LIST_INIT,
	};
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(targets) struct targets targets = TARGETS_INIT;
	size_t end = options->end != 0 ? options->end : args_count(args);

	for (size_t i = options->first; i < end; i++)
		text_list_add(&words, args_at(args, i));
	if (!read_words(session, &words, &wanted, err) ||
	    !find_targets(&wanted, options, &targets, err))
		return false;
	*ret_targets = targets;
	targets = (struct targets)TARGETS_INIT;
	return true;
}

void targets_finish(struct targets *targets)
{
	free(targets->items);
	text_list_finish(&targets->words);
	*targets = (struct targets)TARGETS_INIT;
}

void targets_cleanup(struct targets *targets)
{
	targets_finish(targets);
}
