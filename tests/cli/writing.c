/* The commands that write: whole command lines against a state file of their own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/cli.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

/* ---- running a command line ---- */

struct outcome {
	char *out, *err;
	int status;
};

static char folder[] = "/tmp/cidrctl-writing-XXXXXX";
static char *state;

static void begin_state(void)
{
	char template[] = "/tmp/cidrctl-writing-XXXXXX";

	strcpy(folder, template);
	cr_assert_not_null(mkdtemp(folder));
	state = xasprintf("%s/state.db", folder);
	setenv("CIDRCTL_NOW", "2025-06-01T10:00:00Z", 1);
	setenv("CIDRCTL_SEED", "1", 1);
}

static void end_state(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_expect_eq(system(command), 0);
	free(state);
}

/* Splits the line at spaces and runs it; input may be NULL. */
static struct outcome run_on(const char *state_path, const char *line, const char *input)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	struct outcome outcome = { .out = NULL };
	size_t out_size, err_size;
	FILE *in = tmpfile(), *out = open_memstream(&outcome.out, &out_size);
	FILE *err = open_memstream(&outcome.err, &err_size);

	text_list_add(&words, "kubectl");
	text_list_add(&words, "--state");
	text_list_add(&words, state_path);
	text_list_split(&words, line, ' ');
	fputs(input != NULL ? input : "", in);
	rewind(in);
	outcome.status = cli_main((int)words.n, words.items, in, out, err);
	fclose(in);
	fclose(out);
	fclose(err);
	return outcome;
}

static void outcome_finish(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->err);
}

/* Runs and compares; err NULL: not compared. */
static void expect_on(const char *state_path, const char *line, const char *input, const char *out,
		      const char *err, int status)
{
	struct outcome got = run_on(state_path, line, input);

	cr_expect_str_eq(got.out, out, "%s: stdout\n--- want\n%s--- got\n%s", line, out, got.out);
	if (err != NULL)
		cr_expect_str_eq(got.err, err, "%s: stderr\n--- want\n%s--- got\n%s", line, err,
				 got.err);
	cr_expect_eq(got.status, status, "%s: exit status %d", line, got.status);
	outcome_finish(&got);
}

static void expect(const char *line, const char *input, const char *out, const char *err,
		   int status)
{
	expect_on(state, line, input, out, err, status);
}

/* The objects of a kind in the state. Owned. */
static cJSON *stored(const char *kind)
{
	struct outcome got = run_on(state, "export", NULL);
	struct error err = ERROR_INIT;
	cJSON *list = NULL, *item, *next, *items;

	cr_assert(json_parse(got.out, strlen(got.out), NULL, &list, &err), "export: %s", got.err);
	items = json_take(list, "items");
	for (item = items->child; item != NULL; item = next) {
		next = item->next;
		if (strcmp(json_str(item, "kind"), kind) != 0)
			cJSON_Delete(cJSON_DetachItemViaPointer(items, item));
	}
	cJSON_Delete(list);
	outcome_finish(&got);
	return items;
}

static void init(void)
{
	struct outcome got = run_on(state, "init --service-cluster-ip-range 10.96.0.0/20", NULL);

	cr_assert_eq(got.status, 0, "init: %s", got.err);
	outcome_finish(&got);
}

#define SERVICE(name, ip)                                                            \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" name \
	"\"},\"spec\":{\"clusterIP\":\"" ip "\",\"ports\":[{\"port\":80}]}}\n"

TestSuite(create, .init = begin_state, .fini = end_state);
TestSuite(apply, .init = begin_state, .fini = end_state);
TestSuite(delete, .init = begin_state, .fini = end_state);
TestSuite(import, .init = begin_state, .fini = end_state);

/* ---- create ---- */

Test(create, one_bad_document_fails_alone)
{
	init();
	expect("create -f -",
	       SERVICE("a", "10.96.0.5") SERVICE("b", "10.96.0.5") SERVICE("c", "10.96.0.6"),
	       "service/a created\nservice/c created\n",
	       "The Service \"b\" is invalid: spec.clusterIPs: Invalid value: "
	       "[]string{\"10.96.0.5\"}: failed to allocate IP 10.96.0.5: provided IP is already "
	       "allocated\n",
	       1);
}

Test(create, errors_of_several_documents_are_one_a_line)
{
	init();
	expect("create -f -", SERVICE("a", "192.0.2.1") SERVICE("a", "192.0.2.2"), "",
	       "Error from server (Invalid): error when creating \"STDIN\": Service \"a\" is "
	       "invalid: spec.clusterIPs: Invalid value: []string{\"192.0.2.1\"}: failed to "
	       "allocate IP 192.0.2.1: the provided network does not match the current range\n"
	       "Error from server (Invalid): error when creating \"STDIN\": Service \"a\" is "
	       "invalid: spec.clusterIPs: Invalid value: []string{\"192.0.2.2\"}: failed to "
	       "allocate IP 192.0.2.2: the provided network does not match the current range\n",
	       1);
}

/* Documents share a commit, and so a revision, in groups of 500. */
Test(create, many_documents_share_commits, .timeout = 60)
{
	enum { DOCUMENTS = 1201, GROUPS = 3 };
	CLEANUP(strbuf) struct strbuf input = STRBUF_INIT, want = STRBUF_INIT;
	CLEANUP(json) cJSON *services = NULL;
	CLEANUP(text_list) struct text_list revisions = TEXT_LIST_INIT;
	const cJSON *service;

	init();
	for (int i = 0; i < DOCUMENTS; i++) {
		strbuf_addf(&input,
			    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":"
			    "\"s%d\"},\"spec\":{\"ports\":[{\"port\":80}]}}",
			    i);
		strbuf_addf(&want, "service/s%d created\n", i);
	}
	expect("create -f -", input.text, want.text, "", 0);
	services = stored("Service");
	cJSON_ArrayForEach (service, services) {
		const char *revision = json_str_at(service, "metadata", "resourceVersion", NULL);

		if (text_starts_with(json_str_at(service, "metadata", "name", NULL), "s") &&
		    !text_list_contains(&revisions, revision))
			text_list_add(&revisions, revision);
	}
	cr_expect_eq(json_size(services), (size_t)DOCUMENTS + 1);
	cr_expect_eq(revisions.n, (size_t)GROUPS, "%zu commits", revisions.n);
}

Test(create, dry_runs_store_nothing)
{
	CLEANUP(json) cJSON *services = NULL;

	init();
	expect("create -f - --dry-run=client", SERVICE("a", "10.96.0.5"),
	       "service/a created (dry run)\n", "", 0);
	expect("create -f - --dry-run=server", SERVICE("a", "10.96.0.5"),
	       "service/a created (server dry run)\n", "", 0);
	expect("create service clusterip a --tcp=80 --dry-run=server", NULL,
	       "service/a created (server dry run)\n", "", 0);
	services = stored("Service");
	cr_expect_eq(json_size(services), 1U, "only the service kubernetes");
}

Test(create, client_dry_run_needs_no_state)
{
	expect("create -f - --dry-run=client -o name", SERVICE("a", "10.96.0.5"), "service/a\n", "",
	       0);
	cr_expect_neq(access(state, F_OK), 0, "a state file was made");
}

Test(create, service_ports)
{
	static const struct {
		const char *tcp, *err;
	} rows[] = {
		{ "80", "" },
		{ "80:8080", "" },
		{ "80:http", "" },
		{ "0", "" },
		{ "65535:65535", "" },
		{ "65536", "error: strconv.ParseUint: parsing \"65536\": value out of range\n" },
		{ "99999999999999999999999", "error: strconv.ParseUint: parsing "
					     "\"99999999999999999999999\": value out of range\n" },
		{ "99999999999999999999x",
		  "error: strconv.ParseUint: parsing \"99999999999999999999x\": invalid syntax\n" },
		{ "+80", "error: strconv.ParseUint: parsing \"+80\": invalid syntax\n" },
		{ ":80", "error: strconv.ParseUint: parsing \"\": invalid syntax\n" },
		{ "80:0", "error: must be between 1 and 65535, inclusive\n" },
		{ "80:-1", "error: must be between 1 and 65535, inclusive\n" },
		{ "80:+8080", "" },
		{ "80:99999999999999999999", "error: must be no more than 15 characters,must "
					     "contain at least one letter (a-z)\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str)
		char *line = xasprintf("create service clusterip a --tcp=%s --dry-run=client",
				       rows[i].tcp);
		bool ok = *rows[i].err == '\0';

		expect(line, NULL, ok ? "service/a created (dry run)\n" : "", rows[i].err, !ok);
	}
}

/* ---- apply ---- */

Test(apply, created_unchanged_configured)
{
	static const char first[] = SERVICE("a", "10.96.0.5");
	static const char second[] = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{"
				     "\"name\":\"a\",\"labels\":{"
				     "\"x\":\"y\"}},\"spec\":{\"ports\":[{\"port\":81}]}}";

	init();
	expect("apply -f -", first, "service/a created\n", "", 0);
	expect("apply -f -", first, "service/a unchanged\n", "", 0);
	expect("apply -f - --dry-run=server", second, "service/a configured (server dry run)\n", "",
	       0);
	expect("apply -f -", second, "service/a configured\n", "", 0);
	expect("apply -f -", second, "service/a unchanged\n", "", 0);
}

Test(apply, a_document_sees_the_one_before_it)
{
	init();
	expect("apply -f -", SERVICE("a", "10.96.0.5") SERVICE("a", "10.96.0.5"),
	       "service/a created\nservice/a unchanged\n", "", 0);
}

Test(apply, a_refused_patch_is_shown)
{
	static const char *const bad =
		"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\","
		"\"resourceVersion\":\"1\"},\"spec\":{\"ports\":[{\"port\":80}]}}";
	struct outcome got;

	init();
	expect("apply -f -", SERVICE("a", "10.96.0.5"), "service/a created\n", "", 0);
	got = run_on(state, "apply -f -", bad);
	cr_expect(text_starts_with(got.err,
				   "Error from server (Conflict): error when applying patch:\n{"),
		  "%s", got.err);
	cr_expect_not_null(strstr(
		got.err,
		"}\nto:\nResource: \"/v1, Resource=services\", GroupVersionKind: \"/v1, "
		"Kind=Service\"\nName: \"a\", Namespace: \"default\"\nfor: \"STDIN\": error "
		"when patching \"STDIN\": Operation cannot be fulfilled on services \"a\": "));
	cr_expect_eq(got.status, 1);
	outcome_finish(&got);
}

Test(apply, objects_are_printed_only_when_nothing_failed)
{
	init();
	expect("apply -o yaml -f -", SERVICE("a", "10.96.0.5") SERVICE("b", "192.0.2.1"), "", NULL,
	       1);
}

/* ---- delete ---- */

Test(delete, many_objects_in_pages, .timeout = 60)
{
	enum { DOCUMENTS = 1100 };
	CLEANUP(strbuf) struct strbuf input = STRBUF_INIT, want = STRBUF_INIT;
	CLEANUP(json) cJSON *addresses = NULL;
	struct outcome got;

	init();
	for (int i = 0; i < DOCUMENTS; i++) {
		strbuf_addf(
			&input,
			"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":"
			"\"s%04d\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"ports\":[{\"port\":80}]}}",
			i);
		strbuf_addf(&want, "service \"s%04d\" deleted\n", i);
	}
	got = run_on(state, "create -f -", input.text);
	outcome_finish(&got);
	expect("delete svc -l a=b", NULL, want.text, "", 0);
	expect("delete svc -l a=b", NULL, "No resources found\n", "", 0);
	addresses = stored("IPAddress");
	cr_expect_eq(json_size(addresses), 1U, "only that of the service kubernetes");
}

/* The range is held by the address that only it offers. */
static void hold_range(void)
{
	static const char range[] =
		"{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"ServiceCIDR\",\"metadata\":{"
		"\"name\":\"extra\"},\"spec\":{\"cidrs\":[\"10.100.0.0/24\"]}}";

	init();
	expect("create -f -", range, "servicecidr.networking.k8s.io/extra created\n", "", 0);
	expect("create service clusterip a --tcp=80 --clusterip=10.100.0.7", NULL,
	       "service/a created\n", "", 0);
}

Test(delete, a_held_object_is_not_waited_for)
{
	hold_range();
	expect("delete servicecidr extra", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n", "", 0);
	expect("delete servicecidr extra --wait=false --timeout=1h", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n", "", 0);
}

Test(delete, a_wait_that_was_asked_for_times_out)
{
	hold_range();
	expect("delete servicecidr extra --timeout=1ms", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n",
	       "error: timed out waiting for the condition on servicecidrs/extra\n", 1);
}

Test(delete, what_is_gone_needs_no_wait, .timeout = 10)
{
	hold_range();
	expect("delete svc a --wait", NULL, "service \"a\" deleted\n", "", 0);
	expect("delete servicecidr extra --wait --hints", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n", "", 0);
	expect("create namespace team", NULL, "namespace/team created\n", "", 0);
	expect("delete ns team --wait --hints", NULL, "namespace \"team\" deleted\n", "", 0);
}

Test(delete, hint_says_why)
{
	hold_range();
	expect("delete servicecidr extra --hints", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n",
	       "hint: servicecidr.networking.k8s.io/extra stays for now, held by "
	       "networking.k8s.io/service-cidr-finalizer (1 address): There are still "
	       "IPAddresses referencing "
	       "the ServiceCIDR, please remove them or create a new ServiceCIDR\n",
	       0);
}

/* ---- import, export ---- */

Test(import, export_and_back_is_exact)
{
	CLEANUP(str) char *copy = xasprintf("%s/copy.db", folder);
	CLEANUP(str) char *yaml_copy = xasprintf("%s/yaml.db", folder);
	struct outcome json, yaml, again;

	hold_range();
	expect("delete servicecidr extra", NULL,
	       "servicecidr.networking.k8s.io \"extra\" deleted\n", "", 0);
	json = run_on(state, "export", NULL);
	yaml = run_on(state, "export -o yaml", NULL);
	again = run_on(copy, "import --raw -", json.out);
	cr_expect_eq(again.status, 0, "%s", again.err);
	outcome_finish(&again);
	again = run_on(copy, "export", NULL);
	cr_expect_str_eq(again.out, json.out);
	outcome_finish(&again);
	again = run_on(yaml_copy, "import --raw -f -", yaml.out);
	cr_expect_eq(again.status, 0, "%s", again.err);
	outcome_finish(&again);
	again = run_on(yaml_copy, "export", NULL);
	cr_expect_str_eq(again.out, json.out);
	outcome_finish(&again);
	outcome_finish(&json);
	outcome_finish(&yaml);
}

Test(import, needs_a_new_state)
{
	CLEANUP(str) char *message = NULL;

	init();
	message = xasprintf("error: %s holds a cluster already: import into a new file (--state "
			    "FILE)\n",
			    state);
	expect("import -", SERVICE("a", "10.96.0.5"), "", message, 1);
}

Test(import, of_nothing_leaves_no_state)
{
	expect("import -", "# nothing\n", "", "error: no objects passed to import\n", 1);
	expect("import - --raw", "a: [", "",
	       "error: error parsing STDIN: error converting YAML to JSON: yaml: line 1: did not "
	       "find "
	       "expected node content\n",
	       1);
	cr_expect_neq(access(state, F_OK), 0, "a state file was made");
}

#define LIVE_RANGE                                                                                 \
	"{\"apiVersion\":\"networking.k8s.io/"                                                     \
	"v1\",\"kind\":\"ServiceCIDR\",\"metadata\":{\"name\":"                                    \
	"\"kubernetes\",\"finalizers\":[\"networking.k8s.io/service-cidr-finalizer\"]},\"spec\":{" \
	"\"cidrs\":[\"10.7.0.0/24\"]},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":" \
	"\"True\",\"message\":\"Kubernetes Service CIDR is ready\",\"reason\":\"\","               \
	"\"lastTransitionTime\":\"2025-01-01T00:00:00Z\"}]}}\n"

#define LIVE_SERVICE                                                                              \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\",\"namespace\":" \
	"\"default\"},\"spec\":{\"clusterIP\":\"10.7.0.9\",\"clusterIPs\":[\"10.7.0.9\"],"        \
	"\"ipFamilies\":[\"IPv4\"],\"ipFamilyPolicy\":\"SingleStack\",\"type\":\"ClusterIP\","    \
	"\"sessionAffinity\":\"None\",\"ports\":[{\"port\":80,\"protocol\":\"TCP\","              \
	"\"targetPort\":80}]}}\n"

/* What the file lacks is added, in its own range; what controllers would mend is told. */
Test(import, rehearses_a_cluster)
{
	expect("import -", LIVE_RANGE LIVE_SERVICE,
	       "imported 2 objects\n"
	       "service/default/a: ClusterIPNotAllocated: Cluster IP [IPv4]: 10.7.0.9 is not "
	       "allocated; repairing\n",
	       "", 0);
	expect("get svc kubernetes -o name", NULL, "service/kubernetes\n", "", 0);
	expect("get ip -o name", NULL, "ipaddress.networking.k8s.io/10.7.0.1\n", "", 0);
}

Test(import, raw_adds_nothing)
{
	expect("import --raw -", LIVE_SERVICE, "imported 1 objects\n", "", 0);
	expect("get svc,ns,servicecidr -A -o name", NULL, "service/a\n", "", 0);
}
