/* Patches over JSON trees: RFC 6902, RFC 7396, Kubernetes' strategic merge patch, and the
 * three-way merge that client-side apply sends. Merge keys come from the schema tables.
 * Source: apimachinery util/strategicpatch, util/jsonmergepatch; evanphx/json-patch as vendored. */
#ifndef CIDRCTL_PATCH_H
#define CIDRCTL_PATCH_H

#include "cidrctl/error.h"
#include "cidrctl/json.h"
#include "cidrctl/schema.h"

/* All functions leave their inputs alone and give a new tree. Trees nested deeper than
 * PATCH_MAX_DEPTH are refused with BadRequest "exceeded max depth". */
#define PATCH_MAX_DEPTH 1000

/* RFC 7396. Errors: REASON_BAD_REQUEST when the patch is no object, in the API server's words. */
bool patch_merge(const cJSON *original, const cJSON *patch, cJSON **ret_result, struct error *err);

/* RFC 6902: patch is the list of operations, at most 10,000; null is an empty one. Errors:
 * REASON_BAD_REQUEST when it is no such list, REASON_INVALID (without details, and without a word
 * about the operation) when an operation does not apply, as the API server answers. */
bool patch_json(const cJSON *original, const cJSON *patch, cJSON **ret_result, struct error *err);

/* Strategic merge patch with its directives ($patch, $setElementOrder/…, $deleteFromPrimitiveList/…,
 * $retainKeys). Fields the schema does not know merge as in a schemaless object (MERGE_DEFAULT); a
 * NULL schema knows none. A null patch changes nothing.
 * Errors in the API server's words: REASON_BAD_REQUEST, REASON_INVALID, or REASON_UNKNOWN for those
 * that it gives no reason (a 500). */
bool patch_strategic(const struct schema *schema, const cJSON *original, const cJSON *patch,
		     cJSON **ret_result, struct error *err);

/* The strategic patch that turns `original` into `modified` (CreateTwoWayMergePatch). An empty
 * object when nothing differs. Keys are in no particular order, list elements are in upstream's.
 * Errors: REASON_CLIENT, upstream's text alone ("invalid JSON document": a tree is neither an object
 * nor null). */
bool patch_two_way(const struct schema *schema, const cJSON *original, const cJSON *modified,
		   cJSON **ret_patch, struct error *err);

/* The strategic patch that brings `current` to `modified`: deletes what `original` (last applied;
 * NULL: nothing) has and `modified` lacks, sets what differs, leaves everything else
 * (CreateThreeWayMergePatch with overwrite). Errors as above. */
bool patch_three_way(const struct schema *schema, const cJSON *original, const cJSON *modified,
		     const cJSON *current, cJSON **ret_patch, struct error *err);

/* What CreateThreeWayMergePatch adds without overwrite: false when the three-way patch sets
 * something that has changed from `original` (may be NULL) to `current`, and differently.
 * Errors: REASON_CLIENT "patch:\n…\nconflicts with changes made from original to current:\n…\n". */
bool patch_check_conflict(const struct schema *schema, const cJSON *original, const cJSON *current,
			  const cJSON *patch, struct error *err);

#endif
