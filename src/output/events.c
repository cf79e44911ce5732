/* Events: their order, and the table of `events`.
 * Source: kubectl pkg/cmd/events, pkg/util/event. */
#include <stdlib.h>

#include "cidrctl/clock.h"
#include "internal.h"

/* ---- order ---- */

struct dated {
	int64_t micro;
	size_t index; /* where the event stood: what is equal keeps its order */
	cJSON *event;
};

static int compare(const void *a, const void *b)
{
	const struct dated *left = a, *right = b;

	if (left->micro != right->micro)
		return left->micro < right->micro ? -1 : 1;
	return (left->index > right->index) - (left->index < right->index);
}

static int64_t micro_of(const char *rfc3339)
{
	int64_t micro;

	return time_parse(rfc3339, &micro) ? micro : INT64_MIN;
}

static int64_t last_timestamp(const cJSON *event)
{
	return micro_of(json_str(event, "lastTimestamp"));
}

static int64_t last_seen(const cJSON *event)
{
	const cJSON *series = json_child(event, "series");
	int64_t last;

	if (cJSON_IsObject(series))
		return micro_of(json_str(series, "lastObservedTime"));
	last = last_timestamp(event);
	return last != INT64_MIN ? last : micro_of(json_str(event, "eventTime"));
}

static void sort(cJSON *events, int64_t (*time_of)(const cJSON *event))
{
	size_t n = json_size(events);
	struct dated *rows;

	if (n < 2)
		return;
	rows = xcalloc(n, sizeof(*rows));
	for (size_t i = 0; i < n; i++) {
		cJSON *event = cJSON_DetachItemFromArray(events, 0);

		rows[i] = (struct dated) { .micro = time_of(event), .index = i, .event = event };
	}
	qsort(rows, n, sizeof(*rows), compare);
	for (size_t i = 0; i < n; i++)
		json_append(events, rows[i].event);
	free(rows);
}

void events_sort_by_timestamp(cJSON *events)
{
	sort(events, last_timestamp);
}

void output_sort_events(cJSON *events)
{
	sort(events, last_seen);
}

/* ---- printing ---- */

void output_events(FILE *out, const cJSON *events, bool with_namespace, bool no_headers,
		   int64_t now)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	struct tab_writer *writer = tab_writer_create(out);
	const cJSON *event;

	if (!no_headers)
		strbuf_addf(&text, "%sLAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n",
			    with_namespace ? "NAMESPACE\t" : "");
	cJSON_ArrayForEach (event, events) {
		const cJSON *involved = json_child(event, "involvedObject");

		if (with_namespace)
			strbuf_addf(&text, "%s\t",
				    json_str_at(event, "metadata", "namespace", NULL));
		event_age(event, now, &text);
		strbuf_addf(&text, "\t%s\t%s\t%s/%s\t", json_str(event, "type"),
			    json_str(event, "reason"), json_str(involved, "kind"),
			    json_str(involved, "name"));
		event_message(event, &text);
		strbuf_add_char(&text, '\n');
	}
	tab_add_escaped(writer, text.text);
	tab_finish(writer);
	tab_writer_destroy(writer);
}

void output_aligned(FILE *out, const char *text, size_t length)
{
	struct tab_writer *writer = tab_writer_create(out);

	tab_add(writer, text, length);
	tab_finish(writer);
	tab_writer_destroy(writer);
}
