/* policy test: what admission policies make of the objects in files. */
#include "policy_test.h"

#include <stdlib.h>
#include <string.h>

#include "admin_request.h"

/* ---- one object ---- */

const cJSON *test_keep(struct policy_test *test, cJSON *tree)
{
	if (test->kept == NULL)
		test->kept = cJSON_CreateArray();
	json_append(test->kept, tree);
	return tree;
}

enum policy_lookup test_find_kind(void *context, const char *api_version, const char *kind,
				  bool *ret_namespaced)
{
	const struct resource *resource;
	const char *version;

	(void)context;
	if (!resource_for_kind(api_version, kind, &resource, &version))
		return POLICY_LOOKUP_ABSENT;
	*ret_namespaced = resource->namespaced;
	return POLICY_LOOKUP_FOUND;
}

bool trial_review(struct policy_test *test, struct trial *trial,
		  const struct policy_cluster *cluster, struct error *err)
{
	const cJSON *object = trial->object != NULL ? trial->object : trial->old;
	const cJSON *metadata = json_child(object, "metadata");
	CLEANUP(error) struct error problem = ERROR_INIT;
	struct policy_request request;

	trial->options = admin_options(trial->operation);
	request = admin_request(trial->operation, trial->options);
	admin_request_set_kind(&request, trial->manifest->resource, trial->manifest->version,
			       json_str(metadata, "namespace"), json_str(metadata, "name"));
	request.object = trial->object;
	request.old = trial->old;
	if (policy_review_request(test->rules.items, test->rules.n, &request, cluster, true,
				  &trial->review, &problem))
		return true;
	if (problem.reason != REASON_NOT_FOUND)
		return error_move(err, &problem);
	error_move(&trial->error, &problem);
	return true;
}

bool trial_is_surrounding(const struct policy_test *test, const struct trial *trial)
{
	const struct resource *resource = trial->manifest->resource;

	return resource == &resource_namespace || rules_take_param(&test->rules, resource);
}

const char *trial_wanted(const struct policy_test *test, const struct trial *trial)
{
	return trial_is_surrounding(test, trial) ? "" : test->operation;
}

bool trial_is_shown(const struct policy_test *test, const struct trial *trial)
{
	return !trial_is_surrounding(test, trial) ||
	       trial_outcome(test, trial) != OUTCOME_NOT_MATCHED;
}

/* ---- the files ---- */

static bool read_files(struct policy_test *test, const struct args *args, struct error *err)
{
	const struct manifest_options options = {
		.check_set = true,
		.namespace = test->session->namespace,
		.enforce_namespace = test->session->namespace_given,
	};
	CLEANUP(manifests) struct manifests *manifests = NULL;
	struct manifest manifest;

	if (!manifests_open(test->session, args, &options, &manifests, err))
		return false;
	if (manifests == NULL)
		return usage_error(args, err, "must specify -f");
	while (manifests_next(manifests, &manifest))
		manifest_list_add(&test->files, &manifest);
	return true;
}

static bool read_old_objects(struct policy_test *test, const char *path, struct error *err)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	return *path == '\0' || (read_file(path, &text, err) &&
				 manifest_list_parse(test->session, path, text.text, text.length,
						     &test->old_objects, err));
}

/* Policies and bindings to the rules, the rest to the trials. False: a policy or binding is wrong. */
static bool sort_out(struct policy_test *test)
{
	struct error err = ERROR_INIT;
	bool right = true;

	test->trials = xcalloc(test->files.n + 1, sizeof(*test->trials));
	for (size_t i = 0; i < test->files.n; i++) {
		const struct manifest *manifest = &test->files.items[i];

		if (!is_rule(manifest->resource)) {
			test->trials[test->n_trials++] = (struct trial) {
				.manifest = manifest,
				.operation = "",
				.review = POLICY_REVIEW_INIT,
			};
		} else if (!rules_add_manifest(&test->rules, manifest, &err)) {
			error_add_source(&err, "reading", manifest->source);
			right = session_collect_at(test->session, manifest->order, &err);
		}
	}
	return right;
}

static void test_finish(struct policy_test *test)
{
	for (size_t i = 0; i < test->n_trials; i++) {
		struct trial *trial = &test->trials[i];

		policy_review_finish(&trial->review);
		error_finish(&trial->error);
		cJSON_Delete(trial->object);
		cJSON_Delete(trial->old);
		cJSON_Delete(trial->options);
	}
	free(test->trials);
	rules_finish(&test->rules);
	manifest_list_finish(&test->files);
	manifest_list_finish(&test->old_objects);
	text_list_finish(&test->warnings);
	cJSON_Delete(test->kept);
}

/* ---- the command ---- */

static void print(struct policy_test *test, const char *output)
{
	session_warn(test->session, &test->warnings);
	if (strcmp(output, "json") == 0)
		print_test_json(test->session->out, test);
	else
		print_test_table(test->session->out, test, strcmp(output, "wide") == 0);
	for (size_t i = 0; i < test->n_trials; i++)
		if (trial_outcome(test, &test->trials[i]) <= OUTCOME_DENIED)
			test->session->exit_status = 1;
}

/* With a wrong policy nothing that the others say would be worth hearing. */
static bool run_test(struct policy_test *test, const struct args *args, struct error *err)
{
	bool in_state = args_bool(args, "against-state") || args_given(args, "state");
	const char *old_objects = args_string(args, "old-object");

	if (in_state && *old_objects != '\0')
		return error_set(
			err, REASON_CLIENT,
			"--old-object cannot be used with the state, which has old objects");
	if (!read_files(test, args, err) || !read_old_objects(test, old_objects, err))
		return false;
	if (!sort_out(test))
		return true;
	if (!in_state && json_size(test->rules.policies) == 0)
		return error_set(err, REASON_CLIENT,
				 "the files hold no ValidatingAdmissionPolicy; with "
				 "--against-state those of the state are tried");
	if (!(in_state ? try_in_state : try_offline)(test, err))
		return false;
	print(test, args_string(args, "output"));
	return true;
}

static bool check_args(const struct args *args, struct error *err)
{
	static const char *const operations[] = { "", "CREATE", "UPDATE", "DELETE" };
	static const char *const outputs[] = { "", "wide", "json" };
	const char *operation = args_string(args, "operation"),
		   *output = args_string(args, "output");
	bool known = false, printable = false;

	for (size_t i = 0; i < ARRAY_LEN(operations); i++)
		known = known || strcmp(operation, operations[i]) == 0;
	for (size_t i = 0; i < ARRAY_LEN(outputs); i++)
		printable = printable || strcmp(output, outputs[i]) == 0;
	if (args_count(args) > 0)
		return usage_error(args, err, "unexpected arguments: [%s]", args_at(args, 0));
	if (!known)
		return error_set(err, REASON_CLIENT,
				 "--operation must be CREATE, UPDATE or DELETE, not \"%s\"",
				 operation);
	return printable || error_set(err, REASON_CLIENT, "--output %s is not available", output);
}

static bool run(struct session *session, const struct args *args, struct error *err)
{
	struct policy_test test = {
		.session = session,
		.operation = args_string(args, "operation"),
		.rules = RULES_INIT,
		.warnings = TEXT_LIST_INIT,
	};
	bool ok = check_args(args, err) && run_test(&test, args, err);

	test_finish(&test);
	return ok;
}

static const struct flag flag_against_state = {
	.name = "against-state",
	.type = FLAG_BOOL,
	.help = "Try the objects as changes of the state file, with its policies, params, "
		"Namespaces and ranges besides those of the files; nothing is stored. --state does "
		"the same.",
};
static const struct flag flag_old_object = {
	.name = "old-object",
	.type = FLAG_STRING,
	.help = "File with objects as they were: an object that has a counterpart there, of the "
		"same kind and name, is tried as an update.",
};
static const struct flag flag_operation = {
	.name = "operation",
	.type = FLAG_STRING,
	.help = "Try the objects as a CREATE, UPDATE or DELETE. Without it, what has an old object "
		"is updated, the rest created, as Namespaces and params always are.",
};
static const struct flag flag_output = {
	.name = "output",
	.short_name = 'o',
	.type = FLAG_STRING,
	.help = "Output format: wide or json. Without it a table is printed; wide adds columns, "
		"variables, costs, and policies that are not for an object.",
};

const struct command cmd_policy_test = {
	.name = "test",
	.summary = "Try admission policies on objects",
	.usage = "-f FILENAME",
	.description =
		"Try the objects in files on the ValidatingAdmissionPolicies in files, and print "
		"which policy allows or denies each, which validation decided, and what it "
		"cost.\n\n"
		" The files may hold anything in any order: policies, their bindings, their "
		"params, "
		"Namespaces, and objects to try. The exit status is 1 when an object is denied or "
		"wrong, or a policy is wrong. No state file is needed.",
	.examples = "# Would these manifests pass?\n"
		    "kubectl policy test -f policies/ -f manifests/\n\n"
		    "# With the values of variables\n"
		    "kubectl policy test -f policy.yaml -f cidr.yaml -o wide\n\n"
		    "# As changes of a state file\n"
		    "kubectl policy test --state cluster.db -f policy.yaml -f manifests/",
	.flags = (const struct flag *const[]) { &flag_against_state, &flag_filename,
						&flag_old_object, &flag_operation, &flag_output,
						&flag_recursive, NULL },
	.run = run,
};
