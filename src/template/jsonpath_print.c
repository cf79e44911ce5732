/* Prints what JSONPath templates find, and what kubectl says when one fails.
 * Source: client-go util/jsonpath PrintResults; cli-runtime printers/jsonpath.go. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "internal.h"

void jsonpath_value_text(const struct jsonpath_value *value, const struct jsonpath_options *options,
			 struct strbuf *out)
{
	bool floats = options != NULL && options->floats;

	switch (go_kind_of(value, floats)) {
	case GO_NIL:
		strbuf_add_str(out, value->type == JSONPATH_NOTHING ? "<no value>" : "null");
		return;
	case GO_MAP:
	case GO_LIST:
		json_print(value->item, JSON_COMPACT, out);
		return;
	case GO_FLOAT:
		json_print_go(value->item, JSON_GO_FLOATS, out);
		return;
	default:
		json_print_go(value->item, 0, out);
		return;
	}
}

static void add_joined(const struct jsonpath_values *values, const struct jsonpath_options *options,
		       struct strbuf *out)
{
	for (size_t i = 0; i < values->n; i++) {
		if (i > 0)
			strbuf_add_char(out, ' ');
		jsonpath_value_text(&values->items[i], options, out);
	}
}

static void add_list(const struct jsonpath_values *values, struct strbuf *out)
{
	CLEANUP(json) cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < values->n; i++) {
		const struct jsonpath_value *value = &values->items[i];

		if (value->type == JSONPATH_NOTHING)
			cJSON_AddItemToArray(list, cJSON_CreateNull());
		else
			cJSON_AddItemReferenceToArray(list, (cJSON *)value->item);
	}
	json_print(list, JSON_INDENT_4, out);
	strbuf_add_char(out, '\n');
}

/* Prints the text, which is in the tree's notation, and empties it. */
static void print_raw(struct strbuf *text, FILE *out)
{
	CLEANUP(strbuf) struct strbuf raw = STRBUF_INIT;

	json_add_raw(&raw, text->text);
	fwrite(raw.text, 1, raw.length, out);
	strbuf_truncate(text, 0);
}

/* kubectl shows what it worked on. */
static bool fail_print(const struct jsonpath *path, const cJSON *object, bool floats,
		       const struct error *problem, struct error *err)
{
	CLEANUP(strbuf) struct strbuf quoted = STRBUF_INIT, tree = STRBUF_INIT;

	text_quote_bytes(&quoted, path->text, path->length);
	json_print_go(object, JSON_GO_SYNTAX | (floats ? JSON_GO_FLOATS : 0), &tree);
	return error_set(err, REASON_CLIENT,
			 "error executing jsonpath %s: Error executing template: %s. Printing more "
			 "information for debugging the template:\n"
			 "\ttemplate was:\n\t\t%s\n"
			 "\tobject given to jsonpath engine was:\n\t\t%s\n\n\n",
			 quoted.text, problem->message, path->text, tree.text);
}

bool jsonpath_print(struct jsonpath *path, const cJSON *object,
		    const struct jsonpath_options *options, bool lists, FILE *out,
		    struct error *err)
{
	CLEANUP(jsonpath_results) struct jsonpath_results results = JSONPATH_RESULTS_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (!jsonpath_find(path, object, options, &results, &problem))
		return fail_print(path, object, options != NULL && options->floats, &problem, err);
	for (size_t i = 0; i < results.n; i++) {
		if (lists)
			add_list(&results.parts[i], &text);
		else
			add_joined(&results.parts[i], options, &text);
		print_raw(&text, out);
	}
	return true;
}

/* path = [ "{" ] [ "." ] 1*( any but braces ) [ "}" ] */
bool jsonpath_relax(const char *text, char **ret_text, struct error *err)
{
	size_t length = strlen(text), inner;

	if (length == 0) {
		*ret_text = xstrdup("");
		return true;
	}
	if (length >= 2 && text[0] == '{' && text[length - 1] == '}') {
		text++;
		length -= 2;
	}
	inner = strcspn(text, "{}");
	if (inner < length || length == 0)
		return error_set(err, REASON_CLIENT,
				 "unexpected path string, expected a 'name1.name2' or "
				 "'.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
	/* A dot alone is the path and not what stands before it. */
	if (text[0] == '.' && length > 1) {
		text++;
		length--;
	}
	*ret_text = xasprintf("{.%.*s}", (int)length, text);
	return true;
}
