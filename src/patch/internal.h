/* What the files of the patch room share. */
#ifndef CIDRCTL_PATCH_INTERNAL_H
#define CIDRCTL_PATCH_INTERNAL_H

#include "cidrctl/patch.h"

/* ---- text.c: what errors are made of ---- */

/* The word of Go's encoding/json for a value: "object", "array", "string", "number", "bool". */
const char *patch_json_kind(const cJSON *value);

/* Refuses a tree nested deeper than PATCH_MAX_DEPTH, so that all that walks it may recurse. */
bool patch_check_depth(const cJSON *tree, struct error *err);

/* The depth of the tree's nesting, a scalar's is 1; counting ends at limit + 1. */
int patch_depth(const cJSON *tree, int limit);

/* "expected a WANTED, but received a TYPE", TYPE being the value's Go type. */
bool patch_fail_type(const cJSON *value, const char *wanted, struct error *err);
#define GO_MAP "map[string]interface {}"
#define GO_LIST "[]interface {}"

/* "map: … does not contain declared merge key: …" */
bool patch_fail_merge_key(const cJSON *element, const char *merge_key, struct error *err);

/* "unknown patch type: … in map: …" */
bool patch_fail_directive(const cJSON *element, struct error *err);

/* ---- strategic_list.c: lists and their elements ---- */

#define DIRECTIVE "$patch"
#define RETAIN_KEYS "$retainKeys"
#define ELEMENT_ORDER "$setElementOrder"
#define DELETE_FROM_LIST "$deleteFromPrimitiveList"

enum strategic_mode {
	STRATEGIC_APPLY,   /* a patch to an object: directives act, nulls delete */
	STRATEGIC_COMBINE, /* a patch to a patch: directives and nulls stay for who gets the result */
};

/* How the list at a key merges. */
struct list_rule {
	bool merges;             /* false: a patch replaces it whole */
	const char *merge_key;   /* NULL: elements are compared whole */
	const struct schema *of; /* of elements that are objects; may be NULL */
};
struct list_rule list_rule_of(const struct schema *schema, const char *key);

/* The schema of the object at a key; NULL when that is a map or not known. */
const struct schema *object_schema_of(const struct schema *schema, const char *key);

enum value_kind { KIND_NULL, KIND_BOOL, KIND_NUMBER, KIND_STRING, KIND_LIST, KIND_OBJECT };
enum value_kind value_kind(const cJSON *value);

/* What tells an element from others: its value at the merge key, or itself. NULL: it has none. */
const cJSON *element_key(const cJSON *element, const char *merge_key);

#define NO_PLACE SIZE_MAX
/* The place of the first element with the same key; NO_PLACE when there is none. */
size_t list_find(const cJSON *list, const cJSON *element, const char *merge_key);

/* All elements of both lists, either of which may be NULL, must be of one kind and no lists. */
bool list_check_kinds(const cJSON *a, const cJSON *b, struct error *err);

/* Every element must be an object with the merge key; nothing is asked when that is NULL. */
bool list_check_keys(const cJSON *list, const char *merge_key, struct error *err);

/* True when an element is the directive to delete something. */
bool element_deletes(const cJSON *element);

struct placed_element {
	cJSON *element;
	size_t place; /* what it is sorted by */
	size_t index; /* decides between equal places */
};
void placed_sort(struct placed_element *elements, size_t n);

/* Gives the list the order that a patch asks for: elements whose key is in `wanted` as there, the
 * others as in `server`; the two are interleaved as in `server` as far as that knows them, and
 * what it does not know goes to the front. All elements must have their keys. */
void list_order(cJSON *list, const cJSON *wanted, const cJSON *server, const char *merge_key);

/* Does to a copy of the live list what upstream's merge does to its array, for list_order under
 * $setElementOrder: deleted elements leave gaps at the end, which the first new ones fill, so that
 * the live order knows these. */
void list_fill_gaps(cJSON *server, const cJSON *patch, const char *merge_key);

/* Merges a patch's list into `list`, in the order of the patch and the list. */
bool list_merge(const struct list_rule *rule, cJSON *list, const cJSON *patch,
		enum strategic_mode mode, struct error *err);

/* ---- strategic_apply.c ---- */

/* Merges a patch's object into `target`. */
bool strategic_merge(const struct schema *schema, cJSON *target, const cJSON *patch,
		     enum strategic_mode mode, struct error *err);

/* A copy for a place where nothing is to be merged with: without objects that are directives and,
 * for STRATEGIC_APPLY, without null fields. NULL when the value itself is a directive. */
cJSON *strategic_plain_copy(const cJSON *value, enum strategic_mode mode);

/* ---- strategic_diff.c, strategic_diff_list.c ---- */

enum diff_flag {
	DIFF_CHANGES = 1 << 0,   /* fields and elements that are new or differ */
	DIFF_DELETIONS = 1 << 1, /* fields and elements that are gone */
	DIFF_ORDER = 1 << 2,     /* the order of merging lists that differ: $setElementOrder */
};

/* What is compared must be an object of bearable depth, or null, which has no fields; NULL passes
 * and is its caller's affair. */
bool strategic_check_document(const cJSON *document, struct error *err);

/* The patch from original to modified, as far as the flags ask for it; an empty object if that
 * is nothing. */
bool strategic_diff(const struct schema *schema, const cJSON *original, const cJSON *modified,
		    unsigned flags, cJSON **ret_patch, struct error *err);

/* Adds the differences of a merging list at the key of `modified` to the patch. */
bool strategic_diff_list(const struct list_rule *rule, const cJSON *original, const cJSON *modified,
			 unsigned flags, cJSON *patch, struct error *err);

#endif
