/* The commands that change parts of objects: label, annotate, patch, replace, set. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/text.h"
#include "line.h"

#define SERVICE(name, rest)                                                          \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" name \
	"\"},\"spec\":{" rest "\"ports\":[{\"port\":80}]}}\n"

static void begin(void)
{
	line_begin();
	line_do("create service clusterip web --tcp=80", NULL);
	line_do("create service clusterip api --tcp=90", NULL);
}

TestSuite(changing, .init = begin, .fini = line_end);

struct row {
	const char *line, *out, *err;
};

/* Rows run one after the other on one state; an error text means exit status 1. */
static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		line_expect(rows[i].line, NULL, rows[i].out, rows[i].err, *rows[i].err != '\0');
}

/* ---- label, annotate ---- */

static const struct row label_rows[] = {
	{ "label svc web new=1", "service/web labeled\n", "" },
	{ "label svc web new=1", "service/web not labeled\n", "" },
	{ "label svc web new=2", "",
	  "error: 'new' already has a value (1), and --overwrite is false\n" },
	{ "label svc web new=2 app=x", "",
	  "'new' already has a value (1), and --overwrite is false\n"
	  "'app' already has a value (web), and --overwrite is false\n" },
	{ "label svc web api new=2 app=x", "",
	  "['new' already has a value (1), and --overwrite is false, "
	  "'app' already has a value (web), and --overwrite is false]\n"
	  "'app' already has a value (api), and --overwrite is false\n" },
	{ "label svc web new=2 --overwrite", "service/web labeled\n", "" },
	/* The word goes by the length of the text. */
	{ "label svc web new- b=1", "service/web unlabeled\n", "" },
	{ "label svc web nope-", "label \"nope\" not found.\nservice/web not labeled\n", "" },
	{ "label svc web x=y --dry-run=client", "service/web labeled (dry run)\n", "" },
	{ "label svc web x=y --dry-run=server -o name", "service/web\n", "" },
	{ "label svc web --list", "app=web\nb=1\n", "" },
	{ "label svc web api --list",
	  "Listing labels for Service./web:\n app=web\n b=1\n"
	  "Listing labels for Service./api:\n app=api\n",
	  "" },
	{ "label svc -l app=api z=1", "service/api labeled\n", "" },
	/* With a name, --all means nothing. */
	{ "label svc web --all z=1", "service/web labeled\n", "" },
	{ "label svc web z- z=2", "",
	  "error: can not both modify and remove a label in the same command\n" },
	{ "label svc web a=b=c", "", "error: invalid label spec: a=b=c\n" },
	{ "label svc web a=b api", "",
	  "error: all resources must be specified before label changes: api\n" },
	{ "label svc web", "", "error: at least one label update is required\n" },
	{ "label svc web a=b --resource-version=1", "",
	  "Error from server (Conflict): Operation cannot be fulfilled on services \"web\": the "
	  "object has been modified; please apply your changes to the latest version and try "
	  "again\n" },
	{ "label svc web api a=b --resource-version=1", "",
	  "error: --resource-version may only be used with a single resource\n" },
	{ "label svc web a=b --list -o yaml", "",
	  "error: --list and --output may not be specified together\n" },
};

Test(changing, label)
{
	check_rows(label_rows, ARRAY_LEN(label_rows));
	line_expect_value("svc web", ".metadata.labels",
			  "{\"app\":\"web\",\"b\":\"1\",\"z\":\"1\"}");
}

static const struct row annotate_rows[] = {
	{ "annotate svc web a=1 b=2", "service/web annotated\n", "" },
	{ "annotate svc web a=3 b=4", "",
	  "error: --overwrite is false but found the following declared annotation(s): 'a' already "
	  "has a value (1); 'b' already has a value (2)\n" },
	{ "annotate svc web a=3 --overwrite", "service/web annotated\n", "" },
	{ "annotate svc web b- nope-", "service/web annotated\n", "" },
	{ "annotate svc web kubernetes.io/change-cause=x", "service/web annotated\n", "" },
	{ "annotate svc web kubernetes.io/change-cause=y", "service/web annotated\n", "" },
	{ "annotate svc web a- a=1", "",
	  "error: can not both modify and remove the following annotation(s) in the same command: "
	  "a\n" },
	{ "annotate svc web c=d --dry-run=server", "service/web annotated (server dry run)\n", "" },
};

Test(changing, annotate)
{
	check_rows(annotate_rows, ARRAY_LEN(annotate_rows));
	line_expect_value("svc web", ".metadata.annotations",
			  "{\"a\":\"3\",\"kubernetes.io/change-cause\":\"y\"}");
}

Test(changing, local_files_are_labeled_without_a_state)
{
	setenv("CIDRCTL_STATE", "none/state.db", 1);
	line_expect("label -f - --local new=1 -o yaml", SERVICE("a", ""),
		    "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    new: \"1\"\n  name: "
		    "a\nspec:\n  ports:\n  - port: 80\n",
		    "", 0);
}

/* ---- patch ---- */

#define UNTYPED "The request is invalid: patch: Invalid value: "

static const struct row patch_rows[] = {
	{ "patch svc web -p {\"metadata\":{\"labels\":{\"a\":\"b\"}}}", "service/web patched\n",
	  "" },
	{ "patch svc web -p {\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
	  "service/web patched (no change)\n", "" },
	/* YAML will do, and a dry run has no suffix. */
	{ "patch svc web --dry-run=server -p 'metadata: {labels: {c: d}}'", "service/web patched\n",
	  "" },
	{ "patch svc web --type=JSON -p "
	  "[{\"op\":\"remove\",\"path\":\"/metadata/labels/a\"}]",
	  "service/web patched\n", "" },
	{ "patch svc web --type=json -p [{\"op\":\"remove\",\"path\":\"/metadata/labels/a\"}]", "",
	  "The request is invalid: the server rejected our request due to an error in our "
	  "request\n" },
	{ "patch svc web -p {", "",
	  "Error from server (BadRequest): unexpected end of JSON input\n" },
	{ "patch svc web --type=merge -p {", "",
	  "Error from server (BadRequest): error decoding patch: unexpected end of JSON input\n" },
	{ "patch svc web -p [a", "",
	  "error: unable to parse \"[a\": error converting YAML to JSON: yaml: line 1: did not "
	  "find "
	  "expected ',' or ']'\n" },
	{ "patch svc web", "",
	  "error: must specify --patch or --patch-file containing the contents of the patch\n" },
	{ "patch ip 10.96.0.1 --subresource=status -p {}", "",
	  "Error from server (NotFound): the server could not find the requested resource\n" },
	/* The converter's words know no path. */
	{ "patch svc web -p {\"spec\":{\"ports\":\"x\"}}", "",
	  UNTYPED "\"map[spec:map[ports:x]]\": cannot restore slice from string\n" },
	{ "patch svc web -p {\"spec\":7}", "",
	  UNTYPED "\"map[spec:7]\": cannot restore struct from: int64\n" },
	{ "patch svc web -p {\"spec\":{\"selector\":[]}}", "",
	  UNTYPED "\"map[spec:map[selector:[]]]\": cannot restore map from slice\n" },
	{ "patch svc web -p {\"spec\":{\"type\":5}}", "",
	  UNTYPED "\"map[spec:map[type:5]]\": cannot convert int64 to v1.ServiceType\n" },
	{ "patch svc web -p {\"spec\":{\"ports\":[{\"port\":\"x\"}]}}", "",
	  UNTYPED "\"map[spec:map[ports:[map[port:x]]]]\": unrecognized type: int32\n" },
	{ "patch svc web -p {\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":true}]}}", "",
	  UNTYPED "\"map[spec:map[ports:[map[port:80 targetPort:true]]]]\": json: cannot unmarshal "
		  "bool into Go value of type int32\n" },
};

Test(changing, patch)
{
	check_rows(patch_rows, ARRAY_LEN(patch_rows));
}

Test(changing, a_file_that_is_patched_is_not_looked_up_first)
{
	line_expect("patch -f - -p {\"metadata\":{\"labels\":{\"app\":\"web\"}}}",
		    SERVICE("web", ""), "service/web patched\n", "", 0);
	line_expect("patch -f - --local -p {\"metadata\":{\"labels\":null}}", SERVICE("web", ""),
		    "service/web patched (no change)\n", "", 0);
}

/* ---- replace ---- */

Test(changing, replace_keeps_what_was_allocated)
{
	CLEANUP(str) char *ip = line_get("svc web", ".spec.clusterIP");

	line_expect("replace -f -", SERVICE("web", "\"selector\":{\"a\":\"b\"},"),
		    "service/web replaced\n", "", 0);
	line_expect_value("svc web", ".spec.clusterIP", ip);
	line_expect_value("svc web", ".spec.selector", "{\"a\":\"b\"}");
	line_expect_value("svc web", ".metadata.labels", "");
}

Test(changing, replace_with_force_deletes_and_creates)
{
	line_expect("replace --force -f -",
		    SERVICE("web", "\"clusterIP\":\"10.96.0.77\",")
			    SERVICE("new", "\"clusterIP\":\"10.96.0.78\","),
		    "service \"web\" deleted\nservice/web replaced\nservice/new replaced\n", "", 0);
	line_expect_value("svc web", ".spec.clusterIP", "10.96.0.77");
	line_expect("replace --force -f -", "", "No resources found\n",
		    "error: no objects passed to replace\n", 1);
}

/* A range with addresses in it does not go while the command waits. */
Test(changing, replace_with_force_tells_what_is_still_there)
{
	line_do("create -f -",
		"{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"ServiceCIDR\",\"metadata\":{"
		"\"name\":\"more\"},\"spec\":{\"cidrs\":[\"10.97.0.0/24\"]}}");
	line_do("create service clusterip held --tcp=80 --clusterip=10.97.0.5", NULL);
	line_expect(
		"replace --force -f -",
		"{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"ServiceCIDR\",\"metadata\":"
		"{\"name\":\"more\"},\"spec\":{\"cidrs\":[\"10.97.0.0/25\"]}}",
		"servicecidr.networking.k8s.io \"more\" deleted\n",
		"error: timed out waiting for the condition\n", 1);
}

static const struct row replace_rows[] = {
	{ "replace", "", "error: must specify one of -f and -k\n" },
	{ "replace -f - --grace-period=1", "",
	  "error: --grace-period must have --force specified\n" },
	{ "replace -f - --timeout=1s", "", "error: --timeout must have --force specified\n" },
	{ "replace -f - --force --dry-run=server", "",
	  "error: --dry-run can not be used when --force is set\n" },
};

Test(changing, replace_refuses)
{
	check_rows(replace_rows, ARRAY_LEN(replace_rows));
}

/* ---- set selector ---- */

static const struct row selector_rows[] = {
	{ "set selector svc web app=x,tier==y", "service/web selector updated\n", "" },
	{ "set selector svc api a=b --dry-run=client", "service/api selector updated (dry run)\n",
	  "" },
	{ "set selector svc web 'a in (c,b),!d,e,f notin (g)'", "",
	  "error: match expression [{a In [b c]} {d DoesNotExist []} {e Exists []} {f NotIn [g]}] "
	  "not "
	  "supported on this object\n" },
	{ "set selector svc web a!=b", "",
	  "error: \"!=\" is not a valid label selector operator\n" },
	{ "set selector svc web a>1", "", "error: \"gt\" isn't supported in label selectors\n" },
	{ "set selector svc web a=b=", "",
	  "error: couldn't parse the selector string \"a=b=\": found '=', expected: ',' or 'end of "
	  "string'\n" },
	{ "set selector ns default a=b", "",
	  "error: setting a selector is only supported for Services\n" },
	{ "set selector", "", "error: one selector is required\n" },
	{ "set bogus", "",
	  "error: unknown command \"bogus\"\nSee 'kubectl set -h' for help and examples\n" },
};

Test(changing, set_selector)
{
	check_rows(selector_rows, ARRAY_LEN(selector_rows));
	line_expect_value("svc web", ".spec.selector", "{\"app\":\"x\",\"tier\":\"y\"}");
	line_expect_value("svc api", ".spec.selector", "{\"app\":\"api\"}");
}

/* ---- create service ---- */

static const struct row create_rows[] = {
	{ "create service nodeport a --tcp=80 --node-port=30080", "service/a created\n", "" },
	{ "create service nodeport b --tcp=80 --node-port=30080", "",
	  "error: failed to create NodePort service: Service \"b\" is invalid: "
	  "spec.ports[0].nodePort: "
	  "Invalid value: 30080: provided port is already allocated\n" },
	{ "create service loadbalancer c --tcp=80", "service/c created\n", "" },
	{ "create service externalname d --external-name=x.example", "service/d created\n", "" },
	{ "create service externalname", "",
	  "error: required flag(s) \"external-name\" not set\n" },
	{ "create service externalname e --external-name=a_b", "",
	  "error: invalid service external name a_b\n" },
	{ "create service nodeport e", "",
	  "error: at least one tcp port specifier must be provided\n" },
};

Test(changing, create_service)
{
	check_rows(create_rows, ARRAY_LEN(create_rows));
	line_expect_value("svc a", ".spec.ports[0].nodePort", "30080");
	line_expect_value("svc d", ".spec.externalName", "x.example");
}
