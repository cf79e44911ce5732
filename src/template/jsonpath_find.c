/* Runs JSONPath templates: text and actions in turn, ranges again for each of their values.
 * Source: client-go util/jsonpath jsonpath.go. */
#include <stdlib.h>

#include "jsonpath_run.h"

/* Ranges inside of ranges. */
#define MAX_RANGES 1000

/* A template may name the same parts of an object again and again, and ranges without an end run what
 * follows them twice; this many steps for each node of the template and of the object are more than
 * anything sensible takes. */
#define STEPS_PER_NODE 16
#define STEPS_ALWAYS 1000000
#define STEPS_MAX ((size_t)1 << 27)

static const struct jsonpath_value nothing = { .type = JSONPATH_NOTHING, .bare = true };

static void take_part(struct jsonpath_results *results, struct jsonpath_values *values)
{
	results->parts =
		xgrow(results->parts, results->n, &results->capacity, sizeof(*results->parts));
	results->parts[results->n++] = *values;
	*values = (struct jsonpath_values) { .n = 0 };
}

static bool find(struct run *run, struct jsonpath_value from, struct jsonpath_results *results,
		 struct error *err);

/* What a range hands to the nodes inside of it. */
static struct jsonpath_value unwrapped(struct jsonpath_value value)
{
	if (value.type == JSONPATH_JSON && cJSON_IsNull(value.item))
		return nothing;
	value.bare = true;
	return value;
}

/* Runs the nodes from `first` on for each value. Without values they run once, to find the end, and
 * what they find is dropped. */
static bool find_range(struct run *run, size_t first, const struct jsonpath_values *values,
		       struct jsonpath_results *results, struct error *err)
{
	struct jsonpath_results dropped = JSONPATH_RESULTS_INIT;
	bool ok = true;

	if (++run->depth > MAX_RANGES)
		return error_set(err, REASON_CLIENT, "exceeded max depth");
	for (size_t i = 0; ok && i < values->n; i++) {
		run->path->first = first;
		ok = find(run, unwrapped(values->items[i]), results, err);
	}
	if (values->n == 0) {
		run->path->first = first;
		ok = find(run, nothing, &dropped, err);
		jsonpath_results_finish(&dropped);
	}
	run->depth--;
	return ok;
}

/* Runs the nodes from path->first up to an {end} for this one value. The counters are upstream's, and
 * so is what they make of ranges and ends that do not match. */
static bool find(struct run *run, struct jsonpath_value from, struct jsonpath_results *results,
		 struct error *err)
{
	struct jsonpath *path = run->path;
	const struct jsonpath_values in = { .items = &from, .n = 1 };

	for (size_t i = path->first; i < path->nodes.n; i++) {
		CLEANUP(values) struct jsonpath_values values = { .n = 0 };

		if (!node_eval(run, &path->nodes.items[i], &in, &values, err))
			return false;
		if (path->end_range > 0 && path->end_range <= path->in_range) {
			path->end_range--;
			path->last_end = i;
			return true;
		}
		if (path->begin_range == 0) {
			take_part(results, &values);
			continue;
		}
		path->begin_range--;
		path->in_range++;
		if (!find_range(run, i + 1, &values, results, err))
			return false;
		path->in_range--;
		if (path->last_end != NO_NODE && path->last_end > i)
			i = path->last_end;
	}
	return true;
}

static size_t count_nodes(const cJSON *tree)
{
	size_t n = 1;

	if (cJSON_IsObject(tree) || cJSON_IsArray(tree))
		for (const cJSON *child = tree->child; child != NULL; child = child->next)
			n += count_nodes(child);
	return n;
}

bool jsonpath_find(struct jsonpath *path, const cJSON *object,
		   const struct jsonpath_options *options, struct jsonpath_results *ret_results,
		   struct error *err)
{
	CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
	const struct jsonpath_value from = { .type = JSONPATH_JSON, .bare = true, .item = object };
	struct run run = {
		.path = path,
		.require_keys = options != NULL && options->require_keys,
		.floats = options != NULL && options->floats,
	};

	run.steps_left = STEPS_ALWAYS + STEPS_PER_NODE * path->n_nodes * count_nodes(object);
	if (run.steps_left > STEPS_MAX)
		run.steps_left = STEPS_MAX;
	if (!find(&run, from, &results, err))
		return false;
	*ret_results = results;
	results = (struct jsonpath_results)JSONPATH_RESULTS_INIT;
	return true;
}

void jsonpath_results_finish(struct jsonpath_results *results)
{
	for (size_t i = 0; i < results->n; i++)
		values_finish(&results->parts[i]);
	free(results->parts);
	*results = (struct jsonpath_results)JSONPATH_RESULTS_INIT;
}

void jsonpath_results_cleanup(struct jsonpath_results *results)
{
	jsonpath_results_finish(results);
}
