/* describe, events and explain: whole command lines against a state file of their own. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cli.h"
#include "cidrctl/text.h"

/* ---- running a command line ---- */

static char folder[] = "/tmp/cidrctl-reading-XXXXXX";
static char *state;

/* Splits the line at spaces, runs it and compares; want NULL: not compared. */
static void expect(const char *line, const char *input, const char *want, const char *want_err,
		   int status)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(str) char *out_text = NULL;
	CLEANUP(str) char *err_text = NULL;
	size_t out_size, err_size;
	FILE *in = tmpfile(), *out = open_memstream(&out_text, &out_size);
	FILE *err = open_memstream(&err_text, &err_size);
	int got;

	text_list_add(&words, "kubectl");
	text_list_add(&words, "--state");
	text_list_add(&words, state);
	text_list_split(&words, line, ' ');
	fputs(input != NULL ? input : "", in);
	rewind(in);
	got = cli_main((int)words.n, words.items, in, out, err);
	fclose(in);
	fclose(out);
	fclose(err);
	if (want != NULL)
		cr_expect_str_eq(out_text, want, "%s: stdout\n--- want\n%s--- got\n%s", line, want,
				 out_text);
	cr_expect_str_eq(err_text, want_err, "%s: stderr\n--- want\n%s--- got\n%s", line, want_err,
			 err_text);
	cr_expect_eq(got, status, "%s: exit status %d", line, got);
}

#define RANGE(name)                                                                            \
	"{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"ServiceCIDR\",\"metadata\":{"     \
	"\"name\":\"" name "\",\"uid\":\"uid-" name "\"},\"spec\":{\"cidrs\":[\"10.0.0.0/8\"]" \
	"}}"
#define EVENT(name, namespace, about_namespace, uid, type, seen)                                 \
	"{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"" name               \
	"\",\"namespace\":\"" namespace "\"},\"involvedObject\":{\"kind\":\"ServiceCIDR\","      \
					"\"apiVersion\":\"networking.k8s.io/"                    \
					"v1\",\"name\":\"one\",\"namespace\":\"" about_namespace \
					"\",\"uid\":\"" uid                                      \
					"\"},\"reason\":\"Why\",\"message\":\"" name             \
					"\",\"type\":\"" type "\",\"firstTimestamp\":\"" seen    \
					"\",\"lastTimestamp\":\"" seen "\",\"count\":1}"

static const char objects[] =
	"{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" RANGE("one") "," RANGE("other") "," EVENT(
		"mine", "default", "", "uid-one", "Normal",
		"2025-06-01T09:59:30Z") "," EVENT("older", "kube-system", "", "uid-one", "Warning",
						  "2025-06-01T09:59:00Z") "," EVENT("of-another-"
										    "life",
										    "default", "",
										    "uid-before",
										    "Normal",
										    "2025-06-01T09:"
										    "58:30Z") "," EVENT("elsewhere",
													"default",
													"x",
													"uid-one",
													"Normal",
													"2025-06-01T09:58:10Z") "]}";

static void begin_state(void)
{
	cr_assert_not_null(mkdtemp(folder));
	state = xasprintf("%s/state.db", folder);
	setenv("CIDRCTL_NOW", "2025-06-01T10:00:00Z", 1);
	setenv("CIDRCTL_SEED", "1", 1);
	expect("import --raw -f -", objects, NULL, "", 0);
}

static void end_state(void)
{
	CLEANUP(str) char *command = xasprintf("rm -rf %s", folder);

	cr_expect_eq(system(command), 0);
	free(state);
}

TestSuite(reading, .init = begin_state, .fini = end_state);

/* ---- describe ---- */

#define PLAIN(name)                                                            \
	"Name:         " name "\nLabels:       <none>\nAnnotations:  <none>\n" \
	"CIDRs:        10.0.0.0/8\n"
#define ONE                                                 \
	PLAIN("one")                                        \
	"Events:\n  Type     Reason  Age   From  Message\n" \
	"  ----     ------  ----  ----  -------\n"          \
	"  Warning  Why     60s         older\n"            \
	"  Normal   Why     30s         mine\n"
#define OTHER PLAIN("other") "Events:       <none>\n"
#define MISSING(name) \
	"Error from server (NotFound): servicecidrs.networking.k8s.io \"" name "\" not found\n"

struct line {
	const char *line, *input, *out, *err;
	int status;
};

static void expect_all(const struct line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(lines[i].line, lines[i].input, lines[i].out, lines[i].err, lines[i].status);
}

Test(reading, describe_names)
{
	static const struct line lines[] = {
		{ "describe servicecidr one", NULL, ONE, "", 0 },
		{ "describe servicecidr/one --show-events=false", NULL, PLAIN("one"), "", 0 },
		{ "describe servicecidr other one other", NULL, OTHER "\n\n" ONE "\n\n" OTHER, "",
		  0 },
		{ "describe servicecidrs.v1beta1.networking.k8s.io/other", NULL, OTHER, "", 0 },
		/* The beginning of names, when it is the only one and none has it whole. */
		{ "describe servicecidr o", NULL, ONE "\n" OTHER "\n", "", 0 },
		{ "describe servicecidr ot", NULL, OTHER "\n", "", 0 },
		{ "describe servicecidr x", NULL, "", MISSING("x"), 1 },
		{ "describe servicecidr/ot", NULL, "", MISSING("ot"), 1 },
		{ "describe servicecidr ot x", NULL, "", MISSING("ot") MISSING("x"), 1 },
		/* Two words are taken for a type and a beginning, whatever they are. */
		{ "describe servicecidr/one servicecidr/ot", NULL, "", MISSING("ot"), 1 },
		{ "describe ns,servicecidr one", NULL, "",
		  "error: you may only specify a single resource type\n", 1 },
		{ "describe servicecidr one x", NULL, ONE, MISSING("x"), 1 },
		{ "describe svc a%b", NULL, "",
		  "error: invalid resource name \"a%b\": [may not contain '%']\n", 1 },
		{ "describe svc web -n nowhere", NULL, "",
		  "Error from server (NotFound): namespaces \"nowhere\" not found\n", 1 },
		{ "describe svc web -A", NULL, "",
		  "error: a resource cannot be retrieved by name across all namespaces\n", 1 },
	};

	expect_all(lines, ARRAY_LEN(lines));
}

Test(reading, describe_lists)
{
	static const struct line lines[] = {
		{ "describe servicecidr", NULL, ONE "\n\n" OTHER, "", 0 },
		{ "describe svc,servicecidr --chunk-size=1", NULL, ONE "\n\n" OTHER, "", 0 },
		{ "describe servicecidr -l a=b", NULL, "",
		  "No resources found in default namespace.\n", 0 },
		{ "describe svc -A", NULL, "", "No resources found\n", 0 },
		{ "describe svc -n team-a", NULL, "", "No resources found in team-a namespace.\n",
		  0 },
		{ "describe", NULL, "",
		  "error: You must specify the type of resource to describe. Use \"kubectl "
		  "api-resources\" for a complete list of supported resources.\n",
		  1 },
		{ "describe nope", NULL, "",
		  "error: the server doesn't have a resource type \"nope\"\n", 1 },
	};

	expect_all(lines, ARRAY_LEN(lines));
}

Test(reading, describe_files)
{
	static const struct line lines[] = {
		{ "describe -f -", RANGE("other") RANGE("one"), OTHER "\n\n" ONE, "", 0 },
		{ "describe -f - -l a=b", RANGE("other"), "",
		  "No resources found in default namespace.\n", 0 },
		/* The same complaint is made once. */
		{ "describe -f -", RANGE("x") RANGE("other") RANGE("x"), OTHER, MISSING("x"), 1 },
		/* Nobody asks whether the namespace is there. */
		{ "describe -f -",
		  "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\","
		  "\"namespace\":\"nowhere\"}}",
		  "", "Error from server (NotFound): services \"web\" not found\n", 1 },
		{ "describe -f - svc", "", "",
		  "error: when paths, URLs, or stdin is provided as input, you may not specify "
		  "resource arguments as well\n",
		  1 },
	};

	expect_all(lines, ARRAY_LEN(lines));
}

/* ---- events ---- */

#define TITLES "LAST SEEN   TYPE     REASON   OBJECT            MESSAGE\n"

Test(reading, events)
{
	static const struct line lines[] = {
		{ "events", NULL,
		  TITLES "110s        Normal   Why      ServiceCIDR/one   elsewhere\n"
			 "90s         Normal   Why      ServiceCIDR/one   of-another-life\n"
			 "30s         Normal   Why      ServiceCIDR/one   mine\n",
		  "", 0 },
		{ "events -A --no-headers --types=warning", NULL,
		  "kube-system   60s   Warning   Why   ServiceCIDR/one   older\n", "", 0 },
		{ "events --for servicecidr/one --types=Warning,Normal -n kube-system", NULL,
		  "LAST SEEN   TYPE      REASON   OBJECT            MESSAGE\n"
		  "60s         Warning   Why      ServiceCIDR/one   older\n",
		  "", 0 },
		/* An event names one version of the type; another is another object. */
		{ "events --for servicecidrs.v1beta1.networking.k8s.io/one", NULL, "",
		  "No events found in default namespace.\n", 0 },
		{ "events --for svc/one -A -o json", NULL, "", "No events found.\n", 0 },
		{ "events -o name", NULL, "", "", 0 },
		{ "events --types=Odd", NULL, "", "error: valid --types are Normal or Warning\n",
		  1 },
		{ "events --for one", NULL, "", "error: --for must be in resource/name form\n", 1 },
		{ "events --for a/b/c", NULL, "",
		  "error: arguments in resource/name form may not have more than one slash\n", 1 },
		/* The mapper's own words have no "error: ". */
		{ "events --for Odd.example.com/x", NULL, "",
		  "the server doesn't have a resource type \"odd\" in group \"example.com\"\n", 1 },
	};

	expect_all(lines, ARRAY_LEN(lines));
}

/* An EventList in the order of its type, whatever the state stores. */
Test(reading, events_as_objects)
{
	expect("events -n kube-system -o yaml", NULL,
	       "apiVersion: v1\nitems:\n- apiVersion: v1\n  count: 1\n  eventTime: null\n"
	       "  firstTimestamp: \"2025-06-01T09:59:00Z\"\n  involvedObject:\n"
	       "    apiVersion: networking.k8s.io/v1\n    kind: ServiceCIDR\n    name: one\n"
	       "    uid: uid-one\n  kind: Event\n  lastTimestamp: \"2025-06-01T09:59:00Z\"\n"
	       "  message: older\n  metadata:\n    creationTimestamp: null\n    name: older\n"
	       "    namespace: kube-system\n    resourceVersion: \"2\"\n  reason: Why\n"
	       "  reportingComponent: \"\"\n  reportingInstance: \"\"\n  source: {}\n"
	       "  type: Warning\nkind: EventList\nmetadata: {}\n",
	       "", 0);
}

/* ---- explain ---- */

#define MAPPER "the server doesn't have a resource type "

/* The title stands although the path leads nowhere. */
static void expect_title(const char *line, const char *version)
{
	CLEANUP(str)
	char *want = xasprintf("GROUP:      networking.k8s.io\nKIND:       ServiceCIDR\n"
			       "VERSION:    %s\n\n",
			       version);
	CLEANUP(str) char *full = xasprintf("%s.nope", line);

	expect(full, NULL, want, "error: field \"nope\" does not exist\n", 1);
}

Test(reading, explain_names_the_type)
{
	expect_title("explain servicecidr", "v1");
	expect_title("explain ServiceCIDR.spec", "v1");
	expect_title("explain servicecidrs['spec']", "v1");
	expect_title("explain servicecidrs.networking.k8s.io.spec", "v1");
	expect_title("explain --api-version=networking.k8s.io/v1beta1 servicecidr", "v1beta1");
}

Test(reading, explain_refuses)
{
	static const struct line lines[] = {
		{ "explain", NULL, "",
		  "error: You must specify the type of resource to explain. Use \"kubectl "
		  "api-resources\" for a complete list of supported resources.\n",
		  1 },
		{ "explain svc ns", NULL, "",
		  "error: We accept only this format: explain RESOURCE\n", 1 },
		{ "explain Nope.spec", NULL, "", MAPPER "\"Nope\"\n", 1 },
		{ "explain svc.spec.ports[0]", NULL, "",
		  "error: invalid jsonpath syntax, first node must be field node\n", 1 },
		{ "explain svc..spec", NULL, "",
		  "error: invalid jsonpath syntax, first node must be field node\n", 1 },
		{ "explain svc --api-version=v2", NULL, "",
		  "error: couldn't find resource for \"/v2, Resource=services\"\n", 1 },
		{ "explain svc --api-version=networking.k8s.io/v1", NULL, "",
		  "error: GVR (networking.k8s.io/v1, Resource=services) not found in OpenAPI "
		  "schema\n",
		  1 },
		{ "explain svc --api-version=a/b/c", NULL, "",
		  "error: unexpected GroupVersion string: a/b/c\n", 1 },
		{ "explain svc --output=yaml", NULL, "", "error: unrecognized format: yaml\n", 1 },
		{ "explain svc --output=plaintext-openapiv2 --api-version=v2", NULL, "",
		  "error: couldn't find resource for \"/v2, Kind=Service\"\n", 1 },
		{ "explain svc.nope.more --output=plaintext-openapiv2", NULL, "",
		  "error: field \"nope\" does not exist\n", 1 },
	};

	expect_all(lines, ARRAY_LEN(lines));
}
