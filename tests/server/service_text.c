#include "service_text.h"

#include <criterion/criterion.h>
#include <string.h>

static void add_number(struct strbuf *out, const char *name, const cJSON *number)
{
	int64_t value = 0;

	json_int(number, &value);
	if (value != 0)
		strbuf_addf(out, " %s:%lld", name, (long long)value);
	else
		strbuf_addf(out, " %s:-", name);
}

const char *service_text(struct fixture *fixture, const cJSON *object)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const cJSON *spec = json_child(object, "spec"), *item;

	strbuf_add_str(&text, json_str(spec, "type"));
	cJSON_ArrayForEach (item, json_child(spec, "clusterIPs"))
		strbuf_addf(&text, " %s", item->valuestring);
	cJSON_ArrayForEach (item, json_child(spec, "ports"))
		add_number(&text, json_str(item, "name"), json_child(item, "nodePort"));
	if (json_child(spec, "healthCheckNodePort") != NULL)
		add_number(&text, "check", json_child(spec, "healthCheckNodePort"));
	return fixture_text(fixture, "%s", text.text);
}

static bool word_matches(const char *word, const char *pattern)
{
	while (*word != '\0' && *word == *pattern) {
		word++;
		pattern++;
	}
	if (strcmp(pattern, "*") == 0)
		return *word != '\0' && *word != '-' && strcmp(word, "None") != 0;
	return *word == '\0' && *pattern == '\0';
}

bool service_text_matches(const char *text, const char *pattern)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT, wanted = TEXT_LIST_INIT;

	text_list_split(&words, text, ' ');
	text_list_split(&wanted, pattern, ' ');
	for (size_t i = 0; i < words.n && i < wanted.n; i++) {
		if (!word_matches(words.items[i], wanted.items[i]))
			return false;
	}
	return words.n == wanted.n;
}

void service_cluster(struct fixture *fixture, const char *service_ranges)
{
	CLEANUP(text_list) struct text_list ranges = TEXT_LIST_INIT;

	fixture_begin_bare(fixture, service_ranges);
	text_list_split(&ranges, service_ranges, ',');
	fixture_restore_cluster(fixture, ranges.n > 1
						 ? fixture_text(fixture, "'%s', '%s'",
								ranges.items[0], ranges.items[1])
						 : fixture_text(fixture, "'%s'", ranges.items[0]));
}

static const char *send(struct fixture *fixture, struct request *request, const char *body,
			bool dry_run)
{
	CLEANUP(json) cJSON *object = fixture_parse(body);
	const char *refusal;

	request->object = object;
	request->patch_type = PATCH_MERGE;
	request->dry_run = dry_run;
	refusal = fixture_handle(fixture, request);
	return *refusal != '\0' ? refusal : service_text(fixture, fixture->response.object);
}

const char *service_change(struct fixture *fixture, const char *path, const char *body,
			   bool dry_run)
{
	enum verb verb = text_starts_with(body, "{metadata") ? VERB_UPDATE : VERB_PATCH;
	struct request request = fixture_request(fixture, verb, path);

	return send(fixture, &request, body, dry_run);
}

const char *service_create(struct fixture *fixture, const char *body, bool dry_run)
{
	struct request request = fixture_request(fixture, VERB_CREATE, "services/default");

	return send(fixture, &request, body, dry_run);
}
