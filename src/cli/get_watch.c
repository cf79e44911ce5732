/* get -w: prints what there is, and then what happens to it.
 * Source: kubectl pkg/cmd/get/get.go, watch. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/clock.h"
#include "follow.h"
#include "get.h"

/* A long list is read in parts, between which others may write. Each part saw the keys up to `last`
 * as they were at a revision. */
struct part {
	char *last; /* owned; NULL: all keys that are left */
	int64_t revision;
};

struct watching {
	struct printing *printing;
	struct follow follow;
	bool show_present;  /* not with --watch-only */
	bool over;          /* kubectl would have ended */
	struct part *parts; /* neighbours of the same revision are one */
	size_t n_parts, capacity;
};

static void watching_cleanup(struct watching *watching)
{
	for (size_t i = 0; i < watching->n_parts; i++)
		free(watching->parts[i].last);
	free(watching->parts);
}

/* ---- what there is ---- */

static void note_part(struct watching *watching, const struct listing *listing)
{
	struct part part = { listing->done ? NULL : xstrdup(listing->token), listing->revision };

	if (watching->n_parts > 0 &&
	    watching->parts[watching->n_parts - 1].revision == part.revision)
		free(watching->parts[--watching->n_parts].last);
	watching->parts = xgrow(watching->parts, watching->n_parts, &watching->capacity,
				sizeof(*watching->parts));
	watching->parts[watching->n_parts++] = part;
}

/* kubectl gets a table of all rows, which it can sort, unless each is to be an event. */
static bool is_sortable(const struct printing *printing)
{
	return printing_is_table(printing) && !printing->options.name_and_age &&
	       !args_bool(printing->args, "output-watch-events");
}

static bool print_items(struct watching *watching, const cJSON *items, struct error *err)
{
	const cJSON *object;

	if (is_sortable(watching->printing))
		return printing_sorted_rows(watching->printing, watching->follow.resource, items,
					    &watching->over, err);
	cJSON_ArrayForEach (object, items) {
		if (!printing_event(watching->printing, watching->follow.resource, "ADDED", object,
				    err))
			return false;
	}
	return true;
}

static bool print_list(struct watching *watching, struct error *err)
{
	const struct follow *follow = &watching->follow;
	CLEANUP(listing)
	struct listing listing = {
		.resource = follow->resource,
		.version = follow->version,
		.namespace = follow->namespace,
		.label_selector = follow->label_selector,
		.field_selector = follow->field_selector,
		.chunk_size = watching->show_present ? LIST_CHUNK : 1,
	};

	do {
		CLEANUP(json) cJSON *items = NULL;

		if (!listing_next(watching->printing->session, &listing, &items, err))
			return false;
		listing.done |= !watching->show_present;
		note_part(watching, &listing);
		if (!printing_check_format(watching->printing, true, err))
			return false;
		if (watching->show_present && !print_items(watching, items, err))
			return false;
	} while (!listing.done && !watching->over && !ferror(watching->printing->session->out));
	return true;
}

/* ---- what happens ---- */

/* Following begins at the first part's revision. True for what a later part has seen already. */
static bool is_old(const struct watching *watching, const cJSON *object)
{
	const cJSON *metadata = json_child(object, "metadata");
	size_t i = 0;
	CLEANUP(str) char *key = NULL;

	if (watching->n_parts < 2)
		return false;
	key = object_key(watching->follow.resource, json_str(metadata, "namespace"),
			 json_str(metadata, "name"));
	while (watching->parts[i].last != NULL && strcmp(key, watching->parts[i].last) > 0)
		i++;
	return strtoll(json_str(metadata, "resourceVersion"), NULL, 10) <=
	       watching->parts[i].revision;
}

static bool print_events(struct watching *watching, const cJSON *events, struct error *err)
{
	struct printing *printing = watching->printing;
	const cJSON *event;

	printing->options.now = clock_now();
	cJSON_ArrayForEach (event, events) {
		const cJSON *object = json_child(event, "object");

		if (is_old(watching, object))
			continue;
		if (!printing_event(printing, watching->follow.resource, json_str(event, "type"),
				    object, err))
			return false;
		/* Its width is no matter of those before it. */
		printing_flush(printing);
	}
	return true;
}

static bool follow(struct watching *watching, struct error *err)
{
	struct session *session = watching->printing->session;

	if (!follow_deadline(session, &watching->follow, err))
		return false;
	for (;;) {
		CLEANUP(json) cJSON *events = NULL;

		printing_flush(watching->printing);
		switch (follow_next(session, &watching->follow, &events, err)) {
		case FOLLOW_FAILED:
			return false;
		case FOLLOW_OVER:
			return true;
		case FOLLOW_EVENTS:
			break;
		}
		if (!print_events(watching, events, err))
			return false;
	}
}

static struct watching watching_start(struct printing *printing, const struct resource *resource,
				      const char *version, const char *namespace, const char *name)
{
	return (struct watching) {
		.printing = printing,
		.show_present = !args_bool(printing->args, "watch-only"),
		.follow = {
			.resource = resource,
			.version = version,
			.namespace = namespace,
			.name = name,
		},
	};
}

bool watch_list(struct printing *printing, const struct target *target, struct error *err)
{
	__attribute__((cleanup(watching_cleanup))) struct watching watching =
		watching_start(printing, target->resource, target->version,
			       printing->all_namespaces ? "" : printing->session->namespace, "");

	watching.follow.label_selector = args_string(printing->args, "selector");
	watching.follow.field_selector = args_string(printing->args, "field-selector");
	if (!print_list(&watching, err))
		return false;
	watching.follow.revision = watching.parts[0].revision;
	return watching.over || follow(&watching, err);
}

/* ---- one object ---- */

struct fetching {
	const struct follow *follow;
	struct response response;
};

static bool fetch(struct server *server, void *context, struct error *err)
{
	struct fetching *fetching = context;
	const struct follow *follow = fetching->follow;

	response_finish(&fetching->response);
	return fetch_object(server, follow->resource, follow->version, follow->namespace,
			    follow->name, &fetching->response, err);
}

static bool print_named(struct watching *watching, struct error *err)
{
	struct printing *printing = watching->printing;
	struct follow *follow = &watching->follow;
	struct fetching fetching = { .follow = follow, .response = RESPONSE_INIT };
	bool ok = session_run(printing->session, STORE_READ, fetch, &fetching, err) &&
		  printing_check_format(printing, true, err);

	follow->revision = fetching.response.revision;
	if (ok && watching->show_present)
		ok = printing_event(printing, follow->resource, "ADDED", fetching.response.object,
				    err);
	response_finish(&fetching.response);
	return ok;
}

static bool watch_named(struct printing *printing, struct watching *watching, size_t n,
			struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		if (print_named(&watching[i], err))
			continue;
		if (!printing->ignore_not_found || err->reason != REASON_NOT_FOUND)
			return false;
		error_finish(err);
		return true;
	}
	if (n > 1)
		return error_set(
			err, REASON_CLIENT,
			"you may only watch a single resource or type of resource at a time");
	return n == 0 || follow(watching, err);
}

bool watch_names(struct printing *printing, const struct targets *targets, struct error *err)
{
	struct watching *watching = xcalloc(targets->n, sizeof(*watching));
	bool ok;

	for (size_t i = 0; i < targets->n; i++)
		watching[i] = watching_start(printing, targets->items[i].resource,
					     targets->items[i].version,
					     printing->session->namespace, targets->items[i].name);
	ok = watch_named(printing, watching, targets->n, err);
	free(watching);
	return ok;
}

bool watch_files(struct printing *printing, struct manifests *manifests, struct error *err)
{
	struct manifest found[2] = { { .object = NULL } };
	struct watching watching[2];
	size_t n = 0;
	bool ok;

	while (n < ARRAY_LEN(found) && manifests_next(manifests, &found[n]))
		n++;
	for (size_t i = 0; i < n; i++)
		watching[i] = watching_start(printing, found[i].resource, found[i].version,
					     found[i].namespace, found[i].name);
	ok = !session_failed(printing->session) && watch_named(printing, watching, n, err);
	for (size_t i = 0; i < n; i++)
		manifest_finish(&found[i]);
	return ok;
}
