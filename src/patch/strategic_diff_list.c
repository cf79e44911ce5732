/* The differences of two lists that merge by element.
 *
 * Of objects the patch has those that are new or differ, in the order of the modified list, and
 * behind them directives to delete; of scalars it has the new ones, and a list of its own with the
 * deleted ones. If anything differs, the order of the whole modified list goes with it. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Takes the list over; an empty one says nothing and is dropped. */
static void set_list(cJSON *patch, const char *directive, const char *name, cJSON *list)
{
	CLEANUP(str) char *key = xasprintf("%s%s", directive, name);

	if (list->child != NULL)
		json_set(patch, key, list);
	else
		cJSON_Delete(list);
}

/* ---- scalars ---- */

/* The elements of `list` that `other` lacks, each once. */
static cJSON *missing_from(const cJSON *other, const cJSON *list)
{
	cJSON *missing = cJSON_CreateArray();

	for (const cJSON *element = list->child; element != NULL; element = element->next)
		if (list_find(other, element, NULL) == NO_PLACE &&
		    list_find(missing, element, NULL) == NO_PLACE)
			json_append(missing, json_copy(element));
	return missing;
}

static void diff_scalars(const cJSON *original, const cJSON *modified, unsigned flags, cJSON *patch)
{
	const char *name = modified->string;
	CLEANUP(json) cJSON *added = missing_from(original, modified);
	CLEANUP(json) cJSON *deleted = missing_from(modified, original);
	bool order = ((flags & DIFF_DELETIONS) && deleted->child != NULL) ||
		     ((flags & DIFF_CHANGES) && !json_equal(original, modified));

	if (flags & DIFF_CHANGES)
		set_list(patch, "", name, TAKE(added));
	if (flags & DIFF_DELETIONS)
		set_list(patch, DELETE_FROM_LIST "/", name, TAKE(deleted));
	if (order && (flags & DIFF_ORDER))
		set_list(patch, ELEMENT_ORDER "/", name, json_copy(modified));
}

/* ---- objects ---- */

/* An element beside the text of its key. Elements are walked in the order of these texts, so that
 * deletions come out in it; of those with one key the last comes first, as in upstream's sort:
 * this decides which of two ports with one number is compared with which. */
struct keyed {
	const cJSON *element;
	char *key;
	size_t index;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : (x->index < y->index) - (x->index > y->index);
}

static struct keyed *keyed_create(const cJSON *list, size_t n, const char *merge_key)
{
	struct keyed *all = xcalloc(n, sizeof(*all));
	size_t i = 0;

	for (const cJSON *element = list->child; element != NULL; element = element->next, i++) {
		struct strbuf key = STRBUF_INIT;

		json_print_go(element_key(element, merge_key), 0, &key);
		all[i] = (struct keyed) {
			.element = element,
			.key = strbuf_detach(&key),
			.index = i,
		};
	}
	if (n > 1)
		qsort(all, n, sizeof(*all), compare_keyed);
	return all;
}

static void keyed_destroy(struct keyed *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(all[i].key);
	free(all);
}

struct object_diff {
	const struct list_rule *rule;
	unsigned flags;
	struct placed_element *changes; /* with room for each modified element */
	size_t n_changes;
	cJSON *deletions;
	struct error *err;
};

static void add_change(struct object_diff *diff, const cJSON *modified, const cJSON *element,
		       cJSON *change)
{
	diff->changes[diff->n_changes] = (struct placed_element) {
		.element = change,
		.place = list_find(modified, element, diff->rule->merge_key),
		.index = diff->n_changes,
	};
	diff->n_changes++;
}

static void add_deletion(struct object_diff *diff, const cJSON *element)
{
	const char *merge_key = diff->rule->merge_key;
	cJSON *deletion = cJSON_CreateObject();

	json_set_str(deletion, DIRECTIVE, "delete");
	json_set(deletion, merge_key, json_copy(element_key(element, merge_key)));
	json_append(diff->deletions, deletion);
}

static bool diff_elements(struct object_diff *diff, const cJSON *list, const cJSON *original,
			  const cJSON *modified)
{
	const char *merge_key = diff->rule->merge_key;
	CLEANUP(json) cJSON *patch = NULL;

	if (!strategic_diff(diff->rule->of, original, modified, diff->flags, &patch, diff->err))
		return false;
	if (patch->child == NULL)
		return true;
	json_set(patch, merge_key, json_copy(element_key(modified, merge_key)));
	add_change(diff, list, modified, TAKE(patch));
	return true;
}

/* Walks both lists by key. */
static bool diff_sorted(struct object_diff *diff, const cJSON *original, const cJSON *modified)
{
	const char *merge_key = diff->rule->merge_key;
	size_t n_old = json_size(original), n_new = json_size(modified), i = 0, j = 0;
	struct keyed *old = keyed_create(original, n_old, merge_key);
	struct keyed *new = keyed_create(modified, n_new, merge_key);
	bool ok = true;

	while (ok && (i < n_old || j < n_new)) {
		int order = i == n_old ? 1 : j == n_new ? -1 : strcmp(old[i].key, new[j].key);

		if (order == 0)
			ok = diff_elements(diff, modified, old[i].element, new[j].element);
		else if (order > 0 && (diff->flags & DIFF_CHANGES))
			add_change(diff, modified, new[j].element, json_copy(new[j].element));
		else if (order < 0 && (diff->flags & DIFF_DELETIONS))
			add_deletion(diff, old[i].element);
		i += order <= 0;
		j += order >= 0;
	}
	keyed_destroy(old, n_old);
	keyed_destroy(new, n_new);
	return ok;
}

static bool same_order(const cJSON *a, const cJSON *b, const char *merge_key)
{
	for (a = a->child, b = b->child; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!json_equal(element_key(a, merge_key), element_key(b, merge_key)))
			return false;
	return a == NULL && b == NULL;
}

/* [{KEY: value}…] of each element. */
static cJSON *order_of(const cJSON *list, const char *merge_key)
{
	cJSON *order = cJSON_CreateArray();

	for (const cJSON *element = list->child; element != NULL; element = element->next) {
		cJSON *item = cJSON_CreateObject();

		json_set(item, merge_key, json_copy(element_key(element, merge_key)));
		json_append(order, item);
	}
	return order;
}

/* Moves changes, then deletions into one list. */
static cJSON *join(struct object_diff *diff)
{
	cJSON *list = cJSON_CreateArray();

	placed_sort(diff->changes, diff->n_changes);
	for (size_t i = 0; i < diff->n_changes; i++)
		json_append(list, diff->changes[i].element);
	while (diff->deletions->child != NULL)
		json_append(list,
			    cJSON_DetachItemViaPointer(diff->deletions, diff->deletions->child));
	return list;
}

static bool diff_objects(const struct list_rule *rule, const cJSON *original, const cJSON *modified,
			 unsigned flags, cJSON *patch, struct error *err)
{
	CLEANUP(json) cJSON *deletions = cJSON_CreateArray(), *list = NULL;
	struct object_diff diff = {
		.rule = rule,
		.flags = flags,
		.changes = xcalloc(json_size(modified), sizeof(struct placed_element)),
		.deletions = deletions,
		.err = err,
	};
	bool ok = diff_sorted(&diff, original, modified);

	list = join(&diff);
	free(diff.changes);
	if (!ok)
		return false;
	if ((flags & DIFF_ORDER) &&
	    (list->child != NULL ||
	     ((flags & DIFF_CHANGES) && !same_order(original, modified, rule->merge_key))))
		set_list(patch, ELEMENT_ORDER "/", modified->string,
			 order_of(modified, rule->merge_key));
	set_list(patch, "", modified->string, TAKE(list));
	return true;
}

bool strategic_diff_list(const struct list_rule *rule, const cJSON *original, const cJSON *modified,
			 unsigned flags, cJSON *patch, struct error *err)
{
	if (original->child == NULL) {
		if (flags & DIFF_CHANGES)
			set_list(patch, "", modified->string, json_copy(modified));
		return true;
	}
	if (!list_check_kinds(original, modified, err))
		return false;
	if (!cJSON_IsObject(original->child)) {
		diff_scalars(original, modified, flags, patch);
		return true;
	}
	if (rule->merge_key == NULL) {
		/* A list of objects where the schema has scalars; nothing tells them apart. */
		if ((flags & DIFF_CHANGES) && !json_equal(original, modified))
			json_set(patch, modified->string, json_copy(modified));
		return true;
	}
	if (!list_check_keys(original, rule->merge_key, err) ||
	    !list_check_keys(modified, rule->merge_key, err))
		return false;
	return diff_objects(rule, original, modified, flags, patch, err);
}
