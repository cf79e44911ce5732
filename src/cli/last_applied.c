/* What kubectl notes in annotations: what apply was given, and the command line that made a change. */
#include <stdlib.h>

#include "batch.h"

const char *last_applied_text(const cJSON *object)
{
	return cJSON_GetStringValue(
		json_get(object, "metadata", "annotations", LAST_APPLIED, NULL));
}

/* The object's text without the annotation. Objects from files always show an annotations map,
 * even when it is empty; typed ones leave it out. Owned. */
static char *record(const cJSON *object, bool typed)
{
	CLEANUP(json) cJSON *copy = json_copy(object);
	cJSON *metadata = json_ensure_object(copy, "metadata");
	cJSON *annotations = json_child(metadata, "annotations");
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (!typed)
		annotations = json_ensure_object(metadata, "annotations");
	if (annotations != NULL)
		json_remove(annotations, LAST_APPLIED);
	if (!typed)
		json_sort(copy);
	json_print(copy, JSON_COMPACT, &text);
	strbuf_add_char(&text, '\n');
	return strbuf_detach(&text);
}

void last_applied_set(cJSON *object, bool typed)
{
	CLEANUP(str) char *text = record(object, typed);
	cJSON *metadata = json_ensure_object(object, "metadata");

	json_set_str(json_ensure_object(metadata, "annotations"), LAST_APPLIED, text);
}

void last_applied_refresh(cJSON *object)
{
	const char *text = last_applied_text(object);

	if (text != NULL && *text != '\0')
		last_applied_set(object, false);
}

void record_change_cause(const struct args *args, cJSON *object)
{
	const char *cause = args_change_cause(args);

	if (cause != NULL)
		json_set_str(
			json_ensure_object(json_ensure_object(object, "metadata"), "annotations"),
			"kubernetes.io/change-cause", cause);
}

void forget_revision(cJSON *object)
{
	cJSON *metadata = json_child(object, "metadata");

	if (metadata != NULL)
		json_remove(metadata, "resourceVersion");
}
