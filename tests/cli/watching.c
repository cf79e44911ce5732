/* get -w and wait: one process watches while this one writes. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cidrctl/cli.h"
#include "cidrctl/json.h"
#include "cidrctl/text.h"

/* ---- running command lines ---- */

static char folder[] = "/tmp/cidrctl-watching-XXXXXX";
static char *state, *out_path, *err_path;

/* Splits the line at spaces, runs it, and returns its exit status. */
static int run_to(const char *line, FILE *out, FILE *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	FILE *in = fopen("/dev/null", "r");
	int status;

	text_list_add(&words, "kubectl");
	text_list_add(&words, "--state");
	text_list_add(&words, state);
	text_list_split(&words, line, ' ');
	status = cli_main((int)words.n, words.items, in, out, err);
	fclose(in);
	return status;
}

/* Runs lines, ended by NULL, that must succeed. */
static void do_all(const char *const *lines)
{
	for (; *lines != NULL; lines++) {
		char *text;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		int status = run_to(*lines, out, out);

		fclose(out);
		cr_assert_eq(status, 0, "%s: %s", *lines, text);
		free(text);
	}
}
#define DO(...) do_all((const char *const[]) { __VA_ARGS__, NULL })

static void begin(void)
{
	char template[] = "/tmp/cidrctl-watching-XXXXXX";

	strcpy(folder, template);
	cr_assert_not_null(mkdtemp(folder));
	state = xasprintf("%s/state.db", folder);
	out_path = xasprintf("%s/out", folder);
	err_path = xasprintf("%s/err", folder);
	setenv("CIDRCTL_NOW", "2025-06-01T10:00:00Z", 1);
	setenv("CIDRCTL_SEED", "1", 1);
	DO("init --service-cluster-ip-range 10.96.0.0/20", "create ns team",
	   "create service clusterip web -n team --clusterip=None");
}

static void end(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_expect_eq(system(command), 0);
	free(state);
	free(out_path);
	free(err_path);
}

TestSuite(watching, .init = begin, .fini = end);

/* ---- the process that watches ---- */

static pid_t start(const char *line)
{
	pid_t process;

	/* What an earlier one left would be taken for its own. */
	unlink(out_path);
	unlink(err_path);
	process = fork();
	cr_assert(process >= 0);
	if (process == 0) {
		FILE *out = fopen(out_path, "w"), *err = fopen(err_path, "w");
		int status;

		setvbuf(err, NULL, _IONBF, 0);
		status = run_to(line, out, err);
		fclose(out);
		fclose(err);
		_exit(status);
	}
	return process;
}

static int finish(pid_t process)
{
	int status;

	cr_assert_eq(waitpid(process, &status, 0), process);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* What is in the file now. Owned. */
static char *read_text(const char *path)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;
	FILE *file = fopen(path, "r");
	int c;

	if (file == NULL)
		return xstrdup("");
	while ((c = getc(file)) != EOF)
		strbuf_add_char(&text, (char)c);
	fclose(file);
	return strbuf_detach(&text);
}

/* Waits until the watcher has printed this much; what it has printed after ten seconds is wrong. */
static void expect_printed(const char *wanted, const char *row)
{
	const struct timespec nap = { .tv_nsec = 5000000 };

	for (int i = 0;; i++) {
		CLEANUP(str) char *text = read_text(out_path);

		if (strcmp(text, wanted) == 0)
			return;
		cr_assert(i < 2000, "%s:\n--- want\n%s--- got\n%s", row, wanted, text);
		nanosleep(&nap, NULL);
	}
}

static void expect_said(const char *wanted, const char *row)
{
	CLEANUP(str) char *text = read_text(err_path);

	cr_expect_str_eq(text, wanted, "%s:\n--- want\n%s--- got\n%s", row, wanted, text);
}

/* Starts it with a trace of its requests, and waits for the first of them: from then on nothing that
 * happens escapes it. */
static pid_t begin_watching(const char *line)
{
	CLEANUP(str) char *traced = xasprintf("%s -v=6", line);
	const struct timespec nap = { .tv_nsec = 5000000 };
	pid_t process = start(traced);

	for (int i = 0;; i++) {
		CLEANUP(str) char *text = read_text(err_path);

		if (strstr(text, "] GET ") != NULL && strchr(text, '\n') != NULL)
			return process;
		cr_assert(i < 2000, "%s: does not begin: %s", line, text);
		nanosleep(&nap, NULL);
	}
}

/* Nothing but the trace. */
static void expect_only_trace(const char *row)
{
	CLEANUP(str) char *text = read_text(err_path);
	CLEANUP(text_list) struct text_list lines = TEXT_LIST_INIT;

	text_list_split(&lines, text, '\n');
	for (size_t i = 0; i < lines.n; i++)
		cr_expect(*lines.items[i] == '\0' ||
				  text_ends_with(lines.items[i], " milliseconds"),
			  "%s: %s", row, lines.items[i]);
}

/* Watches, and stops when all has been printed: first what there is, then what the lines do. */
static void watch(const char *line, const char *const *lines, const char *before, const char *after)
{
	CLEANUP(str) char *both = xasprintf("%s%s", before, after);
	pid_t process = begin_watching(line);

	expect_printed(before, line);
	do_all(lines);
	expect_printed(both, line);
	cr_expect_eq(kill(process, SIGTERM), 0);
	cr_expect_eq(finish(process), 1, "%s", line);
	expect_printed(both, line);
	expect_only_trace(line);
}
#define LINES(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* ---- get -w ---- */

#define HEADER "NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n"
#define ROW(name) name "    ClusterIP   None         <none>        <none>    0s\n"

Test(watching, a_table)
{
	watch("get svc -n team -w",
	      LINES("create service clusterip one -n team --clusterip=None",
		    "label svc one -n team a=b", "delete svc web -n team",
		    "create service clusterip two -n default --clusterip=None"),
	      HEADER ROW("web"), ROW("one") ROW("one") ROW("web"));
}

Test(watching, the_header_comes_with_the_first_row)
{
	watch("get svc -n none -w",
	      LINES("create ns none", "create service clusterip one -n none --clusterip=None"), "",
	      HEADER ROW("one"));
}

Test(watching, cluster_scoped)
{
	watch("get ns -w", LINES("create ns b"),
	      "NAME              STATUS   AGE\n"
	      "default           Active   0s\n"
	      "kube-node-lease   Active   0s\n"
	      "kube-public       Active   0s\n"
	      "kube-system       Active   0s\n"
	      "team              Active   0s\n",
	      "b                 Active   0s\n");
}

Test(watching, a_selector)
{
	watch("get svc -A -w -l a=b --output-watch-events -o "
	      "jsonpath={.type}{.object.metadata.name}/",
	      LINES("label svc web -n team a=b", "annotate svc web -n team c=d",
		    "label svc web -n team a-", "label svc web -n team a=b",
		    "delete svc web -n team"),
	      "", "ADDEDweb/MODIFIEDweb/DELETEDweb/ADDEDweb/DELETEDweb/");
}

Test(watching, events_in_a_table)
{
	watch("get svc -n team -w --output-watch-events",
	      LINES("label svc web -n team a=b", "delete svc web -n team"),
	      "EVENT      NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n"
	      "ADDED      web    ClusterIP   None         <none>        <none>    0s\n",
	      "MODIFIED   web    ClusterIP   None         <none>        <none>    0s\n"
	      "DELETED    web    ClusterIP   None         <none>        <none>    0s\n");
}

Test(watching, one_object)
{
	watch("get svc/web -n team -w -o name",
	      LINES("create service clusterip one -n team --clusterip=None",
		    "label svc --all -n team a=b", "delete svc web -n team"),
	      "service/web\n", "service/web\nservice/web\n");
}

Test(watching, only)
{
	watch("get svc -n team --watch-only -o name",
	      LINES("create service clusterip one -n team --clusterip=None"), "", "service/one\n");
}

Test(watching, an_object_of_a_file)
{
	CLEANUP(str) char *path = xasprintf("%s/web.yaml", folder);
	CLEANUP(str) char *line = xasprintf("get -f %s -w -o name", path);
	FILE *file = fopen(path, "w");

	fputs("apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: team}\n", file);
	fclose(file);
	watch(line, LINES("label svc web -n team a=b"), "service/web\n", "service/web\n");
}

Test(watching, json_objects_follow_each_other)
{
	watch("get ns/team -w -o jsonpath-as-json={.metadata.labels.a}",
	      LINES("label ns team a=1", "label ns team a=2 --overwrite"), "[]\n",
	      "[\n    \"1\"\n]\n[\n    \"2\"\n]\n");
}

/* Every commit of many is told, in order and once. */
Test(watching, a_burst)
{
	CLEANUP(strbuf) struct strbuf wanted = STRBUF_INIT;
	pid_t process = begin_watching(
		"get ns -w -o custom-columns=N:.metadata.labels.n --no-headers -l n");

	for (int i = 1000; i < 1100; i++) {
		CLEANUP(str) char *line = xasprintf("label ns team n=%d --overwrite", i);

		DO(line);
		strbuf_addf(&wanted, "%d\n", i);
	}
	expect_printed(wanted.text, "burst");
	kill(process, SIGINT);
	cr_expect_eq(finish(process), 1);
}

/* ---- events -w ---- */

Test(watching, events)
{
	CLEANUP(str) char *path = xasprintf("%s/event.json", folder);
	CLEANUP(str) char *line = xasprintf("create -f %s", path);
	FILE *file = fopen(path, "w");

	fputs("{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"e\","
	      "\"namespace\":"
	      "\"team\"},\"involvedObject\":{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"name\":"
	      "\"web\",\"namespace\":"
	      "\"team\"},\"type\":\"Normal\",\"reason\":\"Tried\",\"message\":\"It works.\","
	      "\"firstTimestamp\":\"2025-06-01T09:59:00Z\"}",
	      file);
	fclose(file);
	watch("events -A -w --types=Normal --for svc/web", LINES(line, "delete event e -n team"),
	      "",
	      "NAMESPACE   LAST SEEN   TYPE     REASON   OBJECT        MESSAGE\n"
	      "team        60s         Normal   Tried    Service/web   It works.\n");
}

/* ---- how it ends ---- */

static void expect(const char *line, const char *out, const char *err, int status)
{
	pid_t process = start(line);

	cr_expect_eq(finish(process), status, "%s", line);
	expect_printed(out, line);
	expect_said(err, line);
}

Test(watching, ends_and_refusals)
{
	static const struct {
		const char *line, *out, *err;
		int status;
	} rows[] = {
		{ "get ns/team -w -o name --request-timeout=100ms", "namespace/team\n", "", 0 },
		{ "get ns/team -w -o name --request-timeout=1", "namespace/team\n", "", 0 },
		{ "get ns/nope -w", "",
		  "Error from server (NotFound): namespaces \"nope\" not found\n", 1 },
		{ "get ns/nope -w --ignore-not-found", "", "", 0 },
		{ "get ns,svc -w", "", "error: you may only specify a single resource type\n", 1 },
		{ "get ns team default -w -o name", "namespace/team\nnamespace/default\n",
		  "error: you may only watch a single resource or type of resource at a time\n",
		  1 },
		{ "get ns team --output-watch-events", "",
		  "error: --output-watch-events option can only be used with --watch or "
		  "--watch-only\n",
		  1 },
		{ "get ns -w -o nonsense --request-timeout=1s", "", NULL, 1 },
		{ "get ns -l a,,b -w", "",
		  "Error from server (BadRequest): Unable to find \"/v1, Resource=namespaces\" "
		  "that "
		  "match label selector \"a,,b\", field selector \"\": found ',', expected: "
		  "identifier after ','\n",
		  1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].err == NULL)
			cr_expect_eq(finish(start(rows[i].line)), rows[i].status, "%s",
				     rows[i].line);
		else
			expect(rows[i].line, rows[i].out, rows[i].err, rows[i].status);
	}
}

/* ---- wait ---- */

/* Starts to wait, does the lines, and compares. */
static void wait_while(const char *line, const char *const *lines, const char *out)
{
	pid_t process = begin_watching(line);

	cr_expect_eq(waitpid(process, NULL, WNOHANG), 0, "%s: does not wait", line);
	do_all(lines);
	cr_expect_eq(finish(process), 0, "%s", line);
	expect_printed(out, line);
	expect_only_trace(line);
}

Test(watching, wait_for_what_others_do)
{
	wait_while("wait --for=create ns/a ns/b", LINES("create ns a", "create ns b"),
		   "namespace/a condition met\nnamespace/b condition met\n");
	wait_while("wait --for=create svc -n team -l x=y", LINES("label svc web -n team x=y"),
		   "service/web condition met\n");
	wait_while("wait --for=jsonpath={.metadata.labels.k}=v ns team a",
		   LINES("label ns team k=w", "label ns a k=v", "label ns team k=v --overwrite"),
		   "namespace/team condition met\nnamespace/a condition met\n");
	wait_while("wait --for=jsonpath={.metadata.labels.q} ns/a", LINES("label ns a q=r"),
		   "namespace/a condition met\n");
	wait_while("wait --for=delete ns/a -o name", LINES("delete ns a"), "namespace/a\n");
	/* Another object of that name is not the one that was waited for. */
	wait_while("wait --for=delete svc/web -n team",
		   LINES("delete svc web -n team",
			 "create service clusterip web -n team --clusterip=None"),
		   "service/web condition met\n");
}

Test(watching, what_waits_for_nothing)
{
	static const struct {
		const char *line, *out, *err;
		int status;
	} rows[] = {
		{ "wait --for=delete ns/nope", "", "", 0 },
		{ "wait --for=create ns/team", "namespace/team condition met\n", "", 0 },
		{ "wait --for=create ns/nope --timeout=0", "",
		  "error: timed out waiting for the condition\n", 1 },
		{ "wait --for=delete ns/team --timeout=0", "",
		  "error: condition not met for namespaces/team\n", 1 },
		{ "wait --for=jsonpath={.metadata} ns/team", "namespace/team condition met\n", "",
		  0 },
		{ "wait --for=jsonpath={.metadata}=x ns/team", "",
		  "error: jsonpath leads to a nested object or list which is not supported\n", 1 },
		{ "wait --for=jsonpath={.metadata['name','uid']}=x ns/team", "",
		  "error: given jsonpath expression matches more than one value\n", 1 },
		{ "wait --for=jsonpath={.metadata.name}= ns/team", "",
		  "error: jsonpath wait has to have a value after equal sign\n", 1 },
		{ "wait --for=jsonpath={.metadata.name}=a=b ns/team", "",
		  "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 "
		  "or --for=jsonpath='{.status.readyReplicas}'\n",
		  1 },
		{ "wait --for=jsonpath={.metadata.name}='team' ns/team",
		  "namespace/team condition met\n", "", 0 },
		{ "wait --for=jsonpath= ns/team", "",
		  "error: jsonpath expression cannot be empty\n", 1 },
		{ "wait --for=condition=Ready=False servicecidr/kubernetes --timeout=0", "",
		  "error: condition not met for servicecidrs/kubernetes\n", 1 },
		{ "wait --for=CONDITION=READY=TRUE servicecidr/kubernetes",
		  "servicecidr.networking.k8s.io/kubernetes condition met\n", "", 0 },
		{ "wait --for=condition=Ready svc --all -l a=b", "",
		  "error: cannot set --all and --selector at the same time\n", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		expect(rows[i].line, rows[i].out, rows[i].err, rows[i].status);
}

Test(watching, delete_waits_when_told_to)
{
	DO("create ns held",
	   "patch ns held --type=merge -p {\"metadata\":{\"finalizers\":[\"a.example/b\"]}}");
	wait_while("delete ns held --wait --timeout=60s",
		   LINES("patch ns held --type=merge -p {\"metadata\":{\"finalizers\":null}}"),
		   "namespace \"held\" deleted\n");
}
