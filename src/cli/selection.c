/* The objects that most commands work on: those in files, or those that arguments and selectors
 * mean, as they are stored. */
#include <stdlib.h>

#include "batch.h"
#include "cidrctl/selector.h"

static bool is_set(const char *text)
{
	return text != NULL && *text != '\0';
}

static bool open_files(struct session *session, const struct args *args,
		       const struct selection_options *options, struct selection *selection,
		       struct error *err)
{
	const struct manifest_options manifest_options = {
		.namespace = options->local ? NULL : session->namespace,
		.enforce_namespace = !options->local && session->namespace_given,
	};

	if (!manifest_source_open(session, args, &manifest_options, NULL, &selection->source,
				  err) ||
	    !manifest_parse_selector(options->label_selector, &selection->live_selector, err))
		return false;
	selection->single = manifests_single(selection->source.manifests);
	return true;
}

bool selection_open(struct session *session, const struct args *args,
		    const struct selection_options *options, struct selection *selection,
		    struct error *err)
{
	const struct target_options target_options = {
		.first = options->n_words > 0 ? 0 : args_count(args),
		.end = options->n_words,
		.selector = options->select_all || is_set(options->label_selector) || is_set(options->field_selector),
		.bare_types = options->all,
		.all_namespaces = options->all_namespaces,
		.have_files = args_name_files(args),
	};

	*selection = (struct selection) {
		.source = MANIFEST_SOURCE_INIT,
		.targets = TARGETS_INIT,
		.walk = {
			.session = session,
			.targets = &selection->targets,
			.all_namespaces = options->all_namespaces,
			.label_selector = options->label_selector,
			.field_selector = options->field_selector,
		},
		.subresource = "",
	};
	if (target_options.have_files && options->n_words == 0)
		return open_files(session, args, options, selection, err);
	if (!targets_parse(session, args, &target_options, &selection->targets, err))
		return false;
	selection->single = selection->targets.single;
	return true;
}

enum batch_next selection_next(struct selection *selection, struct manifest *ret_manifest)
{
	if (selection->source.manifests == NULL)
		return target_walk_next(&selection->walk, ret_manifest);
	return manifest_source_next(&selection->source, ret_manifest) ? BATCH_ITEM : BATCH_END;
}

bool selection_fetch(struct server *server, const struct selection *selection,
		     struct batch_item *item)
{
	const struct manifest *manifest = &item->manifest;

	if (server == NULL || (manifest->object != NULL && manifest->source == NULL)) {
		item->response.object = json_copy(manifest->object);
		return true;
	}
	if (!fetch_subresource(server, manifest->resource, manifest->version, manifest->namespace,
			       manifest->name, selection->subresource, &item->response,
			       &item->error))
		return false;
	return selection->live_selector == NULL ||
	       label_selector_matches(selection->live_selector,
				      json_get(item->response.object, "metadata", "labels", NULL));
}

void selection_cleanup(struct selection *selection)
{
	target_walk_cleanup(&selection->walk);
	targets_finish(&selection->targets);
	manifest_source_cleanup(&selection->source);
	label_selector_destroy(selection->live_selector);
}

bool selection_check_all(const struct args *args, struct error *err)
{
	static const char *const flags[] = { "selector", "field-selector" };

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (args_bool(args, "all") && *args_string(args, flags[i]) != '\0')
			return error_set(err, REASON_CLIENT,
					 "cannot set --all and --%s at the same time", flags[i]);
	return true;
}
