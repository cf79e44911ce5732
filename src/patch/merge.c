/* JSON Merge Patch, RFC 7396. */
#include "internal.h"

/* A list, too, may hold objects with nulls; the RFC takes them as they are. */
static void merge_object(cJSON *target, const cJSON *patch)
{
	for (const cJSON *field = patch->child; field != NULL; field = field->next) {
		cJSON *old = json_child(target, field->string);

		if (cJSON_IsNull(field)) {
			json_remove(target, field->string);
		} else if (!cJSON_IsObject(field)) {
			json_set(target, field->string, json_copy(field));
		} else {
			if (!cJSON_IsObject(old)) {
				old = cJSON_CreateObject();
				json_set(target, field->string, old);
			}
			merge_object(old, field);
		}
	}
}

bool patch_merge(const cJSON *original, const cJSON *patch, cJSON **ret_result, struct error *err)
{
	cJSON *result;

	if (cJSON_IsNull(patch))
		return error_set(err, REASON_BAD_REQUEST, "Invalid JSON Patch");
	if (!cJSON_IsObject(patch))
		return error_set(err, REASON_BAD_REQUEST,
				 "error decoding patch: json: cannot unmarshal %s into Go value of "
				 "type " GO_MAP,
				 patch_json_kind(patch));
	if (!patch_check_depth(patch, err))
		return false;
	result = cJSON_IsObject(original) ? json_copy(original) : cJSON_CreateObject();
	merge_object(result, patch);
	*ret_result = result;
	return true;
}
