/* api-resources and api-versions: which kinds there are, from the resource table. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Cells with a space between: kubectl's tab writer, which pads every cell to 6 at least and by 3,
 * in a table that is always short. */
#define COLUMNS_MAX 7
#define CELL_PADDING 3

struct row {
	const struct resource *resource;
	char *cells[COLUMNS_MAX]; /* owned */
};
struct rows {
	struct row *items;
	size_t n;
};

static const char *const titles[COLUMNS_MAX] = {
	"NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", "VERBS", "CATEGORIES",
};

/* Every kind can do all this; a namespace is not deleted by collection. */
static const char *const verbs[] = {
	"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch", NULL,
};

static bool has_verb(const struct resource *resource, const char *verb)
{
	if (resource == &resource_namespace && strcmp(verb, "deletecollection") == 0)
		return false;
	for (const char *const *at = verbs; *at != NULL; at++)
		if (strcmp(*at, verb) == 0)
			return true;
	return false;
}

static char *join(const struct resource *resource, const char *const *words, bool only_verbs)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	for (; words != NULL && *words != NULL; words++)
		if (!only_verbs || has_verb(resource, *words))
			strbuf_addf(&text, "%s%s", text.length > 0 ? "," : "", *words);
	return strbuf_detach(&text);
}

static bool has_all(const struct text_list *wanted, const struct resource *resource,
		    bool (*has)(const struct resource *resource, const char *word))
{
	for (size_t i = 0; i < wanted->n; i++)
		if (!has(resource, wanted->items[i]))
			return false;
	return true;
}

static bool has_category(const struct resource *resource, const char *name)
{
	const char *const *at = resource->categories;

	for (; at != NULL && *at != NULL; at++)
		if (strcmp(*at, name) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct args *args, const struct resource *resource)
{
	if (args_given(args, "api-group") &&
	    strcmp(args_string(args, "api-group"), resource->group) != 0)
		return false;
	if (args_given(args, "namespaced") && args_bool(args, "namespaced") != resource->namespaced)
		return false;
	return has_all(args_list(args, "verbs"), resource, has_verb) &&
	       has_all(args_list(args, "categories"), resource, has_category);
}

static void add_row(struct rows *rows, const struct resource *resource)
{
	struct row *row;

	rows->items = xrealloc(rows->items, (rows->n + 1) * sizeof(*rows->items));
	row = &rows->items[rows->n++];
	*row = (struct row) {
		.resource = resource,
		.cells = {
			xstrdup(resource->plural),
			join(resource, resource->short_names, false),
			resource_api_version(resource, NULL),
			xstrdup(resource->namespaced ? "true" : "false"),
			xstrdup(resource->kind),
			join(resource, verbs, true),
			join(resource, resource->categories, false),
		},
	};
}

static void rows_cleanup(struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		for (size_t column = 0; column < COLUMNS_MAX; column++)
			free(rows->items[i].cells[column]);
	free(rows->items);
}

static int by_name(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return strcmp(left->resource->plural, right->resource->plural);
}

static int by_kind(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return strcmp(left->resource->kind, right->resource->kind);
}

static void print_line(FILE *out, const char *const *cells, const size_t *widths, size_t n)
{
	for (size_t column = 0; column + 1 < n; column++)
		fprintf(out, "%-*s", (int)widths[column], cells[column]);
	fprintf(out, "%s\n", cells[n - 1]);
}

static void print_table(FILE *out, const struct rows *rows, size_t n_columns, bool headers)
{
	size_t widths[COLUMNS_MAX] = { 0 };

	for (size_t column = 0; column < n_columns; column++) {
		size_t width = headers ? strlen(titles[column]) : 0;

		for (size_t i = 0; i < rows->n; i++) {
			size_t length = strlen(rows->items[i].cells[column]);

			width = length > width ? length : width;
		}
		width += CELL_PADDING;
		widths[column] = width < 6 ? 6 : width;
	}
	if (headers)
		print_line(out, titles, widths, n_columns);
	for (size_t i = 0; i < rows->n; i++)
		print_line(out, (const char *const *)rows->items[i].cells, widths, n_columns);
}

static void print_names(FILE *out, const struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		CLEANUP(str) char *name = resource_full_name(rows->items[i].resource);

		fprintf(out, "%s\n", name);
	}
}

/* "unexpected arguments: [a b]" */
static bool refuse_arguments(const struct args *args, struct error *err)
{
	CLEANUP(strbuf) struct strbuf words = STRBUF_INIT;

	if (args_count(args) == 0)
		return true;
	for (size_t i = 0; i < args_count(args); i++)
		strbuf_addf(&words, "%s%s", i > 0 ? " " : "", args_at(args, i));
	return usage_error(args, err, "unexpected arguments: [%s]", words.text);
}

static bool run_resources(struct session *session, const struct args *args, struct error *err)
{
	__attribute__((cleanup(rows_cleanup))) struct rows rows = { .items = NULL };
	const char *output = args_string(args, "output"), *sort = args_string(args, "sort-by");

	if (!refuse_arguments(args, err))
		return false;
	if (*output != '\0' && strcmp(output, "wide") != 0 && strcmp(output, "name") != 0)
		return error_set(err, REASON_CLIENT, "--output %s is not available", output);
	if (*sort != '\0' && strcmp(sort, "name") != 0 && strcmp(sort, "kind") != 0)
		return error_set(err, REASON_CLIENT, "--sort-by accepts only name or kind");
	for (const struct resource *const *at = resources; *at != NULL; at++)
		if (!(*at)->unlisted && is_wanted(args, *at))
			add_row(&rows, *at);
	if (*sort != '\0' && rows.n > 1)
		qsort(rows.items, rows.n, sizeof(*rows.items),
		      strcmp(sort, "name") == 0 ? by_name : by_kind);
	if (strcmp(output, "name") == 0)
		print_names(session->out, &rows);
	else
		print_table(session->out, &rows, *output == '\0' ? 5 : 7,
			    !args_bool(args, "no-headers"));
	return true;
}

static const struct flag flag_api_group = {
	.name = "api-group",
	.type = FLAG_STRING,
	.help = "Only kinds of this API group; '' is the core group.",
};
static const struct flag flag_cached = {
	.name = "cached",
	.type = FLAG_BOOL,
	.help = "Accepted as kubectl does, without effect.",
};
static const struct flag flag_categories = {
	.name = "categories",
	.type = FLAG_LIST,
	.help = "Only kinds that belong to all these categories.",
};
static const struct flag flag_namespaced = {
	.name = "namespaced",
	.type = FLAG_BOOL,
	.initial = "true",
	.help = "Only kinds that live in a namespace or, when false, that do not.",
};
static const struct flag flag_no_headers = {
	.name = "no-headers",
	.type = FLAG_BOOL,
	.help = "Leave out the line of column titles.",
};
static const struct flag flag_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: wide or name.",
};
static const struct flag flag_sort_by = {
	.name = "sort-by",
	.type = FLAG_STRING,
	.help = "Sort by name or kind. Without it, kinds are sorted by group.",
};
static const struct flag flag_verbs = {
	.name = "verbs",
	.type = FLAG_LIST,
	.help = "Only kinds that support all these verbs.",
};

const struct command cmd_api_resources = {
	.name = "api-resources",
	.summary = "Print the kinds of objects there are",
	.usage_flags = true,
	.examples = "# All kinds\nkubectl api-resources\n\n"
		    "# Kinds that live in no namespace, by name\n"
		    "kubectl api-resources --namespaced=false -o name\n",
	.flags = (const struct flag *const[]) { &flag_api_group, &flag_cached, &flag_categories,
						&flag_namespaced, &flag_no_headers, &flag_output,
						&flag_sort_by, &flag_verbs, NULL },
	.run = run_resources,
};

static bool run_versions(struct session *session, const struct args *args, struct error *err)
{
	CLEANUP(text_list) struct text_list versions = TEXT_LIST_INIT;

	if (!refuse_arguments(args, err))
		return false;
	for (const struct resource *const *at = resources; *at != NULL; at++) {
		for (const char *const *version = (*at)->versions; *version != NULL; version++) {
			CLEANUP(str) char *text = resource_api_version(*at, *version);

			if (!text_list_contains(&versions, text))
				text_list_add(&versions, text);
		}
	}
	text_list_sort(&versions);
	for (size_t i = 0; i < versions.n; i++)
		fprintf(session->out, "%s\n", versions.items[i]);
	return true;
}

const struct command cmd_api_versions = {
	.name = "api-versions",
	.summary = "Print the API versions that objects can have",
	.run = run_versions,
};
