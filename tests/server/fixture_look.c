/* What a test can see of a state. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static const char *keep(struct fixture *fixture, struct strbuf *text)
{
	char *owned = strbuf_detach(text);

	text_list_take(&fixture->texts, owned);
	return owned;
}

/* Sorts the texts and joins them. */
static const char *join_sorted(struct fixture *fixture, struct text_list *texts,
			       const char *separator)
{
	struct strbuf text = STRBUF_INIT;

	text_list_sort(texts);
	for (size_t i = 0; i < texts->n; i++)
		strbuf_addf(&text, "%s%s", i > 0 ? separator : "", texts->items[i]);
	text_list_finish(texts);
	return keep(fixture, &text);
}

static void print_sorted(const cJSON *tree, struct strbuf *text)
{
	CLEANUP(json) cJSON *sorted = json_copy(tree);

	json_sort(sorted);
	json_print(sorted, JSON_COMPACT, text);
}

const char *fixture_field(struct fixture *fixture, const cJSON *object, const char *field)
{
	struct text_list steps = TEXT_LIST_INIT;
	const cJSON *at = object;
	struct strbuf text = STRBUF_INIT;

	if (*field != '\0')
		text_list_split(&steps, field, '.');
	for (size_t i = 0; i < steps.n; i++)
		at = cJSON_IsArray(at) ? cJSON_GetArrayItem(at, atoi(steps.items[i]))
				       : json_child(at, steps.items[i]);
	if (cJSON_IsString(at))
		strbuf_add_str(&text, at->valuestring);
	else if (at != NULL)
		print_sorted(at, &text);
	text_list_finish(&steps);
	return keep(fixture, &text);
}

const char *fixture_get(struct fixture *fixture, const char *path, const char *field)
{
	struct request request = fixture_request(fixture, VERB_GET, path);

	fixture_handle(fixture, &request);
	return fixture_field(fixture, fixture->response.object, field);
}

bool fixture_exists(struct fixture *fixture, const char *path)
{
	struct request request = fixture_request(fixture, VERB_GET, path);

	return *fixture_handle(fixture, &request) == '\0';
}

static void add_name(const cJSON *item, struct strbuf *text)
{
	const cJSON *metadata = json_child(item, "metadata");

	if (*json_str(metadata, "namespace") != '\0')
		strbuf_addf(text, "%s/", json_str(metadata, "namespace"));
	strbuf_add_str(text, json_str(metadata, "name"));
}

const char *fixture_names(struct fixture *fixture, const cJSON *items)
{
	struct strbuf text = STRBUF_INIT;
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		if (item != items->child)
			strbuf_add_char(&text, ' ');
		add_name(item, &text);
	}
	return keep(fixture, &text);
}

static const cJSON *list(struct fixture *fixture, const char *path)
{
	struct request request = fixture_request(fixture, VERB_LIST, path);
	const char *refusal = fixture_handle(fixture, &request);

	cr_assert_str_empty(refusal, "%s: %s", path, refusal);
	return fixture->response.items;
}

const char *fixture_list(struct fixture *fixture, const char *path)
{
	return fixture_names(fixture, list(fixture, path));
}

const char *fixture_events(struct fixture *fixture)
{
	struct text_list texts = TEXT_LIST_INIT;
	const cJSON *event;

	cJSON_ArrayForEach (event, list(fixture, "events"))
		text_list_take(&texts,
			       xasprintf("%s %s %s", json_str(event, "type"),
					 json_str(event, "reason"), json_str(event, "message")));
	return join_sorted(fixture, &texts, "\n");
}

/* ---- the check of everything ---- */

struct verification {
	struct findings findings;
	bool mend;
};

static bool verify(struct server *server, void *context, struct error *err)
{
	struct verification *verification = context;

	return server_verify(server, verification->mend, &verification->findings, err);
}

static const char *findings(struct fixture *fixture, bool mend)
{
	struct verification verification = { .findings = FINDINGS_INIT, .mend = mend };
	struct text_list texts = TEXT_LIST_INIT;

	fixture_run(fixture, mend ? STORE_WRITE : STORE_READ, verify, &verification);
	for (size_t i = 0; i < verification.findings.n; i++) {
		const struct finding *finding = &verification.findings.items[i];

		text_list_take(&texts, xasprintf("%s %s", finding->object, finding->reason));
	}
	findings_finish(&verification.findings);
	return join_sorted(fixture, &texts, "\n");
}

const char *fixture_findings(struct fixture *fixture)
{
	return findings(fixture, false);
}

const char *fixture_mend(struct fixture *fixture)
{
	return findings(fixture, true);
}

/* ---- the file ---- */

int64_t fixture_revision(struct fixture *fixture)
{
	struct error err = ERROR_INIT;
	struct store *store = store_create(fixture->path);
	struct store_tx *tx;
	int64_t revision;

	cr_assert(store_begin(store, STORE_READ, &tx, &err), "%s", err.message);
	revision = store_revision(tx);
	store_rollback(tx);
	store_destroy(store);
	return revision;
}

static void dump_space(struct store_tx *tx, enum store_space space, struct strbuf *out)
{
	struct error err = ERROR_INIT;
	struct bytes all = { "", 0 };
	struct store_cursor *cursor;
	struct store_entry entry;

	cr_assert(store_scan(tx, space, all, all, &cursor, &err), "%s", err.message);
	while (store_next(cursor, &entry, &err) == STORE_FOUND) {
		strbuf_add(out, entry.key.data, entry.key.length);
		strbuf_addf(out, " %lld %lld ", (long long)entry.created,
			    (long long)entry.modified);
		strbuf_add(out, entry.value.data, entry.value.length);
	}
	store_cursor_close(cursor);
}

struct strbuf fixture_dump(struct fixture *fixture)
{
	struct error err = ERROR_INIT;
	struct store *store = store_create(fixture->path);
	struct strbuf out = STRBUF_INIT;
	struct store_tx *tx;

	cr_assert(store_begin(store, STORE_READ, &tx, &err), "%s", err.message);
	strbuf_addf(&out, "%lld\n", (long long)store_revision(tx));
	dump_space(tx, STORE_OBJECTS, &out);
	dump_space(tx, STORE_INDEX, &out);
	store_rollback(tx);
	store_destroy(store);
	return out;
}

/* ---- what was written ---- */

char *fixture_snapshot(struct fixture *fixture)
{
	struct strbuf text = STRBUF_INIT;

	for (const struct resource *const *at = resources; *at != NULL; at++) {
		const cJSON *item;

		if (*at == &resource_event)
			continue;
		cJSON_ArrayForEach (item, list(fixture, (*at)->plural)) {
			strbuf_addf(&text, "%s/", (*at)->plural);
			add_name(item, &text);
			strbuf_addf(&text, " %s %s\n", json_str_at(item, "metadata", "uid", NULL),
				    json_str_at(item, "metadata", "resourceVersion", NULL));
		}
	}
	return strbuf_detach(&text);
}

/* The line of a snapshot that begins with "PATH ", split at its spaces; false: none. */
static bool find_line(const char *snapshot, const char *path, struct text_list *ret_words)
{
	struct text_list lines = TEXT_LIST_INIT;
	size_t length = strlen(path);
	bool found = false;

	text_list_split(&lines, snapshot, '\n');
	for (size_t i = 0; i < lines.n && !found; i++) {
		found = strncmp(lines.items[i], path, length) == 0 && lines.items[i][length] == ' ';
		if (found)
			text_list_split(ret_words, lines.items[i], ' ');
	}
	text_list_finish(&lines);
	return found;
}

/* What became of each path in `from`, seen from `to`; with_both: also of those in both. */
static void compare(const char *from, const char *to, const char *lonely, bool with_both,
		    struct text_list *out)
{
	CLEANUP(text_list) struct text_list lines = TEXT_LIST_INIT;

	text_list_split(&lines, from, '\n');
	for (size_t i = 0; i + 1 < lines.n; i++) {
		CLEANUP(text_list) struct text_list old = TEXT_LIST_INIT, new = TEXT_LIST_INIT;

		text_list_split(&old, lines.items[i], ' ');
		if (!find_line(to, old.items[0], &new))
			text_list_take(out, xasprintf("%s %s", lonely, old.items[0]));
		else if (with_both && strcmp(old.items[1], new.items[1]) != 0)
			text_list_take(out, xasprintf("recreate %s", old.items[0]));
		else if (with_both && strcmp(old.items[2], new.items[2]) != 0)
			text_list_take(out, xasprintf("update %s", old.items[0]));
	}
}

const char *fixture_writes_since(struct fixture *fixture, const char *snapshot)
{
	CLEANUP(str) char *now = fixture_snapshot(fixture);
	struct text_list texts = TEXT_LIST_INIT;

	compare(snapshot, now, "delete", true, &texts);
	compare(now, snapshot, "create", false, &texts);
	return join_sorted(fixture, &texts, "; ");
}
