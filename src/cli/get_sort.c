/* get --sort-by. Objects are kept as text until all are there.
 *
 * kubectl sorts twice: the server answers with a table for each type, or for each object that was
 * named; several such tables are sorted by what the path finds in the tables themselves, and then
 * the rows of each by what it finds in their objects. What goes wrong with rows is not told, the
 * table is just not printed. Everything that is no table is one list of objects.
 * Source: kubectl pkg/cmd/get sorter.go and get.go, 1.33. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/template.h"
#include "get.h"
#include "trace.h"

#define EXIT_FATAL 255

struct kept {
	const struct resource *resource;
	char *json;
	struct sort_key key;
	struct error problem; /* the path fails on this object */
};

/* A table of the server: the objects from start to end. */
struct kept_table {
	size_t start, end;
	char *revision;
};

struct sorting {
	const char *text; /* of --sort-by */
	char *relaxed;    /* NULL: the text is no path */
	struct error relaxed_problem;
	struct jsonpath *path; /* NULL: it does not parse */
	struct error path_problem;
	struct kept *items;
	size_t n, capacity;
	struct kept_table *tables;
	size_t n_tables, tables_capacity;
};

/* ---- keeping ---- */

void printing_sort(struct printing *printing)
{
	const char *text = args_string(printing->args, "sort-by");
	struct sorting *sorting;
	const char *path;

	if (*text == '\0')
		return;
	sorting = xcalloc(1, sizeof(*sorting));
	sorting->text = text;
	jsonpath_relax(text, &sorting->relaxed, &sorting->relaxed_problem);
	path = sorting->relaxed != NULL ? sorting->relaxed : text;
	jsonpath_parse(path, strlen(path), &sorting->path, &sorting->path_problem);
	printing->sorting = sorting;
}

void sorting_next_table(struct sorting *sorting, const char *revision)
{
	sorting->tables = xgrow(sorting->tables, sorting->n_tables, &sorting->tables_capacity,
				sizeof(*sorting->tables));
	sorting->tables[sorting->n_tables++] = (struct kept_table) {
		.start = sorting->n,
		.end = sorting->n,
		.revision = revision != NULL ? xstrdup(revision) : NULL,
	};
}

void sorting_add(struct sorting *sorting, const struct resource *resource, const cJSON *object)
{
	struct kept item = { .resource = resource, .json = json_text(object) };

	if (sorting->path != NULL)
		sort_key_find(sorting->path, object, &item.key, &item.problem);
	sorting->items =
		xgrow(sorting->items, sorting->n, &sorting->capacity, sizeof(*sorting->items));
	sorting->items[sorting->n++] = item;
	if (sorting->n_tables > 0)
		sorting->tables[sorting->n_tables - 1].end = sorting->n;
}

static void kept_finish(struct kept *item)
{
	free(item->json);
	sort_key_finish(&item->key);
	error_finish(&item->problem);
}

void sorting_destroy(struct sorting *sorting)
{
	if (sorting == NULL)
		return;
	for (size_t i = 0; i < sorting->n; i++)
		kept_finish(&sorting->items[i]);
	for (size_t i = 0; i < sorting->n_tables; i++)
		free(sorting->tables[i].revision);
	free(sorting->items);
	free(sorting->tables);
	jsonpath_destroy(sorting->path);
	error_finish(&sorting->path_problem);
	error_finish(&sorting->relaxed_problem);
	free(sorting->relaxed);
	free(sorting);
}

/* The kept object as it was. Owned. */
static cJSON *object_of(const struct kept *item)
{
	struct error err = ERROR_INIT;
	cJSON *object = NULL;

	if (!json_parse(item->json, strlen(item->json), NULL, &object, &err))
		abort();
	return object;
}

/* ---- sorting ---- */

/* How sorting went. */
enum sorted {
	SORTED,
	SORTED_FAILED,  /* err is set */
	SORTED_CRASHED, /* kubectl ends with a line in its log, which was printed */
};

static enum sorted crash(struct printing *printing, int status, const char *place, const char *text)
{
	CLEANUP(strbuf) struct strbuf line = STRBUF_INIT;

	log_add(&line, 'F', place, text);
	fputs(line.text, printing->session->err);
	printing->session->exit_status = status;
	return SORTED_CRASHED;
}

/* Sorts items by their keys, all of which could be found. */
static enum sorted sort_items(struct printing *printing, const struct kept *items, size_t n,
			      const char *go_type, const char *place, size_t *ret_order)
{
	const struct sorting *sorting = printing->sorting;
	const char *field = sorting->relaxed != NULL ? sorting->relaxed : sorting->text;
	const struct sort_key **keys = xcalloc(n, sizeof(*keys));
	CLEANUP(error) struct error problem = ERROR_INIT;
	bool ok;

	for (size_t i = 0; i < n; i++)
		keys[i] = &items[i].key;
	ok = sort_keys(keys, n, field, go_type, ret_order, &problem);
	free(keys);
	return ok ? SORTED : crash(printing, EXIT_FAILURE, place, problem.message);
}

/* kubectl judges the path by the first objects, up to one that has the field. */
static bool check_found(const struct sorting *sorting, struct kept *items, size_t n,
			struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i].problem.reason != REASON_NONE)
			return error_move(err, &items[i].problem);
		if (items[i].key.found)
			return true;
	}
	CLEANUP(str) char *quoted = text_quoted(sorting->relaxed);

	return error_set(err, REASON_CLIENT,
			 "couldn't find any field with path %s in the list of objects", quoted);
}

static enum sorted sort_objects(struct printing *printing, struct kept *items, size_t n,
				size_t *ret_order, struct error *err)
{
	struct sorting *sorting = printing->sorting;

	if (sorting->relaxed == NULL) {
		error_move(err, &sorting->relaxed_problem);
		return SORTED_FAILED;
	}
	if (sorting->path == NULL) {
		error_move(err, &sorting->path_problem);
		return SORTED_FAILED;
	}
	if (!check_found(sorting, items, n, err))
		return SORTED_FAILED;
	for (size_t i = 0; n > 1 && i < n; i++) {
		CLEANUP(str) char *text = NULL;

		if (items[i].problem.reason == REASON_NONE)
			continue;
		text = xasprintf("Failed to get i values for %s using %s (%s)", items[i].json,
				 sorting->relaxed, items[i].problem.message);
		return crash(printing, EXIT_FATAL, "sorter.go:310", text);
	}
	return sort_items(printing, items, n, "*unstructured.Unstructured", "sorter.go:329",
			  ret_order);
}

/* What the path finds in a table itself, of which the server gives what there is besides its rows. */
static void find_in_table(const struct sorting *sorting, const struct kept_table *table,
			  struct kept *ret_item)
{
	CLEANUP(json) cJSON *tree = cJSON_CreateObject();
	CLEANUP(jsonpath) struct jsonpath *path = NULL;
	cJSON *rows = cJSON_CreateArray(), *row;

	json_set_str(tree, "apiVersion", "meta.k8s.io/v1");
	json_set_str(tree, "kind", "Table");
	json_set_str(json_ensure_object(tree, "metadata"), "resourceVersion",
		     table->revision != NULL ? table->revision : "");
	for (size_t i = table->start; i < table->end; i++) {
		row = cJSON_CreateObject();
		json_set(row, "object", object_of(&sorting->items[i]));
		json_append(rows, row);
	}
	json_set(tree, "rows", rows);
	*ret_item = (struct kept) { .json = json_text(tree) };
	if (sorting->relaxed != NULL &&
	    jsonpath_parse(sorting->relaxed, strlen(sorting->relaxed), &path, &ret_item->problem))
		sort_key_find(path, tree, &ret_item->key, &ret_item->problem);
}

static enum sorted sort_tables(struct printing *printing, size_t *ret_order, struct error *err)
{
	const struct sorting *sorting = printing->sorting;
	size_t n = sorting->n_tables;
	struct kept *items;
	enum sorted sorted;

	for (size_t i = 0; i < n; i++)
		ret_order[i] = i;
	if (n < 2)
		return SORTED;
	items = xcalloc(n, sizeof(*items));
	for (size_t i = 0; i < n; i++)
		find_in_table(sorting, &sorting->tables[i], &items[i]);
	sorted = sort_objects(printing, items, n, ret_order, err);
	for (size_t i = 0; i < n; i++)
		kept_finish(&items[i]);
	free(items);
	return sorted;
}

/* False: the table does not appear, for a reason that is not told. */
static bool rows_appear(const struct sorting *sorting, const struct kept_table *table)
{
	bool found = false;

	if (table->end - table->start < 2)
		return true;
	for (size_t i = table->start; i < table->end; i++) {
		if (sorting->items[i].problem.reason != REASON_NONE)
			return false;
		found |= sorting->items[i].key.found;
	}
	return found;
}

/* ---- printing ---- */

static bool print_items(struct printing *printing, const struct kept *items, const size_t *order,
			size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct kept *item = &items[order[i]];
		CLEANUP(json) cJSON *object = object_of(item);

		if (!printing_unsorted(printing, item->resource, object, err))
			return false;
	}
	return true;
}

static enum sorted print_table(struct printing *printing, const struct kept_table *table,
			       size_t *order, struct error *err)
{
	const struct kept *items = printing->sorting->items + table->start;
	size_t n = table->end - table->start;
	enum sorted sorted;

	if (!rows_appear(printing->sorting, table))
		return SORTED;
	sorted = sort_items(printing, items, n, "[][][]reflect.Value", "sorter.go:375", order);
	if (sorted == SORTED && !print_items(printing, items, order, n, err))
		return SORTED_FAILED;
	return sorted;
}

static enum sorted print_tables(struct printing *printing, size_t *order, struct error *err)
{
	const struct sorting *sorting = printing->sorting;
	size_t *tables = xcalloc(sorting->n_tables, sizeof(*tables));
	enum sorted sorted = sort_tables(printing, tables, err);

	for (size_t i = 0; sorted == SORTED && i < sorting->n_tables; i++)
		sorted = print_table(printing, &sorting->tables[tables[i]], order, err);
	free(tables);
	return sorted;
}

/* Objects that the server did not make a table of; a single row needs no sorting. */
static enum sorted print_objects(struct printing *printing, size_t *order, struct error *err)
{
	struct sorting *sorting = printing->sorting;
	enum sorted sorted = SORTED;

	for (size_t i = 0; i < sorting->n; i++)
		order[i] = i;
	if (sorting->n > (printing_is_table(printing) ? 1 : 0))
		sorted = sort_objects(printing, sorting->items, sorting->n, order, err);
	if (sorted == SORTED && !print_items(printing, sorting->items, order, sorting->n, err))
		return SORTED_FAILED;
	return sorted;
}

bool printing_sorted(struct printing *printing, bool *ret_crashed, struct error *err)
{
	bool tables = printing_is_table(printing) && !printing->options.name_and_age;
	size_t *order;
	enum sorted sorted;

	*ret_crashed = false;
	if (printing->sorting == NULL)
		return true;
	order = xcalloc(printing->sorting->n, sizeof(*order));
	sorted = tables ? print_tables(printing, order, err) : print_objects(printing, order, err);
	free(order);
	sorting_destroy(TAKE(printing->sorting));
	*ret_crashed = sorted == SORTED_CRASHED;
	return sorted != SORTED_FAILED;
}

/* ---- get -w ---- */

/* Why the rows cannot be sorted. */
static bool check_rows(const struct sorting *sorting, struct error *err)
{
	const char *field = sorting->relaxed != NULL ? sorting->relaxed : sorting->text;
	CLEANUP(str) char *quoted = text_quoted(field);

	if (sorting->path == NULL)
		return error_set(err, REASON_CLIENT, "sorting error: %s",
				 sorting->path_problem.message);
	for (size_t i = 0; i < sorting->n; i++) {
		CLEANUP(str) char *problem = NULL;

		if (sorting->items[i].problem.reason == REASON_NONE)
			continue;
		problem = text_quoted(sorting->items[i].problem.message);
		return error_set(err, REASON_CLIENT,
				 "Failed to get values for [][]reflect.Value(nil) using %s "
				 "(&errors.errorString{s:%s})",
				 field, problem);
	}
	return rows_appear(sorting, &sorting->tables[0]) ||
	       error_set(err, REASON_CLIENT,
			 "couldn't find any field with path %s in the list of objects", quoted);
}

bool printing_sorted_rows(struct printing *printing, const struct resource *resource,
			  const cJSON *items, bool *ret_crashed, struct error *err)
{
	const cJSON *object;

	*ret_crashed = false;
	printing_sort(printing);
	if (printing->sorting != NULL)
		sorting_next_table(printing->sorting, NULL);
	cJSON_ArrayForEach (object, items) {
		if (!printing_object(printing, resource, object, err))
			return false;
	}
	if (printing->sorting != NULL && printing->sorting->n > 1 &&
	    !check_rows(printing->sorting, err)) {
		error_prefix(err, "unable to output the provided object: ");
		return false;
	}
	return printing_sorted(printing, ret_crashed, err);
}
