/* Objects that came from client-side apply: kubectl takes its own fields over without a conflict,
 * and client-side apply can take the object back later.
 * Source: apimachinery util/managedfields/internal lastappliedmanager.go, lastappliedupdater.go. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ANNOTATION "kubectl.kubernetes.io/last-applied-configuration"
#define MAX_ANNOTATION_BYTES (256 * 1024) /* of all keys and values together */

static const char *recorded(const cJSON *object)
{
	return json_str_at(object, "metadata", "annotations", ANNOTATION, NULL);
}

/* The recorded configuration, if it is one of this version that fits the schema. */
static cJSON *parse_recorded(const struct ownership *ownership, const char *text)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(text_list) struct text_list problems = TEXT_LIST_INIT;
	CLEANUP(str) char *api_version = ownership_api_version(ownership);
	CLEANUP(json) cJSON *object = NULL;
	struct shape shape = shape_of_kind(ownership->schema);

	if (!json_parse(text, strlen(text), NULL, &object, &problem) ||
	    strcmp(json_str(object, "kind"), ownership->kind) != 0 ||
	    strcmp(json_str(object, "apiVersion"), api_version) != 0)
		return NULL;
	typed_check(&shape, object, &problems);
	return problems.n == 0 ? TAKE(object) : NULL;
}

bool last_applied_fields(const struct ownership *ownership, const cJSON *live,
			 struct field_set *ret_set)
{
	CLEANUP(json) cJSON *object = parse_recorded(ownership, recorded(live));
	CLEANUP(field_comparison) struct field_comparison comparison = FIELD_COMPARISON_INIT;

	if (object == NULL)
		return false;
	field_compare(ownership->schema, object, live, &comparison);
	field_set_of(ownership->schema, object, ret_set);
	field_set_become(ret_set, field_set_difference, &comparison.modified);
	field_set_become(ret_set, field_set_difference, &comparison.added);
	field_set_become(ret_set, field_set_difference, &comparison.removed);
	return true;
}

static size_t annotation_bytes(const cJSON *annotations)
{
	size_t size = 0;
	const cJSON *item;

	cJSON_ArrayForEach (item, annotations)
		size += strlen(item->string) +
			strlen(cJSON_IsString(item) ? item->valuestring : "");
	return size;
}

void last_applied_follow(const cJSON *applied, cJSON *object)
{
	cJSON *annotations = json_get(object, "metadata", "annotations", NULL);
	CLEANUP(json) cJSON *copy = NULL;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	cJSON *own;

	if (*recorded(object) == '\0')
		return;
	copy = json_copy(applied);
	own = json_get(copy, "metadata", "annotations", NULL);
	if (own != NULL)
		json_remove(own, ANNOTATION);
	json_sort(copy);
	json_print(copy, JSON_COMPACT, &text);
	strbuf_add_char(&text, '\n');
	json_set_str(annotations, ANNOTATION, text.text);
	if (annotation_bytes(annotations) > MAX_ANNOTATION_BYTES)
		json_remove(annotations, ANNOTATION);
}
