/* Go templates as kubectl uses them. */
#include "cidrctl/gotemplate.h"

#include <stdlib.h>
#include <string.h>

#include "cidrctl/json.h"
#include "gotemplate_internal.h"

const struct gt_tree *gt_find_tree(const struct gotemplate *template, struct gt_text name)
{
	for (size_t i = 0; i < template->n_trees; i++)
		if (gt_text_equal(template->trees[i].name, name))
			return &template->trees[i];
	return NULL;
}

void gotemplate_destroy(struct gotemplate *template)
{
	if (template == NULL)
		return;
	for (size_t i = 0; i < template->n_nodes; i++) {
		free(template->nodes[i]->items);
		free(template->nodes[i]->fields);
		free(template->nodes[i]);
	}
	free(template->nodes);
	free(template->trees);
	gt_pool_finish(&template->pool);
	free(template);
}

void gotemplate_cleanup(struct gotemplate **template)
{
	gotemplate_destroy(*template);
}

bool gotemplate_parse(const char *text, size_t length, struct gotemplate **ret_template,
		      struct error *err)
{
	CLEANUP(gotemplate) struct gotemplate *template = xcalloc(1, sizeof(*template));
	struct strbuf source = STRBUF_INIT;

	strbuf_add(&source, text, length);
	template->source = gt_pool_take(&template->pool, &source);
	if (!gt_parse(template, err)) {
		error_prefix(err, "error parsing template %s, ", template->source.text);
		return false;
	}
	*ret_template = TAKE(template);
	return true;
}

/* What kubectl prints to help with a template that failed. */
static void print_debugging_text(struct gt_exec *exec, struct gt_value value, const cJSON *object,
				 const char *message)
{
	struct strbuf *out = &exec->sink.buffer;

	strbuf_addf(out,
		    "Error executing template: %s. Printing more information for debugging the "
		    "template:\n\ttemplate was:\n\t\t",
		    message);
	gt_text_add(out, exec->template->source);
	strbuf_add_str(out, "\n\traw data was:\n\t\t");
	json_print(object, JSON_COMPACT, out);
	strbuf_add_str(out, "\n\tobject given to template engine was:\n\t\t");
	gt_print(&exec->sink, &exec->pool, &value, 1);
	strbuf_add_str(out, "\n\n");
}

bool gotemplate_print(const struct gotemplate *template, const cJSON *object,
		      bool allow_missing_keys, FILE *out, struct error *err)
{
	struct gt_exec exec = {
		.template = template,
		.allow_missing_keys = allow_missing_keys,
		.sink = { .file = out, .buffer = STRBUF_INIT },
		.err = err,
	};
	struct gt_value value = gt_value_unwrap(gt_value_json(&exec.pool, object));
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT;
	bool good = gt_exec_run(&exec, gt_find_tree(template, GT_TEXT(GT_NAME)), value);

	if (!good) {
		print_debugging_text(&exec, value, object, err->message);
		gt_text_quote(&quoted, template->source);
		error_prefix(err, "error executing template %s: ", quoted.text);
	}
	gt_sink_finish(&exec.sink);
	gt_pool_finish(&exec.pool);
	free(exec.vars);
	return good;
}
