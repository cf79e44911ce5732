/* Server-side apply: the applied configuration merged into the stored object, and the account
 * afterwards.
 * Source: structured-merge-diff merge/update.go; apimachinery util/managedfields/internal
 * fieldmanager.go, structuredmerge.go, lastappliedmanager.go, skipnonapplied.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define BEFORE_FIRST_APPLY "before-first-apply"
#define KUBECTL "kubectl" /* the manager that knows of client-side apply */

/* ---- what was applied before and is no longer ---- */

/* The set of an object with its named fields. */
static void named_set_of(const struct shape *shape, const cJSON *object, struct field_set *ret_set)
{
	CLEANUP(field_set) struct field_set set = FIELD_SET_INIT;

	field_set_of(shape->of, object, &set);
	set_with_named(shape, &set, ret_set);
}

/* What any manager owns, with its named fields. */
static void named_set_of_all(const struct ownership *ownership, const struct shape *shape,
			     const struct managers *managers, struct field_set *ret_set)
{
	CLEANUP(field_set) struct field_set all = FIELD_SET_INIT;

	for (size_t i = 0; i < managers->n; i++)
		if (manager_is_known(&managers->items[i], ownership))
			field_set_become(&all, field_set_union, &managers->items[i].set);
	set_with_named(shape, &all, ret_set);
}

/* Takes merged over. Gives merged without what `last` has and managers, the new set of the one that
 * applies among them, do not own. What nobody owned goes only when it belonged to `last`. */
static cJSON *prune(const struct ownership *ownership, cJSON *merged,
		    const struct managers *managers, const struct field_set *last)
{
	CLEANUP(json) cJSON *whole = merged, *pruned = NULL, *kept = NULL;
	CLEANUP(field_set) struct field_set named_last = FIELD_SET_INIT, of_whole = FIELD_SET_INIT;
	CLEANUP(field_set) struct field_set of_pruned = FIELD_SET_INIT, owned = FIELD_SET_INIT;
	CLEANUP(field_set) struct field_set of_kept = FIELD_SET_INIT, gone = FIELD_SET_INIT;
	struct shape shape = shape_of_kind(ownership->schema);

	set_with_named(&shape, last, &named_last);
	pruned = value_without(&shape, whole, &named_last);
	named_set_of(&shape, whole, &of_whole);
	named_set_of(&shape, pruned, &of_pruned);
	named_set_of_all(ownership, &shape, managers, &owned);
	field_set_difference(&of_whole, &of_pruned, &gone);
	field_set_become(&gone, field_set_difference, &owned);
	kept = value_without(&shape, whole, &gone);
	named_set_of(&shape, kept, &of_kept);
	field_set_become(&of_whole, field_set_difference, &of_kept);
	field_set_become(&of_whole, field_set_intersection, &named_last);
	return value_without(&shape, whole, &of_whole);
}

/* ---- what others own ---- */

static bool is_self(const struct managers *managers, const struct ownership *ownership, size_t i)
{
	return managers_find(managers, ownership, true) == &managers->items[i];
}

/* Takes what changed from the other managers; what they owned with another value is a conflict. */
static void take_from_others(const struct ownership *ownership, struct managers *managers,
			     const struct field_comparison *comparison, struct managers *conflicts)
{
	CLEANUP(field_set) struct field_set changed = FIELD_SET_INIT;

	field_set_union(&comparison->modified, &comparison->added, &changed);
	for (size_t i = 0; i < managers->n; i++) {
		struct manager *manager = &managers->items[i];
		CLEANUP(field_set) struct field_set both = FIELD_SET_INIT;

		if (is_self(managers, ownership, i))
			continue;
		if (!manager_is_known(manager, ownership)) {
			field_set_finish(&manager->set);
			continue;
		}
		field_set_intersection(&manager->set, &changed, &both);
		field_set_become(&manager->set, field_set_difference, &both);
		field_set_become(&manager->set, field_set_difference, &comparison->removed);
		if (!field_set_is_empty(&both))
			managers_add_like(conflicts, manager, &both);
	}
}

/* ---- one apply ---- */

/* The sets as the schema has them today; those of versions that are no longer served are gone. */
static void reconcile(const struct ownership *ownership, struct managers *managers)
{
	struct shape shape = shape_of_kind(ownership->schema);

	for (size_t i = 0; i < managers->n; i++) {
		if (manager_is_known(&managers->items[i], ownership))
			set_to_shape(&shape, &managers->items[i].set);
		else
			field_set_finish(&managers->items[i].set);
	}
}

/* Applies once. *managers becomes the account afterwards, and *ret_object the object; NULL when it
 * is as it was. Where conflicts are found, both are those of a forced apply. */
static void apply_once(const struct ownership *ownership, const cJSON *live, const cJSON *applied,
		       struct managers *managers, cJSON **ret_object, struct managers *conflicts)
{
	CLEANUP(field_set) struct field_set last = FIELD_SET_INIT;
	CLEANUP(field_comparison) struct field_comparison comparison = FIELD_COMPARISON_INIT;
	struct shape shape = shape_of_kind(ownership->schema);
	cJSON *object = value_merge(&shape, live, applied);
	struct manager *self;

	reconcile(ownership, managers);
	self = managers_get(managers, ownership, true);
	last = self->set;
	field_set_of(ownership->schema, applied, &self->set);
	strip_reset(ownership, &self->set);
	free(self->api_version);
	self->api_version = ownership_api_version(ownership);
	if (last.n > 0)
		object = prune(ownership, object, managers, &last);
	field_compare(ownership->schema, live, object, &comparison);
	strip_reset(ownership, &comparison.removed);
	strip_reset(ownership, &comparison.modified);
	strip_reset(ownership, &comparison.added);
	take_from_others(ownership, managers, &comparison, conflicts);
	strip_unowned(&self->set);
	if (json_equal(live, object)) {
		cJSON_Delete(object);
		object = NULL;
	} else {
		manager_touch(self, ownership->now);
	}
	managers_drop_empty(managers);
	*ret_object = object;
}

/* ---- what is asked ---- */

static char *describe_kind(const char *api_version, const char *kind)
{
	return xasprintf("%s%s, Kind=%s", strchr(api_version, '/') == NULL ? "/" : "", api_version,
			 kind);
}

static bool check_kind(const struct ownership *ownership, const cJSON *applied, struct error *err)
{
	CLEANUP(str) char *expected = ownership_api_version(ownership);
	CLEANUP(str)
	char *given = describe_kind(json_str(applied, "apiVersion"), json_str(applied, "kind"));

	return (strcmp(json_str(applied, "apiVersion"), expected) == 0 &&
		strcmp(json_str(applied, "kind"), ownership->kind) == 0) ||
	       error_set(err, REASON_BAD_REQUEST, "invalid object type: %s", given);
}

static bool check_applied(const struct ownership *ownership, const cJSON *applied,
			  struct error *err)
{
	CLEANUP(text_list) struct text_list problems = TEXT_LIST_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(str) char *api_version = ownership_api_version(ownership);
	CLEANUP(str) char *kind = describe_kind(api_version, ownership->kind);
	struct shape shape = shape_of_kind(ownership->schema);

	if (cJSON_IsArray(json_get(applied, "metadata", "managedFields", NULL)))
		return error_set(err, REASON_BAD_REQUEST, "metadata.managedFields must be nil");
	typed_check(&shape, applied, &problems);
	if (problems.n == 0)
		return true;
	if (problems.n > 1)
		strbuf_add_str(&text, "errors:");
	for (size_t i = 0; i < problems.n; i++)
		strbuf_addf(&text, "%s%s", problems.n > 1 ? "\n  " : "", problems.items[i]);
	return error_set(err, REASON_UNKNOWN, "failed to create typed patch object (%s/%s; %s): %s",
			 json_str_at(applied, "metadata", "namespace", NULL),
			 json_str_at(applied, "metadata", "name", NULL), kind, text.text);
}

/* ---- all of it ---- */

/* The account as it is stored. An object that has none was managed by somebody before. */
static bool read_managers(const struct ownership *ownership, const cJSON *live,
			  struct managers *ret_managers, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	struct ownership before = *ownership;

	if (!managers_read(json_get(live, "metadata", "managedFields", NULL), ret_managers,
			   &problem))
		return error_set(err, REASON_UNKNOWN, "failed to decode managed fields: %s",
				 problem.message);
	before.manager = BEFORE_FIRST_APPLY;
	if (ret_managers->n == 0 && live != NULL)
		managers_update(&before, ret_managers, NULL, live);
	return true;
}

/* Conflicts with what client-side apply left behind are none for kubectl. */
static void forgive(const struct ownership *ownership, const cJSON *live,
		    struct managers *conflicts)
{
	CLEANUP(field_set) struct field_set own = FIELD_SET_INIT;

	if (conflicts->n > 0 && strcmp(ownership->manager, KUBECTL) == 0 &&
	    last_applied_fields(ownership, live, &own))
		conflicts_allow(conflicts, &own);
}

bool ownership_apply(const struct ownership *ownership, const cJSON *live, const cJSON *applied,
		     bool force, cJSON **ret_object, struct error *err)
{
	CLEANUP(managers) struct managers managers = MANAGERS_INIT;
	CLEANUP(managers) struct managers conflicts = MANAGERS_INIT;
	CLEANUP(json) cJSON *zero = NULL, *object = NULL;

	if (!check_kind(ownership, applied, err) ||
	    !read_managers(ownership, live, &managers, err) ||
	    !check_applied(ownership, applied, err))
		return false;
	if (live == NULL) {
		live = zero = cJSON_CreateObject();
		schema_complete(ownership->schema, zero);
	}
	apply_once(ownership, live, applied, &managers, &object, &conflicts);
	if (!force) {
		forgive(ownership, live, &conflicts);
		if (conflicts.n > 0)
			return conflicts_to_error(&conflicts, err);
	}
	if (object == NULL)
		object = json_copy(live);
	managers_write(&managers, object);
	if (strcmp(ownership->manager, KUBECTL) == 0)
		last_applied_follow(applied, object);
	*ret_object = TAKE(object);
	return true;
}
