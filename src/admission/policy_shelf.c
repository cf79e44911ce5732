/* A shelf holds what one kind's objects were when they were last read. Each load walks the stored
 * entries, unless the store knows that none was written since, and keeps what has not changed, byte
 * for byte: so a process that writes many objects compiles a policy once, and no write to a policy,
 * undone or not, can be missed. */
#include "policy_shelf.h"

#include <stdlib.h>
#include <string.h>

struct held {
	const char *key, *text; /* as stored */
	size_t key_length, length;
	cJSON *object; /* NULL: not read yet */

	const char *bound_to;  /* of a binding: its policy */
	struct policy *policy; /* of a policy */
	bool sees_owners;      /* of a policy: it names managedFields */
};
struct shelf {
	const struct resource *resource;
	struct held *items; /* in the order of their keys */
	size_t n;
	struct arena arena; /* of all that they have; and of what went, */
	size_t n_gone;      /* which is so many */
	uint64_t stamp;     /* of what the store had; 0: not known */

	struct policy_set *policies; /* NULL: none has been read */
};

static struct shelf policies = { .resource = &resource_validating_admission_policy };
static struct shelf bindings = { .resource = &resource_validating_admission_policy_binding };

static void shelf_clear(struct shelf *shelf)
{
	policy_set_destroy(shelf->policies);
	free(shelf->items);
	arena_finish(&shelf->arena);
	*shelf = (struct shelf) { .resource = shelf->resource };
}

/* ---- reading ---- */

static int compare_key(const struct held *held, struct bytes key)
{
	size_t shorter = held->key_length < key.length ? held->key_length : key.length;
	int order = memcmp(held->key, key.data, shorter);

	return order != 0 ? order
			  : (held->key_length > key.length) - (held->key_length < key.length);
}

/* Takes the entry's held form out of the shelf, if it still is the same. *at: where to look, moved
 * on. */
static bool take(struct shelf *shelf, size_t *at, const struct store_entry *entry,
		 struct held *ret_held)
{
	struct held *held;

	while (*at < shelf->n && compare_key(&shelf->items[*at], entry->key) < 0)
		(*at)++;
	if (*at == shelf->n)
		return false;
	held = &shelf->items[*at];
	if (compare_key(held, entry->key) != 0 || held->length != entry->value.length ||
	    memcmp(held->text, entry->value.data, held->length) != 0)
		return false;
	(*at)++;
	*ret_held = *held;
	return true;
}

static struct held hold(struct shelf *shelf, const struct store_entry *entry)
{
	return (struct held) {
		.key = arena_copy(&shelf->arena, entry->key.data, entry->key.length),
		.key_length = entry->key.length,
		.text = arena_copy(&shelf->arena, entry->value.data, entry->value.length),
		.length = entry->value.length,
	};
}

static void shelf_replace(struct shelf *shelf, struct held *items, size_t n, size_t n_taken)
{
	free(shelf->items);
	shelf->n_gone += shelf->n - n_taken;
	shelf->items = items;
	shelf->n = n;
}

static bool shelf_load(struct shelf *shelf, struct store_tx *tx, struct error *err)
{
	CLEANUP(str) char *prefix = xasprintf("%s/", shelf->resource->plural);
	CLEANUP(store_cursor) struct store_cursor *cursor = NULL;
	struct held *items = NULL;
	size_t n = 0, capacity = 0, at = 0, n_taken = 0;
	enum store_answer answer;
	struct store_entry entry;

	if (shelf->stamp == store_stamp(tx, bytes_of(prefix)))
		return true;
	if (shelf->n_gone > shelf->n)
		shelf_clear(shelf);
	shelf->stamp = 0;
	if (!store_scan_prefix(tx, STORE_OBJECTS, bytes_of(prefix), (struct bytes) { "", 0 },
			       &cursor, err))
		return false;
	while ((answer = store_next(cursor, &entry, err)) == STORE_FOUND) {
		items = xgrow(items, n, &capacity, sizeof(*items));
		if (take(shelf, &at, &entry, &items[n]))
			n_taken++;
		else
			items[n] = hold(shelf, &entry);
		n++;
	}
	shelf_replace(shelf, items, n, n_taken);
	if (answer == STORE_FAILED)
		return false;
	shelf->stamp = store_stamp(tx, bytes_of(prefix));
	return true;
}

/* ---- what is in force ---- */

static bool read_object(struct shelf *shelf, struct held *held, struct error *err)
{
	const struct store_entry entry = {
		.key = { held->key, held->key_length },
		.value = { held->text, held->length },
	};

	return object_decode_spec(shelf->resource, &entry, &shelf->arena, &held->object, err);
}

static bool read_bindings(struct error *err)
{
	for (size_t i = 0; i < bindings.n; i++) {
		struct held *held = &bindings.items[i];

		if (held->object != NULL)
			continue;
		if (!read_object(&bindings, held, err))
			return false;
		held->bound_to = json_str_at(held->object, "spec", "policyName", NULL);
	}
	return true;
}

/* By policy, those of one policy by name, as the shelf has them. */
static int by_policy(const void *a, const void *b)
{
	const struct held *left = *(const struct held *const *)a;
	const struct held *right = *(const struct held *const *)b;
	int order = strcmp(left->bound_to, right->bound_to);

	return order != 0 ? order : (left > right) - (left < right);
}

/* Owned. */
static const struct held **sorted_bindings(void)
{
	const struct held **sorted = xcalloc(bindings.n + 1, sizeof(const struct held *));

	for (size_t i = 0; i < bindings.n; i++)
		sorted[i] = &bindings.items[i];
	qsort(sorted, bindings.n, sizeof(*sorted), by_policy);
	return sorted;
}

/* Whether a text that begins with "*" stands anywhere but as the scope of a rule, where it is the
 * default. */
static bool has_star(const struct held *held)
{
	static const char scope[] = "\"scope\":\"";
	const size_t length = strlen(scope);

	for (const char *at = held->text; (at = strchr(at, '*')) != NULL; at++) {
		size_t before = (size_t)(at - held->text);

		if (before > 0 && at[-1] == '"' &&
		    (before < length || memcmp(at - length, scope, length) != 0))
			return true;
	}
	return false;
}

/* name: "\"services". A rule names a resource as "services" or "services/…"; anything else that can
 * match has a "*". */
static bool may_name(const struct held *held, const char *name)
{
	return strstr(held->text, name) != NULL || has_star(held);
}

/* Whether managedFields stand there as anything but the key of the policy's own, whose quotation mark
 * and colon no text has without a backslash. */
static bool names_owners(const struct held *held)
{
	static const char name[] = "managedFields";

	for (const char *at = held->text; (at = strstr(at, name)) != NULL;) {
		at += strlen(name);
		if (!text_starts_with(at, "\":"))
			return true;
	}
	return false;
}

static bool read_policy(struct held *held, struct error *err)
{
	if (held->object != NULL)
		return true;
	if (!read_object(&policies, held, err))
		return false;
	if (policies.policies == NULL)
		policies.policies = policy_set_create();
	held->sees_owners = names_owners(held);
	held->policy = policy_create(policies.policies, held->object);
	return true;
}

void policies_in_force_cleanup(struct policies_in_force *list)
{
	free(list->items);
	free(list->bindings);
}

/* Pairs the marked policies with their bindings: both lists are in the order of the policies' names. */
static bool pair(const bool *is_wanted, const struct held *const *sorted,
		 struct policies_in_force *list, struct error *err)
{
	size_t at = 0;

	for (size_t i = 0; i < policies.n; i++) {
		struct held *held = &policies.items[i];
		const char *name = strchr(held->key, '/') + 1;
		size_t first;

		while (at < bindings.n && strcmp(sorted[at]->bound_to, name) < 0)
			at++;
		for (first = at; at < bindings.n && strcmp(sorted[at]->bound_to, name) == 0; at++)
			list->bindings[at] = sorted[at]->object;
		if (!is_wanted[i] || first == at)
			continue;
		if (!read_policy(held, err))
			return false;
		list->items[list->n++] = (struct policy_in_force) {
			.policy = held->policy,
			.bindings = list->bindings + first,
			.n_bindings = at - first,
		};
		list->see_owners = list->see_owners || held->sees_owners;
	}
	return true;
}

/* Which of the policies may be for the resource; NULL when none is. Owned. */
static bool *mark_wanted(const struct resource *resource)
{
	CLEANUP(str) char *name = xasprintf("\"%s", resource->plural);
	bool *is_wanted = xcalloc(policies.n + 1, sizeof(*is_wanted)), any = false;

	for (size_t i = 0; i < policies.n; i++) {
		is_wanted[i] = may_name(&policies.items[i], name);
		any = any || is_wanted[i];
	}
	if (!any)
		free(TAKE(is_wanted));
	return is_wanted;
}

bool policies_in_force_load(struct store_tx *tx, const struct resource *resource,
			    struct policies_in_force *ret_policies, struct error *err)
{
	struct policies_in_force list = POLICIES_IN_FORCE_INIT;
	const struct held **sorted;
	bool *is_wanted, done;

	*ret_policies = list;
	if (!shelf_load(&bindings, tx, err))
		return false;
	if (bindings.n == 0)
		return true;
	if (!shelf_load(&policies, tx, err))
		return false;
	is_wanted = mark_wanted(resource);
	if (is_wanted == NULL)
		return true;
	if (!read_bindings(err)) {
		free(is_wanted);
		return false;
	}
	sorted = sorted_bindings();
	list.items = xcalloc(policies.n + 1, sizeof(*list.items));
	list.bindings = xcalloc(bindings.n + 1, sizeof(*list.bindings));
	done = pair(is_wanted, sorted, &list, err);
	free(sorted);
	free(is_wanted);
	if (done)
		*ret_policies = list;
	else
		policies_in_force_cleanup(&list);
	return done;
}
