/* Strategic merge patches: an object and a patch become the patched object, or two patches one.
 *
 * A patch's object is as RFC 7396 has it: fields are merged, null deletes. Beyond that, lists whose
 * field says so are merged by element, and keys that begin with $ are directives:
 *   $patch: replace                  the rest replaces the object, or its list
 *   $patch: delete                   empties the object, or deletes the element with its key
 *   $retainKeys: [NAME…]             deletes all other fields
 *   $setElementOrder/LIST: [KEY…]    the order of the list's elements
 *   $deleteFromPrimitiveList/LIST: [VALUE…]  deletes scalars from the list */
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

#define BAD_PRIMITIVE_LIST "invalid patch format of primitive list"
#define BAD_RETAIN_KEYS "invalid patch format of retainKeys"
#define BAD_ELEMENT_ORDER "invalid patch format of setElementOrder list"

static bool is_order_key(const char *key)
{
	return text_starts_with(key, ELEMENT_ORDER);
}

static bool is_deletion_key(const char *key)
{
	return text_starts_with(key, DELETE_FROM_LIST);
}

/* PREFIX/LIST gives LIST, anything else NULL. */
static const char *list_name(const char *key, const char *prefix)
{
	size_t length = strlen(prefix);

	return key[length] == '/' ? key + length + 1 : NULL;
}

cJSON *strategic_plain_copy(const cJSON *value, enum strategic_mode mode)
{
	cJSON *copy, *child_copy;

	if (!cJSON_IsObject(value) && !cJSON_IsArray(value))
		return json_copy(value);
	if (json_child(value, DIRECTIVE) != NULL)
		return NULL;
	copy = cJSON_IsObject(value) ? cJSON_CreateObject() : cJSON_CreateArray();
	for (const cJSON *child = value->child; child != NULL; child = child->next) {
		if (mode == STRATEGIC_APPLY && cJSON_IsObject(value) && cJSON_IsNull(child))
			continue;
		child_copy = strategic_plain_copy(child, mode);
		if (child_copy == NULL)
			continue;
		if (cJSON_IsObject(value))
			json_set(copy, child->string, child_copy);
		else
			json_append(copy, child_copy);
	}
	return copy;
}

/* ---- $patch ---- */

static void clear(cJSON *object)
{
	cJSON_Delete(object->child);
	object->child = NULL;
}

static bool obey_directive(cJSON *target, const cJSON *patch, struct error *err)
{
	const char *directive = json_str(patch, DIRECTIVE);
	bool replace = strcmp(directive, "replace") == 0;

	if (!replace && !element_deletes(patch))
		return patch_fail_directive(patch, err);
	clear(target);
	for (const cJSON *field = patch->child; replace && field != NULL; field = field->next)
		if (strcmp(field->string, DIRECTIVE) != 0)
			json_set(target, field->string, json_copy(field));
	return true;
}

/* ---- $retainKeys ---- */

static bool retains(const cJSON *retained, const char *key)
{
	for (const cJSON *element = retained->child; element != NULL; element = element->next)
		if (cJSON_IsString(element) && strcmp(element->valuestring, key) == 0)
			return true;
	return false;
}

static bool retain_keys(cJSON *target, const cJSON *patch, struct error *err)
{
	const cJSON *retained = json_child(patch, RETAIN_KEYS);
	cJSON *next;

	if (retained == NULL)
		return true;
	if (!cJSON_IsArray(retained))
		return error_set(err, REASON_BAD_REQUEST, BAD_RETAIN_KEYS);
	for (const cJSON *field = patch->child; field != NULL; field = field->next)
		if (field != retained && !cJSON_IsNull(field) && !is_order_key(field->string) &&
		    !is_deletion_key(field->string) && !retains(retained, field->string))
			return error_set(err, REASON_BAD_REQUEST, BAD_RETAIN_KEYS);
	for (cJSON *field = target->child; field != NULL; field = next) {
		next = field->next;
		if (!retains(retained, field->string))
			cJSON_Delete(cJSON_DetachItemViaPointer(target, field));
	}
	return true;
}

/* ---- $setElementOrder ---- */

/* The patch's elements must be in the order's list, one behind the other; deletions need not. */
static bool check_order(const cJSON *patch, const cJSON *order, const char *merge_key,
			struct error *err)
{
	CLEANUP(strbuf) struct strbuf patch_text = STRBUF_INIT, order_text = STRBUF_INIT;
	const cJSON *wanted = order->child, *element = patch->child;

	if (wanted == NULL || element == NULL)
		return true;
	if (!list_check_keys(order, merge_key, err))
		return false;
	for (; element != NULL; element = element->next) {
		if (json_child(element, DIRECTIVE) != NULL)
			continue;
		if (merge_key != NULL && element_key(element, merge_key) == NULL)
			return cJSON_IsObject(element)
				       ? patch_fail_merge_key(element, merge_key, err)
				       : patch_fail_type(element, GO_MAP, err);
		while (wanted != NULL &&
		       !json_equal(element_key(element, merge_key), element_key(wanted, merge_key)))
			wanted = wanted->next;
		if (wanted == NULL)
			break;
		wanted = wanted->next;
	}
	if (element == NULL)
		return true;
	json_print_go(patch, 0, &patch_text);
	json_print_go(order, 0, &order_text);
	return error_set(err, REASON_UNKNOWN,
			 "The order in patch list:\n%s\n doesn't match " ELEMENT_ORDER
			 " list:\n%s\n",
			 patch_text.text, order_text.text);
}

/* The list at the name in an object: *ret_list is NULL when there is none. False: no list. */
static bool get_list(const cJSON *object, const char *name, cJSON **ret_list, struct error *err)
{
	*ret_list = json_child(object, name);
	if (*ret_list != NULL && !cJSON_IsArray(*ret_list))
		return patch_fail_type(*ret_list, GO_LIST, err);
	return true;
}

/* Brings the list at the name to its content after the patch, in whatever order. */
static bool merge_content(const struct list_rule *rule, cJSON *target, const char *name,
			  const cJSON *patch, enum strategic_mode mode, struct error *err)
{
	cJSON *list = json_child(target, name);

	if (patch == NULL)
		return true;
	if (list != NULL && rule->merges)
		return list_merge(rule, list, patch, mode, err);
	json_set(target, name, list != NULL ? json_copy(patch) : strategic_plain_copy(patch, mode));
	return true;
}

/* One patch's order goes on to the combined patch; the two must not differ. */
static bool combine_order(cJSON *target, const cJSON *order, struct error *err)
{
	const cJSON *other = json_child(target, order->string);

	if (other == NULL)
		json_set(target, order->string, json_copy(order));
	else if (!json_equal(other, order))
		return error_set(err, REASON_BAD_REQUEST, BAD_ELEMENT_ORDER);
	return true;
}

static bool merge_ordered(const struct schema *schema, cJSON *target, const cJSON *patch,
			  const cJSON *order, enum strategic_mode mode, struct error *err)
{
	const char *name = list_name(order->string, ELEMENT_ORDER);
	CLEANUP(json) cJSON *server = NULL;
	struct list_rule rule;
	cJSON *list, *patch_list;

	if (mode == STRATEGIC_COMBINE && !combine_order(target, order, err))
		return false;
	if (!cJSON_IsArray(order))
		return patch_fail_type(order, GO_LIST, err);
	if (name == NULL)
		return error_set(err, REASON_BAD_REQUEST, BAD_ELEMENT_ORDER);
	if (!get_list(target, name, &list, err) || !get_list(patch, name, &patch_list, err))
		return false;
	rule = list_rule_of(schema, name);
	server = json_copy(list);
	if ((patch_list != NULL && !check_order(patch_list, order, rule.merge_key, err)) ||
	    !merge_content(&rule, target, name, patch_list, mode, err))
		return false;
	list = json_child(target, name);
	if (list == NULL)
		return true;
	if (server != NULL && patch_list != NULL)
		list_fill_gaps(server, patch_list, rule.merge_key);
	if (!list_check_keys(order, rule.merge_key, err) ||
	    !list_check_keys(list, rule.merge_key, err))
		return false;
	list_order(list, order, server, rule.merge_key);
	return true;
}

/* ---- $deleteFromPrimitiveList ---- */

static bool delete_scalars(cJSON *target, const cJSON *deletion, enum strategic_mode mode,
			   struct error *err)
{
	const char *name = list_name(deletion->string, DELETE_FROM_LIST);
	cJSON *list, *next;

	if (mode == STRATEGIC_COMBINE) {
		json_set(target, deletion->string, json_copy(deletion));
		return true;
	}
	if (name == NULL)
		return error_set(err, REASON_BAD_REQUEST, BAD_PRIMITIVE_LIST);
	list = json_child(target, name);
	if (!cJSON_IsArray(list) || !cJSON_IsArray(deletion))
		return true;
	if (!list_check_kinds(list, deletion, err))
		return false;
	for (cJSON *element = list->child; element != NULL; element = next) {
		next = element->next;
		if (list_find(deletion, element, NULL) != NO_PLACE)
			cJSON_Delete(cJSON_DetachItemViaPointer(list, element));
	}
	return true;
}

/* ---- fields ---- */

static bool merge_field(const struct schema *schema, cJSON *target, const cJSON *field,
			enum strategic_mode mode, struct error *err)
{
	cJSON *old = json_child(target, field->string), *copy;
	struct list_rule rule = list_rule_of(schema, field->string);

	if (cJSON_IsNull(field) && mode == STRATEGIC_APPLY) {
		json_remove(target, field->string);
		return true;
	}
	if (cJSON_IsObject(old) && cJSON_IsObject(field))
		return strategic_merge(object_schema_of(schema, field->string), old, field, mode,
				       err);
	if (cJSON_IsArray(old) && cJSON_IsArray(field)) {
		if (rule.merges)
			return list_merge(&rule, old, field, mode, err);
		json_set(target, field->string, json_copy(field));
		return true;
	}
	copy = strategic_plain_copy(field, mode);
	if (copy != NULL)
		json_set(target, field->string, copy);
	else
		json_remove(target, field->string);
	return true;
}

/* Fields that a step before has dealt with. */
static bool is_done(const cJSON *patch, const cJSON *field, enum strategic_mode mode)
{
	CLEANUP(str) char *order = NULL;

	if (is_order_key(field->string))
		return true;
	if (mode == STRATEGIC_APPLY && strcmp(field->string, RETAIN_KEYS) == 0)
		return true;
	if (!cJSON_IsArray(field))
		return false;
	order = xasprintf(ELEMENT_ORDER "/%s", field->string);
	return json_child(patch, order) != NULL;
}

bool strategic_merge(const struct schema *schema, cJSON *target, const cJSON *patch,
		     enum strategic_mode mode, struct error *err)
{
	const cJSON *field;

	if (json_child(patch, DIRECTIVE) != NULL)
		return obey_directive(target, patch, err);
	if (mode == STRATEGIC_APPLY && !retain_keys(target, patch, err))
		return false;
	for (field = patch->child; field != NULL; field = field->next)
		if (is_order_key(field->string) &&
		    !merge_ordered(schema, target, patch, field, mode, err))
			return false;
	for (field = patch->child; field != NULL; field = field->next) {
		if (is_done(patch, field, mode))
			continue;
		if (is_deletion_key(field->string) ? !delete_scalars(target, field, mode, err)
						   : !merge_field(schema, target, field, mode, err))
			return false;
	}
	return true;
}

bool patch_strategic(const struct schema *schema, const cJSON *original, const cJSON *patch,
		     cJSON **ret_result, struct error *err)
{
	CLEANUP(json) cJSON *result = NULL;

	if (!cJSON_IsObject(patch) && !cJSON_IsNull(patch))
		return error_set(err, REASON_BAD_REQUEST,
				 "json: cannot unmarshal %s into Go value of type " GO_MAP,
				 patch_json_kind(patch));
	if (!patch_check_depth(original, err) || !patch_check_depth(patch, err))
		return false;
	result = json_copy(original);
	if (!strategic_merge(schema, result, patch, STRATEGIC_APPLY, err)) {
		if (err->reason == REASON_INVALID) {
			/* Upstream answers these with a text that tells nothing. */
			error_finish(err);
			error_set(err, REASON_INVALID,
				  "the server rejected our request due to an error in our "
				  "request");
		}
		return false;
	}
	*ret_result = TAKE(result);
	return true;
}
