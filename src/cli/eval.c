/* eval: what a CEL expression gives. */
#include "eval.h"

#include <string.h>
#include <unistd.h>

#include "admin_request.h"
#include "cidrctl/cel_kubernetes.h"
#include "cidrctl/yaml.h"
#include "manifest.h"

/* The trees that the variables are views of. */
struct inputs {
	cJSON *object, *old, *params, *namespace, *options;
};

static void inputs_cleanup(struct inputs *inputs)
{
	cJSON_Delete(inputs->object);
	cJSON_Delete(inputs->old);
	cJSON_Delete(inputs->params);
	cJSON_Delete(inputs->namespace);
	cJSON_Delete(inputs->options);
}

/* A tree whose "items" came apart from it. */
static void put_items_back(cJSON *tree, struct json_list *list)
{
	cJSON *items, *item;

	if (list == NULL)
		return;
	items = json_ensure_array(tree, "items");
	while ((item = json_list_next(list)) != NULL)
		json_append(items, item);
	json_list_close(list);
}

/* The only document of the stream. */
static bool read_document(struct document_stream *stream, cJSON **ret_tree, struct error *err)
{
	CLEANUP(json) cJSON *tree = NULL, *another = NULL;
	struct json_list *list = NULL, *unused = NULL;

	switch (document_stream_next(stream, &tree, &list, err)) {
	case DOCUMENT_FAILED:
		return false;
	case DOCUMENT_END:
		return error_set(err, REASON_CLIENT, "there is no object in it");
	case DOCUMENT_FOUND:
		break;
	}
	put_items_back(tree, list);
	switch (document_stream_next(stream, &another, &unused, err)) {
	case DOCUMENT_FAILED:
		return false;
	case DOCUMENT_END:
		if (!cJSON_IsObject(tree))
			return error_set(err, REASON_CLIENT, "what is in it is no object");
		*ret_tree = TAKE(tree);
		return true;
	case DOCUMENT_FOUND:
		break;
	}
	json_list_close(unused);
	return error_set(err, REASON_CLIENT, "there is more than one object in it");
}

/* Reads the file that the flag names; without the flag *ret_tree stays NULL. */
static bool read_tree(struct session *session, const char *flag, cJSON **ret_tree,
		      struct error *err)
{
	const char *path = args_string(session->args, flag);
	bool is_stdin = strcmp(path, "-") == 0;
	struct document_stream *stream = NULL;
	bool ok;

	if (*path == '\0')
		return true;
	if (!document_stream_open(is_stdin ? NULL : path, session->in, &stream, err))
		return false;
	ok = read_document(stream, ret_tree, err);
	document_stream_close(stream);
	if (!ok)
		error_prefix(err, "error parsing %s: ", is_stdin ? "STDIN" : path);
	return ok;
}

static bool read_inputs(struct session *session, struct inputs *inputs, struct error *err)
{
	return read_tree(session, "filename", &inputs->object, err) &&
	       read_tree(session, "old-object", &inputs->old, err) &&
	       read_tree(session, "params", &inputs->params, err) &&
	       read_tree(session, "namespace-object", &inputs->namespace, err);
}

/* ---- the request that the expression sees ---- */

static const char *operation_of(const struct inputs *inputs)
{
	if (inputs->old == NULL)
		return "CREATE";
	return inputs->object != NULL ? "UPDATE" : "DELETE";
}

/* An object of a kind that there is not has its own apiVersion and kind all the same. */
static struct policy_request request_of(const struct session *session, const struct inputs *inputs,
					struct arena *arena)
{
	const cJSON *object = inputs->object != NULL ? inputs->object : inputs->old;
	const char *api_version = json_str(object, "apiVersion"), *slash = strchr(api_version, '/');
	const char *kind = json_str(object, "kind"), *version = NULL;
	const char *namespace = json_str_at(object, "metadata", "namespace", NULL);
	const char *name = json_str_at(object, "metadata", "name", NULL);
	struct policy_request request = admin_request(operation_of(inputs), inputs->options);
	const struct resource *resource;

	request.object = inputs->object;
	request.old = inputs->old;
	if (resource_for_kind(api_version, kind, &resource, &version)) {
		admin_request_set_kind(&request, resource, version,
				       *namespace != '\0' ? namespace : session->namespace, name);
		return request;
	}
	if (slash != NULL)
		request.group = arena_copy(arena, api_version, (size_t)(slash - api_version));
	request.version = slash != NULL ? slash + 1 : api_version;
	request.kind = kind;
	request.namespace = namespace;
	request.name = name;
	return request;
}

/* ---- printing ---- */

static bool print_tree(struct session *session, const cJSON *tree, bool is_yaml, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	if (!is_yaml)
		json_print(tree, JSON_INDENT_4, &text);
	else if (!yaml_print(tree, &text, err))
		return false;
	fprintf(session->out, is_yaml ? "%s" : "%s\n", text.text);
	return true;
}

static bool print_value(struct session *session, const struct cel_value *value, struct error *err)
{
	const char *output = args_string(session->args, "output");
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	CLEANUP(json) cJSON *tree = NULL;

	if (*output != '\0') {
		tree = cel_to_json(value);
		return print_tree(session, tree, strcmp(output, "yaml") == 0, err);
	}
	cel_print(value, &text);
	fwrite(text.text, 1, text.length, session->out);
	fputc('\n', session->out);
	return true;
}

static bool eval_one(struct session *session, const char *source, struct error *err)
{
	CLEANUP(inputs) struct inputs inputs = { .object = NULL };
	CLEANUP(arena) struct arena arena = ARENA_INIT;
	CLEANUP(strbuf) struct strbuf error = STRBUF_INIT;
	struct policy_request request;
	struct policy_input input = { .request = &request };
	struct policy_answer answer = { .program = NULL };
	bool ok;

	if (!read_inputs(session, &inputs, err))
		return false;
	inputs.options = admin_options(operation_of(&inputs));
	request = request_of(session, &inputs, &arena);
	input.version = request.version;
	input.param = inputs.params;
	input.namespace = inputs.namespace;
	if (policy_eval(&input, source, strlen(source), &arena, &answer, &error)) {
		ok = print_value(session, &answer.result.value, err);
	} else {
		fprintf(session->err, "%s\n", error.text);
		session->exit_status = 1;
		ok = true;
	}
	if (ok && args_bool(session->args, "cost") && answer.program != NULL)
		fprintf(session->err, "type: %s\ncost: %llu of %llu\n", answer.type,
			(unsigned long long)answer.result.cost,
			(unsigned long long)POLICY_EXPRESSION_LIMIT);
	policy_answer_finish(&answer);
	return ok;
}

/* ---- the command ---- */

static const struct cel_profile *profile_of(const char *name)
{
	if (strcmp(name, "kubernetes") == 0)
		return &cel_profile_kubernetes_stored;
	return strcmp(name, "spec") == 0 ? &cel_profile_spec : NULL;
}

static bool profile_from(const struct args *args, const struct cel_profile **ret_profile,
			 struct error *err)
{
	const char *name = args_string(args, "profile");

	*ret_profile = profile_of(name);
	return *ret_profile != NULL ||
	       error_set(err, REASON_CLIENT, "--profile must be kubernetes or spec, not \"%s\"",
			 name);
}

/* What only makes sense with an expression. */
static bool check_pipe(struct session *session, const struct args *args, struct error *err)
{
	static const char *const flags[] = { "filename",         "old-object", "params",
					     "namespace-object", "cost",       "output" };
	bool given = isatty(fileno(session->in));

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		given = given || args_given(args, flags[i]);
	return !given || usage_error(args, err, "an expression is required");
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	const char *output = args_string(args, "output");
	const struct cel_profile *profile = NULL;

	if (!profile_from(args, &profile, err))
		return false;
	if (*output != '\0' && strcmp(output, "json") != 0 && strcmp(output, "yaml") != 0)
		return error_set(err, REASON_CLIENT, "--output %s is not available", output);
	if (args_count(args) > 1)
		return usage_error(args, err, "exactly one expression is required, got %zu",
				   args_count(args));
	if (args_count(args) == 1)
		return eval_one(session, args_at(args, 0), err);
	return check_pipe(session, args, err) &&
	       eval_lines(profile, session->in, session->out, err);
}

static const struct flag flag_object = {
	.name = "filename",
	.short_name = 'f',
	.type = FLAG_STRING,
	.help = "File with the object, JSON or YAML: the variable object. - is standard input.",
};
static const struct flag flag_old_object = {
	.name = "old-object",
	.type = FLAG_STRING,
	.help = "File with the variable oldObject. Without it oldObject is null.",
};
static const struct flag flag_params = {
	.name = "params",
	.type = FLAG_STRING,
	.help = "File with the variable params, which is not declared without it.",
};
static const struct flag flag_namespace_object = {
	.name = "namespace-object",
	.type = FLAG_STRING,
	.help = "File with the variable namespaceObject.",
};
static const struct flag flag_cost = {
	.name = "cost",
	.type = FLAG_BOOL,
	.help = "Print the type of the expression and what evaluating it cost on standard error.",
};
static const struct flag flag_eval_profile = {
	.name = "profile",
	.type = FLAG_STRING,
	.initial = "kubernetes",
	.help = "Language of requests on a pipe: kubernetes, as release 1.33 evaluates policies, "
		"or spec, the language with every extension.",
};
static const struct flag flag_eval_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: json or yaml. Without it the value is printed as CEL writes it.",
};

const struct command cmd_eval = {
	.name = "eval",
	.summary = "Evaluate a CEL expression",
	.usage = "EXPRESSION [-f OBJECT]",
	.description =
		"Evaluate a CEL expression with the variables of a ValidatingAdmissionPolicy.\n\n"
		" Its value is printed, or what is wrong with it and where; the exit status is 1 "
		"then. Without an expression, requests are read from standard input, one JSON "
		"object "
		"a line, and each is answered with a line. No state file is needed.",
	.examples =
		"# Is the range of a ServiceCIDR inside another one?\n"
		"kubectl eval \"object.spec.cidrs.all(c, "
		"cidr('10.96.0.0/16').containsCIDR(c))\" -f cidr.yaml\n\n"
		"# What would an update see?\n"
		"kubectl eval 'object.spec == oldObject.spec' -f new.yaml --old-object old.yaml",
	.flags = (const struct flag *const[]) { &flag_object, &flag_old_object, &flag_params,
						&flag_namespace_object, &flag_cost,
						&flag_eval_profile, &flag_eval_output, NULL },
	.run = run,
};
