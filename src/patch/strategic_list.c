/* Lists in strategic merge patches: what tells their elements apart, how two lists become one and
 * in what order. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- what the schema says ---- */

struct list_rule list_rule_of(const struct schema *schema, const char *key)
{
	const struct field *field = schema != NULL ? schema_field(schema, key) : NULL;

	if (field == NULL || field->type != FIELD_LIST)
		return (struct list_rule) { .merges = false };
	return (struct list_rule) {
		.merges = field->merge == MERGE_BY_KEY || field->merge == MERGE_SET,
		.merge_key = field->merge == MERGE_BY_KEY ? field->merge_key : NULL,
		.of = field->of,
	};
}

const struct schema *object_schema_of(const struct schema *schema, const char *key)
{
	const struct field *field = schema != NULL ? schema_field(schema, key) : NULL;

	return field != NULL && field->type == FIELD_OBJECT ? field->of : NULL;
}

/* ---- elements ---- */

enum value_kind value_kind(const cJSON *value)
{
	if (cJSON_IsObject(value))
		return KIND_OBJECT;
	if (cJSON_IsArray(value))
		return KIND_LIST;
	if (cJSON_IsString(value))
		return KIND_STRING;
	if (json_is_number(value))
		return KIND_NUMBER;
	return cJSON_IsBool(value) ? KIND_BOOL : KIND_NULL;
}

const cJSON *element_key(const cJSON *element, const char *merge_key)
{
	return merge_key != NULL ? json_child(element, merge_key) : element;
}

bool element_deletes(const cJSON *element)
{
	return strcmp(json_str(element, DIRECTIVE), "delete") == 0;
}

static cJSON *find_element(const cJSON *list, const cJSON *key, const char *merge_key,
			   size_t *ret_place)
{
	size_t place = 0;

	if (list == NULL || key == NULL)
		return NULL;
	for (cJSON *element = list->child; element != NULL; element = element->next, place++) {
		const cJSON *other = element_key(element, merge_key);

		if (other != NULL && json_equal(other, key)) {
			*ret_place = place;
			return element;
		}
	}
	return NULL;
}

size_t list_find(const cJSON *list, const cJSON *element, const char *merge_key)
{
	size_t place = NO_PLACE;

	find_element(list, element_key(element, merge_key), merge_key, &place);
	return place;
}

bool list_check_kinds(const cJSON *a, const cJSON *b, struct error *err)
{
	CLEANUP(strbuf) struct strbuf a_text = STRBUF_INIT, b_text = STRBUF_INIT;
	const cJSON *const lists[] = { a, b };
	const cJSON *first = NULL;
	bool same = true;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		const cJSON *element = lists[i] != NULL ? lists[i]->child : NULL;

		for (; element != NULL; element = element->next) {
			if (cJSON_IsArray(element))
				return error_set(err, REASON_INVALID,
						 "lists of lists are not supported");
			if (first == NULL)
				first = element;
			same = same && value_kind(element) == value_kind(first);
		}
	}
	if (same)
		return true;
	json_print_go(a, 0, &a_text);
	json_print_go(b, 0, &b_text);
	return error_set(err, REASON_UNKNOWN, "list element types are not identical: [%s %s]",
			 a_text.text, b_text.text);
}

bool list_check_keys(const cJSON *list, const char *merge_key, struct error *err)
{
	if (merge_key == NULL)
		return true;
	for (const cJSON *element = list->child; element != NULL; element = element->next) {
		if (!cJSON_IsObject(element))
			return patch_fail_type(element, GO_MAP, err);
		if (element_key(element, merge_key) == NULL)
			return patch_fail_merge_key(element, merge_key, err);
	}
	return true;
}

/* ---- order ---- */

static int compare_placed(const void *a, const void *b)
{
	const struct placed_element *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void placed_sort(struct placed_element *elements, size_t n)
{
	if (n > 1)
		qsort(elements, n, sizeof(*elements), compare_placed);
}

/* Distributes the list's elements over those that are wanted in an order and the others. */
static void split_elements(const cJSON *list, const cJSON *wanted, const cJSON *server,
			   const char *merge_key, struct placed_element *ours, size_t *n_ours,
			   struct placed_element *others, size_t *n_others)
{
	size_t index = 0;

	*n_ours = *n_others = 0;
	for (cJSON *element = list->child; element != NULL; element = element->next, index++) {
		size_t place = list_find(wanted, element, merge_key);
		struct placed_element *placed =
			place != NO_PLACE ? &ours[(*n_ours)++] : &others[(*n_others)++];

		if (place == NO_PLACE)
			place = list_find(server, element, merge_key);
		*placed = (struct placed_element) {
			.element = element,
			.place = place,
			.index = index,
		};
	}
	placed_sort(ours, *n_ours);
	placed_sort(others, *n_others);
}

static void list_set(cJSON *list, cJSON *const *elements, size_t n)
{
	list->child = NULL;
	for (size_t i = 0; i < n; i++) {
		elements[i]->next = elements[i]->prev = NULL;
		json_append(list, elements[i]);
	}
}

void list_order(cJSON *list, const cJSON *wanted, const cJSON *server, const char *merge_key)
{
	size_t n = json_size(list), n_ours, n_others, i = 0, j = 0;
	struct placed_element *ours = xcalloc(n, sizeof(*ours));
	struct placed_element *others = xcalloc(n, sizeof(*others));
	cJSON **ordered = xcalloc(n, sizeof(cJSON *));

	split_elements(list, wanted, server, merge_key, ours, &n_ours, others, &n_others);
	while (i < n_ours || j < n_others) {
		bool other_first = i == n_ours;

		if (i < n_ours && j < n_others) {
			size_t place = list_find(server, ours[i].element, merge_key);

			other_first = place != NO_PLACE && others[j].place < place;
		}
		ordered[i + j] = other_first ? others[j].element : ours[i].element;
		if (other_first)
			j++;
		else
			i++;
	}
	list_set(list, ordered, n);
	free(ordered);
	free(others);
	free(ours);
}

/* ---- merging ---- */

static void swap_elements(cJSON *a, cJSON *b)
{
	cJSON *child = a->child;

	a->child = b->child;
	b->child = child;
}

/* The union of two lists of scalars. */
static void merge_scalars(cJSON *list, const cJSON *patch)
{
	CLEANUP(json) cJSON *all = cJSON_CreateArray();
	cJSON *element;

	for (element = list->child; element != NULL; element = element->next)
		if (list_find(all, element, NULL) == NO_PLACE)
			json_append(all, json_copy(element));
	for (element = patch->child; element != NULL; element = element->next)
		if (list_find(all, element, NULL) == NO_PLACE)
			json_append(all, json_copy(element));
	swap_elements(list, all);
}

/* A copy of a patch's list. */
static cJSON *list_without_directives(const cJSON *patch)
{
	cJSON *plain = cJSON_CreateArray();

	for (const cJSON *element = patch->child; element != NULL; element = element->next)
		if (json_child(element, DIRECTIVE) == NULL)
			json_append(plain, json_copy(element));
	return plain;
}

static void delete_elements(cJSON *list, const cJSON *key, const char *merge_key)
{
	cJSON *element;
	size_t place;

	while ((element = find_element(list, key, merge_key, &place)) != NULL)
		cJSON_Delete(cJSON_DetachItemViaPointer(list, element));
}

void list_fill_gaps(cJSON *server, const cJSON *patch, const char *merge_key)
{
	size_t gaps = json_size(server);
	const cJSON *element;

	for (element = patch->child; element != NULL; element = element->next)
		if (element_deletes(element))
			delete_elements(server, element_key(element, merge_key), merge_key);
	gaps -= json_size(server);
	for (element = patch->child; element != NULL && gaps > 0; element = element->next)
		if (json_child(element, DIRECTIVE) == NULL &&
		    list_find(server, element, merge_key) == NO_PLACE) {
			json_append(server, json_copy(element));
			gaps--;
		}
}

/* Obeys the elements of a patch that are directives. *ret_replace: the others replace the list. */
static bool obey_directives(cJSON *list, const cJSON *patch, const char *merge_key,
			    bool *ret_replace, struct error *err)
{
	*ret_replace = false;
	for (const cJSON *element = patch->child; element != NULL; element = element->next) {
		const char *directive = json_str(element, DIRECTIVE);

		if (json_child(element, DIRECTIVE) == NULL)
			continue;
		if (strcmp(directive, "replace") == 0) {
			*ret_replace = true;
		} else if (strcmp(directive, "delete") == 0) {
			if (element_key(element, merge_key) == NULL)
				return patch_fail_merge_key(element, merge_key, err);
			delete_elements(list, element_key(element, merge_key), merge_key);
		} else if (strcmp(directive, "merge") == 0) {
			return error_set(err, REASON_UNKNOWN,
					 "merging lists cannot yet be specified in the patch");
		} else {
			return patch_fail_directive(element, err);
		}
	}
	return true;
}

static bool merge_element(const struct list_rule *rule, cJSON *list, const cJSON *element,
			  enum strategic_mode mode, struct error *err)
{
	const cJSON *key = element_key(element, rule->merge_key);
	cJSON *old;
	size_t place;

	if (key == NULL)
		return patch_fail_merge_key(element, rule->merge_key, err);
	old = find_element(list, key, rule->merge_key, &place);
	if (old != NULL)
		return strategic_merge(rule->of, old, element, mode, err);
	json_append(list, json_copy(element));
	return true;
}

/* plain: the patch's elements that are no directives. */
static bool merge_objects(const struct list_rule *rule, cJSON *list, const cJSON *patch,
			  const cJSON *plain, enum strategic_mode mode, struct error *err)
{
	CLEANUP(json) cJSON *others = NULL;
	bool replace;

	if (rule->merge_key == NULL)
		return error_set(err, REASON_UNKNOWN, "cannot merge lists without merge key for %s",
				 rule->of != NULL ? "struct" : "string");
	if (!obey_directives(list, patch, rule->merge_key, &replace, err))
		return false;
	if (replace) {
		others = json_copy(plain);
		swap_elements(list, others);
		return true;
	}
	for (const cJSON *element = plain->child; element != NULL; element = element->next)
		if (!merge_element(rule, list, element, mode, err))
			return false;
	return true;
}

bool list_merge(const struct list_rule *rule, cJSON *list, const cJSON *patch,
		enum strategic_mode mode, struct error *err)
{
	CLEANUP(json) cJSON *server = json_copy(list), *plain = NULL;
	const cJSON *first = list->child != NULL ? list->child : patch->child;

	if (first == NULL)
		return true;
	if (!list_check_kinds(list, patch, err))
		return false;
	plain = list_without_directives(patch);
	if (!cJSON_IsObject(first))
		merge_scalars(list, patch);
	else if (!merge_objects(rule, list, patch, plain, mode, err))
		return false;
	if (!list_check_keys(list, rule->merge_key, err))
		return false;
	list_order(list, plain, server, rule->merge_key);
	return true;
}
