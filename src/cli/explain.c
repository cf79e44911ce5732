/* kubectl explain: what a kind and its fields are for. Needs no state. */
#include <string.h>

#include "internal.h"

/* ---- TYPE[.FIELD…] ---- */

/* ['name']: *text is moved behind it. */
static bool read_bracket(const char **text, struct text_list *words)
{
	const char *start = *text + 2, *end;

	if ((*text)[1] != '\'')
		return false;
	end = strstr(start, "']");
	if (end == NULL)
		return false;
	text_list_take(words, xstrndup(start, (size_t)(end - start)));
	*text = end + 2;
	return true;
}

/* A name up to a dot or a bracket; a backslash takes away what they mean. */
static void read_name(const char **text, struct text_list *words)
{
	CLEANUP(strbuf) struct strbuf name = STRBUF_INIT;
	const char *at = *text;

	for (; *at != '\0' && *at != '.' && *at != '['; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		strbuf_add_char(&name, *at);
	}
	text_list_take(words, strbuf_detach(&name));
	*text = at;
}

/* The path as words. Of all that jsonpath knows, names are allowed: a.b, a['b'], a\.b. */
static bool split_path(const char *text, struct text_list *words, struct error *err)
{
	CLEANUP(str) char *path = xstrdup(text);
	const char *at = path;

	if (text_ends_with(path, "."))
		path[strlen(path) - 1] = '\0';
	for (;;) {
		bool ok = true;

		read_name(&at, words);
		ok = strcmp(words->items[words->n - 1], "*") != 0;
		while (ok && *at == '[')
			ok = read_bracket(&at, words);
		if (ok && *at == '\0')
			return true;
		if (!ok || *at != '.' || at[1] == '.')
			return error_set(err, REASON_CLIENT,
					 "invalid jsonpath syntax, first node must be field node");
		at++;
	}
}

static size_t count_dots(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '.';
	return n;
}

/* How many of the words name the type: "servicecidrs.networking.k8s.io.spec" has three more. */
static size_t type_words(const char *text, const struct resource *resource)
{
	CLEANUP(str) char *full = resource_full_name(resource);
	size_t length = strlen(full);

	if (!text_starts_with(text, full) || strchr(".[", text[length]) == NULL)
		return 1;
	return 1 + count_dots(full);
}

/* ---- versions ---- */

/* --api-version names group and version, whatever group the type is of. */
struct group_version {
	char *group, *version; /* owned */
};

static void group_version_cleanup(struct group_version *wanted)
{
	str_cleanup(&wanted->group);
	str_cleanup(&wanted->version);
}

static bool group_version_parse(const char *text, struct group_version *ret, struct error *err)
{
	const char *slash = strchr(text, '/');

	if (slash != NULL && strchr(slash + 1, '/') != NULL)
		return error_set(err, REASON_CLIENT, "unexpected GroupVersion string: %s", text);
	ret->group = slash != NULL ? xstrndup(text, (size_t)(slash - text)) : xstrdup("");
	ret->version = xstrdup(slash != NULL ? slash + 1 : text);
	return true;
}

static bool is_served(const struct group_version *wanted)
{
	for (const struct resource *const *at = resources; *at != NULL; at++)
		if (strcmp((*at)->group, wanted->group) == 0 &&
		    resource_serves(*at, wanted->version))
			return true;
	return false;
}

static bool has_resource(const struct group_version *wanted, const struct resource *resource)
{
	return strcmp(resource->group, wanted->group) == 0 &&
	       resource_serves(resource, wanted->version);
}

/* ---- the command ---- */

static bool explain_v2(struct session *session, struct explanation *what,
		       const struct group_version *wanted, struct error *err)
{
	if (!has_resource(wanted, what->resource)) {
		CLEANUP(str)
		char *kind = xasprintf("%s/%s, Kind=%s", wanted->group, wanted->version,
				       what->resource->kind);
		CLEANUP(str) char *quoted = text_quoted(kind);

		return error_set(err, REASON_CLIENT, "couldn't find resource for %s", quoted);
	}
	return output_explain_v2(session->out, what, err);
}

static bool explain(struct session *session, struct explanation *what,
		    const struct group_version *wanted, const char *output, struct error *err)
{
	const char *plural = what->resource->plural;

	if (strcmp(output, "plaintext-openapiv2") == 0)
		return explain_v2(session, what, wanted, err);
	if (!is_served(wanted))
		return error_set(err, REASON_CLIENT,
				 "couldn't find resource for \"%s/%s, Resource=%s\"", wanted->group,
				 wanted->version, plural);
	if (strcmp(output, "plaintext") != 0)
		return error_set(err, REASON_CLIENT, "unrecognized format: %s", output);
	if (!has_resource(wanted, what->resource))
		return error_set(err, REASON_CLIENT,
				 "GVR (%s/%s, Resource=%s) not found in OpenAPI schema",
				 wanted->group, wanted->version, plural);
	return output_explain(session->out, what, err);
}

static bool check_count(const struct session *session, const struct args *args, struct error *err)
{
	if (args_count(args) == 0)
		return error_set(err, REASON_CLIENT,
				 "You must specify the type of resource to explain. Use \"%s "
				 "api-resources\" for a complete list of supported resources.",
				 session->program);
	if (args_count(args) > 1)
		return error_set(err, REASON_CLIENT,
				 "We accept only this format: explain RESOURCE");
	return true;
}

static void drop_words(struct text_list *words, size_t n, struct text_list *ret_rest)
{
	for (size_t i = n; i < words->n; i++)
		text_list_add(ret_rest, words->items[i]);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(text_list) struct text_list path = TEXT_LIST_INIT;
	__attribute__((
		cleanup(group_version_cleanup))) struct group_version wanted = { .group = NULL };
	const char *api_version = args_string(args, "api-version");
	struct explanation what = { .path = &path, .recursive = args_bool(args, "recursive") };

	if (!check_count(session, args, err) || !split_path(args_at(args, 0), &words, err))
		return false;
	if (!resource_for_arg(words.items[0], &what.resource, &what.version)) {
		session_no_type(session, words.items[0]);
		return true;
	}
	if (*api_version == '\0') {
		drop_words(&words, type_words(args_at(args, 0), what.resource), &path);
		wanted.group = xstrdup(what.resource->group);
		wanted.version = xstrdup(what.version);
	} else {
		drop_words(&words, 1, &path);
		if (!group_version_parse(api_version, &wanted, err))
			return false;
		what.version = wanted.version;
	}
	return explain(session, &what, &wanted, args_string(args, "output"), err);
}

static const struct flag flag_api_version = {
	.name = "api-version",
	.type = FLAG_STRING,
	.help = "The kind as it is in this version of its API: VERSION or GROUP/VERSION.",
};
static const struct flag flag_output = {
	.name = "output",
	.type = FLAG_STRING,
	.initial = "plaintext",
	.help = "Layout of the text: plaintext, plaintext-openapiv2.",
};
static const struct flag flag_recursive_fields = {
	.name = "recursive",
	.type = FLAG_BOOL,
	.help = "Only names and types of the fields, but those of all levels.",
};

const struct command cmd_explain = {
	.name = "explain",
	.summary = "Print what a kind of object and its fields are for",
	.usage = "TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] "
		 "[-o|--output=plaintext|plaintext-openapiv2]",
	.description = "Print what a kind of object and its fields are for.\n\n"
		       " A field is named by the way to it: TYPE.FIELD[.FIELD]. Lists and maps on "
		       "the way are passed through.\n\n"
		       "Use \"kubectl api-resources\" for a list of the types.",
	.examples = "# A kind and its fields\nkubectl explain servicecidr\n\n"
		    "# The ports of a Service\nkubectl explain svc.spec.ports\n\n"
		    "# All fields at a glance\nkubectl explain ipaddress --recursive\n\n"
		    "# A kind in an older version of its API\n"
		    "kubectl explain servicecidr --api-version=networking.k8s.io/v1beta1\n",
	.flags = (const struct flag *const[]) { &flag_api_version, &flag_output,
						&flag_recursive_fields, NULL },
	.run = run,
};
