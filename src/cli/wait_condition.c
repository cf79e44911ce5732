/* Source: kubectl pkg/cmd/wait: wait.go, condition.go, json.go. */
#include "wait.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/template.h"

void condition_finish(struct condition *condition)
{
	free(condition->name);
	free(condition->value);
	jsonpath_destroy(condition->path);
}

/* ---- reading --for ---- */

static char *lower(const char *text)
{
	char *copy = xstrdup(text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return copy;
}

static void parse_status(const char *text, struct condition *condition)
{
	const char *equals = strchr(text, '=');

	condition->wait_for = WAIT_FOR_CONDITION;
	condition->name = xstrndup(text, strcspn(text, "="));
	condition->value = xstrdup(equals != NULL ? equals + 1 : "true");
}

/* Splits at each `=` that is not part of an `==`. */
static void split(const char *text, struct text_list *parts)
{
	const char *start = text, *at = text;

	for (; *at != '\0'; at++) {
		if (*at != '=')
			continue;
		if (at[1] == '=') {
			at++;
			continue;
		}
		text_list_take(parts, xstrndup(start, (size_t)(at - start)));
		start = at + 1;
	}
	text_list_add(parts, start);
}

/* Without the quotes around it. */
static char *trimmed(const char *text)
{
	size_t length;

	text += strspn(text, "'\"");
	length = strlen(text);
	while (length > 0 && strchr("'\"", text[length - 1]) != NULL)
		length--;
	return xstrndup(text, length);
}

static bool parse_jsonpath(const char *text, struct condition *condition, struct error *err)
{
	CLEANUP(text_list) struct text_list parts = TEXT_LIST_INIT;
	CLEANUP(str) char *path = NULL;

	condition->wait_for = WAIT_FOR_JSONPATH;
	split(text, &parts);
	if (parts.n > 2)
		return error_set(err, REASON_CLIENT,
				 "jsonpath wait format must be "
				 "--for=jsonpath='{.status.readyReplicas}'=3 or "
				 "--for=jsonpath='{.status.readyReplicas}'");
	if (!jsonpath_relax(parts.items[0], &path, err))
		return false;
	if (parts.n == 2) {
		condition->value = trimmed(parts.items[1]);
		if (*condition->value == '\0')
			return error_set(err, REASON_CLIENT,
					 "jsonpath wait has to have a value after equal sign");
	}
	if (*path == '\0')
		return error_set(err, REASON_CLIENT, "jsonpath expression cannot be empty");
	return jsonpath_parse(path, strlen(path), &condition->path, err);
}

bool condition_parse(const char *text, struct condition *ret_condition, struct error *err)
{
	static const char status[] = "condition=", jsonpath[] = "jsonpath=";
	CLEANUP(str) char *lowered = lower(text);
	CLEANUP(str) char *quoted = NULL;
	struct condition condition = { .name = NULL };

	if (strcmp(lowered, "delete") == 0) {
		condition.wait_for = WAIT_FOR_DELETE;
	} else if (strcmp(lowered, "create") == 0) {
		condition.wait_for = WAIT_FOR_CREATE;
	} else if (text_starts_with(lowered, status)) {
		parse_status(lowered + strlen(status), &condition);
	} else if (text_starts_with(lowered, jsonpath)) {
		if (!parse_jsonpath(text + strlen(jsonpath), &condition, err)) {
			condition_finish(&condition);
			return false;
		}
	} else {
		quoted = text_quoted(text);
		return error_set(err, REASON_CLIENT, "unrecognized condition: %s", quoted);
	}
	*ret_condition = condition;
	return true;
}

/* ---- judging an object ---- */

/* The generation that the condition speaks of, or the whole status. */
static bool observed_generation(const cJSON *object, const cJSON *condition,
				int64_t *ret_generation)
{
	return json_int(json_child(condition, "observedGeneration"), ret_generation) ||
	       json_int(json_get(object, "status", "observedGeneration", NULL), ret_generation);
}

/* True when the status is older than the object is now. */
static bool is_outdated(const cJSON *object, const cJSON *condition)
{
	int64_t generation, observed;

	return json_int(json_get(object, "metadata", "generation", NULL), &generation) &&
	       observed_generation(object, condition, &observed) && observed < generation;
}

static bool has_status(const struct condition *wanted, const cJSON *object)
{
	const cJSON *condition;

	cJSON_ArrayForEach (condition, json_get(object, "status", "conditions", NULL)) {
		if (text_equal_fold(json_str(condition, "type"), wanted->name) &&
		    cJSON_IsString(json_child(condition, "type")) &&
		    cJSON_IsString(json_child(condition, "status")))
			return !is_outdated(object, condition) &&
			       text_equal_fold(json_str(condition, "status"), wanted->value);
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* White space around either does not count. */
static bool equal_trimmed(const char *a, const char *b)
{
	size_t a_length, b_length;

	for (; is_space(*a); a++)
		;
	for (; is_space(*b); b++)
		;
	for (a_length = strlen(a); a_length > 0 && is_space(a[a_length - 1]); a_length--)
		;
	for (b_length = strlen(b); b_length > 0 && is_space(b[b_length - 1]); b_length--)
		;
	return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* A relaxed path has one part. */
static bool has_value(const struct condition *condition, const struct jsonpath_results *results,
		      bool *ret_met, struct error *err)
{
	const struct jsonpath_value *value;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	*ret_met = false;
	if (results->n == 0 || results->parts[0].n == 0)
		return true;
	if (results->parts[0].n > 1)
		return error_set(err, REASON_CLIENT,
				 "given jsonpath expression matches more than one value");
	value = &results->parts[0].items[0];
	if (condition->value == NULL) {
		*ret_met = true;
		return true;
	}
	if (cJSON_IsObject(value->item) || cJSON_IsArray(value->item))
		return error_set(err, REASON_CLIENT,
				 "jsonpath leads to a nested object or list which is not "
				 "supported");
	jsonpath_value_text(value, NULL, &text);
	*ret_met = equal_trimmed(text.text, condition->value);
	return true;
}

bool condition_check(const struct condition *condition, const cJSON *object, bool *ret_met,
		     struct error *err)
{
	CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;

	if (condition->wait_for == WAIT_FOR_CONDITION) {
		*ret_met = has_status(condition, object);
		return true;
	}
	return jsonpath_find(condition->path, object, NULL, &results, err) &&
	       has_value(condition, &results, ret_met, err);
}
