/* What an apply may not take over, in the API server's words.
 * Source: apimachinery util/managedfields/internal conflict.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void conflicts_allow(struct managers *conflicts, const struct field_set *set)
{
	for (size_t i = 0; i < conflicts->n; i++)
		field_set_become(&conflicts->items[i].set, field_set_difference, set);
	managers_drop_empty(conflicts);
}

/* ---- the error ---- */

/* `"kubectl-edit" with subresource "status" using v1` */
static char *describe(const struct manager *manager)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	text_quote(&text, manager->name);
	if (*manager->subresource != '\0') {
		strbuf_add_str(&text, " with subresource ");
		text_quote(&text, manager->subresource);
	}
	if (!manager->applied)
		strbuf_addf(&text, " using %s", manager->api_version);
	return strbuf_detach(&text);
}

/* Appends the paths of all members, those that end here before those that go on. */
static void list_paths(const struct field_set *set, const char *prefix, struct text_list *paths)
{
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < set->n; i++) {
			const struct field_node *node = &set->nodes[i];
			CLEANUP(strbuf) struct strbuf path = STRBUF_INIT;

			strbuf_add_str(&path, prefix);
			field_element_print(&node->element, &path);
			if (pass == 0 && node->is_member)
				text_list_add(paths, path.text);
			if (pass == 1)
				list_paths(&node->children, path.text, paths);
		}
	}
}

static int compare_identifiers(const void *a, const void *b)
{
	CLEANUP(str) char *x = manager_identifier(a);
	CLEANUP(str) char *y = manager_identifier(b);

	return strcmp(x, y);
}

static void add_causes(const struct manager *manager, const struct text_list *paths,
		       struct error *err)
{
	CLEANUP(str) char *who = describe(manager);
	CLEANUP(str) char *message = xasprintf("conflict with %s", who);

	for (size_t i = 0; i < paths->n; i++)
		error_add_cause(err, "FieldManagerConflict", paths->items[i], message);
}

static void add_lines(const struct manager *manager, const struct text_list *paths,
		      struct strbuf *out)
{
	CLEANUP(str) char *who = describe(manager);

	strbuf_addf(out, "%sconflicts with %s:", out->length > 0 ? "\n" : "", who);
	for (size_t i = 0; i < paths->n; i++)
		strbuf_addf(out, "\n- %s", paths->items[i]);
}

bool conflicts_to_error(struct managers *conflicts, struct error *err)
{
	CLEANUP(error) struct error causes = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf lines = STRBUF_INIT;

	qsort(conflicts->items, conflicts->n, sizeof(*conflicts->items), compare_identifiers);
	for (size_t i = 0; i < conflicts->n; i++) {
		CLEANUP(text_list) struct text_list paths = TEXT_LIST_INIT;

		list_paths(&conflicts->items[i].set, "", &paths);
		add_causes(&conflicts->items[i], &paths, &causes);
		add_lines(&conflicts->items[i], &paths, &lines);
	}
	if (causes.n_causes == 1)
		error_set(&causes, REASON_CONFLICT, "Apply failed with 1 conflict: %s: %s",
			  causes.causes[0].message, causes.causes[0].field);
	else
		error_set(&causes, REASON_CONFLICT, "Apply failed with %zu conflicts: %s",
			  causes.n_causes, lines.text);
	return error_move(err, &causes);
}
