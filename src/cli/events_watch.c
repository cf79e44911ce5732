/* events --watch: unlike the list, not sorted, and each event is printed by itself.
 * Source: kubectl pkg/cmd/events, runWatch. */
#include <string.h>

#include "cidrctl/clock.h"
#include "events.h"
#include "follow.h"

struct watching {
	struct events *events;
	struct event_table *table;
	size_t n_printed;
};

static void print(struct watching *watching, const cJSON *event)
{
	struct events *events = watching->events;
	CLEANUP(error) struct error ignored = ERROR_INIT;
	CLEANUP(json) cJSON *typed = NULL;

	if (!events_wants(events, event))
		return;
	if (output_is_table(&events->output)) {
		event_table_row(watching->table, event, clock_now());
		event_table_flush(watching->table);
		return;
	}
	typed = events_make_typed(event, args_bool(events->args, "show-managed-fields"));
	if (watching->n_printed++ > 0 && events->output.format == OUTPUT_YAML)
		fputs("---\n", events->session->out);
	/* What goes wrong here kubectl does not tell. */
	output_object(events->session->out, &events->output, &resource_event, typed, true, true,
		      &ignored);
}

/* All in one part, so that there is one revision to go on from. */
static bool print_present(struct watching *watching, struct follow *follow, struct error *err)
{
	CLEANUP(response) struct response response = RESPONSE_INIT;
	const struct request request = {
		.verb = VERB_LIST,
		.resource = &resource_event,
		.namespace = follow->namespace,
		.name = "",
		.subresource = "",
		.field_selector = follow->field_selector,
	};
	const cJSON *event;

	if (!session_request(watching->events->session, &request, &response, err))
		return false;
	cJSON_ArrayForEach (event, response.items)
		print(watching, event);
	follow->revision = response.revision;
	return true;
}

static bool print_following(struct watching *watching, struct follow *follow, struct error *err)
{
	for (;;) {
		CLEANUP(json) cJSON *changes = NULL;
		const cJSON *change;

		switch (follow_next(watching->events->session, follow, &changes, err)) {
		case FOLLOW_FAILED:
			return false;
		case FOLLOW_OVER:
			return true;
		case FOLLOW_EVENTS:
			break;
		}
		/* Events go when they are old: that is no news. */
		cJSON_ArrayForEach (change, changes)
			if (strcmp(json_str(change, "type"), "DELETED") != 0)
				print(watching, json_child(change, "object"));
	}
}

bool events_watch(struct events *events, struct error *err)
{
	struct session *session = events->session;
	struct watching watching = { .events = events };
	struct follow follow = {
		.resource = &resource_event,
		.namespace = events->all_namespaces ? "" : session->namespace,
		.name = "",
		.field_selector = events->selector,
	};
	bool ok;

	if (!follow_deadline(session, &follow, err))
		return false;
	watching.table = event_table_create(session->out, events->all_namespaces,
					    args_bool(events->args, "no-headers"));
	ok = print_present(&watching, &follow, err) && print_following(&watching, &follow, err);
	event_table_destroy(watching.table);
	return ok;
}
