/* Services on the command line: the collected cases of what commands print and return, and what
 * `create service` and `create namespace` make of their flags without a server. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/cli.h"
#include "cidrctl/text.h"

static char folder[] = "/tmp/cidrctl-services-XXXXXX";

static void begin_state(void)
{
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
	setenv("CIDRCTL_NOW", "2025-06-01T10:00:00Z", 1);
	setenv("CIDRCTL_SEED", "1", 1);
}

static void end_state(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_expect_eq(system(command), 0);
}

TestSuite(services, .init = begin_state, .fini = end_state);

struct outcome {
	char *out, *err;
	int status;
};

/* Splits the line at spaces and runs it. */
static struct outcome run(const char *state, const char *line)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	struct outcome outcome = { .out = NULL };
	size_t out_size, err_size;
	FILE *in = tmpfile(), *out = open_memstream(&outcome.out, &out_size);
	FILE *err = open_memstream(&outcome.err, &err_size);

	text_list_add(&words, "kubectl");
	text_list_add(&words, "--state");
	text_list_add(&words, state);
	text_list_split(&words, line, ' ');
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

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static void expect(const char *row, const char *state, const char *line, const char *out,
		   const char *err, int status)
{
	struct outcome got = run(state, line);

	cr_expect_str_eq(got.out, out, "%s: stdout\n--- want\n%s--- got\n%s", row, out, got.out);
	cr_expect_str_eq(got.err, err, "%s: stderr\n--- want\n%s--- got\n%s", row, err, got.err);
	cr_expect_eq(got.status, status, "%s: exit status %d", row, got.status);
	outcome_finish(&got);
}

/* ---- with a state ---- */

#define DOCUMENT(name, fields) \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name "}\nspec: {" fields "}\n"
#define PORTS "ports: [{port: 80}]"
#define X DOCUMENT("x", PORTS)
#define X_AT(ip) DOCUMENT("x", "clusterIP: " ip ", " PORTS)
#define CREATE_X "create service clusterip x --tcp=80"
#define TAKE_10 "create service clusterip taken --tcp=80 --clusterip=10.96.0.10"
#define FILL_ONE(name) "create service clusterip " name " --tcp=80"
/* All that a /29 has, but for the address of Service kubernetes. */
#define FILL FILL_ONE("a") ";" FILL_ONE("b") ";" FILL_ONE("c") ";" FILL_ONE("d") ";" FILL_ONE("e")
#define FULL "Internal error occurred: failed to allocate a serviceIP: range is full\n"
#define TAKEN(name)                                                                           \
	"Service \"" name "\" is invalid: spec.clusterIPs: Invalid value: "                   \
	"[]string{\"10.96.0.10\"}: failed to allocate IP 10.96.0.10: provided IP is already " \
	"allocated\n"
#define LABEL_TEXT                                                                           \
	"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start " \
	"with an alphabetic character, and end with an alphanumeric character (e.g. "        \
	"'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

/* before: command lines joined by ";"; file: svc.yaml's text. */
static const struct {
	const char *row, *before, *file, *line, *out, *err;
} rows[] = {
	{ "cli-001", TAKE_10, X_AT("10.96.0.10"), "create -f svc.yaml", "", "The " TAKEN("x") },
	{ "cli-003", FILL, X, "create -f svc.yaml", "",
	  "Error from server (InternalError): error when creating \"svc.yaml\": " FULL },
	{ "cli-004", FILL, "", "create service clusterip x --tcp 80", "",
	  "error: failed to create ClusterIP service: " FULL },
	{ "cli-006", CREATE_X, "", CREATE_X, "",
	  "error: failed to create ClusterIP service: services \"x\" already exists\n" },
	{ "cli-007", CREATE_X " --clusterip=10.96.0.10", X_AT("10.96.0.10"), "create -f svc.yaml",
	  "", "The " TAKEN("x") },
	{ "cli-009", "", DOCUMENT("X", ""), "create -f svc.yaml", "",
	  "The Service \"X\" is invalid: \n* metadata.name: Invalid value: "
	  "\"X\": " LABEL_TEXT "\n* spec.ports: Required value\n" },
	{ "cli-010", CREATE_X " --clusterip=10.96.0.9", X_AT("10.96.0.1"), "apply -f svc.yaml", "",
	  "Warning: resource services/x is missing the "
	  "kubectl.kubernetes.io/last-applied-configuration annotation which is required "
	  "by "
	  "kubectl apply. kubectl apply should only be used on resources created "
	  "declaratively by "
	  "either kubectl create --save-config or kubectl apply. The missing annotation "
	  "will be "
	  "patched automatically.\n"
	  "The Service \"x\" is invalid: spec.clusterIPs[0]: Invalid value: "
	  "[]string{\"10.96.0.1\"}: may not change once set\n" },
	{ "cli-012", "", X, "apply -f svc.yaml", "service/x created\n", "" },
	{ "cli-013", "apply -f svc.yaml", X, "apply -f changed.yaml", "service/x configured\n",
	  "" },
	{ "cli-015", "", X, "apply -f svc.yaml --dry-run=server",
	  "service/x created (server dry run)\n", "" },
	{ "cli-016", "", X, "create -f svc.yaml --dry-run=client", "service/x created (dry run)\n",
	  "" },
	{ "no Services in a namespace", "", "", "get svc -n kube-public", "",
	  "No resources found in kube-public namespace.\n" },
	{ "cli-021", CREATE_X, "", "delete svc x", "service \"x\" deleted\n", "" },
	{ "cli-022", "", "", "delete ns default", "",
	  "Error from server (Forbidden): namespaces \"default\" is forbidden: this "
	  "namespace may "
	  "not be deleted\n" },
	{ "cli-024", "", "apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: foo}\n",
	  "create -f svc.yaml -n bar", "",
	  "error: the namespace from the provided object \"foo\" does not match the "
	  "namespace "
	  "\"bar\". You must pass '--namespace=foo' to perform this operation.\n" },
	{ "cli-025", "", "apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n", "create -f svc.yaml",
	  "",
	  "error: resource mapping not found for name: \"x\" namespace: \"\" from "
	  "\"svc.yaml\": no "
	  "matches for kind \"Foo\" in version \"v1\"\nensure CRDs are installed first\n" },
	{ "cli-028", TAKE_10,
	  X_AT("10.96.0.10") "---\n" DOCUMENT("z", "clusterIP: 10.96.0.10, " PORTS),
	  "create -f svc.yaml", "",
	  "Error from server (Invalid): error when creating \"svc.yaml\": " TAKEN(
		  "x") "Error from server (Invalid): error when creating "
		       "\"svc.yaml\": " TAKEN("z") },
	{ "cli-030", "", "", "get svc --field-selector spec.foo=1", "",
	  "Error from server (BadRequest): Unable to find \"/v1, Resource=services\" that "
	  "match "
	  "label selector \"\", field selector \"spec.foo=1\": field label not supported: "
	  "spec.foo\n" },
	{ "a node port that is taken", "create service nodeport a --tcp=80 --node-port=30080", "",
	  "create service nodeport b --tcp=80 --node-port=30080", "",
	  "error: failed to create NodePort service: Service \"b\" is invalid: "
	  "spec.ports[0].nodePort: Invalid value: 30080: provided port is already "
	  "allocated\n" },
};

static void prepare(const char *state, const char *lines, bool full)
{
	CLEANUP(text_list) struct text_list list = TEXT_LIST_INIT;

	text_list_add(&list, full ? "init --service-cluster-ip-range 10.96.0.0/29"
				  : "init --service-cluster-ip-range 10.96.0.0/20");
	if (*lines != '\0')
		text_list_split(&list, lines, ';');
	for (size_t i = 0; i < list.n; i++) {
		struct outcome got = run(state, list.items[i]);

		cr_assert_eq(got.status, 0, "%s: %s", list.items[i], got.err);
		outcome_finish(&got);
	}
}

static void prepare_raw(const char *line)
{
	struct outcome got = run("raw.db", line);

	cr_assert_eq(got.status, 0, "%s: %s", line, got.err);
	outcome_finish(&got);
}

Test(services, cases)
{
	write_file("changed.yaml", DOCUMENT("x", "ports: [{port: 81}]"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CLEANUP(str) char *state = xasprintf("%zu.db", i);

		write_file("svc.yaml", rows[i].file);
		prepare(state, rows[i].before, strcmp(rows[i].before, FILL) == 0);
		expect(rows[i].row, state, rows[i].line, rows[i].out, rows[i].err,
		       text_starts_with(rows[i].err, "Error") ||
			       text_starts_with(rows[i].err, "error") ||
			       strstr(rows[i].err, "is invalid") != NULL);
	}
}

/* A cluster is never without Service kubernetes; an imported one may be. */
Test(services, none_at_all)
{
	write_file("empty.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n");
	prepare_raw("import --raw -f empty.yaml");
	expect("cli-018", "raw.db", "get svc", "", "No resources found in default namespace.\n", 0);
	expect("cli-019", "raw.db", "get svc -A", "", "No resources found\n", 0);
}

/* ---- without one ---- */

#define HEAD "apiVersion: v1\nkind: Service\nmetadata:\n  creationTimestamp: null\n"
#define METADATA HEAD "  labels:\n    app: web\n  name: web\n"
#define PORT(name, number, target) \
	"  - name: " name "\n    port: " number "\n    protocol: TCP\n    targetPort: " target "\n"
#define TAIL(type) "  selector:\n    app: web\n  type: " type "\nstatus:\n  loadBalancer: {}\n"
#define NUMBERED(number)                                                   \
	"  - name: \"" number "\"\n    nodePort: 30080\n    port: " number \
	"\n    protocol: TCP\n    targetPort: " number "\n"
#define NAMESPACE "apiVersion: v1\nkind: Namespace\nmetadata:\n"
#define JSON_HEAD                                                                           \
	"{\n    \"kind\": \"Service\",\n    \"apiVersion\": \"v1\",\n    \"metadata\": {\n" \
	"        \"name\": \"web\",\n        \"creationTimestamp\": null,\n"                \
	"        \"labels\": {\n            \"app\": \"web\"\n        }\n    },\n"          \
	"    \"spec\": {\n"
#define JSON_SELECTOR "        \"selector\": {\n            \"app\": \"web\"\n        },\n"
#define JSON_TAIL "    },\n    \"status\": {\n        \"loadBalancer\": {}\n    }\n}\n"
#define CREATED "service/web created (dry run)\n"
#define RANGE "must be between 1 and 65535, inclusive\n"
#define ALPHA "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
#define CLUSTERIP "service clusterip web --tcp=80"

/* line: between "create" and "--dry-run=client". */
static const struct {
	const char *line, *out, *err;
} dry_rows[] = {
	{ CLUSTERIP, CREATED, "" },
	{ "svc clusterip web --tcp=80", CREATED, "" },
	{ CLUSTERIP " -o name", "service/web\n", "" },
	{ CLUSTERIP " -n other -o name", "service/web\n", "" },
	{ CLUSTERIP " -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("\"80\"", "80", "80") TAIL("ClusterIP"), "" },
	{ CLUSTERIP " -oyaml --save-config --show-managed-fields",
	  METADATA "spec:\n  ports:\n" PORT("\"80\"", "80", "80") TAIL("ClusterIP"), "" },
	{ CLUSTERIP " -n kube-system --output=yaml",
	  METADATA "  namespace: kube-system\nspec:\n  ports:\n" PORT("\"80\"", "80", "80")
		  TAIL("ClusterIP"),
	  "" },
	{ CLUSTERIP " --clusterip=None -o yaml",
	  METADATA "spec:\n  clusterIP: None\n  ports:\n" PORT("\"80\"", "80", "80")
		  TAIL("ClusterIP"),
	  "" },
	/* Nothing is judged that the server judges. */
	{ CLUSTERIP " --clusterip=none", CREATED, "" },
	{ CLUSTERIP " --clusterip=bogus", CREATED, "" },
	{ CLUSTERIP " --clusterip=", CREATED, "" },
	{ "service clusterip Bad_Name --tcp=80", "service/Bad_Name created (dry run)\n", "" },
	{ "service clusterip web --tcp=80:8080,443:https -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("80-8080", "80", "8080")
		  PORT("443-https", "443", "https") TAIL("ClusterIP"),
	  "" },
	{ "service clusterip web --tcp=80 --tcp=80 -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("\"80\"", "80", "80") PORT("\"80\"", "80", "80")
		  TAIL("ClusterIP"),
	  "" },
	{ "service clusterip web --tcp=0 -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("\"0\"", "0", "0") TAIL("ClusterIP"), "" },
	{ "service clusterip web --tcp=80:8080 -o jsonpath={.spec.ports[0].name}", "80-8080", "" },
	{ "service clusterip web", "",
	  "error: at least one tcp port specifier must be provided\n" },
	{ "service clusterip web --tcp=80:a_b", "", "error: " ALPHA "\n" },
	{ "service clusterip web --tcp=80:", "",
	  "error: " ALPHA ",must contain at least one letter (a-z)\n" },
	{ "service clusterip web --tcp=80:sixteencharacter", "",
	  "error: must be no more than 15 characters\n" },
	{ "service clusterip web --tcp=80:70000", "", "error: " RANGE },
	{ "service clusterip web --tcp=80:0", "", "error: " RANGE },
	{ "service clusterip web --tcp=70000", "",
	  "error: strconv.ParseUint: parsing \"70000\": value out of range\n" },
	{ "service clusterip web --tcp=-1", "",
	  "error: strconv.ParseUint: parsing \"-1\": invalid syntax\n" },
	{ "service nodeport web --tcp=80 -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("\"80\"", "80", "80") TAIL("NodePort"), "" },
	{ "service nodeport web --tcp=80 --tcp=443 --node-port=30080 -o yaml",
	  METADATA "spec:\n  ports:\n" NUMBERED("80") NUMBERED("443") TAIL("NodePort"), "" },
	{ "service nodeport web --tcp=80 --node-port=70000", CREATED, "" },
	{ "service nodeport web --tcp=80 --clusterip=10.96.0.5", "",
	  "error: unknown flag: --clusterip\nSee 'kubectl create service nodeport --help' for "
	  "usage.\n" },
	{ "service loadbalancer web --tcp=80 -o yaml",
	  METADATA "spec:\n  ports:\n" PORT("\"80\"", "80", "80") TAIL("LoadBalancer"), "" },
	{ "service loadbalancer web --tcp=80:8080 -o json",
	  JSON_HEAD
	  "        \"ports\": [\n            {\n                \"name\": \"80-8080\",\n"
	  "                \"protocol\": \"TCP\",\n                \"port\": 80,\n"
	  "                \"targetPort\": 8080\n            }\n        ],\n" JSON_SELECTOR
	  "        \"type\": \"LoadBalancer\"\n" JSON_TAIL,
	  "" },
	{ "service externalname web --external-name=a.b.c -o yaml",
	  METADATA "spec:\n  externalName: a.b.c\n" TAIL("ExternalName"), "" },
	{ "service externalname web --external-name a.b.c -o json",
	  JSON_HEAD JSON_SELECTOR "        \"type\": \"ExternalName\",\n"
				  "        \"externalName\": \"a.b.c\"\n" JSON_TAIL,
	  "" },
	{ "service externalname web --external-name=A_b", "",
	  "error: invalid service external name A_b\n" },
	{ "service externalname web --external-name=", "",
	  "error: invalid service external name \n" },
	{ "namespace team", "namespace/team created (dry run)\n", "" },
	{ "namespace Bad_Name", "namespace/Bad_Name created (dry run)\n", "" },
	{ "ns team -n other -o yaml",
	  NAMESPACE "  creationTimestamp: null\n  name: team\nspec: {}\nstatus: {}\n", "" },
	{ "namespace team --save-config -o yaml",
	  NAMESPACE "  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n"
		    "      {\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":"
		    "\"team\",\"creationTimestamp\":null},\"spec\":{},\"status\":{}}\n"
		    "  creationTimestamp: null\n  name: team\nspec: {}\nstatus: {}\n",
	  "" },
};

Test(services, client_dry_run)
{
	for (size_t i = 0; i < ARRAY_LEN(dry_rows); i++) {
		CLEANUP(str)
		char *line = xasprintf("create %s --dry-run=client", dry_rows[i].line);

		expect(dry_rows[i].line, "none.db", line, dry_rows[i].out, dry_rows[i].err,
		       *dry_rows[i].err != '\0');
	}
	cr_expect_neq(access("none.db", F_OK), 0, "a state file was made");
	expect("cli-027", "none.db",
	       "create service clusterip x --tcp=80:8080 --dry-run=client -o "
	       "jsonpath={.spec.ports[0].name}",
	       "80-8080", "", 0);
}
