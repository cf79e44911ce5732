/* What `apply --overwrite=false` refuses: to change what somebody else changed in another way. */
#include <string.h>

#include "cidrctl/yaml.h"
#include "internal.h"

static bool values_conflict(const struct schema *schema, const struct list_rule *rule,
			    const cJSON *a, const cJSON *b);

static bool objects_conflict(const struct schema *schema, const cJSON *a, const cJSON *b)
{
	if (!json_equal(json_child(a, DIRECTIVE), json_child(b, DIRECTIVE)))
		return true;
	for (const cJSON *field = a->child; field != NULL; field = field->next) {
		const cJSON *other = json_child(b, field->string);
		struct list_rule rule = list_rule_of(schema, field->string);

		if (other != NULL && strcmp(field->string, DIRECTIVE) != 0 &&
		    strcmp(field->string, RETAIN_KEYS) != 0 &&
		    values_conflict(object_schema_of(schema, field->string), &rule, field, other))
			return true;
	}
	return false;
}

/* Lists that merge conflict where elements with one key do. */
static bool merging_lists_conflict(const struct list_rule *rule, const cJSON *a, const cJSON *b)
{
	if (rule->merge_key == NULL)
		return false;
	for (const cJSON *x = a->child; x != NULL; x = x->next)
		for (const cJSON *y = b->child; y != NULL; y = y->next)
			if (json_equal(element_key(x, rule->merge_key),
				       element_key(y, rule->merge_key)) &&
			    values_conflict(rule->of, NULL, x, y))
				return true;
	return false;
}

static bool lists_conflict(const struct list_rule *rule, const cJSON *a, const cJSON *b)
{
	const struct schema *of = rule != NULL ? rule->of : NULL;

	if (rule != NULL && rule->merges)
		return merging_lists_conflict(rule, a, b);
	for (a = a->child, b = b->child; a != NULL && b != NULL; a = a->next, b = b->next)
		if (values_conflict(of, NULL, a, b))
			return true;
	return a != NULL || b != NULL;
}

/* schema: of the values, when they are objects; rule: when they are lists, or NULL. */
static bool values_conflict(const struct schema *schema, const struct list_rule *rule,
			    const cJSON *a, const cJSON *b)
{
	if (cJSON_IsObject(a) && cJSON_IsObject(b))
		return objects_conflict(schema, a, b);
	if (cJSON_IsArray(a) && cJSON_IsArray(b))
		return lists_conflict(rule, a, b);
	return !json_equal(a, b);
}

bool patch_check_conflict(const struct schema *schema, const cJSON *original, const cJSON *current,
			  const cJSON *patch, struct error *err)
{
	CLEANUP(json) cJSON *nothing = cJSON_CreateObject(), *changes = NULL;
	CLEANUP(strbuf) struct strbuf patch_text = STRBUF_INIT, changes_text = STRBUF_INIT;

	if (!strategic_check_document(original, err) || !strategic_check_document(current, err) ||
	    !strategic_check_document(patch, err))
		return false;
	if (!strategic_diff(schema, original != NULL ? original : nothing, current,
			    DIFF_CHANGES | DIFF_DELETIONS, &changes, err)) {
		err->reason = REASON_CLIENT;
		return false;
	}
	if (!objects_conflict(schema, patch, changes))
		return true;
	if (!yaml_print(patch, &patch_text, err) || !yaml_print(changes, &changes_text, err))
		return false;
	return error_set(err, REASON_CLIENT,
			 "patch:\n%s\nconflicts with changes made from original to current:\n%s\n",
			 patch_text.text, changes_text.text);
}
