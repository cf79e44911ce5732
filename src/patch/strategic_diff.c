/* The strategic merge patch between two objects, and the three-way patch that apply sends. */
#include "internal.h"

static bool diff_field(const struct schema *schema, const cJSON *original, const cJSON *modified,
		       unsigned flags, cJSON *patch, struct error *err)
{
	const char *key = modified->string;
	bool same_kind = original != NULL && value_kind(original) == value_kind(modified);
	CLEANUP(json) cJSON *object = NULL;
	struct list_rule rule;

	if (same_kind && cJSON_IsObject(modified)) {
		if (!strategic_diff(object_schema_of(schema, key), original, modified, flags,
				    &object, err))
			return false;
		if (object->child != NULL)
			json_set(patch, key, TAKE(object));
		return true;
	}
	if (same_kind && cJSON_IsArray(modified)) {
		rule = list_rule_of(schema, key);
		if (rule.merges)
			return strategic_diff_list(&rule, original, modified, flags, patch, err);
	}
	if ((flags & DIFF_CHANGES) && !json_equal(original, modified))
		json_set(patch, key, json_copy(modified));
	return true;
}

bool strategic_diff(const struct schema *schema, const cJSON *original, const cJSON *modified,
		    unsigned flags, cJSON **ret_patch, struct error *err)
{
	CLEANUP(json) cJSON *patch = cJSON_CreateObject();
	const cJSON *field;

	for (field = modified->child; field != NULL; field = field->next)
		if (!diff_field(schema, json_child(original, field->string), field, flags, patch,
				err))
			return false;
	if (flags & DIFF_DELETIONS)
		for (field = original->child; field != NULL; field = field->next)
			if (json_child(modified, field->string) == NULL)
				json_set(patch, field->string, cJSON_CreateNull());
	*ret_patch = TAKE(patch);
	return true;
}

bool strategic_check_document(const cJSON *document, struct error *err)
{
	if (document == NULL || cJSON_IsNull(document))
		return true;
	if (!cJSON_IsObject(document))
		return error_set(err, REASON_CLIENT, "invalid JSON document");
	return patch_check_depth(document, err);
}

/* Errors of a comparison are the client's own. */
static bool fail_as_client(struct error *err)
{
	err->reason = REASON_CLIENT;
	return false;
}

bool patch_two_way(const struct schema *schema, const cJSON *original, const cJSON *modified,
		   cJSON **ret_patch, struct error *err)
{
	if (!strategic_check_document(original, err) || !strategic_check_document(modified, err) ||
	    !strategic_diff(schema, original, modified, DIFF_CHANGES | DIFF_DELETIONS | DIFF_ORDER,
			    ret_patch, err))
		return fail_as_client(err);
	return true;
}

bool patch_three_way(const struct schema *schema, const cJSON *original, const cJSON *modified,
		     const cJSON *current, cJSON **ret_patch, struct error *err)
{
	CLEANUP(json) cJSON *nothing = cJSON_CreateObject(), *deletions = NULL, *changes = NULL;

	if (original == NULL)
		original = nothing;
	if (!strategic_check_document(original, err) || !strategic_check_document(modified, err) ||
	    !strategic_check_document(current, err))
		return fail_as_client(err);
	if (!strategic_diff(schema, current, modified, DIFF_CHANGES | DIFF_ORDER, &changes, err) ||
	    !strategic_diff(schema, original, modified, DIFF_DELETIONS | DIFF_ORDER, &deletions,
			    err) ||
	    !strategic_merge(schema, deletions, changes, STRATEGIC_COMBINE, err))
		return fail_as_client(err);
	*ret_patch = TAKE(deletions);
	return true;
}
