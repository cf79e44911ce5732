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

struct event_table {
	struct tab_writer *writer;
	bool with_namespace, header_due;
};

struct event_table *event_table_create(FILE *out, bool with_namespace, bool no_headers)
{
	struct event_table *table = xcalloc(1, sizeof(*table));

	table->writer = tab_writer_create(out);
	table->with_namespace = with_namespace;
	table->header_due = !no_headers;
	return table;
}

void event_table_row(struct event_table *table, const cJSON *event, int64_t now)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	const cJSON *involved = json_child(event, "involvedObject");

	if (table->header_due)
		strbuf_addf(&text, "%sLAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n",
			    table->with_namespace ? "NAMESPACE\t" : "");
	table->header_due = false;
	if (table->with_namespace)
		strbuf_addf(&text, "%s\t", json_str_at(event, "metadata", "namespace", NULL));
	event_age(event, now, &text);
	strbuf_addf(&text, "\t%s\t%s\t%s/%s\t", json_str(event, "type"), json_str(event, "reason"),
		    json_str(involved, "kind"), json_str(involved, "name"));
	event_message(event, &text);
	strbuf_add_char(&text, '\n');
	tab_add_escaped(table->writer, text.text);
}

void event_table_flush(struct event_table *table)
{
	tab_flush(table->writer);
}

void event_table_destroy(struct event_table *table)
{
	if (table == NULL)
		return;
	tab_finish(table->writer);
	tab_writer_destroy(table->writer);
	free(table);
}

void output_events(FILE *out, const cJSON *events, bool with_namespace, bool no_headers,
		   int64_t now)
{
	struct event_table *table = event_table_create(out, with_namespace, no_headers);
	const cJSON *event;

	cJSON_ArrayForEach (event, events)
		event_table_row(table, event, now);
	event_table_destroy(table);
}

void output_aligned(FILE *out, const char *text, size_t length)
{
	struct tab_writer *writer = tab_writer_create(out);

	tab_add(writer, text, length);
	tab_finish(writer);
	tab_writer_destroy(writer);
}
