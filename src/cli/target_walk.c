/* The objects that arguments mean, one after the other. */
#include <stdlib.h>

#include "batch.h"

static void fill(struct manifest *manifest, const struct target *target, const char *namespace,
		 const char *name)
{
	*manifest = (struct manifest) {
		.resource = target->resource,
		.version = target->version,
		.namespace = xstrdup(target->resource->namespaced ? namespace : ""),
		.name = xstrdup(name),
	};
}

static void begin_list(struct target_walk *walk, const struct target *target)
{
	walk->listing = (struct listing) {
		.resource = target->resource,
		.version = target->version,
		.namespace = walk->all_namespaces ? "" : walk->session->namespace,
		.label_selector = walk->label_selector,
		.field_selector = walk->field_selector,
	};
}

/* Reads the next part of the list into the page. */
static void read_page(struct target_walk *walk)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	cJSON_Delete(TAKE(walk->page));
	if (listing_next(walk->session, &walk->listing, &walk->page, &err))
		return;
	session_collect(walk->session, &err);
	walk->listing.done = true;
}

static void take_listed(struct target_walk *walk, struct manifest *ret_manifest)
{
	const struct target target = {
		.resource = walk->listing.resource,
		.version = walk->listing.version,
	};
	cJSON *object = cJSON_DetachItemFromArray(walk->page, 0);

	fill(ret_manifest, &target, json_str_at(object, "metadata", "namespace", NULL),
	     json_str_at(object, "metadata", "name", NULL));
	ret_manifest->object = object;
}

enum batch_next target_walk_next(struct target_walk *walk, struct manifest *ret_manifest)
{
	const struct target *target;

	while (walk->listing.resource != NULL) {
		if (walk->page != NULL && walk->page->child != NULL) {
			take_listed(walk, ret_manifest);
			return BATCH_ITEM;
		}
		if (!walk->listing.done) {
			read_page(walk);
			continue;
		}
		listing_finish(&walk->listing);
		walk->listing.resource = NULL;
	}
	if (walk->at == walk->targets->n)
		return BATCH_END;
	target = &walk->targets->items[walk->at++];
	if (target->name == NULL) {
		begin_list(walk, target);
		return BATCH_PAUSE;
	}
	fill(ret_manifest, target, walk->session->namespace, target->name);
	return BATCH_ITEM;
}

void target_walk_cleanup(struct target_walk *walk)
{
	listing_finish(&walk->listing);
	cJSON_Delete(walk->page);
}
